"""Identifiers in normal form, checked by form and check digit.

Design: `identifier` is what readers call: it returns an Identifier and, where the check fails, an Issue; a failed value is kept as written
under scheme "text", so it is published but never as an identifier that resolves. The functions of single schemes are in values/schemes and
at hand here too. Schemes, their names and addresses: vocab/identifiers.toml. Source of `esc`: RFC 3987.
"""

from __future__ import annotations

import functools
import re
from urllib.parse import quote, urlsplit

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier
from kg.values.schemes import (
    FORMS,
    INVISIBLE,
    LONGEST,
    arxiv,
    arxiv_version,
    bare,
    doi,
    eid,
    expected,
    handle,
    isbn,
    isbn10_of,
    isni,
    issn,
    orcid,
    orcid_in_range,
    parts,
    pmcid,
    pmid,
    ror,
    urn,
    uuid,
)

__all__ = [
    "FORMS",
    "arxiv",
    "arxiv_version",
    "doi",
    "eid",
    "esc",
    "from_url",
    "handle",
    "identifier",
    "isbn",
    "isbn10_of",
    "isni",
    "issn",
    "orcid",
    "orcid_in_range",
    "pmcid",
    "pmid",
    "ror",
    "serial",
    "urn",
    "uuid",
]


def identifier(scheme: str, text: str, *, field: str, place: Place | None = None) -> tuple[Identifier, Issue | None]:
    """The identifier in normal form and None, or `text` kept under scheme "text" with the scheme's name, and an Issue.

    Issues: I001 (DOI), I002 (check digit), I003 (form of another scheme), I005 (a PMCID given as PubMed ID). I004 (ORCID iD outside
    its blocks) is a warning beside a good identifier.
    """
    normal = FORMS.get(scheme)
    if normal is None:
        return Identifier(scheme, " ".join(INVISIBLE.sub("", text).split())), None
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
        body, check = parts(family, text)
        if body and (asked := expected(family, body)) != check:
            return issue("I002", field=field, value=text, place=place, name=_name(scheme), found=check, expected=asked)
    if scheme == "pmid" and (other := pmcid(text)):
        return issue("I005", field=field, value=text, place=place, other=other)
    return issue("I003", field=field, value=text, place=place, name=_name(scheme))


# RFC 1035 section 2.3.4
_LONGEST_HOST = 255
_HOSTS: tuple[tuple[str, str], ...] = (
    (r"(?:www\.|pmc\.)?ncbi\.nlm\.nih\.gov|europepmc\.org", "ncbi"),
    (r"(?:(?:dx|www)\.)?doi\.org|doi\.(?:acm\.org|ieeecomputersociety\.org|wiley\.com|apa\.org)", "doi"),
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
    (r"(?:www\.)?grid\.ac", "grid"),
)


#: hosts of source code
_REPOSITORIES = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht"})


def is_repository(url: str) -> bool:
    """Whether an address leads to a host of source code.

    >>> is_repository("https://github.com/a/b"), is_repository("https://a.github.io/b")
    (True, False)
    """
    try:
        host = (urlsplit(bare(url)).hostname or "").lower()
    except ValueError:
        return False
    return host.removeprefix("www.") in _REPOSITORIES


def from_url(url: str) -> Identifier | None:
    """The identifier that a resolver's or service's address holds; None for any other address or a wrong identifier.

    >>> from_url("https://hdl.handle.net/2142/123")
    Identifier(scheme='handle', value='2142/123')
    """
    url = bare(url)
    try:
        address = urlsplit(url)
        host = (address.hostname or "").lower()
    except ValueError:
        return None
    if address.scheme.lower() not in ("http", "https"):
        return None
    scheme = _known_host(host) if len(host) <= _LONGEST_HOST else _scheme_of(host)
    if scheme == "ncbi":
        return _from_ncbi(address.path)
    value = FORMS[scheme](url) if scheme else ""
    return Identifier(scheme, value) if value else None


