"""The lane gives the results of pySHACL, one by one or joined, and reaches for no network."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import graph, shacl
from kg.errors import TableError
from kg.graph import Described, Graph
from kg.shacl import pyshacl_lane
from kg.shacl.pyshacl_lane import _term
from tests.shacl.shacl_turtle import read

CORE = shacl.load_profiles(["core"])
SHARED = Path(__file__).parents[2].parent / "shared"
CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))
TEXTS = [row[kind] for row in CASES.values() for kind in ("bad", "good")]

JOURNAL = "<j> a bibo:Journal ; schema:name 'Voluntas' ."


def described(text: str, number: int) -> Described:
    """The graph of `text` with a work and agents of its own; the journal <j> and what else has no number is shared."""
    own = text.replace("<w", f"<w{number}").replace("<r>", f"<r{number}>")
    return Described(str(number), "", "", read(f"<r{number}> foaf:primaryTopic <w{number}> .\n" + own, record=False))


def alone(items: list[Described]) -> list[list[shacl.Result]]:
    return [pyshacl_lane.validate(CORE, item.graph) for item in items]


def test_shared_journal_is_reported_for_each_record_that_has_it() -> None:
    items = [described(f"<w> dcterms:title 'x'@en ; dcterms:isPartOf <j> . {JOURNAL}", number) for number in range(3)]
    found = pyshacl_lane.validate_many(CORE, items)
    assert found == alone(items)
    assert all("S151" in {result.code for result in results} for results in found)


def test_node_that_two_records_describe_in_two_ways_is_judged_twice() -> None:
    items = [described(JOURNAL, 1), described(JOURNAL + "<j> bibo:issn '0957-8765' .", 2), described("<w> dcterms:isPartOf <j> .", 3)]
    found = pyshacl_lane.validate_many(CORE, items)
    assert found == alone(items)
    assert ["S151" in {result.code for result in results} for results in found] == [True, False, False]


def test_shared_node_is_a_target_only_where_a_record_makes_it_one() -> None:
    agent = "<a> a schema:Organization ."
    items = [described(f"<w> dcterms:publisher <a> . {agent}", 1), described(f"<w> schema:mentions <a> . {agent}", 2)]
    found = pyshacl_lane.validate_many(CORE, items)
    assert found == alone(items)
    assert ["S102" in {result.code for result in results} for results in found] == [True, False]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=12))
def test_joined_results_are_those_of_one_by_one(texts: list[str]) -> None:
    items = [described(text, number) for number, text in enumerate(texts)]
    assert pyshacl_lane.validate_many(CORE, items) == alone(items)


def test_shapes_that_look_backwards_are_run_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "<http://e.org/s> a sh:PropertyShape ; sh:targetObjectsOf dcterms:isPartOf ; sh:maxCount 1 ;"
        " sh:path [ sh:inversePath dcterms:isPartOf ] .",
        "utf-8",
    )
    shapes = shacl.load([file])
    assert not shapes.local
    items = [described("<w> dcterms:isPartOf <j> .", number) for number in range(3)]
    assert pyshacl_lane.validate_many(shapes, items) == [[], [], []]


def test_result_has_all_its_parts_in_n_triples_form() -> None:
    (result,) = [result for result in pyshacl_lane.validate(CORE, read('<w> bibo:doi "10.1000/ABC" .')) if result.code == "S300"]
    assert result == shacl.Result(
        focus="<https://data.example.org/w>",
        path="<http://purl.org/ontology/bibo/doi>",
        value='"10.1000/ABC"',
        component="<http://www.w3.org/ns/shacl#PatternConstraintComponent>",
        shape="<https://w3id.org/kg-publisher/shapes#doi-form>",
        severity="violation",
        message='"10.1000/ABC" is no DOI in normal form (lower case, from 10. on)',
        code="S300",
        mend="correct the DOI, such as 10.1007/s11266-012-9309-6",
        field="identifiers",
    )


def test_whole_describes_nodes_of_other_records_without_being_judged() -> None:
    data = read("<w> dcterms:creator <a> .")
    whole = read("<a> a schema:Person ; schema:name 'Tony Bovaird' . <b> a schema:Person ; schema:name 'x and y' .", record=False)
    assert {"S101", "S102"} <= {result.code for result in pyshacl_lane.validate(CORE, data)}
    codes = {result.code for result in pyshacl_lane.validate(CORE, data, whole=whole)}
    assert not codes & {"S101", "S102", "S103"}


def test_shape_that_pyshacl_refuses_is_an_error_of_the_table(tmp_path: Path) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<http://e.org/s> a sh:PropertyShape ; sh:targetSubjectsOf <http://e.org/p> ; sh:path <http://e.org/p> ; sh:minCount 'one' .",
        "utf-8",
    )
    with pytest.raises(TableError, match="cannot be used"):
        pyshacl_lane.validate(shacl.load([file]), {"<http://e.org/a>": {"<http://e.org/p>": ['"x"']}})


def test_worked_example_has_no_violation() -> None:
    file = SHARED / "design" / "target-article.ttl"
    if not file.exists():
        pytest.skip("needs ../shared/design")
    triples = rdflib.Graph().parse(file)
    data: Graph = graph.from_triples((_term(s), _term(p), _term(o)) for s, p, o in triples)
    found = [(result.severity, result.code) for result in shacl.check(CORE, data, latest_year=2028)]
    print(f"1 file, {len(triples)} triples: {found}")
    # no access right, no date of the citation count, no licence of the record: the page states none of them
    assert found == [("info", "S060"), ("warning", "S602"), ("warning", "S702")]


def test_batches_have_one_size() -> None:
    items = [described("<w> dcterms:title 'x'@en .", number) for number in range(pyshacl_lane.BATCH + 2)]
    assert [len(results) for results in pyshacl_lane.validate_many(CORE, items)] == [len(alone(items[:1])[0])] * len(items)
