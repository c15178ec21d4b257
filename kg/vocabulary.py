"""What the vocabularies themselves say: names, superclasses, domains and ranges, from vocab/terms.json.

Design: terms.json is made from the published files (vocab/generate.py). schema.org's domainIncludes and rangeIncludes, and
the rdfs:domain and rdfs:range of the others (unions opened), are treated alike: a property fits a subject if one of the
subject's classes, or a superclass of one, is named; a property without a domain fits everything.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import msgspec

from kg import resources
from kg.errors import TableError

THING = "https://schema.org/Thing"
# the others' domains lean on classes outside these files (frbr:Endeavour, owl:Thing): there the tables alone decide
_GUARDED = ("https://schema.org/", "http://purl.org/ontology/bibo/")
RESOURCE = "http://www.w3.org/2000/01/rdf-schema#Resource"


class Property(msgspec.Struct, frozen=True):
    """A property: the classes of its domain and range, whether its values are nodes by declaration, whether schema.org gave it up."""

    domain: list[str]
    range: list[str]
    node: bool = False
    superseded: bool = False


class Vocabulary(msgspec.Struct, frozen=True):
    """`classes`: IRI -> its direct superclasses. `values`: named individuals (statuses, roles, degrees)."""

    classes: dict[str, list[str]]
    properties: dict[str, Property]
    values: frozenset[str]


@functools.cache
def vocabulary() -> Vocabulary:
    """The parsed table. Raises TableError where it is missing or broken."""
    path = resources.root("vocab") / "terms.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Vocabulary)
    except (OSError, msgspec.DecodeError) as error:
        raise TableError(f"{path}: {error}", hint="install the package again") from error


@functools.cache
def prefixes() -> dict[str, str]:
    """Prefix -> namespace IRI, in the order of vocab/prefixes.toml."""
    return dict(resources.table("prefixes"))


@functools.cache
def expand(name: str) -> str:
    """The IRI of a prefixed name ("schema:name"); an IRI stays as it is. Raises TableError for an unknown prefix."""
    prefix, _, local = name.partition(":")
    if local.startswith("//"):
        return name
    try:
        return prefixes()[prefix] + local
    except KeyError:
        raise TableError(f"unknown prefix in {name!r}", hint="add it to vocab/prefixes.toml") from None


@functools.cache
def shorten(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI itself."""
    best = max(((p, ns) for p, ns in prefixes().items() if iri.startswith(ns)), key=lambda item: len(item[1]), default=None)
    return f"{best[0]}:{iri[len(best[1]) :]}" if best else iri


@functools.cache
def superclasses(cls: str) -> frozenset[str]:
    """`cls` and all its superclasses."""
    known = vocabulary().classes
    seen: set[str] = set()
    todo = [cls]
    while todo:
        item = todo.pop()
        if item not in seen:
            seen.add(item)
            todo += known.get(item, ())
    return frozenset(seen)


def in_domain(prop: str, classes: Iterable[str]) -> bool:
    """Whether a subject of these classes may have `prop` (both full IRIs). A property that terms.json does not know fits everything."""
    known = vocabulary().properties.get(prop) if prop.startswith(_GUARDED) else None
    if known is None or not known.domain or THING in known.domain or RESOURCE in known.domain:
        return True
    wanted = set(known.domain)
    return any(wanted & superclasses(cls) for cls in classes)


def in_range(prop: str, classes: Iterable[str]) -> bool:
    """Whether a node of these classes may be a value of `prop`."""
    known = vocabulary().properties.get(prop) if prop.startswith(_GUARDED) else None
    if known is None or not known.range or THING in known.range or RESOURCE in known.range:
        return True
    wanted = set(known.range)
    return any(wanted & superclasses(cls) for cls in classes)
