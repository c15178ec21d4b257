"""Titles of a MARC record: 245 with its parts, variants (246, 247, 242), uniform titles (130, 240), key titles (210, 222), edition."""

from __future__ import annotations

from kg.record import Text
from kg.sources import catalogue
from kg.sources.marc_fields import Fields, joined, parts, script, sorted_out, use
from kg.sources.tree import Cursor, Draft
from kg.values import isbd, languages

_PARTS = "abnp"


def fill(draft: Draft, fields: Fields) -> None:
    """Fills the titles and the edition."""
    for field in fields.all("245"):
        original = fields.original(field)
        # damaged letters make no title
        if original and "\ufffd" not in joined(original, _PARTS):
            _main(draft, original, draft.lang)
            _romanised(draft, field)
        else:
            _main(draft, field, draft.lang)
        _medium(draft, field)
    for field in fields.alone("245"):
        _main(draft, field, draft.lang)
    for tag in ("246", "247", "242", "240", "130", "210", "222", "243"):
        for field in fields.all(tag):
            _variant(draft, fields, field)
    for field in fields.all("740"):
        if field.attr("ind2").text != "2":
            _variant(draft, fields, field)
    for field in fields.all("250"):
        if not draft.record.edition:
            draft.record.edition = isbd.bare(joined(field, "ab"))
            use(field, "ab", "edition")


def title(field: Cursor, codes: str = "abnp") -> tuple[str, str, str, list[str]]:
    """Full title, main title, subtitle and parallel titles of a title field.

    The mark at the end of a subfield says what the next one is: ":" a subtitle, "=" a parallel title, ";" another title.
    """
    main = sub = before = before_mark = ""
    full: list[str] = []
    parallel: list[str] = []
    for part in parts(field, codes):
        written = sorted_out(part.text)
        value = isbd.ended(written)
        mark = written.rstrip()[-1:]
        if not full:
            full += [value] if value else []
            main = value
        elif part.name == "a":
            full.append(f". {value}")
        elif part.name in "np":
            value, *others = value.split(" = ")
            parallel += [isbd.ended(one) for one in others]
            full.append(f"{', ' if part.name == 'p' and before == 'n' else '. '}{isbd.ended(value)}")
        elif before_mark == "=" or value.startswith("="):
            parallel += [isbd.ended(one) for one in value.lstrip("= ").split(" = ")]
        else:
            first, *others = value.split(" = ")
            first = isbd.ended(first)
            parallel += [isbd.ended(one) for one in others]
            if before_mark == ";":
                full.append(f"; {first}")
            else:
                full.append(f"{' ' if full[-1][-1] in ':?!.' else ': '}{first}")
                sub = sub or first
        before, before_mark = part.name, mark
    return "".join(full), main if sub else "", sub, parallel


def _main(draft: Draft, field: Cursor, lang: str) -> None:
    record = draft.record
    full, main, sub, parallel = title(field)
    if not full:
        return
    at = f"titles[{len(record.titles)}]"
    first = not record.titles
    catalogue.add_title(draft, parts(field, _PARTS)[0], Text(full, lang))
    use(field, _PARTS, at)
    draft.mark(at, field)
    if first and sub:
        record.short_title, record.subtitles = Text(main, lang), [Text(sub, lang)]
        draft.mark("short_title", field.one("a"))
        draft.mark("subtitles[0]", field.one("b"))
    for other in parallel:
        _other(draft, field, Text(other))


def _medium(draft: Draft, field: Cursor) -> None:
    medium = field.one("h")
    if medium and not draft.record.medium:
        draft.record.medium = isbd.bare(medium.text.rstrip(" /:.="))
        medium.use("medium")


def _romanised(draft: Draft, field: Cursor) -> None:
    """The title in Latin letters beside the original one."""
    full, _, _, parallel = title(field)
    lang = f"{draft.lang}-{latin}" if (latin := script(full)) and draft.lang else ""
    use(field, _PARTS, "other_titles")
    for other in (Text(full, lang), *(Text(one) for one in parallel)):
        _other(draft, field, other)


def _other(draft: Draft, field: Cursor, text: Text) -> None:
    record = draft.record
    if text.value and draft.fresh("titles", text.value):
        draft.mark(f"other_titles[{len(record.other_titles)}]", field)
        record.other_titles.append(text)


def _variant(draft: Draft, fields: Fields, field: Cursor) -> None:
    record = draft.record
    lang = ""
    if field.name == "242" and (tag := languages.parse(field.one("y").text)):
        lang = tag
        field.one("y").use(f"other_titles[{len(record.other_titles)}].lang")
    for one in (field, fields.original(field)):
        full, _, _, parallel = title(one)
        if not full:
            continue
        if field.name in ("210",) and record.short_title is None:
            record.short_title = Text(full)
            use(one, _PARTS, "short_title")
            continue
        use(one, _PARTS, "other_titles")
        if not record.titles:
            catalogue.add_title(draft, parts(one, _PARTS)[0], Text(full, lang))
            continue
        for value in (full, *parallel):
            _other(draft, one, Text(value, lang))
