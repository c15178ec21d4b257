"""The steps that take identifiers, addresses, files and other works from meta tags and links."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.record import Container, File, Identifier, Link, Relation, Series
from kg.sources.html_family import Family, content, path_of, reason_of
from kg.sources.json_draft import line
from kg.syntax.html_page import Tag
from kg.values import identifiers
from kg.values import text as texts

_PAIRS = re.compile(r"(?:^|;)\s*citation_(\w+)=")


def serial(scheme: str) -> Callable[[Family, Tag, str], None]:
    def step(family: Family, tag: Tag, _: str) -> None:
        """An ISSN of the journal, or of the series of a book."""
        if family.record.host is not None and family.record.container is None:
            family.record.series = family.record.series or [Series()]
            owner, field = family.record.series[0].identifiers, "series[0].identifiers"
        else:
            family.record.container = family.record.container or Container()
            owner, field = family.record.container.identifiers, "container.identifiers"
        for found, fault in identifiers.serial(content(tag), field=f"{field}[{len(owner)}]", place=tag.place):
            family.page.issues += [fault] if fault is not None else []
            if not any(found.value == one.value for one in owner):
                family.put(f"{field}[{len(owner)}]", tag)
                owner.append(Identifier(scheme, found.value) if found.scheme == "issn" else found)

    return step


def isbn(family: Family, tag: Tag, _: str) -> None:
    host = family.record.host
    owner, field = (host.identifiers, "host.identifiers") if host is not None else (family.record.identifiers, "identifiers")
    found = family.identify("isbn", content(tag), f"{field}[{len(owner)}]", tag)
    if found not in owner:
        owner.append(found)


def by_scheme(family: Family, tag: Tag, scheme: str) -> None:
    found = family.identify(scheme, content(tag), f"identifiers[{len(family.record.identifiers)}]", tag)
    if found not in family.record.identifiers:
        family.record.identifiers.append(found)


def identifier(family: Family, tag: Tag, _: str) -> None:
    """An identifier of whatever scheme: a DOI, an address, "info:pmid/1"; another address leads to the work."""
    value = content(tag)
    scheme, _slash, rest = value.removeprefix("info:").partition("/") if value.startswith("info:") else ("", "", "")
    if found := identifiers.from_url(value):
        family.add("identifiers", found, tag)
    elif doi := identifiers.doi(value):
        family.add("identifiers", Identifier("doi", doi), tag)
    elif known := {"pmid": "pmid", "pmcid": "pmcid", "hdl": "handle", "doi": "doi"}.get(scheme):
        field = f"identifiers[{len(family.record.identifiers)}]"
        family.add("identifiers", family.identify(known, rest, field, tag), tag)
    elif value.lower().startswith(("isbn", "urn:isbn:")) or identifiers.isbn(value):
        isbn(family, tag, "")
    elif urn := identifiers.urn(value):
        family.add("identifiers", Identifier("urn", urn), tag)
    elif family.page.address(value):
        link(family, tag, "landing")
    else:
        family.add("identifiers", Identifier("local", texts.tidy(value)), tag)


def link(family: Family, tag: Tag, kind: str) -> None:
    url = family.page.address(content(tag))
    found = identifiers.from_url(url) if kind == "landing" else None
    if found is not None and found.scheme != "scopus-eid":
        family.add("identifiers", found, tag)
    elif url:
        family.add("links", Link(url, kind), tag)
    else:
        family.keep(tag)


def file(family: Family, tag: Tag, media: str) -> None:
    url = family.page.address(content(tag))
    if not url:
        family.keep(tag)
    else:
        family.add("files", File(url, media_type=media or tag.attributes.get("type", "")), tag, key=url)


def alternate(family: Family, tag: Tag, _: str) -> None:
    """Another form of the work is a file; of the page, or a feed, it is nothing about the work."""
    media = tag.attributes.get("type", "").partition(";")[0].strip().lower()
    if media == "application/pdf":
        file(family, tag, media)
    else:
        family.page.not_carried.append((path_of(tag), content(tag), reason_of("link alternate")))


def reference(family: Family, tag: Tag, _: str) -> None:
    """A cited work: by its DOI or PubMed ID, else in words. Highwire writes "citation_title=...; citation_author=...; "."""
    value = line(content(tag))
    parts = _PAIRS.split(value)
    pairs = [(name, words.strip(" ;")) for name, words in zip(parts[1::2], parts[2::2], strict=True)]
    for name, words in pairs or [("doi", value)]:
        if name in ("doi", "pmid", "id") and (found := _known(words)):
            family.add("relations", Relation("cites", identifier=found), tag)
            return
    people = [words for name, words in pairs if name == "author"]
    shown = [", ".join(people[:3]) + (" et al." if len(people) > 3 else "")] if people else []
    shown += [words for wanted in _REFERENCE for name, words in pairs if name == wanted]
    family.add("relations", Relation("cites", text=". ".join(part.rstrip(".") for part in shown) if pairs else value), tag)


_REFERENCE = (
    "title", "journal_title", "inbook_title", "conference_title", "publisher", "volume", "issue", "number", "pages", "firstpage", "date",
    "year", "publication_date",
)  # fmt: skip


def _known(value: str) -> Identifier | None:
    if doi := identifiers.doi(value):
        return Identifier("doi", doi)
    pmid = identifiers.pmid(value)
    return Identifier("pmid", pmid) if pmid and len(pmid) > 4 else identifiers.from_url(value)


def relation(family: Family, tag: Tag, kind: str) -> None:
    value = line(content(tag))
    known = identifiers.from_url(value) or (Identifier("doi", identifiers.doi(value)) if identifiers.doi(value) else None)
    url = family.page.address(value) if not known else ""
    family.add("relations", Relation(kind or "related", known, url, "" if known or url else value), tag)


def source(family: Family, tag: Tag, _: str) -> None:
    """What the work was taken from, in words: an ISSN or an ISBN is one, anything else is kept."""
    if identifiers.issn(content(tag)):
        serial("issn")(family, tag, "")
    else:
        family.keep(tag)
