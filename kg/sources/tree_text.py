"""The text of XML nodes as values.text wants it, and what counts as text."""

from __future__ import annotations

import html
from collections.abc import Collection

from kg.syntax.tree import Node
from kg.values import text

#: begins a piece that is a tag of our own: XML text never holds it
_TAG = "\x00"


def is_attribute(node: Node) -> bool:
    """Whether it is an XML attribute."""
    # a JSON member may have such a name too, but it has no parent with a namespace or text; JSON-LD readers ask for it by name
    return node.name.startswith("@")


def is_mixed(node: Node) -> bool:
    """Whether it holds text and elements, so that its text is one."""
    return node.counts is not None and any(isinstance(part, str) and not part.isspace() for part in node.parts)


def markup(node: Node, without: Collection[str] = ()) -> str:
    """Its text with the elements in it as markup that values.text understands; an element that means nothing there gives its text only.

    What stands in elements whose name is in `without` is left out.
    """
    if node.counts is None:
        return node.own()
    pieces: list[str] = []
    todo: list[Node | str] = list(reversed(node.parts))
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            pieces.append(part)
        elif not is_attribute(part):
            name = part.name.lower()
            if name in without:
                continue
            if name in text.MARKUP:
                todo += [_TAG + f"</{name}>", *reversed(part.parts), _TAG + f"<{name}>"]
            else:
                todo += reversed(part.parts)
    return "".join(piece[1:] if piece.startswith(_TAG) else html.escape(piece, quote=False) for piece in pieces)
