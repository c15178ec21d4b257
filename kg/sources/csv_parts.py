"""Large tables cut between rows, so that memory does not grow with them.

Design: every part carries the plan, so it is read as it would be within the whole. A row ends where syntax/table.py says: the same grammar,
on bytes, without the cells. UTF-16 and other codecs in which a delimiter is not one byte stay whole.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Iterator
from itertools import islice

from kg.sources import csv_plan
from kg.sources.columns import Columns
from kg.sources.csv import Context
from kg.sources.csv_plan import HEAD, Plan
from kg.sources.parts import Opened, Part, lengths, line_ends
from kg.syntax.decoding import decode
from kg.syntax.table import LONGEST


def cut(opened: Opened, size: int, encoding: str, columns: Columns | None = None) -> Iterator[Part]:
    """The table in parts of about `size` bytes, in order; one part where it is small, or cannot be cut."""
    pieces = opened()
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        if len(buffer) > 5 * HEAD:
            break
    codec = _codec(bytes(buffer[:4096]), encoding)
    if codec and (bad := _unfit(opened(), codec)):
        # reading this much of it tells the line that does not fit
        yield Part(b"".join(islice(lengths(opened(), iter([bad])), 1)), 0, 1, 0, Context(codec=encoding, chosen=columns).pack())
        return
    plan = _plan(bytes(buffer), codec, columns) if codec else None
    if plan is None:
        buffer += b"".join(pieces)
        yield Part(bytes(buffer), 0, 1, 0, Context(codec=encoding, chosen=columns).pack())
        return
    offset, line, ordinal, first = 0, 1, 0, True
    at = _behind_header(bytes(buffer), plan, codec)
    rows = _Rows(plan, at)
    for piece in pieces:
        buffer += piece
        if len(buffer) >= size and (end := rows.end(buffer)) and rows.count:
            data = bytes(buffer[:end])
            yield Part(data, offset, line, ordinal, Context(codec, first, plan).pack())
            offset, line, ordinal, first = offset + end, line + line_ends(data), ordinal + rows.count, False
            del buffer[:end]
            rows = _Rows(plan, 0)
    yield Part(bytes(buffer), offset, line, ordinal, Context(codec, first, plan).pack())


def _codec(head: bytes, encoding: str) -> str:
    """The codec, "" where rows cannot be told apart on bytes."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\x00" in head:
        return ""
    try:
        codec = codecs.lookup("utf-8" if head.startswith(codecs.BOM_UTF8) else encoding or "utf-8").name
        alike = all(bytes([byte]).decode(codec) == chr(byte) for byte in b',;\t|"\r\n')
        single = codec == "utf-8" or len(bytes(range(256)).decode(codec, "replace")) == 256
    except (LookupError, UnicodeDecodeError):
        return ""
    return codec if alike and single else ""


def _unfit(pieces: Iterator[bytes], codec: str) -> int:
    """How many bytes must be read to meet the first that does not fit; 0 where all do."""
    decoder, size = codecs.getincrementaldecoder(codec)(), 0
    try:
        for piece in pieces:
            size += len(piece)
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return size
    return 0


def _plan(data: bytes, codec: str, columns: Columns | None) -> Plan | None:
    """The plan by the same first characters as for the whole table."""
    bare = data.removeprefix(codecs.BOM_UTF8) if codec == "utf-8" else data
    text = bare[: 4 * HEAD + 4].decode(codec, "ignore")
    return csv_plan.plan(text[:HEAD], whole=len(text) <= HEAD, columns=columns)


def _behind_header(data: bytes, plan: Plan, codec: str) -> int:
    """The byte where the rows begin."""
    mark = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    text = decode(data[: mark + 4 * HEAD] if codec != "utf-8" else _whole_characters(data[: mark + 4 * HEAD]), codec).text
    return mark + len(text[: plan.begin].encode(codec))


def _whole_characters(data: bytes) -> bytes:
    return data.decode("utf-8", "ignore").encode()


class _Rows:
    """Goes through a growing buffer row by row; `count` are the rows with something in them before the last end that was asked for."""

    def __init__(self, plan: Plan, begin: int) -> None:
        self._row = _row(plan.dialect.delimiter, plan.dialect.quoted)
        self._broken = _row(plan.dialect.delimiter, False)
        self._blank = f' \t"{plan.dialect.delimiter}\r\n'.encode()
        self._at = begin
        self.count = 0

    def end(self, buffer: bytearray) -> int:
        """The end of the last row that is whole for certain; 0 for none."""
        while True:
            found = self._row.match(buffer, self._at)
            if found is None and len(buffer) - self._at > LONGEST:
                # a quoted cell of this size counts as never closed
                found = self._broken.match(buffer, self._at)
            if found is None:
                return self._at
            if found[0].strip(self._blank):
                self.count += 1
            self._at = found.end()


@functools.cache
def _row(delimiter: str, quoted: bool) -> re.Pattern[bytes]:
    """A row with its line end; with quotation marks only where every one that opens a cell is closed in the bytes at hand."""
    mark = re.escape(delimiter)
    bare = rf"[^{mark}\r\n]*+"
    cell = rf'(?:[ ]*+"(?:[^"]++|""|"(?![ ]*+(?:{mark}|[\r\n])))*+"[ ]*+(?={mark}|[\r\n])|(?![ ]*+"){bare})' if quoted else bare
    return re.compile(rf"{cell}(?:{mark}{cell})*+(?:\r\n|\n|\r(?!\n|\Z))".encode())
