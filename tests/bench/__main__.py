"""Runs the benches, prints the table, writes it as JSON."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tests.bench import mapping, processes, rdf_files, readers, sparql, turtle, validated
from tests.bench.timing import QUICK, Row, Scale, machine

BENCHES: dict[str, Callable[[Scale], list[Row]]] = {
    "1": validated.run,
    "2": sparql.run,
    "3": turtle.run,
    "4": mapping.run,
    "5": processes.run,
    "6": rdf_files.run,
    "7": readers.run,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, also where a goal is not reached: this tells, it does not judge."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="How fast kg is, in ratios to its rivals.")
    parser.add_argument("bench", nargs="*", choices=[*BENCHES, []], help="which benches (default: all)")
    parser.add_argument("--quick", action="store_true", help="small numbers: a first look")
    parser.add_argument("--corpus", default="", help="a file of records to measure on besides the generated ones")
    parser.add_argument("--morph", default=os.environ.get("MORPH_PYTHON", ""), help="a Python that has morph-kgc 2.10 (bench 4)")
    parser.add_argument("--out", default="bench-output", help="folder for the JSON")
    options = parser.parse_args(arguments)
    morph = options.morph and os.path.abspath(options.morph)
    scale = msgspec.structs.replace(QUICK if options.quick else Scale(), corpus=options.corpus, morph=morph)
    about = machine() | {"date": datetime.datetime.now(datetime.UTC).date().isoformat()}
    sys.stdout.write("; ".join(f"{name} {value}" for name, value in about.items()) + "\n")
    rows: list[Row] = []
    for name in options.bench or BENCHES:
        start = time.perf_counter()
        found = BENCHES[name](scale)
        rows += found
        sys.stdout.write(table(found) + f"  ({time.perf_counter() - start:.0f} s)\n")
        sys.stdout.flush()
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    document = {"machine": about, "scale": scale, "rows": rows}
    (folder / "bench.json").write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    return 0


def table(rows: Sequence[Row]) -> str:
    """The rows as text: rates, ratio, goal."""
    return "\n".join(_line(row) for row in rows)


def _line(row: Row) -> str:
    goal = f"{'<=' if row.at_most else '>='} {row.goal:g}" if row.goal else ""
    verdict = "" if not row.goal else "reached" if row.reached else "not measured" if not row.ratio else "NOT REACHED"
    figures = f"{row.ours:>12,.1f} {row.rival:>12,.1f} {row.unit:<10} {row.ratio:>8.2f} {goal:<8} {verdict}"
    return f"{row.bench:<24} {row.name:<52} {figures}" + (f"\n{'':<24}   {row.note}" if row.note else "")


if __name__ == "__main__":
    sys.exit(main())
