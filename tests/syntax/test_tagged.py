"""Tagged lines: every spacing, line end and broken frame, with byte offsets, lines and columns that lead back into the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.syntax import tagged
from kg.syntax.decoding import decode
from kg.syntax.tagged import Entry


def entries(data: bytes | str, encoding: str = "") -> list[Entry]:
    """The entries of `data`."""
    return list(tagged.entries(decode(data.encode() if isinstance(data, str) else data, encoding)))


def values(entry: Entry) -> list[tuple[str, str]]:
    """Tag and text of each value."""
    return [(value.tag, value.text) for value in entry.values]


@pytest.mark.parametrize("line", ["TI  - A-b - c", "TI - A-b - c", "TI- A-b - c", "TI  -A-b - c", "TI\t-\tA-b - c", "TI  -  A-b - c  "])
def test_reads_any_spacing_and_keeps_hyphens(line: str) -> None:
    assert values(entries(f"TY  - JOUR\n{line}\nER  - \n")[0]) == [("TY", "JOUR"), ("TI", "A-b - c")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
def test_reads_every_line_end(end: str) -> None:
    found = entries(end.join(["TY  - JOUR", "TI  - One", "ER  - ", "TY  - BOOK", "TI  - Two", "ER  -"]))
    assert [values(entry) for entry in found] == [[("TY", "JOUR"), ("TI", "One")], [("TY", "BOOK"), ("TI", "Two")]]


@pytest.mark.parametrize("last", ["ER -", "ER  - ", "ER  -\n", "ER  - End\n\n\n"])
def test_closes_at_er_with_or_without_line_end(last: str) -> None:
    [entry] = entries(f"TY - JOUR\nTI - One\n{last}")
    assert entry.closed
    assert values(entry) == [("TY", "JOUR"), ("TI", "One")]


def test_begins_a_new_entry_at_ty_where_er_is_missing() -> None:
    found = entries("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\nER  - \n")
    assert [(entry.closed, entry.line) for entry in found] == [(False, 1), (True, 3)]


def test_joins_continuation_lines_and_keeps_words_that_look_like_tags() -> None:
    [entry] = entries("TY  - JOUR\nAB  - first,\n      ER then second\nNF-kB and IL-6\nthe last line\nER  - \n")
    assert values(entry)[1] == ("AB", "first,\nER then second\nNF-kB and IL-6\nthe last line")


def test_does_not_take_an_indented_line_for_a_tag() -> None:
    [entry] = entries("TY  - JOUR\nN1  - note\n      A1 - first point\nER  - \n")
    assert values(entry) == [("TY", "JOUR"), ("N1", "note\nA1 - first point")]


def test_reads_an_entry_that_is_indented_as_a_whole() -> None:
    assert values(entries("   TY  - JOUR\n   TI  - One\n   ER  - \n")[0]) == [("TY", "JOUR"), ("TI", "One")]


def test_leaves_banners_before_the_first_entry_out() -> None:
    [entry] = entries("Provider: Example\n1.\nTY  - JOUR\nER  - \n")
    assert (entry.line, values(entry), entry.stray) == (3, [("TY", "JOUR")], [])


def test_keeps_lines_after_er_as_strays() -> None:
    found = entries("TY  - JOUR\nER  - \nNL  - Short\nLink to it\n2.\nTY  - BOOK\nER  - \n")
    assert [(value.tag, value.text) for value in found[0].stray] == [("NL", "Short\nLink to it\n2.")]
    assert len(found) == 2


def test_tells_tags_without_ty() -> None:
    [entry] = entries("JF  - Journal\nTI  - One\nER  - \n")
    assert (entry.opened, values(entry)) == (False, [("JF", "Journal"), ("TI", "One")])


def test_keeps_unknown_tags_and_empty_values() -> None:
    assert values(entries("TY  - JOUR\nJP  - CRISPR\nIS  - \nER  - \n")[0]) == [("TY", "JOUR"), ("JP", "CRISPR"), ("IS", "")]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_offsets_lead_to_the_bytes_of_the_entry(codec: str) -> None:
    text = "vor\r\nTY  - JOUR\r\nTI  - Größe\r\nER  - \r\nTY  - BOOK\r\nAU  - Åsa\r\nER  - \r\n"
    data = ("\ufeff" + text).encode(codec) if codec == "utf-16-le" else text.encode(codec)
    found = entries(data, "cp1252" if codec == "cp1252" else "")
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(codec, codec)
    parts = [data[entry.offset : entry.offset + entry.length].decode(plain) for entry in found]
    assert parts == ["TY  - JOUR\r\nTI  - Größe\r\nER  - \r\n", "TY  - BOOK\r\nAU  - Åsa\r\nER  - \r\n"]
    assert [entry.line for entry in found] == [2, 5]


def test_places_lead_to_the_value() -> None:
    value = entries("\n\nTY - JOUR\nTI  -   One\nER  - ")[0].values[1]
    assert (value.line, value.column) == (4, 9)


@pytest.mark.parametrize(
    ("data", "encoding", "message"),
    [
        (b"TY  - JOUR\nTI  - Gr\xf6\xdfe\n", "", "line 2 is not utf-8 (byte 0xf6)"),
        (b"TY", "utf-99", "there is no encoding 'utf-99'"),
        (b"\xff\xfeT\x00Y", "", "line 1 is not utf-16-le (byte 0x59)"),
    ],
)
def test_says_where_bytes_are_no_text(data: bytes, encoding: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(data, encoding)
    assert caught.value.message == message
    assert caught.value.hint


_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]) | st.just(" "), max_size=40).map(str.strip)
_RECORD = st.lists(st.tuples(st.sampled_from(["TI", "AU", "N1", "C7", "XX"]), _TEXT), max_size=6)


@given(st.lists(_RECORD, max_size=4), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_reads_back_what_was_written(records: list[list[tuple[str, str]]], end: str, closed: bool) -> None:
    text = "".join(
        f"TY  - JOUR{end}" + "".join(f"{tag}  - {value}{end}" for tag, value in one) + (f"ER  - {end}" if closed else "") for one in records
    )
    found = entries(text)
    assert [values(entry)[1:] for entry in found] == [[(tag, value.strip()) for tag, value in one] for one in records]
    assert sum(entry.length for entry in found) == len(text.encode())


def test_reads_a_hundred_thousand_continuation_lines() -> None:
    [entry] = entries("TY  - JOUR\nAB  - x\n" + "word word\n" * 100_000 + "ER  - \n")
    assert entry.values[1].text.count("\n") == 100_000


ODD_LINES = (
    *("TY  - JOUR", "TY - X", " TY  - B", "TY  - ", "ER  - ", "ER  -", "ER - ", "ER  -x", "  ER  - ", "T1  - a b", "T1  -  lead"),
    *(
        "AU  - x  - AU",
        "foo",
        "AU  - y ",
        "AU  - ",
        "AU  -",
        "A1 - q",
        "KW  - é",
        "KW  - \u2003z",
        "PMID- 12",
        "\x1cAB  - q",
        "AB  - \x1cq\x85",
    ),
    *("N1-x", "  more", "PY  - 2000\t", "T2  - TY  - b", "", "er  - ", " \u00a0AU  - i", "AB  - \u00a0x"),
)
USUAL_LINES = ("TY  - JOUR", "T1  - a b", "AU  - x", "KW  - é", "ER  - ")
LINE = st.tuples(st.sampled_from([*USUAL_LINES * 6, *ODD_LINES]), st.sampled_from(["\n"] * 6 + ["\r\n", "\r", "\n\n", " \n"]))


def shape(entry: Entry) -> tuple[object, ...]:
    """All that an entry says."""
    return entry.values, list(entry.stray), entry.offset, entry.length, entry.line, entry.opened, entry.closed


@given(st.lists(LINE, max_size=25), st.sampled_from(["", "\n", "\r\n"]), st.sampled_from(["utf-8", "utf-16"]))
def test_an_entry_in_plain_form_is_what_reading_it_line_by_line_gives(lines: list[tuple[str, str]], end: str, codec: str) -> None:
    source = decode("".join(f"{line}{end or own}" for line, own in lines).encode(codec), codec)
    cursor, one_by_one = tagged._Cursor(source), []
    while found := cursor.entry():
        one_by_one.append(found)
    assert list(map(shape, tagged.entries(source))) == list(map(shape, one_by_one))


def test_many_openings_before_one_closing_take_linear_time() -> None:
    found = entries("TY  - JOUR\nT1  - a\n" * 60_000 + "ER  - \n")
    assert len(found) == 60_000
    assert [entry.closed for entry in found[-2:]] == [False, True]
