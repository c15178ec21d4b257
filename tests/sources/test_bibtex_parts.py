"""A BibTeX file in parts gives the readings of the whole file, wherever it is cut."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kg import inputs, pipeline
from kg.record import Reading
from kg.sources import bibtex_parts
from kg.sources.parts import Part
from tests.shared import corpora

LINKED = """@string{jan2 = "Journal of " # {Tests}}
@inproceedings{child, title = {A Child}, crossref = {Parent}, author = {Ann Example}}
@comment{ @article{hidden, title = {Not an entry}} }
@article{one, title = {One}, journal = jan2, month = mar}
@xdata{shared, publisher = {Shared Press}, address = {Bath}}

@book{two, title = {Two}, xdata = {shared, absent}, related = {one}, relatedtype = {reviewof}}
@article{one, title = {One again}, journal = JAN2 # { and more}}
@string{late = {Late}}
@article{open, title = {Never closed, year = 2001
@article{next, title = {Next}, note = late # undefined}
@proceedings{parent, title = {Proceedings}, editor = {Ed Itor}, year = 1999, crossref = {series}}
@collection{series, title = {Series}, publisher = late}
@article{last, title = "Last one", year = 2003}
"""


def parts(data: bytes, size: int, encoding: str = "") -> list[Part]:
    return list(bibtex_parts.cut(lambda: pieces(data), size, encoding))


def pieces(data: bytes) -> Iterator[bytes]:
    yield from (data[start : start + 700] for start in range(0, len(data), 700))


def whole(data: bytes, encoding: str = "") -> list[Reading]:
    return told([inputs.Input("a.bib", "bibtex", data)], encoding)


def told(items: list[inputs.Input], encoding: str) -> list[Reading]:
    return [reading for _, reading in pipeline.readings(items, trace=True, encoding=encoding)]


def in_parts(data: bytes, size: int, encoding: str = "") -> tuple[int, list[Reading]]:
    found = parts(data, size, encoding)
    assert b"".join(part.data for part in found) == data
    return len(found), told([inputs.Input("a.bib", "bibtex", *part) for part in found], encoding)


def comparable(readings: list[Reading]) -> list[object]:
    return [msgspec.to_builtins(reading) for reading in readings]


@pytest.mark.parametrize("size", [1, 80, 200, 400, 700])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_whatever_the_size_of_the_parts_the_readings_are_those_of_the_file(size: int, end: str) -> None:
    data = LINKED.replace("\n", end).encode()
    count, found = in_parts(data, size)
    assert count > 1
    assert comparable(found) == comparable(whole(data))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encoding_is_that_of_the_file(codec: str) -> None:
    data = LINKED.replace("Ann Example", "Änn Exämple").encode(codec)
    chosen = "cp1252" if codec == "cp1252" else ""
    count, found = in_parts(data, 200, chosen)
    assert count > 1
    assert comparable(found) == comparable(whole(data, chosen))


def test_a_line_that_names_the_encoding_holds_for_all_parts() -> None:
    data = b"% Encoding: ISO8859_1\n" + LINKED.replace("Ann Example", "Ann Ex\xe4mple").encode("iso-8859-1")
    count, found = in_parts(data, 200)
    assert count > 1
    assert comparable(found) == comparable(whole(data))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le"])
def test_what_is_not_made_of_bytes_is_read_in_one(codec: str) -> None:
    assert len(parts(LINKED.encode(codec), 200, "utf-16")) == 1


def test_a_byte_that_is_no_text_costs_its_entry_only() -> None:
    data = LINKED.replace("A Child", "A Ch?ld").encode().replace(b"?", b"\xff")
    count, found = in_parts(data, 200)
    assert count > 1
    assert comparable(found) == comparable(whole(data))


def test_a_large_file_comes_in_parts_with_memory_for_one(tmp_path: Path) -> None:
    entry = "@article{key%d, title = {Title %d}, journal = jan2, note = {%s}}\n\n"
    path = tmp_path / "large.bib"
    path.write_text(LINKED + "".join(entry % (number, number, "x" * 400) for number in range(6000)), encoding="utf-8")
    items = list(inputs.read([str(path)]))
    assert len(items) > 1
    assert max(len(item.data) for item in items) < 2 * inputs.PART
    assert comparable(told(items, "")) == comparable(told([inputs.Input(str(path), "bibtex", path.read_bytes())], ""))


def test_files_of_the_corpora_in_parts() -> None:
    random.seed(1)
    files = sorted((corpora() / "bibtex").rglob("*.bib"))
    covered = cut = 0
    for path in files:
        data = path.read_bytes()
        covered += 1
        for size in (1, random.randrange(200, 4000)):
            count, found = in_parts(data, size)
            cut += count > 1
            assert comparable(found) == comparable(whole(data)), (path, size)
    print(f"\n{covered} BibTeX files, {cut} of {2 * covered} times in several parts")
    assert cut > 100
