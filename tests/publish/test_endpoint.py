"""Pushing to a real Oxigraph server, also through a proxy that misbehaves."""

from __future__ import annotations

import random
import traceback
import urllib.request
from pathlib import Path

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

from kg import retry, terms
from kg.errors import ConfigError, EndpointError, UsageError
from kg.graph import Described, from_triples
from kg.publish import content, protocol, replacement
from kg.publish.endpoint import PushOptions, PushReport, push
from kg.publish.journal import Journal
from kg.publish.target import Endpoint
from kg.skolem import skolemise
from tests.publish.fault import Proxy, proxy
from tests.publish.local_server import BASE, Server, work

WAITS: list[float] = []
POLICY = retry.Policy(attempts=3, timeout=5, deadline=20, first_wait=0.01, longest_wait=0.05, sleep=WAITS.append)
OPTIONS = PushOptions(base=BASE, policy=POLICY, run="test", time="2026-01-01T00:00:00Z")


def through(server: Proxy, **fields: str) -> Endpoint:
    return Endpoint(query=f"{server.url}/query", update=f"{server.url}/update", profile="oxigraph", **fields)  # type: ignore[arg-type]


def counts(report: PushReport) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.deleted, report.failed


def expected(*works: Described) -> list[str]:
    """The N-Quads lines that a server holds after exactly these were pushed with OPTIONS."""
    lines = []
    for one in works:
        made, fault = content.of(one)
        assert fault is None
        stamp = content.stamp(made, time=OPTIONS.time, run=OPTIONS.run, version=content.version())
        # a tab is the one character that the dump escapes and we do not
        lines += [f"{line[:-2]} {made.name} .".replace("\t", "\\t") for line in (*made.lines, *stamp)]
    return sorted(lines)


def test_pushes_each_record_as_one_stamped_graph(oxigraph: Server) -> None:
    works = [work("a"), work("b", authors=1)]
    assert counts(push(works, Endpoint(url=oxigraph.url), OPTIONS)) == (2, 0, 0, 0, 0)
    assert oxigraph.dump() == expected(*works)
    assert not [line for line in oxigraph.dump() if "_:" in line]


def test_writes_nothing_when_pushed_again(oxigraph: Server) -> None:
    works = [work(f"k{number}") for number in range(30)]
    push(works, Endpoint(url=oxigraph.url), OPTIONS)
    before = oxigraph.dump()
    with proxy(oxigraph.url) as between:
        report = push(works, through(between), OPTIONS._replace(run="other"))
        assert between.updates() == []
    assert counts(report) == (0, 0, 30, 0, 0)
    assert oxigraph.dump() == before


def test_sparqlwrapper_sees_exactly_the_changed_record(oxigraph: Server) -> None:
    push([work("a", "old", authors=3), work("b", "same")], Endpoint(url=oxigraph.url), OPTIONS)
    report = push([work("a", "new", authors=1), work("b", "same")], Endpoint(url=oxigraph.url), OPTIONS)
    assert counts(report) == (0, 1, 1, 0, 0)
    wrapper = SPARQLWrapper(f"{oxigraph.url}/query")
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery("SELECT ?g ?name WHERE { GRAPH ?g { ?s <https://schema.org/name> ?name } } ORDER BY ?g ?name")
    found = [(row["g"]["value"][-1], row["name"]["value"]) for row in wrapper.queryAndConvert()["results"]["bindings"]]
    assert found == [("a", "Person 1"), ("a", "new"), ("b", "Person 1"), ("b", "Person 2"), ("b", "same")]


def test_restores_a_graph_that_somebody_damaged(oxigraph: Server) -> None:
    push([work("a")], Endpoint(url=oxigraph.url), OPTIONS)
    oxigraph.update(f"DELETE WHERE {{ GRAPH <{BASE}graph/a> {{ ?s <https://schema.org/name> ?o }} }}")
    assert counts(push([work("a")], Endpoint(url=oxigraph.url), OPTIONS)) == (0, 1, 0, 0, 0)
    assert oxigraph.dump() == expected(work("a"))


def test_dry_run_counts_and_writes_nothing(oxigraph: Server) -> None:
    push([work("a"), work("b")], Endpoint(url=oxigraph.url), OPTIONS)
    before = oxigraph.dump()
    report = push([work("a", "new"), work("c")], Endpoint(url=oxigraph.url), OPTIONS._replace(dry_run=True, mode="sync"))
    assert counts(report) == (1, 1, 0, 1, 0)
    assert oxigraph.dump() == before


