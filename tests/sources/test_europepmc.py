"""Europe PMC: JSON and XML, lite and core, and what is no result."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

import pytest

from kg import resources
from kg.record import Agent, Concept, File, Grant, Identifier, Link, Metric, Reading, Record, Relation, Text
from kg.sources import csl_json, europepmc, pubmed_xml

CORE: dict[str, Any] = {
    "id": "12",
    "source": "MED",
    "pmid": "12",
    "pmcid": "PMC34",
    "doi": "10.1021/AC1",
    "title": "On <i>rivers</i>.",
    "authorString": "Doe J, Roe R.",
    "authorList": {
        "author": [
            {
                "fullName": "Doe J",
                "firstName": "Jane",
                "lastName": "Doe",
                "initials": "J",
                "authorId": {"type": "ORCID", "value": "0000-0002-1825-0097"},
                "authorAffiliationDetailsList": {"authorAffiliation": [{"affiliation": "Dept, Delft. jane@example.org."}]},
            },
            {"fullName": "Roe R", "lastName": "Roe", "initials": "R"},
            {"collectiveName": "River Study Group"},
        ]
    },
    "authorIdList": {"authorId": [{"type": "ORCID", "value": "0000-0002-1825-0097"}]},
    "journalInfo": {
        "issue": "9",
        "volume": "76",
        "journalIssueId": 5,
        "dateOfPublication": "2004 May",
        "yearOfPublication": 2004,
        "monthOfPublication": 5,
        "printPublicationDate": "2004-05-01",
        "journal": {
            "title": "Annals of rivers",
            "ISOAbbreviation": "Ann Riv",
            "medlineAbbreviation": "Ann Riv",
            "NLMid": "037",
            "ISSN": "0003-2700",
            "ESSN": "1520-6882",
        },
    },
    "pubYear": "2004",
    "pageInfo": "2425-9",
    "abstractText": "<h4>Aim</h4>To see. <h4>Result</h4>Seen.",
    "language": "eng",
    "pubTypeList": {"pubType": ["research-article", "Review", "Journal Article", "Research Support, Non-U.S. Gov't"]},
    "publicationStatus": "ppublish",
    "keywordList": {"keyword": ["rivers", "rivers"]},
    "meshHeadingList": {
        "meshHeading": [
            {
                "majorTopic_YN": "N",
                "descriptorName": "Fish",
                "meshQualifierList": {"meshQualifier": [{"abbreviation": "GE", "qualifierName": "genetics", "majorTopic_YN": "Y"}]},
            }
        ]
    },
    "chemicalList": {"chemical": [{"name": "Water", "registryNumber": "0"}, {"name": "Salt", "registryNumber": "451W47IQ8X"}]},
    "grantsList": {"grant": [{"grantId": "R01", "agency": "NIH", "acronym": "HL", "orderIn": 0}]},
    "commentCorrectionList": {
        "commentCorrection": [
            {"id": "99", "source": "MED", "reference": "Riv. 2005", "type": "Erratum in", "orderIn": 1},
            {"id": "PPR7", "source": "PPR", "reference": "Pre", "type": "Preprint of", "orderIn": 2},
            {"reference": "Riv. 2006", "type": "Odd link", "orderIn": 3},
        ]
    },
    "fullTextUrlList": {
        "fullTextUrl": [
            {
                "availability": "Open access",
                "availabilityCode": "OA",
                "documentStyle": "pdf",
                "site": "Europe_PMC",
                "url": "https://e.org/a.pdf",
            },
            {
                "availability": "Subscription required",
                "availabilityCode": "S",
                "documentStyle": "doi",
                "site": "DOI",
                "url": "https://doi.org/10.1021/ac1",
            },
            {
                "availability": "Subscription required",
                "availabilityCode": "S",
                "documentStyle": "html",
                "site": "X",
                "url": "https://e.org/a",
            },
            {"availability": "?", "availabilityCode": "Q", "documentStyle": "doi", "site": "X", "url": "https://e.org/b"},
        ]
    },
    "isOpenAccess": "Y",
    "inEPMC": "Y",
    "hasPDF": "Y",
    "citedByCount": 3,
    "license": "cc by",
    "dateOfCompletion": "2004-06-01",
    "dateOfRevision": "2005-06-01",
    "electronicPublicationDate": "2004-01-17",
    "firstPublicationDate": "2004-01-17",
}


def answer(*results: Any, **members: Any) -> bytes:
    return json.dumps({"version": "6.9", "hitCount": len(results), **members, "resultList": {"result": list(results)}}).encode()


def xml(value: Any, name: str) -> str:
    if isinstance(value, list):
        return "".join(xml(part, name) for part in value)
    if isinstance(value, dict):
        attribute = f' type="{value["type"]}"' if name == "authorId" else ""
        inside = escape(value["value"]) if name == "authorId" else "".join(xml(part, key) for key, part in value.items())
        return f"<{name}{attribute}>{inside}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"


def read(*results: Any) -> list[Reading]:
    return list(europepmc.read(answer(*results)))


def record(**members: Any) -> Record:
    (reading,) = read({"id": "1", "source": "MED", "title": "T", **members})
    assert reading.record is not None
    return reading.record


def test_reads_a_core_result() -> None:
    (reading,) = read(CORE)
    made = reading.record
    assert made is not None
    assert [found.code for found in reading.issues] == ["R323"]
    assert made.identifiers == [Identifier("doi", "10.1021/ac1"), Identifier("pmid", "12"), Identifier("pmcid", "PMC34")]
    assert (made.type, made.status, made.genre, made.languages) == ("review-article", "published", [], ["en"])
    assert (made.titles, made.abstracts) == ([Text("On rivers", "en")], [Text("Aim: To see.\n\nResult: Seen.", "en")])
    assert [(one.agent.name, one.agent.kind) for one in made.contributors] == [
        ("Jane Doe", "person"), ("R Roe", "person"), ("River Study Group", "organisation"),
    ]  # fmt: skip
    assert made.contributors[0].agent.identifiers == [Identifier("orcid", "0000-0002-1825-0097")]
    assert made.contributors[0].affiliations == [Agent("Dept, Delft", "organisation")]
    assert made.container is not None
    assert (made.container.titles, made.container.short) == ([Text("Annals of rivers")], [Text("Ann Riv")])
    assert made.container.identifiers == [Identifier("issn", "0003-2700"), Identifier("eissn", "1520-6882"), Identifier("nlm", "037")]
    assert (made.volume, made.issue, made.page_start, made.page_end) == ("76", "9", "2425", "2429")
    assert (made.issued, made.online, made.record_modified) == ("2004-05", "2004-01-17", "2005-06-01")
    assert made.keywords == [Text("rivers")]
    assert made.concepts == [
        Concept("mesh", Text("Fish", "en")),
        Concept("mesh", Text("Fish/genetics", "en"), weight="1"),
        Concept("mesh", Text("Water", "en")),
        Concept("mesh", Text("Salt", "en")),
    ]
    assert made.funding == [Grant(Agent("NIH", "organisation"), "R01")]
    assert made.funding_text == [Text("Research Support, Non-U.S. Gov't", "en")]
    assert made.relations == [
        Relation("corrected-by", identifier=Identifier("pmid", "99")),
        Relation("has-preprint", iri="https://europepmc.org/article/PPR/PPR7"),
        Relation("related", text="Riv. 2006"),
    ]
    assert made.files == [
        File("https://e.org/a.pdf", "Europe PMC", "application/pdf", access="open"),
        File("https://e.org/a", "X", "text/html", access="restricted"),
    ]
    assert made.links == [Link("https://e.org/b")]
    assert (made.access, made.rights, made.metrics) == ("open", [Text("cc by")], [Metric(3, "Europe PMC")])
    assert made.derived_from == ["https://www.ebi.ac.uk/europepmc/webservices/rest/article/MED/12?resultType=core"]
    assert [value for _, value in made.rest] == ["jane@example.org", "451W47IQ8X", "Riv. 2005", "Pre", "Odd link"]


def test_xml_and_json_say_the_same() -> None:
    source = f"<responseWrapper><hitCount>1</hitCount><resultList>{xml(CORE, 'result')}</resultList></responseWrapper>"
    (one,), (other,) = list(europepmc.read(source.encode())), read(CORE)
    assert one.record is not None
    assert other.record is not None
    for field in one.record.__struct_fields__:
        if field not in ("origin", "rest"):
            assert getattr(one.record, field) == getattr(other.record, field), field
    assert [value for _, value in one.record.rest] == [value for _, value in other.record.rest]
    assert len(one.not_carried) == len(other.not_carried)


def test_reads_a_lite_result() -> None:
    made = record(
        authorString="Doe JA, van der Berg R, River Study Group.",
        journalTitle="Ann Riv",
        issue="9",
        journalVolume="76",
        pubYear="2004",
        journalIssn="0003-2700; 1520-6882; ",
        pageInfo="e12",
        pubType="review; journal article",
        firstPublicationDate="2004-01-17",
    )
    assert [one.agent.name for one in made.contributors] == ["J A Doe", "R van der Berg", "River Study Group"]
    assert made.container is not None
    assert (made.container.titles, len(made.container.identifiers)) == ([Text("Ann Riv")], 2)
    assert (made.type, made.volume, made.issue, made.article_number, made.issued) == ("review-article", "76", "9", "e12", "2004-01-17")
    assert made.rest == []


@pytest.mark.parametrize(
    ("info", "rest", "issued", "codes"),
    [
        ({"dateOfPublication": "2004 May-Jun"}, {}, "2004", ["R321"]),
        ({"dateOfPublication": "soon", "yearOfPublication": 2004}, {}, "2004", ["R008"]),
        ({"yearOfPublication": 2004, "monthOfPublication": 0}, {}, "2004", []),
        ({"yearOfPublication": 2004, "monthOfPublication": 11}, {}, "2004-11", []),
        ({}, {"pubYear": "2004", "firstPublicationDate": "2000-04-19"}, "2004", []),
        ({}, {"pubYear": "2004"}, "2004", []),
    ],
)
def test_no_day_is_made_up(info: dict[str, Any], rest: dict[str, Any], issued: str, codes: list[str]) -> None:
    (reading,) = read({"id": "1", "source": "MED", "title": "T", "journalInfo": info, **rest})
    assert reading.record is not None
    assert (reading.record.issued, [found.code for found in reading.issues]) == (issued, codes)


@pytest.mark.parametrize(
    ("source", "type", "identifiers", "number"),
    [
        ("PPR", "preprint", [Identifier("local", "PPR:X1")], ""),
        ("ETH", "thesis", [Identifier("local", "ETH:X1")], ""),
        ("PAT", "patent", [], "X1"),
        ("PMC", "journal-article", [Identifier("local", "PMC:X1")], ""),
        ("ZZZ", "other", [Identifier("local", "ZZZ:X1")], ""),
    ],
)
def test_a_record_from_elsewhere_has_its_own_number_and_page(source: str, type: str, identifiers: list[Identifier], number: str) -> None:
    made = record(source=source, id="X1")
    assert (made.type, made.identifiers, made.number) == (type, identifiers, number)
    assert made.links == [Link(f"https://europepmc.org/article/{source}/X1")]


def test_a_patent_has_inventors_an_assignee_and_its_numbers() -> None:
    made = record(
        source="PAT",
        id="UA1",
        authorList={"author": [{"fullName": "DOE JANE", "lastName": "DOE JANE"}]},
        affiliation="RIVER LTD",
        pubTypeList={"pubType": ["Patent"]},
        patentDetails={
            "countryCode": "UA",
            "typeCode": "C2",
            "classifierList": {
                "classifier": [
                    {"classification": "C12G3/06", "classificationType": "IPC"},
                    {"classification": "Z", "classificationType": "X"},
                ]
            },
            "application": {"applicationNumber": "UA2", "applicationDate": "2000-04-19", "orderIn": 0},
            "priorityList": {"priority": [{"priorityNumber": "UA2", "priorityDate": "2000-04-19", "orderIn": 1}]},
        },
        pubYear="2004",
        firstPublicationDate="2000-04-19",
    )
    assert [(one.role, one.agent) for one in made.contributors] == [
        ("inventor", Agent("DOE JANE")), ("assignee", Agent("RIVER LTD", "organisation")),
    ]  # fmt: skip
    assert (made.number, made.country, made.submitted, made.issued) == ("UA1 C2", "UA", "2000-04-19", "2004")
    assert made.identifiers == [
        Identifier("ipc", "C12G3/06"),
        Identifier("application", "UA2"),
        Identifier("priority", "UA2"),
        Identifier("priority-date", "2000-04-19"),
    ]
    assert [value for _, value in made.rest] == ["Z", "X"]


def test_a_book_has_publisher_isbn_and_pages() -> None:
    made = record(
        source="NBK",
        bookOrReportDetails={
            "publisher": "Delta Press",
            "edition": "2nd",
            "numberOfPages": 20,
            "isbn13": "9781860163593",
            "seriesName": "Waters",
            "yearOfPublication": 2009,
        },
    )
    assert made.publisher == Agent("Delta Press", "organisation")
    assert (made.type, made.edition, made.num_pages, made.issued, made.series[0].titles) == ("book", "2nd", 20, "2009", [Text("Waters")])
    assert Identifier("isbn", "9781860163593") in made.identifiers


def test_the_affiliation_beside_the_authors_is_the_first_ones() -> None:
    made = record(authorString="Doe J.", affiliation="Dept, Delft. jane@example.org")
    assert made.contributors[0].affiliations == [Agent("Dept, Delft", "organisation")]
    assert [value for _, value in made.rest] == ["jane@example.org"]


def test_a_translated_title_is_english() -> None:
    assert record(title="[On rivers].", language="ger").titles == [Text("On rivers", "en")]
    assert record(title="Fleuves", language="fre").titles == [Text("Fleuves")]


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (answer(), ["R007"]),
        (b"<responseWrapper><hitCount>0</hitCount><resultList/></responseWrapper>", ["R007"]),
        (answer({"errCode": 404, "errMsg": "no"}), ["R326"]),
        (answer(5), ["R006"]),
        (answer(CORE)[:-40], ["R001"]),
        (b"<responseWrapper><resultList><result><id>1</id></resultList></responseWrapper>", ["R001"]),
    ],
)
def test_what_is_no_result_is_told(source: bytes, codes: list[str]) -> None:
    (reading,) = europepmc.read(source)
    assert reading.record is None
    assert [found.code for found in reading.issues] == codes


def test_values_of_a_wrong_kind_stop_nothing() -> None:
    (reading,) = read(
        {"source": ["MED"], "title": {"a": 1}, "authorList": "x", "journalInfo": "y", "id": 5, "authorString": "A B", "pubTypeList": [1]}
    )
    assert reading.record is not None
    assert dict(reading.record.rest)["title.a"] == "1"


@pytest.mark.parametrize(
    ("head", "rate"),
    [
        (answer(CORE).decode(), 97),
        ('[{"id": "1", "source": "MED", "authorString": "Doe J."}]', 92),
        ("<?xml version='1.0'?><responseWrapper>", 95),
        ('{"DOI": "10.1/1", "title": "T", "type": "book"}', 0),
        ("<PubmedArticleSet>", 0),
        ("", 0),
    ],
)
def test_detects_europe_pmc_among_json_and_xml(head: str, rate: int) -> None:
    assert europepmc.detect(head, "a") == rate
    if rate:
        assert max(csl_json.detect(head, "a.json"), pubmed_xml.detect(head, "a.xml")) < rate


def test_a_trace_changes_no_record() -> None:
    (traced,) = europepmc.read(answer(CORE), trace=True)
    (plain,) = read(CORE)
    assert traced.record == plain.record
    assert traced.places is not None
    assert traced.places["volume"].pointer == "/resultList/result/0/journalInfo/volume"


def test_the_table_names_what_we_have() -> None:
    table = resources.table("imports/europepmc")
    assert {*(row["type"] for row in table["types"].values()), *table["sources"].values()} <= set(resources.table("types"))
    assert {row["kind"] for row in table["relations"].values()} <= set(resources.table("relations"))
