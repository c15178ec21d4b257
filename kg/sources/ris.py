"""RIS: every TY to ER entry as a Record.

Design: syntax/tagged.py gives the values, vocab/imports/ris.toml says what a reference type and a tag mean for it, and the steps
below (`_STEPS`) each take the tags they understand from the entry. What no step has taken goes to `Record.rest` under its tag, so
a value is either understood, reported, or kept. Tags that several programs use differently (T2, M3, SP, C2, Y1 ...) are decided by
what else the entry says, never by splitting or guessing.
Sources: the RIS format specification (Research Information Systems); MAPPING of this project for Pure's habits: T2 is the journal
where it equals JO or JF, else the subtitle; M3 beats TY; N2 repeats AB, U2 repeats DO, Y1 repeats PY.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import (
    Agent,
    Container,
    Contributor,
    Event,
    File,
    Host,
    Identifier,
    Link,
    Metric,
    Origin,
    Reading,
    Record,
    Relation,
    Series,
    Text,
)
from kg.syntax import tagged
from kg.syntax.decoding import decode
from kg.syntax.tagged import Entry, Value
from kg.values import dates, identifiers, languages, names, pages
from kg.values import text as texts

_HAS_TY = re.compile(r"(?:\A|[\r\n])[ \t\ufeff\u00a0]*TY[ \t\u00a0]*-")
_TAG_LINE = re.compile(r"(?:\A|[\r\n])[ \t\ufeff]*[A-Z][A-Z0-9][ \t]{0,2}- ")
_TITLE_TAGS = ("TI", "T1", "CT")
_BOOKS = {"book", "edited-book", "reference-book", "multivolume-book", "proceedings"}
_THESES = {"thesis", "thesis-doctoral", "thesis-master", "thesis-bachelor"}
_REPORTS = {"report", "working-paper", "memorandum"}
_NUMBERED = {"patent", "standard", *_REPORTS}
_VERSIONED = {"software", "dataset"}
_VERSION = re.compile(r"(?:v(?:ersion)?\.? ?)?(\d+(?:\.\d+)+)", re.IGNORECASE)
_LABELLED = re.compile(r"(\S+?)\s*\[(pmid|pmcid|doi|pii|eid)\]", re.IGNORECASE)
_CITED = re.compile(r"Cited By ?:? ?(\d+)", re.IGNORECASE)
_CITED_WOS = re.compile(r"Times Cited in Web of Science Core Collection:\s*(\d+)")
_EXPORTED = re.compile(r"Export Date: (\d{1,2} \w+ \d{4})", re.IGNORECASE)
_ABOUT_RECORD = re.compile(r"(?:Export Date|Correspondence Address|CODEN|Date revised|Last updated)\b", re.IGNORECASE)


@functools.cache
def _table() -> dict[str, Any]:
    return resources.table("imports/ris")


@functools.cache
def _secondary() -> dict[str, str]:
    return {kind: name for name, kinds in _table()["secondary"].items() for kind in kinds}


def detect(head: str, name: str) -> int:
    """How surely the text is RIS, 0 to 100: 95 where it begins with TY, less where TY stands further down."""
    found = _HAS_TY.search(head)
    if found is None:
        return 30 if name.lower().endswith(".ris") and not lookalike(head) and _TAG_LINE.search(head) else 0
    before = [line for line in re.split(r"[\r\n]+", head[: found.start()]) if line.strip(" \t\ufeff")]
    return 95 if len(before) <= 10 else 50


def lookalike(text: str) -> dict[str, str] | None:
    """The row of the table for a tagged format that is taken for RIS at times, or None."""
    head = text.lstrip("\ufeff \t\r\n")
    for row in _table()["lookalike"]:
        if re.match(row["sign"], head):
            return dict(row)
    return None


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for every entry, in order. See kg.sources for trace and encoding.

    Issues: R140 to R149. A file without any TY that is another format yields one Reading without a record.
    """
    source = decode(data, encoding)
    if not _HAS_TY.search(source.text):
        row = lookalike(source.text)
        if row or not _TAG_LINE.search(source.text):
            yield _not_ris(row, source.text, len(data))
            return
    ordinal = 0
    for entry in tagged.entries(source):
        if not entry.opened and not any(value.text for value in entry.values):
            continue
        yield _reading(entry, ordinal, trace=trace)
        ordinal += 1


