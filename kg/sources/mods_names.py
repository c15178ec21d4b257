"""Names of a MODS record as contributors, with roles, identifiers and affiliations.

Design: a name with several roles is credited in each. Without any role it is an author where the file marks no name as primary (files made
from citations do that), else a contributor. A name in a second script (altRepGroup) is the first's name as written. A conference is the
event, unless it has a role.
"""

from __future__ import annotations

import re

from kg.record import Agent, Contributor, Event, Identifier, Text
from kg.sources import catalogue
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, isbd, names

_SUFFIX = re.compile(r"(?:jr|sr)\.?|[IVX]{1,4}", re.IGNORECASE)
_KINDS = {"personal": "person", "corporate": "organisation", "family": "organisation", "conference": "organisation"}


def fill(draft: Draft) -> None:
    """Fills contributors, event, institution and funders from the names at the top of the record."""
    found = draft.root.all("name")
    told = any(one.attr("usage").text == "primary" or one.all("role") for one in found)
    groups: dict[str, Contributor] = {}
    for one in found:
        if one.attr("type").text == "conference" and _event(draft, one):
            continue
        group = one.attr("altRepGroup").text
        if group and group in groups:
            _again(one, groups[group])
            continue
        before = len(draft.record.contributors)
        contributors(draft, one, told=told)
        if group and len(draft.record.contributors) > before:
            groups[group] = draft.record.contributors[before]


def contributors(draft: Draft, one: Cursor, *, told: bool) -> None:
    """Credits one name of the record in each of its roles."""
    field = f"contributors[{len(draft.record.contributors)}]"
    who = agent(draft, one, f"{field}.agent")
    if who is None:
        return
    where = [names.organisation(place.text) for place in one.all("affiliation") if place.text]
    for number, place in enumerate(one.all("affiliation")):
        place.use(f"{field}.affiliations[{number}]")
    for credited in roles(one, field) or ["contributor" if told and one.attr("usage").text != "primary" else "author"]:
        field = f"contributors[{len(draft.record.contributors)}]"
        catalogue.credit(draft, Contributor(agent=who, role=credited, affiliations=where), field, one)


def roles(one: Cursor, field: str) -> list[str]:
    """The roles of a name, each once; a word that is no known role stays in rest, and the name is a contributor."""
    found: list[str] = []
    for stated in one.all("role"):
        terms = stated.all("roleTerm") or [stated]
        known = [(catalogue.role(term.text) or catalogue.role(term.attr("valueURI").text), term) for term in terms]
        best = next((role for role, _ in known if role), "")
        for _role, term in known:
            if best:
                term.use_all(f"{field}.role")
        if (best or "contributor") not in found and any(term.text for term in terms):
            found.append(best or "contributor")
    return found


def agent(draft: Draft, one: Cursor, field: str) -> Agent | None:
    """The person or organisation of a name; None where it has no name."""
    kind = _KINDS.get(one.attr("type").text, "")
    parts: dict[str, list[Cursor]] = {"family": [], "given": [], "termsOfAddress": [], "": [], "date": []}
    for part in one.all("namePart"):
        parts.setdefault(part.attr("type").text, []).append(part)
    whole = parts[""]
    if parts["family"] or parts["given"]:
        found = _person(parts)
        used = [*parts["family"], *parts["given"]]
        suffix = " ".join(part.text for part in parts["termsOfAddress"]).strip(" ,")
        if _SUFFIX.fullmatch(suffix):
            used += parts["termsOfAddress"]
            found = names.person(given=found.given, family=found.family, particle=found.particle, suffix=suffix)
    elif whole:
        used = whole
        words = [isbd.ended(part.text) if kind == "organisation" else part.text.strip(" ,") for part in whole if part.text]
        if kind != "organisation" and len(words) > 1 and "," not in whole[0].text.rstrip(" ,"):
            words = [" ".join(words)]
        found = catalogue.agent((". " if kind == "organisation" else " ").join(words), kind)
    else:
        used = one.all("displayForm")
        found = catalogue.agent(used[0].text, kind) if used else Agent(name="")
    if not found.name:
        return None
    for part in used:
        part.use(field)
    found.identifiers = _identifiers(draft, one, field)
    return found


def _person(parts: dict[str, list[Cursor]]) -> Agent:
    family = " ".join(part.text.strip(" ,") for part in parts["family"])
    given = " ".join(part.text.strip(" ,") for part in parts["given"])
    if not family:
        return names.natural(given)
    return names.inverted(f"{family}, {given}") if given and "," not in family + given else names.person(given=given, family=family)


def _identifiers(draft: Draft, one: Cursor, field: str) -> list[Identifier]:
    found: list[Identifier] = []
    sources = catalogue.relators()["sources"]
    for stated in one.all("nameIdentifier"):
        known = identifiers.from_url(stated.text)
        scheme = known.scheme if known else sources.get(stated.attr("type").text.lower(), "")
        if scheme:
            catalogue.add(draft, stated, scheme, into=found, field=f"{field}.identifiers")
    address = one.attr("valueURI")
    if address and (known := identifiers.from_url(address.text)) and known.scheme in sources.values():
        catalogue.add(draft, address, known.scheme, into=found, field=f"{field}.identifiers")
    return found


def _event(draft: Draft, one: Cursor) -> bool:
    """A conference without another role than being the conference is the event."""
    record = draft.record
    words = [part.text for part in one.all("namePart") if not part.attr("type").text]
    name = isbd.ended(". ".join(word.strip(" .,") for word in words))
    if not name or record.event is not None:
        return False
    stated = [catalogue.role(term.text) for term in one.all("role/roleTerm")]
    if any(role not in ("", "author", "contributor") for role in stated):
        return False
    record.event = Event(names=[Text(name)])
    for part in one.all("namePart"):
        if not part.attr("type").text:
            part.use("event.names[0]")
    for term in one.all("role/roleTerm"):
        term.use_all("event")
    for part in one.all("namePart"):
        if part.attr("type").text == "date" and not record.event.start and (held := part.date("event.start")):
            record.event.start = held
    return True


def _again(one: Cursor, first: Contributor) -> None:
    """The same name in another script."""
    family = " ".join(part.text for part in one.all("namePart") if part.attr("type").text in ("family", ""))
    given = " ".join(part.text for part in one.all("namePart") if part.attr("type").text == "given")
    written = isbd.ended(f"{family}, {given}" if given else family)
    if written and not first.name_as_written and written != first.agent.name:
        first.name_as_written = written
        for part in one.all("namePart"):
            if part.attr("type").text in ("family", "given", ""):
                part.use("contributors")
        for term in one.all("role/roleTerm"):
            term.use_all("contributors")
