"""Answers of OAI-PMH servers: each record by the reader of its format, with its header; what is no record is told."""

from __future__ import annotations

from functools import partial

import pytest

from kg import inputs
from kg.record import Agent, Concept, Contributor, Event, Grant, Identifier, Reading, Relation, Text
from kg.sources import SOURCES, cerif, oai_pmh
from kg.sources.wrapped import Wrapped

read = partial(oai_pmh.read, parts=SOURCES["oai-pmh"].parts)
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>T</dc:title><dc:identifier>https://hdl.handle.net/1765/9</dc:identifier></oai_dc:dc>"
)


def answer(body: str, verb: str = "ListRecords") -> bytes:
    request = f'<request verb="{verb}" metadataPrefix="oai_dc">http://a.example/oai</request>'
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2013</responseDate>{request}{body}</OAI-PMH>'.encode()


def item(metadata: str, identifier: str = "oai:a:1", status: str = "") -> str:
    head = (
        f"<header{status}><identifier>{identifier}</identifier><datestamp>2013-02-27T09:10:56Z</datestamp><setSpec>s:1</setSpec></header>"
    )
    return f"<record>{head}{f'<metadata>{metadata}</metadata>' if metadata else ''}</record>"


def listed(*items: str, token: str = "") -> list[Reading]:
    return list(read(answer(f"<ListRecords>{''.join(items)}{token}</ListRecords>")))


def codes(readings: list[Reading]) -> list[list[str]]:
    return [[found.code for found in one.issues] for one in readings]


def test_the_header_is_added_to_what_the_metadata_says() -> None:
    (reading,) = listed(item(DC))
    found = reading.record
    assert found is not None
    assert (found.titles, found.record_modified) == ([Text("T")], "2013-02-27")
    assert found.identifiers == [Identifier("handle", "1765/9"), Identifier("local", "oai:a:1")]
    assert found.derived_from == ["http://a.example/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:a:1"]
    assert found.rest == [("header/setSpec", "s:1")]
    assert found.origin.format == "oai-pmh"


def test_an_identifier_that_the_metadata_has_is_not_doubled() -> None:
    (reading,) = listed(item(DC, "hdl:1765/9"))
    assert reading.record is not None
    assert reading.record.identifiers == [Identifier("handle", "1765/9")]


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        ('<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>M</title></titleInfo></mods>', "M"),
        ('<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 c 4500</leader>'
         '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">N /</subfield></datafield></record>', "N"),
        ('<Publication xmlns="https://www.openaire.eu/cerif-profile/1.1/"><Title>P</Title></Publication>', "P"),
        ('<qdc:qualifieddc xmlns:qdc="http://dspace.org/qualifieddc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
         "<dc:title>Q</dc:title></qdc:qualifieddc>",
         "Q"),
        ('<rioxx xmlns="http://www.rioxx.net/schema/v3.0/rioxx/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
         "<dc:title>R</dc:title></rioxx>", "R"),
    ],
)  # fmt: skip
def test_each_format_is_read_by_its_reader_and_accounted_for(metadata: str, title: str) -> None:
    (reading,) = listed(item(metadata))
    assert reading.record is not None
    assert [one.value for one in reading.record.titles] == [title]
    assert reading.record.rest == [("header/setSpec", "s:1")]


def test_a_further_format_is_a_row() -> None:
    def fill(draft: object) -> None:
        draft.record.titles.append(Text(draft.root.one("name").take("titles[0]")))  # type: ignore[attr-defined]

    payload = item('<x xmlns="urn:x:2"><name>X</name></x>')
    data = answer(f"<ListRecords>{payload}</ListRecords>")
    (reading,) = oai_pmh.read(data, parts={"urn:x:": Wrapped(fill, "tree")})
    assert reading.record is not None
    assert reading.record.titles == [Text("X")]


