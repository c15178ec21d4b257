"""RDF that a parser must not see: nested so deep that it would exhaust the stack, or with entities that grow without bound.

Design: pyoxigraph's parsers of JSON-LD and of triple terms call themselves, and end the whole process where the stack ends; its parser of
RDF/XML expands entities, and takes quadratic time on deep elements. So the bytes are looked through first, in linear time and without
recursion. Turtle's brackets and lists need no such care: they are parsed with a stack on the heap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from xml.parsers import expat

from kg.errors import Issue, Place
from kg.issues import issue

#: Nothing that people or programs write nests like this; a stack of 8 MB bears ten times as much.
LIMIT = 256
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_WHOLE_STRINGS = re.compile(rb'(?:[^"]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
# strings, IRIs and comments of the Turtle family may hold "<<" without meaning it
_TRIPLE_TERM = re.compile(
    rb'"""(?:[^"\\]++|\\.|"(?!""))*+"""|' + rb"'''(?:[^'\\]++|\\.|'(?!''))*+'''|"
    rb'"(?:[^"\\\n]++|\\.)*+"|' + rb"'(?:[^'\\\n]++|\\.)*+'|" + rb"<[^<>\"{}|^`\\\x00-\x20]*+>|#[^\n]*+|<<|>>",
    re.DOTALL,
)


class _DocumentType(Exception):
    """The document has a DOCTYPE."""


class _TooDeep(Exception):
    """The elements nest deeper than LIMIT."""


def refused(data: bytes, form: str) -> Issue | None:
    """Why `data` in the RDF syntax `form` (as in inputs.RDF_FORMATS) is not parsed; None where it may be."""
    if form == "rdfxml":
        return _rdfxml(iter((data,)))
    deep = _json_depth(data) > LIMIT if form == "jsonld" else data.count(b"<<") > LIMIT and _triple_term_depth(data) > LIMIT
    return issue("R014", limit=LIMIT) if deep else None


def refused_large(opened: Callable[[], Iterator[bytes]], form: str) -> Issue | None:
    """As `refused`, for a file that is too large for memory; `opened` gives its bytes piece by piece as often as it is called."""
    if form == "rdfxml":
        return _rdfxml(opened())
    if form == "jsonld":
        deep = _json_depth_of(opened()) > LIMIT
    else:
        deep = _marks(opened()) > LIMIT and _triple_term_depth_of(opened(), lines=form in ("ntriples", "nquads")) > LIMIT
    return issue("R014", limit=LIMIT) if deep else None


def _json_depth_of(pieces: Iterator[bytes]) -> int:
    depth = deepest = 0
    rest, enough = b"", 0
    for piece in pieces:
        rest += piece
        if len(rest) < enough:
            continue
        match = _WHOLE_STRINGS.match(rest)
        end = match.end() if match else 0
        steps = _STRING.sub(b"", rest[:end]).translate(None, _NO_BRACKET)
        deepest = max(deepest, max(accumulate(map(_STEP.__getitem__, steps), initial=depth)))
        depth += sum(map(_STEP.__getitem__, steps))
        rest = rest[end:]
        enough = 2 * len(rest)  # a long string is not looked through again with every piece
    return max(deepest, depth + _json_depth(rest))


def _marks(pieces: Iterator[bytes]) -> int:
    """How many "<<" there are at most."""
    count, last = 0, b""
    for piece in pieces:
        count += piece.count(b"<<") + (last == b"<" and piece.startswith(b"<"))
        last = piece[-1:]
    return count


def _triple_term_depth_of(pieces: Iterator[bytes], *, lines: bool) -> int:
    """The depth of triple terms; where statements may reach over `lines` ends, the file is read into memory for it."""
    if not lines:
        return _triple_term_depth(b"".join(pieces))
    deepest, rest = 0, b""
    for piece in pieces:
        whole, end, begun = piece.rpartition(b"\n")
        if end:
            deepest, rest = max(deepest, _triple_term_depth(rest + whole)), begun
        else:
            rest += piece
    return max(deepest, _triple_term_depth(rest))


def _json_depth(data: bytes) -> int:
    brackets = _STRING.sub(b"", data).translate(None, _NO_BRACKET)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def _triple_term_depth(data: bytes) -> int:
    steps = (1 if match[0] == b"<<" else -1 for match in _TRIPLE_TERM.finditer(data) if match[0] in (b"<<", b">>"))
    return max(accumulate(steps), default=0)


def _rdfxml(pieces: Iterator[bytes]) -> Issue | None:
    """A DOCTYPE, deep elements, or what is no XML: expat reads all of it, because another parser may see less in the same bytes."""
    parser = expat.ParserCreate()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > LIMIT:
            raise _TooDeep

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*parts: object) -> None:
        raise _DocumentType

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, doctype
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except _DocumentType:
        return issue("R010", value="<!DOCTYPE", place=Place(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
    except _TooDeep:
        return issue("R014", limit=LIMIT, place=Place(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
    except expat.ExpatError as error:
        return issue("R011", place=Place(error.lineno, error.offset + 1), problem=expat.ErrorString(error.code))
    return None
