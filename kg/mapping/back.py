"""Graph -> Record: the rows read the other way round; the only way up the hourglass.

Design: a node is read by the rows of its kind, in the order of the tables, schema.org first: the first row that finds a value
fills the field, so a graph that speaks only Dublin Core or only BIBO is read too. Rows with `back = false` say in `note` why they
cannot be read. Links are followed to nodes that look like the row's kind (their classes, their constants); roles are what
explains the properties found between work and agent.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from kg import graph as graphs
from kg import record as records
from kg import resources, terms
from kg.graph import Graph
from kg.mapping import explain, forms, roles
from kg.mapping.recognise import profiles, work_type, works
from kg.mapping.tables import TABLES, Row, tables
from kg.record import Agent, Contributor, Grant, Identifier, Record, Relation, Text
from kg.vocabulary import expand

_PRIMARY_TOPIC = f"<{expand('foaf:primaryTopic')}>"
_DCT_TYPE = f"<{expand('dcterms:type')}>"
#: in the fields of a node while it is read: (field, IRI) of the nodes that were stored; no Struct has a field of this name
_STORED = "(stored)"
_SET_OF_VOLUMES = f"<{expand('bibo:MultiVolumeBook')}>"
_SERIAL = frozenset({"journal", "volume", "issue", "series", "book-series"})
#: classes of what a work may be part of besides a book
_NOT_HOSTS = frozenset().union(
    *({f"<{expand(c)}>" for group in [*n.kinds.values(), n.classes] for c in group} for k, n in tables().nodes.items() if k in _SERIAL)
)


def back(graph: Graph, base: str) -> list[Record]:
    """The records of the works in `graph`, in its order; [] where it describes none."""
    return [_Reader(graph, base).record(subject) for subject in works(graph)]


@functools.cache
def _back_rows(kind: str) -> tuple[tuple[Row, str, Callable[[str], Any] | None], ...]:
    """(row, predicate, term -> value) for every row of a kind that can be read back."""
    found = []
    for row in tables().of(kind):
        form = forms.FORMS.get(row.form)
        if row.back is not False:
            found.append((row, f"<{expand(row.term)}>", form.back(row) if form and form.back else None))
    # schema:issn and urn:ISSN: do not tell the medium: only what BIBO has not told is read from them
    return tuple(sorted(found, key=lambda item: _vague(item[0])))


def _vague(row: Row) -> bool:
    return row.back == "issn" or row.form == "identifier-uri" or _other(row) != "" or row.back == "series-number"


def _other(row: Row) -> str:
    """The field that may have made the same statement (`back = "unless edition"`)."""
    return row.back.removeprefix("unless ") if isinstance(row.back, str) and row.back.startswith("unless ") else ""


@functools.cache
def _constants(kind: str) -> tuple[tuple[str, str], ...]:
    """(predicate, value) of the rows that write the same for every node of a kind: what tells it from others of its class."""
    rows = [row for row in tables().of(kind) if row.form == "constant" and not row.types]
    return tuple((f"<{expand(row.term)}>", forms.FORMS["constant"].forward(row)("")) for row in rows)


@functools.cache
def _classes_of(kind: str) -> frozenset[str]:
    node = tables().nodes[kind]
    if node.classes == "types.toml":
        return frozenset().union(*(profile for _, _, profile, _ in profiles()))
    names = [name for group in node.kinds.values() for name in group] or list(node.classes)
    return frozenset(f"<{expand(name)}>" for name in names)


@functools.cache
def _list_fields(struct: str) -> frozenset[str]:
    infos = msgspec.structs.fields(getattr(records, struct))
    return frozenset(info.name for info in infos if info.default_factory is list)


class _Reader:
    """Reads one work out of a graph. `_open` guards against cycles of links."""

    def __init__(self, graph: Graph, base: str) -> None:
        self.graph = graph
        self.base = base
        self._open: set[tuple[str, str]] = set()
        self._into: dict[str, Any] = {}

    def record(self, subject: str) -> Record:
        properties = self.graph[subject]
        fields: dict[str, Any] = {}
        self._into = fields
        fields["type"], fields["variant"] = work_type(properties.get(terms.RDF_TYPE, ()), properties.get(_DCT_TYPE, ()))
        self._read("work", subject, fields)
        fields["contributors"] = self._contributors(subject)
        relations = self._relations(subject)
        if relations:
            fields["relations"] = relations
        self._funders(subject, fields)
        for about, values in self.graph.items():
            if subject in values.get(_PRIMARY_TOPIC, ()):
                self._read("about", about, fields)
        if fields.get("languages") and "titles" in fields:
            fields["languages"] = list(fields["languages"])
        known = {name: value for name, value in fields.items() if name in Record.__struct_fields__}
        return Record(**known)

    # ---- nodes ----

    def _read(self, kind: str, subject: str, fields: dict[str, Any]) -> None:
        """Fill `fields` (of the kind's Struct) from the node's properties."""
        properties = self.graph.get(subject, {})
        struct = tables().nodes[kind].struct
        type_name = self._into.get("type", "")
        for row, predicate, make in _back_rows(kind):
            if (row.types and type_name not in row.types) or type_name in row.not_types:
                continue
            values = self._subjects(predicate, subject) if row.inverse else properties.get(predicate, ())
            if row.form == "issued":
                self._issued(row, values, fields)
            elif row.form == "node":
                self._links(row, values, fields, struct)
            elif make is not None:
                self._values(row, make, values, fields, struct)

    def _subjects(self, predicate: str, value: str) -> list[str]:
        return [subject for subject, properties in self.graph.items() if value in properties.get(predicate, ())]

    def _values(self, row: Row, make: Callable[[str], Any], values: Iterable[str], fields: dict[str, Any], struct: str) -> None:
        found = [value for term in values if (value := make(term)) is not None]
        if not found or (_other(row) and fields.get(_other(row)) == found[0]):
            return
        if row.back == "series-number":
            # the same property also holds a chapter's number, or the document's own
            if found[0] not in [self._into.get(name) for name in ("chapter", "number", "article_number")]:
                for series in self._into.get("series", [])[:1]:
                    series.number = series.number or found[0]
            return
        if row.field == "publisher.place":
            agent = fields.get("publisher")
            if agent is None:
                fields["publisher"] = Agent("", kind="organisation", place=found[0])
            return
        if row.field.startswith("event."):
            event = fields.setdefault("event", records.Event())
            name = row.top if "." not in row.field else row.field.partition(".")[2]
            if not getattr(event, name):
                setattr(event, name, found[0])
            return
        name = row.top
        if name not in _list_fields(struct):
            fields.setdefault(name, found[0])
            return
        have = fields.setdefault(name, [])
        for value in found:
            if _vague(row) and any(item.value == value.value for item in have):
                continue
            if not _has(have, value):
                have.append(value)

    def _issued(self, row: Row, values: Iterable[str], fields: dict[str, Any]) -> None:
        for term in values:
            if text := (terms.text(term) if term[0] == '"' else ""):
                fields.setdefault("issued", text)

    def _links(self, row: Row, values: Iterable[str], fields: dict[str, Any], struct: str) -> None:
        for target in values:
            if self._fits(row.to, target):
                self._link(row, target, fields, struct)

    def _fits(self, kind: str, target: str) -> bool:
        """Whether the node at `target` can be one of `kind`: its classes and the kind's constants."""
        properties = self.graph.get(target)
        classes = set(properties.get(terms.RDF_TYPE, ())) if properties is not None else set()
        if properties is None or not _classes_of(kind) & classes:
            return False
        # a set of volumes is a schema:CreativeWorkSeries, as a series is; BIBO tells them apart
        serial = bool(classes & _NOT_HOSTS) and _SET_OF_VOLUMES not in classes
        if kind in ("host", "series", "book-series") and serial == (kind == "host"):
            return False
        if not all(value in properties.get(predicate, ()) for predicate, value in _constants(kind)):
            return False
        return kind != "identifier" or not any(
            all(value in properties.get(predicate, ()) for predicate, value in _constants(other)) for other in ("number", "article-number")
        )

    def _link(self, row: Row, target: str, fields: dict[str, Any], struct: str) -> None:
        node = tables().nodes[row.to]
        if (row.to, target) in self._open or row.field in ("contributors[]", "agent"):
            return
        self._open.add((row.to, target))
        try:
            if node.struct == "Record":
                self._read(row.to, target, self._into)
                return
            if row.node == "host" and row.field == "record.series[]":
                fields, struct = self._into, "Record"
            if row.to in ("scheme", "counter"):
                self._read(row.to, target, fields)
                return
            if (value := self._node(row.to, target)) is None:
                return
        finally:
            self._open.discard((row.to, target))
        self._store(row, target, value, fields, struct)

    def _store(self, row: Row, target: str, value: Any, fields: dict[str, Any], struct: str) -> None:
        name = row.top
        if row.back == "funders" or row.to == "assignment":
            if row.to == "assignment":
                self._assignment(value, fields)
            return
        if row.field.startswith("event."):
            event = fields.setdefault("event", records.Event())
            event.organizers.append(value) if value not in event.organizers else None
            return
        if _other(row) and fields.get(_other(row)) == value:
            return
        if name in _list_fields(struct):
            # two vocabularies lead to the same node: it is one value, whatever was learnt of it in between
            stored = fields.setdefault(_STORED, set())
            if (name, target) not in stored:
                stored.add((name, target))
                fields.setdefault(name, []).append(value)
        elif name == "publisher" and name in fields:
            place = fields[name].place
            fields[name] = value
            value.place = value.place or place
        else:
            fields.setdefault(name, value)

    def _assignment(self, value: Any, fields: dict[str, Any]) -> None:
        """Rank and weight of an assignment go to the concept it names."""
        for concept in fields.get("concepts", []):
            if (concept.scheme, concept.id, concept.iri, concept.label) == (value.scheme, value.id, value.iri, value.label):
                concept.rank, concept.weight = value.rank, value.weight

    def _node(self, kind: str, target: str) -> Any:
        """The Struct of a linked node, None where it lacks what the Struct requires."""
        fields: dict[str, Any] = {}
        struct = getattr(records, tables().nodes[kind].struct)
        classes = set(self.graph[target].get(terms.RDF_TYPE, ()))
        if kind == "identifier":
            return self._identifier(target)
        if kind == "assignment":
            concept = next(iter(self.graph[target].get(f"<{expand('kg:concept')}>", ())), "")
            value = self._node("concept", concept) if concept in self.graph else None
            if value is None:
                return None
            fields = {name: getattr(value, name) for name in value.__struct_fields__ if name not in ("rank", "weight")}
        node = tables().nodes[kind]
        if node.by:
            fields[node.by] = _choice(kind, classes)
        if kind == "host":
            fields["type"] = work_type(classes, ())[0]
        self._read(kind, target, fields)
        if kind in ("host", "series", "book-series"):
            fields["contributors"] = self._contributors(target)
        if kind == "concept":
            self._concept(target, fields)
        return _make(struct, fields)

    def _identifier(self, target: str) -> Identifier | None:
        properties = self.graph[target]
        values = properties.get(f"<{expand('schema:value')}>", ())
        named = {terms.text(v) for v in properties.get(f"<{expand('schema:name')}>", ())}
        kinds = {terms.text(v) for v in properties.get(f"<{expand('schema:propertyID')}>", ())}
        if not values:
            return None
        known = resources.table("identifiers")
        scheme = next((s for s, c in known.items() if c["name"] in named and c["property"] in kinds), "")
        scheme = scheme or next((s for s, c in known.items() if c["property"] in kinds or c["name"] in named), "")
        return Identifier(scheme, terms.text(values[0])) if scheme else Identifier("text", terms.text(values[0]))

    def _concept(self, target: str, fields: dict[str, Any]) -> None:
        """What the concept's IRI says: an IRI that is not ours is the scheme's own; ours ends with the concept's id or label."""
        import urllib.parse

        home = f"{self.base}concept/"
        if not target[1:].startswith(home):
            fields["iri"] = target[1:-1]
            fields.setdefault("scheme", "")
            return
        scheme, _, name = target[1 + len(home) : -1].partition("/")
        fields.setdefault("scheme", scheme)
        name = urllib.parse.unquote(name)
        label = fields.get("label")
        if label is not None and label.value != name:
            fields["id"] = name

    # ---- contributors, relations, funders ----

    def _contributors(self, subject: str) -> list[Contributor]:
        """Agents linked from the work, each with the roles that explain the properties found; lists give the order."""
        properties = self.graph[subject]
        links: dict[str, dict[str, set[str]]] = {}
        ours = {p: v for v in TABLES for p in explain.role_predicates(v)}
        for predicate, values in properties.items():
            if predicate in ours:
                for value in values:
                    if self._fits("agent", value):
                        links.setdefault(value, {}).setdefault(ours[predicate], set()).add(predicate)
        ranks: dict[str, dict[str, int]] = {"authorList": {}, "editorList": {}}
        for name, places in ranks.items():
            for head in properties.get(f"<{expand('bibo:' + name)}>", ()):
                for member in graphs.members(self.graph, head) or []:
                    places.setdefault(member, len(places))
                    if self._fits("agent", member):
                        links.setdefault(member, {})
        mention = {name: number for number, name in enumerate(self.graph)}
        classes = tuple(term[1:-1] for term in properties.get(terms.RDF_TYPE, ()))
        found: list[tuple[int, int, Contributor]] = []
        for iri in sorted(links, key=lambda i: mention.get(i, 0)):
            agent = self._node("agent", iri)
            if agent is None:
                continue
            names = explain.roles_of(links[iri], {name for name, places in ranks.items() if iri in places}, agent.kind, classes)
            for role in self._told(subject, iri, names):
                group = roles.list_of(role)
                place = ranks.get(group, {}).get(iri, mention.get(iri, 0))
                # those in a list first, in its order; the others as they are met
                order = list(ranks).index(group) if ranks.get(group) else len(ranks)
                found.append((order, place, self._contributor(subject, iri, agent, role)))
        return [item for _, _, item in sorted(found, key=lambda entry: entry[:2])]

    def _told(self, subject: str, iri: str, names: list[str]) -> list[str]:
        """`names` with a bare "contributor" made exact by the agent's contribution nodes."""
        if "contributor" not in names:
            return names
        held, with_role = f"<{expand('pro:isHeldBy')}>", f"<{expand('pro:withRole')}>"
        nodes = [self.graph.get(n, {}) for n in self.graph[subject].get(f"<{expand('pro:isRelatedToRoleInTime')}>", ())]
        exact = {f"<{expand('pro:' + name)}>": name for name in resources.table("roles") if roles.role_row(name).get("pro") == name}
        told = [exact[r] for node in nodes if iri in node.get(held, ()) for r in node.get(with_role, ()) if r in exact]
        finer = [name for name in told if name not in names]
        return [name for name in names if name != "contributor"] + finer if finer else names

    def _contributor(self, subject: str, iri: str, agent: Agent, role: str) -> Contributor:
        """With affiliations and the name as written, where a contribution node of this agent and role has them."""
        item = Contributor(agent, role)
        held, with_role = f"<{expand('pro:isHeldBy')}>", f"<{expand('pro:withRole')}>"
        wanted = f"<{expand('pro:' + roles.role_row(role).get('pro', 'contributor'))}>"
        for node in self.graph[subject].get(f"<{expand('pro:isRelatedToRoleInTime')}>", ()):
            properties = self.graph.get(node, {})
            if iri in properties.get(held, ()) and wanted in properties.get(with_role, (wanted,)):
                found = [
                    self._node("agent", v) for v in properties.get(f"<{expand('pro:relatesToOrganization')}>", ()) if self._fits("agent", v)
                ]
                item.affiliations = [agent for agent in found if agent is not None]
                item.name_as_written = next((terms.text(v) for v in properties.get(f"<{expand('kg:nameAsWritten')}>", ())), "")
        return item

    def _relations(self, subject: str) -> list[Relation]:
        """The kind whose properties explain the most of what leads to a target; the identifier where its IRI is a scheme's."""
        properties = self.graph[subject]
        links: dict[str, set[str]] = {}
        known = {p for kind in explain.relation_kinds().values() for p in kind}
        for predicate, values in properties.items():
            for value in values if predicate in known else ():
                if not self._is_ours(value):
                    links.setdefault(value, set()).add(predicate)
        for other in self._subjects(f"<{expand('schema:correction')}>", subject):
            links.setdefault(other, set()).add(explain.INVERSE)
        found = []
        own = {forms.same_as(i) for i in self._into.get("identifiers", [])}
        for target, predicates in links.items():
            if target in own and predicates == {f"<{expand('schema:sameAs')}>"}:
                continue
            kind = max(explain.relation_kinds(), key=lambda name: explain.score(explain.relation_kinds()[name], predicates))
            if explain.score(explain.relation_kinds()[kind], predicates) <= 0:
                continue
            if target[0] == '"':
                found.append(Relation(kind, text=terms.text(target)))
            else:
                identifier = explain.identifier_of(target)
                found.append(Relation(kind, identifier, "" if identifier else target[1:-1]))
        texts = properties.get(f"<{expand('dc11:relation')}>", ())
        return found + [Relation("related", text=terms.text(term)) for term in texts if term[0] == '"']

    def _is_ours(self, target: str) -> bool:
        """Whether a target is a node of this record (an event, a host, a journal), which its own row reads."""
        return any(
            self._fits(kind, target) for kind in ("event", "issue", "volume", "journal", "series", "book-series", "file", "download")
        ) or (target in self.graph and target.startswith(f"<{self.base}"))

    def _funders(self, subject: str, fields: dict[str, Any]) -> None:
        """Funders without a grant node become grants without a number."""
        named = [grant.funder for grant in fields.get("funding", []) if grant.funder]
        for target in self.graph[subject].get(f"<{expand('schema:funder')}>", ()):
            if self._fits("agent", target) and (agent := self._node("agent", target)) and agent not in named:
                fields.setdefault("funding", []).append(Grant(agent))


def _has(have: list[Any], value: Any) -> bool:
    """Whether a list of values holds `value` already; a title without a language is the same as one with."""
    if value in have:
        return True
    return isinstance(value, Text) and not value.lang and any(item.value == value.value for item in have)


def _choice(kind: str, classes: set[str]) -> str:
    """The `by` value (person, newspaper, ...) whose classes fit best."""
    kinds = tables().nodes[kind].kinds
    return max(kinds, key=lambda name: len(classes & {f"<{expand(c)}>" for c in kinds[name]}))


def _make(struct: type[msgspec.Struct], fields: dict[str, Any]) -> Any:
    infos = msgspec.structs.fields(struct)
    known = {info.name: fields[info.name] for info in infos if info.name in fields}
    if struct is Agent and "name" not in known:
        known["name"] = " ".join(filter(None, (fields.get("given"), fields.get("family"))))
    missing = [i for i in infos if i.default is msgspec.NODEFAULT and i.default_factory is msgspec.NODEFAULT and i.name not in known]
    return None if missing or (struct is Agent and not known["name"]) else struct(**known)
