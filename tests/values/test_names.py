"""Names: BibTeX's grammar, inverted and natural order, organisations only where certain."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.record import Agent, Identifier
from kg.values import names


def parts(agent: Agent) -> tuple[str, str, str, str]:
    return agent.given, agent.family, agent.particle, agent.suffix


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Donald E. Knuth", ("Donald E.", "Knuth", "", "")),
        ("Knuth, Donald~E.", ("Donald E.", "Knuth", "", "")),
        ("Ludwig van Beethoven", ("Ludwig", "van Beethoven", "van", "")),
        ("van Beethoven, Ludwig", ("Ludwig", "van Beethoven", "van", "")),
        ("jean de la fontaine", ("jean", "de la fontaine", "de la", "")),
        ("de la Fontaine, Jean", ("Jean", "de la Fontaine", "de la", "")),
        ("bell hooks", ("bell", "hooks", "", "")),
        ("King, Jr., Martin Luther", ("Martin Luther", "King", "", "Jr.")),
        ("Martin Luther King Jr.", ("Martin Luther", "King", "", "Jr.")),
        ("King Jr., Martin Luther", ("Martin Luther", "King", "", "Jr.")),
        ("Humboldt, Alexander von", ("Alexander", "Humboldt", "von", "")),
        (r"Charles Louis de la Vall{\'e}e Poussin", ("Charles Louis", "de la Vallée Poussin", "de la", "")),
        (r"{\'E}mile Zola", ("Émile", "Zola", "", "")),
        (r"{\"U}nal, {\"O}mer", ("Ömer", "Ünal", "", "")),
        ("Jean-Paul {de la} Cruz", ("Jean-Paul de la", "Cruz", "", "")),
        ("{van der Berg}, Jan", ("Jan", "van der Berg", "", "")),
        ("Jos{\\'e} {Ortega y Gasset}", ("José", "Ortega y Gasset", "", "")),
        ("family=Duchamp, given=Philippe, prefix=van, useprefix=true", ("Philippe", "van Duchamp", "van", "")),
        ("given=Hans, family=Harman, suffix=III", ("Hans", "Harman", "", "III")),
        ("Plato", ("", "Plato", "", "")),
        ("毛泽东", ("", "", "", "")),
    ],
)
def test_reads_bibtex_name(text: str, expected: tuple[str, str, str, str]) -> None:
    (agent,) = names.bibtex_list(text)
    assert parts(agent) == expected
    assert agent.kind == "person"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A. Doe and B. Roe", ["A. Doe", "B. Roe"]),
        ("A. Doe AND\n B. Roe", ["A. Doe", "B. Roe"]),
        ("A. Doe and others", ["A. Doe"]),
        ("Doe, A. et al.", ["A. Doe"]),
        ("{Barnes and Noble} and Sand, Andy", ["Barnes and Noble", "Andy Sand"]),
        ("A. Doe and and B. Roe", ["A. Doe", "B. Roe"]),
        ("", []),
    ],
)
def test_splits_bibtex_list(text: str, expected: list[str]) -> None:
    assert [agent.name for agent in names.bibtex_list(text)] == expected


def test_unclosed_brace_hides_no_author() -> None:
    assert len(names.bibtex_list("Doe, {A and Roe, B and Poe, C")) == 3


@pytest.mark.parametrize(
    ("text", "more"), [("A and others", True), ("A et al.", True), ("A and B", False), ("Others, A", False), ("others", True), ("", False)]
)
def test_knows_incomplete_list(text: str, more: bool) -> None:
    assert names.has_others(text) is more


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Doe, A. and Roe, B.", []),
        ("Doe, A., Roe, B., Poe, C.", ["R020"]),
        ("Doe, A.; Roe, B.", ["R021"]),
        ("Doe, A. and and Roe, B.", ["R022"]),
        ("{Inst, of, Many, Commas}", []),
        ("family=A, given=B, prefix=c, suffix=d", []),
    ],
)
def test_reports_names_that_cannot_be_told_apart(text: str, codes: list[str]) -> None:
    assert [issue.code for issue in names.check(text, field="contributors")] == codes


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{World Health Organization}", "World Health Organization"),
        ("{{NASA}}", "NASA"),
        ("World Health Organization", "World Health Organization"),
        ("{Smith, John & Sons}", "Smith, John & Sons"),
    ],
)
def test_braces_and_unmistakable_words_make_an_organisation(text: str, name: str) -> None:
    assert names.bibtex_list(text) == [Agent(name=name, kind="organisation")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bovaird, Tony", ("Tony", "Bovaird", "", "")),
        ("Phillips,A.J.", ("A.J.", "Phillips", "", "")),
        ("King, Martin Luther, Jr.", ("Martin Luther", "King", "", "Jr.")),
        ("King, Jr., Martin Luther", ("Martin Luther", "King", "", "Jr.")),
        ("King, Jr.", ("", "King", "", "Jr.")),
        ("van den Berg, Jan", ("Jan", "van den Berg", "van den", "")),
        ("Beethoven, Ludwig van", ("Ludwig", "Beethoven", "van", "")),
        ("'t Hooft, Gerard", ("Gerard", "'t Hooft", "'t", "")),
        ("d'Arcy, P.", ("P.", "d'Arcy", "", "")),
        ("smith, john", ("john", "smith", "", "")),
        ("Center, J.", ("J.", "Center", "", "")),
        ("Smith,", ("", "Smith", "", "")),
        ("Tony Bovaird", ("Tony", "Bovaird", "", "")),
    ],
)
def test_reads_inverted_name(text: str, expected: tuple[str, str, str, str]) -> None:
    assert parts(names.inverted(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "World Health Organization",
        "University of Oxford, Department of Physics",
        "ATLAS Collaboration",
        "Universität Wien",
        "Universitätsbibliothek Wien",
    ],
)
def test_reads_organisation_in_any_order(text: str) -> None:
    assert names.inverted(text) == names.natural(text) == Agent(name=text, kind="organisation")


@pytest.mark.parametrize(
    "text", ["Tony Bovaird", "Leonardo da Vinci", "Van Dyke Parks", "El Greco", "Ann Church", "Paul Bank", "James College"]
)
def test_reads_no_person_as_organisation(text: str) -> None:
    agent = names.natural(text)
    assert (agent.kind, agent.name) == ("person", text)


@pytest.mark.parametrize(
    ("given_parts", "name"),
    [
        ({"given": "Jean", "family": "Alembert", "particle": "d'"}, "Jean d'Alembert"),
        ({"given": "Alexander", "family": "Humboldt", "particle": "von"}, "Alexander von Humboldt"),
        ({"given": "Jan", "family": "van den Berg", "particle": "van den"}, "Jan van den Berg"),
        ({"given": "Vanessa", "family": "vanilla", "particle": "van"}, "Vanessa van vanilla"),
        ({"family": "King", "given": "Martin Luther", "suffix": "Jr."}, "Martin Luther King Jr."),
        ({"given": "Cher"}, "Cher"),
    ],
)
def test_builds_name_in_natural_order(given_parts: dict[str, str], name: str) -> None:
    assert names.person(**given_parts).name == name


_WORD = st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True).filter(lambda word: not names.is_organisation(word) and word != "And")


@given(st.lists(st.tuples(_WORD, _WORD, st.sampled_from(["", "van", "de la", "von der"])), min_size=1, max_size=5))
def test_every_list_is_read_back_in_order(people: list[tuple[str, str, str]]) -> None:
    listed = [
        (first, f"{particle} {last}".strip(), particle) for first, last, particle in people if last not in ("Ii", "Iii", "Iv", "Jr", "Sr")
    ]
    for form in ("{0} {1}", "{1}, {0}"):
        text = " and ".join(form.format(*person) for person in listed)
        assert [parts(agent)[:3] for agent in names.bibtex_list(text)] == listed


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    for agent in [*names.bibtex_list(text), names.inverted(text), names.natural(text)]:
        assert agent.kind in ("person", "organisation")
    assert isinstance(names.has_others(text), bool)
    assert isinstance(names.check(text, field=""), list)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (" " * 10**6, 0),
        ("{" * 10**5, 1),
        (" and" * 10**5, 0),
        (" and A" * 10**4, 10**4),
        ("a," * 10**5, 1),
        ("et al " * 10**5, 1),
        ("~" * 10**5, 0),
    ],
)
def test_huge_input_ends(text: str, count: int) -> None:
    assert len(names.bibtex_list(text)) == count


@pytest.mark.parametrize("read", [names.inverted, lambda text: names.bibtex_list(text)[0]], ids=["inverted", "bibtex"])
def test_a_name_read_twice_gives_two_agents(read: Callable[[str], Agent]) -> None:
    first = read("Bovaird, Tony")
    first.place, first.identifiers = "Birmingham", [Identifier("orcid", "0000-0002-1825-0097")]
    assert read("Bovaird, Tony") == Agent("Tony Bovaird", given="Tony", family="Bovaird")


@given(st.lists(st.sampled_from(["A, B", "et al.", "others", "OTHERS", "and", " and ", "AND", "\tand\n", ";", "x", "Al", " "]), max_size=7))
def test_a_list_without_braces_is_split_as_one_with_them(pieces: list[str]) -> None:
    text = "".join(pieces)
    braced = [part.removesuffix("{}").strip() for part in names._split(f" {text} {{}} ")]
    assert braced == names._split(f" {text} ")
