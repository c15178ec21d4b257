"""Dublin Core in XML to Records: oai_dc, qualified Dublin Core, DSpace's XOAI and DIM, and RIOXX, each alone or inside of OAI-PMH.

Design: `fill` makes statements (dc_statements) of the elements, whatever the syntax; RIOXX has structure of its own (rioxx). Files stand in
XOAI as bundles of bitstreams: those of the bundle ORIGINAL are the work's, the others (licences, thumbnails, extracted text) are not.
Sources: http://www.openarchives.org/OAI/2.0/oai_dc.xsd; DCMI Metadata Terms; the crosswalks of DSpace (xoai.xml, DIM).
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.record import File, Reading
from kg.sources import catalogue, dc_statements, rioxx
from kg.sources.dc_names import Statement, named
from kg.sources.tree import Cursor, Draft, read_xml
from kg.syntax import xml_kinds
from kg.values import dates, languages

FORMAT = "oai-dc"
TABLE = "dublin-core"
SPACES = {
    "dc": ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"),
    "xoai": ("http://www.lyncode.com/xoai", "http://www.lyncode.com/schemas/xoai"),
}
NAMES = ("dc", "qualifieddc", "dcterms", "rioxx", "dim", "/metadata")
_ACCESS = {"open.access": "open", "embargo": "embargoed", "restricted": "restricted", "metadata.only": "metadata-only"}


def detect(head: str, name: str) -> int:
    """How surely this is Dublin Core in XML (see SOURCES)."""
    found = xml_kinds.kind(head)
    dublin = any("purl.org/dc/" in space for space in found.spaces)
    if found.root in ("dc", "qualifieddc") and dublin:
        return 90
    if found.root == "searchRetrieveResponse" and dublin and found.names & {"dc", "qualifieddc"}:
        return 70
    if found.root == "rioxx" or (found.root == "metadata" and any("xoai" in space for space in found.spaces)):
        return 90
    if found.root in ("dim", "metadata", "dcterms") and (dublin or any("dspace" in space for space in found.spaces)):
        return 80
    return 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each element that holds statements. Issues: R001 to R003, R005, R007 to R009, R016 to R018, R340, R341."""
    yield from read_xml(data, fill, FORMAT, names=NAMES, table=TABLE, spaces=SPACES, trace=trace, encoding=encoding)


def fill(draft: Draft) -> None:
    """Fills the draft from an element with statements."""
    root = draft.root
    if root.name == "rioxx":
        rioxx.fill(draft)
        return
    if root.all("xoai:element"):
        statements = [one for top in root.all("element") for one in _of_xoai(top, [])]
        _bundles(draft)
    elif root.all("field"):
        statements = [_of_dim(one) for one in root.all("field")]
    else:
        statements = [Statement(one.name.lower(), one, one.lang()) for one in root if one.text]
    if not any(one.at.text for one in statements):
        draft.refuse("R341")
        return
    dc_statements.fill(draft, statements)
    for one in draft.root:
        # a language that was understood has gone with its text
        if one.attr("xml:lang") and languages.parse(one.attr("xml:lang").text):
            one.attr("xml:lang").use("languages")
    _server(draft)


def _of_dim(one: Cursor) -> Statement:
    parts = [one.attr(name).text for name in ("mdschema", "element", "qualifier")]
    return Statement(named(".".join(part for part in parts if part)), one, languages.parse(one.attr("lang").text))


def _of_xoai(top: Cursor, names: list[str]) -> list[Statement]:
    """The statements below an element of XOAI: its names make the name, the innermost is the language."""
    found: list[Statement] = []
    todo = [(top, [top.attr("name").text])]
    if todo[0][1][0] in ("bundles", "others", "repository", "license"):
        return found
    while todo:
        element, path = todo.pop(0)
        todo = [(inner, [*path, inner.attr("name").text]) for inner in element.all("element")] + todo
        lang = languages.parse(path[-1])
        innermost = path[:-1] if lang or path[-1] == "none" else path
        for field in element.all("field"):
            if field.attr("name").text == "value":
                found.append(Statement(named(".".join(innermost)), field, lang))
    return found


def _field(element: Cursor, name: str) -> Cursor:
    return next((one for one in element.all("field") if one.attr("name").text == name), element.one("none"))


def _bundles(draft: Draft) -> None:
    record = draft.record
    for top in draft.root.all("element"):
        if top.attr("name").text != "bundles":
            continue
        for bundle in top.all("element"):
            if _field(bundle, "name").text != "ORIGINAL":
                continue
            _field(bundle, "name").use("files")
            for stream in (one for holder in bundle.all("element") for one in holder.all("element")):
                url = _field(stream, "url")
                if not catalogue.is_address(url.text):
                    continue
                at = f"files[{len(record.files)}]"
                file = File(url=url.take(at), name=_field(stream, "name").take(f"{at}.name"))
                file.media_type = _field(stream, "format").take(f"{at}.media_type")
                file.size = _field(stream, "size").number(f"{at}.size")
                record.files.append(file)


def _server(draft: Draft) -> None:
    """What the repository says of the record in XOAI."""
    record = draft.record
    for top in draft.root.all("element"):
        if top.attr("name").text != "others":
            continue
        identifier, changed = _field(top, "identifier"), _field(top, "lastModifyDate")
        if identifier.text:
            catalogue.add(draft, identifier, "local")
        if changed.text and not record.record_modified:
            record.record_modified = _day(changed)
        handle = _field(top, "handle")
        if handle.text and any(one.value == handle.text for one in record.identifiers):
            handle.use("identifiers")
        for inner in top.all("element"):
            if inner.attr("name").text == "access-status" and not record.access:
                status = _field(inner, "value")
                record.access = _ACCESS.get(status.text, "")
                if record.access:
                    status.use("access")


def _day(at: Cursor) -> str:
    found = dates.parse(at.text[:10])
    if found:
        at.use("record_modified")
    return found
