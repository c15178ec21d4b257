"""CSL items to Records: every variable, the dialects of other tools, other JSON, and the corpora."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from kg import resources
from kg.record import Agent, Grant, Identifier, Link, Metric, Reading, Record, Relation, Text
from kg.sources import csl_json, csl_record
from kg.sources.csl_item import Item

SHARED = Path(__file__).parents[2].parent / "shared"


def readings(value: Any) -> list[Reading]:
    return list(csl_json.read(json.dumps(value).encode()))


def read(**fields: Any) -> Reading:
    (reading,) = readings([{"id": "key1", "type": "article-journal", **fields}])
    return reading


def record(**fields: Any) -> Record:
    reading = read(**fields)
    assert reading.record is not None
    assert reading.issues == []
    return reading.record


def when(*parts: Any) -> dict[str, Any]:
    return {"date-parts": [list(parts)]}


@pytest.mark.parametrize("word", sorted(resources.table("imports/csl")["types"]))
def test_every_type_of_the_table_is_one_of_ours(word: str) -> None:
    assert record(type=word).type in resources.table("types")


@pytest.mark.parametrize("word", sorted({row["csl"] for row in resources.table("types").values()}))
def test_every_type_we_write_is_read(word: str) -> None:
    assert word in resources.table("imports/csl")["types"]


def test_words_of_the_tables_are_rows_of_ours() -> None:
    rules = resources.table("imports/csl")
    assert set(rules["roles"].values()) <= set(resources.table("roles"))
    assert set(rules["note_identifiers"].values()) <= set(resources.table("identifiers"))
    assert {row["type"] for row in rules["degrees"]} <= set(resources.table("types"))
    assert {kind for words in rules["genres"].values() for kind in words.values()} <= set(resources.table("types"))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"type": "thesis", "genre": "PhD thesis"}, ("thesis-doctoral", "phd")),
        ({"type": "thesis", "genre": "Doctoral Thesis"}, ("thesis-doctoral", "")),
        ({"type": "thesis", "genre": "Master's thesis"}, ("thesis-master", "")),
        ({"type": "thesis", "genre": "Student report"}, ("thesis", "")),
        ({"type": "report", "genre": "Working Paper"}, ("working-paper", "")),
        ({"type": "book", "editor": [{"family": "E"}]}, ("edited-book", "")),
        ({"type": "book", "editor": [{"family": "E"}], "author": [{"family": "A"}]}, ("book", "")),
        ({"type": "journal-article"}, ("journal-article", "")),
    ],
)
def test_genre_and_editors_make_the_type_exact(fields: dict[str, Any], expected: tuple[str, str]) -> None:
    made = record(**fields)
    assert (made.type, made.degree_kind) == expected


@pytest.mark.parametrize(
    ("name", "agent"),
    [
        ({"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"}, ("Jan van den Berg", "van den Berg", "van den", "")),
        ({"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"}, ("Alexander von Humboldt", "Humboldt", "von", "")),
        ({"family": "King", "given": "Martin", "suffix": "Jr.", "comma-suffix": True}, ("Martin King Jr.", "King", "", "Jr.")),
        ({"family": "Plato"}, ("Plato", "Plato", "", "")),
        ({"family": "Mao", "given": "Zedong", "static-ordering": True}, ("Zedong Mao", "Mao", "", "")),
    ],
)
def test_names_keep_their_particles_and_suffix(name: dict[str, Any], agent: tuple[str, str, str, str]) -> None:
    (person,) = record(author=[name]).contributors
    assert (person.agent.name, person.agent.family, person.agent.particle, person.agent.suffix) == agent


def test_a_literal_name_is_taken_apart_only_where_it_is_no_organisation() -> None:
    first, second = record(author=[{"literal": "World Health Organization"}, {"literal": "Trang T. Le"}]).contributors
    assert (first.agent.kind, first.agent.name) == ("organisation", "World Health Organization")
    assert (second.agent.kind, second.agent.family) == ("person", "Le")


@pytest.mark.parametrize(
    ("issued", "expected", "rest", "codes"),
    [
        (when(2012, 12, 31), "2012-12-31", [], []),
        (when("2017", "07", "07"), "2017-07-07", [], []),
        (when(2012), "2012", [], []),
        ({"date-parts": [[2012, 1], [2012, 3]]}, "2012-01", [("issued.end", "2012-03")], []),
        ({"date-parts": [[]]}, "", [], []),
        ({"date-parts": [[None]]}, "", [], []),
        ({"date-parts": []}, "", [], []),
        ({}, "", [], []),
        ({"raw": "31 Dec 2012"}, "2012-12-31", [], []),
        ({"literal": "forthcoming"}, "", [("issued.literal", "forthcoming")], ["R203"]),
        ({**when(2012), "season": 2, "circa": True}, "2012", [("issued.season", "2"), ("issued.circa", "true")], []),
        (when(2018, 10, 21, 13), "2018-10-21", [("issued", "2018-10-21-13")], ["R008"]),
        (when(2012, 13), "", [("issued", "2012-13")], ["R008"]),
    ],
)
def test_dates_keep_their_own_precision(issued: dict[str, Any], expected: str, rest: list[tuple[str, str]], codes: list[str]) -> None:
    reading = read(issued=issued)
    assert reading.record is not None
    assert (reading.record.issued, reading.record.rest) == (expected, rest)
    assert [issue.code for issue in reading.issues] == codes


def test_an_article_has_its_journal() -> None:
    made = record(
        volume=5,
        issue="2-3",
        page="1047-56",
        ISSN="0146-1672, 1552-7433",
        journalAbbreviation="PSPB",
        **{"container-title": "Personality", "container-title-short": "Pers."},
    )
    assert made.container is not None
    assert (made.container.titles, made.container.short) == ([Text("Personality")], [Text("Pers."), Text("PSPB")])
    assert made.container.identifiers == [Identifier("issn", "0146-1672"), Identifier("issn", "1552-7433")]
    assert (made.volume, made.issue, made.page_start, made.page_end) == ("5", "2-3", "1047", "1056")


def test_a_chapter_has_its_book_with_editors_and_isbn() -> None:
    made = record(
        type="chapter",
        editor=[{"family": "E"}],
        ISBN="9783161484100",
        **{
            "container-title": "Book",
            "container-author": [{"family": "C"}],
            "collection-title": "Ser",
            "collection-number": 4,
            "chapter-number": 3,
            "collection-editor": [{"family": "S"}],
        },
    )
    assert made.host is not None
    assert (made.host.type, made.host.titles, made.host.identifiers) == ("book", [Text("Book")], [Identifier("isbn", "9783161484100")])
    assert [(one.role, one.agent.family) for one in made.host.contributors] == [("editor", "E"), ("author", "C")]
    (series,) = made.series
    assert (series.titles, series.number, [one.agent.family for one in series.contributors]) == ([Text("Ser")], "4", ["S"])
    assert (made.chapter, made.contributors) == ("3", [])


def test_the_author_of_a_patent_is_its_inventor() -> None:
    made = record(type="patent", title="T", author=[{"family": "A"}], translator=[{"family": "B"}])
    assert [(one.role, one.agent.family) for one in made.contributors] == [("inventor", "A"), ("translator", "B")]


def test_a_book_keeps_its_isbn_though_it_stands_in_another() -> None:
    made = record(type="book", ISBN="9783161484100", author=[{"family": "T"}], **{"container-title": "Tales"})
    assert made.host is not None
    assert (made.host.titles, made.host.identifiers) == ([Text("Tales")], [])
    assert Identifier("isbn", "9783161484100") in made.identifiers


@pytest.mark.parametrize(("variable", "role"), sorted(resources.table("imports/csl")["roles"].items()))
def test_every_name_variable_is_carried(variable: str, role: str) -> None:
    made = record(**{variable: [{"family": "F", "given": "G"}]})
    assert [(one.role, one.agent.name) for one in made.contributors] == [(role, "G F")]


def test_identifiers_links_and_the_citation_key() -> None:
    made = record(DOI="10.5555/ABC", PMID=5500723, PMCID="PMC3994616", URL="https://doi.org/10.5555/abc", **{"call-number": "QA 1"})
    assert made.identifiers == [
        Identifier("doi", "10.5555/abc"),
        Identifier("pmid", "5500723"),
        Identifier("pmcid", "PMC3994616"),
        Identifier("call-number", "QA 1"),
        Identifier("citekey", "key1"),
    ]
    assert made.links == []
    assert record(URL="https://example.org/a").links == [Link("https://example.org/a")]
    assert record(URL="https://arxiv.org/abs/1806.05726").identifiers[0] == Identifier("arxiv", "1806.05726")


@pytest.mark.parametrize("key", ["https://doi.org/10.5555/abc", "10.5555/ABC"])
def test_an_id_that_only_repeats_the_doi_is_no_citation_key(key: str) -> None:
    made = record(id=key, DOI="10.5555/abc")
    assert made.identifiers == [Identifier("doi", "10.5555/abc")]


def test_lines_of_note_say_what_variables_could() -> None:
    made = record(note="A remark.\nPMID: 25992719\nevent-place: Antwerp\nMy key: something\narXiv: not one")
    assert Identifier("pmid", "25992719") in made.identifiers
    assert made.event is not None
    assert made.event.place == "Antwerp"
    assert made.notes == [Text("A remark. My key: something arXiv: not one")]


def test_the_other_variables() -> None:
    made = record(
        title="Silence: manners",
        abstract="<p>About.</p>",
        keyword="a, b c",
        categories=["b c", "d"],
        language="en-GB",
        medium="CD",
        status="in press",
        number="ABC-1",
        edition="2nd",
        version=1.4,
        publisher="Pub",
        genre="Essay",
        annote="Read it",
        license="CC-BY-4.0",
        copyright="Some rights",
        source="Library",
        custom={"k": "v"},
        submitted=when(2011),
        accessed=when(2020, 1, 1),
        **{
            "title-short": "Silence",
            "publisher-place": "Ghent",
            "number-of-pages": "97",
            "number-of-volumes": 4,
            "event-title": "SWAT",
            "event-date": {"date-parts": [[2018, 12, 3], [2018, 12, 6]]},
            "original-title": "Stilte",
            "original-publisher": "Uitg",
            "original-date": when(1998),
            "reviewed-title": "The book",
            "available-date": when(2011, 5),
        },
    )
    assert (made.titles, made.short_title) == ([Text("Silence: manners", "en-GB")], Text("Silence", "en-GB"))
    assert (made.abstracts, made.keywords) == ([Text("About.")], [Text("a"), Text("b c"), Text("d")])
    assert (made.languages, made.medium, made.status, made.number, made.edition, made.version) == (
        ["en-GB"],
        "CD",
        "in-press",
        "ABC-1",
        "2nd",
        "1.4",
    )
    assert made.publisher == Agent("Pub", kind="organisation", place="Ghent")
    assert (made.num_pages, made.num_volumes, made.submitted, made.online) == (97, 4, "2011", "2011-05")
    assert made.event is not None
    assert (made.event.names, made.event.start, made.event.end) == ([Text("SWAT")], "2018-12-03", "2018-12-06")
    assert made.relations == [Relation("version-of", text="Stilte. Uitg"), Relation("reviews", text="The book")]
    assert (made.licences, made.rights) == (["https://creativecommons.org/licenses/by/4.0/"], [Text("Some rights")])
    assert (made.genre, made.notes) == ([Text("Essay")], [Text("Read it")])
    assert made.rest == [("accessed", "2020-01-01"), ("original-date", "1998"), ("custom.k", "v"), ("source", "Library")]


def test_the_publisher_of_a_thesis_is_its_university() -> None:
    made = record(type="thesis", publisher="Radboud University")
    assert (made.publisher, made.institution) == (None, Agent("Radboud University", kind="organisation"))


def test_a_number_of_pages_that_is_no_number_is_kept_and_reported() -> None:
    reading = read(**{"number-of-pages": "xii, 97"})
    assert reading.record is not None
    assert (reading.record.num_pages, reading.record.rest) == (0, [("number-of-pages", "xii, 97")])
    assert [issue.code for issue in reading.issues] == ["R004"]


def test_what_crossref_adds_is_carried() -> None:
    made = record(
        title="T",
        subtitle=["Sub"],
        reference=[{"key": "1", "DOI": "10.5555/b"}],
        funder=[{"name": "Fund", "award": ["7"]}],
        ISSN=["0146-1672"],
        deposited={**when(2018, 4, 5), "date-time": "2018-04-05T19:34:36Z", "timestamp": 1},
        indexed=when(2019),
        author=[{"family": "A", "given": "B", "sequence": "first", "affiliation": [{"name": "Uni"}], "ORCID": "0000-0002-1825-0097"}],
        **{"is-referenced-by-count": 3, "published-print": when(2018), "reference-count": 1},
    )
    assert (made.titles, made.metrics, made.record_modified) == ([Text("T: Sub")], [Metric(3, "Crossref")], "2018-04-05")
    assert made.relations == [Relation("cites", identifier=Identifier("doi", "10.5555/b"))]
    assert made.funding == [Grant(Agent("Fund", kind="organisation"), "7")]
    assert [one.name for one in made.contributors[0].affiliations] == ["Uni"]


def test_every_variable_is_carried_kept_or_left_out_with_a_reason() -> None:
    omitted = set(resources.table("imports/csl")["omit"]) - {"deposited"}
    names = dict(zip(Item.__struct_fields__, Item.__struct_encode_fields__, strict=True))
    raw = {name for name, kind in Item.__annotations__.items() if kind == "Raw"}
    assert {names[name] for name in raw - {name for name, _ in csl_record.KEPT}} == omitted


ITEM = {"id": "a", "type": "book", "title": "T"}


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (ITEM, 1),
        ([ITEM, ITEM], 2),
        ({"references": [ITEM]}, 1),
        ({"items": [ITEM, ITEM]}, 2),
        ({"10.1/x": [ITEM], "10.1/y": [ITEM, ITEM]}, 3),
        ({"a": ITEM, "b": ITEM}, 2),
        ({**ITEM, "references": "See there"}, 1),
        ({**ITEM, "references": []}, 1),
    ],
)
def test_reads_every_container_of_items(value: Any, count: int) -> None:
    found = readings(value)
    assert [one.record is not None for one in found] == [True] * count
    data = json.dumps(value).encode()
    assert [json.loads(data[one.origin.offset : one.origin.offset + one.origin.length])["id"] for one in found] == ["a"] * count


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"DOI": "10.1/x", "type": "journal-article", "title": ["t"]}, "Crossref"),
        ({"@context": "https://w3id.org/codemeta", "name": "x"}, "JSON-LD"),
        ({"schema_version": "4", "types": {}, "creators": [], "doi": "x"}, "DataCite"),
        ({"bibtex": {"plain": [[{"title": "x"}]]}}, "no known kind"),
        ({"type": "article", "title": "x", "journal": {"name": "J"}}, "BibJSON"),
    ],
)
def test_other_json_is_named_and_not_read(value: Any, words: str) -> None:
    (reading,) = readings(value)
    assert reading.record is None
    (issue,) = reading.issues
    assert (issue.code, words in issue.message, bool(issue.mend)) == ("R200", True, True)


def test_a_type_that_csl_does_not_have_is_reported_and_kept_as_genre() -> None:
    reading = read(type="papyrus", title="T")
    assert reading.record is not None
    assert (reading.record.type, reading.record.genre) == ("other", [Text("papyrus")])
    assert [issue.code for issue in reading.issues] == ["R201"]
    (untyped,) = readings([{"id": "x", "title": "T"}])
    assert [issue.code for issue in untyped.issues] == ["R202"]


def test_places_lead_to_the_values_and_tracing_changes_nothing() -> None:
    data = (
        b'[\n {"id": "k",\n  "type": "chapter", "title": "T", "DOI": "bad",\n  "container-title": "B",\n'
        b'  "editor": [{"family": "E"}], "x": [1]}\n]'
    )
    (traced,) = csl_json.read(data, trace=True)
    (plain,) = csl_json.read(data)
    assert (traced.record, traced.issues) == (plain.record, plain.issues)
    assert traced.places is not None
    lines = {field: (place.line, place.pointer) for field, place in traced.places.items()}
    assert lines["titles[0]"] == (3, "/0/title")
    assert lines["host.contributors[0]"] == (5, "/0/editor/0")
    assert lines["rest[0]"] == (5, "/0/x/0")
    (issue,) = traced.issues
    assert (issue.place.line, issue.place.pointer, issue.place.raw) == (3, "/0/DOI", '"bad"')


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ('[{"type":"article-journal","id":"x","title":"a"', True),
        ('{"indexed":{},"DOI":"10.1/x","type":"article-journal","is-referenced-by-count":1,"title":"a"', True),
        ('{"references":[{"id":"x","type":"webpage"', True),
        ('[{"id":"x","type":"book","title":"a","issued":{"date-parts":[[2012]]}}]', True),
        ('{"status":"ok","message-type":"work-list","message":{', False),
        ('{"@context":"https://schema.org","@type":"Book"}', False),
        ("TY  - JOUR", False),
    ],
)
def test_detects_csl_json(head: str, sure: bool) -> None:
    assert (csl_json.detect(head, "a.json") > 50) is sure


#: Files of the corpora that hold no CSL items, and what they are.
NOT_CSL = {
    "packages_core_test_data.json": "test data of five functions, items without type in it",
    "packages_plugin-bibjson_test_data.json": "pairs of BibJSON and CSL",
    "packages_plugin-bibtex_test_input.json": "pairs of BibTeX text and CSL",
    "packages_plugin-bibtex_test_output.json": "pairs of CSL and BibTeX text",
    "testdata_csl_crosscite.json": "DataCite's Crosscite JSON",
    "inst_extdata_codemeta.json": "CodeMeta",
    "inst_extdata_codemeta-many.json": "CodeMeta",
    "inst_extdata_crosscite.json": "Crosscite JSON of Bolognese",
}
#: Files where one object holds several items: files.csv counts the object.
COUNTED_OTHERWISE = {"test_data_api_doi.json": 4}


def test_reads_or_reports_every_item_of_the_corpora(capsys: pytest.CaptureFixture[str]) -> None:
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/corpora")
    with (SHARED / "corpora" / "files.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["format"] == "csl-json"]
    total = refused = 0
    for row in rows:
        name = Path(row["file"]).name
        data = (SHARED / "corpora" / row["file"]).read_bytes()
        plain, traced = list(csl_json.read(data)), list(csl_json.read(data, trace=True))
        assert [(one.record, one.issues) for one in plain] == [(one.record, one.issues) for one in traced], name
        assert len(plain) == COUNTED_OTHERWISE.get(name, int(row["records"])), name
        assert [one.record is None for one in plain] == [name in NOT_CSL] * len(plain), name
        assert all(issue.place.line for one in plain for issue in one.issues), name
        total, refused = total + len(plain), refused + sum(one.record is None for one in plain)
    with capsys.disabled():
        print(f"\ncsl-json: {len(rows)} files, {total} items, {refused} of another format")
