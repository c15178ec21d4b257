"""MARC 21 records become Records, from MARCXML, ISO 2709 and JSON; what is damaged or no work is told, and the others go on."""

from __future__ import annotations

import io
import json
import re

import pymarc
import pytest

from kg import inputs
from kg.record import Agent, Concept, Contributor, Event, Grant, Identifier, Link, Reading, Record, Relation, Text
from kg.sources import marc

LEADER = "00000nam a2200000 c 4500"
FIXED = "000107s2000    nyua          001 0 eng d"


def field(tag: str, *subfields: str, ind: str = "  ") -> str:
    parts = "".join(f'<subfield code="{part[0]}">{part[1:]}</subfield>' for part in subfields)
    return f'<datafield tag="{tag}" ind1="{ind[0]}" ind2="{ind[1]}">{parts}</datafield>'


def record_xml(*fields: str, leader: str = LEADER, fixed: str = FIXED) -> str:
    control = f'<controlfield tag="008">{fixed}</controlfield>' if fixed else ""
    return f'<record xmlns="http://www.loc.gov/MARC21/slim"><leader>{leader}</leader>{control}{"".join(fields)}</record>'


def one(*fields: str, leader: str = LEADER, fixed: str = FIXED, trace: bool = False) -> Reading:
    (reading,) = marc.read_xml(record_xml(*fields, leader=leader, fixed=fixed).encode(), trace=trace)
    return reading


def record(*fields: str, leader: str = LEADER, fixed: str = FIXED) -> Record:
    found = one(*fields, leader=leader, fixed=fixed).record
    assert found is not None
    return found


TITLE = field("245", "aT /", ind="10")


# ---- kinds ----


@pytest.mark.parametrize(
    ("code", "fields", "type", "variant"),
    [
        ("am", (), "book", ""),
        ("cm", (), "composition", "score"),
        ("em", (), "map", ""),
        ("gm", (), "audiovisual", ""),
        ("jm", (), "audiovisual", "audio"),
        ("as", (), "other", ""),
        ("ab", (), "journal-article", ""),
        ("am", (field("502", "aPhD thesis, Univ. of X, 1999."),), "thesis-doctoral", ""),
        ("am", (field("502", "bMaster of Arts", "cUniv. of X", "d1999"),), "thesis-master", ""),
        ("am", (field("655", "aHochschulschrift", "2gnd-content", ind=" 7"),), "thesis", ""),
        ("am", (field("655", "aKonferenzschrift", ind=" 7"),), "proceedings", ""),
        ("mm", (field("336", "btxt", "2rdacontent"),), "book", ""),
        ("mm", (), "other", ""),
    ],
)
def test_leader_and_genre_tell_the_kind(code: str, fields: tuple[str, ...], type: str, variant: str) -> None:
    found = record(TITLE, *fields, leader=f"00000n{code} a2200000 c 4500", fixed="")
    assert (found.type, found.variant) == (type, variant)


@pytest.mark.parametrize(
    ("at", "letter", "type"),
    [(24, "m", "thesis"), (25, "e", "reference-book"), (24, "t", "report"), (29, "1", "proceedings"), (24, "|", "book")],
)
def test_coded_positions_tell_the_kind(at: int, letter: str, type: str) -> None:
    assert record(TITLE, fixed=FIXED[:at] + letter + FIXED[at + 1 :]).type == type


def test_positions_of_a_fixed_field_of_the_wrong_length_are_not_believed() -> None:
    found = record(TITLE, fixed="000107s2000    nyu 1 eng")
    assert (found.type, found.languages, found.issued) == ("book", [], "2000")


def test_a_serial_says_what_it_is() -> None:
    found = record(TITLE, leader="00000nas a2200000 c 4500", fixed=FIXED[:21] + "n" + FIXED[22:])
    assert (found.type, found.genre) == ("other", [Text("newspaper", "en")])


# ---- titles ----


