"""Large JSON files in parts: cut between the elements of the array that holds the entries, or between lines.

Design: a document is gone through once before it is read. Where the array begins is seen in its first part; from there on stretches of
whole elements are taken off, each proved by a strict decoder in C; what stands around the array is small and is then looked at as a
document of its own, with an empty array, by the very code that reads files in one (json_places.array_at). Only if that would take this
array, and all of it is well formed, is the file cut, and the readings of its parts are those of the whole (tests/sources/
test_json_parts.py). Everything else (broken, concatenated, nested too deep, not in UTF-8) is read in one. Lines need no look ahead.
A reader joins by a row, Parting from `parting`, and by counting from stretch.first_ordinal.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kg.record import Origin, Reading
from kg.sources.parts import Opened, Part, Parting, Reader, after, lengths
from kg.syntax import json_places
from kg.syntax.json_stretch import Context, Stretch

Ways = Sequence[tuple[str, ...]]
#: what may stand behind the array
_TAIL = 1 << 24
#: how often a cut is guessed before every element is looked at
_GUESSES = 4
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_UTF8 = ("", "utf-8", "utf8", "utf-8-sig")


def parting(read: Reader, ways: Ways, *, single: Callable[[bytes], bool] | None = None) -> Parting:
    """The row for a reader of JSON that takes its entries by `ways`.

    `single` tells of an entry that it surely gives one reading; None where all do. The others are read once more, to be counted.
    """

    def read_part(data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
        return read(Stretch.of(data, context), trace=trace, encoding=encoding)

    counter = _Counter(read, ways, single)
    # where an entry may give several readings it is not known which of them an origin means
    alone = _alone if single is None else None
    return Parting(functools.partial(_cut, counter), read_part, functools.partial(_cut_lines, counter), alone=alone)


def never(_: bytes) -> bool:
    """For formats of which an entry may give several readings."""
    return False


class _Counter(NamedTuple):
    read: Reader
    ways: Ways
    single: Callable[[bytes], bool] | None

    def readings(self, stretch: Stretch, elements: int | None = None) -> int:
        """How many readings a stretch gives."""
        if self.single is None and elements is not None:
            return elements
        entries = list(json_places.entries(stretch, ways=self.ways))
        if self.single is None or all(self.single(entry.body) for entry in entries):
            return len(entries)
        return sum(1 for _ in self.read(stretch))


def _stretch(data: bytes, context: Context) -> Stretch:
    return Stretch.of(data, msgspec.json.encode(context))


def _is_utf8(head: bytes | bytearray, encoding: str) -> bool:
    return b"\0" not in head[:4096] and encoding.lower().replace("_", "-") in _UTF8


# ---- lines -------------------------------------------------------------------------------------------------------------------


def are_lines(head: bytes) -> bool:
    """Whether the file holds one whole JSON object a line: its first line is one, and the next begins another."""
    lines = head.removeprefix(codecs.BOM_UTF8).split(b"\n", 2)
    first, second = lines[0].strip(), lines[1].strip() if len(lines) > 1 else b""
    return first.startswith(b"{") and first.endswith(b"}") and len(first) > 2 and second.startswith(b"{")


def _cut_lines(counter: _Counter, pieces: Iterator[bytes], size: int, encoding: str) -> Iterator[Part]:
    """The parts of a file of lines, as they come in."""
    buffer = bytearray()
    at = Part(b"", 0, 1)
    ordinal = 0
    for piece in pieces:
        buffer += piece
        if len(buffer) < size or not _is_utf8(buffer, encoding):
            continue
        if end := buffer.rfind(b"\n") + 1:
            stretch = _lines(bytes(buffer[:end]), at.offset, ordinal)
            yield at._replace(data=bytes(stretch), context=msgspec.json.encode(stretch.context))
            ordinal += counter.readings(stretch)
            at = Part(b"", at.offset + end, at.line + stretch.count(b"\n"))
            del buffer[:end]
    if buffer:
        stretch = _lines(bytes(buffer), at.offset, ordinal)
        yield at._replace(data=bytes(stretch), context=msgspec.json.encode(stretch.context) if _is_utf8(stretch, encoding) else b"")


def _lines(data: bytes, offset: int, ordinal: int) -> Stretch:
    mark = len(codecs.BOM_UTF8) if not offset and data.startswith(codecs.BOM_UTF8) else 0
    return _stretch(data, Context(ordinal, lines=True, mark=mark))


# ---- one entry ---------------------------------------------------------------------------------------------------------------


def _alone(part: Part, origin: Origin, order: int) -> Part | None:
    """The entry of one reading of a part, as a part; None of a line that holds more, or less, than the entry."""
    known = msgspec.json.decode(part.context, type=Context)
    start = origin.offset - part.offset
    end = start + origin.length
    before = part.data.rfind(b"\n", 0, start) + 1
    context = Context(origin.ordinal - part.ordinal, known.pointer, known.index + order, known.lines)
    if known.lines:
        after = part.data.find(b"\n", end)
        line = part.data[before : after + 1 if after >= 0 else None]
        if line.strip() != part.data[start:end]:
            return None
        found = Part(line, part.offset + before, origin.line)
    else:
        column = len(part.data[before:start].decode(errors="replace")) + (1 if before else part.column)
        found = Part(part.data[start:end], origin.offset, origin.line, column=column)
    return found._replace(ordinal=part.ordinal, context=msgspec.json.encode(context))


# ---- arrays ------------------------------------------------------------------------------------------------------------------


class Plan(NamedTuple):
    """Where the array's first element may begin, its pointer, length and number of elements of each stretch, and the document without
    the elements."""

    start: int
    pointer: str
    stretches: list[tuple[int, int]]
    around: bytes


def _cut(counter: _Counter, opened: Opened, size: int, encoding: str) -> Iterator[Part]:
    """The parts of a document, in order; one part without context where it cannot be cut."""
    found = plan(opened(), size, encoding, counter.ways)
    if found is None or len(found.stretches) < 2:
        yield Part(b"".join(opened()), 0, 1)
        return
    stretches = lengths(opened(), (length for length, _ in ((found.start, 0), *found.stretches)))
    head = next(stretches).removeprefix(codecs.BOM_UTF8)
    offset, line, column = found.start, *after((1, 1), head)
    index = ordinal = 0
    for data, (_, elements) in zip(stretches, found.stretches, strict=False):  # what stands behind the array is a stretch too many
        stretch = _stretch(data, Context(ordinal, found.pointer, index))
        yield Part(data, offset, line, context=msgspec.json.encode(stretch.context), column=column)
        index, ordinal, offset = index + elements, ordinal + counter.readings(stretch, elements), offset + len(data)
        line, column = after((line, column), data)


def plan(pieces: Iterator[bytes], size: int, encoding: str, ways: Ways) -> Plan | None:
    """How a document is cut into stretches of about `size` bytes; None where it is broken or has no such array that is large."""
    window = _Window(pieces)
    head = window.filled(size)
    if not _is_utf8(head, encoding):
        return None
    mark = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    start = json_places.large_array(head[mark:], ways)
    if start is None:
        return None
    window.drop(mark + start + 1)
    stretches = _stretches(window, size)
    if stretches is None:
        return None
    tail = window.filled(_TAIL + 1)
    if len(tail) > _TAIL:
        return None
    around = head[mark : mark + start] + b"[" + tail
    pointer = json_places.array_at(around, start, ways)
    return None if pointer is None else Plan(mark + start + 1, pointer, stretches, around)


class _Window:
    """What has come in of a file and is still needed."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._buffer = bytearray()
        self.ended = False

    def filled(self, size: int) -> bytes:
        """At least `size` bytes, fewer where the file has `ended`."""
        while len(self._buffer) < size and not self.ended:
            if (piece := next(self._pieces, None)) is None:
                self.ended = True
            else:
                self._buffer += piece
        return bytes(self._buffer)

    def drop(self, length: int) -> None:
        """Go on behind these bytes."""
        del self._buffer[:length]


