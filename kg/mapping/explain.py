"""What the properties between a work and another node say: the roles of an agent, the kind of a relation, an identifier's scheme."""

from __future__ import annotations

import functools
import urllib.parse

from kg import resources
from kg.mapping import roles
from kg.mapping.tables import TABLES
from kg.record import Identifier
from kg.vocabulary import expand

#: stands for schema:correction that leads from the other work to this one
INVERSE = "^correction"


@functools.cache
def role_predicates(vocabulary: str) -> frozenset[str]:
    prefix = {"other": "relators"}.get(vocabulary, vocabulary)
    names = {name for row in resources.table("roles").values() for name in row.get(prefix, ())}
    return frozenset(f"<{expand(f'{prefix}:{name}')}>" for name in names)


def roles_of(links: dict[str, set[str]], lists: set[str], agent_kind: str, classes: tuple[str, ...]) -> list[str]:
    """The roles that explain the properties from a work to an agent: telling ones first, "contributor" only for what is left."""
    have = set().union(*links.values()) if links else set()
    wanted = {name: {p for v in TABLES for p in roles.predicates(v, name, agent_kind, classes)} for name in resources.table("roles")}
    generic = wanted["contributor"] | wanted["author"]
    found = [name for name, needs in wanted.items() if needs - generic and needs <= have]
    if not found:  # a graph that speaks fewer vocabularies than we write
        found = [name for name, needs in wanted.items() if (needs - generic) & have]
        found = found[:1]
    explained = set().union(*(wanted[name] for name in found)) if found else set()
    listed = {roles.list_of(name) for name in found}
    if ((wanted["author"] - wanted["contributor"]) & (have - explained)) or ("authorList" in lists - listed):
        found.insert(0, "author")
        explained |= wanted["author"]
    if "editorList" in lists - listed and "editor" not in found:
        found.append("editor")
        explained |= wanted["editor"]
    if have - explained and wanted["contributor"] & (have - explained):
        found.append("contributor")
    return found or ["contributor"]


@functools.cache
def relation_kinds() -> dict[str, frozenset[str]]:
    kinds = {}
    for name, row in resources.table("relations").items():
        predicates = {
            f"<{expand(f'{v}:{row[v]}')}>" for v in ("schema", "bibo", "dcterms") if row.get(v) and v not in row.get("inverse", ())
        }
        kinds[name] = frozenset(predicates | ({INVERSE} if row.get("inverse") else set()))
    return kinds


def score(wanted: frozenset[str], have: set[str]) -> float:
    return 2 * len(wanted & have) - len(have - wanted) - 0.5 * len(wanted - have)


@functools.cache
def _url_templates() -> tuple[tuple[str, str, str], ...]:
    rows = [
        (name, *columns["url"].partition("{value}")[::2]) for name, columns in resources.table("identifiers").items() if columns.get("url")
    ]
    return tuple(row for row in rows if row[1])


def identifier_of(target: str) -> Identifier | None:
    for scheme, head, tail in _url_templates():
        if target.startswith(f"<{head}") and target.endswith(f"{tail}>") and len(target) > len(head) + len(tail) + 2:
            return Identifier(scheme, urllib.parse.unquote(target[1 + len(head) : len(target) - 1 - len(tail)]))
    return None
