"""MODS records become Records: kinds, titles, names, dates, the work around, related works, subjects, rights; and what goes wrong."""

from __future__ import annotations

import pytest

from kg import inputs
from kg.record import Agent, Concept, Contributor, Identifier, Link, Reading, Record, Relation, Text
from kg.sources import mods

HEAD = '<mods xmlns="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">'
TITLE = "<titleInfo><title>T</title></titleInfo>"


def one(body: str, *, trace: bool = False) -> Reading:
    (reading,) = mods.read(f"{HEAD}{body}</mods>".encode(), trace=trace)
    return reading


def record(body: str) -> Record:
    found = one(body).record
    assert found is not None
    return found


def codes(body: str) -> list[str]:
    return [found.code for found in one(body).issues]


@pytest.mark.parametrize(
    ("body", "type", "variant", "genres"),
    [
        ("<genre>journal article</genre>", "journal-article", "", []),
        ('<genre authority="marcgt">technical report</genre>', "report", "technical", []),
        ("<genre>inproceedings</genre>", "conference-paper", "", []),
        ("<genre>Phd Thesis</genre><typeOfResource>text</typeOfResource>", "thesis-doctoral", "", []),
        ("<genre>novel</genre>", "book", "", ["novel"]),
        ("<genre>Reportage</genre>", "other", "", ["Reportage"]),
        ("<typeOfResource>sound recording</typeOfResource>", "audiovisual", "audio", []),
        ("<typeOfResource>still image</typeOfResource><genre>map</genre>", "map", "", []),
        ("<typeOfResource>text</typeOfResource><originInfo><issuance>monographic</issuance></originInfo>", "book", "", []),
        ("<typeOfResource>text</typeOfResource><originInfo><issuance>serial</issuance></originInfo>", "other", "", ["serial"]),
        ("<genre>http://purl.org/coar/resource_type/c_6670</genre>", "poster", "", []),
    ],
)
def test_genre_and_form_tell_the_kind(body: str, type: str, variant: str, genres: list[str]) -> None:
    found = record(TITLE + body)
    assert (found.type, found.variant, [one.value for one in found.genre]) == (type, variant, genres)


@pytest.mark.parametrize(
    ("body", "titles", "short", "others"),
    [
        ("<titleInfo><nonSort>The</nonSort><title>Whale</title></titleInfo>", ["The Whale"], None, []),
        ("<titleInfo><nonSort>L'</nonSort><title>air</title></titleInfo>", ["L'air"], None, []),
        ("<titleInfo><title>A :</title><subTitle>b</subTitle></titleInfo>", ["A: b"], "A", []),
        ("<titleInfo><title>A</title><partNumber>Part 2</partNumber><partName>C</partName></titleInfo>", ["A. Part 2, C"], None, []),
        ('<titleInfo type="alternative"><title>B</title></titleInfo><titleInfo><title>A</title></titleInfo>', ["A"], None, ["B"]),
        ('<titleInfo><title>A</title></titleInfo><titleInfo type="abbreviated"><title>B</title></titleInfo>', ["A"], "B", []),
        ('<titleInfo type="uniform"><title>Only</title></titleInfo>', ["Only"], None, []),
    ],
)
def test_titles_are_put_together(body: str, titles: list[str], short: str | None, others: list[str]) -> None:
    found = record(body)
    assert [one.value for one in found.titles] == titles
    assert (found.short_title.value if found.short_title else None) == short
    assert [one.value for one in found.other_titles] == others


def test_a_title_in_another_language_is_a_second_title() -> None:
    found = record('<titleInfo lang="ger"><title>A</title></titleInfo><titleInfo lang="eng"><title>B</title></titleInfo>')
    assert found.titles == [Text("A", "de"), Text("B", "en")]


def test_the_only_language_of_the_work_is_its_titles_language() -> None:
    found = record(
        TITLE + '<language><languageTerm type="text">French</languageTerm><languageTerm type="code">fre</languageTerm></language>'
    )
    assert (found.languages, found.titles) == (["fr"], [Text("T", "fr")])
    assert record(TITLE + "<language>English</language>").languages == ["en"]
    assert record(TITLE + '<language objectPart="summary"><languageTerm>eng</languageTerm></language>').languages == []
    assert codes(TITLE + "<language>klingonish</language>") == ["R009"]


