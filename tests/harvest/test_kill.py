"""A harvest that is killed at any moment: the same command goes on, and the file is in the end as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.runner import ROOT, kg
from tests.harvest import misbehaving as odd
from tests.harvest.misbehaving import Asked, Reply, Repository, Server, serving
from tests.harvest.test_apis import SECRET, Pure, change

#: ends its own process at the n-th of the calls that make something durable, before or behind it
_KILLER = """
import os, signal, sys
at, behind = int(sys.argv.pop(1)), sys.argv.pop(1) == "behind"
count = 0
def deadly(call):
    def do(*arguments, **more):
        global count
        count += 1
        if count == at and not behind:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*arguments, **more)
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return do
os.fsync, os.replace = deadly(os.fsync), deadly(os.replace)
from kg.cli import main
main(sys.argv[1:])
"""
_ENVIRON = {**os.environ, "KG_PURE_KEY": SECRET, "PYTHONPATH": str(ROOT)}


def command(kind: str, url: str, out: Path, *more: str) -> list[str]:
    return ["harvest", kind, url, "-o", str(out), "--max-wait", "0.02", "--rows", "10", *more]


def killed_again_and_again(arguments: list[str], behind: str) -> int:
    """How often the command was killed until it came to its end."""
    for number in range(1, 100):
        line = [sys.executable, "-c", _KILLER, str(number), behind, *arguments]
        done = subprocess.run(line, env=_ENVIRON, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode == 0:
            return number - 1
        assert done.returncode == -signal.SIGKILL, done.stderr
    raise AssertionError("it never came to its end")


def files(folder: Path, url: str) -> dict[str, bytes]:
    """What a run has left beside its state, whatever the port of its server."""
    found = [path for path in sorted(folder.iterdir()) if not path.name.endswith(".state")]
    return {path.name: path.read_bytes().replace(url.encode(), b"URL") for path in found}


def expiring() -> Repository:
    """A repository whose tokens are good for a while only, so that the second pass is needed."""
    asked_before: set[str] = set()

    def answer(asked: Asked, number: int) -> Reply | None:
        token = asked.query.get("resumptionToken", "")
        if token == "21-0" and token not in asked_before:
            asked_before.add(token)
            return odd.error("badResumptionToken")
        return None

    return Repository(odd=answer)


def changing() -> Pure:
    source = Pure(12)
    source.changes = {
        "2024-01-02": {
            "resumptionToken": "a",
            "moreChanges": True,
            "items": [change(1, "UPDATE"), change(2, "UPDATE"), change(3, "DELETE")],
        },
        "a": {"resumptionToken": "b", "moreChanges": True, "items": [change(2, "DELETE"), change(4, "UPDATE")]},
        "b": {"resumptionToken": "c", "moreChanges": False, "items": [change(3, "CREATE")]},
    }
    return source


@pytest.mark.parametrize("behind", ["before", "behind"])
@pytest.mark.parametrize(
    ("kind", "server", "more"),
    [("oai", expiring, ()), ("pure", changing, ("--from", "2024-01-02")), ("pure", lambda: Pure(25), ())],
    ids=["oai", "pure-changes", "pure"],
)
def test_a_harvest_killed_at_every_durable_step_ends_as_if_undisturbed(
    tmp_path: Path, kind: str, server: Callable[[], Callable[[Asked], Reply]], more: tuple[str, ...], behind: str
) -> None:
    calm, wild = tmp_path / "calm", tmp_path / "wild"
    calm.mkdir()
    wild.mkdir()
    with serving(server()) as one:
        url = one.url + ("/ws/api" if kind == "pure" else "")
        done = kg(*command(kind, url, calm / "out", *more), KG_PURE_KEY=SECRET)
        assert done.code == 0, done.err
        undisturbed = files(calm, url)
    with serving(server()) as one:
        url = one.url + ("/ws/api" if kind == "pure" else "")
        assert killed_again_and_again(command(kind, url, wild / "out", *more), behind) >= 5
    assert files(wild, url) == undisturbed
    assert json.loads((wild / "out.state").read_text())["phase"] == "done"


def started(server: Server, out: Path) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "kg", *command("oai", server.url, out)]
    return subprocess.Popen(line, env=_ENVIRON, cwd=ROOT, stderr=subprocess.PIPE, text=True)


def until_asked(server: Server, count: int) -> None:
    end = time.monotonic() + 30
    while len(server.asked) < count:
        assert time.monotonic() < end, "the run asks for nothing"
        time.sleep(0.002)


def slowly(asked: Asked, number: int) -> None:
    time.sleep(0.01)


def test_a_harvest_killed_at_any_time_ends_as_if_undisturbed(tmp_path: Path) -> None:
    chance = random.Random(5)
    calm, wild = tmp_path / "calm.xml", tmp_path / "wild.xml"
    cut = 0
    with serving(Repository(400, odd=slowly)) as server:
        assert kg(*command("oai", server.url, calm)).code == 0
        for _ in range(5):
            asked = len(server.asked)
            with started(server, wild) as process:
                until_asked(server, asked + chance.randint(2, 7))
                time.sleep(chance.uniform(0, 0.03))
                process.kill()
            assert process.returncode == -signal.SIGKILL
            cut += wild.exists() and 0 < wild.stat().st_size < calm.stat().st_size
        done = kg(*command("oai", server.url, wild))
        assert done.code == 0, done.err
        assert "going on behind page" in done.err
    assert cut >= 3
    assert wild.read_bytes() == calm.read_bytes()


def test_ctrl_c_leaves_a_file_that_can_be_read_and_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(400, odd=slowly)) as server:
        with started(server, out) as process:
            until_asked(server, 6)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            said = process.stderr.read()
        assert process.returncode == 130, said
        assert "interrupted" in said
        found = len(ElementTree.parse(out).getroot()[-1])
        assert 0 < found < 400
        assert kg(*command("oai", server.url, out)).code == 0
    assert len(ElementTree.parse(out).getroot()[-1]) == 400


def test_two_runs_never_write_to_one_file(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(400, odd=slowly)) as server:
        with started(server, out) as process:
            until_asked(server, 4)
            done = kg(*command("oai", server.url, out))
            assert done.code == 2
            assert "another run writes" in done.err
            process.communicate(timeout=60)
        assert process.returncode == 0
    assert len(ElementTree.parse(out).getroot()[-1]) == 400


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [("all.xml.state", "{", "is no state of kg harvest"), ("all.xml", "short", "is shorter than its state says")],
)
def test_files_that_were_changed_are_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository()) as server:
        kg(*command("oai", server.url, out))
        (tmp_path / name).write_text(text)
        done = kg(*command("oai", server.url, out))
    assert done.code in (2, 3)
    assert told in done.err


def test_a_packed_name_or_a_missing_folder_is_refused(tmp_path: Path) -> None:
    for name in ("all.xml.gz", "none/all.xml"):
        assert kg(*command("oai", "http://127.0.0.1:9/", tmp_path / name)).code == 2
    assert not list(tmp_path.iterdir())
