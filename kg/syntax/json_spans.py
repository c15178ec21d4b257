"""Where the values of a JSON text stand in its bytes, by JSON pointer.

Design: `spans` looks at every lexeme and so knows every value; `span` finds one value and lets msgspec skip all others, which is many
times faster where one is asked for. They agree: `span` answers only what it is sure of.
Source: RFC 6901 (JSON pointer).
"""

from __future__ import annotations

import json
import re

import msgspec

_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_LEXEME = re.compile(rb"[\s,:]*(" + _STRING + rb'|[\[\]{}]|[^\s,:\[\]{}"]+)', re.DOTALL)
_GAP = re.compile(rb"[\s,]*")
_SPACE = re.compile(rb"\s*")
_COLON = re.compile(rb"\s*:\s*")
# a name that JSON can spell in one way only, if nothing is spelt out by its code point
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+")
_SPELT_OUT = re.compile(rb"\\u00[2-7]")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_WHOLE = msgspec.json.Decoder(msgspec.Raw)
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def span(body: bytes, pointer: str) -> tuple[int, int] | None:
    """What `spans` has for the pointer, found step by step; None where only `spans` can tell."""
    names = pointer.split("/")[1:]
    if not all(map(_PLAIN_NAME.fullmatch, names)) or _SPELT_OUT.search(body):
        # a name may be written in another way
        return None
    try:
        return _stepwise(body, names)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _stepwise(body: bytes, names: list[str]) -> tuple[int, int] | None:
    start, end = _after(_SPACE, body, 0), len(body.rstrip())
    if not names:
        _WHOLE.decode(body)
    for name in names:
        found = None
        if body.startswith(b"{", start):
            found = _member(body, start, end, name)
        elif body.startswith(b"[", start) and _INDEX.fullmatch(name):
            found = _element(body, start, end, int(name))
        if found is None:
            return None
        start, end = found
    return start, end


def _member(body: bytes, start: int, end: int, name: str) -> tuple[int, int] | None:
    """The span of an object's member: the one place where the object has the name, a colon and the member's text."""
    raw = _MEMBERS.decode(memoryview(body)[start:end]).get(name)
    if raw is None:
        return None
    value, key = bytes(raw), f'"{name}"'.encode()
    found: list[int] = []
    at = body.find(key, start, end)
    while at >= 0 and len(found) < 2:
        colon = _COLON.match(body, at + len(key))
        if colon and body.startswith(value, colon.end()):
            found.append(colon.end())
        at = body.find(key, at + 1, end)
    return (found[0], found[0] + len(value)) if len(found) == 1 else None


def _element(body: bytes, start: int, end: int, index: int) -> tuple[int, int] | None:
    position = start + 1
    for number, raw in enumerate(_RAWS.decode(memoryview(body)[start:end])):
        position = _after(_GAP, body, position)
        length = len(memoryview(raw))
        if number == index:
            return position, position + length
        position += length
    return None


def spans(body: bytes) -> dict[str, tuple[int, int]]:
    """JSON pointer -> (first byte, byte after the last) for every value in a JSON text; "" is the whole.

    Broken text gives what stands before the fault."""
    found: dict[str, tuple[int, int]] = {}
    # a frame: pointer of the container, where it starts, whether it is an object, next index, waiting key
    frames: list[tuple[str, int, bool]] = []
    index: list[int] = []
    key: str | None = None
    for match in _LEXEME.finditer(body):
        start, end = match.span(1)
        lexeme = match[1]
        if lexeme in b"]}":
            if not frames:
                break
            pointer, opened, _ = frames.pop()
            index.pop()
            found[pointer] = (opened, end)
            continue
        if frames and frames[-1][2] and key is None:
            key = unquoted(lexeme)
            continue
        if not frames:
            pointer = ""
        elif key is not None:
            pointer = f"{frames[-1][0]}/{key.replace('~', '~0').replace('/', '~1')}"
            key = None
        else:
            pointer = f"{frames[-1][0]}/{index[-1]}"
            index[-1] += 1
        if lexeme in b"[{":
            frames.append((pointer, start, lexeme == b"{"))
            index.append(0)
        else:
            found[pointer] = (start, end)
    return found


def unquoted(lexeme: bytes) -> str:
    """The text of a string as it stands in JSON; of a broken one what can be read."""
    try:
        return str(json.loads(lexeme))
    except ValueError:
        return lexeme.decode(errors="replace").strip('"')


def _after(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    match = pattern.match(data, position)
    return match.end() if match else position
