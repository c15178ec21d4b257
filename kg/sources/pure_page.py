"""A page of an Elsevier Pure portal, copied as text, as one Record.

Design: one page states the same work up to four times: head and details table, BibTeX, formatted citation, RIS. The page's own lines become
a Record (`_FIELDS`, `_SECTIONS`), the embedded BibTeX and RIS are handed to their readers (this reader's parts), and `_fold` takes
each field from the first part that states it (`_FIRST`), joins the lists that belong together, and reports where parts contradict each
other. The words of the page stand in vocab/imports/pure.toml, by language. Every place leads into the page's own lines.
The 32 hexadecimal digits that Pure writes as the BibTeX key are the UUID of its record, so they are an identifier and no citation key.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import (
    Agent,
    Concept,
    Container,
    Contributor,
    Event,
    Grant,
    Host,
    Identifier,
    Link,
    Metric,
    Origin,
    Reading,
    Record,
    Series,
    Text,
)
from kg.sources import bibtex, ris
from kg.syntax import labelled
from kg.syntax.decoding import decode
from kg.syntax.labelled import Field, Line
from kg.values import dates, identifiers, languages, names, pages
from kg.values import text as texts

_BIBTEX = re.compile(r"@[A-Za-z]+\s*\{")
_RIS = re.compile(r"TY\s*-\s*[A-Z]")
_RIS_END = re.compile(r"ER\s*-")
_BULLET = re.compile(r"^[•‣◦·▪*–-]\s+")
_WEIGHT = re.compile(r"(.*?)\s*(\d{1,3})\s?%")


@functools.cache
def _words(language: str) -> Mapping[str, Any]:
    return dict(resources.table("imports/pure")[language])


@functools.cache
def _scanner(language: str) -> labelled.Words:
    table = _words(language)
    return labelled.Words(table["headings"], {"": table["labels"], "series": table["series-labels"], "event": table["event-labels"]})


def _language(text: str) -> str:
    """The language of the portal page, by the words before its type line; "" if no table fits."""
    for language, table in resources.table("imports/pure").items():
        if re.search(rf"^\s*(?:{table['output']}|{table['student']})\s*:", text, re.MULTILINE):
            return language
    return ""


def detect(head: str, name: str) -> int:
    """How surely the text is a copied Pure page: 97 where its type line and another sign of Pure stand in it."""
    head = head.replace("\r", "\n")
    language = _language(head)
    if not language:
        return 0
    headings = _words(language)["headings"]
    signs = sum(1 for line in head.split("\n") if headings.get(line.strip()) in ("cite", "fingerprint", "access", "abstract"))
    return 97 if signs else 60


class _Part(NamedTuple):
    """One statement of the work: its name, its record, and where its fields stand in the page ("": an embedded entry's first line)."""

    name: str
    record: Record
    places: dict[str, Place]


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields the one Reading of the page. See kg.sources for trace and encoding.

    Issues: R160 (no Pure page), R161 (no title), R162 (parts contradict each other), R163 (value not understood), those of the BibTeX and
    RIS readers for the embedded entries.
    """
    source = decode(data, encoding)
    origin = Origin(length=len(data) - source.skipped, offset=source.skipped, line=1, format="pure-page")
    language = _language(source.text.replace("\r", "\n"))
    if not language:
        yield Reading(origin=origin, issues=[issue("R160", place=Place(line=1, column=1))])
        return
    page = _Page(labelled.lines(source.text), language)
    found = [_own(page)]
    for name, reader, slices in (("ris", ris.read, page.ris), ("bibtex", bibtex.read, page.bibtex)):
        for lines in slices:
            found += _embedded(page, name, reader, lines)
    record, places = _fold(page, found)
    record.origin = origin
    label = next((one.value for one in record.identifiers if one.scheme == "doi"), record.titles[0].value if record.titles else "")
    yield Reading(origin=origin, label=label, record=record, issues=page.issues, places=places if trace else None)


class _Page:
    """The page taken apart: head, sections, labelled values, and the lines of the embedded entries and citations."""

    def __init__(self, lines: list[Line], language: str) -> None:
        self.words, self.language, self.issues = _words(language), language, list[Issue]()
        self.bibtex, self.ris, rest = _cut(lines)
        self.output = re.compile(rf"(?:{self.words['output']}|({self.words['student']}))\s*:\s*")
        start = next((line.number for line in rest if self.output.match(line.text)), 1)
        found = labelled.scan(rest, _scanner(language), start=start)
        self.sections, self.fields, self.head = found.sections, found.fields, found.sections[""]

    def section(self, name: str) -> list[Line]:
        """The lines of a section without the portal's own remarks."""
        noise = self.words["noise"]["lines"]
        return [line for line in self.sections.get(name, ()) if not any(re.fullmatch(one, line.text) for one in noise)]


def _cut(lines: list[Line]) -> tuple[list[list[Line]], list[list[Line]], list[Line]]:
    """The lines of the BibTeX entries, of the RIS records, and the others."""
    entries, records, rest, number = list[list[Line]](), list[list[Line]](), list[Line](), 0
    while number < len(lines):
        line = lines[number]
        if _BIBTEX.match(line.text):
            end = _closing(lines, number)
            entries.append(lines[number:end])
        elif _RIS.match(line.text):
            last = next((n for n in range(number, len(lines)) if _RIS_END.match(lines[n].text)), len(lines) - 1)
            end = last + 1
            records.append(lines[number:end])
        else:
            rest.append(line)
            end = number + 1
        number = end
    return entries, records, rest


def _closing(lines: list[Line], start: int) -> int:
    """The index after the line that closes the BibTeX entry; where no brace closes it, after the last line before an empty line and RIS."""
    depth = 0
    for number in range(start, len(lines)):
        text = re.sub(r"\\[{}]", "", lines[number].text)
        if number > start and _RIS.match(text):
            return number
        depth += text.count("{") - text.count("}")
        if depth <= 0:
            return number + 1
    return len(lines)


def _embedded(page: _Page, name: str, reader: Callable[..., Iterator[Reading]], lines: list[Line]) -> list[_Part]:
    """What the reader of a citation format makes of its lines, places and issues moved into the page."""
    first, parts = lines[0], list[_Part]()
    text = "\n".join(" " * (line.column - 1) + line.text for line in lines)
    for reading in reader(text.encode(), trace=True):
        places = {field: _moved(place, first.number) for field, place in (reading.places or {}).items()}
        places[""] = Place(line=first.number, column=first.column, raw=first.text)
        for found in reading.issues:
            found.place = _moved(found.place, first.number)
            page.issues.append(found)
        if reading.record is not None:
            parts.append(_Part(name, reading.record, places))
    return parts


def _moved(place: Place, line: int) -> Place:
    return Place(line=place.line + line - 1, column=place.column, pointer=place.pointer, raw=place.raw) if place.line else place


# ---- the page's own lines ----------------------------------------------------------------------------------------------------


class _Own:
    """The Record of the page's own lines on its way."""

    def __init__(self, page: _Page) -> None:
        self.page, self.record, self.places = page, Record(), dict[str, Place]()

    def put(self, field: str, line: Line) -> None:
        """Remember where a field stands."""
        self.places.setdefault(field, Place(line=line.number, column=line.column, raw=line.text))

    def keep(self, path: str, line: Line) -> None:
        """Put a line into rest."""
        self.put(f"rest[{len(self.record.rest)}]", line)
        self.record.rest.append((path, line.text))

    def refuse(self, label: str, line: Line, field: str, what: str) -> None:
        """Put a line into rest and report it."""
        self.keep(label, line)
        place = Place(line=line.number, column=line.column, raw=line.text)
        self.page.issues.append(issue("R163", field=field, value=line.text, place=place, label=label, what=what))

    def host(self) -> Host:
        """The book or proceedings of the work."""
        self.record.host = self.record.host or Host(type="proceedings" if self.record.type.startswith("conference") else "book")
        return self.record.host

    def series(self) -> Series:
        """The series that the page names."""
        self.record.series = self.record.series or [Series()]
        return self.record.series[0]

    def event(self) -> Event:
        """The event that the page names."""
        self.record.event = self.record.event or Event()
        return self.record.event


def _own(page: _Page) -> _Part:
    """What the page says outside its embedded entries."""
    own = _Own(page)
    _head(own)
    for name, step in _SECTIONS.items():
        step(own, page.section(name))
    for field in page.fields:
        _field(own, field)
    _citations(own, page.section("cite"))
    return _Part("page", own.record, own.places)


def _head(own: _Own) -> None:
    """Title, authors, type line and citation count."""
    record, page, plain = own.record, own.page, list[Line]()
    for line in page.head:
        counted = re.fullmatch(page.words["citations"], line.text)
        if page.output.match(line.text):
            _type(own, line)
        elif counted:
            own.put(f"metrics[{len(record.metrics)}]", line)
            record.metrics.append(Metric(int(re.sub(r"\D", "", counted[1])[:12]), counted[2].strip()))
        else:
            plain.append(line)
    if plain:
        record.titles.append(Text(texts.plain(plain[0].text)))
        own.put("titles[0]", plain[0])
    else:
        page.issues.append(issue("R161", field="titles", place=Place(line=1, column=1)))
    if len(plain) > 1:
        _authors(own, plain[1])
    for line in plain[2:]:
        if page.words["corresponding"] not in line.text:
            own.keep("head", line)


def _authors(own: _Own, line: Line) -> None:
    """The line of names: commas part them, an asterisk marks the corresponding author."""
    for part in re.split(r",\s*(?!(?:Jr|Sr|I{2,3}|IV)\b)", line.text):
        name = part.strip().rstrip("*").strip()
        if name and not names.has_others(f"A and {name}"):
            own.put(f"contributors[{len(own.record.contributors)}]", line)
            own.record.contributors.append(Contributor(agent=names.natural(name), corresponding=part.strip().endswith("*")))


def _type(own: _Own, line: Line) -> None:
    """The type line: family, type and marks, parted by " › " or glued together."""
    page, record = own.page, own.record
    prefix = page.output.match(line.text)
    assert prefix is not None
    text = re.sub(r"\s*[›>]\s*", "", line.text[prefix.end() :]).strip()
    if prefix[1]:
        text = f"{prefix[1]}{text}"
    for marks, value in ((page.words["not-reviewed"], False), (page.words["reviewed"], True)):
        for mark in marks:
            if text.casefold().endswith(mark.casefold()):
                text, record.peer_reviewed = text[: -len(mark)].strip(), value
                own.put("peer_reviewed", line)
    for mark in page.words["marks"]:
        if text.endswith(mark):
            text = text.removesuffix(mark).strip()
            own.keep("category", Line(mark, line.number, line.column))
    own.put("type", line)
    families = [one for one in page.words["types"] if text.casefold().startswith(one)]
    family = max(families, key=len, default="")
    kind = text[len(family) :].strip()
    row = page.words["types"].get(family)
    found = row.get(kind.casefold(), row[""]) if row is not None else "other"
    record.type, _, record.variant = found.partition("/")
    if row is None or kind.casefold() not in row:
        if kind:
            own.put(f"genre[{len(record.genre)}]", line)
            record.genre.append(Text(kind, page.language))
        if row is None:
            place = Place(line=line.number, column=line.column, raw=line.text)
            page.issues.append(issue("R164", field="type", value=text, place=place))


def _paragraphs(name: str) -> Callable[[_Own, list[Line]], None]:
    """A step for a section of prose: one text with its paragraphs."""

    def step(own: _Own, lines: list[Line]) -> None:
        if lines:
            found: list[Text] = getattr(own.record, name)
            own.put(f"{name}[{len(found)}]", lines[0])
            found.append(Text("\n\n".join(texts.plain(line.text) for line in lines)))

    return step


def _keywords(own: _Own, lines: list[Line]) -> None:
    for line in lines:
        word = texts.plain(_BULLET.sub("", line.text))
        if word and not any(word.casefold() == one.value.casefold() for one in own.record.keywords):
            own.put(f"keywords[{len(own.record.keywords)}]", line)
            own.record.keywords.append(Text(word))


def _concepts(scheme: str) -> Callable[[_Own, list[Line]], None]:
    """A step for a list of concepts: the label of each, its weight where the line or the next gives one ("51%"), its rank by order."""

    def step(own: _Own, lines: list[Line]) -> None:
        found: list[Concept] = []
        for line in lines:
            text = _BULLET.sub("", line.text)
            weighed = _WEIGHT.fullmatch(text)
            label, weight = (weighed[1], _fraction(weighed[2])) if weighed else (text, "")
            if weighed and not label and found:
                found[-1].weight = weight
            elif label:
                own.put(f"concepts[{len(own.record.concepts) + len(found)}]", line)
                rank = len(found) + 1 if scheme == "fingerprint" else 0
                found.append(Concept(scheme, Text(texts.plain(label), own.page.language), rank=rank, weight=weight))
        own.record.concepts += found

    return step


def _fraction(percent: str) -> str:
    """A percentage as a decimal text from 0 to 1."""
    return f"{int(percent) / 100:g}" if int(percent) <= 100 else ""


def _access(own: _Own, lines: list[Line]) -> None:
    for line in lines:
        for url in re.findall(r"https?://\S+", line.text):
            _address(own, url, line)


def _address(own: _Own, url: str, line: Line) -> None:
    """An address on the page: the identifier it resolves, else a link."""
    found = identifiers.from_url(url)
    if found is not None and found not in own.record.identifiers:
        own.put(f"identifiers[{len(own.record.identifiers)}]", line)
        own.record.identifiers.append(found)
    if found is None or found.scheme == "scopus-eid":
        own.put(f"links[{len(own.record.links)}]", line)
        own.record.links.append(Link(url, "see-also"))


def _citations(own: _Own, lines: list[Line]) -> None:
    """The formatted citations: lines between the names of citation forms, the type line and the embedded entries, white space collapsed."""
    styles, parts = set(own.page.words["styles"]["names"]), list[Line]()
    for line in [*lines, Line("", 0, 0)]:
        ends = not line.text or line.text in styles or own.page.output.match(line.text)
        if not ends:
            parts.append(line)
        elif parts:
            text = texts.tidy(" ".join(part.text for part in parts))
            if not any(text == one.value for one in own.record.citations):
                own.put(f"citations[{len(own.record.citations)}]", parts[0])
                own.record.citations.append(Text(text))
            parts = []


_SECTIONS: dict[str, Callable[[_Own, list[Line]], None]] = {
    "abstract": _paragraphs("abstracts"),
    "note": _paragraphs("notes"),
    "keywords": _keywords,
    "fingerprint": _concepts("fingerprint"),
    "asjc": _concepts("asjc"),
    "access": _access,
}


# ---- labelled values ---------------------------------------------------------------------------------------------------------

_PLAIN = {"volume", "issue", "edition", "chapter", "article_number", "degree", "medium", "number", "country"}
_DATES = {"online", "issued", "awarded"}


def _field(own: _Own, field: Field) -> None:
    """One labelled value: a plain field, a date, or a step of `_FIELDS`; a label without a value says nothing."""
    if not field.lines:
        return
    line, name = field.lines[0], field.name
    if name in _PLAIN and not getattr(own.record, name):
        setattr(own.record, name, texts.plain(line.text))
        own.put(name, line)
    elif name in _DATES:
        _date(own, name, field.label, line, line.text)
    elif name in _FIELDS:
        _FIELDS[name](own, field)
        return
    else:
        own.keep(field.label, line)
    for more in field.lines[1:]:
        own.keep(field.label, more)


def _date(own: _Own, name: str, label: str, line: Line, text: str) -> None:
    found = dates.parse(text)
    if not found:
        own.refuse(label, line, name, "a date")
    elif name:
        setattr(own.record, name, found)
        own.put(name, line)


def _status(own: _Own, field: Field) -> None:
    """ "Published - 31 Dec 2012": the status and the date that it gives."""
    for line in field.lines:
        status, _, date = (part.strip() for part in re.sub(r"\s+[–—-]\s+", "\t", line.text, count=1).partition("\t"))
        row = own.page.words["status"].get(status.casefold())
        if row is None:
            own.refuse(field.label, line, "status", "a publication status")
            continue
        own.record.status = own.record.status or row["status"]
        own.put("status", line)
        if date:
            _date(own, row["date"], field.label, line, date)
    if not own.record.issued and own.record.status == "published" and own.record.online:
        own.record.issued = own.record.online
        own.put("issued", field.lines[0])


def _spoken(own: _Own, field: Field) -> None:
    for part in re.split(r"[,;]|\s+and\s+", field.lines[0].text):
        tag = languages.parse(part.strip())
        if not tag:
            own.refuse(field.label, field.lines[0], "languages", "a language")
        elif tag not in own.record.languages:
            own.put(f"languages[{len(own.record.languages)}]", field.lines[0])
            own.record.languages.append(tag)


def _range(own: _Own, field: Field) -> None:
    found = pages.parse(field.lines[0].text)
    own.record.page_start, own.record.page_end, own.record.pages = found.start, found.end, found.pages
    for name in ("page_start", "page_end", "pages"):
        if getattr(own.record, name):
            own.put(name, field.lines[0])


def _count(own: _Own, field: Field) -> None:
    line = field.lines[0]
    if re.fullmatch(r"\d{1,6}", line.text, re.ASCII):
        own.record.num_pages = int(line.text)
        own.put("num_pages", line)
    else:
        own.refuse(field.label, line, "num_pages", "a number")


def _identifier(own: _Own, field: Field) -> None:
    """DOI, ISBN or ISSN, one a line; each on the thing that it numbers."""
    for line in field.lines:
        for part in re.split(r"[,;\s]+", line.text) if field.name != "doi" else [line.text]:
            owned, path = _owner(own, field.name)
            place = Place(line=line.number, column=line.column, raw=line.text)
            found, wrong = identifiers.identifier(field.name, part, field=f"{path}[{len(owned)}]", place=place)
            if wrong is not None:
                own.page.issues.append(wrong)
            if found not in owned:
                own.put(f"{path}[{len(owned)}]", line)
                owned.append(found)


def _owner(own: _Own, scheme: str) -> tuple[list[Identifier], str]:
    """The list that an identifier of the details table belongs to, and its path."""
    if scheme in ("issn", "eissn"):
        if (
            own.record.type in ("chapter", "conference-paper", "reference-entry", "book", "edited-book", "report")
            and own.record.container is None
        ):
            return own.series().identifiers, "series[0].identifiers"
        own.record.container = own.record.container or Container()
        return own.record.container.identifiers, "container.identifiers"
    if scheme == "isbn" and own.record.type in ("chapter", "conference-paper", "reference-entry"):
        return own.host().identifiers, "host.identifiers"
    return own.record.identifiers, "identifiers"


def _journal(own: _Own, field: Field) -> None:
    own.record.container = own.record.container or Container()
    own.record.container.titles.append(Text(texts.plain(field.lines[0].text)))
    own.put("container.titles[0]", field.lines[0])


def _host_title(own: _Own, field: Field) -> None:
    """Title of the host, or its subtitle after it."""
    host, text = own.host(), texts.plain(field.lines[0].text)
    if field.name == "host-subtitle" and host.titles:
        text = f"{host.titles[0].value}: {text}"
        host.titles.clear()
    host.titles.append(Text(text))
    own.put("host.titles[0]", field.lines[0])


def _publisher(own: _Own, field: Field) -> None:
    """Publisher, its place, or the body that commissioned or awarded."""
    text, line = texts.plain(field.lines[0].text), field.lines[0]
    if field.name == "publisher-place":
        own.record.publisher = own.record.publisher or Agent(name="", kind="organisation")
        own.record.publisher.place = text
        own.put("publisher.place", line)
        return
    name = "publisher" if field.name == "publisher" else "institution"
    agent = getattr(own.record, name) or Agent(name="", kind="organisation")
    agent.name = text
    setattr(own.record, name, agent)
    own.put(name, line)


def _people(own: _Own, field: Field) -> None:
    """Editors (of the host, where there is one), supervisors: natural order, parted by commas, one or more a line."""
    role = "supervisor" if field.name == "supervisors" else "editor"
    for line in field.lines:
        for part in re.split(r",\s*", line.text):
            name = re.sub(r"\s*\((?:Supervisor|Advisor|Promotor|Copromotor|External person)\)", "", part).strip()
            if not name:
                continue
            of_host = role == "editor" and own.record.type in ("chapter", "conference-paper", "reference-entry")
            people, path = (own.host().contributors, "host.contributors") if of_host else (own.record.contributors, "contributors")
            own.put(f"{path}[{len(people)}]", line)
            people.append(Contributor(agent=names.natural(name), role=role))


def _funders(own: _Own, field: Field) -> None:
    for line in field.lines:
        own.put(f"funding[{len(own.record.funding)}]", line)
        own.record.funding.append(Grant(funder=Agent(name=texts.plain(line.text), kind="organisation")))


def _series_part(own: _Own, field: Field) -> None:
    """Title, number or ISSN of the publication series."""
    series, line = own.series(), field.lines[0]
    if field.name == "series-name":
        series.titles.append(Text(texts.plain(line.text)))
        own.put("series[0].titles[0]", line)
    elif field.name == "series-number":
        series.number = texts.plain(line.text)
        own.put("series[0].number", line)
    else:
        place = Place(line=line.number, column=line.column, raw=line.text)
        at = f"series[0].identifiers[{len(series.identifiers)}]"
        found, wrong = identifiers.identifier(field.name.removeprefix("series-"), line.text, field=at, place=place)
        own.page.issues += [wrong] if wrong is not None else []
        own.put(at, line)
        series.identifiers.append(found)


def _event_part(own: _Own, field: Field) -> None:
    """Name, place and dates of the event: "Name - City, Country", then "Duration: ..."."""
    event = own.event()
    for line in field.lines:
        text = re.sub(own.page.words["duration"], "", line.text)
        if field.name == "event-period" or text != line.text:
            days = dates.interval(text.replace("→", "-"))
            if days is None:
                own.refuse(field.label, line, "event.start", "a period")
            else:
                event.start, event.end = days
                own.put("event.start", line)
        elif field.name == "event-short":
            event.short.append(Text(text))
            own.put("event.short[0]", line)
        elif field.name in ("event-place", "event-city"):
            event.place = (
                f"{text}, {event.place}" if event.place and field.name == "event-city" else ", ".join(filter(None, (event.place, text)))
            )
            own.put("event.place", line)
        elif not event.names:
            name, _, place = text.partition(" - ")
            event.names.append(Text(texts.plain(name)))
            event.place = event.place or place.strip(" ,")
            own.put("event.names[0]", line)
        else:
            own.keep(field.label, line)


def _translated(own: _Own, field: Field) -> None:
    own.put(f"other_titles[{len(own.record.other_titles)}]", field.lines[0])
    own.record.other_titles.append(Text(texts.plain(field.lines[0].text)))


def _ipc(own: _Own, field: Field) -> None:
    own.put(f"identifiers[{len(own.record.identifiers)}]", field.lines[0])
    own.record.identifiers.append(Identifier("ipc", field.lines[0].text))


_FIELDS: dict[str, Callable[[_Own, Field], None]] = {
    "language": _spoken,
    "pages": _range,
    "num_pages": _count,
    "status": _status,
    "doi": _identifier,
    "isbn": _identifier,
    "issn": _identifier,
    "eissn": _identifier,
    "journal": _journal,
    "host-title": _host_title,
    "host-subtitle": _host_title,
    "publisher": _publisher,
    "publisher-place": _publisher,
    "institution": _publisher,
    "awarding": _publisher,
    "editors": _people,
    "supervisors": _people,
    "funders": _funders,
    "series-name": _series_part,
    "series-number": _series_part,
    "series-issn": _series_part,
    "series-eissn": _series_part,
    "event": _event_part,
    "event-short": _event_part,
    "event-place": _event_part,
    "event-city": _event_part,
    "event-period": _event_part,
    "translated-title": _translated,
    "ipc": _ipc,
}


# ---- folding -----------------------------------------------------------------------------------------------------------------

#: field -> the parts in the order of trust, where it is not page, RIS, BibTeX: RIS parts family and given name, BibTeX has the full title
_FIRST: dict[str, tuple[str, ...]] = {
    "contributors": ("ris", "bibtex", "page"),
    "host": ("page", "bibtex", "ris"),
}
_ORDER = ("page", "ris", "bibtex")
#: joined over the parts, each value once
_JOINED = ("identifiers", "links", "languages", "derived_from", "metrics", "files", "other_titles", "funding")
#: folded by a rule of its own
_RULED = {"titles", "short_title", "subtitles", "container", "origin", "sources", "evidence", "rest", "genre"}
#: a contradiction between two parts is reported
_COMPARED = ("issued", "volume", "issue", "page_start", "page_end", "article_number", "contributors")


def _fold(page: _Page, parts: list[_Part]) -> tuple[Record, dict[str, Place]]:
    """One Record of all parts, and its places."""
    record, places = Record(), dict[str, Place]()
    for name in Record.__struct_fields__:
        if name in _JOINED:
            _join(record, places, name, parts)
        elif name not in _RULED:
            order = _FIRST.get(name, _ORDER)
            stated = [part for one in order for part in parts if part.name == one and _stated(part.record, name)]
            if stated:
                setattr(record, name, getattr(stated[0].record, name))
                _take_places(places, stated[0], name)
            if name in _COMPARED:
                _compare(page, name, stated)
    record.genre = parts[0].record.genre
    _fold_titles(record, places, parts)
    _fold_container(record, places, parts)
    _fold_identity(record, places)
    for part in parts:
        for number, (path, text) in enumerate(part.record.rest):
            if place := part.places.get(f"rest[{number}]"):
                places[f"rest[{len(record.rest)}]"] = place
            record.rest.append((path if part.name == "page" else f"{part.name}/{path}", text))
    _tag(page, record)
    return record, places


def _stated(record: Record, name: str) -> bool:
    value = getattr(record, name)
    return value is not None and value != [] and value != "" and value != 0 and not (name == "type" and value == "other")


def _take_places(places: dict[str, Place], part: _Part, name: str) -> None:
    places.update({field: place for field, place in part.places.items() if field.partition("[")[0].partition(".")[0] == name})


def _join(record: Record, places: dict[str, Place], name: str, parts: list[_Part]) -> None:
    """A list over all parts in the order of trust, each value once."""
    joined: list[Any] = getattr(record, name)
    for one in _ORDER:
        for part in parts:
            for number, value in enumerate(getattr(part.record, name) if part.name == one else ()):
                if value in joined:
                    continue
                if place := part.places.get(f"{name}[{number}]") or part.places.get(""):
                    places[f"{name}[{len(joined)}]"] = place
                joined.append(value)


def _compare(page: _Page, name: str, stated: list[_Part]) -> None:
    """Report where two parts say different things about one field. A date may be more or less exact, a name more or less full."""
    for other in stated[1:]:
        one, two = _essence(stated[0], name), _essence(other, name)
        if one.startswith(two) or two.startswith(one):
            continue
        place = other.places.get(name) or other.places.get(f"{name}[0]") or Place()
        page.issues.append(issue("R162", field=name, value=two, place=place, name=name, part=other.name, taken=one, other=stated[0].name))


def _essence(part: _Part, name: str) -> str:
    value = getattr(part.record, name)
    if name == "contributors":
        authors = [one.agent for one in value if one.role in ("author", "inventor", "composer", "artist")]
        return "; ".join((agent.family or agent.name).split()[-1].casefold() for agent in authors if agent.family or agent.name)
    return str(value)


def _fold_titles(record: Record, places: dict[str, Place], parts: list[_Part]) -> None:
    """The full title is the longest that the parts state; a shorter one that it begins with is the short title, the rest the subtitle."""
    titled = [part for part in parts if part.record.titles]
    if not titled:
        return
    full = max(titled, key=lambda part: len(part.record.titles[0].value))
    title = full.record.titles[0].value
    record.titles = list(full.record.titles)
    places.update({field: place for field, place in full.places.items() if field.startswith("titles")})
    for part in titled:
        short = part.record.titles[0].value
        rest = title[len(short) :].lstrip()
        if part.name != "page" and title.casefold().startswith(short.casefold()) and rest[:1] in (":", "–", "-", "."):
            record.short_title, record.subtitles = Text(short), [Text(rest[1:].strip())]
            places["short_title"] = places["subtitles[0]"] = part.places.get("titles[0]", Place())
            return
    for part in titled:
        if part.record.short_title is not None:
            record.short_title, record.subtitles = part.record.short_title, list(part.record.subtitles)
            places["short_title"] = part.places.get("short_title", Place())
            return


def _fold_container(record: Record, places: dict[str, Place], parts: list[_Part]) -> None:
    """The journal: its longest name is the title, the others are short names; identifiers joined."""
    found = [(part, part.record.container) for part in parts if part.record.container is not None]
    if not found:
        return
    container = Container(kind=found[0][1].kind)
    spelled = [
        (part, f"container.{kind}[{n}]", one)
        for part, own in found
        for kind in ("titles", "short")
        for n, one in enumerate(getattr(own, kind))
    ]
    for part, path, name in sorted(spelled, key=lambda item: -len(item[2].value)):
        if any(name.value.casefold() == one.value.casefold() for one in (*container.titles, *container.short)):
            continue
        target = "short" if container.titles else "titles"
        places[f"container.{target}[{len(getattr(container, target))}]"] = part.places.get(path, Place())
        getattr(container, target).append(Text(name.value))
    for part, own in found:
        for number, one in enumerate(own.identifiers):
            if one not in container.identifiers:
                place = part.places.get(f"container.identifiers[{number}]", Place())
                places[f"container.identifiers[{len(container.identifiers)}]"] = place
                container.identifiers.append(one)
    record.container = container


def _fold_identity(record: Record, places: dict[str, Place]) -> None:
    """The Pure UUID: an identifier and what the record is derived from; the citation key that only repeats it goes."""
    uuid = next((one.value for one in record.identifiers if one.scheme == "pure-uuid"), "")
    for one in record.identifiers:
        if not uuid and one.scheme == "citekey" and "-" not in one.value:
            uuid = identifiers.uuid(one.value)
    if not uuid:
        return
    kept = [(n, one) for n, one in enumerate(record.identifiers) if one.scheme != "citekey" or identifiers.uuid(one.value) != uuid]
    moved = [places.get(f"identifiers[{n}]") for n, _ in kept]
    key = next(
        (places.get(f"identifiers[{n}]") for n, one in enumerate(record.identifiers) if one.scheme in ("citekey", "pure-uuid")), None
    )
    record.identifiers = [one for _, one in kept]
    if not any(one.scheme == "pure-uuid" for one in record.identifiers):
        record.identifiers.append(Identifier("pure-uuid", uuid))
        moved.append(key)
    for field in [field for field in places if field.startswith("identifiers[")]:
        del places[field]
    places.update({f"identifiers[{n}]": place for n, place in enumerate(moved) if place is not None})
    if f"urn:uuid:{uuid}" not in record.derived_from:
        record.derived_from.append(f"urn:uuid:{uuid}")


def _tag(page: _Page, record: Record) -> None:
    """Language tags: titles by the work's one language; abstracts and keywords only where that is also the page's language."""
    work = record.languages[0] if len(record.languages) == 1 else ""
    record.titles = [Text(one.value, work) for one in record.titles]
    record.subtitles = [Text(one.value, work) for one in record.subtitles]
    record.short_title = Text(record.short_title.value, work) if record.short_title else None
    same = work if work.partition("-")[0] == page.language else ""
    record.abstracts = [Text(one.value, same) for one in record.abstracts]
    record.keywords = [Text(one.value, same) for one in record.keywords]
    record.notes = [Text(one.value, same) for one in record.notes]