@pytest.mark.parametrize(
    ("subfields", "full", "short", "others"),
    [
        (("aCell biology :", "ban introduction /", "cby A."), "Cell biology: an introduction", "Cell biology", []),
        (("aWhales.", "n2,", "pBlue."), "Whales. 2, Blue", "", []),
        (("aBier =", "bBeer /", "c."), "Bier", "", ["Beer"]),
        (("aEins ;", "bZwei /", "c."), "Eins; Zwei", "", []),
        (("aWho? :", "bnobody"), "Who? nobody", "Who?", []),
        (("a&lt;&lt;The&gt;&gt; sea",), "The sea", "", []),
        (("aA", "b= B"), "A", "", ["B"]),
    ],
)
def test_the_title_is_put_together_without_punctuation(subfields: tuple[str, ...], full: str, short: str, others: list[str]) -> None:
    found = record(field("245", *subfields))
    assert (found.titles, found.short_title.value if found.short_title else "") == ([Text(full, "en")], short)
    assert [text.value for text in found.other_titles] == others


def test_the_statement_of_responsibility_and_other_parts_of_the_title_field_stay_in_rest() -> None:
    assert record(field("245", "aT /", "cby A.", "f1950")).rest == [("245$c", "by A."), ("245$f", "1950")]


def test_variants_medium_and_edition() -> None:
    found = record(
        field("245", "aT", "h[sound recording] /"), field("246", "aVariant"), field("240", "aUniform"), field("242", "aTranslated", "yeng"),
        field("210", "aShort"), field("250", "a2nd ed., rev. /"),
    )  # fmt: skip
    assert found.other_titles == [Text("Variant"), Text("Translated", "en"), Text("Uniform")]
    assert (found.short_title, found.medium, found.edition) == (Text("Short"), "sound recording", "2nd ed., rev.")


def test_a_title_in_another_script_is_the_title_and_the_romanised_one_a_variant() -> None:
    found = record(
        field("245", "6880-01", "aShi ji /"), field("880", "6245-01/$1", "a史记 /", ind="10"), fixed=FIXED[:35] + "chi" + FIXED[38:]
    )
    assert (found.titles, found.other_titles) == ([Text("史记", "zh")], [Text("Shi ji", "zh-Latn")])


def test_a_damaged_title_in_another_script_is_no_title() -> None:
    found = record(field("245", "6880-01", "aShi ji /"), field("880", "6245-01/$1", "a史\ufffd\ufffd"))
    assert (found.titles, found.rest) == ([Text("Shi ji", "en")], [("880$a", "史\ufffd\ufffd")])


# ---- names ----


@pytest.mark.parametrize(
    ("name", "contributor"),
    [
        (field("100", "aKlein, Marc,", "d1905-", ind="1 "), Contributor(Agent("Marc Klein", given="Marc", family="Klein"))),
        (field("700", "aKlein, Marc.", ind="1 "), Contributor(Agent("Marc Klein", given="Marc", family="Klein"), "contributor")),
        (field("700", "aKlein, M.,", "etranslator.", ind="1 "), Contributor(Agent("M. Klein", given="M.", family="Klein"), "translator")),
        (field("700", "aKlein, M.", "4edt", ind="1 "), Contributor(Agent("M. Klein", given="M.", family="Klein"), "editor")),
        (field("100", "aJohn Paul", "bII,", "cPope,", ind="0 "), Contributor(Agent("John Paul II"))),
        (field("100", "aKing, Martin Luther,", "cJr.", ind="1 "),
         Contributor(Agent("Martin Luther King Jr.", given="Martin Luther", family="King", suffix="Jr."))),
        (field("110", "aUnited States.", "bNaval Research.", ind="1 "),
         Contributor(Agent("United States. Naval Research", "organisation"))),
        (field("720", "aAnn Berg", "4aut"), Contributor(Agent("Ann Berg", given="Ann", family="Berg"))),
        (field("700", "aKlein, M.", "uUniv. of X", "4ctb", ind="1 "),
         Contributor(Agent("M. Klein", given="M.", family="Klein"), "contributor", affiliations=[Agent("Univ. of X", "organisation")])),
    ],
)  # fmt: skip
def test_names_and_roles(name: str, contributor: Contributor) -> None:
    assert record(TITLE, name).contributors == [contributor]


