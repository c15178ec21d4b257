"""From a triple back to its source: which triples of a record fit what was asked, and why there is none where there is none."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

from kg import mapping, resources, terms
from kg.errors import Place, UsageError
from kg.explain import term as names
from kg.explain.record import Made, Subject
from kg.explain.rules import header, misfit, no_term, rule_of, silence
from kg.mapping import roles
from kg.mapping.classes import node_classes
from kg.mapping.tables import Row, tables
from kg.vocabulary import expand, prefixes, shorten, vocabulary

_TOKEN = re.compile(r'<[^<>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|\S+')
_WILD = ("?", "*", "")


class Pattern(msgspec.Struct, frozen=True):
    """A triple with holes: terms in N-Triples form, "" for any; `node` is looked for as subject or value.

    `text` is looked for in literals: as a part, whatever its case, or as the whole where `whole` is set.
    """

    subject: str = ""
    predicate: str = ""
    value: str = ""
    text: str = ""
    whole: bool = False
    node: str = ""

    def fits(self, made: Made) -> bool:
        """Whether a triple is one of those asked for."""
        if self.node and self.node not in (made.subject, made.value):
            return False
        if (self.subject and made.subject != self.subject) or (self.predicate and made.predicate != self.predicate):
            return False
        if self.value and made.value != self.value:
            return False
        if not self.text:
            return True
        found = terms.text(made.value) if made.value[0] == '"' else ""
        return found == self.text if self.whole else self.text.casefold() in found.casefold()


class Found(msgspec.Struct, frozen=True):
    """A triple that fits, and the place, text as found and value as understood of its field; `place` is None where it has none."""

    triple: Made
    source_field: str
    place: Place | None
    values: list[str]


class Absence(msgspec.Struct, frozen=True):
    """A row that could have made the triple: where it stands, what it carries, and why it did not."""

    where: str
    name: str
    reason: str


class Answer(msgspec.Struct):
    """What was asked, the triples that fit, and, where there are none, the reasons; `others` have the predicate with another value."""

    asked: str
    found: list[Found]
    absent: list[Absence] = []
    others: list[Made] = []


def ask(subject: Subject, question: str) -> Answer:
    """The triples that `question` names ("schema:pageStart", "work dcterms:title", 'work schema:volumeNumber "23"', a value, a class).

    Raises UsageError where it names a term that does not exist.
    """
    pattern = parse(subject, question)
    found = [_found(subject, made) for made in subject.made if pattern.fits(made)]
    answer = Answer(question, found)
    if not found:
        answer.absent = list(dict.fromkeys(_absences(subject, pattern)))
        if pattern.predicate and pattern.predicate != terms.RDF_TYPE:
            answer.others = [made for made in subject.made if made.predicate == pattern.predicate]
    return answer


def parse(subject: Subject, question: str) -> Pattern:
    """The pattern that a question stands for. Raises UsageError for an unknown term or an empty question."""
    parts = _TOKEN.findall(question)
    if not parts:
        raise UsageError("--triple is empty", hint="name a predicate, as schema:pageStart")
    read = [_term(subject, part) for part in parts]
    if len(read) > 1 and not _is_predicate(subject, read[0]) and (_is_predicate(subject, read[1]) or parts[1] in _WILD):
        pattern = _with_value(Pattern(subject=_node(read[0], parts[0]), predicate=read[1]), read[2:], parts[2:])
    elif _is_predicate(subject, read[0]) or (len(read) > 1 and parts[0] in _WILD):
        pattern = _with_value(Pattern(predicate=read[0]), read[1:], parts[1:])
    elif len(read) == 1 and read[0][:1] in "<_" and read[0]:
        if read[0][1:-1] in vocabulary().classes:
            return Pattern(predicate=terms.RDF_TYPE, value=read[0])
        _known(subject, parts[0], read[0])
        return Pattern(node=read[0])
    else:
        pattern = _with_value(Pattern(), read, parts)
    return pattern


def _with_value(pattern: Pattern, read: list[str], parts: list[str]) -> Pattern:
    """The pattern with the value that the rest of the question names: a term, else a text."""
    if not read or (len(read) == 1 and parts[0] in _WILD):
        return pattern
    if len(read) == 1 and read[0]:
        if read[0][0] == '"' and read[0][-1] == '"':
            return msgspec.structs.replace(pattern, text=terms.text(read[0]), whole=True)
        return msgspec.structs.replace(pattern, value=read[0])
    return msgspec.structs.replace(pattern, text=" ".join(parts))


def _node(term: str, part: str) -> str:
    if not term and part not in _WILD:
        raise UsageError(f"{part} is no subject", hint="write work, record, #fragment, or an IRI in <>")
    return term


def _term(subject: Subject, part: str) -> str:
    """One word of the question as a term in N-Triples form, "" where it is a plain text or a hole."""
    if part.startswith("<"):
        return part if re.match(r"<[a-zA-Z][\w+.-]*:", part) else f"<{subject.options.base}{part[1:]}"
    if part.startswith('"'):
        head, mark, datatype = part.rpartition('"^^')
        return f'{head}"^^<{_iri(datatype)}>' if mark and not datatype.startswith("<") else part
    if part.startswith("_:"):
        return part
    if part == "record":
        return f"<{subject.home}/about>"
    if part in ("work", "a"):
        return subject.described.work if part == "work" else terms.RDF_TYPE
    if part.startswith("#"):
        return f"<{subject.home}{part}>"
    return f"<{iri}>" if (iri := _iri(part)) else ""


def _iri(name: str) -> str:
    prefix, colon, local = name.partition(":")
    if colon and (prefix in prefixes() or local.startswith("//") or prefix == "urn"):
        return names.iri_of(name)
    return ""


def _is_predicate(subject: Subject, term: str) -> bool:
    return term == terms.RDF_TYPE or term[1:-1] in vocabulary().properties or term[1:-1] in _written() or term in _predicates(subject)


def _predicates(subject: Subject) -> set[str]:
    return {made.predicate for made in subject.made}


@functools.cache
def _written() -> frozenset[str]:
    return frozenset(map(expand, names.written()[0]))


def _known(subject: Subject, part: str, term: str) -> None:
    """Raises UsageError where a word looks like a term of a vocabulary and is none."""
    if any(term in (made.subject, made.value) for made in subject.made) or not _iri(part):
        return
    name = shorten(term[1:-1])
    if name.partition(":")[0] in prefixes():
        raise UsageError(f"there is no term {name}", hint=names.hint(name))


def _found(subject: Subject, made: Made) -> Found:
    field, place = subject.place(made.field)
    values = [leaf.text for leaf in subject.leaves if leaf.path == made.field or leaf.path.startswith((f"{made.field}.", f"{made.field}["))]
    return Found(made, field, place, values)


# ---- why there is none -----------------------------------------------------------------------------------------------------------


def _absences(subject: Subject, pattern: Pattern) -> Iterator[Absence]:
    if pattern.predicate == terms.RDF_TYPE and pattern.value:
        yield from _of_class(subject, shorten(pattern.value[1:-1]))
        return
    if not pattern.predicate:
        for loss in mapping.losses(subject.record, subject.options):
            if pattern.text and pattern.text.casefold() in loss.value.casefold():
                yield Absence("", loss.field.removeprefix("rest:"), loss.reason)
        return
    name = shorten(pattern.predicate[1:-1])
    if any(made.predicate == pattern.predicate for made in subject.made):
        return  # it is there with another subject or value, which `others` shows
    for row in tables().rows:
        if row.term == name and row.form not in ("roles", "relations"):
            yield from _of_row(subject, row)
        elif row.form == "roles":
            yield from _of_roles(subject, row, name)
        elif row.form == "relations":
            yield from _of_relations(subject, row, name)
    if name not in names.written()[0]:
        yield Absence("", name, names.unused(name))


def _of_row(subject: Subject, row: Row) -> Iterator[Absence]:
    rule = rule_of(row)
    nodes = subject.of_kind(row.node)
    if not nodes:
        yield Absence(rule.where, rule.name, f"the record leads to no node of the kind {row.node}")
    for kind, node, _ in nodes:
        reason = silence(row, kind, node, subject.record, subject.options)
        yield Absence(rule.where, rule.name, reason or no_term(row))


def _of_roles(subject: Subject, row: Row, name: str) -> Iterator[Absence]:
    prefix, _, local = name.partition(":")
    if {"other": "relators"}.get(row.vocabulary, row.vocabulary) != prefix:
        return
    rule = rule_of(row)
    named = [role for role, columns in resources.table("roles").items() if local in columns.get(prefix, ())]
    for kind, node, _ in subject.of_kind(row.node):
        have = [item for item in node.contributors if item.role in named]
        for role in named if not have else ():
            yield Absence(header("roles", role), rule.name, f"no contributor of the {row.node} has the role {role}")
        for item in have:
            if f"<{expand(name)}>" not in roles.predicates(row.vocabulary, item.role, item.agent.kind, classes := node_classes(kind, node)):
                reason = f"{misfit(name, classes)}, as a {item.agent.kind}"
                yield Absence(header("roles", item.role), rule.name, reason)


def _of_relations(subject: Subject, row: Row, name: str) -> Iterator[Absence]:
    prefix, _, local = name.partition(":")
    if row.vocabulary != prefix:
        return
    have = {item.kind for item in subject.record.relations}
    for kind, columns in resources.table("relations").items():
        if columns.get(prefix) == local:
            reason = f"the record states no relation of the kind {kind}"
            if kind in have:
                reason = "the other work has no IRI, or the property does not fit this type"
            yield Absence(header("relations", kind), rule_of(row).name, reason)


def _of_class(subject: Subject, name: str) -> Iterator[Absence]:
    own = subject.record.type
    have = ", ".join(shorten(cls) for cls in node_classes("work", subject.record, subject.options.spar))
    uses = list(names.uses_of_class(name))
    for use in uses:
        reason = f"the work is of the type {own}: {have}" if use.node == "work" else f"the record leads to no {use.node} of this class"
        yield Absence(use.rule.where, use.rule.name, reason)
    if not uses:
        yield Absence("", name, names.unused(name))
