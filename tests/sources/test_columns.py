"""The user's own file of columns: what it can say, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg import inputs, pipeline
from kg.errors import ConfigError
from kg.record import Identifier, Reading, Text
from kg.sources.column_fields import FIELDS
from kg.sources.columns import Columns, load


def columns(text: str) -> Columns:
    return load(text, "my.toml", fields=FIELDS)


def readings(table: str, toml: str, tmp_path: Path, **options: Any) -> list[Reading]:
    """The readings of a table with a file of columns, as the command line gets them."""
    path = tmp_path / "table.csv"
    path.write_text(table, encoding="utf-8")
    found = inputs.read([str(path)], columns=columns(toml), **options)
    return [reading for _, reading in pipeline.readings(found)]


def test_goes_before_what_the_names_of_columns_tell(tmp_path: Path) -> None:
    [reading] = readings("Title,Year,Name\nShort,2012,The title\n", '[columns]\nName = "titles"\nTitle = "short_title"\n', tmp_path)
    assert reading.record is not None
    assert reading.record.titles == [Text("The title")]
    assert reading.record.rest == [("Year", "2012")]
    assert "R364" in [found.code for found in reading.issues]


def test_says_separators_names_roles_languages_constants_and_types(tmp_path: Path) -> None:
    toml = """
