"""Bench 7: readers, bytes to Records, against the parsers of the field; and Crossref JSON by itself.

The rivals give the fields of an entry; ours gives a Record: names taken apart, LaTeX and HTML resolved, dates and identifiers checked,
each value accounted for. Both must find the same number of entries. The rows "to entries" compare like with like: fields as they stand.
"""

from __future__ import annotations

import calendar
import importlib.metadata
import importlib.util
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg.record import Record
from kg.sources import SOURCES
from kg.syntax import bibtex_text, decoding, tagged
from kg.syntax.bibtex import Entry, Scan
from kg.writers import bibtex, ris
from tests.bench import generator
from tests.bench.timing import Row, Scale, seconds

NAME = "7 readers"
#: records a CPU second that Crossref JSON should reach
CROSSREF_GOAL = 50_000


def run(scale: Scale) -> list[Row]:
    """Records a second of CPU, and the rivals' where they are installed."""
    records = list(generator.records(scale.records))
    bib, tagged_lines = _written(bibtex.write, records), _written(ris.write, records)
    rows = [
        _against("bibtex", bib, "bibtexparser", _bibtexparser, 5, scale),
        _scanned("bibtex to entries", bib, _bibtex_fields, "bibtexparser", _rival_bibtex_fields, 5, scale),
        _against("ris", tagged_lines, "rispy", _rispy, 3, scale),
        _scanned("ris to entries", tagged_lines, _ris_fields, "rispy", _rival_ris_fields, 3, scale),
    ]
    lines = b"".join(generator.crossref_lines(scale.records))
    ours = scale.records / seconds(lambda: _read("crossref", lines), scale)
    note = f"JSON lines of {len(lines) // scale.records} bytes; the goal is a rate"
    rows.append(Row(NAME, "Crossref JSON to Record", ours=ours, rival=CROSSREF_GOAL, ratio=ours / CROSSREF_GOAL, goal=1, note=note))
    return rows


def _written(write: Callable[..., None], records: Sequence[Record]) -> bytes:
    out = io.BytesIO()
    write(iter(records), out)
    return out.getvalue()


def _read(format: str, data: bytes) -> int:
    return sum(reading.record is not None for reading in SOURCES[format].read(data))


def _against(format: str, data: bytes, library: str, parse: Callable[[str], int], goal: float, scale: Scale) -> Row:
    count = _read(format, data)
    row = Row(NAME, f"{format} to Record, to {library}", goal=goal, ours=count / seconds(lambda: _read(format, data), scale))
    if importlib.util.find_spec(library) is None:
        row.note = f"{library} is not installed"
        return row
    text = data.decode()
    assert parse(text) == count, f"{library} finds {parse(text)} entries, we find {count}"
    row.rival = count / seconds(lambda: parse(text), scale)
    row.ratio = row.ours / row.rival
    row.note = f"{library} {importlib.metadata.version(library)}, {count} entries of {len(data) // count} bytes"
    return row


_MONTHS = {name[:3].lower(): name for name in calendar.month_name if name}
#: an entry as both give it: its type, its key ("" in RIS), and its fields, each with its texts
Fields = tuple[str, str, dict[str, list[str]]]
#: how entries are found, and how one is written down for comparing; only the first is measured
Scanner = tuple[Callable[[bytes], list[Any]], Callable[[Any], Fields]]


def _scanned(name: str, data: bytes, ours: Scanner, library: str, rival: Scanner, goal: float, scale: Scale) -> Row:
    """The scan of the syntax alone, bytes to entries with their fields as they stand, in which both must agree."""
    count = len(ours[0](data))
    row = Row(NAME, f"{name}, to {library}", unit="entries/s", goal=goal, ours=count / seconds(lambda: ours[0](data), scale))
    if importlib.util.find_spec(library) is None:
        row.note = f"{library} is not installed"
        return row
    for one, other in zip(map(ours[1], ours[0](data)), map(rival[1], rival[0](data)), strict=True):
        assert one == other, f"{library} finds {other}, we find {one}"
    row.rival = count / seconds(lambda: rival[0](data), scale)
    row.ratio = row.ours / row.rival
    row.note = f"the same fields with the same texts in {count} entries"
    return row


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _bibtex_entry(entry: Entry) -> Fields:
    return entry.kind, entry.key, _grouped((field.name, field.text) for field in entry.fields)


def _rival_bibtex_entries(data: bytes) -> list[Any]:
    import bibtexparser

    return list(bibtexparser.parse_string(data.decode()).entries)


def _rival_bibtex_entry(entry: Any) -> Fields:
    # the months are macros of every style, which it does not know
    return entry.entry_type, entry.key, _grouped((field.key, _MONTHS.get(field.value, field.value)) for field in entry.fields)


def _ris_entry(entry: tagged.Entry) -> Fields:
    import rispy

    names, lists = rispy.TAG_KEY_MAPPING, rispy.LIST_TYPE_TAGS
    found = _grouped((value.tag, value.text) for value in entry.values if value.text)
    # of a tag that it knows and takes for a single one it keeps the first text
    several = {*lists, *(found.keys() - names.keys())}
    return "", "", {names.get(tag, tag): texts if tag in several else texts[:1] for tag, texts in found.items()}


def _rival_ris_entries(data: bytes) -> list[Any]:
    import rispy

    return list(rispy.loads(data.decode()))


def _rival_ris_entry(entry: dict[str, Any]) -> Fields:
    known = {name: value if isinstance(value, list) else [value] for name, value in entry.items() if name != "unknown_tag"}
    return "", "", known | entry.get("unknown_tag", {})


_bibtex_fields: Scanner = (lambda data: list(Scan(bibtex_text.decode(data).text).entries()), _bibtex_entry)
_rival_bibtex_fields: Scanner = (_rival_bibtex_entries, _rival_bibtex_entry)
_ris_fields: Scanner = (lambda data: list(tagged.entries(decoding.decode(data))), _ris_entry)
_rival_ris_fields: Scanner = (_rival_ris_entries, _rival_ris_entry)


def _bibtexparser(text: str) -> int:
    import bibtexparser

    found = bibtexparser.parse_string(text)
    return len(found.entries) + len(found.failed_blocks)


def _rispy(text: str) -> int:
    import rispy

    return len(rispy.loads(text))