def test_authority_numbers_of_names() -> None:
    numbers = ("0(DE-588)136157114", "0(orcid)0000-0002-1825-0097", "1https://isni.org/isni/0000000121032683", "0(DE-101)1")
    found = record(TITLE, field("100", "aBello, E.", *numbers, "4aut", ind="1 "))
    assert found.contributors[0].agent.identifiers == [
        Identifier("gnd", "136157114"), Identifier("orcid", "0000-0002-1825-0097"), Identifier("isni", "0000000121032683"),
    ]  # fmt: skip
    assert found.rest == [("100$0[3]", "(DE-101)1")]


def test_a_name_in_another_script_is_the_name_as_written() -> None:
    found = record(TITLE, field("100", "6880-02", "aSima, Qian", ind="1 "), field("880", "6100-02/$1", "a司马迁", ind="1 "))
    assert (found.contributors[0].agent.name, found.contributors[0].name_as_written) == ("Qian Sima", "司马迁")


def test_an_unknown_role_makes_a_contributor_and_stays_in_rest() -> None:
    found = record(TITLE, field("700", "aKlein, M.", "ebinder", ind="1 "))
    assert ([one.role for one in found.contributors], found.rest) == (["contributor"], [("700$e", "binder")])


def test_a_degree_grantor_is_the_institution() -> None:
    found = record(TITLE, field("710", "aUniv. of X", "4dgg", ind="2 "))
    assert (found.institution, found.contributors) == (Agent("Univ. of X", "organisation"), [])


def test_a_meeting_is_the_event() -> None:
    found = record(TITLE, field("711", "aCongress on Ice", "n(6 :", "d1988 :", "cPortland, Or.)", "0(DE-588)5022525-X", ind="2 "))
    assert found.event == Event(
        [Text("Congress on Ice (6)")], start="1988", place="Portland, Or", identifiers=[Identifier("gnd", "5022525-X")]
    )


# ---- publication ----


@pytest.mark.parametrize(
    ("fields", "fixed", "issued", "publisher", "issues"),
    [
        ((field("260", "aParis,", "bMasson,", "c1975."),), FIXED, "1975", Agent("Masson", "organisation", place="Paris"), []),
        ((field("264", "aX", "bPrinter", ind=" 3"), field("264", "aParis :", "bMasson,", "c[1975]", ind=" 1")), FIXED, "1975",
         Agent("Masson", "organisation", place="Paris"), []),
        ((field("260", "a[S.l. :", "bs.n.,", "c1975]"),), FIXED, "1975", None, []),
        ((field("260", "c[1975?]"),), FIXED, "1975", None, ["R340"]),
        ((), FIXED, "2000", None, []),
        ((field("260", "cMay 1, 2000"),), FIXED, "2000-05-01", None, []),
        ((field("260", "c2000"),), FIXED[:6] + "e20000501" + FIXED[15:], "2000-05-01", None, []),
        ((), FIXED[:6] + "n||||||||" + FIXED[15:], "", None, []),
        ((), FIXED[:6] + "s199u    " + FIXED[15:], "", None, []),
        ((field("264", "c©1999", ind=" 4"),), "", "1999", None, []),
    ],
)  # fmt: skip
def test_publication(fields: tuple[str, ...], fixed: str, issued: str, publisher: Agent | None, issues: list[str]) -> None:
    reading = one(TITLE, *fields, fixed=fixed)
    assert reading.record is not None
    assert (reading.record.issued, reading.record.publisher, [found.code for found in reading.issues]) == (issued, publisher, issues)


@pytest.mark.parametrize(
    ("extent", "pages", "volumes"),
    [
        ("x, 402 p. :", 402, 0),
        ("33 S.", 33, 0),
        ("1 Online-Ressource (304 Seiten)", 304, 0),
        ("1 Online-Ressource (XII, 330 p. 64 illus., 42 illus. in color)", 330, 0),
        ("VIII, 120 p. 3 illus.", 120, 0),
        ("480 p. (large print) ;", 480, 0),
        ("3 v.", 0, 3),
        ("v.", 0, 0),
    ],
)
def test_extent(extent: str, pages: int, volumes: int) -> None:
    found = record(TITLE, field("300", f"a{extent}"))
    assert (found.num_pages, found.num_volumes) == (pages, volumes)


