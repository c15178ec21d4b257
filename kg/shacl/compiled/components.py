"""The constraint components of SHACL Core (section 4), one row each.

Design: a row names the parameter, the component's IRI, the message for shapes that have none, and one function that makes a check of the
parameter's value: a `test` judges a value node alone, a `faults` function judges all value nodes of a focus node
(rows with both take the test where the shapes they name ask nothing of the graph). Parameters that only
accompany another (sh:flags, sh:ignoredProperties, sh:qualifiedValueShape) are read by the function of that other. `Source` is what a
function may ask of the shape it stands on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from kg import terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl.compiled import literals, pattern
from kg.shacl.compiled.data import Data
from kg.shacl.compiled.parts import Fault, Faults, Part, Test
from kg.shacl.paths import SH

TRUE = f'"true"^^<{terms.XSD}boolean>'


class Source(Protocol):
    """The shape that a constraint stands on."""

    node: str
    shapes: Graph
    trusted: bool

    def all(self, name: str) -> Sequence[str]:
        """The values of sh:`name`."""

    def list(self, head: str) -> list[str]:
        """The members of a list; raises TableError where it is broken."""

    def part(self, node: str) -> Part:
        """The shape at `node`."""

    def wrong(self, name: str, why: str) -> TableError:
        """The error to raise for a wrong value of sh:`name`."""


class Component(NamedTuple):
    """A row. `many`: the parameter may have several values, each a constraint of its own. `on_none`: see parts.Constraint."""

    parameter: str
    iri: str
    message: str
    test: Callable[[Source, str], Test | None] | None = None
    faults: Callable[[Source, str], Faults | None] | None = None
    many: bool = False
    on_none: bool = False


def _text(term: str) -> str:
    """The text of an IRI or literal; most have no escapes."""
    if "\\" in term:
        return terms.text(term)
    return term[1 : term.rindex('"')] if term[0] == '"' else term[1:-1]


def _number(source: Source, name: str, term: str) -> int:
    if not literals.has_datatype(term, terms.XSD + "integer"):
        raise source.wrong(name, "is no xsd:integer")
    return int(terms.text(term)[:4000])


# ---- value type (4.1), range (4.3), strings (4.4), sets (4.8) ---------------------------------------------------------------------


def _class(_: Source, cls: str) -> Faults:
    return lambda data, focus, values: [value for value in values if not data.is_instance(value, cls)]


def _datatype(source: Source, datatype: str) -> Test:
    if not datatype.startswith("<"):
        raise source.wrong("datatype", "is no IRI")
    name = terms.text(datatype)
    return lambda value: literals.has_datatype(value, name)


_KINDS = {"IRI": "<", "BlankNode": "_", "Literal": '"', "BlankNodeOrIRI": "_<", "BlankNodeOrLiteral": '_"', "IRIOrLiteral": '<"'}


def _node_kind(source: Source, kind: str) -> Test:
    first = _KINDS.get(kind.removeprefix(f"<{SH}").removesuffix(">"))
    if first is None:
        raise source.wrong("nodeKind", "is none of the six kinds")
    return lambda value: value[0] in first


def _compared(order: Callable[[str, str], bool | None], bound_first: bool) -> Callable[[Source, str], Test]:
    def make(source: Source, bound: str) -> Test:
        if literals.value(bound) is None:
            raise source.wrong("m*clusive", "is no literal that has an order")
        if bound_first:
            return lambda value: order(bound, value) is True
        return lambda value: order(value, bound) is True

    return make


def _min_length(source: Source, term: str) -> Test:
    least = _number(source, "minLength", term)
    return lambda value: value[0] != "_" and len(_text(value)) >= least


def _max_length(source: Source, term: str) -> Test:
    most = _number(source, "maxLength", term)
    return lambda value: value[0] != "_" and len(_text(value)) <= most


def _pattern(source: Source, term: str) -> Test:
    flags = "".join(terms.text(flag) for flag in source.all("flags")[:1])
    found = pattern.matcher(terms.text(term), flags, trusted=source.trusted)
    if pattern.is_beyond_ascii(terms.text(term), flags):
        return lambda value: not (value.isascii() and "\\" not in value) and value[0] != "_" and found(_text(value))
    return functools.lru_cache(maxsize=1024)(lambda value: value[0] != "_" and found(_text(value)))


def _language_in(source: Source, head: str) -> Test:
    ranges = tuple(terms.text(member).lower() for member in source.list(head))

    def test(value: str) -> bool:
        if value[0] != '"' or not (lang := terms.parse(value).lang.lower()):
            return False
        # langMatches: RFC 4647 section 3.3.1
        return any(each in ("*", lang) or lang.startswith(each + "-") for each in ranges)

    return test


def _in(source: Source, head: str) -> Test:
    members = frozenset(source.list(head))
    return lambda value: value in members


def _has_value(_: Source, wanted: str) -> Faults:
    return lambda data, focus, values: () if wanted in values else ("",)


# ---- counts (4.2) and languages (4.4.5) -------------------------------------------------------------------------------------------


def _min_count(source: Source, term: str) -> Faults | None:
    least = _number(source, "minCount", term)
    return (lambda data, focus, values: ("",) if len(values) < least else ()) if least > 0 else None


def _max_count(source: Source, term: str) -> Faults:
    most = _number(source, "maxCount", term)
    return lambda data, focus, values: ("",) if len(values) > most else ()


def _unique_lang(_: Source, term: str) -> Faults | None:
    if term != TRUE:
        return None  # section 4.4.5: only the literal true

    def faults(data: Data, focus: str, values: Sequence[str]) -> Sequence[Fault]:
        if len(values) < 2:
            return ()
        seen: dict[str, int] = {}
        for value in values:
            if value[0] == '"' and (tag := value[value.rindex('"') + 1 :]).startswith("@"):
                seen[tag.lower()] = seen.get(tag.lower(), 0) + 1
        return [""] * sum(count > 1 for count in seen.values())

    return faults


# ---- property pairs (4.5) ---------------------------------------------------------------------------------------------------------


def _equals(_: Source, predicate: str) -> Faults:
    def faults(data: Data, focus: str, values: Sequence[str]) -> Sequence[Fault]:
        others = data.objects(focus, predicate)
        if values == others:
            return ()
        mine, theirs = set(values), set(others)
        return [value for value in values if value not in theirs] + [value for value in others if value not in mine]

    return faults


def _disjoint(_: Source, predicate: str) -> Faults:
    return lambda data, focus, values: [value for value in values if value in data.objects(focus, predicate)]


def _ordered(order: Callable[[str, str], bool | None]) -> Callable[[Source, str], Faults]:
    def make(_: Source, predicate: str) -> Faults:
        return lambda data, focus, values: [
            value for value in values for other in data.objects(focus, predicate) if not order(value, other)
        ]

    return make


# ---- logic (4.6) and shapes (4.7) -------------------------------------------------------------------------------------------------


def _judges(parts: Sequence[Part]) -> list[Test] | None:
    """The tests of shapes that judge a node alone; None where one of them does not."""
    tests = [part.test for part in parts if part.test]
    return tests if len(tests) == len(parts) else None


def _any_of(tests: list[Test]) -> Test:
    if len(tests) == 2:
        first, second = tests
        return lambda value: first(value) or second(value)

    def test(value: str) -> bool:
        for each in tests:  # noqa: SIM110 - any() takes twice as long
            if each(value):
                return True
        return False

    return test


def _not_test(source: Source, node: str) -> Test | None:
    test = source.part(node).test
    return (lambda value: not test(value)) if test else None


def _and_test(source: Source, head: str) -> Test | None:
    tests = _judges([source.part(node) for node in source.list(head)])
    return None if tests is None else (lambda value: all(test(value) for test in tests))


def _or_test(source: Source, head: str) -> Test | None:
    tests = _judges([source.part(node) for node in source.list(head)])
    return None if tests is None else _any_of(tests)


def _xone_test(source: Source, head: str) -> Test | None:
    tests = _judges([source.part(node) for node in source.list(head)])
    return None if tests is None else (lambda value: sum(test(value) for test in tests) == 1)


def _not(source: Source, node: str) -> Faults:
    part = source.part(node)
    return lambda data, focus, values: [value for value in values if part.conforms(data, value)]


def _and(source: Source, head: str) -> Faults:
    parts = [source.part(node) for node in source.list(head)]
    return lambda data, focus, values: [value for value in values if not all(part.conforms(data, value) for part in parts)]


def _or(source: Source, head: str) -> Faults:
    parts = [source.part(node) for node in source.list(head)]

    def faults(data: Data, focus: str, values: Sequence[str]) -> Sequence[Fault]:
        found = []
        for value in values:
            for part in parts:
                if part.conforms(data, value):
                    break
            else:
                found.append(value)
        return found

    return faults


def _xone(source: Source, head: str) -> Faults:
    parts = [source.part(node) for node in source.list(head)]
    return lambda data, focus, values: [value for value in values if sum(part.conforms(data, value) for part in parts) != 1]


def _node(source: Source, node: str) -> Faults:
    part = source.part(node)
    if part.walk is not None:
        raise source.wrong("node", "is a property shape")
    return lambda data, focus, values: [value for value in values if not part.conforms(data, value)]


def _qualified(name: str, *, least: bool) -> Callable[[Source, str], Faults | None]:
    def make(source: Source, term: str) -> Faults | None:
        shapes = source.all("qualifiedValueShape")
        if not shapes:
            return None
        limit = _number(source, name, term)
        part = source.part(shapes[0])
        siblings = [source.part(node) for node in _siblings(source, shapes)] if TRUE in source.all("qualifiedValueShapesDisjoint") else []

        def faults(data: Data, focus: str, values: Sequence[str]) -> Sequence[Fault]:
            count = 0
            for value in values:
                if part.conforms(data, value) and not any(other.conforms(data, value) for other in siblings):
                    count += 1
            return ("",) if (count < limit if least else count > limit) else ()

        return None if least and limit < 1 else faults

    return make


def _siblings(source: Source, own: Sequence[str]) -> list[str]:
    """The sibling shapes (section 4.7.3): those of all properties beside this one, without its own."""
    prop, qualified = f"<{SH}property>", f"<{SH}qualifiedValueShape>"
    found = {
        node: None
        for properties in source.shapes.values()
        if source.node in properties.get(prop, ())
        for beside in properties[prop]
        for node in source.shapes.get(beside, {}).get(qualified, ())
    }
    return [node for node in found if node not in own]


def _closed(source: Source, term: str) -> Faults | None:
    if term != TRUE:
        return None
    known = {path for node in source.all("property") for path in source.shapes.get(node, {}).get(f"<{SH}path>", ()) if path[0] == "<"}
    for head in source.all("ignoredProperties"):
        known.update(source.list(head))

    def faults(data: Data, focus: str, values: Sequence[str]) -> Sequence[Fault]:
        return [
            (predicate, value)
            for node in values
            for predicate, found in data.graph.get(node, {}).items()
            if predicate not in known
            for value in found
        ]

    return faults


COMPONENTS = [
    Component("class", "Class", "the value is no instance of {}", faults=_class, many=True),
    Component("datatype", "Datatype", "the value is no well-formed literal of {}", test=_datatype),
    Component("nodeKind", "NodeKind", "the value is not of the kind {}", test=_node_kind),
    Component("minCount", "MinCount", "there are fewer values than {}", faults=_min_count, on_none=True),
    Component("maxCount", "MaxCount", "there are more values than {}", faults=_max_count),
    Component("minExclusive", "MinExclusive", "the value is not greater than {}", test=_compared(literals.less, True)),
    Component("minInclusive", "MinInclusive", "the value is less than {}", test=_compared(literals.at_most, True)),
    Component("maxExclusive", "MaxExclusive", "the value is not less than {}", test=_compared(literals.less, False)),
    Component("maxInclusive", "MaxInclusive", "the value is greater than {}", test=_compared(literals.at_most, False)),
    Component("minLength", "MinLength", "the value is shorter than {} characters", test=_min_length),
    Component("maxLength", "MaxLength", "the value is longer than {} characters", test=_max_length),
    Component("pattern", "Pattern", "the value does not match {}", test=_pattern, many=True),
    Component("languageIn", "LanguageIn", "the value is in none of the languages", test=_language_in),
    Component("uniqueLang", "UniqueLang", "two values have one language", faults=_unique_lang),
    Component("equals", "Equals", "the values are not those of {}", faults=_equals, many=True, on_none=True),
    Component("disjoint", "Disjoint", "the value is also one of {}", faults=_disjoint, many=True),
    Component("lessThan", "LessThan", "the value is not less than each of {}", faults=_ordered(literals.less), many=True),
    Component("lessThanOrEquals", "LessThanOrEquals", "the value is greater than one of {}", faults=_ordered(literals.at_most), many=True),
    Component("not", "Not", "the value conforms to {}, which it must not", test=_not_test, faults=_not, many=True),
    Component("and", "And", "the value does not conform to all of the shapes", test=_and_test, faults=_and, many=True),
    Component("or", "Or", "the value conforms to none of the shapes", test=_or_test, faults=_or, many=True),
    Component("xone", "Xone", "the value does not conform to exactly one of the shapes", test=_xone_test, faults=_xone, many=True),
    Component("node", "Node", "the value does not conform to {}", faults=_node, many=True),
    Component(
        "qualifiedMinCount",
        "QualifiedMinCount",
        "fewer than {} values conform to the qualified shape",
        faults=_qualified("qualifiedMinCount", least=True),
        on_none=True,
    ),
    Component(
        "qualifiedMaxCount",
        "QualifiedMaxCount",
        "more than {} values conform to the qualified shape",
        faults=_qualified("qualifiedMaxCount", least=False),
    ),
    Component("closed", "Closed", "the property is not one of the shape", faults=_closed),
    Component("hasValue", "HasValue", "{} is not among the values", faults=_has_value, many=True, on_none=True),
    Component("in", "In", "the value is none of the listed ones", test=_in),
]
