"""Crossref works: JSON of the REST API (one work, its envelope, a list, JSON lines) to Records.

Design: `entries` cuts the file, `Shape` decodes each work into typed Structs, `_fill` carries them into a Record, one small function
per group of fields. Tables (types, relations, updates, what is left out and why) are vocab/imports/crossref.toml. Dates: the formal
date is print, else online, else the earliest that Crossref gives; `created`, `deposited` and `indexed` are dates of the record. An
editor belongs to the book around a chapter, an ISSN beside a book title to its series.
Source: https://api.crossref.org/swagger-ui/ and https://www.crossref.org/documentation/retrieve-metadata/rest-api/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.record import Concept, Container, Contributor, Event, Host, Identifier, Link, Reading, Series, Text
from kg.sources import crossref_parts as parts
from kg.sources.crossref_parts import rules
from kg.sources.crossref_work import KEPT, Person, When, Work
from kg.sources.json_draft import Draft, broken, degree, each, line, organisation
from kg.syntax import json_kinds
from kg.syntax.json_places import entries
from kg.syntax.json_shapes import Shape
from kg.syntax.json_stretch import first_ordinal
from kg.values import dates, identifiers, languages, pages, text

FORMAT = "crossref"
WAYS = (("message", "items"), ("message",), ("items",))
_SHAPE = Shape(Work)
# older answers give ISSN and ISBN as addresses
_ADDRESS = re.compile(r"^http://id\.crossref\.org/(?:isbn|issn)/")
_TRIAL = re.compile(r"nct[0-9]{8}", re.IGNORECASE)


def detect(head: str, name: str) -> int:
    """How surely this is Crossref JSON (see SOURCES)."""
    return json_kinds.rate(head, "crossref")


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each work, in the order of the file. Issues: R001 to R008, R220 to R224, and those of identifiers."""
    for ordinal, entry in enumerate(entries(data, ways=WAYS, encoding=encoding), first_ordinal(data)):
        decoded = _SHAPE.decode(entry)
        if decoded.fault:
            yield broken(entry, decoded.fault, FORMAT, ordinal, trace=trace)
            continue
        draft = Draft(entry, FORMAT, ordinal, trace=trace)
        work, label = decoded.value, f"entry {ordinal + 1}"
        if work is None:
            yield draft.refuse("R006", label, found=decoded.found)
            continue
        if decoded.members is not None or not (work.DOI or work.title or work.type):
            kind = json_kinds.kind(decoded.members or {})
            if kind.reader != FORMAT:
                yield draft.refuse("R220", label, kind=kind.name, mend=kind.mend)
                continue
        draft.fitted(decoded)
        _fill(draft, work)
        yield draft.reading(work.DOI or (work.title[0] if work.title else label))


def _fill(draft: Draft, work: Work) -> None:
    home = _type(draft, work)
    draft.lang = languages.parse(work.language) if work.language else ""
    _identifiers(draft, work)
    _titles(draft, work)
    _texts(draft, work)
    _publisher(draft, work)
    _where(draft, work, home)
    _contributors(draft, work)
    _numbers(draft, work)
    _event(draft, work)
    _dates(draft, work)
    parts.rights(draft, work.license, work.link, landing=work.resource.primary.URL if work.resource else "")
    parts.references(draft, work.reference)
    parts.funding(draft, work.funder)
    parts.relations(draft, work.relation)
    parts.updates(draft, work.update_to, "update-to")
    parts.updates(draft, work.updated_by, "updated-by")
    parts.metric(draft, work.is_referenced_by_count)
    _links(draft, work)
    _assertions(draft, work)
    for attribute, name in KEPT:
        draft.keep_raw(getattr(work, attribute), name, f"/{name}")


