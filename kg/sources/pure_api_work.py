"""What a research output of Pure's web services is: type, identity, titles and texts, dates, status and rights of the whole.

Design: dates as docs/mapping.md decides: the date of the status "published" is `issued`, else that of "epub", which is `online` in any
case. The UUID of Pure is the first identifier, since the record's key is made of it; UUIDs of records that were merged into it follow.
"""

from __future__ import annotations

import re

from kg.record import Identifier, Link, Text
from kg.sources import pure_notes
from kg.sources.json_draft import degree
from kg.sources.pure_api_entities import Output
from kg.sources.pure_api_tree import rules
from kg.sources.tree import Cursor
from kg.values import languages

_ENDS = (":", "?", "!", ".", "–", "—")
_DEGREES = ("thesis-doctoral", "thesis-master", "thesis-bachelor")
_COUNTRY = re.compile(r"[a-z]{2}")


def type_of(out: Output, folder: str) -> None:
    """The type by the whole tail of its URI, else by its folder, else by the kind of entry it stands in (`folder`)."""
    record, stated = out.record, out.root.one("type")
    table, uri = rules(), stated.attr("uri").text.rstrip("/").lower()
    tail = "/".join(uri.split("/")[-2:])
    found = table["types"].get(tail, "")
    if not found:
        own = uri.split("/")[-2] if uri.count("/") > 1 else ""
        found = table["folders"].get(own, "") or table["folders"].get(folder, "") or "other"
        known = own in table["folders"] or folder in table["folders"]
        if "studentthesis" in (own, folder):
            found, _ = degree(out.term(stated))
        if (uri and found not in _DEGREES) or not known:
            out.draft.complain("R247" if uri else "R254", stated, field="type", value=tail, taken=found)
    elif reason := table["doubtful"].get(tail, ""):
        out.draft.complain("R255", stated, field="type", value=tail, taken=found, reason=reason)
    record.type, _, record.variant = found.partition("/")
    if "/studentthesis/" in uri:
        _, record.degree_kind = degree(out.term(stated))
    word = out.best(stated, "term")
    if word.at.text and (tail not in table["types"] or tail in table["genre"]["tails"]):
        record.genre.append(Text(word.at.text, word.lang))
        out.draft.mark("genre[0]", word.at)
    stated.use_all("type")
    for said in out.texts(out.root, "typeDescription"):
        out.add(record.genre, "genre", [said])


def language(out: Output) -> None:
    """The language of the work, and so of its title."""
    stated = out.root.one("language")
    tail, word = out.tail(stated), out.term(stated)
    if not tail and not word:
        return
    found = languages.parse(tail) or languages.parse(word)
    if found:
        out.record.languages.append(found)
        out.draft.lang = found
        stated.use_all("languages[0]")
    elif tail not in rules()["languages"]["none"]:
        out.draft.complain("R009", stated, field=out.keep_term(stated), value=word or tail)


def identity(out: Output) -> None:
    """UUID, numbers in other systems, addresses on the portal, when the record was changed."""
    record, root = out.record, out.root
    uuid = root.attr("uuid")
    if uuid:
        found = uuid.identify("pure-uuid", "identifiers[0]")
        out.identifier(found)
        if found.scheme == "pure-uuid":
            record.derived_from.append(f"urn:uuid:{found.value}")
            out.draft.mark("derived_from[0]", uuid)
    for old in out.items(root, "info/previousUuids", "previousUuids"):
        out.identifier(old.identify("pure-uuid", f"identifiers[{len(record.identifiers)}]"))
    if root.attr("externalId"):
        _number(out, root.attr("externalId"), root.attr("externalIdSource").text)
    for one in out.items(root, "info/additionalExternalIds", "identifiers"):
        kind = one.one("type")
        source = one.attr("idSource") or kind.attr("uri")
        name = source.text.rpartition("/")[2] or out.term(kind)
        value = one.one("value", "id") or one
        if value.text and _number(out, value, name):
            (kind if kind else source).use_all(f"identifiers[{len(record.identifiers) - 1}]")
    changed = root.one("info/modifiedDate", "modifiedDate")
    record.record_modified = changed.date("record_modified")
    portal = root.one("info/portalUrl", "portalUrl")
    if portal.text:
        out.new("link", portal.text)
        record.links.append(Link(portal.take(f"links[{len(record.links)}]")))


def _number(out: Output, value: Cursor, source: str) -> bool:
    """A number in another system: an identifier where its scheme is known, local where only its system is. Whether it was of use."""
    field = f"identifiers[{len(out.record.identifiers)}]"
    scheme = rules()["id-sources"].get(source.lower())
    if scheme is None:
        value.use(field)
        out.identifier(Identifier("local", f"{source}:{value.text}" if source else value.text))
    elif not scheme:
        if not out.has(Identifier("scopus-eid", f"2-s2.0-{value.text}")):
            return False
        value.use(field)
    else:
        written = value.text
        if scheme == "scopus-eid" and written.isdigit():
            written = f"2-s2.0-{written}"
        out.identifier(value.identify(scheme, field, value=written))
    return True


