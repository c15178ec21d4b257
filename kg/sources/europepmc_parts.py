"""The lists in a result of Europe PMC: people, subjects, funding, related records, full texts."""

from __future__ import annotations

from typing import Any

from kg.record import Agent, Concept, Contributor, File, Grant, Identifier, Link, Relation, Text
from kg.sources import medline
from kg.sources.once import Once
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, licences, names


def people(draft: Draft) -> None:
    """Authors and investigators; of `lite` the authors of the string. The affiliation beside them is the first author's."""
    record, root = draft.record, draft.root
    patent = record.type == "patent"
    role = "inventor" if patent else "author"
    listed, string = root.all("authorList/author"), root.one("authorString")
    string.use("contributors")
    for author in listed:
        _person(draft, author, role)
    if not listed:
        for name in medline.unstopped(string.text).split(", "):
            if name.strip():
                draft.mark(f"contributors[{len(record.contributors)}]", string)
                record.contributors.append(Contributor(agent=medline.short_name(name), role=role))
    for one in root.all("investigatorList/investigator"):
        _person(draft, one, "contributor")
    _affiliation_beside(draft, root.one("affiliation"), patent)
    known = {one.value for person in record.contributors for one in person.agent.identifiers}
    for one in root.all("authorIdList/authorId"):
        if identifiers.orcid((one.one("value") or one).text) in known:
            one.use_all("contributors")


def _affiliation_beside(draft: Draft, at: Cursor, patent: bool) -> None:
    people = draft.record.contributors
    name, mails = medline.affiliation(at.text)
    if not name:
        return
    if patent:
        draft.record.contributors.append(Contributor(agent=names.organisation(at.take(f"contributors[{len(people)}]")), role="assignee"))
    elif people and not any(person.affiliations for person in people):
        at.use("contributors[0].affiliations[0]")
        people[0].affiliations.append(names.organisation(name))
        if mails:
            at.keep(", ".join(mails))
    elif any(one.name == name for person in people for one in person.affiliations):
        at.use("contributors")


def _person(draft: Draft, at: Cursor, role: str) -> None:
    people = draft.record.contributors
    field = f"contributors[{len(people)}]"
    agent = _agent(at, f"{field}.agent")
    if agent is None:
        return
    person = Contributor(agent=agent, role=role)
    for given in at.all("authorId"):
        value = given.one("value") or given
        kind = given.attr("type")
        scheme = medline.rules()["identifiers"].get(kind.text.lower(), "")
        if scheme:
            kind.use(f"{field}.agent")
            agent.identifiers.append(value.identify(scheme, f"{field}.agent.identifiers[{len(agent.identifiers)}]"))
    for where in [*at.all("authorAffiliationDetailsList/authorAffiliation/affiliation"), *at.all("affiliation")]:
        name, mails = medline.affiliation(where.text)
        if mails:
            where.keep(", ".join(mails))
        if name and not any(one.name == name for one in person.affiliations):
            where.use(f"{field}.affiliations[{len(person.affiliations)}]")
            person.affiliations.append(names.organisation(name))
    draft.mark(field, at)
    people.append(person)


def _agent(at: Cursor, field: str) -> Agent | None:
    if group := at.one("collectiveName").take(field):
        return names.organisation(medline.unstopped(group))
    full, last, first = at.one("fullName"), at.one("lastName"), at.one("firstName")
    family, given = last.text, first.text
    if not given:
        given = medline.initials(at.one("initials").take(f"{field}.given"))
    for one in (full, last, first):
        one.use(field)
    suffix = at.one("suffix").take(f"{field}.suffix")
    if family and given:
        return names.person(given=given, family=family, suffix=suffix)
    # of patents: the whole name in both
    return Agent(name=full.text or family) if full.text or family else None


def serials(draft: Draft, at: Cursor, scheme: str, known: list[Identifier]) -> None:
    """The ISSNs in a value ("1234-5679; 2345-6787; "), each once."""
    for value in filter(None, map(str.strip, at.text.split(";"))):
        found = at.identify("issn", f"container.identifiers[{len(known)}]", value=value)
        if not any(one.value == found.value for one in known):
            known.append(Identifier(scheme, found.value) if found.scheme == "issn" else found)


