"""The triples of a record as they are loaded: IRIs for list cells, content hash, stamp.

Design: in files the cells of an rdf:List are blank nodes; in a store they are `<{base}work/{key}#authors-{position}>`, for a graph
with blank nodes can be neither compared nor replaced in part. The hash is SHA-256 over the sorted N-Triples lines of that form,
without the stamp, so it is the same for every publisher that made the same graph.
"""

from __future__ import annotations

import hashlib
import re
from importlib import metadata
from typing import NamedTuple

from kg import resources, terms
from kg.errors import Issue
from kg.graph import Described, Graph, add, triples
from kg.issues import issue

_HASH, _COUNT, _TIME, _RUN, _VERSION = "kg:contentHash", "void:triples", "prov:generatedAtTime", "kg:run", "kg:publisherVersion"
#: the number of triples of a stamp
STAMP_SIZE = 5
_LOCAL_NAME = re.compile(r"[^/#:]*\Z")
_ROLE = {"author": "authors", "editor": "editors", "contributor": "contributors"}


class Content(NamedTuple):
    """What is loaded for one record: the named graph's IRI term, sorted N-Triples lines without the stamp, their hash."""

    name: str
    lines: tuple[str, ...]
    hash: str


def iri_of(name: str) -> str:
    """The IRI term of a prefixed name, by vocab/prefixes.toml."""
    prefix, _, local = name.partition(":")
    return f"<{resources.table('prefixes')[prefix]}{local}>"


def skolemise(described: Described) -> Graph:
    """The same graph with an IRI for every list cell; blank nodes that are no list cells stay (see `content`).

    Cells of the work's own lists are named `{base}work/{key}#authors-1`, `#editors-1`, ... by the predicate that leads to the list;
    those of another node (a host's editors) have that node's fragment before it: `#host-editors-1`.
    """
    root = _root(described)
    names: dict[str, str] = {}
    stems: set[str] = set()
    for subject, predicate, value in triples(described.graph):
        if value.startswith("_:") and predicate != terms.RDF_REST and terms.RDF_FIRST in described.graph.get(value, ()):
            stem = first = _stem(described, root, subject, predicate)
            while stem in stems:  # a second list of the same node and predicate
                stem = f"{first}{len(stems) + 1}"
            stems.add(stem)
            _name_cells(described.graph, value, stem, names)
    if not names:
        return described.graph
    renamed: Graph = {}
    for subject, predicate, value in triples(described.graph):
        add(renamed, names.get(subject, subject), predicate, names.get(value, value))
    return renamed


def _root(described: Described) -> str:
    """The IRI that list cells hang on: `{base}work/{key}` also where the work's own IRI is a DOI."""
    name = described.name[1:-1]
    ending = f"graph/{described.key}"
    if described.key and name.endswith(ending):
        return f"{name[: -len(ending)]}work/{described.key}"
    return name


def _stem(described: Described, root: str, subject: str, predicate: str) -> str:
    local = _LOCAL_NAME.findall(predicate[1:-1])[0]
    role = local[:-4] if local.endswith("List") else local
    plural = _ROLE.get(role, role)
    if subject == described.work:
        return f"{root}#{plural}"
    if subject.startswith(f"<{root}#"):
        return f"{root}#{subject[len(root) + 2 : -1]}-{plural}"
    return f"{root}#{hashlib.sha256(subject.encode()).hexdigest()[:8]}-{plural}"


def _name_cells(graph: Graph, cell: str, stem: str, names: dict[str, str]) -> None:
    position = 1
    while cell.startswith("_:") and cell not in names and cell in graph:
        names[cell] = f"<{stem}-{position}>"
        position += 1
        cell = next(iter(graph[cell].get(terms.RDF_REST, ())), terms.RDF_NIL)


def content(described: Described) -> tuple[Content, Issue | None]:
    """What is loaded for the record, and the issue that forbids to load it, if there is one.

    Issues: E001 (it has no graph name), E002 (a blank node that is no list cell), E003 (pyoxigraph's strict parser refuses a triple).
    """
    lines = tuple(sorted({f"{s} {p} {o} ." for s, p, o in triples(skolemise(described))}))
    made = Content(described.name, lines, hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest())
    return made, _fault(described, made)


def _fault(described: Described, made: Content) -> Issue | None:
    import pyoxigraph

    if not terms.is_iri(described.name[1:-1]):
        return issue("E001", value=described.name, label=described.key)
    try:
        quads = list(pyoxigraph.parse("\n".join(made.lines).encode("utf-8"), pyoxigraph.RdfFormat.N_TRIPLES))
    except (SyntaxError, UnicodeEncodeError) as error:
        return issue("E003", value=_line_of(made.lines, error), label=described.key, error=str(error))
    blank = next((q for q in quads if pyoxigraph.BlankNode in (type(q.subject), type(q.object))), None)
    if blank is not None:
        return issue("E002", value=str(blank), label=described.key)
    return None


def _line_of(lines: tuple[str, ...], error: SyntaxError | UnicodeEncodeError) -> str:
    number = error.lineno if isinstance(error, SyntaxError) else None
    return lines[number - 1] if number and number <= len(lines) else ""


def stamp(made: Content, *, time: str, run: str, version: str) -> tuple[str, ...]:
    """The five N-Triples lines that say what graph `made.name` holds. `time` is an xsd:dateTime, the only clock time in the data."""
    values = {
        _HASH: terms.literal(made.hash),
        _COUNT: terms.literal(str(len(made.lines)), datatype=terms.XSD + "integer"),
        _TIME: terms.literal(time, datatype=terms.XSD + "dateTime"),
        _RUN: terms.literal(run),
        _VERSION: terms.literal(version),
    }
    return tuple(f"{made.name} {iri_of(predicate)} {value} ." for predicate, value in values.items())


def version() -> str:
    """The version of the installed kg-publisher, "0" in a checkout that is not installed."""
    try:
        return metadata.version("kg-publisher")
    except metadata.PackageNotFoundError:
        return "0"
