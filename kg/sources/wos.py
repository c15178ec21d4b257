"""Web of Science, tagged text ("plain text file"; before 2010 "ISI Export Format"): every record from PT to ER as a Record.

Design: syntax/field_lines.py gives the fields, vocab/imports/wos.toml says what each means; the tab-delimited export has the same names as
columns and is read by csv.py with the same table. In fields of people and references each line is a value, in all others lines are
only wrapped.
Source: the list of field tags in the help of the Web of Science Core Collection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources.column_fields import fill
from kg.sources.columns import preset
from kg.sources.flat import Draft, Value
from kg.syntax.decoding import decode
from kg.syntax.field_lines import Entry, two_letter

FORMAT = "wos"
_BEGINS = re.compile(r"\s*+\ufeff?\s*+FN (?:ISI|Clarivate|Thomson|Web of)[^\r\n]*[\r\n]+VR [0-9]")
_RECORD = re.compile(r"(?:\A|[\r\n])\ufeff?PT [A-Z][ \t]*[\r\n]+[A-Z][A-Z0-9] ")
_TAB = re.compile(r"\ufeff?PT\t")


def detect(head: str, name: str) -> int:
    """How surely this is a tagged export of Web of Science."""
    if _TAB.match(head):
        return 0
    if _BEGINS.match(head):
        return 95
    return 85 if _RECORD.search(head[:4000]) else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record, in order. Issues: R380 to R382, R368 to R376, I001 to I006, R009."""
    source = decode(data, encoding)
    ordinal = 0
    for entry in two_letter(source):
        if entry.values:
            yield _reading(entry, ordinal, trace=trace)
            ordinal += 1
    if not ordinal:
        found = issue("R382", place=Place(line=1, column=1), what="Web of Science record", sign="a line `PT J`")
        yield Reading(Origin(length=len(data), line=1, format=FORMAT), issues=[found], places={} if trace else None)


def _reading(entry: Entry, ordinal: int, *, trace: bool) -> Reading:
    columns = preset("wos")
    if not any(value.text for value in entry.values if value.tag not in ("PT", "DT")):
        found = issue("R383", value=entry.values[0].text, place=Place(line=entry.line, column=1))
        found.record = f"entry {ordinal + 1}"
        origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format=FORMAT)
        return Reading(origin, found.record, issues=[found], places={} if trace else None)
    values = []
    for tag, text, line, column in entry.values:
        row = columns.column(tag)
        listed = row is not None and ("\n" in row.separator or row.form == "[names] value")
        values.append(Value(tag, text if listed else text.replace("\n", " "), line, column))
    origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format=FORMAT)
    draft = Draft(values, origin, trace=trace)
    for stray in entry.stray:
        value = Value("line", stray.text, stray.line, stray.column)
        draft.complain("R381", value, field=draft.keep(value))
    if not entry.closed:
        last = values[-1]
        draft.complain("R380", Value(last.name, "", last.line, 1))
    fill(draft, columns)
    return draft.reading(next((value.text for value in values if value.name == "UT"), ""))
