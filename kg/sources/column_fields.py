"""Which fields of a record a column can go to, and how each is filled.

Design: FIELDS is the list, in the order in which a record is filled: the type first, since it decides what a title of a journal, an ISBN
or an editor belongs to. A row takes all columns of its field at once. Values are understood as everywhere (dates at their precision,
identifiers checked, names by their form); what cannot be understood is kept with issue R368. Rows of vocab/imports/columns.toml give
the words: types, what stands for "no value", open access.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable
from typing import TypeAlias

from kg.record import Text
from kg.sources import column_links, column_people, column_texts, column_values, column_venue
from kg.sources.column_work import Pair, Work, table
from kg.sources.columns import Column, Columns
from kg.sources.flat import Draft, Value

#: fills a field from its columns; the last argument is the whole field ("identifiers.doi")
Fill: TypeAlias = Callable[[Work, list[Pair], str], None]

FIELDS: dict[str, Fill] = {
    "type": column_values.kind,
    "status": column_values.status,
    "genre": column_values.genre,
    "languages": column_texts.languages_of,
    "titles": column_texts.titles,
    "subtitles": column_texts.subtitles,
    "short_title": column_texts.short_title,
    "other_titles": column_texts.texts_of,
    "abstracts": column_texts.paragraphs_of,
    "contents": column_texts.paragraphs_of,
    "notes": column_texts.paragraphs_of,
    "keywords": column_texts.keywords,
    "concepts.*": column_texts.concepts,
    "venue": column_venue.venue,
    "venue.short": lambda work, pairs, field: column_venue.venue(work, pairs, "short"),
    "container.titles": column_venue.titled,
    "container.short": column_venue.titled,
    "host.titles": column_venue.titled,
    "host.short": column_venue.titled,
    "series.titles": column_venue.titled,
    "series.number": column_venue.series_number,
    "event.names": column_venue.event,
    "event.short": column_venue.event,
    "event.dates": column_venue.event,
    "event.start": column_venue.event,
    "event.end": column_venue.event,
    "event.place": column_venue.event,
    "event.organizers": column_venue.event,
    "contributors": column_people.contributors,
    "host.contributors": column_people.contributors,
    "contributors.family": lambda work, pairs, field: column_people.name_parts(work, pairs, "family"),
    "contributors.given": lambda work, pairs, field: None,
    "contributors.identifiers.*": column_people.identifiers,
    "contributors.affiliations": column_people.affiliations,
    "contributors.corresponding": column_people.corresponding,
    "publisher": column_values.publisher,
    "publisher.place": column_values.publisher_place,
    "institution": column_values.institution,
    "degree": column_values.degree,
    "issued": column_values.issued,
    "issued.year": lambda work, pairs, field: None,
    "issued.month": lambda work, pairs, field: None,
    "issued.day": lambda work, pairs, field: None,
    "online": column_values.date,
    "submitted": column_values.date,
    "accepted": column_values.date,
    "created": column_values.date,
    "modified": column_values.date,
    "awarded": column_values.date,
    "record_modified": column_values.date,
    "volume": column_values.single,
    "issue": column_values.single,
    "article_number": column_values.single,
    "chapter": column_values.single,
    "edition": column_values.single,
    "number": column_values.single,
    "version": column_values.single,
    "medium": column_values.single,
    "country": column_values.single,
    "pages": column_values.pages_of,
    "page_start": column_values.page_ends,
    "page_end": lambda work, pairs, field: None,
    "num_pages": column_values.count,
    "num_volumes": column_values.count,
    "peer_reviewed": column_values.flag,
    "access": column_values.access,
    "licences": column_values.licences_of,
    "rights": column_texts.texts_of,
    "funding": column_links.funding,
    "funding.funder": column_links.funding_parts,
    "funding.number": lambda work, pairs, field: None,
    "funding_text": column_texts.paragraphs_of,
    "citations": column_texts.texts_of,
    "identifiers": column_links.identifiers_of,
    "identifiers.issn": column_venue.serials,
    "identifiers.eissn": column_venue.serials,
    "identifiers.isbn": column_venue.serials,
    "identifiers.*": column_links.identified,
    "venue.identifiers": column_venue.serials,
    "container.identifiers.*": column_venue.place_identifiers,
    "host.identifiers.*": column_venue.place_identifiers,
    "series.identifiers.*": column_venue.place_identifiers,
    "relations.*": column_links.relations,
    "metrics.*": column_links.metrics,
    "files": column_links.files,
    "links": column_links.links,
    "links.see-also": column_links.links,
    "links.repository": column_links.links,
}
#: fields that are filled together with another one: the first of these, in the order of FIELDS, does it
_TOGETHER = {
    "issued.year": "issued", "issued.month": "issued", "issued.day": "issued", "page_end": "page_start",
    "contributors.given": "contributors.family", "funding.number": "funding.funder",
}  # fmt: skip
_WHOLES = frozenset(_TOGETHER.values())
_ORDER = {name: place for place, name in enumerate(FIELDS)}
#: a field whose columns may be fallbacks -> the field that says the same in another form
_INSTEAD = {"contributors": "contributors.family", "pages": "page_start"}


def fill(draft: Draft, columns: Columns) -> None:
    """Fills the draft's record from its values; what no column speaks of is left for `Draft.reading` to keep."""
    work = Work(draft, columns)
    for value in draft.values:
        column = columns.column(value.name)
        if not value.text.strip() or column is None:
            continue
        if column.skip:
            draft.drop(value, column.skip)
        elif value.text.strip().casefold() in table()["missing"]["names" if column.field in ("titles", "contributors") else "words"]:
            draft.drop(value, "says that there is no value")
        else:
            _sort(work, column, value)
    for field, text in columns.constants.items():
        if field not in work.groups:
            work.groups[field] = [(Column(name=field, field=field), Value(field, text, draft.record.origin.line, 1))]
    column_values.settle_type(work)
    for part, whole in _TOGETHER.items():
        if part in work.groups:
            work.groups.setdefault(whole, [])
    for _, name, field in sorted(map(_row, work.groups), key=operator.itemgetter(0)):
        pairs = _without_fallbacks(work, field)
        if pairs or field in _WHOLES:
            FIELDS[name](work, pairs, field)
    _tag(draft, columns)


