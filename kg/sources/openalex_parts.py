"""The lists in an OpenAlex work: authors, the abstract's words, subjects, funding, related works, locations."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from kg.record import Agent, Concept, Contributor, File, Grant, Link, Relation, Text
from kg.sources import medline
from kg.sources.once import Once
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, licences, names, text

_HOME = "https://openalex.org/"
#: a position further on is no word of an abstract
_LAST = 10**6


def authors(draft: Draft, listed: list[Cursor]) -> None:
    """The authorships in their order, with institutions, and affiliations in which OpenAlex found none."""
    for at in listed:
        field = f"contributors[{len(draft.record.contributors)}]"
        shown, raw = at.one("author/display_name"), at.one("raw_author_name")
        name = shown.text or raw.text
        if not name:
            continue
        for one in (shown, raw):
            one.use(f"{field}.agent")
        person = Contributor(agent=names.natural(name), role="author")
        if raw.text and raw.text != name:
            person.name_as_written = raw.text
        _author_ids(at, person.agent, f"{field}.agent")
        _affiliations(at, person, field)
        corresponding = at.one("is_corresponding")
        corresponding.use(field)
        person.corresponding = corresponding.text == "true"
        draft.mark(field, at)
        draft.record.contributors.append(person)


def _author_ids(at: Cursor, agent: Agent, field: str) -> None:
    orcid, raw, key = at.one("author/orcid"), at.one("raw_orcid"), at.one("author/id")
    for one in (orcid, raw):
        if not one.text or (agent.identifiers and identifiers.orcid(one.text) != agent.identifiers[0].value):
            # another ORCID iD than OpenAlex's author has: it stays in rest
            continue
        if agent.identifiers:
            one.use(f"{field}.identifiers[0]")
        else:
            agent.identifiers.append(one.identify("orcid", f"{field}.identifiers[0]"))
    _key(key, agent, field)


def _key(at: Cursor, agent: Agent, field: str) -> None:
    if at.text.startswith(_HOME):
        agent.identifiers.append(
            at.identify("openalex", f"{field}.identifiers[{len(agent.identifiers)}]", value=at.text.removeprefix(_HOME))
        )


def _affiliations(at: Cursor, person: Contributor, field: str) -> None:
    for institution in at.all("institutions"):
        where = f"{field}.affiliations[{len(person.affiliations)}]"
        name, ror = institution.one("display_name"), institution.one("ror")
        if not name.text:
            continue
        agent = names.organisation(name.take(where))
        if ror.text:
            agent.identifiers.append(ror.identify("ror", f"{where}.identifiers[0]"))
        _key(institution.one("id"), agent, where)
        person.affiliations.append(agent)
    found = {one.one("raw_affiliation_string").text for one in at.all("affiliations") if one.one("institution_ids").text}
    raws = at.all("raw_affiliation_strings") or at.all("raw_affiliation_string") or at.all("affiliations/raw_affiliation_string")
    for raw in raws:
        if raw.text not in found and not (at.all("institutions") and not at.all("affiliations")):
            words, mails = medline.affiliation(raw.text)
            if mails:
                raw.keep(", ".join(mails))
            if words:
                raw.use(f"{field}.affiliations[{len(person.affiliations)}]")
                person.affiliations.append(names.organisation(words))
    if at.all("raw_affiliation_strings"):
        written = {raw.text for raw in raws}
        for again in at.all("affiliations/raw_affiliation_string"):
            if again.text in written:
                again.use(field)


def abstract(draft: Draft) -> str:
    """The text of abstract_inverted_index (word -> its places), words in the order of their places."""
    index = draft.root.one("abstract_inverted_index")
    placed: dict[int, str] = {}
    for node in draft.top.children():
        if node.name != "abstract_inverted_index":
            continue
        for word in node.children():
            place = word.own()
            if place.isascii() and place.isdigit() and int(place[:9]) < _LAST and len(place) < 9:
                placed.setdefault(int(place), word.name)
                word.used = "abstracts[0]"
    if placed:
        draft.mark("abstracts[0]", index)
    return text.plain(" ".join(placed[place] for place in sorted(placed)))


def subjects(draft: Draft) -> None:
    """Topics, concepts, keywords, goals and MeSH headings, each with its score."""
    root = draft.root
    topics = root.all("topics") or root.all("primary_topic")
    new = Once()
    for rank, at in enumerate(topics, 1):
        _concept(draft, at, "openalex-topics", new, rank)
    for name, scheme in (("concepts", "openalex-concepts"), ("keywords", "openalex-keywords"), ("sustainable_development_goals", "sdg")):
        for at in root.all(name):
            _concept(draft, at, scheme, new)
    for at in root.all("mesh"):
        _heading(draft, at, new)


def _concept(draft: Draft, at: Cursor, scheme: str, new: Once, rank: int = 0) -> None:
    known = draft.record.concepts
    field = f"concepts[{len(known)}]"
    name, key, score = at.one("display_name", "keyword"), at.one("id"), at.one("score")
    label = Text(name.take(field), "en")
    if not label.value:
        return
    iri = key.text if key.text.startswith("https://") and text.tidy(key.text) == key.text else ""
    weight = _weight(score.text)
    if weight:
        score.use(field)
    if iri:
        key.use(field)
    if new([scheme, label, iri]):
        known.append(Concept(scheme, label, iri=iri, id=iri.rpartition("/")[2], rank=rank, weight=weight))


def _weight(score: str) -> str:
    """The score as a decimal from 0 to 1, else ""."""
    try:
        value = Decimal(score) if score and len(score) < 40 else Decimal(-1)
    except InvalidOperation:
        return ""
    return format(value, "f") if value.is_finite() and 0 <= value <= 1 and value.adjusted() > -30 else ""


def _heading(draft: Draft, at: Cursor, new: Once) -> None:
    known = draft.record.concepts
    field = f"concepts[{len(known)}]"
    at.use_all(field)
    name, qualifier = at.one("descriptor_name").text, at.one("qualifier_name").text
    number = at.one("descriptor_ui").text + at.one("qualifier_ui").text
    if not name:
        return
    iri = medline.MESH + number if medline.MESH_ID.match(number) and number.isalnum() else ""
    weight = "1" if at.one("is_major_topic").text == "true" else ""
    label = Text(f"{name}/{qualifier}" if qualifier else name, "en")
    if new(["mesh", label]):
        known.append(Concept("mesh", label, iri=iri, id=number, notation=number, weight=weight))


def funding(draft: Draft) -> None:
    """One Grant for each award (`awards`, before 2025 `grants`), and one for each funder without any."""
    root, grants = draft.root, draft.record.funding
    funders = {one.one("id").text: one for one in root.all("funders")}
    named: set[str] = set()
    new = Once()
    for at in [*root.all("awards"), *root.all("grants")]:
        field = f"funding[{len(grants)}]"
        key, name = at.one("funder_id", "funder"), at.one("funder_display_name")
        number = at.one("funder_award_id", "award_id").take(f"{field}.number")
        funder = _funder(name, key, funders.get(key.text), f"{field}.funder")
        named.add(key.text)
        made = Grant(funder=funder, number=number, name=at.one("display_name").take(f"{field}.name"))
        if (number or funder) and new(made):
            draft.mark(field, at)
            grants.append(made)
    for number, listed in funders.items():
        if number not in named:
            field = f"funding[{len(grants)}]"
            draft.mark(field, listed)
            grants.append(Grant(funder=_funder(listed.one("display_name"), listed.one("id"), listed, f"{field}.funder")))
        listed.use_all("funding")


def _funder(name: Cursor, key: Cursor, listed: Cursor | None, field: str) -> Agent | None:
    if not name.text:
        return None
    agent = names.organisation(name.take(field))
    if listed is not None and listed.one("ror").text:
        agent.identifiers.append(listed.one("ror").identify("ror", f"{field}.identifiers[0]"))
    _key(key, agent, field)
    return agent


def relations(draft: Draft) -> None:
    """What the work cites, and what OpenAlex holds for related, by OpenAlex's addresses."""
    known = draft.record.relations
    seen: set[tuple[str, str]] = set()
    for member, kind in (("referenced_works", "cites"), ("related_works", "related")):
        for at in draft.root.all(member):
            if at.text.startswith(_HOME) and " " not in at.text and (kind, at.text) not in seen:
                seen.add((kind, at.text))
                known.append(Relation(kind, iri=at.take(f"relations[{len(known)}]")))
            elif (kind, at.text) in seen:
                at.use("relations")