def _type(draft: Draft, work: Work) -> dict[str, str]:
    record = draft.record
    draft.mark("type", "/type")
    row = rules()["types"].get(work.type)
    if row is None:
        draft.complain("R222" if work.type else "R223", "/type" if work.type else "", field="type", value=work.type)
        if work.type:
            record.genre.append(Text(text.tidy(work.type)))
        return {"home": "container" if work.ISSN else "self"}
    record.type = row["type"]
    word = work.type if row.get("genre") else ""
    if work.type == "posted-content" and work.subtype:
        sub = rules()["subtypes"].get(work.subtype, {"type": "other", "genre": True})
        record.type, word = sub["type"], work.subtype if sub.get("genre") else ""
        draft.mark("type", "/subtype")
    elif work.subtype:
        word = work.subtype
    if work.review is not None:
        word = work.review.type or word
        for name in ("stage", "running_number", "revision_round", "recommendation", "competing_interest_statement", "language"):
            draft.keep(f"review.{name.replace('_', '-')}", f"/review/{name.replace('_', '-')}", getattr(work.review, name))
    if word:
        draft.mark("genre[0]", "/review/type" if work.review else "/subtype" if work.subtype else "/type")
        record.genre.append(Text(text.tidy(word).replace("-", " ").replace("_", " "), "en"))
    for index, words in each(work.degree):
        if record.type == "thesis" and not record.degree:
            record.type, record.degree_kind = degree(words)
            record.degree = words
            draft.mark("degree", f"/degree/{index}")
        else:
            draft.keep(f"degree[{index}]", f"/degree/{index}", words)
    return dict(row)


def _identifiers(draft: Draft, work: Work) -> None:
    record = draft.record
    own = ""
    if work.DOI:
        found = draft.identify("doi", work.DOI, "/DOI", field="identifiers[0]")
        record.identifiers.append(found)
        if found.scheme == "doi":
            own = found.value
            record.derived_from.append("https://api.crossref.org/works/" + identifiers.esc(own).replace("/", "%2F"))
            draft.mark("derived_from[0]", "/DOI")
    else:
        draft.complain("R221", "", field="identifiers", label=work.title[0] if work.title else "work")
    for index, value in each(work.alternative_id, text.tidy):
        if value.lower() in (own, own.partition("/")[2]):
            continue
        if identifiers.doi(value):
            # the DOI of something else, as a rule of the volume around this work
            draft.keep(f"alternative-id[{index}]", f"/alternative-id/{index}", value)
            continue
        _add(draft, Identifier("local", value), f"/alternative-id/{index}")
    for index, trial in enumerate(work.clinical_trial_number):
        value = text.tidy(trial.clinical_trial_number)
        if value:
            _add(
                draft,
                Identifier("trial", value.upper()) if _TRIAL.fullmatch(value) else Identifier("local", value),
                f"/clinical-trial-number/{index}",
            )
            draft.keep(f"clinical-trial-number[{index}].registry", f"/clinical-trial-number/{index}/registry", trial.registry)
            draft.keep(f"clinical-trial-number[{index}].type", f"/clinical-trial-number/{index}/type", trial.type)


def _add(draft: Draft, identifier: Identifier, pointer: str) -> None:
    if identifier not in draft.record.identifiers:
        draft.mark(f"identifiers[{len(draft.record.identifiers)}]", pointer)
        draft.record.identifiers.append(identifier)


def _titles(draft: Draft, work: Work) -> None:
    record = draft.record
    titles = [(value, f"/title/{index}") for index, value in each(work.title)]
    originals = [(value, f"/original-title/{index}") for index, value in each(work.original_title)]
    if not titles:
        titles, originals = originals[:1], originals[1:]
    subtitles = [(value, f"/subtitle/{index}") for index, value in each(work.subtitle)]
    for index, (value, pointer) in enumerate(titles[:1]):
        fresh = [(words, at) for words, at in subtitles if not value.casefold().endswith(words.casefold())]
        full = value
        for words, at in fresh[:1]:
            full = f"{value}{' ' if value[-1] in ':?!.' else ': '}{words}"
            record.short_title = Text(value, draft.lang)
            draft.mark("short_title", pointer)
            draft.mark("subtitles[0]", at)
            record.subtitles.append(Text(words, draft.lang))
        record.titles.append(Text(full, draft.lang))
        draft.mark(f"titles[{index}]", pointer)
    for value, pointer in [*titles[1:], *(subtitles[1:] if record.subtitles else []), *originals]:
        if not any(value == known.value for known in (*record.titles, *record.other_titles)):
            draft.mark(f"other_titles[{len(record.other_titles)}]", pointer)
            record.other_titles.append(Text(value))
    for index, value in each(work.short_title):
        if record.short_title is None and not any(value == known.value for known in record.titles):
            record.short_title = Text(value)
            draft.mark("short_title", f"/short-title/{index}")
        else:
            draft.keep(f"short-title[{index}]", f"/short-title/{index}", value)


