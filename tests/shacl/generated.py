"""Hypothesis strategies: graphs of a small world, and shapes over it that use every component, target and path of SHACL Core."""

from __future__ import annotations

from hypothesis import strategies as st

from kg import graph, terms
from kg.graph import Graph

E, SH = "http://e.org/", "http://www.w3.org/ns/shacl#"
RDFS_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"


def iri(name: str) -> str:
    return f"<{E}{name}>"


def typed(text: str, datatype: str) -> str:
    return terms.literal(text, datatype=terms.XSD + datatype)


NODES = [iri(name) for name in "abcd"] + ["_:n", "_:m"]
CLASSES = [iri(name) for name in ("C", "D", "F")]
PREDICATES = [iri(name) for name in "pqr"]
#: literals of one order each: pySHACL gives some of different kinds an order, which SPARQL does not (tests/shacl/differences.toml)
KINDS = {
    "text": [
        '"x"',
        '""',
        '"xyz"',
        '"x"@en',
        '"y"@en',
        '"x"@de-AT',
        '"10"',
        '"a b\\n"',
        typed("http://e.org/a", "anyURI"),
        typed("1", "integer"),
    ],
    "number": [typed("1", "integer"), typed("2", "integer"), typed("-3", "integer"), typed("1.5", "decimal"), typed("2.0", "double")],
    "date": [typed(text, "date") for text in ("2012-12-31", "2013-01-01", "1999-06-30")],
    "dateTime": [typed(text, "dateTime") for text in ("2012-12-31T10:00:00Z", "2012-12-31T10:00:00+01:00", "2014-12-31T10:00:00Z")],
}
DATATYPES = ["string", "integer", "decimal", "boolean", "date", "gYear", "dateTime"]
PATTERNS = ["^x", "[0-9]", "b$", "^[a-z]+$", "e\\\\.org"]

_nodes, _classes, _predicates = map(st.sampled_from, (NODES, CLASSES, PREDICATES))


@st.composite
def graphs(draw: st.DrawFn, kind: str) -> Graph:
    """Up to 20 triples with literals of `kind`; sometimes one class lies below another."""
    value = st.one_of(_nodes, st.sampled_from(KINDS[kind]))
    found = draw(st.lists(st.tuples(_nodes, _predicates, value), max_size=14))
    found += [(node, terms.RDF_TYPE, cls) for node, cls in draw(st.lists(st.tuples(_nodes, _classes), max_size=5))]
    if draw(st.booleans()):
        found += [(one, RDFS_SUBCLASS, other) for one, other in draw(st.lists(st.tuples(_classes, _classes), max_size=2))]
    return graph.from_triples(found)


