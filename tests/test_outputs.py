"""Outputs: whole or not at all, and never over somebody else's file."""

from __future__ import annotations

import gzip
import os
import stat
from pathlib import Path

import pytest
import zstandard

from kg import outputs
from kg.errors import UsageError

LONG = b"@prefix a: <http://a.example/> .\n" * 40


def listed(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_file_appears_only_when_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    with outputs.create(str(target)) as out:
        out.write(b"half")
        assert not target.exists()
    assert target.read_bytes() == b"half"
    assert listed(tmp_path) == ["out.ttl"]


def test_failure_leaves_old_file_and_no_other(tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    target.write_bytes(b"old")

    def interrupted() -> None:
        with outputs.create(str(target), force=True) as out:
            out.write(b"new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_bytes() == b"old"
    assert listed(tmp_path) == ["out.ttl"]


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        (b"", b"anything", True),
        (b"same", b"same", True),
        (LONG + b"old data", LONG + b"new data", True),
        (LONG + b"old data", LONG, True),
        (b"my own notes", b"@prefix", False),
        (b"my own notes", b"", False),
        (b"% " + LONG, LONG, False),
    ],
)
def test_replaces_only_its_own_earlier_output(tmp_path: Path, old: bytes, new: bytes, allowed: bool) -> None:
    target = tmp_path / "out.ttl"
    target.write_bytes(old)
    if allowed:
        outputs.write(str(target), new)
        assert target.read_bytes() == new
    else:
        with pytest.raises(UsageError) as caught:
            outputs.write(str(target), new)
        assert "--force" in caught.value.hint
        assert target.read_bytes() == old
    outputs.write(str(target), new, force=True)
    assert target.read_bytes() == new
    assert listed(tmp_path) == ["out.ttl"]


def test_refuses_foreign_file_before_the_run_is_over(tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    target.write_bytes(b"my own notes")
    written: list[int] = []

    def long_run() -> None:
        with outputs.create(str(target)) as out:
            for number in range(100):
                written.append(number)
                out.write(b"x" * 100)

    with pytest.raises(UsageError):
        long_run()
    assert len(written) < 10


def test_refuses_to_write_over_an_input(tmp_path: Path) -> None:
    source = tmp_path / "a.bib"
    source.write_bytes(b"")
    with pytest.raises(UsageError, match="one of the inputs"):
        outputs.write(str(source), b"x", force=True, inputs=["-", str(tmp_path / "." / "a.bib")])


@pytest.mark.parametrize(("name", "said"), [("", "is a folder"), ("missing/out.ttl", "does not exist")])
def test_impossible_target_is_told(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        outputs.write(str(tmp_path / name), b"x")


@pytest.mark.parametrize(
    ("ending", "unpack"), [(".gz", gzip.decompress), (".zst", lambda data: zstandard.ZstdDecompressor().stream_reader(data).read())]
)
def test_packs_by_ending_with_the_same_bytes_each_time(tmp_path: Path, ending: str, unpack: object) -> None:
    one, two = tmp_path / f"one.nt{ending}", tmp_path / f"two.nt{ending}"
    outputs.write(str(one), LONG * 100)
    outputs.write(str(two), LONG * 100)
    assert one.read_bytes() == two.read_bytes()
    assert unpack(one.read_bytes()) == LONG * 100  # type: ignore[operator]
    outputs.write(str(one), LONG * 100 + b"more")  # its own earlier output, recognised through the packing
    with pytest.raises(UsageError):
        outputs.write(str(one), b"other" * 200)


def test_keeps_mode_and_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.ttl", tmp_path / "link.ttl"
    real.write_bytes(b"")
    real.chmod(0o640)
    link.symlink_to(real)
    outputs.write(str(link), b"data")
    assert link.is_symlink()
    assert real.read_bytes() == b"data"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_new_file_has_the_mode_of_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        outputs.write(str(tmp_path / "new.ttl"), b"data")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new.ttl").stat().st_mode) == 0o640


def test_writes_to_a_device() -> None:
    outputs.write("/dev/null", b"data")
