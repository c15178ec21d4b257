"""`kg formats`: what is read and what is written."""

from __future__ import annotations

from typing import Any

import click

from kg.cli import group
from kg.cli.findings import print_json
from kg.cli.group import option

EXAMPLES = [
    ("kg formats", "every format with its file endings"),
    ("kg formats --json", "the same as one JSON object, with media types"),
    ("kg convert refs.bib --to ris", "use a name from the list"),
]


@group.command("formats", examples=EXAMPLES)
@option("--json", "as_json", is_flag=True, heading="Reporting", help="Print one JSON object.")
def command(as_json: bool) -> None:
    """List the formats that are read and written."""
    read, written = tables()
    if as_json:
        print_json({"read": read, "written": written})
        return
    wide, wider = (max(len(row[column]) for row in (*read, *written)) + 2 for column in ("name", "title"))
    for title, rows in (("Read (--from)", read), ("Written (--to)", written)):
        click.echo(f"{title}:")
        for row in rows:
            click.echo(f"  {row['name']:<{wide}}{row['title']:<{wider}}{' '.join(row['endings'])}")
    click.echo("Inputs may be packed as .gz, .zst or .bz2; outputs as .gz or .zst.")


def tables() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows of the formats read and of those written."""
    from kg.inputs import RDF_FORMATS
    from kg.sources import SOURCES
    from kg.writers import WRITERS

    read = [
        {"name": name, "title": row.title, "endings": list(row.endings), "media_type": row.media_type}
        for table in (SOURCES, RDF_FORMATS)
        for name, row in table.items()
    ]
    written = [
        {"name": name, "title": row.title, "endings": list(row.endings), "media_type": row.media_type, "kind": row.kind}
        for name, row in WRITERS.items()
    ]
    return read, written
