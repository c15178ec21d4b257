"""Copied Pure pages: one record from head, table, BibTeX, citation and RIS, with places in the page's own lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import resources
from kg.record import Concept, Identifier, Link, Metric, Reading, Record, Text
from kg.sources import pure_page

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "engagement-to-co-production.txt"
SAMPLE = ROOT.parent / "shared" / "corpora" / "pure-portal" / "engagement-to-co-production.txt"


def read(text: str, *, trace: bool = False) -> Reading:
    """The one reading of a page."""
    [reading] = pure_page.read(text.encode(), trace=trace)
    return reading


def record(text: str) -> Record:
    """The record of a page that raises no issue."""
    reading = read(text)
    assert reading.issues == []
    assert reading.record is not None
    return reading.record


def page(*details: str, output: str = "Contribution to journalArticle") -> str:
    """A small page with these lines of its details table."""
    return "\n".join(["A title", "Jane Doe, John Roe", f"Research output: {output}", *details])


@pytest.fixture(params=[EXAMPLE, SAMPLE], ids=["example", "sample"])
def whole(request: pytest.FixtureRequest) -> str:
    """The project's own page and the real one, which state the same facts but the abstract."""
    if not request.param.exists():
        pytest.skip("needs ../shared/corpora")
    text: str = request.param.read_text("utf-8")
    return text


TITLE = "From engagement to co-production: The contribution of users and communities to outcomes and public value"
FINGERPRINT = [
    "coproduction",
    "community",
    "Values",
    "savings",
    "Co-production",
    "Public value",
    "money",
    "driver",
    "citizen",
    "costs",
    "resources",
]
SCOPUS = "http://www.scopus.com/inward/record.url?scp=84867370425&partnerID=8YFLogxK"


def test_folds_the_whole_page_into_one_record(whole: str) -> None:
    one = record(whole)
    assert one.type == "journal-article"
    assert one.titles == [Text(TITLE, "en")]
    assert one.short_title == Text("From engagement to co-production", "en")
    assert one.subtitles == [Text("The contribution of users and communities to outcomes and public value", "en")]
    assert [(who.agent.given, who.agent.family, who.agent.name, who.role) for who in one.contributors] == [
        ("Tony", "Bovaird", "Tony Bovaird", "author"),
        ("Elke", "Loeffler", "Elke Loeffler", "author"),
    ]
    assert (one.issued, one.online, one.status, one.languages) == ("2012-12-31", "2012-08-04", "published", ["en"])
    assert (one.volume, one.issue, one.page_start, one.page_end, one.pages, one.num_pages) == ("23", "4", "1119", "1138", "", 20)
    assert one.container is not None
    assert one.container.titles == [Text("Voluntas: International Journal of Voluntary and Nonprofit Organizations")]
    assert one.container.short == [Text("Voluntas")]
    assert one.container.identifiers == [Identifier("issn", "0957-8765")]
    assert one.identifiers == [
        Identifier("doi", "10.1007/s11266-012-9309-6"),
        Identifier("scopus-eid", "2-s2.0-84867370425"),
        Identifier("pure-uuid", "4616a77a-085a-41f2-b39b-25ccae7f6519"),
    ]
    assert one.keywords == [Text(word, "en") for word in ("co-production", "community assets", "outcomes", "public value", "users")]
    assert one.concepts == [Concept("fingerprint", Text(label, "en"), rank=rank) for rank, label in enumerate(FINGERPRINT, 1)]
    assert one.metrics == [Metric(126, "Scopus")]
    assert [text.value for text in one.citations] == [
        "From engagement to co-production : The contribution of users and communities to outcomes and public value. / Bovaird, Tony; "
        "Loeffler, Elke. In: Voluntas, Vol. 23, No. 4, 31.12.2012, p. 1119-1138."
    ]
    assert one.links == [Link(SCOPUS, "see-also")]
    assert one.derived_from == ["urn:uuid:4616a77a-085a-41f2-b39b-25ccae7f6519"]
    assert [text.lang for text in one.abstracts] == ["en"]
    assert (one.genre, one.peer_reviewed, one.publisher, one.rest) == ([], None, None, [])


def test_places_lead_into_the_page(whole: str) -> None:
    reading, lines = read(whole, trace=True), whole.split("\n")
    assert reading.record == read(whole).record
    assert reading.places is not None
    for field, place in reading.places.items():
        found = lines[place.line - 1]
        assert place.raw.split("\n")[0] in found, field
        assert found[place.column - 1 :].startswith(place.raw.split("\n")[0]), field
    expected = {
        "titles[0]": TITLE,
        "volume": "Volume23",
        "issued": "Publication statusPublished - 31 Dec 2012",
        "metrics[0]": "126 Citations (Scopus)",
    }
    assert {field: lines[reading.places[field].line - 1] for field in expected} == expected
    assert lines[reading.places["identifiers[2]"].line - 1] == "@article{4616a77a085a41f2b39b25ccae7f6519,"
    assert lines[reading.places["contributors[1]"].line - 1] == "AU - Loeffler, Elke"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_reads_every_line_end(end: str) -> None:
    text = EXAMPLE.read_text("utf-8")
    assert read(text.replace("\n", end)).record is not None
    one, other = record(text.replace("\n", end)), record(text)
    one.origin = other.origin
    assert one == other


