"""The groups of fields that articles and books of PubMed XML share: identifiers, texts, dates, subjects, funding, links."""

from __future__ import annotations

from kg.record import Agent, Concept, Grant, Identifier, Relation, Text
from kg.sources import medline
from kg.sources.once import Once
from kg.sources.tree import Cursor, Draft
from kg.values import dates
from kg.values import languages as tags

# ---- identifiers ----


def article_ids(draft: Draft, listed: list[Cursor]) -> None:
    """ArticleId by IdType; addresses become links."""
    for one in listed:
        kind = one.attr("IdType")
        kind.use("identifiers")
        if kind.text == "url":
            one.use("identifiers")
            continue
        if kind.text == "pmcid":
            # "pmc-id: PMC123;" beside IdType pmc
            one.use("identifiers")
            continue
        add_identifier(draft, one, medline.rules()["identifiers"].get(kind.text, "local"))


def add_identifier(draft: Draft, at: Cursor, scheme: str, *, value: str = "") -> None:
    """One more identifier of the work, each once."""
    if not at.text:
        return
    found = at.identify(scheme, f"identifiers[{len(draft.record.identifiers)}]", value=value)
    if found not in draft.record.identifiers:
        draft.record.identifiers.append(found)


def electronic_ids(draft: Draft, listed: list[Cursor]) -> None:
    """ELocationID: a DOI or the publisher's number of the article; one that is marked as wrong is kept aside."""
    for one in listed:
        kind, valid = one.attr("EIdType"), one.attr("ValidYN")
        kind.use("identifiers")
        valid.use("identifiers")
        if valid.text == "N":
            draft.complain("R324", one, field=one.keep(), value=one.text)
        else:
            add_identifier(draft, one, "doi" if kind.text == "doi" else "local")


def other_id(draft: Draft, at: Cursor) -> None:
    """OtherID: the PMCID where the source NLM gives one, else the owner's number."""
    source = at.attr("Source")
    source.use("identifiers")
    number = at.text.partition(" ")[0]
    if source.text == "NLM" and number.startswith("PMC"):
        add_identifier(draft, at, "pmcid", value=number)
        if number != at.text:
            # "PMC123 [Available on 01/01/12]"
            at.keep()
    elif source.text == "NLM":
        add_identifier(draft, at, "local")
    else:
        add_identifier(draft, at, "local", value=f"{source.text}:{at.text}")


# ---- what it is ----


def types(draft: Draft, listed: list[Cursor]) -> None:
    """Type, genre, status and words about funding from the publication types."""
    record = draft.record
    found = medline.types(one.text for one in listed)
    record.type = found.type or record.type
    record.status = record.status or found.status
    record.genre += [Text(word, "en") for word in found.genre]
    record.funding_text += [Text(word, "en") for word in found.support]
    places = {Text(word, "en"): f"genre[{number}]" for number, word in enumerate(found.genre)}
    for one in listed:
        one.use(places.get(Text(one.text, "en"), "type"))
        one.attr("UI").use("type")


def languages(draft: Draft, listed: list[Cursor]) -> None:
    """The languages; `mul` and `und` say that nobody said which."""
    record = draft.record
    for one in listed:
        if one.text.lower() in ("und", "mul", "zxx"):
            one.keep()
        elif (tag := one.language(f"languages[{len(record.languages)}]")) and tag not in record.languages:
            record.languages.append(tag)
    draft.lang = record.languages[0] if len(record.languages) == 1 else ""


def pagination(draft: Draft, at: Cursor) -> None:
    """Pages, or the article's number; StartPage and EndPage repeat them."""
    record, given = draft.record, at.one("MedlinePgn")
    written = given.text
    if not written:
        written = "-".join(filter(None, (at.one("StartPage").text, at.one("EndPage").text)))
    found = medline.pagination(written)
    for field, value in zip(("page_start", "page_end", "pages", "article_number"), found, strict=True):
        if value:
            setattr(record, field, value)
            draft.mark(field, given or at)
    at.use("page_start")


# ---- texts ----


def abstract(draft: Draft, at: Cursor, lang: str = "en") -> None:
    """The abstract with the labels of its parts; the article's own is in English."""
    record = draft.record
    if words := parts(at, f"abstracts[{len(record.abstracts)}]"):
        record.abstracts.append(Text(words, lang))
        draft.mark(f"abstracts[{len(record.abstracts) - 1}]", at)
    for notice in at.all("CopyrightInformation"):
        value = Text(notice.take(f"rights[{len(record.rights)}]"))
        if value.value and value not in record.rights:
            record.rights.append(value)


def parts(at: Cursor, field: str) -> str:
    """The paragraphs of an abstract, each after its label."""
    found: list[str] = []
    for part in at.all("AbstractText"):
        label, words = part.attr("Label"), part.take_paragraphs(field)
        label.use(field)
        if label.text and label.text.upper() != "UNLABELLED" and words:
            words = f"{label.text}: {words}"
        if words:
            found.append(words)
    return "\n\n".join(found)


