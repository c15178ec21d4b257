"""Named queries: the files of queries/, their question, their parameters.

Design: a file begins with `# the question`, then one line per parameter:

    #+ param year: xsd:gYear = 2012 "year of publication"
    #+ param type: iri? "only works of this class"

A type with "?" may be left out (its variable is then unbound), one with "=" has a default, any other must be given. A value is text
until it has passed the check of its type; only then it is a term.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from kg import resources, terms
from kg.errors import TableError, UsageError

_PARAM = re.compile(
    r"#\+ param (?P<name>[A-Za-z]\w*): (?P<type>[\w:]+)(?P<optional>\?)?(?: = (?P<default>\S+))?(?: \"(?P<doc>[^\"]*)\")?\s*"
)
_DATE = r"\d{4}-(?:0[1-9]|1[0-2])"
#: type -> pattern of its lexical form
_LEXICAL = {
    "xsd:string": r".*",
    "xsd:integer": r"[+-]?\d{1,18}",
    "xsd:nonNegativeInteger": r"\d{1,18}",
    "xsd:positiveInteger": r"0*[1-9]\d{0,17}",
    "xsd:decimal": r"[+-]?(?:\d{1,18}(?:\.\d{0,18})?|\.\d{1,18})",
    "xsd:boolean": r"true|false",
    "xsd:gYear": r"\d{4}",
    "xsd:gYearMonth": _DATE,
    "xsd:date": _DATE + r"-(?:0[1-9]|[12]\d|3[01])",
}


class Parameter(NamedTuple):
    """A parameter: the variable's name, its type (a row of _LEXICAL, or "iri"), the default as text ("" if none), what it means."""

    name: str
    type: str
    default: str = ""
    optional: bool = False
    doc: str = ""

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return not self.optional and not self.default


class NamedQuery(NamedTuple):
    """A query: its name ("" for a text), the question in English, the SPARQL text with its head, its parameters."""

    name: str
    question: str
    text: str
    parameters: tuple[Parameter, ...]


def read(text: str, *, name: str = "") -> NamedQuery:
    """The query in `text`, its head parsed. Raises TableError for a `#+ param` line that cannot be read."""
    question, parameters = "", []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#+ param"):
            parameters.append(_parameter(line, f"{name or 'query'}:{number}"))
        elif line.startswith("#") and not line.startswith("#+"):
            question = question or line.lstrip("#").strip()
        elif line.strip():
            break
    return NamedQuery(name, question, text, tuple(parameters))


def _parameter(line: str, where: str) -> Parameter:
    match = _PARAM.fullmatch(line)
    if match is None:
        raise TableError(f"{where}: cannot read {line!r}", hint='write: #+ param year: xsd:gYear = 2012 "what it means"')
    if match["type"] not in _LEXICAL and match["type"] != "iri":
        raise TableError(f"{where}: unknown type {match['type']!r}", hint=f"known: iri, {', '.join(_LEXICAL)}")
    return Parameter(match["name"], match["type"], match["default"] or "", bool(match["optional"]), match["doc"] or "")


def named(folder: Path | None = None) -> dict[str, NamedQuery]:
    """The queries that come with the project and those of `folder` (a project's own, which win), by name, sorted."""
    found = dict(_shipped())
    if folder is not None and folder.is_dir():
        found |= _in(folder)
    return dict(sorted(found.items()))


@functools.cache
def _shipped() -> Mapping[str, NamedQuery]:
    return _in(resources.root("queries"))


def _in(folder: Path) -> dict[str, NamedQuery]:
    return {path.stem: read(path.read_text("utf-8"), name=path.stem) for path in sorted(folder.glob("*.rq"))}


def find(argument: str, folder: Path | None = None) -> NamedQuery:
    """The named query, or else `argument` taken as the query's own text. Raises UsageError for a single word that is no name."""
    known = named(folder)
    if argument in known:
        return known[argument]
    if re.fullmatch(r"[\w.-]+", argument):
        near = difflib.get_close_matches(argument, known, n=1)
        raise UsageError(f"there is no query {argument!r}", hint=f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}")
    return read(argument)


def bindings(query: NamedQuery, values: Mapping[str, str]) -> dict[str, str]:
    """The term of each parameter that has a value, given or by default. Raises UsageError: unknown, missing or wrong value."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = (
                f"did you mean {near[0]}?" if near else f"it takes: {', '.join(known) or 'none'}; declare others by a line '#+ param ...'"
            )
            raise UsageError(f"the query has no parameter {name!r}", hint=hint)
    found = {}
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value:
            found[parameter.name] = term(parameter, value)
        elif parameter.required:
            raise UsageError(
                f"the query needs a value for {parameter.name} ({parameter.type}): {parameter.doc}", hint="use --param NAME=VALUE"
            )
    return found


def term(parameter: Parameter, value: str) -> str:
    """`value` as a term of the parameter's type. Raises UsageError where it has not that type's form.

    >>> term(Parameter("year", "xsd:gYear"), "2012")
    '"2012"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    """
    check: Callable[[str], str] = _iri if parameter.type == "iri" else functools.partial(_literal, parameter.type)
    made = check(value)
    if not made:
        raise UsageError(f"{value!r} is no {parameter.type} (parameter {parameter.name})")
    return made


def _iri(value: str) -> str:
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1]
    prefix, _, local = value.partition(":")
    namespace = resources.table("prefixes").get(prefix)
    whole = f"{namespace}{local}" if namespace and not local.startswith("//") else value
    return f"<{whole}>" if terms.is_iri(whole) else ""


def _literal(type_name: str, value: str) -> str:
    if not re.fullmatch(_LEXICAL[type_name], value, re.DOTALL):
        return ""
    return terms.literal(value, datatype=terms.XSD + type_name.partition(":")[2])
