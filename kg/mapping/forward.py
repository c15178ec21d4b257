"""Record -> Graph: the rows compiled to closures, once per set of classes, and run over the nodes of a record.

Design: a `Plan` is the list of steps for nodes of one kind, set of classes and type of work; it is compiled at first use and kept.
A step is `(node, subject, context, path) -> None`: it reads one field and adds triples. Links to other nodes put those in a queue;
there is no recursion, so a hundred thousand authors need no stack. The work's own node comes first, the others in the order
they are met, the record node last.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from kg import record as records
from kg import resources, terms
from kg.errors import Issue
from kg.graph import Graph, Triple
from kg.identity import Names, slug
from kg.issues import issue
from kg.mapping import forms, roles
from kg.mapping.classes import applies, node_classes, type_row
from kg.mapping.options import Options
from kg.mapping.tables import Row, tables
from kg.record import Record, Text
from kg.vocabulary import expand, in_domain

Step = Callable[[Any, str, "Context", str], None]
Getter = Callable[[Any, "Context"], Iterator[tuple[str, int, Any]]]
_TYPES_RULE = "types.toml"
_SHORT = 16


class Context:
    """One record while it is mapped: its graph so far, its names, the nodes still to do, and, with trace, why each triple is there."""

    def __init__(self, record: Record, names: Names, options: Options, trace: bool) -> None:
        self.record = record
        self.names = names
        self.options = options
        self.graph: Graph = {}
        self.issues: list[Issue] = []
        self.trace: dict[Triple, tuple[str, str]] | None = {} if trace else None
        self.work = f"<{names.work}>"
        self.queue: list[tuple[str, Any, str, str]] = []
        self._seen: set[tuple[str, int]] = set()
        self._long: dict[tuple[str, str], set[str]] = {}
        self._iris: dict[tuple[str, int, int], str] = {}
        self._occurrences: dict[int, int] | None = None

    def put(self, subject: str, predicate: str, value: str, path: str, rule: str) -> None:
        """Add one triple, unless it is there."""
        objects = self.graph.setdefault(subject, {}).setdefault(predicate, [])
        if len(objects) < _SHORT:
            known = value in objects
        else:  # a list is quickest while it is short; with thousands of authors it would be searched through for each
            have = self._long.get((subject, predicate))
            if have is None:
                have = self._long[(subject, predicate)] = set(objects)
            known = value in have
            have.add(value)
        if not known:
            objects.append(value)
            if self.trace is not None:
                self.trace[(subject, predicate, value)] = (path, rule)

    def tell(self, found: Issue) -> None:
        """Note an issue once, however many rows meet it."""
        if found not in self.issues:
            self.issues.append(found)

    def link(self, kind: str, node: Any, index: int, subject: str, path: str) -> str:
        """The IRI term of a linked node, which is queued; "" where there is nothing to make a node of."""
        if (maker := _MAKERS.get(kind)) is None:
            raise KeyError(kind)
        marker = (kind, id(node), index if kind in _INDEXED else 0)
        if (known := self._iris.get(marker)) is None:
            iri = maker(self, node, index, subject)
            known = self._iris[marker] = terms.iri(iri) if iri else ""
        if known:
            source = self.record if tables().nodes[kind].struct == "Record" else node
            self.enqueue(kind, source, known, path)
        return known

    def enqueue(self, kind: str, node: Any, iri: str, path: str) -> None:
        if (mark := (iri, id(node))) not in self._seen:
            self._seen.add(mark)
            self.queue.append((kind, node, iri, path))

    def occurrence(self, contributor: records.Contributor) -> int:
        """How many equal agents stand before this one in the same list or role of the record."""
        if self._occurrences is None:
            self._occurrences = {}
            counts: dict[tuple[str, str], int] = {}
            groups = [self.record.contributors, self.record.host.contributors if self.record.host else []]
            for number, group in enumerate([*groups, *[s.contributors for s in self.record.series]]):
                for item in group:
                    agent = item.agent
                    who = (
                        f"{number}{agent.kind}\x1f{agent.name}\x1f{agent.given}\x1f{agent.family}\x1f{agent.suffix}\x1f{agent.identifiers}"
                    )
                    marker = (roles.list_of(item.role) or item.role, who)
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
        home = "" if subject == context.work else subject[1:-1].partition("#")[0]
        if subject[1:-1].startswith(context.names.home + "#"):
            home = ""
        known = context._iris[marker] = terms.iri(context.names.agent(item.agent, context.occurrence(item), home=home))
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
    from kg.values import languages

    code = languages.iso639_2b(node)
    return expand(f"lang:{code}") if code else ""


def _scheme(context: Context, node: Any, index: int, subject: str) -> str:
    return context.names.scheme(node, resources.table("schemes").get(node.scheme, {}).get("iri", ""))


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


# ---- reading fields ------------------------------------------------------------------------------------------------------------


def _absent(struct: type[msgspec.Struct], field: str) -> object:
    """The value of `field` that means "not stated": its default; a required field is always stated."""
    info = {item.name: item for item in msgspec.structs.fields(struct)}[field]
    if info.default is not msgspec.NODEFAULT:
        return info.default
    return [] if info.default_factory is not msgspec.NODEFAULT else msgspec.NODEFAULT


@functools.cache
def getter(struct: str, field: str) -> Getter:
    """The function that yields (path, index, value) for each value of a field path."""
    from_record = field.startswith("record.")
    head, _, rest = field.removeprefix("record.").partition(".")
    name, many = head.removesuffix("[]"), head.endswith("[]")
    owner = records.Record if from_record else getattr(records, struct)
    absent = _absent(owner, name)
    tail, tail_many = rest.removesuffix("[]"), rest.endswith("[]")

    def get(node: Any, context: Context) -> Iterator[tuple[str, int, Any]]:
        value = getattr(context.record if from_record else node, name)
        if value is None or value == absent:
            return
        if not many:
            yield name, 0, value
            return
        for index, item in enumerate(value):
            yield f"{name}[{index}]", index, item

    if not rest:
        return get

    def get_deep(node: Any, context: Context) -> Iterator[tuple[str, int, Any]]:
        for path, index, value in get(node, context):
            inner = getattr(value, tail)
            if tail_many:
                for number, item in enumerate(inner):
                    yield f"{path}.{tail}[{number}]", number, item
            elif inner:
                yield f"{path}.{tail}", index, inner

    return get_deep


def present(node: Any, path: str) -> bool:
    """Whether the field at a dotted path is stated."""
    for name in path.split("."):
        node = getattr(node, name)
        if not node:
            return False
    return True


# ---- steps ---------------------------------------------------------------------------------------------------------------------


def _join(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field


def _guarded(row: Row, step: Step) -> Step:
    """`step` run only where the row's `when`, `unless` and `option` allow it."""
    when, unless, option = row.when, row.unless, row.option
    if not (when or unless or option):
        return step

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        if option and not context.options.has(option):
            return
        if all(present(node, name) for name in when) and not any(present(node, name) for name in unless):
            step(node, subject, context, path)

    return run


