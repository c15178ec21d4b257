"""Steps: how each form of row takes a field of the node in hand and adds triples; each is a closure, made once per row."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from kg import record as records
from kg import resources, terms
from kg.issues import issue
from kg.mapping import forms, roles
from kg.mapping.classes import type_row, variant_of
from kg.mapping.context import Context, contributor_iri
from kg.mapping.fields import field_of, present, walk_of
from kg.mapping.tables import Row
from kg.vocabulary import expand, in_domain, shorten

Step = Callable[[Any, Context], None]


class Placed(NamedTuple):
    """A step and the position of its field among the Struct's, -1 for the node itself.

    It runs where the field is stated, or `always`; and only where the fields at the positions `when` are stated and those at `unless`
    are not.
    """

    position: int
    step: Step
    always: bool = False
    when: tuple[int, ...] = ()
    unless: tuple[int, ...] = ()


def placed(row: Row, struct: str, step: Step) -> Placed:
    """`step` at the place of its field; where an empty value counts as stated it gets the node and looks for itself."""
    field, names = field_of(struct, row.field), getattr(records, struct).__struct_fields__
    plain = all(name in names for name in (*row.when, *row.unless))
    guarded = step if plain else _guarded(row, step)
    when, unless = ([tuple(names.index(name) for name in column) for column in (row.when, row.unless)]) if plain else ((), ())
    if row.form in _OF_NODE:
        return Placed(-1, guarded, True, when, unless)
    if not field.from_record and (field.default is msgspec.NODEFAULT or not field.empty_counts):
        return Placed(field.position, guarded, field.empty_counts, when, unless)
    name, default, from_record = field.name, field.default, field.from_record

    def run(node: Any, context: Context) -> None:
        value = getattr(context.record if from_record else node, name)
        if value is not None and value != default:
            guarded(value, context)

    return Placed(-1, run, True, when, unless)


def _guarded(row: Row, step: Step) -> Step:
    """`step` run only where the fields inside fields that the row's `when` and `unless` name allow it."""
    when, unless = row.when, row.unless

    def run(value: Any, context: Context) -> None:
        node = context.node
        if all(present(node, name) for name in when) and not any(present(node, name) for name in unless):
            step(value, context)

    return run


def accepts_of(row: Row) -> Callable[[Any], bool] | None:
    """The filter over a field's values that the columns schemes, not_schemes and kinds make; None: all."""
    if row.schemes:
        return lambda value, names=frozenset(row.schemes): value.scheme in names  # type: ignore[misc]
    if row.not_schemes:
        return lambda value, names=frozenset(row.not_schemes): value.scheme not in names  # type: ignore[misc]
    if row.kinds:
        return lambda value, names=frozenset(row.kinds): value.kind in names  # type: ignore[misc]
    return None


def value_step(row: Row) -> Step:
    make, accepts = forms.FORMS[row.form].forward(row), accepts_of(row)
    predicate, rule = row.predicate, row.rule
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
        walk = walk_of(row.field)

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
    walk, accepts, kind = walk_of(row.field), accepts_of(row), row.to
    predicate, rule, inverse = row.predicate, row.rule, row.inverse
    held, other_view = row.node == "contribution" and row.field == "agent", (row.node, kind) in SELF

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
SELF = frozenset({("concept", "scheme"), ("assignment", "concept"), ("count", "counter")})


def roles_step(rows: Sequence[Row], classes: tuple[str, ...]) -> Step:
    """Agents by their roles, for rows of several vocabularies over one field in one walk."""
    name = rows[0].top

    def _chosen(role: str, kind: str) -> list[tuple[str, str]]:
        return [(predicate, row.rule) for row in rows for predicate in roles.predicates(row.vocabulary, role, kind, classes)]

    chosen = functools.cache(_chosen)

    def run(value: Any, context: Context) -> None:
        for index, (item, target) in enumerate(context.people(value)):
            agent = item.agent
            if target and (links := chosen(item.role, agent.kind)):
                field = f"{name}[{index}]"
                context.enqueue("agent", agent, target, f"{context.path}.{field}.agent" if context.path else f"{field}.agent")
                for predicate, rule in links:
                    context.add(predicate, target, field, rule)

    return run


def _list_step(row: Row) -> Step:
    """An rdf:List of the agents whose role belongs to it. Cells: docs/mapping.md, "List cells"."""
    top, rule, predicate = row.top, row.rule, row.predicate
    name = row.term.partition(":")[2]

    def run(value: Any, context: Context) -> None:
        members: dict[str, str] = {}
        for index, (item, target) in enumerate(context.people(value)):
            if target and roles.list_of(item.role) == name:
                members.setdefault(target, f"{top}[{index}]")
        if not members:
            return
        cells = _cells(context.subject, context, name, members)
        context.add(predicate, cells[0], top, rule)
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


