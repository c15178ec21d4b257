"""Persons, organisations, journals, events and fingerprints that stand beside the outputs which name them.

Design: the CRUD API names everything around an output by UUID only, and the READ API gives fingerprints in an answer of their own.
`Known` is an index of such entries by UUID, made in one pass before the outputs are read. What the other inputs of a run hold stands
`beside` it (pure_store.py), on disk. Only what an output can use is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from kg.errors import Issue
from kg.record import Agent, Identifier, Origin, Text
from kg.sources.pure_api_kinds import kind_of
from kg.sources.pure_api_tree import View, rules
from kg.sources.tree import Cursor, Draft, Entry
from kg.syntax import json_places, json_tree, xml_tree
from kg.syntax.tree import Node
from kg.values import dates, identifiers, names

WAYS = (("items",),)
_FAMILY = re.compile(rb'"uri"\s*:\s*"(?:\\?/)dk(?:\\?/)atira(?:\\?/)pure(?:\\?/)([a-z]+)')
_XML_OUTPUTS = (b"<publicationStatuses", b"<studentThesis ", b"<dataSet ")


@dataclass(slots=True)
class Ranked:
    """A concept of a fingerprint: its UUID and, as decimal texts, what the service says of its weight."""

    uuid: str
    label: str
    rank: str


@dataclass(slots=True)
class Entity:
    """What an output takes from an entry it names: see Agent, Container, Event of kg/record.py."""

    name: str = ""
    given: str = ""
    family: str = ""
    titles: list[Text] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    publisher: str = ""
    start: str = ""
    end: str = ""
    place: str = ""


class Lookup(Protocol):
    """What other inputs of the run hold; UUIDs in lower case. `outputs` and `joins` as of Known."""

    outputs: bool
    joins: bool

    def entity(self, uuid: str) -> Entity | None: ...

    def fingerprint(self, uuid: str) -> list[Ranked]: ...


class Known:
    """The index: UUID -> entity, UUID of an output -> its fingerprint. What it does not have is looked up `beside` it.

    `hidden`: outputs that are not public are read as well.
    """

    def __init__(self, beside: Lookup | None = None, *, hidden: bool = False) -> None:
        self.hidden = hidden
        self.entities: dict[str, Entity] = {}
        self.fingerprints: dict[str, list[Ranked]] = {}
        self._beside = beside
        self._outputs = False

    @property
    def outputs(self) -> bool:
        """Whether there are outputs that may use the entities."""
        return self._outputs or (self._beside is not None and self._beside.outputs)

    @property
    def joins(self) -> bool:
        """Whether there are entities that outputs may use."""
        return bool(self.entities) or (self._beside is not None and self._beside.joins)

    def __getitem__(self, uuid: str) -> Entity | None:
        found = self.entities.get(uuid.lower())
        return self._beside.entity(uuid.lower()) if found is None and self._beside is not None else found

    def fingerprint(self, uuid: str) -> list[Ranked]:
        """The concepts of an output's fingerprint, those without a name given that of their concept."""
        found = self.fingerprints.get(uuid.lower(), [])
        if not found and self._beside is not None:
            found = self._beside.fingerprint(uuid.lower())
        for one in found:
            if not one.label and (concept := self[one.uuid]) is not None:
                one.label = concept.name
        return found

    def add_json(self, data: bytes, encoding: str = "") -> None:
        """Takes up the entities of a JSON file. Raises InputError as the reader does."""
        for cut in json_places.entries(data, ways=WAYS, encoding=encoding):
            head = _head(cut.body)
            if bytes(head.publicationStatuses) or _is_work(head):
                self._outputs = True
            elif (head.uuid or head.contentUuid or bytes(head.items)) and not head.changeType and not cut.fault:
                self._add((json_tree.Entry(cut),))

    def add_xml(self, data: bytes, encoding: str = "") -> None:
        """Takes up the fingerprints and concepts of an XML file; other references of the READ API carry their names."""
        self._outputs = self._outputs or any(mark in data for mark in _XML_OUTPUTS)
        if b"<fingerprint" in data or b"<concept" in data:
            self._add(xml_tree.entries(data, names=("fingerprint", "concept"), encoding=encoding))

    def _add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.root is not None:
                pages = [child for child in entry.root.children() if child.name == "items"]
                for top in pages or [entry.root]:
                    self._add_one(entry, top)

    def _add_one(self, entry: Entry, top: Node) -> None:
        view = View(Draft(entry, top, Origin(), table="pure-api"))
        uuid, owner = (view.root.attr(name).text.lower() for name in ("uuid", "contentUuid"))
        if kind_of(view) in rules()["outputs"]:
            self._outputs = True
        elif owner:
            self.fingerprints[owner] = concepts(view, view.root)
        elif uuid:
            self.entities[uuid] = entity(view)


