"""Questions in SPARQL, asked of RDF files, of the embedded store or of an endpoint.

Design: a question is a text with a head of comments that say in English what it asks and which parameters it takes (question.py, the
files of queries/). Parameters become terms, each checked against its type, and are joined to the question by a VALUES clause at the
start of its WHERE group, so a value can never become syntax. That needs no parse tree: syntax.py cuts SPARQL into tokens, exactly
enough to see the form, the prefixes, the clauses that would reach out to the network, and that place. evaluation.py asks; answer.py
writes what came back. All three kinds of target see the union of the named graphs, and give rows in the same, repeatable order.
What may not live here: changing data. Updates are refused everywhere, SERVICE is refused where it would run on this machine.
"""

from kg.query.answer import FORMATS, Answer, Format, write
from kg.query.evaluation import RDF_ENDINGS, Graphs, Stored, Target, described, documents, files, run
from kg.query.question import NamedQuery, Parameter, find, named, read

#: name -> Format: how an answer can be written
formats = FORMATS

__all__ = [
    "FORMATS",
    "RDF_ENDINGS",
    "Answer",
    "Format",
    "Graphs",
    "NamedQuery",
    "Parameter",
    "Stored",
    "Target",
    "described",
    "documents",
    "files",
    "find",
    "formats",
    "named",
    "read",
    "run",
    "write",
]
