"""sh:pattern: a regular expression of XPath as a function of a text.

Design: SHACL (section 4.4.3) takes SPARQL's REGEX, hence the expressions of XPath and XML Schema. Where Python reads an expression the
same way, or can be told to, Python runs it: `$` is the end of the text and not a line feed before it, `\\s` the four spaces of XML.
What Python cannot read (`\\p{L}`, `\\w` as XML Schema has it) runs on the regular expressions of pyoxigraph, which take linear time.
So do expressions of foreign shapes with a repetition inside a repetition (`(a+)+` takes exponential time in Python), and texts of more
than LONG characters. What neither reads is refused by name (back-references, `\\i`, `\\c`, class subtraction).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from kg import terms
from kg.errors import TableError

#: texts longer than this are matched in linear time
LONG = 50_000
_TOKEN = re.compile(r"\[\\s\\S\]|\[\\S\\s\]|\\[pP]\{[^}]*\}|\\.|\(\?:|[()\[\]|^$.*+?]|\{\d+(?:,\d*)?\}|.", re.DOTALL)
_ANYTHING = frozenset({"[\\s\\S]", "[\\S\\s]"})
_SPACES = {"\\s": "[ \\t\\n\\r]", "\\S": "[^ \\t\\n\\r]"}
#: what XML Schema calls word characters: all but punctuation, separators, others
_WORD = {"\\w": r"[^\p{P}\p{Z}\p{C}]", "\\W": r"[\p{P}\p{Z}\p{C}]"}
_PLAIN = {"\\" + char for char in r"nrt\|.?*+(){}-[]^$dD"}
_META = re.compile(r"[\\.+*?()|\[\]{}^$&~-]")
#: an escape or a class; of a class that holds nothing but characters beyond ASCII and their ranges: whether it is negated, what it holds
_CLASS = re.compile(r"\\.|\[(\^?)((?:[^\x00-\x7f](?:-[^\x00-\x7f])?)+)\]|\[\^?(?:\\.|[^\]\\])*\]", re.DOTALL)
_SPECIAL = frozenset("[(^$.\\")
_ASK = "SELECT (REGEX({}, {}, {}) AS ?found) WHERE {{}}"

Matcher = Callable[[str], bool]


@functools.lru_cache(maxsize=1024)
def matcher(pattern: str, flags: str = "", *, trusted: bool = False) -> Matcher:
    """Whether a text has a match of `pattern` somewhere. `trusted`: repetitions within repetitions are known to take linear time.

    Raises TableError for an expression that cannot be run.
    """
    if not set(flags) <= set("ismxq"):
        raise TableError(f"sh:flags {flags!r} has a letter that XPath does not know", hint="use letters of ismxq")
    if "q" in flags:
        python = linear = _META.sub(r"\\\g<0>", pattern)
    else:
        python, linear = _translated(pattern, extended="x" in flags, lines="m" in flags)
    flags = "".join(sorted(set(flags) & set("ism")))
    if python and (trusted or "q" in flags or not _repeats_within(pattern)):
        try:
            found = _python(python, flags)
        except re.error as error:
            raise TableError(f"sh:pattern {pattern!r} is no regular expression: {error}", hint="see XPath, section 5.6.1") from error
        return lambda value: found(value) if len(value) <= LONG else bool(_asked(linear, flags, value))
    if _asked(linear, flags, "") is None:
        raise TableError(f"sh:pattern {pattern!r} is no regular expression that can be run", hint="see XPath, section 5.6.1")
    return lambda value: bool(_asked(linear, flags, value))


def is_beyond_ascii(pattern: str, flags: str) -> bool:
    """Whether no text in ASCII has a match: each alternative begins with another character."""
    python = "" if flags else _translated(pattern, extended=False, lines=False)[0]
    first = _beginnings(python) if python else []
    return bool(first) and all(len(token) == 1 and not token.isascii() for token in first)


def _python(pattern: str, flags: str) -> Matcher:
    """Whether a text has a match of `pattern`, an expression for Python, somewhere. Raises re.error.

    What makes it quick: an expression that begins with ^ is tried at the beginning only (Python's search tries everywhere); one whose
    alternatives begin with plain characters is tried only on texts that have one of these; and a text in ASCII is matched by an
    expression in which classes of other characters do not stand any more.
    """
    one_way = _beginnings(pattern)
    anchored = one_way == ["^"] and "m" not in flags
    needed = tuple(dict.fromkeys(one_way)) if not flags and all(token not in _SPECIAL and len(token) == 1 for token in one_way) else ()

    def compiled(text: str) -> Callable[[str], object]:
        form = re.compile(f"(?{flags}:{text})" if flags else text)
        return form.match if anchored else form.search

    general = compiled(pattern)
    narrow = _in_ascii(pattern)
    if narrow != pattern and "i" not in flags:
        plain = compiled(narrow)
        return lambda value: (plain if value.isascii() else general)(value) is not None
    if len(needed) == 1:
        first = needed[0]
        return lambda value: first in value and general(value) is not None
    if len(needed) == 2:
        first, second = needed
        return lambda value: (first in value or second in value) and general(value) is not None
    return lambda value: general(value) is not None


def _beginnings(pattern: str) -> list[str]:
    """The first token of each alternative; "" for one that need not be there."""
    found, depth, inside, start = [], 0, False, True
    tokens = _TOKEN.findall(pattern)
    for token, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if start:
            found.append("" if token in "|)" or following in ("*", "?") or following.startswith("{") else token)
            start = False
        if inside:
            inside = token != "]"
        elif token == "[":
            inside = True
        elif token.startswith("("):
            depth += 1
        elif token == ")":
            depth -= 1
        elif token == "|" and not depth:
            start = True
    return [*found, ""] if start else found


def _in_ascii(pattern: str) -> str:
    """`pattern` for texts in ASCII: a class of other characters matches nothing, one of all but some others matches everything."""

    def narrowed(match: re.Match[str]) -> str:
        return match[0] if not match[2] else "(?s:.)" if match[1] else "(?:(?!))"

    return _CLASS.sub(narrowed, pattern)


def _translated(pattern: str, *, extended: bool, lines: bool) -> tuple[str, str]:
    """`pattern` for Python ("" where Python cannot read it) and for the engine of linear time."""
    python: list[str] = []
    linear: list[str] = []
    readable, inside, before = True, False, ""  # `before`: the last token, or "[" as long as a class is empty
    for token in _TOKEN.findall(pattern):
        if token == "\\" or _is_foreign(before, token, inside=inside):
            raise _refused(pattern, before + token)
        before = token if not (inside and before == "[" and token == "^") else "["
        both = token
        if token in _ANYTHING:
            linear.append("[\\d\\D]")
            python.append("(?s:.)")  # the only form of it that Python repeats at a stride
            continue
        elif token.startswith("\\"):
            both = _escape(token, inside=inside, pattern=pattern)
            readable = readable and "\\p" not in both and "\\P" not in both
        elif token == "[":
            if inside:
                raise _refused(pattern, "class subtraction")
            inside = True
        elif token == "]":
            inside = False
        elif inside:
            both = "\\" + token if token in "&~|" else token  # they mean something in a class to one engine only
        elif extended and token in " \t\n\r":
            continue
        linear.append(both)
        python.append("\\Z" if both == "$" and not inside and not lines else both)
    return "".join(python) if readable else "", "".join(linear)


def _is_foreign(before: str, token: str, *, inside: bool) -> bool:
    """Whether the engines read `token` each in a way of its own: look-around, flags in groups, possessive repetition, a lone bracket."""
    if inside:
        return (token == "]" and before == "[") or token == before == "-"
    repeated = before in ("*", "+", "?") or (before.startswith("{") and before.endswith("}"))
    return token in ("]", "{", "}") or (before == "(" and token == "?") or (repeated and (token in ("*", "+") or token.startswith("{")))


def _escape(token: str, *, inside: bool, pattern: str) -> str:
    if token in _SPACES and inside and token == "\\s":
        return " \\t\\n\\r"
    if token in _SPACES and not inside:
        return _SPACES[token]
    if token in _WORD:
        return _WORD[token]
    if token in _PLAIN or (token[1] in "pP" and len(token) > 2):
        return token
    raise _refused(pattern, token)


def _refused(pattern: str, what: str) -> TableError:
    return TableError(f"sh:pattern {pattern!r} uses {what}, which is not supported", hint="write the characters out")


def _repeats_within(pattern: str) -> bool:
    """Whether a repeated group holds something that may match in several lengths."""
    open_groups: list[bool] = []
    closed = varied = inside = last = False
    for token in _TOKEN.findall(pattern):
        if inside:
            inside = token != "]"
            closed = False
            continue
        if token == "[":
            inside = True
        elif token in ("(", "(?:"):
            open_groups.append(varied)
            varied = False
        elif token == ")":
            closed, inner = True, varied
            varied = (open_groups.pop() if open_groups else False) or inner
            last = inner
            continue
        elif token in ("*", "+", "?", "|") or token.startswith("{"):
            fixed = token.startswith("{") and "," not in token
            if closed and last and token not in ("?", "|") and not (fixed and int(token.strip("{}")) < 10):
                return True
            varied = varied or not fixed
        closed = False
    return False


def _asked(pattern: str, flags: str, value: str) -> bool | None:
    """What SPARQL's REGEX says; None where the expression is refused."""
    import pyoxigraph as ox

    # a literal of SPARQL is escaped like one of N-Triples
    solutions = ox.Store().query(_ASK.format(*map(terms.literal, (value, pattern, flags))))
    assert isinstance(solutions, ox.QuerySolutions)
    answer = next(solutions)["found"]
    return None if answer is None else terms.text(str(answer)) == "true"
