"""What a RIS entry is, its titles, where it appeared and who made it: the tags whose meaning depends on the type."""

from __future__ import annotations

import functools
import re
from typing import Any

from kg.issues import issue
from kg.record import Container, Contributor, Event, Host, Series, Text
from kg.sources import pure_notes
from kg.sources.json_draft import degree
from kg.sources.once import Growing
from kg.sources.ris_entry import Work, place, same, secondary, table
from kg.syntax.tagged import Value
from kg.values import dates, identifiers, names
from kg.values import text as texts

_BETWEEN_NAMES = re.compile(r"[;\n]")
_TITLE_TAGS = ("TI", "T1", "CT")
#: tags of journals' full names
_FULL = ("JF", "T2", "JO", "BT")
_THESES = {"thesis", "thesis-doctoral", "thesis-master", "thesis-bachelor"}
_VERSIONED = {"software", "dataset"}
_VERSION = re.compile(r"(?:v(?:ersion)?\.? ?)?(\d+(?:\.\d+)+)", re.IGNORECASE)


def kind(work: Work) -> None:
    """The type: TY, refined by M3 and by what the entry holds."""
    record, stated = work.record, next((value for value in work.entry.values if value.tag == "TY"), None)
    work.ty = stated.text.split("\n")[0].strip().upper() if stated else ""
    word = table()["words"].get(work.ty.casefold(), {})
    row = table()["types"].get(work.ty) or word.get("type")
    if row is None and stated is not None:
        work.issues.append(issue("R142", field="type", value=stated.text, place=place(stated)))
        if stated.text:
            work.keep(stated)
    record.type, _, record.variant = (row or "other").partition("/")
    record.status = table()["status"].get(work.ty, "")
    if stated is not None:
        work.put("type", stated)
    if work.ty == "CONF" and work.has("T2", "BT", "C3", "JF", "JO", "SP"):
        record.type = "conference-paper"
    _words(work)


def _words(work: Work) -> None:
    """M3: a more exact type, a thesis's degree, else the source's own word for the type (genre)."""
    record, base = work.record, work.record.type
    for value in work.all("M3"):
        text = texts.plain(value.text)
        row = table()["words"].get(text.casefold())
        if identifiers.doi(value.text):
            work.left.setdefault("DO", []).append(value)
            continue
        refines = row is not None and (base in row["under"] or base == "other" or work.ty == "ADVS")
        if row is not None and refines:
            record.type, _, record.variant = row["type"].partition("/")
            record.degree_kind = row.get("degree", record.degree_kind)
            work.put("type", value)
        if base in _THESES:
            if row is None and record.type == "thesis":
                record.type, record.degree_kind = degree(text)
            record.degree = record.degree or text
            work.put("degree", value)
        elif not _says_type(text, record.type, row) and text:
            work.put(f"genre[{len(record.genre)}]", value)
            record.genre.append(Text(text))


def _says_type(text: str, kind: str, row: dict[str, Any] | None) -> bool:
    """Whether the word says no more than the type does."""
    return (row is not None and row["type"].partition("/")[0] == kind) or text.casefold() == kind.replace("-", " ")


def titles(work: Work) -> None:
    """Title, short title and translated title; Pure's T2 is the subtitle unless it is the journal."""
    record, lead = work.record, work.first(*_TITLE_TAGS)
    if lead is None:
        lead = work.first("ST")
    title = texts.plain(lead.text) if lead else ""
    subtitle = _pure_subtitle(work)
    for value in work.all(*_TITLE_TAGS):
        if lead is not None and not same(value.text, lead.text):
            work.put(f"other_titles[{len(record.other_titles)}]", value)
            record.other_titles.append(Text(texts.plain(value.text)))
    short = work.first("ST")
    if lead is None or not title:
        return
    work.put("titles[0]", lead)
    if subtitle is not None:
        record.short_title, title = Text(title), f"{title}: {texts.plain(subtitle.text)}"
        record.subtitles.append(Text(texts.plain(subtitle.text)))
        work.put("short_title", lead)
        work.put("subtitles[0]", subtitle)
    record.titles.append(Text(title))
    if short is not None and record.short_title is None and not same(short.text, title):
        record.short_title = Text(texts.plain(short.text))
        work.put("short_title", short)
        rest = title.removeprefix(record.short_title.value).lstrip()
        if rest != title and rest.startswith(":"):
            record.subtitles.append(Text(rest.removeprefix(":").strip()))
            work.put("subtitles[0]", short)
    for value in work.all("TT"):
        work.put(f"other_titles[{len(record.other_titles)}]", value)
        record.other_titles.append(Text(texts.plain(value.text)))


