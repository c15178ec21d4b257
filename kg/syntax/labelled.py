"""A copied web page whose labels are glued to their values: text in, sections and labelled values out.

Design: one pass over the lines. A heading opens a section; a label (in the details table and the sections that have labels of their
own) begins a value; every other line belongs to what is open. The words are the caller's table, so nothing here knows a language.
A label counts only where the text cannot be prose: glued to its value in a short line ("Volume23"), parted from it by a tab, or alone
on its line; after a blank or colon only where the line before was a labelled one. The head has no labels before line `start`, so a
title may begin with one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

# a longer line that begins with a label's word is a paragraph ("TypeScript is ...")
_SHORT = 160


class Line(NamedTuple):
    """A line: trimmed text, 1-based number, 1-based column of the text."""

    text: str
    number: int
    column: int


class Field(NamedTuple):
    """A labelled value: its name in the caller's table, the label as found, and its lines (those without text left out)."""

    name: str
    label: str
    lines: list[Line]


class Page(NamedTuple):
    """The lines of each section ("" is the head) without empty ones, and the labelled values, each in the order of the page."""

    sections: dict[str, list[Line]]
    fields: list[Field]


class Words(NamedTuple):
    """The page's words: headings -> section, and for each section with labels ("" for the details table) label -> name."""

    headings: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]


def lines(text: str) -> list[Line]:
    """All lines of a text, empty ones too, whatever its line ends."""
    found = []
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        bare = raw.strip()
        found.append(Line(bare, number, len(raw) - len(raw.lstrip()) + 1))
    return found


def scan(page: list[Line], words: Words, *, start: int = 1) -> Page:
    """The sections and labelled values of a page, headings and labels from line `start` on. A repeated heading opens its section again."""
    sections: dict[str, list[Line]] = {"": []}
    fields: list[Field] = []
    section, current, labelled = "", None, False
    for line in page:
        if not line.text:
            continue
        if line.number < start:
            sections[""].append(line)
            continue
        if line.text in words.headings:
            section, current, labelled = words.headings[line.text], None, False
            sections.setdefault(section, [])
            continue
        found = _label(line, words.labels.get(section, {}), after=labelled)
        if found is None and section not in ("cite", "skip", "keywords", "fingerprint"):
            found = _label(line, words.labels[""], after=labelled)
            section = "details" if found else section
        if found is not None:
            current, labelled = found, True
            fields.append(found)
        elif current is not None:
            current.lines.append(line)
        else:
            sections.setdefault(section, []).append(line)
    return Page(sections, fields)


def _label(line: Line, labels: Mapping[str, str], *, after: bool) -> Field | None:
    """The labelled value that a line begins, or None; the longest label wins."""
    for label in sorted((one for one in labels if line.text.startswith(one)), key=len, reverse=True):
        rest = line.text[len(label) :]
        value = rest.lstrip(" \t:")
        glued = bool(rest) and (after or len(line.text) <= _SHORT) and not (rest[0].isspace() or rest[0].islower() or rest[0] in ",.;:-'’)")
        if not rest or glued or rest[0] == "\t" or (after and rest[0] in " :"):
            column = line.column + len(line.text) - len(value)
            return Field(labels[label], label, [Line(value, line.number, column)] if value else [])
    return None
