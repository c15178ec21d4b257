"""A large table in parts gives the readings of the whole table, wherever it is cut."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import inputs, pipeline
from kg.record import Reading
from kg.sources import csv, csv_parts
from kg.sources.column_fields import FIELDS
from kg.sources.columns import Columns, load
from kg.sources.parts import Part


@pytest.fixture(autouse=True)
def _small_head(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan from fewer characters, so that small tables are cut too."""
    monkeypatch.setattr(csv, "HEAD", 4096)
    monkeypatch.setattr(csv_parts, "HEAD", 4096)


def rows(count: int, delimiter: str = ",") -> Iterator[str]:
    for number in range(count):
        title = f'"Title {number}{delimiter} with ""marks"" and\nline ends é"'
        yield delimiter.join([title, f'  "Smith, J.; Doe, K{number}."', str(1990 + number % 30), f"10.1234/a{number}", "x" * (number % 90)])
        if number % 7 == 0:
            yield ""
        if number % 11 == 0:
            yield delimiter * 4
        if number % 13 == 0:
            yield f'say "yes"{delimiter} b{delimiter}2012'


def table(count: int, delimiter: str = ",", end: str = "\n") -> str:
    return end.join([delimiter.join(["Title", "Authors", "Year", "DOI", "Note"]), *rows(count, delimiter)]) + end


def parts(data: bytes, size: int, encoding: str = "", columns: Columns | None = None) -> list[Part]:
    return list(csv_parts.cut(lambda: iter([data[start : start + 900] for start in range(0, len(data), 900)]), size, encoding, columns))


def together(found: list[Part], *, trace: bool = False) -> list[Reading]:
    items = [inputs.Input("t.csv", "csv", *part) for part in found]
    return [reading for _, reading in pipeline.readings(items, trace=trace)]


def whole(data: bytes, encoding: str = "", *, trace: bool = False) -> list[Reading]:
    return [reading for _, reading in pipeline.readings([inputs.Input("t.csv", "csv", data)], encoding=encoding, trace=trace)]


@pytest.mark.parametrize(
    ("delimiter", "end", "encoding"), [(",", "\n", "utf-8"), (";", "\r\n", "cp1252"), ("\t", "\r", "utf-8"), (",", "\n", "utf-8-sig")]
)
def test_gives_the_readings_of_the_whole_table(delimiter: str, end: str, encoding: str) -> None:
    data = table(700, delimiter, end).encode(encoding)
    named = "" if encoding.startswith("utf") else encoding
    found = parts(data, 6_000, named)
    assert len(found) > 10
    assert b"".join(part.data for part in found) == data
    assert together(found, trace=True) == whole(data, named, trace=True)


def test_cuts_only_between_rows() -> None:
    data = table(700).encode()
    for part in parts(data, 7_000)[1:]:
        assert part.data.startswith((b'"Title', b",,,,", b"say ", b"\n"))


def test_is_cut_alike_whatever_the_size_of_the_pieces() -> None:
    data = table(600).encode()
    chance = random.Random(7)
    for _ in range(5):
        size = chance.randrange(2_000, 40_000)
        assert [reading.label for reading in together(parts(data, size))] == [reading.label for reading in whole(data)]


def test_tells_what_concerns_the_table_once() -> None:
    data = table(600).encode()
    told = [found.code for reading in together(parts(data, 6_000)) for found in reading.issues if found.code in ("R364", "R366")]
    assert told == ["R364"]


def test_carries_the_user_s_columns_into_every_part() -> None:
    columns = load('[columns]\nNote = "titles"\nDOI = "identifiers.doi"\n', "my.toml", fields=FIELDS)
    readings = together(parts(table(600).encode(), 6_000, columns=columns))
    assert {reading.record.titles[0].value for reading in readings if reading.record and reading.record.titles} == {
        "x" * n for n in range(1, 90)
    }


def test_keeps_utf_16_whole() -> None:
    data = table(500).encode("utf-16")
    [part] = parts(data, 2_000)
    assert [reading.label for reading in together([part])] == [reading.label for reading in whole(data)]


def test_reports_the_line_that_does_not_fit_the_encoding() -> None:
    data = table(600).encode() + b"\xff,b,2012,,\n" + table(100).encode()
    [reading] = together(parts(data, 6_000))
    [expected] = whole(data)
    assert reading.issues[0].message == expected.issues[0].message


def test_is_not_stopped_by_a_quotation_mark_that_is_never_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.syntax.table.LONGEST", 9_000)
    monkeypatch.setattr(csv_parts, "LONGEST", 9_000)
    data = table(300).encode() + b'"open, b,2012,,\n' + b"last,b,2013,,\n" * 1_000
    found = parts(data, 6_000)
    assert len(found) > 5
    assert [reading.label for reading in together(found)] == [reading.label for reading in whole(data)]


def test_a_large_table_comes_in_parts_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PART", 50_000)
    monkeypatch.setattr(inputs, "_BLOCK", 20_000)
    path = tmp_path / "large.csv"
    path.write_text(table(2500), encoding="utf-8")
    found = list(inputs.load(str(path)))
    assert len(found) > 4
    assert max(len(item.data) for item in found) < 500_000
    assert sum(1 for item in found for _ in csv.read_part(item.data, item.context)) == len(whole(path.read_bytes()))
