"""Records from XML with a trace: the same records, and every place leads to a field that is there."""

from __future__ import annotations

import re

import pytest

from kg.record import Record
from kg.sources import SOURCES
from tests.shared import corpora

_STEP = re.compile(r"([a-z_0-9]+)|\[([0-9]+)\]")


def at(record: Record, field: str) -> object:
    """What stands at a field path; raises where there is nothing."""
    found: object = record
    for name, number in _STEP.findall(field):
        found = getattr(found, name) if name else found[int(number)]  # type: ignore[index]
    return found


@pytest.mark.parametrize("format", ["crossref-xml", "jats"])
def test_every_place_of_a_trace_is_that_of_a_field(format: str) -> None:
    places = records = 0
    for path in sorted((corpora() / format).glob("*/*")):
        data = path.read_bytes()
        plain, traced = list(SOURCES[format].read(data)), list(SOURCES[format].read(data, trace=True))
        assert [one.record for one in plain] == [one.record for one in traced]
        assert [(one.issues, one.not_carried) for one in plain] == [(one.issues, one.not_carried) for one in traced]
        for one in traced:
            if one.record is None:
                continue
            records += 1
            assert one.places is not None
            for field, place in one.places.items():
                at(one.record, field)
                assert place.line > 0
                places += 1
    print(f"\n{format}: {records} records, {places} places")
    assert places > 20 * records > 0
