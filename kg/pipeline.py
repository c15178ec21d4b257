"""The one place where the stages are joined: inputs -> readings -> graphs -> findings.

Design: everything is a generator, so memory does not grow with the number of records (but for 16 bytes a key, which tell a record that
comes twice). Records are validated in batches, because the reference lane is far quicker so; they leave in the order in which they came.
Places cost nothing until there is a finding that somebody sees: then the one record is mapped, and its file read, again with trace.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from kg import inputs as _inputs
from kg import mapping, rdf, rdf_large
from kg import writers as _writers
from kg.errors import Issue, Place
from kg.facts import NO_FACTS
from kg.graph import Described, digest
from kg.inputs import CUT_RDF, RDF_FORMATS, CutRdf, Input
from kg.issues import issue
from kg.joins import Joins
from kg.mapping.recognise import PART_OF, PRIMARY_TOPIC, is_work, works
from kg.reading import alone
from kg.reading import readings as readings
from kg.record import Reading, Record
from kg.seen import Met, Seen
from kg.settings import Settings
from kg.shacl import Compiled, Result, check_many, load_profiles
from kg.shacl.report import Trace, locate, place_of
from kg.shown import Shown
from kg.whole import Gathering

#: records validated together: the reference lane gains from more, everything else loses, since many living graphs cost the collector time
BATCH = 10


class Outcome(msgspec.Struct):
    """What became of one entry: its file, its reading (None for RDF input), its graph (None where it could not be read), and all findings.

    `order` counts the entries of its file from 0. `told` are those of the findings that the user may be shown: they have their exact
    place and field, the others those of the record. `results` are the SHACL results behind the findings, for a report in RDF.
    """

    input: Input
    order: int
    reading: Reading | None
    described: Described | None
    findings: list[Issue]
    told: list[Issue] = []
    results: list[Result] = []


def is_unreadable(outcome: Outcome) -> bool:
    """Whether an entry gave no graph because something is wrong with it; one that is only told (no publication, not public) is left out."""
    return outcome.described is None and any(found.severity == "violation" for found in outcome.findings)


class LossRow(msgspec.Struct, frozen=True):
    """A field that records state and graphs leave out: how often, why, and an example."""

    format: str
    field: str
    count: int
    reason: str
    example: str


def run(
    inputs: Iterable[Input],
    settings: Settings,
    *,
    validate: bool,
    limit: int | None = None,
    keys: Keys | None = None,
    watch: Callable[[int, int], None] | None = None,
    without: frozenset[int] = frozenset(),
    shown: Shown | None = None,
) -> Iterator[Outcome]:
    """The outcome of every entry of the inputs, in their order; at most `limit` of them.

    `keys` are those of earlier parts of the same run. `watch` is told number (in its input, from 0) and line of each record before it
    is mapped; those of a number in `without` are left out. `shown` is asked which findings are to have their exact place, and
    goes on counting from one part to the next; by default all are.
    """
    placing = _Placing(settings, shown or Shown())
    outcomes = _mapped(inputs, settings, keys or Keys(mapping.Mapper(mapper_options(settings))), watch, without)
    if limit is not None:
        outcomes = islice(outcomes, limit)
    shapes = load_profiles(settings.profiles) if validate else None
    while batch := list(islice(outcomes, BATCH if validate else 1)):
        if shapes is not None:
            _validate(batch, shapes)
        for outcome in batch:
            placing.place(outcome)
            yield outcome


def open_records(name: str, *, base: str = "", validate: bool = True) -> Iterator[Outcome]:
    """The outcome of every record in `name` (a file, a folder, a glob): its Record, its graph, its findings, in order.

    `base` begins every IRI. Raises InputError where nothing can be opened or recognised. For more settings use `run`.
    """
    settings = Settings(base=base) if base else Settings()
    joins = Joins([name])
    yield from run(joins.join(_inputs.read([name], cut_rdf=cut_rdf(settings.base))), settings, validate=validate)


def cut_rdf(base: str) -> CutRdf:
    """How large RDF files are cut into records (inputs.read)."""
    rules = rdf_large.Rules(works, PRIMARY_TOPIC, PART_OF, is_work)
    return lambda opened, form: rdf_large.cut(opened, form, rules, base=base)


def mapper_options(settings: Settings) -> mapping.Options:
    """What the mapping needs to know of the settings."""
    return msgspec.convert({name: getattr(settings, name) for name in mapping.Options.__struct_fields__}, mapping.Options)


def writer_options(settings: Settings) -> _writers.Options:
    """What the writers need to know of the settings."""
    return _writers.Options(
        schema_ns=settings.schema_ns, skolem_lists=settings.skolem_lists, page_url=settings.page_url, context_url=settings.context_url
    )


def records(outcome: Outcome, settings: Settings) -> list[Record]:
    """The outcome's record; of RDF input those that the mapping finds in the graph."""
    if outcome.reading is not None:
        return [outcome.reading.record] if outcome.reading.record is not None else []
    return mapping.Mapper(mapper_options(settings)).back(outcome.described.graph) if outcome.described else []


