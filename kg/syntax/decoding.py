"""Bytes to text: byte order mark, else the user's choice, else UTF-8; nothing is guessed from the bytes.

Source: RFC 3629 section 6 (UTF-8), RFC 2781 section 3.2 (UTF-16).
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from kg.errors import InputError

# the longer mark first: UTF-32 LE begins like UTF-16 LE
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Decoded(NamedTuple):
    """The text without its byte order mark, the codec, and the mark's length in bytes (what a byte offset in the text starts from)."""

    text: str
    codec: str
    skipped: int

    def size(self, start: int, end: int) -> int:
        """The number of bytes of text[start:end] in the input."""
        part = self.text[start:end]
        return len(part) if self.codec == "utf-8" and part.isascii() else len(part.encode(self.codec))


def decode(data: bytes, encoding: str = "") -> Decoded:
    """The text of `data`. A byte order mark wins over `encoding`; without both it is UTF-8.

    Raises InputError with the line of the first byte that does not fit, or for an encoding that does not exist.
    """
    codec, skipped = next(((name, len(mark)) for mark, name in _MARKS if data.startswith(mark)), ("", 0))
    if not codec:
        try:
            codec = codecs.lookup(encoding or "utf-8").name
        except LookupError as error:
            raise InputError(f"there is no encoding {encoding!r}", hint="for example --encoding cp1252 or --encoding latin-1") from error
    try:
        return Decoded(data[skipped:].decode(codec), codec, skipped)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, skipped + error.start) + 1
        hint = "save it as UTF-8" if encoding or skipped else "say which encoding it is in, for example --encoding cp1252"
        raise InputError(f"line {line} is not {codec} (byte 0x{data[skipped + error.start]:02x})", hint=hint) from error
