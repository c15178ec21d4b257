"""Statements in Dublin Core, whatever their syntax, to a Record: one list of (name, value) in, the fields of a record out.

Design: the readers of oai_dc, qualified Dublin Core, XOAI, DIM and of DSpace's JSON make `Statement`s; the table
vocab/imports/dublin-core.toml says for each name what is done with it. Simple Dublin Core has one name for many things, so values are
told apart by their form, and only where it is unmistakable: an ISSN by its check digit, a journal by "Vol. 5 No. 2 (2010)"; the rest keeps
its place in `rest`.
Source: see the table.
"""

from __future__ import annotations

import re

from kg.record import Agent, Concept, Contributor, File, Text
from kg.sources import catalogue, dc_related, genres
from kg.sources.dc_names import Handler, Statement, action, rules
from kg.sources.json_draft import degree
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, isbd, languages, licences, names

_EMBARGO = re.compile(r"info:eu-repo/date/embargoEnd/([0-9-]{4,10})", re.IGNORECASE)
_CLASS = re.compile(r"(?:info:eu-repo/classification/)?(ddc|udc|lcc|jel|acm|msc|mesh)[/:]\s*(\S.*)", re.IGNORECASE)
_TIMED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T")
#: a description of fewer words is a note
_ABSTRACT_WORDS = 40


def fill(draft: Draft, statements: list[Statement]) -> None:
    """Fills the draft from statements in their order."""
    told = [(*action(one.name), one) for one in statements if one.at.text]
    _types(draft, [one for do, _, one in told if do == "type"])
    _languages(draft, [one for do, _, one in told if do == "language"])
    for wanted in ("date:issued", "agent:author"):
        for do, argument, one in told:
            if f"{do}:{argument}" == wanted:
                _HANDLERS[do](draft, one, argument)
    for do, argument, one in told:
        if do in _HANDLERS and f"{do}:{argument}" not in ("date:issued", "agent:author"):
            _HANDLERS[do](draft, one, argument)
    _dates(draft, [one for do, argument, one in told if do == "date" and not argument])
    dc_related.around(draft, [one for do, _, one in told if do in ("journal", "serial", "host-isbn")])
    for do, _, one in told:
        if do == "source":
            dc_related.source(draft, one)
    draft.label = next((one.value for one in draft.record.identifiers if one.scheme == "doi"), "")


# ---- what it is ----


def _types(draft: Draft, found: list[Statement]) -> None:
    words: list[Cursor] = []
    for one in found:
        said = one.at.text
        reviewed = rules()["reviewed"].get(said.casefold())
        if reviewed is not None and draft.record.peer_reviewed is None:
            draft.record.peer_reviewed = reviewed
            one.at.use("peer_reviewed")
        elif not _version(draft, one.at):
            words.append(one.at)
    genres.choose(draft, words)


def _version(draft: Draft, at: Cursor) -> bool:
    """A version (accepted, published) has a field on files only: beside none it stays in rest."""
    stated = genres.version(at.text)
    if not stated:
        return False
    if status := stated.get("status"):
        draft.record.status = draft.record.status or status
        at.use("status")
    return True


def _versioned(draft: Draft, one: Statement, _: str) -> None:
    _version(draft, one.at)


def _languages(draft: Draft, found: list[Statement]) -> None:
    record = draft.record
    for one in found:
        known = languages.parse(one.at.text)
        again = known and any(known.split("-")[0] == tag.split("-")[0] for tag in record.languages)
        if again or one.at.text.casefold() in ("other", "n/a", "und", "mul", "zxx", "none"):
            one.at.use("languages")
        elif tag := one.at.language(f"languages[{len(record.languages)}]"):
            record.languages.append(tag)
    draft.lang = record.languages[0] if len(record.languages) == 1 else ""


# ---- titles, texts, subjects ----


def _title(draft: Draft, one: Statement, _: str) -> None:
    lang = one.lang or (draft.lang if not draft.record.titles else "")
    catalogue.add_title(draft, one.at, Text(one.at.text, lang))


