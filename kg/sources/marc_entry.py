"""MARC records of all three carriers (MARCXML, ISO 2709, JSON) as trees of one shape, for one reader.

Design: the children of a record are "leader", control fields by their tag ("008", with text) and data fields by their tag, with children
"@ind1", "@ind2" and the subfields by their code: so a path is "245/a". Users see it as cataloguers write it: 245$a, 650[2]$x. A node
knows the node or the byte of its carrier, which gives line and column; nothing of the carrier is lost on the way.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from kg.errors import Place
from kg.syntax import iso2709, json_tree, xml_tree
from kg.syntax.json_places import Fault
from kg.syntax.tree import Node

_SHOWN = 200


class MarcEntry(xml_tree.Entry):
    """A MARC record. `carrier` is the entry it was cut from; None for ISO 2709, whose places are bytes."""

    def __init__(self, carrier: xml_tree.Entry | json_tree.Entry | None) -> None:
        super().__init__(b"", 0, "")
        self.carrier = carrier
        self.sources: dict[int, Node] = {}
        self.data = b""
        self.dialect = ""
        if carrier is not None:
            self.pointer, self.offset, self.length, self.line = carrier.pointer, carrier.offset, carrier.length, carrier.line
            self.notes = carrier.notes
            self.fault = carrier.fault

    def at(self, byte: int) -> tuple[int, int]:
        """Line and column of a byte of the record."""
        if self.carrier is not None:
            return self.carrier.at(byte)
        before = self.data.rfind(b"\n", self.offset, byte) + 1 or self.offset
        return self.line + self.data.count(b"\n", self.offset, byte), byte - before + 1

    def place(self, node: Node) -> Place:
        """Line and column of a field or subfield, its path and text."""
        path = self.path(node)
        if self.carrier is not None:
            source = self.sources.get(id(node))
            found = self.carrier.place(source) if source is not None else Place(*self.at(node.start), self.pointer)
            return found
        line, column = self.at(node.start)
        raw = node.own() or "".join(f"${part.name} {part.own()} " for part in node.children() if not part.name.startswith("@"))
        raw = raw.strip() if len(raw) <= _SHOWN else raw[: _SHOWN - 1] + "…"
        return Place(line, column, path, raw)

    def path(self, node: Node) -> str:
        """The field and subfield as cataloguers write them: "245$a", "650[2]$x", "100 ind1"."""
        steps = [_step(one) for one in node.line()[1:]]
        if len(steps) < 2:
            return "".join(steps)
        return steps[0] + (f" {steps[1][1:]}" if steps[1].startswith("@") else f"${'/'.join(steps[1:])}")

    def made(self, name: str, parent: Node, source: Node | None, text: str = "", start: int = 0) -> Node:
        """A new node, which knows where it comes from."""
        node = Node(name, parent, start=source.start if source is not None else start)
        if text:
            node.parts.append(text)
        if source is not None:
            self.sources[id(node)] = source
        return node


def _step(node: Node) -> str:
    counts = node.parent.counts if node.parent is not None else None
    return f"{node.name}[{node.index + 1}]" if counts is not None and counts[node.name] > 1 else node.name


def of_xml(carrier: xml_tree.Entry) -> xml_tree.Entry:
    """The record of MARCXML (a `record` element of any namespace)."""
    if carrier.root is None:
        return carrier
    entry = MarcEntry(carrier)
    root = entry.root = _top(entry, carrier.root)
    entry.dialect = "pica" if "picaxml" in carrier.root.space.lower() else ""
    for child in carrier.root.children():
        tag = _attribute(child, "tag")
        if child.name == "datafield" and tag is not None:
            entry.dialect = entry.dialect or ("pica" if re.fullmatch(r"[0-9]{3}[@-Z]", tag.own()) else "")
            field = entry.made(_safe(tag.own()), root, child)
            for part in child.children():
                code = _attribute(part, "code")
                if part.name in ("@ind1", "@ind2"):
                    entry.made(part.name, field, part, part.own())
                elif part.name == "subfield":
                    entry.made(_safe(code.own() if code is not None else ""), field, part, _all_text(part))
                elif part is not tag:
                    _copied(entry, field, part)
        elif child.name == "controlfield" and tag is not None:
            entry.made(_safe(tag.own()), root, child, _all_text(child))
        else:
            _copied(entry, root, child)
    return entry


def _top(entry: MarcEntry, source: Node) -> Node:
    root = Node("record", start=source.start)
    root.end = source.end
    entry.sources[id(root)] = source
    return root


def _attribute(node: Node, name: str) -> Node | None:
    return next((part for part in node.children() if part.name == f"@{name}"), None)


def _all_text(node: Node) -> str:
    return node.own() if node.counts is None else "".join(one.own() for one in node.walk() if not one.name.startswith("@"))


def _copied(entry: MarcEntry, parent: Node, source: Node) -> None:
    """What is no field stays as it is."""
    todo = [(parent, source)]
    while todo:
        above, node = todo.pop()
        made = entry.made(node.name, above, node, node.own())
        todo += [(made, part) for part in reversed(list(node.children()))]


def _safe(name: str) -> str:
    """A tag or code as a name; one that would read as something else gets a sign before it."""
    return name if name and name[0] not in "@/." and "/" not in name else f"_{name.replace('/', '_')}"


def of_json(carrier: json_tree.Entry) -> xml_tree.Entry | json_tree.Entry:
    """The record of MARC-in-JSON: {"leader": ..., "fields": [{"001": ...}, {"245": {"ind1": ..., "subfields": [{"a": ...}]}}]}."""
    if carrier.root is None:
        return carrier
    entry = MarcEntry(carrier)
    root = entry.root = _top(entry, carrier.root)
    for member in carrier.root.children():
        if member.name != "fields":
            _copied(entry, root, member)
            continue
        for field in member.children():
            made = entry.made(_safe(field.name), root, field, field.own())
            for part in field.children():
                if part.name in ("ind1", "ind2"):
                    entry.made(f"@{part.name}", made, part, part.own())
                elif part.name == "subfields":
                    for sub in part.children():
                        entry.made(_safe(sub.name), made, sub, sub.own())
                else:
                    _copied(entry, made, part)
    return entry


_NOTES = {"length": "R346", "directory": "R346", "encoding": "R347", "characters": "R348"}


def of_iso2709(data: bytes, encoding: str = "", *, first: int = 0) -> Iterator[xml_tree.Entry]:
    """Yields the records of an ISO 2709 file; `first` stand before. Raises InputError for an encoding that does not exist."""
    lines = [match.start() for match in re.finditer(rb"\n", data)]
    for number, cut in enumerate(iso2709.records(data, encoding), first + 1):
        entry = MarcEntry(None)
        entry.data, entry.offset, entry.length = data, cut.start, cut.end - cut.start
        entry.line = bisect_right(lines, cut.start) + 1
        entry.pointer = f"record {number}"
        if cut.fault:
            line, column = entry.at(cut.at)
            kind = "encoding" if "bytes are no" in cut.fault else "broken"
            entry.fault = Fault(kind, cut.fault, line, column, cut.leader.strip()[:60])
        else:
            _fill(entry, cut)
            entry.notes = [(_NOTES[kind], byte, {"value": words}) for kind, byte, words in cut.mended]
        yield entry


def _fill(entry: MarcEntry, cut: iso2709.Cut) -> None:
    root = entry.root = Node("record", start=cut.start)
    entry.made("leader", root, None, cut.leader, cut.start)
    for tag, text, start in cut.fields:
        if "\x1f" not in text:
            entry.made(_safe(tag), root, None, text, start)
            continue
        field = entry.made(_safe(tag), root, None, "", start)
        head, *parts = text.split("\x1f")
        for name, value in (("@ind1", head[:1]), ("@ind2", head[1:2])):
            entry.made(name, field, None, value, start)
        if head[2:].strip():
            # what stands between the indicators and the first subfield
            entry.made("_", field, None, head[2:], start)
        for part in parts:
            entry.made(_safe(part[:1]), field, None, part[1:], start)
