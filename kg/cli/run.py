"""One run of the pipeline from the command line: inputs to outcomes, findings shown on the way, counts and exit code at the end."""

from __future__ import annotations

import gc
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

import click

from kg import graph, inputs, parallel, pipeline, resources, writers
from kg.cli import options
from kg.cli.findings import Findings, label, print_json, words
from kg.cli.options import Allowance
from kg.errors import SEVERITIES, InputError, Issue, Severity
from kg.graph import Described
from kg.issues import issue
from kg.joins import Joins
from kg.packing import Caps
from kg.parallel import Done, Job
from kg.pipeline import Outcome
from kg.record import Record
from kg.settings import Settings
from kg.shacl import shapes
from kg.shown import Shown
from kg.whole import Gathering, Whole

#: records whose rows for the second pass are put away together
_TOGETHER = 1000
#: options of the shared decorators that are no settings
_OWN = ("from_format", "limit", "max_errors", "jobs", "no_validate", "only_valid", "fail_on", "every", "as_json", "quiet", "verbose")


class Run:
    """The outcomes of the inputs named on a command line, and what is to be told about them.

    With `second`, what can be seen only of all records together is told after them, unless validation is left out.
    """

    def __init__(
        self, names: Sequence[str], settings: Settings, given: dict[str, Any], *, findings: Findings | None = None, second: bool = False
    ) -> None:
        gc.set_threshold(*parallel.COLLECTING)
        self.names, self.settings = list(names), settings
        self.format: str = given.get("from_format") or ""
        self.limit: int | None = given.get("limit")
        self.validate = not given.get("no_validate")
        if self.validate:
            shapes.paths_of(settings.profiles)  # an unknown profile is told before anything is written
        self.only_valid = bool(given.get("only_valid"))
        self.jobs: int = given.get("jobs") or options.processors()
        self.fail_on: Severity | None = given.get("fail_on")
        self.allowance = Allowance(given.get("max_errors") or "0")
        self.quiet, self.verbose = bool(given.get("quiet")), int(given.get("verbose") or 0)
        self.as_json = bool(given.get("as_json"))
        form = "silent" if self.as_json else "text"
        self.findings = findings or Findings(sys.stderr, form=form, every=bool(given.get("every")), quiet=self.quiet, verbose=self.verbose)
        self.files: dict[str, str] = {}
        self.records = self.unreadable = self.left_out = self.triples = 0
        #: graph names (IRI terms) of the records held back
        self.held_names: list[str] = []
        #: whether the output holds IRIs made from the base
        self.minted = True
        #: the output's format, where it holds works alone
        self.works_only = ""
        #: called with every outcome that is passed on
        self.watch: Callable[[Outcome], None] | None = None
        self.skipped: list[str] = []
        self._whole = Whole() if second and self.validate else None
        self._progress = Progress(self.quiet or self.as_json, names)
        self._started = time.monotonic()
        self._inputs = self._opened()

    def outcomes(self) -> Iterator[Outcome]:
        """The outcomes that are to be written, in input order. Those held back and those unreadable are only counted and shown."""
        gathering: Gathering | None = None
        for outcome in pipeline.run(
            self._counted(self._inputs), self.settings, validate=self.validate, limit=self.limit, shown=Shown(self.findings.wish)
        ):
            self.records += 1
            self._progress.reached(outcome.input)
            self._progress.show(self.records, self.findings.counted())
            self.findings.count(Counter((found.severity, found.code) for found in outcome.findings))
            self._show(outcome.told, outcome.input)
            if outcome.described is None:
                self.unreadable += pipeline.is_unreadable(outcome)
                self.left_out += not pipeline.is_unreadable(outcome)
            elif self.works_only and not outcome.described.work:
                self._left_out(outcome, outcome.described)
            elif self.only_valid and any(issue.severity == "violation" for issue in outcome.findings):
                self.held_names.append(outcome.described.name)
            else:
                if self.watch is not None:
                    self.watch(outcome)
                if self._whole is not None:
                    gathering = self._gather(outcome, gathering)
                self.triples += graph.size(outcome.described.graph)
                yield outcome
        if gathering is not None and self._whole is not None:
            self._whole.add(gathering.rows)
        self._second()

    def _left_out(self, outcome: Outcome, described: Described) -> None:
        """Tell of RDF that is about no work and has no place in the output."""
        first = next(iter(described.graph))
        more = len(described.graph) - 1
        name = first + (f" and {words(more, 'other node')}" if more else "")
        found = issue("R019", name=name, format=self.works_only)
        found.file = outcome.input.name
        self.left_out += 1
        self.findings.add([found])

    def parts(self, *, writer: str = "", losses: bool = False, results: bool = False) -> Iterator[Done]:
        """The inputs part by part, in order, worked on by `jobs` processes: counted and shown as they come in."""
        job = Job(
            self.settings,
            self.validate,
            writer=writer,
            only_valid=self.only_valid,
            losses=losses,
            results=results,
            whole=self._whole is not None,
            wish=self.findings.wish,
        )
        for done in parallel.run(self._counted(self._inputs), job, jobs=self.jobs):
            self.records += done.records
            self.unreadable += done.unreadable
            self.left_out += done.left_out
            self.triples += done.triples
            self.held_names += done.held
            self._progress.reached(done.item)
            self._progress.show(self.records, self.findings.counted())
            self.findings.count(done.counts)
            self._show(done.told, done.item)
            if self._whole is not None:
                self._whole.add(done.whole)
            yield done
        self._second()

    def _gather(self, outcome: Outcome, gathering: Gathering | None) -> Gathering:
        """The rows of records of one file, put away when they are many or another file begins."""
        name = outcome.input.name
        if gathering is not None and (gathering.rows.file != name or len(gathering.rows.records) >= _TOGETHER) and self._whole is not None:
            self._whole.add(gathering.rows)
            gathering = None
        gathering = gathering or Gathering(self.settings.base, name)
        pipeline.gather(outcome, gathering)
        return gathering

    def _second(self) -> None:
        """Tell what is seen of all records together."""
        if self._whole is not None:
            # what a limit left out may describe what links lead to
            for found in self._whole.findings(links=self.limit is None):
                self.findings.add([found])

    def _show(self, told: Sequence[Issue], item: inputs.Input) -> None:
        self.findings.show(told, item.data, self.settings.encoding, first=item.line, column=item.column)

    def write(self, out: BinaryIO, name: str, losses: pipeline.Losses | None) -> None:
        """Write everything to `out` in the format `name` of WRITERS; losses are added to `losses`."""
        row = writers.WRITERS[name]
        self.works_only = name if row.works_only else ""
        if row.joint is None or self.limit is not None:
            self.watch = losses.add if losses is not None else None
            if row.kind == "graph":
                cast(writers.GraphWriter, row.write)(self.described(), out, options=pipeline.writer_options(self.settings))
            else:
                cast(writers.RecordWriter, row.write)(self.citations(), out)
            return
        head, tail = parallel.frame(name, self.settings)
        out.write(head)
        joint = b""
        for done in self.parts(writer=name, losses=losses is not None):
            if done.body:
                out.write(joint + done.body)
                joint = row.joint
            if losses is not None:
                losses.merge(done.losses)
        out.write(tail)

    def described(self) -> Iterator[Described]:
        """The graphs of `outcomes`."""
        for outcome in self.outcomes():
            if outcome.described is not None:
                yield outcome.described

    def citations(self) -> Iterator[Record]:
        """The records of `outcomes`; RDF input comes back through the mapping."""
        for outcome in self.outcomes():
            yield from pipeline.records(outcome, self.settings)

    def _opened(self) -> Iterator[inputs.Input]:
        """The inputs, the first one opened: where there is none, the run ends before any output is begun. Raises InputError."""
        caps = Caps(self.settings.input_bytes, self.settings.ratio)
        waiting: list[InputError] = []
        tell = waiting.append
        self._joins = Joins(self.names, format=self.format, encoding=self.settings.encoding, caps=caps, hidden=self.settings.pure_hidden)
        read = inputs.read(
            self.names,
            format=self.format,
            encoding=self.settings.encoding,
            caps=caps,
            columns=inputs.columns_of(self.settings.columns),
            failed=lambda error: tell(error),
            skipped=self.skipped.append,
            cut_rdf=pipeline.cut_rdf(self.settings.base),
        )
        found = self._joins.join(read)
        first = next(found, None)
        tell = self.findings.failed
        last = waiting.pop() if first is None and waiting else None
        for error in waiting:
            tell(error)
        if last is not None:
            raise last
        return found if first is None else itertools.chain([first], found)

    def _counted(self, found: Iterator[inputs.Input]) -> Iterator[inputs.Input]:
        for item in found:
            self.files[item.name] = item.format
            yield item

    def finish(self, **more: Any) -> int:
        """Print the summary (`more` goes into its JSON form) and return the exit code."""
        self._progress.clear()
        self.findings.close()
        if self.as_json:
            print_json({**self.summary(), **more}, self.findings.as_json(), err=True)
        elif not self.quiet:
            click.echo(self.sentence(), err=True)
            if self.minted and self.triples and not self.settings.base_is_set:
                click.echo(
                    f"no base is set, so IRIs begin with {self.settings.base}   hint: kg init --base https://data.example.ac.uk/", err=True
                )
            if self.skipped:
                shown = f": {', '.join(self.skipped[:10])}" if self.verbose else " (-v names them)"
                click.echo(f"skipped {words(len(self.skipped), 'file')} without known content{shown}", err=True)
        return self.exit_code()

    def exit_code(self) -> int:
        """3 for too much that could not be read, 1 for findings at or above --fail-on, else 0."""
        errors = self.unreadable + len(self.findings.failures)
        if self.allowance.exceeded(errors, self.records):
            return 3
        return 1 if self.fail_on and self.findings.worst_at_least(self.fail_on) else 0

    def _told(self, code: str, row: Mapping[str, Any]) -> int:
        """How many were left out for the reason of a code that is counted."""
        return self.findings.codes[code] if "counted" in row else 0

    def summary(self) -> dict[str, Any]:
        """The counts with stable keys."""
        return {
            "files": len(self.files),
            "failed_files": len(self.findings.failures),
            "skipped_files": len(self.skipped),
            "records": self.records,
            "unreadable": self.unreadable,
            "left_out": self.left_out,
            "held_back": len(self.held_names),
            "triples": self.triples,
            "counts": {
                "by_severity": {severity: self.findings.severities[severity] for severity in SEVERITIES},
                "by_code": {label(code): number for code, number in sorted(self.findings.codes.items())},
            },
        }

    def sentence(self) -> str:
        """The counts in words."""
        name, form = next(iter(self.files.items()), ("", ""))
        head = f"{name} ({form})" if len(self.files) == 1 else words(len(self.files), "file")
        parts = [words(self.records, "record"), words(self.triples, "triple")]
        if self.unreadable:
            parts.append(f"{self.unreadable:,} unreadable")
        if self.left_out:
            why = [f"{number:,} {row['counted']}" for code, row in resources.table("issues").items() if (number := self._told(code, row))]
            parts.append(f"{self.left_out:,} left out" + (f" ({', '.join(why)})" if why else ""))
        if self.held_names:
            parts.append(f"{len(self.held_names):,} held back")
        infos = self.findings.severities["info"]
        hint = " (-v shows the infos)" if infos and not self.verbose and not self.findings.every else ""
        return f"{head}: {', '.join(parts)}; {self.findings.counted()}{hint} ({time.monotonic() - self._started:.1f} s)"


