"""EndNote's tagged text: tags, types, records without end or type."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kg.record import Agent, Identifier, Link, Reading, Record, Relation, Text
from kg.sources import endnote


def readings(text: str, **options: Any) -> list[Reading]:
    return list(endnote.read(text.encode(), **options))


def record(*lines: str, kind: str = "Journal Article") -> Record:
    """The record of one entry with these lines, which must raise no issue."""
    [reading] = readings("\n".join([f"%0 {kind}", *lines, ""]))
    assert reading.issues == []
    assert reading.record is not None
    return reading.record


def get(one: Record, path: str) -> object:
    value: Any = one
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value


@pytest.mark.parametrize(
    ("kind", "lines", "path", "expected"),
    [
        ("Journal Article", ["%T A title", "that goes on"], "titles", [Text("A title that goes on")]),
        ("Journal Article", ["%A Smith, John", "%A Doe, Jane"], "contributors[1].agent.name", "Jane Doe"),
        ("Journal Article", ["%A Geoffrey Chaucer"], "contributors[0].agent.family", "Chaucer"),
        ("Journal Article", ["%T A", "%J Journal of X"], "container.titles", [Text("Journal of X")]),
        ("Book Section", ["%T A", "%B A Book"], "host.titles", [Text("A Book")]),
        ("Book Section", ["%T A", "%E Editor, Ed"], "host.contributors[0].role", "editor"),
        ("Conference Proceedings", ["%T A", "%B Proceedings of X"], "host.type", "proceedings"),
        ("Book", ["%T A", "%B Studies"], "series[0].titles", [Text("Studies")]),
        ("Book", ["%T A", "%B Studies", "%E Editor, Ed"], "contributors[0].role", "series-editor"),
        ("Book", ["%T A", "%E Editor, Ed"], "contributors[0].role", "editor"),
        ("Book", ["%? Trans, Lator"], "contributors[0].role", "translator"),
        ("Thesis", ["%T A", "%I University of X", "%9 Ph.D."], "type", "thesis-doctoral"),
        ("Thesis", ["%T A", "%I University of X"], "institution.name", "University of X"),
        ("Report", ["%T A", "%N 12"], "number", "12"),
        ("Journal Article", ["%D 2015", "%8 March 3, 2015"], "issued", "2015-03-03"),
        ("Journal Article", ["%D 2015", "%8 Mar"], "issued", "2015-03"),
        ("Journal Article", ["%V 1", "%N 2", "%P 3-5"], "page_end", "5"),
        ("Book", ["%P XX, 327"], "num_pages", 327),
        ("Book", ["%7 2nd ed.", "%6 3"], "num_volumes", 3),
        ("Book", ["%I Press", "%C Bath"], "publisher", Agent("Press", "organisation", place="Bath")),
        ("Book", ["%@ 978-3-16-148410-0"], "identifiers", [Identifier("isbn", "9783161484100")]),
        ("Journal Article", ["%J X", "%@ 0957-8765"], "container.identifiers", [Identifier("issn", "0957-8765")]),
        ("Journal Article", ["%R doi:10.1234/A"], "identifiers", [Identifier("doi", "10.1234/a")]),
        ("Journal Article", ["%M WOS:000238592600006"], "identifiers", [Identifier("wos-ut", "WOS:000238592600006")]),
        ("Journal Article", ["%M 12345"], "identifiers", [Identifier("accession", "12345")]),
        ("Book", ["%L QA 76", "%F key1"], "identifiers[1]", Identifier("citekey", "key1")),
        ("Web Page", ["%U https://example.org/a"], "links", [Link("https://example.org/a")]),
        ("Journal Article", ["%> https://example.org/a.pdf"], "files[0].url", "https://example.org/a.pdf"),
        ("Journal Article", ["%K one", "two", "three"], "keywords", [Text("one"), Text("two"), Text("three")]),
        ("Journal Article", ["%X One.", "%Z A note"], "notes", [Text("A note")]),
        ("Journal Article", ["%O Artn 12345"], "article_number", "12345"),
        ("Journal Article", ["%G German"], "languages", ["de"]),
        ("Journal Article", ["%Q Titel"], "other_titles", [Text("Titel")]),
        ("Journal Article", ["%T A title", "%! Short"], "short_title", Text("Short")),
        ("Journal Article", ["%* A book"], "relations", [Relation("reviews", text="A book")]),
        ("Journal Article", ["%A Smith, John", "%+ Univ X"], "contributors[0].affiliations[0].name", "Univ X"),
        ("Patent", ["%A Smith, John", "%@ US 1234567"], "contributors[0].role", "inventor"),
        ("Patent", ["%T A", "%@ US 1234567"], "number", "US 1234567"),
        ("Patent", ["%I Owner Ltd", "%C US"], "contributors[0].role", "assignee"),
        ("Patent", ["%I Owner Ltd", "%C US"], "country", "US"),
        ("Edited Book", ["%A Smith, John"], "contributors[0].role", "editor"),
        ("Conference Proceedings", ["%T A", "%B 3rd Conference", "%3 Proceedings"], "host.titles", [Text("Proceedings")]),
        ("Conference Proceedings", ["%T A", "%B 3rd Conference", "%3 Proceedings"], "event.names", [Text("3rd Conference")]),
        ("Journal Article", ["%T A", "%3 custom"], "rest", [("%3", "custom")]),
        ("Journal Article", ["%1 custom"], "rest", [("%1", "custom")]),
    ],
)
def test_reads_a_tag(kind: str, lines: list[str], path: str, expected: object) -> None:
    assert get(record(*lines, kind=kind), path) == expected


def test_every_type_is_one_of_ours() -> None:
    from kg import resources

    known = resources.table("types")
    table = resources.table("imports/endnote")
    assert all(kind.partition("/")[0] in known for kind in table["types"].values())
    assert all(name.casefold() in table["types"] for name in table["numbers"].values())


def test_begins_a_record_at_every_type_or_without_types_behind_empty_lines() -> None:
    assert len(readings("%0 Book\n%T A\n%0 Book\n\n%T B\n")) == 2
    assert [reading.label for reading in readings("%A Smith, J.\n%T A\n\n%A Doe, K.\n%T B\n")] == ["A", "B"]


def test_leaves_what_belongs_to_one_library_out_and_says_why() -> None:
    [reading] = readings("%0 Book\n%T A\n%[ 20151028\n%< private\n")
    assert [(name, reason) for name, _, reason in reading.not_carried] == [
        ("%[", "when somebody looked at the page"),
        ("%<", "the reader's private notes"),
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("%0 Book\n", ["R383"]),
        ("no tags\n", ["R382"]),
        ("stray\n%0 Book\n%T A\n", ["R381"]),
        ("%0 Poem\n%T A\n", ["R370"]),
        ("%0 Book\n%T A\n%R nothing\n", ["I001"]),
    ],
)
def test_tells_what_is_wrong(text: str, codes: list[str]) -> None:
    assert [found.code for reading in readings(text) for found in reading.issues] == codes


def test_is_not_taken_for_comments() -> None:
    assert endnote.detect("% a comment\n@article{a,}\n", "a.bib") == 0
    assert endnote.detect("%0 Journal Article\n%A A, B\n", "a.txt") == 95
    assert endnote.detect("%A A, B\n%T T\n", "a.txt") == 80


def test_trace_changes_nothing_and_gives_the_places_of_tags() -> None:
    text = "%0 Book\n%A Smith, J\n%T A\n%1 x\n"
    [plain], [traced] = readings(text), readings(text, trace=True)
    assert msgspec.structs.replace(traced, places=None) == plain
    assert traced.places is not None
    assert {field: (place.line, place.column) for field, place in traced.places.items()} == {
        "type": (1, 4), "contributors[0]": (2, 4), "titles[0]": (3, 4), "rest[0]": (4, 4),
    }  # fmt: skip
