"""The fields of an EPrints record beside kind, titles and people: dates, numbers, where it appeared, texts, funding, links, files."""

from __future__ import annotations

import re

from kg import resources
from kg.record import Concept, Container, Event, File, Grant, Host, Identifier, Relation, Series, Text
from kg.sources import catalogue
from kg.sources.json_draft import degree
from kg.sources.tree import Cursor, Draft
from kg.values import dates as calendar
from kg.values import identifiers, isbd, licences, names

_ARTICLE_NUMBER = re.compile(r"(?:art(?:icle)?\.?\s*+(?:no\.?|number)?|e-?location)\s*+([A-Za-z]?[0-9][A-Za-z0-9.-]*)", re.IGNORECASE)
_NO_PAGE = re.compile(r"[0-9]{5,12}")
_SCHEMES = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "pmc_id": "pmcid", "isbn": "isbn", "arxiv_id": "arxiv"}
_ROMAN_OR_NUMBER = re.compile(r"[0-9]{1,6}")


class Fields:
    """The fields of an eprint by name, alike in XML (`creators/item`) and JSON (`creators`)."""

    def __init__(self, draft: Draft) -> None:
        self._root = draft.root
        self._item = "/item" if draft.is_xml else ""
        self._xml = draft.is_xml

    def one(self, name: str) -> Cursor:
        """The field; nothing (a cursor that is false) where there is none."""
        return self._root.one(name)

    def several(self, name: str) -> list[Cursor]:
        """The values of a field that may have several; one that was written as a single value counts as one."""
        return self._root.all(f"{name}{self._item}") or [one for one in self._root.all(name) if one.text and not list(one)]

    def inside(self, at: Cursor, name: str, element: str) -> list[Cursor]:
        """The parts of a list in a list: documents/document in XML, documents in JSON."""
        return at.all(f"{name}/{element}" if self._xml else name)

    @property
    def root(self) -> Cursor:
        """The eprint."""
        return self._root


def _put(draft: Draft, fields: Fields, name: str, field: str) -> None:
    at = fields.one(name)
    if at.text and not getattr(draft.record, field):
        setattr(draft.record, field, at.take(field))


def dates(draft: Draft, fields: Fields) -> None:
    """The date by its type; several in `dates`."""
    table = resources.table("imports/eprints")["dates"]
    kind = fields.one("date_type").text
    if catalogue.put_date(draft, table.get(kind, "issued"), fields.one("date")) and kind:
        fields.one("date_type").use(table.get(kind, "issued"))
    for one in fields.several("dates"):
        stated = one.one("date_type")
        field = table.get(stated.text, "")
        if field and catalogue.put_date(draft, field, one.one("date")):
            stated.use(field)
        elif field and one.one("date").text == getattr(draft.record, field):
            one.one("date").use(field)
            stated.use(field)
    for name in ("thesis_defense_date", "thesis_awarded_date"):
        at = fields.one(name)
        if at.text and not catalogue.put_date(draft, "awarded", at) and draft.record.awarded[:4] == at.text[:4]:
            draft.record.awarded = max(draft.record.awarded, calendar.parse(at.text), key=len)
            at.use("awarded")


def numbers(draft: Draft, fields: Fields) -> None:
    """Identifiers, volume, number, pages."""
    record = draft.record
    for name, scheme in _SCHEMES.items():
        for one in fields.several(name):
            if not (scheme == "isbn" and record.type in ("chapter", "conference-paper")):
                catalogue.add(draft, one, scheme)
    for one in fields.several("id_number"):
        known = catalogue.of_form(one.text)
        catalogue.add(draft, one, known.scheme if known is not None else "local")
    address = fields.root.attr("id")
    if catalogue.is_address(address.text):
        draft.mark(f"derived_from[{len(record.derived_from)}]", address)
        record.derived_from.append(address.take("derived_from[0]"))
    number = fields.one("eprintid")
    if number.text and not any(one.scheme == "local" for one in record.identifiers):
        catalogue.add(draft, number, "local")
    for one in fields.several("other_numbering_system"):
        if one.one("id").text:
            catalogue.add(draft, one.one("id"), "local", ":".join(filter(None, (one.one("name").text, one.one("id").text))))
            one.one("name").use("identifiers")
    _put(draft, fields, "volume", "volume")
    _put(draft, fields, "number", "issue" if record.type not in ("report", "working-paper", "patent", "standard", "thesis") else "number")
    _put(draft, fields, "patent_number", "number")
    _put(draft, fields, "article_number", "article_number")
    _put(draft, fields, "edition", "edition")
    span, count = fields.one("pagerange"), fields.one("pages")
    if match := _ARTICLE_NUMBER.fullmatch(span.text):
        record.article_number = record.article_number or match[1]
        span.use("article_number")
    elif span.text and (count.text == span.text or _NO_PAGE.fullmatch(span.text)):
        # an article number that stands in both fields, or one that no page has
        record.article_number = record.article_number or span.take("article_number")
        count.use("article_number")
    elif span.text:
        catalogue.add_pages(draft, span)
    if _ROMAN_OR_NUMBER.fullmatch(count.text) and not record.article_number:
        record.num_pages = count.number("num_pages")
    elif count.text and not record.article_number:
        catalogue.extent(draft, count)


