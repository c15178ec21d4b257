"""N-Triples and N-Quads: one line a triple, records in input order, lines sorted inside a record.

Terms are kept in N-Triples form everywhere, so writing is joining (https://www.w3.org/TR/n-triples/, https://www.w3.org/TR/n-quads/).
"""

from __future__ import annotations

import functools
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
    """The lines, sorted. No term is the beginning of another but where a space follows, so sorting term by term sorts the lines."""
    lines = []
    for subject in sorted(graph):
        properties = graph[subject]
        for predicate in _sorted(tuple(properties)):
            objects = properties[predicate]
            if len(objects) == 1:
                lines.append(f"{subject} {predicate} {objects[0]}{end}")
            else:
                start = f"{subject} {predicate} "
                lines += [f"{start}{value}{end}" for value in sorted(objects)]
    return lines


@functools.lru_cache(maxsize=4096)
def _sorted(predicates: tuple[str, ...]) -> list[str]:
    """Nodes of one kind mostly have the same predicates."""
    return sorted(predicates)
