"""Which elements of Crossref XML are works, and what stands around each: its journal and issue, its book or proceedings, its event.

Design: `works` finds the records of an entry by the table; a journal, issue or series is one only where it is what was asked for or
where nothing else is there. `Around` is looked up once for each parent, so that a journal of a thousand articles is read in one go.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

from kg import resources
from kg.sources.tree import Cursor, Draft
from kg.syntax.tree import Node
from kg.values import identifiers, text


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of Crossref XML."""
    return resources.table("imports/crossref-xml")


class Around(NamedTuple):
    """Cursors to what stands around a work; false where there is nothing."""

    family: Cursor
    journal: Cursor
    volume: Cursor
    issue: Cursor
    host: Cursor
    event: Cursor
    people: Cursor
    parent: Cursor


def works(root: Node) -> Sequence[Node]:
    """The elements of an entry that are records, in the order of the source."""
    rows = rules()["works"]
    found = [node for node in root.walk() if node.name in rows]
    ranks = {rank: [node for node in found if rows[node.name]["rank"] == rank] for rank in ("work", "host", "around")}
    asked = _asked(root)
    chosen = {id(node) for node in ranks["work"]}
    chosen |= {id(node) for node in ranks["around"] if asked and _doi(node) == asked}
    chosen |= {id(node) for node in ranks["host"] if not chosen or _doi(node)}
    if not chosen and ranks["around"]:
        # a deposit of an issue alone: the innermost is what is registered
        chosen.add(id(next((node for node in reversed(ranks["around"]) if _doi(node)), ranks["around"][-1])))
    return [node for node in found if id(node) in chosen]


def _asked(root: Node) -> str:
    """The DOI that a query asked for."""
    found = [node for node in root.children() if node.name == "doi"] if root.name == "query" else []
    return identifiers.doi(found[0].own()) if found else ""


def _doi(node: Node) -> str:
    """The DOI that an element registers for itself."""
    for data in _named(node).get("doi_data", [node] if node.name == "pending_publication" else []):
        for doi in _named(data).get("doi", ()):
            return identifiers.doi(text.tidy(doi.own()))
    return ""


def _named(node: Node) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for child in node.children():
        found.setdefault(child.name, []).append(child)
    return found


@functools.lru_cache(maxsize=8)
def _family(node: Node) -> dict[str, Node]:
    """What stands around the works of a journal, book or conference, by what it is to them; the first of each."""
    found: dict[str, Node] = {}
    for child in node.children():
        if kind := rules()["around"].get(child.name):
            found.setdefault(kind, child)
            for below in child.children() if kind == "issue" else ():
                if below.name == "journal_volume":
                    found.setdefault("volume", below)
    return found


def around(draft: Draft) -> Around:
    """What stands around the draft's work; around a component only the work that it is a part of."""
    parts: dict[str, Node] = {}
    family = parent = None
    node = draft.top.parent
    while node is not None and family is None:
        if node.name in rules()["works"] and parent is None:
            parent = node
        if node.name in rules()["families"]["names"]:
            family, parts = node, dict(_family(node))
        node = node.parent
    if draft.top.name == "component":
        parts = {}
    parts = {kind: node for kind, node in parts.items() if node is not draft.top}

    def at(node: Node | None) -> Cursor:
        return Cursor(draft, node)

    kinds = ("journal", "volume", "issue", "host", "event", "people")
    journal, volume, issue, host, event, people = (at(parts.get(kind)) for kind in kinds)
    return Around(at(family), journal, volume, issue, host, event, people, at(parent))


def doi_of(at: Cursor) -> str:
    """The DOI that the element registers for itself, or ""."""
    return identifiers.doi(own_doi(at).text)


def own_doi(at: Cursor) -> Cursor:
    """Where the DOI stands; a pending publication has no page yet, and so no doi_data."""
    return at.one("doi_data/doi", "doi") if at.name == "pending_publication" else at.one("doi_data/doi")
