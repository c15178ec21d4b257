"""SHACL: graphs in, results out.

Design: rules are data. Every rule that SHACL Core can say is a shape in shapes/*.ttl: an IRI, a message that names the field, a
severity, and three properties of our own: kg:code (what `kg explain` takes), kg:mend (what to do) and kg:field (the Record
field). shapes/profiles.toml says which files make a profile. What Core cannot say is said in Python, in three small modules with the
same `Result`: strict (forms of terms, check digits), sense (values that contradict each other), usage (terms that do not
exist, properties outside their domain), which beside.py runs together; their codes stand in vocab/issues.toml.

`load` makes shapes ready to run, a lane runs them: `compiled`, the one in use, turns SHACL Core and SHACL-SPARQL (sparql/) into functions
on the graph itself; pyshacl_lane is the reference that tests hold it against, and runs the shapes that go beyond. Every lane has the
signature `validate(shapes, graph, *, whole=None) -> list[Result]`. report.py leads a result back to the user's file and writes reports.
`check` runs everything on one graph, `check_many` on several.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.facts import NO_FACTS, Facts
from kg.graph import Described, Graph
from kg.shacl import beside, compiled
from kg.shacl.compiled import validate, validate_many
from kg.shacl.result import Result
from kg.shacl.shapes import Compiled, Shape, load, load_profiles, paths_of, profiles

__all__ = [
    "Compiled",
    "Result",
    "Shape",
    "check",
    "check_many",
    "load",
    "load_profiles",
    "paths_of",
    "profiles",
    "validate",
    "validate_many",
]


def check(shapes: Compiled, data: Graph, *, whole: Graph | None = None, latest_year: int = 0) -> list[Result]:
    """All results for one graph: forms of terms first, then contradictions and the use of vocabularies, then the shapes.

    `latest_year` is the last year that a date of publication may have (0: not checked, so that a run does not depend on the clock).
    """
    return [*beside.check(data, latest_year), *validate(shapes, data, whole=whole)]


def check_many(shapes: Compiled, items: Sequence[Described], *, latest_year: int = 0, facts: Facts = NO_FACTS) -> list[list[Result]]:
    """What `check` gives for each item, in order. `facts` are true of all the graphs: what they answer is not asked."""
    return compiled.check_many(shapes, items, latest_year=latest_year, facts=facts)
