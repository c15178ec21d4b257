"""A record's graph as the writers need it: lists found, and the forms that options ask for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator

from kg import resources, terms
from kg.graph import Described, Graph, members
from kg.writers.options import SCHEMA_HTTP, SCHEMA_HTTPS, Options


def applied(described: Iterable[Described], options: Options) -> Iterator[Described]:
    """The records one by one, their graphs in the form that `options` ask for (the given graphs are left alone)."""
    for item in described:
        graph = item.graph
        if options.skolem_lists:
            graph = without_blank_cells(item)
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
    found: dict[str, list[str]] = {}
    hidden: set[str] = set()
    if not any(subject[0] == "_" for subject in graph):
        return found, hidden
    uses: dict[str, int] = {}
    heads: list[str] = []
    for properties in graph.values():
        for predicate, objects in properties.items():
            for value in objects:
                if value[0] == "_":
                    uses[value] = uses.get(value, 0) + 1
                    if predicate not in (terms.RDF_FIRST, terms.RDF_REST):
                        heads.append(value)
    for head in heads:
        listed = members(graph, head)
        if listed is None:
            continue
        chain = cells(graph, head)
        if all(cell[0] == "_" and uses[cell] == 1 and len(graph[cell]) == 2 for cell in chain):
            found[head] = listed
            hidden.update(chain)
    return found, hidden


def cells(graph: Graph, head: str) -> list[str]:
    """The cells of the well-formed list at `head`, first to last."""
    found = []
    while head != terms.RDF_NIL:
        found.append(head)
        head = graph[head][terms.RDF_REST][0]
    return found


def work_base(item: Described) -> str:
    """The IRI, without brackets, on which a work's helper nodes are built: `{base}work/{key}`, also where the work itself is a DOI."""
    name = item.name[1:-1]
    end = f"graph/{item.key}"
    return f"{name.removesuffix(end)}work/{item.key}" if item.key and name.endswith(end) else item.work[1:-1]


def without_blank_cells(item: Described) -> Graph:
    """The graph with an IRI for each list cell, as a store holds it: `{work}#authors-1`, of another node's list `#host-editors-1`.

    A list that is not well formed stays as it is.
    """
    root = work_base(item)
    names: dict[str, str] = {}
    stems: set[str] = set()
    for subject, properties in item.graph.items():
        for predicate, objects in properties.items():
            for head in objects:
                if head[:2] != "_:" or predicate in (terms.RDF_FIRST, terms.RDF_REST) or members(item.graph, head) is None:
                    continue
                stem = first = _stem(item, root, subject, predicate)
                while stem in stems:  # a second list of the same node and predicate
                    stem = f"{first}{len(stems) + 1}"
                stems.add(stem)
                for place, cell in enumerate(cells(item.graph, head), 1):
                    names.setdefault(cell, f"<{stem}-{place}>")
    return mapped(item.graph, lambda term: names.get(term, term)) if names else item.graph


def _stem(item: Described, root: str, subject: str, predicate: str) -> str:
    role = re.split("[/#:]", predicate[1:-1])[-1].removesuffix("List")
    plural = role + "s" if role in ("author", "editor", "contributor") else role
    if subject == item.work:
        return f"{root}#{plural}"
    if subject.startswith(f"<{root}#"):
        return f"{root}#{subject[len(root) + 2 : -1]}-{plural}"
    return f"{root}#{hashlib.sha256(subject.encode()).hexdigest()[:8]}-{plural}"


def _renamed(graph: Graph) -> Graph:
    old, new = "<" + SCHEMA_HTTPS, "<" + SCHEMA_HTTP
    return mapped(graph, lambda term: new + term[len(old) :] if term.startswith(old) else term)


def mapped(graph: Graph, change: Callable[[str], str]) -> Graph:
    """The graph with every term changed by `change`."""
    return {
        change(subject): {change(predicate): [change(value) for value in objects] for predicate, objects in properties.items()}
        for subject, properties in graph.items()
    }
