"""Groups, aggregates, order and slices (SPARQL 1.1 sections 11, 15 and 18.5)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kg import terms
from kg.shacl.compiled.data import Data
from kg.shacl.sparql import functions, values
from kg.shacl.sparql.expressions import Expression, Term
from kg.shacl.sparql.matching import Row, Solve
from kg.shacl.sparql.queries import Beyond
from kg.shacl.sparql.values import Number, number

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

#: the terms of a group, None where the expression has an error -> the value
Fold = Callable[[Sequence[str | None]], str | None]


class Aggregate(NamedTuple):
    """`name`: the variable that gets the value; `term` is None for COUNT(*)."""

    name: str
    term: Term | None
    distinct: bool
    fold: Fold


def aggregate(node: CompValue, value: Expression | None) -> Aggregate:
    """The aggregate of an algebra node. Raises Beyond."""
    if node.name == "Aggregate_GroupConcat":
        separator = node.separator
        fold: Fold = functools.partial(_concatenated, separator=" " if separator is None else str(separator))
    elif (known := _FOLDS.get(node.name)) is not None:
        fold = known
    else:
        raise Beyond(node.name)
    return Aggregate(str(node.res), value.term if value else None, bool(node.distinct), fold)


def grouped(inner: Solve, keys: list[Term] | None, aggregates: list[Aggregate]) -> Solve:
    """One solution a group; without `keys` there is one group, though it may be empty."""

    def solve(data: Data, row: Row) -> Iterator[Row]:
        groups: dict[tuple[str | None, ...], list[Row]] = {} if keys is not None else {(): []}
        for each in inner(data, row):
            groups.setdefault(tuple(term(data, each) for term in keys or ()), []).append(each)
        for members in groups.values():
            found = dict(row)
            for part in aggregates:
                value = part.fold(_terms(data, members, part))
                if value is not None:
                    found[part.name] = value
            yield found

    return solve


def _terms(data: Data, members: list[Row], part: Aggregate) -> Sequence[str | None]:
    term = part.term
    if term is None:
        # COUNT(*) counts solutions: any text will do, as long as equal solutions have equal ones
        return [repr(sorted(each.items())) for each in (_unlike(members) if part.distinct else members)]
    found = [term(data, each) for each in members]
    return list(dict.fromkeys(found)) if part.distinct else found


def _unlike(members: list[Row]) -> Iterable[Row]:
    return {frozenset(each.items()): each for each in members}.values()


# ---- folds ------------------------------------------------------------------------------------------------------------------------


def _count(found: Sequence[str | None]) -> str | None:
    return functions.integer(sum(term is not None for term in found))


def _total(found: Sequence[str | None]) -> Number | None:
    total: Number | None = Number(values.INTEGER, 0)
    for term in found:
        value = None if term is None else number(term)
        if value is None or total is None:
            return None
        total = values.calculated("+", total, value)
    return total


def _sum(found: Sequence[str | None]) -> str | None:
    total = _total(found)
    return None if total is None else values.literal(total)


def _average(found: Sequence[str | None]) -> str | None:
    if not found:
        return functions.integer(0)
    total = _total(found)
    mean = None if total is None else values.calculated("/", total, Number(values.INTEGER, len(found)))
    return None if mean is None else values.literal(mean)


def _least(found: Sequence[str | None]) -> str | None:
    return _extreme(found, lambda one, other: values.before(one, other))


def _greatest(found: Sequence[str | None]) -> str | None:
    return _extreme(found, lambda one, other: values.before(other, one))


def _extreme(found: Sequence[str | None], wins: Callable[[str, str], bool]) -> str | None:
    best: str | None = None
    for term in found:
        if term is None:
            return None
        if best is None or wins(term, best):
            best = term
    return best


def _sample(found: Sequence[str | None]) -> str | None:
    return next((term for term in found if term is not None), None)


def _concatenated(found: Sequence[str | None], *, separator: str) -> str | None:
    texts = [None if term is None else functions.string(term) for term in found]
    if None in texts:
        return None
    return terms.literal(separator.join(terms.text(text) for text in texts if text is not None))


_FOLDS: dict[str, Fold] = {
    "Aggregate_Count": _count,
    "Aggregate_Sum": _sum,
    "Aggregate_Avg": _average,
    "Aggregate_Min": _least,
    "Aggregate_Max": _greatest,
    "Aggregate_Sample": _sample,
}


# ---- order and slices -------------------------------------------------------------------------------------------------------------


def ordered(inner: Solve, keys: list[tuple[Term, bool]]) -> Solve:
    """The solutions in order; each key with whether it goes down."""

    def solve(data: Data, row: Row) -> Iterable[Row]:
        found = [(tuple(term(data, each) for term, _ in keys), each) for each in inner(data, row)]

        def compare(one: tuple[tuple[str | None, ...], Row], other: tuple[tuple[str | None, ...], Row]) -> int:
            for left, right, (_, down) in zip(one[0], other[0], keys, strict=True):
                if left != right and (order := values.before(right, left) - values.before(left, right)):
                    return -order if down else order
            return 0

        return [each for _, each in sorted(found, key=functools.cmp_to_key(compare))]

    return solve


def sliced(inner: Solve, start: int, length: int | None) -> Solve:
    """The solutions from the one at `start` on, `length` of them."""
    return lambda data, row: islice(inner(data, row), start, None if length is None else start + length)
