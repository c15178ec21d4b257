"""What a harvest writes: FILE with one record a line, FILE.deleted.jsonl, and FILE.state, which says what of them counts.

Design: lines are appended and synced, then the state is replaced in one step (temporary file, fsync, rename). What stands behind the
lengths in the state was written by a run that was killed before it could say so, and is cut off. The head and the end of FILE (for XML)
belong to no record; the end is written when a run ends in any way that lets it, so that FILE can be read, and does not count. The
state knows the request, so that two harvests are never mixed in one file; it holds no secret. FILE is locked while a run goes on.
Once `dedupe` is set, a line that stands in FILE already is not written again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, NamedTuple

import msgspec

from kg.errors import InputError, UsageError

_VERSION = 1


class State(msgspec.Struct):
    """FILE.state. `phase` is "list" while pages come, "merge" and "prune" in the second pass, "done" behind it.

    `cursor` is where the list goes on, and belongs to the kind of server. `length` and `tombstones` are bytes of FILE and of
    FILE.deleted.jsonl, `run_tombstones` where the tombstones of this run begin. `began` is the server's time at the beginning of the run
    (what a later run asks for changes since), `since` what this run asks for. `lost` is what the server could not give.
    """

    kind: str
    request: dict[str, Any]
    version: int = _VERSION
    phase: str = "list"
    cursor: dict[str, Any] = {}
    length: int = 0
    tombstones: int = 0
    run_tombstones: int = 0
    records: int = 0
    deleted: int = 0
    pages: int = 0
    began: str = ""
    since: str = ""
    dedupe: bool = False
    lost: list[str] = []


class Frame(NamedTuple):
    """What stands before and behind the records."""

    head: bytes = b""
    tail: bytes = b""


_BARE = Frame()


class Journal:
    """FILE and what stands beside it; use it in a `with` block. `state` may be changed, and is kept by `commit`.

    Raises UsageError where FILE is not ours, belongs to another request, or is being written by another run.
    """

    def __init__(self, path: Path, kind: str, request: dict[str, Any], *, frame: Frame = _BARE, restart: bool = False) -> None:
        self.path = path
        self.frame = frame
        self.deleted_path = path.with_name(f"{path.name}.deleted.jsonl")
        self.state_path = path.with_name(f"{path.name}.state")
        if path.is_dir() or not path.parent.is_dir():
            raise UsageError(f"{path} cannot be written", hint="name a file in a folder that exists, as -o records.jsonl")
        if path.suffix in (".gz", ".zst", ".bz2"):
            raise UsageError(f"{path}: a harvest is not packed while it is written", hint=f"name it {path.stem}, and pack it afterwards")
        self._digests: set[bytes] | None = None
        # the state is read behind the lock only: another run may just be writing it
        self._lock = self._locked()
        try:
            self._begin(kind, request, restart=restart)
        except (UsageError, InputError):
            self._unlock()
            raise
        except OSError as error:
            self._unlock()
            raise InputError(f"cannot write {path}: {error.strerror}") from error

    def _begin(self, kind: str, request: dict[str, Any], *, restart: bool) -> None:
        path, known = self.path, self._known()
        for one in (path, self.deleted_path) if known is None else ():
            if one.exists() and one.stat().st_size:
                raise UsageError(f"{one} exists and was not written by kg harvest", hint="write to another file")
        if known is not None and not restart and (known.kind, known.request) != (kind, request):
            raise UsageError(f"{path} was harvested by another request ({_words(known)})", hint="write to another file, or --restart")
        fresh = known is None or restart
        self.state = State(kind, request) if fresh or known is None else known
        if fresh:
            self._save()
            self.deleted_path.unlink(missing_ok=True)
        self._out = self._open(path, self.state.length)
        self._graves = self._open(self.deleted_path, self.state.tombstones) if self._has_graves() else None
        if not self.state.length:
            self._out.write(self.frame.head)
            self.state.length = len(self.frame.head)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.state.phase != "done":
            self._cut()
        self._out.write(self.frame.tail)
        self._out.close()
        if self._graves is not None:
            self._graves.close()
        self._unlock()

    def add(self, lines: Iterable[bytes]) -> int:
        """Append records; the number of those that were not there already. They count with the next `commit`."""
        added = 0
        for line in lines:
            if self.state.dedupe and not self._is_new(line):
                continue
            self._out.write(line + b"\n")
            added += 1
        self.state.records += added
        return added

    def bury(self, lines: Iterable[bytes]) -> None:
        """Append lines to FILE.deleted.jsonl; they count with the next `commit`."""
        for line in lines:
            if self._graves is None:
                self._graves = self._open(self.deleted_path, 0)
            self._graves.write(line + b"\n")

    def commit(self, **cursor: Any) -> None:
        """All that was added counts from now on, and the list goes on at `cursor`."""
        self.state.cursor = cursor
        self.state.length = _synced(self._out)
        if self._graves is not None:
            self.state.tombstones = _synced(self._graves)
        self._save()

    def advance(self, phase: str) -> None:
        """Go on to another phase."""
        self.state.phase = phase
        self.commit(**self.state.cursor)

    def finish_with(self, temporary: Path) -> None:
        """FILE becomes `temporary`, a whole file with head and without end."""
        self._out.close()
        os.replace(temporary, self.path)
        self._out = _at_end(self.path)

    def replace_tombstones(self, lines: Iterable[bytes]) -> None:
        """FILE.deleted.jsonl becomes `lines`, in one step."""
        temporary = self.deleted_path.with_name(f"{self.deleted_path.name}.tmp")
        with open(temporary, "wb") as file:
            file.writelines(line + b"\n" for line in lines)
            _synced(file)
        if self._graves is not None:
            self._graves.close()
        os.replace(temporary, self.deleted_path)
        self._graves = _at_end(self.deleted_path)

    def flush(self) -> None:
        """What was added can be read in the files."""
        self._out.flush()
        if self._graves is not None:
            self._graves.flush()

    def renew(self) -> None:
        """Begin a run for what has changed: the numbers are those of this run alone."""
        state = self.state
        self._cut()
        self.state = State(
            state.kind, state.request, length=state.length, tombstones=state.tombstones, run_tombstones=state.tombstones,
            since=state.began, dedupe=True,
        )  # fmt: skip
        self._digests = None
        self.commit()

    def lose(self, message: str) -> None:
        """Keep that something could not be had."""
        self.state.lost = [*self.state.lost, message]

    def _known(self) -> State | None:
        try:
            data = self.state_path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise InputError(f"cannot read {self.state_path}: {error.strerror}") from error
        try:
            found = msgspec.json.decode(data, type=State)
        except msgspec.MsgspecError as error:
            raise InputError(f"{self.state_path} is no state of kg harvest: {error}", hint="move it and its file away") from error
        if found.version != _VERSION:
            raise InputError(f"{self.state_path} was written by another version of kg", hint="move it and its file away")
        return found

    def _open(self, path: Path, length: int) -> BinaryIO:
        """The file, cut to `length` and open at its end; in the second pass, where the file may be shorter, only its end is cut off."""
        handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+b")
        size = handle.seek(0, os.SEEK_END)
        if self.state.phase in ("merge", "prune"):
            handle.seek(_without(handle, self.frame.tail if path == self.path else b""))
        elif size < length:
            handle.close()
            raise UsageError(f"{path} is shorter than its state says: it was changed", hint="--restart begins anew")
        else:
            handle.seek(length)
        handle.truncate()
        return handle

    def _save(self) -> None:
        temporary = self.state_path.with_name(f"{self.state_path.name}.tmp")
        with open(temporary, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(self.state), indent=1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self.state_path)

    def _cut(self) -> None:
        """Take off what does not count, except in the second pass, where FILE is always whole."""
        self._out.flush()
        if self.state.phase == "list":
            self._out.seek(self.state.length)
            self._out.truncate()
            if self._graves is not None:
                self._graves.flush()
                self._graves.seek(self.state.tombstones)
                self._graves.truncate()

    def _is_new(self, line: bytes) -> bool:
        if self._digests is None:
            self._out.flush()
            with open(self.path, "rb") as file:
                self._digests = {_digest(one.rstrip(b"\n")) for one in file}
        digest = _digest(line)
        if digest in self._digests:
            return False
        self._digests.add(digest)
        return True

    def _has_graves(self) -> bool:
        return self.state.tombstones > 0 or self.deleted_path.exists()

    def _locked(self) -> BinaryIO:
        try:
            return _locked(self._lock_path())
        except BlockingIOError as error:
            raise UsageError(f"another run writes to {self.path}", hint="wait until it has ended") from error
        except OSError as error:
            raise InputError(f"cannot write {self.path}: {error.strerror}") from error

    def _unlock(self) -> None:
        self._lock_path().unlink(missing_ok=True)
        self._lock.close()

    def _lock_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.lock")


def _at_end(path: Path) -> BinaryIO:
    file = os.fdopen(os.open(path, os.O_RDWR), "r+b")
    file.seek(0, os.SEEK_END)
    return file


def _locked(path: Path) -> BinaryIO:
    """An open, locked file. Raises BlockingIOError where another run has it."""
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o666), "wb")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    if not path.exists() or os.fstat(file.fileno()).st_ino != path.stat().st_ino:
        # the other run has just ended and taken its lock away
        raise BlockingIOError
    return file


def _digest(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=12).digest()


def _synced(file: BinaryIO) -> int:
    file.flush()
    os.fsync(file.fileno())
    return file.tell()


def _without(file: BinaryIO, tail: bytes) -> int:
    size = file.seek(0, os.SEEK_END)
    if tail and size >= len(tail):
        file.seek(size - len(tail))
        if file.read() == tail:
            return size - len(tail)
    return size


def _words(state: State) -> str:
    found = ", ".join(f"{name} {value}" for name, value in state.request.items() if value)
    return f"{state.kind}, {found}"
