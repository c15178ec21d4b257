"""Record, the first waist: one research output as plain values.

Design: every reader (sources/) ends here and every output begins here. The Structs have no behaviour and import nothing but
msgspec, so a reader can be written, tested and deleted alone. A field exists because a row of vocab/*.toml maps it or states
why it is left out (a test compares both); whatever else a reader meets goes to `Record.rest` as (path, text), so nothing is
lost silently. `None` and an empty list mean "not stated in the source", never "failed": a value that could not be understood
stays as text in `rest` and an Issue tells of it.

Values are plain. A date is an ISO 8601 string at its own precision: "2012", "2012-12" or "2012-12-31". A language is a BCP 47
tag. An identifier is in the normal form of values/identifiers. An IRI is a str that terms.iri accepts.
"""

from __future__ import annotations

import msgspec

from kg.errors import Issue, Place


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a record came from: file name, 0-based ordinal in it, byte offset and length of its entry, 1-based line, format name."""

    file: str = ""
    ordinal: int = 0
    offset: int = 0
    length: int = 0
    line: int = 0
    format: str = ""


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text and its language (BCP 47; "" where the source does not say)."""

    value: str
    lang: str = ""


class Identifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """An identifier in normal form. `scheme` is a row of vocab/identifiers.toml ("doi", "issn", "orcid", ...).

    Scheme "text" holds an identifier that failed its check or whose scheme is unknown: it is published as dc11:identifier only.
    """

    scheme: str
    value: str


class Agent(msgspec.Struct, omit_defaults=True):
    """A person, an organisation or a group (`kind`: "person", "organisation").

    `name` is the full name in natural order. `family` contains a non-dropping particle ("van den Berg"); `particle` repeats it, or
    holds a dropping one ("von" of Humboldt). `suffix`: "Jr.", "III". `place` is where a publisher sits (of one
    without a `name` only that is known). `members`: the persons of a group.
    """

    name: str
    kind: str = "person"
    given: str = ""
    family: str = ""
    particle: str = ""
    suffix: str = ""
    place: str = ""
    url: str = ""
    identifiers: list[Identifier] = []
    members: list[Agent] = []


class Contributor(msgspec.Struct, omit_defaults=True):
    """An agent in a role (a row of vocab/roles.toml), in the order of the source.

    `affiliations` are those at the time of this work. `name_as_written` only where it differs from agent.name.
    """

    agent: Agent
    role: str = "author"
    affiliations: list[Agent] = []
    corresponding: bool = False
    name_as_written: str = ""


class Container(msgspec.Struct, omit_defaults=True):
    """A journal, magazine, newspaper, blog or web site. `kind`: "journal", "magazine", "newspaper", "website".

    `short` are abbreviations and other short names. ISSNs are identifiers of scheme "issn" (print or unknown medium), "eissn", "issn-l".
    """

    titles: list[Text] = []
    short: list[Text] = []
    kind: str = "journal"
    identifiers: list[Identifier] = []


class Series(msgspec.Struct, omit_defaults=True):
    """A book, report or proceedings series; `number` is the work's number in it."""

    titles: list[Text] = []
    number: str = ""
    identifiers: list[Identifier] = []
    contributors: list[Contributor] = []


class Host(msgspec.Struct, omit_defaults=True):
    """The book or proceedings that a chapter or paper is part of. `type` is a row of vocab/types.toml (book, edited-book, proceedings)."""

    titles: list[Text] = []
    short: list[Text] = []
    type: str = "book"
    identifiers: list[Identifier] = []
    contributors: list[Contributor] = []


class Event(msgspec.Struct, omit_defaults=True):
    """A conference or other event: dates only where the source gives the event's own."""

    names: list[Text] = []
    short: list[Text] = []
    start: str = ""
    end: str = ""
    place: str = ""
    organizers: list[Agent] = []
    identifiers: list[Identifier] = []


class Concept(msgspec.Struct, omit_defaults=True):
    """A concept of a scheme ("fingerprint", "asjc", "ddc", ...): its own IRI if it has one, label, notation, and its rank (1 first) and
    weight (decimal text, 0 to 1) for this work. `id` is the scheme's own key or UUID."""

    scheme: str
    label: Text
    iri: str = ""
    id: str = ""
    notation: str = ""
    rank: int = 0
    weight: str = ""


class Metric(msgspec.Struct, omit_defaults=True):
    """A citation count: value, who counted (a row of vocab/counters.toml, else its name), the day it was seen ("" if not stated)."""

    value: int
    source: str
    date: str = ""


