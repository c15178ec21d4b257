"""XML bytes cut into entries with places: one tree of nodes for each record, one at a time, whatever the size of the file.

Design: expat reads in blocks, and this module keeps only the entry that is open, so memory holds one record. expat knows the byte of
everything, which lxml does not; it runs without DTD, external files and namespaces of its own: no entity is expanded but the
named characters of xml_text, declared by us; a file that declares entities itself is refused. Where the text is broken the parser starts
again at the next entry behind the fault, so the entries before it and after it are read; concatenated documents are the same case without a
fault. Prefixes are resolved here, and an undeclared one costs nothing.
Sources: XML 1.0 (5th edition), Namespaces in XML 1.0, XPath 1.0 section 2.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any
from xml.parsers import expat

from kg.errors import Place
from kg.syntax import xml_expat, xml_text
from kg.syntax.json_places import Fault
from kg.syntax.tree import MAX_DEPTH, Node
from kg.syntax.xml_scope import XML, Names, Scope
from kg.syntax.xml_stretch import Stretch

#: bytes of source that one record may have
MAX_SIZE = 1 << 26
_BLOCK = 1 << 14
#: attributes of these namespaces keep a prefix, always the same; all others go by their local name
_PREFIXES = {XML: "xml", "http://www.w3.org/1999/xlink": "xlink", "http://www.w3.org/2001/XMLSchema-instance": "xsi"}
_SHOWN = 200
#: the bytes of UTF-8 that begin no character
_CONTINUES = bytes(range(0x80, 0xC0))
_SOMETHING = re.compile(rb"\S")
_END_TAG = re.compile(rb"(?:</)?([^\s<>/]+)\s*>")


class Entry:
    """One record: `root` is its tree (None where it has a `fault`), offset and length in bytes of the input as given, 1-based line.

    `notes` are issue codes of what was mended in it, with the byte and the values of the message: forbidden characters (R005),
    unknown entities (R016), namespaces that are declared too deep (R023).
    """

    def __init__(self, text: bytes, start: int, pointer: str) -> None:
        self.text = text
        self.start = start
        self.pointer = pointer
        self.root: Node | None = None
        self.end = start
        self.offset = self.length = 0
        self.line, self.column = 1, 1
        self.fault: Fault | None = None
        self.notes: list[tuple[str, int, dict[str, str]]] = []
        self._lines: list[int] | None = None
        self._counts: list[int] | None = None

    def at(self, byte: int) -> tuple[int, int]:
        """Line and column of a byte of this entry."""
        number = self._number(byte)
        if number == 0 or self._lines is None:
            return self.line, self.column + self._characters(byte)
        return self.line + number, 1 + self._characters(byte) - self._characters(self.start + self._lines[number - 1])

    def line_of(self, node: Node) -> int:
        """The line of a node."""
        return self.line + self._number(node.start)

    def _number(self, byte: int) -> int:
        """How many lines of this entry end before a byte."""
        if self._lines is None:
            self._lines = [match.end() for match in re.finditer(rb"\n", self.text[self.start : self.end])]
        return bisect_right(self._lines, byte - self.start)

    def _characters(self, byte: int) -> int:
        """How many characters of this entry stand before a byte; a long line is counted once."""
        if self._counts is None:
            self._counts = [0]
            for at in range(self.start, self.end, _BLOCK):
                self._counts.append(self._counts[-1] + len(self.text[at : min(at + _BLOCK, self.end)].translate(None, _CONTINUES)))
        block = min((byte - self.start) // _BLOCK, len(self._counts) - 1)
        return self._counts[block] + len(self.text[self.start + block * _BLOCK : byte].translate(None, _CONTINUES))

    def place(self, node: Node) -> Place:
        """Line, column, XPath and text of a node; an attribute stands where its element stands."""
        line, column = self.at(node.start)
        raw = node.own() if node.name.startswith("@") else self.source(node).decode(errors="replace")
        path = self.path(node)
        return Place(line, column, self.pointer + (f"/{path}" if path else ""), raw if len(raw) <= _SHOWN else raw[: _SHOWN - 1] + "…")

    def source(self, node: Node) -> bytes:
        """The node's text in the source, tags included."""
        end = self.text.find(b">", node.end) + 1
        return self.text[node.start : end or self.end]

    def path(self, node: Node) -> str:
        """The node's path below the record's root ("titles/title[2]/@xml:lang"); "" for the root."""
        return "/".join(_step(one) for one in node.line()[1:])

    def pattern(self, node: Node) -> str:
        """The path without numbers, as tables write it."""
        return "/".join(one.name for one in node.line()[1:])


