"""How two records are compared (tests/compared.py): what counts as equal, as less, as different."""

from __future__ import annotations

from typing import Any

import pytest

from kg.record import Agent, Container, Contributor, Identifier, Record, Text
from kg.values import names
from tests import compared
from tests.compared import DIFFERENT, EQUAL, LESS, MISSING


def by(*written: str, role: str = "author") -> dict[str, Any]:
    return {"contributors": [Contributor(names.inverted(one), role) for one in written]}


@pytest.mark.parametrize(
    ("field", "one", "other", "outcome"),
    [
        ("title", {"titles": [Text("The “Main” Title")]}, {"titles": [Text("the 'main' title")]}, EQUAL),
        ("title", {"titles": [Text("Main: sub")]}, {"titles": [Text("Main")]}, LESS),
        ("title", {"titles": [Text("Main")]}, {"titles": [Text("Other")]}, DIFFERENT),
        ("title", {"titles": [Text("Main")]}, {}, MISSING),
        ("issued", {"issued": "2012-03"}, {"issued": "2012"}, LESS),
        ("issued", {"issued": "2012-03"}, {"issued": "2012-04"}, DIFFERENT),
        ("contributors", by("Müller, Jörg", "B, C"), by("Muller, Jorg", "B, C"), EQUAL),
        ("contributors", by("Smith, John Paul"), by("Smith, J. P."), LESS),
        ("contributors", by("Smith, John Paul"), by("Smith, JP"), LESS),
        ("contributors", by("Smith, John"), by("Smith, Jane"), DIFFERENT),
        ("contributors", by("Smith, John"), by("Smith, John", role="editor"), DIFFERENT),
        ("contributors", by("Smith, John", "B, C"), by("B, C", "Smith, John"), DIFFERENT),
        ("contributors", by("Smith, John", "B, C"), by("Smith, John"), DIFFERENT),
        ("contributors", by("Smith, John"), {"contributors": [Contributor(Agent("John Smith"))]}, LESS),
        ("container", {"container": Container([Text("Journal")], [Text("J.")])}, {"container": Container([Text("J")])}, LESS),
        ("pages", {"page_start": "1", "page_end": "9"}, {"page_start": "1"}, LESS),
        ("pages", {"page_start": "1", "page_end": "9"}, {"page_start": "1", "page_end": "8"}, DIFFERENT),
        ("volume", {"volume": "07"}, {"volume": "7"}, EQUAL),
        ("doi", {"identifiers": [Identifier("doi", "10.5555/1")]}, {"identifiers": [Identifier("doi", "10.5555/2")]}, DIFFERENT),
        ("keywords", {"keywords": [Text("a"), Text("b")]}, {"keywords": [Text("B")]}, LESS),
        ("keywords", {"keywords": [Text("a"), Text("b")]}, {"keywords": [Text("b"), Text("c")]}, DIFFERENT),
        ("languages", {"languages": ["en-GB"]}, {"languages": ["en"]}, LESS),
    ],
)
def test_outcome(field: str, one: dict[str, Any], other: dict[str, Any], outcome: str) -> None:
    assert compared.compare(Record(**one), Record(**other))[field] == outcome
    assert compared.compare(Record(**other), Record(**one))[field] == outcome


def test_what_neither_states_is_not_compared() -> None:
    assert compared.compare(Record(), Record()) == {"type": EQUAL}


def test_a_value_in_rest_was_set_aside() -> None:
    assert compared.set_aside(Record(rest=[("T2", "The Journal")]), ["the journal"])
    assert not compared.set_aside(Record(rest=[("T2", "The Journal")]), ["Journal"])
