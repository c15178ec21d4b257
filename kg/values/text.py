"""Plain text from HTML, JATS and MathML, and tidy Unicode.

Design: markup is cut by one tolerant pattern that knows the element names of HTML, JATS and MathML and wants attributes to look like
attributes, so "p < 0.05", "a<b and c>d" and "<10 mg" stay text. What an element means (a paragraph, a subscript, a fraction) is a small
tree walk. Nothing a reader would see is lost, but what repeats it: TeX beside MathML, a heading "Abstract", scripts and styles.
All patterns are possessive and so linear. Sources: JATS 1.3, MathML 3, HTML character references (html.entities), UAX 9 and 15.
"""

from __future__ import annotations

import html
import html.entities
import re
import unicodedata
from dataclasses import dataclass, field

# what XML 1.0 cannot carry, and what is invisible and has no meaning: soft hyphen, zero-width space, word joiner, byte order mark
_DROPPED = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u00ad\u200b\u2060\ufeff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PARAGRAPH = re.compile(r"\n[^\S\n]*+\n\s*+")


def tidy(text: str) -> str:
    """`text` in NFC on one line: forbidden and invisible characters out, white space collapsed, bidirectional controls closed.

    >>> tidy("  a\\u00a0 b\\x00\\n")
    'a b'
    """
    if text.isprintable():
        # nothing to drop, no bidirectional control, and no white space but the space
        if "  " in text or text[:1] == " " or text[-1:] == " ":
            text = " ".join(text.split())
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if _DROPPED.search(text):
        text = _DROPPED.sub("", text)
    text = " ".join(text.split())
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    return _balanced(text) if _BIDI.search(text) else text