def _not_ris(row: dict[str, str] | None, text: str, size: int) -> Reading:
    if row:
        count = len(re.findall(rf"(?:\A|[\r\n]+){row['record']}", text.lstrip("\ufeff \t\r\n"))) if row["record"] else 0
        found = issue("R143", place=Place(line=1, column=1), looks=row["name"], count=count, mend=row["mend"])
    else:
        found = issue("R149", place=Place(line=1, column=1))
    return Reading(origin=Origin(length=size, line=1, format="ris"), issues=[found])


def _reading(entry: Entry, ordinal: int, *, trace: bool) -> Reading:
    """The Reading of one entry."""
    origin = Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format="ris")
    work = _Work(entry, Record(origin=origin), trace=trace)
    for step in _STEPS:
        step(work)
    record = work.record
    doi = next((one.value for one in record.identifiers if one.scheme == "doi"), "")
    label = doi or (record.titles[0].value if record.titles else "")
    return Reading(origin=origin, label=label, record=record, issues=work.issues, places=work.places)


class _Work:
    """One entry on its way to a Record: the values not yet taken, by tag, and what was found."""

    def __init__(self, entry: Entry, record: Record, *, trace: bool) -> None:
        self.entry, self.record, self.issues = entry, record, list[Issue]()
        self.places: dict[str, Place] | None = {} if trace else None
        self.ty = ""
        self.left: dict[str, list[Value]] = {}
        for value in entry.values:
            if value.text and value.tag not in ("TY", "ER"):
                self.left.setdefault(value.tag, []).append(value)

    def has(self, *tags: str) -> bool:
        """Whether a value of `tags` is still there."""
        return any(tag in self.left for tag in tags)

    def first(self, *tags: str) -> Value | None:
        """Take the first value of the first of `tags` that is there; its others stay."""
        for tag in tags:
            if tag in self.left:
                value = self.left[tag].pop(0)
                if not self.left[tag]:
                    del self.left[tag]
                return value
        return None

    def all(self, *tags: str) -> list[Value]:
        """Take all values of `tags`, in the order of the entry."""
        found = [value for tag in tags for value in self.left.pop(tag, ())]
        return sorted(found, key=lambda value: value.line) if len(tags) > 1 else found

    def put(self, field: str, value: Value) -> None:
        """Remember where `field` was found."""
        if self.places is not None:
            self.places.setdefault(field, _place(value))

    def keep(self, value: Value, text: str = "") -> None:
        """Put a value into rest."""
        self.put(f"rest[{len(self.record.rest)}]", value)
        self.record.rest.append((value.tag, text or value.text))

    def refuse(self, value: Value, code: str, field: str, **more: str) -> None:
        """Put a value into rest and report it."""
        self.keep(value)
        self.issues.append(issue(code, field=field, value=value.text, place=_place(value), tag=value.tag, **more))

    def known(self, found: Identifier) -> bool:
        """Whether the work has this identifier."""
        return found in self.record.identifiers

    def identify(self, scheme: str, text: str, value: Value) -> None:
        """Give the work an identifier, once."""
        field = f"identifiers[{len(self.record.identifiers)}]"
        found, wrong = identifiers.identifier(scheme, text, field=field, place=_place(value))
        if wrong is not None:
            self.issues.append(wrong)
        if not self.known(found):
            self.put(field, value)
            self.record.identifiers.append(found)


def _place(value: Value) -> Place:
    return Place(line=value.line, column=value.column, raw=value.text)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _frame(work: _Work) -> None:
    """What is wrong with the entry itself."""
    entry = work.entry
    if not entry.opened:
        work.issues.append(issue("R141", field="type", place=Place(line=entry.line, column=1)))
    elif not entry.closed:
        last = entry.values[-1] if entry.values else None
        work.issues.append(issue("R140", place=Place(line=last.line if last else entry.line, column=1)))
    for value in entry.stray:
        if value.text:
            work.keep(value)
            work.issues.append(issue("R146", value=value.text, place=_place(value)))


