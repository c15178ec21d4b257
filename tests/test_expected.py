"""What other tools made of the same inputs, and other graphs say of works, is in ours, or expected.toml says why not.

Design: ../shared/corpora/expected holds results of other programs. (1) JabRef's and CoLRev's BibTeX beside their inputs: result and input
are read, and each value of the result is looked for in the record of the input: in the same field, in another one (a row of [[elsewhere]]),
or not at all (a row of [[missing]]). (2) SciGraph's JSON-LD: each value is looked for in the record that the schema.org reader makes of it.
(3) RDF of SciGraph and OpenCitations Meta, of works that no input describes: each of their properties has terms of ours, or a reason; and
for the real works among them (expected_works.json describes those as CSL-JSON), each of their values stands in our graph with such a term.
A row that nothing needs fails, and so does a statement without a row.
"""

from __future__ import annotations

import fnmatch
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph

from kg import inputs
from kg.graph import triples
from kg.mapping import Mapper, Options
from kg.record import Contributor, Identifier, Record
from kg.sources import SOURCES, csl_json, schemaorg
from kg.values import identifiers
from tests.compared import plain
from tests.shared import corpora

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("expected.toml").read_text(encoding="utf-8"))
_JABREF = "jablib_src_test_resources_org_jabref_logic_importer_fileformat_"
#: what says nothing of the work
_ASIDE = frozenset({"origin", "sources", "evidence", "kind", "role"})

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
        own, text = self.fields.get(field, set()), plain(value)
        if text in own or (re.fullmatch(r"\d{4,8}", text) and any(one.startswith(text) for one in own)):
            return field
        fields = sorted(self.fields, key=lambda name: name.startswith("rest."))
        exact = [name for name in fields if text in self.fields[name]]
        within = [name for name in fields if len(text) > 3 and any(text in one for one in self.fields[name])]
        return next(iter(exact or ([field] if field in within else within)), "")


def _fits(field: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(field, pattern) for pattern in patterns)


def allowed(kind: str, file: str, field: str, value: str, ours: str = "") -> int | None:
    """The number of the row of [[elsewhere]], [[missing]] or [[scigraph]] that tells of a statement."""
    for number, row in enumerate(TABLE[kind]):
        if row.get("file", "") not in file or not fnmatch.fnmatchcase(value, row.get("value", "*")):
            continue
        if _fits(field, row["theirs"]) and _fits(ours, row.get("ours", [""])):
            return number
    return None


def test_what_other_converters_made_of_the_same_files_is_in_our_records() -> None:
    counts, used, wrong = Counter[str](), set[tuple[str, int]](), list[str]()
    without: dict[str, str] = {}
    justified: Counter[int] = Counter()
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
                    justified[row] += 1 if kind == "missing" else 0
    print(f"\n{dict(counts)}; rows needed: {len(used)}; without a pair: {dict(Counter(without.values()))}")
    for number, count in justified.most_common(10):
        print(f"   {count:4} missing: {TABLE['missing'][number]['reason']}")
    assert not wrong, f"{len(wrong)} statements without a row\n" + "\n".join(wrong)
    rows = {(kind, number) for kind in ("elsewhere", "missing") for number in range(len(TABLE[kind]))}
    assert used == rows, f"rows that nothing needs: {[TABLE[kind][number] for kind, number in sorted(rows - used)]}"
    assert all(row["reason"] for kind in ("elsewhere", "missing") for row in TABLE[kind])
    assert without == TABLE["without"]


