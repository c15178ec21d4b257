"""The triples of a record as they are loaded: IRIs for list cells (kg/skolem.py), content hash, stamp.

Design: the hash is SHA-256 over the sorted N-Triples lines, without the stamp, so it is the same for every publisher that made
the same graph.
"""

from __future__ import annotations

import hashlib
from importlib import metadata
from typing import NamedTuple

from kg import resources, terms
from kg.errors import Issue
from kg.graph import Described, triples
from kg.issues import issue
from kg.skolem import skolemise

_HASH, _COUNT, _TIME, _RUN, _VERSION = "kg:contentHash", "void:triples", "prov:generatedAtTime", "kg:run", "kg:publisherVersion"
#: the number of triples of a stamp
STAMP_SIZE = 5


class Content(NamedTuple):
    """What is loaded for one record: the named graph's IRI term, sorted N-Triples lines without the stamp, their hash."""

    name: str
    lines: tuple[str, ...]
    hash: str


def iri_of(name: str) -> str:
    """The IRI term of a prefixed name, by vocab/prefixes.toml."""
    prefix, _, local = name.partition(":")
    return f"<{resources.table('prefixes')[prefix]}{local}>"


def of(described: Described) -> tuple[Content, Issue | None]:
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
