"""A wheel and an editable installation both carry the rule files. Nothing is fetched: the build backend is a development dependency."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RULES = ("vocab", "shapes", "queries")
#: run far from the checkout: where does an installation find its rule files, and does a table parse?
PROBE = """
import json, sys
from kg import resources
resources.table("prefixes")
print(json.dumps({name: str(resources.root(name)) for name in ("vocab", "shapes", "queries")}))
"""


def run(*arguments: str, cwd: Path = ROOT, **environ: str) -> str:
    done = subprocess.run(arguments, cwd=cwd, env={**os.environ, **environ}, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip(*arguments: str) -> str:
    return run(sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ".", "--no-deps", "--no-build-isolation", "--no-index", "-q", "-w", str(folder))
    (built,) = folder.glob("*.whl")
    return built


def rule_files() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for name in RULES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_wheel_holds_every_rule_file_and_module(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {f"kg/data/{name}" for name in rule_files()} <= inside
    assert {path.relative_to(ROOT).as_posix() for path in (ROOT / "kg").rglob("*.py")} <= inside
    assert any(name.endswith("licenses/LICENSE") for name in inside)
    assert not {name for name in inside if name.startswith(("tests/", "shared/"))}


def test_wheel_finds_its_rule_files_anywhere(wheel: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    pip("install", "--no-deps", "--no-index", "-q", "--target", str(target), str(wheel))
    out = run(sys.executable, "-c", PROBE, cwd=tmp_path, PYTHONPATH=str(target))
    for name in RULES:
        assert f'"{target}/kg/data/{name}"' in out
    out = run(sys.executable, "-m", "kg", "formats", cwd=tmp_path, PYTHONPATH=str(target))
    assert "bibtex" in out


def test_editable_installation_finds_the_rule_files_of_the_checkout(tmp_path: Path) -> None:
    target = tmp_path / "site"
    # what `pip install -e .` asks of the build backend (PEP 660); pip itself cannot install editable into --target
    run(sys.executable, "-c", f"import hatchling.build; hatchling.build.build_editable({str(tmp_path)!r})")
    (built,) = tmp_path.glob("*.whl")
    pip("install", "--no-deps", "--no-index", "-q", "--target", str(target), str(built))
    # a .pth file is honoured in site folders only, and PYTHONPATH is none
    start = f"import site; site.addsitedir({str(target)!r})\n"
    out = run(sys.executable, "-c", start + PROBE, cwd=tmp_path)
    for name in RULES:
        assert f'"{ROOT}/{name}"' in out


def test_every_pattern_of_the_compiled_modules_names_files() -> None:
    hook = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
    assert (ROOT / hook["path"]).is_file()
    for pattern in (*hook["modules"], *hook["not"]):
        assert list(ROOT.glob(pattern)), pattern
