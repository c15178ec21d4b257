"""Asking: files in memory, the embedded store, or an endpoint.

Design: every target sees the union of its named graphs as the default graph, so a query is the same for one file and for a hundred
thousand records. Local evaluation is pyoxigraph's; endpoints are read through SPARQLWrapper (publish/reading.py). SERVICE would let a
query reach out from this machine, so it is refused locally unless it is allowed by name; FROM is never dereferenced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg import nesting, resources, retry
from kg import store as embedded
from kg.errors import EndpointError, InputError, UsageError
from kg.graph import Described
from kg.publish import content
from kg.publish.target import Endpoint
from kg.query import answer, question, syntax
from kg.query.answer import Answer
from kg.query.question import NamedQuery

if TYPE_CHECKING:
    import pyoxigraph

_PLACE = re.compile(r"error at (\d+):")
#: file ending -> name of the pyoxigraph.RdfFormat
RDF_ENDINGS = {
    ".ttl": "TURTLE",
    ".nt": "N_TRIPLES",
    ".nq": "N_QUADS",
    ".trig": "TRIG",
    ".jsonld": "JSON_LD",
    ".rdf": "RDF_XML",
    ".xml": "RDF_XML",
    ".n3": "N3",
}
#: the syntaxes that nesting.py knows by name
_FORMS = {".jsonld": "jsonld", ".rdf": "rdfxml", ".xml": "rdfxml"}


class Graphs(NamedTuple):
    """RDF in memory; made by `documents` or `described`."""

    store: pyoxigraph.Store


class Stored(NamedTuple):
    """The embedded store in a folder."""

    path: Path


Target = Graphs | Stored | Endpoint


def documents(items: Iterable[tuple[str, bytes]]) -> Graphs:
    """The RDF documents `items`, each a file name (its ending names the format, RDF_ENDINGS) and its bytes, in one store in memory.

    Raises InputError for an unknown ending or bad syntax (with line and column), and for RDF/XML with a DOCTYPE.
    """
    import pyoxigraph

    target = pyoxigraph.Store()
    for name, data in items:
        ending = Path(name).suffix.lower()
        if ending not in RDF_ENDINGS:
            raise InputError(f"{name}: unknown RDF format", hint=f"known endings: {', '.join(RDF_ENDINGS)}")
        if (danger := nesting.refused(data, _FORMS.get(ending, ""))) is not None:
            place = f":{danger.place.line}:{danger.place.column}" if danger.place.line else ""
            raise InputError(f"{name}{place}: {danger.message}", hint=danger.mend)
        kind = getattr(pyoxigraph.RdfFormat, RDF_ENDINGS[ending])
        try:
            # all of a document or nothing, and blank nodes of two documents stay apart
            target.extend(list(pyoxigraph.parse(data, kind, base_iri=f"file:///{_segment(name)}", rename_blank_nodes=True)))
        except SyntaxError as error:
            place = f":{error.lineno}:{error.offset}" if error.lineno else ""
            raise InputError(f"{name}{place}: {error.msg}", hint="mend the file's syntax") from error
    return Graphs(target)


def _segment(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", Path(name).name)


def described(items: Iterable[Described]) -> Graphs:
    """The graphs of records in one store in memory, each in its named graph. Raises InputError for a graph that cannot be loaded."""
    import pyoxigraph

    target = pyoxigraph.Store()
    for one in items:
        made, fault = content.of(one)
        if fault is not None:
            raise InputError(fault.message, hint=fault.mend)
        name = pyoxigraph.NamedNode(made.name[1:-1])
        quads = pyoxigraph.parse("\n".join(made.lines).encode(), pyoxigraph.RdfFormat.N_TRIPLES)
        target.extend([pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads])
    return Graphs(target)


def run(
    target: Target,
    query: NamedQuery,
    values: Mapping[str, str] | None = None,
    *,
    timeout: float = 0,
    limit: int = 0,
    allow_service: bool = False,
) -> Answer:
    """The answer of `target` to `query` with the parameters `values`, in repeatable order.

    `timeout` in seconds and `limit` in rows or triples: 0 means none; what the limit cuts off is told by `truncated`. Raises UsageError for
    an update, a wrong parameter, bad syntax, SERVICE without leave, or a time that is over; InputError for a store that cannot be
    opened; EndpointError.
    """
    shape = syntax.look(query.text)
    if shape.service and not isinstance(target, Endpoint) and not allow_service:
        raise UsageError("the query calls another endpoint (SERVICE)", hint="allow it with --allow-service")
    bound = syntax.bind(query.text, shape, question.bindings(query, values or {}))
    text, added = syntax.declare(bound, shape, resources.table("prefixes"))
    if isinstance(target, Endpoint):
        found = _remote(target, text, shape, timeout)
    elif isinstance(target, Stored):
        with embedded.open_read(target.path) as opened:
            found = _local(opened.store, text, shape, timeout, added)
    else:
        found = _local(target.store, text, shape, timeout, added)
    return _limited(found, limit)


def _limited(found: Answer, limit: int) -> Answer:
    if not limit or max(len(found.rows), len(found.triples)) <= limit:
        return found
    return found._replace(rows=found.rows[:limit], triples=found.triples[:limit], truncated=True)


def _local(store: pyoxigraph.Store, text: str, shape: syntax.Shape, timeout: float, added: int) -> Answer:
    try:
        return retry.within(timeout, lambda: _evaluate(store, text, shape)) if timeout else _evaluate(store, text, shape)
    except retry.Deadline:
        raise UsageError(f"the query took more than {timeout:g} s", hint="ask for less, or set a longer --timeout") from None
    except SyntaxError as error:
        # a line of prefixes may stand before the user's own text
        message = _PLACE.sub(lambda m: f"line {int(m[1]) - added}, column ", str(error.msg))
        raise UsageError(f"the query cannot be read: {message}", hint="see https://www.w3.org/TR/sparql11-query/") from error
    except OSError as error:
        raise InputError(f"the query failed: {error}") from error


def _evaluate(store: pyoxigraph.Store, text: str, shape: syntax.Shape) -> Answer:
    import pyoxigraph

    result = store.query(text, use_default_graph_as_union=not shape.dataset)
    if isinstance(result, pyoxigraph.QueryBoolean):
        return Answer("ASK", truth=bool(result))
    if isinstance(result, pyoxigraph.QueryTriples):
        return _graph(shape.form, ((str(one.subject), str(one.predicate), str(one.object)) for one in result))
    names = tuple(variable.value for variable in result.variables)
    rows = (tuple("" if row[name] is None else str(row[name]) for name in names) for row in result)
    return Answer("SELECT", names, tuple(answer.arranged(rows, ordered=shape.ordered)))


def _graph(form: str, triples: Iterable[tuple[str, str, str]]) -> Answer:
    kept = answer.arranged(set(triples), ordered=False)
    return Answer(form, triples=tuple((row[0], row[1], row[2]) for row in kept))


def _remote(endpoint: Endpoint, text: str, shape: syntax.Shape, timeout: float) -> Answer:
    import pyoxigraph

    from kg.publish import protocol

    policy = retry.Policy(timeout=timeout, deadline=timeout) if timeout else retry.Policy()
    endpoint = protocol.resolve(endpoint, policy)
    with protocol.Conversation(endpoint, policy) as conversation:
        body = conversation.query(text, shape.form, union=not shape.dataset).body
    if shape.form == "ASK":
        return Answer("ASK", truth=protocol.truth(body, endpoint.label))
    if shape.form == "SELECT":
        names, rows = protocol.rows(body, endpoint.label)
        cells = (tuple(row.get(name, "") for name in names) for row in rows)
        return Answer("SELECT", tuple(names), tuple(answer.arranged(cells, ordered=shape.ordered)))
    try:
        quads = list(pyoxigraph.parse(body, pyoxigraph.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise EndpointError(f"{endpoint.label} sent no complete Turtle: {error.msg}") from error
    return _graph(shape.form, ((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads))


def files(paths: Iterable[Path]) -> Graphs:
    """The RDF files `paths` in one store in memory. Raises InputError as `documents` does, and where a file cannot be read."""
    return documents(chain.from_iterable(_read(path) for path in paths))


def _read(path: Path) -> Iterable[tuple[str, bytes]]:
    try:
        yield str(path), path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
