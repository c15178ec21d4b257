"""PubMed XML: articles, books, what is no record, and what MEDLINE writes in its own way."""

from __future__ import annotations

import pytest

from kg import resources
from kg.record import Agent, Concept, Grant, Identifier, Link, Reading, Record, Relation, Text
from kg.sources import SOURCES, medline, pubmed_xml
from kg.sources.tree_reasons import Reasons

JOURNAL = """<Journal><ISSN IssnType="Print">0003-2700</ISSN><JournalIssue CitedMedium="Print"><Volume>76</Volume><Issue>9</Issue>
<PubDate><Year>2004</Year><Month>May</Month><Day>01</Day></PubDate></JournalIssue><Title>Annals of rivers.</Title>
<ISOAbbreviation>Ann. Riv.</ISOAbbreviation></Journal>"""


def read(source: str, *, trace: bool = False) -> list[Reading]:
    return list(pubmed_xml.read(source.encode(), trace=trace))


def one(article: str = "", citation: str = "", data: str = "", *, journal: str = JOURNAL, trace: bool = False) -> Reading:
    """The reading of one article with these parts."""
    (reading,) = read(
        f'<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">12</PMID>'
        f"<Article>{journal}{article}</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle></PubmedArticleSet>",
        trace=trace,
    )
    return reading


def record(article: str = "", citation: str = "", data: str = "", **more: str) -> Record:
    made = one(article, citation, data, **more).record  # type: ignore[arg-type]
    assert made is not None
    return made


def codes(reading: Reading) -> list[str]:
    return [found.code for found in reading.issues]


def rest(reading: Reading) -> list[tuple[str, str]]:
    assert reading.record is not None
    return [(path.rpartition("MedlineCitation/")[2], value) for path, value in reading.record.rest]


def types(*words: str) -> str:
    return (
        "<PublicationTypeList>" + "".join(f'<PublicationType UI="D1">{word}</PublicationType>' for word in words) + "</PublicationTypeList>"
    )


# ---- what it is ----


@pytest.mark.parametrize(
    ("words", "type", "genre", "status"),
    [
        (("Journal Article",), "journal-article", [], ""),
        (("Comment", "Letter"), "letter", ["Comment"], ""),
        (("Journal Article", "Comment"), "commentary", [], ""),
        (("Journal Article", "Systematic Review"), "review-article", ["Systematic Review"], ""),
        (("Journal Article", "Randomized Controlled Trial"), "journal-article", ["Randomized Controlled Trial"], ""),
        (("Case Reports", "English Abstract"), "journal-article", ["Case Reports"], ""),
        (("Preprint",), "preprint", [], ""),
        (("Published Erratum", "Journal Article"), "correction", [], ""),
        (("Retraction of Publication",), "retraction", [], ""),
        (("Journal Article", "Retracted Publication"), "journal-article", [], "retracted"),
        ((), "journal-article", [], ""),
    ],
)
def test_publication_types_decide_type_genre_and_status(words: tuple[str, ...], type: str, genre: list[str], status: str) -> None:
    made = record(types(*words))
    assert (made.type, made.genre, made.status) == (type, [Text(word, "en") for word in genre], status)


def test_words_about_funding_are_no_genre() -> None:
    made = record(types("Journal Article", "Research Support, N.I.H., Extramural"))
    assert (made.genre, made.funding_text) == ([], [Text("Research Support, N.I.H., Extramural", "en")])


def test_every_type_of_the_table_is_one_of_ours() -> None:
    rows = [*medline.rules()["types"].values(), *resources.table("imports/europepmc")["types"].values()]
    assert {row["type"] for row in rows if "type" in row} <= set(resources.table("types"))
    assert {row["kind"] for row in medline.rules()["relations"].values()} <= set(resources.table("relations"))
    assert set(medline.rules()["tags"].values()) <= set(medline.rules()["relations"])
    assert set(medline.rules()["identifiers"].values()) <= set(resources.table("identifiers"))


def test_publication_status_does_not_hide_a_retraction() -> None:
    assert record(data="<PublicationStatus>ppublish</PublicationStatus>").status == "published"
    assert record(types("Retracted Publication"), data="<PublicationStatus>ppublish</PublicationStatus>").status == "retracted"


# ---- titles and texts ----


