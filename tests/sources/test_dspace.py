"""Items of DSpace's REST API become Records; what is no item, or no work, is told. XML that no reader takes is told by what it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg import inputs
from kg.record import Agent, Contributor, File, Identifier, Reading, Series, Text
from kg.sources import dspace

UUID = "12345678-1234-1234-1234-123456789abc"


def values(*found: str, language: str | None = None) -> list[dict[str, Any]]:
    same = {"language": language, "authority": None, "confidence": -1}
    return [{"value": value, **same, "place": place} for place, value in enumerate(found)]


def item(**more: Any) -> dict[str, Any]:
    metadata = {
        "dc.title": values("T", language="en_US"),
        "dc.contributor.author": values("Smith, Ann", "Doe, John"),
        "dc.contributor.advisor": values("Prof, P."),
        "dc.date.issued": values("2020-05"),
        "dc.date.accessioned": values("2020-06-01T01:01:01Z"),
        "dc.identifier.uri": values("https://hdl.handle.net/123/4"),
        "dc.relation.ispartofseries": values("Papers;7"),
        "dc.type": values("Article"),
        "local.secret": values("x"),
    }
    metadata.update(more.pop("metadata", {}))
    return {
        "id": "0000", "uuid": UUID, "name": "T", "handle": "123/4", "metadata": metadata, "inArchive": True, "discoverable": True,
        "withdrawn": False, "lastModified": "2021-01-02T10:00:00.000+0000", "type": "item",
        "_links": {"self": {"href": "https://a.example/server/api/core/items/1"}}, **more,
    }  # fmt: skip


def read(source: Any, *, trace: bool = False) -> list[Reading]:
    return list(dspace.read(json.dumps(source).encode(), trace=trace))


def test_an_item() -> None:
    (reading,) = read(item())
    found = reading.record
    assert found is not None
    assert (found.type, found.titles, found.issued) == ("journal-article", [Text("T", "en-US")], "2020-05")
    assert found.record_modified == "2021-01-02"
    assert found.contributors == [
        Contributor(Agent("Ann Smith", given="Ann", family="Smith")),
        Contributor(Agent("John Doe", given="John", family="Doe")),
        Contributor(Agent("P. Prof", given="P.", family="Prof"), "supervisor"),
    ]
    assert found.identifiers == [Identifier("handle", "123/4"), Identifier("uuid", UUID)]
    assert found.derived_from == ["https://a.example/server/api/core/items/1"]
    assert found.series == [Series([Text("Papers")], "7")]
    assert found.rest == [("metadata.local.secret[0].value", "x")]


@pytest.mark.parametrize(
    ("name", "value", "field", "found"),
    [
        ("dc.identifier.doi", "10.1234/X", "identifiers", Identifier("doi", "10.1234/x")),
        ("dc.identifier.isbn", "3-16-148410-X", "identifiers", Identifier("isbn", "9783161484100")),
        ("dc.description.abstract", "Short.", "abstracts", Text("Short.")),
        ("dc.description.sponsorship", "By X.", "funding_text", Text("By X.")),
        ("dc.subject.mesh", "Ice", "concepts", None),
        ("dc.language.iso", "en", "languages", "en"),
        ("dc.rights.uri", "http://creativecommons.org/licenses/by/4.0/", "licences", "https://creativecommons.org/licenses/by/4.0/"),
        ("dc.subject.other", "snow", "keywords", Text("snow")),
        ("dc.publisher", "P", "publisher", None),
    ],
)
def test_names_of_the_metadata(name: str, value: str, field: str, found: Any) -> None:
    (reading,) = read(item(metadata={name: values(value)}))
    got = getattr(reading.record, field)
    assert got
    assert found is None or found in got


def test_a_journal_article_of_the_older_api() -> None:
    source = {
        "uuid": UUID, "name": "T", "handle": "123/4", "type": "item", "expand": ["all"], "archived": "true",
        "lastModified": "2015-01-02 10:00:00.0", "withdrawn": "false",
        "metadata": [
            {"key": "dc.title", "value": "T", "language": "en"}, {"key": "dc.type", "value": "Article", "language": None},
            {"key": "dc.identifier.issn", "value": "0948-3055", "language": None},
            {"schema": "dc", "element": "contributor", "qualifier": "author", "value": "Smith, Ann", "language": None},
        ],
        "bitstreams": [
            {"name": "a.pdf", "mimeType": "application/pdf", "sizeBytes": 12, "bundleName": "ORIGINAL",
             "retrieveLink": "https://a.example/1"},
            {"name": "l.txt", "bundleName": "LICENSE", "retrieveLink": "https://a.example/2"},
        ],
    }  # fmt: skip
    (reading,) = read([source])
    found = reading.record
    assert found is not None
    assert (found.titles, found.contributors[0].agent.name) == ([Text("T", "en")], "Ann Smith")
    assert found.container is not None
    assert found.container.identifiers == [Identifier("issn", "0948-3055")]
    assert found.files == [File("https://a.example/1", "a.pdf", "application/pdf", 12)]


@pytest.mark.parametrize(
    "source",
    [
        {"_embedded": {"items": [item(), item()]}},
        {"_embedded": {"searchResult": {"_embedded": {"objects": [{"_embedded": {"indexableObject": item()}}] * 2}}}},
        [item(), item()],
    ],
)
def test_pages_of_items(source: Any) -> None:
    assert [len(one.record.contributors) if one.record else 0 for one in read(source)] == [3, 3]


@pytest.mark.parametrize(
    ("source", "code", "word"),
    [
        (item(withdrawn=True), "R355", "123/4"),
        (item(entityType="Person"), "R358", "a person"),
        (item(metadata={"dspace.entity.type": values("OrgUnit")}), "R358", "an organisation"),
        ({"type": "community", "uuid": "x", "metadata": {}}, "R358", "a community"),
        ({"uuid": "x", "type": "item", "metadata": {}}, "R341", ""),
    ],
)
def test_what_is_no_work_is_told_and_the_others_go_on(source: dict[str, Any], code: str, word: str) -> None:
    told, good = read([source, item()])
    assert (told.record, [found.code for found in told.issues]) == (None, [code])
    assert word in told.issues[0].message
    assert good.record is not None


def test_a_trace_changes_no_record() -> None:
    (plain,), (traced,) = read(item()), read(item(), trace=True)
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    assert traced.places["issued"].pointer == "/metadata/dc.date.issued/0/value"


def test_is_recognised() -> None:
    assert inputs.recognise(json.dumps(item()).encode(), "a.json") == "dspace"
    assert inputs.recognise(json.dumps({"_embedded": {"items": [item()]}}).encode(), "a.json") == "dspace"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('<response xmlns:dri="http://www.driver-repository.eu/namespace/dri"><header/></response>', "OpenAIRE's search API"),
        ('<ops:world-patent-data xmlns:ops="http://ops.epo.org"/>', "European Patent Office"),
        ('<search-results xmlns="http://www.w3.org/2005/Atom"/>', "an answer of Scopus"),
    ],
)
def test_xml_that_no_reader_takes_is_told_by_what_it_is(source: str, words: str) -> None:
    with pytest.raises(inputs.UnknownFormat, match=words) as told:
        inputs.recognise(source.encode(), "a.xml")
    assert told.value.hint


def test_json_of_other_services_is_told_by_what_it_is() -> None:
    from kg.syntax import json_kinds

    assert json_kinds.kind({"established": 1972, "names": [], "external_ids": []}).name == "a ROR organisation"
    assert json_kinds.kind({"userid": 1, "username": "x"}).name == "an EPrints user"
