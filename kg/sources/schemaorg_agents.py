"""People and organisations of a schema.org document, and who paid for the work."""

from __future__ import annotations

import re

from kg.record import Agent, Contributor, Grant, Identifier, Text
from kg.sources.schemaorg_links import agent_identifiers, known
from kg.sources.schemaorg_nodes import Document, address, is_address, kinds, listed, rules, said, words
from kg.sources.tree import Cursor
from kg.values import names

#: "Family, A.B." in a list of names without other separators
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")
_MARKS = re.compile(r"\s*;\s*|\s+and\s+(?=[^,;]{1,80},)")


def contributors(doc: Document) -> None:
    """Everybody credited, in the order of the roles' table; one node that stands under author and creator is one author."""
    met: set[str] = set()
    for name, role in rules()["roles"].items():
        for at in doc.values(doc.root, name):
            if at.path in met or (role == "author" and _again(doc, at, name)):
                continue
            met.add(at.path)
            own = "editor" if role == "editor" and doc.record.host is not None else ""
            people = doc.record.host.contributors if own and doc.record.host is not None else doc.record.contributors
            field = f"{'host.' if own else ''}contributors[{len(people)}]"
            found = people_of(doc, at, _role(at, name, role), field)
            if role == "author":
                for key in [*_keys(at), *(address(one).text for one in at.all("@id")), *(one.agent.name for one in found)]:
                    doc.authors.setdefault(key, (len(people), name))
            people += found


def _role(at: Cursor, name: str, role: str) -> str:
    """The role of an agent; CodeMeta 1 has a code for it."""
    if name != "agents":
        return role
    codes = {one.text for one in at.all("role/roleCode")}
    return "author" if codes & set(rules()["codes"]["author"]) else role


def _again(doc: Document, at: Cursor, name: str) -> bool:
    """Whether an author is stated a second time under another property: the value is taken as what it repeats."""
    number, before = next((doc.authors[key] for key in _keys(at) if key in doc.authors), (-1, name))
    if before == name:
        return False
    at.use_all(f"contributors[{number}].agent")
    return True


def _keys(at: Cursor) -> list[str]:
    """What an author is known by: the name, else identifiers and addresses."""
    if words(at):
        return [words(at)]
    return [found for part in at.all("@id") + at.all("id") + at.all("sameAs") + at.all("identifier") if (found := address(part).text)]


def people_of(doc: Document, at: Cursor, role: str, field: str) -> list[Contributor]:
    """The contributors of one value: as a rule one; a Role leads to them; a text may list several."""
    if listed("not_works", kinds(at)) and any(kind.endswith("Role") for kind in kinds(at)):
        inner = [part for part in at if part.name in rules()["roles"] or part.name.rpartition(":")[2] in rules()["roles"]]
        if inner:
            # a role that leads to a role leads nowhere
            people = [doc.joined(part) for part in inner]
            return [
                one
                for part in people
                if not any(kind.endswith("Role") for kind in kinds(part))
                for one in people_of(doc, part, role, field)
            ]
    if said(at) and (several := _several(said(at).text)):
        said(at).use(field)
        return [Contributor(one, role) for one in several]
    found = agent(doc, at, f"{field}.agent")
    if found is None:
        return []
    doc.draft.mark(field, at)
    if said(at) and said(at).text.count(",") > 2 and found.name == said(at).text:
        doc.draft.complain("R264", at, field=f"{field}.agent", value=found.name)
    one = Contributor(found, role)
    for part in doc.values(at, "affiliation", "affiliations"):
        if (where := agent(doc, part, f"{field}.affiliations[{len(one.affiliations)}]", organisation=True)) is not None:
            one.affiliations.append(where)
    return [one]


def _several(written: str) -> list[Agent]:
    """The people of a text that lists several beyond doubt: parted by semicolons, or family names and initials in turn; else nobody."""
    if ";" in written:
        return [names.natural(part) for part in _MARKS.split(written.rstrip("; ")) if part.strip()]
    parts = [part.strip().removeprefix("and ").strip() for part in written.rstrip(" ,").split(",")]
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    if len(parts) < 4 or len(parts) % 2 or not all(_INITIALS.fullmatch(initials) and family for family, initials in pairs):
        return []
    return [names.inverted(f"{family}, {initials}") for family, initials in pairs]


def agent(doc: Document, at: Cursor, field: str, *, organisation: bool = False) -> Agent | None:
    """The person or organisation of a value: a name, an address, or a node; None where it has neither name nor identifier."""
    if said(at):
        return _of_text(at, field, organisation=organisation)
    if at.path in doc.within:
        # a group that is its own member
        return None
    doc.within.add(at.path)
    found = _of_node(doc, at, field, organisation=organisation)
    doc.within.discard(at.path)
    return found


def _of_node(doc: Document, at: Cursor, field: str, *, organisation: bool) -> Agent | None:
    ids = agent_identifiers(doc, at, field)
    found = _organisation(doc, at, field) if organisation or listed("organisations", kinds(at)) else _person(doc, at, field)
    if not found.name and not ids:
        return None
    doc.draft.mark(field, at)
    found.name = found.name or ids[0].value
    found.identifiers = ids
    if url := next((one for one in doc.values(at, "url") if is_address(address(one).text)), None):
        stated = address(url)
        if not any(one.value in stated.text for one in ids):
            found.url = stated.take(f"{field}.url")
    return found


