"""BibTeX fields to a Record: one step per group of fields, in the order of STEPS.

Design: a step takes the fields it knows from the Draft and fills its part of the Record. What a field is called, which role, scheme or
type a word stands for is in vocab/imports/bibtex.toml; here is only what needs code. A value that is not understood is kept in
`Record.rest` under the field's name, with an issue.
Sources: biblatex manual, section 2.2 (fields); btxdoc, section 3.2; EDTF level 1 for biblatex dates (ISO 8601-2, section 4).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from kg import resources
from kg.record import Agent, Container, Contributor, Event, File, Grant, Host, Identifier, Link, Metric, Record, Relation, Series, Text
from kg.sources.bibtex_draft import Draft, decoded, names, verbatim
from kg.sources.bibtex_inheritance import Index
from kg.syntax.bibtex import Field
from kg.values import dates, identifiers, languages, licences, pages
from kg.values import names as people

_PURE_KEY = re.compile(r"[0-9a-f]{12}[1-8][0-9a-f]{3}[89ab][0-9a-f]{15}")
_YEAR = re.compile(r"\d{4}")
_COUNT = re.compile(r"(\d{1,6})(?:\s*(?:p|pp|pages?|s|seiten|leaves|vols?|volumes?|bände?)\.?)?", re.IGNORECASE)
_UNCERTAIN = re.compile(r"(\d{4}(?:-\d{2}){0,2})[~?%]")
_SEASON = re.compile(r"(\d{4})-(?:2[1-9]|3\d|4[01])")
_SPLIT = re.compile(r"[\s,;/]+")
_URL = re.compile(r"(?:https?|ftp)://[^\s<>\"{}]+")
_SCOPUS_COUNT = re.compile(r"cited by(?: \(since \d{4}\))?:? ?(\d+)", re.IGNORECASE)
#: host type by entry type; of any other it is a book
_HOSTS = {"inproceedings": "proceedings", "conference": "proceedings", "inreference": "reference-book", "inlexicon": "reference-book"}
#: types whose `number` is the document's own, and whose `organization` publishes
_NUMBERED = {
    "report",
    "working-paper",
    "patent",
    "standard",
    "software",
    "dataset",
    "web-page",
    "other",
    "preprint",
    "memorandum",
    "presentation",
}
_WHOLE = {
    "book",
    "edited-book",
    "reference-book",
    "multivolume-book",
    "proceedings",
    "thesis",
    "thesis-doctoral",
    "thesis-master",
    "thesis-bachelor",
}
_THESES = {"thesis", "thesis-doctoral", "thesis-master", "thesis-bachelor"}


def _table() -> dict[str, Any]:
    return resources.table("imports/bibtex")


def read_type(draft: Draft, index: Index | None) -> None:
    """Type, variant, genre, degree, status."""
    table, record, kind = _table(), draft.record, draft.entry.kind
    record.type = table["entry"].get(kind, "other")
    record.variant = table["variant"].get(kind, "")
    if kind not in table["entry"]:
        draft.record.rest.append(("entry type", kind))
        draft.tell("R115", "type", Field("entry type", kind, draft.entry.start), value=kind)
    for rule in table["refine"]:
        if kind in rule["entry"] and _fits(draft, rule):
            record.type, record.variant = rule["type"], rule.get("variant", "")
            break
    if kind == "phdthesis" and record.type == "thesis-doctoral":
        record.degree_kind = "phd"
    if field := draft.take("type"):
        word = draft.text(field)
        if word.lower() not in names("keys", "type"):
            draft.put("genre[0]", field)
            record.genre.append(Text(word))
    if field := draft.take("degree"):
        draft.put("degree", field)
        record.degree = draft.text(field)
    if field := draft.take("pubstate"):
        if status := table["status"].get(draft.text(field).lower()):
            draft.put("status", field)
            record.status = status
        else:
            draft.keep(field)


def _fits(draft: Draft, rule: dict[str, Any]) -> bool:
    if "filled" in rule:
        return draft.has(rule["filled"]) and not draft.has(rule["empty"])
    value = draft.peek(rule["field"]).lower().replace("-", " ")
    if not value:
        return False
    if rule.get("whole"):
        return value in rule["words"]
    pattern = _words(tuple(rule["words"]))
    return bool(pattern.match(value) if rule.get("start") else pattern.search(value))


@functools.cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def read_languages(draft: Draft, index: Index | None) -> None:
    """Languages of the work; `langid` only says how to hyphenate and counts where there is no `language`."""
    record = draft.record
    for name in ("language", "langid"):
        field = draft.take(name)
        if field is None:
            continue
        value = draft.text(field)
        tags = [languages.parse(part) for part in re.split(r"\s*[,;/]\s*|\s+(?:and|und)\s+", value.rstrip(".")) if part]
        if not all(tags) or not tags:
            tags = [tag] if (tag := languages.parse(value)) else []
        if not tags:
            draft.tell("R120", draft.keep(field), field, name=name)
        elif not record.languages:
            draft.put("languages", field)
            record.languages = list(dict.fromkeys(tags))
        elif tags[0].split("-")[0] not in {tag.split("-")[0] for tag in record.languages}:
            draft.keep(field)


def read_titles(draft: Draft, index: Index | None) -> None:
    """Title with subtitle, the short title, other titles. The title is tagged with the work's language if it has one."""
    record = draft.record
    lang = record.languages[0] if len(record.languages) == 1 else ""
    main, sub = draft.take("title"), draft.take("subtitle")
    if main:
        draft.put("titles[0]", main)
        title = draft.text(main)
        if sub:
            draft.put("subtitles[0]", sub)
            subtitle = draft.text(sub)
            record.short_title, record.subtitles = Text(title, lang), [Text(subtitle, lang)]
            title = _full_title(title, subtitle)
        record.titles.append(Text(title, lang))
    elif sub:
        draft.keep(sub)
    if field := draft.take("shorttitle"):
        short = draft.text(field)
        if not record.titles or short != record.titles[0].value:
            draft.put("short_title", field)
            record.short_title = Text(short, lang)
    original = draft.take("origlanguage")
    tag = languages.parse(draft.text(original)) if original else ""
    if original:
        draft.keep(original)
    for name, language in (("origtitle", tag), ("translatedtitle", "")):
        for field in draft.take_all(name):
            draft.put(f"other_titles[{len(record.other_titles)}]", field)
            record.other_titles.append(Text(draft.text(field), language))