def _variant(draft: Draft, one: Statement, _: str) -> None:
    catalogue.add_variant(draft, one.at, Text(one.at.text, one.lang))


def _subtitle(draft: Draft, one: Statement, _: str) -> None:
    record, sub = draft.record, one.at.text
    if len(record.titles) == 1 and not record.subtitles and not record.titles[0].value.casefold().endswith(sub.casefold()):
        main = record.titles[0]
        record.short_title, record.subtitles = main, [Text(sub, one.lang or main.lang)]
        record.titles[0] = Text(f"{main.value}{' ' if main.value[-1] in ':?!.' else ': '}{sub}", main.lang)
        one.at.use("subtitles[0]")


def _text(draft: Draft, one: Statement, field: str) -> None:
    catalogue.add_text(draft, one.at, field, one.lang)


def _abstract(draft: Draft, one: Statement, _: str) -> None:
    catalogue.add_text(draft, one.at, "abstracts", one.lang)


def _description(draft: Draft, one: Statement, _: str) -> None:
    catalogue.add_text(draft, one.at, "abstracts" if len(one.at.text.split()) >= _ABSTRACT_WORDS else "notes", one.lang)


def _subject(draft: Draft, one: Statement, _: str) -> None:
    record, said = draft.record, one.at.text
    if match := _CLASS.fullmatch(said):
        _add_concept(draft, one, Concept(match[1].lower(), Text(match[2]), notation=match[2]))
        return
    if catalogue.is_address(said):
        return
    # several in one: no term has a semicolon
    words = [word for word in map(str.strip, said.split(";")) if word and draft.fresh("keywords", word.casefold(), one.lang)]
    one.at.use(f"keywords[{len(record.keywords)}]" if words else "keywords")
    record.keywords += [Text(word, one.lang) for word in words]


def _concept(draft: Draft, one: Statement, scheme: str) -> None:
    said = one.at.text
    notation = said if scheme in ("ddc", "lcc", "udc", "jel") else ""
    _add_concept(draft, one, Concept(scheme, Text(said, one.lang if not notation else ""), notation=notation))


def _add_concept(draft: Draft, one: Statement, found: Concept) -> None:
    if not draft.fresh("concepts", found.scheme, found.label.value):
        one.at.use("concepts")
        return
    one.at.use(f"concepts[{len(draft.record.concepts)}]")
    draft.record.concepts.append(found)


def _citation(draft: Draft, one: Statement, _: str) -> None:
    catalogue.add_text(draft, one.at, "citations", one.lang)


# ---- agents ----


def _agent(draft: Draft, one: Statement, role: str) -> None:
    record = draft.record
    written = one.at.text.rstrip(",; ")
    field = f"contributors[{len(record.contributors)}]"
    if identifiers.from_url(written):
        return
    if role == "contributor" and ("agent", written) in draft.met:
        one.at.use("contributors")
        return
    draft.fresh("agent", written)
    catalogue.credit(draft, Contributor(catalogue.agent(written, ""), role), field, one.at)
    one.at.use("contributors")


def _publisher(draft: Draft, one: Statement, _: str) -> None:
    record, name = draft.record, isbd.bare(one.at.text)
    if name and record.publisher is None:
        record.publisher = names.organisation(name)
        one.at.use("publisher")
    elif record.publisher is not None and not record.publisher.name and name:
        record.publisher.name = name
        one.at.use("publisher")
    elif record.publisher is not None and name == record.publisher.name:
        one.at.use("publisher")


def _place(draft: Draft, one: Statement, _: str) -> None:
    record = draft.record
    if record.publisher is None:
        record.publisher = Agent("", "organisation")
    if not record.publisher.place:
        record.publisher.place = one.at.take("publisher.place")


def _institution(draft: Draft, one: Statement, _: str) -> None:
    if draft.record.institution is None:
        draft.record.institution = names.organisation(one.at.take("institution"))


def _degree(draft: Draft, one: Statement, _: str) -> None:
    record = draft.record
    if record.degree:
        return
    record.degree = one.at.take("degree")
    kind, record.degree_kind = degree(record.degree)
    if record.type in ("thesis", "other"):
        record.type = kind


