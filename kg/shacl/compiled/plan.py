"""Plan: a graph of shapes compiled, and its targets as tables.

Design: a shape with a target is compiled with all shapes it leads to, queries too (kg/shacl/sparql); shapes that use what is not
compiled (sh:js, sh:target, RAND in a query), or lead to one that does, are left with all they lead to in `remainder`, which the pySHACL
lane runs: a shape is run by one lane, whole. `beyond` names for each of them what it uses. Which shapes a node is a target of depends on
its classes, its predicates, and the predicates that lead to it: so the answer is looked up by those (`Entry`), and made once for each
combination. On that occasion shapes are left out to which every such node conforms (known.py), be it because of those, or because of
the `facts` that are known of all the graphs this plan is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kg import graph, terms
from kg.errors import TableError
from kg.facts import NO_FACTS, Facts
from kg.graph import Graph
from kg.shacl import beside, paths
from kg.shacl.compiled import literals, references, steps, walks
from kg.shacl.compiled.components import COMPONENTS, TRUE, Component
from kg.shacl.compiled.known import Known, branches, verdict
from kg.shacl.compiled.parts import Constraint, Faults, Part, Recursive, Test
from kg.shacl.compiled.steps import Step
from kg.shacl.paths import SH
from kg.shacl.result import preferred, shorten
from kg.shacl.sparql import Rules

if TYPE_CHECKING:
    from kg.shacl.shapes import Compiled

Program = list[tuple[Part, Step]]
#: what chooses a program: the arrivals, and behind them the values of Entry.closed if there are any
Way = tuple[str, ...] | tuple[tuple[str, ...], ...]
#: behind the first character of a node: its types are told with their superclasses
SUPERCLASSES = "+"
#: different values of the same predicates that are learnt from
DISTINCT = 64
#: kinds of nodes that are remembered; beyond that the memory is emptied
REMEMBERED = 10_000

_INTEGER = terms.XSD + "integer"
_ENTAILMENT = f"<{SH}entailment>"
_PREFIXES, _DECLARE, _IMPORTS = f"<{SH}prefixes>", f"<{SH}declare>", "<http://www.w3.org/2002/07/owl#imports>"


class Entry:
    """What is known of nodes of one kind: the shapes they are targets of, the predicates whose objects are targets, programs.

    `closed`: the predicates whose values help to choose the program; programs are kept by arrival and these values. `rules`: what is asked
    beside the shapes.
    """

    __slots__ = ("closed", "kind", "parts", "pointing", "predicates", "programs", "rules", "types")

    def __init__(self, kind: str, types: tuple[str, ...], predicates: tuple[str, ...]) -> None:
        self.kind = kind
        self.types = types
        self.predicates = frozenset(predicates)
        self.parts: list[Part] = []
        self.pointing: tuple[str, ...] = ()
        self.closed: tuple[str, ...] = ()
        self.programs: dict[Way, Program] = {}
        self.rules: beside.Rules | None = None

    @property
    def superclasses(self) -> bool:
        """Whether `types` are more than the node's own rdf:type."""
        return self.kind.endswith(SUPERCLASSES)


