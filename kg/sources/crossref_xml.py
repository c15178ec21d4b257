"""Crossref XML: answers to queries (unixref, unixsd) and deposits (schema 4.3 to 5.4) to Records.

Design: an entry is one answer or one journal, book ... of a deposit; the works in it are the records (crossref_xml_around), and each
is filled from its own element and from what stands around it, one small function per group of fields. The choices are those of the
JSON of the same records (sources/crossref.py), and so are the tables of types, relations and updates; elements and attributes are in
vocab/imports/crossref-xml.toml. What adds to a record (Crossmark data, licences alone) or tells of an error is told, not read.
Sources: https://www.crossref.org/documentation/schema-library/, https://www.crossref.org/documentation/retrieve-metadata/xml-api/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.record import Agent, Identifier, Reading, Text
from kg.sources import crossref_xml_dates as dates_of
from kg.sources import crossref_xml_details as details
from kg.sources import crossref_xml_names as names_of
from kg.sources import crossref_xml_venue as venue
from kg.sources.crossref_parts import rules as shared
from kg.sources.crossref_xml_around import Around, around, own_doi, rules, works
from kg.sources.json_draft import degree, organisation
from kg.sources.tree import Cursor, Draft, read_xml
from kg.syntax import xml_kinds
from kg.values import identifiers, text

FORMAT = "crossref-xml"
_ROOTS = frozenset(("crossref_result", "doi_records", "doi_record", "crossref", "doi_batch"))
_SPACE = re.compile(r"https?://www\.crossref\.org/(?:xschema|qrschema|schema|doi_resources_schema|grant_id)/")
_ANSWERS = ("query", "doi_record", "crossref")
_BODIES = ("journal", "book", "conference", "report-paper", "standard", "database", "dissertation", "sa_component", "posted_content")
_TRIAL = re.compile(r"nct[0-9]{8}", re.IGNORECASE)


def detect(head: str, name: str) -> int:
    """How surely this is Crossref XML (see SOURCES)."""
    kind = xml_kinds.kind(head)
    spaced = any(_SPACE.match(space) for space in kind.spaces)
    if kind.root in _ROOTS:
        return 100 if spaced or kind.root != "crossref" else 60
    return 60 if spaced and kind.root in _BODIES else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each work, in the order of the file.

    Issues: those of read_xml, of identifiers, R221 (no DOI), R222 (unknown type word), R224 (unknown relation), R300 to R304.
    """
    bodies = [f"body/{name}" for name in (*_BODIES, "peer_review", "grant", "pending_publication", *rules()["partial"])]
    names, wanted = (*_ANSWERS, *bodies), "<query>, <doi_record> or a journal, book or other work in <body>"
    yield from read_xml(data, _fill, FORMAT, names=names, inner=works, wanted=wanted, trace=trace, encoding=encoding)


def _fill(draft: Draft) -> None:
    row = rules()["works"].get(draft.root.name)
    if row is None:
        return _refuse(draft)
    about = around(draft)
    home = _type(draft, row, about)
    _language(draft, about)
    _identifiers(draft)
    venue.titles(draft)
    _texts(draft)
    names_of.people(draft, about)
    _institution(draft, about)
    venue.where(draft, about, home)
    venue.numbers(draft, about)
    venue.event(draft, about)
    dates_of.dates(draft, about)
    details.details(draft, about)
    asked = details.answer(draft)
    _publisher(draft, about, asked=asked)
    names_of.grant(draft)


def _refuse(draft: Draft) -> None:
    """An entry without a work: what it is instead is told."""
    root = draft.root
    partial = rules()["partial"].get(root.name)
    doi = root.one("doi", "doi_record/doi").text
    error = root.one("crossref/error", "error", "doi_record/crossref/error", "msg")
    if partial:
        draft.refuse("R300", found=partial, doi=doi or "a DOI")
    elif error or root.attr("status").text in ("unresolved", "malformed"):
        named = doi or error.text.removeprefix("doi:")
        draft.refuse("R301", doi=named or "the DOI", reason=root.attr("status").text or "error")
    elif root.name == "query" and doi:
        draft.refuse("R302", doi=doi)
    else:
        draft.refuse("R303")


def _type(draft: Draft, row: dict[str, str], about: Around) -> dict[str, Any]:
    record, root = draft.record, draft.root
    word, at = row["type"], root
    if "at" in row:
        at = about.family if row["at"] == "../.." else root.one(row["at"])
        given = at.name if row["at"] == "../.." else at.text
        word = rules()["words"][row["words"]].get(given, word if not given else "")
        if not word:
            draft.complain("R222", at, field="type", value=given)
            record.genre.append(Text(text.tidy(given)))
            word = row["type"]
        at.use("type")
    if word.startswith("book-") and about.family.name == "report-paper":
        word = "report-component"
    found: dict[str, Any] = shared()["types"][word]
    draft.mark("type", at)
    if root.name == "pending_publication":
        record.status = "accepted"
    record.type, genre = found["type"], word if found.get("genre") else ""
    if root.name in ("posted_content", "peer_review"):
        genre = _subtype(draft, genre)
    if genre and not record.genre:
        record.genre.append(Text(genre.replace("-", " ").replace("_", " "), "en"))
    return found


