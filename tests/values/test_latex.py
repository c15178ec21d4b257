r"""LaTeX: accents, symbols and formulas to Unicode, nothing lost, and back."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values import latex
from kg.values import text as texts

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"{\"o}", "ö"),
        (r"\"{o}", "ö"),
        (r"\"o", "ö"),
        (r"{\'{e}}", "é"),
        (r"\v{c}", "č"),
        (r"\v c", "č"),
        (r"\c{S}", "Ş"),
        (r"{\c c}", "ç"),
        (r"{\ss}", "ß"),
        (r"\o", "ø"),
        (r"S{\o}ren", "Søren"),
        (r"{\'\i}", "í"),
        (r"\'{\i}", "í"),
        (r"\={a}", "ā"),
        (r"\k{a}", "ą"),
        (r"\H{o}", "ő"),
        (r"\r{a}", "å"),
        (r"{\aa}", "å"),
        (r"\L{}\'od\'z", "Łódź"),
        (r"\u{g}", "ğ"),
        (r"\.{I}", "İ"),
        (r"\d{h}", "ḥ"),
        (r"anu\d{s}\d{t}h(u)y{\textacutemacron a}", "anuṣṭh(u)yā́"),
        (r"\textgravemacron{e}", "ḕ"),
        (r"\~n", "ñ"),
        (r"\^{\j}", "ĵ"),
        (r"\"{\i}", "ï"),
        (r"Caf\'e au lait", "Café au lait"),
        (r"\' e", "é"),
        (r"\"{oe}", "öe"),
        (r"\~{}user", "~user"),
        (r"\'", "´"),
    ],
)
def test_reads_accents_and_letters(source: str, text: str) -> None:
    assert latex.to_text(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\textbf{x} \emph{y z} {\it w}", "x y z w"),
        ("{Braced} {T}itle", "Braced Title"),
        (r"\&\%\$\#\_\{\}", "&%$#_{}"),
        ("``quoted''", "“quoted”"),
        ("a--b---c", "a–b—c"),
        ("a~b", "a b"),
        (r"a\ b\\c", "a b c"),
        (r"\ldots", "…"),
        (r"\textsuperscript{2}x\textsubscript{10}", "²x₁₀"),
        (r"\url{http://x.org/~a_b%20c}", "http://x.org/~a_b%20c"),
        (r"\href{http://x.org}{text}", "text (http://x.org)"),
        (r"\textendash{}", "–"),
        (r"\enquote{x}", "“x”"),
        (r"{\noopsort{1973}}Title", "Title"),
        (r"\LaTeX{} rocks", "LaTeX rocks"),
        (r"\textcopyright\ 2012", "© 2012"),
        (r"a\-b", "ab"),
        (r"\guillemotleft x\guillemotright", "«x»"),
        (r"\alpha-helix", "α-helix"),
        (r"\AE sop", "Æsop"),
    ],
)
def test_reads_looks_and_symbols(source: str, text: str) -> None:
    assert latex.to_text(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"$\alpha$", "α"),
        (r"$H_2O$", "H₂O"),
        (r"$10^{-3}$", "10⁻³"),
        (r"$^{13}$C", "¹³C"),
        (r"$x^{kg/m}$", "x^{kg/m}"),
        (r"$x^q$", "x^q"),
        ("$a$ and $b$", "a and b"),
        (r"$\frac{a}{b+c}$", "a/(b+c)"),
        (r"$\frac12$", "1/2"),
        (r"$\sqrt{2}$", "√2"),
        (r"$\mathbb{R}^n$", "ℝⁿ"),
        (r"$\mathcal{O}(n \log n)$", "O(n log n)"),
        (r"\(x^2\)", "x²"),
        (r"$$x_1$$", "x₁"),
        (r"$\sim$10", "∼10"),
        (r"$\bar{x}$", "x̄"),
        (r"$\leq 5$", "≤5"),
        (r"\ensuremath{\beta}", "β"),
        ("$x$-axis", "x-axis"),
    ],
)
def test_reads_formulas(source: str, text: str) -> None:
    assert latex.to_text(source) == text


@pytest.mark.parametrize(
    "text",
    [
        "a_b%20c",
        "x^y",
        "50 % of a & b # c",
        "costs $5 and $10",
        "$",
        "5 $",
        r"\foo{bar}{x} y",
        r"\foo",
        r"C:\temp\new",
        "{",
        "a } b",
        "}{",
        "it's",
        "'x'",
        "`x`",
        "a-b",
        r"\unknown{a_b}[c]",
    ],
)
def test_keeps_as_written_what_is_no_latex(text: str) -> None:
    assert latex.to_text(text) == text


@given(st.text())
def test_what_is_written_is_read_back(text: str) -> None:
    assert latex.to_text(latex.to_latex(text)) == texts.tidy(text)


@given(st.text(st.sampled_from("\\{}$~^_-`'\"&%# ab\n")))
def test_special_characters_are_read_back(text: str) -> None:
    assert latex.to_text(latex.to_latex(text)) == texts.tidy(text)


@given(st.text(st.sampled_from("abcxyz{}\\$^_~'\"-` ")))
def test_loses_no_letter_of_any_source(source: str) -> None:
    read = re.sub(r"\\[A-Za-z]+\*?", "", source)
    kept = "".join(character for character in latex.to_text(source) if character.isalnum())
    if "\\" not in source and "$" not in source:
        assert [letter for letter in read if letter.isalpha()] == list(kept)


@given(st.text(st.sampled_from("abo{}\\$^_~'\"-`.= ")))
def test_never_raises(source: str) -> None:
    assert texts.tidy(latex.to_text(source)) == latex.to_text(source)


HUGE = [
    "{",
    "}",
    "{x",
    r"\'",
    r"\'{",
    "^{",
    "$",
    "$x$",
    "$^",
    r"\frac",
    r"\textbf{",
    r"\foo{",
    "\\",
    "~",
    "--",
    r"\url{",
    r"\href{",
    "{}",
    r"\(",
    "``",
    r"\ ",
]


@pytest.mark.parametrize("piece", HUGE)
def test_huge_input_ends(piece: str) -> None:
    assert isinstance(latex.to_text(piece * (150_000 // len(piece))), str)
    assert isinstance(latex.to_text("$" + piece * (80_000 // len(piece)) + "e$"), str)


def test_deep_groups_lose_no_text() -> None:
    assert latex.to_text("{" * 5000 + "deep" + "}" * 5000) == "deep"
    assert latex.to_text(r"\textsuperscript{" * 200 + "2" + "}" * 200) == "²"


def test_accented_names_of_the_corpora_leave_no_accent_command() -> None:
    folder = CORPORA / "bibtex"
    if not folder.is_dir():
        pytest.skip("needs ../shared/corpora")
    accent = re.compile(r"""\{\\['"^`~=.][A-Za-z]\}|\{\\['"^`~]\{\\?[A-Za-z]\}\}""")
    files = found = 0
    for path in sorted(folder.rglob("*.bib")):
        files += 1
        for source in set(accent.findall(path.read_text("utf-8", "replace"))):
            found += 1
            assert "\\" not in latex.to_text(source)
            assert len(latex.to_text(source)) <= 2
    print(f"bibtex: {found} accents of {files} files")
    assert found


@given(st.text("ab {}-`'~^_<", max_size=14))
def test_a_text_without_commands_is_what_the_walk_over_its_tokens_gives(text: str) -> None:
    assert latex.to_text(text) == texts.tidy(latex._Walk(text).run())
