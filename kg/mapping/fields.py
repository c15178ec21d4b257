"""Reading the fields of a node by the paths of the tables: "titles[]", "event.start", "record.series[]"."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from kg import record as records

#: value of the row's first field -> (path, index, value) of each value at the end of its path
Walk = Callable[[Any], Iterator[tuple[str, int, Any]]]


class Field(NamedTuple):
    """How the first field of a row's path is read: which one, what in it means "not stated", whether an empty value may say something."""

    position: int
    name: str
    default: object
    from_record: bool
    empty_counts: bool


@functools.cache
def field_of(struct: str, path: str) -> Field:
    """The first field of a path: "titles[]", "event.start", "record.series[]"."""
    from_record = path.startswith("record.")
    head = path.removeprefix("record.").partition(".")[0]
    name = head.removesuffix("[]")
    owner = records.Record if from_record else getattr(records, struct)
    info = {item.name: item for item in msgspec.structs.fields(owner)}[name]
    if info.default is not msgspec.NODEFAULT:
        default = info.default
    else:  # a required field is always stated
        default = [] if info.default_factory is not msgspec.NODEFAULT else msgspec.NODEFAULT
    # False where None means "not stated", 0 where the field is required; and a default that is not empty is no statement
    empty_counts = bool(default) or info.required or (default is None and "bool" in str(info.type))
    return Field(owner.__struct_fields__.index(name), name, default, from_record, empty_counts)


def walk_of(path: str) -> Walk:
    """The function that yields (path, index, value) for each value of a field path."""
    head, _, rest = path.removeprefix("record.").partition(".")
    name, many = head.removesuffix("[]"), head.endswith("[]")
    tail, tail_many = rest.removesuffix("[]"), rest.endswith("[]")

    def one(value: Any) -> Iterator[tuple[str, int, Any]]:
        yield name, 0, value

    def several(value: Any) -> Iterator[tuple[str, int, Any]]:
        for index, item in enumerate(value):
            yield f"{name}[{index}]", index, item

    outer = several if many else one
    if not rest:
        return outer

    def deep(value: Any) -> Iterator[tuple[str, int, Any]]:
        for place, index, item in outer(value):
            inner = getattr(item, tail)
            if tail_many:
                for number, part in enumerate(inner):
                    yield f"{place}.{tail}[{number}]", number, part
            elif inner:
                yield f"{place}.{tail}", index, inner

    return deep


def present(node: Any, path: str) -> bool:
    """Whether the field at a dotted path is stated."""
    for name in path.split("."):
        node = getattr(node, name)
        if not node:
            return False
    return True
