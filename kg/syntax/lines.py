"""Lines and columns of the characters of a text, asked for in any order.

Design: who asks for one place asks next for one nearby, so line feeds are counted from there; the table of all lines is made where that
would be far, or where carriage returns end lines too. So a question costs little, however the lines and the questions lie.
"""

from __future__ import annotations

import re
from bisect import bisect_right

# so many characters are counted through for a place; beyond, all lines are
_NEAR = 20_000


class Lines:
    """The places of a text's characters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = "\r" not in text
        self._counted, self._line = 0, 1
        self._starts: list[int] | None = None

    def line(self, offset: int) -> int:
        """1-based line of the character at `offset`."""
        before = self._counted
        if not self._plain or abs(offset - before) > _NEAR:
            return self._looked_up(offset)[0]
        count = self._text.count
        self._line += count("\n", before, offset) if offset >= before else -count("\n", offset, before)
        self._counted = offset
        return self._line

    def place(self, offset: int) -> tuple[int, int]:
        """1-based line and column of the character at `offset`."""
        if self._plain and abs(offset - self._counted) <= _NEAR:
            start = self._text.rfind("\n", max(0, offset - _NEAR), offset)
            if start >= 0 or offset <= _NEAR:
                return self.line(offset), offset - start
        return self._looked_up(offset)

    def _looked_up(self, offset: int) -> tuple[int, int]:
        if self._starts is None:
            self._starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", self._text))]
        line = bisect_right(self._starts, offset)
        if self._plain:
            self._counted, self._line = offset, line
        return line, offset - self._starts[line - 1] + 1
