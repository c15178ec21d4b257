"""OAI-PMH: a list comes over whole, whatever its server does."""

from __future__ import annotations

import email.utils
import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.runner import Ended, kg
from tests.harvest import misbehaving as odd
from tests.harvest.misbehaving import Asked, Reply, Repository, serving

OAI = "{http://www.openarchives.org/OAI/2.0/}"


def run(url: str, out: Path, *more: str) -> Ended:
    return kg("harvest", "oai", url, "-o", out, "--max-wait", "0.02", *more)


def identifiers(out: Path) -> list[str]:
    """The identifiers in the file, which must be well-formed."""
    root = ElementTree.parse(out).getroot()
    assert root.tag == f"{OAI}OAI-PMH"
    return [one.findtext(f"{OAI}header/{OAI}identifier") or "" for one in root.iterfind(f"{OAI}ListRecords/{OAI}record")]


def expected(count: int = 25) -> list[str]:
    return [f"oai:r:{number}" for number in range(1, count + 1)]


def state(out: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(f"{out}.state").read_text())
    return found


def test_a_list_in_three_pages_becomes_one_file(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository()) as server:
        done = run(server.url, out, "--mailto", "me@example.org", "--set", "a", "--until", "2024-12-31")
    assert done.code == 0, done.err
    assert identifiers(out) == expected()
    assert "25 records, 1 of them deleted, in 3 pages" in done.err
    first = server.asked[1].query
    assert first == {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "a", "until": "2024-12-31"}
    assert server.asked[2].query == {"verb": "ListRecords", "resumptionToken": "11-0"}
    assert all(one.headers["user-agent"].startswith("kg-publisher/") for one in server.asked)
    assert all("(mailto:me@example.org)" in one.headers["user-agent"] and one.headers["from"] == "me@example.org" for one in server.asked)
    # one record a line, the deleted one with its status
    lines = out.read_bytes().split(b"\n")
    assert len([line for line in lines if line.startswith(b"<record")]) == 25
    assert b'status="deleted"' in lines[4]
    # no clock
    assert b"responseDate" not in out.read_bytes()


def test_the_file_is_read_by_convert_and_each_record_knows_its_address(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository()) as server:
        run(f"{server.url}/oai?a=1&b=2", out)
    done = kg("convert", out, "--to", "ntriples", "--no-validate", "-v")
    assert done.code == 0, done.err
    assert done.out.count('"Title ') >= 24
    assert "oai:r:3 was deleted on the server" in done.err
    assert f"<{server.url}/oai?a=1&b=2&verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:r:5>" in done.out


def test_a_record_keeps_its_text_and_namespaces(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(1)) as server:
        run(server.url, out)
    dc = "{http://purl.org/dc/elements/1.1/}"
    root = ElementTree.parse(out).getroot()
    creator = next(root.iter(f"{dc}creator"))
    assert creator.text == "A & B"
    assert creator.attrib == {"{http://www.w3.org/2001/XMLSchema-instance}type": "x"}
    assert next(root.iter(f"{dc}title")).tail == "\n"


def test_no_matching_record_is_no_error(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(0)) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert identifiers(out) == []


def test_a_finished_harvest_is_not_fetched_again(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository()) as server:
        run(server.url, out)
        before, asked = out.read_bytes(), len(server.asked)
        done = run(server.url, out)
    assert done.code == 0
    assert "is complete" in done.err
    assert (out.read_bytes(), len(server.asked)) == (before, asked)


def once(*numbers: int, reply: Callable[[], Reply]) -> Callable[[Asked, int], Reply | None]:
    return lambda asked, number: reply() if number in numbers else None


def at(seconds: float) -> str:
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


