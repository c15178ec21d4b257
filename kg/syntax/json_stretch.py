"""A stretch of a large JSON file: some of an array's elements, or some of its lines, and where they stand in the whole.

Design: it is bytes, so a reader is handed one as it is handed a whole file, and json_places.entries, where all readers of JSON take their
entries from, sees that it is none. Nothing else has to know. What it cannot know by itself goes with it as a context in JSON.
"""

from __future__ import annotations

import msgspec


class Context(msgspec.Struct):
    """What a stretch needs of the rest: the `pointer` of its array and the `index` of its first element there, or that it consists of
    `lines`; the `ordinal` of its first reading in the file; the length of a byte order `mark` it begins with."""

    pointer: str = ""
    index: int = 0
    lines: bool = False
    ordinal: int = 0
    mark: int = 0


class Stretch(bytes):
    """The bytes of a stretch; `context` tells where they stand."""

    context: Context

    @staticmethod
    def of(data: bytes, context: bytes) -> Stretch:
        """`data` with what was packed."""
        stretch = Stretch(data)
        stretch.context = msgspec.json.decode(context, type=Context)
        return stretch


def first_ordinal(data: bytes) -> int:
    """Where the readings of `data` are counted from: 0, but for a stretch."""
    return data.context.ordinal if isinstance(data, Stretch) else 0
