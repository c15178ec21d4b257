"""Lexical spaces and order of literals, and patterns, as the compiled lane sees them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import terms
from kg.errors import TableError
from kg.shacl.compiled import literals
from kg.shacl.compiled.pattern import matcher
from kg.terms import XSD

GOOD = {
    "byte": ["-128", "+127", "007"],
    "unsignedLong": ["18446744073709551615", "-0"],
    "negativeInteger": ["-1"],
    "float": ["1e-3", "-INF", "NaN", "1."],
    "date": ["2012-02-29", "-0044-03-15", "0000-01-01", "2012-12-31+14:00", "12012-01-01"],
    "time": ["24:00:00", "23:59:59.999Z"],
    "dateTimeStamp": ["2012-12-31T10:00:00Z"],
    "gMonthDay": ["--02-29"],
    "gDay": ["---31"],
    "gMonth": ["--12Z"],
    "yearMonthDuration": ["P1Y2M", "-P3M"],
    "dayTimeDuration": ["PT1.5S", "P1DT2H"],
    "duration": ["P1Y", "PT0S"],
    "hexBinary": ["", "0aFF"],
    "base64Binary": ["", "YQ==", "Y Q = ="],
    "language": ["de-AT-1996"],
    "token": ["", "a b"],
    "NCName": ["_a-b.c"],
    "Name": [":a"],
    "anyURI": ["", "a b"],
    "string": ["", "a\nb"],
}
WRONG = {
    "byte": ["128", "1.0", ""],
    "unsignedLong": ["18446744073709551616", "-1"],
    "negativeInteger": ["0"],
    "float": ["inf", "1e", "+NaN"],
    "date": ["2012-2-29", "2011-02-29", "012012-01-01", "2012-12-31+14:01", "2012-12-31\n", "２０１２-12-31"],
    "time": ["24:00:01", "12:60:00", "12:00"],
    "dateTimeStamp": ["2012-12-31T10:00:00"],
    "gMonthDay": ["--02-30", "02-29"],
    "gDay": ["---32"],
    "gMonth": ["--13"],
    "yearMonthDuration": ["P", "P1D"],
    "dayTimeDuration": ["P1Y", "PT"],
    "duration": ["P", "1Y", "P1YT"],
    "hexBinary": ["0", "0g"],
    "base64Binary": ["YQ=", "YR==", "Y\nQ=="],
    "language": ["en_GB", ""],
    "token": [" a", "a  b"],
    "NCName": ["1a", "a:b"],
    "Name": ["-a"],
    "boolean": ["True"],
    "decimal": ["1e3", "."],
}
LESS = [
    ('"1"^^<X:integer>', '"1.5"^^<X:decimal>'),
    ('"0.1"^^<X:decimal>', '"1.0E0"^^<X:double>'),
    ('"a"', '"b"'),
    ('"2012-12-31"^^<X:date>', '"2013-01-01"^^<X:date>'),
    ('"2012"^^<X:gYear>', '"2013"^^<X:gYear>'),
    ('"2012-12-31T12:00:00+02:00"^^<X:dateTime>', '"2012-12-31T12:00:00Z"^^<X:dateTime>'),
    ('"2012-12-30T12:00:00"^^<X:dateTime>', '"2012-12-31T12:00:00Z"^^<X:dateTime>'),
    ('"-0044-03-15"^^<X:date>', '"0001-01-01"^^<X:date>'),
    ('"false"^^<X:boolean>', '"1"^^<X:boolean>'),
]
NO_ORDER = [
    ('"2012-12-31T10:00:00"^^<X:dateTime>', '"2012-12-31T12:00:00Z"^^<X:dateTime>'),
    ('"1"^^<X:integer>', '"1"'),
    ('"true"^^<X:boolean>', '"1"^^<X:integer>'),
    ('"a"@en', '"b"@en'),
    ('"2012"^^<X:gYear>', '"2012-12-31"^^<X:date>'),
    ('"one"^^<X:integer>', '"2"^^<X:integer>'),
    ("<http://e.org/a>", '"a"'),
    ("_:b", "_:c"),
    ('"NaN"^^<X:double>', '"1"^^<X:integer>'),
]


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GOOD.items() for text in texts])
def test_text_is_in_its_lexical_space(name: str, text: str) -> None:
    assert literals.is_valid(text, XSD + name)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_text_is_not_in_the_lexical_space(name: str, text: str) -> None:
    assert not literals.is_valid(text, XSD + name)


@pytest.mark.parametrize(("one", "other"), LESS)
def test_lesser_literal_comes_first(one: str, other: str) -> None:
    one, other = one.replace("X:", XSD), other.replace("X:", XSD)
    assert literals.less(one, other) is True
    assert literals.less(other, one) is False
    assert literals.at_most(one, one) is True
    assert literals.less(one, one) is False


@pytest.mark.parametrize(("one", "other"), NO_ORDER)
def test_literals_without_order_have_none(one: str, other: str) -> None:
    one, other = one.replace("X:", XSD), other.replace("X:", XSD)
    assert literals.less(one, other) is None
    assert literals.at_most(one, other) is None


@given(st.datetimes(), st.datetimes())
def test_order_of_moments_is_that_of_the_calendar(one: datetime.datetime, other: datetime.datetime) -> None:
    left, right = (terms.literal(moment.isoformat(), datatype=XSD + "dateTime") for moment in (one, other))
    assert literals.less(left, right) is (one < other)
    assert literals.at_most(left, right) is (one <= other)


@given(st.text("0123456789+-eE.INFa ", max_size=8))
def test_every_number_that_is_let_in_has_a_value(text: str) -> None:
    for name in ("integer", "decimal", "double", "float", "byte", "positiveInteger"):
        term = terms.literal(text, datatype=XSD + name)
        assert (literals.value(term) is not None) is literals.is_valid(text, XSD + name)


def test_number_of_many_digits_is_compared() -> None:
    large = terms.literal("9" * 20_000, datatype=XSD + "integer")
    assert literals.less('"1"^^<' + XSD + "integer>", large) is True


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "found"),
    [
        ("b", "", "abc", True),
        ("^b$", "", "b\n", False),
        ("^b$", "m", "a\nb\nc", True),
        ("a.c", "", "a\nc", False),
        ("a.c", "s", "a\nc", True),
        ("A B", "ix", "xab", True),
        ("a.(", "q", "xa.(y", True),
        ("A.", "qi", "a.", True),
        (r"^\p{Lu}\p{Ll}+$", "", "Äpfel", True),
        (r"^[\p{L}\s]+$", "", "a é", True),
        (r"^\w+$", "", "a_b", False),
        (r"^[\s\S]*$", "", "\u00a0\n", True),
        (r"^\S$", "", "\u00a0", True),
        ("^(a|b)*c$", "", "ab" * 50 + "d", False),
        (r"^[a\-z&&b]+$", "", "&-", True),
    ],
)
def test_pattern_is_read_as_xpath_reads_it(pattern: str, flags: str, text: str, found: bool) -> None:
    assert matcher(pattern, flags)(text) is found


@given(st.text("ab .[]()*+?|\\^$-{}1,sd", max_size=8), st.text("ab .-\n1", max_size=6))
def test_both_engines_agree_on_what_both_can_run(pattern: str, text: str) -> None:
    try:
        quick = matcher(pattern, trusted=True)
        linear = matcher(f"(?:{pattern})|\\p{{Co}}")
    except TableError:
        return
    assert quick(text) is linear(text)


def test_long_text_is_matched_in_linear_time() -> None:
    assert matcher(r"\s+$")(" " * 300_000 + "x") is False


#: each takes another of the ways that make a pattern quick: anchored, looked for by its first characters, read for ASCII
QUICK = ["ab|é[éè]|&", "^n/a$", "^n|a$", "^[^é\u00e2]*[é\u00e2]?$", "<a|&#?x", "^\\S([\\s\\S]*\\S)?$", "[^é-ü]x", "é?b", "a|", "[\\[é]"]


@given(st.text(alphabet="aZ09 \n\t-/.;,<>&|[]()é\u00c3\u00c2\u00e2\u20ac\ufffdNn/A#xb", max_size=12), st.sampled_from(QUICK))
def test_quick_ways_answer_as_the_engine_of_linear_time(text: str, pattern: str) -> None:
    assert matcher(pattern)(text) is matcher(f"(?:{pattern})|\\p{{Co}}")(text)
