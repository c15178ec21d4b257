"""schema.org in JSON-LD (and CodeMeta) as a source: one Record for each work that a document describes.

Design: the documents are read as JSON whose names are schema.org's, not as RDF: writers take great liberties, and consumers of schema.org
never expand contexts. So nothing is fetched, and a document whose context is written out or of another vocabulary is RDF (kg/rdf.py)
where the user does not say otherwise. What JSON-LD allows for one value is seen to in schemaorg_nodes; the record is filled here and in
schemaorg_agents, _where, _links. Tables: vocab/imports/schemaorg.toml. The way back from the embedding that kg writes: additionalType
with the COAR concept tells types apart that schema.org has in one class.
Sources: https://schema.org/docs/datamodel.html, https://codemeta.github.io/terms/,
https://developers.google.com/search/docs/appearance/structured-data/dataset.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg import resources
from kg.record import Concept, Reading, Record, Text
from kg.sources import tree
from kg.sources.schemaorg_agents import contributors, funding, organisations
from kg.sources.schemaorg_links import files, own, relations, rights
from kg.sources.schemaorg_nodes import Document, address, is_address, kinds, listed, row, rules, said, words, works
from kg.sources.schemaorg_where import dates, numbers, where
from kg.sources.tree import Cursor, Draft
from kg.values import languages

FORMAT = "schemaorg"
_COAR = "http://purl.org/coar/resource_type/"
_START = re.compile(r"\s*[\[{]")
_CONTEXT = re.compile(r'"@context"\s*:\s*')
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_PIECES = re.compile(r"\s*;\s*|\s*,\s+|,")


def detect(head: str, name: str) -> int:
    """98 for JSON whose first @context is schema.org's or CodeMeta's address, or Croissant's; 0 for any other."""
    if not _START.match(head) or (found := _CONTEXT.search(head)) is None:
        return 0
    try:
        context, _ = json.JSONDecoder().raw_decode(head, found.end())
    except (ValueError, RecursionError):
        return 0
    parts = context if isinstance(context, list) else [context]
    return 98 if parts and all(_is_ours(part) for part in parts) else 0


def _is_ours(context: object) -> bool:
    """Whether a context is the address of schema.org or CodeMeta, or states a language only, or is what every Croissant file repeats."""
    if isinstance(context, str):
        bare = _SCHEME.sub("", context.strip()).rstrip("/#").lower()
        return bare in rules()["contexts"]["schema"] or bare in rules()["contexts"]["codemeta"]
    if not isinstance(context, dict):
        return False
    values = [_SCHEME.sub("", value).rstrip("/#").lower() for value in context.values() if isinstance(value, str)]
    croissant = any(value in rules()["contexts"]["croissant"] for value in values)
    return context.keys() <= {"@language"} or (croissant and _is_ours(context.get("@vocab")))


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each work, in the order of the file. Issues: R001 to R003, R005, R006, R008, R009, R260 to R264."""
    yield from tree.read_json(data, _fill, FORMAT, inner=works, trace=trace, encoding=encoding)


def weak(record: Record) -> bool:
    """Whether a record is of a class that pages describe themselves by (WebPage, ImageObject): of no work, beside better ones."""
    return record.type in _weak()


@functools.cache
def _weak() -> frozenset[str]:
    rows = rules()["types"].values()
    return frozenset(one["type"] for one in rows if one.get("weak")) - {one["type"] for one in rows if not one.get("weak")} | {"web-page"}


def _fill(draft: Draft) -> None:
    doc = Document(draft)
    if not _is_work(doc):
        return
    _type(doc)
    _language(doc)
    _titles(doc)
    _texts(doc)
    _subjects(doc)
    where(doc)
    own(doc)
    contributors(doc)
    organisations(doc)
    funding(doc)
    numbers(doc)
    dates(doc)
    rights(doc)
    files(doc)
    relations(doc)
    if doc.record.type == "book" and any(one.role == "editor" for one in doc.record.contributors):
        doc.record.type = "edited-book" if not any(one.role == "author" for one in doc.record.contributors) else "book"


def _is_work(doc: Document) -> bool:
    """Whether the entry is a work; else it is reported by what it is."""
    names = doc.kinds
    known = any(row("types", name) for name in names)
    titled = any(words(one) for one in doc.values(doc.root, "name", "headline", "title"))
    if not names and doc.root.one("@graph"):
        names = sorted({kind for one in doc.values(doc.root, "@graph") for kind in kinds(one)})
    if not known and (not titled or listed("not_works", names)):
        code = "R261" if names else "R260"
        doc.draft.refuse(code, kinds=", ".join(names[:6]))
        return False
    return True


# ---- what it is --------------------------------------------------------------------------------------------------------------------


def _type(doc: Document) -> None:
    record, root = doc.record, doc.root
    named = [found for name in doc.kinds if (found := row("types", name))]
    first = min(named, key=list(rules()["types"]).index) if named else ""
    doc.row = rules()["types"].get(first, {"home": "container"})
    record.type, record.variant = doc.row.get("type", "other"), doc.row.get("variant", "")
    holder = root.one("@type", "type")
    for one in root.all("@type") or root.all("type"):
        one.use("type")
    if not first:
        doc.draft.complain("R262" if doc.kinds else "R263", holder or root, field="type", value=", ".join(doc.kinds))
        record.genre += [Text(kind) for kind in doc.kinds]
    pair = _of_classes(frozenset(doc.kinds))
    if pair:
        record.type, record.variant = pair
    elif doc.row.get("genre") and first:
        record.genre.append(Text(_spelled(first), "en"))
    if "Review" in doc.kinds and record.type == "other" and any(listed("hosts", kinds(at)) for at in doc.values(root, "itemReviewed")):
        record.type, record.genre = "book-review", []
    _refine(doc, first)


def _spelled(name: str) -> str:
    """The class in words: "OpinionNewsArticle" is "opinion news article"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _refine(doc: Document, first: str) -> None:
    """additionalType and genre: the COAR concept, or words that say more than the class."""
    record = doc.record
    for at in doc.values(doc.root, "additionalType", "genre", "learningResourceType"):
        holder = address(at) if not words(at) else said(at) or at.one("name")
        value = holder.text
        code = value.removeprefix(_COAR)
        if code != value:
            if found := _of_coar(frozenset(doc.kinds), code):
                record.type, record.variant = found
                record.genre = [one for one in record.genre if one.value != _spelled(first)]
            holder.use("type")
        elif (better := rules()["words"].get(value.lower(), "")) and at.name != "genre":
            if first in rules()["refined"]["names"] or not first:
                record.type, _, record.variant = better.partition("/")
                record.genre = [one for one in record.genre if one.value != _spelled(first)]
            holder.use("type")
        elif value and not is_address(value) and not any(value.lower() == one.value.lower() for one in record.genre):
            record.genre.append(doc.lang_text(holder, f"genre[{len(record.genre)}]"))


