"""Crossref, DataCite and Pure: pages come over whole, a record a line as the API gave it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.runner import Ended, kg
from tests.harvest.misbehaving import Asked, Reply, as_json, serving

SECRET = "key-9f8e7d"
DATE = ("Date", "Sat, 01 Jun 2024 12:00:00 GMT")


def run(kind: str, url: str, out: Path, *more: str, **environ: str) -> Ended:
    return kg("harvest", kind, url, "-o", out, "--max-wait", "0.02", *more, **environ)


def pure(url: str, out: Path, *more: str) -> Ended:
    return run("pure", f"{url}/ws/api", out, "--rows", "10", *more, KG_PURE_KEY=SECRET)


def converted(out: Path) -> int:
    """How many records kg convert makes of a file."""
    done = kg("convert", out, "--to", "jsonl", "--no-validate")
    assert done.code == 0, done.err
    return len(done.out.splitlines())


def lines(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.read_text().splitlines()]


def dead(out: Path) -> list[dict[str, Any]]:
    path = Path(f"{out}.deleted.jsonl")
    return lines(path) if path.exists() else []


class Crossref:
    """Works in pages; `expired` are the cursors that are not taken."""

    def __init__(self, count: int = 25, *, expired: int = 0) -> None:
        self.count, self.expired = count, expired
        self.title = "T"

    def __call__(self, asked: Asked) -> Reply:
        if asked.path != "/works":
            return Reply(status=404)
        cursor, rows = asked.query["cursor"], int(asked.query["rows"])
        start = 1 if cursor == "*" else int(cursor.removeprefix("c/+"))
        if start > 11 and self.expired > 0:
            self.expired -= 1
            return Reply(status=400, body=b"expired")
        items = [self.work(number) for number in range(start, min(start + rows, self.count + 1))]
        message = {"total-results": self.count, "items": items, "next-cursor": f"c/+{start + len(items)}"}
        return as_json({"status": "ok", "message-type": "work-list", "message": message})

    def work(self, number: int) -> dict[str, Any]:
        return {"DOI": f"10.5555/{number}", "type": "journal-article", "title": [f"{self.title} é {number}"], "score": 1.0}


def test_crossref_works_are_fetched_to_the_empty_page(tmp_path: Path) -> None:
    out = tmp_path / "works.jsonl"
    with serving(Crossref()) as server:
        done = run(
            "crossref", server.url, out, "--rows", "10", "--filter", "type:book", "--filter", "has-orcid:1", "--from", "2024-01-02",
            "--until", "2024-02-03", "--doi-prefix", "10.5555", "--query", "x y", "--mailto", "me@example.org",
        )  # fmt: skip
    assert done.code == 0, done.err
    assert [one["DOI"] for one in lines(out)] == [f"10.5555/{number}" for number in range(1, 26)]
    assert server.queries("cursor") == ["*", "c/+11", "c/+21", "c/+26"]
    assert set(server.queries("filter")) == {"type:book,has-orcid:1,prefix:10.5555,from-index-date:2024-01-02,until-index-date:2024-02-03"}
    assert server.asked[0].headers["user-agent"].endswith("(mailto:me@example.org)")
    # as the API gave it, on one line
    assert out.read_bytes().split(b"\n")[0] == json.dumps(Crossref().work(1), separators=(",", ":")).encode()
    assert not Path(f"{out}.deleted.jsonl").exists()
    assert converted(out) == 25


def test_an_expired_crossref_cursor_begins_again_without_doubles(tmp_path: Path) -> None:
    out = tmp_path / "works.jsonl"
    with serving(Crossref(expired=1)) as server:
        done = run("crossref", server.url, out, "--rows", "10", "--mailto", "me@example.org")
    assert done.code == 0, done.err
    assert "the cursor has expired (answer 400)" in done.err
    assert [one["DOI"] for one in lines(out)] == [f"10.5555/{number}" for number in range(1, 26)]


def test_cursors_that_always_expire_end_the_run(tmp_path: Path) -> None:
    out = tmp_path / "works.jsonl"
    with serving(Crossref(expired=1000)) as server:
        done = run("crossref", server.url, out, "--rows", "10")
        assert done.code == 4
        assert "expire before a page" in done.err
        assert len(server.asked) < 10
    assert len(lines(out)) == 20


def test_a_crossref_list_that_goes_round_in_a_circle_is_known(tmp_path: Path) -> None:
    page = as_json({"message": {"total-results": 5, "items": [{"DOI": "10.5555/1"}], "next-cursor": "same"}})
    with serving(lambda asked: page) as server:
        done = run("crossref", server.url, tmp_path / "works.jsonl")
    assert done.code == 4
    assert "goes round in a circle" in done.err
    assert len(server.asked) == 2


def test_fewer_records_than_the_server_speaks_of_are_told(tmp_path: Path) -> None:
    page = as_json({"message": {"total-results": 5, "items": [{"DOI": "10.5555/1"}]}})
    with serving(lambda asked: page) as server:
        done = run("crossref", server.url, tmp_path / "works.jsonl")
    assert done.code == 0
    assert "speaks of 5 records and gave 1" in done.err


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(b"<html>", media_type="text/html"), "sent a web page"),
        (Reply(b'{"message": {"items": [{"DOI": "1', media_type="application/json"), "what is no such JSON"),
        (Reply(b'{"message": 1}', media_type="application/json"), "what is no such JSON"),
        (Reply(b'{"message": {"items": [{"DOI": 1}, nonsense]}}', media_type="application/json"), "what is no such JSON"),
    ],
)
def test_what_is_no_list_is_asked_for_again_and_then_told(tmp_path: Path, reply: Reply, told: str) -> None:
    out = tmp_path / "works.jsonl"
    good = Crossref(3)
    answers = [reply]
    with serving(lambda asked: answers.pop() if answers else good(asked)) as server:
        done = run("crossref", server.url, out)
    assert done.code == 0, done.err
    assert told in done.err
    assert len(lines(out)) == 3
    with serving(lambda asked: reply) as server:
        done = run("crossref", server.url, tmp_path / "other.jsonl")
    assert done.code == 4
    assert told in done.err
    assert len(server.asked) == 3


def test_crossref_works_changed_since_the_last_run_replace_the_old_ones(tmp_path: Path) -> None:
    out = tmp_path / "works.jsonl"
    works = Crossref(12)
    with serving(works) as server:
        run("crossref", server.url, out)
        works.title, works.count = "New", 3
        done = run("crossref", server.url, out, "--changed-since-last")
    assert done.code == 0, done.err
    found = {one["DOI"]: one["title"][0] for one in lines(out)}
    assert len(lines(out)) == len(found) == 12
    assert (found["10.5555/3"], found["10.5555/4"]) == ("New é 3", "T é 4")
    began = json.loads(Path(f"{out}.state").read_text())["since"]
    assert server.queries("filter")[-1] == f"from-index-date:{began[:10]}"
    assert len(began) == 20


@pytest.mark.parametrize("options", [("--from", "2024"), ("--filter", "type"), ("--filter", "a:b,c:d"), ("--set", "x"), ("--mailto", "me")])
def test_options_that_do_not_fit_are_refused(tmp_path: Path, options: tuple[str, ...]) -> None:
    with serving(Crossref()) as server:
        assert run("crossref", server.url, tmp_path / "works.jsonl", *options).code == 2
    assert server.asked == []
    assert not list(tmp_path.iterdir())


def datacite(asked: Asked) -> Reply:
    start, size = int(asked.query["page[cursor]"]), int(asked.query["page[size]"])
    data = [
        {"id": f"10.5555/{number}", "type": "dois", "attributes": {"doi": f"10.5555/{number}"}}
        for number in range(start, min(start + size, 26))
    ]
    # the address leads elsewhere: only its cursor counts
    for one in data:
        one["attributes"] |= {"titles": [{"title": "T"}], "types": {"resourceTypeGeneral": "Dataset"}, "publicationYear": 2024}
    links = {"self": "x"} | ({"next": f"https://other.example/dois?page%5Bcursor%5D={start + size}"} if start + size < 26 else {})
    return as_json({"data": data, "meta": {"total": 25, "totalPages": 3, "page": 1}, "links": links})


def test_datacite_dois_are_fetched_by_cursor_and_only_from_this_server(tmp_path: Path) -> None:
    out = tmp_path / "dois.jsonl"
    with serving(datacite) as server:
        done = run(
            "datacite", server.url, out, "--rows", "10", "--client-id", "cern.zenodo", "--query", "a OR b", "--from", "2024-01-02",
            "--doi-prefix", "10.5555",
        )  # fmt: skip
        assert done.code == 0, done.err
        again = run(
            "datacite", server.url, out, "--rows", "10", "--client-id", "cern.zenodo", "--query", "a OR b", "--from", "2024-01-02",
            "--doi-prefix", "10.5555", "--changed-since-last",
        )  # fmt: skip
    assert again.code == 0, again.err
    assert [one["id"] for one in lines(out)] == [f"10.5555/{number}" for number in range(1, 26)]
    assert converted(out) == 25
    first = server.asked[0].query
    assert (first["client-id"], first["prefix"], first["affiliation"]) == ("cern.zenodo", "10.5555", "true")
    assert first["query"] == "(a OR b) AND updated:[2024-01-02 TO *]"
    assert server.queries("page[cursor]")[:3] == ["1", "11", "21"]
    began = json.loads(Path(f"{out}.state").read_text())["since"]
    assert server.asked[-1].query["query"] == f"(a OR b) AND updated:[{began[:10]} TO *]"


class Pure:
    """A Pure: `there` are the numbers of its records, in the order of its list; `changes` are pages by token."""

    def __init__(self, count: int = 25) -> None:
        self.there = list(range(1, count + 1))
        self.changes: dict[str, dict[str, Any]] = {}
        self.title = "T"
        self.cap = 1000
        self.before: dict[int, int] = {}
        self.lists = 0

    def __call__(self, asked: Asked) -> Reply:
        if asked.headers.get("api-key") != SECRET:
            return Reply(status=401, body=b"no")
        parts = asked.path.removeprefix("/ws/api/").split("/")
        if parts[0] == "changes":
            return as_json(self.changes[parts[1]]) if parts[1] in self.changes else as_json({"title": "unknown"}, status=404)
        if len(parts) == 2:
            number = int(parts[1].removeprefix("u"))
            return as_json(self.item(number)) if number in self.there else as_json({"title": "Not Found"}, status=404)
        self.lists += 1
        if (gone := self.before.get(self.lists)) is not None:
            self.there.remove(gone)
        offset, size = int(asked.query["offset"]), min(self.cap, int(asked.query["size"]))
        items = [self.item(number) for number in self.there[offset : offset + size]]
        return as_json({"count": len(self.there), "pageInformation": {"offset": offset, "size": size}, "items": items})

    def item(self, number: int) -> dict[str, Any]:
        kind = "/dk/atira/pure/researchoutput/researchoutputtypes/contributiontojournal/article"
        return {
            "pureId": number,
            "uuid": f"u{number}",
            "title": {"value": f"{self.title} {number}"},
            "type": {"uri": kind, "term": {"en_GB": "Article"}},
            "publicationStatuses": [{"current": True, "publicationDate": {"year": 2023}}],
            "systemName": "ResearchOutput",
        }


def uuids(out: Path) -> list[str]:
    return [one["uuid"] for one in lines(out)]


def expected(count: int = 25) -> list[str]:
    return [f"u{number}" for number in range(1, count + 1)]


def test_pure_is_read_by_offset_with_its_key_in_a_header(tmp_path: Path) -> None:
    out = tmp_path / "pure.jsonl"
    with serving(Pure()) as server:
        done = pure(server.url, out)
    assert done.code == 0, done.err
    assert uuids(out) == expected()
    assert converted(out) == 25
    assert server.asked[0].path == "/ws/api/research-outputs"
    assert all(one.headers["api-key"] == SECRET for one in server.asked)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert SECRET.encode() not in written + done.err.encode() + done.out.encode()
    assert not any(SECRET in value for one in server.asked for value in one.query.values())


def test_a_server_that_gives_smaller_pages_than_asked_for_is_read_whole(tmp_path: Path) -> None:
    out = tmp_path / "pure.jsonl"
    source = Pure()
    source.cap = 4
    with serving(source) as server:
        done = pure(server.url, out)
    assert done.code == 0, done.err
    assert uuids(out) == expected()


@pytest.mark.parametrize("gone", [[1], [10], [1, 2, 10]])
def test_what_is_deleted_while_the_list_is_read_moves_no_record_out_of_sight(tmp_path: Path, gone: list[int]) -> None:
    out = tmp_path / "pure.jsonl"
    source = Pure()
    source.before = {2 + number: one for number, one in enumerate(gone)}
    with serving(source) as server:
        done = pure(server.url, out)
    assert done.code == 0, done.err
    assert set(uuids(out)) >= set(expected()) - {f"u{one}" for one in gone}
    assert len(uuids(out)) == len(set(uuids(out)))


def test_a_list_without_any_order_ends_the_run(tmp_path: Path) -> None:
    source = Pure(200)

    def answer(asked: Asked) -> Reply:
        source.there = source.there[37:] + source.there[:37]
        return source(asked)

    with serving(answer) as server:
        done = pure(server.url, tmp_path / "pure.jsonl")
    assert done.code == 4
    assert "the list moves all the time" in done.err
    assert len(server.asked) < 150


@pytest.mark.parametrize("value", ["", "with space ", "nö", "a\nb"])
def test_without_a_usable_key_nothing_is_asked(tmp_path: Path, value: str) -> None:
    with serving(Pure()) as server:
        done = run("pure", server.url, tmp_path / "pure.jsonl", KG_PURE_KEY=value)
    assert done.code == 2
    assert "KG_PURE_KEY" in done.err
    assert not value.strip() or value not in done.err
    assert server.asked == []


def test_a_wrong_key_is_told_without_it(tmp_path: Path) -> None:
    with serving(Pure()) as server:
        done = run("pure", f"{server.url}/ws/api", tmp_path / "pure.jsonl", KG_PURE_KEY="other-secret")
    assert done.code == 4
    assert "refused us (401)" in done.err
    assert "other-secret" not in done.err
    assert len(server.asked) == 1


def change(number: int, kind: str, family: str = "ResearchOutput") -> dict[str, Any]:
    return {"uuid": f"u{number}", "changeType": kind, "familySystemName": family, "version": 1}


def test_changes_bring_the_file_up_to_date_and_deletions_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "pure.jsonl"
    source = Pure()
    with serving(source) as server:
        assert pure(server.url, out).code == 0
        began = json.loads(Path(f"{out}.state").read_text())["began"]
        source.title = "New"
        source.there = [number for number in source.there if number not in (4, 5)] + [30]
        source.changes = {
            began: {"resumptionToken": "a==", "moreChanges": True, "items": [
                {"uuid": None, "changeType": "UPDATE", "familySystemName": None},
                change(2, "UPDATE"), change(4, "DELETE"), change(5, "UPDATE"), change(6, "UPDATE", "Person")]},
            "a%3D%3D": {"resumptionToken": "b", "moreChanges": False, "items": [change(30, "CREATE"), change(2, "UPDATE")]},
        }  # fmt: skip
        done = pure(server.url, out, "--changed-since-last")
        assert done.code == 0, done.err
        found = {one["uuid"]: one["title"]["value"] for one in lines(out)}
        assert len(found) == len(lines(out)) == 24
        assert (found["u2"], found["u30"], found["u6"]) == ("New 2", "New 30", "T 6")
        assert dead(out) == [{"identifier": "u4", "deleted": True}, {"identifier": "u5", "deleted": True}]
        assert "/ws/api/research-outputs/u4" not in [one.path for one in server.asked]
        # the next run goes on at the last token; what comes back is no longer dead
        source.there.append(4)
        source.changes = {"b": {"resumptionToken": "c", "moreChanges": False, "contentChanges": [change(4, "CREATE")]}}
        done = pure(server.url, out, "--changed-since-last")
    assert done.code == 0, done.err
    assert "u4" in uuids(out)
    assert dead(out) == [{"identifier": "u5", "deleted": True}]


def test_what_is_deleted_and_comes_back_in_one_run_is_there(tmp_path: Path) -> None:
    out = tmp_path / "pure.jsonl"
    source = Pure(3)
    source.changes = {
        "2024-01-02": {"resumptionToken": "a", "moreChanges": True, "items": [change(1, "UPDATE"), change(2, "DELETE")]},
        "a": {"resumptionToken": "b", "moreChanges": True, "items": [change(2, "CREATE"), change(1, "DELETE")]},
        "b": {"resumptionToken": "b", "moreChanges": False},
    }
    with serving(source) as server:
        done = pure(server.url, out, "--from", "2024-01-02")
    assert done.code == 0, done.err
    assert uuids(out) == ["u2"]
    assert dead(out) == [{"identifier": "u1", "deleted": True}]


@pytest.mark.parametrize("token", ["", "2024-01-02"])
def test_changes_that_lead_nowhere_end_the_run(tmp_path: Path, token: str) -> None:
    source = Pure(3)
    source.changes = {"2024-01-02": {"resumptionToken": token, "moreChanges": True, "items": []}}
    with serving(source) as server:
        done = pure(server.url, tmp_path / "pure.jsonl", "--from", "2024-01-02")
    assert done.code == 4
    assert "does not say where they are" in done.err


def test_changes_too_long_ago_are_told(tmp_path: Path) -> None:
    out = tmp_path / "pure.jsonl"
    with serving(Pure()) as server:
        pure(server.url, out)
        done = pure(server.url, out, "--changed-since-last")
    assert done.code == 4
    assert "does not know its changes since" in done.err
    assert uuids(out) == expected()


def test_restart_takes_the_tombstones_of_the_run_before_away(tmp_path: Path) -> None:
    out = tmp_path / "pure.jsonl"
    source = Pure(3)
    source.changes = {"2024-01-02": {"resumptionToken": "a", "moreChanges": False, "items": [change(9, "DELETE")]}}
    with serving(source) as server:
        pure(server.url, out, "--from", "2024-01-02")
        assert len(dead(out)) == 1
        assert pure(server.url, out).code == 2
        done = pure(server.url, out, "--restart")
    assert done.code == 0, done.err
    assert uuids(out) == expected(3)
    assert dead(out) == []


def test_a_change_whose_record_fails_ends_the_run_before_that_page(tmp_path: Path) -> None:
    out = tmp_path / "pure.jsonl"
    source = Pure(3)
    source.changes = {
        "2024-01-02": {"resumptionToken": "a", "moreChanges": True, "items": [change(1, "UPDATE")]},
        "a": {"resumptionToken": "b", "moreChanges": False, "items": [change(2, "UPDATE"), change(3, "UPDATE")]},
    }
    failing = [True]

    def answer(asked: Asked) -> Reply:
        return Reply(status=500) if asked.path.endswith("/u3") and failing else source(asked)

    with serving(answer) as server:
        done = pure(server.url, out, "--from", "2024-01-02", "--attempts", "2")
        assert done.code == 4
        assert uuids(out) == ["u1"]
        failing.clear()
        done = pure(server.url, out, "--from", "2024-01-02")
    assert done.code == 0, done.err
    assert uuids(out) == ["u1", "u2", "u3"]


def test_changes_of_a_list_that_is_not_known_are_refused(tmp_path: Path) -> None:
    with serving(Pure()) as server:
        done = pure(server.url, tmp_path / "pure.jsonl", "--from", "2024-01-02", "--resource", "events")
    assert done.code == 2
    assert "what changes among events is not known" in done.err
    assert server.asked == []


@pytest.mark.parametrize(("kind", "url"), [("oai", ""), ("pure", ""), ("crossref", "https://api.example.org/works?rows=1")])
def test_an_address_that_is_missing_or_too_long_is_told(tmp_path: Path, kind: str, url: str) -> None:
    done = kg("harvest", kind, *([url] if url else []), "-o", tmp_path / "x", KG_PURE_KEY=SECRET)
    assert done.code == 2
    assert not list(tmp_path.iterdir())