def _full_title(title: str, subtitle: str) -> str:
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", "–", "—")) else f"{title}: {subtitle}"


def read_texts(draft: Draft, index: Index | None) -> None:
    """Abstract, contents, notes, keywords, funding text. A reader's own annotations (`annote`) are no part of the work: they go to rest."""
    record = draft.record
    for name, target in (("abstract", record.abstracts), ("contents", record.contents), ("funding", record.funding_text)):
        path = {"abstract": "abstracts", "contents": "contents", "funding": "funding_text"}[name]
        for field in draft.take_all(name):
            _append_text(draft, path, target, field)
    for name in ("note", "titleaddon", "addendum"):
        for field in draft.take_all(name):
            _read_note(draft, field)
    for field in draft.take_all("howpublished"):
        _read_howpublished(draft, field)
    for field in draft.take_all("keywords"):
        for word in _keywords(field.text):
            if Text(word) not in record.keywords:
                draft.put(f"keywords[{len(record.keywords)}]", field)
                record.keywords.append(Text(word))


def _append_text(draft: Draft, path: str, target: list[Text], field: Field) -> None:
    value = Text(draft.text(field))
    if value.value and value not in target:
        draft.put(f"{path}[{len(target)}]", field)
        target.append(value)


def _read_note(draft: Draft, field: Field) -> None:
    record, value = draft.record, draft.text(field)
    if match := _SCOPUS_COUNT.fullmatch(value.partition(";")[0].strip()):
        source = draft.peek("source").lower()
        draft.put("metrics[0]", field)
        record.metrics.append(Metric(int(match[1]), "scopus" if "scopus" in source else source or "unknown"))
        value = value.partition(";")[2].strip()
    if status := _table()["status"].get(value.lower().strip(".")):
        record.status = record.status or status
    if value and Text(value) not in record.notes:
        draft.put(f"notes[{len(record.notes)}]", field)
        record.notes.append(Text(value))