def _step(node: Node) -> str:
    counts = node.parent.counts if node.parent is not None else None
    return f"{node.name}[{node.index + 1}]" if counts is not None and counts[node.name] > 1 else node.name


def entries(data: bytes, *, names: Sequence[str], encoding: str = "") -> Iterator[Entry]:
    """Yields the elements that are records, in their order; none where the file has no such element.

    A record is the outermost element that stands in `names` (see Names). `data` may be a stretch of a large file.
    What cannot be read is an entry with a fault: kinds "broken", "deep", "encoding", "large", "entities". Raises InputError for an
    unknown encoding or bytes that are not in it.
    """
    wanted = Names(names)
    if not isinstance(data, Stretch):
        yield from _entries(data, wanted, encoding, Scope())
        return
    for scope, before in data.before():
        yield from _entries(before, wanted, "", scope, ends=False)
    yield from _entries(data, wanted, encoding, data.scope(), ends=data.context.ends)


def _entries(data: bytes, names: Names, encoding: str, scope: Scope, *, ends: bool = True) -> Iterator[Entry]:
    """The entries of a file, or of a stretch of one that begins in `scope` and goes on unless it `ends` there."""
    text = xml_text.prepare(data, encoding)
    count = _Counter(text)
    start = 0
    while start >= 0:
        parser = _Parser(text, names, start, scope, ends=ends)
        for entry in parser.entries():
            yield count.finish(entry)
        start, scope = parser.again, parser.scope


class _Refused(Exception):
    """The document declares entities."""


