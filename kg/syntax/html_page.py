"""HTML bytes to a tree whose elements know their line and column, and the tags that state something about the page.

Design: lxml's parser mends what is broken as browsers do, but knows lines only roughly. So each start tag is given its place as an
attribute before it is parsed; a scanner finds the tags, and leaves comments, scripts and attribute values alone. Nothing is executed,
nothing fetched, no entity but those of HTML exists. The encoding is that of the byte order mark, else the user's, else what the page
says in its first bytes, else UTF-8.
Sources: https://html.spec.whatwg.org/multipage/parsing.html (13.2.3 encodings, 13.2.5 tokenization).
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from kg.errors import Place
from kg.syntax import decoding

#: deeper than this the parser would give up; real pages nest less than 60 deep
MAX_DEPTH = 250
#: the parser compares each attribute of an element with all others
_MAX_ATTRIBUTES = 1000
_MARK = "data-kg-at"
_SHOWN = 200
_DECLARED = 4096
_TAG = re.compile(r"<(?:(?P<comment>!--)|(?P<close>/)?(?P<name>[A-Za-z][A-Za-z0-9:-]{0,60}+))")
_ATTRIBUTES = re.compile(r"""(?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+)|["'])*+""")
#: the beginning of an attribute, roughly: a word in a value counts too, unless it is in quotes
_ATTRIBUTE = re.compile(r"""[^\s"'=>/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?""")
_DEEP = "its elements nest deeper than any page's"
_CROWDED = f"an element has more than {_MAX_ATTRIBUTES:,} attributes"
#: elements whose content is text until their end tag
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?\s*+([A-Za-z0-9_:.-]{1,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{1,40})""", re.I
)
#: what pages mean that say so (Encoding Standard, 4.2)
_MEANT = {
    "iso8859-1": "cp1252",
    "latin_1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_HIDDEN = frozenset({"script", "style", "noscript", "template", "svg"})
_PRE = frozenset({"pre", "textarea"})
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section", "dt", "dd"})


class Tag(NamedTuple):
    """A meta or link element: its attributes, names in lower case, and where it stands."""

    kind: str
    attributes: dict[str, str]
    place: Place


class Script(NamedTuple):
    """A JSON-LD script: its text, and line and column of the first character."""

    text: str
    line: int
    column: int


class Page:
    """A page taken apart. `root` is lxml's tree (None for an empty page), `codec` the encoding, `bad` the place of the first bytes that
    are not in it (they were replaced), `skipped` the length of the byte order mark. `hostile` says why it is not parsed ("": it was)."""

    def __init__(self, data: bytes, encoding: str = "") -> None:
        self.text, self.codec, self.skipped, at = _decoded(data, encoding)
        self._lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self.bad = self.at(at) if at >= 0 else Place()
        marked, depth, crowded = _marked(self.text)
        self.root: Any = None
        deep = depth > MAX_DEPTH
        if not deep and not crowded:
            self.root, deep = _parsed(marked)
        self.hostile = _DEEP if deep else _CROWDED if crowded else ""

    # ---- what the page states ----

    def tags(self) -> Iterator[Tag]:
        """Every meta and link element, in order."""
        for element in self.all("meta", "link"):
            found = {str(name).lower(): str(value) for name, value in element.attrib.items() if name != _MARK}
            yield Tag(element.tag, found, self.place(element))

    def scripts(self) -> Iterator[Script]:
        """Every JSON-LD script, in order."""
        for element in self.all("script"):
            if str(element.get("type", "")).partition(";")[0].strip().lower() != "application/ld+json":
                continue
            start = int(element.get(_MARK, -1))
            if start < 0:
                continue
            begin = _ATTRIBUTES.match(self.text, start + len("<script")).end() + 1  # type: ignore[union-attr]
            close = re.compile("</script", re.IGNORECASE).search(self.text, begin)
            place = self.at(begin)
            yield Script(self.text[begin : close.start() if close else len(self.text)], place.line, place.column)

    @property
    def title(self) -> str:
        """The text of the title element."""
        return next((words(element) for element in self.all("title")), "")

    @property
    def base(self) -> str:
        """The address that others are relative to, where the page states one."""
        return next((str(element.get("href", "")) for element in self.all("base")), "")

    # ---- walking ----

    def all(self, *names: str) -> list[Any]:
        """All elements of these names, in order."""
        return [element for top in self._tops() for element in top.iter(*names)]

    def _tops(self) -> list[Any]:
        """The root, and the further roots that the parser makes of what stands behind </html>."""
        return [] if self.root is None else [self.root, *self.root.itersiblings(etree.Element)]

    def classed(self, name: str, within: Any = None, *, prefix: bool = False) -> list[Any]:
        """All elements with the class, or with one that begins so; `within` an element or the page."""
        tops = self._tops() if within is None else [within]
        return [element for top in tops for element in top.iter(etree.Element) if _has(element, name, prefix)]

    def place(self, element: Any) -> Place:
        """Line, column and text of an element's start tag; of an element that the parser made, of the nearest around it."""
        while element is not None and element.get(_MARK) is None:
            element = element.getparent()
        return self.at(int(element.get(_MARK))) if element is not None else Place(line=1, column=1)

    def at(self, offset: int) -> Place:
        """The place of a character."""
        line = bisect_right(self._lines, offset)
        end = _ATTRIBUTES.match(self.text, offset + 1)
        raw = self.text[offset : end.end() + 1 if end else offset + 1]
        raw = " ".join(raw[: 2 * _SHOWN].split())
        return Place(line, offset - self._lines[line - 1] + 1, "", raw if len(raw) <= _SHOWN else raw[: _SHOWN - 1] + "…")


def words(element: Any) -> str:
    """The text that a reader of the page sees in an element, on one line."""
    return " ".join("".join(_pieces(element)).split())


def lines(element: Any) -> list[str]:
    """The same, by lines as blocks and breaks make them; empty ones left out."""
    parts = "".join(_pieces(element, breaks="\n")).split("\n")
    return [line for part in parts if (line := " ".join(part.split()))]


def markup(element: Any) -> str:
    """The markup in an element, for values.text."""
    inner = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return re.sub(rf' {_MARK}="[0-9]*"', "", inner)


def _pieces(element: Any, breaks: str = " ") -> Iterator[str]:
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag in _BREAKS:
                yield breaks
            if node.tag not in _HIDDEN:
                yield _flat(node.text or "", node)
        elif event == "end":
            if node.tag in _BREAKS:
                yield breaks
            if node is not element:
                yield _flat(node.tail or "", node.getparent()) if not _is_hidden(node, element) else ""
        elif node is not element:
            yield _flat(node.tail or "", node.getparent())


def _flat(text: str, element: Any) -> str:
    """Text whose line ends are spaces, as they are but in pre."""
    return text if "\n" not in text or element.tag in _PRE else text.replace("\n", " ")


def _is_hidden(node: Any, top: Any) -> bool:
    parent = node.getparent()
    while parent is not None and parent is not top.getparent():
        if parent.tag in _HIDDEN:
            return True
        parent = parent.getparent()
    return False


def _has(element: Any, name: str, prefix: bool) -> bool:
    found = str(element.get("class", "")).split()
    return any(one.startswith(name) for one in found) if prefix else name in found


def declared(data: bytes) -> str:
    """The encoding that a page names in its first bytes, as pages mean it; "" where it names none."""
    match = _CHARSET.search(data[:_DECLARED])
    if not match:
        return ""
    name = (match[1] or match[2]).decode("ascii")
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return name
    return _MEANT.get(found, found)


def _decoded(data: bytes, encoding: str) -> tuple[str, str, int, int]:
    """Text, codec, length of the mark, offset of the first character that was replaced (-1: none)."""
    named = "" if encoding else declared(data)
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if named and not marked:
        codec = codecs.lookup(decoding.decode(b"", named).codec).name
        text = data.decode(codec, errors="replace")
        strict = text.find("\ufffd") if "\ufffd" in text and not _strict(data, codec) else -1
        return text, codec, 0, strict
    whole = decoding.decode(data, encoding)
    return whole.text, whole.codec, whole.skipped, -1


def _strict(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _marked(text: str) -> tuple[str, int, bool]:
    """The text with its place in each start tag, how deep its elements nest at most (roughly: what is not closed counts), and whether one
    has too many attributes."""
    out: list[str] = []
    crowded = False
    at = position = depth = deepest = 0
    while match := _TAG.search(text, position):
        position = match.end()
        if match["comment"]:
            end = text.find("-->", position)
            position = end + 3 if end >= 0 else len(text)
        elif match["close"]:
            depth = max(0, depth - 1)
        else:
            name = match["name"].lower()
            out += (text[at:position], f' {_MARK}="{match.start()}"')
            at = position
            attributes = _ATTRIBUTES.match(text, position)
            position = attributes.end() if attributes else position
            if position - at > _MAX_ATTRIBUTES and len(_ATTRIBUTE.findall(text, at, position)) > _MAX_ATTRIBUTES:
                crowded = True
            if name in _RAW:
                close = re.compile(f"</{name}", re.IGNORECASE).search(text, position)
                position = close.start() if close else len(text)
            if name not in _VOID and not text.startswith("/", position - 1):
                depth += 1
                deepest = max(deepest, depth)
    return "".join([*out, text[at:]]), deepest, crowded


#: elements without content, or that a sibling or the parent's end closes
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "td", "tr", "th", "dt", "dd", "option"}
)


def _parsed(text: str) -> tuple[Any, bool]:
    """The tree (None for a page without anything), and whether the parser gave up because elements nest too deep."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(text.replace("\x00", "\ufffd").encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    deep = any("depth" in error.message.lower() for error in parser.error_log)
    return (None, True) if deep else (root, False)
