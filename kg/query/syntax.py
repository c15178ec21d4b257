"""SPARQL text as tokens: what kind of query it is, and where terms can be bound.

Design: no parse tree, only the tokens of SPARQL 1.1 section 19.8 with comments and white space dropped, so that a word is a keyword only
where it stands bare: not in a string, an IRI, a comment, a variable or a prefixed name. Codepoint escapes (section 19.2) outside
strings and IRIs are refused, since they could spell a keyword.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kg.errors import UsageError

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
#: The engine calls itself for each level and each group; where its stack ends, the whole program would end.
DEPTH, GROUPS = 200, 500
_TOKEN = re.compile(
    r"""
    (?P<skip>[\x20\t\r\n]+ | \#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*(?:\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})[^<>"{}|^`\\\x00-\x20]*)*>)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_](?:[\w.\-·]*[\w\-·])?|_)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
      (?:(?:[\w:.\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
  | (?P<number>[0-9.]*[0-9](?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z][A-Za-z0-9_]*)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token: its kind (a group of _TOKEN), its text, where it starts and ends, and how many brackets are open before it."""

    kind: str
    text: str
    start: int
    end: int
    depth: int

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords."""
        return self.kind == "word" and self.text.upper() in words


class Shape(NamedTuple):
    """What can be seen of a query: its form; the prefixes it declares and uses; its variables; whether it calls a SERVICE, names its
    dataset (FROM), orders its own rows; the offset where a VALUES clause can be put (-1: nowhere)."""

    form: str
    declared: frozenset[str]
    used: frozenset[str]
    variables: frozenset[str]
    service: bool
    dataset: bool
    ordered: bool
    place: int


def tokens(text: str) -> list[Token]:
    """The tokens of `text`. Raises UsageError for a codepoint escape outside strings and IRIs, and for a query beyond DEPTH or GROUPS."""
    found: list[Token] = []
    depth = signs = groups = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "skip":
            continue
        value = match[0]
        if value == "\\":
            raise UsageError("the query has a backslash outside strings and IRIs", hint="write the characters themselves")
        if kind == "mark" and value in "})]" and depth:
            depth -= 1
        found.append(Token(kind, value, match.start(), match.end(), depth))
        if kind == "mark" and value in "{([":
            depth += 1
            groups += value == "{"
        signs = signs + 1 if kind == "mark" and value in "!^+-" else 0
        if max(depth, signs) > DEPTH or groups > GROUPS:
            raise UsageError(f"the query nests deeper than {DEPTH} levels or has more than {GROUPS} groups", hint="ask in several queries")
    return found


def look(text: str) -> Shape:
    """The shape of query `text`. Raises UsageError where it is no query: empty, an update, or something else."""
    found = tokens(text)
    begin, declared = _prologue(found)
    if begin == len(found):
        raise UsageError("the query is empty")
    first = found[begin]
    if first.is_word(*_UPDATES):
        raise UsageError(f"{first.text.upper()} changes data; kg query only reads", hint="use kg load or kg push to change data")
    if not first.is_word(*FORMS):
        raise UsageError(f"a query begins with {', '.join(FORMS[:-1])} or {FORMS[-1]}, not with {first.text!r}")
    body = found[begin:]
    form = first.text.upper()
    return Shape(
        form,
        declared,
        frozenset(token.text.partition(":")[0] for token in body if token.kind == "name" and not token.text.startswith("_:")),
        frozenset(token.text[1:] for token in body if token.kind == "variable"),
        any(token.is_word("SERVICE") for token in body),
        any(token.is_word("FROM") and token.depth == 0 for token in body),
        any(token.is_word("ORDER") and token.depth == 0 for token in body),
        _place(form, body),
    )


def _prologue(found: list[Token]) -> tuple[int, frozenset[str]]:
    """Where the query itself begins, and the prefixes declared before it."""
    at, declared = 0, set()
    while at < len(found):
        if found[at].is_word("PREFIX") and at + 2 < len(found):
            declared.add(found[at + 1].text.rstrip(":"))
            at += 3
        elif found[at].is_word("BASE") and at + 1 < len(found):
            at += 2
        else:
            break
    return at, frozenset(declared)


def _place(form: str, body: list[Token]) -> int:
    """The offset just after the brace that opens the WHERE group; -1 where there is none or it is a template or a bare sub-query."""
    groups = [at for at, token in enumerate(body) if token.text == "{" and token.kind == "mark" and token.depth == 0]
    template = form == "CONSTRUCT"
    if template and groups and any(token.is_word("WHERE") for token in body[: groups[0]]):
        return -1
    number = 1 if template else 0
    if len(groups) <= number:
        return -1
    at = groups[number]
    return -1 if body[at + 1 :] and body[at + 1].is_word("SELECT") else body[at].end


def bind(text: str, shape: Shape, terms_of: Mapping[str, str]) -> str:
    """The query with each variable bound to its term (N-Triples form, checked by the caller). Raises UsageError where it cannot be."""
    if not terms_of:
        return text
    if shape.place < 0:
        raise UsageError("parameters need a query with a WHERE group of its own", hint="write ... WHERE { ... }")
    for name in terms_of:
        if name not in shape.variables:
            raise UsageError(f"the query has no variable ?{name}")
    values = " ".join(f"VALUES ?{name} {{ {term} }}" for name, term in terms_of.items())
    return f"{text[: shape.place]} {values} {text[shape.place :]}"


def declare(text: str, shape: Shape, prefixes: Mapping[str, str]) -> tuple[str, int]:
    """The query with the known prefixes declared that it uses and does not declare, and the number of lines put before it (0 or 1)."""
    missing = sorted((shape.used - shape.declared) & prefixes.keys())
    if not missing:
        return text, 0
    return " ".join(f"PREFIX {name}: <{prefixes[name]}>" for name in missing) + "\n" + text, 1
