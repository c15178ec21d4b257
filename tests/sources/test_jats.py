"""JATS, NLM and BITS to Records: every dialect of every field group, parts with a DOI of their own, the text that is left."""

from __future__ import annotations

from typing import Any

import pytest

from kg import inputs, resources
from kg.record import Agent, Concept, Container, Contributor, Event, File, Grant, Host, Identifier, Link, Reading, Record, Relation, Series
from kg.record import Text as T
from kg.sources import SOURCES, jats
from tests.deadline import ends

TITLE = "<title-group><article-title>A title</article-title></title-group>"
DOI = "<article-id pub-id-type='doi'>10.5555/A</article-id>"
JOURNAL = "<journal-meta><journal-title-group><journal-title>Acta</journal-title></journal-title-group></journal-meta>"


def article(meta: str = TITLE, *, journal: str = JOURNAL, after: str = "", attributes: str = "article-type='research-article'") -> str:
    return (
        "<!DOCTYPE article PUBLIC '-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.3 20210610//EN' 'JATS-journalpublishing1-3.dtd'>"
        f"<article xmlns:xlink='http://www.w3.org/1999/xlink' {attributes}><front>{journal}<article-meta>{DOI}{meta}</article-meta></front>"
        f"{after}</article>"
    )


def readings(source: str, **options: Any) -> list[Reading]:
    return list(jats.read(source.encode(), **options))


def records(source: str) -> list[Record]:
    found = readings(source)
    assert [issue for one in found for issue in one.issues] == []
    return [one.record for one in found if one.record is not None]


def record(meta: str = TITLE, **options: Any) -> Record:
    (made,) = records(article(meta, **options))
    return made


def rest(made: Record) -> list[str]:
    return [value for _, value in made.rest]


# ---- types and identifiers ----


@pytest.mark.parametrize(
    ("word", "expected", "genre"),
    [
        ("research-article", "journal-article", []),
        ("review-article", "review-article", []),
        ("correction", "correction", []),
        ("retraction", "retraction", []),
        ("book-review", "book-review", []),
        ("case-report", "journal-article", [T("case report", "en")]),
        ("decision-letter", "peer-review", [T("decision letter", "en")]),
        ("letter", "letter", []),
        ("article", "journal-article", []),
    ],
)
def test_types(word: str, expected: str, genre: list[T]) -> None:
    made = record(attributes=f"article-type='{word}'")
    assert (made.type, made.genre, made.rest) == (expected, genre, [])


def test_an_unknown_type_is_told_and_kept_as_genre() -> None:
    (reading,) = readings(article(attributes="article-type='rant'"))
    assert reading.record is not None
    assert (reading.record.type, reading.record.genre) == ("journal-article", [T("rant")])
    assert [(issue.code, issue.field) for issue in reading.issues] == [("R312", "type")]


def test_every_word_of_the_table_is_one_of_ours() -> None:
    table = resources.table("imports/jats")
    types, roles, relations, schemes = (resources.table(name) for name in ("types", "roles", "relations", "identifiers"))
    assert {row["type"] for row in table["types"].values()} | set(table["parts"].values()) <= set(types)
    assert set(table["roles"].values()) <= set(roles)
    kinds = {kind for kind in table["inside"].values() if isinstance(kind, str)} | set(table["inside"]["types"].values())
    assert set(table["relations"].values()) | kinds <= set(relations)
    assert (set(table["ids"].values()) - {""}) | set(table["agents"].values()) | set(table["links"].values()) <= set(schemes)
    assert set(table["history"].values()) <= set(Record.__struct_fields__)


def test_identifiers_by_their_type_the_doi_first() -> None:
    made = record(
        "<article-id pub-id-type='pmid'>12345</article-id><article-id pub-id-type='pmc'>678</article-id>"
        "<article-id pub-id-type='publisher-id'>a</article-id><article-id pub-id-type='pii'>S1</article-id>"
        "<article-id pub-id-type='arxiv'>2101.00001</article-id><article-id pub-id-type='pmcaid'>9</article-id>" + TITLE
    )
    assert made.identifiers == [
        Identifier("doi", "10.5555/a"),
        Identifier("pmid", "12345"),
        Identifier("pmcid", "PMC678"),
        Identifier("local", "S1"),
        Identifier("arxiv", "2101.00001"),
    ]
    assert rest(made) == ["9", "pmcaid"]


# ---- titles and texts ----


def test_a_title_has_its_faces_and_formulas_but_not_its_footnotes() -> None:
    made = record(
        "<title-group><article-title xml:lang='en'>On <italic>E. coli</italic>,\n CO<sub>2</sub> and "
        "<inline-formula><mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'><mml:mi>x</mml:mi></mml:math></inline-formula>"
        "<xref ref-type='fn' rid='f'>*</xref><fn><p>Thanks</p></fn></article-title></title-group>"
    )
    assert (made.titles, rest(made)) == ([T("On E. coli, CO₂ and x", "en")], ["Thanks"])


def test_named_characters_are_understood_without_a_dtd() -> None:
    made = record("<title-group><article-title>It&rsquo;s &alpha;&ndash;&beta; &amp; &lt;</article-title></title-group>")
    assert made.titles == [T("It’s α–β & <")]
    assert made.rest == []


