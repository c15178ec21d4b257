"""One RIS entry on its way to a Record: the values not yet understood, the fields filled, what was found."""

from __future__ import annotations

import functools
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


class Work:
    """One entry on its way to a Record: the values not yet taken, by tag, and what was found."""

    def __init__(self, entry: Entry, record: Record, *, trace: bool) -> None:
        self.entry, self.record, self.issues = entry, record, list[Issue]()
        self.places: dict[str, Place] | None = {} if trace else None
        self.ty = ""
        self.seen: set[tuple[str, str]] = set()
        self.schemes: set[str] = set()
        self.left: dict[str, list[Value]] = {}
        for value in entry.values:
            if value.text and value.tag not in ("TY", "ER"):
                self.left.setdefault(value.tag, []).append(value)
        #: whether Pure wrote it, which gives T1, M3 and the same PY and Y1; then a T2 before M3 is the subtitle, one after it the event
        published, again = entry.first("PY"), entry.first("Y1")
        self.pure = bool(published and again and same(published.text, again.text) and entry.first("T1") and entry.first("M3"))

    def has(self, *tags: str) -> bool:
        """Whether a value of `tags` is still there."""
        return any(tag in self.left for tag in tags)

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
        if not any(tag in self.left for tag in tags):
            return []
        found = [value for tag in tags for value in self.left.pop(tag, ())]
        return sorted(found, key=lambda value: value.line) if len(tags) > 1 else found

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
        found, wrong = identifiers.identifier(scheme, text, field=field, place=place(value))
        if wrong is not None:
            self.issues.append(wrong)
        self.put(field, value)
        return found

    def identify(self, scheme: str, text: str, value: Value) -> None:
        """Give the work an identifier, once."""
        field = f"identifiers[{len(self.record.identifiers)}]"
        found, wrong = identifiers.identifier(scheme, text, field=field, place=place(value))
        if wrong is not None:
            self.issues.append(wrong)
        if self.new(found.scheme, found.value, exact=True):
            self.schemes.add(found.scheme)
            self.put(field, value)
            self.record.identifiers.append(found)


def place(value: Value) -> Place:
    return Place(line=value.line, column=value.column, raw=value.text)


def folded(text: str) -> str:
    """`text` for comparing: case folded, white space collapsed."""
    return " ".join(text.split()).casefold()


def same(one: str, other: str) -> bool:
    """Whether two texts differ in case and white space only."""
    return folded(one) == folded(other)
