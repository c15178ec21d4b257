"""Record -> Graph: the rows compiled to closures, once per set of classes, and run over the nodes of a record.

Design: a `Plan` is the list of steps for nodes of one kind, set of classes and type of work; it is compiled at first use and kept.
A step is `(value, context) -> None`: it takes one field of the node that the context is at and adds triples; it is called only
where that field is stated. Links to other nodes put those in a queue; there is no recursion, so a hundred thousand authors need no
stack. The work's own node comes first, the others in the order they are met, the record node last. Why a triple is there (field
path and rule) is written down only with trace.
"""
from __future__ import annotations

import functools
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from kg import record as records
from kg import terms
from kg.identity import Names
from kg.mapping.classes import applies, node_classes
from kg.mapping.context import Context
from kg.mapping.options import Options
from kg.mapping.steps import STEPS, Step, placed, value_step
from kg.mapping.tables import tables
from kg.record import Record, Text

_TYPES_RULE = "types.toml"


class Plan(NamedTuple):
    """How nodes of one kind are described: their rdf:type terms, and (position of a field among the Struct's, step) in the rows' order.

    The position behind the last field stands for the node itself: its step is always run.
    """

    types: list[str]
    steps: tuple[tuple[int, Step], ...]


@functools.cache
def plan(kind: str, classes: tuple[str, ...], type_name: str) -> Plan:
    """The compiled steps for nodes of this kind and these classes in records of this type."""
    struct = tables().nodes[kind].struct
    end = len(getattr(records, struct).__struct_fields__)
    steps = []
    for row in tables().of(kind):
        if applies(row, classes, type_name):
            factory = STEPS.get(row.form)
            position, step = placed(row, struct, factory(row, classes) if factory else value_step(row))
            steps.append((end if position < 0 else position, step))
    return Plan([f"<{cls}>" for cls in dict.fromkeys(classes)], tuple(steps))


def forward(record: Record, names: Names, options: Options, *, trace: bool = False) -> Context:
    """The context with the record's whole graph."""
    context = Context(record, names, options, trace)
    queue = context.queue
    context.enqueue("work", record, context.work, "")
    # the list grows while it is walked
    for kind, node, subject, path in queue:
        _describe(context, kind, node, subject, path)
    done = len(queue)
    queue.append(("about", record, terms.iri(f"{names.home}/about"), ""))
    for kind, node, subject, path in islice(queue, done, None):
        _describe(context, kind, node, subject, path)
    return context


def _describe(context: Context, kind: str, node: Any, subject: str, path: str) -> None:
    node = Text(node) if kind == "language" else node
    context.node, context.subject, context.path = node, subject, path
    types, steps = plan(kind, node_classes(kind, node, context.options.spar), context.record.type)
    if subject not in context.graph and context.trace is None:
        context.properties = context.graph[subject] = {terms.RDF_TYPE: types.copy()}
    else:
        context.properties = context.graph.setdefault(subject, {})
        for cls in types:
            context.put(subject, terms.RDF_TYPE, cls, "type" if kind in ("work", "host") else "", _TYPES_RULE)
    values = (*msgspec.structs.astuple(node), node)
    for position, step in steps:
        if value := values[position]:
            step(value, context)
