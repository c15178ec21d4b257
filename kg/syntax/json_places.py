"""JSON bytes cut into entries with places: where each record stands, and, when asked, where each value in it stands.

Design: a file holds one object, an array, an object around an array ({"message": {"items": [...]}}), JSON lines, or values one after
another. `entries` cuts it without understanding it: msgspec finds the end of every value in C, and this module only adds up
lengths. Where that fails the file is broken, and a scanner of brackets and strings takes over: it reads what stands before the
fault, reports it, and goes on at the next element where that is safe, which is a line that begins as the first element of the array
did. Offsets count bytes of the input as given, whatever its encoding. Places of single values cost a second scan (`Places`), made
only for a trace or an issue. Nothing here recurses, so depth is a number to test (64), never a crash.
Sources: RFC 8259 (JSON), RFC 6901 (JSON pointer).
"""

from __future__ import annotations

import codecs
import functools
import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from kg.errors import Place
from kg.syntax import decoding
from kg.syntax.json_brackets import BRACKETS, STRING, Broken, Pairs
from kg.syntax.json_spans import span, spans, unquoted
from kg.syntax.json_stretch import Stretch

MAX_DEPTH = 64
_BLOCK = 1 << 14
# the bytes of UTF-8 that begin no character
_CONTINUATION = bytes(range(0x80, 0xC0))

_STRING_ONCE = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'  # given up as a whole, never byte by byte
_KEY = re.compile(rb"[\s,]*(" + STRING + rb")\s*:\s*", re.DOTALL)
_GAP = re.compile(rb"[\s,]*")
_SPACE = re.compile(rb"\s*")
_NESTED = rb"(?!)"
for _ in range(MAX_DEPTH + 2):
    _NESTED = rb'[\[{](?:[^\[\]{}"]++|' + _STRING_ONCE + rb"|" + _NESTED + rb")*+[\]}]"
#: a whole value, by strings and brackets alone, if it nests no deeper than two levels more than an entry may
VALUE = rb"(?:" + _NESTED + rb"|" + _STRING_ONCE + rb'|[^\s,:\[\]{}"]++(?=[\s,:\[\]{}"]))'
# questions for a place of one entry that are answered one by one
_WALKS = 6
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Fault(NamedTuple):
    """Why an entry cannot be read. `kind` is "broken", "deep" or "encoding"; line and column are 1-based, `raw` the text there."""

    kind: str
    reason: str
    line: int
    column: int
    raw: str


class Entry(NamedTuple):
    """One value that may be a record: UTF-8 bytes; offset and length in the input as given; 1-based line and column of its first
    character; the JSON pointer that leads to it. A broken one has a `fault`."""

    body: bytes
    offset: int
    length: int
    line: int
    column: int
    pointer: str
    fault: Fault | None = None


class _Cut(NamedTuple):
    start: int
    end: int
    pointer: str
    fault: tuple[str, int] | None = None  # reason and byte


def entries(data: bytes, *, ways: Sequence[tuple[str, ...]] = (), encoding: str = "") -> Iterator[Entry]:
    """Yields the entries of a JSON file in their order; none for an empty file.

    `ways` are paths from a top-level object to its entries, the first that exists is taken: an array at its end gives its elements,
    an object itself; an object with a member "type" is an entry. An array at the top gives its elements, JSON lines and concatenated
    values are taken one by one. An entry is only cut out: whether its inside is JSON is seen when it is decoded (`fault_in`).
    Of a Stretch its elements or lines are the entries, offset, line and column counted from its first byte.
    Raises InputError for an unknown encoding or bytes that are not in it.
    """
    if isinstance(data, Stretch):
        text, mark, codec = bytes(data[data.context.mark :]), data.context.mark, ""
        cuts = _lines(text, 0, tuple(ways)) if data.context.lines else _members_of_array(text, data.context.pointer, data.context.index)
    else:
        text, mark, codec = _utf8(data, encoding)
        cuts = _cuts(text, tuple(ways))
    cursor = _Cursor(text, mark, codec)
    for cut in cuts:
        line, column, offset = cursor.at(cut.start)
        body = text[cut.start : cut.end]
        length = len(body) if not codec else len(body.decode(errors="replace").encode(codec))
        entry = Entry(body, offset, length, line, column, cut.pointer)
        if cut.fault:
            reason, at = cut.fault
            entry = entry._replace(fault=_fault(entry, "broken", reason, at - cut.start))
        yield entry


