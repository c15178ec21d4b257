"""People and organisations of JATS: contributors in their order, the members of groups, affiliations by reference or in place.

Design: an affiliation is read once and shared by all who refer to it. One that is marked up by its parts gives name and place; any other
is its text. A group of people that has one affiliation, and refers to none, belongs to it.
"""

from __future__ import annotations

import re

from kg.record import Agent, Contributor, Identifier
from kg.sources.jats_text import aside, outer, rules, unmarked, words
from kg.sources.json_draft import line, organisation
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, names

_NAMES = ("name", "name-alternatives/name", "string-name", "name-alternatives/string-name")
_COLLABS = ("collab", "collab-alternatives/collab", "name-alternatives/collab")
_PLACES = frozenset(("addr-line", "city", "state", "country", "postal-code"))
_APART = frozenset(("contrib-group", "aff", "address", "on-behalf-of", "email", "contrib-id"))
_LETTER = re.compile(r"[^\W\d_]{2}")


def people(draft: Draft, meta: Cursor) -> None:
    """The contributors of the record."""
    draft.record.contributors += contributors(draft, meta, "contributors")


def contributors(draft: Draft, meta: Cursor, where: str) -> list[Contributor]:
    """The contributors of an article, a part or a book."""
    found = _People(draft, meta, where)
    for group in meta.all("contrib-group"):
        found.add(group)
    return found.made


class _People:
    """The contributors of one record in the making."""

    def __init__(self, draft: Draft, meta: Cursor, where: str) -> None:
        self._draft = draft
        self._field = where
        self.made: list[Contributor] = []
        self._groups: dict[str, int] = {}
        self._affs: dict[str, Agent] = {}
        self._where: dict[str, Cursor] = {}
        around = outer(draft)
        for front in (meta, around) if draft.root.name not in ("article", "book") else (meta,):
            for at in [*front, *front.all("contrib-group/*"), *front.all("contrib-group/contrib/aff")]:
                for one in [at, *at.all("aff")] if at.name in ("aff", "aff-alternatives") else ():
                    if one.attr("id").text:
                        self._where.setdefault(one.attr("id").text, at)

    def add(self, group: Cursor) -> None:
        """The contributors of a contrib-group."""
        shared = [at for at in group if at.name in ("aff", "aff-alternatives")]
        listed = group.all("contrib")
        if len(shared) != 1 or any(self._refers(at) for at in listed):
            shared = []
        for at in listed:
            self._contrib(group, at, shared)

    def _refers(self, at: Cursor) -> bool:
        return bool(at.all("aff") or at.attr("rid") or any(one.attr("ref-type").text == "aff" for one in at.all("xref")))

    def _contrib(self, group: Cursor, at: Cursor, shared: list[Cursor]) -> None:
        field = f"{self._field}[{len(self.made)}]"
        key = next(
            (one for one in at.all("contrib-id") if one.attr("contrib-id-type").text == "group-author-key"), Cursor(self._draft, None)
        )
        kind = at.attr("contrib-type")
        if key.text in self._groups and at.one(*_NAMES):
            owner = f"{self._field}[{self._groups[key.text]}].agent"
            members = self.made[self._groups[key.text]].agent.members
            member = self._agent(at, f"{owner}.members[{len(members)}]")
            members += [member] if member is not None else []
            for part in (key, key.attr("contrib-id-type"), kind):
                part.use(owner)
            return
        agent = self._agent(at, f"{field}.agent")
        if agent is None:
            return
        if key.text:
            self._groups[key.text] = len(self.made)
            for part in (key, key.attr("contrib-id-type")):
                part.use(field)
        corresponding = at.attr("corresp").text == "yes" or any(one.attr("ref-type").text == "corresp" for one in at.all("xref"))
        at.attr("corresp").use(f"{field}.corresponding")
        affiliations = self._affiliations(at, shared, field)
        role = self._role(group, kind, f"{field}.role")
        if role == "editor" and any(one.text.lower() in rules()["review"]["words"] for one in at.all("role")):
            role = "contributor"
        self.made.append(Contributor(agent, role, affiliations, corresponding))

    def _role(self, group: Cursor, kind: Cursor, field: str) -> str:
        stated = kind if kind.text else group.attr("content-type")
        word = " ".join(stated.text.lower().split())
        known = rules()["roles"]
        role = known.get(word) or known.get(word.replace("-", " ")) or known.get(word.replace("_", " "))
        if word.endswith(" non-byline"):
            # one of a group whose key is not told
            role = "contributor"
        if not word or role or stated is not kind:
            stated.use(field)
            return role or "author"
        self._draft.complain("R311", stated, field=field, value=stated.text)
        return "contributor"

    def _agent(self, at: Cursor, field: str) -> Agent | None:
        self._draft.mark(field, at)
        group = at.one(*_COLLABS)
        agent = None
        if (name := at.one(*_NAMES)).text:
            agent = person(name, field)
        elif group.text:
            agent = self._collab(group, field)
        if agent is None or not agent.name:
            if at.one("anonymous"):
                at.one("anonymous").keep("anonymous")
            return None
        self._identify(at, agent, field)
        return agent

    def _collab(self, at: Cursor, field: str) -> Agent:
        inside = [one for one in at.all("contrib-group/contrib") if one.one(*_NAMES).text]
        value = line(at.markup(aside("names") | _APART))
        for one in [at, *(part for part in at if part.name not in _APART)]:
            # without the people in it, who are taken one by one
            one.use_own(field)
        agent = organisation(value)
        for number, one in enumerate(inside):
            member = person(one.one(*_NAMES), f"{field}.members[{number}]")
            self._identify(one, member, f"{field}.members[{number}]")
            agent.members.append(member)
        return agent

    def _identify(self, at: Cursor, agent: Agent, field: str) -> None:
        for one in at.all("contrib-id"):
            kind = one.attr("contrib-id-type")
            scheme = rules()["agents"].get(kind.text.lower()) or ("orcid" if "orcid.org" in one.text else "")
            if scheme and one.text:
                kind.use(field)
                agent.identifiers.append(one.identify(scheme, f"{field}.identifiers[{len(agent.identifiers)}]"))
        for one in [*at.all("uri"), *at.all("ext-link")]:
            href = one.attr("xlink:href")
            value = href.text if "orcid.org" in href.text else one.text if "orcid.org" in one.text else ""
            if value and not agent.identifiers:
                one.use_all(field)
                agent.identifiers.append((href or one).identify("orcid", f"{field}.identifiers[0]", value=value))

    def _affiliations(self, at: Cursor, shared: list[Cursor], field: str) -> list[Agent]:
        rids = [rid for one in at.all("xref") if one.attr("ref-type").text == "aff" for rid in one.attr("rid").text.split()]
        rids += at.attr("rid").text.split()
        found = [self._where[rid] for rid in rids if rid in self._where]
        found += [one for one in [*at.all("aff"), *at.all("aff-alternatives"), *at.all("collab/aff")] if one.text]
        made: dict[tuple[str, str], Agent] = {}
        for one in found or shared:
            key = one.path
            if key not in self._affs and (read := affiliation(one, f"{field}.affiliations[{len(made)}]")) is not None:
                self._affs[key] = read
            if agent := self._affs.get(key):
                made.setdefault((agent.name, agent.place), agent)
        return list(made.values())


