"""RIS, as kg/sources/ris.py reads it: what a tag means for a type is looked up in the same table, the other way round.

One value a line, a line break in it becomes a space; CRLF line ends, TY first and ER last, as the specification asks. Where TY is
shared by several types, M3 says which. Source: the RIS format specification (Research Information Systems), EndNote's use of tags.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from kg import resources, terms
from kg.record import Agent, Contributor, Identifier, Record
from kg.writers.citation import kind_of, values

END = "\r\n"
BOOKS = ("book", "edited-book", "reference-book", "multivolume-book", "proceedings")
THESES = ("thesis", "thesis-doctoral", "thesis-master", "thesis-bachelor")
REPORTS = ("report", "working-paper", "memorandum")


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """Writes one entry a record to `out`, as UTF-8 without BOM."""
    for record in records:
        lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in pairs(record) if value.strip()]
        out.write((END.join([*lines, "ER  - ", "", ""])).encode())


def pairs(record: Record) -> Iterator[tuple[str, str]]:
    """Tags and values of one entry in order, TY first; a value may be ""."""
    kind = _type(record)
    yield "TY", kind
    yield from (("ID", value) for value in values(record.identifiers, "citekey"))
    yield from (("M3", word) for word in _words(record, kind))
    yield from _titles(record)
    yield from _people(record, kind)
    yield from _venue(record, kind)
    yield from _dates(record)
    yield from _numbers(record, kind)
    yield from _publisher(record, kind)
    yield from _identifiers(record, kind)
    yield from (("LA", tag) for tag in record.languages)
    yield from (("KW", keyword.value) for keyword in record.keywords)
    yield from (("AB", text.value) for text in record.abstracts)
    yield from (("N1", note.value) for note in record.notes)
    yield from (("N1", f"Funding text: {text.value}") for text in record.funding_text)
    yield from (("LK" if link.kind == "see-also" else "UR", _address(link.url)) for link in record.links)
    yield from (("L1", _address(file.url)) for file in record.files)
    if len(record.contributors) == 1:
        yield from (("AD", affiliation.name) for affiliation in record.contributors[0].affiliations)


def _address(url: str) -> str:
    """The address without white space, which would end it for a reader."""
    return terms.iri(url)[1:-1] or url


def _type(record: Record) -> str:
    """TY; what is in press has one of its own."""
    kind = kind_of(record, "ris")
    stated = {ty for ty, status in table()["status"].items() if status == record.status and table()["types"][ty] == record.type}
    return min(stated, default=kind)


@functools.cache
def table() -> dict[str, Any]:
    """vocab/imports/ris.toml."""
    return resources.table("imports/ris")


@functools.cache
def type_word(kind: str, variant: str, ty: str) -> str:
    """The word for M3 that makes a reader take TY for this type, "" where TY alone does or no word can."""
    wanted = f"{kind}/{variant}" if variant else kind
    alone = table()["types"].get(ty, "other")
    if alone in (wanted, kind):
        return "" if alone == wanted else _word(wanted, alone)
    return _word(wanted, alone) or _word(kind, alone)


def _word(wanted: str, alone: str) -> str:
    base = alone.partition("/")[0]
    for word, row in table()["words"].items():
        if row["type"] == wanted and (base in (*row["under"], "other")):
            return str(word).capitalize()
    return ""


def _words(record: Record, ty: str) -> list[str]:
    word = type_word(record.type, record.variant, ty)
    if record.type in THESES:
        degree = {"phd": "PhD thesis", "ma": "M.A. thesis", "ms": "M.Sc. thesis"}.get(record.degree_kind, word)
        stated = record.degree.casefold() in table()["words"] or record.type == "thesis"
        return [record.degree] if record.degree and stated else [word for word in (degree, record.degree) if word]
    genres = [genre.value for genre in record.genre]
    return [word, *genres] if word and word.casefold() not in map(str.casefold, genres) else genres


def _titles(record: Record) -> Iterator[tuple[str, str]]:
    if record.titles:
        yield "TI", record.titles[0].value
    if record.short_title:
        yield "ST", record.short_title.value
    yield from (("TT", title.value) for title in (*record.titles[1:], *record.other_titles))


def _people(record: Record, ty: str) -> Iterator[tuple[str, str]]:
    """A tag a person; a role that the type has no tag for is left out."""
    known = {**table()["roles"], **table()["roles-by-type"].get(record.type, {}), **table()["roles-by-ty"].get(ty, {})}
    tags: dict[str, str] = {}
    for tag, role in known.items():
        tags.setdefault(role, tag)
    for person in record.contributors:
        if tag := tags.get(person.role, ""):
            yield tag, _name(person)
    if record.host and (tag := tags.get("host-editor", "")):
        yield from ((tag, _name(person)) for person in record.host.contributors if person.role == "editor")


def _name(person: Contributor) -> str:
    """ "Family, Given, Suffix"; a dropping particle stands after the given name."""
    agent: Agent = person.agent
    if agent.kind != "person" or not agent.family:
        return agent.name
    dropping = agent.particle if not agent.family.startswith(agent.particle) else ""
    given = " ".join(part for part in (agent.given, dropping) if part)
    return ", ".join(part for part in (agent.family, given, agent.suffix) if part) if given else f"{agent.family}"


def _venue(record: Record, ty: str) -> Iterator[tuple[str, str]]:
    """T2 is the journal, the book, the series or the conference, as the type has it; T3 the series of a part's whole."""
    kind = next((name for name, kinds in table()["secondary"].items() if record.type in kinds), "")
    event = record.event.names[0].value if record.event and record.event.names else ""
    series = record.series[0].titles[0].value if record.series and record.series[0].titles else ""
    if kind == "event":
        yield "T2", event
        yield "C3", record.host.titles[0].value if record.host and record.host.titles and record.type == "poster" else ""
    elif kind == "series":
        yield "T2", series
    elif record.host and record.host.titles:
        named = table()["custom"].get(f"{ty}.C3") == "host" and bool(event)
        yield "T2", event if named else record.host.titles[0].value
        yield "C3", record.host.titles[0].value if named else ""
        yield from (("J2", short.value) for short in record.host.short)
    elif record.container and record.container.titles:
        yield "T2" if kind == "container" else "JF", record.container.titles[0].value
        yield from (("J2", short.value) for short in record.container.short)
    if kind in ("host", "") and series:
        yield "T3", series
    if series and kind in ("host", "series", ""):
        yield "M1", record.series[0].number


