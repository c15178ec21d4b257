"""The fields of a Crossref work, as typed Structs; those that no Record field carries are Raw and cost nothing until they are kept.

Source: https://api.crossref.org/swagger-ui/ (the REST API's Work), and what it really serves.
"""

from __future__ import annotations

from msgspec import Raw, Struct, field


def kebab(name: str) -> str:
    """The source's name of an attribute."""
    return _NAMES.get(name, name.replace("_", "-"))


_UPPER = ("DOI", "URL", "ISBN", "ISSN", "ORCID")
_NAMES = {name: name for name in [*_UPPER, "special_numbering", "journalAbbreviation", "shortTitle"]}

#: a member that is not there, of those that are not decoded
ABSENT = Raw()
Parts = list[list[int | str | None]]


class Part(Struct, forbid_unknown_fields=True, rename=kebab, gc=False):
    """A part of a work."""


class When(Part):
    """A date; date_time and timestamp repeat it with the clock time of the record."""

    date_parts: Parts = []
    date_time: str = ""
    timestamp: Raw = ABSENT
    version: Raw = ABSENT


class Id(Part):
    """An identifier with its kind ("DOI", "ROR", "ISNI", "wikidata")."""

    id: str = ""
    id_type: str = ""
    asserted_by: str = ""


class Institution(Part):
    """An affiliation or institution."""

    name: str = ""
    id: list[Id] = []
    place: list[str] = []
    department: list[str] = []
    acronym: list[str] = []


class Person(Part):
    """An author, editor, chair or translator: given and family, or the `name` of an organisation."""

    given: str = ""
    family: str = ""
    name: str = ""
    suffix: str = ""
    prefix: str = ""
    ORCID: str = ""
    affiliation: list[Institution] = []
    alternate_name: list[str] = []
    authenticated_orcid: Raw = ABSENT
    sequence: Raw = ABSENT
    role: Raw = ABSENT


class Typed(Part):
    """An ISSN or ISBN with its medium ("print", "electronic", "link")."""

    value: str = ""
    type: str = ""


class Licence(Part):
    """A licence of one version, from a day on."""

    URL: str = ""
    content_version: str = ""
    start: When = field(default_factory=When)
    delay_in_days: int = 0


class FullText(Part):
    """A link to a full text."""

    URL: str = ""
    content_type: str = ""
    content_version: str = ""
    intended_application: str = ""


class Reference(Part):
    """An entry of the reference list."""

    DOI: str = ""
    key: str = ""
    doi_asserted_by: str = ""
    unstructured: str = ""
    author: str = ""
    year: str = ""
    article_title: str = ""
    journal_title: str = ""
    volume_title: str = ""
    series_title: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    edition: str = ""
    component: str = ""
    standard_designator: str = ""
    standards_body: str = ""
    ISSN: str = ""
    issn_type: str = ""
    ISBN: str = ""
    isbn_type: str = ""
    type: str = ""


class Award(Part):
    """A grant number list in its newer form."""

    award_number: list[str] = []
    award_name: list[str] = []


class Funder(Part):
    """A funder with its grant numbers."""

    name: str = ""
    DOI: str = ""
    award: list[str] = []
    award_info: list[Award] = []
    id: list[Id] = []
    doi_asserted_by: str = ""


class Trial(Part):
    """A registered clinical trial."""

    clinical_trial_number: str = ""
    registry: str = ""
    type: str = ""


class Update(Part):
    """A notice about a work: correction, retraction, new version."""

    DOI: str = ""
    type: str = ""
    label: str = ""
    source: str = ""
    updated: When = field(default_factory=When)
    record_id: Raw = ABSENT


class Body(Part):
    """The body that issued a standard."""

    name: str = ""
    acronym: str = ""


class Conference(Part):
    """The event of a proceedings paper."""

    name: str = ""
    theme: str = ""
    location: str = ""
    acronym: str = ""
    number: str = ""
    sponsor: list[str] = []
    start: When = field(default_factory=When)
    end: When = field(default_factory=When)


class Issue(Part):
    """The journal issue: its number and its own dates."""

    issue: str = ""
    published_print: When | None = None
    published_online: When | None = None


