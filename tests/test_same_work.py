"""The same work in several formats: whatever two formats both say of it, the two records say alike.

Design: all records of the corpora are gathered into works by content (the DOI; without one, title and first family name), those that
say the same are taken once, and each two of different formats are compared field by field (tests/compared.py). A field that one side
lacks is free where its format has no place for it (same_work.toml, [no_place]) or its source does not say it, which is checked: the value
may not stand in the rest of the record ("aside"). Each other difference is a row of same_work.csv, or of [[systematic]] in same_work.toml
where it is in the nature of a format, or of one file that says otherwise than all others; a row that nothing needs fails. Pairs of
DataCite's JSON and XML, and of Crossref's, have tests of their own.
"""

from __future__ import annotations

import csv
import itertools
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from kg import inputs
from kg.errors import InputError
from kg.record import Record
from kg.sources import SOURCES
from tests import compared
from tests.compared import DIFFERENT, FIELDS, MISSING, plain
from tests.shared import corpora
from tests.test_corpora import FOLDERS, expected

ROWS = Path(__file__).with_name("same_work.csv")
TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("same_work.toml").read_text(encoding="utf-8"))
#: pairs that have tests of their own
ELSEWHERE = {("datacite-json", "datacite-xml"), ("crossref", "crossref-xml")}
#: BibTeX and BibLaTeX are read alike, but written by different exporters
BY_ENDING = {"biblatex": "biblatex"}


class Told(NamedTuple):
    """A record, the format it was in, and its file."""

    format: str
    file: str
    record: Record


class Pair(NamedTuple):
    """Two records of one work."""

    work: str
    one: Told
    other: Told


def readings() -> Iterator[Told]:
    """Every record of the folders that test_corpora.py reads."""
    for folder in FOLDERS:
        for name in expected(folder):
            for item in inputs.read([str(corpora() / name)], failed=lambda error: None):
                if item.format not in SOURCES:
                    continue
                format = BY_ENDING.get(name.rpartition(".")[2], item.format)
                try:
                    found = [reading.record for reading in SOURCES[item.format].read(item.data)]
                except InputError:
                    continue
                yield from (Told(format, name, record) for record in found if record is not None)


def doi(record: Record) -> str:
    return next((one.value for one in record.identifiers if one.scheme == "doi"), "")


def by_name(record: Record) -> str:
    """Title and first family name: what tells a work that has no DOI ("" where that says too little)."""
    title = plain(record.titles[0].value) if record.titles else ""
    first = record.contributors[0].agent if record.contributors else None
    return f"{title[:60]} {plain(first.family or first.name)}" if first and len(title) >= 16 else ""


def works(told: list[Told]) -> dict[str, list[Told]]:
    """work -> its records, each told once a format."""
    named: dict[str, set[str]] = defaultdict(set)
    for one in told:
        if doi(one.record):
            named[by_name(one.record)].add(doi(one.record))
    found: dict[str, list[Told]] = defaultdict(list)
    seen: set[tuple[str, bytes]] = set()
    for one in told:
        name = by_name(one.record)
        key = doi(one.record) or (next(iter(named[name])) if len(named.get(name, ())) == 1 else name)
        said = msgspec.json.encode([states(one.record) for states in FIELDS.values()])
        if key and (one.format, said) not in seen:
            seen.add((one.format, said))
            found[key].append(one)
    return found


def pairs(found: dict[str, list[Told]]) -> Iterator[Pair]:
    for work, told in sorted(found.items()):
        for one, other in itertools.combinations(sorted(told, key=lambda one: (one.format, one.file)), 2):
            if one.format != other.format and (one.format, other.format) not in ELSEWHERE and work not in TABLE["not_one_work"]:
                yield Pair(work, one, other)


def no_place(format: str, field: str) -> bool:
    return field in TABLE["no_place"].get(format, ())


