"""Files that grow: of every format a sample, and each piece of it that may stand there more than once.

Design: an axis is what stands before, a piece that is repeated, and what stands behind; every copy of the piece bears its number, for what
is equal may be put together early and hide what others cost. In markup each element is an axis, in JSON each array, in tagged text each
line; BibTeX, tables and MARC are written out here. Besides: more fields that nobody knows, and one text that becomes longer.
Which of them are measured where nobody asks for more is `CHOSEN`.
"""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.fuzz.seeds import SAMPLES as SAMPLES
from tests.fuzz.seeds import seeds

#: stands in a piece where its number comes
_NUMBER = b"<N>"
_WORDS = b" Word <N> and more, of A. B. (2<N>)."


class Axis(NamedTuple):
    """One way to grow."""

    name: str
    before: bytes
    #: the piece, cut where its number stands
    cut: tuple[bytes, ...]
    after: bytes
    between: bytes = b""

    def data(self, count: int) -> bytes:
        """The file with `count` copies."""
        cut = self.cut
        return self.before + self.between.join([(b"%08d" % number).join(cut) for number in range(count)]) + self.after


#: the axes of a plain run: the number of records, and what makes one record large; others are met with `--every`
CHOSEN: dict[str, tuple[str, ...]] = {
    "pure-page": ("Department", "Abstract", "Keywords", "author", "AU", "Harbours text", "Harbours lines"),
    "bibtex": ("records", "inherited", "inherited each", "strings", "author", "keywords", "fields", "one field again", "text"),
    "ris": ("records", "AU", "KW", "N1", "TI text", "AB text", "AB lines"),
    "csl-json": ("lines", "records", "author", "fields", "title text", "abstract text"),
    "crossref": ("lines", "records", "author", "reference", "fields", "title text", "abstract text", "unstructured text"),
    "pure-json": ("lines", "items", "personAssociations", "electronicVersions", "fields", "value text"),
    "pure-xml": ("records", "personAssociation", "rendering", "fields", "title text", "p text"),
    "datacite-json": ("lines", "records", "creators", "relatedIdentifiers", "fields", "title text", "description text"),
    "datacite-xml": ("records", "creator", "relatedIdentifier", "fields", "creatorName text", "description text"),
    "inveniordm": ("lines", "hits", "creators", "related_identifiers", "fields", "title text", "description text"),
    "crossref-xml": ("records", "person_name", "citation", "fields", "title", "full_title text"),
    "jats": ("records", "contrib", "aff", "ref", "p", "fields", "article-title text", "p text", "mixed-citation text"),
    "endnote-xml": ("records", "author", "keyword", "fields", "style text"),
    "endnote": ("records", "%A", "%K", "%U", "%T text", "%X lines"),
    "wos": ("records", "AU", "CR", "C1", "TI text", "AB lines"),
    "csv": ("records", "columns", "Authors", "Keywords", "text"),
    "mods": ("records", "name", "relatedItem", "subject", "fields", "title text", "abstract text"),
    "marcxml": ("records", "datafield", "subfield", "fields", "subfield text"),
    "marc": ("records", "large records"),
    "marc-json": ("lines", "records", "fields[]", "subfields", "a text"),
    "oai-dc": ("records", "dc:creator", "dc:relation", "fields", "dc:title text", "dc:description text"),
    "cerif": ("records", "Author", "Keyword", "fields", "Title text", "Abstract text"),
    "oai-pmh": ("records", "dc:creator", "setSpec", "fields", "dc:description text"),
    "eprints": ("lines", "records", "creators", "item", "document", "fields", "title text", "abstract text"),
    "dspace": ("lines", "records", "dc.contributor.author", "dc.identifier.uri", "fields", "value text"),
    "schemaorg": ("lines", "records", "author", "fields", "name text", "abstract text"),
    "html": ("meta", "script", "title text"),
    "pure-html": ("meta", "a", "tr", "div", "p", "td text", "h1 text"),
    "pubmed-xml": ("records", "Author", "MeshHeading", "ArticleId", "fields", "ArticleTitle text", "AbstractText text"),
    "nbib": ("records", "FAU", "AD", "MH", "TI text", "AB lines"),
    "europepmc": ("lines", "result", "authorList.author", "fields", "title text", "abstractText text"),
    "openalex": ("lines", "results", "authorships", "referenced_works", "fields", "title text"),
    "orcid": ("lines", "records", "group", "common:external-id", "fields", "common:title text", "value text"),
}


