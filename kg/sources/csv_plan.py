"""How a table is to be read: its dialect, its header, and what becomes of each column.

Design: a known export is told by the columns of its header (`sign` of a preset); a user's own file of columns says all; else the names of
the columns tell, by the table [guess] of vocab/imports/csv.toml, and the user is told what was guessed. The plan is made from the first
64 kB alone, so a large file that is read in parts is read as it would be in one.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from kg import resources
from kg.sources.columns import Column, Columns, folded, preset
from kg.syntax import table
from kg.syntax.decoding import Decoded
from kg.syntax.table import Dialect, Row

#: so many characters a plan is made from
HEAD = 65536
#: the header stands in one of so many first rows
_FIRST = 12
#: a table without one of these fields tells of no work
_TELLING = frozenset(
    {
        "titles",
        "contributors",
        "contributors.family",
        "citations",
        "identifiers.doi",
        "identifiers.pmid",
        "identifiers.isbn",
        "identifiers.arxiv",
    }
)
#: "1.1 Title", "Title-0": how some systems number columns
_NUMBERING = re.compile(r"^[0-9]+(?:\.[0-9]+)*\.?\s+|\s*-\s*[0-9]+$")


class Plan(msgspec.Struct, frozen=True):
    """`header`: the columns' names as the user sees them, each once; `begin`: the character where the rows begin.

    `line` is that of the header (0: there is none); `guessed` that nobody said what the columns mean; `twice` the names that the header
    has twice, `preamble` the rows before it.
    """

    dialect: Dialect
    header: tuple[str, ...]
    columns: Columns
    begin: int
    line: int
    guessed: bool = False
    twice: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()

    @property
    def known(self) -> list[str]:
        """The names of the columns that are understood."""
        return [name for name in self.header if self.columns.column(name) is not None]

    @property
    def unknown(self) -> list[str]:
        """The names of the other columns; those without a name are left out."""
        return [name for name in self.header if self.columns.column(name) is None and name]


@functools.cache
def _presets() -> list[tuple[frozenset[str], str]]:
    """The signs of the presets, the most telling one first."""
    names = [f"tables/{name}" for name in resources.table("imports/csv")["presets"]] + ["wos"]
    found = [(frozenset(folded(column) for column in resources.table(f"imports/{name}")["sign"]), name) for name in names]
    return sorted(found, key=lambda row: -len(row[0]))


@functools.cache
def _guesses() -> dict[str, Column]:
    """Folded name of a column -> what it is taken for."""
    found: dict[str, Column] = {}
    for key, spellings in resources.table("imports/csv")["guess"].items():
        field, _, role = key.partition(":")
        for name in spellings:
            found.setdefault(folded(name), Column(field=field, role=role or "author"))
    return found


def preset_of(header: Sequence[str]) -> str:
    """The preset whose columns the header has; "" for none."""
    names = {folded(name) for name in header}
    return next((name for sign, name in _presets() if sign <= names), "")


def guess(name: str) -> Column | None:
    """What a column of this name is taken for; None where the name tells nothing."""
    found = _guesses().get(folded(name)) or _guesses().get(folded(_NUMBERING.sub("", name.strip())))
    return msgspec.structs.replace(found, name=name) if found is not None else None


def known_by_name(names: Sequence[str]) -> int:
    """How many of the columns are known by name; 0 where none of them names a work, since a date or a number alone is no record."""
    found = [column for name in names if len(name) <= 80 and (column := guess(name)) is not None]
    return len(found) if any(column.field in _TELLING for column in found) else 0


def sniff(head: str) -> int:
    """How many columns are known by name in a header among the first lines: 100 for a preset; without parsing the table."""
    best = 0
    for text in head.lstrip("\ufeff").splitlines()[:3]:
        for delimiter in table.DELIMITERS:
            names = [name.strip().strip('"').strip() for name in text[:20_000].split(delimiter)]
            if preset_of(names):
                return 100
            known = known_by_name(names)
            if 2 * known >= len(names) or names[0] == text.strip():
                best = max(best, known)
            elif known:
                best = max(best, 1)
    return best


def plan(head: str, *, whole: bool, columns: Columns | None = None) -> Plan | None:
    """The plan for a table that begins with `head`; None where no column is understood. `columns` are the user's own."""
    begin, _ = table.start(head)
    found = _judged(head, whole=whole, columns=columns)
    best: tuple[int, float, int] = (-1, 0.0, 0)
    chosen: tuple[Dialect, list[Row], int] | None = None
    for dialect, rows, width, share in found:
        place, known = _header(rows, width, columns)
        score = (known, share, width)
        if score > best:
            best, chosen = score, (dialect, rows, place)
    if chosen is None:
        return None
    dialect, rows, place = chosen
    if columns is not None and columns.names:
        return Plan(dialect, columns.names, columns, begin, 0)
    if best[0] < 1:
        return None
    return _planned(head, dialect, rows, place, columns)


