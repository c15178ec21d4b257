"""Turtle for people: the work's block first, then the others in order of mention; lists as `( )`; short names.

One head declares every prefix, because a stream cannot know which ones come. Inside a block `a` stands first, then the predicates
in the order of their short names; values are sorted. The work is linear in the number of triples: each term is shortened once and
kept (https://www.w3.org/TR/turtle/).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from kg import terms
from kg.graph import Described
from kg.writers.options import DEFAULT, Options, order, prefixes
from kg.writers.shape import applied, lists

#: kept short forms; beyond this number they are dropped, so memory does not grow with the input
KEPT = 100_000
WIDTH = 120
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

    def __missing__(self, term: str) -> str:
        if term[0] == "<":
            short = self._iri(term)
        elif term[0] == '"' and term[-1] == ">":
            short = self._typed(term)
        else:
            short = term
        self[term] = short
        return short

    def _iri(self, term: str) -> str:
        cut = max(term.rfind("#"), term.rfind("/")) + 1
        name = self.namespaces.get(term[1:cut])
        if name is not None and _LOCAL.fullmatch(term, cut, len(term) - 1):
            return f"{name}:{term[cut:-1]}"
        if self.base and term.startswith(self.base):
            rest = term[len(self.base) :]
            # resolving removes dot segments, and reads a first segment with ":" as a scheme (RFC 3986 sections 4.2 and 5.2.4)
            if rest[0] not in "/?#.>" and ":" not in rest.split("/", 1)[0] and "/." not in rest:
                return f"<{rest}"
        return term

    def _typed(self, term: str) -> str:
        body, _, datatype = term.rpartition('"^^')
        form = _CANONICAL.get(datatype)
        if form is not None and form.fullmatch(body, 1):
            return body[1:]
        return f'{body}"^^{self._iri(datatype)}'


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
        if len(short) > KEPT:
            short.clear()


def blocks(item: Described, short: Short) -> str:
    """The blocks of one record, each after an empty line, the work's first."""
    graph = item.graph
    arrays, hidden = lists(graph)
    subjects = [subject for subject, properties in graph.items() if properties and subject not in hidden]
    if item.work in subjects:
        subjects.remove(item.work)
        subjects.insert(0, item.work)
    bibo = f"<{short_namespace(short, 'bibo')}"
    parts: list[str] = []
    for subject in subjects:
        properties = graph[subject]
        lines = []
        types = properties.get(terms.RDF_TYPE)
        if types:
            # an older reader takes the first type only: BIBO's
            ranked = sorted([(not kind.startswith(bibo), short[kind]) for kind in types])
            lines.append("a " + ", ".join([kind for _, kind in ranked]))
        for name, predicate in sorted([(short[predicate], predicate) for predicate in properties if predicate != terms.RDF_TYPE]):
            objects = properties[predicate]
            if len(objects) == 1 and objects[0] not in arrays:
                lines.append(f"{name} {short[objects[0]]}")
            else:
                lines.append(_values(name, objects, arrays, short))
        parts.append(f"\n{short[subject]}\n    " + " ;\n    ".join(lines) + " .\n")
    return "".join(parts)


def short_namespace(short: Short, name: str) -> str:
    """The namespace IRI declared for `name`."""
    return next(iri for iri, known in short.namespaces.items() if known == name)


def _values(name: str, objects: list[str], arrays: dict[str, list[str]], short: Short) -> str:
    """Predicate and values: on one line where they fit, else one value a line; a list likewise between its brackets."""
    if len(objects) == 1:
        return _wrapped(f"{name} ( ", [short[member] for member in arrays[objects[0]]], " ", " )")
    shown = []
    for value in sorted(objects, key=order):
        shown.append(f"( {' '.join([short[member] for member in arrays[value]])} )" if value in arrays else short[value])
    return _wrapped(f"{name} ", shown, ", ", "")


def _wrapped(head: str, items: list[str], separator: str, tail: str) -> str:
    if len(head) + sum(map(len, items)) + len(separator) * len(items) <= WIDTH:
        return head + separator.join(items) + tail
    return head.rstrip() + "\n        " + (separator.rstrip() + "\n        ").join(items) + (f"\n    {tail.strip()}" if tail else "")
