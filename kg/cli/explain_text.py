"""The answers of `kg explain` laid out for people: indented, wrapped to the terminal's width, with IRIs shortened.

Design: each function takes a value of kg/explain and returns lines. A block has a label of fixed width and a text that hangs beside it;
on a narrow terminal long words (IRIs) are kept whole, so that they can be copied.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import click

from kg import terms
from kg.cli.ending import visible
from kg.cli.findings import lines as finding_lines
from kg.cli.findings import words
from kg.errors import Place
from kg.explain.asked import Answer
from kg.explain.field import Field
from kg.explain.finding import Finding
from kg.explain.record import Entry, Explanation, Made, Subject
from kg.explain.term import Meaning, Use
from kg.vocabulary import shorten

_LABEL = 9
_WIDTH = 110
#: so much of a text is shown, and so much of it in a triple, where it stands again; --format json has the whole
_LONG, _SHORT = 300, 160
_SHOWN = ("schema", "bibo", "dcterms", "other")
_COLOURS = {"schema": "green", "bibo": "yellow", "dcterms": "cyan", "other": "magenta"}


class Names(NamedTuple):
    """What IRIs are shortened by: the work, the home of its own nodes, the base."""

    work: str
    home: str
    base: str

    @classmethod
    def of(cls, subject: Subject) -> Names:
        """Those of a record that is asked about."""
        return cls(subject.described.work, subject.home, subject.options.base)

    def short(self, term: str) -> str:
        """A term for people: work, record, #fragment, <path below the base>, a prefixed name, a literal."""
        if term == self.work:
            return "work"
        if term[0] == "<":
            iri = term[1:-1]
            if iri == f"{self.home}/about":
                return "record"
            if iri.startswith(f"{self.home}#"):
                return iri[len(self.home) :]
            if iri.startswith(self.base):
                return f"<{iri[len(self.base) :]}>"
            return shorten(iri) if shorten(iri) != iri else term
        if term[0] == '"' and term[-1] == ">":
            head, _, datatype = term.rpartition("^^")
            return f"{head}^^{shorten(datatype[1:-1])}"
        return term

    def head(self) -> list[str]:
        """The lines that tell what the short names stand for."""
        return [
            *_block("work", self.work),
            *_block("base", f"<{self.base}> stands before IRIs in <>, <{self.home}> before #"),
        ]


# ---- a record --------------------------------------------------------------------------------------------------------------------


def record(told: Explanation) -> list[str]:
    """A record from its source to its triples."""
    names = Names(told.work, told.home, told.base)
    triples = sum(len(entry.triples) for entry in told.entries)
    found = [*_heading(f"{told.file}: record {told.number}" + (f", {told.label}" if told.label else "")), *names.head()]
    counted = [words(triples, "triple"), f"{len(told.left_out)} left out", words(len(told.issues), "finding")]
    found += _block("in all", ", ".join(counted))
    derived = False
    for entry in told.entries:
        if entry.place is None and not derived:
            derived = True
            found += ["", *_heading("without a place of its own: worked out from other fields, or from the whole record")]
        found += ["", *_entry(entry, names)]
    if told.left_out:
        found += ["", _bold("left out")]
    for item in told.left_out:
        found += _block(_where(item.place) or "-", f"{item.field}: {_cut(item.value)}", indent=2)
        found += _block("", f"reason: {item.reason}", indent=2)
    if told.issues:
        found += ["", _bold("findings")]
    for issue in told.issues:
        found += [f"  {line}" for line in finding_lines(issue)]
    return found


def _entry(entry: Entry, names: Names) -> list[str]:
    where = _where(entry.place)
    found = [f"{where + '  ' if where else ''}{_bold(visible(entry.field or 'the record'))}"]
    if entry.place is not None and entry.place.raw:
        found += _block("found", _cut(entry.place.raw))
    for number, value in enumerate(entry.values):
        inner = value.field[len(entry.field) :].lstrip(".") if value.field.startswith(entry.field) else value.field
        found += _block("value" if not number else "", f"{inner + ': ' if inner else ''}{_cut(value.text)}")
    for vocabulary in _SHOWN:
        made = [item for item in entry.triples if item.vocabulary == vocabulary]
        for number, item in enumerate(made):
            found += _block(vocabulary if not number else "", _triple(item, names), color=_COLOURS[vocabulary], tail=_rule(item))
        if vocabulary in entry.silent:
            found += _block(vocabulary, f"none: {entry.silent[vocabulary]}", color=_COLOURS[vocabulary], dim=True)
    return found


def _triple(made: Made, names: Names) -> str:
    predicate = "a" if made.predicate == terms.RDF_TYPE else names.short(made.predicate)
    subject = names.short(made.subject)
    return f"{subject + ' ' if subject != 'work' else ''}{predicate} {_cut(names.short(made.value), _SHORT)}"


def _rule(made: Made) -> str:
    """The rule, without the term that the triple itself shows."""
    name, arrow, term = made.rule.name.partition(" -> ")
    if arrow and term != shorten(made.predicate[1:-1]):
        name = made.rule.name
    return f"[{made.rule.where.removeprefix('vocab/')} {name}]"


# ---- a triple --------------------------------------------------------------------------------------------------------------------


