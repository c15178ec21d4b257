"""MEDLINE's display format: tags, continued lines, and where a record begins."""

from __future__ import annotations

import pytest

from kg.record import Agent, Concept, Grant, Identifier, Link, Reading, Record, Text
from kg.sources import medline, nbib, nbib_people, ris
from kg.syntax import medline_lines
from kg.syntax.decoding import decode

RECORD = """PMID- 12
OWN - NLM
STAT- MEDLINE
IS  - 0003-2700 (Print)
IS  - 1520-6882 (Electronic)
VI  - 76
IP  - 9
DP  - 2004 May 1
TI  - A long title on rivers and
      the fish in them.
PG  - 2425-9
LID - 10.1021/AC1 [doi]
LID - S0003 [pii]
AB  - BACKGROUND: Rivers
      flow.
CI  - Copyright 2004.
FAU - van der Berg, Jane A Jr
AU  - van der Berg JA Jr
AUID- ORCID: 0000-0002-1825-0097
AD  - Dept of Rivers, Delft. jane@example.org.
AD  - Second Dept.
FAU - Roe, Richard
AU  - Roe R
CN  - River Study Group
LA  - eng
PT  - Journal Article
PT  - Review
DEP - 20040117
PL  - United States
TA  - Ann Riv
JT  - Annals of rivers
JID - 0370536
EDAT- 2004/05/01 05:00
PHST- 2003/12/24 00:00 [received]
PHST- 2004/05/01 05:00 [pubmed]
AID - 10.1021/ac1 [doi]
PST - ppublish
"""


def readings(text: str, *, trace: bool = False, encoding: str = "") -> list[Reading]:
    return list(nbib.read(text.encode(encoding or "utf-8"), trace=trace, encoding=encoding))


def one(lines: str, *, trace: bool = False) -> Reading:
    (reading,) = readings("PMID- 1\n" + lines, trace=trace)
    return reading


def record(lines: str) -> Record:
    made = one(lines).record
    assert made is not None
    return made


def test_reads_a_record_of_pubmed() -> None:
    (reading,) = readings(RECORD)
    made = reading.record
    assert made is not None
    assert reading.issues == []
    assert (made.type, made.status, made.languages) == ("review-article", "published", ["en"])
    assert made.titles == [Text("A long title on rivers and the fish in them", "en")]
    assert made.abstracts == [Text("BACKGROUND: Rivers flow.", "en")]
    assert made.identifiers == [Identifier("pmid", "12"), Identifier("doi", "10.1021/ac1"), Identifier("local", "S0003")]
    assert made.container is not None
    assert (made.container.titles, made.container.short) == ([Text("Annals of rivers")], [Text("Ann Riv")])
    assert made.container.identifiers == [Identifier("issn", "0003-2700"), Identifier("eissn", "1520-6882"), Identifier("nlm", "0370536")]
    assert (made.volume, made.issue, made.page_start, made.page_end) == ("76", "9", "2425", "2429")
    assert (made.issued, made.online, made.submitted) == ("2004-05-01", "2004-01-17", "2003-12-24")
    assert made.publisher == Agent(name="", kind="organisation", place="United States")
    assert made.rights == [Text("Copyright 2004.")]
    assert made.derived_from == ["https://pubmed.ncbi.nlm.nih.gov/12/?format=pubmed"]
    assert made.rest == [("AD", "jane@example.org")]
    assert [path for path, _, reason in reading.not_carried if reason] == ["OWN", "STAT", "AU", "AU", "EDAT", "PHST"]


def test_what_follows_a_name_belongs_to_it() -> None:
    (reading,) = readings(RECORD)
    assert reading.record is not None
    first, second, third = reading.record.contributors
    assert (first.agent.name, first.agent.suffix) == ("Jane A van der Berg Jr", "Jr")
    assert first.agent.identifiers == [Identifier("orcid", "0000-0002-1825-0097")]
    assert [one.name for one in first.affiliations] == ["Dept of Rivers, Delft", "Second Dept."]
    assert (second.agent.name, second.affiliations) == ("Richard Roe", [])
    assert third.agent == Agent(name="River Study Group", kind="organisation")


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("AU  - Doe JA\nAU  - Roe R\n", ["J A Doe", "R Roe"]),
        ("FAU - Doe, Jane\nAU  - Doe J\nAU  - Roe R\n", ["Jane Doe", "R Roe"]),
        ("AU  - Smith, Tom\n", ["Tom Smith"]),
        ("FAU - King, Martin Luther 3rd\n", ["Martin Luther King 3rd"]),
        ("FIR - Wood, D\nIR  - Wood D\nFED - Ed, Itor\nED  - Ed I\n", ["D Wood", "Itor Ed"]),
    ],
)
def test_a_short_name_is_read_where_there_is_no_full_one(lines: str, names: list[str]) -> None:
    assert [one.agent.name for one in record(lines).contributors] == names


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("PMID- 1\nTI  - A\n\nPMID- 2\nTI  - B\n", ["1", "2"]),
        ("PMID- 1\nTI  - A\nPMID- 2\nTI  - B\n", ["1", "2"]),
        ("\n\nOWN - ERIC\nTI  - A\n\nOWN - ERIC\nTI  - B\n", ["A", "B"]),
        ("TI  - A\nAU  - Doe J\n\nTI  - B\n", ["A", "B"]),
        ("PMID- 1\n\nTI  - A\n\nAB  - B\n", ["1"]),
        ("PMID- 1\r\nTI  - A\r\n\r\nPMID- 2\r\n", ["1", "2"]),
        ("PMID- 1\rTI  - A\r\rPMID- 2\r", ["1", "2"]),
        ("banner\nPMID- 1\nTI  - A", ["1"]),
    ],
)
def test_tells_where_a_record_begins(text: str, labels: list[str]) -> None:
    assert [reading.label for reading in readings(text)] == labels


