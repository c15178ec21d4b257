"""Once: which values are new, and what stands in a long list."""

from __future__ import annotations

import pytest

from kg.record import Identifier, Relation, Text
from kg.sources import SOURCES
from kg.sources.once import Growing, Once
from tests.deadline import ends


def test_a_value_is_new_once() -> None:
    new = Once([Text("a")])
    assert [new(one) for one in (Text("a"), Text("a", "en"), Text("b"), Text("b"), ["b"], ["b"])] == [False, True, True, False, True, False]


def test_equal_structs_are_the_same_value() -> None:
    new = Once()
    assert new(Relation("cites", identifier=Identifier("doi", "10.1/a")))
    assert not new(Relation("cites", identifier=Identifier("doi", "10.1/a")))
    assert new(Relation("related", identifier=Identifier("doi", "10.1/a")))


def test_a_long_list_knows_what_stands_in_it() -> None:
    found = Growing([Identifier("doi", f"10.5555/{number}") for number in range(200)])
    assert Identifier("doi", "10.5555/199") in found
    assert Identifier("isbn", "10.5555/199") not in found
    found.append(Identifier("isbn", "10.5555/199"))
    assert Identifier("isbn", "10.5555/199") in found
    found.remove(Identifier("doi", "10.5555/7"))
    assert Identifier("doi", "10.5555/7") not in found
    assert found == [one for one in found if one in list(found)]


def test_a_hundred_thousand_values_are_asked_for_in_a_hundred_thousand_steps() -> None:
    found: Growing[Relation] = Growing()
    with ends(within=30):
        for number in range(100_000):
            if (made := Relation("cites", identifier=Identifier("doi", f"10.5555/{number}"))) not in found:
                found.append(made)
    assert len(found) == 100_000


#: a piece of a record that may stand there often, and where its values go
PIECES = {
    "datacite-json": ('{"relatedIdentifier": "10.5555/b%d", "relatedIdentifierType": "DOI", "relationType": "Cites"}', "relations"),
    "inveniordm": ('{"identifier": "10.5555/b%d", "scheme": "doi", "relation_type": {"id": "cites"}}', "relations"),
    "pubmed-xml": ('<ArticleId IdType="doi">10.5555/b%d</ArticleId>', "identifiers"),
    "wos": ("C1 [Lee, A] Univ X%d, Bath, England.\n", "affiliations"),
}
WHOLE = {
    "datacite-json": '{"data": {"type": "dois", "id": "10.5555/a", "attributes": '
    '{"titles": [{"title": "T"}], "relatedIdentifiers": [%s]}}}',
    "inveniordm": '{"id": "a", "metadata": {"title": "T", "resource_type": {"id": "dataset"}, "related_identifiers": [%s]}}',
    "pubmed-xml": "<PubmedArticle><MedlineCitation><PMID>12</PMID><Article><ArticleTitle>T</ArticleTitle></Article></MedlineCitation>"
    "<PubmedData><ArticleIdList>%s</ArticleIdList></PubmedData></PubmedArticle>",
    "wos": "FN x\nVR 1.0\nPT J\nAU Lee, A\nTI T\n%sER\nEF\n",
}


@pytest.mark.parametrize("form", PIECES)
def test_each_value_is_taken_once_in_a_list_of_any_length(form: str) -> None:
    piece, field = PIECES[form]
    between = "," if piece.startswith("{") else ""
    with ends(within=60):
        (reading,) = SOURCES[form].read((WHOLE[form] % between.join(piece % (number % 20_000) for number in range(20_100))).encode())
    assert reading.record is not None
    found = reading.record.contributors[0].affiliations if field == "affiliations" else getattr(reading.record, field)
    assert len(found) - (form == "pubmed-xml") == 20_000
