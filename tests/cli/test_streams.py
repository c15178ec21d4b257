"""Standard streams that are closed, full or read by nobody: a run's data counts, its messages may be lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runner import EXAMPLES, ROOT

ARTICLES = EXAMPLES / "articles.bib"


def shell(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`command` run by bash, with `kg` for this project's command line."""
    whole = f'kg() {{ "{sys.executable}" -m kg "$@"; }}; {command}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(["bash", "-c", whole], cwd=cwd, env=environment, capture_output=True, text=True, timeout=60)


def test_nobody_reads_the_messages_and_all_is_written(tmp_path: Path) -> None:
    # more findings than a pipe holds, so that writing them must fail
    (tmp_path / "many.bib").write_text("".join(f"@misc{{k{n}, title = {{{'x' * 150}}}, month = undefined}}\n" for n in range(400)))
    shell("kg convert many.bib --all --no-validate -v -o all.nt 2> messages", tmp_path)
    assert (tmp_path / "messages").stat().st_size > 65536
    ended = shell("kg convert many.bib --all --no-validate -v -o out.nt 2>&1 | true; echo ${PIPESTATUS[0]}", tmp_path)
    assert ended.stdout == "0\n"
    assert (tmp_path / "out.nt").read_bytes() == (tmp_path / "all.nt").read_bytes()


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_closed_or_full_standard_error_loses_messages_only(where: str, tmp_path: Path) -> None:
    ended = shell(f"kg convert {ARTICLES} --no-validate -t bibtex {where}", tmp_path)
    assert ended.returncode == 0
    assert ended.stdout == shell(f"kg convert {ARTICLES} --no-validate -t bibtex", tmp_path).stdout


@pytest.mark.parametrize(
    ("where", "said"), [(">&-", "standard output is closed"), (">/dev/full", "No space left"), ("-o /dev/full", "No space left")]
)
def test_output_without_a_place_is_told_and_is_no_bug(where: str, said: str, tmp_path: Path) -> None:
    ended = shell(f"kg convert {ARTICLES} --no-validate {where}", tmp_path)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "bug" not in ended.stderr


def test_without_arguments_the_help_is_shown_as_it_is(tmp_path: Path) -> None:
    ended = shell("kg", tmp_path)
    assert ended.returncode == 2
    assert ended.stderr.startswith("Usage: kg")


def test_interrupt_ends_with_130_and_leaves_no_file(tmp_path: Path) -> None:
    # several parts: the output grows while the run goes on
    (tmp_path / "big.ris").write_text("".join(f"TY  - BOOK\nTI  - A title {n}\nPY  - 2020\nER  - \n\n" for n in range(200_000)))
    with subprocess.Popen(
        [sys.executable, "-m", "kg", "convert", "big.ris", "--no-validate", "-o", "out.nt"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        while not any(path.name.startswith(".out.nt") and path.stat().st_size for path in tmp_path.iterdir()):
            assert process.poll() is None
        os.killpg(process.pid, 2)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.endswith("kg: interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["big.ris"]
