"""Forms of terms, as the checks before SHACL judge them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import terms
from kg.graph import Graph
from kg.shacl import strict

P, S = "<http://e.org/p>", "<http://e.org/s>"


def codes(value: str, *, subject: str = S, predicate: str = P) -> list[str]:
    graph: Graph = {subject: {predicate: [value]}}
    return [result.code for result in strict.check(graph)]


@pytest.mark.parametrize(
    ("datatype", "text"),
    [
        ("date", "2012-12-31"),
        ("date", "2012-02-29"),
        ("date", "2000-02-29"),
        ("gYear", "0044"),
        ("gYear", "-0044"),
        ("gYearMonth", "2012-12"),
        ("dateTime", "2012-12-31T24:00:00Z"),
        ("dateTime", "2012-12-31T10:00:00.5+02:00"),
        ("duration", "P1Y2M3DT4H5M6.7S"),
        ("duration", "PT0S"),
        ("boolean", "1"),
        ("decimal", "-.5"),
        ("decimal", "1."),
        ("integer", "+007"),
        ("nonNegativeInteger", "-0"),
        ("double", "1e-3"),
        ("anyURI", "urn:ISSN:0957-8765"),
    ],
)
def test_good_form_passes(datatype: str, text: str) -> None:
    assert codes(terms.literal(text, datatype=terms.XSD + datatype)) == []


@pytest.mark.parametrize(
    ("datatype", "text"),
    [
        ("date", "2012-13-40"),
        ("date", "2011-02-29"),
        ("date", "1900-02-29"),
        ("date", "2012-00-01"),
        ("date", "2012"),
        ("date", "2012-12-31\n"),
        ("date", "２０１２-12-31"),
        ("gYear", "12"),
        ("gYearMonth", "2012-13"),
        ("dateTime", "2012-12-31T25:00:00"),
        ("dateTime", "2012-02-30T10:00:00"),
        ("dateTime", "2012-12-31"),
        ("duration", "P"),
        ("duration", "P1YT"),
        ("duration", "1Y"),
        ("boolean", "yes"),
        ("decimal", "1,5"),
        ("decimal", "."),
        ("integer", "1.0"),
        ("nonNegativeInteger", "-1"),
        ("positiveInteger", "0"),
        ("double", "1e"),
        ("anyURI", "no address"),
        ("anyURI", "http://e.org/a b"),
    ],
)
def test_wrong_form_is_reported(datatype: str, text: str) -> None:
    assert codes(terms.literal(text, datatype=terms.XSD + datatype)) == ["S902"]


@pytest.mark.parametrize(("datatype", "text"), [("date", "2012-12-31Z"), ("gYear", "2012+01:00"), ("gYearMonth", "2012-12Z")])
def test_zone_on_a_date_is_reported_as_such(datatype: str, text: str) -> None:
    assert codes(terms.literal(text, datatype=terms.XSD + datatype)) == ["S903"]


def test_iri_with_a_space_is_reported_wherever_it_stands() -> None:
    bad = "<http://e.org/a b>"
    assert codes(bad) == ["S900"]
    assert codes(P, subject=bad) == ["S900"]
    assert codes(S, predicate=bad) == ["S900"]
    assert codes('"x"^^<no datatype>') == ["S900"]


def test_wrong_language_tag_is_reported() -> None:
    assert codes('"text"@en_GB') == ["S901"]


def test_control_character_is_reported_and_shown() -> None:
    (result,) = strict.check({S: {P: ['"a\\u0007b"']}})
    assert (result.code, result.message) == ("S904", "the text holds a control character: 'a\\x07b'")


def test_blank_node_without_statements_is_reported() -> None:
    assert codes("_:b1") == ["S905"]


@given(st.dates())
def test_every_day_of_the_calendar_passes(day: object) -> None:
    assert codes(terms.literal(str(day), datatype=terms.XSD + "date")) == []


@pytest.mark.parametrize("start", ["1", "-", "P1", "2012-", "P1YT1", "1e"])
def test_long_wrong_text_is_refused(start: str) -> None:
    for datatype in ("date", "duration", "decimal", "double", "dateTime", "anyURI"):
        assert codes(terms.literal(start * 20_000 + "!", datatype=terms.XSD + datatype)) == ["S902"]
