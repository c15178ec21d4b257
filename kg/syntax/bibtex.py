"""The syntax of BibTeX and BibLaTeX files: bytes to entries, each value with its place; what is broken is told and mended.

Design: one pass over the decoded text. A regular expression reads the ordinary field in one step; whatever it does not
match goes the slow way, which knows `#`, macros, bare words, deep braces and damage. Braces pair independently of everything
else (BibTeX knows no escape for them), so the table of pairs is made once, at the first need, and no text is scanned twice:
time is linear on any input. Damage is found by three signs: a brace without its pair, an entry that runs into the next
line starting with `@word{key,`, and a value that swallows lines of the form `name = {`. The scan goes on after it.

Read: entries in braces or parentheses, repeated fields, `@string`, `#`, month macros, `@comment` and `@preamble` (left out),
text between entries (left out, as BibTeX does). Not done here: LaTeX, names, inheritance, types.
Sources: the BibTeX manual (btxdoc), bibtex.web, the biblatex manual; what other parsers lose
are the cases of tests/syntax/test_bibtex_scan.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from kg.syntax.lines import Lines

#: caps on macro expansion: characters of one value, and of all values of a file together
FIELD_LIMIT, FILE_LIMIT = 1_000_000, 100_000_000

_BALANCED = r"[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+"
_NAME = r"[^\s=,{}\"#%@()\\]++"
_HEAD = re.compile(r"@\s*+([^\s{}(),=\"#%'@\\]++)\s*+([{(])")
_PLAIN_HEAD = re.compile(r"\s*+@([A-Za-z]++)\{([^\s,{}()=\"#%'@\\]++),")
_NO_ENTRIES = frozenset({"comment", "preamble", "string"})
_FIELD = re.compile(
    rf"\s*+({_NAME})\s*+=\s*+(?:\{{({_BALANCED})\}}|\"([^\"{{}}]*+(?:\{{[^{{}}]*+\}}[^\"{{}}]*+)*+)\"|(\d++))\s*+(?:,|(?=[}})]))"
)
_ASSIGN = re.compile(rf"({_NAME})\s*+=\s*+")
# names that BibTeX refuses but programs write: "key words", "usage-count-(last-180-days)"
_ODD_NAME = re.compile(r"([A-Za-z][^\r\n={}\",#%@]*+)=\s*+(?=[{\"\d])")
_FIELD_LINE = re.compile(r"[\r\n]\s*+[A-Za-z][\w:+.-]*+[ \t]*+=[ \t]*+[{\"\d]")
_HEAD_LINE = re.compile(r"[\r\n][ \t]*+@[A-Za-z]++\s*+[{(]")
_KEYED_LINE = re.compile(r"[\r\n][ \t]*+@[A-Za-z]++\s*+[{(][^\s,{}()=]++[ \t]*+,")
_SURPLUS = re.compile(r"\s*+,\s*+[A-Za-z][\w-]*+\s*+=\s*+[{\"\d]")
_KEY = re.compile(r"\s*+([^,\r\n{}]*+)")
_KEY_IS_FIELD = re.compile(r"[A-Za-z][\w-]*+\s*+=")
_KEY_THEN_FIELD = re.compile(r"(\S+)[ \t]++[A-Za-z][\w-]*+\s*+=")
_AFTER_WORD = re.compile(r"[^\s,{}()=]*+\s*+,|[^\s,{}()=]*+\}")
_BARE = re.compile(r"[^\s,{}\"#=()]++")
_BARE_END = re.compile(r",[ \t]*+(?:[\w-]++[ \t]*+=|$)|[{}\"#]|\)[ \t]*+$", re.MULTILINE)
_QUOTES = re.compile('["{}]')
_STRAY = re.compile(r"[^,\r\n{}@]++|.", re.DOTALL)
_LINE = re.compile(r"[^\r\n]*+")
_COMMENTED = re.compile(r"(?:.*[\r\n])?[ \t]*%[% \t]*", re.DOTALL)
_AHEAD = re.compile(r"[^\r\n]{0,2000}+")
_SPACE = re.compile(r"\s*+")
_COMMAS = re.compile(r"[\s,]*+")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_MACROS = {month.lower(): month for month in _MONTHS} | {month[:3].lower(): month for month in _MONTHS} | {"sept": "September"}


class Fault(NamedTuple):
    """Damage at a character `offset`: an issue code, the text concerned and the name of the field or entry."""

    code: str
    offset: int
    value: str = ""
    name: str = ""


class Field(msgspec.Struct, frozen=True):
    """A field: name in lower case, text without its delimiters (inner braces kept, macros expanded), character offset of its value.

    `inherited`: the key of the entry it was inherited from, "" for an own field.
    """

    name: str
    text: str
    offset: int
    inherited: str = ""


class Entry(msgspec.Struct):
    """An entry: kind in lower case, key as written, fields in their order (repeated ones too), its span in characters, its faults."""

    kind: str
    key: str
    start: int
    end: int
    fields: list[Field]
    faults: list[Fault]


class Scan:
    """One scan of a text: iterate over `entries()`; `place(offset)` gives line and column, `faults` those outside of any entry.

    A part of a larger text begins with the `macros` and the `budget` that the parts before it have left. `elsewhere` are places (line
    and column) of fields that stand in other parts: their offsets are negative, -1 for the first.
    """

    def __init__(
        self, text: str, *, macros: Mapping[str, str] | None = None, budget: int = FILE_LIMIT, elsewhere: Sequence[tuple[int, int]] = ()
    ) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.macros: dict[str, str] = dict(macros or {})
        self.budget = budget
        self._elsewhere = elsewhere
        self._pairs: dict[int, int] | None = None
        self._lines = Lines(text)
        self._head = -1
        self._repair = False

    def entries(self) -> Iterator[Entry]:
        """All entries in the order of the file, but @string, @comment and @preamble."""
        position = 0
        while True:
            if (plain := self._plain_head(position)) is not None:
                entry, position = plain
                position = entry.end = self._fields(entry, position, "{")
                self._trim(entry)
                yield entry
                continue
            match = _HEAD.search(self.text, position)
            if match is None:
                return
            kind, position = match[1].lower(), match.end()
            if not self._is_head(match):
                position = match.start() + 1
            elif kind in ("comment", "preamble"):
                position = self._skip(match, kind)
            elif kind == "string":
                macros = Entry(kind, "", match.start(), 0, [], self.faults)
                position = self._fields(macros, match.end(), match[2])
            else:
                entry = Entry(kind, "", match.start(), 0, [], [])
                position = self._key(entry, match.end(), match[2])
                position = entry.end = self._fields(entry, position, match[2])
                self._trim(entry)
                yield entry

    def _plain_head(self, position: int) -> tuple[Entry, int] | None:
        """The entry that begins behind white space, with its key and where its fields begin; None where anything is out of the ordinary."""
        # a percent sign before the head would take it out
        if position and self.text[position - 1] != "}":
            return None
        match = _PLAIN_HEAD.match(self.text, position)
        if match is None or (kind := match[1].lower()) in _NO_ENTRIES:
            return None
        return Entry(kind, match[2], match.start(1) - 1, 0, [], []), match.end()

    def _trim(self, entry: Entry) -> None:
        """Let an entry that is not closed end with its last character."""
        while self.text[entry.end - 1].isspace():
            entry.end -= 1

    def line(self, offset: int) -> int:
        """1-based line of a character offset."""
        return self._lines.line(offset)

    def place(self, offset: int) -> tuple[int, int]:
        """1-based line and column (in characters) of a character offset."""
        return self._lines.place(offset) if offset >= 0 else self._elsewhere[-offset - 1]

    def _is_head(self, match: re.Match[str]) -> bool:
        # `% @article{` is commented out, as biber reads it
        if _COMMENTED.fullmatch(self.text[max(0, match.start() - 40) : match.start()]):
            return False
        # an e-mail address in the text between entries is no head; `}@article{key,` and `UTF-8@article{key,` are
        before = self.text[match.start() - 1 : match.start()] if match.start() else ""
        return not before.isalnum() or (match[2] == "{" and bool(_AFTER_WORD.match(self.text, match.end())))

    def _skip(self, match: re.Match[str], kind: str) -> int:
        if match[2] == "{":
            if (end := self._pair(match.end() - 1)) is not None:
                return end + 1
            if kind == "preamble":
                self.faults.append(Fault("R100", match.start(), name="@preamble"))
        return match.end()

    def _pair(self, brace: int) -> int | None:
        """The closing brace that belongs to the one at `brace`."""
        if self._pairs is None:
            self._pairs, stack = {}, []
            for match in re.finditer("[{}]", self.text):
                if match[0] == "{":
                    stack.append(match.start())
                elif stack:
                    self._pairs[stack.pop()] = match.start()
        return self._pairs.get(brace)

    def _next_head(self, position: int) -> int:
        """The start of the next line that begins like an entry, from `position` on; the end of the text if there is none."""
        if self._head < position:
            match = _HEAD_LINE.search(self.text, position)
            self._head = match.start() if match else len(self.text)
        return self._head

    def _key(self, entry: Entry, position: int, opener: str) -> int:
        match = _KEY.match(self.text, position)
        assert match  # the pattern matches the empty text
        found, end = match[1], match.end()
        if _KEY_IS_FIELD.match(found):
            found, end = "", position
        elif split := _KEY_THEN_FIELD.match(found):
            found, end = split[1], match.start(1) + split.end(1)
            entry.faults.append(Fault("R102", end, found, found))
        elif opener == "(" and ")" in found and self.text[end : end + 1] != ",":
            found = found.partition(")")[0]
            end = match.start(1) + len(found)
        elif found.lstrip().startswith(("@", "%")):
            found, end = "", position
        after = self._space(end)
        if found.strip() and self.text[after : after + 1] not in (",", "}", ")", "") and not entry.faults:
            entry.faults.append(Fault("R102", end, found.strip(), found.strip()))
        entry.key = found.strip()
        if not entry.key:
            entry.faults.append(Fault("R104", entry.start))
        return end

    def _space(self, position: int, pattern: re.Pattern[str] = _SPACE) -> int:
        match = pattern.match(self.text, position)
        return match.end() if match else position

    def _fields(self, entry: Entry, position: int, opener: str) -> int:
        """Read the fields from `position` on; the offset behind the entry."""
        text, closer, self._repair = self.text, "}" if opener == "{" else ")", False
        while True:
            match = None if self._repair else _FIELD.match(text, position)
            if match is not None and (group := match.lastindex) is not None:
                value = match[group]
                if "@" not in value or not _KEYED_LINE.search(value):
                    if entry.kind == "string":
                        self.macros[match[1].lower()] = value
                    else:
                        entry.fields.append(Field(match[1].lower(), value, match.start(group)))
                    position = match.end()
                    continue
            position = position + 1 if text.startswith("\n}", position) else self._space(position)
            char = text[position : position + 1]
            if char == ",":
                position = self._space(position, _COMMAS)
            elif char in ("}", ")") and char:
                if char != closer:
                    entry.faults.append(Fault("R100", position, char, entry.key or f"@{entry.kind}"))
                if entry.kind != "string" and _SURPLUS.match(text, position + 1):
                    entry.faults.append(Fault("R116", position, char, entry.key))
                    position += 1
                    continue
                return position + 1
            elif not char or (char == "@" and _HEAD.match(text, position)):
                again = self._unclosed(entry, position)
                if again is None:
                    return position
                position = again
            elif char == "%":
                position = self._line_end(position)
            elif assign := _ASSIGN.match(text, position) or _ODD_NAME.match(text, position):
                position = self._value(entry, " ".join(assign[1].split()), assign.end())
            else:
                position = self._stray(entry, position)

    def _add(self, entry: Entry, name: str, value: str, offset: int) -> None:
        if entry.kind == "string":
            self.macros[name.lower()] = value
        else:
            entry.fields.append(Field(name.lower(), value, offset))

    def _unclosed(self, entry: Entry, position: int) -> int | None:
        """Where to read on after an entry has run into `position`: the value that swallowed its neighbours is read again, once."""
        if not self._repair:
            for index, field in enumerate(entry.fields):
                if _FIELD_LINE.search(field.text) and self.text[field.offset - 1 : field.offset] in ("{", '"'):
                    del entry.fields[index:]
                    self._repair, self._head = True, -1
                    return self._value(entry, field.name, field.offset - 1)
        entry.faults.append(Fault("R100", entry.start, name=entry.key or f"@{entry.kind}"))
        return None

    def _line_end(self, position: int) -> int:
        match = _LINE.match(self.text, position)
        return match.end() if match else position

    def _ahead(self, position: int) -> str:
        """The rest of the line, at most 2,000 characters of it: a file may be one line."""
        match = _AHEAD.match(self.text, position)
        return match[0] if match else ""

    def _stray(self, entry: Entry, position: int) -> int:
        """Step over text that is no field, telling of it."""
        match = _STRAY.match(self.text, position)
        end = match.end() if match else position + 1
        if self.text[position] == "{" and (pair := self._pair(position)) is not None and pair < self._next_head(position):
            end = pair + 1
        entry.faults.append(Fault("R103", position, self.text[position:end].strip(), entry.key))
        return end

    def _value(self, entry: Entry, name: str, position: int) -> int:
        """Read pieces joined by `#`, add the field; the offset behind it and its comma."""
        text, pieces, size, known = self.text, [], 0, len(entry.faults)
        offset = position + 1 if text[position : position + 1] in ("{", '"') else position
        while True:
            char = text[position : position + 1]
            if char == "{":
                piece, position = self._braced(entry, name, position)
            elif char == '"':
                piece, position = self._quoted(entry, name, position)
            else:
                piece, position = self._bare(entry, name, position)
            size += len(piece)
            if size <= FIELD_LIMIT:
                pieces.append(piece)
            after = self._space(position)
            if text[after : after + 1] != "#":
                break
            position = self._space(after + 1)
        if len(pieces) > 1 or not char or char not in '{"':
            self.budget -= size
        if size > FIELD_LIMIT or self.budget < 0:
            entry.faults.append(Fault("R108", offset, name=name))
            value = text[offset:position][:1000]
        else:
            value = "".join(pieces)
        self._add(entry, name, value, offset)
        if text[after : after + 1] == ",":
            return after + 1
        if text[after : after + 1] not in ("}", ")", "@", "%", "") and len(entry.faults) == known and _ASSIGN.match(text, after):
            entry.faults.append(Fault("R102", position, name, entry.key))
        return after

    def _braced(self, entry: Entry, name: str, position: int) -> tuple[str, int]:
        end = self._pair(position)
        if end is not None and not self._repair:
            value = self.text[position + 1 : end]
            if "@" not in value or not _KEYED_LINE.search(value):
                return value, end + 1
        if end is not None and end <= self._next_head(position):
            line = _FIELD_LINE.search(self.text, position + 1, end) if self._repair else None
            if line is None:
                return self.text[position + 1 : end], end + 1
        return self._cut(entry, name, position)

    def _cut(self, entry: Entry, name: str, position: int) -> tuple[str, int]:
        """The text of a value that is never closed: up to the next line that looks like a field or an entry."""
        stop = self._next_head(position)
        entry.faults.append(Fault("R101", position, self.text[position], name))
        if line := _FIELD_LINE.search(self.text, position + 1, stop):
            return self.text[position + 1 : line.start()].rstrip().removesuffix(","), line.start()
        value = self.text[position + 1 : stop].rstrip()
        if value.endswith(("}", ")")):
            # the entry's own closing brace: leave it to be read as such
            end = position + len(value)
            return value[:-1].rstrip().removesuffix(","), end
        return value, stop

    def _quoted(self, entry: Entry, name: str, position: int) -> tuple[str, int]:
        stop, at = self._next_head(position), position + 1
        while match := _QUOTES.search(self.text, at, stop):
            if match[0] == '"':
                value = self.text[position + 1 : match.start()]
                if self._repair and _FIELD_LINE.search(value):
                    return self._cut(entry, name, position)
                return self._inner_quotes(entry, name, position, match.end())
            pair = self._pair(match.start()) if match[0] == "{" else None
            if pair is None or pair >= stop:
                break
            at = pair + 1
        return self._cut(entry, name, position)

    def _inner_quotes(self, entry: Entry, name: str, position: int, end: int) -> tuple[str, int]:
        """A quoted value up to `end`, or to the last quote of that line where quotes stand inside quotes."""
        rest = self._ahead(end)
        more = rest.strip()
        if more and more[0] not in ',#})%"' and not _ASSIGN.match(more) and '"' in more and "=" not in more:
            last = rest.rindex('"')
            if rest[last + 1 :].strip() in ("", ",", "}", "},", ")"):
                entry.faults.append(Fault("R101", position, '"', name))
                end += last + 1
        return self.text[position + 1 : end - 1], end

    def _bare(self, entry: Entry, name: str, position: int) -> tuple[str, int]:
        """A number, a macro or, reported, words without delimiters."""
        match = _BARE.match(self.text, position)
        if match is None:
            entry.faults.append(Fault("R103", position, self.text[position : position + 1], entry.key))
            return "", position
        word, end = match[0], match.end()
        rest = self._ahead(end)
        more = rest.strip()
        if more and more[0] not in ',#})%{"@' and not _ASSIGN.match(more):
            stop = _BARE_END.search(rest)
            words = self.text[position : end + (stop.start() if stop else len(rest))].rstrip()
            entry.faults.append(Fault("R109", position, words, name))
            return words, position + len(words)
        if word.isdecimal():
            return word, end
        if (known := self.macros.get(word.lower(), _MACROS.get(word.lower()))) is not None:
            return known, end
        if entry.kind != "string" or not word[:1].isdigit():
            entry.faults.append(Fault("R109" if word[:1].isdigit() else "R107", position, word, name))
        return word, end
