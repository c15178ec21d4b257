"""The steps that take a meta tag into the Record of its family: names as in the table, each a small function."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.record import Agent, Container, Contributor, Event, Grant, Host, Series, Text
from kg.sources.html_family import Family, content, path_of, rules
from kg.sources.html_links import alternate, by_scheme, file, identifier, isbn, link, reference, relation, serial, source
from kg.sources.json_draft import line
from kg.syntax.html_page import Tag
from kg.values import dates, languages, licences, names, pages
from kg.values import text as texts

#: "Simianu VV": family name and initials, as PubMed has them
_INITIALS = re.compile(r"([^\W\d_][\w' -]*[a-z][\w' -]*) ([A-Z]{1,3})")
_SPLIT = re.compile(r"\s*;\s*|\s*,\s+")


def _title(family: Family, tag: Tag, _: str) -> None:
    value = Text(line(content(tag)))
    if not family.record.titles:
        family.add("titles", value, tag)
    elif value.value.casefold() != family.record.titles[0].value.casefold():
        family.keep(tag)


def author_of(value: str) -> Agent:
    """The agent of an author tag: "Family, Given", natural order, or family name and initials."""
    value = line(value)
    if len(value) < 80 and (match := _INITIALS.fullmatch(value)):
        return names.inverted(f"{match[1]}, {match[2]}")
    return names.natural(value)


def _author(family: Family, tag: Tag, role: str) -> None:
    agent = author_of(content(tag))
    if agent.name:
        family.add("contributors", Contributor(agent, role or "author"), tag, key=agent.name)


def _authors(family: Family, tag: Tag, _: str) -> None:
    for part in content(tag).split(";"):
        if part.strip():
            family.add("contributors", Contributor(author_of(part)), tag)


def _og_author(family: Family, tag: Tag, _: str) -> None:
    """An author by name; an address of a profile names nobody."""
    if family.page.address(content(tag)) or content(tag).startswith("@"):
        family.keep(tag)
    else:
        _author(family, tag, "")


def _role(role: str) -> Callable[[Family, Tag, str], None]:
    def step(family: Family, tag: Tag, _: str) -> None:
        host = family.record.host
        if role == "editor" and host is not None:
            host.contributors.append(Contributor(author_of(content(tag)), role))
            family.put("host.contributors", tag)
        else:
            _author(family, tag, role)

    return step


def _affiliation(family: Family, tag: Tag, _: str) -> None:
    """The institution of the author before it."""
    people = family.record.contributors
    if not people:
        family.keep(tag)
        return
    found = Agent(line(content(tag)), kind="organisation")
    if found not in people[-1].affiliations:
        family.put(f"contributors[{len(people) - 1}].affiliations[{len(people[-1].affiliations)}]", tag)
        people[-1].affiliations.append(found)


def _orcid(family: Family, tag: Tag, _: str) -> None:
    people = family.record.contributors
    if not people:
        family.keep(tag)
        return
    field = f"contributors[{len(people) - 1}].agent.identifiers[{len(people[-1].agent.identifiers)}]"
    people[-1].agent.identifiers.append(family.identify("orcid", content(tag), field, tag))


def _date(family: Family, tag: Tag, field: str) -> None:
    found = dates.parse(content(tag))
    if not found:
        kept = family.keep(tag)
        family.complain("R008", tag, field=kept, value=content(tag), path=path_of(tag), taken="nothing")
        return
    known = getattr(family.record, field)
    if known and found.startswith(known):
        setattr(family.record, field, found)
        family.places[field] = tag.place
    elif not known.startswith(found) or not known:
        family.set(field, found, tag)


def _journal(family: Family, tag: Tag, _: str) -> None:
    family.record.container = family.record.container or Container()
    _named(family, tag, family.record.container.titles, "container.titles")


def _journal_short(family: Family, tag: Tag, _: str) -> None:
    family.record.container = family.record.container or Container()
    _named(family, tag, family.record.container.short, "container.short", several=True)


def _named(family: Family, tag: Tag, target: list[Text], field: str, *, several: bool = False) -> None:
    value = Text(line(content(tag)))
    if not target or (several and value not in target):
        family.put(f"{field}[{len(target)}]", tag)
        target.append(value)
    elif not any(value.value.casefold() == one.value.casefold() for one in target):
        family.keep(tag)


def _book(family: Family, tag: Tag, _: str) -> None:
    family.record.host = family.record.host or Host()
    _named(family, tag, family.record.host.titles, "host.titles")


def _series(family: Family, tag: Tag, _: str) -> None:
    family.add("series", Series([Text(line(content(tag)))]), tag)


def _event(family: Family, tag: Tag, _: str) -> None:
    family.record.event = family.record.event or Event()
    _named(family, tag, family.record.event.names, "event.names")


def _event_place(family: Family, tag: Tag, _: str) -> None:
    family.record.event = family.record.event or Event()
    family.record.event.place = line(content(tag))
    family.put("event.place", tag)


def _page_end(family: Family, tag: Tag, _: str) -> None:
    """The last page; with the first it may be a range with an end cut short ("533", "8"), or none at all."""
    start, value = family.record.page_start, texts.tidy(content(tag))
    if family.record.page_end or family.record.pages:
        return
    found = pages.parse(f"{start}-{value}") if start else pages.Pages("", value, "")
    if found.pages:
        family.record.page_start = ""
        family.set("pages", found.pages, tag)
    else:
        family.set("page_end", found.end, tag)


def _pages(family: Family, tag: Tag, _: str) -> None:
    found = pages.parse(content(tag))
    for field in ("start", "end"):
        if getattr(found, field):
            family.set(f"page_{field}", getattr(found, field), tag)
    if found.pages:
        family.set("pages", found.pages, tag)


def _num_pages(family: Family, tag: Tag, _: str) -> None:
    value = content(tag)
    if value.isascii() and value.isdigit() and len(value) < 7:
        family.set("num_pages", int(value), tag)
    else:
        family.keep(tag)


def _agent(field: str) -> Callable[[Family, Tag, str], None]:
    def step(family: Family, tag: Tag, _: str) -> None:
        found = getattr(family.record, field) or Agent("", kind="organisation")
        value = line(content(tag))
        if found.name and found.name != value:
            family.keep(tag)
            return
        found.name = value
        setattr(family.record, field, found)
        family.put(field, tag)

    return step


def _place(family: Family, tag: Tag, _: str) -> None:
    family.record.publisher = family.record.publisher or Agent("", kind="organisation")
    family.record.publisher.place = line(content(tag))
    family.put("publisher.place", tag)


def _language(family: Family, tag: Tag, _: str) -> None:
    found = languages.parse(content(tag))
    if found:
        family.add("languages", found, tag)
    else:
        family.complain("R009", tag, field=family.keep(tag), value=content(tag))


def _keyword(family: Family, tag: Tag, _: str) -> None:
    family.add("keywords", Text(line(content(tag))), tag)


def _keywords(family: Family, tag: Tag, _: str) -> None:
    """One keyword a tag, or several parted by semicolons, or by commas where no semicolon is."""
    value = line(content(tag))
    for part in value.split(";") if ";" in value else _SPLIT.split(value):
        if part.strip():
            family.add("keywords", Text(part.strip()), tag)


def _text_list(field: str) -> Callable[[Family, Tag, str], None]:
    def step(family: Family, tag: Tag, _: str) -> None:
        family.add(field, Text(texts.plain(content(tag))), tag)

    return step


def _abstract(family: Family, tag: Tag, _: str) -> None:
    value = texts.plain(content(tag))
    if not family.record.abstracts:
        family.add("abstracts", Text(value), tag)
    elif value != family.record.abstracts[0].value and not family.record.abstracts[0].value.startswith(value.rstrip("… .")):
        family.keep(tag)


def _funding(family: Family, tag: Tag, _: str) -> None:
    family.add("funding", Grant(Agent(line(content(tag)), kind="organisation")), tag)


def _rights(family: Family, tag: Tag, _: str) -> None:
    value = line(content(tag))
    if access := rules()["access"].get(value.lower()):
        family.set("access", access, tag)
    elif licence := licences.canonical(family.page.address(value) or value):
        family.add("licences", licence, tag)
    else:
        family.add("rights", Text(value), tag)


def _type(family: Family, tag: Tag, _: str) -> None:
    value = line(content(tag))
    word = value.lower().removeprefix("text.").replace("http://purl.org/dc/dcmitype/", "")
    table = rules()["work"]["og"] if family.name == "og" else rules()["types"]
    if found := table.get(value.lower()) or table.get(word):
        kind, _slash, variant = found.partition("/")
        if family.record.type == "other":
            family.record.type, family.record.variant = kind, variant
            family.put("type", tag)
    elif family.name != "og" and word not in rules()["silent"]["names"] and not family.page.address(value):
        family.add("genre", Text(value), tag)
    else:
        family.page.not_carried.append((path_of(tag), value, "says nothing of the work that its other tags do not say"))


def _refereed(family: Family, tag: Tag, _: str) -> None:
    family.record.peer_reviewed = rules()["refereed"].get(content(tag).lower())
    family.put("peer_reviewed", tag)


def _site(family: Family, tag: Tag, _: str) -> None:
    family.record.container = Container([Text(line(content(tag)))], kind="website")
    family.put("container.titles[0]", tag)


def _plain_text(family: Family, tag: Tag, field: str) -> None:
    family.set(field, line(content(tag)), tag)


STEPS: dict[str, Callable[[Family, Tag, str], None]] = {
    "title": _title,
    "other-title": _text_list("other_titles"),
    "author": _author,
    "authors": _authors,
    "og-author": _og_author,
    "editor": _role("editor"),
    "translator": _role("translator"),
    "contributor": _role("contributor"),
    "affiliation": _affiliation,
    "orcid": _orcid,
    "date": _date,
    "journal": _journal,
    "journal-short": _journal_short,
    "book": _book,
    "series": _series,
    "event": _event,
    "event-place": _event_place,
    "issn": serial("issn"),
    "eissn": serial("eissn"),
    "isbn": isbn,
    "id": by_scheme,
    "identifier": identifier,
    "page-end": _page_end,
    "pages": _pages,
    "num-pages": _num_pages,
    "text": _plain_text,
    "publisher": _agent("publisher"),
    "institution": _agent("institution"),
    "place": _place,
    "language": _language,
    "keyword": _keyword,
    "keywords": _keywords,
    "abstract": _abstract,
    "note": _text_list("notes"),
    "contents": _text_list("contents"),
    "citation": _text_list("citations"),
    "genre": _text_list("genre"),
    "funding": _funding,
    "rights": _rights,
    "access": _rights,
    "type": _type,
    "refereed": _refereed,
    "landing": lambda family, tag, _: link(family, tag, "landing"),
    "see-also": lambda family, tag, _: link(family, tag, "see-also"),
    "file": file,
    "alternate": alternate,
    "reference": reference,
    "relation": relation,
    "source": source,
    "site": _site,
}
