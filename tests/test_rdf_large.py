"""An RDF file too large for memory gives the records, and the findings, that a small one gives: in the same order, with the same labels."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import inputs, nesting, packing, pipeline, rdf, rdf_large
from kg.errors import InputError, Issue
from kg.graph import Described
from kg.inputs import Input
from kg.mapping import Mapper
from kg.mapping.recognise import PART_OF, PRIMARY_TOPIC, is_work, works
from kg.settings import Settings
from kg.writers import WRITERS
from tests.bench import generator
from tests.cli.runner import ROOT, kg
from tests.shared import corpora

BASE = "https://data.example.org/"
RULES = rdf_large.Rules(works, PRIMARY_TOPIC, PART_OF, is_work)
PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
}


def pieces(data: bytes) -> Iterator[bytes]:
    yield from (data[start : start + 1000] for start in range(0, len(data), 1000))


def large(data: bytes, form: str) -> tuple[list[Described], list[Issue]]:
    found = [rdf_large.unpack(part) for part in rdf_large.cut(lambda: pieces(data), form, RULES, base=BASE)]
    return [one for part in found for one in part.described], [one for part in found for one in part.problems]


def order(described: list[Described]) -> list[object]:
    """All of it, with the order of subjects, properties and values."""
    return [(one.key, one.work, one.name, [(s, list(p.items())) for s, p in one.graph.items()]) for one in described]


def same(data: bytes, form: str) -> list[Described]:
    small = rdf.read(data, form, works=works, base=BASE)
    again = large(data, form)
    assert order(again[0]) == order(small[0])
    assert again[1] == small[1]
    return again[0]


@pytest.fixture(params=[0, 3, 2000])
def _few_in_memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rdf_large, "SMALL", request.param)
    monkeypatch.setattr(rdf_large, "WAITING", 7)
    monkeypatch.setattr(rdf_large, "TOGETHER", 20)
    monkeypatch.setattr(rdf_large, "_AT_HAND", 3)
    monkeypatch.setattr(rdf_large, "_LABELS", 4)
    monkeypatch.setattr(rdf_large, "JSON_PART", 1500)


def statements(dice: random.Random, *, graphs: bool) -> bytes:
    """Statements in any order over few nodes: works that share nodes, link to each other, lead to one another through blank nodes."""
    nodes = [f"<{BASE}work/{n}>" for n in range(4)] + [f"<https://e.org/{n}>" for n in range(5)] + [f"_:n{n}" for n in range(4)]
    classes = [
        "<https://schema.org/Article>",
        "<https://schema.org/Person>",
        "<https://schema.org/CreativeWork>",
        "<https://schema.org/Book>",
    ]
    links = ["schema:author", "schema:isPartOf", "dcterms:isPartOf", "schema:citation", "foaf:primaryTopic"][
        : 5 if dice.random() < 0.5 else 4
    ]
    found = []
    for _ in range(dice.randrange(60)):
        subject = dice.choice(nodes)
        match dice.randrange(3):
            case 0:
                triple = f"{subject} <{PREFIXES['rdf']}type> {dice.choice(classes)}"
            case 1:
                prefix, _, name = dice.choice(links).partition(":")
                triple = f"{subject} <{PREFIXES[prefix]}{name}> {dice.choice(nodes)}"
            case _:
                triple = f'{subject} <https://schema.org/name> "N{dice.randrange(3)} \\" <<"'
        name = dice.choice(["", f" <{BASE}graph/{dice.randrange(3)}>", " _:n1"]) if graphs else ""
        found.append(f"{triple}{name} .\n")
    return "".join(found).encode()


@pytest.mark.usefixtures("_few_in_memory")
@pytest.mark.parametrize("form", ["ntriples", "nquads"])
def test_random_graphs_are_split_as_in_memory(form: str) -> None:
    records = sum(len(same(statements(random.Random(seed), graphs=form == "nquads"), form)) for seed in range(400))
    assert records > 1000


@pytest.mark.usefixtures("_few_in_memory")
@pytest.mark.parametrize("writer", ["turtle", "ntriples", "nquads", "jsonld"])
def test_own_output_comes_back_as_from_a_small_file(writer: str) -> None:
    mapper = Mapper(generator.OPTIONS)
    out = io.BytesIO()
    WRITERS[writer].write([mapper.forward(record).described for record in generator.records(60)], out)  # type: ignore[call-arg, arg-type]
    assert len(same(out.getvalue(), writer)) >= 60


NODES = [{"@id": f"_:n{n % 5}", "name": f"N {n}", "author": [{"name": f"A{n}"}, {"@id": f"_:n{n % 3}"}]} for n in range(60)]


@pytest.mark.usefixtures("_few_in_memory")
@pytest.mark.parametrize(
    ("document", "stretches"),
    [
        ({"@context": {"@vocab": "https://schema.org/"}, "@graph": NODES}, True),
        ({"@graph": NODES, "@context": {"@vocab": "https://schema.org/"}}, True),
        ([{"@context": {"@vocab": "https://schema.org/"}, **node} for node in NODES], True),
        ({"@context": {"@vocab": "https://schema.org/"}, "@graph": [*NODES, {"@id": 5}]}, True),
        ({"@context": {"@vocab": "https://schema.org/"}, "@graph": [*NODES, {"@context": "https://schema.org"}]}, True),
        ({"@context": {"@vocab": "https://schema.org/"}, "@id": "https://e.org/g", "@graph": NODES}, False),
        ({"@context": {"@vocab": "https://schema.org/"}, "hasPart": NODES}, False),
    ],
)
def test_json_ld_is_parsed_in_stretches_with_its_context(document: object, stretches: bool) -> None:
    data = json.dumps(document, indent=1).encode()
    assert (rdf_large._frame(lambda: pieces(data)) is not None) == stretches
    same(data, "jsonld")


@pytest.mark.usefixtures("_few_in_memory")
def test_corpora_of_rdf_come_back_as_from_small_files() -> None:
    count = 0
    for path in sorted(corpora().rglob("*")):
        form = next((name for name, row in inputs.RDF_FORMATS.items() if path.suffix in row.endings), "")
        if form and path.is_file() and path.stat().st_size < 300_000:
            same(path.read_bytes(), form)
            count += 1
    sys.stdout.write(f"{count} files\n")
    assert count > 5


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("ntriples", b"<x:a> <x:b> <x:c> .\n" * 100 + b"<x:a> <x:b> <c d> .\n"),
        ("turtle", b"@prefix x: <x:> .\n" + b'x:a x:b """\n<<\n""" .\n' * 50 + b"x:a x:b"),
        ("turtle", b"<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> ."),
        ("ntriples", b'<x:a> <x:b> "<<" .\n' * 300),
        ("ntriples", b"<<( " * 300),
        ("turtle", b'<x:a> <x:b> "<<\\"" .\n' * 300),
        ("turtle", b"<<" * 3000),
        ("jsonld", b"[" * 300 + b"]" * 300),
        ("jsonld", b'{"@id": "x:a", "x:b": "' + b'[{\\"' * 3000 + b'"}'),
        ("jsonld", b'{"@context": "https://schema.org", "@type": "Book"}'),
        ("jsonld", b"{"),
        ("rdfxml", b'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "b">]>\n<r>&a;</r>'),
        ("rdfxml", b"<a>" * 300 + b"</a>" * 300),
        ("rdfxml", b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' + b"<x>" * 1000),
    ],
)
def test_what_is_refused_is_refused_for_the_same_reason(form: str, data: bytes) -> None:
    found = same(data, form)
    assert bool(found) == (rdf.read(data, form, works=works, base=BASE)[1] == [])


def test_depth_of_pieces_is_that_of_the_whole() -> None:
    for seed in range(300):
        dice = random.Random(seed)
        text = "".join(dice.choice(['"', "\\", "[", "[", "{", "]", "}", "ab", "<<", ">>", "\n", "<a>"]) for _ in range(dice.randrange(60)))
        data = (text * 400).encode() if seed % 3 else text.encode()
        size = dice.choice([1, 3, 1000])
        cut = [data[start : start + size] for start in range(0, len(data), size)]
        assert nesting._json_depth_of(iter(cut)) == max(0, nesting._json_depth(data))
        assert nesting._marks(iter(cut)) >= data.count(b"<<")


def test_failing_input_is_told_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "RDF_LARGE", 1000)
    (tmp_path / "a.nt").write_bytes(b"<x:a> <x:b> <x:c> .\n" * 50_000)
    failed: list[InputError] = []
    caps = packing.Caps(size=600_000)
    assert list(inputs.read([str(tmp_path / "a.nt")], caps=caps, failed=failed.append, cut_rdf=pipeline.cut_rdf(BASE))) == []
    assert ["larger than 600,000 bytes" in error.message for error in failed] == [True]


def test_value_whose_class_is_stated_elsewhere_in_the_file_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole command, with more records than one part holds: findings and output are those of the file read in one."""
    mapper = Mapper(generator.OPTIONS)
    described = [mapper.forward(record).described for record in generator.records(150)] + generator.mutants()
    lines = io.BytesIO()
    WRITERS["ntriples"].write(described, lines)  # type: ignore[call-arg, arg-type]
    shuffled = lines.getvalue().splitlines(keepends=True)
    random.Random(1).shuffle(shuffled)
    (tmp_path / "a.nt").write_bytes(b"".join(shuffled))
    monkeypatch.setattr(rdf_large, "SMALL", 100)
    monkeypatch.setattr(rdf_large, "TOGETHER", 500)
    seen = []
    for limit, jobs in ((1 << 30, "1"), (1000, "1"), (1000, "2")):
        monkeypatch.setattr(inputs, "RDF_LARGE", limit)
        (tmp_path / "b.nq").unlink(missing_ok=True)
        said = kg("validate", "a.nt", "--base", generator.OPTIONS.base, "--report", "concise", "--all", "--jobs", jobs, cwd=tmp_path)
        ended = kg("convert", "a.nt", "--base", generator.OPTIONS.base, "-o", "b.nq", "--jobs", jobs, cwd=tmp_path)
        assert ended.code == 0
        seen.append((said.code, said.out, (tmp_path / "b.nq").read_bytes()))
    assert seen[0][1].count("KG-S") > 50
    assert seen[0] == seen[1] == seen[2]


