"""`kg harvest`: records from a server to a file."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import group, options
from kg.cli.ending import visible
from kg.cli.group import option
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.harvest.fetch import Manners
    from kg.harvest.journal import Journal
    from kg.harvest.progress import Progress

EXAMPLES = [
    ("kg harvest oai https://repository.example.ac.uk/oai -o all.xml --mailto me@example.ac.uk", "all records, as oai_dc"),
    ("kg harvest oai https://repository.example.ac.uk/oai -o all.xml --mailto me@example.ac.uk --changed-since-last", "every night"),
    ("KG_PURE_KEY=... kg harvest pure https://pure.example.ac.uk/ws/api -o pure.jsonl", "the research outputs of a Pure"),
    ("kg harvest crossref -o crossref.jsonl --filter ror-id:https://ror.org/05dxps055 --mailto me@example.ac.uk", "one institution"),
    ("kg harvest datacite -o datacite.jsonl --client-id cern.zenodo --from 2024-05-01", "what a repository has registered or changed"),
]
_ASKING, _MANNERS = "What is asked for", "Manners"
_EVERY = 5.0


@group.command("harvest", examples=EXAMPLES)
@click.argument("kind", type=click.Choice(["oai", "pure", "crossref", "datacite"]))
@click.argument("url", metavar="[URL]", required=False, default="")
@option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", heading=options.OUTPUT,
        help="Write there, and beside it FILE.state and FILE.deleted.jsonl.")  # fmt: skip
@option("--changed-since-last", is_flag=True, heading=options.OUTPUT,
        help="Where FILE is complete: fetch what has changed since, and bring FILE up to date.")  # fmt: skip
@option("--restart", is_flag=True, heading=options.OUTPUT, help="Begin anew: FILE and its state are written over.")
@option("--from", "start", metavar="DATE", default="", heading=_ASKING, help="Only what was changed on the server since this date.")
@option("--until", metavar="DATE", default="", heading=_ASKING, help="Only what was changed until this date (not pure).")
@option("--metadata-prefix", metavar="NAME", default="oai_dc", heading=_ASKING, show_default=True, help="oai: the format of the records.")
@option("--set", "sets", metavar="SET", multiple=True, heading=_ASKING, help="oai: only this set, also several.")
@option("--filter", "filters", metavar="NAME:VALUE", multiple=True, heading=_ASKING, help="crossref: a filter of its API, also several.")
@option("--query", metavar="TEXT", default="", heading=_ASKING, help="crossref, datacite: only what matches this query.")
@option("--client-id", metavar="ID", default="", heading=_ASKING, help="datacite: only this repository.")
@option("--doi-prefix", metavar="PREFIX", default="", heading=_ASKING, help="crossref, datacite: only DOIs of this prefix.")
@option("--resource", metavar="NAME", default="research-outputs", heading=_ASKING, show_default=True, help="pure: the list that is read.")
@option("--rows", type=click.IntRange(1, 1000), metavar="N", default=100, heading=_ASKING, show_default=True,
        help="Records a page (oai: the server decides).")  # fmt: skip
@option("--mailto", metavar="ADDRESS", default="", heading=_MANNERS, help="Your address, sent along so that operators can write to you.")
@option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", default=0.0, heading=_MANNERS, help="Wait between requests.")
@option("--attempts", type=click.IntRange(min=1), metavar="N", default=6, heading=_MANNERS, show_default=True,
        help="How often a failing request is tried.")  # fmt: skip
@option("--max-wait", type=click.FloatRange(min=0), metavar="SECONDS", default=900.0, heading=_MANNERS, show_default=True,
        help="Longest wait that a server may ask for; beyond it the run ends and can be gone on with.")  # fmt: skip
@option("--timeout", type=click.FloatRange(min=0.1), metavar="SECONDS", default=300.0, heading=_MANNERS, show_default=True,
        help="How long one answer may take.")  # fmt: skip
@option("--allow-http", is_flag=True, heading=_MANNERS, help="Allow plain http to another machine.")
@options.quiet
def command(
    kind: str, url: str, output: Path, changed_since_last: bool, restart: bool, quiet: bool, verbose: int, **given: Any
) -> int:  # fmt: skip
    """Fetch records from a server: OAI-PMH, Pure, Crossref or DataCite.

    A run that was broken off goes on where it stopped when the same command is given again. The key of a Pure is taken from
    KG_PURE_KEY. What is fetched is read by kg convert.
    """
    from kg import harvest

    if changed_since_last and restart:
        raise UsageError("--changed-since-last and --restart do not go together")
    told = _Told(quiet, verbose)
    job = harvest.job(kind, url, given, _manners(given, told))
    with job.journal(output, restart=restart) as journal:
        if journal.state.phase == "done":
            if not changed_since_last:
                told.say(f"{output} is complete; --changed-since-last brings it up to date, --restart begins anew")
                return 0
            told.say(f"{output}: what has changed since {journal.state.began or 'the beginning, for the server tells no time'}")
            journal.renew()
        elif journal.state.pages:
            told.say(f"{output}: going on behind page {journal.state.pages:,}")
        job.run(journal, told.watch)
        return _end(journal, told)


def _manners(given: dict[str, Any], told: _Told) -> Manners:
    from kg.harvest.fetch import POLICY, Manners

    if not given["mailto"].isprintable() or not given["mailto"].isascii() or "@" not in (given["mailto"] or "@"):
        raise UsageError(f"--mailto {given['mailto']!r} is no address")
    policy = POLICY._replace(attempts=given["attempts"], longest_wait=given["max_wait"], timeout=given["timeout"])
    return Manners(given["mailto"], given["delay"], given["allow_http"], policy, told.warn)


def _end(journal: Journal, told: _Told) -> int:
    state = journal.state
    told.say(f"{journal.path}: {state.records:,} records, {state.deleted:,} of them deleted, in {state.pages:,} pages")
    if state.lost:
        told.warn(f"{len(state.lost):,} could not be had; they are listed in {journal.state_path}")
        return 4
    return 0


class _Told:
    """What goes to standard error."""

    def __init__(self, quiet: bool, verbose: int) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._next = time.monotonic() + _EVERY

    def say(self, message: str) -> None:
        if not self._quiet:
            click.echo(visible(message), err=True)

    def warn(self, message: str) -> None:
        if not self._quiet:
            click.echo(click.style("warning: ", fg="yellow") + visible(message), err=True)

    def watch(self, progress: Progress) -> None:
        if self._verbose or time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            total = f" of {progress.total:,}" if progress.total else ""
            self.say(f"page {progress.pages:,}: {progress.records:,}{total} records, {progress.deleted:,} of them deleted")