def other_abstracts(draft: Draft, listed: list[Cursor]) -> None:
    """Abstracts in other languages; a second one in a language (a summary in plain words) is a note."""
    record = draft.record
    for one in listed:
        stated = one.attr("Language")
        lang = tags.parse(stated.text) if stated else ""
        field = "notes" if any(known.lang == lang for known in record.abstracts) else "abstracts"
        stated.use(field)
        if field == "abstracts":
            abstract(draft, one, lang)
        elif words := parts(one, f"notes[{len(record.notes)}]"):
            record.notes.append(Text(words, lang))
            for notice in one.all("CopyrightInformation"):
                if (value := Text(notice.text)) in record.rights:
                    notice.use(f"rights[{record.rights.index(value)}]")


def note(draft: Draft, at: Cursor) -> None:
    """A statement about the article in words."""
    if words := at.take_paragraphs(f"notes[{len(draft.record.notes)}]"):
        draft.record.notes.append(Text(words))


# ---- dates ----


def when(draft: Draft, at: Cursor, field: str) -> str:
    """A date in parts, at its own precision; of a season or a range what is certain of it, with issue R321."""
    if not at:
        return ""
    written, found, whole = _written(at)
    at.use_all(field)
    if whole or not written:
        return found
    code, path = ("R321", {}) if found else ("R008", {"path": at.path})
    draft.complain(code, at, field=at.keep(written), value=written, taken=found or "nothing", **path)
    draft.mark(field, at)
    return found


def _written(at: Cursor) -> tuple[str, str, bool]:
    """What the parts say, the date, and whether it says all of it."""
    if words := at.one("MedlineDate").text:
        return words, *medline.date(words)
    year, month, day, season = (at.one(name).text for name in ("Year", "Month", "Day", "Season"))
    words = " ".join(filter(None, (year, season, month, day)))
    found = dates.of(year, month, day) if year else ""
    if found:
        return words, found, not season
    return words, medline.date(words)[0], False


def history(draft: Draft, listed: list[Cursor]) -> None:
    """When the manuscript was received and accepted; an electronic or print date only where the article has none itself."""
    record = draft.record
    for one in listed:
        status = one.attr("PubStatus")
        field = medline.rules()["history"].get(status.text, "")
        found = dates.of(one.one("Year").text, one.one("Month").text, one.one("Day").text)
        if status.text in medline.rules()["steps"]["names"]:
            # the table says why these are left out
            continue
        if field and found and getattr(record, field) in ("", found):
            setattr(record, field, found)
            one.use_all(field)
        else:
            one.use_all(one.keep(f"{status.text} {found}".strip()))


# ---- subjects ----


def subjects(draft: Draft, at: Cursor) -> None:
    """MeSH headings, chemicals, keywords, and whom or what else the article is about."""
    new = Once()
    for heading in at.all("MeshHeadingList/MeshHeading"):
        _heading(draft, heading, new)
    for name in [*at.all("SupplMeshList/SupplMeshName"), *at.all("ChemicalList/Chemical/NameOfSubstance")]:
        _concept(draft, name, name.attr("UI"), new)
    for number in at.all("ChemicalList/Chemical/RegistryNumber"):
        if number.text == "0":
            number.use("concepts")
    keywords(draft, at.all("KeywordList"))
    fresh = Once(draft.record.keywords)
    for word in [*at.all("GeneSymbolList/GeneSymbol"), *at.all("SpaceFlightMission")]:
        _keyword(draft, word, word.text, fresh)
    for person in at.all("PersonalNameSubjectList/PersonalNameSubject"):
        names = (person.one(name).text for name in ("ForeName", "LastName", "Suffix"))
        _keyword(draft, person, " ".join(filter(None, names)), fresh)


def keywords(draft: Draft, lists: list[Cursor]) -> None:
    """The words of KeywordLists, each once."""
    fresh = Once(draft.record.keywords)
    for listed in lists:
        listed.attr("Owner").use("keywords")
        for word in listed.all("Keyword"):
            major = word.attr("MajorTopicYN")
            if major.text != "Y":
                major.use("keywords")
            _keyword(draft, word, medline.unstopped(word.text), fresh)


def _keyword(draft: Draft, at: Cursor, value: str, fresh: Once) -> None:
    known = draft.record.keywords
    at.use(f"keywords[{len(known)}]")
    word = Text(value)
    if value and fresh(word):
        known.append(word)


def _heading(draft: Draft, heading: Cursor, new: Once) -> None:
    descriptor = heading.one("DescriptorName", "Descriptor")
    number = descriptor.attr("UI")
    _concept(draft, descriptor, number, new)
    for qualifier in [*heading.all("QualifierName"), *heading.all("SubHeading")]:
        _concept(draft, qualifier, number, new, qualifier=qualifier.attr("UI"), before=f"{descriptor.text}/")


