"""Whether the terms of the vocabularies are used as the vocabularies define them: they exist, and the subject is in the domain.

Design: kg/vocabulary.py knows what schema.org, BIBO and the others declare. Existence is checked for every namespace that
vocab/terms.json holds; domains for schema.org and BIBO, whose domains are meant as constraints. The BIBO properties that a
shape of journal.ttl looks after are left to it. http://schema.org/ counts as https://schema.org/.
"""

from __future__ import annotations

import functools

from kg import terms, vocabulary
from kg.graph import Graph
from kg.shacl.result import Result, checked

_SCHEMA, _BIBO = "https://schema.org/", "http://purl.org/ontology/bibo/"
_OLD = "http://schema.org/"
_SHAPED = {_BIBO + name for name in ("issn", "eissn", "issue", "volume", "shortTitle")}


def check(data: Graph) -> list[Result]:
    """The results, in the order of the graph: S950 unknown term, S951 property outside its domain."""
    found: list[Result] = []
    for subject, properties in data.items():
        if is_sound(tuple(properties.get(terms.RDF_TYPE, ())), tuple(properties)):
            continue
        types = [_iri(term) for term in properties.get(terms.RDF_TYPE, ())]
        found += (
            checked("S950", focus=subject, path=terms.RDF_TYPE, value=f"<{name}>", term=vocabulary.shorten(name))
            for name in types
            if _unknown(name, True)
        )
        classes = frozenset(types)
        for predicate, values in properties.items():
            name = _iri(predicate)
            if _unknown(name, False):
                found.append(checked("S950", focus=subject, path=predicate, value=predicate, term=vocabulary.shorten(name)))
            elif not _fits(name, classes):
                kinds = ", ".join(sorted(vocabulary.shorten(cls) for cls in classes)) or "nothing"
                value = values[0]
                found.append(checked("S951", focus=subject, path=predicate, value=value, term=vocabulary.shorten(name), types=kinds))
    return found


@functools.lru_cache(maxsize=4096)
def is_sound(types: tuple[str, ...], predicates: tuple[str, ...]) -> bool:
    """Whether there is nothing to say of a subject with these types and predicates: most subjects are alike."""
    names = [_iri(term) for term in types]
    classes = frozenset(names)
    known = not any(_unknown(name, True) for name in names)
    return known and not any(_unknown(name, False) or not _fits(name, classes) for name in map(_iri, predicates))


@functools.lru_cache(maxsize=4096)
def _iri(term: str) -> str:
    name = terms.text(term)
    return _SCHEMA + name[len(_OLD) :] if name.startswith(_OLD) else name


@functools.cache
def _namespaces() -> frozenset[str]:
    known = vocabulary.vocabulary()
    return frozenset(_namespace(name) for name in (*known.classes, *known.properties))


def _namespace(name: str) -> str:
    return name[: max(name.rfind("/"), name.rfind("#")) + 1]


@functools.lru_cache(maxsize=4096)
def _unknown(name: str, as_class: bool) -> bool:
    """Whether `name` lies in a namespace that we have a table of, and is not in it as a class or property."""
    known = vocabulary.vocabulary()
    return _namespace(name) in _namespaces() and name not in (known.classes if as_class else known.properties)


@functools.lru_cache(maxsize=65536)
def _fits(name: str, classes: frozenset[str]) -> bool:
    if not name.startswith((_SCHEMA, _BIBO)) or name in _SHAPED:
        return True
    return vocabulary.in_domain(name, classes)
