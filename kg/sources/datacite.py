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
from collections.abc import Mapping
from typing import Any

from kg.record import File, Identifier, Text
from kg.sources import datacite_agents as agents
from kg.sources import datacite_related as related
from kg.sources import datacite_text as texts
from kg.sources import datacite_web as web
from kg.sources.datacite_work import Work, first, key, rules
from kg.sources.json_draft import degree
from kg.sources.tree import Cursor, Draft
from kg.values import dates, identifiers

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def fill(draft: Draft, at: Cursor, media: Mapping[str, list[File]] | None = None) -> None:
    """Fills the record from the metadata at `at`; `media` are files by DOI. Issues: R281 to R288, R008, R009, those of identifiers."""
    work = Work(draft, at)
    _type(work)
    if found := at.one("language").language("languages[0]"):
        draft.lang = found
        draft.record.languages.append(found)
    _identifiers(work)
    texts.titles(work)
    _dates(work)
    agents.publisher(work)
    related.related_items(work)
    related.relations(work)
    texts.descriptions(work)
    related.container(work)
    agents.creators(work)
    agents.contributors(work)
    agents.funding(work)
    texts.subjects(work)
    texts.rights(work)
    web.extents(work)
    web.places(work)
    web.web(work, media or {})


def _type(work: Work) -> None:
    general = work.at.one(
        "types/resourceTypeGeneral", "types/resource-type-general", "resourceType/@resourceTypeGeneral", "resourceType/resourceTypeGeneral",
        "resource-type-general", "resourceTypeGeneral",
    )  # fmt: skip
    word = work.at.one("types/resourceType", "types/resource-type", "resourceType/resourceType", "resourceType", "resource-type")
    name, said = work.said(general), work.said(word)
    row: dict[str, Any] = rules()["types"].get(name, {})
    finer = rules()["words"].get(key(said), {})
    allowed = rules()["refined"].get(name if row else "", "")
    if not row:
        work.draft.complain("R282" if name else "R288", general or work.at, field="type", value=name)
        row = {"type": "other", "home": "self", "genre": bool(name)}
    general.use("type")
    if finer and (allowed == "*" or key(said) in allowed.split()):
        word.use("type")
        _put_type(work, finer, said, said if finer.get("genre") else "")
        return
    repeated = key(said) == key(name) or finer.get("type", "") == row["type"] or (row["type"] == "thesis" and degree(said)[0] != "thesis")
    if said:
        word.use("type" if repeated else "genre[0]")
    _put_type(work, row, said, "" if repeated else said, _CAMEL.sub(" ", name).lower() if row.get("genre") else "")


def _put_type(work: Work, row: dict[str, Any], said: str, word: str, general: str = "") -> None:
    """Type and variant of the row; `said` tells the degree of a thesis; `word` and `general` are the genre."""
    record = work.record
    work.home = row
    record.type, record.variant = row["type"], row.get("variant", "")
    if record.type.startswith("thesis") and said:
        found, record.degree_kind = degree(said)
        record.type = found if record.type == "thesis" else record.type
    record.genre = [Text(word)] if word else []
    record.genre += [Text(general, "en")] if general else []


def _identifiers(work: Work) -> None:
    draft, at, record = work.draft, work.at, work.record
    for own in (at.one("doi"), at.one("identifier/identifier", "identifier"), at.one("id"), draft.root.one("id")):
        value = work.said(own)
        if value and (own.name != "id" or identifiers.doi(value)):
            _own(work, own)
    for item in work.items("alternateIdentifiers", "alternateIdentifier") + at.all("identifiers"):
        written = item.one("alternateIdentifier", "identifier", "Identifier") or item
        if work.said(written):
            _alternate(work, written, first(item, "alternateIdentifierType", "identifierType"))
    if not any(one.scheme == "doi" for one in record.identifiers):
        draft.complain("R281", at, field="identifiers", label=at.one("titles/title").text or draft.label or "the record")


def _own(work: Work, own: Cursor) -> None:
    """The DOI; the other identifier that a record has in its place."""
    kind = own.attr("identifierType") or work.at.one("identifier/identifierType")
    scheme = rules()["identifiers"].get(key(kind.text), "doi") if own.name == "identifier" else "doi"
    if scheme == "address":
        _alternate(work, own, kind)
        return
    kind.use("identifiers[0]")
    found = own.identify(scheme, f"identifiers[{len(work.record.identifiers)}]")
    if found not in work.record.identifiers:
        work.record.identifiers.append(found)


def _alternate(work: Work, value: Cursor, kind: Cursor) -> None:
    """Another identifier of the work; an ISSN is that of its journal, and stays in rest where that is a book."""
    listed = work.record.identifiers
    scheme = rules()["identifiers"].get(key(kind.text), "")
    if scheme in ("issn", "eissn", "issn-l") and work.home["home"] != "self":
        kind.use("container.identifiers")
        if work.home["home"] == "container":
            related.of_venue(work, scheme, value)
        else:
            value.keep()
        return
    found = work.identify(value, kind, f"identifiers[{len(listed)}]")
    if found is None and _WEB.fullmatch(value.text):
        work.link(value)
        return
    if found is None:
        value.use("identifiers")
        found = Identifier("text", value.text)
    if found not in listed:
        listed.append(found)


def _dates(work: Work) -> None:
    record, found = work.record, _dated(work)
    for name, rule in rules()["dates"].items():
        if name in found:
            days = [date for date, _ in found[name]]
            chosen = days[0] if rule["pick"] == "first" else max(days) if rule["pick"] == "latest" else min(days)
            setattr(record, rule["field"], chosen)
    _issued(work)
    if record.online and record.online[: len(record.issued)] > record.issued[: len(record.online)]:
        # later than the publication it is the end of an embargo
        record.online = ""
    for name, rule in rules()["dates"].items():
        for date, value in found.get(name, ()):
            if date == getattr(record, rule["field"]):
                value.use(rule["field"])
            else:
                value.keep()


def _dated(work: Work) -> dict[str, list[tuple[str, Cursor]]]:
    """The dates by type, for which there is a field; ranges stay in rest, what is no date is told."""
    found: dict[str, list[tuple[str, Cursor]]] = {}
    for item in work.items("dates", "date"):
        value, kind = item.one("date") or item, item.attr("dateType")
        rule, written = rules()["dates"].get(kind.text), work.said(value)
        date = dates.parse(written)
        if rule is None or not written or ("/" in written and not date):
            continue
        kind.use(rule["field"])
        if date:
            found.setdefault(kind.text, []).append((date, value))
        else:
            value.date(rule["field"])
    return found


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
