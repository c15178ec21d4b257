"""The graph of shapes: which shapes have targets, which lead to which, which lead back to themselves, which go beyond SHACL Core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg import graph, terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl.compiled.components import COMPONENTS
from kg.shacl.compiled.data import Data
from kg.shacl.paths import SH
from kg.shacl.sparql import Rules

TARGETS = tuple(f"<{SH}{name}>" for name in ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf"))
SHAPE_TYPES = {f"<{SH}NodeShape>", f"<{SH}PropertyShape>"}
PATH = f"<{SH}path>"
_RDFS_CLASS = "<http://www.w3.org/2000/01/rdf-schema#Class>"
_PLAIN = [f"<{SH}{name}>" for name in ("property", "node", "not", "qualifiedValueShape")]
_LISTED = [f"<{SH}{name}>" for name in ("and", "or", "xone")]
#: what a circle of shapes must not go through: the answer would depend on where one starts
_TURNING = {f"<{SH}{name}>" for name in ("not", "xone", "qualifiedValueShape")}
_BESIDE = (
    "path targetNode targetClass targetSubjectsOf targetObjectsOf deactivated severity message property name description order group"
    " defaultValue flags ignoredProperties qualifiedValueShape qualifiedValueShapesDisjoint entailment shapesGraph suggestedShapesGraph"
    " declare prefix namespace inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath sparql"
)
_KNOWN = {f"<{SH}{name}>" for name in [*_BESIDE.split(), *(row.parameter for row in COMPONENTS)]}


def targets(shapes: Graph) -> Iterator[tuple[str, tuple[Sequence[str], ...]]]:
    """Each shape with a target: its nodes, classes (its own too, where it is one), subjects-of, objects-of."""
    data = Data(shapes)
    for node, properties in shapes.items():
        named, classes, subjects, objects = (properties.get(key, []) for key in TARGETS)
        types = properties.get(terms.RDF_TYPE, ())
        if node[0] == "<" and not SHAPE_TYPES.isdisjoint(types) and data.is_instance(node, _RDFS_CLASS):
            classes = [*classes, node]
        if named or classes or subjects or objects or f"<{SH}target>" in properties:
            yield node, (named, list(dict.fromkeys(classes)), subjects, objects)


def _references(shapes: Graph, node: str) -> Iterator[tuple[str, str]]:
    """The shapes that the shape at `node` names, with the parameter."""
    properties = shapes.get(node, {})
    for predicate in _PLAIN:
        for value in properties.get(predicate, ()):
            yield predicate, value
    for predicate in _LISTED:
        for head in properties.get(predicate, ()):
            for value in graph.members(shapes, head) or ():
                yield predicate, value


def _reached(shapes: Graph, start: str) -> set[str]:
    """The shapes that `start` leads to, itself only where it lies on a circle."""
    found: set[str] = set()
    todo = [start]
    while todo:
        for _, node in _references(shapes, todo.pop()):
            if node not in found:
                found.add(node)
                todo.append(node)
    return found


def circles(shapes: Graph) -> set[str]:
    """The recursive shapes. Raises TableError for a circle through sh:not, sh:xone or sh:qualifiedValueShape."""
    naming = [node for node in shapes if next(_references(shapes, node), None)]
    reached = {node: _reached(shapes, node) for node in naming}
    found = {node for node in naming if node in reached[node]}
    for node in found:
        for predicate, other in _references(shapes, node):
            if predicate in _TURNING and node in reached.get(other, ()):
                raise TableError(
                    f"the shape {node} leads back to itself through {predicate}", hint="SHACL gives such shapes no meaning; unfold them"
                )
    return found


def beyond(shapes: Graph, targets: Iterable[str], rules: Rules) -> dict[str, list[str]]:
    """Of the shapes `targets` those that use, or lead to shapes that use, what is not compiled: with predicates or parts of queries."""

    def used(node: str) -> list[str]:
        properties = shapes.get(node, {})
        names = [name for name in properties if name.startswith(f"<{SH}") and name not in _KNOWN]
        return names or (rules.beyond(node) if any(name in rules.starts for name in properties) else [])

    found = {}
    for node in targets:
        names = sorted({name for each in {node, *_reached(shapes, node)} for name in used(each)})
        if names:
            found[node] = names
    return found
