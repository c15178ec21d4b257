"""Related identifiers, related items and the container of DataCite metadata: the venue of a work, and its relations to others.

Design: what a work is published in (IsPublishedIn, IsPartOf with an ISSN or ISBN) is its journal, book or series, the first of each kind;
everything else is a relation, one for each other work and kind. The API's member container is made by DataCite from the related items,
the related identifiers and the series information, so what repeats them is only noted as used; it counts where nothing else is there.
Series information is prose: only "title, volume(issue), first-last" and "title; volume(issue):article" are taken apart.
"""

from __future__ import annotations

import re
from typing import Any

from kg.record import Container, Host, Identifier, Relation, Series, Text
from kg.sources import datacite_agents as agents
from kg.sources.datacite_work import Work, key, rules, serial
from kg.sources.tree import Cursor
from kg.values import pages

_SERIALS = frozenset({"issn", "eissn", "issn-l"})
_WHOLES = frozenset({"doi", "handle", "urn", "arxiv"})
_AROUND = frozenset({"IsPublishedIn", "IsPartOf"})
_SERIES = re.compile(
    r"(?P<title>[^,]{2,300}), (?P<volume>[0-9]{1,5})(?:\((?P<issue>[0-9]{1,5})\))?(?:, (?P<first>\w{1,9})[-–](?P<last>\w{1,9}))?"
)
_NUMBERED = re.compile(r"(?P<title>[^;]{2,300}); (?P<volume>[0-9]{1,5})(?:\((?P<issue>[0-9]{1,5})\))?:(?P<article>\w{1,20})")
#: types whose IsPartOf is the book or proceedings around them
_PARTS = frozenset({"chapter", "conference-paper"})
_HOSTS = {"Book": "book", "ConferenceProceeding": "proceedings", "Report": "report"}


def relations(work: Work) -> None:
    """The related identifiers as relations; ISSN and ISBN of what the work is published in go to the journal or book."""
    for item in work.items("relatedIdentifiers", "relatedIdentifier"):
        value = item.one("relatedIdentifier") or item
        if not work.said(value):
            continue
        work.around.add(value.text)
        type_, relation = item.attr("relatedIdentifierType"), item.attr("relationType")
        scheme = rules()["identifiers"].get(key(type_.text), "")
        if relation.text in _AROUND and of_venue(work, scheme, value):
            type_.use("container.identifiers[0]")
            relation.use("container.identifiers[0]")
            continue
        relate(work, value, type_, relation, item)


def of_venue(work: Work, scheme: str, value: Cursor) -> bool:
    """Whether the identifier is that of the journal or book around the work; then it is taken."""
    if scheme in _SERIALS and work.home["home"] == "container":
        container = work.container()
        _add(container.identifiers, serial(scheme, value, f"container.identifiers[{len(container.identifiers)}]"))
        return True
    book = scheme == "isbn" or (scheme in _WHOLES and work.record.type in _PARTS and work.record.host is None)
    if book and work.home["home"] == "host":
        host = work.host()
        _add(host.identifiers, serial(scheme, value, f"host.identifiers[{len(host.identifiers)}]"))
        return True
    return False


def _add(listed: list[Identifier], found: Identifier) -> None:
    if found not in listed:
        listed.append(found)


def relate(work: Work, value: Cursor, type_: Cursor, relation: Cursor, item: Cursor) -> None:
    """One relation, once; of an unknown kind it is a plain one and told. The record's own identifier is no other work and stays in rest."""
    record = work.record
    kind = rules()["relations"].get(relation.text, "")
    field = f"relations[{len(record.relations)}]"
    if not kind:
        kept = relation.keep()
        work.draft.complain("R283", relation or item, field=kept, value=relation.text or "nothing")
        kind = "related"
    elif kind != "related" or relation.text == "Other":
        relation.use(f"{field}.kind")
    found = work.identify(value, type_, f"{field}.identifier")
    if found is None:
        made = Relation(kind=kind, iri=value.take(f"{field}.iri"))
    elif found.scheme == "text":
        made = Relation(kind=kind, text=found.value)
    elif found in record.identifiers:
        value.keep()
        return
    elif relation.text in _AROUND and (place := known(work, found)):
        value.use(place)
        return
    else:
        made = Relation(kind=kind, identifier=found)
    if made not in record.relations:
        work.draft.mark(field, item)
        record.relations.append(made)


def known(work: Work, found: Identifier) -> str:
    """The field of the venue that has this identifier already; "" if none does."""
    record = work.record
    places = {"container": record.container, "host": record.host, **{f"series[{n}]": one for n, one in enumerate(record.series)}}
    return next((f"{name}.identifiers" for name, place in places.items() if place is not None and found in place.identifiers), "")


