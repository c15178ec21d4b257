"""Checks of single terms, before SHACL: what rdflib and pySHACL let pass.

Design: one walk over the graph's strings. Most need one look (`judge`); the others are taken apart once and remembered (`fault` is
cached), because the same types, predicates and dates stand in every record. Measured with rdflib 7.6: it takes an IRI with a space, the
date 2012-13-40 and the month 2012-13 without a word, and rewrites 2012-12-31Z. Check digits are looked at here too, for values that have
the right form (the form is the business of shapes/identifier.ttl). Sources: RFC 3987, BCP 47, XML Schema 1.1 part 2.
"""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Callable, Iterable, Iterator

from kg import terms
from kg.graph import Graph
from kg.shacl.result import Result, checked
from kg.values.schemes import has_right_digits

_ZONE = r"(?P<zone>Z|[+-]\d\d:\d\d)?"
_DATE = re.compile(r"-?(?P<year>\d{4,9})-(?P<month>\d\d)-(?P<day>\d\d)" + _ZONE, re.ASCII)
_MONTH = re.compile(r"-?(?P<year>\d{4,9})-(?P<month>\d\d)" + _ZONE, re.ASCII)
_YEAR = re.compile(r"-?(?P<year>\d{4,9})" + _ZONE, re.ASCII)
_DATE_TIME = re.compile(r"(?P<date>-?\d{4,9}-\d\d-\d\d)T(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(\.\d+)?" + _ZONE, re.ASCII)
_DURATION = re.compile(r"-?P(?=[\dT])(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII)
_WORDS: dict[str, Callable[[str], bool]] = {
    "integer": lambda text: bool(re.fullmatch(r"[+-]?\d+", text, re.ASCII)),
    "nonNegativeInteger": lambda text: bool(re.fullmatch(r"\+?\d+|-0+", text, re.ASCII)),
    "positiveInteger": lambda text: bool(re.fullmatch(r"\+?0*[1-9]\d*", text, re.ASCII)),
    "decimal": lambda text: bool(re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text, re.ASCII)),
    "double": lambda text: bool(re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN", text, re.ASCII)),
    "boolean": lambda text: text in ("true", "false", "1", "0"),
    "anyURI": terms.is_iri,
    "duration": lambda text: bool(_DURATION.fullmatch(text)),
    "date": lambda text: _is_date(_DATE, text),
    "gYearMonth": lambda text: _is_date(_MONTH, text),
    "gYear": lambda text: _is_date(_YEAR, text),
    "dateTime": lambda text: _is_date_time(text),
}
_CELL = frozenset({terms.RDF_FIRST, terms.RDF_REST, terms.RDF_TYPE})
_CALENDAR = {"date": _DATE, "gYearMonth": _MONTH, "gYear": _YEAR}

_BIBO, _SCHEMA = "http://purl.org/ontology/bibo/", "https://schema.org/"
_ISSN, _ISBN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9X]"), re.compile(r"97[89][0-9]{10}|[0-9]{9}[0-9X]")
#: predicate -> code, the form a shape asks for, the scheme with its check digit
_DIGITS: dict[str, tuple[str, re.Pattern[str], str]] = {
    f"<{_BIBO}issn>": ("S910", _ISSN, "issn"),
    f"<{_BIBO}eissn>": ("S910", _ISSN, "issn"),
    f"<{_SCHEMA}issn>": ("S910", _ISSN, "issn"),
    "<http://purl.org/spar/fabio/hasIssnL>": ("S910", _ISSN, "issn"),
    f"<{_BIBO}isbn13>": ("S911", _ISBN, "isbn"),
    f"<{_BIBO}isbn10>": ("S911", _ISBN, "isbn"),
    f"<{_SCHEMA}isbn>": ("S911", _ISBN, "isbn"),
}
_SAME_AS = f"<{_SCHEMA}sameAs>"
#: beginning of a sameAs IRI -> the same three
_LINKS: dict[str, tuple[str, re.Pattern[str], str]] = {
    "<https://orcid.org/": ("S912", re.compile(r"([0-9]{4}-){3}[0-9]{3}[0-9X]"), "orcid"),
    "<https://ror.org/": ("S913", re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}"), "ror"),
    "<https://isni.org/isni/": ("S914", re.compile(r"[0-9]{15}[0-9X]"), "isni"),
}


