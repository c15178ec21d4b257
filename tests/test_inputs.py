"""Inputs: names become files, packing comes off within caps, formats are recognised by their content."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import os
from pathlib import Path

import pytest
import zstandard

from kg import inputs, packing
from kg.errors import InputError, UsageError
from tests.deadline import ends

BIB = b"@article{a, title = {T}, year = {2001}}\n"
RIS = b"TY  - JOUR\nTI  - T\nER  - \n"
CSL = b'[{"id": "a", "type": "article-journal", "title": "T"}]'
CROSSREF = b'{"status": "ok", "message-type": "work", "message": {"DOI": "10.5555/1", "type": "journal-article", "title": ["T"]}}'
NT = b'<http://a.example/x> <http://a.example/y> "z"@en .\n'
NQ = b'<http://a.example/x> <http://a.example/y> "z"^^<http://a.example/t> <http://a.example/g> .\n'
TTL = b"# a comment\n@prefix a: <http://a.example/> .\na:x a a:y .\n"
TRIG = b"@prefix a: <http://a.example/> .\na:g { a:x a a:y . }\n"
SCHEMAORG = b'{"@context": "https://schema.org", "@type": "Book", "name": "T"}'
HTML = b"<!doctype html>\n<html><head><meta name=citation_title content=T></head></html>"
PURE_HTML = b"<!doctype html>\n<html><body><div class='rendering rendering_researchoutput_titleportal'><h1>T</h1></div></body></html>"
JSONLD = b'{"@context": {"@vocab": "https://schema.org/"}, "@type": "Book", "name": "T"}'
RDFXML = b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
CONTENTS = {
    "bibtex": BIB,
    "ris": RIS,
    "csl-json": CSL,
    "crossref": CROSSREF,
    "pure-json": b'{"count": 1, "items": [{"uuid": "u", "type": {"uri": "/dk/atira/pure/researchoutput/x"}}]}',
    "pure-xml": b'<result><items><thesis uuid="u"><type uri="/dk/atira/pure/researchoutput/x"/></thesis></items></result>',
    "schemaorg": SCHEMAORG,
    "html": HTML,
    "pure-html": PURE_HTML,
    "ntriples": NT,
    "nquads": NQ,
    "turtle": TTL,
    "trig": TRIG,
    "jsonld": JSONLD,
    "rdfxml": RDFXML,
}
PACKERS = {"gz": gzip.compress, "zst": lambda data: zstandard.ZstdCompressor().compress(data), "bz2": bz2.compress}


@pytest.mark.parametrize("format", CONTENTS)
@pytest.mark.parametrize("name", ["<stdin>", "file", "file.txt", "file.dat"])
def test_content_tells_the_format_whatever_the_name(format: str, name: str) -> None:
    assert inputs.recognise(CONTENTS[format], name) == format


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("format", ["bibtex", "ris", "turtle"])
def test_byte_order_mark_does_not_hide_the_format(format: str, encoding: str) -> None:
    assert inputs.recognise(CONTENTS[format].decode().encode(encoding), "x") == format


@pytest.mark.parametrize(("name", "format"), [("a.bib", "bibtex"), ("a.ris.gz", "ris"), ("a.ttl", "turtle"), ("A.NT.ZST", "ntriples")])
def test_telling_ending_decides_for_an_empty_file(name: str, format: str) -> None:
    assert inputs.recognise(b"", name) == format


@pytest.mark.parametrize("name", ["notes.txt", "a.json", "a.md"])
def test_unknown_content_is_told_with_the_known_formats(name: str) -> None:
    with pytest.raises(inputs.UnknownFormat) as caught:
        inputs.recognise(b"just some words", name)
    assert "bibtex, ris" in caught.value.message
    assert "--from" in caught.value.hint


def test_misspelt_format_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        list(inputs.read(["x"], format="bibtx"))
    assert "'bibtex'" in caught.value.hint


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, data in {
        "b.bib": BIB,
        "a/c.ris": RIS,
        "a/d.bib.gz": gzip.compress(BIB),
        "a/readme.txt": b"words",
        "a/tool.py": b"print()",
        ".git/x.bib": BIB,
        ".hidden.bib": BIB,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_folder_gives_its_known_files_sorted_and_tells_the_skipped(tree: Path) -> None:
    skipped: list[str] = []
    found = list(inputs.read([str(tree)], skipped=skipped.append))
    assert [(Path(item.name).relative_to(tree).as_posix(), item.format) for item in found] == [
        ("a/c.ris", "ris"),
        ("a/d.bib.gz", "bibtex"),
        ("b.bib", "bibtex"),
    ]
    assert found[1].data == BIB
    assert [Path(name).name for name in skipped] == ["readme.txt"]


def test_pattern_is_expanded(tree: Path) -> None:
    assert [Path(name).name for name in inputs.find(f"{tree}/**/*.bib*")] == ["d.bib.gz", "b.bib"]
    with pytest.raises(InputError, match="no file matches"):
        inputs.find(f"{tree}/*.csl")


def test_name_with_brackets_that_exists_is_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "a[1].bib").write_bytes(BIB)
    assert inputs.find(str(tmp_path / "a[1].bib")) == [str(tmp_path / "a[1].bib")]


def test_bad_file_is_handed_over_and_the_others_go_on(tree: Path) -> None:
    failed: list[InputError] = []
    names = [str(tree / "nothing.bib"), str(tree / "a" / "readme.txt"), str(tree / "b.bib")]
    assert [item.format for item in inputs.read(names, failed=failed.append)] == ["bibtex"]
    assert [error.exit_code for error in failed] == [3, 3]
    with pytest.raises(InputError):
        list(inputs.read(names))


def test_missing_file_is_told_with_the_nearest_name(tree: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(inputs.load(str(tree / "bb.bib")))
    assert "b.bib?" in caught.value.hint


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_input_is_told_by_its_bytes(ending: str) -> None:
    assert packing.unpack(PACKERS[ending](BIB), name="x", caps=packing.Caps()) == BIB


def test_gzip_of_several_members_is_read_whole() -> None:
    assert packing.unpack(gzip.compress(BIB) + gzip.compress(RIS), name="x", caps=packing.Caps()) == BIB + RIS


@pytest.mark.parametrize("ending", PACKERS)
def test_many_small_members_take_time_with_their_number(ending: str) -> None:
    with ends(within=10):
        assert packing.unpack(PACKERS[ending](b"x") * 150_000, name="x", caps=packing.Caps()) == b"x" * 150_000


@pytest.mark.parametrize("ending", PACKERS)
def test_bomb_is_stopped_at_the_cap(ending: str) -> None:
    bomb = PACKERS[ending](bytes(70_000_000))
    with pytest.raises(InputError, match="unpacks to more than"):
        packing.unpack(bomb, name="x", caps=packing.Caps())
    assert len(packing.unpack(bomb, name="x", caps=packing.Caps(ratio=10_000_000))) == 70_000_000
    with pytest.raises(InputError, match="unpacks to more than"):
        packing.unpack(bomb, name="x", caps=packing.Caps(size=1_000_000, ratio=10_000_000))


@pytest.mark.parametrize("ending", PACKERS)
def test_cut_off_packing_is_told(ending: str) -> None:
    data = PACKERS[ending](BIB * 100)
    with pytest.raises(InputError, match="broken"):
        packing.unpack(data[: len(data) // 2], name="x", caps=packing.Caps())


def test_only_one_layer_comes_off() -> None:
    assert packing.unpack(gzip.compress(gzip.compress(BIB, mtime=0)), name="x", caps=packing.Caps()) == gzip.compress(BIB, mtime=0)


def test_zip_and_too_large_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="zip archive"):
        packing.unpack(b"PK\x03\x04...", name="x.zip", caps=packing.Caps())
    (tmp_path / "a.bib").write_bytes(BIB)
    with pytest.raises(InputError, match="larger than 10 bytes"):
        list(inputs.load(str(tmp_path / "a.bib"), caps=packing.Caps(size=10)))


def test_folder_s_pipes_are_left_out_and_links_to_nowhere_are_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.bib")
    (tmp_path / "b.bib").symlink_to("nowhere.bib")
    (tmp_path / "c.bib").write_bytes(BIB)
    failed: list[InputError] = []
    assert [Path(item.name).name for item in inputs.read([str(tmp_path)], failed=failed.append)] == ["c.bib"]
    assert [error.message for error in failed] == [f"{tmp_path}/b.bib: the link leads nowhere"]
    assert "b.bib?" not in failed[0].hint


def test_empty_name_is_not_this_folder() -> None:
    with pytest.raises(InputError, match="empty name"):
        inputs.find("")


@pytest.mark.parametrize(("name", "format"), [("bib", "bibtex"), ("nt", "ntriples"), ("ttl", "turtle"), ("csl_json", "csl-json")])
def test_ending_in_place_of_a_format_is_told_its_name(name: str, format: str) -> None:
    with pytest.raises(UsageError) as caught:
        inputs.check_format(name)
    assert caught.value.hint == f"did you mean {format!r}?"


@pytest.mark.parametrize("name", ["a b.bib", "new\nline.bib", "-o.bib", "<x>.bib", "é.BIB", "\udcff\udcfe.bib", "{key}.bib", "%41.bib"])
def test_odd_name_of_a_file_is_kept_as_it_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BIB)
    assert [(item.name, item.format) for item in inputs.read([str(tmp_path)])] == [(f"{tmp_path}/{name}", "bibtex")]


@pytest.mark.parametrize("start", ["", "@prefix a: <b>\n", "<a> ", "<a> <b> <c>", "{", "["])
@pytest.mark.parametrize(
    "piece", ["\n", "\r\n", " ", "\t", "{", "[", "@", "<", "%", "TY", "- ", "\n ", "@prefix ", "a:\n", "graph ", '"@id" ', "_:a "]
)
def test_long_repetitions_are_recognised_or_not_at_once(start: str, piece: str) -> None:
    # one expression that takes the square of the number of empty lines would hold this up for minutes
    with contextlib.suppress(InputError), ends(within=4):
        assert inputs.recognise((start + piece * 65536)[:65536].encode(), "x")
