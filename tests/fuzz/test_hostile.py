"""Hostile files of every format, made from its samples: what a stranger's file may hold, whatever the reader."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from kg import pipeline, terms
from kg.graph import Described, triples
from kg.inputs import Input
from kg.sources import SOURCES, medline
from kg.values import isbd, name_lists
from tests.deadline import ends
from tests.fuzz.property import SETTINGS, judge
from tests.fuzz.seeds import SAMPLES, seeds


def first(formats: Iterable[str], *beginnings: bytes) -> list[tuple[str, bytes]]:
    """Of each format the first sample that begins like this: others go through the same code."""
    return [(form, data) for form in formats for data in [one for one in seeds(form) if one.lstrip().startswith(beginnings)][:1]]


#: samples by what they are written in
XML = first([form for form in SOURCES if "html" not in form], b"<")
JSON = first(SOURCES, b"{", b"[")
PAGES = first([form for form in SOURCES if "html" in form], b"")


def named(pairs: list[tuple[str, bytes]]) -> list[object]:
    return [pytest.param(form, data, id=f"{form}-{number}") for number, (form, data) in enumerate(pairs)]


def outcomes(form: str, data: bytes) -> list[pipeline.Outcome]:
    return list(pipeline.run([Input("x", form, data)], SETTINGS, validate=True))


def everything(found: list[pipeline.Outcome]) -> str:
    """All that readers and mapping made of a file."""
    return "\n".join(f"{one.reading}{one.described}{one.findings}" for one in found)


# ---- XML: entities and what lies elsewhere ---------------------------------------------------------------------------------------------

HEAD = re.compile(rb"^\s*(?:<\?xml[^>]*\?>)?\s*(?:<!DOCTYPE[^>]*>)?\s*<([\w:.-]+)")
_TEXT = re.compile(rb">(?=[A-Za-z][^<>]*</)")


def with_doctype(data: bytes, inside: str, use: bytes, *, after: str = "") -> bytes:
    """The sample with a document type of its own and `use` in front of each text."""
    match = HEAD.match(data)
    assert match is not None
    body = _TEXT.sub(b">" + use.replace(b"\\", b"\\\\"), data[match.start(1) - 1 :])
    subset = f" [{inside}]" if inside else ""
    return f'<?xml version="1.0"?>\n<!DOCTYPE {match[1].decode()}{after}{subset}>\n'.encode() + body


LAUGHS = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
QUADRATIC = f'<!ENTITY q "{"q" * 50_000}">'
PARAMETER = "<!ENTITY % a \"<!ENTITY lol 'canary'>\"> %a;"
BLOWING = {"laughs": (LAUGHS, b"&l9;"), "quadratic": (QUADRATIC, b"&q;" * 2000), "parameter": (PARAMETER, b"&lol;")}


@pytest.mark.parametrize("kind", BLOWING)
@pytest.mark.parametrize(("form", "data"), named(XML))
def test_entities_of_its_own_are_told_and_never_expanded(form: str, data: bytes, kind: str) -> None:
    hostile = with_doctype(data, *BLOWING[kind])
    with ends(within=10):
        found = outcomes(form, hostile)
    assert found
    assert any(issue.severity == "violation" for one in found for issue in one.findings)
    assert not [one for one in found if one.described is not None]
    assert len(everything(found)) < 20_000


class _Listener(HTTPServer):
    hits = 0


class _Count(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Listener)
        self.server.hits += 1
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def listener() -> Iterator[_Listener]:
    server = _Listener(("127.0.0.1", 0), _Count)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("form", "data"), named(XML))
def test_nothing_outside_of_the_file_is_opened(form: str, data: bytes, listener: _Listener, tmp_path: Path) -> None:
    (tmp_path / "canary.txt").write_text("canary", "utf-8")
    (tmp_path / "canary.dtd").write_text("<!ENTITY e 'canary'>", "utf-8")
    for address in (
        f"http://127.0.0.1:{listener.server_address[1]}/x",
        (tmp_path / "canary.txt").as_uri(),
        (tmp_path / "canary.dtd").as_uri(),
    ):
        include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{address}" parse="text"/>'.encode()
        for hostile in (
            with_doctype(data, f'<!ENTITY e SYSTEM "{address}">', b"&e;"),
            with_doctype(data, f'<!ENTITY % e SYSTEM "{address}"> %e;', b"&e;"),
            with_doctype(data, "", b"&e;", after=f' SYSTEM "{address}"'),
            with_doctype(data, "", b"", after=f' PUBLIC "-//X//Y//EN" "{address}"'),
            with_doctype(data, "", include),
            b'<?xml-stylesheet href="%s"?>' % address.encode() + data[data.index(b"?>") + 2 if data.startswith(b"<?xml") else 0 :],
        ):
            found = outcomes(form, hostile)
            assert found
            assert ">canary" not in everything(found).replace("canary.", "")
            assert "'canary'" not in everything(found)
    assert listener.hits == 0


def titles(found: list[pipeline.Outcome]) -> list[str]:
    return [text.value for one in found if one.reading and one.reading.record for text in one.reading.record.titles]


@pytest.mark.parametrize("declared", ["UTF-7", "UTF-16", "UTF-32", "ISO-8859-1", "windows-1252", "cp037", "x-unknown", "idna", "zlib", ""])
@pytest.mark.parametrize(("form", "data"), named(XML))
def test_declared_encoding_is_kept_or_told(form: str, data: bytes, declared: str) -> None:
    wanted = titles(outcomes(form, data))
    match = HEAD.match(data)
    assert match is not None
    body = data[match.start(1) - 1 :].decode()
    text = f'<?xml version="1.0" encoding="{declared}"?>\n{body}'
    for written in ("utf-8", "utf-16", "utf-16-be", "cp1252", "utf-7"):
        found = outcomes(form, text.encode(written, "xmlcharrefreplace"))
        told = any(issue.severity == "violation" for one in found for issue in one.findings if one.described is None)
        assert told or titles(found) == wanted, (written, titles(found))


# ---- characters ----------------------------------------------------------------------------------------------------------------------

BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ODD = {
    "nul": "\x00",
    "escape": "\x1b[2J",
    "delete": "\x7f",
    "c1": "\x80\x85\x9b\x9f",
    "bidi": BIDI,
    "line": "\u2028\u2029",
    "nonchar": "\ufffe\uffff\ufdd0",
    "replaced": "\ufffd",
    "plane": "\U0001fffe",
    "private": "\ue000\U000f0000",
    "tags": "\U000e0041",
    "zero": "\u200b\u200d\ufeff",
    "marks": "e\u0301\u0323",
}
_WORD = re.compile(rb"(?<=[A-Za-z])(?=[a-z]{2}\b)")


@pytest.mark.parametrize("kind", ODD)
@pytest.mark.parametrize("form", SOURCES)
def test_odd_characters_reach_no_output(form: str, kind: str) -> None:
    for data in seeds(form):
        places = [match.start() for match in _WORD.finditer(data)]
        for start in range(2):
            hostile = data
            for at in reversed(places[start::2]):
                hostile = hostile[:at] + ODD[kind].encode() + hostile[at:]
            for item in judge(form, hostile):
                _is_clean(item)


@pytest.mark.parametrize("form", SOURCES)
def test_surrogates_and_other_broken_bytes_reach_no_output(form: str) -> None:
    for data in seeds(form):
        places = [match.start() for match in _WORD.finditer(data)]
        for broken in (
            b"\xed\xa0\x80",
            b"\xed\xb0\x80",
            b"\xff",
            b"\xc3",
            b"\xf5\x80\x80\x80",
            b"\xc0\x80",
            b"\\ud800",
            b"&#xd800;",
            b"\\u0000",
            b"&#0;",
        ):
            for at in places[:: max(1, len(places) // 3)]:
                for item in judge(form, data[:at] + broken + data[at:]):
                    _is_clean(item)


AS_WRITTEN = (
    "<http://purl.org/ontology/bibo/doi>",
    "<http://purl.org/dc/elements/1.1/identifier>",
    "<https://schema.org/identifier>",
    "<https://schema.org/value>",
)


def _is_clean(item: Described) -> None:
    for triple in triples(item.graph):
        for term in triple:
            assert not terms.FORBIDDEN.search(terms.text(term)), term
            if term[0] == "<":
                assert not set(BIDI) & set(terms.text(term)), term
            # an identifier stays as it is written
            if term[0] == '"' and not term.endswith(">") and triple[1] not in AS_WRITTEN:
                assert unicodedata.is_normalized("NFC", terms.text(term)), term


# ---- depth and length ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [10, 100_000])
@pytest.mark.parametrize(("form", "data"), named(JSON))
def test_deep_json_ends_and_is_told(form: str, data: bytes, depth: int) -> None:
    openings = [match.end() for match in re.finditer(rb"\{(?=\s*\")", data)]
    for at in openings if depth == 10 else (openings[0], openings[len(openings) // 2], openings[-1]):
        for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
            hostile = data[:at] + b'"zz":' + opening * depth + b"1" + closing * depth + b"," + data[at:]
            with ends(within=30):
                found = outcomes(form, hostile)
            assert found
            assert depth < 64 or all(one.described is None or one.findings for one in found)
            assert len(everything(found)) < 1_000_000


_SCOPUS = b"Authors,Author full names,Title,Year,Source title,EID,Funding Details\nA B.,A B (57202138757),T,2019,J,2-s2.0-85069144466,"
#: texts that a pattern which goes back and forth would not come to the end of, and what reads them
WINDING: dict[str, Callable[[], object]] = {
    "pages of a catalogue": lambda: outcomes("oai-dc", _dublin_core("format", "i" * 190)),
    "words before an address": lambda: medline.affiliation(";" * 3_900 + "!a@b.example"),
    "word before a full stop": lambda: isbd.ended("a" * 50_000 + "!a."),
    "funder without a number": lambda: outcomes("csv", _SCOPUS + b"a" * 50_000),
    "lines of a page": lambda: outcomes("pure-page", seeds("pure-page")[0].replace(b"\n", b" x" + b" " * 15_000 + b"!x\n")),
    "names of no end": lambda: name_lists.parse(";" * 50_000 + "!"),
    "lines of a title": lambda: outcomes("endnote-xml", _TEXT.sub(b">" + b"a" + b"\t" * 50_000, seeds("endnote-xml")[0], count=3)),
}


def _dublin_core(name: str, text: str) -> bytes:
    (data,) = [one for one in seeds("oai-dc") if b"</dc:title>" in one][:1]
    return data.replace(b"</dc:title>", f"</dc:title><dc:{name}>{text}</dc:{name}>".encode(), 1)


@pytest.mark.parametrize("kind", WINDING)
def test_text_that_winds_ends(kind: str) -> None:
    with ends(within=5):
        assert WINDING[kind]()


def test_samples_of_each_kind_are_there() -> None:
    assert {form for form, _ in XML} >= {"jats", "mods", "oai-pmh"}
    assert {form for form, _ in JSON} >= {"crossref", "dspace", "schemaorg"}
    assert {form for form, _ in PAGES} == {"html", "pure-html"}
    assert SAMPLES.is_dir()
