"""The embedding that `kg embed` writes comes back as the record it was made from; what it cannot carry stands in LOST."""

from __future__ import annotations

import json

import pytest

from kg import resources
from kg.mapping import Mapper, Options
from kg.record import (
    Agent,
    Concept,
    Container,
    Contributor,
    Event,
    File,
    Grant,
    Host,
    Identifier,
    Link,
    Metric,
    Record,
    Relation,
    Series,
    Text,
)
from kg.sources import schemaorg
from kg.writers import embed
from tests.writers.kinds import plain

BASE = "https://data.example.org/"
MAPPER = Mapper(Options(base=BASE))
ALL = [(name, variant) for name, row in resources.table("types").items() for variant in ("", *row.get("variant", {}))]
ORCID = Identifier("orcid", "0000-0002-1825-0097")
#: type/variant of a plain record -> the fields that come back otherwise, and why
LOST = {
    "conference-paper-unpublished": {"event"},  # no property leads from a work to an event
    "reference-book": {"type"},  # schema.org and COAR know only books
    "reference-book/volume": {"type"},
    "reference-entry": {"type"},  # a Chapter, with the concept of one
    "software": {"variant"},  # without a repository it is a SoftwareApplication
    "web-page/text": {"variant"},  # only dcterms:type tells
    "other/event": {"variant"},  # likewise
    "other/physical-object": {"variant"},
    "other/service": {"variant"},
    "performance": {"contributors"},  # an event has contributors, no authors
    "performance/theatre": {"contributors"},
    "performance/music": {"contributors"},
    "performance/dance": {"contributors"},
    "exhibition": {"contributors"},
}
#: fields of Record that a schema.org embedding has no property for, whatever the type
NEVER = {
    "event": "the event points to the work",
    "submitted": "schema.org has no such date",
    "accepted": "schema.org has no such date",
    "awarded": "schema.org has no such date",
    "peer_reviewed": "bibo:status only",
    "rights": "dc11:rights only",
    "notes": "dcterms:description only",
    "contents": "dcterms:tableOfContents only",
    "citations": "dcterms:bibliographicCitation only",
    "funding_text": "dcterms:description only",
    "metrics": "an observation points to the work",
    "record_modified": "said of the record node",
    "degree_kind": "bibo:degree only",
    "short_title": "comes back only beside a subtitle",
    "num_volumes": "bibo:numVolumes only",
    "derived_from": "comes back as the address of the work in the graph",
    "genre": "an embedding has plain strings: the language goes",
    "concepts": "the label's language and the rank go, the address in the graph comes",
    "contributors": "no affiliations: Person.affiliation is a present fact; nothing tells a corresponding author",
    "links": "schema:relatedLink is a property of pages only",
}


def back(record: Record) -> Record:
    (reading,) = schemaorg.read(json.dumps(embed.document(MAPPER.forward(record).described)).encode())
    assert reading.issues == []
    assert reading.record is not None
    assert reading.record.rest == []
    return reading.record


def lost(record: Record) -> set[str]:
    """The fields that come back otherwise."""
    found = back(record)
    return {
        name
        for name in Record.__struct_fields__
        if name not in ("origin", "derived_from") and getattr(record, name) != getattr(found, name)
    }


@pytest.mark.parametrize(("kind", "variant"), ALL, ids=lambda value: value or "-")
def test_a_plain_record_of_every_type_comes_back(kind: str, variant: str) -> None:
    assert lost(plain(kind, variant)) == LOST.get(f"{kind}/{variant}" if variant else kind, set())


def test_types_that_are_told_as_lost_exist() -> None:
    assert LOST.keys() <= {f"{kind}/{variant}" if variant else kind for kind, variant in ALL}


def person(given: str, family: str, *ids: Identifier) -> Agent:
    return Agent(f"{given} {family}", given=given, family=family, identifiers=list(ids))