def test_languages() -> None:
    assert record(TITLE).languages == ["en"]
    assert record(TITLE, field("041", "ager", "afre", "hlat")).languages == ["de", "fr"]
    assert record(TITLE, field("041", "aengfre")).languages == ["en", "fr"]
    assert record(TITLE, field("041", "aengund")).languages == ["en"]
    assert record(TITLE, fixed=FIXED[:35] + "und" + FIXED[38:]).languages == []
    assert [found.code for found in one(TITLE, field("041", "axyz")).issues] == ["R009"]


# ---- numbers ----


@pytest.mark.parametrize(
    ("source", "identifiers"),
    [
        (field("020", "a0471383147 (paper : alk. paper)"), [Identifier("isbn", "9780471383147")]),
        (field("020", "z0471383147"), []),
        (field("024", "a10.1234/X", "2doi", ind="7 "), [Identifier("doi", "10.1234/x")]),
        (field("024", "aurn:nbn:de:101:1-2", "2urn", ind="7 "), [Identifier("urn", "urn:nbn:de:101:1-2")]),
        (field("024", "a123", "2strange", ind="7 "), [Identifier("text", "strange:123")]),
        (field("035", "a(OCoLC)ocm00012345"), [Identifier("oclc", "12345")]),
        (field("035", "a(DE-599)ZDB1"), [Identifier("local", "(DE-599)ZDB1")]),
        (field("010", "a   00020737 "), [Identifier("lccn", "00020737")]),
        (field("016", "a01", "2DE-101", ind="7 "), [Identifier("local", "(DE-101)01")]),
        (field("852", "aBL", "hQa 5", "i.X"), [Identifier("call-number", "Qa 5 .X")]),
        (field("856", "uhttps://doi.org/10.1234/X", ind="40"), [Identifier("doi", "10.1234/x")]),
    ],
)
def test_identifiers(source: str, identifiers: list[Identifier]) -> None:
    assert record(TITLE, source).identifiers == identifiers


def test_an_issn_is_the_serials_the_journals_or_the_series() -> None:
    issn = field("022", "a0067-5903", "l0067-5903")
    both = [Identifier("issn", "0067-5903"), Identifier("issn-l", "0067-5903")]
    assert record(TITLE, issn, leader="00000nas a2200000 c 4500").identifiers == both
    part = record(TITLE, issn, field("773", "tJ", "gvolume:1"), leader="00000nab a2200000 c 4500", fixed="")
    assert part.container is not None
    assert part.container.identifiers == both
    book = record(TITLE, issn, field("490", "aS", "v1"))
    assert (book.identifiers, [one.identifiers for one in book.series]) == ([], [both])


def test_the_control_number_and_its_catalogue() -> None:
    control = '<controlfield tag="001">010028277</controlfield><controlfield tag="003">DE-101</controlfield>'
    found = record(control, '<controlfield tag="005">20110713212405.0</controlfield>', TITLE)
    assert (found.identifiers, found.derived_from) == ([Identifier("local", "(DE-101)010028277")], ["https://d-nb.info/010028277"])
    assert found.record_modified == "2011-07-13"


def test_report_and_patent_numbers() -> None:
    assert record(TITLE, field("088", "aNASA-1")).number == "NASA-1"
    found = record(TITLE, field("013", "a12345", "bus"))
    assert (found.type, found.number, found.country) == ("patent", "12345", "US")


def test_addresses() -> None:
    found = record(TITLE, field("856", "uhttps://a.example/1", ind="40"), field("856", "uhttps://a.example/2", "3Contents", ind="42"))
    assert found.links == [Link("https://a.example/1"), Link("https://a.example/2", "see-also")]


# ---- texts and subjects ----


