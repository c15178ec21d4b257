"""A CSL item into a Record: one small function per group of variables.

Design: `fill` goes through the item once; types, roles and words come from vocab/imports/csl.toml, and what Crossref adds in content
negotiation goes through crossref_parts. Variables without a Record field end in `rest`.
"""

from __future__ import annotations

import functools
import operator
import re
from typing import Any

from kg import resources
from kg.record import Agent, Container, Contributor, Event, Host, Identifier, Link, Relation, Series, Text
from kg.sources import crossref_parts as parts
from kg.sources.crossref_work import ABSENT, Person
from kg.sources.csl_item import KEPT, Date, Item, Name
from kg.sources.json_draft import Draft, degree, line, normal_doi, organisation
from kg.syntax.json_places import step
from kg.values import dates, identifiers, languages, licences, names, pages, text

_NOTE_LINE = re.compile(r"\s*\{?:?([A-Za-z][A-Za-z_ -]{1,30})\s*:\s*(.+?)\}?\s*")
_LIST = re.compile(r"[,;\s]+")
# CSL variables that a line of `note` may set
_FROM_NOTE = frozenset(
    (
        *(
            "genre",
            "medium",
            "status",
            "volume",
            "issue",
            "page",
            "number",
            "edition",
            "version",
            "publisher",
            "publisher-place",
            "language",
        ),
        *("event-title", "event-place", "collection-title", "collection-number", "number-of-pages", "number-of-volumes", "chapter-number"),
        *("container-title", "container-title-short", "title-short", "original-title", "original-publisher", "original-publisher-place"),
        *("reviewed-title", "call-number"),
    )
)
_KEPT_OF = operator.attrgetter(*(attribute for attribute, _ in KEPT))
_NOTHING_KEPT = (ABSENT,) * len(KEPT)
_HOSTED = ("editor", "editorial-director", "container-author")


@functools.cache
def _rules() -> dict[str, Any]:
    return resources.table("imports/csl")


def fill(draft: Draft, item: Item) -> None:
    """Carries the item's variables into the draft's record."""
    _note(draft, item)
    draft.lang = languages.parse(item.language) if item.language else ""
    row = _type(draft, item)
    _identifiers(draft, item)
    _texts(draft, item)
    _publisher(draft, item)
    _where(draft, item, row)
    _contributors(draft, item)
    _numbers(draft, item)
    _dates(draft, item)
    _event(draft, item)
    _rights(draft, item)
    _others(draft, item)
    parts.references(draft, item.reference)
    parts.funding(draft, item.funder)
    parts.relations(draft, item.relation)
    parts.metric(draft, item.is_referenced_by_count)
    if _KEPT_OF(item) != _NOTHING_KEPT:
        for attribute, name in KEPT:
            draft.keep_raw(getattr(item, attribute), name, f"/{name}")


def _note(draft: Draft, item: Item) -> None:
    """Notes, and the `key: value` lines in them that say what a variable could have said."""
    left = []
    for row in item.note.splitlines():
        match = _NOTE_LINE.fullmatch(row)
        key = match[1].strip().lower() if match else ""
        scheme = _rules()["note_identifiers"].get(key)
        attribute = key.replace(" ", "-").replace("_", "-")
        if match and scheme:
            found, fault = identifiers.identifier(scheme, match[2], field="identifiers")
            if fault is None:
                _add(draft, found, "/note")
                continue
        if match and attribute in _FROM_NOTE and not getattr(item, attribute.replace("-", "_")):
            setattr(item, attribute.replace("-", "_"), match[2])
            continue
        left.append(row)
    for field, value in (("note", "\n".join(left)), ("annote", item.annote)):
        if words := text.plain(value):
            draft.mark(f"notes[{len(draft.record.notes)}]", f"/{field}")
            draft.record.notes.append(Text(words))