[constants]
languages = "de"
publisher = "Press"
[types]
Aufsatz = "journal-article"
[columns]
Was = "type"
Titel = { field = "titles", lang = "de-AT" }
Wer = { field = "contributors", separator = "/", names = "natural" }
Hg = { field = "contributors", separator = ["/", "+"], names = "inverted", role = "editor" }
Nr = { skip = "our own number" }
Seitenangabe = [{ field = "page_start", pattern = "([0-9]+)" }, { field = "page_end", pattern = "([0-9]+)$" }]
"""
    table = 'Titel,Was,Wer,Hg,Nr,Seitenangabe\nEin Wort,Aufsatz,Ada Example/Bo Sample,"A, B+C, D",7,von 12 bis 15\n'
    [reading] = readings(table, toml, tmp_path)
    record = reading.record
    assert record is not None
    assert (record.type, record.titles, record.languages) == ("journal-article", [Text("Ein Wort", "de-AT")], ["de"])
    assert [(person.agent.family, person.role) for person in record.contributors] == [
        ("Example", "author"), ("Sample", "author"), ("A", "editor"), ("C", "editor"),
    ]  # fmt: skip
    assert record.publisher is not None
    assert record.publisher.name == "Press"
    assert ("Nr", "7", "our own number") in reading.not_carried
    assert (record.page_end, [path for path, _ in record.rest]) == ("15", ["Seitenangabe"])


def test_a_constant_counts_only_where_no_column_is_filled(tmp_path: Path) -> None:
    toml = '[constants]\npublisher = "Press"\n[columns]\nT = "titles"\nP = "publisher"\nC = "publisher.place"\n'
    found = readings("T,P,C\na,Own,Bath\nb,,Bath\n", toml, tmp_path)
    assert [reading.record.publisher.name for reading in found if reading.record and reading.record.publisher] == ["Own", "Press"]


def test_names_the_columns_of_a_table_without_header(tmp_path: Path) -> None:
    toml = '[table]\nnames = ["t", "y", "d"]\n[columns]\nt = "titles"\ny = "issued"\nd = "identifiers.doi"\n'
    found = readings("A,2012,10.1234/a\nB,2013,10.1234/b\n", toml, tmp_path)
    assert [reading.label for reading in found] == ["10.1234/a", "10.1234/b"]


def test_guesses_the_other_columns_where_it_is_asked_to(tmp_path: Path) -> None:
    toml = '[table]\nothers = "guess"\n[columns]\nX = "titles"\n'
    [reading] = readings("X,Year,Colour\nA,2012,red\n", toml, tmp_path)
    assert reading.record is not None
    assert (reading.record.issued, reading.record.rest) == ("2012", [("Colour", "red")])


def test_takes_the_delimiter_that_is_stated(tmp_path: Path) -> None:
    [reading] = readings("X:Y\nA, b;2012:c\n", '[table]\ndelimiter = ":"\n[columns]\nX = "titles"\nY = "volume"\n', tmp_path)
    assert reading.record is not None
    assert (reading.record.titles, reading.record.volume) == ([Text("A, b;2012")], "c")


def test_reports_columns_that_the_table_does_not_have(tmp_path: Path) -> None:
    [reading] = readings("Title,Year\nA,2012\n", '[columns]\nTitle = "titles"\nJournal = "venue"\n', tmp_path)
    [found] = [found for found in reading.issues if found.code == "R377"]
    assert found.message == "my.toml speaks of columns that the table does not have: Journal"
    assert "Title, Year" in found.mend


def test_reports_a_table_that_has_none_of_the_columns(tmp_path: Path) -> None:
    [reading] = readings("Title,Year\nA,2012\n", '[columns]\nJournal = "venue"\n', tmp_path)
    assert reading.record is None
    assert [found.code for found in reading.issues] == ["R378"]


def test_finds_a_column_whatever_its_case_and_punctuation(tmp_path: Path) -> None:
    [reading] = readings("  JOURNAL_title ,t\nJ,A\n", '[columns]\n"Journal Title" = "container.titles"\nT = "titles"\n', tmp_path)
    assert reading.record is not None
    assert reading.record.container is not None


def test_says_identifiers_of_any_scheme(tmp_path: Path) -> None:
    toml = (
        '[columns]\nT = "titles"\nH = "identifiers.handle"\nB = "host.identifiers.isbn"\nR = "relations.cites"\nC = "metrics.Our Count"\n'
    )
    [reading] = readings("T,H,B,R,C\nA,2142/123,9783161484100,10.5555/x,7\n", toml, tmp_path)
    record = reading.record
    assert record is not None
    assert record.identifiers == [Identifier("handle", "2142/123")]
    assert record.host is not None
    assert record.host.identifiers == [Identifier("isbn", "9783161484100")]
    assert (record.relations[0].kind, record.metrics[0].source) == ("cites", "Our Count")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('[columns]\n\nT = "titels"\n', "my.toml:3: there is no field 'titels'", "did you mean 'titles'?"),
        ('[columns]\nT = { field = "titles", separater = ";" }\n', "my.toml:2: there is no option 'separater'", "mean 'separator'?"),
        ('[columns]\nT = { field = "contributors", role = "autor" }\n', "my.toml:2: there is no role 'autor'", "did you mean 'author'?"),
        ('[columns]\nT = { field = "contributors", names = "invert" }\n', "my.toml:2: there is no names 'invert'", "'inverted'"),
        ('[columns]\nT = { field = "titles", lang = "xx-y" }\n', "my.toml:2: 'xx-y' is no known language", "en"),
        ('[columns]\nT = { field = "titles", pattern = "a(" }\n', "my.toml:2: pattern:", "one group"),
        ('[columns]\nT = { field = "titles", pattern = "abc" }\n', "my.toml:2: the pattern has not one group", "( )"),
        ('[columns]\nT = { field = "titles", separator = 3 }\n', "my.toml:2: separator of 'T' is 3", "a text or a list of texts"),
        ('[columns]\nT = { separator = ";" }\n', "my.toml:2: 'T' needs a field or a reason to skip it", "skip"),
        ('[columns]\nT = 3\n', "my.toml:2: 'T' is 3", "field"),
        ('[columns]\nT = "identifiers.dio"\n', "my.toml:2: there is no scheme 'dio'", "did you mean 'doi'?"),
        ('[columns]\nT = "relations.cite"\n', "my.toml:2: there is no relation 'cite'", "did you mean 'cites'?"),
        ('[columns]\n"A b" = "titles"\n"a-B" = "notes"\n', "my.toml:3: 'a-B' and 'A b' are the same column", "case"),
        ('[colums]\nT = "titles"\n', "my.toml:1: there is no section 'colums'", "did you mean 'columns'?"),
        ('[types]\nx = "book"\n', "my.toml: there is no [columns]", "[columns]"),
        ('[columns]\nT = "titles"\n[types]\nx = "boook"\n', "my.toml:4: there is no type 'boook'", "did you mean 'book'?"),
        ('[columns]\nT = "titles"\n[constants]\ntype = "artikel"\n', "my.toml:4: there is no type 'artikel'", "known: journal-article"),
        ('[columns]\nT = "titles"\n[constants]\nvolume = 3\n', "my.toml:4: volume is 3", "text in quotes"),
        ('[columns]\nT = "titles"\n[table]\ndelimiter = ";;"\n', "my.toml:4: delimiter is ';;'", "one character"),
        ('[columns]\nT = "titles"\n[table]\ndelimeter = ";"\n', "my.toml:4: there is no key 'delimeter'", "did you mean 'delimiter'?"),
        ('[columns]\nT = titles\n', "my.toml: Invalid value (at line 2", "quotes"),
        ('columns = "x"\n', "my.toml:", "section"),
    ],
)  # fmt: skip
def test_says_file_line_and_the_nearest_name_for_what_is_wrong(text: str, message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        columns(text)
    assert caught.value.message.startswith(message)
    assert hint in caught.value.hint
