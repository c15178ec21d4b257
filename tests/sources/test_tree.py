"""The cursor over XML and JSON trees, and its account of every value."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.record import Reading, Text
from kg.sources import tree
from kg.sources.tree import Cursor, Draft
from kg.sources.tree_reasons import Reasons
from kg.syntax.tree import Node


def xml(source: str, fill: Callable[[Draft], None], **options: object) -> Reading:
    (one,) = tree.read_xml(source.encode(), fill, "test", names=("r",), table="tree", **options)  # type: ignore[arg-type]
    return one


def json(source: str, fill: Callable[[Draft], None], **options: object) -> Reading:
    (one,) = tree.read_json(source.encode(), fill, "test", table="tree", **options)  # type: ignore[arg-type]
    return one


def nothing(draft: Draft) -> None:
    """A reader that forgets everything."""


def rest(reading: Reading) -> list[tuple[str, str]]:
    assert reading.record is not None
    return reading.record.rest


def test_what_nobody_takes_goes_to_rest() -> None:
    assert rest(xml('<r a="1"><b>2</b><b c="3">4</b><d/></r>', nothing)) == [("@a", "1"), ("b[1]", "2"), ("b[2]", "4"), ("b[2]/@c", "3")]
    source = '{"a": 1, "b": ["x", null, {"c": false}], "n": null, "e": "", "m": [[1, 2], [3]]}'
    found = [("a", "1"), ("b[0]", "x"), ("b[2].c", "false"), ("m[0][0]", "1"), ("m[0][1]", "2"), ("m[1][0]", "3")]
    assert rest(json(source, nothing)) == found


def test_a_name_that_stands_twice_in_json_loses_neither_value() -> None:
    assert sorted(value for _, value in rest(json('{"id": "a", "id": "b"}', nothing))) == ["a", "b"]


def test_what_is_taken_does_not_go_to_rest_and_has_its_place() -> None:
    def fill(draft: Draft) -> None:
        for number, title in enumerate(draft.root.all("titles/title")):
            draft.record.titles.append(Text(title.take(f"titles[{number}]"), title.lang(f"titles[{number}].lang")))

    source = '<r>\n<titles><title xml:lang="en">A</title><title xml:lang="?!" k="v">B</title></titles></r>'
    reading = xml(source, fill, trace=True)
    assert reading.record is not None
    assert reading.record.titles == [Text("A", "en"), Text("B")]
    assert rest(reading) == [("titles/title[2]/@xml:lang", "?!"), ("titles/title[2]/@k", "v")]
    assert reading.places is not None
    assert (reading.places["titles[1]"].line, reading.places["titles[1]"].pointer) == (2, "/r/titles/title[2]")
    assert reading.places["rest[1]"].raw == "v"


def test_looking_is_not_taking() -> None:
    def fill(draft: Draft) -> None:
        assert draft.root.one("a").text == "x"
        assert draft.root.one("a").raw == " x "

    assert rest(xml("<r><a> x </a></r>", fill)) == [("a", "x")]


def test_nothing_is_false_and_walks_on() -> None:
    def fill(draft: Draft) -> None:
        none = draft.root.one("a/b/c", "d")
        assert not none
        assert (none.text, none.name, none.take("titles[0]"), none.attr("k").text, list(none), none.all("x")) == ("", "", "", "", [], [])
        assert (none.date("issued"), none.language("languages[0]"), none.number("num_pages"), none.keep()) == ("", "", 0, "")

    assert rest(xml("<r/>", fill)) == []
    assert xml("<r/>", fill).issues == []


def test_mixed_content_keeps_scripts_and_formulas_in_one_text() -> None:
    source = (
        "<r><t>H<sub>2</sub>O &lt; <style face='b'>x</style><ext-link xlink:href='u'>y</ext-link> "
        "<mml:math><mml:msup><mml:mi>a</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math></t></r>"
    )

    def fill(draft: Draft) -> None:
        draft.record.titles.append(Text(draft.root.one("t").take("titles[0]")))

    reading = xml(source, fill)
    assert reading.record is not None
    assert reading.record.titles[0].value == "H₂O < xy a²"
    assert rest(reading) == [("t/style/@face", "b"), ("t/ext-link/@xlink:href", "u")]
    assert rest(xml(source, nothing))[0] == ("t", "H₂O < xy a²")


def test_a_text_can_be_had_without_its_footnotes() -> None:
    def fill(draft: Draft) -> None:
        title = draft.root.one("t")
        assert title.markup(("fn", "xref")) == "A &amp; <i>b</i>"
        assert draft.root.one("none").markup() == ""

    xml("<r><t>A &amp; <i>b</i><xref>*</xref><fn><p>long</p></fn></t></r>", fill)


def test_stray_text_beside_elements_that_were_taken_is_kept_alone() -> None:
    def fill(draft: Draft) -> None:
        draft.record.titles.append(Text(draft.root.one("t").take("titles[0]")))

    assert rest(xml("<r><t>taken</t> stray <n>not taken</n></r>", fill)) == [("", "stray"), ("n", "not taken")]


def test_escaped_angle_brackets_beside_markup_stay_text() -> None:
    assert rest(xml("<r><t>if a &lt;b&gt; <i>c</i></t></r>", nothing)) == [("t", "if a <b> c")]


def test_namespaces_are_told_apart_where_the_reader_asks() -> None:
    def fill(draft: Draft) -> None:
        assert [one.text for one in draft.root.all("dc:title")] == ["new", "old"]
        assert [one.text for one in draft.root.all("title")] == ["new", "old", "other"]

    source = '<r><a:title xmlns:a="urn:2">new</a:title><title xmlns="urn:1">old</title><title>other</title></r>'
    xml(source, fill, spaces={"dc": ("urn:1", "urn:2")})


def test_walks_up_and_over_everything() -> None:
    def fill(draft: Draft) -> None:
        names = [child.name for child in draft.root]
        assert names == ["a", "b"]
        assert [one.text for one in draft.root.all("*/c")] == ["1", "2"]
        assert draft.root.one("b/c").parent.name == "b"
        assert draft.root.one("b/c/../../a/c").text == "1"

    xml('<r x="y"><a><c>1</c></a><b><c>2</c></b></r>', fill)


def test_a_date_and_a_language_that_are_none_stay_in_rest_with_an_issue() -> None:
    def fill(draft: Draft) -> None:
        draft.record.issued = draft.root.one("d").date("issued")
        draft.record.modified = draft.root.one("m").date("modified")
        assert draft.root.one("l").language("languages[0]") == ""

    reading = xml("<r><d>31.02.2012</d><m>2012-03-01T10:00:00Z</m><l>klingonish</l></r>", fill)
    assert reading.record is not None
    assert (reading.record.issued, reading.record.modified) == ("", "2012-03-01")
    assert rest(reading) == [("d", "31.02.2012"), ("l", "klingonish")]
    assert [(one.code, one.field, one.place.pointer) for one in reading.issues] == [
        ("R008", "rest[0]", "/r/d"),
        ("R009", "rest[1]", "/r/l"),
    ]


def test_a_wrong_identifier_is_told_with_its_place() -> None:
    def fill(draft: Draft) -> None:
        draft.record.identifiers.append(draft.root.one("id").identify("doi", "identifiers[0]"))

    reading = json('{"id": "no doi"}', fill, trace=True)
    assert [(one.code, one.place.pointer) for one in reading.issues] == [("I001", "/id")]
    assert rest(reading) == []


def test_a_refused_entry_is_reported_and_has_no_record() -> None:
    def fill(draft: Draft) -> None:
        draft.refuse("R006", found="an error message")

    reading = json('{"error": 1}', fill)
    assert reading.record is None
    assert [one.code for one in reading.issues] == ["R006"]


@pytest.mark.parametrize(
    ("source", "codes"),
    [("{", ["R001"]), ("[1]", ["R006"]), ('{"a": "\\ud800"}', ["R005"]), ("[" * 100, ["R001"]), ('{"a":' * 80 + "1" + "}" * 80, ["R002"])],
)
def test_broken_json_is_reported(source: str, codes: list[str]) -> None:
    assert [one.code for one in json(source, nothing).issues] == codes


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("[1]", "a number"),
        ("[-1.5e3]", "a number"),
        ("[" + "9" * 5000 + "]", "a number"),
        ('[ "1"]', "text"),
        ("[true]", "true or false"),
        ("[[1]]", "a list"),
        ("[null]", "null"),
    ],
)
def test_what_stands_in_place_of_a_record_is_called_by_its_kind(source: str, found: str) -> None:
    (told,) = json(source, nothing).issues
    assert (told.code, told.message) == ("R006", f"entry 1 is {found}, not a record")


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("<r>", ["R001"]),
        ("<!DOCTYPE r [<!ENTITY a 'b'>]><r/>", ["R017"]),
        ("<a/>", ["R007"]),
        ("<r>&x;</r>", ["R016"]),
        ("<r>&#1;</r>", ["R005"]),
        ("<r>" + "<a>" * 200 + "</a>" * 200 + "</r>", ["R002"]),
    ],
)
def test_broken_xml_is_reported_with_line_and_mend(source: str, codes: list[str]) -> None:
    reading = xml(source, nothing)
    assert [one.code for one in reading.issues] == codes
    assert all(one.place.line == 1 and one.mend and one.message for one in reading.issues)


def test_the_table_says_what_is_not_carried() -> None:
    reading = xml('<r xsi:schemaLocation="a b"><c xsi:nil="true"/></r>', nothing)
    assert rest(reading) == []
    assert [(path, value) for path, value, reason in reading.not_carried if reason] == [
        ("@xsi:schemaLocation", "a b"),
        ("c/@xsi:nil", "true"),
    ]


def test_patterns_hold_for_all_below_and_for_any_name() -> None:
    reasons = Reasons({"a/b": "exact", "c/*/d": "one", "**/e": "any", "**.f": "dots", "h/x-*": "begins", "**/x-f": "later"})
    assert [reasons.of_path(path) for path in ("a/b", "c/x/d", "c/x/y/d", "e", "x/y/e", "xe", "g.h.f", "f")] == [
        "exact", "one", "", "any", "any", "", "dots", "dots",
    ]  # fmt: skip
    assert [reasons.of_path(path) for path in ("h/x-", "h/x-e", "h/x-f", "i/x-f", "h/y", "x-g")] == [
        "begins", "begins", "begins", "later", "", "",
    ]  # fmt: skip


def test_a_trace_changes_no_record() -> None:
    def fill(draft: Draft) -> None:
        draft.record.titles.append(Text(draft.root.one("a").take("titles[0]")))

    source = "<r><a>x</a><b>y</b></r>"
    assert xml(source, fill).record == xml(source, fill, trace=True).record


def test_an_object_of_json_has_no_text_of_its_own() -> None:
    def fill(draft: Draft) -> None:
        cursor: Cursor = draft.root.one("a")
        assert cursor.take("publisher") == ""

    assert rest(json('{"a": {"b": "c"}}', fill)) == [("a.b", "c")]


def test_records_inside_of_an_entry_share_what_stands_around_them() -> None:
    def fill(draft: Draft) -> None:
        draft.record.titles.append(Text(draft.root.one("t").take("titles[0]")))
        draft.record.volume = draft.whole.one("v").take("volume")

    source = b"<l><r><v>7</v><x>y</x>\n<i><t>A</t><k>1</k></i>\n<i><t>B</t></i></r><r><z>no i</z></r></l>"
    found = list(tree.read_xml(source, fill, "test", names=("r",), inner="i", table="tree"))
    assert [(one.record.titles[0].value, one.record.volume) for one in found if one.record] == [("A", "7"), ("B", "7"), ("", "")]
    assert [rest(one) for one in found] == [[("i[1]/k", "1")], [("x", "y")], [("z", "no i")]]
    assert [(one.origin.ordinal, one.origin.line) for one in found] == [(0, 2), (1, 3), (2, 3)]


def test_a_record_in_a_record_answers_for_what_is_its_own() -> None:
    def fill(draft: Draft) -> None:
        draft.record.titles.append(Text(draft.root.one("t").take("titles[0]")))

    source = b"<l><r><w>1</w><a><t>A</t><x>2</x><a><t>B</t><y>3</y></a><z>4</z></a></r></l>"

    def inner(root: Node) -> list[Node]:
        return [node for node in root.walk() if node.name == "a"]

    found = list(tree.read_xml(source, fill, "test", names=("r",), inner=inner, table="tree"))
    assert [one.record.titles[0].value for one in found if one.record] == ["A", "B"]
    assert [rest(one) for one in found] == [[("a/x", "2"), ("a/z", "4")], [("a/a/y", "3"), ("w", "1")]]


def test_finds_what_is_deep_and_takes_its_own_text_only() -> None:
    def fill(draft: Draft) -> None:
        assert [one.text for one in draft.root.one("a").deep(("b", "@k"))] == ["x1", "2"]
        assert draft.root.one("none").deep(("b",)) == []
        draft.root.one("a/c/b").use_own("volume")

    reading = xml("<r><a><c><b>x<i>1</i></b></c><d k='2'/></a></r>", fill)
    assert rest(reading) == [("a/c/b/i", "1"), ("a/d/@k", "2")]


def test_what_is_left_as_a_whole_is_one_row_with_its_reason() -> None:
    def fill(draft: Draft) -> None:
        assert draft.root.one("b/c").take("volume") == "x"
        draft.root.one("b").leave("the full text")
        draft.root.one("none").leave("nothing")

    reading = xml("<r><a>1</a><b k='v'> <c>x</c><d>y</d></b></r>", fill)
    assert rest(reading) == [("a", "1")]
    assert reading.not_carried == [("b", "v", "the full text")]


def test_the_text_of_what_is_left_is_shown_by_its_beginning() -> None:
    def fill(draft: Draft) -> None:
        draft.root.one("b").leave("the full text")

    ((path, value, _),) = xml(f"<r><b><p>{'word ' * 1000}</p></b></r>", fill).not_carried
    assert (path, len(value), value[-3:]) == ("b", 100, "rd…")


def test_a_function_may_tell_which_nodes_of_an_entry_are_records() -> None:
    def fill(draft: Draft) -> None:
        draft.record.titles.append(Text(draft.root.one("t").take("titles[0]")))

    def chosen(root: Node) -> list[Node]:
        return [node for node in root.children() if node.counts is not None]

    source = b'{"a": {"t": "A", "x": 1}, "b": "left", "c": [{"t": "C"}]}'
    found = list(tree.read_json(source, fill, "test", inner=chosen, table="tree"))
    assert [(one.record.titles[0].value, rest(one), one.origin.ordinal) for one in found if one.record] == [
        ("A", [("a.x", "1")], 0),
        ("C", [("b", "left")], 1),
    ]


def test_of_several_inner_paths_the_first_that_leads_to_any_is_taken() -> None:
    def fill(draft: Draft) -> None:
        draft.record.volume = draft.root.one("v").take("volume")

    source = b'[{"a": {"i": [{"v": 1}, {"v": 2}]}, "i": {"v": 9}}, {"i": {"v": 3}}, {"v": 4}]'
    found = list(tree.read_json(source, fill, "test", inner="a/i|i", table="tree"))
    assert [one.record.volume for one in found if one.record] == ["1", "2", "3", "4"]
    assert rest(found[1]) == [("i.v", "9")]


def test_a_json_file_without_entries_is_told_where_the_reader_asks() -> None:
    for source in (b"", b"[]", b'{"items": []}'):
        (told,) = tree.read_json(source, nothing, "test", table="tree", ways=(("items",),), wanted="item")
        assert [(one.code, one.message) for one in told.issues] == [("R007", "the file holds no item")]
        assert list(tree.read_json(source, nothing, "test", table="tree", ways=(("items",),))) == []
