"""Identifiers: normal forms, check digits, what is kept when they fail."""

from urllib.parse import unquote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg import resources, terms
from kg.record import Identifier
from kg.values import identifiers as ids

SICI = "10.1002/(sici)1097-0258(19980615/30)17:11/12<1261::aid-sim830>3.0.co;2-z"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10.1007/s11266-012-9334-2", "10.1007/s11266-012-9334-2"),
        ("https://doi.org/10.1007/S11266-012-9334-2.", "10.1007/s11266-012-9334-2"),
        ("http://dx.doi.org/10.1016/S0140-6736%2812%2961234-5", "10.1016/s0140-6736(12)61234-5"),
        ("http://doi.acm.org/10.1145/1137627.1137631", "10.1145/1137627.1137631"),
        ("doi:10.1000/ABC", "10.1000/abc"),
        ("DOI: 10.1000/abc", "10.1000/abc"),
        ("https://doi.org/doi:10.1000/abc", "10.1000/abc"),
        ("doi.org/10.1000/abc/", "10.1000/abc"),
        ("https://doi.org/10.1000/abc?utm_source=x#top", "10.1000/abc"),
        (SICI.upper(), SICI),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
        ("10.1002/1521-3951(200101)223:1<1::aid-pssb1>3.0.co;2-#", "10.1002/1521-3951(200101)223:1<1::aid-pssb1>3.0.co;2-#"),
        (
            "https://doi.org/10.1002/1521-3951(200101)223:1%3C1::aid-pssb1%3E3.0.co;2-#",
            "10.1002/1521-3951(200101)223:1<1::aid-pssb1>3.0.co;2-#",
        ),
        ("(10.1000/a(1))", "10.1000/a(1)"),
        ("10.1000/a(1)", "10.1000/a(1)"),
        ("10.1000/a),", "10.1000/a"),
        (r"10.1000/a\_b", "10.1000/a_b"),
        ("10.1000%2Fabc", "10.1000/abc"),
        ("10.1000.10/abc", "10.1000.10/abc"),
        ("\u200b10.1000/abc\ufeff", "10.1000/abc"),
        ("10.1000/ÄB", "10.1000/Äb"),
        ("10.1000/100%25", "10.1000/100%25"),
    ],
)
def test_normalises_doi(text: str, value: str) -> None:
    assert ids.doi(text) == value
    assert ids.doi(value) == value


@pytest.mark.parametrize(
    "text",
    ["", "foo", "10.1/x", "11.1000/x", "10.1000/", "10.1000", "10.1000/a b", "https://example.org/10.1000/x", "10.1000/" + "x" * 10**6],
)
def test_refuses_what_is_no_doi(text: str) -> None:
    assert ids.doi(text) == ""


@given(st.text(min_size=1, max_size=60))
def test_doi_is_a_fixed_point(text: str) -> None:
    value = ids.doi("10.1000/" + text)
    assert not value or ids.doi(value) == value


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Z"]), min_size=1, max_size=40))
def test_doi_survives_its_own_address(text: str) -> None:
    value = ids.doi("10.1000/" + text)
    assert not value or ids.doi("https://doi.org/" + ids.esc(value)) == value


@example("\U000e0001a")
@example("a\u200e\u202eb\u2066")
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_esc_is_undone_by_unquote_and_makes_an_iri(text: str) -> None:
    escaped = ids.esc(text)
    assert unquote(escaped) == text
    assert terms.is_iri("https://doi.org/10.1000/" + escaped)


@pytest.mark.parametrize("character", '<>"{}|\\^` #?%[]')
def test_esc_encodes_what_no_path_may_hold(character: str) -> None:
    assert ids.esc(f"a{character}b") == f"a%{ord(character):02X}b"


