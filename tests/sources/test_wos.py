"""Web of Science's tagged text: fields, lines that go on, records that do not end."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kg import inputs
from kg.record import Agent, Concept, Grant, Identifier, Metric, Reading, Record, Relation, Text
from kg.sources import wos

SICI = "(sici)1<2::aid-x>3.0.co;2-c"
HEAD = "FN Clarivate Analytics Web of Science\nVR 1.0\n"


def readings(text: str, **options: Any) -> list[Reading]:
    return list(wos.read(text.encode(), **options))


def record(*lines: str) -> Record:
    """The record of one entry with these lines, which must raise no issue."""
    [reading] = readings(HEAD + "\n".join(["PT J", *lines, "ER", "", "EF"]))
    assert reading.issues == []
    assert reading.record is not None
    return reading.record


def get(one: Record, path: str) -> object:
    value: Any = one
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value


@pytest.mark.parametrize(
    ("lines", "path", "expected"),
    [
        (["TI Optical properties of", "   crystals"], "titles", [Text("Optical properties of crystals", "en")]),
        (["AU Brown, J", "   Smith, K", "AF Brown, James", "   Smith, Kim"], "contributors[1].agent.name", "Kim Smith"),
        (["AU Joffe, Hadine; Hall, Janet E"], "contributors[1].agent.family", "Hall"),
        (["AF Brown, J", "CA Example Grp"], "contributors[1].agent", Agent("Example Grp", "organisation")),
        (["DE one; two words", "   long; three"], "keywords", [Text("one"), Text("two words long"), Text("three")]),
        (["ID FIRST; SECOND"], "keywords[1]", Text("SECOND")),
        (["SO JOURNAL OF X", "J9 J X", "JI J. X"], "container.short", [Text("J X"), Text("J. X")]),
        (["SO BOOK OF X", "DT Article; Book Chapter", "BN 978-3-16-148410-0"], "host.identifiers", [Identifier("isbn", "9783161484100")]),
        (["SO BOOK OF X", "DT Proceedings Paper", "BE Editor, E", "SE STUDIES"], "host.contributors[0].role", "editor"),
        (["SO BOOK OF X", "DT Proceedings Paper", "SE STUDIES", "SN 0957-8765", "BN 9783161484100"], "series[0].titles", [Text("STUDIES")]),
        (["DT Proceedings Paper", "CT 3rd Conf", "CY JUN 21-24, 2010", "CL Bath, ENGLAND"], "event.end", "2010-06-24"),
        (["LA German"], "languages", ["de"]),
        (["PY 2006", "PD JUN 14"], "issued", "2006-06-14"),
        (["PY 2006", "PD JAN-FEB"], "issued", "2006"),
        (["PY 2006", "PD 04 2006"], "issued", "2006-04"),
        (["PY 2020", "EA APR 2020"], "online", "2020-04"),
        (["BP 5323", "EP 5331", "PS 5323-31"], "page_end", "5331"),
        (["PS 411-22"], "page_end", "422"),
        (["AR 102345"], "article_number", "102345"),
        (["PG 9"], "num_pages", 9),
        (["DI 10.1234/a", "PM 22334455"], "identifiers[0]", Identifier("doi", "10.1234/a")),
        (["UT ISI:000238592600006"], "identifiers", [Identifier("wos-ut", "WOS:000238592600006")]),
        (["UT INSPEC:8863438"], "identifiers", [Identifier("accession", "INSPEC:8863438")]),
        (["D2 10.1234/book", "DT Proceedings Paper"], "host.identifiers", [Identifier("doi", "10.1234/book")]),
        (["PU PRESS", "PI BATH"], "publisher", Agent("PRESS", "organisation", place="BATH")),
        (["FU Agency [n1, n2]; Other", "   Agency [x]"], "funding[2]", Grant(Agent("Other Agency", "organisation"), "x")),
        (["FX We thank", "   everybody."], "funding_text", [Text("We thank everybody.")]),
        (["CR Someone A, 1999, J X, V1, P2", "   Other B, 2000, K"], "relations[1]", Relation("cites", text="Other B, 2000, K")),
        (["CR A B, 1999, J, DOI 10.1002/(SICI)1<2::AID-X>3.0.CO;2-C"], "relations[0].identifier.value", f"10.1002/{SICI}"),
        (["TC 12"], "metrics", [Metric(12, "Web of Science")]),
        (["WC Optics; Physics, Applied"], "concepts[1]", Concept("wos", Text("Physics, Applied", "en"))),
        (["SC Optics"], "concepts", [Concept("wos-area", Text("Optics", "en"))]),
        (["OA gold, Green Published"], "access", "open"),
        (["TI A", "DT Review; Early Access"], "type", "review-article"),
        (["TI A", "DT Meeting Abstract"], "type", "journal-abstract"),
        (["XX unknown"], "rest", [("XX", "unknown")]),
    ],
)
def test_reads_a_field(lines: list[str], path: str, expected: object) -> None:
    assert get(record(*lines), path) == expected


def test_the_kind_of_publication_counts_only_without_a_document_type() -> None:
    assert record("TI A").type == "journal-article"
    assert record("TI A", "DT Editorial Material").type == "editorial"


def test_gives_addresses_to_the_authors_that_stand_before_them() -> None:
    people = record(
        "AF Brown, James", "   Smith, Kim", "C1 [Brown, James; Smith, Kim] Univ X, City.", "   [Smith, Kim] Inst Y."
    ).contributors
    assert [[at.name for at in one.affiliations] for one in people] == [["Univ X, City"], ["Univ X, City", "Inst Y"]]


def test_keeps_addresses_that_name_nobody() -> None:
    one = record("AF Brown, James", "   Smith, Kim", "C1 Univ X, City.")
    assert one.rest == [("C1", "Univ X, City.")]


def test_gives_identifiers_to_the_people_whose_names_stand_before_them() -> None:
    people = record(
        "AF Brown, James",
        "   Smith, Kim",
        "OI Smith, Kim/0000-0002-1825-0097;",
        "   Brown, James/0000-0001-5109-3700",
        "RI Brown, J/A-1234-2010",
    ).contributors
    assert [one.value for one in people[0].agent.identifiers] == ["0000-0001-5109-3700", "A-1234-2010"]
    assert [one.value for one in people[1].agent.identifiers] == ["0000-0002-1825-0097"]


def test_names_whom_to_write_to() -> None:
    one = record("AF Brown, James", "   Smith, Kim", "RP Smith, K (corresponding author), Univ X, City.")
    assert [person.corresponding for person in one.contributors] == [False, True]


def test_leaves_e_mail_addresses_out_and_says_why() -> None:
    [reading] = readings(HEAD + "PT J\nTI A\nEM a@example.org\nER\n")
    assert ("EM", "a@example.org", "e-mail addresses of people are not published") in reading.not_carried


def test_tells_a_record_without_end() -> None:
    first, second = readings(HEAD + "PT J\nTI A\n\nPT J\nTI B\nER\n")
    assert [(found.code, found.place.line) for found in first.issues] == [("R380", 4)]
    assert second.issues == []


def test_keeps_lines_outside_of_records() -> None:
    [reading] = readings(HEAD + "\n   a stray line\nPT J\nTI A\nER\n")
    assert [found.code for found in reading.issues] == ["R381"]
    assert reading.record is not None
    assert reading.record.rest == [("line", "a stray line")]


@pytest.mark.parametrize(("text", "code"), [(HEAD + "EF\n", "R382"), ("no fields at all\n", "R382"), (HEAD + "PT J\nER\n", "R383")])
def test_reports_what_holds_no_record(text: str, code: str) -> None:
    [reading] = readings(text)
    assert reading.record is None
    assert [found.code for found in reading.issues] == [code]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_reads_what_a_byte_order_mark_names(codec: str) -> None:
    data = (HEAD + "PT J\nTI Ähre\nER\n").encode(codec)
    [reading] = wos.read(data)
    assert reading.label == "Ähre"
    assert inputs.recognise(data, "savedrecs.txt") == "wos"


def test_trace_changes_nothing_and_gives_the_places_of_fields() -> None:
    text = HEAD + "PT J\nAU Brown, J\n   Smith, K\nTI A\nPY 2006\nER\n"
    [plain], [traced] = readings(text), readings(text, trace=True)
    assert msgspec.structs.replace(traced, places=None) == plain
    assert traced.places is not None
    assert {field: (place.line, place.column) for field, place in traced.places.items()} == {
        "type": (3, 4), "contributors[0]": (4, 4), "contributors[1]": (4, 4), "titles[0]": (6, 4), "issued": (7, 4),
    }  # fmt: skip


def test_a_large_file_is_cut_behind_records(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PART", 50_000)
    monkeypatch.setattr(inputs, "_BLOCK", 20_000)
    path = tmp_path / "large.isi"
    path.write_text(HEAD + "".join(f"PT J\nTI Title {number}\nAB ER is a word\n   ER too\nER\n\n" for number in range(4000)) + "EF\n")
    found = list(inputs.load(str(path)))
    assert len(found) > 2
    assert sum(1 for item in found for _ in wos.read(item.data)) == 4000