def around(draft: Draft, fields: Fields) -> None:
    """Journal or book, series, publisher, event, institution."""
    record = draft.record
    publication, book = fields.one("publication"), fields.one("book_title")
    found: list[Identifier] = []
    inside = record.type in catalogue.IN_BOOKS
    where = "host" if inside and (book or fields.several("isbn") or not fields.one("issn")) else "container"
    for one in fields.several("issn"):
        catalogue.add(draft, one, "issn", into=found, field="container.identifiers")
    for one in fields.several("isbn") if inside else ():
        catalogue.add(draft, one, "isbn", into=found, field="host.identifiers")
    title = book if book.text else publication
    if record.type in catalogue.IN_SERIES and not inside and not title.text:
        if found:
            record.series.append(Series(identifiers=found))
    elif title.text or found:
        text = Text(title.take(f"{where}.titles[0]")) if title.text else None
        if where == "container":
            record.container = Container([text] if text else [], identifiers=found)
        else:
            kind = "proceedings" if record.type.startswith("conf") else "book"
            record.host = Host([text] if text else [], type=kind, identifiers=catalogue.serials_aside(record, found))
    series = fields.one("series")
    if series.text:
        name = Text(series.take("series[0]"))
        number = fields.one("series_number").take("series[0].number")
        if record.series:
            record.series[0].titles, record.series[0].number = [name], number
        else:
            record.series.append(Series([name], number))
    publisher, place = fields.one("publisher"), fields.one("place_of_pub")
    if publisher.text or place.text:
        record.publisher = names.organisation(isbd.bare(publisher.take("publisher")))
        record.publisher.place = isbd.bare(place.take("publisher.place"))
    _event(draft, fields)
    _institution(draft, fields)


def _event(draft: Draft, fields: Fields) -> None:
    title, place, when = fields.one("event_title"), fields.one("event_location"), fields.one("event_dates")
    if not title.text:
        return
    event = draft.record.event = Event(names=[Text(title.take("event.names[0]"))], place=place.take("event.place"))
    span = calendar.interval(when.text)
    start, end = span if span else (calendar.parse(when.text), "")
    if start:
        event.start, event.end = start, end
        when.use("event.start")


def _institution(draft: Draft, fields: Fields) -> None:
    record = draft.record
    for name in ("thesis_degree_grantor", "institution"):
        at = fields.one(name)
        if at.text and record.institution is None:
            record.institution = names.organisation(at.take("institution"))
        elif record.institution is not None and at.text == record.institution.name:
            at.use("institution")
    department = fields.one("department")
    if department.text and record.institution is not None and department.text not in record.institution.name:
        record.institution.name = f"{department.take('institution')}, {record.institution.name}"
    for name in ("thesis_degree", "thesis_name"):
        at = fields.one(name)
        if at.text and not record.degree:
            record.degree = at.take("degree")
            kind, degree_kind = degree(record.degree)
            record.degree_kind = record.degree_kind or degree_kind
            record.type = kind if record.type == "thesis" else record.type


