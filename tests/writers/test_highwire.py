"""Highwire meta tags: what Google Scholar and Zotero find in a page's head."""

from __future__ import annotations

import pytest

from kg.record import Agent, Container, Contributor, Event, File, Host, Identifier, Record, Text
from kg.writers import highwire

ABEL = Agent("Zoë Abel Jr.", given="Zoë", family="Abel", suffix="Jr.", identifiers=[Identifier("orcid", "0000-0002-1825-0097")])
BOARD = Agent("Harbour Board", kind="organisation")
ADDRESS = "https://pages.example.net/out/tides"


def article() -> Record:
    record = Record(type="journal-article", titles=[Text('Tides & "ports"')], issued="2019-03-07", online="2018-12")
    record.volume, record.issue = "7", "2"
    record.contributors = [Contributor(ABEL, affiliations=[BOARD]), Contributor(BOARD), Contributor(Agent("E. Ditor"), role="editor")]
    record.container = Container(
        [Text("Coasts")], [Text("Cst.")], identifiers=[Identifier("issn", "2049-3630"), Identifier("eissn", "2050-084X")]
    )
    record.page_start, record.page_end = "11", "22"
    record.identifiers = [Identifier("doi", "10.5555/tides.2019")]
    record.languages, record.keywords = ["en-GB"], [Text("silt"), Text("ports, small")]
    return record


def test_article_has_its_tags_in_order() -> None:
    assert [pair for pair in highwire.pairs(article(), ADDRESS) if pair[1]] == [
        ("citation_title", 'Tides & "ports"'),
        ("citation_author", "Abel, Zoë, Jr."),
        ("citation_author_institution", "Harbour Board"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097"),
        ("citation_author", "Harbour Board"),
        ("citation_publication_date", "2019/03/07"),
        ("citation_online_date", "2018/12"),
        ("citation_journal_title", "Coasts"),
        ("citation_journal_abbrev", "Cst."),
        ("citation_issn", "2049-3630"),
        ("citation_eIssn", "2050-084X"),
        ("citation_volume", "7"),
        ("citation_issue", "2"),
        ("citation_firstpage", "11"),
        ("citation_lastpage", "22"),
        ("citation_doi", "10.5555/tides.2019"),
        ("citation_language", "en"),
        ("citation_keywords", "silt"),
        ("citation_keywords", "ports, small"),
        ("citation_abstract_html_url", ADDRESS),
        ("gs_meta_revision", "1.1"),
    ]


def test_values_are_escaped() -> None:
    lines = highwire.tags(article(), "https://pages.example.net/?a=1&b=<2>")
    assert lines[0] == '<link rel="canonical" href="https://pages.example.net/?a=1&amp;b=&lt;2&gt;">'
    assert lines[1] == '<meta name="citation_title" content="Tides &amp; &quot;ports&quot;">'


@pytest.mark.parametrize("kind", ["chapter", "conference-paper", "reference-entry"])
def test_parts_of_books_never_claim_a_journal(kind: str) -> None:
    record = article()
    record.type = kind
    record.host = Host(
        [Text("Ports and seas")], contributors=[Contributor(ABEL, role="editor")], identifiers=[Identifier("isbn", "9783161484100")]
    )
    record.event = Event([Text("Tides 2019")])
    found = dict(highwire.pairs(record))
    assert "citation_journal_title" not in found
    assert found["citation_inbook_title"] == "Ports and seas"
    assert found["citation_editor"] == "Abel, Zoë, Jr."
    assert found["citation_isbn"] == "9783161484100"
    assert found["citation_conference_title"] == "Tides 2019"


@pytest.mark.parametrize(
    ("kind", "tag"), [("thesis-doctoral", "citation_dissertation_institution"), ("report", "citation_technical_report_institution")]
)
def test_institution_has_the_tag_of_the_type(kind: str, tag: str) -> None:
    record = Record(type=kind, institution=BOARD, number="12")
    found = dict(highwire.pairs(record))
    assert found[tag] == "Harbour Board"
    assert found.get("citation_technical_report_number", "") == ("12" if kind == "report" else "")


@pytest.mark.parametrize(
    ("url", "access", "shown"),
    [
        ("https://pages.example.net/out/tides.pdf", "open", True),
        ("https://pages.example.net/out/deep/tides.pdf", "open", True),
        ("https://pages.example.net/out/tides.pdf", "restricted", False),
        ("https://pages.example.net/other/tides.pdf", "open", False),
        ("https://files.example.net/out/tides.pdf", "open", False),
    ],
)
def test_pdf_is_named_where_it_is_free_and_beside_the_page(url: str, access: str, shown: bool) -> None:
    record = Record(files=[File(url, media_type="application/pdf", access=access)])
    assert (("citation_pdf_url", url) in highwire.pairs(record, ADDRESS)) is shown
