"""JATS and NLM articles (archiving, publishing, authoring; 1.0 to 1.3, NLM 2 and 3) and BITS books and chapters, to Records.

Design: a record is an article, and each sub-article, response or book part that has a DOI of its own; the others stay with the work
they stand in, a translation with its titles and abstracts. Only the front and the references are read: the text is left as a whole
(tree.Cursor.leave). The dialects differ in where an element stands and in what an attribute is called, so paths name all places and words
are rows of vocab/imports/jats.toml. Footnotes and marks in titles are no part of them.
Sources: ANSI/NISO Z39.96-2021 (JATS 1.3), https://jats.nlm.nih.gov/, NLM Journal Archiving DTD 2.3 and 3.0, BITS 2.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.record import Concept, Identifier, Reading, Text
from kg.sources import jats_dates, jats_details, jats_names, jats_references, jats_venue
from kg.sources.jats_text import doi, meta_of, paragraphs, rules, whole, words
from kg.sources.tree import Cursor, Draft, read_xml
from kg.syntax import xml_kinds
from kg.syntax.tree import Node
from kg.values import identifiers, text

FORMAT = "jats"
_FRONTS = frozenset(("front", "front-stub", "article-meta"))
_INSIDE = ("sub-article", "response", "book-part")
_ON = ("book-body", "body", "named-book-part-body")


def detect(head: str, name: str) -> int:
    """How surely this is a JATS, NLM or BITS document (see SOURCES)."""
    kind = xml_kinds.kind(head)
    if kind.root == "article":
        return 100 if kind.names & _FRONTS else 0
    if kind.root in ("book-part-wrapper", "book"):
        return 90 if kind.names & {"book-meta", "book-part-meta"} else 0
    return 80 if kind.root in ("pmc-articleset", "articles") and "article" in kind.names and kind.names & _FRONTS else 0


def read(data: bytes, *, trace: bool = False, encoding: str = "") -> Iterator[Reading]:
    """Yields one Reading for each article, and for each part of it that has a DOI. Issues: those of read_xml, identifiers, R310 to R312."""
    names = ("article", "book-part-wrapper", "book")
    yield from read_xml(data, fill, FORMAT, names=names, inner=_works, trace=trace, encoding=encoding)


def _works(root: Node) -> Sequence[Node]:
    """The article, and what is in it with a DOI of its own; of a wrapper the parts that it wraps."""
    found = [] if root.name == "book-part-wrapper" else [root]
    stack = [(child, root) for child in reversed(list(root.children()))]
    while stack:
        node, parent = stack.pop()
        if node.name in _INSIDE and (doi(node) or parent.name == "book-part-wrapper"):
            found.append(node)
        if node.name in _INSIDE or (node.name in _ON and parent.name in ("book", "book-part")):
            stack.extend((child, node) for child in reversed(list(node.children())))
    return found


def fill(draft: Draft) -> None:
    """Fills the record of an article or a part of one."""
    meta = meta_of(draft.root)
    if not meta:
        draft.refuse("R310")
        return
    _language(draft)
    _type(draft, meta)
    _identifiers(draft, meta)
    jats_venue.titles(draft, meta)
    _abstracts(draft, meta)
    _keywords(draft, meta)
    _subjects(draft, meta)
    jats_names.people(draft, meta)
    jats_venue.where(draft, meta)
    jats_dates.dates(draft, meta)
    jats_details.details(draft, meta)
    jats_references.references(draft)
    jats_details.relations(draft, meta)
    _parts(draft)
    _text(draft)


def _language(draft: Draft) -> None:
    stated = draft.root.one("@xml:lang") or whole(draft, "@xml:lang")
    if stated and (tag := stated.language("languages[0]")):
        draft.lang = tag
        draft.record.languages.append(tag)


def _type(draft: Draft, meta: Cursor) -> None:
    record, root = draft.record, draft.root
    stated = root.one("@article-type", "@book-part-type", "@response-type")
    word = stated.text
    if root.name == "book":
        record.type = "book"
        return
    if root.name == "book-part":
        record.type = rules()["parts"].get(word, "chapter")
        stated.use("type")
        return
    record.type = "journal-article"
    row = rules()["types"].get(word.lower())
    if row is not None:
        record.type = row["type"]
        stated.use("type")
        if row.get("genre"):
            record.genre.append(Text(word.replace("-", " "), "en"))
    elif word and word != "article":
        stated.use("genre[0]")
        record.genre.append(Text(text.tidy(word.replace("-", " "))))
        draft.complain("R312", stated, field="type", value=word)
    else:
        stated.use("type")


def _identifiers(draft: Draft, meta: Cursor) -> None:
    """Identifiers by their type, the DOI first; a number of the publisher that repeats the DOI is none of its own."""
    record = draft.record
    found = [*meta.all("article-id"), *meta.all("book-part-id"), *meta.all("book-id"), *meta.all("object-id"), *meta.all("isbn")]
    kinds = {id(at): at.one("@pub-id-type", "@book-part-id-type", "@book-id-type") for at in found}
    known: set[Identifier] = set()
    found.sort(key=lambda at: kinds[id(at)].text != "doi")
    for at in found:
        kind = kinds[id(at)]
        scheme = "isbn" if at.name == "isbn" else rules()["ids"].get(kind.text.lower(), "local" if kind.text else "")
        if not at.text or not scheme or (at.name == "isbn" and draft.root.name == "book-part"):
            continue
        field = f"identifiers[{len(record.identifiers)}]"
        own = record.identifiers[0].value if record.identifiers and record.identifiers[0].scheme == "doi" else ""
        kind.use(field)
        if scheme == "local":
            at.use(field)
            one = Identifier("local", at.text)
            if at.text.lower() in (own, own.partition("/")[2]):
                continue
        else:
            bare = scheme == "pmcid" and at.text.isdigit()
            one = at.identify(scheme, field, value=f"PMC{at.text}" if bare else "")
        if one not in known:
            known.add(one)
            record.identifiers.append(one)


def _abstracts(draft: Draft, meta: Cursor) -> None:
    record = draft.record
    for at in [*meta.all("abstract"), *meta.all("trans-abstract")]:
        kind = at.attr("abstract-type")
        name = rules()["abstracts"].get(kind.text, "abstracts")
        found = paragraphs(at) if name else ""
        if not found:
            continue
        field = f"{name}[{len(getattr(record, name))}]"
        for one in at.deep(("object-id", "fn")):
            one.keep()
        at.use(field)
        kind.use(field)
        lang = at.lang(field) or ("" if at.name == "trans-abstract" else draft.lang)
        getattr(record, name).append(Text(found, lang))


def _keywords(draft: Draft, meta: Cursor) -> None:
    """Keywords with the language of their group; those of MeSH are concepts; abbreviations stay in rest."""
    record = draft.record
    for group in meta.all("kwd-group"):
        kind, lang = group.attr("kwd-group-type").text.lower(), group.lang("keywords") or draft.lang
        if "abbr" in kind:
            continue
        mesh = kind == "mesh" or group.attr("vocab").text.lower() == "mesh"
        for at in [*group.all("kwd"), *group.all("compound-kwd"), *group.all("nested-kwd/kwd")]:
            parts = at.all("compound-kwd-part")
            value = ": ".join(part.text for part in parts if part.text) if parts else words(at)
            if not value:
                continue
            name = "concepts" if mesh else "keywords"
            at.use(f"{name}[{len(getattr(record, name))}]")
            if mesh:
                record.concepts.append(Concept("mesh", Text(value, "en")))
            else:
                record.keywords.append(Text(value, lang))
    for at in meta.all("unstructured-kwd-group"):
        lang = at.lang("keywords") or draft.lang
        for value in filter(None, map(text.tidy, at.text.replace(",", ";").split(";"))):
            at.use(f"keywords[{len(record.keywords)}]")
            record.keywords.append(Text(value, lang))


def _subjects(draft: Draft, meta: Cursor) -> None:
    """Subjects as keywords; what names the kind of article is its genre."""
    record = draft.record
    known = {one.value.casefold() for one in (*record.keywords, *record.genre)}
    stack = [(group, False) for group in reversed(meta.all("article-categories/subj-group"))]
    while stack:
        group, inside = stack.pop()
        kind = inside or group.attr("subj-group-type").text.lower() in rules()["kinds"]["groups"]
        for at in [*group.all("subject"), *group.all("compound-subject/compound-subject-part")]:
            value = words(at)
            plain = value.casefold()
            # "Research article" says what the type says
            said = plain in rules()["kinds"]["words"] or plain.replace(" ", "-") in (record.type, draft.root.attr("article-type").text)
            name = "genre" if kind or said else "keywords"
            fresh = value and not said and plain not in known
            at.use(f"{name}[{len(getattr(record, name))}]" if fresh else "type" if said else name)
            if fresh:
                known.add(plain)
                getattr(record, name).append(Text(value, group.lang(name) or draft.lang))
        stack.extend((below, kind) for below in reversed(group.all("subj-group")))


def _parts(draft: Draft) -> None:
    """What the article holds without a DOI of its own: a translation gives its titles, abstracts and keywords."""
    if draft.root.name != "article":
        draft.record.relations += jats_details.parent(draft)
    for at in draft.root.all("sub-article"):
        if doi_of(at) or at.attr("article-type").text != "translation":
            continue
        meta, lang = meta_of(at), at.lang("other_titles")
        at.attr("article-type").use("other_titles")
        if (title := meta.one("title-group/article-title")).text:
            title.use(f"other_titles[{len(draft.record.other_titles)}]")
            draft.record.other_titles.append(Text(words(title), lang))
        for one in meta.all("abstract"):
            if found := paragraphs(one):
                one.use(f"abstracts[{len(draft.record.abstracts)}]")
                draft.record.abstracts.append(Text(found, one.lang("abstracts") or lang))
        for one in meta.all("kwd-group/kwd"):
            if one.text:
                one.use(f"keywords[{len(draft.record.keywords)}]")
                draft.record.keywords.append(Text(words(one), one.parent.lang("keywords") or lang))


def doi_of(at: Cursor) -> str:
    """The DOI of a part of an article or book."""
    found = [*meta_of(at).all("article-id"), *meta_of(at).all("book-part-id")]
    return identifiers.doi(next((one.text for one in found if one.one("@pub-id-type", "@book-part-id-type").text == "doi"), ""))


def _text(draft: Draft) -> None:
    """Leaves the text of the work, and of the parts in it that are no records, as a whole."""
    left = rules()["left"]
    stack = [draft.root]
    while stack:
        part = stack.pop()
        for at in part:
            if (at.name in _INSIDE and not doi_of(at)) or (at.name in _ON and at.one("book-part")):
                stack.append(at)
            elif at.name in left["elements"] or part.name in _ON:
                at.leave(left["text"])
            elif at.name == "back":
                for below in at:
                    if below.name != "ref-list":
                        below.leave(left["back"])
