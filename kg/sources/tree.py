"""What the readers of XML and JSON trees share: a cursor over one entry, and an account of every value in it.

Design: a reader is a function that fills the Record of a `Draft` by walking cursors, and a call of `read_xml` or `read_json`. Looking at a
value (`text`) leaves no trace; *taking* it (`take`, `identify`, `date` ...) names the field of the record it went to. When the reader
is done, `Draft.reading` goes through the tree: what was neither taken nor listed as not carried in the format's table goes to
`Record.rest`. So a value that a reader forgets is kept and told, never lost. The same marks give the places of a trace.
Paths in code have "/" between names, in XML and JSON alike: "titles/title", "*/name", "../date"; "dc:title" asks for a namespace that the
reader has listed under "dc", a name alone takes any. Paths that users and tables see are those of the source: "titles/title[2]" in XML,
"titles[1].lang" in JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier, Origin, Reading, Record
from kg.sources import once
from kg.sources.json_draft import line
from kg.sources.tree_reasons import Reasons
from kg.sources.tree_text import is_attribute, is_mixed, markup
from kg.syntax import json_tree, xml_tree
from kg.syntax.stretch import first_ordinal
from kg.syntax.tree import Node
from kg.values import dates, identifiers, languages, text

Entry: TypeAlias = xml_tree.Entry | json_tree.Entry
#: prefix -> the namespaces it stands for: a format has one for each of its versions
Spaces: TypeAlias = Mapping[str, Collection[str]]

#: as much of the text of what is left as a whole is shown
_BEGINS = 100
#: marks a node that is left with all that is in it
_LEFT = "left"
_FAULTS = {"broken": "R001", "deep": "R002", "encoding": "R003", "entities": "R017", "large": "R018"}


class Cursor:
    """A place in an entry; false where the source has nothing there, so that paths need no tests on their way."""

    __slots__ = ("_draft", "_node")

    def __init__(self, draft: Draft, node: Node | None) -> None:
        self._draft = draft
        self._node = node

    def __bool__(self) -> bool:
        return self._node is not None

    def __iter__(self) -> Iterator[Cursor]:
        """What is in it (elements, members), attributes left out, in the order of the source."""
        if self._node is not None:
            yield from (Cursor(self._draft, child) for child in self._node.children() if not is_attribute(child))

    # ---- where ----

    @property
    def name(self) -> str:
        """The local name of the element or attribute, or the member's name; "" for nothing and for an element of an array in an array."""
        return self._node.name.removeprefix("@") if self._node is not None else ""

    @property
    def space(self) -> str:
        """The namespace, "" where there is none."""
        return self._node.space if self._node is not None else ""

    @property
    def place(self) -> Place:
        """Line, column, pointer and text in the source; of nothing, the place of the entry."""
        entry = self._draft.entry
        return entry.place(self._node if self._node is not None else self._draft.top)

    @property
    def path(self) -> str:
        """The path in the source, as users see it."""
        return self._draft.entry.path(self._node) if self._node is not None else ""

    @property
    def parent(self) -> Cursor:
        """What it stands in."""
        return Cursor(self._draft, self._node.parent if self._node is not None else None)

    # ---- walking ----

    def all(self, path: str) -> list[Cursor]:
        """Everything at `path`, in the order of the source; an empty list where there is nothing."""
        found = [self._node] if self._node is not None else []
        for step in path.split("/"):
            found = self._draft.step(found, step)
            if not found:
                return []
        return [Cursor(self._draft, node) for node in found]

    def one(self, *paths: str) -> Cursor:
        """The first thing at the first of the paths that leads to any; else nothing (a cursor that is false)."""
        for path in paths:
            if found := self.all(path):
                return found[0]
        return Cursor(self._draft, None)

    def attr(self, name: str) -> Cursor:
        """The attribute ("type", "xml:lang", "xlink:href") of an element; in JSON the member of that name."""
        return self.one(f"@{name}", name) if not self._draft.is_xml else self.one(f"@{name}")

    def deep(self, names: Collection[str]) -> list[Cursor]:
        """Everything of these names in it, however deep, in the order of the source."""
        nodes = self._node.walk() if self._node is not None else ()
        return [Cursor(self._draft, node) for node in nodes if node is not self._node and node.name in names]

    # ---- looking ----

    @property
    def text(self) -> str:
        """Its text on one line, clean: markup resolved (sub- and superscripts, formulas), white space collapsed.

        "" for nothing and for a JSON object; an XML element with elements in it gives the text of them all.
        """
        return line(self._draft.source(self._node)) if self._node is not None else ""

    @property
    def paragraphs(self) -> str:
        """Its text as `text`, paragraphs apart (see values.text.plain)."""
        return text.plain(self._draft.source(self._node)) if self._node is not None else ""

    @property
    def raw(self) -> str:
        """The text right in it, as it stands in the source."""
        return self._node.own() if self._node is not None else ""

    def markup(self, without: Collection[str] = ()) -> str:
        """Its markup, for values.text: without what stands in elements (names in lower case) that are no part of the text."""
        return markup(self._node, without) if self._node is not None else ""

    # ---- taking: each names the field of the record that the value goes to ----

    def take(self, field: str) -> str:
        """`text`, noted as used for `field`."""
        self.use(field)
        return self.text

    def take_paragraphs(self, field: str) -> str:
        """`paragraphs`, noted as used for `field`."""
        self.use(field)
        return self.paragraphs

    def use(self, field: str) -> None:
        """Notes that its text, with that of the elements in it, was used for `field`. Attributes are taken one by one."""
        if self._node is not None:
            self._draft.mark(field, self)
            self._node.used = field
            if self._node.counts is not None and self._draft.is_xml:
                for node in self._node.walk():
                    if not is_attribute(node):
                        node.used = field

    def use_own(self, field: str) -> None:
        """As `use`, for the text right in it only: what is in the elements in it is taken one by one."""
        if self._node is not None:
            self._draft.mark(field, self)
            self._node.used = field

    def use_all(self, field: str) -> None:
        """As `use`, with all attributes and members in it."""
        if self._node is not None:
            self._draft.mark(field, self)
            for node in self._node.walk():
                node.used = field

    def keep(self, value: str = "") -> str:
        """Puts it (or `value`, what is left of it) into `rest` at once and returns its field there ("rest[3]"); "" if empty."""
        return self._draft.keep(self, value)

    def leave(self, reason: str) -> None:
        """Lists it, with all that is in it, as not carried, for this reason: one row that shows how its text begins.

        For what only the reader can tell (a path of the table needs no call) and for what is too large to be listed value by value.
        """
        if self._node is not None and self._node.used is None:
            begins = text.tidy(next((part for node in self._node.walk() if (part := node.own()) and not part.isspace()), ""))
            self._draft.leave(self._node, begins if len(begins) <= _BEGINS else begins[: _BEGINS - 1] + "…", reason)

    def identify(self, scheme: str, field: str, *, value: str = "") -> Identifier:
        """The identifier in normal form, or as scheme "text" with an issue; `value` where it is only a part of the text."""
        found, fault = identifiers.identifier(scheme, value or self.text, field=field)
        if fault is not None:
            fault.place = self.place
            self._draft.issues.append(fault)
        self.use(field)
        return found

    def date(self, field: str) -> str:
        """The date at its own precision; what is no date goes to `rest` with issue R008, and the answer is ""."""
        written = self.text
        if not written:
            return ""
        found = dates.parse(written)
        if found:
            self.use(field)
        else:
            self._draft.complain("R008", self, field=self.keep(), value=written, path=self.path, taken="nothing")
        return found

    def language(self, field: str) -> str:
        """The BCP 47 tag; what is no known language goes to `rest` with issue R009, and the answer is ""."""
        written = self.text
        if not written:
            return ""
        found = languages.parse(written)
        if found:
            self.use(field)
        else:
            self._draft.complain("R009", self, field=self.keep(), value=written)
        return found

    def lang(self, field: str = "") -> str:
        """The language that its xml:lang (or lang) states for the text beside it; "" if none, or an unknown one, which stays in rest."""
        stated = self.one("@xml:lang", "@lang", "lang") if self._node is not None else self
        if not stated or not (found := languages.parse(stated.text)):
            return ""
        stated.use(field)
        return found

    def number(self, field: str) -> int:
        """The whole number; anything else stays in `rest` and gives 0."""
        written = self.text
        if not written.isascii() or not written.isdigit() or len(written) > 9:
            return 0
        self.use(field)
        return int(written)


