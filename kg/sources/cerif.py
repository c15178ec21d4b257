"""OpenAIRE CERIF records of research information systems: publications, products and patents to Records.

Design: people, organisations, projects and events are read where they are nested in a work; served by themselves they are told as no works
(R358). The journal or book around a publication is PublishedIn or PartOf; its type says which. Dates of a patent: approval is the grant.
Source: OpenAIRE Guidelines for CRIS Managers 1.1 and 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.record import Agent, Concept, Contributor, Event, File, Grant, Identifier, Reading, Relation, Text
from kg.sources import catalogue, genres
from kg.sources.once import Growing
from kg.sources.tree import Cursor, Draft, read_xml
from kg.syntax import xml_kinds
from kg.values import identifiers, licences, names

FORMAT = "cerif"
SPACES = ("https://www.openaire.eu/cerif-profile/", "urn:xmlns:org.eurocris.cerif")
_WORKS = ("Publication", "Product", "Patent")


def rules() -> dict[str, Any]:
    """The import table of CERIF."""
    return resources.table("imports/cerif")


def detect(head: str, name: str) -> int:
    """How surely this is OpenAIRE CERIF XML (see SOURCES)."""
    found = xml_kinds.kind(head)
    own = any(space.startswith(SPACES[0]) for space in found.spaces)
    return 90 if own and found.root in (*_WORKS, *rules()["others"], "CERIF") else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each outermost entity. Issues: R001 to R003, R005, R007 to R009, R016 to R018, R340, R358, I001 to I006."""
    yield from read_xml(data, fill, FORMAT, names=entry_names(), trace=trace, encoding=encoding)


def entry_names() -> tuple[str, ...]:
    """The elements that are entries: works, and what else there is."""
    return *_WORKS, *rules()["others"]


def fill(draft: Draft) -> None:
    """Fills the draft from a Publication, Product or Patent."""
    root = draft.root
    if kind := rules()["others"].get(root.name):
        draft.refuse("R358", kind=kind)
        return
    if not any(one.text or list(one) for one in root):
        draft.refuse("R341")
        return
    _what(draft)
    _titles(draft)
    for name, role in rules()["people"].items():
        for one in root.all(f"{name}/*"):
            _credited(draft, one, role, draft.record.contributors, "contributors")
    _numbers(draft)
    _around(draft)
    _texts(draft)
    _events(draft)
    _funding(draft)
    _related(draft)
    _rights(draft)


def _what(draft: Draft) -> None:
    record, root = draft.record, draft.root
    genres.choose(draft, root.all("Type"))
    if record.type == "other" and root.name == "Patent":
        record.type = "patent"
    elif record.type == "other" and root.name == "Product" and not record.genre:
        record.type = "dataset"
    for one in root.all("Language"):
        if tag := one.language(f"languages[{len(record.languages)}]"):
            record.languages.append(tag)
    draft.lang = record.languages[0] if len(record.languages) == 1 else ""
    for one in root.all("PublicationDate"):
        catalogue.put_date(draft, "issued", one)
    for name, field in (("ApprovalDate", "issued"), ("RegistrationDate", "submitted")):
        for one in root.all(name):
            catalogue.put_date(draft, field, one)


def _titles(draft: Draft) -> None:
    record = draft.record
    for name in ("Title", "Name"):
        for one in draft.root.all(name):
            catalogue.add_title(draft, one, Text(one.text, one.lang(f"titles[{len(record.titles)}].lang") or draft.lang))
    subtitles = draft.root.all("Subtitle")
    if len(record.titles) == 1 and len(subtitles) == 1 and subtitles[0].text:
        main, sub = record.titles[0], subtitles[0].take("subtitles[0]")
        subtitles[0].lang("subtitles[0].lang")
        record.short_title, record.subtitles = main, [Text(sub, main.lang)]
        record.titles[0] = Text(f"{main.value}{' ' if main.value[-1] in ':?!.' else ': '}{sub}", main.lang)
    for one in draft.root.all("VersionInfo"):
        if not record.version:
            record.version = one.take("version")


# ---- agents ----


def _credited(draft: Draft, one: Cursor, role: str, into: list[Contributor], field: str) -> None:
    at = f"{field}[{len(into)}]"
    who = _agent(draft, one, f"{at}.agent")
    if who is None:
        return
    where = Growing[Agent]()
    for place in one.all("Affiliation/OrgUnit"):
        found = _organisation(draft, place, f"{at}.affiliations[{len(where)}]")
        if found is not None and found not in where:
            where.append(found)
    draft.mark(at, one)
    into.append(Contributor(agent=who, role=role, affiliations=where))


