"""Bench 6: validating a file of RDF, against rdflib + pySHACL, end to end and validation alone."""

from __future__ import annotations

import io

import rdflib

from kg import graph, rdf
from kg.graph import Described
from kg.mapping import Mapper
from kg.mapping.recognise import works
from kg.shacl import Compiled, load_profiles, validate, validate_many
from kg.writers import ntriples
from tests.bench import generator, rival
from tests.bench.timing import Row, Scale, once, seconds

NAME = "6 RDF files"


def run(scale: Scale) -> list[Row]:
    """Triples a CPU second, with the core shapes."""
    shapes, data = load_profiles(["core"]), file(scale.triples)
    parts, problems = rdf.read(data, "ntriples", works=works, base=generator.OPTIONS.base)
    assert problems == []
    whole = graph.from_triples(triple for part in parts for triple in graph.triples(part.graph))
    triples = graph.size(whole)
    theirs, report = _rival(shapes, data)
    found = validate(shapes, whole)
    assert set(rival.keys(found)) == report, "the results differ from pySHACL's"
    parsed = rdflib.Graph().parse(data=data, format="nt")
    alone = once(lambda: rival.validated(shapes.rdf, parsed))
    ours = seconds(lambda: _end_to_end(shapes, data), scale)
    bare = seconds(lambda: validate(shapes, whole), scale)
    note = f"{triples} triples of {len(parts)} records, {len(found)} results; ours: {validate.__module__}"
    unit = "triples/s"
    return [
        Row(NAME, "end to end, N-Triples file", unit, triples / ours, triples / theirs, theirs / ours, 8, note=note),
        Row(NAME, "validation alone", unit, triples / bare, triples / alone, alone / bare, 30),
    ]


def file(triples: int) -> bytes:
    """N-Triples of about that many triples: records good and bad, and the broken graphs."""
    mapper = Mapper(generator.OPTIONS)
    described: list[Described] = generator.mutants()
    count = sum(graph.size(item.graph) for item in described)
    for record in generator.records(triples):
        if count >= triples:
            break
        described.append(mapper.forward(record).described)
        count += graph.size(described[-1].graph)
    out = io.BytesIO()
    ntriples.write(described, out)
    return out.getvalue()


def _end_to_end(shapes: Compiled, data: bytes) -> int:
    parts, _ = rdf.read(data, "ntriples", works=works, base=generator.OPTIONS.base)
    return sum(map(len, validate_many(shapes, parts)))


def _rival(shapes: Compiled, data: bytes) -> tuple[float, set[rival.Key]]:
    """CPU seconds of rdflib and pySHACL for the whole file, and its results."""
    spent = once(lambda: rival.validated(shapes.rdf, rdflib.Graph().parse(data=data, format="nt")))
    parsed = graph.from_triples(_triples(data))
    return spent, set(rival.results(shapes, parsed))


def _triples(data: bytes) -> list[graph.Triple]:
    parts, _ = rdf.read(data, "ntriples", works=lambda _: [], base=generator.OPTIONS.base)
    return [triple for part in parts for triple in graph.triples(part.graph)]
