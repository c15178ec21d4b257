"""The web embedding: schema.org only, one nested object a work, plain strings, the @ids of the graph.

Written straight from the graph, because consumers want more than RDF does: authors in order, short type names, strings without
language, one name, a `headline` and a `description`. These two, `url` and `mainEntityOfPage` (with a page address), and `creator` on a
Dataset repeat what the graph says otherwise; everything else is a triple of the graph. `inject` puts a snippet into a page between
markers, once however often it runs. Sources: https://schema.org/, https://www.w3.org/TR/json-ld11/ section 7,
https://developers.google.com/search/docs/appearance/structured-data/.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any, BinaryIO

from kg import resources, terms
from kg.graph import Described, Graph
from kg.record import Record
from kg.vocabulary import superclasses, vocabulary
from kg.writers import highwire
from kg.writers.options import DEFAULT, SCHEMA_HTTPS, Options
from kg.writers.shape import positions

BEGIN, END = "<!-- kg:embed begin -->", "<!-- kg:embed end -->"
#: what a search engine shows of a headline
HEADLINE = 110
#: nodes nest so deep and no deeper; further ones are named by their @id
DEPTH = 8
#: consumers expect one string of these, so of several languages only the work's own is shown
ONE = ("name", "abstract", "description", "creativeWorkStatus", "alternativeHeadline")
# what could end a script element or start a comment in it, and the two line ends of JavaScript that JSON allows
_UNSAFE = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}

JSON = Any


def write(described: Iterable[Described], out: BinaryIO, *, options: Options = DEFAULT) -> None:
    """Writes one object for one record, an array of objects for none or several; safe inside a script element.

    Input RDF that is about no work has no page to stand in: it is left out.
    """
    previous = ""
    count = 0
    for item in described:
        if not item.work:
            continue
        if count:
            out.write((("[\n" if count == 1 else ",\n") + previous).encode())
        previous = dumps(document(item, options))
        count += 1
    text = previous + "\n" if count == 1 else f",\n{previous}\n]\n" if count else "[]\n"
    out.write(text.encode())


def dumps(value: JSON) -> str:
    """JSON text that may stand between <script> and </script> as it is."""
    return json.dumps(value, indent=2, ensure_ascii=False).translate(_UNSAFE)


def document(described: Described, options: Options = DEFAULT) -> dict[str, JSON]:
    """The JSON-LD object of the work."""
    found: dict[str, JSON] = {"@context": "https://schema.org"}
    found.update(_Nodes(described.graph).node(described.work, 0))
    if options.page_url:
        page = page_address(described.key, options)
        found["url"] = page
        found["mainEntityOfPage"] = {"@type": "WebPage", "@id": page}
    kinds = found.get("@type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "name" in found and any(SCHEMA_HTTPS + "CreativeWork" in superclasses(SCHEMA_HTTPS + kind) for kind in kinds):
        found["headline"] = _cut(found["name"], HEADLINE)
    if "abstract" in found and "description" not in found:
        found["description"] = found["abstract"]
    if "Dataset" in kinds and "author" in found and "creator" not in found:
        authors = found["author"] if isinstance(found["author"], list) else [found["author"]]
        found["creator"] = [{"@id": author["@id"]} for author in authors]
    return {key: found[key] for key in sorted(found, key=_place)}


def page_address(key: str, options: Options) -> str:
    """The address of a work's page."""
    return options.page_url.replace("{key}", key)


def html(described: Described, record: Record, options: Options = DEFAULT) -> str:
    """The snippet for a page's head: JSON-LD, the canonical link and the Highwire meta tags, between markers."""
    address = page_address(described.key, options) if options.page_url else ""
    lines = [
        BEGIN,
        *highwire.tags(record, address),
        f'<script type="application/ld+json">\n{dumps(document(described, options))}\n</script>',
        END,
    ]
    return "\n".join(lines) + "\n"


def inject(page: str, snippet: str) -> str:
    """The page with `snippet` (of `html`) in its head, once: in place of the one that is there, else before </head>."""
    start = page.find(BEGIN)
    end = page.find(END, start)
    if start >= 0 and end >= 0:
        after = page[end + len(END) :].removeprefix("\n")
        return page[:start] + snippet + after
    place = _head_end(page)
    before = "" if not page[:place] or page[:place].endswith("\n") else "\n"
    return page[:place] + before + snippet + page[place:]