def _pure_subtitle(work: Work) -> Value | None:
    """Pure's T2 where it is a subtitle, taken: it stands before M3 and is not the journal."""
    if not work.pure:
        return None
    title, kind, second = (work.entry.first(tag) for tag in ("T1", "M3", "T2"))
    if title is None or kind is None or second is None or second.line > kind.line:
        return None
    if any(same(second.text, value.text) for value in work.entry.all("JO", "JF", "JA")):
        return None
    if not work.has("JO", "JF", "BT") and secondary().get(work.record.type) in ("container", "host"):
        return None
    taken = work.first("T2")
    version = _VERSION.fullmatch(second.text)
    if taken is not None and version and work.record.type in _VERSIONED:
        work.record.version = version[1]
        work.put("version", taken)
        return None
    return None if same(second.text, title.text) else taken


def venue(work: Work) -> None:
    """Journal, host, series or event: what T2, BT, JF, JO, JA and their like name for this type."""
    names_what = secondary().get(work.record.type, "")
    if work.has("JF", "JO", "JA", "J2") and (not names_what or (work.ty == "JOUR" and work.record.type == "conference-paper")):
        names_what = "container"
    if work.pure:
        _pure_event(work)
    if names_what == "container":
        found = work.all("JF", "T2", "JO", "BT", "JA", "J1", "J2", "JI", "J9")
        full = [value for value in found if value.tag in _FULL]
        _journal(work, full or found, [value for value in found if value.tag not in _FULL] if full else [])
    elif names_what == "host":
        _host(work)
    elif names_what == "series":
        # Pure repeats the title of a book in BT
        own = work.entry.first("T1") if work.pure else None
        _series(work, [value for value in work.all("T3", "T2", "BT", "JF", "JO") if own is None or not same(value.text, own.text)])
    elif names_what == "event" and work.record.type == "poster" and work.has("C3"):
        _host(work)
    elif names_what == "event":
        _event(work, work.first("T2", "BT", "T3"))
    if names_what in ("host", ""):
        _series(work, work.all("T3"))


def _pure_event(work: Work) -> None:
    """Pure's T2 behind M3, unless it is the journal, with the event's days in Y2."""
    kind, journals = work.entry.first("M3"), [value.text for value in work.entry.all("JO", "JF", "JA")]
    for value in list(work.left.get("T2", ())):
        if kind is None or value.line < kind.line or any(same(value.text, one) for one in journals):
            continue
        work.left["T2"].remove(value)
        if value.text.casefold() in table()["no-event"]["names"] or work.record.event is not None:
            work.keep(value)
            continue
        work.record.event = pure_notes.event(texts.plain(value.text))
        work.put("event.names[0]", value)
        _pure_days(work, work.record.event)
    if not work.left.get("T2", [None]):
        del work.left["T2"]


def _pure_days(work: Work, event: Event) -> None:
    days = work.left.get("Y2", [None])[0]
    span = dates.interval(days.text) if days is not None else None
    start = dates.parse(days.text) if days is not None and span is None else ""
    if days is not None and (span or start):
        event.start, event.end = span or (start, "")
        work.put("event.start", days)
        work.first("Y2")


def _journal(work: Work, full: list[Value], short: list[Value]) -> None:
    """The container: the longest of the full names is its title, what differs from it a short name."""
    if not full:
        return
    chosen = max(full, key=lambda value: (len(value.text), -value.line))
    work.new("container", texts.plain(chosen.text))
    kind = table()["container-kind"].get(work.record.type, "journal")
    container = Container(titles=[Text(texts.plain(chosen.text))], kind=kind, identifiers=Growing())
    work.put("container.titles[0]", chosen)
    for value in (*full, *short):
        name = Text(texts.plain(value.text))
        if work.new("container", name.value):
            work.put(f"container.short[{len(container.short)}]", value)
            container.short.append(name)
    work.record.container = container