def _read_howpublished(draft: Draft, field: Field) -> None:
    """An address becomes a link; other words are a note."""
    plain = verbatim(field.text)
    found = _URL.search(plain)
    if found:
        _add_link(draft, found[0].rstrip(".,;)"), field, "landing")
    words = draft.text(field)
    if words and not (found and len(_URL.sub("", plain).strip(" .,;:()")) < 3):
        _append_text(draft, "notes", draft.record.notes, field)


def _keywords(text: str) -> list[str]:
    """Keywords set apart by semicolons, else by commas; a group in braces is one."""
    mark = ";" if re.search(r"(?<!\\);", re.sub(r"&[#\w]+;", "", text)) else ","
    parts, depth, start = [], 0, 0
    for match in re.finditer(rf"[{{}}]|{mark}", re.sub(r"&[#\w]+;", lambda entity: "_" * len(entity[0]), text)):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    if len(parts) == 1 and text.strip().startswith("{") and text.strip().endswith("}"):
        inner = text.strip()[1:-1]
        if "{" not in inner and mark in inner:
            return _keywords(inner)
    return list(dict.fromkeys(filter(None, map(decoded, parts))))


def read_dates(draft: Draft, index: Index | None) -> None:
    """Date of issue: `date` (biblatex), else year, month and day. What is less than a date is taken at the precision that is certain."""
    record = draft.record
    stated = draft.take("date")
    year, month, day = draft.take("year"), draft.take("month"), draft.take("day")
    if stated:
        value, certain = _date(draft.text(stated))
        _put_date(draft, stated, value, certain)
        if record.issued:
            for part in (year, month, day):
                if part and not _agrees(record.issued, part, draft.text(part)):
                    draft.keep(part)
            return
    if year is None:
        for part in (month, day):
            if part:
                draft.keep(part)
        return
    _read_year(draft, year, month, day)


def _put_date(draft: Draft, field: Field, value: str, certain: bool) -> None:
    if value:
        draft.put("issued", field)
        draft.record.issued = value
    if not certain:
        path = draft.keep(field)
        draft.tell("R118" if value else "R117", path, field, name=field.name, taken=value)


def _agrees(issued: str, field: Field, value: str) -> bool:
    parts = issued.split("-")
    place = {"year": 0, "month": 1, "day": 2}[field.name]
    known = dates.of(parts[0], value)[5:7] if field.name == "month" else value.zfill(4 if place == 0 else 2)
    return place < len(parts) and parts[place] == known


def _date(text: str) -> tuple[str, bool]:
    """The date of an EDTF text, and whether it says all that the text says.

    Uncertain dates lose their mark, seasons leave the year, an interval the part that both its ends share.
    """
    if value := dates.parse(text):
        return value, True
    if match := _UNCERTAIN.fullmatch(text):
        return dates.parse(match[1]), False
    if match := _SEASON.fullmatch(text):
        return match[1], False
    ends = [dates.parse(_UNCERTAIN.sub(r"\1", end)) for end in text.split("/")]
    if len(ends) == 2 and all(ends):
        shared = [first for first, last in zip(ends[0].split("-"), ends[1].split("-"), strict=False) if first == last]
        same_year = ends[0][:4] == ends[1][:4]
        if same_year:
            return "-".join(shared[:2] if len(shared) > 1 and ends[0][:7] == ends[1][:7] else shared[:1]), False
    return "", False


def _read_year(draft: Draft, year: Field, month: Field | None, day: Field | None) -> None:
    text = draft.text(year)
    months, days = (draft.text(part) if part else "" for part in (month, day))
    if not _YEAR.fullmatch(text):
        value, certain = _date(text)
        if not value and (status := _table()["status"].get(text.lower().strip("."))):
            draft.put("status", year)
            draft.record.status = draft.record.status or status
            draft.keep(year)
        else:
            _put_date(draft, year, value, certain)
        if not _YEAR.fullmatch(value):
            for part in (month, day):
                if part:
                    draft.keep(part)
            return
        text = value
    for value, said in ((dates.of(text, months, days), True), (_one_month(text, months), False), (text, False)):
        if value:
            draft.put("issued", year)
            draft.record.issued = value
            break
    if not said:
        for part in (month, day):
            if part:
                draft.tell("R118", draft.keep(part), part, name=part.name, taken=value)


