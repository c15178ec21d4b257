"""Rows of a delimited table (CSV, TSV and their kin): text in, cells with places out.

Design: one pattern takes a cell, the next begins where it ends. A quotation mark closes a cell only where a delimiter or the end of the
line follows, so one that nobody doubled stays in its text; one that is never closed opens nothing, so it cannot swallow the file. Both
are told as faults of the row. What the cells mean, and which row is the header, is the readers' business.
Source: RFC 4180, and how Excel, R, pandas and data bases bend it: semicolons, tabs, pipes, lone CR, `sep=;`, line ends in cells.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from kg.syntax.decoding import Decoded

DELIMITERS = ",;\t|"
#: a longer quoted cell counts as one that is never closed
LONGEST = 1 << 24
#: so often a cell that is never closed is looked for to the end of the text
_ATTEMPTS = 16
#: rows by which a dialect is judged
_SAMPLE = 60
_EXCEL = re.compile(r"sep=(.)[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)


class Dialect(NamedTuple):
    """How a table is written: its delimiter, and whether quotation marks enclose cells."""

    delimiter: str = ","
    quoted: bool = True


class Cell(NamedTuple):
    """The text of a cell, quotation marks resolved; 1-based line and column of its first character in the source."""

    text: str
    line: int
    column: int


class Row(NamedTuple):
    """`faults`: "quote" (a quotation mark in a quoted cell that is not doubled) or "open" (one that is never closed), and the cell.

    `offset` and `length` count bytes, `line` is 1-based.
    """

    cells: list[Cell]
    faults: list[tuple[str, Cell]]
    offset: int
    length: int
    line: int

    @property
    def is_empty(self) -> bool:
        """Whether all its cells are."""
        return not any(cell.text.strip() for cell in self.cells)


@functools.cache
def _pattern(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    return re.compile(rf'[ ]*+"((?:[^"]++|""|"(?![ ]*+(?:{mark}|[\r\n]|\Z)))*+)"[ ]*+(?={mark}|[\r\n]|\Z)')


@functools.cache
def _bare(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf"[^{re.escape(delimiter)}\r\n]*+")


_UNDOUBLED = re.compile(r'(?:[^"]|"")*+"(?!")')


def start(text: str) -> tuple[int, str]:
    """Where the table begins, and the delimiter that a line `sep=;` before it states ("" without one)."""
    stated = _EXCEL.match(text)
    return (stated.end(), stated[1]) if stated else (0, "")


def rows(source: Decoded, dialect: Dialect, *, begin: int = 0) -> Iterator[Row]:
    """The rows from character `begin` on (the start of a line), in order, in linear time; empty lines are left out."""
    text, offset = source.text, source.skipped + (source.size(0, begin) if begin else 0)
    line = 1 + _line_ends(text[:begin])
    position, attempts = begin, _ATTEMPTS if dialect.quoted else 0
    quoted, bare = _pattern(dialect.delimiter), _bare(dialect.delimiter)
    while position < len(text):
        first, first_line, line_start = position, line, position
        cells: list[Cell] = []
        faults: list[tuple[str, Cell]] = []
        while True:
            column = position - line_start + 1
            match = quoted.match(text, position) if attempts and _opens(text, position) else None
            if match is not None and match.end() - position <= LONGEST:
                inner = match[1]
                cell = Cell(inner.replace('""', '"') if '"' in inner else inner, line, column)
                if '"' in inner and _UNDOUBLED.match(inner):
                    faults.append(("quote", cell))
                if "\n" in inner or "\r" in inner:
                    line += _line_ends(inner)
                    line_start = position + max(match[0].rfind("\n"), match[0].rfind("\r")) + 1
            else:
                match = bare.match(text, position)
                assert match is not None
                cell = Cell(match[0], line, column)
                if attempts and _opens(text, position):
                    attempts -= 1
                    faults.append(("open", cell))
            cells.append(cell)
            position = match.end()
            if text[position : position + 1] != dialect.delimiter:
                break
            position += 1
        position += 2 if text.startswith("\r\n", position) else 1
        if len(cells) > 1 or cells[0].text:
            yield Row(cells, faults, offset, source.size(first, min(position, len(text))), first_line)
        offset += source.size(first, min(position, len(text)))
        line += 1


def _opens(text: str, position: int) -> bool:
    while text[position : position + 1] == " ":
        position += 1
    return text[position : position + 1] == '"'


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


class Judged(NamedTuple):
    """A dialect that the text may be written in: its first rows, how wide most of them are, the share that is so wide, and how many
    have a fault."""

    dialect: Dialect
    rows: list[Row]
    width: int
    share: float
    faults: int


def dialects(text: str, *, whole: bool) -> list[Judged]:
    """The dialects in which the first rows of `text` have several cells, the most even one first.

    `whole` tells that the text is the whole table: else its last row may be cut and is left out.
    """
    begin, stated = start(text)
    source = Decoded(text, "utf-8", 0)
    found = []
    for delimiter in [stated] if stated else DELIMITERS:
        for quoted in (True, False):
            sample: list[Row] = []
            for row in rows(source, Dialect(delimiter, quoted), begin=begin):
                if len(sample) == _SAMPLE:
                    break
                sample.append(row)
            else:
                if not whole and len(sample) > 1:
                    sample.pop()
            if not sample:
                continue
            width, count = Counter(len(row.cells) for row in sample).most_common(1)[0]
            if width > 1:
                faults = sum(bool(row.faults) for row in sample)
                found.append(Judged(Dialect(delimiter, quoted), sample, width, count / len(sample), faults))
    # a sort keeps the order of equals: commas before tabs, quoted before not; between tabs marks are often text
    return sorted(found, key=lambda judged: (-judged.share, -judged.width, judged.dialect.delimiter == "\t" and judged.faults))
