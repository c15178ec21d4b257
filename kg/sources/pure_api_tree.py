"""One entry of Pure's web services as a tree that reads the same in JSON and XML, in the READ and the CRUD API.

Design: the services share names and differ in shape. A list is an array in JSON and an element around elements in XML; a text in several
languages is `{"text": [{"locale", "value"}]}`, `<text locale="">` or, in the CRUD API, a map `{"en_GB": ""}`; a single text stands alone or
in `value`; ids and URIs are members or attributes. `View` hides these four differences and nothing else, so all that is above it is
written once. A classification is named by the last part of its URI.
Sources: swagger description of the READ API 5.24, OpenAPI description of the CRUD API.
"""

from __future__ import annotations

import functools
import re
from typing import Any, NamedTuple

from kg import resources
from kg.record import Identifier, Text
from kg.sources.tree import Cursor, Draft
from kg.values import dates, languages

_LOCALE = re.compile(r"[a-z]{2,3}(?:[_-][A-Za-z0-9]{2,8}){0,3}")


@functools.cache
def rules() -> dict[str, Any]:
    """The import table of Pure's web services."""
    return resources.table("imports/pure-api")


class Said(NamedTuple):
    """A text in one language: where it stands, and the language's tag ("" if none is stated)."""

    at: Cursor
    lang: str


class View:
    """A draft's entry, walked in the same way whatever its form."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.record = draft.record
        self.root = draft.root
        self._known: set[tuple[object, ...]] = set()

    def new(self, *key: object) -> bool:
        """Whether this is the first time that `key` is asked about: so lists stay free of copies in linear time."""
        if key in self._known:
            return False
        self._known.add(key)
        return True

    def identifier(self, found: Identifier) -> None:
        """Gives the record an identifier, once."""
        if found.value and self.new("identifier", found):
            self.record.identifiers.append(found)

    def has(self, found: Identifier) -> bool:
        """Whether the record has that identifier."""
        return ("identifier", found) in self._known

    def items(self, at: Cursor, *names: str) -> list[Cursor]:
        """The members of the list at the first of the paths that has any."""
        for name in names:
            found = at.all(f"{name}/*") if self.draft.is_xml else at.all(name)
            if found:
                return found
        return []

    def member(self, at: Cursor, name: str) -> Cursor:
        """An attribute, or what stands in its place as an element."""
        return at.attr(name) or at.one(name)

    def value(self, at: Cursor, *names: str) -> Cursor:
        """A single text, alone or in `value`."""
        for name in names:
            if found := at.one(f"{name}/value", name):
                return found
        return Cursor(self.draft, None)

    def texts(self, at: Cursor, *names: str) -> list[Said]:
        """A text in its languages, in the order of the source."""
        found: list[Said] = []
        for name in names:
            for node in at.all(name) if name else [at]:
                found += self._texts(node)
            if found:
                break
        return found

    def _texts(self, node: Cursor) -> list[Said]:
        inside = node.all("text")
        if not inside and node.one("value"):
            inside = node.all("value") if node.one("value/text") else [node]
        if inside and inside[0].one("text"):
            inside = inside[0].all("text")
        if inside:
            return [Said(one.one("value") or one, self.lang(one)) for one in inside if (one.one("value") or one).text]
        mapped = [] if self.draft.is_xml else [Said(one, languages.parse(one.name)) for one in node if _LOCALE.fullmatch(one.name)]
        return mapped or ([Said(node, self.lang(node))] if node.text else [])

    def lang(self, at: Cursor) -> str:
        """The language of a text by its `locale`, noted as used."""
        locale = at.attr("locale")
        found = languages.parse(locale.text)
        if found or not locale.text:
            locale.use("lang")
        return found

    def best(self, at: Cursor, *names: str) -> Said:
        """One of the languages of a text: English if there is any, else the first; of nothing, a cursor that is false."""
        said = self.texts(at, *names)
        nothing = Said(Cursor(self.draft, None), "")
        return next((one for one in said if one.lang.partition("-")[0] in ("en", "")), said[0] if said else nothing)

    def word(self, at: Cursor, *names: str) -> Cursor:
        """As `best`, only where it stands."""
        return self.best(at, *names).at

    def add(self, texts: list[Text], field: str, said: list[Said], *, lang: str = "", paragraphs: bool = False) -> None:
        """Appends texts to a list of the record, each once; `lang` where the source states none."""
        for one in said:
            path = f"{field}[{len(texts)}]"
            value = one.at.paragraphs if paragraphs else one.at.text
            one.at.use(path)
            if value and self.new(field, value):
                texts.append(Text(value, one.lang or lang))

    # ---- classifications ----

    def tail(self, at: Cursor) -> str:
        """The last part of a classification's URI, in lower case."""
        return at.attr("uri").text.rstrip("/").rpartition("/")[2].lower()

    def term(self, at: Cursor) -> str:
        """What a classification is called, in English if it has a name there."""
        return self.word(at, "term").text or ("" if at.one("term") else at.text)

    def keep_term(self, at: Cursor) -> str:
        """Puts what a classification is called into `rest`, once for all its languages, and returns its field there; "" if nothing."""
        field = self.word(at, "term").keep() or at.attr("uri").keep() or at.keep()
        if field:
            at.use_all(field)
        return field

    def is_true(self, at: Cursor, name: str) -> bool | None:
        """A truth value, None where it is not stated."""
        word = self.member(at, name).text.lower()
        return {"true": True, "false": False}.get(word)

    def day(self, at: Cursor, field: str) -> str:
        """The date of year, month and day, or of a text; one that is no date stays, and is told."""
        if not at.one("year"):
            return at.date(field)
        parts = [part for name in ("year", "month", "day") if (part := at.one(name))]
        found = dates.of(*(part.text for part in parts))
        if not found:
            written = "-".join(part.text for part in parts)
            for count in range(len(parts) - 1, 0, -1):
                found = found or dates.of(*(part.text for part in parts[:count]))
            taken = found or "nothing"
            self.draft.complain("R008", at, field=field if found else "", value=written, path=at.path, taken=taken)
        for part in parts[: len(found.split("-")) if found else 0]:
            part.use(field)
        return found
