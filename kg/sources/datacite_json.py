"""DataCite JSON to Records: the REST API's answers (one DOI or a list), plain attributes, content negotiation's JSON, JSON lines.

Design: a record is the object `attributes` of an answer, or an object that has its members itself. The API puts the media files of a
DOI beside it (`included`), so the answer for one DOI is read as a whole; a list is cut into single entries, so that a broken one costs
only itself, and the media beside it are looked up by DOI. The deposited XML in the member `xml` says the same again and is left out.
Source: https://support.datacite.org/docs/api and https://support.datacite.org/docs/datacite-content-resolver.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from kg.errors import Place
from kg.issues import issue
from kg.record import File, Origin, Reading
from kg.sources import datacite
from kg.sources.datacite_work import rules
from kg.sources.tree import Draft, read_json
from kg.syntax import json_places
from kg.values import text

FORMAT = "datacite-json"
_START = re.compile(r"[\s\ufeff]*[\[{]")
# also in UTF-16
_INCLUDED = re.compile(b'i\0?n\0?c\0?l\0?u\0?d\0?e\0?d\0?"')
_API = re.compile(r'"type"\s*:\s*"dois"')
_SCHEMA = re.compile(r'"schema-?[vV]ersion"\s*:\s*"https?://datacite\.org/schema/')
_OWN = re.compile(r'"(?:publicationYear|publication-year|resourceTypeGeneral|resource-type-general|relatedIdentifiers|rightsList)"\s*:')
_SHARED = re.compile(r'"(?:creators|titles|types|creator)"\s*:\s*[\[{]')
_OTHER = re.compile(r'"(?:@context|contributorRoles|resource_type|provider)"\s*:\s*[\[{"]')
_RECORD = ("creators", "titles", "publisher", "publicationYear", "types", "creator", "title", "publication-year", "doi")


def detect(head: str, name: str) -> int:
    """How surely this is DataCite JSON (see SOURCES)."""
    if not _START.match(head):
        return 0
    if _API.search(head):
        return 97
    if '"@context"' in head[:2000]:
        return 0
    if _SCHEMA.search(head):
        return 95
    if _OWN.search(head) and _SHARED.search(head) and not _OTHER.search(head):
        return 93
    return 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each DOI, in the order of the file. Issues: R001 to R008, R280, and those of datacite.fill."""
    ways: tuple[tuple[str, ...], ...] = (("data",),)
    media: dict[str, list[File]] = {}
    if _INCLUDED.search(data) and _whole(data, encoding):
        first = next(json_places.entries(data, ways=ways, encoding=encoding), None)
        if first is not None and first.pointer.startswith("/data/"):
            media = _media(data, encoding)
        else:
            ways = ()
    fill = functools.partial(_fill, media=media)
    none = True
    for reading in read_json(data, fill, FORMAT, ways=ways, inner="data", table="datacite", trace=trace, encoding=encoding):
        none = False
        yield reading
    if none:
        place = Place(line=1, column=1)
        yield Reading(Origin(line=1, format=FORMAT), issues=[issue("R007", place=place, wanted="DataCite record")])


def _whole(data: bytes, encoding: str) -> bool:
    """Whether every value of the file is JSON; where one is broken the entries are read one by one."""
    try:
        for entry in json_places.entries(data, encoding=encoding):
            msgspec.json.decode(entry.body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _media(data: bytes, encoding: str) -> dict[str, list[File]]:
    """DOI -> the media files that stand beside a list of DOIs."""
    found: dict[str, list[File]] = {}
    for entry in json_places.entries(data, ways=(("included",),), encoding=encoding):
        value = msgspec.json.decode(entry.body)
        match value:
            case {"type": "media", "attributes": {"url": str(url), **rest}, "relationships": {"dataciteDoi": {"data": {"id": str(doi)}}}}:
                found.setdefault(doi.lower(), []).append(File(url=text.tidy(url), media_type=text.tidy(str(rest.get("mediaType") or ""))))
    return found


def _fill(draft: Draft, media: dict[str, list[File]]) -> None:
    root = draft.root
    type_, at = root.one("type"), root.one("attributes")
    if at and type_.text in ("dois", ""):
        datacite.fill(draft, at, media)
    elif any(root.one(name) for name in _RECORD) and not at:
        datacite.fill(draft, root)
    elif error := root.one("errors"):
        draft.refuse("R280", kind=f"an error answer: {error.one('title').text or error.one('status').text or error.text}",
                     mend="ask the API again, and check the DOI")  # fmt: skip
    else:
        kind = rules()["others"].get(type_.text, "no DataCite record")
        draft.refuse("R280", kind=kind, mend="ask the API for dois")