def _texts(draft: Draft, work: Work) -> None:
    record = draft.record
    if work.abstract and (words := text.plain(work.abstract)):
        record.abstracts.append(Text(words))
        draft.mark("abstracts[0]", "/abstract")
    if work.description and (words := text.plain(work.description)):
        field = "notes" if record.abstracts else "abstracts"
        getattr(record, field).append(Text(words))
        draft.mark(f"{field}[0]", "/description")
    if work.language:
        if draft.lang:
            record.languages.append(draft.lang)
            draft.mark("languages[0]", "/language")
        else:
            kept = draft.keep("language", "/language", work.language)
            draft.complain("R009", "/language", field=kept, value=work.language)
    for index, value in each(work.subject):
        draft.mark(f"concepts[{len(record.concepts)}]", f"/subject/{index}")
        record.concepts.append(Concept(scheme="asjc", label=Text(value, "en")))


def _publisher(draft: Draft, work: Work) -> None:
    record = draft.record
    if work.publisher and line(work.publisher):
        record.publisher = organisation(work.publisher, place=work.publisher_location)
        draft.mark("publisher", "/publisher")
        draft.mark("publisher.place", "/publisher-location")
    else:
        draft.keep("publisher-location", "/publisher-location", work.publisher_location)
    for index, where in enumerate(work.institution):
        found = parts.institution(draft, where, f"/institution/{index}", "institution" if record.institution is None else "rest")
        if record.institution is None:
            record.institution = found
        elif found is not None:
            draft.keep(f"institution[{index}].name", f"/institution/{index}/name", found.name)
    if work.standards_body is not None:
        if record.institution is None and line(work.standards_body.name):
            record.institution = organisation(work.standards_body.name)
            draft.mark("institution", "/standards-body")
        else:
            draft.keep("standards-body.name", "/standards-body/name", work.standards_body.name)
        draft.keep("standards-body.acronym", "/standards-body/acronym", work.standards_body.acronym)


def _where(draft: Draft, work: Work, row: dict[str, str]) -> None:
    record = draft.record
    titles = [(Text(value), f"/container-title/{index}") for index, value in each(work.container_title)]
    short = [(Text(value), f"/short-container-title/{index}") for index, value in each(work.short_container_title)]
    short = [(value, pointer) for value, pointer in short if not any(value == known for known, _ in titles)]
    issns = [(_ADDRESS.sub("", one.value), one.type, f"/issn-type/{index}/value") for index, one in enumerate(work.issn_type)]
    listed = [_ADDRESS.sub("", value) for value in work.ISSN]
    issns += [(value, "", f"/ISSN/{index}") for index, value in enumerate(listed) if not any(value == known for known, _, _ in issns)]
    isbns = [(_ADDRESS.sub("", value), f"/ISBN/{index}") for index, value in enumerate(work.ISBN)]
    isbns = isbns or [(one.value, f"/isbn-type/{index}/value") for index, one in enumerate(work.isbn_type)]
    home = row["home"]
    if record.type == "blog-post" and not titles and line(work.group_title):
        titles, home = [(Text(line(work.group_title)), "/group-title")], "container"
    elif work.group_title:
        draft.keep("group-title", "/group-title", work.group_title)
    if home == "host":
        _host(draft, row["host"], titles, short, issns, isbns)
        return
    if home == "container" and (titles or issns):
        kind = "website" if record.type == "blog-post" else "journal"
        ids = parts.serials(draft, issns, "container.identifiers")
        record.container = Container([value for value, _ in titles], [value for value, _ in short], kind, ids)
        draft.mark("container", titles[0][1] if titles else issns[0][2])
        for index, (_, pointer) in enumerate(titles):
            draft.mark(f"container.titles[{index}]", pointer)
    elif home == "self":
        _series(draft, titles, short, issns)
    for value, pointer in isbns:
        field = f"identifiers[{len(record.identifiers)}]"
        isbn = draft.identify("isbn", value, pointer, field=field)
        if isbn not in record.identifiers:
            record.identifiers.append(isbn)


