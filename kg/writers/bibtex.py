"""BibTeX: one entry a record, entry types of BibTeX proper, and BibLaTeX's field names where BibTeX has none.

The words of `type` and the entry type are chosen by vocab/imports/bibtex.toml read the other way round, so that what is written is
read again as what it was. LaTeX escapes come from values.latex. Sources: btxdoc (BibTeX), the biblatex manual, section 2.2.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from kg import resources
from kg.record import Agent, Record
from kg.values import languages, latex, names
from kg.values.identifiers import is_repository
from kg.writers.citation import Keys, kind_of, of_role, roles, values

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


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
    text = _value
    yield from _people(record)
    yield from _titles(record, kind)
    yield from _venue(record, kind)
    yield from _date(record)
    yield "volume", text(record.volume)
    yield from _numbers(record)
    yield "pages", text(_pages(record))
    yield "eid", text(record.article_number)
    yield "pagetotal", str(record.num_pages or "")
    yield "volumes", str(record.num_volumes or "")
    yield "chapter", text(record.chapter)
    yield "edition", text(record.edition)
    yield "version", text(record.version)
    yield "type", text(_type(record, kind))
    yield "degree", text(record.degree)
    yield from _publisher(record, kind)
    yield "location", text(record.country)
    yield "language", text(", ".join(_language(tag) for tag in record.languages))
    yield "keywords", _keywords([keyword.value for keyword in record.keywords])
    yield "abstract", text("\n\n".join(abstract.value for abstract in record.abstracts[:1]))
    yield "note", text(record.notes[0].value if record.notes else "")
    yield "addendum", text("; ".join(note.value for note in record.notes[1:]))
    yield "pubstate", _pubstate(record)
    yield from _identifiers(record)
    landing, code = ([link.url for link in record.links if link.kind == kind] for kind in ("landing", "repository"))
    shown = [*landing, *filter(is_repository, code if record.type == "software" else ())][:1]
    yield "url", "".join(shown)
    yield "repository", " ".join(url for url in code if url not in shown)
    yield "link", " ".join(link.url for link in record.links if link.kind == "see-also")
    yield "howpublished", f"\\url{{{_url(landing[1])}}}" if len(landing) > 1 else ""
    yield from (("pdf", file.url) for file in record.files)
    yield from (("license", licence) for licence in record.licences)
    yield from (("license", text(rights.value)) for rights in record.rights)
    yield from (("funding", text(funding.value)) for funding in record.funding_text)


def _numbers(record: Record) -> Iterator[tuple[str, str]]:
    """`number` of a journal article is its issue, of a book its place in a series, else the document's own number."""
    text = _value
    number = record.series[0].number if record.series and not record.container else ""
    if record.container:
        yield "number", text(record.issue or record.number)
    else:
        yield "number", text(record.number or number)
        yield "issue", text(record.issue)


def _language(tag: str) -> str:
    """The language's English name where it says the same as the tag, as BibTeX has it."""
    word = languages.name(tag)
    return word if languages.parse(word) == tag else tag


def _keywords(words: list[str]) -> str:
    """Keywords parted by commas; one with a comma or semicolon in it stands in braces, two pairs, for one alone would be opened."""
    mark = "; " if any(";" in word for word in words) else ", "
    return mark.join("{{" + _value(word) + "}}" if "," in word or ";" in word else _value(word) for word in words)


@functools.cache
def table() -> dict[str, Any]:
    """vocab/imports/bibtex.toml."""
    return resources.table("imports/bibtex")


@functools.cache
def _fields_of_roles() -> dict[str, list[str]]:
    """Field -> the roles written in it: by roles.toml, else the field that is read as this role."""
    found: dict[str, list[str]] = {}
    for role, field in roles("bibtex").items():
        found.setdefault(field, []).append(role)
    for field, role in table()["role"].items():
        if role not in roles("bibtex") and all(role not in known for known in found.values()):
            found.setdefault(field, []).append(role)
    return found


def _people(record: Record) -> Iterator[tuple[str, str]]:
    """A field a role; the editor of a part is the editor of the whole."""
    hosts = record.host.contributors if record.host else []
    for field, known in _fields_of_roles().items():
        people = [person for role in known for person in of_role(record.contributors, role)]
        if field == "editor":
            people += of_role(hosts, "editor")
        yield field, " and ".join(name(person.agent) for person in people)
    yield "bookauthor", " and ".join(name(person.agent) for person in of_role(hosts, "author"))


