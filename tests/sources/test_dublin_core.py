"""Dublin Core in its forms: what is told apart by name, and what by the form of the value."""

from __future__ import annotations

from typing import Any

import pytest

from kg import inputs, resources
from kg.record import Agent, Concept, Contributor, File, Grant, Identifier, Link, Reading, Record, Relation, Series, Text
from kg.sources import dc_statements, dublin_core

SPACES = (
    'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def one(body: str, *, trace: bool = False) -> Reading:
    (reading,) = dublin_core.read(f"<oai_dc:dc {SPACES}>{body}</oai_dc:dc>".encode(), trace=trace)
    return reading


def record(body: str) -> Record:
    found = one(body).record
    assert found is not None
    return found


def dc(**values: str) -> str:
    return "".join(f"<dc:{name}>{value}</dc:{name}>" for name, value in values.items())


ARTICLE = "<dc:type>info:eu-repo/semantics/article</dc:type>"


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        (dc(title="A") + "<dc:title xml:lang='de'>B</dc:title>", "titles", [Text("A"), Text("B", "de")]),
        (dc(title="A", language="eng"), "titles", [Text("A", "en")]),
        (dc(title="A") + dc(title="B"), "other_titles", [Text("B")]),
        ("<dcterms:alternative>B</dcterms:alternative>" + dc(title="A"), "other_titles", [Text("B")]),
        (dc(subject="ice; snow") + dc(subject="Ice"), "keywords", [Text("ice"), Text("snow")]),
        (dc(subject="info:eu-repo/classification/ddc/330"), "concepts", [Concept("ddc", Text("330"), notation="330")]),
        (dc(description="Short."), "notes", [Text("Short.")]),
        (dc(description="word " * 50), "abstracts", [Text(("word " * 50).strip())]),
        ("<dcterms:abstract>Short.</dcterms:abstract>", "abstracts", [Text("Short.")]),
        (dc(publisher="[Springer],"), "publisher", Agent("Springer", "organisation")),
        (dc(format="application/pdf"), "medium", "application/pdf"),
        (dc(format="application/pdf https://a.example/x.pdf"), "files", [File("https://a.example/x.pdf", media_type="application/pdf")]),
        (dc(format="20 p."), "num_pages", 20),
        (dc(language="en") + dc(language="en_US"), "languages", ["en"]),
        (dc(rights="info:eu-repo/semantics/openAccess"), "access", "open"),
        (dc(rights="https://creativecommons.org/licenses/by/4.0"), "licences", ["https://creativecommons.org/licenses/by/4.0/"]),
        (
            dc(rights="Attribution (http://creativecommons.org/licenses/by/4.0/)"),
            "licences",
            ["https://creativecommons.org/licenses/by/4.0/"],
        ),
        (dc(rights="All rights reserved"), "rights", [Text("All rights reserved")]),
        (dc(type="PeerReviewed"), "peer_reviewed", True),
        (dc(type="NonPeerReviewed"), "peer_reviewed", False),
        (dc(type="Thesis") + dc(type="Reportage"), "genre", [Text("Reportage")]),
        (dc(date="2010"), "issued", "2010"),
        (dc(date="2003-04-15T10:18:51Z") + dc(date="2001-01-04"), "issued", "2001-01-04"),
        (dc(date="2003-04-15T10:18:51Z"), "issued", "2003-04-15"),
        ("<dcterms:dateAccepted>2019-10-02</dcterms:dateAccepted>", "accepted", "2019-10-02"),
    ],
)
def test_statements(body: str, field: str, value: Any) -> None:
    assert getattr(record(body), field) == value


