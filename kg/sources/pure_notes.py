"""What Pure writes into notes: funding and copyright under headings, and in BibTeX the conference with its days.

Design: Pure copies three things into the one note that BibTeX and RIS have: "Funding Information: ..." and "Publisher Copyright: ..." of
Scopus, and "Name of the event, SHORT 2021 ; Conference date: 21-09-2021 Through 24-09-2021". The days are always day first. The web
services have the same headings in their bibliographical note. The headings stand in vocab/imports/pure-api.toml.
"""

from __future__ import annotations

import functools
import re

from kg.record import Event, Text
from kg.sources.pure_api_tree import rules
from kg.values import dates
from kg.values import text as texts

_DAY = r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})"
_CONFERENCE = re.compile(rf"(?:^|;|\s)\s*Conference date: {_DAY}(?: Through {_DAY})?\s*$")
# a short name at the end: an acronym and its year
_SHORT = re.compile(r", ((?=[^,]*[A-Z][^\s,]*[A-Z])[^\s,]+(?: [^\s,]+){0,2}[- ’']+[0-9]{2,4})$")


@functools.cache
def _headings() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=\s))({'|'.join(map(re.escape, rules()['note-sections']))}):\s*", re.MULTILINE)


def sections(note: str) -> list[tuple[str, str]]:
    """The parts of a note as (field of Record, text), those without a heading as "notes"; in the order of the note, none empty.

    >>> sections("A note. Publisher Copyright: © 2018 SIAM.; More")
    [('notes', 'A note.'), ('rights', '© 2018 SIAM.; More')]
    """
    found, field, at = list[tuple[str, str]](), "notes", 0
    for heading in _headings().finditer(note):
        found.append((field, note[at : heading.start()]))
        field, at = rules()["note-sections"][heading[1]], heading.end()
    found.append((field, note[at:]))
    return [(field, words) for field, part in found if (words := texts.plain(part).strip(" ;"))]


def conference(note: str) -> tuple[str, Event | None]:
    """The note without the conference that ends it, and the conference; None where the note ends otherwise.

    >>> conference("Proefschrift; Rivers Conference, RC 2021 ; Conference date: 21-09-2021 Through 24-09-2021")[1].end
    '2021-09-24'
    """
    match = _CONFERENCE.search(note)
    if match is None or not (start := dates.of(match[3], match[2], match[1])):
        return note, None
    before, _, name = note[: match.start()].rstrip().rpartition("; ")
    found = event(name.strip())
    found.start, found.end = start, dates.of(match[6], match[5], match[4]) if match[4] else ""
    return before, found


def event(name: str) -> Event:
    """An event by its name, which may end in a short one.

    >>> [one.value for one in event("30th Conference on Support, ASPLOS 2025").short]
    ['ASPLOS 2025']
    """
    match = _SHORT.search(name)
    names, short = (name[: match.start()], match[1]) if match else (name, "")
    return Event([Text(names)] if names else [], [Text(short)] if short else [])
