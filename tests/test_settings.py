"""Settings: precedence, and errors that lead to the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import settings
from kg.errors import ConfigError


def load(folder: Path, text: str = "", flags: dict[str, object] | None = None, environ: dict[str, str] | None = None) -> settings.Settings:
    if text:
        (folder / "kg.toml").write_text(text, "utf-8")
    return settings.load(flags or {}, environ or {}, start=folder)


def test_fields_of_settings_are_the_keys() -> None:
    fields = set(settings.Settings.__struct_fields__) - {"endpoints", "origins", "file"}
    assert fields == {key.rpartition(".")[2] for key in settings.KEYS}
    assert {key: getattr(settings.Settings(), key.rpartition(".")[2]) for key in settings.KEYS} == {
        key: row.default for key, row in settings.KEYS.items()
    }
    assert set(settings.EndpointSettings.__struct_fields__) == {"name", *settings.ENDPOINT_KEYS}


@pytest.mark.parametrize(
    ("flags", "environ", "file", "expected", "origin"),
    [
        ({"base": "https://f.example/"}, {"KG_BASE": "https://e.example/"}, 'base = "https://t.example/"', "https://f.example/", "--base"),
        ({"base": None}, {"KG_BASE": "https://e.example/"}, 'base = "https://t.example/"', "https://e.example/", "KG_BASE"),
        ({}, {"KG_BASE": ""}, 'base = "https://t.example/"', "https://t.example/", "kg.toml:1"),
        ({}, {}, "spar = true", settings.DEFAULT_BASE, "default"),
    ],
)
def test_flag_beats_environment_beats_file_beats_default(
    tmp_path: Path, flags: dict[str, object], environ: dict[str, str], file: str, expected: str, origin: str
) -> None:
    found = load(tmp_path, file, flags, environ)
    assert found.base == expected
    assert found.origins["base"].endswith(origin)
    assert found.base_is_set is (expected != settings.DEFAULT_BASE)


def test_finds_nearest_file_upwards(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "kg.toml").write_text("spar = true\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert settings.find(tmp_path / "a" / "b") == tmp_path / "kg.toml"
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.kg]\nconcepts = 'none'\n")
    found = settings.load({}, {}, start=tmp_path / "a" / "b")
    assert (found.concepts, found.spar) == ("none", False)
    assert found.origins["concepts"].endswith("pyproject.toml:2")


def test_reads_endpoints_and_nested_tables(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        '[validate]\nprofiles = ["core", "google"]\nfail_on = "warning"\n'
        '[endpoint.prod]\nurl = "https://e.example/"\npassword_env = "PW"\n',
    )
    assert (found.profiles, found.fail_on) == (("core", "google"), "warning")
    assert found.endpoints["prod"] == settings.EndpointSettings(name="prod", url="https://e.example/", password_env="PW")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('\nbse = "https://x.example/"', 2, "did you mean 'base'?"),
        ('base = "https://x.example"', 1, "ends in /"),
        ('base = "https://x.example/#"', 1, "ends in /"),
        ("base = 3", 1, "a text in quotes"),
        ('spar = "yes"', 1, "true or false"),
        ('concepts = "ful"', 1, "did you mean 'full'?"),
        ('page_url = "https://x.example/"', 1, "with {key} in it"),
        ('[validate]\n# a comment\nprofile = ["core"]', 3, "did you mean 'validate.profiles'?"),
        ('page_url = "javascript:{key}"', 1, "with {key} in it"),
        ('encoding = "utf-99"', 1, "cp1252"),
        ('encoding = "rot13"', 1, "cp1252"),
        ("[limits]\nratio = 0", 2, "a whole number above 0"),
        ('[endpoint.prod]\nurl = "https://x.example/"\npassword = "s3cret"', 3, "password_env"),
        ('[endpoint.prod]\nquery = "https://u:s3cret@x.example/"', 2, "password_env"),
        ('[endpoint.prod]\nurll = "https://x.example/"', 2, "did you mean 'url'?"),
        ("[harvest.main]\nkind = 'oai'", 1, "known: base"),
    ],
)
def test_wrong_file_is_told_with_line_and_mend(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert f"kg.toml:{line}:" in caught.value.message
    assert said in caught.value.hint
    assert "s3cret" not in caught.value.message + caught.value.hint


def test_broken_toml_is_told_with_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 1"):
        load(tmp_path, "base = \nspar = true")


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("KG_SPAR", "yes", "spar", True),
        ("KG_VALIDATE_PROFILES", "core, google", "profiles", ("core", "google")),
        ("KG_LIMITS_RATIO", "20", "ratio", 20),
        ("KG_VALIDATE_FAIL_ON", "info", "fail_on", "info"),
    ],
)
def test_environment_values_are_typed(tmp_path: Path, name: str, value: str, field: str, expected: object) -> None:
    assert getattr(load(tmp_path, environ={name: value}), field) == expected


@pytest.mark.parametrize(("name", "value"), [("KG_SPAR", "perhaps"), ("KG_LIMITS_RATIO", "x"), ("KG_CONCEPTS", "some")])
def test_wrong_environment_value_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load(tmp_path, environ={name: value})


def test_misspelt_variable_is_found() -> None:
    assert settings.unknown_variables({"KG_BSE": "x", "KG_PW": "y", "HOME": "/"}, known=["KG_PW"]) == [("KG_BSE", "KG_BASE")]