def _path(depth: int = 2) -> st.SearchStrategy[str]:
    if not depth:
        return _predicates
    inner = _path(depth - 1)
    several = st.lists(inner, min_size=2, max_size=3).map(" ".join)
    return st.one_of(
        _predicates,
        # not of a sequence, which pySHACL walks from the wrong end (differences.toml)
        _predicates.map(lambda name: f"[ sh:inversePath {name} ]"),
        _predicates.map(lambda name: f"[ sh:inversePath [ sh:zeroOrMorePath {name} ] ]"),
        several.map(lambda paths: f"( {paths} )"),
        several.map(lambda paths: f"[ sh:alternativePath ( {paths} ) ]"),
        st.tuples(st.sampled_from(["zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]), inner).map(
            lambda two: f"[ sh:{two[0]} {two[1]} ]"
        ),
    )


def _constraint(depth: int, kind: str, *, on_property: bool) -> st.SearchStrategy[str]:
    """One constraint as Turtle, with what must stand beside it."""
    literal = st.sampled_from(KINDS[kind])
    term = st.one_of(_nodes.filter(lambda node: node[0] == "<"), literal)
    count = st.integers(0, 2)
    choices = [
        _classes.map(lambda cls: f"sh:class {cls}"),
        st.sampled_from(DATATYPES).map(lambda name: f"sh:datatype <{terms.XSD}{name}>"),
        st.sampled_from(["IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"]).map(
            lambda kind: f"sh:nodeKind sh:{kind}"
        ),
        st.tuples(st.sampled_from(["minLength", "maxLength"]), st.integers(1, 3)).map(lambda two: f"sh:{two[0]} {two[1]}"),
        st.tuples(st.sampled_from(PATTERNS), st.sampled_from(["", ' ; sh:flags "i"'])).map(lambda two: f'sh:pattern "{two[0]}"{two[1]}'),
        st.sampled_from(['"en"', '"de"', '"de" "en"']).map(lambda tags: f"sh:languageIn ( {tags} )"),
        st.tuples(st.sampled_from(["equals", "disjoint"]), _predicates).map(lambda two: f"sh:{two[0]} {two[1]}"),
        term.map(lambda value: f"sh:hasValue {value}"),
        st.lists(term, min_size=1, max_size=3).map(lambda values: f"sh:in ( {' '.join(values)} )"),
        st.lists(_predicates, max_size=2).map(lambda names: f"sh:closed true ; sh:ignoredProperties ( {' '.join(names)} )"),
    ]
    if on_property:
        choices += [
            st.tuples(st.sampled_from(["minCount", "maxCount"]), count).map(lambda two: f"sh:{two[0]} {two[1]}"),
            st.just("sh:uniqueLang true"),
        ]
    if kind != "text":
        bounds = st.tuples(st.sampled_from(["min", "max"]), st.sampled_from(["Inclusive", "Exclusive"]), literal)
        choices += [bounds.map(lambda three: f"sh:{three[0]}{three[1]} {three[2]}")] * 2
    if kind != "text" and on_property:
        choices.append(st.tuples(st.sampled_from(["lessThan", "lessThanOrEquals"]), _predicates).map(lambda two: f"sh:{two[0]} {two[1]}"))
    if depth:
        node, prop = _body(depth - 1, kind, on_property=False), _body(depth - 1, kind, on_property=True)
        either = st.one_of(node, prop)
        several = st.lists(either, min_size=1, max_size=3).map(lambda bodies: " ".join(f"[ {body} ]" for body in bodies))
        choices += [
            either.map(lambda body: f"sh:not [ {body} ]"),
            st.tuples(st.sampled_from(["and", "or", "xone"]), several).map(lambda two: f"sh:{two[0]} ( {two[1]} )"),
            node.map(lambda body: f"sh:node [ a sh:NodeShape ; {body} ]"),
            prop.map(lambda body: f"sh:property [ {body} ]"),
        ]
        if on_property:
            choices.append(
                st.tuples(node, st.sampled_from(["qualifiedMinCount", "qualifiedMaxCount"]), count).map(
                    lambda three: f"sh:qualifiedValueShape [ {three[0]} ] ; sh:{three[1]} {three[2]}"
                )
            )
    return st.one_of(choices)


@st.composite
def _body(draw: st.DrawFn, depth: int, kind: str, *, on_property: bool) -> str:
    found = draw(
        st.lists(_constraint(depth, kind, on_property=on_property), min_size=1, max_size=2, unique_by=lambda text: text.split()[0])
    )
    # one parameter stands once on a shape
    parts = list({text.split()[0]: text for text in found}.values())
    if on_property:
        parts.append(f"sh:path {draw(_path(draw(st.integers(0, 2))))}")
    return " ; ".join(parts)


@st.composite
def shapes(draw: st.DrawFn, kind: str) -> str:
    """A Turtle file of one to three shapes with targets."""
    text = f"@prefix sh: <{SH}> .\n"
    for number in range(draw(st.integers(1, 3))):
        target = draw(
            st.one_of(
                _nodes.filter(lambda node: node[0] == "<").map(lambda node: f"sh:targetNode {node}"),
                _classes.map(lambda cls: f"sh:targetClass {cls}"),
                _predicates.map(lambda name: f"sh:targetSubjectsOf {name}"),
                _predicates.map(lambda name: f"sh:targetObjectsOf {name}"),
            )
        )
        on_property = draw(st.booleans())
        extra = draw(
            st.sampled_from(
                ["", ' ; sh:severity sh:Warning ; sh:message "{$this} has {?value}"@en , "anders"@de', " ; sh:deactivated true"]
            )
        )
        cls = "PropertyShape" if on_property else "NodeShape"
        text += f"<{E}s{number}> a sh:{cls} ; {target} ; {draw(_body(draw(st.integers(0, 2)), kind, on_property=on_property))}{extra} .\n"
    return text
