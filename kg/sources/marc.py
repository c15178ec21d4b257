"""MARC 21 bibliographic records to Records, from MARCXML (also in SRU answers), ISO 2709 files and MARC-in-JSON.

Design: marc_entry gives the three carriers one shape, `fill` walks the fields of a record in small functions: fixed fields and numbers here
and in marc_numbers, titles in marc_titles, names in marc_names, notes and subjects in marc_texts, series and related works in
marc_related. Punctuation of ISBD goes (values.isbd). A field in another script (880) is the original of the one it belongs to. Records that
describe no work (authorities, holdings), other dialects (PICA, UNIMARC) and answers without records are told.
Sources: https://www.loc.gov/marc/bibliographic/ ; MARC 21 XML schema; ISO 2709; https://github.com/marc4j/marc4j/wiki/MARC-in-JSON-Description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.record import Reading, Text
from kg.sources import marc_dates, marc_entry, marc_names, marc_numbers, marc_related, marc_texts, marc_titles
from kg.sources.marc_fields import Fields, rules
from kg.sources.tree import Cursor, Draft, read_entries
from kg.syntax import iso2709, json_tree, xml_kinds, xml_tree
from kg.syntax.stretch import first_ordinal
from kg.values import languages

SPACE = "http://www.loc.gov/MARC21/slim"
NAMES = (
    "collection/record", "recordData/record", "metadata/record", "/record", "searchRetrieveResponse/diagnostics",
    "searchRetrieveResponse/numberOfRecords",
)  # fmt: skip
#: of those, what gives no reading where there are others
SILENT = ("numberOfRecords",)
_UNIMARC = re.compile(r"[0-9]{8}[a-z ][0-9 ]{4}")
_NO_LANGUAGE = ("und", "zxx", "mul", "mis")
_LEADER = re.compile(r'"leader"\s*:\s*"[^"]{20,30}"')


def detect_xml(head: str, name: str) -> int:
    """How surely this is MARCXML (see SOURCES)."""
    found = xml_kinds.kind(head)
    if "leader" in found.names and {"controlfield", "datafield"} & found.names:
        return 85 if found.root != "OAI-PMH" else 40
    if found.root in ("collection", "record") and any("MARC21" in space for space in found.spaces):
        return 90
    pica = found.root in ("collection", "record", "searchRetrieveResponse") and "datafield" in found.names
    return 60 if pica or found.root == "searchRetrieveResponse" else 0


def detect(head: str, name: str) -> int:
    """How surely this is an ISO 2709 file (see SOURCES)."""
    start = head.lstrip("\ufeff \r\n\0")
    if not iso2709.HEAD.match(start[:6].encode("ascii", "replace")):
        return 0
    return 95 if "\x1e" in start and "\x1f" in start else 0


def detect_json(head: str, name: str) -> int:
    """How surely this is MARC-in-JSON (see SOURCES)."""
    return 92 if _LEADER.search(head) and '"fields"' in head and head.lstrip("\ufeff \r\n\t").startswith(("{", "[")) else 0


def read_xml(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each `record` element. Issues: R001 to R003, R005, R007 to R009, R016 to R018, R340 to R351, I001 to I006."""
    entries = map(_of_xml, _records(xml_tree.entries(data, names=NAMES, encoding=encoding)))
    yield from read_entries(entries, fill, "marcxml", table="marc", wanted="<record>", trace=trace, ordinal=first_ordinal(data))


def _records(entries: Iterator[xml_tree.Entry]) -> Iterator[xml_tree.Entry]:
    """The entries without the number that an answer begins with, unless there is nothing else."""
    held, found = None, False
    for entry in entries:
        if entry.root is not None and entry.root.name == "numberOfRecords":
            held = entry
            continue
        found = True
        yield entry
    if not found and held is not None:
        yield held


def _of_xml(entry: xml_tree.Entry) -> xml_tree.Entry:
    if entry.root is not None and entry.root.name != "record":
        return entry
    return marc_entry.of_xml(entry)


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record of an ISO 2709 file. Raises InputError for an encoding that does not exist. Issues as read_xml."""
    first = first_ordinal(data)
    entries = marc_entry.of_iso2709(data, encoding, first=first)
    yield from read_entries(entries, fill, "marc", wanted="record", trace=trace, ordinal=first)


def read_json(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each record of MARC-in-JSON. Issues as read_xml."""
    entries = map(marc_entry.of_json, json_tree.entries(data, ways=(("records",), ("collection",)), encoding=encoding))
    yield from read_entries(entries, fill, "marc-json", table="marc", trace=trace)


