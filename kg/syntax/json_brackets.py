"""Where a JSON value ends, found by strings and brackets alone: what cuts broken documents (json_places.py). Nothing is understood."""

from __future__ import annotations

import re

STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
BRACKETS = re.compile(STRING + rb'|[\[\]{}"]', re.DOTALL)
_LONG = 1 << 12
_SCALAR = re.compile(STRING + rb'|[^\s,:\[\]{}"]+', re.DOTALL)


class Broken(Exception):
    """Strings and brackets do not pair at the byte `at`."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


class Pairs:
    """Where values end before the byte `limit`.

    What one scan that failed has seen of later brackets is not scanned again, or a broken array of which no element is closed would take
    time with the square of its length.

    Where a scan fails, each bracket that is open there fails in the same way. A place that the scan took for the inside of a string
    begins another scan; two are remembered, since quotes lead to no more than two ways to read the rest.

    The end of a long value is remembered too: each name that entries may stand under leads past it again.
    """

    def __init__(self, data: bytes, limit: int) -> None:
        self.data, self._limit = data, limit
        self._ends: dict[int, int] = {}
        self._met: list[tuple[dict[int, int], set[int], Broken]] = []

    def end(self, start: int) -> int:
        """The byte after the value at `start`. Raises Broken where strings and brackets do not pair."""
        for closed, opened, broken in self._met:
            if start in closed:
                return closed[start]
            if start in opened:
                raise Broken(broken.reason, broken.at)
        if self.data[start : start + 1] not in (b"{", b"["):
            if (match := _SCALAR.match(self.data, start, self._limit)) is None:
                raise Broken("a value is missing", start)
            return match.end()
        if (end := self._ends.get(start)) is None:
            end = self._scan(start)
            if end - start > _LONG:
                self._ends[start] = end
        return end

    def _scan(self, start: int) -> int:
        closed: dict[int, int] = {}
        open_: list[int] = []
        data, broken = self.data, None
        for token in BRACKETS.finditer(data, start, self._limit):
            mark, at = token[0], token.start()
            if mark == b'"':
                broken = Broken("a string is not closed", at)
                break
            if mark in (b"{", b"["):
                open_.append(at)
            elif mark in (b"}", b"]"):
                # "{" and "}", "[" and "]" are two code points apart
                if data[open_[-1]] != mark[0] - 2:
                    broken = Broken(f"{mark.decode()} closes what it did not open", at)
                    break
                opening = open_.pop()
                if not open_:
                    return token.end()
                # the next element is looked for at the beginning of a line
                if data[opening - 1] in b"\n \t":
                    closed[opening] = token.end()
        broken = broken or Broken(f"{chr(data[open_[-1]])} is not closed", self._limit)
        self._met = [(closed, set(open_), broken), *self._met[:1]]
        raise broken
