"""BibTeX and RIS as Pure's portals write them, for every kind of output: the traps of both."""

from __future__ import annotations

import pytest

from kg.record import Event, Identifier, Link, Record, Text
from kg.sources import bibtex, pure_notes, ris

KEY = "0f8fad5bd9cb469fa16570867728950e"


def bib(kind: str, fields: str, key: str = KEY) -> Record:
    (found,) = bibtex.read(f'@{kind}{{{key},\ntitle = "Rivers",\nauthor = "Ada Byron",\n{fields}\n}}'.encode())
    assert found.record is not None
    assert found.issues == []
    return found.record


def of_ris(ty: str, *lines: str) -> Record:
    """An entry with what Pure writes into each: T1 (with what follows it), AU, PY, Y1, M3."""
    (found,) = ris.read("\n".join([f"TY  - {ty}", *lines, "ER  - "]).encode())
    assert found.record is not None
    assert found.issues == []
    return found.record


def pure(ty: str, m3: str, *lines: str, subtitle: str = "") -> Record:
    second = [f"T2  - {subtitle}"] if subtitle else []
    return of_ris(ty, "T1  - Rivers", *second, "AU  - Byron, Ada", "PY  - 2019/6/1", "Y1  - 2019/6/1", f"M3  - {m3}", *lines)


# ---- notes ----


@pytest.mark.parametrize(
    ("note", "rest", "event"),
    [
        ("RC 2019 ; Conference date: 01-06-2019 Through 03-06-2019", "", Event([Text("RC 2019")], start="2019-06-01", end="2019-06-03")),
        (
            "Publisher Copyright: © 2019 X.; 12th Conference on Rivers, HYDRO 2019 ; Conference date: 01-06-2019 Through 03-06-2019",
            "Publisher Copyright: © 2019 X.",
            Event([Text("12th Conference on Rivers")], [Text("HYDRO 2019")], "2019-06-01", "2019-06-03"),
        ),
        (
            "Proefschrift; Rivers in Rotterdam ; Conference date: 01-06-2019",
            "Proefschrift",
            Event([Text("Rivers in Rotterdam")], start="2019-06-01"),
        ),
        ("Rivers, London 2019 ; Conference date: 01-06-2019", "", Event([Text("Rivers, London 2019")], start="2019-06-01")),
        ("Conference date: 01-06-2019 Through 03-06-2019", "", Event(start="2019-06-01", end="2019-06-03")),
        ("Rivers ; Conference date: 31-02-2019", "Rivers ; Conference date: 31-02-2019", None),
        ("Rivers; a conference date", "Rivers; a conference date", None),
    ],
)
def test_conference_at_the_end_of_a_note_has_its_days_day_first(note: str, rest: str, event: Event | None) -> None:
    assert pure_notes.conference(note) == (rest, event)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("A note.", [("notes", "A note.")]),
        ("Funding Information: Paid by A. Publisher Copyright: © 2018 B.", [("funding_text", "Paid by A."), ("rights", "© 2018 B.")]),
        ("Funding Information:\nPaid by A.\n\nPublisher Copyright: \n© 2018 B.", [("funding_text", "Paid by A."), ("rights", "© 2018 B.")]),
        ("A note. Publisher Copyright: © 2018 B.;", [("notes", "A note."), ("rights", "© 2018 B.")]),
        ("No Publisher Copyright", [("notes", "No Publisher Copyright")]),
        ("", []),
    ],
)
def test_headings_part_a_note(note: str, expected: list[tuple[str, str]]) -> None:
    assert pure_notes.sections(note) == expected


# ---- BibTeX ----


def test_conference_paper_has_proceedings_event_copyright_and_editors() -> None:
    one = bib(
        "inproceedings",
        r"""note = "Publisher Copyright: {\textcopyright} 2019 ACM.; 12th Conference on Rivers, HYDRO 2019 ; """
        r"""Conference date: 30-05-2019 Through 03-06-2019",
        year = "2019", month = may, day = "30", doi = "10.5555/r", language = "English (US)", series = "Deltas", publisher = "Delta Press",
        pages = "11--21", editor = "Eve Itor and Ed Itor", booktitle = "Proceedings on Rivers", address = "United States",""",
    )
    assert one.type == "conference-paper"
    assert one.event == Event([Text("12th Conference on Rivers")], [Text("HYDRO 2019")], "2019-05-30", "2019-06-03")
    assert (one.rights, one.notes) == ([Text("© 2019 ACM.")], [])
    assert one.host is not None
    assert [one.agent.name for one in one.host.contributors] == ["Eve Itor", "Ed Itor"]
    assert (one.issued, one.languages, one.titles) == ("2019-05-30", ["en-US"], [Text("Rivers", "en-US")])
    assert one.rest == []


