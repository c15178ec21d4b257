"""Leaf values: text as a source writes it becomes a date, a name, an identifier, a page range, a language, plain text or a licence.

Design: every reader calls these functions and nothing here knows a format, a Record's shape beyond Agent and Identifier, or RDF. A
function takes one text and returns the value in normal form, or "" (or the text kept whole, where it says so) if it cannot be
understood: nothing is guessed, nothing raises for bad data. The reader decides what to do with "": it keeps the text in
`Record.rest` and adds an Issue. Work is linear in the length of the text: patterns have no nested repetition, nesting is bounded.

    dates        "31 Dec 2012" -> "2012-12-31"; intervals of events
    names        BibTeX lists, inverted and natural names -> Agent
    identifiers  DOI, ISSN, ISBN, ORCID ... normal forms and check digits; `esc` for IRIs
    pages        "1119--38" -> start 1119, end 1138
    languages    "English", "eng", "en_GB", babel names -> BCP 47 and back to ISO 639-2/B (vocab/languages.toml)
    text         HTML, JATS and MathML -> plain text; Unicode tidied
    latex        LaTeX -> Unicode and back
    licences     licence names and addresses -> one canonical address
    isbd         text without the punctuation between the parts of a catalogue description
"""
