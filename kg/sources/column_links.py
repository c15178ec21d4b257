"""Columns of what leads out of the record: identifiers, links, files, funding, relations, citation counts."""

from __future__ import annotations

import re

from kg.record import Agent, File, Grant, Identifier, Link, Metric, Relation
from kg.sources.column_people import parts
from kg.sources.column_venue import serials
from kg.sources.column_work import Pair, Work, table
from kg.sources.flat import Value
from kg.sources.json_draft import line
from kg.sources.ris_entry import table as ris
from kg.values import identifiers
from kg.values.schemes import FORMS

_ADDRESS = re.compile(r"(?:https?|ftp)://[^/\s]", re.IGNORECASE)
_TO_ISI = re.compile(r"<Go to ISI>://(?:WOS:|ISI:)?([A-Z0-9]{15})", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d]")
_DIGIT = re.compile(r"[0-9]")
# up to the first colon that has a letter before it, and since the colon before it
_NAME_NUMBERS = re.compile(r"((?:(?:[^\w:]|\d)*+:)*+(?:[^\w:]|\d)*+[^\W\d][^:]*+):\s*(.+)", re.DOTALL)
_DOI = re.compile(r"\bDOI:?\s*\[?(10\.\d{4,9}/[^\s,\]]+)", re.IGNORECASE)
_MANY = frozenset({"doi", "pmid", "handle", "urn", "scopus-eid", "wos-ut"})


def _add(work: Work, found: Identifier, value: Value) -> None:
    target = work.record.identifiers
    work.draft.take(f"identifiers[{len(target)}]", value)
    if work.new("identifier", (found.scheme, found.value)):
        target.append(found)


def identified(work: Work, pairs: list[Pair], field: str) -> None:
    """Identifiers of one scheme, the last part of the field ("identifiers.doi"). An accession number may be that of another data base."""
    scheme = field.rpartition(".")[2]
    for column, value in pairs:
        several = column.separator or (scheme in _MANY and ";" in value.text and not FORMS[scheme](value.text))
        for text in parts(column, value.text) if several else [value.text.strip()]:
            own, number = scheme, re.sub(r"^([0-9]{1,9})\.0$", r"\1", line(text))
            if scheme == "accession" and (match := re.fullmatch(r"(?:WOS|ISI|UT):([A-Z0-9]{15})", number)):
                own, number = "wos-ut", f"WOS:{match[1]}"
            elif scheme == "accession" and re.fullmatch(r"PMC[0-9]{1,9}", number):
                own = "pmcid"
            if scheme == "wos-ut":
                number = re.sub(r"^ISI:", "WOS:", number)
                own = scheme if FORMS[scheme](number) or number.startswith("WOS:") else "accession"
            _add(work, work.draft.identify(own, value, f"identifiers[{len(work.record.identifiers)}]", number), value)


def identifiers_of(work: Work, pairs: list[Pair], field: str) -> None:
    """Identifiers whose scheme the value itself tells: an address that resolves, a DOI, a PMCID, an ISSN or ISBN; else a local one."""
    del field
    for column, value in pairs:
        for text in parts(column, value.text):
            found = identifiers.from_url(text)
            if found is None and (doi := identifiers.doi(text)):
                found = Identifier("doi", doi)
            elif found is None and text.upper().startswith("PMC") and identifiers.pmcid(text):
                found = Identifier("pmcid", identifiers.pmcid(text))
            elif found is None and (identifiers.issn(text) or identifiers.isbn(text)):
                serials(work, [(column, Value(value.name, text, value.line, value.column, value.node))], "identifiers")
                work.draft.take("identifiers", value)
                continue
            _add(work, found or Identifier("local", line(text)), value)


def links(work: Work, pairs: list[Pair], field: str) -> None:
    """Addresses: what resolves to an identifier becomes one; a data base's page about the work is no landing page of it."""
    kind = field.partition(".")[2] or "landing"
    for _, value in pairs:
        text = value.text
        if match := _TO_ISI.fullmatch(text.strip()):
            _add(work, Identifier("wos-ut", f"WOS:{match[1].upper()}"), value)
            continue
        for part in re.split(r"\s+|;(?=https?:)", text.strip()):
            url = part.strip("<>;,")
            url = f"http://{url}" if url.startswith("www.") else url
            if _ADDRESS.match(url):
                _link(work, value, url, kind)
            elif url:
                work.draft.keep(value, url)


