"""XML cut into entries: places, hostile and broken files, encodings."""

from __future__ import annotations

import gc
import sys

import pytest

from kg.errors import InputError
from kg.syntax import xml_tree
from kg.syntax.tree import Node
from kg.syntax.xml_tree import Entry, entries
from tests.deadline import ends


def read(text: str | bytes, *names: str, encoding: str = "") -> list[Entry]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(entries(data, names=names or ("r",), encoding=encoding))


def texts(entry: Entry) -> dict[str, str]:
    """Path -> text of every node with text."""
    assert entry.root is not None, entry.fault
    return {entry.path(node): node.own() for node in entry.root.walk() if node.own().strip()}


def test_cuts_entries_in_the_order_of_the_file_with_their_places() -> None:
    first, second = read("<list>\n  <r><a>1</a></r>\n  <r>\n<a>2</a><a k='v'>é3</a></r></list>")
    assert texts(first) == {"a": "1"}
    assert texts(second) == {"a[1]": "2", "a[2]/@k": "v", "a[2]": "é3"}
    assert (first.pointer, first.line, first.column, first.offset, first.length) == ("/list/r", 2, 3, 9, 15)
    assert second.pointer == "/list/r[2]"
    assert second.root is not None
    place = second.place(list(second.root.children())[1])
    assert (place.line, place.column, place.pointer, place.raw) == (4, 9, "/list/r[2]/a[2]", "<a k='v'>é3</a>")


def test_the_outermost_element_of_a_name_is_the_entry() -> None:
    (one,) = read("<x><r><r>inner</r></r></x>")
    assert texts(one) == {"r": "inner"}


def test_a_name_with_a_parent_is_taken_only_there() -> None:
    (one,) = read("<x><r>no</r><y><r>yes</r></y></x>", "y/r")
    assert texts(one) == {"": "yes"}


def test_knows_names_in_any_namespace_and_keeps_the_namespace() -> None:
    one, two = read('<l xmlns="urn:a" xmlns:b="urn:b"><r/><b:r/></l>')
    assert one.root is not None
    assert two.root is not None
    assert (one.root.space, two.root.space) == ("urn:a", "urn:b")


def test_an_undeclared_prefix_costs_nothing() -> None:
    (one,) = read('<r><ext-link xlink:href="u" xml:lang="en" z:k="1">x</ext-link></r>')
    assert texts(one) == {"ext-link": "x", "ext-link/@xlink:href": "u", "ext-link/@xml:lang": "en", "ext-link/@k": "1"}


def test_resolves_named_characters_of_html_in_text_and_attributes() -> None:
    for head in ("", "<!DOCTYPE r SYSTEM 'http://127.0.0.1:9/x.dtd'>", "<!DOCTYPE r PUBLIC '-//A//B' '../x.dtd' []>"):
        (one,) = read(head + "<r a='caf&eacute;'>&lt;&alpha;&nbsp;&AMP;&LT;b</r>")
        assert texts(one) == {"": "<α\u00a0&<b", "@a": "café"}
        assert one.notes == []


def test_an_unknown_entity_stays_as_text_and_is_told_with_its_entry() -> None:
    one, two = read("<l><r>a</r><r k='&what;'>b&what;</r></l>")
    assert one.notes == []
    assert texts(two) == {"": "b&what;", "@k": "&what;"}
    assert [(code, values) for code, _, values in two.notes] == [("R016", {"value": "&what;"})]


def test_each_unknown_entity_of_an_entry_is_told_where_it_stands_first() -> None:
    source = "<l><r>&why;&amp;&what;</r><r>&eacute;&why; &what; &why;&how;</r></l>"
    one, two = read(source)
    assert [(names["value"], at) for _, at, names in one.notes] == [("&what;", source.index("&what;")), ("&why;", source.index("&why;"))]
    second = source.index("</r>")
    assert [(names["value"], at) for _, at, names in two.notes] == [
        (name, source.index(name, second)) for name in ("&how;", "&what;", "&why;")
    ]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))