@pytest.mark.parametrize(
    ("value", "field", "found"),
    [
        ("https://doi.org/10.1234/X", "identifiers", [Identifier("doi", "10.1234/x")]),
        ("http://hdl.handle.net/1765/308", "identifiers", [Identifier("handle", "1765/308")]),
        ("urn:nbn:de:101:1-2", "identifiers", [Identifier("urn", "urn:nbn:de:101:1-2")]),
        ("90-5892-036-4", "identifiers", [Identifier("isbn", "9789058920362")]),
        ("RePEc:dgr:1", "identifiers", [Identifier("local", "RePEc:dgr:1")]),
        ("https://a.example/1", "links", [Link("https://a.example/1")]),
        ("Doe, J. (2010). A title of some length. Journal 5", "citations", [Text("Doe, J. (2010). A title of some length. Journal 5")]),
    ],
)
def test_identifiers_are_told_by_their_form(value: str, field: str, found: Any) -> None:
    assert getattr(record(dc(identifier=value)), field) == found


def test_a_contributor_who_is_a_creator_too_is_counted_once() -> None:
    found = record(
        "<dc:contributor>Jong, G. de</dc:contributor><dc:creator>Jong, G. de</dc:creator><dc:contributor>Ed, E.</dc:contributor>"
    )
    assert found.contributors == [
        Contributor(Agent("G. de Jong", given="G.", family="Jong", particle="de")),
        Contributor(Agent("E. Ed", given="E.", family="Ed"), "contributor"),
    ]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("info:eu-repo/grantAgreement/EC/FP7/283595/EU//OpenAIREplus", Grant(Agent("EC", "organisation"), "283595", "OpenAIREplus")),
        ("info:eu-repo/grantAgreement/NWO//016", Grant(Agent("NWO", "organisation"), "016")),
    ],
)
def test_a_grant_in_a_relation(value: str, found: Grant) -> None:
    got = record(dc(relation=value))
    assert got.funding == [found]
    assert got.rest == ([("relation", "FP7")] if "FP7" in value else [])


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("https://doi.org/10.1234/x", Relation("related", Identifier("doi", "10.1234/x"))),
        ("https://a.example/x", Relation("related", iri="https://a.example/x")),
        ("ERS; ERS-2001-73", Relation("related", text="ERS; ERS-2001-73")),
        ("info:eu-repo/semantics/dataset/doi/10.1234/x", Relation("related", Identifier("doi", "10.1234/x"))),
    ],
)
def test_relations(value: str, found: Relation) -> None:
    assert record(dc(relation=value)).relations == [found]


def test_alternative_identifiers() -> None:
    start = "info:eu-repo/semantics/altIdentifier"
    found = record(ARTICLE + dc(relation=f"{start}/doi/10.1234/X") + dc(relation=f"{start}/issn/0948-3055"))
    assert found.identifiers == [Identifier("doi", "10.1234/x")]
    assert found.container is not None
    assert found.container.identifiers == [Identifier("issn", "0948-3055")]


@pytest.mark.parametrize(
    ("source", "title", "numbers"),
    [
        ("Ice Age; Vol. 5 No. 2 (2010); 12-20", "Ice Age", ("5", "2", "12", "20", "2010")),
        ("Ice Age; Vol 5, No 2 (2010): Special issue; 12-20", "Ice Age", ("5", "2", "12", "20", "2010")),
        ("ISSN 0948-3055", "", ("", "", "", "", "")),
        ("0948-3055", "", ("", "", "", "", "")),
    ],
)
def test_the_journal_in_the_source(source: str, title: str, numbers: tuple[str, ...]) -> None:
    found = record(ARTICLE + dc(source=source))
    assert found.container is not None
    assert "".join(text.value for text in found.container.titles) == title
    assert (found.volume, found.issue, found.page_start, found.page_end, found.issued) == numbers
    assert [one.value for one in found.container.identifiers] == ([] if title else ["0948-3055"])


def test_a_source_that_is_not_understood_stays_in_rest() -> None:
    assert record(ARTICLE + dc(source="Sample Source")).rest == [("source", "Sample Source")]
    assert record(dc(source="https://a.example/x", title="T")).relations == [Relation("derived-from", iri="https://a.example/x")]


