"""DOIs of the DataCite REST API, by cursor; each line is an element of `data` as the API gives it.

Design: of links.next only the cursor is taken, never the address, so that no answer sends us to another server. Affiliations and publishers
are asked for as objects (with their identifiers).
Source: https://support.datacite.org/docs/pagination and https://support.datacite.org/docs/api-queries
(ranges of `updated` in days).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import msgspec

from kg.errors import EndpointError
from kg.harvest import fetch, listing
from kg.harvest.fetch import Fetcher, Manners
from kg.harvest.journal import Journal, State
from kg.harvest.listing import Expired, Page
from kg.harvest.progress import Watch

URL = "https://api.datacite.org"
_CURSOR = "page[cursor]"


class Request(NamedTuple):
    """What is asked for; `start` and `until` are days of the last change."""

    url: str = URL
    query: str = ""
    client: str = ""
    prefix: str = ""
    start: str = ""
    until: str = ""
    rows: int = 100

    def known_by(self) -> dict[str, object]:
        """What the state keeps of it."""
        found = {"url": self.url, "query": self.query, "client-id": self.client, "prefix": self.prefix}
        return {**found, "from": self.start, "until": self.until}


class _Meta(msgspec.Struct, frozen=True):
    total: int = 0


class _Links(msgspec.Struct, frozen=True):
    next: str | None = None


class _Answer(msgspec.Struct):
    data: list[msgspec.Raw]
    meta: _Meta = _Meta()
    links: _Links = _Links()


class _Doi(msgspec.Struct):
    id: str = ""


def check(request: Request) -> None:
    """Raises UsageError for dates that are none."""
    listing.check_dates(("--from", request.start), ("--until", request.until))


def harvest(request: Request, journal: Journal, manners: Manners, watch: Watch) -> None:
    """Go on with the list in `journal` to its end. Raises EndpointError; the state is then kept."""
    with Fetcher(request.url, manners, accept="application/vnd.api+json, application/json") as fetcher:
        listing.harvest(_Dois(request, journal.state, fetcher), journal, fetcher, watch, key=key)


def key(record: bytes) -> str:
    """The DOI of a line."""
    return msgspec.json.decode(record, type=_Doi).id.lower() or record.decode()


class _Dois:
    """The Source."""

    def __init__(self, request: Request, state: State, fetcher: Fetcher) -> None:
        self._request = request
        self._state = state
        self._fetcher = fetcher

    def first(self) -> dict[str, Any]:
        return {"cursor": "1"}

    def page(self, cursor: Mapping[str, Any]) -> Page:
        parameters = {**self._parameters(), _CURSOR: cursor["cursor"]}
        accept = listing.GONE if cursor["cursor"] != "1" else ()
        found, answer = listing.fetch(self._fetcher, f"{self._request.url.rstrip('/')}/dois", parameters, _Answer, accept=accept)
        if found is None:
            raise Expired(f"answer {answer.status}")
        self._state.began = self._state.began or fetch.moment(answer.headers)
        after = {"cursor": _cursor(found.links.next)} if found.data and found.links.next else None
        return Page([listing.line(one) for one in found.data], found.meta.total, after)

    def _parameters(self) -> dict[str, str]:
        request = self._request
        start = (self._state.since or request.start)[:10]
        queries = [f"({request.query})" if start or request.until else request.query] if request.query else []
        if start or request.until:
            queries.append(f"updated:[{start or '*'} TO {request.until or '*'}]")
        found = {"query": " AND ".join(queries), "client-id": request.client, "prefix": request.prefix, "page[size]": str(request.rows)}
        return {name: value for name, value in found.items() if value} | {"affiliation": "true", "publisher": "true"}


def _cursor(address: str) -> str:
    values = parse_qs(urlsplit(address).query).get(_CURSOR)
    if not values:
        raise EndpointError("the server's links.next has no page[cursor]", hint="is this the API of DataCite?")
    return values[0]