class Output(View):
    """A research output, with the entries around it.

    `unnamed` are its references that lead to no name: neither in it nor beside it.
    """

    def __init__(self, draft: Draft, known: Known) -> None:
        super().__init__(draft)
        self.known = known
        self.unnamed: list[Cursor] = []

    def looked_up(self, reference: Cursor) -> Entity | None:
        """The entity that a reference leads to; where there is none with a name, the reference is noted as unnamed."""
        uuid = reference.attr("uuid").text
        found = self.known[uuid] if uuid else None
        if uuid and (found is None or not found.name):
            self.unnamed.append(reference)
            return None
        return found


class _Head(msgspec.Struct):
    """What tells an entity from an output without reading it whole."""

    uuid: str = ""
    contentUuid: str = ""
    changeType: str = ""
    publicationStatuses: msgspec.Raw = msgspec.Raw()
    type: msgspec.Raw = msgspec.Raw()
    items: msgspec.Raw = msgspec.Raw()


_HEADS = msgspec.json.Decoder(_Head)


def _head(body: bytes) -> _Head:
    try:
        return _HEADS.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # the reader tells of it
        return _Head()


def _is_work(head: _Head) -> bool:
    """Whether the type of an entry is one of works: student theses and datasets have no stages of publication."""
    family = _FAMILY.search(bytes(head.type))
    return family is not None and family[1].decode() in rules()["outputs"]


def entity(view: View) -> Entity:
    """The entity at the root of an entry."""
    root = view.root
    given, family = root.one("name/firstName").text, root.one("name/lastName").text
    title = root.one("titles/title", "titles/value").text or view.word(root, "title").text
    name = names.person(given=given, family=family).name or ("" if root.one("name/firstName") else view.word(root, "name").text) or title
    found = Entity(name, given, family)
    found.titles = [Text(said.at.text, said.lang) for said in view.texts(root, "title")] if not root.one("titles") else [Text(title)]
    found.identifiers = _identifiers(view, root)
    found.publisher = root.one("publisher").attr("uuid").text
    period = root.one("lifecycle", "period")
    found.start, found.end = dates.parse(period.one("startDate").text), dates.parse(period.one("endDate").text)
    found.place = ", ".join(filter(None, (root.one("location").text, root.one("city").text, view.term(root.one("country")))))
    return found


def _identifiers(view: View, root: Cursor) -> list[Identifier]:
    """Those that are right: what is wrong about an entity is the matter of its own entry."""
    written = [("orcid", root.one("orcid").text)]
    for one in view.items(root, "identifiers", "ids"):
        tail = view.tail(one.one("type")) or one.one("idSource").text.lower()
        written.append((rules()["agent-ids"].get(tail, ""), one.one("id", "value/value", "value").text))
    written += [("issn", one.one("issn").text) for one in view.items(root, "issns")]
    for one in view.items(root, "additionalSearchableIssns"):
        written.append(("eissn" if one.one("typeDiscriminator").text == "ElectronicISSN" else "issn", one.one("issn").text))
    found: list[Identifier] = []
    for scheme, value in written:
        if not scheme or not value:
            continue
        wrong: Issue | None
        one_found, wrong = identifiers.identifier(scheme, value, field="")
        if wrong is None and not any(one_found.value == known.value for known in found):
            found.append(one_found)
    return found


def concepts(view: View, at: Cursor) -> list[Ranked]:
    """The concepts of a fingerprint, the weightiest first; equal ones in the order of the source."""
    found: list[Ranked] = []
    for one in view.items(at, "concepts"):
        uuid = one.attr("conceptUuid").text or one.attr("uuid").text or one.one("concept").attr("uuid").text
        label = view.word(one, "concept/name", "name", "term").text
        found.append(Ranked(uuid, label, one.one("rank").text))
    return sorted(found, key=lambda ranked: -number(ranked.rank))


def number(written: str) -> float:
    """A decimal number, 0 for what is none."""
    try:
        found = float(written)
    except ValueError:
        return 0.0
    return found if 0 <= found < 1e9 else 0.0


def agent(entity: Entity, uuid: str, *, kind: str) -> Agent:
    """The entity as a person or organisation."""
    own = [Identifier("pure-uuid", uuid), *(one for one in entity.identifiers if one.scheme not in ("issn", "eissn"))]
    return Agent(name=entity.name, kind=kind, given=entity.given, family=entity.family, identifiers=own)
