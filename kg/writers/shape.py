"""A record's graph as the writers need it: lists found, and the forms that options ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from kg import resources, terms
from kg.graph import Described, Graph, members
from kg.skolem import mapped, skolemise
from kg.writers.options import SCHEMA_HTTP, SCHEMA_HTTPS, Options


def applied(described: Iterable[Described], options: Options) -> Iterator[Described]:
    """The records one by one, their graphs in the form that `options` ask for (the given graphs are left alone)."""
    for item in described:
        graph = item.graph
        if options.skolem_lists:
            graph = skolemise(item)
        if options.schema_ns == "http":
            graph = _renamed(graph)
        yield item if graph is item.graph else item._replace(graph=graph)


def positions(graph: Graph, subject: str) -> dict[str, int]:
    """The place of a node among the values of `subject`: list members by their list, concepts by their kg:rank."""
    found: dict[str, int] = {}
    properties = graph.get(subject, {})
    for objects in properties.values():
        for value in objects:
            if terms.RDF_FIRST in graph.get(value, ()):
                for place, member in enumerate(members(graph, value) or ()):
                    found.setdefault(member, place)
    kg = resources.table("prefixes")["kg"]
    for assignment in properties.get(f"<{kg}subjectAssignment>", ()):
        row = graph.get(assignment, {})
        rank = terms.text(row.get(f"<{kg}rank>", ['"0"'])[0])
        for concept in row.get(f"<{kg}concept>", ()):
            found.setdefault(concept, int(rank) if rank.isdecimal() else 0)
    return found


def lists(graph: Graph) -> tuple[dict[str, list[str]], set[str]]:
    """The members of each list that can be written with brackets, by its head, and all cells of these lists.

    Every cell is a blank node, used once, and holds first and rest only; a list in a list stays a chain of nodes. Without recursion.
    """
    if not any(subject[0] == "_" for subject in graph):
        return {}, set()
    # all values in one go, then only the cells: most triples have nothing to do with lists
    uses: dict[str, int] = {}
    for value in [value for value in chain.from_iterable(chain.from_iterable(map(dict.values, graph.values()))) if value[0] == "_"]:
        uses[value] = uses.get(value, 0) + 1
    return bracketed(graph, uses)


def bracketed(graph: Graph, uses: dict[str, int]) -> tuple[dict[str, list[str]], set[str]]:
    """As `lists`, where it is known how often each blank node is a value."""
    found: dict[str, list[str]] = {}
    hidden: set[str] = set()
    inner: set[str] = set()
    for properties in graph.values():
        if terms.RDF_FIRST in properties or terms.RDF_REST in properties:
            inner.update(properties.get(terms.RDF_FIRST, ()), properties.get(terms.RDF_REST, ()))
    for head in uses:
        # what stands in a list and is used elsewhere too is used twice: no list for brackets
        if head not in inner and (listed := _members(graph, head, uses)):
            found[head] = list(listed.values())
            hidden.update(listed)
    return found, hidden


def _members(graph: Graph, head: str, uses: dict[str, int]) -> dict[str, str] | None:
    """cell -> member of the list at `head`, None where it cannot be written with brackets (a circle comes to a cell that is used twice)."""
    found: dict[str, str] = {}
    while head != terms.RDF_NIL:
        cell = graph.get(head)
        if cell is None or len(cell) != 2 or uses.get(head) != 1:
            return None
        first, rest = cell.get(terms.RDF_FIRST, ()), cell.get(terms.RDF_REST, ())
        if len(first) != 1 or len(rest) != 1:
            return None
        found[head] = first[0]
        head = rest[0]
    return found


def _renamed(graph: Graph) -> Graph:
    old, new = "<" + SCHEMA_HTTPS, "<" + SCHEMA_HTTP
    return mapped(graph, lambda term: new + term[len(old) :] if term.startswith(old) else term)