@pytest.mark.parametrize(
    "reply",
    [
        lambda: Reply(status=503, headers=[("Retry-After", "0")]),
        lambda: Reply(status=503, headers=[("Retry-After", at(-5))]),
        lambda: Reply(status=503, headers=[("Retry-After", "soon")]),
        lambda: Reply(status=503),
        lambda: Reply(status=429, headers=[("Retry-After", "0")]),
        lambda: Reply(status=500, body=b"<html>oops</html>", media_type="text/html"),
        lambda: Reply(status=502),
        lambda: Reply(status=504),
        lambda: Reply(body=b"x" * 100, cut=50),
        lambda: Reply(body=b"<html><body>back soon</body></html>", media_type="text/html"),
        lambda: Reply(body=b""),
        lambda: Reply(body=odd.records(odd.record(1)).body[:-60]),
        lambda: Reply(body=gzip.compress(b"x" * 1000)[:-9], headers=[("Content-Encoding", "gzip")]),
    ],
    ids=["503", "date", "word", "bare", "429", "500", "502", "504", "cut-off", "web-page", "empty", "broken-xml", "broken-gzip"],
)
def test_what_a_server_does_now_and_then_is_tried_again(tmp_path: Path, reply: Callable[[], Reply]) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=once(1, 3, reply=reply))) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert identifiers(out) == expected()
    assert "again" in done.err
    assert len(server.asked) == 1 + 3 + 2


def test_retry_after_is_waited_for(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=once(1, reply=lambda: Reply(status=503, headers=[("Retry-After", "1")])))) as server:
        begun = time.monotonic()
        done = kg("harvest", "oai", server.url, "-o", out, "--max-wait", "5")
    assert done.code == 0
    assert time.monotonic() - begun >= 1.0
    assert "trying again in 1.0 s" in done.err


def test_a_longer_wait_than_allowed_ends_the_run_and_the_next_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=once(2, reply=lambda: Reply(status=503, headers=[("Retry-After", "3600")])))) as server:
        done = run(server.url, out)
        assert done.code == 4
        assert "3,600 s" in done.err
        # what there is can be read
        assert identifiers(out) == expected(10)
        done = run(server.url, out)
    assert done.code == 0
    assert "going on behind page 1" in done.err
    assert identifiers(out) == expected()


def test_a_server_that_fails_for_good_is_left_after_some_attempts(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=lambda asked, number: Reply(status=503) if number > 1 else None)) as server:
        done = run(server.url, out, "--attempts", "3")
    assert done.code == 4
    assert len(server.asked) == 1 + 1 + 3
    assert "answered 503" in done.err
    assert "goes on where it stopped" in done.err


def test_an_expired_token_begins_again_at_the_last_datestamp_without_doubles(tmp_path: Path) -> None:
    out, calm = tmp_path / "all.xml", tmp_path / "calm.xml"
    with serving(Repository(odd=once(3, reply=lambda: odd.error("badResumptionToken", "expired")))) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert "25 records, 1 of them deleted" in done.err
    assert "the token has expired (expired); again from 2024-01-01T00:20:00Z" in done.err
    assert server.asked[4].query["from"] == "2024-01-01T00:20:00Z"
    with serving(Repository()) as other:
        run(other.url, calm)
    assert out.read_bytes().replace(server.url.encode(), other.url.encode()) == calm.read_bytes()


