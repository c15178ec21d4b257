"""RDF files come back record by record, whatever their syntax; a broken or dangerous one is refused with its place."""

from __future__ import annotations

import io

import pytest

from kg import nesting, pipeline, rdf
from kg.graph import Described, triples
from kg.inputs import Input
from kg.mapping import Mapper, Options
from kg.mapping.recognise import works
from kg.settings import Settings
from kg.skolem import skolemise
from kg.writers import WRITERS
from tests.deadline import ends
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


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("jsonld", b'{"@id": "http://a.b/c", "http://a.b/p": ' + b'{"http://a.b/p": ' * 20000 + b"1" + b"}" * 20000 + b"}"),
        ("jsonld", b"[" * 20000 + b"]" * 20000),
        ("turtle", b"<http://a.b/c> <http://a.b/p> " + b"<<( <http://a.b/c> <http://a.b/p> " * 20000 + b"1" + b" )>>" * 20000 + b" ."),
        ("rdfxml", b'<r xmlns="http://a.b/">' + b"<d><p>" * 20000 + b"</p></d>" * 20000 + b"</r>"),
    ],
    ids=["objects", "arrays", "triple terms", "elements"],
)
def test_what_nests_too_deep_for_a_parser_is_refused(form: str, data: bytes) -> None:
    parts, issues = rdf.read(data, form, works=works, base=BASE)
    assert (parts, [found.code for found in issues]) == ([], ["R014"])


def test_brackets_in_strings_and_flat_text_do_not_nest() -> None:
    assert nesting.refused(b'{"a": "' + b"[" * 1000 + b'\\""}' * 1, "jsonld") is None
    assert nesting.refused(b"[" + b'{"a": 1},' * 1000 + b"{}]", "jsonld") is None
    assert nesting.refused(b'<a:> <a:> "<< << <<" . # <<\n' * 1000, "turtle") is None


def test_turtle_lists_may_nest_as_deep_as_they_like() -> None:
    (part,) = read(b"<http://a.b/c> <http://a.b/p> " + b"( " * 20000 + b")" * 20000 + b" .", "turtle")
    assert len(part.graph) > 19000


def test_triple_term_is_refused() -> None:
    _, issues = rdf.read(b"<a:a> <a:b> <<( <a:a> <a:b> <a:c> )>> .", "turtle", works=works, base=BASE)
    assert [found.code for found in issues] == ["R015"]


def test_document_type_is_found_wherever_it_hides() -> None:
    late = b"<!--" + b"x" * 100_000 + b'--><!DOCTYPE r [<!ENTITY x "y">]><r xmlns="http://a.b/">&x;</r>'
    for data in (late, late.decode().encode("utf-16")):
        _, issues = rdf.read(data, "rdfxml", works=works, base=BASE)
        assert [found.code for found in issues] == ["R010"]


def test_words_of_a_parser_are_cut() -> None:
    _, issues = rdf.read(b'{"@context": "' + b"x" * 5000 + b'"}', "jsonld", works=works, base=BASE)
    assert len(issues[0].message) < 300


def test_context_elsewhere_is_named_as_the_reason() -> None:
    _, issues = rdf.read(b'{"@context": "https://schema.org", "@type": "Book"}', "jsonld", works=works, base=BASE)
    assert "put the context itself into the file" in issues[0].message


def test_creators_of_one_work_are_not_searched_through_for_each() -> None:
    lines = "".join(f"<http://e/w> <http://purl.org/dc/terms/creator> <http://e/p{number % 200_000}> .\n" for number in range(200_001))
    with ends(within=30):
        (part,) = read(lines.encode(), "ntriples")
    assert len(part.graph["<http://e/w>"]["<http://purl.org/dc/terms/creator>"]) == 200_000
