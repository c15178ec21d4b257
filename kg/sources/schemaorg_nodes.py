"""Walking a schema.org document: which nodes are works, lists, values and references by @id.

Design: `works` finds the nodes that are records, in documents of one object, of an @graph, and of pages that describe themselves
(WebPage, mainEntity). A `Document` is one work on its way into a Record: `values` gives what stands under a name, whatever form JSON-LD
gives to it: one value or several, @list, @set, or a reference to a node that stands elsewhere in the document.
Sources: JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/), sections 3.3, 4.3 and 9.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from kg import resources
from kg.record import Text
from kg.sources.tree import Cursor, Draft
from kg.syntax.tree import Node
from kg.values import languages, text

#: members that name a node or its class; some writers leave the @ out
_NAMES = ("@id", "id", "@type", "type")


@functools.cache
def rules() -> Mapping[str, Any]:
    """The import table."""
    return resources.table("imports/schemaorg")


@functools.cache
def _lower(table: str) -> dict[str, str]:
    return {name.lower(): name for name in rules()[table]}


@functools.cache
def _listed(table: str) -> frozenset[str]:
    return frozenset(name.lower() for name in rules()[table]["names"])


def row(table: str, name: str) -> str:
    """The name of the row for a class, whatever its capitals; "" if the table has none."""
    return _lower(table).get(name.lower(), "")


def listed(table: str, names: list[str]) -> bool:
    """Whether one of the names stands in a list of the table."""
    return any(name.lower() in _listed(table) for name in names)


def local(name: str) -> str:
    """The class or property without the namespace or prefix before it."""
    return name.rstrip("/").rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def _texts(node: Node, *names: str) -> list[str]:
    return [part.own() for part in node.children() if part.name in names and part.counts is None]


def classes(node: Node) -> list[str]:
    """The classes of a node, without namespaces."""
    return [local(name) for name in _texts(node, "@type") or _texts(node, "type")]


# ---- which nodes are works ---------------------------------------------------------------------------------------------------------


def works(root: Node) -> list[Node]:
    """The nodes of a document that are records, in its order; the root alone where there are none, for it to be reported."""
    strong: list[Node] = []
    weak: list[Node] = []
    todo = deque([root])
    while todo:
        node = todo.popleft()
        grade = _grade(node)
        if grade == 2:
            strong.append(node)
            continue
        if grade == 1:
            weak.append(node)
        todo.extend(part for part in node.children() if part.name in rules()["ways"]["names"] and part.counts)
    if len(strong) > 1:
        around = {id(node) for node in _around(strong)}
        strong = [node for node in strong if id(node) not in around and (_is_named(node))] or strong[:1]
    return strong or weak[:1] or [root]


def _grade(node: Node) -> int:
    """2 for a work, 1 for what is one where there is nothing better, 0 for all else."""
    names = classes(node)
    known = [rules()["types"][found] for name in names if (found := row("types", name))]
    if known:
        return 1 if all(one.get("weak") for one in known) else 2
    if listed("not_works", names):
        return 0
    return 2 if _is_named(node) and node.counts is not None and {"author", "creator", "datePublished"} & node.counts.keys() else 0


def _is_named(node: Node) -> bool:
    return node.counts is not None and bool({"name", "headline", "title"} & node.counts.keys())


def _around(nodes: list[Node]) -> Iterator[Node]:
    """Those of the nodes that another one is part of."""
    names = {name: node for node in nodes for name in _texts(node, "@id", "id")}
    for node in nodes:
        for part in node.children():
            if part.name == "isPartOf":
                for name in _texts(part, "@id", "id") or [part.own()]:
                    if name in names and names[name] is not node:
                        yield names[name]


# ---- one work --------------------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=2)
def _index(root: Node) -> dict[str, Node]:
    """@id -> the node that says something under it; the one that says most."""
    found: dict[str, Node] = {}
    for node in root.walk():
        if node.counts is None or not _says(node):
            continue
        for name in _texts(node, "@id", "id"):
            if name not in found or len(node.parts) > len(found[name].parts):
                found[name] = node
    return found


@functools.lru_cache(maxsize=2)
def _language(root: Node) -> str:
    """The language that the context of a document states for its texts."""
    contexts = [part for part in root.children() if part.name == "@context"]
    return next((languages.parse(found) for one in contexts for found in _texts(one, "@language")), "")


def _says(node: Node) -> bool:
    return node.counts is not None and any(name not in _NAMES for name in node.counts)


class Document:
    """One work on its way: its draft and record, the language of texts that state none, and how its parts are read."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.record = draft.record
        self.root = draft.root
        self.lang = _language(draft.entry.root) if draft.entry.root is not None else ""
        #: classes of the work; the row of its type; what an Article was found to be part of
        self.kinds = kinds(draft.root)
        self.row: Mapping[str, Any] = {}
        self.part_of = ""
        self._met: set[tuple[str, str]] = set()
        #: paths of the agents that are being read
        self.within: set[str] = set()
        #: authors by name and by identifier: their numbers in the record, and the property that stated them
        self.authors: dict[str, tuple[int, str]] = {}

    def is_new(self, field: str, value: object) -> bool:
        """Whether a value is met for the first time in a list."""
        key = (field, repr(value))
        if key in self._met:
            return False
        self._met.add(key)
        return True

    def values(self, at: Cursor, *names: str) -> list[Cursor]:
        """What stands under the names, in the order of the source; lists opened, references joined."""
        return [value for name in names for one in at.all(name) for value in self._opened(one)]

    def _opened(self, one: Cursor) -> Iterator[Cursor]:
        for box in ("@list", "@set", ""):
            if inner := one.all(box):
                for part in inner:
                    yield from self._opened(part)
                return
        yield self.joined(one)

    def joined(self, one: Cursor) -> Cursor:
        """The node that a bare {"@id": ...} or "_:label" names, where the document describes it; else the value itself."""
        if one.name == "id":
            return one
        named = one.one("@id", "id") if not one.text else one
        if not named or (one.text and not one.text.startswith(("_:", "#"))) or any(part.name not in _NAMES for part in one):
            return one
        return self.find(named) or one

    def find(self, named: Cursor) -> Cursor:
        """The node of the document with the @id that a value states; nothing where there is none."""
        root = self.draft.entry.root
        node = _index(root).get(named.raw) if root is not None else None
        if node is None:
            return named.one("?")
        named.use("@id")
        return Cursor(self.draft, node)

    def text(self, at: Cursor, field: str) -> str:
        """The text of a value in whatever form; noted as used for `field`."""
        return said(at).take(field)

    def lang_text(self, at: Cursor, field: str, *, paragraphs: bool = False, lang: str = "") -> Text:
        """A text with its language: that of the value, else the document's, else `lang`."""
        tag = at.one("@language")
        stated = languages.parse(tag.text)
        if stated:
            tag.use(field)
        found = said(at).take_paragraphs(field) if paragraphs else said(at).take(field)
        return Text(found, stated or self.lang or lang)


def kinds(at: Cursor) -> list[str]:
    """The classes of what a cursor stands at."""
    return [local(one.text) for one in at.all("@type") or at.all("type")]


def said(at: Cursor) -> Cursor:
    """What holds the text of a value: itself, or its @value."""
    return at if at.raw else at.one("@value")


def words(at: Cursor) -> str:
    """The text of a value: of a node its name."""
    return said(at).text or said(at.one("name")).text or said(at.one("headline")).text


def address(at: Cursor, *more: str) -> Cursor:
    """What holds the address of a value: the text itself, or its @id or url (`more` names come first)."""
    if said(at):
        return said(at)
    return next((found for name in (*more, "@id", "url", "id") if (found := at.one(name)) and found.text), at.one("?"))


def is_address(value: str) -> bool:
    """Whether a text is an absolute address of the web."""
    return value.lower().startswith(("http://", "https://")) and " " not in value


def bytes_of(written: str) -> int:
    """The size of a file in bytes, where the text says it without rounding; else 0."""
    number, _, unit = text.tidy(written).partition(" ")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 and unit.lower() in ("", "b", "bytes", "byte") else 0
