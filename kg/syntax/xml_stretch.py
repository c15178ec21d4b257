"""A stretch of a large XML file: whole records, and what stands around them.

Design: it is bytes, so a reader is handed one as it is handed a whole file, and xml_tree.entries, where all readers of XML take their
entries from, sees that it is none: it begins in the scope that the context tells, as it does behind a fault. Nothing else has to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from kg.syntax.xml_scope import Scope

#: a piece of XML with one element, and the elements (as steps of a path) that it stands in
Before = tuple[list[str], str]


class Context(msgspec.Struct, omit_defaults=True):
    """What a stretch needs of the rest: the scope it begins in, the `ordinal` of its first reading in the file, whether the file `ends`
    with it, and what its reader must have seen `before`."""

    open: list[str] = []
    spaces: list[dict[str, str]] = []
    counts: list[dict[str, int]] = []
    unheard: int = 0
    declared: str = ""
    ordinal: int = 0
    ends: bool = False
    before: list[Before] = []

    @staticmethod
    def of(scope: Scope, ordinal: int, before: Iterable[Before] = ()) -> Context:
        """What is known at a place."""
        counts = [dict(level) for level in scope.counts]
        return Context(list(scope.open), list(scope.spaces), counts, scope.unheard, scope.declared, ordinal, before=list(before))


class Stretch(bytes):
    """The bytes of a stretch; `context` tells where they stand."""

    context: Context

    @staticmethod
    def of(data: bytes, context: bytes) -> Stretch:
        """`data` with what was packed."""
        stretch = Stretch(data)
        stretch.context = msgspec.json.decode(context, type=Context)
        return stretch

    def scope(self) -> Scope:
        """The scope it begins in."""
        known, scope = self.context, Scope()
        scope.open, scope.spaces, scope.counts = list(known.open), list(known.spaces), [dict(level) for level in known.counts]
        scope.unheard, scope.declared = known.unheard, known.declared
        return scope

    def before(self) -> Iterator[tuple[Scope, bytes]]:
        """What must have been seen before, with its scope as far as it is known."""
        for steps, text in self.context.before:
            scope = Scope()
            scope.open = list(steps)
            scope.spaces *= len(steps) + 1
            scope.counts = [{} for _ in range(len(steps) + 1)]
            yield scope, text.encode()


def first_ordinal(data: bytes) -> int:
    """Where the readings of `data` are counted from: 0, but for a stretch."""
    return data.context.ordinal if isinstance(data, Stretch) else 0
