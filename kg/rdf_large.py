"""RDF files larger than memory: the records that rdf.read would give, in the same order, from an index on disk.

Design: the file is parsed once, statement by statement, into a database without a name that the process takes with it: a row for each
subject of each graph, in the order of first appearance, its properties packed. Only when all of it has been parsed is anything used, so a
syntax error in the last line still refuses the file. A graph that is small, as each is where every record has its own, is put together in
memory and split by rdf.split. From a large one the same rule is served by queries: what is a work, which nodes lead to it, what is
reached from it, and what no record has used comes last, as one graph. What is asked for each value (is it a subject, is it a work) is
first asked of a table of bits, so most questions never reach the database.
JSON-LD, which the parser takes in one, is given to it in stretches of its array of nodes, each with the document's context; if it refuses
one, the whole document decides. Records leave in stretches, packed, so that other processes can take them; `unpack` opens one.
"""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterator, MutableMapping
from typing import NamedTuple

import msgspec

from kg import graph as graphs
from kg import nesting, rdf
from kg.errors import Issue, KgError
from kg.graph import Described, Graph
from kg.sources.json_parts import Plan, plan
from kg.sources.parts import Opened, lengths

Properties = dict[str, list[str]]

#: statements that wait for the database, and subjects and bytes of a graph that is split in memory
WAITING = 20_000
SMALL, SMALL_BYTES = 2000, 1 << 22
#: bytes of JSON-LD that are parsed together
JSON_PART = 1 << 20
#: statements of the records that leave together
TOGETHER = 8_000
#: properties kept at hand, and labels of blank nodes
_AT_HAND = 5_000
_LABELS = 100_000
#: bits to tell subjects and works by
_SUBJECT_BITS, _WORK_BITS = 1 << 26, 1 << 24
_PRAGMAS = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -24000")
_TABLES = """
CREATE TABLE graph (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE subject (id INTEGER PRIMARY KEY, graph INTEGER, term TEXT, work INTEGER, body BLOB, UNIQUE (graph, term));
CREATE TABLE topic (graph INTEGER, value TEXT, PRIMARY KEY (graph, value)) WITHOUT ROWID;
CREATE TABLE host (graph INTEGER, value TEXT, PRIMARY KEY (graph, value)) WITHOUT ROWID;
CREATE TABLE leads (work TEXT, subject INTEGER, PRIMARY KEY (work, subject)) WITHOUT ROWID;
"""
_PACK = msgspec.msgpack.Encoder()
_PROPERTIES = msgspec.msgpack.Decoder(Properties)


class Rules(NamedTuple):
    """What a work is (mapping's): `works` of a graph in memory; for the others what it consists of: the property of record nodes that leads
    to a work, the properties that lead to a host, and whether a node has a work's class."""

    works: Callable[[Graph], list[str]]
    topic: str
    part_of: tuple[str, ...]
    is_work: Callable[[Properties], bool]


class Stretch(msgspec.Struct):
    """Some records of a file, or why there are none."""

    described: list[Described] = []
    problems: list[Issue] = []


_STRETCH = msgspec.msgpack.Decoder(Stretch)


def unpack(data: bytes) -> Stretch:
    """A stretch that was packed by `cut`."""
    return _STRETCH.decode(data)


def cut(opened: Opened, form: str, rules: Rules, *, base: str) -> Iterator[bytes]:
    """The records of a file in the RDF syntax `form`, packed, some TOGETHER statements at a time. `opened` gives its bytes."""
    if (danger := nesting.refused_large(opened, form)) is not None:
        yield _PACK.encode(Stretch(problems=[danger]))
        return
    index = None
    if form == "jsonld" and (frame := _frame(opened)) is not None:
        try:
            index = _indexed(_in_stretches(opened, *frame, base=base), rules, base)
        except rdf.Refused:
            index = None  # what is wrong, and in which line, is seen in the whole
    if index is None:
        source = _Source(opened())
        try:
            index = _indexed(rdf.quads(io.BufferedReader(source, 1 << 18), form, base=base, blank=_Labels()), rules, base)
        except rdf.Refused as refused:
            if source.failed is not None:
                raise source.failed from None
            yield _PACK.encode(Stretch(problems=[refused.issue]))
            return
    waiting: list[Described] = []
    number = 0
    for one in index.records():
        waiting.append(one)
        number += graphs.size(one.graph)
        if number >= TOGETHER:
            yield _PACK.encode(Stretch(waiting))
            waiting, number = [], 0
    yield _PACK.encode(Stretch(waiting))


