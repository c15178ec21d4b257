"""The CRUD API of Pure: its shapes, and references by UUID joined with the entities beside them."""

from __future__ import annotations

import json

import pytest

from kg.record import (
    Agent,
    Concept,
    Event,
    Identifier,
    Metric,
    Relation,
    Text,
)
from kg.sources import pure_json
from kg.sources.pure_api_entities import Known
from tests.sources.pure_entries import ENTITIES, EVENT, OTHER, THIRD, UUID, author, codes, crud, named, output, readings, said, thing

# ---- CRUD API ----


def test_crud_output_alone_keeps_what_it_does_not_name_and_tells_once() -> None:
    (found,) = readings(crud(event=EVENT))
    assert found.record is not None
    assert codes(found) == ["R249"]
    assert [(one.agent.name, one.affiliations) for one in found.record.contributors] == [("A. Byron", []), ("B. Delta", [])]
    assert found.record.titles == [Text("Rivers: a survey", "en-US")]
    assert found.record.abstracts == [Text("Bends.", "en-US"), Text("Bochten.", "nl-NL")]
    assert found.record.keywords == [Text("rivers", "en-US")]
    assert found.record.concepts == [
        Concept("asjc", Text("Economic Geology", "en"), notation="1911"),
        Concept("Our own", Text("Clay", "en-US"), id="/our/own/group/a"),
    ]
    assert found.record.identifiers == [
        Identifier("pure-uuid", UUID),
        Identifier("pure-uuid", OTHER),
        Identifier("scopus-eid", "2-s2.0-84892604475"),
        Identifier("pmid", "27982610"),
        Identifier("arxiv", "2101.00001"),
        Identifier("doi", "10.5555/rivers"),
    ]
    assert found.record.relations == [Relation("related", identifier=Identifier("pure-uuid", THIRD))]
    assert (found.record.issued, found.record.access, found.record.metrics) == ("2018-03", "open", [Metric(7, "Scopus")])
    assert "22222222-2222-4222-8222-222222222222" in [value for _, value in found.record.rest]


def test_crud_output_is_joined_with_the_entities_beside_it() -> None:
    *others, found = readings(*ENTITIES, crud(event=EVENT))
    assert [codes(one) for one in others] == [["R240"]] * len(ENTITIES)
    assert found.record is not None
    assert codes(found) == []
    ada, _, group = found.record.contributors
    assert ada.agent == Agent(
        "Ada Byron",
        given="Ada",
        family="Byron",
        identifiers=[Identifier("pure-uuid", "11111111-1111-4111-8111-111111111111"), Identifier("orcid", "0000-0002-1825-0097")],
    )
    assert (ada.name_as_written, ada.corresponding) == ("A. Byron", True)
    assert [(one.name, [i.scheme for i in one.identifiers]) for one in ada.affiliations] == [("Physics", ["pure-uuid", "ror"])]
    assert (group.agent.name, group.agent.kind) == ("River Group", "organisation")
    assert found.record.container is not None
    assert [one.value for one in found.record.container.identifiers[:2]] == ["0957-8765", "2049-3630"]
    assert found.record.publisher is not None
    assert found.record.publisher.name == "Delta Press"
    assert found.record.event == Event(
        [Text("River Conference", "en-US")],
        start="2018-03-01",
        end="2018-03-03",
        place="Rotterdam, Netherlands",
        identifiers=[Identifier("pure-uuid", EVENT["uuid"])],
    )


@pytest.mark.parametrize("form", ["array", "page", "pages", "array of pages", "lines"])
def test_entities_are_joined_in_every_form_of_a_file(form: str) -> None:
    page = {"count": 7, "pageInformation": {"offset": 0, "size": 10}}
    text = {
        "array": json.dumps([crud(), *ENTITIES]),
        "page": json.dumps({**page, "items": [crud(), *ENTITIES]}),
        "pages": json.dumps({**page, "items": [crud()]}) + json.dumps({**page, "items": ENTITIES}),
        "array of pages": json.dumps([{**page, "items": [crud()]}, {**page, "items": ENTITIES}]),
        "lines": "\n".join(map(json.dumps, [crud(), *ENTITIES])),
    }[form]
    found = list(pure_json.read(text.encode()))
    assert len(found) == 1 + len(ENTITIES)
    assert found[0].record is not None
    assert [one.agent.name for one in found[0].record.contributors] == ["Ada Byron", "B. Delta", "River Group"]


def test_entities_of_another_file_can_be_handed_in() -> None:
    known = Known()
    known.add_json(json.dumps(ENTITIES).encode())
    (found,) = pure_json.read(json.dumps(crud()).encode(), known=known)
    assert found.record is not None
    assert codes(found) == []


def test_entities_beside_outputs_of_the_read_api_add_their_identifiers() -> None:
    person = {"uuid": OTHER.upper(), "name": {"firstName": "Ada", "lastName": "Byron"}, "orcid": "0000-0002-1825-0097"}
    ids = [{"value": {"value": "03angcq70"}, "type": named("/dk/atira/pure/x/ror")}]
    unit = {"uuid": THIRD, "name": said(en_GB="Physics"), "ids": ids, "type": named("/dk/atira/pure/organisation/x/y/department")}
    association = author("A.", "Byron", person=thing(OTHER, "Ada Byron"), organisationalUnits=[thing(THIRD, "Physics")])
    *others, found = readings(person, unit, output(personAssociations=[association]))
    assert [codes(one) for one in others] == [["R240"], ["R240"]]
    assert found.record is not None
    (ada,) = found.record.contributors
    assert [one.scheme for one in ada.agent.identifiers] == ["pure-uuid", "orcid"]
    assert [one.scheme for one in ada.affiliations[0].identifiers] == ["pure-uuid", "ror"]


def test_publisher_only_by_uuid_is_no_publisher() -> None:
    (found,) = readings(crud(publisher={"systemName": "Publisher", "uuid": OTHER}, placeOfPublication="Rotterdam"))
    assert found.record is not None
    assert found.record.publisher == Agent("", "organisation", place="Rotterdam")