class Assertion(Part):
    """Something the publisher states about the work, for people."""

    name: str = ""
    value: str = ""
    label: str = ""
    order: Raw = ABSENT
    group: Raw = ABSENT
    URL: str = ""
    explanation: Raw = ABSENT


class Version(Part):
    """The version of posted content."""

    version: str = ""
    language: str = ""
    version_description: str = ""


class Review(Part):
    """What kind of peer review this is."""

    type: str = ""
    stage: str = ""
    running_number: str = ""
    revision_round: str = ""
    recommendation: str = ""
    competing_interest_statement: str = ""
    language: str = ""


class Primary(Part):
    """Where the DOI leads."""

    URL: str = ""


class Resource(Part):
    """The landing page."""

    primary: Primary = field(default_factory=Primary)
    secondary: Raw = ABSENT


class Free(Part):
    """Since and until when the work is free to read."""

    start_date: When | None = None
    end_date: When | None = None


class Work(Part):
    """A work as the REST API gives it. Defaults mean: not stated."""

    DOI: str = ""
    type: str = ""
    subtype: str = ""
    title: list[str] = []
    subtitle: list[str] = []
    original_title: list[str] = []
    short_title: list[str] = []
    abstract: str = ""
    description: str = ""
    language: str = ""
    subject: list[str] = []
    author: list[Person] = []
    editor: list[Person] = []
    chair: list[Person] = []
    translator: list[Person] = []
    publisher: str = ""
    publisher_location: str = ""
    institution: list[Institution] = []
    standards_body: Body | None = None
    degree: list[str] = []
    container_title: list[str] = []
    short_container_title: list[str] = []
    ISSN: list[str] = []
    issn_type: list[Typed] = []
    ISBN: list[str] = []
    isbn_type: list[Typed] = []
    volume: str = ""
    issue: str = ""
    journal_issue: Issue | None = None
    page: str = ""
    article_number: str = ""
    edition_number: str = ""
    event: Conference | None = None
    published_print: When | None = None
    published_online: When | None = None
    published_other: When | None = None
    issued: When | None = None
    posted: When | None = None
    accepted: When | None = None
    approved: When | None = None
    content_created: When | None = None
    content_updated: When | None = None
    deposited: When | None = None
    license: list[Licence] = []
    link: list[FullText] = []
    reference: list[Reference] = []
    funder: list[Funder] = []
    relation: dict[str, list[Id]] = {}
    update_to: list[Update] = []
    updated_by: list[Update] = []
    clinical_trial_number: list[Trial] = []
    alternative_id: list[str] = []
    assertion: list[Assertion] = []
    is_referenced_by_count: int | None = None
    version: Version | None = None
    review: Review | None = None
    group_title: str = ""
    free_to_read: Free | None = None
    resource: Resource | None = None
    URL: str = ""
    # no Record field: kept in rest
    archive: Raw = ABSENT
    aliases: Raw = ABSENT
    award: Raw = ABSENT
    award_start: Raw = ABSENT
    component_number: Raw = ABSENT
    part_number: Raw = ABSENT
    special_numbering: Raw = ABSENT
    proceedings_subject: Raw = ABSENT
    project: Raw = ABSENT
    parent_doi: Raw = ABSENT
    issue_title: Raw = ABSENT
    # left out: [omit] in vocab/imports/crossref.toml says why
    indexed: Raw = ABSENT
    created: Raw = ABSENT
    published: Raw = ABSENT
    score: Raw = ABSENT
    prefix: Raw = ABSENT
    member: Raw = ABSENT
    source: Raw = ABSENT
    content_domain: Raw = ABSENT
    reference_count: Raw = ABSENT
    references_count: Raw = ABSENT
    update_policy: Raw = ABSENT


#: The Raw fields of Work that are kept in rest: (attribute, name in the source).
KEPT: tuple[tuple[str, str], ...] = tuple(
    (name, kebab(name))
    for name in (
        "archive",
        "aliases",
        "award",
        "award_start",
        "component_number",
        "part_number",
        "special_numbering",
        "proceedings_subject",
        "project",
        "parent_doi",
        "issue_title",
    )
)
