"""The web embedding: schema.org only, in order, safe in a page."""

from __future__ import annotations

import io
import json

import html5lib
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import terms
from kg.graph import Described, Graph, add, to_rdflib
from kg.record import Agent, Contributor, Record, Text
from kg.writers import Options, embed
from tests.writers import graphs
from tests.writers.graphs import BASE, SHARED, described, iri, local_context, sample, written

HTML = "{http://www.w3.org/1999/xhtml}"
PAGE = Options(page_url="https://pure.example.org/en/publications/{key}")
S = "https://schema.org/"
SIGNS = st.one_of(st.sampled_from("<>&/!-\u2028\u2029\"'script"), st.characters(codec="utf-8"))
NASTY = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "<!-- kg:embed end -->",
    "a\u2028b\u2029c",
    "&lt;/script&gt;",
    "\\u003C/script>",
]


def work(*pairs: tuple[str, str]) -> Graph:
    found: Graph = {}
    add(found, f"<{BASE}work/k>", terms.RDF_TYPE, iri(S + "ScholarlyArticle"))
    for name, value in pairs:
        add(found, f"<{BASE}work/k>", iri(S + name), value)
    return found


def scripts(page: str) -> list[str]:
    return [element.text or "" for element in html5lib.parse(page).iter(f"{HTML}script")]


def test_target_article_is_embedded_as_the_design_has_it() -> None:
    if not SHARED.exists():
        pytest.skip("needs ../shared/design")
    expected = json.loads((SHARED / "design" / "target-article.jsonld").read_text("utf-8"))
    found = embed.document(graphs.target(), PAGE)
    assert found == expected
    assert list(found) == list(expected)


@pytest.mark.parametrize("which", ["sample", "target"])
def test_embedding_is_a_part_of_the_graph(which: str) -> None:
    if which == "target" and not SHARED.exists():
        pytest.skip("needs ../shared/design")
    item = sample() if which == "sample" else graphs.target()
    read = rdflib.Graph().parse(data=local_context(json.dumps(embed.document(item, PAGE))), format="json-ld")

    # without datatypes and languages, which an embedding does not have; http and https are one namespace
    def plain(triple: tuple[rdflib.term.Node, ...]) -> tuple[str, ...]:
        return tuple(str(node).replace("http://schema.org/", S) for node in triple)

    whole = {plain(triple) for triple in to_rdflib(item.graph)}
    added = {triple[1] for triple in map(plain, read) if triple not in whole and triple[2] != S + "WebPage"}
    assert added <= {S + name for name in ("url", "headline", "description", "mainEntityOfPage")}
    assert len(read) > 30


def test_authors_stand_in_the_order_of_the_list() -> None:
    assert [author["name"] for author in embed.document(sample())["author"]] == ["Zoë Abel", "Josiah Carberry", "Harbour Board"]


def test_concepts_stand_in_the_order_of_their_rank() -> None:
    assert [concept["name"] for concept in embed.document(sample())["about"]] == ["silt", "ports"]


def test_one_name_is_shown_in_the_language_of_the_work() -> None:
    item = described(
        work(("inLanguage", '"de"'), ("name", '"Tide"@en'), ("name", '"Gezeit"@de'), ("keywords", '"a"@en'), ("keywords", '"b"@de'))
    )
    found = embed.document(item)
    assert found["name"] == "Gezeit"
    assert found["keywords"] == ["a", "b"]


def test_without_page_url_no_page_is_named() -> None:
    found = embed.document(sample())
    assert "url" not in found
    assert "mainEntityOfPage" not in found


def test_nothing_outside_schema_org_is_shown() -> None:
    text = json.dumps(embed.document(sample()))
    for name in ("bibo", "dcterms", "purl.org/dc", "rank", "authorList", "foaf"):
        assert name not in text


def test_headline_is_cut_between_words_and_the_name_is_whole() -> None:
    name = " ".join(["harbour"] * 30)
    found = embed.document(described(work(("name", f'"{name}"@en'))))
    assert found["name"] == name
    assert len(found["headline"]) <= 110
    assert found["headline"].endswith("harbour…")


def test_event_has_no_headline() -> None:
    item = described({f"<{BASE}work/k>": {terms.RDF_TYPE: [iri(S + "Event"), iri(S + "ExhibitionEvent")], iri(S + "name"): ['"Tides"@en']}})
    assert embed.document(item)["@type"] == ["Event", "ExhibitionEvent"]
    assert "headline" not in embed.document(item)


