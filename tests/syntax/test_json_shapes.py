"""JSON of any shape into the typed Structs of a format: nothing is lost, nothing raises."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.record import Reading
from kg.sources import crossref, csl_json
from kg.sources.crossref_work import Work
from kg.sources.csl_item import Item
from kg.syntax.json_places import Entry
from kg.syntax.json_shapes import Shape, leaves

SCALARS = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=12)
WORDS = st.sampled_from(
    ["DOI", "name", "date-parts", "id", "id-type", "URL", "family", "given", "literal", "raw", "type", "award", "start", "a"]
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=8)


def works(names: tuple[str, ...], kind: str) -> st.SearchStrategy[dict[str, Any]]:
    known = {"DOI": st.just("10.5555/a"), "type": st.just(kind)}
    return st.fixed_dictionaries(known).flatmap(
        lambda base: st.dictionaries(st.sampled_from(names), VALUES, max_size=5).map(lambda more: {**more, **base})
    )


def check(read: Callable[..., Iterator[Reading]], value: dict[str, Any]) -> None:
    data = json.dumps(value).encode()
    plain, traced = list(read(data)), list(read(data, trace=True))
    assert [(one.record, one.issues) for one in plain] == [(one.record, one.issues) for one in traced]
    assert len(plain) == 1
    assert plain[0].record is not None or plain[0].issues


@settings(max_examples=150, deadline=None)
@given(works(Work.__struct_encode_fields__, "journal-article"))
def test_no_value_in_any_field_of_a_work_stops_the_reader(value: dict[str, Any]) -> None:
    check(crossref.read, value)


@settings(max_examples=150, deadline=None)
@given(works(Item.__struct_encode_fields__, "book"))
def test_no_value_in_any_variable_of_an_item_stops_the_reader(value: dict[str, Any]) -> None:
    check(csl_json.read, value)


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        ({"volume": {"a": 1}}, [("volume.a", "/volume/a", "1", "text")]),
        ({"new": [{"b/c": "x"}]}, [("new[0].b/c", "/new/0/b~1c", "x", "")]),
        ({"author": [{"given": "G", "age": 7}]}, [("author[0].age", "/author/0/age", "7", "")]),
        ({"title": "one", "volume": 5, "is-referenced-by-count": "7"}, []),
        (
            {"title": [1, ["x", "y"], {"a": "b"}]},
            [(f"title[1][{i}]", f"/title/1/{i}", "xy"[i], "text") for i in (0, 1)] + [("title[2].a", "/title/2/a", "b", "text")],
        ),
        ({"is-referenced-by-count": 1.5}, [("is-referenced-by-count", "/is-referenced-by-count", "1.5", "a whole number")]),
        ({"volume": None, "title": [None, "t"], "event": None}, []),
    ],
)
def test_what_does_not_fit_comes_back_as_leaves(given_: dict[str, Any], left: list[tuple[str, str, str, str]]) -> None:
    body = json.dumps(given_).encode()
    decoded = Shape(Work).decode(Entry(body, 0, len(body), 1, 1, ""))
    assert decoded.value is not None
    assert [tuple(leaf) for leaf in decoded.left] == left


@given(VALUES)
def test_leaves_are_all_that_is_not_empty(value: Any) -> None:
    def count(inner: Any) -> int:
        if isinstance(inner, dict | list):
            return sum(map(count, inner.values() if isinstance(inner, dict) else inner))
        return int(inner is not None and inner != "")

    assert len(list(leaves(value, "", ""))) == count(value)
