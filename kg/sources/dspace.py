"""Items of DSpace's REST API (JSON) to Records: DSpace 7 and later, and the older one of DSpace 4 to 6.

Design: the metadata of an item are statements (dc_statements), so local fields that no row knows stay in rest under their own names. A
page of a search or a list holds many items. Items that are no works by their entity type (people, projects) and other objects are told,
and so is a withdrawn item. The handle is the item's identifier; its address on the server is what the record was made from.
Source: https://github.com/DSpace/RestContract; DSpace 6 REST API (https://wiki.lyrasis.org/display/DSDOC6x/REST+API).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.record import File, Reading
from kg.sources import catalogue, dc_statements
from kg.sources.dc_names import Statement, named
from kg.sources.tree import Cursor, Draft, read_json
from kg.values import dates, identifiers, languages

FORMAT = "dspace"
_WAYS = (
    ("_embedded", "items"),
    ("_embedded", "searchResult", "_embedded", "objects"),
    ("_embedded", "objects"),
    ("_embedded", "indexableObjects"),
    ("items",),
)
_ITEM = re.compile(r'"(?:inArchive|withdrawn|discoverable|archived|expand|entityType|uniqueType|lastModified|parentCollection)"\s*:')
_METADATA = re.compile(r'"metadata"\s*:\s*(?:\{\s*"[a-z]+\.[A-Za-z.]+"\s*:\s*\[|\[\s*\{\s*"(?:key|schema)"\s*:)')


def rules() -> dict[str, Any]:
    """The import table of DSpace."""
    return resources.table("imports/dspace")


def detect(head: str, name: str) -> int:
    """How surely this is JSON of DSpace's REST API (see SOURCES)."""
    if head.lstrip("\ufeff \r\n\t")[:1] not in ("{", "["):
        return 0
    signs = len(set(_ITEM.findall(head)))
    if _METADATA.search(head):
        return 92 if signs else 70
    return 91 if signs >= 2 and '"_links"' in head and '"uuid"' in head else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each item. Issues: R001 to R003, R005, R006, R008, R009, R340, R341, R355, R358, I001 to I006."""
    yield from read_json(data, fill, FORMAT, ways=_WAYS, trace=trace, encoding=encoding)


def fill(draft: Draft) -> None:
    """Fills the draft from an item, or from an entry of a search page around one."""
    item = draft.root.one("_embedded/indexableObject") or draft.root
    kind = item.one("type").text.lower()
    if kind in rules()["objects"]:
        draft.refuse("R358", kind=f"{rules()['objects'][kind]} of DSpace")
        return
    if item.one("withdrawn").text == "true":
        draft.refuse("R355", label=item.one("handle").text or item.one("uuid").text or "the item")
        return
    statements = _statements(item)
    entity = item.one("entityType").text or next((one.at.text for one in statements if one.name == "dspace.entity.type"), "")
    if entity in rules()["others"]:
        draft.refuse("R358", kind=rules()["others"][entity])
        return
    if not any(one.at.text for one in statements):
        draft.refuse("R341")
        return
    _files(draft, item)
    dc_statements.fill(draft, [one for one in statements if one.name not in ("dspace.entity.type",)])
    _server(draft, item)


def _statements(item: Cursor) -> list[Statement]:
    found: list[Statement] = []
    old = [one for one in item.all("metadata") if one.one("key") or one.one("element")]
    for one in old:
        name = one.one("key").text or ".".join(filter(None, (one.one(part).text for part in ("schema", "element", "qualifier"))))
        found.append(_statement(name, one))
    if not old:
        for one in item.one("metadata"):
            found.append(_statement(one.name, one))
    return found


def _statement(name: str, one: Cursor) -> Statement:
    value = one.one("value")
    return Statement(named(name), value or one, languages.parse(one.one("language").text))


def _server(draft: Draft, item: Cursor) -> None:
    record = draft.record
    handle = item.one("handle")
    if handle.text and not any(one.scheme == "handle" for one in record.identifiers) and identifiers.handle(handle.text):
        catalogue.add(draft, handle, "handle")
    elif handle.text and any(one.value == handle.text for one in record.identifiers):
        handle.use("identifiers")
    number = item.one("uuid")
    if number.text:
        catalogue.add(draft, number, "uuid")
    changed = item.one("lastModified")
    if changed.text and (day := dates.parse(changed.text[:10])):
        record.record_modified = day
        changed.use("record_modified")
    address = item.one("_links/self/href")
    if catalogue.is_address(address.text):
        draft.mark(f"derived_from[{len(record.derived_from)}]", address)
        record.derived_from.append(address.take("derived_from[0]"))


def _files(draft: Draft, item: Cursor) -> None:
    """Bitstreams of the older API, those of the bundle ORIGINAL, and of bundles that were asked for together with the item."""
    record = draft.record
    streams = [one for one in item.all("bitstreams") if one.one("bundleName").text in ("", "ORIGINAL")]
    for bundle in item.all("_embedded/bundles/_embedded/bundles"):
        if bundle.one("name").text == "ORIGINAL":
            streams += bundle.all("_embedded/bitstreams/_embedded/bitstreams")
    for one in streams:
        url = one.one("_links/content/href", "retrieveLink")
        if not catalogue.is_address(url.text):
            continue
        field = f"files[{len(record.files)}]"
        file = File(url=url.take(field), name=one.one("name").take(f"{field}.name"))
        file.media_type = one.one("mimeType").take(f"{field}.media_type")
        file.size = one.one("sizeBytes").number(f"{field}.size")
        one.one("bundleName").use(field)
        record.files.append(file)
