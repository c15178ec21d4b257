"""Dublin Core statements about numbers and other works: identifiers, relations, grants, the journal, book or event around a work.

Design: see dc_statements. An ISSN is the journal's where the work is an article, an ISBN the book's where it is a chapter.
"""

from __future__ import annotations

import re

from kg.record import Container, Event, Grant, Host, Relation, Series, Text
from kg.sources import catalogue
from kg.sources.dc_names import Handler, Statement, action, rules
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, names, pages, text

_GRANT = re.compile(r"info:eu-repo/grantAgreement/([^/\s]*)/([^/\s]*)/([^/\s]+)(?:/[^/\s]*)?(?:/([^/]*))?(?:/(.*))?", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"info:eu-repo/semantics/altIdentifier/([a-z]+)/(.+)", re.IGNORECASE)
_RELATED = re.compile(r"info:eu-repo/semantics/(?:dataset|reference|humanReadable)/([a-z]+)/(.+)", re.IGNORECASE)
_CITED = re.compile(
    r"(?P<title>[^;]{3,200}?)[;,.]?\s+Vol\.?(?:ume)?\s*(?P<volume>[0-9]+)[,;]?\s*"
    r"(?:(?:No|Nr|Núm|Iss|Issue|Heft)\.?\s*(?P<issue>[0-9]+(?:[-/][0-9]+)?))?[,;]?"
    r"\s*\((?P<year>[0-9]{4})\)(?P<more>\s*:?[^;0-9]{0,80})?(?:;\s*(?:pp?\.\s*)?(?P<pages>[0-9A-Za-z]+(?:\s*[-–]\s*[0-9A-Za-z]+)?))?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(?:e-?|p-?)?(?:ISSN:?\s*)?[0-9]{4}-[0-9]{3}[0-9Xx]", re.IGNORECASE)
_SERIES = re.compile(r"([^;]+?)\s*;\s*([^;]{1,40})")


# ---- funding ----


def _funder(draft: Draft, one: Statement, _: str) -> None:
    field = f"funding[{len(draft.record.funding)}]"
    draft.record.funding.append(Grant(funder=names.organisation(one.at.take(f"{field}.funder"))))


def _grant(draft: Draft, one: Statement, _: str) -> None:
    if not _is_grant(draft, one.at):
        field = f"funding[{len(draft.record.funding)}]"
        draft.record.funding.append(Grant(number=one.at.take(f"{field}.number")))


def _is_grant(draft: Draft, at: Cursor) -> bool:
    match = _GRANT.fullmatch(at.text)
    if match is None:
        return False
    field = f"funding[{len(draft.record.funding)}]"
    funder = names.organisation(match[1]) if match[1] else None
    draft.record.funding.append(Grant(funder=funder, number=match[3], name=text.tidy((match[5] or match[4] or "").replace("+", " "))))
    if match[2]:
        # the programme
        at.keep(match[2])
    at.use(field)
    return True


# ---- identifiers ----


def _id(draft: Draft, one: Statement, scheme: str) -> None:
    catalogue.add(draft, one.at, scheme)


def _identifier(draft: Draft, one: Statement, _: str) -> None:
    said = one.at.text
    known = catalogue.of_form(said)
    if match := _ALTERNATIVE.fullmatch(said):
        _alternative(draft, one.at, match[1].lower(), match[2])
    elif known is not None and known.scheme in ("issn", "eissn"):
        _issn(draft, one.at)
    elif known is not None:
        catalogue.add(draft, one.at, known.scheme)
    elif identifiers.isbn(said):
        catalogue.add(draft, one.at, "isbn")
    elif identifiers.issn(said):
        _issn(draft, one.at)
    elif catalogue.is_address(said):
        catalogue.add_link(draft, one.at)
    elif len(said.split()) >= 5 and re.search(r"\b[0-9]{4}\b", said):
        catalogue.add_text(draft, one.at, "citations", one.lang)
    elif len(said) <= 200:
        catalogue.add(draft, one.at, "local")


