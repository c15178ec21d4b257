"""What the readers of catalogue and repository records share: identifiers once each, dates with doubts, roles, rights, where a work stands.

Design: each function fills the draft's record from a cursor and takes it, so the account of kg/sources/tree.py stays whole. The facts are
tables: vocab/imports/relators.toml (roles), genres.toml (kinds, access).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kg import resources
from kg.record import Agent, Container, Contributor, Grant, Host, Identifier, Link, Record, Relation, Series, Text
from kg.sources import genres
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, isbd, licences, names, pages, text

_MORE = {
    "doubtful": "the source marks it as uncertain",
    "range": "the source names several",
    "part": "a part of it is not known",
}
_JOURNAL_TYPES = (
    "journal-article review-article data-paper editorial letter commentary correction book-review journal-abstract retraction "
    "newspaper-article magazine-article blog-post special-issue peer-review"
)
_SERIES_TYPES = (
    "book edited-book reference-book proceedings thesis thesis-doctoral thesis-master thesis-bachelor report working-paper memorandum "
    "standard map composition chapter reference-entry"
)
#: types whose container is a journal, and types that stand in a book
IN_JOURNALS = frozenset(_JOURNAL_TYPES.split())
#: types of which an ISSN is the series'
IN_SERIES = frozenset(_SERIES_TYPES.split())
IN_BOOKS = frozenset(("chapter", "reference-entry", "conference-paper", "conference-abstract", "poster"))


def relators() -> dict[str, Any]:
    """The table of MARC relators and authority files."""
    return resources.table("imports/relators")


# ---- identifiers ----


def add(
    draft: Draft, at: Cursor, scheme: str, value: str = "", *, into: list[Identifier] | None = None, field: str = "identifiers"
) -> None:
    """Adds the identifier to the record's (or to `into`, which is `field`), once; a failed one goes in as text, with an issue."""
    target = draft.record.identifiers if into is None else into
    normal, _ = identifiers.identifier(scheme, value or at.text, field="")
    if (field, normal.scheme, normal.value) in draft.met:
        at.use(field)
        return
    found = at.identify(scheme, f"{field}[{len(target)}]", value=value)
    if found.value and draft.fresh(field, found.scheme, found.value):
        target.append(found)


def series_number(draft: Draft, at: Cursor, scheme: str = "issn", value: str = "") -> None:
    """Adds an ISSN beside a book, a report or a thesis: it is the series'."""
    number = _series_of(draft.record)
    add(draft, at, scheme, value, into=draft.record.series[number].identifiers, field=f"series[{number}].identifiers")


def _series_of(record: Record) -> int:
    """The series that an ISSN belongs to: the only one, else the one without a title."""
    if len(record.series) == 1:
        return 0
    found = next((number for number, one in enumerate(record.series) if not one.titles), -1)
    if found < 0:
        record.series.append(Series())
        return len(record.series) - 1
    return found


def serials_aside(record: Record, found: list[Identifier]) -> list[Identifier]:
    """The identifiers of a book without ISSNs, which go to its series."""
    issns = [one for one in found if one.scheme in ("issn", "eissn", "issn-l")]
    if issns:
        record.series[_series_of(record)].identifiers += issns
    return [one for one in found if one not in issns]


def of_form(value: str) -> Identifier | None:
    """The identifier that a text states by its form: an address of a resolver, "doi:10...", "urn:nbn:..."; None for anything else."""
    value = text.tidy(value)
    if found := identifiers.from_url(value):
        return found
    low = value.lower()
    for prefix, scheme in _PREFIXES:
        if low.startswith(prefix):
            normal = identifiers.identifier(scheme, value if scheme in ("urn", "isbn", "issn") else value[len(prefix) :].strip(), field="")
            return normal[0] if normal[1] is None else None
    if re.match(r"10\.[0-9]{4,9}/", value) and (doi := identifiers.doi(value)):
        return Identifier("doi", doi)
    return None


_PREFIXES = (
    ("urn:isbn:", "isbn"),
    ("urn:issn:", "issn"),
    ("urn:doi:", "doi"),
    ("info:doi/", "doi"),
    ("info:pmid/", "pmid"),
    ("info:hdl/", "handle"),
    ("urn:", "urn"),
    ("doi:", "doi"),
    ("hdl:", "handle"),
    ("isbn:", "isbn"),
    ("isbn ", "isbn"),
    ("issn:", "issn"),
    ("issn ", "issn"),
    ("pmid:", "pmid"),
    ("pmcid:", "pmcid"),
    ("arxiv:", "arxiv"),
    ("oai:arxiv.org:", "arxiv"),
)


def is_address(value: str) -> bool:
    """Whether a text is an absolute web address."""
    return bool(re.fullmatch(r"(?:https?|ftp)://[^\s<>\"{}|\\^`]{3,2000}", value, re.IGNORECASE))


def add_link(draft: Draft, at: Cursor, kind: str = "landing", value: str = "") -> None:
    """Adds a web address, once; what is none stays in rest."""
    url = value or at.text
    if not is_address(url):
        return
    if not draft.fresh("links", url):
        at.use("links")
        return
    at.use(f"links[{len(draft.record.links)}]")
    draft.record.links.append(Link(url, kind))