def person(parts: str, rest: str = "", attributes: str = 'type="personal"') -> str:
    return f"<name {attributes}>{parts}{rest}</name>"


FAMILY = '<namePart type="family">Berg, </namePart><namePart type="given">Ann</namePart><namePart type="given">B.</namePart>'


@pytest.mark.parametrize(
    ("name", "agent"),
    [
        (person(FAMILY), Agent(name="Ann B. Berg", given="Ann B.", family="Berg")),
        (person("<namePart>Berg, Ann,</namePart>"), Agent(name="Ann Berg", given="Ann", family="Berg")),
        (person("<namePart>Ann Berg</namePart>"), Agent(name="Ann Berg", given="Ann", family="Berg")),
        (
            person(
                '<namePart type="family">King</namePart><namePart type="given">M.</namePart><namePart type="termsOfAddress">Jr.</namePart>'
            ),
            Agent(name="M. King Jr.", given="M.", family="King", suffix="Jr."),
        ),
        (
            person("<namePart>Library.</namePart><namePart>Rare Books Room.</namePart>", attributes='type="corporate"'),
            Agent(name="Library. Rare Books Room", kind="organisation"),
        ),
        (person("<displayForm>Berg, Ann</displayForm>"), Agent(name="Ann Berg", given="Ann", family="Berg")),
    ],
)
def test_names(name: str, agent: Agent) -> None:
    assert [one.agent for one in record(TITLE + name).contributors] == [agent]


def role(*terms: str) -> str:
    return "".join(f'<role><roleTerm type="{"code" if len(term) == 3 else "text"}">{term}</roleTerm></role>' for term in terms)


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        (role("aut"), ["author"]),
        (role("edt", "trl"), ["editor", "translator"]),
        (role("Author", "aut"), ["author"]),
        (role("Verfasser"), ["author"]),
        (role("bnd"), ["contributor"]),
        ("", ["author"]),
        ('<role><roleTerm valueURI="http://id.loc.gov/vocabulary/relators/ill">x</roleTerm></role>', ["illustrator"]),
    ],
)
def test_roles(roles: str, found: list[str]) -> None:
    assert [one.role for one in record(TITLE + person(FAMILY, roles)).contributors] == found


def test_an_unknown_role_stays_in_rest() -> None:
    assert ("name/role/roleTerm", "bnd") in record(TITLE + person(FAMILY, role("bnd"))).rest


def test_without_roles_a_name_beside_the_primary_one_is_a_contributor() -> None:
    names = person(FAMILY, attributes='type="personal" usage="primary"') + person("<namePart>Else, E.</namePart>")
    assert [one.role for one in record(TITLE + names).contributors] == ["author", "contributor"]


def test_degree_grantor_publisher_and_funder_are_no_contributors() -> None:
    found = record(
        TITLE + "".join(person(f"<namePart>Org {code}</namePart>", role(code), 'type="corporate"') for code in ("dgg", "pbl", "fnd"))
    )
    assert found.contributors == []
    assert (found.institution, found.publisher) == (Agent("Org dgg", "organisation"), Agent("Org pbl", "organisation"))
    assert [one.funder for one in found.funding] == [Agent("Org fnd", "organisation")]


def test_name_identifiers_affiliations_and_second_scripts() -> None:
    name = person(
        FAMILY,
        '<nameIdentifier type="orcid">https://orcid.org/0000-0002-1825-0097</nameIdentifier><affiliation>Uni</affiliation>',
        'altRepGroup="1" type="personal" valueURI="https://d-nb.info/gnd/118540238"',
    )
    found = record(TITLE + name + person("<namePart>Берг, А.</namePart>", attributes='altRepGroup="1"'))
    agent = Agent(
        "Ann B. Berg", given="Ann B.", family="Berg",
        identifiers=[Identifier("orcid", "0000-0002-1825-0097"), Identifier("gnd", "118540238")],
    )  # fmt: skip
    assert found.contributors == [Contributor(agent, affiliations=[Agent("Uni", "organisation")], name_as_written="Берг, А.")]


def test_a_conference_is_the_event() -> None:
    found = record(TITLE + '<name type="conference"><namePart>IFLA Congress.</namePart><namePart type="date">1999</namePart></name>')
    assert found.event is not None
    assert ([one.value for one in found.event.names], found.event.start, found.contributors) == (["IFLA Congress"], "1999", [])


