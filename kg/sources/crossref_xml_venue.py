"""Titles of Crossref XML, and where a work appeared: journal, book, proceedings, series, event, volume and pages.

Design: the row of the work's type says what its surroundings are to it (`home`, as for the JSON): a journal is its container, a book
or proceedings its host, and of a book itself they are the series. ISBNs and the DOI of the book stand on the book.
"""

from __future__ import annotations

import re
from typing import Any

from kg.record import Container, Event, Host, Identifier, Relation, Series, Text
from kg.sources import crossref_xml_names as names_of
from kg.sources.crossref_parts import rules as shared
from kg.sources.crossref_xml_around import Around, doi_of, rules
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, pages

_TITLES = ("titles/title", "proceedings_title", "full_title", "project/project-title")
_CHAPTER = re.compile(r"(?:chapter|chap\.|ch\.|section|part)\s+(?=[0-9IVXLC]+$)", re.IGNORECASE)


def titles(draft: Draft) -> None:
    """The title with its subtitle; further titles, and those in the original language, as other titles."""
    record, root = draft.record, draft.root
    found = [at for path in _TITLES for at in root.all(path) if at.text]
    originals = [at for at in root.all("titles/original_language_title") if at.text]
    if not found:
        found, originals = originals[:1], originals[1:]
    subtitles = [at for at in root.all("titles/subtitle") if at.text]
    for at in found[:1]:
        lang = at.lang("titles[0]") or _language(at, "titles[0].lang") or draft.lang
        value = full = at.take("titles[0]")
        fresh = []
        for one in subtitles:
            if value.casefold().endswith(one.text.casefold()):
                one.use("titles[0]")
            else:
                fresh.append(one)
        for one in fresh[:1]:
            full = f"{value}{' ' if value[-1] in ':?!.' else ': '}{one.take('subtitles[0]')}"
            record.short_title = Text(value, lang)
            draft.mark("short_title", at)
            record.subtitles.append(Text(one.text, lang))
        record.titles.append(Text(full, lang))
        subtitles = fresh[1:] if fresh else []
    known = {one.value: "titles[0]" for one in record.titles}
    for at in [*found[1:], *subtitles, *originals]:
        field = f"other_titles[{len(record.other_titles)}]"
        if at.text in known:
            at.use_all(known[at.text])
            continue
        known[at.text] = field
        record.other_titles.append(Text(at.take(field), at.lang(field) or _language(at, field)))


def _language(at: Cursor, field: str) -> str:
    stated = at.attr("language")
    return stated.language(field) if stated else ""


def where(draft: Draft, about: Around, row: dict[str, Any]) -> None:
    """Container, host or series, by `home` of the type's row."""
    root, record = draft.root, draft.record
    group = root.one("group_title")
    if group.text and record.type == "blog-post":
        record.container = Container([Text(group.take("container"))], [], "website")
    if root.name == "journal_metadata":
        _numbers_of_journal(draft, root)
    elif root.name == "pending_publication":
        _container(draft, root.one("publication"))
    elif about.journal:
        _container(draft, about.journal)
        _issue(draft, about)
    elif row["home"] == "host" and about.host:
        _host(draft, about, row["host"])
    elif row["home"] == "host" and about.parent:
        _part(draft, about)
    if root.name.endswith("_metadata") or row["home"] == "self":
        record.identifiers += _isbns(root, "identifiers", start=len(record.identifiers))
        _series(draft, root if root.name != "series_metadata" else root.parent)
    if root.name == "dataset" and about.host:
        # a database is to its datasets what a series is to its books
        found = [Text(at.take("series[0]")) for at in about.host.all("titles/title") if at.text]
        if found:
            record.series.append(Series(found, "", _doi(about.host, "series[0].identifiers[0]")))
    if root.name == "component":
        _part(draft, about)


def _doi(at: Cursor, field: str) -> list[Identifier]:
    """The DOI of a journal, issue, book or series around a work, with a reason why its address is left out."""
    if not doi_of(at):
        return []
    at.one("doi_data/resource").leave(rules()["left"]["page"])
    return [at.one("doi_data/doi").identify("doi", field)]


