"""Large BibTeX files in parts: cut between entries, each part with what it takes from the others.

Design: what an entry means may depend on all of the file: on macros before it, on the entries that it names by crossref, xdata or
related, on an earlier entry of the same key. So the file is scanned once before it is read. The scan notes, in a temporary database
that the process takes with it, keys, macros and references; a second one, only where there are references, fetches the entries referred
to. Then every part gets its own share of that as a Context, and its readings are those of the whole file
(tests/sources/test_bibtex_parts.py).

A cut is made only before a line that begins like an entry (`@word{key,`): there the scanner (syntax/bibtex.py) begins anew whatever the
damage before it. Not within the braces of an @comment, nor behind an @string or @preamble, whose damage is told with the next entry, nor
where a value is still to come. A file that has no such line, or whose encoding is not made of single bytes or UTF-8, is read in one.
"""

from __future__ import annotations

import codecs
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kg.sources.bibtex_draft import decoded
from kg.sources.parts import Opened, Part, lengths, line_ends
from kg.syntax.bibtex import FILE_LIMIT, Entry, Field, Scan
from kg.syntax.bibtex_text import candidates, decode_part

LINKED = re.compile(r"\b(?:crossref|xdata|related)\s*+=", re.IGNORECASE)
_ENTRY = re.compile(rb"[\r\n][ \t]*+(@(?!(?i:string|preamble|comment)\b)[A-Za-z]++\s*+[{(][^\s,{}()=\x00-\x1f\x7f-\xff]++[ \t]*+,)")
_AT_START = re.compile(_ENTRY.pattern.removeprefix(rb"[\r\n]"))
_COMMENT = re.compile(rb"@[\s\x1c-\x1f\x80-\xff]*+comment[\s\x1c-\x1f\x80-\xff]*+\{", re.IGNORECASE)
_TOLD_LATER = re.compile(rb"@[\s\x1c-\x1f\x80-\xff]*+(?:string|preamble)", re.IGNORECASE)
_BRACE = re.compile(rb"[{}]")
#: where the scanner may ask for a macro
_ASKED = re.compile(r"[=#]\s*+([^\s,{}\"#=()]++)")
_TABLES = """
CREATE TABLE entry (position INTEGER PRIMARY KEY, key BLOB, folded BLOB, part INTEGER, line INTEGER);
CREATE TABLE wanted (part INTEGER, key BLOB, follow INTEGER);
CREATE TABLE resolved (key BLOB PRIMARY KEY, position INTEGER) WITHOUT ROWID;
CREATE TABLE parent (position INTEGER PRIMARY KEY, found TEXT);
CREATE TABLE repeated (part INTEGER, key BLOB, line INTEGER);
"""


class Parent(msgspec.Struct):
    """An entry of another part: kind, key, and its fields as name, text, line and column in the whole file."""

    kind: str
    key: str
    fields: list[tuple[str, str, int, int]]


class Context(msgspec.Struct):
    """What a part needs of the others: the codec, its first line, macros and budget as they stand before it, the entries it refers to in
    the order of the file, and the lines of entries before it whose keys come again in it."""

    codec: str = ""
    line: int = 1
    macros: dict[str, str] = {}
    budget: int = FILE_LIMIT
    entries: list[Parent] = []
    first_lines: dict[str, int] = {}

    def pack(self) -> bytes:
        """As JSON with escapes, because lone surrogates stand for bytes that are no text."""
        return json.dumps(msgspec.to_builtins(self)).encode()

    @staticmethod
    def unpack(data: bytes) -> Context:
        """What was packed."""
        return msgspec.convert(json.loads(data), Context)

    def parents(self) -> tuple[list[Entry], list[tuple[int, int]]]:
        """The entries as the scanner gives them, and the places (lines counted from this part's first) behind their negative offsets."""
        places: list[tuple[int, int]] = []
        found = []
        for parent in self.entries:
            fields = []
            for name, text, line, column in parent.fields:
                places.append((line - self.line + 1, column))
                fields.append(Field(name, text, -len(places)))
            found.append(Entry(parent.kind, parent.key, -1, -1, fields, []))
        return found, places


class _Plan(NamedTuple):
    length: int
    line: int
    ordinal: int
    budget: int
    macros: dict[str, str]  # those defined in this part


