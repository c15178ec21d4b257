"""OpenAlex works (JSON of the API, one or `results`, and the JSON lines of the snapshot) to Records.

Design: `_fill` carries one work, group by group; openalex_parts has the lists. Tables are vocab/imports/openalex.toml. What stands in
primary_location and best_oa_location stands in locations again, so only those are read. A publication date on the first of a month, or
of January, is what OpenAlex makes of a date without a day, or of a year: it is taken as month, or as year, with issue R327. An article is a
journal's only where a journal or Crossref's type says so.
Source: https://docs.openalex.org/api-entities/works/work-object.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.record import Agent, Container, Host, Identifier, Link, Metric, Reading, Series, Text
from kg.sources import medline, tree
from kg.sources import openalex_parts as parts
from kg.sources.once import Once
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, text

FORMAT = "openalex"
WAYS = (("results",),)
_HOME = "https://openalex.org/"
_BEGINS = re.compile(r'\s*[\[{][\s{\[]*(?:"results"\s*:[\s\[{]*)?"id"\s*:\s*"https://openalex\.org/')
_AUTHORSHIPS = re.compile(r'"authorships"\s*:')
_JSON = re.compile(r"\s*[\[{]")
_PADDED = re.compile(r"([0-9]{4})(?:-01-01|(-[0-9]{2})-01)")
_KNOWN = ("authorships", "title", "display_name", "doi", "type")


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of OpenAlex."""
    return resources.table("imports/openalex")


def detect(head: str, name: str) -> int:
    """How surely this is JSON of OpenAlex (see SOURCES)."""
    if not _JSON.match(head):
        return 0
    if '"db_response_time_ms"' in head:
        return 97
    if _BEGINS.match(head):
        return 95
    return 96 if _AUTHORSHIPS.search(head) and "openalex.org/" in head else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each work, in the order of the file. Issues: those of read_json, R326 to R328, and of identifiers."""
    yield from tree.read_json(data, _fill, FORMAT, ways=WAYS, trace=trace, encoding=encoding, wanted="work in its results")


def _fill(draft: Draft) -> None:
    root = draft.root
    key = root.one("id").text.removeprefix(_HOME)
    entity = rules()["entities"].get(key[:1]) if root.one("id").text.startswith(_HOME) else ""
    if entity or not any(root.one(name) for name in _KNOWN):
        names = ", ".join(dict.fromkeys(one.name for one in root)) or "nothing in it"
        return draft.refuse("R326", found=entity or f"an object with {names}", wanted="an OpenAlex work")
    _identifiers(draft, key)
    stated = root.one("language")
    draft.lang = stated.language("languages[0]")
    draft.record.languages += [draft.lang] if draft.lang else []
    home = _type(draft)
    _titles(draft)
    parts.authors(draft, root.all("authorships"))
    _where(draft, home)
    _numbers(draft, root.one("biblio"))
    _dates(draft)
    parts.subjects(draft)
    parts.funding(draft)
    parts.relations(draft)
    _access(draft)
    _counts(draft)
    return None


def _identifiers(draft: Draft, key: str) -> None:
    root, record = draft.root, draft.record
    for at, scheme in (
        (root.one("doi"), "doi"),
        (root.one("ids/doi"), "doi"),
        (root.one("ids/pmid"), "pmid"),
        (root.one("ids/pmcid"), "pmcid"),
        (root.one("ids/openalex"), "openalex"),
        (root.one("id"), "openalex"),
        (root.one("ids/mag"), "mag"),
    ):
        if not at.text:
            continue
        value = at.text.removeprefix(_HOME) if scheme == "openalex" else _pmc(at.text) if scheme == "pmcid" else ""
        known = len(record.identifiers)
        found, _ = identifiers.identifier(scheme, value or at.text, field=f"identifiers[{known}]")
        if found in record.identifiers:
            at.use("identifiers")
            continue
        record.identifiers.append(at.identify(scheme, f"identifiers[{known}]", value=value))
    if key.startswith("W"):
        record.derived_from.append(f"https://api.openalex.org/works/{identifiers.esc(key)}")
        draft.mark("derived_from[0]", root.one("id"))


def _pmc(text: str) -> str:
    """OpenAlex's addresses in PubMed Central have only the digits."""
    number = text.rstrip("/").rpartition("/")[2]
    return f"PMC{number}" if number.isdigit() else ""


def _type(draft: Draft) -> dict[str, Any]:
    record, root = draft.record, draft.root
    stated, primary = root.one("type"), root.one("primary_location")
    row = rules()["types"].get(stated.text)
    given = root.one("type_crossref") or primary.one("raw_type")
    stated.use("type")
    root.one("type_crossref").use("type")
    if row is None:
        draft.complain("R328", stated, field="type", value=stated.text or "nothing")
        record.genre += [Text(stated.text, "en")] if stated.text else []
        return {"type": "other", "home": "container"}
    record.type = row["type"]
    if row.get("genre"):
        record.genre.append(Text(stated.text.replace("-", " "), "en"))
    if stated.text in ("article", "book"):
        finer = rules()["finer"].get(given.text, "")
        if not finer and stated.text == "article" and given.text not in ("journal-article", "JournalArticle"):
            finer = rules()["sources"].get((primary.one("source") or root.one("host_venue")).one("type").text, "")
            if not finer:
                finer, record.genre = "other", [Text("article", "en")]
        record.type = finer or record.type
        row = rules()["types"].get(record.type, {**row, "type": record.type})
    return dict(row)


