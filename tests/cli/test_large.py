"""A large file gives the output and the findings, with their places, that it gives when it is read in one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import inputs
from tests.cli.runner import Ended, kg

WORKS = [
    {"DOI": f"10.5555/{n // 2}", "type": "journal-article" if n % 9 else "new-type", "title": [f"T {n} é"], "issued": {"date-parts": [[n]]}}
    for n in range(60)
]
FILES = {
    "indented.json": json.dumps({"status": "ok", "message": {"items": [*WORKS, 7, *WORKS[:2]]}}, indent=1, ensure_ascii=False),
    "one-line.json": json.dumps([*WORKS, {"title": 5}], ensure_ascii=False),
    "lines.jsonl": "\n".join(json.dumps(work) for work in [*WORKS, []]),
    "cut-off.json": json.dumps(WORKS)[:-30],
}


@pytest.mark.parametrize("name", FILES)
def test_findings_and_output_of_parts_are_those_of_the_whole(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_text(FILES[name], "utf-8")
    monkeypatch.setattr(inputs, "_BLOCK", 500)

    def ended(size: int, jobs: str) -> list[Ended | bytes]:
        monkeypatch.setattr(inputs, "PART", size)
        (tmp_path / "a.jsonld").unlink(missing_ok=True)
        checked = kg("validate", name, "--report", "json", "--jobs", jobs, cwd=tmp_path)
        kg("convert", name, "-o", "a.jsonld", "--from", "crossref", "--jobs", jobs, cwd=tmp_path)
        return [checked._replace(err=""), (tmp_path / "a.jsonld").read_bytes()]

    whole = ended(1 << 30, "1")
    assert len(json.loads(whole[0].out)["findings"]) > 40  # type: ignore[union-attr]
    assert len(list(inputs.read([str(tmp_path / name)]))) == 1
    assert ended(1500, "1") == whole
    assert (len(list(inputs.read([str(tmp_path / name)]))) > 3) == (name != "cut-off.json")
    assert ended(1500, "2") == whole
