"""MODS records to Records: `mods` alone, in `modsCollection` or inside of answers of servers.

Design: `fill` walks the top elements, one small function each; names are in mods_names, related items and parts in mods_related, dates and
publishers in mods_origin. The kind of a work comes from genre, else from where it stands (a journal or a book around it), else from
issuance and typeOfResource. A date with a doubt is used and told (R340); several dates of one kind: the key date, else the one in a
machine form. Tables: vocab/imports/mods.toml, genres.toml, relators.toml.
Source: https://www.loc.gov/standards/mods/userguide/ and mods-3-8.xsd.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.record import Concept, File, Reading, Text
from kg.sources import catalogue, genres, mods_names, mods_origin, mods_related, mods_titles
from kg.sources.tree import Cursor, Draft, read_xml
from kg.syntax import xml_kinds
from kg.values import languages, licences

FORMAT = "mods"
NAMES = ("mods",)
SPACE = "http://www.loc.gov/mods/v3"


def rules() -> dict[str, Any]:
    """The import table of MODS."""
    return resources.table("imports/mods")


def detect(head: str, name: str) -> int:
    """How surely this is MODS (see SOURCES)."""
    found = xml_kinds.kind(head)
    if found.root in ("mods", "modsCollection"):
        return 95
    return 60 if "mods" in found.names and any(space.startswith(SPACE) for space in found.spaces) else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each `mods` element. Issues: R001 to R003, R005, R007 to R009, R016 to R018, R340 to R342, I001 to I006."""
    yield from read_xml(data, fill, FORMAT, names=NAMES, trace=trace, encoding=encoding)


def fill(draft: Draft) -> None:
    """Fills the draft from a `mods` element."""
    root = draft.root
    if not any(child.text or list(child) for child in root):
        draft.refuse("R341")
        return
    _languages(draft)
    genres.choose(draft, [*root.all("genre"), *root.all("typeOfResource")])
    mods_names.fill(draft)
    mods_titles.fill(draft)
    mods_origin.fill(draft)
    mods_related.fill(draft)
    _identifiers(draft)
    _texts(draft)
    _subjects(draft)
    _form(draft)
    _rights(draft)
    _locations(draft)
    _record(draft)
    mods_origin.finish(draft)


def _languages(draft: Draft) -> None:
    record = draft.record
    for one in draft.root.all("language"):
        if one.attr("objectPart"):
            # the language of a summary or a libretto
            continue
        terms = one.all("languageTerm") or [one]
        terms.sort(key=lambda term: term.attr("type").text != "code")
        for number, term in enumerate(terms):
            known = languages.parse(term.text)
            if known and known in record.languages:
                term.use("languages")
            elif (not number or not record.languages) and (tag := term.language(f"languages[{len(record.languages)}]")):
                record.languages.append(tag)
    draft.lang = record.languages[0] if len(record.languages) == 1 else ""


def _identifiers(draft: Draft) -> None:
    record = draft.record
    for one in draft.root.all("identifier"):
        kind, value = one.attr("type").text.lower(), one.text
        if not value or one.attr("invalid").text == "yes":
            continue
        if kind.startswith("issn") or kind in ("eissn", "e-issn"):
            _serial(draft, one, kind)
            continue
        scheme = rules()["identifiers"].get(kind, "")
        known = catalogue.of_form(value) if scheme in ("", "local") else None
        if known is not None:
            catalogue.add(draft, one, known.scheme)
        elif scheme:
            catalogue.add(draft, one, scheme)
        elif catalogue.is_address(value):
            catalogue.add_link(draft, one)
        elif kind in ("", "uri", "url"):
            catalogue.add(draft, one, "text" if kind else "local")
        else:
            catalogue.add(draft, one, "text", value=f"{kind}:{value}")
        if one.attr("typeURI"):
            one.attr("typeURI").use(f"identifiers[{len(record.identifiers) - 1}]")


def _serial(draft: Draft, one: Cursor, kind: str) -> None:
    """An ISSN beside the title of an article is its journal's, of a book its series'; of anything else it is the work's."""
    scheme = rules()["identifiers"].get(kind, "issn")
    container = draft.record.container
    if container is not None and draft.record.type in catalogue.IN_JOURNALS:
        catalogue.add(draft, one, scheme, into=container.identifiers, field="container.identifiers")
    elif draft.record.type in catalogue.IN_SERIES:
        catalogue.series_number(draft, one, scheme)
    else:
        catalogue.add(draft, one, scheme)


def _texts(draft: Draft) -> None:
    for one in draft.root.all("abstract"):
        field = "notes" if one.attr("type").text.lower() in ("content advice", "review") else "abstracts"
        catalogue.add_text(draft, one, field)
    for one in draft.root.all("tableOfContents"):
        catalogue.add_text(draft, one, "contents")
    for one in draft.root.all("note"):
        field = rules()["notes"].get(one.attr("type").text.lower(), "notes")
        if field:
            catalogue.add_text(draft, one, field)


