"""Authors, editors and investigators of PubMed XML."""

from __future__ import annotations

from kg.record import Agent, Contributor
from kg.sources import medline
from kg.sources.tree import Cursor, Draft
from kg.values import names


def authors(draft: Draft, listed: Cursor, target: list[Contributor], where: str) -> None:
    """The contributors of an AuthorList, in its order, to `target`, which is the record's field `where`."""
    role = medline.rules()["roles"].get(listed.attr("Type").text.lower(), "author")
    _flag(listed.attr("CompleteYN"), "Y", where)
    for author in listed.all("Author"):
        _contributor(draft, author, role, target, where)


def investigators(draft: Draft, listed: Cursor) -> None:
    """The investigators of a group that is an author: contributors, since nobody says which group they belong to."""
    for one in listed.all("Investigator"):
        _contributor(draft, one, "contributor", draft.record.contributors, "contributors")


def _contributor(draft: Draft, at: Cursor, role: str, target: list[Contributor], where: str) -> None:
    field = f"{where}[{len(target)}]"
    valid = at.attr("ValidYN")
    if valid.text == "N" and at.name == "Author":
        words = " ".join(filter(None, (at.one(name).text for name in ("ForeName", "LastName", "Suffix", "CollectiveName"))))
        kept = at.keep(words)
        valid.use(kept)
        draft.complain("R322", at, field=kept, value=words)
        return
    valid.use(field)
    agent = _agent(at, field)
    if agent is None:
        return
    _flag(at.attr("EqualContrib"), "N", field)
    person = Contributor(agent=agent, role=role)
    for given in at.all("Identifier"):
        _identifier(given, agent, f"{field}.agent")
    for info in at.all("AffiliationInfo") or at.all("Affiliation"):
        _affiliation(info, person, field)
    draft.mark(field, at)
    target.append(person)


def _agent(at: Cursor, field: str) -> Agent | None:
    collective = at.one("CollectiveName")
    if collective.text:
        return names.organisation(medline.unstopped(collective.take(f"{field}.agent")))
    family, given = at.one("LastName"), at.one("ForeName", "FirstName")
    fore = given.take(f"{field}.agent.given")
    middle = at.one("MiddleName").take(f"{field}.agent.given")
    if not fore and at.one("Initials").text:
        fore = medline.initials(at.one("Initials").take(f"{field}.agent.given"))
    last = family.take(f"{field}.agent.family")
    if not last and not fore:
        return None
    suffix = at.one("Suffix").take(f"{field}.agent.suffix")
    return names.person(given=f"{fore} {middle}".strip(), family=last, suffix=suffix)


def _identifier(at: Cursor, agent: Agent, field: str) -> None:
    source = at.attr("Source")
    scheme = medline.rules()["identifiers"].get(source.text.lower(), "")
    if not scheme:
        # which register it is from stands beside it in rest
        return
    source.use(field)
    found = at.identify(scheme, f"{field}.identifiers[{len(agent.identifiers)}]")
    if found not in agent.identifiers:
        agent.identifiers.append(found)


def _affiliation(info: Cursor, person: Contributor, field: str) -> None:
    at = info.one("Affiliation") if info.name == "AffiliationInfo" else info
    where = f"{field}.affiliations[{len(person.affiliations)}]"
    name, mails = medline.affiliation(at.text)
    if mails:
        at.keep(", ".join(mails))
    if not name:
        return
    at.use(where)
    agent = names.organisation(name)
    for given in info.all("Identifier"):
        _identifier(given, agent, where)
    person.affiliations.append(agent)


def _flag(at: Cursor, usual: str, field: str) -> None:
    """A flag that says nothing where it has its usual value; else it stays in rest."""
    if at.text == usual:
        at.use(field)
