"""The JSON-LD context: made from the tables, and complete enough for what it is for."""

from __future__ import annotations

import json

import pytest

from kg import resources
from kg.writers import Options
from kg.writers.context import context, document, vocabulary
from tests.writers.graphs import sample, written


def test_context_file_is_up_to_date() -> None:
    assert (resources.root("vocab") / "context.jsonld").read_text("utf-8") == document()


def test_every_term_stands_for_one_property_and_form() -> None:
    seen: dict[tuple[str, str], str] = {}
    for key, (name, form) in resources.table("context").items():
        assert (name, form) not in seen, f"{key} and {seen[name, form]} say the same"
        seen[name, form] = key


@pytest.mark.parametrize("key", [key for key, (name, _) in resources.table("context").items() if name.startswith("schema:")])
def test_schema_terms_keep_their_names(key: str) -> None:
    assert resources.table("context")[key][0] == f"schema:{key}"


def test_other_terms_take_the_name_of_a_schema_property_only_where_stated() -> None:
    known = json.loads((resources.root("vocab") / "terms.json").read_text("utf-8"))["properties"]
    others = [key for key, (name, _) in resources.table("context").items() if not name.startswith("schema:")]
    # DC's own words and the weight of a concept; schema.org's properties of these names are written with their prefix
    assert sorted(key for key in others if f"https://schema.org/{key}" in known) == ["creator", "language", "status", "title", "weight"]


def test_line_carries_only_the_context_in_use() -> None:
    line = json.loads(written("jsonl", [sample()]))
    text = json.dumps(line["@graph"])
    for key, row in line["@context"].items():
        if key[0] != "@" and key not in ("id", "type") and isinstance(row, dict):
            assert f'"{key}":' in text
    assert len(line["@context"]) < len(context()) / 2


def test_context_url_takes_the_place_of_the_context() -> None:
    options = Options(context_url="https://data.example.net/context.jsonld")
    for name in ("jsonld", "jsonl"):
        assert json.loads(written(name, [sample()], options))["@context"] == options.context_url


def test_http_namespace_changes_vocab_and_prefix_only() -> None:
    one, other = context("https"), context("http")
    assert {key for key in one if one[key] != other[key]} == {"@vocab", "schema"}
    assert vocabulary("http").schema == "http://schema.org/"
