"""Dates of JATS in all dialects: pub-type, or date-type and publication-format; numbers, names, seasons, ISO 8601, text.

Design: the formal date is print, else online, else one without a medium, else that of the collection. A date in PubMed Central, of a
preprint or of a correction is no date of the article, and stays in rest. A part of an article has the article's date.
"""

from __future__ import annotations

from kg.sources.jats_text import outer, rules
from kg.sources.tree import Cursor, Draft
from kg.values import dates as values

_ORDER = ("print", "online", "pub", "collection")


def dates(draft: Draft, meta: Cursor) -> None:
    """Fills the dates of the record."""
    record = draft.record
    own = meta.all("pub-date")
    found = own if own or draft.root.name in ("article", "book") else outer(draft).all("pub-date")
    slots: dict[str, Cursor] = {}
    for at in found:
        slots.setdefault(_kind(at), at)
    for name in _ORDER:
        if name in slots and not record.issued:
            record.issued = date(draft, slots[name], "issued")
    if "online" in slots:
        record.online = date(draft, slots["online"], "online")
    for at in own:
        _left(draft, at)
    for at in meta.all("history/date"):
        kind = at.attr("date-type")
        field = rules()["history"].get(kind.text.lower())
        if field and not getattr(record, field):
            setattr(record, field, date(draft, at, field))
            kind.use(field)
        else:
            _left(draft, at)


def _kind(at: Cursor) -> str:
    kind, type, format = at.attr("pub-type"), at.attr("date-type"), at.attr("publication-format")
    key = kind.text or f"{type.text} {format.text}".rstrip()
    found = rules()["dates"].get(key.lower(), "")
    for one in (kind, type, format) if found else ():
        one.use("issued")
    return str(found)


def date(draft: Draft, at: Cursor, field: str) -> str:
    """The date of an element, at its own precision; one that is in no calendar stays in rest and is told."""
    found = _value(at)
    if found:
        at.use(field)
        if season := at.one("season"):
            season.keep()
        return found
    if written := at.text:
        draft.complain("R008", at, field=at.keep(_written(at)), value=_written(at) or written, path=at.path, taken="nothing")
    return ""


def _value(at: Cursor) -> str:
    year, month, day = (at.one(part).text for part in ("year", "month", "day"))
    if year:
        return values.of(year, month, day)
    return values.parse(at.attr("iso-8601-date").text) or values.parse(at.one("string-date").text or at.text)


def _written(at: Cursor) -> str:
    return "-".join(filter(None, (at.one(part).text for part in ("year", "month", "day")))) or at.text


def _left(draft: Draft, at: Cursor) -> None:
    """A date that no field has: one row in rest with what kind of date it is, unless the record states it already."""
    record, kind = draft.record, at.one("@pub-type", "@date-type")
    found = _value(at)
    if found and found in (record.issued, record.online) and rules()["dates"].get(kind.text):
        at.use("issued")
    elif found:
        at.keep(f"{kind.text}: {found}" if kind.text else found)
        kind.use("rest")