def _container(draft: Draft, journal: Cursor) -> None:
    named = [Text(at.take(f"container.titles[{number}]")) for number, at in enumerate(journal.all("full_title")) if at.text]
    short = [Text(at.take("container.short")) for at in journal.all("abbrev_title") if at.text]
    ids = _issns(journal, "container.identifiers")
    if not named and not ids:
        named, short = short, []
    if named or ids:
        ids += _doi(journal, f"container.identifiers[{len(ids)}]")
        draft.record.container = Container(named, [one for one in short if one not in named], "journal", ids)
        draft.mark("container", journal)
    _kept(draft, journal.all("coden"))


def _kept(draft: Draft, found: list[Cursor]) -> None:
    """What stands around several works and has no field is kept with each of them."""
    for at in found:
        at.keep()


def _issue(draft: Draft, about: Around) -> None:
    """What the issue has of its own: its DOI is what the article is a part of; its title, editors and numbering stay in rest."""
    issue, record = about.issue, draft.record
    if draft.root.name != "journal_issue":
        record.relations += [Relation("part-of", one) for one in _doi(issue, f"relations[{len(record.relations)}]")]
    _kept(draft, [*issue.all("titles/title"), *issue.all("special_numbering"), *issue.all("journal_volume/special_numbering")])


def _numbers_of_journal(draft: Draft, root: Cursor) -> None:
    draft.record.identifiers += _issns(root, "identifiers", start=len(draft.record.identifiers))
    for at in root.all("abbrev_title"):
        if draft.record.short_title is None and at.text:
            draft.record.short_title = Text(at.take("short_title"))


def _issns(at: Cursor, field: str, *, start: int = 0) -> list[Identifier]:
    """ISSNs, each once, under "eissn" where the medium is electronic."""
    found: dict[str, Identifier] = {}
    index: dict[str, int] = {}
    for one in at.all("issn"):
        if not one.text:
            continue
        media = one.attr("media_type")
        made = one.identify("issn", f"{field}[{index.setdefault(one.text.replace('-', ''), start + len(found))}]")
        media.use(field)
        electronic = media.text == "electronic" and made.scheme == "issn"
        if made.value not in found or electronic:
            found[made.value] = Identifier("eissn", made.value) if electronic else made
    return list(found.values())


def _host(draft: Draft, about: Around, kind: str) -> None:
    """The book or proceedings around a chapter or paper, with its people, ISBNs and DOI; its series stands on the record."""
    host, record = about.host, draft.record
    word = rules()["words"]["books"].get(about.family.attr("book_type").text)
    about.family.attr("book_type").use("host.type")
    kind = shared()["types"][word]["type"] if word and kind == "book" else kind
    made = Host(type=kind)
    for at in [*host.all("titles/title"), *host.all("proceedings_title")]:
        if at.text:
            made.titles.append(_with_subtitle(at, f"host.titles[{len(made.titles)}]"))
    made.identifiers += _isbns(host, "host.identifiers")
    made.identifiers += _doi(host, f"host.identifiers[{len(made.identifiers)}]")
    listed = [*host.all("contributors/*"), *about.people.all("*")]
    made.contributors = names_of.contributors(draft, listed, "host.contributors")
    if made.titles or made.identifiers:
        record.host = made
        draft.mark("host", host)
    _series(draft, host)
    _kept(draft, host.all("proceedings_subject"))


def _with_subtitle(at: Cursor, field: str) -> Text:
    value, sub = at.take(field), at.parent.one("subtitle")
    if at.name == "title" and sub.text and not value.casefold().endswith(sub.text.casefold()):
        return Text(f"{value}{' ' if value[-1] in ':?!.' else ': '}{sub.take(field)}")
    return Text(value)


def _series(draft: Draft, book: Cursor) -> None:
    """The series or set of a book or proceedings, with its ISSNs and the book's number in it."""
    record = draft.record
    for at in [*book.all("series_metadata"), *book.all("set_metadata")]:
        if at.path == draft.root.path:
            continue
        field = f"series[{len(record.series)}]"
        named = [Text(one.take(f"{field}.titles[0]")) for one in at.all("titles/title") if one.text]
        for one in at.all("titles/original_language_title"):
            if any(one.text == known.value for known in named):
                one.use(f"{field}.titles[0]")
        ids = _issns(at, f"{field}.identifiers")
        ids += _isbns(at, f"{field}.identifiers", start=len(ids))
        ids += _doi(at, f"{field}.identifiers[{len(ids)}]")
        number = at.one("series_number")
        if not number and at.name == "series_metadata":
            number = book.one("volume")
        if named or ids:
            people = names_of.contributors(draft, at.all("contributors/*"), f"{field}.contributors")
            record.series.append(Series(named, number.take(f"{field}.number"), ids, people))
            draft.mark(field, at)
        _kept(draft, at.all("coden"))


