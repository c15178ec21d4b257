"""Plan: a graph of shapes compiled, and its targets as tables.

Design: a shape with a target is compiled with all shapes it leads to; shapes that use more than SHACL Core (sh:sparql, sh:js, custom
components, sh:target), or lead to one that does, are left with all they lead to in `remainder`, which the pySHACL lane runs: a shape
is run by one lane, whole. `beyond` names for each of them what it uses. Which shapes a node is a target of depends on its classes, its
predicates, and the predicates that lead to it: so the answer is looked up by those (`Entry`), and made once for each combination. On that
occasion shapes are left out that can find no fault because the node lacks the predicates their path starts with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg import graph, terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl import paths
from kg.shacl.compiled import literals, walks
from kg.shacl.compiled.components import COMPONENTS, TRUE
from kg.shacl.compiled.data import Data
from kg.shacl.compiled.parts import Constraint, Part, Recursive, Test
from kg.shacl.paths import SH
from kg.shacl.result import preferred, shorten

if TYPE_CHECKING:
    from kg.shacl.shapes import Compiled

Step = Callable[[Data, str, dict[str, list[str]]], bool]
Program = list[tuple[Part, Step]]
#: kinds of nodes that are remembered; beyond that the memory is emptied
REMEMBERED = 20_000

_NODE, _CLASS_TARGET, _SUBJECTS, _OBJECTS = (
    f"<{SH}{name}>" for name in ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
)
_INTEGER = terms.XSD + "integer"
_RDFS_CLASS = "<http://www.w3.org/2000/01/rdf-schema#Class>"
_SHAPE_TYPES = {f"<{SH}NodeShape>", f"<{SH}PropertyShape>"}
_PATH, _ENTAILMENT, _PARAMETER = f"<{SH}path>", f"<{SH}entailment>", f"<{SH}parameter>"
_PREFIXES, _DECLARE, _IMPORTS = f"<{SH}prefixes>", f"<{SH}declare>", "<http://www.w3.org/2002/07/owl#imports>"
_PLAIN = [f"<{SH}{name}>" for name in ("property", "node", "not", "qualifiedValueShape")]
_LISTED = [f"<{SH}{name}>" for name in ("and", "or", "xone")]
#: what a circle of shapes must not go through: the answer would depend on where one starts
_TURNING = {f"<{SH}{name}>" for name in ("not", "xone", "qualifiedValueShape")}
_BESIDE = (
    "path targetNode targetClass targetSubjectsOf targetObjectsOf deactivated severity message property name description order group"
    " defaultValue flags ignoredProperties qualifiedValueShape qualifiedValueShapesDisjoint entailment shapesGraph suggestedShapesGraph"
    " declare prefix namespace inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath"
)
_KNOWN = {f"<{SH}{name}>" for name in [*_BESIDE.split(), *(row.parameter for row in COMPONENTS)]}


class Entry:
    """What is known of nodes of one kind: the shapes they are targets of, the predicates whose objects are targets, programs by arrival."""

    __slots__ = ("parts", "pointing", "predicates", "programs")

    def __init__(self, parts: list[Part], pointing: tuple[str, ...], predicates: frozenset[str]) -> None:
        self.parts = parts
        self.pointing = pointing
        self.predicates = predicates
        self.programs: dict[tuple[str, ...], Program] = {}


class Plan:
    """See the module's text. Raises TableError where a shape cannot be run."""

    def __init__(self, compiled: Compiled) -> None:
        self.shapes: Graph = compiled.graph
        self.trusted = compiled.trusted
        self._compiled = compiled
        self._refuse_entailment()
        self._parts: dict[str, Part] = {}
        self._circles = _circles(self.shapes)
        targets = dict(_targets(self.shapes))
        self.beyond = _beyond(self.shapes, targets)
        self._by_class: dict[str, list[Part]] = {}
        self._by_subject: dict[str, list[Part]] = {}
        self._by_arrival: dict[str, list[Part]] = {}
        self.nodes: list[str] = []
        for node, (named, classes, subjects, objects) in targets.items():
            if node in self.beyond:
                continue
            part = self.part(node)
            if not part.constraints and not part.properties:
                continue
            for table, keys in ((self._by_class, classes), (self._by_subject, subjects), (self._by_arrival, objects)):
                for key in keys:
                    table.setdefault(key, []).append(part)
            for target in named:
                self._by_arrival.setdefault("=" + target, []).append(part)
                self.nodes.append(target)
        self.remainder = self._rest([node for node in targets if node not in self.beyond]) if self.beyond else None
        self._entries: dict[tuple[tuple[str, ...], tuple[str, ...]], Entry] = {}
        self._steps: dict[tuple[Part, frozenset[str]], Step | None] = {}

    # ---- running ----

    def entry(self, types: tuple[str, ...], predicates: tuple[str, ...]) -> Entry:
        """The entry for nodes with these classes (superclasses included) and predicates."""
        found = self._entries.get((types, predicates))
        if found is None:
            if len(self._entries) >= REMEMBERED:
                self._entries.clear()
            parts = [part for cls in types for part in self._by_class.get(cls, ())]
            parts += [part for predicate in predicates for part in self._by_subject.get(predicate, ())]
            pointing = tuple(predicate for predicate in predicates if predicate in self._by_arrival)
            found = self._entries[types, predicates] = Entry(parts, pointing, frozenset(predicates))
        return found

    def program(self, entry: Entry, arrivals: tuple[str, ...]) -> Program:
        """The shapes to run on a node of this kind that is reached by `arrivals` (predicates; "=" and the node for sh:targetNode)."""
        parts = dict.fromkeys([*entry.parts, *(part for key in arrivals for part in self._by_arrival[key])])
        steps = ((part, self._step(part, entry.predicates)) for part in parts)
        found = entry.programs[arrivals] = [(part, step) for part, step in steps if step is not None]
        return found

    def _step(self, part: Part, predicates: frozenset[str]) -> Step | None:
        """The check of a node that has exactly these predicates; None where it cannot find fault."""
        if part.starts is None:
            return self._remembered(part, frozenset(), lambda: _whole(part))
        present = part.starts & predicates
        return self._remembered(part, present, lambda: _present(part, present) if present else _absent(part))

    def _remembered(self, part: Part, present: frozenset[str], make: Callable[[], Step | None]) -> Step | None:
        if (part, present) not in self._steps:
            self._steps[part, present] = make()
        return self._steps[part, present]

    # ---- compiling ----

    def part(self, node: str) -> Part:
        """The shape at `node`, compiled once."""
        if node in self._parts:
            return self._parts[node]
        if node not in self.shapes:
            raise TableError(f"a shape names the shape {node}, which is not there", hint="load the file that defines it too")
        part = self._parts[node] = (Recursive if node in self._circles else Part)(node)
        source = _Source(self, node)
        properties = self.shapes[node]
        if known := self._compiled.shapes.get(node):
            part.code, part.mend, part.field = known.code, known.mend, known.field
            part.severity = known.severity
        part.message = preferred(properties.get(f"<{SH}message>", ()))
        if path := properties.get(_PATH):
            if len(path) > 1:
                raise source.wrong("path", "stands more than once")
            tree = walks.parse(self.shapes, path[0])
            part.walk, part.path = walks.walk(tree), paths.sparql(self.shapes, path[0])
            part.starts, part.flat = walks.starts(tree), walks.is_flat(tree)
        if TRUE in properties.get(f"<{SH}deactivated>", ()):
            return part
        part.constraints = list(_constraints(source))
        part.properties = [self.part(child) for child in source.all("property")]
        for child in part.properties:
            if child.walk is None:
                raise source.wrong("property", f"is no property shape: {child.iri}")
        part.seal()
        return part

    def _refuse_entailment(self) -> None:
        for properties in self.shapes.values():
            if asked := properties.get(_ENTAILMENT):
                raise TableError(f"the shapes ask for the entailment {asked[0]}, which is not supported", hint="infer before you validate")

    def _rest(self, done: list[str]) -> Compiled:
        """The shapes graph without the targets of the shapes that are compiled."""
        kept: Graph = {}
        targets = {_NODE, _CLASS_TARGET, _SUBJECTS, _OBJECTS}
        for node, properties in self.shapes.items():
            if node not in done:
                kept[node] = properties
                continue
            kept[node] = {predicate: values for predicate, values in properties.items() if predicate not in targets}
            if terms.RDF_TYPE in properties:
                # without its class a shape has no implicit target
                kept[node][terms.RDF_TYPE] = [value for value in properties[terms.RDF_TYPE] if value in _SHAPE_TYPES]
        for node in {name for properties in self.shapes.values() for name in properties.get(_PREFIXES, ())}:
            # section 5.2.1: prefixes are those along owl:imports too, which pySHACL does not follow
            declared = [
                each for ontology in walks.closure(self.shapes, node, _IMPORTS) for each in kept.get(ontology, {}).get(_DECLARE, ())
            ]
            kept[node] = {**kept.get(node, {}), _DECLARE: declared}
        return type(self._compiled)(kept, self._compiled.shapes, self._compiled.files)