def _type(draft: Draft, item: Item) -> dict[str, str]:
    record = draft.record
    draft.mark("type", "/type")
    row = _rules()["types"].get(item.type)
    genre = line(item.genre)
    if row is None and item.type in parts.rules()["types"]:
        row = {"kind": "journal", "host": "book", **parts.rules()["types"][item.type]}
    if row is None:
        draft.complain("R201" if item.type else "R202", "/type" if item.type else "", field="type", value=item.type)
        row = {"type": "other", "home": "container", "kind": "website"}
        if item.type:
            record.genre.append(Text(text.tidy(item.type)))
    record.type, record.variant = row["type"], row.get("variant", "")
    exact = _rules()["genres"].get(item.type, {}).get(genre.casefold())
    if exact:
        record.type = exact
    elif record.type == "thesis" and genre:
        record.type, record.degree_kind = degree(genre)
    elif record.type == "book" and item.editor and not item.author:
        record.type = "edited-book"
    if row.get("genre") and not exact:
        draft.mark("genre[0]", "/type")
        record.genre.append(Text(item.type.replace("_", " ").replace("-", " "), "en"))
    if genre:
        draft.mark(f"genre[{len(record.genre)}]", "/genre")
        record.genre.append(Text(genre))
    return dict(row)


def _add(draft: Draft, identifier: Identifier, pointer: str) -> None:
    if identifier not in draft.record.identifiers:
        draft.mark(f"identifiers[{len(draft.record.identifiers)}]", pointer)
        draft.record.identifiers.append(identifier)


def _identifiers(draft: Draft, item: Item) -> None:
    record = draft.record
    early, record.identifiers = record.identifiers, []
    for scheme, name, value in (("doi", "DOI", item.DOI), ("pmid", "PMID", str(item.PMID)), ("pmcid", "PMCID", item.PMCID)):
        if value.strip():
            _add(draft, draft.identify(scheme, value, f"/{name}", field=f"identifiers[{len(record.identifiers)}]"), f"/{name}")
    for found in early:
        _add(draft, found, "/note")
    if item.URL:
        _url(draft, text.tidy(item.URL))
    if item.call_number:
        _add(draft, Identifier("call-number", line(str(item.call_number))), "/call-number")
    key, pointer = str(item.citation_key or item.id), "/citation-key" if item.citation_key else "/id"
    if item.citation_key and item.id and str(item.id) != item.citation_key:
        draft.keep("id", "/id", str(item.id))
    key = text.tidy(key)
    doi = normal_doi(key) if "/" in key or "%" in key else ""
    if key and "://" not in key and key != item.URL and not (doi and any(doi == known.value for known in record.identifiers)):
        _add(draft, Identifier("citekey", key), pointer)


def _url(draft: Draft, url: str) -> None:
    record = draft.record
    named = identifiers.from_url(url)
    if named is not None and named.scheme in ("doi", "pmid", "pmcid", "arxiv", "handle", "scopus-eid"):
        if named in record.identifiers:
            return
        # a short link to the DOI is no DOI of its own
        if not (named.scheme == "doi" and any(known.scheme == "doi" for known in record.identifiers)):
            _add(draft, named, "/URL")
            if named.scheme != "scopus-eid":
                return
    if url:
        draft.mark(f"links[{len(record.links)}]", "/URL")
        code = record.type == "software" and identifiers.is_repository(url)
        record.links.append(Link(url, "repository" if code else "landing"))


def _texts(draft: Draft, item: Item) -> None:
    record = draft.record
    title = line(item.title)
    fresh = [words for value in item.subtitle if (words := line(value)) and words.casefold() not in title.casefold()]
    if title and fresh:
        record.short_title = Text(title, draft.lang)
        record.subtitles.append(Text(fresh[0], draft.lang))
        draft.mark("subtitles[0]", "/subtitle/0")
        draft.mark("short_title", "/title")
        title = f"{title}{' ' if title[-1] in ':?!.' else ': '}{fresh[0]}"
    if title:
        record.titles.append(Text(title, draft.lang))
        draft.mark("titles[0]", "/title")
    short = line(item.title_short)
    if short and short != title and record.short_title is None:
        record.short_title = Text(short, draft.lang)
        draft.mark("short_title", "/title-short")
    if words := text.plain(item.abstract):
        record.abstracts.append(Text(words))
        draft.mark("abstracts[0]", "/abstract")
    if draft.lang:
        record.languages.append(draft.lang)
        draft.mark("languages[0]", "/language")
    elif item.language:
        draft.complain("R009", "/language", field=draft.keep("language", "/language", item.language), value=item.language)
    separator = ";" if ";" in item.keyword else ","
    words_of = [(word, "/keyword") for word in item.keyword.split(separator)] + [
        (word, f"/categories/{i}") for i, word in enumerate(item.categories)
    ]
    for word, pointer in words_of:
        keyword = Text(line(word))
        if keyword.value and keyword not in record.keywords:
            draft.mark(f"keywords[{len(record.keywords)}]", pointer)
            record.keywords.append(keyword)
    if item.medium:
        record.medium = line(item.medium)
        draft.mark("medium", "/medium")
    if item.status:
        record.status = _rules()["status"].get(line(item.status).casefold(), "")
        draft.mark("status", "/status")
        if not record.status:
            draft.keep("status", "/status", item.status)


