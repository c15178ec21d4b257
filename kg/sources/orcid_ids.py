"""External ids of ORCID works: the work's own, those of what it is part of, of other versions, and of grants."""

from __future__ import annotations

import re
from typing import Any

from kg.record import Container, Grant, Host, Identifier, Link, Relation, Series
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, text

_PAGE = re.compile(r"[A-Za-z]+://[^/?#\s]+(?:/[^\s]|[?#])")


class Ends:
    """How the values of identifiers end, remembered for each length that was asked for; identifiers may be added to the list."""

    def __init__(self, listed: list[Identifier]) -> None:
        self._listed = listed
        self._known: dict[int, tuple[set[str], int]] = {}

    def has(self, text: str) -> bool:
        """Whether one ends with it."""
        length = len(text)
        found, count = self._known.get(length, (set(), 0))
        found.update(one.value[-length:] for one in self._listed[count:])
        self._known[length] = found, len(self._listed)
        return text in found


def leaf(at: Cursor) -> Cursor:
    """The text of an element, or of {"value": text} in JSON."""
    return at.one("value") or at


def external(draft: Draft, listed: list[Cursor], rules: dict[str, Any]) -> None:
    """Each id to where its relationship says; without one it is the work's."""
    ends = Ends(draft.record.identifiers)
    for at in listed:
        kind, value = leaf(at.one("external-id-type")), leaf(at.one("external-id-value"))
        url, relation = leaf(at.one("external-id-url")), leaf(at.one("external-id-relationship"))
        if not value.text:
            continue
        word = relation.text.lower().replace("_", "-") or "self"
        scheme = rules["identifiers"].get(kind.text.lower(), "")
        kind.use("identifiers")
        if word == "funded-by":
            _grant(draft, value)
        elif word in ("self", "") or word not in rules["relations"]:
            _own(draft, kind.text, scheme, value, ends)
        elif scheme in ("issn", "isbn") and word == "part-of":
            _around(draft, scheme, value)
        else:
            _relate(draft, rules["relations"][word], kind.text, scheme, value)
        if word in ("self", "part-of", "version-of", "funded-by"):
            relation.use("identifiers")
        _address(draft, url, value, own=word == "self")


def _named(kind: str, value: str) -> str:
    """An id of a scheme that is not ours, with ORCID's word for it."""
    return value if kind.lower() in ("", "other-id", "source-work-id") else f"{kind}:{value}"


def _own(draft: Draft, kind: str, scheme: str, value: Cursor, ends: Ends) -> None:
    record = draft.record
    if scheme == "issn" or (scheme == "isbn" and record.type in ("chapter", "conference-paper", "reference-entry")):
        # a number of the journal or the book: no article has one
        _around(draft, scheme, value)
        return
    if kind.lower() == "uri":
        link(draft, value)
        return
    found, fault = identifiers.identifier(scheme or "local", value.text if scheme else _named(kind, value.text), field="identifiers")
    if found in record.identifiers:
        value.use("identifiers")
        return
    field = f"identifiers[{len(record.identifiers)}]"
    if fault is None or not ends.has(value.text):
        record.identifiers.append(value.identify(scheme or "local", field, value="" if scheme else _named(kind, value.text)))


def _around(draft: Draft, scheme: str, value: Cursor) -> None:
    """An ISSN or ISBN of what the work is part of."""
    known, where = _home(draft, scheme)
    found, _ = identifiers.identifier(scheme, value.text, field=where)
    if found in known:
        value.use(where)
    else:
        known.append(value.identify(scheme, f"{where}.identifiers[{len(known)}]"))
        draft.mark(where, value)


def _home(draft: Draft, scheme: str) -> tuple[list[Identifier], str]:
    record = draft.record
    if scheme == "isbn":
        kind = {"conference-paper": "proceedings", "reference-entry": "reference-book"}.get(record.type, "book")
        record.host = record.host or Host(type=kind)
        return record.host.identifiers, "host"
    if record.type in ("book", "edited-book", "chapter", "conference-paper", "report", "working-paper", "proceedings", "thesis"):
        if not record.series:
            record.series.append(Series())
        return record.series[0].identifiers, "series[0]"
    record.container = record.container or Container()
    return record.container.identifiers, "container"


def _relate(draft: Draft, kind: str, word: str, scheme: str, value: Cursor) -> None:
    relations = draft.record.relations
    field = f"relations[{len(relations)}]"
    if scheme:
        found, _ = identifiers.identifier(scheme, value.text, field=field)
        relation = Relation(kind, identifier=found) if found.scheme == scheme else Relation(kind, text=_named(word, value.text))
    elif word.lower() == "uri":
        relation = Relation(kind, iri=text.tidy(value.text))
    else:
        relation = Relation(kind, text=_named(word, value.text))
    if relation in relations:
        value.use("relations")
        return
    if scheme:
        value.identify(scheme, field)
    else:
        value.use(field)
    draft.mark(field, value)
    relations.append(relation)


def _grant(draft: Draft, value: Cursor) -> None:
    made = Grant(number=value.take(f"funding[{len(draft.record.funding)}]"))
    if made not in draft.record.funding:
        draft.record.funding.append(made)


def _address(draft: Draft, url: Cursor, value: Cursor, *, own: bool) -> None:
    """The address of an id: a link of the work where it is its own and says more than the id."""
    if not url.text:
        return
    found = identifiers.from_url(url.text)
    one, other = (found.value.lower(), value.text.lower()) if found is not None else (url.text, value.text)
    if one == other or (found is not None and (one in other or other in one)):
        url.use("identifiers")
    elif own and _PAGE.match(url.text):
        # the home page of a service is not about the work: it stays in rest
        link(draft, url)


def link(draft: Draft, url: Cursor) -> None:
    """An address of the work, each once; one that only resolves an identifier of it is none."""
    record = draft.record
    found = identifiers.from_url(url.text)
    if (found is not None and found in record.identifiers) or Link(url.text) in record.links:
        url.use("links")
    else:
        record.links.append(Link(url.take(f"links[{len(record.links)}]")))