@pytest.mark.parametrize(
    "subset",
    [
        f'<!ENTITY l0 "ha">{LAUGHS}',
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p;',
        "<!ENTITY % a \"<!ENTITY b 'c'>\"> %a;",
        f'<!ENTITY q "{"q" * 100_000}">',
    ],
    ids=["laughs", "external", "parameter", "nested", "quadratic"],
)
def test_a_file_that_declares_entities_is_refused(subset: str) -> None:
    with ends():
        (one,) = read(f"<!DOCTYPE r [{subset}]><r>&l29;{'&q;' * 1000}&x;</r>")
    assert one.root is None
    assert one.fault is not None
    assert one.fault.kind == "entities"


def test_xinclude_is_only_an_element() -> None:
    (one,) = read('<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></r>')
    assert texts(one) == {"include/@href": "file:///etc/passwd", "include/@parse": "text"}


def test_defaults_of_a_dtd_are_not_filled_in() -> None:
    (one,) = read("<!DOCTYPE r [<!ELEMENT r ANY><!ATTLIST r big CDATA 'x'>]><r>a</r>")
    assert texts(one) == {"": "a"}


def test_too_deep_an_entry_is_refused_and_the_next_is_read() -> None:
    one, two = read("<l><r>" + "<a>" * 100_000 + "</a>" * 100_000 + "</r><r>ok</r></l>")
    assert one.root is None
    assert one.fault is not None
    assert one.fault.kind == "deep"
    assert texts(two) == {"": "ok"}


def test_too_large_an_entry_is_refused_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MAX_SIZE", 1000)
    one, two = read("<l><r>" + "<a>b</a>" * 1000 + "</r><r>ok</r></l>")
    assert one.fault is not None
    assert one.fault.kind == "large"
    assert texts(two) == {"": "ok"}


BROKEN = [
    ("<l><r>1</r><r>2<b></r><r>3</r></l>", ["1", "", "3"]),
    ("<l><r>1</r><r>2 & x</r><r>3</r></l>", ["1", "", "3"]),
    ("<l><r>1</r><r a='1' a='2'>2</r><r>3</r></l>", ["1", "", "3"]),
    ("<l><r>1</r><r>2<", ["1", ""]),
    ("<l><r>1</r><r>2</r>", ["1", "2", ""]),
    ("<l><g><r>1</r>&</g><g><r>2</r></g></l>", ["1", "", "2"]),
    ("<r>1</r><r>2</r>\n<r>3</r>", ["1", "2", "3"]),
    ("<r>1</r> junk", ["1", ""]),
    ("<?xml version='1.0'?><l><r>1</r></l>\n<?xml version='1.0'?><!DOCTYPE l SYSTEM 'x'><l><r>2</r></l>", ["1", "2"]),
    ("\n <!-- c --> <?xml version='1.1' encoding='UTF-8'?><r>1</r>", ["1"]),
    ("<oai><?xml version='1.0'?><r>1</r></oai>", ["1"]),
    ("no markup", [""]),
    ("", []),
    ("  \n", []),
    ("<l></l>", []),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN)
def test_reads_what_is_whole_and_reports_what_is_broken(text: str, expected: list[str]) -> None:
    found = read(text)
    assert [one.root.own() if one.root else "" for one in found] == expected
    for one in found:
        assert (one.root is None) == (one.fault is not None)
        if one.fault:
            assert one.fault.reason
            assert one.fault.line >= 1
            assert one.fault.column >= 1


def test_a_broken_entry_names_the_line_of_its_fault() -> None:
    _, broken, last = read("<l>\n<r>1</r>\n<r>\n2</b></r>\n<r>3</r></l>")
    assert broken.fault is not None
    assert (broken.line, broken.fault.line) == (3, 4)
    assert (last.line, last.pointer) == (5, "/l/r[3]")


