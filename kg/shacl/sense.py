"""Values that contradict each other: arithmetic, order of dates, repeated values. SHACL Core cannot say these rules.

Design: one function per rule, each a generator of Results about one subject; `_RULES` lists them with what they look at. They stand here
and not as sh:sparql constraints because pySHACL spends several milliseconds on one such constraint and record. Dates are compared only as
far as both are known: "2012" is neither before nor after "2012-05".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator

from kg import graph, terms
from kg.graph import Graph
from kg.shacl.result import Result, checked
from kg.values import languages

_BIBO, _SCHEMA, _DC = "http://purl.org/ontology/bibo/", "https://schema.org/", "http://purl.org/dc/terms/"
_ISSUED, _AVAILABLE = f"<{_DC}issued>", f"<{_DC}available>"
_TOPIC = "<http://xmlns.com/foaf/0.1/primaryTopic>"
_LOC = "<http://id.loc.gov/vocabulary/iso639-2/"
_FIRST_YEAR = 1400  # the printing press; older "dates of publication" are typing errors
_TYPED = {f"<{_DC}BibliographicResource>"}
INTO = (_TOPIC, f"<{_DC}isPartOf>", f"<{_SCHEMA}isPartOf>")

Properties = dict[str, list[str]]
Rule = Callable[[Graph, str, Properties], Iterator[Result]]


def check(data: Graph, *, latest_year: int = 0) -> list[Result]:
    """The results, in the order of the graph (codes S920 to S929). `latest_year`: see kg.shacl.check."""
    found: list[Result] = []
    for subject, properties in data.items():
        if not _ABOUT.isdisjoint(properties):
            for rule in rules(tuple(properties)):
                found += rule(data, subject, properties)
    for subject, properties in data.items():
        if is_dated(properties):
            found += year(subject, properties, latest_year)
    return found + list(_unrecorded(data))


@functools.lru_cache(maxsize=4096)
def rules(predicates: tuple[str, ...]) -> tuple[Rule, ...]:
    """The rules that have something to look at in a subject with these predicates."""
    return tuple(rule for needed, rule in _RULES if needed.issubset(predicates))


def is_dated(predicates: Iterable[str]) -> bool:
    """Whether `year` has something to look at in a subject with these predicates."""
    return _ISSUED in predicates


def is_to_be_recorded(types: Iterable[str]) -> bool:
    """Whether a subject with these rdf:type values is a document, to which something should lead (S928)."""
    return not _TYPED.isdisjoint(types)


def _text(properties: Properties, predicate: str) -> str:
    """The text of the only value of `predicate`, "" where there are none or several."""
    values = properties.get(predicate, ())
    return terms.text(values[0]) if len(values) == 1 else ""


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _before(one: str, other: str) -> bool:
    """Whether date `one` lies surely before `other`, both compared at the coarser precision."""
    size = min(len(one), len(other), 10)
    return one[:size] < other[:size]


def _pages(_: Graph, subject: str, properties: Properties) -> Iterator[Result]:
    start, end = (_number(_text(properties, f"<{_BIBO}{name}>")) for name in ("pageStart", "pageEnd"))
    if start is None or end is None:
        return
    value = properties[f"<{_BIBO}pageEnd>"][0]
    if start > end:
        yield checked("S920", focus=subject, path=f"<{_BIBO}pageEnd>", value=value, start=start, end=end)
        return
    count = _number(_text(properties, f"<{_BIBO}numPages>"))
    if count is not None and count != end - start + 1:
        value = properties[f"<{_BIBO}numPages>"][0]
        yield checked("S921", focus=subject, path=f"<{_BIBO}numPages>", value=value, count=count, span=end - start + 1)


def _event_dates(_: Graph, subject: str, properties: Properties) -> Iterator[Result]:
    start, end = _text(properties, f"<{_SCHEMA}startDate>"), _text(properties, f"<{_SCHEMA}endDate>")
    if start and end and _before(end, start):
        path = f"<{_SCHEMA}endDate>"
        yield checked("S922", focus=subject, path=path, value=properties[path][0], start=start, end=end)


def _online_after_print(_: Graph, subject: str, properties: Properties) -> Iterator[Result]:
    issued, available = _text(properties, _ISSUED), _text(properties, _AVAILABLE)
    if issued[:4].isdecimal() and available[:4].isdecimal():
        limit = f"{int(available[:4]) - 1:04d}{available[4:]}"
        if _before(issued, limit):
            yield checked("S923", focus=subject, path=_ISSUED, value=properties[_ISSUED][0], issued=issued, available=available)


def _keywords(_: Graph, subject: str, properties: Properties) -> Iterator[Result]:
    path = f"<{_SCHEMA}keywords>"
    seen: set[tuple[str, str]] = set()
    for value in properties.get(path, ()):
        part = terms.parse(value)
        # the same word in two languages is two keywords
        key = (part.value.casefold(), part.lang)
        if key in seen:
            yield checked("S924", focus=subject, path=path, value=value, text=part.value)
        seen.add(key)


def _members(path: str) -> Rule:
    def rule(data: Graph, subject: str, properties: Properties) -> Iterator[Result]:
        for head in properties.get(path, ()):
            seen: set[str] = set()
            for member in graph.members(data, head) or ():
                if member in seen:
                    yield checked("S925", focus=subject, path=path, value=member, text=terms.text(member))
                seen.add(member)

    return rule


def _languages(_: Graph, subject: str, properties: Properties) -> Iterator[Result]:
    """S927 where IRIs of ISO 639-2 and BCP 47 tags name different languages."""
    path = f"<{_DC}language>"
    iris = {value[len(_LOC) : -1] for value in properties.get(path, ()) if value.startswith(_LOC)}
    tags = {terms.text(value) for value in properties.get(f"<{_SCHEMA}inLanguage>", ())}
    codes = {languages.iso639_2b(tag) for tag in tags}
    if iris and codes and "" not in codes and iris != codes:
        value = properties[path][0]
        yield checked("S927", focus=subject, path=path, value=value, iris=", ".join(sorted(iris)), tags=", ".join(sorted(tags)))


def year(subject: str, properties: Properties, latest: int) -> Iterator[Result]:
    issued = _text(properties, _ISSUED)
    if issued[:4].isdecimal() and (int(issued[:4]) < _FIRST_YEAR or (latest and int(issued[:4]) > latest)):
        yield checked("S926", focus=subject, path=_ISSUED, value=properties[_ISSUED][0], issued=issued)


def _unrecorded(data: Graph) -> Iterator[Result]:
    """S928 for documents that no record node and no part points to: the shapes' rules on completeness pass them by."""
    reached = {value for properties in data.values() for path in INTO for value in properties.get(path, ())}
    for subject, properties in data.items():
        if subject not in reached and is_to_be_recorded(properties.get(terms.RDF_TYPE, ())):
            yield checked("S928", focus=subject, text=terms.text(subject))


_AUTHORS, _EDITORS = f"<{_BIBO}authorList>", f"<{_BIBO}editorList>"
#: the predicates that a subject must have all of, and the rule that looks at them
_RULES: tuple[tuple[frozenset[str], Rule], ...] = (
    (frozenset({f"<{_BIBO}pageStart>", f"<{_BIBO}pageEnd>"}), _pages),
    (frozenset({f"<{_SCHEMA}startDate>", f"<{_SCHEMA}endDate>"}), _event_dates),
    (frozenset({_ISSUED, _AVAILABLE}), _online_after_print),
    (frozenset({f"<{_SCHEMA}keywords>"}), _keywords),
    (frozenset({_AUTHORS}), _members(_AUTHORS)),
    (frozenset({_EDITORS}), _members(_EDITORS)),
    (frozenset({f"<{_DC}language>", f"<{_SCHEMA}inLanguage>"}), _languages),
)
_ABOUT = frozenset[str]().union(*(needed for needed, _ in _RULES))
