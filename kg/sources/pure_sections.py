"""Head and sections of a copied Pure page: title, authors, type line, abstract, keywords, fingerprint, citations."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.errors import Place
from kg.issues import issue
from kg.record import Concept, Contributor, Identifier, Link, Metric, Text
from kg.sources.pure_text import Own
from kg.syntax.labelled import Line
from kg.values import identifiers, licences, names
from kg.values import text as texts

_BULLET = re.compile(r"^[•‣◦·▪*–-]\s+")
# white space is looked at from its beginning alone: a line of a page may hold much of it
_WEIGHT = re.compile(r"(.*?)(?:(?<!\s)\s++)?(\d{1,3})\s?%")


def head(own: Own) -> None:
    """Title, authors, type line and citation count."""
    record, page, plain = own.record, own.page, list[Line]()
    for line in page.head:
        counted = re.fullmatch(page.words["citations"], line.text)
        if page.output.match(line.text):
            type_line(own, line)
        elif counted:
            own.put(f"metrics[{len(record.metrics)}]", line)
            record.metrics.append(Metric(int(re.sub(r"\D", "", counted[1])[:12]), counted[2].strip()))
        else:
            plain.append(line)
    if plain:
        record.titles.append(Text(texts.plain(plain[0].text)))
        own.put("titles[0]", plain[0])
    else:
        page.issues.append(issue("R161", field="titles", place=Place(line=1, column=1)))
    if len(plain) > 1:
        _authors(own, plain[1])
    for line in plain[2:]:
        if page.words["corresponding"] not in line.text:
            own.keep("head", line)


def _authors(own: Own, line: Line) -> None:
    """The line of names: commas part them, an asterisk marks the corresponding author."""
    for part in re.split(r",\s*(?!(?:Jr|Sr|I{2,3}|IV)\b)", line.text):
        name = part.strip().rstrip("*").strip()
        if name and not names.has_others(f"A and {name}"):
            own.put(f"contributors[{len(own.record.contributors)}]", line)
            own.record.contributors.append(Contributor(agent=names.natural(name), corresponding=part.strip().endswith("*")))


def type_line(own: Own, line: Line) -> None:
    """The type line: family, type and marks, parted by " › " or glued together."""
    page, record = own.page, own.record
    prefix = page.output.match(line.text)
    assert prefix is not None
    text = re.sub(r"(?:(?<!\s)\s++)?[›>]\s*", "", line.text[prefix.end() :]).strip()
    if prefix[1]:
        text = f"{prefix[1]}{text}"
    for marks, value in ((page.words["not-reviewed"], False), (page.words["reviewed"], True)):
        for mark in marks:
            if text.casefold().endswith(mark.casefold()):
                text, record.peer_reviewed = text[: -len(mark)].strip(), value
                own.put("peer_reviewed", line)
    for mark in page.words["marks"]:
        if text.endswith(mark):
            text = text.removesuffix(mark).strip()
            own.keep("category", Line(mark, line.number, line.column))
    own.put("type", line)
    families = [one for one in page.words["types"] if text.casefold().startswith(one)]
    family = max(families, key=len, default="")
    kind = text[len(family) :].strip()
    row = page.words["types"].get(family)
    found = row.get(kind.casefold(), row[""]) if row is not None else "other"
    record.type, _, record.variant = found.partition("/")
    if kind.casefold() in page.words["degrees"]["names"]:
        own.put("degree", line)
        record.degree = kind
    if row is None or kind.casefold() not in row:
        if kind:
            own.put(f"genre[{len(record.genre)}]", line)
            record.genre.append(Text(kind, page.language))
        if row is None:
            place = Place(line=line.number, column=line.column, raw=line.text)
            page.issues.append(issue("R164", field="type", value=text, place=place))


def _paragraphs(name: str) -> Callable[[Own, list[Line]], None]:
    """A step for a section of prose: one text with its paragraphs."""

    def step(own: Own, lines: list[Line]) -> None:
        if lines:
            found: list[Text] = getattr(own.record, name)
            own.put(f"{name}[{len(found)}]", lines[0])
            found.append(Text("\n\n".join(texts.plain(line.text) for line in lines)))

    return step


def _keywords(own: Own, lines: list[Line]) -> None:
    known = {one.value.casefold() for one in own.record.keywords}
    for line in lines:
        word = texts.plain(_BULLET.sub("", line.text))
        if word and word.casefold() not in known:
            known.add(word.casefold())
            own.put(f"keywords[{len(own.record.keywords)}]", line)
            own.record.keywords.append(Text(word))


def _concepts(scheme: str) -> Callable[[Own, list[Line]], None]:
    """A step for a list of concepts: the label of each, its weight where the line or the next gives one ("51%"), its rank by order."""

    def step(own: Own, lines: list[Line]) -> None:
        found: list[Concept] = []
        for line in lines:
            text = _BULLET.sub("", line.text)
            weighed = _WEIGHT.fullmatch(text)
            label, weight = (weighed[1], _fraction(weighed[2])) if weighed else (text, "")
            if weighed and not label and found:
                found[-1].weight = weight
            elif label:
                own.put(f"concepts[{len(own.record.concepts) + len(found)}]", line)
                rank = len(found) + 1 if scheme == "fingerprint" else 0
                found.append(Concept(scheme, Text(texts.plain(label), own.page.language), rank=rank, weight=weight))
        own.record.concepts += found

    return step


def _fraction(percent: str) -> str:
    """A percentage as a decimal text from 0 to 1."""
    return f"{int(percent) / 100:g}" if int(percent) <= 100 else ""


def _access(own: Own, lines: list[Line]) -> None:
    """Addresses, and bare DOIs with the licence of what they lead to; other words are kept."""
    label = own.page.words["licence"]
    for line in lines:
        urls = re.findall(r"https?://\S+", line.text)
        for url in urls:
            address(own, url, line)
        head, _, licence = re.sub(rf"(?:(?<!\s)\s++)?{label}\s*", "\t", line.text, count=1).partition("\t")
        if doi := "" if urls else identifiers.doi(head):
            if (found := Identifier("doi", doi)) not in own.record.identifiers:
                own.put(f"identifiers[{len(own.record.identifiers)}]", line)
                own.record.identifiers.append(found)
            if iri := licences.canonical(licence):
                own.put(f"licences[{len(own.record.licences)}]", line)
                own.record.licences.append(iri)
            elif licence:
                own.put(f"rights[{len(own.record.rights)}]", line)
                own.record.rights.append(Text(licence))
        elif not urls:
            own.keep("access", line)


def address(own: Own, url: str, line: Line) -> None:
    """An address on the page: the identifier it resolves, else a link."""
    found = identifiers.from_url(url)
    if found is not None and found not in own.record.identifiers:
        own.put(f"identifiers[{len(own.record.identifiers)}]", line)
        own.record.identifiers.append(found)
    if found is None or found.scheme == "scopus-eid":
        own.put(f"links[{len(own.record.links)}]", line)
        own.record.links.append(Link(url, "see-also"))


def citations(own: Own, lines: list[Line]) -> None:
    """The formatted citations: lines between the names of citation forms, the type line and the embedded entries, white space collapsed."""
    styles, parts = set(own.page.words["styles"]["names"]), list[Line]()
    known = {one.value for one in own.record.citations}
    for line in [*lines, Line("", 0, 0)]:
        ends = not line.text or line.text in styles or own.page.output.match(line.text)
        if not ends:
            parts.append(line)
        elif parts:
            text = texts.tidy(" ".join(part.text for part in parts))
            if text not in known:
                known.add(text)
                own.put(f"citations[{len(own.record.citations)}]", parts[0])
                own.record.citations.append(Text(text))
            parts = []


SECTIONS: dict[str, Callable[[Own, list[Line]], None]] = {
    "abstract": _paragraphs("abstracts"),
    "note": _paragraphs("notes"),
    "keywords": _keywords,
    "fingerprint": _concepts("fingerprint"),
    "asjc": _concepts("asjc"),
    "access": _access,
}
