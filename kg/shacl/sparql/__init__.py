"""SHACL-SPARQL: constraints written as SPARQL queries, compiled (SHACL sections 5 and 6).

Design: a query is read once, by rdflib's parser (queries), and its algebra becomes functions on the graph of a record, started at the focus
node (patterns, matching, grouping; expressions, functions, values). No store is filled, no query text is read again: a query that begins at
$this costs what hangs on that node. `Rules` makes from the queries of a shapes graph the constraints of its shapes, as components.py
makes those of SHACL Core. What a query uses that is not here is named by `Beyond`; its shape then runs on the pySHACL lane, whole.
Where the engines differ the specifications decide: tests/shacl/test_sparql_differences.py lists the places.
"""

from kg.shacl.sparql.rules import Rules

__all__ = ["Rules"]
