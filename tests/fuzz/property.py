"""What must hold of any bytes, read as any format; `judge` raises AssertionError where it does not."""

from __future__ import annotations

import functools
import io
from typing import Any

import msgspec
import pyoxigraph as ox

from kg import mapping, pipeline, resources, shacl
from kg.errors import Issue
from kg.graph import Described, triples
from kg.inputs import Input
from kg.record import Reading
from kg.settings import Settings
from kg.sources import SOURCES
from kg.writers import WRITERS
from kg.writers import Options as Choices
from tests.deadline import ends

BASE = "https://data.test.example/"
SETTINGS = Settings(base=BASE)
#: seconds of processor time that one small file may take; the usual is a hundredth of one
SECONDS = 10
SEVERITIES = ("violation", "warning", "info")


def judge(form: str, data: bytes, *, every_writer: bool = False) -> list[Described]:
    """What the records of the file become, after all checks."""
    with ends(within=SECONDS):
        if form in SOURCES:
            _same_with_and_without_places(form, data)
        found = []
        for outcome in pipeline.run([Input("x", form, data)], SETTINGS, validate=True):
            _told(outcome.findings, data)
            assert outcome.described is not None or outcome.findings, "an entry that is left out without a word"
            if outcome.described is not None:
                found.append(outcome.described)
                _written(outcome, outcome.described, every_writer=every_writer)
        return found


def _readings(form: str, data: bytes, *, trace: bool) -> list[Reading]:
    return [reading for _, reading in pipeline.readings([Input("x", form, data)], trace=trace)]


def _same_with_and_without_places(form: str, data: bytes) -> None:
    plain, traced = (_readings(form, data, trace=trace) for trace in (False, True))
    for one in plain:
        assert not one.places, "places nobody asked for"
        _told(one.issues, data)
        assert one.record is not None or one.issues, "an entry that is left out without a word"
        assert 0 <= one.origin.offset <= one.origin.offset + one.origin.length <= len(data), one.origin
        assert one.origin.line <= _lines(data), one.origin
    for one in traced:
        for field, place in (one.places or {}).items():
            assert 0 <= place.line <= _lines(data), (field, place)
            assert place.column >= 0, (field, place)
    assert [_without_places(one) for one in plain] == [_without_places(one) for one in traced]


def _without_places(reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.structs.asdict(reading)
    del found["places"]
    return found


def _lines(data: bytes) -> int:
    """How many lines there are at most, whatever ends one: readers count those of their format."""
    return data.count(b"\n") + data.count(b"\r") + 1


def _told(issues: list[Issue], data: bytes) -> None:
    for found in issues:
        assert found.code in resources.table("issues") or found.code in codes_of_shapes(), found
        assert found.message.strip(), found
        assert found.severity in SEVERITIES, found
        assert 0 <= found.place.line <= _lines(data), found
        assert found.place.column >= 0, found


@functools.cache
def codes_of_shapes() -> frozenset[str]:
    """The codes that shapes give."""
    return frozenset(shape.code for shape in shacl.load_profiles(SETTINGS.profiles).shapes.values())


def _written(outcome: pipeline.Outcome, described: Described, *, every_writer: bool) -> None:
    """The record's graph parses strictly and is the same again; its losses are told; each writer writes it."""
    out = io.BytesIO()
    WRITERS["ntriples"].write([described], out, options=Choices(base=BASE))  # type: ignore[call-arg, list-item]
    parsed = {str(quad.triple) for quad in ox.parse(out.getvalue(), format=ox.RdfFormat.N_TRIPLES)}
    assert len(parsed) == len(set(triples(described.graph)))
    if outcome.reading is not None and outcome.reading.record is not None:
        mapping.losses(outcome.reading.record, pipeline.mapper_options(SETTINGS))
    if every_writer:
        for writer in WRITERS.values():
            if writer.kind == "graph":
                writer.write([described], io.BytesIO(), options=Choices(base=BASE))  # type: ignore[call-arg, list-item]
            else:
                writer.write(pipeline.records(outcome, SETTINGS), io.BytesIO())  # type: ignore[call-arg, arg-type]
