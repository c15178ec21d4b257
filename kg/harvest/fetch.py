"""One polite conversation with a server: GET only, one at a time, who we are in every request.

Design: whatever may help is tried again (kg/retry.py): 408, 425, 429, 5xx, broken connections, answers that end too early. Retry-After is
obeyed; where it asks for more than the longest wait, the run ends and says so. Bodies are read piece by piece and unpacked under a cap.
Redirects are followed a few times, never from https to http; with a secret they stay on their host. The secret is a header
of the client and stands in no message.
"""

from __future__ import annotations

import importlib.metadata
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx

from kg import hosts, packing, retry
from kg.errors import EndpointError, InputError, UsageError

#: how large one page may be, unpacked
PAGE_CAP = 256_000_000
_REDIRECTS = 5
_QUOTED = 200
_NETWORK = (httpx.TransportError, httpx.StreamError, OSError, retry.Deadline)
POLICY = retry.Policy(attempts=6, timeout=300.0, deadline=7200.0, first_wait=1.0, longest_wait=900.0)


class Answer(NamedTuple):
    """Status, headers with names in lower case, whole body, the address that gave it."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Manners(NamedTuple):
    """How a server is treated: our contact address, seconds between requests, whether plain http is allowed, attempts and waits, and
    who is told what went wrong on the way."""

    mailto: str = ""
    delay: float = 0.0
    allow_http: bool = False
    policy: retry.Policy = POLICY
    tell: Callable[[str], None] = lambda message: None


class Fetcher:
    """A client for the server at `base`. Use it in a `with` block.

    `secret` is the name and value of a header that logs in. Raises UsageError where `base` may not be asked.
    """

    def __init__(self, base: str, manners: Manners, *, accept: str, secret: tuple[str, str] | None = None, cap: int = PAGE_CAP) -> None:
        self.base = base
        self.manners = manners
        self.requests = 0
        self._secret = secret
        self._cap = cap
        self._last = 0.0
        self._told: set[str] = set()
        self._check(base)
        headers = {"User-Agent": agent(manners.mailto), "Accept": accept, "Accept-Encoding": "gzip"}
        if manners.mailto:
            headers["From"] = manners.mailto
        if secret:
            headers[secret[0]] = secret[1]
        self._client = httpx.Client(headers=headers, timeout=manners.policy.timeout, follow_redirects=False, trust_env=False)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def get(self, url: str, parameters: Mapping[str, str] | None = None, *, accept: tuple[int, ...] = ()) -> Answer:
        """The answer of 2xx, or of a status in `accept`. Raises EndpointError."""
        self._check(url)
        policy = self.manners.policy
        end = time.monotonic() + policy.deadline
        attempt = 0
        while True:
            attempt += 1
            asked = None
            try:
                answer = self._follow(url, parameters, end)
                failure = self._judge(answer, accept)
                if failure is None:
                    return answer
                if answer.status not in retry.TRY_AGAIN:
                    raise failure
                asked = retry.retry_after(answer.headers.get("retry-after", ""), now=time.time())
            except httpx.InvalidURL as error:
                raise EndpointError(f"{_bare(url)} cannot be asked: {error}", hint="check the URL and the options") from error
            except _NETWORK as error:
                failure = EndpointError(f"{url} failed: {self._redact(str(error) or type(error).__name__)}", hint=_LATER)
            wait = policy.wait(attempt, asked)
            if asked is not None and asked > policy.longest_wait:
                raise EndpointError(f"{url} asks to come back in {asked:,.0f} s, longer than --max-wait", hint=_LATER)
            if attempt >= policy.attempts or time.monotonic() + wait >= end:
                raise failure
            self.manners.tell(f"{failure.message}; trying again in {wait:.1f} s")
            policy.sleep(wait)

    def pause(self, attempt: int) -> None:
        """Wait as before an attempt after failed attempt number `attempt`."""
        self.manners.policy.sleep(self.manners.policy.wait(attempt, None))

    def once(self, message: str) -> None:
        """Tell `message`, once in a run."""
        if message not in self._told:
            self._told.add(message)
            self.manners.tell(message)

    def _follow(self, url: str, parameters: Mapping[str, str] | None, end: float) -> Answer:
        for _ in range(_REDIRECTS + 1):
            answer = self._send(url, parameters, end)
            place = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not place:
                return answer
            try:
                target = urljoin(answer.url, place)
                self._check_redirect(answer.url, target)
            except ValueError as error:
                raise EndpointError(f"{_bare(answer.url)} redirects to what is no URL", hint="give the final URL") from error
            self.once(f"{_bare(answer.url)} redirects to {_bare(target)}")
            url, parameters = target, None
        raise EndpointError(f"{self.base} redirects again and again", hint="give the final URL")

    def _send(self, url: str, parameters: Mapping[str, str] | None, end: float) -> Answer:
        if (rest := self._last + self.manners.delay - time.monotonic()) > 0:
            self.manners.policy.sleep(rest)
        self.requests += 1

        def call() -> Answer:
            whole = httpx.URL(url).copy_merge_params(dict(parameters or {}))
            with self._client.stream("GET", whole) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status_code, headers, self._body(response.iter_raw(), headers, url), str(response.url))

        try:
            return retry.within(min(self.manners.policy.timeout, end - time.monotonic()), call)
        except _NETWORK:
            # an attempt that was given up must not go on in the background
            before = self._client
            self._client = httpx.Client(headers=before.headers, timeout=before.timeout, follow_redirects=False, trust_env=False)
            before.close()
            raise
        finally:
            self._last = time.monotonic()

    def _body(self, blocks: Iterator[bytes], headers: dict[str, str], url: str) -> bytes:
        coding = headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip"):
            raise EndpointError(f"{_bare(url)} packs its answers by {coding!r}, which was not asked for")
        found, size = [], 0
        try:
            for piece in packing.stream(blocks, name=_bare(url), caps=packing.Caps(self._cap)):
                size += len(piece)
                if size > self._cap:
                    raise EndpointError(f"{_bare(url)} sent a page of more than {self._cap:,} bytes", hint="ask for smaller pages")
                found.append(piece)
        except InputError as error:
            if "unpacks to more" in error.message:
                raise EndpointError(error.message, hint="ask for smaller pages; is this server to be trusted?") from error
            raise httpx.StreamError(error.message) from error
        return b"".join(found)

    def _judge(self, answer: Answer, accept: tuple[int, ...]) -> EndpointError | None:
        status, place = answer.status, _bare(answer.url)
        if 200 <= status < 300 or status in accept:
            return None
        if status in (401, 403):
            return EndpointError(f"{place} refused us ({status}){self._quote(answer)}", hint="does it want a key, and is it the right one?")
        hint = _LATER if status in retry.TRY_AGAIN else "check the URL and the options"
        return EndpointError(f"{place} answered {status}{self._quote(answer)}", hint=hint)

    def _quote(self, answer: Answer) -> str:
        if answer.media_type in ("text/html", "application/xhtml+xml"):
            return " (a web page)"
        text = " ".join(answer.body[:4096].decode("utf-8", "replace").split())
        return f": {self._redact(text)[:_QUOTED]}" if text else ""

    def _redact(self, text: str) -> str:
        return text.replace(self._secret[1], "***") if self._secret else text

    def _check(self, url: str) -> None:
        parts = hosts.checked(url, hint="keys are taken from environment variables")
        if parts.scheme == "http" and not hosts.is_loopback(parts.hostname or "") and not self.manners.allow_http:
            raise UsageError(f"{_bare(url)} is plain http", hint="use https, or allow it with --allow-http")
        if self._secret and (parts.scheme, parts.netloc) != urlsplit(self.base)[:2]:
            raise EndpointError(f"{_bare(url)} is not on the server that the key is for ({_bare(self.base)})")

    def _check_redirect(self, source: str, target: str) -> None:
        old, new = urlsplit(source), urlsplit(target)
        said = f"{_bare(source)} redirects to {_bare(target)}"
        if self._secret and (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise EndpointError(f"{said}; the key does not follow to another server", hint="give the final URL")
        if old.scheme == "https" and new.scheme != "https":
            raise EndpointError(f"{said}, from https to plain http", hint="give the final URL")
        if hosts.is_loopback(new.hostname or "") and not hosts.is_loopback(old.hostname or ""):
            raise EndpointError(f"{said}, which is this machine")
        try:
            self._check(target)
        except UsageError as error:
            raise EndpointError(f"{said}; {error.message}", hint=error.hint) from error


_LATER = "run the same command again later; it goes on where it stopped"


def agent(mailto: str) -> str:
    """Our name, version and contact, as User-Agent."""
    try:
        version = importlib.metadata.version("kg-publisher")
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    return f"kg-publisher/{version}" + (f" (mailto:{mailto})" if mailto else "")


def moment(headers: Mapping[str, str]) -> str:
    """The time by the server's clock (YYYY-MM-DDThh:mm:ssZ), "" where it does not tell."""
    seconds = retry.moment(headers.get("date", ""))
    return "" if seconds is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _bare(url: str) -> str:
    """The URL without its query."""
    return url.partition("?")[0]
