"""The classes of a node, from vocab/nodes.toml and vocab/types.toml, and which rows may apply to them."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Hashable
from typing import Any

from kg import resources
from kg.mapping.tables import Row, tables
from kg.record import Record
from kg.vocabulary import expand, in_domain, superclasses

RESOURCE = "dcterms:BibliographicResource"
BOOK = "https://schema.org/Book"
#: forms whose property is chosen per value: the row's own term says nothing about domains
CHOOSING_FORMS = frozenset({"roles", "relations", "relation-text"})


def type_row(name: str, variant: str = "") -> dict[str, Any]:
    """The row of vocab/types.toml, with its variant's columns laid over it; an unknown type is "other"."""
    types = resources.table("types")
    row = types.get(name) or types["other"]
    changed = row.get("variant", {}).get(variant)
    return {**row, **changed} if changed else row


def variant_of(record: Record) -> str:
    """The record's variant, or the one its other fields imply: by host, by repository and language, by medium."""
    if record.variant:
        return record.variant
    if record.type == "poster" and record.host:
        return "in-proceedings"
    if record.type == "software" and not (record.programming_languages or any(link.kind == "repository" for link in record.links)):
        return "application"
    if record.host and record.host.type == "multivolume-book" and "volume" in type_row(record.type).get("variant", {}):
        return "volume"
    if record.medium:
        words = set(re.findall(r"\w+", record.medium.lower()))
        variants = type_row(record.type).get("variant", {})
        return next((name for name, row in variants.items() if words & set(row.get("media", ()))), "")
    return ""


@functools.cache
def work_classes(name: str, variant: str = "", spar: bool = False) -> tuple[str, ...]:
    """The class IRIs of a work: BIBO first (some readers of RDF look at the first only), then schema.org, Dublin Core, FaBiO."""
    row = type_row(name, variant)
    names = [f"bibo:{c}" for c in row["bibo"]] + [f"schema:{c}" for c in row["schema"]]
    names += [] if row.get("document") is False else [RESOURCE]
    names += [f"fabio:{c}" for c in row["fabio"]] if spar else []
    return tuple(expand(n) for n in [*names, *row.get("other", [])])


def chooser(kind: str) -> Callable[[Any], Hashable] | None:
    """The function that gives what in a node chooses its classes: equal for nodes of a kind that have the same; None where all have."""
    if kind == "work":
        return lambda node: (node.type, variant_of(node))
    row = tables().nodes[kind]
    by = "type" if row.classes == "types.toml" else row.by
    return operator.attrgetter(by) if by else None


def node_classes(kind: str, node: Any, spar: bool = False) -> tuple[str, ...]:
    """The class IRIs of a node of `kind` made from `node`."""
    row = tables().nodes[kind]
    if row.classes == "types.toml":
        return work_classes(node.type, variant_of(node) if isinstance(node, Record) else "", spar)
    return _plain_classes(kind, getattr(node, row.by) if row.by else "")


@functools.cache
def _plain_classes(kind: str, choice: str) -> tuple[str, ...]:
    row = tables().nodes[kind]
    names = row.kinds.get(choice) or next(iter(row.kinds.values()), None) or row.classes
    return tuple(expand(name) for name in names)


def is_book(classes: tuple[str, ...]) -> bool:
    """Whether one of the classes is schema:Book or below it."""
    return any(BOOK in superclasses(cls) for cls in classes)


def applies(row: Row, classes: tuple[str, ...], type_name: str) -> bool:
    """Whether the row may fire for a node of these classes in a record of this type: types, domain and fallback."""
    if (row.types and type_name not in row.types) or type_name in row.not_types:
        return False
    if (row.book_series and not is_book(classes)) or (row.not_series and is_book(classes)):
        return False
    if row.fallback_for and in_domain(expand(row.fallback_for), classes):
        return False
    return row.inverse or row.form in CHOOSING_FORMS or in_domain(expand(row.term), classes)
