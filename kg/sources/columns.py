"""Columns: which field of the record each column of a table goes to, as a TOML file says it.

Design: presets of known exports, the tags of Web of Science and EndNote, and the user's own file are all of this one form, so a preset is
also an example. `load` checks a user's file and says file, line and the nearest name for what is wrong; it knows which fields there are
from column_fields.FIELDS, which is handed in. A column is looked up by its name, case, white space and punctuation aside.
"""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kg import resources
from kg.errors import ConfigError
from kg.values import languages, name_lists

#: how the parts of a value stand together: "name (value)", "name/value", "[names] value", "name, value"
FORMS = ("name (value)", "name/value", "[names] value", "name, value")
_OTHERS = ("rest", "guess")
#: the keys of [table] and what each is
_TABLE = {
    "delimiter": "one character",
    "names": "a list of texts, one a column",
    "others": " or ".join(_OTHERS),
    "spill": "the name of a column",
    "translated": "true or false",
}


class Column(msgspec.Struct, frozen=True, omit_defaults=True):
    """What becomes of one column: `field` is where it goes ("" to rest), or `skip` the reason why it is left out.

    `separator` parts several values; `names` is a form of values/name_lists; `role` a row of roles.toml, or a RIS tag whose role depends
    on the type; `lang` a BCP 47 tag; `form` one of FORMS; `fallback`: only used where no other column has filled the field; `pattern` a
    regular expression whose one group is the part that counts. `also`: further fields that the same column goes to.
    """

    name: str = ""
    field: str = ""
    separator: tuple[str, ...] = ()
    names: str = "auto"
    role: str = "author"
    lang: str = ""
    form: str = ""
    fallback: bool = False
    skip: str = ""
    pattern: str = ""
    also: tuple[Column, ...] = ()


class Columns(msgspec.Struct, frozen=True, omit_defaults=True):
    """A whole file of columns: `columns` by folded name, `constants` field -> value, `types` word in lower case -> our type.

    `names` are the columns of a table without header; `others` says what becomes of columns that stand nowhere; `translated`: titles and
    abstracts are in English, whatever the work's language; `spill` names a column that takes the cells that a row has too many. `file` is
    "" for a preset.
    """

    title: str = ""
    columns: dict[str, Column] = {}
    constants: dict[str, str] = {}
    types: dict[str, str] = {}
    delimiter: str = ""
    names: tuple[str, ...] = ()
    others: str = "rest"
    translated: bool = False
    spill: str = ""
    file: str = ""

    def column(self, name: str) -> Column | None:
        """What the file says of a column; None where it says nothing."""
        return self.columns.get(folded(name))


@functools.lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A column's name for comparing: no case, accents, white space and punctuation; a name of nothing else stays as it is."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum()) or name.strip()


@functools.cache
def preset(name: str) -> Columns:
    """The columns that vocab/imports/{name}.toml names."""
    table = resources.table(f"imports/{name}")
    columns = {folded(key): _preset_column(key, value) for key, value in table["columns"].items()}
    types = {key.casefold(): value for key, value in table.get("types", {}).items()}
    more = table.get("table", {})
    return Columns(
        table.get("title", ""),
        columns,
        table.get("constants", {}),
        types,
        translated=more.get("translated", False),
        spill=more.get("spill", ""),
    )


def _preset_column(name: str, value: Any) -> Column:
    if isinstance(value, list):
        first, *more = [_preset_column(name, one) for one in value]
        return msgspec.structs.replace(first, also=tuple(more))
    row = {"field": value} if isinstance(value, str) else dict(value)
    if "separator" in row:
        row["separator"] = (row["separator"],) if isinstance(row["separator"], str) else tuple(row["separator"])
    return Column(name=name, **row)


# ---- the user's file ---------------------------------------------------------------------------------------------------------------


