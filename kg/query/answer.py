"""What a query answered, and how it is written.

Design: an answer is plain: rows of terms in N-Triples form, or triples, or yes and no. It is put in a repeatable order here: rows are
sorted unless the query orders them itself, triples always, and blank nodes are numbered by first appearance, since their labels are
random. A format turns it into lines of text; the table FORMATS lists them.
Sources: SPARQL 1.1 Query Results JSON and CSV/TSV Formats (https://www.w3.org/TR/sparql11-results-json/, .../sparql11-results-csv-tsv/).
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kg import resources, terms
from kg.errors import UsageError

_BLANK = re.compile(r"_:[A-Za-z0-9_.\-]+")
_LOCAL = re.compile(r"[A-Za-z0-9_][\w\-]*")
_INTEGERS = frozenset(
    terms.XSD + name
    for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "unsignedInt", "unsignedLong")
)


class Answer(NamedTuple):
    """The answer to a query of `form`. `rows` hold one term per variable, "" where unbound; `triples` belong to CONSTRUCT and DESCRIBE.

    `truncated`: there were more rows or triples than were asked for.
    """

    form: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    triples: tuple[tuple[str, str, str], ...] = ()
    truth: bool = False
    truncated: bool = False


class Format(NamedTuple):
    """A row of FORMATS: what it is, its media type, the query forms it can write, and the function that does."""

    title: str
    media_type: str
    forms: frozenset[str]
    lines: Callable[[Answer], Iterator[str]]


def arranged(rows: Iterable[Sequence[str]], *, ordered: bool) -> list[tuple[str, ...]]:
    """The rows in repeatable order, blank nodes numbered b0, b1, ... by first appearance. `ordered`: keep the order that they have."""
    kept = [tuple(row) for row in rows]
    if not ordered:
        kept.sort(key=lambda row: tuple("_:" if cell.startswith("_:") else cell for cell in row))
    labels: dict[str, str] = {}
    return [tuple(labels.setdefault(cell, f"_:b{len(labels)}") if _BLANK.fullmatch(cell) else cell for cell in row) for row in kept]


def shortened(term: str) -> str:
    """A term for people: an IRI by its prefix where vocab/prefixes.toml has one, a literal as its text; one line, nothing cut off.

    >>> shortened("<https://schema.org/name>")
    'schema:name'
    """
    if not term:
        return ""
    part = terms.parse(term) if term[0] != "_" else terms.Term("bnode", term)
    if part.kind != "iri":
        return " ".join(terms.clean(part.value).split())
    for prefix, namespace in resources.table("prefixes").items():
        if part.value.startswith(namespace) and _LOCAL.fullmatch(part.value[len(namespace) :]):
            return f"{prefix}:{part.value[len(namespace) :]}"
    return part.value


def _table(answer: Answer) -> Iterator[str]:
    if answer.form == "ASK":
        yield f"{str(answer.truth).lower()}\n"
        return
    rows = [[shortened(cell) for cell in row] for row in answer.rows]
    widths = [max([_width(name), *(_width(row[at]) for row in rows)]) for at, name in enumerate(answer.variables)]
    for row in [list(answer.variables), ["-" * width for width in widths], *rows]:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n"


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _csv(answer: Answer) -> Iterator[str]:
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(answer.variables)
    writer.writerows([terms.text(cell) if cell and cell[0] != "_" else cell for cell in row] for row in answer.rows)
    yield target.getvalue()


def _tsv(answer: Answer) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in answer.variables) + "\n"
    for row in answer.rows:
        yield "\t".join(cell.replace("\t", "\\t") for cell in row) + "\n"


def _json(answer: Answer) -> Iterator[str]:
    if answer.form == "ASK":
        yield json.dumps({"head": {}, "boolean": answer.truth}) + "\n"
        return
    head = json.dumps({"vars": list(answer.variables)}, ensure_ascii=False)
    bindings = [json.dumps(_binding(answer.variables, row), ensure_ascii=False) for row in answer.rows]
    yield f'{{"head": {head}, "results": {{"bindings": [\n' + ",\n".join(bindings) + "\n]}}\n"


def _binding(names: Sequence[str], row: Sequence[str]) -> dict[str, dict[str, str]]:
    return {name: _json_term(cell) for name, cell in zip(names, row, strict=True) if cell}


def _json_term(cell: str) -> dict[str, str]:
    part = terms.parse(cell)
    if part.kind != "literal":
        return {"type": "uri" if part.kind == "iri" else "bnode", "value": part.value}
    found = {"type": "literal", "value": part.value}
    if part.lang:
        return found | {"xml:lang": part.lang}
    return found if part.datatype == terms.XSD_STRING else found | {"datatype": part.datatype}


def _jsonl(answer: Answer) -> Iterator[str]:
    for row in answer.rows:
        yield json.dumps({name: _plain(cell) for name, cell in zip(answer.variables, row, strict=True)}, ensure_ascii=False) + "\n"


def _plain(cell: str) -> str | int | bool | None:
    """A cell as a JSON value: integers and booleans as such, everything else as its text, None where unbound."""
    if not cell:
        return None
    part = terms.parse(cell)
    if part.datatype in _INTEGERS and re.fullmatch(r"[+-]?\d{1,18}", part.value):
        return int(part.value)
    if part.datatype == terms.XSD + "boolean" and part.value in ("true", "false"):
        return part.value == "true"
    return part.value if part.kind != "bnode" else cell


def _nt(answer: Answer) -> Iterator[str]:
    for triple in answer.triples:
        yield f"{' '.join(triple)} .\n"


def _turtle(answer: Answer) -> Iterator[str]:
    import pyoxigraph

    data = "".join(_nt(answer)).encode()
    triples = [quad.triple for quad in pyoxigraph.parse(data, pyoxigraph.RdfFormat.N_TRIPLES)]
    used = {name: iri for name, iri in resources.table("prefixes").items() if f"<{iri}".encode() in data}
    written = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.TURTLE, prefixes=used)
    yield (written or b"").decode()


_ROWS = frozenset(("SELECT",))
_ANSWERS = frozenset(("SELECT", "ASK"))
_TRIPLES = frozenset(("CONSTRUCT", "DESCRIBE"))
FORMATS: dict[str, Format] = {
    "table": Format("aligned columns, IRIs by prefix", "text/plain", _ANSWERS, _table),
    "csv": Format("SPARQL results as CSV: values only", "text/csv", _ROWS, _csv),
    "tsv": Format("SPARQL results as TSV: whole terms", "text/tab-separated-values", _ROWS, _tsv),
    "json": Format("SPARQL results as JSON", "application/sparql-results+json", _ANSWERS, _json),
    "jsonl": Format("one JSON object a row: plain values", "application/x-ndjson", _ROWS, _jsonl),
    "nt": Format("N-Triples, sorted", "application/n-triples", _TRIPLES, _nt),
    "turtle": Format("Turtle", "text/turtle", _TRIPLES, _turtle),
}


def write(answer: Answer, name: str = "") -> Iterator[str]:
    """The answer as pieces of text in format `name` ("": table, or N-Triples for triples). Raises UsageError where they do not fit."""
    name = name or ("nt" if answer.form in _TRIPLES else "table")
    if name not in FORMATS:
        raise UsageError(f"unknown format {name!r}", hint=f"known: {', '.join(FORMATS)}")
    if answer.form not in FORMATS[name].forms:
        fitting = [key for key, row in FORMATS.items() if answer.form in row.forms]
        raise UsageError(f"the answer to {answer.form} cannot be written as {name}", hint=f"use {' or '.join(fitting)}")
    return FORMATS[name].lines(answer)
