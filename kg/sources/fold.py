"""One Record of several descriptions of one work: a page states it in its own lines, in tags, in citations to copy.

Design: each description is read by itself into a `Part`. `plain` takes each field from the first part that states it, in the order of
`Trust`, and joins the lists that belong together; what needs a rule of its own (titles, containers, contributors) is left to the caller.
Where two parts say different things about a field, the caller is told. Places come along with the values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import Place
from kg.record import Record


class Part(NamedTuple):
    """One statement of the work: its name, its record, and where its fields stand in the page ("": an embedded entry's first line)."""

    name: str
    record: Record
    places: dict[str, Place]


class Trust(NamedTuple):
    """Which part is believed. `order`: the parts' names, the most trusted first; `first`: the order for single fields.

    `joined`: lists taken from all parts, each value once. `ruled`: fields that the caller folds. `compared`: fields whose
    contradictions are told.
    """

    order: Sequence[str]
    first: Mapping[str, Sequence[str]]
    joined: Collection[str]
    ruled: Collection[str]
    compared: Collection[str]


#: told of a field, the part that it was taken from, and a part that states it too
Other = Callable[[str, Part, Part], None]


def plain(record: Record, places: dict[str, Place], parts: Sequence[Part], trust: Trust, other: Other) -> None:
    """Fills the fields that need no rule of their own."""
    for name in Record.__struct_fields__:
        if name in trust.joined:
            join(record, places, name, in_order(parts, name, trust))
        elif name not in trust.ruled:
            found = [part for part in in_order(parts, name, trust) if states(part.record, name)]
            if found:
                setattr(record, name, getattr(found[0].record, name))
                take_places(places, found[0], name)
            for part in found[1:] if name in trust.compared else ():
                other(name, found[0], part)


def in_order(parts: Sequence[Part], name: str, trust: Trust) -> list[Part]:
    """The parts in the order of trust for a field."""
    return [part for one in trust.first.get(name, trust.order) for part in parts if part.name == one]


def states(record: Record, name: str) -> bool:
    """Whether a record says anything in a field."""
    value = getattr(record, name)
    return value is not None and value != [] and value != "" and value != 0 and not (name == "type" and value == "other")


def take_places(places: dict[str, Place], part: Part, name: str) -> None:
    """The places of a field come along."""
    places.update({field: place for field, place in part.places.items() if field.partition("[")[0].partition(".")[0] == name})


def join(record: Record, places: dict[str, Place], name: str, parts: Sequence[Part]) -> None:
    """A list over all parts in their order, each value once."""
    joined: list[Any] = getattr(record, name)
    known = {repr(value) for value in joined}
    for part in parts:
        for number, value in enumerate(getattr(part.record, name)):
            if (key := repr(value)) in known:
                continue
            known.add(key)
            if place := part.places.get(f"{name}[{number}]") or part.places.get(""):
                places[f"{name}[{len(joined)}]"] = place
            joined.append(value)


def keep_rest(record: Record, places: dict[str, Place], part: Part, prefix: str = "") -> None:
    """What a part left over is left over."""
    for number, (path, text) in enumerate(part.record.rest):
        if place := part.places.get(f"rest[{number}]"):
            places[f"rest[{len(record.rest)}]"] = place
        record.rest.append((prefix + path, text))