class Progress:
    """Records, rate, findings and time left on a terminal's standard error, twice a second; nothing elsewhere.

    The time left is told where the size of all inputs is known, and how much of it has been read.
    """

    def __init__(self, silent: bool, names: Sequence[str] = ()) -> None:
        self._active = not silent and sys.stderr.isatty()
        self._started = time.monotonic()
        self._next = self._started + 0.5
        self._shown = 0
        self._size = inputs.size(names) if self._active else 0
        self._files, self._done, self._file = 0, 0, ""

    def reached(self, item: inputs.Input) -> None:
        """Note where in the inputs the run is: in, or behind, this part."""
        if item.context == inputs.CUT_RDF:
            self._size = 0  # its place in the file is not known
        if item.name != self._file:
            self._file, self._files = item.name, self._done
        self._done = self._files + item.offset + len(item.data)

    def show(self, number: int, findings: str) -> None:
        """Tell how far the run is."""
        now = time.monotonic()
        if self._active and now >= self._next:
            self._next = now + 0.5
            spent = now - self._started
            text = f"{number:,} records, {number / spent:,.0f} a second, {findings}{self._left(spent)}"
            click.echo("\r" + text.ljust(self._shown), nl=False, err=True)
            self._shown = len(text)

    def _left(self, spent: float) -> str:
        if not 0 < self._done < self._size:
            return ""
        seconds = spent * (self._size - self._done) / self._done
        return f", {seconds / 60:,.0f} min left" if seconds >= 90 else f", {seconds:.0f} s left"

    def clear(self) -> None:
        """Take the line off the terminal."""
        if self._shown:
            click.echo("\r" + " " * self._shown + "\r", nl=False, err=True)


def settings_of(given: dict[str, Any], config_file: Path | None, profiles: Sequence[str] = ()) -> Settings:
    """The settings of a command: its options by the names of KEYS, those of _OWN and empty ones left out."""
    flags = {name: value for name, value in given.items() if name not in _OWN and value is not None}
    if profiles:
        flags["validate.profiles"] = [part for name in profiles for part in name.split(",")]
    return options.load(config_file, flags)
