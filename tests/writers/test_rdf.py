"""Turtle, N-Triples, N-Quads and JSON-LD: what is written is read again as the same graph, by rdflib and by pyoxigraph."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import terms
from kg.graph import Described, Graph, add
from kg.writers import Options
from tests.writers import graphs
from tests.writers.graphs import (
    BASE,
    GRAPH_FORMATS,
    SHARED,
    described,
    given_triples,
    iri,
    oxigraph_triples,
    rdflib_triples,
    sample,
    written,
)

OPTIONS = {"plain": Options(), "base": Options(base=BASE), "skolem": Options(skolem_lists=True)}
ENDINGS = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "jsonld": "jsonld", "jsonl": "jsonl", "embed": "embed.jsonld"}
XSD = terms.XSD


def items(name: str) -> list[Described]:
    if name == "sample":
        return [sample()]
    if not SHARED.exists():
        pytest.skip("needs ../shared/design")
    return [graphs.target()]


@pytest.mark.parametrize("name", GRAPH_FORMATS)
@pytest.mark.parametrize("which", ["sample", "target"])
@pytest.mark.parametrize("option", ["plain", "base"])
def test_written_graph_is_read_as_it_was(name: str, which: str, option: str) -> None:
    given_items = items(which)
    data = written(name, given_items, OPTIONS[option])
    expected = given_triples(given_items)
    assert rdflib_triples(name, data) == expected
    assert oxigraph_triples(name, data) == expected


@pytest.mark.parametrize("name", [*GRAPH_FORMATS, "embed"])
def test_sample_is_written_as_the_golden_file(name: str) -> None:
    options = Options(base=BASE, page_url="https://pages.example.net/{key}")
    graphs.golden(f"sample.{ENDINGS[name]}", written(name, [sample()], options))


@pytest.mark.parametrize("name", [*GRAPH_FORMATS, "embed"])
def test_two_runs_give_the_same_bytes(name: str) -> None:
    assert written(name, [sample(), sample()]) == written(name, iter([sample(), sample()]))


@pytest.mark.parametrize("name", ["turtle", "ntriples", "nquads", "jsonld", "jsonl"])
def test_order_of_values_in_the_graph_does_not_matter(name: str) -> None:
    one = sample()
    turned = {
        subject: {predicate: list(reversed(objects)) for predicate, objects in reversed(properties.items())}
        for subject, properties in one.graph.items()
    }
    assert written(name, [one]) == written(name, [one._replace(graph=turned)])


@pytest.mark.parametrize("name", [*GRAPH_FORMATS, "embed"])
def test_no_records_give_a_whole_document(name: str) -> None:
    data = written(name, [])
    if "json" in ENDINGS[name] and name != "jsonl":
        assert json.loads(data) in ([], json.loads(written(name, [])))
    else:
        assert rdflib_triples(name, data) == []


def test_two_records_share_one_file_and_repeat_the_journal() -> None:
    text = written("ntriples", [sample(), sample()]).decode()
    assert text.count('<https://data.example.net/journal/issn/2049-3630> <https://schema.org/issn> "2049-3630"') == 2


def test_quads_name_the_graph_of_their_record() -> None:
    lines = written("nquads", [sample()]).decode().splitlines()
    assert lines
    assert all(line.endswith(f" <{BASE}graph/tides-2019> .") for line in lines)


def test_quads_without_a_graph_name_are_in_the_default_graph() -> None:
    lines = written("nquads", [sample()._replace(name="")]).decode().splitlines()
    assert lines == written("ntriples", [sample()]).decode().splitlines()


def test_lines_are_sorted_inside_a_record() -> None:
    lines = written("ntriples", [sample()]).decode().splitlines()
    assert lines == sorted(lines)


def test_turtle_writes_the_work_first_and_its_bibo_type_first() -> None:
    text = written("turtle", [sample()], Options(base=BASE)).decode()
    blocks = text.split("\n\n")
    assert blocks[1].startswith("<work/tides-2019>\n    a bibo:AcademicArticle, ")
    assert "bibo:authorList (\n        <work/tides-2019#person-abel-zoe>\n" in text
    assert "bibo:numPages 12 ;" in text
    assert "kg:weight 0.75 " in text
    assert 'kg:weight "0.250"^^xsd:decimal' in text
    assert "schema:isAccessibleForFree true" in text


def test_turtle_puts_numbered_nodes_in_the_order_of_their_numbers() -> None:
    found: Graph = {}
    for number in (10, 2, 1):
        add(found, f"<{BASE}work/k>", iri("https://schema.org/encoding"), f"<{BASE}work/k#file-{number}>")
    text = written("turtle", [described(found)]).decode()
    assert text.index("#file-1>") < text.index("#file-2>") < text.index("#file-10>")


@pytest.mark.parametrize(
    "local",
    [
        "",
        "a",
        "a/b",
        "../up",
        "a/../b",
        "./a",
        "a/.",
        "//host/a",
        "/a",
        "?q",
        "#f",
        "mailto:x",
        "a:b",
        "a?b=c:d",
        "a//b",
        "a/.b/c",
        "%20",
        "ü",
    ],
)
def test_relative_iris_resolve_to_what_they_were(local: str) -> None:
    found: Graph = {}
    add(found, f"<{BASE}work/k>", iri("http://purl.org/dc/terms/relation"), f"<{BASE}{local}>")
    data = written("turtle", [described(found)], Options(base=BASE))
    assert oxigraph_triples("turtle", data) == given_triples([described(found)])
    assert rdflib_triples("turtle", data) == given_triples([described(found)])


def test_skolem_lists_leave_no_blank_node_and_keep_the_order() -> None:
    text = written("ntriples", [sample()], Options(skolem_lists=True)).decode()
    assert "_:" not in text
    first = f"<{BASE}work/tides-2019#authors-1> <{terms.RDF}first> <{BASE}work/tides-2019#person-abel-zoe> ."
    last = f"<{BASE}work/tides-2019#authors-3> <{terms.RDF}rest> {terms.RDF_NIL} ."
    assert first in text
    assert last in text


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_schema_ns_http_changes_every_schema_iri_and_no_other(name: str) -> None:
    data = written(name, [sample()], Options(schema_ns="http"))
    assert b"https://schema.org/" not in data
    changed = [tuple(part.replace("https://schema.org/", "http://schema.org/") for part in triple) for triple in given_triples([sample()])]
    assert sorted(changed) == rdflib_triples(name, data)


@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_ten_thousand_authors_are_written_without_recursion(name: str) -> None:
    found: Graph = {}
    work = f"<{BASE}work/k>"
    count = 10_000
    for place in range(count):
        person = f"<{BASE}work/k#person-{place}>"
        # by hand: `add` looks through all values
        found.setdefault(work, {}).setdefault("<https://schema.org/author>", []).append(person)
        found[person] = {"<https://schema.org/name>": [f'"P {place}"']}
        found[f"_:c{place}"] = {
            terms.RDF_FIRST: [person],
            terms.RDF_REST: [f"_:c{place + 1}" if place + 1 < count else terms.RDF_NIL],
        }
    found[work]["<http://purl.org/ontology/bibo/authorList>"] = ["_:c0"]
    text = written(name, [described(found)]).decode()
    assert text.count("#person-9999") >= 2
    if name == "jsonl":
        node = json.loads(text)["@graph"][0]
        assert [author["name"] for author in node["author"]] == [f"P {place}" for place in range(count)]
        assert node["authorList"][-1] == f"{BASE}work/k#person-9999"


CELLS = {
    "shared": [("_:a", "first", '"x"'), ("_:a", "rest", "nil"), ("_:b", "first", '"y"'), ("_:b", "rest", "_:a")],
    "nested": [("_:a", "first", "_:b"), ("_:a", "rest", "nil"), ("_:b", "first", '"y"'), ("_:b", "rest", "nil")],
    "cyclic": [("_:a", "first", '"x"'), ("_:a", "rest", "_:a")],
    "typed": [("_:a", "first", '"x"'), ("_:a", "rest", "nil"), ("_:a", "type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#List>")],
    "open": [("_:a", "first", '"x"')],
    "two firsts": [("_:a", "first", '"x"'), ("_:a", "first", '"y"'), ("_:a", "rest", "nil")],
    "literals": [
        ("_:a", "first", '"x"'),
        ("_:a", "rest", "_:b"),
        ("_:b", "first", '"7"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
        ("_:b", "rest", "nil"),
    ],
    "plain node": [("_:a", "value", '"x"@en')],
}


@pytest.mark.parametrize("name", GRAPH_FORMATS)
@pytest.mark.parametrize("case", CELLS)
def test_lists_of_any_make_survive(name: str, case: str) -> None:
    found: Graph = {}
    work = f"<{BASE}work/k>"
    add(found, work, "<http://purl.org/ontology/bibo/authorList>", "_:a")
    if case == "shared":
        add(found, work, "<http://purl.org/ontology/bibo/editorList>", "_:b")
    for subject, predicate, value in CELLS[case]:
        add(found, subject, f"<{terms.RDF}{predicate}>", terms.RDF_NIL if value == "nil" else value)
    data = written(name, [described(found)])
    assert rdflib_triples(name, data) == given_triples([described(found)])
    assert oxigraph_triples(name, data) == given_triples([described(found)])


def test_an_empty_list_is_nil() -> None:
    found: Graph = {}
    add(found, f"<{BASE}work/k>", "<http://purl.org/ontology/bibo/authorList>", terms.RDF_NIL)
    for name in GRAPH_FORMATS:
        assert oxigraph_triples(name, written(name, [described(found)])) == given_triples([described(found)])


# IRIs that look like short names of ours, and other things that a careless writer takes apart
ODD = [
    "schema:name", "kg:x", "lang:eng", "event:1", "title:x", "doi:10.5555/1", "id:1", "type:1", "urn:uuid:1", "https://schema.org/", "https://schema.org/a/b",
    "https://schema.org/name", "http://purl.org/dc/terms/", "http://purl.org/dc/terms/a.b", "http://purl.org/dc/terms/-a", "http://purl.org/dc/terms/a%20b",
    "http://www.w3.org/2001/XMLSchema#", "mailto:a@example.net", "http://example.net/ü?x=[1]".replace("[1]", "1"), "https://schema.org/event",
    "https://schema.org/title", "https://schema.org/@id", "https://schema.org/id",
]  # fmt: skip


@pytest.mark.parametrize("name", GRAPH_FORMATS)
@pytest.mark.parametrize("odd", ODD)
def test_odd_iris_survive_in_every_position(name: str, odd: str) -> None:
    found: Graph = {}
    work, term = f"<{BASE}work/k>", iri(odd)
    add(found, work, iri("http://purl.org/dc/terms/relation"), term)
    add(found, work, iri("https://schema.org/propertyID"), term)
    add(found, work, term, terms.literal("x", lang="en"))
    add(found, work, terms.RDF_TYPE, term)
    add(found, term, iri("https://schema.org/name"), terms.literal("y"))
    add(found, term, iri("http://purl.org/dc/terms/title"), terms.literal("y", lang="de-AT"))
    add(found, work, iri("https://schema.org/value"), terms.literal("z", datatype=odd))
    data = written(name, [described(found)])
    assert oxigraph_triples(name, data) == given_triples([described(found)])
    assert rdflib_triples(name, data) == given_triples([described(found)])


PREDICATES = st.sampled_from(
    [
        iri(name)
        for name in (
            "https://schema.org/name", "https://schema.org/datePublished", "https://schema.org/sameAs", "https://schema.org/author", "https://schema.org/x",
            "http://purl.org/dc/terms/title", "http://purl.org/dc/terms/identifier", "http://purl.org/dc/terms/spatial", "http://example.net/p",
            "http://purl.org/ontology/bibo/numPages", "https://w3id.org/kg-publisher/ns#weight",
        )
    ]
)  # fmt: skip
# what terms.escape leaves out cannot come back
TEXT = st.text(max_size=30).map(terms.clean)
LITERALS = st.one_of(
    TEXT.map(terms.literal),
    st.builds(lambda text, lang: terms.literal(text, lang=lang), TEXT, st.sampled_from(["en", "de-AT", "zh-Hant-TW", "x-none", "sr-latn"])),
    st.builds(
        lambda text, datatype: terms.literal(text, datatype=datatype),
        TEXT,
        st.sampled_from([XSD + "gYear", XSD + "anyURI", "http://example.net/type", XSD + "token"]),
    ),
    st.integers().map(lambda number: terms.literal(str(number), datatype=XSD + "integer")),
    st.booleans().map(lambda value: terms.literal(str(value).lower(), datatype=XSD + "boolean")),
    st.from_regex(r"\A-?[0-9]{1,6}\.[0-9]{1,6}\Z").map(lambda text: terms.literal(text, datatype=XSD + "decimal")),
    st.dates().map(lambda day: terms.literal(day.isoformat(), datatype=XSD + "date")),
)
# rdflib's N-Triples reader stops at any Unicode white space in an IRI, though RFC 3987 allows U+00A0 and its like
TAIL = TEXT.map(lambda text: re.sub(r"\s", "_", text))
HEADS = st.sampled_from([BASE, "https://schema.org/", "urn:x:", "http://purl.org/dc/terms/"])
IRIS = st.builds(lambda head, tail: terms.iri(head + tail), HEADS, TAIL).filter(bool)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PREDICATES, st.one_of(LITERALS, IRIS)), min_size=1, max_size=6))
def test_any_literal_and_iri_survives_every_writer(pairs: list[tuple[str, str]]) -> None:
    found: Graph = {}
    for predicate, value in pairs:
        add(found, f"<{BASE}work/k>", predicate, value)
    expected = given_triples([described(found)])
    for name in GRAPH_FORMATS:
        data = written(name, [described(found)], Options(base=BASE))
        assert oxigraph_triples(name, data) == expected, name
        assert rdflib_triples(name, data) == expected, name
