"""InvenioRDM and Zenodo records to Records: today's form, the older one, deposits, and what is no record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg import inputs, resources
from kg.record import Agent, Concept, Contributor, Event, File, Grant, Identifier, Link, Reading, Record, Relation, Text
from kg.sources import inveniordm
from kg.sources.inveniordm import rules

DOI = {"doi": {"identifier": "10.5555/A.1", "provider": "datacite", "client": "x"}}
NEW = {"title": "A title", "publication_date": "2020-05-04", "resource_type": {"id": "dataset"}}
OLD = {"title": "A title", "publication_date": "2020-05-04", "resource_type": {"type": "dataset", "title": "Dataset"}}


def readings(data: object) -> list[Reading]:
    return list(inveniordm.read(json.dumps(data).encode()))


def read(custom: dict[str, Any] | None = None, around: dict[str, Any] | None = None, **metadata: Any) -> Reading:
    (reading,) = readings({"pids": DOI, "metadata": {**NEW, **metadata}, "custom_fields": custom or {}, **(around or {})})
    return reading


def record(custom: dict[str, Any] | None = None, around: dict[str, Any] | None = None, **metadata: Any) -> Record:
    reading = read(custom, around, **metadata)
    assert reading.record is not None
    assert reading.issues == []
    return reading.record


def old(around: dict[str, Any] | None = None, **metadata: Any) -> Record:
    (reading,) = readings({"doi": "10.5555/A.1", "metadata": {**OLD, **metadata}, **(around or {})})
    assert reading.record is not None
    assert reading.issues == []
    return reading.record


def codes(reading: Reading) -> list[str]:
    return [found.code for found in reading.issues]


def person(name: str, **more: Any) -> dict[str, Any]:
    family, _, given = name.partition(", ")
    return {"person_or_org": {"type": "personal", "name": name, "family_name": family, "given_name": given, **more}}


BERG = Agent("Jan Berg", given="Jan", family="Berg")


def test_both_forms_make_the_same_record() -> None:
    new, before = record(), old()
    assert (new.type, new.identifiers, new.titles, new.issued) == (
        "dataset",
        [Identifier("doi", "10.5555/a.1")],
        [Text("A title")],
        "2020-05-04",
    )
    assert (before.type, before.identifiers, before.titles, before.issued) == (new.type, new.identifiers, new.titles, new.issued)
    assert new.rest == before.rest == []


@pytest.mark.parametrize("word", sorted(rules()["types"]))
def test_every_type_of_the_table_is_one_of_ours_in_every_form(word: str) -> None:
    made = record(resource_type={"id": word})
    row = resources.table("types")[made.type]
    assert not made.variant or made.variant in row["variant"]
    kind, _, sub = word.partition("-")
    assert old(resource_type={"type": kind, **({"subtype": sub} if sub else {})}).type == made.type
    deposit = {"title": "T", "upload_type": kind, "publication_type" if kind == "publication" else "image_type": sub, "doi": "10.5555/a"}
    (reading,) = readings({"metadata": deposit})
    assert reading.record is not None
    assert reading.record.type == made.type


def test_type_that_says_more_keeps_its_words_and_an_unknown_or_missing_one_is_told() -> None:
    made = record(resource_type={"id": "image-photo", "title": {"en": "Photo", "de": "Foto"}})
    assert made.genre == [Text("Photo", "en")]
    assert codes(read(resource_type={"id": "hologram"})) == ["R282"]
    assert codes(read(resource_type={})) == ["R288"]
    assert record(resource_type={"id": "publication-comic"}).type == "other"


def test_identifiers_and_the_doi_of_all_versions() -> None:
    made = record(
        around={
            "pids": {**DOI, "oai": {"identifier": "oai:x:1", "provider": "oai"}},
            "parent": {"id": "p", "pids": {"doi": {"identifier": "10.5555/all", "provider": "datacite"}}},
            "conceptdoi": "10.5555/all",
        },
        identifiers=[
            {"identifier": "2311.16162", "scheme": "arxiv"},
            {"identifier": "https://doi.org/10.5555/a.1", "scheme": "guid"},
            {"identifier": "https://blog.example/1", "scheme": "url"},
        ],
    )
    assert made.identifiers == [Identifier("doi", "10.5555/a.1"), Identifier("local", "oai:x:1"), Identifier("arxiv", "2311.16162")]
    assert made.relations == [Relation("version-of", Identifier("doi", "10.5555/all"))]
    assert (made.links, made.rest) == ([Link("https://blog.example/1")], [])


def test_alternate_identifiers_without_a_scheme_are_told_by_their_form() -> None:
    made = old(alternate_identifiers=[{"identifier": "10.5555/b"}, {"identifier": "https://github.com/a/b"}, {"identifier": "X-1"}])
    assert made.identifiers[1:] == [Identifier("doi", "10.5555/b"), Identifier("text", "X-1")]
    assert made.links == [Link("https://github.com/a/b")]


def test_record_without_doi_is_told_and_known_by_its_number() -> None:
    (reading,) = readings({"id": "abc-1", "metadata": NEW})
    assert codes(reading) == ["R281"]
    assert reading.record is not None
    assert reading.record.identifiers == [Identifier("local", "abc-1")]


def test_titles_and_descriptions_by_type_and_language() -> None:
    made = record(
        languages=[{"id": "eng", "title": {"en": "English"}}],
        additional_titles=[
            {"title": "Sub", "type": {"id": "subtitle", "title": {"en": "Subtitle"}}},
            {"title": "Titel", "type": {"id": "translated-title"}, "lang": {"id": "deu"}},
        ],
        description="<p>One</p><p>Two</p>",
        additional_descriptions=[
            {"description": "How", "type": {"id": "methods"}},
            {"description": "1. A", "type": {"id": "table-of-contents"}},
            {"description": "Kurz", "type": {"id": "abstract"}, "lang": {"id": "deu"}},
        ],
    )
    assert (made.titles, made.short_title, made.subtitles) == ([Text("A title: Sub", "en")], Text("A title", "en"), [Text("Sub", "en")])
    assert made.other_titles == [Text("Titel", "de")]
    assert made.abstracts == [Text("One\n\nTwo"), Text("Kurz", "de")]
    assert (made.notes, made.contents, made.languages) == ([Text("How")], [Text("1. A")], ["en"])
    assert made.rest == [("metadata.additional_descriptions[0].type.id", "methods")]


def test_people_with_identifiers_affiliations_and_roles() -> None:
    made = record(
        creators=[
            {
                **person("Berg, Jan", identifiers=[{"scheme": "orcid", "identifier": "0000-0002-1825-0097"}]),
                "affiliations": [{"id": "05gq02987", "name": "Brown"}],
            },
            {"person_or_org": {"type": "organizational", "name": "Acme", "identifiers": [{"scheme": "ror", "identifier": "05gq02987"}]}},
        ],
        contributors=[
            {**person("Doe, Jo"), "role": {"id": "datamanager", "title": {"en": "Data manager"}}},
            {**person("Roe, Ro"), "role": {"id": "projectleader"}},
        ],
    )
    ror = [Identifier("ror", "05gq02987")]
    assert made.contributors[0].agent.identifiers == [Identifier("orcid", "0000-0002-1825-0097")]
    assert made.contributors[0].affiliations == [Agent("Brown", "organisation", identifiers=ror)]
    assert made.contributors[1].agent == Agent("Acme", "organisation", identifiers=ror)
    assert [one.role for one in made.contributors] == ["author", "author", "data-manager", "contributor"]
    assert made.rest == [("metadata.contributors[1].role.id", "projectleader")]


def test_people_of_the_older_form() -> None:
    made = old(
        creators=[{"name": "Berg, Jan", "affiliation": "Brown University", "orcid": "0000-0002-1825-0097", "gnd": "118611593"}],
        contributors=[{"name": "Doe, Jo", "type": "Editor"}, {"name": "Roe, Ro", "type": "Other"}],
        thesis={"university": "Brown", "supervisors": [{"name": "Poe, Po"}]},
    )
    assert made.contributors[0].agent.identifiers == [Identifier("orcid", "0000-0002-1825-0097"), Identifier("gnd", "118611593")]
    assert made.contributors[0].affiliations == [Agent("Brown University", "organisation")]
    assert [one.role for one in made.contributors] == ["author", "editor", "contributor", "supervisor"]
    assert (made.institution, made.rest) == (Agent("Brown", "organisation"), [])


def test_several_names_in_one_are_told() -> None:
    assert codes(read(creators=[{"person_or_org": {"type": "personal", "name": "Berg, Jan; Doe, Jo"}}])) == ["R284"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("available", "2020-05-01")], {"online": "2020-05-01"}),
        ([("available", "2021-05-01")], {"online": ""}),
        ([("updated", "2020-06-01"), ("updated", "2021-06-01T10:00:00Z")], {"modified": "2021-06-01"}),
        (
            [("created", "2018"), ("accepted", "2019-12"), ("submitted", "2019-10-01")],
            {"created": "2018", "accepted": "2019-12", "submitted": "2019-10-01"},
        ),
        ([("collected", "2018"), ("created", "2018/2019")], {"created": ""}),
        ([("issued", "2020-05-04T08:00:00")], {"issued": "2020-05-04"}),
    ],
)
def test_dates(rows: list[tuple[str, str]], expected: dict[str, str]) -> None:
    made = record(dates=[{"date": date, "type": {"id": kind}} for kind, date in rows])
    assert {name: getattr(made, name) for name in expected} == expected


def test_second_date_of_publication_makes_it_more_exact_or_is_told() -> None:
    assert record(publication_date="2020", dates=[{"date": "2020-05-04", "type": {"id": "issued"}}]).issued == "2020-05-04"
    reading = read(dates=[{"date": "2019-01-01", "type": {"id": "issued"}}])
    assert codes(reading) == ["R285"]
    assert record(publication_date="2018/2020").issued == ""
    assert codes(read(dates=[{"date": "31 Foo 2012", "type": {"id": "created"}}])) == ["R008"]
    assert codes(read(publication_date="some day")) == ["R008"]


def test_subjects_are_keywords_or_concepts() -> None:
    made = record(
        keywords=["salt; sea"],
        subjects=[
            {"subject": "wind"},
            {"id": "https://openalex.org/T1", "subject": "Topic", "scheme": "Topics"},
            {"term": "Law", "identifier": "K1", "scheme": "local"},
        ],
    )
    assert made.keywords == [Text("salt"), Text("sea"), Text("wind")]
    assert made.concepts == [
        Concept("Topics", Text("Topic"), iri="https://openalex.org/T1"),
        Concept("local", Text("Law"), notation="K1"),
    ]


@pytest.mark.parametrize(
    ("metadata", "licences", "words"),
    [
        (
            {
                "rights": [
                    {
                        "id": "cc-by-4.0",
                        "title": {"en": "CC BY"},
                        "props": {"url": "https://creativecommons.org/licenses/by/4.0/legalcode", "scheme": "spdx"},
                    }
                ]
            },
            ["https://creativecommons.org/licenses/by/4.0/"],
            [],
        ),
        ({"rights": [{"title": {"en": "House rules"}, "description": {"en": "Ask first."}}]}, [], ["House rules", "Ask first."]),
        ({"rights": [{"title": {"en": "House rules"}, "link": "https://a.example/rules"}]}, ["https://a.example/rules"], []),
        ({"license": {"id": "cc-by-nc-nd-4.0"}}, ["https://creativecommons.org/licenses/by-nc-nd/4.0/"], []),
        ({"license": "cc-zero"}, ["https://creativecommons.org/publicdomain/zero/1.0/"], []),
        ({"license": {"id": "other-pd"}}, [], ["other-pd"]),
        ({"copyright": "(c) 2020 Berg"}, [], ["(c) 2020 Berg"]),
    ],
)
def test_rights(metadata: dict[str, Any], licences: list[str], words: list[str]) -> None:
    made = record(**metadata)
    assert (made.licences, [text.value for text in made.rights], made.rest) == (licences, words, [])


@pytest.mark.parametrize(
    ("around", "metadata", "access"),
    [
        ({"access": {"status": "open", "record": "public", "files": "public"}}, {}, "open"),
        ({"access": {"status": "restricted"}}, {}, "restricted"),
        ({"access": {"status": "metadata-only"}}, {}, ""),
        ({}, {"access_right": "closed"}, "metadata-only"),
        ({}, {"access_right": "embargoed"}, "embargoed"),
    ],
)
def test_access_is_about_the_work_not_about_the_lack_of_files(around: dict[str, Any], metadata: dict[str, Any], access: str) -> None:
    assert record(around=around, **metadata).access == access


def test_files_of_every_form_with_the_end_of_their_embargo() -> None:
    made = record(
        around={
            "links": {
                "files": "https://z.example/api/records/1/files",
                "self": "https://z.example/api/records/1",
                "self_html": "https://z.example/records/1",
            },
            "access": {"status": "embargoed", "embargo": {"active": True, "until": "2030-01-01"}},
            "files": {
                "enabled": True,
                "entries": {
                    "a b.pdf": {
                        "id": "x",
                        "key": "a b.pdf",
                        "size": 7,
                        "mimetype": "application/pdf",
                        "ext": "pdf",
                        "checksum": "md5:00",
                        "access": {"hidden": False},
                        "links": {"self": "https://z.example/api/x"},
                    }
                },
            },
        },
    )
    assert made.files == [
        File("https://z.example/api/x", "a b.pdf", "application/pdf", 7, access="embargoed", embargo_end="2030-01-01"),
    ]
    assert (made.links, made.derived_from, made.rest) == ([Link("https://z.example/records/1")], ["https://z.example/api/records/1"], [])
    plain = {"key": "a b.csv", "size": 9, "checksum": "sha256:ff"}
    built = record(around={"links": {"files": "https://z.example/f"}, "files": {"entries": {"a b.csv": plain}}})
    assert built.files == [File("https://z.example/f/a%20b.csv/content", "a b.csv", "", 9, sha256="ff")]
    assert old({"files": [{"key": "c", "size": 1, "links": {"self": "https://z.example/c"}}]}).files == [
        File("https://z.example/c", "c", "", 1)
    ]


JOURNAL = {"title": "J. of Things", "volume": "7", "issue": "3", "pages": "12-19", "issn": "0957-8765"}


def test_journal_in_every_form() -> None:
    flat = {f"journal_{name}": value for name, value in JOURNAL.items()}
    for made in (record({"journal:journal": JOURNAL}), old(journal={**JOURNAL, "year": "2020"}), record(**flat)):
        assert made.container is not None
        assert (made.container.titles, made.container.identifiers) == ([Text("J. of Things")], [Identifier("issn", "0957-8765")])
        assert (made.volume, made.issue, made.page_start, made.page_end, made.rest) == ("7", "3", "12", "19", [])


def test_blog_is_a_web_site_with_its_doi() -> None:
    made = record(
        {"journal:journal": {"title": "The Blog"}, "rs:doi": "https://doi.org/10.5555/blog", "rs:featured": False},
        resource_type={"id": "publication-blogpost"},
    )
    assert made.container is not None
    assert (made.type, made.container.kind, made.container.identifiers) == ("blog-post", "website", [Identifier("doi", "10.5555/blog")])


def test_book_around_a_section_and_the_book_itself() -> None:
    imprint = {"title": "The book", "isbn": "978-3-16-148410-0", "pages": "10-20", "place": "Berlin", "edition": "2nd"}
    section = record(
        {"imprint:imprint": imprint},
        resource_type={"id": "publication-section"},
        publisher="Acme",
        contributors=[{**person("Doe, Jo"), "role": {"id": "editor"}}],
    )
    assert section.host is not None
    assert (section.host.titles, section.host.identifiers) == ([Text("The book")], [Identifier("isbn", "9783161484100")])
    assert ([one.role for one in section.host.contributors], section.page_start, section.edition) == (["editor"], "10", "2nd")
    assert section.publisher == Agent("Acme", "organisation", place="Berlin")
    book = record({"imprint:imprint": {"isbn": "978-3-16-148410-0", "pages": "320"}}, resource_type={"id": "publication-book"})
    assert (book.identifiers[1:], book.num_pages, book.host) == ([Identifier("isbn", "9783161484100")], 320, None)
    before = old(
        resource_type={"type": "publication", "subtype": "section"},
        part_of={"title": "The book", "pages": "3"},
        imprint={"publisher": "Acme", "place": "Bonn"},
    )
    assert before.host is not None
    assert (before.host.titles, before.page_start, before.publisher) == (
        [Text("The book")],
        "3",
        Agent("Acme", "organisation", place="Bonn"),
    )


def test_thesis_has_university_type_and_dates() -> None:
    custom = {
        "thesis:thesis": {
            "university": "Brown",
            "department": "Law",
            "type": "PhD",
            "date_submitted": "2019-01-01",
            "date_defended": "2019-06-01",
        }
    }
    made = record(custom, resource_type={"id": "publication-thesis"})
    assert (made.type, made.degree, made.degree_kind, made.institution) == ("thesis-doctoral", "PhD", "phd", Agent("Brown", "organisation"))
    assert (made.submitted, made.awarded, made.rest) == ("2019-01-01", "2019-06-01", [("custom_fields.thesis:thesis.department", "Law")])
    older = record({"thesis:university": "Brown"}, resource_type={"id": "publication-thesis"})
    assert older.institution == Agent("Brown", "organisation")


@pytest.mark.parametrize(
    ("dates", "start", "end"),
    [("10-14 July 2023", "2023-07-10", "2023-07-14"), ("June 14 2024", "2024-06-14", ""), ("next summer", "", "")],
)
def test_meeting(dates: str, start: str, end: str) -> None:
    meeting = {"title": "Summit", "acronym": "S23", "dates": dates, "place": "Geneva"}
    expected = Event([Text("Summit")], [Text("S23")], start, end, "Geneva")
    flat = {f"conference_{name}": value for name, value in meeting.items()}
    for made in (record({"meeting:meeting": meeting}), old(meeting=meeting), record(**flat)):
        assert made.event == expected
        assert [text for _, text in made.rest] == ([] if start else ["next summer"])


def test_relations_references_and_citing_works() -> None:
    made = record(
        {"rs:citations": [{"identifier": "10.5555/citing", "scheme": "doi", "reference": "Citing"}]},
        related_identifiers=[
            {
                "identifier": "10.5555/b",
                "scheme": "doi",
                "relation_type": {"id": "issupplementto", "title": {"en": "Is supplement to"}},
                "resource_type": {"id": "dataset"},
            },
            {"identifier": "https://a.example", "scheme": "url", "relation": "isContinuedBy"},
            {"identifier": "10.5555/r", "scheme": "doi", "relation_type": {"id": "hasreview"}},
            {"identifier": "10.5555/d", "scheme": "doi", "relation_type": {"id": "isdocumentedby"}},
        ],
        references=[{"reference": "Words only"}, {"reference": "With <i>DOI</i>", "identifier": "10.5555/c", "scheme": "doi"}],
    )
    assert made.relations == [
        Relation("supplement-to", Identifier("doi", "10.5555/b")),
        Relation("replaced-by", iri="https://a.example"),
        Relation("reviewed-by", Identifier("doi", "10.5555/r")),
        Relation("related", Identifier("doi", "10.5555/d")),
        Relation("cites", text="Words only"),
        Relation("cites", Identifier("doi", "10.5555/c")),
        Relation("cited-by", Identifier("doi", "10.5555/citing")),
    ]
    assert [text for _, text in made.rest] == ["isdocumentedby", "With <i>DOI</i>", "Citing"]
    assert old(references=["Berg (2020)"]).relations == [Relation("cites", text="Berg (2020)")]


def test_unknown_relation_is_told_and_an_issn_is_that_of_the_journal() -> None:
    reading = read(related_identifiers=[{"identifier": "10.5555/b", "scheme": "doi", "relation_type": {"id": "admires"}}])
    assert codes(reading) == ["R283"]
    part = [{"identifier": "0957-8765", "scheme": "issn", "relation_type": {"id": "ispartof"}}]
    made = record({"journal:journal": JOURNAL}, resource_type={"id": "publication-article"}, related_identifiers=part)
    assert made.container is not None
    assert (made.container.identifiers, made.relations) == ([Identifier("issn", "0957-8765")], [])


def test_words_in_several_languages_are_taken_in_english_or_the_first() -> None:
    made = record(rights=[{"title": {"de": "Hausregeln", "fr": "Règles"}, "description": {"de": "Frag.", "en": "Ask."}}])
    assert made.rights == [Text("Hausregeln", "de"), Text("Ask.", "en")]
    assert [text for _, text in made.rest] == ["Règles"]


def test_funding_of_both_forms() -> None:
    made = record(
        funding=[
            {
                "funder": {"id": "00k4n6c32", "name": "European Commission"},
                "award": {"id": "00k4n6c32::777523", "number": "777523", "title": {"en": "FREYA"}},
            }
        ]
    )
    ec = Agent("European Commission", "organisation", identifiers=[Identifier("ror", "00k4n6c32")])
    assert (made.funding, made.rest) == ([Grant(ec, "777523", "FREYA")], [])
    before = old(grants=[{"code": "1", "title": "G", "funder": {"name": "EC", "doi": "10.13039/501100000780"}}])
    assert before.funding == [Grant(Agent("EC", "organisation", identifiers=[Identifier("funder", "10.13039/501100000780")]), "1", "G")]
    assert record(grants=[{"id": "10.13039/501100000780::675191"}]).funding == [Grant(number="675191")]


def test_software_has_repository_and_languages() -> None:
    code = {"code:codeRepository": "https://github.com/a/b", "code:programmingLanguage": [{"id": "python", "title": {"en": "Python"}}]}
    made = record(code, resource_type={"id": "software"}, version="v1.0")
    assert (made.links, made.programming_languages) == ([Link("https://github.com/a/b", "repository")], ["Python"])
    assert (made.version, made.rest) == ("v1.0", [])


@pytest.mark.parametrize(
    ("around", "status"),
    [
        ({"is_draft": True}, "draft"),
        ({"state": "unsubmitted", "submitted": False}, "draft"),
        ({"is_draft": False, "is_published": True}, ""),
    ],
)
def test_draft_is_a_draft(around: dict[str, Any], status: str) -> None:
    made = record(around=around)
    assert (made.status, made.rest) == (status, [])


def test_deleted_record_with_metadata_is_read_and_told() -> None:
    reading = read(around={"deletion_status": {"is_deleted": True, "status": "D"}, "updated": "2024-01-02T03:04:05+00:00"})
    assert codes(reading) == ["R287"]
    assert reading.record is not None
    assert reading.record.record_modified == "2024-01-02"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ({"status": 404, "message": "The persistent identifier does not exist."}, "R280", "an error answer: The persistent"),
        ({"status": 410, "message": "Gone", "tombstone": {"removal_reason": {"id": "spam"}}}, "R280", "a deleted record (spam)"),
        ({"hits": {"hits": [{"id": "c", "slug": "c", "metadata": {"title": "A community"}}], "total": 1}}, "R280", "a community"),
        ({"hits": {"hits": [], "total": 0}}, "R007", "no InvenioRDM record"),
        ({"some": "thing"}, "R280", "no InvenioRDM record"),
    ],
)
def test_what_is_no_record_is_told(data: object, code: str, words: str) -> None:
    (reading,) = readings(data)
    assert reading.record is None
    assert codes(reading) == [code]
    assert words in reading.issues[0].message


def test_answers_of_a_search_and_lines_give_a_record_each() -> None:
    found = [{"pids": {"doi": {"identifier": f"10.5555/{n}"}}, "metadata": NEW} for n in range(3)]
    for data in (json.dumps({"hits": {"hits": found, "total": 3}, "links": {}}), "\n".join(map(json.dumps, found))):
        assert [reading.label for reading in inveniordm.read(data.encode())] == ["10.5555/0", "10.5555/1", "10.5555/2"]


@pytest.mark.parametrize(
    "data",
    [
        {"pids": DOI, "metadata": NEW},
        {"doi": "10.5555/a", "conceptrecid": "1", "metadata": {**OLD, "resource_type": {"type": "software"}, "creators": [{"name": "A"}]}},
        {"hits": {"hits": [{"metadata": OLD}]}},
        {"title": "T", "upload_type": "dataset", "creators": [{"name": "Berg, Jan"}]},
    ],
)
def test_recognised_among_its_neighbours(data: object) -> None:
    assert inputs.recognise(json.dumps(data).encode(), "<stdin>") == "inveniordm"


def test_deposit_metadata_alone_is_a_record() -> None:
    (reading,) = readings(
        {"title": "T", "upload_type": "publication", "publication_type": "article", "creators": [{"name": "Berg, Jan"}], "doi": "10.5555/a"}
    )
    assert reading.record is not None
    assert (reading.record.type, reading.record.contributors) == ("journal-article", [Contributor(BERG)])


WILD: dict[str, Any] = {
    "title": ["a"],
    "creators": "x",
    "contributors": [[1]],
    "resource_type": "dataset",
    "dates": ["2001", {"date": {"a": 1}, "type": 5}],
    "publication_date": 2001,
    "subjects": "x",
    "keywords": {"a": "b"},
    "rights": "cc",
    "license": [1],
    "related_identifiers": ["x", {"identifier": {"a": 1}}],
    "languages": ["en", {"id": "xx-yy-zz"}],
    "references": ["Some ref", {"reference": 1}, [2]],
    "funding": ["x", {"funder": 1, "award": 2}],
    "description": {"a": 1},
    "additional_titles": [5],
    "identifiers": "x",
    "additional_descriptions": [[]],
    "sizes": {"a": 1},
    "formats": [[1]],
    "journal": 7,
    "meeting": "m",
    "thesis": [1],
    "version": {"a": 1},
    "locations": {"features": [{"place": "P"}]},
}
AROUND: dict[str, Any] = {
    "files": "x",
    "pids": ["x"],
    "links": "x",
    "custom_fields": {"journal:journal": "x"},
    "parent": 1,
    "access": "y",
    "stats": [1],
    "id": [2],
}


def test_values_of_the_wrong_kind_are_read_or_kept_and_never_raise() -> None:
    (reading,) = readings({"metadata": {**WILD, "resource_type": {"id": 5}}, **AROUND})
    assert reading.record is not None
    for name, value in WILD.items():
        assert read(**{name: value}).record is not None
    for name, value in AROUND.items():
        assert read(around={name: value}).record is not None
    assert record(locations={"features": [{"place": "P"}]}).rest == [("metadata.locations.features[0].place", "P")]


def test_trace_changes_nothing_but_places() -> None:
    data = json.dumps({"pids": DOI, "metadata": {**NEW, **WILD, "resource_type": {"id": "dataset"}}, "updated": "2020-01-01"}).encode()
    plain, traced = list(inveniordm.read(data)), list(inveniordm.read(data, trace=True))
    assert [(one.record, one.issues, one.not_carried) for one in plain] == [(one.record, one.issues, one.not_carried) for one in traced]
    (reading,) = list(inveniordm.read(json.dumps({"pids": DOI, "metadata": NEW}).encode(), trace=True))
    assert reading.places is not None
    assert reading.places["issued"].pointer == "/metadata/publication_date"
