"""Words of catalogues and repositories for the kind of a work, its version and its access rights; table vocab/imports/genres.toml.

Design: a word is looked up as a whole, by itself or as the last part of an address whose vocabulary is known. The best word for a record is
the first that names a type of work; words that only tell a form ("text", "still image") decide where nothing else does.
Sources: see the table.
"""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

from kg import resources
from kg.record import Text
from kg.sources.tree import Cursor, Draft
from kg.values import text

_SEMANTICS = re.compile(r"info:eu-repo/semantics/([A-Za-z]{2,40})/?", re.IGNORECASE)
_COAR = re.compile(r"https?://(?:www\.)?purl\.org/coar/(resource_type|version|access_right)/([A-Za-z0-9_-]{2,24})/?", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://(?:www\.)?(?:purl\.org/(?:dc/dcmitype|eprint/type|dc/terms)|id\.loc\.gov/vocabulary/marcgt|schema\.org"
    r"|rioxx\.net/(?:schema|type)/[^\s]{0,40}|vocabularies\.coar-repositories\.org/resource_types)"
    r"|info:eu-repo/semantics)/([A-Za-z_-]{2,60})/?",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Genre(NamedTuple):
    """A row of the table; `known` is false for a word without one."""

    type: str = "other"
    variant: str = ""
    weak: bool = True
    genre: bool = True
    about: str = ""
    silent: bool = False
    known: bool = False


def _rules() -> dict[str, Any]:
    return resources.table("imports/genres")


def _row(row: dict[str, Any]) -> Genre:
    return Genre(**{"weak": False, "genre": False, **row, "known": True})


def _of_word(word: str) -> Genre:
    row = _rules()["words"].get(" ".join(word.casefold().replace("-", " ").replace("_", " ").split()).rstrip("."))
    return _row(row) if row else Genre()


@functools.lru_cache(maxsize=4096)
def genre(word: str) -> Genre:
    """What a word or address says of the kind of a work.

    >>> genre("info:eu-repo/semantics/doctoralThesis").type, genre("http://purl.org/coar/resource_type/c_6501").type, genre("Blah").known
    ('thesis-doctoral', 'journal-article', False)
    """
    word = text.tidy(word)
    if match := _SEMANTICS.fullmatch(word):
        tail = match[1].lower()
        return _row(_rules()["semantics"][tail]) if tail in _rules()["semantics"] else _of_word(tail)
    if match := _COAR.fullmatch(word):
        return _of_word(_rules()["coar"].get(match[2].lower(), ""))
    if match := _ADDRESS.fullmatch(word):
        return _of_word(match[1])
    return _of_word(word)


def _tail(word: str) -> str:
    word = text.tidy(word)
    if match := _SEMANTICS.fullmatch(word):
        return match[1].lower()
    if match := _COAR.fullmatch(word):
        return match[2].lower()
    return word.casefold()


def version(word: str) -> dict[str, str]:
    """The version ("AM") or status that a word or address states; empty where it states none."""
    return dict(_rules()["versions"].get(_tail(word), {}))


def access(word: str) -> str:
    """The access right that a word or address states, as in Record.access; "" where it states none.

    >>> access("info:eu-repo/semantics/openAccess"), access("http://purl.org/coar/access_right/c_16ec"), access("no idea")
    ('open', 'restricted', '')
    """
    return str(_rules()["access"].get(_tail(word), ""))


def choose(draft: Draft, words: list[Cursor]) -> Genre:
    """Fills type, variant and genre from the words of a record, all of which are taken; the row that decided."""
    record = draft.record
    found = [(genre(word.text), word) for word in words]
    best, at = next(((row, word) for row, word in found if row.known and not row.weak), (Genre(), None))
    if at is None:
        best, at = next(((row, word) for row, word in found if row.known and row.type != "other"), (Genre(), None))
    if at is None:
        best, at = next(((row, word) for row, word in found if row.about), (Genre(), None))
    if at is not None:
        record.type, record.variant = best.type, best.variant
        at.use("type")
    for row, word in found:
        if row.silent or (row.known and not row.genre and (row.type == record.type or row.weak)):
            word.use("type")
        else:
            add_genre(draft, word)
    return best


def label(word: str) -> str:
    """The words of an address of a kind of work; of anything else the text itself.

    >>> label("info:eu-repo/semantics/conferenceObject"), label("http://purl.org/coar/resource_type/c_86bc")
    ('conference object', 'bibliography')
    """
    word = text.tidy(word)
    if match := _COAR.fullmatch(word):
        return str(_rules()["coar"].get(match[2].lower(), word))
    if match := _SEMANTICS.fullmatch(word) or _ADDRESS.fullmatch(word):
        return _CAMEL.sub(" ", match[1]).lower()
    return word


def add_genre(draft: Draft, word: Cursor) -> None:
    """Keeps the source's word as a genre, once."""
    record = draft.record
    words = label(word.text)
    if not words or not draft.fresh("genre", words.casefold()):
        word.use("genre")
    else:
        field = f"genre[{len(record.genre)}]"
        word.use(field)
        record.genre.append(Text(words, word.lang(f"{field}.lang") or ("en" if words != word.text else "")))
