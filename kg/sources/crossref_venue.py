"""Where a Crossref work appeared: its journal, the book around it, its series, with ISSNs and ISBNs.

Design: the type's row in vocab/imports/crossref.toml says which of them the titles and numbers belong to.
"""

from __future__ import annotations

import re
from typing import Any

from kg.record import Container, Host, Series, Text
from kg.sources import crossref_parts as parts
from kg.sources.crossref_work import Work
from kg.sources.json_draft import Draft, each, line

# older answers give ISSN and ISBN as addresses
_ADDRESS = re.compile(r"^http://id\.crossref\.org/(?:isbn|issn)/")
_Titles = list[tuple[Text, str]]


def where(draft: Draft, work: Work, row: dict[str, Any]) -> None:
    """The journal, book or series of the work; `row` is its type's in the table."""
    record = draft.record
    titles = _texts_at("/container-title", work.container_title) if work.container_title else []
    short = _texts_at("/short-container-title", work.short_container_title) if work.short_container_title else []
    if short and titles:
        named = {value for value, _ in titles}
        short = [(value, pointer) for value, pointer in short if value not in named]
    issns = _issns(work) if work.ISSN or work.issn_type else []
    isbns = _isbns(work) if work.ISBN or work.isbn_type else []
    home = row["home"]
    if work.group_title and record.type == "blog-post" and not titles and line(work.group_title):
        titles, home = [(Text(line(work.group_title)), "/group-title")], "container"
    elif work.group_title:
        draft.keep("group-title", "/group-title", work.group_title)
    if home == "host":
        _host(draft, row["host"], titles, short, issns, isbns)
        return
    if home == "container" and (titles or issns):
        kind = "website" if record.type == "blog-post" else "journal"
        ids = parts.serials(draft, issns, "container.identifiers")
        record.container = Container([value for value, _ in titles], [value for value, _ in short], kind, ids)
        draft.mark("container", titles[0][1] if titles else issns[0][2])
        for index, (_, pointer) in enumerate(titles if draft.traced else ()):
            draft.mark(f"container.titles[{index}]", pointer)
    elif home == "self":
        _series(draft, titles, short, issns)
    for value, pointer in isbns:
        field = f"identifiers[{len(record.identifiers)}]"
        isbn = draft.identify("isbn", value, pointer, field=field)
        if isbn not in record.identifiers:
            record.identifiers.append(isbn)


def _texts_at(pointer: str, values: list[str]) -> _Titles:
    return [(Text(value), f"{pointer}/{index}") for index, value in each(values)]


def _issns(work: Work) -> list[tuple[str, str, str]]:
    """Value, medium and pointer of each ISSN; those of a known medium first."""
    found = [(_unaddressed(one.value), one.type, f"/issn-type/{index}/value") for index, one in enumerate(work.issn_type)]
    typed = [value for value, _, _ in found]
    listed = map(_unaddressed, work.ISSN)
    return [*found, *((value, "", f"/ISSN/{index}") for index, value in enumerate(listed) if value not in typed)]


def _isbns(work: Work) -> list[tuple[str, str]]:
    if work.ISBN:
        return [(_unaddressed(value), f"/ISBN/{index}") for index, value in enumerate(work.ISBN)]
    return [(one.value, f"/isbn-type/{index}/value") for index, one in enumerate(work.isbn_type)]


def _unaddressed(value: str) -> str:
    return _ADDRESS.sub("", value) if value.startswith("http") else value


def _host(
    draft: Draft, kind: str, titles: _Titles, short: _Titles, issns: list[tuple[str, str, str]], isbns: list[tuple[str, str]]
) -> None:
    # of several container titles the series comes first and the book last
    if titles or isbns:
        host = Host([value for value, _ in titles[-1:]], [value for value, _ in short], kind)
        for value, pointer in isbns:
            isbn = draft.identify("isbn", value, pointer, field=f"host.identifiers[{len(host.identifiers)}]")
            if isbn not in host.identifiers:
                host.identifiers.append(isbn)
        draft.mark("host", titles[-1][1] if titles else isbns[0][1])
        draft.mark("host.titles[0]", titles[-1][1] if titles else "")
        draft.record.host = host
        short = []
    _series(draft, titles[:-1], short, issns)


def _series(draft: Draft, titles: _Titles, short: _Titles, issns: list[tuple[str, str, str]]) -> None:
    if titles or issns:
        ids = parts.serials(draft, issns, "series[0].identifiers")
        draft.record.series.append(Series([value for value, _ in titles], "", ids))
        draft.mark("series[0]", titles[0][1] if titles else issns[0][2])
        for index, (_, pointer) in enumerate(titles):
            draft.mark(f"series[0].titles[{index}]", pointer)
    for value, pointer in short:
        draft.keep("short-container-title", pointer, value.value)
