"""Publishing: from graphs to a SPARQL endpoint, so that what is there afterwards is provably what was meant.

Design: one record is one named graph. Its list cells get IRIs (content.py), so that a graph means the same triples wherever it is
loaded, and its content has a hash. The graph carries a stamp, on its own IRI: hash, number of triples, time, run, version of the
publisher. A stamp with the right hash beside the right number of triples means: this record is whole, nothing need be sent.

    target.py      what an endpoint is: its two URLs, who may log in, what its server can bear (PROFILES)
    content.py     Described -> the triples that are loaded, their hash, the stamp
    replacement.py the update that replaces a graph; how many may be deleted
    protocol.py    one conversation with an endpoint: reads by SPARQLWrapper, writes by httpx, both without redirects
    state.py       what stands on the endpoint: inventory of named graphs
    journal.py     what this machine sent, in SQLite; also the lock against a second publisher
    endpoint.py    push: compare, write in batches, bisect what is refused, verify, delete

A write is one request: `DELETE WHERE {GRAPH g {?s ?p ?o}} ; INSERT DATA {GRAPH g {...}}`. It can be repeated without harm, which
MOVE, COPY and Graph Store POST cannot. A success code is no proof: what was written is counted afterwards.
What may not live here: reading records, mapping, printing.
"""
