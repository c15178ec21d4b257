"""The schemes of identifiers: one function each that returns the normal form, or "" if the form or the check digit is wrong.

Design: a normal form is a fixed point of its function. Sources: DOI Handbook 2.2; ISO 3297 (ISSN); ISBN Users' Manual 7; ISO 7064 MOD 11-2
(ORCID, ISNI) and MOD 97-10 (ROR); RFC 8141 (URN); RFC 4122 (UUID).
"""

from __future__ import annotations

import functools
import html
import operator
import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes

# no identifier is longer; what is, is prose
LONGEST = 2048
# what is longer is not remembered
_SHORT = 64
_DASHES = re.compile("[‐‑‒–—−\u00ad-]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
# what needs nothing but lower case
_PLAIN_DOI = re.compile(r"10\.[0-9]{4,9}/[0-9A-Za-z._/-]{0,200}[0-9A-Za-z_-]")
_DOI_PREFIX = re.compile(r"(?:doi\s*:|doi\s+(?=10\.)|info:doi/|urn:doi:|urn:(?=10\.))\s*", re.IGNORECASE)
# the resolver, and the older ones of publishers that lead to it
_DOI_URL = re.compile(
    r"(?:https?:)?(?://)?(?:(?:(?:dx|www)\.)?doi\.org|doi\.(?:acm\.org|ieeecomputersociety\.org|wiley\.com|apa\.org))/+", re.IGNORECASE
)
_MARKUP_ENTITY = re.compile(r"&(?:lt|gt|amp);")
_PERCENT_DOI = re.compile(r"10\.[0-9.]+%2[Ff]")
_LATEX_ESCAPE = re.compile(r"\\([_&%#$])")
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

_ROR = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")
_CROCKFORD = {character: value for value, character in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}
_ARXIV = re.compile(r"([0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]{2})?/[0-9]{7})(v[0-9]+)?")
_HEX = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_HANDLE = re.compile(r"[0-9]+(?:\.[A-Za-z0-9_-]+)*/\S+")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[A-Za-z0-9()+,\-.:=@;$_!*'%/~&?#\[\]]+", re.IGNORECASE)


def bare(text: str) -> str:
    """`text` trimmed and without invisible characters; "" for one that is too long to be an identifier."""
    if len(text) > LONGEST:
        return ""
    return text.strip() if text.isascii() else INVISIBLE.sub("", text).strip()


def doi(text: str) -> str:
    """The DOI in lower case without resolver or prefix, or "".

    An address is percent-decoded once. Brackets at the end stay if they are balanced; other closing punctuation does not.

    >>> doi("https://doi.org/10.1007/S11266-012-9334-2.")
    '10.1007/s11266-012-9334-2'
    >>> doi("10.1002/(SICI)1097-0258(19980615)17:11<1261::AID-SIM830>3.0.CO;2-Z")
    '10.1002/(sici)1097-0258(19980615)17:11<1261::aid-sim830>3.0.co;2-z'
    """
    if _PLAIN_DOI.fullmatch(text):
        return text.lower()
    value = bare(text)
    if "\\" in value:
        value = _LATEX_ESCAPE.sub(r"\1", value)
    if "&" in value and ";" in value:
        value = _MARKUP_ENTITY.sub(lambda match: html.unescape(match[0]), value)
    value = value.lstrip("([<{\"' ")
    decoded = False
    for _ in range(3):
        rest = _DOI_PREFIX.sub("", value, count=1) if _DOI_PREFIX.match(value) else value
        if match := _DOI_URL.match(rest):
            rest = rest[match.end() :]
            if not decoded:
                rest, decoded = _decoded(rest).rstrip("/"), True
        if rest == value:
            break
        value = rest
    if not decoded and _PERCENT_DOI.match(value):
        value = unquote(value)
    value = _trimmed(value).translate(_LOWER)
    return value if _DOI.fullmatch(value) and not _UNFIT.search(value) else ""


def _decoded(path: str) -> str:
    """The path of a resolver's address: query and fragment cut off, percent-decoded once; undecodable bytes leave it as it is."""
    path = path.partition("?")[0]
    # an old SICI may end in its check character "#"
    if not path.upper().endswith("CO;2-#"):
        path = path.partition("#")[0]
    try:
        return unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        return path


def _trimmed(value: str) -> str:
    """`value` without closing punctuation that does not belong to it."""
    while value:
        last = value[-1]
        if last in ".,;:'\"“”’ /" or (last in _CLOSING and value.count(last) > value.count(_CLOSING[last])):
            value = value[:-1]
        else:
            break
    return value


def _mod_11_2(digits: str) -> str:
    """The check character of ISO 7064 MOD 11-2 (ORCID, ISNI) for 15 digits."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)


def _mod_11(digits: str) -> str:
    """The check character of an ISSN (7 digits) or ISBN-10 (9 digits): weights fall to 2."""
    check = -sum(map(operator.mul, map(int, digits), range(len(digits) + 1, 1, -1))) % 11
    return "X" if check == 10 else str(check)


def _ean(digits: str) -> str:
    """The check digit of an ISBN-13 for its first 12 digits."""
    return str(-(sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))) % 10)


_REMARK = re.compile(r"\s*\([^()]*\)$")
_WHITE = re.compile(r"\s")


def _compact(text: str, prefix: re.Pattern[str]) -> str:
    """`text` in upper case without a prefix, dashes, spaces and a remark in brackets at the end."""
    value = bare(text)
    if value[-1:] == ")":
        value = _REMARK.sub("", value)
    value = prefix.sub("", value, count=1)
    value = value.replace("-", "") if value.isascii() else _DASHES.sub("", value)
    return (value if value.isalnum() else _WHITE.sub("", value)).upper()


_PREFIXES = {
    "issn": r"^(?:https?://(?:portal\.issn\.org/resource/issn|issn\.org)/|urn:issn:|[ep]?-?issn(?:-l)?\s*:?)\s*",
    "isbn": r"^(?:urn:isbn:|e?-?isbn(?:[- ]?1[03])?\s*:?)\s*",
    "orcid": r"^(?:(?:https?://)?(?:www\.)?orcid\.org/|orcid\s*:?)\s*",
    "isni": r"^(?:(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?|isni\s*:?)\s*",
}
_PREFIX = {scheme: re.compile(prefix, re.IGNORECASE) for scheme, prefix in _PREFIXES.items()}
_FORM = {"issn": re.compile(r"([0-9]{7})([0-9X])"), "isbn": re.compile(r"([0-9]{9})([0-9X])|(97[89][0-9]{9})([0-9])")}
_FORM["orcid"] = _FORM["isni"] = re.compile(r"([0-9]{15})([0-9X])")


def parts(scheme: str, text: str) -> tuple[str, str]:
    """Body and check character as found, for a scheme with a check digit; ("", "") if the form is wrong."""
    match = _FORM[scheme].fullmatch(_compact(text, _PREFIX[scheme]).removesuffix("/"))
    if not match or not (match[1] or match[3]).strip("0"):
        return "", ""
    return (match[1], match[2]) if match[1] else (match[3], match[4])


def expected(scheme: str, body: str) -> str:
    if scheme == "isbn":
        return _mod_11(body) if len(body) == 9 else _ean(body)
    return _mod_11(body) if scheme == "issn" else _mod_11_2(body)


@functools.lru_cache(maxsize=4096)
def has_right_digits(scheme: str, value: str) -> bool:
    """Whether the check digit of an ISSN, ISBN, ORCID iD, ISNI or ROR identifier is right; `value` has the scheme's normal form.

    >>> has_right_digits("issn", "0957-8765"), has_right_digits("issn", "0957-8764")
    (True, False)
    """
    if scheme == "ror":
        return _ror_check(value) == value[7:]
    digits = value.replace("-", "")
    sound = bool(digits[:-1].strip("0")) and expected(scheme, digits[:-1]) == digits[-1]
    return sound and not (scheme == "isbn" and digits.startswith("9790"))


def _checked(scheme: str, text: str) -> str:
    """The characters of an identifier whose check digit is right, or ""."""
    return _remembered(scheme, text) if len(text) <= _SHORT else _check(scheme, text)


def _check(scheme: str, text: str) -> str:
    body, check = parts(scheme, text)
    return body + check if body and expected(scheme, body) == check else ""


# the numbers of journals and the iDs of people come again and again
_remembered = functools.lru_cache(maxsize=4096)(_check)


def issn(text: str) -> str:
    """The ISSN as "NNNN-NNNX", or "".

    >>> issn("issn 09578765")
    '0957-8765'
    """
    value = _checked("issn", text)
    return f"{value[:4]}-{value[4:]}" if value else ""


def isbn(text: str) -> str:
    """The ISBN as 13 digits, or "". A 10-digit one is converted; 979-0 is music (ISMN) and none.

    >>> isbn("3-16-148410-X")
    '9783161484100'
    """
    value = _checked("isbn", text)
    if len(value) == 10:
        return f"978{value[:9]}{_ean('978' + value[:9])}"
    return "" if value.startswith("9790") else value


def isbn10_of(isbn13: str) -> str:
    """The 10-digit form of an ISBN; "" where there is none (prefix 979) or `isbn13` is no ISBN.

    >>> isbn10_of("9783161484100")
    '316148410X'
    """
    value = isbn(isbn13)
    return value[3:12] + _mod_11(value[3:12]) if value.startswith("978") else ""


def orcid(text: str) -> str:
    """The ORCID iD as "0000-0000-0000-000X" without address, or ""."""
    value = _checked("orcid", text)
    return "-".join(value[start : start + 4] for start in range(0, 16, 4)) if value else ""


def orcid_in_range(value: str) -> bool:
    """Whether an ORCID iD lies in the blocks that ISNI gave to ORCID (0000-0001-5000-0007 to 0000-0003-5000-0001, and 0009-…)."""
    number = int(value.replace("-", "")[:15])
    return 150_000_00 <= number <= 350_000_00 or value.startswith("0009-")


def isni(text: str) -> str:
    """The ISNI as 16 characters, or ""."""
    return _checked("isni", text)


def ror(text: str) -> str:
    """The nine characters of a ROR identifier, or "" (Crockford base 32, last two digits ISO 7064 MOD 97-10).

    >>> ror("https://ror.org/03angcq70")
    '03angcq70'
    """
    value = re.sub(r"^(?:(?:https?://)?(?:www\.)?ror\.org/|ror\s*:)\s*", "", bare(text), count=1, flags=re.IGNORECASE).lower().rstrip("/")
    return value if _ROR.fullmatch(value) and _ror_check(value) == value[7:] else ""


def _ror_check(value: str) -> str:
    number = 0
    for character in value[:7]:
        number = number * 32 + _CROCKFORD[character]
    return f"{98 - number * 100 % 97:02d}"


def pmid(text: str) -> str:
    """The PubMed ID as digits, or "" (also for a PMCID, which is often put in its place)."""
    value = re.sub(r"^(?:pmid|pubmed(?: id)?|medline)\s*:?\s*", "", bare(text), count=1, flags=re.IGNORECASE)
    match = re.fullmatch(r"(?:https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?0*([1-9][0-9]{0,8})/?", value)
    return match[1] if match else ""


def pmcid(text: str) -> str:
    """The PubMed Central ID as "PMC" and digits, or "". A version (".1") is left out.

    >>> pmcid("3531190")
    'PMC3531190'
    """
    value = re.sub(r"^pmcid\s*:?\s*", "", bare(text), count=1, flags=re.IGNORECASE)
    match = re.fullmatch(r"(?:https?://\S{0,80}?/articles/)?(?:PMC)?\s?0*([1-9][0-9]{0,8})(?:\.[0-9]+)?/?", value, re.IGNORECASE)
    return f"PMC{match[1]}" if match else ""


def _arxiv_parts(text: str) -> tuple[str, str]:
    value = re.sub(r"\s*\[[^\[\]]*\]$", "", bare(text))
    value = re.sub(r"^(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv\s*:)\s*", "", value, count=1, flags=re.IGNORECASE)
    match = _ARXIV.fullmatch(value.removesuffix(".pdf"))
    if not match:
        return "", ""
    archive, slash, number = match[1].partition("/")
    return (f"{archive.partition('.')[0]}/{number}" if slash else match[1]), match[2] or ""


def arxiv(text: str) -> str:
    """The arXiv identifier without version and subject class, or "".

    >>> arxiv("arXiv:2101.00001v2 [cs.DL]"), arxiv("math.GT/0309136")
    ('2101.00001', 'math/0309136')
    """
    return _arxiv_parts(text)[0]


def arxiv_version(text: str) -> str:
    """The version in an arXiv identifier ("v2"), or ""."""
    return _arxiv_parts(text)[1]


def eid(text: str) -> str:
    """The Scopus EID "2-s2.0-…", or "". An address with `eid=` or `scp=` is read too.

    >>> eid("http://www.scopus.com/inward/record.url?scp=84867370425&partnerID=8YFLogxK")
    '2-s2.0-84867370425'
    """
    value = bare(text)
    if match := re.fullmatch(r"(?:eid\s*[:=]\s*)?(2-s2\.0-[0-9]{6,14})", value, re.IGNORECASE):
        return match[1].lower()
    if match := re.fullmatch(r"SCOPUS_ID:([0-9]{6,14})", value, re.IGNORECASE):
        return f"2-s2.0-{match[1]}"
    found = re.match(r"https?://(?:[a-z0-9-]+\.)*scopus\.com/", value, re.IGNORECASE) and re.search(
        r"(?:[?&]scp=|[?&]eid=2-s2\.0-|/pages/publications/)([0-9]{6,14})(?![0-9])", value
    )
    return f"2-s2.0-{found[1]}" if found else ""


def uuid(text: str) -> str:
    """The UUID in lower case with hyphens, or "". 32 hexadecimal digits without hyphens are read too (citation keys of Pure).

    >>> uuid("4616A77A085A41F2B39B25CCAE7F6519")
    '4616a77a-085a-41f2-b39b-25ccae7f6519'
    """
    value = bare(text).lower().removeprefix("urn:uuid:").strip("{}")
    digits = value.replace("-", "")
    if not _HEX.fullmatch(value) or value.count("-") not in (0, 4) or not digits.strip("0"):
        return ""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def handle(text: str) -> str:
    """The handle as "prefix/suffix", or ""; letters keep their case. An address is percent-decoded once."""
    value = re.sub(r"^(?:hdl:|info:hdl/|handle:\s*)", "", bare(text), count=1, flags=re.IGNORECASE)
    if match := re.match(r"(?:https?://)?(?:www\.)?hdl\.handle\.net/+", value, re.IGNORECASE):
        value = _decoded(value[match.end() :])
    value = value.rstrip(".,; ")
    return value if _HANDLE.fullmatch(value) and not _UNFIT.search(value) else ""


def urn(text: str) -> str:
    """The URN with "urn:" and namespace in lower case, or "" (RFC 8141)."""
    value = re.sub(r"^https?://(?:www\.)?nbn-resolving\.(?:de|org)/(?=urn:)", "", bare(text), count=1, flags=re.IGNORECASE)
    if not _URN.fullmatch(value):
        return ""
    _, namespace, rest = value.split(":", 2)
    return f"urn:{namespace.lower()}:{rest}"


def _form(pattern: str, *, prefix: str = "", case: Callable[[str], str] = str) -> Callable[[str], str]:
    """A function for a scheme that is told by its form alone; `prefix` is what may stand before it."""
    form, lead = re.compile(pattern), re.compile(rf"(?:{prefix})\s*", re.IGNORECASE) if prefix else None

    def normal(text: str) -> str:
        value = bare(text)
        value = case(lead.sub("", value, count=1) if lead and lead.match(value) else value)
        return value if form.fullmatch(value) else ""

    return normal


#: scheme (vocab/identifiers.toml) -> its function; a scheme that is not here takes any text
FORMS: dict[str, Callable[[str], str]] = {
    "doi": doi,
    "issn": issn,
    "eissn": issn,
    "issn-l": issn,
    "isbn": isbn,
    "orcid": orcid,
    "isni": isni,
    "ror": ror,
    "pmid": pmid,
    "pmcid": pmcid,
    "arxiv": arxiv,
    "scopus-eid": eid,
    "uuid": uuid,
    "pure-uuid": uuid,
    "handle": handle,
    "urn": urn,
    "wikidata": _form(r"Q[1-9][0-9]{0,11}", prefix=r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/|wikidata:", case=str.upper),
    "viaf": _form(r"[1-9][0-9]{1,21}", prefix=r"https?://(?:www\.)?viaf\.org/viaf/|viaf:?"),
    "gnd": _form(r"[0-9]{2,10}(?:-?[0-9X])?", prefix=r"https?://d-nb\.info/gnd/|\(DE-588\)|gnd:?", case=str.upper),
    "wos-ut": _form(r"(?:WOS|BCI|BIOSIS|CCC|DRCI|KJD|MEDLINE|RSCI|SCIELO|ZOOREC):[A-Z0-9]{10,25}", case=lambda text: _wos(text)),
    "funder": _form(r"10\.13039/[0-9]{6,15}", prefix=r"https?://(?:dx\.)?doi\.org/|doi:"),
    "grid": _form(r"grid\.[0-9]{4,6}\.[0-9a-f]{1,2}", prefix=r"https?://(?:www\.)?grid\.ac/institutes/", case=str.lower),
    "researcher-id": _form(r"[A-Z]{1,3}-[0-9]{4}-[12][0-9]{3}", case=str.upper),
    "scopus-author": _form(r"[0-9]{6,12}", prefix=r"https?://www\.scopus\.com/authid/detail\.ur[il]\?authorId=|AUTHOR_ID:"),
}


def _wos(text: str) -> str:
    value = text.upper().replace("ISI:", "WOS:")
    return f"WOS:{value}" if re.fullmatch(r"(?:A19|000)[A-Z0-9]{8,14}", value) else value