# ---- dates ----


def date(draft: Draft, at: Cursor, field: str, value: str = "") -> str:
    """The date of a catalogue; where the source says more than a date can, the text stays in rest and R340 tells; no date: R008."""
    written = value or at.text
    if not written:
        return ""
    found = dates.catalogued(written)
    if not found.date:
        if re.search(r"[0-9]", written):
            draft.complain("R008", at, field=at.keep(value), value=written, path=at.path, taken="nothing")
        return ""
    if found.more:
        at.keep(value)
        draft.complain("R340", at, field=field, value=written, taken=found.date, more=_MORE[found.more])
        draft.mark(field, at)
    else:
        at.use(field)
    return found.date


def put_date(draft: Draft, field: str, at: Cursor, value: str = "") -> bool:
    """Fills an empty date field; whether it did."""
    if not at or getattr(draft.record, field):
        return False
    found = date(draft, at, field, value)
    if found:
        setattr(draft.record, field, found)
    return bool(found)


# ---- agents ----


def role(word: str) -> str:
    """The role of a relator code, its address or word: a row of roles.toml, "=institution", "=publisher", "=funder"; "" if unknown."""
    word = text.tidy(word).rstrip(".,;: ")
    if match := re.fullmatch(r"https?://id\.loc\.gov/vocabulary/relators/([a-z]{3})/?", word):
        word = match[1]
    rows = relators()
    code = word.lower()
    code = code if code in rows["roles"] else rows["codes"].get(code, rows["codes"].get(f"{code}.", ""))
    return str(rows["roles"].get(code, ""))


def agent(name: str, kind: str) -> Agent:
    """The agent of a heading: `kind` "person" (inverted or natural), "organisation", or "" where only the name can tell."""
    name = isbd.ended(name)
    if kind == "organisation":
        return names.organisation(name)
    found = names.inverted(name)
    if kind == "person" and found.kind != "person":
        family, comma, given = name.partition(",")
        found = names.person(family=family, given=given) if comma else Agent(name=name)
    return found


def credit(draft: Draft, who: Contributor, field: str, at: Cursor) -> None:
    """Puts an agent where its role belongs: among the contributors, or in the field that "=..." names."""
    record = draft.record
    if who.role == "=institution" and record.institution is None:
        record.institution = who.agent
        draft.mark("institution", at)
    elif who.role == "=publisher" and record.publisher is None:
        record.publisher = who.agent
        draft.mark("publisher", at)
    elif who.role == "=funder":
        draft.mark(f"funding[{len(record.funding)}]", at)
        record.funding.append(Grant(funder=who.agent))
    else:
        if who.role.startswith("="):
            who.role = "contributor"
        known = (repr(one) for one in (*who.agent.identifiers, *who.affiliations, who.name_as_written))
        if draft.fresh("contributors", who.agent.name, who.role, *known):
            draft.mark(field, at)
            record.contributors.append(who)


# ---- texts ----


def add_text(draft: Draft, at: Cursor, field: str, lang: str = "", value: str = "") -> None:
    """Adds a text to a list of the record, once."""
    into: list[Text] = getattr(draft.record, field)
    words = value or at.paragraphs
    if not words or not draft.fresh(field, words):
        at.use(field)
        return
    at_field = f"{field}[{len(into)}]"
    at.use(at_field)
    into.append(Text(words, lang or at.lang(f"{at_field}.lang")))


def add_title(draft: Draft, at: Cursor, title: Text) -> None:
    """The first title is the title; another in a language of its own is one too, any other is a variant."""
    record = draft.record
    if not title.value:
        return
    if not record.titles or (title.lang and draft.lang != title.lang and draft.fresh("title languages", title.lang)):
        if not record.titles:
            draft.fresh("title languages", title.lang)
        draft.fresh("titles", title.value)
        at.use(f"titles[{len(record.titles)}]")
        record.titles.append(title)
        return
    add_variant(draft, at, title)


def add_variant(draft: Draft, at: Cursor, title: Text) -> None:
    """Adds a variant title, once."""
    if not title.value or not draft.fresh("titles", title.value):
        at.use("other_titles")
        return
    at.use(f"other_titles[{len(draft.record.other_titles)}]")
    draft.record.other_titles.append(title)


def rights(draft: Draft, at: Cursor) -> None:
    """Rights: an access word or address, a licence, else a text."""
    record = draft.record
    written = at.text
    if not written:
        return
    if found := genres.access(written):
        if record.access in ("", found):
            record.access = found
            at.use("access")
    elif iri := licences.canonical(written):
        at.use(f"licences[{len(record.licences)}]")
        if iri not in record.licences:
            record.licences.append(iri)
    else:
        add_text(draft, at, "rights", value=at.text)


def add_pages(draft: Draft, at: Cursor, value: str = "") -> bool:
    """Fills the pages, where none are known yet; whether it did."""
    record = draft.record
    if record.page_start or record.pages:
        return False
    found = pages.parse(value or at.text)
    if not any(found):
        return False
    record.page_start, record.page_end, record.pages = found
    at.use("page_start" if found.start else "pages")
    return True


