"""A stretch of a large JSON file: some of an array's elements, or some of its lines, and where they stand in the whole.

json_places.entries, where all readers of JSON take their entries from, sees that it is no file.
"""

from __future__ import annotations

from kg.syntax import stretch


class Context(stretch.Context):
    """Besides the ordinal: the `pointer` of its array and the `index` of its first element there, or that it consists of `lines`; the
    length of a byte order `mark` it begins with."""

    pointer: str = ""
    index: int = 0
    lines: bool = False
    mark: int = 0


class Stretch(stretch.Stretch):
    """The bytes of a stretch of JSON."""

    KIND = Context
    context: Context
