"""Dates: every form, nothing invented."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import dates

UNDERSTOOD = [
    ("2012", "2012"),
    ("2012-12", "2012-12"),
    ("2012-12-31", "2012-12-31"),
    ("2012-1-3", "2012-01-03"),
    ("20121231", "2012-12-31"),
    ("2012/12/31", "2012-12-31"),
    ("2012/12/31/", "2012-12-31"),
    ("2012/12//", "2012-12"),
    ("2012///", "2012"),
    ("31 Dec 2012", "2012-12-31"),
    ("4 Aug 2012", "2012-08-04"),
    ("1st May 2012", "2012-05-01"),
    ("31-Dec-2012", "2012-12-31"),
    ("December 2012", "2012-12"),
    ("Sept. 2012", "2012-09"),
    ("Dec. 31, 2012", "2012-12-31"),
    ("December 31 2012", "2012-12-31"),
    ("2012 Dec 31", "2012-12-31"),
    ("2012 Dec", "2012-12"),
    ("31.12.2012", "2012-12-31"),
    ("3. 12. 2012", "2012-12-03"),
    ("31. Dezember 2012", "2012-12-31"),
    ("31 décembre 2012", "2012-12-31"),
    ("1 de enero de 2012", "2012-01-01"),
    ("31/12/2012", "2012-12-31"),
    ("12/31/2012", "2012-12-31"),
    ("05/05/2012", "2012-05-05"),
    ("12/2012", "2012-12"),
    ("2012-12-31T10:00:00Z", "2012-12-31"),
    ("2012-12-31 10:00:00.5+02:00", "2012-12-31"),
    ("2012-12-31 10:00:00 -0400 EDT", "2012-12-31"),
    ("2012-12-31 10:00:00 -0400 -0400", "2012-12-31"),
    ("2012-12-31Z", "2012-12-31"),
    (" 2012-02-29 ", "2012-02-29"),
]
REFUSED = [
    "",
    "03/04/2012",
    "2012-21",
    "2012-13",
    "2012-00-00",
    "2013-02-29",
    "31.11.2012",
    "2012-12-31T",
    "0000",
    "12",
    "Dec",
    "Spring 2012",
    "c2012",
    "[2012]",
    "2012?",
    "in press",
    "2012-2013",
    "Jan-Feb 2012",
    "31 Foo 2012",
    "32 Dec 2012",
    "٢٠١٢",
    "201212",
    "2012-12-31junk",
    "9" * 100_000,
]


@pytest.mark.parametrize(("text", "date"), UNDERSTOOD)
def test_reads_date(text: str, date: str) -> None:
    assert dates.parse(text) == date


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_is_no_single_date(text: str) -> None:
    assert dates.parse(text) == ""


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_reads_every_day_of_the_calendar_in_every_form(day: datetime.date) -> None:
    iso = day.isoformat()
    month = f"{day:%B}"
    for text in (iso, iso.replace("-", "/"), f"{day.day} {month} {day.year}", f"{month[:3]}. {day.day}, {day.year}", f"{day:%d.%m.%Y}"):
        assert dates.parse(text) == iso


@given(st.text(max_size=40))
def test_never_raises_and_gives_only_iso_forms(text: str) -> None:
    date = dates.parse(text)
    if date:
        padded = date + "-01-01"[len(date) - 4 :] if len(date) < 10 else date
        assert datetime.date.fromisoformat(padded)


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ((2012,), "2012"),
        (("2012", "12"), "2012-12"),
        ((2012, 12, 31), "2012-12-31"),
        (("2012", "dec", "31"), "2012-12-31"),
        (("2012", "Dec.", ""), "2012-12"),
        (("2012", "31 dec"), "2012-12-31"),
        (("2012", "dec~31"), "2012-12-31"),
        ((350,), "0350"),
        (("2012", "13"), ""),
        (("2012", "jan-feb"), ""),
        (("2012", "", "31"), ""),
        (("2012", "2", "30"), ""),
        (("in press", "1"), ""),
        ((-5,), ""),
    ],
)
def test_joins_parts(parts: tuple[str | int, ...], date: str) -> None:
    assert dates.of(*parts) == date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2012///Spring", ("2012", "Spring")),
        ("2012/12/31/", ("2012-12-31", "")),
        ("2012/13//x", ("", "")),
        ("2012", ("", "")),
    ],
)
def test_splits_ris_date_from_its_remark(text: str, found: tuple[str, str]) -> None:
    assert dates.ris(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2012-01-03/2012-01-05", ("2012-01-03", "2012-01-05")),
        ("3-5 Jan 2012", ("2012-01-03", "2012-01-05")),
        ("3–5 January 2012", ("2012-01-03", "2012-01-05")),
        ("3.-5. Januar 2012", ("2012-01-03", "2012-01-05")),
        ("Jan 3-5, 2012", ("2012-01-03", "2012-01-05")),
        ("June 30 - July 2, 2012", ("2012-06-30", "2012-07-02")),
        ("30 Jun 2012 - 2 Jul 2012", ("2012-06-30", "2012-07-02")),
        ("30 Jun to 2 Jul 2012", ("2012-06-30", "2012-07-02")),
        ("30 Jun 2012 through 2 Jul 2012", ("2012-06-30", "2012-07-02")),
        ("Jan-Feb 2012", ("2012-01", "2012-02")),
        ("2011/2012", ("2011", "2012")),
        ("03.01.2012 - 05.01.2012", ("2012-01-03", "2012-01-05")),
    ],
)
def test_reads_interval(text: str, found: tuple[str, str]) -> None:
    assert dates.interval(text) == found


@pytest.mark.parametrize("text", ["", "2012", "2012-12-31", "2012/12/31", "2012-12", "5-3 Jan 2012", "31 Dec 2012", "a - b", "-" * 100_000])
def test_knows_what_is_no_interval(text: str) -> None:
    assert dates.interval(text) is None
