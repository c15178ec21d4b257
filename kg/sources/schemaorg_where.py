"""What a schema.org work is part of, its numbers and pages, its dates and event."""

from __future__ import annotations

from kg.record import Container, Event, Host, Identifier, Series, Text
from kg.sources.schemaorg_agents import agent, people_of
from kg.sources.schemaorg_links import identifier, known, related
from kg.sources.schemaorg_nodes import Document, address, is_address, kinds, listed, row, rules, said, words
from kg.sources.tree import Cursor
from kg.values import identifiers, pages

#: what a chain of parts may hold at most: article, issue, volume, journal and what pages put between
_LONGEST = 8


def where(doc: Document) -> None:
    """Container, host, series, volume and issue, along the chain of isPartOf."""
    met: set[str] = {doc.root.path}
    todo = doc.values(doc.root, "isPartOf", "periodical")
    for _ in range(_LONGEST * 4):
        if not todo:
            break
        at = todo.pop(0)
        if at.path not in met or said(at):
            met.add(at.path)
            if _part(doc, at):
                todo = doc.values(at, "isPartOf") + todo
    for at in doc.values(doc.root, "issn"):
        _issn(doc, at)
    _article(doc)


def _part(doc: Document, at: Cursor) -> bool:
    """Takes one step of the chain; whether what it is part of belongs to the work's own place too."""
    if said(at):
        _named(doc, at)
        return False
    names = kinds(at)
    if at.one("issueNumber") or at.one("volumeNumber"):
        for name, field in (("volumeNumber", "volume"), ("issueNumber", "issue")):
            if not getattr(doc.record, field):
                setattr(doc.record, field, doc.text(at.one(name), field))
    if any(row("containers", name) for name in names):
        _container(doc, at, next(found for name in names if (found := row("containers", name))))
    elif listed("series", names):
        _series(doc, at)
    elif _is_host(doc, at, names):
        _host(doc, at)
    elif not listed("between", names):
        if words(at) or address(at):
            related(doc, at, "part-of")
        return False
    return True


def _named(doc: Document, at: Cursor) -> None:
    """A container given as text: an address leads to another work, anything else is the journal's name."""
    here = said(at)
    if is_address(here.text) or known(here.text) is not None:
        related(doc, at, "part-of")
    elif doc.row.get("home") == "host":
        doc.record.host = doc.record.host or Host([Text(here.take("host.titles[0]"))])
    else:
        container = _open(doc, "")
        container.titles.append(Text(here.take("container.titles[0]")))


def _open(doc: Document, kind: str) -> Container:
    doc.part_of = doc.part_of or kind
    kind = {"blog": "website"}.get(kind, kind) or str(doc.row.get("kind", "journal"))
    if doc.record.container is None:
        doc.record.container = Container(kind=kind)
    return doc.record.container


def _container(doc: Document, at: Cursor, name: str) -> None:
    if doc.record.container is not None and (doc.record.container.titles or doc.record.container.identifiers):
        return
    found = _open(doc, rules()["containers"][name])
    doc.draft.mark("container", at)
    for one in doc.values(at, "name"):
        field = "titles" if not found.titles else "short"
        getattr(found, field).append(doc.lang_text(one, f"container.{field}[{len(getattr(found, field))}]"))
    for one in doc.values(at, "alternateName"):
        found.short.append(doc.lang_text(one, f"container.short[{len(found.short)}]"))
    _serials(doc, at, found.identifiers, "container.identifiers")
    # who publishes a journal publishes its articles; where the work names a publisher itself, the journal's stays in rest
    if found.kind in ("journal", "magazine") and not doc.values(doc.root, "publisher"):
        for one in doc.values(at, "publisher")[:1]:
            doc.record.publisher = doc.record.publisher or agent(doc, one, "publisher", organisation=True)
    if not found.titles and not found.identifiers and not found.short:
        doc.record.container = None


def _serials(doc: Document, at: Cursor, target: list[Identifier], field: str) -> None:
    """ISSNs and other identifiers of a journal or series."""
    held = {one.value for one in target}
    for one in doc.values(at, "issn"):
        _serial(doc, one, target, field, held)
    for one in doc.values(at, "@id", "identifier", "sameAs"):
        holder = said(one) or address(one)
        found = known(holder.text) if one.name != "identifier" else identifier(doc, one, f"{field}[{len(target)}]")
        if found is None or found.scheme in ("orcid", "ror"):
            continue
        holder.use(f"{field}[{len(target)}]")
        if found.value not in held:
            held.add(found.value)
            target.append(found)


def _serial(doc: Document, at: Cursor, target: list[Identifier], field: str, held: set[str]) -> None:
    """An ISSN; `held` are the values in `target`."""
    here = said(at)
    for found, fault in identifiers.serial(here.text, field=f"{field}[{len(target)}]"):
        if fault is not None:
            fault.place = here.place
            doc.draft.issues.append(fault)
        here.use(f"{field}[{len(target)}]")
        if found.value not in held:
            held.add(found.value)
            target.append(found)


def _issn(doc: Document, at: Cursor) -> None:
    """An ISSN on the work itself belongs to its journal or series."""
    if doc.row.get("home") == "container":
        target, field = _open(doc, "").identifiers, "container.identifiers"
    else:
        doc.record.series = doc.record.series or [Series()]
        target, field = doc.record.series[0].identifiers, "series[0].identifiers"
    _serial(doc, at, target, field, {one.value for one in target})


