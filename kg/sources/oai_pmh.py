"""Answers of OAI-PMH servers: each record's metadata is read by the reader of its format, and the header is added.

Design: `read` cuts the answer into records, errors and lists; the first element of a record's metadata becomes an entry of its own
(wrapped.cut) and its namespace picks the format from `parts`, which the row in SOURCES hands over: a further format is a row there. A
deleted record is told (info), so are errors, lists without metadata, and that a list goes on. What the header says goes to the
record: identifier, date of the record, sets (rest). The record's own address is the request that gives it.
Source: https://www.openarchives.org/OAI/openarchivesprotocol.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from kg import resources
from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources import catalogue
from kg.sources.tree import Draft, origin_of, unread
from kg.sources.wrapped import Wrapped, cut
from kg.syntax import xml_kinds, xml_tree
from kg.syntax.stretch import first_ordinal
from kg.syntax.tree import Node
from kg.values import dates

FORMAT = "oai-pmh"
SPACE = "http://www.openarchives.org/OAI/2.0/"
_LISTS = ("Identify", "ListSets", "ListIdentifiers", "ListMetadataFormats")
NAMES = (
    "ListRecords/record", "GetRecord/record", "OAI-PMH/request", "OAI-PMH/error", "ListRecords/resumptionToken", "records/record",
    *(f"OAI-PMH/{verb}" for verb in _LISTS),
)  # fmt: skip
#: of those, what gives no reading, and what is told of the records behind it
SILENT, KEPT = ("request", "resumptionToken"), ("request",)


def detect(head: str, name: str) -> int:
    """How surely this is an answer of an OAI-PMH server (see SOURCES)."""
    found = xml_kinds.kind(head)
    if found.root == "OAI-PMH":
        return 98
    return 80 if found.root in ("ListRecords", "GetRecord") or (found.root == "records" and {"header", "metadata"} <= found.names) else 0


def read(data: bytes, parts: Mapping[str, Wrapped], *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record, error or list. `parts`: namespace (or its beginning) -> the format in it.

    Issues: R001 to R003, R005, R007, R016 to R018, R352 to R358, and those of the formats.
    """
    answer = _Answer(parts, trace, first_ordinal(data))
    held: Reading | None = None
    for entry in xml_tree.entries(data, names=NAMES, encoding=encoding):
        if entry.root is not None and entry.root.name == "request":
            answer.request(entry)
            continue
        if entry.root is not None and entry.root.name == "resumptionToken":
            if held is not None:
                answer.goes_on(entry, held)
            continue
        if held is not None:
            yield held
        held = answer.reading(entry)
    if held is None:
        place = Place(line=1, column=1)
        held = Reading(Origin(line=1, format=FORMAT), issues=[issue("R007", place=place, wanted="<record>")])
    yield held