def _scheme_of(host: str) -> str:
    """The scheme whose identifiers stand in addresses of `host`, "ncbi" where there are several, "" for any other host."""
    return next((scheme for pattern, scheme in _HOSTS if re.fullmatch(pattern, host)), "")


_known_host = functools.lru_cache(maxsize=4096)(_scheme_of)


def _from_ncbi(path: str) -> Identifier | None:
    if match := re.search(r"/(PMC[0-9]{1,9})(?:/|$)", path, re.IGNORECASE):
        return Identifier("pmcid", pmcid(match[1]))
    if match := re.fullmatch(r"/(?:pubmed|article/MED|abstract/MED)/([0-9]{1,9})/?", path, re.IGNORECASE):
        value = pmid(match[1])
        return Identifier("pmid", value) if value else None
    return None


_PIECE = re.compile(r"[;,|\n]|/(?=\s|[0-9]{4}-)|\s+and\s+")
_BARE_SERIAL = re.compile(r"[0-9][0-9-]{6,16}[0-9Xx]")
_SHORT = 32
_WITH_REMARK = re.compile(r"([^\s()]+)(?:\s*\(([^()]*)\))?")
_MEDIUM = (
    (re.compile(r"electronic|online|e-?issn|web", re.IGNORECASE), "eissn"),
    (re.compile(r"linking|issn-?l\b", re.IGNORECASE), "issn-l"),
)


def serial(text: str, *, field: str = "identifiers", place: Place | None = None) -> list[tuple[Identifier, Issue | None]]:
    """The ISSNs and ISBNs in one field (RIS SN), told apart by their check digits; each as `identifier` returns it.

    A remark decides the kind of ISSN: "1573-7888 (Electronic)". What is neither is kept as text with issue I002 or I006.

    >>> [found.value for found, _ in serial("0957-8765; 978-3-16-148410-0")]
    ['0957-8765', '9783161484100']
    """
    if len(text) <= _SHORT and (known := _sound(text)) is not None:
        return [(known, None)]
    if len(text) > LONGEST:
        return [_serial(text, "", field, place)]
    found: list[tuple[Identifier, Issue | None]] = []
    for piece in filter(None, map(str.strip, _PIECE.split(text))):
        whole = _serial(piece, piece, field, place)
        words = [] if whole[1] is None else _WITH_REMARK.findall(piece)
        several = [_serial(word, remark, field, place) for word, remark in words]
        good = [pair for pair in several if pair[1] is None]
        found += good or [whole]
    return found


def _alone(text: str) -> Identifier | None:
    """The ISSN or ISBN that is the whole text, without prefix or remark; None for any other text."""
    if not _BARE_SERIAL.fullmatch(text):
        return None
    if value := issn(text):
        return Identifier("issn", value)
    return Identifier("isbn", value) if (value := isbn(text)) else None


# a journal's numbers come again with each of its articles
_sound = functools.lru_cache(maxsize=4096)(_alone)


def _serial(text: str, remark: str, field: str, place: Place | None) -> tuple[Identifier, Issue | None]:
    if value := issn(text):
        return Identifier(next((scheme for pattern, scheme in _MEDIUM if pattern.search(remark)), "issn"), value), None
    if value := isbn(text):
        return Identifier("isbn", value), None
    for scheme in ("issn", "isbn"):
        if parts(scheme, text)[0]:
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


_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _ucschar(character: str) -> bool:
    """Whether RFC 3987 lets a character outside ASCII stand in a path: ucschar, but none that turns the direction of text (section 4.1)."""
    code = ord(character)
    if character in _TURNING or 0xE0000 <= code <= 0xE0FFF:
        return False
    return (
        0xA0 <= code <= 0xD7FF
        or 0xF900 <= code <= 0xFDCF
        or 0xFDF0 <= code <= 0xFFEF
        or (0x10000 <= code <= 0xEFFFD and code & 0xFFFF <= 0xFFFD)
    )
