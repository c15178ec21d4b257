"""Entries of Pure's web services to test with: look-alikes of what the READ and the CRUD API answer."""

from __future__ import annotations

import json
from typing import Any

from kg.record import Reading, Record
from kg.sources import pure_json

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
THIRD = "16fd2706-8baf-433b-82eb-8c7fada847da"
TYPES = "/dk/atira/pure/researchoutput/researchoutputtypes/"


def said(**texts: str) -> dict[str, Any]:
    """A text of the READ API in its languages."""
    return {"formatted": False, "text": [{"locale": locale, "value": value} for locale, value in texts.items()]}


def named(uri: str, word: str = "") -> dict[str, Any]:
    """A classification of the READ API."""
    return {"pureId": 7, "uri": uri, "term": said(en_GB=word)} if word else {"uri": uri}


def kind(tail: str, word: str = "") -> dict[str, Any]:
    return named(TYPES + tail, word)


def thing(uuid: str, name: str = "") -> dict[str, Any]:
    """A reference of the READ API."""
    link = {"ref": "content", "href": f"https://pure.example.org/ws/api/524/x/{uuid}"}
    return {"uuid": uuid, "link": link, **({"name": said(en_GB=name)} if name else {})}


def output(**members: Any) -> dict[str, Any]:
    given = {
        "uuid": UUID,
        "title": {"formatted": True, "value": "Rivers"},
        "type": kind("contributiontojournal/article"),
        "publicationStatuses": [],
    }
    return {key: value for key, value in {**given, **members}.items() if value is not None}


def readings(*entries: Any, trace: bool = False) -> list[Reading]:
    return list(pure_json.read("\n".join(json.dumps(entry) for entry in entries).encode(), trace=trace))


def reading(**members: Any) -> Reading:
    (one,) = readings(output(**members))
    return one


def record(**members: Any) -> Record:
    found = reading(**members).record
    assert found is not None
    return found


def codes(found: Reading) -> list[str]:
    return [one.code for one in found.issues]


def stage(status: str, year: Any = None, month: Any = None, day: Any = None, *, current: bool = False) -> dict[str, Any]:
    date = {name: value for name, value in (("year", year), ("month", month), ("day", day)) if value}
    return {"current": current, "publicationStatus": named(f"/dk/atira/pure/researchoutput/status/{status}"), "publicationDate": date}


def author(given: str, family: str, *, role: str = "contributiontojournal/author", **members: Any) -> dict[str, Any]:
    return {"name": {"firstName": given, "lastName": family}, "personRole": named(f"/dk/atira/pure/researchoutput/roles/{role}"), **members}


def version(tail: str = "publishersversion", access: str = "open", **members: Any) -> dict[str, Any]:
    return {
        "pureId": 9,
        "versionType": named(f"/dk/atira/pure/researchoutput/electronicversion/versiontype/{tail}"),
        "accessType": named(f"/dk/atira/pure/core/openaccesspermission/{access}"),
        "visibleOnPortalDate": "2020-03-28T12:00:00.000-0500",
        "creator": "someone",
        **members,
    }


def licence(tail: str, word: str) -> dict[str, Any]:
    return named(f"/dk/atira/pure/core/document/licenses/{tail}", word)


