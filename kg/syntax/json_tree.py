"""A JSON entry as a tree of nodes, for readers that walk it with a cursor.

Design: json_places cuts the file and knows places; here one entry becomes nodes, members under their names and array elements under
the name of their array. A name that stands twice in an object gives two nodes, so neither value is lost. null, "" and empty containers
are no nodes: they state nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from kg.errors import Place
from kg.syntax import json_places
from kg.syntax.json_places import Fault, Places, step
from kg.syntax.json_shapes import kind_of
from kg.syntax.tree import Node

_SURROGATES = re.compile(r"[\ud800-\udfff]")


class Entry:
    """One record: `root` is its tree (None where it has a `fault`, or is `found` to be no object), offset and length in bytes of the
    input as given, 1-based line, JSON pointer. `notes` as in xml_tree.Entry: forbidden characters (R005)."""

    def __init__(self, cut: json_places.Entry) -> None:
        self._cut = cut
        self._places: Places | None = None
        self.pointer, self.offset, self.length, self.line = cut.pointer, cut.offset, cut.length, cut.line
        self.root: Node | None = None
        self.fault: Fault | None = None
        self.found = ""
        self.notes: list[tuple[str, int, dict[str, str]]] = []
        self._decode()

    def _decode(self) -> None:
        cut = self._cut
        if cut.fault or not json_places.shallow(cut.body):
            self.fault = json_places.fault_in(cut)
            return
        try:
            value = json.loads(cut.body, **_HOOKS)
        except ValueError:
            try:
                value = json.loads(cut.body.decode(), strict=False, **_HOOKS)
            except ValueError:
                self.fault = json_places.fault_in(cut)
                return
            self.notes.append(("R005", 0, {}))
        if isinstance(value, _Members):
            self.root = Node("")
            if _fill(self.root, value) and not self.notes:
                self.notes.append(("R005", 0, {}))
        else:
            # a number is decoded as it is written
            number = isinstance(value, str) and not cut.body.lstrip().startswith(b'"')
            self.found = kind_of(0 if number else value)

    def at(self, byte: int) -> tuple[int, int]:
        """Line and column of the entry itself."""
        return self._cut.line, self._cut.column

    def place(self, node: Node) -> Place:
        """Line, column, full JSON pointer and text of a node."""
        if self._places is None:
            self._places = Places(self._cut)
        return self._places.place(self._pointer(node))

    def line_of(self, node: Node) -> int:
        """The line of a node."""
        return self.place(node).line

    def _pointer(self, node: Node) -> str:
        return "".join((step(one.name) if one.name else "") + (step(one.index) if one.repeated else "") for one in node.line()[1:])

    def path(self, node: Node) -> str:
        """The node's path below the record ("titles[0].lang"); "" for the record."""
        return "".join((f".{one.name}" if one.name else "") + (f"[{one.index}]" if one.repeated else "") for one in node.line()[1:])[1:]

    def pattern(self, node: Node) -> str:
        """The path without numbers, as tables write it."""
        return ".".join(one.name for one in node.line()[1:] if one.name)


class _Members(list[tuple[str, Any]]):
    """The members of an object, also those of one name."""


_HOOKS: dict[str, Any] = {"object_pairs_hook": _Members, "parse_int": str, "parse_float": str, "parse_constant": str}


def entries(data: bytes, *, ways: Sequence[tuple[str, ...]] = (), encoding: str = "") -> Iterator[Entry]:
    """Yields the entries of a JSON file as trees, in their order; `ways` and errors as for json_places.entries."""
    for cut in json_places.entries(data, ways=ways, encoding=encoding):
        yield Entry(cut)


def _fill(root: Node, members: _Members) -> bool:
    """Gives the root its members; whether lone surrogates were replaced. Iterative, in the order of the source."""
    mended = False
    todo: list[tuple[Node, str, Any, bool]] = [(root, name, value, False) for name, value in reversed(members)]
    while todo:
        parent, name, value, repeated = todo.pop()
        if isinstance(value, _Members):
            node = Node(name, parent, repeated=repeated)
            todo += [(node, key, child, False) for key, child in reversed(value)]
        elif isinstance(value, list):
            if repeated:
                # an array in an array is a node, its elements have no name
                parent, name = Node(name, parent, repeated=True), ""
            todo += [(parent, name, child, True) for child in reversed(value)]
        elif repeated or value not in (None, ""):
            node = Node(name, parent, repeated=repeated)
            written = "" if value is None else value if isinstance(value, str) else json.dumps(value)
            if _SURROGATES.search(written):
                written, mended = _SURROGATES.sub("\ufffd", written), True
            if written:
                node.parts.append(written)
    return mended
