"""Dates at their own precision: "2012", "2012-12" or "2012-12-31" (ISO 8601 calendar dates), never a time or a time zone.

Design: a date is taken apart by one of a few closed forms and checked against the calendar; what fits none of them is "". Nothing is
filled in and nothing is swapped: 03/04/2012 has two readings, so it has none. Month names of the languages that portals and
BibTeX files use are a table. ASCII digits only.
"""

from __future__ import annotations

import datetime
import functools
import re
from typing import NamedTuple

# a text longer than this is prose
_LONGEST = 64

_MONTH_NAMES = (
    "jan january januar janvier janv enero ene gennaio gen januari janeiro jänner januari",
    "feb february februar février févr fév fevrier febrero febbraio februari fevereiro fev",
    "mar march märz mrz mars marzo maart mrt março marco",
    "apr april avril avr abril abr aprile",
    "may mai mayo maggio mag mei maio maj",
    "jun june juni juin junio giugno giu junho",
    "jul july juli juillet juil julio luglio lug julho",
    "aug august août aout agosto ago augustus augusti",
    "sep sept september septembre septiembre settembre set setembro",
    "oct october oktober okt octobre octubre ottobre ott outubro out",
    "nov november novembre noviembre novembro",
    "dec december dezember dez décembre déc decembre diciembre dic dicembre desember des dezembro",
)
MONTHS: dict[str, int] = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}

