"""The parts of a Crossref work that CSL-JSON from Crossref carries too: agents, licences and files, references, funding, relations.

Design: each function takes typed parts and fills the draft; every list is walked in the source's order, and every value taken is
marked with its pointer. What most parts look like is taken first, without forming a field or a pointer, unless there is a trace.
"""

from __future__ import annotations

import functools
import operator
from typing import Any

from kg import resources
from kg.record import Agent, Contributor, File, Grant, Identifier, Metric, Relation, Text
from kg.sources.crossref_work import FullText, Funder, Id, Institution, Licence, Person, Reference, Update
from kg.sources.json_draft import Draft, line, organisation, sound
from kg.sources.once import Growing
from kg.syntax.json_places import step
from kg.values import licences, names, text

_PARTS_OF_REFERENCE = operator.attrgetter(
    "author",
    "year",
    "article_title",
    "volume_title",
    "journal_title",
    "series_title",
    "standard_designator",
    "standards_body",
    "edition",
    "volume",
    "issue",
    "component",
    "first_page",
)
_SCHEMES = {"ror": "ror", "isni": "isni", "wikidata": "wikidata", "doi": "funder"}
_MEDIA = {"electronic": "eissn", "link": "issn-l"}
_remembered_licence = functools.lru_cache(maxsize=4096)(licences.canonical)


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of Crossref."""
    return resources.table("imports/crossref")


def contributor(draft: Draft, person: Person, role: str, pointer: str, field: str) -> Contributor | None:
    """A person or organisation in a role, with ORCID iD and affiliations; None where it has no name."""
    agent = _agent(person)
    if agent is None:
        draft.keep_all(pointer.strip("/").replace("/", "."), pointer)
        return None
    if person.ORCID:
        agent.identifiers = [draft.identify("orcid", person.ORCID, pointer + "/ORCID", field=f"{field}.agent.identifiers[0]")]
    for index, other in enumerate(person.alternate_name):
        draft.keep(f"{pointer.strip('/').replace('/', '.')}.alternate-name", f"{pointer}/alternate-name/{index}", other)
    affiliations: list[Agent] = []
    for index, where in enumerate(person.affiliation):
        at = f"{field}.affiliations[{len(affiliations)}]"
        found = institution(draft, where, f"{pointer}/affiliation/{index}", at)
        if found is not None:
            affiliations.append(found)
    draft.mark(field, pointer)
    draft.mark(f"{field}.agent", pointer)
    return Contributor(agent=agent, role=role, affiliations=affiliations)


def simple_contributor(person: Person, role: str) -> Contributor | None:
    """As `contributor`, for one of whom nothing but names and a sound ORCID iD is stated; None for any other."""
    agent = None if person.alternate_name else _agent(person)
    if agent is None:
        return None
    if person.ORCID:
        found = sound("orcid", person.ORCID)
        if found is None:
            return None
        agent.identifiers.append(found)
    if not person.affiliation:
        return Contributor(agent, role)
    affiliations: list[Agent] = []
    for where in person.affiliation:
        if where.id or where.acronym:
            return None
        if (named := _organisation_of(where)) is not None:
            affiliations.append(named)
    return Contributor(agent, role, affiliations)


def _agent(person: Person) -> Agent | None:
    if person.name:
        return organisation(person.name)
    given, family = line(person.given), line(person.family)
    if not family and not given:
        return None
    if not family or family in ("&NA;", "&na;"):
        # publishers put a name they cannot split into `given`
        return names.natural(given) if given else organisation(family)
    suffix = line(person.suffix) if person.suffix else ""
    # all three are tidy
    return Agent(" ".join(filter(None, (given, family, suffix))), "person", given, family, "", suffix)


def institution(draft: Draft, where: Institution, pointer: str, field: str) -> Agent | None:
    """The organisation, with its ROR or ISNI; None where it has no name."""
    agent = _organisation_of(where)
    if agent is None:
        return None
    for index, given in enumerate(where.id):
        scheme = _SCHEMES.get(given.id_type.lower())
        at = f"{pointer}/id/{index}"
        if scheme:
            agent.identifiers.append(draft.identify(scheme, given.id, at + "/id", field=f"{field}.identifiers[{len(agent.identifiers)}]"))
        else:
            draft.keep_all(at.strip("/").replace("/", "."), at)
    for index, short in enumerate(where.acronym):
        draft.keep(f"{pointer.strip('/').replace('/', '.')}.acronym", f"{pointer}/acronym/{index}", short)
    draft.mark(field, pointer)
    return agent


def _organisation_of(where: Institution) -> Agent | None:
    name = line(where.name)
    if where.department and (department := ", ".join(filter(None, map(line, where.department)))):
        name = f"{department}, {name}" if name else department
    if not name:
        return None
    place = ", ".join(filter(None, map(line, where.place))) if where.place else ""
    return Agent(line(name), "organisation", place=place)


def rights(draft: Draft, licence_list: list[Licence], links: list[FullText], *, landing: str = "") -> None:
    """Files from full-text links; the licence of the version of record on the work, the others on the files they are for.

    `landing` is the page the DOI leads to: a link to it is no file."""
    record = draft.record
    files: dict[str, File] = {}
    for index, link in enumerate(links):
        pointer = f"/link/{index}"
        url = text.tidy(link.URL)
        if not url or link.intended_application == "similarity-checking":
            # an address for the plagiarism check, as a rule not public
            draft.keep(f"link[{index}].URL ({link.intended_application})", pointer, url)
            continue
        if url == landing:
            # the page about the work, which Record.links has
            continue
        version = rules()["versions"].get(link.content_version, "")
        media_type = "" if link.content_type == "unspecified" else link.content_type
        if url in files:
            files[url].media_type = files[url].media_type or media_type
            continue
        files[url] = File(url=url, media_type=media_type, version=version)
        if draft.traced:
            draft.mark(f"files[{len(files) - 1}]", pointer)
    record.files = list(files.values())
    stated = {licence.content_version for licence in licence_list}
    for index, licence in enumerate(licence_list):
        pointer = f"/license/{index}"
        _licence(draft, licence, pointer, "vor" if "vor" in stated else "unspecified")
        if licence.delay_in_days > 0 and licence.start.date_parts:
            draft.keep(
                f"license[{index}].start",
                f"{pointer}/start",
                draft.date(licence.start.date_parts, f"license[{index}].start", f"{pointer}/start"),
            )


def _canonical(url: str) -> str:
    return _remembered_licence(url) if len(url) <= 200 else licences.canonical(url)


def _licence(draft: Draft, licence: Licence, pointer: str, of_the_work: str) -> None:
    iri = _canonical(licence.URL)
    if not iri:
        field = f"rights[{len(draft.record.rights)}]"
        if words := line(licence.URL):
            draft.record.rights.append(Text(words))
            draft.mark(field, pointer)
        return
    if licence.content_version == of_the_work:
        if iri not in draft.record.licences:
            if draft.traced:
                draft.mark(f"licences[{len(draft.record.licences)}]", pointer)
            draft.record.licences.append(iri)
        return
    version = rules()["versions"].get(licence.content_version)
    taken = False
    for number, file in enumerate(draft.record.files):
        if version and file.version == version and not file.licence:
            file.licence, taken = iri, True
            draft.mark(f"files[{number}].licence", pointer)
    if not taken:
        draft.keep(f"license.{licence.content_version or 'unspecified'}", pointer + "/URL", licence.URL)


def references(draft: Draft, listed: list[Reference]) -> None:
    """The reference list as relations of kind "cites": by DOI, else as text. The words of a reference with a DOI go to rest."""
    relations, traced = draft.record.relations, draft.traced
    for index, reference in enumerate(listed):
        words = _words(reference)
        if reference.DOI:
            pointer = f"/reference/{index}"
            doi = None if traced else sound("doi", reference.DOI)
            if doi is None:
                field = f"relations[{len(relations)}]"
                doi = draft.identify("doi", reference.DOI, pointer + "/DOI", field=field + ".identifier")
                draft.mark(field, pointer)
            if doi.scheme == "doi":
                relations.append(Relation("cites", doi))
                if words:
                    draft.put(f"reference[{index}]", pointer, words)
                continue
            words = words or doi.value
        if words:
            if traced:
                draft.mark(f"relations[{len(relations)}]", f"/reference/{index}")
            relations.append(Relation("cites", text=words))
        if reference.ISSN or reference.ISBN:
            serial = ", ".join(f"{name} {value}" for name, value in (("ISSN", reference.ISSN), ("ISBN", reference.ISBN)) if value)
            draft.keep(f"reference[{index}].serial", f"/reference/{index}", serial)


def _words(reference: Reference) -> str:
    """The reference as text, tidy."""
    if reference.unstructured:
        return line(reference.unstructured)
    words = ", ".join(filter(None, _PARTS_OF_REFERENCE(reference)))
    return line(words) if words else ""


def funding(draft: Draft, funders: list[Funder]) -> None:
    """One Grant for each grant number, or one for a funder without any."""
    for index, funder in enumerate(funders):
        pointer = f"/funder/{index}"
        agent = _funder(draft, funder, pointer)
        numbers = list(funder.award) or [number for award in funder.award_info for number in award.award_number]
        names_of = [name for award in funder.award_info for name in award.award_name]
        name = line(names_of[0]) if len(names_of) == len(numbers) == 1 else ""
        for name_left in names_of if not name else ():
            draft.keep(f"funder[{index}].award-info", pointer, name_left)
        grants = [Grant(funder=agent, number=number, name=name) for given in numbers if (number := line(given))]
        if not grants and agent is not None:
            grants = [Grant(funder=agent)]
        for grant in grants:
            draft.mark(f"funding[{len(draft.record.funding)}]", pointer)
            draft.record.funding.append(grant)


def _funder(draft: Draft, funder: Funder, pointer: str) -> Agent | None:
    field = f"funding[{len(draft.record.funding)}].funder"
    found = [("funder", funder.DOI, "/DOI")] if funder.DOI else []
    for number, given in enumerate(funder.id):
        scheme = _SCHEMES.get(given.id_type.lower(), "")
        if scheme and not any(given.id.lower().endswith(value.lower()) for _, value, _ in found):
            found.append((scheme, given.id, f"/id/{number}/id"))
    ids = [draft.identify(scheme, value, pointer + at, field=f"{field}.identifiers[{n}]") for n, (scheme, value, at) in enumerate(found)]
    name = line(funder.name)
    if not name and not ids:
        return None
    return organisation(name or ids[0].value, ids=ids)


def relations(draft: Draft, related: dict[str, list[Id]]) -> None:
    """The relations to other works; a relation type that is unknown stays in rest with an issue."""
    for kind, works in related.items():
        key = rules()["relations"].get(kind)
        for index, other in enumerate(works):
            pointer = f"/relation{step(kind)}/{index}"
            if key is None:
                field = draft.keep(f"relation.{kind}[{index}]", pointer, f"{other.id_type}:{other.id}")
                draft.complain("R224", pointer, field=field, value=kind)
                continue
            _relate(draft, key, other, pointer, f"relation.{kind}")


def _relate(draft: Draft, kind: str, other: Id, pointer: str, written: str) -> None:
    if not isinstance(draft.record.relations, Growing):
        draft.record.relations = Growing(draft.record.relations)
    field = f"relations[{len(draft.record.relations)}]"
    scheme = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "arxiv": "arxiv", "issn": "issn", "isbn": "isbn"}.get(
        other.id_type.lower(), ""
    )
    value = text.tidy(other.id)
    if not value:
        return
    if scheme:
        found = draft.identify(scheme, value, pointer + "/id", field=field + ".identifier")
        if found in draft.record.identifiers:
            # some publishers name the work itself as its own version
            draft.keep(written, pointer, value)
            return
        relation = Relation(kind=kind, identifier=found) if found.scheme == scheme else Relation(kind=kind, text=value)
    elif other.id_type.lower() == "uri" and ":" in value:
        relation = Relation(kind=kind, iri=value)
    else:
        relation = Relation(kind=kind, text=value)
    if relation in draft.record.relations:
        return
    draft.mark(field, pointer)
    draft.record.relations.append(relation)


def updates(draft: Draft, notices: list[Update], name: str) -> None:
    """What this work corrects or retracts (`name` "update-to"), or what corrects or retracts it ("updated-by")."""
    side = "to" if name == "update-to" else "by"
    for index, notice in enumerate(notices):
        pointer = f"/{name}/{index}"
        rule = rules()["updates"].get(notice.type.lower().replace("-", "_"))
        if rule is None:
            field = draft.keep(f"{name}[{index}].type", pointer, notice.type)
            draft.complain("R224", pointer, field=field, value=notice.type)
            rule = {"to": "related", "by": "related"}
        before = len(draft.record.relations)
        _relate(draft, rule[side], Id(id=notice.DOI, id_type="doi"), pointer, f"{name}.{notice.type}")
        if len(draft.record.relations) == before:
            continue
        if side == "to" and "type" in rule:
            draft.record.type = rule["type"]
            draft.mark("type", pointer + "/type")
        if side == "by" and "status" in rule:
            draft.record.status = rule["status"]
            draft.mark("status", pointer + "/type")


def metric(draft: Draft, count: int | None) -> None:
    """Crossref's citation count."""
    if count is not None and count >= 0:
        draft.mark("metrics[0]", "/is-referenced-by-count")
        draft.record.metrics.append(Metric(value=count, source="Crossref"))


def serials(draft: Draft, issns: list[tuple[str, str, str]], field: str) -> list[Identifier]:
    """ISSNs as identifiers, each once; a row is value, medium ("print", "electronic", "link" or "") and pointer."""
    found: dict[str, Identifier] = {}
    for value, medium, pointer in issns:
        scheme = _MEDIA.get(medium, "issn")
        one = None if draft.traced else sound("issn", value)
        if one is None:
            one = draft.identify("issn", value, pointer, field=f"{field}[{len(found)}]")
        if one.value not in found:
            found[one.value] = Identifier(scheme, one.value) if one.scheme == "issn" else one
        elif found[one.value].scheme == "issn" and scheme != "issn":
            found[one.value] = Identifier(scheme, one.value)
    return list(found.values())
