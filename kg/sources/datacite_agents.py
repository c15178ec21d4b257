"""Creators, contributors, publisher and funders of DataCite metadata.

Design: an agent is an organisation where its nameType, an identifier that only organisations have, its part (HostingInstitution), the
name of the publisher or an unmistakable word in its name says so; else a person, by givenName and familyName, or by the name as written
("Family, Given"). Editors of a chapter or paper belong to the book around it.
"""

from __future__ import annotations

from kg.record import Agent, Contributor, Grant, Identifier
from kg.sources.datacite_work import Work, first, key, rules
from kg.sources.tree import Cursor
from kg.values import names

_KINDS = {"personal": "person", "person": "person", "organizational": "organisation", "organisational": "organisation",
          "organization": "organisation"}  # fmt: skip
_ORGANISATIONS = frozenset({"ror", "grid", "funder"})


def creators(work: Work) -> None:
    """The creators as authors, in their order."""
    for item in work.items("creators", "creator"):
        put(work, item, work.record.contributors, "contributors", "author")


def contributors(work: Work) -> None:
    """The contributors by their type; a Funder (kernel 2 and 3) funds the work."""
    for item in work.items("contributors", "contributor"):
        _contribute(work, item)


def _contribute(work: Work, item: Cursor) -> None:
    """One contributor, by its type; what the type says more than our role stays in rest."""
    type_ = item.attr("contributorType")
    if type_.text == "Funder":
        field = f"funding[{len(work.record.funding)}]"
        funder = agent(work, item, f"{field}.funder", part="Funder")
        if funder is not None:
            type_.use(field)
            work.record.funding.append(Grant(funder=funder))
        return
    role = rules()["roles"].get(type_.text, "contributor")
    listed, field = work.record.contributors, "contributors"
    if role == "editor" and work.home["home"] == "host" and work.record.host is not None:
        listed, field = work.record.host.contributors, "host.contributors"
    put(work, item, listed, field, role, type_)


def put(work: Work, item: Cursor, listed: list[Contributor], field: str, role: str, type_: Cursor | None = None) -> None:
    """Puts one agent of this role into a list of contributors, with its affiliations."""
    at = f"{field}[{len(listed)}]"
    part = type_.text if type_ is not None else ""
    found = agent(work, item, f"{at}.agent", part=part)
    if found is None:
        return
    if type_ is not None and (role != "contributor" or part == "Other"):
        type_.use(f"{at}.role")
    work.draft.mark(at, item)
    where = item.all("affiliation") + item.all("affiliations")
    places = [place for n, one in enumerate(where) if (place := affiliation(work, one, f"{at}.affiliations[{n}]")) is not None]
    where_known, known = work.agents.get((field, role, found.name), (None, None))
    if known is None or where_known is not listed or role == "author":
        known = Contributor(agent=found, role=role, affiliations=places)
        listed.append(known)
        work.agents[field, role, found.name] = listed, known
    else:
        # the editors of a book stand beside the chapter too
        known.agent.identifiers += [one for one in found.identifiers if one not in known.agent.identifiers]
        known.affiliations = known.affiliations or places


def agent(work: Work, item: Cursor, field: str, *, part: str = "") -> Agent | None:
    """The person or organisation; None where it has no name. `part` is its contributorType."""
    name = item.one("name", "creatorName", "contributorName")
    name = name or (item if not any(True for _ in item) else name)
    written = work.said(name)
    given, family = item.one("givenName"), item.one("familyName")
    type_ = item.one("nameType", "type", "creatorName/@nameType", "contributorName/@nameType")
    kind = _KINDS.get(type_.text.casefold(), "")
    if not (written or given.text or family.text):
        return None
    ids = [found for n, one in enumerate(item.all("nameIdentifier") + item.all("nameIdentifiers")) if
           (found := _identifier(work, one, f"{field}.identifiers[{n}]")) is not None]  # fmt: skip
    if own := item.one("id"):
        found = work.identify(own, item.one("nameIdentifierScheme"), f"{field}.identifiers[{len(ids)}]", "agents")
        ids += [found] if found is not None and found not in ids else []
    if not kind and not (given or family):
        named = item.all("*/nameIdentifierScheme") + item.all("*/@nameIdentifierScheme")
        schemes = {rules()["agents"].get(key(one.text), "") for one in named}
        same = work.record.publisher is not None and key(work.record.publisher.name) == key(written)
        kind = "organisation" if part in rules()["organisations"]["roles"] or schemes & _ORGANISATIONS or same else ""
    if len(item.all("creatorName")) > 1:
        work.draft.complain("R284", item, field=f"{field}.name", value=" and ".join(one.text for one in item.all("creatorName")))
    made = _named(work, name, written, given, family, kind, field)
    for cursor in (name, given, family):
        cursor.use(field)
    if kind:
        type_.use(field)
    made.identifiers = list(dict.fromkeys(ids))
    return made


