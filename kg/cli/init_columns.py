"""`kg init --from TABLE`: a proposal of what the columns of a table mean, as a file for --columns."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from kg import inputs
from kg.errors import UsageError
from kg.sources import csv_plan
from kg.sources.column_fields import FIELDS
from kg.sources.columns import Column, Columns
from kg.sources.csv_plan import HEAD, Plan
from kg.syntax import table
from kg.syntax.decoding import Decoded, decode
from kg.values.text import tidy

_SHOWN = 100
_HEAD = (
    "Left a column; right a field of the record, or { field = ..., separator = ..., names = ..., role = ... }, or "
    '{ skip = "reason" }. Columns that do not stand here, or behind #, are kept by name. docs/tables.md explains all.'
)
_MULTIPLE = ("contributors", "keywords", "identifiers.issn", "identifiers.isbn", "languages")


def proposed(name: str, encoding: str) -> tuple[Path, str]:
    """The path of the file beside the table, and its text. Raises UsageError or InputError where `name` is no table."""
    item = next(iter(inputs.load(name, encoding=encoding)), None)
    if item is None or item.format != "csv":
        found = f"{name} is {item.format}" if item is not None else f"{name} is empty"
        raise UsageError(f"{found}, not a table", hint="--from takes a CSV or TSV file; other formats need no columns")
    source = decode(item.data, encoding)
    text = source.text[:HEAD]
    whole = len(source.text) <= HEAD
    plan = csv_plan.plan(text, whole=whole) or _unknown(text, whole=whole)
    if plan is None:
        raise UsageError(f"{name} has no row", hint="check that the export is whole")
    examples = _examples(source, plan)
    return Path(name).with_suffix(".columns.toml"), _text(Path(name).name, plan, examples)


def _unknown(text: str, *, whole: bool) -> Plan | None:
    """A plan for a table none of whose columns is known: its first row is the header."""
    judged = table.dialects(text, whole=whole)
    dialect = judged[0].dialect if judged else table.Dialect()
    row = next(table.rows(Decoded(text, "utf-8", 0), dialect, begin=table.start(text)[0]), None)
    if row is None:
        return None
    names = tuple(" ".join(cell.text.split()) or f"column {number}" for number, cell in enumerate(row.cells, 1))
    begin = len(text.encode("utf-8", "surrogatepass")[: row.offset + row.length].decode("utf-8", "surrogatepass"))
    return Plan(dialect, names, Columns(), begin, row.line)


def _examples(source: Decoded, plan: Plan) -> dict[str, str]:
    """The first value of each column that has one, among the first rows."""
    found: dict[str, str] = {}
    for number, row in enumerate(table.rows(source, plan.dialect, begin=plan.begin)):
        for name, cell in zip(plan.header, row.cells, strict=False):
            if cell.text.strip():
                found.setdefault(name, tidy(cell.text))
        if number == 200:
            break
    return found


def _text(name: str, plan: Plan, examples: dict[str, str]) -> str:
    beside = Path(name).with_suffix(".columns.toml")
    known = plan.columns.title if plan.columns.title and not plan.guessed else ""
    lines = [f"# What the columns of {name} mean: kg convert {name} --columns {beside}"]
    lines += textwrap.wrap(_HEAD, 118, initial_indent="# ", subsequent_indent="# ")
    if known:
        lines.append(f"# kg knows this table ({known}): without this file it is read in the same way.")
    lines += ["", "[table]", f"delimiter = {_quoted(plan.dialect.delimiter)}"]
    lines.append("# names = [...]   # the columns' names, if the table has no header")
    lines.append('# others = "guess"   # read columns that stand not below by their names')
    if plan.columns.spill:
        lines.append(f"spill = {_quoted(plan.columns.spill)}   # takes the cells that a row has too many")
    if plan.columns.translated:
        lines.append("translated = true   # titles and abstracts are in English, whatever the language of the work")
    lines += ["", "[constants]"]
    if not any(column.field == "type" for column in map(plan.columns.column, plan.header) if column is not None):
        lines.append('# type = "journal-article"   # no column states the type')
    lines += ["", "[types]", '# "Aufsatz" = "journal-article"   # words of the column for the type that kg does not know']
    lines += [f"{_quoted(word)} = {_quoted(kind)}" for word, kind in plan.columns.types.items()]
    lines += ["", "[columns]"]
    for column in plan.header:
        example = examples.get(column, "")
        lines.append(f"# for example: {example[:_SHOWN]}{'…' if len(example) > _SHOWN else ''}" if example else "# empty in the first rows")
        lines.append(_row(column, plan.columns.column(column), example))
    lines += ["", *textwrap.wrap(_fields(), 118, initial_indent="# ", subsequent_indent="# ")]
    return "\n".join(lines) + "\n"


def _fields() -> str:
    plain = ", ".join(field for field in FIELDS if not field.endswith("*"))
    return f"Fields: {plain}; and with a name in place of the star: {', '.join(field for field in FIELDS if field.endswith('*'))}."


def _row(name: str, column: Column | None, example: str) -> str:
    if column is None:
        return f'# {_quoted(name)} = "..."   # not known'
    if column.also or column.pattern:
        rows = ", ".join(_options(one, "") for one in (column, *column.also))
        return f"{_quoted(name)} = [{rows}]"
    return f"{_quoted(name)} = {_options(column, example)}"


def _options(column: Column, example: str) -> str:
    """The right side: the field alone, or with the options that are not as usual."""
    if column.skip:
        return f"{{ skip = {_quoted(column.skip)} }}"
    separators = list(column.separator) or [mark for mark in (";", "|") if column.field in _MULTIPLE and mark in example][:1]
    given: list[tuple[str, str]] = []
    if separators:
        given.append(("separator", _quoted(separators[0]) if len(separators) == 1 else "[" + ", ".join(map(_quoted, separators)) + "]"))
    given += [
        (name, _quoted(getattr(column, name)))
        for name in ("role", "names", "lang", "form", "pattern")
        if getattr(column, name) != _usual(name)
    ]
    if column.fallback:
        given.append(("fallback", "true"))
    if not given:
        return _quoted(column.field)
    return "{ " + ", ".join(f"{name} = {value}" for name, value in [("field", _quoted(column.field)), *given]) + " }"


def _usual(name: str) -> str:
    return {"role": "author", "names": "auto"}.get(name, "")


def _quoted(text: str) -> str:
    """A TOML basic string; its escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