def shallow(body: bytes) -> bool:
    """Whether the value nests no deeper than MAX_DEPTH. Linear: every round takes away the innermost pairs of brackets."""
    rest = body.translate(None, _NOT_BRACKETS)
    if len(rest) <= MAX_DEPTH or rest.count(b"[") + rest.count(b"{") <= MAX_DEPTH:
        return True
    for _ in range(MAX_DEPTH):
        if not rest:
            return True
        shorter = rest.replace(b"[]", b"").replace(b"{}", b"")
        if len(shorter) == len(rest):
            break
        rest = shorter
    # brackets inside strings disturb the short cut: count those outside them, to the first that is too deep
    depth = 0
    for token in BRACKETS.finditer(body):
        if token[0] in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                return False
        elif token[0] in b"]}":
            depth -= 1
    return True


def fault_in(entry: Entry) -> Fault | None:
    """Why the entry's body is no JSON text, with its place; None where the strict parser takes it."""
    if entry.fault:
        return entry.fault
    if not shallow(entry.body):
        return _fault(entry, "deep", f"it nests deeper than {MAX_DEPTH} levels", 0)
    try:
        text = entry.body.decode()
    except UnicodeDecodeError as error:
        return _fault(entry, "encoding", f"byte 0x{entry.body[error.start]:02X} is not UTF-8", error.start)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return _fault(entry, "broken", error.msg[:1].lower() + error.msg[1:], len(text[: error.pos].encode()))
    return None


