"""A copied Pure page taken apart, and the Record of its own lines on its way."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Event, Host, Record, Series
from kg.sources import once
from kg.syntax import labelled
from kg.syntax.labelled import Line

_BIBTEX = re.compile(r"@[A-Za-z]+\s*\{")
_BIBTEX_FIELD = re.compile(r"[A-Za-z][\w-]*\s*=|[}),]")
_RIS = re.compile(r"TY\s*-\s*[A-Z]")
_RIS_END = re.compile(r"ER\s*-")


@functools.cache
def words_of(language: str) -> Mapping[str, Any]:
    return dict(resources.table("imports/pure")[language])


@functools.cache
def _scanner(language: str) -> labelled.Words:
    table = words_of(language)
    return labelled.Words(table["headings"], {"": table["labels"], "series": table["series-labels"], "event": table["event-labels"]})


def language_of(text: str) -> str:
    """The language of the portal page, by the words before its type line; "" if no table fits."""
    for language, table in resources.table("imports/pure").items():
        if re.search(rf"^[^\S\n]*+(?:{table['output']}|{table['student']})\s*+:", text, re.MULTILINE):
            return language
    return ""


class Page:
    """The page taken apart: head, sections, labelled values, and the lines of the embedded entries and citations."""

    def __init__(self, lines: list[Line], language: str) -> None:
        self.words, self.language, self.issues = words_of(language), language, list[Issue]()
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
    """The index after the BibTeX entry: after its closing brace or, where that is missing, before the first line that is no field of it."""
    depth = 0
    for number in range(start, len(lines)):
        text = re.sub(r"\\[{}]", "", lines[number].text)
        between = number > start and depth == 1 and not lines[number - 1].text
        if _RIS.match(text) or (between and text and not _BIBTEX_FIELD.match(text)):
            return number
        depth += text.count("{") - text.count("}")
        if depth <= 0:
            return number + 1
    return len(lines)


class Own:
    """The Record of the page's own lines on its way."""

    def __init__(self, page: Page) -> None:
        self.page, self.record, self.places = page, once.ready(Record()), dict[str, Place]()

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
