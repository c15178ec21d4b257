"""The reference lane: pySHACL on the rdflib form of a graph, with the same signature as every other lane.

Design: the shapes and the graph are handed to pySHACL's one public function; its report is read back into `Result`s. What pySHACL
leaves open is settled here: the order of results, placeholders in messages of SHACL Core shapes, terms in N-Triples form. No
inference, no imports, no JavaScript, no advanced features. Per record it costs the time to look at every shape, so
`validate_many` joins graphs, but only where that cannot change a result.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg import graph, terms
from kg.errors import Severity, TableError
from kg.graph import Described, Graph
from kg.shacl.paths import SH
from kg.shacl.result import Result, filled, preferred
from kg.shacl.shapes import Compiled

if TYPE_CHECKING:
    import rdflib

#: how many graphs are validated as one. Measured with the core shapes, ms a record, small records: 83 (1), 25 (10), 22 (100)
BATCH = 50
_SEVERITIES: dict[str, Severity] = {SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info"}
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


def validate(shapes: Compiled, data: Graph, *, whole: Graph | None = None) -> list[Result]:
    """The results for `data`, in the order of the shapes (sh:order, code), then of focus node, path and value; empty if it conforms.

    `whole` describes nodes that `data` only names (sh:class across records); results are about nodes of `data` alone.
    Raises TableError where pySHACL refuses the shapes.
    """
    if whole is None:
        return shapes.ordered(_run(shapes, data))
    inside = nodes(data)
    return shapes.ordered(result for result in _run(shapes, {**whole, **data}) if result.focus in inside)


def validate_many(shapes: Compiled, items: Sequence[Described]) -> list[list[Result]]:
    """The results of each graph, in order; the same as `validate` gives one by one.

    Graphs are joined where every node that two of them name is described alike in both, and the shapes look no further than the paths
    from a focus node (no sh:sparql, sh:inversePath, sh:targetNode).
    """
    found: list[list[Result]] = []
    batch: list[Graph] = []
    described: dict[str, frozenset[tuple[str, str]]] = {}
    for item in items:
        contents = _contents(item.graph)
        apart = not shapes.local or any(_SUBCLASS in properties for properties in item.graph.values())
        if batch and (apart or len(batch) == BATCH or any(described.get(node, content) != content for node, content in contents.items())):
            found += _joined(shapes, batch)
            batch, described = [], {}
        if apart:
            found.append(validate(shapes, item.graph))
        else:
            batch.append(item.graph)
            described.update(contents)
    return found + (_joined(shapes, batch) if batch else [])


def _joined(shapes: Compiled, batch: Sequence[Graph]) -> list[list[Result]]:
    """The results of graphs that agree on shared nodes: validated as one, then each result given to all graphs whose targets hold it."""
    if len(batch) == 1:
        return [validate(shapes, batch[0])]
    results = _run(shapes, {subject: properties for data in batch for subject, properties in data.items()})
    split: list[list[Result]] = [[] for _ in batch]
    if results:
        holders: dict[str, list[int]] = {}
        for number, data in enumerate(batch):
            for node in nodes(data):
                holders.setdefault(node, []).append(number)
        for result in results:
            numbers = holders[result.focus]
            for number in numbers:
                # a node that two graphs name may be a target in one of them only
                if len(numbers) == 1 or result.focus in shapes.targets(batch[number], result.shape):
                    split[number].append(result)
    return [shapes.ordered(part) for part in split]


def nodes(data: Graph) -> set[str]:
    """All subjects and objects."""
    return {*data, *(value for properties in data.values() for values in properties.values() for value in values)}


def _contents(data: Graph) -> dict[str, frozenset[tuple[str, str]]]:
    """What `data` says of each node that is not a literal; nothing for a node that it only names."""
    found = {node: frozenset[tuple[str, str]]() for node in nodes(data) if node[0] != '"'}
    for subject, properties in data.items():
        found[subject] = frozenset((predicate, value) for predicate, values in properties.items() for value in values)
    return found


def _run(shapes: Compiled, data: Graph) -> list[Result]:
    import pyshacl
    import rdflib
    from pyshacl.errors import ConstraintLoadError, ReportableRuntimeError, RuleLoadError, ShapeLoadError

    rdflib_log = logging.getLogger("rdflib.term")
    silent, rdflib_log.disabled = rdflib_log.disabled, True  # it warns of each ill-typed literal; strict.py reports them
    try:
        _, report, text = pyshacl.validate(
            _to_rdflib(data), shacl_graph=shapes.rdf, inference="none", inplace=True, advanced=False, js=False, meta_shacl=False
        )
    except (ConstraintLoadError, NotImplementedError, ReportableRuntimeError, RuleLoadError, ShapeLoadError, re.error) as error:
        raise TableError(f"the shapes cannot be used: {error}", hint="mend the shape; see SHACL, https://www.w3.org/TR/shacl/") from error
    finally:
        rdflib_log.disabled = silent
    if not isinstance(report, rdflib.Graph):
        raise TableError(f"the shapes cannot be used: {text}", hint="mend the shape; see SHACL, https://www.w3.org/TR/shacl/")
    sh = rdflib.Namespace(SH)
    return [_result(shapes, report, node) for node in report.objects(None, sh.result)]


def _to_rdflib(data: Graph) -> rdflib.Graph:
    """The rdflib form; a malformed language tag, which rdflib refuses to hold, is left off (strict.py reports it)."""
    wrong = any(_is_mistagged(value) for properties in data.values() for values in properties.values() for value in values)
    if wrong:
        plain = ((s, p, terms.literal(terms.text(o)) if _is_mistagged(o) else o) for s, p, o in graph.triples(data))
        return graph.to_rdflib(graph.from_triples(plain))
    return graph.to_rdflib(data)


def _is_mistagged(term: str) -> bool:
    return term[0] == '"' and term[-1] not in '">' and not terms.is_language(terms.parse(term).lang)


def _result(shapes: Compiled, report: rdflib.Graph, node: rdflib.term.Node) -> Result:
    import rdflib

    sh = rdflib.Namespace(SH)

    def term(predicate: rdflib.URIRef) -> str:
        value = report.value(node, predicate)
        return "" if value is None else _term(value)

    focus, value = term(sh.focusNode), term(sh.value)
    source = term(sh.sourceShape)
    shape = shapes.shapes.get(source)
    path = term(sh.resultPath)
    if path.startswith("_:") and shape:
        path = shape.path
    message = preferred(_term(found) for found in report.objects(node, sh.resultMessage))
    return Result(
        focus=focus,
        path=path,
        value=value,
        component=term(sh.sourceConstraintComponent),
        shape=source,
        severity=_SEVERITIES[str(report.value(node, sh.resultSeverity))],
        message=filled(message, this=focus, value=value, path=path),
        code=shape.code if shape else "",
        mend=shape.mend if shape else "",
        field=shape.field if shape else "",
        details=tuple(sorted((_result(shapes, report, detail) for detail in report.objects(node, sh.detail)), key=Result.key)),
    )


def _term(node: rdflib.term.Node) -> str:
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return f"<{node}>"
    if isinstance(node, rdflib.Literal):
        return terms.literal(str(node), lang=node.language or "", datatype=str(node.datatype or ""))
    return f"_:{node}"
