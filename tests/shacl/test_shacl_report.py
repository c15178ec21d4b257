"""Results are led back to the source and written in three forms."""

from __future__ import annotations

import msgspec
import pyoxigraph
import pytest

from kg import shacl
from kg.errors import Place
from kg.shacl import report
from kg.shacl.result import Result
from tests.deadline import ends
from tests.shacl.shacl_turtle import BASE, read

CORE = shacl.load_profiles(["core"])
WORK, AGENT, NAME = f"<{BASE}w>", f"<{BASE}w#a>", "<https://schema.org/name>"


def one(code: str, text: str) -> Result:
    return next(result for result in shacl.check(CORE, read(text)) if result.code == code)


def test_result_is_led_to_field_and_place_of_its_triple() -> None:
    result = one("S017", '<w> dcterms:title "One "@en .')
    trace = {(WORK, "<http://purl.org/dc/terms/title>", '"One "@en'): ("titles[0]", "dcterms.toml")}
    issue = report.locate(result, trace, {"titles[0]": Place(line=3, column=9, raw="One ")}, file="refs.bib", record="b2")
    assert (issue.field, issue.place.line, issue.value, issue.file, issue.record) == ("titles[0]", 3, "One ", "refs.bib", "b2")


def test_result_without_a_value_is_led_to_the_field_that_made_its_node() -> None:
    result = one("S102", "<w> dcterms:creator <w#a> . <w#a> a schema:Person .")
    trace = {(WORK, "<http://purl.org/dc/terms/creator>", AGENT): ("contributors[1]", "roles.toml")}
    issue = report.locate(result, trace, {"contributors": Place(line=7)})
    assert (issue.field, issue.place.line) == ("contributors[1]", 7)


def test_result_about_what_is_missing_falls_back_to_the_field_of_the_shape() -> None:
    assert report.locate(one("S010", "<w> a schema:Book ."), {}, {}).field == "titles"


def test_trace_of_many_triples_is_not_walked_for_each_result() -> None:
    nodes = [f"<{BASE}w#a{number}>" for number in range(20_000)]
    found = {(WORK, "<http://purl.org/dc/terms/creator>", node): (f"contributors[{number}]", "x") for number, node in enumerate(nodes)}
    (result,) = [one("S102", "<w> dcterms:creator <w#a> . <w#a> a schema:Person .")]
    with ends():
        trace = report.Trace(found)
        fields = [report.locate(msgspec.structs.replace(result, focus=node), trace, {}).field for node in nodes]
    assert fields == [f"contributors[{number}]" for number in range(20_000)]


@pytest.mark.parametrize(
    ("field", "line"), [("contributors[1].agent.family", 4), ("contributors[1].role", 3), ("contributors[2]", 2), ("titles[0]", 0)]
)
def test_place_is_that_of_the_nearest_parent(field: str, line: int) -> None:
    places = {"contributors": Place(line=2), "contributors[1]": Place(line=3), "contributors[1].agent": Place(line=4)}
    assert report.place_of(field, places).line == line


def test_turtle_report_parses_and_is_the_same_every_time() -> None:
    bad = "<w> dcterms:title 'a ' , 'b '@en ; bibo:authorList ( <x> <y> ) ; dcterms:creator <x> ; dcterms:identifier <http://e.org/i> ."
    data = read(bad)
    results = shacl.check(CORE, data)
    first = "\n".join(report.turtle(results, CORE))
    again = "\n".join(report.turtle(shacl.check(shacl.load_profiles(["core"]), data), CORE))
    assert first == again
    quads = list(pyoxigraph.parse(input=first.encode(), format=pyoxigraph.RdfFormat.TURTLE))
    sh = "http://www.w3.org/ns/shacl#"
    assert sum(quad.predicate.value == sh + "result" for quad in quads) == len(results)
    assert {quad.object.value for quad in quads if quad.predicate.value == sh + "conforms"} == {"false"}


def test_turtle_report_of_terms_that_no_parser_takes_still_parses() -> None:
    graph = {"<http://e.org/a b>": {NAME: ['"x"@en_GB', '"2012-13-40"^^<http://www.w3.org/2001/XMLSchema#date>']}}
    text = "\n".join(report.turtle(shacl.check(CORE, graph), CORE))
    assert len(list(pyoxigraph.parse(input=text.encode(), format=pyoxigraph.RdfFormat.TURTLE))) > 10


def test_turtle_report_without_results_conforms() -> None:
    assert "sh:conforms true" in "\n".join(report.turtle([], CORE))
