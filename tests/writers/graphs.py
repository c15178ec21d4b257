"""Graphs for the tests of the writers, and what the two RDF libraries read in what is written."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import rdflib
from rdflib.compare import to_canonical_graph

from kg import graph, terms
from kg.graph import Described, Graph
from kg.writers import DEFAULT, WRITERS, Options

HERE = Path(__file__).parent
SHARED = Path(__file__).parents[2].parent / "shared"
BASE = "https://data.example.net/"
TARGET_KEY = "4616a77a-085a-41f2-b39b-25ccae7f6519"
GRAPH_FORMATS = [name for name, row in WRITERS.items() if row.kind == "graph" and name != "embed"]
RDFLIB = {"turtle": "turtle", "ntriples": "nt", "nquads": "nquads", "jsonld": "json-ld", "jsonl": "json-ld"}
OXIGRAPH = {
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "ntriples": pyoxigraph.RdfFormat.N_TRIPLES,
    "nquads": pyoxigraph.RdfFormat.N_QUADS,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "jsonl": pyoxigraph.RdfFormat.JSON_LD,
}


def described(found: Graph, key: str = "k", base: str = BASE) -> Described:
    return Described(key, f"<{base}work/{key}>", f"<{base}graph/{key}>", found)


def parsed(data: bytes, key: str, base: str = BASE) -> Described:
    """Turtle in document order (rdflib would shuffle it)."""
    labels: dict[str, str] = {}

    def shown(node: object) -> str:
        # the parser's labels are random
        return labels.setdefault(str(node), f"_:l{len(labels)}") if isinstance(node, pyoxigraph.BlankNode) else str(node)

    quads = pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.TURTLE)
    found = graph.from_triples((shown(quad.subject), shown(quad.predicate), shown(quad.object)) for quad in quads)
    return described(found, key, base)


def sample() -> Described:
    return parsed((HERE / "sample.ttl").read_bytes(), "tides-2019")


def target() -> Described:
    data = (SHARED / "design" / "target-article.ttl").read_bytes()
    return parsed(data, TARGET_KEY, "https://data.example.org/")


def written(name: str, items: Iterable[Described], options: Options = DEFAULT) -> bytes:
    out = io.BytesIO()
    WRITERS[name].write(items, out, options=options)  # type: ignore[call-arg, arg-type]
    return out.getvalue()


def rdflib_triples(name: str, data: bytes) -> list[tuple[str, str, str]]:
    """What rdflib reads, blank nodes named by canonicalisation (list cells differ in name only)."""
    dataset = rdflib.Dataset()
    for text in data.splitlines() if name == "jsonl" else [data]:
        dataset.parse(data=text, format=RDFLIB[name])
    merged = rdflib.Graph()
    for item in dataset.quads():
        merged.add(item[:3])
    return canonical(merged)


def oxigraph_triples(name: str, data: bytes) -> list[tuple[str, str, str]]:
    merged = rdflib.Graph()
    for text in data.splitlines() if name == "jsonl" else [data]:
        quads = pyoxigraph.parse(text, format=OXIGRAPH[name])
        found = graph.from_triples((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads)
        merged += graph.to_rdflib(found)
    return canonical(merged)


def given_triples(items: Iterable[Described]) -> list[tuple[str, str, str]]:
    merged = rdflib.Graph()
    for item in items:
        merged += graph.to_rdflib(item.graph)
    return canonical(merged)


def canonical(found: rdflib.Graph) -> list[tuple[str, str, str]]:
    return sorted(tuple(_shown(node) for node in triple) for triple in to_canonical_graph(found))  # type: ignore[misc]


def _shown(node: rdflib.term.Node) -> str:
    # language tags are equal whatever their case (RDF 1.1 Concepts, section 3.3), and rdflib normalises the lexical form of numbers
    if isinstance(node, rdflib.Literal):
        if node.language:
            return f"{str(node)!r}@{node.language.lower()}"
        return repr(rdflib.Literal(str(node), datatype=node.datatype)) if node.datatype else repr(str(node))
    return node.n3()


def local_context(document: str) -> str:
    """An embedding with schema.org's own context, inline, so that no reader goes to the network for it."""
    path = SHARED / "vocabularies" / "schemaorg-30.0-context.jsonld"
    if path.exists():
        context = json.loads(path.read_text("utf-8"))["@context"]
    else:
        links = ("url", "sameAs", "isPartOf", "contentUrl", "license", "mainEntityOfPage", "inDefinedTermSet")
        context = {"@vocab": "http://schema.org/", "schema": "http://schema.org/"}
        context |= {name: {"@id": f"schema:{name}", "@type": "@id"} for name in links}
    loaded = json.loads(document)
    loaded["@context"] = context
    return json.dumps(loaded)


def golden(name: str, found: bytes) -> None:
    """Compares with tests/writers/golden/NAME; GOLDEN=write in the environment writes it, and the difference is read before it is kept."""
    path = HERE / "golden" / name
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(found)
    assert found.decode() == path.read_text("utf-8")


def iri(text: str) -> str:
    made = terms.iri(text)
    assert made
    return made
