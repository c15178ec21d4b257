"""A reasoner that knows BIBO and FOAF infers no wrong class from our graphs.

schema.org is left out: the equivalences it declares mean less than they say.
"""

from __future__ import annotations

import pytest

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


def test_infers_only_superclasses_of_the_stated_classes_for_every_type() -> None:
    owlrl = pytest.importorskip("owlrl")
    import rdflib

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
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(whole)
    wrong = set()
    for iri, classes in stated.items():
        allowed = set().union(*(superclasses(c) for c in classes)) | TRIVIAL
        allowed |= {other for cls in allowed for other in same.get(cls, ())}
        for cls in whole.objects(rdflib.URIRef(iri), rdflib.RDF.type):
            if isinstance(cls, rdflib.URIRef) and str(cls).startswith(OURS) and str(cls) not in allowed:
                wrong.add((iri.replace(BASE, ""), str(cls)))
    print(f"{len(records)} records, {len(stated)} nodes, {len(whole)} triples in the closure")
    assert wrong == set()
