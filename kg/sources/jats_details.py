"""Rights, funding, addresses and relations of JATS."""

from __future__ import annotations

from kg.record import Agent, File, Grant, Identifier, Link, Relation, Text
from kg.sources.jats_names import institution_ids
from kg.sources.jats_references import composed
from kg.sources.jats_text import aside, outer, rules, words
from kg.sources.json_draft import line, organisation
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, licences

_MEDIA = {"pdf": "application/pdf", "xml": "application/xml", "epub": "application/epub+zip", "html": "text/html"}


def details(draft: Draft, meta: Cursor) -> None:
    """Rights, funding, and the addresses of the article."""
    permissions = meta.one("permissions") or meta
    _copyright(draft, permissions)
    for at in permissions.all("license"):
        _licence(draft, at)
    draft.record.licences = list(dict.fromkeys(draft.record.licences))
    for at in [*permissions.all("free_to_read"), *permissions.all("license/free_to_read")]:
        if not at.attr("end_date"):
            draft.record.access = "open"
            draft.mark("access", at)
    for group in meta.all("funding-group"):
        for at in [*group.all("award-group"), *group.all("funding-source")]:
            _award(draft, at)
        for at in group.all("funding-statement"):
            if value := words(at):
                at.use(f"funding_text[{len(draft.record.funding_text)}]")
                draft.record.funding_text.append(Text(value, at.lang("funding_text") or draft.lang))
    _sponsors(draft, meta)
    for at in meta.all("self-uri"):
        _address(draft, at)
    for at in meta.all("custom-meta-group/custom-meta"):
        at.keep(": ".join(filter(None, (at.one("meta-name").text, at.one("meta-value").text))))


def _copyright(draft: Draft, at: Cursor) -> None:
    """The statement of copyright; year and holder make one where there is none."""
    record = draft.record
    stated = [one for one in at.all("copyright-statement") if one.text]
    year, holder = at.one("copyright-year"), at.one("copyright-holder")
    for one in stated:
        value = one.take(f"rights[{len(record.rights)}]")
        record.rights.append(Text(value, one.lang("rights")))
        for part in (year, holder):
            if part.text and part.text in value:
                part.use(f"rights[{len(record.rights) - 1}]")
    if not stated and year.text and holder.text:
        record.rights.append(Text(f"© {year.take('rights[0]')} {holder.take('rights[0]')}"))


def _licence(draft: Draft, at: Cursor) -> None:
    """The licence's address, from an attribute, an element or a link in its text; and its text."""
    record = draft.record
    field = f"licences[{len(record.licences)}]"
    links = [*at.all("license-p/ext-link/@xlink:href"), *at.all("p/ext-link/@xlink:href"), *at.all("license-p/uri/@xlink:href")]
    iri = ""
    for one in [at.attr("xlink:href"), *at.all("license_ref"), *at.all("license-p/license_ref")]:
        found = licences.canonical(one.text)
        if found:
            one.use(field)
            iri = iri or found
    for one in links:
        found = licences.canonical(one.text)
        if found.startswith("https://creativecommons.org/") and iri in ("", found):
            one.use(field)
            iri = iri or found
    if iri:
        record.licences.append(iri)
    kind = at.attr("license-type")
    if kind.text.lower() in rules()["open"]["words"]:
        kind.use("access")
        record.access = "open"
    for one in [*at.all("license-p"), *at.all("p")]:
        if value := words(one):
            one.use(f"rights[{len(record.rights)}]")
            record.rights.append(Text(value, at.lang("rights")))


def _award(draft: Draft, at: Cursor) -> None:
    """A grant for each number of an award and each of its funders."""
    record = draft.record
    field = f"funding[{len(record.funding)}]"
    sources = [at] if at.name == "funding-source" else [*at.all("funding-source"), *at.all("support-source")]
    funders: list[Agent | None] = [agent for one in sources if (agent := _funder(one, f"{field}.funder")) is not None]
    numbers = [value for one in [*at.all("award-id"), *at.all("support-id")] if (value := one.take(f"{field}.number"))]
    name = at.one("award-name").take(f"{field}.name")
    for one in at.all("principal-award-recipient"):
        one.keep(", ".join(" ".join(part.text for part in person) for person in one.all("name") or one.all("string-name")))
    for funder in funders or [None]:
        for number in numbers or [""]:
            if funder is not None or number or name:
                record.funding.append(Grant(funder, number, name))
                draft.mark(f"funding[{len(record.funding) - 1}]", at)


def _funder(at: Cursor, field: str) -> Agent | None:
    wraps = [*at.all("institution-wrap"), *([at] if at.one("institution-id") else [])]
    ids = institution_ids(wraps, field)
    name = line(at.markup(aside("names") | {"institution-id"}))
    href = at.attr("xlink:href")
    if not ids and identifiers.doi(href.text).startswith("10.13039/"):
        ids = [href.identify("funder", f"{field}.identifiers[0]")]
    if not name and not ids:
        return None
    at.use(field)
    return organisation(name or ids[0].value, ids=ids)


def _sponsors(draft: Draft, meta: Cursor) -> None:
    """Funding in NLM 2: a sponsor and a number that refers to it."""
    for kind in ("contract", "grant"):
        sponsors = {at.attr("id").text: at for at in meta.all(f"{kind}-sponsor") if at.text}
        named: set[str] = set()
        for at in meta.all(f"{kind}-num"):
            rid = at.attr("rid").text or (next(iter(sponsors)) if len(sponsors) == 1 else "")
            field = f"funding[{len(draft.record.funding)}]"
            sponsor = sponsors.get(rid)
            funder = organisation(sponsor.take(f"{field}.funder")) if sponsor is not None else None
            if at.text:
                draft.record.funding.append(Grant(funder, at.take(f"{field}.number")))
                named.add(rid)
        for rid, at in sponsors.items():
            if rid not in named:
                draft.record.funding.append(Grant(organisation(at.take(f"funding[{len(draft.record.funding)}].funder"))))


