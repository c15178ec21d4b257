"""An example triple of a term: what the mapping makes of a sample record (vocab/example.toml) in one type after the other."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec

from kg import graph, resources, terms
from kg.graph import Triple
from kg.mapping import Mapper, Options
from kg.record import Agent, Contributor, Identifier, Record, Relation
from kg.vocabulary import prefixes, shorten

_OPTIONS = Options(concepts="full", spar=True, owl_sameas=True, metadata_licence="https://creativecommons.org/publicdomain/zero/1.0/")


def example(iri: str, kind: str) -> str:
    """A triple with the property, class or value, in Turtle with prefixed names; "" where no sample has one."""
    wanted = f"<{iri}>"
    for found in _triples():
        if wanted == (found[1] if kind == "property" else found[2]) and (kind != "class" or found[1] == terms.RDF_TYPE):
            return turtle(found)
    return ""


def turtle(triple: Triple) -> str:
    """A triple in Turtle, its terms shortened."""
    return " ".join([_short(triple[0]), "a" if triple[1] == terms.RDF_TYPE else _short(triple[1]), _short(triple[2]), "."])


def _short(term: str) -> str:
    if term[0] == "<":
        short = shorten(term[1:-1])
        prefix, _, local = short.partition(":")
        return short if prefix in prefixes() and local.replace("-", "").replace("_", "").isalnum() else term
    if term[0] == '"' and term[-1] == ">":
        head, _, datatype = term.rpartition("^^")
        return f"{head}^^{_short(datatype)}"
    return term


def _triples() -> Iterator[Triple]:
    for number in range(len(_samples())):
        yield from _mapped(number)


@functools.cache
def _mapped(number: int) -> list[Triple]:
    return list(graph.triples(Mapper(_OPTIONS).forward(_samples()[number]).described.graph))


@functools.cache
def _samples() -> list[Record]:
    """The sample as it stands, then in every type and variant, then with every role and relation: from the plain to the strange."""
    table = resources.table("example")
    plain = [msgspec.convert(row, Record) for row in table["record"]]
    typed = [
        msgspec.structs.replace(sample, type=name, variant=variant)
        for name, row in resources.table("types").items()
        for variant in ("", *row.get("variant", {}))
        for sample in plain
    ]
    return [*plain, *typed, *_linked(plain[0])]


def _linked(sample: Record) -> Iterator[Record]:
    people = [
        Contributor(Agent(name, kind=kind), role=role)
        for role in resources.table("roles")
        for name, kind in (("Ada Byron", "person"), ("A Society", "organisation"))
    ]
    links = [Relation(kind, Identifier("doi", "10.5555/other")) for kind in resources.table("relations")]
    for name in resources.table("types"):
        yield msgspec.structs.replace(sample, type=name, contributors=people, relations=links)
