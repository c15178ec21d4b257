"""A JSON file in parts gives the readings of the whole file, wherever it is cut."""

from __future__ import annotations

import functools
import json
import random
import sys
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from kg import inputs, pipeline, reading
from kg.record import Reading, Text
from kg.sources import SOURCES, Parting, Source, json_parts, tree
from kg.sources.json_parts import are_lines
from kg.sources.parts import Part
from tests.shared import corpora

WAYS = (("data", "works"), ("hits",))


def _fill(draft: tree.Draft) -> None:
    draft.record.titles.append(Text(draft.root.one("title").take("titles[0]")))


def _read_tree(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    yield from tree.read_json(data, _fill, "tree-json", ways=WAYS, inner="inside", table="tree", trace=trace, encoding=encoding)


TREE = Source("tree", (".json",), "", _read_tree, lambda head, name: 0, json_parts.parting(_read_tree, WAYS, single=json_parts.never))


@pytest.fixture(autouse=True)
def _a_reader_on_the_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SOURCES, "tree-json", TREE)


def pieces(data: bytes) -> Iterator[bytes]:
    yield from (data[start : start + 700] for start in range(0, len(data), 700))


def parts(data: bytes, size: int, form: str, encoding: str = "") -> list[Part]:
    parting = SOURCES[form].parting
    assert isinstance(parting, Parting)
    assert parting.cut_lines is not None
    if are_lines(data[:65536]):
        return list(parting.cut_lines(pieces(data), size, encoding))
    return list(parting.cut(functools.partial(pieces, data), size, encoding))


def told(items: list[inputs.Input], *, trace: bool = True, encoding: str = "") -> list[Any]:
    return [msgspec.to_builtins(found) for _, found in pipeline.readings(items, trace=trace, encoding=encoding)]


def both(data: bytes, size: int, form: str = "csl-json", encoding: str = "") -> int:
    """How many parts there are; their readings are those of the whole."""
    found = parts(data, size, form, encoding)
    items = [inputs.Input("a.json", form, *part) for part in found]
    one = [inputs.Input("a.json", form, data)]
    assert told(items, encoding=encoding) == told(one, encoding=encoding)
    assert told(items, trace=False, encoding=encoding) == told(one, trace=False, encoding=encoding)
    assert all(data[part.offset :].startswith(part.data) for part in found)
    return len(found)


def each_alone(data: bytes, size: int, form: str) -> int:
    """How many entries can be read alone; their readings are those that the whole has of them."""
    every = told([inputs.Input("a.json", form, data)])
    count = number = 0
    for item in (inputs.Input("a.json", form, *part) for part in parts(data, size, form)):
        for order, (_, found) in enumerate(pipeline.readings([item])):
            one = reading.alone(item, found.origin, order)
            if one is not None:
                assert told([one]) == [every[number]]
                count += 1
            number += 1
    return count


def item(number: int, dice: random.Random) -> Any:
    """An element: as a rule an item, now and then what makes a reader speak."""
    value: dict[str, Any] = {"id": f"k{number}", "type": "article-journal", "title": f'T "{number}" ]}}, {{[ é\u2028 \\'}
    match dice.randrange(12):
        case 0:
            return dice.choice([None, 7, "text", [], {}, [value], {"a": value, "b": value}, {"title": 5}, {"DOI": "10.5555/x"}])
        case 1:
            value["issued"] = {"date-parts": [["no date"]]}
        case 2:
            value["author"] = [{"family": "Ann", "given": "B."}] * dice.randrange(4)
        case 3:
            value = {"DOI": f"10.5555/{number}", "title": ["T"], "type": "journal-article", "issued": {"date-parts": [[2001]]}}
        case 4:
            value["inside"] = [{"title": "in"}, {"title": "side"}]
        case 5:
            value = {"title": f"T{number}", "type": "book", "unknown": {"deep": [{"er": number}]}}
        case 6:
            deep: Any = "x"
            for _ in range(dice.randrange(50, 80)):
                deep = [deep]
            value["deep"] = deep
        case _:
            pass
    return value


def document(dice: random.Random) -> bytes:
    elements = [item(number, dice) for number in range(dice.randrange(0, 30))]
    around: Any = dice.choice(
        [
            elements,
            {"items": elements},
            {"total": 3, "message": {"facets": {"a": [1]}, "items": elements, "more": "]"}, "status": "ok"},
            {"items": [1], "message": {"items": elements}},
            {"references": elements, "items": [2]},
            {"items": elements, "type": "book"},
            {"message": elements},
            {"data": {"works": elements, "n": 1}, "hits": elements[:2]},
            {"hits": elements, "data": {"works": 3}},
        ]
    )
    style = dice.randrange(4)
    if style == 0:
        text = "\n".join(json.dumps(value) for value in (elements or [{}]))
    elif style == 1:
        text = json.dumps(around, indent=dice.choice([1, 2, "\t"]), ensure_ascii=False)
    else:
        text = json.dumps(around, ensure_ascii=bool(style & 1), separators=dice.choice([(",", ":"), (", ", ": "), (" ,\r\n ", ":")]))
    text = dice.choice(["", "\n", "\ufeff"]) + text + dice.choice(["", "\n", " \r\n"])
    data = text.encode()
    match dice.randrange(8):
        case 0:  # cut off
            return data[: dice.randrange(len(data) + 1)]
        case 1:  # a byte that is no UTF-8
            at = dice.randrange(len(data) + 1)
            return data[:at] + b"\xff" + data[at:]
        case 2:  # something that does not belong there
            at = dice.randrange(len(data) + 1)
            return data[:at] + dice.choice([b",", b"]", b"}", b"{", b'"', b"\n", b"1", b":"]) + data[at:]
        case 3:
            return data + dice.choice([b"]", b"{}", b",", b"x", data])
        case _:
            return data


