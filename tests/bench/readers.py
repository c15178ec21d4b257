"""Bench 7: readers, bytes to Records, against the parsers of the field; and Crossref JSON by itself.

The rivals give the fields of an entry; ours gives a Record: names taken apart, LaTeX and HTML resolved, dates and identifiers checked,
each value accounted for. Both must find the same number of entries.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import io
from collections.abc import Callable, Sequence

from kg.record import Record
from kg.sources import SOURCES
from kg.writers import bibtex, ris
from tests.bench import generator
from tests.bench.timing import Row, Scale, seconds

NAME = "7 readers"
#: records a CPU second that Crossref JSON should reach
CROSSREF_GOAL = 50_000


def run(scale: Scale) -> list[Row]:
    """Records a second of CPU, and the rivals' where they are installed."""
    records = list(generator.records(scale.records))
    rows = [
        _against("bibtex", _written(bibtex.write, records), "bibtexparser", _bibtexparser, 5, scale),
        _against("ris", _written(ris.write, records), "rispy", _rispy, 3, scale),
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


def _bibtexparser(text: str) -> int:
    import bibtexparser

    found = bibtexparser.parse_string(text)
    return len(found.entries) + len(found.failed_blocks)


def _rispy(text: str) -> int:
    import rispy

    return len(rispy.loads(text))
