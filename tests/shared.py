"""Where the material beside the project lies: corpora, vocabularies, targets. A checkout without it skips what needs it, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def _folder(name: str) -> Path:
    path = SHARED / name
    if not path.is_dir():
        pytest.skip(f"needs ../shared/{name}")
    return path


def corpora() -> Path:
    """../shared/corpora."""
    return _folder("corpora")


def vocabularies() -> Path:
    """../shared/vocabularies."""
    return _folder("vocabularies")


def design() -> Path:
    """../shared/design."""
    return _folder("design")


def tools() -> Path:
    """../shared/tools."""
    return _folder("tools")