class Draft:
    """One record in the making: `root` is the cursor of its record, `whole` that of the entry around it (the same, but for `inner`).

    `lang` is the language of its titles ("" if not known).
    `label` names the entry in messages; left empty, it is the DOI, else the title.
    """

    def __init__(
        self, entry: Entry, top: Node, origin: Origin, *, table: str, spaces: Spaces | None = None, trace: bool = False,
        others: Collection[int] = (),
    ) -> None:  # fmt: skip
        self.entry = entry
        self._others = others
        self._left: list[tuple[str, str, str]] = []
        self.is_xml = isinstance(entry, xml_tree.Entry)
        self.top = top
        self.root = Cursor(self, top)
        self.whole = Cursor(self, entry.root)
        self.record = once.ready(Record(origin=origin))
        self.issues: list[Issue] = []
        self.lang = ""
        self.label = ""
        #: what a reader has met, for readers that take a value once: asked as often as a record has values, so no list
        self.met: set[tuple[str, ...]] = set()
        self._table = table
        self._spaces = spaces or {}
        self._marks: dict[str, Node] | None = {} if trace else None
        self._refused: Issue | None = None

    def mark(self, field: str, at: Cursor) -> None:
        """Notes for the trace that `field` was read at `at`; the first place counts."""
        if self._marks is not None and at._node is not None:
            self._marks.setdefault(field, at._node)

    def leave(self, node: Node, value: str, reason: str) -> None:
        """See Cursor.leave."""
        node.used = _LEFT
        self._left.append((self.entry.path(node), value, reason))

    def fresh(self, *what: str) -> bool:
        """Whether a reader meets this for the first time in the record."""
        if what in self.met:
            return False
        self.met.add(what)
        return True

    def keep(self, at: Cursor, value: str = "") -> str:
        """See Cursor.keep."""
        value = text.tidy(value) or at.text
        if not value:
            return ""
        field = f"rest[{len(self.record.rest)}]"
        self.record.rest.append((at.path, value))
        at.use(field)
        return field

    def complain(self, code: str, at: Cursor, *, field: str = "", value: str = "", **names: object) -> None:
        """Adds an issue with its place."""
        self.issues.append(issue(code, field=field, value=value, place=at.place, **names))

    def refuse(self, code: str, **names: str) -> None:
        """The entry is no record of this format: it is reported and not read."""
        place = self.root.place
        self._refused = issue(code, value=place.raw, place=place, **{"label": f"entry {self.record.origin.ordinal + 1}", **names})

    def source(self, node: Node) -> str:
        """The source text of a node for values.text; of a JSON value only its own."""
        return markup(node) if self.is_xml else node.own()

    def step(self, nodes: list[Node], step: str) -> list[Node]:
        """The nodes one step of a path further."""
        if step == "..":
            return list({id(node.parent): node.parent for node in nodes if node.parent is not None}.values())
        prefix, colon, local = step.partition(":")
        spaces = self._spaces.get(prefix) if colon else None
        if spaces is None:
            local = step
        found: list[Node] = []
        for node in nodes:
            if node.counts is None or (local != "*" and local not in node.counts):
                continue
            for part in node.parts:
                if isinstance(part, str) or (part.name != local and (local != "*" or is_attribute(part))):
                    continue
                if spaces is None or part.space in spaces:
                    found.append(part)
        return found

    def reading(self, *, last: bool = True) -> Reading:
        """The finished reading; every value of the source that nobody took goes to `rest`, or is listed in `not_carried`.

        The last of an entry's records answers for what stands around them.
        """
        record = self.record
        label = self.label or next((one.value for one in record.identifiers if one.scheme == "doi"), "")
        label = label or (record.titles[0].value if record.titles else f"entry {self.record.origin.ordinal + 1}")
        places: dict[str, Place] | None = {} if self._marks is not None else None
        if self._refused is not None:
            self._refused.record = label
            return Reading(origin=record.origin, label=label, issues=[self._refused], places=places)
        for code, byte, names in self.entry.notes:
            at, column = self.entry.at(byte)
            self.issues.append(issue(code, place=Place(at, column), **names))
        account = list(self._account(self.top))
        if last and self.entry.root is not None and id(self.entry.root) not in self._others:
            account += self._account(self.entry.root)
        not_carried = self._left + account
        if self._marks is not None:
            places = {field: self.entry.place(node) for field, node in self._marks.items()}
        for found in self.issues:
            found.record = found.record or label
        return Reading(origin=record.origin, label=label, record=record, issues=self.issues, places=places, not_carried=not_carried)

    def _account(self, top: Node) -> Iterator[tuple[str, str, str]]:
        """Puts what was not taken into `rest`; yields path, text and reason of what the table lists as not carried."""
        reasons = Reasons.of(self._table)
        stack: list[tuple[Node, str]] = [(top, "")]
        while stack:
            node, reason = stack.pop()
            if node.used == _LEFT or (node is not top and id(node) in self._others):
                continue
            if not reason and node.parent is not None:
                reason = reasons.of_path(self.entry.pattern(node))
            mixed = node.used is None and not reason and is_mixed(node) and all(part.used is None for part in node.children())
            if node.used is None and (value := text.tidy(line(markup(node)) if mixed else node.own())):
                if reason:
                    node.used = "not carried"
                    yield self.entry.path(node), value, reason
                else:
                    field = f"rest[{len(self.record.rest)}]"
                    self.record.rest.append((self.entry.path(node), value))
                    self.mark(field, Cursor(self, node))
                    node.used = field
            if node.counts is None:
                continue
            if mixed:
                for child in node.walk():
                    if not is_attribute(child):
                        child.used = "rest"
            stack.extend((part, reason) for part in reversed(node.parts) if not isinstance(part, str))


