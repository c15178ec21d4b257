"""Options of the RDF writers, the prefixes, and the order of values."""

from __future__ import annotations

from typing import NamedTuple

from kg import resources

SCHEMA_HTTPS, SCHEMA_HTTP = "https://schema.org/", "http://schema.org/"


class Options(NamedTuple):
    """What a user can choose about RDF output.

    `base`: Turtle writes IRIs below it as relative ones ("" for none). `schema_ns`: "https" or "http", the namespace of schema.org
    (consumers know both; the official JSON-LD context says http). `skolem_lists`: list cells get IRIs, `{work}#authors-1` and so
    on, in place of blank nodes. `page_url`: address of a work's page with {key} in it, for the web embedding. `context_url`: JSON-LD
    names its context by this address in place of carrying it.
    """

    base: str = ""
    schema_ns: str = "https"
    skolem_lists: bool = False
    page_url: str = ""
    context_url: str = ""


DEFAULT = Options()


def prefixes(schema_ns: str = "https") -> dict[str, str]:
    """The prefixes of vocab/prefixes.toml, in its order, schema.org in the namespace asked for."""
    found: dict[str, str] = dict(resources.table("prefixes"))
    if schema_ns == "http":
        found["schema"] = SCHEMA_HTTP
    return found


def order(term: str) -> tuple[str, int, str]:
    """The sorting key of a term: by text, a number at the end of an IRI by value ("#file-2" before "#file-10")."""
    return (term.rstrip("0123456789>"), len(term), term) if term[0] == "<" else (term, 0, "")
