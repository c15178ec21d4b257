"""The commands on the project's own examples."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.inputs import RDF_FORMATS
from kg.sources import SOURCES
from kg.writers import WRITERS
from tests.cli.runner import EXAMPLES, ROOT, kg

PAGE = next(EXAMPLES.glob("*.txt"))
BIB = next(EXAMPLES.glob("*.bib"))
BASE = ("--base", "https://data.example.org/")
BROKEN = """{"id": "a", "type": "book", "title": "One"}
{"id": "b", "type": "book", "title": "never closed
{"id": "c", "type": "book", "title": "Three"}
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.json"
    path.write_text(BROKEN, "utf-8")
    return path


def test_convert_writes_data_only_to_standard_output() -> None:
    ended = kg("convert", PAGE, *BASE)
    assert ended.code == 0
    assert ended.out.startswith("@prefix")
    assert "1 record" in ended.err
    assert "warning KG-" in ended.err
    assert kg("convert", PAGE, *BASE, "-q").err == ""


def test_findings_lead_to_line_and_column_with_a_hint() -> None:
    ended = kg("convert", PAGE, *BASE)
    head, line, caret = next(
        (head, line, caret)
        for head, line, caret in zip(ended.err.splitlines(), ended.err.splitlines()[1:], ended.err.splitlines()[2:], strict=False)
        if "warning KG-" in head and caret.endswith("^")
    )
    assert head.startswith(str(PAGE) + ":")
    number, column = (int(part) for part in head.removeprefix(str(PAGE) + ":").split(":")[:2])
    assert line.strip().startswith(f"{number} |")
    assert PAGE.read_text("utf-8").splitlines()[number - 1].rstrip() == line.split(" | ", 1)[1].rstrip()
    assert caret.index("^") == line.index("|") + 2 + column - 1


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_is_written_by_name_and_by_ending(name: str, tmp_path: Path) -> None:
    by_ending = tmp_path / f"out{WRITERS[name].endings[0]}"
    assert kg("convert", EXAMPLES, *BASE, "--no-validate", "-o", by_ending).code == 0
    ended = kg("convert", EXAMPLES, *BASE, "--no-validate", "--to", name)
    assert ended.code == 0
    assert ended.out == by_ending.read_bytes().decode("utf-8") != ""


def test_packed_output_and_input(tmp_path: Path) -> None:
    packed = tmp_path / "out.nt.gz"
    assert kg("convert", BIB, *BASE, "--no-validate", "--skolem-lists", "-o", packed).code == 0
    again = kg("convert", packed, *BASE, "--no-validate", "--to", "ntriples", "-q")
    assert sorted(set(again.out.splitlines())) == sorted(set(gzip.decompress(packed.read_bytes()).decode().splitlines()))


def test_standard_input_is_recognised() -> None:
    ended = kg("convert", "-", *BASE, "--no-validate", "--to", "ris", stdin=BIB.read_bytes())
    assert ended.code == 0
    assert ended.out.startswith("TY  - ")
    assert "<stdin> (bibtex)" in ended.err


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.jsonld", "two.jsonld"):
        kg("convert", EXAMPLES, *BASE, "--no-validate", "-o", tmp_path / name)
    assert (tmp_path / "one.jsonld").read_bytes() == (tmp_path / "two.jsonld").read_bytes()


def test_unreadable_entry_is_told_and_the_others_go_on(broken: Path, tmp_path: Path) -> None:
    ended = kg("convert", broken, *BASE, "--no-validate", "--to", "csl-json", "-o", tmp_path / "out.csl.json")
    titles = [row["title"] for row in json.loads((tmp_path / "out.csl.json").read_text("utf-8"))]
    assert {"One", "Three"} <= set(titles)
    assert "broken.json:2:" in ended.err
    assert "hint:" in ended.err
    assert ended.code == 3
    assert kg("convert", broken, *BASE, "--no-validate", "-q", "--max-errors", "1").code == 0
    assert kg("convert", broken, *BASE, "--no-validate", "-q", "--max-errors", "50%").code == 0
    assert kg("convert", broken, *BASE, "--no-validate", "-q", "--max-errors", "5%").code == 3


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_entry_that_is_no_publication_or_not_public_is_left_out_and_no_error(tmp_path: Path, jobs: str) -> None:
    path = tmp_path / "pure.json"
    shared = {"uuid": "0f8fad5b-d9cb-469f-a165-70867728950e", "title": {"value": "One"}, "publicationStatuses": []}
    path.write_text(json.dumps([shared, {**shared, "confidential": True}]), "utf-8")
    bib = tmp_path / "a.bib"
    bib.write_text("@xdata{x, title = {T}}\n@book{b, title = {Two}}\n", "utf-8")
    ended = kg("convert", path, bib, *BASE, "--no-validate", "--jobs", jobs)
    assert ended.code == 0
    assert "2 left out" in ended.err
    assert "confidential" in ended.err
    assert "unreadable" not in ended.err


def test_missing_file_ends_with_3_and_writes_nothing(tmp_path: Path) -> None:
    ended = kg("convert", tmp_path / "a.bib", "-o", tmp_path / "out.ttl")
    assert (ended.code, ended.out) == (3, "")
    assert "there is no such file" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_missing_file_does_not_stop_the_others(tmp_path: Path) -> None:
    ended = kg("convert", tmp_path / "a.bib", BIB, *BASE, "--no-validate")
    assert ended.code == 3
    assert "there is no such file" in ended.err
    assert ended.out.startswith("@prefix")


def test_fail_on_counts_only_where_it_is_given() -> None:
    assert kg("convert", PAGE, *BASE, "-q").code == 0
    assert kg("convert", PAGE, *BASE, "-q", "--fail-on", "warning").code == 1


def test_only_valid_holds_records_with_violations_back(tmp_path: Path) -> None:
    bad = tmp_path / "bad.bib"
    bad.write_text("@article{a, author = {A. B}, year = {2001}}\n@article{b, author = {A. B}, title = {Good}, year = {2001}}\n", "utf-8")
    ended = kg("convert", bad, *BASE, "--only-valid", "--to", "csl-json", "--json")
    assert [row.get("title") for row in json.loads(ended.out)] == ["Good"]
    assert json.loads(ended.err)["held_back"] == 1


def test_json_summary_is_one_object_on_standard_error() -> None:
    ended = kg("convert", BIB, *BASE, "--json", "--losses", "--to", "ntriples")
    summary = json.loads(ended.err)
    assert summary["schema_version"] == 1
    assert summary["records"] == kg("convert", BIB, *BASE, "--no-validate", "-q", "--to", "bibtex").out.count("\n@") + 1
    assert summary["triples"] == len(ended.out.splitlines())
    assert sum(summary["counts"]["by_severity"].values()) == len(summary["findings"])
    assert all({"field", "count", "reason"} <= set(row) for row in summary["losses"])


def test_losses_are_listed_with_their_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("@misc{a, title = {T}, groups = {mine}, year = 2001}\n", "utf-8")
    ended = kg("convert", path, *BASE, "--no-validate", "--losses")
    assert "left out: rest:groups (1): " in ended.err


def test_limit_stops_after_so_many_records() -> None:
    ended = kg("convert", BIB, *BASE, "--no-validate", "--limit", "1", "--to", "csl-json")
    assert len(json.loads(ended.out)) == 1


def test_settings_come_from_the_nearest_file(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text('base = "https://file.example.org/"\n', "utf-8")
    (tmp_path / "deep").mkdir()
    ended = kg("convert", PAGE, "--no-validate", "-q", cwd=tmp_path / "deep")
    assert "<https://file.example.org/work/" in ended.out
    ended = kg("convert", PAGE, "--no-validate", "-q", cwd=tmp_path / "deep", KG_BASE="https://env.example.org/")
    assert "<https://env.example.org/work/" in ended.out
    ended = kg("config", "show", "--origin", cwd=tmp_path / "deep")
    assert "kg.toml:1" in ended.out


def test_validate_reports_on_standard_output_with_exit_codes(tmp_path: Path) -> None:
    assert kg("validate", PAGE, *BASE).code == 0
    assert kg("validate", PAGE, *BASE, "--fail-on", "warning").code == 1
    bad = tmp_path / "bad.bib"
    bad.write_text("@article{a, author = {A. B}, year = {2001}}\n", "utf-8")
    ended = kg("validate", bad, *BASE)
    assert ended.code == 1
    assert "violation KG-S" in ended.out
    assert "bad.bib:1" in ended.out
    assert "1 record" in ended.err


def test_validate_writes_every_form_of_report() -> None:
    text = kg("validate", PAGE, *BASE, "--all").out
    concise = kg("validate", PAGE, *BASE, "--all", "--report", "concise").out
    document = json.loads(kg("validate", PAGE, *BASE, "--report", "json").out)
    turtle = kg("validate", PAGE, *BASE, "--report", "turtle").out
    number = len(document["findings"])
    assert number > 0
    assert len(concise.splitlines()) == number == text.count(" KG-")
    assert turtle.count("a sh:ValidationResult") == sum(row["code"].startswith("KG-S") for row in document["findings"])
    assert document["conforms"] is True


def test_validate_takes_the_rdf_that_convert_wrote(tmp_path: Path) -> None:
    graph = tmp_path / "page.ttl"
    kg("convert", PAGE, *BASE, "--no-validate", "-o", graph)
    codes = {row["code"] for row in json.loads(kg("validate", PAGE, *BASE, "--report", "json").out)["findings"]}
    again = {row["code"] for row in json.loads(kg("validate", graph, *BASE, "--report", "json").out)["findings"]}
    assert codes & again
    assert {code for code in again if code.startswith("KG-S")} == {code for code in codes if code.startswith("KG-S")}


def test_embed_goes_into_a_page_once(tmp_path: Path) -> None:
    page = tmp_path / "article.html"
    page.write_text("<html><head><title>x</title></head><body></body></html>", "utf-8")
    assert kg("embed", PAGE, *BASE, "--into", page).code == 0
    first = page.read_text("utf-8")
    assert kg("embed", PAGE, *BASE, "--into", page).code == 0
    assert page.read_text("utf-8") == first
    assert first.count("application/ld+json") == 1
    assert kg("embed", EXAMPLES, *BASE, "--into", page).code == 2


def test_embed_is_json_ld_of_schema_org() -> None:
    document = json.loads(kg("embed", PAGE, *BASE, "--page-url", "https://p.example.org/{key}", "-q").out)
    assert document["@context"] == "https://schema.org"
    assert document["url"].startswith("https://p.example.org/")


def test_load_twice_changes_nothing_and_query_sees_it(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert "added" in kg("load", EXAMPLES, *BASE, "--no-validate", "--store", store).err
    again = kg("load", EXAMPLES, *BASE, "--no-validate", "--store", store)
    assert "unchanged" in again.err
    assert "added" not in again.err
    stored = kg("query", "outputs-by-year", "--store", store)
    assert stored.out == kg("query", "outputs-by-year", EXAMPLES, *BASE).out
    assert "2012" in stored.out


def test_sync_removes_what_is_no_longer_given(tmp_path: Path) -> None:
    store = tmp_path / "store"
    kg("load", EXAMPLES, *BASE, "--no-validate", "--store", store)
    ended = kg("load", PAGE, *BASE, "--no-validate", "--store", store, "--mode", "sync", "--allow-mass-delete")
    assert "deleted" in ended.err
    ended = kg("query", "SELECT (COUNT(*) AS ?n) { ?record foaf:primaryTopic ?work }", "--store", store, "--format", "csv")
    assert ended.out.split() == ["n", "1"]


def test_sync_removes_nothing_where_something_could_not_be_read(tmp_path: Path, broken: Path) -> None:
    store = tmp_path / "store"
    kg("load", PAGE, *BASE, "--no-validate", "--store", store)
    ended = kg("load", broken, *BASE, "--no-validate", "--store", store, "--mode", "sync", "--allow-mass-delete")
    assert "nothing is removed" in ended.err
    assert "deleted" not in ended.err
    assert ended.code == 3


def test_query_asks_records_and_rdf_together(tmp_path: Path) -> None:
    graph = tmp_path / "page.ttl"
    kg("convert", PAGE, *BASE, "--no-validate", "-o", graph)
    count = "SELECT (COUNT(DISTINCT ?w) AS ?n) { ?r foaf:primaryTopic ?w }"
    one = int(kg("query", count, graph, "--format", "csv").out.split()[1])
    many = int(kg("query", count, BIB, *BASE, "--format", "csv").out.split()[1])
    both = int(kg("query", count, graph, BIB, *BASE, "--format", "csv").out.split()[1])
    assert (one, both) == (1, one + many)


def test_query_takes_parameters_files_and_ask(tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(
        '# q\n#+ param year: xsd:gYear "y"\nASK { ?w dcterms:issued ?d FILTER(STRSTARTS(STR(?d), STR(?year))) }\n', "utf-8"
    )
    assert kg("query", tmp_path / "q.rq", PAGE, *BASE, "--param", "year=2012", "--exit-status") == (0, "true\n", "")
    assert kg("query", tmp_path / "q.rq", PAGE, *BASE, "--param", "year=1912", "--exit-status") == (1, "false\n", "")
    assert kg("query", tmp_path / "q.rq", PAGE, *BASE, "--param", "year=x").code == 2
    assert kg("query", tmp_path / "none.rq", PAGE).code == 3


def test_query_lists_its_questions() -> None:
    out = kg("query", "--list").out
    for path in (ROOT / "queries").glob("*.rq"):
        assert path.stem in out


def test_query_refuses_updates() -> None:
    assert kg("query", "DELETE WHERE { ?s ?p ?o }", PAGE).code == 2


def test_push_refuses_the_default_base_and_tells_a_dead_endpoint() -> None:
    assert kg("push", PAGE, "--endpoint", "http://127.0.0.1:9", "--no-validate").code == 2
    ended = kg("push", PAGE, *BASE, "--endpoint", "http://127.0.0.1:9", "--no-validate")
    assert ended.code == 4
    assert "hint:" in ended.err


def test_formats_lists_every_format() -> None:
    found = json.loads(kg("formats", "--json").out)
    assert [row["name"] for row in found["read"]] == [*SOURCES, *RDF_FORMATS]
    assert [row["name"] for row in found["written"]] == list(WRITERS)
    assert all(name in kg("formats").out for name in WRITERS)


def test_init_writes_a_project_that_works(tmp_path: Path) -> None:
    assert kg("init", "--base", "https://d.example.org/", cwd=tmp_path).code == 0
    assert kg("init", cwd=tmp_path).code == 2
    assert kg("init", "--base", "https://d.example.org", "x", cwd=tmp_path).code == 2
    ended = kg("convert", "sample.bib", "-q", cwd=tmp_path)
    assert ended.code == 0
    assert "<https://d.example.org/work/" in ended.out
    text = (tmp_path / "kg.toml").read_text("utf-8")
    everything = "\n".join(line.removeprefix("# ") if " = " in line or line.startswith("# [") else line for line in text.splitlines())
    (tmp_path / "kg.toml").write_text(everything, "utf-8")
    assert kg("config", "show", cwd=tmp_path).code == 0


def test_doctor_finds_nothing_broken_here(tmp_path: Path) -> None:
    found = json.loads(kg("doctor", "--json", cwd=tmp_path).out)["checks"]
    assert {row["name"] for row in found} >= {"python", "environment", "libraries", "vocab", "shapes", "queries", "settings"}
    assert [row for row in found if row["state"] == "fail"] == []


def test_doctor_tells_a_wrong_file_and_a_misspelt_variable(tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_text("spar = 3\n", "utf-8")
    ended = kg("doctor", cwd=tmp_path)
    assert ended.code == 1
    assert "kg.toml:1" in ended.out
    (tmp_path / "kg.toml").unlink()
    assert "did you mean KG_BASE?" in kg("doctor", cwd=tmp_path, KG_BSE="x").out


@pytest.mark.parametrize("code", ["KG-I060", "i060", "KG-S602"])
def test_explain_tells_what_a_code_means(code: str) -> None:
    ended = kg("explain", code)
    assert ended.code == 0
    assert "mend:" in ended.out
    document = json.loads(kg("explain", code, "--json").out)
    assert document["severity"] in ("violation", "warning", "info")


def test_many_findings_of_a_code_are_cut_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.bib"
    path.write_text("".join(f"@article{{k{number}, author = {{A. B}}, year = 2001}}\n" for number in range(30)), "utf-8")
    shown = kg("validate", path, *BASE, "--report", "concise").out
    every = kg("validate", path, *BASE, "--report", "concise", "--all").out
    assert ": and 27 more like this (--all)" in shown
    assert "more like this" not in every
    assert len(every.splitlines()) > len(shown.splitlines())


def test_record_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("@article{a, title = {\x1b[2J\x1b]0;gone\x07 \u202egnihton \x9b5m}, year = nomacro\x1b}\n", "utf-8")
    for arguments in (("convert", path, "-v", "--all"), ("validate", path, "-v", "--all"), ("convert", f"{tmp_path}/\x1b[2J.bib")):
        ended = kg(*arguments, "--color", "never")
        assert ended.err + ended.out != ""
        assert not set(ended.err) & set("\x1b\x07\x9b\u202e"), arguments
        assert arguments[0] == "convert" or not set(ended.out) & set("\x1b\x07\x9b\u202e")


@pytest.mark.parametrize("form", [*SOURCES, *RDF_FORMATS])
def test_wrong_format_is_told_by_every_reader(form: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Dear colleagues,\n\nthis is no record.\n", "utf-8")
    ended = kg("convert", tmp_path / "a", "--from", form, "--to", "bibtex")
    assert (ended.code, ended.out.strip()) in ((3, ""), (3, "[]"))
    assert "KG-R" in ended.err


def test_file_of_remarks_is_no_wrong_bibtex(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("% nothing yet\n\n  % but soon\n", "utf-8")
    assert kg("convert", tmp_path / "a.bib", "--to", "bibtex").code == 0
