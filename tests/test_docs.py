"""The generated pages are what their generators make today."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from kg.inputs import RDF_FORMATS
from kg.sources import SOURCES

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", ["mapping"])
def test_generated_page_is_up_to_date(name: str) -> None:
    made = runpy.run_path(str(DOCS / f"generate_{name}.py"))["page"]()
    assert (DOCS / f"{name}.md").read_text("utf-8") == made, "run `make docs`"


def test_every_format_that_is_read_has_its_line() -> None:
    page = (DOCS / "formats.md").read_text("utf-8")
    assert {name for name in (*SOURCES, *RDF_FORMATS) if f"`{name}`" not in page} == set()
