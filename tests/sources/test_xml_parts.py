"""An XML file in parts gives the readings of the whole file, wherever it is cut."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kg import inputs, pipeline
from kg.sources import SOURCES, Parting
from kg.sources.parts import Part
from tests.bench import growing
from tests.fuzz.seeds import seeds
from tests.shared import corpora

FORMATS = [
    "datacite-xml", "endnote-xml", "mods", "marcxml", "oai-dc", "cerif", "oai-pmh", "eprints", "pubmed-xml", "europepmc",
]  # fmt: skip
RECORD = (
    b'<mods:mods version="3.7"><mods:titleInfo><mods:title>Of harbours %d &amp; more</mods:title></mods:titleInfo>'
    b'<mods:identifier type="doi">10.5555/%d</mods:identifier></mods:mods>'
)
OAI = (
    b"<record><header><identifier>oai:x:%d</identifier><datestamp>2020-01-01</datestamp></header><metadata>"
    b'<dc:dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T %d</dc:title></dc:dc></metadata></record>'
)
REQUEST = b'<request verb="ListRecords" metadataPrefix="oai_dc">https://repo.example.org/oai?a=1&amp;b</request>'


PIECES = [b"<", b">", b"&", b"</mods:mods>", b"<mods:mods>", b"]]>", b"<!--", b"-->", b"\x00", b'"', b"<?xml ?>"]


def pieces(data: bytes, length: int = 700) -> Iterator[bytes]:
    yield from (data[start : start + length] for start in range(0, len(data), length))


def parts(data: bytes, size: int, form: str, encoding: str = "", length: int = 700) -> list[Part]:
    parting = SOURCES[form].parting
    assert isinstance(parting, Parting)
    return list(parting.cut(functools.partial(pieces, data, length), size, encoding))


def told(items: list[inputs.Input], *, trace: bool = True, encoding: str = "") -> list[Any]:
    return [msgspec.to_builtins(found) for _, found in pipeline.readings(items, trace=trace, encoding=encoding)]


def both(data: bytes, size: int, form: str, encoding: str = "", length: int = 700) -> int:
    """How many parts there are; their readings are those of the whole."""
    found = parts(data, size, form, encoding, length)
    items = [inputs.Input("a.xml", form, *part) for part in found]
    one = [inputs.Input("a.xml", form, data)]
    assert told(items, encoding=encoding) == told(one, encoding=encoding)
    assert told(items, trace=False, encoding=encoding) == told(one, trace=False, encoding=encoding)
    assert not data.startswith(b"<") or b"".join(part.data for part in found) == data
    assert all(data[part.offset :].startswith(part.data) for part in found)
    return len(found)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_cut_and_read_as_a_whole(form: str) -> None:
    axis = next(one for one in growing.axes(form) if one.name == "records")
    data = axis.data(25)
    for size in (1, 2_000, len(data) // 3):
        assert both(data, size, form) > (10 if size == 1 else 1), size
    assert len(parts(data, 10 * len(data), form)) == 1


@pytest.mark.parametrize(
    ("form", "around", "record"),
    [
        (
            "eprints",
            b"<eprints xmlns='http://eprints.org/ep2/data/2.0'>%s</eprints>",
            b"<eprint id='https://repo.example.org/id/eprint/%d'><eprintid>%d</eprintid><type>article</type><title>T</title></eprint>",
        ),
        (
            "europepmc",
            b"<responseWrapper><hitCount>9</hitCount><resultList>%s</resultList></responseWrapper>",
            b"<result><id>%d</id><source>MED</source><pmid>%d</pmid><title>T</title></result>",
        ),
    ],
)
def test_a_format_that_is_xml_and_json_is_cut_as_either(form: str, around: bytes, record: bytes) -> None:
    assert both(around % some(9, record), 1, form) == 9


@pytest.mark.parametrize("form", FORMATS)
def test_a_single_record_is_not_cut(form: str) -> None:
    for data in seeds(form):
        found = parts(data, 1, form)
        assert len(found) == 1 or both(data, 1, form) == len(found)


def collection(records: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    return before + b'<mods:modsCollection xmlns:mods="http://www.loc.gov/mods/v3">\n' + records + b"</mods:modsCollection>" + after


def some(count: int, form: bytes = RECORD, first: int = 0) -> bytes:
    return b"\n".join(form % (number, number) for number in range(first, first + count)) + b"\n"


HOSTILE = {
    "a declaration and a byte order mark": collection(some(9), b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n'),
    "a document type": collection(some(9), b'<!DOCTYPE mods:modsCollection SYSTEM "mods.dtd">\n'),
    "entities of its own": collection(some(9), b'<!DOCTYPE x [<!ENTITY e "text">]>\n'),
    "records in a comment": collection(some(3) + b"<!-- " + some(2) + b" -->" + some(4, first=5)),
    "records in a CDATA section": collection(some(3) + b"<mods:note><![CDATA[" + some(2) + b"]]></mods:note>" + some(4, first=5)),
    "records without a line feed": collection(some(9).replace(b"\n", b"")),
    "lines that end with CR LF": collection(some(9).replace(b"><", b">\r\n<")),
    "an entity that HTML knows": collection(some(9).replace(b"&amp;", b"&eacute;")),
    "an entity that nobody knows": collection(some(9).replace(b"&amp;", b"&nothing;")),
    "a character that XML forbids": collection(some(3) + some(3, first=3).replace(b"&amp;", b"\x07&#11;") + some(3, first=6)),
    "a byte that is no UTF-8": collection(some(3) + some(3, first=3).replace(b"&amp;", b"\xe9") + some(3, first=6)),
    "characters of several bytes": collection(some(9).replace(b"&amp;", "é\u2028\U0001f30a".encode())),
    "a record that is broken": collection(some(3) + some(3, first=3).replace(b"</mods:title>", b"", 1) + some(3, first=6)),
    "the end of the file missing": collection(some(9))[:-90],
    "a file that ends in a record": collection(some(9))[:-130],
    "two documents": collection(some(9)) + b"\n" + collection(some(9, first=9)),
    "two documents, each with a declaration": 2 * collection(some(9), b'<?xml version="1.0"?>\n'),
    "something behind the document": collection(some(9), after=b"\nno element, no more\n"),
    "records around which something stands": collection(some(4) + b"<mods:extra a='1'>x</mods:extra>" + some(4)),
    "records in groups": collection(b"<group>" + some(4) + b"</group><group>" + some(4) + b"</group>"),
    "records in records": collection(some(4).replace(b"<mods:id", b"<mods:r>" + RECORD % (1, 1) + b"</mods:r><mods:id")),
    "prefixes of the records' own": collection(some(9).replace(b"<mods:mods", b'<mods:mods xmlns:mods="http://www.loc.gov/mods/v3"')),
    "prefixes declared in groups": collection(b'<g xmlns:m="http://www.loc.gov/mods/v3">' + some(9).replace(b"mods:", b"m:") + b"</g>"),
    "prefixes that nobody declares": collection(some(9)).replace(b' xmlns:mods="http://www.loc.gov/mods/v3"', b""),
    "a deep record": collection(some(3) + RECORD[:20] % () + b"<a>" * 300 + b"</a>" * 300 + b"</mods:mods>" + some(3)),
    "no record": collection(b"<other/>" * 40),
    "nothing": b"",
    "no XML": b"no XML at all " * 100,
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_stands_between_the_records(what: str) -> None:
    data = HOSTILE[what]
    for size in (1, 400, 1_500):
        for length in (64, 700, 100_000):
            both(data, size, "mods", length=length)


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_stands_between_the_records_of_a_harvest(what: str) -> None:
    data = HOSTILE[what].replace(b"mods:modsCollection", b"ListRecords").replace(b"mods:mods", b"record")
    data = data.replace(b"<ListRecords", b"<OAI-PMH>" + REQUEST + b"<ListRecords").replace(b"</ListRecords>", b"</ListRecords></OAI-PMH>")
    for size in (1, 1_500):
        both(data, size, "oai-pmh")


def test_another_encoding_is_read_in_one() -> None:
    data = collection(some(9), b'<?xml version="1.0" encoding="ISO-8859-1"?>').replace(b"&amp;", b"\xe9")
    assert both(data, 1, "mods") == 1
    assert both(data.decode("latin-1").encode("utf-16"), 1, "mods") == 1
    assert both(data, 1, "mods", "cp1252") == 1
    assert both(data, 1, "mods", "no such thing") == 1


def test_the_parts_of_a_harvest_know_the_request() -> None:
    data = b"<OAI-PMH>" + REQUEST + b"<ListRecords>" + some(20, OAI) + b"<resumptionToken>next</resumptionToken></ListRecords></OAI-PMH>"
    assert both(data, 500, "oai-pmh") > 5
    items = [inputs.Input("a.xml", "oai-pmh", *part) for part in parts(data, 500, "oai-pmh")]
    *_, (_, last) = pipeline.readings(items)
    assert last.record is not None
    assert last.record.derived_from == [
        "https://repo.example.org/oai?a=1&b&verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:19"
    ]
    assert [found.code for found in last.issues] == ["R354"]
    assert last.origin.ordinal == 19


def test_names_without_end_end_the_cutting() -> None:
    many = b"".join(b"<n%d/>" % number for number in range(2_000))
    data = collection(some(5) + many + some(5))
    assert 1 < both(data, 1, "mods") < 8


def test_random_files_with_random_faults() -> None:
    dice = random.Random(7)
    records = [RECORD % (number, number) for number in range(40)]
    for _ in range(60):
        data = bytearray(collection(b"\n".join(records), dice.choice([b"", b'<?xml version="1.0"?>\n', b"\xef\xbb\xbf"])))
        for _ in range(dice.randrange(3)):
            at = dice.randrange(len(data))
            if dice.random() < 0.5:
                del data[at : at + dice.randrange(1, 30)]
            else:
                data[at:at] = dice.choice(PIECES)
        both(bytes(data), dice.choice([1, 300, 3_000]), "mods", length=dice.choice([37, 700]))


def test_a_large_file_comes_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "PART", 4_000)
    data = collection(some(100))
    (tmp_path / "a.xml").write_bytes(data)
    found = list(inputs.load(str(tmp_path / "a.xml")))
    assert len(found) > 10
    assert told(found) == told([inputs.Input(found[0].name, "mods", data)])


def test_the_corpora_in_parts(capsys: pytest.CaptureFixture[str]) -> None:
    files = cut = 0
    for path in sorted(corpora().rglob("*.xml")):
        data = path.read_bytes()
        if not 20_000 < len(data) < 400_000:
            continue
        try:
            form = inputs.recognise(data, path.name)
        except inputs.UnknownFormat:
            continue
        if form in FORMATS:
            files += 1
            cut += both(data, 5_000, form, length=5_000) > 1
    with capsys.disabled():
        print(f"\n{files} XML files of the corpora in parts, {cut} of them cut")
    assert cut
