"""A stretch of a large XML file: whole records, and what stands around them.

xml_tree.entries, where all readers of XML take their entries from, sees that it is no file: it begins in the scope that the context
tells, as it does behind a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from kg.syntax import stretch
from kg.syntax.xml_scope import Scope

#: a piece of XML with one element, and the elements (as steps of a path) that it stands in
Before = tuple[list[str], str]


class Context(stretch.Context):
    """Besides the ordinal: the scope it begins in, whether the file `ends` with it, and what its reader must have seen `before`."""

    open: list[str] = msgspec.field(default_factory=list)
    spaces: list[dict[str, str]] = msgspec.field(default_factory=list)
    counts: list[dict[str, int]] = msgspec.field(default_factory=list)
    unheard: int = 0
    declared: str = ""
    ends: bool = False
    before: list[Before] = msgspec.field(default_factory=list)

    @staticmethod
    def of(scope: Scope, ordinal: int, before: Iterable[Before] = ()) -> Context:
        """What is known at a place."""
        counts = [dict(level) for level in scope.counts]
        return Context(ordinal, list(scope.open), list(scope.spaces), counts, scope.unheard, scope.declared, before=list(before))


class Stretch(stretch.Stretch):
    """The bytes of a stretch of XML."""

    KIND = Context
    context: Context

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
