"""The seeds of every format: the small valid files in samples/<format>/."""

from __future__ import annotations

import functools
from pathlib import Path

from kg.inputs import RDF_FORMATS
from kg.sources import SOURCES

SAMPLES = Path(__file__).parent / "samples"
#: every format that can be read
FORMATS = [*SOURCES, *RDF_FORMATS]

Seeds = tuple[bytes, ...]


@functools.cache
def seeds(form: str) -> Seeds:
    """The contents of the format's samples, in the order of their names."""
    return tuple(path.read_bytes() for path in sorted((SAMPLES / form).iterdir()))


@functools.cache
def neighbours(form: str) -> Seeds:
    """The format's own seeds first, then those of all others: for splices."""
    return seeds(form) + tuple(data for other in FORMATS if other != form and (SAMPLES / other).is_dir() for data in seeds(other))
