"""Titles, descriptions, subjects and rights of DataCite metadata.

Design: the titles without a type are the work's own, one for each language; a subtitle joins the title of its language. A description
goes by its type, and what the type says more than our field stays in rest. A subject with a scheme or an address of its own is a concept,
any other a keyword. An address of rights is a licence or says who may read; words are a licence only where they name one for certain.
"""

from __future__ import annotations

import re
from collections import Counter

from kg.record import Concept, Text
from kg.sources import datacite_related as related
from kg.sources.datacite_work import Work, first, key, rules
from kg.sources.tree import Cursor
from kg.values import licences

_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def titles(work: Work) -> None:
    """The titles by their type and language."""
    record = work.record
    found = [(one, one.one("title") or one) for one in work.items("titles", "title")]
    found = [(one, value) for one, value in found if work.said(value)]
    subtitles = {id(pair): pair for pair in found if _kind(pair) == "Subtitle"}
    main = [pair for pair in found if not _kind(pair)] or [pair for pair in found if id(pair) not in subtitles][:1]
    for one, value in main:
        one.attr("titleType").use("titles")
        lang = one.lang("titles") or work.draft.lang
        if any(known.lang == lang for known in record.titles):
            _other_title(work, value, lang)
            continue
        title = _taken(work, value, f"titles[{len(record.titles)}]")
        for pair in subtitles.values():
            if _written_lang(pair[0]) in (_written_lang(one), ""):
                del subtitles[id(pair)]
                title = _with_subtitle(work, title, pair, lang)
                break
        record.titles.append(Text(title, lang))
    done = set(map(id, main))
    for pair in found:
        if id(pair) not in done and (id(pair) in subtitles or _kind(pair) != "Subtitle"):
            pair[0].attr("titleType").use("other_titles")
            _other_title(work, pair[1], pair[0].lang("other_titles"))


def _kind(pair: tuple[Cursor, Cursor]) -> str:
    return pair[0].attr("titleType").text


def _written_lang(item: Cursor) -> str:
    return item.one("@xml:lang", "lang").text


def _taken(work: Work, value: Cursor, field: str) -> str:
    value.use(field)
    return " ".join(work.words(value).split())


def _other_title(work: Work, value: Cursor, lang: str) -> None:
    record = work.record
    made = Text(_taken(work, value, f"other_titles[{len(record.other_titles)}]"), lang)
    if made not in record.other_titles and made not in record.titles:
        record.other_titles.append(made)


def _with_subtitle(work: Work, title: str, pair: tuple[Cursor, Cursor], lang: str) -> str:
    """The full title; the subtitle is put after the title unless it ends with it."""
    record, (item, value) = work.record, pair
    item.attr("titleType").use("subtitles")
    item.lang("subtitles")
    subtitle = _taken(work, value, f"subtitles[{len(record.subtitles)}]")
    record.subtitles.append(Text(subtitle, lang))
    if title.casefold().endswith(subtitle.casefold()):
        return title
    if record.short_title is None:
        record.short_title = Text(title, lang)
    return f"{title}{' ' if title[-1] in ':?!.' else ': '}{subtitle}"


def descriptions(work: Work) -> None:
    """The descriptions by their type."""
    for item in work.items("descriptions", "description"):
        value, kind = item.one("description") or item, item.attr("descriptionType")
        if not work.said(value):
            continue
        field = rules()["descriptions"].get(kind.text, "notes")
        if field == "series":
            work.around.add(value.text)
            if related.series_information(work, value, item):
                kind.use("series")
                continue
            field = "notes"
        listed: list[Text] = getattr(work.record, field)
        at = f"{field}[{len(listed)}]"
        if field != "notes" or kind.text == "Other":
            kind.use(at)
        value.use(at)
        made = Text(work.words(value), item.lang(f"{at}.lang"))
        if made not in listed:
            listed.append(made)