def test_a_deleted_record_is_told_and_the_others_go_on() -> None:
    found = listed(item("", status=' status="deleted"'), item(DC))
    assert (codes(found), [one.record is None for one in found]) == ([["R355"], []], [True, False])
    assert found[0].issues[0].severity == "info"
    assert found[0].label == "oai:a:1" or "oai:a:1" in found[0].issues[0].message


@pytest.mark.parametrize(
    ("metadata", "code", "word"),
    [
        ("", "R356", "oai:a:1"),
        ('<mets xmlns="http://www.loc.gov/METS/"/>', "R357", "METS"),
        ('<resource xmlns="http://www.europeana.eu/schemas/edm/"/>', "R357", "Europeana"),
        ('<x xmlns="urn:strange"/>', "R357", "urn:strange"),
        ('<Person xmlns="https://www.openaire.eu/cerif-profile/1.1/"><PersonName/></Person>', "R358", "a person"),
        ('<mods xmlns="http://www.loc.gov/mods/v3"/>', "R341", "oai:a:1"),
    ],
)
def test_metadata_that_is_not_read_is_told_by_what_it_is(metadata: str, code: str, word: str) -> None:
    (reading,) = listed(item(metadata))
    assert (reading.record, codes([reading])) == (None, [[code]])
    assert word in reading.issues[0].message


def test_that_the_list_goes_on_is_told_at_its_last_record() -> None:
    found = listed(item(DC), item(DC, "oai:a:2"), token="<resumptionToken>t1</resumptionToken>")
    assert codes(found) == [[], ["R354"]]
    assert codes(listed(item(DC), token="<resumptionToken/>")) == [[]]


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ('<error code="noRecordsMatch">none</error>', "R352", "noRecordsMatch"),
        ("<Identify><repositoryName>X</repositoryName></Identify>", "R353", "description of itself"),
        ("<ListSets><set><setSpec>a</setSpec></set></ListSets>", "R353", "sets"),
        ("<ListIdentifiers><header><identifier>x</identifier></header></ListIdentifiers>", "R353", "identifiers"),
        ("<ListRecords/>", "R007", "record"),
    ],
)
def test_other_answers_are_told(body: str, code: str, word: str) -> None:
    (reading,) = read(answer(body))
    assert (reading.record, codes([reading])) == (None, [[code]])
    assert word in reading.issues[0].message


def test_a_broken_record_is_told_and_the_others_go_on() -> None:
    found = listed(item(DC), item(DC.replace("</dc:title>", "</title>")), item(DC, "oai:a:3"))
    assert [one.record is not None for one in found] == [True, False, True]
    assert codes(found)[1] == ["R001"]


def test_a_trace_changes_no_record_and_leads_into_the_file() -> None:
    data = answer(f"<ListRecords>\n{item(DC)}\n</ListRecords>")
    (plain,), (traced,) = list(read(data)), list(read(data, trace=True))
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    assert traced.places["titles[0]"].pointer == "/OAI-PMH/ListRecords/record/metadata/dc/title"
    assert traced.places["titles[0]"].line == 2
    assert traced.places["record_modified"].pointer.endswith("header/datestamp")


def test_is_recognised() -> None:
    assert inputs.recognise(answer(f"<ListRecords>{item(DC)}</ListRecords>"), "a.xml") == "oai-pmh"


# ---- CERIF ----

