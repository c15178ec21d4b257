"""What `import kg` offers, and that it costs nothing until it is used."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import kg

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def test_offers_every_name_that_it_promises() -> None:
    assert all(getattr(kg, name) is not None for name in kg.__all__)
    assert kg._HOMES.keys() == set(kg.__all__)


def test_runs_the_example_of_its_docstring() -> None:
    assert doctest.testmod(kg).failed == 0
    assert doctest.testmod(kg).attempted > 0


def test_imports_nothing_heavy() -> None:
    code = "import sys, kg; print(sorted({'rdflib', 'pyshacl', 'lxml', 'pyoxigraph', 'msgspec', 'click'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_opens_records_with_their_graphs_and_findings() -> None:
    outcomes = list(kg.open_records(str(EXAMPLES / "articles.bib"), base="https://data.example.org/"))
    assert len(outcomes) == 6
    assert all(outcome.described is not None and outcome.described.work.startswith("<https://data.example.org/") for outcome in outcomes)
    assert {issue.code for outcome in outcomes for issue in outcome.findings} >= {"S702"}
