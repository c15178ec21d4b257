"""Rows of tables: delimiters, quotation marks as people write them, places."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.syntax.decoding import decode
from kg.syntax.table import Dialect, Row, dialects, rows, start


def read(text: str, delimiter: str = ",", *, quoted: bool = True, encoding: str = "utf-8") -> list[Row]:
    return list(rows(decode(text.encode(encoding), encoding), Dialect(delimiter, quoted)))


def texts(text: str, delimiter: str = ",", *, quoted: bool = True) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read(text, delimiter, quoted=quoted)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ('"a,1","b\n2"\n', [["a,1", "b\n2"]]),
        ('"a ""b"" c",""\n', [['a "b" c', ""]]),
        ('"a", "b"\n', [["a", "b"]]),
        ('a "b" c,d\n', [['a "b" c', "d"]]),
        ("a,\n", [["a", ""]]),
        (",,\n", [["", "", ""]]),
        ("\n\na,b\n\n", [["a", "b"]]),
        ("", []),
    ],
)
def test_reads_cells_as_rfc_4180_and_programs_write_them(text: str, expected: list[list[str]]) -> None:
    assert texts(text) == expected


def test_keeps_a_quotation_mark_that_is_not_doubled() -> None:
    [row] = read('"He said "yes" to it",2012\n')
    assert [cell.text for cell in row.cells] == ['He said "yes" to it', "2012"]
    assert [kind for kind, _ in row.faults] == ["quote"]


def test_does_not_let_an_unclosed_quotation_mark_swallow_the_rows_below() -> None:
    found = read('"never closed,2012\nA,2013\nB,2014\n')
    assert [[cell.text for cell in row.cells] for row in found] == [['"never closed', "2012"], ["A", "2013"], ["B", "2014"]]
    assert [kind for kind, _ in found[0].faults] == ["open"]
    assert found[1].faults == []


def test_takes_quotation_marks_for_text_where_the_dialect_has_none() -> None:
    assert texts('"A" and B\tc\n', "\t", quoted=False) == [['"A" and B', "c"]]


def test_gives_line_and_column_of_every_cell() -> None:
    found = read('a,b\n"x\ny",é,"z"\nlast,row\n')
    assert [(cell.line, cell.column) for cell in found[1].cells] == [(2, 1), (3, 4), (3, 6)]
    assert found[2].line == 4
    assert [cell.column for cell in found[2].cells] == [1, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1252"])
def test_gives_offset_and_length_in_bytes(encoding: str) -> None:
    text = 'é,b\n"ü\n2",d\nlast,x\n'
    data = text.encode(encoding)
    found = list(rows(decode(data, encoding), Dialect()))
    assert [data[row.offset : row.offset + row.length].decode(encoding) for row in found] == ["é,b\n", '"ü\n2",d\n', "last,x\n"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c\n1,2,3\n", Dialect(",")),
        ("a;b;c\n1,5;2;3\n2,5;2;3\n", Dialect(";")),
        ("a\tb\n1, 2, 3\t2\n", Dialect("\t")),
        ("a|b\n1|2\n", Dialect("|")),
        ("sep=;\na;b\n1,2;3\n", Dialect(";")),
        ('x\ty\n"Fit" for all\t1\nb\t2\n"c\t3\n', Dialect("\t", quoted=False)),
    ],
)
def test_finds_the_dialect_in_which_the_rows_are_even(text: str, expected: Dialect) -> None:
    assert dialects(text, whole=True)[0].dialect == expected


def test_leaves_the_last_row_of_a_part_out() -> None:
    assert len(dialects("a,b\n1,2\n3,", whole=False)[0].rows) == 2


def test_knows_excel_s_line_about_the_delimiter() -> None:
    assert start("sep=;\r\na;b") == (7, ";")
    assert start("a;b") == (0, "")


CELLS = st.lists(st.lists(st.text("ab \",;\t\n'é", max_size=6), min_size=2, max_size=4), min_size=1, max_size=5)


@settings(deadline=None)
@given(CELLS, st.sampled_from(",;\t"))
def test_reads_what_the_csv_module_writes(table: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)
    assert texts(out.getvalue(), delimiter) == table
