"""A page of an Elsevier Pure portal, copied as text, as one Record.

Design: one page states the same work up to four times: head and details table, BibTeX, formatted citation, RIS. The page's own lines become
a Record (`_FIELDS`, `SECTIONS`), the embedded BibTeX and RIS are handed to their readers (this reader's parts), and `pure_fold` takes
each field from the first part that states it, joins the lists that belong together, and reports where parts contradict each
other. The words of the page stand in vocab/imports/pure.toml, by language. Every place leads into the page's own lines.
The 32 hexadecimal digits that Pure writes as the BibTeX key are the UUID of its record, so they are an identifier and no citation key.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources.bibtex import read as read_bibtex
from kg.sources.fold import Part
from kg.sources.pure_cited import embedded
from kg.sources.pure_details import labelled_value
from kg.sources.pure_fold import merge
from kg.sources.pure_sections import SECTIONS, citations, head
from kg.sources.pure_text import Own, Page, language_of, words_of
from kg.sources.ris import read as read_ris
from kg.syntax import labelled
from kg.syntax.decoding import decode


def detect(head: str, name: str) -> int:
    """How surely the text is a copied Pure page: 97 where its type line and another sign of Pure stand in it."""
    head = head.replace("\r", "\n")
    language = language_of(head)
    if not language:
        return 0
    headings = words_of(language)["headings"]
    signs = sum(1 for line in head.split("\n") if headings.get(line.strip()) in ("cite", "fingerprint", "access", "abstract"))
    return 97 if signs else 60


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields the one Reading of the page. See kg.sources for trace and encoding.

    Issues: R160 (no Pure page), R161 (no title), R162 (parts contradict each other), R163 (value not understood), R164 (type not known);
    those of the BibTeX and RIS readers for the embedded entries.
    """
    source = decode(data, encoding)
    origin = Origin(length=len(data) - source.skipped, offset=source.skipped, line=1, format="pure-page")
    language = language_of(source.text.replace("\r", "\n"))
    if not language:
        yield Reading(origin=origin, issues=[issue("R160", place=Place(line=1, column=1))])
        return
    page = Page(labelled.lines(source.text), language)
    found = [_own(page)]
    for name, reader, slices in (("ris", read_ris, page.ris), ("bibtex", read_bibtex, page.bibtex)):
        for lines in slices:
            found += embedded(page.issues, name, reader, lines, indent=True)
    record, places = merge(page, found)
    record.origin = origin
    label = next((one.value for one in record.identifiers if one.scheme == "doi"), record.titles[0].value if record.titles else "")
    yield Reading(origin=origin, label=label, record=record, issues=page.issues, places=places if trace else None)


def _own(page: Page) -> Part:
    """What the page says outside its embedded entries."""
    own = Own(page)
    head(own)
    for name, step in SECTIONS.items():
        step(own, page.section(name))
    for field in page.fields:
        labelled_value(own, field)
    citations(own, page.section("cite"))
    return Part("page", own.record, own.places)