def test_subtitles_translations_and_short_titles() -> None:
    made = record(
        "<title-group><article-title>Main</article-title><subtitle>Sub</subtitle><trans-title-group xml:lang='fr'><trans-title>Le M"
        "</trans-title><trans-subtitle>sous</trans-subtitle></trans-title-group><trans-title xml:lang='de'>Das M</trans-title>"
        "<alt-title alt-title-type='running-head'>M</alt-title></title-group>",
        attributes="article-type='research-article' xml:lang='en'",
    )
    assert (made.titles, made.short_title, made.subtitles) == ([T("Main: Sub", "en")], T("Main", "en"), [T("Sub", "en")])
    assert made.other_titles == [T("Le M: sous", "fr"), T("Das M", "de")]
    assert (made.languages, rest(made)) == (["en"], ["M", "running-head"])


def test_a_running_head_is_a_short_title() -> None:
    made = record("<title-group><article-title>Main</article-title><alt-title alt-title-type='short'>M</alt-title></title-group>")
    assert (made.short_title, made.rest) == (T("M"), [])


def test_abstracts_by_kind_and_language() -> None:
    made = record(
        TITLE + "<abstract><object-id pub-id-type='doi'>10.5555/a.001</object-id><title>Abstract</title><sec><title>Aim</title><p>One.</p>"
        "</sec><p>Two <xref ref-type='bibr' rid='r1'>Lee, 2001</xref>.</p><p><bold>DOI:</bold> "
        "<ext-link xlink:href='10.5555/a.001'>http://dx.doi.org/10.5555/a.001</ext-link></p></abstract>"
        "<trans-abstract xml:lang='fr'><p>Un.</p></trans-abstract><abstract abstract-type='graphical'><p>Fig.</p></abstract>"
        "<abstract abstract-type='executive-summary'><p>Digest.</p></abstract><abstract abstract-type='key-points'><p>Key.</p></abstract>",
        attributes="article-type='research-article' xml:lang='en'",
    )
    assert made.abstracts == [T("Aim: One.\n\nTwo Lee, 2001.", "en"), T("Digest.", "en"), T("Un.", "fr")]
    assert made.notes == [T("Key.", "en")]
    assert sorted(rest(made)) == sorted(["10.5555/a.001", "10.5555/a.001", "Fig.", "graphical"])


def test_keywords_subjects_and_headings() -> None:
    made = record(
        "<article-categories><subj-group subj-group-type='display-channel'><subject>Feature article</subject></subj-group>"
        "<subj-group subj-group-type='heading'><subject>Research Article</subject></subj-group><subj-group><subject>Biology</subject>"
        "<subj-group><subject>Cells</subject></subj-group></subj-group></article-categories>"
        + TITLE
        + "<kwd-group kwd-group-type='author' xml:lang='en'><title>Keywords</title><kwd><italic>E. coli</italic></kwd><kwd>cells</kwd>"
        "<compound-kwd><compound-kwd-part>A</compound-kwd-part><compound-kwd-part>B</compound-kwd-part></compound-kwd></kwd-group>"
        "<kwd-group kwd-group-type='MESH'><kwd>Mice</kwd></kwd-group><kwd-group kwd-group-type='abbreviations'><kwd>DNA</kwd></kwd-group>"
        "<unstructured-kwd-group xml:lang='fr'>un; deux</unstructured-kwd-group>"
    )
    assert made.keywords == [T("E. coli", "en"), T("cells", "en"), T("A: B", "en"), T("un", "fr"), T("deux", "fr"), T("Biology")]
    assert (made.concepts, made.genre, rest(made)) == ([Concept("mesh", T("Mice", "en"))], [T("Feature article")], ["DNA"])


# ---- people ----

PEOPLE = (
    "<contrib-group><contrib contrib-type='author' corresp='yes' id='a1'><contrib-id contrib-id-type='orcid'>"
    "https://orcid.org/0000-0002-1825-0097</contrib-id><name><surname>Lee</surname><given-names>Ann</given-names><prefix>Dr.</prefix><suffix>Jr.</suffix></name>"
    "<xref ref-type='aff' rid='aff1 aff2'>1,2</xref></contrib><contrib contrib-type='author'><name><surname>Ray</surname></name>"
    "<xref ref-type='aff' rid='aff2'/><xref ref-type='corresp' rid='c1'>*</xref></contrib></contrib-group>"
    "<aff id='aff1'><label>1</label><institution content-type='dept'>Physics</institution>, <institution-wrap>"
    "<institution-id institution-id-type='ROR'>https://ror.org/05gq02987</institution-id><institution>Uni</institution>"
    "</institution-wrap>, <addr-line><named-content content-type='city'>Bern</named-content></addr-line>, "
    "<country>Switzerland</country></aff>"
    "<aff id='aff2'><sup>2</sup>Institute of Cats, Paris, France <email>x@a.example</email></aff>"
)


