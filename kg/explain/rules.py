"""Rows of the tables: where each stands, which conditions it has, and why it is silent for a node."""

from __future__ import annotations

import functools
import re
from typing import Any

import msgspec

from kg import resources
from kg.mapping import Options, roles
from kg.mapping.classes import applies, is_book, node_classes
from kg.mapping.fields import present, walk_of
from kg.mapping.tables import Row, tables
from kg.record import Identifier, Record
from kg.vocabulary import expand, in_domain, shorten, vocabulary

#: form -> why it may make no term of a value that is stated
_NO_TERM = {
    "same-as": "no identifier has an address that names the same thing (vocab/identifiers.toml)",
    "identifier-uri": "no identifier has a scheme with an address or URN (vocab/identifiers.toml)",
    "identifier-url": "no identifier has a scheme with an address that resolves it (vocab/identifiers.toml)",
    "counter-url": "the counter is not in vocab/counters.toml",
    "language-name": "the language is not in vocab/languages.toml",
    "translated": "no title is known to be in another language than the work's own",
    "day": "the date is not known to the day",
    "relation-text": "every other work has an IRI",
    "iri": "the value cannot be an IRI",
    "link": "the value cannot be an IRI",
}


class Rule(msgspec.Struct, frozen=True):
    """A row as people find it: `where` is file and line ("vocab/bibo.toml:123"), `name` says what it carries."""

    where: str
    name: str


def rule_of(row: Row) -> Rule:
    """Where the row stands and what it carries."""
    return Rule(_lines()[id(row)], f"{row.node} {row.field} -> {row.term}")


def header(table: str, name: str) -> str:
    """File and line of the table [name] of vocab/{table}.toml: "vocab/types.toml:9"; the file alone where there is none."""
    number = _headers(table).get(name)
    return f"vocab/{table}.toml:{number}" if number else f"vocab/{table}.toml"


@functools.cache
def _headers(table: str) -> dict[str, int]:
    lines = (resources.root("vocab") / f"{table}.toml").read_text("utf-8").splitlines()
    return {found[1]: number for number, line in enumerate(lines, 1) if (found := re.fullmatch(r'\["?([^\["\]]+)"?\]\s*(?:#.*)?', line))}


@functools.cache
def _lines() -> dict[int, str]:
    """Row (by identity: the tables are read once) -> file and line of its [[row]]."""
    found: dict[int, str] = {}
    for name in dict.fromkeys(row.vocabulary for row in tables().rows):
        lines = (resources.root("vocab") / f"{name}.toml").read_text("utf-8").splitlines()
        numbers = [number for number, line in enumerate(lines, 1) if re.match(r"\[\[row\]\]", line)]
        own = [row for row in tables().rows if row.vocabulary == name]
        found.update((id(row), f"vocab/{name}.toml:{number}") for row, number in zip(own, numbers, strict=True))
    return found


def conditions(row: Row) -> str:
    """The columns that limit a row, in one line."""
    parts = [
        f"{name} {', '.join(values)}"
        for name in ("when", "unless", "types", "not_types", "schemes", "kinds")
        if (values := getattr(row, name))
    ]
    if row.not_schemes:
        parts.append(f"not schemes {', '.join(row.not_schemes)}")
    parts += [f"fallback for {row.fallback_for}"] if row.fallback_for else []
    parts += ["the first only"] if row.first else []
    parts += [f"option {row.option}"] if row.option else []
    parts += ["series of books"] if row.book_series else []
    parts += ["series of other works"] if row.not_series else []
    parts += ["from the other node to this one"] if row.inverse else []
    parts += ["; ".join(f"{name} → {value}" for name, value in row.map.items())] if row.map else []
    parts += [f"“{row.value}”"] if row.value else []
    return "; ".join(parts)


def silence(row: Row, kind: str, node: Any, record: Record, options: Options) -> str:
    """Why the row gives no triple for this node; "" where nothing forbids it. `kind` is the node's own, in place of `row.node`."""
    classes = node_classes(kind, node, options.spar)
    return _of_type(row, classes, record.type) or _of_option(row, options) or _of_fields(row, node, record) or _of_values(row, node, record)


