"""Write docs/mapping.md from vocab/*.toml: `python docs/generate_mapping.py` (make docs). A test keeps the page up to date."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kg import resources
from kg.explain.rules import conditions
from kg.mapping.tables import TABLES, tables

PAGE = Path(__file__).with_name("mapping.md")

HEAD = """# Mapping reference

This page is made from the tables in `vocab/` (`make docs`); they are the mapping, this is their picture. Each field of a record
is published in Schema.org, BIBO and Dublin Core as far as each has a term for it; where one has none, the reason is given at the end.
`kg convert --losses` lists what your own records hold and the graph leaves out.

## How to read a row

| column of the table | meaning |
|---|---|
| `node`, `field` | which node is the subject (`vocab/nodes.toml`), which field of its part of the record is published; `[]`: a list |
| `term`, `form` | the property, and how the value is written: text, text with language, date, link to another node ... |
| `when`, `unless` | fields that must be, or must not be, stated |
| `types`, `not_types` | types of works (`vocab/types.toml`) for which the row is meant, or not |
| `schemes`, `kinds` | which identifiers or links the row takes |
| `fallback_for` | the row stands in where that property's domain excludes the work |
| `option` | only with this option (`--spar`, `--concepts`, `--owl-sameas`) |
| `back` | whether the row is read when RDF becomes a record again; `note` says why not |

A row is silent where the subject's classes are outside the property's domain (`vocab/terms.json`, made from the vocabularies' own files):
so `schema:pageStart` is written for an article and a chapter, and not for a thesis.

## IRIs

Every IRI begins with `base` (`--base`, `kg.toml`).

| thing | IRI | made from |
|---|---|---|
| work | `{base}work/{key}` | Pure UUID, else `doi-` and the DOI, else `x-` and a hash of type, title, year, first author, container |
| record | `{base}work/{key}/about` | |
| named graph | `{base}graph/{key}` | |
| person | `{base}person/{uuid}`, `{base}person/orcid/{ORCID}`, else `{work}#person-{name}` | never merged by name |
| organisation | `{base}org/{uuid}`, `{base}org/ror/{ROR}`, else `{work}#org-{name}` | |
| journal | `{base}journal/issn/{ISSN}`, else `{base}journal/title/{title}` | ISSN-L, else print, else electronic |
| volume, issue | `{journal}/volume/{v}`, `{journal}/volume/{v}/issue/{i}` | without a volume: `{journal}/{year}/issue/{i}` |
| book, proceedings | `{base}book/isbn/{ISBN}`, else `{work}#host` | the lowest ISBN |
| series | `{base}series/issn/{ISSN}`, else `{work}#series` | |
| concept | its own IRI, else `{base}concept/{scheme}/{label or id}` | labels that differ stay two concepts |
| grant | `{base}grant/{funder}/{number}`, else `{work}#grant-{n}` | shared only where the funder has an identifier |
| helper nodes | `{work}#id-doi`, `{work}#file-1`, `{work}#citations-scopus` ... | |

In a key every byte outside `a-z 0-9 . -` becomes `_` and two hex digits. There are no blank nodes but the cells of lists, labelled
`_:l{12 hex digits of the work IRI's SHA-256}n{position}` in files; loaded, pushed and with `--skolem-lists` they are
`{base}work/{key}#authors-{position}`. The list of editors of a book that several chapters share has IRIs everywhere, below the book's own.
Two records of one run that would share a key and differ are kept apart: the later one gets `-2`.

## Dates

A date keeps its own precision: `xsd:gYear`, `xsd:gYearMonth` or `xsd:date`, never padded and never with a time zone. `dcterms:issued` and
`schema:datePublished` are the formal date; without one the early-online date; for an unpublished thesis the date of the award.
In queries compare years with `SUBSTR(STR(?date), 1, 4)`.

## Own terms

`https://w3id.org/kg-publisher/ns#`: `SubjectAssignment`, `subjectAssignment`, `concept`, `rank`, `weight` (a concept's rank and weight for
a work), `position`, `nameAsWritten` (a contribution), `contentHash`, `run`, `publisherVersion` (the stamp on a published graph), and in
shapes `code`, `mend`, `field`. Everything else is reused.
"""


def rows_of(node: str) -> list[str]:
    """The table of one kind of node."""
    found = [row for row in tables().rows if row.node == node]
    if not found:
        return []
    lines = [f"### {node}", "", "| field | term | form | where | read back | note |", "|---|---|---|---|---|---|"]
    fields = list(dict.fromkeys(row.field for row in found))
    for row in sorted(found, key=lambda row: (fields.index(row.field), TABLES.index(row.vocabulary))):
        target = f"{row.form} {row.to}" if row.to else row.form
        back = "no" if row.back is False else "yes"
        lines.append(f"| `{row.field}` | `{row.term}` | {target} | {conditions(row)} | {back} | {row.note} |")
    return [*lines, ""]


def types() -> list[str]:
    """The type table."""
    columns = ("schema", "bibo", "fabio", "dcmitype", "coar", "bibtex", "ris", "csl", "crossref", "datacite")
    lines = ["## Types", "", f"| type | {' | '.join(columns)} | comes back as |", "|---" * (len(columns) + 2) + "|"]
    for name, row in resources.table("types").items():
        for variant, changed in [("", {}), *row.get("variant", {}).items()]:
            merged = {**row, **changed}
            cells = [", ".join(v) if isinstance(v := merged.get(c, ""), list) else str(v) for c in columns]
            lossy = "; ".join(f"{fmt}: {other}" for fmt, other in merged.get("lossy", {}).items()) if not variant else ""
            lines.append(f"| {name + (' / ' + variant if variant else '')} | {' | '.join(cells)} | {lossy} |")
    return [
        *lines,
        "",
        "The last column names the citation formats that cannot tell a type from another, and what it then comes back as.",
        "",
    ]


def simple(title: str, name: str, columns: tuple[str, ...]) -> list[str]:
    """A table of vocab/ with one row a key."""
    lines = [f"## {title}", "", f"| {name} | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for key, row in resources.table(name).items():
        cells = [", ".join(v) if isinstance(v := row.get(c, ""), list) else str(v) for c in columns]
        lines.append(f"| {key} | {' | '.join(cells)} |")
    return [*lines, ""]


def omissions() -> list[str]:
    lines = ["## Left out, and why", "", "| node | field | vocabulary | reason |", "|---|---|---|---|"]
    lines += [
        f"| {o.node} | `{o.field}` | {o.vocabulary} | {o.reason} |"
        for o in sorted(tables().omits, key=lambda o: (o.node != "work", o.node, o.field))
    ]
    return [*lines, ""]


def page() -> str:
    """The whole page."""
    parts = [HEAD, *types(), "## Rows", ""]
    for node in tables().nodes:
        parts += rows_of(node)
    parts += simple("Roles", "roles", ("schema", "bibo", "dcterms", "relators", "pro", "list", "bibtex", "ris", "csl"))
    parts += simple("Identifiers", "identifiers", ("name", "property", "url", "same", "uri"))
    parts += simple("Relations between works", "relations", ("schema", "bibo", "dcterms", "inverse"))
    return "\n".join([*parts, *omissions()])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
