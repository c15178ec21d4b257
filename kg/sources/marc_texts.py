"""Notes, subjects, genres, thesis notes, rights and funding of a MARC record."""

from __future__ import annotations

import re

from kg.record import Concept, Grant, Text
from kg.sources import catalogue, genres
from kg.sources.json_draft import degree
from kg.sources.marc_fields import Fields, parts, rules, sorted_out, use
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, isbd, licences, names

_CONCEPT = re.compile(r"(?:\([A-Za-z]+\))?(https?://(?:id\.loc\.gov|id\.nlm\.nih\.gov|d-nb\.info/gnd|id\.worldcat\.org)/\S+)")
_SUBDIVISIONS = "vxyz"
_TOPICS = frozenset(("648", "650", "651", "654", "656", "657"))
_NAME_PARTS = "abcdgnqtpkf"


def fill(draft: Draft, fields: Fields) -> None:
    """Fills notes, abstracts, contents, rights, funding, keywords and concepts."""
    for tag, field_name in rules()["notes"].items():
        for field in fields.all(tag):
            _note(draft, field, field_name)
            _note(draft, fields.original(field), field_name)
        for field in fields.alone(tag):
            _note(draft, field, field_name)
    _rights(draft, fields)
    _funding(draft, fields)
    met: dict[tuple[str, str], int] = {}
    for field in fields.all("600", "610", "611", "630", "647", "648", "650", "651", "653", "654", "656", "657", "689", "690"):
        _subject(draft, field, met)


def _note(draft: Draft, field: Cursor, name: str) -> None:
    record = draft.record
    aside = rules()["note_aside"]["codes"].split()
    if name == "abstracts" and field.attr("ind1").text == "1":
        name = "notes"
    taken = [part for part in field if len(part.name) == 1 and part.name not in aside and part.name != "u"]
    text = " ".join(filter(None, (sorted_out(part.paragraphs) for part in taken)))
    if not text:
        return
    into: list[Text] = getattr(record, name)
    at = f"{name}[{len(into)}]"
    if draft.fresh(name, text):
        draft.mark(at, field)
        into.append(Text(text))
    for part in taken:
        part.use(at)
    for part in field.all("u"):
        catalogue.add_link(draft, part, "see-also")


def genre(draft: Draft, field: Cursor, word: Cursor) -> None:
    """A word of 655: it tells the type, or is kept."""
    record = draft.record
    row = genres.genre(isbd.ended(word.text))
    if row.known and not row.weak and record.type == "other":
        record.type, record.variant = row.type, row.variant
    if row.known and row.type == record.type and not row.genre:
        word.use("type")
    else:
        at = f"genre[{len(record.genre)}]"
        value = "--".join(isbd.ended(part.text) for part in parts(field, "a" + _SUBDIVISIONS))
        if draft.fresh("genre", value.casefold()):
            record.genre.append(Text(value))
        use(field, "a" + _SUBDIVISIONS, at)
    field.one("2").use("genre")


def thesis(draft: Draft, fields: Fields) -> None:
    """The dissertation note: degree, institution and year in subfields, or in one text."""
    record = draft.record
    for field in fields.all("502"):
        words, where, year = field.one("b", "a"), field.one("c"), field.one("d")
        kind, degree_kind = degree(words.text)
        record.type, record.variant = kind, ""
        if field.one("b"):
            record.degree = record.degree or words.take("degree").rstrip(". ")
        record.degree_kind = record.degree_kind or degree_kind
        if where.text and record.institution is None:
            record.institution = names.organisation(isbd.ended(where.text))
            where.use("institution")
        if year.text:
            catalogue.put_date(draft, "awarded", year)
        for part in parts(field, "ag"):
            catalogue.add_text(draft, part, "notes")


