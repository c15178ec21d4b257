"""Titles of a MODS record: article, title, subtitle and part as one text."""

from __future__ import annotations

from kg.record import Text
from kg.sources import catalogue
from kg.sources.tree import Cursor, Draft


def title(info: Cursor, field: str) -> tuple[str, str, str]:
    """Full title, main title and subtitle of a titleInfo (the last two "" where nothing was split off), which is taken for `field`."""
    main = info.one("title").text
    if article := info.one("nonSort").text:
        main = article + main if article[-1] in "'’-" else f"{article} {main}"
    main = main.rstrip(" :/")
    sub = info.one("subTitle").text.lstrip(": ").rstrip(" /")
    full = f"{main}{' ' if main[-1:] in ':?!.' else ': '}{sub}" if main and sub else main or sub
    part = ", ".join(one.text.strip(" ,.") for name in ("partNumber", "partName") for one in info.all(name) if one.text)
    for name in ("title", "nonSort", "subTitle", "partNumber", "partName"):
        for one in info.all(name):
            one.use(field)
    if part:
        full = f"{full.rstrip('.')}. {part}" if full else part
    return full, main if sub else "", sub


def fill(draft: Draft) -> None:
    """Fills the titles: what has no type first, abbreviated, translated, uniform and alternative titles as variants."""
    record = draft.record
    infos = draft.root.all("titleInfo")
    infos.sort(key=lambda info: (bool(info.attr("type").text), info.attr("usage").text != "primary"))
    for info in infos:
        kind = info.attr("type").text
        field = f"titles[{len(record.titles)}]" if not kind else f"other_titles[{len(record.other_titles)}]"
        full, main, sub = title(info, field)
        lang = info.lang(f"{field}.lang") or ("" if kind or record.titles else draft.lang)
        if kind == "abbreviated" and record.short_title is None and not main and full:
            record.short_title = Text(full, lang)
            draft.mark("short_title", info)
        elif kind and record.titles:
            catalogue.add_variant(draft, _first(info), Text(full, lang))
        else:
            first = not record.titles
            catalogue.add_title(draft, _first(info), Text(full, lang))
            draft.mark(field, info)
            if first and sub:
                record.short_title = Text(main, lang)
                record.subtitles.append(Text(sub, lang))
                draft.mark("short_title", info)
                draft.mark("subtitles[0]", info.one("subTitle"))


def _first(info: Cursor) -> Cursor:
    """The part of a titleInfo that stands for it."""
    return info.one("title", "subTitle", "partNumber", "partName", "nonSort")
