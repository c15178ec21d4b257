"""What a format does not carry, and why: the section [not_carried] of its table."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from kg import resources

_CACHED = 50_000


class Reasons:
    """The section [not_carried] of a format's table: path pattern -> reason.

    A pattern is a path without numbers, and stands for all below it too: "creators/creator/@id", "attributes.xml". "*" is any one
    name, "**" at its beginning any way from the root. Rows of imports/tree.toml hold for every format.
    """

    def __init__(self, rows: Mapping[str, str]) -> None:
        self._exact = {pattern: reason for pattern, reason in rows.items() if "*" not in pattern}
        starred = [(pattern, _expression(pattern), reason) for pattern, reason in rows.items() if "*" in pattern]
        #: those that may fit a path by the name at its end, and those that may fit where no pattern has that name there
        self._ending = {
            end: [(expression, reason) for pattern, expression, reason in starred if _end(pattern) == end or "*" in _end(pattern)]
            for end in {_end(pattern) for pattern, _, _ in starred}
        }
        self._others = [(expression, reason) for pattern, expression, reason in starred if "*" in _end(pattern)]
        self._known: dict[str, str] = {}

    @staticmethod
    @functools.cache
    def of(table: str) -> Reasons:
        return Reasons({**resources.table("imports/tree")["not_carried"], **resources.table(f"imports/{table}").get("not_carried", {})})

    def of_path(self, path: str) -> str:
        """Why a value at this path is left out; "" where it is not."""
        found = self._known.get(path)
        if found is None:
            likely = self._ending.get(_end(path), self._others)
            found = self._exact.get(path, "") or next((reason for pattern, reason in likely if pattern.fullmatch(path)), "")
            if len(self._known) < _CACHED:
                self._known[path] = found
        return found


def _end(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2]


def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*[/.]|\*)", pattern)
    return re.compile("".join("(?:.*[/.])?" if part[:2] == "**" else "[^/.]*" if part == "*" else re.escape(part) for part in parts))
