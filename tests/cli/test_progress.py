"""The line that tells how far a run is."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kg import inputs
from kg.cli import run
from kg.inputs import Input


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_time_left_is_told_where_the_size_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.ris").write_bytes(b"x" * 600)
    (tmp_path / "b.ris").write_bytes(b"x" * 400)
    clock = iter([0.0, 10.0, 20.0, 400.0])
    monkeypatch.setattr(run.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys, "stderr", out := Terminal())
    progress = run.Progress(False, [str(tmp_path)])
    progress.reached(Input("a", "ris", b"x" * 200))
    progress.show(30, "no findings")
    progress.reached(Input("a", "ris", b"x" * 400, offset=200))
    progress.reached(Input("b", "ris", b"x" * 100))
    progress.show(60, "no findings")
    progress.show(60, "1 warning")
    told = [line.strip() for line in out.getvalue().split("\r")[1:]]
    assert told == [
        "30 records, 3 a second, no findings, 40 s left",
        "60 records, 3 a second, no findings, 9 s left",
        "60 records, 0 a second, 1 warning, 3 min left",
    ]


@pytest.mark.parametrize("names", [["-"], ["a.ris.gz"], ["no such file"]])
def test_size_is_not_known_before_it_is_unpacked_or_read(names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.ris.gz").write_bytes(b"")
    assert inputs.size(names) == 0
