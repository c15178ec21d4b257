"""The main job on the project's own examples: `make demo`, or `python examples/demo.py [OUT] [BASE]`.

Converts every record of examples/ to every format, validates, loads the embedded store, asks it, and tells where everything lies.
Each step is a kg command, printed before it runs, so that it can be copied.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTPUTS = (
    "works.ttl",
    "works.nt",
    "works.nq",
    "works.jsonld",
    "works.jsonl",
    "works.embed.jsonld",
    "works.bib",
    "works.ris",
    "works.csl.json",
)
QUESTIONS = ("outputs-by-year", "authors-in-order")


def kg(*arguments: str) -> None:
    """Print and run one command; a failure ends the demo with the command's exit code."""
    print("\n$ kg " + shlex.join(arguments), flush=True)
    code = subprocess.run([sys.executable, "-m", "kg", *arguments], check=False).returncode
    if code:
        print(f"kg ended with exit code {code}", flush=True)
        sys.exit(code)


def main(out: Path, base: str) -> None:
    """Run all steps; `out` is made where it is missing."""
    out.mkdir(parents=True, exist_ok=True)
    examples = os.path.relpath(HERE)
    kg("validate", examples, "--base", base)
    for name in OUTPUTS:
        kg("convert", examples, "--base", base, "--no-validate", "-q", "-o", str(out / name), "--force")
    kg("load", examples, "--base", base, "--store", str(out / "store"), "--no-validate", "-q")
    for question in QUESTIONS:
        kg("query", question, "--store", str(out / "store"))
    print(f"\nEverything lies in {out}/:")
    for path in sorted(out.iterdir()):
        print(f"  {path.name:<22}" + ("the embedded store" if path.is_dir() else f"{path.stat().st_size:>9,} bytes"))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "demo-output"), sys.argv[2] if len(sys.argv) > 2 else "https://data.example.org/")
