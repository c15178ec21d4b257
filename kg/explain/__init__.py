"""Explain: which source line gave which triple by which rule, and what a term, a field, a shape or a code means.

Design: nothing is written down for explaining while a run goes on; the one record asked about is read and mapped once more with trace.
fields.py walks a record's values by path; rules.py knows where each row stands in its table and why it is silent; record.py
joins places, values, triples, omissions and findings of one record; asked.py goes the other way round, from a triple to its field.
term.py, field.py and finding.py tell what a name means, from the tables themselves and vocab/meanings.toml; example.py maps a sample
to show a triple. All of it is values; the command line lays them out.
"""

from __future__ import annotations
