"""One flat record on its way to a Record by columns: its values in groups by field, and what its type implies."""

from __future__ import annotations

import functools
from typing import Any, TypeAlias

from kg import resources
from kg.record import Contributor, Record
from kg.sources.columns import Column, Columns
from kg.sources.flat import Draft, Value
from kg.sources.ris_entry import secondary

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

    @property
    def record(self) -> Record:
        return self.draft.record

    @property
    def home(self) -> str:
        """What the work appears in by its type: "container", "host", "series", "event" or ""."""
        return secondary().get(self.record.type, "")

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

    def path(self, contributor: Contributor) -> str:
        """The field of one of the contributors."""
        for place, one in enumerate(self.record.contributors):
            if one is contributor:
                return f"contributors[{place}]"
        return f"host.contributors[{len(self.record.host.contributors) - 1 if self.record.host else 0}]"
