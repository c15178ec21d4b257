"""Detail pages of Pure portals as HTML, both generations of the templates: pages made up after the classes that portals write."""

from __future__ import annotations

import pytest

from kg import inputs
from kg.record import Agent, Concept, Container, Contributor, Event, File, Host, Identifier, Link, Metric, Reading, Record, Series, Text
from kg.sources import html, pure_html

UUID = "5f0c2d7e-1b3a-4c5d-8e9f-0a1b2c3d4e5f"
HEAD = """<meta charset="utf-8"><title>Harbours in spring: tides and trade - Coast University</title>
<link rel="canonical" href="https://pure.coast.example/en/publications/harbours-in-spring">
<meta name="citation_title" content="Harbours in spring: tides and trade">
<meta name="citation_author" content="Abel, Zoë"><meta name="citation_author_institution" content="Coast University">
<meta name="citation_author" content="Carberry, Josiah">
<meta name="citation_publication_date" content="2012/12/31">
<meta name="citation_issn" content="0957-8765">
<meta name="citation_pdf_url" content="https://pure.coast.example/files/12/harbours.pdf">
<meta property="og:site_name" content="Coast University">"""
RIS = """TY  - JOUR
T1  - Harbours in spring
T2  - Journal of Coasts
AU  - Abel, Zoë
AU  - Carberry, Josiah
PY  - 2012/12/31
DO  - 10.5555/harbours
VL  - 23
IS  - 4
SP  - 1119
EP  - 1138
JO  - Journal of Coasts
SN  - 0957-8765
UR  - http://www.scopus.com/inward/record.url?scp=84867370425&amp;partnerID=8YFLogxK
ER  - """
BIBTEX = """@article{5f0c2d7e1b3a4c5d8e9f0a1b2c3d4e5f,
title = "Harbours in spring: tides and trade",
author = "Zo{\\"e} Abel and Josiah Carberry",
year = "2012",
month = dec,
day = "31",
doi = "10.5555/harbours",
language = "English",
volume = "23",
pages = "1119--1138",
journal = "Journal of Coasts",
issn = "0957-8765",
number = "4",
}"""


def rows(*cells: tuple[str, str, str]) -> str:
    """A table of details: class, label, cell."""
    made = "\n".join(
        f'<tr{f" class={name!r}" if name else ""}><th scope="row">{label}</th><td>{cell}</td></tr>' for name, label, cell in cells
    )
    return f'<table class="properties"><tbody>{made}</tbody></table>'


ENGLISH = rows(
    ("language", "Original language", "English"),
    ("", "Pages (from-to)", "1119-1138"),
    ("", "Number of pages", "20"),
    ("", "Journal", '<a rel="Journal" class="link" href="/en/journals/1"><span>J. Coasts</span></a>'),
    ("", "Volume", "23"),
    ("", "Issue number", "4"),
    ("early-online-date", "Early online date", '<span class="date">4 Aug 2012</span>'),
    ("", "DOIs", '<ul class="relations dois"><li><a class="link" href="https://doi.org/10.5555/harbours">10.5555/harbours</a></li></ul>'),
    ("status", "Publication status", 'Published -\n <span class="date">31 Dec 2012</span>'),
)