def test_dataset_names_its_creators_too() -> None:
    item = described(work(("author", f"<{BASE}work/k#person-a>")))
    item.graph[f"<{BASE}work/k>"][terms.RDF_TYPE] = [iri(S + "Dataset")]
    add(item.graph, f"<{BASE}work/k#person-a>", iri(S + "name"), '"A"')
    found = embed.document(item)
    assert found["creator"] == [{"@id": f"{BASE}work/k#person-a"}]
    assert found["author"]["name"] == "A"


def test_links_that_schema_org_reads_as_links_are_strings_and_others_are_nodes() -> None:
    item = described(work(("license", "<https://creativecommons.org/licenses/by/4.0/>"), ("author", f"<{BASE}person/1>")))
    found = embed.document(item)
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["author"] == {"@id": f"{BASE}person/1"}


def test_a_circle_of_nodes_ends() -> None:
    item = described(work(("isPartOf", f"<{BASE}issue>")))
    add(item.graph, f"<{BASE}issue>", iri(S + "hasPart"), f"<{BASE}work/k>")
    assert embed.document(item)["isPartOf"] == {"@id": f"{BASE}issue", "hasPart": {"@id": f"{BASE}work/k"}}


def test_one_record_is_an_object_and_several_are_an_array() -> None:
    assert isinstance(json.loads(written("embed", [sample()])), dict)
    assert len(json.loads(written("embed", [sample(), sample(), sample()]))) == 3
    assert json.loads(written("embed", [])) == []


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_stays_inside_its_script(text: str) -> None:
    item = described(work(("name", terms.literal(text, lang="en")), ("abstract", terms.literal(text))))
    record = Record(titles=[Text(text)], contributors=[Contributor(Agent(text))])
    page = embed.inject("<html><head><title>x</title></head><body></body></html>", embed.html(item, record, PAGE))
    (script,) = scripts(page)
    assert json.loads(script)["name"] == text
    titles = [element.get("content") for element in html5lib.parse(page).iter(f"{HTML}meta") if element.get("name") == "citation_title"]
    assert titles == [text]


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.one_of(st.sampled_from("<>&/!-\u2028\u2029\"'script"), st.characters(codec="utf-8")), max_size=60).map(terms.clean)
)
def test_any_text_survives_script_and_meta(text: str) -> None:
    page = f'<script type="application/ld+json">{embed.dumps({"name": text})}</script>'
    (script,) = scripts(page)
    assert json.loads(script) == {"name": text}


PAGES = {
    "plain": "<!DOCTYPE html>\n<html>\n<head>\n<title>t</title>\n</head>\n<body>b</body></html>\n",
    "upper case": "<HTML><HEAD><TITLE>t</TITLE></HEAD><BODY>b</BODY></HTML>",
    "no end of head": "<html><head><title>t</title><body>b</body></html>",
    "no head": "<!DOCTYPE html>\n<html lang='en'\n dir='ltr'><body>b</body></html>",
    "body only": "<body>b</body>",
    "text only": "b",
    "comment first": "<html><head><!-- </head> --><title>t</title></head><body>b</body></html>",
    "script first": "<html><head><script>var a = '</head>';</script></head><body>b</body></html>",
    "carriage returns": "<html>\r\n<head>\r\n<title>t</title>\r\n</head>\r\n<body>b</body></html>",
    "empty": "",
}


@pytest.mark.parametrize("name", PAGES)
def test_snippet_lands_in_the_head_once_however_often(name: str) -> None:
    snippet = embed.html(sample(), Record(titles=[Text("Tides")]), PAGE)
    once = embed.inject(PAGES[name], snippet)
    assert embed.inject(once, snippet) == once
    assert once.count(embed.BEGIN) == 1
    assert once.replace(snippet, "").replace("\n", "") == PAGES[name].replace("\n", "")
    tree = html5lib.parse(once)
    head = tree.find(f"{HTML}head")
    assert any(element.get("type") == "application/ld+json" for element in head.iter(f"{HTML}script"))


def test_a_new_snippet_takes_the_place_of_the_old_one() -> None:
    one, other = (embed.html(sample(), Record(titles=[Text(title)]), PAGE) for title in ("Tides", "Ports"))
    page = embed.inject(embed.inject(PAGES["plain"], one), other)
    assert page == embed.inject(PAGES["plain"], other)


def test_rdf_about_no_work_is_left_out_of_pages() -> None:
    other = Described("", "", "", {"<http://e/a>": {"<http://e/p>": ['"x"']}})
    out = io.BytesIO()
    embed.write([other], out)
    assert json.loads(out.getvalue()) == []
