"""One conversation with an endpoint, by the SPARQL 1.1 Protocol: queries through SPARQLWrapper, updates through httpx.

Design: every request is a form POST (a direct application/sparql-query POST hangs on Virtuoso, long URLs are refused), has a total
deadline, and is repeated only when that can help. What an answer means is decided in one place, `_judge`. No redirect is followed.
Sources: https://www.w3.org/TR/sparql11-protocol/ section 2, RFC 9110.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import httpx

from kg import retry, terms
from kg.errors import EndpointError, UsageError
from kg.publish import reading, target
from kg.publish.target import Credentials, Endpoint

_CONTENT = frozenset((400, 413, 414, 422, 500))
_NETWORK = (httpx.TransportError, OSError, http.client.HTTPException, retry.Deadline)
#: at most so many characters of a server's answer are quoted
_QUOTED = 300


class Refused(EndpointError):
    """The endpoint refused what this one request says (400, 413, or 500 after all attempts); another request may well succeed."""


class Closed(EndpointError):
    """The endpoint will refuse every such request (log-in, wrong URL, redirect, web page): there is no use in going on."""


class Response(NamedTuple):
    """Status, headers with names in lower case, whole body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether a web page came instead of a result."""
        return self.headers.get("content-type", "").lower().startswith(("text/html", "application/xhtml"))


class Conversation:
    """An open connection to `endpoint`, whose URLs are known (see `resolve`). Use it in a `with` block.

    `requests` and `retries` count what was sent. No message it raises holds the password.
    """

    def __init__(self, endpoint: Endpoint, policy: retry.Policy) -> None:
        self.endpoint = endpoint
        self.policy = policy
        self.requests = 0
        self.retries = 0
        self._credentials = target.check(endpoint)
        self._client = _client(endpoint, self._credentials, policy.timeout)

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def query(self, text: str, form: str, *, union: bool = False) -> Response:
        """The answer to query `text` of `form`: SPARQL JSON results for SELECT and ASK, Turtle for the others.

        Raises Refused, Closed or EndpointError.
        """

        def send() -> Response:
            wrapper = reading.Wrapper(self.endpoint, self._credentials, timeout=self.policy.timeout, union=union)
            try:
                return Response(*wrapper.fetch(text, form))
            except urllib.error.HTTPError as error:
                with error:
                    headers = {name.lower(): value for name, value in error.headers.items()}
                    return Response(error.code, headers, error.read(4096))

        response = self._attempt(self.endpoint.query, send)
        if response.is_page:
            raise Closed(
                f"{self.endpoint.query} answered a query with a web page",
                hint="is this the address of the SPARQL endpoint, and are you logged in?",
            )
        return response

    def select(self, text: str) -> list[dict[str, str]]:
        """The rows of a SELECT query as variable -> term in N-Triples form; unbound variables are left out. Raises as `query` does."""
        return rows(self.query(text, "SELECT").body, self.endpoint.label)[1]

    def update(self, text: str) -> Response:
        """The answer to an update request; a web page (`is_page`) is no proof that anything was done. Raises as `query` does."""

        def send() -> Response:
            answer = self._client.post(self.endpoint.update, data={"update": text})
            return Response(answer.status_code, dict(answer.headers), answer.content)

        return self._attempt(self.endpoint.update, send)

    def _attempt(self, url: str, send: Callable[[], Response]) -> Response:
        """The first good answer. An attempt that is cut off may have taken effect: callers send only what can be sent twice."""
        end = time.monotonic() + self.policy.deadline
        attempt = 0
        while True:
            attempt += 1
            self.requests += 1
            failure: EndpointError
            asked = None
            try:
                response = retry.within(min(self.policy.timeout, end - time.monotonic()), send)
            except _NETWORK as error:
                self._reconnect()
                failure = EndpointError(f"{url} failed: {self._redact(str(error) or type(error).__name__)}", hint="is the server running?")
            else:
                judged = self._judge(url, response)
                if judged is None:
                    return response
                if response.status not in retry.TRY_AGAIN:
                    raise judged
                failure = judged
                asked = retry.retry_after(response.headers.get("retry-after", ""), now=time.time())
            wait = self.policy.wait(attempt, asked)
            if attempt >= self.policy.attempts or time.monotonic() + wait >= end:
                raise failure
            self.retries += 1
            self.policy.sleep(wait)

    def _judge(self, url: str, response: Response) -> EndpointError | None:
        """None for a success, else what it means."""
        status = response.status
        said = f"{url} answered {status}{self._quote(response)}"
        if 200 <= status < 300:
            return None
        if 300 <= status < 400:
            place = response.headers.get("location", "")
            return Closed(f"{url} redirects ({status}) to {self._redact(place)!r}; redirects are not followed", hint="give the final URL")
        if status in (401, 403):
            return Closed(f"{url} refused the log-in ({status})", hint="check user, password_env and auth (basic, digest or bearer)")
        if status in _CONTENT:
            return Refused(said)
        if status in retry.TRY_AGAIN:
            return EndpointError(said, hint="try again later; what is done already will not be sent again")
        return Closed(said, hint="check the endpoint's query and update URLs")

    def _quote(self, response: Response) -> str:
        if response.is_page:
            return " (a web page)"
        text = " ".join(terms.clean(response.body.decode("utf-8", "replace")).split())
        return f": {self._redact(text)[:_QUOTED]}" if text else ""

    def _redact(self, text: str) -> str:
        return text.replace(self._credentials.secret, "***") if self._credentials else text

    def _reconnect(self) -> None:
        """Drop the connections, so that an attempt that was given up does not go on in the background."""
        self._client.close()
        self._client = _client(self.endpoint, self._credentials, self.policy.timeout)


def _client(endpoint: Endpoint, credentials: Credentials | None, timeout: float) -> httpx.Client:
    headers = {"User-Agent": reading.AGENT, "Accept": "application/sparql-results+json, */*;q=0.1"}
    auth: httpx.Auth | None = None
    if credentials and endpoint.auth == "bearer":
        headers["Authorization"] = f"Bearer {credentials.secret}"
    elif credentials and endpoint.auth == "digest":
        auth = httpx.DigestAuth(credentials.user, credentials.secret)
    elif credentials:
        auth = httpx.BasicAuth(credentials.user, credentials.secret)
    return httpx.Client(headers=headers, auth=auth, timeout=timeout, follow_redirects=False, trust_env=False)


def rows(body: bytes, label: str) -> tuple[list[str], list[dict[str, str]]]:
    """The variables and rows of SPARQL 1.1 JSON results, terms in N-Triples form. Raises EndpointError for anything else."""
    import pyoxigraph

    try:
        found = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
        if not isinstance(found, pyoxigraph.QuerySolutions):
            raise EndpointError(f"{label} answered a SELECT query with true or false")
        names = [variable.value for variable in found.variables]
        return names, [{name: str(row[name]) for name in names if row[name] is not None} for row in found]
    except (SyntaxError, ValueError) as error:
        raise EndpointError(f"{label} sent no complete SPARQL JSON results: {error}", hint="try again, or ask for less") from error


def truth(body: bytes, label: str) -> bool:
    """The answer to an ASK query. Raises EndpointError where `body` is no SPARQL JSON result of that kind."""
    import pyoxigraph

    try:
        found = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise EndpointError(f"{label} sent no SPARQL JSON result: {error}") from error
    if not isinstance(found, pyoxigraph.QueryBoolean):
        raise EndpointError(f"{label} answered an ASK query with rows")
    return bool(found)


def resolve(endpoint: Endpoint, policy: retry.Policy) -> Endpoint:
    """The endpoint with its query and update URLs and its profile, found by asking `ASK {}`.

    Where `query` is given only the profile is looked for. A bare server URL is tried as it stands, then with /query (Oxigraph,
    Fuseki) and /sparql (Virtuoso, Fuseki); updates go to the sibling that these servers use. Raises EndpointError, UsageError.
    """
    target.check(endpoint)
    quick = policy._replace(attempts=min(policy.attempts, 2), timeout=min(policy.timeout, 30.0))
    if endpoint.query:
        profile = endpoint.profile or _profile(_probe(endpoint, policy))
        return endpoint._replace(profile=profile)
    server = endpoint.url.rstrip("/")
    last: EndpointError = EndpointError(f"{server} does not answer")
    for url in (server, f"{server}/query", f"{server}/sparql"):
        tried = endpoint._replace(query=url)
        try:
            profile = endpoint.profile or _profile(_probe(tried, quick))
        except EndpointError as error:
            last = error
            continue
        return tried._replace(profile=profile, update=endpoint.update or _update_url(url, profile, endpoint.auth))
    raise EndpointError(f"no SPARQL endpoint found at {server}: {last.message}", hint="give the query and update URLs") from last


def _probe(endpoint: Endpoint, policy: retry.Policy) -> Response:
    with Conversation(endpoint, policy) as conversation:
        response = conversation.query("ASK {}", "ASK")
        truth(response.body, endpoint.label)
        return response


def _profile(response: Response) -> str:
    server = response.headers.get("server", "").lower()
    if "fuseki-request-id" in response.headers:
        return "fuseki"
    return next((name for name in target.PROFILES if name in server), "generic")


def _update_url(query: str, profile: str, auth: str) -> str:
    parts = urlsplit(query)
    folder, _, last = parts.path.rpartition("/")
    if profile == "virtuoso":
        last = "sparql-auth" if auth == "digest" else "sparql"
    elif last in ("query", "sparql"):
        last = "update"
    elif "/repositories/" in parts.path:
        last = f"{last}/statements"
    return urlunsplit(parts._replace(path=f"{folder}/{last}"))


def updatable(endpoint: Endpoint) -> Endpoint:
    """The endpoint, whose update URL is known. Raises UsageError where it is not."""
    if not endpoint.update:
        raise UsageError(f"endpoint {endpoint.label} has no update URL", hint="set update in kg.toml's [endpoint.NAME]")
    return endpoint
