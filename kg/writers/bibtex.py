"""BibTeX: one entry a record, entry types of BibTeX proper, and BibLaTeX's field names where BibTeX has none.

The words of `type` and the entry type are chosen by vocab/imports/bibtex.toml read the other way round, so that what is written is
read again as what it was. LaTeX escapes come from values.latex. Sources: btxdoc (BibTeX), the biblatex manual, section 2.2.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from kg import resources
from kg.record import Agent, Contributor, Record
from kg.values import latex
from kg.writers.citation import Keys, kind_of, of_role, roles, values

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ARTICLES = ("article",)
PARTS = ("incollection", "inproceedings", "inbook")
#: numbered by their own number, where `number` of an article is its issue and of a book its place in a series
NUMBERED = ("techreport", "misc", "unpublished", "manual")


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """Writes one entry a record to `out`, as UTF-8, an empty line between them."""
    keys = Keys()
    separator = ""
    for record in records:
        out.write(f"{separator}{entry(record, keys.key(record))}".encode())
        separator = "\n"


def entry(record: Record, key: str) -> str:
    """The text of one entry."""
    kind = kind_of(record, "bibtex")
    rows = [f"@{kind}{{{key}"]
    verbatim = table()["verbatim"]["fields"]
    seen: dict[str, None] = {}
    for name, value in fields(record, kind):
        if value and name not in seen:
            seen[name] = None
            rows.append(f"  {name} = {value if name == 'month' else '{' + (_url(value) if name in verbatim else value) + '}'}")
    return ",\n".join(rows) + "\n}\n"


def fields(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    """Names and values of the fields in order, in LaTeX; a value may be "", and of two of one name the first counts."""
    text = latex.to_latex
    yield from _people(record)
    yield from _titles(record, kind)
    yield from _venue(record, kind)
    yield from _date(record)
    yield "volume", text(record.volume)
    if kind in (*ARTICLES, *PARTS):
        yield "number", text(record.issue or record.number)
    elif record.number:
        yield "number", text(record.number)
    else:
        yield "number" if record.series else "issue", text(record.series[0].number if record.series else record.issue)
    yield "pages", text(_pages(record))
    yield "eid", text(record.article_number)
    yield "pagetotal", str(record.num_pages or "")
    yield "volumes", str(record.num_volumes or "")
    yield "chapter", text(record.chapter)
    yield "edition", text(record.edition)
    yield "version", text(record.version)
    yield "type", text(_type(record, kind))
    yield from _publisher(record, kind)
    yield "language", text(", ".join(record.languages))
    yield "keywords", text(", ".join(keyword.value for keyword in record.keywords))
    yield "abstract", text("\n\n".join(abstract.value for abstract in record.abstracts[:1]))
    yield "note", text("; ".join(note.value for note in record.notes))
    yield "pubstate", _pubstate(record)
    yield from _identifiers(record)
    yield from (("url", link.url) for link in record.links if link.kind == "landing")
    yield "license", record.licences[0] if record.licences else ""
    yield "funding", text("; ".join(funding.value for funding in record.funding_text))


@functools.cache
def table() -> dict[str, Any]:
    """vocab/imports/bibtex.toml."""
    return resources.table("imports/bibtex")


def _people(record: Record) -> Iterator[tuple[str, str]]:
    """A field a role; the editor of a part is the editor of the whole."""
    hosts = record.host.contributors if record.host else []
    for field in dict.fromkeys(roles("bibtex").values()):
        people = [person for role, name in roles("bibtex").items() if name == field for person in of_role(record.contributors, role)]
        if field == "editor":
            people += of_role(hosts, "editor")
        yield field, " and ".join(name(person) for person in people)


def name(person: Contributor) -> str:
    """A name in BibTeX's grammar: "von Last, Jr, First", an organisation in braces."""
    agent: Agent = person.agent
    if agent.kind != "person":
        return "{" + latex.to_latex(agent.name) + "}"
    if not agent.family:
        return latex.to_latex(agent.name)
    particle = agent.particle if agent.particle and agent.family.startswith(agent.particle) else ""
    words = agent.family[len(particle) :].split()
    family = " ".join([*particle.split(), *(_guarded(word) for word in words)])
    dropping = agent.particle if agent.particle and not particle else ""
    given = _guarded(" ".join(part for part in (agent.given, dropping) if part))
    parts = [family, latex.to_latex(agent.suffix), given] if agent.suffix else [family, given]
    return ", ".join(parts).rstrip(" ") if given else ", ".join(parts).rstrip(" ,") + ("," if len(words) > 1 else "")


def _guarded(text: str) -> str:
    """A part of a name; in braces where its own "and", comma or small letter would be taken for grammar."""
    shown = latex.to_latex(text)
    return "{" + shown + "}" if "," in text or "and" in text.lower().split() else shown


