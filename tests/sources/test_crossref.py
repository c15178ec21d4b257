"""Crossref works to Records: every field group, other people's JSON, and the corpora."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from kg import resources
from kg.errors import Issue
from kg.record import Agent, Concept, File, Grant, Identifier, Link, Metric, Reading, Record, Relation, Text
from kg.sources import crossref
from kg.sources.crossref_work import Work
from kg.terms import is_iri

SHARED = Path(__file__).parents[2].parent / "shared"


def readings(*works: dict[str, Any]) -> list[Reading]:
    return list(crossref.read("\n".join(json.dumps(work) for work in works).encode()))


def read(**fields: Any) -> Reading:
    (reading,) = readings({"DOI": "10.5555/A(1)", "type": "journal-article", "title": ["A title"], **fields})
    return reading


def record(**fields: Any) -> Record:
    reading = read(**fields)
    assert reading.record is not None
    assert reading.issues == []
    return reading.record


def when(*parts: int) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


def test_doi_is_the_first_identifier_and_names_the_source_record() -> None:
    made = record()
    assert made.identifiers == [Identifier("doi", "10.5555/a(1)")]
    assert made.derived_from == ["https://api.crossref.org/works/10.5555%2Fa(1)"]
    assert is_iri(made.derived_from[0])


@pytest.mark.parametrize("doi", ["10.1002/(sici)1097<1::aid-x>3.0.co;2-z", "10.5555/a b#c?d%e"])
def test_source_record_is_always_an_iri(doi: str) -> None:
    (reading,) = readings({"DOI": doi, "type": "journal-article", "title": ["t"]})
    assert reading.record is not None
    assert all(map(is_iri, reading.record.derived_from))


@pytest.mark.parametrize("word", sorted(resources.table("imports/crossref")["types"]))
def test_every_type_of_the_table_is_one_of_ours(word: str) -> None:
    assert record(type=word).type in resources.table("types")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "posted-content", "subtype": "preprint"}, ("preprint", [])),
        ({"type": "posted-content", "subtype": "working_paper"}, ("working-paper", [])),
        ({"type": "posted-content", "subtype": "blog"}, ("blog-post", [])),
        ({"type": "posted-content", "subtype": "other"}, ("other", [Text("other", "en")])),
        ({"type": "posted-content"}, ("preprint", [])),
        ({"type": "monograph"}, ("book", [Text("monograph", "en")])),
        ({"type": "peer-review", "review": {"type": "author-comment"}}, ("peer-review", [Text("author comment", "en")])),
        ({"type": "dissertation", "degree": ["PhD Thesis"]}, ("thesis-doctoral", [])),
        ({"type": "dissertation", "degree": ["Master of Science in Computer Science (MSCS)"]}, ("thesis-master", [])),
        ({"type": "dissertation", "degree": ["Licentiate"]}, ("thesis", [])),
    ],
)
def test_type_follows_subtype_review_and_degree(fields: dict[str, Any], expected: tuple[str, list[Text]]) -> None:
    made = record(**fields)
    assert (made.type, made.genre) == expected


def test_degree_kind_only_where_the_source_names_it() -> None:
    kinds = [
        record(type="dissertation", degree=[words]).degree_kind for words in ("Ph.D.", "Doctoral", "M.Sc.", "Master of Arts", "Master")
    ]
    assert kinds == ["phd", "", "ms", "ma", ""]


@pytest.mark.parametrize(
    ("fields", "titles", "short", "others"),
    [
        ({"title": ["Main"], "subtitle": ["Rest"]}, [Text("Main: Rest")], Text("Main"), []),
        ({"title": ["Really?"], "subtitle": ["Yes"]}, [Text("Really? Yes")], Text("Really?"), []),
        ({"title": ["Main: Rest"], "subtitle": ["Rest"]}, [Text("Main: Rest")], None, []),
        ({"title": ["Main"], "subtitle": [""]}, [Text("Main")], None, []),
        ({"title": ["Eins", "One"], "language": "de"}, [Text("Eins", "de")], None, [Text("One")]),
        ({"title": [], "original-title": ["Оригінал"]}, [Text("Оригінал")], None, []),
        ({"title": ["A"], "original-title": ["B"], "short-title": ["Sh"]}, [Text("A")], Text("Sh"), [Text("B")]),
        ({"title": ["CO<sub>2</sub> &amp; p < 0.05"]}, [Text("CO₂ & p < 0.05")], None, []),
    ],
)
def test_full_title_holds_the_subtitle_once(fields: dict[str, Any], titles: list[Text], short: Text | None, others: list[Text]) -> None:
    made = record(**fields)
    assert (made.titles, made.short_title, made.other_titles) == (titles, short, others)


@pytest.mark.parametrize(
    ("fields", "issued", "online"),
    [
        ({"published-print": when(2012, 12), "published-online": when(2012, 8, 4), "issued": when(2012, 8, 4)}, "2012-12", "2012-08-04"),
        ({"published-online": when(2012, 8, 4), "issued": when(2012, 8, 4)}, "2012-08-04", "2012-08-04"),
        ({"posted": when(2020, 12, 1), "issued": when(2020, 12, 1)}, "2020-12-01", ""),
        ({"issued": when(1999)}, "1999", ""),
        ({"issued": {"date-parts": [[None]]}}, "", ""),
        ({"published-other": when(2018, 3), "created": {"date-time": "2019-01-01T00:00:00Z", **when(2019, 1, 1)}}, "2018-03", ""),
    ],
)
def test_print_date_wins_and_a_record_date_never_counts(fields: dict[str, Any], issued: str, online: str) -> None:
    made = record(**fields)
    assert (made.issued, made.online) == (issued, online)


def test_milestones_and_the_date_of_the_record() -> None:
    made = record(
        accepted=when(2012, 1, 2),
        deposited=when(2022, 5, 25),
        **{"content-created": when(2010), "content-updated": when(2011, 2)},
        indexed=when(2023),
    )
    assert (made.accepted, made.record_modified, made.created, made.modified) == ("2012-01-02", "2022-05-25", "2010", "2011-02")


def test_a_date_outside_the_calendar_is_kept_reported_and_not_taken() -> None:
    reading = read(issued=when(2012, 2, 30))
    assert reading.record is not None
    assert (reading.record.issued, reading.record.rest) == ("", [("issued", "2012-2-30")])
    (issue,) = reading.issues
    assert (issue.code, issue.field, issue.place.pointer, issue.place.raw) == (
        "R008",
        "rest[0]",
        "/issued",
        '{"date-parts": [[2012, 2, 30]]}',
    )


def test_authors_keep_order_orcid_affiliation_and_suffix() -> None:
    made = record(
        author=[
            {
                "given": "Ana",
                "family": "Lund",
                "suffix": "Jr.",
                "sequence": "first",
                "ORCID": "http://orcid.org/0000-0002-1825-0097",
                "affiliation": [
                    {
                        "name": "Example University",
                        "id": [{"id": "https://ror.org/02mhbdp94", "id-type": "ROR", "asserted-by": "publisher"}],
                    }
                ],
            },
            {"name": "The Example Group", "sequence": "additional", "affiliation": []},
            {"family": "Mononym", "affiliation": [{"name": "", "department": ["Physics"], "place": ["Graz, Austria"]}]},
        ]
    )
    first, group, last = made.contributors
    assert first.agent == Agent(
        "Ana Lund Jr.", given="Ana", family="Lund", suffix="Jr.", identifiers=[Identifier("orcid", "0000-0002-1825-0097")]
    )
    assert first.affiliations == [Agent("Example University", kind="organisation", identifiers=[Identifier("ror", "02mhbdp94")])]
    assert (group.agent.kind, group.agent.name) == ("organisation", "The Example Group")
    assert (last.agent.family, last.affiliations) == ("Mononym", [Agent("Physics", kind="organisation", place="Graz, Austria")])


def test_editor_and_isbn_of_a_chapter_belong_to_its_book() -> None:
    made = record(
        type="book-chapter",
        editor=[{"given": "Eva", "family": "Editor"}],
        translator=[{"given": "Tim", "family": "Tran"}],
        ISBN=["9783161484100"],
        ISSN=["2049-3630"],
        **{"container-title": ["A Series", "The Book"], "isbn-type": [{"type": "print", "value": "9783161484100"}]},
    )
    assert made.host is not None
    assert (made.host.titles, made.host.type, made.host.identifiers) == ([Text("The Book")], "book", [Identifier("isbn", "9783161484100")])
    assert [person.agent.family for person in made.host.contributors] == ["Editor"]
    assert [(person.role, person.agent.family) for person in made.contributors] == [("translator", "Tran")]
    assert [(series.titles, series.identifiers) for series in made.series] == [([Text("A Series")], [Identifier("issn", "2049-3630")])]
    assert made.container is None


def test_editor_and_isbn_of_a_book_are_its_own() -> None:
    made = record(type="edited-book", editor=[{"given": "Eva", "family": "Editor"}], ISBN=["http://id.crossref.org/isbn/9783161484100"])
    assert made.host is None
    assert Identifier("isbn", "9783161484100") in made.identifiers
    assert [(person.role, person.agent.family) for person in made.contributors] == [("editor", "Editor")]


def test_issn_medium_comes_from_issn_type() -> None:
    made = record(
        ISSN=["0957-8765", "1573-7888"],
        **{
            "container-title": ["Voluntas"],
            "short-container-title": ["Vol"],
            "issn-type": [{"value": "0957-8765", "type": "print"}, {"value": "1573-7888", "type": "electronic"}],
        },
    )
    assert made.container is not None
    assert made.container.identifiers == [Identifier("issn", "0957-8765"), Identifier("eissn", "1573-7888")]
    assert (made.container.titles, made.container.short) == ([Text("Voluntas")], [Text("Vol")])


def test_numbers_stay_text() -> None:
    made = record(
        volume="023", issue="4-5", page="1119-38", **{"article-number": "e01567", "edition-number": "2", "version": {"version": "v1"}}
    )
    assert (made.volume, made.issue, made.page_start, made.page_end) == ("023", "4-5", "1119", "1138")
    assert (made.article_number, made.edition, made.version) == ("e01567", "2", "v1")


def test_licence_of_the_version_of_record_is_the_works_and_others_the_files() -> None:
    made = record(
        license=[
            {"URL": "https://creativecommons.org/licenses/by/4.0/", "content-version": "vor", "delay-in-days": 0, "start": when(2012)},
            {
                "URL": "http://creativecommons.org/licenses/by-nc/4.0",
                "content-version": "am",
                "delay-in-days": 365,
                "start": when(2013, 1, 1),
            },
            {"URL": "https://example.org/tdm", "content-version": "tdm", "delay-in-days": 0, "start": when(2012)},
        ],
        link=[
            {
                "URL": "https://e.org/a.pdf",
                "content-type": "application/pdf",
                "content-version": "am",
                "intended-application": "text-mining",
            },
            {"URL": "https://e.org/v", "content-type": "unspecified", "content-version": "vor", "intended-application": "text-mining"},
            {"URL": "https://e.org/v", "content-type": "text/html", "content-version": "vor", "intended-application": "syndication"},
            {
                "URL": "https://e.org/check",
                "content-type": "unspecified",
                "content-version": "vor",
                "intended-application": "similarity-checking",
            },
        ],
    )
    assert made.licences == ["https://creativecommons.org/licenses/by/4.0/"]
    assert made.files == [
        File("https://e.org/a.pdf", media_type="application/pdf", version="AM", licence="https://creativecommons.org/licenses/by-nc/4.0/"),
        File("https://e.org/v", media_type="text/html", version="VoR"),
    ]
    assert made.rest == [
        ("link[3].URL (similarity-checking)", "https://e.org/check"),
        ("license[1].start", "2013-01-01"),
        ("license.tdm", "https://example.org/tdm"),
    ]


def test_references_are_cited_by_doi_else_by_their_words() -> None:
    made = record(
        reference=[
            {"key": "1", "DOI": "10.5555/B", "doi-asserted-by": "publisher", "author": "Alter", "year": "2005"},
            {"key": "2", "unstructured": "Berger, <i>A book</i>."},
            {"key": "3", "author": "Cole", "year": "1999", "journal-title": "J", "volume": "3", "first-page": "9"},
            {"key": "4"},
        ]
    )
    assert made.relations == [
        Relation("cites", identifier=Identifier("doi", "10.5555/b")),
        Relation("cites", text="Berger, A book."),
        Relation("cites", text="Cole, 1999, J, 3, 9"),
    ]
    assert made.rest == [("reference[0]", "Alter, 2005")]


def test_funders_give_one_grant_a_number() -> None:
    made = record(
        funder=[
            {"name": "Fund", "DOI": "10.13039/100000001", "doi-asserted-by": "publisher", "award": ["A1", "A2"]},
            {"name": "Other fund", "award-info": [{"award-number": ["B1"]}]},
            {"name": "Third"},
        ]
    )
    agent = Agent("Fund", kind="organisation", identifiers=[Identifier("funder", "10.13039/100000001")])
    assert made.funding[:2] == [Grant(agent, "A1"), Grant(agent, "A2")]
    assert [(grant.funder.name if grant.funder else "", grant.number) for grant in made.funding[2:]] == [
        ("Other fund", "B1"),
        ("Third", ""),
    ]


@pytest.mark.parametrize("written", sorted(resources.table("imports/crossref")["relations"]))
def test_every_relation_of_the_table_is_one_of_ours(written: str) -> None:
    made = record(relation={written: [{"id-type": "doi", "id": "10.5555/B", "asserted-by": "subject"}]})
    (relation,) = made.relations
    assert relation.kind in resources.table("relations")
    assert relation.identifier == Identifier("doi", "10.5555/b")


def test_an_unknown_relation_is_kept_and_reported() -> None:
    reading = read(relation={"is-cousin-of": [{"id-type": "doi", "id": "10.5555/B"}]})
    assert reading.record is not None
    assert reading.record.rest == [("relation.is-cousin-of[0]", "doi:10.5555/B")]
    assert [(issue.code, issue.field) for issue in reading.issues] == [("R224", "rest[0]")]


@pytest.mark.parametrize(
    ("name", "kind", "type_", "relation", "status"),
    [
        ("update-to", "correction", "correction", "corrects", ""),
        ("update-to", "retraction", "retraction", "retracts", ""),
        ("update-to", "new_version", "journal-article", "replaces", ""),
        ("updated-by", "erratum", "journal-article", "corrected-by", ""),
        ("updated-by", "retraction", "journal-article", "retracted-by", "retracted"),
    ],
)
def test_updates_say_what_the_notice_and_the_work_are(name: str, kind: str, type_: str, relation: str, status: str) -> None:
    made = record(**{name: [{"DOI": "10.5555/B", "type": kind, "label": kind, "updated": when(2020)}]})
    assert (made.type, [one.kind for one in made.relations], made.status) == (type_, [relation], status)


def test_a_work_is_no_version_of_itself() -> None:
    made = record(**{"update-to": [{"DOI": "10.5555/a(1)", "type": "new_version", "label": "New version"}]})
    assert (made.relations, made.rest) == ([], [("update-to.new_version", "10.5555/a(1)")])


def test_event_publisher_institution_and_the_rest_of_the_fields() -> None:
    made = record(
        type="proceedings-article",
        publisher="IEEE",
        language="en",
        abstract="<jats:title>Abstract</jats:title><jats:p>Text &lt; 1</jats:p>",
        subject=["Ecology"],
        institution=[{"name": "First", "acronym": ["F"]}, {"name": "Second"}],
        event={
            "name": "Conf 2007",
            "acronym": "C7",
            "location": "Rio",
            "start": when(2007, 10, 14),
            "end": when(2007, 10, 21),
            "sponsor": ["S"],
        },
        chair=[{"given": "Cy", "family": "Chair"}],
        archive=["Portico"],
        score=1.5,
        **{
            "publisher-location": "Berlin",
            "is-referenced-by-count": 7,
            "alternative-id": ["A(1)", "PII 9", "10.5555/volume"],
            "link": [{"URL": "https://e.org/landing", "content-type": "unspecified", "content-version": "vor"}],
            "clinical-trial-number": [{"clinical-trial-number": "nct03797326", "registry": "10.18810/clinical-trials-gov"}],
            "assertion": [
                {"name": "received", "value": "8 July 2007", "label": "Received"},
                {"name": "copyright", "value": "c", "label": "(c)"},
            ],
            "resource": {"primary": {"URL": "https://e.org/landing"}},
            "URL": "http://dx.doi.org/10.5555/A(1)",
            "free-to-read": {"start-date": when(2008)},
        },
    )
    assert made.publisher == Agent("IEEE", kind="organisation", place="Berlin")
    assert made.institution == Agent("First", kind="organisation")
    assert (made.languages, made.abstracts, made.titles) == (["en"], [Text("Text < 1")], [Text("A title", "en")])
    assert made.concepts == [Concept("asjc", Text("Ecology", "en"))]
    assert made.event is not None
    assert (made.event.start, made.event.end, made.event.place, made.event.short) == ("2007-10-14", "2007-10-21", "Rio", [Text("C7")])
    assert [(person.role, person.agent.family) for person in made.contributors] == [("organizer", "Chair")]
    assert made.metrics == [Metric(7, "Crossref")]
    assert made.identifiers[1:] == [Identifier("local", "PII 9"), Identifier("trial", "NCT03797326")]
    assert (made.submitted, made.access, made.links) == ("2007-07-08", "open", [Link("https://e.org/landing")])
    assert made.files == []
    assert ("archive[0]", "Portico") in made.rest
    assert ("alternative-id[2]", "10.5555/volume") in made.rest
    assert ("event.sponsor[0]", "S") in made.rest
    assert not any(path.startswith("score") for path, _ in made.rest)


def test_every_source_field_is_carried_kept_or_left_out_with_a_reason() -> None:
    omitted = resources.table("imports/crossref")["omit"]
    raw = {name for name, kind in Work.__annotations__.items() if kind == "Raw"}
    names = dict(zip(Work.__struct_fields__, Work.__struct_encode_fields__, strict=True))
    kept = {name for name, _ in crossref.KEPT}
    assert {names[name] for name in raw - kept} == {name for name in omitted if "." not in name and "[" not in name}


def test_an_unknown_field_goes_to_rest_and_costs_nothing_else() -> None:
    made = record(**{"new-field": {"a": [1, {"b": "x"}]}, "volume": "7"})
    assert (made.volume, made.rest) == ("7", [("new-field.a[0]", "1"), ("new-field.a[1].b", "x")])


def test_a_value_of_another_kind_is_kept_and_reported_with_its_place() -> None:
    data = b'{"DOI": "10.5555/a",\n "type": "journal-article", "title": "One",\n "volume": {"no": "7"}, "page": 12, "ISSN": "0957-8765"}'
    (reading,) = crossref.read(data)
    assert reading.record is not None
    assert (reading.record.titles, reading.record.page_start, reading.record.rest) == ([Text("One")], "12", [("volume.no", "7")])
    (issue,) = reading.issues
    assert (issue.code, issue.place.line, issue.place.column, issue.place.pointer) == ("R004", 3, 19, "/volume/no")


@pytest.mark.parametrize(
    ("work", "code", "words"),
    [
        (
            {"id": "https://doi.org/10.1/x", "type": "Dissertation", "provider": "Crossref", "titles": [{"title": "t"}]},
            "R220",
            "Commonmeta",
        ),
        ({"type": "article-journal", "title": "t", "id": "x"}, "R220", "CSL"),
        ({"authorships": [], "title": "x"}, "R220", "OpenAlex"),
        ({}, "R220", "no known kind"),
        ({"@context": "https://schema.org", "@type": "Book"}, "R220", "JSON-LD"),
    ],
)
def test_other_json_is_named_and_not_read(work: dict[str, Any], code: str, words: str) -> None:
    (reading,) = readings(work)
    assert reading.record is None
    (issue,) = reading.issues
    assert issue.code == code
    assert words in issue.message
    assert issue.mend


def test_what_is_no_object_is_reported() -> None:
    found = list(crossref.read(b'[{"DOI":"10.5555/a","type":"book","title":["t"]}, 7, null, [1]]'))
    assert [[issue.code for issue in reading.issues] for reading in found] == [[], ["R006"], ["R006"], ["R006"]]


def test_missing_type_and_doi_are_reported_and_the_work_is_read() -> None:
    first, second, third = readings(
        {"DOI": "10.5555/a", "title": ["t"]}, {"title": ["t"], "type": "book"}, {"DOI": "10.5555/b", "type": "papyrus"}
    )
    assert [[issue.code for issue in one.issues] for one in (first, second, third)] == [["R223"], ["R221"], ["R222"]]
    assert third.record is not None
    assert (third.record.type, third.record.genre) == ("other", [Text("papyrus")])


def test_a_wrong_check_digit_is_reported_where_it_stands() -> None:
    data = b'{"message": {"DOI": "10.5555/a", "type": "journal-article", "title": ["t"],\n "ISSN": ["1234-5678"]}}'
    (reading,) = crossref.read(data)
    assert reading.record is not None
    assert reading.record.container is not None
    assert reading.record.container.identifiers[0].scheme == "text"
    (issue,) = reading.issues
    assert (issue.place.line, issue.place.column, issue.place.pointer) == (2, 11, "/message/ISSN/0")


def test_broken_lines_are_reported_and_the_others_read() -> None:
    good = b'{"DOI":"10.5555/a","type":"book","title":["t"]}'
    found = list(crossref.read(good + b'\n{"DOI": oops}\n' + b"[" * 500 + b"]" * 500 + b"\n" + good))
    codes = [[issue.code for issue in reading.issues] for reading in found]
    assert codes[0] == codes[-1] == []
    assert codes[1] == ["R001"]
    assert (found[1].issues[0].place.line, found[1].issues[0].place.column) == (2, 9)


def test_lone_surrogates_and_raw_controls_are_mended_and_reported() -> None:
    (reading,) = crossref.read(b'{"DOI":"10.5555/a","type":"book","title":["a\\ud800b\tc"]}')
    assert reading.record is not None
    assert [issue.code for issue in reading.issues] == ["R005"]
    assert "\ud800" not in reading.record.titles[0].value


def test_places_lead_to_the_values() -> None:
    data = (
        b'{"DOI": "10.5555/a", "type": "book-chapter",\n "title": ["T"],\n "container-title": ["S", "B"],\n'
        b' "author": [{"given": "A", "family": "B", "ORCID": "0000-0002-1825-0097"}], "x": 1}'
    )
    (traced,) = crossref.read(data, trace=True)
    (plain,) = crossref.read(data)
    assert (traced.record, traced.issues) == (plain.record, plain.issues)
    assert plain.places is None
    assert traced.places is not None
    lines = {field: (place.line, place.pointer) for field, place in traced.places.items()}
    assert lines["titles[0]"] == (2, "/title/0")
    assert lines["host.titles[0]"] == (3, "/container-title/1")
    assert lines["contributors[0].agent.identifiers[0]"] == (4, "/author/0/ORCID")
    assert lines["rest[0]"] == (4, "/x")


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ('{"status":"ok","message-type":"work","message":{', True),
        ('{"DOI":"10.1/x","type":"journal-article","title":["a"]', True),
        ('[{"type":"article-journal","id":"x","title":"a"', False),
        ('{"indexed":{},"DOI":"10.1/x","type":"article-journal","is-referenced-by-count":1,"title":"a"', False),
        ('{"DOI":"10.1/x","title":["a"]}', True),
        ('{"@context":"https://schema.org","@type":"Book"}', False),
        ("@article{x,", False),
        ("", False),
    ],
)
def test_detects_crossref(head: str, sure: bool) -> None:
    assert (crossref.detect(head, "a.json") > 50) is sure


#: Files whose records are another format's: reported, not read.
NOT_CROSSREF = "crossref-json/front-matter__commonmeta/crossref_testdata_"


def test_reads_or_reports_every_work_of_the_corpora(capsys: pytest.CaptureFixture[str]) -> None:
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/corpora")
    with (SHARED / "corpora" / "files.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["format"] == "crossref-json"]
    total = refused = 0
    issues: list[Issue] = []
    for row in rows:
        data = (SHARED / "corpora" / row["file"]).read_bytes()
        plain, traced = list(crossref.read(data)), list(crossref.read(data, trace=True))
        assert [(one.record, one.issues) for one in plain] == [(one.record, one.issues) for one in traced], row["file"]
        assert len(plain) == int(row["records"]), row["file"]
        unread = [one for one in plain if one.record is None]
        assert len(unread) == (1 if row["file"].startswith(NOT_CROSSREF) else 0), row["file"]
        assert all(one.issues for one in unread)
        total, refused = total + len(plain), refused + len(unread)
        issues += [issue for one in plain for issue in one.issues]
        # a byte range must give the entry again
        for one in plain:
            assert data[one.origin.offset : one.origin.offset + one.origin.length].startswith(b"{")
    assert all(issue.place.line for issue in issues)
    with capsys.disabled():
        print(f"\ncrossref: {len(rows)} files, {total} works, {refused} of another format, {len(issues)} issues")
