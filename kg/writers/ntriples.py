"""N-Triples and N-Quads: one line a triple, records in input order, lines sorted inside a record.

Terms are kept in N-Triples form everywhere, so writing is joining (https://www.w3.org/TR/n-triples/, https://www.w3.org/TR/n-quads/).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from kg.graph import Described, Graph
from kg.writers.options import DEFAULT, Options
from kg.writers.shape import applied


def write(described: Iterable[Described], out: BinaryIO, *, options: Options = DEFAULT) -> None:
    """Writes every record's triples to `out` as UTF-8."""
    for item in applied(described, options):
        out.write("".join(_lines(item.graph, " .\n")).encode())


def write_quads(described: Iterable[Described], out: BinaryIO, *, options: Options = DEFAULT) -> None:
    """Writes every record's triples in its own named graph (`Described.name`; the default graph where that is "")."""
    for item in applied(described, options):
        out.write("".join(_lines(item.graph, f" {item.name} .\n" if item.name else " .\n")).encode())


def _lines(graph: Graph, end: str) -> list[str]:
    return sorted(
        [
            f"{subject} {predicate} {value}{end}"
            for subject, properties in graph.items()
            for predicate, objects in properties.items()
            for value in objects
        ]
    )
