"""Once: whether a value is the first of its kind, and whether it stands in a list, without looking through the list each time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from kg.record import Record

_T = TypeVar("_T")
#: a shorter list is looked through
_SHORT = 50
#: the lists that readers ask for a value before they add it, and that a source may make long
_ASKED = (
    *("identifiers", "relations", "links", "licences", "rights", "genre", "notes", "keywords", "languages", "funding"),
    *("abstracts", "other_titles"),
)


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


class Growing(list[_T]):
    """A list that knows what stands in it however long it is: `value in it` takes no longer for a hundred thousand values.

    What is asked for is compared as `Once` compares. Values that stand in it are not changed in their place.
    """

    __slots__ = ("_count", "_keys")

    def __init__(self, values: Iterable[_T] = ()) -> None:
        super().__init__(values)
        self._keys: set[bytes] = set()
        self._count = 0

    def __contains__(self, value: object) -> bool:
        count = len(self)
        if count < _SHORT:
            return super().__contains__(value)
        if count < self._count:
            self._keys, self._count = set(), 0
        if count > self._count:
            self._keys.update(map(msgspec.json.encode, self[self._count :]))
            self._count = count
        return msgspec.json.encode(value) in self._keys

    def remove(self, value: _T, /) -> None:
        """As of any list."""
        super().remove(value)
        self._keys, self._count = set(), 0


def ready(record: Record) -> Record:
    """The record, empty as it is, with lists that may grow."""
    for name in _ASKED:
        setattr(record, name, Growing())
    return record
