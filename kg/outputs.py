"""Outputs: a file is written whole or not at all.

Design: `create` gives a binary file to write into; only when all is written the file takes its name (temporary file in the same
folder, fsync, atomic rename), its old mode and the target of a symbolic link kept. An ending .gz or .zst packs it, without a clock
in the bytes. "-" is standard output.

An existing file is replaced only with `force`, or where it was evidently made by an earlier run: it is empty, or it begins with the
same 512 bytes as the new output (for Turtle and JSON-LD that is the head of prefixes that kg writes; for the others the first record).
The rule needs no hidden state and no mark inside the data, and it is applied as soon as 512 bytes are there, so that a long run is
refused at its start. An output that is one of the inputs is always refused.
"""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from kg.errors import InputError, UsageError
from kg.packing import Caps, packed, stream

STDOUT = "-"
#: So many first bytes must agree for an existing file to count as an earlier output.
SIGNATURE = 512
_BLOCK = 1 << 16


@contextmanager
def create(name: str, *, force: bool = False, inputs: Sequence[str] = ()) -> Iterator[BinaryIO]:
    """A binary file to write; it appears under `name` when the block ends without an exception, and not at all otherwise.

    `inputs` are the names of the files being read. Raises UsageError where the file exists and may not be replaced, or cannot be made.
    """
    if name in ("", STDOUT):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = os.path.realpath(name)
    _check_target(name, target, inputs)
    if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
        with open(target, "wb") as device:  # /dev/null, a pipe: nothing to replace
            yield device
        return
    temporary = os.path.join(os.path.dirname(target), f".{os.path.basename(target)[:200]}.{os.getpid()}.tmp")
    raw = _open(temporary, name)
    try:
        with raw:
            with packed(name, raw) as inner:
                guard = _Guard(inner, name, "" if force else target)
                yield cast(BinaryIO, guard)
                guard.finish()
            raw.flush()
            os.fsync(raw.fileno())
        if os.path.exists(target):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
        _sync_folder(os.path.dirname(target))
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def write(name: str, data: bytes, *, force: bool = False, inputs: Sequence[str] = ()) -> None:
    """Write `data` whole or not at all; see `create`."""
    with create(name, force=force, inputs=inputs) as out:
        out.write(data)


def _check_target(name: str, target: str, inputs: Sequence[str]) -> None:
    if os.path.isdir(target):
        raise UsageError(f"{name} is a folder", hint="name a file, as -o out.ttl")
    if any(os.path.realpath(part) == target for part in inputs if part != "-"):
        raise UsageError(f"{name} is one of the inputs", hint="write to another file")
    if not os.path.isdir(os.path.dirname(target)):
        raise UsageError(f"{name}: the folder {os.path.dirname(name) or '.'} does not exist", hint=f"mkdir -p {os.path.dirname(name)}")


def _open(temporary: str, name: str) -> io.BufferedWriter:
    try:
        # not mkstemp: a new file has the mode that the user's umask gives
        return os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o666), "wb")
    except OSError as error:
        raise UsageError(f"{name}: cannot be written: {error.strerror}") from error


def _sync_folder(folder: str) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Guard(io.RawIOBase):
    """Passes bytes on, and refuses once SIGNATURE bytes differ from those of the file `target` ("": nothing to compare with)."""

    def __init__(self, out: BinaryIO, name: str, target: str) -> None:
        super().__init__()
        self._out, self._name = out, name
        self._old = _head(target) if target else b""
        self._new = bytearray()
        self._open = bool(self._old)

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data)
        if self._open:
            self._new += view[: SIGNATURE - len(self._new)]
            if len(self._new) >= SIGNATURE:
                self.finish()
        self._out.write(view)
        return view.nbytes

    def finish(self) -> None:
        """Compare what there is: a short new output must be the beginning of the old file, or the reverse."""
        if not self._open:
            return
        self._open = False
        length = min(len(self._old), len(self._new))
        if self._old[:length] != bytes(self._new[:length]) or not length:
            raise UsageError(
                f"{self._name} exists and is not an earlier output of this command", hint="--force replaces it, or write to another file"
            )


def _head(target: str) -> bytes:
    """The first SIGNATURE bytes of an existing file, unpacked; b"" where there is none or it is empty."""
    if not os.path.exists(target):
        return b""
    with open(target, "rb") as file:
        first = file.read(SIGNATURE)
        file.seek(0)
        found = b""
        try:
            for piece in stream(iter(lambda: file.read(_BLOCK), b""), name=target, caps=Caps()):
                found += piece
                if len(found) >= SIGNATURE:
                    break
        except InputError:
            return first
    return found[:SIGNATURE]