class _Answer:
    """What is known of one answer while its entries are read."""

    def __init__(self, parts: Mapping[str, Wrapped], trace: bool, ordinal: int) -> None:
        self._parts = parts
        self._trace = trace
        self._ordinal = ordinal
        self._base = ""
        self._prefix = ""

    def request(self, entry: xml_tree.Entry) -> None:
        """Notes the address of the server and the format that was asked for."""
        assert entry.root is not None
        address = entry.root.own().strip()
        self._base = address if catalogue.is_address(address) else ""
        self._prefix = next((one.own() for one in entry.root.children() if one.name == "@metadataPrefix"), "")

    def goes_on(self, entry: xml_tree.Entry, last: Reading) -> None:
        """Tells at the last record that the list goes on."""
        assert entry.root is not None
        token = entry.root.own().strip()
        if token:
            found = issue("R354", value=token, place=entry.place(entry.root))
            found.record = last.label
            last.issues.append(found)

    def reading(self, entry: xml_tree.Entry) -> Reading:
        ordinal = self._ordinal
        self._ordinal += 1
        if entry.root is None:
            return unread(entry, FORMAT, ordinal, trace=self._trace)
        if entry.root.name in _LISTS:
            return self._told(entry, ordinal, "R353", {"what": resources.table("imports/oai-pmh")["verbs"][entry.root.name]})
        if entry.root.name == "error":
            kind = next((one.own() for one in entry.root.children() if one.name == "@code"), "error")
            message = " ".join(entry.root.own().split()) or "no message"
            return self._told(entry, ordinal, "R352", {"kind": kind, "message": message})
        return self._record(entry, ordinal)

    def _told(self, entry: xml_tree.Entry, ordinal: int, issue_code: str, names: dict[str, str]) -> Reading:
        draft = Draft(entry, _root(entry), origin_of(entry, FORMAT, ordinal), table=FORMAT, trace=self._trace)
        draft.refuse(issue_code, **names)
        return draft.reading()

    def _record(self, entry: xml_tree.Entry, ordinal: int) -> Reading:
        origin = origin_of(entry, FORMAT, ordinal)
        outer = Draft(entry, _root(entry), origin, table=FORMAT, trace=self._trace)
        header = outer.root.one("header")
        label = header.one("identifier").text or f"entry {ordinal + 1}"
        if header.attr("status").text == "deleted":
            outer.refuse("R355", label=label)
            return outer.reading()
        inner = cut(entry, "metadata")
        if inner is None or inner.root is None:
            outer.refuse("R356", label=label)
            return outer.reading()
        space = inner.root.space
        part = self._parts.get(space) or next((one for start, one in self._parts.items() if space.startswith(start)), None)
        if part is None:
            others = resources.table("imports/oai-pmh")["others"]
            unknown = f"<{inner.root.name}> of the namespace {space or '(none)'}"
            kind = next((name for start, name in others.items() if space.startswith(start)), unknown)
            outer.refuse("R357", label=label, kind=kind)
            return outer.reading()
        return self._wrapped(outer, inner, part, label)

    def _wrapped(self, outer: Draft, inner: xml_tree.Entry, part: Wrapped, label: str) -> Reading:
        shaped = part.shape(inner) if part.shape is not None else inner
        assert shaped.root is not None
        draft = Draft(shaped, shaped.root, outer.record.origin, table=part.table, spaces=part.spaces, trace=self._trace)
        part.fill(draft)
        found = draft.reading()
        if found.record is None:
            for one in found.issues:
                one.message, one.record = one.message.replace(one.record, label), label
            return found
        outer.record = found.record
        outer.label = found.label if not found.label.startswith("entry ") else label
        self._header(outer)
        around = outer.reading()
        around.issues = [*found.issues, *around.issues]
        around.not_carried = [*found.not_carried, *around.not_carried]
        if around.places is not None:
            around.places = {**around.places, **(found.places or {})}
        return around

    def _header(self, outer: Draft) -> None:
        record, header = outer.record, outer.root.one("header")
        number, stamp = header.one("identifier"), header.one("datestamp")
        if stamp.text and (day := dates.parse(stamp.text[:10])):
            record.record_modified = day
            stamp.use("record_modified")
        if not number.text:
            return
        known = catalogue.of_form(number.text)
        if known is not None and known in record.identifiers:
            number.use("identifiers")
        elif not any(one.value == number.text for one in record.identifiers):
            catalogue.add(outer, number, known.scheme if known is not None else "local", field="identifiers")
        else:
            number.use("identifiers")
        if self._base and self._prefix:
            mark = "&" if "?" in self._base else "?"
            query = f"{mark}verb=GetRecord&metadataPrefix={quote(self._prefix)}&identifier={quote(number.text, safe=':/')}"
            outer.mark(f"derived_from[{len(record.derived_from)}]", number)
            record.derived_from.append(self._base + query)


def _root(entry: xml_tree.Entry) -> Node:
    assert entry.root is not None
    return entry.root