def _accepts(row: Row) -> Callable[[Any], bool] | None:
    """The filter over a field's values that the columns schemes, not_schemes and kinds make; None: all."""
    if row.schemes:
        return lambda value, names=frozenset(row.schemes): value.scheme in names  # type: ignore[misc]
    if row.not_schemes:
        return lambda value, names=frozenset(row.not_schemes): value.scheme not in names  # type: ignore[misc]
    if row.kinds:
        return lambda value, names=frozenset(row.kinds): value.kind in names  # type: ignore[misc]
    return None


def _value_step(row: Row, struct: str) -> Step:
    get, make, accepts = getter(struct, row.field), forms.FORMS[row.form].forward(row), _accepts(row)
    predicate, rule = f"<{expand(row.term)}>", row.rule
    is_iri = row.form in ("iri", "link")

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        for field, _index, value in get(node, context):
            if accepts is not None and not accepts(value):
                continue
            if term := make(value):
                if term != subject:
                    context.put(subject, predicate, term, _join(path, field), rule)
            elif is_iri:
                text = value if isinstance(value, str) else value.url
                context.tell(issue("M010", field=_join(path, field), value=text))

    return run


def _node_step(row: Row, struct: str) -> Step:
    get, accepts, kind = getter(struct, row.field), _accepts(row), row.to
    predicate, rule, inverse = f"<{expand(row.term)}>", row.rule, row.inverse

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        for field, index, value in get(node, context):
            if accepts is not None and not accepts(value):
                continue
            place = _join(path, field)
            item = value if kind != "agent" or not isinstance(value, records.Contributor) else value.agent
            target = contributor_iri(context, node, context.work) if row.node == "contribution" and field == "agent" else ""
            if target:
                context.enqueue("agent", value, target, place)
            else:
                item = node if (row.node, kind) in _SELF else item
                target = context.link(kind, item, index, subject, place)
            if target and target != subject:
                if inverse:
                    context.put(target, predicate, subject, place, rule)
                else:
                    context.put(subject, predicate, target, place, rule)

    return run


