"""The fields of a MARC record as its readers walk them, with their forms in other scripts (880)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from kg import resources
from kg.sources.tree import Cursor, Draft
from kg.values import isbd

_LINK = re.compile(r"([0-9A-Za-z]{3})-([0-9]{2})")
# "<<The>> whale" and the control characters that mark words to be skipped in sorting
_UNSORTED = re.compile(r"<<(.{1,40}?)>>\s?|[\x88\x89\x98\x9c¬]")


def rules() -> dict[str, Any]:
    """The import table of MARC."""
    return resources.table("imports/marc")


class Fields:
    """The fields of one record by tag, in the order of the source; each 880 belongs to the field that it writes in another script."""

    def __init__(self, draft: Draft) -> None:
        self._root = draft.root
        self._linked: dict[tuple[str, str], Cursor] = {}
        self._alone: dict[str, list[Cursor]] = {}
        for field in draft.root.all("880"):
            match = _LINK.match(field.one("6").text)
            if match and match[2] != "00":
                self._linked[match[1], match[2]] = field
            elif match:
                self._alone.setdefault(match[1], []).append(field)

    def all(self, *tags: str) -> list[Cursor]:
        """The fields of these tags; of several tags in the order of the tags."""
        return [field for tag in tags for field in self._root.all(tag)]

    def one(self, tag: str) -> Cursor:
        """The first field of this tag."""
        return self._root.one(tag)

    def original(self, field: Cursor) -> Cursor:
        """The same field in another script; nothing (a cursor that is false) where there is none."""
        match = _LINK.match(field.one("6").text)
        return self._linked.get((field.name, match[2]), field.one("none")) if match else field.one("none")

    def alone(self, tag: str) -> list[Cursor]:
        """Fields of this tag that stand in another script only."""
        return self._alone.get(tag, [])


def parts(field: Cursor, codes: str) -> list[Cursor]:
    """The subfields with these codes, in the order of the source."""
    return [part for part in field if part.name in codes and len(part.name) == 1 and part.text]


def sorted_out(written: str) -> str:
    """`written` without the signs around words that sorting skips.

    >>> sorted_out("<<The>> whale")
    'The whale'
    """
    return _UNSORTED.sub(lambda match: f"{match[1]} " if match[1] else "", written).strip()


def words(part: Cursor) -> str:
    """The text of a subfield without the punctuation before the next."""
    return isbd.ended(sorted_out(part.text))


def joined(field: Cursor, codes: str, separator: str = " ") -> str:
    """The texts of these subfields, as they stand, in one."""
    return separator.join(sorted_out(part.text) for part in parts(field, codes))


def use(field: Cursor, codes: str, name: str) -> None:
    """Takes these subfields for a field of the record."""
    for part in field:
        if part.name in codes and len(part.name) == 1:
            part.use(name)


def script(written: str) -> str:
    """ "Latn" where every letter is Latin, else ""."""
    letters = [character for character in written if character.isalpha()]
    return "Latn" if letters and all(unicodedata.name(one, "").startswith(("LATIN", "MODIFIER")) for one in letters) else ""
