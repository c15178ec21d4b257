"""What the meta tags and links of a page state: each tag goes to its family, to what is not carried, or to rest.

Design: vocab/imports/html.toml says which tag belongs to which family and names the step that takes it (html_steps). A tag that no step
takes, or that says a second time what its family says otherwise, goes to `rest`; one that the table leaves out is listed with its
reason. So every tag of the page is accounted for.
Sources: see the table.
"""

from __future__ import annotations

import functools
import re

from kg.sources.html_family import Family, Stated, content, path_of, reason_of, rules
from kg.sources.html_steps import STEPS
from kg.syntax.html_page import Tag

_DC = re.compile(r"(?:dc|dcterms|dct)[.:]", re.IGNORECASE)


@functools.cache
def _families() -> dict[str, tuple[str, str]]:
    """Tag -> family and step; of dc without its prefix."""
    tables = rules()["tags"].items()
    return {tag: (family, step) for family, table in tables if family not in ("dc", "links") for tag, step in table.items()}


def take(stated: Stated, tag: Tag) -> None:
    """Takes one tag."""
    path, value = path_of(tag), content(tag)
    if not value and "charset" not in tag.attributes:
        return
    family, step = _step_of(tag, path)
    if step and step != "rest" and value:
        word, _, argument = step.partition(" ")
        _kind(stated.family(family), path.partition(" ")[2])
        STEPS[word](stated.family(family), tag, argument)
    elif why := reason_of(path):
        stated.not_carried.append((path, value or tag.attributes.get("charset", ""), why))
    else:
        stated.family(family or "page").keep(tag)


def _step_of(tag: Tag, path: str) -> tuple[str, str]:
    name = path.partition(" ")[2]
    if tag.kind == "link":
        rels = [rel for rel in name.split() if rel in rules()["tags"]["links"]]
        return ("links", rules()["tags"]["links"][rels[0]]) if rels else ("", "")
    if match := _DC.match(name):
        bare = name[match.end() :]
        return ("dc", rules()["tags"]["dc"].get(bare, "")) if bare != "format" else ("dc", "")
    return _families().get(name, ("", ""))


def _kind(family: Family, name: str) -> None:
    """What a tag tells of the type: the strongest that the family has counts."""
    kinds = rules()["kinds"]
    if name in kinds:
        order = list(dict.fromkeys(kinds.values()))
        known = family.record.type
        if known not in order or order.index(kinds[name]) < order.index(known):
            family.record.type = kinds[name]