def _publisher(draft: Draft, item: Item) -> None:
    record = draft.record
    name, at = (item.publisher, "/publisher") if isinstance(item.publisher, str) else (item.publisher.name, "/publisher/name")
    if line(name):
        agent = organisation(name, place=item.publisher_place)
        # the publisher of a thesis is where it was defended
        field = "institution" if record.type.startswith("thesis") else "publisher"
        setattr(record, field, agent)
        draft.mark(field, at)
        draft.mark(f"{field}.place", "/publisher-place")
    else:
        draft.keep("publisher-place", "/publisher-place", item.publisher_place)
    if line(item.authority) and record.institution is None:
        record.institution = organisation(item.authority)
        draft.mark("institution", "/authority")
    elif item.authority:
        draft.keep("authority", "/authority", item.authority)
    if record.type == "patent" and item.jurisdiction:
        record.country = line(item.jurisdiction)
        draft.mark("country", "/jurisdiction")
    else:
        draft.keep("jurisdiction", "/jurisdiction", item.jurisdiction)


def _where(draft: Draft, item: Item, row: dict[str, str]) -> None:
    record = draft.record
    title = [Text(words)] if (words := line(item.container_title)) else []
    shorts = ((item.container_title_short, "/container-title-short"), (item.journalAbbreviation, "/journalAbbreviation"))
    short = list(dict.fromkeys(Text(words) for value, _ in shorts if (words := line(value)) and [Text(words)] != title))
    issns = _values(item.ISSN, "/ISSN")
    isbns = _values(item.ISBN, "/ISBN")
    home = row["home"]
    if record.type == "poster" and title:
        home, row = "host", {**row, "host": "proceedings"}
    if home == "self" and title and record.type in ("book", "edited-book"):
        home, row, isbns_are_own = "host", {**row, "host": "book"}, True
    else:
        isbns_are_own = home != "host"
    if home == "host" and (title or item.container_author or (isbns and not isbns_are_own)):
        record.host = Host(title, short, row["host"], [])
        draft.mark("host", "/container-title")
        draft.mark("host.titles[0]", "/container-title")
        record.host.identifiers = [] if isbns_are_own else _isbns(draft, isbns, "host.identifiers", 0)
    elif home == "container" and (title or issns):
        ids = parts.serials(draft, [(value, "", pointer) for value, pointer in issns], "container.identifiers")
        record.container = Container(title, short, row["kind"], ids)
        draft.mark("container", "/container-title" if title else "/ISSN")
        draft.mark("container.titles[0]", "/container-title")
        issns = []
    elif title:
        draft.keep("container-title", "/container-title", item.container_title)
    if record.host is None or isbns_are_own:
        record.identifiers += _isbns(draft, isbns, "identifiers", len(record.identifiers))
    if record.host is None and record.container is None:
        for value in short:
            draft.keep("container-title-short", "/container-title-short", value.value)
    _series(draft, item, issns)


def _series(draft: Draft, item: Item, issns: list[tuple[str, str]]) -> None:
    number = line(str(item.collection_number))
    if not (item.collection_title or number or issns or item.collection_editor):
        return
    ids = parts.serials(draft, [(value, "", pointer) for value, pointer in issns], "series[0].identifiers")
    series = Series([Text(words)] if (words := line(item.collection_title)) else [], number, ids)
    draft.record.series.append(series)
    draft.mark("series[0]", "/collection-title" if item.collection_title else "/ISSN" if issns else "/collection-number")
    draft.mark("series[0].number", "/collection-number")
    _people(draft, "collection-editor", item.collection_editor, "editor", series.contributors, "series[0].contributors")


def _values(given: object, pointer: str) -> list[tuple[str, str]]:
    if isinstance(given, list):
        return [(str(value), pointer + step(i)) for i, value in enumerate(given) if str(value).strip()]
    return [(value, pointer) for value in _LIST.split(str(given)) if value]