_WORD = r"[^\W\d_]+"
_DAY = r"([0-9]{1,2})(?:st|nd|rd|th|\.)?"
_YEAR = re.compile(r"(?!0000)[0-9]{4}")
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
# some programs write the zone twice, as a number and by name
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9]{2}:[0-9]{2}[0-9:.,]*)?(?: ?(?:Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?"
    r"(?: (?:[A-Z]{2,5}|[+-][0-9]{4}))?"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{4})(?:[/.]([0-9]{1,2})?(?:[/.]([0-9]{1,2})?/?)?)?")
_RIS = re.compile(r"([0-9]{4})/([0-9]{1,2})?(?:/([0-9]{1,2})?(?:/(.*))?)?", re.DOTALL)
_DAY_FIRST = re.compile(rf"{_DAY}(?:\s+(?:of|de|di)\s+|[\s-]\s*|(?<=\.))({_WORD})\.?(?:\s+de)?[,\s-]\s*([0-9]{{4}})")
_MONTH_FIRST = re.compile(rf"({_WORD})\.?\s*{_DAY}(?:\s*,\s*|\s+)([0-9]{{4}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[\s-]\s*({_WORD})\.?(?:[\s-]\s*{_DAY})?")
_MONTH_YEAR = re.compile(rf"({_WORD})\.?(?:\s+de)?[,\s/-]\s*([0-9]{{4}})")
_NUMBERS = re.compile(r"([0-9]{1,2})(\. ?|/|-)([0-9]{1,2})\2([0-9]{4})")
_MONTH_NUMBER = re.compile(r"([0-9]{1,2})[/.]([0-9]{4})")


def parse(text: str) -> str:
    """The date that `text` states, at its own precision; "" if it is not understood or not in the calendar.

    Accepts ISO 8601 (a time and a zone are dropped), year/month/day with empty parts, day month year and month day year with names,
    and day.month.year. With slashes or hyphens, day and month must not be exchangeable.

    >>> parse("4 Aug 2012"), parse("2012/12//"), parse("31.12.2012"), parse("03/04/2012")
    ('2012-08-04', '2012-12', '2012-12-31', '')
    """
    return _known(text) if len(text) <= 4 * _LONGEST else ""


def _parse(text: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return ""
    for pattern in (_ISO, _SLASHED, _COMPACT):
        if match := pattern.fullmatch(text):
            return of(match[1], match[2] or "", match[3] or "")
    if match := _TIME.fullmatch(text):
        return parse(match[1])
    if match := _NUMBERS.fullmatch(text):
        return _numbers(int(match[1]), int(match[3]), match[4], dotted=match[2][0] == ".")
    if match := _MONTH_NUMBER.fullmatch(text):
        return of(match[2], match[1])
    return _named(text)


# there are few dates, and a file says each of them often
_known = functools.lru_cache(maxsize=8192)(_parse)


def _numbers(first: int, second: int, year: str, *, dotted: bool) -> str:
    """The date of two small numbers and a year; dots always mean day first, other marks only where one reading is in the calendar."""
    readings = {of(year, second, first)}
    if not dotted:
        readings.add(of(year, first, second))
    readings.discard("")
    return readings.pop() if len(readings) == 1 else ""


def _named(text: str) -> str:
    """The date of a text with a month's name."""
    if match := _DAY_FIRST.fullmatch(text):
        return _of_name(match[3], match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _of_name(match[3], match[1], match[2])
    if match := _YEAR_FIRST.fullmatch(text):
        return _of_name(match[1], match[2], match[3] or "")
    if match := _MONTH_YEAR.fullmatch(text):
        return _of_name(match[2], match[1])
    return ""


def _of_name(year: str, month: str, day: str = "") -> str:
    number = MONTHS.get(month.casefold(), 0)
    return of(year, number, day) if number else ""


def of(year: str | int, month: str | int = "", day: str | int = "") -> str:
    """The date of its parts; "" if a part is not understood, a day stands without a month, or the calendar has no such day.

    `month` is a number, a name or its abbreviation; it may hold the day too ("31 dec", as in BibTeX files).

    >>> of(2012, "dec", 31), of("2012", "Dec."), of(2012, 13)
    ('2012-12-31', '2012-12', '')
    """
    if month == "" and day == "" and isinstance(year, str) and _YEAR.fullmatch(year):
        return year
    parts = [str(part).strip() for part in (year, month, day)]
    if not _is_number(parts[0], 4) or not int(parts[0]):
        return ""
    stem = f"{int(parts[0]):04d}"
    if not parts[1]:
        return "" if parts[2] else stem
    name = parts[1].rstrip(".").casefold()
    number = int(name) if _is_number(name, 2) else MONTHS.get(name, 0)
    if not number and not parts[2] and len(name) <= _LONGEST:
        return _named(f"{parts[1].replace('~', ' ')} {stem}")
    if not 1 <= number <= 12:
        return ""
    if not parts[2]:
        return f"{stem}-{number:02d}"
    number_of_day = re.fullmatch(_DAY, parts[2])
    if not number_of_day:
        return ""
    try:
        return datetime.date(int(stem), number, int(number_of_day[1])).isoformat()
    except ValueError:
        return ""


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits


def ris(text: str) -> tuple[str, str]:
    """The date and the other information of a RIS date "YYYY/MM/DD/other"; ("", "") if it is not of that form.

    Source: RIS format specification (Reference Manager), tags Y1 and PY.

    >>> ris("2012///Spring")
    ('2012', 'Spring')
    """
    match = _RIS.fullmatch(text.strip())
    date = of(match[1], match[2] or "", match[3] or "") if match else ""
    return (date, (match[4] or "").strip()) if match and date else ("", "")


_BETWEEN = (
    re.compile(r"\s+(?:-+|[–—]|to|until|through|bis|au)\s+|\s*(?:--+|[–—])\s*"),
    re.compile(r"/"),
    re.compile(r"-"),
)
_LONE_DAY = re.compile(r"([0-9]{1,2})\.?")
_TAIL_DAY = re.compile(r"([0-9]{1,2}),?\s+([0-9]{4})")
_HEAD_MONTH = re.compile(rf"({_WORD})\.?\s+[0-9]{{1,2}}")


def interval(text: str) -> tuple[str, str] | None:
    """The first and last date that `text` states, start not after end; None if it states no interval.

    Parts that the text gives once are shared: "3-5 Jan 2012", "Jan 3-5, 2012", "30 Jun - 2 Jul 2012".

    >>> interval("30 Jun 2012 - 2 Jul 2012")
    ('2012-06-30', '2012-07-02')
    """
    text = text.strip()
    if len(text) > 2 * _LONGEST:
        return None
    for separator in _BETWEEN:
        sides = separator.split(text)
        if len(sides) != 2:
            continue
        start, end = _sides(sides[0].strip(), sides[1].strip())
        shared = min(len(start), len(end))
        if shared and start[:shared] <= end[:shared]:
            return start, end
    return None


def _sides(left: str, right: str) -> tuple[str, str]:
    """The dates of both sides, either completed by what only the other states; "" for what stays unknown."""
    head, tail = _HEAD_MONTH.fullmatch(left), _TAIL_DAY.fullmatch(right)
    if head and tail:
        return parse(f"{left}, {tail[2]}"), parse(f"{head[1]} {tail[1]}, {tail[2]}")
    start, end = parse(left), parse(right)
    if end and not start:
        if day := _LONE_DAY.fullmatch(left):
            start = of(end[:4], end[5:7], day[1]) if len(end) == 10 else ""
        elif len(end) >= 7:
            start = _named(f"{left} {end[:4]}") or _named(f"{left}, {end[:4]}")
    return start, end


class Catalogued(NamedTuple):
    """A date as a catalogue writes it: `date` at its own precision ("" if there is none to be had), and what more was said of it.

    `more`: "" nothing, "doubtful" (questioned, approximate), "range" (of several dates the first), "part" (a digit, day or season unknown).
    """

    date: str
    more: str = ""


_CORRECTED = re.compile(r"\bi\.\s?e\.?,?\s*", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^(?:copyright|cop\.?|©|℗|[cp](?=[0-9\[])|\(c\)|dr\.|druck|printed|impr\.)\s*", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:ca\.?|circa|about|approximately|um|vers|c\.|probably|vermutl\.?)\s*(?=[0-9])", re.IGNORECASE)
_DOUBT = re.compile(r"[?~%]+$")
_UNKNOWN_PART = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-(?:[XxUu?-]{2}|2[1-9]|3[0-9]|4[01])){1,2}")
_OPEN = re.compile(r"([0-9]{4}(?:-[0-9]{2}){0,2})\s*(?:[-–]|/(?:\.\.|open|unknown)?)\s*(?:9999)?")
_YEARS = re.compile(r"([0-9]{4})\s*(?:[-–/]|,|\band\b|\bor\b|und|oder)\s*([0-9]{2}(?:[0-9]{2})?)[?\]]*")


def catalogued(text: str) -> Catalogued:
    """The date of a catalogue record: brackets, copyright signs, doubts and ranges as cataloguers and EDTF write them.

    Nothing is made up: "199u" and "[19--]" have no date. Sources: ISBD 4.4, EDTF (ISO 8601-2 annex), MARC 21 field 264.

    >>> catalogued("[1999?]"), catalogued("c2011."), catalogued("1954-9999"), catalogued("2004-06-XX"), catalogued("199u").date
    (Catalogued(date='1999', more='doubtful'), Catalogued(date='2011', more=''), Catalogued(date='1954', more='range'), \
Catalogued(date='2004-06', more='part'), '')
    """
    text = " ".join(text.split()) if len(text) <= 4 * _LONGEST else ""
    if found := parse(text):
        return Catalogued(found)
    bare = text.replace("[", "").replace("]", "").replace("(", "").replace(")", "").strip(" .,:;")
    if match := list(_CORRECTED.finditer(bare)):
        bare = bare[match[-1].end() :]
    bare, about = _ABOUT.subn("", _COPYRIGHT.sub("", bare).strip(" .,"))
    bare, doubts = _DOUBT.subn("", bare.strip(" .,"))
    more = "doubtful" if about or doubts else ""
    if found := parse(bare):
        return Catalogued(found, more)
    if match_ := _UNKNOWN_PART.fullmatch(bare):
        return Catalogued(of(match_[1], match_[2] or ""), "part")
    if match_ := _OPEN.fullmatch(bare):
        return Catalogued(parse(match_[1]), "range")
    if match_ := _YEARS.fullmatch(bare):
        return Catalogued(of(match_[1]), "range")
    if (sides := interval(bare)) and sides[0]:
        return Catalogued(sides[0], "range")
    return _catalogued_list(bare)


def _catalogued_list(text: str) -> Catalogued:
    """Of "1998, c1997" and "2011 printed 2012" the first."""
    first, comma, _ = text.partition(",")
    if comma and (found := parse(_DOUBT.sub("", _COPYRIGHT.sub("", first.strip())))):
        return Catalogued(found, "range")
    return Catalogued("")
