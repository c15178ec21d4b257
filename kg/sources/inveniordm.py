"""InvenioRDM records to Records: Zenodo (both forms of its API, and deposits), InvenioRDM, Rogue Scholar; one record, answers, drafts.

Design: the member `metadata` is DataCite's model in other words, so identifiers, relations and roles go by the tables of datacite.toml and
the code of datacite_work; names differ between today's form (person_or_org, resource_type.id), the older Zenodo form (resource_type.type,
keywords) and deposits (upload_type, journal_title), and all are tried. `issued` is publication_date. The DOI of all versions is another
work: this one is a version of it. That the repository holds no file ("metadata-only") says nothing about access to the work.
Sources: https://inveniordm.docs.cern.ch/reference/metadata/, https://inveniordm.docs.cern.ch/reference/rest_api_drafts_records/,
https://developers.zenodo.org/.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.errors import Place
from kg.issues import issue
from kg.record import Concept, Identifier, Origin, Reading, Relation, Text
from kg.sources import inveniordm_agents as agents
from kg.sources import inveniordm_venue as venue
from kg.sources.datacite_work import Work, key
from kg.sources.once import Once
from kg.sources.tree import Cursor, Draft, read_json
from kg.values import dates, identifiers, languages, licences

FORMAT = "inveniordm"
WAYS = (("hits", "hits"),)
_START = re.compile(r"[\s\ufeff]*[\[{]")
_METADATA = re.compile(r'"metadata"\s*:\s*\{')
_OWN = re.compile(r'"(?:person_or_org|conceptrecid|publication_date|resource_type|upload_type)"\s*:')
_DEPOSIT = re.compile(r'"upload_type"\s*:\s*"[a-z]')
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of InvenioRDM."""
    return resources.table("imports/inveniordm")