def new(details: str = ENGLISH, *, head: str = HEAD, lang: str = "en", kind: str = "", more: str = "", cited: bool = True) -> str:
    """A page of the newer generation."""
    kind = kind or (
        '<p class="type"><span class="type_family">Research output<span class="type_family_sep"> : </span></span>'
        '<span class="type_classification_parent">Contribution to journal<span class="type_parent_sep"> › </span></span>'
        '<span class="type_classification">Article</span><span class="type_peer"> › peer-review</span></p>'
    )
    ris = "".join(f"<p>{line}</p>\n" for line in RIS.splitlines())
    cite = f"""<div class="rendering rendering_researchoutput rendering_researchoutput_apa rendering_apa"><div class="rendering">Abel, Z.,
 &amp; Carberry, J. (2012). <strong>Harbours in spring</strong>.</div></div>
<div class="rendering rendering_researchoutput rendering_researchoutput_bibtex rendering_bibtex">
<div>{BIBTEX.replace(chr(10), "<br>")}</div></div>
<div id="cite-RIS">{ris}</div>"""
    return f"""<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>
<div class="rendering rendering_researchoutput rendering_researchoutput_titleportal"><h1>
<span>Harbours in spring</span> <span class="subtitle">: tides and trade</span></h1></div>
<div class="rendering rendering_researchoutput_associatespersonsclassifiedportal"><p class="relations persons">
<a rel="Person" class="link person" href="/en/persons/zoe-abel"><span>Zoë Abel</span></a><sup>*</sup>
<a class="orcid" href="https://orcid.org/0000-0002-1825-0097"></a>, Josiah Carberry</p></div>
<ul class="relations organisations"><li><a rel="Organisation" class="link organisation" href="/en/organisations/x">
<span>Harbour School</span></a></li></ul>
<div class="rendering rendering_researchoutput_publicationcontenttyperendererportalng">{kind}</div>
<div class="metrics-wrapper"><span class="metric-count">126</span> Citations (Scopus)</div>
<div class="rendering rendering_researchoutput_abstractportal rendering_abstractportal"><h2>Abstract</h2>
<div class="textblock">Tides rise &amp; fall.<br>CO<sub>2</sub> too.</div></div>
{details}
<div class="rendering rendering_researchoutput_publicationaccessrendererportal"><h3>Access to Document</h3>
<ul class="relations dois"><li><a href="https://doi.org/10.5555/harbours">10.5555/harbours</a>
<span class="license-info">Licence: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY</a></span></li></ul>
<ul class="relations documents"><li><a class="link document-link" href="/files/12/harbours.pdf">harbours.pdf</a></li></ul>
<ul><li><a href="http://www.scopus.com/inward/record.url?scp=84867370425&amp;partnerID=8YFLogxK">Link to publication in Scopus</a></li></ul>
<span class="open-access-flag open-access">Open Access</span></div>
<div class="keyword-group"><h3>Keywords</h3><ul class="relations keywords"><li class="userdefined-keyword">ports</li>
<li>tides</li></ul></div>
<div class="keyword-group"><h3>ASJC Scopus subject areas</h3><ul class="relations keywords"><li>Oceanography</li></ul></div>
<ul class="publication-top-concepts"><li><span class="concept">silt</span></li><li><span class="concept">ships</span></li></ul>
<button class="concept-badge-small" data-concept-uuid="0a1b2c3d-0000-4000-8000-000000000001" data-rank-value="1.0">
<span class="concept">silt</span> <span class="value">100%</span></button>
<button class="concept-badge-small" data-concept-uuid="0a1b2c3d-0000-4000-8000-000000000002">
<span class="concept">ships</span> <span class="value">51%</span></button>
{cite if cited else ""}{more}
<ul><li class="list-result-item"><div class="result-container"><h3 class="title">Another output</h3><span class="open-access">OA</span>
<p class="relations persons">Somebody Else</p></div></li></ul>
<footer><a href="https://pure.coast.example/admin/workspace.xhtml">Log in to Pure</a></footer></body></html>"""


OLD = f"""<!DOCTYPE html><html lang="en-GB"><head>
<title>Harbours in spring</title><link rel="canonical" href="https://pure.coast.example/portal/en/publications/harbours({UUID}).html">
</head><body><div class="rendering rendering_contributiontojournal rendering_contributiontojournal_detailsportal">
<h1 class="title"><span>Harbours in spring</span></h1>
<p class="type"><span class="type_family">Publikation<span class="type_family_sep"> › </span></span>
<span class="type_classification_parent">Bidrag til tidsskrift</span>
<span class="type_classification">Tidsskriftartikel</span></p>
<div class="rendering rendering_contributiontojournal_associatespersonsclassifiedportal"><p class="relations persons">
<a rel="Person" class="link person" href="/portal/en/persons/zoe-abel({UUID.replace("5f", "6f", 1)}).html">
<span>Zoë Abel</span></a> (Editor) and <span class="person">Josiah Carberry</span></p></div>
<table class="properties"><tr class="language"><th>Originalsprog</th><td>Engelsk</td></tr><tr class="journal">
<th>Tidsskrift</th><td>J. Coasts</td></tr>
<tr class="volume"><th>Vol/bind</th><td>23</td></tr><tr class="pages"><th>Sider (fra-til)</th><td>S. 3-9</td></tr>
<tr class="status"><th>Status</th><td>Udgivet - <span class="date">31 dec. 2012</span></td></tr></table>
<div class="rendering rendering_contributiontojournal_abstractportal"><div class="textblock" lang="da">Tidevand.</div></div>
</div></body></html>"""


