"""What the formats of PubMed share: publication types, titles, dates, pages, affiliations and references as MEDLINE writes them.

Design: functions from a text to values, without knowing where the text stood; the words are in vocab/imports/pubmed.toml. MEDLINE ends
titles and affiliations with a full stop of its own, puts a title that NLM translated in square brackets, and writes a date of
publication that is no calendar date as words ("1998 Dec-1999 Jan", "2000 Spring").
Source: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from kg import resources
from kg.record import Agent
from kg.values import dates, identifiers, names, pages

MESH = "http://id.nlm.nih.gov/mesh/"
MESH_ID = re.compile(r"[DCQ][0-9]{6,9}")
TRIAL = re.compile(r"NCT[0-9]{8}", re.IGNORECASE)

_LONGEST = 4000
_LAST_WORD = re.compile(r"([^\s.,;:()\[\]]+)\.$")
_INITIALS = re.compile(r"(?:^|[\s(])(?:[A-Za-z]\.)+$")
_MAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_MAIL_WORD = re.compile(r"(?:electronic address(?:es)?|e-?mail(?: address)?|contact)$", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])(1[5-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_SHARED_MONTH = re.compile(r"([0-9]{4}) ([A-Za-z]{3,9}) [0-9]{1,2}-[0-9]{1,2}")
_ARTICLE_NUMBER = re.compile(r"e[0-9][\w.-]*|[0-9]{6,}", re.IGNORECASE)
_DOI = re.compile(r"\bdoi:?\s*(10\.\S+)", re.IGNORECASE)


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of PubMed."""
    return resources.table("imports/pubmed")


class Types(NamedTuple):
    """What publication types say: our type ("" if none does), words that say more, words about funding, what became of the work."""

    type: str
    genre: list[str]
    support: list[str]
    status: str


def types(words: Iterable[str], rows: dict[str, dict[str, Any]] | None = None) -> Types:
    """What these publication types say together; `rows` as [types] of the table, in the order of their strength.

    >>> types(["Comment", "Letter", "Research Support, N.I.H., Extramural"])
    Types(type='letter', genre=['Comment'], support=['Research Support, N.I.H., Extramural'], status='')
    """
    table = rules()["types"] if rows is None else rows
    known = dict.fromkeys(word for word in words if word)
    strength = {key: number for number, key in enumerate(table)}
    typed = [word for word in known if table.get(word.lower(), {}).get("type")]
    chosen = min(typed, key=lambda word: strength[word.lower()], default="")
    prefix = rules()["support"]["prefix"]
    genre: list[str] = []
    support: list[str] = []
    status = ""
    for word in known:
        row = table.get(word.lower(), {})
        status = status or row.get("status", "")
        if word.lower().startswith(prefix):
            support.append(word)
        elif row.get("genre") or not (row.get("plain") or word == chosen):
            genre.append(word)
    return Types(table[chosen.lower()]["type"] if chosen else "", genre, support, status)


def unstopped(text: str) -> str:
    """The text without the full stop that MEDLINE adds; that of an abbreviation, and an ellipsis, stay.

    >>> unstopped("CellML 2.0."), unstopped("Care in the U.S."), unstopped("Aspergillus spp.")
    ('CellML 2.0', 'Care in the U.S.', 'Aspergillus spp.')
    """
    if not text.endswith(".") or text.endswith("..") or _INITIALS.search(text[-12:]):
        return text
    word = _LAST_WORD.search(text[-40:])
    if word and word[1].lower() in rules()["stops"]["words"]:
        return text
    return text[:-1].rstrip()


def title(text: str) -> tuple[str, bool]:
    """A title without MEDLINE's full stop, and whether it stood in brackets: then NLM has translated it.

    >>> title("[On rivers].")
    ('On rivers', True)
    """
    bare = unstopped(text)
    whole = bare[:-1] + "]" if bare.endswith("]") else bare
    if not (whole.startswith("[") and whole.endswith("]")):
        return bare, False
    depth = 0
    for place, character in enumerate(whole):
        depth += (character == "[") - (character == "]")
        if depth == 0 and place < len(whole) - 1:
            return bare, False
    return unstopped(whole[1:-1].strip()), True


