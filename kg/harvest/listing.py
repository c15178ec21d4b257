"""The loop that the JSON APIs share: page after page of records, each as it came but on one line.

Design: an API is a Source: it turns a cursor (a small dict, kept in the state) into a page. What may go wrong is the same for all: a cursor
that has expired begins the list again, what is there already is not written again, and each new beginning must bring something new; a page
whose records all came before is a circle; what is no JSON is asked for again, then the run ends before that page.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import msgspec

from kg.errors import EndpointError, UsageError
from kg.harvest.fetch import Answer, Fetcher
from kg.harvest.journal import Journal
from kg.harvest.merge import Key, merge
from kg.harvest.progress import Progress, Watch

_ATTEMPTS = 3
_EMPTY_PAGES = 100
#: statuses by which servers say that a cursor is not known any more
GONE = (400, 404, 410, 422)
_Shape = TypeVar("_Shape")


class Expired(Exception):
    """The cursor is not taken any more."""


class Page(NamedTuple):
    """The records of a page, one line each; how many there are in all (0: not said); where the list goes on (None: this is its end);
    lines for FILE.deleted.jsonl, and how many of them tell a deletion."""

    lines: Sequence[bytes]
    total: int
    after: dict[str, Any] | None
    graves: Sequence[bytes] = ()
    deleted: int = 0


class Source(Protocol):
    """What is an API's own."""

    def first(self) -> dict[str, Any]:
        """The cursor of the first page."""

    def page(self, cursor: Mapping[str, Any]) -> Page:
        """The page at `cursor`. Raises Expired, EndpointError."""


def harvest(source: Source, journal: Journal, fetcher: Fetcher, watch: Watch, *, key: Key) -> None:
    """Go on with the list in `journal` to its end, second pass included. Raises EndpointError; the state is then kept."""
    if journal.state.phase == "list":
        _List(source, journal, fetcher, watch).run()
    merge(journal, key)


class _List:
    """One list."""

    def __init__(self, source: Source, journal: Journal, fetcher: Fetcher, watch: Watch) -> None:
        self._source = source
        self._journal = journal
        self._fetcher = fetcher
        self._watch = watch
        self._before: dict[bytes, int] = {}
        self._empty = 0
        #: records at this run's last new beginning, -1 before the first
        self._mark = -1

    def run(self) -> None:
        state = self._journal.state
        cursor: dict[str, Any] = dict(state.cursor) or self._source.first()
        while not cursor.get("end"):
            try:
                page = self._source.page(cursor)
            except Expired as error:
                cursor = self._again(str(error))
                continue
            added = self._journal.add(page.lines)
            self._journal.bury(page.graves)
            state.deleted += page.deleted
            state.pages += 1
            if page.after is not None:
                self._check(page)
            before, cursor = cursor, {"end": True} if page.after is None else page.after
            seen = before.get("seen", 0) + len(page.lines)
            cursor["seen"] = seen
            self._journal.commit(**cursor)
            self._watch(Progress(state.pages, state.records, state.deleted, page.total, added))
            if page.after is None and seen < page.total:
                self._fetcher.manners.tell(f"the server speaks of {page.total:,} records and gave {seen:,}")

    def _again(self, reason: str) -> dict[str, Any]:
        state = self._journal.state
        if state.records == self._mark:
            raise EndpointError("the cursors of this server expire before a page is had with them", hint="run it again later")
        self._fetcher.manners.tell(f"the cursor has expired ({reason}); again from the beginning of the list")
        self._mark = state.records
        self._before.clear()
        state.dedupe = True
        cursor = self._source.first()
        self._journal.commit(**cursor)
        return cursor

    def _check(self, page: Page) -> None:
        """Raises EndpointError where the list does not get on."""
        number = self._journal.state.pages
        if not page.lines and not page.graves:
            self._empty += 1
            if self._empty >= _EMPTY_PAGES:
                raise EndpointError(f"the list goes on without records, page after page, up to page {number}")
            return
        self._empty = 0
        digest = hashlib.blake2b(b"\n".join((*page.lines, *page.graves)), digest_size=12).digest()
        if (before := self._before.setdefault(digest, number)) != number:
            raise EndpointError(f"the list goes round in a circle: page {number} has the records of page {before}")


def fetch(
    fetcher: Fetcher, url: str, parameters: Mapping[str, str], shape: type[_Shape], *, accept: tuple[int, ...] = ()
) -> tuple[_Shape | None, Answer]:
    """The JSON at `url`, decoded, and its answer; None where its status is one of `accept`. Raises EndpointError."""
    attempt = 1
    while True:
        answer = fetcher.get(url, parameters, accept=accept)
        if answer.status in accept:
            return None, answer
        try:
            return msgspec.json.decode(answer.body, type=shape), answer
        except msgspec.MsgspecError as error:
            page = answer.media_type in ("text/html", "application/xhtml+xml")
            said = f"{url} sent {'a web page' if page else f'what is no such JSON: {error}'}"
        except UnicodeDecodeError:
            said = f"{url} sent JSON that is not in UTF-8"
        if attempt >= _ATTEMPTS:
            raise EndpointError(said, hint="is this the URL of the API? If so, run it again later")
        fetcher.manners.tell(f"{said}; asking again")
        fetcher.pause(attempt)
        attempt += 1


def line(raw: msgspec.Raw | bytes) -> bytes:
    """JSON as it came, without the white space around its values. Raises EndpointError where it is broken inside."""
    try:
        return bytes(msgspec.json.format(bytes(raw), indent=-1))
    except msgspec.MsgspecError as error:
        raise EndpointError(f"a record is broken JSON: {error}") from error


def check_dates(*dates: tuple[str, str]) -> None:
    """Raises UsageError for a (flag, value) whose value is no day."""
    for flag, value in dates:
        try:
            if value and len(value) != 10:
                raise ValueError
            datetime.date.fromisoformat(value or "2000-01-01")
        except ValueError:
            raise UsageError(f"{flag} {value} is no day", hint="write it as 2024-05-31") from None
