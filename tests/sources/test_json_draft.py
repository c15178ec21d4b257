"""What is taken at once where it is sound says what the whole examination says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.record import Identifier
from kg.sources import crossref
from kg.sources.json_draft import Draft, line, normal_doi, sound
from kg.syntax.json_places import entries
from kg.values import identifiers, pages, text

ABSTRACTS = (
    "<jats:p>One.</jats:p>",
    "<jats:p> One é  two\n\n three </jats:p>",
    "<jats:title>Abstract</jats:title><jats:p>One.</jats:p>\n <jats:p>Two.</jats:p>",
    " <jats:p></jats:p><jats:p>a &lt; b</jats:p>",
    "<jats:title>Abstract</jats:title>\n<jats:title>Methods</jats:title><jats:p>One.</jats:p>",
    "<jats:p>H<jats:sub>2</jats:sub>O</jats:p>",
    "<jats:p>p < 0.05</jats:p>",
    "<jats:p>One.</jats:p> more",
    "<jats:p>",
    "no markup",
)


@given(
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["", "https://doi.org/", "http://dx.doi.org/", "https://doi.org//", "doi:", "HTTPS://DOI.ORG/", " "]),
        st.sampled_from(["10.1000/", "10.5555.1/", "10.123/", "10.1234567890/", "11.1000/", "10.1000//", "10.1000%2F"]),
        st.text(alphabet="aZ09._:;()/-<>&%#?é \u00ad", max_size=8),
        st.sampled_from(["", "x", ".", ")", "/", "\n"]),
    )
)
def test_a_doi_is_the_same_whichever_way_it_is_taken(written: str) -> None:
    assert normal_doi(written) == identifiers.doi(written)
    found, fault = identifiers.identifier("doi", written, field="x")
    assert sound("doi", written) == (found if fault is None else None)


@pytest.mark.parametrize("abstract", ABSTRACTS)
def test_an_abstract_is_the_same_whichever_way_it_is_taken(abstract: str) -> None:
    (reading,) = crossref.read(_work(abstract=abstract))
    assert reading.record is not None
    assert [one.value for one in reading.record.abstracts] == list(filter(None, [text.plain(abstract)]))


@given(st.text(alphabet="0123456789-–xi ", max_size=12))
def test_pages_are_the_same_whichever_way_they_are_taken(written: str) -> None:
    (reading,) = crossref.read(_work(page=written))
    assert reading.record is not None
    made = reading.record
    assert (made.page_start, made.page_end, made.pages) == pages.parse(line(written))


def test_a_value_that_is_wrong_again_is_told_again_with_its_own_field_and_place() -> None:
    (entry,) = entries(b'{"a": "1234-5678",\n "b": "1234-5678"}')
    draft = Draft(entry, "x", 0, trace=False)
    found = [draft.identify("issn", "1234-5678", pointer, field=f"field{pointer}") for pointer in ("/a", "/b")]
    assert found == [Identifier("text", "ISSN:1234-5678")] * 2
    assert [(one.code, one.field, one.place.line) for one in draft.issues] == [("I002", "field/a", 1), ("I002", "field/b", 2)]
    assert sound("issn", "1234-5678") is None
    assert sound("issn", "1234-5679") == Identifier("issn", "1234-5679")


def _work(**fields: str) -> bytes:
    return json.dumps({"DOI": "10.5555/a", "type": "journal-article", "title": ["A title"], **fields}).encode()
