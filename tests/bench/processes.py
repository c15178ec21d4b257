"""Bench 5: `kg convert` with one process and with two, and how much memory the largest of its processes takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.shacl import validate_many
from tests.bench import generator
from tests.bench.timing import Row, Scale

NAME = "5 processes"
MEMORY = 150.0


def run(scale: Scale) -> list[Row]:
    """Crossref JSON lines to N-Triples: wall time and memory, at `scale.short` and `scale.long` records."""
    # the reference lane takes 20 ms a record: then only the rest of the line is measured
    checked = not validate_many.__module__.endswith("pyshacl_lane")
    note = "kg convert, Crossref JSON lines to N-Triples, " + ("validated" if checked else "not validated")
    if "--jobs" not in _help():
        return [Row(NAME, "two processes to one", note="kg convert has no --jobs yet")]
    with tempfile.TemporaryDirectory() as name:
        rows, memory = [], []
        for count in (scale.short, scale.long):
            file = Path(name) / f"{count}.jsonl"
            with file.open("wb") as out:
                out.writelines(generator.crossref_lines(count))
            found = {jobs: convert(file, jobs, checked=checked) for jobs in (1, 2)}
            memory.append(max(peak for _, peak in found.values()))
            (one, _), (two, _) = found[1], found[2]
            goal = 1.8 if count == scale.long else 0.0
            title = f"two processes to one, {count} records, wall"
            rows.append(Row(NAME, title, ours=count / two, rival=count / one, ratio=one / two, goal=goal, note=note))
            file.unlink()
    rows.append(
        Row(
            NAME,
            f"memory of the largest process, {scale.long} records",
            unit="MB",
            ours=memory[1],
            rival=memory[0],
            ratio=memory[1],
            goal=MEMORY,
            at_most=True,
            note=f"the second figure: {scale.short} records",
        )
    )
    return rows


def _help() -> str:
    return subprocess.run([sys.executable, "-m", "kg", "convert", "--help"], check=True, capture_output=True, text=True).stdout


def convert(file: Path, jobs: int, *, checked: bool) -> tuple[float, float]:
    """Wall seconds, and the largest resident set of one process in MB."""
    command = [sys.executable, "-m", "kg", "convert", str(file), "--to", "ntriples", "--quiet", "--jobs", str(jobs)]
    command += ["--base", generator.OPTIONS.base] if checked else ["--base", generator.OPTIONS.base, "--no-validate"]
    start = time.perf_counter()
    peak = 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            peak = max([peak, *map(_resident, _family(process.pid))])
            time.sleep(0.1)
        assert process.stderr is not None
        problem = process.stderr.read().decode()
    # exit code 1: there are findings
    assert process.returncode in (0, 1), problem
    return time.perf_counter() - start, peak


def _family(pid: int) -> list[int]:
    """The process and all that it started, as Linux tells it."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        for file in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                todo += map(int, file.read_text("ascii").split())
            except OSError:  # it has ended
                continue
    return found


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    except OSError:  # it has ended
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