def is_own(draft: Draft, url: str) -> bool:
    """Whether an address is that of one of the work's own identifiers."""
    found = identifiers.from_url(url)
    return found is not None and found in draft.record.identifiers


def location(draft: Draft, at: Cursor, rules: dict[str, Any], new: Once) -> None:
    """A copy of the work: a file with version and licence, and the page it is found on; `new` knows the addresses."""
    record = draft.record
    pdf, page, version, licence = at.one("pdf_url"), at.one("landing_page_url", "url"), at.one("version"), at.one("license")
    word = rules["versions"].get(version.text, "")
    iri = rules["licences"].get(licence.text) or licences.canonical(licence.text)
    file = None
    if pdf.text and new(pdf.text):
        field = f"files[{len(record.files)}]"
        access = "open" if at.one("is_oa").text == "true" else ""
        file = File(url=pdf.take(field), media_type="application/pdf", version=word, access=access, name=at.one("source/display_name").text)
        at.one("source/display_name").use(field)
        record.files.append(file)
    elif pdf.text:
        pdf.use("files")
    if word and file is not None:
        version.use("files")
    if page.text and is_own(draft, page.text):
        page.use("identifiers")
    elif page.text and new(page.text):
        record.links.append(Link(page.take(f"links[{len(record.links)}]")))
    elif page.text:
        page.use("links")
    _licence(draft, licence, iri, file, published=word == "VoR", unsaid=licence.text in rules["unsaid"]["licences"])


def _licence(draft: Draft, at: Cursor, iri: str, file: File | None, *, published: bool, unsaid: bool) -> None:
    """The licence of the published version is the work's, that of another version is its file's; a key without version is words."""
    record = draft.record
    if not at.text or unsaid:
        return
    if file is not None and iri:
        file.licence = iri
        at.use("files")
    if not published:
        return
    if iri:
        at.use("licences[0]")
        record.licences += [iri] if iri not in record.licences else []
    else:
        at.use("rights[0]")
        words = Text(at.text)
        record.rights += [words] if words not in record.rights else []
