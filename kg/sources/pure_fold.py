"""One Record of all statements of a Pure page: each field from the first part that states it, contradictions reported."""

from __future__ import annotations

from typing import Protocol

from kg.errors import Issue, Place
from kg.issues import issue
from kg.record import Container, Identifier, Record, Text
from kg.sources import fold
from kg.sources.fold import Part
from kg.sources.once import Growing
from kg.values import identifiers

#: RIS parts family and given name, BibTeX has the full title
TRUST = fold.Trust(
    order=("page", "ris", "bibtex"),
    first={"contributors": ("ris", "bibtex", "page"), "host": ("page", "bibtex", "ris")},
    joined=("identifiers", "links", "languages", "derived_from", "metrics", "files", "other_titles", "funding"),
    ruled=("titles", "short_title", "subtitles", "container", "origin", "sources", "evidence", "rest", "genre"),
    compared=("issued", "volume", "issue", "page_start", "page_end", "article_number", "contributors"),
)


class Told(Protocol):
    """What a page of a portal is to the fold: the language of its words, and where contradictions are told."""

    language: str
    issues: list[Issue]


def merge(page: Told, parts: list[Part], trust: fold.Trust = TRUST) -> tuple[Record, dict[str, Place]]:
    """One Record of all parts, and its places; the first part is the page's own."""
    record, places = Record(), dict[str, Place]()
    fold.plain(record, places, parts, trust, lambda name, first, other: _compare(page, name, first, other))
    record.genre = parts[0].record.genre
    _fold_titles(record, places, parts)
    fold_container(record, places, parts)
    _fold_identity(record, places)
    for part in parts:
        fold.keep_rest(record, places, part, "" if part is parts[0] else f"{part.name}/")
    _tag(page, record)
    return record, places


def _compare(page: Told, name: str, first: Part, other: Part) -> None:
    """Report where two parts say different things about one field. A date may be more or less exact, a name more or less full."""
    one, two = _essence(first, name), _essence(other, name)
    if one.startswith(two) or two.startswith(one):
        return
    place = other.places.get(name) or other.places.get(f"{name}[0]") or Place()
    page.issues.append(issue("R162", field=name, value=two, place=place, name=name, part=other.name, taken=one, other=first.name))


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


def fold_container(record: Record, places: dict[str, Place], parts: list[Part]) -> None:
    """The journal: its longest name is the title, the others are short names; identifiers joined."""
    found = [(part, part.record.container) for part in parts if part.record.container is not None]
    if not found:
        return
    container, known = Container(kind=found[0][1].kind, identifiers=Growing()), set[str]()
    spelled = [
        (part, f"container.{kind}[{n}]", one)
        for part, own in found
        for kind in ("titles", "short")
        for n, one in enumerate(getattr(own, kind))
    ]
    for part, path, name in sorted(spelled, key=lambda item: -len(item[2].value)):
        if name.value.casefold() in known:
            continue
        known.add(name.value.casefold())
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


def _tag(page: Told, record: Record) -> None:
    """Language tags: titles by the work's one language; abstracts and keywords only where that is also the page's language."""
    work = record.languages[0] if len(record.languages) == 1 else ""
    record.titles = [Text(one.value, work) for one in record.titles]
    record.subtitles = [Text(one.value, work) for one in record.subtitles]
    record.short_title = Text(record.short_title.value, work) if record.short_title else None
    same = work if work.partition("-")[0] == page.language else ""
    record.abstracts = [Text(one.value, same) for one in record.abstracts]
    record.keywords = [Text(one.value, same) for one in record.keywords]
    record.notes = [Text(one.value, same) for one in record.notes]