def _issn(draft: Draft, at: Cursor, scheme: str = "issn") -> None:
    """The ISSN of an article is its journal's, of a serial its own, of anything else its series'."""
    record = draft.record
    if record.type in catalogue.IN_JOURNALS or record.type in ("other", "conference-paper"):
        if record.container is None:
            record.container = Container()
        catalogue.add(draft, at, scheme, into=record.container.identifiers, field="container.identifiers")
    elif record.type in catalogue.IN_SERIES:
        catalogue.series_number(draft, at, scheme)
    else:
        catalogue.add(draft, at, scheme)


def _alternative(draft: Draft, at: Cursor, kind: str, value: str) -> None:
    scheme = rules()["alternative_identifiers"].get(kind, "")
    if scheme == "uri":
        catalogue.add_link(draft, at, "see-also", value)
    elif scheme in ("issn", "eissn"):
        record = draft.record
        if record.container is None:
            record.container = Container()
        catalogue.add(draft, at, scheme, value, into=record.container.identifiers, field="container.identifiers")
    elif scheme == "isbn" and draft.record.type in catalogue.IN_BOOKS:
        draft.record.host = draft.record.host or Host(type="proceedings" if draft.record.type.startswith("conf") else "book")
        catalogue.add(draft, at, scheme, value, into=draft.record.host.identifiers, field="host.identifiers")
    elif scheme:
        catalogue.add(draft, at, scheme, value)


# ---- relations ----


def _relation(draft: Draft, one: Statement, _: str) -> None:
    if _is_grant(draft, one.at):
        return
    said = one.at.text
    if match := _ALTERNATIVE.fullmatch(said):
        _alternative(draft, one.at, match[1].lower(), match[2])
    elif match := _RELATED.fullmatch(said):
        _relate(draft, one.at, "related", match[2] if match[1].lower() in ("uri", "url", "purl") else f"{match[1]}:{match[2]}")
    elif identifiers.issn(said) and (_SERIAL.fullmatch(said) or said.lower().startswith("urn:issn:")):
        _issn(draft, one.at)
    else:
        _relate(draft, one.at, "related", said)


def _related(draft: Draft, one: Statement, kind: str) -> None:
    _relate(draft, one.at, kind, one.at.text)


def _relate(draft: Draft, at: Cursor, kind: str, said: str) -> None:
    record = draft.record
    field = f"relations[{len(record.relations)}]"
    known = catalogue.of_form(said)
    if known is not None and known in record.identifiers:
        # the work itself under another address
        at.use("identifiers")
        return
    if known is not None:
        relation = Relation(kind, identifier=known)
    elif catalogue.is_address(said):
        relation = Relation(kind, iri=said)
    else:
        relation = Relation(kind, text=said)
    at.use(field)
    if draft.fresh("relations", repr(relation)):
        draft.mark(field, at)
        record.relations.append(relation)


def _part_of(draft: Draft, one: Statement, _: str) -> None:
    """What a work is part of: a journal issue in words, a book, a series."""
    record, said = draft.record, one.at.text
    if _is_cited(draft, one.at):
        return
    known = catalogue.of_form(said)
    if known is None and not catalogue.is_address(said):
        if record.type in catalogue.IN_JOURNALS and (record.container is None or not record.container.titles):
            record.container = record.container or Container()
            record.container.titles = [Text(one.at.take("container.titles[0]"), one.lang)]
            return
        if record.type in catalogue.IN_BOOKS and record.host is None:
            kind = "proceedings" if record.type.startswith("conf") else "book"
            record.host = Host([Text(one.at.take("host.titles[0]"), one.lang)], type=kind)
            return
    if known is not None and known.scheme == "issn":
        _issn(draft, one.at)
        return
    _relate(draft, one.at, "part-of", said)