def cut(opened: Opened, size: int, encoding: str) -> Iterator[Part]:
    """The file in parts of about `size` bytes, in order; one part without context where it cannot be cut."""
    codec = _codec(opened, encoding)
    notes = _Notes()
    plans = list(_plans(opened, size, codec, notes)) if codec else []
    if len(plans) < 2:
        yield Part(b"".join(opened()), 0, 1)
        return
    notes.resolve()
    macros: dict[str, str] = {}
    offset = 0
    for number, (data, plan) in enumerate(zip(lengths(opened(), (plan.length for plan in plans)), plans, strict=True)):
        if notes.refers:
            notes.fetch(number, _scan(data, codec, macros, plan.budget), plan.line)
        macros |= plan.macros
    macros = {}
    for number, (data, plan) in enumerate(zip(lengths(opened(), (plan.length for plan in plans)), plans, strict=True)):
        asked = {name.lower() for name in _ASKED.findall(decode_part(data, codec).text)}
        known = {name: value for name, value in macros.items() if name in asked}
        context = Context(codec, plan.line, known, plan.budget, notes.parents(number), notes.first_lines(number))
        yield Part(data, offset, plan.line, plan.ordinal, context.pack())
        offset += len(data)
        macros |= plan.macros


def _codec(opened: Opened, encoding: str) -> str:
    """The codec of the whole file, "" where it is none that can be cut, or none that fits."""
    head = next(opened(), b"")
    if b"\0" in head[:4096] or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ""
    if head.startswith(codecs.BOM_UTF8):
        encoding = "utf-8"
    for name in [encoding] if encoding else candidates(head):
        try:
            codec = codecs.lookup(name).name
            single = len(bytes(range(256)).decode(codec, "replace")) == 256 and bytes(range(128)).decode(codec, "replace").isascii()
        except LookupError:
            continue
        if codec == "utf-8" and not encoding:
            return codec  # what is no UTF-8 costs only the entry that holds it
        fits = _fits(opened(), codec)
        if fits:
            return codec if single or codec == "utf-8" else ""
    return ""


