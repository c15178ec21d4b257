"""push: bring an endpoint's named graphs into agreement with the records given.

Design: records come in pages; a page's graphs are looked up on the endpoint and the whole ones skipped. The others are written in
batches of what the server can bear, each in one request that can be repeated. A batch that is refused is halved until the record
that is to blame stands alone; that one is quarantined and the rest go on. After each batch its graphs are counted on the endpoint.
Deleting (mode "sync") comes last, only when everything else went well enough, and never more than a twentieth without being told.
What may not live here: HTTP (protocol.py), RDF terms (content.py).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from kg import retry
from kg.errors import EndpointError, Issue, UsageError
from kg.graph import Described
from kg.issues import issue
from kg.publish import content, protocol, replacement, state
from kg.publish.content import Content
from kg.publish.journal import Journal, Step
from kg.publish.protocol import Closed, Conversation, Refused
from kg.publish.target import Endpoint

#: the base of records for which none was set; nobody owns it
DEFAULT_BASE = "https://example.org/"


class PushOptions(NamedTuple):
    """How to push. `base` is the records' base; `mode` "replace" writes the given records, "sync" also deletes own graphs not given.

    `keep`: graph names (IRI terms) that "sync" must not delete though no record was given (unreadable, held back). `run` and `time`
    (xsd:dateTime) go into the stamp; "" makes them. After `breaker` requests that failed in a row the push stops.
    """

    base: str
    mode: Literal["replace", "sync"] = "replace"
    dry_run: bool = False
    allow_mass_delete: bool = False
    keep: frozenset[str] = frozenset()
    run: str = ""
    time: str = ""
    journal: Path | None = None
    policy: retry.Policy = retry.Policy()
    breaker: int = 3


class PushReport(msgspec.Struct):
    """What a push did. `failures` are issues with the record's key; `stopped` says why it ended early ("" where it did not).

    Numbers count records (= named graphs), but for `triples_written`, `requests` and `retries`.
    """

    endpoint: str
    run: str
    dry_run: bool
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    repeated: int = 0
    triples_written: int = 0
    requests: int = 0
    retries: int = 0
    failures: list[Issue] = []
    stopped: str = ""

    @property
    def failed(self) -> int:
        """The number of failures."""
        return len(self.failures)

    @property
    def ok(self) -> bool:
        """Whether the endpoint now holds what was asked for."""
        return not self.failures and not self.stopped


class Item(NamedTuple):
    """A record to be written: its key, content, and whether a graph of that name is there already."""

    key: str
    content: Content
    known: bool


def push(described: Iterable[Described], endpoint: Endpoint, options: PushOptions) -> PushReport:
    """What was done to bring `described` to `endpoint`. Reads `described` once and keeps only graph names of it.

    Issues among the failures: E001 to E003 (not loadable), E004 (two records, one graph), E010 (refused), E011 (not there afterwards),
    E012 (no answer), E013 (too many deletions), E014 (not deleted). Raises UsageError for the default base, EndpointError where the
    endpoint cannot be used at all; once something was written, trouble is reported in `stopped` instead.
    """
    if options.base == DEFAULT_BASE:
        raise UsageError(f"no base is set, so the records are named under {DEFAULT_BASE}", hint="set base in kg.toml, or use --base")
    endpoint = protocol.updatable(protocol.resolve(endpoint, options.policy))
    if options.journal is None:
        with Conversation(endpoint, options.policy) as conversation:
            return _Push(conversation, options, None).run(described)
    with Journal(options.journal) as journal, Conversation(endpoint, options.policy) as conversation:
        return _Push(conversation, options, journal).run(described)


class _Push:
    """One run: `conversation`, what was seen, and the report that grows."""

    def __init__(self, conversation: Conversation, options: PushOptions, journal: Journal | None) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.conversation = conversation
        self.options = options
        self.journal = journal
        self.time = options.time or now
        self.seen: dict[str, str] = {}
        self.broken = 0
        run = options.run or f"{now.replace('-', '').replace(':', '')}-{secrets.token_hex(4)}"
        self.report = PushReport(endpoint=conversation.endpoint.label, run=run, dry_run=options.dry_run)

    def run(self, described: Iterable[Described]) -> PushReport:
        try:
            for batch in _batches(self._to_write(described), self.conversation):
                self._write(batch)
            if self.options.mode == "sync":
                self._delete_others()
        except EndpointError as error:
            if not (self.report.added or self.report.changed or self.report.deleted or self.report.failures):
                raise
            self.report.stopped = error.message
        self.report.requests, self.report.retries = self.conversation.requests, self.conversation.retries
        return self.report

    def _to_write(self, described: Iterable[Described]) -> Iterator[Item]:
        """The records whose graph is not whole on the endpoint, in input order."""
        remaining = iter(described)
        while page := list(islice(remaining, state.PAGE)):
            loadable = [(one.key, made) for one in page if (made := self._loadable(one)) is not None]
            found = state.inventory(self.conversation, [made.name for _, made in loadable])
            for key, made in loadable:
                if state.is_whole(found.get(made.name), made):
                    self.report.unchanged += 1
                else:
                    yield Item(key, made, made.name in found)

    def _loadable(self, described: Described) -> Content | None:
        """What to load, None where it cannot be loaded (then it is a failure) or was given before in the same words."""
        made, fault = content.of(described)
        known = self.seen.get(made.name)
        if known is None:
            self.seen[made.name] = made.hash
        elif known == made.hash:
            self.report.repeated += 1
            return None
        else:
            fault = issue("E004", value=made.name, label=described.key)
        if fault is not None:
            self._fail([(described.key, made)], fault)
            return None
        return made

    def _fail(self, graphs: Iterable[tuple[str, Content]], fault: Issue) -> None:
        for key, made in graphs:
            self.report.failures.append(msgspec.structs.replace(fault, record=key, value=fault.value or made.name))
            self._note("quarantined", [(made.name, key, made.hash)], error=f"{fault.code} {fault.message}")

    def _note(self, step: Step, graphs: Iterable[tuple[str, str, str]], *, error: str = "") -> None:
        if self.journal is not None and not self.options.dry_run:
            self.journal.note(step, graphs, run=self.report.run, error=error)

    def _write(self, batch: Sequence[Item]) -> None:
        """Write a batch and make sure of it; a dry run only counts."""
        if self.options.dry_run:
            self._count(batch)
            return
        self._note("planned", _rows(batch))
        missing = self._send(batch)
        # once more, each alone: what a server lost or cut from a long request it may still take in a short one
        for item in missing:
            if self._send([item]):
                found = state.inventory(self.conversation, [item.content.name]).get(item.content.name)
                self._fail([(item.key, item.content)], issue("E011", label=item.key, found=found.triples if found else 0))

    def _send(self, batch: Sequence[Item]) -> list[Item]:
        """Send a batch, halving it where it is refused; returns the items that were accepted but are not whole on the endpoint."""
        self._note("sent", _rows(batch))
        try:
            self.conversation.update(self._request(batch))
        except Refused as error:
            if len(batch) > 1:
                half = len(batch) // 2
                return [*self._send(batch[:half]), *self._send(batch[half:])]
            self._fail(_keyed(batch), issue("E010", label=batch[0].key, error=error.message))
            return []
        except Closed:
            raise
        except EndpointError as error:
            self.broken += 1
            for item in batch:
                self._fail([(item.key, item.content)], issue("E012", label=item.key, error=error.message))
            if self.broken >= self.options.breaker:
                raise
            return []
        self.broken = 0
        self._note("acked", _rows(batch))
        return self._verify(batch)

    def _verify(self, batch: Sequence[Item]) -> list[Item]:
        """Count those that are whole on the endpoint; returns the others."""
        found = state.inventory(self.conversation, [item.content.name for item in batch])
        whole = [item for item in batch if state.is_whole(found.get(item.content.name), item.content)]
        self._count(whole)
        self._note("verified", _rows(whole))
        good = {item.content.name for item in whole}
        return [item for item in batch if item.content.name not in good]

    def _count(self, batch: Sequence[Item]) -> None:
        known = sum(item.known for item in batch)
        self.report.changed += known
        self.report.added += len(batch) - known
        self.report.triples_written += sum(len(item.content.lines) + content.STAMP_SIZE for item in batch)

    def _request(self, batch: Sequence[Item]) -> str:
        most = self.conversation.endpoint.limits.insert_triples
        return " ;\n".join(replacement.update(item.content, self._stamp(item.content), most=most) for item in batch)

    def _stamp(self, made: Content) -> tuple[str, ...]:
        return content.stamp(made, time=self.time, run=self.report.run, version=content.version())

    def _delete_others(self) -> None:
        """Drop the own graphs that were not given; none where they are too many."""
        there = list(state.own(self.conversation, f"{self.options.base}graph/"))
        others = [name for name in there if name not in self.seen and name not in self.options.keep]
        most = replacement.may_delete(len(there), given=len(self.seen))
        if len(others) > most and not self.options.allow_mass_delete:
            self.report.failures.append(issue("E013", value=str(len(others)), total=len(there), most=most))
            return
        if self.options.dry_run:
            self.report.deleted = len(others)
            return
        names = iter(others)
        while page := list(islice(names, min(state.PAGE, self.conversation.endpoint.limits.batch_records))):
            self._drop(page)

    def _drop(self, names: Sequence[str]) -> None:
        self.conversation.update(" ;\n".join(f"DROP SILENT GRAPH {name}" for name in names))
        left = state.inventory(self.conversation, names)
        self.report.failures.extend(issue("E014", value=name) for name in names if name in left)
        self.report.deleted += len(names) - len(left)
        self._note("deleted", [(name, "", "") for name in names if name not in left])


def _rows(batch: Iterable[Item]) -> list[tuple[str, str, str]]:
    return [(item.content.name, item.key, item.content.hash) for item in batch]


def _keyed(batch: Iterable[Item]) -> list[tuple[str, Content]]:
    return [(item.key, item.content) for item in batch]


def _batches(items: Iterable[Item], conversation: Conversation) -> Iterator[list[Item]]:
    """The items in batches within the server's limits; a record that is larger alone is a batch of its own."""
    limits = conversation.endpoint.limits
    batch: list[Item] = []
    triples = 0
    for item in items:
        size = len(item.content.lines) + content.STAMP_SIZE
        if batch and (triples + size > limits.batch_triples or len(batch) >= limits.batch_records):
            yield batch
            batch, triples = [], 0
        batch.append(item)
        triples += size
    if batch:
        yield batch
