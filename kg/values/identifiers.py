"""Identifiers in normal form, checked by form and check digit.

Design: one function per scheme returns the normal form or "". `identifier` is what readers call: it returns an Identifier and, where the
check fails, an Issue; a failed value is kept as written under scheme "text", so it is published but never as an identifier that resolves.
A normal form is a fixed point of its function. Schemes, their names and addresses: vocab/identifiers.toml.
Sources: DOI Handbook 2.2; ISO 3297 (ISSN); ISBN Users' Manual 7; ISO 7064 MOD 11-2 (ORCID, ISNI); ROR's identifier pattern; RFC 3987.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier

# no identifier is longer; what is, is prose
_LONGEST = 2048
_DASHES = re.compile("[‐‑‒–—−\u00ad-]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNFIT = re.compile("[\x00-\x20\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_DOI_PREFIX = re.compile(r"(?:doi\s*:|doi\s+(?=10\.)|info:doi/|urn:doi:|urn:(?=10\.))\s*", re.IGNORECASE)
_DOI_URL = re.compile(r"(?:https?:)?(?://)?(?:(?:dx|www)\.)?doi\.org/+", re.IGNORECASE)
_LATEX_ESCAPE = re.compile(r"\\([_&%#$])")
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

_ROR = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")
_CROCKFORD = {character: value for value, character in enumerate("0123456789abcdefghjkmnpqrstvwxyz")}
_ARXIV = re.compile(r"([0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]{2})?/[0-9]{7})(v[0-9]+)?")
_HEX = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_HANDLE = re.compile(r"[0-9]+(?:\.[A-Za-z0-9_-]+)*/\S+")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[A-Za-z0-9()+,\-.:=@;$_!*'%/~&?#\[\]]+", re.IGNORECASE)


def _bare(text: str) -> str:
    """`text` trimmed and without invisible characters; "" for one that is too long to be an identifier."""
    return _INVISIBLE.sub("", text).strip() if len(text) <= _LONGEST else ""


def doi(text: str) -> str:
    """The DOI in lower case without resolver or prefix, or "".

    An address is percent-decoded once. Brackets at the end stay if they are balanced; other closing punctuation does not.

    >>> doi("https://doi.org/10.1007/S11266-012-9334-2.")
    '10.1007/s11266-012-9334-2'
    >>> doi("10.1002/(SICI)1097-0258(19980615)17:11<1261::AID-SIM830>3.0.CO;2-Z")
    '10.1002/(sici)1097-0258(19980615)17:11<1261::aid-sim830>3.0.co;2-z'
    """
    value = _bare(text)
    if "\\" in value:
        value = _LATEX_ESCAPE.sub(r"\1", value)
    if "&" in value and ";" in value:
        value = re.sub(r"&(?:lt|gt|amp);", lambda match: html.unescape(match[0]), value)
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
    if not decoded and re.match(r"10\.[0-9.]+%2[Ff]", value):
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
        if last in ".,;:'\"“”’ " or (last in _CLOSING and value.count(last) > value.count(_CLOSING[last])):
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
    check = -sum(int(digit) * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True)) % 11
    return "X" if check == 10 else str(check)


def _ean(digits: str) -> str:
    """The check digit of an ISBN-13 for its first 12 digits."""
    return str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10)


def _compact(text: str, prefix: str) -> str:
    """`text` in upper case without a prefix, dashes, spaces and a remark in brackets at the end."""
    value = re.sub(r"\s*\([^()]*\)\s*$", "", _bare(text))
    value = re.sub(prefix, "", value, count=1, flags=re.IGNORECASE)
    return re.sub(r"\s", "", _DASHES.sub("", value)).upper()


_ISSN_PREFIX = r"^(?:https?://(?:portal\.issn\.org/resource/issn|issn\.org)/|urn:issn:|[ep]?-?issn(?:-l)?\s*:?)\s*"
_ISBN_PREFIX = r"^(?:urn:isbn:|e?-?isbn(?:[- ]?1[03])?\s*:?)\s*"
_ORCID_PREFIX = r"^(?:(?:https?://)?(?:www\.)?orcid\.org/|orcid\s*:?)\s*"
_ISNI_PREFIX = r"^(?:(?:https?://)?(?:www\.)?isni\.org/(?:isni/)?|isni\s*:?)\s*"


def _parts(scheme: str, text: str) -> tuple[str, str]:
    """Body and check character as found, for a scheme with a check digit; ("", "") if the form is wrong."""
    prefix, form = {
        "issn": (_ISSN_PREFIX, r"([0-9]{7})([0-9X])"),
        "isbn": (_ISBN_PREFIX, r"([0-9]{9})([0-9X])|(97[89][0-9]{9})([0-9])"),
        "orcid": (_ORCID_PREFIX, r"([0-9]{15})([0-9X])"),
        "isni": (_ISNI_PREFIX, r"([0-9]{15})([0-9X])"),
    }[scheme]
    match = re.fullmatch(form, _compact(text, prefix))
    if not match or not (match[1] or match[3]).strip("0"):
        return "", ""
    return (match[1], match[2]) if match[1] else (match[3], match[4])


def _expected(scheme: str, body: str) -> str:
    if scheme == "isbn":
        return _mod_11(body) if len(body) == 9 else _ean(body)
    return _mod_11(body) if scheme == "issn" else _mod_11_2(body)


def _checked(scheme: str, text: str) -> str:
    body, check = _parts(scheme, text)
    return body + check if body and _expected(scheme, body) == check else ""


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
    value = re.sub(r"^(?:(?:https?://)?(?:www\.)?ror\.org/|ror\s*:)\s*", "", _bare(text), count=1, flags=re.IGNORECASE).lower().rstrip("/")
    return value if _ROR.fullmatch(value) and _ror_check(value) == value[7:] else ""


def _ror_check(value: str) -> str:
    number = 0
    for character in value[:7]:
        number = number * 32 + _CROCKFORD[character]
    return f"{98 - number * 100 % 97:02d}"


def pmid(text: str) -> str:
    """The PubMed ID as digits, or "" (also for a PMCID, which is often put in its place)."""
    value = re.sub(r"^(?:pmid|pubmed(?: id)?|medline)\s*:?\s*", "", _bare(text), count=1, flags=re.IGNORECASE)
    match = re.fullmatch(r"(?:https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)?0*([1-9][0-9]{0,8})/?", value)
    return match[1] if match else ""


def pmcid(text: str) -> str:
    """The PubMed Central ID as "PMC" and digits, or "". A version (".1") is left out.

    >>> pmcid("3531190")
    'PMC3531190'
    """
    value = re.sub(r"^pmcid\s*:?\s*", "", _bare(text), count=1, flags=re.IGNORECASE)
    match = re.fullmatch(r"(?:https?://\S{0,80}?/articles/)?(?:PMC)?\s?0*([1-9][0-9]{0,8})(?:\.[0-9]+)?/?", value, re.IGNORECASE)
    return f"PMC{match[1]}" if match else ""


def _arxiv_parts(text: str) -> tuple[str, str]:
    value = re.sub(r"\s*\[[^\[\]]*\]$", "", _bare(text))
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
    value = _bare(text)
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
    value = _bare(text).lower().removeprefix("urn:uuid:").strip("{}")
    digits = value.replace("-", "")
    if not _HEX.fullmatch(value) or value.count("-") not in (0, 4) or not digits.strip("0"):
        return ""
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def handle(text: str) -> str:
    """The handle as "prefix/suffix", or ""; letters keep their case. An address is percent-decoded once."""
    value = re.sub(r"^(?:hdl:|info:hdl/|handle:\s*)", "", _bare(text), count=1, flags=re.IGNORECASE)
    if match := re.match(r"(?:https?://)?(?:www\.)?hdl\.handle\.net/+", value, re.IGNORECASE):
        value = _decoded(value[match.end() :])
    value = value.rstrip(".,; ")
    return value if _HANDLE.fullmatch(value) and not _UNFIT.search(value) else ""


def urn(text: str) -> str:
    """The URN with "urn:" and namespace in lower case, or "" (RFC 8141)."""
    value = _bare(text)
    if not _URN.fullmatch(value):
        return ""
    _, namespace, rest = value.split(":", 2)
    return f"urn:{namespace.lower()}:{rest}"


def _form(pattern: str, *, prefix: str = "", case: Callable[[str], str] = str) -> Callable[[str], str]:
    """A function for a scheme that is told by its form alone; `prefix` is what may stand before it."""
    form, lead = re.compile(pattern), re.compile(rf"(?:{prefix})\s*", re.IGNORECASE) if prefix else None

    def normal(text: str) -> str:
        value = _bare(text)
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


def identifier(scheme: str, text: str, *, field: str, place: Place | None = None) -> tuple[Identifier, Issue | None]:
    """The identifier in normal form and None, or `text` kept under scheme "text" with the scheme's name, and an Issue.

    Issues: I001 (DOI), I002 (check digit), I003 (form of another scheme), I005 (a PMCID given as PubMed ID). I004 (ORCID iD outside
    its blocks) is a warning beside a good identifier.
    """
    normal = FORMS.get(scheme)
    if normal is None:
        return Identifier(scheme, " ".join(_INVISIBLE.sub("", text).split())), None
    value = normal(text)
    if value:
        odd = scheme == "orcid" and not orcid_in_range(value)
        return Identifier(scheme, value), issue("I004", field=field, value=text, place=place) if odd else None
    return _kept(scheme, text), _fault(scheme, text, field, place)


def _name(scheme: str) -> str:
    return str(resources.table("identifiers").get(scheme, {}).get("name", scheme))


def _kept(scheme: str, text: str) -> Identifier:
    """The failed identifier as text, its scheme's name before it unless the text begins with it."""
    value, name = " ".join(text.split()), _name(scheme)
    return Identifier("text", value if value.lower().startswith(f"{name.lower()}:") else f"{name}:{value}")