@pytest.mark.parametrize(
    ("origin", "field", "value", "issues"),
    [
        ('<dateIssued encoding="w3cdtf">2001-05</dateIssued>', "issued", "2001-05", []),
        ('<dateIssued>c2011.</dateIssued><dateIssued encoding="marc">2011</dateIssued>', "issued", "2011", []),
        ('<dateIssued keyDate="yes">1999</dateIssued><dateIssued encoding="w3cdtf">2000</dateIssued>', "issued", "1999", []),
        ('<dateIssued point="end">2003</dateIssued><dateIssued point="start">2001</dateIssued>', "issued", "2001", []),
        ("<dateIssued>[1999?]</dateIssued>", "issued", "1999", ["R340"]),
        ('<dateIssued encoding="edtf">1984~</dateIssued>', "issued", "1984", ["R340"]),
        ('<dateIssued qualifier="approximate">1984</dateIssued>', "issued", "1984", ["R340"]),
        ("<dateIssued>199u</dateIssued>", "issued", "", ["R008"]),
        ("<dateCreated>1955-03-22</dateCreated>", "created", "1955-03-22", []),
        ("<dateModified>1970</dateModified>", "modified", "1970", []),
        ("<copyrightDate>2003</copyrightDate>", "issued", "2003", []),
        ("<copyrightDate>2003</copyrightDate><dateCreated>1955</dateCreated>", "issued", "", []),
        ('<dateOther type="defense">2003-01-02</dateOther>', "awarded", "2003-01-02", []),
        ('<dateOther type="submitted">2003</dateOther>', "submitted", "2003", []),
        ("<edition>2nd ed.</edition>", "edition", "2nd ed.", []),
    ],
)
def test_origin(origin: str, field: str, value: str, issues: list[str]) -> None:
    body = f"{TITLE}<originInfo>{origin}</originInfo>"
    assert (getattr(record(body), field), codes(body)) == (value, issues)


def test_what_is_not_taken_of_the_dates_stays_in_rest() -> None:
    found = record(TITLE + "<originInfo><dateIssued>[1999?]</dateIssued><dateCaptured>2001</dateCaptured></originInfo>")
    assert found.rest == [("originInfo/dateIssued", "[1999?]"), ("originInfo/dateCaptured", "2001")]


def test_the_publisher_is_that_of_the_publication_not_of_the_printing() -> None:
    printed = '<originInfo eventType="manufacture"><publisher>Print</publisher></originInfo>'
    place = '<place><placeTerm type="code">enk</placeTerm><placeTerm type="text">[London :</placeTerm></place>'
    found = record(f'{TITLE}{printed}<originInfo eventType="publication">{place}<publisher>Pub,</publisher></originInfo>')
    assert found.publisher == Agent("Pub", "organisation", place="London")


PART = """<part><detail type="volume"><number>30</number><caption>vol.</caption></detail><detail type="issue"><number>2</number></detail>
<extent unit="page"><start>197</start><end>205</end></extent><date>2003</date></part>"""


def host(body: str) -> str:
    return f'{TITLE}<relatedItem type="host">{body}</relatedItem>'


def test_a_journal_around_it() -> None:
    found = record(
        host(
            '<titleInfo><title>Aquatic Ecology</title></titleInfo><titleInfo type="abbreviated"><title>Aquat Ecol</title></titleInfo>'
            '<identifier type="issn">0948-3055</identifier><genre>periodical</genre>' + PART
        )
    )
    assert found.container is not None
    assert (found.type, found.container.kind) == ("journal-article", "journal")
    assert (found.container.titles, found.container.short) == ([Text("Aquatic Ecology")], [Text("Aquat Ecol")])
    assert found.container.identifiers == [Identifier("issn", "0948-3055")]
    assert (found.volume, found.issue, found.page_start, found.page_end, found.issued) == ("30", "2", "197", "205", "2003")


