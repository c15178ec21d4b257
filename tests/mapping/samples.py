"""Records with every field stated, one per type and variant: what the mapping must carry."""

from __future__ import annotations

import msgspec

from kg import resources
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

SERIAL = {
    "journal-article", "review-article", "data-paper", "editorial", "letter", "commentary", "correction", "book-review", "journal-abstract",
    "newspaper-article", "magazine-article", "blog-post", "special-issue", "retraction", "peer-review",
}  # fmt: skip
IN_BOOK = {"chapter", "reference-entry", "conference-paper", "conference-abstract"}


def person(name: str, **more: object) -> Agent:
    given, _, family = name.rpartition(" ")
    return Agent(name, given=given, family=family, **more)  # type: ignore[arg-type]


def full(name: str, variant: str = "") -> Record:
    """A record of this type with every field stated that fits it."""
    record = Record(
        type=name,
        variant=variant,
        genre=[Text("Study", "en")],
        identifiers=[
            Identifier("doi", "10.5555/a<b>(c)"),
            Identifier("pmid", "12345"),
            Identifier("pmcid", "PMC12345"),
            Identifier("arxiv", "2101.00001"),
            Identifier("handle", "10919/99"),
            Identifier("urn", "urn:nbn:de:101:1-201102033592"),
            Identifier("isbn", "9783161484100"),
            Identifier("citekey", "key1"),
            Identifier("text", "DOI:broken"),
        ],
        titles=[Text("Water: a title", "en")],
        short_title=Text("Water", "en"),
        subtitles=[Text("a title", "en")],
        other_titles=[Text("Wasser: ein Titel", "de")],
        abstracts=[Text("What it says.", "en")],
        contents=[Text("1. One")],
        notes=[Text("A note")],
        languages=["en"],
        keywords=[Text("water", "en"), Text("soil, wet", "en")],
        concepts=[
            Concept("fingerprint", Text("Water", "en"), rank=1, weight="0.5"),
            Concept("ddc", Text("Science"), notation="500", id="500"),
        ],
        contributors=[
            Contributor(person("Wei Wang")),
            Contributor(person("Wei Wang")),
            Contributor(
                person("Ada Lovelace", identifiers=[Identifier("orcid", "0000-0002-1825-0097")]),
                affiliations=[Agent("ACME", "organisation")],
            ),
            Contributor(Agent("The Group", "organisation", members=[person("Max Member")])),
            Contributor(person("Jan van der Berg", particle="van der", suffix="Jr.")),
            Contributor(person("Tina Translator"), role="translator"),
            Contributor(person("Ivo Illustrator"), role="illustrator"),
            Contributor(person("Sue Supervisor"), role="supervisor"),
            Contributor(Agent("Editing Ltd", "organisation"), role="editor"),
        ],
        publisher=Agent("Pub House", "organisation", place="Berlin"),
        edition="2nd",
        num_pages=12,
        issued="2012-12",
        online="2012-08-04",
        submitted="2011",
        accepted="2012-01-01",
        created="2010",
        modified="2013-01-02",
        status="published",
        peer_reviewed=True,
        access="open",
        licences=["https://creativecommons.org/licenses/by/4.0/"],
        rights=[Text("(c) 2012")],
        files=[
            File(
                "https://example.org/f.pdf",
                "f.pdf",
                "application/pdf",
                12,
                version="AM",
                licence="https://creativecommons.org/licenses/by/4.0/",
                access="open",
                embargo_end="2014-01-01",
            )
        ],
        funding=[
            Grant(Agent("Funder", "organisation", identifiers=[Identifier("ror", "021nxhr62")]), "G-1", "Project"),
            Grant(Agent("Other Funder", "organisation")),
        ],
        funding_text=[Text("Paid by many.")],
        relations=[
            Relation("cites", Identifier("doi", "10.5555/cited")),
            Relation("cites", text="Smith (1999). Unfindable."),
            Relation("translation-of", iri="https://example.org/original"),
            Relation("has-version", Identifier("arxiv", "2101.00001")),
            Relation("related", text="something else"),
        ],
        metrics=[Metric(0, "Crossref", "2024-01-01"), Metric(126, "Scopus")],
        citations=[Text("Wang (2012).")],
        links=[Link("https://example.org/page"), Link("https://example.org/other", "see-also")],
        derived_from=["urn:uuid:00000000-0000-4000-8000-000000000000"],
        record_modified="2020-01-01",
    )
    _place(record)
    return record


def _place(record: Record) -> None:
    """Where it appeared, by type; and what only some types have."""
    journal = Container(
        [Text("Journal of Water")],
        [Text("J. Water")],
        identifiers=[Identifier("issn", "0957-8765"), Identifier("eissn", "1573-7888"), Identifier("doi", "10.5555/journal")],
    )
    if record.type in SERIAL:
        record.container, record.volume, record.issue = journal, "023", "4"
        if record.type in ("newspaper-article", "magazine-article"):
            record.container.kind = record.type.partition("-")[0]
        record.article_number = "e7"
        record.page_start, record.page_end = "1", "12"
        record.identifiers = [i for i in record.identifiers if i.scheme != "isbn"]
    elif record.type in IN_BOOK:
        editors = [Contributor(person("Ed Itor"), role="editor"), Contributor(person("Eve Itor"), role="editor")]
        record.host = Host(
            [Text("The Book")],
            [Text("TB")],
            "proceedings" if record.type.startswith("conf") else "book",
            [Identifier("isbn", "9783161484100"), Identifier("doi", "10.5555/book")],
            editors,
        )
        record.series = [Series([Text("Lecture Notes")], "99", [Identifier("issn", "0302-9743")])]
        record.event = Event([Text("Water Conf")], [Text("WC")], "2012-06-01", "2012-06-03", "Rome", [Agent("Org Inc", "organisation")])
        record.pages, record.chapter = "1-3, 7", "4" if record.type == "chapter" else ""
        record.identifiers = [i for i in record.identifiers if i.scheme != "isbn"]
    else:
        record.series = [Series([Text("Some Series")], "7")]
        record.volume = "2"
        record.number = "R-12"
    if record.type.startswith("thesis"):
        record.institution, record.degree, record.awarded = Agent("Uni", "organisation"), "PhD thesis", "2012-05-05"
        record.degree_kind = "phd" if record.type == "thesis-doctoral" else ""
    if record.type in ("report", "working-paper"):
        record.institution = Agent("Institute", "organisation")
    if record.type == "software":
        record.version, record.programming_languages = "1.2", ["Python"]
        record.links = [*record.links, Link("https://example.org/repo.git", "repository")]
    if record.type == "patent":
        record.country = "DE"
        record.contributors = [
            Contributor(person("Ina Ventor"), role="inventor"),
            Contributor(Agent("Holder AG", "organisation"), role="assignee"),
        ]
    if record.type in ("performance", "exhibition"):
        record.event = Event(start="2012-06-01", end="2012-06-03", place="Rome")
    if record.type == "multivolume-book":
        record.num_volumes = 3
    if record.type == "retraction":
        record.relations = [Relation("retracts", Identifier("doi", "10.5555/bad"))]
        record.status = "in-press"


def all_records() -> list[Record]:
    """One record for every type and variant."""
    types = resources.table("types")
    return [full(name, variant) for name, row in types.items() for variant in ("", *row.get("variant", {}))]


def copy(record: Record, **changes: object) -> Record:
    return msgspec.structs.replace(record, **changes)