def test_contributors_with_affiliations_by_reference() -> None:
    made = record(TITLE + PEOPLE)
    uni = Agent("Physics, Uni", kind="organisation", place="Bern, Switzerland", identifiers=[Identifier("ror", "05gq02987")])
    cats = Agent("Institute of Cats, Paris, France", kind="organisation")
    lee = Agent("Ann Lee Jr.", given="Ann", family="Lee", suffix="Jr.", identifiers=[Identifier("orcid", "0000-0002-1825-0097")])
    assert made.contributors == [
        Contributor(lee, affiliations=[uni, cats], corresponding=True),
        Contributor(Agent("Ray", family="Ray"), affiliations=[cats], corresponding=True),
    ]
    assert rest(made) == ["Dr.", "x@a.example"]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<contrib><name><surname>Lee</surname></name></contrib><aff>Uni</aff>", [["Uni"]]),
        ("<contrib><name><surname>Lee</surname></name><aff>Own</aff></contrib><aff>Uni</aff>", [["Own"]]),
        ("<contrib rid='x'><name><surname>Lee</surname></name></contrib><aff id='x'>Uni</aff><aff>Two</aff>", [["Uni"]]),
        ("<contrib><name><surname>Lee</surname></name></contrib><aff>Uni</aff><aff>Two</aff>", [[]]),
        (
            "<contrib><name><surname>Lee</surname></name><xref ref-type='aff' rid='x'/></contrib>"
            "<aff-alternatives id='x'><aff>Uni</aff><aff xml:lang='fr'>L’U</aff></aff-alternatives>",
            [["Uni"]],
        ),
    ],
)
def test_where_an_affiliation_may_stand(inside: str, expected: list[list[str]]) -> None:
    made = record(TITLE + f"<contrib-group>{inside}</contrib-group>")
    assert [[where.name for where in one.affiliations] for one in made.contributors] == expected


def test_an_affiliation_that_is_written_out_beside_its_parts_is_not_named_twice() -> None:
    aff = (
        "<aff id='x'><label>1</label><institution content-type='original'>Dept of Cats, Uni, Bern</institution>"
        "<institution content-type='orgname'>Uni</institution><institution content-type='orgdiv1'>Dept of Cats</institution>"
        "<country country='CH'>Switzerland</country></aff>"
    )
    person = (
        "<contrib><contrib-id authenticated='true' contrib-id-type='orcid'>0000-0002-1825-0097</contrib-id>"
        "<name><surname>Lee</surname></name>"
    )
    made = record(TITLE + f"<contrib-group>{person}<xref ref-type='aff' rid='x'><sup>1</sup></xref></contrib></contrib-group>{aff}")
    assert made.contributors[0].affiliations == [Agent("Uni, Dept of Cats", kind="organisation", place="Switzerland")]
    assert rest(made) == ["Dept of Cats, Uni, Bern"]


def test_an_identifier_of_an_unknown_kind_is_kept() -> None:
    wrap = (
        "<institution-wrap><institution-id institution-id-type='Ringgold'>1234</institution-id><institution>Uni</institution>"
        "</institution-wrap>"
    )
    lee = "<contrib-group><contrib rid='x'><name><surname>Lee</surname></name></contrib></contrib-group>"
    made = record(TITLE + f"{lee}<aff id='x'>{wrap}</aff>")
    assert made.contributors[0].affiliations == [Agent("Uni", kind="organisation")]
    assert rest(made) == ["1234", "Ringgold"]


def test_an_affiliation_may_be_an_address() -> None:
    aff = "<aff id='x'><label>1</label><addr-line>Dept of Cats, Uni, Bern, Switzerland</addr-line></aff>"
    made = record(TITLE + f"<contrib-group><contrib rid='x'><name><surname>Lee</surname></name></contrib></contrib-group>{aff}")
    assert made.contributors[0].affiliations == [Agent("Dept of Cats, Uni, Bern, Switzerland", kind="organisation")]


def test_names_in_all_their_forms() -> None:
    made = record(
        TITLE + "<contrib-group><contrib><string-name>Ludwig van Beethoven</string-name></contrib><contrib><name-alternatives>"
        "<name name-style='eastern'><surname>大江</surname><given-names>健三郎</given-names></name>"
        "<name><surname>Oe</surname></name></name-alternatives></contrib><contrib><anonymous/></contrib>"
        "<contrib><name><surname>Lee</surname></name><uri content-type='orcid' xlink:href='http://orcid.org/0000-0002-1825-0097'/></contrib>"
        "</contrib-group>"
    )
    assert [one.agent.name for one in made.contributors] == ["Ludwig van Beethoven", "大江 健三郎", "Lee"]
    assert made.contributors[2].agent.identifiers == [Identifier("orcid", "0000-0002-1825-0097")]
    assert rest(made) == ["anonymous", "Oe"]


def test_a_group_has_its_members() -> None:
    inside = (
        "<contrib contrib-type='author'><collab>The Group<contrib-group><contrib><contrib-id contrib-id-type='orcid'>"
        "0000-0002-1825-0097</contrib-id><name><surname>Lee</surname></name></contrib></contrib-group></collab></contrib>"
    )
    made = record(TITLE + f"<contrib-group>{inside}</contrib-group>")
    member = Agent("Lee", family="Lee", identifiers=[Identifier("orcid", "0000-0002-1825-0097")])
    assert made.contributors == [Contributor(Agent("The Group", kind="organisation", members=[member]))]
    assert made.rest == []


def test_members_may_be_told_by_a_key() -> None:
    key = "<contrib-id contrib-id-type='group-author-key'>g1</contrib-id>"
    made = record(
        TITLE + f"<contrib-group><contrib contrib-type='author'>{key}<collab>The Group</collab></contrib></contrib-group><contrib-group>"
        f"<contrib contrib-type='author non-byline'>{key}<name><surname>Lee</surname></name></contrib>"
        "<contrib contrib-type='author non-byline'><name><surname>Ray</surname></name></contrib></contrib-group>"
    )
    assert [(one.agent.name, one.role, [who.name for who in one.agent.members]) for one in made.contributors] == [
        ("The Group", "author", ["Lee"]),
        ("Ray", "contributor", []),
    ]
    assert made.rest == []


