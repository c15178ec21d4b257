"""The same DOI in DataCite's JSON and in its XML makes the same record, field by field."""

from __future__ import annotations

import base64
import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

from kg.record import Record
from kg.sources import datacite_json, datacite_xml
from tests.shared import corpora

#: file, field, reason: where the two files themselves say different things
TWINS = Path(__file__).with_name("datacite_twins.csv")
#: what tells where a record stands, not what it says
NOT_COMPARED = frozenset({"origin", "rest"})
#: what only DataCite's database knows, or what it makes of the deposited XML: letter case of names, fields of science, empty versions
REWRITTEN = frozenset(
    {
        "abstracts",
        "concepts",
        "contributors",
        "derived_from",
        "files",
        "identifiers",
        "languages",
        "links",
        "metrics",
        "notes",
        "publisher",
        "record_modified",
        "relations",
        "rights",
        "titles",
        "version",
    }
)
#: a DOI whose answer has no related items, though its XML has one
WITHOUT_ITEMS = "10.70048/290320201351"


def read_json(path: Path) -> Record | None:
    found = list(datacite_json.read(path.read_bytes()))
    return found[0].record if len(found) == 1 else None


def read_xml(data: bytes) -> Record | None:
    found = list(datacite_xml.read(data))
    return found[0].record if len(found) == 1 else None


def doi(record: Record) -> str:
    return next((one.value for one in record.identifiers if one.scheme == "doi"), "")


def differences(one: Record, other: Record) -> list[str]:
    return [name for name in Record.__struct_fields__ if name not in NOT_COMPARED and getattr(one, name) != getattr(other, name)]


def test_twins_in_both_folders_agree_in_every_field_that_both_state() -> None:
    folder = corpora() / "datacite-xml"
    xml_files = {path.relative_to(folder).with_suffix(""): path for path in folder.glob("*/*.xml")}
    with TWINS.open(encoding="utf-8", newline="") as rows:
        listed: dict[str, dict[str, str]] = defaultdict(dict)
        for row in csv.DictReader(rows):
            assert row["reason"]
            listed[row["file"]][row["field"]] = row["reason"]
    compared, fields = 0, Counter[str]()
    for path in sorted((corpora() / "datacite-json").glob("*/*")):
        name = path.relative_to(corpora() / "datacite-json")
        twin = xml_files.get(name.with_suffix(""))
        one, other = read_json(path), read_xml(twin.read_bytes()) if twin else None
        if one is None or other is None:
            continue
        assert doi(one) == doi(other)
        reasons = listed.pop(str(name), {})
        assert differences(one, other) == [field for field in Record.__struct_fields__ if field in reasons], name
        compared += 1
        fields.update(field for field in Record.__struct_fields__ if getattr(one, field) and field not in NOT_COMPARED)
    print(f"\n{compared} twins compared; fields: {dict(fields.most_common())}")
    assert compared == 44
    assert not listed, "differences listed for files that are not there"


def test_attributes_agree_with_the_xml_they_were_made_from() -> None:
    compared, equal = 0, Counter[str]()
    for path in sorted((corpora() / "datacite-json").glob("*/api*")):
        deposited = json.loads(path.read_bytes())["data"]["attributes"].get("xml")
        one, other = read_json(path), read_xml(base64.b64decode(deposited)) if deposited else None
        if one is None or other is None:
            continue
        assert doi(one) == doi(other)
        different = set(differences(one, other))
        if doi(one) != WITHOUT_ITEMS and one.host is None:
            assert different <= REWRITTEN, (path.name, different)
        compared += 1
        equal.update(field for field in REWRITTEN if field not in different)
    print(f"\n{compared} answers compared with the XML in them; equal though DataCite may rewrite them: {dict(equal.most_common())}")
    assert compared == 65
