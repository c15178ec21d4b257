"""What a record holds and the graph does not, with the reason."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import msgspec

from kg import record as records
from kg.mapping.classes import applies, node_classes
from kg.mapping.options import Options
from kg.mapping.tables import Row, tables
from kg.record import Record

#: fields that tell about reading, not about the work
_OWN = frozenset({"origin", "sources", "evidence"})
_KINDS = {"Record": "work", "Agent": "agent", "Contributor": "contribution", "Container": "journal", "Host": "host", "Series": "series"}
_KINDS |= {
    "Event": "event",
    "Identifier": "identifier",
    "Concept": "concept",
    "Metric": "count",
    "File": "file",
    "Grant": "grant",
    "Relation": "relation",
}


class Loss(msgspec.Struct, frozen=True):
    """One stated value that is not in the graph: its field path, the value as text, and why."""

    field: str
    value: str
    reason: str


def losses(record: Record, options: Options | None = None) -> list[Loss]:
    """Every stated value of the record that no row carries, in the order of the fields. Source fields in `rest` are among them."""
    options = options or Options()
    found = [Loss(f"rest:{path}", text, "no field of the record for it") for path, text in record.rest]
    for path, kind, node in _nodes(record):
        carried, reasons = _carried(kind, node_classes(kind, node, options.spar) if kind in tables().nodes else (), record.type)
        for info in msgspec.structs.fields(node):
            value = getattr(node, info.name)
            stated = value not in (None, "", []) and value != info.default
            if not stated or (kind == "work" and info.name in _OWN | {"rest"}) or isinstance(value, msgspec.Struct):
                continue
            if isinstance(value, list) and value and isinstance(value[0], msgspec.Struct) and not hasattr(value[0], "lang"):
                continue  # its members are looked at one by one
            rows = [row for row in carried.get(info.name, ()) if _fires(row, node, options)]
            if not rows and not _chooses(kind, info.name):
                field = f"{path}.{info.name}" if path else info.name
                found.append(Loss(field, _text(value), reasons.get(info.name) or _domain_reason(kind, info.name)))
    return found


def _nodes(record: Record) -> Iterator[tuple[str, str, Any]]:
    """(path, kind, Struct) of the record and of everything in it, walked without recursion."""
    todo: list[tuple[str, Any]] = [("", record)]
    while todo:
        path, node = todo.pop(0)
        kind = _KINDS.get(type(node).__name__)
        if kind is None:
            continue
        yield path, kind, node
        for name in node.__struct_fields__:
            value = getattr(node, name)
            below = f"{path}.{name}" if path else name
            if isinstance(value, msgspec.Struct) and name not in _OWN:
                todo.append((below, value))
            elif isinstance(value, list) and value and isinstance(value[0], msgspec.Struct) and name not in _OWN:
                todo += [(f"{below}[{index}]", item) for index, item in enumerate(value)]


@functools.cache
def _carried(kind: str, classes: tuple[str, ...], type_name: str) -> tuple[dict[str, list[Row]], dict[str, str]]:
    """field -> rows that may carry it for these classes; field -> the first stated reason for leaving it out."""
    rows: dict[str, list[Row]] = {}
    own = tables().of(kind) if kind in tables().nodes else []
    for row in [*own, *(r for r in tables().rows if r.node != kind and _views(r.node, kind))]:
        if row.node != kind or applies(row, classes, type_name):
            rows.setdefault(row.top, []).append(row)
    reasons: dict[str, str] = {}
    for omit in tables().omits:
        if omit.node == kind:
            reasons.setdefault(omit.field, omit.reason)
    return rows, reasons


def _views(node: str, kind: str) -> bool:
    """Whether `node` is another view of the same Struct (an issue node of the record, an assignment of a concept)."""
    nodes = tables().nodes
    return kind in nodes and nodes[node].struct == nodes[kind].struct and node not in ("host",)


def _fires(row: Row, node: Any, options: Options) -> bool:
    from kg.mapping.fields import present

    if row.option and not options.has(row.option):
        return False
    if row.node in ("volume", "issue"):
        return bool(node.container)
    return all(present(node, name) for name in row.when) and not any(present(node, name) for name in row.unless)


def _chooses(kind: str, name: str) -> bool:
    """Whether a field is carried by the choice of a class, a property or an IRI instead of a row."""
    return (kind, name) in _CHOOSING


_CHOOSING = frozenset(
    {
        ("work", "variant"), ("agent", "kind"), ("journal", "kind"), ("host", "type"), ("contribution", "role"), ("contribution", "agent"),
        ("concept", "iri"), ("concept", "id"), ("series", "number"), ("identifier", "scheme"), ("identifier", "value"), ("count", "source"),
        ("relation", "kind"), ("relation", "identifier"), ("relation", "iri"), ("relation", "text"),
    }
)  # fmt: skip


def _domain_reason(kind: str, name: str) -> str:
    return f"every property for it has a domain that excludes this {'type' if kind == 'work' else kind}"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    return value.value if isinstance(value, records.Text) else str(value)
