"""What else Crossref XML says of a work: links and licences, references, funding, relations, updates, and the items of the answer.

Design: as crossref_parts does for the JSON, on the elements of the schemas: programs (funding, access, relations) may stand in the
work or in its Crossmark data, and are told by what they hold. The items of an answer (crm-item) are about the DOI that was asked for.
"""

from __future__ import annotations

from kg.record import File, Grant, Identifier, Link, Metric, Relation, Text
from kg.sources.crossref_parts import rules as shared
from kg.sources.crossref_xml_around import Around, doi_of, rules
from kg.sources.crossref_xml_venue import kebab
from kg.sources.json_draft import organisation
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, licences

_PARTS = (
    "author", "cYear", "article_title", "volume_title", "journal_title", "series_title", "std_designator", "standards_body",
    "edition_number", "volume", "issue", "component_number", "first_page",
)  # fmt: skip
_SCHEMES = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid", "arxiv": "arxiv", "issn": "issn", "isbn": "isbn"}


class Related:
    """The relations of a record that are no references, each once."""

    def __init__(self, draft: Draft) -> None:
        self._listed = draft.record.relations
        self._own = frozenset(draft.record.identifiers)
        self._known = {_key(one) for one in self._listed if one.kind != "cites"}
        self.named = {one.identifier for one in self._listed if one.kind != "cites"}

    def add(self, kind: str, at: Cursor, scheme: str) -> bool:
        """Adds a relation to the work that `at` names; a work that names itself stays in rest, and the answer is false."""
        value, field = at.text, f"relations[{len(self._listed)}]"
        if not value:
            return False
        if scheme in _SCHEMES:
            found = at.identify(_SCHEMES[scheme], f"{field}.identifier")
            if found in self._own:
                at.keep()
                return False
            good = found.scheme == _SCHEMES[scheme]
            relation = Relation(kind=kind, identifier=found) if good else Relation(kind=kind, text=value)
        elif scheme == "uri" and ":" in value:
            relation = Relation(kind=kind, iri=at.take(field))
        else:
            relation = Relation(kind=kind, text=at.take(field))
        if _key(relation) not in self._known:
            self._known.add(_key(relation))
            self.named.add(relation.identifier)
            self._listed.append(relation)
        return True


def _key(relation: Relation) -> tuple[str, Identifier | None, str, str]:
    return relation.kind, relation.identifier, relation.iri, relation.text


def details(draft: Draft, about: Around) -> None:
    """Links, files, licences, references, funding, relations, updates, assertions."""
    root = draft.root
    programs = [*root.all("program"), *root.all("crossmark/custom_metadata/program")]
    _links(draft)
    _files(draft)
    _licences(draft, [at for program in programs for at in program.all("license_ref")])
    for program in programs:
        _free(draft, program)
    for number, at in enumerate(root.all("citation_list/citation")):
        _reference(draft, at, number)
    funded: dict[str, str] = {}
    for program in programs:
        _funding(draft, program, funded)
    for at in root.all("contract_number"):
        if at.text:
            draft.record.funding.append(Grant(number=at.take(f"funding[{len(draft.record.funding)}].number")))
    related = Related(draft)
    for program in programs:
        for at in program.all("related_item/*"):
            if at.name.endswith("_work_relation"):
                _relation(draft, related, at)
    for at in root.all("crossmark/updates/update"):
        _update(draft, related, at)
    for at in root.all("crossmark/custom_metadata/assertion"):
        _assertion(draft, at)


def _links(draft: Draft) -> None:
    at = draft.root.one("doi_data/resource")
    own = doi_of(draft.root)
    if at.text and not (own and "doi.org/" in at.text.lower() and identifiers.doi(at.text) == own):
        draft.record.links.append(Link(at.take("links[0]")))
    else:
        at.use("identifiers[0]")


def _files(draft: Draft) -> None:
    """Full texts; an address for the plagiarism check, as a rule not public, stays in rest."""
    landing = draft.root.one("doi_data/resource").text
    files: dict[str, File] = {}
    order: dict[str, int] = {}
    for collection in draft.root.all("doi_data/collection"):
        kind = collection.attr("property")
        if rules()["collections"].get(kind.text or "unspecified") != "file":
            continue
        kind.use("files")
        for at in collection.all("item/resource"):
            version, media, url = at.attr("content_version"), at.attr("mime_type"), at.text
            at.use_all("links[0]" if url == landing else f"files[{order.setdefault(url, len(files))}]")
            if url in files:
                files[url].media_type = files[url].media_type or media.text
            elif url and url != landing:
                # the schema's default is the version of record
                files[url] = File(url=url, media_type=media.text, version=shared()["versions"].get(version.text or "vor", ""))
    draft.record.files = list(files.values())


