"""What load and push share: where to, which records, and the sentence about what was done."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click
import msgspec

from kg.cli.group import option
from kg.cli.options import OUTPUT
from kg.errors import UsageError
from kg.graph import Described
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.cli.run import Run
    from kg.publish.target import Endpoint

_F = TypeVar("_F", bound=Callable[..., Any])


class Report(Protocol):
    """What LoadReport and PushReport have in common."""

    added: int
    changed: int
    unchanged: int
    deleted: int
    failures: list[Any]


def modes(function: _F) -> _F:
    """--mode and --allow-mass-delete."""
    function = option("--allow-mass-delete", is_flag=True, heading=OUTPUT, help="Let sync remove more than a twentieth of the records.")(
        function
    )
    return option(
        "--mode",
        type=click.Choice(["replace", "sync"]),
        default="replace",
        show_default=True,
        heading=OUTPUT,
        help="replace: write the given records; sync: also remove those under the same base that are not given.",
    )(function)


def find_endpoint(settings: Settings, name: str) -> Endpoint:
    """The endpoint called `name` in kg.toml, or at that address. Raises UsageError."""
    from kg.publish.target import Endpoint

    if (row := settings.endpoints.get(name)) is not None:
        return Endpoint(**msgspec.structs.asdict(row))
    if name.startswith(("http://", "https://")):
        return Endpoint(url=name)
    near = difflib.get_close_matches(name, settings.endpoints, 1)
    known = ", ".join(settings.endpoints) or "none"
    hint = f"did you mean {near[0]!r}?" if near else f"known: {known}; write [endpoint.{name}] into kg.toml or give an address"
    raise UsageError(f"there is no endpoint {name!r}", hint=hint)


class Given:
    """The records for a target: `described` to be read once, and what sync must leave alone."""

    def __init__(self, described: Iterator[Described], mode: str, keep: frozenset[str]) -> None:
        self.described, self.mode, self.keep = described, mode, keep


@contextmanager
def given(run: Run, mode: str) -> Iterator[Given]:
    """The records of `run` for `mode`.

    Before anything may be removed, every input must have been read: sync spools the records into a temporary file first, and where an
    entry could not be read falls back to replace, because nobody knows which record that entry was.
    """
    if mode == "replace":
        yield Given(run.described(), mode, frozenset())
        return
    if run.limit:
        raise UsageError("--mode sync and --limit exclude each other", hint="sync needs all records")
    with tempfile.TemporaryFile(prefix="kg-spool-") as spool:
        encoder, sizes = msgspec.msgpack.Encoder(), []
        for item in run.described():
            packed = encoder.encode(item)
            sizes.append(len(packed))
            spool.write(packed)
        spool.seek(0)
        decoder = msgspec.msgpack.Decoder(Described)
        if run.unreadable or run.findings.failures:
            click.echo("kg: warning: not everything could be read, so nothing is removed", err=True)
            mode = "replace"
        yield Given((decoder.decode(spool.read(size)) for size in sizes), mode, frozenset(run.held_names))


def changes(label: str, report: Report) -> str:
    """What was done, in words."""
    parts = [f"{number:,} {word}" for word in ("added", "changed", "unchanged", "deleted") if (number := getattr(report, word))]
    if report.failures:
        parts.append(f"{len(report.failures):,} failed")
    return f"{label}: {', '.join(parts) or 'nothing to do'}"


def probe(settings: Settings, name: str) -> str:
    """What answers at the endpoint `name`, in words. Raises UsageError, EndpointError."""
    from kg import retry
    from kg.publish import protocol

    found = protocol.resolve(find_endpoint(settings, name), retry.Policy())
    return f"answers at {found.query}" + (f", updates at {found.update}" if found.update else ", no address for updates")