def _agent(draft: Draft, one: Cursor, field: str) -> Agent | None:
    person = one.one("Person")
    family, given, other = (person.one(f"PersonName/{name}") for name in ("FamilyNames", "FirstNames", "OtherNames"))
    if family.text or given.text:
        who = names.person(family=family.text, given=" ".join(filter(None, (given.text, other.text))))
        for part in (family, given, other):
            part.use(field)
        who.identifiers = _ids(draft, person, field)
        return who
    if one.one("OrgUnit"):
        return _organisation(draft, one.one("OrgUnit"), field)
    shown = one.one("DisplayName")
    return catalogue.agent(shown.take(field), "") if shown.text else None


def _organisation(draft: Draft, unit: Cursor, field: str) -> Agent | None:
    name = unit.one("Name", "Acronym")
    if not name.text:
        return None
    found = names.organisation(name.take(field))
    name.lang(field)
    found.identifiers = _ids(draft, unit, field)
    return found


def _ids(draft: Draft, at: Cursor, field: str) -> list[Identifier]:
    found: list[Identifier] = []
    for name, scheme in rules()["agents"].items():
        for one in at.all(name):
            catalogue.add(draft, one, scheme, into=found, field=f"{field}.identifiers")
    for one in at.all("Identifier"):
        scheme = rules()["agents"].get(one.attr("type").text.rpartition("#")[2], "")
        if scheme:
            catalogue.add(draft, one, scheme, into=found, field=f"{field}.identifiers")
            one.attr("type").use(f"{field}.identifiers")
    return found


# ---- numbers and where it stands ----


def _numbers(draft: Draft) -> None:
    record, root = draft.record, draft.root
    for name, scheme in rules()["identifiers"].items():
        for one in root.all(name):
            catalogue.add(draft, one, scheme)
    for one in root.all("URL"):
        known = identifiers.from_url(one.text)
        if known is not None and known in record.identifiers:
            one.use("identifiers")
        else:
            catalogue.add_link(draft, one)
    for name, field in (("Volume", "volume"), ("Issue", "issue"), ("Number", "number"), ("PatentNumber", "number"), ("Edition", "edition"),
                        ("StartPage", "page_start"), ("EndPage", "page_end"), ("CountryCode", "country")):  # fmt: skip
        one = root.one(name)
        if one.text and not getattr(record, field):
            setattr(record, field, one.take(field))
    record.page_end = record.page_end or record.page_start
    for publisher in (*root.all("Publishers/Publisher"), *root.all("Issuer")):
        found = _agent(draft, publisher, "publisher")
        if found is not None and record.publisher is None:
            record.publisher = found


def _around(draft: Draft) -> None:
    record = draft.record
    for path in ("PublishedIn/Publication", "PartOf/Publication"):
        for one in draft.root.all(path):
            kind = genres.genre(one.one("Type").text)
            about = kind.about or {"book": "book", "edited-book": "book", "proceedings": "proceedings"}.get(kind.type, "")
            where = "container" if about in ("journal", "magazine", "newspaper") else "host"
            found: list[Identifier] = []
            for name, scheme in (*rules()["identifiers"].items(), ("ISSN", "issn")):
                for number in one.all(name):
                    catalogue.add(draft, number, scheme, into=found, field=f"{where}.identifiers")
            title = _titled(one, f"{where}.titles[0]")
            around = catalogue.Around([title] if title.value else [], [], found, [], about)
            if catalogue.home(record, around, numbered=bool(record.volume)) == "host":
                for editor in one.all("Editors/Editor"):
                    _credited(draft, editor, "editor", around.contributors, "host.contributors")
            if not catalogue.settle(draft, around, one, numbered=bool(record.volume)):
                catalogue.left(draft, around, one)
            for publisher in one.all("Publishers/Publisher"):
                if record.publisher is None:
                    record.publisher = _agent(draft, publisher, "publisher")
            for dated in one.all("PublicationDate"):
                catalogue.put_date(draft, "issued", dated)
    for one in draft.root.all("ISSN"):
        scheme = "eissn" if one.attr("medium").text.endswith("#Online") else "issn"
        if record.container is not None:
            catalogue.add(draft, one, scheme, into=record.container.identifiers, field="container.identifiers")
        elif record.type in catalogue.IN_SERIES or record.host is not None:
            catalogue.series_number(draft, one, scheme)
        else:
            catalogue.add(draft, one, scheme)


def _titled(one: Cursor, field: str) -> Text:
    title, sub = one.one("Title", "Name"), one.one("Subtitle")
    lang = title.lang(f"{field}.lang")
    sub.lang(f"{field}.lang")
    main, more = title.take(field), sub.take(field)
    return Text(f"{main}: {more}" if main and more else main, lang)


# ---- texts, events, funding, relations, rights ----