@pytest.mark.parametrize(
    ("group", "kind", "expected"),
    [
        ("", "", "author"),
        ("", "editor", "editor"),
        ("", "Guest Editor", "editor"),
        ("", "translator", "translator"),
        ("", "reviewer", "contributor"),
        ("editors", "", "editor"),
        ("others", "", "author"),
    ],
)
def test_roles(group: str, kind: str, expected: str) -> None:
    attribute = f"contrib-type='{kind}'" if kind else ""
    made = record(
        TITLE + f"<contrib-group content-type='{group}'><contrib {attribute}><name><surname>Lee</surname></name></contrib></contrib-group>"
    )
    assert [one.role for one in made.contributors] == [expected]


def test_who_saw_an_article_through_review_did_not_edit_it() -> None:
    made = record(
        TITLE + "<contrib-group><contrib contrib-type='editor'><name><surname>Lee</surname></name><role>Reviewing editor</role></contrib>"
        "<contrib contrib-type='editor'><name><surname>Ray</surname></name></contrib></contrib-group>"
    )
    assert [one.role for one in made.contributors] == ["contributor", "editor"]
    assert rest(made) == ["Reviewing editor"]


def test_an_unknown_role_is_told() -> None:
    source = article(
        TITLE + "<contrib-group><contrib contrib-type='piper'><name><surname>Lee</surname></name><role>Piper</role></contrib>"
        "</contrib-group>"
    )
    (reading,) = readings(source)
    assert reading.record is not None
    assert [one.role for one in reading.record.contributors] == ["contributor"]
    assert [(issue.code, issue.field) for issue in reading.issues] == [("R311", "contributors[0].role")]
    assert sorted(rest(reading.record)) == ["Piper", "piper"]


# ---- where it appeared ----


@pytest.mark.parametrize(
    "journal",
    [
        "<journal-title-group><journal-title>Acta</journal-title><abbrev-journal-title>Act.</abbrev-journal-title></journal-title-group>",
        "<journal-title>Acta</journal-title><abbrev-journal-title>Act.</abbrev-journal-title>",
        "<journal-id journal-id-type='nlm-ta'>Act.</journal-id><journal-title>Acta</journal-title>",
        "<journal-id journal-id-type='iso-abbrev'>Act.</journal-id><journal-title>Acta</journal-title>"
        "<journal-id journal-id-type='publisher-id'>x</journal-id>",
    ],
)
def test_a_journal_in_all_dialects(journal: str) -> None:
    numbers = (
        "<issn pub-type='ppub'>0028-0836</issn><issn publication-format='electronic'>1476-4687</issn><publisher><publisher-name>P"
        "</publisher-name><publisher-loc>Bern</publisher-loc></publisher>"
    )
    made = record(journal=f"<journal-meta>{journal}{numbers}</journal-meta>")
    assert made.container == Container(
        [T("Acta")], [T("Act.")], identifiers=[Identifier("issn", "0028-0836"), Identifier("eissn", "1476-4687")]
    )
    assert (made.publisher, made.rest) == (Agent("P", kind="organisation", place="Bern"), [])


def test_a_short_name_stands_for_the_title_where_there_is_none() -> None:
    made = record(journal="<journal-meta><journal-id journal-id-type='nlm-ta'>Act.</journal-id><issn-l>0028-0836</issn-l></journal-meta>")
    assert made.container == Container([T("Act.")], identifiers=[Identifier("issn-l", "0028-0836")])


def test_volume_issue_pages_and_article_number() -> None:
    made = record(
        TITLE + "<volume>5</volume><issue>2</issue><fpage>1895</fpage><lpage>909</lpage><elocation-id>e7</elocation-id>"
        "<counts><page-count count='15'/><ref-count count='3'/></counts>"
    )
    assert (made.volume, made.issue, made.page_start, made.page_end, made.article_number) == ("5", "2", "1895", "1909", "e7")
    assert (made.num_pages, made.rest) == (15, [])


def test_a_page_range_that_is_none_stays_whole() -> None:
    made = record(TITLE + "<fpage>1</fpage><lpage>9</lpage><page-range>1-3, 9</page-range>")
    assert (made.page_start, made.pages, made.rest) == ("", "1-3, 9", [])


def test_a_conference() -> None:
    made = record(
        TITLE + "<conference><conf-date>2-5 Jul 2001</conf-date><conf-name>Conf</conf-name><conf-acronym>C</conf-acronym>"
        "<conf-loc>Bern</conf-loc><conf-sponsor>S</conf-sponsor></conference>"
    )
    assert made.event == Event([T("Conf")], [T("C")], "2001-07-02", "2001-07-05", "Bern")
    assert rest(made) == ["S"]


# ---- dates ----

JAN = "<day>2</day><month>1</month><year>2001</year>"


