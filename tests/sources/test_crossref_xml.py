"""Crossref XML to Records: envelopes, every field group, what is told and not read, and the traps of the schemas."""

from __future__ import annotations

from typing import Any

import pytest

from kg import inputs, resources
from kg.record import Agent, Container, Contributor, Event, File, Grant, Host, Identifier, Link, Metric, Reading, Record, Relation, Series
from kg.record import Text as T
from kg.sources import SOURCES, crossref_xml
from tests.deadline import ends

DOI = "<doi_data><doi>10.5555/A</doi><resource>https://a.example/a</resource></doi_data>"
JOURNAL = (
    "<journal_metadata language='en'><full_title>Acta</full_title><abbrev_title>Act.</abbrev_title>"
    "<issn media_type='print'>0028-0836</issn><issn media_type='electronic'>14764687</issn></journal_metadata>"
)
QUERY = "<crossref_result><query_result><body><query {}>{}</query></body></query_result></crossref_result>"
ARTICLE = "<titles><title>A title</title></titles>"


def unixref(inside: str, *, attributes: str = "") -> str:
    return f"<?xml version='1.0'?><doi_records><doi_record {attributes}><crossref>{inside}</crossref></doi_record></doi_records>"


def unixsd(inside: str, items: str = "", *, doi: str = "10.5555/a") -> str:
    return (
        "<crossref_result xmlns='http://www.crossref.org/qrschema/3.0' version='3.0'><query_result><head/><body><query status='resolved'>"
        f"<doi type='journal_article'>{doi}</doi>{items}<doi_record><crossref xmlns='http://www.crossref.org/xschema/1.1'>{inside}"
        "</crossref></doi_record></query></body></query_result></crossref_result>"
    )


def batch(inside: str, *, version: str = "5.3.1") -> str:
    return (
        f"<doi_batch xmlns='http://www.crossref.org/schema/{version}' version='{version}'><head><timestamp>1</timestamp></head>"
        f"<body>{inside}</body></doi_batch>"
    )


def readings(source: str, **options: Any) -> list[Reading]:
    return list(crossref_xml.read(source.encode(), **options))


def records(source: str) -> list[Record]:
    found = readings(source)
    assert [issue for one in found for issue in one.issues] == []
    return [one.record for one in found if one.record is not None]


def article(inside: str = ARTICLE, *, journal: str = JOURNAL, issue: str = "", doi: str = DOI, attributes: str = "") -> str:
    return f"<journal>{journal}{issue}<journal_article {attributes}>{inside}{doi}</journal_article></journal>"


def record(inside: str = ARTICLE, **options: Any) -> Record:
    (made,) = records(unixref(article(inside, **options)))
    return made


def codes(source: str) -> list[str]:
    return [issue.code for one in readings(source) for issue in one.issues]


# ---- envelopes ----


def test_the_same_work_is_the_same_in_every_envelope() -> None:
    inside = article(ARTICLE + "<publication_date><year>2001</year></publication_date>")
    made = [records(wrap)[0] for wrap in (unixref(inside), unixsd(inside), batch(inside), batch(inside, version="4.3.4"))]
    assert {(one.titles[0].value, one.issued, one.identifiers[0].value) for one in made} == {("A title", "2001", "10.5555/a")}
    assert [one.derived_from for one in made] == [["https://api.crossref.org/works/10.5555%2Fa"]] * 2 + [[]] * 2


def test_a_bare_crossref_element_is_read_too() -> None:
    (made,) = records(f"<crossref>{article()}</crossref>")
    assert made.titles == [T("A title", "en")]


def test_every_article_of_a_journal_is_a_record_with_its_journal_and_issue() -> None:
    issue = "<journal_issue><journal_volume><volume>5</volume></journal_volume><issue>2</issue></journal_issue>"
    second = "<journal_article><titles><title>B</title></titles><doi_data><doi>10.5555/b</doi></doi_data></journal_article>"
    found = readings(batch(article(issue=issue).replace("</journal>", second + "</journal>")))
    made = [one.record for one in found if one.record]
    assert [(one.titles[0].value, one.volume, one.issue, one.container.titles[0].value if one.container else "") for one in made] == [
        ("A title", "5", "2", "Acta"),
        ("B", "5", "2", "Acta"),
    ]
    assert [one.origin.ordinal for one in found] == [0, 1]
    assert all(one.rest == [] for one in made)


def test_a_book_and_its_chapter_are_two_works() -> None:
    host = (
        "<book_metadata language='en'><contributors><person_name contributor_role='editor'><surname>Ed</surname></person_name>"
        "</contributors>"
        "<titles><title>The book</title><subtitle>Sub</subtitle></titles><isbn media_type='print'>978-3-16-148410-0</isbn>"
        "<publisher><publisher_name>P</publisher_name><publisher_place>Bern</publisher_place></publisher>"
        "<doi_data><doi>10.5555/book</doi></doi_data></book_metadata>"
    )
    chapter = (
        "<content_item component_type='chapter'><titles><title>One</title></titles><component_number>Chapter 3</component_number>"
        f"<pages><first_page>155</first_page><last_page>8</last_page></pages>{DOI}</content_item>"
    )
    book, part = records(unixsd(f"<book book_type='edited_book'>{host}{chapter}</book>"))
    assert (book.type, book.titles, book.identifiers[1:]) == (
        "edited-book",
        [T("The book: Sub", "en")],
        [Identifier("isbn", "9783161484100")],
    )
    assert [(one.agent.family, one.role) for one in book.contributors] == [("Ed", "editor")]
    assert (part.type, part.chapter, part.page_start, part.page_end, part.contributors) == ("chapter", "3", "155", "158", [])
    assert part.languages == ["en"]
    assert part.publisher == book.publisher == Agent("P", kind="organisation", place="Bern")
    assert part.host is not None
    assert (part.host.titles, part.host.type) == ([T("The book: Sub")], "edited-book")
    assert part.host.identifiers == [Identifier("isbn", "9783161484100"), Identifier("doi", "10.5555/book")]
    assert [(one.agent.family, one.role) for one in part.host.contributors] == [("Ed", "editor")]


