"""One record explained: each field with its place, text as found and value as understood, its triples and their rules; what is left out."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from kg import mapping, pipeline, resources, shacl, terms
from kg.errors import InputError, Issue, Place, UsageError
from kg.explain import fields
from kg.explain.rules import Rule, accepts, header, misfit, no_term, rule_of, silence
from kg.graph import Triple
from kg.identity import Names
from kg.inputs import RDF_FORMATS, Input
from kg.mapping import Options
from kg.mapping.classes import node_classes
from kg.mapping.forward import forward
from kg.mapping.steps import relation_target
from kg.mapping.tables import VOCABULARIES, Row, tables
from kg.pipeline import Outcome
from kg.record import Record, Relation
from kg.settings import Settings
from kg.shacl.report import locate
from kg.vocabulary import expand, shorten

#: so many records are named where a file has several and none was chosen
NAMED = 8
#: forms whose values lie in one namespace, which tells two rows of one name apart
_MADE = {"coar": "coar:", "dcmitype": "dcmit:"}
#: forms whose property another table chooses -> that table and the value's field that is its key
_CHOSEN = {"roles": ("roles", "role"), "relations": ("relations", "kind"), "relation-text": ("relations", "kind")}
_NAMESPACES = {"schema": "schema", "bibo": "bibo", "bstatus": "bibo", "dcterms": "dcterms", "dc11": "dcterms"}


class Made(msgspec.Struct, frozen=True):
    """One triple (terms in N-Triples form), its vocabulary ("schema", "bibo", "dcterms", "other"), the field it says, and its rule."""

    subject: str
    predicate: str
    value: str
    vocabulary: str
    field: str
    rule: Rule


class Value(msgspec.Struct, frozen=True):
    """One value as understood: its field and its text."""

    field: str
    text: str


class Entry(msgspec.Struct):
    """What one place of the source became. `place` is None for what was worked out from several places, or from the whole.

    `silent` says for each of the three vocabularies without a triple why it has none, as far as the tables say.
    """

    field: str
    place: Place | None
    values: list[Value] = []
    triples: list[Made] = []
    silent: dict[str, str] = {}


class LeftOut(msgspec.Struct, frozen=True):
    """A value that no triple carries: its field (or its path in the source), place, text and the reason."""

    field: str
    place: Place | None
    value: str
    reason: str


class Explanation(msgspec.Struct):
    """One record: entries in the order of their places, those without one last.

    `home` is the IRI below which the record's own nodes lie, `base` that of all minted ones.
    """

    file: str
    format: str
    number: int
    label: str
    key: str
    work: str
    home: str
    base: str
    entries: list[Entry]
    left_out: list[LeftOut]
    issues: list[Issue]


class Subject:
    """The record asked about, mapped with trace: its outcome, record, places, triples, and the nodes that it leads to."""

    def __init__(self, outcome: Outcome, number: int, settings: Settings) -> None:
        assert outcome.described is not None
        self.outcome, self.number, self.settings, self.described = outcome, number, settings, outcome.described
        self.options: Options = pipeline.mapper_options(settings)
        again = pipeline.readings([outcome.input], trace=True, encoding=settings.encoding)
        reading = next(islice(again, outcome.order, None))[1]
        assert reading.record is not None
        self.record: Record = reading.record
        self.places: dict[str, Place] = {key: place for key, place in (reading.places or {}).items() if key and place.line}
        names = Names(self.record, base=self.options.base, id_policy=self.options.id_policy, name=self.described.key)
        self.home = names.home
        context = forward(self.record, names, self.options, trace=True)
        self.nodes: list[tuple[str, Any, str]] = [(kind, node, subject) for kind, node, subject, _ in context.queue]
        self._kinds = {subject: kind for kind, _, subject in reversed(self.nodes)}
        self.trace: dict[Triple, tuple[str, str]] = context.trace or {}
        self.leaves = list(fields.leaves(self.record))
        self.made = [self._made(triple, *why) for triple, why in self.trace.items()]

    def of_kind(self, kind: str) -> list[tuple[str, Any, str]]:
        """(kind, node, subject) of the nodes that the rows of `kind` are for."""
        return [found for found in self.nodes if (tables().nodes[found[0]].rows_of or found[0]) == kind]

    def place(self, field: str) -> tuple[str, Place | None]:
        """The field that has a place of its own and answers for `field`, and that place."""
        key = fields.nearest(field, self.places)
        return (key, self.places[key]) if key else (fields.item_of(field), None)

    def _made(self, triple: Triple, path: str, rule: str) -> Made:
        subject, predicate, value = triple
        return Made(
            subject, predicate, value, _vocabulary(triple, rule), fields.true_path(path, self.record), self._rule(triple, path, rule)
        )

    def _rule(self, triple: Triple, field: str, name: str) -> Rule:
        if name == "types.toml":
            kind = self._kinds.get(triple[0], "work")
            if tables().nodes[kind].classes != "types.toml":
                return Rule(header("nodes", kind), f"classes of {kind}")
            node = next(node for other, node, subject in self.nodes if subject == triple[0] and other == kind)
            return Rule(header("types", node.type), f"classes of the type {node.type}")
        rows = _by_name().get(name, [])
        if len(rows) > 1:
            rows = [row for row in rows if accepts(row, fields.member(field, self.record)) and self._may(row, triple)] or rows
        rule = rule_of(rows[0])
        if rows[0].form not in _CHOSEN:
            return rule
        table, column = _CHOSEN[rows[0].form]
        chosen = fields.member(field, self.record)
        return Rule(rule.where, f"{rule.name}, {header(table, getattr(chosen, column, ''))}")

    def _may(self, row: Row, triple: Triple) -> bool:
        """Whether this row of several with one name may have made the triple."""
        if row.form in _MADE and not triple[2].startswith(f"<{expand(_MADE[row.form])}"):
            return False
        subject = triple[2] if row.inverse else triple[0]
        nodes = [found for found in self.of_kind(row.node) if found[2] == subject] or self.of_kind(row.node)
        if row.to and self._kinds.get(triple[0] if row.inverse else triple[2], row.to) != row.to:
            return False
        return any(not silence(row, kind, node, self.record, self.options) for kind, node, _ in nodes)


def explain(subject: Subject) -> Explanation:
    """The record in order of its source."""
    record, reading = subject.record, subject.outcome.reading
    assert reading is not None
    return Explanation(
        file=subject.outcome.input.name,
        format=subject.outcome.input.format,
        number=subject.number,
        label=reading.label,
        key=subject.described.key,
        work=subject.described.work,
        home=subject.home,
        base=subject.options.base,
        entries=_entries(subject),
        left_out=list(_left_out(subject, record)),
        issues=_issues(subject),
    )


def choose(inputs: Iterable[Input], settings: Settings, wanted: str = "") -> Subject:
    """The record that `wanted` names: its number from 1, key, label (as a citation key), DOI or another identifier; "" for the only one.

    Raises UsageError where there is none such or several to choose from, and InputError where the record chosen cannot be read.
    """
    described: list[str] = []
    only: list[tuple[int, Outcome]] = []
    count = 0
    doi = wanted.lower().removeprefix("https://doi.org/").removeprefix("doi:")
    for outcome in pipeline.run(_no_rdf(inputs), settings, validate=False):
        count += 1
        names = _names(outcome, count)
        if wanted and (wanted in names or doi in names):
            return _subject(outcome, count, settings)
        if len(described) < NAMED or wanted:
            described = [*described[-500:], _title(outcome, count)]
        if not wanted and count <= 1:
            only.append((count, outcome))
        if not wanted and count > NAMED:
            break
    if not wanted and count == 1:
        return _subject(only[0][1], 1, settings)
    raise _undecided(wanted, count, described)


def _undecided(wanted: str, count: int, described: list[str]) -> UsageError:
    if not count:
        return UsageError("there is no record in it", hint="name a file that holds one; see: kg formats")
    if not wanted:
        more = "\n  ..." if count > NAMED else ""
        listed = "\n  ".join(described[:NAMED])
        return UsageError(f"there are several records; choose one with --record:\n  {listed}{more}", hint="as --record 1")
    near = difflib.get_close_matches(wanted, [name for line in described for name in line.split("  ")[:2]], 1, 0.5)
    hint = f"did you mean {near[0]}?" if near else f"use its number (1 to {count}), its key, its label or its DOI"
    return UsageError(f"there is no record {wanted} among {count}", hint=hint)


def _no_rdf(inputs: Iterable[Input]) -> Iterator[Input]:
    for item in inputs:
        if item.format in RDF_FORMATS:
            raise UsageError(
                f"{item.name} is RDF: its triples stand in it as they are",
                hint="explain the file it was made from, or a term, as schema:name",
            )
        yield item


def _names(outcome: Outcome, number: int) -> set[str]:
    """What a user may call this record."""
    found = {str(number)}
    if outcome.reading is not None:
        found.add(outcome.reading.label)
        if outcome.reading.record is not None:
            for identifier in outcome.reading.record.identifiers:
                found |= {identifier.value, identifier.value.lower(), f"{identifier.scheme}:{identifier.value}"}
    if outcome.described is not None:
        found |= {outcome.described.key, outcome.described.work[1:-1]}
    return found - {""}


def _title(outcome: Outcome, number: int) -> str:
    record = outcome.reading.record if outcome.reading else None
    title = record.titles[0].value if record and record.titles else "" if record else "(cannot be read)"
    return "  ".join(part for part in (str(number), outcome.reading.label if outcome.reading else "", title[:80]) if part)


def _subject(outcome: Outcome, number: int, settings: Settings) -> Subject:
    if outcome.described is None:
        found = outcome.findings[0] if outcome.findings else None
        where = f"{outcome.input.name}:{found.place.line}" if found and found.place.line else outcome.input.name
        raise InputError(f"{where}: {found.message if found else 'this record cannot be read'}", hint=found.mend if found else "")
    return Subject(outcome, number, settings)


@functools.cache
def _by_name() -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in tables().rows:
        found.setdefault(row.rule, []).append(row)
    return found


def _vocabulary(triple: Triple, rule: str) -> str:
    """The vocabulary that a triple speaks; of rdf:type that of the class, of a list's cells that of the list."""
    named = triple[2] if triple[1] == terms.RDF_TYPE else triple[1]
    prefix = shorten(named[1:-1]).partition(":")[0]
    return _NAMESPACES.get(rule.partition(".")[0] if prefix == "rdf" else prefix, "other")


