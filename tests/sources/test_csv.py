"""Tables as records: presets, names of columns, the user's own columns, and what is broken or odd in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg import inputs, resources
from kg.record import Agent, Concept, Grant, Identifier, Link, Metric, Reading, Record, Relation, Text
from kg.sources import csv
from kg.sources.column_fields import FIELDS
from kg.sources.columns import folded, preset
from kg.sources.csv_plan import guess


def readings(text: str, **options: Any) -> list[Reading]:
    return list(csv.read(text.encode(options.get("encoding") or "utf-8"), **options))


def one(columns: dict[str, str], *, quiet: bool = False) -> Record:
    """The record of a table with one row; `quiet` where its issues do not matter here."""
    [reading] = readings(table(columns))
    assert reading.record is not None
    told = {found.code for found in reading.issues} - {"R364", "R371"}
    assert quiet or told == set(), reading.issues
    return reading.record


def table(columns: dict[str, str]) -> str:
    def row(cells: Any) -> str:
        return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)

    return f"{row(columns)}\n{row(columns.values())}\n"


def codes(columns: dict[str, str]) -> list[str]:
    [reading] = readings(table(columns))
    return [found.code for found in reading.issues if found.code not in ("R364", "R371")]


def get(record: Record, path: str) -> object:
    """The value at a path like "container.titles[0].value" """
    value: Any = record
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value


BASE = {"Title": "A title", "Type": "Article"}


@pytest.mark.parametrize(
    ("columns", "path", "expected"),
    [
        ({"Title": "", "Titel": "Ein Titel"}, "titles", [Text("Ein Titel")]),
        ({"Untertitel": "Teil zwei"}, "titles[0].value", "A title: Teil zwei"),
        ({"Subtitle": "part two"}, "short_title", Text("A title")),
        ({"Original title": "Originaltitel"}, "other_titles", [Text("Originaltitel")]),
        ({"Short title": "Short"}, "short_title", Text("Short")),
        ({"Résumé": "Un deux."}, "abstracts", [Text("Un deux.")]),
        ({"Abstract": "<p>One</p><p>Two</p>"}, "abstracts[0].value", "One\n\nTwo"),
        ({"Palabras clave": "uno; dos;uno"}, "keywords", [Text("uno"), Text("dos")]),
        ({"Keywords": "one, two"}, "keywords", [Text("one"), Text("two")]),
        ({"Keywords": "['one', 'two, three']"}, "keywords", [Text("one"), Text("two, three")]),
        ({"Notes": "A note."}, "notes", [Text("A note.")]),
        ({"Sprache": "Deutsch", "Title": "Wort"}, "languages", ["de"]),
        ({"Language": "English"}, "titles", [Text("A title", "en")]),
        ({"Language": "en; de"}, "titles", [Text("A title")]),
        ({"Autoren": "Muster, Eva; Beispiel, Max"}, "contributors[1].agent.family", "Beispiel"),
        ({"Herausgeber": "Muster, Eva"}, "contributors[0].role", "editor"),
        ({"Übersetzer": "Muster, Eva"}, "contributors[0].role", "translator"),
        ({"Editor": "Muster, Eva", "Type": "Chapter"}, "host.contributors[0].role", "editor"),
        ({"Nachname": "Muster;Beispiel", "Vorname": "Eva;Max"}, "contributors[1].agent.name", "Max Beispiel"),
        ({"Authors": "A, B; C, D", "ORCID": "0000-0002-1825-0097; "}, "rest", [("ORCID", "0000-0002-1825-0097;")]),
        (
            {"Authors": "A, B; C, D", "ORCID": "0000-0002-1825-0097; 0000-0001-5109-3700"},
            "contributors[1].agent.identifiers",
            [Identifier("orcid", "0000-0001-5109-3700")],
        ),
        ({"Author": "A, B", "Affiliation": "Univ X; Univ Y"}, "contributors[0].affiliations[1].name", "Univ Y"),
        ({"Zeitschrift": "Journal of X"}, "container.titles", [Text("Journal of X")]),
        ({"Journal": "Journal of X", "Journal abbreviation": "J. X"}, "container.short", [Text("J. X")]),
        ({"Source": "Journal of X"}, "container.titles[0].value", "Journal of X"),
        ({"Source": "A Book", "Type": "Chapter"}, "host.titles[0].value", "A Book"),
        ({"Source": "Proceedings of X", "Type": "Conference paper"}, "host.type", "proceedings"),
        ({"Source": "Journal of X", "Type": "Conference paper", "ISSN": "0957-8765"}, "container.titles[0].value", "Journal of X"),
        ({"Source": "Studies in X", "Type": "Book"}, "series[0].titles[0].value", "Studies in X"),
        ({"Book title": "A Book", "Type": "Chapter"}, "host.titles", [Text("A Book")]),
        ({"Series": "Studies", "Series number": "12", "Type": "Book"}, "series[0].number", "12"),
        ({"Conference name": "Conf 1", "Type": "Conference paper"}, "event.names", [Text("Conf 1")]),
        ({"Conference date": "30 Jun 2012 - 2 Jul 2012"}, "event.end", "2012-07-02"),
        ({"Conference date": "1 July 2019 through 4 July 2019"}, "event.start", "2019-07-01"),
        ({"Conference location": "Bath"}, "event.place", "Bath"),
        ({"Jahr": "2012"}, "issued", "2012"),
        ({"Year": "2012.0"}, "issued", "2012"),
        ({"Year": "2012", "Date": "2012-12-31"}, "issued", "2012-12-31"),
        ({"Publication date": "31.12.2012"}, "issued", "2012-12-31"),
        ({"Year": "2012", "Month": "dec", "Day": "31"}, "issued", "2012-12-31"),
        ({"Year": "2012", "Month": "12.0"}, "issued", "2012-12"),
        ({"Year": "2012", "Month": "Spring"}, "rest", [("Month", "Spring")]),
        ({"Published online": "4 Aug 2012"}, "online", "2012-08-04"),
        ({"Received": "2012-01-02"}, "submitted", "2012-01-02"),
        ({"Accepted": "2012-03-04"}, "accepted", "2012-03-04"),
        ({"Band": "23"}, "volume", "23"),
        ({"Volume": "23.0"}, "volume", "23"),
        ({"Heft": "4"}, "issue", "4"),
        ({"Number": "17", "Type": "Report"}, "number", "17"),
        ({"Seiten": "1119–38"}, "page_end", "1138"),
        ({"Start page": "12", "End page": "15"}, "page_end", "15"),
        ({"Start page": "12-15"}, "page_end", "15"),
        ({"Start page": "e0815"}, "article_number", "e0815"),
        ({"Pages": "XX, 327", "Type": "Book"}, "num_pages", 327),
        ({"Number of pages": "320"}, "num_pages", 320),
        ({"Article number": "102345"}, "article_number", "102345"),
        ({"Auflage": "2. Auflage"}, "edition", "2. Auflage"),
        ({"Version": "1.2", "Type": "Software"}, "version", "1.2"),
        ({"Verlag": "Beispiel Verlag", "Verlagsort": "Berlin"}, "publisher", Agent("Beispiel Verlag", "organisation", place="Berlin")),
        ({"Publisher": "University of Bath", "Type": "PhD thesis"}, "institution.name", "University of Bath"),
        ({"School": "University of Bath", "Degree": "PhD", "Type": "Thesis"}, "type", "thesis-doctoral"),
        ({"DOI": "https://doi.org/10.1234/AbC"}, "identifiers", [Identifier("doi", "10.1234/abc")]),
        ({"PMID": "22334455", "PMCID": "PMC1122334"}, "identifiers[1]", Identifier("pmcid", "PMC1122334")),
        ({"PMID": "22334455.0"}, "identifiers[0]", Identifier("pmid", "22334455")),
        ({"ISSN": "0957-8765", "Journal": "J"}, "container.identifiers", [Identifier("issn", "0957-8765")]),
        ({"eISSN": "1573-7888", "Journal": "J"}, "container.identifiers", [Identifier("eissn", "1573-7888")]),
        ({"ISBN": "978-3-16-148410-0", "Type": "Book"}, "identifiers", [Identifier("isbn", "9783161484100")]),
        ({"ISBN": "978-3-16-148410-0", "Type": "Chapter"}, "host.identifiers", [Identifier("isbn", "9783161484100")]),
        ({"ISSN": "0957-8765", "Type": "Book", "Series": "S"}, "series[0].identifiers", [Identifier("issn", "0957-8765")]),
        ({"ID": "k-17"}, "identifiers", [Identifier("local", "k-17")]),
        ({"URL": "https://example.org/a"}, "links", [Link("https://example.org/a")]),
        ({"URL": "https://doi.org/10.1234/a"}, "identifiers", [Identifier("doi", "10.1234/a")]),
        ({"URL": "https://doi.org/10.1234/a", "DOI": "10.1234/a"}, "links", []),
        ({"URL": "https://www.lens.org/lens/1"}, "links[0].kind", "see-also"),
        ({"URL": "https://github.com/a/b", "Type": "Software"}, "links[0].kind", "repository"),
        ({"PDF": "https://example.org/a.pdf"}, "files[0].url", "https://example.org/a.pdf"),
        ({"Licence": "CC BY 4.0"}, "licences", ["https://creativecommons.org/licenses/by/4.0/"]),
        ({"Open access": "Gold; Green"}, "access", "open"),
        ({"Peer reviewed": "ja"}, "peer_reviewed", True),
        ({"Peer reviewed": "no"}, "peer_reviewed", False),
        ({"Publication status": "in press"}, "status", "in-press"),
        ({"Funder": "A; B", "Grant number": "1; 2"}, "funding[1]", Grant(Agent("B", "organisation"), "2")),
        ({"Funding": "Thanks to A."}, "funding_text", [Text("Thanks to A.")]),
        ({"Citation": "A title. 2012."}, "citations", [Text("A title. 2012.")]),
        ({"Internal": "x"}, "rest", [("Internal", "x")]),
        ({"Type": "Review article"}, "type", "review-article"),
        ({"Type": "Zeitschriftenaufsatz"}, "type", "journal-article"),
        ({"Type": "inproceedings"}, "type", "conference-paper"),
        ({"Type": "JOUR"}, "type", "journal-article"),
        ({"Type": "article-journal"}, "type", "journal-article"),
        ({"Type": "posted-content"}, "type", "preprint"),
        ({"1.1 Title of the contribution in original language-0": "T", "Title": ""}, "titles", [Text("T")]),
    ],
)
def test_reads_a_column_by_its_name(columns: dict[str, str], path: str, expected: object) -> None:
    assert get(one(BASE | columns, quiet=path == "rest"), path) == expected


def test_an_editor_belongs_to_the_book_around_a_paper_but_not_to_a_journal() -> None:
    paper = BASE | {"Type": "Conference paper", "Editor": "Muster, Eva"}
    assert one(paper | {"Source": "Proceedings of X"}).contributors == []
    assert one(paper | {"Source": "Journal of X", "ISSN": "0957-8765"}).contributors[0].role == "editor"


def test_keeps_two_authors_of_one_name() -> None:
    assert len(one(BASE | {"Authors": "Wang, Y.; Wang, Y."}).contributors) == 2


def test_does_not_count_an_author_twice_that_two_columns_name() -> None:
    assert len(one(BASE | {"Author": "Wang, Y.", "Authors": "Wang, Y.; Li, X."}).contributors) == 2


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"Journal": "J"}, "journal-article"),
        ({"Book title": "B"}, "chapter"),
        ({"Source": "Proceedings of the Workshop"}, "conference-paper"),
        ({"Conference": "C"}, "conference-paper"),
        ({"Degree": "PhD"}, "thesis"),
        ({"ISBN": "9783161484100"}, "book"),
        ({}, "other"),
    ],
)
def test_tells_the_type_from_what_the_record_has_and_says_so(columns: dict[str, str], expected: str) -> None:
    [reading] = readings(table({"Title": "T", "Year": "2012"} | columns))
    assert reading.record is not None
    assert reading.record.type == expected or (expected == "thesis" and reading.record.type.startswith("thesis"))
    assert ("R371" in [found.code for found in reading.issues]) == (expected != "other")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"Year": "around 1900"}, ["R368"]),
        ({"Pages": "some"}, ["R368"]),
        ({"Number of pages": "many"}, ["R368"]),
        ({"Peer reviewed": "perhaps"}, ["R368"]),
        ({"Year": "2012", "Date": "2013-01-01"}, ["R369"]),
        ({"Volume": "1", "Band": "2"}, ["R369"]),
        ({"Type": "Gedicht"}, ["R370"]),
        ({"Volume": "=SUM(A1:A2)"}, ["R372"]),
        ({"Authors": "A, B; C, D", "Affiliations": "X; Y; Z"}, ["R373"]),
        ({"Volume": "1\x00"}, ["R374"]),
        ({"Authors": "A, B; et al."}, ["R375"]),
        ({"Authors": "Wei Wu, Qiao Qiao"}, ["R376"]),
        ({"Language": "Klingonish"}, ["R009"]),
        ({"DOI": "no doi"}, ["I001"]),
        ({"ISSN": "0957-8764"}, ["I002"]),
    ],
)
def test_tells_what_it_cannot_understand_and_keeps_it(columns: dict[str, str], expected: list[str]) -> None:
    assert codes(BASE | columns) == expected


def test_leads_an_issue_to_line_and_column_of_its_cell() -> None:
    [_, reading] = readings('Title,Year,Volume\n"Two\nlines",2012,1\nB,"sometime",2\n')
    assert [(found.code, found.place.line, found.place.column, found.place.raw) for found in reading.issues if found.code == "R368"] == [
        ("R368", 4, 3, "sometime")
    ]


@pytest.mark.parametrize("word", ["n/a", "NaN", "NULL", "-", "#N/A", "None"])
def test_takes_words_for_no_value_for_none(word: str) -> None:
    [reading] = readings(table({"Title": "T", "Year": "2012", "Volume": word}))
    assert reading.record is not None
    assert (reading.record.volume, reading.record.rest) == ("", [])
    assert reading.not_carried == [("Volume", word, "says that there is no value")]


# ---- the table itself ----------------------------------------------------------------------------------------------------------------


def test_tells_once_for_a_table_what_was_guessed_and_what_was_not_understood() -> None:
    first, second = readings("Title,Year,Colour\nA,2012,red\nB,2013,blue\n")
    [told] = [found for found in first.issues if found.code == "R364"]
    assert "Title = titles, Year = issued; not understood, kept by name: Colour" in told.message
    assert told.place.line == 1
    assert second.issues == []


def test_tells_columns_of_the_same_name() -> None:
    [reading] = readings('Title,Author,Author\nT,"A, B","C, D"\n')
    assert "R367" in [found.code for found in reading.issues]
    assert reading.record is not None
    assert [person.agent.family for person in reading.record.contributors] == ["A", "C"]


def test_reads_on_where_rows_are_longer_or_shorter_than_the_header() -> None:
    long, short = readings("Title,Year,Volume\nA,2012,1,more\nB,2013\n")
    assert [found.code for found in long.issues if found.code != "R364"] == ["R360"]
    assert long.record is not None
    assert long.record.rest == [("column 4", "more")]
    assert [(found.code, found.place.line) for found in short.issues] == [("R361", 3)]


def test_does_not_mind_empty_cells_at_the_end_of_a_row() -> None:
    [reading] = readings("Title,Year\nA,2012,,\n")
    assert "R360" not in [found.code for found in reading.issues]


def test_skips_empty_rows_and_rows_of_empty_cells() -> None:
    found = readings("Title,Year\n\nA,2012\n , \n,\nB,2013\n")
    assert [(reading.label, reading.origin.ordinal, reading.origin.line) for reading in found] == [("A", 0, 3), ("B", 1, 6)]


def test_finds_the_header_below_lines_about_the_export() -> None:
    [reading] = readings('"About the data: exported on 1 May 2020"\nTitle,Year,DOI\nA,2012,10.1234/a\n')
    assert reading.label == "10.1234/a"
    assert "R379" in [found.code for found in reading.issues]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "R366"),
        ("\n\n", "R366"),
        ("Title,Year\n", "R366"),
        ("A book,1999,red\nAnother,2000,blue\n", "R365"),
        ("Foo,Bar\n1,2\n", "R365"),
        ("Year,Volume,Number\n2012,3,4\n", "R365"),
    ],
)
def test_reports_a_table_that_holds_no_record(text: str, code: str) -> None:
    [reading] = readings(text)
    assert reading.record is None
    assert code in [found.code for found in reading.issues]


def test_reports_quotation_marks_that_are_not_doubled_or_not_closed() -> None:
    found = readings('Title,Year\n"A "b" c",2012\n"open,2013\nlast,2014\n')
    assert [[issue.code for issue in reading.issues if issue.code != "R364"] for reading in found] == [["R362"], ["R363"], []]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_reads_what_a_byte_order_mark_names(codec: str) -> None:
    [reading] = csv.read("Title\tYear\nÄhre\t2012\n".encode(codec))
    assert reading.label == "Ähre"


def test_reads_cp1252_only_where_it_is_named() -> None:
    data = "Title,Year\nÄhre,2012\n".encode("cp1252")
    [found] = list(csv.read(data, encoding="cp1252"))
    assert found.label == "Ähre"
    with pytest.raises(Exception, match="line 2 is not utf-8"):
        list(csv.read(data))


def test_names_utf_16_without_a_mark() -> None:
    with pytest.raises(Exception, match="UTF-16 without a byte order mark") as caught:
        list(csv.read("Title,Year\nA,2012\n".encode("utf-16-le")))
    assert "utf-16-le" in caught.value.hint  # type: ignore[attr-defined]


def test_reads_text_that_a_spreadsheet_was_made_to_keep() -> None:
    [reading] = readings('Title;ISBN;Type\nA;="9783161484100";Book\n')
    assert reading.record is not None
    assert reading.record.identifiers == [Identifier("isbn", "9783161484100")]


def test_trace_changes_nothing_and_gives_the_places_of_cells() -> None:
    text = table(BASE | {"Authors": "A, B; C, D", "Year": "2012", "Volume": "x", "DOI": "10.1234/a", "Other": "y"})
    [plain], [traced] = readings(text), readings(text, trace=True)
    assert msgspec.structs.replace(traced, places=None) == plain
    assert traced.places is not None
    assert {field: (place.line, place.column) for field, place in traced.places.items() if field in ("titles[0]", "issued", "rest[0]")} == {
        "titles[0]": (2, 1),
        "issued": (2, 34),
        "rest[0]": (2, 57),
    }


# ---- presets -------------------------------------------------------------------------------------------------------------------------


def signs() -> list[str]:
    return [*(f"tables/{name}" for name in resources.table("imports/csv")["presets"]), "wos"]


@pytest.mark.parametrize("name", signs())
def test_a_preset_speaks_of_fields_that_exist_and_is_known_by_its_columns(name: str) -> None:
    columns = preset(name)
    for column in columns.columns.values():
        for each in (column, *column.also):
            field = each.field
            assert bool(field) != bool(each.skip), column.name
            assert not field or field in FIELDS or f"{field.rpartition('.')[0]}.*" in FIELDS, field
    sign = resources.table(f"imports/{name}")["sign"]
    assert all(columns.column(known) is not None for known in sign)
    assert csv.detect("\t".join(sign) + "\n", "export.txt") == 90
    types = resources.table("types")
    assert all(word == "" or word.partition("/")[0] in types for word in columns.types.values())


def test_every_guess_speaks_of_a_field_that_exists() -> None:
    for key, spellings in resources.table("imports/csv")["guess"].items():
        field = key.partition(":")[0]
        assert field in FIELDS or f"{field.rpartition('.')[0]}.*" in FIELDS, field
        assert all(guess(name) is not None for name in spellings)


def test_no_name_is_guessed_for_two_fields() -> None:
    seen: dict[str, str] = {}
    for key, spellings in resources.table("imports/csv")["guess"].items():
        for name in {folded(name) for name in spellings}:
            assert name not in seen, f"{name}: {seen[name]} and {key}"
            seen[name] = key


SCOPUS = {
    "Authors": "Example A.; Sample B.C.", "Author full names": "Example, Ada (57202138757); Sample, Bo C. (7402220509)",
    "Author(s) ID": "57202138757; 7402220509", "Title": "A paper", "Year": "2019", "Source title": "Lecture Notes in Computer Science",
    "Abbreviated Source Title": "Lect. Notes", "Cited by": "7", "DOI": "10.1234/a", "Link": "https://www.scopus.com/x",
    "Affiliations": "Univ A, City, Country; Inst B, Town, Land",
    "Authors with affiliations": "Example A., Univ A, City, Country, Inst B, Town, Land; Sample B.C., Inst B, Town, Land",
    "Funding Details": "Science Foundation, SF, (12, 34); Commission: 99", "References": "Someone, A., (1999) J, 1; Other, DOI 10.5555/b",
    "ISSN": "03029743", "ISBN": "9783161484100", "Language of Original Document": "English", "Document Type": "Conference Paper",
    "Publication Stage": "Final", "Open Access": "All Open Access; Green Open Access", "Source": "Scopus", "EID": "2-s2.0-85069144466",
    "Correspondence Address": "A. Example; Univ A; email: a@example.org",
}  # fmt: skip


def test_reads_scopus() -> None:
    record = one(SCOPUS)
    assert record.type == "conference-paper"
    assert [(person.agent.name, person.agent.identifiers[0].value) for person in record.contributors] == [
        ("Ada Example", "57202138757"),
        ("Bo C. Sample", "7402220509"),
    ]
    assert [[at.name for at in person.affiliations] for person in record.contributors] == [
        ["Univ A, City, Country", "Inst B, Town, Land"],
        ["Inst B, Town, Land"],
    ]
    assert record.contributors[0].corresponding
    assert record.series[0].titles == [Text("Lecture Notes in Computer Science")]
    assert record.host is not None
    assert record.host.identifiers == [Identifier("isbn", "9783161484100")]
    assert [(grant.funder.name if grant.funder else "", grant.number) for grant in record.funding] == [
        ("Science Foundation, SF", "12"),
        ("Science Foundation, SF", "34"),
        ("Commission", "99"),
    ]
    assert record.relations == [
        Relation("cites", text="Someone, A., (1999) J, 1"),
        Relation("cites", identifier=Identifier("doi", "10.5555/b")),
    ]
    assert record.metrics == [Metric(7, "Scopus")]
    assert (record.access, record.status, record.languages) == ("open", "published", ["en"])


def test_reads_further_funding_texts_of_scopus_that_its_header_does_not_name() -> None:
    header = "Authors,Title,Source title,Funding Text 1,Publisher,EID\n"
    [reading] = readings(header + "A B.,T,J,one,two,Press,2-s2.0-85069144466\n")
    assert {found.code for found in reading.issues} == {"R371", "R384"}
    assert reading.record is not None
    assert reading.record.funding_text == [Text("one"), Text("two")]
    assert reading.record.publisher == Agent("Press", "organisation")
    assert reading.record.identifiers == [Identifier("scopus-eid", "2-s2.0-85069144466")]


def test_does_not_give_a_translated_title_the_language_of_the_work() -> None:
    assert one(SCOPUS | {"Language of Original Document": "German"}).titles == [Text("A paper")]


WOS = {
    "PT": "J", "AU": "Example, A; Sample, BC", "AF": "Example, Ada; Sample, Bo C.", "TI": "A paper", "SO": "JOURNAL OF X", "LA": "German",
    "DT": "Article", "DE": "one; two", "C1": "[Example, Ada; Sample, Bo C.] Univ A, City; [Sample, Bo C.] Inst B, Town",
    "OI": "Sample, Bo/0000-0002-1825-0097", "FU": "Agency [n1, n2]; Other", "CR": "Someone A, 1999, J X, V1, DOI 10.5555/b", "TC": "3",
    "SN": "0957-8765", "EI": "1573-7888", "PD": "JUN 14", "PY": "2006", "VL": "18", "BP": "1", "EP": "9", "WC": "Optics; Physics",
    "UT": "WOS:000238592600006", "OA": "gold, Green Published", "PM": "22334455",
}  # fmt: skip


def test_reads_the_tab_delimited_export_of_web_of_science() -> None:
    text = "\t".join(WOS) + "\n" + "\t".join(WOS.values()) + "\n"
    [reading] = readings(text)
    record = reading.record
    assert record is not None
    assert reading.issues == []
    assert [person.agent.name for person in record.contributors] == ["Ada Example", "Bo C. Sample"]
    assert [[at.name for at in person.affiliations] for person in record.contributors] == [
        ["Univ A, City"],
        ["Univ A, City", "Inst B, Town"],
    ]
    assert record.contributors[1].agent.identifiers == [Identifier("orcid", "0000-0002-1825-0097")]
    assert record.titles == [Text("A paper", "en")]
    assert record.container is not None
    assert {one.scheme: one.value for one in record.container.identifiers} == {"issn": "0957-8765", "eissn": "1573-7888"}
    assert (record.issued, record.page_start, record.page_end, record.access) == ("2006-06-14", "1", "9", "open")
    assert [grant.number for grant in record.funding] == ["n1", "n2", ""]
    assert record.concepts == [Concept("wos", Text("Optics", "en")), Concept("wos", Text("Physics", "en"))]
    assert {one.scheme for one in record.identifiers} == {"wos-ut", "pmid"}


def test_reads_a_title_that_begins_with_a_quotation_mark_in_a_tab_delimited_export() -> None:
    rows = ["\t".join(WOS), "\t".join((WOS | {"TI": '"Fit" for all'}).values()), "\t".join((WOS | {"TI": 'Say "yes"'}).values())]
    found = readings("\n".join(rows) + "\n")
    assert [reading.record.titles[0].value for reading in found if reading.record] == ['"Fit" for all', 'Say "yes"']


def test_reads_pubmed_s_line_of_citation() -> None:
    line = "Nature. 2021 Dec 21;1(2):10-11. doi: 10.1111/x. Epub 2021 Oct 2."
    record = one(
        {
            "PMID": "22334455", "Title": "T", "Authors": "Smith A, Walter B", "Citation": line, "First Author": "Smith A",
            "Journal/Book": "Nature", "Publication Year": "2021", "DOI": "10.1111/x",
        }
    )  # fmt: skip
    assert (record.issued, record.online, record.volume, record.issue) == ("2021-12-21", "2021-10-02", "1", "2")
    assert (record.page_start, record.page_end, record.citations) == ("10", "11", [Text(line)])
    assert len(record.contributors) == 2


def test_reads_embase_s_line_of_source() -> None:
    record = one(
        {
            "Title": "T", "Author Names": "Liu R., Adler D.G.", "Source": "Endoscopic X (2014) 3:4 (152-160). Date of Publication: 2014",
            "Emtree Medical Index Terms": "a,b",
        }
    )  # fmt: skip
    assert record.container is not None
    assert record.container.titles == [Text("Endoscopic X")]
    assert (record.issued, record.volume, record.issue, record.page_start, record.page_end) == ("2014", "3", "4", "152", "160")


def test_reads_springer_s_names_that_run_together_and_says_so() -> None:
    columns = {
        "Item Title": "T",
        "Item DOI": "10.1007/1",
        "Content Type": "Chapter",
        "Authors": "Andy SmithTom Weber",
        "Publication Title": "B",
    }
    [reading] = readings(table(columns))
    assert [found.code for found in reading.issues] == ["R376"]
    assert reading.record is not None
    assert [person.agent.family for person in reading.record.contributors] == ["Smith", "Weber"]
    assert reading.record.rest == [("Authors", "Andy SmithTom Weber")]
    assert reading.record.host is not None


def test_keeps_private_notes_of_zotero_out_and_says_why() -> None:
    columns = {"Key": "K", "Item Type": "bookSection", "Publication Year": "2012", "Author": "A, B", "Title": "T", "Abstract Note": "x",
               "Publication Title": "Book", "Notes": "mine", "Extra": "kept"}  # fmt: skip
    [reading] = readings(table(columns))
    assert reading.record is not None
    assert (reading.record.type, reading.record.rest) == ("chapter", [("Extra", "kept")])
    assert ("Notes", "mine", "the reader's private notes") in reading.not_carried


# ---- detection -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Title,Authors,Year,DOI\nA,B,2012,10.1234/a\n", "refs.txt", "csv"),
        ("Foo;Bar\n1;2\n", "refs.csv", "csv"),
        ("\t".join(WOS) + "\n", "savedrecs.txt", "csv"),
        ("FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU A, B\nER\n", "savedrecs.txt", "wos"),
        ("TY  - JOUR\nTI  - a, b, c\nER  - \n", "x.ris", "ris"),
        ("%0 Journal Article\n%T A, B\n", "x.txt", "endnote"),
        ("@article{a, title = {Title, Authors, Year, DOI}}\n", "x.bib", "bibtex"),
        ('[{"id": "a", "type": "article-journal", "title": "A"}]', "x.csv", "csl-json"),
    ],
)
def test_is_told_from_its_neighbours(text: str, name: str, expected: str) -> None:
    assert inputs.recognise(text.encode(), name) == expected


def test_a_table_of_other_things_is_read_only_where_the_user_names_it(tmp_path: Path) -> None:
    (tmp_path / "measured.csv").write_text("Date,Volume,Number\n2012-01-01,3.5,4\n")
    (tmp_path / "refs.csv").write_text("Title,Year\nA,2012\n")
    skipped: list[str] = []
    found = list(inputs.read([str(tmp_path)], skipped=skipped.append))
    assert [Path(item.name).name for item in found] == ["refs.csv"]
    assert [Path(name).name for name in skipped] == ["measured.csv"]
    assert [item.format for item in inputs.read([str(tmp_path / "measured.csv")])] == ["csv"]
