"""A reasoner that knows BIBO and FOAF infers no wrong class from our graphs.

schema.org is left out: the equivalences it declares mean less than they say.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import rdflib

from kg import terms
from kg.graph import to_rdflib
from kg.mapping import Mapper, Options
from kg.vocabulary import superclasses
from tests.mapping.samples import all_records
from tests.shared import vocabularies

BASE = "https://data.example.org/"
#: what every OWL RL reasoner adds to everything
TRIVIAL = {"http://www.w3.org/2002/07/owl#Thing", "http://www.w3.org/2000/01/rdf-schema#Resource"}
OURS = ("http://purl.org/ontology/bibo/", "http://xmlns.com/foaf/0.1/", "https://schema.org/", "http://purl.org/NET/c4dm/")

# in a process of its own: owlrl changes what rdflib takes for a literal of a datatype, for all that comes after it
CLOSURE = """
import sys, owlrl, rdflib
graph = rdflib.Graph().parse(sys.argv[1], format="nt")
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
types = rdflib.Graph()
for subject, kind in graph.subject_objects(rdflib.RDF.type):
    if isinstance(subject, rdflib.URIRef) and isinstance(kind, rdflib.URIRef):
        types.add((subject, rdflib.RDF.type, kind))
types.serialize(sys.argv[2], format="nt")
"""


def test_infers_only_superclasses_of_the_stated_classes_for_every_type(tmp_path: Path) -> None:
    folder = vocabularies()
    mapper = Mapper(Options(base=BASE))
    whole = rdflib.Graph()
    for name in ("bibo.ttl", "foaf.ttl"):
        whole.parse(folder / name)
    # BIBO declares its Document and Image the same as FOAF's
    pairs = {(str(a), str(b)) for a, b in whole.subject_objects(rdflib.OWL.equivalentClass)}
    same = {name: {b for a, b in pairs | {(b, a) for a, b in pairs} if a == name} for pair in pairs for name in pair}
    stated: dict[str, set[str]] = {}
    records = all_records()
    for number, record in enumerate(records):
        graph = mapper.forward(record, key=f"k{number}").described.graph
        for subject, properties in graph.items():
            if subject[0] == "<":
                stated.setdefault(subject[1:-1], set()).update(c[1:-1] for c in properties.get(terms.RDF_TYPE, ()))
        whole += to_rdflib(graph)
    whole.serialize(tmp_path / "stated.nt", format="nt")
    subprocess.run([sys.executable, "-c", CLOSURE, str(tmp_path / "stated.nt"), str(tmp_path / "closure.nt")], check=True)
    whole = rdflib.Graph().parse(tmp_path / "closure.nt", format="nt")
    wrong = set()
    for iri, classes in stated.items():
        allowed = set().union(*(superclasses(c) for c in classes)) | TRIVIAL
        allowed |= {other for cls in allowed for other in same.get(cls, ())}
        for cls in whole.objects(rdflib.URIRef(iri), rdflib.RDF.type):
            if isinstance(cls, rdflib.URIRef) and str(cls).startswith(OURS) and str(cls) not in allowed:
                wrong.add((iri.replace(BASE, ""), str(cls)))
    print(f"{len(records)} records, {len(stated)} nodes, {len(whole)} triples in the closure")
    assert wrong == set()
