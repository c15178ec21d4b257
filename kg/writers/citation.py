"""What the three citation writers share: keys, the columns of the tables, small looks into a Record."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from kg import resources
from kg.record import Contributor, Identifier, Record

# what no BibTeX program takes in a key
_NOT_IN_KEY = re.compile(r"[\s\"#%'(),={}~\\@]+")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9]+")
MAKERS = ("author", "inventor", "composer", "artist", "editor")


class Keys:
    """Citation keys, each given once: the record's own, else (if `dois`) its DOI, else first author and year; a letter follows where a
    key is taken."""

    def __init__(self, *, dois: bool = False) -> None:
        self.given: dict[str, int] = {}
        self.dois = dois

    def key(self, record: Record) -> str:
        """The key of the next record."""
        doi = next(iter(values(record.identifiers, "doi")), "") if self.dois else ""
        stem = own_key(record) or doi or _made(record)
        count = self.given.get(stem, 0)
        self.given[stem] = count + 1
        if not count:
            return stem
        key = f"{stem}{_letters(count - 1)}"
        while key in self.given:
            count += 1
            key = f"{stem}{_letters(count - 1)}"
        self.given[key] = 1
        self.given[stem] = count + 1
        return key


def own_key(record: Record) -> str:
    """The record's citation key, or the Pure UUID without dashes (what Pure writes), or ""."""
    for scheme in ("citekey", "pure-uuid"):
        for value in values(record.identifiers, scheme):
            return _NOT_IN_KEY.sub("-", value if scheme == "citekey" else value.replace("-", "")).strip("-")
    return ""


def _made(record: Record) -> str:
    maker = next((one.agent for role in MAKERS for one in record.contributors if one.role == role), None)
    name = (
        (maker.family or maker.name)
        if maker
        else (record.titles[0].value.split()[0] if record.titles and record.titles[0].value.split() else "")
    )
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return (_NOT_IN_NAME.sub("", plain).lower() or "anonymous") + (record.issued or record.awarded)[:4]


def _letters(count: int) -> str:
    """a, b, ... z, aa, ab, ..."""
    found = ""
    count += 1
    while count:
        count, rest = divmod(count - 1, 26)
        found = chr(ord("a") + rest) + found
    return found


def values(identifiers: list[Identifier], *schemes: str) -> list[str]:
    """The values of the identifiers in these schemes, also of those that failed their check and are kept as text ("ISSN:1234-5678")."""
    found = []
    for identifier in identifiers:
        if identifier.scheme in schemes:
            found.append(identifier.value)
        elif identifier.scheme == "text":
            label, _, rest = identifier.value.partition(":")
            if rest and label.lower() in labels(schemes):
                found.append(rest.strip())
    return found


@functools.cache
def labels(schemes: tuple[str, ...]) -> frozenset[str]:
    """What a failed identifier of these schemes begins with, in lower case."""
    return frozenset(str(resources.table("identifiers")[scheme]["name"]).lower() for scheme in schemes)


@functools.cache
def column(name: str) -> dict[tuple[str, str], str]:
    """A citation format's column of types.toml: (type, variant) -> the format's own type; variants that do not differ are left out."""
    found: dict[tuple[str, str], str] = {}
    for kind, row in resources.table("types").items():
        found[kind, ""] = row[name]
        found.update({(kind, variant): cells[name] for variant, cells in row.get("variant", {}).items() if name in cells})
    return found


def kind_of(record: Record, name: str) -> str:
    """The record's type in a citation format."""
    known = column(name)
    return known.get((record.type, record.variant)) or known.get((record.type, "")) or known["other", ""]


@functools.cache
def roles(name: str) -> dict[str, str]:
    """A citation format's column of roles.toml: role -> field."""
    return {role: row[name] for role, row in resources.table("roles").items() if row.get(name)}


def of_role(people: list[Contributor], role: str) -> list[Contributor]:
    """The contributors in a role."""
    return [person for person in people if person.role == role]


def variants() -> list[tuple[str, str]]:
    """Every (type, variant) of types.toml."""
    table: dict[str, Any] = resources.table("types")
    return [(kind, variant) for kind, row in table.items() for variant in ("", *row.get("variant", {}))]
