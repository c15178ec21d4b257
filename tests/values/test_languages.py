"""Languages: whole texts are looked up, never parts of them."""

import pytest

from kg import resources, terms
from kg.values import languages


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("en_GB", "en-GB"),
        ("en-us", "en-US"),
        ("british", "en-GB"),
        ("USenglish", "en-US"),
        ("ngerman", "de"),
        ("ger", "de"),
        ("deu", "de"),
        ("Deutsch", "de"),
        ("naustrian", "de-AT"),
        ("fre", "fr"),
        ("Français", "fr"),
        ("pt_BR", "pt-BR"),
        ("brazilian", "pt-BR"),
        ("zh-Hans-CN", "zh-Hans-CN"),
        ("sr-latn", "sr-Latn"),
        ("en_GB.UTF-8", "en-GB"),
        ("kab", "kab"),
        ("日本語", "ja"),
        ("grc", "grc"),
        ("polutonikogreek", "el"),
        ("  Dutch ", "nl"),
        ("es-419", "es-419"),
    ],
)
def test_reads_language(text: str, tag: str) -> None:
    assert languages.parse(text) == tag


@pytest.mark.parametrize("text", ["", "und", "enc", "xx", "Klingonish", "the", "English and German", "e", "english1", "x" * 10**6])
def test_refuses_what_is_no_language(text: str) -> None:
    assert languages.parse(text) == ""


@pytest.mark.parametrize(
    ("tag", "code"), [("en", "eng"), ("de-AT", "ger"), ("nl", "dut"), ("kab", "kab"), ("cmn", "chi"), ("xx", ""), ("", "")]
)
def test_gives_bibliographic_code(tag: str, code: str) -> None:
    assert languages.iso639_2b(tag) == code


def test_holds_all_two_letter_codes_each_with_its_own_three_letter_codes() -> None:
    rows = resources.table("languages")["languages"]
    two = [tag for tag in rows if len(tag) == 2]
    assert len(two) == 184
    assert len({rows[tag]["b"] for tag in two}) == 184
    assert sum("t" in row for row in rows.values()) == 20


def test_every_code_and_name_leads_to_its_row() -> None:
    table = resources.table("languages")
    for tag, row in table["languages"].items():
        assert terms.is_language(tag)
        for text in (tag, row["name"], *row.get("names", ())):
            assert languages.parse(text) == tag
        assert languages.iso639_2b(tag) == row["b"]
        assert languages.name(tag) == row["name"]
    assert all(languages.parse(code) == code for code in table["more"]["codes"].split())
    assert all(languages.parse(name) == tag == languages.parse(tag) for name, tag in table["varieties"].items())
