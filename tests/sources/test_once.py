"""Once: which values are new."""

from __future__ import annotations

from kg.record import Identifier, Relation, Text
from kg.sources.once import Once


def test_a_value_is_new_once() -> None:
    new = Once([Text("a")])
    assert [new(one) for one in (Text("a"), Text("a", "en"), Text("b"), Text("b"), ["b"], ["b"])] == [False, True, True, False, True, False]


def test_equal_structs_are_the_same_value() -> None:
    new = Once()
    assert new(Relation("cites", identifier=Identifier("doi", "10.1/a")))
    assert not new(Relation("cites", identifier=Identifier("doi", "10.1/a")))
    assert new(Relation("related", identifier=Identifier("doi", "10.1/a")))
