"""The second pass: what can only be seen when all records of a run are known.

Design: while records stream by, `Gathering` takes a few short rows from each graph: the identifiers of its work, what it says of nodes
that other records may describe too, links below our own base that its graph does not resolve. A part's rows travel with its results.
`Whole` keeps them in a database on disk that has no name and goes with the process, and at the end asks it: is an identifier on
two works, do two records contradict each other, is a link's end described nowhere. Which identifiers, facts and links: vocab/whole.toml.
What is described is kept as 8 bytes a node in a file that is gone through once, so memory does not grow; the order of what is found is
that of the inputs.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import sqlite3
import tempfile
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

import msgspec

from kg import resources, terms
from kg.errors import Issue, Place
from kg.graph import Described
from kg.issues import issue
from kg.vocabulary import expand, shorten

#: so many links are looked up in one walk over what is described
_AT_ONCE = 20_000
_BETWEEN = "\x1f"
_TABLES = """
CREATE TABLE record (seq INTEGER PRIMARY KEY, work TEXT, root TEXT, file INTEGER, line INTEGER);
CREATE TABLE ident (value TEXT, seq INTEGER);
CREATE TABLE fact (subject TEXT, kind INTEGER, lang TEXT, said TEXT, seq INTEGER, PRIMARY KEY (subject, kind, lang, said)) WITHOUT ROWID;
CREATE TABLE link (iri TEXT, property TEXT, seq INTEGER, PRIMARY KEY (iri, seq)) WITHOUT ROWID;
CREATE TABLE found (seq INTEGER, first INTEGER, subject TEXT, kind INTEGER, said TEXT, known TEXT);
"""


class Rows(msgspec.Struct):
    """What is kept of some records of one file, in their order. Records are named by their number in `records`.

    `records`: work, root (the key before two of a kind were kept apart) and line; `nodes`: what they describe below the base.
    """

    file: str = ""
    records: list[tuple[str, str, int]] = []
    identifiers: list[tuple[str, int]] = []
    facts: list[tuple[str, int, str, str, int]] = []
    links: list[tuple[str, str, int]] = []
    nodes: list[str] = []


class _Fact(NamedTuple):
    name: str
    properties: tuple[str, ...]
    not_on: frozenset[str]
    only_on: frozenset[str]


class _Rules(NamedTuple):
    beginnings: tuple[str, ...]
    schemes: dict[str, tuple[str, str]]  # beginning of a dcterms:identifier -> name of the scheme, what follows the value
    properties: dict[str, str]  # property -> that beginning
    facts: tuple[_Fact, ...]
    not_links: frozenset[str]


_IDENTIFIER = f"<{expand('dcterms:identifier')}>"
_DOI = '"https://doi.org/'


@functools.cache
def rules() -> _Rules:
    """vocab/whole.toml, with terms for names."""
    table, known = resources.table("whole"), resources.table("identifiers")
    by_name = {name: '"' + known[name]["uri"].partition("{")[0] for name in table["identity"]["schemes"]}
    return _Rules(
        tuple(by_name.values()),
        {beginning: (known[name]["name"], known[name]["uri"].partition("}")[2]) for name, beginning in by_name.items()},
        {_term(name): by_name[scheme] for name, scheme in table["identity"]["properties"].items()},
        tuple(
            _Fact(
                row["name"], _terms(row["properties"]), frozenset(_terms(row.get("not_on", ()))), frozenset(_terms(row.get("only_on", ())))
            )
            for row in table["fact"]
        ),
        frozenset(_terms(table["links"]["not_links"])),
    )


def _term(name: str) -> str:
    return f"<{expand(name)}>"


def _terms(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(_term, names))


# ---- while records stream by -----------------------------------------------------------------------------------------------------


class Gathering:
    """Takes the rows of records of one file, one by one."""

    def __init__(self, base: str, file: str) -> None:
        self._base, self._own = f"<{base}work/", f"<{base}"
        self.rows = Rows(file)
        self._said: dict[str, object] = {}
        self._rules = rules()

    def take(self, described: Described, *, line: int, root: str = "", foreign: bool = False) -> None:
        """Take one record. `root` is its key before it was kept apart from another; `foreign` is RDF that was not made by mapping."""
        rows, number = self.rows, len(self.rows.records)
        rows.records.append((described.work, root or described.key, line))
        properties = described.graph.get(described.work)
        if properties is not None:
            self._identify(properties, number, foreign=foreign)
        home = self._base + described.key if described.key else ">"
        homes = (described.work or ">", home + "#", home + "/", home + ">", (described.work[:-1] or ">") + "#")
        for subject, said in described.graph.items():
            if not subject.startswith(homes):
                self._shared(subject, said, number)
            elif foreign and subject.startswith(self._own):
                rows.nodes.append(subject)
        if foreign:
            for said in described.graph.values():
                self._links(said, described, number)
        else:
            # the mapping describes all it makes: only what a work refers to may be missing, and no link leads into it from elsewhere
            rows.nodes += (described.work, home + "#")
            self._links(properties or {}, described, number)

    def _identify(self, properties: dict[str, list[str]], number: int, *, foreign: bool) -> None:
        rules, found = self._rules, self.rows.identifiers
        stated = properties.get(_IDENTIFIER)
        for value in stated or ():
            if value.startswith(rules.beginnings):
                found.append((value.lower() if foreign and value.startswith(_DOI) else value, number))
        if foreign and not stated:
            given = {
                f'{beginning}{terms.parse(value).value}{rules.schemes[beginning][1]}"^^<{terms.XSD}anyURI>'
                for name, beginning in rules.properties.items()
                for value in properties.get(name, ())
                if value.startswith('"')
            }
            found += sorted((value.lower() if value.startswith(_DOI) else value, number) for value in given)

    def _shared(self, subject: str, said: dict[str, list[str]], number: int) -> None:
        """A node that other records may describe too."""
        facts: list[tuple[int, list[str]]] = []
        for kind, fact in enumerate(self._rules.facts):
            for name in fact.properties:
                if (values := said.get(name)) is not None:
                    facts.append((kind, values))
                    break
        known = self._said.get(subject)
        if known is None:
            if subject.startswith(self._own):
                self.rows.nodes.append(subject)
        elif known == facts:
            return
        self._said[subject] = facts
        if facts and subject[0] == "<":
            self.rows.facts += self._stated(subject, said.get(terms.RDF_TYPE, []), facts, number)

    def _stated(
        self, subject: str, types: list[str], facts: list[tuple[int, list[str]]], number: int
    ) -> Iterator[tuple[str, int, str, str, int]]:
        for kind, values in facts:
            fact = self._rules.facts[kind]
            if not fact.not_on.isdisjoint(types) or (fact.only_on and fact.only_on.isdisjoint(types)):
                continue
            by_language: dict[str, list[str]] = {}
            for value in values:
                text, _, lang = value.rpartition('"') if value[0] == '"' else (value, "", "")
                by_language.setdefault(lang if lang.startswith("@") else "", []).append(text.removeprefix('"'))
            for lang, texts in by_language.items():
                yield subject, kind, lang, _BETWEEN.join(sorted(texts)), number

    def _links(self, said: dict[str, list[str]], described: Described, number: int) -> None:
        own, graph = self._own, described.graph
        for name, values in said.items():
            for value in values:
                if value.startswith(own) and value not in graph and name not in self._rules.not_links:
                    self.rows.links.append((value, name, number))


# ---- when all have gone by -------------------------------------------------------------------------------------------------------


class Whole:
    """All rows of a run, and what they show."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.executescript(_TABLES)
        self._nodes: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as this object)
        self._files: dict[str, int] = {}
        self._count = 0

    def add(self, rows: Rows) -> None:
        """Take the rows of the next records."""
        file, first, run = self._files.setdefault(rows.file, len(self._files)), self._count, self._base.executemany
        self._base.execute("BEGIN")
        run(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
            ((n, work, root, file, line) for n, (work, root, line) in enumerate(rows.records, first)),
        )
        run("INSERT INTO ident VALUES (?, ?)", ((value, first + number) for value, number in rows.identifiers))
        run("INSERT OR IGNORE INTO fact VALUES (?, ?, ?, ?, ?)", ((*fact, first + number) for *fact, number in rows.facts))
        run("INSERT OR IGNORE INTO link VALUES (?, ?, ?)", ((iri, name, first + number) for iri, name, number in rows.links))
        self._base.execute("COMMIT")
        self._nodes.write(array("Q", map(_hash, rows.nodes)).tobytes())
        self._count += len(rows.records)

    def findings(self, *, links: bool = True) -> Iterator[Issue]:
        """What is found; without `links` where not all that could be described has been read."""
        yield from self._identities()
        yield from self._contradictions()
        if links:
            yield from self._dangling()

    def _identities(self) -> Iterator[Issue]:
        rows = self._base.execute("SELECT value, seq, work, root FROM ident JOIN record USING (seq) ORDER BY value, seq")
        for value, group in itertools.groupby(rows, key=lambda row: row[0]):
            works: dict[str, int] = {}
            roots: set[str] = set()
            for _, seq, work, root in group:
                # two of one key are told already, where they were kept apart
                if works and work not in works and root not in roots:
                    self._note(seq, next(iter(works.values())), value)
                works.setdefault(work, seq)
                roots.add(root)
        for seq, first, value, *_ in self._noted():
            beginning = next(one for one in rules().schemes if value.startswith(one))
            scheme, ending = rules().schemes[beginning]
            text = terms.parse(value).value.removeprefix(beginning[1:]).removesuffix(ending)
            yield self._issue("S960", seq, text, scheme=scheme, other=self._where(first))

    def _contradictions(self) -> Iterator[Issue]:
        rows = self._base.execute("SELECT subject, kind, lang, said, seq FROM fact ORDER BY subject, kind, lang, seq, said")
        for (subject, kind, _), group in itertools.groupby(rows, key=lambda row: row[:3]):
            known: set[str] = set()
            begun: tuple[int, str] | None = None
            for *_, said, seq in group:
                words = {_folded(text) for text in said.split(_BETWEEN)}
                if begun is None:
                    begun = seq, said
                elif known.isdisjoint(words):
                    self._note(seq, begun[0], subject, kind, said, begun[1])
                known |= words
        for seq, first, subject, kind, said, known_as in self._noted():
            fact = rules().facts[kind]
            names = {"fact": fact.name, "node": subject[1:-1], "known": _quoted(known_as), "other": self._where(first)}
            yield self._issue("S961", seq, _quoted(said), **names)

    def _dangling(self) -> Iterator[Issue]:
        last = ""
        while iris := [
            iri for (iri,) in self._base.execute("SELECT DISTINCT iri FROM link WHERE iri > ? ORDER BY iri LIMIT ?", (last, _AT_ONCE))
        ]:
            last = iris[-1]
            missing = self._missing(iris)
            self._base.execute("BEGIN")
            for iri in missing:
                self._base.execute("INSERT INTO found SELECT seq, 0, iri, 0, property, '' FROM link WHERE iri = ?", (iri,))
            self._base.execute("COMMIT")
        for seq, _, iri, _, name, _ in self._noted():
            yield self._issue("S962", seq, iri[1:-1], property=shorten(name[1:-1]))

    def _missing(self, iris: list[str]) -> list[str]:
        """Those that no record describes; what lies inside a work that mapping has made counts as described."""
        asked = {iri: {_hash(iri), _hash(iri.partition("#")[0].removesuffix("/about>") + "#")} for iri in iris}
        wanted = set().union(*asked.values())
        there: set[int] = set()
        self._nodes.seek(0)
        while block := self._nodes.read(1 << 20):
            there |= wanted.intersection(array("Q", block))
        self._nodes.seek(0, 2)
        return [iri for iri, hashes in asked.items() if there.isdisjoint(hashes)]

    def _note(self, seq: int, first: int, subject: str, kind: int = 0, said: str = "", known: str = "") -> None:
        self._base.execute("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?)", (seq, first, subject, kind, said, known))

    def _noted(self) -> Iterator[tuple[int, int, str, int, str, str]]:
        """What was noted, in the order of the records."""
        yield from self._base.execute("SELECT * FROM found ORDER BY seq, subject, kind, said")
        self._base.execute("DELETE FROM found")

    def _record(self, seq: int) -> tuple[str, str, str, int]:
        """Work, root, file and line of a record."""
        work, root, file, line = self._base.execute("SELECT work, root, file, line FROM record WHERE seq = ?", (seq,)).fetchone()
        return work, root, list(self._files)[file], line

    def _where(self, seq: int) -> str:
        work, _, file, line = self._record(seq)
        return f"{file}:{line}" if line else f"{file}, {work[1:-1]}" if work else file

    def _issue(self, code: str, seq: int, value: str, **names: str) -> Issue:
        work, root, file, line = self._record(seq)
        found = issue(code, value=value, place=Place(line=line), **names)
        found.file, found.record = file, root if line else work[1:-1]
        return found


def _hash(iri: str) -> int:
    """64 bits that are the same in every process; a link whose end is not described goes unnoticed once in ten million millions."""
    return int.from_bytes(hashlib.blake2b(iri.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum()) or text


def _quoted(said: str) -> str:
    return " and ".join(f'"{text}"' for text in said.split(_BETWEEN))
