"""The compiled lane: SHACL on kg.graph.Graph, with the signature of every lane.

Design: shapes are compiled once (plan) to functions: paths (walks), constraints (components; kg/shacl/sparql for those in SPARQL), shapes
(parts). A record is walked once: what kind of node each subject is decides which checks run on it, and a check that can find no fault
there is not among them. Results are made for failures only. Shapes that use more than is compiled go whole to the pySHACL lane
(plan.beyond names them); nothing is approximated. Where the two lanes differ the specification decides; tests/shacl/differences.toml
lists those places.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg import terms
from kg.errors import TableError
from kg.graph import Described, Graph
from kg.shacl import pyshacl_lane
from kg.shacl.compiled.data import Data, Superclasses
from kg.shacl.compiled.plan import SUPERCLASSES, Entry, Plan
from kg.shacl.result import Result
from kg.shacl.shapes import Compiled

__all__ = ["validate", "validate_many"]

_NOTHING: dict[str, list[str]] = {}


def validate(shapes: Compiled, data: Graph, *, whole: Graph | None = None, superclasses: Superclasses | None = None) -> list[Result]:
    """The results for `data`, in the order of the shapes (sh:order, code), then of focus node, path and value; empty if it conforms.

    `whole` describes nodes that `data` only names (sh:class across records); results are about nodes of `data` alone. `superclasses` is a
    fixed table (class -> direct superclasses) beside the rdfs:subClassOf of the data; shapes beyond SHACL Core do not see it.
    Raises TableError where shapes cannot be run.
    """
    plan = shapes.plan
    results = _run(plan, data, whole, superclasses)
    if plan.remainder is not None:
        results += pyshacl_lane.validate(plan.remainder, data, whole=whole)
    return shapes.ordered(results) if results else results


def validate_many(shapes: Compiled, items: Sequence[Described]) -> list[list[Result]]:
    """The results of each graph, in order; the same as `validate` gives one by one."""
    plan = shapes.plan
    found = [_run(plan, item.graph, None, None) for item in items]
    if plan.remainder is not None:
        for results, more in zip(found, pyshacl_lane.validate_many(plan.remainder, items), strict=True):
            results += more
    return [shapes.ordered(results) if results else results for results in found]


def _run(plan: Plan, graph: Graph, whole: Graph | None, superclasses: Superclasses | None) -> list[Result]:
    inside = None if whole is None else pyshacl_lane.nodes(graph)
    data = Data(graph if whole is None else {**whole, **graph}, superclasses)
    try:
        return _results(plan, data, inside)
    except RecursionError as error:
        raise TableError("the shapes are nested too deeply for this graph", hint="walk with a path such as rdf:rest*") from error


def _results(plan: Plan, data: Data, inside: set[str] | None) -> list[Result]:
    arrivals: dict[str, tuple[str, ...]] = {node: ("=" + node,) for node in plan.nodes}
    entries: list[tuple[str, dict[str, list[str]], Entry]] = []
    has_classes, known = data.has_classes, plan.entries
    for subject, properties in data.graph.items():
        types = tuple(properties.get(terms.RDF_TYPE, ()))
        kind = subject[:1]
        if has_classes:
            types = tuple(sorted({above for cls in types for above in data.ancestors(cls)}))
            kind += SUPERCLASSES
        key = (types, tuple(properties))
        entry = known[kind].get(key) if kind in known else None
        if entry is None:
            entry = plan.entry(kind, *key)
        for predicate in entry.pointing:
            for value in properties[predicate]:
                way = arrivals.get(value, ())
                if predicate not in way:
                    arrivals[value] = (*way, predicate)
        entries.append((subject, properties, entry))
    found: list[Result] = []
    for subject, properties, entry in entries:
        way = arrivals.pop(subject, ())
        program = None if entry.closed else entry.programs.get(way)
        if program is None:
            program = plan.program(entry, way, properties)
        if program and (inside is None or subject in inside):
            for part, step in program:
                if not step(data, subject, properties):
                    found += part.results(data, subject)
    if arrivals:
        bare = plan.entry("", (), ())
        for node, way in arrivals.items():
            program = plan.program(bare, way, _NOTHING)
            if inside is None or node in inside:
                for part, step in program:
                    if not step(data, node, _NOTHING):
                        found += part.results(data, node)
    return found
