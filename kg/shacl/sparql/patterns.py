"""Graph patterns as functions from a solution to solutions (SPARQL 1.1 section 18), with variables that have values beforehand.

Design: SPARQL evaluates patterns from the inside out and joins what comes. SHACL's pre-binding (appendix A) starts every innermost pattern
with the values of $this and its like: so each function takes a solution to start from. A join hands the solutions of its left side to
its right side, which then looks up instead of searching; that is the same as joining only where the right side does not look at a variable
before it binds it itself (a FILTER or OPTIONAL on a variable of the outside, BIND, a subquery). `unsafe` names those variables; where one
may come from the left, or `unsafe` is None, both sides are evaluated apart and compared. The same start serves EXISTS, which
substitutes the whole solution (section 18.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.shacl.compiled.data import Data
from kg.shacl.compiled.walks import Path
from kg.shacl.sparql import expressions, grouping, matching
from kg.shacl.sparql.expressions import Expression, Truth
from kg.shacl.sparql.matching import Row, Solve
from kg.shacl.sparql.queries import Beyond

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

_NONE: frozenset[str] = frozenset()


class Pattern(NamedTuple):
    """A pattern ready to run. `certain`: variables that each solution binds; `possible`: that some may; `unsafe`: see the module's text."""

    solve: Solve
    certain: frozenset[str]
    possible: frozenset[str]
    unsafe: frozenset[str] | None


class Translator:
    """Makes the patterns of one query. `prebound`: names with values beforehand; `path`: what $PATH stands for; `shapes`: $shapesGraph."""

    def __init__(self, prebound: frozenset[str], path: Path | None, shapes: Data) -> None:
        self._prebound = prebound
        self._path = path
        self._shapes = shapes
        self._computed: set[str] = set()
        self._zero: set[str] = set()

    def pattern(self, node: CompValue) -> Pattern:
        """The pattern of an algebra node, and what there is below it. Raises Beyond for what is not run here."""
        found = self._of(node)
        if wrong := sorted(self._computed & self._zero):
            raise Beyond(f"a path of no length from ?{wrong[0]}, which is computed")
        return found

    def _of(self, node: CompValue) -> Pattern:
        make = getattr(self, f"_{node.name.lower()}", None)
        if make is None:
            raise Beyond(node.name)
        found: Pattern = make(node)
        return found

    # ---- leaves ----

    def _bgp(self, node: CompValue) -> Pattern:
        triples = [matching.triple(parts, self._path) for parts in node.triples]
        names = frozenset(matching.variables(triples))
        for triple in triples:
            if matching.has_zero(triple[1]):
                self._zero |= matching.variables([triple]) - self._prebound
        if "PATH" in names:
            raise Beyond("$PATH on a shape without a path")
        return Pattern(matching.basic(triples, self._prebound), names, names, _NONE)

    def _graph(self, node: CompValue) -> Pattern:
        if str(node.term) != "shapesGraph" or "shapesGraph" not in self._prebound:
            raise Beyond("GRAPH")
        inner, shapes = self._of(node.p), self._shapes
        return inner._replace(solve=lambda data, row: inner.solve(shapes, row))

    # ---- combinations ----

    def _join(self, node: CompValue) -> Pattern:
        left, right = self._of(node.p1), self._of(node.p2)
        if not self._follows(left, right) and self._follows(right, left):
            left, right = right, left
        solve = _nested(left.solve, right.solve) if self._follows(left, right) else _compared(left.solve, right.solve)
        return Pattern(solve, left.certain | right.certain, left.possible | right.possible, _union(left.unsafe, right.unsafe))

    def _leftjoin(self, node: CompValue) -> Pattern:
        left, right, test = self._of(node.p1), self._of(node.p2), self._condition(node.expr)
        match = _nested(_same, right.solve) if self._follows(left, right) else _apart(right.solve)
        unsafe = _union(left.unsafe, right.unsafe)
        if unsafe is not None:
            unsafe |= (right.possible | test.variables) - left.certain - self._prebound
        return Pattern(_optional(left.solve, match, test.truth), left.certain, left.possible | right.possible, unsafe)

    def _union(self, node: CompValue) -> Pattern:
        left, right = self._of(node.p1), self._of(node.p2)

        def solve(data: Data, row: Row) -> Iterator[Row]:
            yield from left.solve(data, row)
            yield from right.solve(data, row)

        return Pattern(solve, left.certain & right.certain, left.possible | right.possible, _union(left.unsafe, right.unsafe))

    def _filter(self, node: CompValue) -> Pattern:
        inner, test = self._of(node.p), self._condition(node.expr)
        truth = test.truth

        def solve(data: Data, row: Row) -> Iterator[Row]:
            for each in inner.solve(data, row):
                if truth(data, each):
                    yield each

        unsafe = None if inner.unsafe is None else inner.unsafe | (test.variables - inner.certain - self._prebound)
        return inner._replace(solve=solve, unsafe=unsafe)

    def _extend(self, node: CompValue) -> Pattern:
        inner, value, name = self._of(node.p), self._condition(node.expr), str(node.var)
        if not name.startswith("__agg"):
            self._computed.add(name)
        unsafe = None if inner.unsafe is None else inner.unsafe | {name} | (value.variables - inner.certain - self._prebound)
        return Pattern(_assigned(inner.solve, name, value), inner.certain, inner.possible | {name}, unsafe)

    def _condition(self, node: Any) -> Expression:
        return expressions.compiled(node, self._exists)

    def _exists(self, node: CompValue) -> tuple[Truth, frozenset[str]]:
        from rdflib.plugins.sparql.algebra import translateGroupGraphPattern

        graph = node.graph if not node.graph.name.startswith("GroupGraphPattern") else translateGroupGraphPattern(node.graph)
        for part in _algebra(graph):
            if part.name in ("Extend", "ToMultiSet", "Project"):
                raise Beyond("BIND or a subquery within EXISTS")
        inner = self._of(graph)
        solve = inner.solve

        def truth(data: Data, row: expressions.Row) -> bool | None:
            return next(iter(solve(data, dict(row))), None) is not None

        return truth, inner.possible | (inner.unsafe or _NONE)

    # ---- subqueries and modifiers ----

    def _tomultiset(self, node: CompValue) -> Pattern:
        return self._of(node.p)._replace(unsafe=None)

    def _project(self, node: CompValue) -> Pattern:
        inner, names = self._of(node.p), tuple(str(name) for name in node.PV)

        def solve(data: Data, row: Row) -> Iterator[Row]:
            for each in inner.solve(data, row):
                yield {**row, **{name: each[name] for name in names if name in each}}

        kept = frozenset(names)
        return Pattern(solve, inner.certain & kept, inner.possible & kept | kept, None)

    def _distinct(self, node: CompValue) -> Pattern:
        inner = self._of(node.p)

        def solve(data: Data, row: Row) -> Iterable[Row]:
            return {frozenset(each.items()): each for each in inner.solve(data, row)}.values()

        return inner._replace(solve=solve, unsafe=None)

    _reduced = _distinct

    def _slice(self, node: CompValue) -> Pattern:
        inner, start, length = self._of(node.p), node.start or 0, node.length
        # without an order any choice is right (section 15): for the choice to be the same each time the graph's order is taken
        return inner._replace(solve=grouping.sliced(inner.solve, int(start), None if length is None else int(length)), unsafe=None)

    def _orderby(self, node: CompValue) -> Pattern:
        inner = self._of(node.p)
        keys = [(self._condition(part.expr).term, part.order == "DESC") for part in node.expr]
        return inner._replace(solve=grouping.ordered(inner.solve, keys), unsafe=None)

    def _aggregatejoin(self, node: CompValue) -> Pattern:
        inner = self._of(node.p.p)
        by = [self._condition(part) for part in node.p.expr or ()]
        grouped = frozenset[str]().union(*(part.variables for part in by))
        aggregates = []
        for part in node.A:
            whole = str(part.vars) == "*"
            value = None if whole else self._condition(part.vars)
            # rdflib takes a sample of each variable that a query names beside its aggregates
            if part.name == "Aggregate_Sample" and value is not None and value.variables - grouped:
                raise Beyond("SAMPLE, or a variable that is returned beside aggregates and not grouped by")
            aggregates.append(grouping.aggregate(part, value))
        solve = grouping.grouped(inner.solve, None if node.p.expr is None else [part.term for part in by], aggregates)
        return Pattern(solve, _NONE, frozenset(each.name for each in aggregates), None)

    # ---- joining ----

    def _follows(self, left: Pattern, right: Pattern) -> bool:
        """Whether `right` may start from the solutions of `left`."""
        return right.unsafe is not None and not (right.unsafe & left.possible)


