"""Steps: how a shape is run on nodes whose predicates are known, in the quickest form there is."""

from __future__ import annotations

from collections.abc import Callable

from kg.shacl.compiled.data import Data
from kg.shacl.compiled.parts import Part, Recursive, Test

#: whether a node with these properties has no fault
Step = Callable[[Data, str, dict[str, list[str]]], bool]


def whole(part: Part) -> Step:
    if part.test:
        test = part.test
        return lambda data, focus, properties: test(focus)
    conforms = part.conforms
    return lambda data, focus, properties: conforms(data, focus)


def absent(part: Part) -> Step | None:
    """For a node whose path has no values."""
    left = [constraint.faults for constraint in part.constraints if constraint.on_none]
    return (lambda data, focus, properties: not any(faults(data, focus, ()) for faults in left)) if left else None


def present(part: Part, present: frozenset[str]) -> Step | None:
    """For a path that has values; where it is one predicate, or a choice of predicates, they are at hand."""
    if not part.flat or part.properties or isinstance(part, Recursive):
        return whole(part)
    tests = [constraint.test for constraint in part.constraints if constraint.test]
    others = [constraint.faults for constraint in part.constraints if not constraint.test and not constraint.on_none_only]
    predicates = sorted(present)
    if not others and not tests:
        return None
    if not others:
        return _tested(predicates, tests)
    if len(predicates) > 1:
        return whole(part)
    predicate = predicates[0]
    if not tests and len(others) == 1:
        faults = others[0]
        return lambda data, focus, properties: not faults(data, focus, properties[predicate])
    if not tests:
        return lambda data, focus, properties: not any(faults(data, focus, properties[predicate]) for faults in others)
    only = _tested(predicates, tests)
    return lambda data, focus, properties: (
        only(data, focus, properties) and not any(faults(data, focus, properties[predicate]) for faults in others)
    )


def _tested(predicates: list[str], tests: list[Test]) -> Step:
    """For constraints that judge each value alone."""
    if len(predicates) == len(tests) == 1:
        predicate, test = predicates[0], tests[0]

        def one(data: Data, focus: str, properties: dict[str, list[str]]) -> bool:
            for value in properties[predicate]:  # noqa: SIM110 - all() takes twice as long
                if not test(value):
                    return False
            return True

        return one

    def several(data: Data, focus: str, properties: dict[str, list[str]]) -> bool:
        for predicate in predicates:
            for value in properties[predicate]:
                for test in tests:
                    if not test(value):
                        return False
        return True

    return several
