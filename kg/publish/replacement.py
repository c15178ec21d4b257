"""Updates that replace one named graph, and how many graphs a run may delete.

Design: the one form that is right on all servers tried: everything in one request, which can be repeated without harm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.publish.content import Content

#: of the graphs that are there, the share that one run may delete without being told
DELETE_SHARE = 0.05
_BACKSLASH = re.compile(r"\\\\([uU])|\\.", re.DOTALL)


def update(made: Content, stamp: Sequence[str], *, most: int = 1_000_000) -> str:
    """The update that makes the named graph hold exactly `made` and its stamp, in INSERT DATA parts of at most `most` triples.

    The stamp is in the last part, so a graph with a stamp is complete even where a server runs the parts one by one.
    """
    lines = [line_in_sparql(line) for line in made.lines]
    room = max(1, most - len(stamp))
    parts = [lines[start : start + room] for start in range(0, len(lines), room)] or [[]]
    parts[-1] = [*parts[-1], *stamp]
    operations = [f"DELETE WHERE {{ GRAPH {made.name} {{ ?s ?p ?o }} }}"]
    operations += ["INSERT DATA { GRAPH " + made.name + " {\n" + "\n".join(part) + "\n} }" for part in parts]
    return " ;\n".join(operations)


def line_in_sparql(line: str) -> str:
    r"""An N-Triples line as SPARQL: the text \\u0022 (an escaped backslash, then "u0022") must not look like a codepoint escape.

    SPARQL 1.1 section 19.2 lets a processor replace such escapes before it parses, and some do so without counting backslashes.
    """
    return _BACKSLASH.sub(lambda m: rf"\\\u{ord(m[1]):04X}" if m[1] else m[0], line) if "\\" in line else line


def may_delete(there: int, *, given: int) -> int:
    """How many of `there` graphs a run may delete unasked: a twentieth, but one at least, and none where no record was given at all."""
    return max(1, int(there * DELETE_SHARE)) if given else 0