def _indexed(statements: Iterator[tuple[str, str, str, str]], rules: Rules, base: str) -> _Index:
    index = _Index(rules, base)
    for statement in statements:
        index.add(*statement)
    index.flush()
    return index


def _frame(opened: Opened) -> tuple[bytes, bytes, Plan] | None:
    """What goes before and after each stretch of a JSON-LD document: an array, or an object of just a context and a graph."""
    found = plan(opened(), JSON_PART, "", (("@graph",),))
    if found is None:
        return None
    around = json.loads(found.around)
    if isinstance(around, list):
        return b"[", b"]", found
    if not around.keys() <= {"@context", "@graph"} or found.around.count(b'"@context"') > 1:
        return None
    context = json.dumps(around["@context"]).encode() if "@context" in around else b"{}"
    return b'{"@context": ' + context + b', "@graph": [', b"]}", found


def _in_stretches(opened: Opened, before: bytes, after: bytes, found: Plan, *, base: str) -> Iterator[tuple[str, str, str, str]]:
    labels = _Labels()
    stretches = lengths(opened(), (length for length, _ in ((found.start, 0), *found.stretches)))
    next(stretches)
    for data, _ in zip(stretches, found.stretches, strict=False):
        elements = data.rstrip(b" \t\r\n").removesuffix(b",")
        yield from rdf.quads(before + elements + after, "jsonld", base=base, blank=labels)


