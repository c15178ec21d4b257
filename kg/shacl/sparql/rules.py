"""The SPARQL-based constraints of a shapes graph, and its constraint components (SHACL sections 5 and 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kg import terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl import paths
from kg.shacl.compiled import walks
from kg.shacl.compiled.data import Data
from kg.shacl.compiled.parts import Constraint, Fault
from kg.shacl.paths import SH
from kg.shacl.result import filled, preferred
from kg.shacl.sparql import queries
from kg.shacl.sparql.matching import Solve
from kg.shacl.sparql.patterns import Translator
from kg.shacl.sparql.queries import Beyond
from kg.shacl.sparql.values import TRUE

#: what $shapesGraph is; no name is asked of a shapes graph that is read from files
SHAPES_GRAPH = "<https://w3id.org/kg-publisher/shapes-graph>"
_SPARQL, _PARAMETER, _PATH, _MESSAGE = (f"<{SH}{name}>" for name in ("sparql", "parameter", "path", "message"))
_COMPONENT = f"<{SH}ConstraintComponent>"
_ALWAYS = frozenset(("this", "shapesGraph", "currentShape"))
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
#: names that no parameter may have (section 6.2.1)
_TAKEN = frozenset(("this", "shapesGraph", "currentShape", "path", "PATH", "value"))


class _Parameter(NamedTuple):
    predicate: str
    name: str
    optional: bool


class _Component(NamedTuple):
    """A constraint component: its IRI and parameters, and the validators by their property."""

    node: str
    parameters: tuple[_Parameter, ...]
    validators: dict[str, str]


class Rules:
    """The constraints in SPARQL of the shapes in a graph; `starts` are the predicates of a shape that may lead to one.

    Raises TableError where a component is not well formed.
    """

    def __init__(self, shapes: Graph) -> None:
        self._shapes = shapes
        self._data = Data(shapes)
        self._components = list(self._declared())
        self.starts = frozenset((_SPARQL, *(each.predicate for component in self._components for each in component.parameters)))
        self._made: dict[str, list[Constraint]] = {}

    def beyond(self, node: str) -> list[str]:
        """What the queries of the shape at `node` use that is not run here; empty where all is."""
        if self._is_off(node):
            return []
        try:
            self.constraints(node)
        except Beyond as reason:
            return [str(reason)]
        return []

    def constraints(self, node: str) -> list[Constraint]:
        """The constraints of the shape at `node`. Raises TableError for a wrong query, Beyond for one that is not run here."""
        if (known := self._made.get(node)) is not None:
            return known
        found = []
        for query in self._shapes.get(node, {}).get(_SPARQL, ()):
            if not self._is_off(query):
                found.append(self._select(_Use(self._shapes, node, query, f"<{SH}SPARQLConstraintComponent>")))
        for component in self._components:
            found += self._component(node, component)
        self._made[node] = found
        return found

    def _is_off(self, node: str) -> bool:
        return TRUE in self._shapes.get(node, {}).get(f"<{SH}deactivated>", ())

    # ---- constraint components ----

    def _declared(self) -> Iterator[_Component]:
        for node, properties in self._shapes.items():
            if _PARAMETER not in properties or node.startswith(f"<{SH}") or not self._data.is_instance(node, _COMPONENT):
                continue
            parameters = tuple(self._parameter(node, each) for each in properties[_PARAMETER])
            if all(parameter.optional for parameter in parameters):
                raise _wrong(node, "has no parameter that must be there")
            validators = {}
            for name in ("validator", "nodeValidator", "propertyValidator"):
                values = properties.get(f"<{SH}{name}>", ())
                if len(values) > 1 and name != "validator":
                    raise _wrong(node, f"has more than one sh:{name}")
                if values:
                    validators[name] = values[0]
            yield _Component(node, parameters, validators)

    def _parameter(self, component: str, node: str) -> _Parameter:
        properties = self._shapes.get(node, {})
        paths = properties.get(_PATH, ())
        if len(paths) != 1 or paths[0][0] != "<":
            raise _wrong(component, "has a parameter whose sh:path is no IRI")
        match = _LOCAL.search(terms.text(paths[0]))
        if match is None or match[0] in _TAKEN:
            raise _wrong(component, f"has a parameter that cannot be a variable: {paths[0]}")
        return _Parameter(paths[0], match[0], TRUE in properties.get(f"<{SH}optional>", ()))

    def _uses(self, component: _Component, node: str) -> Iterator[dict[str, str]]:
        """The values of the parameters, by name, for each constraint of this kind that the shape has."""
        properties = self._shapes.get(node, {})
        stated = {each.name: properties[each.predicate] for each in component.parameters if each.predicate in properties}
        if any(not each.optional and each.name not in stated for each in component.parameters):
            return
        if len(component.parameters) == 1:
            # section 6.2: each value of a single parameter is a constraint
            for name, values in stated.items():
                for value in values:
                    yield {name: value}
            return
        for name, values in stated.items():
            if len(values) > 1:
                raise _wrong(node, f"has more than one value for the parameter {name} of {component.node}")
        yield {name: values[0] for name, values in stated.items()}

    def _component(self, node: str, component: _Component) -> Iterator[Constraint]:
        own = "propertyValidator" if _PATH in self._shapes.get(node, {}) else "nodeValidator"
        validator = component.validators.get(own) or component.validators.get("validator")
        if validator is None:
            return  # section 6.2.3: without a validator that fits, the constraint is ignored
        names = frozenset(parameter.name for parameter in component.parameters)
        make = self._ask if f"<{SH}ask>" in self._shapes.get(validator, {}) else self._select
        for values in self._uses(component, node):
            yield make(_Use(self._shapes, node, validator, component.node, values, names))

    # ---- queries ----

    def _ask(self, use: _Use) -> Constraint:
        solve, _ = self._query(use, "ask")

        def faults(data: Data, focus: str, values: Sequence[str]) -> Sequence[Fault]:
            rows = ({**use.start, "this": focus, "value": value} for value in values)
            # section 6.2.2: each value node for which the answer is no
            return [use.fault(row, row) for row in rows if next(iter(solve(data, row)), None) is None]

        return Constraint(use.component, faults, use.default)

    def _select(self, use: _Use) -> Constraint:
        solve, returned = self._query(use, "select")
        if "this" not in returned:
            raise Beyond("a query that does not return $this")
        shown = frozenset(returned)

        def faults(data: Data, focus: str, values: Sequence[str]) -> Sequence[Fault]:
            found: dict[frozenset[tuple[str, str]], Fault] = {}
            for row in solve(data, {**use.start, "this": focus}):
                solution = {name: term for name, term in row.items() if name in shown}
                if (key := frozenset(solution.items())) not in found:
                    found[key] = use.fault(solution, row)
            return list(found.values())

        return Constraint(use.component, faults, use.default, on_none=True)

    def _query(self, use: _Use, kind: str) -> tuple[Solve, tuple[str, ...]]:
        """The query as a function, and the variables that it returns. A parameter without a value is a variable without one."""
        beside = frozenset(("value",)) if kind == "ask" else frozenset[str]()
        query = queries.read(self._shapes, use.query, kind, _ALWAYS | use.names | beside)
        translator = Translator(_ALWAYS | frozenset(use.start) | beside, use.tree, self._data)
        return translator.pattern(query.algebra.p).solve, query.returned


class _Use:
    """A query on a shape: what it starts from, and how its solutions become faults (section 5.3.2)."""

    def __init__(
        self,
        shapes: Graph,
        node: str,
        query: str,
        component: str,
        values: dict[str, str] | None = None,
        names: frozenset[str] = frozenset(),
    ) -> None:
        self.query = query
        self.component = component
        self.names = names
        #: the values that variables have beforehand, beside $this and $value
        self.start = {**(values or {}), "shapesGraph": SHAPES_GRAPH, "currentShape": node}
        own = shapes.get(node, {}).get(_PATH, ())
        self.tree = walks.parse(shapes, own[0]) if own else None
        self._path = paths.sparql(shapes, own[0]) if own else ""
        told = (shapes.get(each, {}).get(_MESSAGE) for each in (query, component))
        self._message = preferred(next(filter(None, told), ()))
        self.default = f"does not meet the condition of {component if names else query}"

    def fault(self, solution: Mapping[str, str], row: Mapping[str, str]) -> Fault:
        """The fault of a solution; `row` has the variables that a message may name."""
        if solution.get("failure") == TRUE:
            raise _wrong(self.query, f"reports a failure at {row['this']}")
        path = solution.get("path", "")
        path = path if path.startswith("<") else self._path
        value = solution.get("value", "" if self._path else row["this"])
        message = terms.text(solution["message"]) if "message" in solution else self._message
        return path, value, filled(message, **{**row, "value": value, "path": path})


def _wrong(node: str, why: str) -> TableError:
    return TableError(f"the shapes cannot be used: {node} {why}", hint="see SHACL-SPARQL, https://www.w3.org/TR/shacl/#sparql-constraints")
