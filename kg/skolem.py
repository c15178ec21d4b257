"""IRIs for the cells of lists.

Design: in files the cells of an rdf:List are blank nodes; in a store, on an endpoint and where a user asks for it they are
`{base}work/{key}#authors-{position}`, for a graph with blank nodes can be neither compared nor replaced in part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from kg import terms
from kg.graph import Described, Graph, members


def skolemise(item: Described) -> Graph:
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


def _stem(item: Described, root: str, subject: str, predicate: str) -> str:
    role = re.split("[/#:]", predicate[1:-1])[-1].removesuffix("List")
    plural = role + "s" if role in ("author", "editor", "contributor") else role
    if subject == item.work:
        return f"{root}#{plural}"
    if subject.startswith(f"<{root}#"):
        return f"{root}#{subject[len(root) + 2 : -1]}-{plural}"
    return f"{root}#{hashlib.sha256(subject.encode()).hexdigest()[:8]}-{plural}"


def mapped(graph: Graph, change: Callable[[str], str]) -> Graph:
    """The graph with every term changed by `change`."""
    return {
        change(subject): {change(predicate): [change(value) for value in objects] for predicate, objects in properties.items()}
        for subject, properties in graph.items()
    }
