"""What the parts of the DataCite reader share: one record in the making, and how its names read in XML and in JSON.

Design: DataCite's JSON is its XML in other clothes: <titles><title titleType="..."> is titles[] with the members title and titleType.
`items` gives the members of such a list in either form; an attribute and a member go by one name (Cursor.attr). The spelling of names
changed over the years (schemeURI, schemeUri; creatorName, name), so all are tried.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from kg import resources
from kg.record import Container, Contributor, Host, Identifier, Link
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, text

_HOST = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)
_LOOSE = re.compile(r"[\s_/-]+|\.(?:org|com|net|io|info)\b.*")


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of DataCite."""
    return resources.table("imports/datacite")


@functools.cache
def unknown() -> frozenset[str]:
    """The words that stand for nothing, in lower case."""
    return frozenset(rules()["unknown"]["words"])


def key(word: str) -> str:
    """A word as tables write it: lower case, without blanks and hyphens; of an address the name of its host ("https://orcid.org/")."""
    return _LOOSE.sub("", _HOST.sub("", word.casefold()))


class Work:
    """One record in the making. `at` is the <resource> or the object with the members; `home` where what is around the work belongs.

    `around` holds the texts of the related items and identifiers: the API repeats them in its member container. `agents` are by field,
    role and name the list that an agent stands in, and what stands there.
    """

    def __init__(self, draft: Draft, at: Cursor) -> None:
        self.draft, self.at, self.record = draft, at, draft.record
        self.home: dict[str, Any] = {"home": "self"}
        self.around: set[str] = set()
        self.agents: dict[tuple[str, str, str], tuple[list[Contributor], Contributor]] = {}

    def items(self, many: str, one: str, at: Cursor | None = None) -> list[Cursor]:
        """The members of the list `many` (<many><one/></many> or many[]); a member that stands alone, as older versions write it."""
        at = self.at if at is None else at
        return (at.all(f"{many}/{one}") if self.draft.is_xml else at.all(many)) or at.all(one)

    def said(self, at: Cursor) -> str:
        """Its text; "" where a word stands there that says that nothing is known (":unav")."""
        found = at.text
        return "" if found.casefold() in unknown() else found

    def words(self, at: Cursor) -> str:
        """Its text in paragraphs; XML that holds escaped HTML ("&lt;p&gt;", a habit in descriptions and titles) is read as HTML."""
        escaped = self.draft.is_xml and "<" in at.raw and not any(True for _ in at)
        return text.plain(at.raw) if escaped else at.paragraphs

    def container(self) -> Container:
        """The journal around the work, made if there is none yet."""
        if self.record.container is None:
            self.record.container = Container(kind=self.home.get("kind", "journal"))
        return self.record.container

    def host(self) -> Host:
        """The book or proceedings around the work, made if there is none yet."""
        if self.record.host is None:
            self.record.host = Host(type=self.home.get("host", "book"))
        return self.record.host

    def link(self, at: Cursor, kind: str = "landing") -> None:
        """The address as a link, once."""
        url = at.text
        found = next((n for n, known in enumerate(self.record.links) if known.url == url), len(self.record.links))
        at.use(f"links[{found}]")
        if found == len(self.record.links):
            self.record.links.append(Link(url, kind))

    def identify(self, at: Cursor, type_: Cursor, field: str, table: str = "identifiers") -> Identifier | None:
        """The identifier at `at`, whose scheme `type_` names; None where it is a web address of no scheme (then not taken)."""
        scheme = rules()[table].get(key(type_.text), "")
        type_.use(field)
        if scheme in ("", "address"):
            found = identifiers.from_url(at.text)
            if found is None and not type_.text and (doi := identifiers.doi(at.text)):
                found = Identifier("doi", doi)
            if found is not None and table == "agents":
                found = _of_agent(found)
            if found is not None:
                at.use(field)
                return found
            if scheme == "address" and ":" in at.text:
                return None
        if scheme in ("", "address", "text"):
            at.use(field)
            named = key(type_.text) not in ("", "other", key(at.text.partition(":")[0]))
            return Identifier("text", f"{type_.text}:{at.text}" if named else at.text)
        return serial(scheme, at, field)


def _of_agent(found: Identifier) -> Identifier | None:
    """The identifier of a person or organisation that an address holds; None for one that names works."""
    if found.scheme == "doi":
        return Identifier("funder", found.value) if found.value.startswith("10.13039/") else None
    return found if found.scheme in rules()["agents"].values() else None


def serial(scheme: str, at: Cursor, field: str) -> Identifier:
    """The identifier of this scheme; an ISSN of any medium is checked as ISSN."""
    if scheme in ("eissn", "issn-l"):
        found = at.identify("issn", field)
        return Identifier(scheme, found.value) if found.scheme == "issn" else found
    return at.identify(scheme, field)


def first(item: Cursor, *names: str) -> Cursor:
    """The first of these attributes or members that is there; else nothing (a cursor that is false)."""
    found = item.attr(names[0])
    for name in names[1:]:
        found = found or item.attr(name)
    return found