def _type(work: _Work) -> None:
    """The type: TY, refined by M3 and by what the entry holds."""
    record, stated = work.record, next((value for value in work.entry.values if value.tag == "TY"), None)
    work.ty = stated.text.split("\n")[0].strip().upper() if stated else ""
    row = _table()["types"].get(work.ty)
    if row is None and stated is not None:
        work.issues.append(issue("R142", field="type", value=stated.text, place=_place(stated)))
        if stated.text:
            work.keep(stated)
    record.type, _, record.variant = (row or "other").partition("/")
    record.status = _table()["status"].get(work.ty, "")
    if stated is not None:
        work.put("type", stated)
    if work.ty == "CONF" and work.has("T2", "BT", "C3", "JF", "JO", "SP"):
        record.type = "conference-paper"
    _words(work)


def _words(work: _Work) -> None:
    """M3: a more exact type, a thesis's degree, else the source's own word for the type (genre)."""
    record, base = work.record, work.record.type
    for value in work.all("M3"):
        text = texts.plain(value.text)
        row = _table()["words"].get(text.casefold())
        if identifiers.doi(value.text):
            work.left.setdefault("DO", []).append(value)
            continue
        refines = row is not None and (base in (*row["under"], "other") or work.ty == "ADVS")
        if row is not None and refines:
            record.type, _, record.variant = row["type"].partition("/")
            record.degree_kind = row.get("degree", record.degree_kind)
            work.put("type", value)
        if base in _THESES:
            record.degree = record.degree or text
            work.put("degree", value)
        elif not _says_type(text, record.type, row) and text:
            work.put(f"genre[{len(record.genre)}]", value)
            record.genre.append(Text(text))


def _says_type(text: str, kind: str, row: dict[str, Any] | None) -> bool:
    """Whether the word says no more than the type does."""
    return (row is not None and row["type"].partition("/")[0] == kind) or text.casefold() == kind.replace("-", " ")


def _titles(work: _Work) -> None:
    """Title, short title and translated title; Pure's T2 is the subtitle unless it is the journal."""
    record, lead = work.record, work.first(*_TITLE_TAGS)
    title = texts.plain(lead.text) if lead else ""
    subtitle = _pure_subtitle(work)
    for value in work.all(*_TITLE_TAGS):
        if lead is None or not _same(value.text, lead.text):
            work.put(f"other_titles[{len(record.other_titles)}]", value)
            record.other_titles.append(Text(texts.plain(value.text)))
    short = work.first("ST")
    if lead is None and short is not None:
        lead, short, title = short, None, texts.plain(short.text)
    if lead is None or not title:
        return
    work.put("titles[0]", lead)
    if subtitle is not None:
        record.short_title, title = Text(title), f"{title}: {texts.plain(subtitle.text)}"
        record.subtitles.append(Text(texts.plain(subtitle.text)))
        work.put("short_title", lead)
        work.put("subtitles[0]", subtitle)
    record.titles.append(Text(title))
    if short is not None and record.short_title is None and not _same(short.text, title):
        record.short_title = Text(texts.plain(short.text))
        work.put("short_title", short)
        rest = title.removeprefix(record.short_title.value).lstrip()
        if rest != title and rest.startswith(":"):
            record.subtitles.append(Text(rest.removeprefix(":").strip()))
            work.put("subtitles[0]", short)
    for value in work.all("TT"):
        work.put(f"other_titles[{len(record.other_titles)}]", value)
        record.other_titles.append(Text(texts.plain(value.text)))


