"""Who made a work and where it appeared: contributors, host, container, series, numbers, pages, publisher, event.

Sources: biblatex manual, section 2.2; btxdoc, section 3.2.
"""

from __future__ import annotations

import re

from kg.record import Agent, Container, Contributor, Event, Host, Identifier, Record, Series, Text
from kg.sources.bibtex_draft import Draft, decoded, full_title, names, table
from kg.sources.bibtex_inheritance import Index
from kg.syntax.bibtex import Field
from kg.values import dates, identifiers, pages
from kg.values import names as people

# biblatex's key of a country ("countryde")
_COUNTRY = re.compile(r"country([a-z]{2})")
_COUNT = re.compile(r"([0-9]{1,6})(?:\s*(?:p|pp|pages?|s|seiten|leaves|vols?|volumes?|bände?)\.?)?", re.IGNORECASE)
#: host type by entry type; of any other it is a book
_HOSTS = {"inproceedings": "proceedings", "conference": "proceedings", "inreference": "reference-book", "inlexicon": "reference-book"}
#: types whose `number` is the document's own even if they stand in a series
_NUMBERED = frozenset(
    "report working-paper patent standard software dataset web-page other preprint memorandum presentation".split()  # noqa: SIM905
)
#: types that are whole books, whose `pages` may be their number of pages
_WHOLE = frozenset(
    "book edited-book reference-book multivolume-book proceedings thesis thesis-doctoral thesis-master thesis-bachelor".split()  # noqa: SIM905
)


def read_people(draft: Draft, index: Index | None) -> None:
    """Contributors in their roles; editors and authors of the whole belong to the host of a part (see read_host)."""
    roles = table()["role"]
    for name in draft.present(roles):
        role = roles[name]
        for field in draft.take_all(name):
            own = _editor_role(draft, name) if name.startswith("editor") else role
            if draft.record.type == "patent" and name == "author":
                own = "inventor"
            draft.record.contributors += _agents(draft, field, own, "contributors", len(draft.record.contributors))


def _editor_role(draft: Draft, name: str) -> str:
    field = draft.take(f"{name}type")
    if field is None:
        return "editor"
    word = draft.text(field)
    role: str = table()["editortype"].get(word.lower(), "contributor")
    if word.lower() != role:
        draft.keep(field)
    return role


def _agents(draft: Draft, field: Field, role: str, path: str, first: int) -> list[Contributor]:
    found = []
    for number, agent in enumerate(people.bibtex_list(field.text), first):
        draft.put(f"{path}[{number}]", field)
        found.append(Contributor(agent, role))
    for fault in people.check(field.text, field=path):
        fault.place = draft.place(field)
        draft.issues.append(fault)
    if people.has_others(field.text):
        draft.tell("R119", path, field, value=decoded(field.text), name=field.name)
    return found


#: fields of the whole that a part stands in
_OF_HOSTS = ("booktitle", "maintitle", "hostdoi")


def read_host(draft: Draft, index: Index | None) -> None:
    """The book or proceedings of a part: titles, editors, ISBN, the DOI of a crossref parent."""
    record, kind = draft.record, draft.entry.kind
    if kind == "article" and draft.has_none(_OF_HOSTS):
        return
    part = kind in names("inherit", "parts") or (
        kind not in ("proceedings", "article") and record.type in ("chapter", "conference-paper", "reference-entry")
    )
    book = draft.take("booktitle")
    if book and not part and record.titles and draft.text(book) == record.titles[0].value:
        book = None  # a whole that states its title twice, for its parts
    titles = _host_titles(draft, book)
    main = draft.take("maintitle")
    if main and not titles:
        draft.put("host.titles[0]", main)
        titles, kind = [Text(draft.text(main))], "main"
        if field := draft.take("mainsubtitle"):
            titles = [Text(full_title(titles[0].value, draft.text(field)))]
    elif main:
        draft.keep(main)
    if not titles and kind == "inbook" and (draft.has("chapter") or draft.has("pages")) and record.titles:
        titles = [Text(record.titles[0].value)]  # btxdoc: the title of an inbook is the book's
    parent, isbns = draft.take("hostdoi"), draft.take("isbn") if part and titles else None
    if not titles and not (part and parent):
        return
    record.host = Host(titles=titles, type="multivolume-book" if kind == "main" else _HOSTS.get(kind, "book"))
    if not part:
        return
    for field, scheme in ((parent, "doi"), (isbns, "isbn")):
        if field:
            draft.identify(scheme, field, record.host.identifiers, "host.identifiers")
    if author := draft.take("bookauthor"):
        record.host.contributors += _agents(draft, author, "author", "host.contributors", 0)
    if _move_editors(draft, record.host) and record.host.type == "book":
        record.host.type = "edited-book"


