"""Facts: what is known of graphs before they are looked at, because of how they were made.

Design: the mapping writes what its tables say, so much of what shapes ask cannot be otherwise in its graphs: a link is an IRI, a status one
of six. `Facts` is how it tells that to the validation, which leaves such questions out. A fact is about every value of a predicate in every
graph of the mapping, whichever row wrote it; what is not stated is not known. Derived by kg/mapping/guarantees.py from the rows and the
forms; used by kg/shacl. Graphs from anywhere else have no facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

_NONE: frozenset[str] = frozenset()


class Fact(NamedTuple):
    """What is true of each value of a predicate.

    `kinds`: the first characters that its term may have ("<" an IRI, '"' a literal, "_" a blank node). `sound`: the term is well formed,
    its text in the lexical space of its datatype. `datatypes`: the IRIs of the datatypes that it may have, None: any. `members`: the terms
    that it may be, None: not a fixed set. `classes`: the classes that it has in the same graph, whatever else it is. `patterns`: regular
    expressions, as sh:pattern has them, that its text has a match of.
    """

    kinds: frozenset[str]
    sound: bool = False
    datatypes: frozenset[str] | None = None
    members: frozenset[str] | None = None
    classes: frozenset[str] = _NONE
    patterns: frozenset[str] = _NONE

    def either(self, other: Fact) -> Fact:
        """What is true of a value of which this or the other is true."""
        return Fact(
            self.kinds | other.kinds,
            self.sound and other.sound,
            None if self.datatypes is None or other.datatypes is None else self.datatypes | other.datatypes,
            None if self.members is None or other.members is None else self.members | other.members,
            self.classes & other.classes,
            self.patterns & other.patterns,
        )


class Facts(NamedTuple):
    """`values`: predicate -> the fact about its values. `subjects`: the rdf:type values, in order, of subjects that are surely sound."""

    values: Mapping[str, Fact]
    subjects: frozenset[tuple[str, ...]] = frozenset()


#: of a text that neither begins nor ends with white space
TRIMMED = r"^\S([\s\S]*\S)?$"
#: nothing is known
NO_FACTS = Facts({})