@pytest.mark.parametrize(
    ("article", "titles", "others"),
    [
        ("<ArticleTitle>On rivers.</ArticleTitle><Language>eng</Language>", [Text("On rivers", "en")], []),
        ("<ArticleTitle>What is a river?</ArticleTitle><Language>eng</Language>", [Text("What is a river?", "en")], []),
        ("<ArticleTitle>Trade in the U.S.</ArticleTitle><Language>eng</Language>", [Text("Trade in the U.S.", "en")], []),
        ("<ArticleTitle>And so on...</ArticleTitle>", [Text("And so on...")], []),
        ("<ArticleTitle>[On rivers].</ArticleTitle><Language>ger</Language>", [Text("On rivers", "en")], []),
        (
            "<ArticleTitle>[On rivers].</ArticleTitle><Language>ger</Language><VernacularTitle>Über Flüsse.</VernacularTitle>",
            [Text("Über Flüsse", "de")],
            [Text("On rivers", "en")],
        ),
        ("<ArticleTitle>[NaCl] and [KCl].</ArticleTitle><Language>eng</Language>", [Text("[NaCl] and [KCl]", "en")], []),
        (
            "<ArticleTitle>[Not Available].</ArticleTitle><Language>fre</Language><VernacularTitle>Le fleuve.</VernacularTitle>",
            [Text("Le fleuve", "fr")],
            [],
        ),
        (
            "<ArticleTitle>CO<sub>2</sub> &amp; <i>E. coli</i> &amp;lt; 5.</ArticleTitle><Language>eng</Language>",
            [Text("CO₂ & E. coli < 5", "en")],
            [],
        ),
        ("<ArticleTitle>&lt;i&gt;Homo&lt;/i&gt; today.</ArticleTitle><Language>eng</Language>", [Text("Homo today", "en")], []),
    ],
)
def test_titles_lose_what_medline_adds(article: str, titles: list[Text], others: list[Text]) -> None:
    made = record(article)
    assert (made.titles, made.other_titles) == (titles, others)


def test_a_title_that_is_missing_stays_in_rest() -> None:
    assert ("Article/ArticleTitle", "[Not Available].") in rest(one("<ArticleTitle>[Not Available].</ArticleTitle>"))


def test_several_languages_name_none_for_the_title() -> None:
    made = record("<ArticleTitle>On rivers.</ArticleTitle><Language>eng</Language><Language>fre</Language><Language>und</Language>")
    assert (made.languages, made.titles) == (["en", "fr"], [Text("On rivers")])


def test_an_unknown_language_is_told() -> None:
    reading = one("<Language>xxx</Language>")
    assert codes(reading) == ["R009"]
    assert rest(reading) == [("Article/Language", "xxx")]


def test_parts_of_an_abstract_keep_their_labels_and_other_languages_are_abstracts_of_their_own() -> None:
    made = record(
        '<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">To <b>see</b>.</AbstractText>'
        '<AbstractText Label="UNLABELLED">More.</AbstractText><CopyrightInformation>© 2020 X.</CopyrightInformation></Abstract>',
        '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Ver.</AbstractText></OtherAbstract>'
        '<OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>Easy.</AbstractText>'
        "<CopyrightInformation>© 2020 X.</CopyrightInformation></OtherAbstract>"
        "<CoiStatement>None declared.</CoiStatement><GeneralNote>Seen.</GeneralNote>",
    )
    assert made.abstracts == [Text("AIM: To see.\n\nMore.", "en"), Text("Ver.", "es")]
    assert made.notes == [Text("Easy.", "en"), Text("None declared."), Text("Seen.")]
    assert made.rights == [Text("© 2020 X.")]
    assert [value for path, value in made.rest] == ["Publisher", "plain-language-summary"]


# ---- people ----


