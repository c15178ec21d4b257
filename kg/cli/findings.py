"""Findings on the terminal: each with its place in the user's own file, the line itself and a hint; at most 20 of a code.

Design: a `Findings` is handed every issue as it comes up, so a long run reports at once and holds only counts (for JSON, the findings
wait in a temporary file). Lines have the form of a compiler's: `file:line:column: severity KG-CODE: message`.
"""

from __future__ import annotations

import json
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

import click

from kg.cli.ending import visible
from kg.errors import SEVERITIES, InputError, Issue, Place, Severity
from kg.shown import Shown, Wish

SCHEMA_VERSION = 1
_COLORS: dict[str, str] = {"violation": "red", "warning": "yellow", "info": "blue"}
_WIDTH = 160
#: bytes of findings that wait in memory; more go to a temporary file
_IN_MEMORY = 1 << 20


class Findings:
    """Prints findings to `out` and counts them. `form` is "text", "concise" (one line each) or "silent" (kept for `kept`, not printed)."""

    def __init__(self, out: TextIO, *, form: str = "text", every: bool = False, quiet: bool = False, verbose: int = 0) -> None:
        self.out, self.form, self.every, self.quiet, self.verbose = out, form, every, quiet, verbose
        #: what is to be led back to its place
        self.wish = Wish(every=True) if form == "silent" else Wish(every, quiet, bool(verbose))
        self.severities: Counter[Severity] = Counter()
        self.codes: Counter[str] = Counter()
        self.failures: list[InputError] = []
        self._shown = Shown(self.wish)
        self._kept = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, mode="w+", encoding="utf-8", newline="\n")  # noqa: SIM115 (lives as long as this object)

    def add(self, issues: Iterable[Issue], data: bytes = b"", encoding: str = "", *, first: int = 1) -> None:
        """Count issues and show them; `data` are the bytes of their file, or of its part from line `first` on, for showing the line."""
        issues = list(issues)
        self.count(Counter((issue.severity, issue.code) for issue in issues))
        self.show(issues, data, encoding, first=first)

    def count(self, numbers: Mapping[tuple[Severity, str], int]) -> None:
        """Count findings, by severity and code, whether they are shown or not."""
        for (severity, code), number in numbers.items():
            self.severities[severity] += number
            self.codes[code] += number

    def show(self, issues: Iterable[Issue], data: bytes = b"", encoding: str = "", *, first: int = 1, column: int = 1) -> None:
        """Show issues that `count` has counted, as far as the user wishes to see them. `data` may begin at a `column` of line `first`."""
        concise = self.form == "concise"
        for issue in issues:
            if self.form == "silent":
                self._kept.write(json.dumps(json_of(issue), ensure_ascii=False) + "\n")
            elif self._shown.takes(issue):
                click.echo("\n".join(lines(issue, data, encoding, first=first, column=column, concise=concise)), file=self.out)

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
        for code, shown in self._shown.shown.items():
            if (more := self.codes[code] - shown) > 0:
                click.echo(f"{label(code)}: and {more:,} more like this (--all)", file=self.out)
        self._shown.shown.clear()  # told once

    def worst_at_least(self, severity: Severity) -> bool:
        """Whether there is a finding of this severity or a worse one."""
        return any(self.severities[known] for known in SEVERITIES[: SEVERITIES.index(severity) + 1])

    def counted(self) -> str:
        """The counts in words, as "1 violation, 2 warnings"."""
        parts = [words(self.severities[severity], severity) for severity in SEVERITIES if self.severities[severity]]
        return ", ".join(parts) or "no findings"

    def as_json(self) -> Iterator[dict[str, Any]]:
        """The findings that were kept, as JSON objects with stable keys."""
        self._kept.seek(0)
        yield from map(json.loads, self._kept)


def lines(issue: Issue, data: bytes = b"", encoding: str = "", *, first: int = 1, column: int = 1, concise: bool = False) -> list[str]:
    """The printed lines of one issue: head, the source line with a caret, hint."""
    where = issue.file or "<input>"
    if issue.place.line:
        where += f":{issue.place.line}" + (f":{issue.place.column}" if issue.place.column else "")
    severity = click.style(issue.severity, fg=_COLORS[issue.severity], bold=True)
    about = f" [{issue.record}]" if issue.record and not issue.place.line else ""
    head = f"{visible(where)}: {severity} {label(issue.code)}: {visible(issue.message + about)}"
    if concise:
        return [head]
    found = [head, *excerpt(data, issue.place, encoding, first=first, column=column)]
    if issue.value and len(found) == 1 and issue.value not in issue.message:
        found.append(f"  found: {visible(_cut(issue.value))}")
    if issue.mend:
        found.append("  hint: " + visible(issue.mend))
    return found


def excerpt(data: bytes, place: Place, encoding: str = "", *, first: int = 1, column: int = 1) -> list[str]:
    """The source line of `place` with a caret under its column; [] where it is not known."""
    if not data or not place.line:
        return []
    line = _line(data, place.line - first + 1, encoding)
    if not line.strip():
        return []
    at = place.column - column + 1 if place.line == first else place.column
    start = max(0, at - _WIDTH // 2) if at > _WIDTH - 20 else 0
    shown = line[start : start + _WIDTH].replace("\t", " ")
    margin = f"{place.line:>5} | "
    found = [margin + visible(shown)]
    if 0 < at <= len(line) + 1:
        found.append(" " * (len(margin) - 2) + "| " + " " * (at - 1 - start) + click.style("^", fg="red", bold=True))
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


def document(values: Mapping[str, Any], findings: Iterable[Mapping[str, Any]] | None = None) -> Iterator[str]:
    """The lines of one JSON object with the version of its form; `findings`, however many, are its last member."""
    head = json.dumps({"schema_version": SCHEMA_VERSION, **values}, ensure_ascii=False, indent=2)
    if findings is None:
        yield head
        return
    yield head.removesuffix("\n}") + ',\n  "findings": ['
    waiting = ""
    for finding in findings:
        if waiting:
            yield waiting + ","
        waiting = textwrap.indent(json.dumps(finding, ensure_ascii=False, indent=2), "    ")
    if waiting:
        yield waiting
    yield "  ]\n}"


def print_json(values: Mapping[str, Any], findings: Iterable[Mapping[str, Any]] | None = None, *, err: bool = False) -> None:
    """Print one JSON object with the version of its form."""
    for text in document(values, findings):
        click.echo(text, err=err)
