"""The W3C test suite for SHACL (../shared/testsuites/shacl): Core and SPARQL by the compiled lane."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from kg import graph, terms
from kg.errors import TableError
from kg.graph import Graph
from kg.shacl import load
from kg.shacl.compiled import validate
from kg.shacl.paths import SH, turtle
from kg.shacl.result import Result
from tests.shared import SHARED

SUITE = SHARED / "testsuites" / "shacl"
MF, SHT = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#", "http://www.w3.org/ns/shacl-test#"
#: tests that do not pass, and why
LISTED = {
    "core/misc/severity-002": "a severity of one's own is refused by name: findings have the three severities of SHACL",
}
_SEVERITIES = {f"<{SH}Violation>": "violation", f"<{SH}Warning>": "warning", f"<{SH}Info>": "info"}


def read(path: Path) -> Graph:
    """The graph of a file of the suite; blank nodes keep one label in one file."""

    def term(node: object) -> str:
        if isinstance(node, pyoxigraph.Literal):
            return terms.literal(node.value, lang=node.language or "", datatype="" if node.language else node.datatype.value)
        return str(node)

    quads = pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE, base_iri=path.as_uri())
    return graph.from_triples((term(quad.subject), term(quad.predicate), term(quad.object)) for quad in quads)


def entries(folder: str) -> Iterator[tuple[str, Path]]:
    """(name, file) of every test below `folder`: files that hold an entry, not only a list of other files."""
    for path in sorted((SUITE / folder).rglob("*.ttl")):
        if path.name != "manifest.ttl" and f"<{SHT}Validate>" in str(read(path)):
            yield str(path.relative_to(SUITE).with_suffix("")), path


def names(folder: str) -> list[str]:
    return [name for name, _ in entries(folder)] if SUITE.is_dir() else []


def expected(manifest: Graph, test: str) -> list[tuple[str, ...]] | None:
    """The results that the test asks for, sorted; None where it asks for a failure."""
    report = manifest[test][f"<{MF}result>"][0]
    if report == f"<{SHT}Failure>":
        return None

    def first(node: str, name: str) -> str:
        return manifest[node].get(f"<{SH}{name}>", [""])[0]

    found = []
    for node in manifest[report].get(f"<{SH}result>", ()):
        path = first(node, "resultPath")
        found.append(
            (
                _plain(first(node, "focusNode")),
                _plain(turtle(manifest, path)) if path else "",
                _plain(first(node, "value")),
                first(node, "sourceConstraintComponent"),
                _plain(first(node, "sourceShape")),
                _SEVERITIES.get(severity := first(node, "resultSeverity"), severity),
                terms.text(message) if (message := first(node, "resultMessage")) else "",
            )
        )
    return sorted(found)


def _plain(term: str) -> str:
    """Blank nodes of two readings of a file cannot be told by label."""
    return "_:" if term.startswith("_:") else term


def outcome(path: Path) -> tuple[list[tuple[str, ...]] | None, list[tuple[str, ...]] | None]:
    """(expected, found); None is a failure."""
    manifest = read(path)
    (test,) = [node for node, properties in manifest.items() if f"<{SHT}Validate>" in properties.get(terms.RDF_TYPE, ())]
    (action,) = manifest[test][f"<{MF}action>"]
    data, shapes = (_path(manifest[action][f"<{SHT}{name}>"][0]) for name in ("dataGraph", "shapesGraph"))
    wanted = expected(manifest, test)
    try:
        compiled = load([shapes])
        results = validate(compiled, read(data))
    except TableError:
        return wanted, None
    messages = {row[-1] for row in wanted or ()}

    def row(result: Result) -> tuple[str, ...]:
        known = compiled.shapes.get(result.shape)
        path = known.turtle if known and result.path == known.path else result.path
        message = result.message if result.message in messages else ""
        return (
            _plain(result.focus), _plain(path), _plain(result.value), result.component, _plain(result.shape), result.severity, message,
        )  # fmt: skip

    return wanted, sorted(map(row, results))


def _path(iri: str) -> Path:
    return Path(iri[1:-1].removeprefix("file://"))


@pytest.mark.skipif(not SUITE.is_dir(), reason="needs ../shared/testsuites/shacl")
@pytest.mark.parametrize("name", names("core"))
def test_core_test_passes_or_is_listed(name: str) -> None:
    wanted, found = outcome(SUITE / f"{name}.ttl")
    assert (wanted == found) is (name not in LISTED), (wanted, found)


@pytest.mark.skipif(not SUITE.is_dir(), reason="needs ../shared/testsuites/shacl")
@pytest.mark.parametrize("name", names("sparql"))
def test_sparql_test_passes_or_is_listed(name: str) -> None:
    wanted, found = outcome(SUITE / f"{name}.ttl")
    assert (wanted == found) is (name not in LISTED), (wanted, found)


@pytest.mark.skipif(not SUITE.is_dir(), reason="needs ../shared/testsuites/shacl")
def test_every_listed_test_is_in_the_suite() -> None:
    core, sparql = names("core"), names("sparql")
    print(f"\nW3C: {len(core)} Core tests, {len(sparql)} SPARQL tests; listed: {sorted(LISTED)}")
    assert set(LISTED) <= {*core, *sparql}
    assert len(core) > 90