def subjects(draft: Draft) -> None:
    """Keywords, MeSH headings with their qualifiers, and chemicals."""
    record, root = draft.record, draft.root
    new = Once()
    for word in root.all("keywordList/keyword"):
        made = Text(medline.unstopped(word.take(f"keywords[{len(record.keywords)}]")))
        if made.value and new(made):
            record.keywords.append(made)
    for heading in root.all("meshHeadingList/meshHeading"):
        name = heading.one("descriptorName")
        _concept(draft, name, heading, "", new)
        for qualifier in heading.all("meshQualifierList/meshQualifier"):
            _concept(draft, qualifier.one("qualifierName"), qualifier, f"{name.text}/", new)
    for chemical in root.all("chemicalList/chemical"):
        if chemical.one("registryNumber").text == "0":
            chemical.one("registryNumber").use("concepts")
        _concept(draft, chemical.one("name"), chemical, "", new)


def _concept(draft: Draft, name: Cursor, at: Cursor, before: str, new: Once) -> None:
    known = draft.record.concepts
    field, major = f"concepts[{len(known)}]", at.one("majorTopic_YN")
    label = Text(before + name.take(field), "en")
    major.use(field)
    if name.text and new(["mesh", label]):
        known.append(Concept("mesh", label, weight="1" if major.text == "Y" else ""))


def funding(draft: Draft) -> None:
    """One Grant each."""
    new = Once()
    for grant in draft.root.all("grantsList/grant"):
        field = f"funding[{len(draft.record.funding)}]"
        name, number = grant.one("agency").take(f"{field}.funder"), grant.one("grantId").take(f"{field}.number")
        made = Grant(funder=names.organisation(name) if name else None, number=number)
        if (name or number) and new(made):
            draft.mark(field, grant)
            draft.record.funding.append(made)


def relations(draft: Draft, rows: dict[str, dict[str, str]]) -> None:
    """Comments, corrections and preprints: by PubMed ID, or by Europe PMC's page of a record from another source."""
    record = draft.record
    new = Once(record.relations)
    for one in draft.root.all("commentCorrectionList/commentCorrection"):
        field = f"relations[{len(record.relations)}]"
        kind, number, source, words = (one.one(name) for name in ("type", "id", "source", "reference"))
        row = rows.get("".join(kind.text.split()).casefold())
        if row is None:
            draft.complain("R323", kind or one, field=field, value=kind.text)
        else:
            kind.use(field)
        row = row or {"kind": "related"}
        if "status" in row:
            record.status = row["status"]
        source.use(field)
        if number.text and source.text in ("MED", ""):
            relation = Relation(row["kind"], identifier=number.identify("pmid", field))
        elif number.text:
            relation = Relation(row["kind"], iri=f"https://europepmc.org/article/{source.text}/{identifiers.esc(number.take(field))}")
        elif words.text:
            relation = Relation(row["kind"], text=words.take(field))
        else:
            continue
        if new(relation):
            draft.mark(field, one)
            record.relations.append(relation)


def licence(draft: Draft, at: Cursor) -> None:
    """The licence; "cc by" has no version and stays in words."""
    if not at.text:
        return
    if iri := licences.canonical(at.text):
        at.use("licences[0]")
        draft.record.licences.append(iri)
    else:
        draft.record.rights.append(Text(at.take("rights[0]")))


def full_text(draft: Draft, at: Cursor, rules: dict[str, Any], new: Once) -> None:
    """A full text: a file with its access, or a link where it is only an address of the DOI."""
    record, url = draft.record, at.one("url")
    if not url.text:
        return
    style, code = at.one("documentStyle"), at.one("availabilityCode")
    media, access = rules["media"].get(style.text, ""), rules["access"].get(code.text, "")
    own = next((one.value for one in record.identifiers if one.scheme == "doi"), "")
    if not media:
        if own and identifiers.doi(url.text) == own:
            url.use("identifiers")
        elif new(url.text):
            record.links.append(Link(url.take(f"links[{len(record.links)}]")))
        at.use_all("links")
        return
    field = f"files[{len(record.files)}]"
    at.use_all(field)
    if not new(url.text):
        return
    if access == "":
        code.keep(f"{code.text} {at.one('availability').text}".strip())
    record.files.append(File(url=url.text, name=at.one("site").text.replace("_", " "), media_type=media, access=access))
