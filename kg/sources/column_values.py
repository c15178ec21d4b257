"""Columns of single values: type, dates, numbers, pages, publisher, access."""

from __future__ import annotations

import collections
import functools
import re
from typing import Any

import msgspec

from kg import resources
from kg.record import Agent
from kg.sources.column_people import add, parts
from kg.sources.column_texts import add_genre
from kg.sources.column_work import Pair, Work, table
from kg.sources.flat import Value
from kg.sources.json_draft import degree as degree_of
from kg.sources.json_draft import line
from kg.sources.ris_entry import same
from kg.sources.ris_entry import table as ris
from kg.values import dates, licences, names, pages

_BOOKS = frozenset({"book", "edited-book", "reference-book", "multivolume-book", "proceedings"})
_THESES = frozenset({"thesis", "thesis-doctoral", "thesis-master", "thesis-bachelor"})
_REPORTS = frozenset({"report", "working-paper", "memorandum"})
_NUMBERED = frozenset({"patent", "standard", *_REPORTS})
_COUNT = re.compile(r"(?:[ivxlc]+,? ?)?([0-9]{1,5})(?: ?(?:p|pp|pages|S|Seiten)\.?)?", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,9}(?=(?:\.0+)?$)")


# ---- type ----------------------------------------------------------------------------------------------------------------------------


@functools.cache
def _words() -> dict[str, str]:
    """Words of types in lower case -> type/variant: ours, those of RIS, CSL, Crossref, BibTeX, and those of columns.toml, which win."""
    found: dict[str, str] = {}
    for name in ("crossref", "csl"):
        found |= {key: _row(row) for key, row in resources.table(f"imports/{name}")["types"].items()}
    found |= {key.casefold(): row["type"] for key, row in ris()["words"].items()}
    found |= {key.casefold(): value for key, value in ris()["types"].items()}
    found |= {key: key for key in resources.table("types")}
    found |= {key.replace("-", " "): value for key, value in found.items()}
    return found | {key.casefold(): value for key, value in table()["types"].items()}


def _row(row: dict[str, Any]) -> str:
    return "/".join(str(row[name]) for name in ("type", "variant") if row.get(name))


def kind(work: Work, pairs: list[Pair], field: str) -> None:
    """The type by the first word that is known; further words are the genre. A word "" of a table says nothing by itself."""
    del field
    record, settled = work.record, False
    known = collections.ChainMap(work.columns.types, _words())
    for _, value in pairs:
        whole = " ".join(value.text.split())
        words = (
            [whole] if whole.casefold() in known else [" ".join(part.split()) for part in re.split(r"[;|\n]", value.text) if part.strip()]
        )
        for word in words:
            found = known.get(word.casefold())
            if found and not settled:
                record.type, _, record.variant = found.partition("/")
                work.draft.take("type", value)
                settled = True
                if record.type == "other":
                    add_genre(work, word)
            elif found is None:
                work.draft.take("genre", value)
                add_genre(work, word)
                work.draft.complain("R370", value, field="type", text=word)
            else:
                work.draft.take("type", value)
                if found and found.partition("/")[0] != record.type:
                    add_genre(work, word)


def genre(work: Work, pairs: list[Pair], field: str) -> None:
    """A word beside the type: the degree of a thesis, a more exact type, else the genre."""
    for column, value in pairs:
        for word in map(line, parts(column, value.text)):
            row = ris()["words"].get(word.casefold())
            base = work.record.type
            work.draft.take(field, value)
            if base in _THESES and not work.record.degree:
                degree(work, [(column, value._replace(text=word))], "degree")
                work.draft.take("degree", value)
            elif row is not None and base in (*row["under"], "other"):
                work.record.type, _, work.record.variant = row["type"].partition("/")
                work.draft.take("type", value)
            elif row is None or row["type"].partition("/")[0] != base:
                add_genre(work, word)


def settle_type(work: Work) -> None:
    """Where no column states the type, it is told from what the record has; the user is told so."""
    if work.has("type"):
        return
    found = "other"
    if work.has("degree"):
        found = "thesis"
    elif work.has("container"):
        found = "journal-article"
    elif work.has("event"):
        found = "conference-paper"
    elif work.has("host"):
        found = "chapter"
    elif work.has("venue"):
        named = work.groups.get("venue", [(None, Value("", "", 0, 0))])[0][1].text
        meeting = bool(re.search(r"\b(?:proceedings|conference|symposium|workshop|congress)\b", named, re.IGNORECASE))
        found = "conference-paper" if meeting and not work.has("issue") else "journal-article"
    elif work.has("identifiers.isbn"):
        found = "book"
    elif work.has("issue", "identifiers.issn"):
        found = "journal-article"
    work.record.type = found
    if found != "other" and work.draft.values:
        work.draft.complain("R371", work.draft.values[0], field="type", text=found)


