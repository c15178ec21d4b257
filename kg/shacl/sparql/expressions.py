"""Expressions of SPARQL as functions of a graph and a solution (SPARQL 1.1 section 17).

Design: an expression becomes two functions at need: its `truth` (True, False, None for an error), which is what a FILTER asks, and its
`term`. Comparisons and logic are truths and become terms only where one is asked for; all else the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.shacl.compiled import pattern
from kg.shacl.compiled.data import Data
from kg.shacl.sparql import functions, values
from kg.shacl.sparql.functions import CASTS, FUNCTIONS
from kg.shacl.sparql.queries import Beyond, constant

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

Row = Mapping[str, str]
Truth = Callable[[Data, Row], bool | None]
Term = Callable[[Data, Row], str | None]
Exists = Callable[["CompValue"], tuple[Truth, frozenset[str]]]


class Expression(NamedTuple):
    """An expression ready to run; `variables` are all that it names, those of its EXISTS too."""

    variables: frozenset[str]
    truth: Truth
    term: Term


def compiled(node: Any, exists: Exists) -> Expression:
    """The expression of rdflib's algebra at `node`. Raises Beyond for what is not run here."""
    from rdflib.plugins.sparql.parserutils import CompValue
    from rdflib.term import Variable

    if isinstance(node, Variable):
        name = str(node)
        return _of_term(frozenset([name]), lambda data, row: row.get(name))
    if not isinstance(node, CompValue):
        term = constant(node)
        return _of_term(frozenset(), lambda data, row: term)
    name = node.name
    if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        found, variables = exists(node)
        return _of_truth(variables, found if name == "Builtin_EXISTS" else _negated(found))
    parts = [compiled(part, exists) for part in _arguments(node)]
    variables = frozenset[str]().union(*(part.variables for part in parts))
    if make := _TRUTHS.get(name):
        return _of_truth(variables, make(node, parts))
    if make_term := _TERMS.get(name):
        return _of_term(variables, make_term(node, parts))
    return _of_term(variables, _call(name.removeprefix("Builtin_"), parts))


def _of_term(variables: frozenset[str], term: Term) -> Expression:
    return Expression(variables, lambda data, row: values.holds(term(data, row)), term)


def _of_truth(variables: frozenset[str], truth: Truth) -> Expression:
    return Expression(variables, truth, lambda data, row: values.boolean(truth(data, row)))


def _arguments(node: CompValue) -> Iterable[Any]:
    """All parts that are expressions, in order."""
    for key, value in node.items():
        if key.startswith("_") or key in ("op", "iri", "distinct"):
            continue
        yield from value if isinstance(value, list) else [] if value is None else [value]


def _negated(truth: Truth) -> Truth:
    def found(data: Data, row: Row) -> bool | None:
        answer = truth(data, row)
        return None if answer is None else not answer

    return found


# ---- truths -----------------------------------------------------------------------------------------------------------------------


def _or(_: CompValue, parts: list[Expression]) -> Truth:
    truths = [part.truth for part in parts]

    def found(data: Data, row: Row) -> bool | None:
        answer: bool | None = False
        for truth in truths:
            one = truth(data, row)
            if one:
                return True
            answer = None if one is None else answer
        return answer

    return found


def _and(_: CompValue, parts: list[Expression]) -> Truth:
    truths = [part.truth for part in parts]

    def found(data: Data, row: Row) -> bool | None:
        answer: bool | None = True
        for truth in truths:
            one = truth(data, row)
            if one is False:
                return False
            answer = None if one is None else answer
        return answer

    return found


def _not(_: CompValue, parts: list[Expression]) -> Truth:
    return _negated(parts[0].truth)


_COMPARED: dict[str, Callable[[str, str], bool | None]] = {
    "=": values.equal,
    "<": values.less,
    ">": lambda one, other: values.less(other, one),
    "<=": values.at_most,
    ">=": lambda one, other: values.at_most(other, one),
}


def _relation(node: CompValue, parts: list[Expression]) -> Truth:
    sign = node.op
    if sign == "!=":
        return _negated(_compare("=", parts))
    if sign in _COMPARED:
        return _compare(sign, parts)
    among = _among([part.term for part in parts])
    return among if sign == "IN" else _negated(among)


def _compare(sign: str, parts: list[Expression]) -> Truth:
    left, right, compare = parts[0].term, parts[1].term, _COMPARED[sign]

    def found(data: Data, row: Row) -> bool | None:
        one, other = left(data, row), right(data, row)
        return None if one is None or other is None else compare(one, other)

    return found


