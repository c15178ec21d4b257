"""Works of ORCID records (XML and JSON of the API, versions 2 and 3) to Records.

Design: both forms have the same names; what is text in XML is {"value": text} in JSON, which `leaf` makes one. A file holds a work,
works in bulk, the groups of a record's works, or the whole record. A group is one work as several sources tell it: the summary its
holder shows (display-index) makes the Record, the others add identifiers, and where they say something else it stays in rest. An external
id is the work's only where its relationship is self; part-of and version-of are relations, funded-by is a grant. A summary names no
people: the record's holder is then its contributor, since nobody says in which role. Tables are vocab/imports/orcid.toml.
Source: https://github.com/ORCID/orcid-model/tree/master/src/main/resources/record_3.0.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.record import Container, Host, Reading, Text
from kg.sources import orcid_ids, orcid_people, tree
from kg.sources.orcid_ids import leaf
from kg.sources.tree import Cursor, Draft
from kg.syntax import xml_kinds
from kg.values import dates, names

FORMAT = "orcid"
_ROOTS = ("record", "activities-summary", "works", "work", "work-summary", "error")
_WAYS = (("bulk",),)
_INNER = "activities-summary/works/group|works/group|group|work"
_SPACE = "http://www.orcid.org/ns/"
_XML = re.compile(rb"[\s\x00\xef\xbb\xbf\xff\xfe]*<")
_JSON = re.compile(r"\s*[\[{]")


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of ORCID."""
    return resources.table("imports/orcid")