def _subtype(draft: Draft, genre: str) -> str:
    """The kind of posted content, or of a peer review; the answer is its own word where that says more than our type."""
    given = draft.root.attr("type")
    if not given.text:
        return genre
    word = given.take("genre[0]" if draft.root.name == "peer_review" else "type")
    if draft.root.name == "peer_review":
        return word
    sub = shared()["subtypes"].get(word, {"type": "other", "genre": True})
    draft.record.type = sub["type"]
    draft.mark("type", given)
    return word if sub.get("genre") else ""


def _language(draft: Draft, about: Around) -> None:
    stated = draft.root.one("@language", "@xml:lang")
    if not stated:
        near = (at for at in (about.journal, about.host) if at.name in rules()["languages"]["elements"])
        stated = next((at.attr("language") for at in near if at.attr("language")), stated)
    if stated and (tag := stated.language("languages[0]")):
        draft.lang = tag
        draft.record.languages.append(tag)


def _identifiers(draft: Draft) -> None:
    record, root = draft.record, draft.root
    own = ""
    if (at := own_doi(root)).text:
        found = at.identify("doi", "identifiers[0]")
        record.identifiers.append(found)
        own = found.value if found.scheme == "doi" else ""
    else:
        label = root.one("titles/title", "proceedings_title", "full_title").text or root.name
        draft.complain("R221", root, field="identifiers", label=label)
    if own and draft.whole.name in _ANSWERS:
        record.derived_from.append("https://api.crossref.org/works/" + identifiers.esc(own).replace("/", "%2F"))
        draft.mark("derived_from[0]", at)
    for at in [*root.all("publisher_item/item_number"), *root.all("publisher_item/identifier"), *root.all("item_number")]:
        _item(draft, at, own)
    for at in root.all("designators/*/std_designator") or root.all("designators/std_designator"):
        if not record.number:
            record.number = at.take("number")
    for at in [*root.all("program/clinical-trial-number"), *root.all("crossmark/custom_metadata/program/clinical-trial-number")]:
        value = at.text
        known = _TRIAL.fullmatch(value)
        _add(draft, at, Identifier("trial", value.upper()) if known else Identifier("local", value))


def _item(draft: Draft, at: Cursor, own: str) -> None:
    """A number that the publisher gave: an article number, a report number, or an identifier of its own."""
    value, kind = at.text, at.one("@item_number_type", "@id_type")
    if not value:
        return
    if value.lower() in (own, own.partition("/")[2]):
        at.use_all("identifiers[0]")
        return
    field = rules()["items"].get(kind.text, "local")
    if not field or (field == "local" and identifiers.doi(value)):
        # the place in the issue; or the DOI of something else, as a rule of the volume around this work
        return
    if field == "local":
        _add(draft, at, Identifier("local", value))
        kind.use(f"identifiers[{len(draft.record.identifiers) - 1}]")
    elif not getattr(draft.record, field):
        setattr(draft.record, field, at.take(field))
        kind.use(field)


def _add(draft: Draft, at: Cursor, identifier: Identifier) -> None:
    listed = draft.record.identifiers
    if identifier not in listed:
        listed.append(identifier)
    at.use(f"identifiers[{listed.index(identifier)}]")


def _texts(draft: Draft) -> None:
    """Abstracts, whose language stands on them or on their first paragraph; a description is one where there is no other."""
    record = draft.record
    for at in draft.root.all("abstract"):
        field = f"abstracts[{len(record.abstracts)}]"
        if at.text and (words := at.take_paragraphs(field)):
            record.abstracts.append(Text(words, at.lang(field) or at.one("p").lang(field)))
    for at in [*draft.root.all("description"), *draft.root.all("project/description")]:
        name = "notes" if record.abstracts else "abstracts"
        if at.text:
            words = at.take_paragraphs(f"{name}[{len(getattr(record, name))}]")
            getattr(record, name).append(Text(words, at.lang(name)))
    for at in draft.root.all("format"):
        if not record.medium:
            record.medium = at.attr("mime_type").take("medium")


def _institution(draft: Draft, about: Around) -> None:
    """Who grants the degree, issues the report or the standard, or keeps the database."""
    record, root = draft.record, draft.root
    found = root.all("institution") or (about.host.all("institution") if root.name == "dataset" else [])
    for at in found:
        if record.institution is None:
            record.institution = names_of.institution(draft, at, "institution")
    body = root.one("standards_body", "standard_metadata/standards_body") or about.host.one("standards_body")
    if body and record.institution is None and body.one("standards_body_name").text:
        record.institution = organisation(body.one("standards_body_name").take("institution"))
    for at in root.all("degree"):
        if record.type == "thesis" and not record.degree and at.text:
            record.degree = at.take("degree")
            record.type, record.degree_kind = degree(record.degree)


def _publisher(draft: Draft, about: Around, *, asked: bool) -> None:
    """The publisher that the record names, else Crossref's member."""
    record = draft.record
    stated = draft.root.one("publisher") or about.host.one("publisher")
    member = next((at for at in draft.whole.all("crm-item") if at.attr("name").text == "publisher-name"), Cursor(draft, None))
    if stated.one("publisher_name").text:
        name = stated.one("publisher_name").take("publisher")
        record.publisher = organisation(name, place=stated.one("publisher_place").take("publisher.place"))
        if asked:
            member.leave(rules()["crm"]["publisher-name"])
    elif member.text:
        record.publisher = Agent(member.take("publisher"), kind="organisation")