def _of_text(at: Cursor, field: str, *, organisation: bool) -> Agent | None:
    here = said(at)
    if ids := _of_address(here):
        here.use(field)
        return Agent(ids[0].value, kind="organisation" if ids[0].scheme in ("ror", "grid", "funder") else "person", identifiers=ids)
    name = here.take(field)
    if not name:
        return None
    if is_address(name):
        return Agent(name, kind="organisation" if organisation else "person", url=name)
    return names.organisation(name) if organisation else names.natural(name)


def _of_address(here: Cursor) -> list[Identifier]:
    found = known(here.text)
    return [found] if found is not None and found.scheme in ("orcid", "ror", "isni", "gnd", "wikidata", "funder", "grid") else []


def _organisation(doc: Document, at: Cursor, field: str) -> Agent:
    name = next((one for one in doc.values(at, "name", "legalName") if said(one)), at.one("?"))
    place = ", ".join(filter(None, (_place(doc, one, field) for one in doc.values(at, "address", "location"))))
    found = Agent(doc.text(name, f"{field}.name"), kind="organisation", place=place)
    for part in doc.values(at, "legalName"):
        if said(part).text == found.name:
            said(part).use(f"{field}.name")
    for part in doc.values(at, "member"):
        if (member := agent(doc, part, f"{field}.members[{len(found.members)}]")) is not None:
            found.members.append(member)
    return found


def _place(doc: Document, at: Cursor, field: str) -> str:
    """Town and country of an address, or its text."""
    if said(at):
        return doc.text(at, f"{field}.place")
    parts = [one for one in (at.one("addressLocality"), at.one("addressCountry/name", "addressCountry"), at.one("name")) if one.text]
    return ", ".join(part.take(f"{field}.place") for part in parts[:2])


def _person(doc: Document, at: Cursor, field: str) -> Agent:
    given, middle, family = (_text(doc, at, name, f"{field}.{part}") for name, part in _PARTS)
    name = next((one for one in doc.values(at, "name", "legalName") if said(one)), at.one("?"))
    written = doc.text(name, f"{field}.name")
    suffix = _text(doc, at, "honorificSuffix", f"{field}.suffix")
    if not family:
        return names.natural(written or given)
    found = names.person(given=f"{given} {middle}".strip(), family=family, suffix=suffix)
    if written and "," not in written and family in written and len(written) > len(found.name):
        found.name = written
    return found


_PARTS = (("givenName", "given"), ("additionalName", "given"), ("familyName", "family"))


def _text(doc: Document, at: Cursor, name: str, field: str) -> str:
    return " ".join(doc.text(one, field) for one in doc.values(at, name) if said(one))


# ---- publisher, institution, funding --------------------------------------------------------------------------------------------------


def organisations(doc: Document) -> None:
    """Publisher and the institution behind the work. A provider is the publisher where nobody else is named and it is no registry."""
    record = doc.record
    for name, target in (("publisher", "publisher"), ("sourceOrganization", "institution"), ("provider", "publisher")):
        for at in doc.values(doc.root, name):
            if getattr(record, target) is not None or (name == "provider" and not _provides(at)):
                continue
            setattr(record, target, agent(doc, at, target, organisation="Person" not in kinds(at)))


def _provides(at: Cursor) -> bool:
    return bool(words(at)) and "Person" not in kinds(at) and words(at).lower() not in rules()["registries"]["names"]


def funding(doc: Document) -> None:
    """Grants and funders. A funder that a grant names already is not repeated; prose about funding stays prose."""
    record = doc.record
    for at in doc.values(doc.root, "funding"):
        field = f"funding[{len(record.funding)}]"
        if said(at):
            record.funding_text.append(Text(doc.text(at, f"funding_text[{len(record.funding_text)}]"), doc.lang))
        elif (grant := _grant(doc, at, field)) is not None:
            doc.draft.mark(field, at)
            record.funding.append(grant)
    for at in doc.values(doc.root, "funder"):
        field = f"funding[{len(record.funding)}].funder"
        funder = agent(doc, at, field, organisation="Person" not in kinds(at))
        if funder is not None and not any(one.funder and _same(one.funder, funder) for one in record.funding):
            record.funding.append(Grant(funder=funder))


def _same(one: Agent, two: Agent) -> bool:
    return one.name == two.name or any(found in one.identifiers for found in two.identifiers)


def _grant(doc: Document, at: Cursor, field: str) -> Grant | None:
    if listed("organisations", kinds(at)) and not any("grant" in kind.lower() for kind in kinds(at)):
        funder = agent(doc, at, f"{field}.funder", organisation=True)
        return Grant(funder=funder) if funder is not None else None
    inner = next(iter(doc.values(at, "funder", "sponsor")), None)
    funder = agent(doc, inner, f"{field}.funder", organisation=True) if inner is not None else None
    number = next((said(one) or said(one.one("value")) for one in doc.values(at, "identifier", "awardNumber")), at.one("?"))
    grant = Grant(funder, number.take(f"{field}.number"), doc.text(at.one("name"), f"{field}.name"))
    return grant if grant != Grant() else None
