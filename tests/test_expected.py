"""What other tools made of the same inputs, and other graphs say of works: each of their statements is in ours, or expected.toml says why not.

Design: ../shared/corpora/expected holds results of other programs. (1) JabRef's and CoLRev's BibTeX beside their inputs: result and input
are read, and each value of the result is looked for in the record of the input: in the same field, in another one (a row of [[elsewhere]]),
or not at all (a row of [[missing]]). (2) SciGraph's JSON-LD: each value is looked for in the record that the schema.org reader makes of it.
(3) RDF of SciGraph and OpenCitations Meta, of works that no input describes: each of their properties has terms of ours, or a reason.
A row that nothing needs fails, and so does a statement without a row.
"""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg import inputs
from kg.record import Contributor, Identifier, Record
from kg.sources import SOURCES, schemaorg
from tests.compared import plain
from tests.shared import corpora

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("expected.toml").read_text(encoding="utf-8"))
_JABREF = "jablib_src_test_resources_org_jabref_logic_importer_fileformat_"
#: what says nothing of the work
_ASIDE = frozenset({"origin", "sources", "evidence", "kind", "role", "scheme"})

#: (field, value)
Statement = tuple[str, str]


def statements(record: Record) -> Iterator[Statement]:
    """Every value of a record with its field, without numbers of lists; a role is told with the name that has it."""
    yield from _leaves("", record)


def _leaves(path: str, value: object) -> Iterator[Statement]:
    if isinstance(value, Contributor):
        yield f"{path}.role", f"{value.role} {value.agent.family or value.agent.name}"
    if isinstance(value, Identifier):
        yield f"{path}.{value.scheme}", value.value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name == "rest":
                yield from ((f"rest.{key}", text) for key, text in getattr(value, name))
            elif name not in _ASIDE:
                yield from _leaves(f"{path}.{name}".removeprefix("."), getattr(value, name))
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(path, one)
    elif value not in ("", None, 0) and not isinstance(value, dict):
        yield path, str(value)


def read(path: Path) -> list[Record]:
    found: list[Record] = []
    for item in inputs.read([str(path)], failed=lambda error: None):
        found += [reading.record for reading in SOURCES[item.format].read(item.data) if reading.record is not None]
    return found


def results() -> Iterator[tuple[Path, Path | None]]:
    """(result, its input): files of one name in one repository."""
    files = {(path.parent.name, _stem(path)): path for path in sorted(corpora().glob("*/*/*")) if path.parts[-3] != "expected"}
    for folder in ("JabRef__jabref", "CoLRev-Environment__colrev"):
        for path in sorted((corpora() / "expected" / folder).iterdir()):
            yield path, files.get((folder, _stem(path).removesuffix("_result")))


def _stem(path: Path) -> str:
    return path.stem.removeprefix(_JABREF).lower()


def same_record(theirs: Record, ours: list[Record]) -> Record:
    """The record of the input that says most of what the result says."""
    wanted = {plain(value) for _, value in statements(theirs)}
    return max(ours, key=lambda record: len(wanted & {plain(value) for _, value in statements(record)}))


class Found:
    """What a record says, for looking things up."""

    def __init__(self, record: Record) -> None:
        self.fields: dict[str, set[str]] = defaultdict(set)
        for field, value in statements(record):
            self.fields[field].add(plain(value))

    def where(self, field: str, value: str) -> str:
        """The field of ours that says it (its own first); "" where none does. A date may be more exact, a text longer."""
        text = plain(value)
        if text in self.fields.get(field, ()) or any(re.fullmatch(r"\d{4,8}", text) and one.startswith(text) for one in self.fields.get(field, ())):
            return field
        exact = [name for name, values in self.fields.items() if text in values]
        within = [name for name, values in self.fields.items() if len(text) > 3 and any(text in one for one in values)]
        return next(iter(exact or ([field] if field in within else within)), "")


def allowed(kind: str, file: str, field: str, value: str, ours: str = "") -> int | None:
    """The number of the row of [[elsewhere]] or [[missing]] that tells of a statement."""
    for number, row in enumerate(TABLE[kind]):
        if any(fnmatch.fnmatchcase(field, pattern) for pattern in row["theirs"]) and row.get("file", "") in file:
            if fnmatch.fnmatchcase(value, row.get("value", "*")) and any(fnmatch.fnmatchcase(ours, one) for one in row.get("ours", [""])):
                return number
    return None


def test_what_other_converters_made_of_the_same_files_is_in_our_records() -> None:
    counts, used, wrong = Counter[str](), set[tuple[str, int]](), list[str]()
    without: dict[str, str] = {}
    for path, source in results():
        theirs, ours = read(path), read(source) if source else []
        if not theirs or not ours:
            without[_stem(path)] = "no input" if source is None else "no result" if not theirs else "not read"
            continue
        counts["files"] += 1
        for record in theirs:
            counts["works"] += 1
            found = Found(same_record(record, ours))
            for field, value in statements(record):
                where = found.where(field, value)
                kind = "found" if where == field else "elsewhere" if where else "missing"
                counts["statements"] += 1
                counts[kind] += 1
                if kind == "found":
                    continue
                row = allowed(kind, path.name, field, value, where)
                if row is None:
                    wrong.append(f"{kind}: {_stem(path)} {field} {value[:80]!r} {where or sorted(found.fields.get(field, ()))}")
                else:
                    used.add((kind, row))
    print(f"\n{dict(counts)}; rows needed: {len(used)}; without a pair: {dict(Counter(without.values()))}")
    assert not wrong, f"{len(wrong)} statements without a row\n" + "\n".join(wrong)
    rows = {(kind, number) for kind in ("elsewhere", "missing") for number in range(len(TABLE[kind]))}
    assert used == rows, f"rows that nothing needs: {[TABLE[kind][number] for kind, number in sorted(rows - used)]}"
    assert all(row["reason"] for kind in ("elsewhere", "missing") for row in TABLE[kind])
    assert without == TABLE["without"]
