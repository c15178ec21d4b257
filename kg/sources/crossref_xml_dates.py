"""Dates of Crossref XML, by what they are: print, online, posted, accepted, approved, created.

Design: the formal date is print, else online, else the day of posting, else another; the same order as for the JSON. A work without a
date of its own has that of its issue, book or proceedings. A season or quarter stands for its year, and is kept.
"""

from __future__ import annotations

from kg.sources.crossref_xml_around import Around, rules
from kg.sources.tree import Cursor, Draft
from kg.values import dates as values

_ORDER = ("published-print", "published-online", "posted", "published-other")


def dates(draft: Draft, about: Around) -> None:
    """Fills the dates of the record."""
    record = draft.record
    given = _slots(draft.root)
    taken: set[int] = set()

    def take(field: str, name: str) -> str:
        for at in given.get(name, ())[:1]:
            taken.add(id(at))
            return _date(draft, at, field)
        return ""

    for name in _ORDER:
        if not record.issued:
            record.issued = take("issued", name)
    record.online = take("online", "published-online")
    record.accepted = take("accepted", "accepted")
    record.created = take("created", "content-created")
    record.modified = take("modified", "content-updated")
    if record.type.startswith("thesis"):
        record.awarded = take("awarded", "approved")
    for slots in given.values():
        for at in slots:
            if id(at) not in taken:
                _left(draft, at)
    for where in (about.issue, about.host):
        _of_host(draft, where)


def _slots(where: Cursor) -> dict[str, list[Cursor]]:
    """The dates of an element, by the names that the JSON gives them."""
    found: dict[str, list[Cursor]] = {}
    names = rules()["dates"]
    for at in [*where, *where.all("database_date/*")]:
        name = names.get(at.name, "")
        if at.name in ("publication_date", "review_date"):
            media = at.attr("media_type")
            name = rules()["media"].get(media.text, "published-print")
            media.use("issued")
        if name:
            found.setdefault(name, []).append(at)
    return found


def _date(draft: Draft, at: Cursor, field: str) -> str:
    """The date in an element's year, month and day; one that is not in the calendar stays in rest and is told."""
    year, month, day = (at.one(part).text for part in ("year", "month", "day"))
    if not year and not month:
        return at.date(field) if at.text else ""
    if month in rules()["seasons"]["months"]:
        at.one("year").use(field)
        return values.of(year)
    found = values.of(year, month, day)
    if found:
        at.use(field)
        return found
    written = "-".join(filter(None, (year, month, day)))
    draft.complain("R008", at, field=at.keep(written), value=written, path=at.path, taken="nothing")
    return ""


def _left(draft: Draft, at: Cursor) -> None:
    """A date that no field has: one row in rest, unless the record states it already."""
    record = draft.record
    year, month, day = (at.one(part).text for part in ("year", "month", "day"))
    found = values.of(year, month, day)
    if found and found in (record.issued, record.online):
        at.use("issued")
    elif found:
        at.keep(found)


def _of_host(draft: Draft, where: Cursor) -> None:
    """The dates of the issue or book: of the work where it has none, else kept where they say something new."""
    slots = _slots(where) if where else {}
    for name in _ORDER:
        for at in slots.get(name, ())[:1]:
            if not draft.record.issued:
                draft.record.issued = _date(draft, at, "issued")
    for found in slots.values():
        for at in found:
            _left(draft, at)
