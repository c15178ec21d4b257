"""Results led back to the user's file, and a sh:ValidationReport in Turtle.

Design: `locate` makes an Issue of a Result, with the help of two small maps that are made only for records with findings: the
mapping's trace (triple -> field and rule) and the reader's places (field -> place). The Turtle report is written from Results, one at a
time. Same results, same bytes. Text and JSON for people are the command line's (kg/cli/findings.py).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

from kg import terms
from kg.errors import Issue, Place, Severity
from kg.graph import Triple
from kg.shacl.paths import SH, predicates
from kg.shacl.result import Result
from kg.shacl.shapes import Compiled

#: the IRI of the report in Turtle; its results are hash IRIs below it
REPORT = "https://w3id.org/kg-publisher/report"
_WORDS: dict[Severity, str] = {"violation": "Violation", "warning": "Warning", "info": "Info"}


def locate(
    result: Result, trace: Mapping[Triple, tuple[str, str]], places: Mapping[str, Place], *, file: str = "", record: str = ""
) -> Issue:
    """The Issue that tells the user of `result`: Record field and place in the source, as far as they are known.

    The field is that of the offending triple; else of another triple on the result's path; else of a triple that leads to the focus
    node, where it is more exact than the shape's own kg:field. Its place is that of the field, or of its nearest parent.
    """
    field = _field(result, trace)
    return Issue(
        code=result.code,
        severity=result.severity,
        message=result.message,
        field=field,
        value=terms.text(result.value) if result.value and result.value[0] != "_" else "",
        mend=result.mend,
        place=place_of(field, places),
        file=file,
        record=record,
    )


def place_of(field: str, places: Mapping[str, Place]) -> Place:
    """The place of `field` or of its nearest parent ("contributors[1].agent", "contributors[1]", "contributors"); Place() if unknown.

    A list asked for as a whole has the place of its first member.
    """
    while field:
        if field in places:
            return places[field]
        if f"{field}[0]" in places:
            return places[f"{field}[0]"]
        cut = max(field.rfind("."), field.rfind("["))
        field = field[:cut] if cut > 0 else ""
    return Place()


def turtle(results: Iterable[Result], shapes: Compiled) -> Iterator[str]:
    """The lines of a sh:ValidationReport (SHACL section 3.6) in Turtle. Its nodes are IRIs, so two runs write the same bytes."""
    yield f"@prefix sh: <{SH}> .\n@prefix xsd: <{terms.XSD}> .\n"
    number = 0
    for number, result in enumerate(results, 1):
        name = f"<{REPORT}#result-{number}>"
        yield from _node(name, result, shapes)
        yield f"<{REPORT}> sh:result {name} .\n"
    # SHACL: a graph conforms if there is no result at all, whatever its severity
    yield f"<{REPORT}> a sh:ValidationReport ;\n    sh:conforms {'false' if number else 'true'} ."


def _field(result: Result, trace: Mapping[Triple, tuple[str, str]]) -> str:
    if not trace:
        return result.field
    path = predicates(result.path)
    for predicate in path:
        if found := trace.get((result.focus, predicate, result.value)):
            return found[0]
    if not isinstance(trace, Trace):
        trace = Trace(trace)
    found_on = trace.on(result.focus, path)
    field = trace.into(result.focus, result.field) if found_on is None else found_on
    return result.field if field is None else field


class Trace(dict[Triple, tuple[str, str]]):
    """The mapping's trace with two indexes, made at the first question: a record of many authors may have a result for each."""

    @functools.cached_property
    def _subjects(self) -> dict[tuple[str, str], tuple[int, str]]:
        """Subject and predicate -> number and field of the first such triple."""
        found: dict[tuple[str, str], tuple[int, str]] = {}
        for number, ((subject, predicate, _), (field, _)) in enumerate(self.items()):
            found.setdefault((subject, predicate), (number, field))
        return found

    @functools.cached_property
    def _objects(self) -> dict[tuple[str, str], str]:
        """Object, and the first name of a field that is a list ("" for any field) -> the first such field."""
        found: dict[tuple[str, str], str] = {}
        for (_, _, value), (field, _) in self.items():
            found.setdefault((value, ""), field)
            found.setdefault((value, field.partition("[")[0]), field) if "[" in field else None
        return found

    def on(self, focus: str, path: Iterable[str]) -> str | None:
        """The field of the first triple from `focus` over one of these predicates."""
        found = [self._subjects[focus, predicate] for predicate in path if (focus, predicate) in self._subjects]
        return min(found)[1] if found else None

    def into(self, focus: str, field: str) -> str | None:
        """The field of the first triple that leads to `focus`; only one below `field`, where there is one."""
        return self._objects.get((focus, field.partition(".")[0]))


def _node(name: str, result: Result, shapes: Compiled) -> Iterator[str]:
    lines = [f"sh:resultSeverity sh:{_WORDS[result.severity]}", f"sh:focusNode {_safe(result.focus)}"]
    if result.path:
        shape = shapes.shapes.get(result.shape)
        complex_path = shape.turtle if shape and shape.path == result.path else ""
        if complex_path or result.path.startswith("<"):
            lines.append(f"sh:resultPath {complex_path or _safe(result.path)}")
    if result.value:
        lines.append(f"sh:value {_safe(result.value)}")
    lines += [f"sh:sourceConstraintComponent {result.component}", f"sh:sourceShape {result.shape}"]
    lines.append(f"sh:resultMessage {terms.literal(result.message)}")
    for number, detail in enumerate(result.details, 1):
        inner = f"{name[:-1]}-{number}>"
        yield from _node(inner, detail, shapes)
        lines.append(f"sh:detail {inner}")
    yield f"{name} a sh:ValidationResult ;\n    " + " ;\n    ".join(lines) + " .\n"


def _safe(term: str) -> str:
    """`term`, or its text as a literal where it is a term that no parser would take (the very fault that is reported)."""
    part = terms.parse(term)
    if part.kind == "iri":
        return term if terms.is_iri(part.value) else terms.literal(part.value)
    if part.kind == "bnode":
        return term
    fits = terms.is_language(part.lang) if part.lang else terms.is_iri(part.datatype)
    return terms.literal(part.value, lang=part.lang, datatype="" if part.lang else part.datatype) if fits else terms.literal(part.value)
