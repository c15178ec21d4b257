"""Names of people and organisations as Agents.

Design: BibTeX has its own grammar for names (particles by case, three comma forms); RIS and EndNote write "Family, Given, Suffix"; prose
writes natural order. Each has its function, all end in `person` or `organisation`. Nothing is guessed from a list of first names: an
organisation is one only if its source braces it or an unmistakable word stands in it. Source of the BibTeX rules: Patashnik,
"Designing BibTeX Styles", section 4; biblatex manual, "data model: name lists".
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Agent
from kg.values import latex
from kg.values import text as texts

# what is longer is not remembered
_SHORT = 100
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_PARTICLE_WORDS = (
    "'n 't af al auf d' da das de dei del della delle der des di do dos du e el het i in la las le les lo los op ten ter the thor to "
    "tot uit van vande vanden vander ver vom von y zu zum zur"
)
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
# words that no person is called by, without word ends that vary
_ORGANISATION_WORDS = (
    "universit(?:y|ies|ät|aet|é|e|eit|et|à) universi(?:dad|dade|tas|ty) uniwersytet institut(?:e|es|s|o|ion|et)? istituto "
    "organi[sz]ations? organisasjon associations? società soci(?:ety|été|edad) committees? commission council ministry ministerium "
    "ministère ministerio departments? consortium collaborations? working_group task_force agency agence foundations? stiftung "
    "fondation fundación corporations? gmbh inc ltd llc company bureau academy akademie académie accademia laborator(?:y|ies|ium) "
    "museum (?:universitäts|staats|landes|stadt)?bibliothek library government federation initiative network project team group "
    "world_bank european_union united_nations "
    "cent(?:ers?|res?) zentrum hospital school_of college_of faculty_of"
)
_ORGANISATION = re.compile(rf"\b(?:{'|'.join(_ORGANISATION_WORDS.split()).replace('_', ' ')})\b", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]*){1,4}")
_BIBLATEX = re.compile(r"\s*(?:family|given|prefix|suffix|id|useprefix|[a-z]+-i)\s*=", re.IGNORECASE)
_AND = re.compile(r"[{}\\]|(?<!\s)\s++and(?=\s)", re.IGNORECASE)
_PLAIN_AND = re.compile(r"(?<!\s)\s++and(?=\s)", re.IGNORECASE)
_ESCAPED_BRACE = re.compile(r"\\([{}])")
_BLANK = re.compile(r"[ \t\r\n~]")
_ET_AL = re.compile(r"(?<![\s,;])[\s,;]++et\.?\s++al\.?\s*+$", re.IGNORECASE)
_OTHERS = re.compile(r"(?:others|et\.?\s++al\.?)\s*+", re.IGNORECASE)
# scripts that write a name without a space between its parts
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")


def person(*, given: str = "", family: str = "", particle: str = "", suffix: str = "") -> Agent:
    """The person of these parts, `name` in natural order.

    A particle that `family` begins with belongs to it; any other is a dropping one, and stands before the family name in `name` only.

    >>> person(given="Alexander", family="Humboldt", particle="von").name
    'Alexander von Humboldt'
    """
    given, family, particle, suffix = (texts.tidy(part) for part in (given, family, particle, suffix))
    dropping = "" if _begins_with(family, particle) else particle
    last = dropping + family if dropping.endswith(("'", "’", "-")) else f"{dropping} {family}".strip()
    return Agent(name=" ".join(filter(None, (given, last, suffix))), given=given, family=family, particle=particle, suffix=suffix)


def _begins_with(family: str, particle: str) -> bool:
    """Whether the particle is the first word or words of the family name."""
    return family == particle or family.startswith(particle if particle.endswith(("'", "’", "-")) else f"{particle} ")


def organisation(name: str) -> Agent:
    """The organisation of this name."""
    return Agent(name=texts.tidy(name), kind="organisation")


def is_organisation(name: str) -> bool:
    """Whether a word stands in `name` that no person is called by."""
    return bool(_ORGANISATION.search(name[:500]))


def inverted(text: str) -> Agent:
    """The agent of "Family, Given, Suffix" (RIS, EndNote); without a comma as `natural`.

    A particle written after the given name is a dropping one ("Humboldt, Alexander von").
    """
    return Agent(*_known_inverted(text)) if len(text) <= _SHORT else _inverted(text)


class _Parts(NamedTuple):
    """An agent's name: what `Agent` begins with, and what can be remembered, since nobody changes it."""

    name: str
    kind: str
    given: str
    family: str
    particle: str
    suffix: str


