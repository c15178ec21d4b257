"""Every pattern of the program against texts made from its own repeats: what a pattern could go back and forth over ends.

Design: of each repeat in a pattern a text is made that leads to it, repeats what it repeats, and ends with what the pattern does not
take. 1,000 repeats take a pattern that is linear no time, one that is quadratic a few hundredths of a second, and one that is cubic or
worse longer than is allowed here. How long texts may be that quadratic patterns meet, tests/fuzz/long_hostile.py asks.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from tests.deadline import ends

COUNT = 1_000
#: what stands for a class of characters, where it is of the class
SIGNS = " \n\ta1A.-,:;/(){}[]<>&\"'\\%#=|é_~+@!?*\r\u2010"
#: what matches from the beginning alone; everything else looks at each place of a text
AT_START = {"match", "fullmatch"}
REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
#: patterns that meet no stranger's long text: those of kg.toml, and one for names of less than 80 characters
KNOWN = {"kg.settings._HEADER", "kg.settings._ASSIGNMENT", "kg.sources.html_steps._INITIALS"}


def _patterns(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list, set, frozenset, dict)) and depth < 3:
        for one in value.values() if isinstance(value, dict) else value:
            yield from _patterns(one, depth + 1)


@functools.cache
def patterns() -> dict[str, list[re.Pattern[Any]]]:
    """The patterns of every module, by the name that they stand under first."""
    found: dict[str, list[re.Pattern[Any]]] = {}
    met: set[re.Pattern[Any]] = set()
    for module in pkgutil.walk_packages(kg.__path__, "kg."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                fresh = [one for one in _patterns(value) if one not in met]
                met.update(fresh)
                if fresh:
                    found[f"{module.name}.{name}"] = fresh
    return found


def _characters(kind: Any, value: Any, flags: int) -> list[str]:
    """Some characters that this part of a pattern takes, none where it is no single character."""
    if kind is op.LITERAL:
        return [chr(value)]
    if kind not in (op.NOT_LITERAL, op.ANY, op.IN):
        return []
    written = re.compile("." if kind is op.ANY else _class(kind, value), flags & (re.IGNORECASE | re.DOTALL))
    parts = value if kind is op.IN else ()
    stated = [chr(more if part is op.LITERAL else more[0]) for part, more in parts if part in (op.LITERAL, op.RANGE)]
    return [sign for sign in (*SIGNS, *stated) if written.fullmatch(sign)]


def _class(kind: Any, value: Any) -> str:
    if kind is op.NOT_LITERAL:
        return f"[^{re.escape(chr(value))}]"
    words = {op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D"}
    words |= {op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W"}
    made = ""
    for part, more in value:
        if part is op.NEGATE:
            made += "^"
        elif part is op.LITERAL:
            made += re.escape(chr(more))
        elif part is op.RANGE:
            made += "-".join(re.escape(chr(end)) for end in more)
        else:
            made += words[more]
    return f"[{made}]"


def _inside(kind: Any, value: Any) -> list[Any]:
    """The alternatives that a part of a pattern holds."""
    if kind is op.BRANCH:
        return list(value[1])
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [value[1]]
    return [value[2]] if kind in REPEATS else []


def _sample(parts: Iterable[Any], flags: int) -> str:
    """A text that the parts take."""
    made = ""
    for kind, value in parts:
        if signs := _characters(kind, value, flags):
            made += signs[0]
        elif kind not in (op.ASSERT, op.ASSERT_NOT):
            for inside in _inside(kind, value)[:1]:
                made += _sample(inside, flags) * (value[0] if kind in REPEATS else 1)
    return made


def repeats(parts: Iterable[Any], flags: int, before: str = "") -> Iterator[tuple[str, str]]:
    """For each repeat without a near end what leads to it, and what it repeats."""
    for kind, value in parts:
        if kind in REPEATS and value[1] > 50:
            body = value[2]
            (own, more), alone = body[0], len(body) == 1
            signs = _characters(own, more, flags) if alone else []
            inner = _inside(own, more) if alone and not signs else []
            for piece in signs or [_sample(body, flags), *(_sample(one, flags) for one in inner)]:
                if piece:
                    yield before, piece
        for inside in _inside(kind, value):
            yield from repeats(inside, flags, before)
        before += _sample([(kind, value)], flags)


@pytest.mark.parametrize("name", [name for name in patterns() if name not in KNOWN])
def test_pattern_does_not_go_back_and_forth(name: str) -> None:
    home, _, own = name.rpartition(".")
    code = Path(str(importlib.import_module(home).__file__)).read_text("utf-8")
    uses = set(re.findall(rf"\b{own}\.(\w+)", code))
    searched = not uses or uses - AT_START
    for pattern in patterns()[name]:
        written = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        tree = parser.parse(written, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
        for before, piece in dict.fromkeys(repeats(tree, pattern.flags)):
            for after in ("\x01!", ""):
                text = before + piece * (COUNT // len(piece)) + after
                given = text if isinstance(pattern.pattern, str) else text.encode()
                with ends(within=1):
                    for run in (pattern.fullmatch, pattern.search) if searched else (pattern.fullmatch,):
                        run(given)