#: links whose target is another view of the very same value
_SELF = frozenset({("concept", "scheme"), ("assignment", "concept"), ("count", "counter")})


def _roles_step(row: Row, struct: str, classes: tuple[str, ...]) -> Step:
    get, rule, vocabulary = getter(struct, row.field), row.rule, row.vocabulary

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        for field, _index, item in get(node, context):
            predicates = roles.predicates(vocabulary, item.role, item.agent.kind, classes)
            if predicates and (target := contributor_iri(context, item, subject)):
                place = _join(path, field)
                context.enqueue("agent", item.agent, target, f"{place}.agent")
                for predicate in predicates:
                    context.put(subject, predicate, target, place, rule)

    return run


def _list_step(row: Row, struct: str) -> Step:
    """An rdf:List of the agents whose role belongs to it. Cells: docs/mapping.md, "List cells"."""
    get, rule, predicate = getter(struct, row.field), row.rule, f"<{expand(row.term)}>"
    name = row.term.partition(":")[2]

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        members: dict[str, str] = {}
        for field, _index, item in get(node, context):
            if roles.list_of(item.role) == name and (target := contributor_iri(context, item, subject)):
                members.setdefault(target, _join(path, field))
        if not members:
            return
        label = _list_label(subject, context, name, members)
        cells = [f"{label}{position}" for position in range(1, len(members) + 1)]
        context.put(subject, predicate, cells[0], _join(path, row.top), rule)
        for cell, following, (member, place) in zip(cells, [*cells[1:], terms.RDF_NIL], members.items(), strict=True):
            context.put(cell, terms.RDF_FIRST, member, place, rule)
            context.put(cell, terms.RDF_REST, following, place, rule)

    return run


def _list_label(subject: str, context: Context, name: str, members: dict[str, str]) -> str:
    """The label of list cells without its number. On a shared host the members count too: two chapters may name its editors differently."""
    seed = subject if subject == context.work else " ".join([subject, *members])
    mark = "n" if name == "authorList" else "e"
    return f"_:l{hashlib.sha256(seed.strip('<>').encode()).hexdigest()[:12]}{mark}"


def _relations_step(row: Row, struct: str, classes: tuple[str, ...]) -> Step:
    get, rule, vocabulary = getter(struct, row.field), row.rule, row.vocabulary
    kinds = resources.table("relations")

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        for field, _index, item in get(node, context):
            kind = kinds.get(item.kind) or kinds["related"]
            if not (name := kind.get(vocabulary)):
                continue
            predicate, place = expand(f"{vocabulary}:{name}"), _join(path, field)
            target = relation_target(item)
            if target == subject:
                continue
            if vocabulary in kind.get("inverse", ()):
                if target and in_domain(predicate, (expand("schema:CreativeWork"),)):
                    for cls in ("bibo:Document", "schema:CreativeWork"):
                        context.put(target, terms.RDF_TYPE, f"<{expand(cls)}>", place, rule)
                    context.put(target, f"<{predicate}>", subject, place, rule)
            elif target and in_domain(predicate, classes):
                context.put(subject, f"<{predicate}>", target, place, rule)
            elif item.text.strip() and name == "citation" and in_domain(predicate, classes):
                context.put(subject, f"<{predicate}>", terms.literal(item.text.strip()), place, rule)

    return run


def relation_target(item: records.Relation) -> str:
    """The IRI term of the other work, "" where it has no identifier that resolves and no IRI."""
    if item.identifier and (iri := terms.iri(forms.url_of(item.identifier.scheme, item.identifier.value))):
        return iri
    return terms.iri(item.iri) if item.iri else ""


def _relation_text_step(row: Row, struct: str, classes: tuple[str, ...]) -> Step:
    get, rule, predicate = getter(struct, row.field), row.rule, f"<{expand(row.term)}>"
    cited = in_domain(expand("schema:citation"), classes)

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        for field, _index, item in get(node, context):
            text = item.text.strip() or (f"{item.identifier.scheme}:{item.identifier.value}" if item.identifier else item.iri)
            if not relation_target(item) and text and not (item.kind == "cites" and item.text.strip() and cited):
                context.put(subject, predicate, terms.literal(text), _join(path, field), rule)

    return run