def read(page: str, *, trace: bool = False) -> Reading:
    (reading,) = pure_html.read(page.encode(), trace=trace)
    return reading


def record(page: str, codes: tuple[str, ...] = ()) -> Record:
    reading = read(page)
    assert tuple(found.code for found in reading.issues) == codes, [found.message for found in reading.issues]
    assert reading.record is not None
    return reading.record


def test_the_whole_page_of_the_newer_generation_is_one_record() -> None:
    one = record(new())
    assert (one.type, one.peer_reviewed, one.genre) == ("journal-article", True, [])
    assert one.titles == [Text("Harbours in spring: tides and trade", "en")]
    assert (one.short_title, one.subtitles) == (Text("Harbours in spring", "en"), [Text("tides and trade", "en")])
    assert one.contributors == [
        Contributor(
            Agent("Zoë Abel", given="Zoë", family="Abel", url="https://pure.coast.example/en/persons/zoe-abel",
                  identifiers=[Identifier("orcid", "0000-0002-1825-0097")]),
            affiliations=[Agent("Coast University", kind="organisation")], corresponding=True),
        Contributor(Agent("Josiah Carberry", given="Josiah", family="Carberry")),
    ]  # fmt: skip
    assert (one.issued, one.online, one.status, one.languages) == ("2012-12-31", "2012-08-04", "published", ["en"])
    assert (one.volume, one.issue, one.page_start, one.page_end, one.num_pages) == ("23", "4", "1119", "1138", 20)
    assert one.container == Container([Text("Journal of Coasts")], [Text("J. Coasts")], identifiers=[Identifier("issn", "0957-8765")])
    assert one.identifiers == [
        Identifier("doi", "10.5555/harbours"), Identifier("scopus-eid", "2-s2.0-84867370425"), Identifier("pure-uuid", UUID),
    ]  # fmt: skip
    assert one.derived_from == [f"urn:uuid:{UUID}"]
    assert one.abstracts == [Text("Tides rise & fall. CO₂ too.", "en")]
    assert one.keywords == [Text("ports", "en"), Text("tides", "en")]
    assert one.concepts == [
        Concept("asjc", Text("Oceanography", "en")),
        Concept("fingerprint", Text("silt", "en"), id="0a1b2c3d-0000-4000-8000-000000000001", rank=1, weight="1"),
        Concept("fingerprint", Text("ships", "en"), id="0a1b2c3d-0000-4000-8000-000000000002", rank=2, weight="0.51"),
    ]
    assert one.metrics == [Metric(126, "Scopus")]
    assert one.citations == [Text("Abel, Z., & Carberry, J. (2012). Harbours in spring.")]
    assert one.files == [File("https://pure.coast.example/files/12/harbours.pdf", name="harbours.pdf", media_type="application/pdf")]
    assert (one.access, one.licences) == ("open", ["https://creativecommons.org/licenses/by/4.0/"])
    assert one.links == [
        Link("http://www.scopus.com/inward/record.url?scp=84867370425&partnerID=8YFLogxK", "see-also"),
        Link("https://pure.coast.example/en/publications/harbours-in-spring"),
    ]
    assert ("organisations", "Harbour School") in one.rest


def test_the_older_generation_in_another_language_is_read_by_its_classes() -> None:
    one = record(OLD)
    assert (one.type, one.genre) == ("journal-article", [Text("Tidsskriftartikel", "en")])
    assert one.titles == [Text("Harbours in spring", "en")]
    assert [(who.agent.name, who.role) for who in one.contributors] == [("Zoë Abel", "editor"), ("Josiah Carberry", "author")]
    assert one.contributors[0].agent.identifiers == [Identifier("uuid", UUID.replace("5f", "6f", 1))]
    assert (one.languages, one.volume, one.page_start, one.page_end) == (["en"], "23", "3", "9")
    assert one.container == Container([Text("J. Coasts")])
    assert (one.status, one.issued) == ("published", "2012-12-31")
    assert one.identifiers == [Identifier("pure-uuid", UUID)]
    assert one.derived_from == [f"urn:uuid:{UUID}"]
    assert one.abstracts == [Text("Tidevand.", "en")]


