"""Write docs/shapes.md from shapes/*.ttl, shapes/profiles.toml and vocab/issues.toml.

python docs/generate_shapes.py
"""

from __future__ import annotations

import re
from pathlib import Path

from kg import resources, shacl, vocabulary
from kg.shacl import Shape

_HEAD = """# Shapes: what is checked

Made from `shapes/*.ttl` by `python docs/generate_shapes.py`; do not edit. `kg explain KG-S010` tells one of them.

A record's graph is first checked term by term (codes S900 and up, in Python), then against the shapes of the chosen profiles, with
SHACL. A **violation** is wrong or breaks a consumer, a **warning** makes a work harder to find or reuse, an **info** is nice to
have. Each shape is an IRI in `https://w3id.org/kg-publisher/shapes#` and carries, beside SHACL's own properties, three of
`https://w3id.org/kg-publisher/ns#`: `code` (never reused), `mend` (what to do) and `field` (the Record field it is about). Placeholders
`{$value}`, `{$this}` and `{$path}` in a message are filled in. A shape file of your own may use all of them, and needs none.

The rules on what a work must have look at the work that a record node describes (`foaf:primaryTopic`), so that a journal or the book
of a chapter is not asked for an abstract. Rules on a value look at every node that has it.
"""
_CHECKS = """
## Checks beside the shapes

What SHACL Core cannot say: forms that RDF libraries let pass, check digits, values that contradict each other, terms that do not exist.

| code | severity | message | what to do | why |
|---|---|---|---|---|
"""


def shapes_reference() -> str:
    """The text of docs/shapes.md: profiles, then one table for each shape file, then the checks made in Python."""
    profiles = shacl.profiles()
    parts = [_HEAD, "\n## Profiles\n\n| name | what it asks | files |\n|---|---|---|\n"]
    for name, row in profiles.items():
        files = row["files"]
        assert isinstance(files, list)
        parts.append(f"| `{name}` | {row['title']} | {', '.join(files)} |\n")
    compiled = shacl.load_profiles(list(profiles))
    for path in map(Path, compiled.files):
        shapes = sorted(
            (shape for shape in compiled.shapes.values() if shape.file == path.name and shape.code), key=lambda shape: shape.order
        )
        parts += [
            f"\n## {path.name}\n\n{_intro(path)}\n\n",
            "| code | severity | about | path | message | what to do | why |\n|---|---|---|---|---|---|---|\n",
        ]
        parts += [_row(shape) for shape in shapes]
    parts.append(_CHECKS)
    for code, issue in sorted(resources.table("issues").items()):
        if re.fullmatch("S9[0-9][0-9]", code):
            cells = (code, issue["severity"], issue["message"], issue["mend"], issue["explanation"])
            parts.append("| " + " | ".join(map(_cell, cells)) + " |\n")
    return "".join(parts)


def _intro(path: Path) -> str:
    return path.read_text("utf-8").splitlines()[0].removeprefix("# ")


def _row(shape: Shape) -> str:
    path = re.sub(r"<([^>]*)>", lambda match: vocabulary.shorten(match[1]), shape.path)
    cells = (shape.code, shape.severity, shape.name, f"`{path}`" if path else "", shape.message, shape.mend, shape.description)
    return "| " + " | ".join(map(_cell, cells)) + " |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;") if not text.startswith("`") else text.replace("|", "\\|")


if __name__ == "__main__":
    Path(__file__).with_name("shapes.md").write_text(shapes_reference(), "utf-8")
