"""`kg explain`: what a diagnostic code means. A code stands in vocab/issues.toml or, as kg:code, in a shape of shapes/."""

from __future__ import annotations

import difflib
import re
from typing import Any

import click

from kg import resources
from kg.cli import group
from kg.cli.findings import print_json
from kg.cli.group import option
from kg.errors import UsageError

EXAMPLES = [
    ("kg explain KG-R101", "a finding about the input"),
    ("kg explain S001", "a shape; the prefix KG- may be left out"),
    ("kg explain KG-S001 --json", "as one JSON object"),
]
_SHAPE_CODE = re.compile(r"kg:code\s+\"(\w+)\"")


@group.command("explain", examples=EXAMPLES)
@click.argument("code")
@option("--json", "as_json", is_flag=True, heading="Reporting", help="Print one JSON object.")
def command(code: str, as_json: bool) -> None:
    """Tell what a diagnostic code means and how to mend it."""
    name = code.upper().removeprefix("KG-")
    table = resources.table("issues")
    found = dict(table[name]) if name in table else _shape(name)
    if not found:
        known = [*table, *shape_codes()]
        near = difflib.get_close_matches(name, known, 1, 0.5)
        raise UsageError(f"there is no code {code}", hint=f"did you mean KG-{near[0]}?" if near else "codes look like KG-R101")
    if as_json:
        print_json({"code": f"KG-{name}", **found})
        return
    click.echo(f"KG-{name} ({found.pop('severity')})")
    for key in ("message", "mend", "explanation"):
        if found.get(key):
            click.echo(f"  {key + ':':<13}{found.pop(key)}")
    for key, value in found.items():
        if value:
            click.echo(f"  {key + ':':<13}{value}")


def shape_codes() -> list[str]:
    """The codes of all shapes, in the order of the files."""
    return [code for path in sorted(resources.root("shapes").glob("*.ttl")) for code in _SHAPE_CODE.findall(path.read_text("utf-8"))]


def _shape(code: str) -> dict[str, Any]:
    """What the shape with kg:code `code` says; {} where there is none."""
    if code not in shape_codes():
        return {}
    import rdflib

    sh, kg = rdflib.Namespace("http://www.w3.org/ns/shacl#"), rdflib.Namespace("https://w3id.org/kg-publisher/ns#")
    for path in sorted(resources.root("shapes").glob("*.ttl")):
        graph = rdflib.Graph().parse(path, format="turtle")
        for shape in graph.subjects(kg.code, rdflib.Literal(code)):
            severity = str(graph.value(shape, sh.severity) or sh.Violation).rpartition("#")[2].lower()
            return {
                "severity": severity,
                "message": str(graph.value(shape, sh.message) or graph.value(shape, sh.name) or ""),
                "mend": str(graph.value(shape, kg.mend) or ""),
                "explanation": str(graph.value(shape, sh.description) or ""),
                "field": str(graph.value(shape, kg.field) or ""),
                "shape": str(shape) if isinstance(shape, rdflib.URIRef) else "",
                "file": f"shapes/{path.name}",
            }
    return {}