def _one_month(year: str, text: str) -> str:
    """Year and month where the text names just one month beside other words ("Jan 3-5")."""
    found = {dates.of(year, word) for word in re.findall(r"[^\W\d_]+", text)} - {""}
    return found.pop() if len(found) == 1 else ""


def read_people(draft: Draft, index: Index | None) -> None:
    """Contributors in their roles; editors and authors of the whole belong to the host of a part (see read_host)."""
    table = _table()
    for name, role in table["role"].items():
        for field in draft.take_all(name):
            own = _editor_role(draft, name) if name.startswith("editor") else role
            if draft.record.type == "patent" and name == "author":
                own = "inventor"
            draft.record.contributors += _agents(draft, field, own, "contributors", len(draft.record.contributors))


def _editor_role(draft: Draft, name: str) -> str:
    field = draft.take(f"{name}type")
    if field is None:
        return "editor"
    word = draft.text(field)
    role: str = _table()["editortype"].get(word.lower(), "contributor")
    if word.lower() != role:
        draft.keep(field)
    return role


def _agents(draft: Draft, field: Field, role: str, path: str, first: int) -> list[Contributor]:
    found = []
    for number, agent in enumerate(people.bibtex_list(field.text), first):
        draft.put(f"{path}[{number}]", field)
        found.append(Contributor(agent, role))
    draft.issues += people.check(field.text, field=path, place=draft.place(field))
    if people.has_others(field.text):
        draft.tell("R119", path, field, value=decoded(field.text), name=field.name)
    return found


def read_host(draft: Draft, index: Index | None) -> None:
    """The book or proceedings of a part: titles, editors, ISBN, the DOI of a crossref parent."""
    record, kind = draft.record, draft.entry.kind
    part = kind in names("inherit", "parts") or (
        kind not in ("proceedings", "article") and record.type in ("chapter", "conference-paper", "reference-entry")
    )
    book = draft.take("booktitle")
    if book and not part and record.titles and draft.text(book) == record.titles[0].value:
        book = None  # a whole that states its title twice, for its parts
    titles = _host_titles(draft, book)
    main = draft.take("maintitle")
    if main and not titles:
        draft.put("host.titles[0]", main)
        titles, kind = [Text(draft.text(main))], "main"
        if field := draft.take("mainsubtitle"):
            titles = [Text(_full_title(titles[0].value, draft.text(field)))]
    elif main:
        draft.keep(main)
    if not titles and kind == "inbook" and (draft.has("chapter") or draft.has("pages")) and record.titles:
        titles = [Text(record.titles[0].value)]  # btxdoc: the title of an inbook is the book's
    parent, isbns = draft.take("hostdoi"), draft.take("isbn") if part and titles else None
    if not titles and not (part and parent):
        return
    record.host = Host(titles=titles, type="multivolume-book" if kind == "main" else _HOSTS.get(kind, "book"))
    if not part:
        return
    for field, scheme in ((parent, "doi"), (isbns, "isbn")):
        if field:
            _add_identifiers(draft, scheme, field, record.host.identifiers, "host.identifiers")
    editors = [one for one in record.contributors if one.role in ("editor", "series-editor")]
    record.contributors = [one for one in record.contributors if one not in editors]
    _move_places(draft, len(record.contributors))
    if field := draft.take("bookauthor"):
        record.host.contributors += _agents(draft, field, "author", "host.contributors", 0)
    record.host.contributors += editors
    if editors and record.host.type == "book":
        record.host.type = "edited-book"


def _host_titles(draft: Draft, book: Field | None) -> list[Text]:
    if book is None:
        return []
    draft.put("host.titles[0]", book)
    title = draft.text(book)
    if field := draft.take("booksubtitle"):
        title = _full_title(title, draft.text(field))
    return [Text(title)]


def _move_places(draft: Draft, kept: int) -> None:
    """Roles are read authors first, so editors stand behind the `kept` contributors that stay: give their places the new path."""
    if draft.places is None:
        return
    moved = [path for path in draft.places if path.startswith("contributors[") and int(path[13:-1]) >= kept]
    for path in moved:
        draft.places[f"host.contributors[{int(path[13:-1]) - kept}]"] = draft.places.pop(path)


