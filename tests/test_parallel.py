"""Several processes give what one gives; one that dies or stands still costs one record, and is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kg import inputs, parallel, pipeline
from kg.inputs import Input
from kg.settings import Settings
from kg.sources import SOURCES
from kg.writers import WRITERS

SETTINGS = Settings(base="https://data.example.org/")
JOINED = [name for name, row in WRITERS.items() if row.joint is not None]


def record(number: int, title: str = "") -> str:
    return f"TY  - JOUR\nTI  - {title or f'Title {number}'}\nAU  - Doe, Jane\nT2  - Journal\nPY  - 2020\nVL  - {number}\nER  - \n\n"


def parts(*texts: str) -> list[Input]:
    """Inputs as a large file would be cut: one after the other."""
    found, offset, line = [], 0, 1
    for text in texts:
        found.append(Input("many.ris", "ris", text.encode(), offset, line))
        offset, line = offset + len(text.encode()), line + text.count("\n")
    return found


def whole(items: list[Input], writer: str, jobs: int, **more: bool) -> tuple[bytes, list[tuple[str, str, int]]]:
    """The joined output, and (code, file, line) of every finding."""
    head, tail = parallel.frame(writer, SETTINGS)
    row = WRITERS[writer]
    job = parallel.Job(SETTINGS, validate=False, writer=writer, **more)
    done = list(parallel.run(items, job, jobs=jobs, here=0.0 if jobs > 1 else 1e9))
    body = (row.joint or b"").join(one.body for one in done if one.body)
    return head + body + tail, [(found.code, found.file, found.place.line) for one in done for found in one.told]


def many() -> list[Input]:
    # the last part repeats a record of the first and holds another of the same key that differs
    return parts(*["".join(record(n) for n in range(k, k + 7)) for k in range(0, 35, 7)], record(3) + record(3, "Title 3!"), "XX  - junk\n")


@pytest.mark.parametrize("writer", JOINED)
def test_output_and_findings_are_the_same_with_one_process_and_with_two(writer: str) -> None:
    one, findings = whole(many(), writer, 1)
    two, again = whole(many(), writer, 2)
    assert one == two
    assert findings == again
    assert {code for code, _, _ in findings} >= {"I061"}
    if writer == "jsonld":
        assert len(json.loads(one)["@graph"]) >= 37


def test_findings_lead_to_the_line_in_the_whole_file() -> None:
    _, findings = whole(parts(record(1), record(2) + "TY  - NEWTYPE\nTI  - What\nER  - \n"), "ntriples", 1)
    assert ("many.ris", 17) in [(file, line) for _, file, line in findings]


def test_a_large_file_comes_in_parts_that_join_to_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PART", 2000)
    monkeypatch.setattr(inputs, "_BLOCK", 700)
    for ending, name in (("\n", "a.ris"), ("\r\n", "b.ris"), ("\r", "c.ris")):
        text = "".join(record(n) for n in range(200)).replace("\n", ending)
        (tmp_path / name).write_bytes(text.encode())
        found = list(inputs.read([str(tmp_path / name)]))
        assert len(found) > 5
        assert b"".join(item.data for item in found).decode() == text
        assert [item.offset for item in found] == [sum(len(i.data) for i in found[:k]) for k in range(len(found))]
        assert found[-1].line == 1 + inputs.line_ends(b"".join(item.data for item in found[:-1]))
        assert sum(1 for item in found for _ in SOURCES["ris"].read(item.data)) == 200


def test_json_comes_in_parts_as_lines_and_as_an_array(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PART", 2000)
    monkeypatch.setattr(inputs, "_BLOCK", 700)
    items = [{"id": f"k{n}", "type": "article-journal", "title": f"T {n}"} for n in range(200)]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(item) for item in items))
    (tmp_path / "b.json").write_text(json.dumps(items))
    for name in ("a.jsonl", "b.json"):
        found = list(inputs.read([str(tmp_path / name)], format="csl-json"))
        assert len(found) > 5
        assert [reading.label for _, reading in pipeline.readings(found)] == [item["id"] for item in items]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[parallel._Worker]:
    """The workers that a test starts."""
    workers: list[parallel._Worker] = []
    begin = parallel._Worker.__init__

    def noted(self: parallel._Worker, *arguments: object) -> None:
        begin(self, *arguments)  # type: ignore[arg-type]
        workers.append(self)

    monkeypatch.setattr(parallel._Worker, "__init__", noted)
    return workers


def test_no_process_is_started_that_has_nothing_to_do(started: list[parallel._Worker]) -> None:
    job = parallel.Job(SETTINGS, validate=False, writer="ntriples")
    assert len(list(parallel.run(parts(record(1), record(2)), job, jobs=1))) == 2
    assert not started
    assert len(list(parallel.run(parts(record(1)), job, jobs=2, here=0.0))) == 1
    assert len(started) == 1


@pytest.mark.parametrize("threads", [0, 1])
def test_processes_are_forked_only_where_there_is_one_thread(threads: int, started: list[parallel._Worker]) -> None:
    ending = threading.Event()
    for _ in range(threads):
        threading.Thread(target=ending.wait, daemon=True).start()
    try:
        alone = os.path.isdir("/proc/self/task") and len(os.listdir("/proc/self/task")) == 1
        assert parallel.start() == ("fork" if alone else "spawn")
        assert not (threads and alone)
        job = parallel.Job(SETTINGS, validate=False, writer="ntriples")
        done = list(parallel.run(many(), job, jobs=2, here=0.0))
    finally:
        ending.set()
    assert [one.records for one in done] == [one.records for one in parallel.run(many(), job, jobs=1)]
    assert len(started) == 2


def test_workers_end_with_the_process_that_started_them() -> None:
    program = (
        "import os, time; from kg import parallel; from kg.settings import Settings\n"
        "pool = parallel._Pool(2, parallel.Job(Settings()), 9.0)\n"
        "workers = []\n"
        "for _ in range(2):\n"
        "    workers.append(pool._idle()); workers[-1].task = (0, None, frozenset())\n"
        "print(*(worker.process.pid for worker in workers), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pids = [int(word) for word in process.stdout.readline().split()]
        process.kill()
    assert len(pids) == 2
    until = time.monotonic() + 60
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < until:
        time.sleep(0.01)
    assert not left


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # one that nobody has asked after is still listed
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def crowded() -> str:
    """A record that takes a worker some seconds: it has sixty thousand authors."""
    people = "".join(f"AU  - Family{n}, Given{n}\n" for n in range(60_000))
    return record(2, "Crowd").replace("AU  - Doe, Jane\n", people)


def lost(patience: float) -> tuple[list[tuple[str, int, str]], int]:
    """(file, line, message) of the findings about lost workers, and the number of records that went through."""
    items = parts(record(1) + crowded() + record(3), record(4))
    done = list(parallel.run(items, parallel.Job(SETTINGS, validate=False, writer="ntriples"), jobs=2, here=0.0, patience=patience))
    findings = [found for one in done for found in one.told if found.code == "R013"]
    return [(found.file, found.place.line, found.message) for found in findings], sum(one.records for one in done)


def signalled(number: signal.Signals, patience: float, started: list[parallel._Worker]) -> tuple[list[tuple[str, int, str]], int]:
    """`lost`, while the worker that is at the crowded record gets a signal."""

    def send() -> None:
        while not (found := [worker for worker in started if parallel._numbered(worker.at.value)[1] == 9]):
            time.sleep(0.001)
        os.kill(found[0].process.pid or 0, number)

    threading.Thread(target=send, daemon=True).start()
    return lost(patience)


def test_a_worker_that_is_killed_costs_one_record_and_tells_where_it_was(started: list[parallel._Worker]) -> None:
    findings, records = signalled(signal.SIGKILL, 600.0, started)
    assert [(file, line) for file, line, _ in findings] == [("many.ris", 9)]
    assert "ended with code -9" in findings[0][2]
    assert records == 3


def test_a_worker_that_stands_still_costs_one_record_and_tells_where_it_was(started: list[parallel._Worker]) -> None:
    findings, records = signalled(signal.SIGSTOP, 8.0, started)
    assert [(file, line) for file, line, _ in findings] == [("many.ris", 9)]
    assert "did nothing for 8 seconds" in findings[0][2]
    assert records == 3


def test_a_lost_worker_costs_one_record_also_where_all_stand_in_one_line(started: list[parallel._Worker]) -> None:
    people = [{"family": f"Family{n}", "given": f"Given{n}"} for n in range(60_000)]
    items = [{"id": f"k{n}", "type": "book", "title": f"T {n}", "author": people if n == 1 else people[:1]} for n in range(4)]

    def send() -> None:
        while not (found := [worker for worker in started if parallel._numbered(worker.at.value) == (1, 1)]):
            time.sleep(0.001)
        os.kill(found[0].process.pid or 0, signal.SIGKILL)

    threading.Thread(target=send, daemon=True).start()
    item = Input("a.json", "csl-json", json.dumps(items).encode())
    done = list(parallel.run([item], parallel.Job(SETTINGS, validate=False, writer="ntriples"), jobs=2, here=0.0))
    assert [found.code for one in done for found in one.told if found.code == "R013"] == ["R013"]
    assert sum(one.records for one in done) == 3


def test_a_bug_in_a_worker_comes_up_in_the_main_process() -> None:
    job = parallel.Job(SETTINGS, validate=False, writer="no such writer")
    with pytest.raises(KeyError) as found:
        list(parallel.run(parts(record(1), record(2)), job, jobs=2, here=0.0))
    assert "Traceback" in found.value.__notes__[0]