Fill: TypeAlias = Callable[[Draft], None]
#: the records in an entry: a path to them, or what finds them; one may stand in another, each answers for what is its own
Inner: TypeAlias = str | Callable[[Node], Sequence[Node]]


def read_xml(
    data: bytes, fill: Fill, format: str, *, names: Sequence[str], inner: Inner = "", table: str = "", spaces: Spaces | None = None,
    wanted: str = "", trace: bool = False, encoding: str = "",
) -> Iterator[Reading]:  # fmt: skip
    """Yields one Reading for each element that is a record (`names` as for xml_tree.entries), filled by `fill`.

    `inner` is the path from such an element to the records, where it holds several and something that belongs to them all (of several
    paths with "|" between them the first that leads to any), or a function that finds them. `table` is the name of
    vocab/imports/<table>.toml, by default the format's. `spaces` says what the prefixes in paths stand for, `wanted` what a file without
    any record lacks, where a list of the names would not tell.
    Issues: R001 to R003, R005, R007 (no record in the file), R008, R009, R016 to R018, and those of `fill`.
    """
    form = _Form(fill, format, table or format, spaces or {}, inner, trace)
    entries = xml_tree.entries(data, names=names, encoding=encoding)
    yield from form.read(entries, wanted=wanted or _named(names), ordinal=first_ordinal(data))


