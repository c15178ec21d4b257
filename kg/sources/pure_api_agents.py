"""The people and organisations of a research output of Pure's web services, in the order of the source.

Design: an association has the name as written on the work and a reference to the person, whose own name is the agent's; where they differ
the written one is kept beside it, and where they have nothing in common the written one is believed and both are told. The UUID of Pure is
an identifier of the agent, so the same person is one node in all records of a Pure.
"""

from __future__ import annotations

import re
import unicodedata

from kg.record import Agent, Contributor, Identifier
from kg.sources.pure_api_entities import Output, agent
from kg.sources.pure_api_tree import rules
from kg.sources.tree import Cursor
from kg.values import names

_WORD = re.compile(r"[^\W\d_]{2,}")
_COUNT = re.compile(r"[0-9]{1,9}")
_UNITS = (("organisationalUnits", "organizations"), ("externalOrganisations", "externalOrganizations"))


def contributors(out: Output) -> None:
    """Authors, editors and others; editors of the book around a contribution stand with the book."""
    record, hosted = out.record, out.record.host is not None
    associations = out.items(out.root, "personAssociations", "contributors", "persons")
    if out.root.one("contributors"):
        out.root.one("persons").use_all("contributors")  # datasets have them twice: the older list is the same in another form
    for association in associations:
        role = _role(out, association)
        of_host = hosted and role == "editor"
        target, where = record.contributors, "contributors"
        if of_host and record.host is not None:
            target, where = record.host.contributors, "host.contributors"
        for found in _contributors(out, association, role, f"{where}[{len(target)}]"):
            if not of_host or out.new("host editor", found.agent.name):
                target.append(found)
    for association in out.items(out.root, "supervisors"):
        _role(out, association)
        record.contributors += _contributors(out, association, "supervisor", f"contributors[{len(record.contributors)}]")
    _total(out, len(associations))


def _total(out: Output, people: int) -> None:
    """The stated number of authors says something only where it is not the length of the list."""
    total = out.root.one("totalNumberOfAuthors", "totalNumberOfContributors")
    if total.text == str(people):
        total.use("contributors")
    elif _COUNT.fullmatch(total.text) and int(total.text) > people:
        out.draft.complain("R252", total, field=total.keep(), value=total.text, count=people)


def _role(out: Output, association: Cursor) -> str:
    stated = association.one("personRole", "role")
    tail = out.tail(stated)
    role = rules()["roles"].get(tail, "")
    if tail and not role:
        out.draft.complain("R248", stated, field=out.keep_term(stated), value=tail)
        return "contributor"
    stated.use_all(f"contributors[{len(out.record.contributors)}].role")
    role = role or "author"
    return str(rules()["authors"].get(out.record.type, role)) if role == "author" else role


def _contributors(out: Output, association: Cursor, role: str, field: str) -> list[Contributor]:
    """One for a person or collaboration; for an association without either, one for each of its organisations."""
    collaboration = association.one("authorCollaboration")
    units = [unit for names in _UNITS for unit in out.items(association, *names)]
    if collaboration:
        group = organisation(out, collaboration, f"{field}.agent")
        if group is None:
            return []
        out.draft.mark(field, association)
        return [Contributor(group, role, _affiliations(out, units, field))]
    person, written = _person(out, association, field)
    if person is None:
        alone = association.one("organisation", "externalOrganisation", "organization", "externalOrganization")
        return [Contributor(one, role) for one in _affiliations(out, [alone] if alone else units, field)]
    found = Contributor(person, role, _affiliations(out, units, field), name_as_written=written)
    corresponding = association.one("correspondingAuthor")
    found.corresponding = corresponding.take(f"{field}.corresponding").lower() == "true"
    out.draft.mark(field, association)
    return [found]


def _person(out: Output, association: Cursor, field: str) -> tuple[Agent | None, str]:
    """The person, and the name as written where that is another."""
    link = association.one("person", "externalPerson", "supervisor", "externalSupervisor")
    at = f"{field}.agent"
    family = association.one("name/lastName").take(f"{at}.family")
    written = names.person(given=association.one("name/firstName").take(f"{at}.given"), family=family)
    own, uuid = out.word(link, "name"), link.attr("uuid")
    entity = out.known[uuid.text] if uuid else None
    if entity is not None and entity.name and not own:
        person = agent(entity, uuid.text, kind="person")
    elif not written.name and not own.text:
        if uuid:
            out.unnamed.append(link)
        return None, ""
    elif written.name and own.text and not _alike(own.text, written):
        person = written
        out.draft.complain("R258", own, field=at, value=own.text, written=written.name)
    else:
        person = _canonical(own.take(f"{at}.name"), written)
    if entity is not None:
        person.identifiers = [*entity.identifiers]
    if uuid:
        number = uuid.identify("pure-uuid", f"{at}.identifiers[0]")
        person.identifiers = [number, *(one for one in person.identifiers if one.scheme != "pure-uuid")]
    return person, written.name if written.name not in ("", person.name) else ""


def _canonical(stated: str, written: Agent) -> Agent:
    """The person's own name, parted as the written one is where they have the family name in common."""
    if not stated or stated == written.name:
        return written
    if written.family and stated.endswith(f" {written.family}"):
        return names.person(given=stated[: -len(written.family)], family=written.family)
    return names.natural(stated)


def _alike(stated: str, written: Agent) -> bool:
    """Whether two names can be one person's: they share a word that is no initial, accents aside."""
    own, other = (_words(name) for name in (stated, written.name))
    return bool(own & other) or not own or not other


def _words(name: str) -> set[str]:
    bare = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    return set(_WORD.findall(bare))


def _affiliations(out: Output, units: list[Cursor], field: str) -> list[Agent]:
    found: list[Agent] = []
    for unit in units:
        one = organisation(out, unit, f"{field}.affiliations[{len(found)}]")
        if one is not None:
            found.append(one)
    return found


def organisation(out: Output, reference: Cursor, field: str) -> Agent | None:
    """The organisation that a reference leads to, with its UUID; None where it has no name."""
    if not reference:
        return None
    name, uuid = out.word(reference, "name"), reference.attr("uuid")
    out.draft.mark(field, reference)
    if name.text:
        found = Agent(name=name.take(f"{field}.name"), kind="organisation")
        if uuid and (beside := out.known[uuid.text]) is not None:
            found.identifiers = agent(beside, uuid.text, kind="organisation").identifiers
    elif (entity := out.looked_up(reference)) is not None:
        found = agent(entity, uuid.text, kind="organisation")
    else:
        return None
    if uuid:
        number = uuid.identify("pure-uuid", f"{field}.identifiers[0]")
        found.identifiers = [number, *(one for one in found.identifiers if one.scheme != "pure-uuid")]
    return found


def units(out: Output) -> None:
    """The units of the whole output: those that are affiliations of its people are said already, others are kept."""
    people = [*out.record.contributors, *(out.record.host.contributors if out.record.host is not None else [])]
    said = {one for person in people for agent in (person.agent, *person.affiliations) for one in agent.identifiers}
    for names_of in _UNITS:
        for unit in out.items(out.root, *names_of):
            if Identifier("pure-uuid", unit.attr("uuid").text) in said:
                unit.use_all("contributors[0].affiliations")
            elif not out.word(unit, "name").text and (entity := out.looked_up(unit)) is not None:
                unit.attr("uuid").keep(entity.name)
    managing = out.root.one("managingOrganisationalUnit", "managingOrganization")
    if managing and not out.word(managing, "name").text and (entity := out.looked_up(managing)) is not None:
        managing.attr("uuid").keep(entity.name)
