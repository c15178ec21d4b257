"""Every code of the shapes and of the checks beside them has a graph that makes it fire, and one that does not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg import resources, shacl, terms
from kg.errors import TableError
from tests.deadline import ends
from tests.shacl.shacl_turtle import read

CASES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))
ALL = shacl.load_profiles(list(shacl.profiles()))
SHAPES = {shape.code: shape for shape in ALL.shapes.values() if shape.code}
CHECKS = {code for code in resources.table("issues") if re.fullmatch("S9[0-9][0-9]", code)}
NOT_IN_TURTLE = {"S900", "S901", "S904"}
#: what only all records of a run show (tests/test_whole.py)
OF_A_RUN = {"S960", "S961", "S962"}


@pytest.mark.parametrize("code", CASES)
def test_bad_graph_fires(code: str) -> None:
    case = CASES[code]
    found = [result for result in shacl.check(ALL, read(case["bad"], record=case.get("record", True))) if result.code == code]
    assert found
    for result in found:
        severity = SHAPES[code].severity if code in SHAPES else resources.table("issues")[code]["severity"]
        assert result.severity == severity
        assert result.message
        assert "{" not in result.message
        assert result.mend


@pytest.mark.parametrize("code", CASES)
def test_good_graph_does_not_fire(code: str) -> None:
    assert code not in {result.code for result in shacl.check(ALL, read(CASES[code]["good"]))}


@pytest.mark.parametrize("code", sorted(CASES.keys() & SHAPES.keys()))
def test_good_graph_is_looked_at(code: str) -> None:
    assert ALL.targets(read(CASES[code]["good"]), SHAPES[code].iri), "the shape has no focus node there, so the case proves nothing"


def test_every_code_has_a_case_and_every_case_a_code() -> None:
    assert CASES.keys() == (SHAPES.keys() | CHECKS) - NOT_IN_TURTLE - OF_A_RUN


def test_every_shape_with_a_name_carries_all_that_reports_need() -> None:
    named = [shape for shape in ALL.shapes.values() if shape.iri.startswith("<")]
    assert len(named) == len(SHAPES)
    for shape in named:
        assert re.fullmatch("S[0-8][0-9][0-9]", shape.code), shape.iri
        assert shape.name, shape.iri
        assert shape.message, shape.iri
        assert shape.message[0] in "{x" or not shape.message[0].isupper() or shape.message.split()[0] in ("DOI", "ISSN"), shape.message
        assert shape.mend, shape.iri
        assert shape.description, shape.iri
        assert shape.order, shape.iri


def test_every_file_of_the_folder_is_in_a_profile() -> None:
    assert {path.name for path in resources.root("shapes").glob("*.ttl")} == {Path(file).name for file in ALL.files}


def test_shapes_conform_to_the_shapes_of_shacl() -> None:
    from pyshacl.entrypoints import meta_validate

    # nested lists of shapes go deeper than pySHACL's default of 15
    conforms, _, text = meta_validate(ALL.rdf, inference="none", max_validation_depth=60)
    assert conforms, text


def test_patterns_take_linear_time() -> None:
    pattern = "<http://www.w3.org/ns/shacl#pattern>"
    patterns = {terms.text(value) for properties in ALL.graph.values() for value in properties.get(pattern, ())}
    assert len(patterns) > 20
    for text in ("a", " ", "a ", "<a ", "&a", "1.", "10.1234.", "et al ", ",", "-", "\u00c3", "https://orcid.org/", "A;"):
        for expression in map(re.compile, sorted(patterns)):
            with ends(within=30):
                expression.search(text * 400_000 + "\n")


def test_unknown_profile_is_refused_by_name() -> None:
    with pytest.raises(TableError, match="'gogle'"):
        shacl.load_profiles(["gogle"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e.org/s> a sh:NodeShape ;", r"own\.ttl:\d"),
        ("<http://e.org/a> <http://e.org/b> 1 .", "no shape"),
        ("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e.org/s> a sh:NodeShape ; sh:severity sh:Error .", "severity"),
        ("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e.org/s> a sh:PropertyShape ; sh:path 5 .", "no property path"),
    ],
)
def test_wrong_shape_file_is_refused_with_its_name(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(text, "utf-8")
    with pytest.raises(TableError, match=message):
        shacl.load([file])


def test_code_on_two_shapes_is_refused(tmp_path: Path) -> None:
    shape = '<http://e.org/{}> a <http://www.w3.org/ns/shacl#NodeShape> ; <https://w3id.org/kg-publisher/ns#code> "X1" .\n'
    file = tmp_path / "own.ttl"
    file.write_text(shape.format("a") + shape.format("b"), "utf-8")
    with pytest.raises(TableError, match="X1"):
        shacl.load([file])