def answer(told: Answer, names: Names, file: str) -> list[str]:
    """Where in `file` the triples come from, or why there are none."""
    found = [
        _bold(f"{visible(told.asked)}: {words(len(told.found), 'triple') if told.found else 'no triple in this record'}"),
        *names.head(),
    ]
    for item in told.found:
        made = item.triple
        predicate = "a" if made.predicate == terms.RDF_TYPE else names.short(made.predicate)
        found += ["", *_wrapped(f"{names.short(made.subject)} {predicate} {_cut(names.short(made.value))}", "", "    ")]
        found += _block("field", made.field or "the record as a whole", indent=2)
        if item.place is not None:
            inside = "" if item.source_field == made.field else f", of {item.source_field}"
            found += _block("place", f"{file}:{_where(item.place)}{inside}", indent=2)
            found += _block("found", _cut(item.place.raw), indent=2)
        else:
            found += _block("place", f"{file}: none of its own, worked out from other fields, or from the whole record", indent=2)
        found += _block("value", "; ".join(map(_cut, item.values)), indent=2) if item.values else []
        found += _block("rule", f"{made.rule.where} {made.rule.name}", indent=2)
    if told.absent:
        found += ["", "why it is not there"]
    for why in told.absent:
        found += _block("rule" if why.where else "source", f"{why.where} {why.name}".strip(), indent=2)
        found += _block("but", why.reason, indent=2)
    if told.others:
        found += ["", "the record has it with"]
    for other in told.others:
        found += _wrapped(f"{names.short(other.subject)} {names.short(other.predicate)} {_cut(names.short(other.value))}", "  ", "    ")
    return found


# ---- names -----------------------------------------------------------------------------------------------------------------------


def finding(told: Finding) -> list[str]:
    """A code or shape, and how to mend what it finds."""
    found = [_bold(f"{told.code or told.shape} ({told.severity})")]
    rows = {
        "message": told.message,
        "mend": told.mend,
        "explanation": told.explanation,
        "field": told.field,
        "shape": f"{told.shape} ({told.name})" if told.name else told.shape,
        "looks at": "; ".join(told.about),
        "path": told.path,
        "profiles": ", ".join(told.profiles),
        "file": told.file,
    }
    for label, text in rows.items():
        found += _block(f"{label}:", text, indent=2, label=13) if text else []
    return found


def term(told: Meaning) -> list[str]:
    """What a term means for us."""
    found = [_bold(f"{told.term} ({told.kind})"), *_wrapped(told.meaning, "  ", "  "), ""]
    rows = {
        "IRI": f"<{told.iri}>",
        "defined": told.definition,
        "domain": ", ".join(told.domain) or ("" if told.kind != "property" else "none stated: any subject"),
        "range": ", ".join(told.range) or ("" if told.kind != "property" else "none stated: any value"),
        "below": ", ".join(told.above),
        "note": "the vocabulary has given this term up for another" if told.superseded else "",
        "example": told.example,
    }
    for label, text in rows.items():
        found += _block(label, text, indent=2) if text else []
    found += _uses(told.uses, "written by" if told.uses else "")
    if told.checks:
        found += ["", "checked by"]
    for check in told.checks:
        found += _block(f"KG-{check.code}", f"{check.severity}: {check.message} ({check.file})", indent=2)
    return found


def field(told: Field) -> list[str]:
    """What becomes of a field."""
    found = [_bold(f"{told.field} (field of {', '.join(told.parts)})" if told.parts else f"{told.field} (field)")]
    found += _uses(told.uses, "published as" if told.uses else "")
    if told.omits:
        found += ["", "left out"]
    for omit in told.omits:
        found += _block(omit.vocabulary, f"{omit.node}: {omit.reason}", indent=2)
    return found


def _uses(uses: Sequence[Use], title: str) -> list[str]:
    found = ["", title] if title else []
    for use in uses:
        found += _wrapped(f"{use.rule.where}  {use.rule.name}", "  ", "      ")
        more = [f"form {use.form}" if use.form else "", use.conditions, use.note]
        text = "; ".join(part for part in more if part)
        found += [click.style(line, dim=True) for line in _wrapped(text, "      ", "      ")] if text else []
    return found


# ---- lines -----------------------------------------------------------------------------------------------------------------------


def _width() -> int:
    return max(40, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns))


def _block(name: str, text: str, *, indent: int = 2, label: int = _LABEL, color: str = "", dim: bool = False, tail: str = "") -> list[str]:
    """`text` beside a label, and `tail`, dim, behind it or on a line of its own."""
    head = " " * indent + name.ljust(label)
    hang = " " * (indent + label)
    if len(name) >= label:
        head += " "
    found = _wrapped(text, head, hang)
    if dim:
        found = [click.style(line, dim=True) for line in found]
    elif color and name:
        found[0] = " " * indent + click.style(name, fg=color) + found[0][indent + len(name) :]
    if tail:
        room = _width() - len(click.unstyle(found[-1])) - 2
        if len(tail) <= room and len(found) == 1:
            found[-1] += "  " + click.style(tail, dim=True)
        else:
            found += [click.style(line, dim=True) for line in _wrapped(tail, hang + "  ", hang + "  ")]
    return found


def _wrapped(text: str, first: str, following: str) -> list[str]:
    """`text` in lines of the terminal's width. JSON as found has no spaces to break at: it is broken anywhere."""
    text = visible(" ".join(text.split()))
    wrapper = textwrap.TextWrapper(
        _width(), initial_indent=first, subsequent_indent=following, break_long_words=text[:1] in ("{", "["), break_on_hyphens=False
    )
    return wrapper.wrap(text) or [first.rstrip()]


def _where(place: Place | None) -> str:
    if place is None or not place.line:
        return ""
    where = f"{place.line}:{place.column}" if place.column else str(place.line)
    return f"{where} {place.pointer}" if place.pointer else where


def _cut(text: str, length: int = _LONG) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _bold(text: str) -> str:
    return click.style(visible(text), bold=True)


def _heading(text: str) -> list[str]:
    return [click.style(line, bold=True) for line in _wrapped(text, "", "    ")]