def test_replace_mode_leaves_other_graphs_alone(oxigraph: Server) -> None:
    push([work("a"), work("b")], Endpoint(url=oxigraph.url), OPTIONS)
    push([work("a", "new")], Endpoint(url=oxigraph.url), OPTIONS)
    assert oxigraph.dump() == expected(work("a", "new"), work("b"))


def test_sync_deletes_own_graphs_that_are_not_given_and_no_others(oxigraph: Server) -> None:
    foreign = "<https://other.example/g>"
    oxigraph.update(
        f"INSERT DATA {{ GRAPH {foreign} {{ {foreign} {foreign} 1 }} GRAPH <{BASE}graph/notours> {{ {foreign} {foreign} 2 }} }}"
    )
    works = [work(f"k{number:02}") for number in range(40)]
    push(works, Endpoint(url=oxigraph.url), OPTIONS)
    kept = frozenset({f"<{BASE}graph/k01>"})
    report = push(works[3:], Endpoint(url=oxigraph.url), OPTIONS._replace(mode="sync", keep=kept))
    assert counts(report) == (0, 0, 37, 2, 0)
    theirs = [line for line in oxigraph.dump() if line.startswith(foreign)]
    assert len(theirs) == 2
    assert sorted([*expected(works[1], *works[3:]), *theirs]) == oxigraph.dump()


def test_sync_refuses_to_delete_more_than_a_twentieth_unless_told(oxigraph: Server) -> None:
    works = [work(f"k{number:02}") for number in range(20)]
    push(works, Endpoint(url=oxigraph.url), OPTIONS)
    report = push(works[2:], Endpoint(url=oxigraph.url), OPTIONS._replace(mode="sync"))
    assert [issue.code for issue in report.failures] == ["E013"]
    assert not report.ok
    assert oxigraph.dump() == expected(*works)
    report = push(works[2:], Endpoint(url=oxigraph.url), OPTIONS._replace(mode="sync", allow_mass_delete=True))
    assert report.deleted == 2
    assert oxigraph.dump() == expected(*works[2:])


def test_tells_of_a_graph_that_was_accepted_for_deletion_but_stays(oxigraph: Server) -> None:
    push([work("a"), work("b")], Endpoint(url=oxigraph.url), OPTIONS)
    with proxy(oxigraph.url) as between:
        between.faults["update"] = ["empty"]
        report = push([work("a")], through(between), OPTIONS._replace(mode="sync"))
    assert ([issue.code for issue in report.failures], report.deleted) == (["E014"], 0)


def test_sync_with_an_empty_input_deletes_nothing(oxigraph: Server) -> None:
    push([work("a")], Endpoint(url=oxigraph.url), OPTIONS)
    report = push([], Endpoint(url=oxigraph.url), OPTIONS._replace(mode="sync"))
    assert [issue.code for issue in report.failures] == ["E013"]
    assert oxigraph.dump() == expected(work("a"))


def test_pushes_hostile_text_unchanged(oxigraph: Server) -> None:
    hostile = ['"} } ; DROP ALL ; #', "\\u0022 } } ; DROP ALL ; #", "\\\\u000A\\U0000000A", "a\nb\r\tc", "'''\"\"\"", "\\"]
    oxigraph.update("INSERT DATA { <http://e/s> <http://e/p> 1 }")
    push([work(f"h{number}", text) for number, text in enumerate(hostile)], Endpoint(url=oxigraph.url), OPTIONS)
    rest = [line for line in oxigraph.dump() if not line.startswith("<http://e/s>")]
    assert rest == expected(*[work(f"h{number}", text) for number, text in enumerate(hostile)])
    assert len(oxigraph.dump()) == len(rest) + 1


def test_refuses_the_default_base() -> None:
    with pytest.raises(UsageError, match="no base is set"):
        push([], Endpoint(url="http://127.0.0.1:9"), OPTIONS._replace(base="https://example.org/"))


def test_quarantines_what_is_no_valid_rdf_and_pushes_the_rest(oxigraph: Server) -> None:
    bad_iri = work("bad")._replace(graph=from_triples([(f"<{BASE}work/bad>", "<https://schema.org/url>", "<http://e/a b>")]))
    blank = work("blank")._replace(graph=from_triples([("_:x", "<https://schema.org/name>", '"n"')]))
    report = push(
        [bad_iri, blank, work("good"), work("good", "other"), work("nameless")._replace(name="")], Endpoint(url=oxigraph.url), OPTIONS
    )
    assert [(issue.code, issue.record) for issue in report.failures] == [
        ("E003", "bad"),
        ("E002", "blank"),
        ("E004", "good"),
        ("E001", "nameless"),
    ]
    assert oxigraph.dump() == expected(work("good"))


