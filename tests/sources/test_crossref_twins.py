"""The same work as Crossref JSON and as Crossref XML: the records agree field by field, but for what is listed here with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from kg.record import Agent, Container, Contributor, Host, Identifier, Record, Relation
from kg.sources import Reader, crossref, crossref_xml
from tests.shared import corpora

#: what says nothing of the work
_ASIDE = ("origin", "sources", "evidence", "rest")


def same(json: Any, xml: Any) -> bool:
    """The two are equal."""
    return bool(json == xml)


def never(json: Any, xml: Any) -> bool:
    """One of the two formats does not have it, or it changes with the day of the answer."""
    return True


def only_json(json: Any, xml: Any) -> bool:
    """XML has nothing, or the same."""
    return not xml or same(json, xml)


def only_xml(json: Any, xml: Any) -> bool:
    """JSON has nothing, or the same."""
    return not json or same(json, xml)


def more_in_xml(json: list[Any], xml: list[Any]) -> bool:
    """XML has all that JSON has, in the same order."""
    rest = iter(xml)
    return all(one in rest for one in json)


def as_set(json: list[Any], xml: list[Any]) -> bool:
    """The same without what JSON states twice."""
    return {msgspec.json.encode(one) for one in json} == {msgspec.json.encode(one) for one in xml}


def host(json: Host | None, xml: Host | None) -> bool:
    """The same titles and ISBNs; XML adds the people and the DOI of the book, and which kind of book it is."""
    if json is None or xml is None:
        return json is xml
    return json.titles == xml.titles and more_in_xml(json.identifiers, xml.identifiers) and json.contributors == []


def container(json: Container | None, xml: Container | None) -> bool:
    """The same; XML tells the medium of an ISSN where the older JSON does not, and adds the DOI of the journal."""
    if json is None or xml is None:
        return json is xml
    plain = [Identifier(one.scheme.removeprefix("e"), one.value) for one in xml.identifiers if one.scheme != "doi"]
    issns = [Identifier(one.scheme.removeprefix("e"), one.value) for one in json.identifiers]
    return (json.titles, json.short, json.kind) == (xml.titles, xml.short, xml.kind) and issns == plain


def contributors(json: list[Contributor], xml: list[Contributor]) -> bool:
    """The same people in the same order within a role, as the JSON has a list for each; an affiliation may have its place apart."""

    def shown(found: list[Contributor]) -> list[tuple[str, Agent, list[str]]]:
        roles = [one.role for one in found]
        return sorted(
            ((one.role, one.agent, [", ".join(filter(None, (where.name, where.place))) for where in one.affiliations]) for one in found),
            key=lambda row: roles.index(row[0]),
        )

    return shown(json) == shown(xml)


def relations(json: list[Relation], xml: list[Relation]) -> bool:
    """The same references in order, but for those whose DOI Crossref found later; the other works are the same.

    XML does not say which of the two works states a relation, so that a claim of the other work is published as a plain relation.
    """
    ours = [[one for one in found if one.kind == "cites"] for found in (json, xml)]
    if len(ours[0]) != len(ours[1]):
        return False
    if not all(one == other or (one.identifier and other.text) for one, other in zip(*ours, strict=True)):
        return False
    theirs = [[one for one in found if one.kind != "cites"] for found in (json, xml)]
    return {one.identifier for one in theirs[0]} == {one.identifier for one in theirs[1]} and all(
        any(one.identifier == other.identifier and one.kind in (other.kind, "related") for other in theirs[0]) for one in theirs[1]
    )


#: how a field is compared where equality is too much, and why
RULES: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "concepts": (only_json, "the subjects of the journal are only in older JSON"),
    "metrics": (never, "the count of citations on the day of the answer"),
    "record_modified": (never, "when the record changed before the day of the answer"),
    "abstracts": (more_in_xml, "the JSON has one abstract"),
    "funding": (as_set, "a funder that is deposited twice stands twice in the JSON"),
    "chapter": (only_xml, "the JSON keeps the component's number in rest"),
    "article_number": (only_xml, "older JSON has none"),
    "publisher": (only_json, "the JSON names Crossref's member, which unixref does not"),
    "contributors": (contributors, "the JSON has a list for each role"),
    "container": (container, "the medium of an ISSN, the DOI of the journal"),
    "host": (host, "the people and the DOI of the book"),
    "relations": (relations, "DOIs of references that were found later; which work states a relation"),
}

#: works whose deposit changed between the two answers
CHANGED = {
    ("10.1007/978-3-662-46370-3_13", "licences"): "licences were deposited later",
    ("10.1007/978-3-662-46370-3_13", "relations"): "references were deposited later",
    ("10.1007/978-3-662-46370-3_13", "links"): "https in place of http",
    ("10.1126/science.169.3946.635", "abstracts"): "an abstract was deposited later",
    ("10.1126/science.169.3946.635", "relations"): "the references were written in another way",
    ("10.2210/pdb4hhb/pdb", "type"): "the component became a dataset",
    ("10.2210/pdb4hhb/pdb", "genre"): "the component became a dataset",
    ("10.2210/pdb4hhb/pdb", "titles"): "a subtitle was deposited later",
    ("10.2210/pdb4hhb/pdb", "short_title"): "a subtitle was deposited later",
    ("10.2210/pdb4hhb/pdb", "subtitles"): "a subtitle was deposited later",
    ("10.2210/pdb4hhb/pdb", "institution"): "a database was deposited later",
    ("10.2210/pdb4hhb/pdb", "series"): "a database was deposited later",
    ("10.2210/pdb4hhb/pdb", "online"): "the date had another medium",
    ("10.2210/pdb4hhb/pdb", "created"): "a date was deposited later",
    ("10.2210/pdb4hhb/pdb", "modified"): "a date was deposited later",
    ("10.7554/elife.01567", "relations"): "reviews were registered later, and one fixture is older than they are",
    ("10.7554/elife.55167.sa2", "links"): "the address changed",
}


def records(folder: str, read: Reader) -> dict[str, list[Record]]:
    """DOI -> its records in a folder of the corpora."""
    found: dict[str, list[Record]] = {}
    for path in sorted((corpora() / folder).glob("*/*")):
        for reading in read(path.read_bytes()):
            if reading.record is not None and any(one.scheme == "doi" for one in reading.record.identifiers[:1]):
                found.setdefault(reading.record.identifiers[0].value, []).append(reading.record)
    return found


def test_json_and_xml_of_the_same_work_give_the_same_record() -> None:
    json, xml = records("crossref-json", crossref.read), records("crossref-xml", crossref_xml.read)
    fields = [name for name in Record.__struct_fields__ if name not in _ASIDE]
    twins = [(doi, one, other) for doi in sorted(json.keys() & xml.keys()) for one in json[doi] for other in xml[doi]]
    wrong: list[tuple[str, str, object, object]] = []
    used: set[tuple[str, str]] = set()
    ruled: Counter[str] = Counter()
    for doi, one, other in twins:
        for name in fields:
            left, right = getattr(one, name), getattr(other, name)
            agree, _ = RULES.get(name, (same, ""))
            ruled[name] += name in RULES and left != right
            if agree(left, right):
                continue
            if (doi, name) in CHANGED:
                used.add((doi, name))
            else:
                wrong.append((doi, name, left, right))
    print(f"\n{len(json.keys() & xml.keys())} works in both formats, {len(twins)} pairs, {len(twins) * len(fields)} fields compared")
    print("   fields that differ as their rule allows: " + ", ".join(f"{name} {count}" for name, count in ruled.items() if count))
    assert wrong == []
    assert used == CHANGED.keys(), "a difference that is listed is not there"
    assert {name for name, count in ruled.items() if count} == RULES.keys(), "a rule that nothing needs"
    assert all(reason for _, reason in RULES.values())
    assert len(twins) >= 10
