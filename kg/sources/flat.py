"""What the readers of flat records share (tables, tagged lines): named values, and an account of every one.

Design: a value is *taken* for a field of the record, *kept* in `rest` under its own name, or *dropped* with a reason that the format's
table gives. What is none of these when the record is done is kept, so a value that nobody understands is told, never lost.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier, Origin, Reading, Record
from kg.sources import once
from kg.values import identifiers
from kg.values import text as texts


class Value(NamedTuple):
    """A value under its name in the source (a column, a tag): text with its lines joined by line feeds, 1-based line and column.

    `node` is where it stands in a tree, for formats that have one.
    """

    name: str
    text: str
    line: int
    column: int
    node: object = None


class Draft:
    """One record in the making, from `values` in the order of the source."""

    def __init__(self, values: list[Value], origin: Origin, *, trace: bool = False) -> None:
        self.values = values
        self.record = once.ready(Record(origin=origin))
        self.issues: list[Issue] = []
        self.lang = ""
        self.not_carried: list[tuple[str, str, str]] = []
        self._places: dict[str, Place] | None = {} if trace else None
        self._done: set[int] = set()

    def place(self, value: Value) -> Place:
        """Line, column and text of a value."""
        return Place(line=value.line, column=value.column, raw=value.text)

    def take(self, field: str, value: Value) -> None:
        """Notes that the value was used for `field`; the first place counts."""
        self._done.add(id(value))
        if self._places is not None:
            self._places.setdefault(field, self.place(value))

    def keep(self, value: Value, text: str = "") -> str:
        """Puts the value (or `text`, what is left of it) into rest and returns its field there."""
        self._done.add(id(value))
        field = f"rest[{len(self.record.rest)}]"
        words = texts.tidy(text or value.text)
        if words:
            self.record.rest.append((value.name, words))
            if self._places is not None:
                self._places.setdefault(field, self.place(value))
        return field

    def drop(self, value: Value, reason: str) -> None:
        """Leaves the value out, for a reason that the user can read."""
        self._done.add(id(value))
        self.not_carried.append((value.name, texts.tidy(value.text), reason))

    def is_done(self, value: Value) -> bool:
        """Whether the value was taken, kept or dropped."""
        return id(value) in self._done

    def complain(self, code: str, value: Value, *, field: str = "", text: str = "", **names: object) -> None:
        """Adds an issue with the place of the value; {name} of its message is the value's name."""
        found = issue(code, field=field, value=text or value.text, place=self.place(value), **{"name": value.name, **names})
        self.issues.append(found)

    def refuse(self, value: Value, what: str, field: str, text: str = "") -> None:
        """Keeps what could not be understood as `what`, and tells."""
        kept = self.keep(value, text)
        self.complain("R368", value, field=kept, text=text, what=what, wanted=field)

    def identify(self, scheme: str, value: Value, field: str, text: str = "") -> Identifier:
        """The identifier in normal form, or as scheme "text" with an issue."""
        found, fault = identifiers.identifier(scheme, text or value.text, field=field, place=self.place(value))
        if fault is not None:
            self.issues.append(fault)
        self.take(field, value)
        return found

    def reading(self, label: str = "") -> Reading:
        """The finished reading; `label` is for records without DOI and title."""
        record = self.record
        for value in self.values:
            if value.text.strip() and id(value) not in self._done:
                self.keep(value)
        doi = next((one.value for one in record.identifiers if one.scheme == "doi"), "")
        label = doi or (record.titles[0].value if record.titles else label)
        for found in self.issues:
            found.record = found.record or label
        return Reading(record.origin, label, record, self.issues, self._places, self.not_carried)
