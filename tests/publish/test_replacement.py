"""Updates: any text survives, on servers that read codepoint escapes early too."""

from __future__ import annotations

import re

import pyoxigraph
from hypothesis import given
from hypothesis import strategies as st

from kg import terms
from kg.publish import replacement


def _early(text: str) -> str:
    """What a processor makes of a query that replaces codepoint escapes everywhere before it parses (SPARQL 1.1 section 19.2)."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", lambda m: chr(int(m[1] or m[2], 16)), text)


@given(st.text(alphabet=st.sampled_from('\\uU0029A"nr\n} ;é'), max_size=24) | st.text(max_size=20))
def test_any_text_survives_in_an_update(text: str) -> None:
    text = terms.clean(text)
    line = replacement.line_in_sparql(f"<http://e/s> <http://e/p> {terms.literal(text)} .")
    for form in (line, _early(line)):
        store = pyoxigraph.Store()
        store.update(f"INSERT DATA {{ {form} }}")
        assert [quad.object.value for quad in store] == [text]