def test_a_book_without_a_doi_around_its_chapter_is_no_work_of_its_own() -> None:
    source = f"<book><book_metadata><titles><title>B</title></titles></book_metadata><content_item>{ARTICLE}{DOI}</content_item></book>"
    (made,) = records(unixref(source))
    assert (made.type, made.host.titles if made.host else []) == ("chapter", [T("B")])


def test_a_book_alone_is_a_work_even_without_a_doi() -> None:
    (reading,) = readings(unixref("<book book_type='monograph'><book_metadata><titles><title>B</title></titles></book_metadata></book>"))
    assert reading.record is not None
    assert (reading.record.type, reading.record.genre) == ("book", [T("monograph", "en")])
    assert [issue.code for issue in reading.issues] == ["R221"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("10.5555/issue", ["special-issue"]), ("10.5555/journal", ["other"]), ("10.5555/a", ["journal-article"])],
)
def test_a_journal_or_issue_is_a_record_where_it_is_what_was_asked_for(asked: str, expected: list[str]) -> None:
    journal = JOURNAL.replace("</journal_metadata>", "<doi_data><doi>10.5555/journal</doi></doi_data></journal_metadata>")
    issue = "<journal_issue><issue>2</issue><doi_data><doi>10.5555/issue</doi></doi_data></journal_issue>"
    inside = article(journal=journal, issue=issue) if asked == "10.5555/a" else f"<journal>{journal}{issue}</journal>"
    made = records(unixsd(inside, doi=asked))
    assert [one.type for one in made] == expected
    assert made[0].identifiers[0] == Identifier("doi", asked)


def test_an_issue_that_is_deposited_alone_is_a_record_in_its_journal() -> None:
    issue = (
        "<journal_issue><titles><title>On cats</title></titles><publication_date><year>2018</year></publication_date>"
        f"<journal_volume><volume>16</volume></journal_volume><issue>5</issue>{DOI}</journal_issue>"
    )
    (made,) = records(batch(f"<journal>{JOURNAL}{issue}</journal>"))
    assert (made.type, made.titles, made.volume, made.issue, made.issued) == ("special-issue", [T("On cats", "en")], "16", "5", "2018")
    assert made.container is not None
    assert made.container.titles == [T("Acta")]


def test_an_issue_with_a_doi_is_what_its_article_is_a_part_of() -> None:
    made = record(issue="<journal_issue><issue>2</issue><doi_data><doi>10.5555/i</doi></doi_data></journal_issue>")
    assert made.relations == [Relation("part-of", Identifier("doi", "10.5555/i"))]


def test_components_are_records_that_are_part_of_their_article() -> None:
    component = (
        "<component_list><component parent_relation='isPartOf'><titles><title>Figure 1</title></titles><description>A cat</description>"
        "<format mime_type='image/tiff'/><doi_data><doi>10.5555/a.f1</doi><resource>https://a.example/a#f1</resource></doi_data>"
        "</component></component_list>"
    )
    whole, figure = records(unixref(article(ARTICLE + component)))
    assert (whole.rest, whole.relations) == ([], [])
    assert (figure.type, figure.genre, figure.titles, figure.medium) == ("other", [T("component", "en")], [T("Figure 1")], "image/tiff")
    assert figure.abstracts == [T("A cat")]
    assert figure.relations == [Relation("part-of", Identifier("doi", "10.5555/a"))]


def test_a_component_that_stands_alone_names_its_parent() -> None:
    source = f"<sa_component parent_doi='10.5555/P'><component_list><component>{DOI}</component></component_list></sa_component>"
    (made,) = records(batch(source))
    assert made.relations == [Relation("part-of", Identifier("doi", "10.5555/p"))]


# ---- what is told and not read ----


@pytest.mark.parametrize("name", sorted(resources.table("imports/crossref-xml")["partial"]))
def test_what_adds_to_a_record_is_told(name: str) -> None:
    (reading,) = readings(batch(f"<{name}><doi>10.5555/12345678</doi></{name}>"))
    assert reading.record is None
    assert [issue.code for issue in reading.issues] == ["R300"]
    assert "10.5555/12345678" in reading.issues[0].message


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<doi_records><doi_record><crossref><error>doi:10.5555/nix</error></crossref></doi_record></doi_records>", "R301"),
        (QUERY.format("status='unresolved'", "<doi>10.5555/nix</doi>"), "R301"),
        (QUERY.format("status='resolved'", "<doi>10.5555/nix</doi><journal_title>J</journal_title>"), "R302"),
        ("<doi_records><doi_record><crossref/></doi_record></doi_records>", "R303"),
        ("<doi_batch><body/></doi_batch>", "R007"),
        ("<doi_records/>", "R007"),
    ],
)
def test_an_answer_without_a_work_is_told(source: str, code: str) -> None:
    (reading,) = readings(source)
    assert reading.record is None
    assert [(issue.code, issue.place.line) for issue in reading.issues] == [(code, 1)]
    assert all(issue.message and issue.mend for issue in reading.issues)
    assert code in ("R303", "R007") or "10.5555/nix" in reading.issues[0].message


# ---- types ----


