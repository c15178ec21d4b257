"""Research outputs of Pure's web services: every field, the shapes of READ and CRUD API, what is left out and told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg.record import (
    Agent,
    Concept,
    Container,
    Contributor,
    Event,
    File,
    Grant,
    Identifier,
    Link,
    Metric,
    Reading,
    Record,
    Relation,
    Series,
    Text,
)
from kg.sources import pure_json, pure_xml
from kg.sources.pure_api_entities import Known

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


# ---- types ----


@pytest.mark.parametrize(
    ("tail", "type", "variant", "expected"),
    [
        ("contributiontojournal/article", "journal-article", "", []),
        ("contributiontojournal/systematicreview", "review-article", "", []),
        ("contributiontojournal/review", "review-article", "", ["R255"]),
        ("contributiontojournal/erratum", "correction", "", []),
        ("contributiontobookanthology/conference", "conference-paper", "", []),
        ("contributiontobookanthology/entry", "reference-entry", "", []),
        ("bookanthology/edited_book", "edited-book", "", []),
        ("bookanthology/technical_report", "report", "technical", []),
        ("contributiontoconference/poster", "poster", "", []),
        ("thesis/doc3", "thesis-doctoral", "", []),
        ("workingpaper/preprint", "preprint", "", []),
        ("nontextual/design", "artwork", "design", []),
        ("contributiontojournal/our_own_kind", "journal-article", "", ["R247"]),
        ("nontextual/our_own_kind", "other", "", ["R247"]),
        ("ourfolder/our_own_kind", "other", "", ["R247"]),
    ],
)
def test_type_uri_gives_the_type_and_a_local_tail_that_of_its_folder(tail: str, type: str, variant: str, expected: list[str]) -> None:
    found = reading(type=kind(tail))
    assert found.record is not None
    assert (found.record.type, found.record.variant, codes(found)) == (type, variant, expected)


def test_every_type_role_status_and_scheme_of_the_table_exists() -> None:
    from kg import resources

    table = resources.table("imports/pure-api")
    types = resources.table("types")
    for word in (*table["types"].values(), *table["folders"].values(), *table["hosts"].values()):
        name, _, variant = word.partition("/")
        assert name in types
        assert not variant or variant in types[name]["variant"]
    assert {*table["roles"].values(), *table["authors"].values()} <= resources.table("roles").keys()
    schemes = {*table["id-sources"].values(), *table["agent-ids"].values()} - {""}
    assert schemes <= resources.table("identifiers").keys()
    assert {row["date"] for row in table["statuses"].values()} - {""} <= set(Record.__struct_fields__)
    assert {*table["genre"]["tails"], *table["doubtful"]} <= table["types"].keys()


def test_word_of_a_type_is_kept_as_genre_where_it_says_more() -> None:
    assert record(type=kind("contributiontojournal/article", "Article")).genre == []
    assert record(type=kind("bookanthology/inaugural", "Inaugural lecture")).genre == [Text("Inaugural lecture", "en-GB")]
    assert record(type=kind("contributiontojournal/local", "Lecture note")).genre == [Text("Lecture note", "en-GB")]


def test_output_without_a_type_is_told() -> None:
    found = reading(type=None)
    assert found.record is not None
    assert (found.record.type, codes(found)) == ("other", ["R254"])


def test_discriminator_gives_the_folder_of_an_unknown_type() -> None:
    (found,) = readings({**crud(), "type": {"uri": "/our/types/odd", "term": {"en_US": "Odd"}}})
    assert found.record is not None
    assert (found.record.type, codes(found)) == ("journal-article", ["R247", "R249"])


# ---- titles, texts, language ----


def test_title_and_subtitle_are_one_title() -> None:
    found = record(
        title={"value": "Rivers &amp; <i>lakes</i>"}, subTitle={"value": "a survey"}, language=named("/dk/atira/pure/core/languages/en_GB")
    )
    assert found.titles == [Text("Rivers & lakes: a survey", "en-GB")]
    assert found.short_title == Text("Rivers & lakes", "en-GB")
    assert found.subtitles == [Text("a survey", "en-GB")]
    assert found.languages == ["en-GB"]


def test_title_that_ends_with_its_subtitle_is_not_doubled() -> None:
    found = record(title={"value": "Rivers: a survey"}, subTitle={"value": "A survey"})
    assert ([one.value for one in found.titles], found.subtitles, found.rest) == (["Rivers: a survey"], [], [])


def test_translated_titles_have_their_subtitles() -> None:
    found = record(translatedTitle=said(de_DE="Flüsse", da_DK="Floder"), translatedSubTitle=said(de_DE="eine Übersicht"))
    assert found.other_titles == [Text("Flüsse: eine Übersicht", "de-DE"), Text("Floder", "da-DK")]


def test_abstracts_keep_language_and_paragraphs() -> None:
    found = record(abstract=said(en_GB="<p>One &lt; two.</p><p>Three.</p>", nl_NL="<p>Een.</p>"))
    assert found.abstracts == [Text("One < two.\n\nThree.", "en-GB"), Text("Een.", "nl-NL")]


def test_note_is_parted_into_note_funding_and_copyright() -> None:
    note = "An erratum exists.\nFunding Information:\nPaid by the Water Board.\n\nPublisher Copyright: \n© 2020 The Authors."
    found = record(bibliographicalNote=said(en_US=note))
    assert found.notes == [Text("An erratum exists.", "en-US")]
    assert found.funding_text == [Text("Paid by the Water Board.", "en-US")]
    assert found.rights == [Text("© 2020 The Authors.", "en-US")]
    assert found.rest == []


def test_description_is_a_note() -> None:
    described = [{"value": said(en_GB="<p>For all.</p>"), "classification": named("/dk/atira/pure/x/popular", "Popular")}]
    assert record(descriptions=described).notes == [Text("For all.", "en-GB")]


@pytest.mark.parametrize(
    ("uri", "word", "languages", "expected"),
    [
        ("en_US", "English (US)", ["en-US"], []),
        ("de_DE", "German", ["de-DE"], []),
        ("italian", "Italian", ["it"], []),
        ("local1", "Welsh", ["cy"], []),
        ("und", "Undefined/Unknown", [], []),
        ("local2", "Klingonish", [], ["R009"]),
    ],
)
def test_language_by_uri_or_word(uri: str, word: str, languages: list[str], expected: list[str]) -> None:
    found = reading(language=named(f"/dk/atira/pure/core/languages/{uri}", word))
    assert found.record is not None
    assert (found.record.languages, codes(found)) == (languages, expected)


# ---- status and dates ----


def stage(status: str, year: Any = None, month: Any = None, day: Any = None, *, current: bool = False) -> dict[str, Any]:
    date = {name: value for name, value in (("year", year), ("month", month), ("day", day)) if value}
    return {"current": current, "publicationStatus": named(f"/dk/atira/pure/researchoutput/status/{status}"), "publicationDate": date}


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ([stage("published", 2012, 12, 31, current=True)], {"status": "published", "issued": "2012-12-31"}),
        (
            [stage("epub", 2012, 8, 4), stage("published", 2012, 12, current=True)],
            {"status": "published", "issued": "2012-12", "online": "2012-08-04"},
        ),
        ([stage("epub", 2012, 8, 4, current=True)], {"status": "published", "issued": "2012-08-04", "online": "2012-08-04"}),
        ([stage("inpress", 2012, 8, current=True)], {"status": "accepted", "accepted": "2012-08"}),
        ([stage("submitted", 2011), stage("inpress", 2012, current=True)], {"status": "accepted", "submitted": "2011", "accepted": "2012"}),
        ([stage("inprep", current=True)], {"status": "draft"}),
        ([stage("unpublished", 1999, current=True)], {"status": "unpublished", "issued": "1999"}),
        ([stage("published", 2012), stage("epub", 2011)], {"status": "published", "issued": "2012", "online": "2011"}),
    ],
)
def test_each_status_gives_its_date(stages: list[dict[str, Any]], expected: dict[str, str]) -> None:
    found = record(publicationStatuses=stages)
    fields = ("status", "issued", "online", "accepted", "submitted")
    assert {name: getattr(found, name) for name in fields if getattr(found, name)} == expected
    assert found.rest == []


def test_date_that_does_not_exist_keeps_what_is_certain_and_is_told() -> None:
    found = reading(publicationStatuses=[stage("published", 2012, 2, 31, current=True)])
    assert found.record is not None
    assert (found.record.issued, codes(found)) == ("2012-02", ["R008"])
    assert found.record.rest == [("publicationStatuses[0].publicationDate.day", "31")]


def test_unknown_status_is_told_and_its_date_kept() -> None:
    found = reading(publicationStatuses=[stage("shelved", 2012, current=True)])
    assert found.record is not None
    assert (found.record.issued, found.record.status, codes(found)) == ("", "", ["R250"])
    assert ("publicationStatuses[0].publicationDate.year", "2012") in found.record.rest


@pytest.mark.parametrize(("stated", "expected"), [(True, True), (False, False), (None, None)])
def test_peer_review_only_where_stated(stated: bool | None, expected: bool | None) -> None:
    assert record(peerReview=stated).peer_reviewed is expected


# ---- people and organisations ----


def author(given: str, family: str, *, role: str = "contributiontojournal/author", **members: Any) -> dict[str, Any]:
    return {"name": {"firstName": given, "lastName": family}, "personRole": named(f"/dk/atira/pure/researchoutput/roles/{role}"), **members}


def test_person_has_uuid_own_name_name_as_written_and_affiliations() -> None:
    person = {**thing(OTHER, "Daniel Jay Ambrose"), "externallyManaged": True, "externalId": "7"}
    units = [
        {**thing(THIRD, "Physics"), "type": named("/dk/atira/pure/organisation/organisationtypes/organisation/department", "Department")}
    ]
    found = record(personAssociations=[author("D. J.", "Ambrose", person=person, organisationalUnits=units, correspondingAuthor=True)])
    agent = Agent("Daniel Jay Ambrose", given="Daniel Jay", family="Ambrose", identifiers=[Identifier("pure-uuid", OTHER)])
    unit = Agent("Physics", kind="organisation", identifiers=[Identifier("pure-uuid", THIRD)])
    assert found.contributors == [Contributor(agent, "author", [unit], corresponding=True, name_as_written="D. J. Ambrose")]
    assert found.rest == []


@pytest.mark.parametrize("stated", ["Ambrose, Daniel", "Daniel Ambrose"])
def test_own_name_in_either_order_is_parted(stated: str) -> None:
    (found,) = record(personAssociations=[author("D.", "Ambrose", externalPerson=thing(OTHER, stated))]).contributors
    assert (found.agent.name, found.agent.given, found.agent.family) == ("Daniel Ambrose", "Daniel", "Ambrose")


def test_names_without_a_common_word_are_told_and_the_written_one_is_taken() -> None:
    found = reading(personAssociations=[author("J. M.", "Bian", externalPerson=thing(OTHER, "E. Boger"))])
    assert found.record is not None
    assert (found.record.contributors[0].agent.name, codes(found)) == ("J. M. Bian", ["R258"])
    assert [value for _, value in found.record.rest if value == "E. Boger"]


def test_accents_do_not_part_names() -> None:
    found = reading(personAssociations=[author("F.", "Muller", externalPerson=thing(OTHER, "Franz Müller"))])
    assert codes(found) == []


def test_person_without_a_reference_is_a_person() -> None:
    found = record(personAssociations=[author("Ada", "van Byron")])
    assert found.contributors == [Contributor(Agent("Ada van Byron", given="Ada", family="van Byron"))]


def test_group_and_organisation_are_contributors_in_their_place() -> None:
    group = {
        "authorCollaboration": thing(OTHER, "BESIII"),
        "personRole": named("/dk/atira/pure/researchoutput/roles/contributiontojournal/author"),
    }
    body = {"externalOrganisations": [thing(THIRD, "Water Board")], "personRole": group["personRole"]}
    found = record(personAssociations=[author("A", "Byron"), group, body])
    assert [(one.agent.name, one.agent.kind, one.role) for one in found.contributors] == [
        ("A Byron", "person", "author"),
        ("BESIII", "organisation", "author"),
        ("Water Board", "organisation", "author"),
    ]


@pytest.mark.parametrize(
    ("tail", "type", "role"),
    [
        ("contributiontojournal/author", "contributiontojournal/article", "author"),
        ("bookanthology/editor", "bookanthology/anthology", "editor"),
        ("bookanthology/translator", "bookanthology/book", "translator"),
        ("patent/author", "patent/patent", "inventor"),
        ("patent/inventor", "patent/patent", "inventor"),
        ("nontextual/composer", "nontextual/composition", "composer"),
    ],
)
def test_role_by_the_tail_of_its_uri(tail: str, type: str, role: str) -> None:
    (found,) = record(type=kind(type), personAssociations=[author("A", "Byron", role=tail)]).contributors
    assert found.role == role


def test_unknown_role_is_a_contributor_and_told() -> None:
    found = reading(personAssociations=[author("A", "Byron", role="contributiontojournal/beekeeper")])
    assert found.record is not None
    assert (found.record.contributors[0].role, codes(found)) == ("contributor", ["R248"])


def test_number_of_authors_is_kept_and_told_where_more_are_than_listed() -> None:
    listed = [author("A", "Byron"), author("B", "Byron")]
    assert record(personAssociations=listed, totalNumberOfAuthors=2).rest == []
    found = reading(personAssociations=listed, totalNumberOfAuthors=439)
    assert found.record is not None
    assert (found.record.rest, codes(found)) == ([("totalNumberOfAuthors", "439")], ["R252"])


def test_units_of_the_output_that_nobody_belongs_to_are_kept() -> None:
    units = [thing(THIRD, "Physics"), thing(OTHER, "Chemistry")]
    found = record(
        personAssociations=[author("A", "Byron", organisationalUnits=units[:1])],
        organisationalUnits=units,
        managingOrganisationalUnit=thing(OTHER, "Chemistry"),
    )
    assert [value for _, value in found.rest if value in ("Physics", "Chemistry")] == ["Chemistry", "Chemistry"]


# ---- where it appeared ----


def test_journal_has_title_issn_and_uuid() -> None:
    journal = {**thing(OTHER, "Journal of Rivers"), "type": named("/dk/atira/pure/journal/journaltypes/journal/journal", "Journal")}
    association = {"pureId": 1, "title": {"value": "Jnl Rivers"}, "issn": {"value": "0957-8765"}, "journal": journal}
    found = record(journalAssociation=association, volume="23", journalNumber="4", pages="1119-38", articleNumber="e7", numberOfPages=20)
    ids = [Identifier("issn", "0957-8765"), Identifier("pure-uuid", OTHER)]
    assert found.container == Container([Text("Jnl Rivers")], [Text("Journal of Rivers")], identifiers=ids)
    assert (found.volume, found.issue, found.page_start, found.page_end) == ("23", "4", "1119", "1138")
    assert (found.article_number, found.num_pages, found.rest) == ("e7", 20, [])


def test_journal_of_the_swagger_description_is_read_too() -> None:
    found = record(journal={"title": {"title": "Rivers"}, "issn": {"issn": "0957-8765"}})
    assert found.container == Container([Text("Rivers")], identifiers=[Identifier("issn", "0957-8765")])


def test_wrong_issn_is_told_with_its_place() -> None:
    found = reading(journalAssociation={"title": {"value": "R"}, "issn": {"value": "0957-8766"}})
    assert [(one.code, one.place.pointer) for one in found.issues] == [("I002", "/journalAssociation/issn/value")]


def test_magazine_is_a_magazine() -> None:
    found = record(type=kind("contributiontoperiodical/article"), journalAssociation={"title": {"value": "Fishing"}}, number="7")
    assert (found.container, found.issue) == (Container([Text("Fishing")], kind="magazine"), "7")


def test_book_around_a_chapter_has_titles_editors_and_isbns() -> None:
    found = record(
        type=kind("contributiontobookanthology/chapter"),
        hostPublicationTitle={"value": "The Book of Rivers"},
        hostPublicationSubTitle={"value": "Volume one"},
        hostPublicationEditors=[{"firstName": "Eve", "lastName": "Itor"}],
        isbns=["978-0-306-40615-7"],
        electronicIsbns=["9780306406157"],
        chapter="4",
        edition="2nd",
        publisher={
            **thing(OTHER, "Delta Press"),
            "type": named("/dk/atira/pure/publisher/publishertypes/publisher/publisher", "Publisher"),
        },
        placeOfPublication="Rotterdam",
        personAssociations=[author("A", "Byron"), author("Eve", "Itor", role="contributiontobookanthology/editor")],
    )
    assert found.host is not None
    assert (found.host.titles, found.host.type) == ([Text("The Book of Rivers: Volume one")], "book")
    assert found.host.identifiers == [Identifier("isbn", "9780306406157")]
    assert [one.agent.name for one in found.host.contributors] == ["Eve Itor"]
    assert [one.agent.name for one in found.contributors] == ["A Byron"]
    assert found.publisher == Agent("Delta Press", "organisation", place="Rotterdam", identifiers=[Identifier("pure-uuid", OTHER)])
    assert (found.chapter, found.edition, found.rest) == ("4", "2nd", [])


def test_isbn_of_a_chapter_is_that_of_its_book_even_without_a_title() -> None:
    found = record(type=kind("contributiontobookanthology/chapter"), isbns=["9780306406157"])
    assert found.host is not None
    assert (found.host.titles, found.host.identifiers) == ([], [Identifier("isbn", "9780306406157")])


def test_place_of_publication_does_not_hide_the_journals_publisher() -> None:
    *_, found = readings(*ENTITIES, crud(placeOfPublication="Rotterdam"))
    assert found.record is not None
    assert found.record.publisher is not None
    assert (found.record.publisher.name, found.record.publisher.place) == ("Delta Press", "Rotterdam")


def test_number_of_a_memorandums_archive_is_no_issue() -> None:
    found = record(type=kind("memorandum/academicmemorandum"), journalNumber="2001-17")
    assert (found.issue, found.rest) == ("", [("journalNumber", "2001-17")])


def test_isbn_of_a_book_is_its_own() -> None:
    found = record(type=kind("bookanthology/book"), isbns=["0306406152"], commissioningBody=thing(OTHER, "Ministry"))
    assert Identifier("isbn", "9780306406157") in found.identifiers
    assert found.institution == Agent("Ministry", "organisation", identifiers=[Identifier("pure-uuid", OTHER)])


def test_series_that_both_lists_name_is_one() -> None:
    found = record(
        type=kind("bookanthology/book"),
        publicationSeries=[{"name": {"value": "Deltas"}, "no": "5", "printIssn": "0957-8765", "electronicIssn": "2049-3630"}],
        bookSeries=[{"title": {"value": "Deltas"}, "issn": {"value": "0957-8765"}, "journal": thing(OTHER, "Deltas"), "volume": "5"}],
    )
    assert found.series == [Series([Text("Deltas")], "5", [Identifier("issn", "0957-8765"), Identifier("eissn", "2049-3630")])]


def test_event_has_its_name_and_uuid() -> None:
    found = record(type=kind("contributiontoconference/paper"), event=thing(OTHER, "River Conference"))
    assert found.event == Event([Text("River Conference", "en-GB")], identifiers=[Identifier("pure-uuid", OTHER)])


def test_thesis_has_degree_institution_supervisors_sponsors_and_date() -> None:
    role = "/dk/atira/pure/researchoutput/roles/internalexternal/thesis/supervisor"
    found = record(
        type=kind("thesis/doc"),
        qualification=named("/dk/atira/pure/core/qualifications/phd", "Doctor of Philosophy"),
        awardingInstitutions=[{"organisation": thing(OTHER, "University of the Delta")}],
        supervisors=[{"name": {"firstName": "S.", "lastName": "Visor"}, "personRole": named(role), "person": thing(THIRD, "Sue Visor")}],
        sponsors=[thing(THIRD, "Water Board")],
        awardedDate="2018-07-01T12:00:00.000+0200",
        awardDate="2018-07-01T12:00:00.000+0200",
    )
    assert (found.type, found.degree, found.degree_kind, found.awarded) == ("thesis-doctoral", "Doctor of Philosophy", "phd", "2018-07-01")
    assert found.institution is not None
    assert found.institution.name == "University of the Delta"
    assert [(one.agent.name, one.role) for one in found.contributors] == [("Sue Visor", "supervisor")]
    assert found.funding == [Grant(Agent("Water Board", "organisation", identifiers=[Identifier("pure-uuid", THIRD)]))]
    assert found.rest == []


def test_engineering_doctorate_is_no_phd() -> None:
    found = record(type=kind("thesis/engd_thesis", "EngD Thesis"))
    assert (found.type, found.degree_kind, found.genre) == ("thesis-doctoral", "", [Text("EngD Thesis", "en-GB")])


def test_patent_has_number_country_filing_date_class_and_priority() -> None:
    found = record(
        type=kind("patent/patent"),
        patentNumber="EP 1234567 B1",
        country=named("/dk/atira/pure/core/countries/gb", "United Kingdom"),
        ipc="C12N 1/00",
        date="2001-03-04T12:00:00.000+0000",
        priorityNumber="GB99",
        priorityDate="2000-03-04T12:00:00.000+0000",
    )
    assert (found.number, found.country, found.submitted) == ("EP 1234567 B1", "GB", "2001-03-04")
    assert found.identifiers[1:] == [
        Identifier("ipc", "C12N 1/00"),
        Identifier("priority", "GB99"),
        Identifier("priority-date", "2000-03-04"),
    ]


def test_other_kinds_have_medium_word_and_date() -> None:
    found = record(type=kind("nontextual/artefact"), outputMedia=named("/dk/atira/pure/core/media/film", "Film"))
    assert found.medium == "Film"
    found = record(type=kind("othercontribution/other"), outputMedia="paper", typeDescription=said(en_GB="Poem"))
    assert (found.medium, found.genre) == ("paper", [Text("Poem", "en-GB")])
    assert record(type=kind("memorandum/academicmemorandum"), dateFinished="2001-03-04T00:00:00.000+0000").created == "2001-03-04"


# ---- versions, files, links ----


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


# ---- CRUD API ----


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


def test_publisher_only_by_uuid_is_no_publisher() -> None:
    (found,) = readings(crud(publisher={"systemName": "Publisher", "uuid": OTHER}, placeOfPublication="Rotterdam"))
    assert found.record is not None
    assert found.record.publisher == Agent("", "organisation", place="Rotterdam")


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
            {"uuid": OTHER, "title": said(en_GB="Depths"), "type": named("/dk/atira/pure/dataset/datasettypes/dataset/dataset")},
            "R256",
            "a dataset",
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
