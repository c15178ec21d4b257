"""Creators, contributors, publisher and funders of an InvenioRDM record.

Design: today's form has person_or_org with identifiers and affiliations with ROR; the older one a name ("Family, Given"), an ORCID iD
and the affiliation's name. Roles go by the table of DataCite, whose words InvenioRDM writes in lower case.
"""

from __future__ import annotations

import functools

from kg.record import Agent, Contributor, Grant, Identifier
from kg.sources.datacite_work import Work
from kg.sources.datacite_work import rules as datacite
from kg.sources.once import Growing
from kg.sources.tree import Cursor
from kg.values import names

_OLD = (("orcid", "orcid"), ("gnd", "gnd"), ("isni", "isni"), ("ror", "ror"))


@functools.cache
def roles() -> dict[str, str]:
    """Role in lower case -> a row of roles.toml."""
    return {name.casefold(): role for name, role in datacite()["roles"].items()}


def worded(at: Cursor) -> Cursor:
    """The words of {"en": ..., "de": ...} in English, else in the first language; a text by itself."""
    if at.text or at.one("en").text:
        return at.one("en") if at.one("en").text else at
    return next((one for one in at if one.text), at)


def people(work: Work) -> None:
    """Creators as authors, contributors by their role, supervisors of a thesis; the publisher."""
    at = work.at
    for item in at.all("creators"):
        _put(work, item, "author")
    for item in at.all("contributors"):
        _put(work, item, "")
    for item in at.all("thesis/supervisors") + at.all("thesis_supervisors"):
        _put(work, item, "supervisor")
    publisher = at.one("publisher", "imprint/publisher", "imprint_publisher")
    if publisher.text:
        work.record.publisher = names.organisation(publisher.take("publisher"))


def _put(work: Work, item: Cursor, role: str) -> None:
    record, kind = work.record, item.one("role/id", "role", "type")
    at = f"contributors[{len(record.contributors)}]"
    if not role:
        role = roles().get(kind.text.casefold(), "contributor")
        if role != "contributor" or kind.text.casefold() == "other":
            kind.use(f"{at}.role")
    listed, field = record.contributors, at
    if role == "editor" and work.home["home"] == "host":
        listed = work.host().contributors
        field = f"host.contributors[{len(listed)}]"
    made = _agent(work, item, f"{field}.agent")
    if made is None:
        return
    where = item.all("affiliations") or item.all("affiliation")
    places = [place for n, one in enumerate(where) if (place := _affiliation(work, one, f"{field}.affiliations[{n}]")) is not None]
    work.draft.mark(field, item)
    listed.append(Contributor(agent=made, role=role, affiliations=places))


def _agent(work: Work, item: Cursor, field: str) -> Agent | None:
    at = item.one("person_or_org") or item
    name, given, family = at.one("name"), at.one("given_name"), at.one("family_name")
    kind = item.one("person_or_org/type")
    if not (name.text or given.text or family.text):
        return None
    if kind.text == "organizational":
        made = names.organisation(name.text or family.text)
    elif given.text and family.text:
        made = names.person(given=given.text, family=family.text)
    else:
        written = name.text or family.text or given.text
        if ";" in written:
            work.draft.complain("R284", name, field=f"{field}.name", value=written)
        made = Agent(name=written) if ";" in written else names.inverted(written)
        made = Agent(name=written) if kind.text and made.kind != "person" else made
    for cursor in (name, given, family, kind):
        cursor.use(field)
    made.identifiers = Growing(made.identifiers)
    for one in at.all("identifiers"):
        found = work.identify(one.one("identifier"), one.one("scheme"), f"{field}.identifiers[{len(made.identifiers)}]", "agents")
        made.identifiers += [found] if found is not None and found not in made.identifiers else []
    for member, scheme in _OLD:
        if (cursor := item.one(member)).text:
            made.identifiers.append(cursor.identify(scheme, f"{field}.identifiers[{len(made.identifiers)}]"))
    return made


def _affiliation(work: Work, item: Cursor, field: str) -> Agent | None:
    name = item.one("name") or item
    if not name.text:
        return None
    made = names.organisation(name.take(field))
    made.identifiers = Growing(made.identifiers)
    for one in item.all("identifiers"):
        found = work.identify(one.one("identifier"), one.one("scheme"), f"{field}.identifiers[{len(made.identifiers)}]", "agents")
        made.identifiers += [found] if found is not None and found not in made.identifiers else []
    if not made.identifiers and (own := item.one("id")).text:
        made.identifiers = [own.identify("ror", f"{field}.identifiers[0]")]
    return made


def funding(work: Work) -> None:
    """Grants with their funders."""
    for item in work.at.all("funding") + work.at.all("grants"):
        field = f"funding[{len(work.record.funding)}]"
        award = item.one("award") or item
        number, title = award.one("number", "code", "id"), worded(award.one("title"))
        if number.name == "id" and item.one("award") and not award.one("title").text and "::" in number.text:
            # "00k4n6c32::777523": the funder's ROR and the number
            number.use(f"{field}.number")
        grant = Grant(number=number.take(f"{field}.number").rpartition("::")[2], name=title.take(f"{field}.name"))
        grant.funder = _funder(work, item, f"{field}.funder")
        award.one("id").use(f"{field}.number")
        if grant != Grant():
            work.draft.mark(field, item)
            work.record.funding.append(grant)


def _funder(work: Work, item: Cursor, field: str) -> Agent | None:
    name = item.one("funder/name")
    ids: list[Identifier] = []
    if (own := item.one("funder/id")).text:
        ids.append(own.identify("ror", f"{field}.identifiers[0]"))
    if (doi := item.one("funder/doi")).text:
        ids.append(doi.identify("funder", f"{field}.identifiers[{len(ids)}]"))
    for one in item.all("funder/identifiers"):
        found = work.identify(one.one("identifier"), one.one("scheme"), f"{field}.identifiers[{len(ids)}]", "agents")
        ids += [found] if found is not None and found not in ids else []
    if not name.text and not ids:
        return None
    written = name.take(field)
    return Agent(name=written or ids[0].value, kind="organisation", identifiers=ids)
