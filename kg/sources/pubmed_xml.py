"""PubMed and MEDLINE XML (PubmedArticleSet, MedlineCitationSet, books of the Bookshelf) to Records.

Design: one entry is a PubmedArticle, a PubmedBookArticle, or what stands in them (MedlineCitation, BookDocument) without its wrapper.
`_fill` tells them apart; pubmed_people, pubmed_parts and pubmed_book take the groups of fields that both have or that are books' own.
Tables are vocab/imports/pubmed.toml. The formal date is that of the journal's issue, the ArticleDate is when it was online. A title in
brackets is NLM's translation, the VernacularTitle the article's own. An author with ValidYN="N" is a name that was corrected: the right
one stands beside it. A MeSH heading with a qualifier is a concept of its own, beside the heading's.
Source: https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/, https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.record import Agent, Container, Identifier, Reading, Text
from kg.sources import medline, pubmed_book, pubmed_parts, pubmed_people, tree
from kg.sources.tree import Cursor, Draft
from kg.syntax import xml_kinds

FORMAT = "pubmed-xml"
TABLE = "pubmed"
_RECORD = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&id={}&retmode=xml"
_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument")
_OTHERS = ("DeleteCitation", "DeleteDocument", "eSearchResult", "eSummaryResult", "eFetchResult")
NAMES = _RECORDS + _OTHERS
_SETS = frozenset({"PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet", "BookDocumentSet", *_RECORDS, *_OTHERS})


def detect(head: str, name: str) -> int:
    """How surely this is PubMed XML (see SOURCES): by its outermost element."""
    kind = xml_kinds.kind(head)
    if kind.root in _SETS:
        return 95
    return 90 if kind.names & {"PubmedArticle", "PubmedBookArticle", "MedlineCitation"} else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record, in the order of the file. Issues: those of read_xml, R320 to R325, and of identifiers."""
    yield from tree.read_xml(data, _fill, FORMAT, names=NAMES, table=TABLE, trace=trace, encoding=encoding)


def _fill(draft: Draft) -> None:
    root = draft.root
    if root.name in ("DeleteCitation", "DeleteDocument"):
        return draft.refuse("R325", found=", ".join(one.text for one in root.all("PMID")[:10]) or "none")
    if root.name in _OTHERS:
        return draft.refuse("R320", found=f"an answer of E-utilities ({root.name})")
    citation = root if root.name == "MedlineCitation" else root.one("MedlineCitation")
    book = root if root.name == "BookDocument" else root.one("BookDocument")
    if not citation and not book:
        return draft.refuse("R320", found=f"a <{root.name}> without a citation in it")
    data = root.one("PubmedData", "PubmedBookData")
    pmid = (citation or book).one("PMID")
    if pmid:
        draft.record.identifiers.append(pmid.identify("pmid", "identifiers[0]"))
        draft.label = pmid.text
    if draft.label.isascii() and draft.label.isdigit():
        draft.record.derived_from.append(_RECORD.format(draft.label))
        draft.mark("derived_from[0]", pmid)
    pubmed_parts.article_ids(draft, [*book.all("ArticleIdList/ArticleId"), *data.all("ArticleIdList/ArticleId")])
    if citation:
        _citation(draft, citation)
    else:
        pubmed_book.document(draft, book)
    if data:
        _data(draft, data)
    return None


def _citation(draft: Draft, citation: Cursor) -> None:
    record, article = draft.record, citation.one("Article")
    record.type = "journal-article"
    pubmed_parts.types(draft, article.all("PublicationTypeList/PublicationType"))
    pubmed_parts.languages(draft, article.all("Language"))
    titles(draft, article, article.all("VernacularTitle"))
    _journal(draft, article.one("Journal"), citation.one("MedlineJournalInfo"))
    pubmed_parts.pagination(draft, article.one("Pagination"))
    pubmed_parts.electronic_ids(draft, article.all("ELocationID"))
    pubmed_parts.abstract(draft, article.one("Abstract"))
    pubmed_parts.other_abstracts(draft, citation.all("OtherAbstract"))
    for listed in article.all("AuthorList"):
        pubmed_people.authors(draft, listed, record.contributors, "contributors")
    pubmed_people.investigators(draft, citation.one("InvestigatorList"))
    _dates(draft, article, citation)
    pubmed_parts.subjects(draft, citation)
    pubmed_parts.grants(draft, article.one("GrantList"))
    pubmed_parts.data_banks(draft, article.one("DataBankList"))
    pubmed_parts.comments(draft, citation.all("CommentsCorrectionsList/CommentsCorrections"))
    for other in citation.all("OtherID"):
        pubmed_parts.other_id(draft, other)
    for note in [*citation.all("CoiStatement"), *citation.all("GeneralNote")]:
        pubmed_parts.note(draft, note)