def _host_titles(draft: Draft, book: Field | None) -> list[Text]:
    if book is None:
        return []
    draft.put("host.titles[0]", book)
    title = draft.text(book)
    if field := draft.take("booksubtitle"):
        title = full_title(title, draft.text(field))
    return [Text(title)]


def _move_editors(draft: Draft, host: Host) -> bool:
    """Move the editors from the part to its host; whether there are any."""
    kept: list[Contributor] = []
    moved = 0
    for number, one in enumerate(draft.record.contributors):
        if one.role == "editor":
            draft.move(f"contributors[{number}]", f"host.contributors[{len(host.contributors)}]")
            host.contributors.append(one)
            moved += 1
        else:
            draft.move(f"contributors[{number}]", f"contributors[{len(kept)}]")
            kept.append(one)
    draft.record.contributors = kept
    return moved > 0


def read_container(draft: Draft, index: Index | None) -> None:
    """Journal, its short names and ISSNs; series; volume, issue and numbers; pages."""
    record = draft.record
    titles, short = draft.take("journal"), draft.take_all("journal-short")
    if titles:
        draft.put("container.titles[0]", titles)
        title = draft.text(titles)
        if sub := draft.take("journalsubtitle"):
            title = full_title(title, draft.text(sub))
        full = draft.take("fjournal")
        if full and draft.text(full) != title:
            short = [titles, *short]
            draft.put("container.titles[0]", full)
            title = draft.text(full)
        record.container = Container(titles=[Text(title)], kind=_container_kind(record))
    elif short:
        record.container = Container(kind=_container_kind(record))
    if record.container:
        for other in short:
            value = Text(draft.text(other))
            if value not in record.container.short and value not in record.container.titles:
                draft.put(f"container.short[{len(record.container.short)}]", other)
                record.container.short.append(value)
    if field := draft.take("series") if record.container is None else None:
        draft.put("series[0].titles[0]", field)
        record.series.append(Series([Text(draft.text(field))]))
    _read_serials(draft)
    _read_numbers(draft)


def _container_kind(record: Record) -> str:
    return {"newspaper-article": "newspaper", "magazine-article": "magazine", "web-page": "website", "blog-post": "website"}.get(
        record.type, "journal"
    )


_SERIALS = ("issn", "eissn", "issn-l")


def _read_serials(draft: Draft) -> None:
    """ISSNs are the journal's, else the series's; where no name of one is given they alone stand for it."""
    record = draft.record
    if draft.has_none(_SERIALS):
        return
    for name in _SERIALS:
        for field in draft.take_all(name):
            if record.container is None and not record.series:
                if draft.entry.kind in ("article", "periodical", "suppperiodical"):
                    record.container = Container(kind=_container_kind(record))
                else:
                    record.series.append(Series())
            if record.container is not None:
                draft.identify(name, field, record.container.identifiers, "container.identifiers")
            else:
                draft.identify(name, field, record.series[0].identifiers, "series[0].identifiers")


def _read_numbers(draft: Draft) -> None:
    record = draft.record
    for name in ("volume", "chapter", "edition", "version"):
        if field := draft.take(name):
            draft.put(name, field)
            setattr(record, name, draft.text(field))
    if field := draft.take("eid"):
        if eid := identifiers.eid(draft.text(field)):
            draft.identifier(record.identifiers, "identifiers", Identifier("scopus-eid", eid), field)
        else:
            draft.put("article_number", field)
            record.article_number = draft.text(field)
    number, issue = draft.take("number"), draft.take("issue")
    if record.container is not None:
        for field in (number, issue):
            if field and not record.issue:
                draft.put("issue", field)
                record.issue = draft.text(field)
            elif field:
                draft.keep(field)
        return
    if issue:
        draft.put("issue", issue)
        record.issue = draft.text(issue)
    if number and record.series and record.type not in _NUMBERED:
        draft.put("series[0].number", number)
        record.series[0].number = draft.text(number)
    elif number:
        draft.put("number", number)
        record.number = draft.text(number)