def _titles(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    text = latex.to_latex
    full = record.titles[0].value if record.titles else ""
    short = record.short_title.value if record.short_title else ""
    subtitle = record.subtitles[0].value if record.subtitles else ""
    if short and subtitle and full == f"{short}: {subtitle}":
        yield "title", text(short)
        yield "subtitle", text(subtitle)
    else:
        yield "title", text(full)
        yield "subtitle", text(subtitle) if subtitle not in full else ""
        yield "shorttitle", text(short)
    yield "translatedtitle", text(record.other_titles[0].value if record.other_titles else "")


def _venue(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    text = latex.to_latex
    if record.host and record.host.titles:
        yield "booktitle", text(record.host.titles[0].value)
    if record.container and record.container.titles:
        yield "journal", text(record.container.titles[0].value)
        yield "shortjournal", text(record.container.short[0].value if record.container.short else "")
    if record.series and record.series[0].titles:
        yield "series", text(record.series[0].titles[0].value)
    if record.event:
        event = record.event
        yield "eventtitle", text(event.names[0].value if event.names else "")
        yield "venue", text(event.place)
        yield "eventdate", f"{event.start}/{event.end}" if event.end else event.start


def _date(record: Record) -> Iterator[tuple[str, str]]:
    date = record.issued or record.awarded
    year, month, day = (*date.split("-"), "", "")[:3]
    yield "year", year
    yield "month", MONTHS[int(month) - 1] if month else ""
    yield "day", day.lstrip("0")


def _pages(record: Record) -> str:
    if record.pages:
        return record.pages
    return record.page_start if record.page_start == record.page_end else f"{record.page_start}--{record.page_end}".strip("-")


def _publisher(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    text = latex.to_latex
    if record.institution:
        yield "school" if kind in ("phdthesis", "mastersthesis") else "institution", text(record.institution.name)
        yield "address", text(record.institution.place)
    if record.publisher:
        yield "publisher", text(record.publisher.name)
        yield "address", text(record.publisher.place)


def _pubstate(record: Record) -> str:
    """biblatex's word for the status; that a work is published goes without saying where it has a date."""
    if record.status in ("", "published"):
        return ""
    words = [word for word, status in table()["status"].items() if status == record.status]
    return str(words[0]) if words else ""


def _identifiers(record: Record) -> Iterator[tuple[str, str]]:
    found = record.identifiers
    yield "doi", next(iter(values(found, "doi")), "")
    yield "isbn", " ".join(dict.fromkeys(values([*found, *(record.host.identifiers if record.host else [])], "isbn")))
    issns = [*(record.container.identifiers if record.container else []), *(one for series in record.series for one in series.identifiers)]
    for field, scheme in (("issn", "issn"), ("eissn", "eissn"), ("issn-l", "issn-l")):
        yield field, " ".join(values(issns, scheme))
    arxiv = values(found, "arxiv")
    if arxiv:
        yield "eprint", arxiv[0]
        yield "eprinttype", "arxiv"
    for field, scheme in table()["scheme"].items():
        if scheme not in ("doi", "isbn", "arxiv") and field not in ("hdl", "nbn", "mr", "zblnumber"):
            yield field, latex.to_latex(next(iter(values(found, scheme)), ""))


def _url(value: str) -> str:
    """A value that is no LaTeX: only braces that do not balance are changed, percent-encoded."""
    depth = 0
    for character in value:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            break
    return value if depth == 0 else value.replace("{", "%7B").replace("}", "%7D")


def _type(record: Record, kind: str) -> str:
    """The word for `type`: the degree of a thesis, the word that tells this type from others of its entry type, else the source's own."""
    word = type_word(record.type, record.variant, kind)
    own = record.degree or (record.genre[0].value if record.genre else "")
    return own if (own and imported(kind, own) in ((record.type, record.variant), (record.type, ""))) or not word else word


def imported(kind: str, word: str) -> tuple[str, str]:
    """Type and variant that an entry of this kind with `type = {word}` is read as."""
    folded = word.casefold()
    for rule in table()["refine"]:
        if kind not in rule["entry"] or rule.get("field") != "type":
            continue
        if any(folded == one if rule.get("whole") else f" {one} " in f" {folded} " for one in rule["words"]):
            return rule["type"], rule.get("variant", "")
    return table()["entry"].get(kind, "other"), table()["variant"].get(kind, "")


@functools.cache
def type_word(kind: str, variant: str, entry_type: str) -> str:
    """The word for `type` by which a reader tells this type, "" where the entry type says it all or no word can."""
    for wanted in ((kind, variant), (kind, "")):
        if imported(entry_type, "") == wanted:
            return ""
        for rule in table()["refine"]:
            if entry_type in rule["entry"] and rule.get("field") == "type":
                for word in rule["words"]:
                    if imported(entry_type, word) == wanted:
                        return str(word).capitalize()
    return ""
