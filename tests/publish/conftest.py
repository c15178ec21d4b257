"""A started Oxigraph server for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.local_server import OXIGRAPH, Server


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Server]:
    """A started, empty server; killed afterwards, its port proved closed."""
    if not OXIGRAPH.exists():
        pytest.fail("the program oxigraph is not there: it comes with the package of the same name, in the dev extras")
    server = Server(tmp_path / "oxigraph")
    yield server
    server.kill()
