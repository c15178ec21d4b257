"""Readers: bytes in, `Reading`s out; one file per format.

Design: a reader is one generator, `read(data, *, trace=False, encoding="")`. It yields one Reading for every entry that is
present, in the order of the input, and never raises for bad data: a broken entry is a Reading without a record whose issues carry
their place. It is deterministic: with trace=True it yields the same records and issues, and fills `places`. A reader fills a Record
and nothing else; it knows nothing of RDF. Whatever it meets and has no field for goes to `Record.rest` as (path, text).
What may not live here: opening files (kg/inputs.py), mapping, output.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kg.sources import bibtex as bibtex
from kg.sources import bibtex_parts, csv_parts, json_parts
from kg.sources import crossref as crossref
from kg.sources import crossref_xml as crossref_xml
from kg.sources import csl_json as csl_json
from kg.sources import csv as csv
from kg.sources import datacite_json as datacite_json
from kg.sources import datacite_xml as datacite_xml
from kg.sources import endnote as endnote
from kg.sources import endnote_xml as endnote_xml
from kg.sources import inveniordm as inveniordm
from kg.sources import jats as jats
from kg.sources import pure_json as pure_json
from kg.sources import pure_page as pure_page
from kg.sources import pure_xml as pure_xml
from kg.sources import ris as ris
from kg.sources import wos as wos
from kg.sources.columns import Columns as Columns
from kg.sources.parts import Parting as Parting
from kg.sources.parts import PartReader as PartReader
from kg.sources.parts import Reader as Reader


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
    "csl-json": Source(
        "CSL-JSON",
        (".json", ".csl"),
        "application/vnd.citationstyles.csl+json",
        csl_json.read,
        csl_json.detect,
        json_parts.parting(csl_json.read, csl_json.WAYS, single=csl_json.is_single),
    ),
    "crossref": Source(
        "Crossref works JSON",
        (".json", ".jsonl"),
        "application/json",
        crossref.read,
        crossref.detect,
        json_parts.parting(crossref.read, crossref.WAYS),
    ),
    "pure-json": Source("Elsevier Pure API JSON", (".json", ".jsonl"), "application/json", pure_json.read, pure_json.detect),
    "pure-xml": Source("Elsevier Pure API XML", (".xml",), "application/xml", pure_xml.read, pure_xml.detect),
    "datacite-json": Source(
        "DataCite JSON",
        (".json", ".jsonl"),
        "application/vnd.datacite.datacite+json",
        datacite_json.read,
        datacite_json.detect,
        json_parts.parting(datacite_json.read, (), single=json_parts.never),
    ),
    "datacite-xml": Source("DataCite XML", (".xml",), "application/vnd.datacite.datacite+xml", datacite_xml.read, datacite_xml.detect),
    "inveniordm": Source(
        "InvenioRDM JSON",
        (".json", ".jsonl"),
        "application/vnd.inveniordm.v1+json",
        inveniordm.read,
        inveniordm.detect,
        json_parts.parting(inveniordm.read, inveniordm.WAYS),
    ),
    "crossref-xml": Source("Crossref XML", (".xml",), "application/vnd.crossref.unixsd+xml", crossref_xml.read, crossref_xml.detect),
    "jats": Source("JATS and NLM articles", (".xml", ".nxml"), "application/jats+xml", jats.read, jats.detect),
    "endnote-xml": Source("EndNote XML", (".xml",), "application/xml", endnote_xml.read, endnote_xml.detect),
    "endnote": Source("EndNote tagged text (refer)", (".enw", ".refer"), "application/x-endnote-refer", endnote.read, endnote.detect),
    "wos": Source("Web of Science tagged text", (".isi", ".ciw"), "text/plain", wos.read, wos.detect),
    "csv": Source(
        "Tables: CSV and TSV",
        (".csv", ".tsv", ".tab"),
        "text/csv",
        csv.read,
        csv.detect,
        Parting(csv_parts.cut, csv.read_part, columns=True),
    ),
}