def _pure_subtitle(work: _Work) -> Value | None:
    """Pure's T2 where it is a subtitle, taken; Pure is known by T1, M3, and Y1 repeating PY."""
    both = [work.entry.first(tag) for tag in ("T1", "PY", "Y1", "M3", "T2")]
    if not all(both) or work.entry.first("BT"):
        return None
    title, published, again, _, second = (value for value in both if value is not None)
    if not _same(published.text, again.text) or any(_same(second.text, value.text) for value in work.entry.all("JO", "JF", "JA")):
        return None
    if not work.has("JO", "JF") and _secondary().get(work.record.type) in ("container", "host"):
        return None
    taken = work.first("T2")
    version = _VERSION.fullmatch(second.text)
    if taken is not None and version and work.record.type in _VERSIONED:
        work.record.version = version[1]
        work.put("version", taken)
        return None
    return None if _same(second.text, title.text) else taken


def _venue(work: _Work) -> None:
    """Journal, host, series or event: what T2, BT, JF, JO, JA and their like name for this type."""
    kind = _secondary().get(work.record.type, "")
    if not kind and work.has("JF", "JO", "JA", "J2"):
        kind = "container"
    if kind == "container":
        found = work.all("JF", "T2", "JO", "BT", "JA", "J1", "J2", "JI", "J9")
        full = [value for value in found if value.tag in ("JF", "T2", "JO", "BT")] or found
        _journal(work, full, [value for value in found if value not in full])
    elif kind == "host":
        _host(work)
    elif kind == "series":
        _series(work, work.all("T3", "T2", "BT", "JF", "JO"))
    elif kind == "event":
        _event(work, work.first("T2", "BT", "T3"))
    if kind in ("host", ""):
        _series(work, work.all("T3"))


def _journal(work: _Work, full: list[Value], short: list[Value]) -> None:
    """The container: the longest of the full names is its title, what differs from it a short name."""
    if not full:
        return
    chosen = max(full, key=lambda value: (len(value.text), -value.line))
    container = Container(titles=[Text(texts.plain(chosen.text))], kind=_table()["container-kind"].get(work.record.type, "journal"))
    work.put("container.titles[0]", chosen)
    for value in (*full, *short):
        name = Text(texts.plain(value.text))
        if not any(_same(name.value, other.value) for other in (*container.titles, *container.short)):
            work.put(f"container.short[{len(container.short)}]", value)
            container.short.append(name)
    work.record.container = container


def _host(work: _Work) -> None:
    """The book or proceedings; where C3 names the proceedings, T2 is the conference (EndNote, Zotero)."""
    conference = work.record.type.startswith("conference")
    proceedings = work.first("C3") if _table()["custom"].get(f"{work.ty}.C3") == "host" else None
    if proceedings is not None:
        _event(work, work.first("T2"))
    lead = proceedings or work.first("T2", "BT", "JF", "JO")
    if lead is None:
        return
    host = Host(titles=[Text(texts.plain(lead.text))], type="proceedings" if conference else "book")
    work.put("host.titles[0]", lead)
    for value in work.all("T2", "BT", "JF", "JO", "JA", "J1", "J2"):
        name = Text(texts.plain(value.text))
        if not any(_same(name.value, other.value) for other in (*host.titles, *host.short)):
            work.put(f"host.short[{len(host.short)}]", value)
            host.short.append(name)
    work.record.host = host


def _series(work: _Work, found: list[Value]) -> None:
    """Series by title; M1 is the number in it where it is short and has a digit (EndNote)."""
    for value in found:
        name = Text(texts.plain(value.text))
        if any(_same(name.value, one.titles[0].value) for one in work.record.series):
            continue
        work.put(f"series[{len(work.record.series)}].titles[0]", value)
        work.record.series.append(Series(titles=[name]))
    number = work.left.get("M1", [None])[0]
    if work.record.series and number is not None and re.fullmatch(r"(?=.*[1-9])[\w .-]{1,12}", number.text):
        work.record.series[0].number = number.text
        work.put("series[0].number", number)
        work.first("M1")


def _event(work: _Work, named: Value | None) -> None:
    if named is None:
        return
    work.record.event = Event(names=[Text(texts.plain(named.text))])
    work.put("event.names[0]", named)
    place = work.first("CY")
    if place is not None:
        work.record.event.place = texts.plain(place.text)
        work.put("event.place", place)


def _roles(work: _Work) -> dict[str, str]:
    table = _table()
    return {**table["roles"], **table["roles-by-type"].get(work.record.type, {}), **table["roles-by-ty"].get(work.ty, {})}


