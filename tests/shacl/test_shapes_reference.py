"""docs/shapes.md is what the shapes say."""

from __future__ import annotations

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_shapes_reference_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("generate_shapes", DOCS / "generate_shapes.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / "shapes.md").read_text("utf-8") == module.shapes_reference(), "run python docs/generate_shapes.py"
