"""Part: a stretch of a large input that is read by itself, and what its reader must know of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

#: gives the bytes of one input from their start, piece by piece, as often as it is called
Opened = Callable[[], Iterator[bytes]]


class Part(NamedTuple):
    """`data` begin at byte `offset` and 1-based `line` of the input, with its entry number `ordinal` (from 0).

    `context` is what the format's `read_part` needs of the other parts, in a form of its own; b"" where `read` can read the part.
    """

    data: bytes
    offset: int
    line: int
    ordinal: int = 0
    context: bytes = b""


def lengths(pieces: Iterator[bytes], sizes: Iterator[int]) -> Iterator[bytes]:
    """The pieces put together and cut into parts of these sizes; the last part may be shorter than it was."""
    buffer = bytearray()
    for size in sizes:
        while len(buffer) < size and (piece := next(pieces, None)) is not None:
            buffer += piece
        yield bytes(buffer[:size])
        del buffer[:size]


def line_ends(data: bytes) -> int:
    """How many lines end in `data`: by LF, CR LF or a lone CR."""
    return data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
