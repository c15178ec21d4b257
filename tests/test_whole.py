"""The second pass: what is seen of all records together, told at the end with the places of both."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg import whole
from kg.graph import Described, Graph, from_triples
from kg.issues import issue
from kg.mapping import Mapper
from kg.mapping.recognise import works
from kg.rdf import read
from tests.bench import generator
from tests.cli.runner import ROOT, kg

BASE = "https://data.example.org/"
PREFIXES = f"""@prefix schema: <https://schema.org/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix bibo: <http://purl.org/ontology/bibo/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix w: <{BASE}work/> . @prefix j: <{BASE}journal/> . @prefix p: <{BASE}person/> .
"""
INSIDE = f"<{BASE}work/a#p>"


def item(doi: str, **more: object) -> dict[str, object]:
    names = {name.replace("_", "-"): value for name, value in more.items()}
    return {
        "id": doi,
        "type": "article-journal",
        "DOI": f"10.5555/{doi}",
        "title": f"Title {doi}",
        "issued": {"date-parts": [[2001]]},
        **names,
    }


def told(path: Path, *options: str) -> list[tuple[str, str, int, str]]:
    """Code, file, line and message of what the second pass finds."""
    ended = kg("validate", path.name, "--base", BASE, "--json", *options, cwd=path.parent)
    found = json.loads(ended.out)["findings"]
    return [(one["code"], one["file"], one["line"], one["message"]) for one in found if "KG-S96" in one["code"]]


def of_turtle(*texts: str) -> list[tuple[str, str, str]]:
    """Code, record and message, each text being a file."""
    kept = whole.Whole()
    for number, text in enumerate(texts, 1):
        parts, problems = read((PREFIXES + text).encode(), "turtle", works=works, base=BASE)
        assert problems == []
        gathering = whole.Gathering(BASE, f"{number}.ttl")
        for part in parts:
            gathering.take(part, line=0, foreign=True)
        kept.add(gathering.rows)
    return [(one.code, one.record.removeprefix(BASE), one.message) for one in kept.findings()]


def test_one_identifier_on_two_works_is_told_with_both_places(tmp_path: Path) -> None:
    items = [item("a", PMID="123"), item("b"), item("c", PMID="123"), item("d", PMID="123", ISBN="9780000000002")]
    (tmp_path / "a.json").write_text("[\n" + ",\n".join(map(json.dumps, items)) + "\n]")
    message = "the PubMed ID 123 is also on another work of this run (a.json:2)"
    assert told(tmp_path / "a.json") == [("KG-S960", "a.json", 4, message), ("KG-S960", "a.json", 5, message)]
    assert told(tmp_path / "a.json", "--limit", "3") == [("KG-S960", "a.json", 4, message)]


def test_what_was_kept_apart_by_its_key_is_not_told_again(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([item("a"), item("a"), item("a", title="Other"), item("a", title="Another")]))
    assert told(tmp_path / "a.json") == []


def test_contradiction_about_a_shared_journal_is_told_once(tmp_path: Path) -> None:
    names = ["Nature", "NATURE.", "Nature", "Science", "Science", "Sciénce"]
    items = [item(str(n), ISSN="0028-0836", container_title=name) for n, name in enumerate(names)]
    (tmp_path / "a.json").write_text("\n".join(map(json.dumps, items)))
    message = f'the name of {BASE}journal/issn/0028-0836 is "Science" here and "Nature" in another record (a.json:1)'
    assert told(tmp_path / "a.json") == [("KG-S961", "a.json", 4, message)]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ('j:1 schema:name "A"@en .', 'j:1 schema:name "B"@en .', ["S961"]),
        ('j:1 schema:name "A"@en .', 'j:1 schema:name "B"@de .', []),
        ('j:1 schema:name "A"@en .', 'j:1 schema:name "A"@en, "B"@en .', []),
        ('j:1 schema:name "A" .', 'j:1 schema:description "B" .', []),
        ('j:1 schema:name "A" .', 'j:1 dcterms:title "B" .', ["S961"]),
        ('j:1 bibo:issn "0028-0836" .', 'j:1 bibo:issn "0036-8075" .', ["S961"]),
        ('p:1 a schema:Person ; schema:name "J. Li" .', 'p:1 a schema:Person ; schema:name "Jing Li" .', []),
        ('p:1 a schema:Person ; schema:familyName "Li" .', 'p:1 a schema:Person ; schema:familyName "Lee" .', ["S961"]),
        ('p:1 schema:birthDate "1970"^^xsd:gYear .', 'p:1 schema:birthDate "1971"^^xsd:gYear .', ["S961"]),
        ('[] schema:name "A" .', '[] schema:name "B" .', []),
    ],
)
def test_functional_facts_contradict_and_others_add(first: str, second: str, said: list[str]) -> None:
    assert [code for code, _, _ in of_turtle(first, second)] == said


def work(name: str, more: str = "") -> str:
    return f'w:{name} a schema:Article, bibo:Article ; schema:name "T {name}" {more} .\n'


def test_link_below_the_base_that_nothing_describes_is_told() -> None:
    text = work("a", f"; schema:isPartOf j:1 ; schema:citation w:b, w:c ; schema:author {INSIDE} ; schema:url <page.html>")
    message = "{} leads to {}, which no record of this run describes"
    assert of_turtle(text + work("b")) == [
        ("S962", "work/a", message.format("schema:isPartOf", f"{BASE}journal/1")),
        ("S962", "work/a", message.format("schema:author", f"{BASE}work/a#p")),
        ("S962", "work/a", message.format("schema:citation", f"{BASE}work/c")),
    ]
    assert of_turtle(text, work("c"), 'j:1 schema:name "J" .', work("b") + INSIDE + ' schema:name "P" .') == []


def test_members_of_lists_are_links() -> None:
    assert [code for code, _, _ in of_turtle(work("a", f"; bibo:authorList ( {INSIDE} w:q )") + INSIDE + ' schema:name "P" .')] == ["S962"]


def test_inside_of_a_mapped_work_counts_as_described() -> None:
    kept = whole.Whole()
    mapped = Mapper(generator.OPTIONS).forward(next(generator.records(1))).described
    for described, foreign in ((mapped, False), (Described("a", "<x:a>", "", cites(mapped.work)), True)):
        gathering = whole.Gathering(generator.OPTIONS.base, "f")
        gathering.take(described, line=1, foreign=foreign)
        kept.add(gathering.rows)
    assert [(one.code, one.value) for one in kept.findings()] == [("S962", mapped.work[1:-1] + "-else")]


def cites(iri: str) -> Graph:
    ends = [iri, iri[:-1] + "#person-x>", iri[:-1] + "/about>", iri[:-1] + "-else>"]
    return from_triples(("<x:a>", "<https://schema.org/citation>", end) for end in ends)


def test_mapping_describes_all_that_it_makes() -> None:
    """Only a work's own links are looked at, because nothing else can lead nowhere: here all are."""
    mapper = Mapper(generator.OPTIONS)
    kept = whole.Whole()
    gathering = whole.Gathering(generator.OPTIONS.base, "f")
    for record in generator.records(3000):
        gathering.take(mapper.forward(record).described, line=1, foreign=True)
    kept.add(gathering.rows)
    assert [one.message for one in kept.findings() if one.code == "S962"] == []