class _Head(HTMLParser):
    """Finds where a head ends; tags in comments and scripts do not count."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.places: dict[str, tuple[int, int]] = {}

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self.places.setdefault("end", self.getpos())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.places.setdefault("body", self.getpos())
        elif tag in ("html", "head"):
            line, column = self.getpos()
            # the end of this tag: its text may run over several lines
            text = self.get_starttag_text() or ""
            lines = text.split("\n")
            self.places[tag] = (line + len(lines) - 1, len(lines[-1]) + (column if len(lines) == 1 else 0))

    def handle_decl(self, decl: str) -> None:
        line, column = self.getpos()
        lines = f"<!{decl}>".split("\n")
        self.places.setdefault("doctype", (line + len(lines) - 1, len(lines[-1]) + (column if len(lines) == 1 else 0)))


def _head_end(page: str) -> int:
    """The offset where a snippet belongs: before </head>, else after <head>, before <body>, after <html> or the doctype, at the start."""
    parser = _Head()
    parser.feed(page)
    for name in ("end", "head", "body", "html", "doctype"):
        if name in parser.places:
            line, column = parser.places[name]
            offset = 0
            for _ in range(line - 1):
                offset = page.index("\n", offset) + 1
            return offset + column
    return 0


class _Nodes:
    """One graph on its way into the embedding: what has been shown already is named by its @id."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.shown: set[str] = set()
        self.lang = ""

    def node(self, subject: str, depth: int) -> dict[str, JSON]:
        self.shown.add(subject)
        properties = self.graph.get(subject, {})
        found: dict[str, JSON] = {}
        # in the graph's order, for the most telling type stands first there
        kinds = [local for kind in properties.get(terms.RDF_TYPE, ()) if (local := _local(kind))]
        if kinds:
            found["@type"] = kinds[0] if len(kinds) == 1 else kinds
        if subject[0] == "<":
            found["@id"] = terms.text(subject)
        place = positions(self.graph, subject)
        if not depth:
            self.lang = terms.text((properties.get(f"<{SCHEMA_HTTPS}inLanguage>") or ['""'])[0])
        for predicate, objects in sorted(properties.items(), key=lambda row: _place(_local(row[0]))):
            if local := _local(predicate):
                ordered = sorted(objects, key=lambda value: place.get(value, len(place)))
                chosen = [self._own(ordered)] if local in ONE else ordered
                values = [self._value(local, value, depth) for value in chosen]
                found[local] = values[0] if len(values) == 1 else values
        return found

    def _own(self, values: list[str]) -> str:
        """The value in the work's language, else the first."""
        return next((value for value in values if value.endswith(f'"@{self.lang}')), values[0])

    def _value(self, local: str, value: str, depth: int) -> JSON:
        if value[0] == '"':
            part = terms.parse(value)
            if part.datatype == terms.XSD + "boolean" and part.value in ("true", "false"):
                return part.value == "true"
            if part.datatype in _INTEGERS and _INTEGER.fullmatch(part.value):
                return int(part.value)
            return part.value
        if value not in self.shown and self.graph.get(value) and depth < DEPTH:
            return self.node(value, depth + 1)
        text = terms.text(value)
        return text if _takes_address(local) else {"@id": text}


_INTEGERS = {terms.XSD + name for name in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long")}
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


def _local(term: str) -> str:
    """The name of a schema.org term, "" for any other."""
    for namespace in (SCHEMA_HTTPS, "http://schema.org/"):
        if term.startswith("<" + namespace):
            return term[len(namespace) + 1 : -1]
    return ""


@functools.cache
def _takes_address(local: str) -> bool:
    """Whether an address stands as a bare string: schema.org's context makes a link of it. additionalType is read as text there, but
    everybody writes it so."""
    known = vocabulary().properties.get(SCHEMA_HTTPS + local)
    ranges = known.range if known else []
    return local == "additionalType" or (SCHEMA_HTTPS + "URL" in ranges and SCHEMA_HTTPS + "Text" not in ranges)


@functools.cache
def _places() -> dict[str, int]:
    return {key: place for place, key in enumerate(["@context", "@type", "@id", *resources.table("context")])}


def _place(key: str) -> tuple[int, str]:
    places = _places()
    return places.get(key, len(places)), key


def _cut(text: str, width: int) -> str:
    """`text` at most `width` characters long, cut between words where that is possible, with an ellipsis."""
    if len(text) <= width:
        return text
    head = text[: width - 1]
    return (head.rsplit(None, 1)[0] if " " in head else head).rstrip(" ,;:-") + "…"
