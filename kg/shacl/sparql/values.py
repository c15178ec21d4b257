"""Values of RDF terms as SPARQL 1.1 has them: numbers, effective boolean values, equality and order (section 17).

Design: terms stay strings in N-Triples form; what a literal means is looked up by functions that remember. None is SPARQL's type error.
Section 17.3.1 lets an implementation answer where the table of operators has an error: so strings with a language are compared for
equality, literals of two XML Schema types are unequal, and dates other than xsd:dateTime have the order that SHACL Core gives them here.
"""

from __future__ import annotations

import functools
import math
import struct
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import NamedTuple

from kg import terms
from kg.shacl.compiled import literals
from kg.terms import XSD

INTEGER, DECIMAL, FLOAT, DOUBLE = range(4)
TRUE, FALSE = f'"true"^^<{XSD}boolean>', f'"false"^^<{XSD}boolean>'
BOOLEAN = XSD + "boolean"
_NAMES = ("integer", "decimal", "float", "double")
_RANKS = {XSD + "decimal": DECIMAL, XSD + "float": FLOAT, XSD + "double": DOUBLE}
_DERIVED = (
    "integer nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger long int short byte unsignedLong unsignedInt"
    " unsignedShort unsignedByte"
)
_INTEGERS = {XSD + name for name in _DERIVED.split()}
#: numbers with more characters are no numbers: reading or writing one takes the square of its length
_LONGEST = 4000
_GREATEST = 10**_LONGEST


class Number(NamedTuple):
    """A number and its type: INTEGER (int), DECIMAL (Decimal), FLOAT or DOUBLE (float)."""

    rank: int
    value: int | Decimal | float


@functools.lru_cache(maxsize=4096)
def parsed(term: str) -> terms.Term:
    """The parts of a term."""
    return terms.parse(term)


@functools.lru_cache(maxsize=4096)
def number(term: str) -> Number | None:
    """The number that a literal is, None for every other term."""
    if term[0] != '"' or len(term) > _LONGEST:
        return None
    text, datatype = parsed(term)[1:3]
    if datatype in _INTEGERS:
        return Number(INTEGER, int(text)) if literals.is_valid(text, datatype) else None
    rank = _RANKS.get(datatype)
    if rank is None or not literals.is_valid(text, datatype):
        return None
    return Number(DECIMAL, Decimal(text)) if rank == DECIMAL else _floating(rank, float(text.replace("INF", "inf")))


def _floating(rank: int, value: float) -> Number:
    if rank == FLOAT and math.isfinite(value):
        try:
            value = struct.unpack("f", struct.pack("f", value))[0]
        except OverflowError:
            value = math.copysign(math.inf, value)
    return Number(rank, value)


def converted(found: Number, rank: int) -> Number | None:
    """The number as another type (XPath casting); None where it has no value there."""
    if found.rank == rank:
        return found
    try:
        if rank >= FLOAT:
            return _floating(rank, float(found.value))
        if not math.isfinite(found.value):
            return None
        return Number(rank, Decimal(found.value) if rank == DECIMAL else int(found.value))
    except OverflowError:
        return _floating(rank, math.copysign(math.inf, found.value)) if rank >= FLOAT else None