def found_wrong(pair: Pair) -> Iterator[tuple[str, str]]:
    """(field, outcome) for all fields that one of the two states; outcome "aside": the value stands in the rest of the other."""
    for field, outcome in compared.compare(pair.one.record, pair.other.record).items():
        if outcome != MISSING:
            yield field, outcome
            continue
        left, right = (FIELDS[field](told.record) for told in (pair.one, pair.other))
        lacks, values = (pair.one, right) if right else (pair.other, left)
        if compared.set_aside(lacks.record, values):
            yield field, "aside"
        else:
            yield field, "no place" if no_place(lacks.format, field) else "not stated"


def systematic(pair: Pair, field: str, outcome: str) -> int | None:
    """The number of the row of [[systematic]] that allows a difference: of a format, against some or all others, or of one file."""
    for number, row in enumerate(TABLE["systematic"]):
        told = [one for one in (pair.one, pair.other) if one.format == row.get("format", one.format) and row.get("file", "") in one.file]
        there = {one.format for one in (pair.one, pair.other)}
        if told and field in row["fields"] and outcome == row.get("outcome", DIFFERENT) and there & set(row.get("with", there)):
            return number
    return None


@pytest.fixture(scope="module")
def found() -> dict[str, list[Told]]:
    return works(list(readings()))


@pytest.fixture(scope="module")
def every(found: dict[str, list[Told]]) -> list[Pair]:
    return list(pairs(found))


def test_what_two_formats_both_say_of_a_work_is_the_same(every: list[Pair]) -> None:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        rows = {(row["work"], row["a"], row["b"], row["field"]): row["reason"] for row in csv.DictReader(lines)}
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    used: set[tuple[str, str, str, str]] = set()
    ruled: Counter[int] = Counter()
    wrong: list[str] = []
    for pair in every:
        formats = (pair.one.format, pair.other.format)
        told[formats].add(pair.work)
        counts[formats]["pairs"] += 1
        for field, outcome in found_wrong(pair):
            counts[formats][outcome] += 1
            counts[formats]["fields"] += 1
            if outcome not in (DIFFERENT, "aside"):
                continue
            key = (pair.work, *formats, field)
            number = systematic(pair, field, outcome)
            if key in rows:
                used.add(key)
            elif number is not None:
                ruled[number] += 1
            else:
                left, right = FIELDS[field](pair.one.record), FIELDS[field](pair.other.record)
                wrong.append(f"{key} {outcome}\n      {pair.one.file}: {left}\n      {pair.other.file}: {right}")
    columns = ("pairs", "fields", "equal", "less", "no place", "not stated", "aside", "different")
    print(f"\n{len({pair.work for pair in every})} works in several formats")
    print(f"{'':28}{'works':>7}" + "".join(f"{name:>11}" for name in columns))
    for formats in sorted(counts):
        print(f"{' '.join(formats):28}{len(told[formats]):7}" + "".join(f"{counts[formats][name]:11}" for name in columns))
    total = sum(counts.values(), Counter[str]())
    print(f"{'all':28}{len({pair.work for pair in every}):7}" + "".join(f"{total[name]:11}" for name in columns))
    print(
        f"{len(used)} of {len(rows)} rows in same_work.csv needed; {sum(ruled.values())} differences by {len(ruled)} rows of [[systematic]]"
    )
    assert not wrong, "\n".join(["", *wrong])
    assert used == rows.keys(), f"listed, but no difference: {sorted(rows.keys() - used)}"
    assert all(rows.values())
    assert all(row["reason"] and (row.keys() & {"format", "file"}) for row in TABLE["systematic"])
    assert ruled.keys() == set(range(len(TABLE["systematic"]))), "a systematic row that nothing needs"


def test_what_is_not_one_work_has_a_doi_in_several_formats(found: dict[str, list[Told]]) -> None:
    assert all(len({one.format for one in found[doi]}) > 1 and reason for doi, reason in TABLE["not_one_work"].items())


def test_a_format_says_nothing_in_a_field_that_it_has_no_place_for(every: list[Pair]) -> None:
    stated = Counter(
        (told.format, field)
        for pair in every
        for told in (pair.one, pair.other)
        for field in TABLE["no_place"].get(told.format, ())
        if FIELDS[field](told.record)
    )
    assert not stated
