"""Does reading take time with the size alone? `python -m tests.bench.linear [FORMAT...] [--seconds 2] [--every] [--axis A] [--corpora F]`

Design: tests/bench/growing.py gives files that grow, many records or one large record. Here each grows until reading it takes the seconds
asked for, and then to twice that: work that takes time with the size alone takes twice the time, with its square four times. CPU time, the
smaller of two readings; a ratio above the bound is measured once more, for on a busy machine a reading may be slow by accident.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg import inputs
from kg.errors import InputError
from kg.sources import SOURCES
from tests.bench import growing
from tests.bench.growing import Axis

#: what time may grow by where the size doubles
MOST = 2.2
#: no file is larger, so that two and its records fit into memory
LARGEST = 100_000_000
#: the garbage collector's own; while a file is read it leaves the old alone: looking at all of them happens in steps, each a quarter more
#: than the last, so that one more or less between two sizes would be measured instead of the reader
_THRESHOLD = gc.get_threshold()
#: a file of a corpus that is repeated is not larger
_PIECE = 100_000


class Found(NamedTuple):
    """A line of the table. `records` and `size` of the file with `count` copies; `seconds` for those, and for twice as many."""

    form: str
    axis: str
    count: int
    records: int
    size: int
    seconds: float
    twice: float

    @property
    def ratio(self) -> float:
        """What doubling costs."""
        return self.twice / self.seconds

    @property
    def holds(self) -> bool:
        return self.ratio <= MOST

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        numbers = f"{self.count:>9,} {self.records:>9,} {self.size / 1e6:>8.2f} {self.seconds:>7.2f} {self.twice:>7.2f} {self.ratio:>6.2f}"
        return f"{self.form:<14} {self.axis:<24} {numbers}  {verdict}"


HEAD = f"{'format':<14} {'axis':<24} {'n':>9} {'records':>9} {'MB':>8} {'s(n)':>7} {'s(2n)':>7} {'ratio':>6}"


def measure(form: str, axis: Axis, *, seconds: float, trace: bool = False) -> Found:
    """The smallest number of copies that take so long, found by growing, and twice as many."""
    count = 1
    while True:
        data = axis.data(count)
        spent, records = _read(form, data, trace=trace)
        if spent >= seconds or 2 * len(data) * 1.5 > LARGEST:
            break
        count = max(count + 1, int(count * min(8.0, max(1.3, 1.1 * seconds / spent), LARGEST / len(data) / 3)))
    best, twice = spent, float("inf")
    for _ in range(3):
        best = min(best, _read(form, data, trace=trace)[0]) if twice < float("inf") else best
        twice = min(twice, _read(form, axis.data(2 * count), trace=trace)[0])
        if twice <= MOST * best:
            break
    return Found(form, axis.name, count, records, len(data), best, twice)


def _read(form: str, data: bytes, *, trace: bool) -> tuple[float, int]:
    """CPU seconds, and how many entries became records."""
    gc.collect()
    gc.set_threshold(700, 10, 1 << 30)
    start = time.process_time()
    records = sum(reading.record is not None for reading in SOURCES[form].read(data, trace=trace))
    spent = time.process_time() - start
    gc.set_threshold(*_THRESHOLD)
    return max(spent, 1e-6), records


def of_corpora(folder: Path) -> Iterator[tuple[str, Axis]]:
    """For each format a file of the folder over and over, each with other keys: the largest of its small ones that is read without loss."""
    met: set[str] = set()
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size <= _PIECE]
    for path in sorted(files, key=lambda path: (-path.stat().st_size, path.name)):
        data = path.read_bytes()
        try:
            form = inputs.recognise(data, path.name)
        except InputError:
            continue
        if form in met or form not in SOURCES:
            continue
        if (axis := growing.repeated(form, data)) is not None and _read(form, axis.data(1), trace=False)[1] >= 1:
            one, three = (_read(form, axis.data(count), trace=False)[1] for count in (1, 3))
            if three == 3 * one:
                met.add(form)
                yield form, axis._replace(name=f"{path.name[-18:]} again")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 where a ratio is above the bound."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.linear", description="Does reading take time with the size alone?")
    parser.add_argument("format", nargs="*", choices=[*SOURCES, []], help="which formats (default: all)")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long reading takes at least before the size is doubled")
    parser.add_argument("--every", action="store_true", help="all elements, arrays and lines of the samples, not only what grows in life")
    parser.add_argument("--axis", action="append", default=[], help="only what is called so, of all; may be given again")
    parser.add_argument("--trace", action="store_true", help="read with places")
    parser.add_argument("--corpora", type=Path, help="a folder: files of it over and over, instead of the samples")
    options = parser.parse_args(arguments)
    sys.stdout.write(f"{HEAD}\n")
    wrong = 0
    every = options.every or bool(options.axis)
    for form, axis in _asked(options.format or list(SOURCES), every=every, corpora=options.corpora):
        if options.axis and axis.name not in options.axis:
            continue
        found = measure(form, axis, seconds=options.seconds, trace=options.trace)
        sys.stdout.write(f"{found}\n")
        sys.stdout.flush()
        wrong += not found.holds
    return 1 if wrong else 0


def _asked(forms: Sequence[str], *, every: bool, corpora: Path | None) -> Iterator[tuple[str, Axis]]:
    if corpora is not None:
        yield from (pair for pair in of_corpora(corpora) if pair[0] in forms)
        return
    for form in forms:
        yield from ((form, axis) for axis in (growing.axes(form) if every else growing.chosen(form)))


if __name__ == "__main__":
    sys.exit(main())
