"""Text without the punctuation that library catalogues put between the parts of a description.

Design: the marks " /", " :", " ;", " =", "," stand for what comes next, so they go wherever a value ends; a full stop goes only where
no abbreviation and no initial ends; square brackets (what the cataloguer supplied) go where they are the whole value's or have no partner.
Source: ISBD Consolidated 2011, area A.3; MARC 21 Format for Bibliographic Data, "Input conventions".
"""

from __future__ import annotations

import re

from kg.values import text as texts

_MARKS = " /:;=,"
_DOTTED = re.compile(r"\.[^\W\d_]+\.$")
_LAST_WORD = re.compile(r"([^\W\d_]+)\.$")
# words that a full stop belongs to, besides single letters
_SHORT = (
    "ed eds inc ltd co jr sr st vol vols no nos etc dr bd bde hg aufl ill ca cf al cie me va pa la ga md ky vt ct tex wis ind mo nr pt "
    "corp inst univ dept assoc proc intl natl transl hrsg verl bros prof dipl gebr nachf verb bearb erw rev chap libr acad"
)
_ABBREVIATIONS = frozenset(_SHORT.split())
_UNKNOWN = re.compile(
    r"\W*(?:s\.?\s?[lnae]\.?|(?:place of publication|publisher|date of publication|place|verlag|verlagsort|ort|erscheinungsort)"
    r"\s(?:of publication\s)?(?:not identified|nicht ermittelbar|unknown)|\[?no\.?\s?publisher\]?)\W*",
    re.IGNORECASE,
)


def ended(text: str) -> str:
    """`text` without the mark at its end.

    >>> ended("Cell biology :"), ended("Klein, Marc,"), ended("Masson, Inc."), ended("Cytologie."), ended("Bello, E.")
    ('Cell biology', 'Klein, Marc', 'Masson, Inc.', 'Cytologie', 'Bello, E.')
    """
    text = texts.tidy(text).rstrip(_MARKS)
    if text.endswith(".") and not text.endswith(".."):
        # no abbreviation is so long
        word = _LAST_WORD.search(text[-40:])
        if word is None or (len(word[1]) > 1 and not _DOTTED.search(text) and word[1].casefold() not in _ABBREVIATIONS):
            text = text[:-1].rstrip(_MARKS)
    return text


_OTHERS = re.compile(r"\s*\[(?:u\.\s?a\.|et\.?\s?al\.?|etc\.?)\]$", re.IGNORECASE)


def bare(text: str) -> str:
    """`ended` without brackets around it, or without a partner; "" for the cataloguer's "unknown" ([S.l.], [s.n.]).

    That there are others ([u.a.], [et al.]) goes too.

    >>> bare("[Paris,"), bare("1960]"), bare("[S.l.] :"), bare("New York (N.Y.) ;")
    ('Paris', '1960', '', 'New York (N.Y.)')
    """
    text = _OTHERS.sub("", ended(text))
    if _UNKNOWN.fullmatch(text):
        return ""
    for opening, closing in ("[]", "()"):
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
        elif opening == "[" and text.startswith(opening) and text.endswith(closing) and text.count(opening) == 1:
            text = text[1:-1]
    return ended(text)
