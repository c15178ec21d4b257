"""Crossref works: JSON of the REST API (one work, its envelope, a list, JSON lines) to Records.

Design: `entries` cuts the file, `Shape` decodes each work into typed Structs, `_fill` carries them into a Record, one small function
per group of fields. Tables (types, relations, updates, what is left out and why) are vocab/imports/crossref.toml. Dates: the formal
date is print, else online, else the earliest that Crossref gives; `created`, `deposited` and `indexed` are dates of the record. An
editor belongs to the book around a chapter, an ISSN beside a book title to its series.
Source: https://api.crossref.org/swagger-ui/ and https://www.crossref.org/documentation/retrieve-metadata/rest-api/.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Iterator
from typing import Any

from kg.record import Concept, Contributor, Identifier, Link, Reading, Text
from kg.sources import crossref_dates, crossref_venue
from kg.sources import crossref_parts as parts
from kg.sources.crossref_parts import rules
from kg.sources.crossref_work import ABSENT, KEPT, Person, Work
from kg.sources.json_draft import Draft, broken, degree, each, line, normal_doi, organisation
from kg.syntax import json_kinds
from kg.syntax.json_places import entries
from kg.syntax.json_shapes import Shape
from kg.syntax.stretch import first_ordinal
from kg.values import dates, identifiers, languages, pages, text

FORMAT = "crossref"
WAYS = (("message", "items"), ("message",), ("items",))
_SHAPE = Shape(Work)
# the usual abstract: paragraphs without any other markup, perhaps under the heading that says so
_SIMPLE_ABSTRACT = re.compile(r"(?:<jats:title>Abstract</jats:title>)?\s*(<jats:p>[^<&]*+</jats:p>\s*)++")
_PARAGRAPH = re.compile(r"<jats:p>([^<&]*+)")
_SIMPLE_PAGES = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_KEPT_OF = operator.attrgetter(*(attribute for attribute, _ in KEPT))
_NOTHING_KEPT = (ABSENT,) * len(KEPT)
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
        if decoded.members is not None:
            draft.fitted(decoded)
        _fill(draft, work)
        yield draft.reading(work.DOI or (work.title[0] if work.title else label))


def _fill(draft: Draft, work: Work) -> None:
    home = _type(draft, work)
    draft.lang = _language(work.language) if work.language else ""
    _identifiers(draft, work)
    _titles(draft, work)
    _texts(draft, work)
    _publisher(draft, work)
    crossref_venue.where(draft, work, home)
    _contributors(draft, work)
    _numbers(draft, work)
    if work.event is not None:
        crossref_dates.event(draft, work.event)
    crossref_dates.carry(draft, work)
    _rights_and_relations(draft, work)
    _links(draft, work)
    if work.assertion:
        _assertions(draft, work)
    if _KEPT_OF(work) != _NOTHING_KEPT:
        for attribute, name in KEPT:
            draft.keep_raw(getattr(work, attribute), name, f"/{name}")


def _rights_and_relations(draft: Draft, work: Work) -> None:
    if work.license or work.link:
        parts.rights(draft, work.license, work.link, landing=work.resource.primary.URL if work.resource else "")
    if work.reference:
        parts.references(draft, work.reference)
    if work.funder:
        parts.funding(draft, work.funder)
    if work.relation:
        parts.relations(draft, work.relation)
    if work.update_to or work.updated_by:
        parts.updates(draft, work.update_to, "update-to")
        parts.updates(draft, work.updated_by, "updated-by")
    parts.metric(draft, work.is_referenced_by_count)


def _language(name: str) -> str:
    return _remembered_language(name) if len(name) <= 40 else languages.parse(name)


_remembered_language = functools.lru_cache(maxsize=1024)(languages.parse)


def _type(draft: Draft, work: Work) -> dict[str, Any]:
    record = draft.record
    draft.mark("type", "/type")
    row: dict[str, Any] | None = rules()["types"].get(work.type)
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
    for index, words in each(work.degree) if work.degree else ():
        if record.type == "thesis" and not record.degree:
            record.type, record.degree_kind = degree(words)
            record.degree = words
            draft.mark("degree", f"/degree/{index}")
        else:
            draft.keep(f"degree[{index}]", f"/degree/{index}", words)
    return row


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
    if work.alternative_id:
        _alternatives(draft, work, own)
    if work.clinical_trial_number:
        _trials(draft, work)


def _alternatives(draft: Draft, work: Work, own: str) -> None:
    for index, value in each(work.alternative_id, text.tidy):
        if value.lower() in (own, own.partition("/")[2]):
            continue
        if ("/" in value or "%" in value) and identifiers.doi(value):
            # the DOI of something else, as a rule of the volume around this work
            draft.keep(f"alternative-id[{index}]", f"/alternative-id/{index}", value)
            continue
        _add(draft, Identifier("local", value), f"/alternative-id/{index}")


def _trials(draft: Draft, work: Work) -> None:
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
    if len(work.title) == 1 and not (work.subtitle or work.original_title or work.short_title):
        if only := line(work.title[0]):
            draft.record.titles.append(Text(only, draft.lang))
            draft.mark("titles[0]", "/title/0")
        return
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
    said = {one.value for one in record.titles}
    for value, pointer in [*titles[1:], *(subtitles[1:] if record.subtitles else []), *originals]:
        if value not in said:
            said.add(value)
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
    if work.abstract and (words := _abstract(work.abstract)):
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
    for index, value in each(work.subject) if work.subject else ():
        draft.mark(f"concepts[{len(record.concepts)}]", f"/subject/{index}")
        record.concepts.append(Concept(scheme="asjc", label=Text(value, "en")))


def _abstract(marked_up: str) -> str:
    if marked_up.startswith("<jats:p>") and marked_up.endswith("</jats:p>") and marked_up.count("<") == 2 and "&" not in marked_up:
        return text.plain(marked_up[8:-9])
    if _SIMPLE_ABSTRACT.fullmatch(marked_up):
        return "\n\n".join(filter(None, map(text.plain, _PARAGRAPH.findall(marked_up))))
    return text.plain(marked_up)


def _publisher(draft: Draft, work: Work) -> None:
    record = draft.record
    if work.publisher and line(work.publisher):
        record.publisher = organisation(work.publisher, place=work.publisher_location)
        draft.mark("publisher", "/publisher")
        draft.mark("publisher.place", "/publisher-location")
    elif work.publisher_location:
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


def _contributors(draft: Draft, work: Work) -> None:
    record = draft.record
    roles = rules()["roles"]
    if work.author:
        _people(draft, "author", work.author, roles["author"], record.contributors, "contributors")
    if work.editor:
        if record.host is not None:
            _people(draft, "editor", work.editor, roles["editor"], record.host.contributors, "host.contributors")
        else:
            _people(draft, "editor", work.editor, roles["editor"], record.contributors, "contributors")
    if work.translator:
        _people(draft, "translator", work.translator, roles["translator"], record.contributors, "contributors")
    if work.chair:
        _people(draft, "chair", work.chair, roles["chair"], record.contributors, "contributors")


def _people(draft: Draft, name: str, people: list[Person], role: str, target: list[Contributor], where: str) -> None:
    for index, person in enumerate(people):
        found = None if draft.traced else parts.simple_contributor(person, role)
        if found is None:
            found = parts.contributor(draft, person, role, f"/{name}/{index}", f"{where}[{len(target)}]")
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
        record.page_start, record.page_end, record.pages = _pages(work.page)
        for field in ("page_start", "page_end", "pages") if draft.traced else ():
            if getattr(record, field):
                draft.mark(field, "/page")


def _pages(written: str) -> tuple[str, str, str]:
    match = _SIMPLE_PAGES.fullmatch(written)
    if match and len(match[1]) <= len(match[2]):
        return match[1], match[2], ""
    return pages.parse(line(written))


def _links(draft: Draft, work: Work) -> None:
    record = draft.record
    own = record.identifiers[0].value if record.identifiers else ""
    addresses = [(work.resource.primary.URL, "/resource/primary/URL")] if work.resource else []
    addresses.append((work.URL, "/URL"))
    for url, pointer in addresses:
        cleaned = text.tidy(url)
        if not cleaned or (own and "doi.org/" in cleaned.lower() and normal_doi(cleaned) == own):
            continue
        if not any(cleaned == known.url for known in record.links):
            draft.mark(f"links[{len(record.links)}]", pointer)
            record.links.append(Link(cleaned))
    if work.resource and work.resource.secondary is not ABSENT:
        draft.keep_raw(work.resource.secondary, "resource.secondary", "/resource/secondary")
    free = work.free_to_read
    if free is not None:
        if free.end_date is None:
            record.access = "open"
            draft.mark("access", "/free-to-read")
        for name, when in (("start-date", free.start_date), ("end-date", free.end_date)):
            draft.keep(f"free-to-read.{name}", f"/free-to-read/{name}", crossref_dates.of(draft, when, f"/free-to-read/{name}"))


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