def name(agent: Agent) -> str:
    """A name in BibTeX's grammar: "von Last, Jr, First", an organisation in braces.

    Braces guard what the grammar would take apart; the first form that is read as the same agent is taken.
    """
    if agent.kind != "person":
        return "{" + _value(agent.name) + "}"
    if not agent.family:
        return _value(agent.name)
    particle = agent.particle if agent.family.startswith(agent.particle) else ""
    dropping = "" if particle else agent.particle
    given = " ".join(part for part in (agent.given, dropping) if part)
    suffix = [_value(agent.suffix)] if agent.suffix else []
    forms = [
        [_value(agent.family), *suffix, _value(given)],
        ["{" + _value(agent.family) + "}", *suffix, _value(given)],
        ["{" + _value(agent.family) + "}", *suffix, "{" + _value(given) + "}" if given else ""],
        [_value(particle) + " {" + _value(agent.family[len(particle) :].strip()) + "}", *suffix, _value(given)],
    ]
    shown = [", ".join(form).removesuffix(", ") + ("," if not given else "") for form in forms]
    return next((text for text in shown if _reads_as(text, agent)), shown[0])


def _reads_as(text: str, agent: Agent) -> bool:
    found = names.bibtex_list(text)
    return len(found) == 1 and (found[0].name, found[0].family, found[0].particle, found[0].kind) == (
        agent.name,
        agent.family,
        agent.particle,
        agent.kind,
    )


def _titles(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    text = _value
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
    text = _value
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
    text = _value
    if record.institution:
        yield "school" if kind in ("phdthesis", "mastersthesis") else "institution", text(record.institution.name)
        yield "address", text(record.institution.place)
    if record.type in ("conference-paper", "proceedings"):
        yield "organization", text(" and ".join(person.agent.name for person in of_role(record.contributors, "sponsor")[:1]))
    if record.publisher:
        yield "publisher", text(record.publisher.name) if record.publisher.name else ""
        yield "address", text(record.publisher.place)


def _pubstate(record: Record) -> str:
    """biblatex's word for the status."""
    words = [word for word, status in table()["status"].items() if status == record.status]
    return str(words[0]) if words else ""


def _identifiers(record: Record) -> Iterator[tuple[str, str]]:
    found = record.identifiers
    yield "doi", next(iter(values(found, "doi")), "")
    yield "isbn", " ".join(dict.fromkeys(values([*found, *(record.host.identifiers if record.host else [])], "isbn")))
    issns = [*found]
    for holder in (record.container, *record.series):
        issns += holder.identifiers if holder else []
    for field, scheme in (("issn", "issn"), ("eissn", "eissn"), ("issn-l", "issn-l")):
        yield field, ", ".join(dict.fromkeys(values(issns, scheme)))
    arxiv = values(found, "arxiv")
    if arxiv:
        yield "eprint", arxiv[0]
        yield "eprinttype", "arxiv"
    for field, scheme in table()["scheme"].items():
        if scheme not in ("doi", "isbn", "arxiv") and field not in ("hdl", "nbn", "mr", "zblnumber"):
            yield field, _value(next(iter(values(found, scheme)), ""))


def _value(text: str) -> str:
    """`text` in LaTeX. BibTeX counts braces even behind a backslash: where they do not pair up they are spelled out."""
    shown = latex.to_latex(text)
    if ("{" in text or "}" in text) and not _balanced(text):
        shown = shown.replace("\\{", "$\\lbrace$").replace("\\}", "$\\rbrace$")
    return shown


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def _url(value: str) -> str:
    """A value that is no LaTeX: only braces that do not balance are changed, percent-encoded."""
    return value if _balanced(value) else value.replace("{", "%7B").replace("}", "%7D")


def _type(record: Record, kind: str) -> str:
    """The word for `type`: the one that tells this type from others of its entry type, unless the source's own word does that."""
    own = record.genre[0].value if record.genre else ""
    exact = imported(kind, own) == (record.type, record.variant)
    return own if exact else type_word(record.type, record.variant, kind) or own


def imported(kind: str, word: str) -> tuple[str, str]:
    """Type and variant that an entry of this kind with `type = {word}` is read as."""
    folded = word.casefold().replace("-", " ")
    for rule in table()["refine"]:
        if not folded or kind not in rule["entry"] or rule.get("field") != "type":
            continue
        if folded in rule["words"] or (not rule.get("whole") and _within(folded, tuple(rule["words"]))):
            return rule["type"], rule.get("variant", "")
    return table()["entry"].get(kind, "other"), table()["variant"].get(kind, "")


@functools.cache
def type_word(kind: str, variant: str, entry_type: str) -> str:
    """The word for `type` by which a reader tells this type, "" where the entry type says it all or no word can."""
    keys = table()["keys"]["type"]
    for wanted in ((kind, variant), (kind, "")):
        if imported(entry_type, "") == wanted:
            return ""
        rules = [rule for rule in table()["refine"] if entry_type in rule["entry"] and rule.get("field") == "type"]
        words = [word for rule in rules for word in rule["words"] if imported(entry_type, word) == wanted]
        if words:
            # a key of biblatex is no genre when it is read again
            return next((str(word) for word in words if word in keys), str(words[0]).capitalize())
    return ""


def _within(text: str, words: tuple[str, ...]) -> bool:
    return re.search(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", text) is not None
