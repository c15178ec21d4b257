"""What becomes of a field of the record: the rows that publish it, and the vocabularies that leave it out, with their reasons."""

from __future__ import annotations

import difflib

import msgspec

from kg import record
from kg.explain.rules import conditions, rule_of
from kg.explain.term import Use
from kg.mapping.tables import Omit, tables


class Field(msgspec.Struct):
    """A field of the record or of a part of it: its name, the parts that have it, the rows that publish it, what is left out."""

    field: str
    parts: list[str]
    uses: list[Use]
    omits: list[Omit]


def field(name: str) -> Field | None:
    """What becomes of the field `name` ("page_start", "agent.family"); None where no part of the record has it."""
    part, _, local = name.replace("[]", "").rpartition(".")
    kinds = [kind for kind in tables().nodes if _has(kind, local) and (not part or kind == part.rpartition(".")[2])]
    uses = [
        Use(rule_of(row), row.node, row.field, f"{row.form} {row.to}".strip(), conditions(row), row.note)
        for row in tables().rows
        if row.node in kinds and row.top == local
    ]
    omits = [omit for omit in tables().omits if omit.field == local and (omit.node in kinds or (not part and omit.node == "relation"))]
    return Field(name, sorted({tables().nodes[kind].struct for kind in kinds}), uses, omits) if uses or omits else None


def suggestions(name: str) -> list[str]:
    """The nearest names of fields."""
    return difflib.get_close_matches(name.rpartition(".")[2], names(), 2, 0.8)


def names() -> list[str]:
    """The names of all fields that are published or left out for a reason."""
    return list(dict.fromkeys([*(row.top for row in tables().rows), *(omit.field for omit in tables().omits)]))


def _has(kind: str, name: str) -> bool:
    return name in getattr(record, tables().nodes[kind].struct).__struct_fields__