def _concept(draft: Draft, at: Cursor, number: Cursor, new: Once, *, qualifier: Cursor | None = None, before: str = "") -> None:
    """A concept of MeSH; a heading with a qualifier has an IRI of its own, made of both numbers. A major topic has weight 1."""
    known = draft.record.concepts
    field = f"concepts[{len(known)}]"
    name, key = at.take(field), number.text
    if qualifier is not None:
        key = key + qualifier.text if key and qualifier.text else ""
        qualifier.use(field)
    number.use(field)
    major = at.attr("MajorTopicYN")
    major.use(field)
    iri = medline.MESH + key if key.isalnum() and key.isascii() else ""
    if not name or not new([iri, before + name]):
        return
    weight = "1" if major.text == "Y" else ""
    known.append(Concept("mesh", Text(before + name, "en"), iri=iri, id=key, notation=key, weight=weight))


# ---- funding and links ----


def grants(draft: Draft, listed: Cursor) -> None:
    """One Grant each; the country is where the funder sits."""
    complete = listed.attr("CompleteYN")
    if complete.text == "Y":
        complete.use("funding")
    new = Once()
    for grant in listed.all("Grant"):
        field = f"funding[{len(draft.record.funding)}]"
        name, number = grant.one("Agency").take(f"{field}.funder"), grant.one("GrantID").take(f"{field}.number")
        place = grant.one("Country").text
        funder = Agent(name=name, kind="organisation", place=place) if name else None
        if name:
            grant.one("Country").use(f"{field}.funder.place")
        made = Grant(funder=funder, number=number)
        if (name or number) and new(made):
            draft.mark(field, grant)
            draft.record.funding.append(made)


def data_banks(draft: Draft, listed: Cursor) -> None:
    """Trials are identifiers of the study, entries of data banks are related works."""
    complete = listed.attr("CompleteYN")
    if complete.text == "Y":
        complete.use("relations")
    new = Once(draft.record.relations)
    for bank in listed.all("DataBank"):
        name = bank.one("DataBankName").take("relations")
        for number in bank.all("AccessionNumberList/AccessionNumber"):
            data_bank(draft, name, number, new)


def data_bank(draft: Draft, bank: str, at: Cursor, new: Once) -> None:
    """One accession number."""
    value = at.text
    if medline.TRIAL.fullmatch(value):
        add_identifier(draft, at, "trial", value=value.upper())
        return
    relations = draft.record.relations
    field = f"relations[{len(relations)}]"
    if value.startswith("10."):
        found = at.identify("doi", field)
        relation = Relation("supplemented-by", identifier=found)
    else:
        at.use(field)
        relation = Relation("related", text=f"{bank}:{value}" if bank else value)
    if value and new(relation):
        relations.append(relation)


def comments(draft: Draft, listed: list[Cursor]) -> None:
    """Comments, corrections, retractions and cited works as relations, by PubMed ID, else by DOI, else in words."""
    new = Once(draft.record.relations)
    for one in listed:
        kind = one.attr("RefType")
        row = medline.rules()["relations"].get(kind.text)
        if row is None:
            draft.complain("R323", one, field="relations", value=kind.text)
            row = {"kind": "related"}
        else:
            kind.use("relations")
        number, source = one.one("PMID"), one.one("RefSource")
        relation = _related(draft, row["kind"], number, source)
        if relation is not None and new(relation):
            draft.mark(f"relations[{len(draft.record.relations)}]", one)
            draft.record.relations.append(relation)
        if "status" in row:
            draft.record.status = row["status"]


def _related(draft: Draft, kind: str, number: Cursor, source: Cursor) -> Relation | None:
    """One relation: by PubMed ID, else by the DOI in the words, else by the words; words beside a number stay in rest."""
    field = f"relations[{len(draft.record.relations)}]"
    if number.text:
        return Relation(kind, identifier=number.identify("pmid", field))
    if doi := medline.doi_in(source.text):
        return Relation(kind, identifier=Identifier("doi", doi))
    return Relation(kind, text=source.take(field)) if source.text else None


def references(draft: Draft, lists: list[Cursor]) -> None:
    """The reference list: by DOI, else PubMed ID, else PMCID, else the citation in words; other numbers and words stay in rest."""
    known = {(one.kind, one.identifier) for one in draft.record.relations if one.identifier}
    todo = list(reversed(lists))
    while todo:
        listed = todo.pop()
        todo += reversed(listed.all("ReferenceList"))
        for reference in listed.all("Reference"):
            _reference(draft, reference, known)


def _reference(draft: Draft, at: Cursor, known: set[tuple[str, Identifier]]) -> None:
    relations = draft.record.relations
    field = f"relations[{len(relations)}]"
    numbers = {one.attr("IdType").text: one for one in reversed(at.all("ArticleIdList/ArticleId")) if one.text}
    for kind in ("doi", "pubmed", "pmc"):
        if kind in numbers:
            found = numbers[kind].identify(medline.rules()["identifiers"][kind], field)
            numbers[kind].attr("IdType").use(field)
            if found.scheme != "text":
                if ("cites", found) not in known:
                    known.add(("cites", found))
                    draft.mark(field, at)
                    relations.append(Relation("cites", identifier=found))
                return
    if words := at.one("Citation").take(field):
        relations.append(Relation("cites", text=words))
