"""Lists of names in one cell: taken apart in the form that is stated, or in the only one that fits."""

from __future__ import annotations

import pytest

from kg.values.name_lists import literal, parse


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("Smith A, Walter BC", "initials", [("Smith", "A"), ("Walter", "BC")]),
        ("Lim SM, Chow JCL.", "initials", [("Lim", "SM"), ("Chow", "JCL")]),
        ("Phillips J.C., Kalé L.", "initials", [("Phillips", "J.C."), ("Kalé", "L.")]),
        ("Phillips J.C.; Kalé L.", "initials", [("Phillips", "J.C."), ("Kalé", "L.")]),
        ("van den Berg JW, Abd-Alrazaq AA", "initials", [("van den Berg", "JW"), ("Abd-Alrazaq", "AA")]),
        ("King M Jr", "initials", [("King", "M")]),
        ("P. Kogge; J. -P. Nominé", "natural", [("Kogge", "P."), ("Nominé", "J. -P.")]),
        ("Ada Example and Bo Sample", "natural", [("Example", "Ada"), ("Sample", "Bo")]),
        ("Prof. Dr. Janusz KacprzykMo JamshidiIan McDonald", "joined", [("Kacprzyk", "Janusz"), ("Jamshidi", "Mo"), ("McDonald", "Ian")]),
        ("Ahmed Shawky Moussa", "joined", [("Moussa", "Ahmed Shawky")]),
        ("Smith, John; Doe, Jane", "auto", [("Smith", "John"), ("Doe", "Jane")]),
        ("Smith, John|Doe, Jane", "auto", [("Smith", "John"), ("Doe", "Jane")]),
        ("Smith, John and Doe, Jane", "auto", [("Smith", "John"), ("Doe", "Jane")]),
        ("Smith, J., Doe, K., & Roe, A.B.", "auto", [("Smith", "J."), ("Doe", "K."), ("Roe", "A.B.")]),
        ("Liu R., Adler D.G.", "auto", [("Liu", "R."), ("Adler", "D.G.")]),
        ("Joseph Rottman, Erran Carmel, Mary Lacity", "auto", [("Rottman", "Joseph"), ("Carmel", "Erran"), ("Lacity", "Mary")]),
        ("J. Smith and K. Doe", "auto", [("Smith", "J."), ("Doe", "K.")]),
        ("Smith, John", "auto", [("Smith", "John")]),
        ("Marx, Karl, Jr.", "auto", [("Marx", "Karl")]),
        ("van der Berg, Jan Willem", "auto", [("van der Berg", "Jan Willem")]),
        ("['Marx, Karl', 'O\\'Neil, A']", "auto", [("Marx", "Karl"), ("O'Neil", "A")]),
        ('["Marx, Karl"]', "auto", [("Marx", "Karl")]),
        ("", "auto", []),
    ],
)
def test_takes_a_list_apart(text: str, form: str, expected: list[tuple[str, str]]) -> None:
    assert [(agent.family, agent.given) for agent in parse(text, form).agents] == expected


def test_takes_the_separators_that_are_stated() -> None:
    found = parse("Smith, J.\nDoe, K.; Roe, A.", "inverted", ("; ", "\n"))
    assert [agent.family for agent in found.agents] == ["Smith", "Doe", "Roe"]


@pytest.mark.parametrize("text", ["Smith, J.; et al.", "Smith J, et al.", "Smith, J. et al", "Smith, J.; ..."])
def test_tells_that_a_list_is_not_complete(text: str) -> None:
    found = parse(text)
    assert found.others
    assert [agent.family for agent in found.agents] == ["Smith"]


@pytest.mark.parametrize(("text", "form"), [("Wei Wu, Qiao Qiao", "auto"), ("Andy SmithTom Weber", "joined")])
def test_tells_that_a_list_could_be_read_in_another_way(text: str, form: str) -> None:
    assert parse(text, form).guessed


def test_does_not_call_a_plain_list_guessed() -> None:
    assert not parse("Smith, John; Doe, Jane").guessed


def test_keeps_organisations_whole() -> None:
    assert [agent.kind for agent in parse("World Health Organization").agents] == ["organisation"]
    assert [(agent.name, agent.kind) for agent in parse("Example Grp, Unit B", "organisations").agents] == [
        ("Example Grp, Unit B", "organisation")
    ]


@pytest.mark.parametrize("text", ["[a]", "['a', b]", "Smith [ed.]", "['unclosed]"])
def test_takes_only_lists_of_quoted_texts_for_lists(text: str) -> None:
    assert literal(text) is None