def _among(members: list[Term]) -> Truth:
    """IN is a chain of `=` (section 17.4.1.9)."""
    left, others = members[0], members[1:]

    def found(data: Data, row: Row) -> bool | None:
        one = left(data, row)
        if one is None:
            return None
        answer: bool | None = False
        for each in others:
            other = each(data, row)
            same = None if other is None else values.equal(one, other)
            if same:
                return True
            answer = None if same is None else answer
        return answer

    return found


def _bound(_: CompValue, parts: list[Expression]) -> Truth:
    (name,) = parts[0].variables
    return lambda data, row: name in row


def _regex(_: CompValue, parts: list[Expression]) -> Truth:
    terms = [part.term for part in parts]
    if not any(part.variables for part in parts[1:]):
        wanted, flags = ([_fixed(part) for part in parts[1:]] + [""])[:2]
        match, term = pattern.matcher(wanted, flags), terms[0]

        def fixed(data: Data, row: Row) -> bool | None:
            one = term(data, row)
            text = None if one is None else functions.text(one)
            return None if text is None else match(text)

        return fixed
    raise Beyond("REGEX with an expression from the data")


def _fixed(part: Expression) -> str:
    """The text of an expression without variables."""
    term = part.term(Data({}), {})
    found = None if term is None else functions.simple(term)
    if found is None:
        raise Beyond("REGEX with an expression that is no string")
    return found


_TRUTHS: dict[str, Callable[[CompValue, list[Expression]], Truth]] = {
    "ConditionalOrExpression": _or,
    "ConditionalAndExpression": _and,
    "UnaryNot": _not,
    "RelationalExpression": _relation,
    "Builtin_BOUND": _bound,
    "Builtin_REGEX": _regex,
}


# ---- terms ------------------------------------------------------------------------------------------------------------------------


def _arithmetic(node: CompValue, parts: list[Expression]) -> Term:
    first, rest = parts[0].term, list(zip(node.op, [part.term for part in parts[1:]], strict=True))

    def found(data: Data, row: Row) -> str | None:
        one = first(data, row)
        total = None if one is None else values.number(one)
        for sign, term in rest:
            other = term(data, row)
            value = None if other is None else values.number(other)
            if total is None or value is None:
                return None
            total = values.calculated(sign, total, value)
        return None if total is None else values.literal(total)

    return found


def _signed(factor: int) -> Callable[[CompValue, list[Expression]], Term]:
    def make(_: CompValue, parts: list[Expression]) -> Term:
        term = parts[0].term

        def found(data: Data, row: Row) -> str | None:
            one = term(data, row)
            value = None if one is None else values.number(one)
            return None if value is None else values.literal(value._replace(value=value.value * factor))

        return found

    return make


def _if(_: CompValue, parts: list[Expression]) -> Term:
    truth, yes, no = parts[0].truth, parts[1].term, parts[2].term

    def found(data: Data, row: Row) -> str | None:
        answer = truth(data, row)
        return None if answer is None else yes(data, row) if answer else no(data, row)

    return found


def _coalesce(_: CompValue, parts: list[Expression]) -> Term:
    terms = [part.term for part in parts]
    return lambda data, row: next((found for term in terms if (found := term(data, row)) is not None), None)


def _cast(node: CompValue, parts: list[Expression]) -> Term:
    datatype = str(node.iri)
    if datatype not in CASTS or len(parts) != 1:
        raise Beyond(f"the function <{datatype}>")
    term = parts[0].term

    def found(data: Data, row: Row) -> str | None:
        one = term(data, row)
        return None if one is None else functions.cast(one, datatype)

    return found


def _call(name: str, parts: list[Expression]) -> Term:
    function = FUNCTIONS.get(name.upper())
    if function is None:
        raise Beyond(name)
    terms = [part.term for part in parts]
    if len(terms) == 1:
        only = terms[0]

        def one(data: Data, row: Row) -> str | None:
            value = only(data, row)
            return None if value is None else function(value)

        return one

    def several(data: Data, row: Row) -> str | None:
        found = [term(data, row) for term in terms]
        return None if None in found else function(*found)

    return several


_TERMS: dict[str, Callable[[CompValue, list[Expression]], Term]] = {
    "AdditiveExpression": _arithmetic,
    "MultiplicativeExpression": _arithmetic,
    "UnaryMinus": _signed(-1),
    "UnaryPlus": _signed(1),
    "Builtin_IF": _if,
    "Builtin_COALESCE": _coalesce,
    "Function": _cast,
}
