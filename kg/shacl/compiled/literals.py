"""Literals by XML Schema 1.1 part 2: whether a text is in the lexical space of its datatype, and how two literals compare.

Design: lexical spaces are regular expressions plus, for calendars and bounded integers, a look at the value. A datatype that is not in
the table has no lexical check (SHACL section 4.1.2 asks only for those of SPARQL 1.1; we check all of XML Schema). Whitespace is not
taken off: RDF 1.1 Concepts section 5 has none. Comparing follows the operators of SPARQL 1.1 section 17.3 (numbers, strings, booleans,
dateTime), and for the other parts of the calendar the order of XML Schema: a literal with a zone and one without compare only where
14 hours do not matter. None means that two literals have no order: SHACL counts that as a violation.
"""

from __future__ import annotations

import base64
import binascii
import calendar
import functools
import math
import re
import struct
from decimal import Decimal
from typing import NamedTuple

from kg import terms
from kg.terms import RDF, XSD

_ZONE = r"(?P<zone>Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))?"
_YEAR = r"(?P<year>-?(?:[1-9]\d{3,8}|0\d{3}))"
_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d(?:\.\d+)?)|(?P<end>24:00:00(?:\.0+)?))"
_CALENDAR = {
    XSD + name: re.compile(form + _ZONE, re.ASCII)
    for name, form in {
        "dateTime": f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}",
        "date": f"{_YEAR}-{_MONTH}-{_DAY}",
        "time": _TIME,
        "gYearMonth": f"{_YEAR}-{_MONTH}",
        "gYear": _YEAR,
        "gMonthDay": f"--{_MONTH}-{_DAY}",
        "gMonth": f"--{_MONTH}",
        "gDay": f"---{_DAY}",
    }.items()
}
_CALENDAR[XSD + "dateTimeStamp"] = re.compile(_CALENDAR[XSD + "dateTime"].pattern.removesuffix("?"), re.ASCII)

_NAME_START = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
_NAME_START += "\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_NAME = _NAME_START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_DAYS, _MONTHS = r"(?:\d+D)", r"(?:\d+Y(?:\d+M)?|\d+M)"
_CLOCK = r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)"
_FORMS = {
    XSD + name: re.compile(form, re.ASCII if "\\d" in form else 0)
    for name, form in {
        "boolean": "true|false|1|0",
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        "integer": r"[+-]?\d+",
        "double": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
        "float": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
        "duration": f"-?P(?=[\\dT]){_MONTHS}?{_DAYS}?{_CLOCK}?",
        "yearMonthDuration": f"-?P{_MONTHS}",
        "dayTimeDuration": f"-?P(?=[\\dT]){_DAYS}?{_CLOCK}?",
        "hexBinary": "(?:[0-9a-fA-F]{2})*",
        "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
        "normalizedString": "[^\t\n\r]*",
        "token": "(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
        "NMTOKEN": f"[:{_NAME}]+",
        "Name": f"[:{_NAME_START}][:{_NAME}]*",
        "NCName": f"[{_NAME_START}][{_NAME}]*",
        "ID": f"[{_NAME_START}][{_NAME}]*",
        "IDREF": f"[{_NAME_START}][{_NAME}]*",
        "ENTITY": f"[{_NAME_START}][{_NAME}]*",
        "QName": f"[{_NAME_START}][{_NAME}]*(?::[{_NAME_START}][{_NAME}]*)?",
    }.items()
}
#: derived integers -> least and greatest value
_BOUNDS: dict[str, tuple[Decimal | None, Decimal | None]] = {
    XSD + name: (None if low is None else Decimal(low), None if high is None else Decimal(high))
    for name, (low, high) in {
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-128, 127),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 255),
    }.items()
}
_EXACT = {XSD + "decimal", XSD + "integer", *_BOUNDS}
_ZONE_SPAN = 14 * 3600


class Value(NamedTuple):
    """A literal's value in an order: only values of one `kind` compare. `zoned` matters for the calendar."""

    kind: str
    number: Decimal | float | str
    zoned: bool = True


def is_valid(text: str, datatype: str) -> bool:
    """Whether `text` is in the lexical space of `datatype` (an IRI without brackets); True for a datatype that has no check here."""
    if form := _FORMS.get(datatype):
        return form.fullmatch(text) is not None
    if bounds := _BOUNDS.get(datatype):
        low, high = bounds
        if not _FORMS[XSD + "integer"].fullmatch(text):
            return False
        number = Decimal(text)
        return (low is None or number >= low) and (high is None or number <= high)
    if datatype in _CALENDAR:
        return _instant(text, datatype) is not None
    if datatype == XSD + "base64Binary":
        return _is_base64(text)
    return datatype != terms.LANG_STRING  # a literal of rdf:langString has a tag, which `term_is_valid` sees


