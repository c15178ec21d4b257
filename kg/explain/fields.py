"""The values of a record by path: "page_start", "contributors[0].agent.family"."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from kg import record as records
from kg.errors import Place
from kg.mapping.tables import tables
from kg.record import Record

#: fields that tell about reading, not about the work; `rest` is told as left out
OWN = frozenset({"origin", "sources", "evidence", "rest"})
_PART = re.compile(r"(\w+)((?:\[\d+\])*)")
#: Structs that are shown as one value
_WHOLE = (records.Text, records.Identifier, records.Link, records.Relation)


class Leaf(NamedTuple):
    """One stated value: its path and its text."""

    path: str
    text: str


class Owner(NamedTuple):
    """The Struct that holds the field at a path, the kind of node that it is mapped as first, and the field's name."""

    kind: str
    node: Any
    name: str


def leaves(record: Record) -> Iterator[Leaf]:
    """Every stated value of the record, in the order of the fields; a default that says something ("author") counts as stated."""
    todo: list[tuple[str, Any]] = [("", record)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, msgspec.Struct) and not isinstance(value, _WHOLE):
            silent = OWN if isinstance(value, Record) else _unmarked(type(value), value)
            names = [name for name in value.__struct_fields__ if name not in silent]
            todo += [(f"{path}.{name}" if path else name, getattr(value, name)) for name in reversed(names)]
        elif isinstance(value, list):
            todo += [(f"{path}[{index}]", item) for index, item in reversed(list(enumerate(value)))]
        elif value not in (None, "") and (value != 0 or isinstance(value, bool) or path.endswith(".value")):
            yield Leaf(path, text(value))


def _unmarked(struct: type[msgspec.Struct], value: msgspec.Struct) -> list[str]:
    """The flags that are off by default, and off here."""
    return [info.name for info in msgspec.structs.fields(struct) if info.default is False and not getattr(value, info.name)]


def text(value: Any) -> str:
    """A value for people: a text with its language, an identifier with its scheme."""
    if isinstance(value, records.Text):
        return f"{value.value} (language {value.lang})" if value.lang else value.value
    if isinstance(value, records.Identifier):
        return f"{value.scheme} {value.value}"
    if isinstance(value, records.Link):
        return f"{value.kind} {value.url}"
    if isinstance(value, records.Relation):
        named = text(value.identifier) if value.identifier else value.iri
        return " ".join(part for part in (value.kind, named, value.text) if part)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def true_path(path: str, record: Record) -> str:
    """The path of the field itself behind a path of the mapping's trace.

    Some nodes are another view of the record or of a value: "container.issue" of the trace is the field "issue",
    "container.container.titles[0]" is "container.titles[0]", "languages[0].value" is "languages[0]".
    """
    done, node = "", record
    for name, indices in _PART.findall(path):
        if name in getattr(node, "__struct_fields__", ()):
            step, start = node, f"{done}." if done else ""
        elif name in record.__struct_fields__:
            step, start = record, ""
        else:
            continue
        node, done = getattr(step, name), f"{start}{name}"
        for index in map(int, re.findall(r"\d+", indices)):
            if not isinstance(node, list) or index >= len(node):
                break
            node, done = node[index], f"{done}[{index}]"
        if isinstance(node, _WHOLE):
            break
    return done


def owner_of(path: str, record: Record) -> Owner:
    """Who holds the field at `path` (a path of `leaves`, or of one of their parents)."""
    node: Any = record
    owner = Owner("work", record, path)
    for name, indices in _PART.findall(path):
        if name not in getattr(node, "__struct_fields__", ()):
            break
        owner = Owner(kind_of(type(node).__name__), node, name)
        node = getattr(node, name)
        for index in map(int, re.findall(r"\d+", indices)):
            node = node[index] if isinstance(node, list) and index < len(node) else None
    return owner


def member(path: str, record: Record) -> Any:
    """The value at `path`; None where there is none."""
    owner = owner_of(path, record)
    value = getattr(owner.node, owner.name, None)
    index = re.search(r"\[(\d+)\]$", path)
    return value[int(index[1])] if index and isinstance(value, list) else value


@functools.cache
def kind_of(struct: str) -> str:
    """The first kind of node in vocab/nodes.toml that is made from this Struct; "relation" has none."""
    return next((name for name, row in tables().nodes.items() if row.struct == struct), struct.lower())


def nearest(path: str, places: Mapping[str, Place]) -> str:
    """The key of `places` that answers for `path`: itself, a parent, else the title or the first part of it or of its parent; "" for none.

    A member of a list without a place of its own is not answered by another member.
    """
    parent = path
    while parent:
        if parent in places:
            return parent
        cut = max(parent.rfind("."), parent.rfind("["))
        parent = parent[:cut] if cut > 0 else ""
    for whole in dict.fromkeys((path, path.rpartition(".")[0])):
        inside = [key for key in places if whole and key.startswith((f"{whole}.", f"{whole}["))]
        if inside:
            named = [key for key in inside if key in (f"{whole}.titles[0]", f"{whole}.names[0]")]
            return (named or sorted(inside, key=lambda key: (places[key].line, places[key].column)))[0]
    return ""


def item_of(path: str) -> str:
    """The top field of a path, or its member: "contributors[0].agent.family" -> "contributors[0]"."""
    return path.partition(".")[0]
