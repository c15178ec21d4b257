"""What we are measured against: rdflib and pySHACL, used as their manuals tell.

The rival makes the same triples: rdflib terms from the same values, added to an rdflib.Graph; the values lie ready, so the work of
choosing them is not even counted. pySHACL validates that graph, as it is or a batch of records at a time; rdflib writes N-Triples.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

import pyshacl
import rdflib

from kg import graph, terms
from kg.graph import Described, Graph
from kg.shacl import Compiled, Result
from kg.shacl.pyshacl_lane import validate as reference
from tests.bench.timing import settle

BATCHES = (1, 10, 100)
#: what makes two results the same (messages may be worded differently)
Key = tuple[str, str, str, str, str, str]
#: kind, value, datatype, language
Value = tuple[str, str, str, str]
logging.getLogger("rdflib.term").disabled = True  # it writes a warning for each ill-typed literal, which costs it time


def values(described: Sequence[Described]) -> list[list[tuple[Value, Value, Value]]]:
    """The triples of each record as plain values, before any clock runs."""

    def value(term: str) -> Value:
        part = terms.parse(term)
        datatype = part.datatype if part.kind == "literal" and not part.lang and part.datatype != terms.XSD_STRING else ""
        return part.kind, part.value, datatype, part.lang

    return [[(value(s), value(p), value(o)) for s, p, o in graph.triples(item.graph)] for item in described]


def mapped(records: Sequence[list[tuple[Value, Value, Value]]]) -> rdflib.Graph:
    """The records as one rdflib.Graph."""
    target = rdflib.Graph()
    for record in records:
        for subject, predicate, value in record:
            target.add((_node(subject), _node(predicate), _node(value)))
    return target


def _node(value: Value) -> rdflib.term.Node:
    kind, text, datatype, lang = value
    if kind == "iri":
        return rdflib.URIRef(text)
    if kind == "bnode":
        return rdflib.BNode(text)
    return rdflib.Literal(text, lang=lang or None, datatype=rdflib.URIRef(datatype) if datatype else None, normalize=False)


def validated(shapes: rdflib.Graph, data: rdflib.Graph) -> rdflib.Graph:
    """pySHACL's report on a graph."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True, advanced=False, js=False, meta_shacl=False)
    assert isinstance(report, rdflib.Graph)
    return report


def pipeline(shapes: rdflib.Graph | None, records: Sequence[list[tuple[Value, Value, Value]]], batch: int) -> list[str]:
    """The records mapped, validated (where there are shapes) and written, `batch` of them at a time: the texts of the batches."""
    found = []
    for start in range(0, len(records), batch):
        data = mapped(records[start : start + batch])
        if shapes is not None:
            validated(shapes, data)
        found.append(data.serialize(format="nt"))
    return found


def best_batch(shapes: rdflib.Graph, records: Sequence[list[tuple[Value, Value, Value]]], budget: float) -> tuple[int, float, int]:
    """The best batch size of BATCHES, the CPU seconds of a record with it, and the number of records: as many as fit the budget."""
    found = []
    settle()
    start = time.process_time()
    pipeline(shapes, records[:1], 1)  # the first call compiles what pySHACL keeps
    first = max(time.process_time() - start, 1e-6)
    count = max(1, min(len(records), int(budget / len(BATCHES) / first)))
    for batch in BATCHES:
        part = records[: max(count, min(batch, len(records)))]
        start = time.process_time()
        pipeline(shapes, part, batch)
        found.append(((time.process_time() - start) / len(part), batch, len(part)))
    best, batch, number = min(found)
    return batch, best, number


def keys(results: Sequence[Result]) -> list[Key]:
    """Results for comparing, sorted."""
    return sorted((r.focus, r.path, r.value, r.component, r.shape, r.severity) for r in results)


def results(shapes: Compiled, data: Graph) -> list[Key]:
    """What pySHACL finds in a graph."""
    return keys(reference(shapes, data))
