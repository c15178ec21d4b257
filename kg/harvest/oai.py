"""OAI-PMH 2.0: ListRecords to one XML file, its records one a line inside of <OAI-PMH><ListRecords>.

Design: Identify says the granularity and the server's time; then pages by resumptionToken, set after set. What servers do wrong:
- tokens expire (badResumptionToken, or badArgument to a token): the list is begun again, at the last datestamp where the list came in
  their order, else from its beginning; what is there already is not written again. Each new beginning must bring something new.
- a list that goes round in a circle is known by a page whose records all came before; a chain of empty pages is cut at EMPTY_PAGES.
- broken XML is asked for again, then its readable records are taken, the others asked for one by one, and what is lost is told.
Source: https://www.openarchives.org/OAI/openarchivesprotocol.html and its guidelines for harvesters.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kg.errors import EndpointError, UsageError
from kg.harvest.fetch import Answer, Fetcher, Manners
from kg.harvest.journal import Frame, Journal
from kg.harvest.merge import merge
from kg.harvest.progress import Progress, Watch
from kg.syntax import oai_page
from kg.syntax.oai_page import Page

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{request}<ListRecords>\n'
_TAIL = b"</ListRecords></OAI-PMH>\n"
#: so many pages without records, one after the other, are no list
EMPTY_PAGES = 100
#: a list whose datestamps have risen so often, and never fallen, is in their order by no accident
_STEPS = 8
#: so many records of one page, at most, are asked for one by one
_SINGLES = 20
#: how often a page with broken XML is asked for
_BROKEN = 3
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class Request(NamedTuple):
    """What is asked for: the server's base URL, the format, sets ((): all), from and until as the user wrote them."""

    url: str
    prefix: str = "oai_dc"
    sets: tuple[str, ...] = ()
    start: str = ""
    until: str = ""

    def known_by(self) -> dict[str, object]:
        """What the state keeps of it."""
        return {"url": self.url, "prefix": self.prefix, "sets": list(self.sets), "from": self.start, "until": self.until}


def frame(request: Request) -> Frame:
    """What stands around the records: one answer to this request, as far as it is the same every day."""
    said = f'<request verb="ListRecords" metadataPrefix={quoteattr(request.prefix)}>{escape(request.url)}</request>'
    return Frame(_HEAD.format(request=said).encode(), _TAIL)


def check(request: Request) -> None:
    """Raises UsageError for dates that are none."""
    for name, value in (("--from", request.start), ("--until", request.until)):
        if value and not _DAY.fullmatch(value) and not _SECOND.fullmatch(value):
            raise UsageError(f"{name} {value} is no date of OAI-PMH", hint="write 2024-05-31 or 2024-05-31T12:00:00Z")
    if not re.fullmatch(r"[A-Za-z0-9\-_.!~*'()]+", request.prefix):
        raise UsageError(f"--metadata-prefix {request.prefix} is no name of a format", hint="give it as oai_dc, mods or marc21")
    if request.start and request.until and request.start[:10] > request.until[:10]:
        raise UsageError(f"--from {request.start} is later than --until {request.until}")


def harvest(request: Request, journal: Journal, manners: Manners, watch: Watch) -> None:
    """Go on with the list in `journal` to its end, second pass included. Raises EndpointError; the state is then kept."""
    with Fetcher(request.url, manners, accept="text/xml, application/xml;q=0.9, */*;q=0.1") as fetcher:
        if journal.state.phase == "list":
            _List(request, journal, fetcher, watch).run()
    merge(journal, oai_page.identifier_of)


