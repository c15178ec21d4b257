"""A publisher that is killed at any moment: pushing again finishes its work."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from kg import retry
from kg.publish import content
from kg.publish.endpoint import PushOptions, push
from kg.publish.journal import Journal
from kg.publish.target import Endpoint
from tests.publish.local_server import BASE, Server, work

_PUBLISHER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from tests.publish.local_server import BASE, work
from kg.publish.endpoint import PushOptions, push
from kg.publish.target import Endpoint
url, journal, title = sys.argv[1:4]
print("ready", flush=True)
push([work(f"k{number}", title) for number in range(150)], Endpoint(query=f"{url}/query", update=f"{url}/update", profile="virtuoso"),
     PushOptions(base=BASE, journal=Path(journal)))
"""


def test_a_killed_push_is_finished_by_the_next_one(oxigraph: Server, tmp_path: Path) -> None:
    chance = random.Random(3)
    journal = tmp_path / "journal.sqlite"
    root = Path(__file__).parents[2]
    cut = 0
    for round_number in range(4):
        title = f"title {round_number}"
        command = [sys.executable, "-c", _PUBLISHER, oxigraph.url, str(journal), title, str(root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as publisher:
            assert publisher.stdout is not None
            assert publisher.stdout.readline() == b"ready\n"
            time.sleep(chance.uniform(0.1, 0.7))
            publisher.kill()
        works = [work(f"k{number}", title) for number in range(150)]
        options = PushOptions(base=BASE, journal=journal, policy=retry.Policy(attempts=2))
        report = push(works, Endpoint(url=oxigraph.url), options)
        assert report.ok
        cut += 0 < report.unchanged < 150
        there = {line for line in oxigraph.dump() if not line.startswith(f"<{BASE}graph/")}
        assert there == {f"{line[:-2]} {one.name} ." for one in works for line in content.of(one)[0].lines}
        with Journal(journal) as kept:
            assert len(kept.entries()) == 150
    # a run in which no kill fell between two records would prove nothing
    assert cut >= 1
