"""Lines with a two-character tag, a hyphen and a value (RIS): text in, entries with places out.

Design: one pass over the lines, no look-ahead. A line is a tag line or it continues the value before it; an entry goes from TY
to ER, or to the next TY where ER was forgotten. What stands outside an entry is kept as stray values of the entry before it (or
of an entry without TY), so nothing that was read is lost. Values are never split: their hyphens, semicolons and slashes belong
to the reader. Knows no Record.
Source: the RIS format specification of Research Information Systems, and how Pure, EndNote, Ovid, Scopus and copied web pages bend it:
`TY - JOUR`, `TY- JOUR`, `TY  -JOUR`, `ER -` without line end, CR alone, empty lines between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.syntax.decoding import Decoded

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
# A hyphen glued to both sides is a word ("NF-kB") unless two blanks stand before it. PMID is the one longer tag seen in RIS.
_TAG = re.compile(r"([ \t\u00a0]*)([A-Z][A-Z0-9]|PMID)(?:[ \t\u00a0]*-(?=[ \t\u00a0]|$)|[ \t\u00a0]{2}-)[ \t\u00a0]*")


class Value(NamedTuple):
    """A value: tag ("" for a line without one), text with its lines joined by line feeds, 1-based line and column of its start."""

    tag: str
    text: str
    line: int
    column: int


class Entry(NamedTuple):
    """An entry from TY to ER: its values in order, TY among them.

    `opened` is false where tag lines had no TY, `closed` where ER is missing. `stray` are the lines after the entry's end that belong
    to no entry. `offset` and `length` count bytes, `line` is 1-based.
    """

    values: list[Value]
    stray: list[Value]
    offset: int
    length: int
    line: int
    opened: bool
    closed: bool

    def first(self, *tags: str) -> Value | None:
        """The first value of any of `tags` that is not empty, in the order of `tags`."""
        return next((value for tag in tags for value in self.values if value.tag == tag and value.text), None)

    def all(self, *tags: str) -> list[Value]:
        """All values of `tags` that are not empty, in the order of the entry."""
        return [value for value in self.values if value.tag in tags and value.text]


class _Open:
    """The entry being read."""

    def __init__(self, offset: int, line: int, indent: int, *, opened: bool) -> None:
        self.offset, self.end, self.line, self.indent, self.opened = offset, offset, line, indent, opened
        self.closed = False
        self.parts: list[tuple[str, list[str], int, int]] = []
        self.stray: list[tuple[str, list[str], int, int]] = []

    def add(self, tag: str, text: str, line: int, column: int) -> None:
        """Begin a value."""
        (self.stray if self.closed else self.parts).append((tag, [text], line, column))

    def extend(self, text: str, line: int) -> None:
        """Continue the last value, or begin a stray one without a tag."""
        parts = self.stray if self.closed else self.parts
        if parts:
            parts[-1][1].append(text)
        else:
            parts.append(("", [text], line, 1))

    def entry(self) -> Entry:
        """The finished entry."""
        values, stray = ([Value(t, "\n".join(x).strip(), n, c) for t, x, n, c in parts] for parts in (self.parts, self.stray))
        return Entry(values, stray, self.offset, self.end - self.offset, self.line, self.opened, self.closed)


def entries(source: Decoded) -> Iterator[Entry]:
    """The entries of `source` in order, in time linear in its length.

    Lines before the first tag line (a provider's banner, "1.") are no part of any entry. Tag lines before the first TY make an entry
    with `opened` false.
    """
    current: _Open | None = None
    offset, number = source.skipped, 0
    for match in _LINE.finditer(source.text):
        text, start = match[1], offset
        offset += source.size(match.start(), match.end())
        if not (text or match[2]):
            break
        number += 1
        tag = _TAG.match(text)
        if tag is None or (current is not None and tag[2] != "TY" and len(tag[1]) > current.indent):
            if current is not None and text.strip():
                current.extend(text.strip(), number)
                current.end = current.end if current.closed else offset
            continue
        if tag[2] == "TY" or current is None:
            if current is not None:
                yield current.entry()
            current = _Open(start, number, len(tag[1]), opened=tag[2] == "TY")
        if tag[2] == "ER":
            if not current.closed:
                current.closed, current.end = True, offset
            continue
        current.add(tag[2], text[tag.end() :].strip(), number, tag.end() + 1)
        current.end = current.end if current.closed else offset
    if current is not None:
        yield current.entry()
