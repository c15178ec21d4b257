"""Options that several commands share, and what they make: Settings and the inputs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg import settings
from kg.cli.group import option
from kg.errors import UsageError
from kg.settings import KEYS, Settings

_F = TypeVar("_F", bound=Callable[..., Any])

READING, MAPPING, CHECKING, OUTPUT, REPORTING, CONFIGURATION = "Reading", "Mapping", "Checking", "Output", "Reporting", "Configuration"
SEVERITY = click.Choice(KEYS["validate.fail_on"].choices)


def jobs(function: _F) -> _F:
    """--jobs."""
    return option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        heading=READING,
        help="Work in N processes; the output is the same. Default: the processors there are.",
    )(function)


def processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _apply(decorators: list[Callable[[_F], _F]], function: _F) -> _F:
    for decorate in reversed(decorators):
        function = decorate(function)
    return function


def _key(name: str) -> str:
    return KEYS[name].help


def reading(function: _F) -> _F:
    """IN..., --from, --encoding, --columns, --pure-hidden, --limit, --max-errors."""
    return _apply(
        [
            click.argument("inputs", metavar="IN...", nargs=-1),
            option(
                "--from", "from_format", metavar="FORMAT", heading=READING, help="Format of the inputs (see: kg formats); else recognised."
            ),
            option(
                "--encoding", metavar="NAME", heading=READING, help="Encoding of the inputs, as cp1252; else by byte order mark, or UTF-8."
            ),
            columns,
            option(
                "--pure-hidden",
                is_flag=True,
                default=None,
                heading=READING,
                help="Elsevier Pure: also read what is confidential, not visible to everybody or not approved; else it is left out.",
            ),
            option("--limit", type=click.IntRange(min=1), metavar="N", heading=READING, help="Stop after N records."),
            option(
                "--max-errors",
                default="0",
                metavar="N|P%",
                heading=READING,
                help="End with exit code 3 where more records than this could not be read.",
                show_default=True,
            ),
        ],
        function,
    )


def columns(function: _F) -> _F:
    """--columns."""
    return option(
        "--columns",
        metavar="FILE.toml",
        heading=READING,
        help="What the columns of tables (CSV, TSV) mean; kg init --from TABLE proposes such a file. Else by the columns' names.",
    )(function)


def mapping(function: _F) -> _F:
    """The options of the mapping, one for each setting that it knows."""
    return _apply(
        [
            option("--base", metavar="IRI", heading=MAPPING, help="Base of all minted IRIs; ends in /. Default: https://example.org/"),
            option("--id-policy", type=click.Choice(KEYS["id_policy"].choices), heading=MAPPING, help=_sentence("id_policy")),
            option("--schema-ns", type=click.Choice(KEYS["schema_ns"].choices), heading=MAPPING, help=_sentence("schema_ns")),
            option(
                "--date-published", type=click.Choice(KEYS["date_published"].choices), heading=MAPPING, help=_sentence("date_published")
            ),
            option("--metadata-licence", metavar="IRI", heading=MAPPING, help=_sentence("metadata_licence")),
            option("--spar/--no-spar", default=None, heading=MAPPING, help=_sentence("spar")),
            option("--concepts", type=click.Choice(KEYS["concepts"].choices), heading=MAPPING, help=_sentence("concepts")),
            option("--owl-sameas/--no-owl-sameas", default=None, heading=MAPPING, help=_sentence("owl_sameas")),
        ],
        function,
    )


def checking(function: _F) -> _F:
    """--profile, --fail-on, --no-validate, --only-valid."""
    return _apply(
        [
            option("--no-validate", is_flag=True, heading=CHECKING, help="Leave the SHACL checks out."),
            option("--only-valid", is_flag=True, heading=CHECKING, help="Hold records with violations back, and count them."),
            profiles,
            option(
                "--fail-on",
                type=SEVERITY,
                heading=CHECKING,
                help="End with exit code 1 where there is a finding of this severity or worse.",
            ),
        ],
        function,
    )


def profiles(function: _F) -> _F:
    """--profile, several times."""
    return option(
        "--profile", "profiles", multiple=True, metavar="NAME", heading=CHECKING, help="Shape profile, also several. Default: core"
    )(function)


def writing(function: _F) -> _F:
    """-o and --force."""
    return _apply(
        [
            option(
                "-o",
                "--output",
                metavar="FILE",
                default="-",
                heading=OUTPUT,
                help="Write to FILE, whole or not at all; .gz and .zst are packed.",
            ),
            option("--force", is_flag=True, heading=OUTPUT, help="Replace FILE also where it is not an earlier output of kg."),
        ],
        function,
    )


def reporting(function: _F) -> _F:
    """--all, --json, -q, -v, --color."""
    return _apply(
        [
            option("--all", "every", is_flag=True, heading=REPORTING, help="Show every finding; else at most 20 of a code."),
            option("--json", "as_json", is_flag=True, heading=REPORTING, help="Print the summary as one JSON object."),
            *_volume(),
        ],
        function,
    )


def quiet(function: _F) -> _F:
    """-q, -v and --color, for commands without findings."""
    return _apply(_volume(), function)


def _volume() -> list[Callable[[Any], Any]]:
    return [
        option("-q", "--quiet", is_flag=True, heading=REPORTING, help="Only errors."),
        option("-v", "--verbose", count=True, heading=REPORTING, help="Also infos and what is skipped."),
        option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            heading=REPORTING,
            expose_value=False,
            callback=_set_color,
            is_eager=True,
            help="Colours on the terminal; NO_COLOR is honoured.",
        ),
    ]


def configuration(function: _F) -> _F:
    """--config."""
    return option(
        "--config",
        "config_file",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        heading=CONFIGURATION,
        help="The kg.toml to use; else the nearest one upwards.",
    )(function)


def _set_color(context: click.Context, parameter: click.Parameter, value: str) -> None:
    if value == "auto":
        context.color = False if os.environ.get("NO_COLOR") else None
    else:
        context.color = value == "always"


def _sentence(name: str) -> str:
    text = _key(name)
    return text[0].upper() + text[1:] + "."


def load(config_file: Path | None, flags: dict[str, Any]) -> Settings:
    """The settings, `flags` by the names of settings.KEYS first."""
    return settings.load(flags, os.environ, start=Path.cwd(), file=config_file)


def names(inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The inputs named, or standard input where it is a pipe. Raises UsageError where there is nothing to read."""
    if inputs:
        return inputs
    if sys.stdin.isatty():
        raise UsageError("no input", hint="name a file, a folder or a pattern, or - for standard input")
    return ("-",)


class Allowance:
    """How many unreadable records are allowed: "10", or "0.5%" of those present. Raises UsageError for another text."""

    def __init__(self, text: str) -> None:
        number = text.removesuffix("%")
        if not number.replace(".", "", 1).isdecimal() or ("." in number and number == text):
            raise UsageError(f"--max-errors {text} will not do", hint="use a number as 10, or a share as 0.5%")
        self.share = float(number) / 100 if text.endswith("%") else 0.0
        self.number = 0 if text.endswith("%") else int(number)

    def exceeded(self, errors: int, present: int) -> bool:
        """Whether `errors` of `present` are too many."""
        return errors > max(self.number, self.share * present)