@pytest.mark.parametrize(
    ("source", "expected", "genre"),
    [
        (f"<journal><journal_article>{ARTICLE}{DOI}</journal_article></journal>", "journal-article", ""),
        (f"<book book_type='reference'><book_metadata>{ARTICLE}{DOI}</book_metadata></book>", "reference-book", ""),
        (f"<book book_type='other'><book_series_metadata>{ARTICLE}{DOI}</book_series_metadata></book>", "book", ""),
        (f"<book book_type='edited_book'><book_set_metadata>{ARTICLE}{DOI}</book_set_metadata></book>", "edited-book", ""),
        (f"<book><content_item component_type='section'>{ARTICLE}{DOI}</content_item></book>", "chapter", "book section"),
        (f"<book><content_item component_type='reference_entry'>{ARTICLE}{DOI}</content_item></book>", "reference-entry", ""),
        (f"<report-paper><content_item>{ARTICLE}{DOI}</content_item></report-paper>", "report", "report component"),
        (f"<report-paper><report-paper_metadata>{ARTICLE}{DOI}</report-paper_metadata></report-paper>", "report", ""),
        (
            f"<conference><proceedings_metadata><proceedings_title>P</proceedings_title>{DOI}</proceedings_metadata></conference>",
            "proceedings",
            "",
        ),
        (f"<conference><conference_paper>{ARTICLE}{DOI}</conference_paper></conference>", "conference-paper", ""),
        (f"<standard><standard_metadata>{ARTICLE}{DOI}</standard_metadata></standard>", "standard", ""),
        (f"<database><database_metadata>{ARTICLE}{DOI}</database_metadata></database>", "dataset", "database"),
        (f"<database><dataset dataset_type='record'>{ARTICLE}{DOI}</dataset></database>", "dataset", ""),
        (f"<dissertation>{ARTICLE}<degree>PhD</degree>{DOI}</dissertation>", "thesis-doctoral", ""),
        (f"<posted_content type='preprint'>{ARTICLE}{DOI}</posted_content>", "preprint", ""),
        (f"<posted_content>{ARTICLE}{DOI}</posted_content>", "preprint", ""),
        (f"<posted_content type='working_paper'>{ARTICLE}{DOI}</posted_content>", "working-paper", ""),
        (f"<posted_content type='other'>{ARTICLE}{DOI}</posted_content>", "other", "other"),
        (f"<peer_review type='author-comment'>{ARTICLE}{DOI}</peer_review>", "peer-review", "author comment"),
        (f"<grant>{DOI}</grant>", "other", "grant"),
    ],
)
def test_types(source: str, expected: str, genre: str) -> None:
    made = records(batch(source))
    assert [(one.type, [word.value for word in one.genre]) for one in made] == [(expected, [genre] if genre else [])]


def test_a_series_that_was_asked_for_is_a_record() -> None:
    series = "<series_metadata><titles><title>S</title></titles><doi_data><doi>10.5555/s</doi></doi_data></series_metadata>"
    source = f"<book><book_series_metadata>{series}</book_series_metadata></book>"
    (made,) = records(unixsd(source, doi="10.5555/s"))
    assert (made.type, made.genre, made.titles) == ("other", [T("book series", "en")], [T("S")])


def test_an_unknown_word_for_a_type_is_told_and_kept() -> None:
    (reading,) = readings(batch(f"<book><content_item component_type='poem'>{ARTICLE}{DOI}</content_item></book>"))
    assert reading.record is not None
    assert (reading.record.type, reading.record.genre) == ("chapter", [T("poem")])
    assert [issue.code for issue in reading.issues] == ["R222"]


def test_every_type_of_the_table_is_one_of_crossref() -> None:
    table, types = resources.table("imports/crossref-xml"), resources.table("imports/crossref")["types"]
    assert {row["type"] for row in table["works"].values()} <= set(types)
    assert {word for words in table["words"].values() for word in words.values()} <= set(types)
    assert {row["role"] for row in table["roles"].values()} <= set(resources.table("roles"))


# ---- titles and texts ----


def test_titles_with_faces_and_formulas_are_one_text() -> None:
    made = record(
        "<titles><title>On <i>E. coli</i> and CO<sub>2</sub>, <mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'>"
        "<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math></title></titles>"
    )
    assert made.titles == [T("On E. coli and CO₂, x²", "en")]
    assert made.rest == []


def test_a_subtitle_is_joined_and_stands_alone_too() -> None:
    made = record("<titles><title>Main</title><subtitle>A sub</subtitle></titles>")
    assert (made.titles, made.short_title, made.subtitles) == ([T("Main: A sub", "en")], T("Main", "en"), [T("A sub", "en")])


def test_a_title_in_the_original_language_is_another_title() -> None:
    made = record("<titles><title>A</title><original_language_title language='fr'>Le A</original_language_title></titles>")
    assert (made.titles, made.other_titles) == ([T("A", "en")], [T("Le A", "fr")])


def test_an_original_title_takes_the_place_of_an_empty_one() -> None:
    made = record("<titles><title/><original_language_title language='ja'>自律神経</original_language_title></titles>")
    assert (made.titles, made.other_titles, made.rest) == ([T("自律神経", "ja")], [], [])


def test_abstracts_have_the_language_of_their_paragraph() -> None:
    made = record(
        ARTICLE + "<jats:abstract xmlns:jats='j'><jats:title>Abstract</jats:title><jats:p xml:lang='fr'>Un.</jats:p><jats:p>Deux.</jats:p>"
        "</jats:abstract><abstract xml:lang='en'><p>One.</p></abstract>"
    )
    assert made.abstracts == [T("Un.\n\nDeux.", "fr"), T("One.", "en")]


# ---- people ----


def test_people_organisations_and_the_unnamed() -> None:
    made = record(
        ARTICLE + "<contributors>"
        "<person_name sequence='first' contributor_role='author'><given_name>Ann</given_name><surname>Lee</surname><suffix>Jr.</suffix>"
        "<ORCID authenticated='true'>https://orcid.org/0000-0002-1825-0097</ORCID><affiliation>Uni A &amp;amp; B</affiliation>"
        "</person_name>"
        "<organization contributor_role='author'>The Group</organization>"
        "<anonymous contributor_role='author'/>"
        "<person_name contributor_role='translator'><given_name>Solo</given_name></person_name>"
        "<person_name contributor_role='chair'><surname>Chair</surname></person_name></contributors>"
    )
    assert made.contributors == [
        Contributor(
            Agent("Ann Lee Jr.", given="Ann", family="Lee", suffix="Jr.", identifiers=[Identifier("orcid", "0000-0002-1825-0097")]),
            affiliations=[Agent("Uni A & B", kind="organisation")],
        ),
        Contributor(Agent("The Group", kind="organisation")),
        Contributor(Agent("Solo", family="Solo"), role="translator"),
        Contributor(Agent("Chair", family="Chair"), role="organizer"),
    ]
    assert made.rest == [("crossref/journal/journal_article/contributors/anonymous", "anonymous")]


