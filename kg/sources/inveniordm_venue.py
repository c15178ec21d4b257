"""What is around an InvenioRDM record: journal, book, thesis, meeting, related works, references and files.

Design: today's form has these in custom_fields (journal:journal, imprint:imprint, thesis:thesis, meeting:meeting), the older Zenodo form in
metadata.journal ..., deposits in flat members (journal_title); `_part` finds a value in any of them.
"""

from __future__ import annotations

import functools
from urllib.parse import quote

from kg import resources
from kg.record import Agent, Event, File, Identifier, Relation, Text
from kg.sources.datacite_work import Work, key
from kg.sources.datacite_work import rules as datacite
from kg.sources.json_draft import degree
from kg.sources.tree import Cursor
from kg.values import dates, pages

_SERIALS = frozenset({"issn", "eissn", "issn-l"})


@functools.cache
def _kinds() -> dict[str, str]:
    """Relation type in lower case -> a row of relations.toml."""
    more: dict[str, str] = resources.table("imports/inveniordm")["relations"]
    return {name.casefold(): kind for name, kind in datacite()["relations"].items()} | more


def _part(work: Work, group: str, name: str) -> Cursor:
    """A member of journal, imprint, thesis, meeting or part_of, in any of the three forms."""
    flat = {"meeting": "conference", "part_of": "partof"}.get(group, group)
    custom = work.draft.root.one(f"custom_fields/{group}:{group}/{name}")
    return custom if custom.text or list(custom) else work.at.one(f"{group}/{name}", f"{flat}_{name}")


def venue(work: Work) -> None:
    """Journal, book and thesis."""
    record = work.record
    title, issn = _part(work, "journal", "title"), _part(work, "journal", "issn")
    if title.text or issn.text:
        container = work.container()
        if title.text:
            container.titles.append(Text(title.take("container.titles[0]")))
        if issn.text:
            container.identifiers.append(issn.identify("issn", "container.identifiers[0]"))
        blog = work.draft.root.one("custom_fields/rs:doi")
        if blog.text:
            container.identifiers.append(blog.identify("doi", f"container.identifiers[{len(container.identifiers)}]"))
    for name in ("volume", "issue"):
        if (cursor := _part(work, "journal", name)).text:
            setattr(record, name, cursor.take(name))
    year = _part(work, "journal", "year")
    if year.text and year.text == record.issued[:4]:
        year.use("issued")
    _pages(work, _part(work, "journal", "pages"))
    _book(work)
    _thesis(work)


def _pages(work: Work, cursor: Cursor) -> None:
    record = work.record
    if cursor.text and not record.page_start and not record.pages:
        found = pages.parse(cursor.text)
        record.page_start, record.page_end, record.pages = found
        cursor.use("page_start" if found.start else "pages")


def _book(work: Work) -> None:
    record = work.record
    inside = work.home["home"] == "host" or _part(work, "part_of", "title").text
    for title in (_part(work, "imprint", "title"), _part(work, "part_of", "title")):
        if title.text and inside and not (record.host and record.host.titles):
            work.host().titles.append(Text(title.take("host.titles[0]")))
    isbn = _part(work, "imprint", "isbn")
    if isbn.text:
        listed, name = (work.host().identifiers, "host.identifiers") if inside else (record.identifiers, "identifiers")
        found = isbn.identify("isbn", f"{name}[{len(listed)}]")
        if found not in listed:
            listed.append(found)
    place, edition, extent = _part(work, "imprint", "place"), _part(work, "imprint", "edition"), _part(work, "imprint", "pages")
    if place.text:
        record.publisher = record.publisher or Agent(name="", kind="organisation")
        record.publisher.place = place.take("publisher.place")
    if edition.text:
        record.edition = edition.take("edition")
    if not inside and extent.text.isdigit():
        record.num_pages = extent.number("num_pages")
    else:
        _pages(work, extent)
    _pages(work, _part(work, "part_of", "pages"))


def _thesis(work: Work) -> None:
    record = work.record
    university = _part(work, "thesis", "university")
    university = university if university.text else work.draft.root.one("custom_fields/thesis:university")
    if university.text:
        record.institution = Agent(name=university.take("institution"), kind="organisation")
    kind = _part(work, "thesis", "type")
    if kind.text and record.type == "thesis":
        record.type, record.degree_kind = degree(kind.text)
        record.degree = kind.take("degree")
    for name, field in (("date_submitted", "submitted"), ("date_defended", "awarded")):
        if (cursor := _part(work, "thesis", name)).text and not getattr(record, field):
            setattr(record, field, cursor.date(field))


