"""A local HTTP server that stands before an endpoint and misbehaves on demand."""

from __future__ import annotations

import hashlib
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs


class Seen(NamedTuple):
    """A request as it arrived: method, path, headers with lower-case names, decoded form."""

    method: str
    path: str
    headers: dict[str, str]
    form: dict[str, list[str]]


class Proxy(ThreadingHTTPServer):
    """Forwards to `target` ("" : there is nothing behind it). `faults` are used up one per update (or per query, key "query"):

    "pass"; a status such as "503"; "503 RETRY-AFTER"; "302 URL"; "page" (200 and a web page); "lost" (done behind, then the connection
    is cut); "dropped" (cut, not done); "drip" (one byte each 0.2 s); "empty" (200, not done); "half" (half the body, then cut).
    With `digest` set to (user, password) every request must log in by that method.
    """

    daemon_threads = True

    def __init__(self, target: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Forward)
        self.target = target
        self.faults: dict[str, list[str]] = {"update": [], "query": []}
        self.digest: tuple[str, str] | None = None
        self.seen: list[Seen] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def updates(self) -> list[str]:
        """The text of every update that arrived."""
        return [seen.form["update"][0] for seen in self.seen if "update" in seen.form]


class _Forward(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""

    def do_GET(self) -> None:
        self._serve("query")

    def do_POST(self) -> None:
        self._serve("update" if self.path.endswith("/update") else "query")

    def _serve(self, kind: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append(Seen(self.command, self.path, headers, parse_qs(body.decode())))
        if self.server.digest and not self._is_digest(*self.server.digest):
            self._answer(401, b"", "text/plain", ("WWW-Authenticate", 'Digest realm="r", nonce="n0nce", qop="auth", algorithm=MD5'))
            return
        plan = self.server.faults[kind]
        fault, _, detail = (plan.pop(0) if plan else "pass").partition(" ")
        if fault == "dropped":
            self._cut()
        elif fault in ("page", "empty"):
            self._answer(
                200,
                b"<html><body>Please log in</body></html>" if fault == "page" else b"",
                "text/html" if fault == "page" else "text/plain",
            )
        elif fault == "302":
            self._answer(302, b"", "text/plain", ("Location", detail))
        elif fault.isdigit():
            self._answer(int(fault), b"no such luck", "text/plain", *([("Retry-After", detail)] if detail else []))
        else:
            self._forward(fault, body)

    def _is_digest(self, user: str, password: str) -> bool:
        """Whether the request answers the challenge (RFC 7616 section 3.4.1)."""
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        part = {name: value.strip('"') for name, value in re.findall(r'(\w+)=("[^"]*"|[^,\s]+)', rest)}
        if scheme != "Digest":
            return False
        one, two = _md5(f"{user}:r:{password}"), _md5(f"{self.command}:{self.path}")
        return part["response"] == _md5(f"{one}:n0nce:{part['nc']}:{part['cnonce']}:auth:{two}")

    def _forward(self, fault: str, body: bytes) -> None:
        wanted = {name: value for name, value in self.headers.items() if name.lower() in ("content-type", "accept")}
        request = urllib.request.Request(self.server.target + self.path, data=body or None, headers=wanted, method=self.command)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                status, kind, answer = response.status, response.headers.get("Content-Type", "text/plain"), response.read()
        except urllib.error.HTTPError as error:
            status, kind, answer = error.code, "text/plain", error.read()
        if fault == "lost":
            self._cut()
        elif fault == "half":
            self._head(status, kind, len(answer))
            self.wfile.write(answer[: len(answer) // 2])
            self._cut()
        elif fault == "drip":
            self._drip(status, kind, answer)
        else:
            self._answer(status, answer, kind)

    def _drip(self, status: int, kind: str, answer: bytes) -> None:
        self._head(status, kind, len(answer))
        try:
            for byte in answer:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            self.close_connection = True

    def _head(self, status: int, kind: str, length: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(length)), *headers):
            self.send_header(name, value)
        self.end_headers()

    def _answer(self, status: int, answer: bytes, kind: str, *headers: tuple[str, str]) -> None:
        self._head(status, kind, len(answer), *headers)
        self.wfile.write(answer)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.close()


@contextmanager
def proxy(target: str = "") -> Iterator[Proxy]:
    """A running Proxy before `target`."""
    server = Proxy(target)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