def test_affiliations_of_the_newer_schemas_have_parts_and_identifiers() -> None:
    made = record(
        ARTICLE + "<contributors><person_name><surname>Lee</surname><affiliations><institution><institution_name>Uni</institution_name>"
        "<institution_id type='ror'>https://ror.org/05gq02987</institution_id><institution_place>Providence</institution_place>"
        "<institution_department>Physics</institution_department></institution><institution>"
        "<institution_id type='ror'>https://ror.org/01bj3aw27</institution_id></institution></affiliations></person_name></contributors>"
    )
    assert made.contributors[0].affiliations == [
        Agent("Physics, Uni", kind="organisation", place="Providence", identifiers=[Identifier("ror", "05gq02987")]),
        Agent("https://ror.org/01bj3aw27", kind="organisation", identifiers=[Identifier("ror", "01bj3aw27")]),
    ]


@pytest.mark.parametrize(
    ("element", "role", "expected"),
    [
        ("peer_review", "reviewer-external", "author"),
        ("posted_content", "reviewer", "contributor"),
        ("posted_content", "reader", "contributor"),
        ("posted_content", "editor", "editor"),
    ],
)
def test_the_reviewer_writes_the_review(element: str, role: str, expected: str) -> None:
    people = f"<contributors><person_name contributor_role='{role}'><surname>Lee</surname></person_name></contributors>"
    (made,) = records(batch(f"<{element}>{people}{ARTICLE}{DOI}</{element}>"))
    assert [one.role for one in made.contributors] == [expected]


def test_an_unknown_role_is_told() -> None:
    source = article(ARTICLE + "<contributors><person_name contributor_role='piper'><surname>Lee</surname></person_name></contributors>")
    (reading,) = readings(unixref(source))
    assert reading.record is not None
    assert [one.role for one in reading.record.contributors] == ["contributor"]
    assert [(issue.code, issue.field) for issue in reading.issues] == [("R304", "contributors[0].role")]
    assert [value for _, value in reading.record.rest] == ["piper"]


# ---- where it appeared ----


def test_a_journal_has_titles_and_issns_by_medium_and_its_doi() -> None:
    journal = JOURNAL.replace("</journal_metadata>", "<coden>ACTA</coden><doi_data><doi>10.5555/J</doi></doi_data></journal_metadata>")
    resource = "<resource>https://a.example/j</resource>"
    ((made, left),) = [
        (one.record, one.not_carried) for one in readings(unixref(article(journal=journal.replace("J</doi>", "J</doi>" + resource))))
    ]
    assert made is not None
    assert "https://a.example/j" in [value for _, value, _ in left]
    assert made.container == Container(
        [T("Acta")],
        [T("Act.")],
        identifiers=[Identifier("issn", "0028-0836"), Identifier("eissn", "1476-4687"), Identifier("doi", "10.5555/j")],
    )
    assert made.rest == [("crossref/journal/journal_metadata/coden", "ACTA")]


def test_a_wrong_issn_is_told_with_its_line() -> None:
    journal = "\n<journal_metadata><full_title>J</full_title>\n<issn>1234-5678</issn></journal_metadata>"
    (reading,) = readings(unixref(article(journal=journal)))
    assert [(issue.code, issue.place.line) for issue in reading.issues] == [("I002", 3)]


def test_a_series_has_its_number_and_issn() -> None:
    source = (
        "<book><book_series_metadata><series_metadata><titles><title>Lecture notes</title></titles><issn>0302-9743</issn>"
        "<contributors><person_name contributor_role='editor'><surname>Ed</surname></person_name></contributors></series_metadata>"
        f"{ARTICLE}<volume>35</volume><edition_number>2</edition_number><isbn>978-3-16-148410-0</isbn>{DOI}</book_series_metadata></book>"
    )
    (made,) = records(unixref(source))
    people = [Contributor(Agent("Ed", family="Ed"), role="editor")]
    assert made.series == [Series([T("Lecture notes")], "35", [Identifier("issn", "0302-9743")], people)]
    assert (made.volume, made.edition, made.rest) == ("", "2", [])


def test_the_volume_of_a_set_is_a_volume() -> None:
    inside = f"<set_metadata><titles><title>All</title></titles></set_metadata>{ARTICLE}<volume>2</volume>{DOI}"
    (made,) = records(unixref(f"<book><book_set_metadata>{inside}</book_set_metadata></book>"))
    assert (made.volume, made.series) == ("2", [Series([T("All")])])


CONFERENCE = (
    "<conference><contributors><person_name contributor_role='chair'><surname>Chair</surname></person_name></contributors>"
    "<event_metadata><conference_name>Conf</conference_name><conference_acronym>C</conference_acronym>"
    "<conference_location>Bern</conference_location>{date}</event_metadata><proceedings_metadata>"
    "<proceedings_title>Proceedings of Conf</proceedings_title><publisher><publisher_name>ACM</publisher_name></publisher>"
    "<publication_date><year>2001</year></publication_date></proceedings_metadata>"
    f"<conference_paper>{ARTICLE}{DOI}</conference_paper></conference>"
)