def _parts_of(agent: Agent) -> _Parts:
    return _Parts(agent.name, agent.kind, agent.given, agent.family, agent.particle, agent.suffix)


def _inverted_parts(text: str) -> _Parts:
    return _parts_of(_inverted(text))


# who has written one work of a file has often written others
_known_inverted = functools.lru_cache(maxsize=4096)(_inverted_parts)


def _inverted(text: str) -> Agent:
    text = texts.tidy(text)
    parts = [part.strip() for part in text.split(",")]
    filled = [part for part in parts if part]
    if len(filled) <= 1:
        return natural(filled[0] if filled else text)
    if is_organisation(text) and not _initials(parts[1]):
        return organisation(text)
    if len(parts) > 3:
        return Agent(name=text)
    given, suffix = parts[1], parts[2] if len(parts) == 3 else ""
    if suffix and given.casefold() in _SUFFIXES:
        given, suffix = suffix, given
    elif not suffix and given.casefold() in _SUFFIXES:
        return person(family=parts[0], suffix=given)
    family, last = _without_suffix(parts[0].split())
    given, dropping = _trailing_particle(given)
    return person(given=given, family=family, particle=dropping or _leading_particle(family.split()), suffix=suffix or last)


def _initials(part: str) -> bool:
    return bool(_INITIALS.fullmatch(part))


def _without_suffix(words: list[str]) -> tuple[str, str]:
    """Family name and suffix of words that may end in one ("King Jr.")."""
    if len(words) > 1 and words[-1].casefold() in _SUFFIXES:
        return " ".join(words[:-1]), words[-1]
    return " ".join(words), ""


def _leading_particle(words: list[str]) -> str:
    """The lower-case words that a family name begins with, if one that is not follows."""
    count = 0
    while count < len(words) and _is_lower(words[count]):
        count += 1
    return " ".join(words[:count]) if count < len(words) else ""


def _trailing_particle(given: str) -> tuple[str, str]:
    """Given name and the dropping particle after it; only known particles count, since some people write their names in lower case."""
    words = given.split()
    end = len(words)
    while end > 1 and words[end - 1] in _PARTICLES:
        end -= 1
    return " ".join(words[:end]), " ".join(words[end:])


def _is_lower(word: str) -> bool:
    """Whether the first letter is in lower case (a word without letters is not)."""
    first = next((character for character in word if character.isalpha()), "")
    return first.islower()


def natural(text: str) -> Agent:
    """The agent of a name in natural order ("Ludwig van Beethoven"); with a comma as `inverted`."""
    text = texts.tidy(text)
    if "," in text and text.strip(" ,") != text.replace(",", "").strip():
        return inverted(text)
    text = text.strip(" ,")
    if is_organisation(text):
        return organisation(text)
    return _of_words(text.split())


def _of_words(words: list[str]) -> Agent:
    """The person of words in natural order: lower-case words before the last begin the family name (BibTeX's first form)."""
    if not words:
        return Agent(name="")
    if len(words) == 1:
        return Agent(name=words[0]) if _UNSPACED.search(words[0]) else person(family=words[0])
    suffix = ""
    if len(words) > 2 and words[-1].casefold() in _SUFFIXES:
        suffix, words = words[-1], words[:-1]
    last = len(words) - 1
    lower = [place for place in range(last) if _is_lower(words[place])]
    if lower and (len(lower) < last or not _is_lower(words[0]) or words[0] in _PARTICLES):
        first, end = lower[0], lower[-1] + 1
        return person(given=" ".join(words[:first]), family=" ".join(words[first:]), particle=" ".join(words[first:end]), suffix=suffix)
    start = last
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return person(given=" ".join(words[:start]), family=" ".join(words[start:]), particle=" ".join(words[start:last]), suffix=suffix)


