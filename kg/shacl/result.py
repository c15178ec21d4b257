"""Result: one finding of a validation, as SHACL names its parts."""

from __future__ import annotations

import msgspec

from kg import resources
from kg.errors import Severity

SHAPES = "https://w3id.org/kg-publisher/shapes#"
#: stands for all checks that are made in Python, beside the shapes
CHECKED = f"<{SHAPES}CheckedConstraintComponent>"


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """One result (SHACL section 3.6). Terms are in N-Triples form, "" where there is none.

    `path` is one IRI, or a SPARQL property path over IRIs. `component` and `shape` are the IRIs of constraint component and source
    shape. `code`, `mend` and `field` (the Record field that the shape is about, without indices) are the shape's kg:code, kg:mend and
    kg:field; "" where a shape has none. `details` are the results of sh:detail.
    """

    focus: str
    path: str
    value: str
    component: str
    shape: str
    severity: Severity
    message: str
    code: str = ""
    mend: str = ""
    field: str = ""
    details: tuple[Result, ...] = ()


def checked(code: str, *, focus: str, path: str = "", value: str = "", field: str = "", **values: object) -> Result:
    """The Result of a check made in Python: severity, message and mend are those of `code` in vocab/issues.toml."""
    row = resources.table("issues")[code]
    known = {"value": shorten(value), **values}
    return Result(
        focus=focus,
        path=path,
        value=value,
        component=CHECKED,
        shape=f"<{SHAPES}{code}>",
        severity=row["severity"],
        message=row["message"].format_map(known),
        code=code,
        mend=row.get("mend", "").format_map(known),
        field=field or row.get("field", ""),
    )


def shorten(text: str, limit: int = 120) -> str:
    """`text` cut to `limit` characters, the cut shown by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