def read_container(draft: Draft, index: Index | None) -> None:
    """Journal, its short names and ISSNs; series; volume, issue and numbers; pages."""
    record = draft.record
    titles, short = draft.take("journal"), draft.take_all("journal-short")
    if titles:
        draft.put("container.titles[0]", titles)
        title = draft.text(titles)
        if sub := draft.take("journalsubtitle"):
            title = _full_title(title, draft.text(sub))
        full = draft.take("fjournal")
        if full and draft.text(full) != title:
            short = [titles, *short]
            draft.put("container.titles[0]", full)
            title = draft.text(full)
        record.container = Container(titles=[Text(title)], kind=_container_kind(record))
    elif short:
        record.container = Container(kind=_container_kind(record))
    if record.container:
        for field in short:
            value = Text(draft.text(field))
            if value not in record.container.short and value not in record.container.titles:
                draft.put(f"container.short[{len(record.container.short)}]", field)
                record.container.short.append(value)
    if field := draft.take("series") if record.container is None else None:
        draft.put("series[0].titles[0]", field)
        record.series.append(Series([Text(draft.text(field))]))
    _read_serials(draft)
    _read_numbers(draft)


def _container_kind(record: Record) -> str:
    return {"newspaper-article": "newspaper", "magazine-article": "magazine", "web-page": "website", "blog-post": "website"}.get(
        record.type, "journal"
    )


def _read_serials(draft: Draft) -> None:
    record = draft.record
    for name in ("issn", "eissn", "issn-l"):
        for field in draft.take_all(name):
            if record.container is not None:
                _add_identifiers(draft, name, field, record.container.identifiers, "container.identifiers")
            elif record.series:
                _add_identifiers(draft, name, field, record.series[0].identifiers, "series[0].identifiers")
            else:
                _add_identifiers(draft, name, field, record.identifiers, "identifiers")


def _read_numbers(draft: Draft) -> None:
    record = draft.record
    for name in ("volume", "chapter", "edition", "version"):
        if field := draft.take(name):
            draft.put(name, field)
            setattr(record, name, draft.text(field))
    if field := draft.take("eid"):
        if eid := identifiers.eid(draft.text(field)):
            _add(draft, record.identifiers, "identifiers", Identifier("scopus-eid", eid), field)
        else:
            draft.put("article_number", field)
            record.article_number = draft.text(field)
    number, issue = draft.take("number"), draft.take("issue")
    if record.container is not None:
        for field in (number, issue):
            if field and not record.issue:
                draft.put("issue", field)
                record.issue = draft.text(field)
            elif field:
                draft.keep(field)
        return
    if issue:
        draft.put("issue", issue)
        record.issue = draft.text(issue)
    if number and record.series and record.type not in _NUMBERED:
        draft.put("series[0].number", number)
        record.series[0].number = draft.text(number)
    elif number:
        draft.put("number", number)
        record.number = draft.text(number)


def read_pages(draft: Draft, index: Index | None) -> None:
    """Page range, number of pages and of volumes. One number as the `pages` of a whole book is its number of pages."""
    record = draft.record
    if field := draft.take("pages"):
        text = draft.text(field)
        whole = _COUNT.fullmatch(text) if record.type in _WHOLE else None
        if whole and not draft.has("pagetotal"):
            draft.put("num_pages", field)
            record.num_pages = int(whole[1])
        else:
            span = pages.parse(text)
            record.page_start, record.page_end, record.pages = span.start, span.end, span.pages
            for name in ("page_start", "page_end", "pages"):
                if getattr(record, name):
                    draft.put(name, field)
    for name, target in (("pagetotal", "num_pages"), ("volumes", "num_volumes")):
        if field := draft.take(name):
            if match := _COUNT.fullmatch(draft.text(field)):
                draft.put(target, field)
                setattr(record, target, int(match[1]))
            else:
                draft.tell("R121", draft.keep(field), field, name=field.name)


