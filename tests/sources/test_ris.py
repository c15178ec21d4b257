"""RIS records of every dialect: each tag by type, what is joined, what is kept, what is reported."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import resources
from kg.record import Identifier, Link, Metric, Reading, Record, Text
from kg.sources import ris

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"

# file -> records that this reader finds where the list of the corpora counts otherwise
COUNTED_OTHERWISE = {
    "tests_2_loader_data_nbib_data.nbib": 0,  # nbib, no RIS: one report
    "tests_review_manager_3_packages_search_data_eric_nbib.nbib": 0,  # the same
    "tests_data_example_wos.ris": 0,  # Web of Science tagged text: one report
    "jablib_src_test_resources_org_jabref_logic_importer_fileformat_RisImporterCorrupted.ris": 1,  # no TY: read as other, and reported
    "tests_demo_data_baseline_reference_types.ris": 61,  # the first TY has no type; its record is read, too
}


def readings(text: str, **options: Any) -> list[Reading]:
    """All readings of a text."""
    return list(ris.read(text.encode(), **options))


def record(*lines: str, ty: str = "JOUR") -> Record:
    """The record of one entry with these lines, which must raise no issue."""
    [reading] = readings("\n".join([f"TY  - {ty}", *lines, "ER  - "]))
    assert reading.issues == []
    assert reading.record is not None
    return reading.record


def codes(*lines: str, ty: str = "JOUR") -> list[str]:
    """The issue codes of one entry."""
    [reading] = readings("\n".join([f"TY  - {ty}", *lines, "ER  - "]))
    return [found.code for found in reading.issues]


def get(one: Record, path: str) -> object:
    """The value at a path like "container.titles[0].value" """
    value: Any = one
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value


@pytest.mark.parametrize(
    ("ty", "lines", "path", "expected"),
    [
        ("JOUR", ["TI  - State-of-the-art - a review"], "titles[0].value", "State-of-the-art - a review"),
        ("JOUR", ["T1  - Main"], "titles[0].value", "Main"),
        ("JOUR", ["ST  - Only short"], "titles[0].value", "Only short"),
        ("JOUR", ["TI  - Main: the rest", "ST  - Main"], "short_title.value", "Main"),
        ("JOUR", ["TI  - Main: the rest", "ST  - Main"], "subtitles[0].value", "the rest"),
        ("JOUR", ["TI  - Main", "ST  - main"], "short_title", None),
        ("JOUR", ["TI  - Titel", "TT  - Title"], "other_titles[0].value", "Title"),
        ("JOUR", ["TI  - H<sub>2</sub>O"], "titles[0].value", "H₂O"),
        ("JOUR", ["JF  - Journal of Things", "JA  - J Things"], "container.titles[0].value", "Journal of Things"),
        ("JOUR", ["JF  - Journal of Things", "JA  - J Things"], "container.short[0].value", "J Things"),
        ("JOUR", ["T2  - Journal of Things", "JF  - Journal of Things"], "container.short", []),
        ("JOUR", ["JA  - J Things"], "container.titles[0].value", "J Things"),
        ("NEWS", ["T2  - The Daily Example"], "container.kind", "newspaper"),
        ("MGZN", ["T2  - Example Weekly"], "container.kind", "magazine"),
        ("CHAP", ["T2  - The Book", "T3  - The Series"], "host.titles[0].value", "The Book"),
        ("CHAP", ["BT  - The Book", "T3  - The Series"], "series[0].titles[0].value", "The Series"),
        ("CHAP", ["T2  - The Book", "A2  - Doe, Jane"], "host.contributors[0].agent.family", "Doe"),
        ("CHAP", ["T2  - The Book", "SN  - 978-3-16-148410-0"], "host.identifiers[0].value", "9783161484100"),
        ("CHAP", ["T2  - The Book", "T3  - S", "SN  - 0957-8765"], "series[0].identifiers[0].value", "0957-8765"),
        ("BOOK", ["T2  - The Series", "M1  - 12"], "series[0].number", "12"),
        ("BOOK", ["A2  - Doe, Jane"], "contributors[0].role", "editor"),
        ("BOOK", ["T2  - The Series", "A2  - Doe, Jane"], "contributors[0].role", "series-editor"),
        ("BOOK", ["SP  - 345"], "num_pages", 345),
        ("BOOK", ["ET  - 2nd"], "edition", "2nd"),
        ("BOOK", ["NV  - 3"], "num_volumes", 3),
        ("BOOK", ["PB  - Press", "CY  - Paris"], "publisher.place", "Paris"),
        ("CONF", ["TI  - Paper", "T2  - Proceedings"], "type", "conference-paper"),
        ("CONF", ["TI  - Proceedings of it"], "type", "proceedings"),
        ("CPAPER", ["T2  - The Meeting", "C3  - The Proceedings"], "host.titles[0].value", "The Proceedings"),
        ("CPAPER", ["T2  - The Meeting", "C3  - The Proceedings"], "event.names[0].value", "The Meeting"),
        ("THES", ["PB  - University"], "institution.name", "University"),
        ("THES", ["M3  - PhD thesis"], "type", "thesis-doctoral"),
        ("THES", ["M3  - PhD thesis"], "degree_kind", "phd"),
        ("THES", ["A3  - Doe, Jane"], "contributors[0].role", "supervisor"),
        ("RPRT", ["M3  - Working paper"], "type", "working-paper"),
        ("RPRT", ["SN  - WP-2020/7"], "number", "WP-2020/7"),
        ("PAT", ["AU  - Doe, Jane", "PB  - Example Ltd"], "contributors[1].role", "assignee"),
        ("PAT", ["SN  - EP 1234567 B1"], "number", "EP 1234567 B1"),
        ("COMP", ["ET  - 1.2"], "version", "1.2"),
        ("SOUND", ["AU  - Doe, Jane"], "contributors[0].role", "performer"),
        ("SOUND", ["TI  - A"], "variant", "audio"),
        ("INPR", ["TI  - A"], "status", "in-press"),
        ("JOUR", ["AU  - Loeffler, Elke"], "contributors[0].agent.given", "Elke"),
        ("JOUR", ["A1  - A, B", "Levenshtein", "Morris"], "contributors[2].agent.name", "Morris"),
        ("JOUR", ["AU  - A, B; C, D"], "contributors[1].agent.family", "C"),
        ("JOUR", ["PY  - 2012/12/31", "Y1  - 2012/12/31"], "issued", "2012-12-31"),
        ("JOUR", ["PY  - 2012/12//"], "issued", "2012-12"),
        ("JOUR", ["PY  - 2012///"], "issued", "2012"),
        ("JOUR", ["DA  - SEP", "PY  - 2018"], "issued", "2018-09"),
        ("JOUR", ["DA  - APR 21", "PY  - 2018"], "issued", "2018-04-21"),
        ("JOUR", ["PY  - 2012", "DA  - 2012/12/31"], "issued", "2012-12-31"),
        ("JOUR", ["Y1  - 2015/october"], "issued", "2015-10"),
        ("CONF", ["T2  - P", "PY  - 2019", "Y1  - 24-27 Sept. 2019"], "issued", "2019"),
        ("JOUR", ["PY  - 2012/02/01/received", "PY  - 2012/05/01"], "submitted", "2012-02-01"),
        ("JOUR", ["T2  - J", "PY  - 2012", "ET  - 2011/05/11"], "online", "2011-05-11"),
        ("JOUR", ["SP  - 1119", "EP  - 1138"], "page_end", "1138"),
        ("JOUR", ["SP  - 1119-1138"], "page_end", "1138"),
        ("JOUR", ["SP  - 349-69"], "page_end", "369"),
        ("JOUR", ["SP  - 349", "EP  - 69"], "page_end", "369"),
        ("JOUR", ["SP  - e12"], "page_start", "e12"),
        ("JOUR", ["C7  - 104501"], "article_number", "104501"),
        ("JOUR", ["VL  - 23", "VO  - 23"], "volume", "23"),
        ("JOUR", ["IS  - 4"], "issue", "4"),
        ("JOUR", ["LA  - eng"], "languages", ["en"]),
        ("JOUR", ["TI  - Titel", "LA  - German"], "titles[0].lang", "de"),
        ("JOUR", ["N2  - The same  text", "AB  - The same text"], "abstracts", [Text("The same text")]),
        ("JOUR", ["KW  - one", "two", "three"], "keywords", [Text("one"), Text("two"), Text("three")]),
        ("JOUR", ["KW  - one; two", "KW  - Two"], "keywords", [Text("one"), Text("two")]),
        ("JOUR", ["KW  - *Body Image", "KW  - Boswellia/*chemistry"], "keywords", [Text("Body Image"), Text("Boswellia/*chemistry")]),
        ("JOUR", ["N1  - A remark"], "notes", [Text("A remark")]),
        ("JOUR", ["N1  - Times Cited in Web of Science Core Collection:  5"], "metrics", [Metric(5, "Web of Science")]),
        ("JOUR", ["U3  - Cited By :9", "Export Date: 12 May 2022"], "metrics", [Metric(9, "Scopus", "2022-05-12")]),
        ("JOUR", ["N1  - Funding text 1: By the Fund"], "funding_text", [Text("By the Fund")]),
        ("JOUR", ["N1  - References: First;", "Second"], "relations[1].text", "Second"),
        ("JOUR", ["L1  - https://example.org/a.pdf"], "files[0].url", "https://example.org/a.pdf"),
        ("JOUR", ["AU  - Doe, Jane", "AD  - Example University"], "contributors[0].affiliations[0].name", "Example University"),
        ("GEN", ["M3  - Software"], "type", "software"),
        ("JOUR", ["M3  - Review"], "type", "review-article"),
        ("CHAP", ["M3  - Conference contribution"], "type", "conference-paper"),
        ("JOUR", ["M3  - Article"], "genre", []),
        ("JOUR", ["M3  - Health & Treatment [3300]"], "genre", [Text("Health & Treatment [3300]")]),
        ("JOUR", ["JP  - CRISPR", "Y2  - 2019/03/28"], "rest", [("JP", "CRISPR"), ("Y2", "2019/03/28")]),
    ],
)
def test_reads_field(ty: str, lines: list[str], path: str, expected: object) -> None:
    assert get(record(*lines, ty=ty), path) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DO  - 10.5555/AB-c-1"], [("doi", "10.5555/ab-c-1")]),
        (["DO  - https://doi.org/10.5555/1", "U2  - 10.5555/1", "M3  - doi: 10.5555/1", "N1  - doi:10.5555/1"], [("doi", "10.5555/1")]),
        (["U1  - 26957754[pmid]", "U2  - PMC4756000[pmcid]"], [("pmid", "26957754"), ("pmcid", "PMC4756000")]),
        (["AN  - WOS:000444108200009"], [("wos-ut", "WOS:000444108200009")]),
        (["AN  - 21553931", "DP  - NLM"], [("pmid", "21553931")]),
        (["AN  - 21553931"], [("accession", "21553931")]),
        (["C2  - 30704343", "DB  - Scopus"], [("pmid", "30704343")]),
        (["C2  - PMC4756000"], [("pmcid", "PMC4756000")]),
        (["ID  - doe2020", "CN  - QA 76"], [("citekey", "doe2020"), ("call-number", "QA 76")]),
        (["UR  - https://doi.org/10.5555/9"], [("doi", "10.5555/9")]),
        (["UR  - http://www.scopus.com/inward/record.url?scp=84867370425&partnerID=8"], [("scopus-eid", "2-s2.0-84867370425")]),
    ],
)
def test_reads_identifiers(lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert record(*lines).identifiers == [Identifier(*one) for one in expected]


@pytest.mark.parametrize(
    ("ty", "url", "expected"),
    [
        ("JOUR", "https://example.org/a-b;c", [Link("https://example.org/a-b;c")]),
        ("JOUR", "https://doi.org/10.5555/9", []),
        (
            "JOUR",
            "http://www.scopus.com/inward/record.url?scp=84867370425",
            [Link("http://www.scopus.com/inward/record.url?scp=84867370425", "see-also")],
        ),
        ("COMP", "https://github.com/example/tool", [Link("https://github.com/example/tool", "repository")]),
        ("JOUR", "www.example.org", [Link("http://www.example.org")]),
    ],
)
def test_reads_links_as_given(ty: str, url: str, expected: list[Link]) -> None:
    assert record(f"UR  - {url}", ty=ty).links == expected


def test_takes_t2_of_pure_for_the_journal_only_where_jo_repeats_it() -> None:
    pure = ["T1  - Main", "T2  - Second", "PY  - 2012/12/31", "Y1  - 2012/12/31", "M3  - Article"]
    one = record(*pure, "JO  - Journal")
    assert one.titles == [Text("Main: Second")]
    assert (one.short_title, one.subtitles) == (Text("Main"), [Text("Second")])
    assert get(one, "container.titles[0].value") == "Journal"
    other = record(*pure, "JO  - Second")
    assert other.titles == [Text("Main")]
    assert get(other, "container.titles[0].value") == "Second"


def test_takes_t2_of_pure_software_for_the_version_where_it_is_one() -> None:
    one = record("T1  - mice", "T2  - 3.11.0", "PY  - 2020/8/5", "Y1  - 2020/8/5", "M3  - Software", ty="ADVS")
    assert (one.type, one.version, one.titles) == ("software", "3.11.0", [Text("mice")])


def test_gives_an_issn_of_unknown_medium_once_to_the_journal() -> None:
    one = record("T2  - J", "SN  - 0957-8765, 0957-8765", "SN  - 1573-7888 (Electronic)")
    assert one.container is not None
    assert one.container.identifiers == [Identifier("issn", "0957-8765"), Identifier("eissn", "1573-7888")]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["PY  - 10 15"], "R144"),
        (["PY  - 2012/13/01"], "R144"),
        (["LA  - Klingonish"], "R144"),
        (["SP  - No", "EP  - Specified"], "R144"),
        (["PY  - 2012", "DA  - 2013/01/01"], "R145"),
        (["A2  - Amre, Barnes, Bergeron, Braun"], "R147"),
        (["T2  - J", "SN  - 0957-8764"], "I002"),
        (["DO  - none"], "I001"),
    ],
)
def test_reports_and_keeps_what_it_does_not_understand(lines: list[str], code: str) -> None:
    text = ["TY  - JOUR", *lines, "ER  - "]
    [reading] = readings("\n".join(text))
    assert {found.code for found in reading.issues} == {code}
    found = reading.issues[0]
    assert text[found.place.line - 1].endswith(found.place.raw)
    assert found.mend
    assert reading.record is not None
    raw = found.place.raw
    kept = [text for _, text in reading.record.rest] + [one.value for one in reading.record.identifiers]
    kept += [one.value for one in reading.record.container.identifiers] if reading.record.container else []
    assert any(raw in text for text in kept)


def test_reports_missing_er_and_reads_on() -> None:
    one, two = readings("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\nER  - \n")
    assert [found.code for found in one.issues] == ["R140"]
    assert one.record is not None
    assert two.record is not None
    assert two.issues == []


def test_reads_tags_without_ty_as_other_and_reports_them() -> None:
    [reading] = readings("TI  - One\nAU  - Doe, Jane\nER  - \n")
    assert [found.code for found in reading.issues] == ["R141"]
    assert reading.record is not None
    assert (reading.record.type, reading.record.titles) == ("other", [Text("One")])


@pytest.mark.parametrize("ty", ["XYZ", ""])
def test_reads_unknown_type_as_other_and_reports_it(ty: str) -> None:
    assert codes("TI  - One", ty=ty) == ["R142"]


def test_keeps_lines_after_er_with_the_record_before() -> None:
    [reading] = readings("TY  - JOUR\nTI  - One\nER  - \nNL  - Short\n")
    assert [found.code for found in reading.issues] == ["R146"]
    assert reading.record is not None
    assert reading.record.rest == [("NL", "Short")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "FN Clarivate\nVR 1.0\nPT J\nTI One\nER\n\nPT J\nTI Two\nER\nEF\n",
            "this is no RIS but Web of Science tagged text with 2 records",
        ),
        ("\nOWN - ERIC\nTI  - One\n\nOWN - ERIC\nTI  - Two\n", "this is no RIS but PubMed or ERIC text (nbib) with 2 records"),
        ("%0 Journal Article\n%T One\n", "this is no RIS but refer or EndNote tagged text with 1 records"),
        ("@article{a, title={One}}\n", "this is no RIS but BibTeX with 1 records"),
        ("<html>", "this is no RIS but HTML or XML with 0 records"),
        ("nothing of the kind", "there is no RIS record in this file"),
        ("", "there is no RIS record in this file"),
    ],
)
def test_says_what_a_file_looks_like_that_is_no_ris(text: str, message: str) -> None:
    [reading] = readings(text)
    assert reading.record is None
    assert [found.message for found in reading.issues] == [message]
    assert ris.detect(text, "a.ris") == 0


def test_detects_ris_by_its_content() -> None:
    assert ris.detect("\n\nTY  - JOUR\n", "a.txt") == 95
    assert ris.detect("Provider: X\n1.\nTY - JOUR\n", "") == 95
    assert ris.detect("TI  - One\nER  -\n", "a.ris") == 30
    assert ris.detect("a page\n" * 30 + "TY  - JOUR\n", "") == 50


def test_every_type_of_the_table_is_a_row_of_the_types() -> None:
    table, types = resources.table("imports/ris"), resources.table("types")
    stated = [*table["types"].values(), *(row["type"] for row in table["words"].values())]
    for one in stated:
        key, _, variant = one.partition("/")
        assert key in types, one
        assert not variant or variant in types[key].get("variant", {}), one
    keys = {key for kinds in table["secondary"].values() for key in kinds} | set(table["roles-by-type"]) | set(table["container-kind"])
    keys |= {key for row in table["words"].values() for key in row["under"]}
    assert keys <= set(types)
    roles = {role for row in [table["roles"], *table["roles-by-type"].values(), *table["roles-by-ty"].values()] for role in row.values()}
    assert roles - {"", "host-editor"} <= set(resources.table("roles"))


def test_traced_places_lead_to_the_values() -> None:
    [reading] = readings("TY  - JOUR\nTI - One\nAU  - Doe, Jane\nT2  - J\nDO  - 10.5555/1\nER  - \n", trace=True)
    assert reading.places is not None
    assert {field: (place.line, place.column) for field, place in reading.places.items()} == {
        "type": (1, 7),
        "titles[0]": (2, 6),
        "contributors[0]": (3, 7),
        "container.titles[0]": (4, 7),
        "identifiers[0]": (5, 7),
    }


def test_reads_the_example_file_without_issue() -> None:
    found = list(ris.read((ROOT / "examples" / "articles.ris").read_bytes()))
    assert [one.issues for one in found] == [[]] * 6
    types = [one.record.type for one in found if one.record]
    assert types == ["journal-article", "chapter", "conference-paper", "thesis-master", "working-paper", "dataset"]
    assert [one.record.rest for one in found if one.record] == [[]] * 6


_TAG = st.sampled_from(
    sorted(
        {
            "TY",
            "ER",
            *resources.table("imports/ris")["roles"],
            *[
                "TI",
                "T1",
                "T2",
                "T3",
                "JF",
                "JO",
                "PY",
                "Y1",
                "DA",
                "SP",
                "EP",
                "SN",
                "DO",
                "U2",
                "UR",
                "KW",
                "N1",
                "N2",
                "AB",
                "M3",
                "LA",
                "C7",
                "XX",
            ],
        }
    )
)
_ANY = st.text(max_size=30)


@given(st.lists(st.tuples(_TAG, _ANY), max_size=12))
def test_never_raises_and_traces_alike(lines: list[tuple[str, str]]) -> None:
    data = "".join(f"{tag}  - {text}\n" for tag, text in lines).encode("utf-8", "ignore")
    plain, traced = list(ris.read(data)), list(ris.read(data, trace=True))
    assert [(one.record, one.issues) for one in plain] == [(one.record, one.issues) for one in traced]
    for one in plain:
        msgspec.json.encode(one)


def _corpus() -> list[tuple[Path, int]]:
    if not CORPORA.exists():
        pytest.skip("needs ../shared/corpora")
    with (CORPORA / "files.csv").open(encoding="utf-8", newline="") as file:
        return [(CORPORA / row["file"], int(row["records"])) for row in csv.DictReader(file) if row["format"] in ("ris", "pure-ris")]


def test_every_record_of_the_corpora_is_read_or_reported(capsys: pytest.CaptureFixture[str]) -> None:
    files, read, reported = _corpus(), 0, 0
    for path, present in files:
        found = list(ris.read(path.read_bytes()))
        traced = list(ris.read(path.read_bytes(), trace=True))
        assert [(one.record, one.issues) for one in found] == [(one.record, one.issues) for one in traced], path
        records = sum(1 for one in found if one.record is not None)
        assert records == COUNTED_OTHERWISE.get(path.name, present), path
        assert all(one.issues for one in found if one.record is None), path
        assert found, path
        read, reported = read + records, reported + sum(len(one.issues) for one in found)
    with capsys.disabled():
        print(f"\nRIS corpora: {len(files)} files, {read} records, {reported} issues")