def _link(work: Work, value: Value, url: str, kind: str) -> None:
    record, found = work.record, identifiers.from_url(url)
    host = re.sub(r"^\w+://(?:[^@/]*@)?", "", url).partition("/")[0].partition(":")[0].lower()
    if found is not None and found.scheme in ("doi", "pmid", "pmcid", "arxiv", "handle", "scopus-eid"):
        if found.scheme != "doi" or not any(one.scheme == "doi" for one in record.identifiers):
            _add(work, found, value)
        if found.scheme != "scopus-eid" and found in record.identifiers:
            work.draft.take("identifiers", value)
            return
        kind = "see-also"
    elif any(host == one or host.endswith(f".{one}") for one in [*ris()["see-also"]["hosts"], *table()["see-also"]["hosts"]]):
        kind = "see-also"
    elif kind == "landing" and record.type == "software" and identifiers.is_repository(url):
        kind = "repository"
    work.draft.take(f"links[{len(record.links)}]", value)
    if work.new("link", (url,)):
        record.links.append(Link(url, kind))


def files(work: Work, pairs: list[Pair], field: str) -> None:
    """Addresses of full texts; a path on somebody's disk is kept."""
    for _, value in pairs:
        for part in re.split(r"[;\s]+(?=\w+://)|\n", value.text.strip()):
            url = part.strip(" ;")
            if re.match(r"(?:file:|internal-pdf:|/|[A-Za-z]:\\|\\\\)", url):
                work.draft.drop(value, "a path on somebody's disk")
                continue
            if not _ADDRESS.match(url) or re.search(r"\s", url):
                work.draft.keep(value, url)
                continue
            work.draft.take(f"{field}[{len(work.record.files)}]", value)
            if work.new("file", (url,)):
                work.record.files.append(File(url))


def relations(work: Work, pairs: list[Pair], field: str) -> None:
    """Other works, the kind is the last part of the field ("relations.cites"): by DOI where there is one, else by address or text."""
    kind = field.rpartition(".")[2]
    target = work.record.relations
    for column, value in pairs:
        for text in parts(column, value.text):
            stated = _DOI.search(text)
            doi = identifiers.doi(stated[1] if stated else text)
            relation = Relation(kind, text=line(text))
            if doi:
                relation = Relation(kind, identifier=Identifier("doi", doi))
            elif _ADDRESS.match(text) and " " not in text:
                relation = Relation(kind, iri=text)
            work.draft.take(f"relations[{len(target)}]", value)
            if work.new(kind, (relation.text, relation.iri, doi)):
                target.append(relation)
            if doi and stated and (left := _DOI.sub("", text).strip(" ,;")):
                work.draft.keep(value, left)


def metrics(work: Work, pairs: list[Pair], field: str) -> None:
    """A citation count; who counted is the last part of the field ("metrics.Scopus")."""
    for _, value in pairs:
        match = re.fullmatch(r"([0-9]{1,9})(?:\.0+)?", value.text.strip())
        if match is None:
            work.draft.refuse(value, "a number", field)
            continue
        work.draft.take(f"metrics[{len(work.record.metrics)}]", value)
        work.record.metrics.append(Metric(int(match[1]), field.partition(".")[2]))


def funding(work: Work, pairs: list[Pair], field: str) -> None:
    """Funders and their grant numbers: "Agency [n1, n2]; Agency", "Agency, AB: n1, n2", or a name alone."""
    for column, value in pairs:
        for text in parts(column, value.text):
            name, numbers = _name_and_numbers(text)
            _grants(work, value, field, line(name).strip(" ,"), [line(one) for one in re.split(r"[,;]", numbers) if one.strip()])


def _name_and_numbers(text: str) -> tuple[str, str]:
    whole = text.rstrip()
    if whole.endswith("]"):
        name, opening, numbers = whole[:-1].rpartition("[")
        if opening and "]" not in numbers:
            return name, numbers
    if whole.endswith(")"):
        name, opening, numbers = whole[:-1].rpartition("(")
        if opening and ")" not in numbers and _DIGIT.search(numbers) and _LETTER.search(name.rpartition("(")[2]):
            return name, numbers
    match = _NAME_NUMBERS.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")


def _grants(work: Work, value: Value, field: str, name: str, numbers: list[str]) -> None:
    target = work.record.funding
    for number in numbers or [""]:
        grant = Grant(funder=Agent(name, kind="organisation") if name else None, number=number)
        work.draft.take(f"{field}[{len(target)}]", value)
        if (name or number) and work.new("grant", (name, number)):
            target.append(grant)


def funding_parts(work: Work, pairs: list[Pair], field: str) -> None:
    """Funders and grant numbers in columns of their own, side by side where the lists are as long."""
    del field
    numbers = work.groups.get("funding.number", [])
    funders = [(value, name) for column, value in pairs for name in parts(column, value.text)]
    found = [(value, number) for column, value in numbers for number in parts(column, value.text)]
    if len(funders) == len(found):
        for (value, name), (other, number) in zip(funders, found, strict=True):
            _grants(work, value, "funding", line(name), [line(number)])
            work.draft.take("funding", other)
        return
    for value, name in funders:
        _grants(work, value, "funding", line(name), [])
    for value, number in found:
        _grants(work, value, "funding", "", [line(number)])
