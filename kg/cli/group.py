"""The command `kg`: the table of its commands, loaded when they are called, and the form of all help texts."""

from __future__ import annotations

import difflib
import importlib
import importlib.metadata
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import click

from kg.cli.ending import EXIT_CODES, code_of


class Row(NamedTuple):
    """A row of COMMANDS: the heading it stands under, and its purpose in one line."""

    heading: str
    purpose: str


#: Command -> row. The command itself is `command` in kg/cli/<name>.py; its help begins with the same purpose (tested).
COMMANDS: dict[str, Row] = {
    "init": Row("Start", "Write a commented kg.toml and a sample record."),
    "doctor": Row("Start", "Check the installation, the configuration and the endpoints."),
    "explain": Row("Start", "Tell where each triple of a record comes from, or what a code, shape, term or field means."),
    "harvest": Row("Make", "Fetch records from a server: OAI-PMH, Pure, Crossref or DataCite."),
    "convert": Row("Make", "Turn bibliographic records into linked data, or into another bibliographic format."),
    "validate": Row("Make", "Check records or RDF with the SHACL shapes."),
    "embed": Row("Make", "Make the JSON-LD snippet of a record's web page."),
    "load": Row("Data", "Load records into the embedded store."),
    "query": Row("Data", "Ask files, the embedded store or an endpoint in SPARQL."),
    "push": Row("Data", "Publish records to a SPARQL endpoint."),
    "formats": Row("More", "List the formats that are read and written."),
    "config": Row("More", "Show the settings in force and where each comes from."),
    "completion": Row("More", "Print the completion script for a shell."),
}


class Option(click.Option):
    """An option with the heading it stands under in the help text."""

    def __init__(self, *args: Any, heading: str = "Options", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heading = heading


class Command(click.Command):
    """A command whose help has grouped options and examples. `examples` are pairs of a command line and what it does."""

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A reader that closes our output early has seen enough; click itself would end with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            return code_of(error)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their headings, then the examples."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            if (line := parameter.get_help_record(ctx)) is not None:
                groups.setdefault(getattr(parameter, "heading", "Help"), []).append(line)
        for heading, lines in groups.items():
            with formatter.section(heading):
                formatter.write_dl(lines)
        with formatter.section("Examples"):
            for example, purpose in self.examples:
                formatter.write(f"  {example}\n      {purpose}\n")


_F = TypeVar("_F", bound=Callable[..., Any])


def command(name: str, *, examples: Sequence[tuple[str, str]]) -> Callable[[Callable[..., Any]], Command]:
    """The decorator that makes a function the command `name`; the function returns the exit code (None: 0)."""

    def decorate(function: Callable[..., Any]) -> Command:
        made = click.command(name, cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})(
            function
        )
        made.examples = examples
        return made

    return decorate


def option(*names: str, heading: str, **attributes: Any) -> Callable[[_F], _F]:
    """click.option with a heading."""
    return click.option(*names, cls=Option, heading=heading, **attributes)


class Lazy(click.Group):
    """A group that imports a command only when it is called, and proposes the nearest name for an unknown one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported now; None where there is none."""
        if name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"kg.cli.{name}").command
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a hint for an unknown name."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = difflib.get_close_matches(args[0], COMMANDS, 1, 0.5)
            error = click.UsageError(f"there is no command {args[0]!r}", ctx)
            error.hint = f"did you mean {near[0]!r}?" if near else "see: kg --help"  # type: ignore[attr-defined]
            raise error
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings, then the exit codes; no command is imported for it."""
        for heading in dict.fromkeys(row.heading for row in COMMANDS.values()):
            with formatter.section(heading):
                formatter.write_dl([(name, row.purpose) for name, row in COMMANDS.items() if row.heading == heading])
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in EXIT_CODES.items()])


def _version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    try:
        found = importlib.metadata.version("kg-publisher")
    except importlib.metadata.PackageNotFoundError:
        found = "unknown: run from a folder, not installed"
    click.echo(f"kg, version {found}")
    context.exit()


@click.group(
    cls=Lazy, name="kg", invoke_without_command=False, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120}
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit.")
def kg() -> None:
    """Bibliographic records as linked data: Schema.org, BIBO and Dublin Core.

    Standard output carries data only; findings and progress go to standard error. Settings come from flags, KG_* variables, the
    nearest kg.toml, and defaults, in this order. `kg COMMAND --help` shows each command's options and examples.
    """
