"""The entries of several inputs that outputs of Pure may name, on disk: so memory does not grow with them, and every process can ask.

Design: an SQLite file of two tables, key -> what pure_api_entities keeps of an entry. One process writes it before anything is read, file
by file; from then on it is only read. Of an entry that several files hold the last is kept: files that were fetched later come later.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from kg.record import Reading
from kg.sources import pure_json, pure_xml
from kg.sources.parts import Index, Joined, Joining
from kg.sources.pure_api_entities import Entity, Known, Ranked

#: entries that a reader has asked for lately
_NEAR = 10_000
_ENTITY = msgspec.msgpack.Decoder(Entity)
_RANKED = msgspec.msgpack.Decoder(list[Ranked])


class Store:
    """The index in the making (see parts.Index)."""

    def __init__(self, path: str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -8000"):
            self._file.execute(f"PRAGMA {pragma}")
        for table in ("entity", "fingerprint"):
            self._file.execute(f"CREATE TABLE {table} (uuid TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
        self._file.execute("CREATE TABLE outputs (file INTEGER)")

    def add(self, form: str, data: bytes, encoding: str) -> None:
        """Takes up a file."""
        known = Known()
        _ADDED[form](known, data, encoding)
        self._file.execute("BEGIN")
        for table, rows in (("entity", known.entities), ("fingerprint", known.fingerprints)):
            packed = ((uuid, msgspec.msgpack.encode(body)) for uuid, body in rows.items())
            self._file.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", packed)
        if known.outputs:
            self._file.execute("INSERT INTO outputs VALUES (1)")
        self._file.execute("COMMIT")

    def close(self) -> None:
        """Ends the writing."""
        self._file.close()


class Stored:
    """The finished index (see pure_api_entities.Lookup)."""

    def __init__(self, path: str) -> None:
        self._file = sqlite3.connect(f"{Path(path).as_uri()}?mode=ro&immutable=1", uri=True)
        self._near: dict[str, Entity | None] = {}
        self.outputs = self._file.execute("SELECT 1 FROM outputs LIMIT 1").fetchone() is not None
        self.joins = self._file.execute("SELECT 1 FROM entity LIMIT 1").fetchone() is not None

    def entity(self, uuid: str) -> Entity | None:
        """What is kept of an entry."""
        if uuid not in self._near:
            if len(self._near) >= _NEAR:
                self._near.clear()
            row = self._file.execute("SELECT body FROM entity WHERE uuid = ?", (uuid,)).fetchone()
            self._near[uuid] = _ENTITY.decode(row[0]) if row else None
        return self._near[uuid]

    def fingerprint(self, uuid: str) -> list[Ranked]:
        """The concepts of an output's fingerprint."""
        row = self._file.execute("SELECT body FROM fingerprint WHERE uuid = ?", (uuid,)).fetchone()
        return _RANKED.decode(row[0]) if row else []

    def close(self) -> None:
        """Ends the reading."""
        self._file.close()


_ADDED: dict[str, Callable[[Known, bytes, str], None]] = {pure_json.FORMAT: Known.add_json, pure_xml.FORMAT: Known.add_xml}


def _begun(path: str) -> Index:
    return Store(path)


def _read_json(data: bytes, joined: Joined, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    with _known(pure_json.FORMAT, data, joined, encoding) as known:
        yield from pure_json.read(data, trace=trace, encoding=encoding, known=known)


def _read_xml(data: bytes, joined: Joined, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    with _known(pure_xml.FORMAT, data, joined, encoding) as known:
        yield from pure_xml.read(data, trace=trace, encoding=encoding, known=known)


@contextlib.contextmanager
def _known(form: str, data: bytes, joined: Joined, encoding: str) -> Iterator[Known]:
    """What the outputs of a file can use: the index of the run, and where that does not hold the file, its own entries."""
    beside = Stored(joined.index) if joined.index else None
    try:
        known = Known(beside, hidden=joined.hidden)
        if not joined.own:
            _ADDED[form](known, data, encoding)
        yield known
    finally:
        if beside is not None:
            beside.close()


#: the rows of SOURCES
JSON, XML = Joining(_begun, _read_json), Joining(_begun, _read_xml)