class _Parser:
    """One run of expat from `start` to the end or to a fault; then `again` is where to go on (-1: nowhere)."""

    def __init__(self, text: xml_text.Text, names: Names, start: int, scope: Scope, *, ends: bool) -> None:
        self._text = text
        self._ends = ends
        self._names = names
        self._start = start
        self.again = -1
        self.scope = scope
        # a run that begins in the middle is given a root, for more than one entry may follow
        self._head = b"" if not scope.open else b"<_>"
        self._done: list[Entry] = []
        self._entry: Entry | None = None
        self._node: Node | None = None
        self._depth = 0
        self._root_depth = 0
        self._doctype = False
        self._expat = self._made()

    def _made(self) -> Any:
        parser = xml_expat.parser(self._external, self._declares)
        parser.StartElementHandler = self._opens
        parser.EndElementHandler = self._closes
        parser.CharacterDataHandler = self._says
        parser.SkippedEntityHandler = self._skips
        return parser

    def entries(self) -> Iterator[Entry]:
        """Yields the entries of this run."""
        body, at, block = self._text.body, self._start, _BLOCK
        try:
            self._expat.Parse(self._head, False)
            while at < len(body):
                before = self._expat.CurrentByteIndex
                self._expat.Parse(body[at : at + block], False)
                at += block
                yield from self._taken()
                # a token longer than the block is read again from its beginning: never let that add up
                block = block * 2 if self._expat.CurrentByteIndex == before else _BLOCK
            self._expat.Parse(b"", True)
            yield from self._taken()
        except expat.ExpatError as error:
            yield from self._taken()
            yield from self._broken(error.code, self._byte(self._expat.ErrorByteIndex))
        except _Refused:
            yield self._faulty("entities", "it declares entities of its own", self._byte(self._expat.CurrentByteIndex))

    def _taken(self) -> Iterator[Entry]:
        done, self._done = self._done, []
        yield from done

    def _byte(self, index: int) -> int:
        return max(self._start, min(self._start + index - len(self._head), len(self._text.body)))

    # ---- what expat tells ----

    def _external(self, context: str | None, base: str | None, system: str | None, public: str | None) -> int:
        """In place of any DTD, the character names that the text uses. Nothing is opened."""
        self._doctype = True
        if context is None:
            self._expat.ExternalEntityParserCreate(context).Parse(self._text.declarations, True)
        return 1

    def _declares(self, name: str, *rest: object) -> None:
        if not self._doctype:
            raise _Refused(name)

    def _opens(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._head and self._depth == 1:
            return
        spaces = self.scope.enter(attributes)
        prefix, _, local = name.rpartition(":")
        if self._entry is None:
            step = self.scope.step(name)
            if not self._names.hold(local, self.scope):
                self.scope.open.append(step)
                return
            pointer = "".join(f"/{one}" for one in self.scope.open)
            self._entry = Entry(self._text.body, self._byte(self._expat.CurrentByteIndex), f"{pointer}/{step}")
            self._root_depth = self._depth
        elif self._entry.fault is not None:
            return
        self._add(prefix, local, spaces, attributes)
        if self.scope.unheard and not self._entry.notes:
            self._entry.notes.append(("R023", self._byte(self._expat.CurrentByteIndex), {"name": self.scope.declared}))

    def _add(self, prefix: str, local: str, spaces: dict[str, str], attributes: list[str]) -> None:
        assert self._entry is not None
        byte = self._byte(self._expat.CurrentByteIndex)
        if self._depth - self._root_depth > MAX_DEPTH:
            return self._refuse("deep", f"it nests deeper than {MAX_DEPTH} levels", byte)
        if byte - self._entry.start > MAX_SIZE:
            return self._refuse("large", f"it is larger than {MAX_SIZE:,} bytes", byte)
        node = Node(local, self._node, space=spaces.get(prefix, ""), start=byte)
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            if not key.startswith("xmlns"):
                before, _, own = key.rpartition(":")
                space = spaces.get(before, "") if before else ""
                # an undeclared prefix is taken for what it is everywhere else
                known = _PREFIXES.get(space, before if before in ("xml", "xlink", "xsi") else "")
                attribute = Node(f"@{known}:{own}" if known else f"@{own}", node, space=space, start=byte)
                attribute.parts.append(value)
        self._node = node
        if self._entry.root is None:
            self._entry.root = node

    def _refuse(self, kind: str, reason: str, byte: int) -> None:
        assert self._entry is not None
        self._entry.fault = Fault(kind, reason, 0, byte, "")
        self._entry.root = self._node = None

    def _says(self, text: str) -> None:
        if self._node is not None:
            self._node.parts.append(text)

    def _skips(self, name: str, parameter: bool) -> None:
        if not parameter:
            self._says(f"&{name};")

    def _closes(self, name: str) -> None:
        self._depth -= 1
        if self._head and self._depth == 0:
            return
        if self._entry is None:
            self.scope.leave_around()
            return
        self.scope.leave()
        byte = self._byte(self._expat.CurrentByteIndex)
        if self._depth == self._root_depth - 1:
            self._entry.end = (self._text.body.find(b">", byte) + 1) or len(self._text.body)
            if self._entry.root is not None:
                self._entry.root.end = byte
            self._done.append(self._entry)
            self._entry = self._node = None
            self.scope.counts.pop()
        elif self._node is not None:
            self._node.end = byte
            self._node = self._node.parent

    # ---- after a fault ----

    def _broken(self, code: int, byte: int) -> Iterator[Entry]:
        body = self._text.body
        if self._entry is None:
            if self._closing(byte):
                if self.scope.open or self.again < 0:
                    return
                # the document has ended; what stands behind it is met by a parser that has seen its beginning as junk
                code, byte, self.again = xml_expat.JUNK, self.again, -1
            if self._document(code, byte):
                return
            if not self._ends and not _SOMETHING.search(body, byte):
                return
            if not _SOMETHING.search(body, byte) and not self.scope.open:
                # an empty file
                return
        reason = expat.ErrorString(code)
        inside = self._entry is not None
        if byte >= len(body) or code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]:
            last = f"<{self._entry.pointer.rpartition('/')[2]}>" if self._entry else f"<{self.scope.open[-1]}>" if self.scope.open else ""
            reason = f"the file ends inside of {last}" if last else "the file ends too early"
        fault = self._faulty("broken", reason, byte)
        if inside and self._depth >= self._root_depth:
            # what was open in the broken entry is open no more
            self.scope.cut(len(self.scope.open) + 1)
            del self.scope.counts[len(self.scope.open) + 1 :]
        self._entry = None
        self._restart(max(byte, fault.start + 1))
        if self.again >= 0:
            fault.end = self.again
        yield fault

    def _closing(self, byte: int) -> bool:
        """Whether the run only met the end tag of an element around, which was opened before this run."""
        if not self._head or self._depth != 1:
            return False
        # expat names the byte of the name behind "</"
        match = _END_TAG.match(self._text.body, byte)
        if match is None or not self.scope.open:
            return False
        name = self.scope.open[-1].partition("[")[0]
        if match[1].decode(errors="replace") != name:
            return False
        self.scope.open.pop()
        self.scope.leave()
        if len(self.scope.counts) > 1:
            del self.scope.counts[-1]
        behind = _SOMETHING.search(self._text.body, match.end())
        self.again = behind.start() if behind else -1
        return True

    def _document(self, code: int, byte: int) -> bool:
        """Whether another document begins behind the end of the last."""
        again = xml_expat.another(code, self._text.body, byte)
        if again < 0 or byte <= self._start:
            return False
        self.again = again
        self.scope = Scope()
        return True

    def _restart(self, byte: int) -> None:
        """Go on at the next element that looks like an entry."""
        names = b"|".join(re.escape(name.encode()) for name in sorted(self._names.local))
        match = re.compile(rb"<(?:[\w.-]+:)?(?:" + names + rb")(?=[\s/>])").search(self._text.body, byte)
        self.again = match.start() if match else -1
        if match and not self.scope.open:
            # a document of its own, or the entry after a broken head
            before = self._text.body.rfind(b"<!DOCTYPE", byte, match.start())
            self.again = before if before >= 0 else self.again

    def _faulty(self, kind: str, reason: str, byte: int) -> Entry:
        entry = self._entry
        if entry is None:
            entry = Entry(self._text.body, byte, "".join(f"/{step}" for step in self.scope.open))
        entry.root, entry.end = None, len(self._text.body)
        entry.fault = Fault(kind, reason, 0, byte, "")
        return entry


