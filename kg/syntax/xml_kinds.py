"""What the first part of a file tells about its XML: for `detect` of the readers. The part may end anywhere, so nothing is parsed."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kg import resources

_HEAD = 65536
_START = re.compile(r"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})(?=[\s/>])")
_SPACE = re.compile(r"\sxmlns(?::[\w.-]{1,60})?\s{0,9}=\s{0,9}(?:\"([^\"<]{1,300})\"|'([^'<]{1,300})')")
# declarations, comments and instructions, where other names may stand
_ASIDE = re.compile(r"<!--(?:[^-]|-(?!->))*+(?:-->)?|<\?[^>]*+>?|<!DOCTYPE(?:[^\[>]*+\[[^\]]*+\])?+[^>]*+>?", re.IGNORECASE)
_BEGINS = re.compile(r"[\s\ufeff]*+<")


class Kind(NamedTuple):
    """`root` is the local name of the first element ("" if this is no XML), `names` those of all elements, `spaces` the namespaces."""

    root: str = ""
    names: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()


@functools.lru_cache(maxsize=4)
def kind(head: str) -> Kind:
    """What stands in the head of a file; an empty Kind where it does not begin as XML does.

    >>> kind("<?xml version='1.0'?><m:mods xmlns:m='http://www.loc.gov/mods/v3'><m:titleInfo>").root
    'mods'
    """
    head = head[:_HEAD]
    if not _BEGINS.match(head):
        return Kind()
    bare = _ASIDE.sub(" ", head)
    names = _START.findall(bare)
    if not names:
        return Kind()
    return Kind(names[0], frozenset(names), frozenset(double or single for double, single in _SPACE.findall(bare)))


class Other(NamedTuple):
    """A document that no reader reads: what it is, and what to do."""

    name: str
    mend: str


def other(head: str) -> Other | None:
    """What a file is that no reader takes, by its first element and namespaces (vocab/imports/others.toml); None if nobody knows.

    >>> other('<ops:world-patent-data xmlns:ops="http://ops.epo.org">').name
    'an answer of the European Patent Office'
    """
    found = kind(head)
    for row in resources.table("imports/others")["xml"] if found.root else ():
        if row["root"] == found.root and (not row["space"] or any(space.startswith(row["space"]) for space in found.spaces)):
            return Other(row["name"], row["mend"])
    return None