def of_json(path: str, value: object) -> Iterator[Statement]:
    """Every value of a JSON text with its path, without numbers of lists."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from of_json(f"{path}.{name}".removeprefix("."), inner)
    elif isinstance(value, list):
        for inner in value:
            yield from of_json(path, inner)
    elif value is not None:
        yield path, str(value)


def said_by(found: Found, value: str) -> str:
    """The field of ours that says a value of JSON-LD: an address of an identifier as identifier, a time as its day, pages as two."""
    value = re.sub(r"<[^<>]+>", "", value)
    known = identifiers.from_url(value)
    if (known and (where := found.where("", known.value))) or (where := found.where("", value)):
        return where
    if re.match(r"\d{4}-\d\d-\d\dT", value):
        return found.where("", value[:10])
    pages = value.split("-")
    return "page_start" if len(pages) == 2 and [found.where("", one) for one in pages] == ["page_start", "page_end"] else ""


def test_what_scigraph_says_of_works_in_json_ld_is_in_our_records() -> None:
    counts, used, wrong, without = Counter[str](), set[int](), list[str](), list[str]()
    for path in sorted((corpora() / "expected" / "springernature__scigraph").glob("*.jsonld")):
        ours = [reading.record for reading in schemaorg.read(path.read_bytes()) if reading.record is not None]
        if not ours:
            without.append(path.stem.rpartition("_")[2])
            continue
        (record,) = ours
        found = Found(record)
        counts["works"] += 1
        for field, value in of_json("", json.loads(path.read_bytes())):
            where = said_by(found, value)
            kind = "missing" if not where else "in rest" if where.startswith("rest.") else "found"
            counts["statements"] += 1
            counts[kind] += 1
            if kind == "found":
                continue
            row = allowed("scigraph", path.name, field, value)
            if row is None:
                wrong.append(f"{kind}: {path.name} {field} {value[:80]!r} {where}")
            else:
                used.add(row)
    print(f"\n{dict(counts)}; no works: {without}")
    assert not wrong, "\n".join(["", *wrong])
    assert used == set(range(len(TABLE["scigraph"]))), "a row that nothing needs"
    assert without == ["grant", "journal", "person"]


#: where the properties of other graphs stand: the files, and what their names begin with
GRAPHS = {"springernature__scigraph": "2017Q2*", "opencitations__oc_meta": "*"}
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def properties(files: Iterable[Path]) -> Counter[str]:
    """How often each property stands in RDF files; of rdf:type, each class."""
    found: Counter[str] = Counter()
    for path in files:
        for _, predicate, thing, _ in pyoxigraph.parse(path=str(path)):
            is_type = predicate.value == RDF_TYPE
            found[short((thing if is_type else predicate).value) + (" a" if is_type else "")] += 1
    return found


def short(term: str) -> str:
    """A term of another vocabulary with the prefix that the table gives it."""
    for prefix, space in TABLE["prefixes"].items():
        if term.startswith(space):
            return f"{prefix}:{term.removeprefix(space)}"
    return term


def test_every_property_of_other_graphs_has_terms_of_ours_or_a_reason() -> None:
    tables = "\n".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[1] / "vocab").glob("*.toml"))
    terms = set(re.findall(r'"\^?([a-z0-9]+:[A-Za-z0-9_]+)["\s|/]', tables))
    found: Counter[str] = Counter()
    for folder, names in GRAPHS.items():
        files = sorted((corpora() / "expected" / folder).glob(names))
        counted = properties(files)
        ours = sum(number for name, number in counted.items() if "ours" in TABLE["properties"].get(name, {}))
        stated = sum(counted.values())
        print(
            f"\n{folder}: {len(files)} files, {stated} statements with {len(counted)} properties and classes, {ours} of them in our terms"
        )
        found += counted
    rows: dict[str, dict[str, Any]] = TABLE["properties"]
    assert found.keys() - rows.keys() == set(), "properties without a row"
    assert rows.keys() - found.keys() == set(), "rows for what does not occur"
    assert all(bool(row.get("ours")) != bool(row.get("reason")) for row in rows.values())
    unknown = {term for row in rows.values() for term in row.get("ours", ()) if term not in terms}
    assert not unknown, f"no table has {unknown}"


#: files of real works -> the DOIs of these
REAL = {
    "get-article-by-doi-with-contributions-affiliations-result.ttl": ("10.1038/nature13195",),
    "ts_massari_publications.nt": ("10.1162/qss_a_00292",),
    "testcase_X.ttl": ("10.1007/978-3-030-00668-6_8", "10.3233/ds-170012"),
}


def graphs_of_ours() -> dict[str, dict[str, set[str]]]:
    """DOI -> term with prefix -> values, in the form in which they are compared, over all nodes of the graph of a work."""
    context = tomllib.loads((Path(__file__).parents[1] / "vocab" / "prefixes.toml").read_text(encoding="utf-8"))
    spaces = {str(row["iri"] if isinstance(row, dict) else row): prefix for prefix, row in context.items()}
    mapper = Mapper(Options(base="https://data.example.org/", spar=True))
    found: dict[str, dict[str, set[str]]] = {}
    for reading in csl_json.read(Path(__file__).with_name("expected_works.json").read_bytes()):
        assert reading.record is not None
        told = found.setdefault(reading.record.identifiers[0].value, defaultdict(set))
        for _, term, thing in triples(mapper.forward(reading.record).described.graph):
            space = next(space for space in spaces if term[1:].startswith(space))
            value = thing.rpartition('"')[0].removeprefix('"') if thing.startswith('"') else thing.strip("<>").rpartition("/")[2]
            told[f"{spaces[space]}:{term[1:-1].removeprefix(space)}"].add(plain(value))
    return found


def test_each_value_of_the_real_works_of_other_graphs_is_in_our_graph_with_a_term_of_the_row() -> None:
    ours, counts, used, wrong = graphs_of_ours(), Counter[str](), set[int](), list[str]()
    for name, dois in REAL.items():
        (path,) = (corpora() / "expected").glob(f"*/*{name}")
        counts["works"] += len(dois)
        for _, predicate, thing, _ in pyoxigraph.parse(path=str(path)):
            row = TABLE["properties"][short(predicate.value)] if predicate.value != RDF_TYPE else {}
            if not isinstance(thing, pyoxigraph.Literal) or "ours" not in row:
                continue
            counts["values"] += 1
            said = {value for doi in dois for term in row["ours"] for value in ours[doi].get(term, ())}
            value = plain(thing.value)
            # a date of ours may be more exact
            if value in said or (thing.value[:4].isdigit() and any(one.isdigit() and one.startswith(value) for one in said)):
                counts["in our graph"] += 1
                continue
            number = allowed("not_given", path.name, short(predicate.value), thing.value)
            if number is None:
                wrong.append(f"{path.name[-40:]} {short(predicate.value)} {thing.value[:80]!r}: {sorted(said)[:12]}")
            else:
                used.add(number)
                counts["justified"] += 1
    print(f"\n{dict(counts)}")
    assert not wrong, "\n".join(["", *wrong])
    assert used == set(range(len(TABLE["not_given"]))), "a row that nothing needs"
