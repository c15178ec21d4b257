"""Bench 2: constraints in SPARQL, against pySHACL on the same graphs."""

from __future__ import annotations

from pathlib import Path

from kg.mapping import Mapper
from kg.shacl import load, validate_many
from tests.bench import generator, rival
from tests.bench.timing import Row, Scale, once, seconds

SHAPES = Path(__file__).with_name("sparql.ttl")
NAME = "2 sh:sparql"


def run(scale: Scale) -> list[Row]:
    """Validation alone of graphs in memory."""
    shapes, mapper = load([SHAPES]), Mapper(generator.OPTIONS)
    described = [mapper.forward(record).described for record in generator.records(min(scale.records, 2_000))]
    part = described[:50]
    for item, found in zip(part, validate_many(shapes, part), strict=True):
        assert rival.keys(found) == rival.results(shapes, item.graph), item.work
    values = rival.values(part)
    theirs = []
    for batch in rival.BATCHES:
        graphs = [rival.mapped(values[start : start + batch]) for start in range(0, len(values), batch)]
        rival.validated(shapes.rdf, graphs[0])
        theirs.append((once(lambda graphs=graphs: [rival.validated(shapes.rdf, graph) for graph in graphs]) / len(part), batch))  # type: ignore[misc]
    best, batch = min(theirs)
    sample = described[: max(1, min(len(described), int(scale.rival_seconds / 4 / best)))]
    ours = seconds(lambda: validate_many(shapes, sample), scale) / len(sample)
    note = f"three constraints; rival: batches of {batch}; ours: {validate_many.__module__}"
    if best / ours < 2:
        note += "; sh:sparql still runs on pySHACL itself, so no gain is to be expected"
    return [Row(NAME, "validation alone", ours=1 / ours, rival=1 / best, ratio=best / ours, goal=30, note=note)]