def test_offsets_and_lines_lead_to_the_entry() -> None:
    text = "\nPMID- 1\nTI  - Über\n\nPMID- 2\nTI  - B\n      c\n"
    for entry, start in zip(medline_lines.entries(decode(text.encode())), ("PMID- 1", "PMID- 2"), strict=True):
        cut = text.encode()[entry.offset : entry.offset + entry.length].decode()
        assert cut.startswith(start)
        assert entry.line == text[: text.index(start)].count("\n") + 1
    assert readings(text)[1].record.titles == [Text("B c")]  # type: ignore[union-attr]


def test_brackets_are_a_translation() -> None:
    made = record("TI  - [On rivers].\nTT  - Über Flüsse.\nLA  - ger\n")
    assert (made.titles, made.other_titles) == ([Text("Über Flüsse", "de")], [Text("On rivers", "en")])
    missing = record("TI  - [Not Available].\nTT  - Le fleuve\nLA  - fre\n")
    assert (missing.titles, missing.rest) == ([Text("Le fleuve", "fr")], [("TI", "[Not Available].")])


def test_other_abstracts_have_their_language() -> None:
    made = record("AB  - Seen.\nOAB - Publisher: Visto.\nOABL- spa\nGN  - Note\nCOIS- None.\n")
    assert made.abstracts == [Text("Seen.", "en"), Text("Visto.", "es")]
    assert made.notes == [Text("Note"), Text("None.")]
    assert record("AB  - Seen.\nOAB - Easy.\nOABL- eng\n").notes == [Text("Easy.", "en")]


@pytest.mark.parametrize(
    ("lines", "issued", "codes"),
    [
        ("DP  - 2004 May\n", "2004-05", []),
        ("DP  - 2001 Nov-Dec\n", "2001", ["R321"]),
        ("DP  - soon\n", "", ["R008"]),
        ("DEP - 20040117\n", "2004-01-17", []),
        ("DEP - 20041317\n", "", ["R008"]),
        ("CTDT- 2012/03/27\n", "2012-03-27", []),
        ("LA  - xxx\n", "", ["R009"]),
    ],
)
def test_what_is_no_date_or_language_is_told_with_its_place(lines: str, issued: str, codes: list[str]) -> None:
    reading = one(lines)
    assert reading.record is not None
    assert (reading.record.issued, [found.code for found in reading.issues]) == (issued, codes)
    assert all(found.place.line == 2 and found.record == "1" for found in reading.issues)
    assert len(reading.record.rest) == len(codes)


def test_headings_keywords_and_substances() -> None:
    made = record(
        "MH  - Animals\nMH  - Stem Cells/*cytology/physiology\nMH  - *Neoplasms\nRN  - 0 (Thyroxine)\nRN  - EC 3.4 (Trypsin)\n"
        "RN  - 7\nNM  - Thyroxine\nOT  - *rivers\nGS  - APOE\nPS  - Koop CE\nFPS - Koop, C Everett\n"
    )
    assert made.concepts == [
        Concept("mesh", Text("Animals", "en")),
        Concept("mesh", Text("Stem Cells", "en")),
        Concept("mesh", Text("Stem Cells/cytology", "en"), weight="1"),
        Concept("mesh", Text("Stem Cells/physiology", "en")),
        Concept("mesh", Text("Neoplasms", "en"), weight="1"),
        Concept("mesh", Text("Thyroxine", "en")),
        Concept("mesh", Text("Trypsin", "en")),
    ]
    assert made.keywords == [Text("rivers"), Text("APOE"), Text("C Everett Koop")]
    assert made.rest == [("RN", "EC 3.4"), ("RN", "7"), ("OT", "*rivers")]


@pytest.mark.parametrize(
    ("line", "grant"),
    [
        ("R01 HL1/HL/NHLBI NIH HHS/United States", Grant(Agent("NHLBI NIH HHS", "organisation", place="United States"), "R01 HL1")),
        ("A/1/B/Wellcome Trust/United Kingdom", Grant(Agent("Wellcome Trust", "organisation", place="United Kingdom"), "A/1/B")),
        ("Wellcome Trust/United Kingdom", Grant(Agent("Wellcome Trust", "organisation", place="United Kingdom"))),
        ("12345", Grant(number="12345")),
    ],
)
def test_grants_are_read_from_their_end(line: str, grant: Grant) -> None:
    assert record(f"GR  - {line}\nGR  - {line}\n").funding == [grant]


