"""RIS: every TY to ER entry as a Record.

Design: syntax/tagged.py gives the values, vocab/imports/ris.toml says what a reference type and a tag mean for it, and the steps
below (`_STEPS`) each take the tags they understand from the entry. What no step has taken goes to `Record.rest` under its tag, so
a value is either understood, reported, or kept. Tags that several programs use differently (T2, M3, SP, C2, Y1 ...) are decided by
what else the entry says, never by splitting or guessing.
Sources: the RIS format specification (Research Information Systems); MAPPING of this project for Pure's habits: T2 is the journal
where it equals JO or JF, else the subtitle; M3 beats TY; N2 repeats AB, U2 repeats DO, Y1 repeats PY.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading, Record, Text
from kg.sources import ris_values, ris_venue
from kg.sources.once import ready
from kg.sources.ris_entry import Work, place, table
from kg.syntax import tagged
from kg.syntax.decoding import decode
from kg.syntax.tagged import Entry

_HAS_TY = re.compile(r"(?:\A|[\r\n])[ \t\ufeff\u00a0]*TY[ \t\u00a0]*-")
_TAG_LINE = re.compile(r"(?:\A|[\r\n])[ \t\ufeff]*[A-Z][A-Z0-9][ \t]{0,2}- ")


def detect(head: str, name: str) -> int:
    """How surely the text is RIS, 0 to 100: 95 where it begins with TY, less where TY stands further down."""
    found = _HAS_TY.search(head)
    if found is None:
        return 30 if name.lower().endswith(".ris") and not lookalike(head) and _TAG_LINE.search(head) else 0
    before = [line for line in re.split(r"[\r\n]+", head[: found.start()]) if line.strip(" \t\ufeff")]
    return 95 if len(before) <= 10 else 50


def lookalike(text: str) -> dict[str, str] | None:
    """The row of the table for a tagged format that is taken for RIS at times, or None."""
    head = text.lstrip("\ufeff \t\r\n")
    for row in table()["lookalike"]:
        if re.match(row["sign"], head):
            return dict(row)
    return None


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for every entry, in order. See kg.sources for trace and encoding.

    Issues: R140 to R149. A file without any TY that is another format yields one Reading without a record.
    """
    source = decode(data, encoding)
    if not _HAS_TY.search(source.text):
        row = lookalike(source.text)
        if row or not _TAG_LINE.search(source.text):
            yield _not_ris(row, source.text, len(data))
            return
    ordinal = 0
    for entry in tagged.entries(source):
        if not entry.opened and not any(value.text for value in entry.values):
            continue
        yield _reading(entry, ordinal, trace=trace)
        ordinal += 1


def _not_ris(row: dict[str, str] | None, text: str, size: int) -> Reading:
    if row:
        count = len(re.findall(rf"(?:\A|[\r\n]+){row['record']}", text.lstrip("\ufeff \t\r\n"))) if row["record"] else 0
        found = issue("R143", place=Place(line=1, column=1), looks=row["name"], count=count, mend=row["mend"])
    else:
        found = issue("R149", place=Place(line=1, column=1))
    return Reading(origin=Origin(length=size, line=1, format="ris"), issues=[found])


def _reading(entry: Entry, ordinal: int, *, trace: bool) -> Reading:
    """The Reading of one entry."""
    origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format="ris")
    work = Work(entry, ready(Record(origin=origin)), trace=trace)
    for step in _STEPS:
        step(work)
    record = work.record
    label = record.titles[0].value if record.titles else ""
    for one in record.identifiers:
        if one.scheme == "doi":
            label = one.value or label
            break
    return Reading(origin=origin, label=label, record=record, issues=work.issues, places=work.places)


def _frame(work: Work) -> None:
    """What is wrong with the entry itself."""
    entry = work.entry
    if not entry.opened:
        work.issues.append(issue("R141", field="type", place=Place(line=entry.line, column=1)))
    elif not entry.closed:
        last = entry.values[-1] if entry.values else None
        work.issues.append(issue("R140", place=Place(line=last.line if last else entry.line, column=1)))
    for value in entry.stray:
        if value.text:
            work.keep(value)
            work.issues.append(issue("R146", value=value.text, place=place(value)))


def _remainder(work: Work) -> None:
    """What no step took, in the order of the entry; and the titles' language, where the work has one only."""
    if work.left:
        for value in sorted((value for values in work.left.values() for value in values), key=lambda value: value.line):
            work.keep(value)
    record = work.record
    if len(record.languages) == 1:
        tag = record.languages[0]
        record.titles = [Text(title.value, tag) for title in record.titles]
        record.subtitles = [Text(title.value, tag) for title in record.subtitles]
        record.short_title = Text(record.short_title.value, tag) if record.short_title else None


_STEPS: tuple[Callable[[Work], None], ...] = (
    _frame,
    ris_venue.kind,
    ris_venue.titles,
    ris_venue.venue,
    ris_values.published,
    ris_venue.people,
    ris_values.extent,
    ris_values.numbers,
    ris_values.publisher,
    ris_values.serials,
    ris_values.identify,
    ris_values.describe,
    ris_values.links,
    ris_values.affiliations,
    _remainder,
)
