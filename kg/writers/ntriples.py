"""N-Triples and N-Quads: one line a triple, records in input order, lines sorted inside a record.

Terms are kept in N-Triples form everywhere, so writing is joining (https://www.w3.org/TR/n-triples/, https://www.w3.org/TR/n-quads/).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
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


def _lines(graph: Graph, end: str) -> Iterator[str]:
    """The lines of each subject, sorted.

    No term is the beginning of another but where a space follows, so sorting term by term sorts the lines.
    """
    for subject in sorted(graph):
        properties = graph[subject]
        pairs: list[str] = []
        for predicate, start in _sorted(tuple(properties)):
            objects = properties[predicate]
            if len(objects) == 1:
                pairs.append(start + objects[0])
            else:
                pairs += [start + value for value in sorted(objects)]
        yield f"{subject} {f'{end}{subject} '.join(pairs)}{end}"


@functools.lru_cache(maxsize=4096)
def _sorted(predicates: tuple[str, ...]) -> list[tuple[str, str]]:
    """The predicates in order, each with itself and the space behind it: nodes of one kind mostly have the same."""
    return [(predicate, f"{predicate} ") for predicate in sorted(predicates)]