class Plan:
    """See the module's text. Raises TableError where a shape cannot be run."""

    def __init__(self, compiled: Compiled, facts: Facts = NO_FACTS) -> None:
        self.facts = facts
        self.shapes: Graph = compiled.graph
        self.trusted = compiled.trusted
        self._compiled = compiled
        self._refuse_entailment()
        self._parts: dict[str, Part] = {}
        self._rules = Rules(self.shapes)
        self._circles = references.circles(self.shapes)
        targets = dict(references.targets(self.shapes))
        self.beyond = references.beyond(self.shapes, targets, self._rules)
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
        self._closed = _closed(self.shapes)
        #: kind -> types and predicates -> entry
        self.entries: dict[str, dict[tuple[tuple[str, ...], tuple[str, ...]], Entry]] = {}
        self._steps: dict[tuple[Part, frozenset[str]], Step | None] = {}

    # ---- running ----

    def entry(self, kind: str, types: tuple[str, ...], predicates: tuple[str, ...]) -> Entry:
        """The entry for nodes with these classes (superclasses included) and predicates; `kind`: see known.Known."""
        entries = self.entries.setdefault(kind, {})
        found = entries.get((types, predicates))
        if found is None:
            if len(entries) >= REMEMBERED:
                entries.clear()
            found = entries[types, predicates] = Entry(kind, types, predicates)
            found.parts = [part for cls in types for part in self._by_class.get(cls, ())]
            found.parts += [part for predicate in predicates for part in self._by_subject.get(predicate, ())]
            found.pointing = tuple(predicate for predicate in predicates if predicate in self._by_arrival)
            found.closed = tuple(predicate for predicate in predicates if predicate in self._closed)
            if not found.superclasses:
                # the entry is for these very types
                found.closed = tuple(predicate for predicate in found.closed if predicate != terms.RDF_TYPE)
                found.rules = beside.Rules.of(kind, types, predicates, self.facts)
        return found

    def program(self, entry: Entry, arrivals: tuple[str, ...], properties: dict[str, list[str]]) -> Program:
        """The shapes to run on a node of this kind that is reached by `arrivals` (predicates; "=" and the node for sh:targetNode)."""
        values = {predicate: tuple(properties[predicate]) for predicate in entry.closed}
        way: Way = (arrivals, *values.values()) if values else arrivals
        if (found := entry.programs.get(way)) is not None:
            return found
        if values and (len(entry.programs) >= DISTINCT or any(len(each) > DISTINCT for each in values.values())):
            # too many different values to learn from
            entry.closed = ()
            entry.programs.clear()
            return self.program(entry, arrivals, properties)
        if not entry.superclasses and terms.RDF_TYPE in entry.predicates:
            values[terms.RDF_TYPE] = entry.types
        known = Known(entry.kind[:1], frozenset(entry.types), entry.predicates, values, self.facts)
        parts = dict.fromkeys([*entry.parts, *(part for key in arrivals for part in self._by_arrival[key])])
        made = ((part, self._step(part, known)) for part in parts)
        found = entry.programs[way] = [(part, step) for part, step in made if step is not None]
        return found

    def _step(self, part: Part, known: Known) -> Step | None:
        """The check of a node of which this is known; None where it cannot find fault."""
        if verdict(part, known):
            return None
        left = branches(part, known)
        if len(left) == 1:
            # the others are of no help: what is left decides alone
            return self._quickest(left[0], known.predicates)
        return self._quickest(part, known.predicates)

    def _quickest(self, part: Part, predicates: frozenset[str]) -> Step | None:
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
            part.tree = tree
            part.walk, part.path = walks.walk(tree), paths.sparql(self.shapes, path[0])
            part.starts, part.flat = walks.starts(tree), walks.is_flat(tree)
        if TRUE in properties.get(f"<{SH}deactivated>", ()):
            return part
        part.constraints = [*_constraints(source), *self._rules.constraints(node)]
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
            parts = tuple(map(source.part, source.list(value) if row.parameter in _LISTS else [value] if row.parameter in _NAMING else ()))
            faults, test = _functions(row, source, value)
            if faults is None:
                continue
            least = row.parameter == "minCount" and literals.has_datatype(value, _INTEGER) and int(terms.text(value)) == 1
            yield Constraint(
                iri,
                faults,
                message,
                row.on_none,
                least,
                test=test,
                node=parts[0] if row.parameter == "node" else None,
                alone=bool(test) or row.parameter in _ALONE or (row.parameter in _QUALIFIED and _qualified_alone(source)),
                # flags may read an expression in another way
                parameter="" if row.parameter == "pattern" and source.all("flags") else row.parameter,
                argument=value,
                parts=parts,
            )


_LISTS, _NAMING = frozenset({"and", "or", "xone"}), frozenset({"not", "node"})
_ALONE = frozenset({"minCount", "maxCount", "hasValue", "uniqueLang"})
_QUALIFIED = frozenset({"qualifiedMinCount", "qualifiedMaxCount"})
#: the parameters that compare values with constants
_COMPARING = tuple(f"<{SH}{name}>" for name in ("hasValue", "in", "qualifiedValueShape"))


def _functions(row: Component, source: _Source, value: str) -> tuple[Faults | None, Test | None]:
    """The constraint as a function of the values, and of one value alone, if it is one."""
    if row.test and (test := row.test(source, value)):
        return lambda data, focus, found: [node for node in found if not test(node)], test
    return (row.faults(source, value) if row.faults else None), None


def _qualified_alone(source: _Source) -> bool:
    """Whether sh:qualifiedValueShape judges each value alone."""
    named = source.all("qualifiedValueShape")
    return len(named) == 1 and source.part(named[0]).test is not None and not source.all("qualifiedValueShapesDisjoint")


def _closed(shapes: Graph) -> frozenset[str]:
    """The predicates whose values shapes compare with constants: they have few values, and those decide much."""
    return frozenset(
        path
        for properties in shapes.values()
        for path in properties.get(references.PATH, ())
        if path[0] == "<" and any(parameter in properties for parameter in _COMPARING)
    )