def _dates(record: Record) -> Iterator[tuple[str, str]]:
    issued = record.issued or record.awarded
    yield "PY", issued[:4]
    if len(issued) > 4:
        year, month, day = (*issued.split("-"), "")[:3]
        yield "DA", f"{year}/{month}/{day}"
    if record.container and record.online and not record.edition:
        yield "ET", record.online


def _numbers(record: Record, ty: str) -> Iterator[tuple[str, str]]:
    yield "VL", record.volume
    yield "IS", record.issue
    custom = table()["custom"]
    yield from (
        (tag, getattr(record, field)) for tag, field in (("C7", "article_number"), ("SE", "chapter")) if custom.get(f"{ty}.{tag}") == field
    )
    yield "ET", record.edition or record.version
    for scheme in ("ipc", "priority"):
        tag = next((tag.partition(".")[2] for tag, meaning in custom.items() if meaning == scheme and tag.startswith(f"{ty}.")), "")
        yield from ((tag, value) for value in values(record.identifiers, scheme) if tag)
    yield "NV", str(record.num_volumes or "")
    if record.number:
        yield ("SN" if record.type == "patent" else "IS"), record.number
    if record.pages:
        yield "SP", record.pages
    elif record.page_start:
        yield "SP", record.page_start
        yield "EP", record.page_end
    elif record.num_pages and record.type in (*BOOKS, *THESES, *REPORTS):
        yield "SP", str(record.num_pages)


def _publisher(record: Record, ty: str) -> Iterator[tuple[str, str]]:
    publisher = record.publisher or record.institution
    if record.type in (*THESES, *REPORTS) and record.institution:
        publisher = record.institution
    if record.type == "patent":
        owner = next((person.agent for person in record.contributors if person.role == "assignee"), None)
        yield "PB", owner.name if owner else ""
        yield "CY", record.country
        return
    event_place = record.event.place if record.event else ""
    yield "PB", publisher.name if publisher else ""
    if event_place:
        yield "CY", event_place
        yield "C1", publisher.place if publisher and table()["custom"].get(f"{ty}.C1") == "publisher-place" else ""
    else:
        yield "CY", publisher.place if publisher else ""


def _identifiers(record: Record, ty: str) -> Iterator[tuple[str, str]]:
    yield from (("DO", value) for value in values(record.identifiers, "doi"))
    found = [*record.identifiers]
    for holder in (record.container, record.host, *record.series):
        for identifier in holder.identifiers if holder else []:
            # of a journal or book every number that failed its check was one of these
            found.append(identifier if ":" in identifier.value or identifier.scheme != "text" else Identifier("issn", identifier.value))
    yield from (("SN", value) for value in dict.fromkeys(values(found, "isbn", "issn", "eissn", "issn-l")))
    if table()["custom"].get(f"{ty}.C2") == "pmcid":
        yield from (("C2", value) for value in values(record.identifiers, "pmcid"))
    numbers = values(record.identifiers, "wos-ut", "accession")
    yield from (("AN", value) for value in numbers)
    pmids = values(record.identifiers, "pmid")
    yield from (("U2", f"{value} [pmid]") for value in pmids)
    if table()["custom"].get(f"{ty}.C2") != "pmcid":
        yield from (("U2", f"{value} [pmcid]") for value in values(record.identifiers, "pmcid"))
    yield from (("CN", value) for value in values(record.identifiers, "call-number"))
