"""RDF that a parser must not see: nested so deep that it would exhaust the stack, or with entities that grow without bound.

Design: pyoxigraph's parsers of JSON-LD and of triple terms call themselves, and end the whole process where the stack ends; its parser of
RDF/XML expands entities, and takes quadratic time on deep elements. So the bytes are looked through first, in linear time and without
recursion. Turtle's brackets and lists need no such care: they are parsed with a stack on the heap.
"""

from __future__ import annotations

import re
from itertools import accumulate
from xml.parsers import expat

from kg.errors import Issue, Place
from kg.issues import issue

#: Nothing that people or programs write nests like this; a stack of 8 MB bears ten times as much.
LIMIT = 256
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
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
        return _rdfxml(data)
    deep = _json_depth(data) > LIMIT if form == "jsonld" else data.count(b"<<") > LIMIT and _triple_term_depth(data) > LIMIT
    return issue("R014", limit=LIMIT) if deep else None


def _json_depth(data: bytes) -> int:
    brackets = _STRING.sub(b"", data).translate(None, _NO_BRACKET)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def _triple_term_depth(data: bytes) -> int:
    steps = (1 if match[0] == b"<<" else -1 for match in _TRIPLE_TERM.finditer(data) if match[0] in (b"<<", b">>"))
    return max(accumulate(steps), default=0)


def _rdfxml(data: bytes) -> Issue | None:
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
        parser.Parse(data, True)
    except _DocumentType:
        return issue("R010", value="<!DOCTYPE", place=Place(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
    except _TooDeep:
        return issue("R014", limit=LIMIT, place=Place(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
    except expat.ExpatError as error:
        return issue("R011", place=Place(error.lineno, error.offset + 1), problem=expat.ErrorString(error.code))
    return None
