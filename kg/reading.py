"""Inputs -> readings: the readers of sources/ applied to what inputs.py gives, file by file or part by part.

Design: a reader counts lines, offsets and ordinals from the first byte it is given; here they become those of the user's whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from kg.errors import InputError, Place
from kg.inputs import RDF_FORMATS, Input
from kg.issues import issue
from kg.record import Origin, Reading
from kg.sources import SOURCES
from kg.sources.parts import Part


def readings(inputs: Iterable[Input], *, trace: bool = False, encoding: str = "") -> Iterator[tuple[Input, Reading]]:
    """The readings of inputs that are no RDF, their origin and issues completed with the file's name."""
    for item in inputs:
        if item.format in RDF_FORMATS:
            continue
        for reading in _read(item, trace=trace, encoding=encoding):
            origin, below = reading.origin, item.line - 1
            right = item.column - 1
            offset, ordinal = origin.offset + item.offset, origin.ordinal + item.ordinal
            reading.origin = msgspec.structs.replace(origin, file=item.name, ordinal=ordinal, offset=offset, line=origin.line + below)
            if reading.record is not None:
                reading.record.origin = reading.origin
            for found in reading.issues:
                found.file, found.record, found.place = item.name, found.record or reading.label, _moved(found.place, below, right)
            if (below or right) and reading.places:
                reading.places = {field: _moved(place, below, right) for field, place in reading.places.items()}
            yield item, reading


def _moved(place: Place, lines: int, columns: int) -> Place:
    """The place as many lines further down and, in the first line, columns to the right: a part of a large file begins there."""
    if not (lines or columns) or not place.line:
        return place
    column = place.column + columns if place.line == 1 and place.column else place.column
    return msgspec.structs.replace(place, line=place.line + lines, column=column)


def _read(item: Input, *, trace: bool, encoding: str) -> Iterator[Reading]:
    """The readings of one file; a file that cannot be decoded at all is one reading without a record."""
    source = SOURCES[item.format]
    try:
        if item.joined is not None and source.joining is not None:
            yield from source.joining.read(item.data, item.joined, trace=trace, encoding=encoding)
        elif item.context and source.parting is not None:
            yield from source.parting.read(item.data, item.context, trace=trace, encoding=encoding)
        else:
            yield from source.read(item.data, trace=trace, encoding=encoding)
    except InputError as error:
        found = issue("R012", problem=error.message)
        found.mend = error.hint or found.mend
        yield Reading(Origin(format=item.format, line=1), issues=[found])


def alone(item: Input, origin: Origin, order: int) -> Input | None:
    """The input of which the reading of this origin, that `order` others of `item` stand before, is the only one; None where the format
    does not tell."""
    parting = SOURCES[item.format].parting if item.context else None
    if parting is None or parting.alone is None:
        return None
    part = parting.alone(Part(item.data, item.offset, item.line, item.ordinal, item.context, item.column), origin, order)
    return None if part is None else Input(item.name, item.format, *part, item.joined)
