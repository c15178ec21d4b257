"""What a term means for us: meaning, domain and range, the rows that write it, the shapes that look at it, an example."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator

import msgspec

from kg import resources, shacl, terms
from kg.errors import UsageError
from kg.explain.example import example
from kg.explain.rules import Rule, conditions, header, rule_of
from kg.mapping.tables import tables
from kg.shacl.paths import SH
from kg.vocabulary import expand, prefixes, shorten, superclasses, vocabulary

_OLD, _NEW = "http://schema.org/", "https://schema.org/"
#: a vocabulary without pages of its own terms -> where they are defined
_DEFINED = {"kg": "docs/mapping.md, Own terms", "rdau": "http://rdaregistry.info/Elements/u/"}
_KINDS = ("schema", "bibo", "dcterms", "relators")


class Use(msgspec.Struct, frozen=True):
    """A row that writes the term: where it stands, the kind of node it is about, field, form, conditions, and the row's own note."""

    rule: Rule
    node: str
    field: str
    form: str = ""
    conditions: str = ""
    note: str = ""


class Check(msgspec.Struct, frozen=True):
    """A shape that looks at the term, and the message of its finding."""

    code: str
    severity: str
    message: str
    file: str


class Meaning(msgspec.Struct):
    """All that is told of a term. `kind`: "property", "class", "value". `domain` and `range` are empty where the vocabulary has none."""

    term: str
    iri: str
    kind: str
    meaning: str
    definition: str
    domain: list[str]
    range: list[str]
    above: list[str]
    superseded: bool
    uses: list[Use]
    checks: list[Check]
    example: str


def meaning(name: str) -> Meaning:
    """What `name` ("schema:pageStart", an IRI) means. Raises UsageError with the nearest names for an unknown one."""
    if not is_term(name):
        raise UsageError(f"there is no term {name}", hint=hint(name))
    iri = iri_of(name)
    short = shorten(iri)
    known = vocabulary()
    kind = _kind(short, iri)
    if not kind:
        raise UsageError(f"there is no term {name}", hint=hint(short))
    row = known.properties.get(iri)
    uses = list(uses_of_class(short) if kind == "class" else _uses_of_property(short) if kind == "property" else _uses_of_value(short))
    told = resources.table("meanings").get({"property": "properties", "class": "classes"}.get(kind, ""), {}).get(short, "")
    return Meaning(
        term=short,
        iri=iri,
        kind=kind,
        meaning=told or _value_meaning(uses) or unused(short),
        definition=_DEFINED.get(short.partition(":")[0], iri),
        domain=[shorten(item) for item in row.domain] if row else [],
        range=[shorten(item) for item in row.range] if row else [],
        above=sorted(shorten(item) for item in superclasses(iri) - {iri}) if kind == "class" else [],
        superseded=bool(row and row.superseded),
        uses=uses,
        checks=list(_checks(iri)),
        example=example(iri, kind, _types(short, uses)) if uses else "",
    )


def _types(short: str, uses: list[Use]) -> list[str]:
    """The types of works that are known to have the term: those of a class, those that its rows are meant for."""
    named = [use.rule.name.removeprefix("the type ") for use in uses if use.rule.name.startswith("the type ")]
    return list(dict.fromkeys([*named, *(name for row in tables().rows if row.term == short for name in row.types)]))


def iri_of(name: str) -> str:
    """The IRI of a prefixed name or an IRI, with or without brackets; http://schema.org/ is https://schema.org/ here."""
    bare = name.removeprefix("<").removesuffix(">")
    prefix, colon, _ = bare.partition(":")
    iri = expand(bare) if colon and prefix in prefixes() else bare
    return _NEW + iri[len(_OLD) :] if iri.startswith(_OLD) else iri


def is_term(name: str) -> bool:
    """Whether `name` looks like a term: a known prefix and a colon, or an IRI."""
    prefix, colon, local = name.removeprefix("<").partition(":")
    return bool(colon) and (prefix in prefixes() or local.startswith("//"))


def hint(name: str) -> str:
    """The nearest terms in words."""
    near = suggestions(name)
    return f"did you mean {' or '.join(near)}?" if near else "terms look like schema:name; docs/mapping.md lists those in use"


def suggestions(name: str) -> list[str]:
    """The terms nearest to a name: those with the same local name first, then by spelling; at most three."""
    ours = sorted(set().union(*written()))
    local = name.rpartition(":")[2].casefold()
    same = [term for term in ours if term.rpartition(":")[2].casefold() == local]
    if same:
        return same[:3]
    if ":" in name:
        return difflib.get_close_matches(name, ours, 2, 0.8) or difflib.get_close_matches(name, map(shorten, _known()), 2, 0.8)
    by_local = {term.rpartition(":")[2]: term for term in ours}
    return [by_local[item] for item in difflib.get_close_matches(name, by_local, 2, 0.8)]


def _known() -> list[str]:
    return [*vocabulary().properties, *vocabulary().classes]


@functools.cache
def written() -> tuple[frozenset[str], frozenset[str]]:
    """The properties and the classes that the mapping can write, as prefixed names."""
    properties = {row.term for row in tables().rows if row.form not in ("roles", "relations")} | {"rdf:type", "rdf:first", "rdf:rest"}
    for table in ("roles", "relations"):
        for row in resources.table(table).values():
            for prefix in _KINDS:
                values = row.get(prefix, ())
                properties |= {f"{prefix}:{name}" for name in ([values] if isinstance(values, str) else values) if name}
    classes: set[str] = {"dcterms:BibliographicResource"}
    for row in resources.table("types").values():
        for columns in (row, *row.get("variant", {}).values()):
            classes |= {f"{prefix}:{name}" for prefix in ("schema", "bibo", "fabio") for name in columns.get(prefix, ())}
            classes |= {shorten(expand(name)) for name in columns.get("other", ())}
    for node in tables().nodes.values():
        named = [] if isinstance(node.classes, str) else node.classes
        classes |= {shorten(expand(name)) for name in [*named, *(name for names in node.kinds.values() for name in names)]}
    return frozenset(properties), frozenset(classes)