class _Counter:
    """Completes entries in their order: line, column and offset in the input as given; each byte is looked at once."""

    def __init__(self, text: xml_text.Text) -> None:
        self._text = text
        self._byte, self._line, self._column, self._offset = 0, 1, 1, text.skipped

    def finish(self, entry: Entry) -> Entry:
        self._advance(entry.start)
        entry.line, entry.column, entry.offset = self._line, self._column, self._offset
        entry.length = self._text.size(entry.start, entry.end)
        self._check(entry)
        if entry.fault is not None:
            byte = min(entry.fault.column, entry.end)
            line, column = entry.at(byte)
            raw = self._text.body[byte : byte + 240].partition(b"\n")[0].decode(errors="replace").strip()[:60]
            entry.fault = Fault(entry.fault.kind, entry.fault.reason, line, column, raw)
        return entry

    def _check(self, entry: Entry) -> None:
        text = self._text
        if (byte := xml_text.within(text.undecodable, entry.start, entry.end)) >= 0 and entry.fault is None:
            entry.root, entry.fault = None, Fault("encoding", "a byte of it is not UTF-8", 0, byte, "")
        if (byte := xml_text.within(text.forbidden, entry.start, entry.end)) >= 0:
            entry.notes.append(("R005", byte, {}))
        if entry.root is not None:
            for name, byte in sorted(text.unknown_in(entry.start, entry.end).items()):
                entry.notes.append(("R016", byte, {"value": f"&{name.decode()};"}))

    def _advance(self, byte: int) -> None:
        if byte <= self._byte:
            return
        passed = self._text.written[self._byte : byte]
        self._offset += self._text.size(self._byte, byte)
        if lines := passed.count(b"\n"):
            self._line, self._column = self._line + lines, 1
            passed = passed[passed.rfind(b"\n") + 1 :]
        self._column += len(passed.decode(errors="replace"))
        self._byte = byte
