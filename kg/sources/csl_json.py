"""CSL-JSON: items of the Citation Style Language (Zotero, citation.js, Pandoc, Manubot, DOI content negotiation) to Records.

Design: `entries` cuts the file (an array, one item, {"items": [...]}, {"references": [...]}, JSON lines), `Shape` decodes each item into
typed Structs, csl_record fills a Record from it. An object of objects that are all items is read item by
item; an object of another format is reported by name and not read.
Source: https://docs.citationstyles.org/en/stable/specification.html (1.0.2) and its schema csl-data.json.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kg.record import Reading
from kg.sources import csl_record
from kg.sources.csl_item import Item
from kg.sources.json_draft import Draft, broken
from kg.syntax import json_kinds
from kg.syntax.json_places import Entry, Places, entries, step
from kg.syntax.json_shapes import Decoded, Shape
from kg.syntax.stretch import first_ordinal

FORMAT = "csl-json"
WAYS = (("references",), ("items",))
_SHAPE = Shape(Item)


class _Typed(msgspec.Struct):
    type: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_TYPED = msgspec.json.Decoder(_Typed)


def is_single(body: bytes) -> bool:
    """Whether an entry surely gives one reading: an object with a type, or no object."""
    try:
        return _TYPED.decode(body).type is not msgspec.UNSET
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return not body.startswith(b"{")


def detect(head: str, name: str) -> int:
    """How surely this is CSL-JSON (see SOURCES); 5 for JSON of another kind, so that its reader can name it."""
    return json_kinds.rate(head, "csl-json")


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each item, in the order of the file. Issues: R001 to R009, R200 to R203, R224 and those of identifiers."""
    ordinal = first_ordinal(data)
    for entry in entries(data, ways=WAYS, encoding=encoding):
        decoded = _SHAPE.decode(entry)
        inner = _nested(entry, decoded)
        for item, value in ((one, _SHAPE.decode(one)) for one in inner) if inner else ((entry, decoded),):
            yield _reading(item, value, ordinal, trace=trace)
            ordinal += 1


def _reading(entry: Entry, decoded: Decoded[Item], ordinal: int, *, trace: bool) -> Reading:
    if decoded.fault:
        return broken(entry, decoded.fault, FORMAT, ordinal, trace=trace)
    draft = Draft(entry, FORMAT, ordinal, trace=trace)
    item, label = decoded.value, f"entry {ordinal + 1}"
    if item is None:
        return draft.refuse("R006", label, found=decoded.found)
    if decoded.members is not None or not item.type:
        kind = json_kinds.kind(decoded.members if decoded.members is not None else _members(item))
        if not _is_item(kind, decoded):
            return draft.refuse("R200", label, kind=kind.name, mend=kind.mend)
    draft.fitted(decoded)
    csl_record.fill(draft, item)
    return draft.reading(str(item.citation_key or item.id or item.DOI or item.title or label))


def _is_item(kind: json_kinds.Kind, decoded: Decoded[Item]) -> bool:
    if kind.reader == FORMAT:
        return True
    # what Crossref serves as CSL-JSON may have Crossref's type, but its title is text
    return kind.reader == "crossref" and isinstance((decoded.members or {}).get("title", ""), str)


def _members(item: Item) -> dict[str, object]:
    given = {
        "id": item.id,
        "title": item.title,
        "author": item.author,
        "issued": item.issued,
        "DOI": item.DOI,
        "container-title": item.container_title,
    }
    return {name: value for name, value in given.items() if value}


def _nested(entry: Entry, decoded: Decoded[Item]) -> list[Entry]:
    """The entries of an object whose members are all items, or lists of items; [] for anything else."""
    members = decoded.members
    if not members or "type" in members or json_kinds.kind(members).reader:
        return []
    found: list[str] = []
    for key, value in members.items():
        pairs = (
            [(step(key), value)]
            if isinstance(value, dict)
            else [(f"{step(key)}/{i}", one) for i, one in enumerate(value)]
            if isinstance(value, list)
            else []
        )
        if not pairs or not all(
            isinstance(one, dict) and isinstance(one.get("type"), str) and json_kinds.kind(one).reader for _, one in pairs
        ):
            return []
        found += [pointer for pointer, _ in pairs]
    places = Places(entry)
    return [_inner(entry, places, pointer) for pointer in found]


def _inner(entry: Entry, places: Places, pointer: str) -> Entry:
    start, end = places.span(pointer)
    place = places.place(pointer)
    if entry.length != len(entry.body):
        # not UTF-8: the outer entry is what can be found again
        offset, length = entry.offset, entry.length
    else:
        offset, length = entry.offset + start, end - start
    return Entry(entry.body[start:end], offset, length, place.line, place.column, entry.pointer + pointer)
