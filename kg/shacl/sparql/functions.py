"""The functions of SPARQL 1.1 (section 17.4) on terms in N-Triples form: None among the arguments or as the answer is a type error.

Design: a row a function, by the name SPARQL gives it in capitals. Functions of the clock, of chance or of new blank nodes have no row: the
same record must give the same results. A query that uses them, or a function that is not here, goes to the pySHACL lane by name.
"""

from __future__ import annotations

import functools
import hashlib
import math
import re
import urllib.parse
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kg import terms
from kg.shacl.compiled import literals
from kg.shacl.sparql import values
from kg.shacl.sparql.values import BOOLEAN, FALSE, TRUE, Number, number, parsed
from kg.terms import XSD, XSD_STRING

Function = Callable[..., str | None]
_MOMENT = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d(?:\.\d+)?))?(Z|[+-]\d\d:\d\d)?")


def text(term: str) -> str | None:
    """The text of a string, with or without a language; None for every other term."""
    if term[0] != '"':
        return None
    part = parsed(term)
    return part.value if part.lang or part.datatype == XSD_STRING else None


def simple(term: str) -> str | None:
    """The text of a string without a language; None for every other term."""
    return None if parsed(term).lang else text(term)


def string(term: str) -> str | None:
    """STR: a literal's text, an IRI as text; an error for a blank node."""
    if term[0] == '"':
        return term[: term.rindex('"') + 1]
    return terms.literal(parsed(term).value) if term[0] == "<" else None


def integer(value: int) -> str:
    """The literal of an integer."""
    return f'"{value}"^^<{XSD}integer>'


def _like(model: str, value: str) -> str:
    """A string with the language of `model`."""
    return terms.literal(value, lang=parsed(model).lang)


def _fit(one: str, other: str) -> tuple[str, str] | None:
    """The texts of two strings that go together (section 17.4.3.1.2)."""
    left, right = text(one), text(other)
    lang = parsed(other).lang
    return (left, right) if left is not None and right is not None and (not lang or lang == parsed(one).lang) else None


def _changed(change: Callable[[str], str]) -> Function:
    def function(term: str) -> str | None:
        found = text(term)
        return None if found is None else _like(term, change(found))

    return function


def _judged(judge: Callable[[str, str], bool]) -> Function:
    def function(one: str, other: str) -> str | None:
        pair = _fit(one, other)
        return None if pair is None else values.boolean(judge(*pair))

    return function


def _length(term: str) -> str | None:
    found = text(term)
    return None if found is None else integer(len(found))


def _part(term: str, start: str, length: str | None = None) -> str | None:
    found, first = text(term), number(start)
    size = None if length is None else number(length)
    if found is None or first is None or (length is not None and size is None):
        return None
    # XPath fn:substring: characters at positions p with round(start) <= p < round(start) + round(length)
    begin = _rounded_half_up(first.value)
    end = math.inf if size is None else begin + _rounded_half_up(size.value)
    if math.isnan(begin) or math.isnan(end):
        return _like(term, "")
    low, high = max(begin, 1.0), min(end, len(found) + 1.0)
    return _like(term, found[int(low) - 1 : int(high) - 1] if low < high else "")


def _rounded_half_up(value: int | Decimal | float) -> float:
    plain = float(value)
    return math.floor(plain + 0.5) if math.isfinite(plain) else plain


def _before(one: str, other: str) -> str | None:
    pair = _fit(one, other)
    if pair is None:
        return None
    return _like(one, pair[0].partition(pair[1])[0] if pair[1] else "") if pair[1] in pair[0] else '""'


def _after(one: str, other: str) -> str | None:
    pair = _fit(one, other)
    if pair is None:
        return None
    return _like(one, pair[0].partition(pair[1])[2] if pair[1] else pair[0]) if pair[1] in pair[0] else '""'


def _joined(*parts: str) -> str | None:
    texts = [text(part) for part in parts]
    if None in texts:
        return None
    languages = {parsed(part).lang for part in parts}
    return terms.literal("".join(map(str, texts)), lang=languages.pop() if len(languages) == 1 else "")


def _encoded(term: str) -> str | None:
    found = text(term)
    return None if found is None else terms.literal(urllib.parse.quote(found, safe="-_.~"))


def _hashed(name: str) -> Function:
    def function(term: str) -> str | None:
        found = simple(term)
        return None if found is None else f'"{hashlib.new(name, found.encode(), usedforsecurity=False).hexdigest()}"'

    return function


def _language(term: str) -> str | None:
    return terms.literal(parsed(term).lang) if term[0] == '"' else None


def _datatype(term: str) -> str | None:
    return f"<{parsed(term).datatype}>" if term[0] == '"' else None


def _matches_range(tag: str, wanted: str) -> str | None:
    # RFC 4647 section 3.3.1, as section 17.4.3.13 asks
    one, other = simple(tag), simple(wanted)
    if one is None or other is None:
        return None
    lang, span = one.lower(), other.lower()
    return values.boolean(bool(lang) and (span in ("*", lang) or lang.startswith(span + "-")))


def _iri(term: str) -> str | None:
    if term[0] == "<":
        return term
    found = simple(term)
    return f"<{found}>" if found is not None and terms.is_iri(found) else None


def _typed(value: str, datatype: str) -> str | None:
    found = simple(value)
    return terms.literal(found, datatype=parsed(datatype).value) if found is not None and datatype[0] == "<" else None


def _tagged(value: str, tag: str) -> str | None:
    found, lang = simple(value), simple(tag)
    return terms.literal(found, lang=lang) if found is not None and lang and terms.is_language(lang) else None


def _is(first: str) -> Function:
    return lambda term: TRUE if term[0] == first else FALSE


