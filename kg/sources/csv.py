"""CSV and TSV: every row of a table as a Record.

Design: csv_plan.py finds dialect, header and what the columns mean; syntax/table.py gives the cells; column_fields.py fills the record.
What concerns the whole table (what was guessed, names that come twice, lines before the header) is told once, with its first record. A
large table comes in parts (csv_parts.py), each with the plan.
Sources: RFC 4180; the presets' exports, named in vocab/imports/tables/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from kg.errors import InputError, Issue, Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources import csv_plan
from kg.sources.column_fields import fill
from kg.sources.columns import Columns, folded
from kg.sources.csv_plan import HEAD, Plan
from kg.sources.flat import Draft, Value
from kg.syntax import table
from kg.syntax.decoding import Decoded, decode
from kg.syntax.table import Row

FORMAT = "csv"
_ENDINGS = (".csv", ".tsv", ".tab")
_FORMULA_TEXT = re.compile(r'="((?:[^"]|"")*+)"')
_FORMULA = re.compile(r"=[A-Za-z_.]{2,40}\(")
_LONG = 2000


class Context(msgspec.Struct):
    """What a part needs of the rest: the plan and the codec; `first` for the part in which the table begins. Before the plan is made,
    `chosen` holds the user's columns."""

    codec: str = ""
    first: bool = True
    plan: Plan | None = None
    chosen: Columns | None = None

    def pack(self) -> bytes:
        return msgspec.msgpack.encode(self)

    @staticmethod
    def unpack(data: bytes) -> Context:
        """What was packed."""
        return msgspec.msgpack.decode(data, type=Context)


def detect(head: str, name: str) -> int:
    """How surely this is a table: 90 for a known export, 60 by its ending and a column that tells of works, 40 by several such, 10 by the
    ending alone."""
    ends = name.lower().endswith(_ENDINGS)
    if not ends and head.lstrip("\ufeff \t\r\n")[:1] in "<{[@%":
        return 0
    known = csv_plan.sniff(head)
    if known >= 100:
        return 90
    return (60 if known else 10) if ends else 40 if known > 3 else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for every row that is not empty. Issues: R360 to R376, I001 to I006, R009; without a known column R365."""
    yield from _read(data, Context(codec=encoding), trace=trace)


def read_part(data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """As `read`, for a part of a table, or with the user's own columns."""
    given = Context.unpack(context)
    given.codec = given.codec or encoding
    yield from _read(data, given, trace=trace)


def _read(data: bytes, context: Context, *, trace: bool) -> Iterator[Reading]:
    source = decode(data, context.codec)
    _check_nul(source)
    plan = context.plan
    if plan is None:
        plan = csv_plan.plan(source.text[:HEAD], whole=len(source.text) <= HEAD, columns=context.chosen)
    if plan is None:
        yield _refused(source, len(data), context.chosen)
        return
    first, ordinal = context.first, 0
    notes = _notes(plan) if first else []
    for row in table.rows(source, plan.dialect, begin=plan.begin if first else 0):
        if row.is_empty:
            continue
        reading = _reading(row, plan, ordinal, notes, trace=trace)
        notes = []
        ordinal += 1
        yield reading
    if not ordinal and first:
        found = issue("R366", place=Place(line=plan.line, column=1), columns=len(plan.header))
        yield Reading(Origin(length=len(data), line=plan.line or 1, format=FORMAT), issues=[*notes, found], places={} if trace else None)


def _check_nul(source: Decoded) -> None:
    """A text with many NUL bytes is UTF-16 that nobody marked."""
    head = source.text[:HEAD]
    if head.count("\x00") * 4 > len(head):
        codec = "utf-16-be" if head[:1] == "\x00" else "utf-16-le"
        raise InputError("this looks like UTF-16 without a byte order mark", hint=f"--encoding {codec}, or save it as UTF-8")