def _rights(draft: Draft, fields: Fields) -> None:
    record = draft.record
    for field in fields.all("540", "542", "506"):
        for part in field.all("u"):
            if iri := licences.canonical(part.text):
                part.use(f"licences[{len(record.licences)}]")
                if iri not in record.licences:
                    record.licences.append(iri)
        for part in parts(field, "af"):
            catalogue.rights(draft, part)
        for part in parts(field, "bcdilq"):
            if field.name == "540" or field.name == "542":
                catalogue.add_text(draft, part, "rights", value=part.text)
        field.one("2").use("rights")


def _funding(draft: Draft, fields: Fields) -> None:
    record = draft.record
    for field in fields.all("536"):
        for part in field.all("a"):
            catalogue.add_text(draft, part, "funding_text")
        for part in parts(field, "bcf"):
            draft.mark(f"funding[{len(record.funding)}]", part)
            record.funding.append(Grant(number=part.take(f"funding[{len(record.funding)}].number")))


def _subject(draft: Draft, field: Cursor, met: dict[tuple[str, str], int]) -> None:
    """A subject heading: a concept of its scheme, else a keyword. `met`: scheme and label of the concepts so far, and where they stand."""
    if field.name in ("653", "690"):
        for part in field.all("a"):
            _keyword(draft, part)
        return
    codes = "abcdeg" if field.name in _TOPICS else _NAME_PARTS
    label, source, second = _label(field, codes), field.one("2"), field.attr("ind2").text
    if not label:
        return
    scheme = "gnd" if field.name == "689" else rules()["thesauri"].get(second, "") or source.text.lower()
    ids = _addresses(field)
    iri = next((one for one, _ in ids), "")
    if not scheme and not iri:
        _keyword(draft, field, label, codes)
        return
    at = _concept(draft, Concept(scheme or "subject", Text(label), iri=iri), met)
    draft.mark(at, field)
    use(field, codes + _SUBDIVISIONS + ("ADCB" if field.name == "689" else ""), at)
    source.use(at)
    for _, part in ids:
        part.use(f"{at}.iri")


def _concept(draft: Draft, found: Concept, met: dict[tuple[str, str], int]) -> str:
    """Adds a concept, or gives one with the same words the address it lacked; the field where it stands."""
    concepts = draft.record.concepts
    key = (found.scheme, found.label.value)
    known = met.get(key, -1)
    if known >= 0 and found.iri in ("", concepts[known].iri):
        return f"concepts[{known}]"
    if known >= 0 and not concepts[known].iri:
        concepts[known].iri = found.iri
        return f"concepts[{known}]"
    met[key] = len(concepts)
    concepts.append(found)
    return f"concepts[{len(concepts) - 1}]"


def _label(field: Cursor, codes: str) -> str:
    head = " ".join(sorted_out(part.text) for part in parts(field, codes))
    below = [isbd.ended(part.text) for part in parts(field, _SUBDIVISIONS)]
    return "--".join(filter(None, (isbd.ended(head), *below)))


def _keyword(draft: Draft, part: Cursor, label: str = "", codes: str = "") -> None:
    record = draft.record
    at = "keywords"
    word = Text(label or isbd.ended(sorted_out(part.text)))
    if word.value and draft.fresh("keywords", word.value.casefold()):
        at = f"keywords[{len(record.keywords)}]"
        draft.mark(at, part)
        record.keywords.append(word)
    if codes:
        use(part, codes + _SUBDIVISIONS, at)
    else:
        part.use(at)


def _addresses(field: Cursor) -> list[tuple[str, Cursor]]:
    """The addresses of a concept in $0 and $1, with their subfields."""
    found: list[tuple[str, Cursor]] = []
    for part in parts(field, "01"):
        written = part.text
        if match := re.fullmatch(r"\(DE-588\)\s*(\S+)", written):
            if gnd := identifiers.FORMS["gnd"](match[1]):
                found.append((f"https://d-nb.info/gnd/{gnd}", part))
        elif match := _CONCEPT.fullmatch(written):
            found.append((match[1], part))
    return found
