"""`kg config`: the settings in force."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import msgspec

from kg.cli import group, options
from kg.cli.findings import print_json
from kg.cli.group import option
from kg.settings import KEYS, Settings

EXAMPLES = [
    ("kg config show", "every setting and its value"),
    ("kg config show --origin", "also where each value comes from"),
    ("KG_BASE=https://data.example.org/ kg config show --json", "as one JSON object"),
]


@group.command("config", examples=EXAMPLES)
@click.argument("action", type=click.Choice(["show"]), default="show")
@option("--origin", is_flag=True, heading="Reporting", help="Show where each value comes from.")
@option("--json", "as_json", is_flag=True, heading="Reporting", help="Print one JSON object.")
@options.configuration
def command(action: str, origin: bool, as_json: bool, config_file: Path | None) -> None:
    """Show the settings in force and where each comes from."""
    settings = options.load(config_file, {})
    values = {name: getattr(settings, name.rpartition(".")[2]) for name in KEYS}
    if as_json:
        endpoints = {name: msgspec.structs.asdict(row) for name, row in settings.endpoints.items()}
        print_json({"file": settings.file, "settings": values, "origins": settings.origins, "endpoints": endpoints})
        return
    width = max(len(name) for name in KEYS) + 2
    for name, value in values.items():
        click.echo(f"{name:<{width}}{_shown(value)}" + (f"    # {settings.origins[name]}" if origin else ""))
    for line in _endpoints(settings):
        click.echo(line)
    if not settings.file:
        click.echo("no kg.toml found from here upwards; kg init makes one", err=True)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return (
        str(value) if isinstance(value, int) else f'"{value}"' if isinstance(value, str) else "[" + ", ".join(f'"{x}"' for x in value) + "]"
    )


def _endpoints(settings: Settings) -> list[str]:
    """The lines of the endpoints; of a secret only whether its variable is set."""
    found = []
    for name, row in settings.endpoints.items():
        for key, value in msgspec.structs.asdict(row).items():
            if key != "name" and value not in ("", False):
                note = "" if not key.endswith("_env") else "    # set" if os.environ.get(str(value)) else "    # not set"
                found.append(f"endpoint.{name}.{key} = {_shown(value)}{note}")
    return found