def event(work: Work) -> None:
    """The meeting; dates that are no interval or day stay in rest."""
    title, short = _part(work, "meeting", "title"), _part(work, "meeting", "acronym")
    if not title.text and not short.text:
        return
    made = Event(names=[Text(title.take("event.names[0]"))] if title.text else [])
    if short.text:
        made.short.append(Text(short.take("event.short[0]")))
    made.place = _part(work, "meeting", "place").take("event.place")
    when = _part(work, "meeting", "dates")
    if found := dates.interval(when.text) if when.text else None:
        made.start, made.end = found
        when.use("event.start")
    elif day := dates.parse(when.text):
        made.start = day
        when.use("event.start")
    for item in work.draft.root.all("custom_fields/meeting:meeting/identifiers"):
        found_ = work.identify(item.one("identifier"), item.one("scheme"), f"event.identifiers[{len(made.identifiers)}]")
        made.identifiers += [found_] if found_ is not None else []
    work.record.event = made


def relations(work: Work) -> None:
    """Related works, references, and the works that Rogue Scholar knows to cite this one."""
    for item in work.at.all("related_identifiers"):
        value, kind = item.one("identifier"), item.one("relation_type/id", "relation")
        scheme = datacite()["identifiers"].get(key(item.one("scheme").text), "")
        if kind.text.casefold() in ("ispartof", "ispublishedin") and _of_venue(work, scheme, value):
            kind.use("container.identifiers")
            item.one("scheme").use("container.identifiers")
            continue
        known = _kinds().get(kind.text.casefold(), "")
        if not known and value.text:
            work.draft.complain("R283", kind or item, field=kind.keep(), value=kind.text or "nothing")
        elif known != "related":
            kind.use(f"relations[{len(work.record.relations)}].kind")
        _relate(work, known or "related", item)
    for item in work.at.all("references"):
        _relate(work, "cites", item)
    for item in work.draft.root.all("custom_fields/rs:citations"):
        _relate(work, "cited-by", item)


def _of_venue(work: Work, scheme: str, value: Cursor) -> bool:
    """Whether the identifier is that of the journal or book around the work; then it is taken."""
    if scheme in _SERIALS and work.home["home"] == "container":
        listed, name = work.container().identifiers, "container.identifiers"
    elif scheme == "isbn" and work.home["home"] == "host":
        listed, name = work.host().identifiers, "host.identifiers"
    else:
        return False
    found = value.identify("isbn" if scheme == "isbn" else "issn", f"{name}[{len(listed)}]")
    if not any(one.value == found.value for one in listed):
        listed.append(Identifier(scheme, found.value) if found.scheme == "issn" else found)
    return True


def _relate(work: Work, kind: str, item: Cursor) -> None:
    """One relation, once: by its identifier, else by its words, which stay in rest beside an identifier."""
    record, value, words = work.record, item.one("identifier"), item.one("reference") or (item if item.text else item.one("reference"))
    field = f"relations[{len(record.relations)}]"
    made = None
    if value.text:
        found = work.identify(value, item.one("scheme"), f"{field}.identifier")
        if found is None:
            made = Relation(kind=kind, iri=value.take(f"{field}.iri"))
        elif found.scheme != "text":
            if found in record.identifiers:
                value.keep()
                return
            made = Relation(kind=kind, identifier=found)
        elif not words.text:
            made = Relation(kind=kind, text=found.value)
    if made is None and words.text:
        made = Relation(kind=kind, text=words.take(field))
    if made is not None and made not in record.relations:
        work.draft.mark(field, item)
        record.relations.append(made)


def files(work: Work) -> None:
    """The files with address, size and type; an embargo ends on them."""
    root, record = work.draft.root, work.record
    base = root.one("links/files").text
    entries = list(root.one("files/entries")) if root.one("files/entries") else root.all("files")
    for item in entries:
        name = item.one("key", "filename")
        url = item.one("links/content", "links/download", "links/self")
        address = url.text or (f"{base}/{quote(name.text)}/content" if base and name.text else "")
        if not address:
            continue
        field = f"files[{len(record.files)}]"
        made = File(url=address, name=name.take(f"{field}.name"), media_type=item.one("mimetype").take(f"{field}.media_type"))
        url.use(f"{field}.url")
        for part in ("id", "links", "access"):
            item.one(part).use_all(field)
        size = item.one("size", "filesize")
        made.size = int(size.take(f"{field}.size")) if size.text.isdigit() else 0
        kind, _, value = item.one("checksum").text.partition(":")
        if kind in ("sha256", "sha-256"):
            made.sha256 = value
            item.one("checksum").use(f"{field}.sha256")
        work.draft.mark(field, item)
        record.files.append(made)
    until = root.one("access/embargo/until") if root.one("access/embargo/until") else work.at.one("embargo_date")
    if until.text and record.files and (date := dates.parse(until.text)):
        until.use("files[0].embargo_end")
        for made in record.files:
            made.embargo_end, made.access = date, record.access
