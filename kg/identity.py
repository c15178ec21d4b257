"""Identity: Record -> key and IRIs.

Design: every IRI of the output is made here, by the rules of docs/mapping.md ("IRIs"). A work's key is its Pure UUID, else its
DOI, else a hash over type, title, year, first family name and container (weak: it changes with them). People and
organisations without an identifier get an IRI inside their work and are never merged by name. There are no blank nodes but the
cells of lists. `Names` holds what one record needs while it is mapped: which names are taken, so that two authors of one name
stay two and a person in two roles stays one.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
import urllib.parse

from kg import terms
from kg.record import Agent, Concept, Container, Event, File, Grant, Host, Identifier, Metric, Record, Series

DEFAULT_BASE = "https://example.org/"
_MAX_KEY = 150
_ALPHANUMERIC = re.compile("[a-z0-9]+")
_NOT_PLAIN = re.compile(rb"[^a-z0-9.-]")
_ESCAPED = {code: f"_{code:02x}" for code in range(128) if _NOT_PLAIN.match(bytes([code]))}
# what stands in an IRI as it is
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_~!$&'()*+,;=:@-]*")
_ISSN_ORDER = {"issn-l": 0, "issn": 1, "eissn": 2}


def esc(text: str) -> str:
    """`text` as one path segment: lower case, every byte outside [a-z0-9.-] as "_" and two hex digits, a final "." too.

    >>> esc("10.1000/A_b")
    '10.1000_2fa_5fb'
    """
    if text.isascii():  # as nearly all are
        escaped = text.lower().translate(_ESCAPED)
    else:
        escaped = _NOT_PLAIN.sub(lambda match: b"_%02x" % match[0][0], text.lower().encode("utf-8", "replace")).decode("ascii")
    return escaped[:-1] + "_2e" if escaped.endswith(".") else escaped


def slug(text: str, position: int = 1) -> str:
    """A readable name: NFKC, casefold, runs outside letters and digits as "-"; cut at 60 characters, with a hash; empty: "n{position}"."""
    if text.isascii():
        name = "-".join(_ALPHANUMERIC.findall(text.lower()))
    else:
        folded = unicodedata.normalize("NFKC", text).casefold()
        name = "-".join("".join(c if c.isalnum() else " " for c in folded).split())
    if len(name) > 60:
        name = f"{name[:60].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return name or f"n{position}"


def first(identifiers: list[Identifier], *schemes: str) -> str:
    """The first value whose scheme is one of `schemes`, tried in that order; "" if there is none."""
    for scheme in schemes:
        for item in identifiers:
            if item.scheme == scheme:
                return item.value
    return ""


def key(record: Record) -> str:
    """The record's key: one path segment, stable for the same source (docs/mapping.md, "IRIs")."""
    if uuid := first(record.identifiers, "pure-uuid"):
        return uuid
    if doi := first(record.identifiers, "doi"):
        name = "doi-" + esc(doi)
        return name if len(name) <= _MAX_KEY else "doi-sha256-" + hashlib.sha256(doi.encode()).hexdigest()[:32]
    return "x-" + weak_hash(record)