def test_several_dates_are_told() -> None:
    reading = one(dc(title="T") + dc(date="2001") + dc(date="2005"))
    assert reading.record is not None
    assert (reading.record.issued, [found.code for found in reading.issues], reading.record.rest) == (
        "2001",
        ["R340"],
        [("date[2]", "2005")],
    )


def xoai(*paths: tuple[str, str]) -> bytes:
    body = ""
    for path, value in paths:
        names = path.split(".")
        body += "".join(f'<element name="{name}">' for name in names) + f'<field name="value">{value}</field>' + "</element>" * len(names)
    bundle = (
        '<element name="bundles"><element name="bundle"><field name="name">ORIGINAL</field><element name="bitstreams">'
        '<element name="bitstream"><field name="name">a.pdf</field><field name="format">application/pdf</field>'
        '<field name="size">12</field>'
        '<field name="url">https://a.example/a.pdf</field></element></element></element></element>'
    )
    changed = '<field name="lastModifyDate">2014-12-28 00:00:54.316</field>'
    others = f'<element name="others"><field name="identifier">oai:x:1</field>{changed}</element>'
    return f'<metadata xmlns="http://www.lyncode.com/xoai">{body}{bundle}{others}</metadata>'.encode()


def test_xoai() -> None:
    (reading,) = dublin_core.read(
        xoai(
            ("dc.title.en_US", "T"), ("dc.contributor.author.none", "Melo, Joao"), ("dc.contributor.advisor.none", "Silva, Ana"),
            ("dc.date.issued.none", "2013-10-07"), ("dc.date.accessioned.none", "2013-10-08T01:01:01Z"),
            ("dc.relation.ispartofseries.none", "Papers;7"), ("oaire.citation.volume.none", "3"),
            ("relation.isAuthorOfPublication.none", "a5"),
        )
    )  # fmt: skip
    found = reading.record
    assert found is not None
    assert (found.titles, found.issued, found.volume, found.record_modified) == ([Text("T", "en-US")], "2013-10-07", "3", "2014-12-28")
    assert [(one.agent.name, one.role) for one in found.contributors] == [("Joao Melo", "author"), ("Ana Silva", "supervisor")]
    assert found.series == [Series([Text("Papers")], "7")]
    assert found.files == [File("https://a.example/a.pdf", "a.pdf", "application/pdf", 12)]
    assert found.identifiers == [Identifier("local", "oai:x:1")]
    assert found.relations == []
    assert [value for _, value in found.rest] == ["2013-10-08T01:01:01Z", "a5"]


def test_dim() -> None:
    fields = '<dim:field mdschema="dc" element="title" lang="de">T</dim:field>'
    fields += '<dim:field mdschema="dc" element="contributor" qualifier="author">B, A</dim:field>'
    (reading,) = dublin_core.read(f'<dim:dim xmlns:dim="http://www.dspace.org/xmlns/dspace/dim">{fields}</dim:dim>'.encode())
    assert reading.record is not None
    assert (reading.record.titles, reading.record.contributors[0].agent.name) == ([Text("T", "de")], "A B")


RIOXX = """<rioxx xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:r="http://docs.rioxx.net/schema/v3.0/rioxxterms/">
<dc:title>T</dc:title><dc:type>https://purl.org/coar/resource_type/c_6501</dc:type><dc:source>1812-0792</dc:source>
<r:creator><r:name>Wilson, Robert</r:name><r:id>https://orcid.org/0000-0002-1825-0097</r:id></r:creator>
<r:publisher><r:name>EGU</r:name><r:id>https://ror.org/05mmh0f86</r:id></r:publisher>
<r:publication_date>2019-12-09</r:publication_date><r:grant funder_name="ARC" funder_id="https://ror.org/05mmh0f86">DP1</r:grant>
<dc:relation rel="item" type="application/pdf" coar_version="https://purl.org/coar/version/c_ab4af688f83e57aa"
 access_rights="https://purl.org/coar/access_right/c_abf2" license_ref="https://creativecommons.org/licenses/by/4.0/">https://a.example/x.pdf</dc:relation>
<r:ext_relation rel="cite-as" coar_type="https://purl.org/coar/resource_type/c_6501">https://doi.org/10.1234/x</r:ext_relation>
<r:ext_relation rel="cite-as" coar_type="https://purl.org/coar/resource_type/c_ddb1">https://doi.org/10.1234/data</r:ext_relation>
</rioxx>"""


