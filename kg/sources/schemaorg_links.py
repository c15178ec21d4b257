"""Identifiers, addresses, licences, files and other works of a schema.org document."""

from __future__ import annotations

import functools
import re

from kg import resources
from kg.record import File, Identifier, Link, Relation, Text
from kg.sources.schemaorg_nodes import Document, address, bytes_of, is_address, kinds, rules, said, words
from kg.sources.tree import Cursor
from kg.values import identifiers, licences
from kg.values import text as texts

#: an address of ORCID with something that is no ORCID iD
_ORCID = re.compile(r"https?://(?:www\.)?orcid\.org/\S", re.IGNORECASE)
_WELL_KNOWN = re.compile(r"https?://(?:creativecommons\.org|spdx\.org|www\.opensource\.org|opensource\.org)/")
#: identifiers that agents have
_AGENTS = ("orcid", "isni", "ror", "gnd", "wikidata", "funder", "grid", "scopus-author", "researcher-id")


@functools.cache
def _schemes() -> dict[str, str]:
    """propertyID or name of a PropertyValue, in lower case -> scheme."""
    found: dict[str, str] = {}
    for scheme, row in resources.table("identifiers").items():
        for word in (scheme, row.get("property", ""), row.get("name", "")):
            found.setdefault(word.lower(), scheme)
    return found | {word.lower(): scheme for word, scheme in rules()["identifiers"].items()}


def scheme_of(*words: str) -> str:
    """The scheme that one of the words names: an address of a registry, a name; "" if none does."""
    for word in words:
        if found := _schemes().get(word.strip().lower(), "") or _schemes().get(word.strip().rstrip("/").rpartition("/")[2].lower(), ""):
            return found
    return ""


def identifier(doc: Document, at: Cursor, field: str) -> Identifier | None:
    """The identifier that a text, an address or a PropertyValue is; None for an address that is none (it is left untaken)."""
    if not said(at) and not at.one("value"):
        holder = address(at)
        return identifier(doc, holder, field) if holder else None
    if not said(at):
        return _property(doc, at, field)
    here = said(at)
    value = here.text
    if found := known(value):
        here.use(field)
        return found
    prefix, colon, rest = value.partition(":")
    scheme = scheme_of(prefix) if colon and not is_address(value) else ""
    if scheme:
        return here.identify(scheme, field, value=rest.strip())
    if is_address(value):
        return None
    if uuid := identifiers.uuid(value):
        here.use(field)
        return Identifier("uuid", uuid)
    return here.identify("local", field)


def known(value: str) -> Identifier | None:
    """The identifier that a text is without doubt: an address of a resolver, a bare DOI, a URN."""
    if found := identifiers.from_url(value):
        return Identifier("funder", found.value) if found.scheme == "doi" and found.value.startswith("10.13039/") else found
    if doi := identifiers.doi(value):
        return Identifier("doi", doi)
    if value.lower().startswith("urn:uuid:") and (uuid := identifiers.uuid(value)):
        return Identifier("uuid", uuid)
    if value.lower().startswith("urn:") and (urn := identifiers.urn(value)):
        return Identifier("urn", urn)
    return None


def _property(doc: Document, at: Cursor, field: str) -> Identifier | None:
    """The identifier of a PropertyValue; of an unknown scheme it is a text with the scheme's name."""
    value = said(at.one("value")) or address(at.one("value"))
    kind, name = at.one("propertyID"), at.one("name")
    scheme = scheme_of(name.text, kind.text) if name else scheme_of(kind.text)
    for part in (kind, name):
        part.use(field)
    if not value:
        return None
    if url := at.one("url"):
        url.use(field)
    if scheme:
        return value.identify(scheme, field)
    if found := known(value.text):
        value.use(field)
        return found
    label = name.text or kind.text
    written = value.take(field)
    return Identifier("text", f"{label}:{written}" if label else written)


def add(doc: Document, found: Identifier | None, at: Cursor) -> bool:
    """Adds an identifier of the work, once; whether there was one."""
    if found is None:
        return False
    if doc.is_new("identifiers", found):
        doc.draft.mark(f"identifiers[{len(doc.record.identifiers)}]", at)
        doc.record.identifiers.append(found)
    return True


def own(doc: Document) -> None:
    """The identifiers of the work, and its addresses."""
    record = doc.record
    for at in doc.values(doc.root, "@id", "id", "identifier", "isbn", "sameAs"):
        field = f"identifiers[{len(record.identifiers)}]"
        if at.name in ("@id", "id"):
            _id(doc, at, field)
        elif at.name == "isbn":
            _isbn(doc, at, field)
        elif at.name == "identifier":
            _identifier(doc, at, field)
        else:
            _same(doc, at, field)
    for name, kind in rules()["links"].items():
        for at in doc.values(doc.root, name):
            _link(doc, at, kind)