def status(work: Work, pairs: list[Pair], field: str) -> None:
    """The publication status, in our word for it."""
    for _, value in pairs:
        found = table()["status"].get(line(value.text).casefold())
        if found is None:
            work.draft.keep(value)
            continue
        work.draft.take(field, value)
        work.record.status = work.record.status or found


# ---- dates ---------------------------------------------------------------------------------------------------------------------------


def _date(text: str) -> str:
    """The date of a cell: as values.dates, and as RIS, spreadsheets (2014.0) and Inspec (04 2006) write it."""
    text = " ".join(text.split())
    if match := re.fullmatch(r"([0-9]{1,2}) ([0-9]{4})", text):
        text = f"{match[1]}/{match[2]}"
    found, other = dates.ris(text)
    return (found if not other else "") or dates.parse(re.sub(r"^([0-9]{4})\.0$", r"\1", text))


def date(work: Work, pairs: list[Pair], field: str) -> None:
    """A date at its own precision; of several the most exact that agree."""
    record = work.record
    for _, value in pairs:
        found = _date(value.text)
        known: str = getattr(record, field)
        if not found:
            work.draft.refuse(value, "a date", field)
        elif not known or (found.startswith(known) and found != known):
            work.draft.take(field, value)
            setattr(record, field, found)
        elif known.startswith(found):
            work.draft.take(field, value)
        else:
            kept = work.draft.keep(value)
            work.draft.complain("R369", value, field=kept, other=known, wanted=field)


def issued(work: Work, pairs: list[Pair], field: str) -> None:
    """The date of publication: whole, or year, month and day in columns of their own; a month that is a span or a season is kept."""
    date(work, pairs, field)
    years = work.groups.get("issued.year", [])
    date(work, years, field)
    year = work.record.issued[:4]
    months, days = work.groups.get("issued.month", []), work.groups.get("issued.day", [])
    for number, (_, value) in enumerate(months):
        text = " ".join(value.text.split())
        day = days[number][1] if number < len(days) else None
        found = _date(text) or (dates.of(year, text, _whole(day.text) if day else "") if year else "")
        if not found and year and re.fullmatch(r"[0-9]{1,2}\.0", text):
            found = dates.of(year, text[:-2])
        if not found or not found.startswith(year):
            work.draft.keep(value)
            continue
        if len(found) > len(work.record.issued):
            work.record.issued = found
        work.draft.take("issued", value)
        if day is not None and len(found) == 10:
            work.draft.take("issued", day)


def _whole(text: str) -> str:
    match = _WHOLE.match(text.strip())
    return match[0] if match else text


# ---- numbers -------------------------------------------------------------------------------------------------------------------------


def single(work: Work, pairs: list[Pair], field: str) -> None:
    """A text that a record has once: volume, issue, number, edition ...; another one is kept with an issue."""
    if field == "issue" and work.record.type in _NUMBERED:
        field = "number"
    elif field in ("edition", "volume") and work.record.type in ("software", "dataset"):
        field = "version"
    for _, value in pairs:
        words = (
            re.sub(r"^([0-9]{1,9})\.0$", r"\1", line(value.text)) if field in ("volume", "issue", "number", "chapter") else line(value.text)
        )
        known: str = getattr(work.record, field)
        if words and known and not same(words, known):
            kept = work.draft.keep(value)
            work.draft.complain("R369", value, field=kept, other=known, wanted=field)
        elif words:
            work.draft.take(field, value)
            setattr(work.record, field, known or words)


def count(work: Work, pairs: list[Pair], field: str) -> None:
    """A number of pages or volumes."""
    for _, value in pairs:
        match = _COUNT.fullmatch(_whole(value.text))
        if match is None:
            work.draft.refuse(value, "a number", field)
        elif not getattr(work.record, field):
            work.draft.take(field, value)
            setattr(work.record, field, int(match[1]))
        elif getattr(work.record, field) == int(match[1]):
            work.draft.take(field, value)
        else:
            work.draft.keep(value)


def pages_of(work: Work, pairs: list[Pair], field: str) -> None:
    """A page range; of a whole book, thesis or report a lone number is the number of its pages."""
    del field
    record = work.record
    for _, value in pairs:
        text = line(value.text)
        whole = _COUNT.fullmatch(text)
        if whole and record.type in _BOOKS | _THESES | _REPORTS and not record.num_pages:
            record.num_pages = int(whole[1])
            work.draft.take("num_pages", value)
        elif record.page_start or record.pages or not any(character.isalnum() for character in text):
            work.draft.keep(value)
        elif (not any(character.isdigit() for character in text) and not re.fullmatch(
            r"[ivxlcdm]+(?:\s*[-–]+\s*[ivxlcdm]+)?", text, re.IGNORECASE
        )) or re.search(r"https?://", text):
            work.draft.refuse(value, "pages", "pages")
        else:
            _set_pages(work, pages.parse(text), value, value)


