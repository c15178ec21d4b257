"""Keywords, concepts, fingerprint, citation counts, formatted citations and related works of a research output of Pure's web services.

Design: free keywords are the authors' words; structured ones are concepts of a scheme, named by their URI; a fingerprint is made by a
machine and has weights, so it is a scheme of its own. The weight is the service's rank where that is a share of one; the order of the
weights gives the ranks.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kg.record import Concept, Identifier, Metric, Relation, Text
from kg.sources.pure_api_entities import Output, Ranked, concepts, number
from kg.sources.pure_api_tree import rules
from kg.sources.tree import Cursor
from kg.values import text

_COUNT = re.compile(r"[0-9]{1,9}")
_WORKS = (
    "relatedResearchOutputs", "researchOutputs", "relatedDataSets", "dataSets", "datasets", "relatedStudentTheses",
    "relatedStudentThesis", "studentTheses",
)  # fmt: skip


def keywords(out: Output) -> None:
    """The groups of keywords, in their order."""
    for group in out.items(out.root, "keywordGroups"):
        logical = group.attr("logicalName").text
        kind = group.one("type")
        scheme = rules()["groups"].get(logical.lower(), rules()["groups"].get(kind.attr("uri").text.lower()))
        if scheme == "":
            continue
        name = scheme or out.term(kind) or out.word(group, "name").text or logical.rpartition("/")[2]
        containers = out.items(group, "keywordContainers")
        for free in (*out.items(group, "keywords"), *(one for container in containers for one in out.items(container, "freeKeywords"))):
            _free(out, free)
        classified = [container.one("structuredKeyword") for container in containers] + out.items(group, "classifications")
        for one in classified:
            if one:
                _concept(out, one, name, kind.attr("uri").text)


def _free(out: Output, at: Cursor) -> None:
    """Keywords of one language."""
    inside = out.items(at, "freeKeywords")
    lang = out.lang(at) if inside else ""
    for word in inside or [at]:
        field = f"keywords[{len(out.record.keywords)}]"
        value = word.take(field)
        if value and out.new("keyword", value.casefold()):
            out.record.keywords.append(Text(value, lang))


def _concept(out: Output, at: Cursor, scheme: str, group: str) -> None:
    """A classification; in a scheme of its own the URI below that of the group is its key."""
    uri = at.attr("uri").text
    said = out.best(at, "term")
    label = said.at.text or text.tidy(at.raw)
    if not label:
        return
    field = f"concepts[{len(out.record.concepts)}]"
    tail = uri.rpartition("/")[2]
    found = Concept(scheme, Text(label, said.lang or ("en" if scheme == "asjc" else "")))
    if scheme == "asjc":
        found.label, found.notation = Text(label, "en"), tail if tail.isdigit() else ""
    elif uri:
        found.id = uri.removeprefix(f"{group}/") if group else uri.removeprefix("/dk/atira/pure/")
    at.use_all(field)
    if out.new("concept", scheme, found.id, found.notation, found.label):
        out.record.concepts.append(found)


def fingerprint(out: Output, uuid: str) -> None:
    """The fingerprint in the output, else that of an answer beside it."""
    embedded = out.root.one("fingerprint", "fingerprints/fingerprint" if out.draft.is_xml else "fingerprints")
    found = concepts(out, embedded) if embedded else out.known.fingerprint(uuid)
    names = {one.uuid: entity.name for one in found if one.uuid and not one.label and (entity := out.known[one.uuid]) is not None}
    named = [Ranked(one.uuid, one.label or names.get(one.uuid, ""), one.rank) for one in found]
    for rank, one in enumerate(named, 1):
        if one.label:
            weight = f"{Decimal(one.rank):f}" if 0 < number(one.rank) <= 1 else ""
            out.draft.mark(f"concepts[{len(out.record.concepts)}]", embedded)
            out.record.concepts.append(Concept("fingerprint", Text(one.label, "en"), id=one.uuid, rank=rank, weight=weight))
    if embedded:
        for at in out.items(embedded, "concepts"):
            if out.word(at, "concept/name", "name", "term").text or names.get(at.attr("conceptUuid").text or at.attr("uuid").text):
                for name in ("concept", "name", "term", "rank", "uuid", "conceptUuid"):
                    out.member(at, name).use_all("concepts")
    if any(not one.label for one in named):
        out.draft.complain("R251", embedded or out.root, value=uuid, count=sum(not one.label for one in named))


def metrics(out: Output) -> None:
    """The citations that Scopus counts: their total, else the sum of the years. The counts of single years are no totals and stay."""
    total = out.root.one("totalScopusCitations")
    years = out.items(out.root, "scopusMetrics")
    if total.text == "0" or total.number("metrics[0]"):
        out.record.metrics.append(Metric(total.number("metrics[0]"), "Scopus"))
    elif years and not total and all(_COUNT.fullmatch(one.one("value").text) for one in years):
        out.record.metrics.append(Metric(sum(one.one("value").number("metrics[0]") for one in years), "Scopus"))
        for one in years:
            one.one("year").use("metrics[0]")


def citations(out: Output) -> None:
    """Renderings that are formatted citations."""
    known = rules()["renderings"]["citations"]
    for one in out.items(out.root, "renderings"):
        format, html = one.attr("format"), out.value(one, "html") or one
        if format.text.lower() not in known or out.is_true(one, "error"):
            continue
        field = f"citations[{len(out.record.citations)}]"
        words = " ".join(html.paragraphs.split())
        html.use(field)
        format.use(field)
        if words and out.new("citation", words):
            out.record.citations.append(Text(words))


def relations(out: Output) -> None:
    """Related outputs, datasets and student theses: by their title, with the UUID where they have no other name."""
    for name in _WORKS:
        for one in out.items(out.root, name):
            reference = one.one("researchOutput", "dataSet", "studentThesis") or one
            title, uuid = out.word(reference, "name"), reference.attr("uuid")
            if not title.text and not uuid:
                continue
            field = f"relations[{len(out.record.relations)}]"
            found = Relation("related", text=title.take(field))
            if uuid:
                number_of = uuid.identify("pure-uuid", f"{field}.identifier")
                found.identifier = number_of if number_of != Identifier("text", "") else None
            out.draft.mark(field, one)
            reference.one("type").use_all(field)
            out.record.relations.append(found)