def _address(draft: Draft, at: Cursor) -> None:
    """An address of the article: a file where a media type says so, else its page; what is no full address stays in rest."""
    record, href, kind = draft.record, at.attr("xlink:href"), at.one("@content-type", "@mimetype")
    value = href.text or at.text
    if not value.lower().startswith(("http://", "https://")):
        return
    word = kind.text.lower().rpartition("/")[2]
    media = _MEDIA.get(word) or _MEDIA.get(value.lower().rpartition(".")[2], "")
    if media and media != "text/html":
        record.files.append(File(url=value, media_type=media))
        field = f"files[{len(record.files) - 1}]"
    else:
        record.links.append(Link(value))
        field = f"links[{len(record.links) - 1}]"
    for part in (at, href, kind):
        part.use(field)


def relations(draft: Draft, meta: Cursor) -> None:
    """Related articles and objects, the work that a review is about, and supplementary files with an identifier."""
    found = [(at, "related-article-type", "related") for at in [*meta.all("related-article"), *draft.root.all("related-article")]]
    found += [(at, "content-type", "related") for at in meta.all("related-object")]
    found += [(at, "product-type", "reviews") for at in meta.all("product")]
    found += [(at, "content-type", "supplemented-by") for at in meta.all("supplementary-material")]
    back = draft.root.one("back")
    for node in back.deep(("related-object", "supplementary-material")):
        found.append((node, "content-type", "related" if node.name == "related-object" else "supplemented-by"))
    known = {_key(one) for one in draft.record.relations}
    for at, attribute, usual in found:
        _relate(draft, at, at.attr(attribute), usual, known)


def _key(one: Relation) -> tuple[str, Identifier | None, str, str]:
    return one.kind, one.identifier, one.iri, one.text


def _relate(draft: Draft, at: Cursor, word: Cursor, usual: str, known: set[tuple[str, Identifier | None, str, str]]) -> None:
    record, field = draft.record, f"relations[{len(draft.record.relations)}]"
    kind = rules()["relations"].get(word.text.lower())
    relation = Relation(kind or usual)
    if not _name(at, relation, field):
        return
    if kind:
        word.use(field)
    if relation.identifier is not None and relation.identifier in record.identifiers:
        # the article itself
        at.keep(relation.identifier.value)
        return
    if relation.kind == "retracted-by":
        record.status = "retracted"
    if _key(relation) not in known:
        known.add(_key(relation))
        draft.mark(field, at)
        record.relations.append(relation)


def _name(at: Cursor, relation: Relation, field: str) -> bool:
    """Names the other work: by an identifier, by an address, or by the words of its element; false where nothing names it."""
    for one in [*at.all("object-id"), *at.all("pub-id"), *at.all("article-id")]:
        scheme = rules()["links"].get(one.attr("pub-id-type").text.lower())
        if scheme and one.text:
            return _identified(relation, one, scheme, field)
    for href, kind in (
        (at.attr("xlink:href"), at.attr("ext-link-type")),
        (at.attr("object-id"), at.attr("object-id-type")),
        (at.attr("document-id"), at.attr("document-id-type")),
        (at.attr("source-id"), at.attr("source-id-type")),
        (at.one("ext-link/@xlink:href"), at.one("ext-link/@ext-link-type")),
    ):
        if href.text and _address_of(href, kind, relation, field):
            return True
    if at.name in ("supplementary-material", "related-object"):
        # a file beside the article, or a name for people
        return False
    value = composed(at) if at.name == "product" else words(at)
    if identifiers.doi(value) and at.attr("ext-link-type").text == "doi":
        return _identified(relation, at, "doi", field)
    relation.text = value
    at.use(field)
    return bool(value)


def _identified(relation: Relation, at: Cursor, scheme: str, field: str) -> bool:
    """Names the work by an identifier; by its text where the identifier fails its check."""
    found = at.identify(scheme, f"{field}.identifier")
    if found.scheme == scheme:
        relation.identifier = found
    else:
        relation.text = at.text
    return True


def _address_of(href: Cursor, kind: Cursor, relation: Relation, field: str) -> bool:
    scheme = rules()["links"].get(kind.text.lower(), "")
    if not scheme and "doi.org/" in href.text.lower() and identifiers.doi(href.text):
        scheme = "doi"
    if scheme:
        _identified(relation, href, scheme, field)
    elif href.text.lower().startswith(("http://", "https://")):
        relation.iri = href.take(field)
    else:
        return False
    kind.use(field)
    return True


def parent(draft: Draft) -> list[Relation]:
    """What a part of an article is to it: a translation, a review, an answer, or just a part."""
    root = draft.root
    node = draft.top.parent
    while node is not None and node.name not in ("article", "sub-article", "response"):
        node = node.parent
    named = outer(draft, node).all("article-id") if node is not None else []
    own = next((one.text for one in named if one.attr("pub-id-type").text == "doi"), "")
    inside = rules()["inside"]
    kind = inside["types"].get(root.attr("article-type").text) or inside.get(root.name, "part-of")
    found = identifiers.doi(own)
    return [Relation(str(kind), Identifier("doi", found))] if found else []
