"""Parts: shapes as they run.

Design: a Part is one shape; it holds its path as a function and its constraints as functions. `conforms` answers yes or no and is all
that a sound record pays; `results` makes the results and is called only after a no. What a constraint finds wrong it gives as
`Fault`s: the value ("" where the result has none), or path and value (sh:closed), or path, value and message (queries). A Part for a
recursive shape remembers which nodes it is judging: a node met again while it is being judged counts as conforming (the greatest fixed
point; SHACL section 3.4.3 leaves recursion open).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kg.errors import Severity, TableError
from kg.shacl.compiled.data import Data
from kg.shacl.compiled.walks import Path, Walk
from kg.shacl.result import Result, filled

Fault = str | tuple[str, str] | tuple[str, str, str]
Faults = Callable[[Data, str, Sequence[str]], Sequence[Fault]]
Test = Callable[[str], bool]
#: how many nodes a recursive shape may lie within itself
DEEPEST = 60


class Constraint(NamedTuple):
    """One constraint of a shape. `message` is used where the shape has none. `test` judges a value alone, where that is all there is to it.

    `on_none`: may find fault where there is no value; `on_none_only`: finds fault nowhere else (sh:minCount 1). `node` is the shape of
    sh:node, whose results become details. `alone`: `faults` looks at nothing but the values. For known.py: `parameter`, its value as
    `argument`, and the shapes that it names as `parts`.
    """

    component: str
    faults: Faults
    message: str
    on_none: bool = False
    on_none_only: bool = False
    test: Test | None = None
    node: Part | None = None
    alone: bool = False
    parameter: str = ""
    argument: str = ""
    parts: tuple[Part, ...] = ()


class Part:
    """A shape ready to run; see the module's text. Filled by plan.Plan, because shapes may name each other in a circle."""

    def __init__(self, iri: str) -> None:
        self.iri = iri
        self.path = ""
        self.walk: Walk | None = None
        self.tree: Path | None = None
        self.starts: frozenset[str] | None = None
        self.flat = False
        self.severity: Severity = "violation"
        self.message = ""
        self.code = self.mend = self.field = ""
        self.order = 0.0
        self.constraints: list[Constraint] = []
        self.properties: list[Part] = []
        #: judges a node alone, where that is all there is to the shape
        self.test: Test | None = None
        #: whether a node has no result
        self.conforms: Callable[[Data, str], bool] = self._conforms

    def values(self, data: Data, focus: str) -> Sequence[str]:
        """The value nodes."""
        return (focus,) if self.walk is None else self.walk(data, focus)

    def _conforms(self, data: Data, focus: str) -> bool:
        values = (focus,) if self.walk is None else self.walk(data, focus)
        for constraint in self.constraints:
            if constraint.faults(data, focus, values):
                return False
        if self.properties:
            return all(part.conforms(data, value) for part in self.properties for value in values)
        return True

    def seal(self) -> None:
        """Choose the quickest form of `conforms`, and of `test` where the shape asks nothing of the graph."""
        if self.properties:
            return
        tests = [constraint.test for constraint in self.constraints if constraint.test]
        if self.walk is None and len(tests) == len(self.constraints):
            test = tests[0] if len(tests) == 1 else lambda value: all(each(value) for each in tests)
            self.test = test
            self.conforms = lambda data, focus: test(focus)
        elif self.walk is not None and len(self.constraints) == 1:
            walk, faults = self.walk, self.constraints[0].faults
            self.conforms = lambda data, focus: not faults(data, focus, walk(data, focus))

    def results(self, data: Data, focus: str) -> list[Result]:
        """The results for `focus`, those of sh:property with them."""
        values = self.values(data, focus)
        found = [
            self._result(data, focus, fault, constraint)
            for constraint in self.constraints
            for fault in constraint.faults(data, focus, values)
        ]
        for part in self.properties:
            for value in values:
                found += part.results(data, value)
        return found

    def _result(self, data: Data, focus: str, fault: Fault, constraint: Constraint) -> Result:
        path, value, *told = (self.path, fault) if isinstance(fault, str) else fault
        message = told[0] if told else ""
        if not message:
            message = filled(self.message, this=focus, value=value, path=path) if self.message else constraint.message
        details = constraint.node.results(data, value) if constraint.node else []
        return Result(
            focus=focus,
            path=path,
            value=value,
            component=constraint.component,
            shape=self.iri,
            severity=self.severity,
            message=message,
            code=self.code,
            mend=self.mend,
            field=self.field,
            details=tuple(sorted(details, key=Result.key)),
        )


class Recursive(Part):
    """A shape that leads back to itself."""

    def seal(self) -> None:
        """There is but one form."""

    def _conforms(self, data: Data, focus: str) -> bool:
        pair = self._enter(data.judging, focus)
        if pair is None:
            return True
        try:
            return super()._conforms(data, focus)
        finally:
            data.judging.discard(pair)

    def results(self, data: Data, focus: str) -> list[Result]:
        """As Part; a node whose results are being made has none to add."""
        pair = self._enter(data.reporting, focus)
        if pair is None:
            return []
        try:
            return super().results(data, focus)
        finally:
            data.reporting.discard(pair)

    def _enter(self, active: set[tuple[str, str]], focus: str) -> tuple[str, str] | None:
        pair = (self.iri, focus)
        if pair in active:
            return None
        if len(active) >= DEEPEST:
            raise TableError(
                f"the recursive shape {self.iri} goes deeper than {DEEPEST} nodes at {focus}", hint="walk with a path such as rdf:rest*"
            )
        active.add(pair)
        return pair
