"""The digest of a graph: the same for the same triples, another for any others."""

from __future__ import annotations

import itertools

from kg.graph import Graph, digest

A, B, P, Q, X, Y = "<urn:a>", "<urn:b>", "<urn:p>", "<urn:q>", '"x"', '"y"'

GRAPHS: list[Graph] = [
    {},
    {A: {P: [X]}},
    {A: {P: [Y]}},
    {A: {Q: [X]}},
    {B: {P: [X]}},
    {A: {P: [X, Y]}},
    {A: {P: [X], Q: [Y]}},
    {A: {P: [X]}, B: {P: [Y]}},
    # the same terms one after another, cut elsewhere
    {A: {P: [B, Q, X]}},
    {A: {P: [B], Q: [X]}},
    {A: {P: [B]}, Q: {X: [Y]}},
    {A: {P: [B], Q: [X, Y]}},
]


def test_the_order_of_triples_does_not_matter() -> None:
    assert digest({A: {P: [X, Y], Q: [B]}, B: {P: [X]}}) == digest({B: {P: [X]}, A: {Q: [B], P: [Y, X]}})


def test_other_triples_have_another_digest() -> None:
    for one, other in itertools.combinations(GRAPHS, 2):
        assert digest(one) != digest(other), (one, other)
