"""What BibTeX entries inherit: `crossref` from a whole to its parts, `xdata` from a container of fields.

Design: an entry's own fields stand first, inherited ones follow with the key they came from; an own field is never replaced. Names
change on the way as biblatex's appendix B says (the title of a collection is the booktitle of its chapters); the tables are in
vocab/imports/bibtex.toml. One step further than BibTeX: what names the parent alone (DOI, address, abstract, keywords) is not the
part's, so the parent's DOI arrives as `hostdoi`. Nothing is inherited from an entry that is not in the same input.
Source: biblatex manual, sections 2.4.1 and 3.13.6 and appendix B; btxdoc, section 2.1.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg import resources
from kg.syntax.bibtex import Entry, Fault, Field

#: the longest chain of parents that is followed, and the most parents that one entry may have in all
DEPTH, PARENTS = 50, 100


class Index:
    """The entries of one input by key; exact first, then without regard to case (BibTeX), the first of equal ones."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._exact: dict[str, Entry] = {}
        self._folded: dict[str, Entry] = {}
        self._left = 0
        for entry in entries:
            self._exact.setdefault(entry.key, entry)
            self._folded.setdefault(entry.key.lower(), entry)

    def get(self, key: str) -> Entry | None:
        """The entry of this key, None if there is none."""
        return self._exact.get(key) or self._folded.get(key.lower())

    def complete(self, entry: Entry) -> tuple[list[Field], list[Fault]]:
        """Own and inherited fields of `entry`, and faults: R113 (no such parent), R114 (a circle or too long a chain)."""
        faults: list[Fault] = []
        self._left = PARENTS
        return self._fields(entry, (entry.key,), faults), faults

    def _fields(self, entry: Entry, path: tuple[str, ...], faults: list[Fault]) -> list[Field]:
        found = list(entry.fields)
        for reference in entry.fields:
            if reference.name not in ("xdata", "crossref"):
                continue
            for key in filter(None, map(str.strip, reference.text.split(",") if reference.name == "xdata" else [reference.text])):
                parent = self.get(key)
                if parent is None:
                    # a parent that lacks its own parent is told of by its own reading
                    if len(path) == 1:
                        faults.append(Fault("R113", reference.offset, key, reference.name))
                elif parent is entry or parent.key in path or len(path) >= DEPTH or not self._left:
                    if parent.key == path[0] or len(path) >= DEPTH or not self._left:
                        faults.append(Fault("R114", reference.offset, key, reference.name))
                else:
                    self._left -= 1
                    inherited = self._fields(parent, (*path, parent.key), faults)
                    found = _joined(found, _renamed(inherited, entry.kind, parent, reference.name))
        return found


def _joined(own: list[Field], inherited: Iterable[Field]) -> list[Field]:
    alias = resources.table("imports/bibtex")["alias"]
    present = {alias.get(field.name, field.name) for field in own}
    # a date and its parts exclude each other
    if present & {"date", "year"}:
        present |= {"date", "year", "month", "day"}
    # and a subtitle belongs to its title
    present |= {name.removesuffix("title") + tail for name in present if name.endswith("title") for tail in ("subtitle", "titleaddon")}
    return own + [field for field in inherited if alias.get(field.name, field.name) not in present]


def _renamed(fields: Iterable[Field], kind: str, parent: Entry, by: str) -> Iterable[Field]:
    """The fields of `parent` under the names that they have in an entry of type `kind`."""
    rules: dict[str, Any] = resources.table("imports/bibtex")["inherit"]
    names = {} if by == "xdata" else _names(rules, kind, parent.kind)
    left_out = {*rules["never"]} if by == "xdata" else {*rules["never"], *rules["own"]}
    for field in fields:
        if field.name in left_out:
            continue
        for name in names.get(field.name, (field.name,)):
            yield Field(name, field.text, field.offset, field.inherited or parent.key)


def _names(rules: dict[str, Any], kind: str, parent: str) -> dict[str, tuple[str, ...]]:
    """Names that change between an entry of type `parent` and one of type `kind`; no name: not inherited."""
    if parent in rules["multivolume"]:
        return _prefixed("main") | {"doi": (), "isbn": ("isbn",)}
    if parent in rules["journal"]:
        return _prefixed("journal") | {"doi": (), "title": ("journaltitle",)}
    if parent in rules["wholes"] and kind in rules["parts"]:
        names = _prefixed("book") | {"doi": ("hostdoi",)}
        if parent in ("book", "thesis", "manual", "report", "techreport") and kind in ("inbook", "bookinbook", "suppbook"):
            names["author"] = ("author", "bookauthor")
        elif parent == "book":
            names["author"] = ("bookauthor",)
        return names
    return {"doi": ()}


def _prefixed(prefix: str) -> dict[str, tuple[str, ...]]:
    return {name: (prefix + name,) for name in ("title", "subtitle", "titleaddon")}
