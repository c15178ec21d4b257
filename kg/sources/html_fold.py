"""One Record of all that a page states: JSON-LD, Highwire, PRISM, BE Press, EPrints and Dublin Core tags, links, Open Graph.

Design: the table's [trust] says, for each field, in which order the families are believed. Lists that belong together are joined; authors
are those of the first family, and the others add what they know of them (ORCID iD, affiliation, given name). What another family says
otherwise is noted (R267) and kept in rest, so a disagreement is seen and nothing is lost.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Agent, Container, Contributor, Identifier, Record, Text
from kg.sources import fold
from kg.sources.fold import Part, Trust
from kg.sources.html_family import rules
from kg.values import text as texts

_LETTERS = re.compile(r"[\W_]+")
_MAKERS = ("author", "inventor", "composer", "artist")


@functools.cache
def _trust() -> Trust:
    table = rules()["trust"]
    ruled = ("titles", "short_title", "subtitles", "container", "contributors", "abstracts", "keywords", "files", "variant", "genre")
    joined = ("identifiers", "links", "relations", "derived_from", "other_titles", "licences", "rights", "contents", "citations")
    compared = [name for name in Record.__struct_fields__ if name not in ("origin", "sources", "evidence", "rest", *ruled, *joined)]
    return Trust(table["order"], table, joined, (*ruled, "origin", "sources", "evidence", "rest"), compared)


class Merging:
    """The one Record on its way."""

    def __init__(self, parts: list[Part], issues: list[Issue]) -> None:
        self.parts, self.issues = parts, issues
        self.record, self.places = Record(), dict[str, Place]()

    def merge(self) -> None:
        """Folds all parts."""
        fold.plain(self.record, self.places, self.parts, _trust(), self._other)
        self._kind()
        self._titles()
        self._container()
        self._contributors()
        self._abstracts()
        self._keywords()
        self._files()
        self._identifiers()
        if self.record.pages and not self.record.page_end:
            # "533" and "8; discussion 538-9" are no range, and the whole has the first page too
            self.record.page_start = ""
        for part in self.parts:
            fold.keep_rest(self.record, self.places, part, "json-ld/" if part.name == "json-ld" else "")

    def _stating(self, name: str) -> list[Part]:
        return [part for part in fold.in_order(self.parts, name, _trust()) if fold.states(part.record, name)]

    def _differ(self, name: str, taken: str, first: Part, said: str, other: Part) -> None:
        """Two families disagree: it is noted, and the other's word kept."""
        place = next((place for field, place in other.places.items() if field.partition("[")[0].partition(".")[0] == name), Place())
        field = f"rest[{len(self.record.rest)}]"
        self.record.rest.append((f"{other.name}/{name}", said))
        self.places[field] = place
        self.issues.append(issue("R267", field=field, value=said, place=place, name=name, taken=taken, first=first.name, other=other.name))

    def _other(self, name: str, first: Part, other: Part) -> None:
        one, two = getattr(first.record, name), getattr(other.record, name)
        if one == two or (name in ("type", "issued", "modified") and _agree(name, one, two)):
            return
        if isinstance(one, Agent) or isinstance(two, Agent):
            one, two = one.name, two.name
        if isinstance(one, list) or not isinstance(one, str):
            for value in two if isinstance(two, list) else [two]:
                if not isinstance(one, list) or value not in one:
                    self._keep(f"{other.name}/{name}", _shown(value), other, name)
        elif not _same(one, two):
            self._differ(name, one, first, two, other)

    def _keep(self, path: str, value: str, part: Part, name: str) -> None:
        if value:
            place = next((place for field, place in part.places.items() if field.partition("[")[0].partition(".")[0] == name), Place())
            self.places[f"rest[{len(self.record.rest)}]"] = place
            self.record.rest.append((path, value))

    # ---- fields with rules of their own ----

    def _kind(self) -> None:
        """Variant and genre come from where the type comes from; the others' words for it are kept."""
        stating = self._stating("type")
        first = stating[0] if stating else next(iter(self._stating("genre")), None)
        if first is None:
            return
        self.record.variant, self.record.genre = first.record.variant, list(first.record.genre)
        fold.take_places(self.places, first, "genre")
        for part in self._stating("genre"):
            for one in part.record.genre if part is not first else ():
                if not any(one.value.casefold() == known.value.casefold() for known in self.record.genre):
                    self._keep(f"{part.name}/genre", one.value, part, "genre")

    def _titles(self) -> None:
        stating = self._stating("titles")
        if not stating:
            return
        first = stating[0]
        for name in ("titles", "short_title", "subtitles"):
            setattr(self.record, name, getattr(first.record, name))
            fold.take_places(self.places, first, name)
        title = self.record.titles[0].value
        lang = next((part.record.titles[0].lang for part in stating if part.record.titles[0].lang), "")
        if lang and not self.record.titles[0].lang:
            self.record.titles[0] = Text(title, lang)
        for part in stating[1:]:
            said = part.record.titles[0].value
            if not _contained(title, said) and part.name != "page":
                self._differ("titles", title, first, said, part)
            elif not _contained(title, said):
                self._keep("page/title", said, part, "titles")
            if not self.record.subtitles and part.record.subtitles and _letters(title) == _letters(said):
                self.record.subtitles, self.record.short_title = part.record.subtitles, part.record.short_title

    def _container(self) -> None:
        stating = self._stating("container")
        if not stating:
            return
        found = Container(kind=stating[0].record.container.kind)  # type: ignore[union-attr]
        for part in stating:
            own = part.record.container
            assert own is not None
            if part.name == "og" and (part is not stating[0] or self.record.type not in rules()["site"]["types"]):
                if not any(_letters(own.titles[0].value) == _letters(one.value) for one in (*found.titles, *found.short)):
                    self._keep("og/container", own.titles[0].value, part, "container")
                continue
            self._names(found, own, part, stating[0])
            for number, one in enumerate(own.identifiers):
                if not any(one.value == known.value for known in found.identifiers):
                    field = f"container.identifiers[{len(found.identifiers)}]"
                    self.places[field] = part.places.get(f"container.identifiers[{number}]", Place())
                    found.identifiers.append(one)
        self.record.container = found if found.titles or found.identifiers else None

    def _names(self, found: Container, own: Container, part: Part, first: Part) -> None:
        for field in ("titles", "short"):
            for number, one in enumerate(getattr(own, field)):
                known = [*found.titles, *found.short]
                if any(_letters(one.value) == _letters(name.value) for name in known):
                    continue
                if field == "short" or not found.titles:
                    target = getattr(found, field)
                    self.places[f"container.{field}[{len(target)}]"] = part.places.get(f"container.{field}[{number}]", Place())
                    target.append(one)
                else:
                    self._differ("container", found.titles[0].value, first, one.value, part)

    def _contributors(self) -> None:
        stating = self._stating("contributors")
        if not stating:
            return
        first = stating[0]
        people = self.record.contributors = list(first.record.contributors)
        index = People(people)
        fold.take_places(self.places, first, "contributors")
        for part in stating[1:]:
            makers = [one for one in part.record.contributors if one.role in _MAKERS]
            own = [one for one in people if one.role in _MAKERS]
            if makers and own and [_family(one.agent) for one in makers] != [_family(one.agent) for one in own]:
                said = "; ".join(one.agent.name for one in makers)
                if part.name == "page":
                    self._keep("page/author", said, part, "contributors")
                else:
                    self._differ("contributors", "; ".join(one.agent.name for one in own), first, said, part)
            for number, one in enumerate(part.record.contributors):
                match = index.find(one.agent)
                if match is not None:
                    enrich(match, one)
                elif one.role not in _MAKERS and part.name not in ("page", "og"):
                    self.places[f"contributors[{len(people)}]"] = part.places.get(f"contributors[{number}]", Place())
                    people.append(one)
                    index.add(one)
                elif one.role in _MAKERS and not own:
                    people.append(one)
                    index.add(one)

    def _abstracts(self) -> None:
        """The first family's, or the same from another where it is cut short. The description of the page is none, as a rule."""
        stating = self._stating("abstracts")
        own = [part for part in stating if part.name != "page"]
        best = own[0] if own else None
        for part in own[1:]:
            assert best is not None
            one, two = best.record.abstracts[0].value, part.record.abstracts[0].value
            if len(two) > len(one) and _letters(two).startswith(_letters(one.rstrip("… .")[:2000])):
                best = part
        if best is not None:
            self.record.abstracts = list(best.record.abstracts)
            fold.take_places(self.places, best, "abstracts")
        whole = _letters(" ".join(one.value for one in self.record.abstracts))
        for part in stating:
            for text in part.record.abstracts if part is not best else ():
                if not whole.startswith(_letters(text.value.rstrip("… ."))):
                    self._keep(f"{part.name}/abstract", text.value, part, "abstracts")

    def _keywords(self) -> None:
        """Keywords of all families but Open Graph, whose tags are the site's: they count where no other family has any. Those of the plain
        tag name the site, as a rule, and are kept."""
        stating = self._stating("keywords")
        better = [part for part in stating if part.name not in ("og", "page")]
        known: set[str] = set()
        for part in better or [part for part in stating if part.name == "og"]:
            for number, one in enumerate(part.record.keywords):
                if one.value.casefold() not in known:
                    known.add(one.value.casefold())
                    self.places[f"keywords[{len(self.record.keywords)}]"] = part.places.get(f"keywords[{number}]", Place())
                    self.record.keywords.append(one)
        for part in stating:
            for one in part.record.keywords:
                if one.value.casefold() not in known:
                    self._keep(f"{part.name}/keyword", one.value, part, "keywords")

    def _files(self) -> None:
        known: set[str] = set()
        for part in self._stating("files"):
            for number, one in enumerate(part.record.files):
                if one.url not in known:
                    known.add(one.url)
                    field = f"files[{len(self.record.files)}]"
                    self.places[field] = part.places.get(f"{field}.url") or part.places.get(f"files[{number}]", Place())
                    self.record.files.append(one)

    def _identifiers(self) -> None:
        """Two DOIs of one work contradict each other."""
        stated = [(one, part) for part in self._stating("identifiers") for one in part.record.identifiers if one.scheme == "doi"]
        for one, part in stated[1:]:
            if one != stated[0][0] and Identifier("doi", one.value) in self.record.identifiers:
                self.record.identifiers.remove(one)
                self._differ("identifiers", stated[0][0].value, stated[0][1], one.value, part)


