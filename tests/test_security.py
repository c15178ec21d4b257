"""Hostile input from end to end: what a stranger's file may hold, and what may never come of it."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import html5lib
import pyoxigraph as ox
import pytest
import zstandard

from kg import pipeline, shacl, terms
from kg.errors import TableError
from kg.graph import Described, Graph, triples
from kg.inputs import Input
from kg.mapping import Mapper, Options
from kg.record import Agent, Concept, Container, Contributor, File, Host, Identifier, Link, Record, Relation, Text
from kg.settings import Settings
from kg.shacl import compiled, pyshacl_lane
from kg.writers import WRITERS, embed
from kg.writers import Options as Choices
from tests.cli.runner import EXAMPLES, kg
from tests.deadline import ends
from tests.publish.fault import proxy
from tests.publish.local_server import OXIGRAPH, Server

BASE = "https://data.test.example/"
SETTINGS = Settings(base=BASE)
#: writer -> how pyoxigraph calls the syntax; its parsers are the strict judge
GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "jsonld": ox.RdfFormat.JSON_LD,
    "jsonl": ox.RdfFormat.JSON_LD,
}
NAME = "<https://schema.org/name>"


def outcomes(data: bytes, form: str) -> list[pipeline.Outcome]:
    return list(pipeline.run([Input("x", form, data)], SETTINGS, validate=False))


def described(data: bytes, form: str) -> list[Described]:
    return [outcome.described for outcome in outcomes(data, form) if outcome.described is not None]


def csl(**item: Any) -> bytes:
    return json.dumps([{"id": "a", "type": "book", **item}]).encode()


def written(writer: str, items: list[Described]) -> bytes:
    out = io.BytesIO()
    WRITERS[writer].write(items, out, options=Choices(base=BASE))  # type: ignore[call-arg, arg-type]
    return out.getvalue()


def parsed(writer: str, data: bytes) -> list[ox.Quad]:
    """The quads of an output; what is not strictly well formed raises SyntaxError."""
    parts = data.splitlines() if writer == "jsonl" else [data]
    return [quad for part in parts for quad in ox.parse(part, format=GRAPHS[writer])]


# ---- pages -----------------------------------------------------------------------------------------------------------------------

MARKUP = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "--><h1>x</h1>",
    '" onload="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "&lt;/script&gt;",
    "</SCRIPT ><svg/onload=alert(1)>",
    "\u2028\u2029</\u0000script>",
    "<!-- kg:embed end --><script>",
    "</head><body>",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("text", MARKUP)
def test_record_puts_no_element_of_its_own_into_a_page(text: str) -> None:
    data = csl(
        title=text,
        author=[{"family": text, "given": text}],
        abstract=text,
        publisher=text,
        URL=f"https://x.example/{text}",
        keyword=text,
        DOI=f"10.5555/{text}",
        **{"container-title": text},
    )
    ((item, record),) = [
        (outcome.described, outcome.reading.record)
        for outcome in outcomes(data, "csl-json")
        if outcome.described is not None and outcome.reading is not None and outcome.reading.record is not None
    ]
    snippet = embed.html(item, record, Choices(base=BASE, page_url="https://x.example/{key}"))
    page = embed.inject("<!doctype html><html><head><title>t</title></head><body><p>b</p></body></html>", snippet)
    assert embed.inject(page, snippet) == page
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    names = [element.tag for element in tree.iter() if isinstance(element.tag, str)]
    assert sorted(set(names) - {"meta", "link"}) == ["body", "head", "html", "p", "script", "title"]
    assert names.count("script") == 1
    # each element has the attributes that we write, and no event handler
    assert {key for element in tree.iter() for key in element.attrib} <= {"name", "content", "type", "rel", "href"}
    assert all(str(element.get("href")).startswith("https://") for element in tree.iter("link"))
    script = json.loads("".join(next(tree.iter("script")).itertext()))
    assert script["name"] == item.graph[item.work][NAME][0][1:-1].replace('\\"', '"')


# ---- IRIs ------------------------------------------------------------------------------------------------------------------------

BAD_IRIS = [
    "http://a b/",
    "http://example.org/a b",
    "http://example.org/<x>",
    "http://example.org/>",
    'http://example.org/"',
    "http://example.org/{x}",
    "http://example.org/a|b",
    "http://example.org/a\\b",
    "http://example.org/a^b",
    "http://example.org/`",
    "http://example.org/\n",
    "http://example.org/\t",
    "http://example.org/\x00",
    "http://example.org/\x1b[2J",
    "http://example.org/%",
    "http://example.org/%zz",
    "http://example.org/%4",
    "http://[::1",
    "http://[x]/",
    "http://example.org/[1]",
    "http://example.org:port/",
    "http://exa mple.org/",
    "http:///",
    "http://",
    "http:",
    ":",
    "",
    " ",
    "//example.org/",
    "example.org",
    "#",
    "http://example.org/#a#b",
    "http://example.org/\ud800",
    "http://example.org/\ufffe",
    "http://example.org/\ue000",
    "http://example.org/\u202e",
    "http://u:p@example.org/",
    "javascript:alert(1)",
    "data:text/html,<script>",
    "file:///etc/passwd",
    "urn:x:> <http://e/p> 1 .",
    "http://example.org/> . <http://e/s> <http://e/p> <http://e/o> .",
    "http://example.org/\\u003e",
    "1http://x/",
    "ht!tp://x/",
    "http://example.org/\u00a0",
]


#: where Unicode's ranges begin and end: what RFC 3987 allows, what it leaves out, planes
EDGES = [0xA0, 0xD7FF, 0xE000, 0xF8FF, 0xF900, 0xFDCF, 0xFDD0, 0xFDEF, 0xFDF0, 0xFFEF, 0xFFF0, 0xFFF9, 0xFFFD, 0xFFFE, 0xFFFF]
EDGES += [plane + part for plane in range(0x10000, 0x110000, 0x10000) for part in (0, 1, 0x0FFF, 0x1000, 0xFFFD, 0xFFFE, 0xFFFF)]


@pytest.mark.parametrize("code", EDGES, ids=hex)
def test_what_passes_for_an_iri_passes_a_strict_parser(code: int) -> None:
    for shape in ("http://example.org/{}", "http://example.org/a?{}", "http://example.org/a#{}", "http://{}.example.org/a", "urn:x:{}"):
        for text in {shape.format(chr(code)), terms.iri(shape.format(chr(code)))[1:-1]} - {""}:
            if terms.is_iri(text):
                (quad,) = ox.parse(f"<{text}> <http://e/p> <{text}> .", format=ox.RdfFormat.N_TRIPLES)
                assert quad.subject.value == text


def with_iri(iri: str) -> Record:
    return Record(
        type="journal-article",
        titles=[Text("T")],
        identifiers=[Identifier("doi", f"10.5555/{iri}"), Identifier("url", iri), Identifier("handle", iri), Identifier("text", iri)],
        contributors=[Contributor(Agent("A B", url=iri, identifiers=[Identifier("orcid", iri), Identifier("ror", iri)]))],
        publisher=Agent("P", kind="organisation", url=iri),
        container=Container([Text("J")], identifiers=[Identifier("issn", iri)]),
        host=Host([Text("H")], identifiers=[Identifier("isbn", iri)]),
        concepts=[Concept("fingerprint", Text("C"), iri=iri)],
        licences=[iri],
        files=[File(iri, licence=iri)],
        relations=[Relation("cites", iri=iri), Relation("cites", Identifier("doi", iri))],
        links=[Link(iri), Link(iri, "see-also")],
        derived_from=[iri],
        languages=[iri],
    )


@pytest.mark.parametrize("writer", GRAPHS)
@pytest.mark.parametrize("iri", BAD_IRIS)
def test_bad_iri_is_refused_or_mended_by_every_writer(iri: str, writer: str) -> None:
    item = Mapper(Options(base=BASE)).forward(with_iri(iri)).described
    found = parsed(writer, written(writer, [item]))
    # a JSON-LD parser drops what it takes for no IRI without a word: so nothing may be missing
    assert len(set(found)) == len(set(triples(item.graph)))
    assert not any(str(part).startswith("<http://e/") for quad in found for part in (quad.subject, quad.predicate, quad.object))


@pytest.mark.parametrize("iri", BAD_IRIS)
def test_bad_iri_becomes_a_term_only_where_a_strict_parser_takes_it(iri: str) -> None:
    term = terms.iri(iri)
    if term:
        (quad,) = ox.parse(f"<http://e/s> <http://e/p> {term} .".encode(), format=ox.RdfFormat.N_TRIPLES)
        assert f"<{quad.object.value}>" == term


# ---- characters ------------------------------------------------------------------------------------------------------------------

ODD = [
    *range(0xA1),
    # marks that compose with the letter before them, and one that does not
    0x301,
    0x308,
    0x323,
    # directions of text
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    0xD800,
    0xDBFF,
    0xDC00,
    0xDFFF,
    0xFDD0,
    0xFDEF,
    0xFEFF,
    0xFFFD,
    0xFFFE,
    0xFFFF,
    0x1F600,
    0x1FFFE,
    0x10FFFF,
]


@pytest.mark.parametrize("writer", WRITERS)
def test_every_control_surrogate_and_noncharacter_leaves_a_whole_output(writer: str) -> None:
    data = json.dumps([{"id": f"k{code}", "type": "book", "title": f"a{chr(code)}b {code}"} for code in ODD]).encode()
    found = outcomes(data, "csl-json")
    items = [outcome.described for outcome in found if outcome.described is not None]
    assert len(items) == len(ODD)
    if writer in GRAPHS:
        expected = {terms.parse(value).value for item in items for value in item.graph[item.work][NAME]}
        assert {quad.object.value for quad in parsed(writer, written(writer, items)) if str(quad.predicate) == NAME} >= expected
        text = written(writer, items).decode()
    elif writer == "embed":
        text = written(writer, items).decode()
        assert len(json.loads(text)) == len(ODD)
    else:
        out = io.BytesIO()
        WRITERS[writer].write([record for outcome in found for record in pipeline.records(outcome, SETTINGS)], out)  # type: ignore[call-arg, arg-type]
        text = out.getvalue().decode()
        assert sum(outcome.described is not None for outcome in outcomes(out.getvalue(), writer)) == len(ODD)
    assert not terms.FORBIDDEN.search(text.replace("\r\n", "\n"))


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"]
SOURCES = {
    "bibtex": "@book{a, title = {Café Señor}, year = 2001}\n",
    "ris": "TY  - BOOK\nTI  - Café Señor\nPY  - 2001\nER  - \n",
    "csl-json": '[{"id": "a", "type": "book", "title": "Café Señor"}]\n',
    "crossref": '{"DOI": "10.5555/a", "type": "book", "title": ["Café Señor"], "URL": "https://doi.org/10.5555/a"}\n',
}


@pytest.mark.parametrize("form", SOURCES)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encoding_is_right_or_told_and_never_guessed(form: str, encoding: str) -> None:
    data = SOURCES[form].encode(encoding)
    named = Settings(base=BASE, encoding=encoding)
    found = [outcome for outcome in pipeline.run([Input("x", form, data)], named, validate=False) if outcome.described is not None]
    assert [terms.text(found[0].described.graph[found[0].described.work][NAME][0])] == ["Café Señor"]  # type: ignore[union-attr]
    for outcome in outcomes(data, form):
        if outcome.described is None:
            assert outcome.findings, "an entry that is left out without a word"
        else:
            assert "Café Señor" in str(outcome.described.graph)


# ---- size and depth --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [10, 1000, 300_000])
@pytest.mark.parametrize("form", ["csl-json", "crossref"])
def test_deep_json_costs_its_own_entry_only(depth: int, form: str) -> None:
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        deep = f'"x": {opening * depth}1{closing * depth}'
        head = (
            '"id": "{0}", "title": "T"'
            if form == "csl-json"
            else '"DOI": "10.5555/{0}", "title": ["T"], "URL": "https://doi.org/10.5555/{0}"'
        )
        one, two = (f'{{{head.format(name)}, "type": "book", {more}}}' for name, more in (("a", deep), ("b", '"x": 1')))
        found = outcomes(f"{one}\n{two}\n".encode(), form)
        assert [outcome.described is not None for outcome in found] == [depth < 64, True]
        assert depth < 64 or [issue.code for issue in found[0].findings] == ["R002"]


def test_macros_cannot_blow_up() -> None:
    chain = '@string{m0 = "0123456789"}\n' + "".join(f"@string{{m{n} = {' # '.join([f'm{n - 1}'] * 10)}}}\n" for n in range(1, 9))
    found = outcomes(f"{chain}@book{{a, title = m8, year = 2001}}\n@book{{b, title = {{Two}}, year = 2001}}\n".encode(), "bibtex")
    assert [outcome.described is not None for outcome in found][-1]
    assert "R108" in {issue.code for outcome in found for issue in outcome.findings}
    assert all(len(str(outcome.described)) < 3_000_000 for outcome in found)


BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, 9),
    "gz of many members": lambda data: gzip.compress(data[: 1 << 20], 9) * (len(data) >> 20),
    "zst": lambda data: zstandard.compress(data, 3),
    "bz2": lambda data: bz2.compress(data, 9),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_bomb_is_told_and_the_other_files_are_read(kind: str, tmp_path: Path) -> None:
    (tmp_path / "a.bib.gz").write_bytes(BOMBS[kind](b"\n" * 80_000_000))
    (tmp_path / "b.bib").write_text(SOURCES["bibtex"], "utf-8")
    ended = kg("convert", tmp_path, "--no-validate", "--to", "bibtex")
    assert ended.code == 3
    assert "unpacks to more than" in ended.err
    assert "Café" in ended.out or "Caf{" in ended.out


AUTHORS: dict[str, Callable[[int], str]] = {
    "bibtex": lambda n: "@book{a, title = {T}, year = 2001, author = {" + " and ".join(f"F{i}, G" for i in range(n)) + "}}\n",
    "ris": lambda n: "TY  - BOOK\nTI  - T\n" + "".join(f"AU  - F{i}, G\n" for i in range(n)) + "ER  - \n",
    "csl-json": lambda n: csl(title="T", author=[{"family": f"F{i}", "given": "G"} for i in range(n)]).decode(),
    "crossref": lambda n: json.dumps({"DOI": "10.5555/a", "type": "book", "author": [{"family": f"F{i}", "given": "G"} for i in range(n)]}),
}


@pytest.mark.parametrize("form", AUTHORS)
def test_record_of_twenty_thousand_authors_ends_in_every_format(form: str) -> None:
    with ends():
        (item,) = described(AUTHORS[form](20_000).encode(), form)
        for writer in WRITERS:
            if WRITERS[writer].kind == "graph":
                assert written(writer, [item])


LONG = 20_000
REPEATED = [
    "{",
    "}",
    "\\",
    "$",
    "(",
    ")",
    "[",
    " and ",
    ", ",
    "-",
    "--",
    "&",
    "&amp;",
    "<i>",
    "<",
    "\\'{",
    "{\\",
    "%",
    " ",
    "\t",
    "a.",
    "10.1/",
    "http://",
    "1",
    "é",
    "~",
    "#",
    ";",
    "\\\\",
]


@pytest.mark.parametrize("piece", REPEATED)
def test_long_repetitions_in_any_field_end(piece: str) -> None:
    # a pattern that goes back and forth over this would not end before the night
    text = piece * (LONG // len(piece)) + "!"
    fields = ("title", "abstract", "publisher", "page", "volume", "DOI", "ISBN", "ISSN", "URL", "keyword", "language", "edition", "genre")
    item = dict.fromkeys(fields, text) | {"author": [{"literal": text}, {"family": text, "given": text}], "issued": {"raw": text}}
    assert len(outcomes(csl(**item), "csl-json")) == 1
    ris = "".join(
        f"{tag}  - {text}\n" for tag in ("TI", "AU", "PY", "SP", "EP", "DO", "UR", "SN", "KW", "LA", "JO", "AB", "N1", "C1", "ID")
    )
    assert len(outcomes(f"TY  - JOUR\n{ris}ER  - \n".encode(), "ris")) == 1
    names = (
        "title",
        "author",
        "year",
        "date",
        "pages",
        "doi",
        "url",
        "isbn",
        "issn",
        "keywords",
        "language",
        "journal",
        "abstract",
        "month",
        "note",
    )
    for name in names:
        assert outcomes(f"@article{{a, {name} = {{{text}}}, x = 1}}\n@book{{b, title = 1}}\n".encode(), "bibtex")
    outcomes(text.encode(), "bibtex")
    outcomes(text.encode(), "pure-page")


# ---- the network -----------------------------------------------------------------------------------------------------------------


class _Listener(HTTPServer):
    hits = 0


class _Count(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, _Listener)
        self.server.hits += 1
        self.send_error(404)

    do_POST = do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[_Listener]:
    server = _Listener(("127.0.0.1", 0), _Count)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def fetching(url: str) -> dict[str, str]:
    """Files, by name, that ask their reader to fetch `url`."""
    return {
        "context.jsonld": f'{{"@context": "{url}", "@id": "http://e/a", "name": "x"}}',
        "contexts.jsonld": f'{{"@context": [{{"name": "http://e/n"}}, "{url}"], "@id": "http://e/a", "name": "x"}}',
        "import.jsonld": f'{{"@context": {{"@version": 1.1, "@import": "{url}"}}, "@id": "http://e/a", "name": "x"}}',
        "scoped.jsonld": f'{{"@context": {{"n": {{"@id": "http://e/n", "@context": "{url}"}}}}, "@id": "http://e/a", "n": {{"x": "y"}}}}',
        "doctype.rdf": f'<!DOCTYPE r SYSTEM "{url}"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        "entity.rdf": f'<!DOCTYPE r [<!ENTITY e SYSTEM "{url}">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&e;</rdf:RDF>',
        "parameter.rdf": f'<!DOCTYPE r [<!ENTITY % e SYSTEM "{url}"> %e;]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
        "include.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<rdf:Description rdf:about="http://e/a"><xi:include rdf:resource="{url}" href="{url}"/></rdf:Description></rdf:RDF>',
        "imports.ttl": f"<http://e/a> <http://www.w3.org/2002/07/owl#imports> <{url}> ; <http://www.w3.org/ns/shacl#shapesGraph> <{url}> .",
        "links.bib": f"@online{{a, title = {{T}}, year = 2001, url = {{{url}}}, file = {{{url}}}, doi = {{{url}}}}}",
        "links.ris": f"TY  - ELEC\nTI  - T\nUR  - {url}\nL1  - {url}\nER  - \n",
        "links.csl.json": json.dumps([{"id": url, "type": "webpage", "title": "T", "URL": url}]),
    }


@pytest.mark.parametrize("name", fetching(""))
def test_no_file_makes_us_fetch_anything(name: str, listener: _Listener, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{listener.server_address[1]}/x"
    path = tmp_path / name
    path.write_text(fetching(url)[name], "utf-8")
    for arguments in (
        ["convert", path, "-t", "turtle"],
        ["validate", path],
        ["query", "ASK { ?s ?p ?o }", path],
        ["load", path, "--store", tmp_path / "s"],
    ):
        assert kg(*arguments).code in (0, 1, 3)
    assert listener.hits == 0


def test_no_query_makes_us_fetch_anything(listener: _Listener) -> None:
    url = f"http://127.0.0.1:{listener.server_address[1]}/x"
    for text in (
        f"SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * WHERE {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
        f"SELECT * WHERE {{ {{ SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
        f"LOAD <{url}>",
        f"LOAD SILENT <{url}> INTO GRAPH <http://e/g>",
    ):
        assert kg("query", text, EXAMPLES).code == 2
    assert kg("query", f"SELECT * FROM <{url}> FROM NAMED <{url}> WHERE {{ ?s ?p ?o }}", EXAMPLES).code == 0
    assert listener.hits == 0


PREFIXES = {
    "e": "http://e/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sh": "http://www.w3.org/ns/shacl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
#: shapes that ask whoever runs them to fetch, by what they ask with; {0} is an address. Each stands beside one that finds something
FETCHING_SHAPES = {
    "imports": "<http://e/> owl:imports <{0}> .",
    "shapes graph": "<http://e/> sh:shapesGraph <{0}> . e:a sh:shapesGraph <{0}> .",
    "entailment": "<http://e/> sh:entailment <{0}> .",
    "service": "e:s sh:sparql [ sh:select 'SELECT $this WHERE {{ SERVICE <{0}> {{ $this ?p ?o }} }}' ] .",
    "silent service": "e:s sh:sparql [ sh:select 'SELECT $this WHERE {{ SERVICE SILENT <{0}> {{ $this ?p ?o }} }}' ] .",
    "from": "e:s sh:sparql [ sh:select 'SELECT $this FROM <{0}> WHERE {{ $this ?p ?o }}' ] .",
    "prefixes": "e:s sh:sparql [ sh:prefixes <{0}> ; sh:select 'SELECT $this WHERE {{ $this ?p ?o }}' ] . <{0}> owl:imports <{0}> .",
    "target": "e:s sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this WHERE {{ SERVICE <{0}> {{ ?this ?p ?o }} }}' ] .",
    "script": "e:s sh:js [ a sh:JSConstraint ; sh:jsFunctionName 'f' ; sh:jsLibrary [ sh:jsLibraryURL '{0}'^^xsd:anyURI ] ] .",
    "rule": "e:s sh:rule [ a sh:SPARQLRule ; sh:construct 'CONSTRUCT {{ $this ?p ?o }} WHERE {{ SERVICE <{0}> {{ $this ?p ?o }} }}' ] .",
}


@pytest.mark.parametrize("lane", [compiled.validate, pyshacl_lane.validate], ids=["compiled", "pyshacl"])
@pytest.mark.parametrize("kind", FETCHING_SHAPES)
def test_no_shape_makes_us_fetch_anything(
    kind: str, lane: Callable[[shacl.Compiled, Graph], list[shacl.Result]], listener: _Listener, tmp_path: Path
) -> None:
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
    own = "e:s a sh:NodeShape ; sh:targetNode e:a ; sh:property [ sh:path e:name ; sh:minCount 1 ] .\n"
    (file := tmp_path / "own.ttl").write_text(
        head + own + FETCHING_SHAPES[kind].format(f"http://127.0.0.1:{listener.server_address[1]}/x"), "utf-8"
    )
    data = {"<http://e/a>": {"<http://e/p>": ['"x"']}}
    if kind in ("service", "silent service") or (kind == "entailment" and lane is compiled.validate):
        with pytest.raises(TableError, match=r"SERVICE|which is not supported"):
            lane(shacl.load([file]), data)
    else:
        assert any(result.component.endswith("MinCountConstraintComponent>") for result in lane(shacl.load([file]), data))
    assert listener.hits == 0


# ---- endpoints -------------------------------------------------------------------------------------------------------------------

INJECTIONS = [
    '"} ; DROP ALL ; #',
    '" } } ; DROP ALL ; #',
    "'''",
    '"""',
    "\\",
    '\\"',
    '\\" } ; CLEAR ALL ; #',
    "\\u0022 } ; DROP ALL ; #",
    "\n} ; DROP ALL\n",
    "\r",
    "?x $y",
    "<http://e/s> <http://e/p> <http://e/o>",
    "> } ; DROP ALL ; #",
    "http://e/> } ; DROP ALL ; INSERT DATA { <http://e/x",
    "GRAPH <http://e/g> {}",
    "@en",
    '"@en . <a:b> <a:b> "',
]


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Server]:
    if not OXIGRAPH.exists():
        pytest.fail("the program oxigraph is not there: it comes with the package of the same name, in the dev extras")
    server = Server(tmp_path / "oxigraph")
    yield server
    server.kill()