def test_bisects_a_refused_batch_down_to_the_record_to_blame(oxigraph: Server) -> None:
    works = [work(f"k{number}") for number in range(4)]
    with proxy(oxigraph.url) as between:
        # four; two; one refused; one; two
        between.faults["update"] = ["413", "400", "400", "pass", "pass"]
        report = push(works, through(between), OPTIONS)
    assert counts(report) == (3, 0, 0, 0, 1)
    assert (report.failures[0].code, report.failures[0].record) == ("E010", "k0")
    assert oxigraph.dump() == expected(*works[1:])


@pytest.mark.parametrize("fault", ["503", "503 3", "429 Thu, 01 Jan 2026 00:00:00 GMT", "500", "dropped", "lost", "empty", "page"])
def test_heals_one_fault_on_a_write(oxigraph: Server, fault: str) -> None:
    with proxy(oxigraph.url) as between:
        between.faults["update"] = [fault]
        report = push([work("a"), work("b")], through(between), OPTIONS)
    assert counts(report) == (2, 0, 0, 0, 0)
    assert oxigraph.dump() == expected(work("a"), work("b"))


@pytest.mark.parametrize("fault", ["503", "dropped", "half", "lost"])
def test_heals_one_fault_on_a_read(oxigraph: Server, fault: str) -> None:
    with proxy(oxigraph.url) as between:
        between.faults["query"] = [fault]
        report = push([work("a")], through(between), OPTIONS)
    assert counts(report) == (1, 0, 0, 0, 0)


def test_waits_as_long_as_retry_after_asks_but_never_longer_than_the_cap(oxigraph: Server) -> None:
    WAITS.clear()
    with proxy(oxigraph.url) as between:
        between.faults["update"] = ["503 2", "503 100"]
        push([work("a")], through(between), OPTIONS._replace(policy=POLICY._replace(longest_wait=5)))
    assert WAITS == [2, 5]


def test_gives_up_on_a_dripping_answer_at_the_total_deadline(oxigraph: Server) -> None:
    push([work("a")], Endpoint(url=oxigraph.url), OPTIONS)
    with proxy(oxigraph.url) as between:
        between.faults["query"] = ["drip"] * 9
        with pytest.raises(EndpointError, match="no complete answer"):
            push([work("a")], through(between), OPTIONS._replace(policy=POLICY._replace(timeout=0.5, attempts=2)))


