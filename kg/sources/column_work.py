"""One flat record on its way to a Record by columns: its values in groups by field, and what its type implies."""

from __future__ import annotations

import functools
from typing import Any, TypeAlias

from kg import resources
from kg.record import Contributor, Record
from kg.sources.columns import Column, Columns
from kg.sources.flat import Draft, Value
from kg.sources.ris_entry import secondary
from kg.values import names
from kg.values import text as texts

Pair: TypeAlias = tuple[Column, Value]


@functools.cache
def table() -> dict[str, Any]:
    """vocab/imports/columns.toml: words that hold for every table."""
    return resources.table("imports/columns")


class Work:
    """`groups`: field -> the columns and values that go to it, in the order of the source."""

    def __init__(self, draft: Draft, columns: Columns) -> None:
        self.draft, self.columns = draft, columns
        self.groups: dict[str, list[Pair]] = {}
        #: (field, role, name) -> the column it was read from, and the contributor
        self.people: dict[tuple[str, str, str], tuple[str, Contributor]] = {}
        self._seen: set[tuple[str, object]] = set()
        self._paths: dict[int, str] = {}
        self._families: dict[str, list[Contributor]] = {}

    @property
    def record(self) -> Record:
        return self.draft.record

    @property
    def home(self) -> str:
        """What the work appears in by its type: "container", "host", "series", "event" or ""."""
        return secondary().get(self.record.type, "")

    @property
    def in_host(self) -> bool:
        """Whether it appeared in a book or proceedings, not in a journal."""
        return self.home == "host" and self.record.container is None

    @property
    def host_type(self) -> str:
        """The type of the book around it."""
        if self.record.type.startswith("conference"):
            return "proceedings"
        return "reference-book" if self.record.type == "reference-entry" else "book"

    @property
    def has_series(self) -> bool:
        """Whether the record has or will have a series."""
        return bool(self.record.series) or any(field.startswith("series.titles") for field in self.groups) or (
            self.home == "series" and "venue" in self.groups
        )  # fmt: skip

    def has(self, *fields: str) -> bool:
        """Whether a column of one of the fields, or of what is below it, is filled."""
        return any(name == field or name.startswith(f"{field}.") for name in self.groups for field in fields)

    def new(self, kind: str, key: object) -> bool:
        """Whether `key` is the first of its `kind`; texts are compared without case."""
        own = (kind, key.casefold() if isinstance(key, str) else key)
        if own in self._seen:
            return False
        self._seen.add(own)
        return True

    def register(self, contributor: Contributor, field: str) -> None:
        """Remembers where one of the contributors stands."""
        self._paths[id(contributor)] = field
        if field.startswith("contributors"):
            self._families.setdefault(folded(contributor.agent.family or contributor.agent.name), []).append(contributor)

    def path(self, contributor: Contributor) -> str:
        """The field of one of the contributors."""
        return self._paths[id(contributor)]

    def match(self, name: str) -> Contributor | None:
        """The contributor who is meant by a name in another form; None where nobody or several may be."""
        wanted = names.inverted(texts.tidy(name))
        given, first = folded(wanted.given), folded(wanted.given)[:1]
        found = self._families.get(folded(wanted.family or wanted.name), [])[:100]
        if len(found) > 1:
            exact = [one for one in found if folded(one.agent.given) == given]
            found = exact or [one for one in found if folded(one.agent.given)[:1] == first]
        elif found and first and folded(found[0].agent.given)[:1] not in ("", first):
            found = []
        return found[0] if len(found) == 1 else None


def folded(text: str) -> str:
    """Letters and digits of a name, without case."""
    return "".join(character for character in text.casefold() if character.isalnum())