def _judged(head: str, *, whole: bool, columns: Columns | None) -> list[tuple[Dialect, list[Row], int, float]]:
    found = [(one.dialect, one.rows, one.width, one.share) for one in table.dialects(head, whole=whole)]
    if columns is not None and columns.delimiter:
        found = [one for one in found if one[0].delimiter == columns.delimiter]
    if not found:
        # a table of one column has no delimiter
        delimiter = columns.delimiter if columns is not None and columns.delimiter else ","
        rows = list(table.rows(Decoded(head, "utf-8", 0), Dialect(delimiter), begin=table.start(head)[0]))[:60]
        found = [(Dialect(delimiter), rows, 1, 1.0)] if rows else []
    return found


def _header(rows: list[Row], width: int, columns: Columns | None) -> tuple[int, int]:
    """Which of the first rows is the header, and how many of its columns are known: 1000 for a preset."""
    best = (0, 0)
    for place, row in enumerate(rows[:_FIRST]):
        names = [cell.text for cell in row.cells]
        if width > 1 and len(names) < 2:
            continue
        if columns is not None:
            known = sum(columns.column(name) is not None for name in names)
        elif preset_of(names):
            known = 1000
        else:
            known = known_by_name(names)
        if known > best[1]:
            best = (place, known)
        if known == 1000:
            break
    return best


def _planned(head: str, dialect: Dialect, rows: list[Row], place: int, columns: Columns | None) -> Plan:
    names: list[str] = []
    twice: list[str] = []
    for number, cell in enumerate(rows[place].cells, 1):
        name = " ".join(cell.text.replace("\x00", "").split())
        if name and name in names:
            twice.append(name)
            name = f"{name} (column {number})"
        names.append(name or f"column {number}")
    preamble = tuple(" ".join(cell.text for cell in row.cells if cell.text.strip()) for row in rows[:place])
    begin = _behind(head, rows, place)
    known = preset_of(names) if columns is None else ""
    guessed = columns is None and not known
    if columns is None:
        columns = preset(known) if known else _guessed(names)
    elif columns.others == "guess":
        more = _guessed([name for name in names if columns.column(name) is None])
        columns = msgspec.structs.replace(columns, columns={**more.columns, **columns.columns})
    columns = _with_repeated(columns, names)
    return Plan(dialect, tuple(names), columns, begin, rows[place].line, guessed, tuple(twice), preamble)


def _behind(head: str, rows: list[Row], place: int) -> int:
    """The character behind a row: offsets count bytes of UTF-8 here, since the head was judged as such."""
    row = rows[place]
    return len(head.encode("utf-8", "surrogatepass")[: row.offset + row.length].decode("utf-8", "surrogatepass"))


def _guessed(names: Sequence[str]) -> Columns:
    found = {folded(name): column for name in names if (column := guess(name)) is not None}
    return Columns("columns by their names", found)


def _with_repeated(columns: Columns, names: Sequence[str]) -> Columns:
    """A column whose name comes again ("Author (column 7)") means the same."""
    more: dict[str, Any] = {}
    for name in names:
        bare = re.sub(r" \(column [0-9]+\)$", "", name)
        if bare != name and columns.column(name) is None and (column := columns.column(bare)) is not None:
            more[folded(name)] = column
    return msgspec.structs.replace(columns, columns={**columns.columns, **more}) if more else columns
