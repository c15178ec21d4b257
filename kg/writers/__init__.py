"""Writers: graphs or records in, bytes out; one file per format.

Design: a writer takes an iterator and a binary file and writes as it goes, so memory is constant in the number of records. Same input,
same bytes: records in input order, statements sorted inside a record, no clock, nothing random. Writers of kind "graph" take
`graph.Described` and are handed `Options`; they know nothing of records. Writers of kind "record" (the citation formats) take
`Record` and know nothing of RDF. Escaping of RDF terms is done once, in terms.py; each other format escapes in one function of its
own file. What may not live here: opening files (kg/outputs.py), mapping, validation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, NamedTuple, Protocol

from kg.graph import Described
from kg.record import Record
from kg.writers import bibtex, csl_json, embed, jsonld, ntriples, ris, turtle
from kg.writers.options import DEFAULT, Options

__all__ = ["DEFAULT", "WRITERS", "Options", "Writer"]


class GraphWriter(Protocol):
    """Writes all records' graphs to `out`."""

    def __call__(self, described: Iterable[Described], out: BinaryIO, *, options: Options = DEFAULT) -> None: ...


class RecordWriter(Protocol):
    """Writes all records to `out`."""

    def __call__(self, records: Iterable[Record], out: BinaryIO) -> None: ...


class Writer(NamedTuple):
    """A row of WRITERS: `kind` is "graph" or "record" and says what `write` takes.

    Outputs of parts of the records can be joined where `joint` is not None: it stands between two parts, `tail` at the end.
    `works_only`: what is about no work has no place in it.
    """

    title: str
    endings: tuple[str, ...]
    media_type: str
    kind: str
    write: GraphWriter | RecordWriter
    joint: bytes | None = None
    tail: bytes = b""
    works_only: bool = False


_RIS = "application/x-research-info-systems"
_CSL = "application/vnd.citationstyles.csl+json"
WRITERS: dict[str, Writer] = {
    "turtle": Writer("Turtle", (".ttl",), "text/turtle", "graph", turtle.write, b""),
    "ntriples": Writer("N-Triples", (".nt",), "application/n-triples", "graph", ntriples.write, b""),
    "nquads": Writer("N-Quads, a named graph a record", (".nq",), "application/n-quads", "graph", ntriples.write_quads, b""),
    "jsonld": Writer("JSON-LD, three vocabularies", (".jsonld",), "application/ld+json", "graph", jsonld.write, b",", b"\n  ]\n}\n"),
    "jsonl": Writer("JSON-LD, one document a line", (".jsonl", ".ndjson"), "application/x-ndjson", "graph", jsonld.write_lines, b""),
    "embed": Writer(
        "JSON-LD for web pages, schema.org only", (".embed.jsonld",), "application/ld+json", "graph", embed.write, works_only=True
    ),
    "bibtex": Writer("BibTeX", (".bib", ".bibtex"), "application/x-bibtex", "record", bibtex.write, works_only=True),
    "ris": Writer("RIS", (".ris",), _RIS, "record", ris.write, works_only=True),
    "csl-json": Writer("CSL-JSON", (".csl.json", ".csl"), _CSL, "record", csl_json.write, works_only=True),
}