GOOD = [
    (ids.issn, "0957-8765", "0957-8765"),
    (ids.issn, "ISSN 1573–7888", "1573-7888"),
    (ids.issn, "2434561x", "2434-561X"),
    (ids.issn, "https://portal.issn.org/resource/ISSN/0957-8765", "0957-8765"),
    (ids.issn, "0957-8765 (print)", "0957-8765"),
    (ids.isbn, "978-3-16-148410-0", "9783161484100"),
    (ids.isbn, "3-16-148410-X", "9783161484100"),
    (ids.isbn, "ISBN-13: 978 0 306 40615 7 (pbk.)", "9780306406157"),
    (ids.isbn, "0306406152", "9780306406157"),
    (ids.orcid, "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    (ids.orcid, "000000021694233x", "0000-0002-1694-233X"),
    (ids.isni, "0000 0001 2103 2683", "0000000121032683"),
    (ids.ror, "https://ror.org/03angcq70", "03angcq70"),
    (ids.ror, "ror.org/05dxps055", "05dxps055"),
    (ids.pmid, "PMID: 023193287", "23193287"),
    (ids.pmid, "https://pubmed.ncbi.nlm.nih.gov/23193287/", "23193287"),
    (ids.pmcid, "pmc3531190", "PMC3531190"),
    (ids.pmcid, "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3531190/", "PMC3531190"),
    (ids.arxiv, "arXiv:2101.00001v2 [cs.DL]", "2101.00001"),
    (ids.arxiv, "https://arxiv.org/pdf/0704.0001v3.pdf", "0704.0001"),
    (ids.arxiv, "math.GT/0309136", "math/0309136"),
    (ids.eid, "2-s2.0-84867370425", "2-s2.0-84867370425"),
    (ids.eid, "http://www.scopus.com/inward/record.url?scp=84867370425&partnerID=8YFLogxK", "2-s2.0-84867370425"),
    (ids.uuid, "4616A77A085A41F2B39B25CCAE7F6519", "4616a77a-085a-41f2-b39b-25ccae7f6519"),
    (ids.handle, "http://hdl.handle.net/2142/Abc", "2142/Abc"),
    (ids.handle, "hdl:20.500.12345/1", "20.500.12345/1"),
    (ids.urn, "URN:NBN:de:101:1-2019", "urn:nbn:de:101:1-2019"),
    (ids.urn, "http://nbn-resolving.de/urn:nbn:de:101:1-2019", "urn:nbn:de:101:1-2019"),
    (ids.FORMS["viaf"], "http://viaf.org/viaf/304639093", "304639093"),
    (ids.orcid, "https://orcid.org/0000-0002-1825-0097/", "0000-0002-1825-0097"),
]


@pytest.mark.parametrize(("scheme", "text", "value"), GOOD)
def test_normalises(scheme, text: str, value: str) -> None:  # type: ignore[no-untyped-def]
    assert scheme(text) == value
    assert scheme(value) == value


BAD = [
    (ids.issn, ["0957-8766", "0000-0000", "0957-876", "09578765 1", "٠957-8765", ""]),
    (ids.isbn, ["978-3-16-148410-1", "3161484101", "0000000000", "9790000000001", "123", "9770957876507"]),
    (ids.orcid, ["0000-0002-1825-0098", "0000-0000-0000-0000", "orcid"]),
    (ids.isni, ["0000 0001 2103 2684"]),
    (ids.ror, ["03angcq71", "03iangcq7", "3angcq70"]),
    (ids.pmid, ["PMC3531190", "0", "1234567890"]),
    (ids.pmcid, ["PMC", "abc"]),
    (ids.arxiv, ["2113.00001", "hep-th/99", "1234"]),
    (ids.eid, ["84867370425", "http://example.org/?scp=84867370425"]),
    (ids.uuid, ["4616a77a085a41f2b39b25ccae7f651", "4616a77a-085a41f2b39b25ccae7f6519", "0" * 32]),
    (ids.handle, ["abc/1", "2142/"]),
    (ids.urn, ["urn:", "urn:x:", "urn:nbn:a b"]),
]


@pytest.mark.parametrize(("scheme", "text"), [(scheme, text) for scheme, several in BAD for text in several])
def test_refuses(scheme, text: str) -> None:  # type: ignore[no-untyped-def]
    assert scheme(text) == ""


@given(st.integers(1, 10**7 - 1), st.integers(0, 9), st.integers(1, 9))
def test_issn_check_finds_every_changed_digit(number: int, place: int, change: int) -> None:
    body = f"{number:07d}"
    whole = next(body + check for check in "0123456789X" if ids.issn(body + check))
    place %= 7
    changed = whole[:place] + str((int(whole[place]) + change) % 10) + whole[place + 1 :]
    assert ids.issn(changed) == ""


@given(st.integers(0, 10**9 - 1))
def test_isbn10_goes_to_13_and_back(number: int) -> None:
    body = f"{number:09d}"
    ten = next((body + check for check in "0123456789X" if ids.isbn(body + check)), "")
    assert bool(ten) == bool(number)
    if ten:
        assert ids.isbn10_of(ids.isbn(ten)) == ten


def test_isbn_979_has_no_short_form() -> None:
    assert ids.isbn("9791034744374") == "9791034744374"
    assert ids.isbn10_of("9791034744374") == ""


def test_keeps_arxiv_version_apart() -> None:
    assert ids.arxiv_version("2101.00001v12") == "v12"
    assert ids.arxiv_version("2101.00001") == ""


def test_failed_identifier_is_kept_as_written_with_an_issue() -> None:
    found, issue = ids.identifier("doi", "Foo Bar", field="identifiers[0]")
    assert found == Identifier("text", "DOI:Foo Bar")
    assert issue is not None
    assert (issue.code, issue.field, issue.value) == ("I001", "identifiers[0]", "Foo Bar")


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [
        ("issn", "0957-8766", "I002"),
        ("isbn", "978-3-16-148410-1", "I002"),
        ("orcid", "0000-0002-1825-0098", "I002"),
        ("ror", "03angcq71", "I003"),
        ("issn", "957", "I003"),
        ("orcid", "0000-0001-2103-2683", "I004"),
        ("pmid", "PMC3531190", "I005"),
    ],
)
def test_names_the_fault(scheme: str, text: str, code: str) -> None:
    _, issue = ids.identifier(scheme, text, field="x")
    assert issue is not None
    assert issue.code == code


