"""`kg completion`: the script that lets a shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from kg.cli import group
from kg.errors import UsageError

EXAMPLES = [
    ("kg completion bash >> ~/.bashrc", "completion in every new bash"),
    ("kg completion zsh >> ~/.zshrc", "the same for zsh"),
    ("kg completion fish > ~/.config/fish/completions/kg.fish", "the same for fish"),
]


@group.command("completion", examples=EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script for a shell."""
    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"no completion for {shell}")
    click.echo(found(group.kg, {}, "kg", "_KG_COMPLETE").source())
