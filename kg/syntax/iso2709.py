"""Exchange files of library catalogues (ISO 2709) cut into records and fields, with their bytes.

Design: a record ends at its terminator (0x1D), whatever the length in its leader says: a wrong length spoils nothing else. The directory
gives tags and places of the fields; where it does not fit the bytes, the fields are those between the field terminators, in the order of
the directory, and that is told. Fields are bytes here; the encoding is decided for the record as a whole: UTF-8 if its leader says so
or all of it is UTF-8 beyond ASCII, else MARC-8, or what the user says.
Sources: ISO 2709:2008; MARC 21 Specifications, record structure (https://www.loc.gov/marc/specifications/specrecstruc.html).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.errors import InputError
from kg.syntax import marc8

_RECORD, _FIELD = b"\x1d", b"\x1e"
_LEADER = 24
_ENTRY = re.compile(rb"([0-9A-Za-z]{3})([0-9]{4})([0-9]{5})", re.DOTALL)
_BLANK = re.compile(rb"[\s\x00\x1a]*")
#: a part of a file that begins like a record
HEAD = re.compile(rb"[0-9 ]{5}[a-z0-9 |#]{1}")


class Field(NamedTuple):
    """A field: its tag, its text decoded, its first byte in the file."""

    tag: str
    text: str
    start: int


class Cut(NamedTuple):
    """One record: its bytes in the file, leader and fields; `fault` is why it cannot be read ("" if it can), at byte `at`.

    `mended`: what was wrong and did no harm, as (kind, byte, words): "length", "directory", "encoding", "characters".
    """

    start: int
    end: int
    leader: str
    fields: list[Field]
    fault: str = ""
    at: int = 0
    mended: tuple[tuple[str, int, str], ...] = ()


def records(data: bytes, encoding: str = "") -> Iterator[Cut]:
    """Yields the records of a file in their order. Raises InputError for an encoding that does not exist."""
    codec = _codec(encoding)
    start = 0
    while start < len(data):
        start = _skipped(data, start)
        if start >= len(data):
            return
        end = data.find(_RECORD, start)
        whole = end >= 0
        end = end + 1 if whole else len(data)
        yield _record(data, start, end, codec, whole=whole)
        start = end


def last_end(data: bytes | bytearray) -> int:
    """Behind the last record that is whole; 0 where none is."""
    return data.rfind(_RECORD) + 1


def count(data: bytes, encoding: str = "") -> int:
    """How many records end in `data`, whatever the encoding."""
    return data.count(_RECORD)


def _skipped(data: bytes, start: int) -> int:
    match = _BLANK.match(data, start)
    return match.end() if match else start


def _codec(encoding: str) -> str:
    name = encoding.lower().replace("_", "-")
    if name in ("", "marc8", "marc-8"):
        return name and "marc8"
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise InputError(f"there is no encoding {encoding!r}", hint="for example --encoding marc8 or --encoding utf-8") from error


def _record(data: bytes, start: int, end: int, codec: str, *, whole: bool) -> Cut:
    body = data[start:end]
    leader = body[:_LEADER].decode("ascii", errors="replace")
    if not whole:
        return Cut(start, end, leader, [], "it has no end (a record ends with the byte 0x1D)", max(start, end - 1))
    if len(body) < _LEADER + 2 or not body[12:17].strip().isdigit():
        return Cut(start, end, leader, [], "its leader does not say where the fields begin", start)
    base = int(body[12:17])
    mended: list[tuple[str, int, str]] = []
    directory = body[_LEADER : base - 1] if _LEADER < base <= len(body) else b""
    if not directory or len(directory) % 12 or body[base - 1 : base] != _FIELD:
        # the directory ends where the first field terminator stands
        first = body.find(_FIELD, _LEADER)
        if first < 0 or (first - _LEADER) % 12:
            return Cut(start, end, leader, [], "its directory is damaged", start + _LEADER)
        directory, base = body[_LEADER:first], first + 1
        mended.append(("directory", start + 12, "the leader names another place for the fields"))
    entries = [_ENTRY.fullmatch(directory[at : at + 12]) for at in range(0, len(directory), 12)]
    if not all(entries):
        return Cut(start, end, leader, [], "its directory is damaged", start + _LEADER)
    if not body[:5].isdigit() or int(body[:5]) != len(body):
        mended.append(("length", start, f"the leader says {body[:5].decode(errors='replace').strip() or 'nothing'}, it has {len(body)}"))
    slices = _slices(body, base, [(int(entry[2]), int(entry[3])) for entry in entries if entry])
    tags = [entry[1].decode() for entry in entries if entry]
    if slices is None:
        pieces = _between(body, base)
        if len(pieces) != len(tags):
            return Cut(start, end, leader, [], f"its directory lists {len(tags)} fields, and there are {len(pieces)}", start + _LEADER)
        slices = pieces
        mended.append(("directory", start + _LEADER, "the directory does not fit the fields, which were taken in its order"))
    return _decoded(data, start, end, leader, tags, slices, codec, mended)


def _slices(body: bytes, base: int, places: list[tuple[int, int]]) -> list[tuple[int, int]] | None:
    """First and last byte (without terminator) of each field; None where the directory does not fit."""
    found: list[tuple[int, int]] = []
    for length, offset in places:
        first, last = base + offset, base + offset + length - 1
        if length < 1 or last >= len(body) or body[last : last + 1] != _FIELD or body[first - 1 : first] != _FIELD:
            return None
        if body.find(_FIELD, first, last) >= 0:
            return None
        found.append((first, last))
    return found


def _between(body: bytes, base: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = base
    while (end := body.find(_FIELD, at)) >= 0:
        found.append((at, end))
        at = end + 1
    return found


def _decoded(
    data: bytes, start: int, end: int, leader: str, tags: list[str], slices: list[tuple[int, int]], codec: str,
    mended: list[tuple[str, int, str]],
) -> Cut:  # fmt: skip
    body = data[start:end]
    codec = codec or _encoding(body, leader, start, mended)
    fields: list[Field] = []
    spoiled: list[str] = []
    beyond = 0
    missing = False
    for tag, (first, last) in zip(tags, slices, strict=True):
        raw = body[first:last]
        beyond += not raw.isascii() or b"\x1b" in raw
        if codec == "marc8":
            text, unknown, absent = marc8.decode(raw)
            missing |= absent
        else:
            text = raw.decode(codec, errors="replace")
            unknown = text.count("\ufffd") - (raw.count(b"\xef\xbf\xbd") if codec == "utf-8" else 0)
        if unknown:
            spoiled.append(tag)
            mended.append(("characters", start + first, tag))
        fields.append(Field(tag, text, start + first))
    if missing:
        return Cut(start, end, leader, [], "it uses a character set that only pymarc knows (pip install 'kg-publisher[marc]')", start)
    if spoiled and ("245" in spoiled or 2 * len(spoiled) > beyond > 1):
        name = "MARC-8" if codec == "marc8" else codec.upper()
        return Cut(start, end, leader, [], f"its bytes are no {name} (field {', '.join(sorted(set(spoiled)))})", start, tuple(mended))
    return Cut(start, end, leader, fields, mended=tuple(mended))


def _encoding(body: bytes, leader: str, start: int, mended: list[tuple[str, int, str]]) -> str:
    """What the leader says; a record that says MARC-8 but is UTF-8 beyond ASCII is read as UTF-8, which is told."""
    if leader[9:10] == "a":
        return "utf-8"
    if body.isascii():
        return "marc8"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "marc8"
    mended.append(("encoding", start + 9, "the leader says MARC-8, the bytes are UTF-8"))
    return "utf-8"
