"""Elsevier Pure over the command: what is not public, and entries of other inputs that outputs name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg import inputs, parallel
from kg.joins import Joins
from kg.settings import Settings
from tests.cli.runner import kg
from tests.sources.pure_entries import ENTITIES, EVENT, OTHER, THIRD, UUID, crud, output, version

BASE = ("--base", "https://data.example.ac.uk/", "--no-validate")
SECRET = "Plans of the dam"


def written(folder: Path, name: str, *entries: Any) -> Path:
    """A file with the answer of a service."""
    path = folder / name
    path.write_text(json.dumps({"count": len(entries), "pageInformation": {"offset": 0, "size": 10}, "items": entries}), "utf-8")
    return path


def hidden_ones(folder: Path) -> Path:
    return written(
        folder,
        "pure.json",
        output(),
        output(uuid=OTHER, title={"value": SECRET}, confidential=True),
        output(uuid=THIRD, title={"value": SECRET + ", part 2"}, workflow={"workflowStep": "forApproval"}, visibility={"key": "BACKEND"}),
    )


def in_csl(*arguments: str | Path) -> list[dict[str, Any]]:
    ended = kg("convert", *arguments, *BASE, "--to", "csl-json", "-q")
    assert ended.code == 0
    return list(json.loads(ended.out))


# ---- what is not public ----


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_not_public_is_left_out_and_counted_in_the_end(tmp_path: Path, jobs: str) -> None:
    ended = kg("convert", hidden_ones(tmp_path), *BASE, "--jobs", jobs)
    assert ended.code == 0
    assert "2 left out (2 not public: --pure-hidden reads them)" in ended.err
    assert SECRET not in ended.out + ended.err


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_option_takes_what_is_not_public(tmp_path: Path, jobs: str) -> None:
    ended = kg("convert", hidden_ones(tmp_path), *BASE, "--pure-hidden", "--jobs", jobs)
    assert ended.code == 0
    assert "left out" not in ended.err
    assert ended.out.count(SECRET) >= 2


@pytest.mark.parametrize(("setting", "environ"), [("pure_hidden = true\n", {}), ("", {"KG_PURE_HIDDEN": "yes"})])
def test_setting_takes_what_is_not_public(tmp_path: Path, setting: str, environ: dict[str, str]) -> None:
    (tmp_path / "kg.toml").write_text(setting, "utf-8")
    ended = kg("convert", hidden_ones(tmp_path), *BASE, cwd=tmp_path, **environ)
    assert SECRET in ended.out
    assert "pure_hidden" in kg("config", "show", cwd=tmp_path).out


def test_what_is_taken_although_not_public_keeps_the_reason(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text("pure_hidden = true\n", "utf-8")
    ended = kg("explain", hidden_ones(tmp_path), "--record", "3", "--json", cwd=tmp_path)
    assert ended.code == 0
    assert "forApproval" in ended.out
    assert "BACKEND" in ended.out


def test_xml_that_is_not_public_is_taken_as_well(tmp_path: Path) -> None:
    path = tmp_path / "pure.xml"
    path.write_text(
        f'<contributionToJournal uuid="{UUID}"><title>{SECRET}</title><type uri="/dk/atira/pure/researchoutput/researchoutputtypes/'
        'contributiontojournal/article"/><confidential>true</confidential></contributionToJournal>',
        "utf-8",
    )
    assert SECRET not in kg("convert", path, *BASE).out
    assert SECRET in kg("convert", path, *BASE, "--pure-hidden").out


# ---- entries of other inputs ----


def lists(folder: Path) -> list[Path]:
    """Outputs, and the lists of what they name, each in a file of its own."""
    found = [written(folder, "outputs.json", crud(event=EVENT, publisher=None), crud(uuid=THIRD, previousUuids=[], electronicVersions=[]))]
    for number, entity in enumerate(ENTITIES):
        found.append(written(folder, f"{number}-{entity['systemName'].lower()}.json", entity))
    return found


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("backwards", [False, True])
def test_outputs_take_names_from_other_inputs(tmp_path: Path, jobs: str, backwards: bool) -> None:
    files = lists(tmp_path)
    ended = kg("convert", *(files[::-1] if backwards else files), *BASE, "--jobs", jobs, "-v")
    assert ended.code == 0
    for words in ("Ada Byron", "0000-0002-1825-0097", "Physics", "https://ror.org/03angcq70", "River Group", "2049-3630", "Delta Press"):
        assert words in ended.out
    assert "River Conference" in ended.out
    assert "KG-R249" not in ended.err
    assert "KG-R256" not in ended.err
    assert "Ada Byron is a person: outputs that name it take its name and identifiers from here" in ended.err
    assert f"{len(ENTITIES)} left out ({len(ENTITIES)} used by the outputs that name them)" in ended.err


def test_jobs_and_one_file_give_the_same_bytes(tmp_path: Path) -> None:
    files = lists(tmp_path)
    apart = kg("convert", *files, *BASE, "--jobs", "1").out
    assert apart == kg("convert", *files, *BASE, "--jobs", "2").out
    together = written(tmp_path, "all.json", *(entry for file in files for entry in json.loads(file.read_text("utf-8"))["items"]))
    assert apart == kg("convert", together, *BASE).out


def test_folder_and_packed_files_are_joined(tmp_path: Path) -> None:
    import gzip

    for file in lists(tmp_path)[1:]:
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert "Delta Press" in kg("convert", tmp_path, *BASE).out


def test_standard_input_is_joined_with_files(tmp_path: Path) -> None:
    files = lists(tmp_path)
    ended = kg("convert", "-", *files[1:], *BASE, stdin=files[0].read_bytes())
    assert "Ada Byron" in ended.out
    assert "Delta Press" in ended.out


def test_every_reference_that_no_input_answers_is_told_at_its_place(tmp_path: Path) -> None:
    outputs, person, *_ = lists(tmp_path)
    outputs.write_text(json.dumps([crud(contributors=crud()["contributors"][:2])], indent=1), "utf-8")
    ended = kg("convert", outputs, person, *BASE)
    (told,) = [line for line in ended.err.splitlines() if "KG-R259" in line]
    assert "an organisational unit (22222222-2222-4222-8222-222222222222) is named here and stands in none of the inputs" in told
    line, column = told.removeprefix(f"{outputs}:").split(":")[:2]
    lines = outputs.read_text("utf-8").splitlines()
    assert lines[int(line) - 1][int(column) - 1 :] == "{"
    assert "22222222-2222-4222-8222-222222222222" in lines[int(line) + 1]


def test_lists_alone_are_told_as_no_works(tmp_path: Path) -> None:
    _, person, unit, *_ = lists(tmp_path)
    ended = kg("convert", person, unit, *BASE)
    assert ended.err.count("KG-R256") >= 2
    assert "is an organisational unit, no work" in ended.err


def test_broken_list_is_told_once_and_the_rest_is_read(tmp_path: Path) -> None:
    files = lists(tmp_path)
    files[1].write_text(files[1].read_text("utf-8")[:-20], "utf-8")
    ended = kg("convert", *files, tmp_path / "missing.json", *BASE)
    assert ended.code == 3
    assert ended.err.count("there is no such file") == 1
    assert "Delta Press" in ended.out


def test_fingerprints_and_readings_of_other_formats_stand_beside(tmp_path: Path) -> None:
    prints = written(
        tmp_path, "prints.json", {"contentUuid": UUID, "concepts": [{"conceptUuid": OTHER, "rank": 0.5}]}, {"uuid": OTHER, "conceptId": 1}
    )
    concepts = written(tmp_path, "concepts.json", {"uuid": OTHER, "conceptId": 1, "name": {"en_GB": "Deltas"}})
    bib = tmp_path / "a.bib"
    bib.write_text("@book{b, title = {Two}}\n", "utf-8")
    read = kg("convert", written(tmp_path, "one.json", output()), prints, concepts, bib, *BASE)
    assert "Deltas" in read.out
    assert "Two" in read.out


def test_query_and_the_library_join_too(tmp_path: Path) -> None:
    from kg import pipeline

    files = lists(tmp_path)
    ended = kg("query", "SELECT ?n WHERE { ?p schema:name ?n FILTER(?n = 'Ada Byron') }", *files, "--format", "csv")
    assert "Ada Byron" in ended.out
    names = [
        one.agent.name
        for outcome in pipeline.open_records(str(tmp_path))
        if outcome.reading is not None and outcome.reading.record is not None
        for one in outcome.reading.record.contributors
    ]
    assert "Ada Byron" in names


def test_versions_of_outputs_stay_as_they_are(tmp_path: Path) -> None:
    one = written(tmp_path, "one.json", output(electronicVersions=[version(doi="https://doi.org/10.5555/a")]))
    alone = in_csl(one)
    assert [row for row in in_csl(one, *lists(tmp_path)[1:]) if row.get("DOI") == "10.5555/a"] == alone


@pytest.mark.parametrize("hidden", [False, True])
def test_every_process_finds_the_entries_and_the_setting(tmp_path: Path, hidden: bool) -> None:
    files = [*map(str, lists(tmp_path)), str(hidden_ones(tmp_path))]
    settings = Settings(base="https://data.example.ac.uk/", pure_hidden=hidden)
    job = parallel.Job(settings, validate=False, writer="ntriples")

    def done(jobs: int) -> list[tuple[bytes, int, list[str]]]:
        joins = Joins(files, hidden=hidden)
        found = parallel.run(joins.join(inputs.read(files)), job, jobs=jobs, here=0.0 if jobs > 1 else 1e9)
        return [(one.body, one.left_out, [told.message for told in one.told]) for one in found]

    here, apart = done(1), done(2)
    assert here == apart
    assert b"Ada Byron" in apart[0][0]
    assert (SECRET.encode() in apart[-1][0]) == hidden
    assert apart[-1][1] == (0 if hidden else 2)
