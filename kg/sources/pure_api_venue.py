"""Where a research output of Pure's web services appeared: journal, book, series, event, publisher, the institution of a thesis.

Design: what the READ API names beside the reference, the CRUD API leaves to the entity; both end in the same Structs. ISBNs, editors and
subtitle of a contribution to a book belong to the book.
"""

from __future__ import annotations

from kg.record import Agent, Container, Contributor, Event, Grant, Host, Identifier, Series, Text
from kg.sources.json_draft import degree
from kg.sources.pure_api_agents import organisation
from kg.sources.pure_api_entities import Entity, Output
from kg.sources.pure_api_tree import rules
from kg.sources.tree import Cursor
from kg.values import names, pages

_PLAIN = {"volume": ("volume",), "issue": ("journalNumber", "number"), "article_number": ("articleNumber",), "chapter": ("chapter",),
          "edition": ("edition",)}  # fmt: skip
_AWARDING = (
    "organisation", "externalOrganisation", "organisationalUnit", "externalOrganisationalUnit",
    "organizationRef", "externalOrganizationRef",
)  # fmt: skip
_ISBNS = ("isbns", "printISBNs", "printIsbns", "electronicIsbns", "electronicISBNs")


def venue(out: Output) -> None:
    """All of it."""
    record, root = out.record, out.root
    for field, paths in _PLAIN.items():
        # the number of a memorandum's journal is that of a file in an archive
        if not (field == "issue" and record.type == "memorandum"):
            setattr(record, field, root.one(*paths).take(field))
    _pages(out)
    isbns = [isbn for name in _ISBNS for isbn in out.items(root, name) if isbn]
    _host(out, numbered=bool(isbns))
    _container(out)
    for isbn in isbns:
        if record.host is None:
            out.identifier(isbn.identify("isbn", f"identifiers[{len(record.identifiers)}]"))
        elif out.new("host isbn", found := isbn.identify("isbn", f"host.identifiers[{len(record.host.identifiers)}]")):
            record.host.identifiers.append(found)
    for one in (*out.items(root, "publicationSeries"), *out.items(root, "bookSeries")):
        _series(out, one)
    _event(out)
    _publisher(out)


def _pages(out: Output) -> None:
    record, stated = out.record, out.root.one("pages")
    record.page_start, record.page_end, record.pages = pages.parse(stated.text)
    for field in ("page_start", "page_end", "pages"):
        if getattr(record, field):
            stated.use(field)
    record.num_pages = out.root.one("numberOfPages").number("num_pages")


def _container(out: Output) -> None:
    """The journal or magazine: its title at the time, else its name; the other of the two is a short or other name."""
    association = out.root.one("journalAssociation", "journal")
    if not association:
        return
    reference = association.one("journal") or association
    entity = _entity(out, reference)
    title, name = association.one("title/value", "title/title", "title"), out.word(reference, "name")
    found = Container(kind=rules()["containers"].get(out.record.type, "journal"))
    names_of = [title.take("container.titles[0]"), name.take("container.titles[0]"), entity.name]
    listed = list(dict.fromkeys(filter(None, names_of)))
    if len(listed) > 1 and listed[0].casefold() == listed[1].casefold():
        listed = [listed[1], *listed[2:]]  # "Physical review letters" as a database writes it, and the journal's own name
    found.titles, found.short = [Text(one) for one in listed[:1]], [Text(one) for one in listed[1:]]
    _issns(out, association, found.identifiers, "container.identifiers", ("issn/value", "issn/issn", "issn"), ("electronicIssn",))
    found.identifiers += [one for one in entity.identifiers if one.scheme in ("issn", "eissn") and one not in found.identifiers]
    if (found.titles or found.identifiers) and (uuid := reference.attr("uuid")):
        found.identifiers.append(uuid.identify("pure-uuid", f"container.identifiers[{len(found.identifiers)}]"))
    if found.titles or found.identifiers:
        out.record.container = found
        out.draft.mark("container", association)
        if entity.publisher and (publisher := out.known[entity.publisher]) is not None and publisher.name:
            out.record.publisher = Agent(publisher.name, "organisation", identifiers=[Identifier("pure-uuid", entity.publisher)])
    elif reference.attr("uuid"):
        out.unnamed.append(reference)


def _entity(out: Output, reference: Cursor) -> Entity:
    uuid = reference.attr("uuid").text
    return (out.known[uuid] if uuid else None) or Entity()


def _issns(out: Output, at: Cursor, target: list[Identifier], field: str, printed: tuple[str, ...], electronic: tuple[str, ...]) -> None:
    """The ISSNs of a serial, each once."""
    for scheme, paths in (("issn", printed), ("eissn", electronic)):
        stated = at.one(*paths)
        if stated.text:
            one = stated.identify(scheme, f"{field}[{len(target)}]")
            if not any(one.value == known.value for known in target):
                target.append(one)


