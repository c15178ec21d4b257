"""Many records in several processes: parts of the inputs are read, mapped, validated and written side by side, and leave in order.

Design: the unit of work is one part of an input (inputs.PART bytes, or a whole file of a format that cannot be cut). A worker
takes a part through the whole line and sends back bytes, counts and findings, so only small things cross between processes. The main
process hands out parts, puts results in the order of the inputs, and keeps the keys of the run (kg/seen.py): a part with a key that an
earlier part has met is done again here, with that knowledge, so the output is the same whatever the number of processes.

A worker tells, in shared memory, the number and line of the record it is at. One that dies (killed, out of memory) or stands still
for too long is replaced; its part is done again without that record, which becomes a finding.
"""

from __future__ import annotations

import collections
import contextlib
import gc
import io
import itertools
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Iterable, Iterator
from multiprocessing import connection, resource_tracker
from typing import TYPE_CHECKING, Any, cast

import msgspec

from kg import mapping, pipeline, whole
from kg.errors import Issue, KgError, Place, Severity
from kg.graph import size
from kg.inputs import PART, Input
from kg.issues import issue
from kg.seen import Met, Seen
from kg.settings import Settings
from kg.shacl import Result
from kg.shown import Shown, Wish
from kg.writers import WRITERS, GraphWriter

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

#: seconds that one record may take before its worker is replaced
PATIENCE = 120.0
#: seconds after which a run is worth more processes
HERE = 2.0
#: Thresholds of the garbage collector for a process that does nothing but a run. Records hold no circles and go when nobody holds them;
#: with Python's own thresholds an eighth of the time went into looking for some.
COLLECTING = (10_000, 20, 100)


class Job(msgspec.Struct, frozen=True):
    """What is to be done with every part. `writer` is a row of WRITERS that can be joined, "" for none; `only_valid` holds
    records with violations back; `losses` and `results` ask for what a loss report and an RDF report need, `whole` for the rows of the
    second pass; `wish` tells which findings the user sees."""

    settings: Settings
    validate: bool = True
    writer: str = ""
    only_valid: bool = False
    losses: bool = False
    results: bool = False
    whole: bool = False
    wish: Wish = Wish(every=True)


class Done(msgspec.Struct):
    """What became of one part: its bytes in the writer's format (without head and tail), counts, and the findings that may be shown.

    `counts`: how many findings there are by severity and code. `told` are in order.
    """

    item: Input
    body: bytes = b""
    records: int = 0
    unreadable: int = 0
    left_out: int = 0
    triples: int = 0
    held: list[str] = []
    counts: collections.Counter[tuple[Severity, str]] = msgspec.field(default_factory=collections.Counter)
    told: list[Issue] = []
    results: list[Result] = []
    losses: list[pipeline.LossRow] = []
    met: list[tuple[str, Met]] = []
    whole: whole.Rows = msgspec.field(default_factory=whole.Rows)


def start() -> str:
    """How processes are started: by a fork, which takes no time, but where this one has threads (a store has some), since that may hang,
    or where nobody can tell."""
    try:
        return "fork" if len(os.listdir("/proc/self/task")) == 1 else "spawn"
    except OSError:
        return "spawn"


