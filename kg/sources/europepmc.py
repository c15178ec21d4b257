"""Europe PMC: the answers of its REST service, in JSON and XML, lite and core, to Records.

Design: both forms have the same names, so one function reads both through the cursor. Tables are vocab/imports/europepmc.toml and, for what
Europe PMC has from MEDLINE, pubmed.toml. `core` has every field as a list or an object, `lite` joins authors, types and ISSNs to one
string. The formal date is journalInfo.dateOfPublication, or year and month; printPublicationDate makes up a day, so it is not used.
Source: https://europepmc.org/RestfulWebService (version 6.9).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.record import Agent, Container, Identifier, Link, Metric, Reading, Series, Text
from kg.sources import europepmc_parts as parts
from kg.sources import medline, tree
from kg.sources.once import Once
from kg.sources.tree import Cursor, Draft
from kg.syntax import xml_kinds
from kg.values import identifiers

FORMAT = "europepmc"
NAMES, WAYS = ("result",), (("resultList", "result"), ("result",))
_XML = re.compile(rb"[\s\x00\xef\xbb\xbf\xff\xfe]*<")
_JSON = re.compile(r'\s*[\[{].*?"(?:hitCount|resultList|authorString)"\s*:', re.DOTALL)
_KNOWN = ("source", "pmid", "title", "authorString")


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of Europe PMC; types and relations with those of PubMed among them, words that say little last."""
    own, pubmed = resources.table("imports/europepmc"), medline.rules()
    links = {kind.casefold(): row for kind, row in pubmed["relations"].items()}
    telling = {word: row for word, row in own["types"].items() if not row.get("plain")}
    return {**own, "types": {**telling, **pubmed["types"], **own["types"]}, "relations": {**links, **own["relations"]}}