def _fits(pieces: Iterator[bytes], codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for piece in pieces:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _scan(data: bytes, codec: str, macros: dict[str, str], budget: int) -> Scan:
    return Scan(decode_part(data, codec).text, macros=macros, budget=budget)


def _plans(opened: Opened, size: int, codec: str, notes: _Notes) -> Iterator[_Plan]:
    macros: dict[str, str] = {}
    line, ordinal, budget = 1, 0, FILE_LIMIT
    for number, data in enumerate(_stretches(opened(), size)):
        scan = _scan(data, codec, macros, budget)
        count = notes.take(number, scan, ordinal, line)
        yield _Plan(len(data), line, ordinal, budget, {name: value for name, value in scan.macros.items() if macros.get(name) != value})
        line, ordinal, budget, macros = line + line_ends(data), ordinal + count, scan.budget, scan.macros


def _stretches(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    buffer, enough = bytearray(), size
    for piece in pieces:
        buffer += piece
        while len(buffer) >= enough:
            end = _last_cut(bytes(buffer))
            if not end:
                enough = 2 * len(buffer)  # not looked through again with every piece
                break
            yield bytes(buffer[:end])
            del buffer[:end]
            enough = size
    yield bytes(buffer)


def _last_cut(buffer: bytes) -> int:
    """The last place where the buffer may be cut, 0 for none."""
    spans = list(_comments(buffer))
    begins = [match.start(1) for match in (_AT_START.match(buffer),) if match]
    begins += [match.start(1) for match in _ENTRY.finditer(buffer) if _is_free(buffer, match.start(1), spans)]
    for before, begin in zip(reversed(begins[:-1]), reversed(begins[1:]), strict=True):
        line = max(buffer.rfind(b"\n", 0, begin), buffer.rfind(b"\r", 0, begin)) + 1
        if not _TOLD_LATER.search(buffer, before, begin):
            return line
    return 0


def _is_free(buffer: bytes, begin: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing before `begin` can reach beyond it: no value that is still to come, no @comment."""
    before = begin - 1
    while before >= 0 and buffer[before] in b" \t\r\n":
        before -= 1
    return 0x20 < buffer[before] < 0x7F and buffer[before] not in b"=#" and not any(start <= begin < end for start, end in spans)


def _comments(buffer: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each @comment in braces; one that is not closed reaches to the end."""
    position = 0
    while match := _COMMENT.search(buffer, position):
        depth, position = 1, len(buffer)
        for brace in _BRACE.finditer(buffer, match.end()):
            depth += 1 if brace[0] == b"{" else -1
            if not depth:
                position = brace.end()
                break
        yield match.start(), position


def _bytes(key: str) -> bytes:
    return key.encode("utf-8", "surrogatepass")


class _Notes:
    """What the first scan has met, in a database on disk that has no name and goes with the process."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -8000"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.executescript(_TABLES)
        #: whether an entry refers to another
        self.refers = False

    def take(self, part: int, scan: Scan, ordinal: int, line: int) -> int:
        """Note the entries of a part whose first has this ordinal and line; how many there are."""
        rows, wanted, count = [], [], 0
        linked = bool(LINKED.search(scan.text))
        for count, entry in enumerate(scan.entries(), 1):
            key = entry.key
            rows.append((ordinal + count, _bytes(key), _bytes(key.lower()), part, line - 1 + scan.place(entry.start)[0]))
            if linked:
                wanted += [(part, _bytes(name), follow) for name, follow in _references(entry.fields)]
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", rows)
        self._base.executemany("INSERT INTO wanted VALUES (?, ?, ?)", wanted)
        self._base.execute("COMMIT")
        self.refers = self.refers or bool(wanted)
        return count

    def resolve(self) -> None:
        """Find the keys that come twice, and the entries that are referred to: by their exact key, else whatever its case."""
        run = self._base.execute
        run("CREATE INDEX by_key ON entry (key, position)")
        run(
            "INSERT INTO repeated SELECT DISTINCT later.part, later.key, first.line FROM"
            " (SELECT key, min(part) AS part, min(line) AS line FROM entry WHERE key != x'' GROUP BY key HAVING count(*) > 1) AS first"
            " JOIN entry AS later ON later.key = first.key AND later.part > first.part"
        )
        run("CREATE INDEX by_part ON repeated (part)")
        if self.refers:
            run("CREATE INDEX by_folded ON entry (folded, position)")
            run("CREATE INDEX by_wanted ON wanted (part)")
            keys = [key for (key,) in run("SELECT DISTINCT key FROM wanted")]
            run("BEGIN")
            for key in keys:
                folded = _bytes(key.decode("utf-8", "surrogatepass").lower())
                found = run("SELECT position FROM entry WHERE key = ? ORDER BY position LIMIT 1", (key,)).fetchone()
                found = found or run("SELECT position FROM entry WHERE folded = ? ORDER BY position LIMIT 1", (folded,)).fetchone()
                if found:
                    run("INSERT INTO resolved VALUES (?, ?)", (key, found[0]))
                    run("INSERT OR IGNORE INTO parent VALUES (?, '')", found)
            run("COMMIT")

    def fetch(self, part: int, scan: Scan, line: int) -> None:
        """Keep the entries of a part that others refer to."""
        run = self._base.execute
        (first,) = run("SELECT min(position) FROM entry WHERE part = ?", (part,)).fetchone()
        found = run("SELECT position FROM parent JOIN entry USING (position) WHERE part = ?", (part,)).fetchall()
        places = {position for (position,) in found}
        for position, entry in enumerate(scan.entries(), first or 0) if places else ():
            if position in places:
                fields = [(field.name, field.text, *scan.place(field.offset)) for field in entry.fields]
                parent = Parent(entry.kind, entry.key, [(name, text, line - 1 + row, column) for name, text, row, column in fields])
                run("UPDATE parent SET found = ? WHERE position = ?", (json.dumps(msgspec.to_builtins(parent)), position))

    def parents(self, part: int) -> list[Parent]:
        """The entries that a part refers to, with those that they inherit from, in the order of the file."""
        if not self.refers:
            return []
        run = self._base.execute
        todo: list[tuple[bytes, int]] = run("SELECT DISTINCT key, follow FROM wanted WHERE part = ?", (part,)).fetchall()
        found: dict[int, Parent] = {}
        followed: set[bytes] = set()
        while todo:
            key, follow = todo.pop()
            row = run("SELECT position, found FROM resolved JOIN parent USING (position) WHERE key = ?", (key,)).fetchone()
            if row is None:
                continue
            parent = found[row[0]] = msgspec.convert(json.loads(row[1]), Parent)
            if follow and key not in followed:
                followed.add(key)
                fields = [Field(name, text, 0) for name, text, _, _ in parent.fields]
                todo += [(_bytes(name), further) for name, further in _references(fields)]
        return [found[position] for position in sorted(found)]

    def first_lines(self, part: int) -> dict[str, int]:
        """The keys of a part that entries of earlier parts have, and the line of the first of these."""
        rows = self._base.execute("SELECT key, line FROM repeated WHERE part = ?", (part,))
        return {key.decode("utf-8", "surrogatepass"): line for key, line in rows}


def _references(fields: Iterable[Field]) -> Iterator[tuple[str, int]]:
    """The keys that fields refer to, and whether (1 or 0) something is inherited from there."""
    for field in fields:
        if field.name == "crossref":
            yield field.text.strip(), 1
        elif field.name == "xdata":
            yield from ((key.strip(), 1) for key in field.text.split(","))
        elif field.name == "related":
            yield from ((key.strip(), 0) for key in decoded(field.text).split(","))