def test_corrections_trials_and_data_are_links() -> None:
    made = record(
        "RIN - Riv. 2006;2:2. PMID: 99\nEIN - Riv. 2006. doi: 10.1021/e1.\nCON - Riv. 2001\nSI  - ClinicalTrials.gov/NCT00000123\n"
        "SI  - GENBANK/AB1\nSI  - Dryad/10.5061/dryad.1\n"
    )
    assert made.status == "retracted"
    assert Identifier("trial", "NCT00000123") in made.identifiers
    assert [(one.kind, one.identifier or one.text) for one in made.relations] == [
        ("related", "Riv. 2001"),
        ("corrected-by", Identifier("doi", "10.1021/e1")),
        ("retracted-by", Identifier("pmid", "99")),
        ("related", "GENBANK:AB1"),
        ("supplemented-by", Identifier("doi", "10.5061/dryad.1")),
    ]


def test_a_chapter_has_the_book_for_its_host() -> None:
    book = "BTI - Rivers\nCTI - Waters\nPB  - Delta Press\nPL  - Delft\nISBN- 9781860163593\nEN  - 2nd\nFED - Roe, R\n"
    made = record(book + "TI  - Deltas.\nLA  - eng\nFAU - Doe, J\n")
    assert made.host is not None
    assert (made.type, made.host.titles, made.host.identifiers) == (
        "chapter",
        [Text("Rivers", "en")],
        [Identifier("isbn", "9781860163593")],
    )
    assert [one.agent.name for one in made.host.contributors] == ["R Roe"]
    assert made.publisher == Agent("Delta Press", "organisation", place="Delft")
    whole = record(book)
    assert (whole.type, whole.titles, whole.series[0].titles, whole.edition) == ("book", [Text("Rivers")], [Text("Waters")], "2nd")
    assert Identifier("isbn", "9781860163593") in whole.identifiers


def test_reads_what_eric_writes_otherwise() -> None:
    (reading,) = readings(
        "OWN - ERIC\nTI  - A\nAID - http://dx.doi.org/10.1000/123\nOID - EJ1\nLID - http://eric.ed.gov/?id=EJ1\nISSN - ISSN-0003-2700\n"
        "LA  - English\nPT  - Journal Articles\nPT  - Reports - Research\n"
    )
    made = reading.record
    assert made is not None
    assert (made.type, made.genre, made.languages) == ("journal-article", [Text("Reports - Research", "en")], ["en"])
    assert made.identifiers == [Identifier("accession", "EJ1"), Identifier("doi", "10.1000/123")]
    assert made.links == [Link("http://eric.ed.gov/?id=EJ1")]
    assert made.container is not None
    assert made.container.identifiers == [Identifier("issn", "0003-2700")]


def test_a_wrong_identifier_is_told_and_an_unknown_tag_stays() -> None:
    reading = one("LID - no doi [doi]\nIS  - 1234-5678 (Print)\nXYZ - odd\n")
    assert [found.code for found in reading.issues] == ["I001", "I002"]
    assert reading.record is not None
    assert reading.record.rest == [("XYZ", "odd")]


@pytest.mark.parametrize("text", ["", "\n\n", "nothing of the kind\n"])
def test_a_file_without_records_is_told(text: str) -> None:
    (reading,) = readings(text)
    assert reading.record is None
    assert [found.code for found in reading.issues] == ["R331"]


@pytest.mark.parametrize(
    ("head", "rate"),
    [
        ("PMID- 12\nOWN - NLM\n", 96),
        ("\n\n\nOWN - ERIC\nTI  - A\n", 96),
        ("PMID- 12", 40),
        ("TY  - JOUR\nPMID- 12\nTI  - A\nER  - \n", 0),
        ("@article{PMID- 1\n", 0),
        ("", 0),
    ],
)
def test_detects_nbib_by_its_first_tag(head: str, rate: int) -> None:
    assert nbib.detect(head, "a.nbib") == rate
    if rate == 96:
        assert ris.detect(head, "a.ris") < rate


def test_other_encodings_and_a_trace_change_no_record() -> None:
    plain, traced = readings(RECORD)[0], readings(RECORD, trace=True)[0]
    assert plain.record == traced.record
    assert traced.places is not None
    assert (traced.places["titles[0]"].line, traced.places["titles[0]"].column) == (9, 7)
    assert traced.places["contributors[0].affiliations[1]"].line == 21
    assert readings(RECORD, encoding="utf-16")[0].record.titles == plain.record.titles  # type: ignore[union-attr]


def test_the_tags_of_the_table_are_taken_by_nobody() -> None:
    assert all(reason for reason in medline.rules()["not_carried_tags"].values())
    assert nbib_people.name("Doe J").name == "J Doe"
