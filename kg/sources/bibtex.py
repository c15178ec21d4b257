"""The reader of BibTeX and BibLaTeX.

Design: syntax/bibtex.py finds the entries, bibtex_inheritance.py adds what they inherit, and STEPS fill the Record from a Draft
(bibtex_draft.py), which keeps places, issues and what is left over: the work itself (bibtex_work.py), its date (bibtex_dates.py), where
it appeared (bibtex_venue.py), what names it (bibtex_links.py). Words (types, fields, roles) are in vocab/imports/bibtex.toml. A file
without crossref, xdata or related is read as a stream; else its entries are gathered first, since a parent may stand anywhere. A large
file comes in parts (bibtex_parts.py), each with what it needs of the others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources.bibtex_dates import read_dates
from kg.sources.bibtex_draft import Draft, of_fault
from kg.sources.bibtex_inheritance import Index
from kg.sources.bibtex_links import read_identifiers, read_key, read_links, read_relations
from kg.sources.bibtex_parts import LINKED, Context
from kg.sources.bibtex_venue import read_container, read_event, read_host, read_pages, read_people, read_publisher
from kg.sources.bibtex_work import read_languages, read_texts, read_titles, read_type
from kg.syntax.bibtex import Entry, Fault, Scan
from kg.syntax.bibtex_text import Decoded, decode, decode_part, shown, undecodable

#: the steps from fields to a Record in their order: languages before titles, people and host before container, identifiers before links
STEPS: tuple[Callable[[Draft, Index | None], None], ...] = (
    read_key,
    read_type,
    read_languages,
    read_titles,
    read_dates,
    read_people,
    read_host,
    read_container,
    read_pages,
    read_publisher,
    read_event,
    read_identifiers,
    read_texts,
    read_links,
    read_relations,
)
_NO_REMARK = re.compile(r"^[^\S\r\n]*+([^%\s])", re.MULTILINE)
_HEAD = re.compile(r"^[^\S\r\n]*@\s*([A-Za-z]+)\s*[{(]", re.MULTILINE)
_NOT_ENTRIES = ("string", "preamble", "comment")


def detect(head: str, name: str) -> int:
    """How sure `head` (decoded first 64 kB) of a file `name` is BibTeX, 0 to 100."""
    known = resources.table("imports/bibtex")["entry"]
    kinds = [match[1].lower() for match in _HEAD.finditer(head)]
    ending = name.lower().removesuffix(".gz").removesuffix(".zst").endswith((".bib", ".bibtex", ".biblatex"))
    if any(kind in known for kind in kinds):
        first = next(match for match in _HEAD.finditer(head) if (kind := match[1].lower()) in known or kind in _NOT_ENTRIES)
        # a page of prose that quotes an entry is no BibTeX file
        sure = 95 if not head[: first.start()].strip() or ending else 60 if head[: first.start()].lstrip().startswith("%") else 40
        return sure
    if kinds:
        return 70 if ending else 30
    return 50 if ending else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """One Reading per entry, in the order of the file; @string, @preamble and @comment are none.

    Damage to an @string or @preamble is told with the entry that follows it. Raises InputError where the bytes cannot be decoded
    at all (see syntax.bibtex.decode). Issues R100 to R123, those of values, and I-codes of identifiers.
    """
    source = decode(data, encoding)
    yield from _readings(source, Scan(source.text), Context(), data, trace=trace)


def read_part(data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """The readings of a part that `bibtex_parts.cut` has cut off, with what it took from the other parts; as `read` gives them."""
    known = Context.unpack(context)
    source = decode_part(data, known.codec)
    parents, places = known.parents()
    scan = Scan(source.text, macros=known.macros, budget=known.budget, elsewhere=places)
    yield from _readings(source, scan, known, data, parents, trace=trace)


def _readings(
    source: Decoded, scan: Scan, context: Context, data: bytes, parents: Iterable[Entry] = (), *, trace: bool
) -> Iterator[Reading]:
    entries: Iterable[Entry] = scan.entries()
    index = None
    if _may_be_linked(data, source) and LINKED.search(source.text):
        entries = list(entries)
        index = Index((*parents, *entries))
    offsets = _Bytes(source)
    below = context.line - 1
    first_lines = dict(context.first_lines)
    told, ordinal = 0, -1
    for ordinal, entry in enumerate(entries):
        line = scan.line(entry.start)
        start = offsets.at(entry.start)
        origin = Origin("", ordinal, start, offsets.at(entry.end) - start, line, "bibtex")
        issues = [of_fault(fault, scan, entry.key) for fault in scan.faults[told:]]
        told = len(scan.faults)
        if entry.key:
            if entry.key in first_lines:
                issues.append(of_fault(Fault("R105", entry.start, entry.key, str(first_lines[entry.key])), scan, entry.key))
            first_lines.setdefault(entry.key, line + below)
        label = shown(entry.key) or f"@{entry.kind} in line {line + below}"
        yield _reading(entry, scan, origin, label, issues, index, trace=trace, damaged=source.damaged)
    if told < len(scan.faults):
        issues = [of_fault(fault, scan, "") for fault in scan.faults[told:]]
        yield Reading(Origin("", ordinal + 1, len(data), 0, issues[0].place.line, "bibtex"), issues=issues)
    elif "@" not in source.text and (found := _NO_REMARK.search(source.text)):
        # text between entries means nothing in BibTeX; a file of nothing else is another format, or lost its entries
        line, column = scan.place(found.start(1))
        yield Reading(Origin(line=line, format="bibtex"), issues=[issue("R123", place=Place(line, column))])


def _may_be_linked(data: bytes, source: Decoded) -> bool:
    """Whether the names of LINKED stand anywhere: asked of the bytes, whose letters are compared faster than those of a text."""
    if source.codec != "utf-8":
        return True
    folded = data.lower()
    return b"crossref" in folded or b"xdata" in folded or b"related" in folded


def _reading(
    entry: Entry, scan: Scan, origin: Origin, label: str, issues: list[Issue], index: Index | None, *, trace: bool, damaged: bool
) -> Reading:
    if entry.faults:
        issues += [of_fault(fault, scan, entry.key) for fault in entry.faults]
    refusal = _refusal(entry, label, scan, damaged=damaged)
    if refusal:
        return Reading(origin, label, issues=[*issues, of_fault(refusal, scan, label)])
    fields, faults = index.complete(entry) if index else (entry.fields, [])
    draft = Draft(entry, fields, scan, origin, trace=trace)
    draft.issues += issues
    for fault in faults:
        draft.tell_fault(fault)
    for step in STEPS:
        step(draft, index)
    return Reading(origin, label, draft.finish(), draft.issues, draft.places)


def _refusal(entry: Entry, label: str, scan: Scan, *, damaged: bool) -> Fault | None:
    """Why an entry gives no record: bytes that are no text (R110), no fields (R111), a type that is no publication (R112)."""
    if damaged and (found := undecodable(scan.text[entry.start : entry.end])):
        return Fault("R110", entry.start + found.start(), f"0x{ord(found[0]) - 0xDC00:02x}", label)
    if reason := resources.table("imports/bibtex")["container"].get(entry.kind):
        return Fault("R112", entry.start, entry.kind, reason)
    if all(not field.text or field.text.isspace() for field in entry.fields):
        return Fault("R111", entry.start, entry.key, entry.kind)
    return None


class _Bytes:
    """Byte offsets of character offsets, asked for in rising order."""

    def __init__(self, source: Decoded) -> None:
        self._text, self._codec = source.text, source.codec
        self._characters, self._bytes = 0, source.skipped
        self._plain = source.codec in ("utf-8", "ascii") and source.text.isascii()

    def at(self, offset: int) -> int:
        """The byte offset of the character at `offset`."""
        part = offset - self._characters
        if not self._plain:
            part = len(self._text[self._characters : offset].encode(self._codec, "surrogateescape"))
        self._characters, self._bytes = offset, self._bytes + part
        return self._bytes
