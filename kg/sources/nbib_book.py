"""Books and chapters of NCBI's Bookshelf in nbib."""

from __future__ import annotations

from kg.record import Agent, Host, Series, Text
from kg.sources import medline
from kg.sources.ris_entry import Work
from kg.values import text


def book(work: Work) -> None:
    """The book's title makes a record with a title of its own a chapter, and a record without one the book."""
    record = work.record
    lang = record.languages[0] if len(record.languages) == 1 else ""
    host = Host()
    title = work.first("BTI")
    chapter = title is not None and bool(record.titles)
    if title is not None:
        words = Text(medline.unstopped(text.tidy(title.text)), lang)
        work.put("host.titles[0]" if chapter else "titles[0]", title)
        (host.titles if chapter else record.titles).append(words)
        record.type = "chapter" if chapter else "book"
    for value in work.all("ISBN"):
        if not chapter:
            work.identify("isbn", text.tidy(value.text), value)
        else:
            made = work.identified("isbn", text.tidy(value.text), value, f"host.identifiers[{len(host.identifiers)}]")
            host.identifiers += [made] if made not in host.identifiers else []
    if chapter:
        host.contributors = [person for person in record.contributors if person.role == "editor"]
        record.contributors = [person for person in record.contributors if person.role != "editor"]
        record.host = host
    if name := work.first("PB"):
        work.put("publisher", name)
        place = record.publisher.place if record.publisher else ""
        record.publisher = Agent(name=text.tidy(name.text), kind="organisation", place=place)
    if series := work.first("CTI"):
        work.put("series[0].titles[0]", series)
        record.series.append(Series([Text(text.tidy(series.text))]))
    if edition := work.first("EN"):
        work.put("edition", edition)
        record.edition = text.tidy(edition.text)
