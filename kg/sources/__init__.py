"""Readers: bytes in, `Reading`s out; one file per format.

Design: a reader is one generator, `read(data, *, trace=False, encoding="")`. It yields one Reading for every entry that is
present, in the order of the input, and never raises for bad data: a broken entry is a Reading without a record whose issues carry
their place. It is deterministic: with trace=True it yields the same records and issues, and fills `places`. A reader fills a Record
and nothing else; it knows nothing of RDF. Whatever it meets and has no field for goes to `Record.rest` as (path, text).
What may not live here: opening files (kg/inputs.py), mapping, output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from kg.record import Reading
from kg.sources import bibtex as bibtex
from kg.sources import bibtex_parts
from kg.sources import crossref as crossref
from kg.sources import csl_json as csl_json
from kg.sources import europepmc as europepmc
from kg.sources import nbib as nbib
from kg.sources import openalex as openalex
from kg.sources import orcid as orcid
from kg.sources import pubmed_xml as pubmed_xml
from kg.sources import pure_page as pure_page
from kg.sources import ris as ris
from kg.sources.parts import Opened, Part


class Reader(Protocol):
    """See the module's text. `encoding` is the user's choice, "" to detect. Raises InputError where nothing can be decoded."""

    def __call__(self, data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]: ...


class PartReader(Protocol):
    """As Reader, for a part of a large input and its context (parts.Part). Lines, offsets and ordinals count from the part's first."""

    def __call__(self, data: bytes, context: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]: ...


class Parting(NamedTuple):
    """How a large input of a format is cut: `cut(opened, size, encoding)` gives parts of about `size` bytes, `read` their readings."""

    cut: Callable[[Opened, int, str], Iterator[Part]]
    read: PartReader


class Source(NamedTuple):
    """A row of SOURCES. `detect(head, name)` rates the decoded first 64 kB and the file name: 0 no, 100 certain.

    `parting`: for formats whose parts need something of each other.
    """

    title: str
    endings: tuple[str, ...]
    media_type: str
    read: Reader
    detect: Callable[[str, str], int]
    parting: Parting | None = None


SOURCES: dict[str, Source] = {
    "pure-page": Source("Elsevier Pure portal page, as text", (".txt",), "text/plain", pure_page.read, pure_page.detect),
    "bibtex": Source(
        "BibTeX and BibLaTeX",
        (".bib", ".bibtex", ".biblatex"),
        "application/x-bibtex",
        bibtex.read,
        bibtex.detect,
        Parting(bibtex_parts.cut, bibtex.read_part),
    ),
    "ris": Source("RIS", (".ris",), "application/x-research-info-systems", ris.read, ris.detect),
    "csl-json": Source("CSL-JSON", (".json", ".csl"), "application/vnd.citationstyles.csl+json", csl_json.read, csl_json.detect),
    "crossref": Source("Crossref works JSON", (".json", ".jsonl"), "application/json", crossref.read, crossref.detect),
    "pubmed-xml": Source("PubMed and MEDLINE XML", (".xml",), "application/xml", pubmed_xml.read, pubmed_xml.detect),
    "nbib": Source("MEDLINE text of PubMed and ERIC (nbib)", (".nbib", ".medline"), "text/plain", nbib.read, nbib.detect),
    "europepmc": Source("Europe PMC JSON and XML", (".json", ".xml"), "application/json", europepmc.read, europepmc.detect),
    "openalex": Source("OpenAlex works JSON", (".json", ".jsonl"), "application/json", openalex.read, openalex.detect),
    "orcid": Source("ORCID works, XML and JSON", (".xml", ".json"), "application/json", orcid.read, orcid.detect),
}
