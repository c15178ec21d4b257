"""Triple patterns and property paths as functions from a solution to its extensions (SPARQL 1.1 sections 5 and 9).

Design: a position is a term or a variable ("?" before its name). What a solution binds already is looked up, never searched: so a pattern
that starts at a bound node costs what that node has. Sequences become joins, alternatives unions, as section 18.2.2.3 has it; only paths
with `*`, `+` and `?` are walked, each end once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from kg.shacl.compiled import walks
from kg.shacl.compiled.data import Data
from kg.shacl.compiled.walks import Path
from kg.shacl.sparql.queries import Beyond, constant

Row = dict[str, str]
Solve = Callable[[Data, Row], Iterable[Row]]
#: subject, path, object
Triple = tuple[str, "Path | str", str]


def basic(triples: Sequence[Triple], known: frozenset[str]) -> Solve:
    """The solutions of a basic graph pattern. `known`: variables that are bound beforehand; they decide the order of matching."""
    fresh = (f"?.{number}" for number in count())
    left = [part for triple in triples for part in _plain(*triple, fresh)]
    bound, found = set(known), []
    while left:
        best = min(left, key=lambda triple: _cost(triple, bound))
        left.remove(best)
        found.append(_solver(best))
        bound |= variables([best])
    if not found:
        return lambda data, row: (row,)
    solve = found[0]
    for other in found[1:]:
        solve = _then(solve, other)
    return solve


def variables(triples: Iterable[Triple]) -> set[str]:
    """The names of the variables in `triples`."""
    return {part[1:] for triple in triples for part in triple if isinstance(part, str) and part[0] == "?"}


def _cost(triple: Triple, bound: set[str]) -> int:
    """How much there is to search: nothing free, an object, a subject, both; a predicate that is free adds to it."""
    subject, path, value = (isinstance(part, str) and part[0] == "?" and part[1:] not in bound for part in triple)
    return subject * 2 + value + path * 2 + (subject and value) * 4 + (not isinstance(triple[1], str))


def _then(first: Solve, second: Solve) -> Solve:
    def solve(data: Data, row: Row) -> Iterator[Row]:
        for each in first(data, row):
            yield from second(data, each)

    return solve


def _plain(subject: str, path: Path | str, value: str, fresh: Iterator[str]) -> Iterator[Triple]:
    """A triple pattern with sequences and inverses taken apart."""
    if isinstance(path, str) or path.kind in ("|", "*", "+", "?"):
        yield subject, path, value
    elif path.kind == "":
        yield subject, path.predicate, value
    elif path.kind == "^":
        yield value, path.predicate, subject
    else:
        nodes = [subject, *(next(fresh) for _ in path.parts[1:]), value]
        for start, part, end in zip(nodes, path.parts, nodes[1:], strict=False):
            yield from _plain(start, part, end, fresh)


def _solver(triple: Triple) -> Solve:
    subject, path, value = triple
    if isinstance(path, str):
        return _predicate(subject, path, value) if path[0] == "<" else _any_predicate(subject, path, value)
    if path.kind == "|":
        return _either([basic([(subject, part, value)], frozenset()) for part in path.parts])
    return _walked(subject, path, value)


def _either(branches: list[Solve]) -> Solve:
    def solve(data: Data, row: Row) -> Iterator[Row]:
        for branch in branches:
            yield from branch(data, row)

    return solve


def _predicate(subject: str, predicate: str, value: str) -> Solve:
    start, start_name = _end(subject)
    end, end_name = _end(value)
    same = start_name == end_name and start is None

    def solve(data: Data, row: Row) -> Iterator[Row]:
        one = row.get(start_name) if start is None else start
        other = row.get(end_name) if end is None else end
        if one is not None:
            objects = data.objects(one, predicate)
            if other is None:
                for each in objects:
                    yield {**row, end_name: each}
            elif other in objects:
                yield row
        elif other is not None:
            for each in data.subjects(predicate, other):
                yield {**row, start_name: each}
        else:
            for each, properties in data.graph.items():
                for found in properties.get(predicate, ()):
                    if not same:
                        yield {**row, start_name: each, end_name: found}
                    elif each == found:
                        yield {**row, start_name: each}

    return solve


def _end(part: str) -> tuple[str | None, str]:
    """A term, or None and the name of a variable."""
    return (None, part[1:]) if part[0] == "?" else (part, "")


def _any_predicate(subject: str, path: str, value: str) -> Solve:
    def solve(data: Data, row: Row) -> Iterator[Row]:
        one = _bound(subject, row)
        subjects = data.graph if one is None else (one,)
        for each in subjects:
            for predicate, objects in data.graph.get(each, {}).items():
                for found in objects:
                    extended = _extended(row, ((subject, each), (path, predicate), (value, found)))
                    if extended is not None:
                        yield extended

    return solve


def _bound(part: str, row: Row) -> str | None:
    return row.get(part[1:]) if part[0] == "?" else part


def _extended(row: Row, pairs: Iterable[tuple[str, str]]) -> Row | None:
    """`row` with the variables among the parts bound to their terms; None where they cannot be."""
    found = row
    for part, term in pairs:
        if part[0] != "?":
            if part != term:
                return None
        elif (known := found.get(part[1:])) is None:
            found = {**found, part[1:]: term}
        elif known != term:
            return None
    return found


def _walked(subject: str, path: Path, value: str) -> Solve:
    forward, back = walks.walk(path), walks.walk(turned(path))

    def solve(data: Data, row: Row) -> Iterator[Row]:
        one, other = _bound(subject, row), _bound(value, row)
        if one is not None:
            pairs: Iterable[tuple[str, str]] = ((one, each) for each in forward(data, one))
        elif other is not None:
            pairs = ((each, other) for each in back(data, other))
        else:
            pairs = ((node, each) for node in _nodes(data) for each in forward(data, node))
        for start, end in pairs:
            extended = _extended(row, ((subject, start), (value, end)))
            if extended is not None:
                yield extended

    return solve


def _nodes(data: Data) -> list[str]:
    """All subjects and objects, in the order of the graph."""
    objects = (value for properties in data.graph.values() for found in properties.values() for value in found)
    return list(dict.fromkeys((*data.graph, *objects)))


def turned(path: Path) -> Path:
    """The path that leads back."""
    if path.kind in ("", "^"):
        return Path("" if path.kind else "^", path.predicate)
    parts = tuple(turned(part) for part in path.parts)
    return Path(path.kind, parts=tuple(reversed(parts)) if path.kind == "/" else parts)


def has_zero(path: Path | str) -> bool:
    """Whether the path may have no length, so that any term leads to itself."""
    if isinstance(path, str):
        return False
    return path.kind in ("*", "?") or any(has_zero(part) for part in path.parts)


# ---- from rdflib's algebra --------------------------------------------------------------------------------------------------------


def triple(parts: Sequence[Any], own_path: Path | None) -> Triple:
    """A triple pattern of the algebra. `own_path` stands for $PATH. Raises Beyond."""
    from rdflib.term import Variable

    subject, predicate, value = parts
    if isinstance(predicate, Variable) and str(predicate) == "PATH" and own_path is not None:
        path: Path | str = own_path
    else:
        path = _position(predicate) if _is_node(predicate) else _path(predicate)
    return _position(subject), path, _position(value)


def _is_node(node: Any) -> bool:
    from rdflib.term import Node

    return isinstance(node, Node)


def _position(node: Any) -> str:
    from rdflib.term import BNode, Variable

    if isinstance(node, BNode):
        return f"?_:{node}"
    return f"?{node}" if isinstance(node, Variable) else constant(node)


def _path(node: Any) -> Path:
    from rdflib import paths

    if _is_node(node):
        return Path("", constant(node))
    if isinstance(node, paths.InvPath):
        return turned(_path(node.arg))
    if isinstance(node, paths.SequencePath | paths.AlternativePath):
        return Path("/" if isinstance(node, paths.SequencePath) else "|", parts=tuple(map(_path, node.args)))
    if isinstance(node, paths.MulPath):
        return Path(node.mod, parts=(_path(node.path),))
    raise Beyond("a path that excludes predicates")
