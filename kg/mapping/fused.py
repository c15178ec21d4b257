"""Rows that say the same of one field in several vocabularies, run as one step.

Design: three vocabularies describe a work at once, so two or three rows often read one field in the same form and differ in their
property only. Here such rows are found and become one closure that makes each term once and writes it under every property. A row may
join an earlier one only where no row between them writes its property, so the values of a property keep the order of the tables. A
fused step writes without looking whether a triple is there: it runs only for a node that is met for the first time, without trace, and
where no other step of the plan writes its properties. Everywhere else the rows run one by one (steps.py): both ways give one graph.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kg import resources
from kg.mapping import forms, roles
from kg.mapping.context import Context
from kg.mapping.steps import SELF, STEPS, Placed, Step, accepts_of, placed, relations_step, roles_step, value_step
from kg.mapping.tables import Row
from kg.vocabulary import expand

#: columns that do not change what a row takes from its field, or were settled when the row was chosen for the plan
_APART = frozenset({"node", "term", "vocabulary", "note", "back", "types", "not_types", "fallback_for", "book_series", "not_series"})
_OF_SCHEME = frozenset({"identifier", "identifier-uri", "same-as"})
#: forms whose terms are IRIs, so that one may be the node itself, which is never said to be its own value
_MAYBE_SELF = frozenset({"iri", "link", "same-as", "map", "constant", "counter-url"})
#: beyond this many values the rows run one by one: they look up what is there in a set
_FEW = 16


def compiled(rows: Sequence[Row], struct: str, classes: tuple[str, ...]) -> list[Placed]:
    """The steps of all rows of a plan, in their order; fused rows stand at the place of their first."""
    groups = _grouped(rows, classes)
    written = [_predicates(group, classes) for group in groups]
    found = []
    for number, group in enumerate(groups):
        alone = all(written[number].isdisjoint(other) for place, other in enumerate(written) if place != number)
        step = _step(group, alone, classes)
        found += [placed(group[0], struct, step)] if step else [placed(row, struct, one_by_one(row, classes)) for row in group]
    return found


def one_by_one(row: Row, classes: tuple[str, ...]) -> Step:
    """The step of a single row, which adds each triple unless it is there, and tells the trace."""
    factory = STEPS.get(row.form)
    return factory(row, classes) if factory else value_step(row)


def _grouped(rows: Sequence[Row], classes: tuple[str, ...]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    written: list[set[str]] = []
    latest: dict[str, int] = {}
    for row in rows:
        own, alike = _predicates([row], classes), _alike(row)
        place = latest.get(alike, -1)
        since = written[place + _is_choice(row) :]  # a choice keeps the order of its rows itself
        if alike and place >= 0 and all(own.isdisjoint(others) for others in since):
            groups[place].append(row)
            written[place] |= own
        else:
            latest[alike] = len(groups)
            groups.append([row])
            written.append(own)
    return groups


#: forms that several vocabularies share one walk of
_WALKS: dict[str, Callable[[Sequence[Row], tuple[str, ...]], Step]] = {"roles": roles_step, "relations": relations_step}


def _alike(row: Row) -> str:
    """Equal for rows that can be fused; "" where a row cannot be."""
    if row.inverse or row.field.startswith("record.") or "." in row.field or row.form in ("issued", "translated"):
        return ""
    guards = f"{row.field} {row.when} {row.unless} {row.option}"
    if _by_scheme(row):
        return guards
    if row.form in _WALKS:
        return f"{guards} {row.form}"
    if _is_choice(row):
        return f"{guards} {row.to}"
    if row.form in forms.FORMS or _is_link(row):
        return f"{guards} {[getattr(row, name) for name in row.__struct_fields__ if name not in _APART]}"
    return ""


def _by_scheme(row: Row) -> bool:
    return row.field == "identifiers[]" and row.form in _OF_SCHEME and (not row.first or row.form == "identifier")


def _is_choice(row: Row) -> bool:
    """Whether the row makes nodes of those identifiers that have certain schemes; rows that take the others have the same property."""
    return row.form == "node" and row.field == "identifiers[]" and bool(row.schemes or row.not_schemes) and not row.inverse


def _is_link(row: Row) -> bool:
    return row.form == "node" and not row.inverse and (row.node, row.to) not in SELF and (row.node, row.field) != ("contribution", "agent")


def _predicates(rows: Iterable[Row], classes: tuple[str, ...]) -> set[str]:
    """All properties that the rows may write on their own node."""
    found = set()
    for row in rows:
        if row.form == "roles":
            names = resources.table("roles")
            found |= {p for name in names for kind in roles.AGENT_KINDS for p in roles.predicates(row.vocabulary, name, kind, classes)}
        elif row.form == "relations":
            terms = [kind[row.vocabulary] for kind in resources.table("relations").values() if kind.get(row.vocabulary)]
            found |= {f"<{expand(f'{row.vocabulary}:{term}')}>" for term in terms}
        elif not row.inverse:
            found.add(row.predicate)
    return found


def _step(rows: list[Row], alone: bool, classes: tuple[str, ...]) -> Step | None:
    """The fused step; None where the rows are to run one by one."""
    if not _alike(rows[0]):
        return None
    if rows[0].form in _WALKS:
        return _WALKS[rows[0].form](rows, classes)
    if _is_choice(rows[0]):
        return _choice(rows, alone) if len({row.predicate for row in rows}) == 1 else None
    if _is_link(rows[0]):
        return _links(rows, alone)
    if _by_scheme(rows[0]):
        return _identifiers(rows)  # which looks what is there
    if not alone:
        return None
    return _values(rows) if rows[0].field.endswith("[]") else _value(rows)


def _terms(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(row.predicate for row in rows)


def _in_turn(rows: Iterable[Row]) -> Step:
    steps = [value_step(row) for row in rows]

    def run(value: Any, context: Context) -> None:
        for step in steps:
            step(value, context)

    return run


def _value(rows: list[Row]) -> Step:
    """One value of a field that holds no list."""
    row, predicates, slow = rows[0], _terms(rows), _in_turn(rows)
    make, accepts, careful = forms.FORMS[row.form].forward(row), accepts_of(row), row.form in _MAYBE_SELF
    if accepts is not None or row.form in ("iri", "link"):
        return slow

    def run(value: Any, context: Context) -> None:
        if term := make(value):
            if careful and term == context.subject:
                return
            properties = context.properties
            for predicate in predicates:
                properties[predicate] = [term]

    return run


def _values(rows: list[Row]) -> Step:
    """The values of a list; an IRI that cannot be one is told by the single rows."""
    row, predicates, slow = rows[0], _terms(rows), _in_turn(rows)
    make, accepts, careful = forms.FORMS[row.form].forward(row), accepts_of(row), row.form in _MAYBE_SELF
    if row.first:
        return slow

    def run(value: Any, context: Context) -> None:
        if accepts is None and len(value) == 1:
            made = [make(value[0])]
        else:
            made = [make(item) for item in value if accepts is None or accepts(item)]
        if "" in made or (careful and context.subject in made):
            slow(value, context)
        elif made:
            found = made if len(made) == 1 else list(dict.fromkeys(made))
            properties = context.properties
            for predicate in predicates:
                properties[predicate] = found.copy()

    return run


def _identifiers(rows: list[Row]) -> Step:
    """Identifiers: which rows take one is looked up by its scheme."""
    slow = _in_turn(rows)
    made = [(row.predicate, forms.FORMS[row.form].forward(row), row.first, accepts_of(row), row.form) for row in rows]

    def _of_scheme(scheme: str) -> tuple[tuple[str, forms.Forward, bool], ...]:
        from kg.record import Identifier

        asked = Identifier(scheme, "")
        return tuple(
            (predicate, make, first)
            for predicate, make, first, accepts, form in made
            if (accepts is None or accepts(asked)) and (form != "same-as" or forms.is_same(scheme))
        )

    of_scheme = functools.cache(_of_scheme)

    def run(value: Any, context: Context) -> None:
        if len(value) > _FEW:
            slow(value, context)
            return
        properties, subject = context.properties, context.subject
        for item in value:
            for predicate, make, first in of_scheme(item.scheme):
                if (term := make(item)) and term != subject:
                    if (objects := properties.get(predicate)) is None:
                        properties[predicate] = [term]
                    elif not first and term not in objects:
                        objects.append(term)

    return run


def _choice(rows: list[Row], alone: bool) -> Step:
    """Nodes of identifiers: which row takes one is looked up by its scheme; those of a row stand together."""
    row, predicate = rows[0], rows[0].predicate
    accepts, kind, name = [accepts_of(each) for each in rows], row.to, row.top

    def _rank(scheme: str) -> int:
        from kg.record import Identifier

        asked = Identifier(scheme, "")
        return next((number for number, takes in enumerate(accepts) if takes is None or takes(asked)), -1)

    rank = functools.cache(_rank)

    def run(value: Any, context: Context) -> None:
        path, subject = f"{context.path}.{name}" if context.path else name, context.subject
        ranks = [rank(item.scheme) for item in value]
        found: dict[str, None] = {}
        for number in (ranks[0],) if len(ranks) == 1 else sorted(set(ranks)):
            if number >= 0:
                for index, item in enumerate(value):
                    if ranks[index] == number and (target := context.link(kind, item, index, f"{path}[{index}]")) and target != subject:
                        found[target] = None
        if found and alone:
            context.properties[predicate] = list(found)
            return
        for target in found:
            context.add(predicate, target, name, row.rule)

    return run


def _links(rows: list[Row], alone: bool) -> Step | None:
    """Links to other nodes: each is named and queued once, whatever the number of properties that lead there."""
    row, targets = rows[0], [(row.predicate, row.rule) for row in rows]
    accepts, kind, many, name = accepts_of(row), row.to, row.field.endswith("[]"), row.top
    if not many and accepts is not None:
        return None

    def run(value: Any, context: Context) -> None:
        subject, path = context.subject, f"{context.path}.{name}" if context.path else name
        found: dict[str, None] = {}
        for index, item in enumerate(value):
            if accepts is None or accepts(item):
                target = context.link(kind, item, index, f"{path}[{index}]")
                if target and target != subject:
                    found[target] = None
        write(found, context)

    def single(value: Any, context: Context) -> None:
        target = context.link(kind, value, 0, f"{context.path}.{name}" if context.path else name)
        if target and target != context.subject:
            write((target,), context)

    def write(found: Iterable[str], context: Context) -> None:
        for predicate, rule in targets:
            if alone and found:
                context.properties[predicate] = list(found)
            else:
                for target in found:
                    context.add(predicate, target, name, rule)

    return run if many else single
