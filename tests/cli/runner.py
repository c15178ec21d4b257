"""Runs `kg` as users do: arguments in; exit code, standard output and standard error out."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kg.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
kept: list[tempfile.TemporaryDirectory[str]] = []


class Ended(NamedTuple):
    """Exit code, standard output and standard error of a run."""

    code: int
    out: str
    err: str


@functools.cache
def _folder() -> Path:
    """A folder with the examples and without a kg.toml: one that somebody made in the project must not change what tests see."""
    kept.append(tempfile.TemporaryDirectory(prefix="kg-tests-"))
    (folder := Path(kept[0].name)).joinpath("examples").symlink_to(EXAMPLES)
    return folder


def kg(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", **environ: str) -> Ended:
    """Run the command line in this process, from `cwd` (a folder with the examples alone), with `environ` added to the environment."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = (io.TextIOWrapper(io.BytesIO(stdin), "utf-8"), io.TextIOWrapper(out, "utf-8"), io.TextIOWrapper(err, "utf-8"))
    with contextlib.chdir(cwd or _folder()), _streams(*streams), _environment(environ):
        try:
            main([str(part) for part in arguments])
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        for stream in streams[1:]:
            stream.flush()
    return Ended(code, out.getvalue().decode("utf-8"), err.getvalue().decode("utf-8"))


@contextlib.contextmanager
def _streams(stdin: io.TextIOWrapper, stdout: io.TextIOWrapper, stderr: io.TextIOWrapper) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = stdin, stdout, stderr
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@contextlib.contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
