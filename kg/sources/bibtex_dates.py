"""The date of a BibTeX entry: `date` in biblatex's form, else `year`, `month` and `day`.

What says more than a date can (seasons, intervals, uncertain dates, two months) is taken at the precision that is certain, kept in
`Record.rest` and told of. Source: biblatex manual, section 2.3.8; ISO 8601-2 section 4 (EDTF).
"""

from __future__ import annotations

import re

from kg.sources.bibtex_draft import Draft, table
from kg.sources.bibtex_inheritance import Index
from kg.syntax.bibtex import Field
from kg.values import dates

_YEAR = re.compile(r"[0-9]{4}")
_UNCERTAIN = re.compile(r"([0-9]{4}(?:-[0-9]{2}){0,2})[~?%]")
_SEASON = re.compile(r"([0-9]{4})-(?:2[1-9]|3[0-9]|4[01])")


def read_dates(draft: Draft, index: Index | None) -> None:
    """Date of issue: `date` (biblatex), else year, month and day. What is less than a date is taken at the precision that is certain."""
    record = draft.record
    stated = draft.take("date")
    year, month, day = draft.take("year"), draft.take("month"), draft.take("day")
    if stated:
        value, certain = _date(draft.text(stated))
        _put_date(draft, stated, value, certain)
        if record.issued:
            for part in (year, month, day):
                if part and not _agrees(record.issued, part, draft.text(part)):
                    draft.keep(part)
            return
    if year is None:
        for part in (month, day):
            if part:
                draft.keep(part)
        return
    _read_year(draft, year, month, day)


def _put_date(draft: Draft, field: Field, value: str, certain: bool) -> None:
    if value:
        draft.put("issued", field)
        draft.record.issued = value
    if not certain:
        path = draft.keep(field)
        draft.tell("R118" if value else "R117", path, field, name=field.name, taken=value)


def _agrees(issued: str, field: Field, value: str) -> bool:
    parts = issued.split("-")
    place = {"year": 0, "month": 1, "day": 2}[field.name]
    known = dates.of(parts[0], value)[5:7] if field.name == "month" else value.zfill(4 if place == 0 else 2)
    return place < len(parts) and parts[place] == known


def _date(text: str) -> tuple[str, bool]:
    """The date of an EDTF text, and whether it says all that the text says.

    Uncertain dates lose their mark, seasons leave the year, an interval the part that both its ends share.
    """
    if value := dates.parse(text):
        return value, True
    if match := _UNCERTAIN.fullmatch(text):
        return dates.parse(match[1]), False
    if match := _SEASON.fullmatch(text):
        return match[1], False
    ends = [dates.parse(_UNCERTAIN.sub(r"\1", end)) for end in text.split("/")]
    if len(ends) == 2 and all(ends):
        shared = [first for first, last in zip(ends[0].split("-"), ends[1].split("-"), strict=False) if first == last]
        same_year = ends[0][:4] == ends[1][:4]
        if same_year:
            return "-".join(shared[:2] if len(shared) > 1 and ends[0][:7] == ends[1][:7] else shared[:1]), False
    return "", False


def _read_year(draft: Draft, year: Field, month: Field | None, day: Field | None) -> None:
    text = draft.text(year)
    months, days = (draft.text(part) if part else "" for part in (month, day))
    if not _YEAR.fullmatch(text):
        value, certain = _date(text)
        if not value and (status := table()["status"].get(text.lower().strip("."))):
            draft.put("status", year)
            draft.record.status = draft.record.status or status
            draft.keep(year)
        else:
            _put_date(draft, year, value, certain)
        if not _YEAR.fullmatch(value):
            for part in (month, day):
                if part:
                    draft.keep(part)
            return
        text = value
    stated = dates.of(text, months.rstrip(".,"), days)
    draft.put("issued", year)
    draft.record.issued = stated or _one_month(text, months) or text
    if not stated:
        for part in (month, day):
            if part:
                draft.tell("R118", draft.keep(part), part, name=part.name, taken=draft.record.issued)


def _one_month(year: str, text: str) -> str:
    """Year and month where the text names just one month beside other words ("Jan 3-5")."""
    found = {dates.of(year, word) for word in re.findall(r"[^\W\d_]+", text)} - {""}
    return found.pop() if len(found) == 1 else ""