def axes(form: str) -> list[Axis]:
    """All axes of a format; of two of one name (an element that stands in several places) both."""
    found: list[Axis] = list(_WRITTEN.get(form, ()))
    for data in () if found else seeds(form):
        begins = data.lstrip()[:1]
        found += _json(form, data) if begins in (b"{", b"[") else _markup(form, data) if begins == b"<" else _lines(form, data)
    return found


def chosen(form: str) -> list[Axis]:
    """Those of a plain run; of two of one name, in one syntax, the first."""
    found: dict[tuple[str, bytes], Axis] = {}
    for axis in axes(form):
        if axis.name in CHOSEN[form]:
            found.setdefault((axis.name, axis.before[:1]), axis)
    return list(found.values())


def repeated(form: str, data: bytes) -> Axis | None:
    """A whole file over and over, as the format allows it; none where a file holds one record."""
    begins = data.lstrip(b"\xef\xbb\xbf \n\r\t")[:1]
    if form in ("html", "pure-html", "pure-page", "csv", "marc"):
        return None
    if begins == b"<":
        elements = sorted(_elements(data), key=lambda one: one[1])
        return Axis("file", b"<all>", _numbered(data[elements[0][1] : elements[0][3]], _IN_MARKUP), b"</all>") if elements else None
    if begins in (b"{", b"["):
        with contextlib.suppress(ValueError):
            document = json.loads(data)
            return Axis("file", b"", _numbered(json.dumps(document).encode(), _IN_JSON), b"\n", b"\n")
    return Axis("file", b"", _numbered(data, _IN_LINE), b"\n", b"\n")


def _numbered(piece: bytes, values: re.Pattern[bytes]) -> tuple[bytes, ...]:
    """The piece cut behind each value that is a name or a key; behind all of its values where none is."""
    found = [match for match in values.finditer(piece) if match[1]]
    ends = [match.end(1) for match in [match for match in found if _OWN.search(match[1])] or found]
    return tuple(piece[start:end] for start, end in zip([0, *ends], [*ends, len(piece)], strict=True))


#: names and keys, not the words of a list such as "print" or "author"
_OWN = re.compile(rb"[A-Z]|10\.5555/")


def _split(text: bytes) -> tuple[bytes, ...]:
    return tuple(text.split(_NUMBER))


# ---- markup ---------------------------------------------------------------------------------------------------------------------------

_TAG = re.compile(rb"<(/?)([A-Za-z][\w:.-]*)[^<>]*?(/?)>")
_VOID = frozenset((b"meta", b"link", b"br"))
_IN_MARKUP = re.compile(rb"(?:>|content=[\"'])([^<>\"']*\w[^<>\"'\s]*)(?=[<\"'])")
#: what a record is called, and what may be an element of it that nobody knows
_RECORDS = {
    "pure-xml": b"contributionToJournal",
    "datacite-xml": b"resource",
    "crossref-xml": b"doi_record",
    "jats": b"article",
    "endnote-xml": b"record",
    "mods": b"mods",
    "marcxml": b"record",
    "oai-dc": b"oai_dc:dc",
    "cerif": b"Publication",
    "oai-pmh": b"record",
    "eprints": b"eprint",
    "pubmed-xml": b"PubmedArticle",
    "orcid": b"work:work",
}


