"""Part: a stretch of a large input that is read by itself, and what its reader must know of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

import msgspec

from kg.record import Origin, Reading
from kg.syntax.stretch import Context, Stretch

#: gives the bytes of one input from their start, piece by piece, as often as it is called
Opened = Callable[[], Iterator[bytes]]


class Part(NamedTuple):
    """`data` begin at byte `offset`, 1-based `line` and `column` of the input, with its entry number `ordinal` (from 0).

    `context` is what the format's `read_part` needs of the other parts, in a form of its own; b"" where `read` can read the part.
    """

    data: bytes
    offset: int
    line: int
    ordinal: int = 0
    context: bytes = b""
    column: int = 1


class Reader(Protocol):
    """See kg/sources. `encoding` is the user's choice, "" to detect. Raises InputError where nothing can be decoded."""

    def __call__(self, data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]: ...


class PartReader(Protocol):
    """As Reader, for a part of a large input and its context (Part). Lines, columns of the first line, and offsets count from the part's
    first byte, ordinals from the ordinal of the Part."""

    def __call__(self, data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]: ...


class Parting(NamedTuple):
    """How a large input of a format is cut: `cut(opened, size, encoding)` gives parts of about `size` bytes, `read` their readings.

    `cut_lines` is there where a format may hold one JSON object a line: it cuts such a file as it comes in. `columns`: the format's
    cutter takes the user's own columns as a fourth argument, and puts them into the context of the parts. `alone` gives of a part with
    a context, the origin of one of its readings and how many stand before it the part of that reading alone, whose readings are this
    one; None where it cannot.
    """

    cut: Callable[..., Iterator[Part]]
    read: PartReader
    cut_lines: Callable[[Iterator[bytes], int, str], Iterator[Part]] | None = None
    columns: bool = False
    alone: Callable[[Part, Origin, int], Part | None] | None = None


def counted(read: Reader, end: Callable[[bytearray], int], count: Callable[[bytes, str], int]) -> Parting:
    """The row for a format whose records only follow one upon another.

    `end` tells where the last whole record of what has come in ends (0: nowhere), `count` how many readings a part gives in an encoding.
    """

    def cut(opened: Opened, size: int, encoding: str) -> Iterator[Part]:
        buffer, at, context, enough = bytearray(), Part(b"", 0, 1), Context(), size
        for piece in opened():
            buffer += piece
            if len(buffer) >= enough and (length := end(buffer)):
                data = bytes(buffer[:length])
                if not (number := count(data, encoding)):
                    # nothing but what stands before the records, which is no part of its own
                    enough = 2 * len(buffer)
                    continue
                yield at._replace(data=data, context=msgspec.json.encode(context))
                context, enough = Context(context.ordinal + number), size
                at = Part(b"", at.offset + length, at.line + line_ends(data))
                del buffer[:length]
        if buffer or not at.offset:
            yield at._replace(data=bytes(buffer), context=msgspec.json.encode(context))

    def read_part(data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
        return read(Stretch.of(data, context), trace=trace, encoding=encoding)

    return Parting(cut, read_part)


class Joined(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a reader takes from the run around a file: `hidden` (read what is not public as well), and the path of the `index` of the run's
    inputs, "" where there is none. `own`: the index holds this very file too."""

    hidden: bool = False
    index: str = ""
    own: bool = False


class Index(Protocol):
    """An index on disk of what entries of other inputs may name."""

    def add(self, form: str, data: bytes, encoding: str) -> None:
        """Takes up a file of the format `form`. Raises InputError as its reader does."""

    def close(self) -> None:
        """Ends the writing; from now on it is read."""


class JoinedReader(Protocol):
    """As Reader, with what the run around the file gives."""

    def __call__(self, data: bytes, joined: Joined, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]: ...


class Joining(NamedTuple):
    """How a format whose entries name entries of other inputs by a key is read: `begin(path)` begins the index, `read` uses it."""

    begin: Callable[[str], Index]
    read: JoinedReader


def lengths(pieces: Iterator[bytes], sizes: Iterator[int]) -> Iterator[bytes]:
    """The pieces put together and cut into parts of these sizes; the last part may be shorter than it was."""
    buffer = bytearray()
    for size in sizes:
        while len(buffer) < size and (piece := next(pieces, None)) is not None:
            buffer += piece
        yield bytes(buffer[:size])
        del buffer[:size]


def after(place: tuple[int, int], data: bytes) -> tuple[int, int]:
    """Line and column behind `data`, which begin at `place`; lines end with line feeds."""
    lines = data.count(b"\n")
    last = len(data[data.rfind(b"\n") + 1 :].decode(errors="replace"))
    return place[0] + lines, last + (1 if lines else place[1])


def line_ends(data: bytes) -> int:
    """How many lines end in `data`: by LF, CR LF or a lone CR."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
