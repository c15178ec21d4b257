"""The text of a BibTeX file: bytes to characters, whatever the file says or does not say about its encoding.

Design: a byte order mark decides, then the user, then the line that JabRef writes, then UTF-8. Bytes that are none of it stay as lone
surrogates, so that they cost the entries that hold them and not the file.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import NamedTuple

from kg.errors import InputError
from kg.syntax import decoding

_ENCODING_LINE = re.compile(rb"%+[ \t]*(?:Encoding|-\*-[ \t]*coding)[ \t]*[:=][ \t]*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"[\udc80-\udcff]")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# what JabRef writes in its header, where Python has another name
_CODECS = {"utf8": "utf-8", "ansi": "cp1252", "macintosh": "mac-roman", "iso8859_1": "iso-8859-1"}


class Decoded(NamedTuple):
    """The text of a file. `codec` and `skipped` (length of the byte order mark) lead back to bytes; `damaged`: some bytes could not be
    decoded and stand as lone surrogates."""

    text: str
    codec: str
    skipped: int = 0
    damaged: bool = False


def decode(data: bytes, encoding: str = "") -> Decoded:
    """The text of `data`: by byte order mark, else `encoding`, else a `% Encoding:` line (JabRef), else UTF-8.

    Where nothing but UTF-8 is left to try, bytes that do not fit are kept as lone surrogates, so that only the entries that hold
    them are lost. Raises InputError for an unknown or unfitting `encoding`, and for UTF-16 without a byte order mark.
    """
    if encoding or data.startswith(_MARKS):
        return Decoded(*decoding.decode(data, encoding))
    if b"\0" in data[:4096]:
        guess = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        raise InputError("the file has NUL bytes and no byte order mark", hint=f"if it is UTF-16, say --encoding {guess}")
    for candidate in candidates(data):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return Decoded(data.decode(candidate), candidate)
    return Decoded(data.decode("utf-8", "surrogateescape"), "utf-8", damaged=True)


def candidates(head: bytes) -> list[str]:
    """The codecs that the head of a file without a byte order mark leaves to try, in their order; UTF-8 is the last."""
    declared = _ENCODING_LINE.search(head[:2000])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    codec = _CODECS.get(name, name)
    # the line is ASCII: a file that says UTF-16 in it has been converted since
    return list(dict.fromkeys((codec, "utf-8") if not codec.startswith(("utf-16", "utf-32")) else ("utf-8",)))


def decode_part(data: bytes, codec: str) -> Decoded:
    """The text of a part of a file whose codec is known; bytes that are no UTF-8 are kept as `decode` keeps them."""
    skipped = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) and codec == "utf-8" else 0
    try:
        return Decoded(data[skipped:].decode(codec), codec, skipped)
    except UnicodeDecodeError:
        return Decoded(data[skipped:].decode("utf-8", "surrogateescape"), "utf-8", skipped, damaged=True)


def undecodable(text: str) -> re.Match[str] | None:
    """The first byte of `text` that could not be decoded (see Decoded.damaged)."""
    return _ESCAPED.search(text)


def shown(text: str) -> str:
    """`text` with bytes that could not be decoded as replacement characters, for messages."""
    return text if text.isascii() else _ESCAPED.sub("\ufffd", text)