def test_a_paper_stands_in_its_proceedings_and_at_its_conference() -> None:
    date = "<conference_date start_year='2001' start_month='07' start_day='2' end_year='2001' end_month='7' end_day='5'/>"
    (made,) = records(unixref(CONFERENCE.format(date=date)))
    assert made.event == Event([T("Conf")], [T("C")], "2001-07-02", "2001-07-05", "Bern")
    chair = [Contributor(Agent("Chair", family="Chair"), role="organizer")]
    assert made.host == Host([T("Proceedings of Conf")], type="proceedings", contributors=chair)
    assert (made.issued, made.publisher, made.contributors) == ("2001", Agent("ACM", kind="organisation"), [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2-5 Jul 2001", ("2001-07-02", "2001-07-05")), ("2001-07-02", ("2001-07-02", "")), ("20 06 2021 25 06 2021", ("", ""))],
)
def test_the_days_of_a_conference_may_be_a_text(text: str, expected: tuple[str, str]) -> None:
    (made,) = records(unixref(CONFERENCE.format(date=f"<conference_date>{text}</conference_date>")))
    assert made.event is not None
    assert (made.event.start, made.event.end) == expected
    assert [value for path, value in made.rest if path.endswith("conference_date")] == ([] if expected[0] else [text])


def test_a_dataset_stands_in_its_database() -> None:
    source = (
        "<database><database_metadata><titles><title>The archive</title></titles><institution><institution_name>Bank</institution_name>"
        f"</institution></database_metadata><dataset>{ARTICLE}<database_date><creation_date><year>1984</year></creation_date>"
        "<publication_date><year>1985</year></publication_date><update_date><year>2024</year></update_date></database_date>"
        f"<description>All of it</description>{DOI}</dataset></database>"
    )
    (made,) = records(unixref(source))
    assert (made.created, made.issued, made.modified, made.abstracts) == ("1984", "1985", "2024", [T("All of it")])
    assert (made.series, made.institution) == ([Series([T("The archive")])], Agent("Bank", kind="organisation"))


def test_a_dissertation_may_hold_its_author_outside_of_a_list() -> None:
    source = (
        "<dissertation><person_name contributor_role='author'><surname>Lee</surname></person_name><titles><title>A title</title></titles>"
        "<approval_date><month>05</month><day>25</day><year>2020</year></approval_date>"
        f"<institution><institution_name>Uni</institution_name><institution_department>Arts</institution_department></institution>"
        f"<degree>MSc</degree>{DOI}</dissertation>"
    )
    (made,) = records(unixref(source))
    assert (made.type, made.degree, made.awarded, made.issued) == ("thesis-master", "MSc", "2020-05-25", "")
    assert made.institution == Agent("Arts, Uni", kind="organisation")
    assert [one.agent.family for one in made.contributors] == ["Lee"]


def test_a_report_has_its_institution_its_number_and_its_contract() -> None:
    source = (
        f"<report-paper><report-paper_metadata>{ARTICLE}<institution><institution_name>NREL</institution_name><institution_place>Golden"
        "</institution_place></institution><publisher_item><item_number item_number_type='report-number'>TP-47</item_number>"
        "<item_number item_number_type='sequence-number'>972169</item_number></publisher_item><contract_number>AC36</contract_number>"
        f"{DOI}</report-paper_metadata></report-paper>"
    )
    (made,) = records(unixref(source))
    assert (made.number, made.institution) == ("TP-47", Agent("NREL", kind="organisation", place="Golden"))
    assert made.funding == [Grant(number="AC36")]
    assert [value for _, value in made.rest] == ["972169", "sequence-number"]


def test_a_standard_has_its_designator_and_body() -> None:
    source = (
        f"<standard><standard_metadata>{ARTICLE}<designators><std_as_published><std_designator>ISO 1:2</std_designator></std_as_published>"
        "</designators><standards_body><standards_body_name>ISO</standards_body_name></standards_body>"
        f"{DOI}</standard_metadata></standard>"
    )
    (made,) = records(batch(source))
    assert (made.number, made.institution, made.rest) == ("ISO 1:2", Agent("ISO", kind="organisation"), [])


def test_a_grant_has_its_number_people_and_funder() -> None:
    source = (
        "<grant><project><project-title xml:lang='en'>Cats</project-title><investigators><person role='lead_investigator'>"
        "<givenName>Ann</givenName><familyName>Lee</familyName><ORCID>https://orcid.org/0000-0002-1825-0097</ORCID></person></investigators>"
        "<description>On cats.</description><funding><funder-name>Fund</funder-name><funder-id>https://doi.org/10.13039/501100001711"
        f"</funder-id></funding></project><award-number>G1</award-number>{DOI}</grant>"
    )
    (made,) = records(batch(source))
    assert (made.titles, made.number, made.abstracts) == ([T("Cats", "en")], "G1", [T("On cats.")])
    assert [(one.agent.name, one.role) for one in made.contributors] == [("Ann Lee", "contributor")]
    funder = Agent("Fund", kind="organisation", identifiers=[Identifier("funder", "10.13039/501100001711")])
    assert made.funding == [Grant(funder, "G1")]


def test_a_pending_publication_is_an_accepted_article_of_its_journal() -> None:
    source = (
        "<pending_publication><publication><full_title>Acta</full_title><issn media_type='print'>0028-0836</issn></publication>"
        f"{ARTICLE}<acceptance_date><year>2021</year></acceptance_date><doi>10.5555/P</doi></pending_publication>"
    )
    (made,) = records(batch(source))
    assert (made.type, made.status, made.accepted, made.titles) == ("journal-article", "accepted", "2021", [T("A title")])
    assert made.identifiers == [Identifier("doi", "10.5555/p")]
    assert (made.container, made.rest) == (Container([T("Acta")], identifiers=[Identifier("issn", "0028-0836")]), [])


def test_a_blog_post_appears_on_its_site() -> None:
    (made,) = records(batch(f"<posted_content type='blog'><group_title>The site</group_title>{ARTICLE}{DOI}</posted_content>"))
    assert (made.type, made.container) == ("blog-post", Container([T("The site")], kind="website"))


# ---- numbers and dates ----


def dated(media: str, year: str, month: str = "", day: str = "", name: str = "publication_date") -> str:
    parts = "".join(f"<{part}>{value}</{part}>" for part, value in (("month", month), ("day", day), ("year", year)) if value)
    return f"<{name} media_type='{media}'>{parts}</{name}>" if media else f"<{name}>{parts}</{name}>"


@pytest.mark.parametrize(
    ("given", "issued", "online"),
    [
        (dated("online", "2001", "1", "2") + dated("print", "2002"), "2002", "2001-01-02"),
        (dated("online", "2001", "1", "2"), "2001-01-02", "2001-01-02"),
        (dated("", "2001"), "2001", ""),
        (dated("other", "2001"), "2001", ""),
        (dated("print", "2001", "23"), "2001", ""),
        (dated("", "2001", "4", "5", "posted_date"), "2001-04-05", ""),
        (dated("", "2001", "4", "5", "review_date"), "2001-04-05", ""),
    ],
)
def test_the_formal_date_is_print_then_online(given: str, issued: str, online: str) -> None:
    made = record(ARTICLE + given)
    assert (made.issued, made.online) == (issued, online)


def test_a_season_is_kept() -> None:
    assert record(ARTICLE + dated("print", "2001", "23")).rest == [("crossref/journal/journal_article/publication_date/month", "23")]


def test_an_article_without_a_date_has_that_of_its_issue() -> None:
    issue = f"<journal_issue>{dated('print', '2003', '8')}</journal_issue>"
    assert record(issue=issue).issued == "2003-08"
    made = record(ARTICLE + dated("online", "2001"), issue=issue)
    assert (made.issued, made.rest) == ("2001", [("crossref/journal/journal_issue/publication_date", "2003-08")])


def test_a_second_date_of_the_same_medium_is_kept() -> None:
    made = record(ARTICLE + dated("print", "2001") + dated("print", "2002"))
    assert (made.issued, [value for _, value in made.rest]) == ("2001", ["2002"])


def test_a_day_that_is_in_no_calendar_is_told_and_kept() -> None:
    (reading,) = readings(unixref(article(ARTICLE + dated("print", "2001", "02", "30"))))
    assert reading.record is not None
    assert (reading.record.issued, reading.record.rest) == ("", [("crossref/journal/journal_article/publication_date", "2001-02-30")])
    assert [(issue.code, issue.field) for issue in reading.issues] == [("R008", "rest[0]")]


def test_acceptance_is_a_date_of_its_own() -> None:
    assert record(ARTICLE + dated("", "2018", "05", "21", "acceptance_date")).accepted == "2018-05-21"


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("<first_page>1895</first_page><last_page>909</last_page>", ("1895", "1909", "")),
        ("<first_page>e5</first_page>", ("e5", "e5", "")),
        ("<first_page>1</first_page><last_page>3</last_page><other_pages>7</other_pages>", ("", "", "1-3, 7")),
        ("<other_pages>12, 15</other_pages>", ("", "", "12, 15")),
    ],
)
def test_pages(pages: str, expected: tuple[str, str, str]) -> None:
    made = record(ARTICLE + f"<pages>{pages}</pages>")
    assert (made.page_start, made.page_end, made.pages, made.rest) == (*expected, [])


