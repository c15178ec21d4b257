"""A plain record of every type, and the type that it is read back as from each citation format."""

from __future__ import annotations

import io

from kg import resources
from kg.record import Agent, Container, Contributor, Event, Host, Record, Text
from kg.sources import bibtex, csl_json, ris
from kg.writers import WRITERS
from kg.writers.citation import variants

READ = {"bibtex": bibtex.read, "ris": ris.read, "csl-json": csl_json.read}
#: column of types.toml -> format
FORMATS = {"bibtex": "bibtex", "ris": "ris", "csl": "csl-json"}
EDITED = ("edited-book", "proceedings", "special-issue")
HOSTED = ("chapter", "reference-entry", "conference-paper", "conference-abstract")
SERIAL = ("article-journal", "review-book", "article-magazine", "article-newspaper")


def plain(kind: str, variant: str = "") -> Record:
    """What a record of this type commonly has: a title, a maker, a year, and where it appeared."""
    role = "editor" if kind in EDITED else "author"
    record = Record(
        type=kind,
        variant=variant,
        titles=[Text("On tides")],
        contributors=[Contributor(Agent("Zoë Abel", given="Zoë", family="Abel"), role)],
    )
    record.issued = "2019"
    row = resources.table("types")[kind]
    if kind in HOSTED:
        record.host = Host([Text("Ports and seas")], type="proceedings" if kind.startswith("conference") else "book")
    elif row["csl"] in SERIAL:
        record.container = Container([Text("Coasts")])
    elif kind.startswith("thesis") or kind in ("report", "working-paper", "memorandum"):
        record.institution = Agent("Harbour Board", kind="organisation")
    elif kind == "conference-paper-unpublished":
        record.event = Event([Text("Tides 2019")])
    return record


def back(record: Record, name: str) -> Record:
    """The record, written and read again in a format."""
    out = io.BytesIO()
    WRITERS[name].write([record], out)  # type: ignore[arg-type, list-item]
    (reading,) = READ[name](out.getvalue())
    assert reading.record is not None
    return reading.record


def lost(column: str) -> dict[tuple[str, str], str]:
    """(type, variant) -> what it is read back as ("type/variant"), where that is another."""
    found = {}
    for kind, variant in variants():
        record = back(plain(kind, variant), FORMATS[column])
        if (record.type, record.variant) != (kind, variant):
            found[kind, variant] = f"{record.type}/{record.variant}" if record.variant else record.type
    return found


def marked(column: str) -> dict[tuple[str, str], str]:
    """The same by the marks of vocab/types.toml."""
    found = {}
    for kind, row in resources.table("types").items():
        rows = {"": row, **row.get("variant", {})}
        for variant, cells in rows.items():
            if column in cells.get("lossy", {}):
                found[kind, variant] = cells["lossy"][column]
    return found
