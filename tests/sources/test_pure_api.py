"""Research outputs of Pure's web services: what the work is, who made it, where it appeared."""

from __future__ import annotations

from typing import Any

import pytest

from kg.record import (
    Agent,
    Container,
    Contributor,
    Event,
    Grant,
    Identifier,
    Record,
    Series,
    Text,
)
from tests.sources.pure_entries import (
    ENTITIES,
    OTHER,
    THIRD,
    author,
    codes,
    crud,
    kind,
    named,
    reading,
    readings,
    record,
    said,
    stage,
    thing,
)

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
