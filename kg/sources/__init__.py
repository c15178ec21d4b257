"""Readers: bytes in, `Reading`s out; one file per format.

Design: a reader is one generator, `read(data, *, trace=False, encoding="")`. It yields one Reading for every entry that is
present, in the order of the input, and never raises for bad data: a broken entry is a Reading without a record whose issues carry
their place. It is deterministic: with trace=True it yields the same records and issues, and fills `places`. A reader fills a Record
and nothing else; it knows nothing of RDF. Whatever it meets and has no field for goes to `Record.rest` as (path, text).
What may not live here: opening files (kg/inputs.py), mapping, output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from kg.sources import bibtex as bibtex
from kg.sources import bibtex_parts, csv_parts, json_parts, marc_entry, xml_parts
from kg.sources import cerif as cerif
from kg.sources import crossref as crossref
from kg.sources import crossref_xml as crossref_xml
from kg.sources import csl_json as csl_json
from kg.sources import csv as csv
from kg.sources import datacite_json as datacite_json
from kg.sources import datacite_xml as datacite_xml
from kg.sources import dspace as dspace
from kg.sources import dublin_core as dublin_core
from kg.sources import endnote as endnote
from kg.sources import endnote_xml as endnote_xml
from kg.sources import eprints as eprints
from kg.sources import europepmc as europepmc
from kg.sources import html as html
from kg.sources import inveniordm as inveniordm
from kg.sources import jats as jats
from kg.sources import marc as marc
from kg.sources import mods as mods
from kg.sources import nbib as nbib
from kg.sources import oai_pmh as oai_pmh
from kg.sources import openalex as openalex
from kg.sources import orcid as orcid
from kg.sources import pubmed_xml as pubmed_xml
from kg.sources import pure_html as pure_html
from kg.sources import pure_json as pure_json
from kg.sources import pure_page as pure_page
from kg.sources import pure_store as pure_store
from kg.sources import pure_xml as pure_xml
from kg.sources import ris as ris
from kg.sources import schemaorg as schemaorg
from kg.sources import wos as wos
from kg.sources.columns import Columns as Columns
from kg.sources.parts import Joined as Joined
from kg.sources.parts import Joining as Joining
from kg.sources.parts import Parting as Parting
from kg.sources.parts import PartReader as PartReader
from kg.sources.parts import Reader as Reader
from kg.sources.parts import counted
from kg.sources.wrapped import Wrapped
from kg.syntax import iso2709, medline_lines, xml_kinds


class Source(NamedTuple):
    """A row of SOURCES. `detect(head, name)` rates the decoded first 64 kB and the file name: 0 no, 100 certain.

    `parting`: for formats whose parts need something of each other. `joining`: for formats whose files do. `parts`: of a format that wraps
    others, what it may hold: the namespace of an element, or the beginning of one, and the format that reads it.
    """

    title: str
    endings: tuple[str, ...]
    media_type: str
    read: Reader
    detect: Callable[[str, str], int]
    parting: Parting | None = None
    parts: Mapping[str, Wrapped] = {}
    joining: Joining | None = None


_DUBLIN_CORE = Wrapped(dublin_core.fill, dublin_core.TABLE, dublin_core.SPACES)
#: what may stand in an answer of an OAI-PMH server
_IN_OAI_PMH: dict[str, Wrapped] = {
    "http://www.openarchives.org/OAI/2.0/oai_dc": _DUBLIN_CORE,
    "http://purl.org/dc/": _DUBLIN_CORE,
    "http://dspace.org/qualifieddc/": _DUBLIN_CORE,
    "http://www.dspace.org/xmlns/dspace/dim": _DUBLIN_CORE,
    "http://www.lyncode.com/xoai": _DUBLIN_CORE,
    "http://www.rioxx.net/schema/": _DUBLIN_CORE,
    "http://docs.rioxx.net/schema/": _DUBLIN_CORE,
    **dict.fromkeys(cerif.SPACES, Wrapped(cerif.fill, "cerif")),
    mods.SPACE: Wrapped(mods.fill, mods.FORMAT),
    marc.SPACE: Wrapped(marc.fill, "marc", shape=marc_entry.of_xml),
    **dict.fromkeys(("http://schema.datacite.org/oai/", "http://datacite.org/schema/"), Wrapped(datacite_xml.fill, "datacite")),
    **dict.fromkeys(("http://jats.nlm.nih.gov", "https://jats.nlm.nih.gov", "http://dtd.nlm.nih.gov/"), Wrapped(jats.fill, "jats")),
}


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
    "pure-json": Source(
        "Elsevier Pure API JSON", (".json", ".jsonl"), "application/json", pure_json.read, pure_json.detect, joining=pure_store.JSON
    ),
    "pure-xml": Source("Elsevier Pure API XML", (".xml",), "application/xml", pure_xml.read, pure_xml.detect, joining=pure_store.XML),
    "datacite-json": Source(
        "DataCite JSON",
        (".json", ".jsonl"),
        "application/vnd.datacite.datacite+json",
        datacite_json.read,
        datacite_json.detect,
        json_parts.parting(datacite_json.read, (), single=json_parts.never),
    ),
    "datacite-xml": Source(
        "DataCite XML",
        (".xml",),
        "application/vnd.datacite.datacite+xml",
        datacite_xml.read,
        datacite_xml.detect,
        xml_parts.parting(datacite_xml.read, datacite_xml.NAMES),
    ),
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
    "endnote-xml": Source(
        "EndNote XML",
        (".xml",),
        "application/xml",
        endnote_xml.read,
        endnote_xml.detect,
        xml_parts.parting(endnote_xml.read, endnote_xml.NAMES),
    ),
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
    "mods": Source(
        "MODS", (".mods", ".xml"), "application/mods+xml", mods.read, mods.detect, xml_parts.parting(mods.read, mods.NAMES)
    ),
    "marcxml": Source(
        "MARCXML (MARC 21)",
        (".marcxml", ".xml"),
        "application/marcxml+xml",
        marc.read_xml,
        marc.detect_xml,
        xml_parts.parting(marc.read_xml, marc.NAMES, silent=marc.SILENT),
    ),
    "marc": Source(
        "MARC 21 exchange files (ISO 2709)",
        (".mrc", ".marc"),
        "application/marc",
        marc.read,
        marc.detect,
        counted(marc.read, iso2709.last_end, iso2709.count),
    ),
    "marc-json": Source("MARC-in-JSON (MARC 21)", (".json",), "application/marc+json", marc.read_json, marc.detect_json),
    "oai-dc": Source(
        "Dublin Core XML (oai_dc, XOAI, RIOXX ...)",
        (".xml",),
        "application/xml",
        dublin_core.read,
        dublin_core.detect,
        xml_parts.parting(dublin_core.read, dublin_core.NAMES),
    ),
    "cerif": Source(
        "OpenAIRE CERIF XML", (".xml",), "application/xml", cerif.read, cerif.detect, xml_parts.parting(cerif.read, cerif.entry_names)
    ),
    "oai-pmh": Source(
        "OAI-PMH answers",
        (".xml",),
        "application/xml",
        partial(oai_pmh.read, parts=_IN_OAI_PMH),
        oai_pmh.detect,
        xml_parts.parting(partial(oai_pmh.read, parts=_IN_OAI_PMH), oai_pmh.NAMES, silent=oai_pmh.SILENT, kept=oai_pmh.KEPT),
        parts=_IN_OAI_PMH,
    ),
    "eprints": Source(
        "EPrints XML and JSON",
        (".xml", ".json"),
        "application/vnd.eprints.data+xml",
        eprints.read,
        eprints.detect,
        xml_parts.either(xml_parts.parting(eprints.read, eprints.NAMES), json_parts.parting(eprints.read, eprints.WAYS)),
    ),
    "dspace": Source("DSpace REST JSON", (".json",), "application/json", dspace.read, dspace.detect),
    "schemaorg": Source(
        "schema.org JSON-LD and CodeMeta",
        (".json", ".jsonld"),
        "application/ld+json",
        schemaorg.read,
        schemaorg.detect,
        json_parts.parting(schemaorg.read, (), single=json_parts.never),
    ),
    "html": Source("HTML page with meta tags or JSON-LD", (".html", ".htm", ".xhtml"), "text/html", html.read, html.detect),
    "pure-html": Source("Elsevier Pure portal page, as HTML", (".html", ".htm"), "text/html", pure_html.read, pure_html.detect),
    "pubmed-xml": Source(
        "PubMed and MEDLINE XML",
        (".xml",),
        "application/xml",
        pubmed_xml.read,
        pubmed_xml.detect,
        xml_parts.parting(pubmed_xml.read, pubmed_xml.NAMES),
    ),
    "nbib": Source(
        "MEDLINE text of PubMed and ERIC (nbib)",
        (".nbib", ".medline"),
        "text/plain",
        nbib.read,
        nbib.detect,
        counted(nbib.read, medline_lines.last_end, nbib.count),
    ),
    "europepmc": Source(
        "Europe PMC JSON and XML",
        (".json", ".xml"),
        "application/json",
        europepmc.read,
        europepmc.detect,
        xml_parts.either(xml_parts.parting(europepmc.read, europepmc.NAMES), json_parts.parting(europepmc.read, europepmc.WAYS)),
    ),
    "openalex": Source(
        "OpenAlex works JSON",
        (".json", ".jsonl"),
        "application/json",
        openalex.read,
        openalex.detect,
        json_parts.parting(openalex.read, openalex.WAYS),
    ),
    "orcid": Source("ORCID works, XML and JSON", (".xml", ".json"), "application/json", orcid.read, orcid.detect),
}

#: what an XML file is that no reader takes, where anybody knows
other_xml = xml_kinds.other
