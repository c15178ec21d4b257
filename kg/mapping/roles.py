"""Roles of contributors: which properties lead from a work to an agent, by vocab/roles.toml, domains and ranges."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.mapping.classes import node_classes
from kg.record import Agent
from kg.vocabulary import expand, in_domain, in_range

_NAMESPACES = {"schema": "schema", "bibo": "bibo", "dcterms": "dcterms", "other": "relators"}
FALLBACK = "contributor"
AGENT_KINDS = ("person", "organisation")


def role_row(name: str) -> dict[str, Any]:
    """The row of vocab/roles.toml; an unknown role is "contributor"."""
    roles: dict[str, Any] = resources.table("roles")
    row: dict[str, Any] = roles.get(name) or roles[FALLBACK]
    return row


@functools.cache
def predicates(vocabulary: str, role: str, agent_kind: str, classes: tuple[str, ...]) -> tuple[str, ...]:
    """The property terms of `vocabulary` for an agent of this kind in this role of a work of these classes, in N-Triples form.

    Where domain or range excludes schema.org's own property, schema:contributor stands in (an organisation as editor, an
    illustrator of an article); BIBO then says nothing.
    """
    prefix = _NAMESPACES[vocabulary]
    agent_classes = node_classes("agent", Agent("", kind=agent_kind))
    names = [expand(f"{prefix}:{name}") for name in role_row(role).get(prefix, ())]
    fitting = [name for name in names if in_domain(name, classes) and in_range(name, agent_classes)]
    if vocabulary == "schema" and names and not fitting:
        fallback = expand(f"schema:{FALLBACK}")
        fitting = [fallback] if in_domain(fallback, classes) else []
    return tuple(sys.intern(f"<{name}>") for name in fitting)


def all_predicates(vocabulary: str) -> Iterator[tuple[str, str]]:
    """Every (property, kind of agent) that `predicates` may give, whatever the work."""
    prefix = _NAMESPACES[vocabulary]
    for kind in AGENT_KINDS:
        agent_classes = node_classes("agent", Agent("", kind=kind))
        names = {name for role in resources.table("roles") for name in role_row(role).get(prefix, ())}
        yield from ((f"<{name}>", kind) for name in map(expand, (f"{prefix}:{name}" for name in names)) if in_range(name, agent_classes))
        if vocabulary == "schema":
            yield f"<{expand(f'schema:{FALLBACK}')}>", kind


def pro_name(role: str) -> str:
    """The name of the role in SPAR PRO."""
    name: str = role_row(role).get("pro", FALLBACK)
    return name


@functools.cache
def list_of(role: str) -> str:
    """The BIBO list that agents in this role belong to ("authorList"), "" if there is none."""
    name: str = role_row(role).get("list", "")
    return name