def literal(found: Number) -> str:
    """The literal of a number, in canonical form."""
    value = found.value
    if found.rank == INTEGER:
        text = str(value)
    elif isinstance(value, Decimal):
        text = format(value, "f")
        text = (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
        text = "0" if text == "-0" else text
    else:
        text = _scientific(float(value))
    return f'"{text}"^^<{XSD}{_NAMES[found.rank]}>'


def _scientific(value: float) -> str:
    """XML Schema part 2, section 3.2.5.2: one digit before the point, at least one behind it, and the exponent."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    digits = Decimal(repr(value)).normalize()
    sign, figures, _ = digits.as_tuple()
    tail = "".join(map(str, figures[1:])) or "0"
    return f"{'-' if sign else ''}{figures[0]}.{tail}E{digits.adjusted() if value else 0}"


def calculated(sign: str, one: Number, other: Number) -> Number | None:
    """`one` + - * / `other` after promotion to one type (XPath op:numeric-*); None for an error."""
    rank = max(one.rank, other.rank)
    if sign == "/" and rank == INTEGER:
        rank = DECIMAL
    left, right = converted(one, rank), converted(other, rank)
    if left is None or right is None:
        return None
    a, b = left.value, right.value
    try:
        if sign == "+":
            found = a + b  # type: ignore[operator]
        elif sign == "-":
            found = a - b  # type: ignore[operator]
        elif sign == "*":
            found = a * b  # type: ignore[operator]
        else:
            found = a / b  # type: ignore[operator]
    except ZeroDivisionError:
        if rank < FLOAT:
            return None
        found = math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
    except (DivisionByZero, InvalidOperation, Overflow):
        return None
    if rank >= FLOAT:
        return _floating(rank, float(found))
    return Number(rank, found) if abs(found) < _GREATEST else None


def holds(term: str | None) -> bool | None:
    """The effective boolean value (section 17.2.2); None for a type error."""
    if term is None or term[0] != '"':
        return None
    if term in (TRUE, FALSE):
        return term == TRUE
    text, datatype, lang = parsed(term)[1:]
    if datatype == terms.XSD_STRING:
        return bool(text)
    if datatype == BOOLEAN:
        return text == "1"
    if lang:
        return bool(text)
    if datatype in _INTEGERS or datatype in _RANKS:
        found = number(term)
        return found is not None and found.value != 0 and not math.isnan(found.value)
    return None


def boolean(found: bool | None) -> str | None:
    """The literal of a truth value."""
    return None if found is None else TRUE if found else FALSE


@functools.lru_cache(maxsize=4096)
def equal(one: str, other: str) -> bool | None:
    """`one` = `other` (sections 17.3 and 17.4.1.7); None for a type error."""
    left, right = literals.value(one), literals.value(other)
    if left is not None and right is not None:
        if left.kind != right.kind:
            return False
        if left.zoned != right.zoned:
            # XPath gives a time without a zone the zone of the machine: the answer must not depend on that
            return False if abs(Decimal(left.number) - Decimal(right.number)) > 14 * 3600 else None
        a, b = left.number, right.number
        if isinstance(a, Decimal) and isinstance(b, float):
            a = float(a)
        elif isinstance(a, float) and isinstance(b, Decimal):
            b = float(b)
        return a == b
    if one == other:
        return True
    if one[0] != '"' or other[0] != '"':
        return False
    first, second = parsed(one), parsed(other)
    if first.lang or second.lang:
        if first.lang.lower() != second.lang.lower():
            return False if _is_known(first) and _is_known(second) else None
        return first.value == second.value
    if not (_is_known(first) and _is_known(second)):
        return None
    if first.datatype != second.datatype:
        return False
    return False if first.datatype == XSD + "anyURI" else None


def _is_known(part: terms.Term) -> bool:
    """Whether a literal is well formed and of XML Schema, or has a language."""
    return bool(part.lang) or (part.datatype.startswith(XSD) and literals.is_valid(part.value, part.datatype))


def less(one: str, other: str) -> bool | None:
    """`one` < `other`; None for a type error."""
    return False if _is_nan(one, other) else literals.less(one, other)


def at_most(one: str, other: str) -> bool | None:
    """`one` <= `other`; None for a type error."""
    return False if _is_nan(one, other) else literals.at_most(one, other)


def _is_nan(one: str, other: str) -> bool:
    """Whether both are numbers and one is not a number: that compares, and is false."""
    if '"NaN"' not in (one[:5], other[:5]):
        return False
    first, second = number(one), number(other)
    return first is not None and second is not None


def rank(term: str | None) -> tuple[int, str]:
    """The order of ORDER BY (section 15.1) between kinds of terms, then by text."""
    if term is None:
        return 0, ""
    return {"_": 1, "<": 2, '"': 3}[term[0]], parsed(term).value


def before(one: str | None, other: str | None) -> bool:
    """Whether `one` comes before `other` in ORDER BY, MIN and MAX: by `<` where that has an answer."""
    if one is not None and other is not None and one[0] == other[0] == '"' and (found := less(one, other)) is not None:
        return found
    return rank(one) < rank(other)
