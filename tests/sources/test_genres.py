"""Words and addresses for kinds of works, versions and access."""

from __future__ import annotations

import doctest
import importlib

import pytest

from kg import resources
from kg.sources import catalogue, genres


@pytest.mark.parametrize(
    ("word", "type"),
    [
        ("info:eu-repo/semantics/article", "journal-article"),
        ("info:eu-repo/semantics/doctoralThesis", "thesis-doctoral"),
        ("info:eu-repo/semantics/review", "book-review"),
        ("http://purl.org/coar/resource_type/c_6501", "journal-article"),
        ("https://purl.org/coar/resource_type/c_ddb1/", "dataset"),
        ("http://purl.org/dc/dcmitype/StillImage", "artwork"),
        ("Journal_Article", "journal-article"),
        ("Book chapter.", "chapter"),
        ("something", "other"),
    ],
)
def test_kinds(word: str, type: str) -> None:
    assert genres.genre(word).type == type


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("info:eu-repo/semantics/conferenceObject", "conference object"),
        ("http://purl.org/coar/resource_type/c_86bc", "bibliography"),
        ("http://purl.org/coar/resource_type/c_0000", "http://purl.org/coar/resource_type/c_0000"),
        ("Article", "Article"),
    ],
)
def test_labels(word: str, label: str) -> None:
    assert genres.label(word) == label


@pytest.mark.parametrize(
    ("word", "access"),
    [
        ("info:eu-repo/semantics/openAccess", "open"),
        ("http://purl.org/coar/access_right/c_f1cf", "embargoed"),
        ("Open Access", "open"),
        ("x", ""),
    ],
)
def test_access(word: str, access: str) -> None:
    assert genres.access(word) == access


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("info:eu-repo/semantics/acceptedVersion", {"version": "AM"}),
        ("http://purl.org/coar/version/c_970fb48d4fbd8a85", {"version": "VoR"}),
        ("info:eu-repo/semantics/draft", {"status": "draft"}),
        ("final", {}),
    ],
)
def test_versions(word: str, found: dict[str, str]) -> None:
    assert genres.version(word) == found


def test_every_row_names_what_the_vocabulary_has() -> None:
    types, roles = resources.table("types"), resources.table("roles")
    for word, row in resources.table("imports/genres")["words"].items():
        assert row["type"] in types, word
        assert not row.get("variant") or row["variant"] in types[row["type"]]["variant"] or row["type"] == "audiovisual", word
        assert word == word.casefold(), word
    table = catalogue.relators()
    assert {role for role in table["roles"].values() if not role.startswith("=")} <= roles.keys()
    assert set(table["codes"].values()) <= table["roles"].keys()


@pytest.mark.parametrize(
    ("word", "role"),
    [("aut", "author"), ("Hrsg.", "editor"), ("http://id.loc.gov/vocabulary/relators/trl", "translator"), ("dgg", "=institution"),
     ("editor,", "editor"), ("binder", "")],
)  # fmt: skip
def test_roles(word: str, role: str) -> None:
    assert catalogue.role(word) == role


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("https://doi.org/10.1234/A", ("doi", "10.1234/a")),
        ("doi:10.1234/A", ("doi", "10.1234/a")),
        ("10.1234/a", ("doi", "10.1234/a")),
        ("urn:nbn:de:101:1-2", ("urn", "urn:nbn:de:101:1-2")),
        ("urn:isbn:3-16-148410-X", ("isbn", "9783161484100")),
        ("hdl:2142/1", ("handle", "2142/1")),
        ("ISSN 0948-3055", ("issn", "0948-3055")),
        ("ISSN 0948-3056", None),
        ("a text", None),
    ],
)
def test_identifiers_by_their_form(value: str, found: tuple[str, str] | None) -> None:
    known = catalogue.of_form(value)
    assert (known and (known.scheme, known.value)) == found


@pytest.mark.parametrize("module", ["sources.genres", "sources.dc_names", "sources.marc_fields", "syntax.marc8", "syntax.xml_kinds"])
def test_the_examples_in_the_docstrings_are_true(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"kg.{module}"))
    assert (outcome.failed, outcome.attempted > 0) == (0, True)
