"""The variables of a CSL item as a typed Struct, and what Crossref and DataCite add to them.

Source: https://github.com/citation-style-language/schema, csl-data.json of version 1.0.2.
"""

from __future__ import annotations

from msgspec import Raw, Struct

from kg.sources.crossref_work import ABSENT, FullText, Funder, Id, Institution, Licence, Parts, Reference, kebab


class Part(Struct, forbid_unknown_fields=True, rename=kebab, gc=False):
    """A part of an item."""


class Name(Part):
    """A name: family and given with particles, or `literal`; the rest is what Crossref adds."""

    family: str = ""
    given: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""
    suffix: str = ""
    literal: str = ""
    name: str = ""
    ORCID: str = ""
    affiliation: list[Institution] = []
    comma_suffix: Raw = ABSENT
    static_ordering: Raw = ABSENT
    parse_names: Raw = ABSENT
    authenticated_orcid: Raw = ABSENT
    sequence: Raw = ABSENT
    role: Raw = ABSENT
    prefix: str = ""


class Date(Part):
    """A date: one or two lists of year, month, day; or words."""

    date_parts: Parts = []
    raw: str = ""
    literal: str = ""
    season: str | int = ""
    circa: bool | str | int = False
    date_time: str = ""
    timestamp: Raw = ABSENT
    version: Raw = ABSENT


class Named(Part):
    """A publisher as DataCite's tools write it."""

    name: str = ""


Word = str | int | float
Names = list[Name]


class Item(Part):
    """A CSL item. Defaults mean: not stated."""

    type: str = ""
    id: Word = ""
    citation_key: str = ""
    title: str = ""
    title_short: str = ""
    abstract: str = ""
    annote: str = ""
    note: str = ""
    keyword: str = ""
    categories: list[str] = []
    language: str = ""
    genre: str = ""
    medium: str = ""
    status: str = ""
    # names
    author: Names = []
    chair: Names = []
    collection_editor: Names = []
    compiler: Names = []
    composer: Names = []
    container_author: Names = []
    contributor: Names = []
    curator: Names = []
    director: Names = []
    editor: Names = []
    editor_translator: Names = []
    editorial_director: Names = []
    executive_producer: Names = []
    guest: Names = []
    host: Names = []
    illustrator: Names = []
    interviewer: Names = []
    narrator: Names = []
    organizer: Names = []
    original_author: Names = []
    performer: Names = []
    producer: Names = []
    recipient: Names = []
    reviewed_author: Names = []
    script_writer: Names = []
    series_creator: Names = []
    translator: Names = []
    # dates
    issued: Date | None = None
    submitted: Date | None = None
    available_date: Date | None = None
    event_date: Date | None = None
    original_date: Date | None = None
    accessed: Date | None = None
    # where it appeared
    container_title: str = ""
    container_title_short: str = ""
    journalAbbreviation: str = ""
    collection_title: str = ""
    collection_number: Word = ""
    publisher: str | Named = ""
    publisher_place: str = ""
    authority: str = ""
    jurisdiction: str = ""
    event: str = ""
    event_title: str = ""
    event_place: str = ""
    volume: Word = ""
    issue: Word = ""
    page: Word = ""
    page_first: Word = ""
    number: Word = ""
    number_of_pages: Word = ""
    number_of_volumes: Word = ""
    chapter_number: Word = ""
    edition: Word = ""
    version: Word = ""
    # identifiers and links
    DOI: str = ""
    ISBN: Word | list[str] = ""
    ISSN: str | list[str] = ""
    PMID: Word = ""
    PMCID: str = ""
    URL: str = ""
    call_number: Word = ""
    copyright: str = ""
    license: str | list[Licence] = ""
    # other works
    original_title: str | list[str] = ""
    original_publisher: str = ""
    original_publisher_place: str = ""
    reviewed_title: str = ""
    reviewed_genre: str = ""
    # what Crossref's content negotiation adds
    funder: list[Funder] = []
    link: list[FullText] = []
    reference: list[Reference] = []
    relation: dict[str, list[Id]] = {}
    subtitle: list[str] = []
    published_print: Date | None = None
    published_online: Date | None = None
    deposited: Date | None = None
    is_referenced_by_count: int | None = None
    # no Record field: kept in rest
    archive: Raw = ABSENT
    archive_collection: Raw = ABSENT
    archive_location: Raw = ABSENT
    archive_place: Raw = ABSENT
    citation_label: Raw = ABSENT
    citation_number: Raw = ABSENT
    custom: Raw = ABSENT
    dimensions: Raw = ABSENT
    division: Raw = ABSENT
    first_reference_note_number: Raw = ABSENT
    locator: Raw = ABSENT
    part_number: Raw = ABSENT
    part_title: Raw = ABSENT
    printing_number: Raw = ABSENT
    references: Raw = ABSENT
    scale: Raw = ABSENT
    section: Raw = ABSENT
    source: Raw = ABSENT
    supplement_number: Raw = ABSENT
    volume_title: Raw = ABSENT
    volume_title_short: Raw = ABSENT
    year_suffix: Raw = ABSENT
    shortTitle: Raw = ABSENT
    short_title: Raw = ABSENT
    journal_issue: Raw = ABSENT
    alternative_id: Raw = ABSENT
    # left out: [omit] in vocab/imports/csl.toml says why
    indexed: Raw = ABSENT
    created: Raw = ABSENT
    score: Raw = ABSENT
    prefix: Raw = ABSENT
    member: Raw = ABSENT
    reference_count: Raw = ABSENT
    references_count: Raw = ABSENT
    content_domain: Raw = ABSENT
    update_policy: Raw = ABSENT


#: The Raw fields of Item that are kept in rest: (attribute, name in the source).
KEPT: tuple[tuple[str, str], ...] = tuple(
    (name, kebab(name))
    for name in (
        "archive",
        "archive_collection",
        "archive_location",
        "archive_place",
        "citation_label",
        "citation_number",
        "custom",
        "dimensions",
        "division",
        "first_reference_note_number",
        "locator",
        "part_number",
        "part_title",
        "printing_number",
        "references",
        "scale",
        "section",
        "source",
        "supplement_number",
        "volume_title",
        "volume_title_short",
        "year_suffix",
        "shortTitle",
        "short_title",
        "journal_issue",
        "alternative_id",
    )
)
