"""kg explain at the command line: what it prints, in text and JSON, and how it ends."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.runner import EXAMPLES, ROOT, kg

PAGE = "examples/engagement-to-co-production.txt"
REFS = "examples/articles.bib"


def test_record_is_told_from_its_lines_to_its_triples() -> None:
    ended = kg("explain", PAGE, COLUMNS="100")
    assert ended.code == 0
    block = ended.out.partition("14:6  page_start\n")[2].partition("\n\n")[0].splitlines()
    assert block[:2] == ["  found    1119-1138", "  value    1119"]
    assert re.fullmatch(r'  schema   schema:pageStart "1119"  \[schema\.toml:\d+ work page_start\]', block[2])
    assert re.fullmatch(r'  bibo     bibo:pageStart "1119"  \[bibo\.toml:\d+ work page_start\]', block[3])
    assert block[4] == "  dcterms  none: no term; bibo:pageStart has it"
    assert "KG-S602" in ended.out.partition("\nfindings\n")[2]


def test_json_of_a_record_has_the_whole_of_it() -> None:
    told = json.loads(kg("explain", PAGE, "--format", "json").out)
    assert (told["kind"], told["format"], told["number"]) == ("record", "pure-page", 1)
    found = next(item for item in told["entries"] if item["field"] == "abstracts[0]")
    assert found["place"]["line"] == 11
    assert len(found["place"]["raw"]) > 500
    assert {made["vocabulary"] for made in found["triples"]} == {"schema", "dcterms"}
    assert {issue["code"] for issue in told["issues"]} >= {"KG-S602"}
    assert kg("explain", PAGE, "--json").out == kg("explain", PAGE, "--format", "json").out


def test_standard_input_is_a_file_too() -> None:
    data = (EXAMPLES / "articles.ris").read_bytes()
    piped = kg("explain", "--record", "1", "--triple", "dcterms:title", stdin=data)
    assert piped.code == 0
    assert "<stdin>:" in piped.out
    assert kg("explain", "-", "--record", "1", "--triple", "dcterms:title", stdin=data).out == piped.out


def test_settings_change_what_is_told() -> None:
    plain = kg("explain", PAGE, "--triple", "kg:subjectAssignment").out
    assert "needs the option --concepts full" in plain
    assert "[concepts" not in plain
    full = kg("explain", PAGE, "--triple", "kg:subjectAssignment", "--concepts", "full", "--base", "https://data.example.edu/").out
    assert "<https://data.example.edu/>" in full
    assert "field    concepts[0]" in full


def test_triple_is_led_back_to_file_line_and_column() -> None:
    told = kg("explain", PAGE, "--triple", "schema:pageStart").out
    assert f"  place    {PAGE}:14:6\n" in told
    assert "  found    1119-1138\n" in told
    assert "  rule     vocab/schema.toml:" in told
    document = json.loads(kg("explain", PAGE, "--triple", "schema:pageStart", "--json").out)
    assert document["found"][0]["place"] == {"line": 14, "column": 6, "raw": "1119-1138"}


def test_absent_triple_ends_with_0_and_tells_why() -> None:
    ended = kg("explain", PAGE, "--triple", "schema:numberOfPages", COLUMNS="200")
    assert ended.code == 0
    assert "no triple in this record" in ended.out
    assert "the domain of schema:numberOfPages is schema:Book" in ended.out


@pytest.mark.parametrize("width", [40, 60, 200])
def test_lines_keep_to_the_width_but_for_words_that_are_longer(width: int) -> None:
    for arguments in ((PAGE,), (PAGE, "--triple", "dcterms:title"), ("schema:name",), ("page_start",), ("KG-S602",)):
        lines = kg("explain", *arguments, COLUMNS=str(width)).out.partition("\nfindings\n")[0].splitlines()
        for line in lines[1:]:
            assert len(line) <= width or max(map(len, line.split())) > width - 25, line


@pytest.mark.parametrize(
    ("thing", "told"),
    [
        ("schema:pageStart", "schema:pageStart (property)"),
        ("<http://purl.org/ontology/bibo/pageStart>", "bibo:pageStart (property)"),
        ("bibo:Issue", "bibo:Issue (class)"),
        ("bstatus:published", "bstatus:published (value)"),
        ("page_start", "page_start (field of Record)"),
        ("kg-s001", "KG-S001 (violation)"),
        ("work-iri", "KG-S001 (violation)"),
    ],
)
def test_name_is_told_in_text_and_as_json(thing: str, told: str) -> None:
    ended = kg("explain", thing)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(told)
    assert "schema_version" in json.loads(kg("explain", thing, "--json").out)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["schema:pageStrat"], "did you mean schema:pageStart?"),
        (["pageStart"], "bibo:pageStart"),
        (["page_strt"], "did you mean page_start"),
        (["work-iry"], "work-iri"),
        (["nowhere.bib"], "name a file"),
        (["nowhere.bib", "--record", "1"], "name its file first"),
        (["examples"], "name one of its files"),
        ([REFS], "as --record 1"),
        ([REFS, "--record", "okafor2018"], "did you mean okafor2019?"),
        ([REFS, "--record", "1", "--triple", "schema:nmae"], "did you mean schema:name?"),
        ([PAGE, "--triple", " "], "name a predicate"),
        ([PAGE, "--from", "bibtx"], "did you mean 'bibtex'?"),
    ],
)
def test_unknown_name_ends_with_2_and_the_nearest(arguments: list[str], hint: str) -> None:
    ended = kg("explain", *arguments)
    assert ended.code == 2
    assert ended.out == ""
    assert hint in ended.err
    assert "Traceback" not in ended.err


def test_file_goes_before_a_name(tmp_path: Path) -> None:
    (tmp_path / "volume").write_bytes((EXAMPLES / "articles.ris").read_bytes())
    assert "there are several records" in kg("explain", "volume", cwd=tmp_path).err
    assert kg("explain", "issue", cwd=tmp_path).out.startswith("issue (field")


def test_record_cannot_steer_the_terminal_through_explain(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("@article{a, title = {\x1b[2J\u202egone \x9b5m}, year = {2001}, odd = {\x1b]0;x\x07}}\n", "utf-8")
    for more in ((), ("--triple", "schema:name"), ("--triple", "\x1b[2J")):
        ended = kg("explain", path, *more, "--color", "never")
        assert not set(ended.out + ended.err) & {"\x1b", "\x9b", "\x07", "\u202e"}


def test_examples_of_the_page_are_what_the_command_prints_but_for_numbers() -> None:
    blocks = re.findall(r"```console\n\$ (kg explain .*)\n([\s\S]*?)```", (ROOT / "docs" / "explain.md").read_text("utf-8"))
    assert len(blocks) >= 4
    for line, printed in blocks:
        said = _without_numbers(kg(*shlex.split(line)[1:], COLUMNS="100").out)
        for part in _without_numbers(printed).split("[...]\n"):
            assert part in said, line


def _without_numbers(text: str) -> str:
    """Rows move when a table grows; a place before them stays where it is."""
    return re.sub(r"(?<=toml:)\d+|(?<=ttl:)\d+|\d+(?= triples)|\d+(?= findings)", "N", text)