@functools.cache
def _rows() -> list[tuple[str, str, Mapping[str, Any]]]:
    """Type, variant and columns of every row and variant of types.toml."""
    found: list[tuple[str, str, Mapping[str, Any]]] = []
    for name, columns in resources.table("types").items():
        found.append((name, "", columns))
        found += [(name, variant, {**columns, **cells}) for variant, cells in columns.get("variant", {}).items()]
    return found


@functools.lru_cache(maxsize=256)
def _of_classes(classes: frozenset[str]) -> tuple[str, str] | None:
    """The type that has just these classes, where they are several."""
    return next(((name, variant) for name, variant, columns in _rows() if len(classes) > 1 and classes == set(columns["schema"])), None)


@functools.lru_cache(maxsize=256)
def _of_coar(classes: frozenset[str], code: str) -> tuple[str, str] | None:
    """The type with this COAR concept: the one of these classes, else the only one."""
    found = [(name, variant, set(columns["schema"])) for name, variant, columns in _rows() if columns["coar"] == code]
    same = [(name, variant) for name, variant, schema in found if schema == classes]
    return same[0] if same else (found[0][0], found[0][1]) if len(found) == 1 else None


# ---- titles, texts, subjects -----------------------------------------------------------------------------------------------------------


def _language(doc: Document) -> None:
    record = doc.record
    for at in doc.values(doc.root, "inLanguage", "language"):
        field = f"languages[{len(record.languages)}]"
        holder = said(at) or next((one for name in ("alternateName", "name", "@id") if (one := at.one(name)).text), at.one("?"))
        if (tag := holder.language(field)) and tag not in record.languages:
            record.languages.append(tag)
        for name in ("alternateName", "name"):
            if languages.parse(at.one(name).text) == tag:
                at.one(name).use(field)
    doc.draft.lang = record.languages[0] if len(record.languages) == 1 else ""