class _Source:
    """components.Source of one shape."""

    def __init__(self, plan: Plan, node: str) -> None:
        self.node = node
        self.shapes = plan.shapes
        self.trusted = plan.trusted
        self.part = plan.part
        self._properties = plan.shapes[node]

    def all(self, name: str) -> Sequence[str]:
        """The values of sh:`name`."""
        return self._properties.get(f"<{SH}{name}>", ())

    def list(self, head: str) -> list[str]:
        """The members of a list."""
        found = graph.members(self.shapes, head)
        if found is None:
            raise TableError(f"the shapes cannot be used: a list of {self.node} is broken at {head}", hint="write it as ( a b )")
        return found

    def wrong(self, name: str, why: str) -> TableError:
        """The error for a wrong value of sh:`name`."""
        return TableError(f"the shapes cannot be used: sh:{name} of {self.node} {why}", hint="see SHACL, https://www.w3.org/TR/shacl/")


def _constraints(source: _Source) -> Iterator[Constraint]:
    for row in COMPONENTS:
        values = source.all(row.parameter)
        if len(values) > 1 and not row.many:
            raise source.wrong(row.parameter, "stands more than once")
        for value in values:
            message = row.message.format(shorten(terms.text(value)))
            iri = f"<{SH}{row.iri}ConstraintComponent>"
            if row.test and (test := row.test(source, value)):
                yield Constraint(iri, lambda data, focus, found, test=test: [node for node in found if not test(node)], message, test=test)  # type: ignore[misc]
            elif row.faults and (faults := row.faults(source, value)):
                node = source.part(value) if row.parameter == "node" else None
                only = row.parameter == "minCount" and literals.has_datatype(value, _INTEGER) and int(terms.text(value)) == 1
                yield Constraint(iri, faults, message, row.on_none, only, node=node)


