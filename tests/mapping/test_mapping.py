"""Records become the graphs that the vocabularies' definitions ask for, and come back."""

from __future__ import annotations

import msgspec
import pytest

from kg import graph as graphs
from kg import terms
from kg.graph import triples
from kg.mapping import Mapper, Options, losses
from kg.record import Agent, Container, Contributor, Identifier, Link, Record, Relation, Text
from kg.vocabulary import RESOURCE, expand, superclasses, vocabulary
from tests.bench import generator
from tests.mapping.samples import all_records, full

OPTIONS = Options(base="https://data.example.org/", spar=True, concepts="full")
MAPPER = Mapper(OPTIONS)
IDS = [f"{r.type}-{r.variant}" if r.variant else r.type for r in all_records()]


def values(record: Record, term: str, *, options: Options = OPTIONS, subject: str = "") -> list[str]:
    """The objects of `term` on the work, or on `subject`."""
    described = Mapper(options).forward(record).described
    return described.graph.get(subject or described.work, {}).get(f"<{expand(term)}>", [])


def texts(record: Record, term: str, **more: object) -> list[str]:
    return [terms.text(value) for value in values(record, term, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize("record", all_records(), ids=IDS)
def test_comes_back_from_its_graph_and_gives_the_same_graph(record: Record) -> None:
    described = MAPPER.forward(record, key="k").described
    (again,) = MAPPER.back(described.graph)
    assert (again.type, again.variant) == (record.type, record.variant)
    assert set(triples(MAPPER.forward(again, key="k").described.graph)) == set(triples(described.graph))


@pytest.mark.parametrize("record", all_records(), ids=IDS)
def test_has_no_blank_node_but_list_cells_and_describes_every_node_of_its_own(record: Record) -> None:
    graph = MAPPER.forward(record).described.graph
    for subject, predicate, value in triples(graph):
        if subject.startswith("_:"):
            assert predicate in (terms.RDF_FIRST, terms.RDF_REST)
        if value.startswith(f"<{OPTIONS.base}"):
            assert value in graph, f"{value} is used but not described"


@pytest.mark.parametrize("record", all_records(), ids=IDS)
def test_traces_every_triple_to_a_field_and_a_rule_without_changing_the_graph(record: Record) -> None:
    plain, traced = MAPPER.forward(record), MAPPER.forward(record, trace=True)
    assert traced.described == plain.described
    assert traced.trace is not None
    assert set(traced.trace) == set(triples(plain.described.graph))
    assert all(rule for _, rule in traced.trace.values())


@pytest.mark.parametrize("record", all_records(), ids=IDS)
def test_carries_every_field_or_says_why_not(record: Record) -> None:
    assert all(loss.reason for loss in losses(record, OPTIONS))
    assert {loss.field.partition(".")[0] for loss in losses(record, OPTIONS)} <= {
        "edition",
        "volume",
        "peer_reviewed",
        "programming_languages",
        "subtitles",
    }


@pytest.mark.parametrize("record", all_records(), ids=IDS)
def test_uses_bibo_within_its_domains_and_ranges(record: Record) -> None:
    graph = Mapper(Options(base=OPTIONS.base)).forward(record).described.graph
    classes = {s: {c[1:-1] for c in p.get(terms.RDF_TYPE, ())} for s, p in graph.items() if terms.RDF_FIRST not in p}
    for subject, predicate, value in triples(graph):
        known = vocabulary().properties.get(predicate[1:-1])
        if known is None or not predicate.startswith("<http://purl.org/ontology/bibo/"):
            continue
        for node, wanted in ((subject, known.domain), (value, known.range)):
            if node in classes and wanted and RESOURCE not in wanted:
                reached = set().union(*(superclasses(c) for c in classes[node]))
                assert reached & set(wanted), (predicate, node)


def test_keeps_the_order_of_authors_in_the_list_and_the_same_set_in_all_vocabularies() -> None:
    record = full("journal-article")
    described = MAPPER.forward(record).described
    work = described.graph[described.work]
    members = graphs.members(described.graph, work[f"<{expand('bibo:authorList')}>"][0])
    assert members is not None
    assert [m.rpartition("#")[2].rstrip(">") for m in members][:2] == ["person-wang-wei", "person-wang-wei-2"]
    assert members[2] == f"<{OPTIONS.base}person/orcid/0000-0002-1825-0097>"
    assert set(members) == set(work[f"<{expand('dcterms:creator')}>"]) == set(work[f"<{expand('schema:author')}>"])


def test_writes_dates_at_their_own_precision() -> None:
    for date, datatype in {"2012": "gYear", "2012-12": "gYearMonth", "2012-12-31": "date"}.items():
        assert values(Record(issued=date), "dcterms:issued") == [f'"{date}"^^<{terms.XSD}{datatype}>']


def test_publishes_the_online_date_where_there_is_no_formal_one_and_never_two() -> None:
    assert texts(Record(online="2012-08-04"), "schema:datePublished") == ["2012-08-04"]
    assert texts(Record(online="2012-08-04", issued="2012-12"), "dcterms:issued") == ["2012-12"]
    first = Options(date_published="first")
    assert texts(Record(online="2012-08-04", issued="2012-12"), "schema:datePublished", options=first) == ["2012-08-04"]


def test_puts_volume_and_issue_on_nodes_of_their_own_for_schema_org() -> None:
    record = full("journal-article")
    (issue,) = values(record, "schema:isPartOf")
    assert issue == "<https://data.example.org/journal/issn/0957-8765/volume/23/issue/4>"
    (volume,) = values(record, "schema:isPartOf", subject=issue)
    assert texts(record, "schema:volumeNumber", subject=volume) == ["023"]
    assert values(record, "dcterms:isPartOf", subject=issue) == ["<https://data.example.org/journal/issn/0957-8765>"]
    assert values(record, "bibo:issue") == []


@pytest.mark.parametrize("name", ["book", "thesis", "patent", "dataset", "software", "poster", "map", "peer-review"])
def test_leaves_out_schema_pages_where_the_domain_excludes_them(name: str) -> None:
    record = Record(type=name, page_start="1", page_end="9")
    assert values(record, "schema:pageStart") == []
    assert texts(record, "bibo:pageStart") == ["1"]


def test_gives_an_organisation_that_edits_schema_contributor() -> None:
    record = Record(type="edited-book", contributors=[Contributor(Agent("Org", "organisation"), "editor")])
    assert values(record, "schema:editor") == []
    assert values(record, "schema:contributor") == values(record, "bibo:editor")


def test_never_merges_people_by_name_nor_splits_one_person_over_two_roles() -> None:
    ada = Agent("Ada Lovelace", given="Ada", family="Lovelace")
    record = Record(
        type="edited-book", contributors=[Contributor(ada), Contributor(Agent("Ada Lovelace", given="Ada", family="Lovelace"), "editor")]
    )
    assert values(record, "schema:author") == values(record, "schema:editor")
    assert (
        len(
            values(
                msgspec.structs.replace(record, contributors=[Contributor(ada), Contributor(msgspec.structs.replace(ada))]), "schema:author"
            )
        )
        == 2
    )


def test_states_an_identifier_as_literal_in_dublin_core_and_as_link_in_schema_org() -> None:
    record = Record(identifiers=[Identifier("doi", "10.5555/a<b>#c")])
    assert values(record, "dcterms:identifier") == ['"https://doi.org/10.5555/a%3Cb%3E%23c"^^<http://www.w3.org/2001/XMLSchema#anyURI>']
    assert values(record, "schema:sameAs") == ["<https://doi.org/10.5555/a%3Cb%3E%23c>"]
    assert texts(record, "bibo:doi") == ["10.5555/a<b>#c"]


def test_keeps_an_identifier_that_failed_its_check_as_text_only() -> None:
    record = Record(identifiers=[Identifier("text", "ISSN 1234-5678")])
    assert texts(record, "dc11:identifier") == ["ISSN 1234-5678"]
    assert values(record, "schema:identifier") == []


def test_uses_the_doi_as_the_works_iri_without_calling_it_the_same_as_itself() -> None:
    options = Options(base=OPTIONS.base, id_policy="doi")
    record = Record(identifiers=[Identifier("doi", "10.5555/x")])
    described = Mapper(options).forward(record).described
    assert described.work == "<https://doi.org/10.5555/x>"
    assert described.name == "<https://data.example.org/graph/doi-10.5555_2fx>"
    assert values(record, "schema:sameAs", options=options) == []


def test_tells_of_a_link_that_is_no_iri() -> None:
    mapped = MAPPER.forward(Record(links=[Link("not an address")]))
    assert [(i.code, i.field, i.value) for i in mapped.issues] == [("M010", "links[0]", "not an address")]


def test_lets_the_corrected_work_point_to_its_notice() -> None:
    record = Record(type="correction", relations=[Relation("corrects", Identifier("doi", "10.5555/old"))])
    described = MAPPER.forward(record).described
    assert described.graph["<https://doi.org/10.5555/old>"][f"<{expand('schema:correction')}>"] == [described.work]


def test_names_a_journal_by_its_issn_l_first() -> None:
    ids = [Identifier("issn", "0957-8765"), Identifier("eissn", "1573-7888"), Identifier("issn-l", "0028-0836")]
    record = Record(type="journal-article", container=Container([Text("J")], identifiers=ids))
    assert values(record, "schema:isPartOf") == ["<https://data.example.org/journal/issn/0028-0836>"]


def test_writes_lists_of_ten_thousand_authors_without_recursion() -> None:
    people = [Contributor(Agent(f"A{n} B{n}", given=f"A{n}", family=f"B{n}")) for n in range(10_000)]
    described = MAPPER.forward(Record(contributors=people)).described
    head = described.graph[described.work][f"<{expand('bibo:authorList')}>"][0]
    assert len(graphs.members(described.graph, head) or ()) == 10_000
    assert len(MAPPER.back(described.graph)[0].contributors) == 10_000


def test_leaves_concepts_out_or_adds_their_ranks_as_asked() -> None:
    record = full("journal-article")
    assert values(record, "dcterms:subject", options=Options(concepts="none")) == []
    assert values(record, "kg:subjectAssignment", options=Options(concepts="plain")) == []
    assert len(values(record, "kg:subjectAssignment", options=Options(concepts="full"))) == 1


@pytest.mark.parametrize("options", [OPTIONS, Options(owl_sameas=True, date_published="first", id_policy="doi")], ids=["spar", "other"])
def test_maps_alike_row_by_row_and_with_rows_fused(options: Options) -> None:
    # with trace every row runs alone; values must also stand in the same order
    mapper = Mapper(options)
    for record in [*generator.records(600), *all_records()]:
        fused, single = mapper.forward(record), mapper.forward(record, trace=True)
        assert fused.described == single.described
        assert list(fused.described.graph) == list(single.described.graph)
        assert fused.issues == single.issues


def test_tells_once_of_an_address_that_two_vocabularies_cannot_write() -> None:
    record = Record(type="book", titles=[Text("One")], licences=["no address", "https://example.org/licence", "no address"])
    for trace in (False, True):
        mapped = MAPPER.forward(record, trace=trace)
        assert [(found.code, found.field) for found in mapped.issues] == [("M010", "licences[0]"), ("M010", "licences[2]")]
        for term in ("schema:license", "dcterms:license"):
            assert mapped.described.graph[mapped.described.work][f"<{expand(term)}>"] == ["<https://example.org/licence>"]


def test_writes_a_repeated_value_once_in_every_vocabulary() -> None:
    numbers = [
        Identifier("isbn", "9781402894626"),
        Identifier("isbn", "9781402894626"),
        Identifier("doi", "10.5555/a"),
        Identifier("doi", "10.5555/b"),
    ]
    record = Record(type="book", titles=[Text("One"), Text("One")], identifiers=numbers)
    assert values(record, "schema:isbn") == values(record, "bibo:isbn13") == ['"9781402894626"']
    assert values(record, "bibo:doi") == ['"10.5555/a"']
    assert values(record, "schema:name") == values(record, "dcterms:title") == ['"One"']
