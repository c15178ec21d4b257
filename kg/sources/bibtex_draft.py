"""A BibTeX entry on its way to a Record: fields are taken, each once; what nobody takes ends in `Record.rest`.

Design: a step (see sources/bibtex.py) takes fields by name and puts values, saying for each the record's path; so places, issues
and what is left over are kept in one spot, and no field can be lost.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable
from typing import Any

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier, Link, Origin, Record, Text
from kg.sources.once import Growing
from kg.syntax.bibtex import Entry, Fault, Field, Scan
from kg.syntax.bibtex_text import shown
from kg.values import identifiers, latex
from kg.values import text as texts

# what is longer is not remembered
_SHORT = 100
_URL_MACRO = re.compile(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"\{?\\([_%&#~$^{}])\}?(?:\{\})?")


#: an address in running text
URL = re.compile(r"(?:https?|ftp)://[^\s<>\"{}]+")


def table() -> dict[str, Any]:
    """vocab/imports/bibtex.toml."""
    return resources.table("imports/bibtex")


@functools.cache
def names(section: str, key: str) -> frozenset[str]:
    """The list `key` of section `section` of vocab/imports/bibtex.toml."""
    return frozenset(table()[section][key])


@functools.cache
def _without_latex() -> frozenset[str]:
    """The fields whose text is no LaTeX."""
    return names("verbatim", "fields").union(table()["scheme"])


class Draft:
    """One entry being read. `record` and `issues` grow; `places` is None unless traced."""

    def __init__(self, entry: Entry, fields: list[Field], scan: Scan, origin: Origin, *, trace: bool) -> None:
        self.entry, self.scan = entry, scan
        self.record = Record(origin=origin)
        # a field may be repeated without end
        self.record.notes = Growing()
        self.issues: list[Issue] = []
        self.places: dict[str, Place] | None = {} if trace else None
        self._urls: set[str] = set()
        self._fields: dict[str, list[Field]] = {}
        alias: dict[str, str] = table()["alias"]
        for field in fields:
            if not field.text or field.text.isspace():
                continue
            name = alias.get(field.name, field.name)
            if name in self._fields:
                self._fields[name].append(field)
            else:
                self._fields[name] = [field]

    def has(self, name: str) -> bool:
        """Whether a field of this name is still to be taken and not empty."""
        return name in self._fields

    def has_none(self, names: Collection[str]) -> bool:
        """Whether no field of these names is still to be taken."""
        return self._fields.keys().isdisjoint(names)

    def peek(self, name: str) -> str:
        """The text of a field that stays to be taken, "" if there is none."""
        found = self._fields.get(name)
        return self.text(found[0]) if found else ""

    def take_all(self, name: str) -> list[Field]:
        """All fields of this name that are not empty; they are taken."""
        return self._fields.pop(name, None) or []

    def present(self, names: Iterable[str]) -> list[str]:
        """Those of `names` that the entry has, in their order."""
        return [name for name in names if name in self._fields]

    def take(self, name: str) -> Field | None:
        """The first field of this name (BibTeX's rule); others of another text are kept in `rest` and told of (R106)."""
        found = self._fields.pop(name, None)
        if found is None:
            return None
        for other in found[1:] if len(found) > 1 else ():
            if other.text != found[0].text:
                path = self.keep(other)
                if not other.inherited and other.name == found[0].name:
                    self.tell("R106", path, other, name=other.name)
        return found[0]

    def text(self, field: Field) -> str:
        """The field's text: LaTeX, markup and entities resolved, but for fields that hold no LaTeX."""
        return verbatim(field.text) if field.name in _without_latex() else decoded(field.text)

    def put(self, path: str, field: Field) -> None:
        """Note that the value at `path` came from `field`."""
        if self.places is not None:
            self.places[path] = self.place(field)

    def move(self, path: str, to: str) -> None:
        """The value at `path` stands at `to` now."""
        if self.places is not None and path in self.places:
            self.places[to] = self.places.pop(path)

    def place(self, field: Field) -> Place:
        """Where the field's value stands."""
        line, column = self.scan.place(field.offset)
        return Place(line, column, raw=field.text)

    def keep(self, field: Field, text: str | None = None) -> str:
        """Keep a value in `rest` under the field's own name; its path. A value inherited and not understood stays with its parent."""
        path = f"rest[{len(self.record.rest)}]"
        value = self.text(field) if text is None else text
        if value:
            self.put(path, field)
            self.record.rest.append((field.name, value))
        return path

    def identify(self, scheme: str, field: Field, target: list[Identifier], path: str) -> None:
        """Add the identifiers of a field to the list `target` that stands at `path`."""
        value = self.text(field)
        known = names("several", "fields")
        several = field.name in known or scheme in known
        found = identifiers.serial(value, field=path) if several else [identifiers.identifier(scheme, value, field=path)]
        for one, fault in found:
            if scheme in ("eissn", "issn-l") and one.scheme == "issn":
                one = Identifier(scheme, one.value)
            if fault is not None:
                fault.place = self.place(field)
                self.issues.append(fault)
            if several and one.scheme != "text" and (one.scheme == "isbn") != (scheme == "isbn"):
                # an ISBN in the field of the journal's number is not the journal's
                self.identifier(self.record.identifiers, "identifiers", one, field)
            else:
                self.identifier(target, path, one, field)

    def identifier(self, target: list[Identifier], path: str, one: Identifier, field: Field) -> None:
        """Add one identifier to the list `target` that stands at `path`, unless it is there."""
        if one not in target:
            self.put(f"{path}[{len(target)}]", field)
            target.append(one)

    def link(self, url: str, field: Field, kind: str) -> None:
        """Add an address: the identifier that it holds if the record has none of that scheme, and a link unless it is the DOI's."""
        record = self.record
        one = identifiers.from_url(url)
        if one is not None and one.scheme not in ("orcid", "ror", "isni"):
            same = [other for other in record.identifiers if other.scheme == one.scheme]
            if not same:
                self.identifier(record.identifiers, "identifiers", one, field)
            if one.scheme == "doi" and (not same or one in same):
                return
            if one.scheme == "scopus-eid" or (same and one not in same):
                kind = "see-also"
        if url not in self._urls:
            self._urls.add(url)
            self.put(f"links[{len(record.links)}]", field)
            record.links.append(Link(url, kind))

    def append(self, path: str, target: list[Text], field: Field) -> None:
        """Add the field's text to the list `target` that stands at `path`, unless it is there."""
        value = Text(self.text(field))
        if value.value and value not in target:
            self.put(f"{path}[{len(target)}]", field)
            target.append(value)

    def tell(self, code: str, path: str, field: Field, *, value: str | None = None, **values: object) -> None:
        """Add the issue `code` about a field."""
        found = self.text(field) if value is None else value
        self.issues.append(issue(code, field=path, value=found, place=self.place(field), label=self.entry.key, **values))

    def tell_fault(self, fault: Fault) -> None:
        """Add the issue of a fault in the syntax."""
        self.issues.append(of_fault(fault, self.scan, self.entry.key))

    def finish(self) -> Record:
        """The record, with all fields that nobody took in `rest` (inherited ones are in their parent's)."""
        for found in self._fields.values():
            for field in found:
                if not field.inherited:
                    self.keep(field)
        return self.record


def of_fault(fault: Fault, scan: Scan, label: str) -> Issue:
    """The issue of a fault in the syntax."""
    line, column = scan.place(fault.offset)
    value = shown(fault.value)
    return issue(fault.code, value=value, place=Place(line, column, raw=value), label=shown(label) or "without key", name=shown(fault.name))


def decoded(text: str) -> str:
    """The plain text of LaTeX with possible markup."""
    return _known(text) if len(text) <= _SHORT else _decoded(text)


def _decoded(text: str) -> str:
    value = latex.to_text(text)
    return texts.plain(value) if "<" in value or "&" in value else value


# journals, publishers, numbers and keywords come again and again
_known = functools.lru_cache(maxsize=8192)(_decoded)


def verbatim(text: str) -> str:
    r"""The text of a field that holds no LaTeX; the escapes that programs put in all the same (`\_`, `\url{}`) are undone.

    >>> verbatim(r"{\url{https://example.org/a\_b}}")
    'https://example.org/a_b'
    """
    if "{" not in text and "\\" not in text:
        return texts.tidy(text)
    value = text.strip()
    while value.startswith("{") and value.endswith("}") and "{" not in value[1:-1]:
        value = value[1:-1].strip()
    if "\\" in value:
        value = _ESCAPED.sub(r"\1", _URL_MACRO.sub(r"\1", value)).replace("\\textunderscore", "_")
        while value.startswith("{") and value.endswith("}"):
            value = value[1:-1].strip()
    return texts.tidy(value)


def full_title(title: str, subtitle: str) -> str:
    """Title and subtitle in one."""
    return f"{title} {subtitle}" if title.endswith((":", "?", "!", "–", "—")) else f"{title}: {subtitle}"
