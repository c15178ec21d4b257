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
from kg.facts import NO_FACTS, Facts
from kg.graph import Described, Graph
from kg.shacl import beside, pyshacl_lane
from kg.shacl.compiled.data import Data, Superclasses
from kg.shacl.compiled.plan import SUPERCLASSES, Entry, Plan
from kg.shacl.result import Result
from kg.shacl.shapes import Compiled

__all__ = ["check_many", "validate", "validate_many"]

_NOTHING: dict[str, list[str]] = {}
Nodes = list[tuple[str, dict[str, list[str]], Entry]]


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


def validate_many(shapes: Compiled, items: Sequence[Described], *, facts: Facts = NO_FACTS) -> list[list[Result]]:
    """The results of each graph, in order; the same as `validate` gives one by one. `facts` are true of all of them."""
    plan = shapes.plan_for(facts)
    found = [_run(plan, item.graph, None, None) for item in items]
    return _completed(shapes, plan, items, found)


def check_many(shapes: Compiled, items: Sequence[Described], *, latest_year: int, facts: Facts = NO_FACTS) -> list[list[Result]]:
    """As `validate_many`, and before each graph's results those of the checks beside the shapes (beside.check): in one walk."""
    plan = shapes.plan_for(facts)
    others, found = [], []
    for item in items:
        data = Data(item.graph)
        nodes: Nodes = []
        found.append(_guarded(plan, data, None, nodes))
        if data.has_classes:
            others.append(beside.check(item.graph, latest_year))
        else:
            asked = ((subject, properties, entry.rules) for subject, properties, entry in nodes)
            others.append(beside.results(item.graph, asked, latest_year))
    return [[*other, *results] for other, results in zip(others, _completed(shapes, plan, items, found), strict=True)]


def _completed(shapes: Compiled, plan: Plan, items: Sequence[Described], found: list[list[Result]]) -> list[list[Result]]:
    """The results with those of the shapes that are not compiled, in their order."""
    if plan.remainder is not None:
        for results, more in zip(found, pyshacl_lane.validate_many(plan.remainder, items), strict=True):
            results += more
    return [shapes.ordered(results) if results else results for results in found]


def _run(plan: Plan, graph: Graph, whole: Graph | None, superclasses: Superclasses | None) -> list[Result]:
    inside = None if whole is None else pyshacl_lane.nodes(graph)
    return _guarded(plan, Data(graph if whole is None else {**whole, **graph}, superclasses), inside, [])


def _guarded(plan: Plan, data: Data, inside: set[str] | None, entries: Nodes) -> list[Result]:
    try:
        return _results(plan, data, inside, entries)
    except RecursionError as error:
        raise TableError("the shapes are nested too deeply for this graph", hint="walk with a path such as rdf:rest*") from error


def _results(plan: Plan, data: Data, inside: set[str] | None, entries: Nodes) -> list[Result]:
    """The results; `entries` is filled with the graph's nodes and what is known of each."""
    arrivals: dict[str, tuple[str, ...]] = {node: ("=" + node,) for node in plan.nodes}
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
