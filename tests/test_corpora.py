"""Every file of the corpora goes through the whole line: read or reported, mapped, written; nothing raises, nothing is silent."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import inputs, pipeline
from kg.mapping import Mapper
from kg.settings import Settings
from tests.shared import corpora, tools

BASE = "https://data.example.org/"
SETTINGS = Settings(base=BASE)
FOLDERS = (
    "bibtex",
    "pure-bibtex",
    "ris",
    "pure-ris",
    "csl-json",
    "crossref-json",
    "pure-json",
    "pure-schema",
    "datacite-json",
    "datacite-xml",
    "inveniordm-json",
    "crossref-xml",
    "jats",
    "endnote-xml",
    "wos-scopus",
    "csv",
    "mods",
    "marcxml",
    "oai-pmh",
    "eprints",
    "dspace",
    "schemaorg-jsonld",
    "html",
    "pubmed-xml",
    "europepmc",
    "openalex-json",
    "orcid",
)
#: how a value may leave: nothing else is done with one
WAYS_OUT = {
    "no field of the record for it": lambda row: row.count * row.field.startswith("rest:"),
    "not carried by the reader": lambda row: row.count * row.field.startswith("source:"),
    "no term in a vocabulary": lambda row: row.count * (not row.field.startswith(("rest:", "source:"))),
}
#: files whose count differs from files.csv, and why
COUNTS = Path(__file__).with_name("corpora_counts.csv")


def expected(folder: str) -> dict[str, int]:
    """file -> records present, by files.csv and, where we count otherwise, by corpora_counts.csv (file, records, reason)."""
    with (corpora() / "files.csv").open(encoding="utf-8", newline="") as rows:
        counts = {row["file"]: int(row["records"] or 0) for row in csv.DictReader(rows) if row["format"] == folder}
    with COUNTS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["file"] in counts:
                assert row["reason"]
                assert counts[row["file"]] != int(row["records"]), f"{row['file']}: no difference to list"
                counts[row["file"]] = int(row["records"])
    return counts


def loaded(folder: str, refused: list[tuple[str, str]]) -> Iterator[inputs.Input]:
    """The files of a folder as a user would name them: recognised by content; one that is not is refused as a whole, with a message."""
    for name in expected(folder):
        path = corpora() / name
        for item in inputs.read([str(path)], failed=lambda error, name=name: refused.append((name, error.message))):  # type: ignore[misc]
            yield inputs.Input(name, item.format, item.data)


def faults_in(output: str) -> Iterator[str]:
    """The lines of check_terms.py that tell faults. It takes each address with "orcid.org" for an ORCID iD, also one of ORCID's blog."""
    for line in output.splitlines()[1:]:
        values = line.partition("bad ORCID: ")[2].split(" | ")
        if line.strip() and not all(value.startswith("https://info.orcid.org/") for value in values):
            yield line


def test_only_addresses_of_the_blog_of_orcid_are_no_faults() -> None:
    output = "a.nt: 9 triples, 2 faults\n   1 bad ORCID: https://info.orcid.org/ (x1)\n   1 bad ISSN: 1 (x1)\n"
    assert list(faults_in(output)) == ["   1 bad ISSN: 1 (x1)"]
    assert list(faults_in("a.nt\n  2 bad ORCID: https://info.orcid.org/ (x1) | https://orcid.org/1 (x1)")) != []


@pytest.mark.parametrize("folder", FOLDERS)
def test_reads_or_reports_every_record_present(folder: str, tmp_path: Path) -> None:
    counts = expected(folder)
    present: Counter[str] = Counter()
    refused: list[tuple[str, str]] = []
    formats: Counter[str] = Counter()
    read = issues = 0
    codes: Counter[str] = Counter()
    mapper = Mapper(pipeline.mapper_options(SETTINGS))
    losses = pipeline.Losses(SETTINGS)
    path = tmp_path / f"{folder}.nt"
    from kg.writers import ntriples

    def described() -> Iterator[object]:
        nonlocal read, issues
        for outcome in pipeline.run(loaded(folder, refused), SETTINGS, validate=False):
            present[outcome.input.name] += 1
            formats[outcome.input.format] += 1
            issues += len(outcome.findings)
            codes.update(found.code for found in outcome.findings)
            if outcome.described is None:
                assert any(found.message and found.mend for found in outcome.findings), (outcome.input.name, outcome.findings)
                continue
            read += 1
            losses.add(outcome)
            assert all(found.file == outcome.input.name for found in outcome.findings)
            if outcome.reading is None:
                continue  # RDF, which passes as it is
            (again,) = mapper.back(outcome.described.graph)
            assert again.type == outcome.reading.record.type, outcome.input.name  # type: ignore[union-attr]
            yield outcome.described

    with path.open("wb") as out:
        ntriples.write(described(), out)  # type: ignore[arg-type]
    for name, message in refused:
        assert message
        present[name] += counts[name]
    wrong = {name: (counts[name], present[name]) for name in counts if present[name] != counts[name]}
    unread = sum(present.values()) - read
    print(f"\n{folder}: {len(counts)} files, {sum(counts.values())} records present, {read} read, {unread} reported, {issues} issues")
    print("   " + ", ".join(f"{code} {number}" for code, number in codes.most_common(12)))
    print(f"   recognised as {dict(formats)}; refused as a whole: {[name for name, _ in refused]}")
    rows = losses.rows()
    assert all(row.reason for row in rows)
    print("   values left out: " + ", ".join(f"{name} {sum(map(count, rows))}" for name, count in WAYS_OUT.items()))
    assert wrong == {}
    faults = subprocess.run(
        [sys.executable, str(tools() / "check_terms.py"), "--base", BASE, str(path)], capture_output=True, text=True, check=False
    )
    print("   " + faults.stdout.splitlines()[0].rpartition(": ")[2] if faults.stdout else faults.stderr)
    assert faults.returncode == 0 or not list(faults_in(faults.stdout)), faults.stdout + faults.stderr
