"""Lines with a tag of up to four characters, a hyphen and a value (MEDLINE's display format, nbib): text in, entries with places out.

Design: a sibling of tagged.py, whose values and entries it gives. A tag is filled up to four characters, so that the value begins in column
7; a line that begins with blanks continues the value before it. Nothing ends an entry: the next begins with PMID, or with OWN where
the entry has one already (ERIC has no PMID), or, behind an empty line, with a title where there is one already. Lines before the
first tag belong to no entry.
Source: https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.syntax.decoding import Decoded
from kg.syntax.tagged import Entry, Value

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}-(?: +|$)")

# no end of line in the group: half of a CR LF would be one
_ENTRY = re.compile(rb"(?:\r\n[ \t]*\r\n|\n[ \t]*\n|\r[ \t]*\r)(?=PMID {0,3}- )")
_LOOKED = 1 << 16


class _Open:
    """The entry being read."""

    def __init__(self, offset: int, line: int) -> None:
        self.offset = self.end = offset
        self.line = line
        self.parts: list[tuple[str, list[str], int, int]] = []
        self.tags: set[str] = set()

    def entry(self) -> Entry:
        values = [Value(tag, "\n".join(lines).strip(), line, column) for tag, lines, line, column in self.parts]
        tags, texts = [value.tag for value in values], [value.text for value in values]
        return Entry(tags, texts, self.offset, self.end - self.offset, self.line, values)


def entries(source: Decoded) -> Iterator[Entry]:
    """The entries of `source` in order, in time linear in its length."""
    current: _Open | None = None
    offset, empty = source.skipped, True
    for number, match in enumerate(_LINE.finditer(source.text), 1):
        text, start = match[1], offset
        offset += source.size(match.start(), match.end())
        if not (text or match[2]):
            break
        tag = _TAG.match(text)
        if tag is not None:
            if current is None or _begins(tag[1], current, empty=empty):
                if current is not None:
                    yield current.entry()
                current = _Open(start, number)
            current.parts.append((tag[1], [text[tag.end() :].strip()], number, tag.end() + 1))
            current.tags.add(tag[1])
            current.end = offset
        elif current is not None and text.strip():
            current.parts[-1][1].append(text.strip())
            current.end = offset
        empty = not text.strip()
    if current is not None:
        yield current.entry()


def last_end(data: bytes | bytearray) -> int:
    """Where the last entry begins that has PMID behind an empty line: there all before it ends. 0 where there is none, and in UTF-16."""
    if b"\0" in data[:_LOOKED]:
        return 0
    start = len(data)
    while start > 0:
        start = max(0, start - _LOOKED)
        # of two matches in one look the last, which ends where the next entry begins
        found = [match.end() for match in _ENTRY.finditer(data, start, min(len(data), start + 2 * _LOOKED))]
        if found:
            return found[-1]
    return 0


def _begins(tag: str, current: _Open, *, empty: bool) -> bool:
    """Whether a line with this tag begins an entry after `current`; `empty`: the line before it was."""
    if tag == "PMID":
        return "PMID" in current.tags or empty
    return tag in current.tags and (tag == "OWN" or (tag == "TI" and empty))