def subjects(work: Work) -> None:
    """The subjects as keywords and concepts, each once."""
    found: list[tuple[Concept, Cursor]] = []
    known: set[tuple[str, str, str]] = set()
    for item in work.items("subjects", "subject"):
        value, iri = item.one("subject") or item, first(item, "valueURI", "valueUri")
        if not work.said(value):
            continue
        if item.attr("subjectScheme").text or _WEB.fullmatch(iri.text):
            concept = _concept(work, item, value, iri)
            if (one := (concept.scheme, concept.label.value, concept.label.lang)) not in known:
                known.add(one)
                found.append((concept, iri))
        else:
            _keywords(work, value, item.lang("keywords"))
    # an address that stands for several subjects of one language is that of their scheme
    labels = Counter((concept.iri, concept.label.lang) for concept, _ in found)
    several = {iri for (iri, _), count in labels.items() if count > 1}
    for concept, iri in found:
        if concept.iri and concept.iri in several:
            concept.iri = ""
            iri.keep()
    work.record.concepts += [concept for concept, _ in found]


def _keywords(work: Work, value: Cursor, lang: str) -> None:
    """One keyword each is the rule; semicolons between several are a habit."""
    listed = work.record.keywords
    for word in value.take(f"keywords[{len(listed)}]").split(";"):
        if (made := Text(word.strip(), lang)).value and made not in listed:
            listed.append(made)


def _concept(work: Work, item: Cursor, value: Cursor, iri: Cursor) -> Concept:
    field, scheme = "concepts", item.attr("subjectScheme")
    address = first(item, "schemeURI", "schemeUri").text
    named = rules()["subjects"].get(key(scheme.text), scheme.text)
    scheme.use(f"{field}.scheme")
    return Concept(
        scheme=named or address or "subject",
        label=Text(value.take(f"{field}.label"), item.lang(field)),
        iri=_concept_iri(iri, address, field),
        notation=item.attr("classificationCode").take(f"{field}.notation"),
    )


def _concept_iri(iri: Cursor, scheme: str, field: str) -> str:
    """The address of the concept itself; not that of its scheme or of a document about it."""
    value = iri.text
    if not _WEB.fullmatch(value) or value.rstrip("/") == scheme.rstrip("/") or value.casefold().endswith((".pdf", ".html")):
        return ""
    return iri.take(f"{field}.iri")


def rights(work: Work) -> None:
    """Licences, access and prose about rights."""
    record = work.record
    for item in work.items("rightsList", "rights"):
        words, uri, name = item.one("rights") or item, first(item, "rightsURI", "rightsUri"), item.attr("rightsIdentifier")
        said = _access(work, item, words, uri)
        licence = licences.canonical(uri.text) if uri not in said else ""
        licence = licence or licences.canonical(name.text)
        if licence:
            field = f"licences[{len(record.licences)}]"
            uri.use(field)
            name.use(field)
            record.licences += [licence] if licence not in record.licences else []
        if words not in said and work.said(words):
            _statement(work, item, words, licence)


def _access(work: Work, item: Cursor, *parts: Cursor) -> list[Cursor]:
    """The parts of a statement that say who may read the work; the first of all statements counts."""
    found = []
    for cursor in parts:
        if access := rules()["access"].get(cursor.text.casefold().rstrip("/"), ""):
            work.record.access = work.record.access or access
            cursor.use("access")
            item.lang("access")
            found.append(cursor)
    return found


def _statement(work: Work, item: Cursor, words: Cursor, licence: str) -> None:
    """Words about rights: a licence where they name one and no address does, else prose."""
    record = work.record
    named = licences.canonical(words.text)
    if named and (not licence or named == licence):
        words.use(f"licences[{len(record.licences)}]")
        item.lang("licences")
        if named not in record.licences:
            record.licences.append(named)
        return
    made = Text(words.take(f"rights[{len(record.rights)}]"), item.lang("rights"))
    if made not in record.rights:
        record.rights.append(made)