def read_publisher(draft: Draft, index: Index | None) -> None:
    """Publisher, institution and their place; an `organization` holds the conference or, for other types, publishes."""
    record = draft.record
    publisher, institution, body = draft.take("publisher"), draft.take("institution"), draft.take("organization")
    if body and publisher is None and record.type not in ("conference-paper", "proceedings"):
        publisher, body = body, None
    if body:
        draft.put(f"contributors[{len(record.contributors)}]", body)
        record.contributors.append(Contributor(_organisation(draft, body), "sponsor"))
    if publisher:
        draft.put("publisher", publisher)
        record.publisher = _organisation(draft, publisher)
    if institution:
        draft.put("institution", institution)
        record.institution = _organisation(draft, institution)
    for field in sorted(draft.take_all("address"), key=lambda one: one.name != "address"):
        _read_address(draft, field)


def _organisation(draft: Draft, field: Field) -> Agent:
    return Agent(name=draft.text(field), kind="organisation")


def _read_address(draft: Draft, field: Field) -> None:
    """Where the publisher sits. Beside `address`, a paper's `location` is where the conference was (ACM)."""
    record, place = draft.record, draft.text(field)
    for name, agent in (("publisher", record.publisher), ("institution", record.institution)):
        if agent is not None and not agent.place:
            draft.put(f"{name}.place", field)
            agent.place = place
            return
        if agent is not None and agent.place == place:
            return
    if field.name == "location" and record.type == "conference-paper":
        draft.put("event.place", field)
        record.event = record.event or Event()
        record.event.place = place
    else:
        draft.keep(field)


def read_event(draft: Draft, index: Index | None) -> None:
    """The conference: name, place and dates of its own."""
    record = draft.record
    event = record.event or Event()
    for field in draft.take_all("eventtitle"):
        draft.put(f"event.names[{len(event.names)}]", field)
        event.names.append(Text(draft.text(field)))
    if field := draft.take("venue"):
        draft.put("event.place", field)
        event.place = draft.text(field)
    if field := draft.take("eventdate"):
        text = draft.text(field)
        if span := dates.interval(text):
            event.start, event.end = span
        else:
            event.start = dates.parse(text)
        if event.start:
            draft.put("event.start", field)
        else:
            draft.tell("R117", draft.keep(field), field, name=field.name, taken="")
    if event != Event():
        record.event = event