def test_note_of_an_entry_that_is_not_pures_stays_whole() -> None:
    assert bib("article", 'note = "Publisher Copyright: X", journal = "J", year = "2019"', "byron2019").notes == [
        Text("Publisher Copyright: X")
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Kim, {Jin Soo}", ["Jin Soo Kim"]),
        (r"Kim, \{Jin Soo\} and Ada Byron", ["Jin Soo Kim", "Ada Byron"]),
        (r"{van den Berg}, Jan and \{van den Berg\}, Jan", ["Jan van den Berg", "Jan van den Berg"]),
        (r"Mart{\'\i}nez, {Jos{\'e} Luis}", ["José Luis Martínez"]),
        (r"\{River Group\}", ["River Group"]),
    ],
)
def test_braces_of_names_are_no_part_of_them_even_escaped(names: str, expected: list[str]) -> None:
    (found,) = bibtex.read(f'@article{{{KEY}, title = "T", author = "{names}"}}'.encode())
    assert found.record is not None
    assert [one.agent.name for one in found.record.contributors] == expected


def test_percent_and_underscore_are_unescaped() -> None:
    one = bib("article", r'abstract = "Up to 34.7\% in db\_bench {\&} more.", journal = "J", year = "2019"')
    assert one.abstracts == [Text("Up to 34.7% in db_bench & more.")]


def test_repeated_url_gives_every_address() -> None:
    one = bib("misc", 'url = "https://a.example.org/", url = "https://b.example.org/", year = "2019"')
    assert one.links == [Link("https://a.example.org/"), Link("https://b.example.org/")]


@pytest.mark.parametrize(
    ("month", "day", "issued"), [('"12"', '"31"', "2012-12-31"), ("dec", '"31"', "2012-12-31"), ('"4"', "", "2012-04")]
)
def test_month_is_a_number_or_a_macro(month: str, day: str, issued: str) -> None:
    days = f"day = {day}," if day else ""
    assert bib("article", f'year = "2012", month = {month}, {days} journal = "J"').issued == issued


@pytest.mark.parametrize(
    ("kind", "fields", "type"),
    [
        ("article", 'journal = "J"', "journal-article"),
        ("inbook", 'booktitle = "B", editor = "Eve Itor", pages = "1--9"', "chapter"),
        ("conference", 'note = "RC ; Conference date: 01-06-2019"', "conference-paper-unpublished"),
        ("phdthesis", 'school = "Delta University", type = "Phd Thesis 1 (Research TU/e / Graduation TU/e)"', "thesis-doctoral"),
        ("techreport", 'institution = "Delta University", type = "WorkingPaper"', "working-paper"),
        ("misc", 'type = "Software", publisher = "Zenodo"', "software"),
        ("book", 'publisher = "Delta Press"', "book"),
        ("patent", 'number = "EP 123", type = "Patent"', "patent"),
    ],
)
def test_every_kind_of_entry_has_its_type(kind: str, fields: str, type: str) -> None:
    assert bib(kind, f'{fields}, year = "2019", language = "English"').type == type


@pytest.mark.parametrize(("written", "languages"), [("English (US)", ["en-US"]), ("English (GB)", ["en-GB"]), ("Undefined/Unknown", [])])
def test_language_with_a_region_or_of_nobody(written: str, languages: list[str]) -> None:
    assert bib("article", f'journal = "J", year = "2019", language = "{written}"').languages == languages


# ---- RIS ----


def test_subtitle_stands_before_m3_and_the_event_behind_it() -> None:
    event = ["BT  - Proceedings on Rivers", "T2  - 12th Conference on Rivers, HYDRO 2019", "Y2  - 30 May 2019 through 3 June 2019"]
    one = pure("GEN", "Conference contribution", *event, subtitle="a survey")
    assert (one.type, one.titles, one.subtitles) == ("conference-paper", [Text("Rivers: a survey")], [Text("a survey")])
    assert one.event == Event([Text("12th Conference on Rivers")], [Text("HYDRO 2019")], "2019-05-30", "2019-06-03")
    assert one.host is not None
    assert (one.host.titles, one.host.short, one.rest) == ([Text("Proceedings on Rivers")], [], [])


def test_paper_at_a_conference_is_no_subtitle() -> None:
    one = pure("CONF", "Paper", "T2  - River Conference 2019", "Y2  - 1 June 2019")
    assert (one.type, one.titles) == ("conference-paper-unpublished", [Text("Rivers")])
    assert one.event == Event([Text("River Conference 2019")], start="2019-06-01")


