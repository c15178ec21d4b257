"""What Pure's web services give that makes no record: what is not public, other contents, changes, errors; and how all is recognised."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.sources import pure_json, pure_xml
from tests.sources.pure_entries import (
    ENTITIES,
    EVENT,
    OTHER,
    UUID,
    author,
    codes,
    crud,
    named,
    output,
    reading,
    readings,
    record,
    said,
    thing,
)

# ---- what is not public ----


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"confidential": True}, "confidential"),
        ({"visibility": {"key": "CAMPUS"}}, "CAMPUS"),
        ({"visibility": {"key": "BACKEND", "value": said(en_GB="Backend")}}, "BACKEND"),
        ({"visibility": {"key": "CONFIDENTIAL"}}, "CONFIDENTIAL"),
        ({"workflow": {"workflowStep": "forApproval", "value": said(en_GB="For approval")}}, "forApproval"),
        ({"workflow": {"step": "entryInProgress"}}, "entryInProgress"),
        ({"workflow": {"step": "forRevalidation"}}, "forRevalidation"),
        ({"workflow": {"step": "forValidation"}, "confidential": True}, "confidential and its workflow step is forValidation"),
    ],
)
def test_what_is_not_public_is_left_out_and_told(members: dict[str, Any], words: str) -> None:
    found = reading(**members)
    assert found.record is None
    assert [(one.code, one.severity) for one in found.issues] == [("R243", "warning")]
    assert words in found.issues[0].message
    assert UUID in found.issues[0].message
    assert "Rivers" not in found.issues[0].message


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"confidential": False},
        {"visibility": {"key": "FREE"}},
        {"workflow": {"workflowStep": "approved", "value": said(en_GB="Validated")}},
        {"workflow": {"step": "validated"}},
    ],
)
def test_what_is_public_is_read(members: dict[str, Any]) -> None:
    assert record(**members).rest == []


# ---- everything else ----


@pytest.mark.parametrize(
    ("entry", "code", "words"),
    [
        ({"uuid": OTHER, "name": {"firstName": "A", "lastName": "B"}, "systemName": "Person"}, "R256", "A B is a person"),
        ({"uuid": OTHER, "name": {"firstName": "A", "lastName": "B"}, "nameVariants": []}, "R256", "A B is a person"),
        (
            {
                "uuid": OTHER,
                "name": said(en_GB="Physics"),
                "type": named("/dk/atira/pure/organisation/organisationtypes/organisation/department"),
            },
            "R256",
            "Physics is an organisational unit",
        ),
        (
            {"uuid": OTHER, "name": said(en_GB="Lab"), "type": named("/dk/atira/pure/ueoexternalorganisation/x/y/academic")},
            "R256",
            "Lab is an external organisation",
        ),
        ({"uuid": OTHER, "titles": [{"value": "Rivers"}], "issns": [{"value": "0957-8765"}]}, "R256", "a journal"),
        (
            {"uuid": OTHER, "title": said(en_GB="Sonar"), "type": named("/dk/atira/pure/equipment/equipmenttypes/equipment/equipment")},
            "R256",
            "Sonar is equipment",
        ),
        ({"uuid": OTHER, "title": {"en_US": "Delta"}, "systemName": "Project"}, "R256", "Delta is a project"),
        (
            {"code": 404, "type": "NotFound", "title": "Not found", "description": "No such content"},
            "R245",
            "Not found: No such content (404)",
        ),
        ({"type": "/error", "title": "Unauthorized", "status": 401, "detail": "API key"}, "R245", "Unauthorized: API key (401)"),
        ({"swagger": "2.0", "info": {"title": "Pure API 524"}}, "R246", "Pure API 524"),
        ({"openapi": "3.0.1", "info": {"title": "Pure API"}}, "R246", "Pure API"),
        ({"count": 0, "pageInformation": {"offset": 0, "size": 10}}, "R244", "no entries (count 0)"),
        ({"count": 0, "items": []}, "R244", "no entries"),
        ({"something": "else"}, "R253", "nothing that Pure"),
        ({"uuid": UUID, "changeType": "UPDATE", "familySystemName": "ResearchOutput", "version": 3}, "R241", f"{UUID} was changed"),
        ({"uuid": UUID, "changeType": "CREATE", "familySystemName": "ResearchOutput"}, "R241", f"{UUID} was created"),
        ({"uuid": UUID, "changeType": "DELETE", "familySystemName": "ResearchOutput"}, "R257", f"{UUID} was deleted"),
        ({"uuid": UUID, "changeType": "UPDATE", "familySystemName": "StudentThesis"}, "R241", f"student thesis {UUID} was changed"),
        ({"uuid": UUID, "changeType": "CREATE", "familySystemName": "DataSet"}, "R241", f"dataset {UUID} was created"),
        ({"uuid": UUID, "changeType": "DELETE", "familySystemName": "DataSet"}, "R257", f"dataset {UUID} was deleted"),
        ({"changeType": "UPDATE", "familySystemName": "StudentThesis"}, "R242", "of student thesis (without UUID)"),
        ({"uuid": UUID, "changeType": "UPDATE", "familySystemName": "Person"}, "R242", "of a person"),
        ({"familySystemName": "ImportResult"}, "R242", "ImportResult (without UUID)"),
    ],
)
def test_everything_else_is_told_for_what_it_is(entry: dict[str, Any], code: str, words: str) -> None:
    (found,) = readings(entry)
    assert found.record is None
    assert codes(found) == [code]
    assert words in found.issues[0].message
    assert found.issues[0].mend
    assert found.issues[0].record


def test_answer_of_changes_accounts_for_each_entry() -> None:
    items = [
        {"uuid": UUID, "changeType": "UPDATE", "family": "dk.atira.pure.X", "familySystemName": "ResearchOutput", "version": 5},
        {"uuid": OTHER, "changeType": "UPDATE", "familySystemName": "ImportResult", "version": -1},
        {"familySystemName": "Person"},
    ]
    answer = {"count": 3, "resumptionToken": "eyJzZXF1ZW5jZU51bWJlciI6MX0=", "moreChanges": True, "items": items}
    found = list(pure_json.read(json.dumps(answer).encode()))
    assert [codes(one) for one in found] == [["R241"], ["R242"], ["R242"]]
    assert f"/ws/api/research-outputs/{UUID}" in found[0].issues[0].mend


@pytest.mark.parametrize("data", [b"", b"   \n", b"[]", b'{"items": []}'])
def test_file_without_entries_is_told(data: bytes) -> None:
    (found,) = pure_json.read(data)
    assert found.record is None
    assert codes(found)[0] in ("R244", "R253")


@pytest.mark.parametrize("depth", [60, 100, 50_000])
def test_nesting_without_end_is_told_and_the_others_go_on(depth: int) -> None:
    deep = '{"uuid": "x", "publicationStatuses": ' + "[" * depth + "]" * depth + "}"
    first, second = pure_json.read(f"{deep}\n{json.dumps(output())}".encode())
    assert (first.record is None) == (depth > 64)
    assert second.record is not None


def test_broken_entry_is_told_and_the_others_go_on() -> None:
    lines = [json.dumps(output()), '{"uuid": "x", ', json.dumps(output(uuid=OTHER))]
    found = list(pure_json.read("\n".join(lines).encode()))
    assert [one.record is not None for one in found] == [True, False, True]
    assert [one.code for one in found[1].issues] == ["R001"]


@pytest.mark.parametrize(
    "members",
    [
        {"title": "text"},
        {"type": "article"},
        {"type": []},
        {"personAssociations": {"name": 1}},
        {"personAssociations": [1, None, [], "x"]},
        {"publicationStatuses": "published"},
        {"publicationStatuses": [{"publicationDate": {"year": "soon", "month": [], "day": {}}, "publicationStatus": None}]},
        {"electronicVersions": [{"doi": {}}, {"file": "x"}, {"link": 3}]},
        {"keywordGroups": [{"keywordContainers": [{"freeKeywords": ["a"]}, "b"]}]},
        {"journalAssociation": "Rivers"},
        {"event": [], "publisher": 1, "language": 2, "country": 3},
        {"info": [], "visibility": [], "workflow": ""},
        {"fingerprint": {"concepts": [{"rank": "high"}, {"rank": -1e400}]}},
        {"abstract": "plain"},
        {"totalNumberOfAuthors": "9" * 5000, "totalScopusCitations": "\u00b2", "numberOfPages": "9" * 5000},
        {"totalNumberOfAuthors": "\u00b2", "scopusMetrics": [{"value": "\u00b2", "year": "9" * 5000}]},
    ],
)
def test_values_of_another_kind_are_kept_and_nothing_raises(members: dict[str, Any]) -> None:
    first = readings(output(**members))
    assert first == readings(output(**members))
    assert len(first) == 1


def test_a_trace_changes_no_record_and_leads_into_the_file() -> None:
    entries = [*ENTITIES, crud(event=EVENT), output(personAssociations=[author("A", "Byron", person=thing(OTHER, "Ada Byron"))])]
    plain, traced = readings(*entries), readings(*entries, trace=True)
    assert [one.record for one in plain] == [one.record for one in traced]
    assert [one.issues for one in plain] == [one.issues for one in traced]
    places = traced[-1].places
    assert places is not None
    assert places["titles[0]"].raw == '"Rivers"'
    assert "" not in places
    assert places["contributors[0].agent.name"].pointer == "/personAssociations/0/person/name/text/0/value"


# ---- recognition ----


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (json.dumps(output()), "pure-json"),
        (json.dumps(crud()), "pure-json"),
        (json.dumps({"count": 1, "items": [output()]}), "pure-json"),
        (json.dumps({"count": 0, "pageInformation": {"offset": 0}}), "pure-json"),
        (json.dumps(ENTITIES[0]), "pure-json"),
        (json.dumps({"count": 1, "resumptionToken": "e", "items": [{"familySystemName": "Person"}]}), "pure-json"),
        ('{"swagger":"2.0","info":{"title":"Pure API 524"}}', "pure-json"),
        ('{"code": 403, "type": "FORBIDDEN", "title": "Forbidden", "description": "No access"}', "pure-json"),
        ('{"type": "/error", "title": "Unauthorized", "status": 401, "detail": "API key"}', "pure-json"),
        (json.dumps(output()).replace("/", "\\/"), "pure-json"),
        ('{"status": "ok", "message-type": "work", "message": {"DOI": "10.5555/1", "type": "journal-article"}}', "crossref"),
        ('[{"id": "a", "type": "article-journal", "title": "T"}]', "csl-json"),
        (
            '<result><items><contributionToJournal uuid="x"><type uri="/dk/atira/pure/a/b"/></contributionToJournal></items></result>',
            "pure-xml",
        ),
        ("<result><count>0</count><pageInformation><offset>0</offset></pageInformation></result>", "pure-xml"),
        ('<?xml version="1.0"?><thesis uuid="x"><type uri="/dk/atira/pure/a/b"/></thesis>', "pure-xml"),
    ],
)
def test_is_recognised_by_its_content(text: str, format: str) -> None:
    from kg import inputs

    assert inputs.recognise(text.encode(), "<stdin>") == format


def test_reader_of_another_format_names_this_one() -> None:
    from kg.sources import crossref, csl_json

    for reader in (csl_json, crossref):
        for entry in (output(), crud(), ENTITIES[0]):
            (found,) = reader.read(json.dumps({**entry, "type": "x"}).encode())
            assert found.record is None
            assert "Pure" in found.issues[0].message
            assert "--from pure-json" in found.issues[0].mend


@pytest.mark.parametrize(
    "text",
    ["<result><items/></result>", "<html><body>/dk/atira/pure/</body></html>", '<result xmlns="urn:x"><a/></result>', "words", "{}"],
)
def test_other_files_are_not_taken(text: str) -> None:
    assert (pure_json.detect(text, "a.json"), pure_xml.detect(text, "a.xml")) == (0, 0)
