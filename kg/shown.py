"""Which findings a user is shown: of a flood only the first, so that a long run neither prints nor looks up what nobody reads.

Design: one object a stream. Asked about the findings in their order, it says which are shown; it holds counts only. To lead a finding
back to its place costs a second reading of its record, so the pipeline asks first. A worker process asks an object of its own for each
part, begun with what the run has shown until then: what the whole run shows of the part is among what that object takes, because both
refuse a finding only for what came before it.
"""

from __future__ import annotations

from collections import Counter

import msgspec

from kg.errors import Issue

#: So many findings of one code are shown unless all are asked for, and so many of them in the very same words.
SHOWN, ALIKE = 20, 3


class Wish(msgspec.Struct, frozen=True):
    """What the user asked to see: `every` finding; only violations (`quiet`); infos too (`verbose`)."""

    every: bool = False
    quiet: bool = False
    verbose: bool = False


class Shown:
    """Takes findings one by one; `shown` counts those taken, by code."""

    def __init__(self, wish: Wish = Wish(every=True)) -> None:  # noqa: B008 (frozen)
        self._wish = wish
        self.shown: Counter[str] = Counter()
        #: by code, then by message; a code of which no more is shown needs no messages
        self._alike: dict[str, Counter[str]] = {}

    def takes(self, found: Issue) -> bool:
        """Whether this finding is shown; it is counted if so."""
        wish = self._wish
        if wish.every:
            # the counts serve to say how many were left out
            self.shown[found.code] += 1
            return True
        if (found.severity == "info" and not wish.verbose) or (wish.quiet and found.severity != "violation"):
            return False
        code = found.code
        if self.shown[code] >= SHOWN:
            return False
        alike = self._alike.setdefault(code, Counter())
        if alike[found.message] >= ALIKE:
            return False
        self.shown[code] += 1
        alike[found.message] += 1
        if self.shown[code] >= SHOWN:
            del self._alike[code]
        return True