def _people(work: _Work) -> None:
    """Contributors by the tag's role for the type, the editors of a host on the host, in the order of the entry."""
    for tag, role in _roles(work).items():
        again = {value.text for value in work.left.get("AU", [])} if tag == "A1" else set[str]()
        for value in work.all(tag) if role else []:
            if value.text in again:
                continue
            for part in _one_by_one(value):
                _person(work, role, part, value)


def _one_by_one(value: Value) -> list[str]:
    """The names of one line: one by the specification, several where lines or semicolons part them."""
    return [part.strip() for part in re.split(r"[;\n]", value.text) if part.strip() and not names.has_others(f"A and {part.strip()}")]


def _person(work: _Work, role: str, name: str, value: Value) -> None:
    record = work.record
    if name.count(",") > 2:
        work.refuse(value, "R147", "contributors")
        return
    agent = names.inverted(name)
    if role == "host-editor" and record.host is not None:
        work.put(f"host.contributors[{len(record.host.contributors)}]", value)
        record.host.contributors.append(Contributor(agent=agent, role="editor"))
        return
    if role == "host-editor" or (role == "series-editor" and not record.series):
        role = "editor"
    work.put(f"contributors[{len(record.contributors)}]", value)
    record.contributors.append(Contributor(agent=agent, role=role))


def _dates(work: _Work) -> None:
    """When it was published: PY, Y1 and DA together, the most exact that they agree on."""
    record, chosen = work.record, None
    for value in work.all("PY", "Y1", "DA"):
        found, other = dates.ris(value.text)
        found = found or dates.parse(value.text)
        if not found and record.issued and value.tag == "DA" and not re.search(r"\d{4}", value.text):
            found = (
                dates.of(record.issued[:4], value.text)
                or dates.parse(f"{value.text} {record.issued[:4]}")
                or _month_day(value, record.issued[:4])
            )
        if other:
            work.keep(value)
        if not found:
            work.refuse(value, "R144", "issued", what="a date")
        elif not record.issued or found.startswith(record.issued):
            if found != record.issued:
                record.issued, chosen = found, value
        elif not record.issued.startswith(found):
            work.refuse(value, "R145", "issued", other=record.issued)
    if chosen is not None:
        work.put("issued", chosen)
    if record.container is not None and (online := work.first("ET")) is not None:
        record.online = dates.parse(online.text)
        work.put("online", online)
        if not record.online:
            work.left.setdefault("ET", []).append(online)


def _month_day(value: Value, year: str) -> str:
    """The date of "APR 21" in `year`."""
    match = re.fullmatch(r"([A-Za-z]+)\.? (\d{1,2})", value.text)
    return dates.of(year, match[1], match[2]) if match else ""


def _pages(work: _Work) -> None:
    """SP and EP as a range; of a whole book, thesis or report a lone number is the number of pages."""
    record, start, end = work.record, work.first("SP"), work.first("EP")
    if start is None and end is None:
        return
    lead = start or end
    assert lead is not None
    count = re.fullmatch(r"(?:[ivxlc]+, ?)?(\d{1,5})(?: ?(?:p|pp|pages|S|Seiten)\.?)?", lead.text)
    if end is None and count and record.type in _BOOKS | _THESES | _REPORTS:
        record.num_pages = int(count[1])
        work.put("num_pages", lead)
        return
    if not any(character.isdigit() for value in (start, end) if value for character in value.text) and not _roman(lead.text):
        for value in (start, end):
            if value is not None:
                work.refuse(value, "R144", "page_start", what="a page")
        return
    separate = start is not None and end is not None and pages.parse(start.text).pages == "" and start.text != end.text
    if separate and start is not None and end is not None and pages.parse(start.text).start == pages.parse(start.text).end:
        both = pages.parse(f"{start.text}--{end.text}")
        found = both if both.start == start.text else pages.Pages(start.text, end.text, "")
    else:
        found = pages.parse(lead.text)
    record.page_start, record.page_end, record.pages = found.start, found.end, found.pages
    for name in ("page_start", "page_end", "pages"):
        if getattr(record, name):
            work.put(name, (end or lead) if name == "page_end" else lead)


