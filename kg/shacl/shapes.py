"""Shapes as they are loaded from Turtle, and the profiles that name their files."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg import graph, resources, terms
from kg.errors import Severity, TableError
from kg.facts import NO_FACTS, Facts
from kg.graph import Graph, Triple
from kg.shacl import paths
from kg.shacl.paths import SH
from kg.shacl.result import Result, preferred

if TYPE_CHECKING:
    import rdflib

    from kg.shacl.compiled.plan import Plan

KG = "https://w3id.org/kg-publisher/ns#"
_SEVERITIES: dict[str, Severity] = {f"<{SH}Violation>": "violation", f"<{SH}Warning>": "warning", f"<{SH}Info>": "info"}
_TARGETS = [f"<{SH}{name}>" for name in ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")]
_SHAPE_TYPES = {f"<{SH}NodeShape>", f"<{SH}PropertyShape>"}
# constructs whose results may depend on more than the nodes that a path walk from the focus node meets
_FAR = {f"<{SH}{name}>" for name in ("inversePath", "sparql", "targetNode", "target", "select", "ask", "js", "rule")}

_CLASS = "<http://www.w3.org/2000/01/rdf-schema#Class>"


class Shape(NamedTuple):
    """A shape as reports and the reference show it. `path` and `turtle` are its path in SPARQL and Turtle, "" for a node shape."""

    iri: str
    code: str
    name: str
    severity: Severity
    message: str
    mend: str
    field: str
    description: str
    path: str
    turtle: str
    order: float
    file: str


class Compiled:
    """Shapes ready to run: `graph` (all their triples), `shapes` by IRI or label, `local` (see pyshacl_lane.validate_many), `files`."""

    def __init__(self, shapes_graph: Graph, shapes: dict[str, Shape], files: tuple[str, ...]) -> None:
        self.graph = shapes_graph
        self.shapes = shapes
        self.files = files
        self.local = not any(_far(properties) for properties in shapes_graph.values())
        self.parents = _parents(shapes_graph)
        self._plans: list[tuple[Facts, Plan]] = []

    @functools.cached_property
    def rdf(self) -> rdflib.Graph:
        """The shapes graph for pySHACL."""
        return graph.to_rdflib(self.graph)

    @functools.cached_property
    def plan(self) -> Plan:
        """The shapes as functions, for the compiled lane."""
        return self.plan_for(NO_FACTS)

    def plan_for(self, facts: Facts) -> Plan:
        """The same for graphs of which `facts` are known; made once for each set of facts."""
        from kg.shacl.compiled.plan import Plan

        for known, plan in self._plans:
            if known is facts:
                return plan
        self._plans.append((facts, Plan(self, facts)))
        return self._plans[-1][1]

    @property
    def trusted(self) -> bool:
        """Whether all shapes are the package's own, whose patterns are tested to take linear time."""
        own = resources.root("shapes")
        return all(Path(file).is_relative_to(own) for file in self.files)

    def ordered(self, results: Iterable[Result]) -> list[Result]:
        """`results` in the order of their shapes (sh:order, code), then of focus node, path and value."""

        def key(result: Result) -> tuple[float, tuple[str, ...]]:
            shape = self.shapes.get(result.shape)
            return (shape.order if shape else 0.0, result.key())

        return sorted(results, key=key)

    def targets(self, data: Graph, shape: str) -> set[str]:
        """The focus nodes of `shape` in `data`: by its own targets and by those of the node shapes that hold it through sh:property."""
        found: set[str] = set()
        for holder in (shape, *self.parents.get(shape, ())):
            found |= _targets(data, self.graph.get(holder, {}))
        return found


def profiles() -> dict[str, dict[str, object]]:
    """The rows of shapes/profiles.toml: `title` and `files`."""
    return tomllib.loads((resources.root("shapes") / "profiles.toml").read_text("utf-8"))


def paths_of(names: Sequence[str]) -> list[Path]:
    """The shape files of the profiles `names`, each once, in order. Raises TableError for an unknown name."""
    rows = profiles()
    found: dict[Path, None] = {}
    for name in names:
        if name not in rows:
            raise TableError(f"there is no profile {name!r}", hint="known profiles: " + ", ".join(rows))
        files = rows[name]["files"]
        assert isinstance(files, list)
        found.update(dict.fromkeys(resources.root("shapes") / file for file in files))
    return list(found)


def load_profiles(names: Sequence[str]) -> Compiled:
    """The shapes of the profiles `names` ("core", "google"); made once, for a run asks anew for every part of its inputs."""
    return _profiles(tuple(names))


