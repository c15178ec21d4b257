"""The generated pages are what their generators make today."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.mark.parametrize("name", ["mapping"])
def test_generated_page_is_up_to_date(name: str) -> None:
    made = runpy.run_path(str(DOCS / f"generate_{name}.py"))["page"]()
    assert (DOCS / f"{name}.md").read_text("utf-8") == made, "run `make docs`"