def _roman(text: str) -> bool:
    return bool(re.fullmatch(r"[ivxlcdm]+(?:\s*[-–]+\s*[ivxlcdm]+)?", text, re.IGNORECASE))


def _numbers(work: _Work) -> None:
    """Volume, issue, edition, version, article number, chapter and the document's own number."""
    record = work.record
    if record.type in _NUMBERED and (own := work.first("SN", "M1", "IS", "VL") if record.type == "patent" else None):
        record.number = own.text
        work.put("number", own)
    if record.type in _VERSIONED and (version := work.first("ET", "VL")):
        record.version = version.text
        work.put("version", version)
    for field, tags in (
        ("volume", ("VL", "VO")),
        ("issue", ("IS",)),
        ("edition", ("ET",)),
        ("article_number", ("C7",)),
        ("chapter", ("SE",)),
    ):
        if tags[0] in ("C7", "SE") and _table()["custom"].get(f"{work.ty}.{tags[0]}") != field:
            continue
        value = work.first(*tags)
        if value is None:
            continue
        if field == "issue" and record.type in _NUMBERED:
            field = "number"
        if getattr(record, field):
            work.keep(value)
            continue
        setattr(record, field, texts.plain(value.text))
        work.put(field, value)
        for again in work.all(*tags):
            if not _same(again.text, value.text):
                work.keep(again)
    volumes = work.first("NV")
    if volumes is not None and volumes.text.isascii() and volumes.text.isdigit():
        record.num_volumes = int(volumes.text[:4])
        work.put("num_volumes", volumes)
    elif volumes is not None:
        work.keep(volumes)


def _publisher(work: _Work) -> None:
    """Publisher and its place; of a thesis or report the institution, of a patent the owner."""
    record, named, seat = work.record, work.first("PB", "PU"), work.first("CY", "PP", "PI")
    if seat is not None and re.match(r"https?://", seat.text):
        _link(work, seat, seat.text)
        seat = None
    if named is None:
        if seat is not None:
            work.keep(seat)
        return
    agent = Agent(name=texts.plain(named.text), kind="organisation")
    field = "institution" if record.type in _THESES | _REPORTS else "publisher"
    if record.type == "patent":
        work.put(f"contributors[{len(record.contributors)}]", named)
        record.contributors.append(Contributor(agent=agent, role="assignee"))
        record.country = texts.plain(seat.text) if seat else ""
        return
    if seat is not None:
        agent.place = texts.plain(seat.text)
        work.put(f"{field}.place", seat)
    setattr(record, field, agent)
    work.put(field, named)


def _serials(work: _Work) -> None:
    """ISSN and ISBN of SN, told apart by check digit, each on the thing that it numbers."""
    for value in work.all("SN"):
        for found, wrong in identifiers.serial(value.text, field="identifiers", place=_place(value)):
            if wrong is not None and work.record.type in _NUMBERED and not work.record.number:
                work.record.number = value.text
                work.put("number", value)
                continue
            field, owned = _owner(work, found.scheme)
            if wrong is not None:
                wrong.field = f"{field}[{len(owned)}]"
                work.issues.append(wrong)
            if found not in owned:
                work.put(f"{field}[{len(owned)}]", value)
                owned.append(found)


def _owner(work: _Work, scheme: str) -> tuple[str, list[Identifier]]:
    """Whose number it is: an ISSN the journal's or series', an ISBN the book's, of a chapter its host's. Field path and list."""
    record, kind = work.record, _secondary().get(work.record.type)
    if kind == "container" and scheme != "isbn":
        record.container = record.container or Container(kind=_table()["container-kind"].get(record.type, "journal"))
        return "container.identifiers", record.container.identifiers
    if kind == "host" and scheme not in ("issn", "eissn", "issn-l"):
        record.host = record.host or Host(type="proceedings" if record.type.startswith("conference") else "book")
        return "host.identifiers", record.host.identifiers
    if kind in ("host", "series") and scheme in ("issn", "eissn", "issn-l"):
        record.series = record.series or [Series()]
        return "series[0].identifiers", record.series[0].identifiers
    return "identifiers", record.identifiers


