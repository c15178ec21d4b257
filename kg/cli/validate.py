"""`kg validate`: records or RDF against the shapes."""

from __future__ import annotations

import collections
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from kg import outputs
from kg.cli import group, options
from kg.cli.group import option
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.cli.run import Run
    from kg.shacl import Result

EXAMPLES = [
    ("kg validate refs.bib", "findings with file, line and mend; exit code 1 where there is a violation"),
    ("kg validate data/ --profile core --profile google --fail-on warning", "two profiles, and warnings count too"),
    ("kg validate graph.ttl --report turtle -o report.ttl", "the sh:ValidationReport of RDF"),
]
FORMS = ("text", "concise", "json", "turtle")


@group.command("validate", examples=EXAMPLES)
@options.reading
@options.jobs
@options.mapping
@options.profiles
@option("--fail-on", type=options.SEVERITY, heading=options.CHECKING, help="Exit code 1 from this severity on. Default: violation")
@option("--report", type=click.Choice(FORMS), default="text", show_default=True, heading=options.OUTPUT, help="Form of the report.")
@options.writing
@options.reporting
@options.configuration
def command(
    inputs: tuple[str, ...],
    report: str,
    output: str,
    force: bool,
    profiles: tuple[str, ...],
    fail_on: str | None,
    config_file: Path | None,
    **given: Any,
) -> int:
    """Check records or RDF with the SHACL shapes.

    The report goes to standard output, the summary to standard error. --json is short for --report json.
    """
    from kg.cli.run import settings_of

    report = "json" if given.pop("as_json") else report
    settings = settings_of({**given, "validate.fail_on": fail_on}, config_file, profiles)
    with outputs.create(output, force=force, inputs=inputs) as out:
        text = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
        try:
            run = _run(text, report, options.names(inputs), settings, given)
        finally:
            text.detach()  # `out` is not ours to close
    return run.finish()


def _run(text: TextIO, report: str, names: Sequence[str], settings: Settings, given: dict[str, Any]) -> Run:
    """The run, its report written to `text`."""
    from kg import shacl
    from kg.cli.findings import Findings, document
    from kg.cli.run import Run
    from kg.shacl import report as reports

    form = report if report in ("text", "concise") else "silent"
    findings = Findings(text, form=form, every=given["every"], quiet=given["quiet"], verbose=given["verbose"])
    run = Run(names, settings, {**given, "fail_on": settings.fail_on}, findings=findings, second=True)
    run.minted = False
    lines: Iterator[str] = iter(())
    if report == "turtle":
        lines = reports.turtle(_results(run), shacl.load_profiles(settings.profiles))
    else:
        collections.deque(_results(run, wanted=False), maxlen=0)
    findings.close()
    if report == "json":
        lines = document({"conforms": not findings.worst_at_least(settings.fail_on), **run.summary()}, findings.as_json())
    for line in lines:
        text.write(line + "\n")
    return run


def _results(run: Run, *, wanted: bool = True) -> Iterator[Result]:
    """The run's results as they come up, none where only its findings are wanted."""
    if run.limit is None:
        for done in run.parts(results=wanted):
            yield from done.results
    else:
        for outcome in run.outcomes():
            yield from outcome.results if wanted else ()