def test_no_record_says_anything_to_a_server(oxigraph: Server, tmp_path: Path) -> None:
    oxigraph.update("INSERT DATA { <http://e/s> <http://e/p> 1 . GRAPH <http://e/g> { <http://e/s> <http://e/p> 2 } }")
    before = oxigraph.dump()
    items = [
        {
            "id": text,
            "type": "article-journal",
            "title": f"{number}: {text} {number}",
            "author": [{"family": text, "given": text}],
            "DOI": f"10.5555/{number}{text}",
            "URL": f"http://e.example/{text}",
            "publisher": text,
            "container-title": text,
            "volume": text,
            "language": text,
            "keyword": text,
            "ISSN": text,
        }
        for number, text in enumerate(INJECTIONS)
    ]
    path = tmp_path / "x.csl.json"
    path.write_text(json.dumps(items), "utf-8")
    command = ("push", path, "--endpoint", oxigraph.url, "--base", BASE, "--no-validate", "-q")
    assert kg(*command).code == 0
    after = oxigraph.dump()
    assert [line for line in after if f"<{BASE}graph/" not in line] == before
    titles = {quad.object.value for quad in ox.parse("\n".join(after).encode(), format=ox.RdfFormat.N_QUADS) if str(quad.predicate) == NAME}
    for outcome in outcomes(path.read_bytes(), "csl-json"):
        assert outcome.described is not None
        assert {terms.text(value) for value in outcome.described.graph[outcome.described.work][NAME]} <= titles
    assert len({line.rsplit(" ", 2)[1] for line in after} - {line.rsplit(" ", 2)[1] for line in before}) == len(INJECTIONS)
    assert kg(*command).code == 0
    assert oxigraph.dump() == after


