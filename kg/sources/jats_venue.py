"""Titles of JATS, and where a work appeared: journal or book, volume, issue, pages, conference."""

from __future__ import annotations

from kg.record import Agent, Container, Event, Host, Identifier, Series, Text
from kg.sources import jats_names
from kg.sources.jats_text import outer, rules, whole, words
from kg.sources.json_draft import organisation
from kg.sources.tree import Cursor, Draft
from kg.values import dates, pages

_GROUPS = ("title-group", "book-title-group")
_TITLES = ("article-title", "title", "book-title")


def titles(draft: Draft, meta: Cursor) -> None:
    """The title with its subtitle, translated titles, and a short one."""
    record = draft.record
    group = meta.one(*_GROUPS)
    main, sub = group.one(*_TITLES), group.one("subtitle")
    for at in [main, sub, *group.all("trans-title"), *group.all("trans-title-group/trans-title")]:
        for note in [*at.all("fn"), *at.all("label")]:
            note.keep()
    if value := words(main):
        main.use("titles[0]")
        lang = main.lang("titles[0]") or draft.lang
        if extra := words(sub):
            sub.use("subtitles[0]")
            record.short_title, record.subtitles = Text(value, lang), [Text(extra, lang)]
            draft.mark("short_title", main)
        record.titles.append(Text(_joined(value, words(sub)), lang))
    for one in group.all("subtitle")[1:]:
        _other(draft, one, words(one), draft.lang)
    for one in group.all("trans-title-group"):
        value = _joined(words(one.one("trans-title")), words(one.one("trans-subtitle")))
        _other(draft, one, value, one.one("trans-title").lang("other_titles"))
    for one in group.all("trans-title"):
        _other(draft, one, words(one), "")
    for one in group.all("alt-title"):
        if record.short_title is None and words(one) and words(one) != words(main):
            record.short_title = Text(words(one), one.lang("short_title") or draft.lang)
            one.use("short_title")
            one.attr("alt-title-type").use("short_title")


def _joined(value: str, sub: str) -> str:
    return f"{value}{' ' if value[-1] in ':?!.' else ': '}{sub}" if value and sub else value


def _other(draft: Draft, at: Cursor, value: str, lang: str) -> None:
    if value:
        field = f"other_titles[{len(draft.record.other_titles)}]"
        at.use(field)
        draft.record.other_titles.append(Text(value, at.lang(field) or lang))


def where(draft: Draft, meta: Cursor) -> None:
    """Journal, book, publisher, volume, issue and pages; a part of an article appeared where the article did."""
    record, root = draft.record, draft.root
    around = outer(draft)
    journal = root.one("front/journal-meta") or whole(draft, "front/journal-meta", "journal-meta")
    if journal:
        _journal(draft, journal)
    if root.name == "book-part":
        _host(draft)
    _series(draft)
    _publisher(draft, journal, meta)
    for field, name in (("volume", "volume"), ("issue", "issue")):
        at = meta.one(name) or (around.one(name) if root.name not in ("article", "book") else Cursor(draft, None))
        setattr(record, field, at.take(field))
    record.article_number = meta.one("elocation-id").take("article_number")
    edition = meta.one("edition") or (around.one("edition") if root.name == "book-part" else Cursor(draft, None))
    record.edition = edition.take("edition")
    if root.name == "book-part":
        record.chapter = meta.one("title-group/label").take("chapter") or root.attr("book-part-number").take("chapter")
    record.num_pages = meta.one("counts/page-count/@count", "counts/book-page-count/@count").number("num_pages")
    _pages(draft, meta)
    _conference(draft, meta.one("conference"))


def _journal(draft: Draft, journal: Cursor) -> None:
    groups = [journal, *journal.all("journal-title-group")]
    named = [at for group in groups for at in group.all("journal-title") if words(at)]
    made = Container([Text(_joined(words(at), words(at.parent.one("journal-subtitle")))) for at in named])
    for number, at in enumerate(named):
        at.use(f"container.titles[{number}]")
        at.parent.one("journal-subtitle").use(f"container.titles[{number}]")
    for at in [at for group in groups for at in group.all("trans-title-group/trans-title")]:
        made.titles.append(Text(at.take("container.titles"), at.lang("container") or at.parent.lang("container")))
    for at in [at for group in groups for at in group.all("abbrev-journal-title")]:
        _short(made, at, at.attr("abbrev-type"))
    for at in journal.all("journal-id"):
        kind = at.attr("journal-id-type")
        if rules()["journal-ids"].get(kind.text):
            _short(made, at, kind)
        elif kind.text == "doi":
            made.identifiers.append(at.identify("doi", "container.identifiers"))
            kind.use("container")
    known = {one.value.casefold() for one in made.titles}
    made.short = list({key: one for one in reversed(made.short) if (key := one.value.casefold()) not in known}.values())[::-1]
    if not made.titles:
        made.titles, made.short = made.short[:1], made.short[1:]
    made.identifiers = [*_issns(journal), *made.identifiers]
    if made.titles or made.identifiers:
        draft.record.container = made
        draft.mark("container", journal)