def _licences(draft: Draft, found: list[Cursor]) -> None:
    """The licence of the version of record on the work, the others on the files that they are for."""
    stated = {at.attr("applies_to").text for at in found}
    of_the_work = "vor" if "vor" in stated else ""
    order: dict[str, int] = {}
    for at in found:
        applies, start = at.attr("applies_to"), at.attr("start_date")
        if not at.text:
            continue
        _licence(draft, at, applies, of_the_work, order)
        if (day := dates.parse(start.text)) and draft.record.issued and day[: len(draft.record.issued)] > draft.record.issued:
            start.keep()
    draft.record.licences = list(order)


def _licence(draft: Draft, at: Cursor, applies: Cursor, of_the_work: str, order: dict[str, int]) -> None:
    record, iri = draft.record, licences.canonical(at.text)
    if not iri:
        record.rights.append(Text(at.take(f"rights[{len(record.rights)}]")))
        return
    if applies.text == of_the_work:
        at.use(f"licences[{order.setdefault(iri, len(order))}]")
        applies.use("licences")
        return
    version = shared()["versions"].get(applies.text)
    for number, file in enumerate(record.files):
        if version and file.version == version and not file.licence:
            file.licence = at.take(f"files[{number}].licence") and iri
            applies.use(f"files[{number}].licence")


def _free(draft: Draft, program: Cursor) -> None:
    for at in program.all("free_to_read"):
        if not at.attr("end_date"):
            draft.record.access = "open"
            draft.mark("access", at)


def _reference(draft: Draft, at: Cursor, number: int) -> None:
    """A reference by its DOI, else by its words; the words of one with a DOI go to rest."""
    relations = draft.record.relations
    field = f"relations[{len(relations)}]"
    parts, serial = _words(at)
    unstructured = at.one("unstructured_citation").text
    words = unstructured or parts
    doi = at.one("doi")
    relation = Relation(kind="cites")
    if doi.text:
        found = doi.identify("doi", f"{field}.identifier")
        if found.scheme == "doi":
            relation.identifier = found
        words = words if relation.identifier else words or found.value
    if relation.identifier is None:
        if not words:
            return
        relation.text = words
        at.use(field)
        words = ""
    draft.mark(field, at)
    relations.append(relation)
    for left in (words, parts if unstructured else "", serial):
        if left:
            draft.keep(at, left)


def _words(at: Cursor) -> tuple[str, str]:
    """The parts of a reference in one line, and its ISSN and ISBN."""
    found: dict[str, list[str]] = {}
    for part in at:
        if part.text:
            found.setdefault(part.name, []).append(part.text)
    serial = ", ".join(f"{name.upper()} {value}" for name in ("issn", "isbn") for value in found.pop(name, ()))
    for name in ("doi", "unstructured_citation"):
        found.pop(name, None)
    known = [value for name in _PARTS for value in found.pop(name, ())]
    return ", ".join(known + [value for values in found.values() for value in values]), serial


def _funding(draft: Draft, program: Cursor, known: dict[str, str]) -> None:
    """One Grant for each grant number, or one for a funder without any; assertions stand in groups, or bare."""
    groups = [at for at in program.all("assertion") if at.attr("name").text == "fundgroup"]
    bare = [at for at in program.all("assertion") if at.attr("name").text != "fundgroup"]
    for group in groups:
        group.attr("name").use("funding")
        _grants(draft, group.all("assertion"), known)
    _grants(draft, bare, known)


