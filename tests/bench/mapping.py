"""Bench 4: mapping alone, against morph-kgc from CSV that was prepared for it.

morph-kgc needs an older pyoxigraph than we do, so it runs with a Python of its own (`make bench` makes one). Its CSV holds exactly
the subjects and objects of our triples, a file a property and kind of value, with one RML rule for each: the least it could have to do.
"""

from __future__ import annotations

import csv
import json
import subprocess
import tempfile
from pathlib import Path

from kg import graph, terms
from kg.graph import Described
from kg.mapping import Mapper
from tests.bench import generator
from tests.bench.timing import Row, Scale, seconds

NAME = "4 mapping alone"
_PREFIXES = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""
_SCRIPT = """
import importlib.metadata, json, sys, time
import morph_kgc
config = "[CONFIGURATION]\\nlogging_level=ERROR\\nnumber_of_processes=1\\nna_values=\\n[data]\\nmappings=mapping.ttl\\n"
spent = []
for _ in range(int(sys.argv[1])):
    start = time.process_time()
    found = morph_kgc.materialize_set(config)
    spent.append(time.process_time() - start)
json.dump({"seconds": min(spent), "triples": sorted(found), "version": importlib.metadata.version("morph-kgc")}, open("found.json", "w"))
"""


def run(scale: Scale) -> list[Row]:
    """Records a second of CPU, and morph-kgc's where there is one."""
    records, mapper = list(generator.records(scale.records)), Mapper(generator.OPTIONS)

    def work() -> None:
        for record in records:
            mapper.forward(record)

    ours = seconds(work, scale) / len(records)
    row = Row(NAME, "Record to graph, to morph-kgc from CSV", ours=1 / ours, goal=10)
    if not scale.morph:
        row.note = "no Python with morph-kgc was given (--morph)"
        return [row]
    described = [mapper.forward(record).described for record in records[:2_000]]
    with tempfile.TemporaryDirectory() as name:
        spent, found, version = _morph(Path(name), described, scale)
    assert found == {" ".join(triple) for item in described for triple in graph.triples(item.graph)}
    row.rival = len(described) / spent
    row.ratio = 1 / ours / row.rival
    row.note = f"morph-kgc {version}, {len(described)} records"
    return [row]


def _morph(folder: Path, described: list[Described], scale: Scale) -> tuple[float, set[str], str]:
    """CPU seconds and triples of morph-kgc."""
    prepare(folder, described)
    (folder / "run.py").write_text(_SCRIPT, "utf-8")
    subprocess.run([scale.morph, "run.py", str(max(1, scale.runs - 1))], cwd=folder, check=True, capture_output=True)
    found = json.loads((folder / "found.json").read_text("utf-8"))
    return float(found["seconds"]), set(found["triples"]), found["version"]


def prepare(folder: Path, described: list[Described]) -> None:
    """Write the CSV files and the RML mapping."""
    tables: dict[tuple[str, str, str, str, str], dict[tuple[str, str], None]] = {}
    for item in described:
        for subject, predicate, value in graph.triples(item.graph):
            one, other = terms.parse(subject), terms.parse(value)
            key = (predicate, one.kind, other.kind, other.datatype if not other.lang else "", other.lang)
            tables.setdefault(key, {})[one.value, other.value] = None
    rules = [_PREFIXES]
    for number, ((predicate, own, kind, datatype, lang), rows) in enumerate(tables.items()):
        with (folder / f"{number}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(("s", "o"))
            writer.writerows(rows)
        more = f' ; rr:language "{lang}"' if lang else ""
        more += f" ; rr:datatype <{datatype}>" if datatype and datatype != terms.XSD_STRING else ""
        rules.append(
            f'<#{number}> rml:logicalSource [ rml:source "{number}.csv" ; rml:referenceFormulation ql:CSV ] ;\n'
            f'  rr:subjectMap [ rml:reference "s" ; rr:termType {_TERM_TYPES[own]} ] ;\n'
            f"  rr:predicateObjectMap [ rr:predicate {predicate} ;"
            f' rr:objectMap [ rml:reference "o" ; rr:termType {_TERM_TYPES[kind]}{more} ] ] .\n'
        )
    (folder / "mapping.ttl").write_text("".join(rules), "utf-8")


_TERM_TYPES = {"iri": "rr:IRI", "bnode": "rr:BlankNode", "literal": "rr:Literal"}
