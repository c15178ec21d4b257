"""What holds for every test: no network but this machine's own, no settings from the user's environment."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import Any

import pytest

for _name in [name for name in os.environ if name.startswith("KG_")]:
    del os.environ[_name]


def _is_loopback(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


def _block(event: str, arguments: tuple[Any, ...]) -> None:
    # an audit hook sees every library's sockets, also those of C extensions that use Python's socket module; it cannot be taken off
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not _is_loopback(str(arguments[1][0])):
        raise RuntimeError(f"a test tried to connect to {arguments[1][0]}")
    if event == "socket.getaddrinfo" and isinstance(arguments[0], str) and not _is_loopback(arguments[0]):
        raise RuntimeError(f"a test tried to look up {arguments[0]}")


sys.addaudithook(_block)


@pytest.fixture(autouse=True, scope="session")
def _no_colors() -> None:
    os.environ["NO_COLOR"] = "1"
