"""Mapping: Record -> Graph and back, by the rows of vocab/*.toml.

Design: the one room that knows both waists. tables.py reads and checks the rows; classes.py decides which apply to a node, from the
vocabularies' own domains; forms.py and roles.py make terms; steps.py compiles rows to closures, fused.py makes one of rows that differ in
their property only, forward.py runs them over the nodes of a record, context.py holds the graph so far; back.py reads the same rows the
other way round (recognise.py: what a foreign node is, explain.py: what the properties between two nodes say); losses.py tells what a
record holds and the graph does not; guarantees.py what is true of every graph that the rows can make. What to map to what is never
decided here but in the tables.
"""

from __future__ import annotations

from typing import NamedTuple

from kg import terms
from kg.errors import Issue, UsageError
from kg.graph import Described, Graph, Triple
from kg.identity import Names
from kg.mapping.back import back
from kg.mapping.forward import forward
from kg.mapping.guarantees import facts
from kg.mapping.losses import Loss, losses
from kg.mapping.options import Options
from kg.record import Record

__all__ = ["Loss", "Mapped", "Mapper", "Options", "facts", "losses"]


class Mapped(NamedTuple):
    """A record's graph, the issues that mapping found, and, with trace, (field path, rule) for each triple."""

    described: Described
    issues: list[Issue]
    trace: dict[Triple, tuple[str, str]] | None = None


class Mapper:
    """Maps records with one set of options.

    >>> mapper = Mapper(Options(base="https://data.example.org/"))
    >>> mapper.forward(Record(type="book")).described.work
    '<https://data.example.org/work/x-eaec9b5f0ad6ad2f>'
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        if not terms.is_iri(self.options.base + "work/"):
            raise UsageError(f"the base {self.options.base!r} does not begin an IRI", hint="it looks like https://data.example.ac.uk/")

    def forward(self, record: Record, *, trace: bool = False, key: str = "") -> Mapped:
        """The record as a graph. `key` replaces the record's own key (two records of one run that would share it)."""
        names = Names(record, base=self.options.base, id_policy=self.options.id_policy, name=key)
        context = forward(record, names, self.options, trace=trace)
        described = Described(names.key, terms.iri(names.work), terms.iri(names.graph), context.graph)
        return Mapped(described, context.issues, context.trace)

    def back(self, graph: Graph) -> list[Record]:
        """The records that a graph describes, in the graph's order; [] where it describes no work."""
        return back(graph, self.options.base)
