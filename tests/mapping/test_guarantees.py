"""What the mapping says of its graphs is true of every graph it makes, and leaving out what that answers changes no result."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg import inputs, pipeline, terms
from kg.facts import NO_FACTS, TRIMMED, Fact
from kg.graph import Described, Graph
from kg.mapping import Mapper, Options, facts
from kg.mapping.steps import STEPS
from kg.mapping.tables import tables
from kg.record import Record
from kg.settings import Settings
from kg.shacl import check_many, load, load_profiles, strict
from tests.bench import generator
from tests.mapping.samples import all_records
from tests.shared import corpora
from tests.test_corpora import FOLDERS

BASE = "https://data.example.org/"
FULL = Options(base=BASE, concepts="full", spar=True, owl_sameas=True, metadata_licence="https://creativecommons.org/publicdomain/zero/1.0/")
WAYS = [Options(base=BASE), FULL, Options(base=BASE, id_policy="doi", date_published="first", concepts="none")]
FACTS = facts()
ALL = load_profiles(["core", "google"])
STRANGE = [
    " a ", "\x01 b", "c\x02\u2003", "\u00a0d", 'e "f" \\g', "\u0661\u0662", "https://e.org/a b", "http://[x", "10.1000/<x>%", "not a tag!",
    "\ud800h", "\ufffe i \uffff", "\n\tj\r\n", "0.50", "\u0663.5", "-1", "https://e.org/\ue000",
]  # fmt: skip


def test_every_form_promises_something_or_nothing_by_name() -> None:
    from kg.mapping.guarantees import _OF_FORM

    used = {row.form for row in tables().rows} - {"roles", "relations"}
    assert used <= set(_OF_FORM)
    assert set(STEPS) - {"roles", "relations"} <= set(_OF_FORM)


def holds(fact: Fact, term: str, graph: Graph) -> bool:
    """Whether the fact is true of a value in this graph."""
    part = terms.parse(term)
    return (
        term[0] in fact.kinds
        and not (fact.sound and strict.judge(term))
        and not (fact.sound and term[0] == "_" and term not in graph)
        and (fact.datatypes is None or term[0] != '"' or part.datatype in fact.datatypes)
        and (fact.members is None or term in fact.members)
        and fact.classes <= set(graph.get(term, {}).get(terms.RDF_TYPE, ()))
        and (TRIMMED not in fact.patterns or part.value == part.value.strip(" \t\r\n") != "")
    )


def broken(graph: Graph) -> list[tuple[str, str]]:
    """(property, value) of which a fact is not true; and subjects said to be sound that are not."""
    found = []
    for subject, properties in graph.items():
        if tuple(properties.get(terms.RDF_TYPE, ())) in FACTS.subjects and strict.judge(subject):
            found.append(("", subject))
        for predicate, values in properties.items():
            fact = FACTS.values.get(predicate)
            if fact is None:
                found.append((predicate, ""))
            else:
                found += [(predicate, value) for value in values if not holds(fact, value, graph)]
    return found


def agree(items: Iterable[Described]) -> Counter[str]:
    """How often each code was found, after the facts were true of each graph and results with and without them the same."""
    graphs = list(items)
    assert [(item.key, fault) for item in graphs for fault in broken(item.graph)] == []
    with_facts = check_many(ALL, graphs, latest_year=2030, facts=FACTS)
    assert with_facts == check_many(ALL, graphs, latest_year=2030, facts=NO_FACTS)
    return Counter(result.code for results in with_facts for result in results)


def spoilt(value: Any, chance: random.Random) -> Any:
    """The value with some of its texts replaced by strange ones, however deep they lie."""
    if isinstance(value, str):
        return chance.choice(STRANGE) if chance.random() < 0.3 else value
    if isinstance(value, list):
        return [spoilt(item, chance) for item in value]
    if isinstance(value, msgspec.Struct):
        kept = {"type", "variant", "kind", "scheme", "role"} if chance.random() < 0.9 else set[str]()
        names = [name for name in value.__struct_fields__ if name not in kept]
        return msgspec.structs.replace(value, **{name: spoilt(getattr(value, name), chance) for name in names})
    return value


def strange_records() -> Iterator[Record]:
    chance = random.Random(11)
    for record in all_records():
        for _ in range(3):
            yield spoilt(record, chance)


@pytest.mark.parametrize("options", WAYS, ids=["plain", "full", "doi"])
def test_on_every_type_of_record_and_on_records_with_strange_values(options: Options) -> None:
    mapper = Mapper(options)
    sound = agree(mapper.forward(record).described for record in all_records())
    strange = agree(mapper.forward(record).described for record in strange_records())
    assert len(strange) > len(sound)


def test_on_the_records_of_the_benches() -> None:
    mapper = Mapper(FULL)
    assert len(agree(mapper.forward(record).described for record in generator.records(600))) > 5


@pytest.mark.parametrize("folder", FOLDERS)
def test_on_every_record_of_the_corpora(folder: str) -> None:
    files = sorted(str(path) for path in (corpora() / folder).rglob("*") if path.is_file())
    read_files = inputs.read(files, failed=lambda error: None)
    outcomes = pipeline.run(read_files, Settings(base=BASE), validate=False)
    # RDF passes as it is: nothing is known of it
    graphs = [one.described for one in outcomes if one.described is not None and one.reading is not None]
    codes = agree(graphs)
    print(f"\n{folder}: {len(files)} files, {len(graphs)} records, {codes.total()} results")


def shapes_about(predicate: str, fact: Fact, path: Path) -> None:
    """Shapes that ask of a property's values what its fact may answer, and what it may not."""
    kinds = " ".join(f"[ sh:nodeKind sh:{kind} ]" for kind in ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "IRIOrLiteral"))
    datatypes = [*sorted(fact.datatypes or ())[:2], terms.XSD + "date"]
    asked = [f"sh:nodeKind sh:{kind}" for kind in ("IRI", "Literal", "BlankNodeOrLiteral")]
    asked += [f"sh:datatype <{name}>" for name in datatypes] + [f'sh:pattern """{TRIMMED}"""'.replace("\\", "\\\\")]
    asked += [f"sh:class {cls}" for cls in sorted(fact.classes)[:2]] + ["sh:class <http://e.org/None>", f"sh:xone ( {kinds} )"]
    if fact.members:
        members = sorted(fact.members)
        asked += [f"sh:in ( {' '.join(members)} )", f"sh:in ( {' '.join(members[::2])} )", f"sh:not [ sh:in ( {members[0]} ) ]"]
    text = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    for number, constraint in enumerate(asked):
        text += f"<http://e.org/s{number}> a sh:PropertyShape ; sh:targetSubjectsOf {predicate} ; sh:path {predicate} ; {constraint} .\n"
        text += f"<http://e.org/n{number}> a sh:NodeShape ; sh:targetObjectsOf {predicate} ; {constraint} .\n"
    path.write_text(text, encoding="utf-8")


def test_shapes_about_every_property_give_the_same_results(tmp_path: Path) -> None:
    mapper = Mapper(FULL)
    chance = random.Random(5)
    chosen = [*all_records(), *(spoilt(record, chance) for record in all_records())]
    graphs = [mapper.forward(record).described for record in chosen]
    met = {predicate for item in graphs for properties in item.graph.values() for predicate in properties}
    left_out = 0
    for predicate in sorted(met):
        shapes_about(predicate, FACTS.values[predicate], tmp_path / "shapes.ttl")
        shapes = load([tmp_path / "shapes.ttl"])
        some = [item for item in graphs if any(predicate in properties for properties in item.graph.values())][:25]
        assert check_many(shapes, some, facts=FACTS) == check_many(shapes, some, facts=NO_FACTS), predicate
        left_out += steps(shapes, NO_FACTS) - steps(shapes, FACTS)
    print(f"\n{len(met)} properties; {left_out} checks left out")
    assert left_out > len(met)


def steps(shapes: Any, known: Any) -> int:
    """The checks that are run on the kinds of nodes met so far."""
    entries = (entry for group in shapes.plan_for(known).entries.values() for entry in group.values())
    return sum(len(program) for entry in entries for program in entry.programs.values())
