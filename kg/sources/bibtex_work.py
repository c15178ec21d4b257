"""What a BibTeX entry says about the work itself: type, languages, titles, texts, keywords.

Which word stands for which type or status is in vocab/imports/bibtex.toml. Source: biblatex manual, sections 2.1 and 2.2.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from kg.record import Metric, Text
from kg.sources import pure_notes
from kg.sources.bibtex_draft import URL, Draft, decoded, full_title, names, table, verbatim
from kg.sources.bibtex_inheritance import Index
from kg.sources.json_draft import degree
from kg.syntax.bibtex import Field
from kg.values import languages

_SCOPUS_COUNT = re.compile(r"cited by(?: \(since \d{4}\))?:? ?(\d{1,9})", re.IGNORECASE)
# biblatex's key of a kind of patent ("patentde", "patreqeu") ends in the country
_PATENT_KEY = re.compile(r"(?:patent|patreq)([a-z]{2})")
_BETWEEN_LANGUAGES = re.compile(r"\s*[,;/]\s*|\s+(?:and|und)\s+")
_BRACED_OR_MARK = {mark: re.compile(rf"[{{}}]|{mark}") for mark in ",;"}
_SEMICOLON = re.compile(r"(?<!\\);")
_ENTITY = re.compile(r"&[#\w]{1,32};")


def read_type(draft: Draft, index: Index | None) -> None:
    """Type, variant, genre, degree, status."""
    rules, record, kind = table(), draft.record, draft.entry.kind
    record.type = rules["entry"].get(kind, "other")
    record.variant = rules["variant"].get(kind, "")
    if kind not in rules["entry"]:
        draft.record.rest.append(("entry type", kind))
        draft.tell("R115", "type", Field("entry type", kind, draft.entry.start), value=kind)
    for rule in _refinements(kind):
        if _fits(draft, rule):
            record.type, record.variant = rule["type"], rule.get("variant", "")
            break
    if kind == "conference" and _is_pure(draft) and not draft.has("booktitle"):
        record.type = "conference-paper-unpublished"
    if kind == "phdthesis" and record.type == "thesis-doctoral":
        record.degree_kind = "phd"
    elif record.type.startswith("thesis"):
        named, known = degree(draft.peek("degree") or draft.peek("type"))
        record.degree_kind = known if named == record.type else ""
    if field := draft.take("type"):
        word = draft.text(field)
        if record.type == "patent" and (found := _PATENT_KEY.fullmatch(word)):
            draft.put("country", field)
            record.country = found[1].upper()
        elif word.lower() not in names("keys", "type"):
            draft.put("genre[0]", field)
            record.genre.append(Text(word))
    if field := draft.take("degree"):
        draft.put("degree", field)
        record.degree = draft.text(field)
    if field := draft.take("pubstate"):
        if status := rules["status"].get(draft.text(field).lower()):
            draft.put("status", field)
            record.status = status
        else:
            draft.keep(field)


@functools.lru_cache(maxsize=1024)
def _refinements(kind: str) -> tuple[dict[str, Any], ...]:
    """The rules that may make the type of such an entry a finer one."""
    return tuple(rule for rule in table()["refine"] if kind in rule["entry"])


def _is_pure(draft: Draft) -> bool:
    """Whether Pure wrote the entry: its key is the UUID of a record."""
    return any(one.scheme == "pure-uuid" for one in draft.record.identifiers)


def _fits(draft: Draft, rule: dict[str, Any]) -> bool:
    if "filled" in rule:
        return draft.has(rule["filled"]) and not draft.has(rule["empty"])
    if not draft.has(rule["field"]):
        return False
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
        if value.lower() in names("keys", "language"):
            draft.keep(field)
            continue
        tags = [languages.parse(part) for part in _BETWEEN_LANGUAGES.split(value.rstrip(".")) if part]
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
            title = full_title(title, subtitle)
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


def read_texts(draft: Draft, index: Index | None) -> None:
    """Abstract, contents, notes, keywords, funding text. A reader's own annotations (`annote`) are no part of the work: they go to rest."""
    record = draft.record
    for name, target in (("abstract", record.abstracts), ("contents", record.contents), ("funding", record.funding_text)):
        path = {"abstract": "abstracts", "contents": "contents", "funding": "funding_text"}[name]
        for field in draft.take_all(name):
            draft.append(path, target, field)
    for name in ("note", "titleaddon", "addendum"):
        for field in draft.take_all(name):
            _read_note(draft, field)
    for field in draft.take_all("howpublished"):
        _read_howpublished(draft, field)
    words: dict[str, Field] = {}
    for field in draft.take_all("keywords"):
        for word in _keywords(field.text):
            words.setdefault(word, field)
    for number, (word, field) in enumerate(words.items()):
        draft.put(f"keywords[{number}]", field)
        record.keywords.append(Text(word))


def _read_note(draft: Draft, field: Field) -> None:
    record, value = draft.record, draft.text(field)
    if match := _SCOPUS_COUNT.fullmatch(value.partition(";")[0].strip()):
        source = draft.peek("source").lower()
        draft.put("metrics[0]", field)
        record.metrics.append(Metric(int(match[1]), "scopus" if "scopus" in source else source or "unknown"))
        value = value.partition(";")[2].strip()
    if status := table()["status"].get(value.lower().strip(".")):
        record.status = record.status or status
    if _is_pure(draft):
        value, event = pure_notes.conference(value)
        if event is not None:
            draft.put("event", field)
            record.event = event
        parts = pure_notes.sections(value)
    else:
        parts = [("notes", value)] if value else []
    for name, words in parts:
        target: list[Text] = getattr(record, name)
        if Text(words) not in target:
            draft.put(f"{name}[{len(target)}]", field)
            target.append(Text(words))


def _read_howpublished(draft: Draft, field: Field) -> None:
    """An address becomes a link; other words are a note."""
    plain = verbatim(field.text)
    found = URL.search(plain)
    if found:
        draft.link(found[0].rstrip(".,;)"), field, "landing")
    words = draft.text(field)
    if words and not (found and len(URL.sub("", plain).strip(" .,;:()")) < 3):
        draft.append("notes", draft.record.notes, field)


def _keywords(text: str) -> list[str]:
    """Keywords set apart by semicolons, else by commas; a group in braces is one."""
    if "{" not in text and "}" not in text and "&" not in text and "\\" not in text:
        parts = text.split(";" if ";" in text else ",")
        return list(dict.fromkeys(filter(None, map(decoded, parts))))
    mark = ";" if _SEMICOLON.search(_ENTITY.sub("", text)) else ","
    parts, depth, start = [], 0, 0
    for match in _BRACED_OR_MARK[mark].finditer(_ENTITY.sub(lambda entity: "_" * len(entity[0]), text)):
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
