"""Turtle for people: the work's block first, then the others in order of mention; lists as `( )`; short names.

One head declares every prefix, because a stream cannot know which ones come. Inside a block `a` stands first, then the predicates
in the order of their short names; values are sorted. The work is linear in the number of triples: each term is shortened once and
kept (https://www.w3.org/TR/turtle/).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple

from kg import terms
from kg.graph import Described
from kg.writers.options import DEFAULT, Options, order, prefixes
from kg.writers.shape import applied, bracketed

#: kept short forms; beyond this number they are dropped, so memory does not grow with the input
KEPT = 20_000
WIDTH = 120
_JOIN = " ;\n    "
# a careful subset of PN_LOCAL, so nothing needs an escape
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_CANONICAL = {
    f"<{terms.XSD}integer>": re.compile(r"0|-?[1-9][0-9]*"),
    f"<{terms.XSD}decimal>": re.compile(r"0\.0|-?0\.[0-9]*[1-9]|-?[1-9][0-9]*\.(?:0|[0-9]*[1-9])"),
    f"<{terms.XSD}boolean>": re.compile("true|false"),
}


class Short(dict[str, str]):
    """Term -> its shortest form in Turtle, made at the first look-up: prefixed name, relative IRI, bare number, else the term itself."""

    def __init__(self, names: dict[str, str], base: str = "") -> None:
        super().__init__()
        self.namespaces = {iri: name for name, iri in names.items()}
        self.base = f"<{base}" if base else ""
        # nearly all IRIs that are new are the base's: they are asked about first, where no prefix can be theirs too
        self.apart = bool(base) and not any(iri.startswith(base) or base.startswith(iri) for iri in names.values())
        self.bibo = f"<{names['bibo']}"
        #: predicates of a subject -> (start of line, predicate) in the order of writing; types -> their line
        self.layouts: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self.types: dict[tuple[str, ...], str] = {}

    def __missing__(self, term: str) -> str:
        if term[-1] != ">":  # a text, or a blank node: its own form, and too long to keep
            return term
        if self.apart and term.startswith(self.base):
            short = self[term] = self._relative(term)
            return short
        short = self[term] = self._iri(term) if term[0] == "<" else self._typed(term)
        return short

    def forget(self) -> None:
        """Drop what is kept, once it is much."""
        if len(self) > KEPT:
            self.clear()
        if len(self.layouts) + len(self.types) > KEPT:
            self.layouts.clear()
            self.types.clear()

    def layout(self, predicates: tuple[str, ...]) -> list[tuple[str, str]]:
        """The predicates but rdf:type, sorted by their short forms."""
        known = self.layouts.get(predicates)
        if known is None:
            known = sorted([(f"{self[predicate]} ", predicate) for predicate in predicates if predicate != terms.RDF_TYPE])
            self.layouts[predicates] = known
        return known

    def type_line(self, kinds: tuple[str, ...]) -> str:
        """`a` and the classes, BIBO's first: an older reader takes the first one only."""
        known = self.types.get(kinds)
        if known is None:
            known = "a " + ", ".join([self[kind] for kind in sorted(kinds, key=lambda kind: (not kind.startswith(self.bibo), self[kind]))])
            self.types[kinds] = known
        return known

    def _iri(self, term: str) -> str:
        cut = (term.rfind("#") + 1) or (term.rfind("/") + 1)
        name = self.namespaces.get(term[1:cut])
        if name is not None and _LOCAL.fullmatch(term, cut, len(term) - 1):
            return f"{name}:{term[cut:-1]}"
        return self._relative(term) if self.base and term.startswith(self.base) else term

    def _relative(self, term: str) -> str:
        rest = term[len(self.base) :]
        # resolving removes dot segments, and reads a first segment with ":" as a scheme (RFC 3986 sections 4.2 and 5.2.4)
        if rest[0] in "/?#.>" or "/." in rest or (":" in rest and ":" in rest.partition("/")[0]):
            return term
        return f"<{rest}"

    def _typed(self, term: str) -> str:
        cut = term.rfind('"^^')
        datatype = term[cut + 3 :]
        form = _CANONICAL.get(datatype)
        if form is not None and form.fullmatch(term, 1, cut):
            return term[1:cut]
        return term[: cut + 3] + self[datatype]