def test_notes_by_their_kind() -> None:
    found = record(
        TITLE, field("500", "aN."), field("504", "aB."), field("505", "tOne /", "rA --", "tTwo"), field("520", "aS.", ind="3 "),
        field("520", "aReview.", ind="1 "), field("524", "aCite."), field("536", "aFunded by X.", "cG1"), field("540", "aCC BY 4.0"),
        field("540", "aAsk.", "uhttps://creativecommons.org/licenses/by/4.0/"), field("506", "aOpen access"), field("590", "aLocal"),
    )  # fmt: skip
    assert [text.value for text in found.notes] == ["N.", "B.", "Review."]
    assert (found.contents, found.abstracts, found.citations) == ([Text("One / A -- Two")], [Text("S.")], [Text("Cite.")])
    assert (found.funding_text, found.funding) == ([Text("Funded by X.")], [Grant(number="G1")])
    assert (found.licences, found.rights, found.access) == (["https://creativecommons.org/licenses/by/4.0/"], [Text("Ask.")], "open")
    assert found.rest == [("590$a", "Local")]


def test_the_thesis_note_in_subfields() -> None:
    found = record(TITLE, field("502", "bPh. D.", "cCornell University", "d1988"))
    assert (found.type, found.degree, found.degree_kind, found.awarded) == ("thesis-doctoral", "Ph. D", "phd", "1988")
    assert found.institution == Agent("Cornell University", "organisation")


def test_subjects() -> None:
    found = record(
        TITLE, field("650", "aCell Biology", "xhistory.", ind=" 2"), field("650", "aIce.", ind=" 0"),
        field("653", "afree", "aFree", "aother"),
        field("651", "aOsteuropa", "0(DE-588)4075739-0", "2gnd", ind=" 7"), field("689", "aOsteuropa", "Dg", "0(DE-588)4075739-0"),
        field("600", "aNansen, Fridtjof,", "d1861-1930.", ind="10"), field("650", "aLoose", ind=" 4"), field("082", "a551.34/3", "221"),
    )  # fmt: skip
    assert found.concepts == [
        Concept("ddc", Text("551.343"), notation="551.343"),
        Concept("lcsh", Text("Nansen, Fridtjof, 1861-1930")),
        Concept("mesh", Text("Cell Biology--history")),
        Concept("lcsh", Text("Ice")),
        Concept("gnd", Text("Osteuropa"), iri="https://d-nb.info/gnd/4075739-0"),
    ]
    assert found.keywords == [Text("Loose"), Text("free"), Text("other")]


# ---- around ----


PART = "00000naa a2200000 c 4500"


def test_an_article_in_a_journal() -> None:
    found = record(TITLE, field("773", "tIce Age", "gVol. 24, no. 9 (1993), p. 235-48", "x0948-3055"), leader=PART, fixed="")
    assert found.container is not None
    assert (found.type, found.container.titles, found.container.identifiers) == (
        "journal-article", [Text("Ice Age")], [Identifier("issn", "0948-3055")],
    )  # fmt: skip
    assert (found.volume, found.issue, found.page_start, found.page_end, found.issued) == ("24", "9", "235", "248", "1993")
    assert found.rest == []


@pytest.mark.parametrize(
    ("words", "volume", "issue", "start", "rest"),
    [
        ("volume:12", "12", "", "", []),
        ("pages:447-473", "", "", "447", []),
        ("Seite 447-473", "", "", "447", []),
        ("50 (2023)", "50", "", "", []),
        ("Bd. 3, H. 2", "3", "2", "", []),
        ("somewhere in vol. 3", "3", "", "", [("773$g", "somewhere in vol. 3")]),
    ],
)
def test_the_words_that_say_where(words: str, volume: str, issue: str, start: str, rest: list[tuple[str, str]]) -> None:
    found = record(TITLE, field("773", "tX", f"g{words}", "x0948-3055"), leader=PART, fixed="")
    assert (found.volume, found.issue, found.page_start, found.rest) == (volume, issue, start, rest)


def test_a_chapter_in_a_book_and_a_coded_enumeration() -> None:
    found = record(TITLE, field("773", "tEssays / ed. by E.", "z3-16-148410-X (cased)", "q1&lt;12-15"), leader=PART, fixed="")
    assert found.host is not None
    assert (found.type, found.host.titles, found.page_start) == ("chapter", [Text("Essays")], "12")
    assert found.host.identifiers == [Identifier("isbn", "9783161484100")]
    assert found.rest == [("773$z", "cased"), ("773$t", "ed. by E.")]


