"""JSON cut into entries: every container, every kind of damage, and places that lead back to the bytes."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.syntax import json_brackets, json_places
from kg.syntax.json_places import Entry, Places, entries, fault_in, shallow, step
from kg.syntax.json_spans import span, spans
from tests.deadline import ends

WAYS = (("message", "items"), ("message",), ("items",))


def cut(data: bytes, encoding: str = "") -> list[Entry]:
    return list(entries(data, ways=WAYS, encoding=encoding))


@pytest.mark.parametrize(
    ("data", "bodies", "pointers"),
    [
        (b"", [], []),
        (b" \n", [], []),
        (b"[]", [], []),
        (b'{"a":1}', [b'{"a":1}'], [""]),
        (b' [ {"a":1} , {"b":[2]} ]\n', [b'{"a":1}', b'{"b":[2]}'], ["/0", "/1"]),
        (b'{"message":{"a":1},"status":"ok"}', [b'{"a":1}'], ["/message"]),
        (
            b'{"x":{"items":[0]},"message":{"f":{},"items":[{"a":1},\n{"b":2}]}}',
            [b'{"a":1}', b'{"b":2}'],
            ["/message/items/0", "/message/items/1"],
        ),
        (b'{"items":[{"a":1}]}', [b'{"a":1}'], ["/items/0"]),
        (b'{"items":[{"a":1}],"type":"book"}', [b'{"items":[{"a":1}],"type":"book"}'], [""]),
        (b'{"items":"text"}', [b'{"items":"text"}'], [""]),
        (b'{"a":1}\n\n{"b":2}\r\n', [b'{"a":1}', b'{"b":2}'], ["", ""]),
        (b'{"message":{"a":1}}\n{"message":{"b":2}}\n', [b'{"a":1}', b'{"b":2}'], ["/message", "/message"]),
        (b'\x1e{"a":1}\n\x1e{"b":2}\n', [b'{"a":1}', b'{"b":2}'], ["", ""]),
        (b'{"a":1}{"b":2} {"c":3}', [b'{"a":1}', b'{"b":2}', b'{"c":3}'], ["", "", ""]),
        (b'{\n"a": 1\n}\n{\n"b": 2\n}\n', [b'{\n"a": 1\n}', b'{\n"b": 2\n}'], ["", ""]),
    ],
)
def test_cuts_every_container(data: bytes, bodies: list[bytes], pointers: list[str]) -> None:
    found = cut(data)
    assert [entry.body for entry in found] == bodies
    assert [entry.pointer for entry in found] == pointers
    assert all(entry.fault is None and data[entry.offset : entry.offset + entry.length] == entry.body for entry in found)


@pytest.mark.parametrize(
    ("data", "read", "reason", "place"),
    [
        (b'[\n  {"a":1},\n  {"b":"x},\n  {"c":3}\n]\n', [b'{"a":1}', b'{"c":3}'], "a string is not closed", (3, 12)),
        (b'{"message":{"items":[\n{"a":1},\n{"b":[2},\n{"c":3}\n]}}', [b'{"a":1}', b'{"c":3}'], "} closes what it did not open", (3, 8)),
        (b'[{"a":1},{"b":[2}]', [b'{"a":1}'], "} closes what it did not open", (1, 17)),
        (b'[\n{"a":1}}\n,\n{"c":3}\n]', [b'{"c":3}'], "a comma or the end of the array is missing", (2, 8)),
        (b'[{"a":1}', [b'{"a":1}'], "the array is not closed", (1, 9)),
        (b'[{"a":1}] x', [b'{"a":1}'], "text follows the end of the array", (1, 11)),
    ],
)
def test_reports_a_broken_element_and_reads_the_others(data: bytes, read: list[bytes], reason: str, place: tuple[int, int]) -> None:
    found = cut(data)
    assert [entry.body for entry in found if entry.fault is None] == read
    (fault,) = [entry.fault for entry in found if entry.fault]
    assert (fault.reason, (fault.line, fault.column)) == (reason, place)


def test_a_broken_line_costs_only_itself() -> None:
    found = cut(b'{"a":1}\n{"b":\n{"c":3}\n')
    assert [fault_in(entry) is None for entry in found] == [True, False, True]
    fault = fault_in(found[1])
    assert fault is not None
    assert (fault.kind, fault.line, fault.column) == ("broken", 2, 6)


def test_commas_twice_are_found_inside_their_element_only() -> None:
    found = cut(b'[{"a":1,,"b":2},{"c":3}]')
    assert [fault_in(entry) is None for entry in found] == [False, True]


@pytest.mark.parametrize("depth", [10, 64, 65, 1_000, 200_000])
def test_depth_is_a_number_and_never_a_crash(depth: int) -> None:
    data = b'[{"a":1},' + b"[" * depth + b"]" * depth + b"]"
    found = cut(data)
    assert len(found) == 2
    assert shallow(found[1].body) is (depth <= 64)
    fault = fault_in(found[1])
    assert (fault.kind if fault else "") == ("" if depth <= 64 else "deep")
    assert len(cut(b"[" * depth)) == 1
    assert len(cut(b'{"a":' * depth)) == 1


def test_brackets_in_strings_are_no_depth() -> None:
    assert shallow(json.dumps({"a": "[" * 200, "b": "}{" * 100}).encode())


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_offsets_count_bytes_of_the_input_as_given(codec: str) -> None:
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    data = marks.get(codec, b"") + '[{"ä":"𝄞"},\n {"b":2}]'.encode(codec)
    found = cut(data)
    plain = codec if codec in marks else "utf-16-le" if codec == "utf-16" else "utf-8"
    assert [data[entry.offset : entry.offset + entry.length].decode(plain) for entry in found] == ['{"ä":"𝄞"}', '{"b":2}']
    assert [(entry.line, entry.column) for entry in found] == [(1, 2), (2, 2)]


def test_reads_another_encoding_by_option_only() -> None:
    data = '[{"a":"é"},{"b":1}]'.encode("cp1252")
    assert cut(data, "cp1252")[0].body == '{"a":"é"}'.encode()
    faults = [fault_in(entry) for entry in cut(data)]
    assert [fault.kind if fault else "" for fault in faults] == ["encoding", ""]
    with pytest.raises(InputError):
        cut(data, "no-such-encoding")


def test_a_place_has_line_column_pointer_and_text() -> None:
    (entry,) = cut(b'{"message":\n  {"DOI": "10.1/x", "a": {"b/c": [1,\n   "\xc3\xa4", 3]}}}')
    places = Places(entry)
    place = places.place("/a/b~1c/2")
    assert (place.line, place.column, place.pointer, place.raw) == (3, 9, "/message/a/b~1c/2", "3")
    assert places.place("/DOI").raw == '"10.1/x"'


def test_a_pointer_that_leads_nowhere_gives_its_nearest_parent() -> None:
    (entry,) = cut(b'{"a": {"b": 1}}')
    assert Places(entry).span("/a/x/y") == Places(entry).span("/a")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def pointers(value: object, at: str = "") -> list[tuple[str, object]]:
    found = [(at, value)]
    if isinstance(value, dict):
        found += [pair for key, inner in value.items() for pair in pointers(inner, at + step(key))]
    if isinstance(value, list):
        found += [pair for index, inner in enumerate(value) for pair in pointers(inner, at + step(index))]
    return found


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_spans_hold_exactly_the_value_their_pointer_names(value: object, indent: int | None, ascii_only: bool) -> None:
    body = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    found = spans(body)
    assert {pointer: json.loads(body[start:end].decode("utf-8", "surrogatepass")) for pointer, (start, end) in found.items()} == dict(
        pointers(value)
    )


def written(value: object, chance: random.Random) -> str:
    """The value as JSON whose objects may hold a name twice, spell it out or stand in white space."""
    space = chance.choice(["", "", " ", "\n\t"])
    if isinstance(value, list):
        return f"[{space}" + f"{space},".join(written(one, chance) for one in value) + f"{space}]"
    if not isinstance(value, dict):
        return json.dumps(value)
    names = {name: chance.choice([name, "\\u" + format(ord(name), "04x")]) for name in value}
    members = [f'"{names[name]}"{space}:{space}{written(one, chance)}' for name, one in value.items()]
    return "{" + ",".join(chance.choices(members, k=len(members) + 1) if members and chance.random() < 0.5 else members) + space + "}"


FEW_NAMES = st.recursive(
    st.sampled_from([1, 12, "a", "b", '"a":1', "ä", None]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=12,
)


@given(FEW_NAMES, st.randoms(use_true_random=False))
def test_one_span_is_that_among_all(value: object, chance: random.Random) -> None:
    body = written(value, chance).encode()
    found = spans(body)
    for pointer in (*found, "/a/a/a", "/b/0", "/9", "/00"):
        assert span(body, pointer) in (None, found.get(pointer))


@pytest.mark.parametrize(
    ("body", "pointer", "value"),
    [
        (b' {"b": {"a": 1}, "a" : 12}\n', "/a", b"12"),
        (b'{"c": ["x", {"d-e": [1, {}]} ]}', "/c/1/d-e/1", b"{}"),
        ('{"ü": "a", "a": "ü"}'.encode(), "/a", '"ü"'.encode()),
        (b' {"a": 1} ', "", b'{"a": 1}'),
    ],
)
def test_one_span_is_found_by_itself(body: bytes, pointer: str, value: bytes) -> None:
    found = span(body, pointer)
    assert found is not None
    assert body[slice(*found)] == value


@given(st.lists(st.dictionaries(st.text(max_size=6), VALUES, min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from([None, 1]))
def test_cutting_and_decoding_gives_the_list_that_was_written(value: list[dict[str, object]], indent: int | None) -> None:
    texts = (
        json.dumps(value, indent=indent),
        "\n".join(json.dumps(one) for one in value),
        "".join(json.dumps(one, indent=indent) for one in value),
    )
    for text in texts:
        assert [json.loads(entry.body) for entry in entries(text.encode())] == value


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\ \n1ax', max_size=60).map(str.encode))
def test_any_bytes_are_cut_without_an_exception(data: bytes) -> None:
    try:
        found = cut(data)
    except InputError:
        # a byte order mark of UTF-16 or UTF-32 over bytes that are not
        return
    for entry in found:
        fault_in(entry)
        Places(entry).place("/0")


@pytest.mark.parametrize("shape", ['"', "{", '{"a":1},', '[{"a":"', "\\", '"\\'])
def test_hostile_input_of_many_repetitions_ends(shape: str) -> None:
    with ends():
        for entry in cut(b"[" + shape.encode() * 600_000):
            shallow(entry.body)


def test_places_of_a_long_line_are_not_counted_from_its_beginning() -> None:
    text = "[" + ",".join('{"é": "' + "ü" * 100 + '"}' for _ in range(40_000)) + "]"
    (entry,) = entries(("{" + f'"a": {text}' + "}").encode())
    with ends():
        places = Places(entry)
        found = [places.place(f"/a/{number}/é") for number in range(40_000)]
    assert [place.column for place in found[:3]] == [14, 124, 234]
    assert {place.line for place in found} == {1}
    assert [text[place.column - 7] for place in found] == ['"'] * 40_000


@pytest.mark.parametrize("text", ['{"a": [1,\n "é", 2], "b": "ü"}', '  {"é":\n\n 1, "b": 2}'])
def test_place_is_that_of_counting_characters(text: str) -> None:
    (entry,) = entries(text.encode())
    places = Places(entry)
    for pointer in spans(entry.body):
        place = places.place(pointer)
        before = text.encode()[: entry.offset + places.span(pointer)[0]].decode()
        assert (place.line, place.column) == (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)


def test_columns_count_letters_in_whatever_order_they_are_asked_for() -> None:
    body = '{"ä": "öö", "b":\n ["ü", "x"], "ç": 1}'.encode()
    (entry,) = entries(body)
    asked = ("/ç", "/ä", "/b/1", "", "/b/0", "/ä", "/b", "/ç")
    places = Places(entry)
    for pointer in asked:
        fresh = Places(entry).place(pointer)
        assert places.place(pointer) == fresh
    found = [places.place(pointer) for pointer in ("/ä", "/b", "/b/1", "/ç")]
    assert [(one.line, one.column) for one in found] == [(1, 7), (2, 2), (2, 8), (2, 19)]


@pytest.mark.parametrize("gap", ["", "\n", "\r\n ", "é\n"])
def test_a_place_far_down_in_a_large_entry_is_counted_right(gap: str) -> None:
    body = "[" + ",".join(f'{gap if gap.isspace() else ""}"{"é" * (number % 7)}{number}"' for number in range(9000)) + "]"
    if gap == "é\n":
        body = body.replace('"8999"', '\n"8999"')
    (entry,) = entries(f'  {{"a": {body}}}'.encode())
    places = Places(entry)
    for number in (0, 1, 4321, 8999, 17):
        place = places.place(f"/a/{number}")
        found = entry.body[: places.span(f"/a/{number}")[0]].decode()
        assert place.line == found.count("\n") + 1
        assert place.column == len(found) - found.rfind("\n") + (2 if place.line == 1 else 0)


@pytest.mark.parametrize("text", ['{"hits":', '{"hits": {"hits":', '{"hits": {"hits": ', '{"hits": {"hits": ['])
def test_a_file_that_ends_where_its_entries_should_begin_is_told(text: str) -> None:
    found = list(entries(text.encode(), ways=(("hits", "hits"), ("hits",))))
    assert all(entry.fault is not None for entry in found)
    # as the last of many lines too
    *_, last = entries(b'{"a": 1}\n' + text.encode(), ways=(("hits", "hits"), ("hits",)))
    assert fault_in(last) is not None


@pytest.mark.parametrize("piece", ["\n{", "\n{[", '\n{"', '\n{"a', '\n{"a": "'])
def test_an_array_of_elements_that_are_never_closed_takes_time_with_its_length(piece: str) -> None:
    with ends(within=30):
        found = list(entries(f"[{piece * 40_000}}}".encode()))
    assert len(found) >= 40_000
    assert found[0].fault is not None


def test_the_elements_behind_one_that_is_not_closed_are_read() -> None:
    found = list(entries(b'[\n{"a": 1,\n{"b": 2},\n{"c": {"d": [3,\n{"e": 4}\n]'))
    assert [(one.body, one.fault.reason if one.fault else "") for one in found] == [
        (b'{"a": 1,', "{ is not closed"), (b'{"b": 2}', ""), (b'{"c": {"d": [3,', "{ is not closed"), (b'{"e": 4}', ""),
    ]  # fmt: skip


def test_a_broken_element_says_that_what_follows_it_is_not_read_where_nothing_shows_the_next_one() -> None:
    alone = list(entries(b'[{"a": [1}, {"a": 2}]'))
    assert [one.fault.reason for one in alone if one.fault] == ["} closes what it did not open; what follows it is not read"]
    lines = list(entries(b'[\n  {"a": [1},\n  {"a": 2}\n]'))
    assert [one.fault.reason for one in lines if one.fault] == ["} closes what it did not open"]
    assert lines[-1].fault is None


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many brackets and strings were looked at, one number a scan."""
    pattern, scans = json_brackets.BRACKETS, []

    class Counted:
        def finditer(self, *where: Any) -> Iterator[re.Match[bytes]]:
            scans.append(0)
            for found in pattern.finditer(*where):
                scans[-1] += 1
                yield found

    for module in (json_brackets, json_places):
        monkeypatch.setattr(module, "BRACKETS", Counted())
    return scans


@pytest.mark.parametrize(("before", "after"), [(b"", b""), (b"\n", b"\n{}")])
def test_a_value_too_deep_for_the_parser_is_scanned_once_however_many_names_lead_past_it(
    before: bytes, after: bytes, counted: list[int]
) -> None:
    deep = b'{"x": ' + b"[" * 50_000 + b"]" * 50_000 + b', "y": 1}'
    found = list(entries(before + deep + after, ways=tuple((name,) for name in "abcdefgh")))
    assert found[0].body == deep
    # once for the whole where it is one of several, once for its member
    assert sum(counted) < 250_000


def test_depth_is_looked_at_no_further_than_it_is_allowed(counted: list[int]) -> None:
    assert not shallow(b'["[", ' + b"[" * 50_000 + b"]" * 50_000 + b"]")
    assert shallow(b'["[]]", ' + b"[{" * 30 + b"}]" * 30 + b', "' + b"[" * 90 + b'"]')
    assert counted[0] < 100
