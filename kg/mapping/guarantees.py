"""What the mapping guarantees of every graph it writes, derived from its tables.

Design: whatever the rows may write under a property is known before any record is mapped: a row names its property, and its form makes
terms of one make. `facts` gathers that per property over all rows of all tables, whatever the types, conditions and options; where
several rows write one property, only what is true of each counts. A form that is not listed here promises nothing, and takes the
promise away from its property. The validation leaves out what these facts answer (kg.facts); that results stay the same is tested on
everything there is (tests/mapping/test_guarantees.py).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator

from kg import resources, terms
from kg.facts import TRIMMED, Fact, Facts
from kg.mapping import forms, roles
from kg.mapping.classes import type_row, work_classes
from kg.mapping.tables import Row, tables
from kg.terms import XSD, XSD_STRING
from kg.vocabulary import expand

_IRI = Fact(frozenset("<"), sound=True)
_CELL = Fact(frozenset("<_"), sound=True)
_NOTHING_KNOWN = Fact(frozenset('<_"'))


def _literal(*datatypes: str, sound: bool = True) -> Fact:
    """A literal of one of these datatypes; `sound` where its text cannot be outside their lexical space."""
    return Fact(frozenset('"'), sound, frozenset(datatypes))


def _trimmed(fact: Fact) -> Fact:
    """The same without white space around the text."""
    return fact._replace(patterns=frozenset({TRIMMED}))


_TEXT, _LANG_TEXT = _literal(XSD_STRING), _literal(XSD_STRING, terms.LANG_STRING)
# a date is written as the record has it: whether there is such a day is not looked at by the mapping
_DATE = _literal(XSD + "gYear", XSD + "gYearMonth", XSD + "date", sound=False)


def _of_members(members: Iterable[str]) -> Fact:
    """One of a fixed set of terms."""
    found = frozenset(term for term in members if term)
    return Fact(
        frozenset(term[0] for term in found),
        True,
        frozenset(terms.parse(term).datatype for term in found if term[0] == '"') or None,
        found,
    )


def _mapped(row: Row) -> Fact:
    return _of_members(forms.mapped(text, row) for text in ([row.value] if row.form == "constant" else row.map.values()))


def _column(name: str, prefix: str) -> Fact:
    types = resources.table("types")
    return _of_members(f"<{expand(prefix + type_row(kind, variant)[name])}>" for kind in types for variant in _variants(kind))


def _variants(kind: str) -> list[str]:
    return ["", *resources.table("types")[kind].get("variant", {})]


def _link(row: Row) -> Fact:
    return _literal(expand(row.datatype), sound=False) if row.datatype else _IRI


def _node(row: Row) -> Fact:
    """A node of the kind that the row leads to is described in the same graph, with its classes."""
    return Fact(frozenset("<"), sound=True, classes=classes_of(row.to))


def classes_of(kind: str) -> frozenset[str]:
    """The classes, as terms, that every node of a kind has."""
    found = [frozenset(each) for each in _all_classes(kind)]
    return frozenset[str]().union(*found).intersection(*found)


def _all_classes(kind: str) -> Iterator[tuple[str, ...]]:
    """The rdf:type terms, in order, of nodes of a kind: one tuple for each choice there is, with and without the option "spar"."""
    row = tables().nodes[kind]
    if row.classes == "types.toml":
        for spar in (False, True):
            for name in resources.table("types"):
                for variant in _variants(name):
                    yield _terms(work_classes(name, variant, spar))
        return
    for names in row.kinds.values() or [row.classes]:
        yield _terms(map(expand, names))


def _terms(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"<{iri}>" for iri in dict.fromkeys(iris))


#: form -> the fact about the values of its row's property
_OF_FORM: dict[str, Callable[[Row], Fact]] = {
    "text": lambda row: _trimmed(_LANG_TEXT if row.lang else _TEXT),
    "lang-text": lambda row: _trimmed(_LANG_TEXT),
    "translated": lambda row: _trimmed(_LANG_TEXT),
    "date": lambda row: _DATE,
    "day": lambda row: _DATE,
    "issued": lambda row: _DATE,
    "integer": lambda row: _literal(XSD + "integer"),
    "position": lambda row: _literal(XSD + "integer"),
    # a count may be below nothing in a record that says so
    "count": lambda row: _literal(XSD + "nonNegativeInteger", sound=False),
    "decimal": lambda row: _literal(XSD + "decimal"),
    "iri": lambda row: _IRI,
    "link": _link,
    "same-as": lambda row: _IRI,
    "counter-url": lambda row: _IRI,
    "identifier-url": lambda row: _IRI,
    "setting-iri": lambda row: _IRI,
    "work": lambda row: Fact(frozenset("<"), sound=True, classes=classes_of("work")),
    "node": _node,
    "map": _mapped,
    "constant": _mapped,
    "coar": lambda row: _column("coar", "coar:"),
    "dcmitype": lambda row: _column("dcmitype", "dcmit:"),
    "pro-role": lambda row: _of_members(f"<{expand('pro:' + name)}>" for name in map(roles.pro_name, resources.table("roles"))),
    "identifier": lambda row: _TEXT,
    "identifier-uri": lambda row: _literal(XSD + "anyURI"),
    "relation-text": lambda row: _TEXT,
    "extent": lambda row: _LANG_TEXT,
    "bytes": lambda row: _TEXT,
    "language-name": lambda row: _LANG_TEXT,
    "counter-name": lambda row: _TEXT,
    "scheme-label": lambda row: _LANG_TEXT,
    "scheme-property": lambda row: _TEXT,
    "scheme-name": lambda row: _TEXT,
    "list": lambda row: _CELL,
}


def _written(row: Row) -> Iterator[tuple[str, Fact]]:
    """The properties, as terms, that a row may write, each with the fact about its values."""
    if row.form == "roles":
        for predicate, kind in roles.all_predicates(row.vocabulary):
            yield predicate, Fact(frozenset("<"), sound=True, classes=frozenset(_agent_classes(kind)))
    elif row.form == "relations":
        # the other work, this one where the property is written the other way round, or the text of a citation
        for kind in resources.table("relations").values():
            if term := kind.get(row.vocabulary):
                yield f"<{expand(f'{row.vocabulary}:{term}')}>", _IRI.either(_TEXT) if term == "citation" else _IRI
    elif row.form == "list":
        yield row.predicate, _CELL
        yield terms.RDF_FIRST, Fact(frozenset("<"), sound=True, classes=classes_of("agent"))
        yield terms.RDF_REST, _CELL
    elif row.inverse:
        yield row.predicate, _IRI
    else:
        known = _OF_FORM.get(row.form)
        yield row.predicate, known(row) if known else _NOTHING_KNOWN


def _agent_classes(kind: str) -> tuple[str, ...]:
    return _terms(map(expand, tables().nodes["agent"].kinds[kind]))


@functools.cache
def facts() -> Facts:
    """The facts of all graphs that the mapping makes (see the module's text)."""
    found: dict[str, Fact] = {}
    kinds = {choice for kind in tables().nodes for choice in _all_classes(kind)}
    found[terms.RDF_TYPE] = _of_members(cls for choice in (*kinds, _related_classes()) for cls in choice)
    for kind in tables().nodes:
        for row in tables().of(kind):
            for predicate, fact in _written(row):
                found[predicate] = found[predicate].either(fact) if predicate in found else fact
    # every IRI of a subject has gone through terms.iri, so subjects of these classes need no second look; cells of lists have none
    return Facts(found, frozenset({*kinds, (), _related_classes()}))


def _related_classes() -> tuple[str, ...]:
    """The classes that another work gets that is named by a relation the other way round (steps.py)."""
    return _terms(map(expand, ("bibo:Document", "schema:CreativeWork")))
