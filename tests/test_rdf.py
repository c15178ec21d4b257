"""RDF files come back record by record, whatever their syntax; a broken or dangerous one is refused with its place."""

from __future__ import annotations

import io

import pytest

from kg import pipeline, rdf
from kg.graph import Described, triples
from kg.inputs import Input
from kg.mapping import Mapper, Options
from kg.mapping.back import works
from kg.settings import Settings
from kg.skolem import skolemise
from kg.writers import WRITERS
from tests.mapping.samples import all_records, full

BASE = "https://data.example.org/"
SETTINGS = Settings(base=BASE)
FORMS = {"turtle": "turtle", "ntriples": "ntriples", "nquads": "nquads", "jsonld": "jsonld"}


def described() -> list[Described]:
    mapper = Mapper(Options(base=BASE))
    return [mapper.forward(record, key=f"{record.type}-{record.variant}".rstrip("-")).described for record in all_records()[:20]]


def read(data: bytes, form: str) -> list[Described]:
    parts, issues = rdf.read(data, form, works=works, base=BASE)
    assert issues == []
    return parts


@pytest.mark.parametrize("writer", FORMS)
def test_file_of_many_records_comes_back_record_by_record(writer: str) -> None:
    wanted = described()
    out = io.BytesIO()
    WRITERS[writer].write(wanted, out)  # type: ignore[call-arg, arg-type]
    found = {part.key: part for part in read(out.getvalue(), FORMS[writer])}
    assert found.keys() == {part.key for part in wanted}
    for part in wanted:
        own = set(triples(skolemise(part)))
        again = set(triples(skolemise(found[part.key])))
        # shared nodes (a journal) hold what all records of the file say of them
        assert own <= again, part.key
        assert {t for t in again - own if t[0].startswith(f"<{BASE}work/{part.key}")} == set()


def test_linear_in_the_number_of_records() -> None:
    mapper = Mapper(Options(base=BASE))
    graph = {}
    for number in range(1500):
        graph.update(mapper.forward(full("book"), key=f"k{number}").described.graph)
    assert len(list(rdf.split(graph, "", works=works, base=BASE))) == 1500


def test_triples_that_belong_to_no_record_are_kept() -> None:
    parts = read(b"<https://e.org/a> <https://e.org/p> <https://e.org/b> .", "ntriples")
    assert [(part.key, len(part.graph)) for part in parts] == [("", 1)]


def test_foreign_works_get_keys_that_are_path_segments() -> None:
    text = b"""@prefix s: <https://schema.org/> . <https://e.org/Work/1> a s:ScholarlyArticle ; s:name "A" ."""
    assert [part.key for part in read(text, "turtle")] == ["https_3a_2f_2fe.org_2fwork_2f1"]


@pytest.mark.parametrize(
    ("form", "text", "line"),
    [
        ("turtle", b"<https://e.org/a> <https://e.org/p> .\n", 1),
        ("ntriples", b"<https://e.org/a> <https://e.org/p> <b c> .\n", 1),
        ("jsonld", b"{", 1),
    ],
)
def test_syntax_error_is_told_with_its_line(form: str, text: bytes, line: int) -> None:
    (outcome,) = pipeline.run([Input("x", form, text)], SETTINGS, validate=False)
    assert outcome.described is None
    assert [(found.code, found.place.line, found.file) for found in outcome.findings] == [("R011", line, "x")]


def test_rdf_xml_with_a_doctype_is_refused_before_it_is_parsed() -> None:
    text = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    parts, issues = rdf.read(text, "rdfxml", works=works, base=BASE)
    assert parts == []
    assert [found.code for found in issues] == ["R010"]


def test_remote_context_is_never_fetched() -> None:
    parts, issues = rdf.read(b'{"@context": "http://127.0.0.1:9/context", "@id": "https://e.org/a"}', "jsonld", works=works, base=BASE)
    assert parts == []
    assert [found.code for found in issues] == ["R011"]