def _isbns(draft: Draft, isbns: list[tuple[str, str]], field: str, start: int) -> list[Identifier]:
    found: list[Identifier] = []
    for value, pointer in isbns:
        isbn = draft.identify("isbn", value, pointer, field=f"{field}[{start + len(found)}]")
        if isbn not in found:
            found.append(isbn)
    return found


def _contributors(draft: Draft, item: Item) -> None:
    record = draft.record
    for variable, role in _rules()["roles"].items():
        people = getattr(item, variable.replace("-", "_"))
        if not people:
            continue
        target, where = record.contributors, "contributors"
        if variable == "author":
            role = _rules()["authors"].get(record.type, role)
        if variable in _HOSTED and record.host is not None:
            target, where = record.host.contributors, "host.contributors"
        _people(draft, variable, people, role, target, where)
        if role == "contributor" and variable != "contributor":
            for index, _ in enumerate(people):
                draft.keep(f"{variable}[{index}]", f"/{variable}/{index}", variable)
    if record.host is not None:
        _people(draft, "container-author", item.container_author, "author", record.host.contributors, "host.contributors")
    elif item.container_author:
        draft.keep_all("container-author", "/container-author")


def _people(draft: Draft, variable: str, people: list[Name], role: str, target: list[Contributor], where: str) -> None:
    for index, person in enumerate(people):
        pointer, field = f"/{variable}/{index}", f"{where}[{len(target)}]"
        agent = _agent(person)
        if agent is None:
            continue
        found = Contributor(agent=agent, role=role)
        if person.ORCID:
            agent.identifiers = [draft.identify("orcid", person.ORCID, pointer + "/ORCID", field=f"{field}.agent.identifiers[0]")]
        if person.affiliation:
            stated = parts.contributor(draft, Person(name=agent.name, affiliation=person.affiliation), role, pointer, field)
            found.affiliations = stated.affiliations if stated else []
        if person.prefix:
            draft.keep(f"{variable}[{index}].prefix", pointer + "/prefix", person.prefix)
        draft.mark(field, pointer)
        target.append(found)


def _agent(person: Name) -> Agent | None:
    whole = line(person.literal or person.name)
    if whole:
        return names.natural(whole)
    given, family = line(person.given), line(person.family)
    suffix = line(person.suffix) if person.suffix else ""
    dropping = line(person.dropping_particle) if person.dropping_particle else ""
    kept = line(person.non_dropping_particle) if person.non_dropping_particle else ""
    if not family:
        return names.natural(given) if given else None
    if kept and not dropping:
        agent = names.person(given=given, family=f"{kept} {family}", particle=kept, suffix=suffix)
    elif dropping and not kept:
        agent = names.person(given=given, family=family, particle=dropping, suffix=suffix)
    else:
        agent = names.person(
            given=given, family=f"{kept} {family}".strip(), particle=" ".join(filter(None, (dropping, kept))), suffix=suffix
        )
    return agent


def _numbers(draft: Draft, item: Item) -> None:
    record = draft.record
    for field, value, name in (
        ("volume", item.volume, "volume"),
        ("issue", item.issue, "issue"),
        ("number", item.number, "number"),
        ("chapter", item.chapter_number, "chapter-number"),
        ("edition", item.edition, "edition"),
        ("version", item.version, "version"),
    ):
        if cleaned := line(str(value)):
            setattr(record, field, cleaned)
            draft.mark(field, f"/{name}")
    for field, value, name in (
        ("num_pages", item.number_of_pages, "number-of-pages"),
        ("num_volumes", item.number_of_volumes, "number-of-volumes"),
    ):
        written = line(str(value))
        if written.isascii() and written.isdigit() and len(written) < 10:
            setattr(record, field, int(written))
            draft.mark(field, f"/{name}")
        elif written:
            draft.complain(
                "R004", f"/{name}", field=draft.keep(name, f"/{name}", written), value=written, path=name, wanted="a whole number"
            )
    page = line(str(item.page)) or line(str(item.page_first))
    if page:
        record.page_start, record.page_end, record.pages = pages.parse(page)
        if not line(str(item.page)):
            record.page_end = ""
        for field in ("page_start", "page_end", "pages"):
            if getattr(record, field):
                draft.mark(field, "/page" if item.page else "/page-first")