def read_identifiers(draft: Draft, index: Index | None) -> None:
    """Citation key (a Pure UUID if it is one), DOI and the other identifiers, eprint."""
    record, key = draft.record, draft.entry.key
    if _PURE_KEY.fullmatch(key):
        record.identifiers.append(Identifier("pure-uuid", "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))))
    elif key:
        record.identifiers.append(Identifier("citekey", key))
    for field in draft.take_all("ids"):
        for other in filter(None, map(str.strip, draft.text(field).split(","))):
            _add(draft, record.identifiers, "identifiers", Identifier("citekey", other), field)
    for name, scheme in _table()["scheme"].items():
        for field in draft.take_all(name):
            if scheme == "wos-ut" and not draft.text(field).upper().startswith(("WOS:", "ISI:")):
                draft.keep(field)
            else:
                _add_identifiers(draft, scheme, field, record.identifiers, "identifiers")
    _read_eprint(draft)
    for field in draft.take_all("cited-wos"):
        if (count := draft.text(field)).isdecimal() and len(count) < 9:
            draft.put(f"metrics[{len(record.metrics)}]", field)
            record.metrics.append(Metric(int(count), "web of science"))
        else:
            draft.keep(field)


def _add_identifiers(draft: Draft, scheme: str, field: Field, target: list[Identifier], path: str) -> None:
    value = draft.text(field)
    several = field.name in names("several", "fields") or scheme in names("several", "fields")
    found = identifiers.serial(value, field=path, place=draft.place(field)) if several else []
    if not several:
        found = [identifiers.identifier(scheme, value, field=path, place=draft.place(field))]
    for one, issue in found:
        if scheme in ("eissn", "issn-l") and one.scheme == "issn":
            one = Identifier(scheme, one.value)
        if issue is not None:
            draft.issues.append(issue)
        _add(draft, target, path, one, field)


def _add(draft: Draft, target: list[Identifier], path: str, one: Identifier, field: Field) -> None:
    if one not in target:
        draft.put(f"{path}[{len(target)}]", field)
        target.append(one)


def _read_eprint(draft: Draft) -> None:
    field, prefix = draft.take("eprint"), draft.take("eprinttype")
    if field is None:
        if prefix:
            draft.keep(prefix)
        return
    value, name = draft.text(field), draft.text(prefix).lower() if prefix else ""
    scheme: str = _table()["eprint"].get(name, "")
    if not scheme and not name and identifiers.arxiv(value):
        scheme = "arxiv"
    if scheme:
        _add_identifiers(draft, scheme, field, draft.record.identifiers, "identifiers")
    else:
        draft.keep(field)
        if prefix:
            draft.keep(prefix)


def read_links(draft: Draft, index: Index | None) -> None:
    """Addresses: a DOI's becomes the DOI, others are links; licences and files."""
    record = draft.record
    more = [f"bdsk-url-{number}" for number in range(1, 10)]
    for name in ("url", "adsurl", "link", *more):
        for field in draft.take_all(name):
            text = draft.text(field)
            found = _URL.findall(text)
            if not found or (len(found) == 1 and text.strip("<> ") != found[0] and name != "link"):
                found = [text] if _URL.match(text) and " " not in text else found
            if not found:
                path = draft.keep(field)
                if name == "url":
                    draft.tell("R122", path, field)
            for url in found:
                _add_link(draft, url, field, "landing" if name == "url" else "see-also")
    for field in draft.take_all("license"):
        text = draft.text(field)
        if licence := licences.canonical(text):
            draft.put(f"licences[{len(record.licences)}]", field)
            record.licences.append(licence)
        else:
            _append_text(draft, "rights", record.rights, field)
    for name in ("pdf", "fulltext"):
        for field in draft.take_all(name):
            if (url := draft.text(field)) and _URL.fullmatch(url):
                draft.put(f"files[{len(record.files)}]", field)
                record.files.append(File(url))
            else:
                draft.keep(field)


def _add_link(draft: Draft, url: str, field: Field, kind: str) -> None:
    record = draft.record
    one = identifiers.from_url(url)
    if one is not None and one.scheme not in ("orcid", "ror", "isni"):
        same = [other for other in record.identifiers if other.scheme == one.scheme]
        if not same:
            _add(draft, record.identifiers, "identifiers", one, field)
        if one.scheme == "doi" and (not same or one in same):
            return
        if one.scheme == "scopus-eid" or (same and one not in same):
            kind = "see-also"
    if all(link.url != url for link in record.links):
        draft.put(f"links[{len(record.links)}]", field)
        record.links.append(Link(url, kind))


def read_relations(draft: Draft, index: Index | None) -> None:
    """Related entries: by their DOI where the input has it, else by title, else by key; funding by `grant`."""
    record = draft.record
    field, kind = draft.take("related"), draft.take("relatedtype")
    if field:
        word = draft.text(kind).lower() if kind else ""
        name = _table()["related"].get(word, "related")
        for key in filter(None, map(str.strip, draft.text(field).split(","))):
            draft.put(f"relations[{len(record.relations)}]", field)
            record.relations.append(_relation(name, key, index))
        if kind and word not in _table()["related"]:
            draft.keep(kind)
    elif kind:
        draft.keep(kind)
    if field := draft.take("grant"):
        draft.put("funding[0]", field)
        record.funding.append(Grant(number=draft.text(field)))
    for name in ("crossref", "xdata"):
        draft.take_all(name)  # done by bibtex_inheritance


def _relation(kind: str, key: str, index: Index | None) -> Relation:
    entry = index.get(key) if index else None
    values = {one.name: one.text for one in reversed(entry.fields)} if entry else {}
    if doi := identifiers.doi(verbatim(values.get("doi", ""))):
        return Relation(kind, Identifier("doi", doi))
    return Relation(kind, text=decoded(values["title"]) if values.get("title") else key)


#: the steps in their order: languages before titles, people and container before what depends on them
STEPS: tuple[Callable[[Draft, Index | None], None], ...] = (
    read_type,
    read_languages,
    read_titles,
    read_dates,
    read_people,
    read_host,
    read_container,
    read_pages,
    read_publisher,
    read_event,
    read_identifiers,
    read_texts,
    read_links,
    read_relations,
)