def test_a_part_that_names_nothing_around_it_is_no_chapter() -> None:
    found = record(TITLE, leader=PART)
    assert (found.type, found.genre) == ("other", [Text("component part", "en")])


def test_series_are_counted_once() -> None:
    found = record(
        TITLE, field("490", "aLNCS ;", "v5", ind="1 "), field("830", "aLecture notes in computer science ;", "x0302-9743", "v5."),
        field("490", "aUntraced", ind="0 "), field("800", "aBerg, Ann.", "tCollected works", "v2", ind="1 "),
    )  # fmt: skip
    assert [(one.titles[0].value, one.number) for one in found.series] == [
        ("Collected works", "2"), ("Lecture notes in computer science", "5"), ("Untraced", ""),
    ]  # fmt: skip
    assert found.series[0].contributors == [Contributor(Agent("Ann Berg", given="Ann", family="Berg"))]
    assert found.series[1].identifiers == [Identifier("issn", "0302-9743")]


@pytest.mark.parametrize(
    ("source", "relation"),
    [
        (field("776", "iOnline version:", "tT", "z3-16-148410-X", ind="08"), Relation("has-format", Identifier("isbn", "9783161484100"))),
        (field("780", "tOld title", ind="00"), Relation("replaces", text="Old title")),
        (field("785", "tNew title", "x0948-3055", ind="00"), Relation("replaced-by", Identifier("issn", "0948-3055"))),
        (field("765", "aA.", "tOriginal", ind="0 "), Relation("translation-of", text="A. Original")),
        (field("787", "iReview of:", "tBook", ind="08"), Relation("reviews", text="Book")),
        (field("700", "aPlato.", "tRepublic.", ind="02"), Relation("has-part", text="Plato. Republic")),
        (field("773", "tA kit", "w(X)1"), Relation("part-of", text="A kit")),
        (field("787", "nsee", "uhttps://a.example/x"), Relation("related", iri="https://a.example/x")),
    ],
)
def test_other_works(source: str, relation: Relation) -> None:
    assert record(TITLE, source).relations == [relation]


# ---- what is no record ----


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        (record_xml(field("100", "aBerg"), leader="00000nz  a2200000 c 4500"), ["R344"]),
        (record_xml(field("852", "aX"), leader="00000ny  a2200000 c 4500"), ["R344"]),
        (record_xml(leader="", fixed=""), ["R341"]),
        (record_xml(field("200", "aT"), field("100", "a20101010d2010    k  y0fre"), leader="00000nam0 2200000   450 ", fixed=""), ["R345"]),
        (
            '<record xmlns="info:srw/schema/5/picaXML-v1.0"><datafield tag="002@"><subfield code="0">Aau</subfield></datafield></record>',
            ["R345"],
        ),
        ("<collection/>", ["R007"]),
        ("<z:searchRetrieveResponse><z:numberOfRecords>0</z:numberOfRecords></z:searchRetrieveResponse>", ["R351"]),
        (
            "<searchRetrieveResponse><diagnostics><diagnostic><message>no</message></diagnostic></diagnostics></searchRetrieveResponse>",
            ["R350"],
        ),
        (f"<collection>{record_xml(TITLE)[:-30]}</collection>", ["R001"]),
    ],
)
def test_what_is_no_work_is_told(source: str, codes: list[str]) -> None:
    (reading,) = marc.read_xml(source.encode())
    assert ([found.code for found in reading.issues], reading.record) == (codes, None)
    assert reading.issues[0].message
    assert reading.issues[0].mend


def test_an_answer_with_an_undeclared_prefix_is_read() -> None:
    data = f"<zs:records><zs:record><zs:recordData>{record_xml(TITLE)}</zs:recordData></zs:record></zs:records>"
    source = f"<zs:searchRetrieveResponse><zs:numberOfRecords>1</zs:numberOfRecords>{data}</zs:searchRetrieveResponse>"
    (reading,) = marc.read_xml(source.encode())
    assert reading.record is not None
    assert (reading.record.titles, reading.origin.ordinal) == ([Text("T", "en")], 0)


# ---- ISO 2709 and JSON ----


