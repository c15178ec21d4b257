"""Measuring: CPU time, the smallest of several runs, each long enough to mean something; and what a bench answers with."""

from __future__ import annotations

import gc
import importlib.metadata
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from kg import terms

T = TypeVar("T")


class Scale(msgspec.Struct, frozen=True):
    """How much is measured. `corpus`: files to measure on besides the generated records; `morph`: a Python that has morph-kgc."""

    records: int = 4_000
    seconds: float = 2.0
    runs: int = 3
    rival_seconds: float = 20.0
    short: int = 20_000
    long: int = 200_000
    triples: int = 100_000
    corpus: str = ""
    morph: str = ""


#: for a first look; ratios of such runs say little
QUICK = Scale(records=1_000, seconds=0.3, runs=1, rival_seconds=3.0, short=1_000, long=10_000, triples=10_000)
#: for the tests: whether everything runs and agrees
TINY = Scale(records=20, seconds=0.0, runs=1, rival_seconds=0.0, short=10, long=40, triples=500)


class Row(msgspec.Struct):
    """A line of the table: rates a CPU second of ours and of the rival (0.0: not measured), their ratio, and the ratio to reach.

    `note` says what was compared, or why there is no figure. `at_most` marks goals that are a ceiling.
    """

    bench: str
    name: str
    unit: str = "records/s"
    ours: float = 0.0
    rival: float = 0.0
    ratio: float = 0.0
    goal: float = 0.0
    at_most: bool = False
    note: str = ""

    @property
    def reached(self) -> bool:
        """Whether the goal is reached; a row without a figure or a goal reaches nothing."""
        return bool(self.ratio and self.goal) and (self.ratio <= self.goal if self.at_most else self.ratio >= self.goal)


def seconds(work: Callable[[], object], scale: Scale) -> float:
    """CPU seconds of one call: the smallest over `scale.runs` runs, each of as many calls as take `scale.seconds`.

    There are fewer runs where one takes many times as long: the bench as a whole must end.
    """
    best, begun = float("inf"), time.process_time()
    for _ in range(scale.runs):
        if best < float("inf") and time.process_time() - begun > 3 * scale.runs * scale.seconds:
            break
        settle()
        calls, spent = 0, 0.0
        start = time.process_time()
        while not calls or spent < scale.seconds:
            work()
            calls += 1
            spent = time.process_time() - start
        best = min(best, spent / calls)
    return max(best, 1e-9)


def settle() -> None:
    """Take what lies ready (records, shapes, libraries) out of the garbage collector's sight: walking it is no part of what is measured."""
    gc.collect()
    gc.freeze()


def once(work: Callable[[], object]) -> float:
    """CPU seconds of one call, measured once."""
    settle()
    start = time.process_time()
    work()
    return time.process_time() - start


class Clock:
    """CPU time of a stretch of work, without that of making its input: `source` wraps the input, `spent` is what was left over."""

    def __init__(self) -> None:
        self._start = time.process_time()
        self._aside = 0.0

    def source(self, items: Iterable[T], chunk: int = 500) -> Iterator[T]:
        """The items; the time that making them takes is not counted."""
        source = iter(items)
        while True:
            start = time.process_time()
            batch = list(islice(source, chunk))
            self._aside += time.process_time() - start
            if not batch:
                return
            yield from batch

    @property
    def spent(self) -> float:
        return time.process_time() - self._start - self._aside


class Nowhere:
    """A binary file that forgets what is written and counts it."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)


def is_compiled() -> bool:
    """Whether kg is the compiled wheel."""
    return not (terms.__file__ or "").endswith(".py")


def machine() -> dict[str, str]:
    """The machine, and the versions of what was measured."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.is_file():
        model = next((line.partition(":")[2].strip() for line in info.read_text("utf-8").splitlines() if line.startswith("model name")), "")
    found = {"cpu": model or platform.processor(), "cores": str(os.cpu_count() or 0), "system": platform.platform()}
    found["load"] = f"{os.getloadavg()[0]:.1f}"
    found["python"] = platform.python_version()
    for name in ("kg-publisher", "rdflib", "pyshacl", "pyoxigraph", "msgspec"):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    found["kg-publisher"] += ", compiled" if is_compiled() else ", not compiled"
    return found