def _balanced(text: str) -> str:
    """`text` with every bidirectional embedding and isolate closed, and closers that close nothing out (UAX 9)."""
    out: list[str] = []
    opened: list[str] = []
    for character in text:
        if character in "\u202a\u202b\u202d\u202e":
            opened.append("\u202c")
        elif character in "\u2066\u2067\u2068":
            opened.append("\u2069")
        elif character in "\u202c\u2069":
            if not opened or opened[-1] != character:
                continue
            opened.pop()
        out.append(character)
    return "".join(out + opened[::-1])


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _names(
    "a abbr alternatives article-title b bdi bdo big bold chapter-title cite code collab comment conf-name day del dfn edition "
    "elocation-id em email etal ext-link fixed-case font fpage given-names i inf inline-formula ins issue italic kbd label lpage mark "
    "monospace month name named-content overline person-group pub-id publisher-loc publisher-name q roman s samp sans-serif sc scp "
    "small source span strike string-name strong styled-content sub suffix sup surname tex-math tt u underline uri var volume xref "
    "year"
)
_BLOCK = _names(
    "abstract alt-title article blockquote body caption dd def def-item def-list disp-formula disp-quote div dl dt fig figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header html li list list-item ol p para pre sec section subtitle table tbody td term tfoot th "
    "thead title tr trans-abstract trans-title ul"
)
_VOID = _names("br break graphic hr img inline-graphic mprescripts mspace none wbr")
_MATHML = _names(
    "annotation annotation-xml maction math menclose merror mfenced mfrac mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom "
    "mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover semantics"
)
_HIDDEN = _names("annotation annotation-xml head script style")
_KNOWN = _INLINE | _BLOCK | _VOID | _MATHML | _HIDDEN
#: elements (local names in lower case) that mean something to `plain`; what hides its content only in HTML pages is not among them
MARKUP = _KNOWN - _names("head script style")
_TAG = re.compile(
    r"<(?P<close>/?+)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)"
    r"(?P<attributes>(?:\s++[A-Za-z_:][\w:.-]*+(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>=]++))++)*+)\s*+(?P<empty>/?+)>"
    r"|<!--(?:[^<-]|-(?!->)|<(?!!--))*+-->|<!\[CDATA\[(?P<data>(?:[^\]<]|\](?!\]>)|<(?!!\[CDATA))*+)\]\]>|<\?[^?<>]*+\?>"
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# what shows that an ampersand was escaped twice: a reference that markup writes
_TWICE = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ESCAPED_PAIR = re.compile(
    r"<((?:[a-z][a-z0-9]{0,9}+:)?+(?:i|b|u|em|strong|sub|sup|sc|p|italic|bold|span|title|inf|math|mrow|mi))(?:\s[^<>]{0,200}+)?>[^<]*+</\1>",
    re.IGNORECASE,
)

_ESCAPED_PARAGRAPH = re.compile(r"<p(?:\s[^<>]{0,200}+)?>")

_SUBSCRIPTS = str.maketrans("0123456789+-−–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPERSCRIPTS = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_SUB_SET, _SUP_SET = frozenset(map(chr, _SUBSCRIPTS)), frozenset(map(chr, _SUPERSCRIPTS))


def subscript(text: str) -> str:
    """`text` in subscript characters; "" if one of its characters has none."""
    return text.translate(_SUBSCRIPTS) if text and _SUB_SET.issuperset(text) else ""


def superscript(text: str) -> str:
    """`text` in superscript characters; "" if one of its characters has none."""
    return text.translate(_SUPERSCRIPTS) if text and _SUP_SET.issuperset(text) else ""


def plain(text: str) -> str:
    """The text without markup: paragraphs joined by an empty line, else on one line and tidy.

    Character references are resolved; a second time only where the result still holds one of those that markup writes (`&amp;lt;`).
    Escaped markup (`&lt;i&gt;x&lt;/i&gt;`) counts as markup only if its tags come in pairs and the text holds no other markup, or if it
    holds paragraphs (`<jats:p>&lt;p&gt;…`, as repositories send them). A leading heading "Abstract" is left out; other headings stand
    before their paragraph ("Methods: …"). Sub- and superscripts become Unicode characters if all of theirs exist, else their text stays.

    >>> plain("<jats:title>Abstract</jats:title><jats:p>CO<jats:sub>2</jats:sub> &amp; p < 0.05</jats:p>")
    'CO₂ & p < 0.05'
    """
    if "<" not in text and "&" not in text:
        return _paragraphs([text]) if "\n" in text else tidy(text)
    marked = "<" in text and _has_tags(text)
    if not marked:
        text = _resolved(text)
        if not _ESCAPED_PAIR.search(text):
            return _paragraphs([text])
    found = _paragraphs(_render(_parse(text)))
    if marked and "</p>" in found and _ESCAPED_PARAGRAPH.search(found):
        return _paragraphs(_render(_parse(found)))
    return found


def _has_tags(text: str) -> bool:
    return any(match["name"] is None or _local(match["name"]) in _KNOWN for match in _TAG.finditer(text))


def _resolved(text: str) -> str:
    """`text` with its character references resolved, twice where they were escaped twice."""
    if "&" not in text:
        return text
    once = _ENTITY.sub(_character, text)
    return _ENTITY.sub(_character, once) if "&amp;" in text and _TWICE.search(once) else once


def _character(match: re.Match[str]) -> str:
    reference = match[0]
    if reference[1] == "#":
        return html.unescape(reference)
    return html.entities.html5.get(reference[1:], reference)


def _paragraphs(blocks: list[str]) -> str:
    """The blocks and the paragraphs in them, tidied, with an empty line between."""
    parts = [part for block in blocks for part in (_PARAGRAPH.split(block) if "\n" in block else (block,))]
    return "\n\n".join(filter(None, map(tidy, parts)))


@dataclass(slots=True)
class _Element:
    """An element of markup; `children` are text and elements."""

    name: str
    children: list[_Element | str] = field(default_factory=list)


# deeper than this an element's text goes to its parent: no real markup does, and the walk below recurses
_DEEPEST = 60


def _local(name: str) -> str:
    """The element's name in lower case without its prefix, which differs from publisher to publisher ("jats:p", "ns4:p", "mml:mi")."""
    return name.lower().rpartition(":")[2]


def _parse(text: str) -> _Element:
    """The tree of the markup in `text`; a tag of an unknown element, and an inline tag without its partner, are text."""
    tags = [match for match in _TAG.finditer(text) if match["name"] is None or _local(match["name"]) in _KNOWN]
    partners = _paired(tags)
    root = _Element("")
    open_elements = [root]
    at = 0
    for number, match in enumerate(tags):
        _append(open_elements[-1], text[at : match.start()])
        at = match.end()
        if match["name"] is None:
            if match["data"]:
                open_elements[-1].children.append(match["data"])
            continue
        name = _local(match["name"])
        if name in _VOID or match["empty"]:
            if not match["close"]:
                open_elements[-1].children.append(_Element(name))
        elif number not in partners and name not in _BLOCK:
            _append(open_elements[-1], match[0])
        elif match["close"]:
            _close(open_elements, name)
        else:
            element = _Element(name)
            open_elements[min(len(open_elements), _DEEPEST) - 1].children.append(element)
            open_elements.append(element)
    _append(open_elements[-1], text[at:])
    return root


def _append(element: _Element, text: str) -> None:
    if text:
        element.children.append(_resolved(text))


def _close(open_elements: list[_Element], name: str) -> None:
    """Closes the nearest open element of this name and what is open within it; without one, the tag has no effect."""
    for depth in range(len(open_elements) - 1, max(0, len(open_elements) - 1 - _DEEPEST), -1):
        if open_elements[depth].name == name:
            del open_elements[depth:]
            return


def _paired(tags: list[re.Match[str]]) -> set[int]:
    """The numbers of the tags that have a partner of the same name."""
    waiting: dict[str, list[int]] = {}
    found: set[int] = set()
    for number, match in enumerate(tags):
        if match["name"] is None or match["empty"]:
            continue
        name = _local(match["name"])
        if not match["close"]:
            waiting.setdefault(name, []).append(number)
        elif waiting.get(name):
            found |= {number, waiting[name].pop()}
    return found


_HEADINGS = frozenset({"title", "h1", "h2", "h3", "h4", "h5", "h6"})
_ABSTRACT = re.compile(
    r"(?:abstract|summary|zusammenfassung|résumé|resumen|resumo|riassunto|samenvatting|sammanfattning|аннотация|摘要|要旨)[\s.:]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Block:
    """The pieces of one paragraph or heading."""

    heading: bool = False
    pieces: list[str] = field(default_factory=list)


def _render(root: _Element) -> list[str]:
    """The paragraphs of a tree, headings before the paragraph they stand over."""
    blocks = [_Block()]
    _walk(root, blocks)
    out: list[str] = []
    heading = ""
    for block in blocks:
        text = "".join(block.pieces)
        if not text.strip():
            continue
        if block.heading:
            out += [heading] if heading else []
            heading = "" if not out and _ABSTRACT.fullmatch(tidy(text)) else tidy(text)
        else:
            out.append(f"{heading}{'' if heading[-1] in '.:?!' else ':'} {text.lstrip()}" if heading else text)
            heading = ""
    return [*out, heading] if heading else out


def _walk(element: _Element, blocks: list[_Block], *, heading: bool = False) -> None:
    """Adds the element's text to the last of `blocks`; a block element stands in blocks of its own."""
    for child in element.children:
        if isinstance(child, str):
            blocks[-1].pieces.append(child)
        elif child.name in ("td", "th", "br", "hr", "break"):
            blocks[-1].pieces.append(" ")
            _walk(child, blocks, heading=heading)
        elif child.name in _BLOCK:
            inside = heading or child.name in _HEADINGS
            blocks.append(_Block(inside))
            _walk(child, blocks, heading=inside)
            blocks.append(_Block(heading))
        elif child.name not in _HIDDEN:
            blocks[-1].pieces.append(_inline(child))


def _text(element: _Element) -> str:
    blocks = [_Block()]
    _walk(element, blocks)
    return " ".join(filter(None, ("".join(block.pieces) for block in blocks)))


def _inline(element: _Element) -> str:
    """The text of an inline element or formula."""
    name = element.name
    if name in _MATHML:
        return _maths(element)
    if name == "alternatives" and any(isinstance(child, _Element) and child.name == "math" for child in element.children):
        return "".join(_maths(child) for child in element.children if isinstance(child, _Element) and child.name == "math")
    if name == "tex-math":
        return _tex(_text(element))
    inner = _text(element)
    if name in ("sub", "inf"):
        return subscript(inner) or inner
    if name == "sup":
        return superscript(inner) or inner
    return f"“{inner}”" if name == "q" else inner


def _tex(source: str) -> str:
    """The formula in a JATS tex-math element, its document's preamble left out."""
    from kg.values import latex  # latex needs this module's tables

    _, begin, body = source.partition("\\begin{document}")
    body = (body if begin else source).partition("\\end{document}")[0].strip().strip("$").strip()
    return latex.to_text(f"\\({body}\\)")


def _maths(element: _Element) -> str:
    """A MathML element on one line: fractions with a slash, scripts as Unicode characters or with ^ and _."""
    parts = [_maths(child) for child in element.children if isinstance(child, _Element) and child.name not in _HIDDEN]
    name = element.name
    if name in ("mi", "mo", "mn", "ms", "mtext") or not parts:
        own = "".join(child if isinstance(child, str) else _inline(child) for child in element.children)
        own = own if name == "mtext" else own.strip()
        return re.sub("[\u2061-\u2064]", "", own)
    if name == "mfrac" and len(parts) == 2:
        return "/".join(f"({part})" if len(part) > 1 and not part.isalnum() else part for part in parts)
    if name == "msqrt":
        return f"√({''.join(parts)})"
    if name in ("msub", "munder") and len(parts) == 2:
        return parts[0] + script(parts[1], lower=True)
    if name in ("msup", "mover") and len(parts) == 2:
        return parts[0] + script(parts[1], lower=False)
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return parts[0] + script(parts[1], lower=True) + script(parts[2], lower=False)
    if name == "mfenced":
        return f"({', '.join(parts)})"
    return "".join(parts)


def script(text: str, *, lower: bool) -> str:
    """A formula's sub- or superscript: Unicode characters if all exist, else after "_" or "^", in braces if longer than one character."""
    if not text:
        return ""
    found = subscript(text) if lower else superscript(text)
    return found or ("_" if lower else "^") + (text if len(text) == 1 else f"{{{text}}}")


# UTF-8 read as Windows-1252: a lead byte's character, then those of continuation bytes; also what replaced lost characters
_MOJIBAKE = re.compile(
    "[ÃÂ][\u00a0-\u00aa\u00ac-\u00ba\u00bc-\u00bf]|Ã[\u0080-\u009f€‚ƒ„…†‡ˆ‰Š‹ŒŽ™š›œžŸ]|"
    "[ÄÅ][\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf]|â(?:€|‚¬|„¢)[^\\s]|â€|ï»¿|ðŸ|\ufffd"
)


def mojibake(text: str) -> bool:
    """Whether `text` looks as if UTF-8 had been read in another encoding ("MÃ¼ller"), or holds replacement characters."""
    return not text.isascii() and bool(_MOJIBAKE.search(text))
