"""expat as it is used here: no DTD is fetched, no entity of a file is declared; what its errors say of documents behind each other.

Source: XML 1.0 (5th edition) sections 2.1, 4.2 and 5.1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

JUNK = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]
_MISPLACED = expat.errors.codes[expat.errors.XML_ERROR_SYNTAX]
# another document may begin with a byte order mark of its own
_DOCUMENT = re.compile(rb"[\s\xef\xbb\xbf]*+<[A-Za-z_!]")


def parser(external: Callable[..., int], declares: Callable[..., None]) -> Any:
    """A parser of UTF-8. `external` is asked for any DTD, also where none is named, and opens nothing; `declares` is told of entities."""
    made = expat.ParserCreate("utf-8")
    made.ordered_attributes = made.specified_attributes = made.buffer_text = True
    made.UseForeignDTD(True)
    made.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
    made.ExternalEntityRefHandler, made.EntityDeclHandler = external, declares
    return made


def another(code: int, body: bytes, at: int = 0) -> int:
    """Where another document begins, if an error of this code at a byte of `body` says that one has ended there; else -1."""
    return body.index(b"<", at) if code in (JUNK, _MISPLACED) and _DOCUMENT.match(body, at) else -1
