"""The reference list of JATS: each reference by its DOI, PubMed or other identifier, else by its words.

Design: a citation with text between its elements is that text; one that has only elements is composed of them in the usual order. The words
of a reference that has an identifier go to rest.
"""

from __future__ import annotations

from kg.record import Identifier, Relation
from kg.sources.jats_text import aside, rules
from kg.sources.json_draft import line
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation", "product", "related-article")
_PEOPLE = ("person-group", "name", "string-name", "collab")
_ORDER = (
    "year", "article-title", "chapter-title", "part-title", "data-title", "source", "edition", "series", "conf-name", "publisher-name",
    "publisher-loc", "volume", "issue",
)  # fmt: skip
_APART = frozenset(("label", "x", "fn", "xref", "object-id"))


def references(draft: Draft) -> None:
    """Fills the relations of kind "cites"."""
    back = draft.root.one("back")
    for at in back.deep(("ref",)):
        found = [one for one in at if one.name in _CITATIONS]
        for choice in at.all("citation-alternatives"):
            found += [one for one in choice if one.name in _CITATIONS][:1]
        for one in found:
            _reference(draft, one)


def _reference(draft: Draft, at: Cursor) -> None:
    relations = draft.record.relations
    field = f"relations[{len(relations)}]"
    identifier, named = _identifier(at, f"{field}.identifier")
    words = composed(at, named)
    if identifier is None and not words:
        return
    draft.mark(field, at)
    relations.append(Relation("cites", identifier, text="" if identifier else words))
    if identifier is not None and words:
        draft.keep(at, words)
    at.use(field)


def _identifier(at: Cursor, field: str) -> tuple[Identifier | None, Cursor | None]:
    """The identifier of the cited work and where it stands; the DOI before others. One that fails its check stays a part of the words."""
    given: dict[str, tuple[Cursor, str]] = {}
    for one in at.deep(("pub-id", "article-id", "ext-link", "uri", "elocation-id")):
        kind = one.one("@pub-id-type", "@ext-link-type", "@content-type").text.lower()
        scheme, value = rules()["links"].get(kind, ""), one.text
        if one.name in ("ext-link", "uri"):
            href = one.attr("xlink:href").text or value
            value = href if scheme or "doi.org/" in href.lower() else ""
            scheme = scheme or ("doi" if identifiers.doi(value) else "")
        if scheme and value:
            given.setdefault(scheme, (one, value))
    for scheme in ("doi", "pmid", "pmcid", "arxiv", "handle"):
        if scheme in given:
            one, value = given[scheme]
            value = f"PMC{value}" if scheme == "pmcid" and value.isdigit() else value
            found = one.identify(scheme, field, value=value)
            if found.scheme == scheme:
                return found, one
    return None, None


def composed(at: Cursor, named: Cursor | None = None) -> str:
    """The words of a citation: its text, or its parts in the usual order; `named` is the identifier that is told apart from them."""
    if at.raw.strip():
        return line(at.markup(_APART))
    people = [name for one in at if one.name in _PEOPLE for name in _names(one)]
    found: dict[str, list[str]] = {}
    for one in at:
        if one.name in _PEOPLE or one.name in aside("names") or (named is not None and one.path == named.path):
            continue
        value = line(one.markup(_APART))
        if one.name == "pub-id" and value:
            value = " ".join(filter(None, (one.attr("pub-id-type").text, value)))
        if value:
            found.setdefault(one.name, []).append(value)
    first, last = found.pop("fpage", []), found.pop("lpage", [])
    pages = ["–".join([*first[:1], *last[:1]])] if first or last else []
    known = [value for name in _ORDER for value in found.pop(name, ())]
    rest = [value for values in found.values() for value in values]
    return ", ".join([*people, *known, *pages, *rest])


def _names(at: Cursor) -> list[str]:
    """The people of a reference, family name first."""
    if at.name == "person-group":
        return [name for one in at if one.name != "etal" for name in _names(one)]
    if at.name == "name":
        return [" ".join(filter(None, (at.one(part).text for part in ("surname", "given-names", "prefix", "suffix"))))]
    value = line(at.markup(_APART))
    return [value] if value else []