def _identifiers(work: _Work) -> None:
    """DOI, PubMed, Scopus, Web of Science and local identifiers."""
    for value in work.all("DO"):
        for part in value.text.split("\n"):
            work.identify("doi", part, value)
    for value in work.all("U1", "U2", "L3", "PMID"):
        labelled = _LABELLED.fullmatch(value.text)
        if value.tag == "PMID":
            work.identify("pmid", value.text, value)
        elif labelled and labelled[2].lower() in ("pmid", "pmcid", "doi"):
            work.identify(labelled[2].lower(), labelled[1], value)
        elif doi := identifiers.doi(value.text):
            work.identify("doi", doi, value)
        else:
            work.keep(value)
    provider = " ".join(value.text for value in work.entry.all("DB", "DP")).casefold()
    scheme = next((scheme for name, scheme in _table()["accession"].items() if name in provider), "")
    for value in work.all("AN"):
        _accession(work, value, scheme)
    for tag in ("C2", "C5"):
        value = work.first(tag)
        if value is not None and _table()["custom"].get(f"{work.ty}.{tag}") == "pmcid" and value.text.upper().startswith("PMC"):
            work.identify("pmcid", value.text, value)
        elif value is not None and scheme == "pmid" and identifiers.pmid(value.text):
            work.identify("pmid", value.text, value)
        elif value is not None:
            work.left.setdefault(tag, []).insert(0, value)
    for tag, local in (("ID", "citekey"), ("CN", "call-number")):
        for value in work.all(tag):
            work.identify(local, value.text, value)


def _accession(work: _Work, value: Value, scheme: str) -> None:
    """The accession number: a PubMed, PMC or Web of Science identifier where its form or the data base says so."""
    if value.text.upper().startswith("PMC") and identifiers.pmcid(value.text):
        work.identify("pmcid", value.text, value)
    elif value.text.startswith("WOS:"):
        work.identify("wos-ut", value.text, value)
    elif scheme == "pmid" and identifiers.pmid(value.text) and not work.record.type.startswith("thesis"):
        work.identify("pmid", value.text, value)
    else:
        work.identify("accession", value.text, value)


def _texts(work: _Work) -> None:
    """Abstracts (N2 repeats AB in Pure), keywords, notes, languages."""
    record = work.record
    for value in work.all("AB", "N2"):
        text = texts.plain(value.text)
        if text and not any(_same(text, other.value) for other in record.abstracts):
            work.put(f"abstracts[{len(record.abstracts)}]", value)
            record.abstracts.append(Text(text))
    seen = set[str]()
    for value in work.all("KW"):
        for part in re.split(r"[;\n]", texts.plain(value.text) if "\n" not in value.text else value.text):
            word = texts.plain(part).removeprefix("*").strip()
            if word and word.casefold() not in seen:
                seen.add(word.casefold())
                work.put(f"keywords[{len(record.keywords)}]", value)
                record.keywords.append(Text(word))
    for value in work.all("N1", "RN", "U3"):
        _note(work, value)
    for value in work.all("LA"):
        for part in re.split(r"[;,/\n]", value.text):
            tag = languages.parse(part.strip()) if part.strip() else ""
            if tag and tag not in record.languages:
                work.put(f"languages[{len(record.languages)}]", value)
                record.languages.append(tag)
            elif part.strip() and not tag:
                work.refuse(value, "R144", "languages", what="a language")
    for value in work.all("FX"):
        work.put(f"funding_text[{len(record.funding_text)}]", value)
        record.funding_text.append(Text(texts.plain(value.text)))