def fill(draft: Draft) -> None:
    """Fills the draft from a record in the shape of marc_entry."""
    if _refused(draft):
        return
    fields = Fields(draft)
    record = draft.record
    _languages(draft, fields)
    _kind(draft, fields)
    marc_numbers.fill(draft, fields)
    marc_titles.fill(draft, fields)
    marc_names.fill(draft, fields)
    marc_dates.fill(draft, fields)
    marc_texts.fill(draft, fields)
    marc_related.fill(draft, fields)
    _settled(draft)
    changed = fields.one("005")
    if (stamp := changed.text[:8]).isdigit() and int(stamp):
        record.record_modified = marc_dates.day(stamp)
        changed.use("record_modified")
    draft.label = next((one.value for one in record.identifiers if one.scheme == "doi"), "") or (
        record.titles[0].value if record.titles else fields.one("001").text
    )


def _refused(draft: Draft) -> bool:
    """Tells an entry that describes no work, or is in another dialect."""
    entry, root = draft.entry, draft.root
    if root.name in ("diagnostics", "numberOfRecords"):
        message = root.one("diagnostic/message", "diagnostic/details")
        draft.refuse("R350", message=message.text) if root.name == "diagnostics" else draft.refuse("R351")
        return True
    if isinstance(entry, marc_entry.MarcEntry) and entry.dialect == "pica":
        draft.refuse("R345", kind="a record in PICA format")
        return True
    leader = root.one("leader").raw
    kind = rules()["other_records"].get(leader[6:7]) or {"Authority": "an authority record", "Holdings": "a holdings record"}.get(
        root.attr("type").text
    )
    if kind and not root.all("245"):
        draft.refuse("R344", kind=kind)
        return True
    if root.all("200") and not root.all("245") and (leader[20:24].rstrip() == "450" or _UNIMARC.match(root.one("100/a").raw)):
        draft.refuse("R345", kind="a UNIMARC record")
        return True
    if not any(re.fullmatch(r"[0-9A-Za-z]{3}", child.name) for child in root):
        draft.refuse("R341")
        return True
    return False


def _languages(draft: Draft, fields: Fields) -> None:
    record = draft.record
    for field in fields.all("041"):
        for code in field.all("a"):
            _codes(draft, code)
    fixed = positions(fields)
    if not record.languages and fixed[35:38] not in _NO_LANGUAGE and (tag := languages.parse(fixed[35:38])):
        record.languages.append(tag)
        draft.mark("languages[0]", fields.one("008"))
    draft.lang = record.languages[0] if len(record.languages) == 1 else ""


def _codes(draft: Draft, code: Cursor) -> None:
    """Language codes of 041$a; old records write several in one subfield ("engfre")."""
    record = draft.record
    written = code.text
    if written in _NO_LANGUAGE:
        code.use("languages")
        return
    parts = re.findall("[a-z]{3}", written) if re.fullmatch(r"(?:[a-z]{3}){2,6}", written) else [written]
    several = len(parts) > 1
    tags = [languages.parse(part) for part in parts if part not in _NO_LANGUAGE]
    if several and tags and all(tags):
        code.use(f"languages[{len(record.languages)}]")
    else:
        tags = [code.language(f"languages[{len(record.languages)}]")]
    record.languages += [tag for tag in dict.fromkeys(tags) if tag and tag not in record.languages]


def positions(fields: Fields) -> str:
    """The coded positions of 008; "" where their number is wrong, so that none stands in its place."""
    fixed = fields.one("008").raw
    return fixed if len(fixed) == 40 else ""


def _kind(draft: Draft, fields: Fields) -> None:
    """The type: a thesis note, else words of genre, else the coded positions of 008, else the leader."""
    record, table = draft.record, rules()
    leader, fixed = fields.one("leader"), fields.one("008")
    leader.use("type")
    fixed.use("type")
    code = leader.raw[6:8]
    if code[:1] == "m" and any(part.text == "txt" for field in fields.all("336") for part in field.all("b")):
        # a book on line, by the older rules a computer file
        code = f"a{code[1:]}"
    row = table["types"].get(code) or table["types"].get(code[:1]) or {"type": "other"}
    for field in fields.all("655"):
        for word in field.all("a")[:1]:
            marc_texts.genre(draft, field, word)
    coded: dict[str, str] = {}
    at = positions(fields)
    if code in ("am", "tm"):
        coded = next((table["contents"][one] for one in at[24:28] if one in table["contents"]), {})
        if not coded and at[29:30] == "1":
            coded = {"type": "proceedings"}
    elif code[:1] == "m":
        coded = table["files"].get(at[26:27], {})
    elif code[1:2] in ("s", "i") and (word := table["serials"].get(at[21:22])):
        row = {"type": "other", "genre": word}
    best = coded or row
    if record.type == "other":
        record.type, record.variant = best["type"], best.get("variant", "")
    if row.get("genre") and not coded and not any(one.lang == "" or one.lang == "en" for one in record.genre):
        record.genre.append(Text(row["genre"], "en"))
    draft.mark("type", leader)
    if fields.all("502"):
        marc_texts.thesis(draft, fields)


def _settled(draft: Draft) -> None:
    """A part of a book or journal that names neither is no chapter."""
    record = draft.record
    if record.type == "chapter" and record.host is None and record.container is None:
        record.type = "other"
        record.genre.append(Text("component part", "en"))
