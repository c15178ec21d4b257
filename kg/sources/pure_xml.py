"""Elsevier Pure's READ API (ws/api 5xx) as XML: research outputs, one or an answer with many.

Design: an entry is an element in <items>, or the root where that is one content of Pure. Names are those of the JSON form; ids, URIs and
locales are attributes, a list is an element around its elements. kg/sources/pure_api_tree.py hides that, so both forms are read by the
same code.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from kg.record import Reading
from kg.sources import pure_api, tree
from kg.sources.pure_api_entities import Known
from kg.sources.pure_api_tree import rules
from kg.syntax import xml_kinds

FORMAT = "pure-xml"
_URI = '="/dk/atira/pure/'


@functools.cache
def _roots() -> tuple[str, ...]:
    return tuple(rules()["roots"]["names"])


def detect(head: str, name: str) -> int:
    """How surely this is XML of Pure's READ API (see SOURCES)."""
    kind = xml_kinds.kind(head)
    if kind.root == "result" and (_URI in head or "familySystemName" in head):
        return 94
    if kind.root == "result" and "pageInformation" in kind.names:
        return 80
    return 94 if kind.root in _roots() and _URI in head else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "", known: Known | None = None) -> Iterator[Reading]:
    """Yields one Reading for each entry, in the order of the file. Issues: R001 to R003, R005, R016 to R018 and those of pure_api.fill."""
    if known is None:
        known = Known()
        known.add_xml(data, encoding)
    index = known
    for reading in tree.read_xml(
        data,
        lambda draft: pure_api.fill(draft, index),
        FORMAT,
        names=("items/*", *_roots()),
        table="pure-api",
        trace=trace,
        encoding=encoding,
    ):
        if any(found.code == "R007" for found in reading.issues):
            answer = b"<result" in data[:2000]
            yield pure_api.nothing(FORMAT, known=answer)
        else:
            yield reading
