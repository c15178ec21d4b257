"""Addresses of servers: which may be asked, and how a request is told from a secret.

Design: a URL with a user or password in it is refused before any message could repeat it; plain http is for this machine alone, unless
the user allows it.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

from kg.errors import UsageError


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine.

    >>> is_loopback("127.0.0.1"), is_loopback("example.org")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked(url: str, *, hint: str) -> SplitResult:
    """The parts of an http or https URL. Raises UsageError where it is none, or holds a user or password (`hint` says what to do)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise UsageError("the server's URL cannot be read", hint="write it as https://host/path") from error
    # the message must not repeat the URL before this check: it may hold a password
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"the URL of the server at {host} holds a user or password", hint=hint)
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(f"{url} is no http or https URL", hint="write it as https://host/path")
    return parts