def _subjects(draft: Draft) -> None:
    for one in draft.root.all("subject"):
        _subject(draft, one)
    record = draft.record
    for one in draft.root.all("classification"):
        notation = one.text
        if notation:
            field = f"concepts[{len(record.concepts)}]"
            scheme = _scheme(one.attr("authority").text) or "classification"
            record.concepts.append(Concept(scheme, Text(notation), notation=notation, iri=_iri(one, field)))
            one.use(field)


def _scheme(authority: str) -> str:
    word = authority.casefold().strip()
    return str(rules()["schemes"].get(word, word))


def _iri(at: Cursor, field: str) -> str:
    value = at.attr("valueURI")
    if not catalogue.is_address(value.text):
        return ""
    return value.take(f"{field}.iri")


def _subject(draft: Draft, subject: Cursor) -> None:
    record = draft.record
    parts = [part for part in subject if part.text and part.name not in ("cartographics", "geographicCode")]
    if not parts:
        return
    words = "--".join(_subject_words(part) for part in parts)
    source = subject if subject.attr("authority") or len(parts) > 1 else parts[0]
    scheme = _scheme(source.attr("authority").text)
    if scheme:
        field = f"concepts[{len(record.concepts)}]"
        iri = _iri(subject, field) or (_iri(parts[0], field) if len(parts) == 1 else "")
        record.concepts.append(Concept(scheme, Text(words, subject.lang(f"{field}.label.lang")), iri=iri))
        for part in parts:
            part.attr("authority").use(field)
    else:
        keyword = Text(words, subject.lang("keywords") or (parts[0].lang("keywords") if len(parts) == 1 else ""))
        field = "keywords"
        if draft.fresh("keywords", keyword.value, keyword.lang):
            field = f"keywords[{len(record.keywords)}]"
            record.keywords.append(keyword)
    for part in parts:
        part.use(field)
        part.attr("type").use(field)
        for inner in part.all("namePart/@type"):
            inner.use(field)


def _subject_words(part: Cursor) -> str:
    if part.name == "titleInfo":
        info = [one.text for one in part]
        return ". ".join(filter(None, info))
    if part.name == "name":
        return ", ".join(filter(None, (one.text.strip(" ,") for one in part.all("namePart"))))
    inner = [one.text for one in part if one.text]
    return "--".join(inner) if inner else part.text


def _form(draft: Draft) -> None:
    record = draft.record
    for one in draft.root.all("physicalDescription"):
        for total in one.all("extent/total"):
            if not record.num_pages and total.parent.attr("unit").text.lower() in ("", "page", "pages"):
                record.num_pages = total.number("num_pages")
        for size in one.all("extent"):
            if not list(size) and size.attr("unit").text.lower() in ("page", "pages") and size.text.isdigit() and not record.num_pages:
                record.num_pages = size.number("num_pages")
            elif not list(size):
                catalogue.extent(draft, size)
        for form in one.all("form"):
            if not record.medium and form.attr("authority").text in ("", "rdamedia", "marcform"):
                record.medium = form.take("medium")
                form.attr("authority").use("medium")
        for note in one.all("note"):
            catalogue.add_text(draft, note, "notes")


def _rights(draft: Draft) -> None:
    for one in draft.root.all("accessCondition"):
        href = one.attr("xlink:href")
        if iri := licences.canonical(href.text):
            href.use("licences")
            if iri not in draft.record.licences:
                draft.record.licences.append(iri)
        catalogue.rights(draft, one)


def _locations(draft: Draft) -> None:
    record = draft.record
    for one in draft.root.all("location"):
        for url in one.all("url"):
            access = url.attr("access").text
            if access == "raw object" and catalogue.is_address(url.text):
                field = f"files[{len(record.files)}]"
                media = draft.root.all("physicalDescription/internetMediaType")
                record.files.append(File(url=url.take(field), media_type=media[0].take(f"{field}.media_type") if len(media) == 1 else ""))
            elif access != "preview":
                catalogue.add_link(draft, url)
        for shelf in one.all("shelfLocator"):
            catalogue.add(draft, shelf, "call-number")


def _record(draft: Draft) -> None:
    record = draft.record
    info = draft.root.all("recordInfo")
    for one in info:
        for number in one.all("recordIdentifier"):
            catalogue.add(draft, number, "local")
        for changed in one.all("recordChangeDate"):
            if not record.record_modified:
                record.record_modified = changed.date("record_modified")
    if not record.identifiers:
        catalogue.add(draft, draft.root.attr("ID"), "local")
    draft.label = next((one.value for one in record.identifiers if one.scheme in ("doi", "citekey")), "") or (
        record.titles[0].value if record.titles else ""
    )