_Titles = list[tuple[Text, str]]


def _host(
    draft: Draft, kind: str, titles: _Titles, short: _Titles, issns: list[tuple[str, str, str]], isbns: list[tuple[str, str]]
) -> None:
    # of several container titles the series comes first and the book last
    if titles or isbns:
        host = Host([value for value, _ in titles[-1:]], [value for value, _ in short], kind)
        for value, pointer in isbns:
            isbn = draft.identify("isbn", value, pointer, field=f"host.identifiers[{len(host.identifiers)}]")
            if isbn not in host.identifiers:
                host.identifiers.append(isbn)
        draft.mark("host", titles[-1][1] if titles else isbns[0][1])
        draft.mark("host.titles[0]", titles[-1][1] if titles else "")
        draft.record.host = host
        short = []
    _series(draft, titles[:-1], short, issns)


def _series(draft: Draft, titles: _Titles, short: _Titles, issns: list[tuple[str, str, str]]) -> None:
    if titles or issns:
        ids = parts.serials(draft, issns, "series[0].identifiers")
        draft.record.series.append(Series([value for value, _ in titles], "", ids))
        draft.mark("series[0]", titles[0][1] if titles else issns[0][2])
        for index, (_, pointer) in enumerate(titles):
            draft.mark(f"series[0].titles[{index}]", pointer)
    for value, pointer in short:
        draft.keep("short-container-title", pointer, value.value)


def _contributors(draft: Draft, work: Work) -> None:
    record = draft.record
    for name, people in (("author", work.author), ("editor", work.editor), ("translator", work.translator), ("chair", work.chair)):
        target: list[Contributor] = record.contributors
        where = "contributors"
        if name == "editor" and record.host is not None:
            target, where = record.host.contributors, "host.contributors"
        _people(draft, name, people, target, where)


def _people(draft: Draft, name: str, people: list[Person], target: list[Contributor], where: str) -> None:
    for index, person in enumerate(people):
        found = parts.contributor(draft, person, rules()["roles"][name], f"/{name}/{index}", f"{where}[{len(target)}]")
        if found is not None:
            target.append(found)
        if person.prefix:
            draft.keep(f"{name}[{index}].prefix", f"/{name}/{index}/prefix", person.prefix)
        if person.suffix and person.name:
            draft.keep(f"{name}[{index}].suffix", f"/{name}/{index}/suffix", person.suffix)


def _numbers(draft: Draft, work: Work) -> None:
    record = draft.record
    issue = work.issue or (work.journal_issue.issue if work.journal_issue else "")
    for field, value, pointer in (
        ("volume", work.volume, "/volume"),
        ("issue", issue, "/issue" if work.issue else "/journal-issue/issue"),
        ("article_number", work.article_number, "/article-number"),
        ("edition", work.edition_number, "/edition-number"),
        ("version", work.version.version if work.version else "", "/version/version"),
    ):
        if value and (cleaned := line(value)):
            setattr(record, field, cleaned)
            draft.mark(field, pointer)
    if work.version:
        draft.keep("version.version-description", "/version/version-description", work.version.version_description)
        draft.keep("version.language", "/version/language", work.version.language)
    if work.page:
        record.page_start, record.page_end, record.pages = pages.parse(line(work.page))
        for field in ("page_start", "page_end", "pages"):
            if getattr(record, field):
                draft.mark(field, "/page")


