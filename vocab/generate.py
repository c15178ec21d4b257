"""Make vocab/terms.json from the vocabularies' own files: names, superclasses, domains and ranges (facts, none of their texts).

    python vocab/generate.py FOLDER

FOLDER holds schemaorg-30.0-current-https.ttl, bibo.ttl, dcterms-official-2020-01-20.ttl and the other files named below.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import rdflib
from rdflib import OWL, RDF, RDFS, BNode, URIRef
from rdflib.collection import Collection

FILES = {
    "https://schema.org/": "schemaorg-30.0-current-https.ttl",
    "http://purl.org/ontology/bibo/": "bibo.ttl",
    "http://purl.org/dc/terms/": "dcterms-official-2020-01-20.ttl",
    "http://purl.org/dc/dcmitype/": "dublin-core-type.ttl",
    "http://xmlns.com/foaf/0.1/": "foaf.ttl",
    "http://www.w3.org/2004/02/skos/core#": "skos.ttl",
    "http://www.w3.org/ns/prov#": "prov-o.ttl",
    "http://purl.org/spar/fabio/": "fabio.ttl",
    "http://purl.org/spar/c4o/": "spar-c4o.ttl",
    "http://purl.org/spar/pro/": "pro.ttl",
    "http://purl.org/spar/pso/": "spar-pso.ttl",
    "http://purl.org/cerif/frapo/": "spar-frapo.ttl",
}
SCHEMA = "https://schema.org/"
CLASSES = {RDFS.Class, OWL.Class}
PROPERTIES = {RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


def members(graph: rdflib.Graph, node: rdflib.term.Node) -> list[str]:
    """The IRIs that `node` stands for: itself, or the members of its owl:unionOf."""
    if not isinstance(node, BNode):
        return [str(node)]
    union = graph.value(node, OWL.unionOf)
    return [str(item) for item in Collection(graph, union)] if union is not None else []


def described(graph: rdflib.Graph, subject: URIRef, *relations: URIRef) -> list[str]:
    return sorted({iri for relation in relations for node in graph.objects(subject, relation) for iri in members(graph, node)})


def main(folder: Path) -> None:
    classes: dict[str, list[str]] = {}
    properties: dict[str, dict[str, object]] = {}
    values: list[str] = []
    for namespace, name in FILES.items():
        graph = rdflib.Graph().parse(folder / name)
        for subject in sorted({s for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(namespace)}):
            kinds = set(graph.objects(subject, RDF.type))
            if kinds & CLASSES:
                classes[str(subject)] = described(graph, subject, RDFS.subClassOf)
            elif kinds & PROPERTIES:
                row: dict[str, object] = {
                    "domain": described(graph, subject, RDFS.domain, URIRef(SCHEMA + "domainIncludes")),
                    "range": described(graph, subject, RDFS.range, URIRef(SCHEMA + "rangeIncludes")),
                }
                if OWL.ObjectProperty in kinds:
                    row["node"] = True
                if (subject, URIRef(SCHEMA + "supersededBy"), None) in graph:
                    row["superseded"] = True
                properties[str(subject)] = row
            elif kinds:
                values.append(str(subject))
    text = json.dumps({"classes": classes, "properties": properties, "values": values}, indent=0, sort_keys=True, ensure_ascii=False)
    (Path(__file__).parent / "terms.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
