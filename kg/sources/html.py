"""An HTML page about one work, as one Record: meta tags, links and JSON-LD of its head.

Design: a page states the work several times, for search engines, reference managers and networks. Each family of tags is read by itself
(html_tags), each JSON-LD script by the schema.org reader (this reader's part), and html_fold makes one Record of them by a stated order of
trust. What JSON-LD says of the site (its publisher, its paths) is no work; further works of a page are told, for a page is one Reading.
Every tag is taken, kept in rest, or listed with the reason why it is not carried. Places are line and column of the tag. No script runs.
Sources: vocab/imports/html.toml, https://html.spec.whatwg.org/multipage/semantics.html (4.2 document metadata).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import Place
from kg.issues import issue
from kg.record import Origin, Reading, Record
from kg.sources.fold import Part
from kg.sources.html_family import Stated, rules
from kg.sources.html_fold import Merging
from kg.sources.html_tags import take
from kg.sources.json_draft import line
from kg.sources.schemaorg import read as read_schemaorg
from kg.sources.schemaorg import weak
from kg.syntax.html_page import Page, Script, Tag

FORMAT = "html"
_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE
)
_ANYWHERE = re.compile(r"<(?:html|head|body)\b|<meta\s[^>]{0,200}name=[\"']?(?:citation_|dc\.)", re.IGNORECASE)
#: what templates put around JSON in a script
_LEAD = re.compile(r"\s*+(?:(?://|/\*|\*/|<!--)\s*+)*+")
_TAILS = ("//", "*/", "/*", "-->", ";")


def detect(head: str, name: str) -> int:
    """96 for what begins as an HTML page does (some hold RDF in a comment), 30 where its elements stand in it; 0 for any other."""
    if _START.match(head):
        return 96
    return 30 if head.lstrip().startswith("<") and not head.lstrip().startswith("<?xml") and _ANYWHERE.search(head) else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields the one Reading of the page. See kg.sources for trace and encoding.

    Issues: R002 (hostile), R265 (no work), R266 (bytes that are no text), R267 (families disagree), R268 (further works), R269
    (a challenge page), R270 (JSON-LD of another vocabulary), R271 (a page of a Pure portal), those of the schema.org reader and of values.
    """
    page = Page(data, encoding)
    origin = Origin(offset=page.skipped, length=len(data) - page.skipped, line=1, format=FORMAT)
    if page.hostile:
        found = issue("R002", place=Place(line=1, column=1), label="the page", reason=page.hostile)
        yield Reading(origin, issues=[found], places={} if trace else None)
        return
    reading = of_page(page, origin, trace=trace)
    if any(sign in page.text for sign in rules()["portal"]["signs"]):
        reading.issues.append(issue("R271", place=Place(line=1, column=1)))
    yield reading


def of_page(page: Page, origin: Origin, *, trace: bool) -> Reading:
    """The Reading of what a page's tags and JSON-LD state."""
    stated = Stated(base_of(page))
    if page.bad.line:
        stated.issues.append(issue("R266", place=page.bad, codec=page.codec))
    for tag in page.tags():
        take(stated, tag)
    parts = [*_json_ld(page, stated), *stated.parts()]
    if not _is_work(parts):
        code = "R269" if any(sign in page.text for sign in rules()["challenge"]["signs"]) else "R265"
        refused = issue(code, place=Place(line=1, column=1), title=page.title[:100])
        return Reading(
            origin, label=page.title[:100] or "the page", issues=[refused], places={} if trace else None, not_carried=stated.not_carried
        )
    if page.title:
        _title(page, stated)
    merging = Merging(parts, stated.issues)
    merging.merge()
    record = merging.record
    record.origin = origin
    label = next((one.value for one in record.identifiers if one.scheme == "doi"), record.titles[0].value if record.titles else "")
    for found in stated.issues:
        found.record = found.record or label
    return Reading(origin, label, record, stated.issues, merging.places if trace else None, stated.not_carried)


def _title(page: Page, stated: Stated) -> None:
    """The title element: the last to be believed, for sites put their names into it."""
    own = stated.rest
    if not own.record.titles:
        (element, *_) = page.all("title")
        tag = Tag("title", {"content": page.title}, page.place(element))
        take(stated, tag._replace(kind="meta", attributes={"name": "title", "content": line(page.title)}))


