"""One RIS entry on its way to a Record: the values not yet understood, the fields filled, what was found."""

from __future__ import annotations

import functools
import operator
from typing import Any

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier, Record
from kg.syntax.tagged import Entry, Value
from kg.values import identifiers


@functools.cache
def table() -> dict[str, Any]:
    return resources.table("imports/ris")


@functools.cache
def secondary() -> dict[str, str]:
    return {kind: name for name, kinds in table()["secondary"].items() for kind in kinds}


@functools.lru_cache(maxsize=1024)
def patent_tags(ty: str) -> tuple[tuple[str, str], ...]:
    """The tags that hold a patent's class and priority for this reference type, with their schemes."""
    custom = table()["custom"]
    return tuple((tag.partition(".")[2], custom[tag]) for tag in custom if tag.startswith(f"{ty}.") and custom[tag] in ("ipc", "priority"))


_line = operator.attrgetter("line")
#: the tags that Pure gives
_PURE = frozenset({"PY", "Y1", "T1", "M3"})
# what is longer is not remembered
_SHORT = 100


class Work:
    """One entry on its way to a Record: the values not yet taken, by tag, and what was found."""

    def __init__(self, entry: Entry, record: Record, *, trace: bool) -> None:
        self.entry, self.record, self.issues = entry, record, list[Issue]()
        self.places: dict[str, Place] | None = {} if trace else None
        self.ty = ""
        self.seen: set[tuple[str, str]] = set()
        self.schemes: set[str] = set()
        self.left: dict[str, list[Value]] = {}
        left = self.left
        for value in entry.values:
            tag = value.tag
            if not value.text or tag == "TY" or tag == "ER":
                continue
            if tag in left:
                left[tag].append(value)
            else:
                left[tag] = [value]
        #: whether Pure wrote it, which gives T1, M3 and the same PY and Y1; then a T2 before M3 is the subtitle, one after it the event
        self.pure = left.keys() >= _PURE and same(left["PY"][0].text, left["Y1"][0].text)

    def has(self, *tags: str) -> bool:
        """Whether a value of `tags` is still there."""
        return not self.left.keys().isdisjoint(tags)

    def first(self, *tags: str) -> Value | None:
        """Take the first value of the first of `tags` that is there; its others stay."""
        for tag in tags:
            if tag in self.left:
                value = self.left[tag].pop(0)
                if not self.left[tag]:
                    del self.left[tag]
                return value
        return None

    def all(self, *tags: str) -> list[Value]:
        """Take all values of `tags`, in the order of the entry."""
        left = self.left
        if len(tags) == 1:
            return left.pop(tags[0], None) or []
        if left.keys().isdisjoint(tags):
            return []
        several = [left.pop(tag) for tag in tags if tag in left]
        return several[0] if len(several) == 1 else sorted((value for found in several for value in found), key=_line)

    def put(self, field: str, value: Value) -> None:
        """Remember where `field` was found."""
        if self.places is not None:
            self.places.setdefault(field, place(value))

    def keep(self, value: Value, text: str = "") -> None:
        """Put a value into rest."""
        self.put(f"rest[{len(self.record.rest)}]", value)
        self.record.rest.append((value.tag, text or value.text))

    def refuse(self, value: Value, code: str, field: str, **more: str) -> None:
        """Put a value into rest and report it."""
        self.keep(value)
        self.issues.append(issue(code, field=field, value=value.text, place=place(value), tag=value.tag, **more))

    def new(self, kind: str, text: str, *, exact: bool = False) -> bool:
        """Whether `text` is the first of its `kind`, case and white space aside unless `exact`; "" never is."""
        key = (kind, text if exact else folded(text))
        if not key[1] or key in self.seen:
            return False
        self.seen.add(key)
        return True

    def identified(self, scheme: str, text: str, value: Value, field: str) -> Identifier:
        """The identifier of `field`, with an issue where it is wrong."""
        found, wrong = identifiers.identifier(scheme, text, field=field)
        if wrong is not None:
            wrong.place = place(value)
            self.issues.append(wrong)
        self.put(field, value)
        return found

    def identify(self, scheme: str, text: str, value: Value) -> None:
        """Give the work an identifier, once."""
        field = f"identifiers[{len(self.record.identifiers)}]"
        found, wrong = identifiers.identifier(scheme, text, field=field)
        if wrong is not None:
            wrong.place = place(value)
            self.issues.append(wrong)
        if self.new(found.scheme, found.value, exact=True):
            self.schemes.add(found.scheme)
            self.put(field, value)
            self.record.identifiers.append(found)


def place(value: Value) -> Place:
    return Place(line=value.line, column=value.column, raw=value.text)


def folded(text: str) -> str:
    """`text` for comparing: case folded, white space collapsed."""
    return _known(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


_known = functools.lru_cache(maxsize=4096)(_folded)


def same(one: str, other: str) -> bool:
    """Whether two texts differ in case and white space only."""
    return one == other or folded(one) == folded(other)
