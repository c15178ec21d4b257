"""Where the rule files lie, in a checkout or in an installed wheel, and their parsed tables.

Design: vocab/, shapes/ and queries/ stand at the top level of a checkout and inside the package (kg/data) in a wheel. Nobody
else computes such a path. Tables are read once and must not be changed by their readers.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from kg.errors import TableError

_PACKAGE = Path(__file__).resolve().parent


@functools.cache
def root(name: str) -> Path:
    """The folder `name` ("vocab", "shapes" or "queries"). Raises TableError where the installation is broken."""
    for candidate in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise TableError(f"the folder {name}/ is missing from this installation", hint="install the package again")


@functools.cache
def table(name: str) -> dict[str, Any]:
    """The parsed vocab/{name}.toml (`name` may hold a slash: "imports/ris"). Raises TableError with the parser's line."""
    path = root("vocab") / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise TableError(f"there is no table {path}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: {error}", hint="mend the table's syntax") from error