def base_of(page: Page) -> str:
    """What addresses on the page are relative to: its base element, else the first absolute address that it states of itself."""
    urls = [page.base]
    for tag in page.tags():
        if tag.attributes.get("property") == "og:url" or tag.attributes.get("rel", "").lower() == "canonical":
            urls.append(tag.attributes.get("content", "") or tag.attributes.get("href", ""))
    return next((url for url in urls if url.lower().startswith(("http://", "https://")) and "doi.org/" not in url), "")


def _is_work(parts: list[Part]) -> bool:
    """Whether a family describes a work, and not just a page."""
    by_name = {part.name: part.record for part in parts}
    if "json-ld" in by_name or any(name in by_name and by_name[name].titles for name in ("highwire", "bepress", "eprints", "prism")):
        return True
    dc, og = by_name.get("dc", Record()), by_name.get("og", Record())
    if dc.titles and any(getattr(dc, name) for name in rules()["work"]["dc"]):
        return True
    return bool(og.titles and og.type != "other")


# ---- JSON-LD ------------------------------------------------------------------------------------------------------------------------


def _json_ld(page: Page, stated: Stated) -> list[Part]:
    """The work of the page's JSON-LD; further works, other vocabularies and what describes the site are told or listed."""
    works: list[tuple[Part, Reading]] = []
    for number, script in enumerate(page.scripts(), 1):
        for reading in _readings(script, stated, number):
            if reading.record is not None:
                places = {field: _moved(place, script) for field, place in (reading.places or {}).items()}
                works.append((Part("json-ld", reading.record, places), reading))
    own = _own(works, stated)
    for part, reading in works:
        if own is None or part is not own[0]:
            place = part.places.get("type") or part.places.get("titles[0]") or Place()
            if weak(reading.record) if reading.record is not None else True:
                stated.not_carried.append((f"script {reading.label}", part.record.type, "describes the page itself"))
            else:
                stated.issues.append(issue("R268", field="relations", value=reading.label, place=place, label=reading.label))
    if own is None:
        return []
    stated.issues += own[1].issues
    stated.not_carried += own[1].not_carried
    return [own[0]]


def _readings(script: Script, stated: Stated, number: int) -> Iterator[Reading]:
    text = _bare(script.text)
    if not text.strip():
        return
    context = re.search(r'"@context"\s*:\s*("[^"]*"|\[|\{)', text)
    if not context or "schema.org" not in text[context.start() : context.end() + 400]:
        place = Place(script.line, script.column, raw=text.strip()[:200])
        stated.issues.append(issue("R270", value=text.strip()[:80], place=place))
        return
    for reading in read_schemaorg(text.encode("utf-8", "replace"), trace=True):
        for found in reading.issues:
            found.place = _moved(found.place, script)
        if reading.record is None and all(found.code in ("R260", "R261") for found in reading.issues):
            kinds = "; ".join(found.message for found in reading.issues)
            stated.not_carried.append((f"script {number}", kinds, "describes the site, not a work"))
        elif reading.record is None:
            stated.issues += reading.issues
        else:
            yield reading


def _bare(text: str) -> str:
    """The JSON of a script without what templates put around it; its lines and columns stay."""
    text = text.replace("<![CDATA[", " " * 9).replace("]]>", "   ").rstrip()
    while text.endswith(_TAILS):
        text = next(text.removesuffix(tail) for tail in _TAILS if text.endswith(tail)).rstrip()
    lead = _LEAD.match(text)
    end = lead.end() if lead else 0
    return re.sub(r"[^\n]", " ", text[:end]) + text[end:]


def _moved(place: Place, script: Script) -> Place:
    if not place.line:
        return place
    # only the script's first line does not begin where the page's line begins
    column = place.column + script.column - 1 if place.line == 1 and place.column else place.column
    return Place(place.line + script.line - 1, column, place.pointer, place.raw)


def _own(works: list[tuple[Part, Reading]], stated: Stated) -> tuple[Part, Reading] | None:
    """The work that the page is about: the one with the DOI or title of the tags, else the first that is more than a page."""
    tags = stated.parts()
    dois = {one.value for part in tags for one in part.record.identifiers if one.scheme == "doi"}
    titles = {line(one.value).casefold() for part in tags for one in part.record.titles if part.name != "page"}
    strong = [work for work in works if not weak(work[0].record)]
    for part, reading in strong:
        if dois & {one.value for one in part.record.identifiers if one.scheme == "doi"}:
            return part, reading
    for part, reading in strong:
        if part.record.titles and part.record.titles[0].value.casefold() in titles:
            return part, reading
    return strong[0] if strong else None
