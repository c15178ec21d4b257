"""`kg convert`: any input format to any output format."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import click
import msgspec

from kg import outputs
from kg.cli import group, options
from kg.cli.group import option
from kg.errors import UsageError

EXAMPLES = [
    ("kg convert page.txt", "a Pure portal page as Turtle on standard output"),
    (
        "kg convert 'data/**/*.bib' -o all.nq.zst --base https://data.example.ac.uk/",
        "many files into one packed file; its ending tells the format",
    ),
    ("kg convert page.txt --losses -o page.jsonld", "also list what a record holds and the graph leaves out"),
    ("kg convert works.ttl --to bibtex", "back from RDF to a bibliography"),
]


@group.command("convert", examples=EXAMPLES)
@options.reading
@options.jobs
@options.mapping
@options.checking
@option(
    "-t",
    "--to",
    "to_format",
    metavar="FORMAT",
    heading=options.OUTPUT,
    help="Format of the output; else by the ending of FILE, else turtle.",
)
@options.writing
@option("--skolem-lists", is_flag=True, default=None, heading=options.OUTPUT, help="Give list cells IRIs instead of blank nodes.")
@option("--inline-context", is_flag=True, heading=options.OUTPUT, help="Put the JSON-LD context inside the document (the default).")
@option("--context-url", metavar="IRI", heading=options.OUTPUT, help="Name the JSON-LD context by this address instead.")
@option("--page-url", metavar="IRI", heading=options.OUTPUT, help="Address of a work's page, with {key}; for --to embed.")
@option("--losses", is_flag=True, heading=options.REPORTING, help="List what the records hold and the graph leaves out, with the reason.")
@options.reporting
@options.configuration
def command(
    inputs: tuple[str, ...],
    to_format: str | None,
    output: str,
    force: bool,
    inline_context: bool,
    losses: bool,
    profiles: tuple[str, ...],
    config_file: Path | None,
    **given: Any,
) -> int:
    """Turn bibliographic records into linked data, or into another bibliographic format.

    IN are files, folders, patterns, or - for standard input; the format of each is recognised. Records with findings are written and
    reported; --only-valid holds those with violations back.
    """
    from kg import pipeline, writers
    from kg.cli.run import Run, settings_of

    if inline_context:
        if given["context_url"]:
            raise UsageError("--inline-context and --context-url exclude each other", hint="leave one out")
        given["context_url"] = ""
    if given["no_validate"] and given["only_valid"]:
        raise UsageError("--only-valid needs the checks that --no-validate leaves out", hint="leave one out")
    settings = settings_of(given, config_file, profiles)
    name = writer_name(to_format, output)
    run = Run(options.names(inputs), settings, given, second=True)
    run.minted = writers.WRITERS[name].kind == "graph"
    counted = pipeline.Losses(settings) if losses else None
    with outputs.create(output, force=force, inputs=run.names) as out:
        run.write(out, name, counted)
    rows = counted.rows() if counted is not None else []
    if counted is not None and not run.as_json:
        for row in rows:
            click.echo(f"left out: {row.field} ({row.count:,}): {row.reason}", err=True)
    return run.finish(**({"losses": [msgspec.structs.asdict(row) for row in rows]} if losses else {}))


def writer_name(asked: str | None, output: str) -> str:
    """The name of a row of WRITERS: as asked, else by the ending of the output, else turtle. Raises UsageError."""
    from kg.packing import ENDINGS
    from kg.writers import WRITERS

    if asked:
        if asked not in WRITERS:
            near = [row for row, writer in WRITERS.items() if f".{asked}" in writer.endings] or difflib.get_close_matches(asked, WRITERS, 1)
            raise UsageError(
                f"unknown output format {asked!r}", hint=f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(WRITERS)
            )
        return asked
    if output in ("", "-") or not Path(output).suffix or output.startswith("/dev/"):
        return "turtle"
    name = output.lower()
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    found = [(len(ending), row) for row, writer in WRITERS.items() for ending in writer.endings if name.endswith(ending)]
    if not found:
        raise UsageError(f"the ending of {output} names no output format", hint="use --to: " + ", ".join(WRITERS))
    return max(found)[1]
