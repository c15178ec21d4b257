"""Property paths of shapes, as SPARQL writes them and as Turtle writes them (SHACL section 2.3.1)."""

from __future__ import annotations

import re

from kg import graph, terms
from kg.errors import TableError
from kg.graph import Graph

SH = "http://www.w3.org/ns/shacl#"
_POSTFIX = {f"<{SH}zeroOrMorePath>": "*", f"<{SH}oneOrMorePath>": "+", f"<{SH}zeroOrOnePath>": "?"}
_ALTERNATIVE, _INVERSE = f"<{SH}alternativePath>", f"<{SH}inversePath>"
#: how many operators a path may lie within; a path that contains itself has no end
DEEPEST = 50
_IRI = re.compile(r"<[^>]*>")


def sparql(shapes: Graph, node: str, *, depth: int = 0) -> str:
    """The path at `node` as a SPARQL property path: one IRI, or operators over IRIs in brackets. Raises TableError for no path.

    >>> sparql({"_:p": {"<http://www.w3.org/ns/shacl#inversePath>": ["<http://example.org/p>"]}}, "_:p")
    '^<http://example.org/p>'
    """
    if node.startswith("<") and node != terms.RDF_NIL:
        return node
    if depth > DEEPEST:
        raise TableError(f"a property path is nested deeper than {DEEPEST}: {node}", hint="see SHACL section 2.3.1")
    depth += 1
    properties = shapes.get(node, {})
    if terms.RDF_FIRST in properties:
        return "(" + "/".join(sparql(shapes, member, depth=depth) for member in _list(shapes, node)) + ")"
    if _ALTERNATIVE in properties:
        return "(" + "|".join(sparql(shapes, member, depth=depth) for member in _list(shapes, properties[_ALTERNATIVE][0])) + ")"
    if _INVERSE in properties:
        return "^" + sparql(shapes, properties[_INVERSE][0], depth=depth)
    for predicate, sign in _POSTFIX.items():
        if predicate in properties:
            return sparql(shapes, properties[predicate][0], depth=depth) + sign
    raise TableError(f"sh:path of a shape is no property path: {node}", hint="see SHACL section 2.3.1")


def turtle(shapes: Graph, node: str) -> str:
    """The path at `node` in Turtle, written inline with ( ) and [ ]."""
    if node.startswith("<"):
        return node
    properties = shapes[node]
    if terms.RDF_FIRST in properties:
        return "( " + " ".join(turtle(shapes, member) for member in _list(shapes, node)) + " )"
    predicate, values = next(iter(properties.items()))
    inner = turtle(shapes, values[0])
    return f"[ {predicate} {inner} ]"


def predicates(path: str) -> list[str]:
    """The IRIs named in a path's SPARQL form, in order."""
    return _IRI.findall(path)


def _list(shapes: Graph, head: str) -> list[str]:
    found = graph.members(shapes, head)
    if not found:
        raise TableError(f"a list in a property path is broken: {head}", hint="write it as ( a b )")
    return found
