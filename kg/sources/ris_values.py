"""Dates, numbers, identifiers, texts and links of a RIS entry."""

from __future__ import annotations

import functools
import re

from kg.record import Agent, Container, Contributor, File, Host, Identifier, Link, Metric, Relation, Series, Text
from kg.sources import pure_notes
from kg.sources.once import Growing
from kg.sources.ris_entry import Work, patent_tags, place, same, secondary, table
from kg.syntax.tagged import Value
from kg.values import dates, identifiers, languages, pages
from kg.values import text as texts

# what is longer is not remembered
_SHORT = 100
_BETWEEN_WORDS = re.compile(r"[;\n]")
_BETWEEN_LANGUAGES = re.compile(r"[;,/\n]")
_BETWEEN_LINKS = re.compile(r"\s+|;(?=https?:)")
_ADDRESS = re.compile(r"(?:https?|ftp)://[^/\s]")
_BOOKS = {"book", "edited-book", "reference-book", "multivolume-book", "proceedings"}
_THESES = {"thesis", "thesis-doctoral", "thesis-master", "thesis-bachelor"}
_REPORTS = {"report", "working-paper", "memorandum"}
_NUMBERED = {"patent", "standard", *_REPORTS}
_VERSIONED = {"software", "dataset"}
_LABELLED = re.compile(r"(\S+?)\s*\[(pmid|pmcid|doi|pii|eid)\]", re.IGNORECASE)
_PAGE_COUNT = re.compile(r"(?:[ivxlc]+, ?)?(\d{1,5})(?: ?(?:p|pp|pages|S|Seiten)\.?)?")
_CITED = re.compile(r"Cited By ?:? ?(\d+)", re.IGNORECASE)
_CITED_WOS = re.compile(r"Times Cited in Web of Science Core Collection:\s*(\d+)")
_EXPORTED = re.compile(r"Export Date: (\d{1,2} \w+ \d{4})", re.IGNORECASE)
_SCOPUS = re.compile(r"SCOPUS:([0-9]{6,14})", re.IGNORECASE)
_MILESTONES = {"received": "submitted", "submitted": "submitted", "accepted": "accepted"}
_ABOUT_RECORD = re.compile(r"(?:Export Date|Correspondence Address|CODEN|Date revised|Last updated)\b", re.IGNORECASE)


_DATES = ("PY", "Y1", "DA")


def published(work: Work) -> None:
    """When it was published: PY, then Y1, then DA, the most exact that they agree on. PY may name another event ("2012/05/01/received")."""
    record, chosen = work.record, None
    for value in [value for tag in _DATES if tag in work.left for value in work.all(tag)]:
        found, other = dates.ris(value.text)
        milestone = _MILESTONES.get(other.casefold(), "")
        if found and milestone and not getattr(record, milestone):
            setattr(record, milestone, found)
            work.put(milestone, value)
            continue
        if other:
            work.keep(value)
        found = found or dates.parse(value.text) or _worded(value.text, record.issued[:4])
        if not found and _within(value.text, record.issued[:4]):
            work.keep(value)
        elif not found:
            work.refuse(value, "R144", "issued", what="a date")
        elif not record.issued or (found.startswith(record.issued) and found != record.issued):
            record.issued, chosen = found, value
        elif not record.issued.startswith(found):
            work.refuse(value, "R145", "issued", other=record.issued)
    if chosen is not None:
        work.put("issued", chosen)
    _online(work)


def _online(work: Work) -> None:
    """ET of an article is the day it appeared online (EndNote, PubMed)."""
    value = work.left.get("ET", [None])[0]
    online = dates.parse(value.text) if value is not None and work.record.container is not None else ""
    if value is not None and online:
        work.record.online = online
        work.put("online", value)
        work.first("ET")


def _worded(text: str, year: str) -> str:
    """The date of "SEP", "APR 21" (in `year`) or "2015/october"; "" for any other text."""
    if match := re.fullmatch(r"(\d{4})/([A-Za-z]{3,9})(?:/(\d{1,2}))?", text):
        return dates.of(match[1], match[2], match[3] or "")
    match = re.fullmatch(r"([A-Za-z]{3,9})\.?(?: (\d{1,2}))?", text)
    return dates.of(year, match[1], match[2] or "") if match and year else ""


def _within(text: str, year: str) -> bool:
    """Whether the text is an interval of the year that is known already: the days of a conference, not of the publication."""
    days = dates.interval(text) if year else None
    return days is not None and days[0].startswith(year)


