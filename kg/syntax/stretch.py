"""A stretch of a large file: bytes that are read by themselves, and what is known of the rest.

Design: it is bytes, so a reader is handed one as it is handed a whole file; only who takes the entries from the bytes sees that it is none.
What it cannot know by itself goes with it as a context, which crosses between processes in JSON.
"""

from __future__ import annotations

from typing import ClassVar, Self

import msgspec


class Context(msgspec.Struct, omit_defaults=True):
    """What a stretch needs of the rest: the `ordinal` of its first reading in the file."""

    ordinal: int = 0


class Stretch(bytes):
    """The bytes of a stretch; `context` tells where they stand, in the form KIND."""

    KIND: ClassVar[type[Context]] = Context
    context: Context

    @classmethod
    def of(cls, data: bytes, context: bytes) -> Self:
        """`data` with what was packed."""
        stretch = cls(data)
        stretch.context = msgspec.json.decode(context, type=cls.KIND)
        return stretch


def first_ordinal(data: bytes) -> int:
    """Where the readings of `data` are counted from: 0, but for a stretch."""
    return data.context.ordinal if isinstance(data, Stretch) else 0