def _agree(name: str, one: Any, two: Any) -> bool:
    """Whether one date is the other, less exact; types are words of different tables and never compared."""
    return name == "type" or str(one).startswith(str(two)) or str(two).startswith(str(one))


def _letters(value: str) -> str:
    return _LETTERS.sub("", value).casefold()


def _same(one: str, two: str) -> bool:
    return _letters(one) == _letters(two) or bool(one and two and (one.startswith(two) or two.startswith(one)))


def _contained(title: str, other: str) -> bool:
    """Whether one title is the other, cut short or with the site's name."""
    one, two = _letters(title), _letters(other.rstrip("… ."))
    return one in two or (bool(two) and two in one)


def _shown(value: Any) -> str:
    return texts.tidy(str(getattr(value, "value", "") or getattr(value, "name", "") or value))


def _family(agent: Agent) -> str:
    """The last word of a family name, or of the whole name, so that an organisation that one family takes for a person is the same."""
    return _letters((agent.family or agent.name).split()[-1]) if agent.family or agent.name else ""


def _same_person(one: Agent, two: Agent) -> bool:
    if _letters(one.name) == _letters(two.name):
        return True
    given = one.given[:1].casefold(), two.given[:1].casefold()
    return _family(one) == _family(two) and (given[0] == given[1] or not all(given))


