"""The bench runs, and what it compares is equal. Nothing is asserted about time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg import graph, terms
from kg.mapping import Mapper
from kg.shacl import load_profiles, validate_many
from kg.sources import SOURCES
from tests.bench import generator
from tests.bench.__main__ import BENCHES, table
from tests.bench.timing import TINY, Row, Scale

SH = "http://www.w3.org/ns/shacl#"
#: what stands on a shape beside its constraints
BESIDE = {"property", "path", "name", "order", "message", "description", "severity", "qualifiedValueShape", "flags"}


@pytest.mark.parametrize("run", BENCHES.values(), ids=lambda run: run.__module__.rpartition(".")[2])
def test_bench_runs_on_a_few_records_and_its_comparisons_hold(run: Callable[[Scale], list[Row]]) -> None:
    rows = run(TINY)
    assert rows
    assert all(row.ours > 0 or row.note for row in rows)
    assert all(row.name in table(rows) for row in rows)


def test_makes_the_same_records_in_every_run_and_longer_rows_begin_with_shorter_ones() -> None:
    assert list(generator.records(50)) == list(generator.records(80))[:50]


def test_makes_records_of_every_type_with_the_mean_size_that_rates_are_told_for() -> None:
    records = list(generator.records(5 * len(generator.types()), bad=False))
    assert {(record.type, record.variant) for record in records} == set(generator.types())
    mapper = Mapper(generator.OPTIONS)
    sizes = [graph.size(mapper.forward(record).described.graph) for record in records]
    assert 95 <= sum(sizes) / len(sizes) <= 105


def test_every_constraint_component_of_the_core_shapes_fires() -> None:
    shapes, mapper = load_profiles(["core"]), Mapper(generator.OPTIONS)
    names = {
        terms.text(parameter).removeprefix(SH) for iri, shape in shapes.shapes.items() if shape.code for parameter in shapes.graph[iri]
    }
    parameters = {name for name in names if ":" not in name and not name.startswith("target")} - BESIDE
    wanted = {f"{name[0].upper()}{name[1:]}ConstraintComponent" for name in parameters}
    bad = [record for number, record in enumerate(generator.records(24 * 20)) if number % generator.BAD_EVERY == 19]
    described = [*(mapper.forward(record).described for record in bad), *generator.mutants()]
    results = [result for found in validate_many(shapes, described) for result in found]
    assert wanted == {terms.text(result.component).removeprefix(SH) for result in results}


def test_crossref_lines_are_read_as_the_records_they_were_made_from() -> None:
    data = b"".join(generator.crossref_lines(60))
    readings = list(SOURCES["crossref"].read(data, trace=False, encoding=""))
    assert [reading.record is not None for reading in readings] == [True] * 60
    made = list(generator.records(60))
    for number, (reading, record) in enumerate(zip(readings, made, strict=True)):
        if reading.record is not None and number % generator.BAD_EVERY != generator.BAD_EVERY - 1:
            assert [title.value for title in reading.record.titles] == [title.value for title in record.titles]
            assert len(reading.record.contributors) == len(record.contributors)