def _host(out: Output, *, numbered: bool) -> None:
    """The book around a contribution to a book; one without a title may have a number."""
    root, kinds = out.root, rules()["hosts"]
    numbered = numbered and out.record.type in kinds and not root.one("journalAssociation", "journal")
    title, sub = out.value(root, "hostPublicationTitle"), out.value(root, "hostPublicationSubTitle")
    editors = out.items(root, "hostPublicationEditors")
    if not title.text and not editors and not numbered:
        return
    words = title.take("host.titles[0]")
    if words and sub.text:
        words = f"{words} {sub.text}" if words.endswith((":", "?", "!", ".")) else f"{words}: {sub.text}"
        sub.use("host.titles[0]")
    host = Host([Text(words)] if words else [], type=kinds.get(out.record.type, "book"))
    for said in out.texts(root, "translatedHostPublicationTitle"):
        field = f"host.titles[{len(host.titles)}]"
        if not any(said.at.text == one.value for one in host.titles):
            host.titles.append(Text(said.at.take(field), said.lang))
    for editor in editors:
        field = f"host.contributors[{len(host.contributors)}]"
        person = names.person(
            given=editor.one("firstName").take(f"{field}.agent.given"), family=editor.one("lastName").take(f"{field}.agent.family")
        )
        if person.name and out.new("host editor", person.name):
            out.draft.mark(field, editor)
            host.contributors.append(Contributor(person, "editor"))
    out.record.host = host
    out.draft.mark("host", title or (editors[0] if editors else out.items(root, *_ISBNS)[0]))


def _series(out: Output, at: Cursor) -> None:
    """A publication series, or a book series that Pure keeps as a journal; one that both lists name is one."""
    record = out.record
    field = f"series[{len(record.series)}]"
    reference = at.one("journal")
    entity = _entity(out, reference)
    name = at.one("name/value", "title/value", "title/title", "name", "title")
    own = out.word(reference, "name")
    words = name.text or own.text or entity.name
    found = Series([Text(words)] if words else [])
    name.use(f"{field}.titles[0]")
    if own.text.casefold() == words.casefold():
        own.use(f"{field}.titles[0]")
    found.number = at.one("no", "volume").take(f"{field}.number")
    _issns(out, at, found.identifiers, f"{field}.identifiers", ("printIssn", "issn/value", "issn/issn", "issn"), ("electronicIssn",))
    found.identifiers += [one for one in entity.identifiers if one.scheme in ("issn", "eissn") and one not in found.identifiers]
    if not found.titles and not found.identifiers:
        if reference.attr("uuid"):
            out.unnamed.append(reference)
        return
    for known in record.series:
        if known.titles == found.titles or any(one in known.identifiers for one in found.identifiers):
            known.number = known.number or found.number
            known.identifiers += [one for one in found.identifiers if one not in known.identifiers]
            return
    out.draft.mark(field, at)
    record.series.append(found)


def _event(out: Output) -> None:
    stated = out.root.one("event")
    if not stated:
        return
    name = out.word(stated, "name")
    entity = _entity(out, stated)
    titles = [Text(said.at.take("event.names[0]"), said.lang) for said in out.texts(stated, "name")[:1] if name] or list(entity.titles)
    if not titles:
        if stated.attr("uuid"):
            out.unnamed.append(stated)
        return
    event = Event(titles, start=entity.start, end=entity.end, place=entity.place)
    if uuid := stated.attr("uuid"):
        event.identifiers.append(uuid.identify("pure-uuid", "event.identifiers[0]"))
    out.record.event = event
    out.draft.mark("event", stated)
    if stated.one("type"):
        stated.one("type").use_all("event")


def _publisher(out: Output) -> None:
    record, root = out.record, out.root
    found = organisation(out, root.one("publisher"), "publisher")
    if found is None and (plain := root.one("publisher/name")).text:
        found = Agent(plain.take("publisher.name"), "organisation")
    place = root.one("placeOfPublication")
    if place.text:
        found = found or record.publisher or Agent(name="", kind="organisation")
        found.place = place.take("publisher.place")
    if found is not None:
        record.publisher = found
    body = organisation(out, root.one("commissioningBody"), "institution")
    if body is not None:
        record.institution = body


def thesis(out: Output) -> None:
    """Degree, the institution that grants it, those who paid for it, the day it was awarded."""
    record, root = out.record, out.root
    qualification = root.one("qualification")
    words = out.term(qualification)
    if words:
        kind, record.degree_kind = degree(words)
        record.degree = words
        qualification.use_all("degree")
        if record.type == "thesis":
            record.type = kind
    for awarding in out.items(root, "awardingInstitutions"):
        reference = awarding.one(*_AWARDING) or awarding
        if record.institution is None:
            record.institution = organisation(out, reference, "institution")
    for sponsor in out.items(root, "sponsors"):
        field = f"funding[{len(record.funding)}]"
        funder = organisation(out, sponsor, f"{field}.funder")
        if funder is not None:
            out.draft.mark(field, sponsor)
            record.funding.append(Grant(funder=funder))
    awarded, other = root.one("awardDate", "awardedDate"), root.one("awardedDate")
    record.awarded = out.day(awarded, "awarded")
    if other.text == awarded.text:
        other.use("awarded")