def related_items(work: Work) -> None:
    """What the work is published in becomes its journal, book or series; other related items become relations."""
    for item in work.items("relatedItems", "relatedItem"):
        work.around |= {one.text for name in ("titles/title", "titles", "volume", "issue", "number") for one in item.all(name)}
        work.around |= {one.text for one in (_identifier(item)[0], item.one("firstPage"), item.one("lastPage"))}
        relation = item.attr("relationType")
        if relation.text not in _AROUND or not _venue(work, item, relation):
            _other(work, item, relation)


def _identifier(item: Cursor) -> tuple[Cursor, Cursor]:
    """Value and type of the identifier of a related item."""
    at = item.one("relatedItemIdentifier")
    return at.one("relatedItemIdentifier") or at, at.attr("relatedItemIdentifierType") or item.one("relatedItemIdentifierType")


def _venue(work: Work, item: Cursor, relation: Cursor) -> bool:
    """Takes the journal, book or series around the work; False where there is one already."""
    record, type_ = work.record, item.attr("relatedItemType")
    place: Container | Host | Series
    if type_.text == "Journal" or (type_.text not in _HOSTS and work.home["home"] == "container"):
        if record.container is not None and record.container.titles:
            return False
        place, name = work.container(), "container"
    elif type_.text in _HOSTS:
        if record.host is not None and record.host.titles:
            return False
        place = host = work.host()
        name, host.type = "host", _HOSTS[type_.text]
        _people(work, item)
    else:
        name, place = f"series[{len(record.series)}]", Series()
        record.series.append(place)
    for cursor in (relation, type_):
        cursor.use(name)
    work.draft.mark(name, item)
    _title(work, item, place.titles, name)
    value, scheme = _identifier(item)
    if work.said(value) and (found := work.identify(value, scheme, f"{name}.identifiers[0]")) is not None:
        _add(place.identifiers, found)
    _numbering(work, item, name)
    return True


def _title(work: Work, item: Cursor, titles: list[Text], name: str) -> None:
    """The title with its subtitle."""
    found = [one for one in work.items("titles", "title", item) if work.said(one.one("title") or one)]
    main = next((one for one in found if not one.attr("titleType").text), None)
    if main is None:
        return
    full = (main.one("title") or main).take(f"{name}.titles[0]")
    lang = main.lang(f"{name}.titles[0].lang")
    for one in found:
        if one.attr("titleType").text == "Subtitle" and ": " + (one.one("title") or one).text not in full:
            full += ": " + (one.one("title") or one).take(f"{name}.titles[0]")
            one.attr("titleType").use(f"{name}.titles[0]")
            break
    titles.append(Text(full, lang))


def _people(work: Work, item: Cursor) -> None:
    """The authors and editors of the book."""
    host, row = work.host(), rules()["roles"]
    for many, one in (("creators", "creator"), ("contributors", "contributor")):
        for person in work.items(many, one, item):
            type_ = person.attr("contributorType")
            role = "author" if many == "creators" else row.get(type_.text, "contributor")
            agents.put(work, person, host.contributors, "host.contributors", role, type_ if many == "contributors" else None)


def _numbering(work: Work, item: Cursor, name: str) -> None:
    """Volume, issue, pages and number of the work in its venue; year and publisher of the venue where they are the work's own."""
    record = work.record
    for part in ("volume", "issue"):
        cursor = item.one(part)
        if work.said(cursor) and not getattr(record, part) and not name.startswith("series"):
            setattr(record, part, cursor.take(part))
    if name.startswith("series") and work.said(item.one("volume")):
        record.series[-1].number = item.one("volume").take(f"{name}.number")
    _pages(work, item)
    number = item.one("number")
    kind = item.one("number/@numberType", "numberType")
    field = rules()["numbers"].get(key(kind.text), "article_number" if name == "container" and not kind else "")
    if field and work.said(number) and not getattr(record, field):
        setattr(record, field, number.take(field))
        kind.use(field)
    if (year := item.one("publicationYear")).text and year.text == record.issued[:4]:
        year.use("issued")
    if record.publisher is not None and item.one("publisher").text == record.publisher.name:
        item.one("publisher").use("publisher")


def _pages(work: Work, item: Cursor) -> None:
    record, first, last = work.record, item.one("firstPage"), item.one("lastPage")
    if not work.said(first) or record.page_start or record.pages:
        return
    found = pages.parse(f"{first.text}-{last.text}" if work.said(last) else first.text)
    record.page_start, record.page_end, record.pages = found
    for cursor in (first, last):
        cursor.use("page_start" if found.start else "pages")