_PAGES = re.compile(
    r"[^0-9]*+([0-9]{1,5})\s*(?:numbered\s)?"
    r"(?:p(?:\.|ages?\b|p\.?|g\.)?|s(?:\.|eiten|ider|\b)|bl\.?|leaves|l\.?|páginas|f\.?)",
    re.IGNORECASE,
)
_VOLUMES = re.compile(r"([0-9]{1,3})\s*(?:v\b\.?|vols?\b\.?|volumes?|bände|bde?\.?)", re.IGNORECASE)
_PICTURES = re.compile(r"(?<=p\.)\s+[0-9]{1,4}\s+illus\b\.?(?:,?\s[^()]{1,60})?(?=\)|$)")
_ASIDE = re.compile(r"\(([^()]{1,60})\)")


def extent(draft: Draft, at: Cursor) -> None:
    """The number of pages or volumes where one number states it ("xii, 402 p. : ill. ; 24 cm"); the text stays in rest if it says more."""
    record, written = draft.record, at.text
    first = re.split(r"\s*[:;+]\s*", written[:200])[0]
    plain = re.sub(r"[\[\]]", "", first).strip(" .")
    field, whole = "", ""
    if match := _VOLUMES.match(plain):
        field, whole = "num_volumes", match[0]
    else:
        # "1 online resource (304 pages)", "1 online resource (XII, 330 p. 64 illus., 42 illus. in color)"
        plain = _PICTURES.sub("", plain)
        for one in (_ASIDE.sub("", plain).strip(" ."), *_ASIDE.findall(plain)):
            if match := _PAGES.fullmatch(one.strip(" .")):
                field, whole = "num_pages", match[0]
                break
    if match is None:
        return
    if not getattr(record, field):
        setattr(record, field, int(match[1]))
        draft.mark(field, at)
    if re.sub(r"[\W_]+", "", written) == re.sub(r"[\W_]+", "", whole) and whole[0].isdigit():
        at.use(field)
    else:
        at.keep()


# ---- where it stands ----


class Around(NamedTuple):
    """What a source says of the work around this one. `kind`: "journal", "magazine", "newspaper", "website", "book", "proceedings", ""."""

    titles: list[Text]
    short: list[Text]
    identifiers: list[Identifier]
    contributors: list[Contributor]
    kind: str = ""


def home(record: Record, around: Around, *, numbered: bool = False) -> str:
    """Whether the work around this one is its "container" (a journal) or its "host" (a book); "" where nothing tells."""
    if around.kind in ("journal", "magazine", "newspaper", "website"):
        return "container"
    if around.kind in ("book", "proceedings", "edited-book", "reference-book"):
        return "host"
    serial = any(one.scheme in ("issn", "eissn", "issn-l") for one in around.identifiers)
    book = any(one.scheme == "isbn" for one in around.identifiers)
    if record.type in IN_BOOKS:
        return "container" if serial and not book else "host"
    if record.type in IN_JOURNALS:
        return "host" if book and not serial else "container"
    if book != serial:
        return "host" if book else "container"
    return "container" if numbered else ""


def settle(draft: Draft, around: Around, at: Cursor, *, numbered: bool = False) -> str:
    """Fills container or host from what is around the work, and the type where it is still open; "container", "host" or ""."""
    record = draft.record
    if not (around.titles or around.identifiers):
        return ""
    where = home(record, around, numbered=numbered)
    if where == "container" and record.container is None:
        kind = around.kind if around.kind in ("magazine", "newspaper", "website") else "journal"
        record.container = Container(around.titles, around.short, kind, around.identifiers)
        if record.type == "other":
            record.type = {"magazine": "magazine-article", "newspaper": "newspaper-article"}.get(kind, "journal-article")
    elif where == "host" and record.host is None:
        kind = around.kind or {"reference-entry": "reference-book", "chapter": "book"}.get(
            record.type, "proceedings" if record.type in IN_BOOKS else "book"
        )
        if record.type == "other":
            record.type = "conference-paper" if kind == "proceedings" else "chapter"
        record.host = Host(around.titles, around.short, kind, serials_aside(record, around.identifiers), around.contributors)
    else:
        return ""
    draft.mark(where, at)
    return where


def left(draft: Draft, around: Around, at: Cursor) -> None:
    """A work around this one that is neither journal nor book, or a second one: a relation; what a relation cannot hold stays in rest."""
    record = draft.record
    if not (around.titles or around.identifiers):
        return
    draft.mark(f"relations[{len(record.relations)}]", at)
    text = around.titles[0].value if around.titles else ""
    record.relations.append(Relation("part-of", identifier=next(iter(around.identifiers), None), text=text))
    more = [*(one.value for one in (*around.titles[1:], *around.short)), *(f"{one.scheme}:{one.value}" for one in around.identifiers[1:])]
    more += [text] if text and around.identifiers else []
    record.rest += [(at.path, one) for one in (*more, *(one.agent.name for one in around.contributors))]
