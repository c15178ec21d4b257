"""Plan: a graph of shapes compiled, and its targets as tables.

Design: a shape with a target is compiled with all shapes it leads to; shapes that use more than SHACL Core (sh:sparql, sh:js, custom
components, sh:target), or lead to one that does, are left with all they lead to in `remainder`, which the pySHACL lane runs: a shape
is run by one lane, whole. `beyond` names for each of them what it uses. Which shapes a node is a target of depends on its classes, its
predicates, and the predicates that lead to it: so the answer is looked up by those (`Entry`), and made once for each combination. On that
occasion shapes are left out that can find no fault because the node lacks the predicates their path starts with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg import graph, terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl import paths
from kg.shacl.compiled import literals, references, steps, walks
from kg.shacl.compiled.components import COMPONENTS, TRUE
from kg.shacl.compiled.parts import Constraint, Part, Recursive
from kg.shacl.compiled.steps import Step
from kg.shacl.paths import SH
from kg.shacl.result import preferred, shorten

if TYPE_CHECKING:
    from kg.shacl.shapes import Compiled

Program = list[tuple[Part, Step]]
#: kinds of nodes that are remembered; beyond that the memory is emptied
REMEMBERED = 20_000

_INTEGER = terms.XSD + "integer"
_ENTAILMENT = f"<{SH}entailment>"
_PREFIXES, _DECLARE, _IMPORTS = f"<{SH}prefixes>", f"<{SH}declare>", "<http://www.w3.org/2002/07/owl#imports>"


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
        self._circles = references.circles(self.shapes)
        targets = dict(references.targets(self.shapes))
        self.beyond = references.beyond(self.shapes, targets)
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
        made = ((part, self._step(part, entry.predicates)) for part in parts)
        found = entry.programs[arrivals] = [(part, step) for part, step in made if step is not None]
        return found

    def _step(self, part: Part, predicates: frozenset[str]) -> Step | None:
        """The check of a node that has exactly these predicates; None where it cannot find fault."""
        if part.starts is None:
            return self._remembered(part, frozenset(), lambda: steps.whole(part))
        present = part.starts & predicates
        return self._remembered(part, present, lambda: steps.present(part, present) if present else steps.absent(part))

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
        if path := properties.get(references.PATH):
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
        targets = set(references.TARGETS)
        for node, properties in self.shapes.items():
            if node not in done:
                kept[node] = properties
                continue
            kept[node] = {predicate: values for predicate, values in properties.items() if predicate not in targets}
            if terms.RDF_TYPE in properties:
                # without its class a shape has no implicit target
                kept[node][terms.RDF_TYPE] = [value for value in properties[terms.RDF_TYPE] if value in references.SHAPE_TYPES]
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
