"""Record -> Graph: the rows compiled to closures, once per set of classes, and run over the nodes of a record.

Design: a `Plan` is the list of steps for nodes of one kind, set of classes and type of work; it is compiled at first use and kept.
A step is `(value, context) -> None`: it takes one field of the node that the context is at and adds triples; it is called only
where that field is stated. Links to other nodes put those in a queue; there is no recursion, so a hundred thousand authors need no
stack. The work's own node comes first, the others in the order they are met, the record node last. Why a triple is there (field
path and rule) is written down only with trace.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from kg import record as records
from kg import resources, terms
from kg.errors import Issue
from kg.graph import Graph, Triple
from kg.identity import Names, slug
from kg.issues import issue
from kg.mapping import forms, roles
from kg.mapping.classes import applies, node_classes, type_row, variant_of
from kg.mapping.options import Options
from kg.mapping.tables import Row, tables
from kg.record import Record, Text
from kg.vocabulary import expand, in_domain, shorten

Step = Callable[[Any, "Context"], None]
#: value of the row's first field -> (path, index, value) of each value at the end of its path
Walk = Callable[[Any], Iterator[tuple[str, int, Any]]]
_TYPES_RULE = "types.toml"
_SHORT = 16


class Plan(NamedTuple):
    """How nodes of one kind are described: their rdf:type terms, and (position of a field among the Struct's, step) in the rows' order.

    The position behind the last field stands for the node itself: its step is always run.
    """

    types: list[str]
    steps: tuple[tuple[int, Step], ...]


class Context:
    """One record while it is mapped: its graph so far, its names, the nodes still to do, and, with trace, why each triple is there.

    `node`, `subject`, `path` and `properties` are those of the node that is being described.
    """

    __slots__ = (
        "_iris", "_long", "_occurrences", "_positions", "_seen", "graph", "issues", "names", "node", "options", "path", "properties",
        "queue", "record", "subject", "trace", "work",
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
        self._seen: set[tuple[str, int]] = set()
        self._long: dict[tuple[str, str], set[str]] = {}
        self._iris: dict[tuple[str, int, int], str] = {}
        self._occurrences: dict[int, int] | None = None
        self._positions: dict[int, int] = {}

    def add(self, predicate: str, value: str, field: str, rule: str) -> None:
        """Add one triple about the node that is being described."""
        if self.trace is None and predicate not in self.properties:
            self.properties[predicate] = [value]
        else:
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
        if found not in self.issues:
            self.issues.append(found)

    def link(self, kind: str, node: Any, index: int, place: str) -> str:
        """The IRI term of a linked node, which is queued; "" where there is nothing to make a node of."""
        marker = (kind, id(node), index if kind in _INDEXED else 0)
        if (known := self._iris.get(marker)) is None:
            iri = _MAKERS[kind](self, node, index, self.subject)
            known = self._iris[marker] = terms.iri(iri) if iri else ""
        if known:
            self.enqueue(kind, self.record if kind in _of_record() else node, known, place)
        return known

    def enqueue(self, kind: str, node: Any, iri: str, place: str) -> None:
        if (mark := (iri, id(node))) not in self._seen:
            self._seen.add(mark)
            self.queue.append((kind, node, iri, place))

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


# ---- reading fields ------------------------------------------------------------------------------------------------------------


class Field(NamedTuple):
    """How the first field of a row's path is read: which one, what in it means "not stated", whether an empty value may say something."""

    position: int
    name: str
    default: object
    from_record: bool
    empty_counts: bool


def _field(struct: str, path: str) -> Field:
    """The first field of a path: "titles[]", "event.start", "record.series[]"."""
    from_record = path.startswith("record.")
    head = path.removeprefix("record.").partition(".")[0]
    name = head.removesuffix("[]")
    owner = records.Record if from_record else getattr(records, struct)
    info = {item.name: item for item in msgspec.structs.fields(owner)}[name]
    if info.default is not msgspec.NODEFAULT:
        default = info.default
    else:  # a required field is always stated
        default = [] if info.default_factory is not msgspec.NODEFAULT else msgspec.NODEFAULT
    # False where None means "not stated", 0 where the field is required; and a default that is not empty is no statement
    empty_counts = bool(default) or info.required or (default is None and "bool" in str(info.type))
    return Field(owner.__struct_fields__.index(name), name, default, from_record, empty_counts)


def _walk(path: str) -> Walk:
    """The function that yields (path, index, value) for each value of a field path."""
    head, _, rest = path.removeprefix("record.").partition(".")
    name, many = head.removesuffix("[]"), head.endswith("[]")
    tail, tail_many = rest.removesuffix("[]"), rest.endswith("[]")

    def one(value: Any) -> Iterator[tuple[str, int, Any]]:
        yield name, 0, value

    def several(value: Any) -> Iterator[tuple[str, int, Any]]:
        for index, item in enumerate(value):
            yield f"{name}[{index}]", index, item

    outer = several if many else one
    if not rest:
        return outer

    def deep(value: Any) -> Iterator[tuple[str, int, Any]]:
        for place, index, item in outer(value):
            inner = getattr(item, tail)
            if tail_many:
                for number, part in enumerate(inner):
                    yield f"{place}.{tail}[{number}]", number, part
            elif inner:
                yield f"{place}.{tail}", index, inner

    return deep


def present(node: Any, path: str) -> bool:
    """Whether the field at a dotted path is stated."""
    for name in path.split("."):
        node = getattr(node, name)
        if not node:
            return False
    return True


# ---- steps ---------------------------------------------------------------------------------------------------------------------


def _placed(row: Row, struct: str, step: Step) -> tuple[int, Step]:
    """`step` with the position of its field; where an empty value counts as stated it gets the node and looks for itself."""
    field = _field(struct, row.field)
    guarded = _guarded(row, step)
    if row.form in _OF_NODE:
        return -1, guarded
    if not field.from_record and not field.empty_counts:
        return field.position, guarded
    name, default, from_record = field.name, field.default, field.from_record

    def run(node: Any, context: Context) -> None:
        value = getattr(context.record if from_record else node, name)
        if value is not None and value != default:
            guarded(value, context)

    return -1, run


def _guarded(row: Row, step: Step) -> Step:
    """`step` run only where the row's `when`, `unless` and `option` allow it."""
    when, unless, option = row.when, row.unless, row.option
    if not (when or unless or option):
        return step
    if len(when) + len(unless) == 1 and not option and "." not in (name := (when or unless)[0]):
        wanted = bool(when)

        def look(value: Any, context: Context) -> None:
            if bool(getattr(context.node, name)) is wanted:
                step(value, context)

        return look

    def run(value: Any, context: Context) -> None:
        if option and not context.options.has(option):
            return
        node = context.node
        if all(present(node, name) for name in when) and not any(present(node, name) for name in unless):
            step(value, context)

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


def _value_step(row: Row) -> Step:
    make, accepts = forms.FORMS[row.form].forward(row), _accepts(row)
    predicate, rule = f"<{expand(row.term)}>", row.rule
    is_iri, first = row.form in ("iri", "link"), row.first

    def add(value: Any, context: Context, field: str) -> None:
        if term := make(value):
            if term != context.subject:
                context.add(predicate, term, field, rule)
        elif is_iri:
            text = value if isinstance(value, str) else value.url
            context.tell(issue("M010", field=context.place(field), value=text))

    head, _, rest = row.field.removeprefix("record.").partition(".")
    name = head.removesuffix("[]")
    if rest:
        walk = _walk(row.field)

        def deep(value: Any, context: Context) -> None:
            for field, _index, item in walk(value):
                if accepts is None or accepts(item):
                    add(item, context, field)
                    if first:
                        return

        return deep
    if not head.endswith("[]"):
        if is_iri or accepts is not None:
            return lambda value, context: add(value, context, name) if accepts is None or accepts(value) else None

        def single(value: Any, context: Context) -> None:
            if (term := make(value)) and term != context.subject:
                context.add(predicate, term, name, rule)

        return single

    def many(value: Any, context: Context) -> None:
        traced = context.trace is not None
        for index, item in enumerate(value):
            if accepts is not None and not accepts(item):
                continue
            if is_iri or traced:
                add(item, context, f"{name}[{index}]")
            elif (term := make(item)) and term != context.subject:
                context.add(predicate, term, "", rule)
            if first:
                return

    return many


def _node_step(row: Row) -> Step:
    walk, accepts, kind = _walk(row.field), _accepts(row), row.to
    predicate, rule, inverse = f"<{expand(row.term)}>", row.rule, row.inverse
    held, other_view = row.node == "contribution" and row.field == "agent", (row.node, kind) in _SELF

    def run(value: Any, context: Context) -> None:
        subject = context.subject
        for field, index, item in walk(value):
            if accepts is not None and not accepts(item):
                continue
            place = context.place(field)
            target = contributor_iri(context, context.node, context.work) if held else ""
            if target:
                context.enqueue("agent", item, target, place)
            else:
                target = context.link(kind, context.node if other_view else item, index, place)
            if target and target != subject:
                if inverse:
                    context.put(target, predicate, subject, field, rule)
                else:
                    context.add(predicate, target, field, rule)

    return run


#: links whose target is another view of the very same value
_SELF = frozenset({("concept", "scheme"), ("assignment", "concept"), ("count", "counter")})


def _roles_step(row: Row, classes: tuple[str, ...]) -> Step:
    walk, rule, vocabulary = _walk(row.field), row.rule, row.vocabulary
    chosen = functools.cache(lambda role, kind: roles.predicates(vocabulary, role, kind, classes))

    def run(value: Any, context: Context) -> None:
        for field, _index, item in walk(value):
            predicates = chosen(item.role, item.agent.kind)
            if predicates and (target := contributor_iri(context, item, context.subject)):
                context.enqueue("agent", item.agent, target, context.place(field) + ".agent")
                for predicate in predicates:
                    context.add(predicate, target, field, rule)

    return run


def _list_step(row: Row) -> Step:
    """An rdf:List of the agents whose role belongs to it. Cells: docs/mapping.md, "List cells"."""
    walk, rule, predicate = _walk(row.field), row.rule, f"<{expand(row.term)}>"
    name = row.term.partition(":")[2]

    def run(value: Any, context: Context) -> None:
        members: dict[str, str] = {}
        for field, _index, item in walk(value):
            if roles.list_of(item.role) == name and (target := contributor_iri(context, item, context.subject)):
                members.setdefault(target, field)
        if not members:
            return
        cells = _cells(context.subject, context, name, members)
        context.add(predicate, cells[0], row.top, rule)
        for cell, following, (member, field) in zip(cells, [*cells[1:], terms.RDF_NIL], members.items(), strict=True):
            if context.trace is None and cell not in context.graph:
                context.graph[cell] = {terms.RDF_FIRST: [member], terms.RDF_REST: [following]}
                continue
            context.put(cell, terms.RDF_FIRST, member, field, rule)
            context.put(cell, terms.RDF_REST, following, field, rule)

    return run


def _cells(subject: str, context: Context, name: str, members: dict[str, str]) -> list[str]:
    """The terms of a list's cells: blank nodes, labelled by the work; on a shared host IRIs of the host.

    Two chapters that state the editors of one book state one list, in Turtle too, where blank nodes of two `( )` are never the same;
    two that name them differently state two, so the members are part of the IRI.
    """
    if subject != context.work and not subject.startswith(f"<{context.names.home}#"):
        mark = hashlib.sha256(" ".join(members).encode()).hexdigest()[:12]
        return [f"{subject[:-1]}#{name.removesuffix('List')}s-{mark}-{position}>" for position in range(1, len(members) + 1)]
    seed = hashlib.sha256((subject if subject == context.work else f"{subject} {name}").strip("<>").encode()).hexdigest()[:12]
    mark = "n" if name == "authorList" else "e"
    return [f"_:l{seed}{mark}{position}" for position in range(1, len(members) + 1)]


class _Link(NamedTuple):
    """What one kind of relation becomes in one vocabulary: its predicate, its direction, and whether the subject may have it."""

    predicate: str
    fits: bool
    inverse: bool
    back_fits: bool
    citation: bool


def _relations_step(row: Row, classes: tuple[str, ...]) -> Step:
    walk, rule, vocabulary = _walk(row.field), row.rule, row.vocabulary
    kinds, barred = resources.table("relations"), {shorten(cls) for cls in classes}
    types = [f"<{expand(name)}>" for name in ("bibo:Document", "schema:CreativeWork")]

    @functools.cache
    def chosen(name: str) -> _Link | None:
        kind = kinds.get(name) or kinds["related"]
        if not (term := kind.get(vocabulary)) or not barred.isdisjoint(kind.get("not_on", {}).get(vocabulary, ())):
            return None
        predicate, work = expand(f"{vocabulary}:{term}"), expand("schema:CreativeWork")
        inverse = vocabulary in kind.get("inverse", ())
        return _Link(f"<{predicate}>", in_domain(predicate, classes), inverse, in_domain(predicate, (work,)), term == "citation")

    def run(value: Any, context: Context) -> None:
        subject = context.subject
        for field, _index, item in walk(value):
            link = chosen(item.kind)
            if link is None or (target := relation_target(item)) == subject:
                continue
            if link.inverse:
                if target and link.back_fits:
                    for cls in types:
                        context.put(target, terms.RDF_TYPE, cls, field, rule)
                    context.put(target, link.predicate, subject, field, rule)
            elif target and link.fits:
                context.add(link.predicate, target, field, rule)
            elif link.citation and link.fits and item.text.strip():
                context.add(link.predicate, terms.literal(item.text.strip()), field, rule)

    return run


def relation_target(item: records.Relation) -> str:
    """The IRI term of the other work, "" where it has no identifier that resolves and no IRI."""
    if item.identifier and (iri := forms.url_term(item.identifier.scheme, item.identifier.value)):
        return iri
    return terms.iri(item.iri) if item.iri else ""


def _relation_text_step(row: Row, classes: tuple[str, ...]) -> Step:
    walk, rule, predicate = _walk(row.field), row.rule, f"<{expand(row.term)}>"
    cited = in_domain(expand("schema:citation"), classes)

    def run(value: Any, context: Context) -> None:
        for field, _index, item in walk(value):
            if relation_target(item):
                continue
            text = item.text.strip() or (f"{item.identifier.scheme}:{item.identifier.value}" if item.identifier else item.iri)
            if text and not (item.kind == "cites" and item.text.strip() and cited):
                context.add(predicate, terms.literal(text), field, rule)

    return run


def _translated_step(row: Row) -> Step:
    """Titles in another language than the work's own title."""
    walk, make = _walk(row.field), forms.FORMS["lang-text"].forward(row)
    predicate, rule = f"<{expand(row.term)}>", row.rule

    def run(value: Any, context: Context) -> None:
        own = context.node.titles[0].lang if context.node.titles else ""
        for field, _index, item in walk(value):
            if own and item.lang and item.lang != own and (term := make(item)):
                context.add(predicate, term, field, rule)

    return run


def _issued_step(row: Row) -> Step:
    """The one date of publication: formal, else early online, else (a thesis) the award; `first`: the earlier of formal and online."""
    predicate, rule, may_be_first = f"<{expand(row.term)}>", row.rule, row.vocabulary == "schema"

    def run(node: Any, context: Context) -> None:
        field = "issued" if node.issued else "online" if node.online else "awarded"
        if may_be_first and context.options.date_published == "first" and node.issued and node.online and node.online < node.issued:
            field = "online"
        value = getattr(node, field)
        if node.event and node.event.start and type_row(node.type).get("document") is False:
            field, value = "event.start", node.event.start
        if value and (term := forms.date(value)):
            context.put(context.subject, predicate, term, field, rule)

    return run


def _column_step(row: Row, column: str, prefix: str) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule
    chosen = functools.cache(lambda kind, variant: f"<{expand(prefix + type_row(kind, variant)[column])}>")
    return lambda node, context: context.add(predicate, chosen(node.type, variant_of(node)), "type", rule)


def _work_step(row: Row) -> Step:
    predicate, rule, field = f"<{expand(row.term)}>", row.rule, row.top
    return lambda node, context: context.add(predicate, context.work, field, rule)


def _position_step(row: Row) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule

    def run(node: Any, context: Context) -> None:
        context.add(predicate, terms.literal(str(context.position(node)), datatype=terms.XSD + "integer"), "", rule)

    return run


def _identifier_url_step(row: Row) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule

    def run(node: Any, context: Context) -> None:
        if value := forms.url_term(node.scheme, node.value):
            context.add(predicate, value, "value", rule)

    return run


def _pro_role_step(row: Row) -> Step:
    predicate, rule = f"<{expand(row.term)}>", row.rule
    chosen = functools.cache(lambda role: f"<{expand('pro:' + roles.role_row(role).get('pro', 'contributor'))}>")
    return lambda node, context: context.add(predicate, chosen(node.role), "role", rule)


def _setting_step(row: Row) -> Step:
    predicate, rule, setting = f"<{expand(row.term)}>", row.rule, row.setting

    def run(node: Any, context: Context) -> None:
        if value := terms.iri(getattr(context.options, setting)):
            context.add(predicate, value, "", rule)

    return run


_STEPS: dict[str, Callable[[Row, tuple[str, ...]], Step]] = {
    "node": lambda row, classes: _node_step(row),
    "roles": _roles_step,
    "list": lambda row, classes: _list_step(row),
    "relations": _relations_step,
    "relation-text": _relation_text_step,
    "translated": lambda row, classes: _translated_step(row),
    "issued": lambda row, classes: _issued_step(row),
    "coar": lambda row, classes: _column_step(row, "coar", "coar:"),
    "dcmitype": lambda row, classes: _column_step(row, "dcmitype", "dcmit:"),
    "work": lambda row, classes: _work_step(row),
    "position": lambda row, classes: _position_step(row),
    "identifier-url": lambda row, classes: _identifier_url_step(row),
    "pro-role": lambda row, classes: _pro_role_step(row),
    "setting-iri": lambda row, classes: _setting_step(row),
}
#: forms that look at the whole node
_OF_NODE = frozenset({"issued", "coar", "dcmitype", "work", "position", "identifier-url", "pro-role", "setting-iri"})


@functools.cache
def plan(kind: str, classes: tuple[str, ...], type_name: str) -> Plan:
    """The compiled steps for nodes of this kind and these classes in records of this type."""
    struct = tables().nodes[kind].struct
    end = len(getattr(records, struct).__struct_fields__)
    steps = []
    for row in tables().of(kind):
        if applies(row, classes, type_name):
            factory = _STEPS.get(row.form)
            position, step = _placed(row, struct, factory(row, classes) if factory else _value_step(row))
            steps.append((end if position < 0 else position, step))
    return Plan([f"<{cls}>" for cls in dict.fromkeys(classes)], tuple(steps))


def forward(record: Record, names: Names, options: Options, *, trace: bool = False) -> Context:
    """The context with the record's whole graph."""
    context = Context(record, names, options, trace)
    queue = context.queue
    context.enqueue("work", record, context.work, "")
    # the list grows while it is walked
    for kind, node, subject, path in queue:
        _describe(context, kind, node, subject, path)
    done = len(queue)
    queue.append(("about", record, terms.iri(f"{names.home}/about"), ""))
    for kind, node, subject, path in islice(queue, done, None):
        _describe(context, kind, node, subject, path)
    return context


def _describe(context: Context, kind: str, node: Any, subject: str, path: str) -> None:
    node = Text(node) if kind == "language" else node
    context.node, context.subject, context.path = node, subject, path
    types, steps = plan(kind, node_classes(kind, node, context.options.spar), context.record.type)
    if subject not in context.graph and context.trace is None:
        context.properties = context.graph[subject] = {terms.RDF_TYPE: types.copy()}
    else:
        context.properties = context.graph.setdefault(subject, {})
        for cls in types:
            context.put(subject, terms.RDF_TYPE, cls, "type" if kind in ("work", "host") else "", _TYPES_RULE)
    values = (*msgspec.structs.astuple(node), node)
    for position, step in steps:
        if value := values[position]:
            step(value, context)