class Places:
    """The places of an entry's values, by JSON pointer. The first questions are answered by a walk to the value, since there are seldom
    more; then the entry is scanned once for all."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._walks = _WALKS
        self._spans: dict[str, tuple[int, int]] | None = None
        self._blocks: list[tuple[int, int]] = []

    def span(self, pointer: str) -> tuple[int, int]:
        """First and last-plus-one byte of the value in the entry's body; a pointer that leads nowhere gives its nearest parent's."""
        if self._spans is None:
            self._walks -= 1
            if self._walks >= 0 and (found := span(self._entry.body, pointer)):
                return found
            self._spans = spans(self._entry.body)
        while pointer and pointer not in self._spans:
            pointer = pointer.rpartition("/")[0]
        return self._spans.get(pointer, (0, len(self._entry.body)))

    def place(self, pointer: str) -> Place:
        """Line, column, full pointer and text of the value (a long one is cut)."""
        start, end = self.span(pointer)
        line, column = self._position(start)
        return Place(line=line, column=column, pointer=self._entry.pointer + pointer, raw=_shown(self._entry.body[start:end]))

    def _position(self, byte: int) -> tuple[int, int]:
        """Line and column of a byte, counted from the beginning of its block: an entry of many records has many places."""
        if not self._blocks:
            lines = column = 0
            for at in range(0, len(self._entry.body) + 1, _BLOCK):
                self._blocks.append((lines, column))
                lines, column = _advanced(self._entry.body[at : at + _BLOCK], lines, column)
        number = byte // _BLOCK
        lines, column = _advanced(self._entry.body[number * _BLOCK : byte], *self._blocks[number])
        return self._entry.line + lines, column + 1 + (0 if lines else self._entry.column - 1)


def _advanced(piece: bytes, lines: int, column: int) -> tuple[int, int]:
    """Line ends and characters since the last one, after `piece`."""
    if ends := piece.count(b"\n"):
        lines, column, piece = lines + ends, 0, piece[piece.rfind(b"\n") + 1 :]
    return lines, column + len(piece.translate(None, _CONTINUATION))


def step(key: str | int) -> str:
    """One step of a JSON pointer, escaped (RFC 6901 section 3)."""
    return f"/{key}" if isinstance(key, int) else "/" + key.replace("~", "~0").replace("/", "~1")


# ---- cutting ----------------------------------------------------------------------------------------------------------------


def _cuts(data: bytes, ways: tuple[tuple[str, ...], ...]) -> Iterator[_Cut]:
    start = _after(_SPACE, data, 0)
    if start == len(data):
        return
    if data[start] == ord("["):
        yield from _elements(data, start, len(data), "")
    elif data[start] == ord("{") and _members(data, start, len(data)) is not None:
        yield from _document(data, start, len(_rstrip(data)), ways)
    elif _are_lines(data, start):
        yield from _lines(data, start, ways)
    else:
        yield from _one_by_one(data, start, ways)


def _document(data: bytes, start: int, end: int, ways: tuple[tuple[str, ...], ...]) -> Iterator[_Cut]:
    """The entries of one top-level value: those behind the first way that exists, else the value itself."""
    at, stop, pointer = _target(data, start, end, ways, small=end - start <= 65536)
    if data[at] == ord("["):
        yield from _elements(data, at, stop, pointer)
    else:
        yield _Cut(at, stop, pointer)


def _target(data: bytes, start: int, end: int, ways: tuple[tuple[str, ...], ...], *, small: bool) -> tuple[int, int, str]:
    """First byte, end and pointer of what a top-level value holds its entries in. In a `small` one names are looked for as text first."""
    if data[start] == ord("["):
        return start, end, ""
    absent, pairs = "", Pairs(data, end)
    for way in ways:
        if small and (way[0] == absent or data.find(_quoted(way[0]), start, end) < 0):
            absent = way[0]
            continue
        target = _follow(pairs, start, end, way)
        if target is None:
            continue
        if _follow(pairs, start, end, ("type",)) is not None:
            # an object that says what it is is an entry, whatever else it holds
            break
        at, stop = target
        # where the text ends after the name there is nothing
        if data.startswith((b"[", b"{"), at, stop):
            return at, stop, "".join(map(step, way))
    return start, end, ""


@functools.lru_cache(maxsize=64)
def _quoted(name: str) -> bytes:
    return f'"{name}"'.encode()


def array_at(data: bytes, start: int, ways: Sequence[tuple[str, ...]]) -> str | None:
    """The pointer of the array at byte `start` if `entries` takes the elements of just this one from a large document that is `data` but
    for the elements; None where it does not, or where `data` are broken."""
    begin = _after(_SPACE, data, 0)
    try:
        msgspec.json.decode(memoryview(data)[begin:], type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if data[begin] == ord("{") and _members(data, begin, len(data)) is None:
        return None
    at, _, pointer = _target(data, begin, len(_rstrip(data)), tuple(ways), small=False)
    return pointer if at == start else None


def large_array(head: bytes, ways: Sequence[tuple[str, ...]]) -> int | None:
    """The first byte of the array that `head`, the beginning of a document, breaks off in: one at the top, or at the end of a way."""
    at = _after(_SPACE, head, 0)
    if head[at : at + 1] == b"[":
        return at
    path: tuple[str, ...] = ()
    whole = re.compile(VALUE, re.DOTALL)
    while head[at : at + 1] == b"{":
        at += 1
        while (match := _KEY.match(head, at)) and (value := whole.match(head, match.end())):
            at = value.end()
        if match is None:
            return None
        at, path = match.end(), (*path, unquoted(match[1]))
        if head[at : at + 1] == b"[":
            return at if path in ways else None
        if not any(way[: len(path)] == path for way in ways):
            return None
    return None


def _follow(pairs: Pairs, start: int, end: int, way: tuple[str, ...]) -> tuple[int, int] | None:
    for name in way:
        if pairs.data[start : start + 1] != b"{":
            return None
        found = None
        for key, at, stop in _walk(pairs, start, end):
            if key == name:
                found = (at, stop)
                break
        if found is None:
            return None
        start, end = found
    return start, end


def _walk(pairs: Pairs, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Key, first byte and end of each member. The last member of a broken object may end at the object's end."""
    data = pairs.data
    members = _members(data, start, end)
    position = start + 1
    while True:
        match = _KEY.match(data, position, end)
        if match is None:
            return
        key, at = unquoted(match[1]), match.end()
        raw = members.get(key) if members is not None else None
        if raw is not None and data.startswith(bytes(raw), at):
            position = at + len(bytes(raw))
        else:
            try:
                position = pairs.end(at)
            except Broken:
                yield key, at, end
                return
        yield key, at, position


