"""The rows of vocab/{schema,bibo,dcterms,other}.toml and vocab/nodes.toml, read and checked.

A row says: the `field` of a node's Struct is published as `term`, in a `form` (forms.py). Paths: "titles[]" walks a list,
"event.start" a nested Struct, "record.series[]" starts at the record instead of the node. No expressions: what needs more is a form.
"""

from __future__ import annotations

import functools
import sys
from typing import Any, TypeVar

import msgspec

from kg import record, resources
from kg.errors import TableError
from kg.vocabulary import expand

T = TypeVar("T")
VOCABULARIES = ("schema", "bibo", "dcterms")
TABLES = (*VOCABULARIES, "other")


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One [[row]]. See the head of vocab/schema.toml and docs/mapping.md for the columns."""

    node: str
    field: str
    term: str
    form: str
    to: str = ""
    types: list[str] = []
    not_types: list[str] = []
    when: list[str] = []
    unless: list[str] = []
    schemes: list[str] = []
    not_schemes: list[str] = []
    kinds: list[str] = []
    fallback_for: str = ""
    inverse: bool = False
    book_series: bool = False
    not_series: bool = False
    first: bool = False
    option: str = ""
    setting: str = ""
    value: str = ""
    lang: str = ""
    datatype: str = ""
    unit: str = ""
    map: dict[str, str] = {}
    back: bool | str = True
    note: str = ""
    vocabulary: str = ""

    @property
    def rule(self) -> str:
        """The row's name in messages: "schema.toml: titles[] -> schema:name"."""
        return f"{self.vocabulary}.toml: {self.node} {self.field} -> {self.term}"

    @property
    def predicate(self) -> str:
        """The property's term; one str object for all rows, so that looking it up compares no text."""
        return sys.intern(f"<{expand(self.term)}>")

    @property
    def top(self) -> str:
        """The Struct field that the row carries."""
        return self.field.removeprefix("record.").partition(".")[0].removesuffix("[]")


class Omit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One [[omit]]: a field that a vocabulary does not carry, and why."""

    field: str
    reason: str
    node: str = "work"
    vocabulary: str = ""


class Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of node (vocab/nodes.toml): its Struct's name and its classes."""

    struct: str
    classes: list[str] | str = []
    by: str = ""
    kinds: dict[str, list[str]] = {}
    rows_of: str = ""


class Tables(msgspec.Struct, frozen=True):
    """All rows in order of vocabulary and file, the omissions, and the kinds of nodes."""

    rows: list[Row]
    omits: list[Omit]
    nodes: dict[str, Node]

    def of(self, node: str) -> list[Row]:
        """The rows of a kind of node, in order."""
        name = self.nodes[node].rows_of or node
        return [row for row in self.rows if row.node == name]


@functools.cache
def tables() -> Tables:
    """The checked tables. Raises TableError with file and row."""
    nodes = {name: _convert(value, Node, f"nodes.toml: [{name}]") for name, value in resources.table("nodes").items()}
    rows: list[Row] = []
    omits: list[Omit] = []
    for name in TABLES:
        table = resources.table(name)
        rows += [_row({**value, "vocabulary": name}, f"{name}.toml: row {i}", nodes) for i, value in enumerate(table.get("row", ()), 1)]
        omits += [
            _convert({**value, "vocabulary": name}, Omit, f"{name}.toml: omit {i}") for i, value in enumerate(table.get("omit", ()), 1)
        ]
    return Tables(rows, omits, nodes)


def _convert(value: dict[str, Any], kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise TableError(f"vocab/{where}: {error}") from error


def _row(value: dict[str, Any], where: str, nodes: dict[str, Node]) -> Row:
    row = _convert(value, Row, where)
    expand(row.term)
    if row.node not in nodes or (row.to and row.to not in nodes):
        raise TableError(f"vocab/{where}: unknown node {row.to or row.node!r}", hint="add it to vocab/nodes.toml")
    types = resources.table("types")
    for name in (*row.types, *row.not_types):
        if name not in types:
            raise TableError(f"vocab/{where}: unknown type {name!r}", hint="the types are in vocab/types.toml")
    struct = getattr(record, nodes[row.node].struct)
    start = record.Record if row.field.startswith("record.") else struct
    if row.top not in start.__struct_fields__:
        raise TableError(f"vocab/{where}: {start.__name__} has no field {row.top!r}")
    return row
