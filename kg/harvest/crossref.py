"""Works of the Crossref REST API, by cursor; each line is a work as the API gives it.

Source: https://www.crossref.org/documentation/retrieve-metadata/rest-api/ (cursor=*, rows, filter, next-cursor, polite pool).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from kg.errors import UsageError
from kg.harvest import fetch, listing
from kg.harvest.fetch import Fetcher, Manners
from kg.harvest.journal import Journal, State
from kg.harvest.listing import Expired, Page
from kg.harvest.progress import Watch

URL = "https://api.crossref.org"


class Request(NamedTuple):
    """What is asked for; `filters` are NAME:VALUE, `start` and `until` days of the index."""

    url: str = URL
    query: str = ""
    filters: tuple[str, ...] = ()
    prefix: str = ""
    start: str = ""
    until: str = ""
    rows: int = 100

    def known_by(self) -> dict[str, object]:
        """What the state keeps of it."""
        found = {"url": self.url, "query": self.query, "filters": list(self.filters), "prefix": self.prefix}
        return {**found, "from": self.start, "until": self.until}


class _Message(msgspec.Struct):
    items: list[msgspec.Raw]
    total: int = msgspec.field(name="total-results", default=0)
    next: str | None = msgspec.field(name="next-cursor", default=None)


class _Answer(msgspec.Struct):
    message: _Message


class _Work(msgspec.Struct):
    DOI: str = ""


def check(request: Request) -> None:
    """Raises UsageError for dates and filters that are none."""
    listing.check_dates(("--from", request.start), ("--until", request.until))
    for one in request.filters:
        name, _, value = one.partition(":")
        if not name or not value or "," in one:
            raise UsageError(f"--filter {one} is no NAME:VALUE", hint="give each filter by an option of its own, as --filter type:book")


def harvest(request: Request, journal: Journal, manners: Manners, watch: Watch) -> None:
    """Go on with the list in `journal` to its end. Raises EndpointError; the state is then kept."""
    if not manners.mailto:
        manners.tell("give your address with --mailto: Crossref serves those whom it can write to better")
    with Fetcher(request.url, manners, accept="application/json") as fetcher:
        listing.harvest(_Works(request, journal.state, fetcher), journal, fetcher, watch, key=key)


def key(record: bytes) -> str:
    """The DOI of a line."""
    return msgspec.json.decode(record, type=_Work).DOI.lower() or record.decode()


class _Works:
    """The Source."""

    def __init__(self, request: Request, state: State, fetcher: Fetcher) -> None:
        self._request = request
        self._state = state
        self._fetcher = fetcher

    def first(self) -> dict[str, Any]:
        return {"cursor": "*"}

    def page(self, cursor: Mapping[str, Any]) -> Page:
        parameters = {**self._parameters(), "cursor": cursor["cursor"]}
        accept = listing.GONE if cursor["cursor"] != "*" else ()
        found, answer = listing.fetch(self._fetcher, f"{self._request.url.rstrip('/')}/works", parameters, _Answer, accept=accept)
        if found is None:
            raise Expired(f"answer {answer.status}")
        self._state.began = self._state.began or fetch.moment(answer.headers)
        message = found.message
        going = message.items and message.next
        return Page([listing.line(one) for one in message.items], message.total, {"cursor": message.next} if going else None)

    def _parameters(self) -> dict[str, str]:
        request = self._request
        filters = list(request.filters)
        if request.prefix:
            filters.append(f"prefix:{request.prefix}")
        if start := (self._state.since or request.start)[:10]:
            filters.append(f"from-index-date:{start}")
        if request.until:
            filters.append(f"until-index-date:{request.until}")
        found = {"rows": str(request.rows), "query": request.query, "filter": ",".join(filters)}
        return {name: value for name, value in found.items() if value}
