"""DataCite metadata, kernel 2.0 to 4.7, in XML and in JSON, to Records: the filling code that both readers share.

Design: `fill` carries one <resource> or one object with its members into a Record, one small function per group of fields; names and their
two forms are the business of datacite_work. Tables (types, words, roles, relations, schemes, what is left out and why) are
vocab/imports/datacite.toml. `issued` is the date Issued, else the year of publication, else Available; a range is no date and stays
in rest. Words that say that nothing is known (":unav") are never published.
Sources: DataCite Metadata Schema documentation 2.2 to 4.7, https://datacite-metadata-schema.readthedocs.io/ and
https://schema.datacite.org/meta/ (schemas); REST API, https://support.datacite.org/docs/api.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from kg.record import Concept, File, Identifier, Metric, Relation, Text
from kg.sources import datacite_agents as agents
from kg.sources import datacite_related as related
from kg.sources.datacite_work import Work, first, key, rules
from kg.sources.json_draft import degree
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers, licences, text

_PAGES = re.compile(r"([0-9]{1,5})\s*(?:p|pp|pages?|S|Seiten)\.?", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def fill(draft: Draft, at: Cursor) -> Work:
    """Fills the record from the metadata at `at`. Issues: R281 to R287, R008, R009, and those of identifiers."""
    work = Work(draft, at)
    _type(work)
    if found := at.one("language").language("languages[0]"):
        draft.lang = found
        draft.record.languages.append(found)
    _identifiers(work)
    _titles(work)
    _dates(work)
    agents.publisher(work)
    related.related_items(work)
    related.relations(work)
    _descriptions(work)
    related.container(work)
    agents.creators(work)
    agents.contributors(work)
    agents.funding(work)
    _subjects(work)
    _rights(work)
    _extents(work)
    _places(work)
    _web(work)
    return work


def _type(work: Work) -> None:
    record = work.record
    general = work.at.one(
        "types/resourceTypeGeneral", "types/resource-type-general", "resourceType/@resourceTypeGeneral", "resourceType/resourceTypeGeneral",
        "resource-type-general", "resourceTypeGeneral",
    )  # fmt: skip
    word = work.at.one("types/resourceType", "types/resource-type", "resourceType/resourceType", "resourceType", "resource-type")
    name, said = work.said(general), work.said(word)
    row: dict[str, Any] = rules()["types"].get(name, {})
    finer = rules()["words"].get(key(said), {})
    allowed = rules()["refined"].get(name if row else "", "")
    if finer and (allowed == "*" or key(said) in allowed.split()):
        word.use("type")
        general.use("type")
        work.home = finer
        if finer["type"].startswith("thesis"):
            record.degree_kind = degree(said)[1]
        _put_type(work, finer, said if finer.get("genre") else "", "")
        return
    if not row:
        work.draft.complain("R282" if name else "R288", general or work.at, field="type", value=name)
        row = {"type": "other", "home": "self", "genre": bool(name)}
    general.use("type")
    work.home = row
    if row["type"] == "thesis" and said:
        record.degree_kind = degree(said)[1]
        row = {**row, "type": degree(said)[0]}
    repeated = key(said) == key(name) or finer.get("type", "") == row["type"] or row["type"].startswith("thesis-")
    if said:
        word.use("type" if repeated else "genre[0]")
    _put_type(work, row, "" if repeated else said, _CAMEL.sub(" ", name).lower() if row.get("genre") else "")


def _put_type(work: Work, row: dict[str, Any], said: str, general: str) -> None:
    record = work.record
    record.type, record.variant = row["type"], row.get("variant", "")
    record.genre = [Text(said)] if said else []
    if general:
        record.genre.append(Text(general, "en"))


def _identifiers(work: Work) -> None:
    draft, at, record = work.draft, work.at, work.record
    for own in (at.one("doi"), at.one("identifier/identifier", "identifier"), at.one("id"), draft.root.one("id")):
        value = work.said(own)
        plain = own.name == "id" and not identifiers.doi(value)
        if not value or plain:
            continue
        kind = own.attr("identifierType") or at.one("identifier/identifierType")
        scheme = rules()["identifiers"].get(key(kind.text), "doi") if own.name == "identifier" else "doi"
        if scheme == "address":
            _alternate(work, own, kind)
            continue
        kind.use("identifiers[0]")
        found = own.identify(scheme, f"identifiers[{len(record.identifiers)}]")
        if found not in record.identifiers:
            record.identifiers.append(found)
    for many, one in (("alternateIdentifiers", "alternateIdentifier"), ("identifiers", "identifier_")):
        for item in work.items(many, one):
            written = item.one("alternateIdentifier", "identifier") or item
            if work.said(written):
                _alternate(work, written, first(item, "alternateIdentifierType", "identifierType"))
    if not any(one.scheme == "doi" for one in record.identifiers):
        draft.complain("R281", at, field="identifiers", label=at.one("titles/title").text or draft.label or "the record")


def _alternate(work: Work, value: Cursor, kind: Cursor) -> None:
    """Another identifier of the work; an ISSN of an article is that of its journal."""
    scheme = rules()["identifiers"].get(key(kind.text), "")
    if scheme in ("issn", "eissn", "issn-l") and work.home["home"] in ("container", "host"):
        kind.use("container.identifiers")
        if work.home["home"] == "host":
            value.keep()
            return
        container = work.container()
        found = value.identify("issn", f"container.identifiers[{len(container.identifiers)}]")
        if found not in container.identifiers:
            container.identifiers.append(found)
        return
    found_ = work.identify(value, kind, f"identifiers[{len(work.record.identifiers)}]")
    if found_ is None:
        kind.use("links")
        if _WEB.fullmatch(value.text):
            work.link(value)
        else:
            value.use("identifiers")
            work.record.identifiers.append(Identifier("text", value.text))
    elif found_ not in work.record.identifiers:
        work.record.identifiers.append(found_)


def _titles(work: Work) -> None:
    record = work.record
    found = [(one, one.one("title") or one) for one in work.items("titles", "title")]
    found = [(one, value) for one, value in found if work.said(value)]
    kinds = {id(one): one.attr("titleType") for one, _ in found}
    main = [pair for pair in found if not kinds[id(pair[0])].text] or [pair for pair in found if kinds[id(pair[0])].text != "Subtitle"][:1]
    subtitles = [pair for pair in found if kinds[id(pair[0])].text == "Subtitle"]
    for one, value in main:
        kinds[id(one)].use("titles")
        lang = one.lang("titles") or work.draft.lang
        if any(known.lang == lang for known in record.titles):
            _other_title(work, value, lang)
            continue
        title = _taken(work, value, f"titles[{len(record.titles)}]")
        for pair in subtitles:
            if (pair[0].one("@xml:lang", "lang").text or "") in (one.one("@xml:lang", "lang").text, ""):
                subtitles.remove(pair)
                title = _with_subtitle(work, title, pair, lang)
                break
        record.titles.append(Text(title, lang))
    for one, value in found:
        if (one, value) not in main and ((one, value) in subtitles or kinds[id(one)].text != "Subtitle"):
            kinds[id(one)].use("other_titles")
            _other_title(work, value, one.lang("other_titles"))


def _taken(work: Work, value: Cursor, field: str) -> str:
    value.use(field)
    return " ".join(work.words(value).split())


def _other_title(work: Work, value: Cursor, lang: str) -> None:
    record = work.record
    made = Text(_taken(work, value, f"other_titles[{len(record.other_titles)}]"), lang)
    if made not in record.other_titles and made not in record.titles:
        record.other_titles.append(made)


def _with_subtitle(work: Work, title: str, pair: tuple[Cursor, Cursor], lang: str) -> str:
    """The full title; the subtitle is put after the title unless it ends with it."""
    record, (item, value) = work.record, pair
    item.attr("titleType").use("subtitles")
    item.lang("subtitles")
    subtitle = _taken(work, value, f"subtitles[{len(record.subtitles)}]")
    record.subtitles.append(Text(subtitle, lang))
    if title.casefold().endswith(subtitle.casefold()):
        return title
    if record.short_title is None:
        record.short_title = Text(title, lang)
    return f"{title}{' ' if title[-1] in ':?!.' else ': '}{subtitle}"


def _descriptions(work: Work) -> None:
    for item in work.items("descriptions", "description"):
        value, kind = item.one("description") or item, item.attr("descriptionType")
        if not work.said(value):
            continue
        field = rules()["descriptions"].get(kind.text, "notes")
        if field == "series":
            work.around.add(value.text)
            if related.series_information(work, value, item):
                kind.use("series")
                continue
            field = "notes"
        listed: list[Text] = getattr(work.record, field)
        at = f"{field}[{len(listed)}]"
        if field != "notes" or kind.text == "Other":
            kind.use(at)
        value.use(at)
        made = Text(work.words(value), item.lang(f"{at}.lang"))
        if made not in listed:
            listed.append(made)


def _dates(work: Work) -> None:
    record = work.record
    found: dict[str, list[tuple[str, Cursor, Cursor]]] = {}
    for item in work.items("dates", "date"):
        value, kind = item.one("date") or item, item.attr("dateType")
        rule = rules()["dates"].get(kind.text)
        written = work.said(value)
        if rule is None or not written or ("/" in written and not dates.parse(written)):
            continue
        if date := value.date(rule["field"]):
            found.setdefault(kind.text, []).append((date, value, kind))
        else:
            kind.use(rule["field"])
    for name, rule in rules()["dates"].items():
        if name in found:
            days = [date for date, _, _ in found[name]]
            chosen = days[0] if rule["pick"] == "first" else max(days) if rule["pick"] == "latest" else min(days)
            setattr(record, rule["field"], chosen)
            for date, value, kind in found[name]:
                kind.use(rule["field"])
                if date != chosen:
                    value.keep()
    _issued(work)
    if record.online and record.issued and record.online[: len(record.issued)] > record.issued[: len(record.online)]:
        # later than the publication it is the end of an embargo
        (late,) = [value for date, value, _ in found["Available"] if date == record.online][:1]
        late.keep()
        record.online = ""


def _issued(work: Work) -> None:
    """The year of publication, where no date Issued is given; one that contradicts it is told."""
    record, year = work.record, work.at.one("publicationYear", "publication-year", "date-published", "published")
    written = work.said(year)
    if record.issued:
        if written == record.issued[:4]:
            year.use("issued")
        elif written and year.name != "published":
            work.draft.complain("R285", year, field=year.keep(), value=written, issued=record.issued)
        return
    record.issued = year.date("issued") if written else record.online


def _subjects(work: Work) -> None:
    record = work.record
    found: list[tuple[Concept, Cursor]] = []
    for item in work.items("subjects", "subject"):
        value = item.one("subject") or item
        if not work.said(value):
            continue
        scheme, iri, code = item.attr("subjectScheme"), first(item, "valueURI", "valueUri"), item.attr("classificationCode")
        lang = item.lang("keywords")
        if not scheme.text and not _WEB.fullmatch(iri.text):
            # one keyword each is the rule; semicolons between several are a habit
            for word in value.take(f"keywords[{len(record.keywords)}]").split(";"):
                if (made := Text(word.strip(), lang)).value and made not in record.keywords:
                    record.keywords.append(made)
            continue
        field = f"concepts[{len(record.concepts)}]"
        concept = Concept(
            scheme=rules()["subjects"].get(key(scheme.text), scheme.text) or first(item, "schemeURI", "schemeUri").text or "subject",
            label=Text(value.take(f"{field}.label"), lang),
            iri=_concept_iri(iri, first(item, "schemeURI", "schemeUri").text, field),
            notation=code.take(f"{field}.notation"),
        )
        scheme.use(f"{field}.scheme")
        if not any(known == concept or (known.scheme, known.label) == (concept.scheme, concept.label) for known in record.concepts):
            found.append((concept, iri))
            record.concepts.append(concept)
    # an address that stands for several subjects of one language is that of their scheme
    labels = Counter((concept.iri, concept.label.lang) for concept, _ in found)
    several = {iri for (iri, _), count in labels.items() if count > 1}
    for concept, iri in found:
        if concept.iri and concept.iri in several:
            concept.iri = ""
            iri.keep()


def _concept_iri(iri: Cursor, scheme: str, field: str) -> str:
    """The address of the concept itself; not that of its scheme or of a document about it."""
    value = iri.text
    if not _WEB.fullmatch(value) or value.rstrip("/") == scheme.rstrip("/") or value.casefold().endswith((".pdf", ".html")):
        return ""
    return iri.take(f"{field}.iri")


def _rights(work: Work) -> None:
    record, table = work.record, rules()["access"]
    for item in work.items("rightsList", "rights"):
        words, uri, name = item.one("rights") or item, first(item, "rightsURI", "rightsUri"), item.attr("rightsIdentifier")
        if words.name == "rightsList" and not words.text:
            words = item.one("rights")
        access = table.get(uri.text.casefold().rstrip("/"), "") or table.get(words.text.casefold(), "")
        if access:
            record.access = record.access or access
        for cursor in (uri, words):
            if cursor.text.casefold().rstrip("/") in table:
                cursor.use("access")
                item.lang("access")
        licence = licences.canonical(uri.text) if uri.text.casefold().rstrip("/") not in table else ""
        licence = licence or licences.canonical(name.text)
        field = f"licences[{len(record.licences)}]"
        if licence:
            uri.use(field)
            name.use(field)
            if licence not in record.licences:
                record.licences.append(licence)
        if not work.said(words) or words.text.casefold() in table:
            continue
        _statement(work, item, words, licence)


def _statement(work: Work, item: Cursor, words: Cursor, licence: str) -> None:
    """Words about rights: a licence where they name one and no address does, else prose."""
    record = work.record
    named = licences.canonical(words.text)
    if named and (not licence or named == licence):
        words.use(f"licences[{len(record.licences)}]")
        item.lang("licences")
        if named not in record.licences:
            record.licences.append(named)
        return
    made = Text(words.take(f"rights[{len(record.rights)}]"), item.lang("rights"))
    if made not in record.rights:
        record.rights.append(made)


def _extents(work: Work) -> None:
    """Version, format and number of pages; sizes in bytes and several formats have no field, where nothing tells of which file they are."""
    record, at = work.record, work.at
    if work.said(at.one("version")):
        record.version = at.one("version").take("version")
    formats = [item for item in work.items("formats", "format") if work.said(item)]
    if len({item.text for item in formats}) == 1:
        record.medium = formats[0].text
        for item in formats:
            item.use("medium")
    for item in work.items("sizes", "size"):
        match = _PAGES.fullmatch(item.text)
        if match and not record.num_pages and int(match[1]):
            record.num_pages = int(match[1])
            item.use("num_pages")


def _places(work: Work) -> None:
    """Places have no field: each is kept as one line."""
    for item in work.items("geoLocations", "geoLocation"):
        pieces = [f"{part.name.removeprefix('geoLocation').casefold()} {_numbers(part)}" for part in item if _numbers(part)]
        if words := text.tidy("; ".join(pieces)):
            item.use_all(item.keep(words))


def _numbers(part: Cursor) -> str:
    """The text in it and in all that is in it."""
    found, todo = [], [part]
    while todo:
        cursor = todo.pop()
        inside = list(cursor)
        todo += reversed(inside)
        if not inside and cursor.text:
            found.append(cursor.text)
        elif inside and cursor.raw.strip():
            found.append(text.tidy(cursor.raw))
    return " ".join(found)


def _web(work: Work) -> None:
    """What only the API has: the landing page, the files, the citation count, the links it found, and the state of the DOI."""
    draft, at, record = work.draft, work.at, work.record
    if _WEB.fullmatch(at.one("url").text):
        work.link(at.one("url"))
    files = [(one, Cursor(draft, None)) for one in at.all("contentUrl")]
    media = [one for one in draft.whole.all("included") if one.one("type").text == "media"]
    files += [(one.one("attributes/url"), one.one("attributes/mediaType")) for one in media]
    for url, kind in files:
        if not url.text:
            continue
        known = next((n for n, one in enumerate(record.files) if one.url == url.text), len(record.files))
        if known == len(record.files):
            record.files.append(File(url=url.text))
        url.use(f"files[{known}].url")
        record.files[known].media_type = record.files[known].media_type or kind.take(f"files[{known}].media_type")
    count = at.one("citationCount")
    if count.text.isdigit():
        record.metrics.append(Metric(value=count.number("metrics[0].value"), source="DataCite"))
    record.record_modified = at.one("updated").date("record_modified") if at.one("updated") else ""
    _relationships(work)
    state, active = at.one("state"), at.one("isActive")
    if state.text not in ("", "findable"):
        draft.complain("R286", state, field=state.keep(), value=state.text)
    if active.text == "false":
        draft.complain("R287", active, field=active.keep())


def _relationships(work: Work) -> None:
    """Links to other DOIs that the API found, where the record's own relations do not have them."""
    record = work.record
    own = next((one.value for one in record.identifiers if one.scheme == "doi"), "")
    if work.at.name == "attributes" and own:
        record.derived_from.append("https://api.datacite.org/dois/" + identifiers.esc(own).replace("/", "%2F"))
        work.draft.mark("derived_from[0]", work.at.one("doi"))
    for name, kind in rules()["relationships"].items():
        for item in work.draft.root.all(f"relationships/{name}/data/id"):
            doi = identifiers.doi(item.text)
            if not doi or doi == own:
                continue
            if place := related.known(work, Identifier("doi", doi)):
                item.use(place)
                continue
            known = next((n for n, one in enumerate(record.relations) if one.identifier == Identifier("doi", doi)), len(record.relations))
            item.use(f"relations[{known}]")
            if known == len(record.relations):
                record.relations.append(Relation(kind=kind, identifier=Identifier("doi", doi)))