def detect(head: str, name: str) -> int:
    """How surely this is an answer of Europe PMC (see SOURCES)."""
    if xml_kinds.kind(head).root == "responseWrapper":
        return 95
    if not _JSON.match(head):
        return 0
    if '"resultList"' in head or ('"hitCount"' in head and '"resultType"' in head):
        return 97
    return 92 if '"authorString"' in head and '"source"' in head else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each result, in their order. Issues: those of the tree, R321 to R323, R326, and of identifiers."""
    if _XML.match(data):
        yield from tree.read_xml(data, _fill, FORMAT, names=NAMES, trace=trace, encoding=encoding)
    else:
        yield from tree.read_json(data, _fill, FORMAT, ways=WAYS, trace=trace, encoding=encoding, wanted="result")


def _fill(draft: Draft) -> None:
    root = draft.root
    if not any(root.one(name) for name in _KNOWN):
        names = ", ".join(dict.fromkeys(one.name for one in root)) or "nothing in it"
        return draft.refuse("R326", found=f"an object with {names}", wanted="a Europe PMC result")
    _identifiers(draft)
    _type(draft)
    if root.one("language"):
        tag = root.one("language").language("languages[0]")
        draft.lang = tag
        draft.record.languages += [tag] if tag else []
    _titles(draft)
    _journal(draft)
    parts.people(draft)
    _patent(draft, root.one("patentDetails"))
    _dates(draft)
    parts.subjects(draft)
    parts.funding(draft)
    parts.relations(draft, rules()["relations"])
    _book(draft, root.one("bookOrReportDetails"))
    _access(draft)
    if (count := root.one("citedByCount")) and count.text.isdigit():
        draft.record.metrics.append(Metric(count.number("metrics[0]"), "Europe PMC"))
    return None


def _identifiers(draft: Draft) -> None:
    root, found = draft.root, draft.record.identifiers
    for name, scheme in (("doi", "doi"), ("pmid", "pmid"), ("pmcid", "pmcid")):
        for one in root.all(name):
            if one.text and (made := one.identify(scheme, f"identifiers[{len(found)}]")) not in found:
                found.append(made)
    source, number = root.one("source"), root.one("id")
    source.use("identifiers")
    if source.text.isascii() and source.text.isalpha() and number.text:
        key = f"{source.text}/{identifiers.esc(number.text)}"
        draft.record.derived_from.append(f"https://www.ebi.ac.uk/europepmc/webservices/rest/article/{key}?resultType=core")
        draft.mark("derived_from[0]", number)
    if not number.text or any(one.value == number.text for one in found):
        number.use("identifiers")
        return
    if source.text == "MED":
        found.append(number.identify("pmid", f"identifiers[{len(found)}]"))
    elif source.text == "PAT":
        draft.record.number = number.take("number")
    else:
        found.append(number.identify("local", f"identifiers[{len(found)}]", value=f"{source.text}:{number.text}".strip(":")))
    if source.text and source.text != "MED":
        draft.record.links.append(Link(f"https://europepmc.org/article/{source.text}/{identifiers.esc(number.text)}"))


def _type(draft: Draft) -> None:
    record, root = draft.record, draft.root
    listed = root.all("pubTypeList/pubType") or root.all("pubType")
    words = [word.strip() for one in listed for word in one.text.split(";")]
    found = medline.types(words, rules()["types"])
    record.type = found.type or rules()["sources"].get(root.one("source").text, "other")
    record.genre += [Text(word, "en") for word in found.genre]
    record.funding_text += [Text(word, "en") for word in found.support]
    for one in listed:
        one.use("type")
    status = root.one("publicationStatus")
    if status.text in medline.rules()["status"]:
        status.use("status")
        record.status = medline.rules()["status"][status.text]
    record.status = found.status or record.status


def _titles(draft: Draft) -> None:
    record, root = draft.record, draft.root
    title = root.one("title")
    words, translated = medline.title(title.text)
    if words and not (translated and medline.is_missing(title.text)):
        title.use("titles[0]")
        record.titles.append(Text(words, "en" if translated or draft.lang == "en" else ""))
    for own in root.all("vernacularTitle"):
        target = record.other_titles if record.titles else record.titles
        target.append(Text(medline.title(own.take("other_titles[0]"))[0], draft.lang if draft.lang != "en" else ""))
    if words := root.one("abstractText").take_paragraphs("abstracts[0]"):
        # MEDLINE's abstracts are English, those of patents and theses need not be
        record.abstracts.append(Text(words, "en" if draft.lang == "en" or root.one("source").text == "MED" else ""))


def _journal(draft: Draft) -> None:
    record, root = draft.record, draft.root
    info = root.one("journalInfo")
    journal = info.one("journal")
    held = Container()
    for title in (journal.one("title"), root.one("journalTitle")):
        if title.text and not held.titles:
            held.titles.append(Text(medline.unstopped(title.take("container.titles[0]"))))
    for short in (journal.one("ISOAbbreviation", "isoabbreviation"), journal.one("medlineAbbreviation")):
        text = short.take(f"container.short[{len(held.short)}]")
        if text and text.replace(".", "") not in {one.value.replace(".", "") for one in (*held.titles, *held.short)}:
            held.short.append(Text(text))
    for at, scheme in ((journal.one("ISSN", "issn"), "issn"), (journal.one("ESSN", "essn"), "eissn"), (root.one("journalIssn"), "issn")):
        parts.serials(draft, at, scheme, held.identifiers)
    if number := journal.one("NLMid", "nlmid").take("container.identifiers"):
        held.identifiers.append(Identifier("nlm", number))
    if held.titles or held.identifiers:
        record.container = held
        draft.mark("container", journal or root.one("journalTitle"))
    record.volume = (info.one("volume") or root.one("journalVolume")).take("volume")
    record.issue = (info.one("issue") or root.one("issue")).take("issue")
    given = root.one("pageInfo")
    for field, value in zip(("page_start", "page_end", "pages", "article_number"), medline.pagination(given.text), strict=True):
        if value:
            setattr(record, field, value)
            given.use(field)


def _dates(draft: Draft) -> None:
    record, root = draft.record, draft.root
    info = root.one("journalInfo")
    words, year, month = info.one("dateOfPublication"), info.one("yearOfPublication"), info.one("monthOfPublication")
    if words.text:
        record.issued, whole = medline.date(words.text)
        if not whole:
            code = "R321" if record.issued else "R008"
            draft.complain(code, words, field=words.keep(), value=words.text, path=words.path, taken=record.issued or "nothing")
        words.use("issued")
    if not record.issued and year.text:
        numbers = f"{year.text}-{int(month.text):02d}" if month.text.isdigit() and month.text != "0" else year.text
        record.issued = medline.date(numbers)[0]
    record.online = root.one("electronicPublicationDate").date("online")
    for at in (year, month, root.one("pubYear")):
        at.use("issued")
    first, of_year = root.one("firstPublicationDate"), root.one("pubYear").text
    if not record.issued and (first.text[:4] == of_year or not of_year):
        record.issued = first.date("issued")
    # of a patent the first date is that of the application
    record.issued = record.issued or medline.date(of_year)[0]
    if (first.text and first.text[: len(record.issued)] == record.issued) or first.text in (record.online, record.submitted):
        first.use("issued")
    record.record_modified = root.one("dateOfRevision").date("record_modified")


def _book(draft: Draft, book: Cursor) -> None:
    record = draft.record
    if name := book.one("publisher").take("publisher"):
        record.publisher = Agent(name=name, kind="organisation")
    record.edition = book.one("edition").take("edition")
    record.num_pages = book.one("numberOfPages").number("num_pages")
    for name in ("isbn13", "isbn10"):
        at = book.one(name)
        if at.text and (found := at.identify("isbn", f"identifiers[{len(record.identifiers)}]")) not in record.identifiers:
            record.identifiers.append(found)
    if words := book.one("seriesName").take("series[0].titles[0]"):
        record.series.append(Series([Text(words)], number=book.one("seriesIssue").take("series[0].number")))
    if year := book.one("yearOfPublication"):
        record.issued = record.issued or year.text
        if record.issued[:4] == year.text:
            year.use("issued")


def _patent(draft: Draft, patent: Cursor) -> None:
    record = draft.record
    record.country = patent.one("countryCode").take("country")
    if kind := patent.one("typeCode").take("number"):
        record.number = f"{record.number} {kind}".strip()
    for path, scheme in (
        ("classifierList/classifier/classification", ""),
        ("application/applicationNumber", "application"),
        ("priorityList/priority/priorityNumber", "priority"),
        ("priorityList/priority/priorityDate", "priority-date"),
    ):
        for at in patent.all(path):
            kinds = at.parent.one("classificationType")
            if scheme or kinds.text == "IPC":
                kinds.use("identifiers")
                found = at.identify(scheme or "ipc", f"identifiers[{len(record.identifiers)}]")
                record.identifiers += [found] if found not in record.identifiers else []
    record.submitted = patent.one("application/applicationDate").date("submitted")


def _access(draft: Draft) -> None:
    record, root = draft.record, draft.root
    free = root.one("isOpenAccess")
    free.use("access")
    if free.text == "Y":
        record.access = "open"
    parts.licence(draft, root.one("license"))
    new = Once()
    for full in root.all("fullTextUrlList/fullTextUrl"):
        parts.full_text(draft, full, rules(), new)