def test_a_book_around_it_with_its_editors_and_series() -> None:
    found = record(
        host(
            "<titleInfo><title>Big Book</title></titleInfo><name><namePart>Ed, E.</namePart>"
            '<role><roleTerm type="code">edt</roleTerm></role></name><identifier type="isbn">3-16-148410-X</identifier>'
            "<originInfo><publisher>Pub</publisher><dateIssued>1999</dateIssued></originInfo>"
            '<relatedItem type="series"><titleInfo><title>Row</title><partNumber>7</partNumber></titleInfo></relatedItem>'
            "<part><extent unit='pages'><list>12, 15-19</list></extent></part>"
        )
    )
    assert found.host is not None
    assert (found.type, found.host.type, found.host.titles) == ("chapter", "book", [Text("Big Book")])
    assert found.host.identifiers == [Identifier("isbn", "9783161484100")]
    assert found.host.contributors == [Contributor(Agent("E. Ed", given="E.", family="Ed"), "editor")]
    assert [(one.titles, one.number) for one in found.series] == [([Text("Row")], "7")]
    assert (found.pages, found.issued, found.publisher) == ("12, 15-19", "1999", Agent("Pub", "organisation"))


def test_proceedings_around_it_make_a_conference_paper() -> None:
    found = record(host("<titleInfo><title>Proc</title></titleInfo><genre>conference publication</genre>"))
    assert (found.type, found.host.type if found.host else "") == ("conference-paper", "proceedings")


def test_a_collection_around_a_picture_is_a_relation() -> None:
    found = record("<genre>picture</genre>" + host("<titleInfo><title>Postcards</title></titleInfo>"))
    assert found.relations == [Relation("part-of", text="Postcards")]


@pytest.mark.parametrize(
    ("item", "relation"),
    [
        ('type="preceding"><titleInfo><title>Old</title></titleInfo>', Relation("replaces", text="Old")),
        ('type="otherFormat"><identifier type="doi">10.1234/X</identifier>', Relation("has-format", Identifier("doi", "10.1234/x"))),
        (
            'type="references"><titleInfo><title>A</title></titleInfo><name><namePart>B, C.</namePart></name>',
            Relation("cites", text="A, B, C."),
        ),
        ('xlink:href="https://example.org/a">', Relation("related", iri="https://example.org/a")),
        ('otherType="is part of"><location><url>https://a.example/</url></location>', Relation("part-of", iri="https://a.example/")),
    ],
)
def test_related_works(item: str, relation: Relation) -> None:
    assert record(f"{TITLE}<relatedItem {item}</relatedItem>").relations == [relation]


def test_series_with_issn() -> None:
    item = '<titleInfo><title>Lecture Notes ;</title></titleInfo><identifier type="issn">0302-9743</identifier>'
    found = record(f'{TITLE}<relatedItem type="series">{item}<part><detail type="volume"><number>5</number></detail></part></relatedItem>')
    assert [(one.titles, one.number, one.identifiers) for one in found.series] == [
        ([Text("Lecture Notes")], "5", [Identifier("issn", "0302-9743")])
    ]


@pytest.mark.parametrize(
    ("type", "value", "identifier"),
    [
        ("doi", "https://doi.org/10.1234/A", Identifier("doi", "10.1234/a")),
        ("hdl", "2142/123", Identifier("handle", "2142/123")),
        ("isbn", "0-632-05808-0", Identifier("isbn", "9780632058082")),
        ("pmid", "123456", Identifier("pmid", "123456")),
        ("local", "X 1", Identifier("local", "X 1")),
        ("", "oai:x:1", Identifier("local", "oai:x:1")),
        ("strange", "5", Identifier("text", "strange:5")),
        ("uri", "https://doi.org/10.1234/A", Identifier("doi", "10.1234/a")),
        ("issn", "0302-9743", Identifier("issn", "0302-9743")),
    ],
)
def test_identifiers(type: str, value: str, identifier: Identifier) -> None:
    assert record(f'{TITLE}<identifier type="{type}">{value}</identifier>').identifiers == [identifier]


def test_an_invalid_identifier_is_kept_aside() -> None:
    found = record(TITLE + '<identifier type="isbn" invalid="yes">123</identifier>')
    assert (found.identifiers, found.rest[0]) == ([], ("identifier", "123"))
    assert codes(TITLE + '<identifier type="isbn">0-632-05808-1</identifier>') == ["I002"]


def test_an_issn_beside_an_article_is_its_journals() -> None:
    found = record('<genre>article</genre><identifier type="issn">0948-3055</identifier>' + host("<titleInfo><title>J</title></titleInfo>"))
    assert found.identifiers == []
    assert found.container is not None
    assert found.container.identifiers == [Identifier("issn", "0948-3055")]


