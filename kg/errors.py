"""Exceptions, and the values that carry bad data.

Design: what is wrong with the program's surroundings (arguments, files, tables, endpoints) is an exception; what is wrong
with one record's data is an `Issue`, a value that travels beside the record while the run goes on.

    KgError                  the root; `exit_code` is what the command line returns
    +-- UsageError       2   wrong arguments
    |   +-- ConfigError  2   kg.toml or an environment variable is wrong
    |   +-- TableError   2   a file of vocab/, shapes/ or queries/ is wrong
    +-- InputError       3   a file cannot be opened, decoded or recognised
    +-- EndpointError    4   a SPARQL endpoint or the network failed
"""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["violation", "warning", "info"]
#: SHACL's severities, the worst first (SHACL section 2.1.4).
SEVERITIES: tuple[Severity, ...] = ("violation", "warning", "info")


class KgError(Exception):
    """The root of all exceptions raised on purpose; `hint` says the mend, `exit_code` what the command line returns."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(KgError):
    """The arguments do not fit together."""


class ConfigError(UsageError):
    """kg.toml or an environment variable is wrong."""


class TableError(UsageError):
    """A rule file (vocab/, shapes/, queries/) is wrong."""


class InputError(KgError):
    """An input cannot be opened, decoded or recognised."""

    exit_code = 3


class EndpointError(KgError):
    """A SPARQL endpoint refused, failed or could not be reached."""

    exit_code = 4


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a value stands in its source: 1-based line and column, a JSON pointer or XPath where there is one, the text as found."""

    line: int = 0
    column: int = 0
    pointer: str = ""
    raw: str = ""


class Issue(msgspec.Struct, omit_defaults=True):
    """One finding about a record's data.

    `code` stands in vocab/issues.toml or, as kg:code, in a shape. `field` is a path in Record ("contributors[1].agent.family"),
    `value` the value as found, `message` one lower-case sentence, `mend` what to do. `record` is the record's key or label,
    `file` and `place` lead into the user's own file (line 0: not known).
    """

    code: str
    severity: Severity
    message: str
    field: str = ""
    value: str = ""
    mend: str = ""
    place: Place = Place()
    file: str = ""
    record: str = ""
