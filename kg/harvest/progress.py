"""What a harvest tells while it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Progress(NamedTuple):
    """Pages and records of this run so far, how many of them tell a deletion, how many there are by the server (0: it does not say), and
    how many records the last page added."""

    pages: int
    records: int
    deleted: int
    total: int
    added: int


Watch = Callable[[Progress], None]
