"""Elsevier Pure's web services: the list of a resource by offset, and /changes; each line is an element of `items` as the API gives it.

Design: both the older read API (/ws/api/524) and the newer one (/ws/api) page by size and offset and have /changes. A list moves under the
reader, so a page begins with the last record of the one before: where that is missing something was deleted, and the page before is read
again. What comes twice is written once. The next run begins with the changes of the day on which this one began. A change names
a record: it is fetched, or becomes a tombstone where it was deleted or is not there any more. The key is a header, never in a URL.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from kg.errors import ConfigError, EndpointError, UsageError
from kg.harvest import fetch, listing
from kg.harvest.fetch import Fetcher, Manners
from kg.harvest.journal import Journal, State
from kg.harvest.listing import Expired, Page
from kg.harvest.merge import Tombstone
from kg.harvest.progress import Watch

KEY = "KG_PURE_KEY"
#: how often a run goes back by a page
_BACKS = 50
#: resource -> what /changes calls its records (familySystemName)
FAMILIES = {
    "research-outputs": "ResearchOutput", "data-sets": "DataSet", "datasets": "DataSet", "persons": "Person", "activities": "Activity",
    "projects": "Project", "prizes": "Prize", "student-theses": "StudentThesis",
}  # fmt: skip


class Request(NamedTuple):
    """What is asked for; from `start` (a day) on only what has changed."""

    url: str
    resource: str = "research-outputs"
    start: str = ""
    rows: int = 100

    def known_by(self) -> dict[str, object]:
        """What the state keeps of it."""
        return {"url": self.url, "resource": self.resource, "from": self.start}


class _Answer(msgspec.Struct):
    items: list[msgspec.Raw]
    count: int = 0


class _Change(msgspec.Struct):
    uuid: str | None = None
    change: str | None = msgspec.field(name="changeType", default=None)
    family: str | None = msgspec.field(name="familySystemName", default=None)


class _Changes(msgspec.Struct):
    items: list[_Change] = []
    contents: list[_Change] = msgspec.field(name="contentChanges", default=[])
    token: str | None = msgspec.field(name="resumptionToken", default=None)
    more: bool | None = msgspec.field(name="moreChanges", default=None)


class _Item(msgspec.Struct):
    uuid: str = ""


def check(request: Request) -> None:
    """Raises UsageError for a date or a resource that is none."""
    listing.check_dates(("--from", request.start))
    if quote(request.resource, safe="") != request.resource:
        raise UsageError(f"--resource {request.resource} is no name of a list", hint="give it as research-outputs")


def harvest(request: Request, journal: Journal, manners: Manners, watch: Watch) -> None:
    """Go on with the list in `journal` to its end. Raises EndpointError; the state is then kept."""
    state = journal.state
    state.dedupe = True
    with Fetcher(request.url, manners, accept="application/json", secret=("api-key", _secret())) as fetcher:
        source: _Outputs | _Changed = _Outputs(request, state, fetcher)
        if state.since or request.start:
            source = _Changed(request, state, fetcher, buried(journal))
        listing.harvest(source, journal, fetcher, watch, key=key)


def key(record: bytes) -> str:
    """The UUID of a line."""
    return msgspec.json.decode(record, type=_Item).uuid or record.decode()


def buried(journal: Journal) -> set[str]:
    """The records that this run has buried so far."""
    if not journal.deleted_path.exists():
        return set()
    with open(journal.deleted_path, "rb") as file:
        file.seek(journal.state.run_tombstones)
        found = [msgspec.json.decode(line, type=Tombstone) for line in file]
    return {one.identifier for one in found if one.deleted}


def _secret() -> str:
    secret = os.environ.get(KEY, "")
    if not secret:
        raise ConfigError(f"the environment variable {KEY} is not set", hint="it holds the API key of your Pure")
    if not secret.isascii() or not secret.isprintable() or secret != secret.strip():
        raise ConfigError(f"the environment variable {KEY} holds what is no API key", hint="it has characters that no key has")
    return secret


class _Outputs:
    """The Source of the whole list."""

    def __init__(self, request: Request, state: State, fetcher: Fetcher) -> None:
        self._request = request
        self._state = state
        self._fetcher = fetcher
        self._backs = 0

    def first(self) -> dict[str, Any]:
        return {"offset": 0}

    def page(self, cursor: Mapping[str, Any]) -> Page:
        offset, last = cursor["offset"], cursor.get("last", "")
        url = f"{self._request.url.rstrip('/')}/{self._request.resource}"
        found, answer = listing.fetch(self._fetcher, url, {"size": str(self._request.rows + bool(last)), "offset": str(offset)}, _Answer)
        assert found is not None
        self._state.began = self._state.began or fetch.moment(answer.headers)[:10]
        lines = [listing.line(one) for one in found.items]
        names = [key(one) for one in lines]
        if last and last not in names:
            self._backs += 1
            if self._backs > _BACKS:
                raise EndpointError("the list moves all the time; no page begins where the one before ended", hint="run it again later")
            return Page([], found.count, {"offset": max(0, offset - self._request.rows)})
        new = lines[names.index(last) + 1 :] if last else lines
        # a server may give fewer than were asked for
        after = offset + len(lines)
        going = new and (after < found.count or not found.count)
        return Page(new, found.count, {"offset": after - 1, "last": names[-1]} if going else None)


class _Changed:
    """The Source of what has changed."""

    def __init__(self, request: Request, state: State, fetcher: Fetcher, dead: Iterable[str]) -> None:
        if request.resource not in FAMILIES:
            raise UsageError(f"what changes among {request.resource} is not known", hint=f"known: {', '.join(FAMILIES)}")
        self._request = request
        self._state = state
        self._fetcher = fetcher
        self._url = request.url.rstrip("/")
        self._dead = set(dead)

    def first(self) -> dict[str, Any]:
        return {"token": self._state.since or self._request.start}

    def page(self, cursor: Mapping[str, Any]) -> Page:
        token = cursor["token"]
        accept = listing.GONE if token != self._request.start else ()
        found, answer = listing.fetch(self._fetcher, f"{self._url}/changes/{quote(token, safe='')}", {}, _Changes, accept=accept)
        if found is None:
            if token == self._state.since:
                raise EndpointError(f"the server does not know its changes since {token} any more ({answer.status})", hint="--restart")
            raise Expired(f"answer {answer.status}")
        lines, graves, deleted = self._records([*found.items, *found.contents])
        if found.more and (not found.token or found.token == token):
            raise EndpointError("the server speaks of more changes, and does not say where they are", hint="run it again later")
        self._state.began = found.token or self._state.began or fetch.moment(answer.headers)[:10]
        return Page(lines, 0, {"token": found.token} if found.more else None, graves, deleted)

    def _records(self, changes: Iterable[_Change]) -> tuple[list[bytes], list[bytes], int]:
        family = FAMILIES[self._request.resource]
        last = {one.uuid: one for one in changes if one.uuid and one.family == family}
        lines: list[bytes] = []
        graves: list[bytes] = []
        deleted = 0
        for uuid, one in last.items():
            record = None if one.change == "DELETE" else self._record(uuid)
            if record is None:
                deleted += 1
                self._dead.add(uuid)
                graves.append(msgspec.json.encode(Tombstone(uuid)))
                continue
            lines.append(record)
            if uuid in self._dead:
                self._dead.discard(uuid)
                graves.append(msgspec.json.encode(Tombstone(uuid, False)))
        return lines, graves, deleted

    def _record(self, uuid: str) -> bytes | None:
        """The record, None where it is not there any more."""
        url = f"{self._url}/{self._request.resource}/{quote(uuid, safe='')}"
        found, _ = listing.fetch(self._fetcher, url, {}, msgspec.Raw, accept=(404, 410))
        return None if found is None else listing.line(found)