def _kind(short: str, iri: str) -> str:
    known, (properties, classes) = vocabulary(), written()
    if iri in known.properties or short in properties:
        return "property"
    if iri in known.classes or short in classes:
        return "class"
    return "value" if iri in known.values or any(_uses_of_value(short)) else ""


def unused(short: str) -> str:
    """That the mapping does not write a term, with the reasons of the tables that speak of it."""
    said = [f"{omit.node} {omit.field}: {omit.reason}" for omit in tables().omits if re.search(rf"\b{re.escape(short)}\b", omit.reason)]
    return "; ".join(["the mapping does not write it", *dict.fromkeys(said)])


def _value_meaning(uses: list[Use]) -> str:
    said = list(dict.fromkeys(use.rule.name for use in uses))
    return f"A value that we write: {'; '.join(said[:3])}." if said else ""


# ---- where it is written ---------------------------------------------------------------------------------------------------------


def _uses_of_property(short: str) -> Iterator[Use]:
    prefix, _, local = short.partition(":")
    if short == "rdf:type":
        yield Use(Rule("vocab/types.toml", "classes of the work's type"), "work", "type")
        yield Use(Rule("vocab/nodes.toml", "classes of every other node"), "every node", "")
    for row in tables().rows if short in ("rdf:first", "rdf:rest") else ():
        if row.form == "list":
            yield Use(rule_of(row), row.node, row.field, row.form, conditions(row), row.note)
    for row in tables().rows:
        if row.term == short and row.form not in ("roles", "relations"):
            form = f"{row.form} {row.to}".strip()
            yield Use(rule_of(row), row.node, row.field, form, conditions(row), row.note)
    for role, columns in resources.table("roles").items():
        if local in columns.get(prefix, ()):
            yield Use(Rule(header("roles", role), f"the role {role}"), "work", "contributors[]", "roles", f"role {role}")
    for kind, columns in resources.table("relations").items():
        if columns.get(prefix) == local:
            inverse = "from the other work to this one" if prefix in columns.get("inverse", ()) else ""
            yield Use(Rule(header("relations", kind), f"the relation {kind}"), "work", "relations[]", "relations", f"kind {kind}", inverse)


def uses_of_class(short: str) -> Iterator[Use]:
    """The types of works and the kinds of nodes that have this class."""
    prefix, _, local = short.partition(":")
    for name, row in resources.table("types").items():
        for variant, columns in (("", row), *row.get("variant", {}).items()):
            if local in columns.get(prefix, ()) or short in [shorten(expand(item)) for item in columns.get("other", ())]:
                limits = f"variant {variant}" if variant else "option spar" if prefix == "fabio" else ""
                yield Use(Rule(header("types", name), f"the type {name}"), "work", "type", "", limits)
    for kind, node in tables().nodes.items():
        named = [] if isinstance(node.classes, str) else node.classes
        if short in [shorten(expand(name)) for name in named]:
            yield Use(Rule(header("nodes", kind), f"every {kind}"), kind, "")
        for choice, names in node.kinds.items():
            if short in [shorten(expand(name)) for name in names]:
                yield Use(Rule(header("nodes", kind), f"every {kind}"), kind, node.by, "", f"{node.by} {choice}")
    if short == "dcterms:BibliographicResource":
        yield Use(Rule("vocab/types.toml", "every type that is no event"), "work", "type", "", "not where document = false")


def _uses_of_value(short: str) -> Iterator[Use]:
    iri = expand(short)
    for row in tables().rows:
        for name, value in row.map.items():
            if ":" in value and " " not in value and expand(value) == iri:
                yield Use(rule_of(row), row.node, row.field, row.form, f"{name} → {value}", row.note)
        if row.value and ":" in row.value and expand(row.value) == iri:
            yield Use(rule_of(row), row.node, row.field, row.form, conditions(row), row.note)
    for column, prefix, table in (("coar", "coar", "types"), ("dcmitype", "dcmit", "types"), ("pro", "pro", "roles")):
        for name, columns in resources.table(table).items():
            if columns.get(column) and f"{prefix}:{columns[column]}" == short:
                yield Use(Rule(header(table, name), f"the {table[:-1]} {name}"), "work" if table == "types" else "contribution", table[:-1])


# ---- who checks it ---------------------------------------------------------------------------------------------------------------


def _checks(iri: str) -> Iterator[Check]:
    compiled = shacl.load_profiles(list(shacl.profiles()))
    wanted = f"<{iri}>"
    for shape in sorted(compiled.shapes.values(), key=lambda item: (item.code, item.iri)):
        if shape.code and wanted in _mentioned(compiled.graph, shape.iri, compiled.parents):
            yield Check(shape.code, shape.severity, shape.message or shape.name, f"shapes/{shape.file}")


def _mentioned(shapes: dict[str, dict[str, list[str]]], shape: str, parents: dict[str, list[str]]) -> set[str]:
    """The IRIs that a shape speaks of: in its paths, targets, constraints, and the targets of the shape that holds it."""
    found: set[str] = set()
    todo, seen = [shape], set()
    for parent in parents.get(shape, ()):
        for predicate, values in shapes.get(parent, {}).items():
            if predicate.startswith(f"<{SH}target"):
                found.update(values)
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        for predicate, values in shapes.get(node, {}).items():
            if predicate != terms.RDF_TYPE:
                found.update(values)
                todo += [value for value in values if value.startswith("_:")]
    return found
