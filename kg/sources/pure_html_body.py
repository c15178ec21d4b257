"""What the body of a Pure portal's detail page says: classes of the markup decide, never labels where there is a class.

Design: the steps of the reader of copied pages (pure_details, pure_sections) take what a row or section is, and lines with places; here
the rows and sections are found by their classes, in both generations of the templates, and turned into such lines. What only
markup has is taken here: links of people, ORCID iDs, weights and UUIDs of concepts, files.
Sources: the classes and attributes that portals of Pure 4.x and 5.x write (tables in vocab/imports/pure_html.toml).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kg import resources
from kg.record import Concept, Contributor, File, Identifier, Link, Metric, Text
from kg.sources.pure_details import labelled_value
from kg.sources.pure_sections import address, type_line
from kg.sources.pure_text import Own
from kg.syntax import html_page
from kg.syntax.html_page import words
from kg.syntax.labelled import Field, Line
from kg.values import identifiers, licences, names
from kg.values import text as texts

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+&\s+|\s+(?:and|und|en|og|och|ja|y|et)\s+")
_ROLE = re.compile(r"\(([^()]{1,60})\)")
_COUNT = re.compile(r"([0-9][0-9., \u00a0]{0,12})\s*[^\W\d_]{3,40}\s*\(([^()]{2,40})\)")
_FILE = re.compile(r"/(?:files|portalfiles|ws/files)/|\.pdf(?:$|\?)", re.IGNORECASE)
#: related outputs on the page: what stands in them is not about this one
_OTHERS = frozenset({"list-result-item", "relation-list", "result-container", "related-content"})


@functools.cache
def rules() -> Mapping[str, Any]:
    """The import table."""
    return resources.table("imports/pure_html")


class Body:
    """The page's own statement on its way: `own` takes the values, `page` has the elements, `absolute` makes addresses whole."""

    def __init__(self, page: html_page.Page, own: Own, absolute: Callable[[str], str]) -> None:
        self.page, self.own, self.record, self.absolute = page, own, own.record, absolute

    def read(self) -> None:
        """All that the body says."""
        for step in (self._title, self._persons, self._organisations, self._type, self._properties, self._abstract, self._keywords,
                     self._fingerprint, self._access, self._citations, self._metrics):  # fmt: skip
            step()

    # ---- finding ----

    def rendered(self, *ends: str) -> list[Any]:
        """The elements of a template: a class that begins with "rendering_" and ends with one of `ends`."""
        found = [one for one in self.page.classed("rendering_", prefix=True) if not of_another(one)]
        return [
            one for one in found if any(name.startswith("rendering_") and name.endswith(ends) for name in str(one.get("class")).split())
        ]

    def classed(self, name: str) -> list[Any]:
        """The elements of a class that are about this output."""
        return [one for one in self.page.classed(name) if not of_another(one)]

    def line(self, element: Any, text: str = "") -> Line:
        """An element's text as a line with its place."""
        place = self.page.place(element)
        return Line(text or words(element), place.line, place.column)

    def lines(self, element: Any) -> list[Line]:
        """The lines of an element, all at its place."""
        return [self.line(element, text) for text in html_page.lines(element)]

    # ---- head ----

    def _title(self) -> None:
        for head in self.page.all("h1"):
            spans = [one for one in head if one.tag == "span" and words(one)]
            whole = texts.plain(html_page.markup(head)).replace("\n\n", " ")
            if not whole or of_another(head):
                continue
            self.own.put("titles[0]", self.line(head))
            if len(spans) > 1:
                main, sub = words(spans[0]).rstrip(" :"), " ".join(words(one) for one in spans[1:]).lstrip(" :")
                self.record.short_title, self.record.subtitles = Text(main), [Text(sub)]
                self.own.put("short_title", self.line(spans[0]))
                self.own.put("subtitles[0]", self.line(spans[1]))
                whole = f"{main}{' ' if main[-1:] in '?!.' else ': '}{sub}"
            self.record.titles.append(Text(whole))
            return

    def _persons(self) -> None:
        """Names in order: links lead to people of the house, text names all others; an ORCID link belongs to the name before it."""
        seen = [one for one in self.classed("persons") if one.tag in ("p", "div", "ul", "span")]
        for element in seen[:1]:
            for text, node in _pieces(element):
                href = str(node.get("href", "")) if node is not None else ""
                if orcid := identifiers.orcid(href) if "orcid.org" in href else "":
                    self._identify(Identifier("orcid", orcid))
                elif href:
                    self._person(words(node), node, href)
                else:
                    self._names(text, node if node is not None else element)

    def _names(self, text: str, node: Any) -> None:
        for part in _BETWEEN.split(f" {' '.join(text.split())} "):
            role = _ROLE.search(part)
            name = _ROLE.sub("", part).strip(" *\u2217,;.|\n\r\t\u00a0")
            if name and not names.has_others(f"A and {name}"):
                self._person(name, node, "")
            if role and self.record.contributors:
                known = rules()["roles"].get(role[1].strip().lower(), "")
                self.record.contributors[-1].role = known or self.record.contributors[-1].role
            if "*" in part and self.record.contributors:
                self.record.contributors[-1].corresponding = True

    def _person(self, name: str, node: Any, href: str) -> None:
        if not name:
            return
        agent = names.natural(name.strip(" *"))
        agent.url = self.absolute(href) if href else ""
        if uuid := _UUID.search(href):
            agent.identifiers.append(Identifier("uuid", uuid[0].lower()))
        self.own.put(f"contributors[{len(self.record.contributors)}]", self.line(node, name))
        self.record.contributors.append(Contributor(agent))

    def _identify(self, found: Identifier) -> None:
        if self.record.contributors and found not in self.record.contributors[-1].agent.identifiers:
            self.record.contributors[-1].agent.identifiers.append(found)

    def _organisations(self) -> None:
        """The units behind the output as a whole: no field has them, for nobody knows whose they are."""
        for element in self.classed("organisations"):
            for link in element.iter("a"):
                self.own.keep("organisations", self.line(link))

    def _type(self) -> None:
        """The type line: its words where they are known, else the template that the page was made with."""
        names_of = ("type_classification_parent", "type_classification")
        texts_of = {name: words(found[0]).strip(" ›:>/") for name in names_of if (found := self.classed(name))}
        family, kind = texts_of.get("type_classification_parent", ""), texts_of.get("type_classification", "")
        (element, *_) = [*self.classed("type"), *self.classed("type_classification"), None]
        known = self.own.page.words["types"]
        if element is not None and family.casefold() in known:
            marks = words(element).partition(kind)[2] if kind else ""
            type_line(self.own, self.line(element, f"{self.own.page.words['output']}: {family}{kind} {marks}".strip()))
            return
        classes = " ".join(str(one.get("class")) for one in self.page.classed("rendering_", prefix=True) if not of_another(one))
        templates = [name for name in rules()["templates"] if re.search(rf"rendering_{name}[_ ]", classes + " ")]
        if templates and element is not None:
            self.record.type = rules()["templates"][templates[0]]
            self.own.put("type", self.line(element))
        if kind and element is not None:
            self.own.put("genre[0]", self.line(element))
            self.record.genre.append(Text(kind, self.own.page.language))

    # ---- details, texts, concepts ----

    def _properties(self) -> None:
        for table in self.classed("properties"):
            for row in table.iter("tr"):
                cells = [one for one in row if one.tag in ("th", "td")]
                if len(cells) > 1:
                    self._row(row, words(cells[0]), cells[1])

    def _row(self, row: Any, label: str, cell: Any) -> None:
        classes = str(row.get("class", "")).lower().split()
        name = next((found for one in classes if (found := rules()["rows"].get(one, ""))), "")
        name = name or self.own.page.words["labels"].get(label, "") or rules()["labels"].get(label.lower(), "") or "rest"
        found = self.lines(cell)
        if name == "doi":
            found = [self.line(link, str(link.get("href"))) for link in cell.iter("a") if link.get("href")] or found
        if name == "language":
            found = [line._replace(text=re.sub(r"\s*\(.*\)", "", line.text)) for line in found]
        labelled_value(self.own, Field(name, label or " ".join(classes) or "details", found))

    def _abstract(self) -> None:
        for element in self.rendered("_abstractportal"):
            for block in [one for one in element.iter("div", "p") if "textblock" in str(one.get("class", "")).split()] or [element]:
                text = texts.plain(html_page.markup(block))
                if text and not any(text == one.value for one in self.record.abstracts):
                    self.own.put(f"abstracts[{len(self.record.abstracts)}]", self.line(block))
                    self.record.abstracts.append(Text(text))

    def _keywords(self) -> None:
        """Groups of keywords: the authors' own are keywords, those of a named scheme are concepts of it."""
        headings, known = self.own.page.words["headings"], set[str]()
        for number, group in enumerate(self.classed("keyword-group")):
            heading = next((words(one) for one in group.iter("h2", "h3", "h4", "strong", "span") if words(one)), "")
            kind = headings.get(heading) or ("asjc" if "asjc" in heading.lower() else "")
            for item in group.iter("li"):
                label = words(item)
                if not label:
                    continue
                if kind == "keywords" or (not kind and not number):
                    if label.casefold() not in known:
                        known.add(label.casefold())
                        self.own.put(f"keywords[{len(self.record.keywords)}]", self.line(item))
                        self.record.keywords.append(Text(label))
                else:
                    self.own.put(f"concepts[{len(self.record.concepts)}]", self.line(item))
                    self.record.concepts.append(Concept("asjc" if kind == "asjc" else heading, Text(label, self.own.page.language)))

    def _fingerprint(self) -> None:
        """The concepts found by machine, in the order of the page, each once with the weight and UUID that one of its places gives."""
        found: dict[str, Concept] = {}
        elements = [
            one
            for one in self.page.classed("concept", prefix=True)
            if one.get("data-concept-uuid") or "concept" in str(one.get("class")).split()
        ]
        for element in elements:
            holder = element if element.get("data-concept-uuid") else _holder(element)
            value = words(one) if (one := next(iter(self.page.classed("value", holder)), None)) is not None else ""
            inner = next((one for one in self.page.classed("concept", holder) if one is not holder), holder)
            label = words(inner).removesuffix(value).strip() if inner is holder else words(inner)
            if not label:
                continue
            concept = found.setdefault(label, Concept("fingerprint", Text(label, self.own.page.language), rank=len(found) + 1))
            self.own.places.setdefault(f"concepts[{len(self.record.concepts) + concept.rank - 1}]", self.page.place(element))
            concept.id = concept.id or identifiers.uuid(str(holder.get("data-concept-uuid", "")))
            concept.weight = concept.weight or _weight(str(holder.get("data-rank-value", "")), value)
        self.record.concepts += found.values()

    # ---- addresses, citations, counts ----

    def _access(self) -> None:
        """DOIs, files and further links, the licence beside them, and the flag of open access."""
        for element in self.rendered("accessrenderer", "accessrendererportal", "publicationaccessrendererportalng"):
            for link in element.iter("a"):
                if "/licenses/" not in str(link.get("href")):
                    self._address(link)
            for one in (*self.page.classed("license", element, prefix=True), *self.page.classed("licence", element, prefix=True)):
                self._licence(one)
        if flags := [one for one in self.page.classed("open-access", prefix=True) if not of_another(one)]:
            self.record.access = "open"
            self.own.put("access", self.line(flags[0]))

    def _address(self, link: Any) -> None:
        url = self.absolute(str(link.get("href", "")))
        line = self.line(link)
        if not url or url.startswith("mailto:"):
            return
        if _FILE.search(url):
            if not any(url == one.url for one in self.record.files):
                self.own.put(f"files[{len(self.record.files)}]", line)
                media = "application/pdf" if ".pdf" in url.lower() else ""
                self.record.files.append(File(url, name=line.text if "." in line.text else "", media_type=media))
        else:
            address(self.own, url, line)

    def _licence(self, element: Any) -> None:
        link = next((str(one.get("href")) for one in element.iter("a") if one.get("href")), "")
        found = licences.canonical(link) or licences.canonical(words(element))
        line = self.line(element)
        if found and found not in self.record.licences:
            self.own.put(f"licences[{len(self.record.licences)}]", line)
            self.record.licences.append(found)
        elif not found and line.text and not any(line.text == one.value for one in self.record.rights):
            self.own.put(f"rights[{len(self.record.rights)}]", line)
            self.record.rights.append(Text(line.text))

    def _citations(self) -> None:
        known = set[str]()
        for element in self.rendered(*rules()["citations"]["names"]):
            text = texts.tidy(words(element))
            if text and text not in known:
                known.add(text)
                self.own.put(f"citations[{len(self.record.citations)}]", self.line(element))
                self.record.citations.append(Text(text))

    def _metrics(self) -> None:
        """Counts of citations with who counted."""
        for element in self.page.classed("metric", prefix=True) + self.page.classed("citation-count", prefix=True):
            counted = _COUNT.search(words(element))
            if counted and not of_another(element):
                metric = Metric(int(re.sub(r"\D", "", counted[1])[:12]), rules()["counters"].get(counted[2].lower(), counted[2].strip()))
                if metric not in self.record.metrics:
                    self.own.put(f"metrics[{len(self.record.metrics)}]", self.line(element))
                    self.record.metrics.append(metric)

    # ---- embedded entries ----

    def bibtex(self) -> Iterator[list[Line]]:
        """The lines of each BibTeX entry on the page."""
        for element in [*self.rendered("_bibtex"), *self._by_id("cite-bibtex")]:
            found = self.lines(element)
            start = next((number for number, line in enumerate(found) if line.text.startswith("@")), len(found))
            if found[start:]:
                yield found[start:]

    def ris(self) -> Iterator[list[Line]]:
        """The lines of each RIS record: each p of it is one."""
        for element in [*self.rendered("_ris"), *self._by_id("cite-ris")]:
            found = [line for one in element.iter("p") for line in self.lines(one)] or self.lines(element)
            found = [line for line in found if re.match(r"[A-Z][A-Z0-9]\s*-", line.text)]
            if found and found[0].text.startswith("TY"):
                yield found

    def _by_id(self, name: str) -> list[Any]:
        return [one for one in self.page.all("div", "pre", "section") if str(one.get("id", "")).lower() == name]


