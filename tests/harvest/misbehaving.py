"""A server on this machine that answers as its script says, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

#: no test needs more requests than this; beyond it the server answers 410
MOST = 2000


class Asked(NamedTuple):
    """A request: path, parameters, headers with names in lower case, body."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """What the server answers. `cut`: so many bytes less are sent than Content-Length says."""

    body: bytes = b""
    status: int = 200
    headers: Sequence[tuple[str, str]] = ()
    media_type: str = "text/xml"
    cut: int = 0


class Server:
    """The address, and all requests so far."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []

    def queries(self, name: str) -> list[str]:
        """The values of a parameter, request by request; "" where it was not given."""
        return [one.query.get(name, "") for one in self.asked]


@contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[Server]:
    """A started server that answers by `answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(parts.path, query, {key.lower(): value for key, value in self.headers.items()}, body)
            found.asked.append(asked)
            reply = answer(asked) if len(found.asked) <= MOST else Reply(status=410)
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if reply.media_type:
                self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) - reply.cut])

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is what these tests are about."""

    httpd = Quiet(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    found = Server(f"http://127.0.0.1:{httpd.server_port}")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        httpd.shutdown()
        httpd.server_close()


def as_json(value: object, **more: object) -> Reply:
    return Reply(json.dumps(value, indent=1).encode(), media_type="application/json")._replace(**more)  # type: ignore[arg-type]


def identify(*, granularity: str = "YYYY-MM-DDThh:mm:ssZ", deleted: str = "persistent", date: str = "2024-06-01T12:00:00Z") -> Reply:
    return oai(
        f"<Identify><repositoryName>R</repositoryName><protocolVersion>2.0</protocolVersion><deletedRecord>{deleted}</deletedRecord>"
        f"<granularity>{granularity}</granularity></Identify>",
        date=date,
    )


def oai(content: str, *, date: str = "2024-06-01T12:00:00Z") -> Reply:
    return Reply(
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"<responseDate>{date}</responseDate><request>x</request>\n{content}</OAI-PMH>".encode()
    )


def error(code: str, text: str = "no") -> Reply:
    return oai(f'<error code="{code}">{text}</error>')


def record(number: int, *, stamp: str = "", title: str = "", deleted: bool = False) -> str:
    """A record in oai_dc; by itself the datestamps grow with the numbers."""
    date = stamp or f"2024-01-{number // 1440 + 1:02}T{number // 60 % 24:02}:{number % 60:02}:00Z"
    status = ' status="deleted"' if deleted else ""
    header = f"<header{status}>\n<identifier>oai:r:{number}</identifier><datestamp>{date}</datestamp><setSpec>a</setSpec></header>"
    metadata = (
        '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title xml:lang="en">{title or f"Title {number}"}</dc:title>\n'
        '<dc:creator xsi:type="x">A &amp; B</dc:creator></oai_dc:dc></metadata>'
    )
    return f"<record>{header}{'' if deleted else metadata}</record>\n"


def records(*found: str, token: str | None = None, size: int | None = None) -> Reply:
    whole = "" if size is None else f' completeListSize="{size}" cursor="0"'
    end = "" if token is None else f"<resumptionToken{whole}>{token}</resumptionToken>"
    return oai(f"<ListRecords>{''.join(found)}{end}</ListRecords>")


class Repository:
    """A repository of `count` records that behaves, in pages of `size`. `odd` may answer first; it is handed the request and its number
    among the requests for lists, from 1."""

    def __init__(self, count: int = 25, size: int = 10, *, odd: Callable[[Asked, int], Reply | None] | None = None) -> None:
        self.count, self.size, self.odd = count, size, odd
        self.lists = 0
        self.granularity = "YYYY-MM-DDThh:mm:ssZ"
        self.deleted = frozenset((3,))

    def __call__(self, asked: Asked) -> Reply:
        if asked.query.get("verb") == "Identify":
            return identify(granularity=self.granularity)
        if asked.query.get("verb") == "GetRecord":
            number = int(asked.query["identifier"].rpartition(":")[2])
            return oai(f"<GetRecord>{self.record(number)}</GetRecord>")
        self.lists += 1
        if self.odd is not None and (reply := self.odd(asked, self.lists)) is not None:
            return reply
        token = asked.query.get("resumptionToken", "")
        start, after = (int(part) for part in token.split("-")) if token else (0, self._first(asked.query.get("from", "")))
        return self.page(start or after)

    def _first(self, start: str) -> int:
        return next((number for number in range(1, self.count + 1) if self.stamp(number) >= start), self.count + 1)

    def stamp(self, number: int) -> str:
        return record(number).partition("<datestamp>")[2][:20]

    def record(self, number: int) -> str:
        return record(number, deleted=number in self.deleted)

    def page(self, start: int) -> Reply:
        numbers = range(start, min(start + self.size, self.count + 1))
        if not numbers:
            return error("noRecordsMatch")
        end = numbers[-1] + 1
        return records(*map(self.record, numbers), token=f"{end}-0" if end <= self.count else "", size=self.count)