def _elements(data: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, begin, end of its first tag, and end of the first element of each path."""
    stack: list[tuple[bytes, int, int]] = []
    met = set()
    for match in _TAG.finditer(data):
        if not match[1]:
            stack.append((match[2], match.start(), match.end()))
            if not match[3] and match[2] not in _VOID:
                continue
        if stack and stack[-1][0] == match[2]:
            path = tuple(name for name, _, _ in stack)
            name, start, opened = stack.pop()
            if path not in met:
                yield name, start, opened, match.end()
            met.add(path)


def _markup(form: str, data: bytes) -> Iterator[Axis]:
    elements = list(_elements(data))
    record = next((one for one in reversed(elements) if one[0] == _RECORDS.get(form)), None)
    if record is not None:
        _, start, opened, end = record
        # a record that is a whole document stands in one more element
        head, tail = (data[:start], data[end:]) if b"</" in data[end:] else (b"<all>", b"</all>")
        yield Axis("records", head, _numbered(data[start:end], _IN_MARKUP), tail)
        yield Axis("fields", data[:opened], _split(b"<zz<N>>x<N></zz<N>>"), data[opened:])
        elements = [one for one in elements if one[1] > start and one[3] < end]
    for name, start, _, end in elements:
        if name not in (b"html", b"head", b"body", b"?xml"):
            cut = _numbered(data[start:end], _IN_JSON if name == b"script" else _IN_MARKUP)
            yield Axis(name.decode(), data[:start], cut, data[end:])
    yield from _longer(data, re.compile(rb"<([\w:.-]+)[^<>]*>([A-Z][^<>{}@]*[a-z. ])(?=<)"))


def _longer(data: bytes, values: re.Pattern[bytes]) -> Iterator[Axis]:
    """Each text longer and longer; the pattern's first group is its name, the second the text."""
    for match in values.finditer(data):
        yield Axis(f"{match[1].decode()} text", data[: match.end(2)], _split(_WORDS), data[match.end(2) :])


# ---- JSON -----------------------------------------------------------------------------------------------------------------------------

_IN_JSON = re.compile(rb"\"(?:[^\"\\]|\\.)*\":|\"((?:[^\"\\]|\\.)*)\"")
_HERE = "@here@"
#: where a record is in samples that are a server's answer: no array holds such answers
_ANSWERS: dict[str, tuple[str | int, ...]] = {
    "crossref": ("message",),
    "inveniordm": ("hits", "hits", 0),
    "europepmc": ("resultList", "result", 0),
    "openalex": ("results", 0),
}


def _json(form: str, data: bytes) -> Iterator[Axis]:
    try:
        document = json.loads(data)
    except ValueError:  # lines, each a document
        document = json.loads(data.splitlines()[0])
    whole = copy.deepcopy(document)
    record = max(_objects(whole), key=len)
    first = one = document[0] if isinstance(document, list) else document
    for key in _ANSWERS.get(form, ()) if _ANSWERS.get(form, ("",))[0] in first else ():
        one = one[key]
    yield Axis("lines", b"", _numbered(json.dumps(first).encode(), _IN_JSON), b"\n", b"\n")
    yield Axis("records", b"[", _numbered(json.dumps(one).encode(), _IN_JSON), b"]", b",\n")
    for name, array in _arrays(whole):
        kept, array[:] = array[:], [_HERE]
        before, _, after = json.dumps(whole).partition(f'"{_HERE}"')
        array[:] = kept
        yield Axis(name, before.encode(), _numbered(json.dumps(kept[0]).encode(), _IN_JSON), after.encode(), b", ")
    record[_HERE] = 0
    before, _, after = json.dumps(whole).partition(f'"{_HERE}": 0')
    del record[_HERE]
    yield Axis("fields", before.encode(), _split(b'"zz<N>": "x<N>"'), after.encode(), b", ")
    yield from _longer(json.dumps(whole).encode(), re.compile(rb"\"([\w.:-]+)\": \[?\"([A-Z<][^\"{}@/]*)(?=[\"/])"))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(one)


def _arrays(value: Any, name: str = "", above: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Each array that holds something, under its own key: two keys where the name of one says little, `fields[]` for one called fields."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _arrays(one, key, name)
    elif isinstance(value, list) and value:
        yield {"fields": "fields[]", "author": f"{above}.author" if above else name}.get(name, name), value
        for one in value:
            yield from _arrays(one, name, above)


# ---- lines ----------------------------------------------------------------------------------------------------------------------------

_IN_LINE = re.compile(rb"([^\n]+)(?=\n)")
_LABEL = re.compile(rb"%?\w+")


def _lines(form: str, data: bytes) -> Iterator[Axis]:
    lines = data.splitlines(keepends=True)
    if form != "pure-page":
        # the label of a line is no value: numbers stand behind it
        yield Axis("records", b"", _numbered(data, _IN_LINE), b"")
    for number, line in enumerate(lines):
        if match := _LABEL.match(line):
            before, after = b"".join(lines[:number]), b"".join(lines[number + 1 :])
            yield Axis(match[0].decode(), before, (line.rstrip(b"\n"), b"\n"), after)
            if re.match(rb"(?:AB|TI|T1|%T|%X|Harbours are)\b", line):
                yield Axis(f"{match[0].decode()} text", before + line.rstrip(b"\n"), _split(_WORDS), b"\n" + after)
                yield Axis(f"{match[0].decode()} lines", before + line, _split(b"     " + _WORDS + b"\n"), after)


# ---- written out ----------------------------------------------------------------------------------------------------------------------

_TITLE = b"title = {On {CO$_2$} and \\'etude <N>}, author = {M{\\\"u}ller, J. and Roe, R. <N>}, year = 2001, doi = {10.5555/a.<N>}"
_BIB = b"@article{a<N>, " + _TITLE
_ENTRY = b"@article{a, title = {T}, year = 2001, "
_BOOK = b"@proceedings{b1, title = {P}, isbn = {978-3-16-148410-0}}\n"
_STRING = b'@string{s<N> = "Journal <N>"}\n@article{a<N>, title = {T}, journal = s<N> # " and more"}\n'
_ROW = b'"On ""tides"" <N>","Lee, Ann; Roe, R<N>",2001,10.5555/a.<N>,0957-8765,a; b\n'
#: in a record whose head tells lengths, a number stands where as many bytes stood
_EIGHT = b"########"


def _marc(subjects: int) -> tuple[bytes, ...]:
    """An exchange record of so many subjects, cut; ISO 2709: a leader, a directory, the fields."""
    fields = [(b"001", _EIGHT), (b"100", b"1 \x1faLee, Ann " + _EIGHT), (b"245", b"10\x1faTide " + _EIGHT + b" :\x1fba study /")]
    directory, body = b"", b""
    for tag, text in [*fields, *[(b"650", b" 0\x1faIce " + _EIGHT)] * subjects]:
        directory += b"%s%04d%05d" % (tag, len(text) + 1, len(body))
        body += text + b"\x1e"
    start = 24 + len(directory) + 1
    head = b"%05dnam a22%05d c 4500" % (start + len(body) + 1, start)
    return tuple((head + directory + b"\x1e" + body + b"\x1d").split(_EIGHT))


_WRITTEN: dict[str, tuple[Axis, ...]] = {
    "bibtex": (
        Axis("records", b"", _split(_BIB + b"}\n"), b""),
        Axis("inherited", b"", _split(_BIB + b", crossref = {b1}}\n"), _BOOK),
        Axis("inherited each", b"", _split(_BIB + b", crossref = {b<N>}}\n" + _BOOK.replace(b"b1", b"b<N>")), b""),
        Axis("strings", b"", _split(_STRING), b""),
        Axis("author", _ENTRY + b"author = {", _split(b'M{\\"u}ller<N>, J{\\"u}rgen'), b"}}\n", b" and "),
        Axis("keywords", _ENTRY + b"keywords = {", _split(b"one<N>"), b"}}\n", b", "),
        Axis("fields", _ENTRY, _split(b"zz<N> = {x<N>}"), b"}\n", b", "),
        Axis("one field again", _ENTRY, _split(b"note = {x<N>}"), b"}\n", b", "),
        Axis("text", _ENTRY + b"abstract = {", _split(b" Word {CO$_2$} \\emph{and} \\'etude, of A. B. (2<N>)."), b"}}\n"),
        Axis("between entries", b"", _split(b"a word <N> between entries\n"), _BOOK),
    ),
    "csv": (
        Axis("records", b"Title,Authors,Year,DOI,ISSN,Keywords\n", _split(_ROW), b""),
        Axis("columns", b"Title,Authors,", _split(b"Column <N>"), b"\nTide,Roe\n", b","),
        Axis("Authors", b'Title,Authors\nTide,"', _split(b"Lee<N>, Ann"), b'"\n', b"; "),
        Axis("Keywords", b'Title,Keywords\nTide,"', _split(b"one<N>"), b'"\n', b"; "),
        Axis("text", b'Title,Abstract\nTide,"', _split(b'Word <N> and ""more"",\nof A. B. (2<N>).'), b'"\n'),
    ),
    # a record has at most 99,999 bytes
    "marc": (Axis("records", b"", _marc(3), b""), Axis("large records", b"", _marc(2_000), b"")),
}