def _rounded(whole: Callable[[Decimal], Decimal], real: Callable[[float], float]) -> Function:
    def function(term: str) -> str | None:
        found = number(term)
        if found is None or found.rank == values.INTEGER:
            return None if found is None else values.literal(found)
        if isinstance(found.value, Decimal):
            return values.literal(Number(found.rank, whole(found.value)))
        value = float(found.value)
        return values.literal(Number(found.rank, real(value) if math.isfinite(value) else value))

    return function


def _absolute(term: str) -> str | None:
    found = number(term)
    return None if found is None else values.literal(found if found.value >= 0 else found._replace(value=-found.value))


def _moment(term: str) -> re.Match[str] | None:
    """The parts of an xsd:dateTime, or of an xsd:date, which has no hours."""
    if term[0] != '"':
        return None
    part = parsed(term)
    known = part.datatype in (XSD + "dateTime", XSD + "dateTimeStamp", XSD + "date")
    return _MOMENT.fullmatch(part.value) if known and literals.is_valid(part.value, part.datatype) else None


def _of_moment(group: int) -> Function:
    def function(term: str) -> str | None:
        match = _moment(term)
        if match is None or match[group] is None:
            return None
        if group == 6:
            return values.literal(Number(values.DECIMAL, Decimal(match[group])))
        return integer(int(match[group]))

    return function


def _zone(term: str) -> str | None:
    match = _moment(term)
    return None if match is None else terms.literal(match[7] or "")


def _offset(term: str) -> str | None:
    match = _moment(term)
    if match is None or not match[7]:
        return None
    hours, minutes = (0, 0) if match[7] == "Z" else (int(match[7][1:3]), int(match[7][4:6]))
    span = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") or "0S"
    return f'"{"-" if match[7][0] == "-" and (hours or minutes) else ""}PT{span}"^^<{XSD}dayTimeDuration>'


#: name -> the function; it is called only with terms, never with an error
FUNCTIONS: dict[str, Function] = {
    "STR": string,
    "LANG": _language,
    "DATATYPE": _datatype,
    "IRI": _iri,
    "URI": _iri,
    "STRDT": _typed,
    "STRLANG": _tagged,
    "ISIRI": _is("<"),
    "ISURI": _is("<"),
    "ISBLANK": _is("_"),
    "ISLITERAL": _is('"'),
    "ISNUMERIC": lambda term: FALSE if number(term) is None else TRUE,
    "SAMETERM": lambda one, other: TRUE if one == other else FALSE,
    "STRLEN": _length,
    "SUBSTR": _part,
    "UCASE": _changed(str.upper),
    "LCASE": _changed(str.lower),
    "STRSTARTS": _judged(str.startswith),
    "STRENDS": _judged(str.endswith),
    "CONTAINS": _judged(str.__contains__),
    "STRBEFORE": _before,
    "STRAFTER": _after,
    "ENCODE_FOR_URI": _encoded,
    "CONCAT": _joined,
    "LANGMATCHES": _matches_range,
    "ABS": _absolute,
    "CEIL": _rounded(lambda value: value.to_integral_value(ROUND_CEILING), lambda value: float(math.ceil(value))),
    "FLOOR": _rounded(lambda value: value.to_integral_value(ROUND_FLOOR), lambda value: float(math.floor(value))),
    "ROUND": _rounded(lambda value: (value + Decimal("0.5")).to_integral_value(ROUND_FLOOR), _rounded_half_up),
    "YEAR": _of_moment(1),
    "MONTH": _of_moment(2),
    "DAY": _of_moment(3),
    "HOURS": _of_moment(4),
    "MINUTES": _of_moment(5),
    "SECONDS": _of_moment(6),
    "TZ": _zone,
    "TIMEZONE": _offset,
    **{name: _hashed(name.lower()) for name in ("MD5", "SHA1", "SHA256", "SHA384", "SHA512")},
}


# ---- casts (section 17.5) ---------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4096)
def cast(term: str, datatype: str) -> str | None:
    """`term` as a literal of `datatype`, an IRI of CASTS."""
    if term[0] == "_":
        return None
    part = parsed(term)
    if datatype == XSD_STRING:
        return string(term)
    if term[0] == "<" or part.lang:
        return None
    if part.datatype == XSD_STRING:
        return _from_text(part.value.strip(" \t\r\n"), datatype)
    found = number(term)
    if datatype == XSD + "dateTime":
        return term if part.datatype == datatype and literals.is_valid(part.value, datatype) else None
    if datatype == BOOLEAN:
        if part.datatype == BOOLEAN or found is not None:
            return values.boolean(values.holds(term)) if literals.is_valid(part.value, part.datatype) else None
        return None
    if part.datatype == BOOLEAN and literals.is_valid(part.value, BOOLEAN):
        found = Number(values.INTEGER, int(values.holds(term) or 0))
    if found is None:
        return None
    turned = values.converted(found, _TARGETS[datatype])
    return None if turned is None else values.literal(turned)


def _from_text(body: str, datatype: str) -> str | None:
    if not literals.is_valid(body, datatype):
        return None
    if datatype == BOOLEAN:
        return TRUE if body in ("true", "1") else FALSE
    found = terms.literal(body, datatype=datatype)
    if datatype == XSD + "dateTime":
        return found
    value = number(found)
    return None if value is None else values.literal(value)


_TARGETS = {XSD + "integer": values.INTEGER, XSD + "decimal": values.DECIMAL, XSD + "float": values.FLOAT, XSD + "double": values.DOUBLE}
CASTS = frozenset({*_TARGETS, XSD_STRING, BOOLEAN, XSD + "dateTime"})
