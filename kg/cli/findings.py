"""Findings on the terminal: each with its place in the user's own file, the line itself and a hint; at most 20 of a code.

Design: a `Findings` is handed every issue as it comes up, so a long run reports at once and holds only counts (and, for JSON, the
findings themselves). Lines have the form of a compiler's: `file:line:column: severity KG-CODE: message`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

import click

from kg.cli.ending import visible
from kg.errors import SEVERITIES, InputError, Issue, Place, Severity

#: So many findings of one code are shown without --all, and so many of them in the very same words.
SHOWN, ALIKE = 20, 3
SCHEMA_VERSION = 1
_COLORS: dict[str, str] = {"violation": "red", "warning": "yellow", "info": "blue"}
_WIDTH = 160


class Findings:
    """Prints findings to `out` and counts them. `form` is "text", "concise" (one line each) or "silent" (kept for `kept`, not printed)."""

    def __init__(self, out: TextIO, *, form: str = "text", every: bool = False, quiet: bool = False, verbose: int = 0) -> None:
        self.out, self.form, self.every, self.quiet, self.verbose = out, form, every, quiet, verbose
        self.severities: Counter[Severity] = Counter()
        self.codes: Counter[str] = Counter()
        self.shown: Counter[str] = Counter()
        self.alike: Counter[tuple[str, str]] = Counter()
        self.kept: list[Issue] = []
        self.failures: list[InputError] = []

    def add(self, issues: Iterable[Issue], data: bytes = b"", encoding: str = "", *, first: int = 1) -> None:
        """Take issues; `data` are the bytes of their file, or of its part from line `first` on, for showing the line."""
        for issue in issues:
            self.severities[issue.severity] += 1
            self.codes[issue.code] += 1
            if self.form == "silent":
                self.kept.append(issue)
            elif self._is_shown(issue):
                self.shown[issue.code] += 1
                self.alike[issue.code, issue.message] += 1
                click.echo("\n".join(lines(issue, data, encoding, first=first, concise=self.form == "concise")), file=self.out)

    def _is_shown(self, issue: Issue) -> bool:
        if issue.severity == "info" and not (self.verbose or self.every):
            return False
        if self.quiet and issue.severity != "violation":
            return False
        return self.every or (self.shown[issue.code] < SHOWN and self.alike[issue.code, issue.message] < ALIKE)

    def failed(self, error: InputError) -> None:
        """Take an input that could not be opened or recognised."""
        self.failures.append(error)
        if self.form != "silent":
            click.echo(click.style("kg: error: ", fg="red", bold=True) + visible(error.message), file=self.out)
            if error.hint:
                click.echo("  hint: " + visible(error.hint), file=self.out)

    def close(self) -> None:
        """Tell what was not shown."""
        if self.form == "silent" or self.every or self.quiet:
            return
        for code, shown in self.shown.items():
            if (more := self.codes[code] - shown) > 0:
                click.echo(f"{label(code)}: and {more:,} more like this (--all)", file=self.out)
        self.shown.clear()  # told once

    def worst_at_least(self, severity: Severity) -> bool:
        """Whether there is a finding of this severity or a worse one."""
        return any(self.severities[known] for known in SEVERITIES[: SEVERITIES.index(severity) + 1])

    def counted(self) -> str:
        """The counts in words, as "1 violation, 2 warnings"."""
        parts = [words(self.severities[severity], severity) for severity in SEVERITIES if self.severities[severity]]
        return ", ".join(parts) or "no findings"

    def as_json(self) -> list[dict[str, Any]]:
        """The findings that were kept, as JSON objects with stable keys."""
        return [json_of(issue) for issue in self.kept]


def lines(issue: Issue, data: bytes = b"", encoding: str = "", *, first: int = 1, concise: bool = False) -> list[str]:
    """The printed lines of one issue: head, the source line with a caret, hint."""
    where = issue.file or "<input>"
    if issue.place.line:
        where += f":{issue.place.line}" + (f":{issue.place.column}" if issue.place.column else "")
    severity = click.style(issue.severity, fg=_COLORS[issue.severity], bold=True)
    about = f" [{issue.record}]" if issue.record and not issue.place.line else ""
    head = f"{visible(where)}: {severity} {label(issue.code)}: {visible(issue.message + about)}"
    if concise:
        return [head]
    found = [head, *excerpt(data, issue.place, encoding, first=first)]
    if issue.value and len(found) == 1 and issue.value not in issue.message:
        found.append(f"  found: {visible(_cut(issue.value))}")
    if issue.mend:
        found.append("  hint: " + visible(issue.mend))
    return found


def excerpt(data: bytes, place: Place, encoding: str = "", *, first: int = 1) -> list[str]:
    """The source line of `place` with a caret under its column; [] where it is not known."""
    if not data or not place.line:
        return []
    line = _line(data, place.line - first + 1, encoding)
    if not line.strip():
        return []
    start = max(0, place.column - _WIDTH // 2) if place.column > _WIDTH - 20 else 0
    shown = line[start : start + _WIDTH].replace("\t", " ")
    margin = f"{place.line:>5} | "
    found = [margin + visible(shown)]
    if 0 < place.column <= len(line) + 1:
        found.append(" " * (len(margin) - 2) + "| " + " " * (place.column - 1 - start) + click.style("^", fg="red", bold=True))
    return found


def _line(data: bytes, number: int, encoding: str) -> str:
    """Line `number` of `data`, found without decoding the rest where the encoding allows it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        rows = data.decode("utf-16", errors="replace").splitlines()
        return rows[number - 1] if number <= len(rows) else ""
    text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start = 0
    for _ in range(number - 1):
        start = text.find(b"\n", start) + 1
        if not start:
            return ""
    end = text.find(b"\n", start)
    return text[start : end if end >= 0 else len(text)].decode(encoding or "utf-8", errors="replace").removeprefix("\ufeff")


def label(code: str) -> str:
    """A code as users see it; a shape of the user's own may have none."""
    return f"KG-{code}" if code else "(own shape)"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def json_of(issue: Issue) -> dict[str, Any]:
    """An issue as a JSON object with stable keys."""
    return {
        "code": label(issue.code) if issue.code else "",
        "severity": issue.severity,
        "message": issue.message,
        "file": issue.file,
        "line": issue.place.line,
        "column": issue.place.column,
        "pointer": issue.place.pointer,
        "record": issue.record,
        "field": issue.field,
        "value": issue.value,
        "mend": issue.mend,
    }


def words(number: int, noun: str) -> str:
    """ "1 record", "2 records", "0 entries"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def document(values: Mapping[str, Any]) -> str:
    """The text of one JSON object with the version of its form."""
    return json.dumps({"schema_version": SCHEMA_VERSION, **values}, ensure_ascii=False, indent=2)


def print_json(values: Mapping[str, Any], *, err: bool = False) -> None:
    """Print one JSON object with the version of its form."""
    click.echo(document(values), err=err)
