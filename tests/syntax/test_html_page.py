"""HTML to a tree with places: tags where they stand, broken and hostile pages, encodings."""

from __future__ import annotations

import time

import pytest

from kg.errors import InputError
from kg.syntax.html_page import Page, declared, lines, words
from tests.deadline import ends


def page(text: str) -> Page:
    return Page(text.encode())


def test_tags_and_scripts_know_line_and_column() -> None:
    source = '<!doctype html>\n<head>\n  <meta name="a" content="1"><LINK REL=canonical\n href="u">\n'
    source += '<script type="application/ld+json">\n {}</script>'
    found = page(source)
    assert [(tag.kind, tag.attributes, tag.place.line, tag.place.column) for tag in found.tags()] == [
        ("meta", {"name": "a", "content": "1"}, 3, 3),
        ("link", {"rel": "canonical", "href": "u"}, 3, 30),
    ]
    assert [tag.place.raw for tag in found.tags()] == ['<meta name="a" content="1">', '<LINK REL=canonical href="u">']
    (script,) = found.scripts()
    assert (script.text, script.line, script.column) == ("\n {}", 5, 36)


def test_tags_in_comments_scripts_and_attributes_are_none() -> None:
    source = (
        '<!-- <meta name="a" content="1"> --><script>var x = "<meta name=b content=2>";</script><title><meta name=c></title>'
        "<meta name=d content='<meta name=e content=3>'><p title=\"it's <b\">x</p><style><meta name=f></style>"
    )
    found = page(source)
    assert [(tag.attributes["name"], tag.attributes["content"]) for tag in found.tags()] == [("d", "<meta name=e content=3>")]
    assert found.title == "<meta name=c>"
    assert [element.get("title") for element in found.all("p")] == ["it's <b"]


def test_entities_are_those_of_html_and_nothing_is_fetched() -> None:
    source = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><meta name=a content="&eacute;&#233;&amp;&x;"><title>&x; &lt;</title>'
    )
    found = page(source)
    assert [tag.attributes["content"] for tag in found.tags()] == ["éé&&x;"]
    assert found.title == "&x; <"


@pytest.mark.parametrize(
    ("data", "encoding", "text", "bad"),
    [
        (b"<meta charset=utf-8><title>\xc3\xa9</title>", "", "é", 0),
        (b"<meta charset=iso-8859-1><title>\xe9 \x93</title>", "", "é “", 0),
        (b'<meta http-equiv=Content-Type content="text/html; charset=windows-1252"><title>\xe9</title>', "", "é", 0),
        (b"<?xml version='1.0' encoding='iso-8859-2'?><title>\xb1</title>", "", "ą", 0),
        (b"<title>\xe9</title>", "latin-1", "é", 0),
        ("<title>é</title>".encode("utf-16"), "", "é", 0),
        (b"\xef\xbb\xbf<meta charset=latin-1><title>\xc3\xa9</title>", "", "é", 0),
        (b"<meta charset=utf-8>\n<title>\xe9x</title>", "", "\ufffdx", 2),
        (b"<meta charset=utf-16><title>\xc3\xa9</title>", "", "é", 0),
    ],
)
def test_encoding_of_mark_user_and_page(data: bytes, encoding: str, text: str, bad: int) -> None:
    found = Page(data, encoding)
    assert (found.title, found.bad.line) == (text, bad)


def test_encoding_that_is_not_stated_or_does_not_exist_is_an_error() -> None:
    for data in (b"<title>\xe9</title>", b"<meta charset=klingon><title>x</title>"):
        with pytest.raises(InputError):
            Page(data)
    assert (declared(b"<title>"), declared(b"<meta charset='UTF-8'>")) == ("", "utf-8")


def test_broken_pages_are_mended_as_browsers_do() -> None:
    found = page("<p>a<p>b<table><tr><td>c</b></i><meta name=x content=y></title><div")
    assert [tag.attributes["name"] for tag in found.tags()] == ["x"]
    assert [words(element) for element in found.all("p")] == ["a", "b"]


@pytest.mark.parametrize("source", ["", " ", "<", "<!--", "\x00", "<script>", "<meta name='"])
def test_pages_with_nothing_in_them_state_nothing(source: str) -> None:
    found = page(source)
    assert (list(found.tags()), list(found.scripts()), found.title, found.base) == ([], [], "", "")


def test_what_stands_behind_the_end_of_the_page_is_found() -> None:
    found = page("<html><body class=a></body></html>\n<meta name=x content=y><p class=a>z")
    assert [tag.attributes["name"] for tag in found.tags()] == ["x"]
    assert len(found.classed("a")) == 2


def test_words_and_lines_leave_scripts_and_styles_out() -> None:
    (element,) = page("<div>a <b>b</b><script>x</script> c<style>y</style><!-- z --><br>d<p>e</p>f</div>").all("div")
    assert words(element) == "a b c d e f"
    assert lines(element) == ["a b c", "d", "e", "f"]


def test_line_ends_count_in_pre_only() -> None:
    (one, two) = page("<div>a\nb <b>c\nd</b>\ne</div><pre>a\nb</pre>").all("div", "pre")
    assert (lines(one), lines(two)) == (["a b c d e"], ["a", "b"])


def test_classes_are_found_whole_and_by_their_beginning() -> None:
    found = page('<div class="a_one b"><p class="a_two">x</p></div><p class=a_one>y</p>')
    assert [element.tag for element in found.classed("a_one")] == ["div", "p"]
    assert [element.tag for element in found.classed("a_", prefix=True)] == ["div", "p", "p"]
    assert [element.tag for element in found.classed("a_", found.all("div")[0], prefix=True)] == ["div", "p"]


@pytest.mark.parametrize("source", ["<div>" * 5000, "<div></x>" * 5000])
def test_a_page_that_nests_too_deep_is_not_parsed(source: str) -> None:
    found = page(source)
    assert (found.hostile, found.root) == ("its elements nest deeper than any page's", None)


@pytest.mark.parametrize(
    "piece",
    ["<!--", '<a x="', "<a x='b'\"c ", "<p a=b ", "<", "<script>", "<p>x", "<meta name=a content=b>", "</p>", "=", '"', "<a x= ", "&amp;"],
)
def test_time_grows_with_the_length_of_the_page(piece: str) -> None:
    def seconds(number: int) -> float:
        start = time.process_time()
        list(Page((piece * number).encode()).tags())
        return time.process_time() - start

    seconds(1000)
    assert min(seconds(20_000) for _ in range(2)) < 4 * min(seconds(10_000) for _ in range(2)) + 0.05


def test_a_page_with_an_element_of_fifty_thousand_attributes_is_told_and_not_parsed() -> None:
    written = "".join(f' a{number}="x y z"' for number in range(50_000))
    with ends(within=30):
        found = Page(f"<html><body{written}><p>x</p></body></html>".encode())
    assert (found.hostile, found.root) == ("an element has more than 1,000 attributes", None)


def test_a_value_of_many_words_is_one_attribute() -> None:
    found = Page(f"<html><body title='{'word ' * 5_000}'><p>x</p></body></html>".encode())
    assert found.hostile == ""
    assert len(found.all("p")) == 1
