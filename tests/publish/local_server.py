"""A real Oxigraph server on a free port, and graphs to push to it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from kg import terms
from kg.graph import Described, from_triples

BASE = "https://data.test.example/"
OXIGRAPH = Path(sys.executable).parent / "oxigraph"


def work(key: str, title: str = "A title", *, authors: int = 2, base: str = BASE) -> Described:
    """A small work with an ordered author list, its cells blank nodes as the mapping writes them."""
    subject = f"<{base}work/{key}>"
    list_of = "<http://purl.org/ontology/bibo/authorList>"
    triples = [(subject, "<https://schema.org/name>", terms.literal(title))]
    for position in range(1, authors + 1):
        cell, rest = f"_:l{key}n{position}", f"_:l{key}n{position + 1}" if position < authors else terms.RDF_NIL
        if position == 1:
            triples.append((subject, list_of, cell))
        person = f"<{base}work/{key}#person-{position}>"
        triples += [
            (cell, terms.RDF_FIRST, person),
            (cell, terms.RDF_REST, rest),
            (person, "<https://schema.org/name>", f'"Person {position}"'),
        ]
    return Described(key, subject, f"<{base}graph/{key}>", from_triples(triples))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """An Oxigraph server over `location`, to be killed and started again. A stale server on its port would make any run look perfect."""

    def __init__(self, location: Path) -> None:
        self.location = location
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        assert not is_open(self.port)
        command = [str(OXIGRAPH), "serve", "--location", str(self.location), "--bind", f"127.0.0.1:{self.port}"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 15
        while not is_open(self.port):
            assert self._process.poll() is None, "the server ended at once"
            assert time.monotonic() < end, "the server did not come up"
            time.sleep(0.02)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=10)
        assert not is_open(self.port)

    def dump(self) -> list[str]:
        """All quads, sorted N-Quads lines."""
        request = urllib.request.Request(f"{self.url}/store", headers={"Accept": "application/n-quads"})
        with urllib.request.urlopen(request, timeout=10) as response:
            return sorted(line for line in response.read().decode().split("\n") if line)

    def update(self, text: str) -> None:
        request = urllib.request.Request(f"{self.url}/update", data=text.encode(), headers={"Content-Type": "application/sparql-update"})
        with urllib.request.urlopen(request, timeout=10):
            pass
