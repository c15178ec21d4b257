"""One Record of all statements of a Pure page: each field from the first part that states it, contradictions reported."""

from __future__ import annotations

from typing import Any

from kg.errors import Place
from kg.issues import issue
from kg.record import Container, Identifier, Record, Text
from kg.sources.pure_text import Page, Part
from kg.values import identifiers

#: field -> the parts in the order of trust, where it is not page, RIS, BibTeX: RIS parts family and given name, BibTeX has the full title
_FIRST: dict[str, tuple[str, ...]] = {
    "contributors": ("ris", "bibtex", "page"),
    "host": ("page", "bibtex", "ris"),
}

_ORDER = ("page", "ris", "bibtex")

#: joined over the parts, each value once
_JOINED = ("identifiers", "links", "languages", "derived_from", "metrics", "files", "other_titles", "funding")

#: folded by a rule of its own
_RULED = {"titles", "short_title", "subtitles", "container", "origin", "sources", "evidence", "rest", "genre"}

#: a contradiction between two parts is reported
_COMPARED = ("issued", "volume", "issue", "page_start", "page_end", "article_number", "contributors")


def fold(page: Page, parts: list[Part]) -> tuple[Record, dict[str, Place]]:
    """One Record of all parts, and its places."""
    record, places = Record(), dict[str, Place]()
    for name in Record.__struct_fields__:
        if name in _JOINED:
            _join(record, places, name, parts)
        elif name not in _RULED:
            order = _FIRST.get(name, _ORDER)
            stated = [part for one in order for part in parts if part.name == one and _stated(part.record, name)]
            if stated:
                setattr(record, name, getattr(stated[0].record, name))
                _take_places(places, stated[0], name)
            if name in _COMPARED:
                _compare(page, name, stated)
    record.genre = parts[0].record.genre
    _fold_titles(record, places, parts)
    _fold_container(record, places, parts)
    _fold_identity(record, places)
    for part in parts:
        for number, (path, text) in enumerate(part.record.rest):
            if place := part.places.get(f"rest[{number}]"):
                places[f"rest[{len(record.rest)}]"] = place
            record.rest.append((path if part.name == "page" else f"{part.name}/{path}", text))
    _tag(page, record)
    return record, places


def _stated(record: Record, name: str) -> bool:
    value = getattr(record, name)
    return value is not None and value != [] and value != "" and value != 0 and not (name == "type" and value == "other")


def _take_places(places: dict[str, Place], part: Part, name: str) -> None:
    places.update({field: place for field, place in part.places.items() if field.partition("[")[0].partition(".")[0] == name})


def _join(record: Record, places: dict[str, Place], name: str, parts: list[Part]) -> None:
    """A list over all parts in the order of trust, each value once."""
    joined: list[Any] = getattr(record, name)
    for one in _ORDER:
        for part in parts:
            for number, value in enumerate(getattr(part.record, name) if part.name == one else ()):
                if value in joined:
                    continue
                if place := part.places.get(f"{name}[{number}]") or part.places.get(""):
                    places[f"{name}[{len(joined)}]"] = place
                joined.append(value)


def _compare(page: Page, name: str, stated: list[Part]) -> None:
    """Report where two parts say different things about one field. A date may be more or less exact, a name more or less full."""
    for other in stated[1:]:
        one, two = _essence(stated[0], name), _essence(other, name)
        if one.startswith(two) or two.startswith(one):
            continue
        place = other.places.get(name) or other.places.get(f"{name}[0]") or Place()
        page.issues.append(issue("R162", field=name, value=two, place=place, name=name, part=other.name, taken=one, other=stated[0].name))


def _essence(part: Part, name: str) -> str:
    value = getattr(part.record, name)
    if name == "contributors":
        authors = [one.agent for one in value if one.role in ("author", "inventor", "composer", "artist")]
        return "; ".join((agent.family or agent.name).split()[-1].casefold() for agent in authors if agent.family or agent.name)
    return str(value)