def of_another(element: Any) -> bool:
    """Whether an element stands in a list of other outputs."""
    while element is not None:
        if _OTHERS & set(str(element.get("class", "")).split()):
            return True
        element = element.getparent()
    return False


def _pieces(element: Any) -> Iterator[tuple[str, Any]]:
    """Texts and links in an element, in their order: ("", link) or (text, the element it stands in)."""
    yield element.text or "", element
    for child in element:
        if not isinstance(child.tag, str):
            pass
        elif child.tag == "a":
            yield "", child
        else:
            yield from _pieces(child)
        yield child.tail or "", element


def _holder(element: Any) -> Any:
    """The element around a concept that has its key, or the concept."""
    around = element.getparent()
    for _ in range(3):
        if around is not None and around.get("data-concept-uuid"):
            return around
        around = around.getparent() if around is not None else None
    return element


def _weight(value: str, percent: str) -> str:
    """A weight from 0 to 1 as decimal text, of an attribute or of "51%"."""
    if re.fullmatch(r"0(?:\.[0-9]{1,18})?|1(?:\.0{1,18})?", value):
        return value.rstrip("0").rstrip(".") if "." in value else value
    match = re.fullmatch(r"([0-9]{1,3})\s*%", percent)
    return f"{int(match[1]) / 100:g}" if match and int(match[1]) <= 100 else ""


def links_of(record_links: list[Link]) -> list[Link]:
    """Each address once, a landing page before anything else that it is."""
    found: dict[str, Link] = {}
    for link in sorted(record_links, key=lambda one: one.kind != "landing"):
        found.setdefault(link.url, link)
    return [found[url] for url in dict.fromkeys(link.url for link in record_links)]