def _id(doc: Document, at: Cursor, field: str) -> None:
    if (found := known(at.text)) is not None:
        add(doc, found, at)
        at.use(field)
    elif is_address(at.text) and "#" not in at.text and at.text not in {address(one).text for one in doc.values(doc.root, "url")}:
        at.use(f"derived_from[{len(doc.record.derived_from)}]")
        doc.record.derived_from.append(at.text)


def _isbn(doc: Document, at: Cursor, field: str) -> None:
    if doc.row.get("home") == "host" and doc.record.host is not None:
        owner, field = doc.record.host.identifiers, f"host.identifiers[{len(doc.record.host.identifiers)}]"
    else:
        owner = doc.record.identifiers
    found = said(at).identify("isbn", field)
    if found not in owner:
        owner.append(found)


def _identifier(doc: Document, at: Cursor, field: str) -> None:
    name = at.one("name").text.lower()
    for word, target in (("article number", "article_number"), ("number", "number")):
        if name == word and not getattr(doc.record, target):
            setattr(doc.record, target, at.one("value").take(target))
            at.use_all(target)
            return
    if not add(doc, identifier(doc, at, field), at) and (there := address(at)):
        _link(doc, there, "landing")


def _same(doc: Document, at: Cursor, field: str) -> None:
    there = address(at)
    if (found := known(there.text)) is not None:
        add(doc, found, there)
        there.use(field)
    elif is_address(there.text):
        _relate(doc, "same-as", there)


def _link(doc: Document, at: Cursor, kind: str) -> None:
    there = address(at)
    if not there:
        return
    field = f"links[{len(doc.record.links)}]"
    if kind == "landing" and (found := known(there.text)) is not None:
        add(doc, found, there)
        there.use(field)
    elif is_address(there.text):
        there.use(field)
        if not any(there.text == link.url for link in doc.record.links):
            doc.record.links.append(Link(there.text, kind))


# ---- licences and access ------------------------------------------------------------------------------------------------------------


def rights(doc: Document) -> None:
    """Licences, the words about rights, and whether it is free to read."""
    record = doc.record
    for at in doc.values(doc.root, "license", "licenseId"):
        found, words_at = licence(doc, at, f"licences[{len(record.licences)}]")
        if found and found not in record.licences:
            record.licences.append(found)
        if not found and words_at:
            record.rights.append(Text(words_at.take(f"rights[{len(record.rights)}]"), doc.lang))
    for at in doc.values(doc.root, "copyrightNotice", "usageInfo", "conditionsOfAccess", "accessRights"):
        access = rules()["access"].get(said(at).text.lower())
        if access and not record.access:
            record.access = access
            said(at).use("access")
        elif words(at):
            record.rights.append(doc.lang_text(said(at) or at.one("name"), f"rights[{len(record.rights)}]"))
    for at in doc.values(doc.root, "isAccessibleForFree", "free"):
        if said(at).text.lower().rpartition("/")[2] == "true" and record.access in ("", "open"):
            record.access = "open"
            said(at).use("access")


def licence(doc: Document, at: Cursor, field: str) -> tuple[str, Cursor]:
    """The address of a licence, and what names it in words; the first is "" where there are words only."""
    holders = [said(at)] if said(at) else [at.one(name) for name in ("url", "@id", "id", "license", "identifier", "name")]
    for holder in holders:
        if holder.text and (found := licences.canonical(holder.text)):
            for other in holders:
                # the name of a licence that everybody knows says nothing more
                if licences.canonical(other.text) == found or _WELL_KNOWN.match(found):
                    other.use(field)
            holder.use(field)
            return found, holder
    return "", said(at) or at.one("name")


# ---- files --------------------------------------------------------------------------------------------------------------------------


def files(doc: Document) -> None:
    """The files of the work."""
    record = doc.record
    for at in doc.values(doc.root, *rules()["files"]["names"]):
        field = f"files[{len(record.files)}]"
        there = address(at, "contentUrl", "embedUrl")
        if there and ":" in there.text:
            doc.draft.mark(field, at)
            record.files.append(_file(doc, at, there, field))
    media = [doc.text(at, "files[0].media_type") for at in doc.values(doc.root, "encodingFormat", "fileFormat") if said(at)][:1]
    urls = {one.url for one in record.files}
    for at in doc.values(doc.root, *rules()["files"]["addresses"]):
        there = address(at)
        if there and ":" not in there.text:
            # no address: it stays in rest
            continue
        if there and there.text not in urls:
            urls.add(there.text)
            field = f"files[{len(record.files)}]"
            record.files.append(File(there.take(field), media_type=media[0] if media and "/" in media[0] else ""))
        else:
            there.use("files")
    for at in doc.values(doc.root, "encodingFormat", "fileFormat") if media else ():
        if not any(one.media_type == media[0] for one in record.files):
            at.keep()


