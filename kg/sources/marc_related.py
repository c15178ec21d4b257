"""What is around a MARC record's work: series (4XX, 8XX), the journal or book (773), other works (76X to 78X, names with titles)."""

from __future__ import annotations

import re

from kg.record import Contributor, Identifier, Relation, Series, Text
from kg.sources import catalogue, marc_names, marc_titles
from kg.sources.marc_fields import Fields, parts, rules, sorted_out, use
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers, isbd, pages

_RANGE = r"\s*+([0-9ivxlcA-Z]+(?:\s*[-–,]\s*[0-9ivxlcA-Z]+)*)"
_NUMBER = r"\s*+([0-9]+(?:\s*[/-]\s*[0-9]+)?)"
_PLACE = (
    ("pages", re.compile(r"(?:\bpages?\s*+:?|\bpp?\.|\bseiten?\s*+:?|\bs\.|\bbl\.|\bleaves)" + _RANGE, re.IGNORECASE)),
    ("volume", re.compile(r"(?:\bvolume\s*+:?|\bvol\.?|\bv\.|\bbd\.|\bband|\bjg\.|\bjahrgang|\bt\.)" + _NUMBER, re.IGNORECASE)),
    ("issue", re.compile(r"(?:\bnumber\s*+:?|\bno\.?|\bnr\.|\bheft|\bh\.|\bissue\s*+:?|\biss\.)" + _NUMBER, re.IGNORECASE)),
    # "50 (2023)"
    ("volume", re.compile(r"^([0-9]{1,4})(?=\s*\((?:1[5-9]|20)[0-9]{2}\))")),
)
_YEAR = re.compile(r"\byear\s*:\s*([0-9]{4})|[( ]((?:1[5-9]|20)[0-9]{2})\b")
# enumeration and first page: volume:issue:...<page
_ENUMERATION = re.compile(r"([0-9]+)(?::([^<:]{1,12}))?(?::[^<]{0,20})?(?:<([0-9A-Za-z]+(?:-[0-9A-Za-z]+)?))?")


def fill(draft: Draft, fields: Fields) -> None:
    """Fills series, container or host with numbers and pages, and relations."""
    _series(draft, fields)
    for field in fields.all("773"):
        _host(draft, fields, field)
    _serials(draft, fields)
    for tag in rules()["relations"]:
        for field in fields.all(tag) if len(tag) == 3 else ():
            kind = rules()["relations"].get(tag + field.attr("ind2").text, rules()["relations"][tag])
            _relation(draft, field, kind)
    for field in fields.all("700", "710", "711", "730"):
        if field.all("t") or field.name == "730":
            _work(draft, field)
    for field in fields.all("740"):
        if field.attr("ind2").text == "2":
            _work(draft, field)


def _serials(draft: Draft, fields: Fields) -> None:
    """The ISSN (022) of a serial is its own, of a part the journal's, of a book the series'."""
    record = draft.record
    for field in fields.all("022"):
        for part in parts(field, "al"):
            scheme, value = "issn-l" if part.name == "l" else "issn", isbd.ended(part.text)
            if record.container is not None:
                catalogue.add(draft, part, scheme, value, into=record.container.identifiers, field="container.identifiers")
            elif record.type in catalogue.IN_SERIES or record.host is not None:
                catalogue.series_number(draft, part, scheme, value)
            else:
                catalogue.add(draft, part, scheme, value)


# ---- series ----


def _series(draft: Draft, fields: Fields) -> None:
    traced = fields.all("800", "810", "811", "830", "440")
    stated = fields.all("490")
    also = [field for field in stated if field.attr("ind1").text == "1"]
    for number, field in enumerate(traced):
        again = also[number] if number < len(also) and len(also) <= len(traced) else field.one("none")
        _one_series(draft, field, again)
    for field in stated:
        if field not in also or len(also) > len(traced) or not traced:
            _one_series(draft, field, field.one("none"))


def _one_series(draft: Draft, field: Cursor, again: Cursor) -> None:
    record = draft.record
    at = f"series[{len(record.series)}]"
    named = field.name in ("800", "810", "811")
    title, _, _, _ = marc_titles.title(field, "tnp" if named else "anp")
    if not title:
        return
    number = field.one("v").text or again.one("v").text
    series = Series([Text(title)], isbd.ended(number).strip("() "))
    use(field, ("tnp" if named else "anp") + "v", at)
    for part in (*parts(field, "x"), *parts(again, "x")):
        catalogue.add(draft, part, "issn", isbd.ended(part.text), into=series.identifiers, field=f"{at}.identifiers")
    if named:
        who = marc_names.agent(draft, field, f"{at}.contributors[0].agent", organisation=field.name != "800", codes="ab")
        if who is not None:
            series.contributors.append(Contributor(who, "author"))
    stated, _, _, _ = marc_titles.title(again, "anp")
    # the series as the title page has it, where that differs, stays in rest
    use(again, "anpv" if stated.casefold() == title.casefold() else "v", at)
    if draft.fresh("series", title, series.number):
        draft.mark(at, field)
        record.series.append(series)


# ---- the work around ----


