"""`kg init`: the first files of a new project."""

from __future__ import annotations

from pathlib import Path

import click

from kg import outputs
from kg.cli import group
from kg.cli.group import option
from kg.errors import UsageError
from kg.settings import ENDPOINT_KEYS, KEYS, Key

EXAMPLES = [
    ("kg init", "kg.toml and sample.bib in this folder"),
    ("kg init publications --base https://data.example.ac.uk/", "in a folder of its own, with the base set"),
    ("kg init && kg convert sample.bib", "then see the first record as Turtle"),
    ("kg init --from refs.csv", "refs.columns.toml beside the table: what its columns seem to mean, for --columns"),
]
SAMPLE = """% A record to begin with: kg convert sample.bib
@article{example2024,
  author   = {Example, Ada and Sample, Bo},
  title    = {A first record: {What} a publisher of linked data needs},
  journal  = {Journal of Examples},
  year     = {2024},
  month    = mar,
  volume   = {7},
  number   = {2},
  pages    = {11--23},
  language = {English},
  keywords = {linked data, bibliography}
}
"""


@group.command("init", examples=EXAMPLES)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=".")
@option(
    "--from", "table", metavar="TABLE", heading="Tables", help="Propose what the columns of a CSV or TSV file mean, in a file beside it."
)
@option("--encoding", metavar="NAME", heading="Tables", help="Encoding of the table, as cp1252; else by byte order mark, or UTF-8.")
@option("--base", metavar="IRI", heading="Settings", help="The base of all IRIs; ends in /.")
@option("--force", is_flag=True, heading="Settings", help="Replace files that are there.")
def command(folder: Path, table: str | None, encoding: str | None, base: str | None, force: bool) -> None:
    """Write a commented kg.toml and a sample record.

    With --from TABLE only the proposal for the columns of that table is written.
    """
    from kg import settings

    if table is not None:
        _propose(table, encoding or "", force=force)
        return

    settings.load({"base": base}, {}, start=Path("/"))  # a base that will not do is told before anything is written
    files = {folder / "kg.toml": config(base), folder / "sample.bib": SAMPLE}
    there = [str(path) for path in files if path.exists()]
    if there and not force:
        raise UsageError(f"{' and '.join(there)}: already there", hint="--force replaces them")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror}", hint="name another one") from error
    for path, text in files.items():
        outputs.write(str(path), text.encode(), force=True)
        click.echo(f"wrote {path}", err=True)
    click.echo(f"next: kg convert {folder / 'sample.bib'}", err=True)


def _propose(table: str, encoding: str, *, force: bool) -> None:
    from kg.cli.init_columns import proposed

    path, text = proposed(table, encoding)
    if path.exists() and not force:
        raise UsageError(f"{path}: already there", hint="--force replaces it")
    outputs.write(str(path), text.encode(), force=True)
    click.echo(f"wrote {path}", err=True)
    click.echo(f"next: look at its lines with 'not known', then kg convert {table} --columns {path}", err=True)


def config(base: str | None) -> str:
    """The text of kg.toml: every setting with its help, commented out but the base where one is given."""
    lines = ["# Settings of kg. A line without # is in force; flags and KG_* variables go before it.", ""]
    table = ""
    for name, key in KEYS.items():
        head, _, last = name.rpartition(".")
        if head != table:
            lines += ["", f"[{head}]"]
            table = head
        lines.append(f"# {_sentence(key)}")
        lines.append(f'base = "{base}"' if name == "base" and base else f"# {last} = {_toml(key.default)}")
    lines += ["", "# An endpoint for kg push and kg query: --endpoint prod", "# [endpoint.prod]"]
    lines += [f"# {name} = {_toml(key.default)}  # {_sentence(key)}" for name, key in ENDPOINT_KEYS.items()]
    return "\n".join(lines) + "\n"


def _sentence(key: Key) -> str:
    return key.help + (f" ({', '.join(key.choices)})" if key.choices else "")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(f'"{part}"' for part in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
