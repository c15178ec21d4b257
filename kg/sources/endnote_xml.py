"""EndNote XML (File > Export > XML): every <record> as a Record.

Design: a record is flat, so it is read as EndNote's tags are: each element with text is a value under its path, and
vocab/imports/endnote.toml says what it means. Text stands in <style> elements, which say how it looks; where italics and the like mean
nothing, their texts are joined. The type is the name in ref-type, which programs other than EndNote get right more often than its number.
Source: EndNote's XML DTD (RSXML).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from kg import resources
from kg.errors import Place
from kg.record import Reading
from kg.sources.column_fields import fill as fill_columns
from kg.sources.columns import preset
from kg.sources.endnote import columns_of
from kg.sources.flat import Draft as Flat
from kg.sources.flat import Value
from kg.sources.tree import Cursor, Draft, read_xml
from kg.syntax import xml_kinds

FORMAT = "endnote-xml"
NAMES = ("records/record",)
#: what a record has without saying anything of a work
_LIBRARY = frozenset({"ref-type", "database", "source-app", "rec-number", "foreign-keys"})
_INDEX = re.compile(r"\[[0-9]+\]")
_INDENT = re.compile(r"(?:(?<![ \t])[ \t]++)?\n[ \t]+")
_RAISED = {"superscript": "sup", "subscript": "sub"}


def detect(head: str, name: str) -> int:
    """How surely this is EndNote XML: records of its form, of which one has a ref-type."""
    kind = xml_kinds.kind(head)
    if not {"records", "record"} <= kind.names or kind.spaces:
        return 0
    return 95 if "ref-type" in kind.names else 60 if {"source-app", "rec-number", "foreign-keys"} & kind.names else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record, in order. Issues: those of tree.read_xml, R383 (only a type), R368 to R376, I001 to I006."""
    dropped: list[tuple[str, str, str]] = []

    def fill(draft: Draft) -> None:
        if not any(child.text for child in draft.root if child.name not in _LIBRARY):
            draft.refuse("R383")
            return
        flat = _Flat(draft)
        fill_columns(flat, columns_of(flat.values))
        dropped.extend(flat.not_carried)

    for reading in read_xml(data, fill, FORMAT, names=NAMES, table="endnote", trace=trace, encoding=encoding):
        reading.not_carried += dropped
        dropped.clear()
        yield reading


class _Flat(Flat):
    """The record as flat values; what is taken and kept is noted in the tree, which answers for the rest."""

    def __init__(self, draft: Draft) -> None:
        super().__init__([], draft.record.origin)
        self.record, self.issues = draft.record, draft.issues
        self.values = list(_values(draft.root))

    def place(self, value: Value) -> Place:
        return value.node.place if isinstance(value.node, Cursor) else super().place(value)

    def take(self, field: str, value: Value) -> None:
        self._done.add(id(value))
        if isinstance(value.node, Cursor):
            value.node.use(field)

    def keep(self, value: Value, text: str = "") -> str:
        self._done.add(id(value))
        return value.node.keep(text) if isinstance(value.node, Cursor) else ""

    def drop(self, value: Value, reason: str) -> None:
        super().drop(value, reason)
        if isinstance(value.node, Cursor):
            value.node.use("not carried")


def _values(top: Cursor) -> Iterator[Value]:
    """Every element with a meaning, under its path without numbers, in the order of the source."""
    columns = preset("endnote")
    waiting = [top]
    while waiting:
        cursor = waiting.pop()
        name = _INDEX.sub("", cursor.path)
        if name and (columns.column(name) is not None or name == "custom3"):
            yield Value(name, _type(cursor) if name == "ref-type" else _text(cursor), 0, 0, cursor)
        else:
            waiting.extend(reversed(list(cursor)))


def _type(cursor: Cursor) -> str:
    """The name of the reference type; its number, where there is no known name."""
    stated, number = cursor.attr("name"), cursor.text
    table = resources.table("imports/endnote")
    if stated and (stated.text.casefold() in table["types"] or number not in table["numbers"]):
        return stated.text
    return str(table["numbers"].get(number, number))


def _text(cursor: Cursor) -> str:
    """The text with its line ends; indentation is none. Sub- and superscripts as markup, and then all else escaped."""
    pieces = list(_pieces(cursor))
    marked = any(tag for _, tag in pieces)
    written = [(html.escape(piece, quote=False) if marked else piece, tag) for piece, tag in pieces]
    text = "".join(f"<{tag}>{piece}</{tag}>" if tag else piece for piece, tag in written)
    lines = _INDENT.sub(" ", text.strip()).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def _pieces(cursor: Cursor) -> Iterator[tuple[str, str]]:
    """The texts in an element: each style's own, with "sup" or "sub" where it is raised or lowered."""
    styles = cursor.all("style")
    if not styles:
        yield cursor.raw, ""
    for style in styles:
        yield style.raw, _RAISED.get(style.attr("face").text, "")