def _series(draft: Draft, one: Statement, _: str) -> None:
    record = draft.record
    field = f"series[{len(record.series)}]"
    match = _SERIES.fullmatch(one.at.text)
    title, number = (match[1], match[2]) if match else (one.at.text, "")
    one.at.use(field)
    if draft.fresh("series", title, number):
        record.series.append(Series([Text(title, one.lang)], number))


def source(draft: Draft, one: Statement) -> None:
    """The source of a work: its journal by ISSN or in words, its book by ISBN, or what it is derived from."""
    said = one.at.text
    known = catalogue.of_form(said)
    if _is_cited(draft, one.at):
        return
    if (known is not None and known.scheme == "issn") or _SERIAL.fullmatch(said):
        _issn(draft, one.at, "eissn" if said.lower().startswith("e") else "issn")
    elif known is not None and known.scheme == "isbn" and draft.record.type in catalogue.IN_BOOKS:
        draft.record.host = draft.record.host or Host()
        catalogue.add(draft, one.at, "isbn", into=draft.record.host.identifiers, field="host.identifiers")
    elif known is not None or catalogue.is_address(said):
        _relate(draft, one.at, "derived-from", said)


def _is_cited(draft: Draft, at: Cursor) -> bool:
    """A journal with volume, number, year and pages in one text, as journal systems write it."""
    match = _CITED.fullmatch(at.text)
    if match is None:
        return False
    record = draft.record
    record.container = record.container or Container()
    title = match["title"].strip(" ,;.")
    if not record.container.titles:
        record.container.titles = [Text(title)]
        draft.mark("container.titles[0]", at)
    elif record.container.titles[0].value != title:
        return False
    record.volume, record.issue = record.volume or match["volume"], record.issue or match["issue"] or ""
    record.issued = record.issued or match["year"]
    if match["pages"] and not record.page_start:
        record.page_start, record.page_end, record.pages = pages.parse(match["pages"])
    if record.type == "other":
        record.type = "journal-article"
    if match["more"] and match["more"].strip(" :,."):
        at.keep(match["more"].strip(" :,."))
    at.use("container")
    return True


def around(draft: Draft, found: list[Statement]) -> None:
    """The journal or book around the work by its title and numbers."""
    record = draft.record
    for one in found:
        do, _ = action(one.name)
        if do == "serial":
            _issn(draft, one.at, "eissn" if one.name.endswith(("eissn", "essn")) else "issn")
        elif do == "journal":
            if record.type in catalogue.IN_BOOKS:
                record.host = record.host or Host(type="proceedings" if record.type.startswith("conf") else "book")
                titles, field = record.host.titles, "host.titles"
            else:
                record.container = record.container or Container()
                titles, field = record.container.titles, "container.titles"
            if not titles:
                titles.append(Text(one.at.take(f"{field}[0]"), one.lang))
        elif record.type in catalogue.IN_BOOKS:
            record.host = record.host or Host(type="proceedings" if record.type.startswith("conf") else "book")
            catalogue.add(draft, one.at, "isbn", into=record.host.identifiers, field="host.identifiers")
        else:
            catalogue.add(draft, one.at, "isbn")


def _event(draft: Draft, one: Statement, part: str) -> None:
    record = draft.record
    event = record.event = record.event or Event()
    if not event.names:
        event.names.append(Text(one.at.take("event.names[0]"), one.lang))


def _event_place(draft: Draft, one: Statement, _: str) -> None:
    if draft.record.event is not None and not draft.record.event.place:
        draft.record.event.place = one.at.take("event.place")


def _event_date(draft: Draft, one: Statement, _: str) -> None:
    event = draft.record.event
    if event is not None and not event.start:
        span = dates.interval(one.at.text)
        event.start, event.end = span if span else (dates.parse(one.at.text), "")
        if event.start:
            one.at.use("event.start")


HANDLERS: dict[str, Handler] = {
    "funder": _funder, "grant": _grant, "identifier": _identifier, "id": _id, "relation": _relation, "related": _related,
    "part-of": _part_of, "series": _series, "event": _event, "event-place": _event_place, "event-date": _event_date,
}  # fmt: skip
