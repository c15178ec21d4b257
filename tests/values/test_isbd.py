"""Catalogue punctuation and catalogue dates."""

from __future__ import annotations

import pytest

from kg.values import dates, isbd


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("Cell biology :", "Cell biology"),
        ("Cell biology /", "Cell biology"),
        ("Klein, Marc,", "Klein, Marc"),
        ("Cytologie.", "Cytologie"),
        ("Masson, Inc.", "Masson, Inc."),
        ("Bello, E. G.", "Bello, E. G."),
        ("Who?", "Who?"),
        ("Ice.", "Ice"),
        ("U.S.", "U.S."),
        ("to be continued...", "to be continued..."),
        ("", ""),
    ],
)
def test_the_mark_at_the_end_goes_but_not_that_of_an_abbreviation(written: str, value: str) -> None:
    assert isbd.ended(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [("[Paris,", "Paris"), ("1960]", "1960"), ("[S.l.] :", ""), ("[s.n.],", ""), ("[Place of publication not identified] :", ""),
     ("New York (N.Y.) ;", "New York (N.Y.)"),
     ("Elsevier [u.a.]", "Elsevier"), ("[Leiden]", "Leiden"), ("[A] and [B]", "[A] and [B]")],
)  # fmt: skip
def test_what_the_cataloguer_supplied_loses_its_brackets(written: str, value: str) -> None:
    assert isbd.bare(written) == value


@pytest.mark.parametrize(
    ("written", "date", "more"),
    [
        ("2011", "2011", ""), ("c2011", "2011", ""), ("©2011.", "2011", ""), ("[2011]", "2011", ""), ("19[99]", "1999", ""),
        ("2011 [i.e. 2012]", "2012", ""), ("April 2003", "2003-04", ""), ("[1999?]", "1999", "doubtful"), ("1984~", "1984", "doubtful"),
        ("ca. 1920", "1920", "doubtful"), ("1999-2003", "1999", "range"), ("1954-9999", "1954", "range"), ("1954-", "1954", "range"),
        ("1999/2003", "1999", "range"), ("[1999 or 2000]", "1999", "range"), ("1998, c1997", "1998", "range"),
        ("2004-06-XX", "2004-06", "part"), ("2012-21", "2012", "part"), ("199u", "", ""), ("[19--]", "", ""), ("uuuu", "", ""),
        ("between 1990 and 2000", "", ""), ("1" * 300, "", ""), ("", "", ""),
    ],
)  # fmt: skip
def test_dates_of_catalogues(written: str, date: str, more: str) -> None:
    assert dates.catalogued(written) == dates.Catalogued(date, more)
