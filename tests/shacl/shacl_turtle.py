"""Turtle for the tests of this folder -> Graph."""

from __future__ import annotations

import pyoxigraph

from kg import graph, resources, terms
from kg.graph import Graph

BASE = "https://data.example.org/"


def _term(node: object) -> str:
    if isinstance(node, pyoxigraph.Literal):
        return terms.literal(node.value, lang=node.language or "", datatype="" if node.language else node.datatype.value)
    return str(node)


def read(text: str, *, record: bool = True) -> Graph:
    """The graph of `text`, with the project's prefixes and, unless record=False, <r> foaf:primaryTopic <w>."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in resources.table("prefixes").items())
    if record:
        head += "<r> foaf:primaryTopic <w> .\n"
    quads = pyoxigraph.parse(input=(head + text).encode(), format=pyoxigraph.RdfFormat.TURTLE, base_iri=BASE)
    return graph.from_triples((_term(quad.subject), _term(quad.predicate), _term(quad.object)) for quad in quads)