def _series(doc: Document, at: Cursor) -> None:
    number = len(doc.record.series)
    found = Series()
    doc.draft.mark(f"series[{number}]", at)
    for one in doc.values(at, "name", "alternateName"):
        found.titles.append(doc.lang_text(one, f"series[{number}].titles[{len(found.titles)}]"))
    _serials(doc, at, found.identifiers, f"series[{number}].identifiers")
    for one in doc.values(at, "editor"):
        found.contributors += people_of(doc, one, "editor", f"series[{number}].contributors[{len(found.contributors)}]")
    holder = _whole(at) or doc.root
    if holder.path != doc.root.path or doc.row.get("type") not in ("chapter", "reference-entry"):
        found.number = doc.text(holder.one("position"), f"series[{number}].number")
    if found != Series():
        doc.record.series.append(found)


def _whole(at: Cursor) -> Cursor:
    """What is part of the series: the book around the work, or the work."""
    place = at.parent
    while place and place.name not in ("", "isPartOf"):
        place = place.parent
    return place


def _is_host(doc: Document, at: Cursor, names: list[str]) -> bool:
    home = doc.row.get("home")
    return listed("hosts", names) and home in ("host", "container")


def _host(doc: Document, at: Cursor) -> None:
    host = doc.record.host = Host()
    doc.draft.mark("host", at)
    for one in doc.values(at, "name", "headline"):
        if not host.titles or host.titles[0].value != said(one).text:
            host.titles.append(doc.lang_text(one, f"host.titles[{len(host.titles)}]"))
        else:
            said(one).use("host.titles[0]")
    for one in doc.values(at, "alternateName"):
        host.short.append(doc.lang_text(one, f"host.short[{len(host.short)}]"))
    for one in doc.values(at, "isbn"):
        host.identifiers.append(said(one).identify("isbn", f"host.identifiers[{len(host.identifiers)}]"))
    _serials(doc, at, host.identifiers, "host.identifiers")
    for name, role in (("editor", "editor"), ("author", "author"), ("translator", "translator")):
        for one in doc.values(at, name):
            host.contributors += people_of(doc, one, role, f"host.contributors[{len(host.contributors)}]")
    for one in doc.values(at, "publisher"):
        doc.record.publisher = doc.record.publisher or agent(doc, one, "publisher", organisation=True)
    title = host.titles[0].value.lower() if host.titles else ""
    meeting = any(word in title for word in rules()["hosts"]["proceedings"])
    if doc.record.type.startswith("conference") or (meeting and doc.row.get("home") == "container"):
        host.type = "proceedings"
    if doc.record.type == "journal-article":
        # an article in a book is a chapter, in proceedings a paper
        doc.record.type = "conference-paper" if host.type == "proceedings" else "chapter"


def _article(doc: Document) -> None:
    """An Article is what its container makes of it."""
    found = rules()["articles"].get(doc.part_of, "")
    if found and doc.row is rules()["types"]["Article"] and doc.record.type == "other":
        doc.record.type = found
        doc.record.genre = doc.record.genre[1:]


def numbers(doc: Document) -> None:
    """Volume, issue, pages, edition, version and the other plain texts."""
    record = doc.record
    for name, field in rules()["texts"].items():
        for at in doc.values(doc.root, name):
            if not getattr(record, field) and words(at):
                setattr(record, field, (said(at) or at.one("name")).take(field))
    if count := said(doc.root.one("numberOfPages")):
        record.num_pages = count.number("num_pages")
    start, end = said(doc.root.one("pageStart")), said(doc.root.one("pageEnd"))
    record.page_start, record.page_end = start.take("page_start"), end.take("page_end")
    if (whole := said(doc.root.one("pagination"))) and not start:
        found = pages.parse(whole.text)
        if whole.text == record.article_number:
            whole.use("article_number")
        else:
            record.page_start, record.page_end, record.pages = found
            for field in ("page_start", "page_end", "pages"):
                if getattr(record, field):
                    whole.use(field)
    if record.type in ("chapter", "reference-entry"):
        record.chapter = doc.text(doc.root.one("position"), "chapter")
    for at in doc.values(doc.root, "countryOfOrigin"):
        record.country = record.country or (said(at) or at.one("name")).take("country")
    for at in doc.values(doc.root, "programmingLanguage"):
        if holder := said(at) or at.one("name"):
            record.programming_languages.append(holder.take(f"programming_languages[{len(record.programming_languages)}]"))


def dates(doc: Document) -> None:
    """Dates, and the status of publication."""
    record = doc.record
    for name, field in rules()["dates"].items():
        for at in doc.values(doc.root, name):
            if not getattr(record, field):
                setattr(record, field, said(at).date(field))
    for at in doc.values(doc.root, "publication", "releasedEvent"):
        if words(at).lower() in rules()["online"]["names"] and not record.online:
            record.online = said(at.one("startDate")).date("online")
            at.one("name").use("online")
    for at in doc.values(doc.root, "creativeWorkStatus"):
        if status := rules()["status"].get(words(at).lower(), ""):
            record.status = status
            (said(at) or at.one("name")).use("status")
    if record.type in ("performance", "exhibition"):
        _event(doc)


def _event(doc: Document) -> None:
    """Time and place of a performance or exhibition; its start is its date."""
    start, end = said(doc.root.one("startDate")), said(doc.root.one("endDate"))
    place = next(iter(doc.values(doc.root, "location")), None)
    event = Event(start=start.date("event.start"), end=end.date("event.end"))
    if place is not None:
        event.place = (said(place) or place.one("name")).take("event.place")
    for at in doc.values(doc.root, "organizer"):
        if (found := agent(doc, at, f"event.organizers[{len(event.organizers)}]", organisation=True)) is not None:
            event.organizers.append(found)
    doc.record.issued = doc.record.issued or event.start
    if not (event.end or event.place or event.organizers):
        # the only date of a performance is its date, and says nothing more of an event
        return
    doc.record.contributors = [one for one in doc.record.contributors if one.role != "organizer"]
    doc.record.event = event
