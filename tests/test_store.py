"""Loading into the embedded store."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest

from kg import store, terms
from kg.errors import InputError
from kg.graph import Described, from_triples
from kg.publish import content

BASE = "https://data.test.example/"
PREFIX = f"{BASE}graph/"


def work(key: str, title: str = "A title") -> Described:
    subject = f"<{BASE}work/{key}>"
    graph = from_triples(
        [
            (subject, "<https://schema.org/name>", terms.literal(title)),
            (subject, "<http://purl.org/ontology/bibo/authorList>", f"_:l{key}n1"),
            (f"_:l{key}n1", terms.RDF_FIRST, f"<{BASE}work/{key}#person-1>"),
            (f"_:l{key}n1", terms.RDF_REST, terms.RDF_NIL),
        ]
    )
    return Described(key, subject, f"<{PREFIX}{key}>", graph)


def contents(path: Path) -> dict[str, list[str]]:
    """Named graph -> its sorted lines, without the stamp's."""
    with store.open_read(path) as opened:
        return {
            str(name): sorted(f"{quad.triple} ." for quad in opened.store.quads_for_pattern(None, None, None, name) if quad.subject != name)
            for name in opened.store.named_graphs()
        }


def expected(*works: Described) -> dict[str, list[str]]:
    return {one.name: list(content.of(one)[0].lines) for one in works}


def counts(report: store.LoadReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.deleted


def test_loads_each_record_as_a_graph_without_blank_nodes(tmp_path: Path) -> None:
    works = [work("a"), work("b")]
    assert counts(store.load(works, tmp_path / "s")) == (2, 0, 0, 0)
    assert contents(tmp_path / "s") == expected(*works)


def test_skips_what_is_unchanged_and_replaces_what_is_not(tmp_path: Path) -> None:
    store.load([work("a", "old"), work("b")], tmp_path / "s")
    report = store.load([work("a", "new \\u0022"), work("b"), work("c")], tmp_path / "s")
    assert counts(report) == (1, 1, 1, 0)
    assert contents(tmp_path / "s") == expected(work("a", "new \\u0022"), work("b"), work("c"))


def test_writes_nothing_when_loaded_again(tmp_path: Path) -> None:
    works = [work(f"k{number}") for number in range(20)]
    store.load(works, tmp_path / "s", time="2026-01-01T00:00:00Z")
    report = store.load(works, tmp_path / "s", time="2027-01-01T00:00:00Z")
    assert (counts(report), report.triples_written) == ((0, 0, 20, 0), 0)


def test_more_graphs_than_one_bulk_are_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_BULK", 20)
    works = [work(f"k{number}") for number in range(50)]
    store.load(works, tmp_path / "s")
    assert contents(tmp_path / "s") == expected(*works)


def test_same_record_twice_is_loaded_once_and_a_different_one_refused(tmp_path: Path) -> None:
    report = store.load([work("a"), work("a"), work("a", "other")], tmp_path / "s")
    assert (report.added, report.repeated, [issue.code for issue in report.failures]) == (1, 1, ["E004"])
    assert contents(tmp_path / "s") == expected(work("a"))


def test_refuses_broken_terms_record_by_record(tmp_path: Path) -> None:
    bad = work("bad")._replace(graph=from_triples([(f"<{BASE}work/bad>", "<https://schema.org/name>", '"x"@en_US')]))
    report = store.load([bad, work("a")], tmp_path / "s")
    assert [(issue.code, issue.record) for issue in report.failures] == [("E003", "bad")]
    assert contents(tmp_path / "s") == expected(work("a"))


def test_sync_deletes_own_graphs_only_and_not_too_many(tmp_path: Path) -> None:
    works = [work(f"k{number:02}") for number in range(20)]
    store.load(works, tmp_path / "s")
    report = store.load(works[2:], tmp_path / "s", mode="sync", prefix=PREFIX)
    assert ([issue.code for issue in report.failures], report.deleted) == (["E013"], 0)
    assert store.load(works[2:], tmp_path / "s", mode="sync", prefix="https://other.example/").deleted == 0
    assert store.load(works[2:], tmp_path / "s", mode="sync", prefix=PREFIX, keep=frozenset({works[0].name})).deleted == 1
    assert contents(tmp_path / "s") == expected(works[0], *works[2:])


def test_says_that_another_process_has_the_store(tmp_path: Path) -> None:
    store.load([work("a")], tmp_path / "s")
    script = "import sys, pyoxigraph\ns = pyoxigraph.Store(sys.argv[1])\nprint('open', flush=True)\nsys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "s")], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(InputError, match="in use by another process"):
            store.load([work("b")], tmp_path / "s")
        with pytest.raises(InputError, match="in use by another process"):
            store.open_read(tmp_path / "s")
        other.communicate(b"")
    assert contents(tmp_path / "s") == expected(work("a"))


def test_a_reader_keeps_writers_of_other_processes_out(tmp_path: Path) -> None:
    store.load([work("a")], tmp_path / "s")
    script = "import sys, pyoxigraph\ntry:\n    pyoxigraph.Store(sys.argv[1])\nexcept OSError:\n    sys.exit(7)"
    with store.open_read(tmp_path / "s"):
        assert subprocess.run([sys.executable, "-c", script, str(tmp_path / "s")], timeout=60, check=False).returncode == 7
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path / "s")], timeout=60, check=False).returncode == 0


def test_reading_makes_no_store_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no store"):
        store.open_read(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot open the store"):
        store.load([work("a")], tmp_path / "file")


def test_what_is_read_is_what_pyoxigraph_itself_reads(tmp_path: Path) -> None:
    store.load([work("a", 'quote " and \\ and \n')], tmp_path / "s")
    with store.open_read(tmp_path / "s") as opened:
        found = list(opened.store.quads_for_pattern(None, pyoxigraph.NamedNode("https://schema.org/name"), None, None))
    assert [quad.object.value for quad in found] == ['quote " and \\ and \n']


def test_an_interrupted_load_keeps_what_is_done_and_is_gone_on_with(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Described]:
        yield work("a", "Changed")
        yield work("c")
        raise KeyboardInterrupt

    store.load([work("a"), work("b")], tmp_path / "s")
    before = contents(tmp_path / "s")
    with pytest.raises(KeyboardInterrupt):
        store.load(interrupted(), tmp_path / "s")
    gc.collect()
    left = contents(tmp_path / "s")
    assert left[f"<{PREFIX}b>"] == before[f"<{PREFIX}b>"]
    assert left[f"<{PREFIX}a>"] != before[f"<{PREFIX}a>"]
    report = store.load([work("a", "Changed"), work("b"), work("c")], tmp_path / "s")
    assert report.ok
    assert (report.unchanged, report.changed) == (2, 0)
    assert set(contents(tmp_path / "s")) == {f"<{PREFIX}{key}>" for key in "abc"}