@pytest.mark.parametrize("form", ["crossref", "openalex", "csl-json", "tree-json"])
def test_reading_of_an_entry_alone_is_that_in_the_whole(form: str) -> None:
    count = 0
    for seed in range(250):
        dice = random.Random(seed)
        count += each_alone(document(dice), dice.choice([50, 300, 2000]), form)
    # an entry of the others may give several readings
    assert count > 500 if form in ("crossref", "openalex") else count == 0


@pytest.mark.parametrize("form", ["csl-json", "crossref", "tree-json"])
def test_readings_of_any_document_in_parts_of_any_size_are_those_of_the_whole(form: str) -> None:
    cut = 0
    for seed in range(250):
        dice = random.Random(seed)
        data = document(dice)
        cut += both(data, dice.choice([1, 50, 300, 2000]), form) > 1
    assert cut > 30  # else the test would show nothing


ITEMS = [{"id": f"k{n}", "type": "article-journal", "title": f"T {n}", "issued": "soon"} for n in range(40)]


@pytest.mark.parametrize(
    "around",
    [ITEMS, {"items": ITEMS}, {"a": {}, "references": ITEMS, "items": 1}, {"items": ITEMS, "z": [{"id": 1}, {"id": 2}]}],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_cut_between_its_elements(around: Any, indent: int | None) -> None:
    data = json.dumps(around, indent=indent).encode()
    assert both(data, 500) > 2
    found = [one["label"] for one in told([inputs.Input("a.json", "csl-json", *part) for part in parts(data, 500, "csl-json")])]
    assert found == [f"k{n}" for n in range(40)]


def test_envelope_of_crossref_is_left_behind_and_pointers_lead_through_it() -> None:
    works = [{"DOI": f"10.5555/{n}", "type": "no-such", "title": ["T"]} for n in range(40)]
    data = json.dumps({"status": "ok", "message": {"total-results": 40, "items": works, "query": {}}, "message-type": "work-list"}).encode()
    assert both(data, 500, "crossref") > 2
    last = told([inputs.Input("a.json", "crossref", *part) for part in parts(data, 500, "crossref")])[-1]
    assert last["places"]["type"]["pointer"] == "/message/items/39/type"
    assert last["places"]["type"]["column"] == data.index(b'"no-such"', data.rindex(b'"DOI"')) + 1
    assert (last["origin"]["ordinal"], last["origin"]["offset"]) == (39, data.rindex(b'{"DOI"'))


def test_entry_without_a_name_is_counted_from_the_beginning_of_the_file() -> None:
    works: list[Any] = [{"title": ["T"], "type": "book"}] * 40
    works[35] = 7
    for data in (json.dumps(works).encode(), "\n".join(map(json.dumps, works)).encode()):
        assert both(data, 300, "crossref") > 1
        items = [inputs.Input("a.json", "crossref", *part) for part in parts(data, 300, "crossref")]
        messages = [found["message"] for one in told(items) for found in one.get("issues", []) if found["code"] == "R006"]
        assert len(messages) == 1
        assert "entry 36" in messages[0]


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(ITEMS).encode()[:-3],
        json.dumps(ITEMS).encode() + b" x",
        json.dumps(ITEMS).encode().replace(b'"T 30"', b'"T 30'),
        json.dumps(ITEMS)[:-1].encode() + b", ]",
        json.dumps({"items": ITEMS}).encode()[:-1],
        json.dumps({"items": ITEMS}).encode()[:-1] + b', "a" 1}',
        json.dumps({"type": "book", "items": ITEMS}).encode(),
        json.dumps({"items": ITEMS, "type": "book"}).encode(),
        json.dumps({"items": 1, "references": 2, "other": ITEMS}).encode(),
        json.dumps(ITEMS).encode("utf-16"),
        json.dumps(ITEMS).encode() * 2,
    ],
)
def test_what_is_broken_or_no_such_array_is_read_in_one(data: bytes) -> None:
    assert both(data, 500) == 1


def test_other_encoding_is_read_in_one() -> None:
    data = json.dumps([{**value, "title": "é"} for value in ITEMS], ensure_ascii=False).encode("cp1252")
    assert both(data, 500, encoding="cp1252") == 1
    assert both(json.dumps(ITEMS).encode(), 500, encoding="UTF_8") > 2


def test_lines_with_a_byte_order_mark_keep_their_offsets() -> None:
    data = b"\xef\xbb\xbf" + "\n".join(map(json.dumps, ITEMS)).encode()
    assert both(data, 500) > 2


def test_memory_does_not_grow_with_the_document() -> None:
    import tracemalloc

    element = json.dumps(ITEMS[0]).encode()

    def opened(number: int) -> Iterator[bytes]:
        block = (element + b",") * 1000
        yield b"["
        yield from (block for _ in range(number))
        yield element + b"]"

    parting = SOURCES["csl-json"].parting
    assert parting is not None
    peaks = []
    for number in (30, 240):
        tracemalloc.start()
        count = sum(1 for _ in parting.cut(lambda number=number: opened(number), 100_000, ""))  # type: ignore[misc]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count > number / 2
    assert peaks[1] < peaks[0] * 1.5


@pytest.mark.parametrize(("form", "folder"), [("csl-json", "csl-json"), ("crossref", "crossref-json")])
def test_corpora_in_parts(form: str, folder: str) -> None:
    files = [path for path in sorted((corpora() / folder).rglob("*.json")) if 4000 < path.stat().st_size < 300_000][:60]
    cut = sum(both(path.read_bytes(), 3000, form) > 1 for path in files)
    sys.stdout.write(f"{len(files)} files, {cut} of them cut\n")
    assert cut