def detect(head: str, name: str) -> int:
    """How surely this is an InvenioRDM record (see SOURCES)."""
    if not _START.match(head) or '"@context"' in head[:2000]:
        return 0
    if _METADATA.search(head) and _OWN.search(head):
        return 96
    return 93 if _DEPOSIT.search(head) and '"creators"' in head else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record, in the order of the file. Issues: R001 to R009, R280 to R288, and those of identifiers."""
    none = True
    for reading in read_json(data, _fill, FORMAT, ways=WAYS, trace=trace, encoding=encoding):
        none = False
        yield reading
    if none:
        place = Place(line=1, column=1)
        yield Reading(Origin(line=1, format=FORMAT), issues=[issue("R007", place=place, wanted="InvenioRDM record")])


def _fill(draft: Draft) -> None:
    root = draft.root
    at = root if root.one("upload_type") else root.one("metadata")
    if root.one("tombstone") and not at.one("title"):
        reason = root.one("tombstone/removal_reason/id", "tombstone/removal_reason", "tombstone/note").text
        draft.refuse("R280", kind=f"a deleted record{f' ({reason})' if reason else ''}", mend="remove it, and what was made from it")
    elif not at and (message := root.one("message")):
        draft.refuse("R280", kind=f"an error answer: {message.text}", mend="ask the repository again, and check the address")
    elif not (at.one("resource_type", "upload_type", "creators", "publication_date") or (at.one("title") and root.one("pids", "doi"))):
        kind = "a community or another thing that is no record" if root.one("slug") else "no InvenioRDM record"
        draft.refuse("R280", kind=kind, mend="ask the repository for records")
    else:
        _record(Work(draft, at))


def _record(work: Work) -> None:
    _type(work)
    _languages(work)
    _identifiers(work)
    _titles(work)
    _texts(work)
    agents.people(work)
    _dates(work)
    venue.venue(work)
    venue.event(work)
    venue.relations(work)
    _subjects(work)
    agents.funding(work)
    _rights(work)
    venue.files(work)
    _extents(work)
    _state(work)


def _type(work: Work) -> None:
    at, record = work.at, work.record
    whole = at.one("resource_type/id")
    kinds = [at.one("resource_type/type", "upload_type"), at.one("resource_type/subtype", "publication_type", "image_type")]
    name = whole.text or "-".join(cursor.text for cursor in kinds if cursor.text)
    row = rules()["types"].get(name) or rules()["types"].get(name.partition("-")[0])
    for cursor in (whole, *kinds):
        cursor.use("type")
    if row is None:
        work.draft.complain("R282" if name else "R288", whole or at, field="type", value=name)
        row = {"type": "other", "home": "container", "genre": bool(name)}
    work.home = row
    record.type, record.variant = row["type"], row.get("variant", "")
    if row.get("genre"):
        word = agents.worded(at.one("resource_type/title"))
        said = word.take("genre[0]") if word.text else name.rpartition("-")[2]
        record.genre = [Text(said, languages.parse(word.name) if word.name != "title" else "en")]


def _languages(work: Work) -> None:
    record = work.record
    for cursor in work.at.all("languages/id") or work.at.all("language"):
        if (found := cursor.language(f"languages[{len(record.languages)}]")) and found not in record.languages:
            record.languages.append(found)
    work.draft.lang = record.languages[0] if record.languages else ""


def _identifiers(work: Work) -> None:
    draft, root, record = work.draft, work.draft.root, work.record
    for cursor in (root.one("pids/doi/identifier"), root.one("doi"), work.at.one("doi")):
        if cursor.text:
            found = cursor.identify("doi", f"identifiers[{len(record.identifiers)}]")
            if found not in record.identifiers:
                record.identifiers.append(found)
    for pid in root.one("pids"):
        if pid.name != "doi" and (value := pid.one("identifier")).text:
            field = f"identifiers[{len(record.identifiers)}]"
            record.identifiers.append(
                Identifier("local", value.take(field)) if pid.name == "oai" else Identifier("text", value.take(field))
            )
    for item in work.at.all("identifiers") + work.at.all("alternate_identifiers"):
        _alternate(work, item.one("identifier") or item, item.one("scheme"))
    if not any(one.scheme == "doi" for one in record.identifiers):
        draft.complain("R281", work.at, field="identifiers", label=work.at.one("title").text or "the record")
        if number := root.one("id", "recid"):
            record.identifiers.append(Identifier("local", number.take(f"identifiers[{len(record.identifiers)}]")))
    _versions(work)


def _alternate(work: Work, value: Cursor, scheme: Cursor) -> None:
    record = work.record
    if not value.text:
        return
    found = work.identify(value, scheme, f"identifiers[{len(record.identifiers)}]")
    if found is None and _WEB.fullmatch(value.text):
        work.link(value)
    elif found is not None and found not in record.identifiers:
        if found.scheme == "text" and _WEB.fullmatch(value.text):
            work.link(value)
        else:
            record.identifiers.append(found)


def _versions(work: Work) -> None:
    """The DOI of all versions: this record is one of them."""
    record, root = work.record, work.draft.root
    for cursor in (root.one("parent/pids/doi/identifier"), root.one("conceptdoi"), work.at.one("conceptdoi")):
        if not cursor.text or cursor.text.lower() in [one.value for one in record.identifiers]:
            continue
        found = cursor.identify("doi", f"relations[{len(record.relations)}].identifier")
        made = Relation(kind="version-of", identifier=found)
        if found.scheme == "doi" and made not in record.relations:
            record.relations.append(made)


def _titles(work: Work) -> None:
    record, at = work.record, work.at
    title, more = at.one("title"), at.all("additional_titles")
    full = title.take("titles[0]")
    for item in more:
        value, kind = item.one("title"), item.one("type/id")
        field = rules()["titles"].get(kind.text, "other_titles")
        lang = _lang(item, field) or (work.draft.lang if field == "subtitles" else "")
        kind.use(field)
        made = Text(value.take(f"{field}[{len(getattr(record, field))}]"), lang)
        if not made.value:
            continue
        if field == "subtitles" and not record.subtitles and not full.casefold().endswith(made.value.casefold()):
            record.short_title = Text(full, work.draft.lang)
            full = f"{full}{' ' if full[-1:] in ':?!.' else ': '}{made.value}"
        getattr(record, field if field != "subtitles" or not record.subtitles else "other_titles").append(made)
    if full:
        record.titles.append(Text(full, work.draft.lang))


def _lang(item: Cursor, field: str) -> str:
    """The language of an additional title or description."""
    cursor = item.one("lang/id", "lang")
    found = languages.parse(cursor.text) if cursor.text else ""
    if found:
        cursor.use(field)
    return found


def _texts(work: Work) -> None:
    record, at = work.record, work.at
    if words := at.one("description").take_paragraphs("abstracts[0]"):
        record.abstracts.append(Text(words))
    for item in at.all("additional_descriptions"):
        value, kind = item.one("description"), item.one("type/id")
        field = rules()["descriptions"].get(kind.text, "notes")
        listed: list[Text] = getattr(record, field)
        if field != "notes" or kind.text in ("notes", "other"):
            kind.use(field)
        made = Text(value.take_paragraphs(f"{field}[{len(listed)}]"), _lang(item, field))
        if made.value and made not in listed:
            listed.append(made)
    for name in ("notes", "method"):
        if words := at.one(name).take_paragraphs(f"notes[{len(record.notes)}]"):
            record.notes.append(Text(words))


def _dates(work: Work) -> None:
    record, published = work.record, work.at.one("publication_date")
    if "/" not in published.text or dates.parse(published.text):
        record.issued = published.date("issued")
    for name, listed in _dated(work).items():
        field, days = rules()["dates"][name]["field"], [date for date, _ in listed]
        chosen = max(days) if rules()["dates"][name]["pick"] == "latest" else min(days)
        if name == "available" and record.issued and chosen[: len(record.issued)] > record.issued[: len(chosen)]:
            # later than the publication it is the end of an embargo
            chosen = ""
        setattr(record, field, chosen)
        for date, value in listed:
            if date == chosen:
                value.use(field)
            else:
                value.keep()


def _dated(work: Work) -> dict[str, list[tuple[str, Cursor]]]:
    """The dates by type, for which there is a field; ranges stay in rest, what is no date is told. Those of publication are seen to."""
    found: dict[str, list[tuple[str, Cursor]]] = {}
    for item in work.at.all("dates"):
        kind, value, end = item.one("type/id", "type"), item.one("date", "start"), item.one("end")
        name, date = kind.text.casefold(), dates.parse(value.text)
        if (end.text and end.text != value.text) or (not date and "/" in value.text) or name not in {*rules()["dates"], "issued"}:
            continue
        end.use("dates")
        kind.use("dates")
        if not date:
            value.date("dates")
        elif name == "issued":
            _issued(work, date, value)
        else:
            found.setdefault(name, []).append((date, value))
    return found


def _issued(work: Work, date: str, value: Cursor) -> None:
    record = work.record
    shared = min(len(date), len(record.issued))
    if record.issued and date[:shared] != record.issued[:shared]:
        work.draft.complain("R285", value, field=value.keep(), value=date, issued=record.issued)
        return
    record.issued = date if len(date) > len(record.issued) else record.issued
    value.use("issued")


def _subjects(work: Work) -> None:
    record, at = work.record, work.at
    new = Once(record.concepts)
    for cursor in at.all("keywords"):
        for word in cursor.take(f"keywords[{len(record.keywords)}]").split(";"):
            if (made := Text(word.strip())).value and made not in record.keywords:
                record.keywords.append(made)
    for item in at.all("subjects"):
        value, iri, scheme = item.one("subject", "term"), item.one("id", "identifier"), item.one("scheme")
        if not value.text:
            continue
        if not iri.text and not scheme.text:
            made = Text(value.take(f"keywords[{len(record.keywords)}]"))
            record.keywords += [made] if made not in record.keywords else []
            continue
        field = f"concepts[{len(record.concepts)}]"
        named = scheme.text if scheme.text.casefold() != "url" else ""
        concept = Concept(
            scheme=resources.table("imports/datacite")["subjects"].get(key(named), named) or "subject",
            label=Text(value.take(f"{field}.label")),
            iri=iri.text if _WEB.fullmatch(iri.text) else "",
            notation="" if _WEB.fullmatch(iri.text) else iri.text,
        )
        iri.use(f"{field}.iri")
        scheme.use(f"{field}.scheme")
        if new(concept):
            record.concepts.append(concept)


def _rights(work: Work) -> None:
    record, at = work.record, work.at
    for item in at.all("rights") + at.all("license"):
        name, link = item.one("id") or item, item.one("link", "props/url", "url")
        title, words = agents.worded(item.one("title")), agents.worded(item.one("description"))
        licence = licences.canonical(link.text) or licences.canonical(name.text) or licences.canonical(title.text)
        if licence and licence not in record.licences:
            record.licences.append(licence)
        if licence:
            for cursor in (name, link, title, item.one("props/url")):
                cursor.use("licences")
            continue
        field = f"rights[{len(record.rights)}]"
        said = [Text(one.take(field), languages.parse(one.name)) for one in (title, words) if one.text] or [Text(name.text)]
        name.use(field)
        record.rights += [one for one in said if one.value and one not in record.rights]
    if holder := at.one("copyright").take(f"rights[{len(record.rights)}]"):
        record.rights.append(Text(holder))
    status = work.draft.root.one("access/status") if work.draft.root.one("access/status") else at.one("access_right")
    if found := rules()["access"].get(status.text, ""):
        record.access = found
        status.use("access")
    if conditions := at.one("access_conditions").take(f"rights[{len(record.rights)}]"):
        record.rights.append(Text(conditions))


def _extents(work: Work) -> None:
    record, at = work.record, work.at
    record.version = at.one("version").take("version")
    formats = at.all("formats")
    if len({cursor.text for cursor in formats}) == 1:
        record.medium = formats[0].take("medium")
    for cursor in at.all("sizes"):
        match = re.fullmatch(r"([0-9]{1,5})\s*(?:p|pp|pages?)\.?", cursor.text, re.IGNORECASE)
        if match and not record.num_pages:
            record.num_pages = int(match[1])
            cursor.use("num_pages")


def _state(work: Work) -> None:
    """Whether it is a draft or was deleted; where the record and its page are."""
    draft, root, record = work.draft, work.draft.root, work.record
    if (
        root.one("is_draft").text == "true"
        or root.one("state").text in ("unsubmitted", "inprogress")
        or root.one("submitted").text == "false"
    ):
        record.status = "draft"
        draft.mark("status", root.one("is_draft", "state", "submitted"))
    deleted = root.one("deletion_status/is_deleted")
    if deleted.text == "true":
        draft.complain("R287", deleted, field=deleted.keep())
    if _WEB.fullmatch((page := root.one("links/self_html", "links/html", "links/record_html")).text) and record.status != "draft":
        work.link(page)
    if identifiers.is_repository(root.one("custom_fields/code:codeRepository").text):
        work.link(root.one("custom_fields/code:codeRepository"), "repository")
    for item in root.all("custom_fields/code:programmingLanguage"):
        name = item.one("title/en", "id") or item
        record.programming_languages.append(name.take(f"programming_languages[{len(record.programming_languages)}]"))
        item.one("id").use("programming_languages")
    if _WEB.fullmatch((source := root.one("links/self")).text):
        record.derived_from.append(source.take("derived_from[0]"))
    changed = root.one("updated") or root.one("modified")
    record.record_modified = changed.date("record_modified") if changed else ""