def test_authors_have_names_identifiers_and_affiliations() -> None:
    reading = one(
        '<AuthorList CompleteYN="Y"><Author ValidYN="Y" EqualContrib="Y"><LastName>van der Berg</LastName><ForeName>Jane A</ForeName>'
        '<Initials>JA</Initials><Suffix>Jr</Suffix><Identifier Source="ORCID">https://orcid.org/0000-0002-1825-0097</Identifier>'
        "<AffiliationInfo><Affiliation>Dept of Rivers, Delft. Electronic address: jane@example.org.</Affiliation>"
        '<Identifier Source="ROR">https://ror.org/02e2c7k09</Identifier></AffiliationInfo></Author>'
        "<Author ValidYN='Y'><LastName>Roe</LastName><Initials>RB</Initials></Author>"
        "<Author><CollectiveName>River Study Group.</CollectiveName></Author><Author/></AuthorList>"
    )
    assert reading.record is not None
    first, second, third = reading.record.contributors
    assert first.agent == Agent(
        name="Jane A van der Berg Jr",
        given="Jane A",
        family="van der Berg",
        suffix="Jr",
        identifiers=[Identifier("orcid", "0000-0002-1825-0097")],
    )
    assert first.affiliations == [Agent(name="Dept of Rivers, Delft", kind="organisation", identifiers=[Identifier("ror", "02e2c7k09")])]
    assert (second.agent.name, second.agent.given) == ("R B Roe", "R B")
    assert third.agent == Agent(name="River Study Group", kind="organisation")
    assert rest(reading) == [
        ("Article/AuthorList/Author[1]/AffiliationInfo/Affiliation", "jane@example.org"),
        ("Article/AuthorList/Author[1]/@EqualContrib", "Y"),
    ]


def test_a_name_marked_as_wrong_is_left_out_and_told() -> None:
    reading = one('<AuthorList CompleteYN="N"><Author ValidYN="N"><LastName>Dew</LastName><ForeName>J</ForeName></Author></AuthorList>')
    assert reading.record is not None
    assert reading.record.contributors == []
    assert codes(reading) == ["R322"]
    assert rest(reading) == [("Article/AuthorList/Author", "J Dew"), ("Article/AuthorList/@CompleteYN", "N")]


def test_investigators_are_contributors_and_unknown_registers_stay_in_rest() -> None:
    made = record(
        citation='<InvestigatorList><Investigator ValidYN="Y"><LastName>Wood</LastName><ForeName>D</ForeName>'
        '<Identifier Source="GRID">grid.5335.0</Identifier><Identifier Source="X">9</Identifier>'
        "<Affiliation>Old form.</Affiliation></Investigator></InvestigatorList>"
    )
    assert [(one.role, one.agent.name, one.agent.identifiers) for one in made.contributors] == [
        ("contributor", "D Wood", [Identifier("grid", "grid.5335.0")])
    ]
    assert made.contributors[0].affiliations == [Agent(name="Old form", kind="organisation")]
    assert [value for _, value in made.rest] == ["9", "X"]


# ---- where and when ----


def test_the_journal_has_titles_issns_and_its_country() -> None:
    made = record(
        citation="<MedlineJournalInfo><Country>United States</Country><MedlineTA>Ann Riv</MedlineTA><NlmUniqueID>0370536</NlmUniqueID>"
        "<ISSNLinking>0003-2700</ISSNLinking></MedlineJournalInfo>"
    )
    assert made.container is not None
    assert (made.container.titles, made.container.short) == ([Text("Annals of rivers")], [Text("Ann. Riv.")])
    assert made.container.identifiers == [Identifier("issn", "0003-2700"), Identifier("issn-l", "0003-2700"), Identifier("nlm", "0370536")]
    assert made.publisher == Agent(name="", kind="organisation", place="United States")
    assert (made.volume, made.issue, made.issued) == ("76", "9", "2004-05-01")


def dated(inside: str) -> str:
    return f'<Journal><ISSN IssnType="Electronic">1557-3117</ISSN><JournalIssue><PubDate>{inside}</PubDate></JournalIssue></Journal>'


@pytest.mark.parametrize(
    ("inside", "issued", "found"),
    [
        ("<Year>2013</Year>", "2013", []),
        ("<Year>2013</Year><Month>Feb</Month>", "2013-02", []),
        ("<Year>2013</Year><Month>02</Month><Day>5</Day>", "2013-02-05", []),
        ("<Year>2013</Year><Season>Spring</Season>", "2013", ["R321"]),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998", ["R321"]),
        ("<MedlineDate>2000 Jul 4-7</MedlineDate>", "2000-07", ["R321"]),
        ("<MedlineDate>2000 Jul 4</MedlineDate>", "2000-07-04", []),
        ("<Year>2013</Year><Month>Jul-Aug</Month>", "2013", ["R321"]),
        ("<Year>soon</Year>", "", ["R008"]),
        ("", "", []),
    ],
)
def test_a_date_is_as_exact_as_the_source_is_certain(inside: str, issued: str, found: list[str]) -> None:
    reading = one(journal=dated(inside))
    assert reading.record is not None
    assert (reading.record.issued, codes(reading)) == (issued, found)
    assert len(reading.record.rest) == len(found)