def _fold_titles(record: Record, places: dict[str, Place], parts: list[Part]) -> None:
    """The full title is the longest that the parts state; a shorter one that it begins with is the short title, the rest the subtitle."""
    titled = [part for part in parts if part.record.titles]
    if not titled:
        return
    full = max(titled, key=lambda part: len(part.record.titles[0].value))
    title = full.record.titles[0].value
    record.titles = list(full.record.titles)
    places.update({field: place for field, place in full.places.items() if field.startswith("titles")})
    for part in titled:
        short = part.record.titles[0].value
        rest = title[len(short) :].lstrip()
        if part.name != "page" and title.casefold().startswith(short.casefold()) and rest[:1] in (":", "–", "-", "."):
            record.short_title, record.subtitles = Text(short), [Text(rest[1:].strip())]
            places["short_title"] = places["subtitles[0]"] = part.places.get("titles[0]", Place())
            return
    for part in titled:
        if part.record.short_title is not None:
            record.short_title, record.subtitles = part.record.short_title, list(part.record.subtitles)
            places["short_title"] = part.places.get("short_title", Place())
            return


def _fold_container(record: Record, places: dict[str, Place], parts: list[Part]) -> None:
    """The journal: its longest name is the title, the others are short names; identifiers joined."""
    found = [(part, part.record.container) for part in parts if part.record.container is not None]
    if not found:
        return
    container = Container(kind=found[0][1].kind)
    spelled = [
        (part, f"container.{kind}[{n}]", one)
        for part, own in found
        for kind in ("titles", "short")
        for n, one in enumerate(getattr(own, kind))
    ]
    for part, path, name in sorted(spelled, key=lambda item: -len(item[2].value)):
        if any(name.value.casefold() == one.value.casefold() for one in (*container.titles, *container.short)):
            continue
        target = "short" if container.titles else "titles"
        places[f"container.{target}[{len(getattr(container, target))}]"] = part.places.get(path, Place())
        getattr(container, target).append(Text(name.value))
    for part, own in found:
        for number, one in enumerate(own.identifiers):
            if one not in container.identifiers:
                place = part.places.get(f"container.identifiers[{number}]", Place())
                places[f"container.identifiers[{len(container.identifiers)}]"] = place
                container.identifiers.append(one)
    record.container = container


def _fold_identity(record: Record, places: dict[str, Place]) -> None:
    """The Pure UUID: an identifier and what the record is derived from; the citation key that only repeats it goes."""
    uuid = next((one.value for one in record.identifiers if one.scheme == "pure-uuid"), "")
    for one in record.identifiers:
        if not uuid and one.scheme == "citekey" and "-" not in one.value:
            uuid = identifiers.uuid(one.value)
    if not uuid:
        return
    kept = [(n, one) for n, one in enumerate(record.identifiers) if one.scheme != "citekey" or identifiers.uuid(one.value) != uuid]
    moved = [places.get(f"identifiers[{n}]") for n, _ in kept]
    key = next(
        (places.get(f"identifiers[{n}]") for n, one in enumerate(record.identifiers) if one.scheme in ("citekey", "pure-uuid")), None
    )
    record.identifiers = [one for _, one in kept]
    if not any(one.scheme == "pure-uuid" for one in record.identifiers):
        record.identifiers.append(Identifier("pure-uuid", uuid))
        moved.append(key)
    for field in [field for field in places if field.startswith("identifiers[")]:
        del places[field]
    places.update({f"identifiers[{n}]": place for n, place in enumerate(moved) if place is not None})
    if f"urn:uuid:{uuid}" not in record.derived_from:
        record.derived_from.append(f"urn:uuid:{uuid}")


def _tag(page: Page, record: Record) -> None:
    """Language tags: titles by the work's one language; abstracts and keywords only where that is also the page's language."""
    work = record.languages[0] if len(record.languages) == 1 else ""
    record.titles = [Text(one.value, work) for one in record.titles]
    record.subtitles = [Text(one.value, work) for one in record.subtitles]
    record.short_title = Text(record.short_title.value, work) if record.short_title else None
    same = work if work.partition("-")[0] == page.language else ""
    record.abstracts = [Text(one.value, same) for one in record.abstracts]
    record.keywords = [Text(one.value, same) for one in record.keywords]
    record.notes = [Text(one.value, same) for one in record.notes]