def exchange(*fields: tuple[str, bytes], leader: str = "00000nam a2200000 c 4500") -> bytes:
    directory, body = b"", b""
    for tag, value in fields:
        directory += f"{tag}{len(value) + 1:04d}{len(body):05d}".encode()
        body += value + b"\x1e"
    base = 24 + len(directory) + 1
    whole = base + len(body) + 1
    return f"{whole:05d}{leader[5:12]}{base:05d}{leader[17:]}".encode() + directory + b"\x1e" + body + b"\x1d"


def read(data: bytes, encoding: str = "") -> list[Reading]:
    return list(marc.read(data, encoding=encoding))


GOOD = exchange(("008", FIXED.encode()), ("245", b"10\x1faCaf\xc3\xa9 /\x1fcby A."))


def test_an_exchange_file_gives_the_records_of_its_xml_twin() -> None:
    (found,) = read(GOOD)
    twin = one(field("245", "aCafé /", "cby A.", ind="10"))
    assert found.record is not None
    assert twin.record is not None
    found.record.origin = twin.record.origin
    assert found.record == twin.record


def title_of(data: bytes, encoding: str = "") -> tuple[str, list[str]]:
    (found,) = read(data, encoding)
    return (found.record.titles[0].value if found.record else "", [issue.code for issue in found.issues])


MARC8 = "00000nam  2200000 c 4500"


@pytest.mark.parametrize(
    ("data", "encoding", "title", "codes"),
    [
        (exchange(("245", b"10\x1faCaf\xe2e"), leader=MARC8), "", "Café", []),
        (exchange(("245", b"10\x1faS\xe2ance \xb1"), leader=MARC8), "", "Sánce ł", []),
        (exchange(("245", b"10\x1faH\x1bb2\x1bsO"), leader=MARC8), "", "H₂O", []),
        (exchange(("245", b"10\x1fa\x1b(NmIR\x1b(B x"), leader=MARC8), "", "Мир x", []),
        (exchange(("245", b"10\x1faCaf\xc3\xa9"), leader=MARC8), "", "Café", ["R347"]),
        (exchange(("245", b"10\x1faCaf\xe9"), leader=MARC8), "latin-1", "Café", []),
        (exchange(("245", "10\x1faМир".encode("cp1251")), leader=MARC8), "cp1251", "Мир", []),
        (exchange(("245", b"10\x1faGood"), ("500", b"  \x1faBad \xff")), "", "Good", ["R348"]),
        (exchange(("245", b"10\x1faBad \xff\xfe")), "", "", ["R003"]),
        (exchange(("245", "10\x1faМир".encode("cp1251")), leader=MARC8), "", "", ["R003"]),
    ],
)
def test_encodings(data: bytes, encoding: str, title: str, codes: list[str]) -> None:
    assert title_of(data, encoding) == (title, codes)


def test_a_character_set_of_east_asia_is_read_by_the_tables_of_pymarc() -> None:
    assert title_of(exchange(("245", b"10\x1fa\x1b$1!0d\x1b(B."), leader=MARC8))[0].startswith("人")


@pytest.mark.parametrize(
    ("damage", "codes"),
    [
        (lambda data: b"99999" + data[5:], ["R346"]),
        (lambda data: data.replace(b"by A.", b"by Ann."), ["R346", "R346"]),
        (lambda data: data[:12] + b"00001" + data[17:], ["R346"]),
        (lambda data: b"xxxxx" + data[5:], ["R346"]),
        (lambda data: data[:30] + data[31:], ["R001"]),
        (lambda data: data[:-1], ["R001"]),
        (lambda data: data[:10] + b"\x1d", ["R001"]),
    ],
)
def test_wrong_counts_are_mended_or_told_and_the_other_records_go_on(damage: object, codes: list[str]) -> None:
    damaged = damage(GOOD)  # type: ignore[operator]
    last = damaged.endswith(b"\x1d")
    found = read(GOOD + damaged + (b"\n" + GOOD if last else b""))
    assert [[issue.code for issue in reading.issues] for reading in found] == [[], codes, *([[]] if last else [])]
    assert (found[1].record is None) == ("R001" in codes)
    if found[1].record is not None:
        assert found[1].record.titles == [Text("Café", "en")]
    if last:
        assert (found[2].origin.line, found[2].origin.offset) == (2, len(GOOD + damaged) + 1)


