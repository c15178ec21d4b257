"""Columns of what a work appeared in: journal, book, series, event; and the numbers of these (ISSN, ISBN)."""

from __future__ import annotations

import re
from typing import TypeAlias

from kg.record import Container, Event, Host, Identifier, Series, Text
from kg.sources.column_people import parts
from kg.sources.column_work import Pair, Work
from kg.sources.columns import Column
from kg.sources.flat import Value
from kg.sources.json_draft import line
from kg.sources.ris_entry import folded, same
from kg.sources.ris_entry import table as ris
from kg.values import dates, identifiers, names

_NUMBERED = frozenset({"patent", "standard", "report", "working-paper", "memorandum"})
_ISSNS = ("issn", "eissn", "issn-l")
_THROUGH = re.compile(r"\s+(?:through|to|till|until|bis)\s+", re.IGNORECASE)
_SERIES = re.compile(
    r"Lecture Notes (?:in|of|on)\b|Advances in Intelligent Systems and Computing|Communications in Computer and Information", re.IGNORECASE
)
_Place: TypeAlias = Container | Host | Series


def _container(work: Work) -> Container:
    kind = ris()["container-kind"].get(work.record.type, "journal")
    work.record.container = work.record.container or Container(kind=kind)
    return work.record.container


def _host(work: Work) -> Host:
    work.record.host = work.record.host or Host(type=work.host_type)
    return work.record.host


def _series(work: Work) -> Series:
    if not work.record.series:
        work.record.series.append(Series())
    return work.record.series[0]


def _event(work: Work) -> Event:
    work.record.event = work.record.event or Event()
    return work.record.event


def is_serial(work: Work) -> bool:
    """Whether a paper of a conference appeared in a journal: there is an ISSN or an issue, and no ISBN."""
    return (work.has("identifiers.issn", "identifiers.eissn", "venue.identifiers") or work.has("issue")) and not _has_isbn(work)


def _has_isbn(work: Work) -> bool:
    fields = ("identifiers.isbn", "host.identifiers.isbn", "venue.identifiers")
    return any(
        identifiers.isbn(part) for field in fields for column, value in work.groups.get(field, []) for part in parts(column, value.text)
    )


def venue(work: Work, pairs: list[Pair], tail: str) -> None:
    """What the work appeared in, by its type: journal, book or proceedings, series, event; `tail` "short" for abbreviations."""
    home = work.home
    named = work.groups.get("venue", pairs)[0][1].text
    if home == "host" and work.record.type.startswith("conference") and is_serial(work):
        home = "container"
    elif home == "host" and _SERIES.match(named):
        home = "series"
    elif home == "" and work.record.type in ("other", "software", "dataset"):
        home = "container" if work.has("volume", "issue", "identifiers.issn") else ""
    if home in ("", "event") and tail == "short":
        for _, value in pairs:
            work.draft.keep(value)
        return
    field = {"container": "container", "host": "host", "series": "series[0]", "event": "event"}.get(home)
    if field is None:
        for _, value in pairs:
            work.draft.keep(value)
        return
    for _, value in pairs:
        _name(work, home, value, short=tail == "short")


def _name(work: Work, home: str, value: Value, *, short: bool) -> None:
    """Gives the place its title, or a further name of it as a short one."""
    words = Text(line(value.text))
    if not words.value:
        return
    said = (folded(words.value),)
    if home == "series" and not short:
        if not work.new("names of series", said):
            work.draft.take("series", value)
            return
        series = _series(work)
        if series.titles:
            series = Series()
            work.record.series.append(series)
        work.draft.take(f"series[{len(work.record.series) - 1}].titles[0]", value)
        series.titles.append(words)
        return
    if home == "series":
        if any(same(words.value, title.value) for one in work.record.series for title in one.titles):
            work.draft.take("series", value)
        else:
            work.draft.keep(value)
        return
    if home == "event":
        event = _event(work)
        target = event.short if short else event.names
        work.draft.take(f"event.{'short' if short else 'names'}[{len(target)}]", value)
        if work.new(f"{'short ' if short else ''}names of event", said):
            target.append(words)
        return
    place: Container | Host = _container(work) if home == "container" else _host(work)
    if not work.new(f"names of {home}", said):
        work.draft.take(home, value)
        return
    which = "short" if (short or place.titles) else "titles"
    target = place.short if which == "short" else place.titles
    work.draft.take(f"{home}.{which}[{len(target)}]", value)
    target.append(words)


def titled(work: Work, pairs: list[Pair], tail: str) -> None:
    """A place whose kind the column states: "container.titles", "host.short", "series.titles" ..."""
    home, _, kind = tail.partition(".")
    for _, value in pairs:
        _name(work, home, value, short=kind == "short")