# ---- dates, numbers, rights ----


def _date(draft: Draft, one: Statement, field: str) -> None:
    if field:
        catalogue.put_date(draft, field, one.at, one.at.text[:10] if _TIMED.match(one.at.text) else "")


def _dates(draft: Draft, found: list[Statement]) -> None:
    """Dates without a name: what has a time of day is when a server did something; the first of the others is the publication's."""
    record = draft.record
    for one in found:
        if match := _EMBARGO.fullmatch(one.at.text):
            _embargo(draft, one.at, match[1])
    plain = [one for one in found if not _TIMED.match(one.at.text) and not _EMBARGO.fullmatch(one.at.text)]
    timed = sorted((one for one in found if _TIMED.match(one.at.text)), key=lambda one: one.at.text)
    for one in plain or timed[:1]:
        if not record.issued:
            catalogue.put_date(draft, "issued", one.at, one.at.text[:10] if not plain else "")
    others = [one for one in plain if record.issued and not record.issued.startswith(dates.catalogued(one.at.text).date or "?")]
    for one in found:
        if record.issued and (one.at.text == record.issued or (not plain and one.at.text[:10] == record.issued)):
            one.at.use("issued")
    if others:
        draft.complain("R340", others[0].at, field="issued", value=others[0].at.text, taken=record.issued, more="the source names several")


def _embargo(draft: Draft, at: Cursor, value: str) -> None:
    record = draft.record
    if len(record.files) == 1 and (found := dates.parse(value)):
        record.files[0].embargo_end = found
        at.use("files[0].embargo_end")


def _embargoed(draft: Draft, one: Statement, _: str) -> None:
    _embargo(draft, one.at, one.at.text)


def _number(draft: Draft, one: Statement, field: str) -> None:
    field = field or "number"
    if not getattr(draft.record, field):
        setattr(draft.record, field, one.at.take(field))


def _edition(draft: Draft, one: Statement, _: str) -> None:
    _number(draft, one, "edition")


def _format(draft: Draft, one: Statement, argument: str) -> None:
    said = one.at.text
    media_type, _, url = said.partition(" ")
    if url and "/" in media_type and catalogue.is_address(url):
        one.at.use(f"files[{len(draft.record.files)}]")
        draft.record.files.append(File(url=url, media_type=media_type))
    elif re.fullmatch(r"[a-z]+/[A-Za-z0-9.+-]+", said):
        if len(draft.record.files) == 1 and not draft.record.files[0].media_type:
            draft.record.files[0].media_type = one.at.take("files[0].media_type")
        else:
            _medium(draft, one, "")
    else:
        catalogue.extent(draft, one.at)


def _medium(draft: Draft, one: Statement, _: str) -> None:
    if not draft.record.medium:
        draft.record.medium = one.at.take("medium")
    elif draft.record.medium == one.at.text:
        one.at.use("medium")


def _extent(draft: Draft, one: Statement, _: str) -> None:
    catalogue.extent(draft, one.at)


def _rights(draft: Draft, one: Statement, _: str) -> None:
    said = one.at.text
    if match := re.fullmatch(r"(.*?)\s*\(?(https?://creativecommons\.org/\S+?)\)?", said):
        iri = licences.canonical(match[2])
        if iri:
            one.at.use("licences")
            if iri not in draft.record.licences:
                draft.record.licences.append(iri)
            if match[1]:
                catalogue.add_text(draft, one.at, "rights", one.lang, value=said)
            return
    catalogue.rights(draft, one.at)


_HANDLERS: dict[str, Handler] = {
    **dc_related.HANDLERS,
    "title": _title, "variant": _variant, "subtitle": _subtitle, "agent": _agent, "publisher": _publisher, "place": _place,
    "institution": _institution, "degree": _degree, "abstract": _abstract, "description": _description,
    "text": _text, "subject": _subject, "concept": _concept, "citation": _citation, "date": _date, "embargo": _embargoed,
    "version": _versioned, "format": _format, "medium": _medium, "extent": _extent,
    "number": _number, "edition": _edition, "rights": _rights,
}  # fmt: skip
