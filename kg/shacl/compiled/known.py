"""What can be said of a shape before a node is looked at: that nodes of a kind conform to it, or do not.

Design: three-valued logic over the shapes. Of a node is known which classes and which predicates it has, of some predicates the values too
(those that shapes compare with constants, plan.closed), and of others what kg.facts says. True: each such node conforms; False: none
does; None: the node has to be looked at. True and False are claims, so whatever is not treated here is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg import terms
from kg.facts import Fact, Facts
from kg.shacl.compiled.data import Data
from kg.shacl.compiled.parts import Constraint, Part, Recursive
from kg.shacl.compiled.walks import Path

_NO_DATA = Data({})


class Known(NamedTuple):
    """What is known of a node. `kind`: the first character of its term, or "". `classes` include superclasses; `values` are complete."""

    kind: str
    classes: frozenset[str]
    predicates: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    facts: Facts


class Values(NamedTuple):
    """What is known of the values of a path: all of them (`exact`), or how many at least, and a fact about each.

    `node`: the one value is the node itself, as it is in a shape without a path.
    """

    exact: tuple[str, ...] | None = None
    least: int = 0
    fact: Fact | None = None
    node: bool = False


NODE = Values(least=1, node=True)


def verdict(part: Part, known: Known, values: Values = NODE) -> bool | None:
    """Whether the values conform to the shape (see the module's text)."""
    if isinstance(part, Recursive):
        return None
    if part.tree is not None:
        if not values.node:
            return None
        values = _values(part.tree, known)
    inner = (verdict(child, known, values) for child in part.properties)
    found = _all([*(_holds(constraint, known, values) for constraint in part.constraints), *inner])
    # what no value conforms to finds no fault where there is no value
    return None if found is False and values.exact is None and not values.least else found


def branches(part: Part, known: Known) -> list[Part]:
    """The shapes of a sh:or that may yet make a node conform, where that is all there is to `part`; else []."""
    if part.tree is not None or part.properties or isinstance(part, Recursive) or len(part.constraints) != 1:
        return []
    constraint = part.constraints[0]
    return [each for each in constraint.parts if verdict(each, known) is None] if constraint.parameter == "or" else []


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for each in verdicts:
        if each is False:
            return False
        if each is None:
            result = None
    return result


def _any(verdicts: Iterable[bool | None]) -> bool | None:
    found = _all(None if each is None else not each for each in verdicts)
    return None if found is None else not found


def _values(tree: Path, known: Known) -> Values:
    if tree.kind == "":
        name = tree.predicate
        if name not in known.predicates:
            return Values(())
        return Values(known.values.get(name), 1, known.facts.values.get(name))
    if tree.kind == "|":
        found = [_values(part, known) for part in tree.parts]
        exact = (
            None if any(each.exact is None for each in found) else tuple(dict.fromkeys(term for each in found for term in each.exact or ()))
        )
        return Values(exact, max(each.least for each in found), _either([each.fact for each in found if each.exact != ()]))
    if tree.kind in ("/", "+"):
        # nothing to begin with, nothing at the end; the last step's values are what its predicate's are anywhere
        return Values(()) if _values(tree.parts[0], known).exact == () else Values(fact=_anywhere(tree.parts[-1], known.facts))
    return Values()


def _anywhere(tree: Path, facts: Facts) -> Fact | None:
    if tree.kind == "":
        return facts.values.get(tree.predicate)
    return _either([_anywhere(part, facts) for part in tree.parts]) if tree.kind in ("|", "+") else None


def _either(facts: list[Fact | None]) -> Fact | None:
    found = facts[0] if facts else None
    for each in facts[1:]:
        found = found.either(each) if found and each else None
    return found


def _holds(constraint: Constraint, known: Known, values: Values) -> bool | None:
    """Whether the constraint finds no fault with the values."""
    parameter, argument = constraint.parameter, constraint.argument
    if parameter == "equals" and values.exact == ():
        return argument not in known.predicates
    if values.exact == () and not constraint.on_none:
        return True
    if constraint.alone and values.exact is not None:
        return not constraint.faults(_NO_DATA, "", values.exact)
    if constraint.on_none_only and values.least:
        return True
    if parameter == "class":
        if values.node:
            return argument in known.classes
        return True if values.fact and argument in values.fact.classes else None
    if parameter in ("and", "or", "not", "xone", "node"):
        return _combined(parameter, [verdict(part, known, values) for part in constraint.parts])
    if parameter == "nodeKind" and values.node and constraint.test:
        return constraint.test(known.kind) if known.kind else None
    return _by_fact(constraint, values.fact) if values.fact and constraint.test else None


def _combined(parameter: str, found: list[bool | None]) -> bool | None:
    if parameter in ("and", "node"):
        return _all(found)
    if parameter == "or":
        return _any(found)
    if None in found:
        return None
    return found.count(True) == 1 if parameter == "xone" else not found[0]


def _by_fact(constraint: Constraint, fact: Fact) -> bool | None:
    """True where the test lets everything pass that the fact allows; never False, since the fact may allow more than there is."""
    test = constraint.test
    assert test is not None
    if fact.members is not None:
        return all(map(test, fact.members)) or None
    if constraint.parameter == "nodeKind":
        # it looks at the first character alone
        return all(map(test, fact.kinds)) or None
    if constraint.parameter == "pattern":
        return (terms.text(constraint.argument) in fact.patterns) or None
    if constraint.parameter == "datatype" and fact.sound and fact.kinds == {'"'} and fact.datatypes:
        return fact.datatypes == {terms.text(constraint.argument)} or None
    return None