def _dates(draft: Draft, item: Item) -> None:
    record = draft.record
    for field, name, when in (
        ("issued", "issued", item.issued),
        ("submitted", "submitted", item.submitted),
        ("online", "available-date", item.available_date),
        ("online", "published-online", item.published_online),
        ("record_modified", "deposited", item.deposited),
        ("", "published-print", item.published_print),
        ("", "accessed", item.accessed),
        ("", "original-date", item.original_date),
    ):
        if when is None:
            continue
        found = _date(draft, when, name, field)
        if field and not getattr(record, field):
            setattr(record, field, found)
        elif found and not field and not (name == "published-print" and found == record.issued):
            draft.keep(name, f"/{name}", found)


def _date(draft: Draft, when: Date, name: str, field: str) -> str:
    """The date, or the first of a range; what else it says is kept."""
    pointer = f"/{name}"
    found = draft.date(when.date_parts, name, pointer + "/date-parts", field=field)
    if len(when.date_parts) > 1 and name != "event-date":
        draft.keep(name + ".end", pointer + "/date-parts/1", draft.date(when.date_parts[1:], name + ".end", pointer + "/date-parts/1"))
    for part, value in (("raw", when.raw), ("literal", when.literal)):
        if not value:
            continue
        parsed = dates.parse(value)
        if not found and parsed:
            found = parsed
            draft.mark(field, pointer + "/" + part)
        elif parsed != found or not parsed:
            kept = draft.keep(f"{name}.{part}", f"{pointer}/{part}", value)
            if not found:
                draft.complain("R203", f"{pointer}/{part}", field=field or kept, value=value, path=name)
    if when.season:
        draft.keep(f"{name}.season", pointer + "/season", str(when.season))
    if when.circa and str(when.circa).lower() not in ("false", "0"):
        draft.keep(f"{name}.circa", pointer + "/circa", str(when.circa).lower())
    return found


def _event(draft: Draft, item: Item) -> None:
    name = line(item.event_title or item.event)
    place = line(item.event_place)
    if not (name or place or item.event_date):
        return
    event = Event([Text(name)] if name else [], place=place)
    when = item.event_date
    if when is not None:
        event.start = _date(draft, when, "event-date", "event.start")
        if len(when.date_parts) > 1:
            event.end = draft.date(when.date_parts[1:], "event-date", "/event-date/date-parts/1", field="event.end")
        elif not when.date_parts and (both := dates.interval(when.raw or when.literal)):
            event.start, event.end = both
    draft.record.event = event
    draft.mark("event", "/event-title" if item.event_title else "/event" if item.event else "/event-place" if place else "/event-date")


def _rights(draft: Draft, item: Item) -> None:
    record = draft.record
    if isinstance(item.license, list):
        parts.rights(draft, item.license, item.link)
    else:
        parts.rights(draft, [], item.link)
    words = item.license if isinstance(item.license, str) else ""
    for value, pointer in ((words, "/license"), (item.copyright, "/copyright")):
        if iri := licences.canonical(value) if value else "":
            draft.mark(f"licences[{len(record.licences)}]", pointer)
            record.licences.append(iri)
        elif cleaned := line(value):
            draft.mark(f"rights[{len(record.rights)}]", pointer)
            record.rights.append(Text(cleaned))


def _others(draft: Draft, item: Item) -> None:
    """The original of a translation or reprint, and the work a review is about: known by their words only."""
    original = item.original_title if isinstance(item.original_title, list) else [item.original_title]
    titles = [words for value in original if (words := line(value))]
    authors = [agent.name for person in item.original_author if (agent := _agent(person))]
    imprint = [line(item.original_publisher_place), line(item.original_publisher)]
    if titles:
        written = ". ".join(filter(None, (", ".join(authors), titles[0], ": ".join(filter(None, imprint)))))
        draft.mark(f"relations[{len(draft.record.relations)}]", "/original-title")
        draft.record.relations.append(Relation(kind="translation-of" if item.translator else "version-of", text=written))
    else:
        for name, value in (
            ("original-author", "; ".join(authors)),
            ("original-publisher", imprint[1]),
            ("original-publisher-place", imprint[0]),
        ):
            draft.keep(name, f"/{name}", value)
    if reviewed := line(item.reviewed_title):
        reviewers = [agent.name for person in item.reviewed_author if (agent := _agent(person))]
        draft.mark(f"relations[{len(draft.record.relations)}]", "/reviewed-title")
        draft.record.relations.append(Relation(kind="reviews", text=". ".join(filter(None, (", ".join(reviewers), reviewed)))))
    draft.keep("reviewed-genre", "/reviewed-genre", item.reviewed_genre)
