"""Large XML files in parts: cut at the beginnings of records, in one go and as the bytes come in (kg/syntax/xml_cuts).

The readings of the parts are those of the whole (tests/sources/test_xml_parts.py), for formats of which each record gives one reading.
Files that are not in UTF-8 are read in one; a broken one is cut as far as it is whole.
"""

from __future__ import annotations

import codecs
import functools
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

import msgspec

from kg.errors import InputError
from kg.record import Reading
from kg.sources.parts import Opened, Part, Parting, Reader, after
from kg.syntax import xml_text
from kg.syntax.xml_cuts import Cut, Cutter
from kg.syntax.xml_scope import Names, Scope
from kg.syntax.xml_stretch import Context, Stretch


class _Form(NamedTuple):
    """See Cutter."""

    names: Callable[[], Sequence[str]]
    silent: frozenset[str]
    kept: frozenset[str]


def parting(
    read: Reader, names: Sequence[str] | Callable[[], Sequence[str]], *, silent: Collection[str] = (), kept: Collection[str] = ()
) -> Parting:
    """The row for a reader of XML whose records are the elements `names` (or what gives them); for the others see Cutter."""

    def read_part(data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
        return read(Stretch.of(data, context), trace=trace, encoding=encoding)

    form = _Form(names if callable(names) else functools.partial(tuple, names), frozenset(silent), frozenset(kept))
    return Parting(functools.partial(_cut, form), read_part)


def either(xml: Parting, json: Parting) -> Parting:
    """The row for a reader of both; each has its own parts."""

    def chosen(data: bytes) -> Parting:
        return xml if data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<" else json

    def cut(opened: Opened, size: int, encoding: str) -> Iterator[Part]:
        return chosen(next(opened(), b"")).cut(opened, size, encoding)

    def read_part(data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
        return chosen(data).read(data, context, trace=trace, encoding=encoding)

    return Parting(cut, read_part, json.cut_lines)


def _cut(form: _Form, opened: Opened, size: int, encoding: str) -> Iterator[Part]:
    """The parts of a file, in order; one part without context where it is not cut at all."""
    pieces = opened()
    buffer = bytearray(next(pieces, b""))
    try:
        utf8, mark = xml_text.is_utf8(bytes(buffer), encoding)
    except InputError:
        utf8 = False
    if not utf8:
        yield Part(bytes(buffer) + b"".join(pieces), 0, 1)
        return
    cutter = Cutter(Names(form.names()), size, silent=form.silent, kept=form.kept)
    begun = _Begun(mark, Part(b"", 0, 1), Context.of(Scope(), 0))
    fed = mark
    while True:
        if (end := buffer.rfind(b">") + 1) > fed:
            cutter.feed(bytes(buffer[fed:end]))
            fed = end
        for cut in cutter.cuts:
            yield begun.part(buffer, cut)
            fed -= begun.drop(buffer, cut)
        cutter.cuts.clear()
        if not cutter.works or (piece := next(pieces, None)) is None:
            break
        buffer += piece
    buffer += b"".join(pieces)
    yield begun.last(buffer)


class _Begun:
    """The part that has begun: what is in the buffer."""

    def __init__(self, mark: int, part: Part, context: Context) -> None:
        self._mark, self._part, self._context = mark, part, context

    def part(self, buffer: bytearray, cut: Cut) -> Part:
        """The part up to a cut."""
        return self._part._replace(data=bytes(buffer[: self._length(cut)]), context=msgspec.json.encode(self._context))

    def drop(self, buffer: bytearray, cut: Cut) -> int:
        """Begin the next part there; tells how many bytes are gone from the buffer."""
        length = self._length(cut)
        written = bytes(buffer[:length])
        line, column = after((self._part.line, self._part.column), written[0 if self._part.offset else self._mark :])
        self._part = Part(b"", self._part.offset + length, line, column=column)
        self._context = cut.context
        del buffer[:length]
        return length

    def _length(self, cut: Cut) -> int:
        return self._mark + cut.at - self._part.offset

    def last(self, buffer: bytearray) -> Part:
        """All that is left."""
        if not self._part.offset:
            return Part(bytes(buffer), 0, 1)
        self._context.ends = True
        return self._part._replace(data=bytes(buffer), context=msgspec.json.encode(self._context))
