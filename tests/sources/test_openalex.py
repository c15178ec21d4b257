"""OpenAlex works: every group of fields, what the lists repeat, and what is no work."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg import inputs, resources
from kg.record import Agent, Concept, File, Grant, Identifier, Link, Metric, Reading, Record, Relation, Text
from kg.sources import crossref, csl_json, openalex
from kg.syntax import json_kinds

OA = "https://openalex.org/"


def readings(*works: Any) -> list[Reading]:
    return list(openalex.read("\n".join(json.dumps(work) for work in works).encode()))


def read(**members: Any) -> Reading:
    (reading,) = readings({"id": OA + "W1", "type": "article", "title": "T", "authorships": [], **members})
    return reading


def record(**members: Any) -> Record:
    made = read(**members).record
    assert made is not None
    return made


def place(name: str = "", kind: str = "", **more: Any) -> dict[str, Any]:
    source = {"id": OA + "S1", "display_name": name, "type": kind, "issn_l": "0003-2700", "issn": ["0003-2700", "1520-6882"]}
    return {"source": source | {"host_organization": OA + "P1", "host_organization_name": "Delta Press"} if kind else None, **more}


# ---- what it is ----


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"type": "article", "primary_location": place("J", "journal")}, ("journal-article", [])),
        ({"type": "article", "type_crossref": "journal-article"}, ("journal-article", [])),
        ({"type": "article", "type_crossref": "proceedings-article"}, ("conference-paper", [])),
        ({"type": "article", "primary_location": place("C", "conference")}, ("conference-paper", [])),
        ({"type": "article", "primary_location": place("R", "repository", raw_type="text")}, ("other", ["article"])),
        ({"type": "article"}, ("other", ["article"])),
        ({"type": "book", "primary_location": {"raw_type": "edited-book"}}, ("edited-book", [])),
        ({"type": "book-chapter"}, ("chapter", [])),
        ({"type": "dissertation"}, ("thesis", [])),
        ({"type": "paratext"}, ("other", ["paratext"])),
        ({"type": "peer-review"}, ("peer-review", [])),
        ({"type": "hologram"}, ("other", ["hologram"])),
    ],
)
def test_where_it_appeared_says_what_an_article_is(members: dict[str, Any], expected: tuple[str, list[str]]) -> None:
    reading = read(**members)
    assert reading.record is not None
    assert (reading.record.type, [one.value for one in reading.record.genre]) == expected
    assert [found.code for found in reading.issues] == (["R328"] if members["type"] == "hologram" else [])


def test_the_table_names_what_we_have() -> None:
    table = resources.table("imports/openalex")
    assert {row["type"] for row in table["types"].values()} <= set(resources.table("types"))
    assert {*table["finer"].values(), *table["sources"].values()} <= set(resources.table("types"))
    assert all(reason for reason in table["not_carried"].values())


def test_identifiers_stand_once_and_name_the_source_record() -> None:
    made = record(
        doi="https://doi.org/10.1021/AC1",
        ids={
            "openalex": OA + "W1",
            "doi": "https://doi.org/10.1021/ac1",
            "mag": 77,
            "pmid": "https://pubmed.ncbi.nlm.nih.gov/12",
            "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/34",
        },
    )
    assert made.identifiers == [
        Identifier("doi", "10.1021/ac1"),
        Identifier("pmid", "12"),
        Identifier("pmcid", "PMC34"),
        Identifier("openalex", "W1"),
        Identifier("mag", "77"),
    ]
    assert made.derived_from == ["https://api.openalex.org/works/W1"]
    assert made.rest == []


# ---- texts ----


def test_the_abstract_is_put_together_again() -> None:
    index = {"we": [1, 4], "Here": [0], "see": [2], "<i>fish</i>": [3], "@home": [5], "odd": ["x"], "far": [10**8]}
    made = record(abstract_inverted_index=index, language="en", display_name="T")
    assert made.abstracts == [Text("Here we see fish we @home", "en")]
    assert made.titles == [Text("T", "en")]
    assert [value for _, value in made.rest] == ["x", str(10**8)]


def test_a_title_of_markup_is_plain_and_an_unknown_language_is_told() -> None:
    reading = read(title="H<sub>2</sub>O &amp; <i>fish</i>", display_name="Other", language="xxx")
    assert reading.record is not None
    assert reading.record.titles == [Text("H₂O & fish")]
    assert [found.code for found in reading.issues] == ["R009"]
    assert ("display_name", "Other") in reading.record.rest


# ---- people ----


def test_authors_have_their_institutions_and_affiliations_without_one() -> None:
    institution = {
        "id": OA + "I1",
        "display_name": "TU Delft",
        "ror": "https://ror.org/02e2c7k09",
        "country_code": "NL",
        "type": "education",
    }
    made = record(
        authorships=[
            {
                "author_position": "first",
                "author": {"id": OA + "A1", "display_name": "Jane Doe", "orcid": "https://orcid.org/0000-0002-1825-0097"},
                "raw_author_name": "Doe, Jane A.",
                "raw_orcid": "https://orcid.org/0000-0002-1825-0097",
                "is_corresponding": True,
                "institutions": [institution],
                "raw_affiliation_strings": ["Dept, TU Delft", "Nowhere. jane@example.org"],
                "affiliations": [
                    {"raw_affiliation_string": "Dept, TU Delft", "institution_ids": [OA + "I1"]},
                    {"raw_affiliation_string": "Nowhere. jane@example.org", "institution_ids": []},
                ],
            },
            {
                "author": {"display_name": None, "orcid": None},
                "raw_author_name": "R. Roe",
                "raw_orcid": "https://orcid.org/0000-0001-5109-3700",
            },
            {"author": {}},
        ]
    )
    first, second = made.contributors
    assert first.agent == Agent(
        "Jane Doe", given="Jane", family="Doe", identifiers=[Identifier("orcid", "0000-0002-1825-0097"), Identifier("openalex", "A1")]
    )
    assert (first.corresponding, first.name_as_written) == (True, "Doe, Jane A.")
    assert first.affiliations == [
        Agent("TU Delft", "organisation", identifiers=[Identifier("ror", "02e2c7k09"), Identifier("openalex", "I1")]),
        Agent("Nowhere", "organisation"),
    ]
    assert (second.agent.name, second.agent.identifiers) == ("R. Roe", [Identifier("orcid", "0000-0001-5109-3700")])
    assert [value for _, value in made.rest] == ["jane@example.org", "Dept, TU Delft"]


def test_another_orcid_than_the_authors_stays_in_rest() -> None:
    author = {"display_name": "J Doe", "orcid": "https://orcid.org/0000-0002-1825-0097"}
    made = record(authorships=[{"author": author, "raw_orcid": "https://orcid.org/0000-0001-5109-3700"}])
    assert [one.value for one in made.contributors[0].agent.identifiers] == ["0000-0002-1825-0097"]
    assert made.rest == [("authorships[0].raw_orcid", "https://orcid.org/0000-0001-5109-3700")]


# ---- where and when ----


def test_a_journal_is_the_container_and_its_name_keeps_the_publishers_capitals() -> None:
    made = record(
        primary_location=place("annals of rivers", "journal", raw_source_name="Annals of Rivers"),
        biblio={"volume": "76", "issue": "9", "first_page": "5", "last_page": "8"},
    )
    assert made.container is not None
    assert made.container.titles == [Text("Annals of Rivers")]
    assert made.container.identifiers == [
        Identifier("issn", "0003-2700"), Identifier("issn", "1520-6882"), Identifier("issn-l", "0003-2700"), Identifier("openalex", "S1"),
    ]  # fmt: skip
    assert made.publisher == Agent("Delta Press", "organisation", identifiers=[Identifier("openalex", "P1")])
    assert (made.volume, made.issue, made.page_start, made.page_end) == ("76", "9", "5", "8")


@pytest.mark.parametrize(
    ("members", "host", "series", "container"),
    [
        ({"type": "book-chapter", "primary_location": place("LNCS", "book series", raw_source_name="lncs")}, "", "lncs", ""),
        ({"type": "book-chapter", "primary_location": place("X eBooks", "ebook platform", raw_source_name="Rivers")}, "Rivers", "", ""),
        ({"type": "book-chapter", "primary_location": place("LNCS", "book series", raw_source_name="Rivers")}, "Rivers", "LNCS", ""),
        ({"type": "conference-paper", "primary_location": {"raw_source_name": "Proc. of Rivers"}}, "Proc. of Rivers", "", ""),
        ({"type": "conference-paper", "primary_location": place("RiverConf", "conference")}, "RiverConf", "", ""),
        ({"type": "book", "primary_location": place("Waters", "book series")}, "", "Waters", ""),
        ({"type": "book", "primary_location": place("X eBooks", "ebook platform")}, "", "", ""),
        ({"type": "article", "primary_location": place("arXiv", "repository")}, "", "", ""),
        ({"type": "article", "host_venue": {"display_name": "Old J", "type": "journal", "issn_l": "0003-2700"}}, "", "", "Old J"),
        ({"type": "dataset", "primary_location": {"raw_source_name": "Data Bank"}}, "", "Data Bank", ""),
        ({"type": "other", "primary_location": {"raw_source_name": "Blog"}}, "", "", "Blog"),
    ],
)
def test_the_source_is_container_host_or_series(members: dict[str, Any], host: str, series: str, container: str) -> None:
    made = record(**members)
    assert (made.host.titles[0].value if made.host and made.host.titles else "") == host
    assert (made.series[0].titles[0].value if made.series else "") == series
    assert (made.container.titles[0].value if made.container else "") == container
    assert made.host is not None or made.type not in ("chapter", "conference-paper")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("5", "8", ("5", "8", "", "")),
        ("e30", "e30", ("", "", "", "e30")),
        ("816", "816", ("816", "816", "", "")),
        ("12", None, ("12", "12", "", "")),
        (None, "8", ("", "", "", "")),
    ],
)
def test_pages_and_article_numbers(first: str | None, last: str | None, expected: tuple[str, ...]) -> None:
    made = record(biblio={"first_page": first, "last_page": last})
    assert (made.page_start, made.page_end, made.pages, made.article_number) == expected
    assert made.rest == ([] if first else [("biblio.last_page", "8")])


@pytest.mark.parametrize(
    ("date", "issued", "codes"),
    [
        ("2012-12-31", "2012-12-31", []),
        ("2012-12-01", "2012-12", ["R327"]),
        ("2012-01-01", "2012", ["R327"]),
        ("never", "", ["R008"]),
    ],
)
def test_a_day_that_may_be_made_up_is_not_published(date: str, issued: str, codes: list[str]) -> None:
    reading = read(publication_date=date)
    assert reading.record is not None
    assert (reading.record.issued, [found.code for found in reading.issues]) == (issued, codes)


def test_the_year_stands_in_for_a_date_and_a_retraction_is_a_status() -> None:
    made = record(publication_year=1999, is_retracted=True, updated_date="2026-07-22T07:51:19.307946", cited_by_count=4, counts_by_year=[
        {"year": 2021, "cited_by_count": 3}])  # fmt: skip
    assert (made.issued, made.status, made.record_modified) == ("1999", "retracted", "2026-07-22")
    assert made.metrics == [Metric(4, "OpenAlex", "2026-07-22")]
    assert made.rest == [("counts_by_year[0]", "year 2021, cited_by_count 3")]


# ---- subjects, funding, relations, copies ----


def test_topics_concepts_keywords_goals_and_headings_are_concepts_with_scores() -> None:
    made = record(
        topics=[{"id": OA + "T1", "display_name": "Rivers", "score": 0.9984, "field": {"id": OA + "fields/1", "display_name": "Earth"}}],
        primary_topic={"id": OA + "T1", "display_name": "Rivers", "score": 0.9984},
        concepts=[{"id": OA + "C1", "wikidata": "https://www.wikidata.org/wiki/Q1", "display_name": "Fish", "level": 1, "score": 1e-05}],
        keywords=[{"id": OA + "keywords/fish", "display_name": "Fish", "score": 7}],
        sustainable_development_goals=[{"id": "https://metadata.un.org/sdg/14", "display_name": "Life below water", "score": 0.5}],
        mesh=[
            {"descriptor_ui": "D1", "descriptor_name": "Fish", "qualifier_ui": "", "qualifier_name": None, "is_major_topic": False},
            {
                "descriptor_ui": "D005260",
                "descriptor_name": "Fish",
                "qualifier_ui": "Q000235",
                "qualifier_name": "genetics",
                "is_major_topic": True,
            },
        ],
    )
    assert made.concepts == [
        Concept("openalex-topics", Text("Rivers", "en"), iri=OA + "T1", id="T1", rank=1, weight="0.9984"),
        Concept("openalex-concepts", Text("Fish", "en"), iri=OA + "C1", id="C1", weight="0.00001"),
        Concept("openalex-keywords", Text("Fish", "en"), iri=OA + "keywords/fish", id="fish"),
        Concept("sdg", Text("Life below water", "en"), iri="https://metadata.un.org/sdg/14", id="14", weight="0.5"),
        Concept("mesh", Text("Fish", "en"), id="D1", notation="D1"),
        Concept(
            "mesh",
            Text("Fish/genetics", "en"),
            iri="http://id.nlm.nih.gov/mesh/D005260Q000235",
            id="D005260Q000235",
            notation="D005260Q000235",
            weight="1",
        ),
    ]
    assert made.rest == [("keywords[0].score", "7")]


def test_awards_and_funders_are_grants() -> None:
    nsf = Agent("NSF", "organisation", identifiers=[Identifier("ror", "021nxhr62"), Identifier("openalex", "F1")])
    made = record(
        awards=[
            {"id": OA + "G1", "funder_award_id": "R1", "display_name": "On rivers", "funder_id": OA + "F1", "funder_display_name": "NSF"}
        ],
        funders=[{"id": OA + "F1", "display_name": "NSF", "ror": "https://ror.org/021nxhr62"}, {"id": OA + "F2", "display_name": "NWO"}],
    )
    assert made.funding == [
        Grant(nsf, "R1", "On rivers"),
        Grant(Agent("NWO", "organisation", identifiers=[Identifier("openalex", "F2")])),
    ]
    old = record(grants=[{"funder": OA + "F1", "funder_display_name": "NSF", "award_id": None}, {"funder": OA + "F1", "award_id": "2"}])
    assert [(one.funder.name if one.funder else "", one.number) for one in old.funding] == [("NSF", ""), ("", "2")]


def test_cited_and_related_works_are_relations() -> None:
    made = record(referenced_works=[OA + "W2", OA + "W2", "odd"], related_works=[OA + "W2"])
    assert made.relations == [Relation("cites", iri=OA + "W2"), Relation("related", iri=OA + "W2")]
    assert made.rest == [("referenced_works[2]", "odd")]


def test_copies_are_files_with_version_and_licence_and_pages_are_links() -> None:
    published = {
        "is_oa": True, "landing_page_url": "https://doi.org/10.1021/ac1", "pdf_url": "https://p.org/a.pdf", "version": "publishedVersion",
        "license": "cc-by", "source": {"display_name": "J", "type": "journal"},
    }  # fmt: skip
    made = record(
        doi="https://doi.org/10.1021/ac1",
        primary_location=published,
        best_oa_location=published,
        locations=[
            published,
            {
                "is_oa": True,
                "landing_page_url": "https://r.org/1",
                "pdf_url": "https://r.org/1.pdf",
                "version": "acceptedVersion",
                "license": "cc0",
            },
            {"is_oa": False, "landing_page_url": "https://r.org/1", "pdf_url": None, "version": "submittedVersion", "license": "other-oa"},
        ],
        open_access={"is_oa": True, "oa_status": "gold", "oa_url": "https://p.org/a.pdf"},
    )
    assert made.files == [
        File("https://p.org/a.pdf", "J", "application/pdf", version="VoR", access="open"),
        File(
            "https://r.org/1.pdf",
            media_type="application/pdf",
            version="AM",
            licence="https://creativecommons.org/publicdomain/zero/1.0/",
            access="open",
        ),
    ]
    assert (made.access, made.rights, made.licences, made.links) == ("open", [Text("cc-by")], [], [Link("https://r.org/1")])
    assert sorted(value for _, value in made.rest) == ["gold", "other-oa", "submittedVersion"]


def test_a_licence_of_the_published_version_is_the_works() -> None:
    at = {"version": "publishedVersion", "license": "mit", "pdf_url": None, "is_oa": True}
    assert record(locations=[at]).licences == ["https://spdx.org/licenses/MIT"]
    assert record(locations=[{**at, "version": "acceptedVersion"}]).licences == []
    assert record(open_access={"is_oa": False, "oa_url": "https://x.org/1"}).links == [Link("https://x.org/1")]


# ---- files, detection, places ----


def test_reads_results_lines_and_arrays() -> None:
    work = {"id": OA + "W1", "type": "article", "title": "T", "authorships": []}
    for source in (json.dumps({"meta": {"count": 2}, "results": [work, work]}), json.dumps([work, work]), f"{json.dumps(work)}\n" * 2):
        assert [reading.record.titles[0].value for reading in openalex.read(source.encode()) if reading.record] == ["T", "T"]


@pytest.mark.parametrize(
    ("source", "codes", "words"),
    [
        ({"meta": {"db_response_time_ms": 1}, "results": []}, ["R007"], "work"),
        ({"id": OA + "A5", "display_name": "Jane Doe"}, ["R326"], "an author of OpenAlex"),
        ({"error": "Not found", "message": "no"}, ["R326"], "an object with error, message"),
        ({}, ["R326"], "nothing in it"),
        (["a"], ["R006"], "text"),
    ],
)
def test_what_is_no_work_is_told(source: Any, codes: list[str], words: str) -> None:
    (reading,) = openalex.read(json.dumps(source).encode())
    assert reading.record is None
    assert [found.code for found in reading.issues] == codes
    assert words in reading.issues[0].message


def test_values_of_a_wrong_kind_stop_nothing() -> None:
    reading = read(
        title=["a"], authorships="x", abstract_inverted_index=["a"], publication_date=5, ids="x", locations=[1], primary_location="x",
        biblio=[1], concepts=["a"], cited_by_count=-1, counts_by_year=[1], doi=12, mesh=["a"],
        awards=["b"], funders=["x"], referenced_works={"a": 1},
    )  # fmt: skip
    assert reading.record is not None
    assert {found.code for found in reading.issues} == {"I001", "R008"}
    assert {"x", "a", "b"} <= {value for _, value in reading.record.rest}


@pytest.mark.parametrize(
    ("head", "rate"),
    [
        ('{"id":"https://openalex.org/W1","doi":null', 95),
        ('[ {\n "id": "https://openalex.org/W1"', 95),
        ('{"meta":{"count":1,"db_response_time_ms":5},"results":[{"id":"https://openalex.org/W1"', 97),
        ('{"title":"T","authorships":[{"author":{"id":"https://openalex.org/A1"', 96),
        ('{"id":"https://doi.org/10.1/1","type":"Article","identifiers":[{"identifier":"https://openalex.org/W1"}]', 0),
        ('{"DOI":"10.1/1","type":"journal-article","title":["T"]}', 0),
        ("<a/>", 0),
    ],
)
def test_detects_openalex_among_json(head: str, rate: int) -> None:
    assert openalex.detect(head, "a.json") == rate
    if rate:
        assert max(csl_json.detect(head, "a.json"), crossref.detect(head, "a.json")) < rate


def test_the_other_json_readers_name_the_reader() -> None:
    assert json_kinds.kind({"id": OA + "W1", "authorships": []}).mend == "read it with --from openalex"
    (told,) = crossref.read(json.dumps({"authorships": [], "title": "T"}).encode())
    assert told.issues[0].mend == "read it with --from openalex"


def test_json_lines_come_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "works.jsonl"
    line = json.dumps({"id": OA + "W1", "type": "article", "title": "T" * 1000, "authorships": []}).encode() + b"\n"
    path.write_bytes(line * (2 * inputs.PART // len(line)))
    items = list(inputs.read([str(path)]))
    assert len(items) > 1
    assert b"".join(item.data for item in items) == path.read_bytes()
    assert {item.format for item in items} == {"openalex"}


def test_a_trace_changes_no_record() -> None:
    work = {"id": OA + "W1", "type": "article", "title": "T", "authorships": [{"author": {"display_name": "J Doe"}}]}
    (traced,), (plain,) = list(openalex.read(json.dumps(work).encode(), trace=True)), readings(work)
    assert traced.record == plain.record
    assert traced.places is not None
    assert traced.places["contributors[0]"].pointer == "/authorships/0"
    assert traced.places["titles[0]"].raw == '"T"'
