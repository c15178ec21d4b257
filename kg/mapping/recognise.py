"""What a foreign node is: the works of a graph, and a work's type from its classes and its dcterms:type."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

from kg import resources, terms
from kg.graph import Graph
from kg.mapping.classes import work_classes
from kg.vocabulary import expand

#: from a record node to the work it describes
PRIMARY_TOPIC = f"<{expand('foaf:primaryTopic')}>"
_COAR = expand("coar:")
_GENERAL = {expand("dcterms:BibliographicResource"), expand("schema:CreativeWork"), expand("bibo:Document"), expand("schema:Event")}
#: from a part to its host
PART_OF = (f"<{expand('schema:isPartOf')}>", f"<{expand('dcterms:isPartOf')}>")
#: classes that types.toml also uses but that alone do not make a work
_NOT_WORKS = frozenset(f"<{expand(n)}>" for n in ("schema:Event", "bibo:Document", "schema:CreativeWork", "bibo:Conference", "bibo:Event"))


def works(graph: Graph) -> list[str]:
    """The works a graph is about: what record nodes point to; without those, every node of a work's class that is no part-of target."""
    topics = {value for properties in graph.values() for value in properties.get(PRIMARY_TOPIC, ()) if value in graph}
    if topics:
        return [subject for subject in graph if subject in topics]
    hosts = {value for properties in graph.values() for predicate in PART_OF for value in properties.get(predicate, ())}
    return [subject for subject, properties in graph.items() if subject not in hosts and is_work(properties)]


def is_work(properties: Mapping[str, Sequence[str]]) -> bool:
    """Whether a node is described and has a work's class."""
    classes = frozenset(properties.get(terms.RDF_TYPE, ()))
    return len(properties) > 1 and any(classes & profile for _, _, profile, _ in profiles()) and not classes <= _NOT_WORKS


@functools.cache
def profiles() -> tuple[tuple[str, str, frozenset[str], tuple[str, str]], ...]:
    """(type, variant, classes as terms, COAR concept and DCMI type as terms) of every type and variant."""
    rows = []
    for name, columns in resources.table("types").items():
        for variant in ("", *columns.get("variant", {})):
            merged = {**columns, **columns.get("variant", {}).get(variant, {})}
            values = (f"<{_COAR}{merged['coar']}>", f"<{expand('dcmit:' + merged['dcmitype'])}>")
            rows.append((name, variant, frozenset(f"<{c}>" for c in work_classes(name, variant, True)), values))
    return tuple(rows)


def work_type(classes: Iterable[str], types: Iterable[str]) -> tuple[str, str]:
    """The type and variant whose COAR concept and classes fit best; ("other", "") where nothing does."""
    have, concepts = frozenset(classes), set(types)
    best, best_score = ("other", ""), 0.0
    for name, variant, profile, (coar, dcmitype) in profiles():
        specific = {cls for cls in profile if cls[1:-1] not in _GENERAL}
        common = len(have & specific)
        extra = len({cls for cls in have - profile if cls[1:-1] not in _GENERAL})
        score = (
            (10.0 if coar in concepts else 0.0)
            + (0.5 if dcmitype in concepts else 0.0)
            + 2 * common
            - len(specific - have - _fabio(profile))
            - extra
        )
        if score > best_score or (score == best_score and (name, variant) == ("other", "")):
            best, best_score = (name, variant), score
    return best


@functools.cache
def _fabio(profile: frozenset[str]) -> frozenset[str]:
    return frozenset(cls for cls in profile if cls.startswith("<http://purl.org/spar/fabio/"))
