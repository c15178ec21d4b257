"""Lines with a field tag at their start and no mark behind it: Web of Science ("AU Bovaird, T") and refer ("%A Bovaird, T").

Design: one pass over the lines; a line without a tag continues the value before it. Values keep their lines, joined by line feeds, since
in some fields each line is a value of its own. What stands outside an entry belongs to it as `stray`. Knows no Record.
Sources: the field tags of the Web of Science Core Collection; refer(1), and EndNote's manual for the tags that are no letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.syntax.decoding import Decoded
from kg.syntax.tagged import Value

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_TWO = re.compile(r"([A-Z][A-Z0-9])(?: |\t|$)[ \t]*")
_PERCENT = re.compile(r"[ \t\ufeff]*(%\S)(?=[ \t]|$)[ \t]*")


class Entry(NamedTuple):
    """One record: its values in order; `stray` are lines that belong to none; `closed` tells whether its end was marked."""

    values: list[Value]
    stray: list[Value]
    offset: int
    length: int
    line: int
    closed: bool


class _Open:
    """The entry being read."""

    def __init__(self, offset: int, line: int) -> None:
        self.offset, self.line, self.end = offset, line, offset
        self.parts: list[tuple[str, list[str], int, int]] = []

    def entry(self, stray: list[Value], *, closed: bool) -> Entry:
        values = [Value(tag, "\n".join(lines).strip(), line, column) for tag, lines, line, column in self.parts]
        return Entry(values, stray, self.offset, self.end - self.offset, self.line, closed)


def _lines(source: Decoded) -> Iterator[tuple[str, int, int, int]]:
    """Text, number, byte offset and end of each line."""
    offset = source.skipped
    for number, match in enumerate(_LINE.finditer(source.text), 1):
        if not match[0]:
            break
        end = offset + source.size(match.start(), match.end())
        yield match[1], number, offset, end
        offset = end


def two_letter(source: Decoded) -> Iterator[Entry]:
    """The records of a Web of Science file: from PT to ER, or to the next PT; FN, VR and EF, which frame the file, are left out."""
    current: _Open | None = None
    stray: list[Value] = []
    for text, number, offset, end in _lines(source):
        tag = _TWO.match(text)
        name = tag[1] if tag else ""
        if name in ("FN", "VR", "EF") and (current is None or name == "EF"):
            continue
        if name == "PT" or (name and name != "ER" and current is None):
            if current is not None:
                yield current.entry(stray, closed=False)
                stray = []
            current = _Open(offset, number)
        if current is None:
            if text.strip(" \t\ufeff"):
                stray.append(Value("", text.strip(), number, 1))
        elif name == "ER":
            current.end = end
            yield current.entry(stray, closed=True)
            current, stray = None, []
        elif tag is not None:
            current.parts.append((name, [text[tag.end() :].strip()], number, tag.end() + 1))
            current.end = end
        elif text.strip():
            current.parts[-1][1].append(text.strip())
            current.end = end
    if current is not None:
        yield current.entry(stray, closed=False)
    elif stray:
        yield Entry([], stray, source.skipped, 0, stray[0].line, True)


def percent(source: Decoded) -> Iterator[Entry]:
    """The records of a refer or EndNote file: each begins with %0; in a file without any, they stand between empty lines."""
    typed = re.search(r"(?:\A|[\r\n])[ \t\ufeff]*%0(?=[ \t\r\n]|\Z)", source.text) is not None
    current: _Open | None = None
    stray: list[Value] = []
    empty = True
    for text, number, offset, end in _lines(source):
        tag = _PERCENT.match(text)
        if tag is not None and (current is None or tag[1] == "%0" or (empty and not typed)):
            if current is not None:
                yield current.entry(stray, closed=True)
                stray = []
            current = _Open(offset, number)
        if tag is not None and current is not None:
            current.parts.append((tag[1], [text[tag.end() :].strip()], number, tag.end() + 1))
            current.end = end
        elif current is not None and text.strip():
            current.parts[-1][1].append(text.strip())
            current.end = end
        elif text.strip(" \t\ufeff"):
            stray.append(Value("", text.strip(), number, 1))
        empty = not text.strip()
    if current is not None:
        yield current.entry(stray, closed=True)
    elif stray:
        yield Entry([], stray, source.skipped, 0, stray[0].line, True)