CERIF = """<Publication xmlns="https://www.openaire.eu/cerif-profile/1.1/" id="1">
<Type>http://purl.org/coar/resource_type/c_5794</Type><Language>en</Language><Title xml:lang="en">T</Title>
<Subtitle xml:lang="en">S</Subtitle>
<PublishedIn><Publication id="2"><Type>http://purl.org/coar/resource_type/c_f744</Type><Title>Proc</Title>
<ISBN>3-16-148410-X</ISBN></Publication></PublishedIn>
<PublicationDate>2012-11-30</PublicationDate><StartPage>1</StartPage><EndPage>9</EndPage><DOI>10.1234/X</DOI>
<Authors><Author>
<DisplayName>A B</DisplayName><Person id="3"><PersonName><FamilyNames>B</FamilyNames><FirstNames>A</FirstNames></PersonName>
<ORCID>https://orcid.org/0000-0002-1825-0097</ORCID></Person>
<Affiliation><OrgUnit id="4"><Name>CNR</Name></OrgUnit></Affiliation></Author></Authors>
<Publishers><Publisher><OrgUnit><Name>Springer</Name></OrgUnit></Publisher></Publishers>
<Subject scheme="https://x.example/cpc/scheme">https://x.example/cpc/A1</Subject>
<Keyword xml:lang="en">ice</Keyword><Abstract>Abs.</Abstract>
<PresentedAt><Event><Name>Conf</Name><Place>Cádiz</Place><StartDate>2012-11-28</StartDate></Event></PresentedAt>
<OriginatesFrom><Project><Title>P</Title><Identifier type="x">283595</Identifier>
<Funded><By><OrgUnit><Name>EC</Name></OrgUnit></By></Funded></Project></OriginatesFrom>
<References><Product><Name>D</Name><DOI>10.1234/D</DOI></Product></References><Access>http://purl.org/coar/access_right/c_abf2</Access>
</Publication>"""


def test_a_publication_of_cerif_with_all_that_is_nested_in_it() -> None:
    (reading,) = cerif.read(CERIF.encode())
    found = reading.record
    assert found is not None
    assert (found.type, found.titles, found.issued, found.page_start, found.page_end) == (
        "conference-paper",
        [Text("T: S", "en")],
        "2012-11-30",
        "1",
        "9",
    )
    agent = Agent("A B", given="A", family="B", identifiers=[Identifier("orcid", "0000-0002-1825-0097")])
    assert found.contributors == [Contributor(agent, affiliations=[Agent("CNR", "organisation")])]
    assert found.host is not None
    assert (found.host.type, found.host.titles, found.host.identifiers) == (
        "proceedings",
        [Text("Proc")],
        [Identifier("isbn", "9783161484100")],
    )
    assert (found.publisher, found.access) == (Agent("Springer", "organisation"), "open")
    assert found.event == Event([Text("Conf")], start="2012-11-28", place="Cádiz")
    assert found.funding == [Grant(Agent("EC", "organisation"), "283595", "P")]
    assert found.relations == [Relation("cites", Identifier("doi", "10.1234/d"))]
    assert (found.keywords, found.abstracts) == ([Text("ice", "en")], [Text("Abs.")])
    assert found.concepts == [Concept("cpc", Text("A1"), iri="https://x.example/cpc/A1", notation="A1")]
    assert found.rest == [("References/Product/Name", "D")]


def test_a_patent_and_a_product_of_cerif() -> None:
    space = 'xmlns="https://www.openaire.eu/cerif-profile/1.1/"'
    patent = (
        "<Title>T</Title><CountryCode>WO</CountryCode><Issuer><OrgUnit><Name>EPO</Name></OrgUnit></Issuer><PatentNumber>WO1</PatentNumber>"
    )
    people = "<Inventors><Inventor><Person><PersonName><FamilyNames>B</FamilyNames></PersonName></Person></Inventor></Inventors>"
    dates = "<RegistrationDate>2016-01-01</RegistrationDate><ApprovalDate>2017-01-01</ApprovalDate>"
    (one,), (other,) = (
        list(cerif.read(f"<Patent {space}>{patent}{people}{dates}</Patent>".encode())),
        list(cerif.read(f"<Product {space}><Name>D</Name><VersionInfo>2</VersionInfo></Product>".encode())),
    )
    assert one.record is not None
    assert other.record is not None
    assert (one.record.type, one.record.number, one.record.country) == ("patent", "WO1", "WO")
    assert (one.record.issued, one.record.submitted, one.record.contributors[0].role) == ("2017-01-01", "2016-01-01", "inventor")
    assert (other.record.type, other.record.version, other.record.titles) == ("dataset", "2", [Text("D")])