def _titles(draft: Draft) -> None:
    record, root = draft.record, draft.root
    for name in ("title", "display_name"):
        at = root.one(name)
        if at.text and not record.titles:
            record.titles.append(Text(at.take("titles[0]"), draft.lang))
        elif at.text == (record.titles[0].value if record.titles else ""):
            at.use("titles[0]")
    if words := parts.abstract(draft):
        record.abstracts.append(Text(words, draft.lang))


def _where(draft: Draft, row: dict[str, Any]) -> None:
    """The journal, series, book or proceedings of the primary location; a repository is only where a copy lies."""
    record, root = draft.record, draft.root
    primary = root.one("primary_location") or root.one("locations") or root.one("host_venue")
    source = primary.one("source") or root.one("host_venue")
    kind, name, raw = source.one("type").text, source.one("display_name"), primary.one("raw_source_name")
    title = raw if raw.text and name.text.casefold() in ("", raw.text.casefold()) else name
    home = row["home"]
    for one in (source.one("type"), name):
        one.use("container")
    if kind == "repository":
        if record.type == "preprint":
            _publisher(draft, source)
        return
    _publisher(draft, source)
    if home == "host":
        book = raw if kind in ("ebook platform", "book series", "", "other") and raw.text.casefold() != name.text.casefold() else None
        book = name if kind == "conference" else book
        if book is not None and book.text:
            record.host = Host([Text(book.take("host.titles[0]"))], type=row["host"])
        if kind in ("book series", "journal"):
            # it is in a volume of the series, which has no name here
            record.host = record.host or Host(type=row["host"])
            record.series.append(Series([Text(title.take("series[0].titles[0]"))], identifiers=_serials(source, "series[0]")))
    elif kind == "book series" or (home == "self" and kind == "journal"):
        record.series.append(Series([Text(title.take("series[0].titles[0]"))], identifiers=_serials(source, "series[0]")))
    elif home == "self" and not kind and raw.text:
        record.series.append(Series([Text(raw.take("series[0].titles[0]"))]))
    elif kind != "ebook platform" and title.text:
        record.container = Container([Text(title.take("container.titles[0]"))], identifiers=_serials(source, "container"))
    if title is name:
        raw.use("container")


def _publisher(draft: Draft, source: Cursor) -> None:
    at = source.one("host_organization_name", "publisher")
    if at.text:
        key = source.one("host_organization")
        agent = Agent(name=at.take("publisher"), kind="organisation")
        if key.text.startswith(_HOME):
            agent.identifiers.append(key.identify("openalex", "publisher.identifiers[0]", value=key.text.removeprefix(_HOME)))
        draft.record.publisher = agent


def _serials(source: Cursor, field: str) -> list[Identifier]:
    found: list[Identifier] = []
    for at, scheme in [*((one, "issn") for one in source.all("issn")), (source.one("issn_l"), "issn-l")]:
        if not at.text:
            continue
        made = at.identify("issn", f"{field}.identifiers[{len(found)}]")
        made = Identifier(scheme, made.value) if made.scheme == "issn" else made
        if made not in found:
            found.append(made)
    key = source.one("id")
    if key.text.startswith(_HOME):
        found.append(key.identify("openalex", f"{field}.identifiers[{len(found)}]", value=key.text.removeprefix(_HOME)))
    return found


def _numbers(draft: Draft, biblio: Cursor) -> None:
    record = draft.record
    record.volume, record.issue = biblio.one("volume").take("volume"), biblio.one("issue").take("issue")
    first, last = biblio.one("first_page"), biblio.one("last_page")
    start, end = first.text, last.text
    single = medline.pagination(start) if end in ("", start) else medline.Pagination(start, end)
    for field, value in zip(("page_start", "page_end", "pages", "article_number"), single, strict=True):
        if value:
            setattr(record, field, value)
            draft.mark(field, first)
    first.use("page_start")
    last.use("page_end")
    if end and not start:
        last.keep()
        record.page_end = ""


def _dates(draft: Draft) -> None:
    record, root = draft.record, draft.root
    at = root.one("publication_date")
    record.issued = at.date("issued")
    if match := _PADDED.fullmatch(record.issued):
        record.issued = match[1] + (match[2] or "")
        draft.complain("R327", at, field="issued", value=at.text, taken=record.issued)
    if not record.issued and (year := root.one("publication_year")):
        record.issued = year.date("issued")
    record.record_modified = root.one("updated_date").date("record_modified")
    retracted = root.one("is_retracted")
    retracted.use("status")
    if retracted.text == "true":
        record.status = "retracted"
    if root.one("is_paratext").text == "false":
        root.one("is_paratext").use("type")


def _access(draft: Draft) -> None:
    record, root = draft.record, draft.root
    about = root.one("open_access")
    free, url = about.one("is_oa") or root.one("is_oa"), about.one("oa_url")
    free.use("access")
    if free.text == "true":
        record.access = "open"
    new = Once()
    listed = root.all("locations") or [one for one in (root.one("primary_location"), root.one("best_oa_location")) if one]
    for at in listed or [one for one in root.all("host_venue") if one.one("url", "license")]:
        parts.location(draft, at, rules(), new)
    if url.text and (parts.is_own(draft, url.text) or not new(url.text)):
        url.use("links")
    elif url.text:
        record.links.append(Link(text.tidy(url.take(f"links[{len(record.links)}]"))))


def _counts(draft: Draft) -> None:
    root = draft.root
    count = root.one("cited_by_count")
    if count.text.isdigit():
        value = count.number("metrics[0]")
        draft.record.metrics.append(Metric(value, "OpenAlex", draft.record.record_modified))
    for year in root.all("counts_by_year"):
        year.use_all(year.keep(", ".join(f"{one.name} {one.text}" for one in year)))
