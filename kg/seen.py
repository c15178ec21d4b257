"""Keys that a run has met: in memory while they are few, in a file on disk beyond that, so memory does not grow with the records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

#: so many keys stay in memory
KEPT = 10_000


class Met(NamedTuple):
    """What is known of a key: a digest of its graph, and where its record stands ("refs.bib:12")."""

    digest: bytes
    where: str


class Seen:
    """Key -> Met. Nothing is ever taken out; the file is unnamed and goes with the process."""

    def __init__(self, *, kept: int = KEPT) -> None:
        self._kept = kept
        self._near: dict[str, Met] = {}
        self._far: sqlite3.Connection | None = None

    def get(self, key: str) -> Met | None:
        """What was met under this key, None if nothing was."""
        if (found := self._near.get(key)) is not None or self._far is None:
            return found
        row = self._far.execute("SELECT digest, place FROM met WHERE key = ?", (key,)).fetchone()
        return Met(*row) if row else None

    def add(self, key: str, met: Met) -> None:
        """Note a key that is not known yet."""
        self._near[key] = met
        if len(self._near) > self._kept:
            self._spill()

    def known(self, keys: Iterable[str]) -> bool:
        """Whether one of `keys` was met."""
        return any(self.get(key) is not None for key in keys)

    def _spill(self) -> None:
        if self._far is None:
            # SQLite deletes the file of the name "" when the connection ends
            self._far = sqlite3.connect("", isolation_level=None)
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000"):
                self._far.execute(f"PRAGMA {pragma}")
            self._far.execute("CREATE TABLE met (key TEXT PRIMARY KEY, digest BLOB, place TEXT) WITHOUT ROWID")
        self._far.execute("BEGIN")
        self._far.executemany("INSERT OR IGNORE INTO met VALUES (?, ?, ?)", ((key, *met) for key, met in self._near.items()))
        self._far.execute("COMMIT")
        self._near.clear()