def _of_type(row: Row, classes: tuple[str, ...], type_name: str) -> str:
    """What keeps the row from nodes of these classes in records of this type."""
    if applies(row, classes, type_name):
        return ""
    if row.types and type_name not in row.types:
        return f"meant for the types {', '.join(row.types)}; this is {type_name}"
    if type_name in row.not_types:
        return f"not meant for the type {type_name}"
    if (row.book_series and not is_book(classes)) or (row.not_series and is_book(classes)):
        return "meant for series of books" if row.book_series else "meant for series of other works than books"
    if row.fallback_for and in_domain(expand(row.fallback_for), classes):
        return f"stands in only where {row.fallback_for} does not fit, which fits here"
    return misfit(row.term, classes)


def no_term(row: Row) -> str:
    """What a row that nothing keeps silent may lack all the same: its value makes no term."""
    if row.to:
        return f"there is nothing to make a {row.to} node of" + (f" ({row.note})" if row.note else "")
    return _NO_TERM.get(row.form, f"the value cannot be written in the form {row.form}")


def misfit(term: str, classes: tuple[str, ...]) -> str:
    """That the classes are outside the property's domain, in words."""
    known = vocabulary().properties.get(expand(term))
    domain = ", ".join(shorten(name) for name in known.domain) if known else ""
    return f"the domain of {term} is {domain}; this is {', '.join(map(shorten, classes))}"


def _of_option(row: Row, options: Options) -> str:
    if row.form == "setting-iri" and not getattr(options, row.setting):
        return f"needs the setting {row.setting}, which is not made"
    if not row.option or options.has(row.option):
        return ""
    needed = {"concepts": "--concepts plain or full", "assignments": "--concepts full"}
    return f"needs the option {needed.get(row.option) or '--' + row.option.replace('_', '-')}"


def _of_fields(row: Row, node: Any, record: Record) -> str:
    """What the record states too little or too much of."""
    holder = record if row.field.startswith("record.") else node
    for name in row.when:
        if not present(node, name):
            return f"needs {name}, which is not stated"
    if not _stated(row, holder):
        return f"{row.top} is not stated"
    for name in row.unless:
        if present(node, name):
            return f"left out since {name} is stated"
    return ""


def _stated(row: Row, holder: Any) -> bool:
    if row.form == "issued":
        return bool(holder.issued or holder.online or holder.awarded)
    value = getattr(holder, row.top)
    if value is None or value == [] or value == "" or (value == 0 and not isinstance(value, bool) and row.form != "count"):
        return False
    return bool(list(walk_of(row.field)(value)))


def _of_values(row: Row, node: Any, record: Record) -> str:
    """What the row's filters refuse."""
    holder = record if row.field.startswith("record.") else node
    value = getattr(holder, row.top)
    items = [item for _, _, item in walk_of(row.field)(value)] if value is not None else []
    if row.schemes or row.not_schemes:
        have = {item.scheme for item in items}
        if have and not (have & set(row.schemes) if row.schemes else have - set(row.not_schemes)):
            wanted = f"takes {', '.join(row.schemes)}" if row.schemes else f"does not take {', '.join(row.not_schemes)}"
            return f"{wanted}; stated: {', '.join(sorted(have))}"
    if row.kinds and not {item.kind for item in items} & set(row.kinds):
        return f"takes {', '.join(row.kinds)}; stated: {', '.join(sorted({item.kind for item in items}))}"
    if row.map and not any(_key(item) in row.map for item in items):
        return f"has nothing for {', '.join(sorted({_key(item) for item in items}))}"
    if row.form == "list":
        name = row.term.partition(":")[2]
        if not any(roles.list_of(item.role) == name for item in items):
            return "no contributor has a role that belongs to this list"
    return ""


def accepts(row: Row, value: Any) -> bool:
    """Whether the row's filters over schemes take this identifier; they take anything else."""
    if not isinstance(value, Identifier):
        return True
    return value.scheme in row.schemes if row.schemes else value.scheme not in row.not_schemes


def _key(item: Any) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)
