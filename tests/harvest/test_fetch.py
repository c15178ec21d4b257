"""What a harvest asks whom, and what it takes from them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from kg.errors import EndpointError, UsageError
from kg.harvest.fetch import POLICY, Fetcher, Manners
from tests.cli.runner import kg
from tests.harvest.misbehaving import Asked, Reply, Repository, record, records, serving

QUICK = POLICY._replace(attempts=3, first_wait=0.01, longest_wait=0.05, timeout=5.0)
KEY = ("api-key", "secret-1")


def fetch(base: str, path: str = "/x", *, secret: bool = False, cap: int = 1_000_000, manners: Manners = Manners(policy=QUICK)) -> bytes:  # noqa: B008
    with Fetcher(base, manners, accept="*/*", secret=KEY if secret else None, cap=cap) as fetcher:
        return fetcher.get(base + path).body


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://repository.example.org/oai", "plain http"),
        ("https://me:hunter2@repository.example.org/oai", "holds a user or password"),
        ("ftp://repository.example.org/oai", "no http or https URL"),
        ("repository.example.org/oai", "no http or https URL"),
        ("https://[x/oai", "cannot be read"),
    ],
)
def test_an_address_that_will_not_do_is_refused(tmp_path: Path, url: str, told: str) -> None:
    done = kg("harvest", "oai", url, "-o", tmp_path / "all.xml")
    assert done.code == 2
    assert told in done.err
    assert "hunter2" not in done.err


def test_a_token_that_fits_in_no_request_is_told(tmp_path: Path) -> None:
    with serving(Repository(odd=lambda asked, number: records(record(1), token="x" * 100_000))) as server:
        done = kg("harvest", "oai", server.url, "-o", tmp_path / "all.xml")
    assert done.code == 4
    assert "cannot be asked" in done.err


def test_plain_http_can_be_allowed() -> None:
    with Fetcher("http://repository.example.org/", Manners(allow_http=True), accept="*/*") as fetcher:
        assert fetcher.base


def test_a_packed_answer_is_unpacked_also_where_the_header_is_missing() -> None:
    for headers in ([("Content-Encoding", "gzip")], []):
        with serving(lambda asked, headers=headers: Reply(gzip.compress(b"hello"), headers=headers)) as server:  # type: ignore[misc]
            assert fetch(server.url) == b"hello"
            assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_packed_answer_that_grows_beyond_the_cap_is_refused_at_once() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    with serving(lambda asked: Reply(bomb, headers=[("Content-Encoding", "gzip")])) as server:
        with pytest.raises(EndpointError, match="unpacks to more than 1,000,000 bytes"):
            fetch(server.url)
        assert len(server.asked) == 1


def test_an_answer_beyond_the_cap_is_refused_at_once() -> None:
    with serving(lambda asked: Reply(b"x" * 2_000_000)) as server:
        with pytest.raises(EndpointError, match="more than 1,000,000 bytes"):
            fetch(server.url)
        assert len(server.asked) == 1


def test_a_packing_that_was_not_asked_for_is_told() -> None:
    with serving(lambda asked: Reply(b"x", headers=[("Content-Encoding", "br")])) as server, pytest.raises(EndpointError, match="'br'"):
        fetch(server.url)


def moved(place: str) -> Reply:
    return Reply(status=302, headers=[("Location", place)])


def test_a_redirect_on_the_same_server_is_followed_with_the_key() -> None:
    def answer(asked: Asked) -> Reply:
        return moved("/y?a=1") if asked.path == "/x" else Reply(asked.headers.get("api-key", "").encode())

    with serving(answer) as server:
        assert fetch(server.url, secret=True) == b"secret-1"
        assert server.asked[1].query == {"a": "1"}


def test_a_redirect_to_another_server_never_takes_the_key_along() -> None:
    with serving(lambda asked: Reply(b"mine")) as other, serving(lambda asked: moved(f"{other.url}/x")) as server:
        with pytest.raises(EndpointError, match="the key does not follow") as caught:
            fetch(server.url, secret=True)
        assert other.asked == []
        assert "secret-1" not in caught.value.message
        # without a key there is nothing to steal
        assert fetch(server.url) == b"mine"
        assert "api-key" not in other.asked[0].headers


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("http://repository.example.org/x", "plain http"),
        ("file:///etc/passwd", "no http or https"),
        ("https://u:pw@example.org/", "user or password"),
        ("http://[x/", "what is no URL"),
        ("https://exa mple.org:99999999/", "cannot be read"),
    ],
)
def test_a_redirect_to_what_may_not_be_asked_is_refused(place: str, told: str) -> None:
    with serving(lambda asked: moved(place)) as server, pytest.raises(EndpointError, match=told):
        fetch(server.url)


def test_redirects_in_a_circle_end() -> None:
    with serving(lambda asked: moved("/x")) as server:
        with pytest.raises(EndpointError, match="again and again"):
            fetch(server.url)
        assert len(server.asked) == 6


def test_a_key_is_for_one_server_alone() -> None:
    with serving(lambda asked: Reply()) as server, serving(lambda asked: Reply()) as other:
        with (
            Fetcher(server.url, Manners(policy=QUICK), accept="*/*", secret=KEY) as fetcher,
            pytest.raises(EndpointError, match="not on the"),
        ):
            fetcher.get(other.url)
        assert other.asked == []


def test_an_answer_that_comes_too_slowly_is_given_up() -> None:
    import time

    def slow(asked: Asked) -> Reply:
        time.sleep(1.0)
        return Reply()

    with serving(slow) as server:
        begun = time.monotonic()
        with pytest.raises(EndpointError, match=r"no complete answer|timed out"):
            fetch(server.url, manners=Manners(policy=QUICK._replace(timeout=0.1, attempts=2)))
        assert time.monotonic() - begun < 0.9


def test_nobody_there_is_told_with_what_to_do(tmp_path: Path) -> None:
    with serving(lambda asked: Reply()) as server:
        url = server.url
    done = kg("harvest", "oai", url, "-o", tmp_path / "all.xml", "--attempts", "2", "--max-wait", "0.01")
    assert done.code == 4
    assert "failed" in done.err
    assert "goes on where it stopped" in done.err


def test_requests_keep_the_delay_between_them(tmp_path: Path) -> None:
    waits: list[float] = []
    with serving(lambda asked: Reply()) as server:
        manners = Manners(delay=30.0, policy=QUICK._replace(sleep=waits.append))
        with Fetcher(server.url, manners, accept="*/*") as fetcher:
            fetcher.get(server.url)
            fetcher.get(server.url)
    assert len(waits) == 1
    assert 25 < waits[0] <= 30


def test_parameters_are_added_to_those_of_the_address(tmp_path: Path) -> None:
    with serving(Repository(2)) as server:
        done = kg("harvest", "oai", f"{server.url}/oai?context=x", "-o", tmp_path / "all.xml")
    assert done.code == 0, done.err
    assert server.queries("context") == ["x", "x"]


def test_a_proxy_of_the_environment_is_not_used() -> None:
    with serving(lambda asked: Reply(b"direct")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        patch.setenv("ALL_PROXY", "http://127.0.0.1:1")
        assert fetch(server.url) == b"direct"


def test_passwords_of_a_netrc_stay_there(tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login u password s3cret-canary\n", "utf-8")
    with serving(lambda asked: Reply(b"open")) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("NETRC", str(tmp_path / ".netrc"))
        patch.setenv("HOME", str(tmp_path))
        assert fetch(server.url) == b"open"
        assert "authorization" not in server.asked[0].headers


def test_a_key_over_plain_http_to_another_machine_needs_leave() -> None:
    with pytest.raises(UsageError, match="plain http"):
        Fetcher("http://pure.example.org/", Manners(), accept="*/*", secret=KEY)
