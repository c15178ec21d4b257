"""Where a large XML file can be cut: at the beginnings of records, found while the bytes come in.

Design: expat goes through the file with handlers that count levels and nothing else inside of a record, so it takes a small part of the
time that reading takes. The text is made fit for it piece by piece, as xml_text does for a whole file. Whatever cannot be told here
(broken text, a file with entities of its own) ends the cutting: what is left then is one stretch, and the reader meets the fault in it.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from kg.syntax import xml_expat, xml_text
from kg.syntax.xml_scope import Names, Scope
from kg.syntax.xml_stretch import Before, Context

#: Beyond so many open elements, or different names beside each other, a place is not told any more: it would have to be told in each part.
_LEVELS, _SIBLINGS = 50, 1_000


class Cut(NamedTuple):
    """A place to cut at: bytes from the first one that was fed, and what the stretch from there on must know."""

    at: int
    context: Context


class Cutter:
    """Takes the bytes of a file, without byte order mark, and notes a cut every `size` bytes or more.

    `silent` are names of records that give no reading, nor may a stretch begin there; of them `kept` are those that readers of later
    stretches must have seen: an element with attributes and text.
    """

    def __init__(self, names: Names, size: int, *, silent: Collection[str] = (), kept: Collection[str] = ()) -> None:
        self._names, self._size, self._silent, self._kept = names, size, silent, kept
        self.cuts: list[Cut] = []
        #: whether it goes on cutting
        self.works = True
        self._fed = self._ordinal = 0
        self._next = size
        self._before: dict[str, Before] = {}
        self._begin(0)

    def _begin(self, start: int) -> None:
        """A document begins."""
        self._start = start
        self._scope = Scope()
        self._inside = 0
        self._text: list[str] | None = None
        self._expat = xml_expat.parser(lambda *_: 1, self._declares)
        self._expat.StartElementHandler, self._expat.EndElementHandler = self._opens, self._closes

    def feed(self, piece: bytes) -> None:
        """The next bytes; they end behind a tag."""
        begun = self._fed
        self._fed += len(piece)
        text = xml_text.fit(piece)
        while text and self.works:
            try:
                self._expat.Parse(text, False)
                return
            except expat.ExpatError as error:
                # where another document follows, it begins anew there
                at = self._start + self._expat.ErrorByteIndex
                again = xml_expat.another(error.code, text, at - begun) if at >= begun and at > self._start else -1
                self.works = again >= 0
                if self.works:
                    text, begun = text[again:], begun + again
                    self._begin(begun)
            except _Entities:
                self.works = False

    def _declares(self, *_: object) -> None:
        raise _Entities

    def _opens(self, name: str, attributes: list[str]) -> None:
        if self._inside:
            self._inside += 1
            return
        local = name.rpartition(":")[2]
        if not self._names.hold(local, self._scope):
            self._scope.enter(attributes)
            self._scope.open.append(self._scope.step(name))
            return
        self._inside = 1
        if local not in self._silent:
            byte = self._start + self._expat.CurrentByteIndex
            # what stands before the first record is no part of its own
            if self._ordinal and byte >= self._next and self._tells():
                self.cuts.append(Cut(byte, Context.of(self._scope, self._ordinal, self._before.values())))
                self._next = byte + self._size
            self._ordinal += 1
        elif local in self._kept:
            said = " ".join([name, *(f"{key}={quoteattr(value)}" for key, value in zip(attributes[::2], attributes[1::2], strict=True))])
            self._text = [f"<{said}>"]
            self._expat.CharacterDataHandler = self._says
        # opened and left here: what is in a record does not matter
        self._scope.step(name)
        self._scope.counts.pop()

    def _tells(self) -> bool:
        scope = self._scope
        return len(scope.open) <= _LEVELS and sum(map(len, scope.counts)) + sum(map(len, scope.spaces)) <= _SIBLINGS

    def _says(self, text: str) -> None:
        if self._text is not None:
            self._text.append(escape(text))

    def _closes(self, name: str) -> None:
        if self._inside > 1:
            self._inside -= 1
        elif self._inside:
            self._inside = 0
            if self._text is not None:
                self._before[name] = list(self._scope.open), f"{''.join(self._text)}</{name}>"
                self._text, self._expat.CharacterDataHandler = None, None
        else:
            self._scope.leave_around()


class _Entities(Exception):
    """The document declares entities."""