def relations_step(rows: Sequence[Row], classes: tuple[str, ...]) -> Step:
    """Other works by the kind of the relation, for rows of several vocabularies over one field in one walk."""
    types = [f"<{expand(name)}>" for name in ("bibo:Document", "schema:CreativeWork")]

    def _chosen(name: str) -> list[tuple[_Link, str]]:
        found = ((_link(name, row.vocabulary, classes), row.rule) for row in rows)
        return [(link, rule) for link, rule in found if link is not None]

    chosen = functools.cache(_chosen)

    def run(value: Any, context: Context) -> None:
        subject = context.subject
        for item, target, field in _targets(value, context):
            if target == subject:
                continue
            for link, rule in chosen(item.kind):
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


def _link(name: str, vocabulary: str, classes: tuple[str, ...]) -> _Link | None:
    """What a kind of relation becomes in a vocabulary for a work of these classes; None: nothing."""
    kinds, barred = resources.table("relations"), {shorten(cls) for cls in classes}
    kind = kinds.get(name) or kinds["related"]
    if not (term := kind.get(vocabulary)) or not barred.isdisjoint(kind.get("not_on", {}).get(vocabulary, ())):
        return None
    predicate, work = expand(f"{vocabulary}:{term}"), expand("schema:CreativeWork")
    inverse = vocabulary in kind.get("inverse", ())
    return _Link(f"<{predicate}>", in_domain(predicate, classes), inverse, in_domain(predicate, (work,)), term == "citation")


def relation_target(item: records.Relation) -> str:
    """The IRI term of the other work, "" where it has no identifier that resolves and no IRI."""
    if item.identifier and (iri := forms.url_term(item.identifier.scheme, item.identifier.value)):
        return iri
    return terms.iri(item.iri) if item.iri else ""


def _targets(value: list[records.Relation], context: Context) -> list[tuple[records.Relation, str, str]]:
    """(relation, its other work's IRI term, field) of the record's relations, made once for all the rows that read them."""
    if context.targets is None:
        context.targets = [(item, relation_target(item), f"relations[{index}]") for index, item in enumerate(value)]
    return context.targets


def _relation_text_step(row: Row, classes: tuple[str, ...]) -> Step:
    rule, predicate = row.rule, row.predicate
    cited = in_domain(expand("schema:citation"), classes)

    def run(value: Any, context: Context) -> None:
        for item, target, field in _targets(value, context):
            if target:
                continue
            text = item.text.strip() or (f"{item.identifier.scheme}:{item.identifier.value}" if item.identifier else item.iri)
            if text and not (item.kind == "cites" and item.text.strip() and cited):
                context.add(predicate, terms.literal(text), field, rule)

    return run


def _translated_step(row: Row) -> Step:
    """Titles in another language than the work's own title."""
    walk, make = walk_of(row.field), forms.FORMS["lang-text"].forward(row)
    predicate, rule = row.predicate, row.rule

    def run(value: Any, context: Context) -> None:
        own = context.node.titles[0].lang if context.node.titles else ""
        for field, _index, item in walk(value):
            if own and item.lang and item.lang != own and (term := make(item)):
                context.add(predicate, term, field, rule)

    return run


def _issued_step(row: Row) -> Step:
    """The one date of publication: formal, else early online, else (a thesis) the award; `first`: the earlier of formal and online."""
    predicate, rule, may_be_first = row.predicate, row.rule, row.vocabulary == "schema"

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
    predicate, rule = row.predicate, row.rule
    chosen = functools.cache(lambda kind, variant: f"<{expand(prefix + type_row(kind, variant)[column])}>")
    return lambda node, context: context.add(predicate, chosen(node.type, variant_of(node)), "type", rule)


def _work_step(row: Row) -> Step:
    predicate, rule, field = row.predicate, row.rule, row.top
    return lambda node, context: context.add(predicate, context.work, field, rule)


def _position_step(row: Row) -> Step:
    predicate, rule = row.predicate, row.rule

    def run(node: Any, context: Context) -> None:
        context.add(predicate, terms.literal(str(context.position(node)), datatype=terms.XSD + "integer"), "", rule)

    return run


def _identifier_url_step(row: Row) -> Step:
    predicate, rule = row.predicate, row.rule

    def run(node: Any, context: Context) -> None:
        if value := forms.url_term(node.scheme, node.value):
            context.add(predicate, value, "value", rule)

    return run


def _pro_role_step(row: Row) -> Step:
    predicate, rule = row.predicate, row.rule
    chosen = functools.cache(lambda role: f"<{expand('pro:' + roles.pro_name(role))}>")
    return lambda node, context: context.add(predicate, chosen(node.role), "role", rule)


def _setting_step(row: Row) -> Step:
    predicate, rule, setting = row.predicate, row.rule, row.setting

    def run(node: Any, context: Context) -> None:
        if value := terms.iri(getattr(context.options, setting)):
            context.add(predicate, value, "", rule)

    return run


STEPS: dict[str, Callable[[Row, tuple[str, ...]], Step]] = {
    "node": lambda row, classes: _node_step(row),
    "roles": lambda row, classes: roles_step([row], classes),
    "list": lambda row, classes: _list_step(row),
    "relations": lambda row, classes: relations_step([row], classes),
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
