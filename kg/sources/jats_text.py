"""Texts of JATS: what is a part of a title or abstract and what only stands in it; where the metadata of a work are."""

from __future__ import annotations

import functools
import re
from typing import Any

from kg import resources
from kg.sources.json_draft import line
from kg.sources.tree import Cursor, Draft
from kg.syntax.tree import Node
from kg.values import identifiers, text

_METAS = ("front/article-meta", "front-stub", "article-meta", "book-part-meta", "book-meta", "front")
_KINDS = ("@pub-id-type", "@book-part-id-type")
# a paragraph that only repeats the DOI of the abstract
_DOI = re.compile(r"DOI:\s*\S+", re.IGNORECASE)
_MARKS = re.compile(r"^[\s¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§¶,]+(?=\w)")


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of JATS."""
    return resources.table("imports/jats")


@functools.cache
def aside(name: str) -> frozenset[str]:
    """The elements that stand in a text and are no part of it."""
    return frozenset(rules()["aside"][name])


def meta_of(at: Cursor) -> Cursor:
    """The metadata of an article or a part of one."""
    return at.one(*_METAS)


@functools.lru_cache(maxsize=8)
def _heads(node: Node) -> dict[str, Node]:
    """The first of what stands in a work, by name."""
    found: dict[str, Node] = {}
    for child in node.children():
        found.setdefault(child.name, child)
    return found


def head(draft: Draft, node: Node | None, *paths: str) -> Cursor:
    """As Cursor.one, for what many parts of a work ask of the work itself: its elements are looked through once."""
    for path in paths if node is not None else ():
        first, _, below = path.partition("/")
        at = Cursor(draft, _heads(node).get(first))
        if found := at.one(below) if below else at:
            return found
    return Cursor(draft, None)


def whole(draft: Draft, *paths: str) -> Cursor:
    """What stands in the whole article or book."""
    return head(draft, draft.entry.root, *paths)


def outer(draft: Draft, node: Node | None = None) -> Cursor:
    """The metadata of the whole article or book, or of another work around this one."""
    return head(draft, node or draft.entry.root, *_METAS)


def words(at: Cursor) -> str:
    """The text on one line without footnotes and marks."""
    return line(at.markup(aside("names")))


def paragraphs(at: Cursor) -> str:
    """The text of an abstract, paragraphs apart, without what repeats its DOI."""
    found = text.plain(at.markup(aside("abstract"))).split("\n\n")
    return "\n\n".join(one for one in found if not _DOI.fullmatch(one))


def unmarked(value: str) -> str:
    """A text without the mark ("1", "*") that it begins with."""
    return _MARKS.sub("", value)


def doi(node: Node) -> str:
    """The DOI that a part of an article states for itself, or ""."""
    metas = [child for child in node.children() if child.name in ("front", "front-stub", "book-part-meta")]
    metas += [child for meta in metas for child in meta.children() if child.name == "article-meta"]
    for meta in metas:
        for one in meta.children():
            if one.name in ("article-id", "book-part-id") and any(kind.own() == "doi" for kind in one.children() if kind.name in _KINDS):
                return identifiers.doi(text.tidy(one.own()))
    return ""
