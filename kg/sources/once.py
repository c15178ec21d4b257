"""Once: whether a value is the first of its kind in a list, without looking through the list each time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec


class Once:
    """Tells of each value whether it is new: equal to none of `known`, and to none it was asked about before.

    Values are Structs or what JSON has. A list of a hundred thousand takes a hundred thousand steps.
    """

    def __init__(self, known: Iterable[Any] = ()) -> None:
        self._seen = {msgspec.json.encode(value) for value in known}

    def __call__(self, value: Any) -> bool:
        key = msgspec.json.encode(value)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True
