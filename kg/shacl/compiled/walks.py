"""Property paths as functions (SHACL section 2.3.1).

Design: a path is parsed once into a small tree, inverses pushed down to the predicates, and the tree becomes one function from node to
value nodes. Value nodes are a set (SHACL section 3.4.1): each comes once, in the order of the graph. No walk recurses over data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kg import graph, terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl.compiled.data import Data
from kg.shacl.paths import DEEPEST, SH

Walk = Callable[[Data, str], Sequence[str]]
_REPEATED = {f"<{SH}zeroOrMorePath>": "*", f"<{SH}oneOrMorePath>": "+", f"<{SH}zeroOrOnePath>": "?"}


class Path(NamedTuple):
    """`kind`: "" (a predicate), "^" (its inverse), "/", "|", "*", "+" or "?"."""

    kind: str
    predicate: str = ""
    parts: tuple[Path, ...] = ()


def parse(shapes: Graph, node: str, *, inverse: bool = False, depth: int = 0) -> Path:
    """The path at `node`. Raises TableError where it is none."""
    if node.startswith("<") and node != terms.RDF_NIL:
        return Path("^" if inverse else "", node)
    if depth > DEEPEST:
        raise TableError(f"a property path is nested deeper than {DEEPEST}: {node}", hint="see SHACL section 2.3.1")
    properties = shapes.get(node, {})

    def inner(part: str, turned: bool = inverse) -> Path:
        return parse(shapes, part, inverse=turned, depth=depth + 1)

    def members(head: str) -> list[str]:
        found = graph.members(shapes, head)
        if not found:
            raise TableError(f"a list in a property path is broken: {head}", hint="write it as ( a b )")
        return found

    if terms.RDF_FIRST in properties:
        parts = [inner(part) for part in members(node)]
        return Path("/", parts=tuple(reversed(parts) if inverse else parts))
    if heads := properties.get(f"<{SH}alternativePath>"):
        return Path("|", parts=tuple(inner(part) for part in members(heads[0])))
    if turned := properties.get(f"<{SH}inversePath>"):
        return inner(turned[0], not inverse)
    for predicate, sign in _REPEATED.items():
        if predicate in properties:
            return Path(sign, parts=(inner(properties[predicate][0]),))
    raise TableError(f"sh:path of a shape is no property path: {node}", hint="see SHACL section 2.3.1")


def walk(path: Path) -> Walk:
    """The function from a node to its value nodes."""
    if path.kind == "":
        predicate = path.predicate
        return lambda data, node: data.objects(node, predicate)
    if path.kind == "^":
        predicate = path.predicate
        return lambda data, node: data.subjects(predicate, node)
    walks = [walk(part) for part in path.parts]
    if path.kind == "/":
        return _sequence(walks)
    if path.kind == "|":
        return lambda data, node: list(dict.fromkeys(value for each in walks for value in each(data, node)))
    step = walks[0]
    if path.kind == "?":
        return lambda data, node: list(dict.fromkeys((node, *step(data, node))))
    return _repeated(step, path.kind == "*")


def _sequence(walks: list[Walk]) -> Walk:
    def values(data: Data, node: str) -> Sequence[str]:
        nodes: Sequence[str] = (node,)
        for step in walks:
            nodes = step(data, nodes[0]) if len(nodes) == 1 else list(dict.fromkeys(value for each in nodes for value in step(data, each)))
        return nodes

    return values


def _repeated(step: Walk, zero: bool) -> Walk:
    def values(data: Data, node: str) -> Sequence[str]:
        found = dict.fromkeys([node] if zero else step(data, node))
        todo = list(found)
        for each in todo:  # grows as it is walked
            for value in step(data, each):
                if value not in found:
                    found[value] = None
                    todo.append(value)
        return todo

    return values


def closure(shapes: Graph, node: str, predicate: str) -> Sequence[str]:
    """`node` and all that `predicate` leads to, over and over."""
    return walk(Path("*", parts=(Path("", predicate),)))(Data(shapes), node)


def starts(path: Path) -> frozenset[str] | None:
    """The predicates of the start node without which the path has no values; None where it may have values all the same."""
    if path.kind == "":
        return frozenset((path.predicate,))
    if path.kind in ("^", "*", "?"):
        return None
    if path.kind == "+":
        return starts(path.parts[0])
    if path.kind == "/":
        return starts(path.parts[0])
    found = [starts(part) for part in path.parts]
    return None if None in found else frozenset(name for part in found if part is not None for name in part)


def is_flat(path: Path) -> bool:
    """Whether the path is one predicate or a choice of predicates."""
    return path.kind == "" or (path.kind == "|" and all(part.kind == "" for part in path.parts))
