"""Records of EPrints repositories to Records, from the XML export (`eprint` elements) and from JSON.

Design: both carriers have the same fields; a list is `creators/item` in XML and an array `creators` in JSON, so `Fields` hides the
difference and `fill` is one. The kind comes from `type` and the field that refines it. Files are those that people uploaded: what the
server made of them (thumbnails, index words) stays in rest. A record that the repository deleted is told.
Source: https://wiki.eprints.org/w/Category:EPrints_Metadata, eprints 3.4 default configuration (cfg.d/eprint_fields*.pl).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg import resources
from kg.record import Contributor, Reading, Text
from kg.sources import catalogue, eprints_work
from kg.sources.eprints_work import Fields
from kg.sources.tree import Cursor, Draft, read_json, read_xml
from kg.syntax import xml_kinds
from kg.values import languages, names, text

FORMAT = "eprints"
SPACE = "http://eprints.org/ep2/data/2.0"
_SIGNS = re.compile(r'"(?:eprint_status|metadata_visibility|full_text_status|ispublished|eprintid)"\s*:')


def rules() -> dict[str, Any]:
    """The import table of EPrints."""
    return resources.table("imports/eprints")


#: where the entries are, in XML and in JSON
NAMES, WAYS = ("eprint",), (("eprints",), ("records",))


def detect(head: str, name: str) -> int:
    """How surely this is an EPrints export (see SOURCES)."""
    found = xml_kinds.kind(head)
    if found.root in ("eprints", "eprint"):
        return 90
    start = head.lstrip("\ufeff \r\n\t")[:1]
    return 95 if start in ("{", "[") and len(set(_SIGNS.findall(head))) >= 2 else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each eprint. Issues: R001 to R003, R005 to R009, R016 to R018, R340, R341, R355, R390, I001 to I006."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        yield from read_json(data, fill, FORMAT, ways=WAYS, trace=trace, encoding=encoding)
    else:
        yield from read_xml(data, fill, FORMAT, names=NAMES, trace=trace, encoding=encoding)


def fill(draft: Draft) -> None:
    """Fills the draft from an eprint."""
    fields = Fields(draft)
    if not fields.one("title") and not fields.one("type") and not fields.one("eprintid"):
        draft.refuse("R341")
        return
    if fields.one("eprint_status").text == "deletion":
        draft.refuse("R355")
        return
    _kind(draft, fields)
    _titles(draft, fields)
    _people(draft, fields)
    eprints_work.dates(draft, fields)
    eprints_work.numbers(draft, fields)
    eprints_work.around(draft, fields)
    eprints_work.texts(draft, fields)
    eprints_work.funding(draft, fields)
    eprints_work.links(draft, fields)
    eprints_work.files(draft, fields)
    changed = fields.one("lastmod")
    if changed.text:
        draft.record.record_modified = changed.date("record_modified")


def _kind(draft: Draft, fields: Fields) -> None:
    record, table = draft.record, rules()
    at = fields.one("type")
    finer = fields.one(table["refinements"].get(at.text, "none"))
    row = table["types"].get(f"{at.text}/{finer.text}") or table["types"].get(at.text)
    if row is None:
        if at.text:
            record.genre.append(Text(at.take("genre[0]").replace("_", " ")))
            draft.complain("R390", at, field="type", value=at.text)
        return
    record.type, record.variant = row["type"], row.get("variant", "")
    record.degree_kind = row.get("degree_kind", "")
    at.use("type")
    if f"{at.text}/{finer.text}" in table["types"]:
        finer.use("type")
    elif finer.text:
        record.genre.append(Text(finer.take(f"genre[{len(record.genre)}]").replace("_", " ")))
    if row.get("genre"):
        record.genre.append(Text(row["genre"], "en"))
    status = fields.one("ispublished")
    if found := table["status"].get(status.text):
        record.status = found
        status.use("status")
    refereed = fields.one("refereed")
    if refereed.text.upper() in ("TRUE", "FALSE"):
        record.peer_reviewed = refereed.text.upper() == "TRUE"
        refereed.use("peer_reviewed")


def _titles(draft: Draft, fields: Fields) -> None:
    for one in fields.several("title"):
        words, lang = one.one("text") or one, one.one("lang")
        tag = languages.parse(lang.text)
        if tag:
            lang.use("titles")
        catalogue.add_title(draft, words, Text(words.text, tag))
    for one in fields.several("alt_title"):
        catalogue.add_variant(draft, one, Text(one.text))


# ---- people ----


def _people(draft: Draft, fields: Fields) -> None:
    for name, role in rules()["people"].items():
        for one in fields.several(name):
            _person(draft, one, role)
    for one in fields.several("contributors"):
        stated = one.one("type")
        word = re.sub(r"^https?://www\.loc\.gov/loc\.terms/relators/", "", stated.text)
        role = catalogue.role(word)
        if role:
            stated.use("contributors")
        _person(draft, one, role or "contributor")
    for one in fields.several("interviewer"):
        _person(draft, one, "interviewer")


def _person(draft: Draft, one: Cursor, role: str) -> None:
    record = draft.record
    field = f"contributors[{len(record.contributors)}]"
    name = one.one("name") or one
    if name.one("family").text.casefold() in ("unknown", "none", "anonymous"):
        return
    family, given, lineage = name.one("family"), name.one("given"), name.one("lineage")
    if family.text or given.text:
        who = names.person(family=text.tidy(family.text), given=given.text, suffix=lineage.text)
        if "," in family.text:
            # "Hutchings, Jr."
            who = names.inverted(f"{family.text.partition(',')[0]}, {given.text}, {family.text.partition(',')[2]}")
        for part in (family, given, lineage):
            part.use(f"{field}.agent")
    elif name.text:
        written = name.take(f"{field}.agent")
        # an item of a list in XML, one of an array in JSON
        corporate = "corp_creators" in (one.name, one.parent.name)
        who = names.organisation(written) if corporate else catalogue.agent(written, "")
    else:
        return
    orcid = one.one("orcid")
    if orcid.text:
        catalogue.add(draft, orcid, "orcid", into=who.identifiers, field=f"{field}.agent.identifiers")
    isni = one.one("isni")
    if isni.text:
        catalogue.add(draft, isni, "isni", into=who.identifiers, field=f"{field}.agent.identifiers")
    catalogue.credit(draft, Contributor(who, role), field, one)