_MEMORY = """
import resource, sys
from kg import inputs, pipeline
from kg.settings import Settings
count = 0
for outcome in pipeline.run(inputs.read([sys.argv[1]], cut_rdf=pipeline.cut_rdf(sys.argv[2])), Settings(base=sys.argv[2]), validate=False):
    count += outcome.described is not None
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_records(tmp_path: Path) -> None:
    mapper = Mapper(generator.OPTIONS)
    peaks = []
    for count in (1_500, 6_000):
        with (tmp_path / "a.nt").open("wb") as out:
            WRITERS["ntriples"].write((mapper.forward(record).described for record in generator.records(count)), out)  # type: ignore[call-arg, arg-type]
        command = [sys.executable, "-c", _MEMORY, str(tmp_path / "a.nt"), generator.OPTIONS.base]
        found, peak = map(int, subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
        assert found >= count
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 30_000


def test_a_stretch_is_read_by_the_pipeline_as_the_file_is() -> None:
    data = b"<x:a> <x:b> <x:c> .\n"
    (part,) = rdf_large.cut(lambda: iter([data]), "ntriples", RULES, base=BASE)
    items = [Input("a.nt", "ntriples", data), Input("a.nt", "ntriples", part, context=inputs.CUT_RDF)]
    one, two = (next(pipeline.run([item], Settings(base=BASE), validate=False)).described for item in items)
    assert one == two