def _fault(scheme: str, text: str, field: str, place: Place | None) -> Issue:
    if scheme == "doi":
        return issue("I001", field=field, value=text, place=place)
    family = "issn" if scheme in ("issn", "eissn", "issn-l") else scheme
    if family in ("issn", "isbn", "orcid", "isni"):
        body, check = _parts(family, text)
        if body and _expected(family, body) != check:
            expected = _expected(family, body)
            return issue("I002", field=field, value=text, place=place, name=_name(scheme), found=check, expected=expected)
    if scheme == "pmid" and (other := pmcid(text)):
        return issue("I005", field=field, value=text, place=place, other=other)
    return issue("I003", field=field, value=text, place=place, name=_name(scheme))


_HOSTS: tuple[tuple[str, str], ...] = (
    (r"(?:(?:dx|www)\.)?doi\.org", "doi"),
    (r"hdl\.handle\.net", "handle"),
    (r"(?:www\.)?arxiv\.org", "arxiv"),
    (r"pubmed\.ncbi\.nlm\.nih\.gov", "pmid"),
    (r"(?:www\.)?orcid\.org", "orcid"),
    (r"(?:www\.)?ror\.org", "ror"),
    (r"(?:[a-z0-9-]+\.)*scopus\.com", "scopus-eid"),
    (r"(?:www\.)?isni\.org", "isni"),
    (r"d-nb\.info", "gnd"),
    (r"(?:www\.)?wikidata\.org", "wikidata"),
    (r"portal\.issn\.org", "issn"),
)