class _Source(io.RawIOBase):
    """Pieces of bytes as a file; what goes wrong in giving them is kept, because the parser tells it in words of its own."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.failed: KgError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            try:
                piece = next(self._pieces, None)
            except KgError as error:
                self.failed = error
                raise
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        number = min(len(buffer), len(self._rest))
        buffer[:number] = self._rest[:number]
        self._rest = self._rest[number:]
        return number


class _Labels(MutableMapping[str, str]):
    """Labels of blank nodes: the latest in memory, all of them on disk once they are many."""

    def __init__(self) -> None:
        self._near: dict[str, str] = {}
        self._far: sqlite3.Connection | None = None
        self._gone = 0

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        found = self._near.get(name)
        if found is None and self._far is not None:
            row = self._far.execute("SELECT label FROM label WHERE name = ?", (name,)).fetchone()
            found = row[0] if row else None
        return default if found is None else found

    def __setitem__(self, name: str, label: str) -> None:
        self._near[name] = label
        if len(self._near) >= _LABELS:
            self._spill()

    def __len__(self) -> int:
        return self._gone + len(self._near)

    def __getitem__(self, name: str) -> str:
        if (found := self.get(name)) is None:
            raise KeyError(name)
        return found

    def __delitem__(self, name: str) -> None:
        raise TypeError("labels stay")

    def __iter__(self) -> Iterator[str]:
        raise TypeError("labels are only looked up")

    def _spill(self) -> None:
        if self._far is None:
            self._far = sqlite3.connect("", isolation_level=None)
            for pragma in _PRAGMAS:
                self._far.execute(f"PRAGMA {pragma}")
            self._far.execute("CREATE TABLE label (name TEXT PRIMARY KEY, label TEXT) WITHOUT ROWID")
        self._far.execute("BEGIN")
        self._far.executemany("INSERT INTO label VALUES (?, ?)", self._near.items())
        self._far.execute("COMMIT")
        self._gone += len(self._near)
        self._near.clear()


class _Bits:
    """Which terms may have been added: never a wrong no."""

    def __init__(self, size: int) -> None:
        self._bits, self._last = bytearray(size >> 3), size - 1

    def add(self, term: str) -> None:
        place = hash(term) & self._last
        self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, term: str) -> bool:
        place = hash(term) & self._last
        return bool(self._bits[place >> 3] >> (place & 7) & 1)


class _Node(NamedTuple):
    id: int
    work: int
    properties: Properties


class _Index:
    """The statements of a file by graph and subject, and the records they make."""

    def __init__(self, rules: Rules, base: str) -> None:
        self._rules, self._own = rules, base
        self._base = sqlite3.connect("", isolation_level=None)
        for pragma in _PRAGMAS:
            self._base.execute(f"PRAGMA {pragma}")
        self._base.executescript(_TABLES)
        self._waiting: dict[str, graphs.Growing] = {}
        self._count = 0
        self._subjects, self._works = _Bits(_SUBJECT_BITS), _Bits(_WORK_BITS)
        self._at_hand: dict[str, _Node] = {}

    # ---- in ------------------------------------------------------------------------------------------------------------------

    def add(self, name: str, subject: str, predicate: str, value: str) -> None:
        """Take one statement."""
        if (growing := self._waiting.get(name)) is None:
            growing = self._waiting[name] = graphs.Growing()
        growing.add(subject, predicate, value)
        self._count += 1
        if self._count >= WAITING:
            self.flush()

    def flush(self) -> None:
        """Put what waits into the database."""
        run = self._base.execute
        run("BEGIN")
        for name, growing in self._waiting.items():
            run("INSERT OR IGNORE INTO graph (name) VALUES (?)", (name,))
            (number,) = run("SELECT id FROM graph WHERE name = ?", (name,)).fetchone()
            for subject, properties in growing.graph.items():
                self._put(number, subject, properties)
        run("COMMIT")
        self._waiting, self._count = {}, 0

    def _put(self, graph: int, subject: str, properties: Properties) -> None:
        run = self._base.execute
        if run("INSERT OR IGNORE INTO subject VALUES (NULL, ?, ?, 0, ?)", (graph, subject, _PACK.encode(properties))).rowcount:
            self._subjects.add(subject)
        else:
            id_, body = run("SELECT id, body FROM subject WHERE graph = ? AND term = ?", (graph, subject)).fetchone()
            known = _PROPERTIES.decode(body)
            growing = graphs.Growing({subject: known})
            for predicate, values in properties.items():
                for value in values:
                    growing.add(subject, predicate, value)
            if (again := _PACK.encode(known)) != body:
                run("UPDATE subject SET body = ? WHERE id = ?", (again, id_))
        for value in properties.get(self._rules.topic, ()):
            run("INSERT OR IGNORE INTO topic VALUES (?, ?)", (graph, value))
        for predicate in self._rules.part_of:
            for value in properties.get(predicate, ()):
                run("INSERT OR IGNORE INTO host VALUES (?, ?)", (graph, value))

    # ---- out -----------------------------------------------------------------------------------------------------------------

    def records(self) -> Iterator[Described]:
        """All records, graph by graph."""
        last = 0
        while row := self._base.execute("SELECT id, name FROM graph WHERE id > ? ORDER BY id LIMIT 1", (last,)).fetchone():
            last, name = row
            small = self._small(last)
            if small is not None:
                yield from rdf.split(small, name, works=self._rules.works, base=self._own)
            else:
                yield from self._split(last, name)

    def _small(self, graph: int) -> Graph | None:
        rows = self._base.execute("SELECT term, body FROM subject WHERE graph = ? ORDER BY id LIMIT ?", (graph, SMALL + 1)).fetchall()
        if len(rows) > SMALL or sum(len(body) for _, body in rows) > SMALL_BYTES:
            return None
        return {term: _PROPERTIES.decode(body) for term, body in rows}

    def _split(self, graph: int, name: str) -> Iterator[Described]:
        """As rdf.split, for a graph that stays in the database."""
        self._at_hand.clear()
        number = self._mark(graph)
        if name and number == 1:
            ((work,),) = self._base.execute("SELECT term FROM subject WHERE graph = ? AND work", (graph,)).fetchall()
            yield Described(rdf.key_of(work, self._own), work, name, {term: node.properties for term, node in self._all(graph)})
            return
        self._lead(graph)
        used = bytearray()
        for work, node in self._all(graph, "AND work"):
            members = self._reached(graph, work, node)
            for id_, _, _ in members:
                if id_ >> 3 >= len(used):
                    used += bytes((id_ >> 3) + 1 - len(used))
                used[id_ >> 3] |= 1 << (id_ & 7)
            key = rdf.key_of(work, self._own)
            part = {term: properties for _, term, properties in sorted(members)}
            yield Described(key, work, name or f"<{self._own}graph/{key}>", {work: part.pop(work), **part})
        rest = {term: node.properties for term, node in self._unused(graph, used)}
        if rest:
            yield Described("", "", name, rest)

    def _mark(self, graph: int) -> int:
        """Mark the works of a graph; how many there are."""
        run = self._base.execute
        topics = "SELECT value FROM topic WHERE graph = ?"
        run(f"UPDATE subject SET work = 1 WHERE graph = ? AND term IN ({topics})", (graph, graph))
        count = "SELECT count(*) FROM subject WHERE graph = ? AND work"
        if not run(count, (graph,)).fetchone()[0]:
            for term, node in self._all(graph):
                if (
                    self._rules.is_work(node.properties)
                    and not run("SELECT 1 FROM host WHERE graph = ? AND value = ?", (graph, term)).fetchone()
                ):
                    run("UPDATE subject SET work = 1 WHERE id = ?", (node.id,))
        number = int(run(count, (graph,)).fetchone()[0])
        for (term,) in run("SELECT term FROM subject WHERE graph = ? AND work", (graph,)):
            self._works.add(term)
        return number

    def _lead(self, graph: int) -> None:
        """Note which nodes lead to works."""
        run = self._base.execute
        run("DELETE FROM leads")
        for _, node in self._all(graph, "AND NOT work"):
            for values in node.properties.values():
                for value in values:
                    if value in self._works and run("SELECT work FROM subject WHERE graph = ? AND term = ?", (graph, value)).fetchone() == (
                        1,
                    ):
                        run("INSERT OR IGNORE INTO leads VALUES (?, ?)", (value, node.id))

    def _all(self, graph: int, more: str = "") -> Iterator[tuple[str, _Node]]:
        """The subjects of a graph in their order; what is found may be changed meanwhile."""
        last = 0
        query = f"SELECT id, term, work, body FROM subject NOT INDEXED WHERE graph = ? AND id > ? {more} ORDER BY id LIMIT 500"
        while rows := self._base.execute(query, (graph, last)).fetchall():
            for last, term, work, body in rows:
                yield term, _Node(last, work, _PROPERTIES.decode(body))

    def _unused(self, graph: int, used: bytearray) -> Iterator[tuple[str, _Node]]:
        for term, node in self._all(graph):
            if node.id >> 3 >= len(used) or not used[node.id >> 3] >> (node.id & 7) & 1:
                yield term, node

    def _reached(self, graph: int, work: str, node: _Node) -> list[tuple[int, str, Properties]]:
        """Id, term and properties of a work, of the nodes that lead to it, and of what is reached from these without another work."""
        found: dict[str, _Node] = {}
        todo = [(work, node)]
        query = "SELECT subject.id, term, body FROM leads JOIN subject ON subject.id = leads.subject WHERE leads.work = ?"
        todo += [(term, _Node(id_, 0, _PROPERTIES.decode(body))) for id_, term, body in self._base.execute(query, (work,))]
        while todo:
            term, node = todo.pop()
            if term in found:
                continue
            found[term] = node
            for values in node.properties.values():
                for value in values:
                    if value[0] != '"' and value in self._subjects and value not in found:
                        other = self._node(graph, value)
                        if other is not None and not other.work:
                            todo.append((value, other))
        return [(node.id, term, node.properties) for term, node in found.items()]

    def _node(self, graph: int, term: str) -> _Node | None:
        if (known := self._at_hand.get(term)) is not None:
            return known
        row = self._base.execute("SELECT id, work, body FROM subject WHERE graph = ? AND term = ?", (graph, term)).fetchone()
        if row is None:
            return None
        if len(self._at_hand) >= _AT_HAND:
            self._at_hand.clear()
        found = self._at_hand[term] = _Node(row[0], row[1], _PROPERTIES.decode(row[2]))
        return found