def _entries(subject: Subject) -> list[Entry]:
    """The entries, by place; each value and each triple stands in one."""
    found: dict[str, Entry] = {}

    def entry(field: str) -> Entry:
        key, place = subject.place(field) if field else ("", None)
        return found.setdefault(key, Entry(key, place))

    for leaf in subject.leaves:
        entry(leaf.path).values.append(Value(leaf.path, leaf.text))
    for made in subject.made:
        entry(made.field).triples.append(made)
    for item in found.values():
        item.silent = _silent(subject, item)
    order = {field: number for number, field in enumerate(found)}

    def position(item: Entry) -> tuple[bool, bool, int, int, int]:
        place = item.place or Place()
        return (not item.place, not item.field, place.line, place.column, order[item.field])

    return sorted(found.values(), key=position)


def _silent(subject: Subject, entry: Entry) -> dict[str, str]:
    if not entry.field or not entry.values:
        return {}
    have = {made.vocabulary for made in entry.triples}
    owner = fields.owner_of(entry.field, subject.record)
    found = {}
    for vocabulary in VOCABULARIES:
        if vocabulary not in have and (reason := _why_not(subject, vocabulary, owner, fields.member(entry.field, subject.record))):
            found[vocabulary] = reason
    return found


def _why_not(subject: Subject, vocabulary: str, owner: fields.Owner, value: Any) -> str:
    """Why `vocabulary` says nothing of a field: the reason of its [[omit]], else what keeps its rows silent for this value."""
    nodes = tables().nodes
    for omit in tables().omits:
        if (omit.vocabulary, omit.node, omit.field) == (vocabulary, owner.kind, owner.name):
            return omit.reason
    reasons: dict[str, None] = {}
    if isinstance(value, Relation):
        return _no_relation(subject, vocabulary, value)
    for row in tables().rows:
        if row.vocabulary != vocabulary or row.top != owner.name or nodes[row.node].struct != type(owner.node).__name__:
            continue
        if not accepts(row, value):
            reasons.setdefault(f"no property for an identifier of the scheme {value.scheme}")
            continue
        kind = row.node if nodes[row.node].classes == "types.toml" or type(owner.node) is Record else owner.kind
        if reason := silence(row, kind, owner.node, subject.record, subject.options):
            reasons.setdefault(f"{row.term}: {reason}")
        elif _NAMESPACES.get(row.term.partition(":")[0]) != vocabulary:
            reasons.setdefault(f"{row.term} has it")
        else:
            reasons.setdefault(f"{row.term}: {no_term(row)}")
    return "; ".join(list(reasons)[:2])


