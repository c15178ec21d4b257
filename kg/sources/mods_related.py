"""Related items and parts of a MODS record: the journal or book around it, series, other works, volume, issue and pages."""

from __future__ import annotations

from kg import resources
from kg.record import Contributor, Identifier, Relation, Series, Text
from kg.sources import catalogue, genres, mods_names, mods_origin, mods_titles
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers


def fill(draft: Draft) -> None:
    """Fills container or host, series, numbers and relations from the related items, and the numbers of the record's own part."""
    record = draft.record
    for part in draft.root.all("part"):
        _part(draft, part)
    for item in draft.root.all("relatedItem"):
        kind = item.attr("type").text
        if kind == "host":
            _host(draft, item)
        elif kind == "series":
            _series(draft, item)
        else:
            _relation(draft, item, kind)
    if record.type == "other" and record.container is None and record.host is None and (record.page_start and record.volume):
        draft.complain("R342", draft.root)


def _host(draft: Draft, item: Cursor) -> None:
    record = draft.record
    for part in item.all("part"):
        _part(draft, part)
    words = [genres.genre(one.text) for one in item.all("genre")]
    kind = next((word.about for word in words if word.about), "") or next(
        ("book" for word in words if word.type in ("book", "edited-book", "reference-book")), ""
    )
    issuance = item.one("originInfo/issuance").text.lower()
    kind = kind or {"continuing": "journal", "serial": "journal"}.get(issuance, "")
    where = "host" if kind in ("book", "proceedings") else "container"
    titles, short, known = list[Text](), list[Text](), set[str]()
    for info in item.all("titleInfo"):
        into, name = (short, "short") if info.attr("type").text == "abbreviated" else (titles, "titles")
        field = f"{where}.{name}[{len(into)}]"
        full, _, _ = mods_titles.title(info, field)
        if full and full not in known:
            known.add(full)
            into.append(Text(full, info.lang(f"{field}.lang")))
    around = catalogue.Around(titles or short, short if titles else [], _identifiers(draft, item, where), [], kind)
    numbered = bool(record.volume or record.issue)
    if catalogue.home(record, around, numbered=numbered) == "host":
        around = around._replace(contributors=_credited(draft, item))
    if not catalogue.settle(draft, around, item, numbered=numbered):
        catalogue.left(draft, around, item)
    for info in item.all("originInfo"):
        mods_origin.publisher(draft, info)
        for issued in info.all("dateIssued"):
            _same_date(draft, issued)
    for inner in item.all("relatedItem"):
        if inner.attr("type").text == "series":
            _series(draft, inner)


def _credited(draft: Draft, item: Cursor) -> list[Contributor]:
    found: list[Contributor] = []
    for one in item.all("name"):
        field = f"host.contributors[{len(found)}]"
        who = mods_names.agent(draft, one, f"{field}.agent")
        if who is not None:
            stated = mods_names.roles(one, field) or ["contributor"]
            found += [Contributor(who, "contributor" if role.startswith("=") else role) for role in stated]
    return found


def _identifiers(draft: Draft, item: Cursor, where: str) -> list[Identifier]:
    found: list[Identifier] = []
    table = resources.table("imports/mods")["identifiers"]
    for one in item.all("identifier"):
        scheme = table.get(one.attr("type").text.lower(), "")
        known = catalogue.of_form(one.text) if scheme in ("", "local") else None
        if one.attr("invalid").text != "yes" and (known or scheme) and one.text:
            catalogue.add(draft, one, known.scheme if known else scheme, into=found, field=f"{where}.identifiers")
    return found


def _same_date(draft: Draft, issued: Cursor) -> None:
    """The date of the journal's issue or the book is that of what stands in it."""
    if not draft.record.issued:
        catalogue.put_date(draft, "issued", issued)
    elif issued.text and draft.record.issued.startswith(issued.text):
        issued.use("issued")


