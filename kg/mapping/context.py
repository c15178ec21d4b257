"""One record while it is mapped: its graph so far, and the IRIs of the nodes it leads to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import msgspec

from kg import record as records
from kg import resources, terms
from kg.errors import Issue
from kg.graph import Graph, Triple
from kg.identity import Names, slug
from kg.mapping import roles
from kg.mapping.classes import type_row
from kg.mapping.options import Options
from kg.mapping.tables import tables
from kg.record import Record
from kg.terms import iri as as_iri
from kg.values import languages
from kg.vocabulary import expand

_SHORT = 16


class Context:
    """One record while it is mapped: its graph so far, its names, the nodes still to do, and, with trace, why each triple is there.

    `node`, `subject`, `path` and `properties` are those of the node that is being described.
    """

    __slots__ = (
        "_iris", "_long", "_occurrences", "_people", "_positions", "_seen", "_told", "graph", "issues", "names", "node", "options", "path",
        "properties", "queue", "record", "subject", "targets", "trace", "work",
    )  # fmt: skip

    def __init__(self, record: Record, names: Names, options: Options, trace: bool) -> None:
        self.record = record
        self.names = names
        self.options = options
        self.graph: Graph = {}
        self.issues: list[Issue] = []
        self.trace: dict[Triple, tuple[str, str]] | None = {} if trace else None
        self.work = f"<{names.work}>"
        self.queue: list[tuple[str, Any, str, str]] = []
        self.node: Any = record
        self.subject = self.work
        self.path = ""
        self.properties: dict[str, list[str]] = {}
        self.targets: list[tuple[records.Relation, str, str]] | None = None
        self._seen: set[tuple[str, int]] = set()
        self._told: set[tuple[Any, ...]] = set()
        self._long: dict[tuple[str, str], set[str]] = {}
        self._iris: dict[tuple[str, int, int], str] = {}
        self._occurrences: dict[int, int] | None = None
        self._people: dict[tuple[int, str], list[tuple[records.Contributor, str]]] = {}
        self._positions: dict[int, int] = {}

    def add(self, predicate: str, value: str, field: str, rule: str) -> None:
        """Add one triple about the node that is being described."""
        if self.trace is None:
            objects = self.properties.get(predicate)
            if objects is None:
                self.properties[predicate] = [value]
                return
            if len(objects) < _SHORT:
                if value not in objects:
                    objects.append(value)
                return
        self.put(self.subject, predicate, value, field, rule)

    def put(self, subject: str, predicate: str, value: str, field: str, rule: str) -> None:
        """Add one triple, unless it is there; `field` is the path of its field from the node that is being described."""
        properties = self.graph.get(subject)
        if properties is None:
            properties = self.graph[subject] = {}
        objects = properties.get(predicate)
        if objects is None:
            properties[predicate] = [value]
            known = False
        elif len(objects) < _SHORT:
            if not (known := value in objects):
                objects.append(value)
        else:  # a list is quickest while it is short; with thousands of authors it would be searched through for each
            have = self._long.get((subject, predicate))
            if have is None:
                have = self._long[(subject, predicate)] = set(objects)
            if not (known := value in have):
                have.add(value)
                objects.append(value)
        if self.trace is not None and not known:
            self.trace[(subject, predicate, value)] = (self.place(field), rule)

    def place(self, field: str) -> str:
        """The path from the record to a field of the node that is being described."""
        return f"{self.path}.{field}" if self.path and field else self.path or field

    def tell(self, found: Issue) -> None:
        """Note an issue once, however many rows meet it."""
        if (mark := msgspec.structs.astuple(found)) not in self._told:
            self._told.add(mark)
            self.issues.append(found)

    def link(self, kind: str, node: Any, index: int, place: str) -> str:
        """The IRI term of a linked node, which is queued; "" where there is nothing to make a node of."""
        marker = (kind, id(node), index if kind in _INDEXED else 0)
        if (known := self._iris.get(marker)) is None:
            iri = _MAKERS[kind](self, node, index, self.subject)
            known = self._iris[marker] = as_iri(iri) if iri else ""
            if known:
                self.enqueue(kind, self.record if kind in _of_record() else node, known, place)
        return known

    def enqueue(self, kind: str, node: Any, iri: str, place: str) -> None:
        if (mark := (iri, id(node))) not in self._seen:
            self._seen.add(mark)
            self.queue.append((kind, node, iri, place))

    def people(self, contributors: list[records.Contributor]) -> list[tuple[records.Contributor, str]]:
        """Contributors of the node that is being described, each with the IRI term of its agent ("" for one without a name)."""
        marker = (id(contributors), self.subject)
        if (known := self._people.get(marker)) is None:
            known = self._people[marker] = [(item, contributor_iri(self, item, self.subject)) for item in contributors]
        return known

    def position(self, contributor: records.Contributor) -> int:
        """The contributor's place, from 1, among those in the same list or role of the record."""
        if not self._positions:
            counts: dict[str, int] = {}
            for item in self.record.contributors:
                group = roles.list_of(item.role) or item.role
                counts[group] = self._positions[id(item)] = counts.get(group, 0) + 1
        return self._positions[id(contributor)]

    def occurrence(self, contributor: records.Contributor) -> int:
        """How many equal agents stand before this one in the same list or role of the record."""
        if self._occurrences is None:
            self._occurrences = {}
            if len(self.record.contributors) == 1 and not self.record.host and not self.record.series:
                return 0
            counts: dict[tuple[object, ...], int] = {}
            groups = [self.record.contributors, self.record.host.contributors if self.record.host else []]
            for number, group in enumerate([*groups, *[s.contributors for s in self.record.series]]):
                for item in group:
                    agent = item.agent
                    who = (number, agent.kind, agent.name, agent.given, agent.family, agent.suffix)
                    marker = (roles.list_of(item.role) or item.role, who, repr(agent.identifiers) if agent.identifiers else "")
                    self._occurrences[id(item)] = counts.get(marker, 0)
                    counts[marker] = counts.get(marker, 0) + 1
        return self._occurrences.get(id(contributor), 0)


