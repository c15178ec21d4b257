"""Answers of OAI-PMH servers, whole and broken."""

from __future__ import annotations

import pytest

from kg.syntax import oai_page
from tests.deadline import ends

HEAD = (
    '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" xmlns:x="urn:x"><responseDate>2024-06-01T00:00:00Z</responseDate><ListRecords>'
)
TAIL = "<resumptionToken>a&amp;b</resumptionToken></ListRecords></OAI-PMH>"


def marc(number: int, text: str = "t") -> str:
    inner = f'<record xmlns="http://www.loc.gov/MARC21/slim"><leader>{text}</leader><x:y/></record>'
    header = f"<header><identifier>i{number}</identifier><datestamp>2024-01-0{number}</datestamp></header>"
    return f"<record>{header}<metadata>{inner}</metadata></record>"


def read(text: str) -> oai_page.Page:
    return oai_page.read(text.encode())


def test_a_whole_answer_is_cut_into_records() -> None:
    page = read(HEAD + marc(1) + marc(2) + TAIL)
    assert page.is_oai
    assert not page.broken
    assert [one.identifier for one in page.records] == ["i1", "i2"]
    assert page.token == "a&b"
    assert page.date == "2024-06-01T00:00:00Z"
    assert b'xmlns:x="urn:x"' in page.records[0].line


def test_records_of_a_broken_answer_are_cut_at_their_headers_not_at_records_inside_of_them() -> None:
    whole = read(HEAD + marc(1) + marc(2) + marc(3) + TAIL)
    broken = read(HEAD + marc(1) + marc(2, "a < b") + marc(3) + TAIL)
    assert broken.broken.startswith("line 1: ")
    assert [one.identifier for one in broken.records] == ["i1", "i3"]
    assert broken.records[1].line.replace(b" ", b"") == whole.records[2].line.replace(b" ", b"").replace(
        b'xmlns="http://www.openarchives.org/OAI/2.0/"', b'xmlns="http://www.openarchives.org/OAI/2.0/"'
    )
    assert [one.partition(" (")[0] for one in broken.lost] == ["i2"]
    assert broken.token == "a&b"


def test_prefixed_elements_are_read() -> None:
    text = (HEAD + marc(1) + TAIL).replace("<OAI-PMH xmlns=", "<o:OAI-PMH xmlns:o=").replace("</OAI-PMH", "</o:OAI-PMH")
    assert [one.identifier for one in read(text).records] == ["i1"]


@pytest.mark.parametrize(
    ("record", "lost"),
    [("<record><metadata/></record>", "a record without header"), ("<record><header/></record>", "a record without identifier")],
)
def test_a_record_that_cannot_be_named_is_lost_and_told(record: str, lost: str) -> None:
    page = read(HEAD + record + marc(1) + TAIL)
    assert [one.identifier for one in page.records] == ["i1"]
    assert page.lost == [lost]


def test_a_dtd_is_refused_before_anything_is_expanded() -> None:
    entities = '<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with ends(within=5):
        page = read(f"<!DOCTYPE OAI-PMH [{entities}]>{HEAD}&i;{TAIL}")
    assert "DTD" in page.broken
    assert page.records == []


@pytest.mark.parametrize("data", [b"", b"\0\0", b"<", b"<html><body>x</body></html>", b"\xff\xfe<", b"<OAI-PMH", b'{"a": 1}'])
def test_what_is_no_answer_is_told(data: bytes) -> None:
    page = oai_page.read(data)
    assert page.broken or not page.is_oai
    assert page.records == []


def test_another_encoding_becomes_utf_8() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>' + HEAD + marc(1, "Müller") + TAIL
    assert "Müller".encode() in oai_page.read(text.encode("latin-1")).records[0].line


def test_a_large_broken_answer_takes_time_by_its_length_alone() -> None:
    with ends(within=30):
        page = read(HEAD + "".join(marc(1, "a < b" if number % 2 else "t") for number in range(20_000)) + TAIL)
    assert len(page.records) == 10_000
    assert len(page.lost) == 10_000


@pytest.mark.parametrize("text", ["<record " * 50_000, "<record>" * 50_000, "<resumptionToken" * 50_000, "<record><header " * 30_000])
def test_unfinished_tags_take_no_time(text: str) -> None:
    with ends(within=30):
        assert read(HEAD + text).records == []
