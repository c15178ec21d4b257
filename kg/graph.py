"""Graph, the second waist: one record as RDF.

Design: `{subject: {predicate: [objects]}}`, each term one str in N-Triples form (terms.py). The graph of one record is small and
self-contained, so mapping, validating and writing it needs no other record: that is what lets them stream and run in parallel.
Subjects stand in the order of first mention, the work first; no triple stands twice. rdflib objects are made only by
`to_rdflib`, for users, the reference lane and tests.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from kg import terms

if TYPE_CHECKING:
    import rdflib

#: subject -> predicate -> objects, all in N-Triples form; no list is empty, none holds a term twice
Graph = dict[str, dict[str, list[str]]]
Triple = tuple[str, str, str]


class Described(NamedTuple):
    """A graph with its names: the record's key, the work's IRI term, the named graph's IRI term. Input RDF that is no record has key ""."""

    key: str
    work: str
    name: str
    graph: Graph


def add(graph: Graph, subject: str, predicate: str, value: str) -> None:
    """Add one triple; one that is there already is not added again."""
    objects = graph.setdefault(subject, {}).setdefault(predicate, [])
    if value not in objects:
        objects.append(value)


class Growing:
    """A graph that grows triple by triple; one with many objects of one predicate is not searched through for each."""

    #: a list is quickest while it is short
    SHORT = 16

    def __init__(self, graph: Graph | None = None) -> None:
        self.graph: Graph = {} if graph is None else graph
        self._long: dict[tuple[str, str], set[str]] = {}

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Add one triple; one that is there already is not added again."""
        objects = self.graph.setdefault(subject, {}).setdefault(predicate, [])
        if len(objects) < self.SHORT:
            if value not in objects:
                objects.append(value)
            return
        known = self._long.get((subject, predicate))
        if known is None:
            known = self._long[subject, predicate] = set(objects)
        if value not in known:
            known.add(value)
            objects.append(value)


@functools.lru_cache(maxsize=4096)
def in_order(predicates: tuple[str, ...]) -> list[str]:
    """The predicates sorted; nodes of one kind mostly have the same."""
    return sorted(predicates)


def digest(graph: Graph) -> bytes:
    """16 bytes that stand for the triples, in whatever order they are."""
    lines: list[str] = []
    for subject in sorted(graph):
        properties = graph[subject]
        lines.append(subject)
        for predicate in in_order(tuple(properties)):
            objects = properties[predicate]
            lines.append(predicate)
            if len(objects) == 1:
                lines.append(objects[0])
            else:
                lines += sorted(objects)
            lines.append("")  # no term is empty: so the objects end, and after two of them the predicates
        lines.append("")
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).digest()[:16]


def triples(graph: Graph) -> Iterator[Triple]:
    """All triples, in the graph's order."""
    for subject, properties in graph.items():
        for predicate, objects in properties.items():
            for value in objects:
                yield subject, predicate, value


def from_triples(items: Iterable[Triple]) -> Graph:
    """The graph of `items`, subjects in order of first mention."""
    growing = Growing()
    for subject, predicate, value in items:
        growing.add(subject, predicate, value)
    return growing.graph


def size(graph: Graph) -> int:
    """The number of triples."""
    return sum(len(objects) for properties in graph.values() for objects in properties.values())


def members(graph: Graph, head: str) -> list[str] | None:
    """The members of the rdf:List at `head`, None where it is no well-formed list (walked without recursion)."""
    found: list[str] = []
    seen: set[str] = set()
    while head != terms.RDF_NIL:
        cell = graph.get(head)
        if cell is None or head in seen or len(cell.get(terms.RDF_FIRST, ())) != 1 or len(cell.get(terms.RDF_REST, ())) != 1:
            return None
        seen.add(head)
        found.append(cell[terms.RDF_FIRST][0])
        head = cell[terms.RDF_REST][0]
    return found


def to_rdflib(graph: Graph) -> rdflib.Graph:
    """The same triples as an rdflib.Graph, literals exactly as written (rdflib's normalising of lexical forms is side-stepped)."""
    import rdflib

    target = rdflib.Graph()
    cache: dict[str, rdflib.term.Node] = {}

    def node(term: str) -> rdflib.term.Node:
        if (known := cache.get(term)) is None:
            part = terms.parse(term)
            if part.kind == "iri":
                known = rdflib.URIRef(part.value)
            elif part.kind == "bnode":
                known = rdflib.BNode(part.value)
            elif part.lang:
                known = rdflib.Literal(part.value, lang=part.lang)
            else:
                # without normalize=False rdflib rewrites "2012-12-31Z"^^xsd:date to 2012-12-31
                datatype = None if part.datatype == terms.XSD_STRING else rdflib.URIRef(part.datatype)
                known = rdflib.Literal(part.value, datatype=datatype, normalize=False)
            cache[term] = known
        return known

    for subject, predicate, value in triples(graph):
        target.add((node(subject), node(predicate), node(value)))
    return target
