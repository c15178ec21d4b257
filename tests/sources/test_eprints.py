"""EPrints records, XML and JSON alike, become Records."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg import inputs, resources
from kg.record import Agent, Concept, Contributor, Event, File, Grant, Identifier, Link, Reading, Record, Relation, Series, Text
from kg.sources import eprints


def one(body: str, *, trace: bool = False, attributes: str = "") -> Reading:
    source = f'<eprints xmlns="http://eprints.org/ep2/data/2.0"><eprint{attributes}>{body}</eprint></eprints>'
    (reading,) = eprints.read(source.encode(), trace=trace)
    return reading


def record(body: str, attributes: str = "") -> Record:
    found = one(body, attributes=attributes).record
    assert found is not None
    return found


T = "<title>T</title>"


@pytest.mark.parametrize(
    ("body", "type", "variant", "genre"),
    [
        ("<type>article</type>", "journal-article", "", []),
        ("<type>book_section</type>", "chapter", "", []),
        ("<type>monograph</type><monograph_type>technical_report</monograph_type>", "report", "technical", []),
        ("<type>monograph</type><monograph_type>discussion_paper</monograph_type>", "working-paper", "", []),
        ("<type>conference_item</type><pres_type>poster</pres_type>", "poster", "", []),
        ("<type>thesis</type><thesis_type>phd</thesis_type>", "thesis-doctoral", "", []),
        ("<type>thesis</type><thesis_type>habil</thesis_type>", "thesis", "", ["habil"]),
        ("<type>lab_notes</type>", "other", "", ["laboratory notes"]),
        ("<type>posted-content</type>", "preprint", "", []),
    ],
)
def test_type_and_what_refines_it(body: str, type: str, variant: str, genre: list[str]) -> None:
    found = record(T + body)
    assert (found.type, found.variant, [text.value for text in found.genre]) == (type, variant, genre)


def test_a_type_of_its_own_is_told() -> None:
    reading = one(T + "<type>field_trip</type>")
    assert reading.record is not None
    assert ([found.code for found in reading.issues], reading.record.genre) == (["R390"], [Text("field trip")])


def test_every_type_of_the_table_exists() -> None:
    types = resources.table("types")
    assert {row["type"] for row in eprints.rules()["types"].values()} <= types.keys()
    assert set(eprints.rules()["people"].values()) <= resources.table("roles").keys()


def people(name: str, *items: str) -> str:
    return f"<{name}>{''.join(f'<item>{item}</item>' for item in items)}</{name}>"


NAME = "<name><family>Moss</family><given>F. J.</given></name>"


@pytest.mark.parametrize(
    ("body", "contributor"),
    [
        (people("creators", f"{NAME}<orcid>0000-0002-1825-0097</orcid><id>Moss-F</id>"),
         Contributor(Agent("F. J. Moss", given="F. J.", family="Moss", identifiers=[Identifier("orcid", "0000-0002-1825-0097")]))),
        (people("corp_creators", "<name>BABAR Collaboration</name>"), Contributor(Agent("BABAR Collaboration", "organisation"))),
        (people("corp_creators", "California Institute"), Contributor(Agent("California Institute", "organisation"))),
        (people("editors", NAME), Contributor(Agent("F. J. Moss", given="F. J.", family="Moss"), "editor")),
        (people("editors", "<name><family>Hutchings, Jr.</family><given>E.</given></name>"),
         Contributor(Agent("E. Hutchings Jr.", given="E.", family="Hutchings", suffix="Jr."), "editor")),
        (people("thesis_advisor", NAME), Contributor(Agent("F. J. Moss", given="F. J.", family="Moss"), "supervisor")),
        (people("contributors", f"<type>http://www.loc.gov/loc.terms/relators/TRL</type>{NAME}"),
         Contributor(Agent("F. J. Moss", given="F. J.", family="Moss"), "translator")),
        ("<interviewer>Mary Terrall</interviewer>", Contributor(Agent("Mary Terrall", given="Mary", family="Terrall"), "interviewer")),
    ],
)  # fmt: skip
def test_people(body: str, contributor: Contributor) -> None:
    assert record(T + body).contributors == [contributor]


def test_nobody_is_no_contributor() -> None:
    assert record(T + people("thesis_advisor", "<name><family>Unknown</family><given>Unknown</given></name>")).contributors == []


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ("<date>2003-09-23</date><date_type>published</date_type>", "issued", "2003-09-23"),
        ("<date>2003</date>", "issued", "2003"),
        ("<date>2003</date><date_type>completed</date_type>", "created", "2003"),
        ("<date>1915</date><date_type>degree</date_type>", "awarded", "1915"),
        ("<dates><item><date>2010-01-02</date><date_type>accepted</date_type></item></dates>", "accepted", "2010-01-02"),
        ("<ispublished>inpress</ispublished><type>article</type>", "status", "in-press"),
        ("<refereed>TRUE</refereed><type>article</type>", "peer_reviewed", True),
        ("<volume>24</volume>", "volume", "24"),
        ("<type>article</type><number>5</number>", "issue", "5"),
        ("<type>monograph</type><number>TR-1</number>", "number", "TR-1"),
        ("<pagerange>139-144</pagerange>", "page_end", "144"),
        ("<pagerange>Art. No. 23</pagerange>", "article_number", "23"),
        ("<pagerange>130923</pagerange><pages>130923</pages>", "article_number", "130923"),
        ("<pages>86</pages>", "num_pages", 86),
        ("<full_text_status>public</full_text_status>", "access", "open"),
        ("<rights>CC BY 4.0</rights>", "licences", ["https://creativecommons.org/licenses/by/4.0/"]),
        ("<rights>Ask us.</rights>", "rights", [Text("Ask us.")]),
        ("<keywords>one; two, three; One</keywords>", "keywords", [Text("one"), Text("two, three")]),
        ("<keywords>one, two</keywords>", "keywords", [Text("one"), Text("two")]),
        ("<subjects><item>QA</item></subjects>", "concepts", [Concept("eprints-subject", Text("QA"))]),
        ("<toc>&lt;p&gt;A&lt;/p&gt;&lt;p&gt;B&lt;/p&gt;</toc>", "contents", [Text("A\n\nB")]),
        ("<official_cit>Cite.</official_cit>", "citations", [Text("Cite.")]),
        ("<referencetext><item>R1</item></referencetext>", "relations", [Relation("cites", text="R1")]),
        ("<doi>10.1234/X</doi><official_url>https://doi.org/10.1234/x</official_url>", "links", []),
        ("<official_url>https://a.example/1</official_url>", "links", [Link("https://a.example/1")]),
        ("<funders><item><agency>NSF</agency><grant_number>1</grant_number></item></funders>", "funding",
         [Grant(Agent("NSF", "organisation"), "1")]),
        ("<funders><item>NSF</item></funders>", "funding", [Grant(Agent("NSF", "organisation"))]),
        ("<series>S</series>", "series", [Series([Text("S")])]),
        ("<publisher>P</publisher><place_of_pub>X</place_of_pub>", "publisher", Agent("P", "organisation", place="X")),
        ("<event_title>E</event_title><event_location>L</event_location><event_dates>20 June 2001 - 23 June 2001</event_dates>", "event",
         Event([Text("E")], start="2001-06-20", end="2001-06-23", place="L")),
        ("<alt_title><item>U</item></alt_title>", "other_titles", [Text("U")]),
        ("<lastmod>2019-10-03 22:51:32</lastmod>", "record_modified", "2019-10-03"),
        ("<pmc_id>PMC270087</pmc_id>", "identifiers", [Identifier("pmcid", "PMC270087")]),
        ("<id_number>10.1234/a</id_number>", "identifiers", [Identifier("doi", "10.1234/a")]),
    ],
)  # fmt: skip
def test_fields(body: str, field: str, value: Any) -> None:
    assert getattr(record(T + body), field) == value


def test_related_addresses_hold_the_works_other_identifiers() -> None:
    links = people("related_url", "<url>http://www.ncbi.nlm.nih.gov/pmc/articles/PMC1/</url><type>pmc</type>", "<url>https://a.example/x</url>")
    found = record(T + links)
    assert (found.identifiers, found.links) == ([Identifier("pmcid", "PMC1")], [Link("https://a.example/x", "see-also")])


def test_a_thesis() -> None:
    found = record(
        T + "<type>thesis</type><thesis_type>bachelors</thesis_type><institution>Caltech</institution><department>Physics</department>"
        "<thesis_degree>BS</thesis_degree><date>1915</date><date_type>degree</date_type><thesis_defense_date>1915-01-01</thesis_defense_date>"
    )
    assert (found.type, found.degree, found.awarded, found.institution) == (
        "thesis-bachelor", "BS", "1915-01-01", Agent("Physics, Caltech", "organisation"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "where", "title"),
    [
        ("<type>article</type><publication>J</publication><issn>1471-2202</issn>", "container", "J"),
        ("<type>book_section</type><book_title>B</book_title><isbn>3-16-148410-X</isbn>", "host", "B"),
        ("<type>conference_item</type><publication>P</publication>", "host", "P"),
        ("<type>book_section</type><publication>S</publication><issn>1471-2202</issn>", "container", "S"),
    ],
)
def test_the_journal_or_book_around_it(body: str, where: str, title: str) -> None:
    found = getattr(record(T + body), where)
    assert [text.value for text in found.titles] == [title]
    assert len(found.identifiers) == body.count("<is")


def test_an_issn_beside_a_book_is_its_series() -> None:
    found = record(T + "<type>book</type><issn>1471-2202</issn><series>S</series>")
    assert (found.container, found.series) == (None, [Series([Text("S")], identifiers=[Identifier("issn", "1471-2202")])])
    found = record(T + "<type>book_section</type><book_title>B</book_title><isbn>3-16-148410-X</isbn><issn>1471-2202</issn>")
    assert found.host is not None
    assert found.host.identifiers == [Identifier("isbn", "9783161484100")]
    assert found.series == [Series(identifiers=[Identifier("issn", "1471-2202")])]


DOCUMENT = (
    "<document><main>a.pdf</main><content>accepted</content><security>validuser</security><date_embargo>2030-01-01</date_embargo><files>"
    "<file><filename>a.pdf</filename><mime_type>application/pdf</mime_type><filesize>12</filesize><url>https://a.example/a.pdf</url></file>"
    "<file><filename>b.css</filename><url>https://a.example/b.css</url></file></files></document>"
)
MADE = (
    "<document><relation><item><type>http://eprints.org/relation/isVolatileVersionOf</type></item></relation><files><file>"
    "<filename>i.txt</filename><url>https://a.example/i.txt</url></file></files></document>"
)


def test_files_are_the_main_ones_that_people_uploaded() -> None:
    found = record(f"{T}<documents>{DOCUMENT}{MADE}</documents>")
    assert found.files == [
        File("https://a.example/a.pdf", "a.pdf", "application/pdf", 12, version="AM", access="embargoed", embargo_end="2030-01-01")
    ]
    assert ("documents/document[2]/files/file/url", "https://a.example/i.txt") in found.rest


def test_the_records_address() -> None:
    found = record(T + "<eprintid>7</eprintid>", ' id="https://a.example/id/eprint/7"')
    assert (found.derived_from, found.identifiers) == (["https://a.example/id/eprint/7"], [Identifier("local", "7")])


def test_json_gives_the_same_record() -> None:
    source = {
        "eprintid": 7, "eprint_status": "archive", "type": "article", "title": "T", "ispublished": "pub", "date": "2003",
        "creators": [{"name": {"family": "Moss", "given": "F. J."}, "orcid": "0000-0002-1825-0097"}], "issn": "1471-2202",
        "publication": "J", "keywords": "a; b", "funders": [{"agency": "NSF", "grant_number": "1"}],
        "documents": [{"main": "a.pdf", "files": [{"filename": "a.pdf", "url": "https://a.example/a.pdf", "filesize": 12}]}],
    }  # fmt: skip
    body = (
        f"<eprintid>7</eprintid><type>article</type><title>T</title><ispublished>pub</ispublished><date>2003</date><issn>1471-2202</issn>"
        f"{people('creators', f'{NAME}<orcid>0000-0002-1825-0097</orcid>')}<publication>J</publication><keywords>a; b</keywords>"
        "<funders><item><agency>NSF</agency><grant_number>1</grant_number></item></funders><documents><document><main>a.pdf</main><files>"
        "<file><filename>a.pdf</filename><url>https://a.example/a.pdf</url><filesize>12</filesize></file></files></document></documents>"
    )
    (reading,) = eprints.read(json.dumps([source]).encode())
    twin = record(body)
    assert reading.record is not None
    reading.record.origin = twin.origin
    assert reading.record == twin
    assert inputs.recognise(json.dumps([source]).encode(), "a.json") == "eprints"


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("", ["R341"]),
        (f"{T}<eprint_status>deletion</eprint_status>", ["R355"]),
        (T + "<x>", ["R001"]),
        (T + "<issn>1471-2203</issn>", ["I002"]),
    ],
)
def test_what_is_empty_deleted_or_broken_is_told(body: str, codes: list[str]) -> None:
    assert [found.code for found in one(body).issues] == codes


def test_a_trace_changes_no_record() -> None:
    body = T + people("creators", NAME) + "<date>2003</date>"
    plain, traced = one(body), one(body, trace=True)
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    assert traced.places["contributors[0].agent"].pointer == "/eprints/eprint/creators/item/name/family"


def test_is_recognised() -> None:
    assert inputs.recognise(b'<eprints xmlns="http://eprints.org/ep2/data/2.0"><eprint/></eprints>', "a.xml") == "eprints"
