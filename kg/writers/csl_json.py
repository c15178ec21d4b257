"""CSL-JSON 1.0.2: one array, one item a record (https://docs.citationstyles.org/en/stable/specification.html)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from kg import resources
from kg.record import Agent, Contributor, Identifier, Record
from kg.writers.citation import Keys, kind_of, of_role, roles, values

JSON = Any


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """Writes the items to `out` as UTF-8; an empty array where there are none."""
    keys = Keys(dois=True)
    separator = "["
    for record in records:
        text = json.dumps(item(record, keys.key(record)), indent=2, ensure_ascii=False).replace("\n", "\n  ")
        out.write(f"{separator}\n  {text}".encode())
        separator = ","
    out.write(b"[]\n" if separator == "[" else b"\n]\n")


def item(record: Record, key: str) -> dict[str, JSON]:
    """One item; variables without a value are left out."""
    kind, genre = _type(record)
    found: dict[str, JSON] = {"id": key, "type": kind}
    found |= _titles(record) | _people(record) | _dates(record) | _numbers(record) | _places(record) | _identifiers(record)
    found["genre"] = genre
    found["license"] = next(iter((*record.licences, *(rights.value for rights in record.rights))), "")
    found["medium"] = record.medium
    found["language"] = record.languages[0] if record.languages else ""
    found["status"] = record.status
    found["keyword"] = ", ".join(keyword.value for keyword in record.keywords)
    found["abstract"] = record.abstracts[0].value if record.abstracts else ""
    found["note"] = "\n".join(note.value for note in record.notes)
    found["URL"] = next((link.url for kind in ("landing", "repository") for link in record.links if link.kind == kind), "")
    return {name: value for name, value in found.items() if value}


def _type(record: Record) -> tuple[str, str]:
    """CSL's type and the genre. A type that CSL divides further is found by the genre that its reader made of CSL's own word."""
    kind = kind_of(record, "csl")
    genres = [genre.value for genre in record.genre]
    rows = resources.table("imports/csl")["types"]
    if genres:
        for name in (genres[0].replace(" ", "_"), genres[0].replace(" ", "-")):
            row = rows.get(name, {})
            if row.get("genre") and row["type"] == record.type:
                return name, genres[1] if len(genres) > 1 else ""
    if kind == "thesis" and not record.degree and not genres:
        return kind, _degree(record)
    return kind, record.degree or type_word(record, kind, genres[0] if genres else "")


def _degree(record: Record) -> str:
    """The words by which a reader knows the kind of a thesis, "" where it is just a thesis."""
    if record.degree_kind == "phd":
        return "PhD thesis"
    for row in resources.table("imports/csl")["degrees"]:
        if row["type"] == record.type and row.get("kind", "") == record.degree_kind:
            return f"{row['words'][0].strip().capitalize()} thesis"
    return ""


def type_word(record: Record, kind: str, own: str) -> str:
    """The genre that makes a reader take CSL's type for this one, unless the source's own word does that."""
    known = resources.table("imports/csl")["genres"].get(kind, {})
    row = resources.table("imports/csl")["types"].get(kind, {})
    if row.get("type") == record.type or known.get(own.casefold()) == record.type:
        return own
    return next((str(word) for word, name in known.items() if name == record.type), own)


def _titles(record: Record) -> dict[str, JSON]:
    found = {
        "title": record.titles[0].value if record.titles else "",
        "title-short": record.short_title.value if record.short_title else "",
    }
    for holder in (record.container, record.host):
        if holder and holder.titles and "container-title" not in found:
            found["container-title"] = holder.titles[0].value
            found["container-title-short"] = holder.short[0].value if holder.short else ""
    if record.series:
        found["collection-title"] = record.series[0].titles[0].value if record.series[0].titles else ""
        found["collection-number"] = record.series[0].number
    return found


def _people(record: Record) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    hosts = record.host.contributors if record.host else []
    for role, variable in roles("csl").items():
        people = of_role(record.contributors, role) + (of_role(hosts, role) if role == "editor" else [])
        if people:
            found.setdefault(variable, []).extend(name(person) for person in people)
    authors = of_role(hosts, "author")
    return found | ({"container-author": [name(person) for person in authors]} if authors else {})


def name(person: Contributor) -> dict[str, str]:
    """A name: parts of a person, `literal` for an organisation or for a name that was never taken apart."""
    agent: Agent = person.agent
    if agent.kind != "person" or not agent.family:
        return {"literal": agent.name}
    found = {"family": agent.family, "given": agent.given, "suffix": agent.suffix}
    if agent.particle and agent.family.startswith(agent.particle) and agent.family != agent.particle:
        found["non-dropping-particle"] = agent.particle
        found["family"] = agent.family[len(agent.particle) :].lstrip()
    elif agent.particle:
        found["dropping-particle"] = agent.particle
    return {part: value for part, value in found.items() if value}


def _dates(record: Record) -> dict[str, JSON]:
    found = {
        "issued": date(record.issued or record.awarded),
        "available-date": date(record.online),
        "submitted": date(record.submitted),
    }
    if record.event and record.event.start:
        parts = [date(day)["date-parts"][0] for day in (record.event.start, record.event.end) if day]
        found["event-date"] = {"date-parts": parts}
    return found


def date(text: str) -> dict[str, JSON]:
    """A date variable at the precision of `text`, {} for ""."""
    return {"date-parts": [[int(part) for part in text.split("-")]]} if text else {}


def _numbers(record: Record) -> dict[str, JSON]:
    pages = record.pages or (
        record.page_start if record.page_start == record.page_end else f"{record.page_start}-{record.page_end}".strip("-")
    )
    return {
        "volume": record.volume,
        "issue": record.issue,
        "page": pages,
        "number": record.number or record.article_number,
        "number-of-pages": str(record.num_pages or ""),
        "number-of-volumes": str(record.num_volumes or ""),
        "chapter-number": record.chapter,
        "edition": record.edition,
        "version": record.version,
    }


def _places(record: Record) -> dict[str, JSON]:
    publisher, authority = record.publisher, record.institution
    if authority and (publisher is None or record.type.startswith("thesis")) and record.type != "other":
        publisher, authority = authority, None
    event = record.event
    return {
        "publisher": publisher.name if publisher else "",
        "publisher-place": publisher.place if publisher else "",
        "authority": authority.name if authority else "",
        "event-title": event.names[0].value if event and event.names else "",
        "event-place": event.place if event else "",
        "jurisdiction": record.country,
    }


def _identifiers(record: Record) -> dict[str, JSON]:
    found: list[Identifier] = [*record.identifiers]
    for holder in (record.container, record.host, *record.series):
        found += holder.identifiers if holder else []
    return {
        "DOI": next(iter(values(record.identifiers, "doi")), ""),
        "ISBN": " ".join(dict.fromkeys(values(found, "isbn"))),
        "ISSN": " ".join(dict.fromkeys(values(found, "issn", "eissn", "issn-l"))),
        "PMID": next(iter(values(record.identifiers, "pmid")), ""),
        "PMCID": next(iter(values(record.identifiers, "pmcid")), ""),
        "call-number": next(iter(values(record.identifiers, "call-number")), ""),
    }
