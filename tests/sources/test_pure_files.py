"""Research outputs of Pure's web services: versions, files, links, keywords, counts, relations, identifiers."""

from __future__ import annotations

import pytest

from kg.record import (
    Concept,
    File,
    Identifier,
    Link,
    Metric,
    Relation,
    Text,
)
from tests.sources.pure_entries import (
    OTHER,
    THIRD,
    UUID,
    codes,
    kind,
    licence,
    named,
    output,
    reading,
    readings,
    record,
    said,
    thing,
    version,
)

# ---- versions, files, links ----


def test_doi_of_the_published_version_is_the_works_and_that_of_another_version_its_own() -> None:
    versions = [version("authorsversion", doi="https://doi.org/10.5555/AM"), version(doi="https://doi.org/10.5555/VoR")]
    found = record(electronicVersions=versions)
    assert found.identifiers == [Identifier("pure-uuid", UUID), Identifier("doi", "10.5555/vor")]
    assert found.relations == [Relation("has-version", identifier=Identifier("doi", "10.5555/am"))]
    assert (found.access, found.rest) == ("open", [])


def test_only_doi_is_the_works_whatever_its_version() -> None:
    assert Identifier("doi", "10.5555/am") in record(electronicVersions=[version("authorsversion", doi="10.5555/AM")]).identifiers


def test_file_has_name_kind_size_version_access_embargo_and_licence() -> None:
    file = {"fileName": "a.pdf", "mimeType": "application/pdf", "size": 4096, "fileURL": "https://pure.example.org/ws/files/1/a.pdf"}
    found = record(
        electronicVersions=[
            version(
                "authorsversion",
                "embargoed",
                file=file,
                licenseType=licence("cc_by_4_0", "CC BY 4.0"),
                embargoPeriod={"endDate": "2021-01-31T12:00:00.000+0000"},
            )
        ]
    )
    by = "https://creativecommons.org/licenses/by/4.0/"
    url = "https://pure.example.org/ws/files/1/a.pdf"
    assert found.files == [File(url, "a.pdf", "application/pdf", 4096, "", "AM", by, "embargoed", "2021-01-31")]
    assert (found.access, found.licences, found.rest) == ("embargoed", [], [])


def test_access_of_an_installations_own_is_kept() -> None:
    found = record(electronicVersions=[version(access="on_request", doi="10.5555/a")])
    assert (found.access, [value for _, value in found.rest]) == ("", ["/dk/atira/pure/core/openaccesspermission/on_request"])


def test_licence_of_the_published_version_is_the_works() -> None:
    found = record(electronicVersions=[version(doi="10.5555/a", licenseType=licence("cc_by_4_0", "CC BY 4.0"))])
    assert found.licences == ["https://creativecommons.org/licenses/by/4.0/"]


@pytest.mark.parametrize(
    ("tail", "word", "own", "rights"),
    [
        ("cc_by_nc_nd", "CC BY-NC-ND", "", ["CC BY-NC-ND"]),
        ("taverne", "Taverne", "", ["Taverne"]),
        ("unspecified", "Unspecified", "", []),
        ("other", "Other", "Ask the author", ["Ask the author"]),
    ],
)
def test_licence_without_a_version_is_rights_in_words(tail: str, word: str, own: str, rights: list[str]) -> None:
    members = {"userDefinedLicense": own} if own else {}
    found = record(electronicVersions=[version(doi="10.5555/a", licenseType=licence(tail, word), **members)])
    assert ([one.value for one in found.rights], found.licences, found.rest) == (rights, [], [])


def test_licence_of_a_manuscript_is_not_the_works_where_there_is_a_published_version() -> None:
    manuscript = version("authorsversion", link="https://repository.example.org/1", licenseType=licence("cc_by_4_0", "CC BY 4.0"))
    found = record(electronicVersions=[manuscript, version(doi="10.5555/a")])
    assert (found.licences, found.rights) == ([], [])
    assert "CC BY 4.0" in [value for _, value in found.rest]
    assert record(electronicVersions=[manuscript]).licences == ["https://creativecommons.org/licenses/by/4.0/"]


def test_address_of_a_version_that_is_a_doi_is_read_as_one() -> None:
    published, manuscript = version(doi="10.5555/a"), version("authorsversion", link="https://doi.org/10.5555/am")
    found = record(electronicVersions=[manuscript, published])
    assert [one.value for one in found.identifiers if one.scheme == "doi"] == ["10.5555/a"]
    assert found.relations == [Relation("has-version", identifier=Identifier("doi", "10.5555/am"))]


