"""Publication of a MARC record: publisher, place and dates from 264, 260 and the coded dates of 008."""

from __future__ import annotations

import re

from kg.record import Agent
from kg.sources import catalogue
from kg.sources.marc_fields import Fields, parts
from kg.sources.tree import Cursor, Draft
from kg.values import dates, isbd

#: second indicator of 264 (production, publication, distribution, manufacture) in the order in which they tell of a publication
_ORDER = {"1": 0, "": 1, "2": 2, "3": 3, "0": 4}


def day(stamp: str) -> str:
    """The date of eight digits, "" if there is no such day."""
    return dates.of(stamp[:4], stamp[4:6], stamp[6:8])


def fill(draft: Draft, fields: Fields) -> None:
    """Fills publisher and date of publication."""
    statements = [field for field in fields.all("264", "260") if field.attr("ind2").text != "4" or field.name == "260"]
    statements.sort(key=lambda field: _ORDER.get(field.attr("ind2").text if field.name == "264" else "", 5))
    for field in statements:
        if field.name == "264" and field.attr("ind2").text == "0" and draft.record.type.startswith("thesis"):
            _date(draft, field, "issued")
            continue
        _publisher(draft, field)
        _date(draft, field, "issued")
    _coded(draft, fields)
    if not draft.record.issued:
        for field in fields.all("264"):
            _date(draft, field, "issued")
    for field in fields.all("264", "260"):
        _same(draft, field)


def _publisher(draft: Draft, field: Cursor) -> None:
    record = draft.record
    if record.publisher is not None:
        return
    name = next((part for part in field.all("b") if isbd.bare(part.text)), None)
    places = [part for part in field.all("a") if isbd.bare(part.text)]
    if name is None and not places:
        return
    record.publisher = Agent(isbd.bare(name.text) if name else "", "organisation", place=isbd.bare(places[0].text) if places else "")
    draft.mark("publisher", field)
    if name is not None:
        name.use("publisher")
    for place in places[:1]:
        place.use("publisher.place")


def _date(draft: Draft, field: Cursor, name: str) -> None:
    for part in field.all("c"):
        if not getattr(draft.record, name) and dates.catalogued(part.text).date:
            catalogue.put_date(draft, name, part)


def _same(draft: Draft, field: Cursor) -> None:
    """What says the same again, or that nothing is known ([S.l.], [s.n.]), is no news."""
    record = draft.record
    for part in parts(field, "abc"):
        bare = isbd.bare(part.text)
        if part.name == "c" and record.issued and dates.catalogued(part.text).date == record.issued:
            part.use("issued")
        elif not bare or (record.publisher and bare in (record.publisher.name, record.publisher.place)):
            part.use("publisher")


def _coded(draft: Draft, fields: Fields) -> None:
    """The date of 008, where no other was understood or it is more exact."""
    fixed = fields.one("008")
    kind, first, second = fixed.raw[6:7], fixed.raw[7:11], fixed.raw[11:15]
    record = draft.record
    if not re.fullmatch("[0-9]{4}", first) or kind in ("b", "n", "|") or not 1 <= int(first) < 2100:
        return
    whole = dates.of(first, second[:2], second[2:]) if kind == "e" and re.fullmatch("[0-9]{4}", second) else ""
    if not record.issued:
        record.issued = whole or first
    elif whole and whole.startswith(record.issued):
        record.issued = whole
    else:
        return
    draft.mark("issued", fixed)
