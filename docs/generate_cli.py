"""The command-line reference, made from the commands themselves: python docs/generate_cli.py writes docs/cli.md."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kg.cli.ending import EXIT_CODES
from kg.cli.group import COMMANDS, Command, Option, kg
from kg.settings import ENDPOINT_KEYS, KEYS, Key, env_name

TARGET = Path(__file__).with_name("cli.md")
HEAD = """# Command line

Made by `python docs/generate_cli.py` from the commands themselves; a test keeps it up to date.

Standard output carries data only; findings, progress and summaries go to standard error. Inputs are files, folders, patterns (quote them:
`'data/**/*.bib'`) or `-` for standard input, packed or not; their formats are recognised. An output file is written whole or not at all;
an existing one is replaced only with `--force`, or where it begins with the same 512 bytes as the new output, so that an
earlier output of the same command may be written again. An input is never overwritten.
"""


def reference() -> str:
    """The text of docs/cli.md."""
    parts = [HEAD, _exit_codes(), _settings()]
    parent = click.Context(kg, info_name="kg")
    for heading in dict.fromkeys(row.heading for row in COMMANDS.values()):
        parts.append(f"## {heading}\n")
        parts += [_command(name, parent) for name, row in COMMANDS.items() if row.heading == heading]
    return "\n".join(parts)


def _exit_codes() -> str:
    rows = "".join(f"| {code} | {meaning} |\n" for code, meaning in EXIT_CODES.items())
    return f"## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}"


def _settings() -> str:
    lines = ["## Settings\n"]
    lines.append(
        "From flags, then `KG_*` variables, then the nearest `kg.toml` upwards (or `[tool.kg]` of a `pyproject.toml`), then defaults.\n"
    )
    lines += ["| key | variable | default | meaning |", "|---|---|---|---|"]
    lines += [f"| `{name}` | `{env_name(name)}` | {_default(key)} | {_meaning(key)} |" for name, key in KEYS.items()]
    lines.append("\nAn `[endpoint.NAME]` table:\n")
    lines += ["| key | default | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {_default(key)} | {_meaning(key)} |" for name, key in ENDPOINT_KEYS.items()]
    return "\n".join(lines) + "\n"


def _default(key: Key) -> str:
    if isinstance(key.default, bool):
        return str(key.default).lower()
    text = ", ".join(key.default) if isinstance(key.default, tuple) else str(key.default)
    return f"`{text}`" if text else ""


def _meaning(key: Key) -> str:
    return key.help + (f" ({', '.join(key.choices)})" if key.choices else "")


def _command(name: str, parent: click.Context) -> str:
    """One command: purpose, usage, options by heading, examples. Not click's own help text, whose form changes from release to release."""
    command = kg.get_command(parent, name)
    assert isinstance(command, Command), name
    arguments = " ".join(
        part.metavar or _choices(part) or f"[{part.human_readable_name}]" for part in command.params if isinstance(part, click.Argument)
    )
    lines = [f"### kg {name}\n", inspect.cleandoc(command.help or ""), "", "```text", f"kg {name} [OPTIONS] {arguments}".rstrip()]
    found = [part for part in command.params if isinstance(part, Option)]
    for heading in dict.fromkeys(part.heading for part in found):
        lines.append(f"\n{heading}:")
        for part in (part for part in found if part.heading == heading):
            lines.append(f"  {_names(part)}")
            lines.append(f"      {part.help}" + (f" Default: {part.default}" if part.show_default else ""))
    lines.append("\nExamples:")
    lines += [f"  {line}\n      {purpose}" for line, purpose in command.examples]
    return "\n".join([*lines, "```", ""])


def _names(part: Option) -> str:
    names = ", ".join(part.opts) + (" / " + ", ".join(part.secondary_opts) if part.secondary_opts else "")
    if part.is_flag or part.count:
        return names
    return f"{names} {part.metavar or _choices(part) or 'N'}"


def _choices(part: click.Parameter) -> str:
    return f"[{'|'.join(map(str, part.type.choices))}]" if isinstance(part.type, click.Choice) else ""


if __name__ == "__main__":
    TARGET.write_text(reference(), "utf-8")
