"""Reports: results led back to the user's file, as text, JSON and a sh:ValidationReport in Turtle.

Design: `locate` makes an Issue of a Result, with the help of two small maps that are made only for records with findings: the
mapping's trace (triple -> field and rule) and the reader's places (field -> place). Text and JSON are written from Issues, one at a
time, so a report of a million findings needs no memory; the Turtle report is written from Results. Same findings, same bytes.
"""

from __future__ import annotations

import collections
import json
from collections.abc import Iterable, Iterator, Mapping

from kg import terms
from kg.errors import SEVERITIES, Issue, Place, Severity
from kg.graph import Triple
from kg.shacl.paths import SH, predicates
from kg.shacl.result import Result
from kg.shacl.shapes import Compiled

SCHEMA_VERSION = 1
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
    """The place of `field` or of its nearest parent ("contributors[1].agent", "contributors[1]", "contributors"); Place() if unknown."""
    while field:
        if field in places:
            return places[field]
        cut = max(field.rfind("."), field.rfind("["))
        field = field[:cut] if cut > 0 else ""
    return Place()


def conforms(severities: Iterable[Severity], fail_on: Severity = "violation") -> bool:
    """Whether no severity is as bad as `fail_on` or worse."""
    limit = SEVERITIES.index(fail_on)
    return all(SEVERITIES.index(severity) > limit for severity in severities)


def text(findings: Iterable[Issue], *, limit: int = 20) -> Iterator[str]:
    """Lines for people: place, severity, code and message; what was found; the mend. At most `limit` findings of a code (0: all).

    The rest are counted in one line for each code, after all others, in the order in which the codes appeared.
    """
    seen: collections.Counter[str] = collections.Counter()
    for finding in findings:
        seen[finding.code] += 1
        if limit and seen[finding.code] > limit:
            continue
        yield f"{_where(finding)}: {finding.severity} {_label(finding.code)}: {finding.message}"
        if finding.value and not _is_said(finding.value, finding.message):
            yield f"  found: {_line(finding.value)}"
        if finding.mend:
            yield f"  hint: {finding.mend}"
    for code, count in seen.items():
        if limit and count > limit:
            yield f"{_label(code)}: and {count - limit:,} more like this (--all)"


def as_json(findings: Iterable[Issue]) -> Iterator[str]:
    """The pieces of one JSON object: schema_version, findings (fixed keys), counts by severity and by code."""
    severities = collections.Counter[str](dict.fromkeys(SEVERITIES, 0))
    codes: collections.Counter[str] = collections.Counter()
    yield f'{{"schema_version": {SCHEMA_VERSION}, "findings": ['
    before = "\n"
    for finding in findings:
        severities[finding.severity] += 1
        codes[finding.code] += 1
        yield before + json.dumps(_row(finding), ensure_ascii=False)
        before = ",\n"
    counts = {"by_severity": dict(severities), "by_code": dict(sorted(codes.items()))}
    yield f'\n], "counts": {json.dumps(counts)}}}\n'


def turtle(results: Iterable[Result], shapes: Compiled) -> Iterator[str]:
    """The lines of a sh:ValidationReport (SHACL section 3.6) in Turtle. Its nodes are IRIs, so two runs write the same bytes."""
    yield f"@prefix sh: <{SH}> .\n@prefix xsd: <{terms.XSD}> .\n"
    names: list[str] = []
    for number, result in enumerate(results, 1):
        names.append(f"<{REPORT}#result-{number}>")
        yield from _node(names[-1], result, shapes)
    # SHACL: a graph conforms if there is no result at all, whatever its severity
    yield f"<{REPORT}> a sh:ValidationReport ;\n    sh:conforms {'false' if names else 'true'}"
    yield "".join(f" ;\n    sh:result {name}" for name in names) + " ."


def _field(result: Result, trace: Mapping[Triple, tuple[str, str]]) -> str:
    path = predicates(result.path)
    for predicate in path:
        if found := trace.get((result.focus, predicate, result.value)):
            return found[0]
    on_path = [field for (subject, predicate, _), (field, _) in trace.items() if subject == result.focus and predicate in path]
    if on_path:
        return on_path[0]
    for (_, _, value), (field, _) in trace.items():
        if value == result.focus and (not result.field or field.startswith(result.field.partition(".")[0] + "[")):
            return field
    return result.field


def _where(finding: Issue) -> str:
    place = finding.place
    parts = [finding.file or finding.record or "record"]
    if place.line:
        parts.append(str(place.line))
        if place.column:
            parts.append(str(place.column))
    return ":".join(parts)


def _is_said(value: str, message: str) -> bool:
    """Whether the message shows the value already; a value of a letter or two may stand in any word."""
    return f'"{value}"' in message or (len(value) > 3 and value in message)


def _label(code: str) -> str:
    return f"KG-{code}" if code else "(own shape)"


def _line(value: str) -> str:
    shown = " ".join(value.split()) if "\n" in value else value
    return shown if len(shown) <= 200 else shown[:199] + "…"


def _row(finding: Issue) -> dict[str, object]:
    return {
        "code": _label(finding.code) if finding.code else "",
        "severity": finding.severity,
        "message": finding.message,
        "file": finding.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "pointer": finding.place.pointer,
        "record": finding.record,
        "field": finding.field,
        "value": finding.value,
        "mend": finding.mend,
    }


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
