"""Columns of texts: titles, abstracts, keywords, notes, languages, concepts."""

from __future__ import annotations

import re

from kg.record import Concept, Text
from kg.sources.column_people import parts
from kg.sources.column_work import Pair, Work
from kg.sources.columns import Column
from kg.sources.json_draft import line
from kg.sources.ris_entry import folded, same
from kg.values import languages
from kg.values import text as texts


def _lang(column: Column) -> str:
    return languages.parse(column.lang) if column.lang else ""


def titles(work: Work, pairs: list[Pair], field: str) -> None:
    """The first is the title; further ones that differ are other titles."""
    del field
    for column, value in pairs:
        title = Text(line(value.text), _lang(column))
        if not title.value:
            continue
        if not work.new("title", title.value):
            work.draft.take("titles[0]", value)
        elif not work.record.titles:
            work.draft.take("titles[0]", value)
            work.record.titles.append(title)
        else:
            work.draft.take(f"other_titles[{len(work.record.other_titles)}]", value)
            work.record.other_titles.append(title)


def subtitles(work: Work, pairs: list[Pair], field: str) -> None:
    """The subtitle; it is joined to the title, unless that ends in it already."""
    del field
    record = work.record
    for column, value in pairs:
        words = line(value.text)
        work.draft.take(f"subtitles[{len(record.subtitles)}]", value)
        record.subtitles.append(Text(words, _lang(column)))
        if record.titles and len(record.subtitles) == 1 and not record.titles[0].value.casefold().endswith(words.casefold()):
            title = record.titles[0]
            record.short_title = title
            record.titles[0] = Text(f"{title.value}{' ' if title.value[-1] in ':?!.' else ': '}{words}", title.lang)


def short_title(work: Work, pairs: list[Pair], field: str) -> None:
    """A short title, where it is not the title itself."""
    del field
    for column, value in pairs:
        words = line(value.text)
        if any(same(words, one.value) for one in work.record.titles):
            work.draft.take("titles[0]", value)
        elif work.record.short_title is None:
            work.record.short_title = Text(words, _lang(column))
            work.draft.take("short_title", value)
        elif same(work.record.short_title.value, words):
            work.draft.take("short_title", value)
        else:
            work.draft.keep(value)


def texts_of(work: Work, pairs: list[Pair], field: str) -> None:
    """Texts of one line each, every one once: other titles, rights, citations."""
    _add(work, pairs, field, line)


def paragraphs_of(work: Work, pairs: list[Pair], field: str) -> None:
    """Texts with paragraphs, every one once: abstracts, contents, notes, funding."""
    _add(work, pairs, field, texts.plain)


def _add(work: Work, pairs: list[Pair], field: str, clean: object) -> None:
    target: list[Text] = getattr(work.record, field)
    for column, value in pairs:
        for given in parts(column, value.text) if column.separator else [value.text]:
            words = line(given) if clean is line else texts.plain(given)
            work.draft.take(f"{field}[{len(target)}]", value)
            if words and work.new("title" if field == "other_titles" else field, words):
                target.append(Text(words, _lang(column)))


def add_genre(work: Work, word: str) -> None:
    """A word for the type, unless it says no more than the type does."""
    if word and word.casefold() != work.record.type.replace("-", " ") and work.new("genre", (folded(word),)):
        work.record.genre.append(Text(word))


def keywords(work: Work, pairs: list[Pair], field: str) -> None:
    """Keywords, each once; without semicolons or other marks commas part them."""
    del field
    target = work.record.keywords
    known = {one.value.casefold() for one in target}
    for column, value in pairs:
        found = parts(column, value.text)
        if len(found) == 1 and not column.separator and "," in found[0]:
            found = found[0].split(",")
        work.draft.take(f"keywords[{len(target)}]", value)
        for given in found:
            word = line(given).strip("* ,;").rstrip(".") if len(found) > 1 else line(given).strip("* ")
            if word and word.casefold() not in known:
                known.add(word.casefold())
                target.append(Text(word, _lang(column)))


def concepts(work: Work, pairs: list[Pair], field: str) -> None:
    """Terms of a scheme, named by the last part of the field ("concepts.mesh")."""
    scheme = field.rpartition(".")[2]
    target = work.record.concepts
    for column, value in pairs:
        work.draft.take(f"concepts[{len(target)}]", value)
        for given in parts(column, value.text):
            concept = Concept(scheme=scheme, label=Text(line(given).strip("*"), _lang(column)))
            if concept.label.value and work.new(field, concept.label.value):
                target.append(concept)


def languages_of(work: Work, pairs: list[Pair], field: str) -> None:
    """Languages as tags; one that is not known stays as text with an issue."""
    del field
    for _, value in pairs:
        for given in filter(None, (part.strip(" .") for part in re.split(r"[;,/|\n]", value.text))):
            tag = languages.parse(given)
            if not tag:
                kept = work.draft.keep(value, given)
                work.draft.complain("R009", value, field=kept, text=given)
            else:
                work.draft.take(f"languages[{len(work.record.languages)}]", value)
                if tag not in work.record.languages:
                    work.record.languages.append(tag)