@pytest.mark.parametrize(
    ("given", "issued", "online"),
    [
        (f"<pub-date pub-type='ppub'><year>2002</year></pub-date><pub-date pub-type='epub'>{JAN}</pub-date>", "2002", "2001-01-02"),
        (f"<pub-date date-type='pub' publication-format='electronic'>{JAN}</pub-date>", "2001-01-02", "2001-01-02"),
        (f"<pub-date date-type='pub' publication-format='print'>{JAN}</pub-date>", "2001-01-02", ""),
        (f"<pub-date publication-format='electronic'>{JAN}</pub-date>", "2001-01-02", "2001-01-02"),
        ("<pub-date><year>2001</year></pub-date>", "2001", ""),
        (
            f"<pub-date pub-type='collection'><year>2001</year></pub-date><pub-date pub-type='epub'>{JAN}</pub-date>",
            "2001-01-02",
            "2001-01-02",
        ),
        ("<pub-date pub-type='collection'><year>2001</year></pub-date>", "2001", ""),
        ("<pub-date pub-type='ppub'><season>Spring</season><year>2001</year></pub-date>", "2001", ""),
        ("<pub-date pub-type='ppub'><month>Jan</month><year>2001</year></pub-date>", "2001-01", ""),
        ("<pub-date pub-type='ppub' iso-8601-date='2001-01-02'><string-date>in January</string-date></pub-date>", "2001-01-02", ""),
        ("<pub-date pub-type='ppub'><string-date>2 January 2001</string-date></pub-date>", "2001-01-02", ""),
    ],
)
def test_publication_dates_in_all_dialects(given: str, issued: str, online: str) -> None:
    made = record(TITLE + given)
    assert (made.issued, made.online) == (issued, online)


def test_dates_of_something_else_are_kept_with_their_kind() -> None:
    made = record(
        TITLE + f"<pub-date pub-type='epub'>{JAN}</pub-date><pub-date pub-type='pmc-release'><year>2003</year></pub-date><history>"
        "<date date-type='received'><day>7</day><month>11</month><year>2000</year></date>"
        "<date date-type='accepted'><year>2000</year></date>"
        "<date date-type='rev-recd'><year>2000</year></date></history>"
    )
    assert (made.issued, made.submitted, made.accepted) == ("2001-01-02", "2000-11-07", "2000")
    assert rest(made) == ["pmc-release: 2003", "rev-recd: 2000"]


def test_a_day_that_is_in_no_calendar_is_told_and_kept() -> None:
    (reading,) = readings(
        article(TITLE + "<pub-date pub-type='ppub'><day>30</day><month>2</month><year>2001</year></pub-date>", attributes="")
    )
    assert reading.record is not None
    assert (reading.record.issued, rest(reading.record)) == ("", ["2001-2-30"])
    assert [(issue.code, issue.field) for issue in reading.issues] == [("R008", "rest[0]")]


# ---- rights, funding, addresses ----

CC = "https://creativecommons.org/licenses/by/4.0/"
HREF = "http://creativecommons.org/licenses/by/4.0"


@pytest.mark.parametrize(
    "licence",
    [
        f"<license license-type='open-access' xlink:href='{HREF}'><license-p>Free.</license-p></license>",
        f"<license license-type='open-access'><license-p>Free<ext-link xlink:href='{HREF}'>.</ext-link></license-p></license>",
        f"<license license-type='open-access'><p>Free<ext-link xlink:href='{HREF}'>.</ext-link></p></license>",
        f"<license license-type='open-access'><ali:license_ref xmlns:ali='http://www.niso.org/schemas/ali/1.0/'>{HREF}</ali:license_ref>"
        "<license-p>Free.</license-p></license>",
        "<ali:free_to_read xmlns:ali='http://www.niso.org/schemas/ali/1.0/'/>"
        f"<license xlink:href='{HREF}'><license-p>Free.</license-p></license>",
    ],
)
def test_a_licence_in_all_dialects(licence: str) -> None:
    made = record(TITLE + f"<permissions>{licence}</permissions>")
    assert (made.licences, made.rights, made.access, made.rest) == ([CC], [T("Free.")], "open", [])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "<permissions><copyright-statement>© 2001 Lee</copyright-statement><copyright-year>2001</copyright-year>"
            "<copyright-holder>Lee</copyright-holder></permissions>",
            "© 2001 Lee",
        ),
        ("<permissions><copyright-year>2001</copyright-year><copyright-holder>Lee</copyright-holder></permissions>", "© 2001 Lee"),
        ("<copyright-statement>© Lee</copyright-statement>", "© Lee"),
    ],
)
def test_the_copyright_is_one_statement(given: str, expected: str) -> None:
    made = record(TITLE + given)
    assert (made.rights, made.rest) == ([T(expected)], [])


def test_funding_by_awards() -> None:
    made = record(
        TITLE + "<funding-group><award-group id='f1'><funding-source><institution-wrap><institution-id institution-id-type='FundRef'>"
        "http://dx.doi.org/10.13039/100000002</institution-id><institution>NIH</institution></institution-wrap></funding-source>"
        "<award-id>A 1</award-id><award-id>B 2</award-id><principal-award-recipient><name><surname>Lee</surname>"
        "<given-names>A</given-names></name></principal-award-recipient></award-group><award-group><funding-source>EMBO</funding-source></award-group>"
        "<award-group><award-id>C 3</award-id></award-group><funding-statement>All paid.</funding-statement></funding-group>"
    )
    nih = Agent("NIH", kind="organisation", identifiers=[Identifier("funder", "10.13039/100000002")])
    assert made.funding == [Grant(nih, "A 1"), Grant(nih, "B 2"), Grant(Agent("EMBO", kind="organisation")), Grant(None, "C 3")]
    assert (made.funding_text, rest(made)) == ([T("All paid.")], ["Lee A"])


