"""The dates of a Crossref work, and the event it belongs to.

Design: the formal date is the first of print, online, posted and what Crossref calls issued; a date that repeats it is not kept.
"""

from __future__ import annotations

import operator

from kg.record import Event, Text
from kg.sources.crossref_work import Conference, Issue, When, Work
from kg.sources.json_draft import Draft, line

# members in the order of their worth for the formal date
_ISSUED = ("published-print", "published-online", "posted", "issued", "published-other")
_WHEN_ISSUED = operator.attrgetter(*(name.replace("-", "_") for name in _ISSUED))
# field and member; an approval is a date of a thesis only
_OTHER_DATES = (
    ("online", "published-online"),
    ("accepted", "accepted"),
    ("created", "content-created"),
    ("modified", "content-updated"),
    ("record_modified", "deposited"),
    ("awarded", "approved"),
)
_WHEN_OTHERWISE = operator.attrgetter(*(name.replace("-", "_") for _, name in _OTHER_DATES))


def carry(draft: Draft, work: Work) -> None:
    """The dates of the work and of its record."""
    record = draft.record
    for name, when in zip(_ISSUED, _WHEN_ISSUED(work), strict=True):
        if when is not None and (found := draft.date(when.date_parts, name, f"/{name}", field="issued")):
            record.issued = found
            break
    for (field, name), when in zip(_OTHER_DATES, _WHEN_OTHERWISE(work), strict=True):
        if when is None or not when.date_parts:
            continue
        taken = field if field != "awarded" or record.type.startswith("thesis") else ""
        found = draft.date(when.date_parts, name, f"/{name}", field=taken)
        if taken:
            setattr(record, taken, found)
        else:
            draft.keep(name, f"/{name}", found)
    other = work.published_other
    if other is not None and other.date_parts and (found := draft.date(other.date_parts, "", "/published-other")) != record.issued:
        draft.keep("published-other", "/published-other", found)
    if work.journal_issue:
        _dates_of_issue(draft, work.journal_issue)


def _dates_of_issue(draft: Draft, issue: Issue) -> None:
    record = draft.record
    for name, when in (("published-print", issue.published_print), ("published-online", issue.published_online)):
        own = of(draft, when, f"/journal-issue/{name}") if when is not None else ""
        if own and own not in (record.issued, record.online):
            draft.keep(f"journal-issue.{name}", f"/journal-issue/{name}", own)


def of(draft: Draft, when: When | None, pointer: str) -> str:
    """The date of a member that is kept only where it says something new."""
    return draft.date(when.date_parts, pointer.strip("/").replace("/", "."), pointer) if when else ""


def event(draft: Draft, stated: Conference) -> None:
    """The conference a work was given at."""
    start, end = draft.date(stated.start.date_parts, "event.start", "/event/start", field="event.start"), ""
    if stated.end.date_parts:
        end = draft.date(stated.end.date_parts, "event.end", "/event/end", field="event.end")
    names = [Text(line(stated.name))] if stated.name else []
    short = [Text(line(stated.acronym))] if stated.acronym and stated.acronym != stated.name else []
    if names or start or stated.location:
        draft.record.event = Event(names, short, start, end, line(stated.location))
        draft.mark("event", "/event")
        draft.mark("event.names[0]", "/event/name")
        draft.mark("event.place", "/event/location")
    draft.keep("event.theme", "/event/theme", stated.theme)
    draft.keep("event.number", "/event/number", stated.number)
    for index, sponsor in enumerate(stated.sponsor):
        draft.keep(f"event.sponsor[{index}]", f"/event/sponsor/{index}", sponsor)