def _split(text: str) -> list[str]:
    """The names of a BibTeX list: split at "and" outside braces. Braces that do not balance count as text."""
    if "{" not in text and "}" not in text and "\\" not in text:
        return [part.strip() for part in _PLAIN_AND.split(text)] if "and" in text.lower() else [text.strip()]
    for braces in (True, False):
        parts: list[str] = []
        depth = start = skip = 0
        for match in _AND.finditer(text):
            mark = match[0]
            if mark == "\\":
                skip = match.end() + 1
            elif match.start() < skip and mark in "{}":
                continue
            elif mark == "{":
                depth += 1
            elif mark == "}":
                depth -= 1
            elif depth == 0 or not braces:
                parts.append(text[start : match.start()])
                start = match.end()
        if depth == 0 or not braces:
            break
    return [part.strip() for part in [*parts, text[start:]]]


def _braced(text: str) -> str:
    r"""The list with braces for those that a program has escaped: no name has any, and newer Pure writes "Kim, \{Jin Soo\}"."""
    return _ESCAPED_BRACE.sub(r"\1", text) if "\\" in text else text


def bibtex_list(text: str) -> list[Agent]:
    r"""The agents of a BibTeX name list in LaTeX, in order; "others" and "et al." are left out (see `has_others`).

    >>> [agent.name for agent in bibtex_list(r"van der Berg, Jan and {World Health Organization} and {\"O}mer Yal{\c c}{\i}n and others")]
    ['Jan van der Berg', 'World Health Organization', 'Ömer Yalçın']
    """
    text = f" {_braced(text)} "
    agents = []
    for part in _split(_ET_AL.sub("", text) if _may_be_cut(text) else text):
        if part and not (part[0] in "oOeE" and _OTHERS.fullmatch(part)):
            agents.append(Agent(*_known_bibtex(part)) if len(part) <= _SHORT else _bibtex(part))
    return [agent for agent in agents if agent.name]


def _may_be_cut(text: str) -> bool:
    """Whether a name list ends like one that is not complete."""
    return text.rstrip()[-6:].casefold().endswith(("others", "al", "al."))


def has_others(text: str) -> bool:
    """Whether a name list says that it is not complete: it ends in "and others" or "et al."."""
    return _may_be_cut(text) and bool(_OTHERS.fullmatch(_split(f" {_braced(text)} ")[-1]) or _ET_AL.search(f" {text}"))


def check(text: str, *, field: str, place: Place | None = None) -> list[Issue]:
    """Issues of a BibTeX name list whose names cannot be told apart: R020 (too many commas), R021 (semicolons), R022 (an empty name)."""
    found = []
    for part in _split(f" {_braced(text)} "):
        if not part:
            found.append(issue("R022", field=field, value=text.strip(), place=place))
        elif _whole_braced(part) or ("=" in part and _BIBLATEX.match(part)):
            continue
        elif part.count(",") > 2 and len(_at_top(part, ",")) > 3:
            found.append(issue("R020", field=field, value=part, place=place))
        elif ";" in part and len(_at_top(part, ";")) > 1 and "&" not in part:
            found.append(issue("R021", field=field, value=part, place=place))
    return found