class File(msgspec.Struct, omit_defaults=True):
    """A full text or data file. `size` in bytes; `version` "AO", "SMUR", "AM", "VoR"; `access` as in Record; `embargo_end` an ISO date."""

    url: str
    name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""
    version: str = ""
    licence: str = ""
    access: str = ""
    embargo_end: str = ""


class Grant(msgspec.Struct, omit_defaults=True):
    """Funding: the funder, and the grant's number and name where given."""

    funder: Agent | None = None
    number: str = ""
    name: str = ""


class Relation(msgspec.Struct, omit_defaults=True):
    """A link to another work. `kind` is a row of vocab/relations.toml ("cites", "translation-of", "version-of", ...).

    The other work is named by `identifier`, else by `iri`, else only by `text`.
    """

    kind: str
    identifier: Identifier | None = None
    iri: str = ""
    text: str = ""


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """A web address as given. `kind`: "landing" (a page about this very work), "see-also" (anything else), "repository" (source code)."""

    url: str
    kind: str = "landing"


class Record(msgspec.Struct, omit_defaults=True):
    """One research output. See the module's text for the forms of the values."""

    origin: Origin = Origin()
    # several after merging: `sources` lists them, `evidence` tells per field which of them state it (empty while there is one)
    sources: list[Origin] = []
    evidence: dict[str, list[int]] = {}
    rest: list[tuple[str, str]] = []

    # what it is
    type: str = "other"  # a row of vocab/types.toml
    variant: str = ""  # a variant of that row ("audio", "application", "technical", ...)
    genre: list[Text] = []  # the source's own word for the type, where it says more than `type`
    identifiers: list[Identifier] = []

    # titles and text
    titles: list[Text] = []  # full titles with subtitle, one per language, the work's own first
    short_title: Text | None = None  # the main title, only where a subtitle was split off, or a stated short title
    subtitles: list[Text] = []
    other_titles: list[Text] = []  # translated, parallel and variant titles
    abstracts: list[Text] = []
    contents: list[Text] = []  # tables of contents
    notes: list[Text] = []
    languages: list[str] = []
    keywords: list[Text] = []
    concepts: list[Concept] = []

    # agents
    contributors: list[Contributor] = []
    publisher: Agent | None = None
    institution: Agent | None = None  # grants the degree of a thesis, issues a report
    degree: str = ""  # as written
    degree_kind: str = ""  # "phd", "ma", "ms" where the source names it

    # where it appeared
    container: Container | None = None
    host: Host | None = None
    series: list[Series] = []
    event: Event | None = None
    volume: str = ""
    issue: str = ""
    article_number: str = ""
    page_start: str = ""
    page_end: str = ""
    pages: str = ""  # only what is no single contiguous range
    num_pages: int = 0
    num_volumes: int = 0
    chapter: str = ""
    edition: str = ""
    number: str = ""  # the document's own number: report, patent, standard
    version: str = ""  # of software or data
    programming_languages: list[str] = []
    medium: str = ""
    country: str = ""  # ISO 3166-1 alpha-2 code or name as given, of a patent

    # dates
    issued: str = ""  # formal publication
    online: str = ""  # early online
    submitted: str = ""
    accepted: str = ""
    created: str = ""
    modified: str = ""
    awarded: str = ""  # of a thesis

    # status and rights
    status: str = ""  # "published", "accepted", "forthcoming", "draft", "unpublished", "rejected", "in-press", "retracted"
    peer_reviewed: bool | None = None
    access: str = ""  # "open", "embargoed", "restricted", "metadata-only"
    licences: list[str] = []  # IRIs in canonical form
    rights: list[Text] = []
    files: list[File] = []

    # funding, relations, metrics
    funding: list[Grant] = []
    funding_text: list[Text] = []
    relations: list[Relation] = []
    metrics: list[Metric] = []
    citations: list[Text] = []  # formatted citations as given
    links: list[Link] = []

    # the record itself
    derived_from: list[str] = []  # IRIs of the record this one was made from
    record_modified: str = ""


class Reading(msgspec.Struct, omit_defaults=True):
    """What a reader yields for one entry that is present in its input, readable or not.

    `record` is None where the entry could not be read; then `issues` says why, with its place. `label` names the entry in messages
    (citation key, DOI, title). `origin` is the entry's. `places` is filled only with trace=True: field path -> Place, with indices
    ("contributors[1].agent.family"); a path that is missing is answered by its nearest parent ("contributors[1]", "contributors").
    `not_carried` are the source's values that the format's table leaves out: path, text, reason.
    """

    origin: Origin
    label: str = ""
    record: Record | None = None
    issues: list[Issue] = []
    places: dict[str, Place] | None = None
    not_carried: list[tuple[str, str, str]] = []
