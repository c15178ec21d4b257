"""Lines with a two-character tag, a hyphen and a value (RIS): text in, entries with places out.

Design: one pass, no look-ahead. A line is a tag line or it continues the value before it; an entry goes from TY to ER, or to the next TY
where ER was forgotten. What stands outside an entry is kept as stray values of the entry before it (or of an entry without TY), so nothing
that was read is lost. Values are never split: their hyphens, semicolons and slashes belong to the reader. Knows no Record.
An entry in plain form (one line a value, spaced as the specification says) is taken apart as a whole; any other is read line by line
by `_Open`, which knows every form. Both give the same for the same text.
Source: the RIS format specification of Research Information Systems, and how Pure, EndNote, Ovid, Scopus and copied web pages bend it:
`TY - JOUR`, `TY- JOUR`, `TY  -JOUR`, `ER -` without line end, CR alone, empty lines between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.syntax.decoding import Decoded

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
# A hyphen glued to both sides is a word ("NF-kB") unless two blanks stand before it. PMID is the one longer tag seen in RIS.
_TAG = re.compile(r"([ \t\u00a0]*)([A-Z][A-Z0-9]|PMID)(?:[ \t\u00a0]*-(?=[ \t\u00a0]|$)|[ \t\u00a0]{2}-)[ \t\u00a0]*")
_LONE_RETURN = re.compile(r"\r(?!\n)")
_BLANKS = " \t\u00a0"
#: how an entry in plain form begins and ends, and the column of its values
_OPENING, _CLOSING, _COLUMN = "TY  - ", "\nER  -", 7
#: a line of it by the file's line end; split at such lines, a plain entry leaves nothing between them
_PLAIN = {end: re.compile(rf"([A-Z][A-Z0-9])  - (.*){end}") for end in ("\n", "\r\n")}
# the line of ER, and the empty lines behind it
_END = re.compile(r"ER  -[^\r\n]*+(?:\r?\n|\Z)((?:[ \t]*+\r?\n)*+)")


class Value(NamedTuple):
    """A value: tag ("" for a line without one), text with its lines joined by line feeds, 1-based line and column of its start."""

    tag: str
    text: str
    line: int
    column: int


class Entry:
    """An entry from TY to ER: its values in order, TY among them.

    `opened` is false where tag lines had no TY, `closed` where ER is missing. `stray` are the lines after the entry's end that belong
    to no entry. `offset` and `length` count bytes, `line` is 1-based. `tags` and `texts` (not trimmed) are what the values are made of;
    those of an entry in plain form, with their places, are made when somebody asks for them.
    """

    __slots__ = ("_values", "closed", "length", "line", "offset", "opened", "stray", "tags", "texts")

    def __init__(
        self,
        tags: list[str],
        texts: list[str],
        offset: int,
        length: int,
        line: int,
        values: list[Value] | None = None,
        stray: Sequence[Value] = (),
        opened: bool = True,
        closed: bool = True,
    ) -> None:
        self.tags, self.texts, self.offset, self.length, self.line = tags, texts, offset, length, line
        self._values, self.stray, self.opened, self.closed = values, stray, opened, closed

    @property
    def values(self) -> list[Value]:
        """Every value with its place."""
        if self._values is None:
            self._values = list(map(_value, self.tags, self.texts, range(self.line, self.line + len(self.tags))))
        return self._values

    def first(self, *tags: str) -> Value | None:
        """The first value of any of `tags` that is not empty, in the order of `tags`."""
        return next((value for tag in tags for value in self.values if value.tag == tag and value.text), None)

    def all(self, *tags: str) -> list[Value]:
        """All values of `tags` that are not empty, in the order of the entry."""
        return [value for value in self.values if value.tag in tags and value.text]


def _value(tag: str, text: str, line: int) -> Value:
    """A value of a plain entry; the blanks before it belong to the tag."""
    trimmed = text.strip()
    if trimmed == text:
        return Value(tag, text, line, _COLUMN)
    return Value(tag, trimmed, line, _COLUMN + len(text) - len(text.lstrip(_BLANKS)))


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
        tags, texts = [value.tag for value in values], [value.text for value in values]
        return Entry(tags, texts, self.offset, self.end - self.offset, self.line, values, stray, self.opened, self.closed)


class _Cursor:
    """A place in a source: `at` in characters, `offset` in bytes, and the number of lines before it."""

    def __init__(self, source: Decoded) -> None:
        self.source, self.text = source, source.text
        self.at, self.offset, self.lines = 0, source.skipped, 0
        self._short = source.codec == "utf-8"
        newline = "\r\n" if "\r" in source.text else "\n"
        self._plain = _PLAIN[newline]
        self._usual = f"{_CLOSING} {newline}{newline}{_OPENING}"
        # how far no entry in plain form begins; a carriage return alone ends a line too
        self._odd = len(source.text) if _LONE_RETURN.search(source.text) else -1

    def plain(self) -> Entry | None:
        """The entry that begins here if it has the plain form, and the cursor at the next; None, and nothing done, for any other."""
        text, start = self.text, self.at
        if start < self._odd or not text.startswith(_OPENING, start):
            return None
        end = text.find(_CLOSING, start) + 1
        self._odd = end or len(text)
        if not end:
            return None
        if text.startswith(self._usual, end - 1):
            after = end - 1 + len(self._usual) - len(_OPENING)
            closed = after - (after - end - 6) // 2
            more = 2
        elif (match := _END.match(text, end)) and (match.end() == len(text) or text.startswith(_OPENING, match.end())):
            closed, after, more = match.start(1), match.end(), 1 + match[1].count("\n")
        else:
            return None
        block = text[start:closed]
        parts = self._plain.split(block[: end - start])
        tags, texts = parts[1::3], parts[2::3]
        if any(parts[::3]) or tags.count("TY") > 1:
            return None
        length = self._bytes(block)
        found = Entry(tags, texts, self.offset, length, self.lines + 1)
        self.offset += length + (after - closed if self._short else self._bytes(text[closed:after]))
        self.at, self.lines = after, self.lines + len(tags) + more
        return found

    def _bytes(self, part: str) -> int:
        """The length of a part of the text in the source."""
        return len(part) if self._short and part.isascii() else len(part.encode(self.source.codec))

    def entry(self) -> Entry | None:
        """The entry that begins here, or behind lines that belong to none, and the cursor at the next; None where there is none."""
        current: _Open | None = None
        for match in _LINE.finditer(self.text, self.at):
            text = match[1]
            if not (text or match[2]):
                break
            start, number = self.offset, self.lines + 1
            tag = _TAG.match(text)
            if current is not None and tag is not None and tag[2] == "TY":
                return current.entry()
            self.offset, self.at, self.lines = start + self.source.size(match.start(), match.end()), match.end(), number
            if tag is None or (current is not None and len(tag[1]) > current.indent):
                if current is not None and text.strip():
                    current.extend(text.strip(), number)
                    current.end = current.end if current.closed else self.offset
                continue
            if current is None:
                current = _Open(start, number, len(tag[1]), opened=tag[2] == "TY")
            if tag[2] == "ER":
                if not current.closed:
                    current.closed, current.end = True, self.offset
                continue
            current.add(tag[2], text[tag.end() :].strip(), number, tag.end() + 1)
            current.end = current.end if current.closed else self.offset
        return current.entry() if current is not None else None


def entries(source: Decoded) -> Iterator[Entry]:
    """The entries of `source` in order, in time linear in its length.

    Lines before the first tag line (a provider's banner, "1.") are no part of any entry. Tag lines before the first TY make an entry
    with `opened` false.
    """
    cursor = _Cursor(source)
    while found := cursor.plain() or cursor.entry():
        yield found