def _sort(work: Work, column: Column, value: Value) -> None:
    """Puts a value to its fields; of one with a pattern only the part that counts, and what is more is kept."""
    for one in (column, *column.also):
        if not one.pattern:
            work.groups.setdefault(one.field, []).append((one, value))
            continue
        found = re.search(one.pattern, value.text[:10_000])
        if found is None or not (found[1] or "").strip():
            continue
        part = Value(value.name, found[1].strip(), value.line, value.column, value.node)
        work.groups.setdefault(one.field, []).append((one, part))
        if not column.also and part.text != value.text.strip():
            work.draft.keep(value)
        elif not column.also:
            work.draft.take(one.field, value)


@functools.lru_cache(maxsize=1024)
def _row(field: str) -> tuple[int, str, str]:
    """The place of a field's row in FIELDS, the row's name, and the field: identifiers.doi is one of identifiers.*."""
    name = field if field in FIELDS else next(row for row in FIELDS if row.endswith(".*") and field.startswith(row[:-1]))
    return _ORDER[name], name, field


def _without_fallbacks(work: Work, field: str) -> list[Pair]:
    """The columns of a field, those left out that count only where there is no other; an empty list where the field needs none."""
    pairs = work.groups[field]
    strong = [pair for pair in pairs if not pair[0].fallback]
    if not strong and (other := _INSTEAD.get(field)) and other in work.groups:
        _drop(work, pairs)
        return []
    if strong and len(strong) < len(pairs):
        _drop(work, [pair for pair in pairs if pair[0].fallback])
        return strong
    return pairs


def _drop(work: Work, pairs: list[Pair]) -> None:
    for _, value in pairs:
        work.draft.drop(value, "another column says more")


def _tag(draft: Draft, columns: Columns) -> None:
    """Gives titles, abstracts and keywords the language of the work, where it has one only and they are not translations."""
    record = draft.record
    tag = record.languages[0] if len(record.languages) == 1 else ""
    if not tag or (columns.translated and not tag.startswith("en")):
        return
    for name in ("titles", "subtitles", "abstracts", "keywords"):
        setattr(record, name, [Text(one.value, one.lang or tag) for one in getattr(record, name)])
    if record.short_title is not None:
        record.short_title = Text(record.short_title.value, record.short_title.lang or tag)


def names() -> list[str]:
    """The fields that a column may go to, "*" for any scheme, relation or counter."""
    return list(FIELDS)
