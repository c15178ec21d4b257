"""The JSON-LD context of the full form: made from vocab/prefixes.toml and vocab/context.toml, kept as vocab/context.jsonld.

    python -c "from kg.writers import context; print(context.document(), end='')" > vocab/context.jsonld

Each predicate has one term a form of value, so a value in its usual form is a bare string: IRIs by "@type": "@id", texts by language
maps, and three terms for a date, because its precision is its datatype. What fits no term is written in full under a longer key; so
nothing depends on the table being complete. Source: JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/).
"""

from __future__ import annotations

import functools
import json
from typing import Any, NamedTuple

from kg import resources, terms
from kg.writers.options import prefixes

PRECISIONS = {"": "xsd:date", "Month": "xsd:gYearMonth", "Year": "xsd:gYear"}


class Term(NamedTuple):
    """A key of our JSON-LD and the form of its values: "iri", "list", "lang", "text", or a datatype term in N-Triples form."""

    key: str
    form: str


class Vocabulary(NamedTuple):
    """The compiled context: `context` as JSON, the terms of each predicate, the place of each key, prefixes by namespace."""

    context: dict[str, Any]
    terms: dict[str, list[Term]]
    order: dict[str, int]
    names: dict[str, str]
    schema: str


def context(schema_ns: str = "https") -> dict[str, Any]:
    """The whole context, its keys in the order of the tables."""
    names = prefixes(schema_ns)
    rows: dict[str, Any] = {"@version": 1.1, "@vocab": names["schema"], "id": "@id", "type": "@type", **names}
    for key, (name, form) in resources.table("context").items():
        if form == "date":
            rows.update({key + suffix: {"@id": name, "@type": datatype} for suffix, datatype in PRECISIONS.items()})
        elif form == "text":
            if name != f"schema:{key}":
                rows[key] = name
        else:
            rows[key] = {"@id": name, **_coercion(form)}
    return rows


def _coercion(form: str) -> dict[str, str]:
    known = {"lang": {"@container": "@language"}, "iri": {"@type": "@id"}, "list": {"@type": "@id", "@container": "@list"}}
    return known.get(form, {"@type": form})


@functools.cache
def vocabulary(schema_ns: str = "https") -> Vocabulary:
    """The context compiled for writing."""
    names = prefixes(schema_ns)
    known: dict[str, list[Term]] = {}
    order: dict[str, int] = {}
    for key, (name, form) in resources.table("context").items():
        for suffix, datatype in PRECISIONS.items() if form == "date" else [("", form)]:
            shape = f"<{terms.XSD}{datatype[4:]}>" if datatype.startswith("xsd:") else datatype
            known.setdefault(_full(name, names), []).append(Term(key + suffix, shape))
            order[key + suffix] = len(order)
    return Vocabulary(context(schema_ns), known, order, {iri: name for name, iri in names.items()}, names["schema"])


def _full(name: str, names: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return f"<{names[prefix]}{local}>"


def document() -> str:
    """The text of vocab/context.jsonld."""
    return json.dumps({"@context": context()}, indent=2, ensure_ascii=False) + "\n"
