"""EndNote XML: elements, styled text, types by name and number, what belongs to one library only."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kg import inputs
from kg.record import Agent, Identifier, Reading, Record, Text
from kg.sources import endnote_xml


def document(*records: str) -> str:
    return f"<?xml version='1.0'?><xml><records>{''.join(f'<record>{one}</record>' for one in records)}</records></xml>"


def readings(text: str, **options: Any) -> list[Reading]:
    return list(endnote_xml.read(text.encode(), **options))


def record(body: str, kind: str = "Journal Article", number: int = 17) -> Record:
    """The record of one element with this content, which must raise no issue."""
    [reading] = readings(document(f'<ref-type name="{kind}">{number}</ref-type>{body}'))
    assert reading.issues == []
    assert reading.record is not None
    return reading.record


def get(one: Record, path: str) -> object:
    value: Any = one
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value


TITLE = "<titles><title>A title</title></titles>"
STYLED = """<titles><title>
  <style face="normal">CO</style>
  <style face="subscript">2</style>
  <style face="normal"> &amp; more</style></title></titles>"""


@pytest.mark.parametrize(
    ("kind", "body", "path", "expected"),
    [
        ("Journal Article", STYLED, "titles", [Text("CO₂ & more")]),
        ("Journal Article", '<titles><title><style face="italic">A &lt; b</style></title></titles>', "titles", [Text("A < b")]),
        ("Journal Article", "<titles><title>A\n      long title</title></titles>", "titles", [Text("A long title")]),
        ("Journal Article", f"{TITLE}<periodical><full-title>J</full-title></periodical>", "container.titles", [Text("J")]),
        ("Journal Article", "<titles><secondary-title>Journal</secondary-title><alt-title>J.</alt-title></titles>",
         "container.short", [Text("J.")]),
        ("Book Section", "<titles><secondary-title>A Book</secondary-title></titles>", "host.titles", [Text("A Book")]),
        ("Book", "<titles><secondary-title>Series</secondary-title></titles>", "series[0].titles", [Text("Series")]),
        ("Journal Article", "<contributors><authors><author><style>Smith, J</style></author></authors></contributors>",
         "contributors[0].agent.family", "Smith"),
        ("Book Section", "<contributors><secondary-authors><author>Ed, A</author></secondary-authors></contributors>",
         "host.contributors[0].role", "editor"),
        ("Book", "<contributors><subsidiary-authors><author>Tr, A</author></subsidiary-authors></contributors>",
         "contributors[0].role", "translator"),
        ("Journal Article", "<dates><year>2015</year><pub-dates><date>Mar 3</date></pub-dates></dates>", "issued", "2015-03-03"),
        ("Journal Article", "<dates><year>2018</year><month>12</month></dates>", "issued", "2018-12"),
        ("Journal Article", "<volume>112</volume><number>5</number><pages>943-7</pages>", "page_end", "947"),
        ("Book", "<publisher>Press</publisher><pub-location>Bath</pub-location>", "publisher",
         Agent("Press", "organisation", place="Bath")),
        ("Journal Article", f"{TITLE}<isbn>1532-1827 (Electronic)&#xD;0007-0920 (Linking)</isbn>", "container.identifiers",
         [Identifier("eissn", "1532-1827"), Identifier("issn-l", "0007-0920")]),
        ("Journal Article", "<electronic-resource-num>10.1234/A</electronic-resource-num>",
         "identifiers", [Identifier("doi", "10.1234/a")]),
        ("Journal Article", "<accession-num>ISI:000200148800007</accession-num>", "identifiers",
         [Identifier("wos-ut", "WOS:000200148800007")]),
        ("Journal Article", "<custom2>PMC1122334</custom2>", "identifiers", [Identifier("pmcid", "PMC1122334")]),
        ("Journal Article", "<urls><related-urls><url>&lt;Go to ISI&gt;://000200148800007</url></related-urls></urls>", "identifiers",
         [Identifier("wos-ut", "WOS:000200148800007")]),
        ("Journal Article", "<urls><pdf-urls><url>https://example.org/a.pdf</url></pdf-urls></urls>", "files[0].url",
         "https://example.org/a.pdf"),
        ("Journal Article", "<keywords><keyword>one</keyword><keyword><style>two</style></keyword></keywords>", "keywords",
         [Text("one"), Text("two")]),
        ("Journal Article", "<abstract><style>Words.</style></abstract><notes>Note</notes>", "abstracts", [Text("Words.")]),
        ("Journal Article", "<language>English</language>", "languages", ["en"]),
        ("Journal Article", "<label>B4</label>", "identifiers", [Identifier("citekey", "B4")]),
        ("Journal Article", "<custom1>mine</custom1>", "rest", [("custom1", "mine")]),
        ("Journal Article", "<custom3>mine</custom3>", "rest", [("custom3", "mine")]),
        ("Conference Paper", "<titles><secondary-title>Conf</secondary-title></titles><custom3>Proceedings</custom3>",
         "host.titles", [Text("Proceedings")]),
        ("Journal Article", "<edition>2nd</edition><section>3</section>", "edition", "2nd"),
        ("Thesis", f"{TITLE}<publisher>University of X</publisher><work-type>PhD thesis</work-type>", "degree", "PhD thesis"),
    ],
)  # fmt: skip
def test_reads_an_element(kind: str, body: str, path: str, expected: object) -> None:
    assert get(record(body, kind), path) == expected


def test_takes_the_type_by_its_name_and_else_by_its_number() -> None:
    assert record(TITLE, "Book", 2).type == "book"
    assert record(TITLE, "Mein Aufsatz", 17).type == "journal-article"
    [reading] = readings(document(f"<ref-type>6</ref-type>{TITLE}"))
    assert reading.record is not None
    assert reading.record.type == "book"
    [unknown] = readings(document(f'<ref-type name="Poem">99</ref-type>{TITLE}'))
    assert [(found.code, found.value) for found in unknown.issues] == [("R370", "Poem")]


def test_gives_each_address_to_the_author_it_belongs_to_only_where_that_is_clear() -> None:
    one = "<contributors><authors><author>Smith, J</author></authors></contributors>"
    two = "<contributors><authors><author>Smith, J</author><author>Doe, K</author></authors></contributors>"
    assert record(f"{one}<auth-address>Univ X</auth-address>").contributors[0].affiliations[0].name == "Univ X"
    [reading] = readings(document(f'<ref-type name="Book">6</ref-type>{two}<auth-address>Univ X</auth-address>'))
    assert [found.code for found in reading.issues] == ["R373"]
    assert reading.record is not None
    assert reading.record.rest == [("auth-address", "Univ X")]


def test_leaves_what_belongs_to_one_library_out_and_says_why() -> None:
    body = (
        '<database name="L.enl" path="/home/me/L.enl">L.enl</database><source-app name="EndNote" version="20.0">EndNote</source-app>'
        f'<rec-number>1</rec-number><foreign-keys><key app="EN" db-id="x">1</key></foreign-keys><ref-type name="Book">6</ref-type>{TITLE}'
        "<urls><pdf-urls><url>internal-pdf://1/a.pdf</url></pdf-urls></urls>"
    )
    [reading] = readings(document(body))
    assert reading.record is not None
    assert reading.record.rest == []
    assert {path for path, _, _ in reading.not_carried} >= {"database/@path", "rec-number", "foreign-keys/key/@db-id", "urls/pdf-urls/url"}
    assert all(reason for _, _, reason in reading.not_carried)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (document('<ref-type name="Book">6</ref-type>'), "R383"),
        ("<xml><records></records></xml>", "R007"),
        ("<xml><records><record><titles><title>abc</tit", "R001"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>' + document(TITLE).removeprefix("<?xml version='1.0'?>"), "R017"),
    ],
)
def test_reports_what_is_no_record(text: str, code: str) -> None:
    [reading] = readings(text)
    assert reading.record is None
    assert [found.code for found in reading.issues] == [code]


def test_reads_the_other_records_of_a_file_with_a_broken_one() -> None:
    good = f'<ref-type name="Book">6</ref-type>{TITLE}'
    found = readings(document(good, "<a></b>", good))
    assert [reading.record is not None for reading in found] == [True, False, True]


def test_is_told_from_other_xml() -> None:
    assert inputs.recognise(document(f"<ref-type>6</ref-type>{TITLE}").encode(), "x.xml") == "endnote-xml"
    assert endnote_xml.detect("<records><record><datafield tag='245'/></record></records>", "marc.xml") == 0
    assert endnote_xml.detect("<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><records><record>", "oai.xml") == 0


def test_trace_changes_nothing_and_gives_the_places_of_elements() -> None:
    text = document(f'<ref-type name="Book">6</ref-type>\n{TITLE}\n<pages>odd</pages><custom1>mine</custom1>')
    [plain], [traced] = readings(text), readings(text, trace=True)
    assert msgspec.structs.replace(traced, places=None) == plain
    assert [(found.code, found.place.line) for found in plain.issues] == [("R368", 3)]
    assert traced.places is not None
    assert {field: place.line for field, place in traced.places.items()} == {"type": 1, "titles[0]": 2, "rest[0]": 3, "rest[1]": 3}
