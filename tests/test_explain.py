"""kg/explain: every triple has its source and its rule, every silence its reason, every term its meaning."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg import graph, inputs, pipeline, resources, terms
from kg.errors import InputError, UsageError
from kg.explain import asked, example, field, fields, finding, rules, term
from kg.explain import record as explained
from kg.explain.asked import Answer
from kg.explain.record import Entry, Explanation, Subject
from kg.inputs import RDF_FORMATS, Input
from kg.mapping.tables import VOCABULARIES, tables
from kg.record import Agent, Concept, Container, Contributor, Identifier, Record, Text
from kg.settings import Settings
from tests import shared

BIB = """\
@book{deep,
  author = {de Vries, Jan and Okoro, Ada},
  title = {Deep Water: A Reader},
  publisher = {Sluice Press},
  address = {Delft},
  isbn = {978-0-306-40615-7},
  year = {2001},
  pages = {1--20},
  shelf = {Q7},
}
@article{thin,
  author = {Okoro, Ada},
  title = {Thin Ice},
  journal = {Ice Letters},
  volume = {3},
  number = {4},
  pages = {7--9},
  doi = {10.5555/THIN},
  year = {2002},
}
"""


def subject(wanted: str, text: str = BIB, form: str = "bibtex", **settings: object) -> Subject:
    """The record `wanted` of a file."""
    return explained.choose([Input("refs", form, text.encode())], Settings(**settings), wanted)  # type: ignore[arg-type]


def entry(told: Explanation, name: str) -> Entry:
    return next(item for item in told.entries if item.field == name)


def reasons(answer: Answer) -> str:
    return "\n".join(f"{why.where} {why.name}: {why.reason}" for why in answer.absent)


# ---- a record --------------------------------------------------------------------------------------------------------------------


def test_field_is_led_back_to_its_line_and_forward_to_its_triples_and_rows() -> None:
    told = entry(explained.explain(subject("thin")), "page_start")
    assert told.place is not None
    assert (told.place.line, told.place.raw) == (17, "7--9")
    assert [value.text for value in told.values] == ["7"]
    assert {(made.vocabulary, made.value) for made in told.triples} == {("schema", '"7"'), ("bibo", '"7"')}
    assert "no term" in told.silent["dcterms"]
    for made in told.triples:
        file, _, line = made.rule.where.partition(":")
        rows = (resources.root("vocab") / Path(file).name).read_text("utf-8").splitlines()[int(line) - 1 :]
        assert rows[:3] == ["[[row]]", 'node = "work"', 'field = "page_start"']


def test_every_triple_and_every_value_stands_in_one_entry() -> None:
    for wanted in ("deep", "thin"):
        chosen = subject(wanted)
        told = explained.explain(chosen)
        made = [(item.subject, item.predicate, item.value) for part in told.entries for item in part.triples]
        assert sorted(made) == sorted(graph.triples(chosen.described.graph))
        values = [value.field for part in told.entries for value in part.values]
        assert sorted(values) == sorted(leaf.path for leaf in fields.leaves(chosen.record))


def test_entries_stand_in_the_order_of_the_source_and_those_without_a_place_last() -> None:
    places = [item.place for item in explained.explain(subject("deep")).entries]
    lines = [place.line for place in places if place]
    assert lines == sorted(lines)
    assert len(lines) > 5
    assert [place for place in places if place is None] == places[len(lines) :]


def test_role_of_a_contributor_names_the_row_of_the_role_too() -> None:
    made = entry(explained.explain(subject("deep")), "contributors[0]").triples
    author = next(item for item in made if item.predicate == "<https://schema.org/author>")
    assert rules.header("roles", "author") in author.rule.name
    assert author.rule.where.startswith("vocab/schema.toml:")


def test_class_of_the_work_is_told_by_the_row_of_its_type_and_that_of_a_node_by_its_kind() -> None:
    made = [item for part in explained.explain(subject("deep")).entries for item in part.triples if item.predicate == terms.RDF_TYPE]
    where = {item.value: item.rule.where for item in made}
    assert where["<http://purl.org/ontology/bibo/Book>"] == rules.header("types", "book")
    assert where["<https://schema.org/Person>"] == rules.header("nodes", "agent")


def test_two_rows_of_one_name_are_told_apart() -> None:
    made = [item for part in explained.explain(subject("deep")).entries for item in part.triples]
    kinds = {item.value: item.rule.where for item in made if item.predicate == "<http://purl.org/dc/terms/type>"}
    assert len(kinds) == len(set(kinds.values())) == 2


def test_what_no_field_takes_is_left_out_with_its_place_and_reason() -> None:
    left = explained.explain(subject("deep")).left_out
    shelf = next(item for item in left if item.value == "Q7")
    assert shelf.place is not None
    assert shelf.place.line == 9
    assert shelf.reason


def test_findings_of_reader_and_shapes_have_their_lines() -> None:
    text = BIB.replace("10.5555/THIN", "not a doi").replace("{2002}", "{2999}")
    found = {issue.code: issue for issue in explained.explain(subject("thin", text)).issues}
    assert any(code.startswith("I") for code in found)
    assert any(code.startswith("S") for code in found)
    assert all(issue.file == "refs" and issue.place.line >= 11 for issue in found.values())


@pytest.mark.parametrize("name", ["2", "thin", "10.5555/thin", "doi:10.5555/THIN", "https://doi.org/10.5555/thin", "doi-10.5555_2fthin"])
def test_record_is_chosen_by_number_label_doi_or_key(name: str) -> None:
    assert subject(name).record.titles == [Text("Thin Ice")]


def test_several_records_ask_for_a_choice_and_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(UsageError, match="1  deep  Deep Water"):
        subject("")
    with pytest.raises(UsageError) as error:
        subject("thinn")
    assert error.value.hint == "did you mean thin?"


def test_record_that_cannot_be_read_is_an_input_error_with_its_line() -> None:
    with pytest.raises(InputError, match="refs:2"):
        subject("2", '[{"id": "a", "title": "Ice"},\n5]', "csl-json")


def test_rdf_is_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError) as error:
        subject("", "<urn:a> <urn:b> <urn:c> .", "turtle")
    assert "made from" in error.value.hint


def test_key_of_a_record_that_shares_its_key_with_another_is_the_one_that_convert_gives() -> None:
    text = BIB + BIB.replace("Thin Ice", "Another Title").replace("@article{thin", "@article{late").replace("@book{deep", "@book{low")
    assert subject("late", text).described.key.endswith("-2")


@pytest.mark.parametrize(
    ("path", "field_path"),
    [
        ("container.issue", "issue"),
        ("container.container.titles[0]", "container.titles[0]"),
        ("concepts[0].scheme.scheme", "concepts[0].scheme"),
        ("languages[0].value", "languages[0]"),
        ("identifiers[0].value", "identifiers[0]"),
        ("contributors[0].agent.family", "contributors[0].agent.family"),
        ("", ""),
    ],
)
def test_path_of_another_view_is_that_of_the_field(path: str, field_path: str) -> None:
    record = Record(
        issue="4",
        languages=["en"],
        container=Container([Text("J")]),
        concepts=[Concept("ddc", Text("x"))],
        identifiers=[Identifier("doi", "10.5555/x")],
        contributors=[Contributor(Agent("A B", family="B"))],
    )
    assert fields.true_path(path, record) == field_path


# ---- the other way round ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "predicates"),
    [
        ("schema:pageStart", {"schema:pageStart"}),
        ("<https://schema.org/pageStart>", {"schema:pageStart"}),
        ("http://schema.org/pageStart", {"schema:pageStart"}),
        ("work schema:pageStart", {"schema:pageStart"}),
        ('work schema:pageStart "7"', {"schema:pageStart"}),
        ('schema:pageStart "7"', {"schema:pageStart"}),
        ('"7"', {"schema:pageStart", "bibo:pageStart"}),
        ("thin ice", {"schema:name", "dcterms:title"}),
        ("? bibo:volume ?", {"bibo:volume"}),
        ("a bibo:AcademicArticle", {"rdf:type"}),
        ("bibo:AcademicArticle", {"rdf:type"}),
        ("#id-doi schema:value", {"schema:value"}),
        ("<journal/title/ice-letters> dcterms:title", {"dcterms:title"}),
        ("record foaf:primaryTopic work", {"foaf:primaryTopic"}),
    ],
)
def test_question_names_predicate_subject_value_or_text(question: str, predicates: set[str]) -> None:
    found = asked.ask(subject("thin"), question).found
    assert {term.shorten(item.triple.predicate[1:-1]) for item in found} == predicates


def test_triple_is_led_back_to_field_line_and_text() -> None:
    (found,) = asked.ask(subject("thin"), "schema:pageStart").found
    assert found.place is not None
    assert (found.source_field, found.place.line, found.place.raw, found.values) == ("page_start", 17, "7--9", ["7"])


@pytest.mark.parametrize(
    ("wanted", "question", "reason"),
    [
        ("deep", "schema:pageStart", "the domain of schema:pageStart is"),
        ("deep", "schema:issueNumber", "the record leads to no node of the kind issue"),
        ("thin", "dcterms:available", "online is not stated"),
        ("thin", "bibo:isbn13", "takes isbn; stated:"),
        ("thin", "owl:sameAs", "needs the option --owl-sameas"),
        ("thin", "kg:subjectAssignment", "needs the option --concepts full"),
        ("deep", "dcterms:license", "needs the setting metadata_licence"),
        ("thin", "bibo:translator", "no contributor of the work has the role translator"),
        ("thin", "schema:translationOfWork", "no relation of the kind translation-of"),
        ("thin", "bibo:Book", "the work is of the type journal-article"),
        ("thin", "bibo:editorList", "no contributor has a role that belongs to this list"),
        ("thin", "bibo:abstract", "bibo:abstract would be a third copy"),
        ("thin", "schema:Hotel", "the mapping does not write it"),
        ("deep", "Q7", "no field of the record"),
    ],
)
def test_absent_triple_has_its_reason(wanted: str, question: str, reason: str) -> None:
    answer = asked.ask(subject(wanted), question)
    assert answer.found == []
    assert reason in reasons(answer)


def test_other_values_of_the_predicate_are_shown_where_the_one_asked_for_is_not_there() -> None:
    answer = asked.ask(subject("thin"), "bibo:pageStart 8")
    assert (answer.found, answer.absent) == ([], [])
    assert [made.value for made in answer.others] == ['"7"']


@pytest.mark.parametrize(
    ("question", "hint"), [("schema:pageStrat", "schema:pageStart"), ("", "schema:pageStart"), ("foo bibo:doi", "#fragment")]
)
def test_wrong_question_is_told_with_a_mend(question: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        asked.ask(subject("thin"), question)
    assert hint in error.value.hint


def test_no_property_of_the_mapping_is_absent_without_a_reason() -> None:
    for wanted in ("deep", "thin"):
        chosen = subject(wanted)
        for name in sorted(term.written()[0] - {"rdf:type", "rdf:first", "rdf:rest"}):
            answer = asked.ask(chosen, name)
            assert answer.found or answer.absent, name
            assert all("cannot be written" not in why.reason for why in answer.absent), (name, reasons(answer))


# ---- terms, fields, findings -----------------------------------------------------------------------------------------------------


def test_meanings_are_there_for_exactly_the_terms_that_the_mapping_can_write() -> None:
    table, (properties, classes) = resources.table("meanings"), term.written()
    assert set(table["properties"]) == properties
    assert set(table["classes"]) == classes
    for name, text in {**table["properties"], **table["classes"]}.items():
        assert text.endswith("."), name
        assert "\n" not in text, name


@pytest.mark.parametrize("kind", ["property", "class"])
def test_every_term_that_the_mapping_can_write_has_an_example_and_a_row(kind: str) -> None:
    for name in sorted(term.written()[kind == "class"]):
        told = term.meaning(name)
        assert told.kind == kind, name
        assert f" {name} " in told.example or told.iri in told.example or name == "rdf:type", (name, told.example)
        assert told.uses, name


def test_written_terms_are_those_that_the_samples_show() -> None:
    shown: set[str] = set()
    for _, predicate, value in example.triples():
        shown.add(predicate[1:-1])
        if predicate == terms.RDF_TYPE:
            shown.add(value[1:-1])
    assert {term.shorten(iri) for iri in shown} == set().union(*term.written())


def test_term_tells_meaning_domain_rows_shapes_and_example() -> None:
    told = term.meaning("schema:volumeNumber")
    assert told.meaning == resources.table("meanings")["properties"]["schema:volumeNumber"]
    assert told.domain == ["schema:PublicationVolume"]
    assert {use.node for use in told.uses} == {"work", "volume"}
    assert "S157" in {check.code for check in told.checks}
    assert 'schema:volumeNumber "12"' in told.example
    assert term.meaning("http://schema.org/volumeNumber") == term.meaning("<https://schema.org/volumeNumber>") == told


def test_class_names_its_types_its_nodes_and_what_it_is_below() -> None:
    told = term.meaning("bibo:Issue")
    assert {use.rule.name for use in told.uses} == {"the type special-issue", "every issue"}
    assert "bibo:Document" in told.above


def test_value_is_told_by_the_rows_that_write_it() -> None:
    assert [use.conditions for use in term.meaning("bstatus:draft").uses] == ["draft → bstatus:draft"]
    assert next(use.rule.name for use in term.meaning("coar:c_6501").uses) == "the type journal-article"


def test_term_that_the_mapping_does_not_write_says_so_with_the_reasons_of_the_tables() -> None:
    assert "third copy" in term.meaning("bibo:abstract").meaning
    assert term.meaning("schema:Hotel").uses == []


@pytest.mark.parametrize(
    ("name", "near"), [("schema:pageStrat", "schema:pageStart"), ("biob:Issue", "bibo:Issue"), ("dcterms:Title", "dcterms:title")]
)
def test_unknown_term_gets_the_nearest(name: str, near: str) -> None:
    with pytest.raises(UsageError) as error:
        term.meaning(name)
    assert near in error.value.hint


def test_field_tells_its_rows_and_who_leaves_it_out() -> None:
    told = field.field("submitted")
    assert told is not None
    assert [use.rule.name for use in told.uses] == ["work submitted -> dcterms:dateSubmitted"]
    assert {omit.vocabulary for omit in told.omits} == {"schema", "bibo"}
    assert field.field("nonsense") is None


def test_every_field_and_every_code_is_explained() -> None:
    assert all(field.field(name) for name in field.names())
    for code in finding.codes():
        told = finding.finding(code)
        assert told is not None, code
        assert told.severity
        assert told.message, code
        assert told.mend, code
        assert told.file.partition(":")[2].isdigit(), code


def test_shape_is_found_by_code_name_and_iri() -> None:
    told = finding.finding("S602")
    assert told is not None
    assert told == finding.finding("count-date") == finding.finding(told.shape) == finding.finding("kgsh:count-date")
    assert told.path == "c4o:hasGlobalCountDate"
    assert told.about == ["nodes of class c4o:GlobalCitationCount"]
    assert told.profiles == ["core"]


def test_row_is_found_at_its_line() -> None:
    for row in tables().rows:
        file, _, line = rules.rule_of(row).where.partition(":")
        lines = (resources.root("vocab") / Path(file).name).read_text("utf-8").splitlines()[int(line) - 1 :]
        assert lines[0] == "[[row]]"
        assert f'term = "{row.term}"' in lines[:8]


# ---- real files ------------------------------------------------------------------------------------------------------------------


def test_every_triple_of_real_records_has_its_field_and_one_row() -> None:
    covered: Counter[str] = Counter()
    for folder in sorted({path for path in shared.corpora().iterdir() if path.is_dir()}):
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        for path in files[:: max(1, len(files) // 4)]:
            try:
                found = next((item for item in inputs.read([str(path)]) if item.format not in RDF_FORMATS), None)
            except InputError:
                continue
            if found is None:
                continue
            outcome = next(iter(pipeline.run([found], Settings(), validate=False)), None)
            if outcome is None or outcome.described is None:
                continue
            _check(Subject(outcome, 1, Settings()), path)
            covered[found.format] += 1
    assert covered, "no file of the corpora could be read"
    print(f"explained: {dict(covered)}")


def _check(chosen: Subject, path: Path) -> None:
    told = explained.explain(chosen)
    made = [item for part in told.entries for item in part.triples]
    assert sorted((item.subject, item.predicate, item.value) for item in made) == sorted(graph.triples(chosen.described.graph)), path
    for item in made:
        assert not item.field or fields.member(item.field, chosen.record) is not None, (path, item)
        assert item.rule.where.partition(":")[2].isdigit(), (path, item)
    for part in told.entries:
        assert part.place is None or part.place.line, (path, part.field)
        if part.field and part.values:
            said = {item.vocabulary for item in part.triples} | set(part.silent)
            assert said >= set(VOCABULARIES), (path, part.field, set(VOCABULARIES) - said)
