"""Plain text: markup goes, what a reader sees stays."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import terms
from kg.values import text as texts

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"


@pytest.mark.parametrize(
    "text",
    [
        "p < 0.05",
        "<10 mg",
        "a<b and c>d",
        "a<b>c",
        "x < y > z",
        "<foo>x</foo>",
        "<b and c>",
        "R&D",
        "AT&T; Bell",
        "&bogus;",
        "1 <2> 3",
        "<",
        "&",
        "<>",
        "</",
        "a & b",
    ],
)
def test_keeps_text_that_only_looks_like_markup(text: str) -> None:
    assert texts.plain(text) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("H<sub>2</sub>O &amp; <i>E. coli</i>", "H₂O & E. coli"),
        ("10<sup>-3</sup> m<sup>2</sup>", "10⁻³ m²"),
        ("10<sup>th</sup>", "10th"),
        ("x<SUB>max</SUB>", "xₘₐₓ"),
        ('<p class="a b" id=x>One</p><p>Two</p>', "One\n\nTwo"),
        ("<p>open", "open"),
        ("a<br/>b<br>c", "a b c"),
        ("<ul><li>a</li><li>b</li></ul>", "a\n\nb"),
        ("x<script>alert(1)</script>y<style>p{}</style>", "xy"),
        ("a<!-- b -->c", "ac"),
        ("<![CDATA[p<0.05 & more]]>", "p<0.05 & more"),
        ("It&rsquo;s 5 &lt; 6 &#8211; &#x2014; &eacute;", "It’s 5 < 6 – — é"),
        ("&#150;&#0;", "–\ufffd"),
        ("<q>x</q>", "“x”"),
        ("<a href='http://x.org/?a=1&amp;b=2'>link</a>", "link"),
        ("un<b>closed", "un<b>closed"),
        ("<p>p < 0.05 and n > 3</p>", "p < 0.05 and n > 3"),
    ],
)
def test_reads_html(source: str, text: str) -> None:
    assert texts.plain(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<jats:title>Abstract</jats:title><jats:p>One.</jats:p>", "One."),
        ("<jats:title>Abstract: </jats:title><jats:sec><jats:title>Aim</jats:title><jats:p>To.</jats:p></jats:sec>", "Aim: To."),
        ("<sec><title>Why?</title><p>So.</p></sec><sec><title>End</title></sec>", "Why? So.\n\nEnd"),
        ("<p>The title is Abstract</p>", "The title is Abstract"),
        ("<jats:p>x<jats:italic>y</jats:italic><jats:sup>2</jats:sup></jats:p>", "xy²"),
        ("<mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup></mml:math>", "x²"),
        ("<math>\n <msub><mi>H</mi>\n <mn>2</mn></msub> <mi>O</mi>\n</math>", "H₂O"),
        ("<math><mfrac><mi>a</mi><mrow><mi>b</mi><mo>+</mo><mi>c</mi></mrow></mfrac></math>", "a/(b+c)"),
        ("<math><msup><mi>x</mi><mi>q</mi></msup></math>", "x^q"),
        ("<math><msqrt><mn>2</mn></msqrt></math>", "√(2)"),
        ("<math><semantics><mi>α</mi><annotation encoding='application/x-tex'>\\alpha</annotation></semantics></math>", "α"),
        ("<alternatives><tex-math>$x$</tex-math><mml:math><mml:mi>x</mml:mi></mml:math></alternatives>", "x"),
        (r"<tex-math>\documentclass{a}\begin{document}$$x_1$$\end{document}</tex-math>", "x₁"),
    ],
)
def test_reads_jats_and_mathml(source: str, text: str) -> None:
    assert texts.plain(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;i&gt;Homo&lt;/i&gt; sapiens", "Homo sapiens"),
        ("&amp;lt;i&amp;gt;Homo&amp;lt;/i&amp;gt;", "Homo"),
        ("Smith &amp;amp; Sons", "Smith & Sons"),
        ("the &lt;b&gt; element", "the <b> element"),
        ("<i>x</i> &lt;b&gt;y&lt;/b&gt;", "x <b>y</b>"),
        ("<jats:p>&lt;p&gt;One &lt;em&gt;x &lt;/em&gt;y.&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</jats:p>", "One x y.\n\nTwo"),
        ("a &amp;bogus; b", "a &bogus; b"),
    ],
)
def test_resolves_twice_only_what_was_escaped_twice(source: str, text: str) -> None:
    assert texts.plain(source) == text


def test_joins_lines_and_keeps_paragraphs() -> None:
    assert texts.plain(" a\nb \n \n c ") == "a b\n\nc"
    assert texts.tidy(" a\nb \n \n c ") == "a b c"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\x00b\x07", "ab"),
        ("a\u00a0\u2009b\u2028c", "a b c"),
        ("e\u0301", "é"),
        ("co\u00adoperation\u200b\ufeff", "cooperation"),
        ("\ud800x\uffff", "x"),
        ("\u202eabc", "\u202eabc\u202c"),
        ("a\u2069b", "ab"),
        ("\u2067x\u2069", "\u2067x\u2069"),
        ("क्\u200dष", "क्\u200dष"),
    ],
)
def test_tidies_unicode(source: str, text: str) -> None:
    assert texts.tidy(source) == text


@given(st.text())
def test_tidy_is_a_fixed_point_that_every_format_can_carry(text: str) -> None:
    tidied = texts.tidy(text)
    assert texts.tidy(tidied) == tidied
    assert terms.clean(tidied) == tidied
    assert unicodedata.is_normalized("NFC", tidied)


@given(st.text(st.sampled_from("<>/&;bip sub=\"'!-[]CDATA?ltamx#1\n")))
def test_plain_gives_tidy_paragraphs_for_any_markup(text: str) -> None:
    plain = texts.plain(text)
    assert plain == "\n\n".join(texts.tidy(part) for part in plain.split("\n\n"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_escaped_text_is_read_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "&" not in text and "<" not in text:
        assert texts.plain(f"<p>{escaped}</p>") == texts.tidy(text)


HUGE = [
    "<",
    "<!--",
    "<![CDATA[",
    "<b>",
    "<b>x</b>",
    "<p a='",
    '<p a="',
    "<p ",
    "&amp;",
    "&",
    "<p>x</p>",
    "</b>",
    "<i><b>",
    "\n ",
    "<title>",
    "<?",
    "<math><mi>",
    "<p a=b ",
]


@pytest.mark.parametrize("piece", HUGE)
def test_huge_markup_ends(piece: str) -> None:
    assert isinstance(texts.plain(piece * (150_000 // len(piece))), str)


@pytest.mark.parametrize("text", ["MÃ¼ller", "itâ€™s", "Ã‰cole", "Å¡", "ï»¿x", "lost \ufffd", "Â©"])
def test_sees_mojibake(text: str) -> None:
    assert texts.mojibake(text)


@pytest.mark.parametrize("text", ["Müller", "«CAFÉ»", "SÃO PAULO", "Ärger", "Åsa", "„Ä“", "château", "Ελλάδα", "plain"])
def test_sees_no_mojibake_in_sound_text(text: str) -> None:
    assert not texts.mojibake(text)


def _strings(value: object) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def test_no_markup_of_crossref_works_is_left() -> None:
    folder = CORPORA / "crossref-json"
    if not folder.is_dir():
        pytest.skip("needs ../shared/corpora")
    files, values = 0, set()
    for path in sorted(folder.rglob("*.json")):
        try:
            data = json.loads(path.read_bytes())
        except ValueError:
            continue
        files += 1
        values |= {value for value in _strings(data) if "</" in value}
    left = [value for value in values if re.search("</[a-z]", texts.plain(value))]
    print(f"crossref-json: {len(values)} texts with markup in {files} files")
    assert values
    assert left == []


def test_what_is_printable_needs_no_character_taken_out() -> None:
    every = map(chr, range(0x110000))
    special = [one for one in every if texts._DROPPED.match(one) or texts._BIDI.match(one) or (one.isspace() and one != " ")]
    assert len(special) > 2000
    assert not any(one.isprintable() for one in special)


@given(st.text("ab \n\u00a0\u200be\u0301é", max_size=12))
def test_tidies_in_the_short_way_as_in_the_long_one(text: str) -> None:
    long_way = unicodedata.normalize("NFC", " ".join(texts._DROPPED.sub("", text).split()))
    assert texts.tidy(text) == long_way
    assert texts.tidy(texts.tidy(text)) == texts.tidy(text)
