"""Records for the benches: made from a seed, so that two runs measure the same; as Records, and as Crossref works in JSON lines.

Most are journal articles, the others take turns over every type and variant. One in twenty is bad: it breaks a rule of shapes/ that
a record can break. What only a graph can break, `mutants` breaks: together they make every constraint component of the shapes fire.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from kg import resources, terms
from kg.graph import Described, Graph
from kg.mapping import Mapper, Options
from kg.record import (
    Agent,
    Concept,
    Container,
    Contributor,
    Event,
    File,
    Grant,
    Host,
    Identifier,
    Link,
    Metric,
    Record,
    Relation,
    Series,
    Text,
)

OPTIONS = Options(
    base="https://data.example.org/", concepts="full", metadata_licence="https://creativecommons.org/publicdomain/zero/1.0/"
)
BAD_EVERY = 20
_TEXT = """water soil energy public value outcome model theory method patient cell protein network learning language policy urban
climate ocean river forest growth market labour gender school teacher history memory archive music image signal noise quantum lattice
magnetic surface polymer enzyme genome virus clinical trial risk health care ageing child family migration border law court
für größer étude naïve señal Łódź"""
_GIVEN_NAMES = "Ada Wei Maria Jan Olu Fatima José Søren Anna Kofi Mei Ivan Lucía Noor Tom Åsa"
_FAMILY_NAMES = "Wang Smith García Müller Okafor Ivanova Sørensen Nguyễn Kim Rossi Dubois Novák Haddad Silva O'Brien Lovelace"
_WORDS, _GIVEN, _FAMILY = _TEXT.split(), _GIVEN_NAMES.split(), _FAMILY_NAMES.split()
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_IN_BOOK = frozenset({"chapter", "reference-entry", "conference-paper", "conference-abstract"})
_BOOKS = frozenset({"book", "edited-book", "reference-book", "proceedings", "multivolume-book"})
_EVENTS = frozenset({"performance", "exhibition"})


def records(count: int, *, seed: int = 1, bad: bool = True) -> Iterator[Record]:
    """`count` records, the first `count` of an endless row: a longer row begins with the shorter one."""
    chance = random.Random(seed)
    kinds = types()
    for number in range(count):
        kind, variant = ("journal-article", "") if number % 5 else kinds[number // 5 % len(kinds)]
        record = _record(chance, number, kind, variant)
        if bad and number % BAD_EVERY == BAD_EVERY - 1:
            FAULTS[number // BAD_EVERY % len(FAULTS)](record)
        yield record


def types() -> list[tuple[str, str]]:
    """Every type and variant."""
    return [(name, variant) for name, row in resources.table("types").items() for variant in ("", *row.get("variant", {}))]


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _person(chance: random.Random, number: int) -> Agent:
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    found = Agent(f"{given} {family}", given=given, family=family)
    if chance.random() < 0.2:
        found.identifiers = [Identifier("orcid", _orcid(number * 7 + chance.randrange(7)))]
    return found


def _orcid(number: int) -> str:
    digits, total = f"{number:015d}", 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = "0123456789X"[(12 - total % 11) % 11]
    return "-".join((digits[:4], digits[4:8], digits[8:12], digits[12:] + check))


def _issn(number: int) -> str:
    digits = f"{number % 10_000_000:07d}"
    check = (11 - sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)) % 11) % 11
    return f"{digits[:4]}-{digits[4:]}{'X' if check == 10 else check}"


def _isbn(number: int) -> str:
    digits = f"978{number % 1_000_000_000:09d}"
    return digits + str(-sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10)


def _doi(number: int) -> Identifier:
    return Identifier("doi", f"10.5555/bench.{number}")


def _record(chance: random.Random, number: int, kind: str, variant: str) -> Record:
    year = 1990 + number % 34
    title = f"{_words(chance, chance.randint(4, 11)).capitalize()} {number}"
    record = Record(
        type=kind,
        variant=variant,
        identifiers=[_doi(number)],
        titles=[Text(title, "en")],
        abstracts=[Text(_words(chance, chance.randint(20, 90)).capitalize() + ".", "en")],
        languages=["en"],
        keywords=[Text(_words(chance, 1) + f" {place}", "en") for place in range(chance.randint(0, 2))],
        contributors=[Contributor(_person(chance, number)) for _ in range(1 + (number % 7 in (2, 5)))],
        issued=f"{year}-{chance.randint(1, 12):02d}" if chance.random() < 0.5 else f"{year}",
        access="open",
        licences=[_LICENCE],
        derived_from=[f"https://api.crossref.org/works/10.5555/bench.{number}"],
    )
    _place(chance, record, number)
    _more(chance, record, number)
    return record


def _place(chance: random.Random, record: Record, number: int) -> None:
    """Where the work appeared, by its type."""
    kind = record.type
    if kind in _BOOKS or kind in ("report", "working-paper", "dataset", "software", "standard"):
        record.publisher = Agent(f"Press {number % 40}", "organisation")
    if kind == "dataset":
        record.abstracts = [Text("Measurements of water and soil over ten years, made by hand and by machine.", "en")]
        record.files = [File(f"https://data.example.net/{number}.csv", media_type="text/csv", licence=_LICENCE, access="open")]
    if kind in _IN_BOOK:
        record.host = Host(
            [Text(f"The book of {_WORDS[number % 50]}", "en")],
            type="proceedings" if kind.startswith("conference") else "book",
            identifiers=[Identifier("isbn", _isbn(number))],
        )
        record.publisher = Agent(f"Press {number % 40}", "organisation")
        record.page_start, record.page_end = str(number % 300 + 1), str(number % 300 + 12)
        if kind.startswith("conference"):
            record.event = Event([Text(f"Conference on {_WORDS[number % 50]}", "en")], start=f"{1990 + number % 34}-06-01", place="Rome")
    elif kind in _BOOKS:
        record.identifiers.append(Identifier("isbn", _isbn(number)))
        if kind != "multivolume-book":
            record.series = [Series([Text("Lecture notes", "en")], str(number % 90 + 1))]
    elif kind.startswith("thesis"):
        record.institution = Agent(f"University {number % 30}", "organisation")
        record.degree = "PhD thesis"
    elif kind == "report":
        record.institution, record.number = Agent(f"Institute {number % 30}", "organisation"), f"R-{number}"
    elif kind == "software":
        record.version, record.links = "1.2", [Link(f"https://git.example.net/{number}", "repository")]
    elif kind == "patent":
        record.contributors, record.country = [Contributor(_person(chance, number), role="inventor")], "DE"
        record.number = f"DE{number}"
    elif kind in _EVENTS:
        record.event = Event(start=f"{1990 + number % 34}-06-01", place="Rome")
    elif kind not in ("preprint", "poster", "presentation", "working-paper", "web-page", "standard", "other", "map", "artwork"):
        shared = number % 300
        record.container = Container([Text(f"Journal of {_WORDS[shared % 50]} {shared}", "en")])
        record.container.identifiers = [Identifier("issn", _issn(shared * 7919 + 7)), Identifier("eissn", _issn(shared * 7919 + 8))]
        record.volume, record.issue = str(number % 60 + 1), str(number % 12 + 1)
        record.page_start, record.page_end = str(number % 900 + 1), str(number % 900 + 9)


def _more(chance: random.Random, record: Record, number: int) -> None:
    """What only some records state."""
    cited = chance.randint(0, 6)
    record.relations = [Relation("cites", _doi(chance.randrange(1_000_000_000))) for _ in range(cited)]
    if number % 6 == 0:
        record.funding = [Grant(Agent("Funder", "organisation", identifiers=[Identifier("ror", "021nxhr62")]), f"G-{number}")]
    if number % 9 == 0:
        record.metrics = [Metric(number % 400, "Crossref", "2024-01-01")]
    if number % 12 == 0:
        record.concepts = [Concept("fingerprint", Text(_words(chance, 1), "en"), rank=1, weight="0.5")]
    if number % 25 == 0:
        record.contributors[0].affiliations = [Agent("University of the Bench", "organisation")]
    if number % 30 == 0 and record.type not in ("dataset",):
        record.files = [File(f"https://files.example.net/{number}.pdf", media_type="application/pdf", licence=_LICENCE, access="open")]


# ---- what is wrong with the bad ones ---------------------------------------------------------------------------------------------


def _set(**fields: Any) -> Callable[[Record], None]:
    def fault(record: Record) -> None:
        for name, value in fields.items():
            setattr(record, name, value)

    return fault


def _add_identifier(scheme: str, value: str) -> Callable[[Record], None]:
    return lambda record: record.identifiers.append(Identifier(scheme, value))


def _retitle(*titles: Text) -> Callable[[Record], None]:
    return lambda record: setattr(record, "titles", list(titles))


def _rename(record: Record) -> None:
    record.contributors[0].agent = Agent("Smith, J.; Jones, K.")


def _embargo(record: Record) -> None:
    record.access, record.files = "embargoed", [File("https://files.example.net/embargoed.pdf", access="embargoed")]


#: each breaks one rule, in the way that real records do
FAULTS: tuple[Callable[[Record], None], ...] = (
    _retitle(),
    _retitle(Text("Without a language")),
    _retitle(Text("One title", "en"), Text("Another title", "en")),
    _retitle(Text("PUBLIC VALUE AND ITS OUTCOMES IN CAPITALS", "en")),
    _retitle(Text("Growth of <i>E. coli</i>", "en")),
    _retitle(Text("CafÃ© life", "en")),
    _retitle(Text("N/A", "en")),
    _set(contributors=[]),
    _rename,
    _set(issued="", online=""),
    _set(licences=[]),
    _set(access=""),
    _embargo,
    _set(abstracts=[Text("One.", "en"), Text("Two.", "en")]),
    _set(keywords=[Text("users; outcomes; value", "en")]),
    _set(languages=["xx-invalid-language-tag"]),
    _set(num_pages=-3),
    _set(volume="", issue="", container=None, host=None, event=None),
    _set(derived_from=[]),
    _set(metrics=[Metric(3, "Crossref")]),
    _set(concepts=[Concept("fingerprint", Text("water", "en"), rank=1, weight="1.5")]),
    _add_identifier("doi", "doi:NOT a DOI"),
    _add_identifier("pmid", "PMC12"),
    _add_identifier("handle", "nothing"),
)


def mutants() -> list[Described]:
    """Graphs of good records, each with one thing wrong that no record can have wrong."""
    mapper = Mapper(OPTIONS)
    good = list(records(300, bad=False))
    article = next(record for record in good if record.type == "journal-article" and record.issue)
    dataset = next(record for record in good if record.type == "dataset")
    found = []
    for number, change in enumerate((*_MUTATIONS, *_DATASET_MUTATIONS)):
        record = article if number < len(_MUTATIONS) else dataset
        described = mapper.forward(record, key=f"mutant-{number}").described
        change(described.graph, described.work)
        found.append(described)
    return found


_BIBO, _SCHEMA, _DC = "<http://purl.org/ontology/bibo/", "<https://schema.org/", "<http://purl.org/dc/terms/"


def _put(predicate: str, *values: str) -> Callable[[Graph, str], None]:
    def change(graph: Graph, work: str) -> None:
        graph[work][predicate] = list(values)

    return change


def _cut_list(graph: Graph, work: str) -> None:
    cell = graph[work][f"{_BIBO}authorList>"][0]
    graph[cell][terms.RDF_REST] = [f"{work[:-1]}#nowhere>"]


def _untype(kind: str) -> Callable[[Graph, str], None]:
    def change(graph: Graph, work: str) -> None:
        for properties in graph.values():
            if kind in properties.get(terms.RDF_TYPE, ()):
                properties[terms.RDF_TYPE] = [value for value in properties[terms.RDF_TYPE] if value != kind]

    return change


_MUTATIONS: tuple[Callable[[Graph, str], None], ...] = (
    _put(f"{_BIBO}status>", "<http://example.org/status>"),
    _put(f"{_DC}creator>", '"A bare name"'),
    _put(f"{_DC}issued>", '"2012"', '"2013"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
    _put(f"{_DC}type>", "<http://purl.org/coar/resource_type/c_6501>", "<http://purl.org/coar/resource_type/c_2f33>"),
    _put(f"{_BIBO}presentedAt>", "<http://example.org/event>"),
    _put(f"{_BIBO}numPages>", '"0"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    _put(f"{_DC}language>", '"en"'),
    _put(f"{_DC}title>", '"  "'),
    _cut_list,
    _untype("<http://purl.org/ontology/bibo/Issue>"),
    _untype("<https://schema.org/Person>"),
    _untype("<http://purl.org/ontology/bibo/AcademicArticle>"),
)
_DATASET_MUTATIONS: tuple[Callable[[Graph, str], None], ...] = (
    _put(f"{_DC}abstract>", '"Too short."@en'),
    _put(f"{_DC}abstract>", f'"{"Too long. " * 600}"@en'),
)


# ---- as Crossref has them --------------------------------------------------------------------------------------------------------


def crossref_lines(count: int, *, seed: int = 1) -> Iterator[bytes]:
    """The same records as Crossref works, one JSON object a line; what Crossref has no field for is left out."""
    encoder = msgspec.json.Encoder()
    for record in records(count, seed=seed):
        yield encoder.encode(crossref(record)) + b"\n"


def crossref(record: Record) -> dict[str, Any]:
    """The record as a Crossref work."""
    doi = record.identifiers[0].value
    issued = {"date-parts": [[int(part) for part in record.issued.split("-")]]} if record.issued else None
    work: dict[str, Any] = {
        "DOI": doi,
        "URL": f"https://doi.org/{doi}",
        "type": resources.table("types")[record.type]["crossref"],
        "title": [text.value for text in record.titles],
        "language": "en",
        "author": [_author(person) for person in record.contributors],
        "issued": issued,
        "published": issued,
        "abstract": "".join(f"<jats:p>{text.value}</jats:p>" for text in record.abstracts),
        "license": [{"URL": url, "content-version": "vor"} for url in record.licences],
        "reference": [
            {"key": str(place), "DOI": relation.identifier.value}
            for place, relation in enumerate(record.relations)
            if relation.identifier is not None
        ],
        "publisher": record.publisher.name if record.publisher else "The publisher",
        "volume": record.volume,
        "issue": record.issue,
        "page": f"{record.page_start}-{record.page_end}" if record.page_start else "",
        "is-referenced-by-count": record.metrics[0].value if record.metrics else 0,
    }
    if record.container:
        work["container-title"] = [text.value for text in record.container.titles]
        work["ISSN"] = [item.value for item in record.container.identifiers]
    if record.host:
        work["container-title"] = [text.value for text in record.host.titles]
        work["ISBN"] = [item.value for item in record.host.identifiers]
    return {name: value for name, value in work.items() if value not in ("", None, [])}


def _author(person: Contributor) -> dict[str, Any]:
    agent = person.agent
    found: dict[str, Any] = {"given": agent.given, "family": agent.family} if agent.family else {"name": agent.name}
    for item in agent.identifiers:
        found["ORCID"] = f"https://orcid.org/{item.value}"
    found["affiliation"] = [{"name": place.name} for place in person.affiliations]
    return found