def titles(draft: Draft, at: Cursor, vernacular: list[Cursor]) -> None:
    """The article's own title, and NLM's translation of it."""
    record, given = draft.record, at.one("ArticleTitle")
    words, translated = medline.title(given.text)
    own = draft.lang if draft.lang != "en" else ""
    if translated and medline.is_missing(given.text):
        given.keep()
        words = ""
    elif words:
        # of another language and not in brackets: nobody says in which language it is
        lang = "en" if translated or draft.lang == "en" else ""
        if translated and vernacular:
            given.use("other_titles[0]")
            record.other_titles.append(Text(words, lang))
        else:
            given.use("titles[0]")
            record.titles.append(Text(words, lang))
    for title in vernacular:
        field = "titles" if not record.titles else "other_titles"
        value = medline.title(title.take(f"{field}[{len(getattr(record, field))}]"))[0]
        if value:
            getattr(record, field).append(Text(value, own))


def _journal(draft: Draft, journal: Cursor, info: Cursor) -> None:
    record = draft.record
    held = Container()
    title = journal.one("Title")
    if title.text:
        held.titles.append(Text(medline.unstopped(title.take("container.titles[0]"))))
    for short in (journal.one("ISOAbbreviation"), info.one("MedlineTA")):
        text = short.take(f"container.short[{len(held.short)}]")
        known = {_bare(one.value) for one in (*held.titles, *held.short)}
        if text and _bare(text) not in known:
            held.short.append(Text(text))
    for issn in journal.all("ISSN"):
        medium = issn.attr("IssnType")
        electronic = medium.text.lower() == "electronic"
        if electronic or medium.text.lower() in ("print", "undetermined"):
            medium.use("container.identifiers[0]")
        _serial(held, issn, "eissn" if electronic else "issn")
    _serial(held, info.one("ISSNLinking"), "issn-l")
    for number in info.all("NlmUniqueID"):
        value = number.take(f"container.identifiers[{len(held.identifiers)}]")
        if value:
            held.identifiers.append(Identifier("nlm", value))
    if held.titles or held.short or held.identifiers:
        record.container = held
        draft.mark("container", journal or info)
    if place := info.one("Country").take("publisher.place"):
        record.publisher = Agent(name="", kind="organisation", place=place)
    record.volume = journal.one("JournalIssue/Volume").take("volume")
    record.issue = journal.one("JournalIssue/Issue").take("issue")


def _bare(text: str) -> str:
    return text.replace(".", "").casefold()


def _serial(held: Container, at: Cursor, scheme: str) -> None:
    if not at.text:
        return
    found = at.identify("issn", f"container.identifiers[{len(held.identifiers)}]")
    one = Identifier(scheme, found.value) if found.scheme == "issn" else found
    if one not in held.identifiers:
        held.identifiers.append(one)


def _dates(draft: Draft, article: Cursor, citation: Cursor) -> None:
    record = draft.record
    record.issued = pubmed_parts.when(draft, article.one("Journal/JournalIssue/PubDate"), "issued")
    for online in article.all("ArticleDate"):
        found = pubmed_parts.when(draft, online, "online")
        record.online = record.online or found
    record.issued = record.issued or record.online
    record.record_modified = pubmed_parts.when(draft, citation.one("DateRevised"), "record_modified")


def _data(draft: Draft, data: Cursor) -> None:
    status = data.one("PublicationStatus")
    if not draft.record.status and (word := medline.rules()["status"].get(status.text)):
        draft.record.status = word
        status.use("status")
    elif status.text in medline.rules()["status"]:
        status.use("status")
    pubmed_parts.history(draft, data.all("History/PubMedPubDate"))
    pubmed_parts.references(draft, data.all("ReferenceList"))