# ---- the IRIs of linked nodes --------------------------------------------------------------------------------------------------


def _agent(context: Context, agent: Any, index: int, subject: str) -> str:
    return context.names.agent(agent, 0) if agent.name.strip() else ""


def contributor_iri(context: Context, item: records.Contributor, subject: str) -> str:
    """The IRI term of a contributor's agent; agents of a shared host live in the host's IRI, so that two chapters agree."""
    marker = ("contributor", id(item), 0)
    if (known := context._iris.get(marker)) is None:
        if not item.agent.name.strip():
            return ""
        if iri := context.names.identified(item.agent):
            known = context._iris[marker] = terms.iri(iri)
            return known
        home = "" if subject == context.work else subject[1:-1].partition("#")[0]
        if subject[1:-1].startswith(context.names.home + "#"):
            home = ""
        known = context._iris[marker] = terms.iri(context.names.scoped(item.agent, context.occurrence(item), home or context.names.home))
    return known


def _identifier(context: Context, node: Any, index: int, subject: str) -> str:
    iri = subject[1:-1]
    if iri in (context.names.work, context.names.home):
        return context.names.helper(f"id-{node.scheme}")
    if iri.startswith(context.names.home + "#"):
        return context.names.free(f"{iri}-id-{node.scheme}")
    return context.names.free(f"{iri}#id-{node.scheme}")


def _contribution(context: Context, node: Any, index: int, subject: str) -> str:
    more = node.affiliations or node.name_as_written or type_row(context.record.type).get("document") is False
    return f"{context.names.home}#contribution-{index + 1}" if more and node.agent.name.strip() else ""


def _assignment(context: Context, node: Any, index: int, subject: str) -> str:
    return context.names.helper(f"{slug(node.scheme)}-{node.rank or index + 1}") if node.rank or node.weight else ""


def _status(context: Context, node: Any, index: int, subject: str) -> str:
    return f"{context.names.home}#status-{node}" if node in ("in-press", "retracted") else ""


def _language(context: Context, node: Any, index: int, subject: str) -> str:
    return _language_iri(node)


@functools.lru_cache(maxsize=1024)
def _language_iri(tag: str) -> str:
    code = languages.iso639_2b(tag)
    return expand(f"lang:{code}") if code else ""


def _scheme(context: Context, node: Any, index: int, subject: str) -> str:
    return context.names.scheme(node, resources.table("schemes").get(node.scheme, {}).get("iri", ""))


@functools.cache
def _of_record() -> frozenset[str]:
    """The kinds of nodes that are another view of the record itself."""
    return frozenset(kind for kind, row in tables().nodes.items() if row.struct == "Record")


#: kind of node -> (context, value, index, subject) -> IRI without brackets, "" for no node
_MAKERS: dict[str, Callable[[Context, Any, int, str], str]] = {
    "agent": _agent,
    "contribution": _contribution,
    "journal": lambda c, node, i, s: c.names.journal(node),
    "volume": lambda c, node, i, s: c.names.volume(node),
    "issue": lambda c, node, i, s: c.names.issue(node),
    "host": lambda c, node, i, s: c.names.host(node),
    "series": lambda c, node, i, s: c.names.series(node, i),
    "book-series": lambda c, node, i, s: c.names.series(node, i),
    "event": lambda c, node, i, s: c.names.event(node),
    "identifier": _identifier,
    "number": lambda c, node, i, s: f"{c.names.home}#number",
    "article-number": lambda c, node, i, s: f"{c.names.home}#article-number",
    "online": lambda c, node, i, s: f"{c.names.home}#publication-online",
    "status": _status,
    "country": lambda c, node, i, s: f"{c.names.home}#country",
    "concept": lambda c, node, i, s: c.names.concept(node),
    "scheme": _scheme,
    "assignment": _assignment,
    "count": lambda c, node, i, s: c.names.count(node),
    "counter": lambda c, node, i, s: c.names.counter(node),
    "file": lambda c, node, i, s: c.names.file(node, i),
    "download": lambda c, node, i, s: c.names.file(node, i),
    "grant": lambda c, node, i, s: c.names.grant(node, i) if node.number or node.name else "",
    "language": _language,
}
_INDEXED = frozenset({"series", "book-series", "file", "download", "grant", "contribution", "assignment"})