# ---- steps -----------------------------------------------------------------------------------------------------------------------


def _whole(part: Part) -> Step:
    if part.test:
        test = part.test
        return lambda data, focus, properties: test(focus)
    conforms = part.conforms
    return lambda data, focus, properties: conforms(data, focus)


def _absent(part: Part) -> Step | None:
    """For a node whose path has no values."""
    left = [constraint.faults for constraint in part.constraints if constraint.on_none]
    return (lambda data, focus, properties: not any(faults(data, focus, ()) for faults in left)) if left else None


def _present(part: Part, present: frozenset[str]) -> Step | None:
    """For a path that has values; where it is one predicate, or a choice of predicates, they are at hand."""
    if not part.flat or part.properties or isinstance(part, Recursive):
        return _whole(part)
    tests = [constraint.test for constraint in part.constraints if constraint.test]
    others = [constraint.faults for constraint in part.constraints if not constraint.test and not constraint.on_none_only]
    predicates = sorted(present)
    if not others and not tests:
        return None
    if not others:
        return _tested(predicates, tests)
    if len(predicates) > 1:
        return _whole(part)
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


# ---- the graph of shapes ---------------------------------------------------------------------------------------------------------


def _targets(shapes: Graph) -> Iterator[tuple[str, tuple[Sequence[str], ...]]]:
    """Each shape with a target: its nodes, classes (its own too, where it is one), subjects-of, objects-of."""
    data = Data(shapes)
    for node, properties in shapes.items():
        named, classes, subjects, objects = (properties.get(key, []) for key in (_NODE, _CLASS_TARGET, _SUBJECTS, _OBJECTS))
        types = properties.get(terms.RDF_TYPE, ())
        if node[0] == "<" and not _SHAPE_TYPES.isdisjoint(types) and data.is_instance(node, _RDFS_CLASS):
            classes = [*classes, node]
        if named or classes or subjects or objects or f"<{SH}target>" in properties:
            yield node, (named, list(dict.fromkeys(classes)), subjects, objects)


def _references(shapes: Graph, node: str) -> Iterator[tuple[str, str]]:
    """The shapes that the shape at `node` names, with the parameter."""
    properties = shapes.get(node, {})
    for predicate in _PLAIN:
        for value in properties.get(predicate, ()):
            yield predicate, value
    for predicate in _LISTED:
        for head in properties.get(predicate, ()):
            for value in graph.members(shapes, head) or ():
                yield predicate, value


def _reached(shapes: Graph, start: str) -> set[str]:
    """The shapes that `start` leads to, itself only where it lies on a circle."""
    found: set[str] = set()
    todo = [start]
    while todo:
        for _, node in _references(shapes, todo.pop()):
            if node not in found:
                found.add(node)
                todo.append(node)
    return found


def _circles(shapes: Graph) -> set[str]:
    """The recursive shapes. Raises TableError for a circle through sh:not, sh:xone or sh:qualifiedValueShape."""
    naming = [node for node in shapes if next(_references(shapes, node), None)]
    reached = {node: _reached(shapes, node) for node in naming}
    found = {node for node in naming if node in reached[node]}
    for node in found:
        for predicate, other in _references(shapes, node):
            if predicate in _TURNING and node in reached.get(other, ()):
                raise TableError(
                    f"the shape {node} leads back to itself through {predicate}", hint="SHACL gives such shapes no meaning; unfold them"
                )
    return found


def _beyond(shapes: Graph, targets: Iterable[str]) -> dict[str, list[str]]:
    """Of the shapes `targets` those that use, or lead to shapes that use, more than SHACL Core: with the predicates that do."""
    custom = {
        path
        for properties in shapes.values()
        for parameter in properties.get(_PARAMETER, ())
        for path in shapes.get(parameter, {}).get(_PATH, ())
    }
    used = {
        node: [name for name in properties if name in custom or (name.startswith(f"<{SH}") and name not in _KNOWN)]
        for node, properties in shapes.items()
    }
    found = {}
    for node in targets:
        names = sorted({name for each in {node, *_reached(shapes, node)} for name in used.get(each, ())})
        if names:
            found[node] = names
    return found