def _other(work: Work, item: Cursor, relation: Cursor) -> None:
    """A related item that is not around the work, by its identifier; without one by its words."""
    value, type_ = _identifier(item)
    if work.said(value):
        relate(work, value, type_, relation, item)
        return
    pieces = [(one.one("name", "creatorName") or one).text for one in work.items("creators", "creator", item)]
    pieces += [(one.one("title") or one).text for one in work.items("titles", "title", item)]
    pieces += [item.one(name).text for name in ("volume", "issue", "firstPage", "publisher", "publicationYear")]
    words, kind = ", ".join(filter(None, pieces)), rules()["relations"].get(relation.text, "")
    if not words or not kind:
        return
    field = f"relations[{len(work.record.relations)}]"
    item.use_all(field)
    work.record.relations.append(Relation(kind=kind, text=words))


def series_information(work: Work, at: Cursor, item: Cursor) -> bool:
    """Whether the prose about a series is understood: a repeated title, a title alone, or one of the two forms with numbers."""
    written, record = at.text, work.record
    titles = [text.value for place in (record.container, record.host, *record.series) if place is not None for text in place.titles]
    if key(written) in map(key, titles):
        at.use("container" if record.container is not None else "host" if record.host is not None else "series[0]")
        return True
    if titles:
        return False
    match = _SERIES.fullmatch(written) or _NUMBERED.fullmatch(written)
    if match is None and (len(written) > 120 or re.search(r"[0-9,;]", written)):
        return False
    found = {name: value or "" for name, value in match.groupdict().items()} if match else {}
    if work.home["home"] == "self" and (found.get("issue") or found.get("article")):
        # a series has no issues
        return False
    title, lang = match["title"] if match else written, item.lang("series")
    _place(work, title, lang, found, at)
    return True


def _place(work: Work, title: str, lang: str, found: dict[str, str], at: Cursor) -> None:
    """A title with volume, issue and pages as the venue that this type of work has."""
    record = work.record
    home = work.home["home"]
    name = home if home != "self" else f"series[{len(record.series)}]"
    place = work.container() if home == "container" else work.host() if home == "host" else Series(number=found.get("volume", ""))
    if isinstance(place, Series):
        record.series.append(place)
    else:
        record.volume, record.issue = record.volume or found.get("volume", ""), record.issue or found.get("issue", "")
    if not record.page_start and found.get("first"):
        written = f"{found['first']}-{found['last']}" if found["last"] else found["first"]
        record.page_start, record.page_end, record.pages = pages.parse(written)
    if found.get("article") and not record.article_number and home != "self":
        record.article_number = found["article"]
    place.titles.append(Text(title, lang))
    at.use(name)


def container(work: Work) -> None:
    """The API's member container: what repeats the record is used, and the rest only where nothing else tells the venue."""
    at, record = work.at.one("container"), work.record
    if not at or at.text:
        return
    known = " | ".join(work.around)
    parts = {name: at.one(name) for name in ("title", "volume", "issue", "number", "firstPage", "lastPage", "identifier")}
    told = work.around or record.container is not None or record.host is not None or record.series
    if not told and (parts["title"].text or parts["identifier"].text):
        _container(work, parts, at)
        return
    for cursor in parts.values():
        if cursor.text and (cursor.text in known):
            cursor.use("container" if record.container is not None else "host" if record.host is not None else "relations")


def _container(work: Work, parts: dict[str, Cursor], at: Cursor) -> None:
    found: dict[str, Any] = {
        "volume": parts["volume"].text, "issue": parts["issue"].text, "first": parts["firstPage"].text, "last": parts["lastPage"].text
    }  # fmt: skip
    record = work.record
    if parts["title"].text:
        _place(work, parts["title"].text, "", found, parts["title"])
        for name in ("volume", "firstPage", "lastPage", *(() if record.series else ("issue",))):
            parts[name].use("series[0]" if record.series else "container")
    if work.said(parts["identifier"]):
        place = record.container or record.host or (record.series[-1] if record.series else None)
        identifier = work.identify(parts["identifier"], at.one("identifierType"), "container.identifiers[0]")
        if place is not None and identifier is not None:
            _add(place.identifiers, identifier)
        elif identifier is not None and identifier.scheme != "text":
            record.relations.append(Relation(kind="part-of", identifier=identifier))
        elif identifier is None:
            record.relations.append(Relation(kind="part-of", iri=parts["identifier"].take("relations[0].iri")))
