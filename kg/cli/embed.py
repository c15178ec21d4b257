"""`kg embed`: what a record's web page should carry for search engines and reference managers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg import outputs
from kg.cli import group, options
from kg.cli.group import option
from kg.errors import InputError, UsageError

EXAMPLES = [
    ("kg embed page.txt --page-url 'https://portal.example.ac.uk/publications/{key}'", "the JSON-LD object, ready for a script element"),
    ("kg embed page.txt --html -o snippet.html", "with script element, canonical link and citation_* meta tags"),
    ("kg embed page.txt --into article.html", "put that into a page; run again any time, it stays single"),
]


@group.command("embed", examples=EXAMPLES)
@options.reading
@options.mapping
@options.checking
@option("--page-url", metavar="IRI", heading=options.OUTPUT, help="Address of the work's page, with {key} in it.")
@option("--html", "as_html", is_flag=True, heading=options.OUTPUT, help="A piece of HTML for the page's head instead of bare JSON-LD.")
@option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PAGE",
    heading=options.OUTPUT,
    help="Put the piece of HTML into this page, between markers.",
)
@options.writing
@options.reporting
@options.configuration
def command(
    inputs: tuple[str, ...],
    as_html: bool,
    into: Path | None,
    output: str,
    force: bool,
    profiles: tuple[str, ...],
    config_file: Path | None,
    **given: Any,
) -> int:
    """Make the JSON-LD snippet of a record's web page.

    It uses schema.org only and is safe inside a script element.
    """
    from kg import pipeline
    from kg.cli.run import Run, settings_of
    from kg.writers import embed

    if into and output != "-":
        raise UsageError("--into and -o exclude each other", hint="--into writes the page itself")
    if into and not into.exists():
        raise UsageError(f"there is no page {into}", hint=f"make it first, or write the piece of HTML alone: --html -o {into}")
    settings = settings_of(given, config_file, profiles)
    choices = pipeline.writer_options(settings)
    run = Run(options.names(inputs), settings, given)
    run.works_only = "embed"
    if not as_html and not into:
        with outputs.create(output, force=force, inputs=run.names) as out:
            embed.write(run.described(), out, options=choices)
        return run.finish()
    snippets = [
        embed.html(outcome.described, record, choices)
        for outcome in run.outcomes()
        if outcome.described is not None
        for record in pipeline.records(outcome, settings)
    ]
    if into:
        _inject(into, snippets)
        if not run.quiet:
            click.echo(f"{into}: snippet of {len(snippets[0].encode()):,} bytes is in; run again any time", err=True)
    else:
        outputs.write(output, "".join(snippets).encode(), force=force, inputs=run.names)
    return run.finish()


def _inject(page: Path, snippets: list[str]) -> None:
    """Put the one snippet into the page, in the page's own encoding of bytes that are not touched."""
    from kg.writers import embed

    if len(snippets) != 1:
        raise UsageError(f"--into takes one record, the input has {len(snippets)}", hint="name one record's file, or use --html")
    try:
        text = page.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{page}: not UTF-8 ({error.reason} at byte {error.start})", hint="save the page as UTF-8") from error
    outputs.write(str(page), embed.inject(text, snippets[0]).encode(), force=True)