def test_reads_a_page_without_bibtex_and_ris() -> None:
    one = record(EXAMPLE.read_text("utf-8").split("Cite this")[0])
    assert one.titles == [Text(TITLE, "en")]
    assert [who.agent.family for who in one.contributors] == ["Bovaird", "Loeffler"]
    assert (one.issued, one.volume, one.identifiers) == ("2012-12-31", "23", [])


@pytest.mark.parametrize(
    ("output", "kind", "reviewed"),
    [
        ("Contribution to journalArticle", "journal-article", None),
        ("Contribution to journal › Article › peer-review", "journal-article", True),
        ("Contribution to journal › Review article › Academic › peer-review", "review-article", True),
        ("Contribution to journalArticlepeer-review", "journal-article", True),
        ("Chapter in Book/Report/Conference proceedingConference contribution", "conference-paper", None),
        ("Chapter in Book/Report/Conference proceeding › Chapter", "chapter", None),
        ("Book/ReportCommissioned report", "report", None),
        ("ThesisDoctoral Thesis", "thesis-doctoral", None),
        ("Working paper › Preprint", "preprint", None),
        ("Non-textual formSoftware", "software", None),
        ("PatentPatent", "patent", None),
    ],
)
def test_reads_the_type_line(output: str, kind: str, reviewed: bool | None) -> None:
    reading = read(page(output=output))
    assert reading.record is not None
    assert (reading.record.type, reading.record.peer_reviewed) == (kind, reviewed)
    assert reading.issues == []


def test_reports_an_output_type_of_another_installation() -> None:
    reading = read(page(output="Something else entirely"))
    assert [(found.code, found.place.line) for found in reading.issues] == [("R164", 3)]
    assert reading.record is not None
    assert reading.record.type == "other"
    assert reading.record.genre == [Text("Something else entirely", "en")]


def test_reads_the_details_of_a_chapter() -> None:
    details = [
        "Original languageEnglish",
        "Title of host publicationHandbook of Examples",
        "Subtitle of host publicationSecond series",
        "EditorsRuth Brandt, Jürgen Müller",
        "Place of PublicationZürich",
        "PublisherExample Press",
        "Chapter4",
        "Pages45-62",
        "Number of pages18",
        "Edition2nd",
        "ISBN (Print)978-3-16-148410-0",
        "Publication statusE-pub ahead of print - 3 May 2021",
        "EventExample Days 2021 - Graz, Austria",
        "Duration: 3 May 2021 → 5 May 2021",
        "Externally publishedYes",
        "Publication series",
        "NameStudies in Example Data",
        "PublisherExample Press",
        "Volume12",
        "ISSN (Print)0957-8765",
        "Access to Document",
        "https://doi.org/10.5555/chapter-4",
    ]
    one = record(page(*details, output="Chapter in Book/Report/Conference proceeding › Chapter"))
    assert one.host is not None
    assert one.host.titles == [Text("Handbook of Examples: Second series")]
    assert [who.agent.family for who in one.host.contributors] == ["Brandt", "Müller"]
    assert one.host.identifiers == [Identifier("isbn", "9783161484100")]
    assert one.publisher is not None
    assert (one.publisher.name, one.publisher.place) == ("Example Press", "Zürich")
    assert (one.chapter, one.page_start, one.page_end, one.num_pages, one.edition) == ("4", "45", "62", 18, "2nd")
    assert (one.status, one.online, one.issued) == ("published", "2021-05-03", "2021-05-03")
    assert one.event is not None
    assert (one.event.names, one.event.place) == ([Text("Example Days 2021")], "Graz, Austria")
    assert (one.event.start, one.event.end) == ("2021-05-03", "2021-05-05")
    [series] = one.series
    assert (series.titles, series.number, series.identifiers) == (
        [Text("Studies in Example Data")],
        "12",
        [Identifier("issn", "0957-8765")],
    )
    assert one.identifiers == [Identifier("doi", "10.5555/chapter-4")]
    assert one.rest == [("Externally published", "Yes"), ("Publisher", "Example Press")]


def test_reads_the_details_of_a_thesis() -> None:
    details = [
        "QualificationDoctor of Philosophy",
        "Awarding Institution",
        "Example University",
        "Supervisors/Advisors",
        "Ruth Brandt, Supervisor",
        "Award date12 Jun 2018",
        "Publication statusUnpublished - 2018",
    ]
    one = record(page(*details, output="ThesisDoctoral Thesis"))
    assert one.institution is not None
    assert (one.institution.name, one.degree, one.awarded, one.status, one.issued) == (
        "Example University",
        "Doctor of Philosophy",
        "2018-06-12",
        "unpublished",
        "2018",
    )
    assert [(who.agent.name, who.role) for who in one.contributors if who.role == "supervisor"] == [("Ruth Brandt", "supervisor")]


