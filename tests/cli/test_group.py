"""What holds for all commands: help, documentation, exit codes, hints."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kg.cli import ending, group
from kg.errors import ConfigError, EndpointError, InputError, TableError, UsageError
from tests.cli.runner import ROOT, kg

HEAVY = ("rdflib", "pyshacl", "SPARQLWrapper", "pyoxigraph", "lxml", "httpx", "pylatexenc", "zstandard")


def commands() -> dict[str, group.Command]:
    context = click.Context(group.kg)
    found = {}
    for name in group.COMMANDS:
        command = group.kg.get_command(context, name)
        assert isinstance(command, group.Command)
        found[name] = command
    return found


def options_of(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys; from kg.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(' '.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & set(HEAVY)
    assert not {name for name in loaded if name.startswith("kg.sources")}


@pytest.mark.parametrize("name", group.COMMANDS)
def test_command_has_its_purpose_examples_and_headings(name: str) -> None:
    command = commands()[name]
    assert command.help is not None
    assert command.help.split("\n\n")[0].strip() == group.COMMANDS[name].purpose
    assert len(command.examples) >= 3
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name != "help":
            assert parameter.help, parameter.name
            assert isinstance(parameter, group.Option), parameter.name


@pytest.mark.parametrize("name", group.COMMANDS)
def test_examples_use_commands_and_options_that_exist(name: str) -> None:
    known = commands()
    for line, purpose in known[name].examples:
        assert purpose
        for part in line.split("&&"):
            words = [word for word in shlex.split(part, comments=True) if not word.startswith("KG_")]
            assert words[0] == "kg"
            assert words[1] in known
            used = {word for word in words[2:] if word.startswith("-") and word != "-"}
            assert used <= options_of(known[words[1]]), line


def test_reference_is_up_to_date() -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    import generate_cli

    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == generate_cli.reference(), "run: make docs"


def test_help_tells_every_exit_code() -> None:
    out = kg("--help").out
    for code in (0, 1, 2, 3, 4, 5, 130):
        assert f"\n  {code} " in out


def test_help_tells_what_an_interrupted_command_keeps() -> None:
    said = " ".join(kg("--help").out.split())
    assert "no unfinished file of -o stays; harvest, load and push keep what is done and go on when run again" in said


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["convrt", "x"], "did you mean 'convert'?"),
        (["convert", "--bse", "x"], "--base"),
        (["convert", "x", "--to", "turtel"], "did you mean 'turtle'?"),
        (["convert", "x", "--to", "nt"], "did you mean 'ntriples'?"),
        (["convert", "x", "--from", "bibtx"], "did you mean 'bibtex'?"),
        (["convert", "examples", "--profile", "nope"], "known profiles: core"),
        (["embed", "examples", "--into", "nowhere.html"], "--html -o nowhere.html"),
        (["init", "/proc/nowhere"], "name another one"),
        (["convert", "examples", "-o", "out.doc"], "use --to"),
        (["convert", "examples", "--no-validate", "--only-valid"], "leave one out"),
        (["convert", "examples", "--max-errors", "some"], "0.5%"),
        (["explain", "KG-S6022"], "did you mean KG-S602?"),
        (["query", "outputs-by-yeer", "examples"], "did you mean outputs-by-year"),
        (["query", "ASK {}", "examples", "--store", "x"], "ask one of them"),
        (["push", "examples", "--endpoint", "prod"], "[endpoint.prod]"),
        (["config", "show", "--config", "missing.toml"], "kg config --help"),
    ],
)
def test_wrong_arguments_end_with_2_and_a_hint(arguments: list[str], hint: str) -> None:
    ended = kg(*arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith("kg: error: ")
    assert hint in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (ConfigError("x"), 2),
        (TableError("x"), 2),
        (InputError("x"), 3),
        (EndpointError("x"), 4),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (click.UsageError("x"), 2),
    ],
)
def test_exception_becomes_its_exit_code(error: BaseException, code: int) -> None:
    assert ending.code_of(error) == code
    assert code in ending.EXIT_CODES


def test_bug_ends_with_5_and_saves_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def run() -> None:
        with ending.Boundary():
            raise ZeroDivisionError("a bug")

    with pytest.raises(SystemExit) as caught:
        run()
    assert caught.value.code == 5
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    path = Path(shown.split("the traceback is in ")[1].split(";")[0])
    assert "ZeroDivisionError: a bug" in path.read_text("utf-8")
    path.unlink()


def test_closed_pipe_ends_quietly() -> None:
    line = f"{shlex.quote(sys.executable)} -m kg convert examples --no-validate -q | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("@prefix")
    assert (done.returncode, done.stderr) == (0, "")


def test_version_is_that_of_the_project() -> None:
    assert kg("--version").out.startswith("kg, version ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_names_kg(shell: str) -> None:
    ended = kg("completion", shell)
    assert ended.code == 0
    assert "_KG_COMPLETE" in ended.out
