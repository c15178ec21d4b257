"""The text of a query, read: prefixes (SHACL section 5.2.1), what must not stand in it (appendix A), and rdflib's algebra of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from kg import terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl.compiled import walks
from kg.shacl.paths import SH

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import CompValue

_PREFIXES, _DECLARE, _IMPORTS = f"<{SH}prefixes>", f"<{SH}declare>", "<http://www.w3.org/2002/07/owl#imports>"
#: prefixes that need no declaration, as with pySHACL
_GIVEN = {
    "rdf": terms.RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": terms.XSD,
    "sh": SH,
}
#: how long a query may be, and how many brackets may lie within each other: rdflib's parser recurses
LONGEST, DEEPEST = 100_000, 40
_HINT = "see SHACL, appendix A, https://www.w3.org/TR/shacl/#pre-binding"
_FORBIDDEN = {"MinusGraphPattern": "MINUS", "ServiceGraphPattern": "SERVICE", "InlineData": "VALUES", "ValuesClause": "VALUES"}
#: variables that a subquery need not return
_OPTIONAL = frozenset(("shapesGraph", "currentShape"))


class Beyond(ValueError):
    """A construct that is not run here; its text names it."""


class Query(NamedTuple):
    """A query: its algebra, its kind ("select", "ask"), and the variables it returns."""

    algebra: CompValue
    kind: str
    returned: tuple[str, ...]


def read(shapes: Graph, node: str, kind: str, prebound: frozenset[str]) -> Query:
    """The query of sh:`kind` at `node`. `prebound`: the variables that have values beforehand.

    Raises TableError where it is none or holds what SHACL forbids, Beyond where only another engine may read it.
    """
    from pyparsing.exceptions import ParseBaseException
    from rdflib.plugins.sparql import algebra, parser

    texts = shapes.get(node, {}).get(f"<{SH}{kind}>", ())
    if len(texts) != 1 or texts[0][0] != '"':
        raise _wrong(node, f"must have one string for sh:{kind}")
    text = terms.text(texts[0])
    if len(text) > LONGEST or max(text.count(sign) for sign in "({[") > 10 * DEEPEST or _depth(text) > DEEPEST:
        raise _wrong(node, "is longer or deeper than a query may be")
    head = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in _prefixes(shapes, node).items())
    with _as_written():
        try:
            tree = parser.parseQuery(head + text)
        except ParseBaseException as error:
            line = error.lineno - head.count("\n")
            raise _wrong(node, f"is no SPARQL query, line {line}: {error.msg}") from error
        body = tree[1]
        if body.name != {"select": "SelectQuery", "ask": "AskQuery"}[kind]:
            raise _wrong(node, f"holds in sh:{kind} another kind of query")
        _check(node, body, prebound)
        try:
            found = algebra.translateQuery(tree).algebra
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # rdflib has no error of its own for a prefix it does not know
            raise Beyond(f"a query that cannot be translated ({error})") from error
    if body.datasetClause:
        raise Beyond("FROM")
    return Query(found, kind, tuple(str(name) for name in found.PV or ()))


def constant(node: Any) -> str:
    """The term of an rdflib node in N-Triples form."""
    from rdflib.term import Literal, URIRef

    if isinstance(node, URIRef):
        return f"<{node}>"
    if isinstance(node, Literal):
        return terms.literal(str(node), lang=node.language or "", datatype=str(node.datatype or ""))
    raise Beyond(f"a term of the kind {type(node).__name__}")


@contextmanager
def _as_written() -> Iterator[None]:
    """Literals of a query keep their text: rdflib would write 01 as 1."""
    import rdflib

    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _depth(text: str) -> int:
    deepest = depth = 0
    for char in text:
        if char in "({[":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")}]":
            depth -= 1
    return deepest


def _prefixes(shapes: Graph, node: str) -> dict[str, str]:
    """The prefixes of a query: those that the values of sh:prefixes declare, and what these import."""
    found = dict(_GIVEN)
    for ontology in shapes.get(node, {}).get(_PREFIXES, ()):
        for each in walks.closure(shapes, ontology, _IMPORTS):
            for declaration in shapes.get(each, {}).get(_DECLARE, ()):
                parts = shapes.get(declaration, {})
                names, namespaces = (parts.get(f"<{SH}{name}>", ()) for name in ("prefix", "namespace"))
                if len(names) != 1 or len(namespaces) != 1:
                    raise _wrong(node, f"has a declaration without one sh:prefix and one sh:namespace: {declaration}")
                name, namespace = terms.text(names[0]), terms.text(namespaces[0])
                if found.get(name, namespace) != namespace and name not in _GIVEN:
                    raise _wrong(node, f"has two namespaces for the prefix {name!r}")
                if ">" in namespace or not (name == "" or name.replace("-", "").replace(".", "").replace("_", "").isalnum()):
                    raise _wrong(node, f"declares the prefix {name!r} in a form that SPARQL does not have")
                found[name] = namespace
    return found


# ---- what must not stand in a query -----------------------------------------------------------------------------------------------


def _check(node: str, body: CompValue, prebound: frozenset[str]) -> None:
    for part in _parts(body):
        if word := _FORBIDDEN.get(part.name):
            raise _wrong(node, f"uses {word}, which SHACL forbids")
        for name in _assigned(part):
            if name in prebound:
                raise _wrong(node, f"gives ${name} another value, which SHACL forbids")
        if part.name == "SubSelect":
            returned = _returned(part)
            if returned is None:
                raise _wrong(node, "has a subquery with SELECT *: name the variables, those with values beforehand among them")
            if missing := sorted(prebound - _OPTIONAL - returned):
                raise _wrong(node, f"has a subquery that does not return ${missing[0]}")


def _parts(item: Any) -> Iterator[CompValue]:
    """All parts of a syntax tree, itself first."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(item, CompValue):
        yield item
        inner: Sequence[Any] = list(item.values())
    else:
        inner = list(item) if isinstance(item, list | ParseResults) else []
    for each in inner:
        yield from _parts(each)


def _assigned(part: CompValue) -> Iterator[str]:
    """The variables after AS."""
    if part.name in ("Bind", "GroupAs"):
        yield str(part.var)
    elif part.name == "vars" and part.evar is not None:
        yield str(part.evar)


def _returned(select: CompValue) -> frozenset[str] | None:
    """The variables that a subquery names in SELECT; None for *."""
    listed = select.projection
    if not listed or isinstance(listed, str):
        return None
    return frozenset(str(part.evar if part.evar is not None else part.var) for part in listed)


def _wrong(node: str, why: str) -> TableError:
    return TableError(f"the shapes cannot be used: the query of {node} {why}", hint=_HINT)
