"""RDF terms as strings in N-Triples form: THE place for escaping and IRI checks.

Design: everywhere inside the project a term is one str, exactly as N-Triples writes it: `<https://...>`, `"text"@en`,
`"2012"^^<http://www.w3.org/2001/XMLSchema#gYear>`, `_:label`. So writing is joining, comparing is ==, and no object is made per
term. Every such string is made here or by a reader of RDF whose parser is strict; what cannot be a term is refused here.
Sources: RDF 1.1 N-Triples (https://www.w3.org/TR/n-triples/), RFC 3987 for IRIs, BCP 47 for language tags.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import NamedTuple

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD_STRING, LANG_STRING = XSD + "string", RDF + "langString"
RDF_TYPE = f"<{RDF}type>"
RDF_FIRST, RDF_REST, RDF_NIL = f"<{RDF}first>", f"<{RDF}rest>", f"<{RDF}nil>"

# what XML 1.0 and N-Triples cannot carry: C0 but tab and line feed, DEL and C1, surrogates, noncharacters
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_UNESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SIMPLE = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
# RFC 3987: scheme, then no space, control or one of <>"{}|\^`; "%" only before two hex digits
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+", re.DOTALL)
# what nearly all look like: what it matches, all the checks below would let pass
_PLAIN = re.compile(r"https?://[A-Za-z0-9.-]+/[A-Za-z0-9/._~!$&'()*+,;=:@-]*(?:#[A-Za-z0-9/._~!$&'()*+,;=:@-]*)?")
_is_plain = _PLAIN.fullmatch
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TO_ENCODE = re.compile(r"[\x20<>\"{}|\\^`]")
# the authority: brackets only around an IP literal, no second "@"-less colon games; what pyoxigraph's parser also asks for
_AUTHORITY = re.compile(r"(?:[^@/?#\[\]]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\[\]@:/?#]*)(?::\d*)?")
_LANG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# what is neither ucschar nor iprivate: specials (the replacement character is one), tags, the last two of each plane; and what RFC 3987
# section 4.1 forbids, for it shows an IRI as another one: the signs that turn the direction of text
_LAST_OF_PLANES = "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))
_NO_IRI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff0-\uffff\U000e0000-\U000e0fff" + _LAST_OF_PLANES + "]")
_ODD = re.compile(f"{_PRIVATE.pattern}|{_NO_IRI.pattern}")


class Term(NamedTuple):
    """A term taken apart: `kind` is "iri", "bnode" or "literal"; `datatype` is an IRI without brackets, "" for IRIs and blank nodes."""

    kind: str
    value: str
    datatype: str = ""
    lang: str = ""


def is_iri(text: str) -> bool:
    """Whether `text` is an absolute IRI by RFC 3987 that every store accepts."""
    if _is_plain(text):
        return True
    if not _ABSOLUTE.fullmatch(text) or _BAD_PERCENT.search(text) or _NO_IRI.search(text):
        return False
    scheme, _, rest = text.partition(":")
    if text.count("#") > 1:
        return False
    if rest.startswith("//"):
        authority = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
        if not _AUTHORITY.fullmatch(authority) or (scheme.lower() in ("http", "https") and not authority):
            return False
        after = rest[2 + len(authority) :]
    else:
        after = rest
    if "[" in after or "]" in after:
        return False
    # RFC 3987 ucschar has no private-use characters; iprivate allows them in the query only
    path = rest.split("?", 1)[0]
    return not (_PRIVATE.search(path) or ("#" in after and _PRIVATE.search(after.split("#", 1)[1])))


def iri(text: str) -> str:
    """The IRI term for `text`, characters that no IRI may hold percent-encoded; "" where it is no absolute IRI even so.

    >>> iri("http://example.org/a b")
    '<http://example.org/a%20b>'
    >>> iri("not an iri")
    ''
    """
    return f"<{text}>" if _is_plain(text) else _mended(text)


@functools.lru_cache(maxsize=4096)
def _mended(text: str) -> str:
    if is_iri(text):
        return f"<{text}>"
    mended = _TO_ENCODE.sub(lambda m: f"%{ord(m[0]):02X}", _BAD_PERCENT.sub("%25", text.strip()))
    scheme, separator, rest = mended.partition("//")
    if separator:
        # brackets belong to an IP literal only; elsewhere they are percent-encoded
        slash = rest.find("/")
        if slash >= 0:
            mended = scheme + separator + rest[:slash] + rest[slash:].replace("[", "%5B").replace("]", "%5D")
    head, hash_sign, fragment = mended.partition("#")
    mended = head + hash_sign + fragment.replace("#", "%23")
    mended = _ODD.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), mended)
    return f"<{mended}>" if is_iri(mended) else ""


def clean(text: str) -> str:
    """`text` without the characters that RDF/XML or N-Triples cannot carry (see FORBIDDEN)."""
    return FORBIDDEN.sub("", text) if FORBIDDEN.search(text) else text


def escape(text: str) -> str:
    """`text` as it stands between the quotes of an N-Triples literal."""
    if text.isprintable() and '"' not in text and "\\" not in text:  # most texts; what is printable is not FORBIDDEN
        return text
    return clean(text).translate(_ESCAPES)


def literal(text: str, *, lang: str = "", datatype: str = "") -> str:
    """The literal term; `datatype` is an IRI without brackets (xsd:string is written plain). A wrong `lang` is left out.

    >>> literal("a\\nb", lang="en")
    '"a\\\\nb"@en'
    """
    # as in `escape`: a call for each of the texts of a record is what costs here
    if not (text.isprintable() and '"' not in text and "\\" not in text):
        text = clean(text).translate(_ESCAPES)
    if lang:
        return f'"{text}"@{lang}' if is_language(lang) else f'"{text}"'
    return f'"{text}"^^<{datatype}>' if datatype and datatype != XSD_STRING else f'"{text}"'


def trimmed(text: str, *, lang: str = "") -> str:
    """The literal term of `text` in NFC without the white space around it; "" where nothing is left.

    >>> trimmed(" a ")
    '"a"'
    """
    body = text.strip()
    if not body.isascii():
        body = unicodedata.normalize("NFC", body)
    if not (body.isprintable() and '"' not in body and "\\" not in body):
        # what is taken out may have stood before white space
        body = clean(body).strip().translate(_ESCAPES)
    if not body:
        return ""
    return f'"{body}"@{lang}' if lang and is_language(lang) else f'"{body}"'


@functools.lru_cache(maxsize=1024)
def is_language(tag: str) -> bool:
    """Whether `tag` is well formed for RDF 1.1 (BCP 47 section 2.1, loosely)."""
    return bool(_LANG.fullmatch(tag))


def unescape(text: str) -> str:
    """The text of an escaped N-Triples string or IRI body."""
    if "\\" not in text:
        return text
    return _UNESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _SIMPLE.get(m[3], m[3]), text)


def parse(term: str) -> Term:
    """The parts of a term string.

    >>> parse('"5"^^<http://www.w3.org/2001/XMLSchema#integer>').value
    '5'
    """
    if term[0] == "<":
        return Term("iri", unescape(term[1:-1]))
    if term[0] == "_":
        return Term("bnode", term[2:])
    end = term.rindex('"')
    tail = term[end + 1 :]
    text = unescape(term[1:end])
    if tail.startswith("@"):
        return Term("literal", text, LANG_STRING, tail[1:])
    return Term("literal", text, tail[3:-1] if tail else XSD_STRING)


def text(term: str) -> str:
    """The value of a term without brackets, quotes, datatype and language."""
    return parse(term).value