GERMAN_TYPE = (
    '<p class="type"><span class="type_family">Publikation : </span>'
    '<span class="type_classification_parent">Beitrag in Fachzeitschrift › </span>'
    '<span class="type_classification">Artikel</span></p>'
)


def test_localised_labels_do_not_decide_where_a_row_has_a_class() -> None:
    details = rows(
        ("language", "Irgendwas", "Englisch"),
        ("pages", "S.", "1-9"),
        ("volume", "Jahrgang", "7"),
        ("status", "Publikationsstatus", 'Veröffentlicht - <span class="date">31 Dez. 2012</span>'),
    )
    one = record(new(details, head="", lang="de", kind=GERMAN_TYPE, cited=False), ("R164",))
    assert (one.languages, one.page_end, one.volume, one.issued, one.status) == (["en"], "9", "7", "2012-12-31", "published")
    assert one.genre == [Text("Artikel", "de")]


def test_localised_labels_are_known_where_a_row_has_no_class() -> None:
    details = rows(("", "Jahrgang", "7"), ("", "Seiten (von - bis)", "1-9"), ("", "Fachzeitschrift", "Küsten"), ("", "Sonstiges", "x"))
    one = record(new(details, head="", lang="de", kind=GERMAN_TYPE, cited=False), ("R164",))
    assert (one.volume, one.page_end, one.container) == ("7", "9", Container([Text("Küsten")]))
    assert ("Sonstiges", "x") in one.rest


def test_the_type_of_the_ris_counts_where_the_type_line_has_unknown_words() -> None:
    assert record(new(kind=GERMAN_TYPE, lang="de")).type == "journal-article"


@pytest.mark.parametrize(
    ("details", "kind", "field", "value"),
    [
        (rows(("", "Title of host publication", "Ports"), ("", "Editors", "Ada Quay, Eve Doe"), ("", "Publisher", "Coast Press")),
         ("Chapter in Book/Report/Conference proceeding", "Chapter"), "host",
         Host([Text("Ports")], contributors=[Contributor(Agent("Ada Quay", given="Ada", family="Quay"), "editor"),
                                             Contributor(Agent("Eve Doe", given="Eve", family="Doe"), "editor")])),
        (rows(("", "ISBN (Print)", "9783161484100"), ("", "Edition", "2nd")), ("Book/Report", "Book"), "edition", "2nd"),
        (rows(("", "ISBN (Print)", "9783161484100")), ("Book/Report", "Book"), "identifiers",
         [Identifier("isbn", "9783161484100"), Identifier("doi", "10.5555/harbours"), Identifier("scopus-eid", "2-s2.0-84867370425")]),
        (rows(("", "Qualification", "PhD"), ("", "Awarding Institution", "Coast University")), ("Thesis", "Doctoral Thesis"),
         "degree", "PhD"),
        (rows(("", "Event", "Tides 2019 - Dover, United Kingdom"), ("", "Publication series", "S")),
         ("Chapter in Book/Report/Conference proceeding", "Conference contribution"), "event",
         Event([Text("Tides 2019")], place="Dover, United Kingdom")),
        (rows(("status", "Publication status", 'E-pub ahead of print - <span class="date">4 Aug 2012</span>')),
         ("Contribution to journal", "Article"), "online", "2012-08-04"),
        (rows(("status", "Publication status", 'Accepted/In press - <span class="date">2012</span>')),
         ("Contribution to journal", "Article"), "accepted", "2012"),
        (rows(("", "Publication series", "S")), ("Book/Report", "Book"), "series", [Series([Text("S")])]),
    ],
)  # fmt: skip
def test_details_of_other_outputs(details: str, kind: tuple[str, str], field: str, value: object) -> None:
    line = (
        f'<p class="type"><span class="type_classification_parent">{kind[0]}</span><span class="type_classification">{kind[1]}</span></p>'
    )
    assert getattr(record(new(details, head="", kind=line, cited=False)), field) == value