@functools.lru_cache(maxsize=4096)
def has_datatype(term: str, datatype: str) -> bool:
    """Whether `term` is a well-formed literal of `datatype` (SHACL section 4.1.2)."""
    if term[0] != '"':
        return False
    part = terms.parse(term)
    if part.datatype != datatype:
        return False
    return bool(part.lang) if datatype == RDF + "langString" else is_valid(part.value, datatype)


@functools.lru_cache(maxsize=4096)
def value(term: str) -> Value | None:
    """The value of a literal that has an order, None for all others and for ill-typed literals."""
    if term[0] != '"':
        return None
    text, datatype, lang = terms.parse(term)[1:]
    if lang or not is_valid(text, datatype):
        return None
    if datatype == terms.XSD_STRING:
        return Value("string", text)
    if datatype in _EXACT:
        return Value("number", Decimal(text))
    if datatype in (XSD + "double", XSD + "float"):
        return Value("number", _single(_float(text)) if datatype.endswith("float") else _float(text))
    if datatype == XSD + "boolean":
        return Value("boolean", float(text in ("true", "1")))
    if datatype in _CALENDAR:
        found = _instant(text, datatype)
        return found._replace(kind=found.kind.removesuffix("Stamp")) if found else None
    return None


def less(one: str, other: str) -> bool | None:
    """Whether `one` < `other`; None where they have no order."""
    return _compared(one, other, strict=True)


def at_most(one: str, other: str) -> bool | None:
    """Whether `one` <= `other`; None where they have no order."""
    return _compared(one, other, strict=False)


def _compared(one: str, other: str, *, strict: bool) -> bool | None:
    left, right = value(one), value(other)
    if left is None or right is None or left.kind != right.kind:
        return None
    a, b = left.number, right.number
    if isinstance(a, str) or isinstance(b, str):
        return str(a) < str(b) if strict else str(a) <= str(b)
    if left.zoned != right.zoned:
        # XML Schema 1.1 part 2, appendix E.3.6: the one without a zone may lie 14 hours either way
        return a < b if abs(Decimal(a) - Decimal(b)) > _ZONE_SPAN else None
    if isinstance(a, float) or isinstance(b, float):
        a, b = float(a), float(b)
        if math.isnan(a) or math.isnan(b):
            return None
    return a < b if strict else a <= b


def _float(text: str) -> float:
    return float(text.replace("INF", "inf"))


def _single(number: float) -> float:
    """The nearest number of single precision."""
    try:
        rounded: float = struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.copysign(math.inf, number)
    return rounded


def _is_base64(text: str) -> bool:
    # XML Schema allows single spaces between characters
    if "  " in text or text.strip(" ") != text or any(char in text for char in "\t\n\r"):
        return False
    try:
        data = text.replace(" ", "")
        return base64.b64encode(base64.b64decode(data, validate=True)).decode() == data
    except (binascii.Error, ValueError):
        return False


def _instant(text: str, datatype: str) -> Value | None:
    """The place of a date or time on the time line in seconds, missing parts filled as XML Schema does; None if it is none."""
    match = _CALENDAR[datatype].fullmatch(text)
    if not match:
        return None
    part = match.groupdict()
    year, month = int(part.get("year") or 1972), int(part.get("month") or 12)
    last = calendar.monthrange(year % 400 + 2000, month)[1]  # the Gregorian calendar repeats after 400 years
    day = int(part.get("day") or last)
    if day > last:
        return None
    seconds = Decimal(_days(year, month, day) * 86400)
    if part.get("end"):
        # 24:00:00 is the first moment of the next day; of a time alone it is 00:00:00
        seconds += 0 if datatype == XSD + "time" else 86400
    elif part.get("hour"):
        seconds += int(part["hour"]) * 3600 + int(part["minute"]) * 60 + Decimal(part["second"])
    zone = part.get("zone")
    if zone and zone != "Z":
        hours, minutes = int(zone[1:3]), int(zone[4:6])
        seconds -= (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)
    return Value(datatype, seconds, bool(zone))


def _days(year: int, month: int, day: int) -> int:
    """The number of a day of the proleptic Gregorian calendar."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year
