"""An example triple of a term: what the mapping makes of a sample record (vocab/example.toml) in one type after the other."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import msgspec

from kg import graph, resources, terms
from kg.graph import Triple
from kg.mapping import Mapper, Options
from kg.record import Agent, Contributor, Identifier, Record, Relation
from kg.vocabulary import prefixes, shorten

_OPTIONS = Options(concepts="full", spar=True, owl_sameas=True, metadata_licence="https://creativecommons.org/publicdomain/zero/1.0/")


def example(iri: str, kind: str, types: Sequence[str] = ()) -> str:
    """A triple with the property, class or value, in Turtle with prefixed names; "" where no sample has one.

    `types` are tried before the others: those that are known to have it.
    """
    wanted = f"<{iri}>"
    for found in triples(types):
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


def triples(types: Sequence[str] = ()) -> Iterator[Triple]:
    """The triples of all samples, from the plain to the strange; those of `types` come before the other types."""
    for number in range(len(_plain())):
        yield from _mapped("", "", number)
    yield from _linked("")
    table = resources.table("types")
    for name in [*types, *(name for name in table if name not in types)]:
        for variant in ("", *table[name].get("variant", {})):
            for number in range(len(_plain())):
                yield from _mapped(name, variant, number)
        yield from _linked(name)


@functools.cache
def _plain() -> list[Record]:
    """The samples as they stand in the table."""
    return [msgspec.convert(row, Record) for row in resources.table("example")["record"]]


@functools.cache
def _mapped(name: str, variant: str, number: int) -> list[Triple]:
    """The triples of one sample, in another type where `name` is one."""
    sample = _plain()[number]
    return _graph(msgspec.structs.replace(sample, type=name, variant=variant) if name else sample)


@functools.cache
def _linked(name: str) -> list[Triple]:
    """The triples of the first sample with a person and an organisation in every role and a relation of every kind."""
    people = [
        Contributor(Agent(who, kind=kind), role=role)
        for role in resources.table("roles")
        for who, kind in (("Ada Byron", "person"), ("A Society", "organisation"))
    ]
    links = [Relation(kind, Identifier("doi", "10.5555/other")) for kind in resources.table("relations")]
    sample = _plain()[0]
    return _graph(msgspec.structs.replace(sample, type=name or sample.type, contributors=people, relations=links))


def _graph(record: Record) -> list[Triple]:
    return list(graph.triples(Mapper(_OPTIONS).forward(record).described.graph))