def read_json(
    data: bytes, fill: Fill, format: str, *, ways: Sequence[tuple[str, ...]] = (), inner: Inner = "", table: str = "", trace: bool = False,
    encoding: str = "", wanted: str = "",
) -> Iterator[Reading]:  # fmt: skip
    """Yields one Reading for each object that is a record (`ways` as for json_places.entries), filled by `fill`.

    `inner` and `table` as for read_xml; `inner` may also be a function from the entry's root to the records in it. `wanted` says what a
    file without any entry lacks; left empty, it is not told. Issues: R001 to R003, R005, R006 (no object), R007, R008, R009, and those of
    `fill`.
    """
    form = _Form(fill, format, table or format, {}, inner, trace)
    yield from form.read(json_tree.entries(data, ways=ways, encoding=encoding), wanted=wanted, ordinal=first_ordinal(data))


def read_entries(
    entries: Iterable[Entry],
    fill: Fill,
    format: str,
    *,
    table: str = "",
    spaces: Spaces | None = None,
    wanted: str = "",
    trace: bool = False,
    ordinal: int = 0,
) -> Iterator[Reading]:
    """As read_xml, for entries that the caller has cut, the first of which is number `ordinal`; none at all is told (R007) where something
    is `wanted`."""
    yield from _Form(fill, format, table or format, spaces or {}, "", trace).read(entries, wanted=wanted, ordinal=ordinal)