class People:
    """The people of a record by family name and by whole name."""

    def __init__(self, people: list[Contributor]) -> None:
        self._people: dict[str, list[Contributor]] = {}
        for one in people:
            self.add(one)

    def add(self, one: Contributor) -> None:
        for key in {_family(one.agent), "=" + _letters(one.agent.name)}:
            self._people.setdefault(key, []).append(one)

    def find(self, agent: Agent) -> Contributor | None:
        """The first who is the same person."""
        same = self._people.get("=" + _letters(agent.name), ())
        return same[0] if same else next((one for one in self._people.get(_family(agent), ())[:50] if _same_person(one.agent, agent)), None)


def enrich(known: Contributor, one: Contributor) -> None:
    """What another family knows of the same person."""
    agent, other = known.agent, one.agent
    if len(other.given) > len(agent.given) and other.family:
        agent.name, agent.given, agent.family, agent.particle = other.name, other.given, other.family, other.particle
    agent.kind = other.kind if not agent.family and other.kind != "person" else agent.kind
    agent.suffix, agent.url = agent.suffix or other.suffix, agent.url or other.url
    agent.identifiers = agent.identifiers + [found for found in other.identifiers if found not in agent.identifiers]
    names = {_letters(where.name) for where in known.affiliations}
    if not known.affiliations:
        known.affiliations = list(one.affiliations)
    for where in one.affiliations:
        if _letters(where.name) in names and where.identifiers:
            match = next(own for own in known.affiliations if _letters(own.name) == _letters(where.name))
            match.identifiers = match.identifiers or where.identifiers