def gather(outcome: Outcome, gathering: Gathering) -> None:
    """Keep of an outcome what the second pass needs."""
    if outcome.described is None:
        return
    if outcome.reading is None:
        gathering.take(outcome.described, line=0, foreign=True)
        return
    root = next((found.value for found in outcome.findings if found.code == "I060"), "")
    gathering.take(outcome.described, line=outcome.reading.origin.line, root=root)


# ---- reading and mapping ---------------------------------------------------------------------------------------------------------


def _mapped(
    inputs: Iterable[Input], settings: Settings, keys: Keys, watch: Callable[[int, int], None] | None, without: frozenset[int]
) -> Iterator[Outcome]:
    for item in inputs:
        if item.format in RDF_FORMATS:
            yield from _from_rdf(item, settings)
            continue
        for order, (_, reading) in enumerate(readings([item], encoding=settings.encoding)):
            if order in without:
                continue
            if watch is not None:
                watch(order, reading.origin.line)
            if reading.record is None:
                yield Outcome(item, order, reading, None, list(reading.issues))
                continue
            mapped, more = keys.map(reading.record, reading)
            yield Outcome(item, order, reading, mapped.described, [*reading.issues, *mapped.issues, *more])


def _from_rdf(item: Input, settings: Settings) -> Iterator[Outcome]:
    if item.context == CUT_RDF:
        stretch = rdf_large.unpack(item.data)
        parts, problems = stretch.described, stretch.problems
    else:
        parts, problems = rdf.read(item.data, item.format, works=works, base=settings.base)
    for problem in problems:
        problem.file = item.name
    if problems:
        yield Outcome(item, 0, None, None, problems)
    for order, part in enumerate(parts):
        yield Outcome(item, order, None, part, [])


class Keys:
    """Keeps two records of one run apart that would share a key: a copy is written again and told, a differing one gets "-2".

    `met` lists the keys that this object has added to `seen`, in order.
    """

    def __init__(self, mapper: mapping.Mapper, seen: Seen | None = None) -> None:
        self._mapper = mapper
        self._seen = seen or Seen()
        self.met: list[tuple[str, Met]] = []

    def map(self, record: Record, reading: Reading) -> tuple[mapping.Mapped, list[Issue]]:
        """The record mapped under a key of its own, and what there is to say about it."""
        mapped = self._mapper.forward(record)
        key, own = mapped.described.key, Met(digest(mapped.described.graph), f"{reading.origin.file}:{reading.origin.line}")
        first = self._seen.get(key)
        if first is None:
            self._add(key, own)
            return mapped, []
        if first.digest == own.digest:
            return mapped, [issue("I061", field="identifiers", value=key, other=first.where)]
        # a key holds no line feed, so this is none: under it stands the name of those with these triples
        variant = f"{key}\n{own.digest.hex()}"
        if (known := self._seen.get(variant)) is not None:
            name = known.where
        else:
            name = f"{key}-{self._free(key)}"
            self._add(name, own)
            self._add(variant, Met(own.digest, name))
        again = self._mapper.forward(record, key=name)
        return again, [issue("I060", field="identifiers", value=key, other=first.where, key=name)]

    def _free(self, key: str) -> int:
        """A number that makes a new key of this one: mostly the smallest. A key may come a hundred thousand times, so not all are tried."""

        def taken(number: int) -> bool:
            return self._seen.get(f"{key}-{number}") is not None

        last, free = 1, 2
        while taken(free):
            last, free = free, 2 * free
        while free - last > 1:
            middle = (last + free) // 2
            last, free = (middle, free) if taken(middle) else (last, middle)
        return free

    def _add(self, key: str, met: Met) -> None:
        self._seen.add(key, met)
        self.met.append((key, met))


# ---- validating ------------------------------------------------------------------------------------------------------------------


def _validate(batch: Sequence[Outcome], shapes: Compiled) -> None:
    """Add what the checks find to the results of a batch. What the mapping guarantees is not asked again; of foreign RDF all is asked."""
    year = _today().year + 2
    for facts, mapped in ((mapping.facts(), True), (NO_FACTS, False)):
        checked = [outcome for outcome in batch if outcome.described is not None and (outcome.reading is not None) == mapped]
        described = [outcome.described for outcome in checked if outcome.described is not None]
        for outcome, results in zip(checked, check_many(shapes, described, latest_year=year, facts=facts), strict=True):
            outcome.results = results