def _texts(draft: Draft) -> None:
    record, root = draft.record, draft.root
    for name in ("Abstract", "Description"):
        for one in root.all(name):
            catalogue.add_text(draft, one, "abstracts")
    for one in root.all("Keyword"):
        lang = one.lang("keywords")
        if not one.text or not draft.fresh("keywords", one.text.casefold(), lang):
            one.use("keywords")
            continue
        record.keywords.append(Text(one.take(f"keywords[{len(record.keywords)}]"), lang))
    for one in root.all("Subject"):
        said = one.text
        steps = [step for step in re.split("[/#]", one.attr("scheme").text.lower()) if step not in ("", "scheme", "vocab")]
        scheme = steps[-1] if steps else "subject"
        fresh = bool(said) and draft.fresh("concepts", scheme, said)
        one.use(f"concepts[{len(record.concepts)}]" if fresh else "concepts")
        if fresh:
            address = said if catalogue.is_address(said) else ""
            label = said.rstrip("/").rpartition("/")[2] if address else said
            record.concepts.append(Concept(scheme, Text(label), iri=address, notation=label if address else ""))


def _events(draft: Draft) -> None:
    """The event of the work, else that of the proceedings around it."""
    record = draft.record
    paths = ("PresentedAt/Event", "OutputFrom/Event", "PublishedIn/Publication/OutputFrom/Event", "PartOf/Publication/OutputFrom/Event")
    for one in (found for path in paths for found in draft.root.all(path)):
        name = one.one("Name")
        if record.event is not None or not name.text:
            if record.event is not None and any(name.text == known.value for known in record.event.names):
                name.use("event.names[0]")
                name.lang("event.names[0].lang")
                one.one("Acronym").use("event.short[0]")
            continue
        event = record.event = Event(names=[Text(name.take("event.names[0]"), name.lang("event.names[0].lang"))])
        if one.one("Acronym").text:
            event.short = [Text(one.one("Acronym").take("event.short[0]"))]
        if one.one("Place").text:
            event.place = one.one("Place").take("event.place")
        if one.one("StartDate").text:
            event.start = one.one("StartDate").date("event.start")
        if one.one("EndDate").text:
            event.end = one.one("EndDate").date("event.end")


def _funding(draft: Draft) -> None:
    record = draft.record
    for path in ("OriginatesFrom/Project", "OriginatesFrom/Funding"):
        for one in draft.root.all(path):
            field = f"funding[{len(record.funding)}]"
            number, name = one.one("Identifier"), one.one("Title", "Name", "Acronym")
            funder = None
            for unit in (*one.all("Funded/By/OrgUnit"), *one.all("Funder/OrgUnit")):
                funder = funder or _organisation(draft, unit, f"{field}.funder")
            grant = Grant(funder, number.take(f"{field}.number"), name.take(f"{field}.name"))
            name.lang(f"{field}.name")
            if grant != Grant():
                draft.mark(field, one)
                record.funding.append(grant)


def _related(draft: Draft) -> None:
    record = draft.record
    for path, kind in (("References/Publication", "cites"), ("References/Product", "cites"), ("PartOf/Product", "part-of"),
                       ("Predecessor/Patent", "replaces")):  # fmt: skip
        for one in draft.root.all(path):
            field = f"relations[{len(record.relations)}]"
            relation = Relation(kind)
            number = one.one("DOI", "Handle")
            if number.text:
                relation.identifier = number.identify(rules()["identifiers"][number.name], f"{field}.identifier")
            else:
                title = one.one("Title", "Name", "PatentNumber")
                relation.text = title.take(f"{field}.text")
            if relation.identifier or relation.text:
                draft.mark(field, one)
                record.relations.append(relation)


def _rights(draft: Draft) -> None:
    record = draft.record
    for one in draft.root.all("Access"):
        if found := genres.access(one.text):
            record.access = found
            one.use("access")
    for one in draft.root.all("License"):
        if iri := licences.canonical(one.text):
            one.use("licences")
            record.licences.append(iri)
        else:
            catalogue.add_text(draft, one, "rights")
    for one in draft.root.all("FileLocations/Medium"):
        url = one.one("URI")
        if not catalogue.is_address(url.text):
            continue
        field = f"files[{len(record.files)}]"
        file = File(url.take(field), one.one("Title").take(f"{field}.name"), one.one("MimeType").take(f"{field}.media_type"))
        file.size = one.one("Size").number(f"{field}.size")
        if access := genres.access(one.one("Access").text):
            file.access = access
            one.one("Access").use(f"{field}.access")
        if iri := licences.canonical(one.one("License").text):
            file.licence = iri
            one.one("License").use(f"{field}.licence")
        record.files.append(file)
