"""Lines and columns, however the questions lie."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kg.syntax.lines import Lines


def expected(text: str, offset: int) -> tuple[int, int]:
    """The place of a character, counted from the beginning."""
    before = re.split(r"\r\n?|\n", text[:offset])
    return len(before), len(before[-1]) + 1


@given(st.text("ab\n", max_size=30), st.lists(st.integers(0, 30), max_size=8), st.integers(1, 30_000))
def test_places_near_and_far_are_those_that_counting_gives(piece: str, wanted: list[int], length: int) -> None:
    text = f"{piece}{'x' * length}\n{piece}{'y' * length}{piece}"
    lines = Lines(text)
    for number in wanted:
        for offset in (number % len(text), len(text) - 1 - number % len(text), length):
            assert lines.place(offset) == expected(text, offset)
            assert lines.line(offset) == expected(text, offset)[0]


@given(st.text("ab\n\r", max_size=60).filter(lambda text: not re.search(r"\r\n", text)), st.lists(st.integers(0, 60), max_size=8))
def test_a_carriage_return_alone_ends_a_line(text: str, wanted: list[int]) -> None:
    lines = Lines(text)
    for number in wanted:
        offset = min(number, len(text))
        assert lines.place(offset) == expected(text, offset)
        assert lines.line(offset) == expected(text, offset)[0]


def test_carriage_return_and_line_feed_are_one_line_end() -> None:
    lines = Lines("a\r\nbc\r\n\r\nd")
    assert [lines.place(offset) for offset in (0, 3, 4, 9)] == [(1, 1), (2, 1), (2, 2), (4, 1)]