def _issued_step(row: Row, struct: str) -> Step:
    """The one date of publication: formal, else early online, else (a thesis) the award; `first`: the earlier of formal and online."""
    predicate, rule, may_be_first = f"<{expand(row.term)}>", row.rule, row.vocabulary == "schema"

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        field = "issued" if node.issued else "online" if node.online else "awarded"
        if may_be_first and context.options.date_published == "first" and node.issued and node.online and node.online < node.issued:
            field = "online"
        value = getattr(node, field)
        if node.event and node.event.start and type_row(node.type).get("document") is False:
            field, value = "event.start", node.event.start
        if value and (term := forms.date(value)):
            context.put(subject, predicate, term, field, rule)

    return run


def _column_step(row: Row, column: str, prefix: str) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        value = f"<{expand(prefix + type_row(node.type, node.variant)[column])}>"
        context.put(subject, predicate, value, "type", rule)

    return run


def _work_step(row: Row, struct: str) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule
    return lambda node, subject, context, path: context.put(subject, predicate, context.work, _join(path, row.top), rule)


def _position_step(row: Row, struct: str) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        group = [
            item
            for item in context.record.contributors
            if (roles.list_of(item.role) or item.role) == (roles.list_of(node.role) or node.role)
        ]
        position = next(number for number, item in enumerate(group, 1) if item is node)
        context.put(subject, predicate, terms.literal(str(position), datatype=terms.XSD + "integer"), path, rule)

    return run


def _identifier_url_step(row: Row, struct: str) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        if value := terms.iri(forms.url_of(node.scheme, node.value)):
            context.put(subject, predicate, value, _join(path, "value"), rule)

    return run


def _pro_role_step(row: Row, struct: str) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule
    return lambda node, subject, context, path: context.put(
        subject, predicate, f"<{expand('pro:' + roles.role_row(node.role).get('pro', 'contributor'))}>", _join(path, "role"), rule
    )


def _setting_step(row: Row, struct: str) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule

    def run(node: Any, subject: str, context: Context, path: str) -> None:
        if value := terms.iri(getattr(context.options, row.setting)):
            context.put(subject, predicate, value, "", rule)

    return run


_STEPS: dict[str, Callable[[Row, str, tuple[str, ...]], Step]] = {
    "node": lambda row, struct, classes: _node_step(row, struct),
    "roles": _roles_step,
    "list": lambda row, struct, classes: _list_step(row, struct),
    "relations": _relations_step,
    "relation-text": _relation_text_step,
    "issued": lambda row, struct, classes: _issued_step(row, struct),
    "coar": lambda row, struct, classes: _column_step(row, "coar", "coar:"),
    "dcmitype": lambda row, struct, classes: _column_step(row, "dcmitype", "dcmit:"),
    "work": lambda row, struct, classes: _work_step(row, struct),
    "position": lambda row, struct, classes: _position_step(row, struct),
    "identifier-url": lambda row, struct, classes: _identifier_url_step(row, struct),
    "pro-role": lambda row, struct, classes: _pro_role_step(row, struct),
    "setting-iri": lambda row, struct, classes: _setting_step(row, struct),
}


@functools.cache
def plan(kind: str, classes: tuple[str, ...], type_name: str) -> tuple[Step, ...]:
    """The compiled steps for nodes of this kind and these classes in records of this type."""
    struct = tables().nodes[kind].struct
    steps = []
    for row in tables().of(kind):
        if applies(row, classes, type_name):
            factory = _STEPS.get(row.form)
            step = factory(row, struct, classes) if factory else _value_step(row, struct)
            steps.append(_guarded(row, step))
    return tuple(steps)


def forward(record: Record, names: Names, options: Options, *, trace: bool = False) -> Context:
    """The context with the record's whole graph."""
    context = Context(record, names, options, trace)
    context.enqueue("work", record, context.work, "")
    position = 0
    about_done = False
    while True:
        while position < len(context.queue):
            kind, node, subject, path = context.queue[position]
            position += 1
            _describe(context, kind, node, subject, path, record.type)
        if about_done:
            return context
        about_done = True
        context.queue.append(("about", record, terms.iri(f"{names.home}/about"), ""))


def _describe(context: Context, kind: str, node: Any, subject: str, path: str, type_name: str) -> None:
    node = Text(node) if kind == "language" else node
    classes = node_classes(kind, node, context.options.spar)
    for cls in classes:
        context.put(subject, terms.RDF_TYPE, f"<{cls}>", _join(path, "type") if kind in ("work", "host") else path, _TYPES_RULE)
    for step in plan(kind, classes, type_name):
        step(node, subject, context, path)