def weak_hash(record: Record) -> str:
    """16 hex digits over (type, title, year, first family name, container): equal for equal citations, changed when they change."""
    people = [c.agent for c in record.contributors]
    container = record.container.titles if record.container else (record.host.titles if record.host else [])
    parts: tuple[str, ...] = (
        record.type,
        slug_text(record.titles[0].value if record.titles else ""),
        (record.issued or record.online or record.awarded)[:4],
        slug_text((people[0].family or people[0].name) if people else ""),
        slug_text(container[0].value if container else ""),
    )
    if not any(parts[1:]):  # nothing to tell it by: whatever else the source says
        parts = (*parts, repr([(i.scheme, i.value) for i in record.identifiers]), repr(record.rest), repr(record.links), repr(record.notes))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def slug_text(text: str) -> str:
    """`text` without case, punctuation and spacing, for comparing titles and names."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def issn(identifiers: list[Identifier]) -> str:
    """The ISSN that names a serial: ISSN-L, else print, else electronic; the lowest of several of a kind; "" if there is none."""
    found = sorted((_ISSN_ORDER[i.scheme], i.value) for i in identifiers if i.scheme in _ISSN_ORDER)
    return found[0][1] if found else ""


class Names:
    """The IRIs (without brackets) of one record's nodes. `base` ends with "/"; `id_policy` is "minted" or "doi"."""

    def __init__(self, record: Record, *, base: str, id_policy: str = "minted", name: str = "") -> None:
        self.record = record
        self.base = base
        self.key = name or key(record)
        self.home = f"{base}work/{self.key}"
        doi = first(record.identifiers, "doi") if id_policy == "doi" else ""
        self.work = f"https://doi.org/{iri_part(doi)}" if doi else self.home
        self.graph = f"{base}graph/{self.key}"
        self._agents: dict[tuple[str, ...], list[str]] = {}
        self._journals: dict[int, str] = {}
        self._taken: dict[str, int] = {}

    def helper(self, name: str) -> str:
        """A hash IRI on the work; a name that is taken gets "-2", "-3"."""
        return self.free(f"{self.home}#{name}")

    def free(self, iri: str) -> str:
        """`iri`, with "-2", "-3" where this record has used it already."""
        result, number = iri, self._taken.get(iri, 0)
        while result in self._taken:
            number += 1
            result = f"{iri}-{number}"
        # the last number is remembered: ten thousand authors of one name would each count up from 2 else
        self._taken[iri] = max(number, 1)
        self._taken[result] = self._taken.get(result, 1)
        return result

    def agent(self, agent: Agent, occurrence: int, *, home: str = "") -> str:
        """The IRI of an agent; `occurrence` counts equal agents in one role, so two authors of one name are two. `home`: see `scoped`."""
        return self.identified(agent) or self.scoped(agent, occurrence, home or self.home)

    def identified(self, agent: Agent) -> str:
        """The IRI of an agent that has an identifier to be known by anywhere, else ""."""
        if not agent.identifiers:
            return ""
        identifiers, person = agent.identifiers, agent.kind == "person"
        if uuid := first(identifiers, "uuid", "pure-uuid"):
            return f"{self.base}{'person' if person else 'org'}/{uuid}"
        if person and (orcid := first(identifiers, "orcid")):
            return f"{self.base}person/orcid/{orcid}"
        if not person and (ror := first(identifiers, "ror")):
            return f"{self.base}org/ror/{ror}"
        return ""

    def scoped(self, agent: Agent, occurrence: int, home: str) -> str:
        """The IRI of an agent without an identifier, inside `home` (the work, or the shared host whose editor it is)."""
        own = repr(agent.identifiers) if agent.identifiers else ""
        marker = (home, agent.kind, agent.name, agent.given, agent.family, agent.suffix, own)
        known = self._agents.setdefault(marker, [])
        while len(known) <= occurrence:
            text = f"{agent.family} {agent.given}" if agent.family else agent.name
            kind = "person" if agent.kind == "person" else "org"
            known.append(self.free(f"{home}#{kind}-{slug(text, len(self._agents))}"))
        return known[occurrence]

    def journal(self, container: Container) -> str:
        """By ISSN, UUID, or (weak, the one exception to "never by name") by title."""
        if (known := self._journals.get(id(container))) is None:
            known = self._journals[id(container)] = self._journal(container)
        return known

    def _journal(self, container: Container) -> str:
        if number := issn(container.identifiers):
            return f"{self.base}journal/issn/{number}"
        if uuid := first(container.identifiers, "uuid", "pure-uuid"):
            return f"{self.base}journal/{uuid}"
        titles = container.titles or container.short
        if not titles or not any(c.isalnum() for c in titles[0].value):
            return f"{self.home}#journal"
        return f"{self.base}journal/title/{slug(titles[0].value)}"

    def volume(self, container: Container) -> str:
        return f"{self.journal(container)}/volume/{number_part(self.record.volume)}"

    def issue(self, container: Container) -> str:
        """Below its volume; without a volume below the year; else directly below the journal."""
        if self.record.volume:
            parent = self.volume(container)
        else:
            year = (self.record.issued or self.record.online)[:4]
            parent = self.journal(container) + (f"/{year}" if year else "")
        return f"{parent}/issue/{number_part(self.record.issue)}"

    def host(self, host: Host) -> str:
        """By UUID, by the lowest ISBN, else inside the work: a host is never identified by its title."""
        if uuid := first(host.identifiers, "uuid", "pure-uuid"):
            return f"{self.base}book/{uuid}"
        isbns = sorted(i.value for i in host.identifiers if i.scheme == "isbn")
        return f"{self.base}book/isbn/{isbns[0]}" if isbns else f"{self.home}#host"

    def series(self, series: Series, position: int) -> str:
        if number := issn(series.identifiers):
            return f"{self.base}series/issn/{number}"
        return f"{self.home}#series" + (f"-{position + 1}" if position else "")

    def event(self, event: Event) -> str:
        uuid = first(event.identifiers, "uuid", "pure-uuid")
        return f"{self.base}event/{uuid}" if uuid else f"{self.home}#event"

    def concept(self, concept: Concept) -> str:
        """The scheme's own IRI, else by the concept's own id, else by its label (lossless: labels that differ stay two)."""
        if concept.iri:
            return concept.iri
        name = concept.id or unicodedata.normalize("NFC", concept.label.value)
        label = urllib.parse.quote(name, safe="", errors="replace")
        return f"{self.base}concept/{slug(concept.scheme)}/{label}"

    def scheme(self, concept: Concept, own: str = "") -> str:
        return own or f"{self.base}concept/{slug(concept.scheme)}"

    def grant(self, grant: Grant, position: int) -> str:
        """Shared only where the funder has an identifier of its own and the grant a number."""
        funder = grant.funder
        if funder and grant.number:
            own = funder.identifiers
            owner = first(own, "ror") or esc(first(own, "funder")) or first(own, "uuid", "pure-uuid")
            if owner:
                return f"{self.base}grant/{owner}/{esc(grant.number)}"
        return f"{self.home}#grant-{position + 1}"

    def file(self, _file: File, position: int) -> str:
        return f"{self.home}#file-{position + 1}"

    def count(self, metric: Metric) -> str:
        return self.helper(f"citations-{slug(metric.source)}")

    def counter(self, metric: Metric) -> str:
        return f"{self.base}source/{slug(metric.source)}"


def iri_part(value: str) -> str:
    """`value` (a DOI, a handle) as it stands in an IRI: what RFC 3987 forbids, and "#", "?", "%", percent-encoded.

    >>> iri_part("10.1002/a<b>#c")
    '10.1002/a%3Cb%3E%23c'
    """
    if _SAFE.fullmatch(value):
        return value
    encoded = re.sub(r"[\x00-\x20<>\"{}|\\^`#?%\[\]]", lambda m: f"%{ord(m[0]):02X}", value)
    return terms.iri("x:" + encoded)[3:-1] if encoded else ""


@functools.lru_cache(maxsize=4096)
def number_part(number: str) -> str:
    """A volume or issue number in an IRI: leading zeros dropped (the literal keeps them)."""
    return esc(re.sub(r"^0+(?=\d)", "", number.strip()))
