"""kg: bibliographic records as linked data in Schema.org, BIBO and Dublin Core.

The public surface, imported only when it is used, so that `import kg` costs nothing:

>>> import kg
>>> mapper = kg.Mapper(kg.Options(base="https://data.example.org/"))
>>> described = mapper.forward(kg.Record(type="book", titles=[kg.Text("A title", "en")])).described
>>> described.graph[described.work]["<http://purl.org/dc/terms/title>"]
['"A title"@en']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.errors import Issue, KgError
    from kg.graph import Described, to_rdflib
    from kg.mapping import Mapper, Options
    from kg.pipeline import Outcome, open_records
    from kg.record import Record, Text

__all__ = ["Described", "Issue", "KgError", "Mapper", "Options", "Outcome", "Record", "Text", "open_records", "to_rdflib"]

_HOMES = {
    "Issue": "kg.errors",
    "KgError": "kg.errors",
    "Described": "kg.graph",
    "to_rdflib": "kg.graph",
    "Mapper": "kg.mapping",
    "Options": "kg.mapping",
    "Outcome": "kg.pipeline",
    "open_records": "kg.pipeline",
    "Record": "kg.record",
    "Text": "kg.record",
}


def __getattr__(name: str) -> Any:
    try:
        return getattr(importlib.import_module(_HOMES[name]), name)
    except KeyError:
        raise AttributeError(f"module 'kg' has no attribute {name!r}") from None
