"""RDF files in: bytes of any RDF format -> graphs, one per named graph or per work.

Design: pyoxigraph parses (strictly, without fetching anything); its terms become N-Triples strings. A file of quads gives one graph per
name. A file of triples is split by work: each work with its record node and all that can be reached from it, so that what
was written by `kg convert` comes back record by record; what belongs to no work is a last graph with key "".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import IO

from kg import graph as graphs
from kg import nesting, terms
from kg.errors import Issue, Place
from kg.graph import Described, Graph
from kg.identity import esc
from kg.issues import issue

_NAMES = {"turtle": "TURTLE", "ntriples": "N_TRIPLES", "nquads": "N_QUADS", "trig": "TRIG", "jsonld": "JSON_LD", "rdfxml": "RDF_XML"}
_OFFSET = re.compile(r"at line (\d+)(?: column (\d+))?")


class Refused(Exception):
    """Nothing of the file is used; `issue` says why."""

    def __init__(self, found: Issue) -> None:
        super().__init__(found.message)
        self.issue = found


def read(data: bytes, form: str, *, works: Callable[[Graph], list[str]], base: str) -> tuple[list[Described], list[Issue]]:
    """The graphs of an RDF file and what is wrong with it. Nothing of a file with a syntax error is used: a part of a graph misleads.

    `works` finds the works of a graph (mapping's); `base` is where the keys of our own IRIs begin.
    """
    if (danger := nesting.refused(data, form)) is not None:
        return [], [danger]
    named: dict[str, graphs.Growing] = {}
    try:
        for name, subject, predicate, value in quads(data, form, base=base, blank={}):
            if (growing := named.get(name)) is None:
                growing = named[name] = graphs.Growing()
            growing.add(subject, predicate, value)
    except Refused as refused:
        return [], [refused.issue]
    return [part for name, growing in named.items() for part in split(growing.graph, name, works=works, base=base)], []


def quads(data: bytes | IO[bytes], form: str, *, base: str, blank: MutableMapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Graph name ("" for the default graph), subject, predicate and object of every statement; `blank` keeps the labels of blank nodes.

    Raises Refused for what cannot be parsed.
    """
    import pyoxigraph as ox

    try:
        for quad in ox.parse(data, format=getattr(ox.RdfFormat, _NAMES[form]), base_iri=base):
            if isinstance(quad.object, ox.Triple):
                raise Refused(issue("R015", value=str(quad)))
            name = "" if isinstance(quad.graph_name, ox.DefaultGraph) else _term(quad.graph_name, blank)
            yield name, _term(quad.subject, blank), str(quad.predicate), _term(quad.object, blank)
    except SyntaxError as error:
        found = _OFFSET.search(str(error))
        line, column = error.lineno or (int(found[1]) if found else 0), error.offset or (int(found[2] or 0) if found else 0)
        raise Refused(issue("R011", value="", place=Place(line=line, column=column), problem=_cut(str(error.msg)))) from error
    except (ValueError, OSError) as error:
        raise Refused(issue("R011", value="", problem=_cut(str(error)))) from error


def _cut(problem: str) -> str:
    """The parser's words on one line, in words for users; some of them quote the whole text."""
    if "LoadDocumentCallback" in problem:
        return "its JSON-LD context stands at another address, and nothing is fetched; put the context itself into the file"
    line = " ".join(problem.split())
    return line if len(line) <= 200 else line[:199] + "…"


def _term(term: object, blank: MutableMapping[str, str]) -> str:
    """The N-Triples form; blank nodes get labels in order of appearance, because pyoxigraph's own differ from run to run."""
    text = str(term)
    if text.startswith("_:"):
        if (label := blank.get(text)) is None:
            label = blank[text] = f"_:b{len(blank) + 1}"
        return label
    if text.startswith('"'):
        part = terms.parse(text)  # one way of escaping in the whole project
        return terms.literal(part.value, lang=part.lang, datatype=part.datatype)
    return text


def split(graph: Graph, name: str, *, works: Callable[[Graph], list[str]], base: str) -> Iterator[Described]:
    """The records of a graph: each work, the nodes reached from it, and the nodes that lead to it alone; then the rest with key ""."""
    found = works(graph)
    if name and len(found) == 1:
        yield Described(key_of(found[0], base), found[0], name, graph)
        return
    others = set(found)
    into: dict[str, list[str]] = {}
    for subject, properties in graph.items():
        for values in properties.values():
            for value in values:
                if value in others and subject not in others:
                    into.setdefault(value, []).append(subject)
    used: set[str] = set()
    places = {subject: number for number, subject in enumerate(graph)}
    for work in found:
        members = _reached([work, *into.get(work, ())], graph, others - {work})
        used |= members
        key = key_of(work, base)
        part = {subject: graph[subject] for subject in sorted(members, key=places.__getitem__)}
        yield Described(key, work, name or f"<{base}graph/{key}>", {work: part.pop(work), **part})
    rest = {subject: properties for subject, properties in graph.items() if subject not in used}
    if rest:
        yield Described("", "", name, rest)


def _reached(start: Iterable[str], graph: Graph, others: set[str]) -> set[str]:
    seen: set[str] = set()
    todo = list(start)
    while todo:
        node = todo.pop()
        if node in graph and node not in seen and node not in others:
            seen.add(node)
            todo += [value for values in graph[node].values() for value in values if value[0] != '"']
    return seen


def key_of(work: str, base: str) -> str:
    """The key of a work IRI: ours as it is; another's made of the whole IRI."""
    iri = work[1:-1]
    own = iri.removeprefix(f"{base}work/")
    return own if own != iri and re.fullmatch(r"[a-z0-9._-]+", own) else esc(iri)[-150:]
