"""`kg load`: records into the embedded store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import group, options, targets
from kg.cli.group import option

EXAMPLES = [
    ("kg load data/ --store kg-store", "every record a named graph; unchanged ones are left alone"),
    ("kg load data/ --store kg-store --mode sync", "also remove the records that are no longer in data/"),
    ("kg query outputs-by-year --store kg-store", "ask the store"),
]


@group.command("load", examples=EXAMPLES)
@options.reading
@options.mapping
@options.checking
@option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="DIR",
    heading=options.OUTPUT,
    help="The store's folder.",
)
@targets.modes
@options.reporting
@options.configuration
def command(
    inputs: tuple[str, ...],
    store: Path,
    mode: str,
    allow_mass_delete: bool,
    profiles: tuple[str, ...],
    config_file: Path | None,
    **given: Any,
) -> int:
    """Load records into the embedded store.

    Each record is a named graph and replaces the one of the same key.
    """
    import msgspec

    from kg import store as stores
    from kg.cli.run import Run, settings_of

    settings = settings_of(given, config_file, profiles)
    run = Run(options.names(inputs), settings, given)
    with targets.given(run, mode) as records:
        report = stores.load(
            records.described,
            store,
            mode="sync" if records.mode == "sync" else "replace",
            prefix=f"{settings.base}graph/",
            keep=records.keep,
            allow_mass_delete=allow_mass_delete,
        )
    run.findings.add(report.failures)
    code = run.finish(load={name: value for name, value in msgspec.to_builtins(report).items() if name != "failures"})
    if not run.quiet and not run.as_json:
        click.echo(targets.changes(str(store), report), err=True)
    return code if report.ok else max(code, 3)