def page_ends(work: Work, pairs: list[Pair], field: str) -> None:
    """First and last page in columns of their own; a range in the first says it all. A lone "e0815" is an article number."""
    del field
    ends = work.groups.get("page_end", [])
    start = pairs[0][1] if pairs else None
    end = ends[0][1] if ends else None
    if start is None or work.record.page_start or work.record.pages:
        for value in filter(None, (start, end)):
            work.draft.keep(value)
        return
    first, last = line(start.text), line(end.text) if end else ""
    if end is None and re.fullmatch(r"[eE][0-9]{3,}", first) and not work.record.article_number:
        work.record.article_number = first
        work.draft.take("article_number", start)
        return
    whole = pages.parse(first)
    if last and whole.start and whole.start == whole.end:
        both = pages.parse(f"{first}--{last}")
        whole = both if both.start == whole.start else pages.Pages(first, last, "")
    elif end is not None and not same(first, last):
        work.draft.keep(end)
        end = None
    _set_pages(work, whole, start, end or start)


def _set_pages(work: Work, found: pages.Pages, start: Value, end: Value) -> None:
    record = work.record
    record.page_start, record.page_end, record.pages = found
    for name in ("page_start", "page_end", "pages"):
        if getattr(record, name):
            work.draft.take(name, end if name == "page_end" else start)
    work.draft.take("page_start", end)


# ---- publisher and rights ------------------------------------------------------------------------------------------------------------


def publisher(work: Work, pairs: list[Pair], field: str) -> None:
    """The publisher; of a thesis or report the institution, of a patent the owner."""
    del field
    if work.record.type == "patent":
        for column, value in pairs:
            add(work, msgspec.structs.replace(column, role="assignee"), value, names.organisation(line(value.text)))
        return
    _agent(work, pairs, "institution" if work.record.type in _THESES | _REPORTS else "publisher")


def institution(work: Work, pairs: list[Pair], field: str) -> None:
    """Who grants the degree or issues the report."""
    _agent(work, pairs, field)


def _agent(work: Work, pairs: list[Pair], field: str) -> None:
    for _, value in pairs:
        agent = names.organisation(line(value.text))
        known: Agent | None = getattr(work.record, field)
        if known is not None and known.name and not same(known.name, agent.name):
            work.draft.keep(value)
            continue
        if known is None:
            setattr(work.record, field, agent)
        work.draft.take(field, value)


def publisher_place(work: Work, pairs: list[Pair], field: str) -> None:
    """Where the publisher sits; where only that is known, it is an agent without a name."""
    del field
    if work.record.type == "patent":
        single(work, pairs, "country")
        return
    for _, value in pairs:
        which = "institution" if work.record.institution is not None and work.record.publisher is None else "publisher"
        agent: Agent | None = getattr(work.record, which)
        if agent is None:
            agent = Agent("", kind="organisation")
            setattr(work.record, which, agent)
        if agent.place and not same(agent.place, value.text):
            work.draft.keep(value)
            continue
        agent.place = line(value.text)
        work.draft.take(f"{which}.place", value)


def degree(work: Work, pairs: list[Pair], field: str) -> None:
    """The degree as written, and the type of the thesis that it implies."""
    for _, value in pairs:
        words = line(value.text)
        if work.record.degree and not same(words, work.record.degree):
            work.draft.keep(value)
            continue
        work.record.degree = words
        work.draft.take(field, value)
        if work.record.type in _THESES:
            exact, work.record.degree_kind = degree_of(words)
            work.record.type = exact if exact != "thesis" else work.record.type


def flag(work: Work, pairs: list[Pair], field: str) -> None:
    """Yes or no."""
    for _, value in pairs:
        found = table()["flags"].get(line(value.text).casefold())
        if found is None:
            work.draft.refuse(value, "yes or no", field)
        else:
            work.record.peer_reviewed = bool(found)
            work.draft.take(field, value)


def access(work: Work, pairs: list[Pair], field: str) -> None:
    """Open, embargoed or restricted access, by any of the words of a list ("Gold, Green Published"); no word for it is kept."""
    for _, value in pairs:
        words = [line(part).casefold() for part in re.split(r"[;,|\n]", value.text) if part.strip()]
        found = [table()["access"][word] for word in words if word in table()["access"]]
        if not found:
            work.draft.keep(value)
        elif found[0]:
            work.record.access = work.record.access or found[0]
            work.draft.take(field, value)
        else:
            work.draft.drop(value, "says nothing of access")


def licences_of(work: Work, pairs: list[Pair], field: str) -> None:
    """Licences in canonical form; the words of what is none are kept."""
    for column, value in pairs:
        for text in parts(column, value.text):
            found = licences.canonical(text)
            if not found:
                work.draft.keep(value, text)
                continue
            work.draft.take(f"{field}[{len(work.record.licences)}]", value)
            if found not in work.record.licences:
                work.record.licences.append(found)
