"""What two records say of one work, field by field: equal, less on one side, missing on one side, or different.

Design: a record is seen as a few comparable values (`FIELDS`: name -> what a record states there, as a list of texts), in a form in which
letter case, punctuation, accents and the medium of an ISSN do not count, since no two formats write them alike. A field has one way to
agree (`_WAYS`): what is coarser, shorter or a part of the other is "less", never "equal"; what neither contains is "different".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from kg.record import Contributor, Record

EQUAL, LESS, MISSING, DIFFERENT = "equal", "less", "missing", "different"
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "AE", "đ": "d", "ł": "l", "Ł": "L", "&": " and "})


def plain(text: str) -> str:
    """A text as letters and digits only: without case, accents, punctuation and white space."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold())


def _words(text: str) -> list[str]:
    return [word for word in (plain(part) for part in re.split(r"[\s.\-]+", text)) if word]


def _each(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in found if one))


def _people(record: Record) -> list[str]:
    def shown(one: Contributor) -> str:
        agent = one.agent
        return f"{one.role}: {agent.family}, {agent.given}" if agent.family else f"{one.role}: {agent.name}"

    roles = _each(one.role for one in record.contributors)
    return sorted((shown(one) for one in record.contributors), key=lambda text: roles.index(text.partition(":")[0]))


def _identifiers(record: Record, *schemes: str) -> list[str]:
    return _each(one.value for one in record.identifiers if one.scheme in schemes)


def _numbers(record: Record, schemes: tuple[str, ...]) -> list[str]:
    """The numbers of the work itself and of what it appeared in: formats do not all keep them apart."""
    around = [*(record.series or []), *(one for one in (record.container, record.host) if one is not None)]
    found = [*record.identifiers, *(one for where in around for one in where.identifiers)]
    return _each(one.value for one in found if one.scheme in schemes)


def _where(record: Record) -> list[str]:
    around = [one for one in (record.container, record.host) if one is not None]
    return _each(text.value for one in around for text in (*one.titles, *one.short))


def _pages(record: Record) -> list[str]:
    if record.page_start:
        return ["-".join(_each((record.page_start, record.page_end)))]
    return _each((record.pages or record.article_number,))


#: what is compared: name -> what a record states
FIELDS: dict[str, Callable[[Record], list[str]]] = {
    "type": lambda record: [record.type],
    "title": lambda record: [one.value for one in record.titles],
    "contributors": _people,
    "doi": lambda record: _identifiers(record, "doi"),
    "isbn": lambda record: _numbers(record, ("isbn",)),
    "issn": lambda record: _numbers(record, ("issn", "eissn", "issn-l")),
    "pmid": lambda record: _identifiers(record, "pmid"),
    "pmcid": lambda record: _identifiers(record, "pmcid"),
    "arxiv": lambda record: _identifiers(record, "arxiv"),
    "container": _where,
    "series": lambda record: _each(text.value for one in record.series for text in one.titles),
    "event": lambda record: _each(text.value for text in record.event.names) if record.event else [],
    "volume": lambda record: _each((record.volume,)),
    "issue": lambda record: _each((record.issue,)),
    "pages": _pages,
    "edition": lambda record: _each((record.edition,)),
    "version": lambda record: _each((record.version,)),
    "issued": lambda record: _each((record.issued or record.online,)),
    "publisher": lambda record: _each((record.publisher.name,)) if record.publisher else [],
    "institution": lambda record: _each((record.institution.name,)) if record.institution else [],
    "licences": lambda record: _each(record.licences),
    "languages": lambda record: _each(record.languages),
    "keywords": lambda record: _each([one.value for one in record.keywords] + [one.label.value for one in record.concepts]),
    "abstract": lambda record: _each(one.value for one in record.abstracts),
    "notes": lambda record: _each(one.value for one in record.notes),
}


def _same(one: list[str], other: list[str]) -> str:
    return EQUAL if [plain(text) for text in one] == [plain(text) for text in other] else DIFFERENT