def load(text: str, file: str, *, fields: Iterable[str]) -> Columns:
    """The columns of a user's file. Raises ConfigError with file, line and the nearest name; `fields` are those a column may go to."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}", hint="mend the file; names with blanks or dots stand in quotes") from error
    check = _Check(file, text, tuple(fields))
    sections = {"columns": dict, "constants": dict, "types": dict, "table": dict}
    for name, value in document.items():
        if name not in sections:
            raise check.unknown("", name, "section", sections)
        if not isinstance(value, dict):
            raise check.wrong("", name, f"[{name}] is a table", "write it as a section of its own")
    if not document.get("columns"):
        raise ConfigError(f"{file}: there is no [columns]", hint='write [columns] and below it, for example, "Title" = "titles"')
    columns: dict[str, Column] = {}
    for name, value in document["columns"].items():
        column = check.column(name, value)
        if (twice := columns.get(folded(name))) is not None:
            raise check.wrong("columns", name, f"{name!r} and {twice.name!r} are the same column", "case and punctuation do not count")
        columns[folded(name)] = column
    constants = {name: check.constant(name, value) for name, value in document.get("constants", {}).items()}
    types = {name.casefold(): check.type(name, value) for name, value in document.get("types", {}).items()}
    return Columns(f"the columns of {file}", columns, constants, types, file=file, **check.table(document.get("table", {})))


class _Check:
    """The checks of one file, which know the lines of its keys."""

    def __init__(self, file: str, text: str, fields: tuple[str, ...]) -> None:
        self._file, self._fields = file, fields
        self._lines = _lines(text)

    def column(self, name: str, value: object) -> Column:
        if isinstance(value, list) and value:
            first, *more = [self.column(name, one) for one in value]
            return msgspec.structs.replace(first, also=tuple(more))
        row = {"field": value} if isinstance(value, str) else value
        if not isinstance(row, dict):
            raise self.wrong("columns", name, f"{name!r} is {value!r}", 'write "field" or { field = "...", separator = ";" }')
        known = Column.__struct_fields__[1:-1]
        for key, given in row.items():
            if key not in known:
                raise self.unknown("columns", key, "option", known, at=name)
            if key == "fallback":
                wanted = "" if isinstance(given, bool) else "true or false"
            elif key == "separator":
                listed = given if isinstance(given, list) else [given]
                wanted = "" if all(isinstance(mark, str) and mark for mark in listed) else "a text or a list of texts"
                row = {**row, key: tuple(listed)}
            else:
                wanted = "" if isinstance(given, str) else "a text in quotes"
            if wanted:
                raise self.wrong("columns", name, f"{key} of {name!r} is {given!r}", f"{key} is {wanted}")
        if ("field" in row) == ("skip" in row):
            raise self.wrong("columns", name, f"{name!r} needs a field or a reason to skip it", 'write "titles", or { skip = "reason" }')
        column = Column(name=name, **row)
        if column.field:
            self._field("columns", column.field, name)
        self._options(column)
        return column

    def _options(self, column: Column) -> None:
        roles = [*resources.table("roles"), *resources.table("imports/ris")["roles"]]
        for key, given, known in (
            ("names", column.names, name_lists.FORMS), ("role", column.role, roles), ("form", column.form, ("", *FORMS)),
        ):  # fmt: skip
            if given not in known:
                raise self.unknown("columns", given, key, known, at=column.name)
        if column.lang and not languages.parse(column.lang):
            raise self.wrong("columns", column.name, f"{column.lang!r} is no known language", 'use a tag as "en" or "pt-BR"')
        if column.pattern:
            try:
                fits = re.compile(column.pattern).groups == 1
            except re.error as error:
                raise self.wrong("columns", column.name, f"pattern: {error}", "use a regular expression with one group") from error
            if not fits:
                raise self.wrong(
                    "columns", column.name, "the pattern has not one group", 'write the part that counts in ( ), as "([0-9]+)"'
                )

    def _field(self, section: str, field: str, name: str) -> None:
        head = field.rpartition(".")[0]
        if field not in self._fields and f"{head}.*" not in self._fields:
            raise self.unknown(section, field, "field", [one for one in self._fields if not one.endswith("*")], at=name)
        table = {"identifiers": "identifiers", "concepts": "schemes", "relations": "relations"}.get(head.rpartition(".")[2], "")
        last = field.rpartition(".")[2]
        if table and table != "schemes" and field not in self._fields and last not in resources.table(table):
            raise self.unknown(section, last, {"identifiers": "scheme", "relations": "relation"}[table], resources.table(table), at=name)

    def constant(self, name: str, value: object) -> str:
        self._field("constants", name, name)
        if not isinstance(value, str) or not value:
            raise self.wrong("constants", name, f"{name} is {value!r}", "a constant is a text in quotes")
        if name == "type":
            return self.type(name, value, section="constants")
        return value

    def type(self, name: str, value: object, *, section: str = "types") -> str:
        known = resources.table("types")
        if not isinstance(value, str) or value.partition("/")[0] not in known:
            raise self.unknown(section, str(value), "type", known, at=name)
        return value

    def table(self, given: Mapping[str, object]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in given.items():
            if name == "delimiter" and isinstance(value, str) and len(value) == 1:
                found[name] = value
            elif name == "names" and isinstance(value, list) and value and all(isinstance(one, str) for one in value):
                found[name] = tuple(value)
            elif _fits(name, value):
                found[name] = value
            elif name in _TABLE:
                wanted = _TABLE[name]
                raise self.wrong("table", name, f"{name} is {value!r}", f"{name} is {wanted}")
            else:
                raise self.unknown("table", name, "key", _TABLE)
        return found

    def wrong(self, section: str, name: str, message: str, hint: str) -> ConfigError:
        line = self._lines.get((section, name), 0)
        return ConfigError(f"{self._file}{f':{line}' if line else ''}: {message}", hint=hint)

    def unknown(self, section: str, name: str, what: str, known: Iterable[str], *, at: str = "") -> ConfigError:
        listed = [one for one in known if one]
        near = difflib.get_close_matches(name, listed, 1) or [one for one in listed if name and (one.startswith(name) or name in one)][:1]
        hint = f"did you mean {near[0]!r}?" if near else "known: " + ", ".join(listed)
        return self.wrong(section, at or name, f"there is no {what} {name!r}", hint)


def _fits(name: str, value: object) -> bool:
    """Whether the value of one of the simple keys of [table] is of its kind."""
    if name == "others":
        return value in _OTHERS
    return isinstance(value, str) if name == "spill" else isinstance(value, bool) if name == "translated" else False


_HEADER = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]")
_KEY = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")


def _lines(text: str) -> dict[tuple[str, str], int]:
    """The 1-based line of each key, by section and name; of a section by ("", name)."""
    found: dict[tuple[str, str], int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            section = header[1]
            found.setdefault(("", section), number)
        elif key := _KEY.match(line):
            name = re.sub(r"\\(.)", r"\1", key[1]) if key[1] is not None else key[2] if key[2] is not None else key[3]
            found.setdefault((section, name), number)
    return found
