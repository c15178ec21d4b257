"""What the JSON readers share: a record while it is filled from one entry, with its issues and places.

Design: a reader calls `mark` for each value it takes, which costs nothing without a trace; `keep` for what no field carries;
`complain` for what is wrong. Places are worked out only for issues and for a trace, from the same pointers, so a traced run gives
the same record and the same issues. Where a value is usually sound a reader asks `sound` or `normal_doi` first, and forms field and
pointer only for one that is not, or if `traced`. What repeats from record to record is remembered, within bounds.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Agent, Identifier, Origin, Reading, Record
from kg.sources.once import Growing
from kg.syntax.json_places import Entry, Fault, Places
from kg.syntax.json_shapes import Decoded, leaves
from kg.values import dates, identifiers, text

# a DOI that is as it should be but for the case of its letters, alone or behind the resolver: nothing is left to mend
_SOUND_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?(10\.[0-9]{4,9}/[A-Za-z0-9._:;()/-]{0,300}[A-Za-z0-9])")


class Draft:
    """One record in the making. `lang` is the language of its titles ("" if not known)."""

    __slots__ = ("_dated", "_places", "entry", "issues", "lang", "marks", "record", "traced")

    def __init__(self, entry: Entry, format: str, ordinal: int, *, trace: bool) -> None:
        self.entry = entry
        origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format=format)
        self.record = Record(origin=origin, identifiers=Growing(), keywords=Growing())
        self.issues: list[Issue] = []
        self.traced = trace
        self.marks: dict[str, str] = {}
        self.lang = ""
        self._dated: dict[str, str] = {}
        self._places: Places | None = None

    def mark(self, field: str, pointer: str) -> None:
        """Notes that `field` was read at `pointer`."""
        if self.traced:
            self.marks.setdefault(field, pointer)

    def place(self, pointer: str) -> Place:
        """The place of a value of this entry."""
        return self._located().place(pointer)

    def _located(self) -> Places:
        if self._places is None:
            self._places = Places(self.entry)
        return self._places

    def keep(self, path: str, pointer: str, value: str) -> str:
        """Puts a value that no field carries into `rest` and returns its field path there; "" is not kept."""
        value = text.tidy(value) if value else ""
        return self.put(path, pointer, value) if value else ""

    def put(self, path: str, pointer: str, value: str) -> str:
        """As `keep`, for a value that is tidy and not empty."""
        field = f"rest[{len(self.record.rest)}]"
        self.record.rest.append((path, value))
        self.mark(field, pointer)
        return field

    def keep_all(self, path: str, pointer: str) -> None:
        """Puts every leaf of the source's value at `pointer` into `rest`."""
        start, end = self._located().span(pointer)
        self._keep_leaves(self.entry.body[start:end], path, pointer)

    def keep_raw(self, raw: msgspec.Raw, path: str, pointer: str) -> None:
        """As `keep_all`, for a member that was not decoded."""
        source = bytes(raw)
        if source not in (b"", b"[]", b"{}", b'""', b"null"):
            self._keep_leaves(source, path, pointer)

    def _keep_leaves(self, source: bytes, path: str, pointer: str) -> None:
        for leaf in leaves(json.loads(source.decode(errors="replace"), strict=False), path, pointer):
            self.keep(*leaf)

    def complain(self, code: str, pointer: str, *, field: str = "", value: str = "", **names: object) -> None:
        """Adds an issue with its place."""
        self.issues.append(issue(code, field=field, value=value, place=self.place(pointer), **names))

    def identify(self, scheme: str, value: str, pointer: str, *, field: str) -> Identifier:
        """The identifier in normal form, or as text with an issue; its place is noted."""
        found, fault = _judged(scheme, value)
        if fault is not None:
            self.issues.append(msgspec.structs.replace(fault, field=field, place=self.place(pointer)))
        self.mark(field, pointer)
        return found

    def date(self, parts: list[list[int | str | None]], path: str, pointer: str, *, field: str = "") -> str:
        """The first date of a date-parts list, at its own precision; "" for an empty one. One that is no date is kept and reported."""
        if pointer in self._dated:
            if field and self._dated[pointer]:
                self.mark(field, pointer)
            return self._dated[pointer]
        self._dated[pointer] = self._new_date(parts[0] if parts else [], path, pointer, field)
        return self._dated[pointer]

    def _new_date(self, first: list[int | str | None], path: str, pointer: str, field: str) -> str:
        if not first or first[0] in (None, "", 0):
            return ""
        date = _date(tuple(first[:3]))
        if date and len(first) <= 3:
            if field:
                self.mark(field, pointer)
            return date
        written = "-".join("" if part is None else str(part) for part in first)
        kept = self.keep(path, pointer, written)
        self.complain("R008", pointer, field=field if date else kept, value=written, path=path, taken=date or "nothing")
        if date and field:
            self.mark(field, pointer)
        return date

    def fitted(self, decoded: Decoded[Any]) -> None:
        """Keeps what did not fit the format's Struct; a value of the wrong kind is reported too."""
        for leaf in decoded.left:
            field = self.keep(leaf.path, leaf.pointer, leaf.text)
            if leaf.wanted and field:
                self.complain("R004", leaf.pointer, field=field, value=leaf.text, path=leaf.path, wanted=leaf.wanted)
        if decoded.mended:
            self.complain("R005", "")

    def reading(self, label: str) -> Reading:
        """The finished reading."""
        places = None
        if self.traced:
            places = {field: self.place(pointer) for field, pointer in self.marks.items()}
        for found in self.issues:
            found.record = found.record or label
        return Reading(origin=self.record.origin, label=label, record=self.record, issues=self.issues, places=places)

    def refuse(self, code: str, label: str, pointer: str = "", **names: str) -> Reading:
        """The reading of an entry that is no record of this format."""
        place = self.place(pointer)
        found = issue(code, value=place.raw, place=place, label=label, **names)
        found.record = label
        return Reading(origin=self.record.origin, label=label, issues=[found], places={} if self.traced else None)


