"""Mutations of seeds: by bytes, tokens, truncation, repetition, nesting, and splicing of two; and texts strewn together of their tokens.

Design: a mutation is a list of steps, each four whole numbers (which change, where, how long, which other): whoever draws the numbers,
Hypothesis, random or a fuzzer's bytes, decides everything, so every failure can be had again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from tests.fuzz.seeds import Seeds

#: which change, where, how long, which token or seed
Step = tuple[int, int, int, int]
#: no number of a step is larger
MOST = 1 << 16
#: nothing grows beyond this
LONGEST = 1 << 16

_TOKEN = re.compile(rb"[A-Za-z]+|[0-9]+|[^\x00-\x7f]+|\s+|.", re.DOTALL)
#: what stands in no seed, and what readers take for something
TOKENS: tuple[bytes, ...] = (
    b"",
    b"\x00",
    b"\x01",
    b"\x1b[2J",
    b"\x1d",
    b"\x1e",
    b"\x1f",
    b"\x7f",
    b"\xc2\x85",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xe2\x80\xae",
    b"\xe2\x80\xa8",
    b"\xef\xbf\xbe",
    b"e\xcc\x81",
    b"\xf0\x9f\x92\xa5",
    b"\xef\xbc\x91",
    b"\xd9\xa3",
    b"\xc2\xb2",
    b"\xe0\xbf\x8f",
    b"\xc4\xb0",
    b"\xc3\x9f",
    b"\xe2\x80\x8b",
    b"\xc2\xa0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b"\x0b",
    b"\x0c",
    b" ",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"1e999",
    b"0000-00-00",
    b"2012-13-40",
    b"true",
    b"null",
    b"[]",
    b"{}",
    b'""',
    b'"',
    b"'",
    b"\\",
    b"\\u0000",
    b"\\ud800",
    b"\\uD83D",
    b"<",
    b">",
    b"</",
    b"/>",
    b"<a>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<?x?>",
    b"&",
    b"&lt;",
    b"&#0;",
    b"&#xD800;",
    b"&#99999999;",
    b"&nbsp;",
    b"&unknown;",
    b"&amp;amp;",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"{",
    b"}",
    b"[",
    b"]",
    b"(",
    b")",
    b",",
    b":",
    b"://",
    b";",
    b"|",
    b"||",
    b"/",
    b"#",
    b"%",
    b"%zz",
    b"@",
    b"$",
    b"~",
    b" and ",
    b"10.5555/",
    b"http://[",
    b"http://[::1",
    b"http://a:b/",
    b"https://doi.org/",
    b"urn:isbn:",
    b"978-3-16-148410-X",
    b"@book{",
    b"ER  - ",
    b"TY  - ",
    b"%0 ",
    b"und",
    b"x-",
    b"en-",
    b"III",
    b"et al.",
    b"--",
    b"1-",
    b"-9",
    b"\\'{",
    b"{\\",
    b"$^2$",
)


def mutate(seeds: Seeds, first: int, steps: Iterable[Step]) -> bytes:
    """The seed of this number (any whole number) changed by each step."""
    data = seeds[first % len(seeds)]
    for change, where, size, which in steps:
        data = _CHANGES[change % len(_CHANGES)](data, where, size, which, seeds)[:LONGEST]
    return data


def strewn(seeds: Seeds, first: int, steps: Iterable[Step]) -> bytes:
    """A text that no mutation comes to: the beginning of a seed, or nothing, and behind it for each step some tokens that stand together
    in a seed, a line's end, or a token that stands in none."""
    start = _tokens(seeds[first % len(seeds)])[: first // 7 % 60] if first % 3 else []
    found = [*start]
    for change, where, size, which in steps:
        if change % 6 == 0:
            found.append(b"\n")
        elif change % 6 == 1:
            found.append(TOKENS[where % len(TOKENS)])
        else:
            parts = _tokens(seeds[which % len(seeds)])
            at = where % (len(parts) or 1)
            found += parts[at : at + 1 + size % 7]
    return b"".join(found)[:LONGEST]


Change = Callable[[bytes, int, int, int, Sequence[bytes]], bytes]


def _tokens(data: bytes) -> list[bytes]:
    return _TOKEN.findall(data)


def _byte(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    at = where % (len(data) + 1)
    return data[:at] + bytes((which % 256,)) + data[at + 1 :]


def _bit(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    at = where % (len(data) + 1)
    return data[:at] + bytes(byte ^ (1 << which % 8) for byte in data[at : at + 1]) + data[at + 1 :]


def _cut(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    at = where % (len(data) + 1)
    return data[:at] + data[at + 1 + size % 64 :]


def _truncate(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    at = where % (len(data) + 1)
    return data[at:] if which % 4 == 0 else data[:at]


def _insert(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    at = where % (len(data) + 1)
    return data[:at] + TOKENS[which % len(TOKENS)] * (1 + size % 3) + data[at:]


def _replace(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    """One token by another: a foreign one, or one of the same seed."""
    parts = _tokens(data) or [b""]
    at = where % len(parts)
    parts[at] = TOKENS[which % len(TOKENS)] if size % 2 else parts[which % len(parts)]
    return b"".join(parts)


def _swap(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    parts = _tokens(data) or [b""]
    one, other = where % len(parts), which % len(parts)
    parts[one], parts[other] = parts[other], parts[one]
    return b"".join(parts)


def _repeat(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    at = where % (len(data) + 1)
    piece = data[at : at + 1 + which % 80]
    return data[:at] + piece * min(1 + size % 400, 1 + LONGEST // (4 * len(piece) + 1)) + data[at:]


def _lines(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    """A line left out, doubled, or moved."""
    lines = data.splitlines(keepends=True) or [b""]
    one, other = where % len(lines), which % len(lines)
    if size % 3 == 0:
        del lines[one]
    else:
        lines.insert(other, lines[one] if size % 3 == 1 else lines.pop(one))
    return b"".join(lines)


_PAIRS = (
    (b"{", b"}"),
    (b"[", b"]"),
    (b'{"a":', b"}"),
    (b"<a>", b"</a>"),
    (b"(", b")"),
    (b"\\emph{", b"}"),
    (b"<i>", b"</i>"),
    (b"{\\", b"}"),
)


def _nest(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    """Some tokens wrapped in brackets or elements, up to two hundred times."""
    parts = _tokens(data) or [b""]
    at = where % len(parts)
    opening, closing = _PAIRS[which % len(_PAIRS)]
    depth, width = 1 + size % 200, 1 + which % 7
    inside = b"".join(parts[at : at + width])
    return b"".join([*parts[:at], opening * depth, inside, closing * depth, *parts[at + width :]])


def _splice(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    other = seeds[which % len(seeds)]
    return data[: where % (len(data) + 1)] + other[size % (len(other) + 1) :]


def _graft(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    """A piece of another seed put in."""
    other = seeds[which % len(seeds)]
    at, start = where % (len(data) + 1), size % (len(other) + 1)
    return data[:at] + other[start : start + 1 + which % 200] + data[at:]


def _recode(data: bytes, where: int, size: int, which: int, seeds: Sequence[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(("utf-16", "utf-16-le", "utf-8-sig", "cp1252", "utf-32")[which % 5], "replace")


_CHANGES: tuple[Change, ...] = (
    _byte,
    _bit,
    _cut,
    _truncate,
    _insert,
    _insert,
    _replace,
    _replace,
    _replace,
    _swap,
    _repeat,
    _lines,
    _nest,
    _splice,
    _graft,
    _recode,
)
