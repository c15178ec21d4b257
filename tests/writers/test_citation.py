"""BibTeX, RIS and CSL-JSON: what is written is read again as what it was."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.record import Agent, Container, Contributor, Event, Host, Identifier, Link, Record, Relation, Series, Text
from kg.values import names, text
from kg.writers import WRITERS, bibtex, csl_json, ris
from kg.writers.citation import Keys
from tests.writers import kinds
from tests.writers.graphs import SHARED

FORMATS = tuple(kinds.READ)


def written(name: str, records: Iterable[Record]) -> str:
    out = io.BytesIO()
    WRITERS[name].write(records, out)  # type: ignore[call-arg, arg-type]
    return out.getvalue().decode()


def person(given: str, family: str, **parts: str) -> Agent:
    return names.person(given=given, family=family, **parts)


def article() -> Record:
    record = Record(type="journal-article", titles=[Text("Tides & ports: a 50 % share of #1", "en")], issued="2019-03-07", languages=["en"])
    record.short_title, record.subtitles = Text("Tides & ports", "en"), [Text("a 50 % share of #1", "en")]
    record.contributors = [
        Contributor(person("Zoë", "Abel")),
        Contributor(person("Jan", "van den Berg", particle="van den")),
        Contributor(person("John", "King", suffix="Jr.")),
        Contributor(Agent("Harbour Foundation and Sons", kind="organisation")),
        Contributor(person("Mary Ann", "García Márquez")),
    ]
    record.container = Container([Text("Coasts")], [Text("Cst.")], identifiers=[Identifier("issn", "2049-3630")])
    record.volume, record.issue, record.page_start, record.page_end = "7", "2-3", "11", "22"
    record.identifiers = [Identifier("citekey", "abel2019"), Identifier("doi", "10.5555/tides_2019"), Identifier("pmid", "12345678")]
    record.keywords = [Text("silt"), Text("small ports")]
    record.abstracts = [Text("Harbours silt up: p < 0.05, 10 % of {all}; see a_b.")]
    record.notes = [Text("Read at the quay")]
    record.links = [Link("https://pages.example.net/a_b?x=1&y=%20")]
    return record


def chapter() -> Record:
    record = Record(type="chapter", titles=[Text("Silt")], issued="2011", contributors=[Contributor(person("Zoë", "Abel"))])
    record.host = Host([Text("Ports and seas")], type="edited-book", identifiers=[Identifier("isbn", "9783161484100")])
    record.host.contributors = [Contributor(person("E.", "Ditor"), role="editor")]
    record.series = [Series([Text("Sea books")], "12")]
    record.publisher = Agent("Quay Press", kind="organisation", place="Hull")
    record.chapter, record.edition, record.page_start, record.page_end = "4", "2nd", "iv", "xx"
    record.identifiers = [Identifier("citekey", "silt")]
    return record


def paper() -> Record:
    record = Record(type="conference-paper", titles=[Text("On tides")], issued="2019-06", contributors=[Contributor(person("Zoë", "Abel"))])
    record.host = Host([Text("Proceedings of Tides")], type="proceedings")
    record.event = Event([Text("Tides 2019")], place="Hull")
    record.identifiers = [Identifier("citekey", "abel19")]
    return record


def thesis() -> Record:
    record = Record(type="thesis-doctoral", degree_kind="phd", titles=[Text("On tides")], issued="2019", num_pages=212)
    record.contributors = [Contributor(person("Zoë", "Abel"))]
    record.institution = Agent("University of Hull", kind="organisation", place="Hull")
    record.identifiers = [Identifier("citekey", "abel19")]
    return record


def software() -> Record:
    record = Record(type="software", titles=[Text("tidy-tides")], version="1.2.3", issued="2020-01-02")
    record.contributors = [Contributor(Agent("Harbour Foundation", kind="organisation"))]
    record.identifiers = [Identifier("citekey", "tidy"), Identifier("doi", "10.5555/tidy")]
    return record


SAMPLES = {"article": article(), "chapter": chapter(), "paper": paper(), "thesis": thesis(), "software": software()}
#: what a format has no place for, by sample
WITHOUT = {
    ("ris", "article"): set[str](),
    ("ris", "chapter"): {"host.type"},
    ("csl-json", "article"): {"subtitles"},
    ("csl-json", "chapter"): {"host.type"},
    # the kind of a thesis is told by a word, and read as the source's own
    ("bibtex", "software"): {"genre"},
    ("ris", "thesis"): {"degree", "num_pages"},
    ("csl-json", "thesis"): {"genre"},
}


def plain(record: Record) -> dict[str, object]:
    """A record field by field, without what belongs to one file; identifiers in any order, the host's fields one by one."""
    found: dict[str, object] = msgspec.structs.asdict(record)
    del found["origin"], found["rest"], found["host"]
    found["identifiers"] = sorted((one.scheme, one.value) for one in record.identifiers)
    if record.host:
        found |= {f"host.{name}": value for name, value in msgspec.structs.asdict(record.host).items()}
    return found


