"""Record -> Graph: the rows compiled to closures, once per set of classes, and run over the nodes of a record.

Design: a `Plan` is the list of steps for nodes of one kind, set of classes and type of work; it is compiled at first use and kept. A step
is `(value, context) -> None`: it takes one field of the node that the context is at and adds triples; it is called only where that field
is stated, and which steps that are is kept for each set of stated fields. A plan has its steps twice: a row each, and with the rows of
several vocabularies fused (fused.py). Links to other nodes put those in a queue; there is no recursion, so a hundred thousand authors
need no stack. The work's own node comes first, the others in the order they are met, the record node last. Why a triple is there (field
path and rule) is written down only with trace.
"""

from __future__ import annotations

import functools
from collections.abc import Hashable
from itertools import compress, islice
from typing import Any, NamedTuple

import msgspec

from kg import record as records
from kg import terms
from kg.identity import Names
from kg.mapping.classes import applies, choice, node_classes
from kg.mapping.context import Context
from kg.mapping.fused import compiled, one_by_one
from kg.mapping.options import Options
from kg.mapping.steps import Placed, Step, placed
from kg.mapping.tables import tables
from kg.record import Record, Text

_TYPES_RULE = "types.toml"
#: kept choices of steps; real sources state a few dozen sets of fields
_KEPT = 1_000


class Lane:
    """Steps in the rows' order, and which of them run for a node that states the fields at certain positions."""

    __slots__ = ("_chosen", "_end", "_steps")

    def __init__(self, steps: list[Placed], end: int) -> None:
        self._steps, self._end = steps, end
        self._chosen: dict[tuple[int, ...], tuple[tuple[int, Step], ...]] = {}

    def of(self, stated: tuple[int, ...]) -> tuple[tuple[int, Step], ...]:
        """(position of the field it takes, step) for a node that states just these fields."""
        if (known := self._chosen.get(stated)) is None:
            if len(self._chosen) >= _KEPT:
                self._chosen.clear()
            there = frozenset(stated)
            known = self._chosen[stated] = tuple(
                (self._end if one.position < 0 else one.position, one.step)
                for one in self._steps
                if (one.always or one.position in there) and there.issuperset(one.when) and there.isdisjoint(one.unless)
            )
        return known


class Plan(NamedTuple):
    """How nodes of one kind are described: their rdf:type terms and the steps.

    `fused` is for nodes that are met for the first time, `single` for those that are described already and for the trace. `fields` are
    the positions of the Struct's fields; the one behind them stands for the node itself.
    """

    types: list[str]
    single: Lane
    fused: Lane
    fields: range


@functools.lru_cache(maxsize=64)
def plans(options: Options) -> dict[tuple[str, Hashable, str], Plan]:
    """The plans made so far for these options, by kind of node, what chooses its classes, and type of the record."""
    return {}


def _plan(kind: str, classes: tuple[str, ...], type_name: str, options: Options) -> Plan:
    """The compiled steps for nodes of this kind and these classes in records of this type."""
    struct = tables().nodes[kind].struct
    end = len(getattr(records, struct).__struct_fields__)
    rows = [row for row in tables().of(kind) if applies(row, classes, type_name) and (not row.option or options.has(row.option))]
    single = [placed(row, struct, one_by_one(row, classes)) for row in rows]
    return Plan([f"<{cls}>" for cls in dict.fromkeys(classes)], Lane(single, end), Lane(compiled(rows, struct, classes), end), range(end))


def forward(record: Record, names: Names, options: Options, *, trace: bool = False) -> Context:
    """The context with the record's whole graph."""
    context = Context(record, names, options, trace)
    queue, known = context.queue, plans(options)
    context.enqueue("work", record, context.work, "")
    # the list grows while it is walked
    for kind, node, subject, path in queue:
        _describe(context, kind, node, subject, path, known)
    done = len(queue)
    queue.append(("about", record, terms.iri(f"{names.home}/about"), ""))
    for kind, node, subject, path in islice(queue, done, None):
        _describe(context, kind, node, subject, path, known)
    return context


def _describe(context: Context, kind: str, node: Any, subject: str, path: str, known: dict[tuple[str, Hashable, str], Plan]) -> None:
    node = Text(node) if kind == "language" else node
    context.node, context.subject, context.path = node, subject, path
    key = (kind, choice(kind, node), context.record.type)
    if (plan := known.get(key)) is None:
        plan = known[key] = _plan(kind, node_classes(kind, node, context.options.spar), context.record.type, context.options)
    types, lane, fused, fields = plan
    if subject not in context.graph and context.trace is None:
        context.properties = context.graph[subject] = {terms.RDF_TYPE: types.copy()}
        lane = fused
    else:
        context.properties = context.graph.setdefault(subject, {})
        for cls in types:
            context.put(subject, terms.RDF_TYPE, cls, "type" if kind in ("work", "host") else "", _TYPES_RULE)
    values = msgspec.structs.astuple(node)
    end = len(values)
    for position, step in lane.of(tuple(compress(fields, values))):
        step(values[position] if position < end else node, context)
