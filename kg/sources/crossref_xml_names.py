"""People and organisations of Crossref XML: contributors with roles, affiliations in both of their forms, grants.

Design: contributors keep the order of the source. Those of a book stand on the book, never on its chapters. An institution that is
known by its identifier only goes by that identifier.
"""

from __future__ import annotations

from kg.record import Agent, Contributor, Grant, Identifier
from kg.sources.crossref_parts import rules as shared
from kg.sources.crossref_xml_around import Around, rules
from kg.sources.json_draft import organisation
from kg.sources.tree import Cursor, Draft
from kg.values import names

_SCHEMES = {"ror": "ror", "isni": "isni", "wikidata": "wikidata", "grid": "grid", "doi": "funder"}


def people(draft: Draft, about: Around) -> None:
    """The contributors of the work; a person that stands in a dissertation without a list is one too."""
    record, root = draft.record, draft.root
    found = [*root.all("contributors/*"), *root.all("person_name")]
    if root.name.startswith("proceedings_"):
        found += about.people.all("*")
    record.contributors = contributors(draft, found, "contributors")


def contributors(draft: Draft, found: list[Cursor], where: str) -> list[Contributor]:
    """The contributors of a list, in its order; where one has no name, what is known of it stays in rest."""
    made: list[Contributor] = []
    for at in found:
        field = f"{where}[{len(made)}]"
        agent = _agent(draft, at, field)
        if agent is None:
            if at.name == "anonymous":
                at.use_all(at.keep("anonymous" + (f", {at.text}" if at.text else "")))
            continue
        affiliations = _affiliations(draft, at, field)
        made.append(Contributor(agent=agent, role=_role(draft, at, field), affiliations=affiliations))
    return made


def _agent(draft: Draft, at: Cursor, field: str) -> Agent | None:
    if at.name == "organization":
        return organisation(at.take(f"{field}.agent")) if at.text else None
    given, family, suffix = at.one("given_name", "givenName"), at.one("surname", "familyName"), at.one("suffix")
    if not given.text and not family.text:
        return None
    draft.mark(f"{field}.agent", at)
    for part in (given, family, suffix):
        part.use(f"{field}.agent")
    if not family.text or family.text in ("&NA;", "&na;"):
        # publishers put a name they cannot split into the given name
        agent = names.natural(given.text) if given.text else organisation(family.text)
    else:
        agent = names.person(given=given.text, family=family.text, particle="", suffix=suffix.text)
    if (orcid := at.one("ORCID")).text:
        agent.identifiers = [orcid.identify("orcid", f"{field}.agent.identifiers[0]")]
    return agent


def _role(draft: Draft, at: Cursor, field: str) -> str:
    stated = at.one("@contributor_role", "@role")
    word = stated.text
    if not word:
        return "author"
    if role := shared()["roles"].get(word):
        stated.use(f"{field}.role")
        return str(role)
    row = rules()["roles"].get(word)
    if row is None:
        draft.complain("R304", stated, field=f"{field}.role", value=word)
        return "contributor"
    stated.use(f"{field}.role")
    return str(row["own" if draft.root.name == "peer_review" else "role"])


def _affiliations(draft: Draft, at: Cursor, field: str) -> list[Agent]:
    made: list[Agent] = []
    for where in [*at.all("affiliation"), *at.all("affiliations/institution")]:
        if where.all("institution"):
            where = where.one("institution")
        found = institution(draft, where, f"{field}.affiliations[{len(made)}]")
        if found is not None:
            made.append(found)
    return made


def institution(draft: Draft, at: Cursor, field: str) -> Agent | None:
    """The organisation with its department, place and identifiers; None where nothing names it."""
    parts = ("institution_department", "institution_name", "institution_place", "institution_id", "institution_acronym", "ROR")
    if not any(at.all(part) for part in parts):
        # the older form: a text
        return organisation(at.take(field)) if at.text else None
    ids: list[Identifier] = []
    for one in [*at.all("institution_id"), *at.all("ROR")]:
        scheme = _scheme(one)
        if scheme and one.text:
            ids.append(one.identify(scheme, f"{field}.identifiers[{len(ids)}]"))
            one.attr("type").use(field)
    name = ", ".join(value for part in parts[:2] for each in at.all(part) if (value := each.take(field)))
    if not name and not ids:
        return None
    named = name or at.one("institution_id", "ROR").text
    agent = organisation(named, ids=ids)
    agent.place = ", ".join(value for each in at.all("institution_place") if (value := each.take(f"{field}.place")))
    draft.mark(field, at)
    return agent


def _scheme(at: Cursor) -> str:
    if at.name == "ROR":
        return "ror"
    stated = at.attr("type").text.lower()
    return _SCHEMES.get(stated) or next((scheme for scheme in ("ror", "isni", "wikidata") if f"{scheme}.org" in at.text), "")


def grant(draft: Draft) -> None:
    """A registered grant: its number, investigators and funders."""
    root, record = draft.root, draft.record
    if root.name != "grant":
        return
    record.number = root.one("award-number").take("number")
    record.contributors += contributors(draft, root.all("project/investigators/person"), "contributors")
    for at in root.all("project/funding"):
        field = f"funding[{len(record.funding)}]"
        ids = [one.identify("ror" if one.name == "ROR" else "funder", f"{field}.funder.identifiers[0]") for one in at.all("funder-id")]
        ids += [one.identify("ror", f"{field}.funder.identifiers[{len(ids)}]") for one in at.all("ROR")]
        name = at.one("funder-name").take(f"{field}.funder")
        if name or ids:
            record.funding.append(Grant(organisation(name or ids[0].value, ids=ids), record.number))