def _no_relation(subject: Subject, vocabulary: str, relation: Relation) -> str:
    """Why `vocabulary` says nothing of a link to another work."""
    name = resources.table("relations").get(relation.kind, {}).get(vocabulary)
    if not name:
        return f"no property for a relation of the kind {relation.kind} (vocab/relations.toml)"
    if not relation_target(relation):
        return "the other work is known by its text only: dc11:relation or schema:citation has it"
    return misfit(f"{vocabulary}:{name}", node_classes("work", subject.record, subject.options.spar))


def _left_out(subject: Subject, record: Record) -> Iterator[LeftOut]:
    position = 0
    for loss in mapping.losses(record, subject.options):
        field = loss.field
        if field.startswith("rest:"):
            place = subject.places.get(f"rest[{position}]")
            position += 1
        else:
            place = subject.place(field)[1]
        yield LeftOut(field.removeprefix("rest:"), place, loss.value, loss.reason)
    for path, value, reason in subject.outcome.reading.not_carried if subject.outcome.reading else ():
        yield LeftOut(path, None, value, reason)


def _issues(subject: Subject) -> list[Issue]:
    """All findings about the record, those of the shapes too, with their places."""
    outcome = subject.outcome
    shapes = shacl.load_profiles(subject.settings.profiles)
    results = shacl.check(shapes, subject.described.graph, latest_year=pipeline._today().year + 2)
    found = [*outcome.findings, *(locate(result, subject.trace, {}) for result in results)]
    for item in found:
        item.file, item.record = outcome.input.name, item.record or (outcome.reading.label if outcome.reading else "")
        if item.place == Place():
            item.place = subject.place(fields.true_path(item.field, subject.record))[1] or Place(
                line=outcome.reading.origin.line if outcome.reading else 0
            )
    return found
