"""`kg push`: records to a SPARQL endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import group, options, targets
from kg.cli.group import option

EXAMPLES = [
    ("kg push data/ --endpoint prod", "to the [endpoint.prod] of kg.toml; unchanged records are not sent"),
    ("kg push page.txt --endpoint http://127.0.0.1:7878 --base https://data.example.ac.uk/", "to a server named by its address"),
    ("kg push data/ --endpoint prod --mode sync --dry-run", "tell what would be written and removed"),
]


@group.command("push", examples=EXAMPLES)
@options.reading
@options.mapping
@options.checking
@option(
    "--endpoint", required=True, metavar="NAME|URL", heading=options.OUTPUT, help="An [endpoint.NAME] of kg.toml, or a server's address."
)
@targets.modes
@option("--dry-run", is_flag=True, heading=options.OUTPUT, help="Only tell what would be done.")
@option(
    "--journal",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    heading=options.OUTPUT,
    help="Keep a journal there, so that a broken-off push is resumed.",
)
@options.reporting
@options.configuration
def command(
    inputs: tuple[str, ...],
    endpoint: str,
    mode: str,
    allow_mass_delete: bool,
    dry_run: bool,
    journal: Path | None,
    profiles: tuple[str, ...],
    config_file: Path | None,
    **given: Any,
) -> int:
    """Publish records to a SPARQL endpoint.

    Each record is a named graph and replaces the one of the same key. Passwords come from the variable that password_env names.
    """
    import msgspec

    from kg.cli.run import Run, settings_of
    from kg.publish import endpoint as publish

    settings = settings_of(given, config_file, profiles)
    run = Run(options.names(inputs), settings, given)
    target = targets.find_endpoint(settings, endpoint)
    with targets.given(run, mode) as records:
        choices = publish.PushOptions(
            base=settings.base,
            mode="sync" if records.mode == "sync" else "replace",
            dry_run=dry_run,
            allow_mass_delete=allow_mass_delete,
            keep=records.keep,
            journal=journal,
        )
        report = publish.push(records.described, target, choices)
    run.findings.add(report.failures)
    code = run.finish(push={name: value for name, value in msgspec.to_builtins(report).items() if name != "failures"})
    if not run.quiet and not run.as_json:
        click.echo(targets.changes(report.endpoint + (" (dry run)" if dry_run else ""), report), err=True)
        if report.stopped:
            click.echo(f"stopped: {report.stopped}", err=True)
    return code if report.ok else 4
