"""Issues by code: severity, message and mend come from vocab/issues.toml, so every code is explained in one place."""

from __future__ import annotations

from kg import resources
from kg.errors import Issue, Place


def issue(code: str, *, field: str = "", value: str = "", place: Place | None = None, **values: object) -> Issue:
    """The issue `code` about `value`, its message and mend filled from the table's templates ({value} and `values` are at hand)."""
    row = resources.table("issues")[code]
    known = {"value": value if len(value) <= 200 else value[:199] + "…", **values}
    return Issue(
        code=code,
        severity=row["severity"],
        message=row["message"].format_map(known),
        field=field or row.get("field", ""),
        value=value,
        mend=row.get("mend", "").format_map(known),
        place=place or Place(),
    )
