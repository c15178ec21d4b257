"""XML bytes to UTF-8 text that a strict parser takes, byte for byte in its place, with a note of all that was wrong.

Design: the encoding is that of the byte order mark, else the user's, else that of the first bytes (UTF-16) or of the declaration, else
UTF-8. What the parser would refuse as a whole, though it spoils one entry at most, is overwritten in the same length, so that offsets
stay true: forbidden characters, references to them, bytes that are no UTF-8, XML declarations (also those in the middle of
concatenated files). `NAMES` are the entities of HTML, which hold the ISO sets that DTDs of publishers declare.
Sources: XML 1.0 (5th edition) sections 2.2 (characters), 4.1 (references), 4.3.3 and appendix F (encodings);
https://html.spec.whatwg.org/multipage/named-characters.html.
"""

from __future__ import annotations

import bisect
import codecs
import html.entities
import re
import sys
from typing import NamedTuple

from kg.errors import InputError
from kg.syntax import decoding

# the longer mark first: UTF-32 LE begins like UTF-16 LE
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,20})|([0-9]{1,20}));")
_DECLARATION = re.compile(rb"<!\[CDATA\[(?:[^\]]|\](?!\]>))*+|<!--(?:[^-]|-(?!->))*+|<\?xml\s[^>]{0,300}+>")
_NAME = re.compile(rb"&([A-Za-z][A-Za-z0-9._-]{0,40});")
#: the entities that XML itself has
PREDEFINED = frozenset(("amp", "lt", "gt", "quot", "apos"))
# codecs of Python that are no character sets, or let markup hide in letters
_NEVER = frozenset(("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))


class Text(NamedTuple):
    """`body` is UTF-8 without byte order mark, `written` the same before anything was overwritten: only there a character has the length
    that it has in the file. `codec` is the original's where it was not UTF-8, `skipped` the length of its mark.

    `undecodable` and `forbidden` are the bytes of `body` that were overwritten, in order. `unknown` are the entity names that nobody
    knows, `declarations` a DTD that declares all names that stand in the text."""

    body: bytes
    written: bytes
    codec: str
    skipped: int
    undecodable: list[int]
    forbidden: list[int]
    unknown: frozenset[bytes]
    declarations: bytes

    def size(self, start: int, end: int) -> int:
        """How many bytes of the original `body[start:end]` was made from."""
        if not self.codec:
            return end - start
        return len(self.written[start:end].decode(errors="ignore").encode(self.codec, "replace"))

    def unknown_in(self, start: int, end: int) -> dict[bytes, int]:
        """The unknown names in `body[start:end]`, each with the byte where it stands first."""
        found: dict[bytes, int] = {}
        for match in _NAME.finditer(self.body, start, end) if self.unknown else ():
            if match[1] in self.unknown:
                found.setdefault(match[1], match.start())
        return found


def within(positions: list[int], start: int, end: int) -> int:
    """The first of the (ordered) positions from `start` up to `end`, or -1."""
    at = bisect.bisect_left(positions, start)
    return positions[at] if at < len(positions) and positions[at] < end else -1


def prepare(data: bytes, encoding: str = "") -> Text:
    """The text of an XML file. Raises InputError for an encoding that does not exist or that the bytes are not in."""
    codec, skipped = _codec(data, encoding)
    undecodable: list[int] = []
    if codec == "utf-8":
        body = data[skipped:]
        try:
            body.decode()
        except UnicodeDecodeError:
            body, undecodable = _patched(body)
    else:
        decoded = decoding.decode(data[: len(data) - (len(data) - skipped) % 2] if codec.startswith("utf-16") else data, codec)
        body = decoded.text.encode("utf-8", "surrogatepass")
    written = body
    body, forbidden = _overwritten(written)
    names = set(_NAME.findall(body)) if b"&" in body else set()
    known = {name: html.entities.html5.get(f"{name.decode()};", "") for name in names if name.decode() not in PREDEFINED}
    declarations = b"".join(_declaration(name, value) for name, value in sorted(known.items()))
    unknown = frozenset(name for name, value in known.items() if not value)
    return Text(body, written, "" if codec == "utf-8" else codec, skipped, undecodable, forbidden, unknown, declarations)


def fit(piece: bytes) -> bytes:
    """A piece of UTF-8 that ends behind a tag, in the form that the parser takes, byte for byte in its place."""
    try:
        piece.decode()
    except UnicodeDecodeError:
        piece, _ = _patched(piece)
    return _overwritten(piece)[0]


def is_utf8(head: bytes, encoding: str = "") -> tuple[bool, int]:
    """Whether a file that begins so is in UTF-8, and the length of its byte order mark. Raises InputError as `prepare` does."""
    codec, skipped = _codec(head, encoding)
    return codec == "utf-8", skipped


def _codec(data: bytes, encoding: str) -> tuple[str, int]:
    for mark in _MARKS:
        if data.startswith(mark):
            decoded = decoding.decode(data[: len(mark)], "")
            return decoded.codec, decoded.skipped
    named = encoding
    if not named and data[:4] in (b"<\0?\0", b"\0<\0?"):
        return ("utf-16-le" if data[0] else "utf-16-be"), 0
    if not named and (match := _DECLARED.match(data)):
        named = match[1].decode()
        if named.lower().replace("_", "-").startswith(("utf-16", "utf-32", "ucs-", "iso-10646")):
            # the declaration itself could be read byte by byte, so it is wrong
            named = ""
    try:
        info = codecs.lookup(named or "utf-8")
        usable = (info.name not in _NEVER and "<?xml".encode(info.name) == b"<?xml") or info.name.startswith(("utf-16", "utf-32"))
    except (LookupError, UnicodeError, TypeError, ValueError):
        usable = False
    if not usable:
        raise InputError(f"there is no encoding {named!r}", hint="name the one it is in, for example --encoding cp1252 or --encoding utf-8")
    # those of UTF-16 and UTF-32 that do not say which byte comes first would write a mark before each piece that is measured
    order = {"utf-16": f"utf-16-{sys.byteorder[0]}e", "utf-32": f"utf-32-{sys.byteorder[0]}e"}
    return ("utf-8" if info.name in ("utf-8", "ascii", "utf-8-sig") else order.get(info.name, info.name)), 0


def _patched(body: bytes) -> tuple[bytes, list[int]]:
    """The text with "?" for every byte that is no UTF-8, and where they stand."""
    pieces = re.split("([\udc80-\udcff])", body.decode("utf-8", "surrogateescape"))
    positions, at = [], 0
    for number in range(len(pieces)):
        if number % 2:
            positions.append(at)
            pieces[number] = "?"
        at += len(pieces[number].encode())
    return "".join(pieces).encode(), positions


def _overwritten(body: bytes) -> tuple[bytes, list[int]]:
    """The text without what the parser refuses outright, and where forbidden characters stood."""
    forbidden: list[int] = []

    def blank(match: re.Match[bytes]) -> bytes:
        forbidden.append(match.start())
        return b" " * len(match[0])

    def reference(match: re.Match[bytes]) -> bytes:
        number = int(match[1], 16) if match[1] else int(match[2])
        return match[0] if _allowed(number) else blank(match)

    if _FORBIDDEN.search(body):
        body = _FORBIDDEN.sub(blank, body)
    if b"&#" in body:
        body = _REFERENCE.sub(reference, body)
    if b"<?xml" in body:
        body = _DECLARATION.sub(lambda match: _kept_lines(match[0]) if match[0].startswith(b"<?") else match[0], body)
    return body, sorted(forbidden)


def _kept_lines(declaration: bytes) -> bytes:
    return re.sub(rb"[^\r\n]", b" ", declaration)


def _allowed(number: int) -> bool:
    return number in (9, 10, 13) or 0x20 <= number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF


def _declaration(name: bytes, value: str) -> bytes:
    """The entity as character references; an unknown one stands for its own reference as text."""
    if not value:
        return b'<!ENTITY %s "&#38;#38;%s;">' % (name, name)
    references = "".join(f"&#38;#{ord(character)};" for character in value)
    return b'<!ENTITY %s "%s">' % (name, references.encode())