def series_number(work: Work, pairs: list[Pair], tail: str) -> None:
    """The work's number in its series."""
    del tail
    for _, value in pairs:
        series = _series(work)
        if series.number and not same(series.number, value.text):
            work.draft.keep(value)
            continue
        series.number = line(value.text)
        work.draft.take("series[0].number", value)


# ---- numbers -------------------------------------------------------------------------------------------------------------------------


def serials(work: Work, pairs: list[Pair], tail: str) -> None:
    """ISSNs and ISBNs, each on what it numbers: `tail` names the place and the scheme, or leaves either to the type and the check digit."""
    home, scheme = _place_of(tail)
    for column, value in pairs:
        for text in parts(column, value.text):
            for found, fault in identifiers.serial(text, field="identifiers", place=work.draft.place(value)):
                one = Identifier(scheme, found.value) if scheme in _ISSNS and found.scheme in _ISSNS else found
                if fault is not None and work.record.type in _NUMBERED and not work.record.number:
                    # the number of a patent, report or standard itself
                    work.record.number = line(text)
                    work.draft.take("number", value)
                    continue
                kind = one.scheme if one.scheme != "text" else scheme or one.value.partition(":")[0].lower()
                field, owned = _owner(work, home, kind)
                at = f"{field}[{len(owned)}]"
                if fault is not None:
                    fault.field = at
                    work.draft.issues.append(fault)
                work.draft.take(at, value)
                if work.new(field, (one.value,)):
                    owned.append(one)


def _place_of(tail: str) -> tuple[str, str]:
    """Place and scheme of "container.identifiers.issn", "venue.identifiers", "identifiers.isbn"."""
    head, _, last = tail.rpartition("identifiers")
    return head.strip("."), last.strip(".")


def _owner(work: Work, home: str, scheme: str) -> tuple[str, list[Identifier]]:
    """Whose number it is: an ISSN the journal's or series', an ISBN the book's, of a chapter or paper the book's around it."""
    record, is_issn = work.record, scheme in _ISSNS
    if home in ("", "venue"):
        kind = work.home
        if kind == "host" and record.type.startswith("conference") and record.container is not None:
            kind = "container"
        if is_issn:
            home = {"container": "container", "host": "series", "series": "series"}.get(kind, "container" if record.container else "")
        else:
            home = "host" if kind == "host" else ""
    if home == "container":
        return "container.identifiers", _container(work).identifiers
    if home == "host":
        return "host.identifiers", _host(work).identifiers
    if home == "series":
        return "series[0].identifiers", _series(work).identifiers
    return "identifiers", record.identifiers


def place_identifiers(work: Work, pairs: list[Pair], tail: str) -> None:
    """Identifiers of journal, book, series or event in other schemes than ISSN and ISBN ("host.identifiers.doi")."""
    home, scheme = _place_of(tail)
    if scheme in (*_ISSNS, "isbn", ""):
        serials(work, pairs, tail)
        return
    owned = (_container(work) if home == "container" else _host(work) if home == "host" else _series(work)).identifiers
    for column, value in pairs:
        for text in parts(column, value.text):
            found = work.draft.identify(scheme, value, f"{home}.identifiers[{len(owned)}]", text)
            if work.new(f"{home}.identifiers", (found.value,)):
                owned.append(found)


# ---- events --------------------------------------------------------------------------------------------------------------------------


def event(work: Work, pairs: list[Pair], tail: str) -> None:
    """Name, short name, place, dates and organizers of the conference."""
    for column, value in pairs:
        words = line(value.text)
        if tail in ("event.names", "event.short"):
            _name(work, "event", value, short=tail == "event.short")
        elif tail == "event.place" and words and not _event(work).place:
            _event(work).place = words
            work.draft.take("event.place", value)
        elif tail == "event.organizers":
            _organizers(work, column, value)
        elif tail in ("event.start", "event.end", "event.dates"):
            _days(work, value, tail)
        else:
            work.draft.keep(value)


def _organizers(work: Work, column: Column, value: Value) -> None:
    for name in parts(column, value.text):
        organizers = _event(work).organizers
        work.draft.take(f"event.organizers[{len(organizers)}]", value)
        organizers.append(names.organisation(name))


def _days(work: Work, value: Value, tail: str) -> None:
    text = _THROUGH.sub(" - ", line(value.text))
    days = dates.interval(text) if tail == "event.dates" else None
    start, end = days or (dates.parse(text), "")
    if not start:
        work.draft.refuse(value, "a date", tail)
        return
    found = _event(work)
    if tail == "event.end":
        found.end = start
    else:
        found.start, found.end = start, end or found.end
    work.draft.take("event.end" if tail == "event.end" else "event.start", value)
    if end:
        work.draft.take("event.end", value)