def texts(draft: Draft, fields: Fields) -> None:
    """Abstract, contents, notes, keywords, subjects, citation, references, rights."""
    record = draft.record
    for name, field in (("abstract", "abstracts"), ("toc", "contents"), ("note", "notes"), ("official_cit", "citations")):
        for one in fields.several(name):
            catalogue.add_text(draft, one.one("text") or one, field)
    for one in fields.several("keywords"):
        said = one.text
        separator = ";" if ";" in said else ","
        words = [word.strip(" .") for word in re.split(rf"[{separator}\n]", said)]
        fresh = [word for word in words if word and draft.fresh("keywords", word.casefold())]
        one.use(f"keywords[{len(record.keywords)}]" if fresh else "keywords")
        record.keywords += [Text(word) for word in fresh]
    for one in fields.several("subjects"):
        if not one.text or not draft.fresh("concepts", one.text):
            one.use("concepts")
            continue
        one.use(f"concepts[{len(record.concepts)}]")
        record.concepts.append(Concept("eprints-subject", Text(one.text)))
    for one in fields.several("referencetext"):
        at = f"relations[{len(record.relations)}]"
        if one.text:
            record.relations.append(Relation("cites", text=one.take(at)))
    for name in ("rights", "copyright_statement"):
        for one in fields.several(name):
            catalogue.rights(draft, one)
    access = fields.one("full_text_status")
    if found := resources.table("imports/eprints")["access"].get(access.text):
        record.access = found
        access.use("access")


def funding(draft: Draft, fields: Fields) -> None:
    """Funders with grant numbers, and projects."""
    record = draft.record
    for one in fields.several("funders"):
        field = f"funding[{len(record.funding)}]"
        agency = one.one("agency") or (one if not list(one) else one.one("none"))
        number = one.one("grant_number")
        grant = Grant(names.organisation(agency.text) if agency.text else None, number.text)
        if grant == Grant():
            continue
        again = not draft.fresh("funding", agency.text, number.text)
        agency.use("funding" if again else f"{field}.funder")
        number.use("funding" if again else f"{field}.number")
        ror = one.one("ror", "ror_id")
        if ror.text and grant.funder is not None:
            catalogue.add(draft, ror, "ror", into=grant.funder.identifiers, field=f"{field}.funder.identifiers")
        if not again:
            record.funding.append(grant)
    for one in fields.several("projects"):
        if one.text:
            record.funding.append(Grant(name=one.take(f"funding[{len(record.funding)}].name")))


def links(draft: Draft, fields: Fields) -> None:
    """The official address and related ones; an address that holds the work's own identifier adds that."""
    record = draft.record
    for one in fields.several("official_url"):
        known = identifiers.from_url(one.text)
        if known is not None and known in record.identifiers:
            one.use("identifiers")
        elif known is not None and known.scheme in ("doi", "handle"):
            catalogue.add(draft, one, known.scheme)
        else:
            catalogue.add_link(draft, one)
    for one in fields.several("related_url"):
        url, kind = one.one("url"), one.one("type")
        known = identifiers.from_url(url.text)
        own = resources.table("imports/eprints")["related"].get(kind.text.lower(), "")
        if known is not None and known in record.identifiers:
            url.use("identifiers")
        elif known is not None and own == known.scheme:
            catalogue.add(draft, url, own)
        else:
            catalogue.add_link(draft, url, "see-also")
        if own:
            kind.use("links")


def files(draft: Draft, fields: Fields) -> None:
    """The uploaded documents; of each the main file, with version, access, licence and embargo."""
    record, table = draft.record, resources.table("imports/eprints")
    for document in fields.inside(fields.root, "documents", "document"):
        made = [one.text.rpartition("/")[2].lower() for one in document.all("relation/item/type") or document.all("relation/type")]
        if any(one.startswith(("isvolatileversionof", "isversionof", "ispreview")) for one in made):
            continue
        main = document.one("main").text
        for one in fields.inside(document, "files", "file"):
            url, name = one.one("url"), one.one("filename")
            if not catalogue.is_address(url.text) or (main and name.text != main):
                continue
            field = f"files[{len(record.files)}]"
            file = File(url=url.take(field), name=name.take(f"{field}.name"), media_type=one.one("mime_type").take(f"{field}.media_type"))
            file.size = one.one("filesize").number(f"{field}.size")
            _document(draft, document, file, field, table)
            record.files.append(file)


def _document(draft: Draft, document: Cursor, file: File, field: str, table: dict[str, dict[str, str]]) -> None:
    content, security, embargo = document.one("content"), document.one("security"), document.one("date_embargo")
    if version := table["versions"].get(content.text):
        file.version = version
        content.use(f"{field}.version")
    if access := table["security"].get(security.text):
        file.access = access
        security.use(f"{field}.access")
    if embargo.text and (day := calendar.parse(embargo.text)):
        file.embargo_end, file.access = day, "embargoed"
        embargo.use(f"{field}.embargo_end")
    if iri := licences.canonical(document.one("license").text.replace("_", " ")):
        file.licence = iri
        document.one("license").use(f"{field}.licence")
    for name in ("main", "format", "mime_type"):
        document.one(name).use(field)
