"""What stands on an endpoint: hash and size of named graphs.

Design: asked for by name, in VALUES lists of 200, never by OFFSET: servers cut long results silently (Virtuoso at 10,000 rows, also
for CONSTRUCT and Graph Store GET). The list of all own graphs is walked by "greater than the last one".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from kg import terms
from kg.publish.content import STAMP_SIZE, Content, iri_of
from kg.publish.protocol import Conversation

#: graphs asked for at once
PAGE = 200
_OWN_PAGE = 2000


class State(NamedTuple):
    """A named graph as it stands: the hash in its stamp ("" if none) and its number of triples, the stamp's own included."""

    hash: str
    triples: int


def is_whole(state: State | None, made: Content) -> bool:
    """Whether the graph holds exactly `made` and its stamp."""
    return state is not None and state.hash == made.hash and state.triples == len(made.lines) + STAMP_SIZE


def inventory(conversation: Conversation, names: Sequence[str]) -> dict[str, State]:
    """The state of those named graphs (IRI terms) that hold any triple."""
    found: dict[str, State] = {}
    remaining = iter(names)
    while page := list(islice(remaining, PAGE)):
        for row in conversation.select(_inventory_query(page)):
            if "g" in row:
                found[row["g"]] = State(terms.text(row["hash"]) if "hash" in row else "", int(terms.text(row["n"])))
    return found


def _inventory_query(names: Sequence[str]) -> str:
    # two stamps in one graph double the count, so such a graph is not whole
    return (
        f"SELECT ?g (SAMPLE(?h) AS ?hash) (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {' '.join(names)} }} GRAPH ?g {{ ?s ?p ?o }} "
        f"OPTIONAL {{ GRAPH ?g {{ ?g {iri_of('kg:contentHash')} ?h }} }} }} GROUP BY ?g"
    )


def own(conversation: Conversation, prefix: str) -> Iterator[str]:
    """The IRI terms of all stamped named graphs whose IRI begins with `prefix`, sorted. Graphs without our stamp are not ours."""
    last = ""
    start = terms.literal(prefix)
    while True:
        beyond = f"&& STR(?g) > {terms.literal(last)}" if last else ""
        page = conversation.select(
            f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?g {iri_of('kg:contentHash')} ?h }} "
            f"FILTER(STRSTARTS(STR(?g), {start}) {beyond}) }} ORDER BY STR(?g) LIMIT {_OWN_PAGE}"
        )
        if not page:
            return
        # names go back to the server in an update, so they are checked like any other value
        yield from (row["g"] for row in page if terms.is_iri(terms.text(row["g"])))
        last = terms.text(page[-1]["g"])
