"""ORCID works: XML and JSON, single, in bulk, in groups, and in a whole record."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

import pytest

from kg import resources
from kg.record import Agent, Grant, Identifier, Link, Reading, Record, Relation, Text
from kg.sources import csl_json, orcid, pubmed_xml

SPACES = (
    'xmlns:c="http://www.orcid.org/ns/common" xmlns:w="http://www.orcid.org/ns/work" xmlns:activities="http://www.orcid.org/ns/activities"'
)


def value(text: Any) -> dict[str, Any]:
    return {"value": text}


def ids(*rows: tuple[str, ...]) -> dict[str, Any]:
    return {
        "external-id": [
            {
                "external-id-type": kind,
                "external-id-value": number,
                "external-id-normalized": {"value": number.lower(), "transient": True},
                "external-id-relationship": relation or None,
                "external-id-url": value(url[0]) if url else None,
            }
            for kind, number, relation, *url in rows
        ]
    }


def work(**members: Any) -> dict[str, Any]:
    return {"put-code": 5, "type": "journal-article", "title": {"title": value("On rivers")}, **members}


def read(source: Any) -> list[Reading]:
    return list(orcid.read(json.dumps(source).encode()))


def record(**members: Any) -> Record:
    (reading,) = read(work(**members))
    assert reading.record is not None
    return reading.record


def codes(reading: Reading) -> list[str]:
    return [found.code for found in reading.issues]


FULL = work(
    **{
        "created-date": value(1390417917160),
        "last-modified-date": value(1559917017189),
        "source": {"source-name": value("Somebody")},
        "title": {
            "title": value("On rivers"),
            "subtitle": value("A study"),
            "translated-title": {"value": "Über Flüsse", "language-code": "de"},
        },
        "journal-title": value("Annals of rivers"),
        "short-description": "They flow.",
        "citation": {"citation-type": "bibtex", "citation-value": "@article{a,\n title = {On rivers}\n}"},
        "publication-date": {"year": value("2012"), "month": value("08"), "day": value("04")},
        "external-ids": ids(
            ("doi", "10.1021/AC1", "self", "https://doi.org/10.1021/ac1"),
            ("issn", "0003-2700", "part-of"),
            ("doi", "10.1021/old", "version-of"),
            ("grant_number", "R01", "funded-by"),
        ),
        "url": value("https://rivers.example/1"),
        "contributors": {
            "contributor": [
                {
                    "contributor-orcid": {
                        "uri": "https://orcid.org/0000-0002-1825-0097",
                        "path": "0000-0002-1825-0097",
                        "host": "orcid.org",
                    },
                    "credit-name": value("Jane Doe"),
                    "contributor-email": value("jane@example.org"),
                    "contributor-attributes": {"contributor-sequence": "first", "contributor-role": "author"},
                },
                {
                    "credit-name": value("Roe, R."),
                    "contributor-attributes": {"contributor-role": "http://credit.niso.org/contributor-roles/software/"},
                },
            ]
        },
        "language-code": "en",
        "country": value("NL"),
        "visibility": "public",
        "path": "/0000-0002-1825-0097/work/5",
    }
)


def test_reads_a_full_work() -> None:
    (reading,) = read(FULL)
    made = reading.record
    assert made is not None
    assert reading.issues == []
    assert made.type == "journal-article"
    assert (made.titles, made.short_title, made.subtitles) == (
        [Text("On rivers: A study", "en")],
        Text("On rivers", "en"),
        [Text("A study", "en")],
    )
    assert (made.other_titles, made.languages) == ([Text("Über Flüsse", "de")], ["en"])
    assert made.abstracts == [Text("They flow.")]
    assert made.citations == [Text("@article{a, title = {On rivers} }")]
    assert (made.issued, made.record_modified) == ("2012-08-04", "2019-06-07")
    assert made.identifiers == [Identifier("doi", "10.1021/ac1")]
    assert made.container is not None
    assert (made.container.titles, made.container.identifiers) == ([Text("Annals of rivers")], [Identifier("issn", "0003-2700")])
    assert made.relations == [Relation("version-of", identifier=Identifier("doi", "10.1021/old"))]
    assert made.funding == [Grant(number="R01")]
    assert made.links == [Link("https://rivers.example/1")]
    first, second = made.contributors
    assert (first.role, first.agent) == (
        "author",
        Agent("Jane Doe", given="Jane", family="Doe", identifiers=[Identifier("orcid", "0000-0002-1825-0097")]),
    )
    assert (second.role, second.agent.name) == ("contributor", "R. Roe")
    assert [text for _, text in made.rest] == ["http://credit.niso.org/contributor-roles/software/", "NL"]
    assert {path for path, _, _ in reading.not_carried} >= {"put-code", "visibility", "path", "source.source-name.value"}


def xml(node: Any, name: str) -> str:
    """The JSON form as ORCID writes it in XML."""
    if isinstance(node, list):
        return "".join(xml(part, name) for part in node)
    if node is None:
        return ""
    if isinstance(node, dict):
        language = f' language-code="{node["language-code"]}"' if "language-code" in node and "value" in node else ""
        attributes = "".join(
            f' {key}="{node[key]}"' for key in ("put-code", "visibility", "path", "display-index") if key in node and "uri" not in node
        )
        if "value" in node:
            return f"<c:{name}{language}>{escape(str(node['value']))}</c:{name}>"
        inside = "".join(xml(part, key) for key, part in node.items() if f' {key}="' not in attributes)
        return f"<c:{name}{attributes}>{inside}</c:{name}>"
    return f"<c:{name}>{escape(str(node))}</c:{name}>"


def test_xml_and_json_say_the_same() -> None:
    source = {**FULL, "last-modified-date": "2019-06-07T12:00:00Z"}
    (one,) = orcid.read(xml(source, "work").replace("<c:work", f"<c:work {SPACES}", 1).encode())
    (other,) = read(FULL)
    assert one.record is not None
    assert other.record is not None
    for field in one.record.__struct_fields__:
        if field not in ("origin", "rest"):
            assert getattr(one.record, field) == getattr(other.record, field), field
    assert [text for _, text in one.record.rest] == [text for _, text in other.record.rest]


# ---- external ids ----


@pytest.mark.parametrize(
    ("row", "identifiers"),
    [
        (("DOI", "https://doi.org/10.1021/AC1", "SELF"), [Identifier("doi", "10.1021/ac1")]),
        (("eid", "2-s2.0-84864477434", "self"), [Identifier("scopus-eid", "2-s2.0-84864477434")]),
        (("pmc", "PMC12", "self"), [Identifier("pmcid", "PMC12")]),
        (("wosuid", "000304123400001", ""), [Identifier("wos-ut", "WOS:000304123400001")]),
        (("agr", "7", "self"), [Identifier("local", "agr:7")]),
        (("other-id", "7", "self"), [Identifier("local", "7")]),
        (("doi", "10.1021/ac1", "part-of"), []),
    ],
)
def test_only_what_is_its_own_identifies_the_work(row: tuple[str, ...], identifiers: list[Identifier]) -> None:
    assert record(**{"external-ids": ids(row)}).identifiers == identifiers


def test_a_faulty_id_that_an_identifier_ends_with_says_nothing_new() -> None:
    rows = [
        ("agr", "7-21", "self"),
        ("doi", "21", "self"),
        ("doi", "22", "self"),
        ("doi", "2", "self"),
        ("agr", "7-23", "self"),
        ("doi", "23", "self"),
    ]
    found = record(**{"external-ids": ids(*rows)}).identifiers
    assert [one.value.rpartition(":")[2] for one in found] == ["7-21", "22", "7-23"]


def test_relationships_become_relations_and_grants() -> None:
    made = record(
        **{
            "external-ids": ids(
                ("doi", "10.1021/book", "part-of"),
                ("doi", "10.1021/book", "PART_OF"),
                ("uri", "https://x.org/1", "part-of"),
                ("agr", "7", "version-of"),
                ("doi", "no doi", "version-of"),
                ("grant_number", "1", "funded-by"),
                ("grant_number", "1", "funded-by"),
                ("uri", "https://x.org/2", "self"),
                ("doi", "10.1021/odd", "sibling-of"),
            )
        }
    )
    assert made.relations == [
        Relation("part-of", identifier=Identifier("doi", "10.1021/book")),
        Relation("part-of", iri="https://x.org/1"),
        Relation("version-of", text="agr:7"),
        Relation("version-of", text="doi:no doi"),
    ]
    assert made.funding == [Grant(number="1")]
    assert made.links == [Link("https://x.org/2")]
    assert made.identifiers == [Identifier("doi", "10.1021/odd")]
    assert [text for _, text in made.rest] == ["sibling-of"]


@pytest.mark.parametrize(
    ("type", "kind", "number", "relation", "where"),
    [
        ("journal-article", "issn", "0003-2700", "self", "container"),
        ("book", "issn", "0003-2700", "part-of", "series"),
        ("book-chapter", "isbn", "9781860163593", "part-of", "host"),
        ("book-chapter", "isbn", "9781860163593", "self", "host"),
        ("book", "isbn", "9781860163593", "self", "work"),
        ("conference-paper", "isbn", "9781860163593", "part-of", "host"),
    ],
)
def test_an_issn_and_an_isbn_belong_to_what_has_them(type: str, kind: str, number: str, relation: str, where: str) -> None:
    made = record(type=type, **{"external-ids": ids((kind, number, relation), (kind, number, relation))})
    found = {
        "container": made.container.identifiers if made.container else [],
        "series": made.series[0].identifiers if made.series else [],
        "host": made.host.identifiers if made.host else [],
        "work": made.identifiers,
    }
    assert {place for place, numbers in found.items() if numbers} == {where}
    assert found[where] == [Identifier(kind, number)]


def test_an_address_of_an_id_is_a_link_only_where_it_says_more() -> None:
    made = record(
        **{
            "external-ids": ids(
                ("doi", "10.1021/ac1", "self", "http://dx.doi.org/10.1021/AC1"),
                ("agr", "7", "self", "https://agr.example/7"),
                ("cba", "8", "self", "https://cba.example/"),
            ),
            "url": value("https://doi.org/10.1021/ac1"),
        }
    )
    assert made.links == [Link("https://agr.example/7")]
    assert [text for _, text in made.rest] == ["https://cba.example/"]


# ---- types and titles ----


@pytest.mark.parametrize("word", sorted(resources.table("imports/orcid")["types"]))
def test_every_type_of_the_table_is_one_of_ours(word: str) -> None:
    row = resources.table("imports/orcid")["types"][word]
    made = record(type=word)
    assert made.type in resources.table("types")
    assert bool(made.genre) == bool(row.get("genre"))
    assert row.get("home") in (None, "container", "host", "institution", "publisher", "magazine", "newspaper", "website")
    assert ("host" in row) == (row.get("home") == "host")


def test_words_of_version_two_and_unknown_ones() -> None:
    assert record(type="CONFERENCE_PAPER").type == "conference-paper"
    (reading,) = read(work(type="hologram"))
    assert reading.record is not None
    assert (reading.record.type, reading.record.genre, codes(reading)) == ("other", [Text("hologram", "en")], ["R329"])


@pytest.mark.parametrize(
    ("type", "field", "name"),
    [
        ("journal-article", "container", "X"),
        ("newspaper-article", "container", "X"),
        ("book-chapter", "host", "X"),
        ("conference-paper", "host", "X"),
        ("dissertation-thesis", "institution", "X"),
        ("data-set", "publisher", "X"),
        ("report", "rest", "X"),
    ],
)
def test_journal_title_is_read_by_the_type(type: str, field: str, name: str) -> None:
    made = record(type=type, **{"journal-title": value(name)})
    held = {
        "container": made.container.titles[0].value if made.container else "",
        "host": made.host.titles[0].value if made.host else "",
        "institution": made.institution.name if made.institution else "",
        "publisher": made.publisher.name if made.publisher else "",
        "rest": dict(made.rest).get("journal-title.value", ""),
    }
    assert {place for place, text in held.items() if text} == {field}


def test_a_date_that_is_none_is_told() -> None:
    (reading,) = read(work(**{"publication-date": {"year": value("2012"), "month": value("13"), "day": None}}))
    assert reading.record is not None
    assert (reading.record.issued, codes(reading), reading.record.rest) == ("", ["R008"], [("publication-date", "2012-13")])
    assert record(**{"publication-date": {"year": value("2012")}}).issued == "2012"


# ---- records, groups, bulk ----

PERSON = {
    "orcid-identifier": {"uri": "https://orcid.org/0000-0002-1825-0097", "path": "0000-0002-1825-0097", "host": "orcid.org"},
    "person": {"name": {"given-names": value("Jane"), "family-name": value("Doe"), "credit-name": value("J. Doe")}},
}


def summary(title: str, index: int, **members: Any) -> dict[str, Any]:
    return {"put-code": index, "display-index": str(index), "type": "journal-article", "title": {"title": value(title)}, **members}


def whole(*groups: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    activities = {
        "works": {"group": [{"external-ids": ids(), "work-summary": group} for group in groups], "path": "/x/works"},
        "educations": {"affiliation-group": [{"summaries": [{"education-summary": {"role-title": "PhD"}}]}]},
    }
    return {**PERSON, **more, "activities-summary": activities}


def test_a_group_is_one_work_as_its_holder_shows_it() -> None:
    same = {"publication-date": {"year": value("2012")}, "external-ids": ids(("doi", "10.1021/ac1", "self"), ("pmid", "12", "self"))}
    first, second = read(
        whole([summary("Other", 0, **same), summary("Shown", 1, **{"publication-date": {"year": value("2012")}})], [summary("B", 0)])
    )
    assert first.record is not None
    assert second.record is not None
    assert first.record.titles == [Text("Shown")]
    assert first.record.identifiers == [Identifier("doi", "10.1021/ac1"), Identifier("pmid", "12")]
    assert [text for _, text in first.record.rest] == ["Other"]
    assert second.record.titles == [Text("B")]


def test_the_records_holder_is_a_contributor_of_a_summary() -> None:
    (reading,) = read(whole([summary("A", 0)]))
    assert reading.record is not None
    holder = Agent("Jane Doe", given="Jane", family="Doe", identifiers=[Identifier("orcid", "0000-0002-1825-0097")])
    assert [(one.role, one.agent) for one in reading.record.contributors] == [("contributor", holder)]
    reasons = {path: reason for path, _, reason in reading.not_carried}
    assert any("education" in path and "no work" in reason for path, reason in reasons.items())
    assert "person.name.family-name.value" in reasons


def test_contributors_know_the_holder() -> None:
    people = {
        "contributor": [
            {"credit-name": value("Jane Doe"), "contributor-attributes": {"contributor-role": "AUTHOR"}},
            {"contributor-orcid": {"path": "0000-0002-1825-0097"}, "contributor-attributes": {"contributor-role": "editor"}},
            {"credit-name": value("Roe"), "contributor-attributes": {"contributor-role": "author"}},
            {"credit-name": value("Roe"), "contributor-attributes": {"contributor-role": "author"}},
            {"credit-name": None, "contributor-orcid": {"path": "0000-0001-5109-3700"}},
        ]
    }
    (reading,) = read(whole([summary("A", 0, contributors=people)]))
    assert reading.record is not None
    assert [(one.role, one.agent.name, len(one.agent.identifiers)) for one in reading.record.contributors] == [
        ("author", "Jane Doe", 1), ("editor", "Jane Doe", 1), ("author", "Roe", 0),
    ]  # fmt: skip
    assert [text for _, text in reading.record.rest] == ["0000-0001-5109-3700"]


def test_a_holder_with_a_credit_name_only() -> None:
    (reading,) = read(whole([summary("A", 0)], person={"name": {"credit-name": value("River Woman")}}))
    assert reading.record is not None
    assert [one.agent.name for one in reading.record.contributors] == ["River Woman"]


def test_works_in_bulk_and_their_errors() -> None:
    error = {"error": {"response-code": 404, "user-message": "The item was not found.", "developer-message": "404"}}
    found = read({"bulk": [{"work": work()}, error, {"work": work(type="book")}]})
    assert [reading.record.type if reading.record else codes(reading) for reading in found] == ["journal-article", ["R330"], "book"]
    assert "The item was not found." in found[1].issues[0].message


def test_groups_and_bulk_in_xml() -> None:
    one = "<w:work-summary put-code='1'><w:title><c:title>A</c:title></w:title><w:type>book</w:type></w:work-summary>"
    group = f"<activities:group>{one}</activities:group>"
    works = f"<activities:works {SPACES}>{group}{group}</activities:works>"
    assert [reading.record.type for reading in orcid.read(works.encode()) if reading.record] == ["book", "book"]
    bulk = f"<bulk {SPACES}>{one.replace('-summary', '')}<error><user-message>No.</user-message></error></bulk>"
    assert [reading.record.type if reading.record else codes(reading) for reading in orcid.read(bulk.encode())] == ["book", ["R330"]]


@pytest.mark.parametrize(
    ("source", "found", "words"),
    [
        (json.dumps(whole()), ["R326"], "a record of ORCID without works"),
        (json.dumps({"group": [], "path": "/x/works"}), ["R326"], "an entry with path"),
        (json.dumps({"group": [{"funding-summary": [{"type": "grant"}]}]}), ["R326"], "an entry with funding-summary"),
        (f"<activities:works {SPACES}/>", ["R326"], "a list of ORCID without works"),
        (json.dumps({"bulk": []}), ["R007"], "work"),
        (json.dumps(whole([summary("A", 0)]))[:-30], ["R001"], "broken"),
        (f"<record {SPACES}><person/></record>", ["R326"], "a record of ORCID without works"),
    ],
)
def test_what_is_no_work_is_told(source: str, found: list[str], words: str) -> None:
    (reading,) = orcid.read(source.encode())
    assert reading.record is None
    assert codes(reading) == found
    assert words in reading.issues[0].message


@pytest.mark.parametrize(
    ("head", "rate"),
    [
        (json.dumps(whole([summary("A", 0)])), 97),
        (json.dumps({**FULL, "put-code": 5}), 93),
        (f"<?xml version='1.0'?><activities:works {SPACES}>", 96),
        (f"<w:work {SPACES}>", 96),
        ("<works><work/></works>", 0),
        ("<record xmlns='http://www.openarchives.org/OAI/2.0/'>", 0),
        ('{"DOI":"10.1/1","type":"journal-article","title":["T"]}', 0),
        ("", 0),
    ],
)
def test_detects_orcid_among_json_and_xml(head: str, rate: int) -> None:
    assert orcid.detect(head, "a") == rate
    if rate:
        assert max(csl_json.detect(head, "a.json"), pubmed_xml.detect(head, "a.xml")) < rate


def test_a_trace_changes_no_record() -> None:
    source = json.dumps(whole([summary("A", 0)], [summary("B", 0)])).encode()
    for traced, plain in zip(orcid.read(source, trace=True), orcid.read(source), strict=True):
        assert traced.record == plain.record
    assert traced.places is not None
    assert traced.places["titles[0]"].pointer == "/activities-summary/works/group/1/work-summary/0/title/title/value"


def test_the_table_names_what_we_have() -> None:
    table = resources.table("imports/orcid")
    assert set(table["identifiers"].values()) <= set(resources.table("identifiers"))
    assert set(table["relations"].values()) <= set(resources.table("relations"))
    assert set(table["roles"].values()) <= set(resources.table("roles"))
    assert all(reason for reason in table["not_carried"].values())
