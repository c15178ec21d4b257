"""The whole way back over the corpora: BibTeX (RIS, CSL-JSON) to graph, graph to record, record to the same format, read again."""

from __future__ import annotations

import io
from collections import Counter

import pytest

from kg import inputs, pipeline, terms
from kg.mapping import Mapper, losses
from kg.record import Record
from kg.settings import Settings
from kg.sources import SOURCES
from kg.writers import WRITERS
from tests.shared import corpora

SETTINGS = Settings(base="https://data.example.org/")
CORPORA = {"bibtex": ("bibtex", "pure-bibtex"), "ris": ("ris", "pure-ris"), "csl-json": ("csl-json",)}
#: where a record stood, and what no vocabulary is asked to carry
OWN = {"origin", "sources", "evidence", "rest"}


@pytest.mark.parametrize("name", CORPORA)
def test_graph_keeps_every_field_that_the_format_has(name: str) -> None:
    """The record that comes back through the graph and the format is the one that comes back through the format alone."""
    mapper = Mapper(pipeline.mapper_options(SETTINGS))
    files = [str(corpora() / folder) for folder in CORPORA[name]]
    records = [r.record for _, r in pipeline.readings(inputs.read(files, failed=lambda error: None)) if r.record is not None]
    records = [record for record in records if record.origin.format == name]
    through = [mapper.back(mapper.forward(record).described.graph)[0] for record in records]
    fields = [field for field in Record.__struct_fields__ if field not in OWN]
    lost: Counter[str] = Counter()
    examples: dict[str, tuple[object, object]] = {}
    said = 0
    for record, one, other in zip(records, again(name, records), again(name, through), strict=True):
        stated = {loss.field.partition("[")[0].partition(".")[0] for loss in losses(record, mapper.options)}
        for field in fields:
            before, after = comparable(one, field), comparable(other, field)
            if before != after and field in stated:
                said += 1
            elif before != after:
                lost[field] += 1
                examples.setdefault(field, (before, after))
    print(f"\n{name}: {len(records)} records, {len(fields)} fields compared, differing: {dict(lost)}, told by --losses: {said}")
    assert not lost, "\n".join(f"{k}: {v[0]} | {v[1]}" for k, v in examples.items())


def comparable(record: Record, field: str) -> object:
    """The field's value; links in any order, and the two fields that dcterms:description holds as one."""
    if field == "links":
        return sorted((link.kind, terms.iri(link.url)) for link in record.links)
    if field in ("notes", "funding_text"):
        return sorted(text.value for text in [*record.notes, *record.funding_text])
    if field == "container" and record.container:
        # an ISSN-L that repeats another ISSN says nothing more; identifiers have no order
        known = sorted((i.value, i.scheme) for i in record.container.identifiers)
        values = [value for value, scheme in known if scheme != "issn-l"]
        return (record.container.titles, record.container.kind, [k for k in known if k[1] != "issn-l" or k[0] not in values])
    return getattr(record, field)


def again(name: str, records: list[Record]) -> list[Record]:
    """The records written in the format and read again; an entry that holds nothing the format has is an empty record."""
    out = io.BytesIO()
    WRITERS[name].write(records, out)  # type: ignore[call-arg, arg-type]
    return [reading.record or Record() for reading in SOURCES[name].read(out.getvalue())]