def detect(head: str, name: str) -> int:
    """How surely this is XML or JSON of ORCID (see SOURCES)."""
    kind = xml_kinds.kind(head)
    if kind.root:
        return 96 if kind.root in (*_ROOTS, "bulk", "group") and any(space.startswith(_SPACE) for space in kind.spaces) else 0
    if not _JSON.match(head):
        return 0
    if '"activities-summary"' in head or '"orcid-identifier"' in head or '"work-summary"' in head:
        return 97
    return 93 if '"put-code"' in head and ('"external-ids"' in head or '"orcid.org"' in head) else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each work, in the order of the file. Issues: those of the tree, R326, R329, R330, and of identifiers."""
    if _XML.match(data):
        yield from tree.read_xml(data, _fill, FORMAT, names=_ROOTS, inner=_INNER, trace=trace, encoding=encoding)
    else:
        yield from tree.read_json(data, _fill, FORMAT, ways=_WAYS, inner=_INNER, trace=trace, encoding=encoding, wanted="work in its bulk")


def _fill(draft: Draft) -> None:
    root = draft.root
    error = root if root.name == "error" else root.one("error")
    if error.one("developer-message", "user-message"):
        words = error.one("user-message", "developer-message").text
        return draft.refuse("R330", found=words)
    summaries = sorted(root.all("work-summary"), key=_shown) if not root.one("title/title") else [root]
    if not summaries:
        return draft.refuse("R326", found=_found(root), wanted="a work of ORCID")
    first = summaries[0]
    _type(draft, first)
    _titles(draft, first)
    _texts(draft, first)
    record = draft.record
    record.issued = _date(draft, first.one("publication-date"))
    orcid_people.people(draft, first, rules())
    home = rules()["types"].get(_word(leaf(first.one("type")).text), {})
    orcid_ids.external(draft, first.all("external-ids/external-id"), rules())
    _where(draft, first, home)
    more = [one for other in (root, *summaries[1:]) for one in other.all("external-ids/external-id")]
    orcid_ids.external(draft, more, rules())
    _links(draft, first)
    for other in summaries[1:]:
        _repeated(first, other)
    _record(draft, first)
    return None


def _shown(summary: Cursor) -> int:
    """Sorts what the holder shows first; the order of the source decides between equals."""
    index = summary.attr("display-index").text
    return -int(index) if index.isascii() and index.isdigit() and len(index) < 10 else 0


def _found(root: Cursor) -> str:
    inside = [one.name for one in root]
    if any(name in inside for name in ("person", "activities-summary", "orcid-identifier")):
        return "a record of ORCID without works"
    if root.name in ("works", "activities-summary") or "group" in inside or "works" in inside:
        return "a list of ORCID without works"
    return "an entry with " + (", ".join(dict.fromkeys(inside)) or "nothing in it")


def _word(text: str) -> str:
    """A word of a list: JOURNAL_ARTICLE of version 2 is journal-article."""
    return text.lower().replace("_", "-")


def _type(draft: Draft, at: Cursor) -> None:
    record, stated = draft.record, leaf(at.one("type"))
    row = rules()["types"].get(_word(stated.text))
    stated.use("type")
    if row is None:
        draft.complain("R329", stated or at, field="type", value=stated.text or "nothing")
        row = {"type": "other", "genre": bool(stated.text)}
    record.type, record.variant = row["type"], row.get("variant", "")
    if row.get("genre"):
        record.genre.append(Text(_word(stated.text).replace("-", " "), "en"))
        draft.mark("genre[0]", stated)


def _titles(draft: Draft, at: Cursor) -> None:
    record = draft.record
    stated = leaf(at.one("language-code"))
    if stated:
        draft.lang = stated.language("languages[0]")
        record.languages += [draft.lang] if draft.lang else []
    main, sub = leaf(at.one("title/title")), leaf(at.one("title/subtitle"))
    title, rest = main.take("titles[0]"), sub.take("subtitles[0]")
    if title and rest and not title.casefold().endswith(rest.casefold()):
        record.short_title = Text(title, draft.lang)
        record.subtitles.append(Text(rest, draft.lang))
        draft.mark("short_title", main)
        title = f"{title}{' ' if title[-1] in ':?!.' else ': '}{rest}"
    if title:
        record.titles.append(Text(title, draft.lang))
    for other in at.all("title/translated-title"):
        tag = other.attr("language-code")
        lang = tag.language("other_titles[0].lang") if tag.text else ""
        if value := leaf(other).take(f"other_titles[{len(record.other_titles)}]"):
            record.other_titles.append(Text(value, lang))


def _texts(draft: Draft, at: Cursor) -> None:
    record = draft.record
    if words := leaf(at.one("short-description")).take_paragraphs("abstracts[0]"):
        record.abstracts.append(Text(words))
    citation = at.one("citation")
    if words := leaf(citation.one("citation-value")).take("citations[0]"):
        record.citations.append(Text(words))
    leaf(citation.one("citation-type")).use("citations[0]")


def _date(draft: Draft, at: Cursor) -> str:
    if not at:
        return ""
    parts = [leaf(at.one(name)).text for name in ("year", "month", "day")]
    found = dates.of(*parts) if parts[0] else ""
    at.use_all("issued")
    if not found and any(parts):
        written = "-".join(filter(None, parts))
        draft.complain("R008", at, field=at.keep(written), value=written, path=at.path, taken="nothing")
    return found


def _where(draft: Draft, at: Cursor, row: dict[str, str]) -> None:
    """journal-title, by what it holds for works of this type."""
    record, given, home = draft.record, leaf(at.one("journal-title")), row.get("home", "")
    if not given.text or not home:
        return
    title = Text(given.text)
    if home == "host":
        record.host = record.host or Host(type=row["host"])
        record.host.titles.append(title)
        given.use("host.titles[0]")
    elif home in ("institution", "publisher"):
        setattr(record, home, names.organisation(given.take(home)))
    else:
        record.container = record.container or Container()
        record.container.kind = "journal" if home == "container" else home
        record.container.titles.append(title)
        given.use("container.titles[0]")


def _links(draft: Draft, at: Cursor) -> None:
    url = leaf(at.one("url"))
    if url.text:
        orcid_ids.link(draft, url)
    if draft.record.type == "patent":
        draft.record.country = leaf(at.one("country")).take("country")


def _record(draft: Draft, at: Cursor) -> None:
    changed = leaf(at.one("last-modified-date"))
    value = changed.text
    if value.isascii() and value.isdigit() and len(value) <= 14:
        # milliseconds since 1970
        day = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=int(value))
        draft.record.record_modified = day.date().isoformat()
        changed.use("record_modified")
    elif found := dates.parse(value):
        draft.record.record_modified = found
        changed.use("record_modified")


def _repeated(first: Cursor, other: Cursor) -> None:
    """What another source of the same work says too is used; the rest of it goes to rest."""
    for path in ("title/title", "title/subtitle", "journal-title", "type", "url"):
        if leaf(other.one(path)).text == leaf(first.one(path)).text:
            leaf(other.one(path)).use("titles[0]")
    mine, theirs = first.one("publication-date"), other.one("publication-date")
    if [leaf(mine.one(name)).text for name in ("year", "month", "day")] == [leaf(theirs.one(n)).text for n in ("year", "month", "day")]:
        theirs.use_all("issued")
