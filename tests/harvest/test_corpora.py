"""Answers of real servers, served once more: what convert makes of a harvest is what it makes of the answer."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.runner import kg
from tests.harvest.misbehaving import Asked, Reply, error, identify, serving
from tests.shared import corpora


def count(path: Path) -> int:
    done = kg("convert", path, "--to", "jsonl", "--no-validate", "--max-errors", "100%")
    return len(done.out.splitlines())


def test_harvested_lists_are_read_as_the_answers_they_came_from(tmp_path: Path) -> None:
    files = [path for path in sorted((corpora() / "oai-pmh").rglob("*.xml")) if b"<ListRecords" in path.read_bytes()]
    records = 0
    for number, path in enumerate(files):
        data = path.read_bytes()

        def answer(asked: Asked, data: bytes = data) -> Reply:
            if asked.query["verb"] == "Identify":
                return identify()
            return error("noRecordsMatch") if "resumptionToken" in asked.query else Reply(data)

        prefix = re.search(rb"metadataPrefix=[\"']([^\"']+)", data)
        out = tmp_path / f"{number}.xml"
        with serving(answer) as server:
            done = kg("harvest", "oai", server.url, "-o", out, "--metadata-prefix", prefix[1].decode() if prefix else "oai_dc")
        assert done.code == 0 or "a record without identifier" in done.err, path
        assert count(out) == count(path), path
        records += count(out)
    print(f"{len(files)} answers, {records} records")
    assert len(files) >= 10
    assert records >= 90