@pytest.mark.parametrize("fault", ["401", "403", "302 http://localhost:9/", "page"])
def test_password_appears_nowhere(fault: str, tmp_path: Path) -> None:
    secret = "s3cret-c4nary"
    with proxy() as server:
        server.faults["update"] = [fault] * 9
        server.faults["query"] = [fault] * 9
        (tmp_path / "kg.toml").write_text(
            f'base = "{BASE}"\n[endpoint.prod]\nquery = "{server.url}/query"\nupdate = "{server.url}/update"\n'
            'user = "u"\npassword_env = "CANARY"\n'
        )
        environment = {**os.environ, "CANARY": secret, "PYTHONPATH": str(EXAMPLES.parent), "TMPDIR": str(tmp_path)}
        command = [
            sys.executable,
            "-m",
            "kg",
            "push",
            str(EXAMPLES),
            "--endpoint",
            "prod",
            "--no-validate",
            "--limit",
            "1",
            "-v",
            "--journal",
            "push.journal",
        ]
        ended = subprocess.run([*command, "--json"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
        seen = [request.headers.get("authorization", "") for request in server.seen]
    assert ended.returncode == 4
    assert any(seen), "nobody logged in, so nothing is proved"
    encoded = [word.split()[-1] for word in seen if word]
    told = ended.stdout + ended.stderr + "".join(path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file())
    for canary in (secret, *encoded):
        assert canary not in told


def test_configuration_shows_no_password(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text('[endpoint.prod]\nurl = "http://127.0.0.1:9/"\nuser = "u"\npassword_env = "CANARY"\n')
    for command in (["config", "show", "--origin"], ["config", "show", "--json"], ["doctor"], ["doctor", "--endpoints", "--json"]):
        ended = kg(*command, cwd=tmp_path, CANARY="s3cret-c4nary")
        assert "s3cret" not in ended.out + ended.err
    (tmp_path / "kg.toml").write_text('[endpoint.prod]\nurl = "http://u:s3cret-c4nary@127.0.0.1:9/"\n')
    for command in (
        ["push", EXAMPLES, "--endpoint", "prod", "--base", BASE],
        ["query", "ASK {}", "--endpoint", "prod"],
        ["config", "show"],
        ["doctor", "--endpoints"],
    ):
        ended = kg(*command, cwd=tmp_path)
        assert "s3cret" not in ended.out + ended.err, command


# ---- names -----------------------------------------------------------------------------------------------------------------------

IDS = [
    "../../etc/passwd",
    "..",
    ".",
    "/",
    "//x",
    "CON",
    "nul.txt",
    "a\x00b",
    "a\nb",
    "a b",
    "x" * 5000,
    "é" * 500,
    "A",
    "a",
    "%2e%2e%2f",
    "\u202e",
    "-rf",
    "~",
    "a;b|c&d",
    "💥",
]


@pytest.mark.parametrize("value", IDS)
def test_key_of_a_record_is_a_safe_name(value: str) -> None:
    for item in (Identifier("doi", f"10.5555/{value}"), Identifier("citekey", value), Identifier("uuid", value), Identifier("isbn", value)):
        key = Mapper(Options(base=BASE)).forward(Record(type="book", titles=[Text(value)], identifiers=[item])).described.key
        assert re.fullmatch(r"[^\W_][\w.-]*", key), key
        assert key == key.lower()
        assert len(key.encode()) <= 200
