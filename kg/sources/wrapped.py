"""Formats inside of other formats: what a wrapper (OAI-PMH) must know to hand a piece of its file to the format's own reader."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from kg.sources.tree import Fill
from kg.syntax import xml_tree


class Wrapped(NamedTuple):
    """A format that may stand in another: its reader's `fill`, the name of its table, its prefixes, and the function that gives the tree
    another shape, where the reader wants one."""

    fill: Fill
    table: str
    spaces: Mapping[str, Collection[str]] = {}
    shape: Callable[[xml_tree.Entry], xml_tree.Entry] | None = None


def cut(entry: xml_tree.Entry, path: str) -> xml_tree.Entry | None:
    """Takes the first element below `path` ("metadata") out of the entry, as an entry of its own with its places; None if there is none."""
    assert entry.root is not None
    holder = next((node for node in entry.root.children() if node.name == path), None)
    node = next((one for one in holder.children() if not one.name.startswith("@")), None) if holder is not None else None
    if holder is None or node is None:
        return None
    inner = xml_tree.Entry(entry.text, entry.start, f"{entry.pointer}/{entry.path(node)}")
    inner.end, inner.offset, inner.length, inner.line, inner.column = entry.end, entry.offset, entry.length, entry.line, entry.column
    holder.parts.remove(node)
    node.parent = None
    inner.root = node
    return inner
