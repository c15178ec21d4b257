"""schema.org JSON-LD and CodeMeta: one record a work, whatever form JSON-LD gives to a value."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kg import inputs
from kg.record import (
    Agent,
    Concept,
    Container,
    Contributor,
    Event,
    File,
    Grant,
    Host,
    Identifier,
    Link,
    Reading,
    Record,
    Relation,
    Series,
    Text,
)
from kg.sources import schemaorg

CONTEXT = "https://schema.org"
ARTICLE = {"@type": "ScholarlyArticle", "name": "On tides"}


def readings(document: Any, *, trace: bool = False) -> list[Reading]:
    data = json.dumps(document).encode()
    return list(schemaorg.read(data, trace=trace))


def read(members: dict[str, Any], *, trace: bool = False) -> Reading:
    (one,) = readings({"@context": CONTEXT, **members}, trace=trace)
    return one


def record(members: dict[str, Any], codes: tuple[str, ...] = ()) -> Record:
    reading = read({**ARTICLE, **members})
    assert tuple(found.code for found in reading.issues) == codes
    assert reading.record is not None
    return reading.record


def rest(members: dict[str, Any]) -> list[tuple[str, str]]:
    return record(members).rest


# ---- detection -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "context",
    [
        "https://schema.org",
        "http://schema.org/",
        "https://www.schema.org/",
        ["https://schema.org", {"@language": "en"}],
        ["https://doi.org/10.5063/schema/codemeta-2.0", "http://schema.org"],
        "https://w3id.org/codemeta/3.0",
        {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/", "sc": "https://schema.org/"},
    ],
)
def test_a_context_of_schema_org_or_codemeta_is_read_here(context: Any) -> None:
    for document in ({"@context": context, **ARTICLE}, [{"@context": context, **ARTICLE}]):
        data = json.dumps(document).encode()
        assert inputs.recognise(data, "x.json") == inputs.recognise(data, "x.jsonld") == inputs.recognise(data, "<stdin>") == "schemaorg"


@pytest.mark.parametrize(
    "document",
    [
        {"@context": {"@vocab": "https://schema.org/"}, "@type": "Book"},
        {"@context": ["https://schema.org", {"dcterms": "http://purl.org/dc/terms/"}], "@type": "Book"},
        {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": []},
        {"@context": "https://www.w3.org/ns/activitystreams", "type": "Note"},
        {"@id": "a", "@type": ["https://schema.org/Book"]},
    ],
)
def test_other_contexts_are_rdf(document: Any) -> None:
    assert inputs.recognise(json.dumps(document).encode(), "x.json") == "jsonld"


@pytest.mark.parametrize(
    "head", ["", "x", '{"name": "@context"}', '{"@context": ', '{"@context": nothing}', '{"@context": []}', '{"@context": 1}']
)
def test_no_context_is_no_schema_org(head: str) -> None:
    assert schemaorg.detect(head, "x.json") == 0


# ---- which nodes are works ---------------------------------------------------------------------------------------------------------


def test_every_work_of_a_graph_is_a_record_and_the_others_serve_them() -> None:
    graph = [
        {"@id": "#a", "@type": "ScholarlyArticle", "name": "A", "author": {"@id": "#p"}, "isPartOf": {"@id": "#i"}},
        {"@id": "#b", "@type": "Dataset", "name": "B", "creator": [{"@id": "#p"}], "citation": {"@id": "#a"}},
        {"@id": "#p", "@type": "Person", "name": "Zoë Abel", "sameAs": "https://orcid.org/0000-0002-1825-0097"},
        {"@id": "#i", "@type": "PublicationIssue", "issueNumber": 4, "isPartOf": {"@id": "#j"}},
        {"@id": "#j", "@type": "Periodical", "name": "Coasts", "issn": "0957-8765"},
        {"@id": "#s", "@type": "WebSite", "name": "Site"},
    ]
    one, two = readings({"@context": CONTEXT, "@graph": graph})
    assert one.record is not None
    assert two.record is not None
    assert (one.record.titles[0].value, one.record.issue, one.record.container) == (
        "A", "4", Container([Text("Coasts")], identifiers=[Identifier("issn", "0957-8765")]),
    )  # fmt: skip
    assert one.record.contributors == two.record.contributors
    assert two.record.contributors[0].agent.identifiers == [Identifier("orcid", "0000-0002-1825-0097")]
    assert two.record.relations == [Relation("cites", text="Zoë Abel. A")]
    assert two.record.rest == [("@graph[5].name", "Site")]
    assert [(reading.origin.ordinal, reading.label) for reading in (one, two)] == [(0, "A"), (1, "B")]


def test_a_page_leads_to_its_work() -> None:
    page = {"@type": "WebPage", "name": "Page", "mainEntity": {**ARTICLE, "isPartOf": {"@type": "WebPage"}}}
    reading = read(page)
    assert reading.record is not None
    assert (reading.record.type, reading.record.titles) == ("journal-article", [Text("On tides")])


def test_a_page_alone_is_a_web_page_and_a_list_gives_its_items() -> None:
    assert [one.record.type for one in readings({"@context": CONTEXT, "@type": "WebPage", "name": "P"}) if one.record] == ["web-page"]
    items = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {**ARTICLE, "name": name}} for name in "AB"]}
    assert [one.label for one in readings({"@context": CONTEXT, **items})] == ["A", "B"]


def test_arrays_and_lines_are_read_one_by_one() -> None:
    assert [one.label for one in readings([{"@context": CONTEXT, **ARTICLE}, {"@context": CONTEXT, "@type": "Book", "name": "B"}])] == [
        "On tides",
        "B",
    ]
    lines = b"\n".join(json.dumps({"@context": CONTEXT, **ARTICLE, "name": name}).encode() for name in ("A", "B"))
    assert [one.label for one in schemaorg.read(lines)] == ["A", "B"]


@pytest.mark.parametrize(
    ("members", "code", "words"),
    [
        ({"@type": "Person", "name": "Zoë Abel"}, "R261", "Person"),
        ({"@type": "BreadcrumbList"}, "R261", "BreadcrumbList"),
        ({"@type": "Periodical", "name": "Coasts", "issn": "0957-8765"}, "R261", "Periodical"),
        ({"@graph": [{"@type": "Organization", "name": "O"}, {"@type": "WebSite"}]}, "R261", "Organization, WebSite"),
        ({"url": "https://example.org/"}, "R260", "entry 1"),
        ({}, "R260", "entry 1"),
    ],
)
def test_what_is_no_work_is_told(members: dict[str, Any], code: str, words: str) -> None:
    reading = read(members)
    assert reading.record is None
    assert [(found.code, words in found.message) for found in reading.issues] == [(code, True)]


# ---- types --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "kind", "variant", "genre"),
    [
        ({"@type": "ScholarlyArticle"}, "journal-article", "", []),
        ({"@type": "http://schema.org/ScholarlyArticle"}, "journal-article", "", []),
        ({"@type": "schema:scholarlyarticle"}, "journal-article", "", []),
        ({"@type": ["CreativeWork", "ScholarlyArticle"]}, "journal-article", "", []),
        ({"@type": "ScholarlyArticle", "additionalType": "http://purl.org/coar/resource_type/c_816b"}, "preprint", "", []),
        ({"@type": "ScholarlyArticle", "additionalType": "Preprint"}, "preprint", "", []),
        ({"@type": "CreativeWork", "additionalType": "Technical report"}, "report", "technical", []),
        ({"@type": "Dataset", "additionalType": "CRAM file"}, "dataset", "", ["CRAM file"]),
        ({"@type": "Dataset", "additionalType": "dataset"}, "dataset", "", []),
        ({"@type": "Dataset", "additionalType": "journal article"}, "dataset", "", []),
        ({"@type": ["Review", "ScholarlyArticle"]}, "book-review", "", []),
        ({"@type": "Review", "itemReviewed": {"@type": "Book", "name": "B"}}, "book-review", "", []),
        ({"@type": "Review"}, "other", "", ["review"]),
        (
            {"@type": ["ScholarlyArticle", "CorrectionComment"], "additionalType": "http://purl.org/coar/resource_type/c_7acd"},
            "correction",
            "",
            [],
        ),
        ({"@type": "WebApplication"}, "software", "application", ["web application"]),
        ({"@type": "Article"}, "other", "", ["article"]),
        ({"@type": "Article", "isPartOf": {"@type": "Periodical", "name": "J"}}, "journal-article", "", []),
        ({"@type": "Article", "isPartOf": {"@type": "Blog", "name": "J"}}, "blog-post", "", []),
        ({"@type": "ReportageNewsArticle"}, "newspaper-article", "", ["reportage news article"]),
        ({"@type": "Project"}, "other", "", ["project"]),
        ({"@type": "Book", "editor": {"@type": "Person", "name": "E F"}}, "edited-book", "", []),
        ({"@type": "ExhibitionEvent"}, "exhibition", "", []),
    ],
)
def test_classes_and_additional_types_tell_the_type(members: dict[str, Any], kind: str, variant: str, genre: list[str]) -> None:
    found = record(members)
    assert (found.type, found.variant, [one.value for one in found.genre]) == (kind, variant, genre)


def test_an_unknown_class_and_none_at_all_are_told() -> None:
    found = record({"@type": "Sermon", "author": "Zoë Abel"}, ("R262",))
    assert (found.type, found.genre) == ("other", [Text("Sermon")])
    reading = read({"name": "A", "author": "Zoë Abel"})
    assert [one.code for one in reading.issues] == ["R263"]


# ---- fields -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "field", "value"),
    [
        ({"name": {"@value": "Gezeiten", "@language": "de"}}, "titles", [Text("Gezeiten", "de")]),
        ({"name": [{"@value": "G", "@language": "de"}, {"@value": "T", "@language": "en"}]}, "titles", [Text("G", "de"), Text("T", "en")]),
        ({"name": "A", "headline": "A"}, "titles", [Text("A")]),
        ({"name": "A long title", "headline": "A long…"}, "other_titles", []),
        ({"name": "A", "headline": "B", "alternateName": ["C"]}, "other_titles", [Text("B"), Text("C")]),
        ({"name": "A: b", "alternativeHeadline": "b"}, "subtitles", [Text("b")]),
        ({"name": "A: b", "alternativeHeadline": "b"}, "short_title", Text("A")),
        ({"name": "A", "alternativeHeadline": "b"}, "other_titles", [Text("b")]),
        ({"name": "H<sub>2</sub>O &amp; x"}, "titles", [Text("H₂O & x")]),
        ({"name": "A", "inLanguage": "de"}, "titles", [Text("A", "de")]),
        ({"inLanguage": ["en-GB", {"@type": "Language", "alternateName": "de", "name": "German"}]}, "languages", ["en-GB", "de"]),
        ({"abstract": "<p>A</p><p>B</p>", "description": "C"}, "abstracts", [Text("A\n\nB")]),
        ({"abstract": "A", "description": "C"}, "notes", [Text("C")]),
        ({"abstract": "A", "description": "A"}, "notes", []),
        ({"description": ["A", "B"], "comment": "C"}, "notes", [Text("B"), Text("C")]),
        ({"keywords": "a, b,c"}, "keywords", [Text("a"), Text("b"), Text("c")]),
        ({"keywords": "a, b; c"}, "keywords", [Text("a, b"), Text("c")]),
        ({"keywords": ["a, b", "c", "c"]}, "keywords", [Text("a, b"), Text("c")]),
        ({"keywords": [{"@type": "DefinedTerm", "name": "Ports"}], "about": "Sea"}, "keywords", [Text("Ports"), Text("Sea")]),
        (
            {"keywords": {"name": "Ports", "termCode": "D1", "inDefinedTermSet": {"name": "Medical Subject Headings"}}},
            "concepts",
            [Concept("mesh", Text("Ports"), notation="D1")],
        ),
        (
            {"about": {"@id": "http://www.wikidata.org/entity/Q1", "name": "Universe"}},
            "concepts",
            [Concept("wikidata", Text("Universe"), iri="http://www.wikidata.org/entity/Q1")],
        ),
        (
            # a context may make "id" of "@id"
            {"about": {"id": "https://example.org/vocabulary/11", "type": "DefinedTerm", "name": "Health", "inDefinedTermSet": "Fields"}},
            "concepts",
            [Concept("Fields", Text("Health"), iri="https://example.org/vocabulary/11")],
        ),
        ({"isPartOf": {"@type": "Periodical", "name": "J", "publisher": "P"}}, "publisher", Agent("P", kind="organisation")),
        (
            {"publisher": "Own", "isPartOf": {"@type": "Periodical", "name": "J", "publisher": "P"}},
            "publisher",
            Agent("Own", kind="organisation"),
        ),
        ({"isPartOf": {"@type": "WebSite", "name": "J", "publisher": "P"}}, "publisher", None),
        ({"version": 2, "bookEdition": "3rd", "numberOfPages": "12"}, "version", "2"),
        ({"@type": "Book", "bookEdition": "3rd", "numberOfPages": 12}, "num_pages", 12),
        ({"@type": "Report", "reportNumber": "R 7"}, "number", "R 7"),
        ({"@type": "Thesis", "inSupportOf": "PhD", "sourceOrganization": "U"}, "degree", "PhD"),
        ({"@type": "Thesis", "sourceOrganization": {"name": "U"}}, "institution", Agent("U", kind="organisation")),
        ({"datePublished": "2016-12-20T00:00:00.000Z"}, "issued", "2016-12-20"),
        ({"datePublished": {"@type": "Date", "@value": "2016-12"}}, "issued", "2016-12"),
        ({"dateCreated": "2015", "dateModified": "2017-01-02"}, "created", "2015"),
        ({"sdDatePublished": "2020-01-01"}, "record_modified", "2020-01-01"),
        ({"publication": {"@type": "PublicationEvent", "name": "Early online", "startDate": "2016-01-01"}}, "online", "2016-01-01"),
        ({"creativeWorkStatus": "Published"}, "status", "published"),
        ({"license": "http://creativecommons.org/licenses/by/4.0/legalcode"}, "licences", ["https://creativecommons.org/licenses/by/4.0/"]),
        ({"license": {"@type": "CreativeWork", "url": "https://spdx.org/licenses/MIT"}}, "licences", ["https://spdx.org/licenses/MIT"]),
        ({"license": ["CC BY 4.0", "As is"]}, "rights", [Text("As is")]),
        ({"copyrightNotice": "(c) me", "conditionsOfAccess": "On request"}, "rights", [Text("(c) me"), Text("On request")]),
        ({"conditionsOfAccess": "Open Access"}, "access", "open"),
        ({"isAccessibleForFree": True}, "access", "open"),
        ({"isAccessibleForFree": False}, "access", ""),
        ({"url": "https://example.org/a", "mainEntityOfPage": {"@id": "https://example.org/a"}}, "links", [Link("https://example.org/a")]),
        ({"url": "https://doi.org/10.5555/x"}, "links", []),
        ({"codeRepository": "https://github.com/a/b", "issueTracker": "https://github.com/a/b/issues"}, "links",
         [Link("https://github.com/a/b/issues", "see-also"), Link("https://github.com/a/b", "repository")]),
        ({"programmingLanguage": ["R", {"@type": "ComputerLanguage", "name": "C"}]}, "programming_languages", ["R", "C"]),
        ({"countryOfOrigin": {"@type": "Country", "name": "Peru"}}, "country", "Peru"),
        ({"genre": "essay"}, "genre", [Text("essay")]),
    ],
)  # fmt: skip
def test_a_property_goes_to_its_field(members: dict[str, Any], field: str, value: object) -> None:
    assert getattr(record(members), field) == value


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"@id": "https://doi.org/10.5555/X"}, [Identifier("doi", "10.5555/x")]),
        ({"@id": "https://doi.org/10.5555/X", "sameAs": "https://doi.org/10.5555/x", "identifier": "doi:10.5555/x"},
         [Identifier("doi", "10.5555/x")]),
        ({"identifier": {"@type": "PropertyValue", "propertyID": "doi", "value": "10.5555/x"}}, [Identifier("doi", "10.5555/x")]),
        ({"identifier": {"propertyID": "https://registry.identifiers.org/registry/doi", "value": "doi:10.5555/x", "url": "u"}},
         [Identifier("doi", "10.5555/x")]),
        ({"identifier": {"propertyID": "minid", "value": "ark:/1/2"}}, [Identifier("text", "minid:ark:/1/2")]),
        ({"identifier": {"@value": "10.5555/x"}}, [Identifier("doi", "10.5555/x")]),
        ({"identifier": "PMID:123"}, [Identifier("pmid", "123")]),
        ({"identifier": ["T-1", "urn:nbn:de:1-2"]}, [Identifier("local", "T-1"), Identifier("urn", "urn:nbn:de:1-2")]),
        ({"identifier": "4616a77a-085a-41f2-b39b-25ccae7f6519"}, [Identifier("uuid", "4616a77a-085a-41f2-b39b-25ccae7f6519")]),
        ({"@type": "Book", "isbn": "3-16-148410-X"}, [Identifier("isbn", "9783161484100")]),
        ({"sameAs": ["https://hdl.handle.net/1/2", "https://arxiv.org/abs/2101.00001"]},
         [Identifier("handle", "1/2"), Identifier("arxiv", "2101.00001")]),
    ],
)  # fmt: skip
def test_identifiers_in_every_form(members: dict[str, Any], expected: list[Identifier]) -> None:
    assert record(members).identifiers == expected


def test_a_wrong_identifier_is_told() -> None:
    found = record({"identifier": {"propertyID": "doi", "value": "none"}}, ("I001",))
    assert found.identifiers == [Identifier("text", "DOI:none")]


def test_addresses_that_identify_nothing_are_links_relations_and_origins() -> None:
    found = record({"@id": "https://example.org/id/1", "identifier": "https://example.org/a", "sameAs": "https://example.org/b"})
    assert (found.identifiers, found.links) == ([], [Link("https://example.org/a")])
    assert found.relations == [Relation("same-as", iri="https://example.org/b")]
    assert found.derived_from == ["https://example.org/id/1"]


def person(name: str, given: str, family: str, *ids: Identifier) -> Agent:
    return Agent(name, given=given, family=family, identifiers=list(ids))


@pytest.mark.parametrize(
    ("value", "agents"),
    [
        ("Zoë Abel", [person("Zoë Abel", "Zoë", "Abel")]),
        (["Zoë Abel", "Abel, Adam"], [person("Zoë Abel", "Zoë", "Abel"), person("Adam Abel", "Adam", "Abel")]),
        ({"@list": [{"@type": "Person", "name": "Zoë Abel"}]}, [person("Zoë Abel", "Zoë", "Abel")]),
        ({"@type": "Person", "givenName": "Zoë", "additionalName": "Q.", "familyName": "Abel", "honorificSuffix": "Jr."},
         [Agent("Zoë Q. Abel Jr.", given="Zoë Q.", family="Abel", suffix="Jr.")]),
        ({"@type": "Person", "givenName": "Zoë", "familyName": "Abel", "name": "Zoë R. Abel"}, [person("Zoë R. Abel", "Zoë", "Abel")]),
        ({"@type": "Organization", "name": "Abel", "@id": "https://ror.org/03angcq70", "address": {"addressLocality": "Dover"}},
         [Agent("Abel", kind="organisation", place="Dover", identifiers=[Identifier("ror", "03angcq70")])]),
        ({"name": "Harbour University"}, [Agent("Harbour University", kind="organisation")]),
        ({"@type": "Person", "@id": "https://orcid.org/0000-0002-1825-0097"},
         [Agent("0000-0002-1825-0097", identifiers=[Identifier("orcid", "0000-0002-1825-0097")])]),
        ({"name": "Zoë Abel", "identifier": "0000-0002-1825-0097", "url": "https://example.org/z"},
         [Agent("Zoë Abel", given="Zoë", family="Abel", url="https://example.org/z",
                identifiers=[Identifier("orcid", "0000-0002-1825-0097")])]),
        ({"name": "Zoë Abel", "identifier": {"propertyID": "ORCID", "value": "0000-0002-1825-0097"}},
         [person("Zoë Abel", "Zoë", "Abel", Identifier("orcid", "0000-0002-1825-0097"))]),
        ({"@type": "Role", "author": {"@type": "Person", "name": "Zoë Abel"}}, [person("Zoë Abel", "Zoë", "Abel")]),
        ("Abel, Z.; Carberry, J.", [person("Z. Abel", "Z.", "Abel"), person("J. Carberry", "J.", "Carberry")]),
        ("Abel, Z.Q., Carberry, J., and Zhao, X.",
         [person("Z.Q. Abel", "Z.Q.", "Abel"), person("J. Carberry", "J.", "Carberry"), person("X. Zhao", "X.", "Zhao")]),
    ],
)  # fmt: skip
def test_authors_in_every_form(value: Any, agents: list[Agent]) -> None:
    assert [(one.agent, one.role) for one in record({"author": value}).contributors] == [(agent, "author") for agent in agents]


def test_a_wrong_orcid_and_many_names_in_one_are_told() -> None:
    found = record({"author": {"name": "Zoë Abel", "@id": "https://orcid.org/0000-0002-1825-0098"}}, ("I002",))
    assert found.contributors[0].agent.identifiers[0].scheme == "text"
    record({"author": "Zoë Abel, Josiah Carberry, Adam Zhao, Eve Quay"}, ("R264",))


def test_creators_that_repeat_authors_are_one() -> None:
    people = [{"@id": "#1", "name": "Zoë Abel"}, {"@id": "#2", "name": "Josiah Carberry"}]
    assert len(record({"author": ["Wei Wang", "Wei Wang"]}).contributors) == 2
    found = record({"author": people, "creator": [{"@id": "#1"}, {"name": "Josiah Carberry"}, {"name": "Eve Quay"}]})
    assert [one.agent.name for one in found.contributors] == ["Zoë Abel", "Josiah Carberry", "Eve Quay"]
    assert found.rest == []


def test_roles_and_affiliations_are_kept() -> None:
    found = record(
        {
            "author": {
                "name": "Zoë Abel",
                "affiliation": [{"@type": "Organization", "name": "U", "sameAs": "https://ror.org/03angcq70"}, "V"],
            },
            "editor": {"name": "Eve Quay"},
            "translator": {"name": "Ada Doe"},
            "contributor": {"@type": "Organization", "name": "O"},
        }
    )
    assert [(one.agent.name, one.role) for one in found.contributors] == [
        ("Zoë Abel", "author"), ("Eve Quay", "editor"), ("Ada Doe", "translator"), ("O", "contributor"),
    ]  # fmt: skip
    assert found.contributors[0].affiliations == [
        Agent("U", kind="organisation", identifiers=[Identifier("ror", "03angcq70")]), Agent("V", kind="organisation"),
    ]  # fmt: skip


def chain(*nodes: dict[str, Any]) -> dict[str, Any]:
    """Each node part of the next."""
    found: dict[str, Any] = {}
    for node in reversed(nodes):
        found = {**node, **({"isPartOf": found} if found else {})}
    return {"isPartOf": found}


JOURNAL = {"@type": "Periodical", "name": "Coasts", "issn": ["0957-8765", "1573-7888"], "alternateName": "Cst"}


def test_issue_volume_and_journal_are_a_chain() -> None:
    found = record(chain({"@type": "PublicationIssue", "issueNumber": 4}, {"@type": "PublicationVolume", "volumeNumber": "23"}, JOURNAL))
    assert (found.issue, found.volume) == ("4", "23")
    ids = [Identifier("issn", "0957-8765"), Identifier("issn", "1573-7888")]
    assert found.container == Container([Text("Coasts")], [Text("Cst")], identifiers=ids)
    assert found.rest == []


def test_one_node_may_be_volume_and_journal_and_numbers_may_stand_on_the_work() -> None:
    squeezed = {"@type": ["Periodical", "PublicationVolume"], "name": "Coasts", "volumeNumber": 7}
    found = record({"isPartOf": squeezed, "issueNumber": "1", "pagination": "12-19"})
    assert (found.volume, found.issue, found.page_start, found.page_end) == ("7", "1", "12", "19")


@pytest.mark.parametrize(
    ("members", "container"),
    [
        ({"isPartOf": "Coasts"}, Container([Text("Coasts")])),
        ({"periodical": {"@type": "Journal", "name": "Coasts"}}, Container([Text("Coasts")])),
        ({"issn": "World Wide Web: 0957-8765"}, Container(identifiers=[Identifier("issn", "0957-8765")])),
        (chain({"@type": "WebPage", "@id": "#p"}, {"@type": "WebSite", "name": "Site"}), Container([Text("Site")], kind="website")),
        (chain({"@type": "Newspaper", "name": "N"}), Container([Text("N")], kind="newspaper")),
    ],
)
def test_containers_of_all_kinds(members: dict[str, Any], container: Container) -> None:
    assert record(members).container == container


def test_a_chapter_stands_in_its_book_and_the_book_in_its_series() -> None:
    book = {
        "@type": "Book",
        "name": "Ports",
        "isbn": "9783161484100",
        "editor": {"name": "Ada Quay"},
        "position": 7,
        "publisher": "Coast Press",
    }
    found = record(
        {"@type": "Chapter", "position": 3, "pageStart": "xi", "pageEnd": "xv"} | chain(book, {"@type": "BookSeries", "name": "S"})
    )
    editor = Contributor(person("Ada Quay", "Ada", "Quay"), "editor")
    assert found.host == Host([Text("Ports")], identifiers=[Identifier("isbn", "9783161484100")], contributors=[editor])
    assert (found.series, found.chapter) == ([Series([Text("S")], "7")], "3")
    assert found.publisher == Agent("Coast Press", kind="organisation")
    assert found.rest == []


def test_an_article_in_a_book_is_a_chapter_and_in_proceedings_a_paper() -> None:
    assert record(chain({"@type": "Book", "name": "Ports"})).type == "chapter"
    found = record(chain({"@type": "Book", "name": "Proceedings of Tides"}))
    assert found.host is not None
    assert (found.type, found.host.type) == ("conference-paper", "proceedings")


def test_a_dataset_that_is_part_of_something_has_a_relation() -> None:
    found = record({"@type": "Dataset", "isPartOf": {"@type": "Dataset", "@id": "https://doi.org/10.5555/all"}, "issn": "0957-8765"})
    assert found.relations == [Relation("part-of", Identifier("doi", "10.5555/all"))]
    assert found.series == [Series(identifiers=[Identifier("issn", "0957-8765")])]


def test_parts_that_go_round_in_a_circle_end() -> None:
    graph = [
        {"@id": "#a", **ARTICLE, "isPartOf": {"@id": "#i"}},
        {"@id": "#i", "@type": "PublicationIssue", "issueNumber": 1, "isPartOf": {"@id": "#a"}},
    ]
    (one,) = readings({"@context": CONTEXT, "@graph": graph})
    assert one.record is not None
    assert one.record.issue == "1"


def test_agents_that_lead_to_themselves_end() -> None:
    group = {"@id": "#g", "@type": "Organization", "name": "G", "member": [{"@id": "#g"}, {"name": "Zoë Abel"}]}
    role = {"@id": "#r", "@type": "Role", "author": {"@id": "#r"}}
    people = [{"@id": "#g"}, {"@id": "#r"}]
    (one,) = readings({"@context": CONTEXT, "@graph": [{**ARTICLE, "author": people, "funding": {"@id": "#g"}}, group, role]})
    assert one.record is not None
    assert [(who.agent.name, [member.name for member in who.agent.members]) for who in one.record.contributors] == [("G", ["Zoë Abel"])]


def test_publisher_provider_and_registries() -> None:
    publisher = {"@type": "Organization", "name": "P", "url": "https://p.example/"}
    assert record({"publisher": publisher, "provider": {"name": "DataCite"}}).publisher == Agent(
        "P", kind="organisation", url="https://p.example/"
    )
    assert record({"provider": {"name": "Archive"}}).publisher == Agent("Archive", kind="organisation")
    assert record({"provider": {"name": "DataCite"}}).publisher is None
    assert record({"publisher": "https://cran.r-project.org"}).publisher == Agent(
        "https://cran.r-project.org", kind="organisation", url="https://cran.r-project.org"
    )


def test_funding_in_every_form() -> None:
    funder = {"@type": "Organization", "@id": "https://doi.org/10.13039/100000052", "name": "Sea Fund"}
    agent = Agent("Sea Fund", kind="organisation", identifiers=[Identifier("funder", "10.13039/100000052")])
    grant = {"@type": "Grant", "identifier": "S-1", "name": "Sea", "funder": funder}
    assert record({"funding": grant, "funder": funder}).funding == [Grant(agent, "S-1", "Sea")]
    assert record({"funding": funder}).funding == [Grant(agent)]
    assert record({"funder": [funder, "Moon Fund"]}).funding == [Grant(agent), Grant(Agent("Moon Fund", kind="organisation"))]
    assert record({"funding": "Paid by the sea, S-1"}).funding_text == [Text("Paid by the sea, S-1")]


def test_files_in_every_form() -> None:
    one = {
        "@type": "DataDownload",
        "contentUrl": "https://example.org/a.csv",
        "name": "a.csv",
        "encodingFormat": "text/csv",
        "contentSize": "12 B",
        "sha256": "ab",
        "license": "CC BY 4.0",
        "md5": "cd",
    }
    found = record({"@type": "Dataset", "distribution": [one, {"@id": "https://example.org/b.xml", "fileFormat": "application/xml"}]})
    assert found.files == [
        File("https://example.org/a.csv", "a.csv", "text/csv", 12, "ab", licence="https://creativecommons.org/licenses/by/4.0/"),
        File("https://example.org/b.xml", media_type="application/xml"),
    ]
    assert found.rest == [("distribution[0].md5", "cd")]
    assert rest({"distribution": {"contentUrl": "https://example.org/a", "fileFormat": "zip"}}) == [("distribution.fileFormat", "zip")]
    assert rest({"contentUrl": "a b"}) == [("contentUrl", "a b")]
    assert record({"contentUrl": ["s3://a/b", "gs://c/d"]}).files == [File("s3://a/b"), File("gs://c/d")]
    assert record({"downloadUrl": "https://example.org/a.gz", "encodingFormat": "application/gzip"}).files == [
        File("https://example.org/a.gz", media_type="application/gzip")
    ]
    assert rest({"encoding": {"contentUrl": "https://example.org/a", "contentSize": "1 MB"}}) == [("encoding.contentSize", "1 MB")]


@pytest.mark.parametrize(
    ("value", "relation"),
    [
        ("https://doi.org/10.5555/x", Relation("cites", Identifier("doi", "10.5555/x"))),
        ("https://example.org/x", Relation("cites", iri="https://example.org/x")),
        ("Abel, Z.: On moons. 2001", Relation("cites", text="Abel, Z.: On moons. 2001")),
        ({"@type": "CreativeWork", "name": "10.5555/x"}, Relation("cites", Identifier("doi", "10.5555/x"))),
        ({"@id": "https://doi.org/10.5555/x", "name": "On moons"}, Relation("cites", Identifier("doi", "10.5555/x"))),
        ({"url": "https://example.org/x", "identifier": "https://doi.org/10.5555/x"}, Relation("cites", Identifier("doi", "10.5555/x"))),
        ({"name": "On moons", "author": [{"name": "Abel, Z."}, {"name": "B"}], "datePublished": "2001",
          "isPartOf": {"name": "Coasts"}},
         Relation("cites", text="Abel, Z.; B. On moons. Coasts. 2001")),
    ],
)  # fmt: skip
def test_citations_in_every_form(value: Any, relation: Relation) -> None:
    found = record({"citation": [value]})
    assert (found.relations, found.rest) == ([relation], [])


def test_other_relations_and_reversed_ones() -> None:
    found = record(
        {
            "isBasedOn": "https://example.org/d",
            "translationOfWork": {"@id": "https://doi.org/10.5555/t"},
            "hasPart": {"@type": "WebPageElement", "cssSelector": ".x"},
            "@reverse": {"isBasedOn": {"@id": "https://doi.org/10.5555/r", "name": "R", "creator": {"name": "C"}}},
        }
    )
    assert found.relations == [
        Relation("derived-from", iri="https://example.org/d"),
        Relation("translation-of", Identifier("doi", "10.5555/t")),
        Relation("related", Identifier("doi", "10.5555/r")),
    ]


def test_a_performance_has_its_time_and_place() -> None:
    found = record(
        {"@type": "TheaterEvent", "startDate": "2019-05-01", "endDate": "2019-05-02", "location": {"name": "Dover"}, "organizer": "O"}
    )
    assert found.event == Event(start="2019-05-01", end="2019-05-02", place="Dover", organizers=[Agent("O", kind="organisation")])
    assert (found.issued, found.contributors) == ("2019-05-01", [])


def test_codemeta_of_version_1_has_its_own_names() -> None:
    document = {
        "@context": "https://raw.githubusercontent.com/codemeta/codemeta/master/codemeta.jsonld",
        "@type": "SoftwareSourceCode",
        "title": "Tool",
        "agents": [
            {"@type": "person", "name": "Zoë Abel", "role": {"roleCode": ["originator", "resourceProvider"]}},
            {"@type": "organization", "name": "Harbour Board", "role": {"roleCode": "copyrightHolder"}},
        ],
        "licenseId": "Apache-2.0",
        "tags": ["tides"],
        "depends": {"@type": "URL", "@value": "https://example.org/lib"},
    }
    (reading,) = readings(document)
    assert reading.record is not None
    assert reading.record.titles == [Text("Tool")]
    assert [(one.agent.name, one.role) for one in reading.record.contributors] == [("Zoë Abel", "author"), ("Harbour Board", "contributor")]
    assert reading.record.licences == ["https://spdx.org/licenses/Apache-2.0"]
    assert reading.record.keywords == [Text("tides")]
    assert reading.record.relations == [Relation("requires", iri="https://example.org/lib")]


def test_what_has_no_field_stays_and_what_is_not_carried_has_a_reason() -> None:
    reading = read({**ARTICLE, "spatialCoverage": {"geo": {"latitude": 1}}, "image": "https://example.org/i.png", "articleBody": "…"})
    assert reading.record is not None
    assert reading.record.rest == [("spatialCoverage.geo.latitude", "1")]
    assert {path: bool(reason) for path, _, reason in reading.not_carried} == {"@context": True, "image": True, "articleBody": True}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"@context": "https://schema.org", "@type": "Book", ', "R001"),
        (b'{"@context": "https://schema.org", "name": ' + b"[" * 200 + b"]" * 200 + b"}", "R002"),
        (b'{"@context": "https://schema.org", "@type": "Book", "name": "\xff"}', "R003"),
        (b'["https://schema.org"]', "R006"),
    ],
)
def test_broken_documents_are_told_with_their_place(data: bytes, code: str) -> None:
    found = list(schemaorg.read(data))
    assert [one.issues[0].code for one in found] == [code]
    assert found[0].issues[0].place.line == 1


def test_a_trace_changes_nothing_and_leads_into_the_file() -> None:
    members = {
        **ARTICLE,
        "author": [{"name": "Zoë Abel"}],
        "datePublished": "no date",
        **chain({"@type": "PublicationIssue", "issueNumber": 4}, JOURNAL),
    }
    plain, traced = read(members), read(members, trace=True)
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    found = {
        field: traced.places[field].pointer for field in ("type", "titles[0]", "contributors[0]", "issue", "container.titles[0]", "rest[0]")
    }
    assert found == {
        "type": "/@type",
        "titles[0]": "/name",
        "contributors[0]": "/author/0",
        "issue": "/isPartOf/issueNumber",
        "container.titles[0]": "/isPartOf/isPartOf/name",
        "rest[0]": "/datePublished",
    }
    assert [(one.code, one.place.pointer) for one in plain.issues] == [("R008", "/datePublished")]


def test_odd_forms_raise_nothing() -> None:
    odd = [
        None,
        1,
        True,
        "",
        [],
        {},
        [[]],
        [[1, ["x"]]],
        {"@id": "#x"},
        {"@list": [{"@set": ["y"]}]},
        {"@value": None},
        {"name": {"name": {}}},
    ]
    names = [*schemaorg.rules()["roles"], *schemaorg.rules()["relations"], *schemaorg.rules()["links"], *schemaorg.rules()["texts"]]
    names += [
        *schemaorg.rules()["dates"],
        *schemaorg.rules()["files"]["names"],
        "isPartOf",
        "identifier",
        "license",
        "publisher",
        "funding",
    ]
    names += [
        "funder",
        "keywords",
        "about",
        "abstract",
        "inLanguage",
        "name",
        "headline",
        "@id",
        "additionalType",
        "issn",
        "isbn",
        "@reverse",
    ]
    for name in names:
        for value in odd:
            for reading in readings({"@context": CONTEXT, **ARTICLE, name: value}, trace=True):
                assert reading.record is not None or reading.issues, (name, value)
