"""The tables account for every field of every Struct, in each of the three vocabularies."""

from __future__ import annotations

import pytest

from kg import record as records
from kg import resources
from kg.mapping.forms import FORMS
from kg.mapping.steps import STEPS
from kg.mapping.tables import VOCABULARIES, tables
from kg.vocabulary import expand, vocabulary

#: node of the tables -> the Struct whose fields it must account for
STRUCTS = {
    "work": records.Record,
    "agent": records.Agent,
    "contribution": records.Contributor,
    "journal": records.Container,
    "host": records.Host,
    "series": records.Series,
    "event": records.Event,
    "identifier": records.Identifier,
    "concept": records.Concept,
    "count": records.Metric,
    "file": records.File,
    "grant": records.Grant,
    "relation": records.Relation,
}
#: nodes that are other views of the record or of a concept: their rows carry its fields too
VIEWS = {
    "work": {"about", "volume", "issue", "number", "article-number", "online", "status", "country"},
    "concept": {"scheme", "assignment"},
    "count": {"counter"},
}


@pytest.mark.parametrize("node", STRUCTS)
@pytest.mark.parametrize("name", VOCABULARIES)
def test_maps_or_omits_with_a_reason_every_field(name: str, node: str) -> None:
    nodes = {node} | VIEWS.get(node, set())
    mapped = {row.top for row in tables().rows if row.vocabulary == name and row.node in nodes}
    # a host's rows on the record's series
    mapped |= {row.top for row in tables().rows if row.vocabulary == name and row.field.startswith("record.") and node == "work"}
    omitted = {omit.field for omit in tables().omits if omit.vocabulary == name and omit.node == node}
    fields = set(STRUCTS[node].__struct_fields__)
    assert fields - mapped - omitted == set()
    assert omitted - fields == set(), "reasons for fields that do not exist"
    assert all(omit.reason for omit in tables().omits)


def test_every_row_says_why_it_cannot_be_read_back() -> None:
    silent = [row.rule for row in tables().rows if row.back is False and not row.note]
    assert silent == []


def test_every_form_is_known_and_used() -> None:
    used = {row.form for row in tables().rows}
    assert used <= FORMS.keys() | STEPS.keys()
    assert FORMS.keys() | STEPS.keys() <= used


def test_every_term_is_defined_by_its_vocabulary() -> None:
    known = vocabulary()
    for row in tables().rows:
        iri = expand(row.term)
        if iri.startswith(("https://schema.org/", "http://purl.org/ontology/bibo/", "http://purl.org/dc/terms/", "http://purl.org/spar/")):
            assert iri in known.properties, row.rule
            assert not known.properties[iri].superseded, row.rule


def test_every_mapped_value_is_defined_by_its_vocabulary() -> None:
    known = vocabulary()
    for row in tables().rows:
        for text in [*row.map.values(), row.value]:
            if ":" in text and expand(text).startswith(("http://purl.org/ontology/bibo/", "http://purl.org/spar/")):
                assert expand(text) in known.values | known.properties.keys(), row.rule


def test_every_type_names_classes_that_exist() -> None:
    known = vocabulary().classes
    types = resources.table("types")
    assert len(types) == 47
    for name, row in types.items():
        for columns in (row, *row.get("variant", {}).values()):
            names = [f"{v}:{c}" for v in ("schema", "bibo", "fabio") for c in columns.get(v, ())]
            names += [f"dcmit:{columns['dcmitype']}"] if "dcmitype" in columns else []
            assert all(expand(n) in known for n in names), (name, names)


@pytest.mark.parametrize("table", ["roles", "relations"])
def test_every_role_and_relation_names_properties_that_exist(table: str) -> None:
    known = vocabulary().properties
    for name, row in resources.table(table).items():
        for prefix in VOCABULARIES:
            values = row.get(prefix, [])
            for value in [values] if isinstance(values, str) else values:
                assert expand(f"{prefix}:{value}") in known, (name, value)
