"""JSON-LD in three vocabularies: natural, compact, nothing lost.

A record is a tree: the work, each linked node nested where it is mentioned first and named by its id afterwards, then the nodes that
nothing points to (the record node). `write` makes one document for all records, `write_lines` one whole document a line with the
context cut to the terms in use. Authors stand in the order of bibo:authorList, concepts by rank, other values sorted.
Source: JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from kg import terms
from kg.graph import Described, Graph
from kg.writers.context import Vocabulary, vocabulary
from kg.writers.options import DEFAULT, Options, order
from kg.writers.shape import applied, lists, positions

#: nodes nest so deep and no deeper: readers recurse, and a chain of links may be as long as its author likes
DEPTH = 8
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=:)")
# every reader takes these as xsd:integer again; longer ones would become doubles
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
_INTEGER_TYPE, _BOOLEAN_TYPE = terms.XSD + "integer", terms.XSD + "boolean"

JSON = Any  # what json.dumps takes


def write(described: Iterable[Described], out: BinaryIO, *, options: Options = DEFAULT) -> None:
    """Writes one document, `{"@context": ..., "@graph": [...]}`, also for one record or none."""
    known = vocabulary(options.schema_ns)
    context = options.context_url or known.context
    shown = json.dumps(context, indent=2, ensure_ascii=False).replace("\n", "\n  ")
    out.write(f'{{\n  "@context": {shown},\n  "@graph": ['.encode())
    separator = "\n"
    for item in applied(described, options):
        for node in Tree(item, known).nodes():
            text = json.dumps(node, indent=2, ensure_ascii=False).replace("\n", "\n    ")
            out.write(f"{separator}    {text}".encode())
            separator = ",\n"
    out.write(b"\n  ]\n}\n")


def write_lines(described: Iterable[Described], out: BinaryIO, *, options: Options = DEFAULT) -> None:
    """Writes one document a record and a line."""
    known = vocabulary(options.schema_ns)
    for item in applied(described, options):
        tree = Tree(item, known)
        nodes = tree.nodes()
        document = {"@context": options.context_url or tree.context(), "@graph": nodes}
        out.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


class Tree:
    """One record on its way into JSON: what has been shown, and which terms and prefixes of the context it used."""

    def __init__(self, item: Described, known: Vocabulary) -> None:
        self.graph: Graph = item.graph
        self.work = item.work
        self.known = known
        self.used: set[str] = set()
        self.off: set[str] = set()
        # list cells are no nodes of their own
        self.lists, self.shown = lists(item.graph)

    def nodes(self) -> list[dict[str, JSON]]:
        """The top nodes: the work, then whatever it does not lead to."""
        found = [self.node(self.work, 0)] if self.graph.get(self.work) else []
        for subject, properties in self.graph.items():
            if properties and subject not in self.shown:
                found.append(self.node(subject, 0))
        return found

    def context(self) -> dict[str, JSON]:
        """The part of the context that `nodes` made use of."""
        whole = self.known.context
        used = set(self.used)
        for key in self.used:
            row = whole[key]
            for text in [row] if isinstance(row, str) else row.values():
                used.add(text.partition(":")[0])
        return {key: row for key, row in whole.items() if key[0] == "@" or key in ("id", "type") or key in used}

    def node(self, subject: str, depth: int) -> dict[str, JSON]:
        """The node object of `subject` and, nested, of what it mentions first."""
        self.shown.add(subject)
        properties = self.graph[subject]
        outer, clashes = self.off, self._clashes([subject, *properties, *(value for values in properties.values() for value in values)])
        self.off = outer | clashes
        found: dict[str, JSON] = {"@context": dict.fromkeys(sorted(clashes - outer))} if clashes - outer else {}
        found["id"] = self._iri(subject)
        place = positions(self.graph, subject)
        if types := properties.get(terms.RDF_TYPE):
            kinds = [self._class(kind) for kind in sorted(types)]
            if all(kind[0] in "<_" for kind in types):
                found["type"] = kinds[0] if len(kinds) == 1 else kinds
        rows: list[tuple[tuple[int, str], str, list[str], str]] = []
        for predicate, objects in properties.items():
            if predicate == terms.RDF_TYPE and "type" in found:
                continue
            for key, form, values in self._keys(predicate, objects):
                ordered = sorted(values, key=lambda value: (place.get(value, len(place)), order(value)))
                rows.append(((self.known.order.get(key, len(self.known.order)), key), form, ordered, key))
        for _, form, values, key in sorted(rows):
            found[key] = self._values(form, values, depth)
        self.off = outer
        return found

    def _clashes(self, items: Iterable[str]) -> set[str]:
        """The terms of the context that would be taken for a prefix, for an IRI's scheme is spelled like them; the node turns them off."""
        found = set()
        for term in items:
            start = term.rfind("^^<") + 2 if term[0] == '"' else 0
            scheme = _SCHEME.match(term, start + 1) if term[start] == "<" else None
            if scheme and scheme[0] in self.known.context and scheme[0] not in ("id", "type"):
                found.add(scheme[0])
        return found

    def _keys(self, predicate: str, objects: list[str]) -> list[tuple[str, str, list[str]]]:
        """Key, form and values: each value under the first term that takes its form, the others under a key that takes all forms."""
        groups: dict[tuple[str, str], list[str]] = {}
        choice = self.known.terms.get(predicate, ())
        for value in objects:
            for term in choice:
                if term.key not in self.off and self._fits(value, term.form) and not (term.form == "list" and tuple(term) in groups):
                    groups.setdefault((term.key, term.form), []).append(value)
                    break
            else:
                groups.setdefault((self._key(predicate), "any"), []).append(value)
        self.used.update(key for key, _ in groups if key in self.known.context)
        return [(key, form, values) for (key, form), values in groups.items()]

    def _fits(self, value: str, form: str) -> bool:
        if form == "iri":
            return value[0] != '"' and value not in self.lists
        if form == "list":
            return value in self.lists and all(member[0] != '"' for member in self.lists[value])
        if value[0] != '"':
            return form == "text"
        if form == "lang":
            return value[-1] != ">"
        return form == "text" or value.endswith(f"^^{form}")

    def _key(self, predicate: str) -> str:
        """A key that is no term of the context, so that no form is expected of its values."""
        iri = predicate[1:-1]
        name, local = self._split(iri)
        context = self.known.context
        if name == "schema" and local not in context:
            return local
        if name and f"{name}:{local}" not in context:
            self.used.add(name)
            return f"{name}:{local}"
        return iri

    def _class(self, kind: str) -> str:
        name, local = self._split(kind[1:-1])
        return local if name == "schema" and local not in self.known.context else self._iri(kind)

    def _split(self, iri: str) -> tuple[str, str]:
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        name = self.known.names.get(iri[:cut], "")
        return (name, iri[cut:]) if name and name not in self.off and _LOCAL.fullmatch(iri, cut) else ("", "")

    def _iri(self, term: str) -> str:
        if term[0] == "_":
            return term
        name, local = self._split(term[1:-1])
        if not name:
            return term[1:-1]
        self.used.add(name)
        return f"{name}:{local}"

    def _values(self, form: str, values: list[str], depth: int) -> JSON:
        if form == "lang":
            return _language_map(values)
        if form == "list":
            return [self._link(member, depth, plain=True) for member in self.lists[values[0]]]
        if form == "iri":
            shown = [self._link(value, depth, plain=True) for value in values]
        elif form[0] == "<":
            shown = [terms.text(value) for value in values]
        else:
            shown = [self._any(value, depth) for value in values]
        return shown[0] if len(shown) == 1 else shown

    def _link(self, term: str, depth: int, *, plain: bool) -> JSON:
        """A link: the node itself at its first mention, else its id, bare where the key says that its values are links."""
        if term not in self.shown and self.graph.get(term) and depth < DEPTH:
            return self.node(term, depth + 1)
        return self._iri(term) if plain else {"id": self._iri(term)}

    def _any(self, value: str, depth: int) -> JSON:
        """A value under a key without a form: links, lists and typed literals say what they are."""
        if value in self.lists:
            return {"@list": [self._any(member, depth) for member in self.lists[value]]}
        if value[0] != '"':
            return self._link(value, depth, plain=False)
        part = terms.parse(value)
        if part.lang:
            return {"@value": part.value, "@language": part.lang}
        if part.datatype == terms.XSD_STRING:
            return part.value
        if part.datatype == _INTEGER_TYPE and _INTEGER.fullmatch(part.value):
            return int(part.value)
        if part.datatype == _BOOLEAN_TYPE and part.value in ("true", "false"):
            return part.value == "true"
        return {"@value": part.value, "type": self._iri(f"<{part.datatype}>")}


def _language_map(values: list[str]) -> JSON:
    """{"en": "..."}; a text without language stands bare where it is alone, else under "@none"."""
    found: dict[str, list[str]] = {}
    for value in values:
        part = terms.parse(value)
        found.setdefault(part.lang or "@none", []).append(part.value)
    if list(found) == ["@none"]:
        return found["@none"][0] if len(values) == 1 else found["@none"]
    return {lang: texts[0] if len(texts) == 1 else texts for lang, texts in found.items()}
