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
import operator
from collections.abc import Callable, Hashable
from itertools import compress, islice
from typing import Any, NamedTuple

from kg import record as records
from kg import terms
from kg.identity import Names
from kg.mapping.classes import applies, chooser, node_classes
from kg.mapping.context import Context
from kg.mapping.fused import compiled, one_by_one
from kg.mapping.options import Options
from kg.mapping.steps import Placed, Step, placed
from kg.mapping.tables import tables
from kg.record import Record, Text

_TYPES_RULE, _RDF_TYPE = "types.toml", terms.RDF_TYPE
#: kept choices of steps; real sources state a few dozen sets of fields
_KEPT = 1_000


class Lane:
    """Steps in the rows' order, and which of them run for a node that states certain of the plan's fields."""

    __slots__ = ("_chosen", "_end", "_places", "_steps")

    def __init__(self, steps: list[Placed], places: dict[int, int]) -> None:
        self._steps, self._places, self._end = steps, places, len(places)
        self._chosen: dict[tuple[int, ...], tuple[tuple[int, Step], ...]] = {}

    def of(self, stated: tuple[int, ...]) -> tuple[tuple[int, Step], ...]:
        """(place of the field it takes, step) for a node that states just the fields at these places; behind the last stands the node."""
        if (known := self._chosen.get(stated)) is None:
            if len(self._chosen) >= _KEPT:
                self._chosen.clear()
            places, there = self._places, frozenset(stated)
            known = self._chosen[stated] = tuple(
                (places.get(one.position, self._end), one.step)
                for one in self._steps
                if (one.always or places[one.position] in there)
                and all(places[position] in there for position in one.when)
                and not any(places[position] in there for position in one.unless)
            )
        return known


class Plan(NamedTuple):
    """How nodes of one kind are described: their rdf:type terms and the steps.

    `fused` is for nodes that are met for the first time, `single` for those that are described already and for the trace. `values` gives
    the fields of the Struct that the steps look at, `places` counts them; the one behind them stands for the node itself.
    """

    types: list[str]
    single: Lane
    fused: Lane
    values: Callable[[Any], tuple[Any, ...]]
    places: range


class Plans(NamedTuple):
    """The plans made so far for one kind of node and one type of record, by what chooses the node's classes.

    `choice` gives that of a node; None where all nodes of the kind have the same classes.
    """

    choice: Callable[[Any], Hashable] | None
    made: dict[Hashable, Plan]


@functools.lru_cache(maxsize=64)
def plans(options: Options) -> dict[tuple[str, str], Plans]:
    """The plans made so far for these options, by kind of node and type of the record."""
    return {}


def _plan(kind: str, classes: tuple[str, ...], type_name: str, options: Options) -> Plan:
    """The compiled steps for nodes of this kind and these classes in records of this type."""
    struct = tables().nodes[kind].struct
    names = getattr(records, struct).__struct_fields__
    rows = [row for row in tables().of(kind) if applies(row, classes, type_name) and (not row.option or options.has(row.option))]
    single = [placed(row, struct, one_by_one(row, classes)) for row in rows]
    fused = compiled(rows, struct, classes)
    used = sorted({p for one in (*single, *fused) for p in (one.position, *one.when, *one.unless) if p >= 0})
    places = {position: place for place, position in enumerate(used)}
    values = _fields([names[position] for position in used])
    return Plan([f"<{cls}>" for cls in dict.fromkeys(classes)], Lane(single, places), Lane(fused, places), values, range(len(used)))


def _fields(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """The function that gives these fields of a Struct as a tuple."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return (lambda node: (getattr(node, names[0]),)) if names else lambda node: ()


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


def _describe(context: Context, kind: str, node: Any, subject: str, path: str, known: dict[tuple[str, str], Plans]) -> None:
    node = Text(node) if kind == "language" else node
    context.node, context.subject, context.path = node, subject, path
    type_name = context.record.type
    if (group := known.get((kind, type_name))) is None:
        group = known[kind, type_name] = Plans(chooser(kind), {})
    choice, made = group
    key = choice(node) if choice else None
    if (plan := made.get(key)) is None:
        plan = made[key] = _plan(kind, node_classes(kind, node, context.options.spar), type_name, context.options)
    types, lane, fused, fields, places = plan
    if subject not in context.graph and context.trace is None:
        context.properties = context.graph[subject] = {_RDF_TYPE: types.copy()}
        lane = fused
    else:
        context.properties = context.graph.setdefault(subject, {})
        for cls in types:
            context.put(subject, _RDF_TYPE, cls, "type" if kind in ("work", "host") else "", _TYPES_RULE)
    values = fields(node)
    stated = lane.of(tuple(compress(places, values)))
    values = (*values, node)
    for place, step in stated:
        step(values[place], context)
