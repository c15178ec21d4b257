"""Hostile files of every format, the longer run: depth, repetition, a hundred thousand authors. An hour; not part of the suite.

    python -m pytest tests/fuzz/long_hostile.py
"""

from __future__ import annotations

import re
import time

import pytest

from kg import pipeline
from kg.inputs import Input
from kg.sources import SOURCES
from tests.deadline import ends
from tests.fuzz.property import SETTINGS
from tests.fuzz.seeds import FORMATS, seeds
from tests.fuzz.test_hostile import HEAD, JSON, PAGES, XML, everything, named, outcomes


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
@pytest.mark.parametrize("depth", [10, 1_000, 1_000_000])
@pytest.mark.parametrize(("form", "data"), named(JSON))
def test_json_a_million_levels_deep_ends_and_is_told(form: str, data: bytes, depth: int, opening: bytes, closing: bytes) -> None:
    openings = [match.end() for match in re.finditer(rb"\{(?=\s*\")", data)]
    for at in (openings[0], openings[len(openings) // 2], openings[-1]):
        for after in (closing * depth, b""):
            with ends(within=60):
                found = outcomes(form, data[:at] + b'"zz":' + opening * depth + b"1" + after + b"," + data[at:])
            assert found
            assert depth < 64 or all(one.described is None or one.findings for one in found)
            assert len(everything(found)) < 10_000_000


@pytest.mark.parametrize("opening", [b"<a>", b'<a xmlns:b%d="c">', b"<b:a xmlns:b='x'>"])
@pytest.mark.parametrize("depth", [10, 20_000])
@pytest.mark.parametrize(("form", "data"), named(XML + PAGES))
def test_deep_xml_ends_and_is_told(form: str, data: bytes, depth: int, opening: bytes) -> None:
    name = re.findall(rb"<([\w:]+)", opening)[0]
    before = b"".join(opening % n if b"%" in opening else opening for n in range(depth))
    texts = [match.end() for match in re.finditer(rb">(?=[A-Za-z])", data)]
    start = HEAD.match(data)
    for at in (start.start(1) - 1 if start else 0, texts[0], texts[-1]):
        for after in (b"</%s>" % name * depth, b""):
            end = data.find(b"<", at + 1) if at in texts else len(data)
            with ends(within=30):
                found = outcomes(form, data[:at] + before + data[at:end] + after + data[end:])
            assert len(everything(found)) < 3_000_000


@pytest.mark.parametrize(("form", "data"), named(XML + PAGES))
def test_many_attributes_and_namespaces_end(form: str, data: bytes) -> None:
    (at, name) = next((match.end(), match[1]) for match in re.finditer(rb"<([a-zA-Z:_-]+)(?=[\s>])", data))
    assert name
    for written in (b' a%d="x"', b' xmlns:n%d="urn:n"'):
        with ends(within=30):
            outcomes(form, data[:at] + b"".join(written % n for n in range(50_000)) + data[at:])


PIECES = [
    b"{",
    b"}",
    b"\\\\",
    b"$",
    b"(",
    b")",
    b"[",
    b" and ",
    b", ",
    b"-",
    b"&amp;",
    b"&lt;",
    b"&lt;i&gt;",
    b"&lt;",
    b"%",
    b" ",
    b"a.",
    b"10.1/",
    b"http://",
    b"1",
    b"\xc3\xa9",
    b"~",
    b"#",
    b";",
    b"a b ",
    b"A.",
    b": ",
    b"/",
    b"|",
    b"'",
    b"1-",
    b"=",
    b"x:",
]
_VALUE = re.compile(rb"(?<=[>:=,\"{'\t -])[A-Za-z0-9][A-Za-z0-9 .,]{2,}(?=[\"<}'\r\n\t])")


@pytest.mark.parametrize("form", SOURCES)
def test_long_repetitions_in_any_value_end(form: str) -> None:
    # a pattern that goes back and forth over this would not end before the night
    for data in seeds(form):
        values = [match.span() for match in _VALUE.finditer(data)]
        for piece in PIECES:
            long = piece * (3000 // len(piece)) + b"!"
            hostile, last = [], 0
            for start, end in values[:40]:
                hostile += [data[last:start], long]
                last = end
            with ends(within=20):
                outcomes(form, b"".join([*hostile, data[last:]]))


#: what words are made of, and what stands between them
WORDS = b"a|i|A|1|e-mail |A. |a |iv |;|.|,|:|%|?|(|[| |\t|_|\xc3\xa9".split(b"|")


@pytest.mark.parametrize("form", SOURCES)
def test_values_of_thirty_thousand_characters_end(form: str) -> None:
    # each value has a piece of its own, and in the next round the next one: work with the square of a single value takes too long
    for data in seeds(form):
        values = [match.span() for match in _VALUE.finditer(data)][:15]
        for turn in range(len(WORDS)):
            hostile, last = [], 0
            for number, (start, end) in enumerate(values):
                piece = WORDS[(number + turn) % len(WORDS)]
                hostile += [data[last:start], b"x", piece * (30_000 // len(piece)), b"!x"]
                last = end
            with ends(within=8):
                outcomes(form, b"".join([*hostile, data[last:]]))


@pytest.mark.parametrize(
    "piece",
    [
        b"{",
        b"[",
        b"<a",
        b"<a>",
        b"<!--",
        b"<![CDATA[",
        b"&",
        b"\n{",
        b'\n{"a": 1',
        b"@book{a,",
        b"@",
        b'"',
        b"'",
        b"\\",
        b"%0 ",
        b"\n",
        b"\r",
        b" ",
        b"TY  - JOUR\n",
        b"\x1e",
        b"\x1d",
        b"PT J\n",
        b"a,",
        b"a\t",
        b"<record><a>",
        b"<record>&",
        b"\xff",
    ],
)
@pytest.mark.parametrize("form", FORMATS)
def test_files_of_one_piece_over_and_over_end(form: str, piece: bytes) -> None:
    for head in (b"", b"[", seeds(form)[0][: len(seeds(form)[0]) // 2]):
        # each line of a table may be a record: a hundred thousand of them, each mapped and validated
        with ends(within=100):
            for _ in pipeline.run([Input("x", form, head + piece * (200_000 // len(piece)))], SETTINGS, validate=True):
                pass


AUTHORS = {
    "bibtex": lambda n: "@book{a, title = {T}, author = {" + " and ".join(f"F{i}, G" for i in range(n)) + "}}",
    "ris": lambda n: "TY  - BOOK\nTI  - T\n" + "".join(f"AU  - F{i}, G\n" for i in range(n)) + "ER  - \n",
    "csl-json": lambda n: (
        '[{"id": "a", "type": "book", "title": "T", "author": [' + ", ".join(f'{{"family": "F{i}"}}' for i in range(n)) + "]}]"
    ),
}


@pytest.mark.parametrize("validate", [False, True])
@pytest.mark.parametrize("form", AUTHORS)
def test_authors_take_time_with_their_number_alone(form: str, validate: bool) -> None:
    def seconds(count: int) -> float:
        data = AUTHORS[form](count).encode()
        before = time.process_time()
        (found,) = pipeline.run([Input("x", form, data)], SETTINGS, validate=validate)
        assert found.described is not None
        return time.process_time() - before

    with ends(within=120):
        assert min(seconds(20_000) for _ in range(2)) < 2.6 * min(seconds(10_000) for _ in range(2))
        seconds(100_000)