def full(kind: str) -> Record:
    """A record with a value in every field that may hold one."""
    record = Record(
        type=kind,
        genre=[Text("field report", "en")],
        identifiers=[Identifier("doi", "10.5555/tides"), Identifier("pmid", "123"), Identifier("local", "T-1")],
        titles=[Text("On tides: a survey", "en")],
        short_title=Text("On tides", "en"),
        subtitles=[Text("a survey", "en")],
        other_titles=[Text("Über die Gezeiten")],
        abstracts=[Text("Tides rise.\n\nAnd fall.")],
        contents=[Text("1 Rise")],
        notes=[Text("A note")],
        languages=["en"],
        keywords=[Text("tide"), Text("silt")],
        concepts=[Concept("fingerprint", Text("Ports", "en"))],
        contributors=[
            Contributor(person("Zoë", "Abel", ORCID), affiliations=[Agent("Harbour Board", kind="organisation")], corresponding=True),
            Contributor(Agent("Harbour Board", kind="organisation", identifiers=[Identifier("ror", "03angcq70")])),
            Contributor(person("Josiah", "Carberry"), role="translator"),
        ],
        publisher=Agent("Coast Press", kind="organisation", place="Dover"),
        event=Event([Text("Tides 2019")], start="2019-05-01"),
        version="",
        issued="2019-12-31",
        online="2019-08-04",
        submitted="2019-01-01",
        accepted="2019-02-01",
        created="2018-12-01",
        modified="2020-01-01",
        awarded="2019-11-11",
        status="published",
        peer_reviewed=True,
        access="open",
        licences=["https://creativecommons.org/licenses/by/4.0/"],
        rights=[Text("All rights reserved")],
        files=[File("https://example.org/a.pdf", "a.pdf", "application/pdf", 12345)],
        funding=[Grant(Agent("Sea Fund", kind="organisation", identifiers=[Identifier("funder", "10.13039/100000052")]), "S-1", "Sea")],
        funding_text=[Text("Paid by the sea")],
        relations=[Relation("cites", Identifier("doi", "10.5555/moon")), Relation("derived-from", iri="https://example.org/d")],
        metrics=[Metric(3, "Crossref")],
        citations=[Text("Abel, On tides")],
        links=[Link("https://example.org/tides"), Link("https://example.org/see", "see-also")],
        record_modified="2020-02-02",
    )
    if kind in ("journal-article", "newspaper-article"):
        record.container = Container([Text("Coasts")], [Text("Cst")], identifiers=[Identifier("issn", "0957-8765")])
        record.container.kind = "journal" if kind == "journal-article" else "newspaper"
        record.volume, record.issue, record.page_start, record.page_end = "23", "4", "1", "9"
    if kind in ("chapter", "conference-paper"):
        record.host = Host(
            [Text("Ports")], type="book" if kind == "chapter" else "proceedings", identifiers=[Identifier("isbn", "9783161484100")]
        )
        record.host.contributors = [Contributor(person("Ada", "Quay"), role="editor")]
        record.series = [Series([Text("Harbours")], "7")]
        record.page_start, record.page_end = "xi", "xv"
    if kind == "chapter":
        record.chapter = "3"
    if kind == "book":
        record.identifiers.append(Identifier("isbn", "9783161484100"))
        record.series, record.num_pages, record.edition = [Series([Text("Harbours")], "7")], 120, "2nd"
    if kind.startswith("thesis") or kind == "report":
        record.institution = Agent("University of Tides", kind="organisation")
    if kind.startswith("thesis"):
        record.degree, record.degree_kind = "PhD", "phd"
    if kind == "report":
        record.number, record.pages = "R-7", "1-3, 9"
    if kind in ("dataset", "software"):
        record.version = "1.2"
    if kind == "software":
        record.programming_languages, record.links = ["Python"], [Link("https://github.com/a/b", "repository")]
    return record


KINDS = ("journal-article", "newspaper-article", "chapter", "conference-paper", "book", "thesis-doctoral", "report", "dataset", "software",
    "preprint", "poster")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_record_loses_what_is_told_and_nothing_else(kind: str) -> None:
    assert lost(full(kind)) - NEVER.keys() == set()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_lost_in_part_is_there_for_the_rest(kind: str) -> None:
    record, found = full(kind), back(full(kind))
    assert [(one.agent, one.role) for one in found.contributors] == [(one.agent, one.role) for one in record.contributors]
    assert [(one.scheme, one.label.value, one.iri) for one in found.concepts] == [
        ("fingerprint", "Ports", f"{BASE}concept/fingerprint/Ports")
    ]
    assert [one.value for one in found.genre] == ["field report"]
    assert [one for one in record.links if one.kind != "see-also"] == found.links
    assert len(found.derived_from) == 1


def test_what_never_comes_back_is_indeed_lost() -> None:
    found = set().union(*(lost(full(kind)) for kind in ("journal-article", "thesis-doctoral")))
    filled = {name for name in NEVER if any(getattr(full(kind), name) for kind in ("journal-article", "thesis-doctoral"))}
    assert filled - found == {"short_title"}
