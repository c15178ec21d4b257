"""The checks beside the shapes, run together: yes or no for a whole graph first, results only after a no.

Design: what strict, sense and usage look at in a node depends on its classes and predicates, so it is chosen once for each combination
(`Rules`, kept beside the shapes' own programs of such nodes) and most nodes need little. What the facts of a graph's maker guarantee
(kg.facts) is not asked. Where the answer is no, the module concerned goes over the graph again and makes the results: so these are the
same whichever way they were found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.facts import Facts
from kg.graph import Graph
from kg.shacl import sense, strict, usage
from kg.shacl.result import Result

Properties = dict[str, list[str]]


class Rules(NamedTuple):
    """What is asked of nodes of one kind.

    `subject`: the node's own term; `judged`: predicates whose values are looked at; `digits`: those with check digits; `unsound`: there is
    a result for each such node (of strict, of usage). `rules`: those of sense; `dated`, `recorded`: the year, and whether something leads
    to the node; `into`: the predicates that lead to works.
    """

    subject: bool
    judged: tuple[str, ...]
    digits: tuple[str, ...]
    unsound: tuple[bool, bool]
    rules: tuple[sense.Rule, ...]
    dated: bool
    recorded: bool
    into: tuple[str, ...]

    @classmethod
    def of(cls, kind: str, types: tuple[str, ...], predicates: Iterable[str], facts: Facts) -> Rules | None:
        """The rules for nodes with these rdf:type values and predicates, None where nothing is asked."""
        names = tuple(predicates)
        sound = types in facts.subjects if kind == "<" else kind == "_" and strict.is_cell(names)
        found = cls(
            not sound,
            tuple(name for name in names if not ((fact := facts.values.get(name)) and fact.sound)),
            tuple(name for name in names if strict.has_digits(name)),
            (any(map(strict.fault, names)), not usage.is_sound(types, names)),
            sense.rules(names),
            sense.is_dated(names),
            sense.is_to_be_recorded(types),
            tuple(name for name in names if name in sense.INTO),
        )
        return found if any((found.subject, *found[1:3], *found.unsound, *found[4:])) else None


def check(data: Graph, latest_year: int) -> list[Result]:
    """The results of strict, sense and usage, each over the whole graph."""
    return [*strict.check(data), *sense.check(data, latest_year=latest_year), *usage.check(data)]


def results(data: Graph, nodes: Iterable[tuple[str, Properties, Rules | None]], latest_year: int) -> list[Result]:
    """The same results; `nodes` are the subjects of `data` with what is asked of them."""
    wrong = absurd = misused = False
    documents: list[str] = []
    reached: list[str] = []
    judge = strict.judge
    for subject, properties, rules in nodes:
        if rules is None:
            continue
        check_subject, judged, digits, (unsound, unusual), asked, dated, recorded, into = rules
        wrong = wrong or unsound or (check_subject and bool(judge(subject) or strict.blank(data, subject)))
        misused = misused or unusual
        for predicate in judged:
            for value in properties[predicate]:
                if judge(value) or (value[0] == "_" and value not in data):
                    wrong = True
        for predicate in digits:
            wrong = wrong or any(strict.wrong_digits(predicate, properties[predicate]))
        for rule in asked:
            absurd = absurd or any(rule(data, subject, properties))
        absurd = absurd or (dated and any(sense.year(subject, properties, latest_year)))
        for predicate in into:
            reached += properties[predicate]
        if recorded:
            documents.append(subject)
    if not absurd:
        for subject in documents:
            if subject not in reached:
                absurd = True
    found: list[Result] = strict.check(data) if wrong else []
    if absurd:
        found += sense.check(data, latest_year=latest_year)
    if misused:
        found += usage.check(data)
    return found
