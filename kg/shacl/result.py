"""Result: one finding of a validation, as SHACL names its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from kg import resources, terms
from kg.errors import Severity

SHAPES = "https://w3id.org/kg-publisher/shapes#"
#: stands for all checks that are made in Python, beside the shapes
CHECKED = f"<{SHAPES}CheckedConstraintComponent>"
_HOLE = re.compile(r"\{[$?](\w+)\}")


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

    def key(self) -> tuple[str, ...]:
        """What results of one shape are sorted by."""
        return (self.code, self.shape, self.focus, self.path, self.value, self.component, self.message)


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


def preferred(messages: Iterable[str]) -> str:
    """The text of the one of several sh:message literals that is shown: without a language, else in English, else the first tag's."""

    def rank(term: str) -> tuple[bool, bool, str, str]:
        part = terms.parse(term)
        lang = part.lang.lower()
        return bool(lang), not (lang == "en" or lang.startswith("en-")), lang, part.value

    return terms.text(min(messages, key=rank, default='""'))


def filled(template: str, /, **values: str) -> str:
    """`template` with {$name} and {?name} replaced by the text of the term (SHACL names them for sh:sparql; we fill them everywhere)."""
    if "{" not in template:
        return template

    def fill(match: re.Match[str]) -> str:
        term = values.get(match[1])
        if term is None:
            return match[0]
        text = shorten(terms.text(term)) if term and term[0] in '<_"' else term
        return f'"{text}"' if term.startswith('"') else text

    return _HOLE.sub(fill, template)
