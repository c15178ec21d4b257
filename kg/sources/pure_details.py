"""The labelled values of a copied Pure page: one small step for each name in vocab/imports/pure.toml."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.errors import Place
from kg.record import Agent, Container, Contributor, Grant, Identifier, Text
from kg.sources.json_draft import degree
from kg.sources.pure_text import Own
from kg.syntax.labelled import Field, Line
from kg.values import dates, identifiers, languages, names, pages
from kg.values import text as texts

_PLAIN = {"volume", "issue", "edition", "chapter", "article_number", "degree", "medium", "number", "country"}

_DATES = {"online", "issued", "awarded"}


def labelled_value(own: Own, field: Field) -> None:
    """One labelled value: a plain field, a date, or a step of `_FIELDS`; a label without a value says nothing."""
    if not field.lines:
        return
    line, name = field.lines[0], field.name
    stated = own.record.degree if name == "degree" else ""
    if stated.casefold() in own.page.words["degrees"]["names"]:
        own.record.degree = ""  # the qualification says more than the type of the thesis
    if name in _PLAIN and not getattr(own.record, name):
        setattr(own.record, name, texts.plain(line.text))
        own.put(name, line)
        if name == "degree":
            own.record.degree_kind = degree(line.text)[1]
    elif name in _DATES:
        _date(own, name, field.label, line, line.text)
    elif name in _FIELDS:
        _FIELDS[name](own, field)
        return
    else:
        own.keep(field.label, line)
    for more in field.lines[1:]:
        own.keep(field.label, more)


def _date(own: Own, name: str, label: str, line: Line, text: str) -> None:
    found = dates.parse(text)
    if not found:
        own.refuse(label, line, name, "a date")
    elif name:
        setattr(own.record, name, found)
        own.put(name, line)


def _status(own: Own, field: Field) -> None:
    """ "Published - 31 Dec 2012": the status and the date that it gives."""
    for line in field.lines:
        status, _, date = (part.strip() for part in re.sub(r"(?<!\s)\s++[–—-]\s+", "\t", line.text, count=1).partition("\t"))
        row = own.page.words["status"].get(status.casefold())
        if row is None:
            own.refuse(field.label, line, "status", "a publication status")
            continue
        own.record.status = own.record.status or row["status"]
        own.put("status", line)
        if date:
            _date(own, row["date"], field.label, line, date)
    if not own.record.issued and own.record.status == "published" and own.record.online:
        own.record.issued = own.record.online
        own.put("issued", field.lines[0])


def _spoken(own: Own, field: Field) -> None:
    for part in re.split(r"[,;]|(?<!\s)\s++and\s+", field.lines[0].text):
        tag = languages.parse(part.strip())
        if not tag:
            own.refuse(field.label, field.lines[0], "languages", "a language")
        elif tag not in own.record.languages:
            own.put(f"languages[{len(own.record.languages)}]", field.lines[0])
            own.record.languages.append(tag)


def _range(own: Own, field: Field) -> None:
    found = pages.parse(field.lines[0].text)
    own.record.page_start, own.record.page_end, own.record.pages = found.start, found.end, found.pages
    for name in ("page_start", "page_end", "pages"):
        if getattr(own.record, name):
            own.put(name, field.lines[0])


def _count(own: Own, field: Field) -> None:
    line = field.lines[0]
    if re.fullmatch(r"\d{1,6}", line.text, re.ASCII):
        own.record.num_pages = int(line.text)
        own.put("num_pages", line)
    else:
        own.refuse(field.label, line, "num_pages", "a number")


def _identifier(own: Own, field: Field) -> None:
    """DOI, ISBN or ISSN, one a line; each on the thing that it numbers."""
    for line in field.lines:
        for part in re.split(r"[,;\s]+", line.text) if field.name != "doi" else [line.text]:
            owned, path = _owner(own, field.name)
            place = Place(line=line.number, column=line.column, raw=line.text)
            found, wrong = identifiers.identifier(field.name, part, field=f"{path}[{len(owned)}]", place=place)
            if wrong is not None:
                own.page.issues.append(wrong)
            if found not in owned:
                own.put(f"{path}[{len(owned)}]", line)
                owned.append(found)


def _owner(own: Own, scheme: str) -> tuple[list[Identifier], str]:
    """The list that an identifier of the details table belongs to, and its path."""
    if scheme in ("issn", "eissn"):
        if (
            own.record.type in ("chapter", "conference-paper", "reference-entry", "book", "edited-book", "report")
            and own.record.container is None
        ):
            return own.series().identifiers, "series[0].identifiers"
        own.record.container = own.record.container or Container()
        return own.record.container.identifiers, "container.identifiers"
    if scheme == "isbn" and own.record.type in ("chapter", "conference-paper", "reference-entry"):
        return own.host().identifiers, "host.identifiers"
    return own.record.identifiers, "identifiers"


def _journal(own: Own, field: Field) -> None:
    own.record.container = own.record.container or Container()
    own.record.container.titles.append(Text(texts.plain(field.lines[0].text)))
    own.put("container.titles[0]", field.lines[0])


def _host_title(own: Own, field: Field) -> None:
    """Title of the host, or its subtitle after it."""
    host, text = own.host(), texts.plain(field.lines[0].text)
    if field.name == "host-subtitle" and host.titles:
        text = f"{host.titles[0].value}: {text}"
        host.titles.clear()
    host.titles.append(Text(text))
    own.put("host.titles[0]", field.lines[0])


def _publisher(own: Own, field: Field) -> None:
    """Publisher, its place, or the body that commissioned or awarded."""
    text, line = texts.plain(field.lines[0].text), field.lines[0]
    if field.name == "publisher-place":
        own.record.publisher = own.record.publisher or Agent(name="", kind="organisation")
        own.record.publisher.place = text
        own.put("publisher.place", line)
        return
    name = "publisher" if field.name == "publisher" else "institution"
    agent = getattr(own.record, name) or Agent(name="", kind="organisation")
    agent.name = text
    setattr(own.record, name, agent)
    own.put(name, line)


def _people(own: Own, field: Field) -> None:
    """Editors (of the host, where there is one), supervisors: natural order, parted by commas, one or more a line."""
    role, roles = "supervisor" if field.name == "supervisors" else "editor", own.page.words["person-roles"]
    for line in field.lines:
        for part in re.split(r",\s*", line.text):
            name = re.sub(rf"(?:(?<!\s)\s++)?\((?:{'|'.join(roles)})\)", "", part).strip()
            if not name or name in roles:
                continue
            of_host = role == "editor" and own.record.type in ("chapter", "conference-paper", "reference-entry")
            people, path = (own.host().contributors, "host.contributors") if of_host else (own.record.contributors, "contributors")
            own.put(f"{path}[{len(people)}]", line)
            people.append(Contributor(agent=names.natural(name), role=role))


def _funders(own: Own, field: Field) -> None:
    for line in field.lines:
        own.put(f"funding[{len(own.record.funding)}]", line)
        own.record.funding.append(Grant(funder=Agent(name=texts.plain(line.text), kind="organisation")))


def _series_part(own: Own, field: Field) -> None:
    """Title, number or ISSN of the publication series."""
    series, line = own.series(), field.lines[0]
    if field.name == "series-name":
        series.titles.append(Text(texts.plain(line.text)))
        own.put("series[0].titles[0]", line)
    elif field.name == "series-number":
        series.number = texts.plain(line.text)
        own.put("series[0].number", line)
    else:
        place = Place(line=line.number, column=line.column, raw=line.text)
        at = f"series[0].identifiers[{len(series.identifiers)}]"
        found, wrong = identifiers.identifier(field.name.removeprefix("series-"), line.text, field=at, place=place)
        own.page.issues += [wrong] if wrong is not None else []
        own.put(at, line)
        series.identifiers.append(found)


def _event_part(own: Own, field: Field) -> None:
    """Name, place and dates of the event: "Name - City, Country", then "Duration: ..."."""
    event = own.event()
    for line in field.lines:
        text = re.sub(own.page.words["duration"], "", line.text)
        if field.name == "event-period" or text != line.text:
            days = dates.interval(text.replace("→", "-"))
            if days is None:
                own.refuse(field.label, line, "event.start", "a period")
            else:
                event.start, event.end = days
                own.put("event.start", line)
        elif field.name == "event-short":
            event.short.append(Text(text))
            own.put("event.short[0]", line)
        elif field.name in ("event-place", "event-city"):
            event.place = (
                f"{text}, {event.place}" if event.place and field.name == "event-city" else ", ".join(filter(None, (event.place, text)))
            )
            own.put("event.place", line)
        elif not event.names:
            name, _, place = text.partition(" - ")
            event.names.append(Text(texts.plain(name)))
            event.place = event.place or place.strip(" ,")
            own.put("event.names[0]", line)
        else:
            own.keep(field.label, line)


def _translated(own: Own, field: Field) -> None:
    own.put(f"other_titles[{len(own.record.other_titles)}]", field.lines[0])
    own.record.other_titles.append(Text(texts.plain(field.lines[0].text)))


def _unchecked(own: Own, field: Field) -> None:
    """A patent's class or priority: identifiers whose form is not known."""
    own.put(f"identifiers[{len(own.record.identifiers)}]", field.lines[0])
    own.record.identifiers.append(Identifier(field.name, field.lines[0].text))


_FIELDS: dict[str, Callable[[Own, Field], None]] = {
    "language": _spoken,
    "pages": _range,
    "num_pages": _count,
    "status": _status,
    "doi": _identifier,
    "isbn": _identifier,
    "issn": _identifier,
    "eissn": _identifier,
    "journal": _journal,
    "host-title": _host_title,
    "host-subtitle": _host_title,
    "publisher": _publisher,
    "publisher-place": _publisher,
    "institution": _publisher,
    "awarding": _publisher,
    "editors": _people,
    "supervisors": _people,
    "funders": _funders,
    "series-name": _series_part,
    "series-number": _series_part,
    "series-issn": _series_part,
    "series-eissn": _series_part,
    "event": _event_part,
    "event-short": _event_part,
    "event-place": _event_part,
    "event-city": _event_part,
    "event-period": _event_part,
    "translated-title": _translated,
    "ipc": _unchecked,
    "priority": _unchecked,
    "priority-date": _unchecked,
}