def test_address_of_a_version_is_page_file_or_identifier() -> None:
    links = ["https://journal.example.org/a", "https://repository.example.org/a.pdf", "https://hdl.handle.net/10919/1729"]
    found = record(electronicVersions=[version(link=link) for link in links])
    assert found.links == [Link("https://journal.example.org/a")]
    assert [one.url for one in found.files] == ["https://repository.example.org/a.pdf"]
    assert Identifier("handle", "10919/1729") in found.identifiers


@pytest.mark.parametrize(
    ("permission", "accesses", "expected"),
    [
        ("open", ["closed"], "open"),
        ("closed", [], "metadata-only"),
        ("unknown", ["open"], "open"),
        ("unknown", [], ""),
        ("", ["restricted", "open"], "open"),
        ("", ["campus"], "restricted"),
        ("", [], ""),
    ],
)
def test_access_is_that_of_the_output_else_the_widest_of_its_versions(permission: str, accesses: list[str], expected: str) -> None:
    members = {"openAccessPermission": named(f"/dk/atira/pure/core/openaccesspermission/{permission}")} if permission else {}
    found = record(electronicVersions=[version(access=one, doi=f"10.5555/{one}") for one in accesses], **members)
    assert found.access == expected


def test_links_give_identifiers_or_other_addresses() -> None:
    scopus = "http://www.scopus.com/inward/record.url?scp=85002158060&partnerID=8YFLogxK"
    links = [
        {
            "url": scopus,
            "linkType": named("/dk/atira/pure/links/researchoutput/scopuspublication", "Scopus"),
            "description": said(en_GB="In Scopus"),
        },
        {"url": scopus.replace("record", "citedby"), "linkType": named("/dk/atira/pure/links/researchoutput/scopuscitations", "Citations")},
        {
            "url": "https://news.example.org/rivers",
            "description": said(en_GB="In the news"),
            "linkType": named("/our/links/video", "Video"),
        },
    ]
    found = record(additionalLinks=links)
    assert Identifier("scopus-eid", "2-s2.0-85002158060") in found.identifiers
    assert found.links == [Link(scopus, "see-also"), Link("https://news.example.org/rivers", "see-also")]
    assert [value for _, value in found.rest] == ["Video", "en_GB", "In the news"]


def test_source_code_of_software_is_its_repository() -> None:
    found = record(type=kind("nontextual/software"), additionalLinks=[{"url": "https://github.com/a/b"}])
    assert found.links == [Link("https://github.com/a/b", "repository")]


# ---- keywords, concepts, counts, citations, relations ----


def test_free_and_structured_keywords_are_told_apart() -> None:
    asjc = {
        "logicalName": "ASJCSubjectAreas",
        "type": named("/dk/atira/pure/subjectarea/asjc", "ASJC Scopus subject areas"),
        "keywordContainers": [{"structuredKeyword": named("/dk/atira/pure/subjectarea/asjc/1900/1911", "Economic Geology")}],
    }
    free = {
        "logicalName": "keywordContainers",
        "type": named("/dk/atira/pure/core/keywords", "Keywords"),
        "keywordContainers": [{"freeKeywords": [{"locale": "en_GB", "freeKeywords": ["rivers", "Rivers", "lakes"]}]}],
    }
    own = {
        "logicalName": "/dk/atira/pure/goals",
        "type": named("/dk/atira/pure/goals", "Sustainable Development Goals"),
        "keywordContainers": [{"structuredKeyword": named("/dk/atira/pure/goals/sdg6", "Clean Water")}],
    }
    found = record(keywordGroups=[asjc, free, own])
    assert found.keywords == [Text("rivers", "en-GB"), Text("lakes", "en-GB")]
    assert found.concepts == [
        Concept("asjc", Text("Economic Geology", "en"), notation="1911"),
        Concept("Sustainable Development Goals", Text("Clean Water", "en-GB"), id="sdg6"),
    ]
    assert found.rest == []


def test_group_of_author_names_is_no_keyword() -> None:
    group = {
        "logicalName": "/dk/atira/pure/authors",
        "keywordContainers": [{"freeKeywords": [{"locale": "en", "freeKeywords": ["A. Byron"]}]}],
    }
    found = record(keywordGroups=[group])
    assert found.keywords == []
    assert "A. Byron" in [value for _, value in found.rest]


def test_fingerprint_in_the_output_has_ranks_and_weights() -> None:
    concepts = [
        {"conceptUuid": OTHER, "name": said(en_GB="Lake"), "rank": 0.25, "frequency": 2},
        {"conceptUuid": THIRD, "name": said(en_GB="River"), "rank": 1.0, "weightedRank": 12.5},
    ]
    found = record(fingerprint={"concepts": concepts})
    assert found.concepts == [
        Concept("fingerprint", Text("River", "en"), id=THIRD, rank=1, weight="1.0"),
        Concept("fingerprint", Text("Lake", "en"), id=OTHER, rank=2, weight="0.25"),
    ]