def test_says_which_check_digit_is_expected() -> None:
    _, issue = ids.identifier("issn", "0957-8766", field="x")
    assert issue is not None
    assert issue.message == "the check digit of ISSN 0957-8766 is wrong: it is 6, the other digits ask for 5"


def test_scheme_without_a_form_takes_any_text() -> None:
    assert ids.identifier("mr", " MR 123 ", field="x") == (Identifier("mr", "MR 123"), None)


def test_every_scheme_with_a_form_is_in_the_table() -> None:
    assert set(ids.FORMS) <= set(resources.table("identifiers"))


@pytest.mark.parametrize(
    ("url", "scheme", "value"),
    [
        ("https://doi.org/10.1000/ABC", "doi", "10.1000/abc"),
        ("http://hdl.handle.net/2142/123", "handle", "2142/123"),
        ("https://arxiv.org/abs/2101.00001v2", "arxiv", "2101.00001"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/23193287", "pmid", "23193287"),
        ("https://europepmc.org/article/MED/23193287", "pmid", "23193287"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC3531190/", "pmcid", "PMC3531190"),
        ("http://www.scopus.com/inward/record.url?scp=84867370425&partnerID=8YFLogxK", "scopus-eid", "2-s2.0-84867370425"),
        ("https://orcid.org/0000-0002-1825-0097", "orcid", "0000-0002-1825-0097"),
        ("https://ror.org/03angcq70", "ror", "03angcq70"),
        ("http://www.grid.ac/institutes/grid.4886.2", "grid", "grid.4886.2"),
    ],
)
def test_finds_the_identifier_in_an_address(url: str, scheme: str, value: str) -> None:
    assert ids.from_url(url) == Identifier(scheme, value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://[",
        "https://example.org/10.1000/x",
        "https://doi.org/foo",
        "ftp://doi.org/10.1000/x",
        "https://doi.org.evil.example/10.1000/x",
    ],
)
def test_finds_none_in_other_addresses(url: str) -> None:
    assert ids.from_url(url) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0957-8765", [("issn", "0957-8765")]),
        ("0957-8765; 1573-7888", [("issn", "0957-8765"), ("issn", "1573-7888")]),
        ("0957-8765 (Print) 1573-7888 (Electronic)", [("issn", "0957-8765"), ("eissn", "1573-7888")]),
        ("0957-8765/1573-7888", [("issn", "0957-8765"), ("issn", "1573-7888")]),
        ("978-3-16-148410-0 3-16-148410-X", [("isbn", "9783161484100"), ("isbn", "9783161484100")]),
        ("978 3 16 148410 0", [("isbn", "9783161484100")]),
        ("0957-8766", [("text", "ISSN:0957-8766")]),
        ("hello", [("text", "hello")]),
        ("", []),
    ],
)
def test_tells_issn_from_isbn_by_check_digit(text: str, found: list[tuple[str, str]]) -> None:
    assert [(identifier.scheme, identifier.value) for identifier, _ in ids.serial(text)] == found


@given(st.text(max_size=80))
def test_serial_keeps_every_text_or_says_so(text: str) -> None:
    for identifier, issue in ids.serial(text):
        assert (identifier.scheme == "text") == (issue is not None)
