"""`kg doctor`: is everything in place, and if not, what to do."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from kg import resources, settings, terms
from kg.cli import group, options, targets
from kg.cli.findings import print_json
from kg.cli.group import option
from kg.errors import KgError

EXAMPLES = [
    ("kg doctor", "one line for each check: ok, warn or fail, with the mend"),
    ("kg doctor --endpoints", "also ask every endpoint of kg.toml"),
    ("kg doctor --json", "as one JSON object"),
]
LIBRARIES = ("click", "httpx", "lxml", "msgspec", "pylatexenc", "pyoxigraph", "pyshacl", "rdflib", "SPARQLWrapper", "zstandard")
_COLORS = {"ok": "green", "warn": "yellow", "fail": "red"}


class Check(NamedTuple):
    """One line: `state` is ok, warn or fail."""

    state: str
    name: str
    found: str
    mend: str = ""


@group.command("doctor", examples=EXAMPLES)
@option("--endpoints", is_flag=True, heading="Checks", help="Also ask the endpoints of kg.toml (needs the network).")
@option("--json", "as_json", is_flag=True, heading="Reporting", help="Print one JSON object.")
@options.configuration
def command(endpoints: bool, as_json: bool, config_file: Path | None) -> int:
    """Check the installation, the configuration and the endpoints."""
    found = list(checks(config_file, endpoints=endpoints))
    if as_json:
        print_json({"checks": [check._asdict() for check in found]})
    else:
        for check in found:
            click.echo(f"{click.style(f'{check.state:<5}', fg=_COLORS[check.state])}{check.name}: {check.found}")
            if check.mend:
                click.echo(f"     hint: {check.mend}")
    return 1 if any(check.state == "fail" for check in found) else 0


def checks(config_file: Path | None, *, endpoints: bool) -> Iterator[Check]:
    """All checks, one by one."""
    yield _python()
    yield _environment()
    yield _package()
    yield _libraries()
    yield _encoding()
    yield _folder()
    yield from _tables()
    yield from _settings(config_file, endpoints=endpoints)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("ok" if sys.version_info >= (3, 11) else "fail", "python", f"{version} at {sys.executable}")


def _environment() -> Check:
    """A moved environment still runs as `python -m kg`, but its scripts name an interpreter that is not there."""
    if sys.prefix == sys.base_prefix:
        return Check("warn", "environment", "not a virtual environment", "python3 -m venv .venv, or make test")
    script = Path(sys.prefix) / "bin" / "kg"
    if script.is_file():
        first = script.read_bytes().split(b"\n", 1)[0].decode("utf-8", errors="replace").removeprefix("#!")
        if first.startswith("/") and not first.startswith("/bin/") and not Path(first).exists():
            return Check(
                "fail", "environment", f"{script} names {first}, which is not there: the folder was moved", "rm -rf .venv, then make test"
            )
    return Check("ok", "environment", sys.prefix)


def _package() -> Check:
    form = "Python files; the wheel of `make wheel` is faster" if (terms.__file__ or "").endswith(".py") else "compiled"
    return Check("ok", "package", f"kg-publisher {importlib.metadata.version('kg-publisher')}, {form}")


def _libraries() -> Check:
    versions, missing = [], []
    for name in LIBRARIES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("fail", "libraries", f"missing: {', '.join(missing)}", f"{sys.executable} -m pip install {' '.join(missing)}")
    return Check("ok", "libraries", ", ".join(versions))


def _encoding() -> Check:
    name = (sys.stdout.encoding or "").lower()
    if name.replace("-", "") != "utf8":
        return Check("warn", "terminal", f"standard output is {name or 'unknown'}, not UTF-8", "export PYTHONUTF8=1")
    return Check("ok", "terminal", "UTF-8")


def _folder() -> Check:
    here = Path.cwd()
    free = shutil.disk_usage(here).free
    if not os.access(here, os.W_OK):
        return Check("warn", "folder", f"{here} cannot be written", "write elsewhere with -o")
    state = "ok" if free > 200_000_000 else "warn"
    return Check(state, "folder", f"{here}, {free / 1e9:.1f} GB free", "" if state == "ok" else "make room on the disk")


def _tables() -> Iterator[Check]:
    """vocab/, shapes/ and queries/ are there and can be read."""
    again = "install kg again"
    for name, pattern, parse in (("vocab", "**/*.toml", _toml), ("shapes", "*.ttl", _turtle), ("queries", "*.rq", _text)):
        try:
            root = resources.root(name)
            files = sorted(root.glob(pattern))
            for path in files:
                parse(path)
        except (KgError, OSError, ValueError) as error:
            yield Check("fail", name, str(error), again)
            continue
        yield Check("ok" if files else "fail", name, f"{len(files)} files in {root}", "" if files else again)


def _toml(path: Path) -> None:
    tomllib.loads(path.read_text("utf-8"))


def _text(path: Path) -> None:
    path.read_text("utf-8")


def _turtle(path: Path) -> None:
    import pyoxigraph

    for _ in pyoxigraph.parse(path.read_bytes(), format=pyoxigraph.RdfFormat.TURTLE):
        pass


def _settings(config_file: Path | None, *, endpoints: bool) -> Iterator[Check]:
    try:
        found = options.load(config_file, {})
    except KgError as error:
        yield Check("fail", "settings", error.message, error.hint)
        return
    yield Check("ok", "settings", found.file or "defaults; no kg.toml from here upwards")
    if not found.base_is_set:
        yield Check("warn", "base", f"not set, so {found.base}; push refuses it", "kg init --base https://data.example.ac.uk/")
    used = ["KG_PURE_KEY", *(row.password_env for row in found.endpoints.values())]
    for name, near in settings.unknown_variables(os.environ, used):
        yield Check("warn", "variable", f"{name} is no setting", f"did you mean {near}?" if near else "see: kg config show")
    for name, row in found.endpoints.items():
        if row.password_env and not os.environ.get(row.password_env):
            yield Check("warn", f"endpoint {name}", f"the variable {row.password_env} is not set", f"export {row.password_env}=…")
        elif endpoints:
            yield _endpoint(name, lambda name=name: targets.probe(found, name))  # type: ignore[misc]


def _endpoint(name: str, ask: Callable[[], str]) -> Check:
    try:
        return Check("ok", f"endpoint {name}", ask())
    except KgError as error:
        return Check("fail", f"endpoint {name}", error.message, error.hint)
