"""Highwire meta tags (citation_*) and the canonical link, for Google Scholar, Zotero and other readers of page heads.

The journal's tags stand on articles only, the book's on chapters, the conference's on papers: Scholar takes a page with
citation_journal_title for an article. Sources: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing, and the tags
that Zotero's "Embedded Metadata" translator reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kg.record import Agent, Contributor, Identifier, Record

CHAPTERS = ("chapter", "reference-entry")
REPORTS = ("report", "working-paper", "memorandum")


def tags(record: Record, address: str = "") -> list[str]:
    """One line of HTML each, values escaped; `address` is the page's own, "" where it is not known."""
    lines = [f'<link rel="canonical" href="{escape(address)}">'] if address else []
    return lines + [f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs(record, address) if value]


def pairs(record: Record, address: str = "") -> Iterator[tuple[str, str]]:
    """Names and values of the tags in order; a value may be ""."""
    yield "citation_title", record.titles[0].value if record.titles else ""
    for contributor in record.contributors:
        if contributor.role in ("author", "inventor", "composer", "artist"):
            yield from _author(contributor)
    yield "citation_publication_date", record.issued.replace("-", "/")
    yield "citation_online_date", record.online.replace("-", "/")
    yield from _container(record)
    yield "citation_firstpage", record.page_start
    yield "citation_lastpage", record.page_end
    for name, scheme in (("doi", "doi"), ("isbn", "isbn"), ("pmid", "pmid"), ("arxiv_id", "arxiv")):
        yield from ((f"citation_{name}", value) for value in _values(record.identifiers, scheme))
    yield "citation_publisher", record.publisher.name if record.publisher else ""
    if record.institution:
        yield _institution(record), record.institution.name
    if record.type in REPORTS:
        yield "citation_technical_report_number", record.number
    for tag in record.languages:
        yield "citation_language", tag.split("-")[0]
    for keyword in record.keywords:
        yield "citation_keywords", keyword.value
    yield "citation_abstract_html_url", address
    for file in record.files:
        # a search engine may index only what is free, and asks for a file at or below the page's own folder
        if file.access == "open" and file.media_type == "application/pdf" and _below(file.url, address):
            yield "citation_pdf_url", file.url
    yield "gs_meta_revision", "1.1"


def _author(contributor: Contributor) -> Iterator[tuple[str, str]]:
    yield "citation_author", inverted(contributor.agent)
    for affiliation in contributor.affiliations:
        yield "citation_author_institution", affiliation.name
    for orcid in _values(contributor.agent.identifiers, "orcid"):
        yield "citation_author_orcid", f"https://orcid.org/{orcid}"


def inverted(agent: Agent) -> str:
    """ "Family, Given, Suffix" of a person, the name of an organisation or of a person without a family name."""
    if agent.kind != "person" or not agent.family:
        return agent.name
    return ", ".join(part for part in (agent.family, agent.given, agent.suffix) if part)


def _container(record: Record) -> Iterator[tuple[str, str]]:
    if (
        record.container
        and record.container.kind in ("journal", "magazine", "newspaper")
        and record.type not in (*CHAPTERS, "conference-paper")
    ):
        container = record.container
        yield "citation_journal_title", container.titles[0].value if container.titles else ""
        yield from (("citation_journal_abbrev", short.value) for short in container.short)
    if record.container:
        yield from (("citation_issn", value) for scheme in ("issn", "issn-l") for value in _values(record.container.identifiers, scheme))
        yield from (("citation_eIssn", value) for value in _values(record.container.identifiers, "eissn"))
    if record.host:
        host = record.host
        yield "citation_inbook_title", host.titles[0].value if host.titles else ""
        yield from (("citation_editor", inverted(editor.agent)) for editor in host.contributors if editor.role == "editor")
        yield from (("citation_isbn", value) for value in _values(host.identifiers, "isbn"))
    for series in record.series:
        yield "citation_series_title", series.titles[0].value if series.titles else ""
    if record.event:
        yield "citation_conference_title", record.event.names[0].value if record.event.names else ""
    yield "citation_volume", record.volume
    yield "citation_issue", record.issue


def _institution(record: Record) -> str:
    return "citation_technical_report_institution" if record.type in REPORTS else "citation_dissertation_institution"


def _values(identifiers: list[Identifier], scheme: str) -> list[str]:
    return [identifier.value for identifier in identifiers if identifier.scheme == scheme]


def _below(url: str, address: str) -> bool:
    return bool(address) and url.startswith(address.split("?")[0].rsplit("/", 1)[0] + "/")