def _named(work: Work, at: Cursor, written: str, given: Cursor, family: Cursor, kind: str, field: str) -> Agent:
    if kind == "organisation" or (not kind and not (given or family) and names.is_organisation(written) and ";" not in written):
        return names.organisation(written or family.text)
    if given and family:
        return names.person(given=given.text, family=family.text)
    written = written or family.text or given.text
    if ";" in written:
        work.draft.complain("R284", at, field=f"{field}.name", value=written)
        return Agent(name=written)
    made = names.inverted(written)
    return made if made.kind == "person" or not kind else Agent(name=written)


def _identifier(work: Work, item: Cursor, field: str) -> Identifier | None:
    value = item.one("nameIdentifier") or item
    if not work.said(value):
        return None
    return work.identify(value, item.attr("nameIdentifierScheme"), field, "agents")


def affiliation(work: Work, item: Cursor, field: str) -> Agent | None:
    """The organisation with its identifier; None where it has no name."""
    name = item.one("name", "affiliation") or item
    written = work.said(name)
    identifier = first(item, "affiliationIdentifier", "AffiliationIdentifier")
    if not written:
        return None
    name.use(field)
    made = names.organisation(written)
    if identifier.text:
        scheme = first(item, "affiliationIdentifierScheme", "AffiliationIdentifierScheme")
        found = work.identify(identifier, scheme, f"{field}.identifiers[0]", "agents")
        made.identifiers = [found] if found is not None else []
    return made


def publisher(work: Work) -> None:
    """The publisher, with its identifier (kernel 4.5)."""
    item = work.at.one("publisher")
    name = item.one("name") or item
    if not (written := work.said(name)):
        return
    name.use("publisher")
    made = names.organisation(written)
    if (identifier := item.attr("publisherIdentifier")).text:
        found = work.identify(identifier, item.attr("publisherIdentifierScheme"), "publisher.identifiers[0]", "agents")
        made.identifiers = [found] if found is not None else []
    work.record.publisher = made


def funding(work: Work) -> None:
    """One Grant for each funding reference."""
    for item in work.items("fundingReferences", "fundingReference"):
        field = f"funding[{len(work.record.funding)}]"
        name = item.one("funderName")
        identifier = item.one("funderIdentifier/funderIdentifier", "funderIdentifier")
        number = item.one("awardNumber/awardNumber", "awardNumber")
        title = item.one("awardTitle")
        if not (work.said(name) or work.said(identifier) or number.text or title.text):
            continue
        grant = Grant(number=number.take(f"{field}.number"), name=title.take(f"{field}.name"))
        if work.said(identifier):
            scheme = first(item.one("funderIdentifier"), "funderIdentifierType") or item.one("funderIdentifierType")
            found = work.identify(identifier, scheme, f"{field}.funder.identifiers[0]", "agents")
            grant.funder = Agent(name=identifier.text, kind="organisation", identifiers=[found] if found is not None else [])
        if written := work.said(name):
            name.use(f"{field}.funder")
            grant.funder = Agent(name=written, kind="organisation", identifiers=grant.funder.identifiers if grant.funder else [])
        work.draft.mark(field, item)
        work.record.funding.append(grant)