def extent(work: Work) -> None:
    """SP and EP as a range; of a whole book, thesis or report a lone number is the number of pages."""
    record, start, end = work.record, work.first("SP"), work.first("EP")
    if start is None and end is None:
        return
    lead = start or end
    assert lead is not None
    if start is not None and end is not None and pages.are_plain(start.text, end.text):
        record.page_start, record.page_end = start.text, end.text
        work.put("page_start", start)
        work.put("page_end", end)
        return
    count = _PAGE_COUNT.fullmatch(lead.text)
    if end is None and count and record.type in _BOOKS | _THESES | _REPORTS:
        record.num_pages = int(count[1])
        work.put("num_pages", lead)
        return
    if not any(character.isdigit() for value in (start, end) if value for character in value.text) and not _roman(lead.text):
        for value in (start, end):
            if value is not None:
                work.refuse(value, "R144", "page_start", what="a page")
        return
    separate = start is not None and end is not None and pages.parse(start.text).pages == "" and start.text != end.text
    if separate and start is not None and end is not None and pages.parse(start.text).start == pages.parse(start.text).end:
        both = pages.parse(f"{start.text}--{end.text}")
        found = both if both.start == start.text else pages.Pages(start.text, end.text, "")
    else:
        found = pages.parse(lead.text)
    record.page_start, record.page_end, record.pages = found.start, found.end, found.pages
    for name in ("page_start", "page_end", "pages"):
        if getattr(record, name):
            work.put(name, (end or lead) if name == "page_end" else lead)


def _roman(text: str) -> bool:
    return bool(re.fullmatch(r"[ivxlcdm]+(?:\s*[-–]+\s*[ivxlcdm]+)?", text, re.IGNORECASE))


_NUMBERS = (("volume", ("VL", "VO")), ("issue", ("IS",)), ("edition", ("ET",)), ("article_number", ("C7",)), ("chapter", ("SE",)))


def numbers(work: Work) -> None:
    """Volume, issue, edition, version, article number, chapter and the document's own number; a patent's priority and class (EndNote)."""
    record = work.record
    for tag, scheme in patent_tags(work.ty):
        for stated in work.all(tag):
            work.put(f"identifiers[{len(record.identifiers)}]", stated)
            record.identifiers.append(Identifier(scheme, texts.plain(stated.text)))
    if record.type in _NUMBERED and (own := work.first("SN", "M1", "IS", "VL") if record.type == "patent" else None):
        record.number = own.text
        work.put("number", own)
    if record.type in _VERSIONED and (version := work.first("ET", "VL")):
        record.version = version.text
        work.put("version", version)
    for field, tags in _NUMBERS:
        if not work.has(*tags):
            continue
        if tags[0] in ("C7", "SE") and table()["custom"].get(f"{work.ty}.{tags[0]}") != field:
            continue
        value = work.first(*tags)
        if value is None:
            continue
        if field == "issue" and record.type in _NUMBERED:
            field = "number"
        if getattr(record, field):
            work.keep(value)
            continue
        setattr(record, field, texts.plain(value.text))
        work.put(field, value)
        for again in work.all(*tags):
            if not same(again.text, value.text):
                work.keep(again)
    if work.pure and record.container is not None and not record.article_number and (article := work.first("M1")):
        record.article_number = article.text
        work.put("article_number", article)
    volumes = work.first("NV")
    if volumes is not None and volumes.text.isascii() and volumes.text.isdigit():
        record.num_volumes = int(volumes.text[:4])
        work.put("num_volumes", volumes)
    elif volumes is not None:
        work.keep(volumes)


def publisher(work: Work) -> None:
    """Publisher and its place; of a thesis or report the institution, of a patent the owner."""
    record, named, seat = work.record, work.first("PB", "PU"), work.first("CY", "PP", "PI")
    if seat is not None and re.match(r"https?://", seat.text):
        _link(work, seat, seat.text)
        seat = None
    if named is None:
        if seat is not None:
            # the place of publication is known, the publisher is not: an agent without a name
            record.publisher = Agent("", kind="organisation", place=texts.plain(seat.text))
            work.put("publisher.place", seat)
        return
    agent = Agent(name=texts.plain(named.text), kind="organisation")
    field = "institution" if record.type in _THESES | _REPORTS else "publisher"
    if record.type == "patent":
        work.put(f"contributors[{len(record.contributors)}]", named)
        record.contributors.append(Contributor(agent=agent, role="assignee"))
        record.country = texts.plain(seat.text) if seat else ""
        return
    if seat is not None:
        agent.place = texts.plain(seat.text)
        work.put(f"{field}.place", seat)
    setattr(record, field, agent)
    work.put(field, named)