def test_what_stands_behind_a_broken_entry_keeps_its_namespaces() -> None:
    _, last = read('<l xmlns:p="urn:p"><r><p:a></r><r><p:b>x</p:b></r></l>')
    assert last.root is not None
    assert [child.space for child in last.root.children()] == ["urn:p"]


ENCODED = "<?xml version='1.0' encoding='{}'?><l><r>é</r><r>ü</r></l>"


@pytest.mark.parametrize(
    ("declared", "codec", "mark"),
    [
        ("UTF-8", "utf-8", b""), ("UTF-8", "utf-8", b"\xef\xbb\xbf"), ("ISO-8859-1", "latin-1", b""), ("windows-1252", "cp1252", b""),
        ("UTF-16", "utf-16-le", b"\xff\xfe"), ("UTF-16", "utf-16-be", b"\xfe\xff"), ("UTF-16", "utf-16-le", b""), ("utf-16", "utf-8", b""),
        ("UTF-8", "utf-16-be", b"\xfe\xff"), ("KOI8-R", "utf-8", b"\xef\xbb\xbf"), ("Shift_JIS", "shift_jis", b""),
    ],
)  # fmt: skip
def test_reads_every_encoding_by_mark_then_declaration(declared: str, codec: str, mark: bytes) -> None:
    letters = ("é", "ü") if codec != "shift_jis" else ("あ", "い")
    source = ENCODED.format(declared).replace("é", letters[0]).replace("ü", letters[1])
    data = mark + source.encode(codec)
    one, two = read(data)
    assert [texts(one)[""], texts(two)[""]] == list(letters)
    assert data[two.offset : two.offset + two.length].decode(codec) == f"<r>{letters[1]}</r>"


def test_the_user_names_the_encoding_of_a_file_without_declaration() -> None:
    (one,) = read("<r>é</r>".encode("cp1252"), encoding="cp1252")
    assert texts(one) == {"": "é"}


def test_a_wrong_byte_costs_its_entry_alone() -> None:
    one, two = read("<l><r>é</r><r>ü</r></l>".encode().replace("é".encode(), b"\xe9"))
    assert one.fault is not None
    assert (one.fault.kind, one.fault.line, one.fault.column) == ("encoding", 1, 7)
    assert texts(two) == {"": "ü"}


@pytest.mark.parametrize("name", ["utf-7", "no-such", "rot13", "base64", "idna"])
def test_an_encoding_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="there is no encoding"):
        read(f"<?xml version='1.0' encoding='{name}'?><r/>")


def test_forbidden_characters_are_left_out_and_told() -> None:
    one, two = read("<l><r>a\x01b&#0;&#x1F;c\ufffe</r><r>&#233;</r></l>")
    assert texts(one)[""].split() == ["a", "b", "c"]
    assert [code for code, _, _ in one.notes] == ["R005"]
    assert (texts(two), two.notes) == ({"": "é"}, [])


def test_cdata_and_comments_and_instructions_are_understood() -> None:
    (one,) = read("<r><![CDATA[a <?xml b?> &c; ]]><!-- <r> --><?php <r> ?>d</r>")
    assert texts(one) == {"": "a <?xml b?> &c; d"}


def test_what_was_read_is_let_go_before_more_is_read() -> None:
    count, others = 0, sum(isinstance(thing, Node) for thing in gc.get_objects())
    for count, _ in enumerate(entries(b"<l>" + b"<r><a>some text</a><b k='v'/></r>" * 20_000 + b"</l>", names=("r",)), 1):
        if count % 5_000 == 0:
            gc.collect()
            # what one block of the file holds, and no more
            assert sum(isinstance(thing, Node) for thing in gc.get_objects()) - others < 4_000
    assert count == 20_000