def test_what_stands_before_the_first_subfield_is_kept() -> None:
    (found,) = read(exchange(("245", b"10\x1faT"), ("752", b"  \\\x1faRussia\x1fdKostroma")))
    assert found.record is not None
    assert found.record.rest == [("752$_", "\\"), ("752$a", "Russia"), ("752$d", "Kostroma")]


def test_places_of_an_exchange_file_are_bytes_and_fields() -> None:
    data = b"\n" + exchange(("245", b"10\x1faT"), ("020", b"  \x1fa0471383148"))
    (found,) = read(data)
    (issue,) = found.issues
    assert (issue.code, issue.place.line, issue.place.pointer) == ("I002", 2, "020$a")
    assert data[1:][issue.place.column - 1 :].startswith(b"  \x1fa0471383148")


def test_an_encoding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Exception, match="there is no encoding"):
        read(GOOD, "klingon")


def test_pymarc_agrees_on_what_it_can_read() -> None:
    fields = [
        ("008", FIXED.encode()),
        ("245", "10\x1faCafé :\x1fbéclair".encode()),
        ("650", b" 0\x1faIce\x1fxhistory"),
        ("500", b"  \x1faN"),
    ]
    data = b"".join(exchange(*fields[: number + 2]) for number in range(3))
    theirs = list(pymarc.MARCReader(io.BytesIO(data), to_unicode=True))
    from kg.sources import marc_entry

    for mine, their in zip(marc_entry.of_iso2709(data), theirs, strict=True):
        assert mine.root is not None
        assert their is not None
        ours = [(node.name, [(part.name, part.own()) for part in node.children() if part.name[0] != "@"]) for node in mine.root.children()]
        assert ours[1:] == [
            (one.tag, [(part.code, part.value) for part in one.subfields] if not one.is_control_field() else []) for one in their.fields
        ]


def test_marc8_agrees_with_pymarc_on_every_single_character() -> None:
    from kg.syntax import marc8

    theirs = pymarc.marc8.MARC8ToUnicode(quiet=True)
    for byte in [*range(0x20, 0x7F), *range(0xA1, 0xC9)]:
        found = marc8.decode(bytes([byte]))
        if not found.unknown:
            assert found.text == theirs.translate(bytes([byte])), hex(byte)
    for byte in [*range(0xE0, 0xFC), 0xFE]:
        assert marc8.decode(bytes([byte, 0x61])).text == theirs.translate(bytes([byte, 0x61])), hex(byte)


def test_marc_in_json() -> None:
    source = {"leader": LEADER, "fields": [{"001": "1"}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "T :"}, {"b": "s"}]}}]}
    (found,) = marc.read_json(json.dumps([source]).encode())
    assert found.record is not None
    assert (found.record.titles, found.record.identifiers) == ([Text("T: s")], [Identifier("local", "1")])


# ---- detection, trace ----


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (record_xml(TITLE).encode(), "a.xml", "marcxml"),
        (b'<collection xmlns="http://www.loc.gov/MARC21/slim"/>', "a.xml", "marcxml"),
        (b"<zs:searchRetrieveResponse><zs:records/></zs:searchRetrieveResponse>", "a.xml", "marcxml"),
        (GOOD, "a.dat", "marc"),
        (json.dumps([{"leader": LEADER, "fields": [{"001": "1"}]}]).encode(), "a.json", "marc-json"),
    ],
)
def test_is_recognised(data: bytes, name: str, format: str) -> None:
    assert inputs.recognise(data, name) == format


def test_a_trace_changes_no_record_and_names_fields() -> None:
    fields = (TITLE, field("100", "aBerg, Ann", ind="1 "), field("590", "aLocal"))
    plain, traced = one(*fields), one(*fields, trace=True)
    assert (plain.record, plain.issues) == (traced.record, traced.issues)
    assert traced.places is not None
    assert re.search(r"datafield\[2\]/subfield$", traced.places["contributors[0].agent"].pointer)
    assert traced.record is not None
    assert traced.record.rest == [("590$a", "Local")]