def _sets(one: list[str], other: list[str]) -> str:
    """Sets: a part of the other is less."""
    left, right = {plain(text) for text in one}, {plain(text) for text in other}
    if left == right:
        return EQUAL
    return LESS if left <= right or right <= left else DIFFERENT


def _any(one: list[str], other: list[str]) -> str:
    """Names of one thing: any that both have will do."""
    left, right = {plain(text) for text in one}, {plain(text) for text in other}
    if left == right:
        return EQUAL
    return LESS if left & right else DIFFERENT


def _starts(one: list[str], other: list[str]) -> str:
    """Texts: one that the other begins with is less (a date at a coarser precision, a title without its subtitle, a cut abstract)."""
    found = EQUAL
    for left, right in zip((plain(text) for text in one), (plain(text) for text in other), strict=False):
        if left != right:
            if not (left.startswith(right) or right.startswith(left)):
                return DIFFERENT
            found = LESS
    return found if len(one) == len(other) else LESS


def _first_page(one: list[str], other: list[str]) -> str:
    if _same(one, other) == EQUAL:
        return EQUAL
    left, right = (text[0].split("-") for text in (one, other))
    return LESS if plain(left[0]) == plain(right[0]) and 1 in (len(left), len(right)) else DIFFERENT


def _number(one: list[str], other: list[str]) -> str:
    return _same([text.lstrip("0") for text in one], [text.lstrip("0") for text in other])


def _given(one: str, other: str) -> str:
    """Given names: initials of the other's names are less."""
    left, right = _words(one), _words(other)
    if "".join(left) == "".join(right):
        return EQUAL
    fits = all(a.startswith(b) or b.startswith(a) for a, b in zip(left, right, strict=False))
    return LESS if not left or not right or fits or _packed(left, right) or _packed(right, left) else DIFFERENT


def _packed(one: list[str], other: list[str]) -> bool:
    """Whether one is the initials of the other's names in one word ("JP")."""
    return len(one) == 1 and len(one[0]) > 1 and "".join(word[0] for word in other).startswith(one[0])


def _person(one: str, other: str) -> str:
    role, _, left = one.partition(": ")
    role_there, _, right = other.partition(": ")
    if role != role_there:
        return DIFFERENT
    (family, comma, given), (family_there, comma_there, given_there) = left.partition(", "), right.partition(", ")
    if bool(comma) != bool(comma_there):
        whole, split = (family, (family_there, given_there)) if comma_there else (family_there, (family, given))
        return LESS if plain(whole) in (plain("".join(split)), plain("".join(reversed(split)))) else DIFFERENT
    return _given(given, given_there) if plain(family) == plain(family_there) else DIFFERENT


def _persons(one: list[str], other: list[str]) -> str:
    """The same people in the same order in each role that both state."""
    if len(one) != len(other):
        return DIFFERENT
    found = {_person(left, right) for left, right in zip(one, other, strict=True)}
    return DIFFERENT if DIFFERENT in found else LESS if LESS in found else EQUAL


_WAYS: dict[str, Callable[[list[str], list[str]], str]] = {
    "title": _starts,
    "contributors": _persons,
    "isbn": _sets,
    "issn": _sets,
    "container": _any,
    "series": _any,
    "event": _any,
    "volume": _number,
    "issue": _number,
    "pages": _first_page,
    "issued": _starts,
    "licences": _sets,
    "languages": _starts,
    "keywords": _sets,
    "abstract": _starts,
    "notes": _sets,
}


def compare(one: Record, other: Record) -> dict[str, str]:
    """field -> how the two agree, for the fields that at least one of them states."""
    found: dict[str, str] = {}
    for name, states in FIELDS.items():
        left, right = states(one), states(other)
        if left and right:
            found[name] = _WAYS.get(name, _same)(left, right)
        elif left or right:
            found[name] = MISSING
    return found


def set_aside(record: Record, values: list[str]) -> bool:
    """Whether a record that does not state these values has one of them in its rest: then its reader could have taken it."""
    kept = {plain(text) for _, text in record.rest}
    return any(plain(value) in kept for value in values if plain(value))
