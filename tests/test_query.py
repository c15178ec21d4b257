"""Queries: what they answer, how it is written, and what they must not be able to do."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import query, store, terms
from kg.errors import InputError, TableError, UsageError
from kg.graph import Described, from_triples
from kg.mapping import Mapper, Options
from kg.query import answer, syntax
from kg.query.question import Parameter, bindings, term
from kg.record import Agent, Container, Contributor, Identifier, Metric, Record, Text

HERE = Path(__file__).parent / "queries"
SHARED = Path(__file__).parents[1].parent / "shared"
NAMES = sorted(query.named())
W = "<https://data.test.example/work/"


@pytest.fixture(scope="module")
def sample() -> query.Graphs:
    return query.files([HERE / "sample.ttl"])


def lines(target: query.Target, text: str, values: dict[str, str] | None = None, name: str = "tsv") -> list[str]:
    """The rows of the answer, without the head."""
    return "".join(query.write(query.run(target, query.find(text), values), name)).split("\n")[1:-1]


# ---- the queries that come with the project


@pytest.mark.parametrize("name", NAMES)
def test_named_query_answers_as_expected(sample: query.Graphs, name: str) -> None:
    found = "".join(query.write(query.run(sample, query.find(name)), "tsv"))
    assert found == (HERE / f"{name}.tsv").read_text("utf-8")


def test_expected_answers_belong_to_queries_that_exist_and_hold_rows() -> None:
    files = {path.stem: path.read_text("utf-8") for path in HERE.glob("*.tsv")}
    assert sorted(files) == NAMES
    assert all(text.count("\n") > 1 for text in files.values())


@pytest.mark.parametrize("name", NAMES)
def test_named_query_has_a_question_and_documented_parameters(name: str) -> None:
    found = query.named()[name]
    assert found.question.endswith("?")
    assert all(parameter.doc for parameter in found.parameters)
    assert set(syntax.look(found.text).used) <= set(_prefixes())


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("outputs-by-year", {"from": "2019", "to": "2020"}, ['"2019"\t"2"^^xsd:integer', '"2020"\t"1"^^xsd:integer']),
        ("outputs-by-type", {"year": "2019"}, ["<http://purl.org/ontology/bibo/AcademicArticle>\t\"2\"^^xsd:integer"]),
        ("co-authors", {"name": "Cy Deep"}, []),
        ("co-authors", {"name": "Bo Shore"}, [f'"Bo Shore"\t"{other}"\t"1"^^xsd:integer' for other in ("Ada Flood", "Josiah Carberry")]),
        ("co-authors", {"least": "2"}, ['"Ada Flood"\t"Josiah Carberry"\t"2"^^xsd:integer']),
        ("missing-doi", {"from": "2000"}, [f'{W}four>\t"Über Quellen"@de\t"2021"']),
        # pyoxigraph keeps an xsd:nonNegativeInteger as xsd:integer
        ("citations", {"least": "4"}, [f'"12"^^xsd:integer\t"Scopus"\t{W}one>\t"Rivers and their names"@en']),
        ("subjects", {"least": "2"}, ['"Water"\t"concept"\t"2"^^xsd:integer', '"names"\t"keyword"\t"2"^^xsd:integer']),
    ],
)  # fmt: skip
def test_parameters_narrow_the_answer(sample: query.Graphs, name: str, values: dict[str, str], expected: list[str]) -> None:
    assert [line.replace(f"<{terms.XSD}integer>", "xsd:integer") for line in lines(sample, name, values)] == expected


def test_authors_of_one_work_come_in_list_order(sample: query.Graphs) -> None:
    rows = [line.split("\t")[3] for line in lines(sample, "authors-in-order", {"work": "https://data.test.example/work/two"})]
    assert rows == ['"Ada Flood"', '"Bo Shore"', '"Josiah Carberry"']


@pytest.mark.parametrize("name", NAMES)
def test_named_query_runs_on_the_worked_example(name: str) -> None:
    example = SHARED / "design" / "target-article.ttl"
    if not example.exists():
        pytest.skip("needs ../shared/design")
    found = query.run(query.files([example]), query.find(name))
    assert bool(found.rows) == (name not in ("missing-doi", "duplicates-by-doi"))


# ---- targets


def described(key: str, title: str) -> Described:
    subject = f"<https://data.test.example/work/{key}>"
    return Described(
        key,
        subject,
        f"<https://data.test.example/graph/{key}>",
        from_triples([(subject, "<https://schema.org/name>", terms.literal(title))]),
    )


def test_store_and_graphs_answer_from_the_union_of_named_graphs(tmp_path: Path) -> None:
    works = [described("a", "A"), described("b", "B")]
    store.load(works, tmp_path / "s")
    text = "SELECT ?name WHERE { ?s schema:name ?name }"
    assert lines(query.described(works), text) == ['"A"', '"B"']
    assert lines(query.Stored(tmp_path / "s"), text) == ['"A"', '"B"']


def test_files_of_several_formats_are_one_graph_with_blank_nodes_apart(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("_:x <http://e/p> 1 .")
    (tmp_path / "b.nt").write_text('_:x <http://e/p> "2" .\n')
    (tmp_path / "c.nq").write_text('<http://e/s> <http://e/p> "3" <http://e/g> .\n')
    (tmp_path / "d.jsonld").write_text('{"@id": "http://e/s", "http://e/p": "4"}')
    graphs = query.files(tmp_path / name for name in ("a.ttl", "b.nt", "c.nq", "d.jsonld"))
    assert lines(graphs, "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", name="csv") == ["3,4\r"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.ttl", b"<http://e/s> <http://e/p> .\n", r"a.ttl:1:\d+"),
        ("a.txt", b"", "unknown RDF format"),
        ("a.rdf", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "document type"),
        ("a.jsonld", b"[" * 9999 + b"]" * 9999, "deeper"),
        ("a.jsonld", b'{"@context": "http://127.0.0.1:9/context", "name": "x"}', "a.jsonld"),
    ],
)
def test_says_what_is_wrong_with_a_file(name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        query.documents([(name, data)])


# ---- what a query cannot do


class _Hits(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.hits += 1  # type: ignore[attr-defined]
        self.send_error(404)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""


@pytest.fixture
def listener() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Hits)
    server.hits = 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * WHERE {{ {{ service silent <{url}> {{ ?s ?p ?o }} }} }}",
        "ASK {{ ?s ?p '# ' . SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ ?s ?p <{url}#x> . SERVICE <{url}> {{ ?s ?p ?o }} }}",
        'ASK {{ ?s ?p """a"b\\"""" . SERVICE <{url}> {{ ?s ?p ?o }} }}',
        "ASK {{ ?s schema:a\\# ?o . SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ FILTER(1<2) # '\n SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "LOAD <{url}>",
        "PREFIX a: <http://e/> BASE <http://e/> # SELECT\n INSERT DATA {{ a:b a:b a:b }}",
        "# SELECT\nDROP ALL",
        "WITH <{url}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        "SELECT * WHERE {{ ?s ?p ?o }} ; DROP ALL",
        "",
        "hello world",
    ],
)  # fmt: skip
def test_refuses_whatever_is_no_local_query(sample: query.Graphs, listener: HTTPServer, text: str) -> None:
    before = len(sample.store)
    with pytest.raises(UsageError):
        query.run(sample, query.read(text.format(url=f"http://127.0.0.1:{listener.server_address[1]}/")))
    assert listener.hits == 0  # type: ignore[attr-defined]
    assert len(sample.store) == before


def test_from_clause_fetches_nothing(sample: query.Graphs, listener: HTTPServer) -> None:
    text = f"SELECT * FROM <http://127.0.0.1:{listener.server_address[1]}/x> WHERE {{ ?s ?p ?o }}"
    assert query.run(sample, query.read(text)).rows == ()
    assert listener.hits == 0  # type: ignore[attr-defined]


def test_service_goes_out_only_when_allowed(sample: query.Graphs, listener: HTTPServer) -> None:
    text = f"SELECT * WHERE {{ SERVICE <http://127.0.0.1:{listener.server_address[1]}/> {{ ?s ?p ?o }} }}"
    with pytest.raises(InputError):
        query.run(sample, query.read(text), allow_service=True)
    assert listener.hits == 1  # type: ignore[attr-defined]


def test_the_word_service_is_no_call_where_it_is_no_keyword(sample: query.Graphs) -> None:
    text = 'SELECT * WHERE { VALUES ?service { "SERVICE <x>" schema:service <http://e/SERVICE> } } # SERVICE'
    assert len(query.run(sample, query.read(text)).rows) == 3


def test_stops_a_query_that_takes_too_long() -> None:
    script = (
        "from kg import query\n"
        "numbers = ' '.join(map(str, range(1000)))\n"
        "text = 'SELECT (COUNT(*) AS ?n) WHERE {' + ''.join(f' VALUES ?v{i} {{ {numbers} }}' for i in range(3)) + '}'\n"
        "try:\n    query.run(query.documents([]), query.read(text), timeout=0.3)\n"
        "except query.evaluation.UsageError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE.parents[1], capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout == "the query took more than 0.3 s\n"


def test_syntax_error_names_the_line_of_the_users_own_text(sample: query.Graphs) -> None:
    with pytest.raises(UsageError, match="line 2, column"):
        query.run(sample, query.read("SELECT ?s WHERE {\n ?s schema:name }"))


# ---- parameters


@pytest.mark.parametrize(
    ("type_name", "value", "expected"),
    [
        ("xsd:string", '"} DROP ALL #\n', '"\\"} DROP ALL #\\n"'),
        ("xsd:gYear", "2012", f'"2012"^^<{terms.XSD}gYear>'),
        ("xsd:date", "2012-12-31", f'"2012-12-31"^^<{terms.XSD}date>'),
        ("xsd:decimal", "-1.5", f'"-1.5"^^<{terms.XSD}decimal>'),
        ("xsd:boolean", "true", f'"true"^^<{terms.XSD}boolean>'),
        ("iri", "schema:Person", "<https://schema.org/Person>"),
        ("iri", "https://e.example/a", "<https://e.example/a>"),
        ("iri", "<urn:x:y>", "<urn:x:y>"),
    ],
)
def test_value_becomes_a_term_of_its_type(type_name: str, value: str, expected: str) -> None:
    assert term(Parameter("p", type_name), value) == expected


@pytest.mark.parametrize(
    ("type_name", "value"),
    [
        ("xsd:gYear", "12"), ("xsd:gYear", "2012 "), ("xsd:gYear", "２０１２x"), ("xsd:integer", "1.5"), ("xsd:positiveInteger", "0"),
        ("xsd:date", "2012-13-01"), ("xsd:boolean", "yes"), ("xsd:nonNegativeInteger", "-1"), ("iri", "no iri"),
        ("iri", "http://e/> } DROP"),
    ],
)  # fmt: skip
def test_value_of_the_wrong_form_is_refused(type_name: str, value: str) -> None:
    with pytest.raises(UsageError, match=r"is no "):
        term(Parameter("p", type_name), value)


@given(st.text(max_size=30))
def test_any_text_given_as_a_parameter_comes_back_as_that_text(text: str) -> None:
    asked = query.read('#+ param value: xsd:string? "x"\nSELECT ?value WHERE { BIND(1 AS ?one) }')
    found = query.run(query.Graphs(pyoxigraph.Store()), asked, {"value": text})
    assert [terms.text(cell) for cell in found.rows[0]] == [terms.clean(text)] if text else found.rows == (("",),)


def test_unknown_and_missing_parameters_are_told() -> None:
    asked = query.read('#+ param year: xsd:gYear "the year"\nSELECT * WHERE { ?s ?p ?year }')
    with pytest.raises(UsageError, match="no parameter 'yaer'") as caught:
        bindings(asked, {"yaer": "2012"})
    assert caught.value.hint == "did you mean year?"
    with pytest.raises(UsageError, match=r"needs a value for year \(xsd:gYear\): the year"):
        bindings(asked, {})


@pytest.mark.parametrize("line", ["#+ param year", "#+ param year: xsd:duration", '#+ param year: xsd:gYear = "a b" c'])
def test_a_parameter_line_that_cannot_be_read_is_an_error_of_the_table(line: str) -> None:
    with pytest.raises(TableError, match="query:1"):
        query.read(f"{line}\nASK {{}}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT (EXISTS { ?a ?b ?x } AS ?e) WHERE { ?s ?p ?x }", "WHERE {| ?s"),
        ("SELECT ?x { ?s ?p ?x }", "?x {| ?s"),
        ("CONSTRUCT { ?s ?p ?x } { ?s ?p ?x }", "} {| ?s"),
        ("CONSTRUCT { ?s ?p ?x } FROM <http://e/g> WHERE { ?s ?p ?x }", "WHERE {| ?s"),
        ("DESCRIBE ?x WHERE { ?x ?p '}' }", "WHERE {| ?x"),
        ("# {\nASK { ?x ?p <http://e/p> }", "ASK {| ?x"),
        ("CONSTRUCT WHERE { ?s ?p ?x }", None),
        ("SELECT ?x WHERE { SELECT ?x WHERE { ?s ?p ?x } }", None),
        ("DESCRIBE <http://e/x>", None),
    ],
)
def test_terms_are_bound_at_the_start_of_the_where_group(text: str, expected: str | None) -> None:
    shape = syntax.look(text)
    if expected is None:
        with pytest.raises(UsageError):
            syntax.bind(text, shape, {"x": "1"})
        return
    before, _, after = expected.partition("|")
    at = text.index(before + after) + len(before)
    assert syntax.bind(text, shape, {"x": "1"}) == f"{text[:at]} VALUES ?x {{ 1 }} {text[at:]}"


def test_single_word_that_is_no_query_gets_a_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        query.find("output-by-year")
    assert caught.value.hint == "did you mean outputs-by-year?"


def test_queries_of_a_project_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("# Mine?\nASK {}")
    assert query.named(tmp_path)["mine"].question == "Mine?"
    assert set(query.named(tmp_path)) == {*NAMES, "mine"}


# ---- formats

ROWS = 'SELECT * WHERE { VALUES (?a ?b) { (<https://schema.org/name> "x, \\"y\\"\\n\\t\\u001Bz"@en) (UNDEF 3) ("=1" true) } }'


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("table", 'a            b\n-----------  --------\n             3\n=1           true\nschema:name  x, "y" z\n'),
        ("csv", 'a,b\r\n,3\r\n=1,true\r\nhttps://schema.org/name,"x, ""y""\n\t\x1bz"\r\n'),
        (
            "tsv",
            f'?a\t?b\n\t"3"^^<{terms.XSD}integer>\n"=1"\t"true"^^<{terms.XSD}boolean>\n'
            '<https://schema.org/name>\t"x, \\"y\\"\\n\\t\\u001Bz"@en\n',
        ),
        ("jsonl", '{"a": null, "b": 3}\n{"a": "=1", "b": true}\n{"a": "https://schema.org/name", "b": "x, \\"y\\"\\n\\t\\u001bz"}\n'),
    ],
)  # fmt: skip
def test_writes_rows(name: str, expected: str) -> None:
    assert "".join(query.write(query.run(query.documents([]), query.read(ROWS)), name)) == expected


def test_json_results_are_read_back_by_pyoxigraph() -> None:
    text = "".join(query.write(query.run(query.documents([]), query.read(ROWS)), "json"))
    solutions = pyoxigraph.parse_query_results(text, pyoxigraph.QueryResultsFormat.JSON)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert [[None if row[name] is None else row[name].value for name in ("a", "b")] for row in solutions] == [
        [None, "3"],
        ["=1", "true"],
        ["https://schema.org/name", 'x, "y"\n\t\x1bz'],
    ]


def test_ask_is_true_or_false(sample: query.Graphs) -> None:
    yes = query.run(sample, query.read("ASK { ?s ?p ?o }"))
    assert "".join(query.write(yes)) == "true\n"
    assert json.loads("".join(query.write(yes, "json"))) == {"head": {}, "boolean": True}


def test_construct_gives_the_same_triples_in_both_formats(sample: query.Graphs) -> None:
    found = query.run(sample, query.read("CONSTRUCT { ?w schema:name ?t } WHERE { ?w dcterms:title ?t }"))
    nt = "".join(query.write(found, "nt"))
    assert nt.splitlines() == sorted(nt.splitlines())
    turtle = "".join(query.write(found, "turtle"))
    assert "@prefix schema: <https://schema.org/> ." in turtle
    assert set(pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)) == set(pyoxigraph.parse(nt, pyoxigraph.RdfFormat.N_TRIPLES))


def test_describe_gives_the_statements_of_a_node(sample: query.Graphs) -> None:
    found = query.run(sample, query.read("DESCRIBE <https://data.test.example/work/six>"))
    assert len(found.triples) == 3


@pytest.mark.parametrize(("text", "name"), [("ASK {}", "csv"), ("SELECT * {}", "nt"), ("CONSTRUCT WHERE {}", "json"), ("ASK {}", "odt")])
def test_format_that_does_not_fit_is_refused(sample: query.Graphs, text: str, name: str) -> None:
    with pytest.raises(UsageError):
        query.write(query.run(sample, query.read(text)), name)


def test_answers_are_the_same_each_time_though_blank_nodes_are_not() -> None:
    data = b"@prefix e: <http://e/> . e:a e:p ( 1 2 [ e:q 3 ] ) . e:b e:p [] ."
    found = {query.run(query.documents([("a.ttl", data)]), query.read("SELECT * WHERE { ?s ?p ?o FILTER(isIRI(?s)) }")) for _ in range(5)}
    assert len(found) == 1


def test_order_of_the_query_is_kept(sample: query.Graphs) -> None:
    found = query.run(sample, query.read("SELECT ?n WHERE { VALUES ?n { 2 10 1 } } ORDER BY DESC(?n)"))
    assert [terms.text(row[0]) for row in found.rows] == ["10", "2", "1"]
    inner = query.run(sample, query.read("SELECT ?n WHERE { { SELECT ?n { VALUES ?n { 2 10 1 } } ORDER BY DESC(?n) } }"))
    assert [terms.text(row[0]) for row in inner.rows] == ["1", "10", "2"]


def test_limit_cuts_and_says_so(sample: query.Graphs) -> None:
    found = query.run(sample, query.read("SELECT ?s WHERE { ?s a schema:Person }"), limit=2)
    assert (len(found.rows), found.truncated) == (2, True)
    assert not query.run(sample, query.read("ASK {}"), limit=2).truncated


@given(st.lists(st.lists(st.sampled_from(["_:x", "_:y", '"a"', '"b"', ""]), min_size=2, max_size=2), max_size=6))
def test_arranging_keeps_every_row_and_which_blank_nodes_are_equal(rows: list[list[str]]) -> None:
    found = answer.arranged(rows, ordered=True)
    assert [[cell[:2] if cell.startswith("_:") else cell for cell in row] for row in found] == [
        [cell[:2] if cell.startswith("_:") else cell for cell in row] for row in rows
    ]
    flat, renamed = [cell for row in rows for cell in row], [cell for row in found for cell in row]
    assert len(set(flat)) == len(set(renamed)) == len(set(zip(flat, renamed, strict=True)))


def _prefixes() -> dict[str, str]:
    from kg import resources

    return resources.table("prefixes")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE " + "{" * 9999 + "}" * 9999,
        "SELECT * WHERE { FILTER(" + "(" * 9999 + "1" + ")" * 9999 + ") }",
        "SELECT * WHERE { ?s ?p " + "[ ?p " * 9999 + "1" + "]" * 9999 + "}",
        "SELECT * WHERE { ?s ?p ?o FILTER(" + "!" * 9999 + "?o) }",
        "SELECT * WHERE { " + "OPTIONAL { ?s ?p ?o } " * 9999 + "}",
        "SELECT * WHERE " + "{" * 9999,
    ],
    ids=["groups", "parentheses", "blank nodes", "signs", "optionals", "open"],
)
def test_query_that_would_exhaust_the_stack_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="deeper"):
        query.run(query.documents([]), query.read(text))


@pytest.mark.parametrize("text", ["SELECT * WHERE {", "SELECT", "ASK {", "CONSTRUCT {} WHERE {"])
def test_query_that_breaks_off_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        query.run(query.documents([]), query.read(text))


def test_brackets_in_strings_and_long_lists_are_no_depth() -> None:
    text = "SELECT * WHERE { VALUES ?x { " + "'(((({{{{!!!!' " * 1000 + "} }"
    assert len(query.run(query.documents([]), query.read(text)).rows) == 1000


def test_what_several_records_say_alike_is_one_row() -> None:
    records = [
        Record(
            type="article",
            identifiers=[Identifier("doi", f"10.5555/{number}")] if number else [],
            titles=[Text(f"Work {number}", "en")],
            languages=["en"],
            keywords=[Text("alike")],
            issued="2020",
            contributors=[
                Contributor(Agent(name, identifiers=[Identifier("orcid", orcid)]))
                for name, orcid in (("Ada One", "0000-0002-1825-0097"), ("Bo Two", "0000-0001-5109-3700"))
            ],
            container=Container(titles=[Text("Journal", "en")], identifiers=[Identifier("issn", "0957-8765")]),
            metrics=[Metric(5, "Crossref", "2020-01-01")],
        )
        for number in range(3)
    ]
    mapper = Mapper(Options(base="https://data.test.example/"))
    graphs = query.described([mapper.forward(record).described for record in records])
    for name in query.named():
        found = query.run(graphs, query.find(name))
        assert len(set(found.rows)) == len(found.rows), name
    assert len(query.run(graphs, query.find("authors-in-order")).rows) == 6
    assert [row[3] for row in query.run(graphs, query.find("journals")).rows] == ['"3"^^<http://www.w3.org/2001/XMLSchema#integer>']
