"""Contributors of ORCID works, and the person whose record they are in."""

from __future__ import annotations

from typing import Any

from kg.record import Agent, Contributor, Identifier
from kg.sources.once import Once
from kg.sources.orcid_ids import leaf
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, names


def people(draft: Draft, at: Cursor, rules: dict[str, Any]) -> None:
    """The contributors; where there are none, the record's holder, if the file names one."""
    record, holder = draft.record, _holder(draft)
    new = Once()
    for one in at.all("contributors/contributor"):
        _contributor(draft, one, holder, rules, new)
    if holder is None:
        return
    if not record.contributors:
        record.contributors.append(Contributor(agent=holder, role="contributor"))
        draft.mark("contributors[0]", draft.whole.one("person/name"))
        return
    for person in record.contributors:
        # the same name in the holder's own record: it is the holder
        if person.agent.name.casefold() == holder.name.casefold() and not person.agent.identifiers:
            person.agent.identifiers = list(holder.identifiers)


def _holder(draft: Draft) -> Agent | None:
    """Name and ORCID iD of the person whose record the file is."""
    name = draft.whole.one("person/name")
    credit, given, family = (leaf(name.one(part)).text for part in ("credit-name", "given-names", "family-name"))
    if family or given:
        agent = names.person(given=given, family=family) if family else names.natural(given)
    elif credit:
        agent = names.natural(credit)
    else:
        return None
    found = identifiers.orcid(draft.whole.one("orcid-identifier/path").text)
    if found:
        agent.identifiers.append(Identifier("orcid", found))
    return agent


def _contributor(draft: Draft, at: Cursor, holder: Agent | None, rules: dict[str, Any], new: Once) -> None:
    people = draft.record.contributors
    field = f"contributors[{len(people)}]"
    name, orcid = leaf(at.one("credit-name")), at.one("contributor-orcid")
    stated = leaf(at.one("contributor-attributes/contributor-role"))
    word = stated.text.lower().replace("_", "-").rstrip("/").rpartition("/")[2]
    role = rules["roles"].get(word, "contributor")
    number = orcid.one("path") or orcid.one("uri")
    is_holder = holder is not None and any(one.value == identifiers.orcid(number.text) for one in holder.identifiers)
    shown = name.text or (holder.name if holder is not None and is_holder else "")
    if not shown:
        # nobody can be named by a number alone
        number.keep()
        return
    agent = names.natural(shown)
    name.use(f"{field}.agent")
    if number.text:
        agent.identifiers.append(number.identify("orcid", f"{field}.agent.identifiers[0]"))
        for one in (orcid.one("uri"), orcid.one("host")):
            one.use(f"{field}.agent.identifiers[0]")
    if word in rules["roles"] and rules["roles"][word] in (word, "author"):
        stated.use(field)
    person = Contributor(agent=agent, role=role)
    if new(person):
        # a person stands there once for each role
        draft.mark(field, at)
        people.append(person)