def _file(doc: Document, at: Cursor, there: Cursor, field: str) -> File:
    found = File(there.take(f"{field}.url"))
    for name, target in (("name", "name"), ("encodingFormat", "media_type"), ("fileFormat", "media_type"), ("sha256", "sha256")):
        one = said(at.one(name))
        # "zip" is no media type
        if one and not getattr(found, target) and (target != "media_type" or "/" in one.text):
            setattr(found, target, one.take(f"{field}.{target}"))
    size = said(at.one("contentSize"))
    if found_size := bytes_of(size.text):
        found.size = found_size
        size.use(f"{field}.size")
    for one in at.all("license"):
        found.licence, _ = licence(doc, one, f"{field}.licence")
    if said(at.one("isAccessibleForFree")).text == "true":
        found.access = "open"
        at.one("isAccessibleForFree").use(f"{field}.access")
    return found


# ---- other works --------------------------------------------------------------------------------------------------------------------


def relations(doc: Document) -> None:
    """Cited works and all others that the document leads to."""
    for name, kind in rules()["relations"].items():
        for at in doc.values(doc.root, name):
            related(doc, at, kind)
    for name, kind in rules()["reverse"].items():
        for at in doc.values(doc.root.one("@reverse"), name):
            related(doc, at, kind)
            for part in at:
                part.use_all("relations")


def related(doc: Document, at: Cursor, kind: str) -> None:
    """A relation to the work at a cursor: by identifier, else by address, else by what is said of it."""
    field = f"relations[{len(doc.record.relations)}]"
    if "WebPageElement" in kinds(at):
        return
    for name in ("identifier", "sameAs", "@id", "url", "id", ""):
        for part in doc.values(at, name) if name else [at]:
            holder = part.one("value") or address(part) if not said(part) else said(part)
            if holder.text and (found := known(holder.text)) is not None:
                holder.use(field)
                _append(doc, Relation(kind, identifier=found), at)
                return
    there = address(at)
    if there and is_address(there.text):
        _relate(doc, kind, there)
        return
    if described := _described(doc, at):
        if found := known(described):
            _append(doc, Relation(kind, identifier=found), at)
        else:
            _append(doc, Relation(kind, text=described), at)
        at.use_all(field)


def _relate(doc: Document, kind: str, there: Cursor) -> None:
    there.use(f"relations[{len(doc.record.relations)}]")
    _append(doc, Relation(kind, iri=there.text), there)


def _append(doc: Document, relation: Relation, at: Cursor) -> None:
    if relation.kind != "cites" and relation.identifier in doc.record.identifiers:
        return
    if doc.is_new("relations", relation):
        doc.draft.mark(f"relations[{len(doc.record.relations)}]", at)
        doc.record.relations.append(relation)


def _described(doc: Document, at: Cursor) -> str:
    """A work in one line: its text, else makers, title, what it is part of, year."""
    if said(at):
        return said(at).text
    makers = [words(one) for one in doc.values(at, "author", "creator")]
    shown = "; ".join(makers[:3]) + (" et al." if len(makers) > 3 else "")
    within = [words(one) for one in doc.values(at, "isPartOf")][:1]
    pieces = [shown, words(at), *within, at.one("pagination").text, at.one("datePublished").text[:10]]
    return texts.tidy(". ".join(piece.rstrip(".") for piece in pieces if piece)) if words(at) else ""


def agent_identifiers(doc: Document, at: Cursor, field: str) -> list[Identifier]:
    """The identifiers of a person or organisation, each once."""
    found: list[Identifier] = []
    for part in doc.values(at, "@id", "id", "identifier", "sameAs", "url"):
        here = f"{field}.identifiers[{len(found)}]"
        holder = said(part) or address(part)
        one = known(holder.text) if not part.one("value") else None
        if part.one("value"):
            one = _property(doc, part, here)
        elif one is None and _ORCID.match(holder.text):
            one = holder.identify("orcid", here)
        elif one is None and part.name == "identifier" and (orcid := identifiers.orcid(holder.text)):
            one = Identifier("orcid", orcid)
        if one is None or (one.scheme not in _AGENTS and not part.one("value") and one.scheme != "text"):
            continue
        holder.use(here)
        if one not in found:
            found.append(one)
    return found
