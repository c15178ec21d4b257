"""DataCite XML to Records: <resource> of kernel 2.0 to 4.7, alone, in any wrapping, or in the records of an OAI-PMH answer.

Design: a record is the element <resource>; in an OAI-PMH answer it is the element <record> around it, so that a deleted record is seen
and told. The namespace's version is not asked for: no element changed its meaning.
Source: https://schema.datacite.org/meta/ (kernel 2.0 to 4.7); https://www.openarchives.org/OAI/openarchivesprotocol.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.record import Reading
from kg.sources import datacite
from kg.sources.tree import Draft, read_xml
from kg.syntax import xml_kinds

FORMAT = "datacite-xml"
NAMES = ("resource", "ListRecords/record", "GetRecord/record")
_SPACE = "http://datacite.org/schema/kernel"


def detect(head: str, name: str) -> int:
    """How surely this is DataCite XML (see SOURCES)."""
    found = xml_kinds.kind(head)
    ours = any(space.startswith(_SPACE) for space in found.spaces)
    if found.root == "resource":
        return 98 if ours else 85 if {"identifier", "creators", "titles"} <= found.names else 0
    return 92 if ours and "resource" in found.names else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each resource, in the order of the file. Issues: R001 to R018, R280, and those of datacite.fill."""
    yield from read_xml(data, fill, FORMAT, names=NAMES, table="datacite", trace=trace, encoding=encoding)


def fill(draft: Draft) -> None:
    """Fills the record of a resource, or of what a server has put around it."""
    root = draft.root
    if root.name == "resource":
        at = root
    else:
        at = root.one("payload/resource", "metadata/resource", "metadata/*/payload/resource", "metadata/*/resource")
        draft.label = root.one("header/identifier").text
    if not at and root.one("header/@status").text == "deleted":
        draft.refuse("R280", kind="a deleted record of an OAI-PMH server", mend="remove it, and what was made from it")
    elif not any(at.one(name) for name in ("identifier", "creators", "titles", "publisher")):
        draft.refuse("R280", kind="no DataCite record", mend="ask the server for metadataPrefix=oai_datacite")
    else:
        datacite.fill(draft, at)