def test_conference_article_stands_in_its_journal() -> None:
    lines = [
        "SN  - 0957-8765",
        "VL  - 7",
        "JO  - Journal of Rivers",
        "JF  - Journal of Rivers",
        "M1  - 012034",
        "T2  - RC 2019",
        "Y2  - 1 June 2019",
    ]
    one = pure("JOUR", "Conference article", *lines)
    assert one.container is not None
    assert one.container.titles == [Text("Journal of Rivers")]
    assert one.container.identifiers == [Identifier("issn", "0957-8765")]
    assert one.event is not None
    assert (one.type, one.host, one.event.names, one.article_number) == ("conference-paper", None, [Text("RC 2019")], "012034")


def test_journal_in_t2_is_the_journal_wherever_it_stands() -> None:
    one = pure("JOUR", "Article", "T2  - Voluntas", "JF  - Voluntas", "JO  - Voluntas")
    assert (one.titles, one.event) == ([Text("Rivers")], None)


def test_thesis_has_subtitle_degree_and_series() -> None:
    lines = ["SN  - 978-90-386-4503-2", "T3  - Bouwstenen", "PB  - Technische Universiteit Eindhoven", "CY  - Eindhoven"]
    one = pure("THES", "Phd Thesis 1 (Research TU/e / Graduation TU/e)", "N1  - Proefschrift", *lines, subtitle="from a to b")
    assert (one.type, one.degree_kind, one.titles) == ("thesis-doctoral", "phd", [Text("Rivers: from a to b")])
    assert [one.titles for one in one.series] == [[Text("Bouwstenen")]]
    assert one.institution is not None
    assert (one.institution.name, one.institution.place, one.notes, one.rest) == (
        "Technische Universiteit Eindhoven",
        "Eindhoven",
        [Text("Proefschrift")],
        [],
    )


def test_book_that_repeats_its_title_is_in_no_series_of_that_name() -> None:
    one = pure("BOOK", "Book", "SN  - 9780306406157", "T3  - Deltas", "BT  - Rivers", "PB  - Delta Press", subtitle="a survey")
    assert (one.titles, [one.titles for one in one.series]) == ([Text("Rivers: a survey")], [[Text("Deltas")]])


def test_chapter_has_its_book_and_a_subtitle_of_its_own() -> None:
    one = pure("CHAP", "Chapter", "SN  - 9780306406157", "BT  - The Book of Rivers", "A2  - Itor, Eve", subtitle="a survey")
    assert one.host is not None
    assert (one.titles, one.host.titles) == ([Text("Rivers: a survey")], [Text("The Book of Rivers")])


def test_event_that_nobody_knows_is_none() -> None:
    one = pure("ADVS", "Software", "T2  - Unknown event", "Y2  - 1 January 1950")
    assert (one.titles, one.event) == ([Text("Rivers")], None)
    assert one.rest == [("T2", "Unknown event"), ("Y2", "1 January 1950")]


def test_note_over_several_lines_without_tags_is_parted() -> None:
    one = pure("JOUR", "Article", "N1  - Funding Information:", "Paid by A.", "", "Publisher Copyright:", "© 2019 B.", "JO  - J")
    assert (one.funding_text, one.rights, one.notes) == ([Text("Paid by A.")], [Text("© 2019 B.")], [])


def test_conference_in_a_note_of_ris_is_the_event() -> None:
    one = pure(
        "CHAP", "Conference contribution", "N1  - Rivers 2019, HYDRO 2019 ; Conference date: 01-06-2019 Through 03-06-2019", "BT  - P"
    )
    assert one.event == Event([Text("Rivers 2019")], [Text("HYDRO 2019")], "2019-06-01", "2019-06-03")
    assert one.notes == []


def test_abstract_over_several_lines_is_taken_once() -> None:
    lines = ["One.", "", "Two."]
    one = pure("ADVS", "Software", "N2  - " + lines[0], *lines[1:], "AB  - " + lines[0], *lines[1:])
    assert len(one.abstracts) == 1


def test_accession_number_of_scopus_is_the_eid() -> None:
    one = pure(
        "JOUR",
        "Article",
        "AN  - SCOPUS:85002158060",
        "UR  - http://www.scopus.com/inward/record.url?scp=85002158060&partnerID=8YFLogxK",
        "JO  - J",
    )
    assert [one for one in one.identifiers if one.scheme != "doi"] == [Identifier("scopus-eid", "2-s2.0-85002158060")]


def test_doi_of_u2_is_that_of_do() -> None:
    one = pure("JOUR", "Article", "U2  - 10.5555/A", "DO  - 10.5555/A", "JO  - J")
    assert (one.identifiers, one.rest) == ([Identifier("doi", "10.5555/a")], [])


def test_t2_of_another_program_is_read_as_ever() -> None:
    one = of_ris("CHAP", "T1  - Rivers", "AU  - Byron, Ada", "PY  - 2019", "M3  - Chapter", "T2  - The Book of Rivers", "M1  - 4")
    assert one.host is not None
    assert (one.event, one.host.titles, one.rest) == (None, [Text("The Book of Rivers")], [("M1", "4")])
