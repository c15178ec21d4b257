"""A JSON entry into a typed Struct of its format, and what did not fit as a list of leaves.

Design: a format declares all its known fields as msgspec Structs that forbid unknown ones. Nearly every entry decodes into them in
one go. One that does not is decoded without types and fitted by hand: a field that is not declared, or a value of another kind, comes
back as a `Leaf` (path, pointer, text), so it can be kept and reported; the rest of the entry is read as ever. A single value where a
list is declared, or a number where text is, is taken without a word, since nothing is lost by it.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from kg.syntax import json_places
from kg.syntax.json_places import Entry, Fault, step

# UTF-8 has no half of a pair of surrogates, so it comes spelt out by its number
_SPELT_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")

T = TypeVar("T", bound=msgspec.Struct)

_SURROGATES = re.compile(r"[\ud800-\udfff]")


class Leaf(NamedTuple):
    """A value without a place in its Struct. `wanted` says what is declared there; "" where nothing is."""

    path: str
    pointer: str
    text: str
    wanted: str = ""


class Decoded(NamedTuple, Generic[T]):
    """`value` is None where the entry cannot be read (`fault`) or is no object (`found`: its members, or what it is instead).

    `members` are the entry's own members, only where they did not fit at once; `mended` tells that it holds what JSON forbids."""

    value: T | None
    left: Sequence[Leaf] = ()
    fault: Fault | None = None
    members: dict[str, Any] | None = None
    found: str = ""
    mended: bool = False


class Shape(Generic[T]):
    """Decodes entries of one format into its Struct."""

    def __init__(self, struct: type[T]) -> None:
        self._struct = struct
        self._decoder = msgspec.json.Decoder(struct)

    def decode(self, entry: Entry) -> Decoded[T]:
        """The entry as a Struct. Never raises for bad data."""
        if entry.fault:
            return Decoded(None, fault=entry.fault)
        if not json_places.shallow(entry.body):
            return Decoded(None, fault=json_places.fault_in(entry))
        try:
            return Decoded(self._decoder.decode(entry.body))
        except msgspec.ValidationError:
            pass
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
        return self._slowly(entry)

    def _slowly(self, entry: Entry) -> Decoded[T]:
        fault, mended = None, False
        try:
            value = json.loads(entry.body.decode())
        except (UnicodeDecodeError, json.JSONDecodeError):
            fault = json_places.fault_in(entry)
            try:
                value = json.loads(entry.body.decode(), strict=False)
            except (UnicodeDecodeError, json.JSONDecodeError):
                return Decoded(None, fault=fault)
        if fault or (_SPELT_SURROGATE.search(entry.body) and _SURROGATES.search(json.dumps(value, ensure_ascii=False))):
            value, mended = json.loads(_SURROGATES.sub("\ufffd", json.dumps(value, ensure_ascii=False))), True
        if not isinstance(value, dict):
            return Decoded(None, found=kind_of(value))
        left: list[Leaf] = []
        fitted = _fit(value, _kind(self._struct), "", "", left)
        return Decoded(msgspec.convert(fitted, self._struct), left, members=value, mended=mended)


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
    return names[type(value)]


def leaves(value: object, path: str, pointer: str) -> Iterator[tuple[str, str, str]]:
    """Path, pointer and text of every leaf in a JSON value, in its order; empty containers, null and "" give none. Iterative."""
    stack: list[tuple[object, str, str]] = [(value, path, pointer)]
    while stack:
        item, here, at = stack.pop()
        if isinstance(item, dict):
            stack.extend((child, f"{here}.{key}" if here else key, at + step(key)) for key, child in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend((item[i], f"{here}[{i}]", at + step(i)) for i in range(len(item) - 1, -1, -1))
        elif item is not None and item != "":
            yield here, at, item if isinstance(item, str) else json.dumps(item)


@functools.cache
def _kind(struct: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(struct)


def _fit(value: Any, kind: inspect.Type, path: str, pointer: str, left: list[Leaf]) -> Any:
    """`value` as `kind` takes it, or UNSET; whatever does not fit is appended to `left`."""
    if isinstance(kind, inspect.CustomType | inspect.AnyType | inspect.RawType):
        return msgspec.Raw(json.dumps(value, ensure_ascii=False).encode()) if isinstance(kind, inspect.RawType) else value
    if isinstance(kind, inspect.UnionType):
        return _fit_one_of(value, kind.types, path, pointer, left)
    if isinstance(kind, inspect.StructType) and isinstance(value, dict):
        return _fit_members(value, kind, path, pointer, left)
    if isinstance(kind, inspect.ListType):
        items = value if isinstance(value, list) else [value]
        inside = [(f"{path}[{i}]", pointer + step(i)) for i in range(len(items))] if isinstance(value, list) else [(path, pointer)]
        fitted = [
            _fit(item, kind.item_type, *at, left)
            for item, at in zip(items, inside, strict=True)
            if item is not None or _optional(kind.item_type)
        ]
        return [item for item in fitted if item is not msgspec.UNSET]
    if isinstance(kind, inspect.DictType) and isinstance(value, dict):
        fitted_values = {
            key: _fit(item, kind.value_type, f"{path}.{key}", pointer + step(key), left) for key, item in value.items() if item is not None
        }
        return {key: item for key, item in fitted_values.items() if item is not msgspec.UNSET}
    if isinstance(kind, inspect.StrType):
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return json.dumps(value)
    if isinstance(kind, inspect.IntType):
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 19:
            return int(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
            return value
    if isinstance(kind, inspect.BoolType) and isinstance(value, bool):
        return value
    wanted = _wanted(kind)
    left.extend(Leaf(*leaf, wanted) for leaf in leaves(value, path, pointer))
    return msgspec.UNSET


def _fit_members(value: dict[str, Any], kind: inspect.StructType, path: str, pointer: str, left: list[Leaf]) -> dict[str, Any]:
    declared = {field.encode_name: field.type for field in kind.fields}
    fitted: dict[str, Any] = {}
    for key, member in value.items():
        here, at = f"{path}.{key}" if path else key, pointer + step(key)
        if member is None:
            continue
        if key not in declared:
            left.extend(Leaf(*leaf) for leaf in leaves(member, here, at))
            continue
        item = _fit(member, declared[key], here, at, left)
        if item is not msgspec.UNSET:
            fitted[key] = item
    return fitted


def _fit_one_of(value: Any, kinds: tuple[inspect.Type, ...], path: str, pointer: str, left: list[Leaf]) -> Any:
    if value is None and any(isinstance(kind, inspect.NoneType) for kind in kinds):
        return None
    real = [kind for kind in kinds if not isinstance(kind, inspect.NoneType)]
    for kind in real:
        tried: list[Leaf] = []
        item = _fit(value, kind, path, pointer, tried)
        if item is not msgspec.UNSET and not any(leaf.pointer == pointer for leaf in tried):
            left.extend(tried)
            return item
    return _fit(value, real[0], path, pointer, left)


def _optional(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.UnionType) and any(isinstance(inner, inspect.NoneType) for inner in kind.types)


def _wanted(kind: inspect.Type) -> str:
    names = {
        inspect.StructType: "an object",
        inspect.DictType: "an object",
        inspect.ListType: "a list",
        inspect.StrType: "text",
        inspect.IntType: "a whole number",
        inspect.BoolType: "true or false",
    }
    return names.get(type(kind), "another kind of value")