def test_reads_weights_of_the_fingerprint() -> None:
    one = record(
        page(
            "LanguageEnglish",
            "Fingerprint",
            "Dive into the research topics of 'A title'.",
            "Public Value 100%",
            "Costs",
            "51%",
            "View full fingerprint",
        )
    )
    assert [(c.label.value, c.rank, c.weight) for c in one.concepts] == [("Public Value", 1, "1"), ("Costs", 2, "0.51")]


def test_reads_dois_on_the_lines_after_the_label() -> None:
    one = record(page("DOIs", "https://doi.org/10.5555/ONE", "https://doi.org/10.5555/two", "Volume1"))
    assert one.identifiers == [Identifier("doi", "10.5555/one"), Identifier("doi", "10.5555/two")]


def test_leaves_abstract_and_keywords_untagged_where_the_work_is_in_another_language() -> None:
    one = record(page("Abstract", "A text.", "Original languageGerman", "Keywords", "word"))
    assert (one.titles, one.abstracts, one.keywords) == ([Text("A title", "de")], [Text("A text.")], [Text("word")])


def test_keeps_each_form_of_citation() -> None:
    one = record(
        page(
            "Cite this",
            "APA",
            "Doe, J. (2020). A title.",
            "Harvard",
            "Doe, J 2020, 'A title'.",
            "Research output: Contribution to journalArticle",
        )
    )
    assert [text.value for text in one.citations] == ["Doe, J. (2020). A title.", "Doe, J 2020, 'A title'."]


def test_keeps_a_citation_key_that_is_no_uuid() -> None:
    one = record(page("Cite this", "@article{doe2020,", 'title = "A title",', "}"))
    assert one.identifiers == [Identifier("citekey", "doe2020")]
    assert one.derived_from == []


@pytest.mark.parametrize(
    ("old", "new", "field", "line"),
    [
        ("VL - 23", "VL - 32", "volume", "VL - 32"),
        ("PY - 2012/12/31", "PY - 2011/12/31", "issued", "PY - 2011/12/31"),
        ("AU - Bovaird, Tony", "AU - Bovard, Tony", "contributors", "author = "),
        ('number = "4"', 'number = "5"', "issue", 'number = "5"'),
    ],
)
def test_reports_where_parts_contradict_each_other(old: str, new: str, field: str, line: str) -> None:
    text = (
        EXAMPLE.read_text("utf-8")
        .replace(old, new)
        .replace("Y1 - 2012/12/31", new.replace("PY", "Y1") if field == "issued" else "Y1 - 2012/12/31")
    )
    reading = read(text)
    assert {(found.code, found.field) for found in reading.issues} == {("R162", field)}
    assert text.split("\n")[reading.issues[0].place.line - 1].startswith(line)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ("LanguageElvish", "R163"),
        ("Early online date4 Foo 2012", "R163"),
        ("Number of pagesmany", ""),
        ("Publication statusLost", "R163"),
        ("ISSN0957-8764", "I002"),
    ],
)
def test_reports_and_keeps_what_it_does_not_understand(details: str, code: str) -> None:
    reading = read(page(details))
    assert [(found.code, found.place.line) for found in reading.issues] == ([(code, 4)] if code else [])


def test_says_what_is_no_pure_page() -> None:
    reading = read("Some text\nwithout a type line")
    assert reading.record is None
    assert [found.code for found in reading.issues] == ["R160"]
    assert pure_page.detect("Some text", "a.txt") == 0


def test_reports_a_page_without_title() -> None:
    reading = read("Research output: Contribution to journalArticle\nVolume23")
    assert [found.code for found in reading.issues] == ["R161"]


def test_is_detected_before_the_formats_that_it_contains() -> None:
    from kg.sources import SOURCES

    head = EXAMPLE.read_text("utf-8")
    rates = {name: source.detect(head, EXAMPLE.name) for name, source in SOURCES.items()}
    assert rates.pop("pure-page") > max(rates.values())


def test_survives_a_bibtex_entry_that_is_never_closed() -> None:
    reading = read(EXAMPLE.read_text("utf-8").replace('number = "4",\n\n}', 'number = "4",'))
    assert reading.record is not None
    assert (reading.record.volume, len(reading.record.contributors), len(reading.record.citations)) == ("23", 2, 1)
    assert reading.issues


def test_every_word_of_the_table_leads_somewhere() -> None:
    from kg.sources import pure_details

    types = resources.table("types")
    for table in resources.table("imports/pure").values():
        names = {*table["labels"].values(), *table["series-labels"].values(), *table["event-labels"].values()}
        assert names <= {*pure_details._FIELDS, *pure_details._PLAIN, *pure_details._DATES, "rest", "series-publisher"}
        for kinds in table["types"].values():
            for one in kinds.values():
                key, _, variant = one.partition("/")
                assert key in types, one
                assert not variant or variant in types[key]["variant"], one
        assert all(hasattr(Record(), row["date"] or "status") for row in table["status"].values())