def run(inputs: Iterable[Input], job: Job, *, jobs: int, patience: float = PATIENCE, here: float | None = None) -> Iterator[Done]:
    """The parts of `inputs`, done by `jobs` processes, in order.

    What takes less than `here` seconds is done right here, by default HERE: to start a process may take a second or two itself. Where it
    does not, an input that comes in parts is worth processes at once.
    """
    waiting = iter(inputs)
    if here is None:
        first = next(waiting, None)
        waiting = itertools.chain(() if first is None else (first,), waiting)
        large = first is not None and (bool(first.context) or len(first.data) > PART // 2)
        here = 0.0 if large and start() == "fork" else HERE
    mapper = mapping.Mapper(pipeline.mapper_options(job.settings))
    seen, shown = Seen(), Shown(job.wish)
    started = time.monotonic()
    while (jobs <= 1 or time.monotonic() - started < here) and (item := next(waiting, None)) is not None:
        yield process(item, job, pipeline.Keys(mapper, seen), shown)
    for done in _Pool(jobs, job, patience).run(waiting, shown):
        # only keys of earlier parts can clash: those within the part its worker has kept apart
        if seen.known(key for key, _ in done.met):
            done = process(done.item, job, pipeline.Keys(mapper, seen), shown)
        else:
            for key, met in done.met:
                seen.add(key, met)
            for found in done.told:
                shown.takes(found)
        yield done


def process(item: Input, job: Job, keys: pipeline.Keys, shown: Shown, *, at: Any = None, without: frozenset[int] = frozenset()) -> Done:
    """One part taken through the whole line. `shown` knows what the run has shown of the parts before. `at.value` is set to number and
    line of the record in hand (see _numbered); records of a number in `without` are left out."""
    done = Done(item)
    losses = pipeline.Losses(job.settings) if job.losses else None
    gathering = whole.Gathering(job.settings.base, item.name) if job.whole else None

    def described() -> Iterator[Any]:
        # validation takes records in batches: the line told is that of the last record read
        outcomes = pipeline.run([item], job.settings, validate=job.validate, keys=keys, watch=_watch(at), without=without, shown=shown)
        for outcome in outcomes:
            done.records += 1
            done.counts.update((found.severity, found.code) for found in outcome.findings)
            done.told += outcome.told
            if job.results:
                done.results += outcome.results
            if outcome.described is None:
                done.unreadable += pipeline.is_unreadable(outcome)
                done.left_out += not pipeline.is_unreadable(outcome)
            elif job.only_valid and any(found.severity == "violation" for found in outcome.findings):
                done.held.append(outcome.described.name)
            else:
                if losses is not None:
                    losses.add(outcome)
                if gathering is not None:
                    pipeline.gather(outcome, gathering)
                done.triples += size(outcome.described.graph)
                yield outcome.described

    if job.writer:
        writer = WRITERS[job.writer]
        out = io.BytesIO()
        cast(GraphWriter, writer.write)(described(), out, options=pipeline.writer_options(job.settings))
        head, tail = frame(job.writer, job.settings)
        with out.getbuffer() as data:  # copied once only
            done.body = bytes(data[len(head) : len(data) - len(tail)])
    else:
        collections.deque(described(), maxlen=0)
    done.losses = losses.rows() if losses is not None else []
    done.met = keys.met
    done.whole = gathering.rows if gathering is not None else done.whole
    return done


def _watch(at: Any) -> Any:
    if at is None:
        return None

    def tell(number: int, line: int) -> None:
        at.value = number + 1 << 32 | line

    return tell


def _numbered(at: int) -> tuple[int, int]:
    """Number and line that a worker has told; -1 and 0 where it has told none."""
    return ((at >> 32) - 1, at & 0xFFFFFFFF) if at > 0 else (-1, 0)


def frame(writer: str, settings: Settings) -> tuple[bytes, bytes]:
    """What a writer puts before and after the records: found by letting it write none."""
    row = WRITERS[writer]
    out = io.BytesIO()
    cast(GraphWriter, row.write)(iter(()), out, options=pipeline.writer_options(settings))
    empty = out.getvalue()
    assert row.joint is not None
    return empty[: len(empty) - len(row.tail)], row.tail


# ---- processes -------------------------------------------------------------------------------------------------------------------


#: number of a part, the part, and the numbers of its records that are left out
Task = tuple[int, Input, frozenset[int]]


class _Worker:
    """One process: what it is doing, the line it is at, and since when."""

    def __init__(self, context: Any, job: Job, others: list[connection.Connection]) -> None:
        self.pipe, theirs = context.Pipe()
        self.at = context.Value("q", 0, lock=False)
        # a fork holds all that is open here: with our end of a pipe in it, nobody would see when this process is gone
        ours = [self.pipe, *others] if context.get_start_method() == "fork" else []
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, job, self.at, ours), daemon=True)
        with _undisturbed():
            self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.seen, self.since = 0, time.monotonic()

    def take(self, task: Task, shown: Shown) -> None:
        self.task = task
        self.at.value = 0
        self.seen, self.since = 0, time.monotonic()
        self.pipe.send((*task, shown))

    def is_stuck(self, patience: float) -> bool:
        """Whether it has been at one record for longer than `patience` seconds."""
        if self.at.value != self.seen:
            self.seen, self.since = self.at.value, time.monotonic()
        # 0: it has not begun, because a process takes its time to start
        return self.task is not None and self.seen != 0 and time.monotonic() - self.since > patience

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits while a process is started, and what is started never gets it: half-begun it could only die with a traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would let Ctrl-C through as soon as it has begun
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: connection.Connection, job: Job, at: Any, ours: list[connection.Connection]) -> None:
    """A worker's life: parts in, results out, until the pipe closes. Ctrl-C is the main process's business, and so are `ours`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*COLLECTING)
    for other in ours:
        other.close()
    mapper = mapping.Mapper(pipeline.mapper_options(job.settings))
    while True:
        try:
            number, item, without, shown = pipe.recv()
        except EOFError:
            return
        at.value = -1
        keys = pipeline.Keys(mapper)
        done: Done | Exception
        try:
            done = process(item, job, keys, shown, at=at, without=without)
            done.item = item._replace(data=b"")  # its bytes are known over there
        except Exception as error:  # the border of the process: it is raised again in the main one, as if it had come up there
            error.add_note(traceback.format_exc())
            done = error
        pipe.send((number, done))


class _Pool:
    """A number of workers, the parts they have, and the results that wait for their turn."""

    def __init__(self, jobs: int, job: Job, patience: float) -> None:
        self._context: Any = multiprocessing.get_context(start())
        self._job, self._patience, self._jobs = job, patience, jobs
        self._workers: list[_Worker] = []

    def run(self, inputs: Iterator[Input], shown: Shown) -> Iterator[Done]:
        """The parts done, in order. At most a few parts a worker are in memory. `shown` is what the run has shown of those given."""
        numbered = enumerate(inputs)
        following = next(numbered, None)
        ready: dict[int, Done] = {}
        items: dict[int, Input] = {}
        again: collections.deque[Task] = collections.deque()
        lost: dict[int, list[Issue]] = {}
        turn = 0
        try:
            while True:
                while turn in ready:
                    done = ready.pop(turn)
                    done.item = items.pop(turn)
                    missing = lost.pop(turn, [])
                    done.counts.update((found.severity, found.code) for found in missing)
                    done.told = missing + done.told
                    turn += 1
                    yield done
                while (again or (following and len(items) < 3 * self._jobs)) and (worker := self._idle()) is not None:
                    if again:
                        worker.take(again.popleft(), shown)
                    elif following:
                        number, item = following
                        items[number] = item
                        worker.take((number, item, frozenset()), shown)
                        following = next(numbered, None)
                if not items:
                    return
                self._wait(ready, again, lost)
        finally:
            for worker in self._workers:
                worker.end()

    def _idle(self) -> _Worker | None:
        found = next((worker for worker in self._workers if worker.task is None), None)
        if found is None and len(self._workers) < self._jobs:
            found = _Worker(self._context, self._job, [worker.pipe for worker in self._workers])
            self._workers.append(found)
        return found

    def _wait(self, ready: dict[int, Done], again: Any, lost: dict[int, list[Issue]]) -> None:
        """Take what has come in; replace a worker that is gone or stuck."""
        busy = {worker.pipe: worker for worker in self._workers if worker.task is not None}
        for pipe in connection.wait(list(busy), timeout=1.0):
            worker = busy[cast(connection.Connection, pipe)]
            try:
                number, done = worker.pipe.recv()
            except (EOFError, ConnectionResetError):
                worker.process.join()
                self._replace(worker, f"ended with code {worker.process.exitcode}", again, lost)
                continue
            if isinstance(done, Exception):
                raise done
            worker.task = None
            ready[number] = done
        for worker in [one for one in self._workers if one.is_stuck(self._patience)]:
            self._replace(worker, f"did nothing for {self._patience:g} seconds", again, lost)

    def _replace(self, worker: _Worker, what: str, again: Any, lost: dict[int, list[Issue]]) -> None:
        assert worker.task is not None
        number, item, without = worker.task
        order, line = _numbered(worker.at.value)
        line = line or item.line
        worker.end()
        self._workers.remove(worker)
        if order in without:
            raise KgError(
                f"{item.name}:{line}: a worker process {what}, and again without this record", hint="try --jobs 1, or more memory"
            )
        found = issue("R013", place=Place(line=line), what=what)
        found.file = item.name
        lost.setdefault(number, []).append(found)
        again.append((number, item, without | {order}))