def _grants(draft: Draft, assertions: list[Cursor], known: dict[str, str]) -> None:
    record, field = draft.record, f"funding[{len(draft.record.funding)}]"
    stated = "\n".join(f"{at.attr('name').text} {at.text}" for at in assertions)
    if stated in known:
        # the same group in the work and in its Crossmark data
        for at in assertions:
            at.use_all(known[stated])
        return
    known[stated] = field
    by_name: dict[str, list[Cursor]] = {}
    for at in [part for one in assertions for part in (one, *one.all("assertion"))]:
        by_name.setdefault(at.attr("name").text, []).append(at)
    for name in ("funder_name", "funder_identifier", "ror", "award_number", "funding_identifier"):
        for at in by_name.get(name, ()):
            at.attr("name").use(field)
    ids: list[Identifier] = []
    for scheme, name in (("funder", "funder_identifier"), ("ror", "ror")):
        for at in by_name.get(name, ()):
            if at.text:
                ids.append(at.identify(scheme, f"{field}.funder.identifiers[{len(ids)}]", value=_funder(at, scheme)))
    named = next((at for at in by_name.get("funder_name", ()) if _own(at)), Cursor(draft, None))
    name = _own(named) if named else ""
    named.use(f"{field}.funder")
    funder = organisation(name or ids[0].value, ids=ids) if name or ids else None
    numbers = [at for at in (*by_name.get("award_number", ()), *by_name.get("funding_identifier", ())) if at.text]
    grants = [Grant(funder, at.take(f"funding[{len(record.funding) + count}].number")) for count, at in enumerate(numbers)]
    for grant in grants or ([Grant(funder)] if funder is not None else []):
        draft.mark(f"funding[{len(record.funding)}]", named)
        record.funding.append(grant)


def _own(at: Cursor) -> str:
    """The name of a funder without the identifier that stands in it."""
    return " ".join(at.raw.split())


def _funder(at: Cursor, scheme: str) -> str:
    """The funder's DOI: some give its number only."""
    return f"10.13039/{at.text}" if scheme == "funder" and at.text.isdigit() else at.text


def _relation(draft: Draft, related: Related, at: Cursor) -> None:
    word, scheme = at.attr("relationship-type"), at.attr("identifier-type")
    kind = shared()["relations"].get(kebab(word.text))
    if kind is None:
        draft.complain("R224", at, field=at.keep(f"{word.text} {at.text}"), value=word.text)
        return
    if related.add(kind, at, scheme.text.lower()):
        for part in (word, scheme):
            part.use("relations")


def _update(draft: Draft, related: Related, at: Cursor) -> None:
    """What this work corrects or retracts."""
    word = at.attr("type")
    rule = shared()["updates"].get(word.text.lower().replace("-", "_"))
    if rule is None:
        draft.complain("R224", at, field=word.keep(), value=word.text)
        rule = {"to": "related"}
    if not related.add(rule["to"], at, "doi"):
        return
    word.use("relations")
    if "type" in rule:
        draft.record.type = rule["type"]
        draft.mark("type", word)


def _assertion(draft: Draft, at: Cursor) -> None:
    """Something the publisher states for people: a date of the work, else a row of rest."""
    name, label = at.attr("name"), at.attr("label")
    field = shared()["assertions"].get(name.text.lower())
    if field and not getattr(draft.record, field) and (found := dates.parse(at.text)):
        setattr(draft.record, field, found)
        at.use_all(field)
        return
    value = at.text or at.attr("href").text
    kept = at.keep(": ".join(filter(None, (label.text or name.text, value))))
    for part in (name, label):
        part.use(kept)


def answer(draft: Draft) -> bool:
    """The items of the answer, where this work is what was asked for; whether it is."""
    record, whole = draft.record, draft.whole
    if whole.name == "doi_record" and (changed := whole.attr("timestamp")).text:
        record.record_modified = dates.parse(changed.text)
        draft.mark("record_modified", changed)
    if whole.name != "query":
        return False
    asked = whole.one("doi")
    about_this = identifiers.doi(asked.text) == doi_of(draft.root)
    if about_this:
        asked.use("identifiers[0]")
    related = Related(draft)
    for at in whole.all("crm-item"):
        name = at.attr("name").text
        if name != "publisher-name" and (reason := rules()["crm"].get(name)):
            at.leave(reason)
        elif about_this:
            _item(draft, related, at, name)
    return about_this


def _item(draft: Draft, related: Related, at: Cursor, name: str) -> None:
    record = draft.record
    if name == "citedby-count" and (at.text.isdigit() and at.text.isascii()):
        record.metrics.append(Metric(value=at.number("metrics[0]"), source="Crossref"))
    elif name == "last-update":
        record.record_modified = at.date("record_modified")
    elif name == "relation":
        # which of the two works the claim is about differs from answer to answer, so its word stays in rest
        if (doi := identifiers.doi(at.text)) and Identifier("doi", doi) in related.named:
            at.use("relations")
        else:
            related.add("related", at, at.attr("type").text.lower())
