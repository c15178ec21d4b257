"""RDF about no work, given to a format that holds works alone: left out, and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.runner import kg

PEOPLE = """@prefix schema: <https://schema.org/> .
<https://example.org/a> a schema:Person ; schema:name "Ada" .
<https://example.org/b> a schema:Person ; schema:name "Bea" .
"""
WORK = """<https://example.org/w> a schema:ScholarlyArticle ; schema:name "Rivers" .
"""


@pytest.mark.parametrize("form", ["embed", "bibtex", "ris", "csl-json"])
def test_what_is_about_no_work_is_left_out_and_told(tmp_path: Path, form: str) -> None:
    path = tmp_path / "people.ttl"
    path.write_text(PEOPLE, "utf-8")
    ended = kg("convert", path, "--no-validate", "--to", form)
    assert ended.code == 0
    assert "Ada" not in ended.out
    assert (
        f"{path}: warning KG-R019: <https://example.org/a> and 1 other node is about no work, and {form} holds works alone: left out"
        in ended.err
    )
    assert "hint: write it as RDF (--to turtle)" in ended.err
    assert "1 left out (1 about no work)" in ended.err


def test_works_beside_it_are_written(tmp_path: Path) -> None:
    path = tmp_path / "both.ttl"
    path.write_text(PEOPLE + WORK, "utf-8")
    ended = kg("convert", path, "--no-validate", "--to", "embed")
    assert json.loads(ended.out)["name"] == "Rivers"
    assert ended.err.count("KG-R019") == 1


@pytest.mark.parametrize("form", ["turtle", "jsonld", "nquads"])
def test_formats_of_rdf_hold_all_of_it(tmp_path: Path, form: str) -> None:
    path = tmp_path / "people.ttl"
    path.write_text(PEOPLE, "utf-8")
    ended = kg("convert", path, "--no-validate", "--to", form)
    assert "Ada" in ended.out
    assert "KG-R019" not in ended.err


@pytest.mark.parametrize("more", [[], ["--html"]])
def test_embed_command_tells_it_too(tmp_path: Path, more: list[str]) -> None:
    path = tmp_path / "people.ttl"
    path.write_text(PEOPLE + WORK, "utf-8")
    ended = kg("embed", path, "--no-validate", *more)
    assert "Rivers" in ended.out
    assert ended.err.count("KG-R019") == 1


def test_code_is_explained() -> None:
    assert "works alone" in kg("explain", "KG-R019").out
