"""Student theses and datasets of Pure's web services, of the READ and the CRUD API, as JSON and XML."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.record import Agent, Contributor, File, Identifier, Link, Record, Relation, Text
from kg.sources import pure_json, pure_xml
from kg.sources.pure_api_entities import Known
from tests.sources.pure_entries import ENTITIES, OTHER, THIRD, UUID, codes, named, readings, said, thing

THESES = "/dk/atira/pure/studentthesis/"
DATA = "/dk/atira/pure/dataset/"
BY = "https://creativecommons.org/licenses/by/4.0/"
FREE = {"key": "FREE", "value": said(en_GB="Public")}
BACKEND = {"key": "BACKEND", "value": said(en_GB="Backend")}


def person(given: str, family: str, uuid: str, role: str) -> dict[str, Any]:
    own = {**thing(uuid), "name": {"formatted": False, "text": [{"value": f"{given} {family}"}]}}
    return {"person": own, "name": {"firstName": given, "lastName": family}, "associationHidden": False, "personRole": named(role, "Role")}


def student_thesis(**members: Any) -> dict[str, Any]:
    """As the READ API gives it."""
    given = {
        "pureId": 1,
        "externalId": "eprint-1",
        "externalIdSource": "importedStudentThesis",
        "uuid": UUID,
        "title": "Rivers",
        "subTitle": "how they bend",
        "translatedTitle": said(nl_NL="Rivieren"),
        "type": named(THESES + "studentthesistypes/studentthesis/phd", "PhD Thesis"),
        "language": named("/dk/atira/pure/core/languages/en_GB", "English"),
        "awardDate": {"year": 2019, "month": 11, "day": 16},
        "personAssociations": [person("Ada", "Byron", OTHER, THESES + "roles/studentthesis/author")],
        "supervisors": [person("Cy", "Delta", THIRD, THESES + "roles/internalexternal/studentthesis/supervisor")],
        "awardingInstitutions": [{"pureId": 2, "externalOrganisationalUnit": thing(THIRD, "University of Rivers")}],
        "organisationalUnits": [thing(OTHER, "Physics")],
        "sponsors": [thing(OTHER, "River Fund")],
        "abstract": {"formatted": True, "text": [{"locale": "en_GB", "value": "<p>Bends.</p>"}]},
        "keywordGroups": [
            {"logicalName": "keywordContainers", "keywordContainers": [{"freeKeywords": [{"locale": "en_GB", "freeKeywords": ["rivers"]}]}]}
        ],
        "documents": [
            {
                "title": "Thesis",
                "url": "https://pure.example.org/ws/files/1/t.pdf",
                "documentType": named("/dk/atira/pure/core/document/studentthesisdoctypes/thesis", "Thesis"),
                "documentLicense": named("/dk/atira/pure/core/document/licenses/cc_by_4_0", "CC BY 4.0"),
                "visibility": FREE,
                "creator": "someone",
            },
            {"title": "Report", "url": "https://pure.example.org/ws/files/2/secret.pdf", "visibility": BACKEND},
        ],
        "links": [{"url": "https://repository.example.org/1", "description": said(en_GB="Copy")}],
        "relatedDataSets": [thing(THIRD, "Depths")],
        "confidential": False,
        "visibility": FREE,
        "workflow": {"workflowStep": "approved", "value": said(en_GB="Validated")},
        "info": {"modifiedDate": "2020-01-02T10:00:00Z", "portalUrl": "https://pure.example.org/en/studentTheses/1", "createdBy": "x"},
    }
    return {**given, **members}


def dataset(**members: Any) -> dict[str, Any]:
    """As the READ API gives it."""
    given = {
        "uuid": UUID,
        "title": said(en_GB="Depths", nl_NL="Diepten"),
        "type": named(DATA + "datasettypes/dataset/dataset", "Dataset"),
        "descriptions": [
            {"value": said(en_GB="<p>Measured.</p>"), "classification": named(DATA + "descriptions/datasetdescription", "Description")},
            {"value": said(en_GB="By sonar."), "classification": named(DATA + "descriptions/method", "Method")},
        ],
        "temporalCoveragePeriod": {"startDate": {"year": 2001}, "endDate": {"year": 2003}},
        "geographicalCoverage": said(en_GB="The Meuse"),
        "personAssociations": [
            person("Ada", "Byron", OTHER, DATA + "roles/dataset/creator"),
            person("Cy", "Delta", THIRD, DATA + "roles/dataset/datamanager"),
        ],
        "publisher": thing(THIRD, "River Archive"),
        "doi": "10.5555/DEPTHS",
        "publicationDate": {"year": 2020, "month": 3},
        "openAccessPermission": named("/dk/atira/pure/core/openaccesspermission/open", "Open"),
        "documents": [{"title": "depths.csv", "url": "https://pure.example.org/ws/files/3/depths.csv", "visibility": FREE}],
        "relatedResearchOutputs": [thing(OTHER, "Rivers")],
        "visibility": FREE,
    }
    return {**given, **members}


def only(entry: dict[str, Any], *beside: dict[str, Any]) -> Record:
    found = readings(*beside, entry)[-1]
    assert found.record is not None
    assert codes(found) == []
    return found.record


def ids(*uuids: str) -> list[Identifier]:
    return [Identifier("pure-uuid", uuid) for uuid in uuids]


# ---- READ API ----


def test_student_thesis_is_a_thesis() -> None:
    found = only(student_thesis())
    assert (found.type, found.degree_kind, found.awarded, found.languages) == ("thesis-doctoral", "phd", "2019-11-16", ["en-GB"])
    assert found.identifiers == [*ids(UUID), Identifier("local", "importedStudentThesis:eprint-1")]
    assert (found.titles, found.other_titles) == ([Text("Rivers: how they bend", "en-GB")], [Text("Rivieren", "nl-NL")])
    assert found.contributors == [
        Contributor(Agent("Ada Byron", given="Ada", family="Byron", identifiers=ids(OTHER))),
        Contributor(Agent("Cy Delta", given="Cy", family="Delta", identifiers=ids(THIRD)), "supervisor"),
    ]
    assert found.institution == Agent("University of Rivers", "organisation", identifiers=ids(THIRD))
    assert [one.funder.name for one in found.funding if one.funder] == ["River Fund"]
    assert (found.abstracts, found.keywords) == ([Text("Bends.", "en-GB")], [Text("rivers", "en-GB")])
    assert found.links == [Link("https://pure.example.org/en/studentTheses/1"), Link("https://repository.example.org/1", "see-also")]
    assert found.relations == [Relation("related", identifier=ids(THIRD)[0], text="Depths")]
    assert (found.access, found.record_modified) == ("open", "2020-01-02")


def test_document_that_not_everybody_may_see_is_no_file() -> None:
    (read,) = readings(student_thesis())
    assert read.record is not None
    assert read.record.files == [File("https://pure.example.org/ws/files/1/t.pdf", name="Thesis", licence=BY, access="open")]
    assert ("a document that not everybody may see") in [reason for _, _, reason in read.not_carried]
    assert "secret" not in repr(read.record)


def test_document_under_embargo_says_until_when() -> None:
    document = {"url": "https://pure.example.org/ws/files/1/t.pdf", "visibility": FREE, "embargoDate": "2031-01-01T00:00:00Z"}
    found = only(student_thesis(documents=[document]))
    assert found.files == [File("https://pure.example.org/ws/files/1/t.pdf", embargo_end="2031-01-01")]
    assert found.access == ""


@pytest.mark.parametrize(
    ("tail", "word", "kind", "told"),
    [
        ("master", "Master Thesis", "thesis-master", []),
        ("mres", "Master's thesis", "thesis-master", []),
        ("own", "Bachelor Thesis", "thesis-bachelor", []),
        ("own", "Essay", "thesis", ["R247"]),
    ],
)
def test_type_of_a_student_thesis_is_that_of_its_words(tail: str, word: str, kind: str, told: list[str]) -> None:
    (found,) = readings(student_thesis(type=named(f"{THESES}studentthesistypes/studentthesis/{tail}", word)))
    assert found.record is not None
    assert (found.record.type, codes(found)) == (kind, told)


def test_dataset_is_a_dataset() -> None:
    found = only(dataset())
    assert (found.type, found.issued, found.access) == ("dataset", "2020-03", "open")
    assert found.titles == [Text("Depths", "en-GB"), Text("Diepten", "nl-NL")]
    assert (found.abstracts, found.notes) == ([Text("Measured.", "en-GB")], [Text("By sonar.", "en-GB")])
    assert found.identifiers == [*ids(UUID), Identifier("doi", "10.5555/depths")]
    assert [(one.agent.name, one.role) for one in found.contributors] == [("Ada Byron", "author"), ("Cy Delta", "data-manager")]
    assert found.publisher == Agent("River Archive", "organisation", identifiers=ids(THIRD))
    assert found.files == [File("https://pure.example.org/ws/files/3/depths.csv", name="depths.csv", access="open")]
    assert found.relations == [Relation("related", identifier=ids(OTHER)[0], text="Rivers")]
    assert {"The Meuse", "2001", "2003"} <= {value for _, value in found.rest}


def test_software_among_the_datasets_is_software() -> None:
    assert only(dataset(type=named(DATA + "datasettypes/dataset/software", "Software"))).type == "software"


@pytest.mark.parametrize("entry", [student_thesis(), dataset()])
@pytest.mark.parametrize("members", [{"confidential": True}, {"visibility": BACKEND}, {"workflow": {"workflowStep": "forApproval"}}])
def test_what_is_not_public_is_left_out(entry: dict[str, Any], members: dict[str, Any]) -> None:
    (found,) = readings({**entry, **members})
    assert (found.record, codes(found)) == (None, ["R243"])
    (read,) = pure_json.read(json.dumps({**entry, **members}).encode(), known=Known(hidden=True))
    assert read.record is not None


# ---- CRUD API ----


def ref(kind: str, uuid: str) -> dict[str, str]:
    return {"systemName": kind, "uuid": uuid}


PERSON, UNIT, PUBLISHER = ENTITIES[0]["uuid"], ENTITIES[1]["uuid"], ENTITIES[4]["uuid"]


def test_student_thesis_of_the_crud_api_is_joined() -> None:
    entry = {
        "uuid": UUID,
        "systemName": "StudentThesis",
        "previousUuids": [OTHER],
        "title": {"value": "Rivers"},
        "type": {"uri": THESES + "studentthesistypes/studentthesis/master", "term": {"en_GB": "Master's Thesis"}},
        "language": {"uri": "/dk/atira/pure/core/languages/nl_NL", "term": {"en_GB": "Dutch"}},
        "awardDate": {"year": 2019},
        "contributors": [
            {
                "typeDiscriminator": "InternalContributorAssociation",
                "name": {"firstName": "A.", "lastName": "Byron"},
                "role": {"uri": THESES + "roles/studentthesis/author"},
                "person": ref("Person", PERSON),
                "organizations": [ref("Organization", UNIT)],
            }
        ],
        "supervisors": [
            {"person": ref("Person", PERSON), "role": {"uri": THESES + "roles/internalexternal/studentthesis/cosupervisor"}},
        ],
        "awardingInstitutions": [{"organizationRef": ref("Organization", UNIT)}],
        "documents": [
            {
                "fileId": "7",
                "fileName": "t.pdf",
                "mimeType": "application/pdf",
                "size": 12,
                "url": "https://pure.example.org/ws/api/files/7/t.pdf",
                "type": {"uri": "/dk/atira/pure/core/document/studentthesisdoctypes/thesis"},
                "license": {"uri": "/dk/atira/pure/core/document/licenses/cc_by", "term": {"en_GB": "CC BY 4.0"}},
                "versionType": {"uri": "/dk/atira/pure/core/document/versiontype/publishersversion"},
                "visibility": {"key": "FREE"},
            }
        ],
        "datasets": [ref("DataSet", THIRD)],
        "visibility": {"key": "FREE"},
        "workflow": {"step": "approved"},
    }
    found = only(entry, *ENTITIES[:2])
    assert (found.type, found.awarded, found.languages) == ("thesis-master", "2019", ["nl-NL"])
    assert [(one.agent.name, one.role, [unit.name for unit in one.affiliations]) for one in found.contributors] == [
        ("Ada Byron", "author", ["Physics"]),
        ("Ada Byron", "supervisor", []),
    ]
    assert Identifier("orcid", "0000-0002-1825-0097") in found.contributors[0].agent.identifiers
    assert found.institution is not None
    assert found.institution.name == "Physics"
    url = "https://pure.example.org/ws/api/files/7/t.pdf"
    assert found.files == [File(url, name="t.pdf", media_type="application/pdf", size=12, version="VoR", licence=BY, access="open")]
    assert found.relations == [Relation("related", identifier=ids(THIRD)[0])]


def test_dataset_of_the_crud_api_is_joined() -> None:
    creator = {
        "name": {"firstName": "A.", "lastName": "Byron"},
        "role": {"uri": DATA + "roles/dataset/creator", "term": {"en_GB": "Creator"}},
        "person": ref("Person", PERSON),
    }
    entry = {
        "uuid": UUID,
        "systemName": "DataSet",
        "title": {"en_GB": "Depths"},
        "descriptions": [{"value": {"en_GB": "Measured."}, "type": {"uri": DATA + "descriptions/datasetdescription"}}],
        "doi": {
            "doi": "10.5555/depths",
            "accessType": {"uri": "/dk/atira/pure/core/openaccesspermission/open"},
            "licenseType": {"uri": "/dk/atira/pure/core/document/licenses/cc_by", "term": {"en_GB": "CC BY 4.0"}},
        },
        "type": {"uri": DATA + "datasettypes/dataset/dataset", "term": {"en_GB": "Dataset"}},
        "publisher": ref("Publisher", PUBLISHER),
        "publicationAvailableDate": {"year": 2020, "month": 3, "day": 4},
        "persons": [{**creator, "typeDiscriminator": "InternalDataSetPersonAssociation"}],
        "contributors": [{**creator, "typeDiscriminator": "DataSetInternalContributorAssociation"}],
        "researchOutputs": [{"researchOutput": ref("ResearchOutput", OTHER)}],
        "studentTheses": [{"studentThesis": ref("StudentThesis", THIRD)}],
        "visibility": {"key": "FREE"},
    }
    found = only(entry, ENTITIES[0], ENTITIES[4])
    assert (found.type, found.issued, found.access, found.licences) == ("dataset", "2020-03-04", "open", [BY])
    assert found.identifiers == [*ids(UUID), Identifier("doi", "10.5555/depths")]
    assert [one.agent.name for one in found.contributors] == ["Ada Byron"]
    assert found.publisher is not None
    assert found.publisher.name == "Delta Press"
    assert found.relations == [Relation("related", identifier=one) for one in ids(OTHER, THIRD)]
    assert found.rest == []
    alone = only({key: value for key, value in entry.items() if key != "contributors"}, ENTITIES[0], ENTITIES[4])
    assert alone.contributors == found.contributors


# ---- XML ----


def as_xml(name: str, value: Any) -> str:
    """A value of the READ API as its XML has it."""
    if isinstance(value, list):
        return f"<{name}>{''.join(as_xml(_single(name), one) for one in value)}</{name}>"
    if not isinstance(value, dict):
        return f"<{name}>{_escaped(value)}</{name}>"
    if name != "text" and "text" in value:
        texts = "".join(f"<text{_locale(one)}>{_escaped(one['value'])}</text>" for one in value["text"])
        return f"<{name}>{texts}</{name}>"
    attributes = "".join(f' {key}="{_escaped(value[key])}"' for key in _ATTRIBUTES if key in value)
    return f"<{name}{attributes}>{''.join(as_xml(key, one) for key, one in value.items() if key not in _ATTRIBUTES)}</{name}>"


_ATTRIBUTES = ("uuid", "uri", "key", "pureId", "externalId", "externalIdSource", "logicalName")
_SINGLES = {"freeKeywords": "freeKeyword", "keywordContainers": "keywordContainer", "relatedDataSets": "relatedDataSet"}


def _locale(text: dict[str, str]) -> str:
    return f' locale="{text["locale"]}"' if "locale" in text else ""


def _single(name: str) -> str:
    return _SINGLES.get(name, name.removesuffix("s"))


def _escaped(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@pytest.mark.parametrize(("name", "entry"), [("studentThesis", student_thesis(keywordGroups=[])), ("dataSet", dataset())])
@pytest.mark.parametrize("inside", [True, False])
def test_xml_says_the_same_as_json(name: str, entry: dict[str, Any], inside: bool) -> None:
    element = as_xml(name, entry)
    data = f"<result><count>1</count><items>{element}</items></result>" if inside else element
    (found,) = pure_xml.read(data.encode())
    (known,) = readings(entry)
    assert found.record is not None
    assert known.record is not None
    for field in Record.__struct_fields__:
        if field not in ("origin", "rest"):
            assert getattr(found.record, field) == getattr(known.record, field), field


@pytest.mark.parametrize("name", ["studentThesis", "dataSet"])
def test_changes_in_xml_are_told(name: str) -> None:
    family = name[0].upper() + name[1:]
    item = f'<contentChange uuid="{UUID}"><changeType>DELETE</changeType><familySystemName>{family}</familySystemName></contentChange>'
    (found,) = pure_xml.read(f"<result><count>1</count><items>{item}</items></result>".encode())
    assert codes(found) == ["R257"]