@pytest.mark.parametrize("kind", ["update", "query"])
def test_follows_no_redirect_and_sends_no_credentials_elsewhere(oxigraph: Server, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "s3cret-canary")
    with proxy(oxigraph.url) as other, proxy(oxigraph.url) as between:
        between.faults[kind] = [f"302 {other.url.replace('127.0.0.1', 'localhost')}/{kind}"]
        with pytest.raises(EndpointError, match="redirects") as caught:
            push([work("a")], through(between, user="u", password_env="CANARY"), OPTIONS)
        assert other.seen == []
        assert all(seen.headers["authorization"].startswith("Basic ") for seen in between.seen)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_reads_ignore_proxies_of_the_environment(oxigraph: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with proxy() as elsewhere:
        monkeypatch.setenv("http_proxy", elsewhere.url)
        assert push([work("a")], Endpoint(url=oxigraph.url), OPTIONS).ok
        assert elsewhere.seen == []


def test_passwords_of_a_netrc_stay_there(oxigraph: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login u password s3cret-canary\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with proxy(oxigraph.url) as between:
        assert push([work("a")], through(between), OPTIONS).ok
        assert len(between.seen) > 1
        assert not [seen for seen in between.seen if "authorization" in seen.headers]


def test_bearer_token_goes_to_reads_and_writes(oxigraph: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "t0ken")
    with proxy(oxigraph.url) as between:
        push([work("a")], through(between, auth="bearer", password_env="TOKEN"), OPTIONS)
        assert {seen.headers.get("authorization") for seen in between.seen} == {"Bearer t0ken"}


def test_logs_in_by_digest_and_leaves_no_credentials_behind(oxigraph: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "s3cret")
    before = vars(urllib.request).get("_opener")
    with proxy(oxigraph.url) as between:
        between.digest = ("dba", "s3cret")
        assert push([work("a")], through(between, auth="digest", user="dba", password_env="CANARY"), OPTIONS).ok
        monkeypatch.setenv("CANARY", "wrong")
        with pytest.raises(EndpointError, match="log-in"):
            push([work("a")], through(between, auth="digest", user="dba", password_env="CANARY"), OPTIONS)
    assert vars(urllib.request).get("_opener") is before


@pytest.mark.parametrize("status", ["401", "403", "404", "405"])
def test_stops_at_once_where_nothing_can_succeed(oxigraph: Server, status: str) -> None:
    with proxy(oxigraph.url) as between:
        between.faults["update"] = [status] * 5
        with pytest.raises(EndpointError):
            push([work(f"k{number}") for number in range(5)], through(between), OPTIONS)
        assert len(between.updates()) == 1


def test_does_not_believe_a_log_in_page(oxigraph: Server) -> None:
    with proxy(oxigraph.url) as between:
        between.faults["query"] = ["page"]
        with pytest.raises(EndpointError, match="web page"):
            push([work("a")], through(between), OPTIONS)
        between.faults["update"] = ["page"] * 5
        report = push([work("a")], through(between), OPTIONS)
    assert [issue.code for issue in report.failures] == ["E011"]


def test_stops_after_several_requests_without_an_answer_and_says_so(oxigraph: Server) -> None:
    works = [work(f"k{number}", authors=20) for number in range(45)]
    with proxy(oxigraph.url) as between:
        between.faults["update"] = ["pass"] + ["dropped"] * 50
        report = push(works, through(between)._replace(profile="generic"), OPTIONS._replace(policy=POLICY._replace(attempts=1), breaker=2))
    assert report.stopped
    assert {issue.code for issue in report.failures} == {"E012"}
    assert 0 < report.added < 45
    assert report.added + report.failed < 45
    assert counts(push(works, Endpoint(url=oxigraph.url), OPTIONS))[4] == 0
    assert oxigraph.dump() == expected(*works)


def test_faults_at_random_never_end_in_a_wrong_state_that_is_called_right(oxigraph: Server) -> None:
    chance = random.Random(7)
    faults = ["pass", "503", "500", "400", "413", "dropped", "lost", "empty", "page"]
    endpoint_policy = POLICY._replace(attempts=2)
    with proxy(oxigraph.url) as between:
        for version in range(14):
            works = [work(f"k{number}", f"title {version if chance.random() < 0.6 else 0}") for number in range(8)]
            between.faults["update"] = [chance.choice(faults) for _ in range(6)]
            report = push(works, through(between), OPTIONS._replace(policy=endpoint_policy))
            between.faults["update"] = []
            failed = {issue.record for issue in report.failures}
            there = oxigraph.dump()
            assert report.ok == (not failed and not report.stopped)
            for one in works:
                assert one.key in failed or set(expected(one)) <= set(there)
            if report.ok:
                assert there == expected(*works)


def test_continues_after_the_server_was_killed(oxigraph: Server) -> None:
    works = [work(f"k{number}") for number in range(50)]
    push(works[:20], Endpoint(url=oxigraph.url), OPTIONS)
    oxigraph.kill()
    with pytest.raises(EndpointError, match="failed"):
        push(works, through_server(oxigraph), OPTIONS._replace(policy=POLICY._replace(attempts=2)))
    oxigraph.start()
    assert counts(push(works, Endpoint(url=oxigraph.url), OPTIONS)) == (30, 0, 20, 0, 0)
    assert oxigraph.dump() == expected(*works)


def through_server(server: Server) -> Endpoint:
    return Endpoint(query=f"{server.url}/query", update=f"{server.url}/update", profile="oxigraph")


def test_large_record_goes_in_parts_with_the_stamp_in_the_last() -> None:
    made, _ = content.of(work("big", authors=50))
    stamp = content.stamp(made, time="2026-01-01T00:00:00Z", run="r", version="1")
    text = replacement.update(made, stamp, most=40)
    parts = text.split("INSERT DATA")
    assert len(parts) == 6
    assert all(part.count(" .\n") <= 40 for part in parts[1:])
    assert [("contentHash" in part) for part in parts[1:]] == [False] * 4 + [True]


def test_virtuoso_profile_sends_one_record_a_request(oxigraph: Server) -> None:
    with proxy(oxigraph.url) as between:
        push([work(f"k{number}") for number in range(3)], through(between)._replace(profile="virtuoso"), OPTIONS)
        assert [update.count("DELETE WHERE") for update in between.updates()] == [1, 1, 1]


@pytest.mark.parametrize("path", ["", "/", "/query"])
def test_finds_query_and_update_of_a_bare_server_url(oxigraph: Server, path: str) -> None:
    found = protocol.resolve(Endpoint(url=oxigraph.url + path), POLICY)
    assert (found.query, found.update, found.profile) == (f"{oxigraph.url}/query", f"{oxigraph.url}/update", "oxigraph")


def test_journal_tells_what_was_verified_and_what_was_quarantined(oxigraph: Server, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "journal.sqlite"
    blank = work("blank")._replace(graph=from_triples([("_:x", "<https://schema.org/name>", '"n"')]))
    push([work("a"), blank], Endpoint(url=oxigraph.url), OPTIONS._replace(journal=path))
    with Journal(path) as journal:
        assert [(entry.record, entry.step, entry.attempts) for entry in journal.entries()] == [
            ("a", "verified", 1),
            ("blank", "quarantined", 0),
        ]
        assert journal.entries("quarantined")[0].error.startswith("E002 ")


def test_second_publisher_is_kept_out_by_the_journal(oxigraph: Server, tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with Journal(path), pytest.raises(UsageError, match="another push"):
        push([work("a")], Endpoint(url=oxigraph.url), OPTIONS._replace(journal=path))
    assert push([work("a")], Endpoint(url=oxigraph.url), OPTIONS._replace(journal=path)).ok


@pytest.mark.parametrize(
    ("endpoint", "error"),
    [
        (Endpoint(url="http://user:s3cret@host.example/"), UsageError),
        (Endpoint(url="http://host.example/", user="u", password_env="CANARY"), UsageError),
        (Endpoint(url="https://host.example/", user="u"), ConfigError),
        (Endpoint(url="https://host.example/", user="u", password_env="NOT_SET_ANYWHERE"), ConfigError),
        (Endpoint(url="file:///etc/passwd"), UsageError),
        (Endpoint(url="http://[::1/"), UsageError),
        (Endpoint(), UsageError),
        (Endpoint(url="https://host.example/", profile="orcale"), ConfigError),
    ],
)
def test_refuses_an_endpoint_that_must_not_be_used(endpoint: Endpoint, error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY", "s3cret")
    with pytest.raises(error) as caught:
        push([], endpoint, OPTIONS)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_list_cells_are_named_by_predicate_position_and_node() -> None:
    first, rest, nil = terms.RDF_FIRST, terms.RDF_REST, terms.RDF_NIL
    bibo = "http://purl.org/ontology/bibo/"
    subject, host = "<https://doi.org/10.5555/x>", f"<{BASE}work/k#host>"
    graph = from_triples(
        [
            (subject, f"<{bibo}authorList>", "_:a"), ("_:a", first, '"x"'), ("_:a", rest, "_:b"), ("_:b", first, '"y"'), ("_:b", rest, nil),
            (subject, f"<{bibo}editorList>", "_:c"), ("_:c", first, '"x"'), ("_:c", rest, nil),
            (host, f"<{bibo}editorList>", "_:d"), ("_:d", first, '"z"'), ("_:d", rest, nil),
        ]
    )  # fmt: skip
    named = skolemise(Described("k", subject, f"<{BASE}graph/k>", graph))
    cells = [node for node in named if first in named[node]]
    assert cells == [f"<{BASE}work/k#{cell}>" for cell in ("authors-1", "authors-2", "editors-1", "host-editors-1")]
    assert named[f"<{BASE}work/k#authors-1>"][rest] == [f"<{BASE}work/k#authors-2>"]


def test_hash_does_not_depend_on_the_order_of_statements_or_blank_labels() -> None:
    one = work("k", authors=3)
    turned = from_triples((s.replace("_:l", "_:z"), p, o.replace("_:l", "_:z")) for s, p, o in reversed(list(_triples(one))))
    assert content.of(one)[0] == content.of(one._replace(graph=turned))[0]


def _triples(described: Described) -> list[tuple[str, str, str]]:
    return [(s, p, o) for s, properties in described.graph.items() for p, objects in properties.items() for o in objects]