def _isbns(at: Cursor, field: str, *, start: int = 0) -> list[Identifier]:
    """ISBNs, each once."""
    found: dict[Identifier, None] = {}
    index: dict[str, int] = {}
    for one in at.all("isbn"):
        if one.text:
            number = index.setdefault(one.text.replace("-", ""), start + len(found))
            found.setdefault(one.identify("isbn", f"{field}[{number}]"))
    return list(found)


def _part(draft: Draft, about: Around) -> None:
    """A component is a part of the work that it stands in, or that its list names."""
    parent = about.parent
    stated = draft.root.one("../../@parent_doi")
    doi = identifiers.doi(stated.text) or doi_of(parent)
    if not doi:
        return
    field = f"relations[{len(draft.record.relations)}]"
    word = draft.root.attr("parent_relation")
    stated.use(field)
    word.use(field)
    kind = shared()["relations"].get(kebab(word.text), "part-of")
    draft.record.relations.append(Relation(kind, Identifier("doi", doi)))


def kebab(word: str) -> str:
    """A relation type as the JSON writes it.

    >>> kebab("isSupplementedBy")
    'is-supplemented-by'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", word).lower()


def numbers(draft: Draft, about: Around) -> None:
    """Volume, issue, edition, chapter and pages."""
    record, root = draft.record, draft.root
    series = [at for at in (root, about.host) if at.all("series_metadata")]
    volume = about.volume.one("volume") or root.one("volume", "journal_volume/volume")
    if root.name == "journal_issue":
        volume = root.one("journal_volume/volume") or volume
    if not volume and root.name == "content_item":
        volume = about.host.one("volume")
    if volume and not (series and record.series and volume.text == record.series[0].number):
        record.volume = volume.take("volume")
    issue = root.one("issue") or about.issue.one("issue")
    record.issue = issue.take("issue")
    record.edition = (root.one("edition_number") or about.host.one("edition_number")).take("edition")
    if root.name == "content_item" and (number := root.one("component_number")).text:
        record.chapter = _CHAPTER.sub("", number.take("chapter"))
    _pages(draft)


def _pages(draft: Draft) -> None:
    record, at = draft.record, draft.root.one("pages")
    first, last, other = (at.one(f"{name}").text for name in ("first_page", "last_page", "other_pages"))
    written = "-".join(filter(None, (first, last)))
    record.page_start, record.page_end, record.pages = pages.parse(", ".join(filter(None, (written, other))))
    if written or other:
        at.use("pages" if record.pages else "page_start")
        draft.mark("page_end", at)


def event(draft: Draft, about: Around) -> None:
    """The conference of a paper or of proceedings."""
    at = about.event
    if not at:
        return
    names = [Text(one.take("event.names[0]")) for one in at.all("conference_name") if one.text]
    short = [Text(one.take("event.short[0]")) for one in at.all("conference_acronym") if one.text]
    short = [one for one in short if one not in names]
    place = at.one("conference_location").take("event.place")
    start, end = _days(draft, at.one("conference_date"))
    if names or start or place:
        draft.record.event = Event(names, short, start, end, place)
        draft.mark("event", at)
    _kept(draft, [*at.all("conference_theme"), *at.all("conference_number"), *at.all("conference_sponsor")])


def _days(draft: Draft, at: Cursor) -> tuple[str, str]:
    """First and last day: of the attributes, else of the text where it is an interval; a text that is neither stays in rest."""
    found = []
    for side in ("start", "end"):
        parts = [at.attr(f"{side}_{part}") for part in ("year", "month", "day")]
        value = dates.of(*(part.text for part in parts)) if parts[0].text else ""
        for part in parts if value else ():
            part.use(f"event.{side}")
        found.append(value)
    if found[0]:
        at.use("event.start")
        return found[0], found[1]
    if (between := dates.interval(at.text)) or (day := dates.parse(at.text)):
        at.use("event.start")
        return between or (day, "")
    if at.text:
        at.keep()
    return "", ""
