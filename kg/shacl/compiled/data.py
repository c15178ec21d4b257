"""Data: one graph as the checks ask it. Indexes that few shapes need are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg import terms
from kg.graph import Graph

SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_NO_PROPERTIES: dict[str, list[str]] = {}
Superclasses = Mapping[str, frozenset[str]]


class Data:
    """A graph under validation. `judging`, `reporting`: the pairs of recursive shape and node at work (see parts.Recursive)."""

    __slots__ = ("_ancestors", "_inverse", "_superclasses", "graph", "judging", "reporting")

    def __init__(self, graph: Graph, superclasses: Superclasses | None = None) -> None:
        self.graph = graph
        self.judging: set[tuple[str, str]] = set()
        self.reporting: set[tuple[str, str]] = set()
        self._superclasses = superclasses or {}
        self._ancestors: dict[str, frozenset[str]] | None = None
        self._inverse: dict[str, dict[str, list[str]]] = {}

    def objects(self, subject: str, predicate: str) -> Sequence[str]:
        """The objects of `subject` and `predicate`, each once."""
        return self.graph.get(subject, _NO_PROPERTIES).get(predicate, ())

    def subjects(self, predicate: str, value: str) -> Sequence[str]:
        """The subjects that have `value` for `predicate`."""
        index = self._inverse.get(predicate)
        if index is None:
            index = self._inverse[predicate] = {}
            for subject, properties in self.graph.items():
                for found in properties.get(predicate, ()):
                    index.setdefault(found, []).append(subject)
        return index.get(value, ())

    def is_instance(self, node: str, cls: str) -> bool:
        """Whether `node` is a SHACL instance of `cls`: by rdf:type and rdfs:subClassOf of the graph, and by the fixed table."""
        types = self.objects(node, terms.RDF_TYPE)
        return cls in types or (self.has_classes and any(cls in self.ancestors(each) for each in types))

    @property
    def has_classes(self) -> bool:
        """Whether any class is known to have a superclass."""
        return bool(self._table())

    def ancestors(self, cls: str) -> frozenset[str]:
        """`cls` and all its superclasses."""
        table = self._table()
        found: dict[str, None] = {cls: None}
        todo = [cls]
        while todo:
            for above in table.get(todo.pop(), ()):
                if above not in found:
                    found[above] = None
                    todo.append(above)
        return frozenset(found)

    def _table(self) -> dict[str, frozenset[str]]:
        """class -> its direct superclasses."""
        if self._ancestors is None:
            self._ancestors = dict(self._superclasses)
            for subject, properties in self.graph.items():
                if SUBCLASS in properties:
                    self._ancestors[subject] = self._ancestors.get(subject, frozenset()).union(properties[SUBCLASS])
        return self._ancestors
