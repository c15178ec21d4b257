"""Page ranges taken apart.

Design: one contiguous range becomes start and end; anything else (several ranges, words, open ends) stays whole as `pages`, because
bibo:pages is for exactly these. An abbreviated end ("1119-38") is completed, since its meaning has no second reading.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST = 200
_PREFIX = re.compile(r"(?:pp?\.|pages?:?(?=\s)|pp(?=\s)|S\.(?=\s*[0-9]))\s*", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-‐‑‒–—−]+\s*")
_PLAIN = re.compile(r"([0-9]{1,9})(?:[-–]{1,2}([0-9]{1,9}))?")
_ROMAN = r"[ivxlcdmIVXLCDM]+"
_PAGE = re.compile(rf"[A-Za-z]{{0,4}}[.:]?[0-9]+(?:[.:/][A-Za-z]?[0-9]+)*[A-Za-z]{{0,3}}|{_ROMAN}|[A-Za-z]")
_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.DOTALL)


class Pages(NamedTuple):
    """First and last page, or `pages`, the whole text, where it is no single contiguous range."""

    start: str
    end: str
    pages: str


def parse(text: str) -> Pages:
    """The parts of a page range; a single page is its own end; all "" for an empty text.

    >>> parse("1119--38")
    Pages(start='1119', end='1138', pages='')
    >>> parse("12, 15-19")
    Pages(start='', end='', pages='12, 15-19')
    """
    if (plain := _PLAIN.fullmatch(text)) and (plain[2] is None or len(plain[2]) >= len(plain[1])):
        return Pages(plain[1], plain[2] or plain[1], "")
    whole = " ".join(text.split())
    bare = _PREFIX.sub("", whole, count=1) if _PREFIX.match(whole) else whole
    bare = bare.rstrip(".,; ")
    if not _DASHES.sub("", bare):
        return Pages("", "", "")
    parts = _DASHES.split(bare) if len(bare) <= _LONGEST else []
    if not 1 <= len(parts) <= 2 or not all(_PAGE.fullmatch(part) for part in parts):
        return Pages("", "", whole)
    start, end = parts[0], parts[-1]
    if len(parts) == 2:
        end = _completed(start, end)
    return Pages(start, end, "") if end else Pages("", "", whole)


def are_plain(start: str, end: str) -> bool:
    """Whether two page numbers are plain numbers, the end not abbreviated: nothing is to be done with them.

    >>> are_plain("1119", "1138"), are_plain("1119", "38")
    (True, False)
    """
    return len(start) <= len(end) < 10 and start.isdigit() and end.isdigit() and start.isascii() and end.isascii()


def _completed(start: str, end: str) -> str:
    """`end` with the leading digits it shares with `start` put back; "" where that would end before the start."""
    first, last = _NUMBERED.fullmatch(start), _NUMBERED.fullmatch(end)
    if not first or not last:
        return end
    prefix, digits = first[1], first[2]
    if last[1] not in ("", prefix) or len(last[2]) >= len(digits) or (prefix and prefix[-1] in ".:/"):
        return end
    full = digits[: len(digits) - len(last[2])] + last[2]
    return prefix + full if int(full) >= int(digits) else ""