def read_pages(draft: Draft, index: Index | None) -> None:
    """Page range, number of pages and of volumes. One number as the `pages` of a whole book is its number of pages."""
    record = draft.record
    if field := draft.take("pages"):
        text = draft.text(field)
        whole = _COUNT.fullmatch(text) if record.type in _WHOLE else None
        if whole and not draft.has("pagetotal"):
            draft.put("num_pages", field)
            record.num_pages = int(whole[1])
        else:
            span = pages.parse(text)
            record.page_start, record.page_end, record.pages = span.start, span.end, span.pages
            for name in ("page_start", "page_end", "pages"):
                if getattr(record, name):
                    draft.put(name, field)
    for name, target in (("pagetotal", "num_pages"), ("volumes", "num_volumes")):
        if field := draft.take(name):
            if match := _COUNT.fullmatch(draft.text(field)):
                draft.put(target, field)
                setattr(record, target, int(match[1]))
            else:
                draft.tell("R121", draft.keep(field), field, name=field.name)


def read_publisher(draft: Draft, index: Index | None) -> None:
    """Publisher, institution and their place; an `organization` holds the conference or, for other types, publishes."""
    record = draft.record
    publisher, institution, body = draft.take("publisher"), draft.take("institution"), draft.take("organization")
    if body and publisher is None and record.type not in ("conference-paper", "proceedings"):
        publisher, body = body, None
    if body:
        draft.put(f"contributors[{len(record.contributors)}]", body)
        record.contributors.append(Contributor(_organisation(draft, body), "sponsor"))
    if publisher:
        draft.put("publisher", publisher)
        record.publisher = _organisation(draft, publisher)
    if institution:
        draft.put("institution", institution)
        record.institution = _organisation(draft, institution)
    for field in sorted(draft.take_all("address"), key=_is_location):
        _read_address(draft, field)


def _is_location(field: Field) -> bool:
    return field.name != "address"


def _organisation(draft: Draft, field: Field) -> Agent:
    return Agent(name=draft.text(field), kind="organisation")


def _read_address(draft: Draft, field: Field) -> None:
    """Where the publisher sits. Beside `address` a paper's `location` is where the conference was (ACM); a patent's is its country."""
    record, place = draft.record, draft.text(field)
    if record.type == "patent" and field.name == "location":
        draft.put("country", field)
        record.country = found[1].upper() if (found := _COUNTRY.fullmatch(place)) else place
        return
    for name, agent in (("publisher", record.publisher), ("institution", record.institution)):
        if agent is not None and not agent.place:
            draft.put(f"{name}.place", field)
            agent.place = place
            return
        if agent is not None and agent.place == place:
            return
    if field.name == "location" and record.type == "conference-paper" and not draft.has("venue"):
        draft.put("event.place", field)
        record.event = record.event or Event()
        record.event.place = place
    elif record.publisher is None:
        # the place of publication is known, the publisher is not: an agent without a name
        draft.put("publisher.place", field)
        record.publisher = Agent("", kind="organisation", place=place)
    else:
        draft.keep(field)


_OF_EVENTS = frozenset({"eventtitle", "venue", "eventdate"})


def read_event(draft: Draft, index: Index | None) -> None:
    """The conference: name, place and dates of its own."""
    record = draft.record
    if draft.has_none(_OF_EVENTS):
        return
    event = record.event or Event()
    for name in draft.take_all("eventtitle"):
        draft.put(f"event.names[{len(event.names)}]", name)
        event.names.append(Text(draft.text(name)))
    if field := draft.take("venue"):
        draft.put("event.place", field)
        event.place = draft.text(field)
    if field := draft.take("eventdate"):
        text = draft.text(field)
        if span := dates.interval(text):
            event.start, event.end = span
        else:
            event.start = dates.parse(text)
        if event.start:
            draft.put("event.start", field)
        else:
            draft.tell("R117", draft.keep(field), field, name=field.name, taken="")
    if event != Event():
        record.event = event
