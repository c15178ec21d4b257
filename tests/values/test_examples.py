"""The examples in the docstrings of kg/values are true."""

import doctest
import importlib

import pytest

MODULES = ["dates", "identifiers", "isbd", "languages", "latex", "licences", "names", "pages", "schemes", "text"]


@pytest.mark.parametrize("module", MODULES)
def test_examples_are_true(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"kg.values.{module}"))
    assert outcome.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [case for module in MODULES for case in finder.find(importlib.import_module(f"kg.values.{module}")) if case.examples]
    assert len(found) >= 20
