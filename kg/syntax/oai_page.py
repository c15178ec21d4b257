"""One answer of an OAI-PMH server: its records, each as one line of XML that stands by itself, and what the answer says of the list.

Design: the text is mended as for all XML (xml_text: encodings, forbidden characters), entities of HTML become characters, and each
mending is noted. A DTD is refused. Well-formed answers are cut by lxml; where one is broken its records are cut out by their beginnings
and parsed one by one, so that one bad record costs itself alone; `broken` says what was wrong, `lost` which records cannot be read. A
line break in the text of a record is written as &#10;, the namespaces around it are repeated in it. Elements go by their local names, for
servers forget the namespace.
Source: https://www.openarchives.org/OAI/openarchivesprotocol.html sections 2.5, 3.2 and 3.5.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from kg.errors import InputError
from kg.syntax import xml_text

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{0,40});")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_RECORD = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?record(?:\s[^<>]*)?>\s*<(?:[A-Za-z_][\w.-]*:)?header[\s>]")
_LIST_END = re.compile(rb"<(?:[\w.-]+:)?resumptionToken[\s>/]|</(?:[\w.-]+:)?(?:ListRecords|GetRecord)\s*>")
_SPACES = re.compile(rb"""\sxmlns(?::[\w.-]+)?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_IDENTIFIER = re.compile(rb"<(?:[\w.-]+:)?identifier[^<>]*>([^<]*)<")
_TOKEN = re.compile(rb"<(?:[\w.-]+:)?resumptionToken[^<>]*>([^<]*)</")


class Found(NamedTuple):
    """A record: what its header says, and its XML in one line."""

    identifier: str
    datestamp: str
    sets: tuple[str, ...]
    deleted: bool
    line: bytes


class Page:
    """An answer. `token` is None without a resumptionToken, "" where it is empty; `size` is completeListSize as written.

    `is_oai` is false for anything else, as a web page; `verb` is the element that answers. `errors` are (code, message); `values` the
    children of Identify.
    `notes` say what was mended; `broken` what was wrong with the XML ("": nothing); `lost` the records that cannot be read.
    """

    def __init__(self) -> None:
        self.is_oai = False
        self.verb = ""
        self.date = ""
        self.records: list[Found] = []
        self.token: str | None = None
        self.size = ""
        self.errors: list[tuple[str, str]] = []
        self.values: dict[str, list[str]] = {}
        self.notes: list[str] = []
        self.broken = ""
        self.lost: list[str] = []


def read(data: bytes) -> Page:
    """The answer in `data`; never raises for bad data."""
    page = Page()
    try:
        body = _mended(data, page)
    except InputError as error:
        page.broken = error.message
        return page
    if _DTD.search(body, 0, 4096):
        page.broken = "it has a DTD, which no answer of OAI-PMH has"
        return page
    try:
        root = etree.fromstring(body, _parser())
    except etree.XMLSyntaxError as error:
        page.broken = _words(error)
        _pieces(body, page)
        return page
    _whole(root, page)
    return page


def identifier_of(line: bytes) -> str:
    """The identifier of a record in one line, as its header says it; the line itself where it has none."""
    match = _IDENTIFIER.search(line)
    return (match[1] if match else line).decode(errors="replace").strip()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)


def _mended(data: bytes, page: Page) -> bytes:
    text = xml_text.prepare(data)
    body = text.body
    if text.forbidden:
        page.notes.append(f"{_number(len(text.forbidden), 'character')} that XML forbids became a space{_where(body, text.forbidden)}")
    if text.undecodable:
        page.notes.append(f"{_number(len(text.undecodable), 'byte')} not in the encoding became ?{_where(body, text.undecodable)}")
    named: set[str] = set()

    def character(match: re.Match[bytes]) -> bytes:
        name = match[1].decode()
        found = html.entities.html5.get(f"{name};", "")
        if name in xml_text.PREDEFINED or not found:
            return match[0]
        named.add(name)
        return "".join(f"&#{ord(one)};" for one in found).encode()

    body = _ENTITY.sub(character, body)
    if named:
        page.notes.append(f"entities that XML does not have became characters: {', '.join(sorted(named))}")
    return body


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _where(body: bytes, positions: list[int]) -> str:
    """The record in which the first of `positions` stands."""
    starts = [match.start() for match in _RECORD.finditer(body, 0, positions[0])]
    return f", first in {identifier_of(body[starts[-1] : starts[-1] + 4096])}" if starts else ""


def _words(error: etree.XMLSyntaxError) -> str:
    return f"line {error.lineno or 1}: {' '.join((error.msg or 'not well-formed').split())}"


def _whole(root: etree._Element, page: Page) -> None:
    page.is_oai = _local(root) == "OAI-PMH"
    for part in root:
        name = _local(part)
        if name not in ("responseDate", "request", "error"):
            page.verb = name
        if name == "responseDate":
            page.date = _text(part)
        elif name == "error":
            page.errors.append((part.get("code", ""), " ".join(_text(part).split())))
        elif name == "Identify":
            for one in part:
                page.values.setdefault(_local(one), []).append(_text(one))
        elif name in ("ListRecords", "GetRecord"):
            _list(part, page)


def _list(part: etree._Element, page: Page) -> None:
    for one in part:
        name = _local(one)
        if name == "record":
            _record(one, page)
        elif name == "resumptionToken":
            page.token = _text(one)
            page.size = one.get("completeListSize", "")


def _record(record: etree._Element, page: Page) -> None:
    header = next((one for one in record if _local(one) == "header"), None)
    values: dict[str, list[str]] = {}
    for one in header if header is not None else ():
        values.setdefault(_local(one), []).append(_text(one))
    identifier = "".join(values.get("identifier", [])[:1])
    if header is None or not identifier:
        page.lost.append(f"a record without {'header' if header is None else 'identifier'}")
        return
    stamp = "".join(values.get("datestamp", [])[:1])
    line = etree.tostring(record, encoding="unicode", with_tail=False).replace("\n", "&#10;").encode()
    page.records.append(Found(identifier, stamp, tuple(values.get("setSpec", ())), header.get("status") == "deleted", line))


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _text(element: etree._Element) -> str:
    return "".join(element.itertext()).strip()


def _pieces(body: bytes, page: Page) -> None:
    """What can be had of an answer that is not well-formed."""
    starts = [match.start() for match in _RECORD.finditer(body)]
    page.is_oai = re.search(rb"<(?:[\w.-]+:)?OAI-PMH[\s>]", body[:4096]) is not None
    spaces = b" ".join(dict.fromkeys(_SPACES.findall(body[: starts[0]] if starts else b"")))
    for piece in _cut(body, starts):
        inner = Page()
        try:
            for one in etree.fromstring(b"<_" + spaces + b">" + piece + b"</_>", _parser()):
                _record(one, inner)
        except etree.XMLSyntaxError as error:
            inner.lost.append(f"{identifier_of(piece[:4096]) if _IDENTIFIER.search(piece) else 'a record'} ({_words(error)})")
        page.records += inner.records
        page.lost += inner.lost
    tokens = _TOKEN.findall(body, starts[-1] if starts else 0)
    if tokens:
        page.token = html.unescape(tokens[-1].decode(errors="replace")).strip()


def _cut(body: bytes, starts: list[int]) -> Iterator[bytes]:
    for number, start in enumerate(starts):
        if number + 1 < len(starts):
            yield body[start : starts[number + 1]]
            continue
        end = _LIST_END.search(body, start)
        yield body[start : end.start() if end else len(body)]