def from_url(url: str) -> Identifier | None:
    """The identifier that a resolver's or service's address holds; None for any other address or a wrong identifier.

    >>> from_url("https://hdl.handle.net/2142/123")
    Identifier(scheme='handle', value='2142/123')
    """
    url = _bare(url)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https"):
        return None
    if re.fullmatch(r"(?:www\.|pmc\.)?ncbi\.nlm\.nih\.gov|europepmc\.org", host):
        return _from_ncbi(parts.path)
    for pattern, scheme in _HOSTS:
        if re.fullmatch(pattern, host):
            value = FORMS[scheme](url)
            return Identifier(scheme, value) if value else None
    return None


def _from_ncbi(path: str) -> Identifier | None:
    if match := re.search(r"/(PMC[0-9]{1,9})(?:/|$)", path, re.IGNORECASE):
        return Identifier("pmcid", pmcid(match[1]))
    if match := re.fullmatch(r"/(?:pubmed|article/MED|abstract/MED)/([0-9]{1,9})/?", path, re.IGNORECASE):
        value = pmid(match[1])
        return Identifier("pmid", value) if value else None
    return None


_PIECE = re.compile(r"[;,|\n]|/(?=\s|[0-9]{4}-)|\s+and\s+")
_WITH_REMARK = re.compile(r"([^\s()]+)(?:\s*\(([^()]*)\))?")
_MEDIUM = ((re.compile(r"electronic|online|e-?issn|web", re.IGNORECASE), "eissn"), (re.compile(r"linking|issn-?l\b", re.IGNORECASE), "issn-l"))