def test_numbers_of_the_publisher_are_told_by_their_type() -> None:
    made = record(
        ARTICLE + "<publisher_item><item_number item_number_type='article-number'>117701</item_number>"
        "<identifier id_type='pii'>S001</identifier><identifier id_type='doi'>10.5555/a</identifier>"
        "<identifier id_type='doi'>10.5555/other</identifier></publisher_item>"
    )
    assert (made.article_number, made.identifiers) == ("117701", [Identifier("doi", "10.5555/a"), Identifier("local", "S001")])
    assert [value for _, value in made.rest] == ["10.5555/other", "doi"]


def test_a_clinical_trial_has_its_identifier() -> None:
    made = record(
        ARTICLE + "<program xmlns='http://www.crossref.org/clinicaltrials.xsd'>"
        "<clinical-trial-number registry='10.18810/clinical-trials-gov'>NCT01234567</clinical-trial-number></program>"
    )
    assert made.identifiers[1:] == [Identifier("trial", "NCT01234567")]
    assert [value for _, value in made.rest] == ["10.18810/clinical-trials-gov"]


# ---- links, licences, funding, relations ----


def test_collections_of_links_are_files_but_for_the_plagiarism_check() -> None:
    doi = (
        "<doi_data><doi>10.5555/a</doi><resource>https://a.example/a</resource><collection property='text-mining'><item>"
        "<resource content_version='am' mime_type='application/pdf'>https://a.example/am.pdf</resource></item><item>"
        "<resource mime_type='text/html'>https://a.example/a</resource></item></collection><collection property='syndication'><item>"
        "<resource>https://a.example/vor</resource></item></collection><collection property='crawler-based' setbyID='x'>"
        "<item crawler='iParadigms'><resource>https://a.example/check</resource></item></collection></doi_data>"
    )
    made = record(doi=doi)
    assert made.links == [Link("https://a.example/a")]
    assert made.files == [
        File("https://a.example/am.pdf", media_type="application/pdf", version="AM"),
        File("https://a.example/vor", version="VoR"),
    ]
    assert [value for _, value in made.rest] == ["https://a.example/check"]


AI = "<ai:program xmlns:ai='http://www.crossref.org/AccessIndicators.xsd' name='AccessIndicators'>{}</ai:program>"


def test_the_licence_of_the_version_of_record_is_that_of_the_work() -> None:
    licences = (
        "<ai:free_to_read/><ai:license_ref applies_to='vor' start_date='2010-01-01'>http://creativecommons.org/licenses/by/4.0</ai:license_ref>"
        "<ai:license_ref applies_to='am'>https://a.example/am</ai:license_ref>"
        "<ai:license_ref applies_to='tdm' start_date='2014-12-02'>https://a.example/tdm</ai:license_ref>"
    )
    doi = (
        "<doi_data><doi>10.5555/a</doi><collection property='text-mining'><item><resource content_version='am'>https://a.example/f</resource>"
        "</item></collection></doi_data>"
    )
    for inside in (AI.format(licences), f"<crossmark><custom_metadata>{AI.format(licences)}</custom_metadata></crossmark>"):
        made = record(ARTICLE + dated("print", "2012") + inside, doi=doi)
        assert made.licences == ["https://creativecommons.org/licenses/by/4.0/"]
        assert made.files == [File("https://a.example/f", version="AM", licence="https://a.example/am")]
        assert made.access == "open"
        assert sorted(value for _, value in made.rest) == ["2014-12-02", "https://a.example/tdm", "tdm"]


