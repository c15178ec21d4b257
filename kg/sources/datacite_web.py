"""Extents and places of DataCite metadata, and what only its database knows: page, files, counts, links and the state of a DOI.

Design: sizes in bytes and several formats have no field, where nothing tells which file they are of; a place has none either, and is kept
as one line. What the API adds to the deposited metadata is taken where it states something of the work (the page, the files, how often
it was cited, which DOIs link to it) and told where the DOI leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.record import File, Identifier, Metric, Relation
from kg.sources import datacite_related as related
from kg.sources.datacite_work import Work, rules
from kg.sources.tree import Cursor
from kg.values import identifiers, text

_PAGES = re.compile(r"([0-9]{1,5})\s*(?:p|pp|pages?|S|Seiten)\.?", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def extents(work: Work) -> None:
    """Version, format and number of pages."""
    record, at = work.record, work.at
    if work.said(at.one("version")):
        record.version = at.one("version").take("version")
    formats = [item for item in work.items("formats", "format") if work.said(item)]
    if len({item.text for item in formats}) == 1:
        record.medium = formats[0].text
        for item in formats:
            item.use("medium")
    for item in work.items("sizes", "size"):
        match = _PAGES.fullmatch(item.text)
        if match and not record.num_pages and int(match[1]):
            record.num_pages = int(match[1])
            item.use("num_pages")


def places(work: Work) -> None:
    """Places have no field: each is kept as one line."""
    for item in work.items("geoLocations", "geoLocation"):
        pieces = [f"{part.name.removeprefix('geoLocation').casefold()} {_numbers(part)}" for part in item if _numbers(part)]
        if words := text.tidy("; ".join(pieces)):
            item.use_all(item.keep(words))


def _numbers(part: Cursor) -> str:
    """The text in it and in all that is in it."""
    found, todo = [], [part]
    while todo:
        cursor = todo.pop()
        inside = list(cursor)
        todo += reversed(inside)
        if not inside and cursor.text:
            found.append(cursor.text)
        elif inside and cursor.raw.strip():
            found.append(text.tidy(cursor.raw))
    return " ".join(found)


def web(work: Work, media: Mapping[str, list[File]]) -> None:
    """What only the API has; `media` are files by DOI that stand beside a list."""
    draft, at, record = work.draft, work.at, work.record
    if _WEB.fullmatch(at.one("url").text):
        work.link(at.one("url"))
    _files(work)
    for one in record.identifiers[:1]:
        record.files += [file for file in media.get(one.value, ()) if file not in record.files]
    count = at.one("citationCount")
    if count.text.isdigit():
        record.metrics.append(Metric(value=count.number("metrics[0].value"), source="DataCite"))
    record.record_modified = at.one("updated").date("record_modified")
    _relationships(work)
    state, active = at.one("state"), at.one("isActive")
    if state.text not in ("", "findable"):
        draft.complain("R286", state, field=state.keep(), value=state.text)
    if active.text == "false":
        draft.complain("R287", active, field=active.keep())


def _files(work: Work) -> None:
    """The files at contentUrl and among the media, each once."""
    listed = work.record.files
    found = [(one, one.one("mediaType")) for one in work.at.all("contentUrl")]
    found += [
        (one.one("attributes/url"), one.one("attributes/mediaType"))
        for one in work.draft.whole.all("included")
        if one.one("type").text == "media"
    ]
    for url, kind in found:
        if not url.text:
            continue
        known = next((n for n, one in enumerate(listed) if one.url == url.text), len(listed))
        if known == len(listed):
            listed.append(File(url=url.text))
        url.use(f"files[{known}].url")
        listed[known].media_type = listed[known].media_type or kind.take(f"files[{known}].media_type")


def _relationships(work: Work) -> None:
    """Links to other DOIs that the API found, where the record's own relations do not have them."""
    record = work.record
    own = next((one.value for one in record.identifiers if one.scheme == "doi"), "")
    if work.at.name == "attributes" and own:
        record.derived_from.append("https://api.datacite.org/dois/" + identifiers.esc(own).replace("/", "%2F"))
        work.draft.mark("derived_from[0]", work.at.one("doi"))
    for name, kind in rules()["relationships"].items():
        for item in work.draft.root.all(f"relationships/{name}/data/id"):
            doi = identifiers.doi(item.text)
            if not doi or doi == own:
                continue
            if place := related.known(work, Identifier("doi", doi)):
                item.use(place)
                continue
            known = next((n for n, one in enumerate(record.relations) if one.identifier == Identifier("doi", doi)), len(record.relations))
            item.use(f"relations[{known}]")
            if known == len(record.relations):
                record.relations.append(Relation(kind=kind, identifier=Identifier("doi", doi)))
