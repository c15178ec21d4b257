"""Elsevier Pure's web services as JSON: research outputs of the READ API (ws/api 5xx) and the CRUD API (ws/api).

Design: a file is one output, an answer ({"count", "pageInformation", "items"}), several answers, an array, or JSON lines;
kg/sources/pure_api.py says what each entry is. What outputs name by UUID only is looked up among the other entries of the file (`Known`),
or in a `Known` that the caller has made of several files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.record import Reading
from kg.sources import pure_api, tree
from kg.sources.pure_api_entities import WAYS, Known

FORMAT = "pure-json"
_START = re.compile(r"[\s\ufeff]*+[\[{]")
_URI = re.compile(r'"uri"\s*:\s*"(?:\\?/)dk(?:\\?/)atira(?:\\?/)pure')
_OWN = re.compile(r'"(?:familySystemName|conceptUuid|contentUuid|publicationStatuses|personAssociations|managingOrganisationalUnit)"\s*:')
_CRUD = re.compile(r'"systemName"\s*:\s*"[A-Z]\w+"')
_PAGE = re.compile(r'[\s\ufeff]*+\{\s*"count"\s*:\s*\d+\s*,\s*"(?:pageInformation|resumptionToken|items)"\s*:')
_DESCRIPTION = re.compile(r'[\s\ufeff]*+\{\s*"(?:swagger|openapi)"\s*:')
_ERROR = re.compile(
    r'[\s\ufeff]*+\{\s*"code"\s*:\s*[45][0-9]{2}\s*,\s*"type"\s*:\s*"[^"]{0,99}"\s*,\s*"title"\s*:|[\s\ufeff]*+\{\s*"type"\s*:\s*"/(?:[a-z]+-)*error"'
)
_PURE = re.compile(r'"title"\s*:\s*"Pure [A-Za-z ]*API|Pure Web Service')


def detect(head: str, name: str) -> int:
    """How surely this is JSON of Pure's web services (see SOURCES)."""
    if not _START.match(head):
        return 0
    if _DESCRIPTION.match(head):
        return 94 if _PURE.search(head) else 0
    if _URI.search(head) or _OWN.search(head):
        return 94
    if _CRUD.search(head) and '"uuid"' in head:
        return 92
    return 92 if _ERROR.match(head) else 80 if _PAGE.match(head) else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "", known: Known | None = None) -> Iterator[Reading]:
    """Yields one Reading for each entry, in the order of the file. Issues: R001 to R003, R005, R006 and those of pure_api.fill."""
    if known is None:
        known = Known()
        known.add_json(data, encoding)
    index, seen = known, False
    for reading in tree.read_json(
        data, lambda draft: pure_api.fill(draft, index), FORMAT, ways=WAYS, inner="items", table="pure-api", trace=trace, encoding=encoding
    ):
        seen = True
        yield reading
    if not seen:
        yield pure_api.nothing(FORMAT, known=bool(data.strip()))