def serials(work: Work) -> None:
    """ISSN and ISBN of SN, told apart by check digit, each on the thing that it numbers."""
    for value in work.all("SN"):
        for found, wrong in identifiers.serial(value.text, field="identifiers"):
            if wrong is not None and work.record.type in _NUMBERED and not work.record.number:
                work.record.number = value.text
                work.put("number", value)
                continue
            field, owned = _owner(work, found.scheme)
            if wrong is not None:
                wrong.place = place(value)
                wrong.field = f"{field}[{len(owned)}]"
                work.issues.append(wrong)
            if found not in owned:
                work.put(f"{field}[{len(owned)}]", value)
                owned.append(found)


def _owner(work: Work, scheme: str) -> tuple[str, list[Identifier]]:
    """Whose number it is: an ISSN the journal's or series', an ISBN the book's, of a chapter its host's. Field path and list."""
    record, kind = work.record, secondary().get(work.record.type)
    if scheme != "isbn" and (kind == "container" or (kind == "host" and record.container is not None)):
        kind = table()["container-kind"].get(record.type, "journal")
        record.container = record.container or Container(kind=kind, identifiers=Growing())
        return "container.identifiers", record.container.identifiers
    if (kind == "host" or (record.type == "poster" and record.host)) and scheme not in ("issn", "eissn", "issn-l"):
        kind = "proceedings" if record.type.startswith("conference") else "book"
        record.host = record.host or Host(type=kind, identifiers=Growing())
        return "host.identifiers", record.host.identifiers
    if kind in ("host", "series") and scheme in ("issn", "eissn", "issn-l"):
        record.series = record.series or [Series(identifiers=Growing())]
        return "series[0].identifiers", record.series[0].identifiers
    return "identifiers", record.identifiers


def identify(work: Work) -> None:
    """DOI, PubMed, Scopus, Web of Science and local identifiers."""
    for value in work.all("DO"):
        for part in value.text.split("\n"):
            work.identify("doi", part, value)
    for value in work.all("U1", "U2", "L3", "PMID"):
        labelled = _LABELLED.fullmatch(value.text)
        if value.tag == "PMID":
            number, _, more = value.text.partition("\n")
            work.identify("pmid", number, value)
            if more:
                work.keep(value, more)
        elif labelled and labelled[2].lower() in ("pmid", "pmcid", "doi"):
            work.identify(labelled[2].lower(), labelled[1], value)
        elif doi := identifiers.doi(value.text):
            work.identify("doi", doi, value)
        else:
            work.keep(value)
    _pubmed(work)
    for value in work.all("AN"):
        if scopus := _SCOPUS.fullmatch(value.text):
            work.identify("scopus-eid", f"2-s2.0-{scopus[1]}", value)
            continue
        scheme = "pmcid" if value.text.upper().startswith("PMC") else "wos-ut" if value.text.startswith("WOS:") else "accession"
        work.identify(scheme, value.text, value)
    for tag, local in (("ID", "citekey"), ("CN", "call-number")):
        for value in work.all(tag):
            work.identify(local, value.text, value)


def _pubmed(work: Work) -> None:
    """The PubMed ID in the tag that the data base uses for it, and EndNote's PMCID in C2."""
    if not work.has("AN", "C2", "C5"):
        return
    provider = " ".join(value.text for value in work.entry.all("DB", "DP")).casefold()
    tags = {tag for name, tag in table()["pubmed-tag"].items() if name in provider}
    for tag in ("AN", "C2", "C5"):
        value = work.left.get(tag, [None])[0]
        if value is None:
            continue
        central = table()["custom"].get(f"{work.ty}.{tag}") == "pmcid" and value.text.upper().startswith("PMC")
        if central or (tag in tags and identifiers.pmid(value.text)):
            work.identify("pmcid" if central else "pmid", value.text, value)
            work.first(tag)


def describe(work: Work) -> None:
    """Abstracts (N2 repeats AB in Pure), keywords, notes, languages."""
    record = work.record
    stated = work.all("AB", "N2")
    for value in stated:
        text = texts.plain(value.text)
        if text and (len(stated) == 1 or work.new("abstract", text)):
            work.put(f"abstracts[{len(record.abstracts)}]", value)
            record.abstracts.append(Text(text))
    for value in work.all("KW"):
        for word in _known_words(value.text) if len(value.text) <= _SHORT else _words(value.text):
            if work.new("keyword", word):
                work.put(f"keywords[{len(record.keywords)}]", value)
                record.keywords.append(Text(word))
    for value in work.all("N1", "RN", "U3"):
        _note(work, value)
    for value in work.all("LA"):
        tags = [languages.parse(part.strip()) for part in _BETWEEN_LANGUAGES.split(value.text) if part.strip()]
        for tag in tags:
            if work.new("language", tag):
                work.put(f"languages[{len(record.languages)}]", value)
                record.languages.append(tag)
        if "" in tags:
            work.refuse(value, "R144", "languages", what="a language")
    for value in work.all("FX"):
        work.put(f"funding_text[{len(record.funding_text)}]", value)
        record.funding_text.append(Text(texts.plain(value.text)))


