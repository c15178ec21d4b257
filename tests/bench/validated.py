"""Bench 1: records in memory to validated N-Triples, one process, against rdflib + pySHACL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import BinaryIO, cast

from kg import graph, inputs, pipeline
from kg.graph import Described
from kg.mapping import Mapper, facts
from kg.record import Record
from kg.shacl import Compiled, check_many, load_profiles, validate_many
from kg.writers import ntriples
from tests.bench import generator, rival
from tests.bench.timing import Nowhere, Row, Scale, is_compiled, seconds

NAME = "1 validated N-Triples"
GENERATED = "generated"


def run(scale: Scale) -> list[Row]:
    """Ours and the rival's, on generated records and on the corpus that was given."""
    rows = _compare(list(generator.records(scale.records)), GENERATED, scale)
    if scale.corpus:
        found = pipeline.readings(inputs.read([scale.corpus]))
        rows += _compare([reading.record for _, reading in found if reading.record is not None], scale.corpus, scale)
    return rows


def _compare(records: Sequence[Record], title: str, scale: Scale) -> list[Row]:
    shapes, mapper = load_profiles(["core"]), Mapper(generator.OPTIONS)
    described = [mapper.forward(record).described for record in records[:400]]
    check(shapes, described[:20] + described[19:400:20])
    values = rival.values(described)
    batch, theirs, number = rival.best_batch(shapes.rdf, values, scale.rival_seconds)
    triples = sum(graph.size(item.graph) for item in described) / len(described)
    note = f"{title}, {len(records)} records of {triples:.0f} triples; rival: batches of {batch}, {number} records"
    ours = seconds(lambda: convert(records, mapper, shapes), scale) / len(records)
    rows = [Row(NAME, f"core shapes, {title}", ours=1 / ours, rival=1 / theirs, ratio=theirs / ours, goal=50, note=note)]
    if is_compiled() and title == GENERATED:
        slow = _not_compiled(scale)
        rows.append(Row(NAME, "the same from the Python files", ours=1 / slow, rival=1 / theirs, ratio=theirs / slow))
    full = seconds(lambda: convert(records, mapper, shapes, beside=True), scale) / len(records)
    rows.append(Row(NAME, "the same and our checks beside SHACL", ours=1 / full, rival=1 / theirs, ratio=theirs / full))
    bare = seconds(lambda: convert(records, mapper, None), scale) / len(records)
    plain = seconds(lambda: rival.pipeline(None, values, 100), scale) / len(values)
    rows.append(Row(NAME, "without validation", ours=1 / bare, rival=1 / plain, ratio=plain / bare))
    return rows


def _not_compiled(scale: Scale) -> float:
    """CPU seconds a record of the same work in another process, which takes kg from the current folder."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONSAFEPATH")}
    command = [sys.executable, "-m", "tests.bench.validated", str(scale.records), str(scale.seconds), str(scale.runs)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout)


def convert(records: Sequence[Record], mapper: Mapper, shapes: Compiled | None, *, beside: bool = False) -> int:
    """The records mapped, validated and written; the number of results."""
    out, found = cast("BinaryIO", Nowhere()), 0
    for record in records:
        # one record at a time: what lives longer costs the garbage collector time
        described = [mapper.forward(record).described]
        if shapes is not None:
            answers = check_many(shapes, described, facts=facts()) if beside else validate_many(shapes, described, facts=facts())
            found += sum(map(len, answers))
        ntriples.write(described, out)
    return found


def check(shapes: Compiled, described: Sequence[Described]) -> None:
    """Raises AssertionError where the rival's triples or results are others than ours, on records and on broken graphs."""
    texts = rival.pipeline(None, rival.values(described), 1)
    for item, text in zip(described, texts, strict=True):
        assert _lines(text) == {f"{s} {p} {o} ." for s, p, o in graph.triples(item.graph)}, item.work
    for item, found in zip(described, validate_many(shapes, described, facts=facts()), strict=True):
        assert rival.keys(found) == rival.results(shapes, item.graph), item.work
    for item in generator.mutants():
        assert rival.keys(validate_many(shapes, [item])[0]) == rival.results(shapes, item.graph), item.key


def _lines(text: str) -> set[str]:
    """The triples of an N-Triples text as we write them, whatever was escaped."""
    import pyoxigraph

    parsed = pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return {f"{quad.subject} {quad.predicate} {quad.object} ." for quad in parsed}


def main(arguments: Sequence[str]) -> None:
    """Print what `_not_compiled` asks for."""
    count, least, runs = arguments
    scale = Scale(records=int(count), seconds=float(least), runs=int(runs))
    records, mapper, shapes = list(generator.records(scale.records)), Mapper(generator.OPTIONS), load_profiles(["core"])
    sys.stdout.write(str(seconds(lambda: convert(records, mapper, shapes), scale) / len(records)))


if __name__ == "__main__":
    main(sys.argv[1:])
