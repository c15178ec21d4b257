"""Lists of names in one text, as cells of tables hold them: taken apart, each name an Agent.

Design: a data base writes its lists in one way, so its table says which (`FORMS`); for other tables "auto" looks at the whole list and
takes the one reading that every name in it allows. Where two readings are left, or names run together, the answer says that it is guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.record import Agent
from kg.values import names
from kg.values import text as texts

#: inverted: "Bovaird, Tony"; natural: "Tony Bovaird"; initials: "Bovaird T", "Bovaird T.G."; joined: "Tony BovairdElke Loeffler";
#: organisations: each is one, whatever it looks like
FORMS = ("auto", "inverted", "natural", "initials", "joined", "organisations")
_CAPITAL, _SMALL = "[A-ZÀ-ÖØ-Þ]", "[a-zà-öø-ÿ]"
_SHORT = rf"{_CAPITAL}{_SMALL}?"
_INITIALS = re.compile(
    rf"(?:[^\W\d_]\.[ -]?){{1,5}}|{_CAPITAL}{{1,4}}|{_CAPITAL}(?:[- ]{_CAPITAL}){{1,3}}|{_SHORT}(?:\.-?{_SHORT}){{0,4}}\."
)
_SUFFIX = re.compile(r"(.*\S)\s+(Jr\.?|Sr\.?|II|III|IV|[2-4](?:nd|rd|th))", re.DOTALL)
_OTHERS = re.compile(r"(?:et\.?\s+al\.?|and others|others|\.{3}|…)", re.IGNORECASE)
_ET_AL = re.compile(r"(?<![\s,;])[\s,;]++(?:et\.?\s+al\.?|and others|\.{3}|…)\s*+$", re.IGNORECASE)
_TEXT = r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
_LITERAL = re.compile(rf"\s*\[\s*{_TEXT}(?:\s*,\s*{_TEXT})*+\s*\]\s*")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)\"""")
_AND = re.compile(r"\s+(?:and|&)\s+")
# the end of one name and the beginning of the next, but for the capital inside "McDonald" and its like
_JOINT = re.compile(r"(?<=[a-zà-öø-ÿ.)])(?=[A-ZÀ-ÖØ-Þ])")
_INSIDE = re.compile(r"(?:\b(?:Mc|Mac|De|Di|Du|Da|La|Le|Van|Von|Fitz|Del|Des|Lo|El|Al|Ab|O)|\b[A-Z]\.|-[A-Z]\.)$")
_TITLE = re.compile(r"^(?:(?:Prof|Dr|Ing|Univ|med|rer|nat|h\.\s*c|PD|Priv|Doz|Dipl|Mr|Mrs|Ms)\.?(?:-|\s+))+(?=\S)")


class NameList(NamedTuple):
    """The agents in order; `others`: the list says that it is not complete; `guessed`: another reading is possible."""

    agents: list[Agent]
    others: bool = False
    guessed: bool = False


def literal(text: str) -> list[str] | None:
    """The texts of a list written as Python or JSON does, as data frames write theirs; None for any other text.

    >>> literal("['Marx, Karl', 'Lindgren, Astrid']")
    ['Marx, Karl', 'Lindgren, Astrid']
    """
    if not _LITERAL.fullmatch(text):
        return None
    return [re.sub(r"\\(.)", r"\1", single or double) for single, double in _QUOTED.findall(text)]


def parse(text: str, form: str = "auto", separators: tuple[str, ...] = ()) -> NameList:
    """The names of a list in `form`, parted by one of `separators` (by default what fits the form).

    >>> [agent.name for agent in parse("Smith A, Walter BC", "initials").agents]
    ['A Smith', 'BC Walter']
    >>> [agent.family for agent in parse("Ada Example, Bo Sample, Cy Third").agents]
    ['Example', 'Sample', 'Third']
    """
    listed = literal(text)
    if listed is not None:
        parts, others = listed, False
    else:
        others = bool(_ET_AL.search(f" {text}"))
        whole = _ET_AL.sub("", f" {text}") if others else text
        parts = _split(whole, separators) if separators else [whole]
    guessed = False
    if listed is None and not separators:
        parts, form, guessed = _parts(parts[0], form)
    agents = []
    for part in parts:
        name = texts.plain(part).strip(" ,;")
        if _OTHERS.fullmatch(name):
            others = True
        elif name:
            agents.append(one(name, form))
    return NameList([agent for agent in agents if agent.name], others, guessed)