def test_a_licence_without_a_version_is_that_of_the_work() -> None:
    assert record(ARTICLE + AI.format("<ai:license_ref>https://a.example/l</ai:license_ref>")).licences == ["https://a.example/l"]
    assert record(ARTICLE + AI.format("<ai:license_ref>ask us</ai:license_ref>")).rights == [T("ask us")]


FR = "<fr:program xmlns:fr='http://www.crossref.org/fundref.xsd' name='fundref'>{}</fr:program>"


def test_funding_has_a_grant_for_each_number() -> None:
    group = (
        "<fr:assertion name='fundgroup'><fr:assertion name='funder_name'>NSF\n<fr:assertion name='funder_identifier' provider='crossref'>"
        "100000001</fr:assertion></fr:assertion><fr:assertion name='award_number'>A 1</fr:assertion>"
        "<fr:assertion name='award_number'>B 2</fr:assertion></fr:assertion>"
    )
    other = "<fr:assertion name='fundgroup'><fr:assertion name='funder_name'>EMBO</fr:assertion></fr:assertion>"
    ror = "<fr:assertion name='fundgroup'><fr:assertion name='ror'>https://ror.org/021nxhr62</fr:assertion></fr:assertion>"
    again = f"<crossmark><custom_metadata>{FR.format(other)}</custom_metadata></crossmark>"
    made = record(ARTICLE + FR.format(group + other + ror) + again)
    nsf = Agent("NSF", kind="organisation", identifiers=[Identifier("funder", "10.13039/100000001")])
    assert made.funding == [
        Grant(nsf, "A 1"),
        Grant(nsf, "B 2"),
        Grant(Agent("EMBO", kind="organisation")),
        Grant(Agent("021nxhr62", kind="organisation", identifiers=[Identifier("ror", "021nxhr62")])),
    ]
    assert made.rest == []


def test_funding_without_groups_is_read_too() -> None:
    bare = "<fr:assertion name='funder_name'>NSF</fr:assertion><fr:assertion name='award_number'>1</fr:assertion>"
    assert record(ARTICLE + FR.format(bare)).funding == [Grant(Agent("NSF", kind="organisation"), "1")]


REL = "<rel:program xmlns:rel='http://www.crossref.org/relations.xsd'>{}</rel:program>"


def test_relations_to_other_works() -> None:
    related = (
        "<rel:related_item><rel:description>Data</rel:description><rel:inter_work_relation relationship-type='isSupplementedBy' "
        "identifier-type='doi'>10.5061/DRYAD.1</rel:inter_work_relation></rel:related_item>"
        "<rel:related_item><rel:intra_work_relation relationship-type='isPreprintOf' identifier-type='uri'>https://a.example/x"
        "</rel:intra_work_relation></rel:related_item>"
        "<rel:related_item><rel:intra_work_relation relationship-type='isVersionOf' identifier-type='doi'>10.5555/a"
        "</rel:intra_work_relation></rel:related_item>"
    )
    made = record(ARTICLE + REL.format(related))
    assert made.relations == [
        Relation("supplemented-by", Identifier("doi", "10.5061/dryad.1")),
        Relation("preprint-of", iri="https://a.example/x"),
    ]
    assert {"10.5555/a", "Data"} <= {value for _, value in made.rest}


def test_an_unknown_relation_is_told_and_kept() -> None:
    item = "<rel:related_item><rel:inter_work_relation relationship-type='isCousinOf'>x</rel:inter_work_relation></rel:related_item>"
    (reading,) = readings(unixref(article(ARTICLE + REL.format(item))))
    assert [issue.code for issue in reading.issues] == ["R224"]
    assert reading.record is not None
    assert ("crossref/journal/journal_article/program/related_item/inter_work_relation", "isCousinOf x") in reading.record.rest


@pytest.mark.parametrize(
    ("word", "kind", "expected"),
    [("retraction", "retracts", "retraction"), ("erratum", "corrects", "correction"), ("new_version", "replaces", "journal-article")],
)
def test_an_update_says_what_the_notice_is(word: str, kind: str, expected: str) -> None:
    made = record(ARTICLE + f"<crossmark><updates><update type='{word}' date='2009-09-14'>10.5555/Old</update></updates></crossmark>")
    assert (made.type, made.relations) == (expected, [Relation(kind, Identifier("doi", "10.5555/old"))])
    assert [value for _, value in made.rest] == ["2009-09-14"]


def test_an_unknown_update_is_a_plain_relation_and_told() -> None:
    source = article(ARTICLE + "<crossmark><updates><update type='party'>10.5555/old</update></updates></crossmark>")
    (reading,) = readings(unixref(source))
    assert reading.record is not None
    assert reading.record.relations == [Relation("related", Identifier("doi", "10.5555/old"))]
    assert [issue.code for issue in reading.issues] == ["R224"]


def test_dated_assertions_are_dates_and_the_others_are_kept() -> None:
    made = record(
        ARTICLE + "<crossmark><custom_metadata><assertion name='received' label='Received' order='0'>9 June 2016</assertion>"
        "<assertion name='copyright' label='Copyright'>We</assertion></custom_metadata></crossmark>"
    )
    assert (made.submitted, [value for _, value in made.rest]) == ("2016-06-09", ["Copyright: We"])


