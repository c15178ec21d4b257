"""The BibTeX scanner: what other parsers lose, damage and what is saved of it, places, limits, linear time."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.syntax.bibtex import FIELD_LIMIT, Entry, Scan
from kg.syntax.bibtex_text import decode
from tests.deadline import ends


def entries(text: str) -> list[Entry]:
    """All entries of a text."""
    return list(Scan(text).entries())


def fields(text: str) -> list[tuple[str, str]]:
    """The fields of the only entry, which must be without fault."""
    [entry] = entries(text)
    assert entry.faults == []
    return [(field.name, field.text) for field in entry.fields]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@book{k, title = {A {B {C {D {E}}}}}}", [("title", "A {B {C {D {E}}}}")]),
        ('@book{k, title = "A {"}B{"} C"}', [("title", 'A {"}B{"} C')]),
        ("@book{k, year = 2012, number = 007}", [("year", "2012"), ("number", "007")]),
        ("@book(k, title = {A (1)}, year = 2012)", [("title", "A (1)"), ("year", "2012")]),
        ("@BOOK { k , TITLE={A} , }", [("title", "A")]),
        ("@book{k,,, title = {A},, year = 1}", [("title", "A"), ("year", "1")]),
        ("@book{k, url = {u1}, url = {u2}}", [("url", "u1"), ("url", "u2")]),
        ("@book{k, month = dec, note = jan # { 3}}", [("month", "December"), ("note", "January 3")]),
        ('@string{a = "x" # { y}} @book{k, title = a # "-" # A}', [("title", "x y-x y")]),
        ("@string(a = {x}) @book{k, title = a}", [("title", "x")]),
        ("@string{a = {x}} @string{b = a # a} @book{k, title = b}", [("title", "xx")]),
        ("@string{a:b = {x}} @book{k, title = a:b}", [("title", "x")]),
        ("@book{k, bdsk-url-1 = {u}, l'age = {3}, a:a = {b}}", [("bdsk-url-1", "u"), ("l'age", "3"), ("a:a", "b")]),
        ("@book{k, key words = {a}, usage-count-(last-180-days) = {{5}}}", [("key words", "a"), ("usage-count-(last-180-days)", "{5}")]),
        ("@book{k, title = {}}", [("title", "")]),
        ("@book{k, title = {50% of a@b.c}}", [("title", "50% of a@b.c")]),
        ("@book{k, % the key\n title = {A}, % a comment, with = sign\n % another\n year = 1}", [("title", "A"), ("year", "1")]),
        ("@book{k, title = {A\r\n B}}", [("title", "A\r\n B")]),
        ("@comment{@book{no, title = {x}}} @book{k, title = {A}}", [("title", "A")]),
        ('@preamble{"\\newcommand{\\x}{@book{no}}"} @book{k, title = {A}}', [("title", "A")]),
        ("@comment me {not} @book{k, title = {A}}", [("title", "A")]),
        ("mail a@b.org (now) @book{k, title = {A}}", [("title", "A")]),
        ("% @book{no,\n%  title = {x}\n% }\n@book{k, title = {A}}", [("title", "A")]),
        ("@\n book\n {\n k\n ,\n title = {A}\n }", [("title", "A")]),
    ],
)
def test_reads_every_form_of_a_field(text: str, expected: list[tuple[str, str]]) -> None:
    assert fields(text) == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("@book{a:b/c+d.e-f_2, title = {A}}", "a:b/c+d.e-f_2"),
        ("@book{Müller 2012, title = {A}}", "Müller 2012"),
        ('@book{"a", title = {A}}', '"a"'),
        ("@book{10.1000/182, title = {A}}", "10.1000/182"),
        ("@book(Burstein:83,\n\ttitle = {A}\n)", "Burstein:83"),
        ("@book{k\n, title = {A}}", "k"),
        ("% Encoding: UTF-8@book{k, title = {A}}", "k"),
        ("@book{j, title = {B}}@book{k, title = {A}}", "k"),
    ],
)
def test_reads_keys_with_odd_characters(text: str, key: str) -> None:
    found = entries(text)[-1]
    assert (found.key, found.faults) == (key, [])


def faults(text: str) -> list[tuple[str, int, int]]:
    """Code, line and column of all faults."""
    scan = Scan(text)
    return [(fault.code, *scan.place(fault.offset)) for entry in scan.entries() for fault in entry.faults]


@pytest.mark.parametrize(
    ("text", "saved", "expected"),
    [
        ("@book{a,\n title = {A},\n year = 1\n\n@book{b, year = 2}", "a title=A year=1|b year=2", [("R100", 1, 1)]),
        ("@book{a,\n title = {A,\n year = {1}\n}\n@book{b, year = 2}", "a title=A year=1|b year=2", [("R101", 2, 10)]),
        ('@book{a,\n title = "A,\n year = {1}\n}\n@book{b, year = 2}', "a title=A year=1|b year=2", [("R101", 2, 10)]),
        ("@book{a,\n title = {A {x,\n year = 1\n}\n@book{b, year = 2}", "a title=A {x year=1|b year=2", [("R101", 2, 10)]),
        ("@book{a,\n year = {1\n}\n@book{b, year = 2}", "a year=1|b year=2", [("R100", 1, 1)]),
        ("@book{a, title = {A}\n year = 1}", "a title=A year=1", [("R102", 1, 21)]),
        ("@book{a\n title = {A}}", "a title=A", [("R102", 1, 8)]),
        ("@book{a title = {A}}", "a title=A", [("R102", 1, 8)]),
        ("@book{a, title = {A}, oops, year = 1}", "a title=A year=1", [("R103", 1, 23)]),
        ("@book{, title = {A}}", " title=A", [("R104", 1, 1)]),
        ("@book{title = {A, B}}", " title=A, B", [("R104", 1, 1)]),
        ("@book{a, title = foo}", "a title=foo", [("R107", 1, 18)]),
        ("@book{a, title = Some words, year = 1}", "a title=Some words year=1", [("R109", 1, 18)]),
        ("@book{a, title = {A}},\n year = 1\n}\n@book{b, year = 2}", "a title=A year=1|b year=2", [("R116", 1, 21)]),
        ("@book{a, title = {A}\n)\n@book{b, year = 2}", "a title=A|b year=2", [("R100", 2, 1)]),
        ("@book{a,\n title = {A", "a title=A", [("R101", 2, 10), ("R100", 1, 1)]),
        ("@book{a,\n", "a", [("R100", 1, 1)]),
    ],
)
def test_reports_damage_with_its_place_and_saves_the_rest(text: str, saved: str, expected: list[tuple[str, int, int]]) -> None:
    shown = "|".join(" ".join([entry.key, *(f"{field.name}={field.text.strip()}" for field in entry.fields)]) for entry in entries(text))
    assert (shown, faults(text)) == (saved, expected)


def test_keeps_quotes_inside_quotes_on_their_own_line() -> None:
    [entry] = entries('@book{a,\n title = "The "best" of",\n year = 1}')
    assert [(field.name, field.text) for field in entry.fields] == [("title", 'The "best" of'), ("year", "1")]
    assert [fault.code for fault in entry.faults] == ["R101"]


def test_one_broken_entry_loses_no_other() -> None:
    good = "@book{k%d,\n  title = {T {%d}},\n  year = 2000\n}\n"
    for broken in (
        "@book{x, title = {a\n",
        '@book{x, title = "a\n',
        "@book{x, title = {{{a}\n",
        "@book{x\n",
        "@book{x, a = }\n",
        "@string{x = {a\n",
        "@comment{x\n",
        "}}}\n",
    ):
        found = entries("".join(good % (n, n) for n in range(3)) + broken + "".join(good % (n, n) for n in range(3, 6)))
        assert [entry.key for entry in found if entry.key != "x"] == [f"k{n}" for n in range(6)], broken
        assert all(len(entry.fields) == 2 for entry in found if entry.key != "x"), broken


def test_spans_and_places_lead_back_to_the_text() -> None:
    text = "junk é\r\n@book{a,\r\n title = {A}}\r@book{b,\n  year = 12}"
    scan = Scan(text)
    found = list(scan.entries())
    assert [text[entry.start : entry.end] for entry in found] == ["@book{a,\r\n title = {A}}", "@book{b,\n  year = 12}"]
    assert [scan.place(entry.fields[0].offset) for entry in found] == [(3, 11), (5, 10)]
    assert [text[field.offset :][: len(field.text)] for entry in found for field in entry.fields] == ["A", "12"]


balanced = st.recursive(
    st.text(st.characters(exclude_characters="{}", exclude_categories=("Cs",)), max_size=12),
    lambda inner: st.builds(lambda a, b, c: f"{a}{{{b}}}{c}", inner, inner, inner),
    max_leaves=12,
)


@given(balanced, balanced)
def test_reads_back_any_value_with_balanced_braces(first: str, second: str) -> None:
    if any("@" in part for part in (first, second)):
        first, second = first.replace("@", "a"), second.replace("@", "a")
    assert fields(f"@book{{k, one = {{{first}}}, two = {{{second}}}}}") == [("one", first), ("two", second)]


@given(st.text(st.sampled_from('@{}()",=#%ab1 \n\\'), max_size=60))
def test_scans_any_text_to_its_end(text: str) -> None:
    found = entries(text + "\n@book{last, title = {A}}")
    assert found == entries(text + "\n@book{last, title = {A}}")
    assert all(0 <= entry.start < entry.end <= len(text) + 26 for entry in found)


@pytest.mark.parametrize(
    "unit",
    [
        "@a{k, t={x\n",
        '@a{k, t="x\n',
        "@a{k, t={",
        '@a{k, t="{',
        "@a{k, t={{}",
        "t={a,\n ",
        "@a{k, t = x # ",
        "a=b,",
        "@a",
        "@a{",
        "a@b{c,",
        "{",
        "}",
        '"',
        "@comment{",
        "@string{a=",
        "%@a{",
        "a b c,\n",
        "\n \n",
        ",",
        "@a{k,t=x}",
    ],
)
def test_hostile_input_of_a_million_characters_ends(unit: str) -> None:
    with ends():
        entries("@a{k, " + unit * (1_000_000 // len(unit)))


def test_caps_the_expansion_of_macros() -> None:
    chain = "@string{s0 = {xxxxxxxxxx}}\n" + "".join(f"@string{{s{n} = {' # '.join([f's{n - 1}'] * 10)}}}\n" for n in range(1, 9))
    scan = Scan(chain + "@book{a, title = s8}\n@book{b, title = {B}}")
    found = list(scan.entries())
    assert [entry.key for entry in found] == ["a", "b"]
    assert {fault.code for fault in scan.faults} == {"R108"}
    assert max(len(field.text) for entry in found for field in entry.fields) <= FIELD_LIMIT


def test_caps_the_expansion_of_all_fields_together() -> None:
    scan = Scan("@string{s = {" + "x" * 900_000 + "}}\n" + "@book{a, title = s}\n" * 150)
    found = list(scan.entries())
    assert len(found) == 150
    assert 0 < sum(fault.code == "R108" for entry in found for fault in entry.faults) < 150


@pytest.mark.parametrize(
    ("data", "encoding", "codec"),
    [
        ("@book{k, title = {é€}}".encode("utf-8-sig"), "", "utf-8"),
        ("@book{k, title = {é€}}".encode("utf-16"), "", "utf-16-le"),
        (b"\xfe\xff" + "@book{k, title = {é€}}".encode("utf-16-be"), "", "utf-16-be"),
        ("@book{k, title = {é€}}".encode("cp1252"), "cp1252", "cp1252"),
        ("% Encoding: windows-1252\n@book{k, title = {é€}}".encode("cp1252"), "", "windows-1252"),
        ("% Encoding: ANSI\n@book{k, title = {é€}}".encode("cp1252"), "", "cp1252"),
        ("% Encoding: rot13\n@book{k, title = {é€}}".encode(), "", "utf-8"),
        ("% Encoding: UTF-16\n@book{k, title = {é€}}".encode(), "", "utf-8"),
        ("@book{k, title = {é€}}".encode(), "", "utf-8"),
    ],
)
def test_finds_the_encoding(data: bytes, encoding: str, codec: str) -> None:
    source = decode(data, encoding)
    assert (source.codec, source.damaged) == (codec, False)
    assert fields(source.text) == [("title", "é€")]


def test_keeps_bytes_that_are_no_utf8_apart() -> None:
    source = decode(b"@book{a, title = {\xe9}}\n@book{b, title = {B}}")
    assert source.damaged
    assert [entry.key for entry in entries(source.text)] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "encoding", "says"),
    [
        ("@book{k}".encode("utf-16-le"), "", "utf-16-le"),
        ("@book{k}".encode("utf-16-be"), "", "utf-16-be"),
        (b"@book{k}", "no-such-encoding", "cp1252"),
        (b"@book{\xe9}", "ascii", "cp1252"),
    ],
)
def test_says_which_encoding_to_try(data: bytes, encoding: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, encoding)
    assert says in caught.value.hint or "UTF-8" in caught.value.hint


PIECES = (
    *("@article{key,\n", "@book{k2,\n", "% @misc{k,\n", "%@misc{k,", "@comment{x}", "@comment{", "@string{a = {b}}\n", "@preamble{{x}}\n"),
    *("@{", "@@article{k,", "}@article{k,", "a@article{k,", "@ARTICLE{Ké,", "@article{,", "@article{k=1,", "@article{k title = {x},"),
    *("title = {A {B} c},\n", "title = {A {B c},\n", "year = 2000,", "month = jan # { 1},", "key words = {a},", "text between", "#", '"'),
    *("\n", " ", "}", "}\n", "}\n\n", "}}", ")", ","),
)


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_an_ordinary_head_is_read_like_one_that_is_spaced_otherwise(pieces: list[str]) -> None:
    text = "".join(pieces)

    def told(text: str) -> tuple[list[str], bool]:
        """The entries before the first that is damaged, and whether none is: how much of the text a damaged one takes differs."""
        found = list(Scan(text).entries())
        sound = list(itertools.takewhile(lambda entry: not entry.faults, found))
        # where such a sign stands in a value it is text
        shown = [f"{one.kind} {one.key} {[(field.name, field.text) for field in one.fields]}".replace("@ ", "@") for one in sound]
        return shown, len(sound) == len(found)

    # white space behind the at sign means nothing, and is not the ordinary form
    spaced = text.replace("@", "@ ") if not any(" @" in piece or "%@" in piece for piece in pieces) else text
    (ordinary, whole), (other, _) = told(text), told(spaced)
    assert ordinary == other if whole else all(map(str.__eq__, ordinary, other))