@functools.lru_cache(maxsize=8)
def _profiles(names: tuple[str, ...]) -> Compiled:
    return load(paths_of(names))


def load(files: Sequence[Path]) -> Compiled:
    """The shapes of the Turtle files, in order. Nothing is fetched: owl:imports is not followed.

    Raises TableError with the file and line where one cannot be read, names a severity that SHACL does not have, or repeats a code.
    """
    merged: Graph = {}
    shapes: dict[str, Shape] = {}
    codes: dict[str, str] = {}
    for number, file in enumerate(files):
        part = graph.from_triples(_triples(file, f"s{number}x"))
        for node, properties in part.items():
            if _is_shape(properties):
                shapes[node] = shape = _shape(part, node, file)
                if shape.code and codes.setdefault(shape.code, node) != node:
                    raise TableError(f"{file}: the code {shape.code} stands on two shapes", hint="give each shape a code of its own")
        for triple in graph.triples(part):
            graph.add(merged, *triple)
    if not shapes:
        raise TableError(
            "no shape in " + ", ".join(map(str, files)), hint="a shape is typed sh:NodeShape or sh:PropertyShape, or has a target"
        )
    return Compiled(merged, shapes, tuple(map(str, files)))


def _triples(file: Path, prefix: str) -> Iterator[Triple]:
    """The triples of a Turtle file, blank nodes labelled in the order of the file, so that two runs agree."""
    import pyoxigraph

    labels: dict[str, str] = {}

    def term(node: object) -> str:
        if isinstance(node, pyoxigraph.NamedNode):
            return f"<{node.value}>"
        if isinstance(node, pyoxigraph.BlankNode):
            return labels.setdefault(node.value, f"_:{prefix}{len(labels) + 1}")
        assert isinstance(node, pyoxigraph.Literal)
        return terms.literal(node.value, lang=node.language or "", datatype="" if node.language else node.datatype.value)

    try:
        for quad in pyoxigraph.parse(file.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE, base_iri=file.resolve().as_uri()):
            yield term(quad.subject), term(quad.predicate), term(quad.object)
    except SyntaxError as error:
        raise TableError(f"{file}:{error.lineno or 0}: {error.msg}", hint="mend the Turtle") from error
    except OSError as error:
        raise TableError(f"{file}: {error.strerror}", hint="give a readable file of shapes") from error


def _is_shape(properties: dict[str, list[str]]) -> bool:
    typed = not _SHAPE_TYPES.isdisjoint(properties.get(terms.RDF_TYPE, ()))
    return typed or f"<{SH}path>" in properties or any(target in properties for target in _TARGETS)


def _shape(part: Graph, node: str, file: Path) -> Shape:
    properties = part[node]

    def first(predicate: str) -> str:
        values = properties.get(f"<{predicate}>")
        return terms.text(values[0]) if values else ""

    severity = properties.get(f"<{SH}severity>", [f"<{SH}Violation>"])[0]
    if severity not in _SEVERITIES:
        raise TableError(f"{file}: {node} has the severity {severity}", hint="use sh:Violation, sh:Warning or sh:Info")
    path = properties.get(f"<{SH}path>", [""])[0]
    return Shape(
        iri=node,
        code=first(KG + "code"),
        name=first(SH + "name"),
        severity=_SEVERITIES[severity],
        message=preferred(properties.get(f"<{SH}message>", ())),
        mend=first(KG + "mend"),
        field=first(KG + "field"),
        description=first(SH + "description"),
        path=paths.sparql(part, path) if path else "",
        turtle=paths.turtle(part, path) if path else "",
        order=float(first(SH + "order") or 0),
        file=file.name,
    )


def _far(properties: dict[str, list[str]]) -> bool:
    """Whether a node of the shapes graph makes results depend on more than a path walk, or gives results whose target is not plain."""
    nested = f"<{SH}path>" in properties and f"<{SH}property>" in properties
    return nested or not _FAR.isdisjoint(properties) or _CLASS in properties.get(terms.RDF_TYPE, ())


def _parents(shapes: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, properties in shapes.items():
        for child in properties.get(f"<{SH}property>", ()):
            found.setdefault(child, []).append(node)
    return found


def _targets(data: Graph, shape: dict[str, list[str]]) -> set[str]:
    found = set(shape.get(_TARGETS[0], ()))
    classes, subjects, objects = (set(shape.get(target, ())) for target in _TARGETS[1:])
    for subject, properties in data.items():
        if not classes.isdisjoint(properties.get(terms.RDF_TYPE, ())) or not subjects.isdisjoint(properties):
            found.add(subject)
        for predicate in objects.intersection(properties):
            found.update(properties[predicate])
    return found