def _refused(source: Decoded, size: int, chosen: Columns | None) -> Reading:
    """The reading of a table whose columns say nothing."""
    judged = table.dialects(source.text[:HEAD], whole=len(source.text) <= HEAD)
    rows = judged[0].rows if judged else list(table.rows(Decoded(source.text[:HEAD], "utf-8", 0), table.Dialect()))[:1]
    found = [cell.text.strip()[:60] for cell in rows[0].cells] if rows else []
    if not rows:
        told = issue("R366", place=Place(line=1, column=1), columns=0)
    elif chosen is not None:
        told = issue("R378", value=", ".join(found), place=Place(line=rows[0].line, column=1), names=", ".join(found), file=chosen.file)
    else:
        told = issue("R365", value=", ".join(found), place=Place(line=rows[0].line, column=1), names=", ".join(found))
    return Reading(Origin(length=size, line=1, format=FORMAT), issues=[told])


def _notes(plan: Plan) -> list[Issue]:
    """What is to be said of the whole table."""
    place, found = Place(line=plan.line or 1, column=1), []
    if plan.guessed or (plan.unknown and plan.columns.file):
        known = ", ".join(f"{name} = {_target(plan, name)}" for name in plan.known)
        found.append(issue("R364", place=place, known=known or "none", unknown=", ".join(plan.unknown) or "none"))
    if plan.twice:
        found.append(issue("R367", value=", ".join(plan.twice), place=place, names=", ".join(plan.twice)))
    if plan.preamble:
        found.append(issue("R379", value=" / ".join(plan.preamble), place=Place(line=1, column=1), count=len(plan.preamble)))
    missing = [one.name for key, one in plan.columns.columns.items() if plan.columns.file and key not in {*map(folded, plan.header)}]
    if missing:
        names = ", ".join(missing)
        found.append(issue("R377", value=names, place=place, names=names, file=plan.columns.file, header=", ".join(plan.header)))
    return found


def _target(plan: Plan, name: str) -> str:
    column = plan.columns.column(name)
    assert column is not None
    return (column.field or "left out") + (f" ({column.role})" if column.role != "author" else "")


def _reading(row: Row, plan: Plan, ordinal: int, notes: list[Issue], *, trace: bool) -> Reading:
    origin = Origin(ordinal=ordinal, offset=row.offset, length=row.length, line=row.line, format=FORMAT)
    names, spilled = _names(row, plan)
    values, width = [], len(plan.header)
    for name, cell in zip(names, row.cells, strict=True):
        values.append(Value(name, _text(cell.text), cell.line, cell.column))
    draft = Draft(values, origin, trace=trace)
    draft.issues += notes
    for kind, cell in row.faults:
        code = "R362" if kind == "quote" else "R363"
        draft.issues.append(issue(code, value=cell.text[:_LONG], place=Place(cell.line, cell.column, raw=cell.text[:_LONG])))
    if spilled:
        draft.complain("R384", values[width], count=len(names) - width, column=plan.columns.spill)
    else:
        _check_width(draft, row, width)
    for value in values:
        if "\x00" in value.text:
            draft.complain("R374", value, text=value.text[:_LONG])
        if _FORMULA.match(value.text):
            draft.complain("R372", value, field=draft.keep(value))
    draft.values = [value for value in values if not draft.is_done(value)]
    fill(draft, plan.columns)
    return draft.reading(f"row {row.line}")


def _names(row: Row, plan: Plan) -> tuple[list[str], bool]:
    """The column of each cell, and whether more of them than the header has belong to the one that may have several."""
    names = list(plan.header[: len(row.cells)])
    more = len(row.cells) - len(plan.header)
    if more > 0 and plan.columns.spill in names:
        place = names.index(plan.columns.spill) + 1
        return [*names[:place], *[plan.columns.spill] * more, *names[place:]], True
    return [*names, *(f"column {number + 1}" for number in range(len(names), len(row.cells)))], False


def _text(text: str) -> str:
    """The value of a cell: `="0012"` is how spreadsheets are made to keep a text as it is."""
    match = _FORMULA_TEXT.fullmatch(text.strip())
    return match[1].replace('""', '"') if match else text


def _check_width(draft: Draft, row: Row, width: int) -> None:
    more = [value for value in draft.values[width:] if value.text.strip()]
    if more:
        draft.complain("R360", more[0], found=len(row.cells), width=width)
    elif len(row.cells) < width:
        place = Place(line=row.line, column=1)
        draft.issues.append(issue("R361", place=place, found=len(row.cells), width=width, first=len(row.cells) + 1))