class _List:
    """The lists of all sets, one after the other."""

    def __init__(self, request: Request, journal: Journal, fetcher: Fetcher, watch: Watch) -> None:
        self._request = request
        self._journal = journal
        self._fetcher = fetcher
        self._watch = watch
        self._tell = fetcher.manners.tell
        self._pages: dict[bytes, int] = {}
        self._empty = 0
        self._days = False
        cursor = journal.state.cursor
        self._set: int = cursor.get("set", 0)
        self._token: str = cursor.get("token", "")
        #: where a list that was begun again begins
        self._from: str = cursor.get("from", "")
        self._last: str = cursor.get("last", "")
        self._ordered: bool = cursor.get("ordered", True)
        self._steps: int = cursor.get("steps", 0)
        #: records at this run's last new beginning, -1 before the first
        self._mark = -1

    def run(self) -> None:
        self._identify()
        sets = self._request.sets or ("",)
        self._journal.state.dedupe |= len(sets) > 1
        while self._set < len(sets):
            if self._page(sets[self._set]):
                continue
            self._set += 1
            self._token, self._from, self._last, self._ordered, self._steps, self._mark = "", "", "", True, 0, -1
            self._pages.clear()
            self._commit()

    def _identify(self) -> None:
        page, _ = self._ask({"verb": "Identify"})
        if page.errors:
            said = "; ".join(f"{code} {text}".strip() for code, text in page.errors)
            raise EndpointError(f"{self._request.url} does not say what it is: {said}", hint="is this the base URL of OAI-PMH?")
        self._days = "T" not in "".join(page.values.get("granularity", []))
        state = self._journal.state
        if not state.began:
            state.began = page.date if _SECOND.fullmatch(page.date) else page.date[:10] if _DAY.match(page.date) else ""
        if state.since and page.values.get("deletedRecord", ["no"])[0] == "no":
            self._fetcher.once("this server does not tell what was deleted; harvest it anew from time to time (--restart)")
        if self._days and ("T" in self._request.start or "T" in self._request.until):
            self._fetcher.once("this server knows days only; --from and --until are taken as days")

    def _page(self, name: str) -> bool:
        """One page; whether the list goes on."""
        page, answer = self._ask(self._parameters(name))
        code = self._error(page)
        if code == "noRecordsMatch":
            return False
        if code:
            self._again(page)
            return True
        self._look(page, answer)
        found = self._mended(page)
        self._order(page)
        state = self._journal.state
        added = [one for one in found if self._journal.add((one.line,))]
        state.deleted += sum(one.deleted for one in added)
        state.pages += 1
        going = bool(page.token)
        if page.broken and page.token is None:
            raise EndpointError(
                f"page {state.pages} is broken ({page.broken}), and does not say where the list goes on", hint="run it again later"
            )
        if going and not self._is_new(page):
            going = False
        self._token = page.token or ""
        if going:
            self._commit()
        self._watch(Progress(state.pages, state.records, state.deleted, int(page.size[:15]) if page.size.isdecimal() else 0, len(added)))
        return going

    def _parameters(self, name: str) -> dict[str, str]:
        if self._token:
            return {"verb": "ListRecords", "resumptionToken": self._token}
        start = self._from or self._journal.state.since or self._request.start
        found = {"verb": "ListRecords", "metadataPrefix": self._request.prefix, "set": name}
        cut = 10 if self._days or not self._alike(start) else None
        found |= {"from": start[:cut], "until": self._request.until[:cut]}
        return {key: value for key, value in found.items() if value}

    def _alike(self, start: str) -> bool:
        """Whether from and until have one granularity, as they must (section 2.7.1)."""
        return not (start and self._request.until) or ("T" in start) == ("T" in self._request.until)

    def _error(self, page: Page) -> str:
        """The code of the answer's error that is no end of the run: noRecordsMatch or badResumptionToken; "" without one."""
        if not page.errors:
            return ""
        codes = [code for code, _ in page.errors]
        if "noRecordsMatch" in codes:
            return "noRecordsMatch"
        if self._token and ("badResumptionToken" in codes or "badArgument" in codes):
            return "badResumptionToken"
        said = "; ".join(f"{code} {text}".strip() for code, text in page.errors)
        hints = {
            "cannotDisseminateFormat": "choose another --metadata-prefix",
            "noSetHierarchy": "this server has no sets; leave --set out",
        }
        raise EndpointError(f"{self._request.url} says: {said}", hint=hints.get(codes[0], "check the URL and the options"))

    def _again(self, page: Page) -> None:
        """Begin the list again, because its token is not taken any more."""
        state = self._journal.state
        if state.records == self._mark:
            raise EndpointError(
                "the tokens of this server expire before a page is had with them", hint="run it again later, with less --delay"
            )
        where = self._last if self._ordered and self._steps >= _STEPS else ""
        self._tell(
            f"the token has expired ({'; '.join(text for _, text in page.errors)}); again from {where or 'the beginning of the list'}"
        )
        self._mark, self._token, self._from = state.records, "", where
        self._pages.clear()
        state.dedupe = True
        self._commit()

    def _look(self, page: Page, answer: Answer) -> None:
        number = self._journal.state.pages + 1
        if answer.media_type not in ("text/xml", "application/xml") and not answer.media_type.endswith("+xml"):
            self._fetcher.once(f"the server calls its XML {answer.media_type or 'nothing'}; it was read all the same")
        for note in page.notes:
            self._tell(f"page {number}: {note}")

    def _mended(self, page: Page) -> list[oai_page.Found]:
        """The records of a page, those of a broken one asked for one by one where they cannot be read."""
        found = list(page.records)
        number = self._journal.state.pages + 1
        if page.broken:
            self._tell(f"page {number} is broken ({page.broken}); {len(page.records)} records of it could be read")
        for count, lost in enumerate(page.lost):
            identifier = lost.partition(" (")[0]
            one = None if identifier.startswith("a record") or count >= _SINGLES else self._single(identifier)
            if one is not None:
                found.append(one)
                continue
            self._journal.lose(f"page {number}: {lost}")
            self._tell(f"page {number}: lost: {lost}")
        return found

    def _single(self, identifier: str) -> oai_page.Found | None:
        try:
            page, _ = self._ask({"verb": "GetRecord", "metadataPrefix": self._request.prefix, "identifier": identifier})
        except EndpointError as error:
            self._tell(error.message)
            return None
        return next((one for one in page.records if one.identifier == identifier), None)

    def _order(self, page: Page) -> None:
        for one in page.records:
            if self._last and one.datestamp < self._last:
                self._ordered = False
            elif one.datestamp > self._last:
                self._steps += bool(self._last)
                self._last = one.datestamp

    def _is_new(self, page: Page) -> bool:
        """Whether the list gets on. Raises EndpointError where it goes round, or is empty for ever."""
        number = self._journal.state.pages
        if page.token == self._token:
            self._fetcher.once("the server gives the same resumptionToken again")
        if not page.records:
            self._empty += 1
            if self._empty >= EMPTY_PAGES or page.token == self._token:
                raise EndpointError(
                    f"the list goes on without records, page after page, up to page {number}", hint="tell the server's operators"
                )
            return True
        self._empty = 0
        digest = hashlib.blake2b("\n".join(f"{one.identifier} {one.datestamp}" for one in page.records).encode(), digest_size=12).digest()
        before = self._pages.setdefault(digest, number)
        if before != number:
            raise EndpointError(
                f"the list goes round in a circle: page {number} has the records of page {before}", hint="tell the server's operators"
            )
        return True

    def _ask(self, parameters: dict[str, str]) -> tuple[Page, Answer]:
        """The answer to a request; broken XML is asked for again. Raises EndpointError where it is nothing of OAI-PMH."""
        attempt = 1
        while True:
            # some servers send their errors with a status of their own
            answer = self._fetcher.get(self._request.url, parameters, accept=(400, 404, 422))
            page = oai_page.read(answer.body)
            if not page.broken and page.is_oai and (page.errors or (answer.status < 300 and page.verb == parameters["verb"])):
                return page, answer
            if attempt >= _BROKEN:
                break
            self._tell(f"{parameters['verb']}: {self._fault(page, answer)}; asking again")
            self._fetcher.pause(attempt)
            attempt += 1
        if page.broken and page.is_oai and page.records and answer.status < 300:
            return page, answer
        raise EndpointError(
            f"{self._request.url}: {parameters['verb']}: {self._fault(page, answer)}", hint="is this the base URL of OAI-PMH?"
        )

    def _fault(self, page: Page, answer: Answer) -> str:
        if not page.is_oai and (answer.media_type == "text/html" or b"<html" in answer.body[:1024].lower()):
            return f"a web page came ({answer.status})"
        if not answer.body.strip():
            return f"an empty answer came ({answer.status})"
        if page.broken:
            return f"the XML is broken ({page.broken})"
        return (
            f"the answer is {page.verb or 'empty'} ({answer.status})" if page.is_oai else f"this is no answer of OAI-PMH ({answer.status})"
        )

    def _commit(self) -> None:
        self._journal.commit(**{
            "set": self._set, "token": self._token, "from": self._from, "last": self._last, "ordered": self._ordered, "steps": self._steps,
        })  # fmt: skip
