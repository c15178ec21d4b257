"""Names of Dublin Core statements, and what is done with them (vocab/imports/dublin-core.toml)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from kg import resources
from kg.sources.tree import Cursor, Draft

#: schemas whose names have rows in the table
_SCHEMAS = frozenset(
    ("oaire", "datacite", "creativeworkseries", "creativework", "journal", "publicationvolume", "publicationissue", "person", "prism",
     "thesis", "degree", "dspace")
)  # fmt: skip


class Statement(NamedTuple):
    """A statement: its name in lower case as the table has it ("contributor.author"), its value, the language of the value."""

    name: str
    at: Cursor
    lang: str = ""


Handler: TypeAlias = Callable[[Draft, Statement, str], None]


def rules() -> dict[str, Any]:
    """The import table of Dublin Core."""
    return resources.table("imports/dublin-core")


def action(name: str) -> tuple[str, str]:
    """What is done with a statement of this name, and the argument; ("rest", "") for a name without a row."""
    rows = rules()["fields"]
    found = rows.get(name)
    while found is None and "." in name:
        name = name.rpartition(".")[0]
        found = rows.get(name)
    do, _, argument = (found or "rest").partition(":")
    return do, argument


def named(name: str) -> str:
    """The name of a statement without the prefix of Dublin Core; a name of another schema is never taken for one of Dublin Core.

    >>> named("dc.contributor.author"), named("dcterms.dateAccepted"), named("relation.isAuthorOfPublication")
    ('contributor.author', 'dateaccepted', 'local:relation.isauthorofpublication')
    """
    name = name.lower()
    for prefix in ("dc.", "dcterms."):
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name if name.partition(".")[0] in _SCHEMAS else f"local:{name}"
