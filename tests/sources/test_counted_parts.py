"""Formats whose records only follow one upon another: the parts of a large file give the readings of the whole."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg import inputs, pipeline
from kg.sources import SOURCES, Parting
from kg.sources.parts import Part
from tests.bench import growing
from tests.shared import corpora

FORMATS = ["marc", "nbib"]


def pieces(data: bytes, length: int) -> Iterator[bytes]:
    yield from (data[start : start + length] for start in range(0, len(data), length))


def parts(data: bytes, size: int, form: str, length: int = 300) -> list[Part]:
    parting = SOURCES[form].parting
    assert isinstance(parting, Parting)
    return list(parting.cut(functools.partial(pieces, data, length), size, ""))


def told(items: list[inputs.Input], *, trace: bool = True) -> list[Any]:
    return [msgspec.to_builtins(found) for _, found in pipeline.readings(items, trace=trace)]


def both(data: bytes, size: int, form: str, length: int = 300) -> int:
    """How many parts there are; their readings are those of the whole."""
    found = parts(data, size, form, length)
    assert b"".join(part.data for part in found) == data
    items = [inputs.Input("a", form, *part) for part in found]
    for trace in (True, False):
        assert told(items, trace=trace) == told([inputs.Input("a", form, data)], trace=trace)
    return len(found)


@pytest.mark.parametrize("form", FORMATS)
def test_the_parts_give_the_readings_of_the_whole(form: str) -> None:
    data = next(one for one in growing.axes(form) if one.name == "records").data(25)
    for size in (1, 2_000, len(data) // 3):
        assert both(data, size, form) > 1
    assert both(data, 10 * len(data), form) == 1


def test_marc_records_with_faults_and_what_stands_between_them() -> None:
    record = next(one for one in growing.axes("marc") if one.name == "records").data(1)
    for between in (b"\n", b"\r\n", b"  \n\n", b"junk", b"\x1d", b"\x00\x1a"):
        for last in (b"", b"\n", record[:60]):
            assert both(between.join([record] * 9) + last, 1, "marc", length=97) > 3


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_entries_of_nbib_that_begin_in_other_ways(end: bytes) -> None:
    entry = b"PMID- %d\nOWN - NLM\nTI  - A title that\n      goes on\n\nAB  - Text behind an empty line.\n"
    without = b"OWN - ERIC\nTI  - No number\n"
    several = [entry % number + b"\n" for number in range(9)]
    for data in (b"".join(several), b"\n".join([*several[:3], without, without, *several[3:]]), b"1.\n\n" + b"  \n".join(several)):
        assert both(data.replace(b"\n", end), 1, "nbib", length=50) > 3
    one = b"".join(entry % number for number in range(9))
    assert both(one.replace(b"\n", end), 1, "nbib") == 1


def test_nbib_in_utf_16_is_read_in_one() -> None:
    assert both("\ufeff".encode("utf-16-le") + "PMID- 1\nTI  - T\n\n".encode("utf-16-le") * 9, 1, "nbib") == 1


def test_a_large_file_comes_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PART", 4_000)
    monkeypatch.setattr(inputs, "_BLOCK", 1_000)
    data = next(one for one in growing.axes("marc") if one.name == "records").data(100)
    (tmp_path / "a.mrc").write_bytes(data)
    found = list(inputs.load(str(tmp_path / "a.mrc")))
    assert len(found) > 10
    assert told(found) == told([inputs.Input(found[0].name, "marc", data)])


def test_the_corpora_in_parts(capsys: pytest.CaptureFixture[str]) -> None:
    files = cut = 0
    for path in sorted(path for folder in ("marcxml", "ris", "pubmed-xml") for path in (corpora() / folder).rglob("*")):
        if path.is_file() and path.stat().st_size < 500_000:
            data = path.read_bytes()
            try:
                form = inputs.recognise(data, path.name)
            except inputs.UnknownFormat:
                continue
            if form in FORMATS:
                files += 1
                cut += both(data, 1_000, form, length=1_000) > 1
    with capsys.disabled():
        print(f"\n{files} files of MARC and nbib of the corpora in parts, {cut} of them cut")
    assert cut
