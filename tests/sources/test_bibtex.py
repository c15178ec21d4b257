"""BibTeX entries as Records: each field by type, what is inherited, what is kept, what is reported."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg import resources
from kg.record import Agent, Identifier, Link, Metric, Reading, Record, Relation, Text
from kg.sources import bibtex
from kg.syntax.bibtex import Scan
from kg.syntax.bibtex_text import decode
from tests.deadline import ends

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "corpora"

# file -> entries that this reader finds where the list of the corpora counts otherwise
COUNTED_OTHERWISE = {
    # the preamble's \@ifundefined and \newcommand are no entries
    "test_better-bibtex_import_Problem_when_importing_BibTeX_entries_with_percent_sign_#95_or_preamble_#96.bib": 1,
    # an entry behind "%" is commented out, as biber has it
    "tests_fixtures_valid_comments.bib": 4,
    # "@" and "book" stand in two lines, which BibTeX allows
    "test_other_citation-js.bib": 27,
}
# UTF-16 without a byte order mark: the whole file is refused with the mend
REFUSED = {
    "jablib_src_test_resources_org_jabref_logic_importer_fileformat_tiny-BE-noBOM.bib",
    "jablib_src_test_resources_org_jabref_logic_importer_fileformat_tiny-LE-noBOM.bib",
}


def readings(text: str, **options: Any) -> list[Reading]:
    """All readings of a text."""
    return list(bibtex.read(text.encode(), **options))


def record(fields: str, kind: str = "article") -> Record:
    """The record of one entry with these fields, which must raise no issue."""
    [reading] = readings(f"@{kind}{{k, {fields}}}")
    assert reading.issues == []
    assert reading.record is not None
    return reading.record


def issues(fields: str, kind: str = "article") -> tuple[list[str], Record]:
    """The issue codes of one entry, and its record."""
    [reading] = readings(f"@{kind}{{k, {fields}}}")
    assert reading.record is not None
    return [found.code for found in reading.issues], reading.record


def get(one: Record, path: str) -> object:
    """The value at a path like "container.titles[0].value"."""
    value: Any = one
    for step in path.replace("[", ".").replace("]", "").split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value


@pytest.mark.parametrize(
    ("kind", "fields", "path", "expected"),
    [
        # titles
        ("article", r"title = {\"Uber {\'e}l{\`e}ves \& $\alpha$-{DNA}}", "titles[0].value", "Über élèves & α-DNA"),
        ("article", "title = {Main}, subtitle = {Sub}", "titles[0].value", "Main: Sub"),
        ("article", "title = {Main}, subtitle = {Sub}", "short_title.value", "Main"),
        ("article", "title = {Why?}, subtitle = {Sub}", "titles[0].value", "Why? Sub"),
        ("article", "title = {Main: Sub}, shorttitle = {Main}", "short_title.value", "Main"),
        ("article", "title = {A}, language = {ngerman}", "titles[0]", Text("A", "de")),
        ("article", "title = {A}, language = {English and German}", "titles[0]", Text("A")),
        ("book", "title = {A}, origtitle = {B}, origlanguage = {french}", "other_titles", [Text("B", "fr")]),
        ("article", "title = {A}, language = {English}, langid = {english}", "languages", ["en"]),
        ("article", "title = {A}, langid = {british}", "languages", ["en-GB"]),
        ("article", "title = {A <i>B</i> &amp; C}", "titles[0].value", "A B & C"),
        # texts
        ("article", "title = {A}, abstract = {p < 0.05 \\% x}", "abstracts[0].value", "p < 0.05 % x"),
        ("article", "keywords = {a, b; c, d}", "keywords", [Text("a, b"), Text("c, d")]),
        ("article", "keywords = {one, {two, three}, one}", "keywords", [Text("one"), Text("two, three")]),
        ("article", "keywords = {one, two}, keywords = {three}", "keywords", [Text("one"), Text("two"), Text("three")]),
        ("article", "author_keywords = {one; two}", "keywords", [Text("one"), Text("two")]),
        ("misc", "howpublished = {Leaflet}", "notes", [Text("Leaflet")]),
        ("misc", r"howpublished = {\url{https://example.org/a_b%20c}}", "links", [Link("https://example.org/a_b%20c")]),
        ("article", "note = {in press}", "status", "in-press"),
        ("article", "note = {cited By 12}, source = {Scopus}", "metrics", [Metric(12, "scopus")]),
        ("article", "times-cited = {7}", "metrics", [Metric(7, "web of science")]),
        # people
        ("article", "author = {van der Berg, Jan and {World Health Organization}}", "contributors[0].agent.family", "van der Berg"),
        ("article", "author = {van der Berg, Jan and {World Health Organization}}", "contributors[1].agent.kind", "organisation"),
        ("article", "author = {King, Jr., Martin}", "contributors[0].agent.suffix", "Jr."),
        ("article", r"author = {{\"O}mer Yal{\c c}{\i}n}", "contributors[0].agent.name", "Ömer Yalçın"),
        ("book", "editor = {Roe, R.}, editortype = {compiler}", "contributors[0].role", "compiler"),
        ("book", "author = {Doe, J.}, translator = {Roe, R.}", "contributors[1].role", "translator"),
        ("patent", "author = {Doe, J.}, holder = {{Acme}}", "contributors[0].role", "inventor"),
        ("patent", "author = {Doe, J.}, holder = {{Acme}}", "contributors[1].role", "assignee"),
        # host
        ("incollection", "title = {A}, booktitle = {B}, booksubtitle = {C}", "host.titles[0].value", "B: C"),
        ("incollection", "title = {A}, booktitle = {B}, editor = {Roe, R.}", "host.contributors[0].agent.family", "Roe"),
        ("incollection", "title = {A}, booktitle = {B}, editor = {Roe, R.}", "contributors", []),
        ("incollection", "title = {A}, booktitle = {B}, editor = {Roe, R.}", "host.type", "edited-book"),
        ("inproceedings", "title = {A}, booktitle = {B}", "host.type", "proceedings"),
        (
            "incollection",
            "title = {A}, booktitle = {B}, isbn = {978-3-16-148410-0}",
            "host.identifiers",
            [Identifier("isbn", "9783161484100")],
        ),
        ("book", "title = {A}, isbn = {3-16-148410-X}", "identifiers[1]", Identifier("isbn", "9783161484100")),
        ("inbook", "title = {A}, chapter = 3", "host.titles[0].value", "A"),
        ("book", "title = {A}, maintitle = {B}, volume = 2", "host.type", "multivolume-book"),
        ("article", "title = {A}, journal = {J}, editor = {Roe, R.}", "contributors[0].role", "editor"),
        # container and numbers
        ("article", "journaltitle = {J}, shortjournal = {Jn}", "container.short", [Text("Jn")]),
        ("article", "journal = {J. Phys.}, fjournal = {Journal of Physics}", "container.titles[0].value", "Journal of Physics"),
        ("article", "journal = {J}, issn = {0957-8765, 1573-7888}", "container.identifiers[1]", Identifier("issn", "1573-7888")),
        ("article", "journal = {J}, eissn = {1573-7888}", "container.identifiers[0]", Identifier("eissn", "1573-7888")),
        ("article", "journal = {J}, number = {3}, volume = {23}", "issue", "3"),
        ("article", "journal = {J}, issue = {3}", "issue", "3"),
        ("book", "title = {A}, series = {LNCS}, number = {12}", "series[0].number", "12"),
        ("book", "title = {A}, series = {LNCS}, volume = {12}", "volume", "12"),
        ("techreport", "title = {A}, number = {TR-1}", "number", "TR-1"),
        ("techreport", "title = {A}, series = {S}, number = {TR-1}", "number", "TR-1"),
        ("article", "journal = {J}, eid = {e12}", "article_number", "e12"),
        ("article", "journal = {J}, eid = {2-s2.0-84867370425}", "identifiers[1]", Identifier("scopus-eid", "2-s2.0-84867370425")),
        ("article", "pages = {1119--38}", "page_end", "1138"),
        ("article", "pages = {12, 15--19}", "pages", "12, 15–19"),
        ("book", "pages = {564}", "num_pages", 564),
        ("book", "pagetotal = {345 p.}", "num_pages", 345),
        ("book", "volumes = {2}", "num_volumes", 2),
        ("book", "edition = {Second}", "edition", "Second"),
        ("software", "version = {1.2}", "version", "1.2"),
        # publisher, institution, event
        (
            "book",
            "publisher = {Taylor and Francis}, address = {London}",
            "publisher",
            Agent("Taylor and Francis", "organisation", place="London"),
        ),
        ("phdthesis", "school = {TU Eindhoven}, address = {Eindhoven}", "institution.place", "Eindhoven"),
        ("manual", "organization = {R Core Team}", "publisher.name", "R Core Team"),
        ("inproceedings", "organization = {IEEE}", "contributors[0].role", "sponsor"),
        ("inproceedings", "publisher = {ACM}, address = {New York}, location = {Paris}", "event.place", "Paris"),
        ("inproceedings", "eventtitle = {ICX}, eventdate = {2012-06-30/2012-07-02}", "event.end", "2012-07-02"),
        # dates
        ("article", "year = 2012", "issued", "2012"),
        ("article", "year = 2012, month = dec", "issued", "2012-12"),
        ("article", 'year = "2012", month = "12", day = "31"', "issued", "2012-12-31"),
        ("article", "year = 2012, month = 31 # { } # dec", "issued", "2012-12-31"),
        ("article", "year = 2012, month = {8,}", "issued", "2012-08"),
        ("article", "date = {2012-12-31}, year = 2012, month = dec", "issued", "2012-12-31"),
        ("article", "year = {in press}", "status", "in-press"),
        # identifiers and links
        ("article", r"doi = {https://doi.org/10.1007/S11266-012\_9334}", "identifiers[1]", Identifier("doi", "10.1007/s11266-012_9334")),
        ("article", "url = {https://doi.org/10.1007/a}", "links", []),
        ("article", "url = {https://doi.org/10.1007/a}", "identifiers[1]", Identifier("doi", "10.1007/a")),
        ("article", "url = {http://a.org/x~y_z%20}", "links", [Link("http://a.org/x~y_z%20")]),
        ("article", "url = {http://a.org/1}, url = {http://a.org/2}", "links", [Link("http://a.org/1"), Link("http://a.org/2")]),
        ("article", "eprint = {1706.03762}, archiveprefix = {arXiv}", "identifiers[1]", Identifier("arxiv", "1706.03762")),
        ("article", "eprint = {hep-th/9901001}", "identifiers[1]", Identifier("arxiv", "hep-th/9901001")),
        ("article", "eprint = {12345}, eprinttype = {pubmed}", "identifiers[1]", Identifier("pmid", "12345")),
        ("article", "eprint = {https://a.org/x.pdf}", "links", [Link("https://a.org/x.pdf", "see-also")]),
        ("article", "unique-id = {ISI:000361215300002}", "identifiers[1].scheme", "wos-ut"),
        ("article", "license = {CC BY 4.0}", "licences", ["https://creativecommons.org/licenses/by/4.0/"]),
        ("article", "copyright = {All rights reserved}", "rights", [Text("All rights reserved")]),
        ("article", "pdf = {https://a.org/x.pdf}", "files[0].url", "https://a.org/x.pdf"),
        ("article", "ids = {old, older}", "identifiers[2]", Identifier("citekey", "older")),
        # what no field is for
        ("article", "groups = {g}, timestamp = {2010.03.08}", "rest", [("groups", "g"), ("timestamp", "2010.03.08")]),
        ("article", "annote = {my remark}", "rest", [("annote", "my remark")]),
        ("article", "file = {:a_b%20c.pdf:PDF}", "rest", [("file", ":a_b%20c.pdf:PDF")]),
    ],
)
def test_reads_field(kind: str, fields: str, path: str, expected: object) -> None:
    assert get(record(fields, kind), path) == expected


@pytest.mark.parametrize(
    ("kind", "fields", "expected", "variant"),
    [
        ("article", "title = {A}", "journal-article", ""),
        ("article", "type = {Review}", "review-article", ""),
        ("article", "journal = {arXiv preprint arXiv:1706.03762}", "preprint", ""),
        ("article", "journal = {Journal of arXiv studies}", "journal-article", ""),
        ("article", "entrysubtype = {newspaper}", "newspaper-article", ""),
        ("book", "editor = {Roe, R.}", "edited-book", ""),
        ("book", "author = {Doe, J.}, editor = {Roe, R.}", "book", ""),
        ("thesis", "type = {phdthesis}", "thesis-doctoral", ""),
        ("thesis", "type = {Bachelor's thesis}", "thesis-bachelor", ""),
        ("phdthesis", "type = {Master's {{Thesis}}}", "thesis-master", ""),
        ("mastersthesis", "title = {A}", "thesis-master", ""),
        ("thesis", "title = {A}", "thesis", ""),
        ("techreport", "type = {Working Paper}", "working-paper", ""),
        ("techreport", "type = {Technical Report}", "report", "technical"),
        ("misc", "eprinttype = {arXiv}, eprint = {1706.03762}", "preprint", ""),
        ("misc", "title = {A}", "other", ""),
        ("audio", "title = {A}", "audiovisual", "audio"),
        ("mvbook", "title = {A}", "multivolume-book", ""),
    ],
)
def test_finds_the_type(kind: str, fields: str, expected: str, variant: str) -> None:
    one = record(fields, kind)
    assert (one.type, one.variant) == (expected, variant)


def test_names_only_types_and_roles_that_exist() -> None:
    table = resources.table("imports/bibtex")
    types = resources.table("types")
    named = {*table["entry"].values(), *(rule["type"] for rule in table["refine"])}
    assert named <= types.keys()
    assert all(variant in types[table["entry"][kind]]["variant"] for kind, variant in table["variant"].items())
    assert all(rule["variant"] in types[rule["type"]]["variant"] for rule in table["refine"] if "variant" in rule)
    assert {*table["role"].values(), *table["editortype"].values()} <= resources.table("roles").keys()
    assert {*table["scheme"].values(), *table["eprint"].values()} <= resources.table("identifiers").keys()
    assert set(table["related"].values()) <= resources.table("relations").keys()


@pytest.mark.parametrize(
    ("kind", "fields", "codes", "path", "expected"),
    [
        ("article", "date = {2012-21}", ["R118"], "issued", "2012"),
        ("article", "date = {2012~}", ["R118"], "issued", "2012"),
        ("article", "date = {2012-01/2012-03}", ["R118"], "issued", "2012"),
        ("article", "date = {2012-01-03/2012-01-09}", ["R118"], "issued", "2012-01"),
        ("article", "date = {2012/2014}", ["R117"], "issued", ""),
        ("article", "date = {2012-13}", ["R117"], "issued", ""),
        ("article", "date = {199X}", ["R117"], "rest", [("date", "199X")]),
        ("article", "year = {13th century}", ["R117"], "rest", [("year", "13th century")]),
        ("article", "year = 2012, month = {13}", ["R118"], "issued", "2012"),
        ("article", "year = 2012, month = {Jan 3--5}", ["R118"], "issued", "2012-01"),
        ("article", "year = 2012, month = {July/August}", ["R118"], "rest", [("month", "July/August")]),
        ("article", "year = 2012, month = feb, day = 30", ["R118", "R118"], "issued", "2012-02"),
        ("article", "author = {Doe, J. and others}", ["R119"], "contributors[0].agent.family", "Doe"),
        ("article", "language = {Klingonish}", ["R120"], "rest", [("language", "Klingonish")]),
        ("book", "pagetotal = {xii+345}", ["R121"], "rest", [("pagetotal", "xii+345")]),
        ("article", "url = {see the library}", ["R122"], "rest", [("url", "see the library")]),
        ("article", "doi = {none}", ["I001"], "identifiers[1].scheme", "text"),
        ("article", "year = 2012, year = 2013", ["R106"], "rest", [("year", "2013")]),
        ("nosuchtype", "title = {A}", ["R115"], "type", "other"),
        ("nosuchtype", "title = {A}", ["R115"], "rest", [("entry type", "nosuchtype")]),
    ],
)
def test_keeps_and_reports_what_it_does_not_understand(kind: str, fields: str, codes: list[str], path: str, expected: object) -> None:
    found, one = issues(fields, kind)
    assert found == codes
    assert get(one, path) == expected


def test_issue_carries_place_value_and_path() -> None:
    [reading] = readings("@article{k,\n  title = {A},\n  date = {2012-13}\n}")
    [found] = reading.issues
    assert (found.code, found.field, found.value, found.place.line, found.place.column) == ("R117", "rest[0]", "2012-13", 3, 11)
    assert "2012-13" in found.message


def test_turns_a_pure_key_into_the_uuid() -> None:
    [reading] = readings("@article{0f8fad5bd9cb469fa16570867728950e, title = {A}}")
    assert reading.record is not None
    assert reading.record.identifiers == [Identifier("pure-uuid", "0f8fad5b-d9cb-469f-a165-70867728950e")]
    # 32 hex digits that are no UUID stay a key
    assert readings("@article{00000000000000000000000000000000, title = {A}}")[0].record.identifiers[0].scheme == "citekey"  # type: ignore[union-attr]


def test_reads_what_pure_writes() -> None:
    text = """@phdthesis{0f8fad5bd9cb469fa16570867728950e,
  title     = "Heat in cities: a study",
  keywords  = "heat, cities",
  author    = "A. Doe",
  note      = "Proefschrift.",
  year      = "2018",
  month     = "4",
  day       = "25",
  language  = "English",
  isbn      = "978-3-16-148410-0",
  series    = "Stones",
  publisher = "Example University",
  school    = "Department of Examples",
  url       = "https://example.org/1",
  url       = "https://example.org/2",
}"""
    [reading] = readings(text)
    one = reading.record
    assert one is not None
    assert reading.issues == []
    assert (one.type, one.degree_kind, one.issued, one.languages) == ("thesis-doctoral", "phd", "2018-04-25", ["en"])
    assert one.titles == [Text("Heat in cities: a study", "en")]
    assert [link.url for link in one.links] == ["https://example.org/1", "https://example.org/2"]
    assert (one.series[0].titles[0].value, one.publisher and one.publisher.name) == ("Stones", "Example University")
    assert one.institution == Agent("Department of Examples", "organisation")
    assert one.rest == []


WHOLE = """
@incollection{part, author = {Doe, J.}, title = {Part}, crossref = {whole}, pages = {1--9}}
@inproceedings{paper, title = {Paper}, booktitle = {Own}, crossref = {WHOLE}}
@collection{whole, editor = {Roe, R.}, title = {Whole}, subtitle = {A Study}, year = 2012, publisher = {P}, isbn = {978-3-16-148410-0},
  doi = {10.1000/whole}, url = {http://example.org/whole}, keywords = {w}, abstract = {w}, shorttitle = {W}, timestamp = {t}}
"""


def test_part_inherits_from_its_whole_and_the_whole_stays_a_record() -> None:
    found = {reading.label: reading.record for reading in readings(WHOLE)}
    part, paper, whole = found["part"], found["paper"], found["whole"]
    assert part is not None
    assert paper is not None
    assert whole is not None
    assert part.host is not None
    assert paper.host is not None
    assert [title.value for title in part.host.titles] == ["Whole: A Study"]
    assert part.host.identifiers == [Identifier("doi", "10.1000/whole"), Identifier("isbn", "9783161484100")]
    assert [one.agent.family for one in part.host.contributors] == ["Roe"]
    assert (part.issued, part.publisher and part.publisher.name) == ("2012", "P")
    # its own key only: the DOI, address and texts are the whole's
    assert part.identifiers == [Identifier("citekey", "part")]
    assert (part.links, part.keywords, part.abstracts, part.short_title, part.rest) == ([], [], [], None, [])
    # the parent's subtitle belongs to the parent's title
    assert paper.host.titles == [Text("Own")]
    assert (whole.type, whole.titles[0].value) == ("edited-book", "Whole: A Study")


@pytest.mark.parametrize(
    ("parent", "child", "path", "expected"),
    [
        (
            "@book{p, author = {Doe, J.}, title = {B}}",
            "@inbook{c, title = {C}, crossref = {p}}",
            "host.contributors[0].agent.family",
            "Doe",
        ),
        ("@book{p, author = {Doe, J.}, title = {B}}", "@inbook{c, title = {C}, crossref = {p}}", "contributors[0].agent.family", "Doe"),
        ("@book{p, author = {Doe, J.}, title = {B}}", "@incollection{c, title = {C}, crossref = {p}}", "contributors", []),
        ("@mvbook{p, title = {M}}", "@book{c, title = {C}, crossref = {p}}", "host.titles[0].value", "M"),
        (
            "@periodical{p, title = {J}, issn = {0957-8765}, year = 2012}",
            "@article{c, title = {C}, crossref = {p}}",
            "container.titles[0].value",
            "J",
        ),
        ("@xdata{p, publisher = {P}, location = {L}}", "@book{c, title = {C}, xdata = {p}}", "publisher.place", "L"),
        ("@xdata{x, location = {L}} @xdata{p, publisher = {P}, xdata = {x}}", "@book{c, title = {C}, xdata = {p}}", "publisher.place", "L"),
        ("@book{p, title = {B}, year = 2011}", "@inbook{c, title = {C}, date = {2012}, crossref = {p}}", "issued", "2012"),
    ],
)
def test_names_change_on_the_way_from_parent_to_child(parent: str, child: str, path: str, expected: object) -> None:
    for text in (f"{parent}\n{child}", f"{child}\n{parent}"):
        one = next(reading.record for reading in readings(text) if reading.label == "c")
        assert one is not None
        assert get(one, path) == expected


def test_reports_missing_parents_circles_and_containers() -> None:
    found = readings(
        "@inbook{a, title = {A}, crossref = {nowhere}} @book{b, title = {B}, crossref = {c}} @book{c, title = {C}, crossref = {b}}"
        "@book{d, title = {D}, crossref = {d}} @xdata{x, year = 1} @set{s, entryset = {a, b}} @book{e, title = {E}, crossref = {b}}"
    )
    codes = {reading.label: [one.code for one in reading.issues] for reading in found}
    assert codes == {"a": ["R113"], "b": ["R114"], "c": ["R114"], "d": ["R114"], "x": ["R112"], "s": ["R112"], "e": []}
    assert [reading.label for reading in found if reading.record is None] == ["x", "s"]


def test_follows_no_web_of_parents_without_end() -> None:
    width = ",".join(f"x{n}" for n in range(40))
    text = (
        "".join(f"@xdata{{x{n}, xdata = {{{width}}}, note = {{{n}}}}}\n" for n in range(40))
        + f"@book{{k, title = {{A}}, xdata = {{{width}}}}}"
    )
    last = readings(text)[-1]
    assert last.record is not None
    assert "R114" in [one.code for one in last.issues]


def test_relates_entries_by_doi_title_or_key() -> None:
    found = readings(
        "@book{a, title = {A}, related = {b, c, d}, relatedtype = {translationof}} @book{b, doi = {10.1000/b}}"
        "@book{c, title = {The \\'Other}}"
    )
    assert found[0].record is not None
    assert found[0].record.relations == [
        Relation("translation-of", Identifier("doi", "10.1000/b")),
        Relation("translation-of", text="The Óther"),
        Relation("translation-of", text="d"),
    ]


def test_one_reading_for_each_entry_with_its_span() -> None:
    text = "@book{ä, title = {Ä}}\n\n@string{s = {x}}\n@book{b, title = s}\n@book{b}"
    data = text.encode()
    found = list(bibtex.read(data))
    spans = [data[one.origin.offset : one.origin.offset + one.origin.length].decode() for one in found]
    assert spans == ["@book{ä, title = {Ä}}", "@book{b, title = s}", "@book{b}"]
    assert [(one.origin.ordinal, one.origin.line, one.origin.format) for one in found] == [
        (0, 1, "bibtex"),
        (1, 4, "bibtex"),
        (2, 5, "bibtex"),
    ]
    assert [one.record is None for one in found] == [False, False, True]
    assert [[issue.code for issue in one.issues] for one in found] == [[], [], ["R105", "R111"]]
    wide = text.encode("utf-16")
    assert [wide[one.origin.offset :][: one.origin.length].decode("utf-16-le") for one in bibtex.read(wide)] == spans


def test_damage_outside_of_entries_is_told_with_the_next_one_or_alone() -> None:
    with_next = readings("@string{a = nowhere}\n@book{k, title = {A}}")
    assert [[issue.code for issue in one.issues] for one in with_next] == [["R107"]]
    alone = readings("@book{k, title = {A}}\n@string{a = nowhere}")
    assert [[issue.code for issue in one.issues] for one in alone] == [[], ["R107"]]
    assert alone[1].record is None


def test_reads_the_other_entries_of_a_file_with_undecodable_bytes() -> None:
    data = b"@book{a\xe9, title = {\xe9}}\n@book{b, title = {B}}"
    found = list(bibtex.read(data))
    assert [[issue.code for issue in one.issues] for one in found] == [["R110"], []]
    assert "cp1252" in found[0].issues[0].mend
    msgspec.json.encode(found)  # no lone surrogate in any message
    again = list(bibtex.read(data, encoding="cp1252"))
    assert again[0].record is not None
    assert again[0].record.titles == [Text("é")]


def test_places_lead_to_each_value() -> None:
    text = """@incollection{k,
  author = {Doe, J. and Roe, R.},
  title = {A}, booktitle = {B},
  editor = {Poe, E.},
  translator = {Loe, L.},
  doi = {10.1000/x},
}"""
    [reading] = readings(text, trace=True)
    assert reading.places is not None
    assert {path: (place.line, place.raw) for path, place in reading.places.items()} == {
        "contributors[0]": (2, "Doe, J. and Roe, R."),
        "contributors[1]": (2, "Doe, J. and Roe, R."),
        "contributors[2]": (5, "Loe, L."),
        "titles[0]": (3, "A"),
        "host.titles[0]": (3, "B"),
        "host.contributors[0]": (4, "Poe, E."),
        "identifiers[1]": (6, "10.1000/x"),
    }


@pytest.mark.parametrize(
    ("head", "name", "low", "high"),
    [
        ("@article{k, title = {A}}", "x.bib", 90, 100),
        ("% Encoding: UTF-8\n@Article{k, title = {A}}", "x.bib", 90, 100),
        ("@article{k, title = {A}}", "", 90, 100),
        ("@string{a = {b}}\n@book{k}", "", 90, 100),
        ("Title\nA page of words\n@article{k, title = {A}}", "page.txt", 20, 60),
        ("TY  - JOUR\nAB  - write to me@book{x}\nER  - ", "x.ris", 0, 0),
        ('{"title": "@article{k}"}', "x.json", 0, 0),
        ("", "x.bib", 1, 60),
        ("@prefix bibo: <http://purl.org/ontology/bibo/> .", "x.ttl", 0, 0),
    ],
)
def test_recognises_bibtex(head: str, name: str, low: int, high: int) -> None:
    assert low <= bibtex.detect(head, name) <= high


def _corpus() -> list[tuple[Path, int]]:
    if not CORPORA.is_dir():
        pytest.skip("needs ../shared/corpora")
    with (CORPORA / "files.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["format"] in ("bibtex", "pure-bibtex")]
    # the folder of Pure's BibTeX holds the same record as RIS and XML
    return [(CORPORA / row["file"], int(row["records"])) for row in rows if not row["file"].endswith((".ris", ".xml"))]


def test_every_entry_of_the_corpora_is_read_or_reported(capsys: pytest.CaptureFixture[str]) -> None:
    files, read, reported = _corpus(), 0, 0
    for path, present in files:
        if path.name in REFUSED:
            continue
        data = path.read_bytes()
        found = list(bibtex.read(data))
        traced = list(bibtex.read(data, trace=True))
        assert [(one.record, one.issues) for one in found] == [(one.record, one.issues) for one in traced], path
        assert len(found) == COUNTED_OTHERWISE.get(path.name, present), path
        assert all(one.issues for one in found if one.record is None), path
        msgspec.json.encode(found)
        read += sum(one.record is not None for one in found)
        reported += sum(one.record is None for one in found)
    with capsys.disabled():
        print(f"\nBibTeX corpora: {len(files)} files, {read} records, {reported} entries reported instead, {len(REFUSED)} files refused")


# fields whose words turn into something else, or lead to another entry
TURNED = {
    *(
        "month",
        "day",
        "year",
        "date",
        "eventdate",
        "language",
        "langid",
        "pubstate",
        "type",
        "license",
        "copyright",
        "rights",
        "pages",
        "crossref",
    ),
    *(
        "xdata",
        "eprinttype",
        "archiveprefix",
        "relatedtype",
        "related",
        "editortype",
        "editoratype",
        "editorbtype",
        "isbn",
        "issn",
        "eissn",
    ),
    *("hyphenation", "title", "author", "editor", "doi", "url", "howpublished", "numpages", "pagetotal", "volumes", "eprint", "isbn-13"),
    # addresses of a DOI that the entry has
    *("ee", "bdsk-url-1", "bdsk-url-2", "bdsk-url-3"),
}
COUNTED = re.compile(r"cited by:? \d+", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{4,}")


def test_no_word_of_any_field_of_the_corpora_is_lost() -> None:
    lost = []
    for path, _ in _corpus():
        if path.name in REFUSED:
            continue
        data = path.read_bytes()
        entries = list(Scan(decode(data).text).entries())
        for entry, reading in zip(entries, bibtex.read(data), strict=False):
            if reading.record is None:
                continue
            kept = msgspec.json.encode(reading.record).decode().casefold()
            for field in entry.fields:
                if field.name in TURNED or "\\" in field.text or "<" in field.text:
                    continue
                text = COUNTED.sub("", field.text.replace("{", "").replace("}", ""))
                lost += [(path.name, entry.key, field.name, word) for word in _WORD.findall(text) if word.casefold() not in kept]
    assert not lost, "\n".join(map(str, lost))


@pytest.mark.parametrize("name", ["author", "keywords", "url", "ids", "isbn", "note", "title"])
def test_field_of_many_values_ends(name: str) -> None:
    separator = {"author": " and ", "url": " "}.get(name, ", ")
    text = f"@misc{{k, {name} = {{{separator.join(f'https://a.b/{n}' for n in range(60_000))}}}}}".encode()
    with ends():
        assert len(list(bibtex.read(text))) == 1