def person(at: Cursor, field: str) -> Agent:
    """The person of a name element."""
    family, given, suffix, prefix = (at.one(part) for part in ("surname", "given-names", "suffix", "prefix"))
    if not family.text and not given.text:
        at.use(field)
        return names.natural(at.text)
    if prefix.text:
        # a title before the name
        prefix.keep()
    for part in (family, given, suffix):
        part.use(field)
    agent = names.person(given=given.text, family=family.text, particle="", suffix=suffix.text)
    if at.attr("name-style").text == "eastern" and family.text:
        agent.name = " ".join(filter(None, (family.text, given.text)))
    return agent


def affiliation(at: Cursor, field: str) -> Agent | None:
    """The organisation of an aff; of alternatives the first. None where it says nothing."""
    if at.name == "aff-alternatives":
        at = at.one("aff")
    for one in [*at.all("email"), *at.all("phone"), *at.all("fax"), *at.all("ext-link"), *at.all("uri")]:
        one.keep()
    parts = [one for one in at if one.name in ("institution", "institution-wrap")]
    ids = institution_ids(parts, field)
    again = [one for one in parts if one.attr("content-type").text in rules()["again"]["words"]]
    if len(again) < len(parts):
        for one in again:
            one.keep()
        parts = [one for one in parts if one.attr("content-type").text not in rules()["again"]["words"]]
    named = [
        value for one in parts for part in (one.all("institution") if one.name == "institution-wrap" else [one]) if (value := words(part))
    ]
    apart = aside("names") | {"email", "phone", "fax", "ext-link", "uri", "institution-id", "fn"}
    at_places = [one for one in at if one.name in _PLACES]
    if named and not _LETTER.search(at.raw):
        agent = organisation(", ".join(named), ids=ids)
        agent.place = ", ".join(value.strip(" ,;.") for one in at_places if (value := words(one)))
    else:
        value = unmarked(line(at.markup(apart))).strip(" ,;")
        if not value:
            return None
        agent = organisation(value, ids=ids)
    at.use(field)
    return agent


def institution_ids(parts: list[Cursor], field: str) -> list[Identifier]:
    """The identifiers in institution-wrap elements."""
    ids: list[Identifier] = []
    for at in [one for part in parts for one in part.all("institution-id")]:
        kind = at.attr("institution-id-type")
        scheme = rules()["agents"].get(kind.text.lower()) or next((s for s in ("ror", "isni", "grid") if f"{s}." in at.text.lower()), "")
        if not scheme and identifiers.doi(at.text).startswith("10.13039/"):
            scheme = "funder"
        if scheme and at.text:
            kind.use(field)
            ids.append(at.identify(scheme, f"{field}.identifiers[{len(ids)}]"))
        else:
            at.keep()
    return ids
