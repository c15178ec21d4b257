"""Labels glued to their values: what is a label, what is prose, where a section ends."""

from __future__ import annotations

import pytest

from kg.syntax import labelled
from kg.syntax.labelled import Page, Words

WORDS = Words(
    {"Abstract": "abstract", "Keywords": "keywords", "Series": "series"},
    {
        "": {"Pages": "pages", "Pages (from-to)": "pages", "Volume": "volume", "Type": "type", "DOIs": "doi"},
        "series": {"Name": "name", "Volume": "number"},
    },
)


def scan(text: str, start: int = 1) -> Page:
    """The page of `text` with the words above."""
    return labelled.scan(labelled.lines(text), WORDS, start=start)


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("Pages1119-1138", "pages", "1119-1138"),
        ("Pages (from-to)1119-1138", "pages", "1119-1138"),
        ("Volume\t23", "volume", "23"),
        ("VolumeA12", "volume", "A12"),
        ("Pagesé5", "", ""),
        ("Volume of the sphere", "", ""),
        ("Volumes 1 and 2", "", ""),
        ("Type-safe code", "", ""),
        ("TypeScript is a language whose " + "very " * 40 + "long paragraph is prose", "", ""),
    ],
)
def test_tells_labels_from_prose(line: str, name: str, value: str) -> None:
    found = [(field.name, field.lines[0].text) for field in scan(line).fields]
    assert found == ([(name, value)] if name else [])


def test_takes_a_label_with_a_blank_only_after_a_label() -> None:
    assert [field.name for field in scan("Pages1-2\nVolume 23").fields] == ["pages", "volume"]
    assert scan("Some words\nVolume 23").fields == []


def test_gives_a_label_alone_the_lines_that_follow() -> None:
    [doi, volume] = scan("DOIs\nhttps://doi.org/10.5555/1\n\nhttps://doi.org/10.5555/2\nVolume23").fields
    assert [line.text for line in doi.lines] == ["https://doi.org/10.5555/1", "https://doi.org/10.5555/2"]
    assert volume.lines[0] == labelled.Line("23", 5, 7)


def test_reads_labels_of_a_section_and_returns_to_the_table() -> None:
    found = scan("Series\nNameNotes\nVolume12\nPages3-4")
    assert [(field.name, field.lines[0].text) for field in found.fields] == [("name", "Notes"), ("number", "12"), ("pages", "3-4")]


def test_keeps_labels_out_of_the_keywords_and_the_head() -> None:
    found = scan("Volume\nBy Someone\nOutput\nKeywords\nVolume\nType", start=3)
    assert found.fields == []
    assert [line.text for line in found.sections[""]] == ["Volume", "By Someone", "Output"]
    assert [line.text for line in found.sections["keywords"]] == ["Volume", "Type"]