def crud(**members: Any) -> dict[str, Any]:
    """An output as the CRUD API gives it: language maps, discriminators, references by UUID only."""
    roles = "/dk/atira/pure/researchoutput/roles/contributiontojournal/author"
    return {
        "pureId": 1,
        "uuid": UUID,
        "createdBy": "root",
        "modifiedDate": "2023-08-02T10:00:00.000Z",
        "portalUrl": "https://pure.example.org/en/publications/x",
        "prettyUrlIdentifiers": ["x"],
        "previousUuids": [OTHER],
        "version": "abc",
        "title": {"value": "Rivers"},
        "subTitle": {"value": "a survey"},
        "type": {"uri": TYPES + "contributiontojournal/article", "term": {"en_US": "Article"}},
        "category": {"uri": "/dk/atira/pure/researchoutput/category/research", "term": {"en_US": "Research"}},
        "peerReview": True,
        "publicationStatuses": [
            {
                "pureId": 2,
                "current": True,
                "publicationStatus": {"uri": "/dk/atira/pure/researchoutput/status/published", "term": {"en_US": "Published"}},
                "publicationDate": {"year": 2018, "month": 3},
            }
        ],
        "language": {"uri": "/dk/atira/pure/core/languages/en_US", "term": {"en_US": "English"}},
        "contributors": [
            {
                "typeDiscriminator": "InternalContributorAssociation",
                "pureId": 3,
                "hidden": False,
                "correspondingAuthor": True,
                "name": {"firstName": "A.", "lastName": "Byron"},
                "role": {"uri": roles, "term": {"en_US": "Author"}},
                "person": {"systemName": "Person", "uuid": "11111111-1111-4111-8111-111111111111"},
                "organizations": [{"systemName": "Organization", "uuid": "22222222-2222-4222-8222-222222222222"}],
            },
            {
                "typeDiscriminator": "ExternalContributorAssociation",
                "associationHidden": False,
                "name": {"firstName": "B.", "lastName": "Delta"},
                "role": {"uri": roles},
                "externalPerson": {"systemName": "ExternalPerson", "uuid": "33333333-3333-4333-8333-333333333333"},
            },
            {
                "typeDiscriminator": "AuthorCollaborationContributorAssociation",
                "authorCollaboration": {"systemName": "AuthorCollaboration", "uuid": "44444444-4444-4444-8444-444444444444"},
            },
        ],
        "organizations": [{"systemName": "Organization", "uuid": "22222222-2222-4222-8222-222222222222"}],
        "managingOrganization": {"systemName": "Organization", "uuid": "22222222-2222-4222-8222-222222222222"},
        "electronicVersions": [
            {
                "typeDiscriminator": "DoiElectronicVersion",
                "doi": "10.5555/RIVERS",
                "accessType": {"uri": "/dk/atira/pure/core/openaccesspermission/open", "term": {"en_US": "Open"}},
                "versionType": {"uri": "/dk/atira/pure/researchoutput/electronicversion/versiontype/publishersversion"},
            }
        ],
        "journalAssociation": {
            "title": {"pureId": 4, "title": "Journal of Rivers"},
            "issn": {"pureId": 5, "issn": "0957-8765"},
            "journal": {"systemName": "Journal", "uuid": "55555555-5555-4555-8555-555555555555"},
        },
        "keywordGroups": [
            {
                "typeDiscriminator": "FreeKeywordsKeywordGroup",
                "logicalName": "keywordContainers",
                "name": {"en_US": "Keywords"},
                "keywords": [{"locale": "en_US", "freeKeywords": ["rivers"]}],
            },
            {
                "typeDiscriminator": "ClassificationsKeywordGroup",
                "logicalName": "ASJCSubjectAreas",
                "classifications": [{"uri": "/dk/atira/pure/subjectarea/asjc/1900/1911", "term": {"en_US": "Economic Geology"}}],
            },
            {
                "typeDiscriminator": "FullKeywordGroup",
                "logicalName": "/our/own/group",
                "name": {"en_US": "Our own"},
                "keywordContainers": [{"structuredKeyword": {"uri": "/our/own/group/a", "term": {"en_US": "Clay"}}}],
            },
        ],
        "abstract": {"en_US": "<p>Bends.</p>", "nl_NL": "<p>Bochten.</p>"},
        "identifiers": [
            {"typeDiscriminator": "PrimaryId", "idSource": "Scopus", "value": "84892604475"},
            {"typeDiscriminator": "Id", "idSource": "PubMed", "value": "27982610"},
            {
                "typeDiscriminator": "ClassifiedId",
                "id": "2101.00001",
                "type": {"uri": "/dk/atira/pure/ids/arxiv", "term": {"en_US": "arXiv"}},
            },
        ],
        "researchOutputs": [{"researchOutput": {"systemName": "ResearchOutput", "uuid": THIRD}}],
        "visibility": {"key": "FREE", "description": {"en_US": "Public"}},
        "workflow": {"step": "validated", "description": {"en_US": "Validated"}},
        "totalScopusCitations": 7,
        "systemName": "ResearchOutput",
        "typeDiscriminator": "ContributionToJournal",
        **members,
    }


ENTITIES: list[dict[str, Any]] = [
    {
        "uuid": "11111111-1111-4111-8111-111111111111",
        "name": {"firstName": "Ada", "lastName": "Byron"},
        "orcid": "0000-0002-1825-0097",
        "systemName": "Person",
    },
    {
        "uuid": "22222222-2222-4222-8222-222222222222",
        "name": {"en_US": "Physics"},
        "identifiers": [
            {"typeDiscriminator": "ClassifiedId", "id": "https://ror.org/03angcq70", "type": {"uri": "/dk/atira/pure/ids/ror"}}
        ],
        "systemName": "Organization",
    },
    {"uuid": "44444444-4444-4444-8444-444444444444", "name": {"en_US": "River Group"}, "systemName": "AuthorCollaboration"},
    {
        "uuid": "55555555-5555-4555-8555-555555555555",
        "titles": [{"title": "Journal of Rivers"}],
        "issns": [{"issn": "0957-8765"}],
        "additionalSearchableIssns": [{"typeDiscriminator": "ElectronicISSN", "issn": "2049-3630"}],
        "publisher": {"systemName": "Publisher", "uuid": "66666666-6666-4666-8666-666666666666"},
        "systemName": "Journal",
    },
    {"uuid": "66666666-6666-4666-8666-666666666666", "name": "Delta Press", "systemName": "Publisher"},
    {
        "uuid": "77777777-7777-4777-8777-777777777777",
        "title": {"en_US": "River Conference"},
        "lifecycle": {"startDate": "2018-03-01", "endDate": "2018-03-03"},
        "city": "Rotterdam",
        "country": {"uri": "/dk/atira/pure/core/countries/nl", "term": {"en_US": "Netherlands"}},
        "systemName": "Event",
    },
]


EVENT = {"systemName": "Event", "uuid": "77777777-7777-4777-8777-777777777777"}
