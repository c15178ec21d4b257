"""A family of meta tags on its way into a Record, and what all tags of a page state."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from kg import resources
from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Identifier, Record
from kg.sources.fold import Part
from kg.syntax.html_page import Tag
from kg.values import identifiers
from kg.values import text as texts


@functools.cache
def rules() -> Mapping[str, Any]:
    """The import table."""
    return resources.table("imports/html")


@functools.cache
def _reasons() -> list[tuple[re.Pattern[str], str]]:
    rows = rules()["not_carried"].items()
    return [(re.compile(".*".join(map(re.escape, pattern.split("*")))), reason) for pattern, reason in rows]


@functools.lru_cache(maxsize=1024)
def reason_of(path: str) -> str:
    """Why a tag is left out; "" where it is not."""
    return next((reason for pattern, reason in _reasons() if pattern.fullmatch(path)), "")


class Family:
    """The Record of one family of tags on its way."""

    def __init__(self, name: str, page: Stated) -> None:
        self.name, self.page = name, page
        self.record, self.places = Record(), dict[str, Place]()
        self._known: set[tuple[str, str]] = set()

    def put(self, field: str, tag: Tag) -> None:
        """Notes where a field stands."""
        self.places.setdefault(field, tag.place)

    def set(self, field: str, value: Any, tag: Tag) -> None:
        """Sets a field that is empty; another value than it has goes to rest."""
        if not getattr(self.record, field):
            setattr(self.record, field, value)
            self.put(field, tag)
        elif getattr(self.record, field) != value:
            self.keep(tag)

    def add(self, field: str, value: Any, tag: Tag, *, key: str = "") -> bool:
        """Adds a value to a list, once (`key` tells equal ones); whether it was new."""
        found: list[Any] = getattr(self.record, field)
        known = (field, key or repr(value))
        if known in self._known:
            return False
        self._known.add(known)
        self.put(f"{field}[{len(found)}]", tag)
        found.append(value)
        return True

    def keep(self, tag: Tag, value: str = "") -> str:
        """Puts the tag into rest."""
        field = f"rest[{len(self.record.rest)}]"
        self.put(field, tag)
        self.record.rest.append((path_of(tag), texts.tidy(value or content(tag))))
        return field

    def complain(self, code: str, tag: Tag, *, field: str, value: str, **names: object) -> None:
        """Adds an issue with its place."""
        self.page.issues.append(issue(code, field=field, value=value, place=tag.place, **names))

    def identify(self, scheme: str, value: str, field: str, tag: Tag) -> Identifier:
        """An identifier in normal form, or as text with an issue."""
        found, fault = identifiers.identifier(scheme, value, field=field, place=tag.place)
        if fault is not None:
            self.page.issues.append(fault)
        self.put(field, tag)
        return found


class Stated:
    """What all tags of a page state: the families, the issues, and what is not carried. `base` is what addresses are relative to."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.issues: list[Issue] = []
        self.not_carried: list[tuple[str, str, str]] = []
        self.rest = Family("page", self)
        self._families: dict[str, Family] = {"page": self.rest}

    def family(self, name: str) -> Family:
        """The family of this name."""
        return self._families.setdefault(name, Family(name, self))

    def parts(self) -> list[Part]:
        """The families that state something."""
        return [Part(one.name, one.record, one.places) for one in self._families.values()]

    def address(self, value: str) -> str:
        """An absolute address; "" where the page does not say what a relative one is relative to."""
        value = value.strip()
        joined = urljoin(self.base, value) if self.base else value
        return joined if joined.lower().startswith(("http://", "https://")) and " " not in joined else ""


def path_of(tag: Tag) -> str:
    """What the tag is called in messages and in rest: "meta citation_title", "link canonical"."""
    wanted = ("rel",) if tag.kind == "link" else ("name", "property", "http-equiv", "itemprop")
    name = next((value for key in wanted if (value := tag.attributes.get(key, "").strip())), "")
    if not name:
        name = "charset" if "charset" in tag.attributes else "unnamed"
    return f"{tag.kind} {' '.join(name.lower().split())[:200]}"


def content(tag: Tag) -> str:
    """What the tag says."""
    return tag.attributes.get("href" if tag.kind == "link" else "content", "").strip()