class _Form(NamedTuple):
    """What is the same for all entries of a file."""

    fill: Fill
    format: str
    table: str
    spaces: Spaces
    inner: Inner
    trace: bool

    def tops(self, root: Node) -> Sequence[Node]:
        """The records in an entry; the entry itself where it has no others."""
        if callable(self.inner):
            return self.inner(root) or [root]
        for way in self.inner.split("|") if self.inner else ():
            if tops := _inside(root, way):
                return tops
        return [root]

    def read(self, entries: Iterable[Entry], *, wanted: str = "", ordinal: int = 0) -> Iterator[Reading]:
        """Yields the readings, counted from `ordinal` on; none at all is told where something is `wanted`."""
        for entry in entries:
            if entry.root is None:
                yield unread(entry, self.format, ordinal, trace=self.trace)
                ordinal += 1
                continue
            tops = self.tops(entry.root)
            others = frozenset(map(id, tops))
            for number, top in enumerate(tops, 1):
                origin = origin_of(entry, self.format, ordinal, top)
                draft = Draft(entry, top, origin, table=self.table, spaces=self.spaces, trace=self.trace, others=others)
                self.fill(draft)
                yield draft.reading(last=number == len(tops))
                ordinal += 1
        if not ordinal and wanted:
            yield Reading(Origin(line=1, format=self.format), issues=[issue("R007", place=Place(line=1, column=1), wanted=wanted)])


def _inside(root: Node, way: str) -> list[Node]:
    tops = [root]
    for step in way.split("/"):
        tops = [child for top in tops for child in top.children() if child.name == step]
    return tops


def unread(entry: Entry, format: str, ordinal: int, *, trace: bool) -> Reading:
    """The reading of an entry that could not be taken apart."""
    label, fault = f"entry {ordinal + 1}", entry.fault
    if fault is not None:
        place = Place(fault.line, fault.column, entry.pointer, fault.raw)
        found = issue(_FAULTS[fault.kind], value=fault.raw, place=place, label=label, reason=fault.reason)
    else:
        line, column = entry.at(0)
        words = entry.found if isinstance(entry, json_tree.Entry) else ""
        found = issue("R006", place=Place(line, column, entry.pointer), label=label, found=words)
    found.record = label
    return Reading(origin=origin_of(entry, format, ordinal), label=label, issues=[found], places={} if trace else None)


def origin_of(entry: Entry, format: str, ordinal: int, top: Node | None = None) -> Origin:
    """Where an entry, or the record at `top` in it, came from."""
    if top is not None and top.parent is not None:
        # of a record inside of an entry the line is its own, the bytes are the entry's
        return Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line_of(top), format=format)
    return Origin(ordinal=ordinal, offset=entry.offset, length=entry.length, line=entry.line, format=format)


def _named(names: Sequence[str]) -> str:
    return " or ".join(f"<{name.rpartition('/')[2]}>" for name in names)
