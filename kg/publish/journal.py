"""The journal of a push: what was planned, sent and verified, in one SQLite file per endpoint.

Design: the endpoint itself is the truth (state.py), so a push that was killed is finished by pushing again. The journal says which
records were on the way, what was quarantined and why, and keeps a second publisher from writing to the same endpoint at the same
time: the file is locked as long as it is open. A row is `sent` before its request leaves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple

from kg.errors import InputError, UsageError

Step = Literal["planned", "sent", "acked", "verified", "quarantined", "deleted"]
_TABLE = """CREATE TABLE IF NOT EXISTS graph (
  name TEXT PRIMARY KEY, record TEXT NOT NULL, hash TEXT NOT NULL, step TEXT NOT NULL, run TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '') WITHOUT ROWID"""


class Entry(NamedTuple):
    """A row: named graph (IRI term), record key, content hash, the last step taken, the run, times sent, last error."""

    name: str
    record: str
    hash: str
    step: str
    run: str
    attempts: int
    error: str


class Journal:
    """The journal in `path`, made where there is none; use it in a `with` block.

    Raises UsageError where another publisher has it open, InputError where it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=0, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"cannot open the journal {path}: {error}") from error
        try:
            for statement in ("PRAGMA locking_mode=EXCLUSIVE", "PRAGMA synchronous=FULL", "BEGIN EXCLUSIVE", _TABLE, "COMMIT"):
                self._connection.execute(statement)
        except sqlite3.OperationalError as error:
            self._connection.close()
            if "locked" in str(error):
                raise UsageError(f"another push has the journal {path} open", hint="wait until it has ended") from error
            raise InputError(f"cannot write the journal {path}: {error}") from error
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise InputError(f"{path} is no journal: {error}", hint="move it away; the next push makes a new one") from error

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def note(self, step: Step, graphs: Iterable[tuple[str, str, str]], *, run: str, error: str = "") -> None:
        """Keep that `graphs` (name, record key, hash) have reached `step`; all of them or none. Raises InputError (disk full)."""
        sent = 1 if step == "sent" else 0
        rows = [(name, record, digest, step, run, sent, error) for name, record, digest in graphs]
        try:
            self._connection.execute("BEGIN")
            self._connection.executemany(
                "INSERT INTO graph VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record, "
                "hash = excluded.hash, step = excluded.step, run = excluded.run, error = excluded.error, "
                "attempts = attempts + excluded.attempts",
                rows,
            )
            self._connection.execute("COMMIT")
        except sqlite3.Error as failure:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise InputError(f"cannot write the journal {self._path}: {failure}", hint="is the disk full?") from failure

    def entries(self, *steps: Step) -> list[Entry]:
        """The rows at one of `steps` (all rows where none is given), by name."""
        marks = ", ".join("?" * len(steps))
        where = f" WHERE step IN ({marks})" if steps else ""
        found = self._connection.execute(f"SELECT name, record, hash, step, run, attempts, error FROM graph{where} ORDER BY name", steps)
        return [Entry(*row) for row in found]