def write(described: Iterable[Described], out: BinaryIO, *, options: Options = DEFAULT) -> None:
    """Writes the prefixes and one paragraph of blocks a record to `out`, as UTF-8."""
    names = prefixes(options.schema_ns)
    base = options.base if terms.is_iri(options.base) and options.base.endswith("/") else ""
    if base:
        out.write(f"@base <{base}> .\n".encode())
    out.write("".join(f"@prefix {name}: <{iri}> .\n" for name, iri in names.items()).encode())
    short = Short(names, base)
    for item in applied(described, options):
        out.write(blocks(item, short).encode())
        short.forget()


class _Open(NamedTuple):
    """A line that cannot be written before all uses of its blank nodes are counted, and its place among the lines of its block."""

    lines: list[str]
    place: int
    start: str
    objects: list[str]


def blocks(item: Described, short: Short) -> str:
    """The blocks of one record, each after an empty line, the work's first."""
    graph, opened, uses = item.graph, list[_Open](), dict[str, int]()
    rows: list[tuple[str, list[str]]] = []
    has_cells = False
    for subject, properties in graph.items():
        lines: list[str] = []
        if subject[0] == "_" and terms.RDF_FIRST in properties:
            has_cells = True
            _count(properties.values(), uses)
        elif properties:
            _fill(lines, properties, short, opened)
        rows.append((subject, lines))
    _count((line.objects for line in opened), uses)
    arrays, hidden = bracketed(graph, uses) if has_cells else ({}, set())
    if has_cells:
        for subject, lines in rows:
            if not lines and subject not in hidden:
                _fill(lines, graph[subject], short, opened)
    for line in opened:
        line.lines[line.place] = _values(line.start, line.objects, arrays, short)
    parts = [f"\n{short[subject]}\n    {_JOIN.join(lines)} .\n" for subject, lines in rows if lines]
    if item.work in graph and rows[0][0] != item.work:
        head = f"\n{short[item.work]}\n"
        parts.sort(key=lambda part: not part.startswith(head))
    return "".join(parts)


def _count(values: Iterable[list[str]], uses: dict[str, int]) -> None:
    for objects in values:
        for value in objects:
            if value[0] == "_":
                uses[value] = uses.get(value, 0) + 1


def _fill(lines: list[str], properties: dict[str, list[str]], short: Short, opened: list[_Open]) -> None:
    """Add the lines of a subject; those with blank nodes stay empty and are told to `opened`."""
    if terms.RDF_TYPE in properties:
        lines.append(short.type_line(tuple(properties[terms.RDF_TYPE])))
    for start, predicate in short.layout(tuple(properties)):
        objects = properties[predicate]
        value = objects[0]
        if len(objects) > 1:
            objects = sorted(objects)
            if objects[-1][0] != '"':  # texts come before all else, and stand in their order already
                objects.sort(key=order)
            if objects[-1][0] == "_":  # blank nodes come behind all else
                opened.append(_Open(lines, len(lines), start, objects))
                lines.append("")
            else:
                lines.append(_wrapped(start, [short[each] if each[-1] == ">" else each for each in objects], ", ", ""))
        # a text is looked up nowhere: its hash alone would cost as much as the rest
        elif value[-1] == ">":
            lines.append(start + short[value])
        elif value[0] != "_":
            lines.append(start + value)
        else:
            opened.append(_Open(lines, len(lines), start, objects))
            lines.append("")


def _values(start: str, objects: list[str], arrays: dict[str, list[str]], short: Short) -> str:
    """Predicate and values: on one line where they fit, else one value a line; a list likewise between its brackets."""
    if len(objects) == 1:
        if objects[0] not in arrays:
            return start + short[objects[0]]
        return _wrapped(f"{start}( ", [short[member] for member in arrays[objects[0]]], " ", " )")
    shown = [f"( {' '.join([short[member] for member in arrays[value]])} )" if value in arrays else short[value] for value in objects]
    return _wrapped(start, shown, ", ", "")


def _wrapped(head: str, items: list[str], separator: str, tail: str) -> str:
    line = separator.join(items)
    if len(head) + len(line) + len(separator) <= WIDTH:
        return head + line + tail
    return head.rstrip() + "\n        " + (separator.rstrip() + "\n        ").join(items) + (f"\n    {tail.strip()}" if tail else "")
