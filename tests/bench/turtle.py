"""Bench 3: Turtle against N-Triples, and whether its time grows as the number of records does."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.graph import Described
from kg.mapping import Mapper, facts
from kg.shacl import load_profiles, validate_many
from kg.writers import ntriples, turtle
from tests.bench import generator
from tests.bench.timing import Clock, Nowhere, Row, Scale, seconds, settle

NAME = "3 Turtle"
#: what bench 1 measures, with either writer at its end
WHOLE = "records to validated file"


def run(scale: Scale) -> list[Row]:
    """Writing alone, records to file, and the growth from `scale.short` to `scale.long` records."""
    records, mapper = list(generator.records(scale.records)), Mapper(generator.OPTIONS)
    described = [mapper.forward(record).described for record in records]
    check(described[:200])
    rows = []
    shapes = load_profiles(["core"])

    def line() -> Iterator[Described]:
        for record in records:
            described = mapper.forward(record).described
            validate_many(shapes, [described], facts=facts())
            yield described

    for name, source in (
        ("writing alone", lambda: iter(described)),
        ("mapped and written", lambda: (mapper.forward(record).described for record in records)),
        (WHOLE, line),
    ):
        lines = seconds(lambda source=source: ntriples.write(source(), _nowhere()), scale) / len(records)  # type: ignore[misc]
        blocks = seconds(lambda source=source: turtle.write(source(), _nowhere()), scale) / len(records)  # type: ignore[misc]
        goal = 0.9 if name == WHOLE else 0.0
        rows.append(Row(NAME, f"{name}, to N-Triples", ours=1 / blocks, rival=1 / lines, ratio=lines / blocks, goal=goal))
    one, other = _growth(scale.short, mapper), _growth(scale.long, mapper)
    factor = scale.long / scale.short
    rows.append(
        Row(
            NAME,
            f"CPU time of {scale.long} records to that of {scale.short}",
            unit="s",
            ours=other,
            rival=one,
            ratio=other / one,
            goal=1.1 * factor,
            at_most=True,
            note="mapped and written",
        )
    )
    return rows


def _growth(count: int, mapper: Mapper) -> float:
    settle()
    clock = Clock()
    turtle.write((mapper.forward(record).described for record in clock.source(generator.records(count))), _nowhere())
    return max(clock.spent, 1e-9)


def check(described: list[Described]) -> None:
    """Raises AssertionError where both formats do not hold the same triples."""
    import pyoxigraph as ox

    found = []
    for write, form in ((ntriples.write, ox.RdfFormat.N_TRIPLES), (turtle.write, ox.RdfFormat.TURTLE)):
        out = io.BytesIO()
        write(described, out)
        dataset = ox.Dataset(ox.parse(out.getvalue(), format=form))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        found.append(set(dataset))
    assert found[0] == found[1]


def _nowhere() -> BinaryIO:
    return cast("BinaryIO", Nowhere())
