"""Page ranges: one contiguous range is split, everything else is kept whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import pages


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("1119--1138", "1119", "1138"),
        ("1119-38", "1119", "1138"),
        ("1119–1138", "1119", "1138"),
        ("1119 - 1138", "1119", "1138"),
        ("pp. 3-7.", "3", "7"),
        ("12", "12", "12"),
        ("e12", "e12", "e12"),
        ("e12-e15", "e12", "e15"),
        ("S12-S19", "S12", "S19"),
        ("S12-9", "S12", "S19"),
        ("iv-xx", "iv", "xx"),
        ("xii-15", "xii", "15"),
        ("1:1--1:10", "1:1", "1:10"),
        ("99-101", "99", "101"),
        ("007-011", "007", "011"),
    ],
)
def test_splits_range(text: str, start: str, end: str) -> None:
    assert pages.parse(text) == (start, end, "")


@pytest.mark.parametrize("text", ["12, 15-19", "1-2-1-10", "43+", "12-", "n/a", "In press", "200 p.", "1119-18", "1-5; 7-9", "1-" * 50_000])
def test_keeps_what_is_no_single_range(text: str) -> None:
    assert pages.parse(text) == ("", "", text)


@pytest.mark.parametrize("text", ["", "  ", "-", "--"])
def test_knows_no_pages_in_nothing(text: str) -> None:
    assert pages.parse(text) == ("", "", "")


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_completes_every_abbreviated_end(start: int, more: int) -> None:
    end = start + more
    first, last = str(start), str(end)
    same = 0
    while len(first) == len(last) and same < len(last) - 1 and first[same] == last[same]:
        same += 1
    assert pages.parse(f"{first}-{last[same:]}") == (first, last, "")


@given(st.text(max_size=30))
def test_loses_no_text(text: str) -> None:
    found = pages.parse(text)
    assert (found.start and found.end) or found.pages or not any(character.isalnum() for character in text)