def differences(one: Record, other: Record) -> dict[str, tuple[object, object]]:
    """Field -> the two values, where they differ."""
    first, second = plain(one), plain(other)
    names_of = sorted(first.keys() | second.keys())
    return {name: (first.get(name), second.get(name)) for name in names_of if first.get(name) != second.get(name)}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_record_is_read_again_as_it_was(name: str, sample: str) -> None:
    record = SAMPLES[sample]
    found = differences(record, kinds.back(record, name))
    assert {field: values for field, values in found.items() if field not in WITHOUT.get((name, sample), set())} == {}


@pytest.mark.parametrize("name", FORMATS)
def test_two_runs_give_the_same_bytes(name: str) -> None:
    assert written(name, SAMPLES.values()) == written(name, iter(SAMPLES.values()))


@pytest.mark.parametrize("column", kinds.FORMATS)
def test_lossy_marks_are_exactly_right(column: str) -> None:
    assert kinds.lost(column) == kinds.marked(column)


@pytest.mark.parametrize("name", FORMATS)
def test_no_records_give_a_file_without_entries(name: str) -> None:
    assert [reading.record for reading in kinds.READ[name](written(name, []).encode()) if reading.record] == []


def test_keys_are_the_source_s_own_else_author_and_year_and_never_twice() -> None:
    def record(*identifiers: Identifier, family: str = "Abel") -> Record:
        return Record(identifiers=[*identifiers], contributors=[Contributor(person("Z", family))], issued="2019-01")

    keys = Keys()
    found = [
        keys.key(one)
        for one in (
            record(Identifier("citekey", "own")),
            record(),
            record(),
            record(Identifier("citekey", "abel2019a")),
            record(),
            record(Identifier("pure-uuid", "4616a77a-085a-41f2-b39b-25ccae7f6519")),
            record(Identifier("citekey", "a, {b} c")),
            record(family="Łoś-Müller"),
            record(family="李"),
        )
    ]
    expected = [
        "own",
        "abel2019",
        "abel2019a",
        "abel2019aa",
        "abel2019b",
        "4616a77a085a41f2b39b25ccae7f6519",
        "a-b-c",
        "osmuller2019",
        "anonymous2019",
    ]
    assert found == expected
    assert len(set(found)) == len(found)


def test_csl_takes_the_doi_for_its_id_where_there_is_no_key() -> None:
    assert csl_json.item(Record(), Keys(dois=True).key(Record(identifiers=[Identifier("doi", "10.5555/a(1)")])))["id"] == "10.5555/a(1)"


def test_ris_has_ty_first_er_last_and_crlf() -> None:
    lines = written("ris", [article()]).split("\r\n")
    assert lines[0] == "TY  - JOUR"
    assert lines[-3:] == ["ER  - ", "", ""]
    assert "\n" not in "".join(lines)


def test_ris_value_never_spans_lines_and_keeps_hyphens() -> None:
    record = Record(titles=[Text("A - B\nTY  - BOOK")])
    assert "TI  - A - B TY - BOOK" in written("ris", [record])


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (person("Zoë", "Abel"), "Abel, Zoë"),
        (person("Jan", "van den Berg", particle="van den"), "van den Berg, Jan"),
        (person("John", "King", suffix="Jr."), "King, Jr., John"),
        (person("Alexander", "Humboldt", particle="von"), "Humboldt, Alexander von"),
        (Agent("Harbour Foundation and Sons", kind="organisation"), "{Harbour Foundation and Sons}"),
        (person("Charles", "de Gaulle"), "{de Gaulle}, Charles"),
        (person("Jill and Jack", "Hill"), "{Hill}, {Jill and Jack}"),
        (Agent("Plato"), "Plato"),
    ],
)
def test_bibtex_names_follow_the_grammar(agent: Agent, shown: str) -> None:
    assert bibtex.name(agent) == shown