def _host(work: Work) -> None:
    """The book or proceedings; where C3 names the proceedings, T2 is the conference (EndNote, Zotero)."""
    conference = work.record.type.startswith("conference") or work.record.type == "poster"
    proceedings = work.first("C3") if table()["custom"].get(f"{work.ty}.C3") == "host" else None
    if proceedings is not None:
        _event(work, work.first("T2"))
    lead = proceedings or work.first("T2", "BT", "JF", "JO")
    if lead is None:
        return
    work.new("host", texts.plain(lead.text))
    host = Host(titles=[Text(texts.plain(lead.text))], type="proceedings" if conference else "book", identifiers=Growing())
    work.put("host.titles[0]", lead)
    for value in work.all("T2", "BT", "JF", "JO", "JA", "J1", "J2"):
        name = Text(texts.plain(value.text))
        if work.new("host", name.value):
            work.put(f"host.short[{len(host.short)}]", value)
            host.short.append(name)
    work.record.host = host


def _series(work: Work, found: list[Value]) -> None:
    """Series by title; M1 is the number in it where it is short and has a digit (EndNote)."""
    for value in found:
        name = Text(texts.plain(value.text))
        if not work.new("series", name.value):
            continue
        work.put(f"series[{len(work.record.series)}].titles[0]", value)
        work.record.series.append(Series(titles=[name]))
    number = work.left.get("M1", [None])[0]
    if work.record.series and number is not None and re.fullmatch(r"(?=.*[1-9])[\w .-]{1,12}", number.text):
        work.record.series[0].number = number.text
        work.put("series[0].number", number)
        work.first("M1")


def _event(work: Work, named: Value | None) -> None:
    if named is None:
        return
    work.record.event = Event(names=[Text(texts.plain(named.text))])
    work.put("event.names[0]", named)
    place = work.first("CY")
    if place is not None:
        work.record.event.place = texts.plain(place.text)
        work.put("event.place", place)


@functools.lru_cache(maxsize=1024)
def _roles(type_: str, ty: str) -> tuple[tuple[str, str], ...]:
    """Tag and role, for this type of work and reference type."""
    rows = table()
    found = {**rows["roles"], **rows["roles-by-type"].get(type_, {}), **rows["roles-by-ty"].get(ty, {})}
    return tuple((tag, role) for tag, role in found.items() if role)


def people(work: Work) -> None:
    """Contributors by the tag's role for the type, the editors of a host on the host, in the order of the entry."""
    for tag, role in _roles(work.record.type, work.ty):
        if tag not in work.left:
            continue
        again = {value.text for value in work.left.get("AU", [])} if tag == "A1" else set[str]()
        for value in work.all(tag):
            if value.text in again:
                continue
            for part in _one_by_one(value):
                _person(work, role, part, value)


def _one_by_one(value: Value) -> list[str]:
    """The names of one line: one by the specification, several where lines or semicolons part them."""
    parts = _BETWEEN_NAMES.split(value.text) if ";" in value.text or "\n" in value.text else [value.text]
    return [name for part in parts if (name := part.strip()) and not names.has_others(f"A and {name}")]


def _person(work: Work, role: str, name: str, value: Value) -> None:
    record = work.record
    if name.count(",") > 2:
        work.refuse(value, "R147", "contributors")
        return
    agent = names.inverted(name)
    if role == "host-editor" and record.host is not None:
        work.put(f"host.contributors[{len(record.host.contributors)}]", value)
        record.host.contributors.append(Contributor(agent=agent, role="editor"))
        return
    if role == "host-editor" or (role == "series-editor" and not record.series):
        role = "editor"
    work.put(f"contributors[{len(record.contributors)}]", value)
    record.contributors.append(Contributor(agent=agent, role=role))