def test_rioxx() -> None:
    (reading,) = dublin_core.read(RIOXX.encode())
    found = reading.record
    assert found is not None
    ror = [Identifier("ror", "05mmh0f86")]
    assert (found.type, found.issued, found.access) == ("journal-article", "2019-12-09", "open")
    assert found.contributors[0].agent == Agent(
        "Robert Wilson", given="Robert", family="Wilson", identifiers=[Identifier("orcid", "0000-0002-1825-0097")]
    )
    assert found.publisher == Agent("EGU", "organisation", identifiers=ror)
    assert found.funding == [Grant(Agent("ARC", "organisation", identifiers=ror), "DP1")]
    assert found.files == [
        File(
            "https://a.example/x.pdf",
            media_type="application/pdf",
            version="AM",
            access="open",
            licence="https://creativecommons.org/licenses/by/4.0/",
        )
    ]
    assert (found.identifiers, found.relations) == (
        [Identifier("doi", "10.1234/x")],
        [Relation("related", Identifier("doi", "10.1234/data"))],
    )
    assert found.container is not None
    assert found.container.identifiers == [Identifier("issn", "1812-0792")]


def test_every_name_of_the_table_is_handled() -> None:
    known = {*dc_statements._HANDLERS, "rest", "type", "language", "journal", "serial", "host-isbn", "source"}
    assert {row.partition(":")[0] for row in resources.table("imports/dublin-core")["fields"].values()} <= known


@pytest.mark.parametrize(
    ("source", "codes"),
    [("", ["R341"]), ("<dc:title>A</dc:title>&bogus;", ["R016"]), ("<dc:title>A", ["R001"])],
)
def test_empty_and_broken_input_is_told(source: str, codes: list[str]) -> None:
    assert [found.code for found in one(source).issues] == codes


def test_a_trace_changes_no_record() -> None:
    body = dc(title="T", date="2001", identifier="10.1234/x", creator="A, B")
    plain, traced = one(body), one(body, trace=True)
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    assert traced.places["issued"].pointer == "/oai_dc:dc/date"


def test_a_search_answer_with_dublin_core_is_read() -> None:
    inner = f"<oai_dc:dc {SPACES}>{dc(title='T')}</oai_dc:dc>"
    source = f"<searchRetrieveResponse><records><record><recordData>{inner}</recordData></record></records></searchRetrieveResponse>"
    assert inputs.recognise(source.encode(), "a.xml") == "oai-dc"
    (reading,) = dublin_core.read(source.encode())
    assert reading.record is not None
    assert reading.record.titles == [Text("T")]


@pytest.mark.parametrize("source", [f"<oai_dc:dc {SPACES}>{dc(title='T')}</oai_dc:dc>", RIOXX, xoai().decode()])
def test_is_recognised(source: str) -> None:
    assert inputs.recognise(source.encode(), "a.xml") == "oai-dc"


def test_the_place_of_a_value_behind_a_repeated_one_is_its_own() -> None:
    body = "".join(dc(subject=word) for word in ("a", "b", "a", "c")) + dc(creator="X, Y") + dc(creator="X, Y") + dc(creator="Z")
    reading = one(body, trace=True)
    assert reading.places is not None
    assert reading.places["keywords[2]"].pointer == "/oai_dc:dc/subject[4]"
    assert reading.places["contributors[1]"].pointer == "/oai_dc:dc/creator[3]"