def test_work_of_foreign_rdf_is_told_by_bibo_doi() -> None:
    said = of_turtle(work("a", '; bibo:doi "10.5555/A"'), work("b", '; dcterms:identifier "https://doi.org/10.5555/a"^^xsd:anyURI'))
    assert [(code, record) for code, record, _ in said] == [("S960", "work/b")]
    assert f"(1.ttl, {BASE}work/a)" in said[0][2]


def test_two_processes_find_what_one_finds_in_the_same_order(tmp_path: Path) -> None:
    items = [item(str(n), PMID=str(n % 900 + 1), ISSN="0028-0836", container_title=f"N {n % 7}", abstract="x" * 1500) for n in range(2000)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, items)))
    one = told(tmp_path / "a.jsonl", "--jobs", "1")
    assert len(one) == 1100 + 6
    assert one == told(tmp_path / "a.jsonl", "--jobs", "2")


def test_without_validation_there_is_no_second_pass(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([item("a", PMID="123"), item("b", PMID="123")]))
    said = kg("convert", "a.json", "-o", "a.nt", cwd=tmp_path).err
    assert "KG-S960" in said
    assert "KG-S960" not in kg("convert", "a.json", "-o", "a.nt", "--no-validate", cwd=tmp_path).err


def test_held_back_records_describe_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + work("a", "; schema:citation w:b") + work("b", '; schema:datePublished "soon"^^xsd:date'))
    assert "KG-S962" not in kg("convert", "a.ttl", "--base", BASE, "-o", "a.nt", cwd=tmp_path).err
    assert "KG-S962" in kg("convert", "a.ttl", "--base", BASE, "-o", "a.nt", "--only-valid", cwd=tmp_path).err


def test_codes_have_their_explanation() -> None:
    for code, names in (
        ("S960", {"scheme": "", "other": ""}),
        ("S961", {"fact": "", "node": "", "known": "", "other": ""}),
        ("S962", {"property": ""}),
    ):
        assert issue(code, **names).severity == "warning"


_MEMORY = """
import resource, sys
from kg import whole
from kg.mapping import Mapper
from tests.bench import generator
mapper, kept = Mapper(generator.OPTIONS), whole.Whole()
for start in range(int(sys.argv[1]) // 500):
    gathering = whole.Gathering(generator.OPTIONS.base, "f")
    for number, record in enumerate(generator.records(500, seed=start)):
        described = mapper.forward(record, key=f"k{start}-{number}").described
        gathering.take(described, line=number, foreign=bool(number % 2))
    kept.add(gathering.rows)
print(sum(1 for _ in kept.findings()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_records() -> None:
    peaks = []
    for count in (5_000, 50_000):
        ended = subprocess.run([sys.executable, "-c", _MEMORY, str(count)], cwd=ROOT, capture_output=True, text=True, check=True)
        found, peak = map(int, ended.stdout.split())
        assert found > count * 0.7  # the same DOIs in every five hundred
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 30_000
