"""Which bibliographic JSON this is: told from member names and types, so a reader takes only its own and names the others.

Design: the formats share names ("title", "author", "type", "DOI"), and the type decides: Crossref says journal-article where CSL says
article-journal. `kind` looks at one decoded object, `rate` at the first part of a file, which may end anywhere.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_CANNOT = "convert it to CSL-JSON or Crossref JSON first; kg formats lists what can be read"


class Kind(NamedTuple):
    """What an object is, in words; the format that reads it ("" if none does); what to do with it."""

    name: str
    reader: str
    mend: str


CROSSREF = Kind("a Crossref work", "crossref", "read it with --from crossref")
PURE = Kind("an entry of Pure's web services", "pure-json", "read it with --from pure-json")
CSL = Kind("a CSL item", "csl-json", "read it with --from csl-json")
_UNKNOWN = Kind("JSON of no known kind", "", "check that the file holds records; kg formats lists what can be read")
# types only one of the two formats has
_CROSSREF_TYPES = frozenset(
    {
        "journal-article",
        "posted-content",
        "proceedings-article",
        "book-chapter",
        "book-section",
        "book-part",
        "book-track",
        "book-set",
        "book-series",
        "monograph",
        "edited-book",
        "reference-book",
        "reference-entry",
        "proceedings",
        "proceedings-series",
        "dissertation",
        "report-component",
        "report-series",
        "peer-review",
        "component",
        "journal",
        "journal-issue",
        "journal-volume",
        "standard-series",
        "database",
        "grant",
        "other",
    }
)
_CSL_TYPES = frozenset(
    {
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "bill",
        "broadcast",
        "chapter",
        "classic",
        "collection",
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "event",
        "figure",
        "graphic",
        "hearing",
        "interview",
        "legal_case",
        "legal-case",
        "legislation",
        "manuscript",
        "map",
        "motion_picture",
        "musical_score",
        "pamphlet",
        "paper-conference",
        "patent",
        "performance",
        "periodical",
        "personal_communication",
        "post",
        "post-weblog",
        "regulation",
        "review",
        "review-book",
        "software",
        "song",
        "speech",
        "thesis",
        "treaty",
        "webpage",
    }
)
_SHARED_TYPES = frozenset(("book", "dataset", "report", "standard"))
_CROSSREF_MEMBERS = (
    "is-referenced-by-count",
    "reference-count",
    "content-domain",
    "container-title",
    "indexed",
    "published-print",
    "published-online",
)
_CSL_MEMBERS = (
    "citation-key",
    "container-title-short",
    "title-short",
    "publisher-place",
    "number-of-pages",
    "collection-title",
    "event-title",
    "original-date",
)
# with uuid: of the READ and the CRUD API
_PURE_MEMBERS = ("pureId", "systemName", "publicationStatuses", "personAssociations", "changeType", "titles")
# (all of these members) -> the name of a format that is not read here
_OTHERS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("id", "type", "provider", "titles"), "Commonmeta JSON"),
    (("id", "type", "identifiers", "provider"), "Commonmeta JSON"),
    (("schema_version", "types", "creators"), "DataCite (Crosscite) JSON"),
    (("schema_version", "citeproc_type"), "Crosscite JSON of Bolognese"),
    (("doi", "creators", "titles"), "DataCite JSON"),
    (("established", "names", "external_ids"), "a ROR organisation"),
    (("data",), "JSON:API, as DataCite's API gives it"),
    (("@context",), "JSON-LD, such as CodeMeta or schema.org"),
    (("authorships",), "an OpenAlex work"),
    (("metadata", "records"), "a BibJSON collection"),
    (("cid", "journal"), "BibJSON"),
    (("journal", "title", "type"), "BibJSON"),
    (("metadata", "pids"), "an InvenioRDM record"),
    (("metadata", "conceptrecid"), "an InvenioRDM record"),
    (("userid", "username"), "an EPrints user"),
)

#: name of a format above -> the reader that takes it
_READERS = {
    "DataCite (Crosscite) JSON": "datacite-json",
    "DataCite JSON": "datacite-json",
    "JSON:API, as DataCite's API gives it": "datacite-json",
    "an InvenioRDM record": "inveniordm",
    "an OpenAlex work": "openalex",
}

_TYPE = re.compile(r'"type"\s*:\s*"([A-Za-z_.-]{1,40})"')
_TITLE = re.compile(r'"title"\s*:\s*(\[|")')
_MESSAGE = re.compile(r'"message-type"\s*:\s*"work')
_DOI_LIST = re.compile(r'"DOI"\s*:\s*"10\.')
_OTHER_SIGNS = re.compile(
    r'"(?:@context|authorships|contributorRoles|contributors|creators|schema_version|schemaVersion|resource_type|rightsList|pids|conceptdoi)"\s*:'
)
# a map of DOIs to items, as some caches keep them: the CSL reader takes it apart
_DOI_MAP = re.compile(r'\s*\{\s*"10\.\d{4,9}/[^"]+"\s*:\s*[\[{]')
_JSON_START = re.compile(r"\s*[\[{]")


def kind(members: Mapping[str, Any]) -> Kind:
    """What the object with these members is."""
    word = members.get("type")
    title = members.get("title")
    has = members.__contains__
    if has("uuid") and any(map(has, _PURE_MEMBERS)):
        return PURE
    for names, name in _OTHERS:
        if all(map(has, names)) and not (isinstance(word, str) and word in _CSL_TYPES | _CROSSREF_TYPES and has("DOI")):
            reader = _READERS.get(name, "")
            return Kind(name, reader, f"read it with --from {reader}" if reader else _CANNOT)
    if isinstance(word, str) and word in _CROSSREF_TYPES:
        return CROSSREF
    if isinstance(word, str) and word in _CSL_TYPES:
        return CSL
    if isinstance(title, list) and (has("DOI") or any(map(has, _CROSSREF_MEMBERS))):
        return CROSSREF
    if isinstance(word, str) and word in _SHARED_TYPES:
        return CSL
    if has("DOI") and any(map(has, ("indexed", "reference-count", "issn-type"))):
        return CROSSREF
    if any(map(has, _CSL_MEMBERS)) or (has("id") and any(map(has, ("issued", "author", "title", "container-title", "DOI")))):
        return CSL
    if isinstance(word, str) and (isinstance(title, str) or has("DOI")):
        return CSL
    return _UNKNOWN


def rate(head: str, reader: str) -> int:
    """How surely the file that begins with `head` is of the format `reader` ("crossref" or "csl-json"), 0 to 100."""
    scores = _rates(head[:65536].removeprefix("\ufeff"))
    return scores[0] if reader == "crossref" else scores[1]


@functools.lru_cache(maxsize=4)
def _rates(head: str) -> tuple[int, int]:
    if not _JSON_START.match(head):
        return 0, 0
    if _MESSAGE.search(head):
        return 98, 2
    if _DOI_MAP.match(head):
        return 2, 90
    words = _TYPE.findall(head)
    titles = _TITLE.findall(head)
    lists, strings = titles.count("["), titles.count('"')
    by_type = (
        sum(word in _CROSSREF_TYPES and word not in ("journal", "other", "grant") for word in words),
        sum(word in _CSL_TYPES for word in words),
    )
    if by_type[0] != by_type[1]:
        return (90, 10) if by_type[0] > by_type[1] else (10, 90)
    crossref = lists + 2 * sum(f'"{name}"' in head for name in _CROSSREF_MEMBERS[:3])
    csl = strings + 2 * sum(f'"{name}"' in head for name in _CSL_MEMBERS)
    own = [word for word in words if word in _CROSSREF_TYPES or word in _CSL_TYPES or word in _SHARED_TYPES]
    if _OTHER_SIGNS.search(head) or (not own and not (lists and _DOI_LIST.search(head)) and '"date-parts"' not in head):
        # some other JSON: the CSL reader says what it looks like
        return 0, 5
    return (90, 10) if crossref > csl else (10, 90)