def _union(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other


def _algebra(item: Any) -> Iterator[CompValue]:
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(item, CompValue):
        yield item
        for value in item.values():
            yield from _algebra(value)
    elif isinstance(item, list):
        for value in item:
            yield from _algebra(value)


def _same(data: Data, row: Row) -> Iterable[Row]:
    return (row,)


def _nested(left: Solve, right: Solve) -> Solve:
    if left is _same:
        return right

    def solve(data: Data, row: Row) -> Iterator[Row]:
        for each in left(data, row):
            yield from right(data, each)

    return solve


def _compared(left: Solve, right: Solve) -> Solve:
    def solve(data: Data, row: Row) -> Iterator[Row]:
        others = list(right(data, row))
        for each in left(data, row) if others else ():
            for other in others:
                if _fit(each, other):
                    yield {**each, **other}

    return solve


def _fit(one: Row, other: Row) -> bool:
    """Whether two solutions agree on all variables that both bind."""
    return all(one.get(name, term) == term for name, term in other.items())


class _apart:
    """The matches of an optional pattern that cannot start from the left side: made once for each start, then compared."""

    def __init__(self, right: Solve) -> None:
        self.right = right

    def __call__(self, data: Data, row: Row) -> Iterable[Row]:
        return self.right(data, row)


def _optional(left: Solve, match: Solve, truth: Truth) -> Solve:
    apart = match.right if isinstance(match, _apart) else None

    def solve(data: Data, row: Row) -> Iterator[Row]:
        others = None if apart is None else list(apart(data, row))
        for each in left(data, row):
            found = False
            if others is None:
                merged: Iterable[Row] = match(data, each)
            else:
                merged = ({**each, **other} for other in others if _fit(each, other))
            for one in merged:
                if truth(data, one):
                    found = True
                    yield one
            if not found:
                yield each

    return solve


def _assigned(inner: Solve, name: str, value: Expression) -> Solve:
    term = value.term

    def solve(data: Data, row: Row) -> Iterator[Row]:
        for each in inner(data, row):
            found = term(data, each)
            yield each if found is None else {**each, name: found}

    return solve
