"""Queries to an endpoint: the same answers as from a file, through SPARQLWrapper without its dangers."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from kg import query
from kg.errors import EndpointError
from kg.publish import content
from kg.publish.target import Endpoint
from tests.publish.fault import proxy
from tests.publish.local_server import Server, work

SAMPLE = Path(__file__).parents[1] / "queries" / "sample.ttl"


def _load(server: Server) -> None:
    """The sample, in a named graph, where a plain pattern does not see it without the union."""
    triples = "\n".join(f"{quad.triple} ." for quad in pyoxigraph.parse(SAMPLE.read_bytes(), pyoxigraph.RdfFormat.TURTLE))
    server.update(f"INSERT DATA {{ GRAPH <http://e/g> {{ {triples} }} }}")


def test_endpoint_answers_every_named_query_as_a_file_does(oxigraph: Server) -> None:
    _load(oxigraph)
    local = query.files([SAMPLE])
    for asked in query.named().values():
        there, here = query.run(Endpoint(url=oxigraph.url), asked), query.run(local, asked)
        assert sorted(there.variables) == sorted(here.variables)
        assert there.rows == here.rows, asked.name


def test_endpoint_answers_every_form(oxigraph: Server) -> None:
    _load(oxigraph)
    endpoint = Endpoint(url=oxigraph.url)
    assert query.run(endpoint, query.read("ASK { ?w bibo:doi '10.5555/lakes' }")).truth
    construct = query.read("# insert no data: CONSTRUCT only\nCONSTRUCT { ?w schema:name ?t } WHERE { ?w dcterms:title ?t }")
    assert query.run(endpoint, construct) == query.run(query.files([SAMPLE]), construct)
    assert len(query.run(endpoint, query.read("DESCRIBE <https://data.test.example/work/six>")).triples) == 3


def test_parameter_goes_to_the_endpoint_as_a_term(oxigraph: Server) -> None:
    _load(oxigraph)
    asked = query.read('#+ param doi: xsd:string "the DOI"\nSELECT ?w WHERE { ?w bibo:doi ?doi }')
    assert len(query.run(Endpoint(url=oxigraph.url), asked, {"doi": "10.5555/rivers"}).rows) == 2
    assert query.run(Endpoint(url=oxigraph.url), asked, {"doi": "' } #"}).rows == ()


@pytest.mark.parametrize("fault", ["page", "302 http://localhost:9/query", "401", "400", "404"])
def test_says_what_the_endpoint_did_wrong(fault: str) -> None:
    with proxy() as between:
        between.faults["query"] = [fault]
        with pytest.raises(EndpointError, match=r"127\.0\.0\.1"):
            query.run(Endpoint(query=f"{between.url}/query", profile="generic"), query.read("ASK {}"))
        assert len(between.seen) == 1


def test_endpoint_that_drips_is_left_at_the_timeout(oxigraph: Server) -> None:
    with proxy(oxigraph.url) as between:
        between.faults["query"] = ["drip"] * 9
        with pytest.raises(EndpointError, match="no complete answer"):
            query.run(Endpoint(query=f"{between.url}/query", profile="generic"), query.read("SELECT * { ?s ?p ?o }"), timeout=0.5)


def test_syntax_error_of_an_endpoint_is_quoted(oxigraph: Server) -> None:
    with pytest.raises(EndpointError, match="expected"):
        query.run(Endpoint(url=oxigraph.url), query.read("SELECT * WHERE { ?s ?p }"))


def test_pushed_and_described_records_answer_alike(oxigraph: Server) -> None:
    works = [work("a", authors=3), work("b")]
    lines = "\n".join(f"GRAPH {one.name} {{ {' '.join(content.of(one)[0].lines)} }}" for one in works)
    oxigraph.update(f"INSERT DATA {{ {lines} }}")
    asked = query.find("authors-in-order")
    assert query.run(Endpoint(url=oxigraph.url), asked) == query.run(query.described(works), asked)
    assert len(query.run(query.described(works), asked).rows) == 5


def test_authors_in_order_is_linear_where_list_cells_have_iris() -> None:
    crowd = work("crowd", authors=3000)
    found = query.run(query.described([crowd]), query.find("authors-in-order"), timeout=20)
    assert [row[3] for row in found.rows] == [f'"Person {number}"' for number in range(1, 3001)]