def check(data: Graph) -> list[Result]:
    """The results of all checks of single terms, in the order of the graph (codes S900 to S914)."""
    found: list[Result] = []
    for subject, properties in data.items():
        if code := judge(subject) or blank(data, subject):
            found.append(_checked(code, subject, "", subject))
        for predicate, values in properties.items():
            if code := fault(predicate):
                found.append(_checked(code, subject, predicate, predicate))
            for value in values:
                # a blank node that has statements of its own is judged as a subject
                code = judge(value) or ("S905" if value[0] == "_" and value not in data else "")
                if code:
                    found.append(_checked(code, subject, predicate, value))
            if has_digits(predicate):
                found += (_checked(code, subject, predicate, value) for value, code in wrong_digits(predicate, values))
    return found


def _checked(code: str, subject: str, predicate: str, value: str) -> Result:
    part = terms.parse(value)
    return checked(
        code, focus=subject, path=predicate, value=value, text=part.value, datatype=part.datatype.rpartition("#")[2], lang=part.lang
    )


def judge(term: str) -> str:
    """What `fault` says; the common terms, which are right and need not be taken apart, are passed first."""
    if term[-1] == '"':
        if term.isprintable() and "\\" not in term:
            return ""
    elif term[0] == "<":
        if "\\" not in term and terms.is_iri(term[1:-1]):
            return ""
    elif term[-1] != ">" and term[0] == '"':
        body, _, tag = term.rpartition('"@')
        if body.isprintable() and "\\" not in body and terms.is_language(tag):
            return ""
    return fault(term)


@functools.lru_cache(maxsize=4096)
def fault(term: str) -> str:
    """The code of what is wrong with `term` alone, "" if nothing is."""
    part = terms.parse(term)
    if part.kind == "iri":
        return "" if terms.is_iri(part.value) else "S900"
    if part.kind == "bnode":
        return ""
    if terms.FORBIDDEN.search(part.value):
        return "S904"
    if part.lang:
        return "" if terms.is_language(part.lang) else "S901"
    if part.datatype == terms.XSD_STRING:
        return ""
    if not terms.is_iri(part.datatype):
        return "S900"
    name = part.datatype.removeprefix(terms.XSD)
    if name in _CALENDAR and (match := _CALENDAR[name].fullmatch(part.value)) and match["zone"]:
        return "S903"
    return "S902" if name in _WORDS and not _WORDS[name](part.value) else ""


def _is_date(pattern: re.Pattern[str], text: str) -> bool:
    """Whether `text` is a day, month or year of the calendar (proleptic Gregorian, as XML Schema counts)."""
    match = pattern.fullmatch(text)
    if not match:
        return False
    part = match.groupdict()
    month, day = int(part.get("month") or 1), int(part.get("day") or 1)
    if not 1 <= month <= 12:
        return False
    # the Gregorian calendar repeats after 400 years; the module knows the years from 1 only
    return 1 <= day <= calendar.monthrange(int(part["year"]) % 400 + 2000, month)[1]


def _is_date_time(text: str) -> bool:
    match = _DATE_TIME.fullmatch(text)
    if not match or not _is_date(_DATE, match["date"]):
        return False
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    return (hour < 24 and minute < 60 and second < 60) or (hour, minute, second) == (24, 0, 0)


def blank(data: Graph, subject: str) -> str:
    """S905 for a blank node that is not a list cell: such a node gets another name in every run and every store."""
    return "S905" if subject[0] == "_" and not is_cell(data[subject]) else ""


def is_cell(predicates: Iterable[str]) -> bool:
    """Whether a node with these predicates is no more than a cell of a list."""
    return _CELL.issuperset(predicates)


def has_digits(predicate: str) -> bool:
    """Whether the values of `predicate` may be identifiers with a check digit."""
    return predicate in _DIGITS or predicate == _SAME_AS


def wrong_digits(predicate: str, values: list[str]) -> Iterator[tuple[str, str]]:
    """The values of `predicate` that have the form of their identifier but not its check digit, with the code."""
    if rule := _DIGITS.get(predicate):
        code, form, scheme = rule
        for value in values:
            text = terms.text(value)
            if form.fullmatch(text) and not has_right_digits(scheme, text):
                yield value, code
    elif predicate == _SAME_AS:
        for value in values:
            for start, (code, form, scheme) in _LINKS.items():
                if value.startswith(start):
                    text = value[len(start) : -1]
                    if form.fullmatch(text) and not has_right_digits(scheme, text):
                        yield value, code
