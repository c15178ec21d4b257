"""HTML pages: one record of all that meta tags, links and JSON-LD state, by a stated order of trust; every tag accounted for."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from kg import inputs
from kg.mapping import Mapper, Options
from kg.record import Agent, Container, Contributor, Event, File, Grant, Host, Identifier, Link, Reading, Record, Relation, Series, Text
from kg.sources import SOURCES, html
from kg.writers import Options as WriterOptions
from kg.writers import embed
from tests.sources.test_schemaorg_embed import full

ORCID = Identifier("orcid", "0000-0002-1825-0097")
TITLE = ("citation_title", "On tides")


def head(*tags: tuple[str, str] | str, ld: Any = None, body: str = "") -> str:
    """A page with these meta tags (or lines of markup) and this JSON-LD."""
    rows = [tag if isinstance(tag, str) else f'<meta name="{tag[0]}" content="{tag[1]}">' for tag in tags]
    script = "" if ld is None else f'<script type="application/ld+json">{json.dumps(ld)}</script>'
    return "\n".join(["<!doctype html><html><head>", *rows, script, "</head><body>", body, "</body></html>"])


def read(page: str, *, trace: bool = False) -> Reading:
    (reading,) = html.read(page.encode(), trace=trace)
    return reading


def record(*tags: tuple[str, str] | str, ld: Any = None, codes: tuple[str, ...] = ()) -> Record:
    reading = read(head(*tags, ld=ld))
    assert tuple(found.code for found in reading.issues) == codes
    assert reading.record is not None
    return reading.record


# ---- detection and what is no work --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html>",
        "\n<!-- a comment --><html lang=en>",
        '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html xmlns="http://www.w3.org/1999/xhtml">',
        "<html><!-- <rdf:RDF xmlns:rdf='x'> -->",
        "<head><meta charset=utf-8>",
    ],
)
def test_pages_are_told_by_their_content(page: str) -> None:
    for name in ("<stdin>", "a.html", "a.txt", "a.xml"):
        assert inputs.recognise(page.encode(), name) == "html"


def test_a_piece_of_a_page_is_told_by_its_ending() -> None:
    assert inputs.recognise(b"<span class=a>x</span>", "a.html") == "html"


@pytest.mark.parametrize("head", ["", "x", "<article>", "<?xml version='1.0'?><mods>", "{}", "<rdf:RDF", "TY  - JOUR", "<TEI>"])
def test_others_are_no_pages(head: str) -> None:
    assert html.detect(head, "x") == 0


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><title>Home</title>", "R265"),
        ("", "R265"),
        (head(("description", "A site"), ("keywords", "a"), ("author", "Me")), "R265"),
        (head('<meta property="og:type" content="website"><meta property="og:title" content="Home">'), "R265"),
        (head(("DC.title", "Home")), "R265"),
        (head(ld={"@context": "https://schema.org", "@type": "WebSite", "name": "Site"}), "R265"),
        (head(ld={"@context": "https://schema.org", "@type": "WebPage", "name": "Home"}), "R265"),
        ("<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script>", "R269"),
        ("<div>" * 1000, "R002"),
    ],
)
def test_a_page_without_a_work_is_told(page: str, code: str) -> None:
    reading = read(page)
    assert (reading.record, [found.code for found in reading.issues]) == (None, [code])
    assert all(found.place.line == 1 and found.mend for found in reading.issues)


# ---- tags ---------------------------------------------------------------------------------------------------------------------------

AUTHOR = ("citation_author", "Abel, Zoë")


@pytest.mark.parametrize(
    ("tags", "field", "value"),
    [
        ([TITLE], "titles", [Text("On tides")]),
        ([TITLE, AUTHOR], "contributors", [Contributor(Agent("Zoë Abel", given="Zoë", family="Abel"))]),
        ([TITLE, ("citation_author", "Simianu VV")], "contributors", [Contributor(Agent("VV Simianu", given="VV", family="Simianu"))]),
        ([TITLE, ("citation_authors", "Abel, Z.; Quay, A.")], "contributors",
         [Contributor(Agent("Z. Abel", given="Z.", family="Abel")), Contributor(Agent("A. Quay", given="A.", family="Quay"))]),
        ([TITLE, AUTHOR, ("citation_author_institution", "U"), ("citation_author_orcid", "https://orcid.org/0000-0002-1825-0097")],
         "contributors", [Contributor(Agent("Zoë Abel", given="Zoë", family="Abel", identifiers=[ORCID]),
                                      affiliations=[Agent("U", kind="organisation")])]),
        ([TITLE, ("citation_publication_date", "2012/12/31")], "issued", "2012-12-31"),
        ([TITLE, ("citation_date", "September 2014")], "issued", "2014-09"),
        ([TITLE, ("citation_year", "2014"), ("citation_date", "2014-09-02")], "issued", "2014-09-02"),
        ([TITLE, ("citation_online_date", "2012/8/4")], "online", "2012-08-04"),
        ([TITLE, ("citation_volume", "23")], "volume", "23"),
        ([TITLE, ("citation_issue", "4")], "issue", "4"),
        ([TITLE, ("citation_firstpage", "1119"), ("citation_lastpage", "38")], "page_end", "1138"),
        ([TITLE, ("citation_firstpage", "533"), ("citation_lastpage", "8; discussion 538-9")], "pages", "533-8; discussion 538-9"),
        ([TITLE, ("citation_firstpage", "533"), ("citation_lastpage", "8; discussion 538-9")], "page_start", ""),
        ([TITLE, ("citation_doi", "doi:10.5555/X")], "identifiers", [Identifier("doi", "10.5555/x")]),
        ([TITLE, ("citation_pmid", "123"), ("citation_pmcid", "PMC1"), ("citation_arxiv_id", "2101.00001")], "identifiers",
         [Identifier("pmid", "123"), Identifier("pmcid", "PMC1"), Identifier("arxiv", "2101.00001")]),
        ([TITLE, ("citation_publisher", "P")], "publisher", Agent("P", kind="organisation")),
        ([TITLE, ("citation_language", "eng")], "languages", ["en"]),
        ([TITLE, ("citation_keywords", "a, b; c"), ("citation_keywords", "d")], "keywords", [Text("a, b"), Text("c"), Text("d")]),
        ([TITLE, ("citation_abstract", "&lt;p&gt;A&lt;/p&gt;")], "abstracts", [Text("A")]),
        ([TITLE, ("citation_abstract_html_url", "https://e.org/a")], "links", [Link("https://e.org/a")]),
        ([TITLE, ("citation_pdf_url", "https://e.org/a.pdf")], "files", [File("https://e.org/a.pdf", media_type="application/pdf")]),
        ([TITLE, '<base href="https://e.org/x/">', ("citation_pdf_url", "a.pdf")], "files",
         [File("https://e.org/x/a.pdf", media_type="application/pdf")]),
        ([TITLE, ("citation_journal_title", "Coasts"), ("citation_journal_abbrev", "Cst"), ("citation_issn", "0957-8765"),
          ("citation_eIssn", "1573-7888")], "container",
         Container([Text("Coasts")], [Text("Cst")], identifiers=[Identifier("issn", "0957-8765"), Identifier("eissn", "1573-7888")])),
        ([TITLE, ("citation_inbook_title", "Ports"), ("citation_editor", "Quay, Ada"), ("citation_isbn", "9783161484100")], "host",
         Host([Text("Ports")], identifiers=[Identifier("isbn", "9783161484100")],
              contributors=[Contributor(Agent("Ada Quay", given="Ada", family="Quay"), "editor")])),
        ([TITLE, ("citation_conference_title", "Tides 2019")], "event", Event([Text("Tides 2019")])),
        ([TITLE, ("citation_series_title", "S")], "series", [Series([Text("S")])]),
        ([TITLE, ("citation_dissertation_institution", "U"), ("citation_dissertation_name", "PhD")], "degree", "PhD"),
        ([TITLE, ("citation_technical_report_number", "R-7")], "number", "R-7"),
        ([TITLE, ("citation_reference", "10.5555/y"), ("citation_reference", "Abel. On moons")], "relations",
         [Relation("cites", Identifier("doi", "10.5555/y")), Relation("cites", text="Abel. On moons")]),
        ([TITLE, ("citation_reference", "citation_title=Moons; citation_author=A Abel; citation_author=B Quay; citation_date=2001; ")],
         "relations", [Relation("cites", text="A Abel, B Quay. Moons. 2001")]),
        ([TITLE, ("citation_reference", "citation_title=Moons; citation_doi=10.5555/y")], "relations",
         [Relation("cites", Identifier("doi", "10.5555/y"))]),
        ([TITLE, ("prism.publicationName", "Coasts"), ("prism.startingPage", "7")], "page_start", "7"),
        ([("bepress_citation_title", "On tides"), ("bepress_citation_date", "2012")], "issued", "2012"),
        ([("eprints.title", "On tides"), ("eprints.creators_name", "Abel, Zoë"), ("eprints.type", "book_section")], "type", "chapter"),
        ([("eprints.title", "On tides"), ("eprints.pagerange", "3-9")], "page_end", "9"),
        ([("eprints.title", "On tides"), ("eprints.refereed", "TRUE")], "peer_reviewed", True),
        ([("DC.title", "On tides"), ("DC.identifier", "info:doi/10.5555/x")], "identifiers", [Identifier("doi", "10.5555/x")]),
        ([("DC.title", "On tides"), ("DC.identifier", "info:pmid/123"), ("DC.identifier", "T-1")], "identifiers",
         [Identifier("pmid", "123"), Identifier("local", "T-1")]),
        ([("dc:title", "On tides"), ("dc:creator", "Abel, Zoë"), ("dc:type", "Thesis")], "type", "thesis"),
        ([("DC.title", "On tides"), ("DCTERMS.issued", "2012-12"), ("DC.date", "2012")], "issued", "2012-12"),
        ([("DC.title", "On tides"), ("DC.date", "2012"), ("DC.rights", "https://creativecommons.org/licenses/by/4.0")], "licences",
         ["https://creativecommons.org/licenses/by/4.0/"]),
        ([("DC.title", "On tides"), ("DC.date", "2012"), ("DC.rights", "info:eu-repo/semantics/openAccess")], "access", "open"),
        ([("DC.title", "On tides"), ("DC.date", "2012"), ("DC.description.sponsorship", "Sea Fund")], "funding",
         [Grant(Agent("Sea Fund", kind="organisation"))]),
        ([("DC.title", "On tides"), ("DC.date", "2012"), ("DC.Source.ISSN", "0957-8765"), ("DC.Source.Volume", "7")], "volume", "7"),
        ([("DC.title", "On tides"), ("DC.date", "2012"), ("DCTERMS.references", "Moons")], "relations", [Relation("cites", text="Moons")]),
        ([TITLE, '<link rel="canonical" href="https://e.org/a">'], "links", [Link("https://e.org/a")]),
        ([TITLE, '<link rel="canonical" href="https://doi.org/10.5555/x">'], "identifiers", [Identifier("doi", "10.5555/x")]),
        ([TITLE, '<link rel="cite-as" href="https://doi.org/10.5555/x">'], "identifiers", [Identifier("doi", "10.5555/x")]),
        ([TITLE, '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'], "licences",
         ["https://creativecommons.org/licenses/by/4.0/"]),
        ([TITLE, '<link rel="item" type="text/csv" href="https://e.org/a.csv">'], "files",
         [File("https://e.org/a.csv", media_type="text/csv")]),
        ([TITLE, '<link rel="alternate" type="application/pdf" href="https://e.org/a.pdf">'], "files",
         [File("https://e.org/a.pdf", media_type="application/pdf")]),
    ],
)  # fmt: skip
def test_a_tag_goes_to_its_field(tags: list[tuple[str, str] | str], field: str, value: object) -> None:
    assert getattr(record(*tags), field) == value


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        (("citation_journal_title", "J"), "journal-article"),
        (("citation_inbook_title", "B"), "chapter"),
        (("citation_conference_title", "C"), "conference-paper"),
        (("citation_dissertation_institution", "U"), "thesis"),
        (("citation_technical_report_institution", "U"), "report"),
        (("citation_isbn", "9783161484100"), "book"),
        (("citation_arxiv_id", "2101.00001"), "preprint"),
        (("citation_volume", "1"), "other"),
        (("DC.type", "Dataset"), "dataset"),
        (("DC.type", "text"), "other"),
    ],
)
def test_tags_tell_the_type(tag: tuple[str, str], kind: str) -> None:
    assert record(TITLE, tag, AUTHOR).type == kind
    assert record(TITLE, ("citation_journal_title", "J"), ("citation_inbook_title", "B")).type == "chapter"


def test_open_graph_alone_makes_a_web_page() -> None:
    graph = [f'<meta property="{name}" content="{value}">' for name, value in (
        ("og:type", "article"), ("og:title", "On tides"), ("og:site_name", "Coast blog"), ("og:description", "About"),
        ("article:published_time", "2024-03-12T16:04:22+00:00"), ("article:author", "Zoë Abel"), ("article:author", "https://facebook.com/x"),
        ("article:tag", "sea"), ("og:url", "https://e.org/a"), ("og:image", "i.png"))]  # fmt: skip
    found = record(*graph)
    assert (found.type, found.titles, found.issued, found.abstracts) == ("web-page", [Text("On tides")], "2024-03-12", [Text("About")])
    assert found.container == Container([Text("Coast blog")], kind="website")
    assert [one.agent.name for one in found.contributors] == ["Zoë Abel"]
    assert (found.keywords, found.links) == ([Text("sea")], [Link("https://e.org/a")])
    assert found.rest == [("meta article:author", "https://facebook.com/x")]


def test_a_site_is_no_journal() -> None:
    found = record(TITLE, ("citation_volume", "1"), ("citation_issn", "0957-8765"), '<meta property="og:site_name" content="Platform">')
    assert found.container == Container(identifiers=[Identifier("issn", "0957-8765")])
    assert found.rest == [("og/container", "Platform")]


# ---- accounting ----------------------------------------------------------------------------------------------------------------------


def test_every_tag_is_taken_kept_or_left_out_with_a_reason() -> None:
    page = head(
        TITLE,
        '<meta charset="utf-8">',
        ("viewport", "width=device-width"),
        ("google-site-verification", "abc"),
        ("x-odd", "kept"),
        ("citation_title", "Another title"),
        ("citation_volume", ""),
        ("description", "Of the site"),
        '<link rel="stylesheet" href="a.css"><link rel="odd" href="b"><link rel="apple-touch-icon" href="c">',
        '<meta itemprop="name" content="micro">',
        "<meta>",
    )
    reading = read(page)
    assert reading.record is not None
    assert sorted(reading.record.rest) == [
        ("link odd", "b"),
        ("meta citation_title", "Another title"),
        ("meta name", "micro"),
        ("meta x-odd", "kept"),
        ("page/abstract", "Of the site"),
    ]
    assert {path for path, _, reason in reading.not_carried if reason} == {
        "meta charset", "meta viewport", "meta google-site-verification", "link stylesheet", "link apple-touch-icon",
    }  # fmt: skip


def test_the_page_description_is_no_abstract_and_its_keywords_name_the_site() -> None:
    found = record(TITLE, ("description", "Best site"), ("keywords", "a,b"), ("citation_abstract", "Tides rise"))
    assert (found.abstracts, found.keywords) == ([Text("Tides rise")], [])
    found = record(TITLE, ("description", "Tides rise"), ("citation_abstract", "Tides rise and fall"))
    assert found.rest == []


def test_bad_values_are_told_and_kept() -> None:
    found = record(
        TITLE, ("citation_date", "soon"), ("citation_language", "klingonish"), ("citation_doi", "none"), codes=("R008", "R009", "I001")
    )
    assert found.rest == [("meta citation_date", "soon"), ("meta citation_language", "klingonish")]
    found = record(("citation_author_institution", "U"), TITLE, ("citation_pdf_url", "a.pdf"))
    assert found.rest == [("meta citation_author_institution", "U"), ("meta citation_pdf_url", "a.pdf")]


# ---- JSON-LD and trust --------------------------------------------------------------------------------------------------------------

ARTICLE = {"@context": "https://schema.org", "@type": "ScholarlyArticle", "name": "On tides"}


def test_authors_stand_in_the_order_of_highwire_with_what_json_ld_knows_of_them() -> None:
    people = [
        {"@type": "Person", "name": "Josiah Carberry", "affiliation": "Brown"},
        {"@type": "Person", "givenName": "Zoë", "familyName": "Abel", "@id": "https://orcid.org/0000-0002-1825-0097"},
    ]
    editor = {"@type": "Person", "name": "Eve Quay"}
    found = record(TITLE, ("citation_author", "Abel, Z."), ("citation_author", "Carberry, Josiah"),
                   ld={**ARTICLE, "author": people, "editor": editor},
                   codes=("R267",))  # fmt: skip
    assert [(one.agent.name, one.role) for one in found.contributors] == [
        ("Zoë Abel", "author"), ("Josiah Carberry", "author"), ("Eve Quay", "editor"),
    ]  # fmt: skip
    assert found.contributors[0].agent.identifiers == [ORCID]
    assert [one.name for one in found.contributors[1].affiliations] == ["Brown"]
    assert found.rest == [("json-ld/contributors", "Josiah Carberry; Zoë Abel")]


@pytest.mark.parametrize(
    ("tags", "ld", "field", "taken", "kept"),
    [
        ([TITLE, ("citation_volume", "23")], {"isPartOf": {"@type": "PublicationVolume", "volumeNumber": "24"}}, "volume", "23", "24"),
        ([TITLE, ("citation_date", "2012-12-31")], {"datePublished": "2013"}, "issued", "2012-12-31", "2013"),
        ([TITLE, ("citation_publisher", "A")], {"publisher": {"name": "B"}}, "publisher", Agent("B", kind="organisation"), "A"),
        ([("citation_title", "On moons")], {}, "titles", [Text("On moons")], "On tides"),
        ([TITLE, ("citation_doi", "10.5555/x")], {"@id": "https://doi.org/10.5555/y"}, "identifiers",
         [Identifier("doi", "10.5555/y")], "10.5555/x"),
        ([TITLE, ("citation_journal_title", "Coasts")], {"isPartOf": {"@type": "Periodical", "name": "Shores"}}, "container",
         Container([Text("Coasts")]), "Shores"),
    ],
)  # fmt: skip
def test_a_disagreement_is_noted_and_the_other_value_kept(
    tags: list[tuple[str, str]], ld: dict[str, Any], field: str, taken: object, kept: str
) -> None:
    reading = read(head(*tags, ld={**ARTICLE, **ld}))
    assert reading.record is not None
    assert getattr(reading.record, field) == taken
    (told,) = [found for found in reading.issues if found.code == "R267"]
    assert (told.severity, told.value, told.field) == ("info", kept, "rest[0]")
    assert told.place.line > 1
    assert kept in [value for _, value in reading.record.rest]


@pytest.mark.parametrize(
    ("tags", "ld"),
    [
        ([("citation_title", "On Tides.")], {}),
        ([TITLE, ("citation_date", "2012")], {"datePublished": "2012-12-31"}),
        ([TITLE, '<meta property="og:title" content="On tides | Site">'], {}),
        ([TITLE, '<meta property="og:title" content="On t…">'], {}),
        ([TITLE, ("citation_author", "Abel, Z.")], {"author": "Zoë Abel"}),
        ([TITLE, ("citation_journal_title", "coasts")], {"isPartOf": {"@type": "Periodical", "name": "Coasts"}}),
    ],
)
def test_the_same_in_other_words_is_no_disagreement(tags: list[tuple[str, str] | str], ld: dict[str, Any]) -> None:
    assert record(*tags, ld={**ARTICLE, **ld}).rest == []


def test_lists_of_all_families_are_joined() -> None:
    found = record(
        TITLE, ("citation_doi", "10.5555/x"), ("citation_keywords", "sea"), ("DC.subject", "Sea"), ("DC.subject", "port"),
        ("citation_pdf_url", "https://e.org/a.pdf"), ("citation_issn", "0957-8765"), ("citation_journal_title", "Coasts"),
        ld={**ARTICLE, "@id": "https://doi.org/10.5555/X", "encoding": {"contentUrl": "https://e.org/a.pdf"}, "identifier": "PMID:123",
            "isPartOf": {"@type": "Periodical", "name": "Coasts", "issn": ["0957-8765", "1573-7888"]}},
    )  # fmt: skip
    assert found.identifiers == [Identifier("doi", "10.5555/x"), Identifier("pmid", "123")]
    assert found.keywords == [Text("sea"), Text("port")]
    assert [one.url for one in found.files] == ["https://e.org/a.pdf"]
    assert found.container is not None
    assert [one.value for one in found.container.identifiers] == ["0957-8765", "1573-7888"]


def test_an_abstract_that_is_cut_short_gives_way_to_the_whole() -> None:
    whole = "Tides rise and fall. And so do ships."
    assert record(TITLE, ("DC.description", whole), ld={**ARTICLE, "description": "Tides rise and…"}).abstracts == [Text(whole)]
    assert record(TITLE, ("DC.description", "Tides ri…"), ld={**ARTICLE, "description": whole}).rest == []


def test_the_work_of_the_page_is_taken_and_further_ones_are_told() -> None:
    other = {**ARTICLE, "name": "On moons", "@id": "https://doi.org/10.5555/moon"}
    own = {**ARTICLE, "@id": "https://doi.org/10.5555/x", "name": "On tides, again"}
    reading = read(head(TITLE, ("citation_doi", "10.5555/x"), ld=[other, own]))
    assert reading.record is not None
    assert [(found.code, found.value) for found in reading.issues] == [("R268", "10.5555/moon")]
    assert reading.issues[0].place.line == 4
    assert reading.record.identifiers == [Identifier("doi", "10.5555/x")]
    assert [one.code for one in read(head(ld=[own, other])).issues] == ["R268"]


def test_json_ld_of_the_site_and_of_other_vocabularies() -> None:
    crumbs = {"@context": "https://schema.org", "@type": "BreadcrumbList", "name": "Path"}
    reading = read(head(TITLE, ld=crumbs))
    assert reading.issues == []
    assert [row for row in reading.not_carried if row[0].startswith("script")] != []
    assert [one.code for one in read(head(TITLE, ld={"@context": "https://example.org/other", "a": "b"})).issues] == ["R270"]
    reading = read(head(TITLE, ld={"@context": "https://schema.org", "@type": "WebPage", "name": "The page"}))
    assert reading.record is not None
    assert reading.record.titles == [Text("On tides")]


def test_json_ld_in_wrappings_and_with_a_written_context_is_read() -> None:
    body = json.dumps({"@context": {"@vocab": "https://schema.org/", "x": "https://x.example/"}, "@type": "Book", "name": "B"})
    for script in (f"//<![CDATA[\n{body}\n//]]>", f"<!-- {body} -->", f"\n{body};\n", f"/* <![CDATA[ */ {body} /* ]]> */"):
        reading = read(f'<html><script type="application/ld+json; charset=utf-8">{script}</script>')
        assert reading.record is not None, script
        assert (reading.record.type, reading.record.titles) == ("book", [Text("B")])


def test_broken_json_ld_is_told_and_the_tags_are_read() -> None:
    page = head(TITLE) + '\n<script type="application/ld+json">{"@context": "https://schema.org", "name": }</script>'
    reading = read(page)
    assert reading.record is not None
    assert [(found.code, found.place.line) for found in reading.issues] == [("R001", 7)]


def test_letters_that_do_not_fit_are_told() -> None:
    data = head(TITLE, '<meta charset="utf-8">').encode() + b"\n<p>\xe9"
    (reading,) = html.read(data)
    assert [(found.code, found.place.line) for found in reading.issues] == [("R266", 8)]


def test_places_lead_to_the_tag_and_into_the_script() -> None:
    page = head(TITLE, AUTHOR, ld={**ARTICLE, "datePublished": "2012", "abstract": "A"})
    plain, traced = read(page), read(page, trace=True)
    assert (plain.record, plain.issues, plain.places) == (traced.record, traced.issues, None)
    assert traced.places is not None
    places = traced.places
    rows = page.split("\n")
    assert rows[places["titles[0]"].line - 1][places["titles[0]"].column - 1 :].startswith('<meta name="citation_title"')
    assert rows[places["contributors[0]"].line - 1][places["contributors[0]"].column - 1 :].startswith('<meta name="citation_author"')
    for field, value in (("issued", '"2012"'), ("abstracts[0]", '"A"')):
        assert rows[places[field].line - 1][places[field].column - 1 :].startswith(value)


@pytest.mark.parametrize("kind", ["journal-article", "chapter", "conference-paper", "thesis-doctoral", "report", "dataset", "book"])
def test_the_page_that_kg_embed_makes_comes_back(kind: str) -> None:
    given = full(kind)
    described = Mapper(Options(base="https://data.example.org/")).forward(given).described
    snippet = embed.html(described, given, WriterOptions(page_url="https://pages.example.org/{key}"))
    reading = read(embed.inject("<html><head><title>On tides</title></head><body></body></html>", snippet))
    assert reading.record is not None
    assert [found.message for found in reading.issues] == []
    found = reading.record
    for field in ("type", "titles", "subtitles", "issued", "online", "volume", "issue", "page_start", "page_end", "publisher", "host",
                  "series",
                  "languages", "licences", "files", "status", "funding", "number", "institution", "degree"):  # fmt: skip
        assert getattr(found, field) == getattr(given, field), field
    assert [(one.agent.name, one.agent.identifiers, one.role) for one in found.contributors] == [
        (one.agent.name, one.agent.identifiers, one.role) for one in given.contributors
    ]
    assert found.contributors[0].affiliations == given.contributors[0].affiliations
    assert set(map(str, given.identifiers)) <= set(map(str, found.identifiers))


def test_the_title_of_a_page_with_markup_is_plain_and_nothing_runs(tmp_path: Path) -> None:
    found = record(("citation_title", "H&lt;sub&gt;2&lt;/sub&gt;O &amp;amp; &lt;script&gt;alert(1)&lt;/script&gt;"))
    assert found.titles == [Text("H₂O & alert(1)")] or "<script>" not in found.titles[0].value


def test_many_authors_and_references_cost_no_more_than_their_number() -> None:
    people = [{"@type": "Person", "name": f"Zoë Abel{number}"} for number in range(4000)]
    tags = [(name, f"{value}{number}") for name, value in (("citation_author", "Zoë Abel"), ("citation_reference", "On moons, part "),
            ("citation_keyword", "sea"), ("DC.creator", "Zoë Abel")) for number in range(4000)]  # fmt: skip
    start = time.process_time()
    reading = read(head(TITLE, *tags, ld={**ARTICLE, "author": people, "creator": people}))
    assert reading.record is not None
    assert (len(reading.record.contributors), len(reading.record.relations), len(reading.record.keywords)) == (4000, 4000, 4000)
    assert time.process_time() - start < 20


def test_columns_of_scripts_on_one_line_are_those_of_the_page() -> None:
    script = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Book", "name": "T%d"}</script>'
    page = f"<html><head>{script % 1}{script % 2}</head></html>"
    (reading,) = SOURCES["html"].read(page.encode(), trace=True)
    (told,) = (one for one in reading.issues if one.code == "R268")
    assert told.place.line == 1
    assert page[told.place.column - 1 :].startswith(('"T2"', '"Book"', '{"@context"'))