def test_bibtex_braces_that_do_not_pair_up_never_break_the_entry() -> None:
    record = Record(titles=[Text("a } b"), Text("c")], notes=[Text("{{ d")], identifiers=[Identifier("citekey", "k")])
    record.links = [Link("https://e.example/}x")]
    entry = written("bibtex", [record])
    assert entry.count("{") == entry.count("}")
    assert kinds.back(record, "bibtex").titles == [Text("a } b")]


def test_bibtex_keyword_with_a_comma_stays_one() -> None:
    for words in (["a, b"], ["a, b", "c"], ["a; b", "c, d", "e"]):
        record = Record(keywords=[Text(word) for word in words], titles=[Text("t")])
        assert [keyword.value for keyword in kinds.back(record, "bibtex").keywords] == words


def test_relations_to_other_works_are_no_part_of_a_citation() -> None:
    record = Record(titles=[Text("t")], relations=[Relation("cites", text="another")])
    for name in FORMATS:
        assert "another" not in written(name, [record])


# what the readers themselves would change: white space, composed characters, markup, braces and macros that look like LaTeX
WORDS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn"]), min_size=1, max_size=30
)


@settings(max_examples=120, deadline=None)
@given(WORDS)
def test_any_title_survives_every_citation_format(words: str) -> None:
    title = text.plain(text.tidy(words))
    assume(title and text.plain(title) == title)
    for name in FORMATS:
        record = Record(titles=[Text(title)], issued="2019", contributors=[Contributor(person("Z", "Abel"))])
        assert [one.value for one in kinds.back(record, name).titles] == [title], name


CORPORA = {"bibtex": ("bibtex", "pure-bibtex"), "ris": ("ris", "pure-ris"), "csl-json": ("csl-json",)}
EVERYWHERE = (
    "titles short_title contributors issued volume issue page_start page_end pages edition languages keywords publisher event series"
)
#: fields that each format has a place for; the rest is the vocabularies' alone (relations, metrics ...)
CARRIED = {
    "bibtex": f"{EVERYWHERE} num_pages chapter article_number notes abstracts institution status version licences degree",
    "ris": f"{EVERYWHERE} type variant subtitles other_titles article_number abstracts institution files links host container",
    "csl-json": f"{EVERYWHERE} type num_pages abstracts notes version host links number status licences",
}


def corpus(name: str) -> Iterator[tuple[Path, list[Record]]]:
    for folder in CORPORA[name]:
        for path in sorted((SHARED / "corpora" / folder).rglob("*")):
            if path.is_file():
                try:
                    readings = list(kinds.READ[name](path.read_bytes()))
                except InputError:
                    continue
                if records := [reading.record for reading in readings if reading.record]:
                    # a few of each file: some hold thousands that differ in nothing but their words
                    yield path, records[:40]


@pytest.mark.parametrize("name", FORMATS)
def test_corpora_come_back(name: str) -> None:
    if not SHARED.exists():
        pytest.skip("needs ../shared/corpora")
    files, records, found = 0, 0, Counter[str]()
    for path, given_records in corpus(name):
        files, records = files + 1, records + len(given_records)
        again = [reading.record for reading in kinds.READ[name](written(name, given_records).encode())]
        assert len(again) == len(given_records), path
        for one, other in zip(given_records, again, strict=True):
            if other is None:
                # nothing of it has a place in the format
                found["unreadable"] += 1
                continue
            for field in CARRIED[name].split():
                found[field] += getattr(one, field) != getattr(other, field)
    print(f"{name}: {files} files, {records} records; fields that differ: {dict(found.most_common(8))}")
    assert records > 100
    # what is left are values that are no values ("Author 1" twice, LaTeX that no table knows), never a whole kind of field
    assert all(count <= records * 0.03 for count in found.values())


def test_json_is_an_array_of_items_with_id_and_type() -> None:
    items = json.loads(written("csl-json", SAMPLES.values()))
    assert [item["type"] for item in items] == ["article-journal", "chapter", "paper-conference", "thesis", "software"]
    assert all(item["id"] for item in items)


def test_ris_type_word_is_one_that_its_table_has() -> None:
    assert ris.type_word("editorial", "", "JOUR") == "Editorial"
    assert ris.type_word("journal-article", "", "JOUR") == ""