def test_references_go_by_doi_else_by_their_words() -> None:
    made = record(
        ARTICLE + "<citation_list><citation key='1'><doi provider='crossref'>10.5555/R1</doi><author>Lee</author><cYear>2001</cYear>"
        "</citation>"
        "<citation key='2'><cYear>1999</cYear><author>Ray</author><journal_title>J</journal_title><issn>0028-0836</issn>"
        "<elocation_id>e1</elocation_id></citation>"
        "<citation key='3'><unstructured_citation>Kim, <i>Cats</i>. 1998</unstructured_citation></citation>"
        "<citation key='4'/></citation_list>"
    )
    assert made.relations == [
        Relation("cites", Identifier("doi", "10.5555/r1")),
        Relation("cites", text="Ray, 1999, J, e1"),
        Relation("cites", text="Kim, Cats. 1998"),
    ]
    assert [value for _, value in made.rest] == ["Lee, 2001", "ISSN 0028-0836"]


def test_a_reference_whose_doi_is_wrong_goes_by_its_words() -> None:
    (reading,) = readings(
        unixref(article(ARTICLE + "<citation_list><citation><doi>10/x y</doi><author>Lee</author></citation></citation_list>"))
    )
    assert reading.record is not None
    assert [issue.code for issue in reading.issues] == ["I001"]
    assert reading.record.relations == [Relation("cites", text="Lee")]


def test_the_items_of_the_answer_are_about_what_was_asked_for() -> None:
    items = (
        "<crm-item name='publisher-name' type='string'>The member</crm-item><crm-item name='citedby-count' type='number'>24</crm-item>"
        "<crm-item name='last-update' type='date'>2018-08-23T13:41:49Z</crm-item><crm-item name='member-id' type='number'>7</crm-item>"
        "<crm-item name='created' type='date'>2014-02-11T16:29:04Z</crm-item>"
        "<crm-item name='relation' type='doi' claim='isReviewOf'>10.5555/review</crm-item>"
    )
    figure = "<component_list><component><doi_data><doi>10.5555/f</doi></doi_data></component></component_list>"
    found = readings(unixsd(article(ARTICLE + figure), items))
    whole, part = (one.record for one in found)
    assert whole is not None
    assert part is not None
    assert (whole.metrics, whole.record_modified) == ([Metric(24, "Crossref")], "2018-08-23")
    assert whole.relations == [Relation("related", Identifier("doi", "10.5555/review"))]
    assert (part.metrics, part.record_modified) == ([], "")
    assert whole.publisher == part.publisher == Agent("The member", kind="organisation")
    assert [(path, value) for one in found for path, value, reason in one.not_carried if path.endswith("crm-item[4]") and reason] == [
        ("crm-item[4]", "7")
    ]
    # which side states the relation is not known, so the claim is kept
    assert [value for one in (whole, part) for _, value in one.rest] == ["isReviewOf"]


def test_the_change_of_a_unixref_record_is_its_timestamp() -> None:
    (made,) = records(unixref(article(), attributes="owner='10.5555' timestamp='2021-10-23 11:24:14'"))
    assert made.record_modified == "2021-10-23"


def test_archives_are_kept() -> None:
    made = record(ARTICLE + "<archive_locations><archive name='CLOCKSS'/></archive_locations>")
    assert made.rest == [("crossref/journal/journal_article/archive_locations/archive/@name", "CLOCKSS")]


# ---- the file as a whole ----


def test_a_trace_changes_nothing_and_gives_places() -> None:
    source = unixsd(article("\n" + ARTICLE + "<contributors><person_name><surname>Lee</surname></person_name></contributors>"))
    (plain,), (traced,) = readings(source), readings(source, trace=True)
    assert plain.record == traced.record
    assert plain.issues == traced.issues
    assert plain.places is None
    assert traced.places is not None
    assert {"titles[0]", "contributors[0].agent", "identifiers[0]", "container.titles[0]", "derived_from[0]"} <= set(traced.places)
    assert traced.places["titles[0]"].line == 2
    assert "journal_article" in traced.places["titles[0]"].pointer


def test_a_broken_record_does_not_take_the_others_with_it() -> None:
    bodies = [article(f"<titles><title>{name}</title></titles>") for name in "ABC"]
    source = batch("\n".join([bodies[0], bodies[1].replace("</title>", "</tytle>"), bodies[2]]))
    found = readings(source)
    assert [one.record.titles[0].value if one.record else one.issues[0].code for one in found] == ["A", "R001", "C"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (unixref(""), "crossref-xml"),
        (unixsd(""), "crossref-xml"),
        (batch(""), "crossref-xml"),
        (f"<journal xmlns='http://www.crossref.org/schema/4.4.2'>{ARTICLE}</journal>", "crossref-xml"),
        ("<?xml version='1.0'?>\n<!-- c -->\n<c:doi_batch xmlns:c='http://www.crossref.org/schema/4.4.0'/>", "crossref-xml"),
    ],
)
def test_content_tells_the_format(source: str, expected: str) -> None:
    assert inputs.recognise(source.encode(), "x") == expected


@pytest.mark.parametrize(
    "source",
    [
        "<resource xmlns='http://datacite.org/schema/kernel-4'><identifier>10.5555/a</identifier></resource>",
        "<article><front/></article>",
        "<PubmedArticleSet/>",
        "<journal><title>x</title></journal>",
        "{}",
        "",
        "<doi_batch_diagnostic status='completed'/>",
    ],
)
def test_neighbours_are_not_taken(source: str) -> None:
    assert crossref_xml.detect(source, "x.xml") == 0


@pytest.mark.parametrize(
    "source",
    [
        unixref(article())[:-60],
        "<doi_records><doi_record><crossref>" + "<a>" * 5000,
        "<!DOCTYPE doi_records [<!ENTITY a 'b'>]>" + unixref(article()).partition("?>")[2],
        unixref(article()).replace("A title", "A \x01 &nope; title"),
        "\x00" * 100,
    ],
)
def test_hostile_input_is_reported(source: str) -> None:
    with ends():
        assert codes(source)


def test_is_a_source() -> None:
    assert SOURCES["crossref-xml"].read is crossref_xml.read
