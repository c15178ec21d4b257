"""Numbers of a MARC record: control numbers, standard numbers, classes, addresses, extent."""

from __future__ import annotations

import re

from kg.record import Concept, Text
from kg.sources import catalogue
from kg.sources.marc_fields import Fields, joined, parts, rules, use
from kg.sources.tree import Cursor, Draft
from kg.values import identifiers

_OWN = re.compile(r"\(([A-Za-z0-9-]{2,20})\)\s*(\S.*)")
_REMARK = re.compile(r"\s*[(:].*$")
#: tag -> scheme of the classification
_CLASSES = {"050": "lcc", "055": "lcc", "060": "nlm", "070": "nal", "080": "udc", "082": "ddc", "083": "ddc"}


def fill(draft: Draft, fields: Fields) -> None:
    """Fills identifiers, numbers, classes, links and extent."""
    _standard(draft, fields)
    _control(draft, fields)
    _documents(draft, fields)
    _classes(draft, fields)
    _addresses(draft, fields)
    for field in fields.all("300"):
        for size in field.all("a"):
            catalogue.extent(draft, size)
    for field in fields.all("338"):
        word = field.one("a")
        code = field.one("b")
        if not draft.record.medium and (word or code):
            draft.record.medium = word.text or rules()["carriers"].get(code.text, "")
            draft.mark("medium", word or code)
        if word.text and word.text == draft.record.medium:
            word.use("medium")


def _control(draft: Draft, fields: Fields) -> None:
    number, whose = fields.one("001"), fields.one("003").text
    if number.text:
        catalogue.add(draft, number, "local", f"({whose}){number.text}" if whose else number.text)
        address = rules()["catalogues"].get(whose)
        if address:
            draft.mark(f"derived_from[{len(draft.record.derived_from)}]", number)
            draft.record.derived_from.append(address.replace("{value}", identifiers.esc(number.text)))
    for field in fields.all("035"):
        for part in field.all("a"):
            _system(draft, part)
    for field in fields.all("016", "015"):
        agency = field.one("2")
        for part in field.all("a"):
            catalogue.add(draft, part, "local", f"({agency.text}){part.text}" if agency else part.text)
            agency.use("identifiers")


def _system(draft: Draft, part: Cursor) -> None:
    match = _OWN.fullmatch(part.text)
    if match and match[1].lower() == "ocolc":
        catalogue.add(draft, part, "oclc", re.sub(r"^(?:oc[mn]|on)?0*(?=[0-9])", "", match[2]))
    else:
        catalogue.add(draft, part, "local")


def _standard(draft: Draft, fields: Fields) -> None:
    for field in fields.all("024"):
        kind = field.attr("ind1").text
        source = field.one("2")
        word = source.text.lower() if kind == "7" else kind
        for part in field.all("a"):
            known = catalogue.of_form(part.text)
            scheme = known.scheme if known else rules()["numbers"].get(word, "")
            if scheme:
                catalogue.add(draft, part, scheme)
            elif catalogue.is_address(part.text):
                catalogue.add_link(draft, part)
            elif word:
                catalogue.add(draft, part, "text", f"{word}:{part.text}")
            else:
                catalogue.add(draft, part, "local")
            source.use("identifiers")
    for field in fields.all("020"):
        for part in field.all("a"):
            written = _REMARK.sub("", part.text)
            if written:
                catalogue.add(draft, part, "isbn", written)
                remark = part.text[len(written) :].strip(" ():;")
                if remark:
                    draft.keep(part, remark)
    for field in fields.all("010"):
        for part in field.all("a"):
            catalogue.add(draft, part, "lccn", re.sub(r"\s+|/.*$", "", part.text))
    for field in fields.all("028", "030", "037"):
        if number := joined(field, "a"):
            catalogue.add(draft, field.one("a"), "local", number)


def _documents(draft: Draft, fields: Fields) -> None:
    """Numbers of reports and patents."""
    record = draft.record
    for field in fields.all("088", "027"):
        for part in field.all("a"):
            if not record.number:
                record.number = part.take("number")
    for field in fields.all("013"):
        if not record.number and field.one("a").text:
            record.number, record.country = field.one("a").take("number"), field.one("b").text[:2].upper()
            field.one("b").use("country")
            if record.type in ("other", "book"):
                record.type = "patent"
    for field in fields.all("086"):
        for part in field.all("a"):
            catalogue.add(draft, part, "local")


def _classes(draft: Draft, fields: Fields) -> None:
    for tag, scheme in _CLASSES.items():
        for field in fields.all(tag):
            for part in field.all("a"):
                _class(draft, part, scheme)
    for field in fields.all("084"):
        source = field.one("2")
        for part in field.all("a"):
            _class(draft, part, source.text.lower() or "classification")
        source.use("concepts")
    for field in fields.all("090", "099", "852"):
        codes = "hij" if field.name == "852" else "abi"
        if number := joined(field, codes):
            catalogue.add(draft, parts(field, codes)[0], "call-number", number)
            use(field, codes, "identifiers")


def _class(draft: Draft, part: Cursor, scheme: str) -> None:
    record = draft.record
    notation = part.text.replace("/", "") if scheme == "ddc" else part.text
    if not notation or not draft.fresh("concepts", scheme, notation):
        part.use("concepts")
        return
    part.use(f"concepts[{len(record.concepts)}]")
    record.concepts.append(Concept(scheme, Text(notation), notation=notation))


def _addresses(draft: Draft, fields: Fields) -> None:
    record = draft.record
    for field in fields.all("856"):
        for part in field.all("u"):
            found = catalogue.of_form(part.text)
            own = field.attr("ind2").text in ("", "0", "1") and not field.all("3")
            if found is not None and found in record.identifiers:
                part.use("identifiers")
            elif found is not None and own and found.scheme in ("doi", "handle", "urn", "arxiv", "pmid", "pmcid"):
                catalogue.add(draft, part, found.scheme)
            else:
                catalogue.add_link(draft, part, "landing" if own else "see-also")