def test_funding_in_nlm_2() -> None:
    made = record(
        TITLE + "<contract-num rid='s1'>C1</contract-num><contract-sponsor id='s1'>NIH</contract-sponsor>"
        "<contract-sponsor id='s2'>DOE</contract-sponsor><grant-num>G1</grant-num><grant-sponsor id='g'>EU</grant-sponsor>"
    )
    assert [(one.funder.name if one.funder else "", one.number) for one in made.funding] == [("NIH", "C1"), ("DOE", ""), ("EU", "G1")]


def test_addresses_of_the_article() -> None:
    made = record(
        TITLE
        + "<self-uri xlink:href='https://a.example/1'>this article</self-uri><self-uri content-type='pdf' xlink:href='https://a.example/1x'/>"
        "<self-uri xlink:href='https://a.example/1.xml'/><self-uri content-type='pdf' xlink:href='local.pdf'/>"
    )
    assert made.links == [Link("https://a.example/1")]
    assert made.files == [
        File("https://a.example/1x", media_type="application/pdf"),
        File("https://a.example/1.xml", media_type="application/xml"),
    ]
    assert rest(made) == ["pdf", "local.pdf"]


# ---- relations ----


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "<related-article related-article-type='corrected-article' ext-link-type='doi' xlink:href='10.5555/Old'/>",
            Relation("corrects", Identifier("doi", "10.5555/old")),
        ),
        (
            "<related-article related-article-type='retraction-forward' ext-link-type='uri' xlink:href='https://doi.org/10.5555/n'/>",
            Relation("retracted-by", Identifier("doi", "10.5555/n")),
        ),
        (
            "<related-article related-article-type='companion' ext-link-type='pubmed' xlink:href='123'/>",
            Relation("related", Identifier("pmid", "123")),
        ),
        (
            "<related-article related-article-type='peer-reviewed-article' ext-link-type='uri' xlink:href='https://a.example/x'/>",
            Relation("reviews", iri="https://a.example/x"),
        ),
        ("<related-article related-article-type='companion'>Lee, Cats</related-article>", Relation("related", text="Lee, Cats")),
        (
            "<product product-type='book'><person-group><name><surname>Lee</surname><given-names>A</given-names></name></person-group>"
            "<source>Cats</source><year>2001</year></product>",
            Relation("reviews", text="Lee A, 2001, Cats"),
        ),
        (
            "<related-object object-id='10.5555/o' object-id-type='doi'>Data</related-object>",
            Relation("related", Identifier("doi", "10.5555/o")),
        ),
        (
            "<supplementary-material><object-id pub-id-type='doi'>10.5555/a.s1</object-id></supplementary-material>",
            Relation("supplemented-by", Identifier("doi", "10.5555/a.s1")),
        ),
    ],
)
def test_relations(given: str, expected: Relation) -> None:
    assert record(TITLE + given).relations == [expected]


def test_a_retraction_of_the_article_is_its_status() -> None:
    made = record(TITLE + "<related-article related-article-type='retraction-forward' ext-link-type='doi' xlink:href='10.5555/r'/>")
    assert made.status == "retracted"
    assert record().status == ""


def test_an_article_is_not_related_to_itself() -> None:
    made = record(TITLE + "<related-article related-article-type='companion' ext-link-type='doi' xlink:href='10.5555/A'/>")
    assert (made.relations, rest(made)) == ([], ["10.5555/a"])


def test_a_related_article_whose_doi_is_wrong_goes_by_its_words() -> None:
    source = article(TITLE + "<related-article related-article-type='companion' ext-link-type='doi' xlink:href='nix'/>")
    (reading,) = readings(source)
    assert [issue.code for issue in reading.issues] == ["I001"]
    assert reading.record is not None
    assert reading.record.relations == [Relation("related", text="nix")]


def test_what_the_back_says_of_data_and_files_is_a_relation() -> None:
    back = (
        "<back><sec><title>Data</title><p><related-object content-type='generated-dataset' source-id='https://a.example/d' "
        "source-id-type='uri'><source>D</source></related-object></p><supplementary-material>"
        "<object-id pub-id-type='doi'>10.5555/s</object-id></supplementary-material></sec></back>"
    )
    made = record(after=back)
    assert made.relations == [
        Relation("supplemented-by", iri="https://a.example/d"),
        Relation("supplemented-by", Identifier("doi", "10.5555/s")),
    ]


def refs(*inside: str) -> Record:
    return record(
        after=f"<back><ref-list><title>References</title>{''.join(f'<ref><label>1</label>{one}</ref>' for one in inside)}</ref-list></back>"
    )


NAME = "<person-group person-group-type='author'><name><surname>Lee</surname><given-names>A</given-names></name><etal/></person-group>"


def test_references_of_elements_are_composed() -> None:
    made = refs(
        f"<element-citation publication-type='journal'>{NAME}<article-title>On <italic>cats</italic></article-title><source>Acta</source>"
        "<year>2001</year><volume>5</volume><fpage>1</fpage><lpage>9</lpage><pub-id pub-id-type='pmid'>12</pub-id>"
        "<pub-id pub-id-type='doi'>10.5555/R</pub-id></element-citation>",
        f"<element-citation>{NAME}<year>1999</year><source>Book</source></element-citation>",
        "<citation><person-group><collab>The Group</collab></person-group><source>Old</source><pub-id pub-id-type='pmid'>77</pub-id>"
        "</citation>",
    )
    assert made.relations == [
        Relation("cites", Identifier("doi", "10.5555/r")),
        Relation("cites", text="Lee A, 1999, Book"),
        Relation("cites", Identifier("pmid", "77")),
    ]
    assert rest(made) == ["Lee A, 2001, On cats, Acta, 5, 1–9, pmid 12", "The Group, Old"]