def _series(draft: Draft, item: Cursor) -> None:
    record = draft.record
    field = f"series[{len(record.series)}]"
    infos = item.all("titleInfo")
    number = next((one for info in infos for one in info.all("partNumber")), None) or item.one("part/detail/number")
    written = number.text
    number.use(f"{field}.number")
    titles: list[Text] = []
    for info in infos:
        title, article = info.one("title").text, info.one("nonSort").text
        full, _, _ = mods_titles.title(info, f"{field}.titles[{len(titles)}]")
        if written and full.endswith(written):
            full = f"{article} {title}".strip()
        if full:
            titles.append(Text(full.rstrip(" ;:"), info.lang(f"{field}.titles[{len(titles)}].lang")))
    if titles:
        draft.mark(field, item)
        record.series.append(Series(titles, written, _identifiers(draft, item, field)))


def _relation(draft: Draft, item: Cursor, kind: str) -> None:
    record = draft.record
    table = resources.table("imports/mods")
    known = table["relations"].get(kind, "") or table["other_relations"].get(item.attr("otherType").text.lower(), "")
    field = f"relations[{len(record.relations)}]"
    relation = Relation(known or "related")
    addresses = [item.attr("xlink:href"), *item.all("location/url"), *item.all("identifier")]
    for at in addresses:
        scheme = table["identifiers"].get(at.attr("type").text.lower(), "") if at.name == "identifier" else ""
        found = identifiers.from_url(at.text) or catalogue.of_form(at.text)
        if relation.identifier is None and (found or scheme in ("doi", "isbn", "issn", "pmid", "pmcid", "arxiv", "handle", "urn")):
            relation.identifier = at.identify(found.scheme if found else scheme, f"{field}.identifier")
        elif not relation.iri and catalogue.is_address(at.text):
            relation.iri = at.take(f"{field}.iri")
    if relation.identifier is not None and relation.identifier.scheme == "text":
        relation.text, relation.identifier = relation.identifier.value, None
    leaves = [one for one in _leaves(item) if one.name not in ("identifier", "url")]
    words = ", ".join(one.text.strip(" ,;") for one in leaves)
    if relation.identifier is None and not relation.iri:
        relation.text = relation.text or words
        for one in leaves:
            one.use(f"{field}.text")
    if relation.identifier or relation.iri or relation.text:
        draft.mark(field, item)
        record.relations.append(relation)
        if known:
            item.attr("otherType").use(f"{field}.kind")


def _leaves(item: Cursor) -> list[Cursor]:
    """The elements without elements in it, but for those about the record and the codes."""
    found: list[Cursor] = []
    todo = list(item)
    while todo:
        one = todo.pop(0)
        inner = list(one)
        if one.name in ("recordInfo", "typeOfResource", "issuance", "genre") or one.attr("type").text == "code":
            continue
        if inner:
            todo = inner + todo
        elif one.text:
            found.append(one)
    return found


def _part(draft: Draft, part: Cursor) -> None:
    """Volume, issue, pages and date of a part; only the first of each counts, the others stay in rest."""
    record = draft.record
    table = resources.table("imports/mods")["details"]
    for detail in part.all("detail"):
        field = table.get(detail.attr("type").text.lower(), "")
        number = detail.one("number", "caption")
        if field == "pages":
            catalogue.add_pages(draft, number)
        elif field and number.text and not getattr(record, field):
            setattr(record, field, number.text)
            number.use(field)
            if number.name == "number":
                # "vol." and "no." before it
                detail.one("caption").use(field)
    for extent in part.all("extent"):
        if extent.attr("unit").text.lower().rstrip("s") not in ("", "page", "pp", "p"):
            continue
        start, end, listed, total = (extent.one(name) for name in ("start", "end", "list", "total"))
        span = f"{start.text}-{end.text}" if end.text else start.text
        if span and catalogue.add_pages(draft, start, span):
            end.use("page_end")
        elif listed.text:
            catalogue.add_pages(draft, listed)
        if total and not record.num_pages:
            record.num_pages = total.number("num_pages")
    for issued in part.all("date"):
        _same_date(draft, issued)
