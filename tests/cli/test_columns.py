"""Tables on the command line: --columns, its setting, and the file that kg init --from proposes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.runner import kg

TABLE = "Titel;Wer;Jahr;Farbe\nEin Wort;Muster, Eva;2012;rot\n"
COLUMNS = '[constants]\ntype = "book"\n[columns]\nTitel = "titles"\nWer = { field = "contributors", role = "editor" }\nJahr = "issued"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "t.toml").write_text(COLUMNS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        ["convert", "t.csv", "--to", "ntriples"],
        ["validate", "t.csv", "--fail-on", "violation"],
        ["embed", "t.csv"],
        ["explain", "t.csv"],
        ["load", "t.csv", "--store", "store"],
    ],
)
def test_takes_the_user_s_columns(folder: Path, command: list[str]) -> None:
    without, given = kg(*command, cwd=folder), kg(*command, "--columns", "t.toml", cwd=folder)
    assert given.code == 0, given.err
    assert without.out != given.out or without.err != given.err
    wrong = kg(*command, "--columns", "missing.toml", cwd=folder)
    assert wrong.code == 2
    assert "cannot read the columns of missing.toml" in wrong.err


def test_says_what_is_wrong_with_the_file_before_anything_is_written(folder: Path) -> None:
    (folder / "wrong.toml").write_text('[columns]\nTitel = "titels"\n', encoding="utf-8")
    ended = kg("convert", "t.csv", "--columns", "wrong.toml", "-o", "out.nt", cwd=folder)
    assert ended.code == 2
    assert "wrong.toml:2: there is no field 'titels'" in ended.err
    assert "did you mean 'titles'?" in ended.err
    assert not (folder / "out.nt").exists()


def test_takes_the_columns_from_kg_toml_beside_it(folder: Path) -> None:
    (folder / "kg.toml").write_text('columns = "t.toml"\n', encoding="utf-8")
    (folder / "below").mkdir()
    ended = kg("convert", "../t.csv", "--to", "ntriples", cwd=folder / "below")
    assert ended.code == 0, ended.err
    assert "bibo/editor" in ended.out or "ontology/bibo/editor" in ended.out


def test_other_formats_are_read_as_without_columns(folder: Path) -> None:
    (folder / "a.ris").write_text("TY  - BOOK\nTI  - A book\nER  - \n", encoding="utf-8")
    assert (
        kg("convert", "a.ris", "--columns", "t.toml", "--to", "ntriples", cwd=folder).out
        == kg("convert", "a.ris", "--to", "ntriples", cwd=folder).out
    )


def test_the_output_is_the_same_in_several_processes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"Wort {number};Muster, Eva;2012;rot\n" for number in range(300))
    (folder / "many.csv").write_text("Titel;Wer;Jahr;Farbe\n" + rows, encoding="utf-8")
    first = kg("convert", "many.csv", "--columns", "t.toml", "--to", "ntriples", "--jobs", "1", cwd=folder)
    assert (first.code, first.out.count("/bibo/Book>")) == (0, 300)
    monkeypatch.setattr("kg.parallel.HERE", 0.0)
    assert kg("convert", "many.csv", "--columns", "t.toml", "--to", "ntriples", "--jobs", "2", cwd=folder).out == first.out


def test_a_spreadsheet_is_told_by_name(folder: Path) -> None:
    (folder / "t.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml" + b"\0" * 50 + b"xl/workbook.xml")
    (folder / "t.ods").write_bytes(b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
    (folder / "t.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100)
    for name, kind in (("t.xlsx", "an Excel workbook"), ("t.ods", "a spreadsheet of LibreOffice"), ("t.xls", "an Excel workbook")):
        ended = kg("convert", name, cwd=folder)
        assert ended.code == 3
        assert f"{name}: {kind}" in ended.err
        assert "CSV UTF-8" in ended.err


def test_init_proposes_a_file_of_columns_beside_the_table(folder: Path) -> None:
    ended = kg("init", "--from", "t.csv", cwd=folder)
    assert ended.code == 0, ended.err
    text = (folder / "t.columns.toml").read_text("utf-8")
    assert '"Titel" = "titles"' in text
    assert "# for example: Ein Wort" in text
    assert '# "Farbe" = "..."   # not known' in text
    assert 'delimiter = ";"' in text
    assert not (folder / "kg.toml").exists()
    assert kg("init", "--from", "t.csv", cwd=folder).code == 2
    assert kg("init", "--from", "t.csv", "--force", cwd=folder).code == 0
    same = kg("convert", "t.csv", "--to", "ntriples", cwd=folder)
    assert kg("convert", "t.csv", "--columns", "t.columns.toml", "--to", "ntriples", cwd=folder).out == same.out


def test_init_proposes_for_a_known_export_what_reads_it_in_the_same_way(folder: Path) -> None:
    header = "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"
    row = '22334455,T,"Smith A, Walter B","Nature. 2021 Dec 21;1(2):10-11. doi: 10.1111/x.",Smith A,Nature,2021,2021/12/21,,,10.1111/x\n'
    (folder / "p.csv").write_text(header + row, encoding="utf-8")
    assert kg("init", "--from", "p.csv", cwd=folder).code == 0
    plain = kg("convert", "p.csv", "--to", "ntriples", cwd=folder)
    assert plain.out
    assert kg("convert", "p.csv", "--columns", "p.columns.toml", "--to", "ntriples", cwd=folder).out == plain.out


def test_init_tells_what_is_no_table(folder: Path) -> None:
    (folder / "a.ris").write_text("TY  - BOOK\nTI  - A book\nER  - \n", encoding="utf-8")
    ended = kg("init", "--from", "a.ris", cwd=folder)
    assert ended.code == 2
    assert "a.ris is ris, not a table" in ended.err
    (folder / "e.csv").write_text("", encoding="utf-8")
    assert kg("init", "--from", "e.csv", cwd=folder).code in (2, 3)


def test_an_info_tells_what_was_guessed(folder: Path) -> None:
    ended = kg("convert", "t.csv", "--to", "ntriples", "--json", cwd=folder)
    [summary] = [json.loads(ended.err)]
    assert summary["counts"]["by_code"]["KG-R364"] == 1
