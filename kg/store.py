"""The embedded store: records in a folder on disk, queried without a server.

Design: the same named graphs and stamps as on an endpoint (publish/content.py), kept by pyoxigraph. New graphs are loaded in bulk, a
changed one is replaced in one transaction, one whose stamp has the right hash is left alone. One process writes at a time; the
store's own lock file is respected by readers too, since reading beside a writer is undefined in pyoxigraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import msgspec

from kg.errors import InputError, Issue
from kg.graph import Described
from kg.issues import issue
from kg.publish import content, replacement

if TYPE_CHECKING:
    import pyoxigraph

#: quads that wait for one bulk write
_BULK = 100_000


class LoadReport(msgspec.Struct):
    """What a load did; numbers count records (= named graphs) but for `triples_written`. `failures` are issues with the record's key."""

    store: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    repeated: int = 0
    triples_written: int = 0
    failures: list[Issue] = []

    @property
    def ok(self) -> bool:
        """Whether the store now holds what was asked for."""
        return not self.failures


class OpenStore:
    """A store that is open for reading: `store` to query, and a shared lock that keeps writers out. Use it in a `with` block."""

    def __init__(self, store: pyoxigraph.Store, lock: IO[bytes] | None) -> None:
        self.store = store
        self._lock = lock

    def __enter__(self) -> OpenStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let writers in again."""
        if self._lock is not None:
            self._lock.close()


def load(
    described: Iterable[Described],
    path: Path,
    *,
    mode: Literal["replace", "sync"] = "replace",
    prefix: str = "",
    keep: frozenset[str] = frozenset(),
    allow_mass_delete: bool = False,
    run: str = "",
    time: str = "",
) -> LoadReport:
    """What was done to bring `described` into the store in folder `path`, which is made where there is none.

    `mode` "sync" then deletes stamped graphs whose IRI begins with `prefix` ("{base}graph/") and that were neither given nor in `keep`.
    `time` (xsd:dateTime) and `run` go into the stamps; "" means now, and the time. Issues: E001 to E004, E013. Raises InputError
    where the store cannot be opened.
    """
    import pyoxigraph

    try:
        path.mkdir(parents=True, exist_ok=True)
        store = pyoxigraph.Store(str(path))
    except OSError as error:
        raise _unopened(path, error) from error
    time = time or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    loading = _Loading(store, LoadReport(store=str(path)), time=time, run=run or time)
    for one in described:
        loading.take(one)
    loading.write_new()
    if mode == "sync":
        loading.delete_others(prefix, keep, allow_mass_delete=allow_mass_delete)
    store.flush()
    return loading.report


class _Loading:
    """One load: the store, graphs that wait for the next bulk write, hashes of the graphs seen."""

    def __init__(self, store: pyoxigraph.Store, report: LoadReport, *, time: str, run: str) -> None:
        self.store = store
        self.report = report
        self.time, self.run = time, run
        self.seen: dict[str, str] = {}
        self.waiting: list[pyoxigraph.Quad] = []

    def take(self, described: Described) -> None:
        """Load one record, at once or with the next bulk."""
        made, fault = content.of(described)
        known = self.seen.get(made.name)
        if known is None:
            self.seen[made.name] = made.hash
        elif known == made.hash:
            self.report.repeated += 1
            return
        else:
            fault = issue("E004", value=made.name, label=described.key)
        if fault is not None:
            self.report.failures.append(msgspec.structs.replace(fault, record=described.key))
            return
        self._place(made)

    def _place(self, made: content.Content) -> None:
        import pyoxigraph

        name = pyoxigraph.NamedNode(made.name[1:-1])
        stored = self._hash(name)
        if stored == made.hash:
            self.report.unchanged += 1
            return
        stamp = content.stamp(made, time=self.time, run=self.run, version=content.version())
        self.report.triples_written += len(made.lines) + len(stamp)
        if self.store.contains_named_graph(name):
            # one update is one transaction, so no crash leaves the graph empty
            self.store.update(replacement.update(made, stamp))
            self.report.changed += 1
            return
        self.report.added += 1
        self.waiting += _quads((*made.lines, *stamp), name)
        if len(self.waiting) >= _BULK:
            self.write_new()

    def _hash(self, name: pyoxigraph.NamedNode) -> str | None:
        import pyoxigraph

        predicate = pyoxigraph.NamedNode(content.iri_of("kg:contentHash")[1:-1])
        found = [quad.object for quad in self.store.quads_for_pattern(name, predicate, None, name)]
        return found[0].value if len(found) == 1 and isinstance(found[0], pyoxigraph.Literal) else None

    def write_new(self) -> None:
        """Write the waiting graphs."""
        if self.waiting:
            self.store.bulk_extend(self.waiting)
            self.waiting = []

    def delete_others(self, prefix: str, keep: frozenset[str], *, allow_mass_delete: bool) -> None:
        """Drop the stamped graphs under `prefix` that were not given; none where they are too many (issue E013)."""
        there = list(self._own(prefix))
        others = [name for name in there if str(name) not in self.seen and str(name) not in keep]
        most = replacement.may_delete(len(there), given=len(self.seen))
        if len(others) > most and not allow_mass_delete:
            self.report.failures.append(issue("E013", value=str(len(others)), total=len(there), most=most))
            return
        for name in others:
            self.store.remove_graph(name)
        self.report.deleted = len(others)

    def _own(self, prefix: str) -> Iterator[pyoxigraph.NamedNode]:
        import pyoxigraph

        for name in self.store.named_graphs():
            if isinstance(name, pyoxigraph.NamedNode) and name.value.startswith(prefix) and self._hash(name) is not None:
                yield name


def _quads(lines: Iterable[str], name: pyoxigraph.NamedNode) -> list[pyoxigraph.Quad]:
    import pyoxigraph

    parsed = pyoxigraph.parse("\n".join(lines).encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    return [pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, name) for quad in parsed]


def open_read(path: Path) -> OpenStore:
    """The store in folder `path`, for queries. Raises InputError where there is none or somebody writes to it."""
    import pyoxigraph

    if not (path / "CURRENT").is_file():
        raise InputError(f"there is no store in {path}", hint="make one with kg load")
    lock = _shared_lock(path)
    try:
        return OpenStore(pyoxigraph.Store.read_only(str(path)), lock)
    except OSError as error:
        if lock is not None:
            lock.close()
        raise _unopened(path, error) from error


def _shared_lock(path: Path) -> IO[bytes] | None:
    """The store's lock file, locked against writers; None where the system has no such locks or the folder cannot be written."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        lock = (path / "LOCK").open("r+b")
    except OSError:
        return None
    try:
        fcntl.lockf(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise _unopened(path, error) from error
    return lock


def _unopened(path: Path, error: OSError) -> InputError:
    if "lock" in str(error).lower() or isinstance(error, BlockingIOError):
        return InputError(f"the store {path} is in use by another process", hint="wait until that has ended")
    return InputError(f"cannot open the store {path}: {error}", hint="is it a folder made by kg load?")