def _note(work: _Work, value: Value) -> None:
    """A note; or what data bases write there: a DOI, a citation count, funding, references, remarks about their own record."""
    record, text = work.record, texts.plain(value.text)
    if doi := identifiers.doi(value.text):
        work.identify("doi", doi, value)
    elif count := _CITED_WOS.search(value.text) or _CITED.match(value.text):
        day = _EXPORTED.search(value.text)
        work.put(f"metrics[{len(record.metrics)}]", value)
        source = "Web of Science" if count.re is _CITED_WOS else "Scopus"
        record.metrics.append(Metric(int(count[1][:9]), source, dates.parse(day[1]) if day else ""))
        work.keep(value)
    elif value.text.startswith(("Funding details:", "Funding text")):
        work.put(f"funding_text[{len(record.funding_text)}]", value)
        record.funding_text.append(Text(text.partition(":")[2].strip()))
    elif value.text.startswith("References:"):
        for line in value.text.removeprefix("References:").split("\n"):
            if reference := texts.plain(line).rstrip("; "):
                work.put(f"relations[{len(record.relations)}]", value)
                record.relations.append(Relation("cites", text=reference))
    elif value.tag == "U3" or _ABOUT_RECORD.match(value.text):
        work.keep(value)
    elif text:
        work.put(f"notes[{len(record.notes)}]", value)
        record.notes.append(Text(text))


def _links(work: _Work) -> None:
    """Addresses: what resolves to an identifier becomes one; L1 is a file, the others are links as given."""
    for value in work.all("UR", "LK", "L1", "L2", "L4"):
        for part in re.split(r"\s+|;(?=https?:)", value.text):
            url = part.strip("<>").rstrip(";") if part else ""
            if not re.match(r"(?:https?|ftp)://[^/\s]", url):
                if url.startswith("www."):
                    _link(work, value, f"http://{url}")
                elif url:
                    work.keep(value, url)
            elif value.tag == "L1" and identifiers.from_url(url) is None:
                if not any(one.url == url for one in work.record.files):
                    work.put(f"files[{len(work.record.files)}]", value)
                    work.record.files.append(File(url))
            else:
                _link(work, value, url)


def _link(work: _Work, value: Value, url: str) -> None:
    """One address: its identifier where it has one, and a link unless it only resolves the work's own DOI or PubMed record."""
    record, found = work.record, identifiers.from_url(url)
    table = _table()["see-also"]
    host = re.sub(r"^\w+://(?:[^@/]*@)?", "", url).partition("/")[0].partition(":")[0].lower()
    if found is not None and found.scheme in ("doi", "pmid", "pmcid", "arxiv", "handle", "scopus-eid"):
        if found.scheme != "doi" or not any(one.scheme == "doi" for one in record.identifiers):
            work.identify(found.scheme, found.value, value)
        if found.scheme != "scopus-eid" and work.known(found):
            return
        kind = "see-also"
    elif value.tag in ("LK", "L2", "L4") or any(host == one or host.endswith(f".{one}") for one in table["hosts"]):
        kind = "see-also"
    else:
        kind = "repository" if record.type == "software" and host.removeprefix("www.") in table["repositories"] else "landing"
    if not any(one.url == url for one in record.links):
        work.put(f"links[{len(record.links)}]", value)
        record.links.append(Link(url, kind))


def _affiliation(work: _Work) -> None:
    """AD of a work with one author; with more it is not said whose it is."""
    authors = work.record.contributors
    if len(authors) != 1:
        return
    for value in work.all("AD"):
        work.put(f"contributors[0].affiliations[{len(authors[0].affiliations)}]", value)
        authors[0].affiliations.append(Agent(name=texts.plain(value.text), kind="organisation"))


def _remainder(work: _Work) -> None:
    """What no step took, in the order of the entry; and the titles' language, where the work has one only."""
    for value in sorted((value for values in work.left.values() for value in values), key=lambda value: value.line):
        work.keep(value)
    record = work.record
    if len(record.languages) == 1:
        tag = record.languages[0]
        record.titles = [Text(title.value, tag) for title in record.titles]
        record.subtitles = [Text(title.value, tag) for title in record.subtitles]
        record.short_title = Text(record.short_title.value, tag) if record.short_title else None


_STEPS: tuple[Callable[[_Work], None], ...] = (
    _frame, _type, _titles, _venue, _dates, _people, _pages, _numbers, _publisher, _serials, _identifiers, _texts, _links, _affiliation, _remainder,
)  # fmt: skip
