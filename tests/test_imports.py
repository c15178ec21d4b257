"""Who may import whom: data flows one way, a room knows only its neighbours."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

KG = Path(__file__).parents[1] / "kg"
LEAVES = {"errors", "resources", "issues"}
#: room -> the rooms of kg it may import, besides itself
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "resources": {"errors"},
    "issues": {"errors", "resources"},
    "shown": {"errors"},
    "facts": set(),
    "record": {"errors"},
    "terms": {"errors"},
    "retry": set(),
    "hosts": {"errors"},
    "values": {"record", *LEAVES},
    "syntax": set(LEAVES),
    "sources": {"record", "values", "syntax", *LEAVES},
    "identity": {"record", "terms", "values", *LEAVES},
    "mapping": {"record", "identity", "vocabulary", "terms", "graph", "values", "facts", *LEAVES},
    "vocabulary": {"terms", *LEAVES},
    "graph": {"terms", "errors"},
    "shacl": {"terms", "graph", "values", "vocabulary", "facts", *LEAVES},
    "writers": {"graph", "skolem", "terms", "record", "values", "vocabulary", *LEAVES},
    "publish": {"graph", "skolem", "terms", "writers", "retry", "hosts", *LEAVES},
    "harvest": {"syntax", "packing", "retry", "hosts", "errors"},
    "store": {"graph", "skolem", "terms", "writers", "publish", *LEAVES},
    "query": {"graph", "nesting", "skolem", "terms", "writers", "publish", "store", "retry", *LEAVES},
    "explain": {"pipeline", "mapping", "inputs", "identity", "record", "graph", "terms", "vocabulary", "shacl", "settings", *LEAVES},
    "skolem": {"graph", "terms"},
    "seen": set(),
    "whole": {"graph", "terms", "vocabulary", *LEAVES},
    "nesting": set(LEAVES),
    "rdf": {"graph", "identity", "nesting", "terms", *LEAVES},
    "rdf_large": {"rdf", "graph", "nesting", "sources", *LEAVES},
    "settings": {"terms", "errors"},
    "packing": {"errors"},
    "inputs": {"sources", "packing", "errors"},
    "joins": {"inputs", "sources", "packing", "errors"},
    "outputs": {"packing", "errors"},
    "reading": {"inputs", "sources", "record", *LEAVES},
}
EVERYTHING = {"pipeline", "parallel", "cli", "__main__", "__init__"}
#: third-party library -> the only rooms that may import it
LIBRARIES: dict[str, set[str]] = {
    "click": {"cli"},
    "rdflib": {"graph", "shacl", "cli"},
    "pyshacl": {"shacl"},
    "SPARQLWrapper": {"publish", "query"},
    "pyoxigraph": {"publish", "store", "query", "rdf", "shacl", "cli"},
    "lxml": {"syntax", "sources", "values"},
    "httpx": {"publish", "harvest"},
    "pylatexenc": {"values"},
    "pymarc": {"syntax"},
}
FILES = sorted(KG.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The dotted names that a file imports anywhere, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    return path.relative_to(KG).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KG)))
def test_room_imports_only_its_neighbours(path: Path) -> None:
    own = room(path)
    if own in EVERYTHING:
        return
    used = {name.split(".")[1] for name in imported(path) if name.startswith("kg.")}
    assert used - {own} <= ROOMS[own]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KG)))
def test_library_is_used_only_where_it_belongs(path: Path) -> None:
    for name in {name.split(".")[0] for name in imported(path)} & set(LIBRARIES):
        assert room(path) in LIBRARIES[name], f"{name} in {path.relative_to(KG)}"


def test_every_room_has_a_row() -> None:
    assert {room(path) for path in FILES} <= set(ROOMS) | EVERYTHING


def test_only_the_command_line_prints_or_exits() -> None:
    for path in FILES:
        if room(path) in ("cli", "__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "exit", "quit"), f"{path}:{node.lineno}"
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert (node.value.id, node.attr) != ("sys", "exit"), f"{path}:{node.lineno}"


#: the border of a worker process: what comes up there is sent over and raised again in the main process
BORDER = KG / "parallel.py"


def test_nobody_catches_everything() -> None:
    for path in FILES:
        if path == BORDER:
            assert path.read_text("utf-8").count("except Exception") == 1
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                names = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else {"everything"}
                assert not names & {"Exception", "BaseException", "everything"}, f"{path}:{node.lineno}"