def test_references_with_text_are_that_text() -> None:
    made = refs(
        "<mixed-citation><name><surname>Lee</surname> <given-names>A</given-names></name>. <source>Cats</source>, <year>2001</year>."
        "</mixed-citation>",
        "<mixed-citation>Ray. Dogs. <ext-link ext-link-type='uri' xlink:href='https://doi.org/10.5555/D'>doi</ext-link></mixed-citation>",
        "<citation-alternatives><mixed-citation>Kim. Birds.</mixed-citation><element-citation><source>Birds</source></element-citation>"
        "</citation-alternatives>",
        "<mixed-citation>a</mixed-citation><mixed-citation>b</mixed-citation>",
        "<note><p>Not a work</p></note>",
    )
    assert made.relations == [
        Relation("cites", text="Lee A. Cats, 2001."),
        Relation("cites", Identifier("doi", "10.5555/d")),
        Relation("cites", text="Kim. Birds."),
        Relation("cites", text="a"),
        Relation("cites", text="b"),
    ]
    assert rest(made) == ["Ray. Dogs. doi", "Not a work"]


def test_a_reference_whose_doi_is_wrong_goes_by_its_words() -> None:
    citation = "<element-citation><source>S</source><pub-id pub-id-type='doi'>nix</pub-id></element-citation>"
    source = article(after=f"<back><ref-list><ref>{citation}</ref></ref-list></back>")
    (reading,) = readings(source)
    assert [issue.code for issue in reading.issues] == ["I001"]
    assert reading.record is not None
    assert reading.record.relations == [Relation("cites", text="S, doi nix")]


# ---- parts, and the text that is left ----


def part(kind: str, doi: str, element: str = "sub-article", *, inside: str = "") -> str:
    number = f"<article-id pub-id-type='doi'>{doi}</article-id>" if doi else ""
    return (
        f"<{element} article-type='{kind}' xml:lang='pt'><front-stub>{number}<title-group><article-title>Part</article-title></title-group>"
        f"{inside}</front-stub><body><p>text</p></body></{element}>"
    )


@pytest.mark.parametrize(
    ("kind", "element", "expected"),
    [
        ("decision-letter", "sub-article", ("peer-review", "reviews")),
        ("reply", "sub-article", ("commentary", "part-of")),
        ("translation", "sub-article", ("journal-article", "translation-of")),
        ("reply", "response", ("commentary", "related")),
    ],
)
def test_a_part_with_a_doi_is_a_record(kind: str, element: str, expected: tuple[str, str]) -> None:
    meta = TITLE + "<pub-date><year>2001</year></pub-date><volume>5</volume>"
    whole, inner = records(article(meta, after="<body/>" + part(kind, "10.5555/p", element)))
    assert (inner.type, inner.relations) == (expected[0], [Relation(expected[1], Identifier("doi", "10.5555/a"))])
    assert (inner.titles, inner.volume, inner.issued) == ([T("Part", "pt")], "5", "2001")
    assert inner.container == whole.container
    assert (whole.rest, inner.rest) == ([], [])


def test_a_translation_without_a_doi_stays_with_its_article() -> None:
    inside = "<abstract><p>Um.</p></abstract><kwd-group><kwd>gato</kwd></kwd-group>"
    made = record(after=part("translation", "", inside=inside))
    assert (made.other_titles, made.abstracts, made.keywords) == ([T("Part", "pt")], [T("Um.", "pt")], [T("gato", "pt")])


def test_another_part_without_a_doi_keeps_its_front_and_leaves_its_text() -> None:
    (reading,) = readings(article(after=part("reply", "")))
    assert reading.record is not None
    assert rest(reading.record) == ["reply", "pt", "Part"]
    assert [(path, value) for path, value, _ in reading.not_carried if "body" in path] == [("sub-article/body", "text")]


def test_the_text_is_left_as_a_whole() -> None:
    after = (
        "<body><sec><title>One</title><p>text</p></sec></body><back><ack><p>Thanks</p></ack><app-group><app><p>More</p></app></app-group>"
        "</back><floats-group><fig><caption><p>Fig</p></caption></fig></floats-group>"
    )
    (reading,) = readings(article(after=after))
    assert reading.record is not None
    assert reading.record.rest == []
    left = [(path, value) for path, value, reason in reading.not_carried if reason and not path.startswith(("@", "front"))]
    assert left == [("body", "One"), ("back/ack", "Thanks"), ("back/app-group", "More"), ("floats-group", "Fig")]


def test_custom_metadata_and_notes_are_kept() -> None:
    made = record(
        TITLE + "<author-notes><corresp id='c1'><label>*</label>To Lee</corresp></author-notes><custom-meta-group><custom-meta>"
        "<meta-name>impact</meta-name><meta-value>High</meta-value></custom-meta></custom-meta-group>"
    )
    assert rest(made) == ["impact: High", "*To Lee"]


