"""DataCite JSON to Records: the REST API's answers (one DOI or a list), plain attributes, content negotiation's JSON, JSON lines.

Design: a record is the object `attributes` of an answer, or an object that has its members itself. The API puts the media files of a
DOI beside it (`included`), so an answer that has them is read as a whole; else its list is cut into single entries, and a broken
one costs only itself. The deposited XML in the member `xml` says the same again and is left out.
Source: https://support.datacite.org/docs/api and https://support.datacite.org/docs/datacite-content-resolver.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources import datacite
from kg.sources.datacite_work import rules
from kg.sources.tree import Draft, read_json
from kg.syntax import json_places

FORMAT = "datacite-json"
_START = re.compile(r"[\s\ufeff]*[\[{]")
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
    ways = () if b'"included"' in data and _whole(data, encoding) else (("data",),)
    none = True
    for reading in read_json(data, _fill, FORMAT, ways=ways, inner="data", table="datacite", trace=trace, encoding=encoding):
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
    except msgspec.DecodeError:
        return False
    return True


def _fill(draft: Draft) -> None:
    root = draft.root
    type_, at = root.one("type"), root.one("attributes")
    if at and type_.text in ("dois", ""):
        datacite.fill(draft, at)
    elif any(root.one(name) for name in _RECORD) and not at:
        datacite.fill(draft, root)
    elif error := root.one("errors"):
        draft.refuse("R280", kind=f"an error answer: {error.one('title').text or error.one('status').text or error.text}",
                     mend="ask the API again, and check the DOI")  # fmt: skip
    else:
        kind = rules()["others"].get(type_.text, "no DataCite record")
        draft.refuse("R280", kind=kind, mend="ask the API for dois")
