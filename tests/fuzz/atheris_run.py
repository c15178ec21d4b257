"""One format under Atheris, which looks for new paths by coverage: `python -m tests.fuzz.atheris_run FORMAT [options of libFuzzer]`."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["kg"]):
    from tests.fuzz.mutation import MOST, mutate
    from tests.fuzz.property import judge
    from tests.fuzz.seeds import seeds

FORM = sys.argv.pop(1)


def one(data: bytes) -> None:
    """Half of the inputs as they are, half as the numbers of mutations of the samples."""
    if data[:1] < b"\x80":
        judge(FORM, data[1:])
        return
    taken = atheris.FuzzedDataProvider(data[1:])
    numbers = [tuple(taken.ConsumeIntInRange(0, MOST) for _ in range(4)) for _ in range(1 + taken.ConsumeIntInRange(0, 5))]
    judge(FORM, mutate(seeds(FORM), taken.ConsumeIntInRange(0, MOST), numbers))  # type: ignore[arg-type]


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