def test_fingerprint_beside_the_output_is_joined_with_its_concepts() -> None:
    answer = {"uuid": THIRD, "contentUuid": UUID, "contentFamily": "ResearchOutput", "concepts": [{"conceptUuid": OTHER, "rank": 0.5}]}
    concept = {"uuid": OTHER, "conceptId": "c1", "name": said(en_GB="River"), "idf": 2.5}
    first, second, third = readings(answer, output(), concept)
    assert second.record is not None
    assert second.record.concepts == [Concept("fingerprint", Text("River", "en"), id=OTHER, rank=1, weight="0.5")]
    assert [codes(one) for one in (first, second, third)] == [["R240"], [], ["R240"]]


def test_concepts_without_a_name_are_told_and_not_published() -> None:
    answer = {"contentUuid": UUID, "concepts": [{"conceptUuid": OTHER, "rank": 0.5}]}
    _, found = readings(answer, output())
    assert found.record is not None
    assert (found.record.concepts, codes(found)) == ([], ["R251"])


def test_citation_count_is_the_total_and_the_years_stay() -> None:
    years = [{"value": 2, "year": 2022}, {"value": 3, "year": 2021}]
    found = record(totalScopusCitations=26, scopusMetrics=years)
    assert found.metrics == [Metric(26, "Scopus")]
    assert [value for _, value in found.rest] == ["2", "2022", "3", "2021"]
    assert record(totalScopusCitations=0).metrics == [Metric(0, "Scopus")]
    assert record(totalScopusCitations=12345678901234567890).metrics == []
    found = record(scopusMetrics=years)
    assert (found.metrics, found.rest) == ([Metric(5, "Scopus")], [])


def test_renderings_of_citation_styles_are_citations() -> None:
    found = record(
        renderings=[
            {"format": "apa", "locale": "en_GB", "html": '<div class="rendering"><p>Byron, A. (2018).\n <em>Rivers</em>.</p></div>'},
            {"format": "BIBTEX", "html": "@article{a}"},
        ]
    )
    assert found.citations == [Text("Byron, A. (2018). Rivers.")]
    assert ("renderings[1].html", "@article{a}") in found.rest


def test_related_works_are_relations_and_related_projects_are_kept() -> None:
    found = record(
        relatedResearchOutputs=[thing(OTHER, "Lakes")], relatedDataSets=[thing(THIRD, "Depths")], relatedProjects=[thing(OTHER, "Delta")]
    )
    assert found.relations == [
        Relation("related", identifier=Identifier("pure-uuid", OTHER), text="Lakes"),
        Relation("related", identifier=Identifier("pure-uuid", THIRD), text="Depths"),
    ]
    assert "Delta" in [value for _, value in found.rest]


# ---- the record itself ----


def test_record_has_uuid_numbers_of_other_systems_portal_address_and_date() -> None:
    ids = [
        {"value": "85002158060", "idSource": "QABO"},
        {"value": "27982610", "idSource": "PubMed"},
        {"value": "/0000-0003-0305-4461/work/67721225", "idSource": "ORCID"},
        {"value": "4711", "idSource": "Bibliothek"},
    ]
    found = record(
        externalId="85002158060",
        externalIdSource="Scopus",
        info={
            "createdBy": "root",
            "createdDate": "2017-03-18T22:17:13.346-0500",
            "modifiedDate": "2022-10-22T04:43:27.043-0500",
            "portalUrl": "https://pure.example.org/en/publications/x",
            "prettyURLIdentifiers": ["x"],
            "additionalExternalIds": ids,
            "previousUuids": [OTHER],
        },
    )
    assert found.identifiers == [
        Identifier("pure-uuid", UUID),
        Identifier("pure-uuid", OTHER),
        Identifier("scopus-eid", "2-s2.0-85002158060"),
        Identifier("pmid", "27982610"),
        Identifier("local", "Bibliothek:4711"),
    ]
    assert (found.record_modified, found.derived_from) == ("2022-10-22", [f"urn:uuid:{UUID}"])
    assert found.links == [Link("https://pure.example.org/en/publications/x")]
    assert [value for _, value in found.rest] == ["/0000-0003-0305-4461/work/67721225", "ORCID"]


def test_wrong_uuid_is_told() -> None:
    assert codes(reading(uuid="1234")) == ["I003"]