def _stretches(window: _Window, size: int) -> list[tuple[int, int]] | None:
    """Length and number of elements of each stretch of an array; None where it is broken. What follows its last element stays."""
    found: list[tuple[int, int]] = []
    patterns = _patterns()
    needle, enough = b"", size
    while True:
        buffer = window.filled(enough)
        needle = needle or _needle(buffer)
        end, elements = _guess(buffer, needle) or _exactly(buffer)
        if last := patterns.last.match(buffer, end):
            stop = last.end() - 1
            number = _count(buffer[:stop])
            if number is None or (found and not buffer[:stop].strip()) or (end and not buffer[end:stop].strip()):
                return None  # the last too: a comma that nothing follows
            window.drop(stop)
            return [*found, (stop, number)]
        if end:
            if elements < 0:
                return None
            found.append((end, elements))
            window.drop(end)
            enough = size
        elif window.ended:
            return None
        else:
            enough = 2 * len(buffer)  # not looked through again with every piece


def _needle(buffer: bytes) -> bytes:
    """What stands between the first two elements, with the bracket before it and the first key behind it, if any."""
    match = _patterns().between.match(buffer)
    return match[1] + match[2] if match else b""


def _guess(buffer: bytes, needle: bytes) -> tuple[int, int] | None:
    """The end of the last whole element but one, with its comma, and the number of elements so far, proved by decoding them."""
    at = len(buffer)
    for _ in range(_GUESSES if needle else 0):
        at = buffer.rfind(needle, 0, at)
        if at < 0:
            return None
        end = buffer.index(b",", at) + 1
        if (number := _count(buffer[: end - 1])) is not None:
            return end, number
    return None


def _exactly(buffer: bytes) -> tuple[int, int]:
    """The end of the last whole element that a comma follows, behind the comma, and the number of elements (-1: broken)."""
    match = _patterns().run.match(buffer)
    end = match.end() if match else 0
    number = _count(buffer[: end - 1]) if end else 0
    return end, -1 if number is None else number


def _count(elements: bytes) -> int | None:
    """How many elements these are; None where they are none or broken."""
    try:
        return len(_RAWS.decode(b"[" + elements + b"]"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


class _Patterns(NamedTuple):
    run: re.Pattern[bytes]
    last: re.Pattern[bytes]
    between: re.Pattern[bytes]


@functools.cache
def _patterns() -> _Patterns:
    value = json_places.VALUE
    return _Patterns(
        run=re.compile(rb"(?:\s*+" + value + rb"\s*+,)*+", re.DOTALL),
        last=re.compile(rb"\s*+(?:" + value + rb"\s*+)?+\]", re.DOTALL),
        between=re.compile(rb"\s*+" + value + rb'(?<=([}\]]))(\s*+,\s*+[{\[]\s*+(?:"[^"\\]*+")?+)', re.DOTALL),
    )
