"""All forms of the same records say the same to rdflib and to pyoxigraph, and are the same bytes from run to run."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import pytest
import rdflib

from kg import inputs, pipeline, rdf, terms
from kg.graph import Described, Graph, add, members, triples
from kg.settings import Settings
from kg.writers import WRITERS, embed
from tests.shared import corpora, vocabularies

FOLDERS = ("bibtex", "ris", "pure-ris", "csl-json", "crossref-json", "pure-portal")
SETTINGS = Settings(base="https://data.example.org/", spar=True, concepts="full")
SAMPLE = 120
SCHEMA = "https://schema.org/"
#: what the embedding says besides the graph (docs/web.md): texts for consumers that know no other property
OF_THE_PAGE = {SCHEMA + name for name in ("description", "headline", "url", "mainEntityOfPage")}


def described(folder: str) -> list[Described]:
    """A sample of the folder's records, spread evenly over its files."""
    found = pipeline.run(inputs.read([str(corpora() / folder)], failed=lambda error: None), SETTINGS, validate=False)
    parts = [outcome.described for outcome in found if outcome.described is not None and outcome.reading is not None]
    return parts[:: max(1, len(parts) // SAMPLE)]


def written(parts: Iterable[Described], name: str) -> bytes:
    out = io.BytesIO()
    WRITERS[name].write(parts, out, options=pipeline.writer_options(SETTINGS))  # type: ignore[call-arg, arg-type]
    return out.getvalue()


def folded(graph: Graph) -> set[tuple[str, str, str]]:
    """The triples, each list as one value, so that labels of cells do not matter; language tags in lower case (they have no case)."""
    cells = {subject for subject, properties in graph.items() if terms.RDF_FIRST in properties}

    def value(term: str) -> str:
        if term in cells:
            return "( " + " ".join(members(graph, term) or ["broken"]) + " )"
        part = terms.parse(term)
        return terms.literal(part.value, lang=part.lang.lower()) if part.lang else term

    return {(s, p, value(o)) for s, p, o in triples(graph) if s not in cells}


def by_pyoxigraph(data: bytes, form: str) -> set[tuple[str, str, str]]:
    parts, issues = rdf.read(data, form, works=lambda graph: [], base=SETTINGS.base)
    assert issues == []
    return folded({s: p for part in parts for s, p in part.graph.items()})


def by_rdflib(data: bytes, form: str) -> set[tuple[str, str, str]]:
    normalize, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        found = rdflib.Graph().parse(data=data, format=form)
    finally:
        rdflib.NORMALIZE_LITERALS = normalize
    graph: Graph = {}
    for s, p, o in found:
        add(graph, *(_term(node) for node in (s, p, o)))
    return folded(graph)


def _term(node: rdflib.term.Node) -> str:
    if isinstance(node, rdflib.Literal):
        return terms.literal(str(node), lang=node.language or "", datatype=str(node.datatype or ""))
    return f"_:{node}" if isinstance(node, rdflib.BNode) else f"<{node}>"


@pytest.mark.parametrize("folder", FOLDERS)
def test_all_rdf_forms_are_one_graph_for_two_parsers(folder: str) -> None:
    parts = described(folder)
    wanted = folded({})
    for part in parts:
        wanted |= folded(part.graph)
    lines = written(parts, "jsonl").splitlines()
    for name, form, other in (("ntriples", "ntriples", "nt"), ("turtle", "turtle", "turtle"), ("jsonld", "jsonld", "json-ld")):
        data = written(parts, name)
        assert data == written(described(folder), name), f"{name} differs from run to run"
        assert by_pyoxigraph(data, form) == wanted, name
        assert by_rdflib(data, other) == wanted, name
    assert set().union(*(by_pyoxigraph(line, "jsonld") for line in lines)) == wanted
    print(f"\n{folder}: {len(parts)} records, {len(wanted)} statements in Turtle, N-Triples, JSON-LD and JSON lines")


@pytest.mark.parametrize("folder", FOLDERS)
def test_embedding_says_nothing_that_the_graph_does_not(folder: str) -> None:
    context = json.loads((vocabularies() / "schemaorg-30.0-context.jsonld").read_text("utf-8"))["@context"]
    parts = described(folder)
    options = pipeline.writer_options(SETTINGS)
    for part in parts:
        document = embed.document(part, options)
        document["@context"] = context
        found = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
        known = {(s, p, terms.text(o)) for s, p, o in triples(part.graph)}
        for s, p, o in found:
            predicate = str(p).replace("http://schema.org/", SCHEMA)
            value = str(o).replace("http://schema.org/", SCHEMA) if isinstance(o, rdflib.URIRef) else str(o)
            if predicate == SCHEMA + "creator":  # Google's guide to datasets asks for this name of the authors
                predicate = SCHEMA + "author"
            if predicate not in OF_THE_PAGE:
                assert (f"<{s}>", f"<{predicate}>", value) in known, (part.work, s, predicate, value)
    print(f"\n{folder}: {len(parts)} embeddings")
