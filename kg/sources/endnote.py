"""EndNote's tagged text (.enw), which grew from refer and BibIX: every record from %0 on as a Record.

Design: syntax/field_lines.py gives the fields, vocab/imports/endnote.toml says what each means; types and roles are those of EndNote's XML.
Sources: EndNote's manual, "Creating a Tagged EndNote Import File"; refer(1).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from kg import resources
from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources.column_fields import fill
from kg.sources.columns import Column, Columns, folded, preset
from kg.sources.flat import Draft, Value
from kg.syntax.decoding import decode
from kg.syntax.field_lines import Entry, percent

FORMAT = "endnote"
_TYPED = re.compile(r"\s*+\ufeff?\s*+%0(?:[ \t][^\r\n]*)?[\r\n]+[ \t]*%[A-Z0-9@!]")
_BARE = re.compile(r"\s*+\ufeff?\s*+%[A-Z] [^\r\n]+[\r\n]+%[A-Z] ")


def detect(head: str, name: str) -> int:
    """How surely this is EndNote's tagged text; comments of TeX and BibTeX begin with % too, but with no tag behind it."""
    if _TYPED.match(head):
        return 95
    return 80 if _BARE.match(head) else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record, in order; of one with only a type R383 is told. Issues: R381 to R383, R368 to R376."""
    source = decode(data, encoding)
    ordinal = 0
    for entry in percent(source):
        if entry.values:
            yield _reading(entry, ordinal, trace=trace)
            ordinal += 1
    if not ordinal:
        found = issue("R382", place=Place(line=1, column=1), what="EndNote record", sign="a line `%0 Journal Article`")
        yield Reading(Origin(length=len(data), line=1, format=FORMAT), issues=[found], places={} if trace else None)


def _reading(entry: Entry, ordinal: int, *, trace: bool) -> Reading:
    origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format=FORMAT)
    values = [Value(*value) for value in entry.values]
    label = f"entry {ordinal + 1}"
    if not any(value.text for value in values if value.name != "%0"):
        found = issue("R383", value=values[0].text, place=Place(line=entry.line, column=1))
        found.record = label
        return Reading(origin, label, issues=[found], places={} if trace else None)
    draft = Draft(values, origin, trace=trace)
    for stray in entry.stray:
        value = Value("line", stray.text, stray.line, stray.column)
        draft.complain("R381", value, field=draft.keep(value))
    fill(draft, columns_of(values))
    return draft.reading(label)


def columns_of(values: list[Value]) -> Columns:
    """The columns for a record: of a paper of a conference custom 3 is the title of the proceedings, and the secondary title the event."""
    named = any(value.text for value in values if value.name in ("%3", "custom3"))
    kind = next((value.text for value in values if value.name in ("%0", "ref-type")), "")
    return _conference() if named and kind.casefold().startswith("conference") else preset("endnote")


@functools.cache
def _conference() -> Columns:
    usual = preset("endnote")
    other = {folded(name): Column(name=name, field=field) for name, field in resources.table("imports/endnote")["conference"].items()}
    return msgspec.structs.replace(usual, columns={**usual.columns, **other})