def _today() -> datetime.date:
    """The day that "not years ahead" is measured from; SOURCE_DATE_EPOCH stops the clock for reproducible runs."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return datetime.datetime.now(datetime.UTC).date()


class _Placing:
    """Makes findings of results and leads those that the user may be shown back to their places.

    For that the one record is mapped, and its file read, again with trace; the others get the place of their record.
    """

    def __init__(self, settings: Settings, shown: Shown) -> None:
        self._options = mapper_options(settings)
        self._shown = shown
        self._places = _Places(settings.encoding)

    def place(self, outcome: Outcome) -> None:
        """Complete the outcome's findings, in their order."""
        outcome.told = []
        for found in outcome.findings:
            self._complete(found, outcome, seen=self._shown.takes(found))
        trace: Trace | None = None
        for result in outcome.results:
            found = locate(result, {}, {})
            if seen := self._shown.takes(found):
                trace = self._trace(outcome) if trace is None else trace
                found = locate(result, trace, {})
            self._complete(found, outcome, seen=seen)
            outcome.findings.append(found)

    def _complete(self, found: Issue, outcome: Outcome, *, seen: bool) -> None:
        """Add file, record and place, the exact one where the finding is `seen`."""
        reading, described = outcome.reading, outcome.described
        if seen:
            outcome.told.append(found)
        if found.file:
            return  # what a reader finds is complete
        found.file = outcome.input.name
        if reading is None:
            found.record = described.work[1:-1] if described else ""
            return
        found.record = reading.label or (described.key if described else "")
        if seen and found.place == Place():
            found.place = place_of(found.field, self._places.of(outcome))
        if not found.place.line:
            found.place = Place(line=reading.origin.line)

    def _trace(self, outcome: Outcome) -> Trace:
        if outcome.reading is None or outcome.reading.record is None or outcome.described is None:
            return Trace()
        return Trace(mapping.Mapper(self._options).forward(outcome.reading.record, trace=True, key=outcome.described.key).trace or {})


class _Places:
    """Places of one file's records: the entry is read once more with trace, or, where it cannot be read alone, its file, in step with the
    records that ask."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._outcome: Outcome | None = None
        self._places: dict[str, Place] = {}
        self._input: Input | None = None
        self._order = -1
        self._readings: Iterator[tuple[Input, Reading]] = iter(())

    def of(self, outcome: Outcome) -> dict[str, Place]:
        """The places of the outcome's record, by field path."""
        if self._outcome is not outcome:
            item = outcome.reading and alone(outcome.input, outcome.reading.origin, outcome.order)
            reading = next(readings([item], trace=True, encoding=self._encoding))[1] if item else self._in_step(outcome)
            self._outcome, self._places = outcome, reading.places or {}
        return self._places

    def _in_step(self, outcome: Outcome) -> Reading:
        if self._input is not outcome.input or outcome.order <= self._order:
            self._input, self._order = outcome.input, -1
            self._readings = readings([outcome.input], trace=True, encoding=self._encoding)
        while self._order < outcome.order:
            _, reading = next(self._readings)
            self._order += 1
        return reading


# ---- losses ----------------------------------------------------------------------------------------------------------------------


class Losses:
    """Sums up what records hold and their graphs leave out, by format, field and reason."""

    def __init__(self, settings: Settings) -> None:
        self._options = mapper_options(settings)
        self._rows: dict[tuple[str, str, str], tuple[int, str]] = {}

    def add(self, outcome: Outcome) -> None:
        """Count the losses of one outcome."""
        if outcome.reading is None or outcome.reading.record is None:
            return
        for loss in mapping.losses(outcome.reading.record, self._options):
            self._count(outcome.input.format, loss.field, loss.value, loss.reason)
        for path, value, reason in outcome.reading.not_carried:
            self._count(outcome.input.format, f"source:{path}", value, reason)

    def _count(self, form: str, field: str, value: str, reason: str) -> None:
        row = (form, _without_indices(field), reason)
        count, example = self._rows.get(row, (0, value))
        self._rows[row] = (count + 1, example)

    def merge(self, rows: Iterable[LossRow]) -> None:
        """Add the sums of another part of the run."""
        for row in rows:
            key = (row.format, row.field, row.reason)
            count, example = self._rows.get(key, (0, row.example))
            self._rows[key] = (count + row.count, example)

    def rows(self) -> list[LossRow]:
        """The sums, by format and field."""
        return [LossRow(form, field, count, reason, example) for (form, field, reason), (count, example) in sorted(self._rows.items())]


def _without_indices(field: str) -> str:
    """ "contributors[3].agent" -> "contributors[].agent"; the source paths of `rest` keep theirs but for digits in brackets."""
    return re.sub(r"\[\d+\]|(?<=/)\d+(?=/|$)", lambda match: "[]" if match[0][0] == "[" else "*", field)