def _words(text: str) -> list[str]:
    """The keywords of one value, without the asterisk that PubMed puts before major ones."""
    found = _BETWEEN_WORDS.split(texts.plain(text) if "\n" not in text else text)
    return [texts.plain(part).removeprefix("*").strip() for part in found]


_known_words = functools.lru_cache(maxsize=4096)(_words)


def _note(work: Work, value: Value) -> None:
    """A note; or what data bases write there: a DOI, a citation count, funding, references, remarks about their own record."""
    record, text = work.record, texts.plain(value.text)
    if doi := identifiers.doi(value.text):
        work.identify("doi", doi, value)
    elif count := _CITED_WOS.search(value.text) or _CITED.match(value.text):
        day = _EXPORTED.search(value.text)
        work.put(f"metrics[{len(record.metrics)}]", value)
        source = "Web of Science" if count.re is _CITED_WOS else "Scopus"
        record.metrics.append(Metric(int(count[1][:9]), source, dates.parse(day[1]) if day else ""))
        work.keep(value)
    elif value.text.startswith(("Funding details:", "Funding text")):
        work.put(f"funding_text[{len(record.funding_text)}]", value)
        record.funding_text.append(Text(text.partition(":")[2].strip()))
    elif value.text.startswith("References:"):
        for line in value.text.removeprefix("References:").split("\n"):
            if reference := texts.plain(line).rstrip("; "):
                work.put(f"relations[{len(record.relations)}]", value)
                record.relations.append(Relation("cites", text=reference))
    elif value.tag == "U3" or _ABOUT_RECORD.match(value.text):
        work.keep(value)
    elif text:
        note, event = pure_notes.conference(value.text) if work.pure else (value.text, None)
        if event is not None:
            record.event = record.event or event
            work.put("event", value)
        for field, words in pure_notes.sections(note) if work.pure else [("notes", text)]:
            target: list[Text] = getattr(record, field)
            work.put(f"{field}[{len(target)}]", value)
            target.append(Text(words))


def links(work: Work) -> None:
    """Addresses: what resolves to an identifier becomes one; L1 is a file, the others are links as given."""
    for value in work.all("UR", "LK", "L1", "L2", "L4"):
        for part in _BETWEEN_LINKS.split(value.text):
            url = part.strip("<>").rstrip(";") if part else ""
            if not _ADDRESS.match(url):
                if url.startswith("www."):
                    _link(work, value, f"http://{url}")
                elif url:
                    work.keep(value, url)
            elif value.tag == "L1" and identifiers.from_url(url) is None:
                if work.new("file", url, exact=True):
                    work.put(f"files[{len(work.record.files)}]", value)
                    work.record.files.append(File(url))
            else:
                _link(work, value, url)


def _link(work: Work, value: Value, url: str) -> None:
    """One address: its identifier where it has one, and a link unless it only resolves the work's own DOI or PubMed record."""
    record, found = work.record, identifiers.from_url(url)
    known = table()["see-also"]
    host = re.sub(r"^\w+://(?:[^@/]*@)?", "", url).partition("/")[0].partition(":")[0].lower()
    if found is not None and found.scheme in ("doi", "pmid", "pmcid", "arxiv", "handle", "scopus-eid"):
        if found.scheme != "doi" or "doi" not in work.schemes:
            work.identify(found.scheme, found.value, value)
        if found.scheme != "scopus-eid" and (found.scheme, found.value) in work.seen:
            return
        kind = "see-also"
    elif value.tag in ("LK", "L2", "L4") or any(host == one or host.endswith(f".{one}") for one in known["hosts"]):
        kind = "see-also"
    else:
        kind = "repository" if record.type == "software" and identifiers.is_repository(url) else "landing"
    if work.new("link", url, exact=True):
        work.put(f"links[{len(record.links)}]", value)
        record.links.append(Link(url, kind))


def affiliations(work: Work) -> None:
    """AD of a work with one author; with more it is not said whose it is."""
    authors = work.record.contributors
    if len(authors) != 1:
        return
    for value in work.all("AD"):
        work.put(f"contributors[0].affiliations[{len(authors[0].affiliations)}]", value)
        authors[0].affiliations.append(Agent(name=texts.plain(value.text), kind="organisation"))