def titles(out: Output) -> None:
    """The full title with its subtitle; translations and their subtitles."""
    record, lang = out.record, out.draft.lang
    main, sub = out.value(out.root, "title"), out.value(out.root, "subTitle")
    full = "" if out.root.one("title/text") else main.take("titles[0]")
    if not full:
        # the title in the languages of the entry, as student theses and datasets have it
        said = out.texts(out.root, "title")
        out.add(record.titles, "titles", said, lang=lang)
    elif (words := sub.text) and not full.casefold().endswith(words.casefold()):
        record.short_title, record.subtitles = Text(full, lang), [Text(sub.take("subtitles[0]"), lang)]
        out.draft.mark("short_title", main)
        record.titles.append(Text(f"{full} {words}" if full.endswith(_ENDS) else f"{full}: {words}", lang))
    else:
        record.titles.append(Text(full, lang))
        sub.use("titles[0]")
    _translated(out)


def _translated(out: Output) -> None:
    record = out.record
    own = {one.value for one in record.titles}
    subtitles = {said.lang: said.at for said in out.texts(out.root, "translatedSubTitle")}
    for said in out.texts(out.root, "translatedTitle"):
        field = f"other_titles[{len(record.other_titles)}]"
        words = said.at.take(field)
        if said.lang in subtitles:
            more = subtitles[said.lang].take(field)
            words = f"{words} {more}" if words.endswith(_ENDS) else f"{words}: {more}"
        if words not in own and out.new("other title", words):
            record.other_titles.append(Text(words, said.lang))


def texts(out: Output) -> None:
    """Abstracts, descriptions and notes; a note of Scopus holds funding and copyright under headings of their own."""
    record, root = out.record, out.root
    out.add(record.abstracts, "abstracts", out.texts(root, "abstract"), paragraphs=True)
    for description in out.items(root, "descriptions"):
        kind = description.one("type", "classification")
        field = "abstracts" if out.tail(kind) in rules()["descriptions"]["abstracts"] else "notes"
        out.add(getattr(record, field), field, out.texts(description, "value", ""), paragraphs=True)
        if field == "abstracts":
            kind.use_all(field)
    for said in out.texts(root, "bibliographicalNote"):
        _note(out, said.at, said.lang)
    for said in out.texts(root, "fundingText", "fundingDetails/text"):
        out.add(record.funding_text, "funding_text", [said], paragraphs=True)


def _note(out: Output, at: Cursor, lang: str) -> None:
    """A note, its sections parted by their headings."""
    for field, words in pure_notes.sections(at.raw):
        target: list[Text] = getattr(out.record, field)
        if out.new(field, words):
            at.use(f"{field}[{len(target)}]")
            target.append(Text(words, lang))


def statuses(out: Output) -> None:
    """The stages of publication with their dates; the current one is the status."""
    record, root = out.record, out.root
    current, early = "", Cursor(out.draft, None)
    for stage in out.items(root, "publicationStatuses"):
        stated = stage.one("publicationStatus")
        tail = out.tail(stated)
        row = rules()["statuses"].get(tail)
        if row is None:
            if stated:
                out.draft.complain("R250", stated, field="status", value=tail or out.term(stated))
            continue
        stated.use_all("status")
        if out.is_true(stage, "current") is not False or not current:
            current = row["status"]
        out.member(stage, "current").use("status")
        field, date = row["date"], stage.one("publicationDate")
        if field and not getattr(record, field):
            setattr(record, field, out.day(date, field))
            early = date if field == "online" else early
    record.status = current
    if record.online and not record.issued:
        record.issued = record.online
        out.draft.mark("issued", early)
    available = root.one("publicationDate", "publicationAvailableDate")
    record.issued = record.issued or out.day(available, "issued")
    out.keep_term(root.one("category"))
    peers = root.one("peerReview")
    record.peer_reviewed = out.is_true(root, "peerReview")
    if record.peer_reviewed is not None:
        peers.use("peer_reviewed")
    access = root.one("openAccessPermission", "openAccess/openAccessPermission")
    if (tail := out.tail(access)) in rules()["access"]:
        record.access = rules()["access"][tail]
        access.use_all("access")


def specifics(out: Output) -> None:
    """What only patents, memoranda and works that are no text have."""
    record, root = out.record, out.root
    record.number = root.one("patentNumber").take("number")
    record.submitted = record.submitted or (root.one("date").date("submitted") if record.type == "patent" else "")
    record.created = root.one("dateFinished").date("created")
    numbers = [("ipc", one) for one in (*root.all("ipc"), *out.items(root, "ipcs"))]
    numbers += [("priority", root.one("priorityNumber")), ("priority-date", root.one("priorityDate"))]
    for scheme, one in numbers:
        field = f"identifiers[{len(record.identifiers)}]"
        out.identifier(Identifier(scheme, one.date(field) if scheme == "priority-date" else one.take(field)))
    country = root.one("country")
    if tail := out.tail(country):
        record.country = tail.upper() if _COUNTRY.fullmatch(tail) else out.term(country)
        country.use_all("country")
    media = root.one("outputMedia")
    record.medium = out.term(media)
    if record.medium:
        media.use_all("medium")