def test_a_book_part_stands_in_its_book() -> None:
    source = (
        "<book-part-wrapper xml:lang='en'><collection-meta><title-group><title>Series</title></title-group></collection-meta><book-meta>"
        "<book-id book-id-type='doi'>10.5555/b</book-id><book-title-group><book-title>The book</book-title></book-title-group>"
        "<contrib-group><contrib contrib-type='editor'><name><surname>Ed</surname></name></contrib></contrib-group>"
        "<pub-date><year>2001</year></pub-date><isbn>978-3-16-148410-0</isbn><publisher><publisher-name>P</publisher-name></publisher>"
        "</book-meta><book-part book-part-type='chapter'><book-part-meta><book-part-id book-part-id-type='doi'>10.5555/b.3</book-part-id>"
        "<title-group><label>3</label><title>Cats</title></title-group><fpage>1</fpage><lpage>9</lpage></book-part-meta><body><p>x</p></body>"
        "</book-part></book-part-wrapper>"
    )
    (made,) = records(source)
    assert (made.type, made.titles, made.chapter, made.page_end, made.issued) == ("chapter", [T("Cats", "en")], "3", "9", "2001")
    assert made.identifiers == [Identifier("doi", "10.5555/b.3")]
    editors = [Contributor(Agent("Ed", family="Ed"), role="editor")]
    assert made.host == Host(
        [T("The book", "en")], identifiers=[Identifier("isbn", "9783161484100"), Identifier("doi", "10.5555/b")], contributors=editors
    )
    assert (made.series, made.publisher, made.rest) == ([Series([T("Series")])], Agent("P", kind="organisation"), [])


def test_a_book_is_read_with_its_chapters_that_have_a_doi() -> None:
    chapter = (
        "<book-part book-part-type='chapter'><book-part-meta>{}<title-group><title>{}</title></title-group></book-part-meta></book-part>"
    )
    doi = "<book-part-id book-part-id-type='doi'>10.5555/c</book-part-id>"
    source = (
        "<book><book-meta><book-title-group><book-title>B</book-title></book-title-group><isbn>9783161484100</isbn></book-meta>"
        f"<book-body>{chapter.format(doi, 'One')}{chapter.format('', 'Two')}<p>text</p></book-body></book>"
    )
    book, one = records(source)
    assert rest(book) == ["chapter", "Two"]
    assert (book.type, book.titles, book.identifiers) == ("book", [T("B")], [Identifier("isbn", "9783161484100")])
    assert (one.type, one.titles, one.host.titles if one.host else []) == ("chapter", [T("One")], [T("B")])


# ---- the file as a whole ----


def test_several_articles_are_read_in_their_order() -> None:
    one = article().partition(">")[2]
    found = records(f"<pmc-articleset>{one}{one.replace('A title', 'B')}</pmc-articleset>")
    assert [made.titles[0].value for made in found] == ["A title", "B"]


def test_a_trace_changes_nothing_and_gives_places() -> None:
    source = article("\n" + TITLE + PEOPLE, after="<back><ref-list><ref><mixed-citation>Ray</mixed-citation></ref></ref-list></back>")
    (plain,), (traced,) = readings(source), readings(source, trace=True)
    assert plain.record == traced.record
    assert plain.issues == traced.issues
    assert traced.places is not None
    fields = "titles[0] type contributors[0].agent contributors[0].affiliations[0] identifiers[0] container.titles[0] relations[0]"
    assert set(fields.split()) <= set(traced.places)
    assert (traced.places["titles[0]"].line, traced.places["titles[0]"].pointer) == (
        2,
        "/article/front/article-meta/title-group/article-title",
    )


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<article><body><p>x</p></body></article>", "R310"),
        ("<articles/>", "R007"),
        (article()[:-30], "R001"),
        ("<!DOCTYPE article [<!ENTITY a 'b'>]>" + article().partition(">")[2], "R017"),
        (article("<title-group><article-title>A &nope;</article-title></title-group>"), "R016"),
        (article("<title-group><article-title>A \x01</article-title></title-group>"), "R005"),
        (article(after="<body>" + "<sec>" * 500 + "</sec>" * 500 + "</body>"), "R002"),
    ],
)
def test_what_cannot_be_read_is_told(source: str, code: str) -> None:
    with ends():
        found = [issue for one in readings(source) for issue in one.issues]
    assert [issue.code for issue in found] == [code]
    assert all(issue.message and issue.mend and issue.place.line == 1 for issue in found)


def test_a_latin_1_file_is_read_by_its_declaration() -> None:
    source = "<?xml version='1.0' encoding='ISO-8859-1'?>" + article("<title-group><article-title>é</article-title></title-group>")
    (reading,) = jats.read(source.encode("latin-1"))
    assert reading.record is not None
    assert reading.record.titles == [T("é")]


@pytest.mark.parametrize(
    "source",
    [
        article(),
        "<?xml version='1.0'?><article xmlns:xlink='x'><front><article-meta/></front></article>",
        "<book-part-wrapper><book-meta/></book-part-wrapper>",
        f"<pmc-articleset>{article().partition('>')[2]}</pmc-articleset>",
    ],
)
def test_content_tells_the_format(source: str) -> None:
    assert inputs.recognise(source.encode(), "x") == "jats"


@pytest.mark.parametrize(
    "source",
    [
        "<article xmlns='http://docbook.org/ns/docbook'><title>x</title></article>",
        "<book><bookinfo/></book>",
        "<journal><front/></journal>",
        "<PubmedArticleSet><Article/></PubmedArticleSet>",
        "<doi_batch><body/></doi_batch>",
        "{}",
        "",
    ],
)
def test_neighbours_are_not_taken(source: str) -> None:
    assert jats.detect(source, "x.xml") == 0


def test_is_a_source() -> None:
    assert SOURCES["jats"].read is jats.read
