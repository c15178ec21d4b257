"""Nodes: one shape for an XML element and a JSON value, so that a reader walks both in the same way.

Design: a node has a name and parts, which are nodes and text in the order of the source. An XML attribute is a node whose name begins
with "@". The elements of a JSON array are nodes with the name of the array, so `titles[1]` is the second node "titles" of its parent; the
elements of an array in an array have the name "". Namespaces are kept beside the local name. A node knows where it stands in the bytes;
line, column and pointer are worked out only when asked. `used` is for the accounting of kg/sources/tree.py: None until a reader takes
the node.
Sources: XML Infoset section 2, RFC 8259 (JSON), RFC 6901 (JSON pointer), XPath 1.0 section 2 (paths).
"""

from __future__ import annotations

from collections.abc import Iterator

#: deeper than this no bibliographic record nests, not even in its formulas
MAX_DEPTH = 100


class Node:
    """An element, an attribute ("@name") or a JSON value.

    `space` is the namespace ("" if none or not declared). `index` counts the earlier nodes of this name in the parent, `repeated` tells
    that it is one of an array. `start` and `end` are bytes of the source's text: of an element the first of its start tag and of its end
    tag.
    """

    __slots__ = ("counts", "end", "index", "name", "parent", "parts", "repeated", "space", "start", "used")

    def __init__(self, name: str, parent: Node | None = None, *, space: str = "", start: int = 0, repeated: bool = False) -> None:
        self.name = name
        self.space = space
        self.parent = parent
        self.parts: list[Node | str] = []
        self.counts: dict[str, int] | None = None
        self.start = start
        self.end = start
        self.repeated = repeated
        self.used: str | None = None
        self.index = 0
        if parent is not None:
            if parent.counts is None:
                parent.counts = {}
            self.index = parent.counts.get(name, 0)
            parent.counts[name] = self.index + 1
            parent.parts.append(self)

    def children(self) -> Iterator[Node]:
        """The nodes in it, attributes first, in the order of the source."""
        for part in self.parts:
            if not isinstance(part, str):
                yield part

    def own(self) -> str:
        """Its own text, without that of the nodes in it."""
        return "".join([part for part in self.parts if isinstance(part, str)])

    def line(self) -> list[Node]:
        """The nodes that lead to it, the root first."""
        found = [self]
        while found[-1].parent is not None:
            found.append(found[-1].parent)
        return found[::-1]

    def walk(self) -> Iterator[Node]:
        """It and all nodes in it, in the order of the source; without recursion."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.counts is not None:
                stack.extend([part for part in reversed(node.parts) if not isinstance(part, str)])