def test_an_expired_token_of_an_unordered_list_begins_again_at_its_beginning(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    class Unordered(Repository):
        def record(self, number: int) -> str:
            return odd.record(number, stamp=f"2024-03-{28 - number:02}T00:00:00Z")

    with serving(Unordered(odd=once(3, reply=lambda: odd.error("badResumptionToken")))) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert "from the beginning of the list" in done.err
    assert "from" not in server.asked[4].query
    assert identifiers(out) == expected()


def test_a_few_datestamps_in_order_prove_no_order(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    class Unordered(Repository):
        def record(self, number: int) -> str:
            return odd.record(number, stamp=f"2024-03-{number if number < 6 else 1:02}T00:00:00Z")

    with serving(Unordered(size=5, odd=once(2, reply=lambda: odd.error("badResumptionToken")))) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert "from the beginning of the list" in done.err
    assert identifiers(out) == expected()


def test_a_record_that_changed_while_the_list_began_again_is_there_once_as_it_is_now(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    def answer(asked: Asked, number: int) -> Reply | None:
        if number == 3:
            return odd.error("badResumptionToken")
        if number == 4:
            later = odd.record(20, stamp="2024-05-01T00:00:00Z", title="Later")
            return odd.records(*map(odd.record, range(21, 26)), later, token="")
        return None

    with serving(Repository(odd=answer)) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert sorted(identifiers(out)) == sorted(expected())
    assert "Later" in out.read_text()
    assert "Title 20<" not in out.read_text()


def expiring(asked: Asked, number: int) -> Reply | None:
    return odd.error("badResumptionToken") if "resumptionToken" in asked.query else None


def test_a_list_in_order_comes_to_its_end_even_where_every_token_expires(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=expiring)) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert identifiers(out) == expected()


def test_a_list_without_order_whose_tokens_always_expire_ends_the_run_and_can_be_tried_again(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    class Unordered(Repository):
        def record(self, number: int) -> str:
            return odd.record(number, stamp="2024-03-01T00:00:00Z")

    repository = Unordered(odd=expiring)
    with serving(repository) as server:
        done = run(server.url, out)
        assert done.code == 4
        assert "expire before a page" in done.err
        assert len(server.asked) < 20
        repository.odd = None
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert identifiers(out) == expected()


@pytest.mark.parametrize("token", ["same", ""], ids=["the token repeats itself", "tokens are new each time"])
def test_a_list_that_goes_round_in_a_circle_is_known(tmp_path: Path, token: str) -> None:
    out = tmp_path / "all.xml"

    def answer(asked: Asked, number: int) -> Reply | None:
        return odd.records(*(odd.record(1 + (number % 3) * 2 + one) for one in range(2)), token=token or f"t{number}")

    with serving(Repository(odd=answer)) as server:
        done = run(server.url, out)
    assert done.code == 4
    assert "goes round in a circle: page 4 has the records of page 1" in done.err
    assert len(server.asked) == 5
    assert len(identifiers(out)) == 6


def test_a_token_that_stays_the_same_while_the_pages_go_on_is_borne(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    def answer(asked: Asked, number: int) -> Reply | None:
        return odd.records(odd.record(number), token="same" if number < 5 else "")

    with serving(Repository(odd=answer)) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert identifiers(out) == expected(5)
    assert done.err.count("same resumptionToken") == 1


def test_pages_without_records_do_not_go_on_for_ever(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=lambda asked, number: odd.records(token=f"t{number}"))) as server:
        done = run(server.url, out)
    assert done.code == 4
    assert "without records, page after page" in done.err
    assert len(server.asked) == 101


@pytest.mark.parametrize("end", [None, ""], ids=["without a token", "with an empty token"])
def test_a_list_ends(tmp_path: Path, end: str | None) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=once(1, reply=lambda: odd.records(odd.record(1), token=end)))) as server:
        done = run(server.url, out)
    assert done.code == 0
    assert len(server.asked) == 2
    assert identifiers(out) == expected(1)


def test_a_page_that_stays_broken_costs_its_bad_records_alone(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    def answer(asked: Asked, number: int) -> Reply | None:
        if asked.query.get("resumptionToken") != "11-0":
            return None
        whole = Repository().page(11)
        return whole._replace(body=whole.body.replace(b"Title 14<", b"Title <b>14<"))

    with serving(Repository(odd=answer)) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert "page 2 is broken (line" in done.err
    assert "9 records of it could be read" in done.err
    # the bad one was asked for by itself
    assert server.queries("identifier")[-2] == "oai:r:14"
    assert sorted(identifiers(out)) == sorted(expected())


def test_a_record_that_cannot_be_had_is_told_and_kept_in_the_state(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    class Broken(Repository):
        def record(self, number: int) -> str:
            return odd.record(number, title="<b>" if number == 14 else "")

    with serving(Broken()) as server:
        done = run(server.url, out)
    assert done.code == 4
    assert "page 2: lost: oai:r:14 (line" in done.err
    assert identifiers(out) == [one for one in expected() if one != "oai:r:14"]
    assert str(state(out)["lost"]).startswith("['page 2: oai:r:14 (line")
    assert state(out)["phase"] == "done"


def test_a_page_that_is_cut_off_for_good_ends_the_run_before_it(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    whole = Repository().page(11)

    def answer(asked: Asked, number: int) -> Reply | None:
        return whole._replace(body=whole.body[:1500]) if asked.query.get("resumptionToken") == "11-0" else None

    with serving(Repository(odd=answer)) as server:
        done = run(server.url, out)
    assert done.code == 4
    assert "does not say where the list goes on" in done.err
    assert identifiers(out) == expected(10)


@pytest.mark.parametrize(
    ("title", "wanted", "told"),
    [
        (b"a\x0bb", "a b", "1 character that XML forbids became a space, first in oai:r:1"),
        (b"a&#2;b", "a    b", "1 character that XML forbids"),
        (b"a\xe9b", "a?b", "1 byte not in the encoding became ?, first in oai:r:1"),
        (b"a&nbsp;&eacute;b", "a\xa0éb", "eacute, nbsp"),
    ],
)
def test_characters_that_xml_forbids_are_mended_and_told(tmp_path: Path, title: bytes, wanted: str, told: str) -> None:
    out = tmp_path / "all.xml"
    page = odd.records(odd.record(1), odd.record(2))
    reply = page._replace(body=page.body.replace(b"Title 1<", title + b"<"))
    with serving(Repository(odd=once(1, reply=lambda: reply))) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert told in done.err
    assert next(ElementTree.parse(out).getroot().iter("{http://purl.org/dc/elements/1.1/}title")).text == wanted


def test_xml_under_another_content_type_is_read_and_told(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    def answer(asked: Asked, number: int) -> Reply | None:
        return Repository().page((number - 1) * 10 + 1)._replace(media_type="text/html")

    with serving(Repository(odd=answer)) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert done.err.count("calls its XML text/html") == 1
    assert identifiers(out) == expected()


def test_a_web_page_instead_of_identify_is_told(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(lambda asked: Reply(b"<!DOCTYPE html><html>hello</html>", media_type="text/html")) as server:
        done = run(server.url, out)
    assert done.code == 4
    assert "a web page came (200)" in done.err
    assert "is this the base URL of OAI-PMH?" in done.err
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [("<ListIdentifiers/>", "the answer is ListIdentifiers (200)"), ("", "the answer is empty (200)")],
)
def test_an_answer_to_another_question_is_no_list(tmp_path: Path, content: str, told: str) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=lambda asked, number: odd.oai(content))) as server:
        done = run(server.url, out)
    assert done.code == 4
    assert told in done.err
    assert state(out)["phase"] == "list"


@pytest.mark.parametrize(
    ("code", "hint"),
    [("cannotDisseminateFormat", "--metadata-prefix"), ("noSetHierarchy", "leave --set out"), ("badArgument", "check the URL")],
)
def test_an_error_of_the_server_is_told_with_what_to_do(tmp_path: Path, code: str, hint: str) -> None:
    with serving(Repository(odd=once(1, reply=lambda: odd.error(code, "not so")._replace(status=400)))) as server:
        done = run(server.url, tmp_path / "all.xml")
    assert done.code == 4
    assert f"says: {code} not so" in done.err
    assert hint in done.err
    assert len(server.asked) == 2


def test_several_sets_are_fetched_one_after_the_other_and_no_record_twice(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(12)) as server:
        done = run(server.url, out, "--set", "a", "--set", "b")
    assert done.code == 0, done.err
    assert server.queries("set") == ["", "a", "", "b", ""]
    assert identifiers(out) == expected(12)


def test_a_server_that_knows_days_is_asked_by_days(tmp_path: Path) -> None:
    repository = Repository(3)
    repository.granularity = "YYYY-MM-DD"
    with serving(repository) as server:
        done = run(server.url, tmp_path / "all.xml", "--from", "2024-01-01T00:00:00Z", "--until", "2024-05-01")
    assert done.code == 0, done.err
    assert (server.queries("from")[1], server.queries("until")[1]) == ("2024-01-01", "2024-05-01")
    assert "knows days only" in done.err


@pytest.mark.parametrize(
    "options", [("--from", "1.5.2024"), ("--until", "2024"), ("--from", "2024-05-02", "--until", "2024-05-01"), ("--query", "x")]
)
def test_options_that_do_not_fit_are_refused_before_anything_is_asked(tmp_path: Path, options: tuple[str, ...]) -> None:
    with serving(Repository()) as server:
        done = run(server.url, tmp_path / "all.xml", *options)
    assert done.code == 2
    assert server.asked == []
    assert not list(tmp_path.iterdir())


def test_what_has_changed_since_is_fetched_and_the_file_brought_up_to_date(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository()) as server:
        run(server.url, out)

    def answer(asked: Asked, number: int) -> Reply | None:
        changed = odd.record(5, stamp="2024-06-02T00:00:00Z", title="New title")
        return odd.records(changed, odd.record(7, stamp="2024-06-02T00:00:00Z", deleted=True), odd.record(99), token="")

    url = server.url
    changes = Repository(odd=answer)
    with serving(changes) as server:
        other = run(server.url, out, "--changed-since-last")
        assert other.code == 2
        assert "another request" in other.err
        Path(f"{out}.state").write_text(Path(f"{out}.state").read_text().replace(url, server.url))
        done = run(server.url, out, "--changed-since-last")
    assert done.code == 0, done.err
    assert server.asked[-1].query["from"] == "2024-06-01T12:00:00Z"
    found = identifiers(out)
    assert len(found) == len(set(found)) == 26
    assert "New title" in out.read_text()
    assert "Title 5<" not in out.read_text()
    assert out.read_text().count('status="deleted"') == 2
    assert "3 records, 1 of them deleted, in 1 page" in done.err


def test_nothing_changed_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository()) as server:
        run(server.url, out)
        before = out.read_bytes()
        done = run(server.url, out, "--changed-since-last")
    assert done.code == 0, done.err
    assert out.read_bytes() == before


def test_restart_begins_anew(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository()) as server:
        run(server.url, out)
        done = run(server.url, out, "--restart", "--set", "a")
    assert done.code == 0, done.err
    assert server.queries("set")[-3] == "a"
    assert identifiers(out) == expected()


def test_a_file_of_somebody_else_is_never_written_over(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    out.write_text("mine")
    with serving(Repository()) as server:
        for more in ((), ("--restart",)):
            done = run(server.url, out, *more)
            assert done.code == 2
            assert "was not written by kg harvest" in done.err
    assert out.read_text() == "mine"


def test_an_old_code_for_an_expired_token_is_understood(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=once(2, reply=lambda: odd.error("badArgument", "too old")))) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert "the token has expired (too old)" in done.err
    assert identifiers(out) == expected()


def test_a_last_page_without_matching_records_ends_the_list(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    with serving(Repository(odd=once(3, reply=lambda: odd.error("noRecordsMatch")))) as server:
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert identifiers(out) == expected(20)


def test_a_server_that_does_not_tell_deletions_is_named_when_changes_are_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    repository = Repository()

    def answer(asked: Asked) -> Reply:
        return odd.identify(deleted="no") if asked.query["verb"] == "Identify" else repository(asked)

    with serving(answer) as server:
        assert "does not tell what was deleted" not in run(server.url, out).err
        assert "does not tell what was deleted" in run(server.url, out, "--changed-since-last").err


def test_an_interrupted_run_for_changes_goes_on_with_them(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"
    repository = Repository()
    with serving(repository) as server:
        run(server.url, out)
        repository.count, repository.lists = 45, 0
        repository.odd = lambda asked, number: Reply(status=503, headers=[("Retry-After", "900")]) if number == 2 else None
        assert run(server.url, out, "--changed-since-last", "--from", "2024-01-01").code == 2
        assert run(server.url, out, "--changed-since-last").code == 0
        assert identifiers(out) == expected()
        stamp = repository.stamp(26)
        Path(f"{out}.state").write_text(Path(f"{out}.state").read_text().replace("2024-06-01T12:00:00Z", stamp))
        repository.lists = 0
        done = run(server.url, out, "--changed-since-last")
        assert done.code == 4, done.err
        assert identifiers(out) == expected(35)
        done = run(server.url, out)
    assert done.code == 0, done.err
    assert "going on behind page 1" in done.err
    assert identifiers(out) == expected(45)


def test_pages_are_told_as_they_come_and_nothing_with_quiet(tmp_path: Path) -> None:
    with serving(Repository()) as server:
        loud = run(server.url, tmp_path / "loud.xml", "-v")
        quiet = run(server.url, tmp_path / "quiet.xml", "-q")
    assert "page 2: 20 of 25 records, 1 of them deleted" in loud.err
    assert (loud.out, quiet.out, quiet.err) == ("", "", "")


def test_more_bad_records_than_can_be_asked_for_one_by_one_are_told(tmp_path: Path) -> None:
    out = tmp_path / "all.xml"

    class Broken(Repository):
        def record(self, number: int) -> str:
            return odd.record(number, title="<b>" if number > 1 else "")

    with serving(Broken(30, 30)) as server:
        done = run(server.url, out, "--max-wait", "0")
    assert done.code == 4
    assert "29 could not be had" in done.err
    assert server.queries("verb").count("GetRecord") == 20 * 3
    assert identifiers(out) == expected(1)