def _at_top(text: str, mark: str) -> list[str]:
    """`text` split at `mark` (a character, or " " for white space and ties) outside braces."""
    if "{" not in text and "}" not in text and "\\" not in text:
        return text.split(mark) if mark != " " else _BLANK.split(text)
    parts, depth, start = [], 0, 0
    marks = " \t\r\n~" if mark == " " else mark
    escaped = False
    for place, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "{":
            depth += 1
        elif character == "}":
            depth = max(0, depth - 1)
        elif depth == 0 and character in marks:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _whole_braced(text: str) -> bool:
    """Whether one pair of braces spans the whole name, and does not just hold an accent."""
    if not (text.startswith("{") and text.endswith("}")) or text.startswith("{\\"):
        return False
    return len(_at_top(f"{text},", ",")) == 2 and _depth_one(text)


def _depth_one(text: str) -> bool:
    depth = 0
    for place, character in enumerate(text):
        if character == "{" and text[place - 1 : place] != "\\":
            depth += 1
        elif character == "}" and text[place - 1] != "\\":
            depth -= 1
            if depth == 0:
                return place == len(text) - 1
    return False


def _bibtex_parts(part: str) -> _Parts:
    return _parts_of(_bibtex(part))


_known_bibtex = functools.lru_cache(maxsize=4096)(_bibtex_parts)


def _bibtex(part: str) -> Agent:
    """The agent of one name of a BibTeX list."""
    if _whole_braced(part):
        return organisation(latex.to_text(part))
    if "=" in part and _BIBLATEX.match(part):
        return _extended(part)
    commas = [piece.strip() for piece in _at_top(part, ",")]
    while len(commas) > 1 and not commas[-1]:
        commas.pop()
    if len(commas) == 1:
        whole = latex.to_text(part.rstrip(", "))
        return organisation(whole) if is_organisation(whole) and "{" not in part else _of_tokens(_at_top(commas[0], " "))
    if len(commas) > 3:
        return Agent(name=latex.to_text(part))
    whole = latex.to_text(part)
    if len(commas) == 2 and is_organisation(whole) and not _initials(latex.to_text(commas[1])):
        return organisation(whole)
    family, last = _without_suffix(_words(commas[0]))
    given, suffix = latex.to_text(commas[-1]), latex.to_text(commas[1]) if len(commas) == 3 else last
    tokens = [token for token in _at_top(commas[0], " ") if token]
    particle = _leading_particle([_case(token) for token in tokens])
    given, dropping = _trailing_particle(given)
    return person(given=given, family=family, particle=dropping or particle, suffix=suffix)


def _words(text: str) -> list[str]:
    return [word for word in (latex.to_text(token) for token in _at_top(text, " ")) if word]


def _case(token: str) -> str:
    """The text by which BibTeX decides a token's case: braces that hold no accent make it no particle."""
    plain = latex.to_text(token)
    return plain.capitalize() if token.startswith("{") and not token.startswith("{\\") else plain


def _of_tokens(tokens: list[str]) -> Agent:
    """The person of a BibTeX name without comma; a braced group is one word and never a particle."""
    tokens = [token for token in tokens if token]
    words = [latex.to_text(token) for token in tokens]
    if any(" " in word for word in words) or any(
        token.startswith("{") and _is_lower(word) for token, word in zip(tokens, words, strict=True)
    ):
        cases = [_case(token) for token in tokens]
        lower = [place for place in range(len(words) - 1) if _is_lower(cases[place])]
        first, end = (lower[0], lower[-1] + 1) if lower else (len(words) - 1, len(words) - 1)
        return person(given=" ".join(words[:first]), family=" ".join(words[first:]), particle=" ".join(words[first:end]))
    return _of_words([word for word in words if word])


def _extended(part: str) -> Agent:
    """The person of biblatex's "family=Duchamp, given=Philippe, prefix=van, useprefix=true" form."""
    values = {}
    for piece in _at_top(part, ","):
        key, _, value = piece.partition("=")
        values[key.strip().lower()] = latex.to_text(value.strip())
    prefix, family = values.get("prefix", ""), values.get("family", "")
    if prefix and values.get("useprefix", "").lower() == "true":
        family = f"{prefix} {family}"
    return person(given=values.get("given", ""), family=family, particle=prefix, suffix=values.get("suffix", ""))
