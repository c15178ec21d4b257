"""RIOXX 2 and 3 records: Dublin Core with structured people, grants and files.

Source: RIOXX Metadata Application Profile 2.0 and 3.0 (https://www.rioxx.net/profiles/).
"""

from __future__ import annotations

from kg.record import Agent, Contributor, File, Grant, Identifier, Relation
from kg.sources import catalogue, dc_statements, genres
from kg.sources.dc_names import Statement
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, licences, names

_OWN = frozenset(
    ("creator", "contributor", "publisher", "grant", "project", "publication_date", "relation", "ext_relation", "version_of_record",
     "license_ref", "free_to_read", "version", "record_public_release_date", "apc")
)  # fmt: skip


def fill(draft: Draft) -> None:
    """Fills the draft from a `rioxx` element."""
    root, record = draft.root, draft.record
    if not any(one.text or list(one) for one in root):
        draft.refuse("R341")
        return
    for one in root.all("relation"):
        _file(draft, one)
    statements = [Statement(one.name.lower(), one, one.lang("titles")) for one in root if one.name not in _OWN or not _structured(one)]
    for name, role in (("creator", "author"), ("contributor", "contributor")):
        for one in root.all(name):
            _agent(draft, one, role)
    for one in root.all("publication_date"):
        catalogue.put_date(draft, "issued", one)
    dc_statements.fill(draft, statements)
    for one in root.all("publisher"):
        if one.one("name") and record.publisher is None:
            record.publisher = names.organisation(one.one("name").take("publisher"))
            record.publisher.identifiers = _ids(draft, one, "publisher.identifiers")
    for one in (*root.all("grant"), *root.all("project")):
        _grant(draft, one)
    for one in root.all("version_of_record"):
        known = catalogue.of_form(one.text)
        if known is not None:
            catalogue.add(draft, one, known.scheme)
        else:
            catalogue.add_link(draft, one)
    for one in root.all("ext_relation"):
        _related(draft, one)
    _rights(draft)


def _structured(one: Cursor) -> bool:
    """Whether an element of that name is RIOXX's own, and not plain Dublin Core."""
    return "rioxx" in one.space or bool(list(one)) or bool(one.attr("rel")) or one.name in ("license_ref", "free_to_read")


def _agent(draft: Draft, one: Cursor, role: str) -> None:
    name = one.one("name") or (one if "rioxx" in one.space and not list(one) else one.one("none"))
    if not name.text:
        return
    field = f"contributors[{len(draft.record.contributors)}]"
    who: Agent = catalogue.agent(name.take(f"{field}.agent"), "")
    address = one.attr("id")
    who.identifiers = _ids(draft, one, f"{field}.agent.identifiers")
    if address and (known := identifiers.from_url(address.text)):
        catalogue.add(draft, address, known.scheme, into=who.identifiers, field=f"{field}.agent.identifiers")
    catalogue.credit(draft, Contributor(who, role), field, one)


def _ids(draft: Draft, one: Cursor, field: str) -> list[Identifier]:
    found: list[Identifier] = []
    for stated in one.all("id"):
        known = identifiers.from_url(stated.text)
        if known is not None and known.scheme in ("orcid", "isni", "ror", "gnd", "wikidata"):
            catalogue.add(draft, stated, known.scheme, into=found, field=field)
    return found


def _grant(draft: Draft, one: Cursor) -> None:
    field = f"funding[{len(draft.record.funding)}]"
    name, number = one.attr("funder_name"), one.attr("funder_id")
    grant = Grant(number=one.take(f"{field}.number"))
    if name.text or number.text:
        grant.funder = names.organisation(name.text or number.text)
        name.use(f"{field}.funder")
        known = identifiers.from_url(number.text)
        scheme = "funder" if known is not None and known.scheme == "doi" else known.scheme if known is not None else ""
        if scheme in ("ror", "isni", "funder", "wikidata", "grid"):
            catalogue.add(draft, number, scheme, into=grant.funder.identifiers, field=f"{field}.funder.identifiers")
    draft.record.funding.append(grant)


def _file(draft: Draft, one: Cursor) -> None:
    """A file of the work: relation of kind "item" with its type, version, licence and access."""
    if one.attr("rel").text != "item" or not catalogue.is_address(one.text):
        return
    record = draft.record
    field = f"files[{len(record.files)}]"
    file = File(url=one.take(field), media_type=one.attr("type").take(f"{field}.media_type"))
    version, access = one.attr("coar_version"), one.attr("access_rights") or one.attr("access_rights_")
    file.version = genres.version(version.text).get("version", "")
    if file.version:
        version.use(f"{field}.version")
    file.access = genres.access(access.text)
    if file.access:
        access.use(f"{field}.access")
    if iri := licences.canonical(one.attr("license_ref").text):
        file.licence = iri
        one.attr("license_ref").use(f"{field}.licence")
    record.files.append(file)


def _related(draft: Draft, one: Cursor) -> None:
    """Another work; what is to be cited and of the same kind is this one, as published."""
    record = draft.record
    known = catalogue.of_form(one.text)
    kind = genres.genre(one.attr("coar_type").text)
    same = one.attr("rel").text == "cite-as" and kind.known and kind.type == record.type
    if same and known is not None and known.scheme == "doi" and not any(found.scheme == "doi" for found in record.identifiers):
        catalogue.add(draft, one, "doi")
        one.attr("rel").use("identifiers")
        return
    field = f"relations[{len(record.relations)}]"
    relation = Relation("related", identifier=known) if known else Relation("related", iri=one.text)
    if known is not None or catalogue.is_address(one.text):
        one.use(field)
        record.relations.append(relation)


def _rights(draft: Draft) -> None:
    record = draft.record
    for one in draft.root.all("license_ref"):
        if iri := licences.canonical(one.text):
            one.use("licences")
            if iri not in record.licences:
                record.licences.append(iri)
    for one in draft.root.all("free_to_read"):
        if not one.attr("end_date") and (not one.attr("start_date") or dates.parse(one.attr("start_date").text)):
            record.access = record.access or "open"
            one.use("access")
    if not record.access and record.files and len({file.access for file in record.files}) == 1:
        record.access = record.files[0].access
        draft.mark("access", draft.root.one("relation"))
    if record.files and len({file.licence for file in record.files}) == 1 and record.files[0].licence:
        record.licences = record.licences or [record.files[0].licence]
