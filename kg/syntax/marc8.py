"""MARC-8 bytes to Unicode text: ASCII and ANSEL by tables here, the other sets by those of pymarc, if it is installed.

Design: escape sequences put one of the sets into the lower (G0) or upper (G1) half; combining marks stand before their letter in MARC-8
and behind it in Unicode. What is in no set is the replacement character, and is told: nothing is dropped.
Source: MARC 21 Specifications, character sets and encoding options, MARC-8
(https://www.loc.gov/marc/specifications/speccharmarc8.html).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

_ASCII, _ANSEL, _EAST_ASIAN = 0x42, 0x45, 0x31
_SPACING = (
    "88:0098 89:009c 8d:200d 8e:200c a1:0141 a2:00d8 a3:0110 a4:00de a5:00c6 a6:0152 a7:02b9 a8:00b7 a9:266d aa:00ae ab:00b1 ac:01a0 "
    "ad:01af ae:02bc b0:02bb b1:0142 b2:00f8 b3:0111 b4:00fe b5:00e6 b6:0153 b7:02ba b8:0131 b9:00a3 ba:00f0 bc:01a1 bd:01b0 c0:00b0 "
    "c1:2113 c2:2117 c3:00a9 c4:266f c5:00bf c6:00a1 c7:00df c8:20ac"
)
_COMBINING = (
    "e0:0309 e1:0300 e2:0301 e3:0302 e4:0303 e5:0304 e6:0306 e7:0307 e8:0308 e9:030c ea:030a eb:fe20 ec:fe21 ed:0315 ee:030b ef:0310 "
    "f0:0327 f1:0328 f2:0323 f3:0324 f4:0325 f5:0333 f6:0332 f7:0326 f8:031c f9:032e fa:fe22 fb:fe23 fe:0313"
)
_SUBSCRIPTS = "28:208d 29:208e 2b:208a 2d:208b " + " ".join(f"{0x30 + digit:x}:{0x2080 + digit:x}" for digit in range(10))
_SUPERSCRIPTS = "28:207d 29:207e 2b:207a 2d:207b 30:2070 31:00b9 32:00b2 33:00b3 34:2074 35:2075 36:2076 37:2077 38:2078 39:2079"
_GREEK_SYMBOLS = "61:03b1 62:03b2 63:03b3"

_Set = Mapping[int, tuple[int, bool]]


def _read(rows: str, *, combining: bool = False) -> dict[int, tuple[int, bool]]:
    return {int(row[:2], 16) & 0x7F: (int(row[3:], 16), combining) for row in rows.split()}


_OWN: dict[int, _Set] = {
    _ASCII: {code: (code, False) for code in range(0x20, 0x7F)},
    _ANSEL: _read(_SPACING) | _read(_COMBINING, combining=True),
    0x62: _read(_SUBSCRIPTS),
    0x67: _read(_GREEK_SYMBOLS),
    0x70: _read(_SUPERSCRIPTS),
}


class Decoded(NamedTuple):
    """The text in NFC; `unknown` the number of characters that are in no set; `missing` whether a set is known to pymarc only."""

    text: str
    unknown: int = 0
    missing: bool = False


@functools.cache
def _set(final: int) -> _Set | None:
    """The set that an escape sequence names; None where it is not at hand."""
    if final in _OWN:
        return _OWN[final]
    try:
        from pymarc import marc8_mapping
    except ImportError:
        return None
    rows = marc8_mapping.CODESETS.get(final)
    if rows is None:
        return None
    wide = final == _EAST_ASIAN
    table = {code if wide else code & 0x7F: (value, bool(mark)) for code, (value, mark) in rows.items()}
    return table | {code: (value, False) for code, value in marc8_mapping.ODD_MAP.items()} if wide else table


def decode(data: bytes) -> Decoded:
    """The text of a subfield or field.

    >>> decode(b"Caf\\xe2e").text
    'Café'
    """
    if data.isascii() and b"\x1b" not in data:
        return Decoded(data.decode("ascii"))
    return _Reader(data).read()


class _Reader:
    """One run over the bytes; each byte is looked at once."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._halves = [_ASCII, _ANSEL]
        self._out: list[str] = []
        self._marks: list[str] = []
        self._unknown = 0
        self._missing = False

    def read(self) -> Decoded:
        data = self._data
        while self._at < len(data):
            if data[self._at] == 0x1B and self._escape():
                continue
            self._character()
        self._out += self._marks
        return Decoded(unicodedata.normalize("NFC", "".join(self._out)), self._unknown, self._missing)

    def _escape(self) -> bool:
        """Takes an escape sequence; whether there was one."""
        data, at = self._data, self._at + 1
        half, wide = 0, False
        if data[at : at + 1] == b"$":
            wide, at = True, at + 1
        mark = data[at : at + 1]
        if mark and mark in b"(,":
            at += 1
        elif mark and mark in b")-":
            half, at = 1, at + 1
        elif not wide and mark and mark in b"gbps":
            self._halves[0] = _ASCII if mark == b"s" else mark[0]
            self._at = at + 1
            return True
        elif not wide:
            return False
        if data[at : at + 1] == b"!":
            at += 1
        if at >= len(data):
            return False
        self._halves[half], self._at = data[at], at + 1
        return True

    def _character(self) -> None:
        byte = self._data[self._at]
        half = self._halves[byte >> 7]
        if byte in (0x20, 0x98, 0x9C) or (byte < 0x20 and byte != 0x1B):
            self._at += 1
            return self._put(chr(byte), combining=False)
        known = _set(half)
        code, size = byte & 0x7F, 1
        if half == _EAST_ASIAN:
            three = self._data[self._at : self._at + 3]
            code, size = int.from_bytes(bytes(one & 0x7F for one in three), "big"), len(three)
        self._at += size
        found = known.get(code) if known is not None else None
        if found is None:
            self._unknown += 1
            self._missing |= known is None
            return self._put("\ufffd", combining=False)
        self._put(chr(found[0]), combining=found[1])

    def _put(self, character: str, *, combining: bool) -> None:
        if combining:
            self._marks.append(character)
            return
        self._out.append(character)
        self._out += self._marks
        self._marks.clear()
