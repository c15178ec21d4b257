"""A longer run against one format: `python -m tests.fuzz FORMAT --minutes N [--seed N]`. What fails is written to fuzz-FORMAT-N.bin."""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from tests.fuzz.mutation import MOST, Step, mutate, strewn
from tests.fuzz.property import judge
from tests.fuzz.seeds import FORMATS, neighbours, seeds


def steps(chance: random.Random, most: int = 6) -> list[Step]:
    """A few steps, their numbers drawn evenly."""
    one, other, third, fourth = ([chance.randint(0, MOST) for _ in range(chance.randint(1, most))] for _ in range(4))
    return list(zip(one, other, third, fourth, strict=False))


class Faults:
    """Takes whatever a file makes the block raise; each kind of fault is shown once, and its file kept."""

    def __init__(self, form: str) -> None:
        self.form, self.data = form, b""
        self.met: set[str] = set()

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is None or isinstance(error, KeyboardInterrupt):
            return False
        last = traceback.extract_tb(trace)[-1]
        if (mark := f"{type(error).__name__} {last.filename}:{last.lineno}") not in self.met:
            self.met.add(mark)
            path = Path(f"fuzz-{self.form}-{len(self.met)}.bin")
            path.write_bytes(self.data)
            traceback.print_exception(error)
            print(f"-> {path}", flush=True)
        return True


def run(form: str, seconds: float, seed: int) -> int:
    """Judges until the time is over; returns how many different faults were met."""
    chance, count, faults, until = random.Random(seed), 0, Faults(form), time.monotonic() + seconds
    while time.monotonic() < until:
        own, first = seeds(form) if chance.random() < 0.8 else neighbours(form), chance.randint(0, MOST)
        faults.data = strewn(own, first, steps(chance, 40)) if chance.random() < 0.3 else mutate(own, first, steps(chance))
        count += 1
        with faults:
            judge(form, faults.data, every_writer=count % 10 == 0)
    print(f"{form}: {count} files, {len(faults.met)} faults", flush=True)
    return len(faults.met)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("format", choices=[*FORMATS, "all"], help="the format, or all of them in turn")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long, for each format")
    parser.add_argument("--seed", type=int, default=0, help="where the chance begins")
    given = parser.parse_args()
    return min(1, sum(run(form, given.minutes * 60, given.seed) for form in (FORMATS if given.format == "all" else [given.format])))


if __name__ == "__main__":
    sys.exit(main())
