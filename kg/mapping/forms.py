"""Forms: how one value becomes one RDF term, and how a term becomes the value again.

Design: a form is a pair of factories. `forward(row)` gives a function value -> term ("" where the value cannot be a term);
`back(row)` gives a function term -> value (None where the term is none of ours). Both are made once per row. Forms that need more than
their value (links to other nodes, roles, lists, relations) are steps of forward.py and back.py.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from kg import resources, terms
from kg.identity import iri_part
from kg.mapping.tables import Row
from kg.record import Identifier, Link, Text
from kg.terms import XSD, literal
from kg.values import languages
from kg.vocabulary import expand

Forward = Callable[[Any], str]
Back = Callable[[str], Any]
_DATATYPES = {4: XSD + "gYear", 7: XSD + "gYearMonth", 10: XSD + "date"}
#: an identifier stands in several properties of one record, a date in many records
CACHED = 4096
_EXTENT = re.compile(r"(\d+) (\w+)")


class Form(NamedTuple):
    forward: Callable[[Row], Forward]
    back: Callable[[Row], Back] | None = None


def _always(make: Forward) -> Callable[[Row], Forward]:
    """For forms that ask nothing of their row."""
    return lambda row: make


def _always_back(take: Back) -> Callable[[Row], Back]:
    return lambda row: take


@functools.lru_cache(maxsize=CACHED)
def date(value: str) -> str:
    """The typed literal of an ISO date at its own precision; "" where it is none.

    >>> date("2012-12")
    '"2012-12"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    datatype = _DATATYPES.get(len(value))
    return literal(value, datatype=datatype) if datatype else ""


def _value(term: str) -> str | None:
    return terms.text(term) if term[0] == '"' else None


def _iri(term: str) -> str | None:
    return term[1:-1] if term[0] == "<" else None


def _text(row: Row) -> Forward:
    lang = row.lang
    return lambda value: terms.trimmed(value, lang=lang)


def _lang_text(row: Row) -> Forward:
    trimmed = terms.trimmed
    return lambda value: trimmed(value.value, lang=value.lang)


def _lang_text_back(row: Row) -> Back:
    def back(term: str) -> Text | None:
        part = terms.parse(term)
        return Text(part.value, part.lang) if part.kind == "literal" else None

    return back


def _typed(datatype: str) -> Callable[[Row], Forward]:
    return _always(lambda value: literal(str(value), datatype=XSD + datatype))


def _integer_back(row: Row) -> Back:
    def back(term: str) -> int | None:
        text = _value(term)
        return int(text) if text and text.isascii() and text.isdigit() else None

    return back


def mapped(text: str, row: Row) -> str:
    """The term of a row's constant, or of a word of its map: an IRI where it is a prefixed name."""
    if ":" in text and " " not in text:
        return f"<{expand(text)}>"
    return literal(text, lang=row.lang, datatype=expand(row.datatype) if row.datatype else "")


def _constant(row: Row) -> Forward:
    term = mapped(row.value, row)
    return lambda value: term


def _map(row: Row) -> Forward:
    known = {name: mapped(text, row) for name, text in row.map.items()}
    return lambda value: known.get(str(value).lower() if isinstance(value, bool) else value, "")


def _map_back(row: Row) -> Back:
    known: dict[str, Any] = {mapped(text, row): name for name, text in row.map.items()}
    known = {term: {"true": True, "false": False}.get(name, name) for term, name in known.items()}
    return known.get


@functools.cache
def _around(column: str) -> dict[str, tuple[str, str, str]]:
    """scheme -> what stands before, at and behind the value in its template."""
    known = resources.table("identifiers").items()
    return {scheme: columns[column].partition("{value}") for scheme, columns in known if columns.get(column)}


def _template(column: str) -> Callable[[str, str], str]:
    def fill(scheme: str, value: str) -> str:
        head, hole, tail = _around(column).get(scheme, ("", "", ""))
        return head + iri_part(value) + tail if hole else head

    return fill


url_of = _template("url")
_uri_of = _template("uri")


@functools.lru_cache(maxsize=CACHED)
def url_term(scheme: str, value: str) -> str:
    """The IRI term of the address that resolves an identifier, "" where its scheme has none."""
    url = url_of(scheme, value)
    return terms.iri(url) if url else ""


@functools.lru_cache(maxsize=CACHED)
def _uri_term(scheme: str, value: str) -> str:
    uri = _uri_of(scheme, value)
    return literal(uri, datatype=XSD + "anyURI") if uri and terms.is_iri(uri) else ""


@functools.cache
def _same_schemes() -> frozenset[str]:
    return frozenset(scheme for scheme, columns in resources.table("identifiers").items() if columns.get("same"))


def is_same(scheme: str) -> bool:
    """Whether the address of such an identifier names the same thing as the identifier's bearer."""
    return scheme in _same_schemes()


def same_as(identifier: Identifier) -> str:
    """The IRI term that names the same thing as the identifier's bearer; "" where its scheme has none."""
    return url_term(identifier.scheme, identifier.value) if identifier.scheme in _same_schemes() else ""