def _elements(data: bytes, start: int, end: int, pointer: str) -> Iterator[_Cut]:
    """The elements of the array at `start`, which ends at `end` or before."""
    try:
        raws = _RAWS.decode(memoryview(data)[start:end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield from _elements_of_broken(data, start, end, pointer)
        return
    position = start + 1
    for ordinal, raw in enumerate(raws):
        position = _after(_GAP, data, position)
        length = len(memoryview(raw))
        yield _Cut(position, position + length, f"{pointer}/{ordinal}")
        position += length


def _members_of_array(data: bytes, pointer: str, index: int) -> Iterator[_Cut]:
    """The elements of which `data` consist, with their commas; the first has this index."""
    end = len(_rstrip(data))
    end -= data[end - 1 : end] == b","
    position = 0
    for ordinal, raw in enumerate(_RAWS.decode(b"[" + data[:end] + b"]"), index):
        position = _after(_GAP, data, position)
        length = len(memoryview(raw))
        yield _Cut(position, position + length, f"{pointer}/{ordinal}")
        position += length


def _elements_of_broken(data: bytes, start: int, end: int, pointer: str) -> Iterator[_Cut]:
    """As `_elements`, by brackets and strings: a broken element is reported, and the next that begins as the first did is read."""
    position = _after(_SPACE, data, start + 1)
    indent = data[data.rfind(b"\n", 0, position) + 1 : position]
    again = re.compile(rb"\n" + re.escape(indent) + rb"\{") if not indent.strip() and b"\n" in data[start:position] else None
    ordinal, pairs = 0, Pairs(data, end)
    while position < end and data[position] != ord("]"):
        here = f"{pointer}/{ordinal}"
        try:
            stop = pairs.end(position)
            following = _after(_SPACE, data, stop)
            if following < end and data[following] not in b",]":
                raise Broken("a comma or the end of the array is missing", following)
        except Broken as broken:
            match = again.search(data, position + 1, end) if again else None
            stop = match.start() if match else end
            last = max(position + 1, stop - len(data[position:stop]) + len(_rstrip(data[position:stop])))
            # where nothing shows the beginning of the next element, there may be some more
            more = "; what follows it is not read" if not match and data[broken.at : last].strip(b" \t\r\n,[]{}") else ""
            yield _Cut(position, last, here, (broken.reason + more, broken.at))
            if match is None:
                return
            position = match.start() + 1 + len(indent)
        else:
            yield _Cut(position, stop, here)
            position = _after(_GAP, data, stop)
        ordinal += 1
    if position >= end:
        last = len(_rstrip(data[:end]))
        yield _Cut(last, last, pointer, ("the array is not closed", last))
        return
    after = _after(_SPACE, data, position + 1)
    if pointer == "" and after < end:
        yield _Cut(after, end, "", ("text follows the end of the array", after))


def _are_lines(data: bytes, start: int) -> bool:
    """Whether the file is JSON lines: its first line, or its second, is an object by itself."""
    first, _, rest = data[start : start + (1 << 20)].partition(b"\n")
    if b"\n" not in data[start:]:
        return False
    second = rest.lstrip().partition(b"\n")[0].strip()
    first = first.strip()
    return (first.endswith(b"}") and len(first) > 2) or (second.startswith(b"{") and second.endswith(b"}") and len(first) > 1)


def _lines(data: bytes, start: int, ways: tuple[tuple[str, ...], ...]) -> Iterator[_Cut]:
    ordinal = 0
    while start < len(data):
        stop = data.find(b"\n", start)
        stop = len(data) if stop < 0 else stop
        begin = _after(_SPACE, data, start)
        if begin < stop:
            # JSON text sequences (RFC 7464) put U+001E before each value; commas after values are a common habit
            begin += data[begin : begin + 1] == b"\x1e"
            end = begin + len(data[begin:stop].rstrip(b" \t\r,"))
            yield from _document(data, begin, end, ways)
            ordinal += 1
        start = max(stop + 1, begin if begin > stop else 0)


def _one_by_one(data: bytes, start: int, ways: tuple[tuple[str, ...], ...]) -> Iterator[_Cut]:
    pairs = Pairs(data, len(data))
    while start < len(data):
        try:
            stop = pairs.end(start)
        except Broken as broken:
            yield from _within_broken(pairs, start, ways, broken)
            return
        if stop == start:
            yield _Cut(start, len(_rstrip(data)), "", ("no value begins here", start))
            return
        yield from _document(data, start, stop, ways)
        start = _after(_GAP, data, stop)


def _within_broken(pairs: Pairs, start: int, ways: tuple[tuple[str, ...], ...], broken: Broken) -> Iterator[_Cut]:
    """The entries of an object that does not end: those of the array a way leads to, else the object itself with its fault."""
    data = pairs.data
    for way in ways:
        target = _follow(pairs, start, len(data), way)
        if target is not None and data[target[0] : target[0] + 1] == b"[":
            yield from _elements_of_broken(data, *target, "".join(map(step, way)))
            return
    yield _Cut(start, len(_rstrip(data)), "", (broken.reason, broken.at))


def _members(data: bytes, start: int, end: int) -> dict[str, msgspec.Raw] | None:
    try:
        return _MEMBERS.decode(memoryview(data)[start:end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _after(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    match = pattern.match(data, position)
    return match.end() if match else position


def _rstrip(data: bytes) -> bytes:
    return data.rstrip(b" \t\r\n")


# ---- places -----------------------------------------------------------------------------------------------------------------


class _Cursor:
    """Line, column and original offset of ever later bytes; each byte of the text is looked at once."""

    def __init__(self, text: bytes, mark: int, codec: str) -> None:
        self._text, self._codec = text, codec
        self._byte, self._line, self._column, self._offset = 0, 1, 1, mark

    def at(self, byte: int) -> tuple[int, int, int]:
        if byte > self._byte:
            passed = self._text[self._byte : byte]
            lines = passed.count(b"\n")
            characters = passed.decode(errors="replace") if self._codec else ""
            self._offset += len(characters.encode(self._codec)) if self._codec else len(passed)
            if lines:
                self._line, self._column = self._line + lines, 1
                passed = passed[passed.rfind(b"\n") + 1 :]
            self._column += len(passed.decode(errors="replace"))
            self._byte = byte
        return self._line, self._column, self._offset


def _position(entry: Entry, byte: int) -> tuple[int, int]:
    before = entry.body[:byte]
    lines = before.count(b"\n")
    column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    return entry.line + lines, column if lines else entry.column + column - 1


def _fault(entry: Entry, kind: str, reason: str, at: int) -> Fault:
    at = max(0, min(at, len(entry.body)))
    line, column = _position(entry, at)
    return Fault(kind, reason, line, column, _shown(entry.body[at:].partition(b"\n")[0].strip(), 60))


def _shown(value: bytes, limit: int = 200) -> str:
    text = value.decode(errors="replace")
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _utf8(data: bytes, encoding: str) -> tuple[bytes, int, str]:
    """The text in UTF-8, the length of its byte order mark, and the codec of the original where that was not UTF-8."""
    if data.startswith(codecs.BOM_UTF8):
        return data[3:], 3, ""
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and encoding.lower().replace("_", "-") in (
        "",
        "utf-8",
        "utf8",
        "utf-8-sig",
    ):
        # not decoded as a whole: one bad byte must cost one entry, not the file
        return data, 0, ""
    decoded = decoding.decode(data, encoding)
    return decoded.text.encode("utf-8", "surrogatepass"), decoded.skipped, decoded.codec
