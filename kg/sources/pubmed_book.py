"""Books and chapters of NCBI's Bookshelf in PubMed XML.

Design: a document with a title of its own is a chapter, and what stands under Book is its host; without one the document is the book.
"""

from __future__ import annotations

from kg.record import Agent, Host, Link, Series, Text
from kg.sources import medline, pubmed_parts, pubmed_people
from kg.sources.tree import Cursor, Draft


def document(draft: Draft, at: Cursor) -> None:
    """Fills the record from a BookDocument."""
    record, book = draft.record, at.one("Book")
    title = at.one("ArticleTitle")
    record.type = "chapter" if title.text else "book" if book.one("BookTitle").text else "other"
    _types(draft, at.all("PublicationType"))
    pubmed_parts.languages(draft, at.all("Language"))
    _title(draft, at, title)
    _book(draft, book, chapter=bool(title.text))
    for label in at.all("LocationLabel"):
        label.attr("Type").use("chapter")
        if not record.chapter:
            record.chapter = label.take("chapter")
    pubmed_parts.pagination(draft, at.one("Pagination"))
    for listed in at.all("AuthorList"):
        pubmed_people.authors(draft, listed, record.contributors, "contributors")
    pubmed_people.investigators(draft, at.one("InvestigatorList"))
    pubmed_parts.abstract(draft, at.one("Abstract"))
    pubmed_parts.keywords(draft, at.all("KeywordList"))
    pubmed_parts.grants(draft, at.one("GrantList"))
    _contents(draft, at.one("Sections"))
    record.issued = pubmed_parts.when(draft, at.one("ContributionDate"), "issued")
    if record.issued:
        _keep_date(book.one("PubDate"))
    else:
        record.issued = pubmed_parts.when(draft, book.one("PubDate"), "issued")
    record.modified = pubmed_parts.when(draft, at.one("DateRevised"), "modified")
    pubmed_parts.references(draft, at.all("ReferenceList"))
    for number in [one for one in record.identifiers if one.scheme == "accession" and one.value.startswith("NBK")]:
        record.links.append(Link(f"https://www.ncbi.nlm.nih.gov/books/{number.value}/"))


def _types(draft: Draft, listed: list[Cursor]) -> None:
    """Publication types of books are genres: a review that is a chapter stays one."""
    for one in listed:
        one.attr("UI").use("genre")
        if (word := Text(one.take(f"genre[{len(draft.record.genre)}]"), "en")).value and word not in draft.record.genre:
            draft.record.genre.append(word)


def _title(draft: Draft, at: Cursor, title: Cursor) -> None:
    record = draft.record
    if title.text:
        record.titles.append(Text(medline.unstopped(title.take("titles[0]")), draft.lang))
    for other in at.all("VernacularTitle"):
        if words := medline.unstopped(other.take(f"other_titles[{len(record.other_titles)}]")):
            record.other_titles.append(Text(words))


def _book(draft: Draft, book: Cursor, *, chapter: bool) -> None:
    record = draft.record
    host = Host()
    title = book.one("BookTitle")
    where, numbers = ("host.", host.identifiers) if chapter else ("", record.identifiers)
    if title.text:
        (host.titles if chapter else record.titles).append(Text(medline.unstopped(title.take(f"{where}titles[0]")), draft.lang))
    for listed in book.all("AuthorList"):
        target = host.contributors if chapter else record.contributors
        pubmed_people.authors(draft, listed, target, f"{where}contributors")
    pubmed_people.investigators(draft, book.one("InvestigatorList"))
    for isbn in book.all("Isbn"):
        if isbn.text and (found := isbn.identify("isbn", f"{where}identifiers[{len(numbers)}]")) not in numbers:
            numbers.append(found)
    for one in book.all("ELocationID"):
        scheme = "doi" if one.attr("EIdType").text == "doi" else "local"
        one.attr("EIdType").use(f"{where}identifiers")
        one.attr("ValidYN").use(f"{where}identifiers")
        if (found := one.identify(scheme, f"{where}identifiers[{len(numbers)}]")) not in numbers:
            numbers.append(found)
    if chapter and (host.titles or host.identifiers):
        record.host = host
        draft.mark("host", book)
    _imprint(draft, book)


def _imprint(draft: Draft, book: Cursor) -> None:
    record, publisher = draft.record, book.one("Publisher")
    name, place = publisher.one("PublisherName").take("publisher"), publisher.one("PublisherLocation").take("publisher.place")
    if name or place:
        record.publisher = Agent(name=name, kind="organisation", place=place)
    if words := book.one("CollectionTitle").take("series[0].titles[0]"):
        record.series.append(Series([Text(words)]))
    record.volume = book.one("Volume").take("volume")
    record.edition = book.one("Edition").take("edition")
    record.medium = book.one("Medium").take("medium")
    record.number = book.one("ReportNumber").take("number")
    for one in (book.one("BeginningDate"), book.one("EndingDate")):
        # the years that a work in parts was written in
        _keep_date(one)


def _keep_date(at: Cursor) -> None:
    if at:
        at.use_all(at.keep(" ".join(part.text for part in at)))


def _contents(draft: Draft, sections: Cursor) -> None:
    """The titles of the sections as a table of contents, one a line, those of parts of a section behind their section's."""
    lines: list[str] = []
    todo = list(reversed(sections.all("Section")))
    while todo:
        section = todo.pop()
        todo += reversed(section.all("Section"))
        for label in section.all("LocationLabel"):
            label.attr("Type").use("contents[0]")
        words = [one.take("contents[0]") for one in (*section.all("LocationLabel"), *section.all("SectionTitle"))]
        lines.append(" ".join(filter(None, words)))
    if text := "\n".join(filter(None, lines)):
        draft.record.contents.append(Text(text, draft.lang))
