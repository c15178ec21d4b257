"""What a diagnostic code or a shape means, and how to mend the finding."""

from __future__ import annotations

import difflib
import functools
import re

import msgspec

from kg import resources, shacl
from kg.shacl import Compiled
from kg.shacl.paths import SH
from kg.vocabulary import shorten

_SHAPES = "https://w3id.org/kg-publisher/shapes#"


class Finding(msgspec.Struct):
    """A row of vocab/issues.toml, or a shape; the fields from `shape` on are empty for a row. `code` begins with KG-.

    `about` names what the shape looks at (class, property or node of its target), `path` its path in SPARQL's syntax.
    """

    code: str
    severity: str
    message: str
    mend: str
    explanation: str
    field: str = ""
    shape: str = ""
    name: str = ""
    about: list[str] = []
    path: str = ""
    profiles: list[str] = []
    file: str = ""


def finding(name: str) -> Finding | None:
    """What `name` means: a code with or without KG-, or a shape by its name ("work-iri") or IRI; None where there is none such."""
    code = name.upper().removeprefix("KG-")
    table = resources.table("issues")
    if code in table:
        row = table[code]
        return Finding(
            f"KG-{code}", row["severity"], row["message"], row.get("mend", ""), row.get("explanation", ""), row.get("field", ""),
            file=_line("vocab/issues.toml", f"[{code}]"),
        )  # fmt: skip
    local = name.removeprefix("<").removesuffix(">").removeprefix(_SHAPES).removeprefix("kgsh:")
    iri = f"<{_SHAPES}{local}>"
    compiled = _compiled()
    shape = next((item for item in compiled.shapes.values() if item.code and item.code == code), None) or compiled.shapes.get(iri)
    if shape is None:
        return None
    return Finding(
        code=f"KG-{shape.code}" if shape.code else "",
        severity=shape.severity,
        message=shape.message,
        mend=shape.mend,
        explanation=shape.description,
        field=shape.field,
        shape=shape.iri[1:-1] if shape.iri.startswith("<") else "",
        name=shape.name,
        about=_about(compiled, shape.iri),
        path=re.sub(r"<([^>]*)>", lambda found: shorten(found[1]), shape.path),
        profiles=[name for name, row in shacl.profiles().items() if shape.file in _files(row)],
        file=_line(f"shapes/{shape.file}", f'kg:code "{shape.code}"'),
    )


def codes() -> list[str]:
    """All codes with KG-, those of the table first."""
    return [f"KG-{code}" for code in (*resources.table("issues"), *(item.code for item in _compiled().shapes.values() if item.code))]


def shape_names() -> list[str]:
    """The names of all shapes, as "work-iri"."""
    return [iri[1 + len(_SHAPES) : -1] for iri in _compiled().shapes if iri.startswith(f"<{_SHAPES}")]


def suggestions(name: str) -> list[str]:
    """The nearest code, else the nearest names of shapes."""
    near = difflib.get_close_matches(f"KG-{name.upper().removeprefix('KG-')}", codes(), 1, 0.7)
    return near or difflib.get_close_matches(name.removeprefix("kgsh:"), shape_names(), 2, 0.7)


def is_code(name: str) -> bool:
    """Whether `name` looks like a code: KG-..., or a letter and digits."""
    return bool(re.fullmatch(r"(?i)KG-\w+|[A-Z]\d{3,4}", name))


@functools.cache
def _compiled() -> Compiled:
    return shacl.load_profiles(list(shacl.profiles()))


def _about(compiled: Compiled, shape: str) -> list[str]:
    words = {
        "targetClass": "nodes of class {}",
        "targetSubjectsOf": "nodes with {}",
        "targetObjectsOf": "values of {}",
        "targetNode": "the node {}",
    }
    found = []
    for holder in (shape, *compiled.parents.get(shape, ())):
        for name, text in words.items():
            found += [text.format(shorten(term[1:-1])) for term in compiled.graph.get(holder, {}).get(f"<{SH}{name}>", ())]
    return list(dict.fromkeys(found))


def _files(row: dict[str, object]) -> list[str]:
    files = row["files"]
    assert isinstance(files, list)
    return files


def _line(file: str, text: str) -> str:
    """`file` with the number of the first line that holds `text`."""
    folder, _, name = file.partition("/")
    lines = (resources.root(folder) / name).read_text("utf-8").splitlines()
    number = next((number for number, line in enumerate(lines, 1) if text in line), 0)
    return f"{file}:{number}" if number else file
