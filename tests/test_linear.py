"""The tool that measures whether reading takes time with the size alone knows every reader, and runs. No time is asserted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.sources import SOURCES
from tests.bench import growing, linear

#: of these a file holds one record
SINGLE = ("html", "pure-html", "pure-page")


@pytest.mark.parametrize("form", SOURCES)
def test_every_reader_has_axes_of_records_and_of_their_size(form: str) -> None:
    chosen = {axis.name for axis in growing.chosen(form)}
    assert chosen == set(growing.CHOSEN[form])
    assert form in SINGLE or chosen & {"records", "lines"}
    assert chosen - {"records", "lines"}


@pytest.mark.parametrize("form", SOURCES)
def test_every_axis_grows_and_is_read(form: str) -> None:
    for axis in growing.axes(form):
        counts = [sum(reading.record is not None for reading in SOURCES[form].read(axis.data(count))) for count in (1, 3)]
        assert counts[0] >= 1, axis.name
        assert counts[1] == (3 * counts[0] if axis.name in ("records", "lines") else counts[1]), axis.name
        assert len(axis.data(3)) > len(axis.data(1))


def test_copies_differ_by_their_number() -> None:
    for form in SOURCES:
        for axis in growing.chosen(form):
            assert len(axis.cut) > 1, (form, axis.name)


def test_measures_and_prints_a_line_for_each_axis(capsys: pytest.CaptureFixture[str]) -> None:
    linear.main(["ris", "html", "--seconds", "0", "--trace"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == linear.HEAD
    assert [line.split()[0] for line in lines[1:]] == [form for form in ("ris", "html") for _ in growing.chosen(form)]
    assert all(re.search(r"\d\.\d\d  (holds|DOES NOT HOLD)$", line) for line in lines[1:])


def test_measures_only_the_axes_that_are_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    linear.main(["ris", "datacite-json", "--seconds", "0", "--axis", "AU", "--axis", "subjects"])
    found = {tuple(line.split()[:2]) for line in capsys.readouterr().out.splitlines()[1:]}
    assert found == {("ris", "AU"), ("datacite-json", "subjects")}


def test_takes_files_of_a_folder_over_and_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form, name in (("ris", "two.ris"), ("mods", "one.xml"), ("crossref", "work.json"), ("html", "page.html")):
        (tmp_path / f"{form}-{name}").write_bytes((growing.SAMPLES / form / name).read_bytes())
    (tmp_path / "none.bin").write_bytes(b"\x00\x01")
    linear.main(["--corpora", str(tmp_path), "--seconds", "0"])
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]} == {"ris", "mods", "crossref"}


def test_what_doubles_holds_and_what_grows_with_the_square_does_not() -> None:
    assert linear.Found("ris", "records", 1, 1, 1, 2.0, 4.2).holds
    assert not linear.Found("ris", "records", 1, 1, 1, 2.0, 8.0).holds