def _titles(doc: Document) -> None:
    record, lang = doc.record, doc.draft.lang
    for at in doc.values(doc.root, "name", "headline", "title"):
        value = words(at)
        stem = value.rstrip("… .")
        if record.titles and any(one.value == value or one.value.startswith(stem) for one in record.titles) and stem:
            said(at).use("titles[0]")
        elif not record.titles or (at.name == "name" and at.one("@language") and value):
            record.titles.append(doc.lang_text(at, f"titles[{len(record.titles)}]", lang=lang))
        elif value:
            record.other_titles.append(doc.lang_text(at, f"other_titles[{len(record.other_titles)}]"))
    for at in doc.values(doc.root, "alternativeHeadline", "alternateName"):
        if at.name == "alternativeHeadline" and record.titles and not record.subtitles and _splits(record.titles[0].value, words(at)):
            main = record.titles[0].value.removesuffix(words(at)).rstrip(" :.–-")
            record.subtitles.append(doc.lang_text(at, "subtitles[0]", lang=lang))
            record.short_title = Text(main, record.titles[0].lang)
        elif words(at):
            record.other_titles.append(doc.lang_text(at, f"other_titles[{len(record.other_titles)}]"))


def _splits(title: str, subtitle: str) -> bool:
    """Whether the title ends with the subtitle, behind a mark."""
    before = title.removesuffix(subtitle)
    return bool(subtitle) and before != title and before.rstrip()[-1:] in (":", ".", "–", "-", "?", "!")


def _texts(doc: Document) -> None:
    """Abstracts, and as notes what is said beside them."""
    record = doc.record
    for at in doc.values(doc.root, "abstract", "description", "comment"):
        if not said(at):
            continue
        found = doc.lang_text(at, "abstracts[0]", paragraphs=True)
        if any(found.value == one.value for one in (*record.abstracts, *record.notes)):
            continue
        further = record.abstracts and not (at.name == "abstract" and found.lang not in {one.lang for one in record.abstracts})
        field = "notes" if further or at.name == "comment" else "abstracts"
        doc.draft.mark(f"{field}[{len(getattr(record, field))}]", at)
        getattr(record, field).append(found)


def _subjects(doc: Document) -> None:
    """Keywords and concepts. A text that is the only value lists keywords; those of an array are one each."""
    alone = {name for name in ("keywords", "tags") if len(doc.root.all(name)) == 1}
    for at in doc.values(doc.root, "keywords", "tags", "about"):
        if not said(at):
            _concept(doc, at)
        elif at.name in alone:
            value, lang = said(at).text, doc.lang_text(at, "keywords[0]").lang
            parts = value.split(";") if ";" in value else _PIECES.split(value)
            for part in parts:
                _keyword(doc, Text(part.strip(), lang), said(at))
        else:
            _keyword(doc, doc.lang_text(at, f"keywords[{len(doc.record.keywords)}]"), said(at))


def _keyword(doc: Document, found: Text, at: Cursor) -> None:
    if found.value and doc.is_new("keywords", found):
        doc.draft.mark(f"keywords[{len(doc.record.keywords)}]", at)
        doc.record.keywords.append(found)


def _concept(doc: Document, at: Cursor) -> None:
    """A DefinedTerm, or another thing with an address: a concept; a thing with a name only is a keyword."""
    record = doc.record
    name = next((one for one in doc.values(at, "name") if said(one)), at.one("?"))
    there = next((one for one in (*at.all("@id"), *at.all("id"), *at.all("sameAs"), *at.all("url")) if is_address(one.text)), at.one("?"))
    code, within = said(at.one("termCode")), next(iter(doc.values(at, "inDefinedTermSet")), at.one("?"))
    if any(row("types", kind) for kind in kinds(at)) and "DefinedTerm" not in kinds(at):
        return
    if not name:
        return
    if not (there or code or within):
        _keyword(doc, doc.lang_text(name, f"keywords[{len(record.keywords)}]"), said(name))
        return
    field = f"concepts[{len(record.concepts)}]"
    doc.draft.mark(field, at)
    scheme = _scheme(doc, within, f"{field}.scheme") or ("wikidata" if "wikidata.org/" in there.text else "subject")
    for one in (*at.all("url"), *at.all("sameAs")):
        if one.text == there.text:
            one.use(field)
    found = Concept(scheme, doc.lang_text(name, f"{field}.label"), there.take(f"{field}.iri"), notation=code.take(f"{field}.notation"))
    if doc.is_new("concepts", found):
        record.concepts.append(found)


def _scheme(doc: Document, within: Cursor, field: str) -> str:
    """The key of a scheme in schemes.toml, else its name, else its address."""
    stated = within
    if within and said(within) and (found := doc.find(said(within))):
        within = found
    name = said(within.one("name")).text if within and not said(within) else ""
    for part in (said(stated), said(within.one("name"))):
        part.use(field)
    known = {columns["name"].lower(): key for key, columns in resources.table("schemes").items()}
    return known.get(name.lower(), name) or address(within).text