def test_an_issn_beside_a_book_is_its_series() -> None:
    found = record(TITLE + '<genre>book</genre><identifier type="issn">0302-9743</identifier>')
    assert (found.identifiers, [one.identifiers for one in found.series]) == ([], [[Identifier("issn", "0302-9743")]])
    body = '<titleInfo><title>B</title></titleInfo><identifier type="isbn">3-16-148410-X</identifier>'
    body += '<identifier type="issn">0302-9743</identifier>'
    found = record("<genre>book chapter</genre>" + host(body))
    assert found.host is not None
    assert found.host.identifiers == [Identifier("isbn", "9783161484100")]
    assert [one.identifiers for one in found.series] == [[Identifier("issn", "0302-9743")]]


def test_a_second_work_around_is_a_relation_and_nothing_of_it_is_lost() -> None:
    first = "<titleInfo><title>J</title></titleInfo><genre>periodical</genre>"
    second = '<titleInfo><title>K</title></titleInfo><identifier type="issn">0302-9743</identifier><name><namePart>Ed, E.</namePart></name>'
    found = record(host(first) + f'<relatedItem type="host">{second}</relatedItem>')
    assert found.relations == [Relation("part-of", Identifier("issn", "0302-9743"), text="K")]
    assert [value for _, value in found.rest] == ["K", "Ed, E."]


def test_people_of_a_journal_stay_in_rest() -> None:
    found = record(host("<titleInfo><title>J</title></titleInfo><genre>periodical</genre><name><namePart>Ed, E.</namePart></name>"))
    assert (found.contributors, found.rest) == ([], [("relatedItem/name/namePart", "Ed, E.")])


def test_subjects_with_a_scheme_are_concepts_and_the_others_keywords() -> None:
    found = record(
        TITLE
        + '<subject authority="lcsh" valueURI="http://id.loc.gov/authorities/subjects/sh1"><topic>Ice</topic><geographic>Arctic</geographic>'
        '</subject><subject><topic>sea ice</topic></subject>'
        '<subject><topic authority="gnd" valueURI="https://d-nb.info/gnd/4">Eis</topic></subject>'
        '<subject><name type="personal"><namePart>Nansen, Fridtjof,</namePart><namePart type="date">1861-1930</namePart></name></subject>'
        '<classification authority="ddc" edition="21">551.34</classification>'
    )
    assert found.concepts == [
        Concept("lcsh", Text("Ice--Arctic"), iri="http://id.loc.gov/authorities/subjects/sh1"),
        Concept("gnd", Text("Eis"), iri="https://d-nb.info/gnd/4"),
        Concept("ddc", Text("551.34"), notation="551.34"),
    ]
    assert found.keywords == [Text("sea ice"), Text("Nansen, Fridtjof, 1861-1930")]


def test_texts_by_their_kind() -> None:
    found = record(
        TITLE + '<abstract lang="eng">About.</abstract><tableOfContents>1. A</tableOfContents><note>Index.</note>'
        '<note type="funding">By X.</note><note type="statement of responsibility">by A.</note>'
    )
    assert (found.abstracts, found.contents, found.notes, found.funding_text) == (
        [Text("About.", "en")], [Text("1. A")], [Text("Index.")], [Text("By X.")],
    )  # fmt: skip
    assert found.rest == [("note[3]", "by A.")]


@pytest.mark.parametrize(
    ("condition", "access", "licences", "rights"),
    [
        (">Open Access</accessCondition>", "open", [], []),
        (">CC BY 4.0</accessCondition>", "", ["https://creativecommons.org/licenses/by/4.0/"], []),
        (
            ' xlink:href="http://creativecommons.org/licenses/by/4.0">Free</accessCondition>', "",
            ["https://creativecommons.org/licenses/by/4.0/"], [Text("Free")],
        ),
        (">Ask us.</accessCondition>", "", [], [Text("Ask us.")]),
    ],
)  # fmt: skip
def test_rights(condition: str, access: str, licences: list[str], rights: list[Text]) -> None:
    found = record(f"{TITLE}<accessCondition{condition}")
    assert (found.access, found.licences, found.rights) == (access, licences, rights)