def _identifier_uri(row: Row) -> Forward:
    return _uri_literal


def _uri_literal(value: Identifier) -> str:
    return _uri_term(value.scheme, value.value)


def _identifier_uri_back(row: Row) -> Back:
    """Templates read backwards: "urn:ISSN:0957-8765" -> issn. The first scheme that fits, in the table's order."""
    import urllib.parse

    known = [
        (scheme, columns["uri"].partition("{value}")) for scheme, columns in resources.table("identifiers").items() if columns.get("uri")
    ]

    def back(term: str) -> Identifier | None:
        text = _value(term)
        for scheme, (head, _, tail) in known:
            if text and head and text.startswith(head) and text.endswith(tail):
                return Identifier(scheme, urllib.parse.unquote(text[len(head) : len(text) - len(tail)]))
        return None

    return back


def _identifier_back(row: Row) -> Back:
    return lambda term: Identifier(row.schemes[0], text) if (text := _value(term)) else None


def _link(row: Row) -> Forward:
    if row.datatype:
        return lambda value: literal(value.url, datatype=expand(row.datatype)) if terms.iri(value.url) else ""
    return lambda value: terms.iri(value.url)


def _link_back(row: Row) -> Back:
    return lambda term: Link(iri, row.kinds[0]) if (iri := _iri(term)) else None


def _extent(row: Row) -> Forward:
    return lambda value: literal(f"{value} {row.unit if value != 1 else row.unit[:-1]}", lang=row.lang)


def _extent_back(row: Row) -> Back:
    def back(term: str) -> int | None:
        found = _EXTENT.fullmatch(_value(term) or "")
        return int(found[1]) if found and found[2].rstrip("s") == row.unit.rstrip("s") else None

    return back


def _bytes_back(row: Row) -> Back:
    return lambda term: int(found[1]) if (found := re.fullmatch(r"(\d+) B", _value(term) or "")) else None


def _language_name(row: Row) -> Forward:
    return functools.lru_cache(maxsize=CACHED)(lambda value: literal(name, lang="en") if (name := languages.name(value)) else "")


def _counter(column: str) -> Callable[[Row], Forward]:
    def factory(row: Row) -> Forward:
        def forward(value: str) -> str:
            known = resources.table("counters").get(value.lower(), {})
            if column == "url":
                return terms.iri(known["url"]) if known else ""
            return literal(known.get("name", value))

        return forward

    return factory


def _scheme_label(row: Row) -> Forward:
    def forward(value: str) -> str:
        known = resources.table("schemes").get(value, {})
        return literal(known.get("name", value), lang=known.get("lang", ""))

    return forward


def _scheme_label_back(row: Row) -> Back:
    known = {columns["name"]: name for name, columns in resources.table("schemes").items()}
    return lambda term: known.get(text, text) if (text := _value(term)) else None


def _scheme_column(column: str) -> Callable[[Row], Forward]:
    known = functools.lru_cache(maxsize=CACHED)(lambda value: literal(resources.table("identifiers").get(value, {}).get(column, value)))
    return _always(known)


def _decimal_back(row: Row) -> Back:
    return _value


def _decimal(row: Row) -> Forward:
    """Canonical: no trailing zeros, a digit on both sides of the point (servers rewrite anything else)."""

    def forward(value: str) -> str:
        found = re.fullmatch(r"0*([0-9]+)(?:\.([0-9]*?)0*)?", value)
        return literal(f"{found[1]}.{found[2] or '0'}", datatype=XSD + "decimal") if found else ""

    return forward


def _day(value: str) -> str:
    return date(value) if len(value) == 10 else ""


def _identifier(value: Identifier) -> str:
    return literal(value.value)


def _bytes(value: int) -> str:
    return literal(f"{value} B")


FORMS: dict[str, Form] = {
    "text": Form(_text, _always_back(_value)),
    "lang-text": Form(_lang_text, _lang_text_back),
    "date": Form(_always(date), _always_back(_value)),
    "day": Form(_always(_day), _always_back(_value)),
    "integer": Form(_typed("integer"), _integer_back),
    "count": Form(_typed("nonNegativeInteger"), _integer_back),
    "decimal": Form(_decimal, _decimal_back),
    "iri": Form(_always(terms.iri), _always_back(_iri)),
    "map": Form(_map, _map_back),
    "constant": Form(_constant),
    "identifier": Form(_always(_identifier), _identifier_back),
    "identifier-uri": Form(_identifier_uri, _identifier_uri_back),
    "same-as": Form(_always(same_as)),
    "link": Form(_link, _link_back),
    "extent": Form(_extent, _extent_back),
    "bytes": Form(_always(_bytes), _bytes_back),
    "language-name": Form(_language_name),
    "counter-name": Form(_counter("name"), _always_back(_value)),
    "counter-url": Form(_counter("url")),
    "scheme-label": Form(_scheme_label, _scheme_label_back),
    "scheme-property": Form(_scheme_column("property")),
    "scheme-name": Form(_scheme_column("name")),
}
