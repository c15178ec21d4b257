"""DataCite metadata to Records: every field group in XML and in JSON, the traps of both, and what is no record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg import inputs, resources
from kg.errors import Issue
from kg.record import Agent, Concept, Contributor, File, Grant, Identifier, Link, Metric, Reading, Record, Relation, Text
from kg.sources import crossref, datacite_json, datacite_xml
from kg.sources.datacite_work import key, rules

BASE = {"doi": "10.5555/A(1)", "titles": [{"title": "A title"}], "types": {"resourceTypeGeneral": "Dataset"}, "publicationYear": 2020}
XML = (
    '<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5555/A(1)</identifier>{}'
    "<publicationYear>2020</publicationYear></resource>"
)
PLAIN = '<titles><title>A title</title></titles><resourceType resourceTypeGeneral="Dataset"/>'


def readings(data: object) -> list[Reading]:
    return list(datacite_json.read(json.dumps(data).encode()))


def read(**fields: Any) -> Reading:
    (reading,) = readings({**BASE, **fields})
    return reading


def record(**fields: Any) -> Record:
    reading = read(**fields)
    assert reading.record is not None
    assert reading.issues == []
    return reading.record


def xml(inside: str, whole: str = XML) -> Reading:
    (reading,) = datacite_xml.read(whole.format(inside).encode())
    return reading


def xml_record(inside: str) -> Record:
    reading = xml(PLAIN + inside)
    assert reading.record is not None
    assert reading.issues == []
    return reading.record


def codes(reading: Reading) -> list[str]:
    return [found.code for found in reading.issues]


def test_doi_names_the_record_and_a_plain_object_states_no_source() -> None:
    made = record()
    assert made.identifiers == [Identifier("doi", "10.5555/a(1)")]
    assert (made.derived_from, made.rest) == ([], [])


@pytest.mark.parametrize("word", sorted(rules()["types"]))
def test_every_general_type_of_the_table_is_one_of_ours(word: str) -> None:
    made = record(types={"resourceTypeGeneral": word})
    row = resources.table("types")[made.type]
    assert not made.variant or made.variant in row["variant"]


@pytest.mark.parametrize("word", sorted(rules()["words"]))
def test_every_free_word_of_the_table_is_written_as_it_is_looked_up(word: str) -> None:
    assert key(word) == word
    assert rules()["words"][word]["type"] in resources.table("types")


@pytest.mark.parametrize(
    ("general", "word", "expected"),
    [
        ("Text", "Journal Article", ("journal-article", [])),
        ("Text", "Conference paper", ("conference-paper", [])),
        ("Text", "Monograph", ("book", ["Monograph"])),
        ("Text", "Skala", ("other", ["Skala"])),
        ("Text", "", ("other", [])),
        ("JournalArticle", "Article", ("journal-article", [])),
        ("JournalArticle", "Erratum", ("correction", [])),
        ("Dataset", "Dataset", ("dataset", [])),
        ("Dataset", "Covariates", ("dataset", ["Covariates"])),
        ("Dataset", "Journal Article", ("dataset", ["Journal Article"])),
        ("Dissertation", "Doctoral Thesis", ("thesis-doctoral", [])),
        ("Dissertation", "PhD thesis", ("thesis-doctoral", [])),
        ("PhysicalObject", "Coin", ("other", ["Coin", "physical object"])),
        ("Other", "Poster", ("poster", [])),
    ],
)
def test_free_word_tells_more_where_the_general_type_leaves_it_open(general: str, word: str, expected: tuple[str, list[str]]) -> None:
    for made in (
        record(types={"resourceTypeGeneral": general, "resourceType": word}),
        xml(f'<titles><title>T</title></titles><resourceType resourceTypeGeneral="{general}">{word}</resourceType>').record,
    ):
        assert made is not None
        assert (made.type, [text.value for text in made.genre]) == expected


def test_degree_kind_is_kept() -> None:
    assert record(types={"resourceTypeGeneral": "Dissertation", "resourceType": "PhD Thesis"}).degree_kind == "phd"


def test_unknown_general_type_is_told_and_kept_as_genre() -> None:
    reading = read(types={"resourceTypeGeneral": "Spaceship"})
    assert codes(reading) == ["R282"]
    assert reading.record is not None
    assert (reading.record.type, reading.record.genre) == ("other", [Text("spaceship", "en")])


def test_missing_type_and_missing_doi_are_told() -> None:
    (reading,) = readings({"titles": [{"title": "T"}], "publicationYear": 2020, "creators": [{"name": "A, B"}]})
    assert codes(reading) == ["R288", "R281"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("arXiv", "2311.16162", Identifier("arxiv", "2311.16162")),
        ("URN", "http://nbn-resolving.de/urn:nbn:de:101:1-1", Identifier("urn", "urn:nbn:de:101:1-1")),
        ("Handle", "http://hdl.handle.net/10900/70377", Identifier("handle", "10900/70377")),
        ("Local accession number", "MS-49", Identifier("local", "MS-49")),
        ("ARK", "ark:/99999/fk4", Identifier("text", "ark:/99999/fk4")),
        ("md5", "abc", Identifier("text", "md5:abc")),
        ("URL", "https://doi.org/10.5555/other", Identifier("doi", "10.5555/other")),
    ],
)
def test_alternate_identifiers_by_their_type(kind: str, value: str, expected: Identifier) -> None:
    listed = {"alternateIdentifier": value, "alternateIdentifierType": kind}
    same = {"identifier": value, "identifierType": kind}
    assert record(alternateIdentifiers=[listed], identifiers=[same]).identifiers[1:] == [expected]
    inside = (
        f'<alternateIdentifiers><alternateIdentifier alternateIdentifierType="{kind}">{value}</alternateIdentifier></alternateIdentifiers>'
    )
    assert xml_record(inside).identifiers[1:] == [expected]


def test_alternate_web_address_is_a_link_and_an_article_s_issn_its_journal_s() -> None:
    made = record(
        types={"resourceTypeGeneral": "JournalArticle"},
        alternateIdentifiers=[
            {"alternateIdentifier": "https://a.example/1", "alternateIdentifierType": "URL"},
            {"alternateIdentifier": "0957-8765", "alternateIdentifierType": "ISSN"},
        ],
        url="https://a.example/2",
    )
    assert made.links == [Link("https://a.example/1"), Link("https://a.example/2")]
    assert made.container is not None
    assert made.container.identifiers == [Identifier("issn", "0957-8765")]


def test_broken_doi_is_kept_as_text() -> None:
    reading = read(doi="10.1/x")
    assert codes(reading) == ["I001", "R281"]
    assert reading.record is not None
    assert reading.record.identifiers == [Identifier("text", "DOI:10.1/x")]


def test_titles_by_type_and_language() -> None:
    rows = [("Main", "", "en"), ("Sub", "Subtitle", "en"), ("Haupt", "TranslatedTitle", "de"), ("Other", "AlternativeTitle", "")]
    listed = [{"title": title, **({"titleType": kind} if kind else {}), **({"lang": lang} if lang else {})} for title, kind, lang in rows]
    inside = "".join(
        f"<title{f' titleType={kind!r}' if kind else ''}{f' xml:lang={lang!r}' if lang else ''}>{title}</title>"
        for title, kind, lang in rows
    )
    second = xml(f'<titles>{inside}</titles><resourceType resourceTypeGeneral="Dataset"/><language>fr</language>').record
    for made in (record(titles=listed, language="fr"), second):
        assert made is not None
        assert made.titles == [Text("Main: Sub", "en")]
        assert (made.short_title, made.subtitles) == (Text("Main", "en"), [Text("Sub", "en")])
        assert made.other_titles == [Text("Haupt", "de"), Text("Other")]
        assert (made.languages, made.rest) == (["fr"], [])


def test_second_title_of_the_same_language_is_another_title() -> None:
    made = record(titles=[{"title": "One"}, {"title": "Two"}, {"title": "Drei", "lang": "de"}], language="en")
    assert made.titles == [Text("One", "en"), Text("Drei", "de")]
    assert made.other_titles == [Text("Two", "en")]


def test_words_that_say_that_nothing_is_known_are_not_published() -> None:
    made = record(titles=[{"title": ":unav"}], publisher=":none", version=":null", creators=[{"name": ":tba"}], formats=[":null"])
    assert (made.titles, made.publisher, made.version, made.contributors, made.medium) == ([], None, "", [], "")
    assert sorted(text for _, text in made.rest) == [":none", ":null", ":null", ":tba", ":unav"]


def test_escaped_html_is_read_as_html() -> None:
    inside = '<descriptions><description descriptionType="Abstract">{}</description></descriptions>'
    assert xml_record(inside.format("&lt;p&gt;One &lt;i&gt;x&lt;/i&gt;&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;")).abstracts == [
        Text("One x\n\nTwo")
    ]
    assert xml_record(inside.format("One<br/>two")).abstracts == [Text("One two")]
    title = xml('<titles><title>On &lt;i&gt;E. coli&lt;/i&gt;</title></titles><resourceType resourceTypeGeneral="Dataset"/>').record
    assert title is not None
    assert title.titles == [Text("On E. coli")]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("Abstract", "abstracts"), ("TableOfContents", "contents"), ("Methods", "notes"), ("TechnicalInfo", "notes"), ("Other", "notes")],
)
def test_descriptions_by_type(kind: str, field: str) -> None:
    made = record(descriptions=[{"description": "Words", "descriptionType": kind, "lang": "en-US"}])
    assert getattr(made, field) == [Text("Words", "en-US")]
    again = xml_record(f'<descriptions><description descriptionType="{kind}" xml:lang="en-US">Words</description></descriptions>')
    assert getattr(again, field) == [Text("Words", "en-US")]


@pytest.mark.parametrize(
    ("creator", "expected"),
    [
        (
            {"name": "Berg, Jan", "nameType": "Personal", "givenName": "Jan", "familyName": "Berg"},
            Agent("Jan Berg", given="Jan", family="Berg"),
        ),
        ({"name": "Berg, Jan"}, Agent("Jan Berg", given="Jan", family="Berg")),
        ({"name": "Jan Berg"}, Agent("Jan Berg", given="Jan", family="Berg")),
        ({"name": "Acme", "nameType": "Organizational"}, Agent("Acme", "organisation")),
        ({"name": "University of X"}, Agent("University of X", "organisation")),
        ({"name": "Team X", "nameType": "Personal"}, Agent("Team X")),
        ({"familyName": "Berg", "givenName": "Jan"}, Agent("Jan Berg", given="Jan", family="Berg")),
    ],
)
def test_names(creator: dict[str, str], expected: Agent) -> None:
    assert record(creators=[creator]).contributors == [Contributor(expected)]
    kind = f' nameType="{creator["nameType"]}"' if "nameType" in creator else ""
    parts = "".join(f"<{name}>{creator[name]}</{name}>" for name in ("givenName", "familyName") if name in creator)
    name = f"<creatorName{kind}>{creator['name']}</creatorName>" if "name" in creator else ""
    assert xml_record(f"<creators><creator>{name}{parts}</creator></creators>").contributors == [Contributor(expected)]


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("ORCID", "https://orcid.org/0000-0002-1825-0097/", Identifier("orcid", "0000-0002-1825-0097")),
        ("https://orcid.org/", "0000-0002-1825-0097", Identifier("orcid", "0000-0002-1825-0097")),
        ("ISNI", "0000 0001 2103 2683", Identifier("isni", "0000000121032683")),
        ("GND", "http://d-nb.info/gnd/118611593", Identifier("gnd", "118611593")),
        ("VIAF", "http://viaf.org/viaf/304639093", Identifier("viaf", "304639093")),
        ("ResearcherID", "B-6489-2013", Identifier("researcher-id", "B-6489-2013")),
        ("JACoW-ID", "JACoW-00077389", Identifier("text", "JACoW-ID:JACoW-00077389")),
        ("Other", "https://ror.org/03angcq70", Identifier("ror", "03angcq70")),
        ("Other", "https://doi.org/10.13039/501100000780", Identifier("funder", "10.13039/501100000780")),
        ("Page", "https://doi.org/10.5555/x", Identifier("text", "Page:https://doi.org/10.5555/x")),
    ],
)
def test_name_identifiers(scheme: str, value: str, expected: Identifier) -> None:
    made = record(creators=[{"name": "Berg, Jan", "nameIdentifiers": [{"nameIdentifier": value, "nameIdentifierScheme": scheme}]}])
    assert made.contributors[0].agent.identifiers == [expected]
    inside = f'<nameIdentifier nameIdentifierScheme="{scheme}" schemeURI="https://x.example">{value}</nameIdentifier>'
    again = xml_record(f"<creators><creator><creatorName>Berg, Jan</creatorName>{inside}</creator></creators>")
    assert again.contributors[0].agent.identifiers == [expected]
    assert again.rest == made.rest == []


def test_ror_makes_an_organisation_and_a_wrong_check_digit_is_told() -> None:
    reading = read(
        creators=[
            {"name": "Brown", "nameIdentifiers": [{"nameIdentifier": "05gq02987", "nameIdentifierScheme": "ROR"}]},
            {"name": "Berg, Jan", "nameIdentifiers": [{"nameIdentifier": "0000-0002-1825-0098", "nameIdentifierScheme": "ORCID"}]},
        ]
    )
    assert reading.record is not None
    assert [one.agent.kind for one in reading.record.contributors] == ["organisation", "person"]
    (issue,) = reading.issues
    assert (issue.code, issue.place.pointer) == ("I002", "/creators/1/nameIdentifiers/0/nameIdentifier")


def test_creator_of_the_publisher_s_name_is_that_organisation() -> None:
    made = record(publisher="Vivli", creators=[{"name": "Vivli"}, {"name": "Berg"}])
    assert [one.agent.kind for one in made.contributors] == ["organisation", "person"]


def test_affiliations_with_ror_in_every_form() -> None:
    full = {"name": "Brown University", "affiliationIdentifier": "https://ror.org/05gq02987", "affiliationIdentifierScheme": "ROR"}
    brown = Agent("Brown University", "organisation", identifiers=[Identifier("ror", "05gq02987")])
    for given, expected in [
        ({"affiliation": [full]}, [brown]),
        ({"affiliation": ["CERN", "TIND"]}, [Agent("CERN", "organisation"), Agent("TIND", "organisation")]),
        ({"affiliation": "CERN"}, [Agent("CERN", "organisation")]),
        ({"affiliations": [{"affiliation": "CERN"}]}, [Agent("CERN", "organisation")]),
    ]:
        assert record(creators=[{"name": "Berg, Jan", **given}]).contributors[0].affiliations == expected
    ror = 'affiliationIdentifier="https://ror.org/05gq02987" affiliationIdentifierScheme="ROR" schemeURI="https://ror.org"'
    inside = f"<affiliation {ror}>Brown University</affiliation><affiliation/>"
    made = xml_record(f"<creators><creator><creatorName>Berg, Jan</creatorName>{inside}</creator></creators>")
    assert made.contributors[0].affiliations == [brown]


def test_several_names_in_one_are_told_and_not_torn_apart() -> None:
    reading = read(creators=[{"name": "Enos, Ryan; Fowler, Anthony"}])
    assert codes(reading) == ["R284"]
    assert reading.record is not None
    assert reading.record.contributors == [Contributor(Agent("Enos, Ryan; Fowler, Anthony"))]
    assert codes(xml(PLAIN + "<creators><creator><creatorName>A, B</creatorName><creatorName>C, D</creatorName></creator></creators>")) == [
        "R284"
    ]


@pytest.mark.parametrize("kind", sorted(rules()["roles"]))
def test_every_contributor_type_has_a_role_of_ours_and_stays_where_it_says_more(kind: str) -> None:
    made = record(contributors=[{"name": "Berg, Jan", "nameType": "Personal", "contributorType": kind}])
    (one,) = made.contributors
    assert one.role in resources.table("roles")
    assert made.rest == ([] if one.role != "contributor" or kind == "Other" else [("contributors[0].contributorType", kind)])


def test_funder_among_the_contributors_funds_the_work() -> None:
    made = xml_record(
        '<contributors><contributor contributorType="Funder"><contributorName>EC</contributorName></contributor></contributors>'
    )
    assert (made.funding, made.contributors) == ([Grant(funder=Agent("EC", "organisation"))], [])


def test_editor_belongs_to_the_book_around_a_chapter() -> None:
    made = record(
        types={"resourceTypeGeneral": "BookChapter"},
        relatedItems=[{"relatedItemType": "Book", "relationType": "IsPublishedIn", "titles": [{"title": "The book"}]}],
        contributors=[{"name": "Berg, Jan", "contributorType": "Editor"}],
    )
    assert made.host is not None
    assert [(one.agent.name, one.role) for one in made.host.contributors] == [("Jan Berg", "editor")]
    assert made.contributors == []


def test_publisher_with_identifier() -> None:
    expected = Agent("Example", "organisation", identifiers=[Identifier("ror", "04z8jg394")])
    of = {"name": "Example", "publisherIdentifier": "https://ror.org/04z8jg394", "publisherIdentifierScheme": "ROR", "lang": "en"}
    assert record(publisher=of).publisher == expected
    inside = '<publisher xml:lang="en" publisherIdentifier="https://ror.org/04z8jg394" publisherIdentifierScheme="ROR">Example</publisher>'
    assert xml_record(inside).publisher == expected


def when(*rows: tuple[str, str]) -> dict[str, Any]:
    return {"dates": [{"date": date, "dateType": kind} for kind, date in rows]}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Issued", "2020-05-04")], {"issued": "2020-05-04"}),
        ([("Issued", "2020-05-04T10:00:00Z"), ("Available", "2020-05")], {"issued": "2020-05-04", "online": "2020-05"}),
        ([("Available", "2020-03-01")], {"issued": "2020", "online": "2020-03-01"}),
        ([("Available", "2021-03-01")], {"issued": "2020", "online": ""}),
        ([("Submitted", "2019-02-01"), ("Submitted", "2019-01-01")], {"submitted": "2019-01-01"}),
        ([("Updated", "2020-02-01"), ("Updated", "2021-01-01")], {"modified": "2021-01-01"}),
        ([("Accepted", "2019"), ("Created", "2018-01")], {"accepted": "2019", "created": "2018-01"}),
        ([("Created", "2012/2013")], {"created": ""}),
        ([("Issued", "2019/2020")], {"issued": "2020"}),
        ([("Collected", "2012"), ("Valid", "2013"), ("Copyrighted", "2014")], {"created": "", "online": ""}),
    ],
)
def test_dates(rows: list[tuple[str, str]], expected: dict[str, str]) -> None:
    made = record(**when(*rows))
    assert {name: getattr(made, name) for name in expected} == expected
    inside = "".join(f'<date dateType="{kind}">{date}</date>' for kind, date in rows)
    again = xml_record(f"<dates>{inside}</dates>")
    assert {name: getattr(again, name) for name in expected} == expected
    assert [text for _, text in again.rest] == [text for _, text in made.rest]


def test_year_that_contradicts_the_date_issued_is_told_and_kept() -> None:
    reading = read(**when(("Issued", "2019-01-01")))
    assert codes(reading) == ["R285"]
    assert reading.record is not None
    assert (reading.record.issued, reading.record.rest) == ("2019-01-01", [("publicationYear", "2020")])


def test_date_that_is_none_is_told_with_its_place() -> None:
    reading = read(**when(("Created", "31 Foo 2012")))
    (issue,) = reading.issues
    assert (issue.code, issue.place.pointer) == ("R008", "/dates/0/date")


def test_year_stands_for_the_date_and_without_both_the_day_it_was_available() -> None:
    assert record().issued == "2020"
    assert record(publicationYear=None, **when(("Available", "2019-05"))).issued == "2019-05"
    assert record(publicationYear=None, published="2018").issued == "2018"


def test_subjects_are_keywords_or_concepts() -> None:
    made = record(
        subjects=[
            {"subject": "salt", "lang": "en"},
            {"subject": "sea; wind", "lang": "en"},
            {"subject": "000 computer science", "subjectScheme": "DDC", "classificationCode": "000"},
            {
                "subject": "FOS: Law",
                "subjectScheme": "Fields of Science (FOS)",
                "schemeUri": "http://o.example",
                "valueUri": "http://o.example/x.pdf",
            },
            {"subject": "Ship", "valueUri": "https://www.wikidata.org/wiki/Q11446", "lang": "en"},
            {"subject": "Schiff", "valueUri": "https://www.wikidata.org/wiki/Q11446", "lang": "de"},
        ]
    )
    assert made.keywords == [Text("salt", "en"), Text("sea", "en"), Text("wind", "en")]
    assert made.concepts == [
        Concept("ddc", Text("000 computer science"), notation="000"),
        Concept("Fields of Science (FOS)", Text("FOS: Law")),
        Concept("subject", Text("Ship", "en"), iri="https://www.wikidata.org/wiki/Q11446"),
        Concept("subject", Text("Schiff", "de"), iri="https://www.wikidata.org/wiki/Q11446"),
    ]
    assert made.rest == [("subjects[3].valueUri", "http://o.example/x.pdf")]


def test_address_of_several_subjects_is_that_of_their_scheme() -> None:
    one = {"subjectScheme": "S", "valueUri": "https://s.example/all"}
    made = record(subjects=[{"subject": "a", **one}, {"subject": "b", **one}])
    assert [concept.iri for concept in made.concepts] == ["", ""]
    assert len(made.rest) == 2


@pytest.mark.parametrize(
    ("rights", "licences", "words", "access"),
    [
        ({"rightsUri": "https://creativecommons.org/licenses/by/4.0/legalcode"}, ["https://creativecommons.org/licenses/by/4.0/"], [], ""),
        ({"rights": "CC BY 4.0"}, ["https://creativecommons.org/licenses/by/4.0/"], [], ""),
        ({"rights": "Free", "rightsIdentifier": "cc0-1.0"}, ["https://creativecommons.org/publicdomain/zero/1.0/"], ["Free"], ""),
        ({"rightsURI": "http://spdx.org/licenses/CC-BY-4.0.json"}, ["https://creativecommons.org/licenses/by/4.0/"], [], ""),
        ({"rights": "All rights reserved"}, [], ["All rights reserved"], ""),
        ({"rights": "Open Access", "rightsUri": "info:eu-repo/semantics/openAccess"}, [], [], "open"),
        ({"rightsUri": "info:eu-repo/semantics/embargoedAccess"}, [], [], "embargoed"),
    ],
)
def test_rights_are_licences_words_or_access(rights: dict[str, str], licences: list[str], words: list[str], access: str) -> None:
    made = record(rightsList=[rights])
    assert (made.licences, [text.value for text in made.rights], made.access) == (licences, words, access)
    attributes = "".join(f' {"rightsURI" if name == "rightsUri" else name}="{value}"' for name, value in rights.items() if name != "rights")
    again = xml_record(f"<rightsList><rights{attributes}>{rights.get('rights', '')}</rights></rightsList>")
    assert (again.licences, [text.value for text in again.rights], again.access) == (licences, words, access)


def test_rights_of_kernel_2_stand_alone() -> None:
    assert xml_record("<rights>CC BY 3.0</rights>").licences == ["https://creativecommons.org/licenses/by/3.0/"]


def test_funding_in_every_form() -> None:
    ec = Agent("European Commission", "organisation", identifiers=[Identifier("funder", "10.13039/501100000780")])
    flat = {
        "funderIdentifier": "https://doi.org/10.13039/501100000780",
        "funderIdentifierType": "Crossref Funder ID",
        "awardNumber": "282625",
    }
    nested = {
        "funderIdentifier": {"funderIdentifier": flat["funderIdentifier"], "funderIdentifierType": "Crossref Funder ID"},
        "awardNumber": {"awardNumber": "282625"},
    }
    for form in (flat, nested):
        made = record(fundingReferences=[{"funderName": "European Commission", "awardTitle": "MOTIVE", **form}])
        assert made.funding == [Grant(ec, "282625", "MOTIVE")]
    inside = (
        "<fundingReferences><fundingReference><funderName>European Commission</funderName>"
        '<funderIdentifier funderIdentifierType="Crossref Funder ID">https://doi.org/10.13039/501100000780</funderIdentifier>'
        "<awardNumber>282625</awardNumber><awardTitle>MOTIVE</awardTitle></fundingReference></fundingReferences>"
    )
    assert xml_record(inside).funding == [Grant(ec, "282625", "MOTIVE")]


def test_version_format_pages_and_places() -> None:
    made = record(
        version="1.0",
        formats=["application/pdf"],
        sizes=["12 pages", "3 MB"],
        geoLocations=[{"geoLocationPlace": "Disko Bay", "geoLocationPoint": {"pointLongitude": "-52.0", "pointLatitude": "69.0"}}],
    )
    assert (made.version, made.medium, made.num_pages) == ("1.0", "application/pdf", 12)
    assert made.rest == [("geoLocations[0]", "place Disko Bay; point -52.0 69.0"), ("sizes[1]", "3 MB")]


@pytest.mark.parametrize("kind", sorted(rules()["relations"]))
def test_every_relation_type_is_one_of_ours(kind: str) -> None:
    made = record(relatedIdentifiers=[{"relatedIdentifier": "10.5555/b", "relatedIdentifierType": "DOI", "relationType": kind}])
    (relation,) = made.relations
    assert relation.kind in resources.table("relations")
    assert relation.identifier == Identifier("doi", "10.5555/b")
    inside = f'<relatedIdentifier relatedIdentifierType="DOI" relationType="{kind}">10.5555/b</relatedIdentifier>'
    assert xml_record(f"<relatedIdentifiers>{inside}</relatedIdentifiers>").relations == [relation]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("arXiv", "arXiv:0706.0001", Relation("cites", Identifier("arxiv", "0706.0001"))),
        ("URL", "https://a.example/x", Relation("cites", iri="https://a.example/x")),
        ("URL", "https://doi.org/10.5555/b", Relation("cites", Identifier("doi", "10.5555/b"))),
        ("ISSN", "0957-8765", Relation("cites", Identifier("issn", "0957-8765"))),
        ("LISSN", "0957-8765", Relation("cites", Identifier("issn-l", "0957-8765"))),
        ("IGSN", "IECUR0097", Relation("cites", text="IGSN:IECUR0097")),
        ("PMID", "12082125", Relation("cites", Identifier("pmid", "12082125"))),
    ],
)
def test_related_identifiers_by_their_type(kind: str, value: str, expected: Relation) -> None:
    assert record(relatedIdentifiers=[{"relatedIdentifier": value, "relatedIdentifierType": kind, "relationType": "Cites"}]).relations == [
        expected
    ]


def test_unknown_relation_is_told_and_the_record_itself_is_no_other_work() -> None:
    reading = read(
        relatedIdentifiers=[
            {"relatedIdentifier": "10.5555/b", "relatedIdentifierType": "DOI", "relationType": "Admires"},
            {"relatedIdentifier": "10.5555/a(1)", "relatedIdentifierType": "DOI", "relationType": "IsIdenticalTo"},
        ]
    )
    assert codes(reading) == ["R283"]
    assert reading.record is not None
    assert [one.kind for one in reading.record.relations] == ["related"]
    assert ("relatedIdentifiers[1].relatedIdentifier", "10.5555/a(1)") in reading.record.rest


def test_issn_of_what_an_article_is_part_of_is_its_journal_s() -> None:
    part = [{"relatedIdentifier": "0957-8765", "relatedIdentifierType": "EISSN", "relationType": "IsPartOf"}]
    made = record(types={"resourceTypeGeneral": "JournalArticle"}, relatedIdentifiers=part)
    assert made.container is not None
    assert (made.container.identifiers, made.relations) == ([Identifier("eissn", "0957-8765")], [])
    assert record(relatedIdentifiers=part).relations == [Relation("part-of", Identifier("eissn", "0957-8765"))]


def test_doi_of_what_a_chapter_is_part_of_is_its_book_s() -> None:
    part = [{"relatedIdentifier": "10.5555/book", "relatedIdentifierType": "DOI", "relationType": "IsPartOf"}]
    made = record(types={"resourceTypeGeneral": "BookChapter"}, relatedIdentifiers=part)
    assert made.host is not None
    assert (made.host.identifiers, made.relations) == ([Identifier("doi", "10.5555/book")], [])


JOURNAL = {
    "relatedItemType": "Journal",
    "relationType": "IsPublishedIn",
    "titles": [{"title": "J. of Things"}, {"title": "A-Z", "titleType": "Subtitle"}],
    "relatedItemIdentifier": {"relatedItemIdentifier": "0957-8765", "relatedItemIdentifierType": "ISSN"},
    "volume": "3",
    "issue": "4",
    "number": "17",
    "numberType": "Article",
    "firstPage": "20",
    "lastPage": "35",
    "publicationYear": "2020",
}


def test_related_journal_is_the_container() -> None:
    inside = (
        '<relatedItems><relatedItem relatedItemType="Journal" relationType="IsPublishedIn">'
        '<relatedItemIdentifier relatedItemIdentifierType="ISSN">0957-8765</relatedItemIdentifier>'
        '<titles><title>J. of Things</title><title titleType="Subtitle">A-Z</title></titles><publicationYear>2020</publicationYear>'
        '<volume>3</volume><issue>4</issue><number numberType="Article">17</number><firstPage>20</firstPage><lastPage>35</lastPage>'
        "</relatedItem></relatedItems>"
    )
    second = xml('<titles><title>A title</title></titles><resourceType resourceTypeGeneral="JournalArticle"/>' + inside).record
    for made in (record(types={"resourceTypeGeneral": "JournalArticle"}, relatedItems=[JOURNAL]), second):
        assert made is not None
        assert made.container is not None
        assert (made.container.titles, made.container.identifiers) == ([Text("J. of Things: A-Z")], [Identifier("issn", "0957-8765")])
        assert (made.volume, made.issue, made.article_number, made.page_start, made.page_end) == ("3", "4", "17", "20", "35")
        assert made.rest == []


def test_proceedings_and_their_series_and_no_second_relation_to_them() -> None:
    made = record(
        types={"resourceTypeGeneral": "ConferencePaper"},
        relatedItems=[
            {
                "relatedItemType": "ConferenceProceeding",
                "relationType": "IsPublishedIn",
                "titles": [{"title": "TQC 2013"}],
                "firstPage": "93",
                "relatedItemIdentifier": {"relatedItemIdentifier": "10.5555/tqc", "relatedItemIdentifierType": "DOI"},
                "contributors": [{"name": "Berg, Jan", "contributorType": "Editor"}],
            },
            {
                "relatedItemType": "Collection",
                "relationType": "IsPublishedIn",
                "titles": [{"title": "LIPIcs"}],
                "volume": "22",
                "relatedItemIdentifier": {"relatedItemIdentifier": "0957-8765", "relatedItemIdentifierType": "ISSN"},
            },
        ],
        relatedIdentifiers=[{"relatedIdentifier": "10.5555/TQC", "relatedIdentifierType": "DOI", "relationType": "IsPartOf"}],
    )
    assert made.host is not None
    assert (made.host.type, made.host.identifiers) == ("proceedings", [Identifier("doi", "10.5555/tqc")])
    assert [one.role for one in made.host.contributors] == ["editor"]
    assert [(one.titles, one.number) for one in made.series] == [([Text("LIPIcs")], "22")]
    assert (made.page_start, made.relations) == ("93", [])


def test_other_related_item_is_a_relation_by_identifier_or_words() -> None:
    made = record(
        relatedItems=[
            {"relationType": "Cites", "creators": [{"name": "Smith, J."}], "titles": [{"title": "A book"}], "publicationYear": "1999"},
            {
                "relationType": "Cites",
                "titles": [{"title": "B"}],
                "relatedItemIdentifier": {"relatedItemIdentifier": "10.5555/b", "relatedItemIdentifierType": "DOI"},
            },
        ]
    )
    assert made.relations == [Relation("cites", text="Smith, J., A book, 1999"), Relation("cites", Identifier("doi", "10.5555/b"))]


@pytest.mark.parametrize(
    ("words", "title", "rest"),
    [
        ("GTEx", "GTEx", ("", "", "")),
        ("Journal of X, 7(3), 12-19", "Journal of X", ("7", "3", "12")),
        ("GMS Journal; 34(2):Doc25", "GMS Journal", ("34", "2", "")),
        ("Proceedings of the 7th Conf., IPAC2016, Korea", "", ("", "", "")),
    ],
)
def test_series_information_is_taken_apart_only_where_it_is_plain(words: str, title: str, rest: tuple[str, str, str]) -> None:
    made = record(
        types={"resourceTypeGeneral": "JournalArticle"},
        descriptions=[{"description": words, "descriptionType": "SeriesInformation"}],
        container={"type": "Series", "title": title or "Proceedings of the 7th Conf."},
    )
    assert [text.value for text in made.container.titles if made.container] == [title] if made.container else not title
    assert (made.volume, made.issue, made.page_start) == rest
    assert (made.notes == []) == bool(title)
    assert [path for path, _ in made.rest if path.startswith("container")] == []


def test_series_around_a_data_set_has_a_number_and_no_issue() -> None:
    told = {"type": "Series", "title": "Data of Things", "volume": "7", "issue": "1"}
    made = record(container=told)
    assert [(one.titles, one.number) for one in made.series] == [([Text("Data of Things")], "7")]
    assert (made.volume, made.rest) == ("", [("container.issue", "1")])
    words = {"description": "Data of Things, 7(1), 3-9", "descriptionType": "SeriesInformation"}
    assert record(descriptions=[words]).notes == [Text("Data of Things, 7(1), 3-9")]


def test_container_counts_where_nothing_else_tells_the_venue() -> None:
    told = {
        "type": "Series",
        "title": "J. of Things",
        "volume": "7",
        "issue": "1",
        "firstPage": "3",
        "lastPage": "9",
        "identifier": "0957-8765",
        "identifierType": "ISSN",
    }
    made = record(types={"resourceTypeGeneral": "JournalArticle"}, container=told)
    assert made.container is not None
    assert (made.container.titles, made.container.identifiers) == ([Text("J. of Things")], [Identifier("issn", "0957-8765")])
    assert (made.volume, made.issue, made.page_start, made.page_end, made.rest) == ("7", "1", "3", "9", [])
    alone = record(container={"type": "Series", "identifier": "10.5555/S", "identifierType": "DOI"})
    assert alone.relations == [Relation("part-of", Identifier("doi", "10.5555/s"))]


API: dict[str, Any] = {
    "data": {
        "id": "10.5555/a(1)",
        "type": "dois",
        "attributes": {
            **BASE,
            "prefix": "10.5555",
            "suffix": "a(1)",
            "url": "https://a.example/1",
            "contentUrl": "https://a.example/1.csv",
            "state": "findable",
            "isActive": True,
            "citationCount": 3,
            "viewCount": 9,
            "updated": "2024-09-16T10:00:00.000Z",
            "created": "2019-01-01T00:00:00Z",
            "xml": "PHJlc291cmNlLz4=",
            "metadataVersion": 2,
        },
        "relationships": {
            "client": {"data": {"id": "a.b", "type": "clients"}},
            "citations": {"data": [{"id": "10.5555/c", "type": "dois"}]},
        },
    },
    "included": [
        {"id": "m", "type": "media", "attributes": {"mediaType": "text/csv", "url": "https://a.example/1.csv", "version": 0}},
        {"id": "a.b", "type": "clients", "attributes": {"name": "X", "symbol": "A.B"}},
    ],
}


def test_answer_of_the_api_has_page_files_count_links_and_source() -> None:
    (reading,) = readings(API)
    made = reading.record
    assert made is not None
    assert (made.links, made.files) == ([Link("https://a.example/1")], [File("https://a.example/1.csv", media_type="text/csv")])
    assert (made.metrics, made.record_modified) == ([Metric(3, "DataCite")], "2024-09-16")
    assert made.relations == [Relation("cited-by", Identifier("doi", "10.5555/c"))]
    assert made.derived_from == ["https://api.datacite.org/dois/10.5555%2Fa(1)"]
    assert (reading.issues, made.rest) == ([], [])
    left = {path for path, _, _ in reading.not_carried}
    assert {"data.attributes.xml", "included[1].attributes.name", "data.attributes.viewCount"} <= left


@pytest.mark.parametrize("separator", ["\n", ",\n"])
def test_lists_and_lines_of_answers_give_a_record_each(separator: str) -> None:
    one = API["data"]
    text = separator.join(json.dumps({**one, "attributes": {**one["attributes"], "doi": f"10.5555/{n}"}}) for n in range(3))
    data = text.encode() if separator == "\n" else f'{{"data": [{text}], "meta": {{"total": 3}}}}'.encode()
    found = list(datacite_json.read(data))
    assert [reading.label for reading in found] == ["10.5555/0", "10.5555/1", "10.5555/2"]
    assert [reading.origin.ordinal for reading in found] == [0, 1, 2]


def test_list_with_included_files_is_read_and_a_broken_entry_costs_only_itself() -> None:
    one, two = API["data"], {**API["data"], "id": "x", "attributes": {**BASE, "doi": "10.5555/b"}}
    of = {"dataciteDoi": {"data": {"id": "10.5555/B", "type": "dois"}}}
    media = {"type": "media", "attributes": {"url": "https://a.example/b", "mediaType": "text/csv"}, "relationships": of}
    both = list(datacite_json.read(json.dumps({"data": [one, two], "included": [media, 5]}).encode()))
    assert [reading.record.files for reading in both if reading.record] == [
        [File("https://a.example/1.csv")],
        [File("https://a.example/b", media_type="text/csv")],
    ]
    good = '  {"id": "a", "type": "dois", "attributes": {"doi": "10.5555/a", "titles": [{"title": "T"}]}}'
    lines = '{"data": [\n' + f'{good},\n  {{"id": "b" "type": 1}},\n{good}\n], "included": [{{}}]}}'
    found = list(datacite_json.read(lines.encode()))
    assert [reading.record is not None for reading in found] == [True, False, True]
    assert (found[1].issues[0].code, found[1].issues[0].place.line) == ("R001", 3)


@pytest.mark.parametrize(
    ("change", "code"), [({"state": "draft"}, "R286"), ({"state": "registered"}, "R286"), ({"isActive": False}, "R287")]
)
def test_doi_that_leads_nowhere_is_told(change: dict[str, Any], code: str) -> None:
    reading = read(**change)
    assert codes(reading) == [code]
    assert reading.record is not None
    assert reading.record.rest == [(next(iter(change)), str(next(iter(change.values()))).lower())]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ({"errors": [{"status": "404", "title": "Not there"}]}, "R280", "an error answer: Not there"),
        ({"data": [{"id": "a", "type": "clients", "attributes": {"name": "X"}}]}, "R280", "a DataCite repository"),
        ({"data": [], "meta": {"total": 0}}, "R007", "no DataCite record"),
        ([], "R007", "no DataCite record"),
        ({"some": "thing"}, "R280", "no DataCite record"),
        ([1], "R006", "not a record"),
    ],
)
def test_what_is_no_record_is_told(data: object, code: str, words: str) -> None:
    (reading,) = readings(data)
    assert reading.record is None
    assert codes(reading) == [code]
    assert words in reading.issues[0].message


OAI = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
    '<record><header><identifier>oai:x:1</identifier></header><metadata><oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.1/">'
    "<schemaVersion>4</schemaVersion><datacentreSymbol>A.B</datacentreSymbol><payload>{}</payload></oai_datacite></metadata></record>"
    '<record><header status="deleted"><identifier>oai:x:2</identifier></header></record></ListRecords></OAI-PMH>'
)


def test_records_of_an_oai_answer_are_read_and_deleted_ones_told() -> None:
    found = list(datacite_xml.read(OAI.format(XML.format(PLAIN)).encode()))
    assert [reading.label for reading in found] == ["oai:x:1", "oai:x:2"]
    assert found[0].record is not None
    assert (found[0].record.identifiers, found[0].record.rest) == ([Identifier("doi", "10.5555/a(1)")], [])
    assert codes(found[1]) == ["R280"]
    assert "deleted" in found[1].issues[0].message


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<OAI-PMH><error code='noRecordsMatch'/></OAI-PMH>", "R007"),
        ("<resource xmlns='http://datacite.org/schema/kernel-4'/>", "R280"),
        ("<resource><titles></resource>", "R001"),
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><resource><titles>&a;</titles></resource>", "R017"),
    ],
)
def test_xml_without_a_record_is_told(source: str, code: str) -> None:
    (reading,) = datacite_xml.read(source.encode())
    assert reading.record is None
    assert codes(reading) == [code]


@pytest.mark.parametrize("space", ["2.0", "2.1", "2.2", "3", "3.0", "3.1", "4", "4.0", "4.7"])
def test_every_kernel_is_recognised_and_read(space: str) -> None:
    data = XML.replace("kernel-4", f"kernel-{space}").format(PLAIN).encode()
    assert inputs.recognise(data, "<stdin>") == "datacite-xml"
    (reading,) = datacite_xml.read(data)
    assert reading.record is not None
    assert reading.record.titles == [Text("A title")]


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (API, "datacite-json"),
        ([BASE], "datacite-json"),
        (
            {
                "id": "https://doi.org/10.5555/x",
                "creator": {"name": "A"},
                "title": "T",
                "schemaVersion": "http://datacite.org/schema/kernel-3",
            },
            "datacite-json",
        ),
        ({"DOI": "10.5555/1", "type": "journal-article", "title": ["T"], "publisher": "P"}, "crossref"),
        ([{"id": "a", "type": "article-journal", "title": "T", "DOI": "10.5555/1"}], "csl-json"),
        (
            {"@context": "http://schema.org", "@type": "Dataset", "schemaVersion": "http://datacite.org/schema/kernel-4", "name": "T"},
            "schemaorg",
        ),
    ],
)
def test_recognised_among_its_neighbours(data: object, format: str) -> None:
    assert inputs.recognise(json.dumps(data).encode(), "<stdin>") == format


def test_older_names_of_content_negotiation() -> None:
    (reading,) = readings(
        {
            "id": "https://doi.org/10.5063/f1m61h5x",
            "creator": {
                "type": "Person",
                "id": "https://orcid.org/0000-0002-1825-0097",
                "name": "M. B. Jones",
                "givenName": "M. B.",
                "familyName": "Jones",
            },
            "title": "dataone",
            "publisher": "KNB",
            "publication-year": "2016",
            "agency": "datacite",
            "types": {"resource-type-general": "Software", "resource-type": "Software"},
            "schema-version": "http://datacite.org/schema/kernel-3",
        }
    )
    made = reading.record
    assert made is not None
    assert (made.type, made.issued, made.titles, made.rest) == ("software", "2016", [Text("dataone")], [])
    assert made.contributors == [
        Contributor(Agent("M. B. Jones", given="M. B.", family="Jones", identifiers=[Identifier("orcid", "0000-0002-1825-0097")]))
    ]


WILD: dict[str, Any] = {
    "doi": 5,
    "titles": "x",
    "creators": {"a": 1},
    "publisher": [1, 2],
    "dates": [[["2001"]]],
    "types": [],
    "relatedIdentifiers": ["a", {"relationType": [1]}],
    "subjects": [None, 1, True],
    "rightsList": "CC BY 4.0",
    "descriptions": {"description": ["a"]},
    "publicationYear": {"a": 1},
    "language": ["en", 5],
    "container": "x",
    "url": ["http://a.example", 1],
    "fundingReferences": [[]],
    "contributors": [{"name": {"x": 1}}],
    "citationCount": "many",
    "relatedItems": [{"relationType": "IsPublishedIn", "titles": "x"}, {"relationType": "Cites"}],
    "sizes": {"a": "10 p."},
    "geoLocations": ["here"],
}


def test_values_of_the_wrong_kind_are_read_or_kept_and_never_raise() -> None:
    (reading,) = readings(WILD)
    assert reading.record is not None
    assert ("container", "x") in reading.record.rest
    for name, value in WILD.items():
        (one,) = readings({**BASE, name: value})
        assert one.record is not None


@pytest.mark.parametrize(
    "data", [json.dumps(API).encode(), json.dumps([BASE, WILD]).encode(), json.dumps({**BASE, **when(("Issued", "2019-01-01"))}).encode()]
)
def test_trace_changes_nothing_but_places(data: bytes) -> None:
    plain, traced = list(datacite_json.read(data)), list(datacite_json.read(data, trace=True))
    assert [(one.record, one.issues, one.not_carried) for one in plain] == [(one.record, one.issues, one.not_carried) for one in traced]
    assert all(one.places for one in traced)


@pytest.mark.parametrize("included", ["[" * 5000 + "]" * 5000, '[{"type": "media"}, 5, null]', "7"])
def test_odd_things_beside_the_data_cost_nothing(included: str) -> None:
    for data in (API["data"], [API["data"]]):
        found = list(datacite_json.read(f'{{"data": {json.dumps(data)}, "included": {included}}}'.encode()))
        assert [reading.record is not None for reading in found] == [True]


def test_utf_16_is_read_with_the_files_beside_the_data() -> None:
    (reading,) = datacite_json.read(json.dumps(API).encode("utf-16"))
    assert reading.record is not None
    assert reading.record.files == [File("https://a.example/1.csv", media_type="text/csv")]


def test_places_lead_into_the_file() -> None:
    (reading,) = datacite_xml.read(XML.format(PLAIN + "\n<publisher>P</publisher>").encode(), trace=True)
    assert reading.places is not None
    assert (reading.places["publisher"].line, reading.places["publisher"].pointer) == (2, "/resource/publisher")
    issues: list[Issue] = reading.issues
    assert issues == []


@pytest.mark.parametrize("data", [API, {**BASE, "creators": [{"name": "A, B"}]}])
def test_other_readers_name_this_one(data: object) -> None:
    (reading,) = crossref.read(json.dumps(data).encode())
    assert [(found.code, found.mend) for found in reading.issues] == [("R220", "read it with --from datacite-json")]


def test_editor_named_beside_the_chapter_and_in_its_book_is_one() -> None:
    editor = {"name": "Berg, Jan", "contributorType": "Editor"}
    orcid = {"nameIdentifiers": [{"nameIdentifier": "0000-0002-1825-0097", "nameIdentifierScheme": "ORCID"}]}
    made = record(
        types={"resourceTypeGeneral": "BookChapter"},
        relatedItems=[{"relatedItemType": "Book", "relationType": "IsPublishedIn", "titles": [{"title": "B"}], "contributors": [editor]}],
        contributors=[{**editor, **orcid}],
    )
    assert made.host is not None
    assert [one.agent.identifiers for one in made.host.contributors] == [[Identifier("orcid", "0000-0002-1825-0097")]]
    assert made.rest == []
