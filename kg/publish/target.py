"""Endpoints: where to read and write, who logs in, and what a server can bear.

Design: an Endpoint is a value from kg.toml or the command line. Secrets are never in it: it names an environment variable, which is
read when a conversation starts. A URL with a password in it is refused, so is a password over plain HTTP to another machine.
PROFILES holds measured limits of servers; where the server is not known the careful defaults of "generic" apply.
"""

from __future__ import annotations

import os
from typing import Literal, NamedTuple

from kg import hosts
from kg.errors import ConfigError, UsageError

Auth = Literal["", "basic", "digest", "bearer"]


class Profile(NamedTuple):
    """What a server can bear: triples in one request, records in one request, triples in one INSERT DATA, and the parameter by which
    a query sees the union of all named graphs ("" where it does so anyway)."""

    batch_triples: int = 1000
    batch_records: int = 1000
    insert_triples: int = 1000
    union: tuple[str, str] = ("", "")


#: limits by server. Oxigraph and Jena took 30,000 triples in a request; Virtuoso 7 refuses 2,000 in one INSERT DATA
PROFILES: dict[str, Profile] = {
    "generic": Profile(),
    "oxigraph": Profile(10_000, 1000, 10_000, ("union-default-graph", "true")),
    "fuseki": Profile(10_000, 1000, 10_000, ("default-graph-uri", "urn:x-arq:UnionGraph")),
    "virtuoso": Profile(1000, 1, 900),
}


class Credentials(NamedTuple):
    """Who logs in; `repr` hides the secret, so that no message or traceback can show it."""

    user: str
    secret: str

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r}, secret=***)"


class Endpoint(NamedTuple):
    """A SPARQL 1.1 endpoint. `query` and `update` are URLs; where only `url` is given they are found by probing (protocol.resolve).

    `password_env` names the environment variable of the password, or of the token for "bearer"; `auth` "" means basic where a user
    is given. `profile` is a row of PROFILES. `insecure` allows credentials over plain HTTP to another machine.
    """

    query: str = ""
    update: str = ""
    url: str = ""
    user: str = ""
    password_env: str = ""
    auth: Auth = ""
    profile: str = ""
    name: str = ""
    insecure: bool = False

    @property
    def label(self) -> str:
        """What messages call it."""
        return self.name or self.query or self.url

    @property
    def limits(self) -> Profile:
        """The row of PROFILES."""
        return PROFILES[self.profile or "generic"]


def check(endpoint: Endpoint) -> Credentials | None:
    """The credentials to use, None where none are named. Raises ConfigError or UsageError where the endpoint must not be used."""
    urls = [url for url in (endpoint.query, endpoint.update, endpoint.url) if url]
    if not urls:
        raise UsageError("no endpoint is given", hint="name one of kg.toml's [endpoint.NAME] tables, or give its URL")
    if endpoint.profile and endpoint.profile not in PROFILES:
        raise ConfigError(f"unknown endpoint profile {endpoint.profile!r}", hint=f"known: {', '.join(PROFILES)}")
    secret = bool(endpoint.user or endpoint.password_env)
    for url in urls:
        _check_url(url, secret=secret and not endpoint.insecure)
    return _credentials(endpoint) if secret else None


def _check_url(url: str, *, secret: bool) -> None:
    parts = hosts.checked(url, hint="set user and password_env in kg.toml's [endpoint.NAME]")
    if secret and parts.scheme == "http" and not hosts.is_loopback(parts.hostname or ""):
        raise UsageError(f"the password for {url} would go over the network in clear", hint="use https, or allow it with insecure = true")


def _credentials(endpoint: Endpoint) -> Credentials:
    if not endpoint.password_env:
        raise ConfigError(f"endpoint {endpoint.label} has a user but no password_env", hint="name the environment variable of the password")
    secret = os.environ.get(endpoint.password_env)
    if not secret:
        raise ConfigError(
            f"the environment variable {endpoint.password_env} is not set", hint=f"it holds the password for {endpoint.label}"
        )
    return Credentials(endpoint.user, secret)
