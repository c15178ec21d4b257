"""MEDLINE's display format, as PubMed and ERIC give it in nbib files: every record as a Record.

Design: syntax/medline_lines.py gives the values; the steps below each take the tags they understand, as in the RIS reader, whose Work
they fill. What no step has taken goes to `Record.rest` under its tag, unless the table says why it is left out. Tables are those of
PubMed's XML (vocab/imports/pubmed.toml), which has the same facts with more structure: MeSH headings have no numbers here, so no IRIs.
Source: https://www.nlm.nih.gov/bsd/mms/medlineelements.html; https://eric.ed.gov (nbib export).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.errors import InputError, Place
from kg.issues import issue
from kg.record import Agent, Concept, Container, Grant, Identifier, Link, Origin, Reading, Record, Relation, Text
from kg.sources import medline, nbib_book, nbib_people
from kg.sources.once import Once
from kg.sources.ris_entry import Work, place
from kg.syntax import medline_lines
from kg.syntax.decoding import decode
from kg.syntax.stretch import first_ordinal
from kg.syntax.tagged import Entry, Value
from kg.values import dates, identifiers, languages, text

FORMAT = "nbib"
_FIRST = re.compile(r"(?:PMID|OWN|STAT) ?- ?\S")
_TY = re.compile(r"(?:\A|[\r\n])[ \t\ufeff]*TY {1,2}- ")
_MORE = re.compile(r"[\r\n](?:TI  - |OWN ?- |FAU - |AU  - |DP  - )")
_ID = re.compile(r"(.+?)\s*\[(\w+)\]")
_PMID = re.compile(r"\bPMID:?\s*([0-9]{1,9})\b")
_NUMBER = re.compile(r"(\S+(?: \S+)?) \((.+)\)")
_HISTORY = re.compile(r"([0-9/]{4,10})[^\[]*\[(\w+)\]")
_STAMP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")


def detect(head: str, name: str) -> int:
    """How surely the text is MEDLINE's display format, 0 to 100."""
    # a banner may stand before the first record
    lines = head.lstrip(" \t\r\n\ufeff")[:4000].splitlines()[:6]
    if not any(_FIRST.match(line) for line in lines) or _TY.search(head):
        return 0
    return 96 if _MORE.search(head) else 40


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record, in order. Issues: R321, R323, R331, R009 and those of identifiers."""
    ordinal = first_ordinal(data)
    for entry in medline_lines.entries(decode(data, encoding)):
        if any(value.text for value in entry.values):
            yield _reading(entry, ordinal, trace=trace)
            ordinal += 1
    if not ordinal:
        found = issue("R331", place=Place(line=1, column=1))
        yield Reading(origin=Origin(length=len(data), line=1, format=FORMAT), issues=[found])


def count(data: bytes, encoding: str) -> int:
    """How many readings a part gives."""
    try:
        return sum(any(value.text for value in entry.values) for entry in medline_lines.entries(decode(data, encoding)))
    except InputError:
        return 1


def _reading(entry: Entry, ordinal: int, *, trace: bool) -> Reading:
    origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format=FORMAT)
    work = Work(entry, Record(origin=origin), trace=trace)
    for step in _STEPS:
        step(work)
    record = work.record
    left = sorted((value for values in work.left.values() for value in values), key=lambda value: value.line)
    reasons = medline.rules()["not_carried_tags"]
    for value in left:
        if value.tag not in reasons:
            work.keep(value, text.tidy(value.text))
    label = next((one.value for one in record.identifiers if one.scheme == "pmid"), "")
    label = label or (record.titles[0].value if record.titles else f"entry {ordinal + 1}")
    for found in work.issues:
        found.record = label
    not_carried = [(value.tag, text.tidy(value.text), reasons[value.tag]) for value in left if value.tag in reasons]
    return Reading(origin, label, record, work.issues, work.places, not_carried)


def one_line(value: Value) -> str:
    """Its text on one line."""
    return text.tidy(value.text)


def _identify(work: Work) -> None:
    record = work.record
    for value in work.all("PMID", "PMC", "MID"):
        work.identify({"PMID": "pmid", "PMC": "pmcid"}.get(value.tag, "local"), one_line(value), value)
        if value.tag == "PMID" and record.identifiers[-1].scheme == "pmid":
            work.put("derived_from[0]", value)
            record.derived_from = [f"https://pubmed.ncbi.nlm.nih.gov/{record.identifiers[-1].value}/?format=pubmed"]
    for value in work.all("OID"):
        work.identify("accession", one_line(value), value)
    for value in work.all("LID", "AID"):
        match = _ID.fullmatch(one_line(value))
        words, kind = (match[1], match[2]) if match else (one_line(value), "")
        if kind == "doi" or (not kind and identifiers.doi(words)):
            work.identify("doi", words, value)
        elif kind:
            work.identify(medline.rules()["identifiers"].get(kind, "local"), words, value)
        elif words.startswith(("http://", "https://")):
            work.put(f"links[{len(record.links)}]", value)
            record.links.append(Link(words))
        else:
            work.identify("local", words, value)


def _kind(work: Work) -> None:
    record, values = work.record, work.all("PT")
    found = medline.types(one_line(value) for value in values)
    record.type = found.type or "journal-article"
    record.status = found.status
    record.genre += [Text(word, "en") for word in found.genre]
    record.funding_text += [Text(word, "en") for word in found.support]
    for value in values:
        work.put("type", value)
    if status := work.first("PST"):
        record.status = record.status or medline.rules()["status"].get(status.text, "")
        work.put("status", status)
        if status.text not in medline.rules()["status"]:
            work.keep(status)
    for value in work.all("LA"):
        words = one_line(value)
        if words.lower() in ("und", "mul", "zxx"):
            work.keep(value)
        elif not (tag := languages.parse(words)):
            work.refuse(value, "R009", "languages")
        elif tag not in record.languages:
            work.put(f"languages[{len(record.languages)}]", value)
            record.languages.append(tag)


def _lang(record: Record) -> str:
    return record.languages[0] if len(record.languages) == 1 else ""


def _titles(work: Work) -> None:
    record, lang = work.record, _lang(work.record)
    own = lang if lang != "en" else ""
    given, vernacular = work.first("TI"), work.all("TT")
    if given is not None:
        words, translated = medline.title(one_line(given))
        if translated and medline.is_missing(given.text):
            work.keep(given)
        else:
            target = "other_titles" if translated and vernacular else "titles"
            work.put(f"{target}[0]", given)
            getattr(record, target).append(Text(words, "en" if translated or lang == "en" else ""))
    for value in vernacular:
        target = "other_titles" if record.titles else "titles"
        work.put(f"{target}[{len(getattr(record, target))}]", value)
        getattr(record, target).append(Text(medline.title(one_line(value))[0], own))


def _texts(work: Work) -> None:
    record = work.record
    for value in work.all("AB"):
        work.put(f"abstracts[{len(record.abstracts)}]", value)
        record.abstracts.append(Text(one_line(value), "en"))
    said = work.first("OABL") if work.has("OAB") else None
    for value in work.all("OAB"):
        lang = languages.parse(said.text) if said else ""
        target = "notes" if any(one.lang == lang for one in record.abstracts) else "abstracts"
        work.put(f"{target}[{len(getattr(record, target))}]", value)
        getattr(record, target).append(Text(one_line(value).removeprefix("Publisher: "), lang))
    for tags, field in ((("CI",), "rights"), (("GN", "COIS"), "notes")):
        for value in work.all(*tags):
            work.put(f"{field}[{len(getattr(record, field))}]", value)
            getattr(record, field).append(Text(one_line(value)))


def _journal(work: Work) -> None:
    record, held = work.record, Container()
    if title := work.first("JT"):
        work.put("container.titles[0]", title)
        held.titles.append(Text(medline.unstopped(one_line(title))))
    if short := work.first("TA"):
        work.put("container.short[0]", short)
        if not held.titles or one_line(short) != held.titles[0].value:
            held.short.append(Text(one_line(short)))
    for value in work.all("IS", "ISSN"):
        for found, fault in identifiers.serial(one_line(value).removeprefix("ISSN-"), field="container.identifiers", place=place(value)):
            work.issues += [fault] if fault else []
            work.put(f"container.identifiers[{len(held.identifiers)}]", value)
            held.identifiers += [found] if found not in held.identifiers else []
    for value in work.all("JID"):
        work.put(f"container.identifiers[{len(held.identifiers)}]", value)
        held.identifiers.append(Identifier("nlm", one_line(value)))
    if held.titles or held.short or held.identifiers:
        record.container = held
    if where := work.first("PL"):
        work.put("publisher.place", where)
        record.publisher = Agent(name="", kind="organisation", place=one_line(where))
    for field, tag in (("volume", "VI"), ("issue", "IP")):
        if stated := work.first(tag):
            work.put(field, stated)
            setattr(record, field, one_line(stated))
    if given := work.first("PG"):
        for field, part in zip(("page_start", "page_end", "pages", "article_number"), medline.pagination(one_line(given)), strict=True):
            if part:
                work.put(field, given)
                setattr(record, field, part)


def _dates(work: Work) -> None:
    record = work.record
    if value := work.first("DP"):
        record.issued, whole = medline.date(value.text)
        work.put("issued", value)
        if not whole:
            code = "R321" if record.issued else "R008"
            work.refuse(value, code, f"rest[{len(record.rest)}]", path="DP", taken=record.issued or "nothing")
    for tag, field in (("DEP", "online"), ("LR", "record_modified"), ("CTDT", "issued"), ("DRDT", "modified")):
        if value := work.first(tag):
            stamp = _STAMP.fullmatch(value.text)
            found = dates.of(*stamp.groups()) if stamp else medline.date(value.text)[0]
            if found:
                setattr(record, field, found)
                work.put(field, value)
            else:
                work.refuse(value, "R008", f"rest[{len(record.rest)}]", path=tag, taken="nothing")
    record.issued = record.issued or record.online
    for value in work.all("PHST"):
        match = _HISTORY.fullmatch(value.text)
        field = {"received": "submitted", "accepted": "accepted"}.get(match[2], "") if match else ""
        if match and field and not getattr(record, field) and (found := dates.parse(match[1])):
            setattr(record, field, found)
            work.put(field, value)
        elif not match or match[2] not in medline.rules()["steps"]["names"]:
            work.keep(value)
        else:
            # the table says why these are left out
            work.left.setdefault("PHST", []).append(value)


def _subjects(work: Work) -> None:
    for value in work.all("MH"):
        parts = one_line(value).split("/")
        name = parts[0].lstrip("*")
        _concept(work, value, name, major=parts[0].startswith("*"))
        for part in parts[1:]:
            _concept(work, value, f"{name}/{part.lstrip('*')}", major=part.startswith("*"))
    for value in work.all("NM"):
        _concept(work, value, one_line(value), major=False)
    for value in work.all("RN"):
        match = _NUMBER.fullmatch(one_line(value))
        if match is None:
            work.keep(value)
            continue
        _concept(work, value, match[2], major=False)
        if match[1] != "0":
            work.keep(value, match[1])
    # a short name says nothing beside the full one
    people = "FPS" if work.has("FPS") else "PS"
    for value in work.all("OT", "GS", "SFM", people):
        words = one_line(value).lstrip("*")
        if value.text.startswith("*"):
            work.keep(value)
        word = Text(nbib_people.name(words).name if value.tag in ("FPS", "PS") else medline.unstopped(words))
        work.put(f"keywords[{len(work.record.keywords)}]", value)
        work.record.keywords += [word] if work.new("keyword", word.value, exact=True) else []


def _concept(work: Work, value: Value, name: str, *, major: bool) -> None:
    known = work.record.concepts
    work.put(f"concepts[{len(known)}]", value)
    if work.new("concept", name, exact=True):
        known.append(Concept("mesh", Text(name, "en"), weight="1" if major else ""))


def _funding(work: Work) -> None:
    for value in work.all("GR"):
        parts = [part.strip() for part in one_line(value).split("/")]
        country = parts.pop() if len(parts) > 1 else ""
        agency = parts.pop() if country else ""
        if len(parts) > 1 and re.fullmatch(r"[A-Z][A-Z_]{1,4}", parts[-1]):
            # the part of the funder
            work.keep(value, parts.pop())
        funder = Agent(name=agency, kind="organisation", place=country) if agency else None
        grant = Grant(funder=funder, number="/".join(parts))
        work.put(f"funding[{len(work.record.funding)}]", value)
        work.record.funding += [grant] if work.new("grant", one_line(value), exact=True) else []


def _links(work: Work) -> None:
    """Corrections and comments, trials and entries of data banks."""
    relations, new = work.record.relations, Once()
    for tag, kind in medline.rules()["tags"].items():
        row = medline.rules()["relations"][kind]
        for value in work.all(tag):
            words = one_line(value)
            work.put(f"relations[{len(relations)}]", value)
            if match := _PMID.search(words):
                relation = Relation(row["kind"], identifier=Identifier("pmid", match[1]))
                work.keep(value, _PMID.sub("", words).strip())
            elif doi := medline.doi_in(words):
                relation = Relation(row["kind"], identifier=Identifier("doi", doi))
                work.keep(value, words)
            else:
                relation = Relation(row["kind"], text=words)
            relations += [relation] if new(relation) else []
            work.record.status = row.get("status", "") or work.record.status
    for value in work.all("SI"):
        bank, _, number = one_line(value).partition("/")
        if medline.TRIAL.fullmatch(number):
            work.identify("trial", number.upper(), value)
            continue
        work.put(f"relations[{len(relations)}]", value)
        if number.startswith("10.") and identifiers.doi(number):
            relation = Relation("supplemented-by", identifier=Identifier("doi", identifiers.doi(number)))
        else:
            relation = Relation("related", text=f"{bank}:{number}" if number else bank)
        relations += [relation] if new(relation) else []


_STEPS: tuple[Callable[[Work], None], ...] = (
    _identify,
    _kind,
    _titles,
    _texts,
    nbib_people.people,
    _journal,
    nbib_book.book,
    _dates,
    _subjects,
    _funding,
    _links,
)
