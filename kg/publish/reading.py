"""SPARQLWrapper, made safe: no redirect is followed, no proxy and no .netrc from the environment, no global state.

Design: SPARQLWrapper 2 opens every request with urllib's module-wide opener. That one follows a 302 as a GET, calls it a success and
takes the Authorization header along to the other host; for digest it even installs the credentials for the whole process. So this
subclass replaces the single place that opens a request by an opener of its own, which has no redirect and no proxy handler at all.
Everything else, parameters, content negotiation and result types, is SPARQLWrapper's.
"""

from __future__ import annotations

import http.client
import urllib.request
from typing import Any

from SPARQLWrapper import BASIC, JSON, POST, TURTLE, SPARQLWrapper

from kg.publish.target import Credentials, Endpoint

#: query form -> SPARQLWrapper's name of the result format that loses nothing
_FORMAT = {"SELECT": JSON, "ASK": JSON, "CONSTRUCT": TURTLE, "DESCRIBE": TURTLE}
AGENT = "kg-publisher"


class Wrapper(SPARQLWrapper):
    """A SPARQLWrapper for queries by POST, to exactly one URL. `union` asks a server that can for the union of its named graphs."""

    def __init__(self, endpoint: Endpoint, credentials: Credentials | None, *, timeout: float, union: bool = True) -> None:
        super().__init__(endpoint.query, agent=AGENT)
        self._opener = _opener(endpoint, credentials)
        self._seconds = timeout
        self.setMethod(POST)
        self.setOnlyConneg(True)
        name, value = endpoint.limits.union
        if union and name:
            self.addParameter(name, value)
        if credentials and endpoint.auth == "bearer":
            self.addCustomHttpHeader("Authorization", f"Bearer {credentials.secret}")
        elif credentials and endpoint.auth in ("", "basic"):
            self.setHTTPAuth(BASIC)
            self.setCredentials(credentials.user, credentials.secret)

    def fetch(self, text: str, form: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (names in lower case) and whole body for query `text` of `form` (SELECT, ASK, CONSTRUCT, DESCRIBE).

        Raises urllib.error.HTTPError for any other status than 2xx (also 3xx), OSError or http.client.HTTPException where the
        connection fails.
        """
        # not by setQuery: it guesses the form by regular expressions, and an "update" in a comment would go to another URL
        self.queryString, self.queryType = text, form
        self.setReturnFormat(_FORMAT[form])
        response = self.query().response
        with response:
            return response.status, {name.lower(): value for name, value in response.headers.items()}, response.read()

    def _query(self) -> tuple[http.client.HTTPResponse, Any]:
        request = self._createRequest()
        return self._opener.open(request, timeout=self._seconds), self.returnFormat


def _opener(endpoint: Endpoint, credentials: Credentials | None) -> urllib.request.OpenerDirector:
    """An opener for http and https that has no redirect handler (so 3xx is an HTTPError) and no proxy handler."""
    opener = urllib.request.OpenerDirector()
    handlers: list[urllib.request.BaseHandler] = [
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ]
    if credentials and endpoint.auth == "digest":
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, endpoint.query, credentials.user, credentials.secret)
        handlers.append(urllib.request.HTTPDigestAuthHandler(passwords))
    for handler in handlers:
        opener.add_handler(handler)
    return opener