def _short(made: Container, at: Cursor, kind: Cursor) -> None:
    value = at.take("container.short")
    kind.use("container.short")
    if value:
        made.short.append(Text(value))


def _issns(journal: Cursor) -> list[Identifier]:
    found: dict[str, Identifier] = {}
    for at in [*journal.all("issn"), *journal.all("issn-l")]:
        if not at.text:
            continue
        kind = at.one("@pub-type", "@publication-format")
        made = at.identify("issn", f"container.identifiers[{len(found)}]")
        kind.use("container.identifiers")
        scheme = "issn-l" if at.name == "issn-l" else "eissn" if kind.text in ("epub", "electronic", "online") else "issn"
        if made.value not in found or (scheme != "issn" and made.scheme == "issn" and found[made.value].scheme == "issn"):
            found[made.value] = Identifier(scheme, made.value) if made.scheme == "issn" else made
    return list(found.values())


def _host(draft: Draft) -> None:
    """The book around a part of it."""
    book = whole(draft, "book-meta")
    made = Host()
    group = book.one(*_GROUPS)
    if value := words(group.one(*_TITLES)):
        group.one(*_TITLES).use("host.titles[0]")
        group.one("subtitle").use("host.titles[0]")
        made.titles.append(Text(_joined(value, words(group.one("subtitle"))), draft.lang))
    for at in [*book.all("isbn"), *book.all("book-id")]:
        kind = at.one("@book-id-type", "@pub-id-type")
        scheme = "isbn" if at.name == "isbn" else rules()["ids"].get(kind.text, "")
        if scheme in ("isbn", "doi"):
            made.identifiers.append(at.identify(scheme, f"host.identifiers[{len(made.identifiers)}]"))
            kind.use("host.identifiers")
    made.contributors = jats_names.contributors(draft, book, "host.contributors")
    if made.titles or made.identifiers:
        draft.record.host = made
        draft.mark("host", book)


def _series(draft: Draft) -> None:
    """The collection that a book belongs to."""
    for at in [] if draft.root.name == "article" else draft.whole.all("collection-meta"):
        named = words(at.one("title-group/title"))
        if not named:
            continue
        at.one("title-group/title").use("series[0].titles[0]")
        number = whole(draft, "book-meta/volume-in-collection/volume-number", "collection-meta/volume-in-collection/volume-number")
        ids = [one.identify("issn", "series[0].identifiers[0]") for one in at.all("issn") if one.text]
        draft.record.series.append(Series([Text(named)], number.take("series[0].number"), ids))


def _publisher(draft: Draft, journal: Cursor, meta: Cursor) -> None:
    at = journal.one("publisher") or meta.one("publisher") or whole(draft, "book-meta/publisher")
    name, place = at.one("publisher-name"), at.one("publisher-loc")
    if value := words(name):
        name.use("publisher")
        place.use("publisher.place")
        draft.record.publisher = organisation(value, place=words(place))
    elif value := words(place):
        place.use("publisher.place")
        draft.record.publisher = Agent("", kind="organisation", place=value)


def _pages(draft: Draft, meta: Cursor) -> None:
    record = draft.record
    first, last, whole = meta.one("fpage"), meta.one("lpage"), meta.one("page-range")
    written = whole.text or "-".join(filter(None, (first.text, last.text)))
    record.page_start, record.page_end, record.pages = pages.parse(written)
    for at in (first, last, whole):
        at.use("pages" if record.pages else "page_start")
    if written:
        draft.mark("page_end", last or first or whole)


def _conference(draft: Draft, at: Cursor) -> None:
    if not at:
        return
    named = [Text(words(one)) for one in at.all("conf-name") if words(one)]
    short = [Text(words(one)) for one in at.all("conf-acronym") if words(one)]
    for one in [*at.all("conf-name"), *at.all("conf-acronym")]:
        one.use("event.names[0]")
    place, day = at.one("conf-loc").take("event.place"), at.one("conf-date")
    written = day.attr("iso-8601-date").text or day.text
    start, end = dates.interval(written) or (dates.parse(written), "")
    if start:
        day.use("event.start")
    if named or place or start:
        draft.record.event = Event(named or short, short if named else [], start, end, place)
        draft.mark("event", at)
