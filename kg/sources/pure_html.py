"""A detail page of an Elsevier Pure portal as HTML, as one Record.

Design: the body (pure_html_body), the BibTeX and RIS in it, and the tags of the head (html: this reader's parts, with the BibTeX and
RIS readers) each state the output; pure_fold makes one Record of them, as of a copied page. People come from RIS or
BibTeX, which know family names, with the links and ORCID iDs of the body. Lists, pages of people or projects, and checks for robots are
told.
Sources: as of pure_html_body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier, Origin, Reading, Record
from kg.sources import html
from kg.sources.bibtex import read as read_bibtex
from kg.sources.fold import Part, Trust
from kg.sources.html_family import Stated
from kg.sources.html_family import rules as html_rules
from kg.sources.html_fold import People, enrich
from kg.sources.pure_cited import embedded
from kg.sources.pure_fold import TRUST, merge
from kg.sources.pure_html_body import Body, links_of, of_another, rules
from kg.sources.pure_text import Own
from kg.sources.pure_text import Page as Spoken
from kg.sources.ris import read as read_ris
from kg.syntax.html_page import Page
from kg.values import languages

FORMAT = "pure-html"
_FOLDER = re.compile(r"/([a-z]{2}(?:-[a-z]{2,4})?/)?([a-z]+)/[^/]", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
#: as for copied pages; the tags of the head come last, for they repeat the details
_TRUST = Trust(
    order=(*TRUST.order, "tags"),
    first={name: (*order, "tags") for name, order in TRUST.first.items()},
    joined=TRUST.joined,
    ruled=TRUST.ruled,
    compared=TRUST.compared,
)


def detect(head: str, name: str) -> int:
    """98 for a page with the classes or the footer of a Pure portal; 0 for any other."""
    return 98 if html.detect(head, name) and any(sign in head for sign in rules()["signs"]["pure"]) else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields the one Reading of the page. See kg.sources for trace and encoding.

    Issues: R002 (nests too deep), R410 (no detail page), R411 (a list), R412 (no research output), R269 (a check for robots), R161 (no
    title), R162 (parts contradict each other), R163 (value not understood), R164 (type not known); those of the parts' readers.
    """
    page = Page(data, encoding)
    origin = Origin(offset=page.skipped, length=len(data) - page.skipped, line=1, format=FORMAT)
    if refused := _refused(page):
        yield Reading(origin, label=page.title[:100] or "the page", issues=[refused], places={} if trace else None)
        return
    tags = html.of_page(page, origin, trace=True)
    stated = Stated(html.base_of(page))
    spoken, own = _spoken(page)
    body = Body(page, own, stated.address)
    body.read()
    parts = [Part("page", own.record, own.places)]
    for name, reader, slices in (("ris", read_ris, body.ris()), ("bibtex", read_bibtex, body.bibtex())):
        for lines in slices:
            parts += embedded(spoken.issues, name, reader, lines, indent=False)
    if tags.record is not None:
        parts.append(Part("tags", tags.record, tags.places or {}))
        spoken.issues += tags.issues
    record, places = merge(spoken, parts, _TRUST)
    record.origin = origin
    _complete(page, record, places, parts, spoken.issues)
    label = next((one.value for one in record.identifiers if one.scheme == "doi"), record.titles[0].value if record.titles else "")
    for found in spoken.issues:
        found.record = found.record or label
    yield Reading(origin, label, record, spoken.issues, places if trace else None, tags.not_carried)


def _spoken(page: Page) -> tuple[Spoken, Own]:
    """The words of the page's language. Only English pages have a table; of others the states of publication are known."""
    tag = next((languages.parse(str(one.get("lang", ""))) for one in page.all("html") if one.get("lang")), "") or "en"
    spoken = Spoken([], "en")
    spoken.words = {**spoken.words, "status": {**spoken.words["status"], **rules()["status"]}}
    spoken.language = tag.partition("-")[0]
    return spoken, Own(spoken)


def _refused(page: Page) -> Issue | None:
    """Why the page is no detail page of a research output; None where it is one."""
    place = Place(line=1, column=1)
    if page.hostile:
        return issue("R002", place=place, label="the page", reason=page.hostile)
    stated = {tag.attributes.get("name", "").lower() for tag in page.tags()}
    details = [one for one in page.classed("properties") if not of_another(one)]
    types = [one for one in page.classed("type_classification") if not of_another(one)]
    if "citation_title" in stated or details or types:
        folder = _folder(page)
        if folder in rules()["signs"]["others"] and "citation_title" not in stated and not details:
            return issue("R412", place=place, value=page.title[:100], what=rules()["signs"]["others"][folder])
        return None
    if any(sign in page.text for sign in html_rules()["challenge"]["signs"]):
        return issue("R269", place=place, title=page.title[:100])
    items = page.classed("list-result-item")
    if items:
        return issue("R411", place=page.place(items[0]), value=page.title[:100], count=len(items))
    folder = _folder(page)
    if folder in rules()["signs"]["others"]:
        return issue("R412", place=place, value=page.title[:100], what=rules()["signs"]["others"][folder])
    return issue("R410", place=place, value=page.title[:100])


def _folder(page: Page) -> str:
    """The folder of the portal that the page's address lies in ("publications", "persons")."""
    match = _FOLDER.search(re.sub(r"^https?://[^/]+", "", html.base_of(page)))
    return match[2].lower() if match else ""


def _complete(page: Page, record: Record, places: dict[str, Place], parts: list[Part], issues: list[Issue]) -> None:
    """What the fold of copied pages does not know of: people's links, the address's UUID, files and links that two parts state."""
    people = People(record.contributors)
    for part in parts:
        for one in part.record.contributors:
            if (known := people.find(one.agent)) is not None and known is not one:
                enrich(known, one)
                known.corresponding = known.corresponding or one.corresponding
    url = html.base_of(page)
    uuid = _UUID.search(url)
    if uuid and not any(one.scheme == "pure-uuid" for one in record.identifiers):
        record.identifiers.append(Identifier("pure-uuid", uuid[0].lower()))
        record.derived_from.append(f"urn:uuid:{uuid[0].lower()}")
    files = {one.url: one for one in reversed(record.files)}
    record.files = [files[url] for url in dict.fromkeys(one.url for one in record.files)]
    record.links = links_of(record.links)
    if not record.titles:
        issues.append(issue("R161", field="titles", place=Place(line=1, column=1)))
    if record.type == "other" and record.genre:
        place = places.get("genre[0]") or Place(line=1, column=1)
        issues.append(issue("R164", field="type", value=record.genre[0].value, place=place))