def _host(draft: Draft, fields: Fields, field: Cursor) -> None:
    record = draft.record
    for part in field.all("g"):
        _where(draft, part)
    for part in field.all("q"):
        _enumerated(draft, part)
    title, _, people = sorted_out(field.one("t").text).partition(" / ")
    component = fields.one("leader").raw[7:8] in ("a", "b", "d")
    serials = list[Identifier]()
    for part in parts(field, "xz"):
        number, bracket, remark = part.text.partition("(")
        if bracket and number.strip():
            part.keep(remark.rstrip(") .;"))
        scheme = {"x": "issn", "z": "isbn"}[part.name]
        catalogue.add(draft, part, scheme, isbd.ended(number or part.text), into=serials, field="container.identifiers")
    if not title and not serials:
        title = sorted_out(field.one("a").text) if component else ""
        if not title:
            return
        field.one("a").use("container.titles[0]")
    contributors = list[Contributor]()
    if field.one("a").text and field.one("t").text:
        contributors.append(Contributor(catalogue.agent(field.one("a").text, ""), "author"))
    around = catalogue.Around([Text(isbd.ended(title))] if title else [], [], serials, contributors)
    if component and record.type in ("chapter", "other"):
        _opened(draft, serials)
    if component and catalogue.settle(draft, around, field, numbered=bool(record.volume or record.issue)):
        if people:
            field.one("t").keep(people)
        use(field, "t", "container")
        if record.host is not None and contributors:
            field.one("a").use("host.contributors")
        _publication(draft, field)
        return
    _relation(draft, field, "part-of")


def _opened(draft: Draft, serials: list[Identifier]) -> None:
    """A component part whose kind the leader leaves open is an article if it stands in a serial."""
    record = draft.record
    serial = any(one.scheme == "issn" for one in serials)
    if serial or (record.volume and (record.issue or not any(one.scheme == "isbn" for one in serials))):
        record.type = "journal-article"


def _where(draft: Draft, part: Cursor) -> None:
    """Volume, number, year and pages in words; taken whole only where all of it was understood."""
    record = draft.record
    left = written = part.text
    for name, pattern in _PLACE:
        match = pattern.search(left)
        if match is None:
            continue
        found = pages.parse(match[1])
        if name == "pages" and (record.page_start or record.pages):
            if found != (record.page_start, record.page_end, record.pages):
                continue
        elif name == "pages":
            record.page_start, record.page_end, record.pages = found
        elif not getattr(record, name):
            setattr(record, name, match[1])
        draft.mark("page_start" if name == "pages" else name, part)
        left = left[: match.start()] + left[match.end() :]
    if (match := _YEAR.search(f" {left}")) and not record.issued:
        record.issued = match[1] or match[2]
        draft.mark("issued", part)
    left = re.sub(r"\b(?:year|jahr)\s*:", "", left.replace(record.issued[:4] or "\0", ""), flags=re.I)
    if re.sub(r"[\s.,;:()<>/-]+", "", left):
        part.keep()
    else:
        part.use("pages" if written else "")


def _enumerated(draft: Draft, part: Cursor) -> None:
    record = draft.record
    match = _ENUMERATION.fullmatch(part.text)
    if match is None:
        return
    if not record.volume:
        record.volume = match[1]
        draft.mark("volume", part)
    if match[2] and not record.issue:
        record.issue = match[2]
        draft.mark("issue", part)
    if match[3] and not (record.page_start or record.pages):
        record.page_start, record.page_end, record.pages = pages.parse(match[3])
        draft.mark("page_start", part)
    part.use("volume")


def _publication(draft: Draft, field: Cursor) -> None:
    """Place, publisher and year of the work around, where the record has no year itself."""
    record = draft.record
    for part in field.all("d"):
        match = re.search(r"((?:1[5-9]|20)[0-9]{2})\]?\.?$", part.text)
        if match and not record.issued:
            record.issued = match[1]
            draft.mark("issued", part)
        if match and part.text.strip("[]. ") == record.issued[:4]:
            part.use("issued")


# ---- other works ----


def _relation(draft: Draft, field: Cursor, kind: str) -> None:
    record = draft.record
    at = f"relations[{len(record.relations)}]"
    said = field.one("i").text.rstrip(": ").casefold()
    relation = Relation(rules()["relationships"].get(said, kind))
    if said in rules()["relationships"]:
        field.one("i").use(f"{at}.kind")
    for part in parts(field, "zxuo"):
        scheme = {"z": "isbn", "x": "issn"}.get(part.name, "")
        known = catalogue.of_form(part.text) or identifiers.from_url(part.text)
        if relation.identifier is None and (scheme or known):
            relation.identifier = part.identify(known.scheme if known else scheme, f"{at}.identifier", value=isbd.ended(part.text))
        elif not relation.iri and catalogue.is_address(part.text):
            relation.iri = part.take(f"{at}.iri")
    if relation.identifier is not None and relation.identifier.scheme == "text":
        relation.text, relation.identifier = relation.identifier.value, None
    if relation.identifier is None and not relation.iri:
        taken = parts(field, "anpstbdgk")
        relation.text = relation.text or isbd.ended(" ".join(sorted_out(part.text) for part in taken))
        for part in taken:
            part.use(f"{at}.text")
    _add(draft, field, relation, at)


def _work(draft: Draft, field: Cursor) -> None:
    """A name with a title, or a uniform title: a work in this one (second indicator 2), or one that is related to it."""
    at = f"relations[{len(draft.record.relations)}]"
    said = field.one("i").text.rstrip(": ").casefold()
    kind = rules()["relationships"].get(said, "has-part" if field.attr("ind2").text == "2" else "related")
    taken = parts(field, "abcdfgklmnopqrst")
    relation = Relation(kind, text=isbd.ended(" ".join(sorted_out(part.text) for part in taken)))
    for part in (*taken, *(field.all("i") if said in rules()["relationships"] else ())):
        part.use(f"{at}.text")
    _add(draft, field, relation, at)


def _add(draft: Draft, field: Cursor, relation: Relation, at: str) -> None:
    if (relation.identifier or relation.iri or relation.text) and draft.fresh("relations", repr(relation)):
        draft.mark(at, field)
        draft.record.relations.append(relation)
