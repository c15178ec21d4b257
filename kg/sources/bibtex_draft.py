"""A BibTeX entry on its way to a Record: fields are taken, each once; what nobody takes ends in `Record.rest`.

Design: a step (sources/bibtex_fields.py) takes fields by name and puts values, saying for each the record's path; so places, issues
and what is left over are kept in one spot, and no field can be lost.
"""

from __future__ import annotations

import functools
import re

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Origin, Record
from kg.syntax.bibtex import Entry, Fault, Field, Scan
from kg.values import latex
from kg.values import text as texts

_URL_MACRO = re.compile(r"\\(?:url|href|path|nolinkurl)\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"\{?\\([_%&#~$^{}])\}?(?:\{\})?")


@functools.cache
def names(section: str, key: str) -> frozenset[str]:
    """The list `key` of section `section` of vocab/imports/bibtex.toml."""
    return frozenset(resources.table("imports/bibtex")[section][key])


class Draft:
    """One entry being read. `record` and `issues` grow; `places` is None unless traced."""

    def __init__(self, entry: Entry, fields: list[Field], scan: Scan, origin: Origin, *, trace: bool) -> None:
        self.entry, self.scan = entry, scan
        self.record = Record(origin=origin)
        self.issues: list[Issue] = []
        self.places: dict[str, Place] | None = {} if trace else None
        self._fields: dict[str, list[Field]] = {}
        alias: dict[str, str] = resources.table("imports/bibtex")["alias"]
        for field in fields:
            self._fields.setdefault(alias.get(field.name, field.name), []).append(field)

    def has(self, name: str) -> bool:
        """Whether a field of this name is still to be taken and not empty."""
        return any(field.text.strip() for field in self._fields.get(name, ()))

    def peek(self, name: str) -> str:
        """The text of a field that stays to be taken, "" if there is none."""
        return next((self.text(field) for field in self._fields.get(name, ()) if field.text.strip()), "")

    def take_all(self, name: str) -> list[Field]:
        """All fields of this name that are not empty; they are taken."""
        return [field for field in self._fields.pop(name, ()) if field.text.strip()]

    def take(self, name: str) -> Field | None:
        """The first field of this name (BibTeX's rule); others of another text are kept in `rest` and told of (R106)."""
        found = self.take_all(name)
        for other in found[1:]:
            if other.text != found[0].text:
                path = self.keep(other)
                if not other.inherited and other.name == found[0].name:
                    self.tell("R106", path, other, name=other.name)
        return found[0] if found else None

    def text(self, field: Field) -> str:
        """The field's text: LaTeX, markup and entities resolved, but for fields that hold no LaTeX."""
        if field.name in names("verbatim", "fields") or field.name in resources.table("imports/bibtex")["scheme"]:
            return verbatim(field.text)
        return decoded(field.text)

    def put(self, path: str, field: Field) -> None:
        """Note that the value at `path` came from `field`."""
        if self.places is not None:
            self.places[path] = self.place(field)

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
    place = Place(line, column, raw=fault.value)
    return issue(fault.code, field="", value=fault.value, place=place, label=label or "without key", name=fault.name, line=line)


def decoded(text: str) -> str:
    """The plain text of LaTeX with possible markup."""
    value = latex.to_text(text) if not text.isalnum() else text
    return texts.plain(value) if "<" in value or "&" in value else texts.tidy(value)


def verbatim(text: str) -> str:
    r"""The text of a field that holds no LaTeX; the escapes that programs put in all the same (`\_`, `\url{}`) are undone.

    >>> verbatim(r"{\url{https://example.org/a\_b}}")
    'https://example.org/a_b'
    """
    value = text.strip()
    while value.startswith("{") and value.endswith("}") and "{" not in value[1:-1]:
        value = value[1:-1].strip()
    if "\\" in value:
        value = _ESCAPED.sub(r"\1", _URL_MACRO.sub(r"\1", value)).replace("\\textunderscore", "_")
        while value.startswith("{") and value.endswith("}"):
            value = value[1:-1].strip()
    return texts.tidy(value)