def serial(text: str, *, field: str = "identifiers", place: Place | None = None) -> list[tuple[Identifier, Issue | None]]:
    """The ISSNs and ISBNs in one field (RIS SN), told apart by their check digits; each as `identifier` returns it.

    A remark decides the kind of ISSN: "1573-7888 (Electronic)". What is neither is kept as text with issue I002 or I006.

    >>> [found.value for found, _ in serial("0957-8765; 978-3-16-148410-0")]
    ['0957-8765', '9783161484100']
    """
    if len(text) > _LONGEST:
        return [_serial(text, "", field, place)]
    found: list[tuple[Identifier, Issue | None]] = []
    for piece in filter(None, map(str.strip, _PIECE.split(text))):
        whole = _serial(piece, piece, field, place)
        words = [] if whole[1] is None else _WITH_REMARK.findall(piece)
        several = [_serial(word, remark, field, place) for word, remark in words]
        good = [pair for pair in several if pair[1] is None]
        found += good or [whole]
    return found


def _serial(text: str, remark: str, field: str, place: Place | None) -> tuple[Identifier, Issue | None]:
    if value := issn(text):
        return Identifier(next((scheme for pattern, scheme in _MEDIUM if pattern.search(remark)), "issn"), value), None
    if value := isbn(text):
        return Identifier("isbn", value), None
    for scheme in ("issn", "isbn"):
        if _parts(scheme, text)[0]:
            return identifier(scheme, text, field=field, place=place)
    return Identifier("text", " ".join(text.split())), issue("I006", field=field, value=text, place=place)


# RFC 3987 ipath-noscheme without "%": what may stand unchanged after the last slash of an address
_SAFE = "/:@!$&'()*+,;=-._~"


def esc(value: str) -> str:
    """`value` as it stands in the path of an IRI: what RFC 3987 or a resolver would read otherwise is percent-encoded.

    >>> esc("10.1002/(sici)1<2::aid-x>3.0.co;2-#")
    '10.1002/(sici)1%3C2::aid-x%3E3.0.co;2-%23'
    """
    if value.isascii():
        return quote(value, safe=_SAFE)
    return "".join(character if _ucschar(character) else quote(character, safe=_SAFE, errors="surrogatepass") for character in value)


def _ucschar(character: str) -> bool:
    """Whether RFC 3987 lets a character outside ASCII stand in a path (ucschar)."""
    code = ord(character)
    return 0xA0 <= code <= 0xD7FF or 0xF900 <= code <= 0xFDCF or 0xFDF0 <= code <= 0xFFEF or (0x10000 <= code <= 0xEFFFD and code & 0xFFFF <= 0xFFFD)