def test_addresses_files_and_shelf_marks() -> None:
    found = record(
        TITLE + "<location><url>https://a.example/1</url><url access='preview'>https://a.example/2</url>"
        "<url access='raw object'>https://a.example/3.pdf</url><shelfLocator>Qa 5</shelfLocator></location>"
        "<physicalDescription><internetMediaType>application/pdf</internetMediaType></physicalDescription>"
    )
    assert found.links == [Link("https://a.example/1")]
    assert [(one.url, one.media_type) for one in found.files] == [("https://a.example/3.pdf", "application/pdf")]
    assert found.identifiers == [Identifier("call-number", "Qa 5")]
    assert found.rest == [("location/url[2]", "https://a.example/2")]


@pytest.mark.parametrize(
    ("extent", "pages", "volumes", "kept"),
    [
        ("<extent>402 p.</extent>", 402, 0, []),
        ("<extent>xii, 402 p. : ill. ; 24 cm.</extent>", 402, 0, [("physicalDescription/extent", "xii, 402 p. : ill. ; 24 cm.")]),
        ("<extent unit='page'><total>33</total></extent>", 33, 0, []),
        ("<extent>3 v.</extent>", 0, 3, []),
        ("<extent>1 poster</extent>", 0, 0, [("physicalDescription/extent", "1 poster")]),
        ("<extent>1 sound disc (45 min.)</extent>", 0, 0, [("physicalDescription/extent", "1 sound disc (45 min.)")]),
    ],
)
def test_extent(extent: str, pages: int, volumes: int, kept: list[tuple[str, str]]) -> None:
    found = record(f"{TITLE}<physicalDescription>{extent}</physicalDescription>")
    assert (found.num_pages, found.num_volumes, found.rest) == (pages, volumes, kept)


def test_the_record_itself() -> None:
    info = "<recordIdentifier source='x'>r1</recordIdentifier><recordChangeDate>2004-09-09</recordChangeDate>"
    info += "<recordContentSource>Us</recordContentSource>"
    reading = one(f"{TITLE}<recordInfo>{info}</recordInfo>")
    assert reading.record is not None
    assert (reading.record.record_modified, reading.record.identifiers) == ("2004-09-09", [Identifier("local", "r1")])
    assert [path for path, _, reason in reading.not_carried if reason] == [
        "recordInfo/recordIdentifier/@source",
        "recordInfo/recordContentSource",
    ]


def test_an_empty_record_is_told_and_the_others_are_read() -> None:
    source = f'<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods/><mods>{TITLE}</mods></modsCollection>'
    found = list(mods.read(source.encode()))
    assert [one.record is None for one in found] == [True, False]
    assert [[issue.code for issue in one.issues] for one in found] == [["R341"], []]
    assert found[0].issues[0].place.line == 1


def test_volume_and_pages_without_a_journal_are_told() -> None:
    assert codes(TITLE + PART) == ["R342"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"{HEAD}{TITLE}", ["R001"]),
        ("<modsCollection/>", ["R007"]),
        (f"<!DOCTYPE mods [<!ENTITY a 'b'>]>{HEAD}{TITLE}</mods>", ["R017"]),
        (f"{HEAD}" + "<note>" * 200 + "</note>" * 200 + "</mods>", ["R002"]),
        (f"{HEAD}{TITLE}</mods>{HEAD}<note></mods>", [[], "R001"]),
    ],
)
def test_broken_input_is_reported(source: str, expected: list[object]) -> None:
    found = list(mods.read(source.encode()))
    flat = [code for reading in found for code in ([one.code for one in reading.issues] or [[]])]
    assert flat == expected


def test_a_trace_changes_no_record_and_knows_the_places() -> None:
    body = host("<titleInfo><title>J</title></titleInfo>" + PART) + person(FAMILY)
    plain, traced = one(body), one(body, trace=True)
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    assert traced.places["contributors[0].agent"].pointer.startswith("/mods/name/namePart")
    assert traced.places["volume"].raw == "<number>30</number>"


@pytest.mark.parametrize(
    ("source", "format"),
    [
        (f"<?xml version='1.0'?>{HEAD}{TITLE}</mods>", "mods"),
        ('<m:modsCollection xmlns:m="http://www.loc.gov/mods/v3"/>', "mods"),
    ],
)
def test_is_recognised(source: str, format: str) -> None:
    assert inputs.recognise(source.encode(), "a.xml") == format
