"""A longer run against one format: `python -m tests.fuzz FORMAT --minutes N [--seed N]`. What fails is written to fuzz-FORMAT-N.bin."""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

from tests.fuzz.mutation import MOST, Step, mutate
from tests.fuzz.property import judge
from tests.fuzz.seeds import FORMATS, neighbours, seeds


def steps(chance: random.Random) -> list[Step]:
    """A few steps, their numbers drawn evenly."""
    return [(chance.randint(0, MOST), chance.randint(0, MOST), chance.randint(0, MOST), chance.randint(0, MOST)) for _ in range(chance.randint(1, 6))]


def run(form: str, seconds: float, seed: int) -> int:
    """Judges until the time is over; returns how many different faults were met."""
    chance, count, met, until = random.Random(seed), 0, set[str](), time.monotonic() + seconds
    while time.monotonic() < until:
        data = mutate(seeds(form) if chance.random() < 0.8 else neighbours(form), chance.randint(0, MOST), steps(chance))
        count += 1
        try:
            judge(form, data, every_writer=count % 10 == 0)
        except BaseException as error:  # noqa: BLE001 - whatever is raised is what is looked for
            if isinstance(error, KeyboardInterrupt):
                raise
            last = traceback.extract_tb(error.__traceback__)[-1]
            if (mark := f"{type(error).__name__} {last.filename}:{last.lineno}") not in met:
                met.add(mark)
                path = Path(f"fuzz-{form}-{len(met)}.bin")
                path.write_bytes(data)
                traceback.print_exception(error)
                print(f"-> {path}", flush=True)
    print(f"{form}: {count} files, {len(met)} faults", flush=True)
    return len(met)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("format", choices=[*FORMATS, "all"], help="the format, or all of them in turn")
    parser.add_argument("--minutes", type=float, default=1.0, help="how long, for each format")
    parser.add_argument("--seed", type=int, default=0, help="where the chance begins")
    given = parser.parse_args()
    return min(1, sum(run(form, given.minutes * 60, given.seed) for form in (FORMATS if given.format == "all" else [given.format])))


if __name__ == "__main__":
    sys.exit(main())
