"""Languages as BCP 47 tags, from codes, names and the names that babel and biblatex use.

Design: the facts stand in vocab/languages.toml. A whole text is looked up, never a part of it, so "en" is English and nothing else, and
a word that is no language is "". Sources: BCP 47 (RFC 5646), ISO 639-1 and 639-2 (https://www.loc.gov/standards/iso639-2/).
"""

from __future__ import annotations

import functools
import re
from typing import Any

from kg import resources

# a longer text is prose
_LONGEST = 64
# language, script, region; what follows (an encoding, a variant) is left out
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?:[-_.@][A-Za-z0-9-]{1,16})?")
# "English (US)", as Pure names languages
_OF_REGION = re.compile(r"(.+?) \(([a-z]{2})\)")


def _rows() -> dict[str, dict[str, Any]]:
    """Primary tag -> its row."""
    rows: dict[str, dict[str, Any]] = resources.table("languages")["languages"]
    return rows


@functools.cache
def _codes() -> dict[str, str]:
    """Every two- and three-letter code -> primary tag."""
    codes = {code: code for code in resources.table("languages")["more"]["codes"].split()}
    for tag, row in _rows().items():
        codes[tag] = tag
        for code in (row["b"], row.get("t", row["b"])):
            codes.setdefault(code, tag)
    return codes


@functools.cache
def _names() -> dict[str, str]:
    """Every name in lower case -> tag; a variety ("british") has its region."""
    names = {alias: tag for tag, row in _rows().items() for alias in (row["name"].casefold(), *row.get("names", ()))}
    return {alias.casefold(): tag for alias, tag in (names | resources.table("languages")["varieties"]).items()}


def parse(text: str) -> str:
    """The BCP 47 tag of a language given by code, tag, locale or name, which a region may follow; "" if it is unknown.

    >>> parse("English"), parse("eng"), parse("en_GB"), parse("ngerman"), parse("Klingonish"), parse("English (US)")
    ('en', 'en', 'en-GB', 'de', '', 'en-US')
    """
    return _known(text) if len(text) <= _LONGEST else _parse(text)


def _parse(text: str) -> str:
    word = " ".join(text.split()).casefold()
    if not word or len(word) > _LONGEST:
        return ""
    if found := _names().get(word):
        return found
    if (named := _OF_REGION.fullmatch(word)) and (found := _names().get(named[1])) and "-" not in found:
        return f"{found}-{named[2].upper()}"
    match = _TAG.fullmatch(text.strip())
    primary = _codes().get(match[1].lower(), "") if match else ""
    if not match or not primary:
        return ""
    return "-".join(filter(None, (primary, (match[2] or "").title(), (match[3] or "").upper())))


# a file is written in few languages
_known = functools.lru_cache(maxsize=1024)(_parse)


def iso639_2b(tag: str) -> str:
    """The ISO 639-2/B code of a tag's language ("de-AT" -> "ger"); "" if it has none."""
    primary = _codes().get(tag.split("-", 1)[0].lower(), "")
    return str(_rows()[primary]["b"]) if primary in _rows() else primary


def name(tag: str) -> str:
    """The English name of a tag's language; "" if the table has none."""
    primary = _codes().get(tag.split("-", 1)[0].lower(), "")
    return str(_rows()[primary]["name"]) if primary in _rows() else ""