def broken(entry: Entry, fault: Fault, format: str, ordinal: int, *, trace: bool) -> Reading:
    """The reading of an entry whose text cannot be parsed."""
    code = {"broken": "R001", "deep": "R002", "encoding": "R003"}[fault.kind]
    place = Place(line=fault.line, column=fault.column, pointer=entry.pointer, raw=fault.raw)
    origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format=format)
    label = f"entry {ordinal + 1}"
    found = issue(code, value=fault.raw, place=place, label=label, reason=fault.reason)
    found.record = label
    return Reading(origin=origin, label=label, issues=[found], places={} if trace else None)


def line(value: str) -> str:
    """The value as plain text on one line."""
    if "<" not in value and "&" not in value:
        return text.tidy(value)
    words = text.plain(value)
    return " ".join(words.split()) if "\n" in words else words


def organisation(name: str, *, place: str = "", ids: list[Identifier] | None = None) -> Agent:
    """An organisation of that name."""
    return Agent(name=line(name), kind="organisation", place=line(place), identifiers=ids or [])


def degree(words: str) -> tuple[str, str]:
    """Type and degree kind of a thesis by the source's words ("PhD thesis"); ("thesis", "") if they tell nothing."""
    known = " ".join(words.casefold().replace(".", "").replace("'", "").replace("’", "").replace("-", " ").split())
    for row in resources.table("imports/csl")["degrees"]:
        if any(word in f" {known} " for word in row["words"]):
            return row["type"], row.get("kind", "")
    return "thesis", ""


@functools.lru_cache(maxsize=8192)
def _date(parts: tuple[int | str | None, ...]) -> str:
    year, month, day = (str(part) if part not in (None, 0, "0") else "" for part in (*parts, "", "")[:3])
    return dates.of(year, month, day)


def normal_doi(value: str) -> str:
    """The bare DOI in lower case, or ""."""
    match = _SOUND_DOI.fullmatch(value)
    return match[1].lower() if match else identifiers.doi(value)


def sound(scheme: str, value: str) -> Identifier | None:
    """The identifier in normal form; None for one that an issue must be told of."""
    found, fault = _judged(scheme, value)
    return found if fault is None else None


def _judged(scheme: str, value: str) -> tuple[Identifier, Issue | None]:
    """As identifiers.identifier; the issue is shared and has no field."""
    if scheme == "doi" and (match := _SOUND_DOI.fullmatch(value)):
        return Identifier("doi", match[1].lower()), None
    return _remembered(scheme, value) if len(value) <= 100 else identifiers.identifier(scheme, value, field="")


@functools.lru_cache(maxsize=4096)
def _remembered(scheme: str, value: str) -> tuple[Identifier, Issue | None]:
    return identifiers.identifier(scheme, value, field="")


def each(values: list[str], take: Callable[[str], str] = line) -> Iterator[tuple[int, str]]:
    """Index and cleaned text of every value that is not empty."""
    for index, value in enumerate(values):
        if cleaned := take(value):
            yield index, cleaned