def _event(draft: Draft, work: Work) -> None:
    event = work.event
    if event is None:
        return
    start, end = draft.date(event.start.date_parts, "event.start", "/event/start", field="event.start"), ""
    if event.end.date_parts:
        end = draft.date(event.end.date_parts, "event.end", "/event/end", field="event.end")
    names = [Text(line(event.name))] if event.name else []
    short = [Text(line(event.acronym))] if event.acronym and event.acronym != event.name else []
    if names or start or event.location:
        draft.record.event = Event(names, short, start, end, line(event.location))
        draft.mark("event", "/event")
        draft.mark("event.names[0]", "/event/name")
        draft.mark("event.place", "/event/location")
    draft.keep("event.theme", "/event/theme", event.theme)
    draft.keep("event.number", "/event/number", event.number)
    for index, sponsor in enumerate(event.sponsor):
        draft.keep(f"event.sponsor[{index}]", f"/event/sponsor/{index}", sponsor)


def _dates(draft: Draft, work: Work) -> None:
    record = draft.record
    order = ("published-print", "published-online", "posted", "issued", "published-other")
    record.issued = parts.first_date(draft, [(_parts(work, name), name) for name in order], "issued")
    for field, name in (
        ("online", "published-online"),
        ("accepted", "accepted"),
        ("created", "content-created"),
        ("modified", "content-updated"),
        ("record_modified", "deposited"),
        ("awarded" if record.type.startswith("thesis") else "", "approved"),
    ):
        given = _parts(work, name)
        if not given:
            continue
        found = draft.date(given, name, f"/{name}", field=field)
        if field:
            setattr(record, field, found)
        else:
            draft.keep(name, f"/{name}", found)
    if (
        _parts(work, "published-other")
        and (other := draft.date(work.published_other.date_parts, "", "/published-other") if work.published_other else "") != record.issued
    ):
        draft.keep("published-other", "/published-other", other)
    if work.journal_issue:
        for name, when in (
            ("published-print", work.journal_issue.published_print),
            ("published-online", work.journal_issue.published_online),
        ):
            own = dates_of(draft, when, f"/journal-issue/{name}")
            if own and own not in (record.issued, record.online):
                draft.keep(f"journal-issue.{name}", f"/journal-issue/{name}", own)


def _parts(work: Work, name: str) -> list[list[int | str | None]]:
    when = getattr(work, name.replace("-", "_"))
    return when.date_parts if when is not None else []


def dates_of(draft: Draft, when: When | None, pointer: str) -> str:
    """The date of a member that is kept only where it says something new."""
    return draft.date(when.date_parts, pointer.strip("/").replace("/", "."), pointer) if when else ""


def _links(draft: Draft, work: Work) -> None:
    record = draft.record
    own = record.identifiers[0].value if record.identifiers else ""
    landing = [(work.resource.primary.URL, "/resource/primary/URL")] if work.resource else []
    for url, pointer in [*landing, (work.URL, "/URL")]:
        cleaned = text.tidy(url)
        if (
            cleaned
            and not (own and "doi.org/" in cleaned.lower() and identifiers.doi(cleaned) == own)
            and not any(cleaned == known.url for known in record.links)
        ):
            draft.mark(f"links[{len(record.links)}]", pointer)
            record.links.append(Link(cleaned))
    if work.resource:
        draft.keep_raw(work.resource.secondary, "resource.secondary", "/resource/secondary")
    free = work.free_to_read
    if free is not None:
        if free.end_date is None:
            record.access = "open"
            draft.mark("access", "/free-to-read")
        for name, when in (("start-date", free.start_date), ("end-date", free.end_date)):
            draft.keep(f"free-to-read.{name}", f"/free-to-read/{name}", dates_of(draft, when, f"/free-to-read/{name}"))


def _assertions(draft: Draft, work: Work) -> None:
    record = draft.record
    for index, stated in enumerate(work.assertion):
        field = rules()["assertions"].get(stated.name.lower())
        pointer = f"/assertion/{index}"
        if field and not getattr(record, field) and (found := dates.parse(stated.value)):
            setattr(record, field, found)
            draft.mark(field, pointer + "/value")
            continue
        draft.keep(
            f"assertion[{index}].{stated.name or 'value'}", pointer, ": ".join(filter(None, (stated.label, stated.value or stated.URL)))
        )