def is_missing(text: str) -> bool:
    """Whether the words in brackets say that there is no translated title."""
    return text.strip(" .[]").lower() in rules()["titles"]["missing"]


def date(text: str) -> tuple[str, bool]:
    """The date of words such as MedlineDate, as exact as all they name share, and whether it says all they say.

    >>> date("2000 Jul 4-7"), date("1998 Dec-1999 Jan"), date("2013 Spring"), date("2004 May 1"), date("Winter")
    (('2000-07', False), ('1998', False), ('2013', False), ('2004-05-01', True), ('', False))
    """
    text = " ".join(text.split())
    if found := dates.parse(text):
        return found, True
    if shared := _SHARED_MONTH.fullmatch(text):
        return dates.of(shared[1], shared[2]), False
    year = _YEAR.search(text[:100])
    return (year[1], False) if year else ("", False)


class Pagination(NamedTuple):
    """Start and end, or `pages` that are no single range, or an article number."""

    start: str = ""
    end: str = ""
    pages: str = ""
    article_number: str = ""


def pagination(text: str) -> Pagination:
    """Pages as MEDLINE writes them; one number such as e1000097 or 103548 is that of the article.

    >>> pagination("2425-9"), pagination("e12"), pagination("S1")
    (Pagination(start='2425', end='2429', pages='', article_number=''), Pagination(start='', end='', pages='', article_number='e12'), Pagination(start='S1', end='S1', pages='', article_number=''))
    """  # noqa: E501
    if _ARTICLE_NUMBER.fullmatch(text):
        return Pagination(article_number=text)
    return Pagination(*pages.parse(text))


def affiliation(text: str) -> tuple[str, list[str]]:
    """The name of an affiliation without MEDLINE's full stop, and the e-mail addresses that stood behind it.

    >>> affiliation("University of Oxford, UK. Electronic address: a@example.org.")
    ('University of Oxford, UK', ['a@example.org'])
    """
    if len(text) > _LONGEST or "@" not in text:
        return unstopped(text.strip()), []
    found = [match[0].rstrip(".") for match in _MAIL.finditer(text)]
    pieces = [piece for piece in map(_before_mail, _MAIL.split(text)) if piece.strip(" .;,:()")]
    return unstopped("; ".join(piece.strip(" ;,") for piece in pieces)), found


def _before_mail(piece: str) -> str:
    """`piece` without the words that lead to an address at its end, and the marks around them."""
    piece = piece.rstrip(":;,.) \t\r\n\u00a0")
    if word := _MAIL_WORD.search(piece, max(0, len(piece) - 24)):
        piece = piece[: word.start()]
    return piece.rstrip(";,.:( \t\r\n\u00a0")


def initials(text: str) -> str:
    """The initials of a name, apart: "FW" is "F W"."""
    return " ".join(text) if text.isalpha() and text.isupper() and len(text) <= 4 else text


_SHORT = re.compile(r"(.+?)\s+([^\W\d_]{1,4})(?:\s+(Jr|Sr|[1-9](?:st|nd|rd|th)|I{2,3}|IV))?")


def short_name(text: str) -> Agent:
    """The person of a name with initials behind it; a name without any is a group's.

    >>> short_name("van der Berg JA Jr").name, short_name("WHO Working Group").kind
    ('J A van der Berg Jr', 'organisation')
    """
    text = " ".join(text.split())
    match = _SHORT.fullmatch(text)
    if not match or not match[2].isupper():
        return names.organisation(text)
    return names.person(given=initials(match[2]), family=match[1], suffix=match[3] or "")


def doi_in(text: str) -> str:
    """The DOI in the words of a reference, or ""."""
    found = _DOI.search(text[:_LONGEST])
    return identifiers.doi(found[1].rstrip(";,. ")) if found else ""