def test_history_gives_the_dates_of_the_manuscript_and_not_those_of_the_record() -> None:
    steps = "".join(
        f'<PubMedPubDate PubStatus="{status}"><Year>2020</Year><Month>{month}</Month><Day>3</Day><Hour>6</Hour></PubMedPubDate>'
        for status, month in (("received", 1), ("revised", 2), ("accepted", 4), ("epublish", 5), ("entrez", 6), ("pmc-release", 7))
    )
    reading = one(citation="<DateRevised><Year>2021</Year><Month>5</Month><Day>06</Day></DateRevised>", data=f"<History>{steps}</History>")
    made = reading.record
    assert made is not None
    assert (made.submitted, made.accepted, made.online, made.record_modified) == ("2020-01-03", "2020-04-03", "2020-05-03", "2021-05-06")
    assert rest(reading) == [("PubmedData/History/PubMedPubDate[2]", "revised 2020-02-03")]
    assert {path for path, _, _ in reading.not_carried if "History" in path and path.endswith("Year")} == {
        "PubmedData/History/PubMedPubDate[5]/Year",
        "PubmedData/History/PubMedPubDate[6]/Year",
    }


def test_the_electronic_date_is_when_it_was_online() -> None:
    when = '<ArticleDate DateType="Electronic"><Year>2004</Year><Month>01</Month><Day>17</Day></ArticleDate>'
    assert (record(when).issued, record(when).online) == ("2004-05-01", "2004-01-17")
    assert record(when, journal="<Journal/>").issued == "2004-01-17"
    # the history repeats it
    again = '<History><PubMedPubDate PubStatus="aheadofprint"><Year>2004</Year><Month>1</Month><Day>18</Day></PubMedPubDate></History>'
    assert [value for _, value in record(when, data=again).rest] == ["aheadofprint 2004-01-18"]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<MedlinePgn>2425-9</MedlinePgn>", ("2425", "2429", "", "")),
        ("<StartPage>5</StartPage><EndPage>8</EndPage><MedlinePgn>5-8</MedlinePgn>", ("5", "8", "", "")),
        ("<StartPage>5</StartPage><EndPage>8</EndPage>", ("5", "8", "", "")),
        ("<MedlinePgn>e1000097</MedlinePgn>", ("", "", "", "e1000097")),
        ("<MedlinePgn>103548</MedlinePgn>", ("", "", "", "103548")),
        ("<MedlinePgn>1119-38; discussion 1139-40</MedlinePgn>", ("", "", "1119-38; discussion 1139-40", "")),
        ("<MedlinePgn>S1</MedlinePgn>", ("S1", "S1", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_pages_are_taken_apart(inside: str, expected: tuple[str, str, str, str]) -> None:
    made = record(f"<Pagination>{inside}</Pagination>")
    assert (made.page_start, made.page_end, made.pages, made.article_number) == expected
    assert made.rest == []


def test_identifiers_are_told_apart_and_stand_once() -> None:
    reading = one(
        '<ELocationID EIdType="doi" ValidYN="Y">10.1021/AC1</ELocationID><ELocationID EIdType="pii" ValidYN="N">bad</ELocationID>',
        '<OtherID Source="NLM">PMC123 [Available on 01/01/12]</OtherID><OtherID Source="NLM">NIHMS5</OtherID>'
        '<OtherID Source="KIE">7</OtherID>',
        '<ArticleIdList><ArticleId IdType="pubmed">12</ArticleId><ArticleId IdType="doi">10.1021/ac1</ArticleId>'
        '<ArticleId IdType="pmc">PMC123</ArticleId><ArticleId IdType="pmcid">pmc-id: PMC123;</ArticleId>'
        '<ArticleId IdType="pii">S1</ArticleId>'
        '<ArticleId IdType="url">https://x.example/1</ArticleId></ArticleIdList>',
    )
    assert reading.record is not None
    assert reading.record.identifiers == [
        Identifier("pmid", "12"),
        Identifier("doi", "10.1021/ac1"),
        Identifier("pmcid", "PMC123"),
        Identifier("local", "S1"),
        Identifier("local", "NIHMS5"),
        Identifier("local", "KIE:7"),
    ]
    assert codes(reading) == ["R324"]
    assert [value for _, value in rest(reading)] == ["bad", "PMC123 [Available on 01/01/12]"]
    assert reading.record.derived_from == ["https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&id=12&retmode=xml"]


# ---- subjects, funding, links ----


def test_headings_are_concepts_and_a_qualifier_makes_one_of_its_own() -> None:
    made = record(
        citation='<MeshHeadingList><MeshHeading><DescriptorName UI="D006111" MajorTopicYN="N">Graves Disease</DescriptorName>'
        '<QualifierName UI="Q000532" MajorTopicYN="Y">radiotherapy</QualifierName></MeshHeading>'
        "<MeshHeading><DescriptorName>Rivers</DescriptorName></MeshHeading></MeshHeadingList>"
        '<ChemicalList><Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI="D013974">Thyroxine</NameOfSubstance></Chemical>'
        '<Chemical><RegistryNumber>EC 1.2</RegistryNumber><NameOfSubstance UI="D006111">Graves Disease</NameOfSubstance></Chemical>'
        "</ChemicalList>"
        '<SupplMeshList><SupplMeshName Type="Disease" UI="C538231">Rare</SupplMeshName></SupplMeshList>'
    )
    mesh = "http://id.nlm.nih.gov/mesh/"
    assert made.concepts == [
        Concept("mesh", Text("Graves Disease", "en"), iri=mesh + "D006111", id="D006111", notation="D006111"),
        Concept(
            "mesh",
            Text("Graves Disease/radiotherapy", "en"),
            iri=mesh + "D006111Q000532",
            id="D006111Q000532",
            notation="D006111Q000532",
            weight="1",
        ),
        Concept("mesh", Text("Rivers", "en")),
        Concept("mesh", Text("Rare", "en"), iri=mesh + "C538231", id="C538231", notation="C538231"),
        Concept("mesh", Text("Thyroxine", "en"), iri=mesh + "D013974", id="D013974", notation="D013974"),
    ]
    assert [value for _, value in made.rest] == ["EC 1.2", "Disease"]


def test_keywords_take_in_what_else_it_is_about() -> None:
    made = record(
        citation='<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="N">rivers.</Keyword><Keyword MajorTopicYN="Y">fish</Keyword>'
        "<Keyword>rivers</Keyword></KeywordList><GeneSymbolList><GeneSymbol>APOE</GeneSymbol></GeneSymbolList>"
        "<SpaceFlightMission>Mir</SpaceFlightMission><PersonalNameSubjectList><PersonalNameSubject><LastName>Koop</LastName>"
        "<ForeName>C Everett</ForeName></PersonalNameSubject><PersonalNameSubject/></PersonalNameSubjectList>"
    )
    assert [word.value for word in made.keywords] == ["rivers", "fish", "APOE", "Mir", "C Everett Koop"]
    assert [value for _, value in made.rest] == ["Y"]


def test_grants_have_number_funder_and_country() -> None:
    made = record(
        '<GrantList CompleteYN="Y"><Grant><GrantID>R01 1</GrantID><Acronym>HL</Acronym><Agency>NHLBI NIH HHS</Agency>'
        "<Country>United States</Country></Grant><Grant><GrantID>7</GrantID></Grant><Grant><GrantID>7</GrantID></Grant></GrantList>"
    )
    assert made.funding == [
        Grant(funder=Agent(name="NHLBI NIH HHS", kind="organisation", place="United States"), number="R01 1"),
        Grant(number="7"),
    ]


def test_data_banks_are_trials_data_and_related_entries() -> None:
    made = record(
        '<DataBankList CompleteYN="N"><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>'
        "<AccessionNumber>NCT00000123</AccessionNumber></AccessionNumberList></DataBank><DataBank><DataBankName>GENBANK</DataBankName>"
        "<AccessionNumberList><AccessionNumber>AB1</AccessionNumber><AccessionNumber>AB1</AccessionNumber></AccessionNumberList></DataBank>"
        "<DataBank><DataBankName>Dryad</DataBankName><AccessionNumberList><AccessionNumber>10.5061/dryad.1</AccessionNumber>"
        "</AccessionNumberList></DataBank></DataBankList>"
    )
    assert Identifier("trial", "NCT00000123") in made.identifiers
    assert made.relations == [
        Relation("related", text="GENBANK:AB1"),
        Relation("supplemented-by", identifier=Identifier("doi", "10.5061/dryad.1")),
    ]


def test_comments_and_corrections_are_relations() -> None:
    reading = one(
        citation="<CommentsCorrectionsList>"
        '<CommentsCorrections RefType="ErratumIn"><RefSource>Riv. 2005;1:1</RefSource><PMID Version="1">99</PMID></CommentsCorrections>'
        '<CommentsCorrections RefType="UpdateOf"><RefSource>medRxiv. doi: 10.1101/2020.1.</RefSource></CommentsCorrections>'
        '<CommentsCorrections RefType="RetractionIn"><RefSource>Riv. 2006;2:2</RefSource></CommentsCorrections>'
        '<CommentsCorrections RefType="SomethingNew"><RefSource>Riv. 2007</RefSource></CommentsCorrections>'
        "</CommentsCorrectionsList>"
    )
    assert reading.record is not None
    assert reading.record.relations == [
        Relation("corrected-by", identifier=Identifier("pmid", "99")),
        Relation("version-of", identifier=Identifier("doi", "10.1101/2020.1")),
        Relation("retracted-by", text="Riv. 2006;2:2"),
        Relation("related", text="Riv. 2007"),
    ]
    assert reading.record.status == "retracted"
    assert codes(reading) == ["R323"]
    assert [value for _, value in rest(reading)] == ["Riv. 2005;1:1", "medRxiv. doi: 10.1101/2020.1.", "SomethingNew"]


def test_references_are_cited_by_the_best_number_they_have() -> None:
    made = record(
        citation='<CommentsCorrectionsList><CommentsCorrections RefType="Cites"><PMID>5</PMID></CommentsCorrections>'
        "</CommentsCorrectionsList>",
        data="<ReferenceList><Title>More</Title><Reference><Citation>A</Citation><ArticleIdList>"
        '<ArticleId IdType="pubmed">5</ArticleId></ArticleIdList></Reference><Reference><Citation>B</Citation><ArticleIdList>'
        '<ArticleId IdType="pubmed">6</ArticleId><ArticleId IdType="doi">10.1234/b</ArticleId></ArticleIdList></Reference>'
        "<ReferenceList><Reference><Citation>C <i>c</i></Citation></Reference></ReferenceList></ReferenceList>",
    )
    assert made.relations == [
        Relation("cites", identifier=Identifier("pmid", "5")),
        Relation("cites", identifier=Identifier("doi", "10.1234/b")),
        Relation("cites", text="C c"),
    ]
    assert [value for _, value in made.rest] == ["More", "A", "B", "6", "pubmed"]


# ---- books ----

BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">21</PMID><ArticleIdList><ArticleId IdType="bookaccession">NBK5</ArticleId>
</ArticleIdList><Book><Publisher><PublisherName>Delta Press</PublisherName><PublisherLocation>Delft</PublisherLocation></Publisher>
<BookTitle book="riv">Rivers</BookTitle><PubDate><Year>2009</Year></PubDate><AuthorList Type="editors"><Author><LastName>Roe</LastName>
<ForeName>R</ForeName></Author></AuthorList><CollectionTitle>Waters</CollectionTitle><Isbn>9781860163593</Isbn><Edition>2nd</Edition>
<BeginningDate><Year>1993</Year></BeginningDate></Book>{chapter}<Language>eng</Language><PublicationType>Review</PublicationType>
<Sections><Section><SectionTitle book="riv" part="a">Introduction</SectionTitle><Section><LocationLabel Type="chapter">2</LocationLabel>
<SectionTitle>Sources</SectionTitle></Section></Section></Sections></BookDocument></PubmedBookArticle>"""


def test_a_book_is_read_with_its_editors_and_contents() -> None:
    (reading,) = read(BOOK.format(chapter=""))
    made = reading.record
    assert made is not None
    assert (made.type, made.titles, made.genre) == ("book", [Text("Rivers", "en")], [Text("Review", "en")])
    assert [(one.role, one.agent.name) for one in made.contributors] == [("editor", "R Roe")]
    assert made.publisher == Agent(name="Delta Press", kind="organisation", place="Delft")
    assert (made.edition, made.issued, made.series[0].titles) == ("2nd", "2009", [Text("Waters")])
    assert made.contents == [Text("Introduction\n2 Sources", "en")]
    assert made.identifiers == [Identifier("pmid", "21"), Identifier("accession", "NBK5"), Identifier("isbn", "9781860163593")]
    assert made.links == [Link("https://www.ncbi.nlm.nih.gov/books/NBK5/")]
    assert made.rest == [("BookDocument/Book/BeginningDate", "1993")]


def test_a_chapter_has_the_book_for_its_host() -> None:
    chapter = (
        "<LocationLabel Type='chapter'>3</LocationLabel><ArticleTitle book='riv' part='b'>Deltas.</ArticleTitle>"
        "<AuthorList Type='authors'><Author><LastName>Doe</LastName><ForeName>J</ForeName></Author></AuthorList>"
        "<ContributionDate><Year>2012</Year><Month>03</Month><Day>27</Day></ContributionDate><DateRevised><Year>2014</Year></DateRevised>"
    )
    (reading,) = read(BOOK.format(chapter=chapter))
    made = reading.record
    assert made is not None
    assert made.host is not None
    assert (made.type, made.titles, made.chapter, made.issued, made.modified) == (
        "chapter",
        [Text("Deltas", "en")],
        "3",
        "2012-03-27",
        "2014",
    )
    assert (made.host.titles, made.host.identifiers) == ([Text("Rivers", "en")], [Identifier("isbn", "9781860163593")])
    assert [one.agent.name for one in made.host.contributors] == ["R Roe"]
    assert [one.agent.name for one in made.contributors] == ["J Doe"]


# ---- what is no record; detection; places ----


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<eSearchResult><Count>1</Count><IdList><Id>1</Id></IdList></eSearchResult>", ["R320"]),
        ("<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", ["R320"]),
        ("<PubmedArticleSet><DeleteCitation><PMID>1</PMID></DeleteCitation></PubmedArticleSet>", ["R325"]),
        ("<PubmedArticleSet/>", ["R007"]),
        ("<PubmedArticleSet><PubmedArticle>wrong</PubmedArticleSet>", ["R001"]),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><PubmedArticleSet/>", ["R017"]),
    ],
)
def test_what_is_no_record_is_told(source: str, found: list[str]) -> None:
    (reading,) = read(source)
    assert reading.record is None
    assert codes(reading) == found
    assert all(issue.place.line == 1 and issue.mend for issue in reading.issues)


def test_records_without_their_wrappers_are_read_and_a_broken_one_does_not_stop_the_others() -> None:
    found = read(
        "<MedlineCitationSet><MedlineCitation Owner='NLM'><PMID>1</PMID><Article><ArticleTitle>A.</ArticleTitle></Article>"
        "</MedlineCitation>"
        "<MedlineCitation><PMID>2</PMID><Article></MedlineCitation>"
        "<MedlineCitation><PMID>3</PMID></MedlineCitation></MedlineCitationSet>"
    )
    assert [reading.label for reading in found if reading.record] == ["1", "3"]
    assert [codes(reading) for reading in found if not reading.record] == [["R001"]]


@pytest.mark.parametrize(
    ("head", "rate"),
    [
        ("<?xml version='1.0'?>\n<!DOCTYPE PubmedArticleSet PUBLIC 'a' 'b'>\n<PubmedArticleSet><PubmedArticle>", 95),
        ("<PubmedBookArticle>", 95),
        ("<eSearchResult>", 95),
        ("<wrap><PubmedArticle>", 90),
        ("<article><front/></article>", 0),
        ("<responseWrapper><resultList>", 0),
        ("PMID- 1", 0),
        ("", 0),
    ],
)
def test_detects_pubmed_by_its_elements(head: str, rate: int) -> None:
    assert pubmed_xml.detect(head, "a.xml") == rate
    assert SOURCES["pubmed-xml"].read is pubmed_xml.read


def test_a_trace_changes_no_record_and_has_the_places() -> None:
    article = "<ArticleTitle>On rivers.</ArticleTitle><AuthorList>\n<Author><LastName>Doe</LastName></Author></AuthorList>"
    traced, plain = one(article, trace=True), one(article)
    assert traced.record == plain.record
    assert traced.places is not None
    assert plain.places is None
    assert traced.places["titles[0]"].raw == "<ArticleTitle>On rivers.</ArticleTitle>"
    assert traced.places["contributors[0]"].line == 4
    assert traced.places["volume"].pointer.endswith("/JournalIssue/Volume")


def test_every_reason_of_the_table_is_said() -> None:
    assert all(reason.strip() for reason in medline.rules()["not_carried"].values())
    assert Reasons.of("pubmed").of_path("MedlineCitation/Article/AuthorList/Author/Initials")