@pytest.mark.parametrize(
    "text",
    [
        "<r>" * 200_000, "<l>" + "<r><b></r>" * 5_000, "<r/>" * 20_000, "<l>" + "<r>&</r>" * 5_000, "<" * 500_000, "&a" * 300_000,
        "<![CDATA[" * 100_000, "<?xml " * 100_000, "<!--" * 200_000, "<r a='" + "x" * 3_000_000,
        "<l><r>" + "<a k='v'>t</a>" * 200_000 + "</r>",
        "".join(f"&n{n};" for n in range(50_000)), "<r>" + "".join(f"&n{n};" for n in range(20_000)) + "</r>",
    ],
    ids=range(13),
)  # fmt: skip
def test_no_text_takes_the_square_of_its_length(text: str) -> None:
    with ends():
        for one in read(text):
            assert one.root is not None or one.fault is not None


def test_a_star_takes_anything_in_an_element() -> None:
    found = list(entries(b"<r><x/><items><a><x/></a><b/></items><items/></r>", names=("items/*",)))
    assert [entry.pointer for entry in found] == ["/r/items/a", "/r/items/b"]


@pytest.mark.parametrize("text", ["é€😀x", "x", "é\n"])
def test_columns_count_characters_however_long_the_line(text: str) -> None:
    source = "<l><r>" + "".join(f"<a>{text * 37}</a>" for _ in range(500)) + "</r></l>"
    (one,) = entries(source.encode(), names=["r"])
    assert one.root is not None
    for node in one.root.children():
        before = source.encode()[: node.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        assert (one.place(node).line, one.place(node).column, one.line_of(node)) == (line, column, line)


def test_places_on_one_long_line_take_no_square_of_its_length() -> None:
    (one,) = entries(b"<r>" + b"<a>x</a>" * 200_000 + b"</r>", names=["r"])
    assert one.root is not None
    with ends():
        assert {one.at(node.start)[0] for node in one.root.children()} == {1}


@pytest.mark.parametrize(
    "source",
    [
        "".join(f"<a xmlns:b{n}='c'>" for n in range(40_000)),
        "<l " + " ".join(f"xmlns:b{n}='c'" for n in range(40_000)) + "><r/></l>",
    ],
    ids=["nested", "beside each other"],
)
def test_many_namespaces_take_no_square_of_their_number(source: str) -> None:
    with ends():
        assert list(entries(source.encode(), names=["r"]))


def test_a_namespace_that_is_declared_too_deep_is_told_where_it_counts() -> None:
    deep = "<x>" * 1_100
    one, two = read(f'<l>{deep}<b:r xmlns:b="urn:b"><b:a/></b:r>{"</x>" * 1_100}<b:r xmlns:b="urn:b"/></l>')
    assert one.root is not None
    assert two.root is not None
    assert (one.root.space, two.root.space) == ("", "urn:b")
    assert [(code, names) for code, _, names in one.notes] == [("R023", {"name": "xmlns:b"})]
    assert one.at(one.notes[0][1]) == (one.line, one.column)
    assert two.notes == []


def test_a_namespace_that_is_declared_deep_again_as_it_was_above_is_none_that_is_lost() -> None:
    (one,) = read(f'<l xmlns="urn:l">{"<x>" * 1_100}<r xmlns="urn:l"/>{"</x>" * 1_100}</l>')
    assert one.root is not None
    assert one.root.space == "urn:l"
    assert one.notes == []


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-16"])
def test_places_hold_behind_characters_that_xml_forbids(codec: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0"}.get(codec, b"")
    written = "<l><r>\ufffe\uffff\U0001f4a5</r>\ufffe<r>b</r></l>"
    data = mark + (written.encode(codec) if codec != "utf-16" else written.encode(f"utf-16-{sys.byteorder[0]}e"))
    _, two = read(data, encoding=codec if codec == "utf-16" else "")
    assert data[two.offset : two.offset + two.length].decode(codec) == "<r>b</r>"
    assert two.column == written.rindex("<r>") + 1