def test_what_is_not_understood_is_told_and_kept() -> None:
    details = rows(
        ("status", "Publication status", "Somehow - 31 Dec 2012"), ("language", "Language", "Klingonish"), ("", "Number of pages", "many")
    )
    reading = read(new(details, head="", cited=False))
    assert [(found.code, found.field) for found in reading.issues] == [("R163", "status"), ("R163", "languages"), ("R163", "num_pages")]
    assert all(found.place.line > 5 for found in reading.issues)


def test_contradictions_between_the_parts_are_told() -> None:
    page = new().replace("<td>23</td>", "<td>24</td>")
    reading = read(page)
    assert reading.record is not None
    assert reading.record.volume == "24"
    told = [(found.code, found.value) for found in reading.issues]
    assert told == [("R162", "23"), ("R162", "23")]


@pytest.mark.parametrize(
    ("page", "code", "words"),
    [
        ('<!doctype html><html><ul class="list-results"><li class="list-result-item"><div class="rendering_portal-short"><h3 class="title">'
         '<a rel="ContributionToJournal" class="link">A</a></h3></div></li><li class="list-result-item"></li></ul></html>',
         "R411", "2 outputs"),
        ('<!doctype html><html><link rel="canonical" href="https://pure.coast.example/en/persons/zoe-abel">'
         '<div class="rendering rendering_person">'
         "</div></html>", "R412", "a person"),
        ('<!doctype html><html><title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/h"></script></html>',
         "R269", "Just a moment"),
        ('<!doctype html><html><title>Home</title><a href="/admin/workspace.xhtml">x</a></html>', "R410", "Home"),
        ("<html>" + "<div>" * 1000, "R002", "deeper"),
    ],
)  # fmt: skip
def test_other_pages_of_a_portal_are_told(page: str, code: str, words: str) -> None:
    reading = read(page)
    assert reading.record is None
    assert [(found.code, words in found.message, bool(found.mend)) for found in reading.issues] == [(code, True, True)]


@pytest.mark.parametrize("page", [new(), OLD, "<!doctype html><html><div class='rendering rendering_portal-short'>"])
def test_pages_of_a_portal_are_told_from_others(page: str) -> None:
    assert inputs.recognise(page.encode(), "a.html") == inputs.recognise(page.encode(), "<stdin>") == "pure-html"


def test_other_pages_and_copied_text_are_none() -> None:
    assert pure_html.detect("<!doctype html><html><meta name=citation_title content=x>", "a.html") == 0
    assert pure_html.detect("Research output: Contribution to journalArticle rendering_researchoutput_", "a.txt") == 0


def test_a_portal_page_read_as_any_page_says_who_reads_more() -> None:
    (reading,) = html.read(new().encode())
    assert reading.record is not None
    assert [found.code for found in reading.issues] == ["R271"]


def test_a_page_without_its_title_is_told() -> None:
    page = new(head="", cited=False).replace("h1>", "h6>")
    assert [found.code for found in read(page).issues] == ["R161"]


def test_places_lead_to_the_elements_and_a_trace_changes_nothing() -> None:
    page = new()
    plain, traced = read(page), read(page, trace=True)
    assert (plain.record, plain.issues, plain.places) == (traced.record, traced.issues, None)
    assert traced.places is not None
    rows_of = page.split("\n")
    starts = {
        "volume": "<td>23",
        "titles[0]": "<h1",
        "concepts[1]": '<span class="concept">silt',
        "abstracts[0]": '<div class="textblock"',
        "contributors[0]": "<p>AU",
        "metrics[0]": '<div class="metrics-wrapper"',
        "online": '<td><span class="date">4 Aug',
    }
    for field, start in starts.items():
        place = traced.places[field]
        assert rows_of[place.line - 1][place.column - 1 :].startswith(start), (field, place)


def test_a_broken_embedded_entry_is_told_with_its_place() -> None:
    reading = read(new().replace("month = dec,", "month = dec"))
    assert reading.record is not None
    assert reading.record.titles != []
    assert all(found.place.line > 10 for found in reading.issues)