def one(name: str, form: str = "auto") -> Agent:
    """The agent of one name in `form`."""
    if form == "initials" or (form == "auto" and "," not in name and _is_with_initials(name)):
        return _with_initials(name)
    if form == "organisations":
        return names.organisation(name)
    if form in ("natural", "joined"):
        return names.natural(_TITLE.sub("", name) if form == "joined" else name)
    return names.inverted(name)


def _split(text: str, separators: tuple[str, ...]) -> list[str]:
    return re.split("|".join(re.escape(mark) for mark in separators), text)


def _parts(text: str, form: str) -> tuple[list[str], str, bool]:
    """The names of a list whose separator nobody states, their form, and whether there was another reading."""
    if form == "joined":
        found = _apart(text)
        return found, form, len(found) > 1
    for mark in (";", "|", "\n", "//"):
        if mark in text:
            return text.split(mark), form, False
    if form == "initials":
        return text.split(","), form, False
    if form == "organisations":
        return [text], form, False
    if form == "natural":
        return re.split(r",|\s+and\s+|\s+&\s+", text), form, False
    pieces = _AND.split(text)
    if form == "inverted" or (len(pieces) > 1 and all(piece.count(",") == 1 for piece in pieces)):
        return pieces, form, False
    commas = [piece.strip() for piece in re.split(r",\s*(?:and|&)\s+|,|\s+(?:and|&)\s+", text) if piece.strip()]
    return _by_commas(text, commas)


def _by_commas(text: str, commas: list[str]) -> tuple[list[str], str, bool]:
    if len(commas) < 2 or names.is_organisation(text):
        return commas, "auto", False
    if len(commas) % 2 == 0 and all(_INITIALS.fullmatch(piece) for piece in commas[1::2]):
        return [f"{commas[place]}, {commas[place + 1]}" for place in range(0, len(commas), 2)], "inverted", False
    if all(_is_with_initials(piece) for piece in commas):
        return commas, "initials", False
    if "," not in text:
        return commas, "natural", False
    if len(commas) > 2 and not any(_SUFFIX.fullmatch(f"x {piece}") for piece in commas[1:]):
        return commas, "natural", not all(" " in piece for piece in commas)
    if len(commas) == 2 and all(" " in piece for piece in commas) and not commas[0][0].islower():
        return commas, "natural", True
    return [text], "inverted", False


def _is_with_initials(name: str) -> bool:
    words = name.rstrip(".").split()
    return len(words) > 1 and bool(_INITIALS.fullmatch(words[-1]) or _INITIALS.fullmatch(words[-1] + "."))


def _with_initials(name: str) -> Agent:
    """The person of "Family Initials"; an organisation or a name of another form as `natural` gives it."""
    if "," in name or names.is_organisation(name):
        return names.inverted(name)
    suffix = ""
    if match := _SUFFIX.fullmatch(name):
        name, suffix = match[1], match[2]
    words = name.split()
    if re.fullmatch(r"[A-ZÀ-ÖØ-Þ]{2,4}\.", words[-1]):
        # the full stop that ends the list
        words[-1] = words[-1][:-1]
    first = len(words)
    while first > 1 and _INITIALS.fullmatch(words[first - 1]):
        first -= 1
    if first == len(words):
        return names.natural(name)
    family = words[:first]
    particle = " ".join(word for word in family[:-1] if word[0].islower())
    return names.person(given=" ".join(words[first:]), family=" ".join(family), particle=particle, suffix=suffix)


def _apart(text: str) -> list[str]:
    """The names of a list without separators: cut where a capital follows a small letter, but for the one inside a name."""
    found, begin = [], 0
    for match in _JOINT.finditer(text):
        if not _INSIDE.search(text[max(begin, match.start() - 12) : match.start()]):
            found.append(text[begin : match.start()])
            begin = match.start()
    return [*found, text[begin:]]
